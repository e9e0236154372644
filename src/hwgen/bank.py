"""Conceptual items: bank/items/*.yaml read into problems."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, partial
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, assert_never

from pydantic import BeforeValidator, Field, model_validator

from hwgen.cache import digest
from hwgen.chart import Chart
from hwgen.errors import CourseError, Diagnostic, Span
from hwgen.problem import (
    Candidate,
    Entry,
    Given,
    GivenCell,
    GivenWrong,
    Matching,
    Open,
    Ordering,
    Part,
    Problem,
    Rubric,
    Selection,
    Statement,
    Statements,
    Typed,
)
from hwgen.text import LANGUAGES, Language, Text
from hwgen.yamlsrc import Bilingual, Document, Record, SourceText, Truth

T = TypeVar("T")
MOST_OPTIONS = 16
MOST_RIGHT = 10
EXACT = Fraction(0)


def _number(value: object) -> Fraction:
    try:
        return Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        raise ValueError("expected a number such as 3, -0.25 or 1/3") from None


Number = Annotated[Fraction, BeforeValidator(_number)]


class StatementRecord(Record):
    id: SourceText
    text: Bilingual
    answer: Truth
    why: Bilingual | None = None
    misconception: SourceText | None = None


class CandidateRecord(Record):
    id: SourceText
    text: Bilingual
    why: Bilingual | None = None
    misconception: SourceText | None = None


class RubricRecord(Record):
    text: Bilingual
    points: Annotated[int, Field(gt=0)]


class WrongRecord(Record):
    """A wrong number that gets an answer of its own, and `share` percent of the points."""

    answer: Number
    why: Bilingual
    share: Annotated[int, Field(ge=0, lt=100)] = 0


class CellRecord(Record):
    answer: Number
    tolerance: Number = EXACT
    label: Bilingual | None = None
    wrong: tuple[WrongRecord, ...] = ()


class EntryRecord(Record):
    id: SourceText
    text: Bilingual


class PairRecord(Record):
    id: SourceText
    left: Bilingual
    right: Bilingual


class QuestionRecord(Record):
    id: SourceText


class TrueFalseRecord(QuestionRecord):
    kind: Literal["true-false"]
    statements: Annotated[tuple[StatementRecord, ...], Field(min_length=1)]


class ChoiceRecord(QuestionRecord):
    kind: Literal["choice"]
    stem: Bilingual
    right: Annotated[tuple[CandidateRecord, ...], Field(min_length=1)]
    wrong: Annotated[tuple[CandidateRecord, ...], Field(min_length=1)]
    options: Annotated[int, Field(ge=2, le=MOST_OPTIONS)] = 4
    explanation: Bilingual | None = None


class MultipleChoiceRecord(QuestionRecord):
    """Every right option is offered, and every wrong one, or as many as make up `options`."""

    kind: Literal["multiple-choice"]
    stem: Bilingual
    right: Annotated[tuple[CandidateRecord, ...], Field(min_length=2, max_length=MOST_RIGHT)]
    wrong: Annotated[tuple[CandidateRecord, ...], Field(min_length=1, max_length=MOST_RIGHT)]
    options: Annotated[int, Field(ge=3, le=MOST_OPTIONS)] | None = None
    explanation: Bilingual | None = None


class NumericRecord(QuestionRecord):
    kind: Literal["numeric"]
    stem: Bilingual
    answer: Number
    tolerance: Number = EXACT
    wrong: tuple[WrongRecord, ...] = ()
    explanation: Bilingual | None = None


class TableRecord(QuestionRecord):
    """Several numbers: a row of labelled ones, or a grid of `columns`."""

    kind: Literal["table"]
    stem: Bilingual
    cells: Annotated[tuple[CellRecord, ...], Field(min_length=2)]
    columns: Annotated[int, Field(ge=0)] = 0
    explanation: Bilingual | None = None


class ShortTextRecord(QuestionRecord):
    kind: Literal["short-text"]
    stem: Bilingual
    accepted: Annotated[tuple[SourceText, ...], Field(min_length=1)]
    case: Truth = False
    explanation: Bilingual | None = None


class MatchingRecord(QuestionRecord):
    kind: Literal["matching"]
    stem: Bilingual
    pairs: Annotated[tuple[PairRecord, ...], Field(min_length=2)]
    extra: tuple[EntryRecord, ...] = ()
    explanation: Bilingual | None = None


class OrderingRecord(QuestionRecord):
    """`entries` in their right order."""

    kind: Literal["ordering"]
    stem: Bilingual
    entries: Annotated[tuple[EntryRecord, ...], Field(min_length=2, max_length=MOST_OPTIONS)]
    explanation: Bilingual | None = None


class ShortAnswerRecord(QuestionRecord):
    kind: Literal["short-answer"]
    stem: Bilingual
    model: Bilingual
    rubric: Annotated[tuple[RubricRecord, ...], Field(min_length=1)]
    lines: Annotated[int, Field(ge=1, le=45)] = 10
    template: Bilingual | None = None


AnyQuestion = (
    TrueFalseRecord
    | ChoiceRecord
    | MultipleChoiceRecord
    | NumericRecord
    | TableRecord
    | ShortTextRecord
    | MatchingRecord
    | OrderingRecord
    | ShortAnswerRecord
)


class LinkedRecord(QuestionRecord):
    """Questions about one description."""

    kind: Literal["linked"]
    context: Bilingual
    parts: Annotated[tuple[Annotated[AnyQuestion, Field(discriminator="kind")], ...], Field(min_length=1)]


class About(Record):
    """What each item says of itself. `language` is that of an item that exists in one only.

    `enemies` are items that stand on no paper with it, `charts` the plots its texts refer to as `![](name)`, `silence` the remarks of
    `hwgen check` that do not apply, each with a reason.

    An item that was `imported` may leave out why its answers are right or wrong.
    """

    difficulty: Annotated[int, Field(ge=1, le=5)]
    minutes: Annotated[float, Field(gt=0)]
    source: SourceText
    tags: tuple[SourceText, ...] = ()
    objective: SourceText | None = None
    misconceptions: tuple[SourceText, ...] = ()
    enemies: tuple[SourceText, ...] = ()
    silence: dict[str, SourceText] = Field(default_factory=dict)
    charts: dict[str, Chart] = Field(default_factory=dict)
    language: SourceText | None = None
    imported: Truth = False

    @model_validator(mode="before")
    @classmethod
    def _one_language(cls, data: Any) -> Any:
        language = data.get("language") if isinstance(data, dict) else None
        if language is None:
            return data
        if language not in LANGUAGES:
            raise ValueError("`language` is zh or en, and left out where an item has both")
        return {name: _doubled(value, language) for name, value in data.items()}


def _doubled(value: Any, language: str) -> Any:
    """Data in which a text that stands in one language stands for both."""
    if isinstance(value, list):
        return [_doubled(item, language) for item in value]
    if isinstance(value, dict):
        if set(value) == {language}:
            return dict.fromkeys(LANGUAGES, value[language])
        return {name: _doubled(item, language) for name, item in value.items()}
    return value


class TrueFalseItem(About, TrueFalseRecord):
    pass


class ChoiceItem(About, ChoiceRecord):
    pass


class MultipleChoiceItem(About, MultipleChoiceRecord):
    pass


class NumericItem(About, NumericRecord):
    pass


class TableItem(About, TableRecord):
    pass


class ShortTextItem(About, ShortTextRecord):
    pass


class MatchingItem(About, MatchingRecord):
    pass


class OrderingItem(About, OrderingRecord):
    pass


class ShortAnswerItem(About, ShortAnswerRecord):
    pass


class LinkedItem(About, LinkedRecord):
    pass


AnyItem = Annotated[
    TrueFalseItem
    | ChoiceItem
    | MultipleChoiceItem
    | NumericItem
    | TableItem
    | ShortTextItem
    | MatchingItem
    | OrderingItem
    | ShortAnswerItem
    | LinkedItem,
    Field(discriminator="kind"),
]


Bloom = Literal["remember", "understand", "apply", "analyse", "evaluate", "create"]


class ObjectiveRecord(Record):
    """What a student is to learn; `bloom` is the level of the revised taxonomy."""

    bloom: Bloom
    text: Bilingual


class ItemsFile(Record):
    topic: SourceText
    name: Bilingual | None = None
    objectives: dict[str, ObjectiveRecord] = Field(default_factory=dict)
    items: tuple[AnyItem, ...] = ()


@dataclass(frozen=True)
class Objective:
    id: str
    topic: str
    bloom: Bloom
    text: Text
    span: Span


@dataclass(frozen=True)
class TopicFile:
    """What one file of bank/items holds; `figures` are those of the course that its texts show."""

    topic: str
    name: Text | None
    objectives: tuple[Objective, ...]
    items: tuple[BankItem, ...]
    figures: frozenset[str] = frozenset()


@dataclass(frozen=True)
class BankItem:
    """A conceptual item: its problem never changes, only what is drawn from its pools.

    `digest` is that of all that its file says of it.
    """

    id: str
    kind: str
    span: Span
    topic: str
    difficulty: int
    minutes: float
    tags: tuple[str, ...]
    source: str
    stored: Problem | bytes
    digest: str
    languages: tuple[Language, ...] = LANGUAGES
    objective: str = ""
    misconceptions: tuple[str, ...] = ()
    enemies: tuple[str, ...] = ()
    silence: Mapping[str, str] = field(default_factory=dict)
    imported: bool = False

    @cached_property
    def problem(self) -> Problem:
        if isinstance(self.stored, bytes):
            problem: Problem = pickle.loads(self.stored)
            return problem
        return self.stored

    def packed(self) -> BankItem:
        """The item with a problem that is unpacked when somebody asks for it."""
        return replace(self, stored=pickle.dumps(self.problem, protocol=5))


def load_items(path: Path) -> TopicFile:
    """The topic and the items of one file. Raises CourseError with every fault."""
    document = Document(path)
    file = document.read(ItemsFile)
    faults: list[Diagnostic] = []
    items = []
    for i, record in enumerate(file.items):
        faults += _faults(record, document, ("items", i))
        if not record.imported:
            faults += _unexplained(record, document, ("items", i))
        languages: tuple[Language, ...] = tuple(at for at in LANGUAGES if record.language in (None, at))
        items.append(
            BankItem(
                str(record.id),
                record.kind,
                document.span("items", i),
                str(file.topic),
                record.difficulty,
                record.minutes,
                tuple(map(str, record.tags)),
                str(record.source),
                problem := _problem(record),
                digest(file.topic, document.written("items", i)),
                languages,
                record.objective or "",
                tuple(dict.fromkeys((*record.misconceptions, *_named(problem)))),
                record.enemies,
                record.silence,
                record.imported,
            )
        )
    if faults:
        raise CourseError(*faults)
    objectives = tuple(
        Objective(id, file.topic, told.bloom, told.text.text(), document.span("objectives", id, "#key"))
        for id, told in file.objectives.items()
    )
    return TopicFile(file.topic, file.name.text() if file.name else None, objectives, tuple(items))


def _problem(record: AnyItem) -> Problem:
    charts = record.charts
    if isinstance(record, LinkedItem):
        return Problem(tuple(map(_part, record.parts)), partial(_same, record.context.text()), partial(_same, charts))
    return Problem((_part(record),), figures=partial(_same, charts))


def _same(value: T) -> T:
    """`partial(_same, value)` is a function that can be kept in a cache."""
    return value


def _named(problem: Problem) -> Iterator[str]:
    """The misconceptions that statements and options of `problem` come of."""
    for part in problem.parts:
        match part:
            case Statements(pool=pool):
                yield from (statement.misconception for statement in pool if statement.misconception)
            case Selection(wrong=wrong):
                yield from (candidate.misconception for candidate in wrong if candidate.misconception)
            case _:
                pass


def _text(text: Bilingual | None) -> Text:
    return text.text() if text else Text("", "")


def _candidate(record: CandidateRecord) -> Candidate:
    return Candidate(record.id, record.text.text(), _text(record.why), record.misconception or "")


def _entry(record: EntryRecord) -> Entry:
    return Entry(record.id, record.text.text())


def _wrong(records: Iterable[WrongRecord]) -> tuple[GivenWrong, ...]:
    return tuple(GivenWrong(wrong.answer, wrong.why.text(), wrong.share) for wrong in records)


def _part(record: AnyQuestion) -> Part:
    match record:
        case TrueFalseRecord():
            pool = tuple(
                Statement(s.id, s.text.text(), s.answer, _text(s.why), s.misconception or "") for s in record.statements
            )
            return Statements(record.id, pool)
        case ChoiceRecord() | MultipleChoiceRecord():
            right = tuple(map(_candidate, record.right))
            wrong = tuple(map(_candidate, record.wrong))
            several = len(right) if isinstance(record, MultipleChoiceRecord) else 1
            count = record.options - several if record.options else len(wrong)
            return Selection(record.id, record.stem.text(), right, wrong, _text(record.explanation), count, several)
        case NumericRecord():
            cells: tuple[GivenCell, ...] = (GivenCell(record.answer, record.tolerance, None, _wrong(record.wrong)),)
            return Given(record.id, record.stem.text(), cells, _text(record.explanation))
        case TableRecord():
            cells = tuple(
                GivenCell(c.answer, c.tolerance, c.label.text() if c.label else None, _wrong(c.wrong))
                for c in record.cells
            )
            return Given(record.id, record.stem.text(), cells, _text(record.explanation), record.columns)
        case ShortTextRecord():
            accepted = tuple(map(str, record.accepted))
            return Typed(record.id, record.stem.text(), accepted, _text(record.explanation), record.case)
        case MatchingRecord():
            pairs = tuple((Entry(p.id, p.left.text()), Entry(f"{p.id}-right", p.right.text())) for p in record.pairs)
            extra = tuple(map(_entry, record.extra))
            return Matching(record.id, record.stem.text(), pairs, _text(record.explanation), extra)
        case OrderingRecord():
            return Ordering(
                record.id, record.stem.text(), tuple(map(_entry, record.entries)), _text(record.explanation)
            )
        case ShortAnswerRecord():
            rubric = tuple(Rubric(line.text.text(), line.points) for line in record.rubric)
            template = record.template.text() if record.template else None
            return Open(record.id, record.stem.text(), record.model.text(), rubric, record.lines, template)
        case _:
            assert_never(record)


def _faults(
    record: AnyQuestion | LinkedRecord, document: Document, here: tuple[str | int, ...]
) -> Iterator[Diagnostic]:
    match record:
        case LinkedRecord(parts=parts):
            yield from _twice([part.id for part in parts])
            for i, part in enumerate(parts):
                yield from _faults(part, document, (*here, "parts", i))
        case TrueFalseRecord(statements=statements):
            if len(statements) > 1 and len({s.answer for s in statements}) < 2:
                hint = "a concept needs statements of both kinds, so that a seed can ask either side"
                word = "true" if statements[0].answer else "false"
                yield Diagnostic(f"every statement is {word}", document.span(*here, "statements"), hint)
            yield from _twice([s.id for s in statements])
        case ChoiceRecord(wrong=wrong, options=options) | MultipleChoiceRecord(wrong=wrong, options=options):
            several = len(record.right) if isinstance(record, MultipleChoiceRecord) else 1
            needed = max(1, options - several) if options else 1
            if len(wrong) < needed or (options and options <= several):
                message = f"{options} options need {needed} wrong ones, found {len(wrong)}"
                yield Diagnostic(message, document.span(*here, "wrong"), "write more, or lower `options`")
            yield from _twice([c.id for c in (*record.right, *wrong)])
        case MatchingRecord(pairs=pairs, extra=extra):
            yield from _twice([*(pair.id for pair in pairs), *(entry.id for entry in extra)])
            if len(pairs) + len(extra) > MOST_OPTIONS:
                yield Diagnostic(f"more than {MOST_OPTIONS} entries", document.span(*here, "pairs"), "split the item")
        case OrderingRecord(entries=entries):
            yield from _twice([entry.id for entry in entries])
        case TableRecord(cells=cells, columns=columns):
            if columns and len(cells) % columns:
                message = f"{len(cells)} cells do not make rows of {columns}"
                yield Diagnostic(message, document.span(*here, "columns"), "fill the last row")
        case NumericRecord() | ShortTextRecord() | ShortAnswerRecord():
            pass
        case _:
            assert_never(record)


def _unexplained(
    record: AnyQuestion | LinkedRecord, document: Document, here: tuple[str | int, ...]
) -> Iterator[Diagnostic]:
    """What an item says of its answers, and an imported one may leave out."""

    def missing(name: str, *place: str | int) -> Diagnostic:
        return Diagnostic(f"missing key `{name}`", document.span(*here, *place), f"add `{name}:` here")

    match record:
        case LinkedRecord(parts=parts):
            for i, part in enumerate(parts):
                yield from _unexplained(part, document, (*here, "parts", i))
        case TrueFalseRecord(statements=statements):
            yield from (missing("why", "statements", i) for i, s in enumerate(statements) if s.why is None)
        case ShortAnswerRecord():
            pass
        case _:
            if record.explanation is None:
                yield missing("explanation")
            if isinstance(record, ChoiceRecord | MultipleChoiceRecord):
                for name, candidates in (("right", record.right), ("wrong", record.wrong)):
                    yield from (missing("why", name, i) for i, c in enumerate(candidates) if c.why is None)


def _twice(ids: list[SourceText]) -> list[Diagnostic]:
    return [
        Diagnostic(f"duplicate id `{id}`", id.span, "give each an id of its own")
        for i, id in enumerate(ids)
        if id in ids[:i]
    ]
