"""Stems that hold an answer, their own or that of an earlier part: a number in one place of them that is the key in every variant."""

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
    seen: dict[tuple[str, str, int], _Place] = field(default_factory=dict)

    def see(self, problem: Problem) -> None:
        earlier: list[tuple[str, str]] = []
        for part, stem in stems(problem):
            # What a part says itself must not tell the answer of an earlier one: both are on the paper.
            ask = next(iter(part.say().ask.values()), "")
            for id, key in earlier:
                self._see((id, part.id), ask, key)
            if part.form in ("number", "fraction"):
                key = _bare(part.value(part.key).bare().tex())
                self._see((part.id, part.id), stem, key)
                earlier.append((part.id, key))

    def _see(self, parts: tuple[str, str], text: str, key: str) -> None:
        numbers = NUMBER.findall(_bare(text))
        here = {i for i, number in enumerate(numbers) if number == key}
        place = self.seen.setdefault((*parts, len(numbers)), _Place(here))
        place.places &= here
        place.keys.add(key)
        place.variants += 1

    def refuse(self) -> None:
        """Raises CourseError where one place of a stem held the key each time."""
        for (part, by, _), place in self.seen.items():
            if place.places and len(place.keys) > 1 and place.variants >= ENOUGH:
                stem = "the stem" if by == part else f"the text of the later part `{by}`"
                message = f"`{self.generator.id}`, part `{part}`: the key is number {min(place.places) + 1} of {stem} in each of {counted(place.variants, 'variant')}"
                raise CourseError(Diagnostic("proof-stem-tells", message, self.generator.span))


def _bare(tex: str) -> str:
    """Numbers without the spaces between their thousands."""
    return tex.replace(r"\,", "")
