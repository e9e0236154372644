"""Numbers as texts print them: rounded by the recipe's own Python, as a percentage that the formula takes for a fraction, or as a fraction with a percent sign."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from hwgen.draw import Draw
from hwgen.errors import CourseError, Diagnostic
from hwgen.problem.computed import Computed
from hwgen.problem.evaluating import ExpressionError, evaluated
from hwgen.problem.formula import Formulas, quickly
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Problem, stems, values
from hwgen.proof.calculating import FUNCTIONS
from hwgen.proof.claims import SLOT
from hwgen.text import Text

DECIMAL = re.compile(r"(?<![\w.])\d+\.\d{2,}(?![\d.])")
DECIMALS = re.compile(r"(?<![\w.])\d+\.\d+(?![\d.])")
PERCENT = re.compile(
    r"(?<![\w.])(\d+(?:\.\d+)?)\$?\s?(?:\\?%|per ?cent\b(?! ?points))|百分之\s?\$?(\d+(?:\.\d+)?)", re.IGNORECASE
)
# One in three percent is three hundredths of it; behind a whole number it is its rest, as in 33⅓%.
FRACTION = re.compile(r"(?<!\d)(?<!\d )\\[td]?frac\{[^{}]*\}\{[^{}]*\}\$?\s?\\?%")
IN_PERCENT = re.compile(re.escape(SLOT) + r"\}?\$?\s?\\?[%％]")
PER_MILLE = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)\$?\s?‰")
THOUSAND = re.compile(r"\b[1-9]\d?000\b|\b10\*\*3\b|\b0?\.001\b")
# A rate a year in percent is divided by 1200 for a month, by 36500 for a day.
HUNDRED = re.compile(r"\b(?:[1-9]\d?|36[05])00\b|\b10\*\*2\b|\b0?\.01\b")
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
    if written := _written(variants):
        name, number = written
        message = f"`{generator.id}`: the stem prints {number} from the text `{name}`, and neither a draw nor an intermediate value is that number"
        hint = f"let `{name}` be a number, print it as `[{name}:.1]`, and work the answer out with it, so that the printed values lead to the answer"
        raise CourseError(Diagnostic("proof-misprinted", message, generator.span, hint))
    for part_id, name in _in_all(_percentages, variants):
        message = f"`{generator.id}`, part `{part_id}`: the stem gives `{name}` in percent, and the formula takes it as it stands, not divided by 100"
        raise CourseError(
            Diagnostic("proof-misprinted", message, generator.span, f"write `[100*{name}]%`, or divide by 100")
        )
    for part_id, name in _in_all(_thousandths, variants):
        message = f"`{generator.id}`, part `{part_id}`: the stem gives `{name}` in thousandths, and nothing is divided by 1000 in the formula"
        raise CourseError(Diagnostic("proof-misprinted", message, generator.span, "divide by 1000, or write `%`"))
    for part_id, name in _in_all(_hundredths, variants):
        message = f"`{generator.id}`, part `{part_id}`: a text prints `{name}/100` with a percent sign, which divides by 100 once more"
        raise CourseError(Diagnostic("proof-misprinted", message, generator.span, f"write `[{name}]%`"))
    for problem, _ in variants:
        for part, _ in stems(problem):
            for text in _texts(part, problem):
                if match := FRACTION.search(text) or _of_fraction(part, text):
                    message = f"`{generator.id}`, part `{part.id}`: “{match[0].replace(SLOT, '[value]')}” is a fraction with a percent sign"
                    hint = "write it as a percentage, `[100*p]%`, or without the sign"
                    raise CourseError(Diagnostic("proof-misprinted", message, generator.span, hint))


def _of_fraction(part: Computed, text: str) -> re.Match[str] | None:
    """A percent sign behind the place of a value that is printed as a fraction."""
    return IN_PERCENT.search(text) if part.form == "fraction" and not part.unit else None


def _written(variants: Sequence[Variant]) -> tuple[str, str] | None:
    """A text named by `let` with another decimal number in each variant that is no value of the question, and stands in the stem, with the number in one of them."""
    numbers_of: dict[str, list[str]] = {}
    for problem, draw in variants:
        stem = " ".join(text for _, text in stems(problem))
        known = {float(value) for value in _numbers(problem, draw)}
        for name, text in draw.lets.items():
            numbers = DECIMALS.findall(next(iter(text.values()), "")) if isinstance(text, Text) else []
            numbers_of.setdefault(name, []).extend(
                number for number in numbers[:1] if number in stem and float(number) not in known
            )
    for name, numbers in numbers_of.items():
        if len(numbers) == len(variants) and len(set(numbers)) > 1:
            return name, numbers[0]
    return None


def _numbers(problem: Problem, draw: Draw) -> Iterator[float]:
    """The numbers of a question: those drawn, and those that its formulas come to."""
    for value in (*draw.params.values(), *draw.lets.values(), *values(problem)):
        for number in value if isinstance(value, tuple | list) else (value,):
            if isinstance(number, int | float | Fraction):
                yield float(number)


def _in_all(
    find: Callable[[Problem], Iterator[tuple[str, str]]], variants: Sequence[Variant]
) -> Sequence[tuple[str, str]]:
    """What is found in each of the variants: in one, numbers may meet by chance."""
    in_each = [set(find(problem)) for problem, _ in variants]
    return sorted(set.intersection(*in_each)) if in_each else ()


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


def _thousandths(problem: Problem) -> Iterator[tuple[str, str]]:
    """The draws that are printed with a sign for thousandths, where the formula does not divide by them."""
    for part, stem in stems(problem):
        numbers = {Fraction(number) for number in PER_MILLE.findall(stem)}
        formulas = (part.formulas.key, *part.formulas.let.values())
        if part.formulas.functions or any(THOUSAND.search(text) for text in formulas):
            continue
        yield from (
            (part.id, name) for name, value in part.params.items() if not isinstance(value, str) and value in numbers
        )


def _hundredths(problem: Problem) -> Iterator[tuple[str, str]]:
    """The draws that the stem gives in percent, or the formula divides by 100, and that a text prints so divided, with a percent sign all the same."""
    for part, stem in stems(problem):
        in_stem = _in_percent(stem)
        divided = _has_hundred(part.formulas)
        printed = {number for text in _texts(part, problem) for number in _in_percent(text)}
        for name, value in part.params.items() if printed else ():
            if isinstance(value, int | Fraction) and value and Fraction(value) / 100 in printed:
                if value in in_stem or (divided and isinstance(value, int)):
                    yield part.id, name
            elif isinstance(value, Fraction) and value in printed and 100 * value in in_stem:
                yield part.id, f"100*{name}"


def _texts(part: Computed, problem: Problem) -> Iterator[str]:
    wording, situation = part.say(), problem.situation()
    texts = (
        *([situation] if situation else ()),
        wording.ask,
        wording.claim,
        wording.solution,
        *wording.reasons.values(),
    )
    return (string for text in texts for string in text.values())


def _in_percent(text: str) -> set[Fraction]:
    return {Fraction(before or behind) for before, behind in PERCENT.findall(text)}


@lru_cache(maxsize=256)
def _has_hundred(formulas: Formulas) -> bool:
    return any(HUNDRED.search(text) for text in (formulas.key, *formulas.let.values()))


def _percentages(problem: Problem) -> Iterator[tuple[str, str]]:
    """The draws that are printed with a percent sign, and that change the key when they are divided by 100."""
    for part, stem in stems(problem):
        numbers = _in_percent(stem)
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
    if _has_hundred(part.formulas) or part.formulas.functions:
        return True
    return bool(_key_with(part, {name: Fraction(value) / 100}) == part.key)


def _key_with(part: Computed, values: Mapping[str, Fraction]) -> object:
    with quickly():
        return part.formulas({**part.params, **values}).key
