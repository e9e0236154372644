"""Texts of keys.json, whose formulas are TeX between dollars."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from markupsafe import Markup, escape

from hwgen.content.texmath import FORMULA
from hwgen.errors import CourseError
from hwgen.writers.mathml import mathml

CLOSING = re.compile(r"[，。；：！？、）》」』】”’,.;:!?)\]]+")
# A class, since pages of a review allow no style within them.
TOGETHER = Markup('<span class="together">{}{}</span>')
Form = Literal["words", "inline", "display"]


def pieces(text: str) -> Iterator[tuple[str, Form]]:
    """A text in pieces: words, and formulas in the line or displayed."""
    end = 0
    for match in FORMULA.finditer(text):
        yield text[end : match.start()], "words"
        yield (match[1], "display") if match[1] else (match[2], "inline")
        end = match.end()
    yield text[end:], "words"


def html(text: str) -> Markup:
    """Signs that close stay on the line of the formula before them: browsers break it there, even with a word joiner."""
    parts: list[Markup] = []
    for piece, form in pieces(text):
        signs = CLOSING.match(piece) if form == "words" and parts else None
        if signs:
            parts[-1] = TOGETHER.format(parts[-1], signs[0])
        parts.append(escape(piece[signs.end() if signs else 0 :]) if form == "words" else _formula(piece))
    return Markup().join(parts)


def _formula(tex: str) -> Markup:
    """Dollars in a piece of code may hold anything."""
    try:
        return Markup(mathml(tex))
    except CourseError:
        return escape(tex)
