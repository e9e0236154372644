"""What a platform has to be able to do: questions to pieces, pieces to a file, a file back to responses and to items."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hwgen.errors import Diagnostic
from hwgen.exam.model import Group, Question
from hwgen.limits import IMPORT_BYTES, MB
from hwgen.lms.asked import Asked
from hwgen.lms.imported import Imported
from hwgen.text import Language
from hwgen.words.words import Words
from hwgen.writers.loss import Loss

LARGEST = IMPORT_BYTES
SEPARATE = "separate"

Reads = Callable[[bytes, str, set[str], str, tuple[Language, ...], Language | None], Imported]


@dataclass(frozen=True)
class ExportOptions:
    """How questions are written, as far as the platform can.

    `linked` is one of its ways to show linked questions, `version` one of the versions of its files. Without `ordering`,
    orderings are asked as matchings. Without `keys`, the file does not tell what is right. With `strict`, nothing is
    written that loses anything; with `replace`, files that hwgen does not know as its own make way.
    """

    linked: str = SEPARATE
    follow_through: bool = False
    ordering: bool = True
    keys: bool = True
    version: str = ""
    max_size: int = 2 * MB
    strict: bool = False
    replace: bool = False


@dataclass(frozen=True)
class Piece:
    """A question in a file: its data, its id there, the questions that it asks, and what it could not say of them.

    `shown` is the platform's name for the kind of question that it became; without `data` it was left out. Pieces of
    a group that are asked apart differ in `part`, so that a pool has a category for each. `files` are those that it
    shows and that do not stand inside its data, by their names, for a platform whose file is a package. `share` is its
    part of the points of what it asks: a blank of a table that is asked apart has one. `about` is what the list of
    the contents of a package says of it.
    """

    id: str
    data: bytes
    asked: tuple[Question, ...]
    shown: str
    losses: tuple[Loss, ...] = ()
    part: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    share: float = 1.0
    about: str = ""

    @property
    def size(self) -> int:
        """Its bytes in a file, about."""
        return len(self.data) + sum(map(len, self.files.values()))


@dataclass(frozen=True)
class Category:
    """Where questions stand: names from the course downwards, and a description in each language. `points` is what a
    question that is drawn from a pool counts; platforms count it as one unless they are told.
    """

    names: tuple[str, ...]
    about: tuple[tuple[Words, str], ...] = ()
    points: float = 0


@dataclass(frozen=True)
class Adapter:
    """`pieces` takes one group, given once in each language; ids that are taken, to which its own come; the number of the
    variant in a pool, from 1, else 0. `pack` makes one file of pieces with their categories, the same bytes each time.

    `read_back` gives each question of a file to its second argument as soon as it was read, and returns what is to be said
    of the whole file. `read_items` makes items of it: its arguments are a topic for questions without one, ids that are
    taken, a folder for pictures, the languages of the course, and the language of questions that do not say theirs, if it is known. It raises Unreadable, and is None for a platform whose files are not imported. `recognises` tells from the beginning of a file, or from the whole of an archive, whether it is one of these.
    """

    pieces: Callable[[Sequence[Group], Sequence[Words], set[str], int, ExportOptions], Iterator[Piece]]
    pack: Callable[[Sequence[tuple[Category, Piece]]], bytes]
    read_back: Callable[[bytes, Callable[[Asked], None]], Sequence[Diagnostic]]
    read_items: Reads | None
    recognises: Callable[[bytes], bool]
