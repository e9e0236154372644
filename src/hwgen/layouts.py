"""How the head of a paper can be laid out, and what its table of marks counts."""

from __future__ import annotations

from typing import Literal

Layout = Literal["plain", "chinese", "western"]
Scores = Literal["parts", "questions", "none"]
