"""The exam: one paper in one language, with everything decided and its key."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hwgen.content.image import Image
from hwgen.content.picture import Picture
from hwgen.content.tree import Blocks
from hwgen.errors import Span
from hwgen.kinds import Answer
from hwgen.layouts import Layout, Scores
from hwgen.text import Language
from hwgen.words.words import Words


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
    """`room` is left below each question without an answer space, in lines of text.

    `answering` says how its questions are answered, before what the blueprint says.
    """

    title: str
    instructions: Blocks
    groups: tuple[Group, ...]
    room: int = 0
    answering: Blocks = ()

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
    """How a paper is printed, for eyes that need it, whether its key has the answers alone, whether it ends in an answer sheet, and whether students have rooms of their own, beside which the head names none; what is asked does not change."""

    large: bool = False
    contrast: bool = False
    short_key: bool = False
    sheet: bool = False
    rooms: bool = False


PLAIN = Looks()


@dataclass(frozen=True)
class Fact:
    """A line of the head: the label of `head.<name>` and what it says; a `mark` stands by itself."""

    name: str
    text: str


@dataclass(frozen=True)
class Head:
    """What stands before the first question, in the exam's language."""

    layout: Layout = "plain"
    logo: Image | None = None
    department: str = ""
    facts: tuple[Fact, ...] = ()
    letter: str = ""
    rules: tuple[Blocks, ...] = ()
    honour: str = ""
    signatures: tuple[str, ...] = ()
    scores: Scores = "parts"


PLAIN_HEAD = Head()


@dataclass(frozen=True)
class Exam:
    """`copy` counts the personal papers of a seed, 0 is the paper for all; `form` is its letter where there are a few for all.

    `sheet` are the pages of its answer sheet, drawn.
    """

    name: str
    course: str
    institution: str
    title: str
    term: str
    minutes: int
    words: Words
    seed: int
    code: str
    sections: tuple[Section, ...]
    copy: int = 0
    form: str = ""
    holder: Holder | None = None
    looks: Looks = PLAIN
    head: Head = PLAIN_HEAD
    sheet: tuple[Picture, ...] = ()

    @property
    def language(self) -> Language:
        return self.words.language

    def printed_for(self, holder: Holder | None, looks: Looks) -> Exam:
        facts = tuple(fact for fact in self.head.facts if not (looks.rooms and fact.name == "room"))
        return replace(self, holder=holder, looks=looks, head=replace(self.head, facts=facts))

    @property
    def groups(self) -> tuple[Group, ...]:
        return tuple(g for s in self.sections for g in s.groups)

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(q for s in self.sections for q in s.questions)

    @property
    def points(self) -> int:
        return sum(s.points for s in self.sections)
