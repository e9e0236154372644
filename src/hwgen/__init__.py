"""hwgen: a question-bank generator and exam compiler. These are the names that a generator imports."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hwgen.content.picture import Area, Axes, Dots, Label, Line, Mark, Picture
    from hwgen.draw import Draw, chance, shuffled
    from hwgen.kinds import Candidate, Choice, Entry, Matching, Ordering
    from hwgen.kinds import Choice as Selection
    from hwgen.problem.blocks import texts
    from hwgen.problem.computed import Computed, Wording
    from hwgen.problem.formula import Formulas
    from hwgen.problem.generator import figure, generator, may_coincide, source
    from hwgen.problem.parts import Problem
    from hwgen.text import Text
    from hwgen.values import R, equal_tex, number_tex

__version__ = "0.1.0"

_HOME = {
    "Area": "content.picture",
    "Axes": "content.picture",
    "Candidate": "kinds",
    "Choice": "kinds",
    "Computed": "problem.computed",
    "Dots": "content.picture",
    "Draw": "draw",
    "Entry": "kinds",
    "Formulas": "problem.formula",
    "Label": "content.picture",
    "Line": "content.picture",
    "Mark": "content.picture",
    "Matching": "kinds",
    "Ordering": "kinds",
    "Picture": "content.picture",
    "Problem": "problem.parts",
    "R": "values",
    "Text": "text",
    "Wording": "problem.computed",
    "chance": "draw",
    "equal_tex": "values",
    "figure": "problem.generator",
    "generator": "problem.generator",
    "may_coincide": "problem.generator",
    "number_tex": "values",
    "shuffled": "draw",
    "source": "problem.generator",
    "texts": "problem.blocks",
}
# Names that have another now, for generators that were written before.
_OLD = {"Selection": "Choice"}

__all__ = [
    "Area",
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
    "R",
    "Selection",
    "Text",
    "Wording",
    "chance",
    "equal_tex",
    "figure",
    "generator",
    "may_coincide",
    "number_tex",
    "shuffled",
    "source",
    "texts",
]


def __getattr__(name: str) -> object:
    """Imports a name when it is first used, so that `hwgen --help` does not wait for sympy."""
    name = _OLD.get(name, name)
    if name in _HOME:
        return getattr(importlib.import_module(f"hwgen.{_HOME[name]}"), name)
    raise AttributeError(name)
