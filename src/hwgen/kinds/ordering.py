"""Ordering: entries to be put back into their only right order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, ClassVar, Literal

from pydantic import Field

from hwgen.draw import shuffled
from hwgen.errors import Diagnostic
from hwgen.fields import CourseText
from hwgen.kinds import entries
from hwgen.kinds.entries import MOST_ENTRIES, Entry, EntryRecord, Placed
from hwgen.kinds.kind import LETTERS, Asked, Asker, Compared, Find, Kind, Layout, Letters, Passage, Proven, Say, Seen
from hwgen.kinds.records import EXPLANATION, STEM, QuestionRecord, text, twice
from hwgen.text import Text
from hwgen.words.words import Words


class OrderingRecord(QuestionRecord):
    """Entries to be put in order."""

    kind: Literal["ordering"]
    stem: CourseText = Field(description=STEM)
    entries: tuple[EntryRecord, ...] = Field(
        min_length=2,
        max_length=MOST_ENTRIES,
        description="The entries in their right order, of which there is only one.",
    )
    explanation: CourseText | None = Field(None, description=EXPLANATION)


@dataclass(frozen=True)
class Ordering:
    """Entries in their right order, to be put back into it."""

    id: str
    stem: Text
    entries: tuple[Entry, ...]
    solution: Text
    difficulty: int = 0
    about: str = ""
    kind: ClassVar[str] = "ordering"


@dataclass(frozen=True)
class OrderingAnswer:
    """Entries as they are shown; `key` holds their places in the right order, that of one that comes again each time."""

    entries: tuple[Placed, ...]
    key: tuple[int, ...]
    kind: ClassVar[str] = "ordering"
    layout: ClassVar[Layout] = "fields"

    @property
    def repeats(self) -> bool:
        """Whether an entry comes more than once."""
        return len(self.key) > len(self.entries)

    @property
    def letters(self) -> tuple[str, ...]:
        return tuple(LETTERS[i] for i in self.key)

    @property
    def brief(self) -> Letters:
        return Letters("".join(self.letters))

    def rules(self, words: Words) -> Iterable[str]:
        return (words["marking.places"],)

    def compared(self, seen: Seen) -> Compared:
        return Compared([entry.body for entry in self.entries], [seen(self.entries[i].body) for i in self.key])


def _read(record: OrderingRecord) -> Ordering:
    order = tuple(entry.entry() for entry in record.entries)
    return Ordering(record.id, record.stem, order, text(record.explanation))


def _faults(record: OrderingRecord, find: Find) -> Iterator[Diagnostic]:
    return twice([entry.id for entry in record.entries])


def _passages(part: Ordering) -> Iterator[Passage]:
    yield Passage("stem", part.stem)
    yield Passage("solution", part.solution)
    yield from entries.passages(part.entries)


def _ask(part: Ordering, asker: Asker) -> Asked[OrderingAnswer]:
    first = entries.merged(part.entries, asker)
    right = tuple(dict.fromkeys(first.values()))
    if len(right) == 1:
        asker.refuse("same-entries", f"all entries of `{asker.item}` read the same", "an order needs two that differ")
    pinned = entries.pinned(part.id, part.entries, asker)
    shown = tuple(dict.fromkeys(first[entry] for entry in pinned)) or _another_order(part, first, right, asker)
    answer = OrderingAnswer(entries.placed(shown, asker), tuple(shown.index(first[entry]) for entry in part.entries))
    return Asked(asker.content(part.stem), answer, asker.content(part.solution))


def _another_order(
    part: Ordering, first: Mapping[Entry, Entry], right: tuple[Entry, ...], asker: Asker
) -> tuple[Entry, ...]:
    """The entries, one of each that read the same, in an order that is not the right one already."""
    orders = (shuffled((*asker.key, part.id, "order", take), part.entries) for take in count())
    distinct = (tuple(dict.fromkeys(first[entry] for entry in order)) for order in orders)
    return next(order for order in distinct if order != right)


def _proven(part: Ordering) -> Proven:
    ids = [entry.id for entry in part.entries]
    return Proven(tuple(ids), ids, entries.offers(part.entries), part.difficulty, part.about)


def _shown(answer: OrderingAnswer, say: Say) -> str:
    return " → ".join(answer.letters)


def _data(answer: OrderingAnswer, say: Say) -> dict[str, Any]:
    return {"answer": {"value": list(answer.key)}, "entries": [say(entry.body) for entry in answer.entries]}


ORDERING = Kind(
    name="ordering",
    record=OrderingRecord,
    part=Ordering,
    answer=OrderingAnswer,
    read=_read,
    faults=_faults,
    passages=_passages,
    ask=_ask,
    pins="options",
    proven=_proven,
    data=_data,
    shown=_shown,
    section=(1, 6),
)
