"""Stems that hold their own answer: a number in one place of them that is the key in every variant."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hwgen.errors import CourseError, Diagnostic, counted
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Problem, stems

NUMBER = re.compile(r"\d+(?:\.\d+)?")
# In fewer variants than these a number may meet the key by chance.
ENOUGH = 4


@dataclass
class _Place:
    """Where the key stands among the numbers of stems with as many of them."""

    places: set[int]
    keys: set[str] = field(default_factory=set)
    variants: int = 0


@dataclass
class Giveaway:
    """Watches a walk over the variants of a generator. A question that asks to pick one of the numbers shown has its key now here, now there."""

    generator: Generator
    seen: dict[tuple[str, int], _Place] = field(default_factory=dict)

    def see(self, problem: Problem) -> None:
        for part, stem in stems(problem):
            if part.form in ("number", "fraction"):
                numbers = NUMBER.findall(stem.replace(r"\,", ""))
                key = part.value(part.key).bare().tex().replace(r"\,", "")
                here = {i for i, number in enumerate(numbers) if number == key}
                place = self.seen.setdefault((part.id, len(numbers)), _Place(here))
                place.places &= here
                place.keys.add(key)
                place.variants += 1

    def refuse(self) -> None:
        """Raises CourseError where one place of a stem held the key each time."""
        for (part, _), place in self.seen.items():
            if place.places and len(place.keys) > 1 and place.variants >= ENOUGH:
                message = f"`{self.generator.id}`, part `{part}`: the key is number {min(place.places) + 1} of the stem in each of {counted(place.variants, 'variant')}"
                raise CourseError(Diagnostic("proof-stem-tells", message, self.generator.span))
