"""Two roads to every computed answer, and options that are proven to differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from hwgen.draw import Draw, PinNotDrawn, Rejected, walk
from hwgen.errors import CourseError, Diagnostic
from hwgen.formula import quickly
from hwgen.picture import Picture
from hwgen.problem import Candidate, Part, Problem, Selection
from hwgen.recipe import Generator
from hwgen.text import Text
from hwgen.values import Product, Shape, amount, plain, tex


@dataclass(frozen=True)
class Proof:
    """How many variants of a generator's domain were walked and found right."""

    generator: str
    variants: int


def usable(problem: Problem) -> Problem:
    """`problem` without the wrong candidates that cannot be offered in this variant.

    A wrong value that equals the key or an earlier one, by amount or by text, or that is not positive where the key
    is, goes. Raises Rejected when too few remain: such a variant is not in the domain.
    """
    return replace(problem, parts=tuple(_usable(part) for part in problem.parts))


def _usable(part: Part) -> Part:
    if not isinstance(part, Selection):
        return part
    seen = {mark for candidate in part.right for mark in _marks(candidate)}
    kept: list[Candidate] = []
    for candidate in part.wrong:
        marks = _marks(candidate)
        if not seen.isdisjoint(marks) or not _plausible(candidate):
            continue
        seen |= marks
        kept.append(candidate)
    if len(kept) < part.wrong_count:
        raise Rejected
    return replace(part, wrong=tuple(kept))


def _marks(candidate: Candidate) -> set[object]:
    """What no other option may share: the amount and the text; the curve of a picture."""
    match candidate.body:
        case Text(zh, en):
            return {zh.strip(), en.strip()}
        case Picture() as picture:
            return {picture.marks}
        case value:
            return {amount(value), tex(value)}


def _plausible(candidate: Candidate) -> bool:
    match candidate.body:
        case Shape(numbers) | Product(numbers):
            return all(n > 0 for n in numbers)
        case Text() | Picture():
            return True
        case value:
            return value > 0


def prove(generator: Generator, problem: Problem, params: dict[str, Any]) -> None:
    """Compares each part's key with the generator's check. Raises CourseError, with the params, where they differ."""
    found = _checked(generator, problem, params)
    for part in problem.parts:
        if not isinstance(part, Selection):
            continue
        key = key_of(part)
        if len(part.right) != 1:
            message = f"part `{part.id}` of `{generator.id}` has {len(part.right)} right answers for {_told(params)}"
            raise CourseError(Diagnostic(message, generator.span, "a computed choice has exactly one"))
        if part.id not in found:
            message = f"the check of `{generator.id}` says nothing of part `{part.id}`"
            raise CourseError(Diagnostic(message, generator.span, f'let it return {{"{part.id}": ...}}'))
        other = found[part.id]
        if key != (list(other) if isinstance(other, tuple) else other):
            message = (
                f"`{generator.id}`, part `{part.id}`: the formula gives {key}, the check {other}, for {_told(params)}"
            )
            raise CourseError(Diagnostic(message, generator.span, "one of the two is wrong: work this variant by hand"))


def key_of(part: Selection) -> object:
    """The answer of a computed part as plain data: its value, or the id of the right picture."""
    right = part.right[0]
    return right.id if isinstance(right.body, Picture | Text) else plain(right.body)


def _checked(generator: Generator, problem: Problem, params: dict[str, Any]) -> dict[str, object]:
    try:
        return generator.second_road(problem, params)
    except CourseError:
        raise
    except Exception as e:
        message = f"the check of `{generator.id}` crashed: {type(e).__name__}: {e}, for {_told(params)}"
        raise CourseError(Diagnostic(message, generator.span)) from e


def draw_problem(generator: Generator, draw: Draw) -> Problem:
    """One variant, with the candidates that can be offered. Raises CourseError, with the params, if the recipe crashes."""
    try:
        problem = generator.recipe(draw)
    except (Rejected, CourseError, PinNotDrawn):
        raise
    except Exception as e:
        message = f"`{generator.id}` crashed: {type(e).__name__}: {e}, for {_told(draw.params)}"
        raise CourseError(Diagnostic(message, generator.span)) from e
    return usable(problem)


def variants(generator: Generator) -> Iterator[tuple[Problem, dict[str, Any]]]:
    """Every variant of the domain."""
    with quickly():
        yield from walk(lambda draw: draw_problem(generator, draw))


def prove_all(generator: Generator) -> Proof:
    """Walks the whole domain. Raises CourseError for the first variant that fails, saying how many others do."""
    count, faults = 0, []
    for problem, params in variants(generator):
        count += 1
        try:
            prove(generator, problem, params)
        except CourseError as e:
            faults.append(e.diagnostics[0])
    if not count:
        raise CourseError(Diagnostic(f"`{generator.id}` has no variant", generator.span, "loosen its requirements"))
    if faults:
        more = f" ({len(faults)} of {count} variants fail)"
        raise CourseError(replace(faults[0], message=faults[0].message + more))
    return Proof(generator.id, count)


def _told(params: dict[str, Any]) -> str:
    return ", ".join(f"{name}={value}" for name, value in params.items()) or "no draws"
