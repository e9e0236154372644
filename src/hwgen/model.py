"""The exam: one paper in one language, with everything decided and its key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hwgen.content import Blocks
from hwgen.errors import Span
from hwgen.picture import Picture
from hwgen.text import Language
from hwgen.values import Value


@dataclass(frozen=True)
class Option:
    """One option of a choice; `id` is `right` or names the misconception, `why` says why it is right or wrong."""

    id: str
    body: Blocks | Picture
    right: bool
    why: Blocks
    value: Value | None = None


@dataclass(frozen=True)
class TrueFalse:
    true: bool


@dataclass(frozen=True)
class Choice:
    """A single choice."""

    options: tuple[Option, ...]

    @property
    def letter(self) -> str:
        return next(letter for letter, option in self.lettered() if option.right)

    def lettered(self) -> Iterator[tuple[str, Option]]:
        return zip("ABCDEFGH", self.options, strict=False)


@dataclass(frozen=True)
class RubricLine:
    text: Blocks
    points: int


@dataclass(frozen=True)
class Essay:
    model: Blocks
    rubric: tuple[RubricLine, ...]
    lines: int


Answer = TrueFalse | Choice | Essay


@dataclass(frozen=True)
class Question:
    """`explanation` is the worked solution or the reason of the key; `proof` names the check that confirmed the answer."""

    id: str
    number: int
    stem: Blocks
    answer: Answer
    points: int
    explanation: Blocks
    variant: str = ""
    proof: str = ""


@dataclass(frozen=True)
class Group:
    """Questions that belong together. `item` and `span` say where they come from."""

    item: str
    span: Span
    params: dict[str, Any]
    context: Blocks
    questions: tuple[Question, ...]
    topic: str
    difficulty: int
    minutes: float
    tags: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Section:
    title: str
    instructions: Blocks
    groups: tuple[Group, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(q for g in self.groups for q in g.questions)

    @property
    def points(self) -> int:
        return sum(q.points for q in self.questions)


@dataclass(frozen=True)
class Exam:
    name: str
    course: str
    institution: str
    title: str
    term: str
    minutes: int
    language: Language
    seed: int
    code: str
    sections: tuple[Section, ...]

    @property
    def groups(self) -> tuple[Group, ...]:
        return tuple(g for s in self.sections for g in s.groups)

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(q for s in self.sections for q in s.questions)

    @property
    def points(self) -> int:
        return sum(s.points for s in self.sections)
