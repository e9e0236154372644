"""Which calculator a variant needs, by the functions of its formulas and the digits of its answers."""

from __future__ import annotations

import ast
from functools import lru_cache

from hwgen.calculators import CALCULATORS, Calculator
from hwgen.problem.computed import Computed
from hwgen.problem.expressions import names_in
from hwgen.problem.formula import Formulas
from hwgen.problem.parts import Problem
from hwgen.values import numbers

# What is not worked out on paper, unless it comes to a whole number or a fraction.
FUNCTIONS = frozenset(["exp", "log", "log2", "sqrt", "sin", "cos", "tanh", "sigma", "softmax", "pi"])
# Whole numbers beyond this are long to work out by hand.
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
    # A quotient that does not come out is a long division, however few decimals are asked for.
    if part.given or key.rounded:
        return "basic"
    return "basic" if any(abs(number) >= LARGE for number in numbers(key.number)) else "none"


@lru_cache(maxsize=256)
def _has_functions(formulas: Formulas) -> bool:
    """Whether they name such a function, or take a power that is no whole number; functions of the author's own are taken for one."""
    texts = (formulas.key, *formulas.let.values())
    return bool(formulas.functions) or any(names_in(text) & FUNCTIONS or _has_roots(text) for text in texts)


def _has_roots(text: str) -> bool:
    tree = ast.parse(text, mode="eval")
    powers = [n.right for n in ast.walk(tree) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Pow)]
    return any(
        isinstance(inner, ast.Div) or isinstance(getattr(inner, "value", 0), float)
        for power in powers
        for inner in ast.walk(power)
    )
