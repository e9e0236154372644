"""How the head of a paper can be laid out, what its table of marks counts, and how an answer space looks."""

from __future__ import annotations

from typing import Literal

Layout = Literal["plain", "chinese", "western"]
Space = Literal["blank", "ruled", "grid", "box"]
Scores = Literal["parts", "questions", "none"]
