"""A problem in both languages with all its pools, before a language, an order and numbers are chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import prod

from hwgen.content.picture import Drawable
from hwgen.kinds import StatedPart, kind_of
from hwgen.kinds.kind import Passage
from hwgen.problem.computed import Computed
from hwgen.text import Text

Part = StatedPart | Computed


def _nothing() -> dict[str, Drawable]:
    return {}


@dataclass(frozen=True)
class Problem:
    """One or more linked questions. `context` and `figures` (by the name in `![](name)`) are made only when needed."""

    parts: tuple[Part, ...]
    context: Callable[[], Text] | None = None
    figures: Callable[[], Mapping[str, Drawable]] = _nothing

    @property
    def difficulty(self) -> int:
        """That of its hardest computed question; 0 where none states one."""
        return max((getattr(part, "difficulty", 0) for part in self.parts), default=0)


def passages(problem: Problem) -> Iterator[Passage]:
    """Every text of a problem, and what it is for."""
    if problem.context:
        yield Passage("context", problem.context())
    for part in problem.parts:
        if isinstance(part, Computed):
            wording = part.say()
            yield Passage("stem", wording.ask)
            yield Passage("solution", wording.solution)
        else:
            yield from kind_of(part).passages(part)


def misconceptions(problem: Problem) -> Iterator[str]:
    """The misconceptions that statements and options come of."""
    for part in problem.parts:
        if not isinstance(part, Computed):
            yield from kind_of(part).misconceptions(part)


def variety(problem: Problem) -> int:
    """How many variants the pools of a conceptual problem give."""
    return prod(1 if isinstance(part, Computed) else kind_of(part).variety(part) for part in problem.parts)
