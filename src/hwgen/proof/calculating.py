"""Which calculator a variant needs, by the functions of its formulas and the digits of its answers."""

from __future__ import annotations

from functools import lru_cache

from hwgen.calculators import CALCULATORS, Calculator
from hwgen.problem.computed import Computed
from hwgen.problem.expressions import names_in
from hwgen.problem.formula import Formulas
from hwgen.problem.parts import Problem
from hwgen.values import numbers

# What is not worked out on paper, unless it comes to a whole number or a fraction.
FUNCTIONS = frozenset(["exp", "log", "log2", "sqrt", "sin", "cos", "tanh", "sigma", "softmax", "pi"])
# Decimals and whole numbers beyond these are long to work out by hand.
DECIMALS = 3
LARGE = 100_000


def needed(problem: Problem) -> Calculator:
    """The least that all parts of a variant can be worked out with."""
    return max(
        (_of_part(part) for part in problem.parts if isinstance(part, Computed)), key=CALCULATORS.index, default="none"
    )


def _of_part(part: Computed) -> Calculator:
    irrational = any(isinstance(number, float) for number in numbers(part.key))
    if irrational and not part.given and _has_functions(part.formulas):
        return "scientific"
    key = part.value(part.key)
    if part.given or (key.rounded and (part.places or 0) >= DECIMALS):
        return "basic"
    return "basic" if any(abs(number) >= LARGE for number in numbers(key.number)) else "none"


@lru_cache(maxsize=256)
def _has_functions(formulas: Formulas) -> bool:
    """Whether they name such a function; those of the author's own are taken for one."""
    texts = (formulas.key, *formulas.let.values())
    return bool(formulas.functions) or any(names_in(text) & FUNCTIONS for text in texts)
