"""What a bank has for the entries of a blueprint: its items, at each of the difficulties at which they can be asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import inf

from hwgen.bank.blueprint import Blueprint, Entry, Range
from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.bank.results import Outcome
from hwgen.calculators import Calculator
from hwgen.draw import PinNotDrawn, Rejected, by_chance
from hwgen.kinds import WRITING
from hwgen.problem.generator import Generator
from hwgen.problem.parts import can_be
from hwgen.proof.certificates import outline, outlined, verified
from hwgen.proof.domain import draw_problem

Item = BankItem | Generator


@dataclass(frozen=True)
class Use:
    """An item in an entry of a blueprint, at one of its difficulties (0: at any), with the points and minutes of all its questions."""

    item: Item
    level: int
    at: tuple[int, int]
    questions: int
    points: int
    minutes: Fraction = Fraction(0)


def uses(course: Course, blueprint: Blueprint, seed: int, *, graded: bool) -> list[Use]:
    """Every item in each entry that takes it; if `graded`, once for each difficulty.

    Generators of which nothing is known yet are proven, by all processors.
    """
    named = {entry.item for _, _, entry in blueprint.plan.entries() if entry.item}
    fitting = [
        (i, j, entry, item)
        for i, j, entry in blueprint.plan.entries()
        for item in ([course.items[entry.item]] if entry.item else course.items.values())
        if entry.item or (item.id not in named and _fits(course, entry, item))
    ]
    generators = {item.id: item for *_, item in fitting if isinstance(item, Generator)}
    if graded:
        list(verified(course, [item for item in generators.values() if not outlined(course, item)]))
    return [
        Use(
            item,
            level,
            (i, j),
            count,
            (1 if entry.together else count) * (entry.points or blueprint.plan.sections[i].points),
            minutes_at(course, item, level, entry.manner),
        )
        for i, j, entry, item in fitting
        for count in (questions(course, item),)
        if entry.item or not entry.together or count <= (entry.points or blueprint.plan.sections[i].points)
        for level in _graded(course, entry, item, seed, graded=graded or bool(entry.difficulty))
    ]


def _graded(course: Course, entry: Entry, item: Item, seed: int, *, graded: bool) -> tuple[int, ...]:
    if isinstance(item, BankItem):
        return (item.difficulty,)
    if entry.pin.params:
        return (pinned_level(course, entry, item, seed),)
    if graded:
        return levels_in(course, entry, item)
    return (0,) if _asked_so(course, entry, item) else ()


def pinned_level(course: Course, entry: Entry, generator: Generator, seed: int) -> int:
    """The difficulty that comes of an entry's pinned params."""
    try:
        pinned, _ = by_chance(lambda draw: draw_problem(generator, draw), (seed, generator.id), entry.pin.params)
    except (PinNotDrawn, Rejected):
        # Told with its line when the question is made.
        return levels(course, generator)[0]
    return pinned.difficulty


def levels(course: Course, item: Item) -> tuple[int, ...]:
    """The difficulties at which an item can be asked."""
    return (item.difficulty,) if isinstance(item, BankItem) else outline(course, item).difficulties


def variants_at(course: Course, item: Item, level: int | None) -> float:
    """How many variants a computed item has at a difficulty, or at all; those of a written one begin again after the last."""
    if isinstance(item, BankItem):
        return inf
    counts = outline(course, item).by_difficulty
    return counts.get(level, 0) if level else sum(counts.values())


def levels_in(course: Course, entry: Entry, item: Item) -> tuple[int, ...]:
    """The difficulties at which an entry takes an item that fits else."""
    if not _asked_so(course, entry, item):
        return ()
    known = levels(course, item)
    return tuple(level for level in known if level in entry.difficulty) if entry.difficulty else known


def used_levels(course: Course, entry: Entry, item: Item) -> tuple[int, ...]:
    """The difficulties at which an entry picks an item; none where it does not."""
    return levels_in(course, entry, item) if _fits(course, entry, item) else ()


def bloom_of(course: Course, item: Item) -> str:
    """The Bloom level of what the item asks; empty where it names no objective."""
    return course.objectives[item.objective].bloom if item.objective in course.objectives else ""


def calculator_of(course: Course, item: Item) -> Calculator:
    """What the arithmetic of an item needs."""
    return item.calculator or outline(course, item).calculator if isinstance(item, Generator) else item.calculator


def misfits(course: Course, entry: Entry, item: Item) -> Iterator[tuple[str, str]]:
    """Why an entry does not pick an item: the key of the entry, and what the item has instead."""
    generated = isinstance(item, Generator)
    if isinstance(item, Generator) and not item.runs:
        yield "generator", "not run"
    if entry.topic and item.topic not in entry.topic:
        yield "topic", item.topic
    if entry.kind and item.kind not in entry.kind:
        yield "kind", item.kind
    if entry.objective and item.objective not in entry.objective:
        yield "objective", item.objective or "not given"
    if entry.bloom and bloom_of(course, item) not in entry.bloom:
        yield "bloom", bloom_of(course, item) or "not given"
    if entry.tag and not set(entry.tag) & set(item.tags):
        yield "tag", ", ".join(item.tags) or "not given"
    if entry.generated is not None and entry.generated != generated:
        yield "generated", "true" if generated else "false"
    if entry.facility and not within(entry.facility, course.outcomes.get(item.id)):
        known = course.outcomes.get(item.id)
        yield "facility", f"{float(100 * known.facility):.0f}%" if known else "not known"
    if isinstance(item, BankItem):
        if len(item.languages) < len(course.languages):
            yield "language", item.languages[0]
        if entry.manner and not can_be(item.problem, entry.manner):
            yield "as", item.kind
        if entry.difficulty and item.difficulty not in entry.difficulty:
            yield "difficulty", str(item.difficulty)


def within(wanted: Range, outcome: Outcome | None) -> bool:
    """Whether what classes made of an item lies in a range of percentages."""
    if outcome is None:
        return False
    percent = 100 * outcome.facility
    return (wanted.low is None or wanted.low <= percent) and (wanted.high is None or percent <= wanted.high)


def _fits(course: Course, entry: Entry, item: Item) -> bool:
    return next(misfits(course, entry, item), None) is None


def _asked_so(course: Course, entry: Entry, item: Item) -> bool:
    """Whether a picked generator can be asked as the entry wants. All its variants are alike in this."""
    if not entry.pick or not entry.manner or isinstance(item, BankItem):
        return True
    computed = list(filter(None, outline(course, item).manners))
    return bool(computed) and all(entry.manner in kinds for kinds in computed)


def questions(course: Course, item: Item) -> int:
    """How many questions an item has. All variants of a generator have as many."""
    if isinstance(item, BankItem):
        return len(item.problem.parts) if item.kind == "linked" else 1
    return len(outline(course, item).manners)


def minutes(use: Use) -> Fraction:
    return use.minutes


def minutes_at(course: Course, item: Item, level: int, manner: str | None = None) -> Fraction:
    """The minutes of an item that is asked so; where they differ between variants, the mean of those of a difficulty (0: of all)."""
    return _minutes(course, item, level) + WRITING.get(manner or "", 0) * questions(course, item)


def _minutes(course: Course, item: Item, level: int) -> Fraction:
    if not isinstance(item.minutes, str):
        return Fraction(str(item.minutes))
    assert isinstance(item, Generator)
    known = outline(course, item)
    counts = {level: known.by_difficulty[level]} if level else known.by_difficulty
    total = sum((Fraction(str(known.minutes[at])) * count for at, count in counts.items()), Fraction())
    return total / sum(counts.values())
