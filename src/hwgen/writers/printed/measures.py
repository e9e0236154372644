"""About how wide texts and formulas print, and what fits."""

from __future__ import annotations

import re
from dataclasses import replace

from hwgen.values import Value

# Text without a space that is longer may break after the signs behind each of its words, and a word of it that is longer
# still after every PIECE characters.
LONGEST_RUN = 30
PIECE = 10
WORDS = re.compile(r"\d+(?:\.\d+)+\W*|\w+\W*|\W+")
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


def glanced(value: Value) -> str | None:
    """The TeX of a value that fits into the table of answers: of a product that is too long, its number. None where nothing fits."""
    spellings = [value]
    if value.form == "product":
        spellings.append(replace(value, raw=value.number, form="number"))
    return next((tex for tex in (each.tex() for each in spellings) if tex_width(tex) <= GLANCE), None)


def shortened(name: str) -> str:
    """A name that fits in the head of a page."""
    kept = name
    while width(kept) > LONGEST_NAME:
        kept = kept[:-1]
    return kept if kept == name else kept + "…"
