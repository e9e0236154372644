"""hwgen: a question-bank generator and exam compiler. These are the names that a generator imports."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hwgen.draw import Draw
    from hwgen.formula import Formulas
    from hwgen.picture import Axes, Dots, Label, Line, Picture
    from hwgen.problem import Candidate, Computed, Entry, Matching, Ordering, Problem, Selection, Wording
    from hwgen.recipe import figure, generator
    from hwgen.text import Text
    from hwgen.values import equal_tex, number_tex

__version__ = "0.1.0"

_HOME = {
    "Axes": "picture",
    "Candidate": "problem",
    "Computed": "problem",
    "Dots": "picture",
    "Draw": "draw",
    "Entry": "problem",
    "Formulas": "formula",
    "Label": "picture",
    "Line": "picture",
    "Matching": "problem",
    "Ordering": "problem",
    "Picture": "picture",
    "Problem": "problem",
    "Selection": "problem",
    "Text": "text",
    "Wording": "problem",
    "equal_tex": "values",
    "figure": "recipe",
    "generator": "recipe",
    "number_tex": "values",
}

__all__ = [
    "Axes",
    "Candidate",
    "Computed",
    "Dots",
    "Draw",
    "Entry",
    "Formulas",
    "Label",
    "Line",
    "Matching",
    "Ordering",
    "Picture",
    "Problem",
    "Selection",
    "Text",
    "Wording",
    "equal_tex",
    "figure",
    "generator",
    "number_tex",
]


def __getattr__(name: str) -> object:
    """Imports a name when it is first used, so that `hwgen --help` does not wait for sympy."""
    if name in _HOME:
        return getattr(importlib.import_module(f"hwgen.{_HOME[name]}"), name)
    raise AttributeError(name)
