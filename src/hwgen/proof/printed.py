"""Numbers as the stem prints them: rounded by the recipe's own Python, or as a percentage that the formula takes for a fraction."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from hwgen.draw import Draw
from hwgen.errors import CourseError, Diagnostic
from hwgen.problem.computed import Computed
from hwgen.problem.evaluating import ExpressionError, evaluated
from hwgen.problem.formula import Formulas, quickly
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Problem, stems
from hwgen.proof.calculating import FUNCTIONS

DECIMAL = re.compile(r"(?<![\w.])\d+\.\d{2,}(?![\d.])")
PERCENT = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)\$?\s?\\?%")
# What is asked for in percent may be worked out of percentages.
ASKED = re.compile(r"百分之[几多]|百分比|百分点|percentage|(?:what|how many) per ?cent", re.IGNORECASE)
Variant = tuple[Problem, Draw]


def refuse_misprinted(generator: Generator, variants: Sequence[Variant]) -> None:
    """Raises CourseError where the first variants print a value of the formula rounded without `given`, or a fraction with a percent sign."""
    for problem, _ in variants[:1]:
        for part, stem in stems(problem):
            for text, printed in _rounded(part, stem):
                message = f"`{generator.id}`, part `{part.id}`: the stem prints {printed} for `{text}`, which is rounded, and the answer is worked out with all its digits"
                hint = (
                    'name it in `let` and in `given={"name": decimals}`, so that the printed values lead to the answer'
                )
                raise CourseError(Diagnostic("proof-misprinted", message, generator.span, hint))
    common = [set(_percentages(problem)) for problem, _ in variants]
    for part_id, name in sorted(set.intersection(*common)) if common else ():
        message = f"`{generator.id}`, part `{part_id}`: the stem gives `{name}` in percent, and the formula takes it as it stands, not divided by 100"
        raise CourseError(
            Diagnostic("proof-misprinted", message, generator.span, f"write `[100*{name}]%`, or divide by 100")
        )


def _rounded(part: Computed, stem: str) -> Iterator[tuple[str, str]]:
    printed = set(DECIMAL.findall(stem.replace(r"\,", "")))
    if not printed or part.given:
        return
    for text in _functions(part.formulas):
        value = _value(text, part.params)
        for number in printed if isinstance(value, float) else ():
            if f"{value:.{len(number.partition('.')[2])}f}" == number and value != float(number):
                yield text, number


@lru_cache(maxsize=256)
def _functions(formulas: Formulas) -> tuple[str, ...]:
    """The values of functions that a formula works with, but for the key itself."""
    texts = (formulas.key, *formulas.let.values())
    calls = (node for text in texts for node in ast.walk(ast.parse(text, mode="eval")) if isinstance(node, ast.Call))
    named = (ast.unparse(call) for call in calls if isinstance(call.func, ast.Name) and call.func.id in FUNCTIONS)
    return tuple(text for text in dict.fromkeys(named) if text != formulas.key)


def _value(text: str, params: Mapping[str, Any]) -> object:
    try:
        return evaluated(text, params)
    except ExpressionError:
        # It works with what a loop names.
        return None


def _percentages(problem: Problem) -> Iterator[tuple[str, str]]:
    """The draws that are printed with a percent sign, and that change the key when they are divided by 100."""
    for part, stem in stems(problem):
        numbers = {Fraction(number) for number in PERCENT.findall(stem)}
        if not numbers or "%" in part.unit or ASKED.search("".join(part.say().ask.values())):
            continue
        plain = {name: value for name, value in part.params.items() if isinstance(value, int | Fraction) and value}
        # Of a ratio of percentages it does not matter how they are meant.
        shares = {name: Fraction(value) / 100 for name, value in plain.items() if value in numbers}
        if len(shares) > 1 and _key_with(part, shares) == part.key:
            continue
        for name, value in plain.items():
            if value in numbers and not _ends_alike(part, name, value):
                yield part.id, name


def _ends_alike(part: Computed, name: str, value: int | Fraction) -> bool:
    """Whether the formula has a 100 to divide by, or the key does not depend on how the number is meant."""
    texts = (part.formulas.key, *part.formulas.let.values())
    if any(re.search(r"\b100\b|\b10\*\*2\b|\b0?\.01\b", text) for text in texts) or part.formulas.functions:
        return True
    return bool(_key_with(part, {name: Fraction(value) / 100}) == part.key)


def _key_with(part: Computed, values: Mapping[str, Fraction]) -> object:
    with quickly():
        return part.formulas({**part.params, **values}).key
