"""Matching: pairs to be put together, with right sides that belong to nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from pydantic import Field

from hwgen.content.tree import Bullets
from hwgen.draw import shuffled
from hwgen.errors import Diagnostic, counted
from hwgen.fields import CourseText, Record, SourceText
from hwgen.kinds import entries
from hwgen.kinds.calculations import Calculation, check
from hwgen.kinds.entries import MOST_ENTRIES, Entry, EntryRecord, Placed
from hwgen.kinds.kind import (
    LETTERS,
    Asked,
    Asker,
    Compared,
    Find,
    Kind,
    Layout,
    Letters,
    Passage,
    Proven,
    Say,
    Seen,
    in_any_order,
)
from hwgen.kinds.records import EXPLANATION, STEM, QuestionRecord, text, twice
from hwgen.text import Text
from hwgen.words.words import Words


class PairRecord(Record):
    """A left side and the right side that belongs to it."""

    id: SourceText = Field(description="The pair’s name within the item, in kebab-case.")
    left: CourseText = Field(description="What is given.")
    right: CourseText = Field(description="The entry that matches it.")
    check: SourceText | None = check()

    def pair(self) -> tuple[Entry, Entry]:
        return Entry(self.id, self.left), Entry(f"{self.id}-right", self.right, self.check or "")


class MatchingRecord(QuestionRecord):
    """Pairs to be put together."""

    kind: Literal["matching"]
    stem: CourseText = Field(description=STEM)
    pairs: tuple[PairRecord, ...] = Field(min_length=2, description="What belongs together.")
    extra: tuple[EntryRecord, ...] = Field((), description="Right sides without a partner.")
    explanation: CourseText | None = Field(None, description=EXPLANATION)


@dataclass(frozen=True)
class Matching:
    """Pairs to be matched; `extra` are right-hand entries that belong to nothing on the left.

    `whys`, one for each pair, are listed below the solution, in the order in which the left entries are printed.
    """

    id: str
    stem: Text
    pairs: tuple[tuple[Entry, Entry], ...]
    solution: Text
    extra: tuple[Entry, ...] = ()
    whys: tuple[Text, ...] = ()
    difficulty: int = 0
    about: str = ""
    kind: ClassVar[str] = "matching"

    def __post_init__(self) -> None:
        if len(self.whys) not in (0, len(self.pairs)):
            reasons, pairs = counted(len(self.whys), "reason"), counted(len(self.pairs), "pair")
            raise ValueError(f"`whys` has {reasons} for {pairs}: write one for each")

    @property
    def rights(self) -> tuple[Entry, ...]:
        return (*(right for _, right in self.pairs), *self.extra)


@dataclass(frozen=True)
class MatchingAnswer:
    """Left entries to be given right ones; `key` holds for each left entry the place of its right one."""

    left: tuple[Placed, ...]
    right: tuple[Placed, ...]
    key: tuple[int, ...]
    kind: ClassVar[str] = "matching"
    layout: ClassVar[Layout] = "fields"

    @property
    def repeats(self) -> bool:
        """Whether a right entry belongs to several left ones."""
        return len(set(self.key)) < len(self.key)

    @property
    def letters(self) -> tuple[str, ...]:
        return tuple(LETTERS[i] for i in self.key)

    @property
    def brief(self) -> Letters:
        return Letters("".join(self.letters))

    def rules(self, words: Words) -> Iterable[str]:
        return (words["marking.pairs"],)

    def compared(self, seen: Seen) -> Compared:
        pairs = ((self.left[i].body, self.right[place].body) for i, place in enumerate(self.key))
        return Compared([entry.body for entry in (*self.left, *self.right)], in_any_order(map(seen, pairs)))


def _read(record: MatchingRecord) -> Matching:
    pairs = tuple(pair.pair() for pair in record.pairs)
    extra = tuple(entry.entry() for entry in record.extra)
    return Matching(record.id, record.stem, pairs, text(record.explanation), extra)


def _faults(record: MatchingRecord, find: Find) -> Iterator[Diagnostic]:
    pairs, extra = record.pairs, record.extra
    yield from twice([*(pair.id for pair in pairs), *(entry.id for entry in extra)])
    if len(pairs) + len(extra) > MOST_ENTRIES:
        yield Diagnostic("too-many-entries", f"more than {MOST_ENTRIES} entries", find("pairs"), "split the item")


def _passages(part: Matching) -> Iterator[Passage]:
    yield Passage("stem", part.stem)
    yield Passage("solution", part.solution)
    yield from (Passage("solution", why) for why in part.whys)
    yield from entries.passages((*(entry for pair in part.pairs for entry in pair), *part.extra))


def _calculations(part: Matching) -> Iterator[tuple[Calculation, ...]]:
    """What the right sides come to: each one something else."""
    yield tuple(Calculation(entry.check, entry.id.removesuffix("-right")) for entry in part.rights if entry.check)


def _ask(part: Matching, asker: Asker) -> Asked[MatchingAnswer]:
    pinned = entries.pinned(part.id, part.rights, asker)
    right = pinned or shuffled((*asker.key, part.id, "right"), part.rights)
    # A pinned matching keeps its pairs in the order of the item.
    left = part.pairs if asker.pinned(part.id) is not None else shuffled((*asker.key, part.id, "left"), part.pairs)
    first = entries.merged(part.rights, asker)
    offered = tuple(dict.fromkeys(first[entry] for entry in right))
    answer = MatchingAnswer(
        entries.placed((entry for entry, _ in left), asker),
        entries.placed(offered, asker),
        tuple(offered.index(first[entry]) for _, entry in left),
    )
    _refuse_riddles(left, first, asker)
    solution = asker.content(part.solution)
    if part.whys:
        whys = dict(zip(part.pairs, part.whys, strict=True))
        solution = (*solution, Bullets(tuple(asker.content(whys[pair]) for pair in left)))
    return Asked(asker.content(part.stem), answer, solution)


def _refuse_riddles(left: Iterable[tuple[Entry, Entry]], first: Mapping[Entry, Entry], asker: Asker) -> None:
    """Left entries that read the same belong to one right entry, or nobody could know which is which."""
    pairs = dict(left)
    for entry, other in entries.merged(pairs, asker).items():
        if first[pairs[entry]] != first[pairs[other]]:
            message = f"the pairs `{other.id}` and `{entry.id}` of `{asker.item}` have left sides that read the same"
            asker.refuse("same-entries", message, "give them the same right side, or word them differently")


def _proven(part: Matching) -> Proven:
    key = tuple(right.id for _, right in part.pairs)
    answer = {left.id: right.id for left, right in part.pairs}
    return Proven(key, answer, entries.offers(part.rights), part.difficulty, part.about)


def _shown(answer: MatchingAnswer, say: Say) -> str:
    return ", ".join(answer.letters)


def _data(answer: MatchingAnswer, say: Say) -> dict[str, Any]:
    return {
        "answer": {"value": list(answer.key)},
        "left": [say(entry.body) for entry in answer.left],
        "right": [say(entry.body) for entry in answer.right],
    }


MATCHING = Kind(
    name="matching",
    record=MatchingRecord,
    part=Matching,
    answer=MatchingAnswer,
    read=_read,
    faults=_faults,
    passages=_passages,
    calculations=_calculations,
    ask=_ask,
    pins="options",
    proven=_proven,
    data=_data,
    shown=_shown,
    section=(1, 6),
)
