"""What instructors write: recipes of draws, each with a second road to its answers."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hwgen.draw import Draw
from hwgen.errors import Span
from hwgen.picture import Picture
from hwgen.problem import Problem

Recipe = Callable[[Draw], Problem]
Check = Callable[..., dict[str, object]]


class Generator:
    """A recipe with what the course needs to know of it. Its id is the recipe's name with hyphens."""

    def __init__(
        self, recipe: Recipe, *, topic: str, difficulty: int, minutes: float, tags: tuple[str, ...], source: str
    ) -> None:
        self.recipe = recipe
        self.id = recipe.__name__.replace("_", "-")
        self.topic = topic
        self.difficulty = difficulty
        self.minutes = minutes
        self.tags = tags
        self.source = source
        self.checker: Check | None = None
        self.span = Span(Path(inspect.getsourcefile(recipe) or ""), inspect.getsourcelines(recipe)[1])

    def check(self, checker: Check) -> Check:
        """Decorates the second road: a function of the draws (and of `problem`, if it asks for it).

        It returns, for the id of each part, the answer that it finds without the recipe's formula.
        """
        self.checker = checker
        return checker

    def second_road(self, problem: Problem, params: dict[str, Any]) -> dict[str, object]:
        assert self.checker is not None, "a generator without a check does not load"
        wanted = inspect.signature(self.checker).parameters
        known = {**params, "problem": problem}
        return self.checker(**{name: known[name] for name in wanted})


def generator(
    *, topic: str, difficulty: int, minutes: float, source: str, tags: tuple[str, ...] = ()
) -> Callable[[Recipe], Generator]:
    """Makes a generator of a function that draws a Problem. Minutes are for the whole group; difficulty is 1 to 5."""

    def decorate(recipe: Recipe) -> Generator:
        return Generator(recipe, topic=topic, difficulty=difficulty, minutes=minutes, tags=tags, source=source)

    return decorate


class FigureSource:
    """A drawing that texts refer to as `![](name)`."""

    def __init__(self, draw: Callable[[], Picture]) -> None:
        self.id = draw.__name__.replace("_", "-")
        self.draw = draw


def figure(draw: Callable[[], Picture]) -> FigureSource:
    """Makes a function that draws a Picture known to the texts of the course."""
    return FigureSource(draw)
