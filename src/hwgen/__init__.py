"""hwgen: a question-bank generator and exam compiler. These are the names that a generator imports."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hwgen.draw import Draw
    from hwgen.formula import Formula
    from hwgen.picture import Axes, Dots, Label, Line, Picture
    from hwgen.problem import Candidate, Problem, Selection
    from hwgen.recipe import figure, generator
    from hwgen.text import Text
    from hwgen.values import Product, Shape

__version__ = "0.1.0"

_HOME = {
    "Axes": "picture",
    "Candidate": "problem",
    "Dots": "picture",
    "Draw": "draw",
    "Formula": "formula",
    "Label": "picture",
    "Line": "picture",
    "Picture": "picture",
    "Problem": "problem",
    "Product": "values",
    "Selection": "problem",
    "Shape": "values",
    "Text": "text",
    "figure": "recipe",
    "generator": "recipe",
}

__all__ = [
    "Axes",
    "Candidate",
    "Dots",
    "Draw",
    "Formula",
    "Label",
    "Line",
    "Picture",
    "Problem",
    "Product",
    "Selection",
    "Shape",
    "Text",
    "figure",
    "generator",
]


def __getattr__(name: str) -> object:
    """Imports a name when it is first used, so that `hwgen --help` does not wait for sympy."""
    if name in _HOME:
        return getattr(importlib.import_module(f"hwgen.{_HOME[name]}"), name)
    raise AttributeError(name)
