"""The items of a course by what they are, what they say and where they were asked: 10,000 are searched while one types."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import chain
from operator import or_

from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.bank.results import Outcome
from hwgen.looking.searching import folded, texts
from hwgen.plan.uses import bloom_of
from hwgen.problem.generator import Generator
from hwgen.proof.certificates import outlined
from hwgen.proof.outlines import Outline

Item = BankItem | Generator
# A word of folded letters and digits, or any other sign by itself: Chinese has no spaces.
TOKEN = re.compile(r"[a-z0-9]+|[^\sa-z0-9]")
# What a class solved: less than this part, or at least, by the name of the filter's choice.
FACILITY = {"hard": (0, 40), "fair": (40, 70), "easy": (70, 101)}


@dataclass(frozen=True)
class Context:
    """What filters need of an item that does not stand in it."""

    exams: frozenset[str]
    outcome: Outcome | None
    bloom: str


@dataclass(frozen=True)
class Row:
    """An item as filters see it; `number` is that of its text among the postings."""

    item: Item
    number: int
    text: str
    facets: Mapping[str, frozenset[str]]


class Postings:
    """Which texts have a token, as the bits of a number: a search reads few texts, whatever the bank has. Texts are added, never taken away."""

    def __init__(self) -> None:
        self.count = 0
        self._by_token: dict[str, int] = {}

    def add(self, text: str) -> int:
        """The number under which a text is known from now on."""
        number, known = self.count, self._by_token
        for token in set(TOKEN.findall(text)):
            known[token] = known.get(token, 0) | 1 << number
        self.count += 1
        return number

    def having(self, words: Iterable[str]) -> Iterator[int]:
        """The texts that may have all of `words`: they have each token, the first and the last of a word perhaps within longer ones."""
        every = (1 << self.count) - 1
        for part in chain.from_iterable(map(TOKEN.findall, words)):
            every &= reduce(or_, self._with(part), 0)
        # The digits are searched by what is compiled: most are 0.
        return (bit.start() for bit in re.finditer("1", f"{every:b}"[::-1]))

    def _with(self, part: str) -> Iterator[int]:
        known = self._by_token
        # Other threads may add tokens meanwhile.
        return (
            (known[token] for token in tuple(known) if part in token) if part.isascii() else iter((known.get(part, 0),))
        )


class Index:
    """Rows of all items, in the order of the bank. `before` is an index from which rows of unchanged items are taken."""

    def __init__(self, course: Course, before: Index | None = None) -> None:
        self.course = course
        known = before.rows_by_key if before else {}
        self.postings: Postings = before.postings if before else Postings()
        exams = _exams(course)
        self.rows_by_key: dict[Hashable, Row] = {}
        for item in course.items.values():
            outline = outlined(course, item) if isinstance(item, Generator) else None
            context = Context(exams.get(item.id, frozenset()), course.outcomes.get(item.id), bloom_of(course, item))
            key = _key(item, outline), context
            old = known.get(key)
            self.rows_by_key[key] = replace(old, item=item) if old else self._row(item, outline, context)
        self.rows: Sequence[Row] = tuple(self.rows_by_key.values())
        self._places: Mapping[int, int] = {row.number: place for place, row in enumerate(self.rows)}

    def find(self, words: str, facets: Mapping[str, str]) -> list[Item]:
        """The items whose texts have every word, and which have each of the `facets` by name."""
        rows: Sequence[Row] = self.rows
        if wanted := folded(words).split():
            # Postings also have texts of items as they were before.
            places = sorted(
                place for number in self.postings.having(wanted) if (place := self._places.get(number)) is not None
            )
            rows = [row for row in map(rows.__getitem__, places) if all(word in row.text for word in wanted)]
        # One condition after the other: a comprehension for each is several times as fast as one that asks for all.
        for name, value in facets.items():
            if value:
                rows = [row for row in rows if value in row.facets[name]]
        return [row.item for row in rows]

    def _row(self, item: Item, known: Outline | None, context: Context) -> Row:
        text = _text(item)
        return Row(item, self.postings.add(text), text, _facets(item, known, context))

    def choices(self, name: str) -> list[tuple[str, int]]:
        """The values of a facet, and how many items have each."""
        counts = Counter(value for row in self.rows_by_key.values() for value in row.facets[name])
        return sorted(counts.items())


FACETS = ("topic", "kind", "level", "bloom", "objective", "tag", "source", "exam", "made", "facility")


def _key(item: Item, known: Outline | None) -> tuple[str, str]:
    if isinstance(item, BankItem):
        return item.id, item.digest
    return item.id, f"{item.file_digest} {bool(known)}"


def _text(item: Item) -> str:
    if isinstance(item, BankItem):
        words = [text for each in texts(item) for text in each.values()]
    else:
        # What a generator asks, its code says.
        words = item.span.file.read_text(encoding="utf-8").splitlines()[item.span.line - 1 :]
    return folded(" ".join((item.id, item.source, *item.tags, *words)))


def _facets(item: Item, known: Outline | None, context: Context) -> Mapping[str, frozenset[str]]:
    levels = (item.difficulty,) if isinstance(item, BankItem) else known.difficulties if known else ()
    percent = 100 * context.outcome.facility if context.outcome else None
    return {
        "topic": frozenset((item.topic,)),
        "kind": frozenset((item.kind,)),
        "level": frozenset(map(str, levels)),
        "bloom": frozenset(filter(None, (context.bloom,))),
        "objective": frozenset(filter(None, (item.objective,))),
        "tag": frozenset(map(str, item.tags)),
        "source": frozenset(filter(None, (item.source,))),
        "exam": context.exams,
        "made": frozenset(("computed" if isinstance(item, Generator) else "written",)),
        "facility": frozenset(
            name for name, (low, high) in FACILITY.items() if percent is not None and low <= percent < high
        ),
    }


def _exams(course: Course) -> Mapping[str, frozenset[str]]:
    """The exams that name an item or asked it, by its id."""
    exams = defaultdict[str, set[str]](set)
    for id, exam in _asked(course):
        exams[id].add(exam)
    return {id: frozenset(names) for id, names in exams.items()}


def _asked(course: Course) -> Iterator[tuple[str, str]]:
    for name, blueprint in course.blueprints.items():
        yield from ((str(entry.item), name) for *_, entry in blueprint.plan.entries() if entry.item)
    for sitting in course.ledger:
        yield from ((id, sitting.exam) for id in sitting.items)
