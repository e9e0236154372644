"""What a question kind is: its record in a bank, its part in both languages, its answer in one, and all that lies between."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, NamedTuple, NoReturn, Protocol, TypeVar

from hwgen.content.picture import Picture
from hwgen.content.tree import Blocks
from hwgen.draw import Key
from hwgen.errors import Diagnostic, Span
from hwgen.fields import Record
from hwgen.kinds.calculations import Calculation
from hwgen.text import Language, Text
from hwgen.values import Form, Raw, Value, ends
from hwgen.words.words import Words

R = TypeVar("R", bound=Record)
P = TypeVar("P")
A = TypeVar("A")
A_co = TypeVar("A_co", covariant=True)

LETTERS = "ABCDEFGHIJKLMNOP"
Body = Text | Picture
Place = tuple[str | int, ...]
# The place of a value in the file, by the keys that lead to it from the record.
Find = Callable[..., Span]
# Where a printed paper takes the answer: in a box before the stem, in a bracket in it, in fields or in a space below it.
Layout = Literal["truefalse", "choice", "fields", "essay"]
Role = Literal["context", "stem", "statement", "right", "wrong", "entry", "label", "why", "solution", "model", "rubric", "caption"]  # fmt: skip
# What a student reads before answering; an explanation, which comes after, may well speak of one thing by its contrary.
ASKING: frozenset[Role] = frozenset(["context", "stem", "statement", "right", "wrong", "entry", "label"])
EXPLAINING: frozenset[Role] = frozenset(["why", "solution", "model"])


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of an item, and what it is for; `id` is that of its option, statement or entry."""

    role: Role
    text: Text
    id: str = ""


@dataclass(frozen=True)
class Letters:
    """The letters of what is right, in the order in which they are written."""

    letters: str


# The answer at a glance: true or false, letters, numbers, a few characters; None where it takes sentences.
Brief = bool | Letters | tuple[Value, ...] | str | None


class Compared(NamedTuple):
    """By what the same question is recognised on another paper: what there is to read of its answer, and what is right, whatever the order."""

    bodies: Sequence[object]
    key: object


# Plain data of what can be seen of a thing.
Seen = Callable[[object], Any]


def in_any_order(things: Iterable[object]) -> list[str]:
    return sorted(json.dumps(thing) for thing in things)


@dataclass(frozen=True)
class Asked(Generic[A_co]):
    """A question in one language, before it has a number. `variant` is the id of the wording that was drawn."""

    stem: Blocks
    answer: A_co
    explanation: Blocks = ()
    variant: str = ""


class Offer(NamedTuple):
    """Something to choose from, for tools that read variants as data."""

    id: str
    body: Body
    misconception: str | None = None


@dataclass(frozen=True)
class Proven:
    """What a generator's check has to find: `key` as it is compared, `answer` as tools read it, and what was to choose from.

    `about` is its entry in the catalogue, if it has one.
    """

    key: Raw
    answer: Any
    options: tuple[Offer, ...]
    difficulty: int
    about: str


class Wording(Protocol):
    """The texts of a computed question; `claim` has `{}` where a statement puts a value."""

    @property
    def ask(self) -> Text: ...
    @property
    def claim(self) -> Text: ...
    @property
    def solution(self) -> Text: ...


class Computable(Protocol):
    """What is computed, as a kind sees it that asks for it."""

    @property
    def id(self) -> str: ...
    @property
    def form(self) -> Form: ...
    @property
    def places(self) -> int | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def cells(self) -> tuple[Text, ...]: ...
    @property
    def labels(self) -> Mapping[str, Text]: ...
    @property
    def wrong_count(self) -> int: ...
    @property
    def key(self) -> Raw: ...
    @property
    def wrong(self) -> Mapping[str, Raw]: ...
    def value(self, raw: Raw) -> Value: ...


def as_asked(part: Computable, value: Value) -> Value:
    """A value of a computed question with all the decimals that the question says, where it says any."""
    rounds = any(part.value(raw).rounded for raw in (part.key, *part.wrong.values()))
    return value if rounds else value.alone


def written(part: Computable, value: Value) -> Value:
    """A value of a computed question as its key states it: `as_asked`, but a whole number that stands alone has no decimals."""
    whole = not isinstance(part.key, tuple) and ends(value.raw, 0)
    return value.alone if whole else as_asked(part, value)


class Mistake(NamedTuple):
    """A value that comes of a misconception: `share` percent of the points are given for it, `why` is its reason."""

    id: str
    raw: Raw
    why: Text
    share: int = 0


class Say(Protocol):
    """Content as plain text, in the language of `words`."""

    @property
    def words(self) -> Words: ...
    def __call__(self, body: Blocks | Picture, /) -> str: ...


