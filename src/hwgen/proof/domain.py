"""The domain of a generator: every variant that can be drawn, or the sample that stands for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count

from hwgen.draw import Draw, Rejected, by_chance, walk
from hwgen.errors import Span
from hwgen.problem import lastwords
from hwgen.problem.formula import quickly
from hwgen.problem.generator import Generator
from hwgen.problem.guard import guarded
from hwgen.problem.parts import Problem
from hwgen.problem.places import raised
from hwgen.proof.binding import bound
from hwgen.proof.failures import failure, params_in_words
from hwgen.proof.known import Known
from hwgen.proof.options import usable


def draw_problem(generator: Generator, draw: Draw, known: Known | None = None) -> Problem:
    """One variant, with the candidates that can be offered; a walk passes the parts that are `known` to it.

    Raises CourseError, with the params, if the recipe crashes.
    """
    with guarded(lambda e: failure(generator, draw.params, "", e)):
        lastwords.at(lambda: "")
        unbound = generator.recipe(draw)
        lastwords.at(lambda: params_in_words(draw.params))
        problem = bound(generator, unbound, draw)
        return known.usable(problem, draw) if known else usable(problem)


def variants(generator: Generator, known: Known | None = None) -> Iterator[tuple[Problem, Draw]]:
    """Every variant of the domain, or of its sample."""

    def recipe(draw: Draw) -> Problem:
        return draw_problem(generator, draw, known)

    with quickly():
        yield from _sample(generator, recipe) if generator.sampled else walk(recipe)


def refusals(generator: Generator) -> tuple[Counter[Span], str]:
    """How many combinations of draws are refused by each line of a generator, and the first of them in words."""
    lines: Counter[Span] = Counter()
    example = ""

    def recipe(draw: Draw) -> None:
        nonlocal example
        try:
            generator.recipe(draw)
        except Rejected as e:
            lines[raised(e, generator.span)] += 1
            example = example or params_in_words(draw.params)
            raise

    for _ in walk(recipe):
        pass
    return lines, example


def _sample(generator: Generator, recipe: Callable[[Draw], Problem]) -> Iterator[tuple[Problem, Draw]]:
    seen: set[tuple[int, ...]] = set()
    for i in count():
        if len(seen) == generator.sampled or i > 3 * generator.sampled:
            return
        problem, draw = by_chance(recipe, (generator.id, "sample", i))
        choices = tuple(draw.choices)
        if choices not in seen:
            seen.add(choices)
            yield problem, draw
