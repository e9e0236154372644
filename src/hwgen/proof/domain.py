"""The domain of a generator: every variant that can be drawn, or the sample that stands for it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from hwgen.draw import Draw, by_chance, walk
from hwgen.problem.formula import quickly
from hwgen.problem.generator import Generator
from hwgen.problem.guard import guarded
from hwgen.problem.parts import Problem
from hwgen.proof.binding import bound
from hwgen.proof.failures import failure
from hwgen.proof.options import usable


def draw_problem(generator: Generator, draw: Draw) -> Problem:
    """One variant, with the candidates that can be offered. Raises CourseError, with the params, if the recipe crashes."""
    with guarded(lambda e: failure(generator, draw.params, "", e)):
        return usable(bound(generator, generator.recipe(draw), draw))


def variants(generator: Generator) -> Iterator[tuple[Problem, Draw]]:
    """Every variant of the domain, or of its sample."""
    with quickly():
        yield from _sample(generator) if generator.sampled else walk(lambda draw: draw_problem(generator, draw))


def _sample(generator: Generator) -> Iterator[tuple[Problem, Draw]]:
    seen: set[tuple[int, ...]] = set()
    for i in count():
        if len(seen) == generator.sampled or i > 3 * generator.sampled:
            return
        problem, draw = by_chance(lambda d: draw_problem(generator, d), (generator.id, "sample", i))
        choices = tuple(draw.choices)
        if choices not in seen:
            seen.add(choices)
            yield problem, draw
