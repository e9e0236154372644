"""Texts as string literals of Typst."""

from __future__ import annotations

import re

# For an alternative text that says nothing; PDF/UA admits no empty one.
NO_ALT = "–"


def quoted(text: str) -> str:
    """A string literal of Typst that is `text`, control signs left out."""
    inner = re.sub(r'(["\\])', r"\\\1", re.sub(r"\s", " ", text))
    return '"' + re.sub(r"[\x00-\x1f\x7f]", "", inner) + '"'