class Asker(Protocol):
    """One item on one paper in one language: what a kind asks with."""

    @property
    def words(self) -> Words: ...
    @property
    def item(self) -> str: ...
    @property
    def key(self) -> Key: ...
    @property
    def points(self) -> int: ...
    @property
    def deduct(self) -> int: ...
    @property
    def statement(self) -> str | None:
        """The pinned statement."""

    @property
    def truth(self) -> bool | None:
        """Whether what is stated is to be true, if it can be either; None leaves it to chance."""

    def content(self, text: Text) -> Blocks: ...
    def body(self, body: Body) -> Blocks | Picture: ...
    def seen(self, body: Body) -> Mapping[Language, str]:
        """What a reader sees of it in each language that it has."""

    def pinned(self, part: str) -> tuple[str, ...] | None:
        """What is pinned of the options or entries of a part."""

    def prices(self, part: str) -> Mapping[str, int]:
        """What cues cost at which a generator's wrong options are drawn (`hwgen.kinds.guessing`)."""

    def turn(self, part: str, what: str, count: int) -> int | None:
        """Which of `count` statements or places a copy takes in its turn; None on a paper without a class."""

    def mistakes(self, part: Computable) -> Iterable[Mistake]:
        """The values that mistakes lead to: first those of earlier parts, then those of this one."""

    def why(self, misconception: str) -> Blocks: ...
    def refuse(self, rule: str, message: str, hint: str = "") -> NoReturn: ...


@dataclass(frozen=True)
class AskedComputed(Generic[A_co]):
    """How a computed value is asked.

    `stated` tells that a value stands in the question, where it may be rounded, `written` that a number is to be written down;
    `values` are those that the student sees, if these are not all that it can come to: only where one of them is
    rounded, the question says so. `remark` comes before the solution. `clauses` are printed after the question, before those of its conventions. Where it is `solved`,
    the answer has the solution.
    """

    ask: Text
    answer: A_co
    stated: bool = False
    written: bool = False
    values: tuple[Value, ...] = ()
    remark: Blocks = ()
    clauses: tuple[str, ...] = ()
    solved: bool = False


@dataclass(frozen=True)
class Manner(Generic[A_co]):
    """How a kind asks for what is computed: whether it can, and the question."""

    fits: Callable[[Computable], bool]
    ask: Callable[[Computable, Wording, Asker], AskedComputed[A_co]]


@dataclass(frozen=True)
class StatedManner(Generic[A_co]):
    """Another way to ask for what an item states: whether a part can be asked so, the question, and what an item `needs` for it."""

    needs: str
    fits: Callable[[Any], bool]
    ask: Callable[[Any, Asker], Asked[A_co]]


def _nothing(*_: object) -> Iterator[Any]:
    return iter(())


def _explanation(record: Any) -> Iterator[Place]:
    if record.explanation is None:
        yield ("explanation",)


def _one(_: object) -> int:
    return 1


def _same(part: P) -> P:
    return part


@dataclass(frozen=True, kw_only=True)
class Kind(Generic[R, P, A]):
    """A question kind: everything about it that is not the business of one writer.

    `read` makes a part of a record, `faults` says what is wrong in a record although its keys are right, `unexplained` which keys
    are missing that only an imported item may leave out. `passages` are all texts of a part, `misconceptions` those that it names and `shows` those
    that a wrong answer shows, `calculations` are what its answers come to, question by question, `variety` is how many questions
    it holds. `turns` has the answer for each of the statements or places that copies take in turn. `ask` decides a question. `data` is what marks it, for exam.json, and `shown` its key on a line. `pins` says what a blueprint can pin. `usable` leaves out what cannot be
    offered in a generator's variant, and `proven` is what its check has to find. `manner` is how the kind asks for what is computed. `section` is what a new exam asks of it: how many questions, and for how many points each.
    """

    name: str
    record: type[R]
    part: type[P]
    answer: type[A]
    read: Callable[[R], P]
    passages: Callable[[P], Iterator[Passage]]
    ask: Callable[[P, Asker], Asked[A]]
    data: Callable[[A, Say], dict[str, Any]]
    shown: Callable[[A, Say], str]
    section: tuple[int, int]
    faults: Callable[[R, Find], Iterable[Diagnostic]] = _nothing
    unexplained: Callable[[R], Iterable[Place]] = _explanation
    misconceptions: Callable[[P], Iterable[str]] = _nothing
    shows: Callable[[A], Iterable[str]] = _nothing
    calculations: Callable[[P], Iterable[Sequence[Calculation]]] = _nothing
    variety: Callable[[P], int] = _one
    turns: Callable[[P], Iterable[str]] = _nothing
    pins: Literal["nothing", "statement", "options"] = "nothing"
    usable: Callable[[P], P] = _same
    proven: Callable[[P], Proven] | None = None
    manner: Manner[A] | None = None
