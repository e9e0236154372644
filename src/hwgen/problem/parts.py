"""A problem in both languages with all its pools, before a language, an order and numbers are chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_args

from hwgen.content.picture import Drawable
from hwgen.errors import did_you_mean
from hwgen.kinds import STATED, StatedPart, kind_of
from hwgen.kinds.kind import Passage
from hwgen.paired import BlockError
from hwgen.problem.blocks import QuestionTexts, situation_and_questions
from hwgen.problem.computed import Computed
from hwgen.problem.formula import quickly
from hwgen.problem.types import expect
from hwgen.text import Text

Part = StatedPart | Computed
T = TypeVar("T")


@dataclass(frozen=True)
class Always(Generic[T]):
    """A function that makes the same each time; unlike a lambda, it can be kept in a cache."""

    value: T

    def __call__(self) -> T:
        return self.value


def _nothing() -> dict[str, Drawable]:
    return {}


@dataclass(frozen=True)
class Problem:
    """One or more linked questions, with what is said before them.

    `context` is a text, or a function that makes it when it is needed; `figures` is a function that draws what texts show by
    `![](name)`, by their names. `minutes` are worked out of what `@generator` says. Raises TypeError for anything else.
    """

    parts: tuple[Part, ...]
    context: Text | Callable[[], Text] | None = None
    figures: Callable[[], Mapping[str, Drawable]] = _nothing
    minutes: float = 0

    if TYPE_CHECKING:
        # As generators call it: one part, or several.
        def __init__(
            self,
            parts: Part | Sequence[Part],
            context: Text | Callable[[], Text] | None = None,
            figures: Callable[[], Mapping[str, Drawable]] = ...,
            minutes: float = 0,
        ) -> None: ...

    def __post_init__(self) -> None:
        if not isinstance(self.parts, tuple):
            object.__setattr__(self, "parts", tuple(self.parts) if isinstance(self.parts, list) else (self.parts,))
        for name, thing in (("context", self.context), ("figures", self.figures)):
            if not (callable(thing) or (name == "context" and (thing is None or isinstance(thing, Text)))):
                raise TypeError(
                    f"`{name}` is a {type(thing).__name__}: write a function that returns it, `lambda: ...`"
                )

        for part in self.parts:
            expect("parts", part, Computed, *get_args(StatedPart))
        if len({part.id for part in self.parts}) < max(1, len(self.parts)):
            raise ValueError("a problem needs parts, each with an id of its own")

    def worded(self, block: str) -> Problem:
        """The same with its texts from a block: what is said before the questions, then `ask:`, `claim:` and `solution:` of each.

        Several questions stand under `# id`. A paragraph is a line in each language.
        """
        situation, questions = situation_and_questions(block)
        single = self.parts[0].id if len(self.parts) == 1 else ""
        by_id = {id or single: texts for id, texts in questions.items()}
        computed = {part.id for part in self.parts if isinstance(part, Computed)}
        for id in by_id.keys() - computed:
            problem = f"no computed question is called `{id}`" if id else "there are several questions"
            raise BlockError(
                f"# {id}", problem, did_you_mean(id, computed) if id else "write `# id` above the texts of each"
            )
        parts = tuple(_worded(part, by_id.get(part.id)) for part in self.parts)
        return replace(self, parts=parts, context=situation or self.context)

    def situation(self) -> Text | None:
        """The text before the questions."""
        return self.context() if callable(self.context) else self.context

    @property
    def difficulty(self) -> int:
        """That of its hardest computed question; 0 where none states one."""
        return max((getattr(part, "difficulty", 0) for part in self.parts), default=0)


def _worded(part: Part, texts: QuestionTexts | None) -> Part:
    """A part with the texts of a block; those that it has itself stay."""
    if not isinstance(part, Computed) or texts is None:
        return part
    return replace(
        part, ask=texts.ask or part.ask, claim=texts.claim or part.claim, solution=texts.solution or part.solution
    )


def passages(problem: Problem) -> Iterator[Passage]:
    """Every text of a problem, and what it is for."""
    if context := problem.situation():
        yield Passage("context", context)
    for part in problem.parts:
        if isinstance(part, Computed):
            wording = part.say()
            yield Passage("stem", wording.ask)
            yield Passage("solution", wording.solution)
        else:
            yield from kind_of(part).passages(part)


def stems(problem: Problem) -> Iterator[tuple[Computed, str]]:
    """Each computed question with what stands before its answer, in the first language."""
    context = problem.situation()
    before = next(iter(context.values()), "") if context else ""
    for part in problem.parts:
        if isinstance(part, Computed):
            yield part, f"{before} {next(iter(part.say().ask.values()), '')}"


def values(problem: Problem) -> Sequence[Any]:
    """All that its formulas are worked out with, and what they and their intermediate values come to."""
    parts = [part for part in problem.parts if isinstance(part, Computed)]
    with quickly():
        worked_out = [value for part in parts for value in part.formulas.values(part.params).values()]
    return [value for part in parts for value in part.params.values()] + worked_out


def misconceptions(problem: Problem) -> Iterator[str]:
    """The misconceptions that statements and options come of."""
    for part in problem.parts:
        if not isinstance(part, Computed):
            yield from kind_of(part).misconceptions(part)


def can_be(problem: Problem, manner: str) -> bool:
    """Whether any part can be asked so; the others are asked as always."""
    return any(_can_be(part, manner) for part in problem.parts)


def _can_be(part: Part, manner: str) -> bool:
    return part.can_be(manner) if isinstance(part, Computed) else manner in STATED and STATED[manner].fits(part)


def variety(problem: Problem) -> int:
    """How many variants the pools of a conceptual problem give."""
    return prod(1 if isinstance(part, Computed) else kind_of(part).variety(part) for part in problem.parts)
