"""Which calculator a variant needs, by the functions of its formulas, the digits of its answers and the roundings of its solution."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from hwgen.calculators import CALCULATORS, Calculator, needs_more
from hwgen.errors import CourseError, Diagnostic
from hwgen.problem.computed import Computed
from hwgen.problem.expressions import names_in
from hwgen.problem.formula import Formulas, quickly
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Problem
from hwgen.proof.failures import params_in_words
from hwgen.values import Raw, numbers

# What is not worked out on paper, unless it comes to a whole number or a fraction.
FUNCTIONS = frozenset(["exp", "log", "log2", "sqrt", "sin", "cos", "tanh", "sigma", "softmax", "pi"])
WHOLE = frozenset(["floor", "ceiling", "round"])
ABOUT = re.compile(r"\\approx|≈")
# Whole numbers beyond this are long to work out by hand.
LARGE = 100_000


def needed(problem: Problem) -> Calculator:
    """The least that all parts of a variant can be worked out with."""
    return max(
        (_of_part(part) for part in problem.parts if isinstance(part, Computed)), key=CALCULATORS.index, default="none"
    )


def refuse_less(generator: Generator, problem: Problem, params: Mapping[str, Any]) -> None:
    """Raises CourseError where the generator names a calculator that does not do what this variant needs."""
    declared = generator.calculator
    if declared and needs_more(least := needed(problem), declared):
        message = f'`{generator.id}` says `calculator="{declared}"`, but needs `{least}`, for {params_in_words(params)}'
        hint = f'write `calculator="{least}"`, or leave it out: then it is found out'
        raise CourseError(Diagnostic("proof-calculator", message, generator.span, hint))


def _of_part(part: Computed) -> Calculator:
    if not part.given and _has_functions(part.formulas) and _is_irrational(part):
        return "scientific"
    key = part.value(part.key)
    # A quotient that does not come out is a long division, however few decimals are asked for.
    if part.given or key.rounded:
        return "basic"
    if any(abs(number) >= LARGE for number in numbers(key.number)):
        return "basic"
    # Nor does one in a step of the solution, though the answer is a whole number or a set.
    return "basic" if any(ABOUT.search(text) for text in part.say().solution.values()) else "none"


def _is_irrational(part: Computed) -> bool:
    """Whether the key is, or what a function in it comes to before it is rounded."""
    if any(isinstance(number, float) for number in numbers(part.key)):
        return True
    return any(isinstance(n, float) for step in _steps(part.formulas) for n in numbers(_value(step, part.params)))


def _value(step: Formulas, params: Mapping[str, Any]) -> Raw:
    try:
        with quickly():
            return step(params).key
    except (CourseError, NameError):
        # It works with what a loop names.
        return 0


@lru_cache(maxsize=256)
def _has_functions(formulas: Formulas) -> bool:
    """Whether they name such a function, or take a power that is no whole number; functions of the author's own are taken for one."""
    texts = (formulas.key, *formulas.let.values())
    return bool(formulas.functions) or any(names_in(text) & FUNCTIONS or _has_roots(text) for text in texts)


@lru_cache(maxsize=256)
def _steps(formulas: Formulas) -> tuple[Formulas, ...]:
    """The parts of the key that a function makes whole numbers of."""
    return tuple(
        formulas.with_key(ast.unparse(node.args[0]))
        for text in (formulas.key, *formulas.let.values())
        for node in ast.walk(ast.parse(text, mode="eval"))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WHOLE and node.args
    )


def _has_roots(text: str) -> bool:
    tree = ast.parse(text, mode="eval")
    powers = [n.right for n in ast.walk(tree) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Pow)]
    return any(
        isinstance(inner, ast.Div) or isinstance(getattr(inner, "value", 0), float)
        for power in powers
        for inner in ast.walk(power)
    )
