"""About how wide texts and formulas print, and what fits."""

from __future__ import annotations

import re

# Text without a space that is longer may break after every PIECE characters.
LONGEST_RUN = 30
PIECE = 10
FITTING = 76
GLANCE = 7
# Characters of an option that may stand beside others.
MEASURED = 300
LONGEST_NAME = 40


def width(text: str) -> int:
    """About how wide `text` prints, in half em."""
    return sum(2 if ord(char) >= 0x2E80 else 1 for char in text)


def tex_width(tex: str) -> int:
    """About how wide `tex` prints, in half em."""
    return width(re.sub(r"\\[A-Za-z]+|[{}$\\]", "", tex))


def shortened(name: str) -> str:
    """A name that fits in the head of a page."""
    kept = name
    while width(kept) > LONGEST_NAME:
        kept = kept[:-1]
    return kept if kept == name else kept + "…"
