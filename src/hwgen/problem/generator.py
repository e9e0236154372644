"""What instructors write: recipes of draws, each with a second road to its answers."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

from hwgen.content.picture import Picture
from hwgen.draw import Draw
from hwgen.errors import Span
from hwgen.problem.parts import Problem

Recipe = Callable[[Draw], Problem]
Check = Callable[..., object]


class Generator:
    """A recipe with what the course needs to know of it. Its id is the recipe's name with hyphens."""

    def __init__(
        self,
        recipe: Recipe,
        *,
        topic: str,
        minutes: float,
        source: str,
        tags: tuple[str, ...],
        sampled: int,
        kind: str,
        objective: str,
    ) -> None:
        self.recipe = recipe
        self.id = recipe.__name__.replace("_", "-")
        self.topic = topic
        self.minutes = minutes
        self.tags = tags
        self.source = source
        self.sampled = sampled
        self.kind = kind
        self.objective = objective
        self.checker: Check | None = None
        self._wanted: tuple[str, ...] = ()
        self.span = Span(Path(inspect.getsourcefile(recipe) or ""), recipe.__code__.co_firstlineno)

    def check(self, checker: Check) -> Check:
        """Decorates the second road: a function of the draws by name (and of `problem`, if it asks for it).

        It returns the answer that it finds without the recipe's formula, or for several parts {part id: answer}.
        """
        self.checker = checker
        self._wanted = tuple(inspect.signature(checker).parameters)
        return checker

    def second_road(self, problem: Problem, params: Mapping[str, Any]) -> dict[str, object]:
        """What the check finds, by part id."""
        assert self.checker is not None, "a generator without a check does not load"
        found = self.checker(*(problem if name == "problem" else params[name] for name in self._wanted))
        return found if isinstance(found, dict) else {problem.parts[0].id: found}


def generator(
    *,
    topic: str,
    minutes: float,
    source: str,
    tags: tuple[str, ...] = (),
    sampled: int = 0,
    kind: Literal["choice", "multiple-choice", "numeric", "matching", "ordering"] = "choice",
    objective: str = "",
) -> Callable[[Recipe], Generator]:
    """Makes a generator of a function that draws a Problem. Minutes are for the whole group, `kind` is how it is asked.

    `objective` is an entry of its topic's file in bank/items.

    A domain too large to be walked is `sampled`:
    that many of its variants are drawn and proven, and no others are ever asked.
    """

    def decorate(recipe: Recipe) -> Generator:
        return Generator(
            recipe,
            topic=topic,
            minutes=minutes,
            source=source,
            tags=tags,
            sampled=sampled,
            kind=kind,
            objective=objective,
        )

    return decorate


class FigureSource:
    """A drawing that texts refer to as `![](name)`."""

    def __init__(self, draw: Callable[[], Picture]) -> None:
        self.id = draw.__name__.replace("_", "-")
        self.draw = draw


def figure(draw: Callable[[], Picture]) -> FigureSource:
    """Makes a function that draws a Picture known to the texts of the course."""
    return FigureSource(draw)
