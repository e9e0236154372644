"""A question as a file of a platform asks it, in a form that is the same for all of them: what it takes, and for how much."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import assert_never

from hwgen.errors import Diagnostic
from hwgen.kinds import LETTERS


@dataclass(frozen=True)
class Response:
    """A response in words, what it is for the marker, and the part of the points it gets."""

    text: str
    given: object
    fraction: float


@dataclass(frozen=True)
class TrueFalse:
    right: bool | None


@dataclass(frozen=True)
class Choice:
    """What is given for ticking these of `count` options, by their places; one alone where only one can be chosen."""

    count: int
    marks: tuple[tuple[tuple[int, ...], float], ...]


@dataclass(frozen=True)
class Number:
    mark: Callable[[float], float]


@dataclass(frozen=True)
class Typed:
    mark: Callable[[str], float]


@dataclass(frozen=True)
class Written:
    """One text that is right, exactly as it is written; of a number, without any tolerance."""

    text: str


@dataclass(frozen=True)
class Matching:
    """What has to be chosen for each left entry, as the platform shows it."""

    right: tuple[str, ...]


@dataclass(frozen=True)
class Ordering:
    """The entries in their right order, as HTML."""

    entries: tuple[str, ...]


@dataclass(frozen=True)
class Essay:
    """A person marks it."""


@dataclass(frozen=True)
class SelfMarked:
    """Students compare their answers with the one that is shown to them."""


@dataclass(frozen=True)
class Unknown:
    """Something that cannot be compared with a key."""


Kind = TrueFalse | Choice | Number | Typed | Written | Matching | Ordering | Essay | SelfMarked | Unknown


@dataclass(frozen=True)
class Field:
    """One thing to be answered. `points` is None where the platform has none."""

    kind: Kind
    points: float | None = None


@dataclass(frozen=True)
class Asked:
    """A question of a file. `type` is the platform's name for what it is, `responses` what is given for every response.

    `line` is one of the file, or of that which is called `file` in an archive. `whole` says that its fields are parts of
    one question. A description has no fields. `counts` is false for what stands between questions, such as a category.
    """

    id: str
    name: str
    type: str
    line: int
    fields: tuple[Field, ...] = ()
    responses: tuple[Response, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    counts: bool = True
    file: str = ""


def responses(kind: Kind, apart: str) -> Iterator[Response]:
    """Responses to a question, as its file says what they get; several texts stand in one, `apart`. None where any number or text may be given."""
    match kind:
        case TrueFalse(right):
            yield from (Response(str(value).lower(), value, float(value is right)) for value in (True, False))
        case Choice(_, marks):
            for ticked, mark in marks:
                yield Response("".join(LETTERS[i] for i in ticked), ticked, mark)
        case Written(text):
            yield from (Response(given, given, float(given == text)) for given in (text, f"{text} \u2205"))
        case Matching(right) | Ordering(right):
            yield Response(apart.join(right), right, 1.0)
        case Number() | Typed() | Essay() | SelfMarked() | Unknown():
            pass
        case _:
            assert_never(kind)
