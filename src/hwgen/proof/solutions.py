"""Worked solutions: every printed step holds as it is printed, and leads to the key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from hwgen.content.texmath import FORMULA
from hwgen.errors import CourseError, Diagnostic
from hwgen.problem.computed import Computed
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Problem
from hwgen.proof.arithmetic import NEAR, claims, numerals_in, sides_in
from hwgen.proof.failures import params_in_words
from hwgen.values import NotShowable, Raw, displayed


def solutions_hold(generator: Generator, problem: Problem, params: Mapping[str, Any]) -> None:
    """Reads the arithmetic of each solution. Raises CourseError for a step that does not hold, and where the key is not shown."""
    for part in problem.parts:
        if not isinstance(part, Computed):
            continue
        solution = next(iter(part.say().solution.values()), "")
        formulas = [display or inline for display, inline in FORMULA.findall(solution)]
        for formula in formulas:
            for claim in claims(formula):
                if not claim.holds():
                    message = f"`{generator.id}`, solution of `{part.id}`: {claim} does not hold, for {params_in_words(params)}"
                    hint = "let hwgen write the step, `[=key]`, or show more decimals"
                    raise CourseError(Diagnostic("proof-solution", message, generator.span, hint))
        if missing := _missing(part, solution, formulas):
            message = f"`{generator.id}`, solution of `{part.id}`: the key {missing} is not in it, for {params_in_words(params)}"
            hint = "end the solution with the value that the question asks for"
            raise CourseError(Diagnostic("proof-solution", message, generator.span, hint))


def _missing(part: Computed, solution: str, formulas: list[str]) -> str:
    """The first number of the key that the solution does not show, or ""."""
    numerals = set(numerals_in(solution))
    for raw in _numbers(part.key):
        try:
            wanted = float(displayed(raw, part.places))
        except NotShowable:
            continue
        within = NEAR * max(1.0, abs(wanted)) + (0 if part.places is None else 0.5 * 10.0**-part.places)
        # Most keys are printed as numerals; only the others need the sides of equations worked out.
        near = (abs(wanted - number) <= within for number in chain(numerals, _sides(solution, formulas)))
        if not any(near):
            return part.value(part.key).tex()
    return ""


def _sides(solution: str, formulas: list[str]) -> Iterator[float]:
    for text in (solution, *formulas):
        yield from sides_in(text)


def _numbers(raw: Raw) -> Iterator[Raw]:
    if isinstance(raw, tuple):
        for item in raw:
            yield from _numbers(item)
    elif not isinstance(raw, str):
        yield raw
