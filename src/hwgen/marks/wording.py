"""Texts of keys.json, whose formulas are TeX between dollars."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from markupsafe import Markup, escape

from hwgen.content.texmath import FORMULA
from hwgen.errors import CourseError
from hwgen.writers.mathml import mathml
from hwgen.writers.unbroken import unbroken

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
    return Markup(unbroken("".join(_html(piece, form) for piece, form in pieces(text))))


def _html(piece: str, form: Form) -> Markup:
    """Dollars in a piece of code may hold anything."""
    if form == "words":
        return escape(piece)
    try:
        return Markup(mathml(piece, display=form == "display"))
    except CourseError:
        return escape(piece)
