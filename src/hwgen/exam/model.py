"""The exam: one paper in one language, with everything decided and its key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hwgen.content.picture import Picture
from hwgen.content.tree import Blocks
from hwgen.errors import Span
from hwgen.text import Language
from hwgen.values import Value


@dataclass(frozen=True)
class Option:
    """One option of a choice; `why` says why it is right or wrong, `misconception` names what it comes of."""

    id: str
    body: Blocks | Picture
    right: bool
    why: Blocks
    value: Value | None = None
    misconception: str = ""


@dataclass(frozen=True)
class TrueFalseAnswer:
    true: bool


LETTERS = "ABCDEFGHIJKLMNOP"


@dataclass(frozen=True)
class ChoiceAnswer:
    """A choice of one option or, where `several`, of all that are right.

    `deduct` is the part of the points, in percent, that a wrong one takes off where one is right.
    """

    options: tuple[Option, ...]
    several: bool = False
    deduct: int = 0

    @property
    def letters(self) -> str:
        """The letters of what is right."""
        return "".join(letter for letter, option in self.lettered() if option.right)

    def lettered(self) -> Iterator[tuple[str, Option]]:
        return zip(LETTERS, self.options, strict=False)


@dataclass(frozen=True)
class Wrong:
    """A number that comes of a misconception: `share` is its part of the points in percent, `why` what to tell of it."""

    id: str
    value: Value
    why: Blocks
    share: int = 0


@dataclass(frozen=True)
class Cell:
    """A number to be filled in. `tolerance` is absolute; `label` stands before or above the blank.

    `wrong` are numbers to be met with an answer of their own, the first of those that fit.
    """

    value: Value
    tolerance: Fraction
    label: Blocks = ()
    wrong: tuple[Wrong, ...] = ()


@dataclass(frozen=True)
class NumericAnswer:
    """One number, several in a row, or a grid of `columns` without labels (0: a row of labelled cells)."""

    cells: tuple[Cell, ...]
    columns: int = 0


@dataclass(frozen=True)
class ShortAnswerAnswer:
    """A few typed characters; each spelling in `accepted` is right.

    The key shows `value` or, where there is none, the first spelling. `case` says whether capitals count.
    """

    value: Value | None
    accepted: tuple[str, ...]
    case: bool = False


@dataclass(frozen=True)
class Placed:
    """An entry to be matched or ordered."""

    id: str
    body: Blocks | Picture


@dataclass(frozen=True)
class MatchingAnswer:
    """Left entries to be given right ones; `key` holds for each left entry the place of its right one."""

    left: tuple[Placed, ...]
    right: tuple[Placed, ...]
    key: tuple[int, ...]

    @property
    def letters(self) -> tuple[str, ...]:
        return tuple(LETTERS[i] for i in self.key)


@dataclass(frozen=True)
class OrderingAnswer:
    """Entries as they are shown; `key` holds their places in the right order."""

    entries: tuple[Placed, ...]
    key: tuple[int, ...]

    @property
    def letters(self) -> tuple[str, ...]:
        return tuple(LETTERS[i] for i in self.key)


@dataclass(frozen=True)
class RubricLine:
    text: Blocks
    points: int


@dataclass(frozen=True)
class EssayAnswer:
    """`template` is what a student finds written in the answer field already."""

    model: Blocks
    rubric: tuple[RubricLine, ...]
    lines: int
    template: Blocks = ()


Answer = (
    TrueFalseAnswer | ChoiceAnswer | NumericAnswer | ShortAnswerAnswer | MatchingAnswer | OrderingAnswer | EssayAnswer
)


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
class Holder:
    """Whose paper it is."""

    id: str
    name: str = ""
    group: str = ""
    room: str = ""
    seat: str = ""


@dataclass(frozen=True)
class Looks:
    """How a paper is printed for eyes that need it; what is asked does not change."""

    large: bool = False
    contrast: bool = False


PLAIN = Looks()


@dataclass(frozen=True)
class Exam:
    """`copy` counts the personal papers of a seed, 0 is the paper for all; `form` is its letter where there are a few for all."""

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
    copy: int = 0
    form: str = ""
    holder: Holder | None = None
    looks: Looks = PLAIN

    @property
    def groups(self) -> tuple[Group, ...]:
        return tuple(g for s in self.sections for g in s.groups)

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(q for s in self.sections for q in s.questions)

    @property
    def points(self) -> int:
        return sum(s.points for s in self.sections)
