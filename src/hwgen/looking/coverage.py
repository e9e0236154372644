"""What a course covers: items and generators counted by topic, kind, difficulty and objective."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from hwgen.bank.course import Course
from hwgen.bank.items import BankItem, Bloom, Objective
from hwgen.bank.texts import texts
from hwgen.plan.uses import minutes_at
from hwgen.problem.generator import Generator
from hwgen.proof.certificates import outline

LEVELS = range(1, 6)
BLOOM: tuple[Bloom, ...] = get_args(Bloom)
Item = BankItem | Generator


@dataclass(frozen=True)
class Row:
    """One topic. Counts are of items and generators together, where nothing else is said."""

    topic: str
    items: tuple[BankItem, ...]
    generators: tuple[Generator, ...]
    kinds: Counter[str]
    levels: Counter[int]
    bloom: Counter[str]

    @property
    def count(self) -> int:
        return len(self.items) + len(self.generators)


@dataclass(frozen=True)
class Aim:
    """An objective with what asks for it."""

    objective: Objective
    items: tuple[BankItem, ...]
    generators: tuple[Generator, ...]


def rows(course: Course) -> list[Row]:
    """A row for each topic, in the order of their first items."""
    return [_row(course, topic) for topic in course.topics]


def _row(course: Course, topic: str) -> Row:
    mine = [item for item in course.items.values() if item.topic == topic]
    return Row(
        topic,
        *parted(mine),
        Counter(item.kind for item in mine),
        Counter(level(course, item) for item in mine),
        Counter(course.objectives[item.objective].bloom for item in mine if item.objective),
    )


def level(course: Course, item: Item) -> int:
    """An item's difficulty; that of most variants for a generator, and 0 for one that does not run."""
    if isinstance(item, BankItem):
        return item.difficulty
    if not item.runs:
        return 0
    counts = outline(course, item).by_difficulty
    return max(counts, key=lambda difficulty: (counts[difficulty], -difficulty))


def minutes(course: Course, item: Item) -> float:
    """How long an item takes, the mean of its variants where they differ; 0 for a generator that does not run."""
    return 0 if isinstance(item, Generator) and not item.runs else float(minutes_at(course, item, 0))


def aims(course: Course) -> list[Aim]:
    asking: dict[str, list[Item]] = {}
    for item in course.items.values():
        asking.setdefault(item.objective, []).append(item)
    return [Aim(objective, *parted(asking.get(id, ()))) for id, objective in course.objectives.items()]


def parted(items: Iterable[Item]) -> tuple[tuple[BankItem, ...], tuple[Generator, ...]]:
    """Conceptual items and generators apart."""
    items = tuple(items)
    return (
        tuple(item for item in items if isinstance(item, BankItem)),
        tuple(item for item in items if isinstance(item, Generator)),
    )


def illustrated(items: Iterable[BankItem]) -> int:
    """How many items show a figure."""
    return sum(any("![" in string for text in texts(item.problem) for string in text.values()) for item in items)
