"""Worked solutions: every printed step holds as it is printed, and leads to the key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import chain
from typing import Any

from hwgen.content.texmath import FORMULA
from hwgen.errors import CourseError, Diagnostic
from hwgen.kinds import kind_of
from hwgen.problem.computed import Computed
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Problem
from hwgen.proof.arithmetic import NEAR, claims, last_number, numerals_in, sides_in
from hwgen.proof.failures import params_in_words
from hwgen.proof.spoken import in_prose
from hwgen.proof.symbolic import false_equations, given, stated_of
from hwgen.text import Text
from hwgen.values import NotShowable, Raw, displayed, numbers


def solutions_hold(generator: Generator, problem: Problem, params: Mapping[str, Any]) -> None:
    """Reads the arithmetic of each solution. Raises CourseError for a step that does not hold, and where the key is not shown."""
    for part in problem.parts:
        if not isinstance(part, Computed):
            for passage in kind_of(part).passages(part):
                if passage.role in ("solution", "why"):
                    _read(generator, f"`{generator.id}`, {passage.role} of `{part.id}`", passage.text, params)
            continue
        wording = part.say()
        where = f"`{generator.id}`, solution of `{part.id}`"
        read = set[tuple[str, ...]]()
        for language, solution in wording.solution.items():
            formulas = [display or inline for display, inline in FORMULA.findall(solution)]
            claims = [*formulas, *in_prose(solution, language)]
            # Formulas are the same in all languages but for words.
            if tuple(claims) in read:
                continue
            read.add(tuple(claims))
            _refuse_false(generator, where, claims, params)
            if missing := _missing(part, solution, formulas):
                message = f"{where}: {missing}, for {params_in_words(params)}"
                hint = "end the solution with the value that the question asks for"
                raise CourseError(Diagnostic("proof-solution", message, generator.span, hint))
        _refuse_other_formulas(generator, problem, part, params)
        for id, why in wording.reasons.items():
            _read(generator, f"`{generator.id}`, reason of `{id}`", why, params)


def _refuse_other_formulas(generator: Generator, problem: Problem, part: Computed, params: Mapping[str, Any]) -> None:
    """Raises CourseError where a formula of the question or the solution does not give what it says, with the numbers of this variant."""
    wording, situation = part.say(), problem.situation() or Text()
    for language, ask in wording.ask.items():
        stem = f"{situation.get(language, '')} {ask}"
        values = given(stem)
        letter, key = stated_of(wording.claim.get(language, "")), part.key
        # A letter that has a number and is asked for stands for two things.
        if letter in values:
            del values[letter]
        elif letter and isinstance(key, int | float | Fraction):
            values[letter] = float(key)
        for text in (stem, wording.solution.get(language, "")):
            for equation in () if part.given else false_equations(text, values, letter, part.places):
                message = f"`{generator.id}`, part `{part.id}`: `{equation}` does not hold with the numbers of the question, for {params_in_words(params)}"
                hint = "let the formula be the one that the answer is worked out with, and give each letter one meaning"
                raise CourseError(Diagnostic("proof-formula", message, generator.span, hint))


def _read(generator: Generator, where: str, text: Text, params: Mapping[str, Any]) -> None:
    for language, string in text.items():
        formulas = [display or inline for display, inline in FORMULA.findall(string)]
        _refuse_false(generator, where, (*formulas, *in_prose(string, language)), params)


def _refuse_false(generator: Generator, where: str, formulas: Iterable[str], params: Mapping[str, Any]) -> None:
    for claim in chain.from_iterable(map(claims, formulas)):
        if not claim.holds():
            message = f"{where}: {claim} does not hold, for {params_in_words(params)}"
            hint = "let hwgen write the step, `[=key]`, or show more decimals"
            raise CourseError(Diagnostic("proof-solution", message, generator.span, hint))


def _missing(part: Computed, solution: str, formulas: list[str]) -> str:
    """What the solution lacks: a number of the key, or the key at its end."""
    key = part.value(part.key)
    wanted = [number for raw in numbers(key.number) if (number := _shown(raw, part.places)) is not None]
    numerals = set(numerals_in(solution))
    for number in wanted:
        # Most keys are printed as numerals; only the others need the sides of equations worked out.
        if not any(_same(number, other, part.places) for other in chain(numerals, _sides(solution, formulas))):
            return f"the key {key.tex()} is not in it"
    last = last_number(solution, formulas)
    # The parts of a shape or a tuple may be worked out in any order.
    ends = [] if last is None else [last, 100 * last] if "%" in part.unit else [last]
    if len(wanted) == 1 and ends and not any(_same(wanted[-1], end, part.places) for end in ends):
        return f"the key is {key.tex()}, and the last value of the solution is {last:g}"
    return ""


def _sides(solution: str, formulas: list[str]) -> Iterator[float]:
    for text in (solution, *formulas):
        yield from sides_in(text)


def _shown(raw: Raw, places: int | None) -> float | None:
    try:
        return float(displayed(raw, places))
    except NotShowable:
        return None


def _same(wanted: float, number: float, places: int | None) -> bool:
    within = NEAR * max(1.0, abs(wanted)) + (0 if places is None else 0.5 * 10.0**-places)
    return abs(wanted - number) <= within
