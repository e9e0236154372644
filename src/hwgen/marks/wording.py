"""Texts of keys.json, whose formulas are TeX between dollars."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup, escape

from hwgen.content.texmath import FORMULA
from hwgen.errors import CourseError
from hwgen.writers.mathml import mathml


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """A text in pieces, each with whether it is a formula."""
    end = 0
    for match in FORMULA.finditer(text):
        yield text[end : match.start()], False
        yield match[1] or match[2], True
        end = match.end()
    yield text[end:], False


def html(text: str) -> Markup:
    return Markup().join(_formula(piece) if is_formula else escape(piece) for piece, is_formula in pieces(text))


def _formula(tex: str) -> Markup:
    """Dollars in a piece of code may hold anything."""
    try:
        return Markup(mathml(tex))
    except CourseError:
        return escape(tex)
