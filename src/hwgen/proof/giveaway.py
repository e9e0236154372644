"""Stems that hold an answer, their own or that of an earlier part: a number in one place of them, or a formula, that is the key in every variant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from hwgen.content.texmath import FORMULA
from hwgen.errors import CourseError, Diagnostic, counted
from hwgen.problem.computed import Computed
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Problem, stems
from hwgen.proof.arithmetic import NEAR, PLAIN, RELATION, is_number, value
from hwgen.text import Language

NUMBER = re.compile(r"\d+(?:\.\d+)?")
# In fewer variants than these a number may meet the key by chance.
ENOUGH = 4


# What is left of a question without these asks for more than the value of its formula.
EVALUATING = {
    "en": re.compile(r"\b(?:what|is|the|value|of|compute|calculate|evaluate|find|work|out|give|expression|result|sum|product)\b|[^a-z]", re.IGNORECASE),
    "zh": re.compile("计算|求|等于|是|为|多少|几|的|值|表达式|算式|结果|下列|和|积|[^\u4e00-\u9fff]"),
}  # fmt: skip
# A shape, such as 3 × 4, is no product, unless something is said to be equal to it.
SHAPE = re.compile(r"[\d.\s]+(?:(?:\\times|×)[\d.\s]+)+")


def worked_out(ask: str, language: Language) -> Iterator[tuple[int, float]]:
    """What each formula with an operation comes to that a question prints, by its place; nothing where it asks for just that."""
    if not EVALUATING.get(language, EVALUATING["en"]).sub("", FORMULA.sub("", ask)):
        return
    for i, (display, inline) in enumerate(FORMULA.findall(ask)):
        sides = [side.strip().rstrip(".,，。?？ ") for side in RELATION.split(display or inline)[::2]]
        for side in sides:
            if is_number(side) and not PLAIN.fullmatch(_bare(side)) and (len(sides) > 1 or not SHAPE.fullmatch(side)):
                value_there = value(side)
                if isinstance(value_there, float):
                    yield i, value_there


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
    # The formulas of each part's question that came to its key in all variants before, and in how many.
    formulas: dict[str, tuple[set[int], int]] = field(default_factory=dict)

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
                self._work_out(part, stem)
                earlier.append((part.id, key))

    def _see(self, parts: tuple[str, str], text: str, key: str) -> None:
        numbers = NUMBER.findall(_bare(text))
        here = {i for i, number in enumerate(numbers) if number == key}
        place = self.seen.setdefault((*parts, len(numbers)), _Place(here))
        place.places &= here
        place.keys.add(key)
        place.variants += 1

    def _work_out(self, part: Computed, stem: str) -> None:
        known, variants = self.formulas.get(part.id, (None, 0))
        if known is None or known:
            language = next(iter(part.say().ask))
            here = {i for i, value in worked_out(stem, language) if abs(value - float(part.key)) < NEAR}
            self.formulas[part.id] = here if known is None else known & here, variants + 1

    def refuse(self) -> None:
        """Raises CourseError where one place of a stem held the key each time."""
        for part, (formulas, variants) in self.formulas.items():
            if formulas and variants >= ENOUGH:
                message = f"`{self.generator.id}`, part `{part}`: formula {min(formulas) + 1} of the question comes to the key in each of {counted(variants, 'variant')}"
                raise CourseError(Diagnostic("proof-stem-tells", message, self.generator.span))
        for (part, by, _), place in self.seen.items():
            if place.places and len(place.keys) > 1 and place.variants >= ENOUGH:
                stem = "the stem" if by == part else f"the text of the later part `{by}`"
                message = f"`{self.generator.id}`, part `{part}`: the key is number {min(place.places) + 1} of {stem} in each of {counted(place.variants, 'variant')}"
                raise CourseError(Diagnostic("proof-stem-tells", message, self.generator.span))


def _bare(tex: str) -> str:
    """Numbers without the spaces between their thousands."""
    return tex.replace(r"\,", "")
