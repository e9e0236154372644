"""Answers with a `check:`: what each comes to is calculated, so that right ones are equal and wrong ones are wrong."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain, combinations, pairwise
from typing import Any

from hwgen.calculators import Calculator, needs_more
from hwgen.flaws.finding import Finding
from hwgen.flaws.reading import Reading, prose
from hwgen.flaws.rules import rule
from hwgen.kinds import Essay, Matching, Numeric, NumericCell, Ordering, kind_of
from hwgen.kinds.calculations import RIGHT, Calculation
from hwgen.kinds.kind import EXPLAINING
from hwgen.problem.calculation import NotCalculated, calculated
from hwgen.problem.computed import Computed
from hwgen.proof.arithmetic import claims
from hwgen.proof.calculating import LARGE
from hwgen.proof.spoken import in_prose
from hwgen.words.words import name_of

# Between the sides of an equation; not in ==, <= and the like.
EQUALS = re.compile(r"(?<![=<>!])=(?!=)")
NEAR = 1e-9
# What tells how far to round.
ROUNDING = {
    "zh": re.compile("保留|精确到|四舍五入[到至为成取]|小数|取整|整数|有效数字|最接近|大约|约"),
    "en": re.compile(
        r"\b(?:round(?:ed|ing)? (?:off |up |down )?(?:to|up|down)|decimal|nearest|significant|whole|integer|approximate|about|roughly|closest)",
        re.IGNORECASE,
    ),
}
# Where steps are worked out, or marked.
WORKED = EXPLAINING | {"rubric"}


@rule
def check_fails(item: Reading) -> Iterator[Finding]:
    for part in item.parts:
        if isinstance(part, Ordering):
            yield from _out_of_order(part, item.numbers)
        if not isinstance(part, Computed):
            for group in kind_of(part).calculations(part):
                yield from _faults(group, item.numbers)
                if isinstance(part, Essay) and group and not EQUALS.search(part.check):
                    yield Finding("the `check` of a model answer compares nothing: write an equation", part.check)
                # In a matching, every entry is compared with every other.
                if group and not isinstance(part, Matching) and all(one.what != RIGHT for one in group):
                    yield Finding("a wrong answer has a `check`, but the right one has none", group[0].expression)


@rule
def step_fails(item: Reading) -> Iterator[Finding]:
    """The arithmetic of explanations and reasons, as it is printed, and where it leads."""
    for passage in item.passages:
        if passage.role in WORKED:
            for language in item.languages:
                text = passage.text[language]
                for claim in chain.from_iterable(map(claims, (*_formulas(text), *in_prose(text, language)))):
                    if not claim.holds():
                        shown = str(claim).replace(r"\times", "×").replace(r"\cdot", "·")
                        yield Finding(f"{shown} does not hold", text, max(0, text.find(claim.right)))


def _out_of_order(part: Ordering, numbers: Mapping[str, Any]) -> Iterator[Finding]:
    """Entries whose values do not rise or fall throughout."""
    values = []
    for entry in part.entries:
        try:
            values += [(entry, comes_to(entry.check, numbers))] if entry.check else []
        except NotCalculated as e:
            yield Finding(f"`{entry.check}`: {e}", entry.check)
    steps = [(a, b, _sign(x, y)) for (a, x), (b, y) in pairwise(values)]
    for (a, b, sign), (entry, value) in zip(steps, values[1:], strict=True):
        if sign == 0:
            yield Finding(
                f"`{a.id}` and `{b.id}` both come to {in_figures(value)}, so that their order is open", entry.check
            )
        elif sign != steps[0][2]:
            yield Finding(
                f"`{b.id}` comes to {in_figures(value)}: the values do not rise or fall throughout", entry.check
            )
            return


def _sign(one: Any, other: Any) -> int:
    return 0 if are_same(one, other, Fraction(0)) else 1 if one < other else -1


def _formulas(text: str) -> list[str]:
    return [piece.inside for piece in prose(text).of("math")]


@rule
def no_check(item: Reading) -> Iterator[Finding]:
    """What is asked about a program is found by running it."""
    programs = any(any(prose(text).of("fence")) for _, text in item.texts)
    for part in item.parts:
        if isinstance(part, Numeric) and not item.imported and not programs:
            unproven = [in_figures(cell.number) for cell in part.cells if not cell.check]
            if unproven:
                yield Finding(f"nothing calculates {', '.join(unproven)}", part.stem[item.languages[0]])


@rule
def calculator_too_weak(item: Reading) -> Iterator[Finding]:
    """Numbers that take a logarithm, a root or a long division, where the item allows no calculator that does it."""
    for part in item.parts:
        if isinstance(part, Numeric):
            for one in (one for group in kind_of(part).calculations(part) for one in group if one.what == RIGHT):
                needed = _needed(one, item.numbers)
                if needs_more(needed, item.calculator):
                    message = f"`{one.expression}` needs `calculator: {needed}`, the item says `{item.calculator}`"
                    yield Finding(message, one.expression)


@rule
def rounding_unsaid(item: Reading) -> Iterator[Finding]:
    """A number that is rounded, where the question does not say how far."""
    texts = [passage.text for passage in item.passages if passage.role in ("context", "stem", "label")]
    for part in item.parts:
        if not isinstance(part, Numeric) or not (rounded := [c for c in part.cells if _is_rounded(c, item)]):
            continue
        for language in (at for at in item.languages if at in ROUNDING):
            if not any(ROUNDING[language].search(prose(text[language]).visible) for text in texts):
                message = (
                    f"the answer {float(rounded[0].number):g} is rounded, the {name_of(language)} text does not say so"
                )
                yield Finding(message, part.stem[language])


def _is_rounded(cell: NumericCell, item: Reading) -> bool:
    try:
        value = comes_to(cell.check, item.numbers) if cell.check else cell.number
    except NotCalculated:
        return False
    return _rounds(value, cell.number)


def _needed(one: Calculation, numbers: Mapping[str, Any]) -> Calculator:
    try:
        value = comes_to(one.expression, numbers)
    except NotCalculated:
        return "none"
    if one.number is None or isinstance(value, tuple):
        return "none"
    if _rounds(value, one.number):
        return "scientific" if isinstance(value, float) else "basic"
    return "basic" if abs(value) >= LARGE else "none"


def _faults(group: Sequence[Calculation], numbers: Mapping[str, Any]) -> Iterator[Finding]:
    values: list[tuple[Calculation, Any]] = []
    for one in group:
        try:
            values.append((one, comes_to(one.expression, numbers)))
        except NotCalculated as e:
            yield Finding(f"`{one.expression}`: {e}", one.expression)
    for one, value in values:
        if one.number is not None and isinstance(value, bool):
            yield Finding(f"`{one.expression}` is true or false, and no number: write one `=`", one.expression)
        elif isinstance(value, tuple) and (comma := re.search(r"(\d+),(\d+)", one.expression)):
            message = f"`{one.expression}` is a list of numbers: write `{comma[1]}.{comma[2]}` with a decimal point"
            yield Finding(message, one.expression)
        elif one.number is not None and not _written_so(value, one.number):
            message = f"`{one.expression}` comes to {in_figures(value)}, but the answer is {in_figures(one.number)}"
            yield Finding(message, one.expression)
    for (one, value), (other, another) in combinations(values, 2):
        tolerance = max(one.tolerance, other.tolerance)
        if one.what == other.what and not are_same(value, another, tolerance):
            yield Finding(
                f"{_named(other)} comes to {in_figures(another)}, {_named(one)} to {in_figures(value)}",
                other.expression,
            )
        if one.what != other.what and are_same(value, another, tolerance):
            yield Finding(f"{_named(other)} and {_named(one)} both come to {in_figures(value)}", other.expression)


def comes_to(expression: str, numbers: Mapping[str, Any]) -> Any:
    """That of each side of an equation. Raises NotCalculated where they differ."""
    first, *rest = (calculated(side, numbers) for side in EQUALS.split(expression))
    for other in rest:
        if not are_same(first, other, Fraction(0)):
            raise NotCalculated(f"{in_figures(first)} and {in_figures(other)} are not equal")
    return first


def are_same(one: Any, other: Any, tolerance: Fraction) -> bool:
    if isinstance(one, tuple) or isinstance(other, tuple):
        alike = isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other)
        return alike and all(are_same(a, b, tolerance) for a, b in zip(one, other, strict=True))
    if isinstance(one, float) or isinstance(other, float):
        return math.isclose(one, other, rel_tol=NEAR, abs_tol=max(float(tolerance), NEAR))
    return bool(abs(one - other) <= tolerance)


def _rounds(value: Any, number: Fraction) -> bool:
    """Whether a number is written with fewer decimals than its value has."""
    return _written_so(value, number) and not are_same(value, number, Fraction(0))


def _written_so(value: Any, number: Fraction) -> bool:
    """Whether a number is the value, rounded to the decimals that it is written with."""
    if isinstance(value, tuple):
        return False
    places = next((n for n in range(16) if (number * 10**n).denominator == 1), None)
    if places is None:
        return are_same(value, number, Fraction(0))
    return are_same(value, number, Fraction(1, 2 * 10**places))


def _named(one: Calculation) -> str:
    return "the right answer" if one.what == RIGHT else f"`{one.what}`"


def in_figures(value: Any) -> str:
    match value:
        case tuple():
            return f"({', '.join(map(in_figures, value))})"
        case float():
            return f"{value:.6g}"
        case Fraction() if value.denominator != 1:
            return f"{value} ({float(value):.6g})"
    return str(value)
