"""hwgen: a question-bank generator and exam compiler. These are the names that a generator imports."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hwgen.content.picture import Axes, Dots, Label, Line, Mark, Picture
    from hwgen.draw import Draw, chance, shuffled
    from hwgen.problem.formula import Formulas
    from hwgen.problem.generator import figure, generator
    from hwgen.problem.parts import Candidate, Choice, Computed, Entry, Matching, Ordering, Problem, Selection, Wording
    from hwgen.text import Text
    from hwgen.values import equal_tex, number_tex

__version__ = "0.1.0"

_HOME = {
    "Axes": "content.picture",
    "Candidate": "problem.parts",
    "Choice": "problem.parts",
    "Computed": "problem.parts",
    "Dots": "content.picture",
    "Draw": "draw",
    "Entry": "problem.parts",
    "Formulas": "problem.formula",
    "Label": "content.picture",
    "Line": "content.picture",
    "Mark": "content.picture",
    "Matching": "problem.parts",
    "Ordering": "problem.parts",
    "Picture": "content.picture",
    "Problem": "problem.parts",
    "Selection": "problem.parts",
    "Text": "text",
    "Wording": "problem.parts",
    "chance": "draw",
    "equal_tex": "values",
    "figure": "problem.generator",
    "generator": "problem.generator",
    "number_tex": "values",
    "shuffled": "draw",
}

__all__ = [
    "Axes",
    "Candidate",
    "Choice",
    "Computed",
    "Dots",
    "Draw",
    "Entry",
    "Formulas",
    "Label",
    "Line",
    "Mark",
    "Matching",
    "Ordering",
    "Picture",
    "Problem",
    "Selection",
    "Text",
    "Wording",
    "chance",
    "equal_tex",
    "figure",
    "generator",
    "number_tex",
    "shuffled",
]


def __getattr__(name: str) -> object:
    """Imports a name when it is first used, so that `hwgen --help` does not wait for sympy."""
    if name in _HOME:
        return getattr(importlib.import_module(f"hwgen.{_HOME[name]}"), name)
    raise AttributeError(name)
