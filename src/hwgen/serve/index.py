"""The items of a course by what they are, what they say and where they were asked: 10,000 are searched while one types."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.bank.results import Outcome
from hwgen.looking.searching import folded, texts
from hwgen.plan.uses import bloom_of
from hwgen.problem.generator import Generator
from hwgen.proof.certificates import outlined
from hwgen.proof.outlines import Outline

Item = BankItem | Generator
# Words of searches whose texts are kept.
MOST_WORDS = 100
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
    """An item as filters see it; `levels` are none for a generator of which nothing is known before it is proven."""

    item: Item
    text: str
    facets: Mapping[str, frozenset[str]]


class Index:
    """Rows of all items, in the order of the bank. `before` is an index from which rows of unchanged items are taken."""

    def __init__(self, course: Course, before: Index | None = None) -> None:
        self.course = course
        known = before.rows_by_key if before else {}
        exams = _exams(course)
        self.rows_by_key: dict[Hashable, Row] = {}
        for item in course.items.values():
            outline = outlined(course, item) if isinstance(item, Generator) else None
            context = Context(exams.get(item.id, frozenset()), course.outcomes.get(item.id), bloom_of(course, item))
            key = _key(item, outline), context
            old = known.get(key)
            text = old.text if old else _text(item)
            facets = old.facets if old else _facets(item, outline, context)
            self.rows_by_key[key] = Row(item, text, facets)
        self._texts = [(row.text, row) for row in self.rows_by_key.values()]
        self._having: dict[str, list[tuple[str, Row]]] = {}

    @property
    def rows(self) -> Sequence[Row]:
        return tuple(self.rows_by_key.values())

    def find(self, words: str, facets: Mapping[str, str]) -> list[Item]:
        """The items whose texts have every word, and which have each of the `facets` by name."""
        first, *others = folded(words).split() or [""]
        texts = self._with(first)
        # One condition after the other: a comprehension for each is several times as fast as one that asks for all.
        for word in others:
            texts = [pair for pair in texts if word in pair[0]]
        rows = [row for _, row in texts]
        for name, value in facets.items():
            if value:
                rows = [row for row in rows if value in row.facets[name]]
        return [row.item for row in rows]

    def _with(self, word: str) -> list[tuple[str, Row]]:
        """The texts that have a word: looked for among those that have its beginning, where that was typed before."""
        known = self._having
        texts = known.get(word)
        if texts is None:
            typed = next(filter(None, (known.get(word[:end]) for end in range(len(word), 0, -1))), self._texts)
            if len(known) >= MOST_WORDS:
                known.clear()
            known[word] = texts = [pair for pair in typed if word in pair[0]]
        return texts

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
    pairs = set(_asked(course))
    return {id: frozenset(exam for known, exam in pairs if known == id) for id in {id for id, _ in pairs}}


def _asked(course: Course) -> Iterator[tuple[str, str]]:
    for name, blueprint in course.blueprints.items():
        yield from ((str(entry.item), name) for *_, entry in blueprint.plan.entries() if entry.item)
    for sitting in course.ledger:
        yield from ((id, sitting.exam) for id in sitting.items)
