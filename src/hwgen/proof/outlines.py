"""Outlines: what planning has to know of a generator. Those of the starter course are known before anything is proven, so that a paper proves only what it asks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from hwgen import cache
from hwgen.bank.course import Course
from hwgen.calculators import Calculator
from hwgen.problem.generator import Generator

# A line for each generator of the starter course. Tests prove all of them and compare.
TABLE = Path(__file__).with_name("outlines.jsonl")


@dataclass(frozen=True, kw_only=True)
class Outline:
    """How many variants a generator has of each difficulty, with their mean minutes; what their arithmetic needs; and for each part the ways to ask it (none, if it is not computed)."""

    by_difficulty: Mapping[int, int]
    minutes: Mapping[int, float]
    calculator: Calculator
    manners: tuple[tuple[str, ...], ...]

    @property
    def variants(self) -> int:
        return sum(self.by_difficulty.values())

    @property
    def difficulties(self) -> tuple[int, ...]:
        return tuple(self.by_difficulty)

    def as_data(self) -> dict[str, Any]:
        return {
            "by_difficulty": {str(level): count for level, count in self.by_difficulty.items()},
            "minutes": {str(level): minutes for level, minutes in self.minutes.items()},
            "calculator": self.calculator,
            "manners": [list(kinds) for kinds in self.manners],
        }


def from_data(data: Mapping[str, Any]) -> Outline:
    return Outline(
        by_difficulty={int(level): count for level, count in data["by_difficulty"].items()},
        minutes={int(level): minutes for level, minutes in data["minutes"].items()},
        calculator=data["calculator"],
        manners=tuple(map(tuple, data["manners"])),
    )


def listed(course: Course, generator: Generator) -> Outline | None:
    """The outline in the table; None for a generator of which it has another state, or nothing."""
    return _table(TABLE).get(_state(course, generator)) if generator.file_digest else None


def lines(course: Course, outlines: Iterable[tuple[Generator, Outline]]) -> str:
    """The table of these outlines."""
    rows = sorted((generator.id, _state(course, generator), outline) for generator, outline in outlines)
    return "".join(
        json.dumps({"id": id, "state": state, **Outline.as_data(outline)}) + "\n" for id, state, outline in rows
    )


def _state(course: Course, generator: Generator) -> str:
    """A digest of the generator as it is, in the languages of which its variants read alike or not."""
    return cache.digest(generator.id, " ".join(course.languages), generator.file_digest)


@lru_cache(maxsize=1)
def _table(path: Path) -> dict[str, Outline]:
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {row["state"]: from_data(row) for row in rows}
