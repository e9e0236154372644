"""Conceptual items: bank/items/*.yaml read into problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, partial
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, assert_never

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from hwgen.cache import digest, packed, unpacked
from hwgen.content.chart import Chart
from hwgen.errors import CourseError, Diagnostic, Span
from hwgen.problem.parts import (
    Candidate,
    Choice,
    Entry,
    Essay,
    Matching,
    Numeric,
    NumericCell,
    NumericWrong,
    Ordering,
    Part,
    Problem,
    Rubric,
    ShortAnswer,
    Statement,
    TrueFalse,
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


_NUMBER = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^[+-]?\d+/0*[1-9]\d*$"}]}
Number = Annotated[Fraction, BeforeValidator(_number), WithJsonSchema(_NUMBER)]


class StatementRecord(Record):
    """One wording of a concept; a paper asks one of them."""

    id: SourceText = Field(description="Its name within the item, in kebab-case; papers pin it by this name.")
    answer: Truth = Field(description="Whether the statement is true.")
    misconception: SourceText | None = Field(
        None, description="The misconception that a wrong answer shows, by its id in bank/misconceptions*.yaml."
    )
    text: Bilingual = Field(description="The statement, uncontestable as worded.")
    why: Bilingual | None = Field(None, description="Why it is true or false, for the key.")


class CandidateRecord(Record):
    """One option of a pool."""

    id: SourceText = Field(description="Its name within the item, in kebab-case; papers pin it by this name.")
    text: Bilingual = Field(description="The option as it is printed, parallel to the others in form and length.")
    why: Bilingual | None = Field(None, description="Why it is right or wrong, for the key.")
    misconception: SourceText | None = Field(
        None, description="The misconception that leads to it, by its id in bank/misconceptions*.yaml."
    )


class RubricRecord(Record):
    """One line of a marking scheme."""

    text: Bilingual = Field(description="What earns the points.")
    points: int = Field(gt=0, description="How many, of the rubric’s own total.")


class WrongRecord(Record):
    """A wrong number that gets an answer of its own, and `share` percent of the points."""

    answer: Number = Field(description="The wrong number: 3, -0.25 or 1/3.")
    why: Bilingual = Field(description="The mistake that leads to it, told to the student.")
    share: int = Field(0, ge=0, lt=100, description="The percentage of the points it still gets.")


class CellRecord(Record):
    """One number of a table."""

    label: Bilingual | None = Field(None, description="What the number is; left out in a grid that the stem explains.")
    answer: Number = Field(description="The right number: 3, -0.25 or 1/3.")
    tolerance: Number = Field(EXACT, description="How far an answer may lie from the right one.")
    wrong: tuple[WrongRecord, ...] = Field((), description="Wrong numbers that show a known mistake.")


class EntryRecord(Record):
    """One thing to be ordered, or one more to choose from."""

    id: SourceText = Field(description="Its name within the item, in kebab-case.")
    text: Bilingual = Field(description="The entry as it is printed.")


class PairRecord(Record):
    """A left side and the right side that belongs to it."""

    id: SourceText = Field(description="The pair’s name within the item, in kebab-case.")
    left: Bilingual = Field(description="What is given.")
    right: Bilingual = Field(description="What is to be found for it.")


class QuestionRecord(Record):
    id: SourceText = Field(description="Its name in the whole course, in kebab-case: `softmax-shift`.")
    kind: str = Field(description="The kind of question; it decides the other keys.")


class About(QuestionRecord):
    """What each item says of itself. `language` is that of an item that exists in one only.

    `enemies` are items that stand on no paper with it, `charts` the plots its texts refer to as `![](name)`, `silence` the remarks of
    `hwgen check` that do not apply, each with a reason.

    An item that was `imported` may leave out why its answers are right or wrong.
    """

    objective: SourceText | None = Field(None, description="What it tests, by the id of an objective of its topic.")
    difficulty: int = Field(
        ge=1, le=5, examples=[1, 2, 3, 4, 5], description="From 1, known at once, to 5, a few students manage it."
    )
    minutes: float = Field(gt=0, examples=[1, 2, 3, 5], description="How long a student who knows the answer takes.")
    source: SourceText = Field(
        description="The book or paper, with the section, that bears the answer out.",
        examples=["Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.2"],
    )
    tags: tuple[SourceText, ...] = Field((), description="Words to find it by.")
    misconceptions: tuple[SourceText, ...] = Field(
        (),
        description="Misconceptions it shows beside those of its options, by their ids in bank/misconceptions*.yaml.",
    )
    enemies: tuple[SourceText, ...] = Field(
        (), description="Items that stand on no paper with it, by their ids: they give it away or ask the same."
    )
    silence: dict[str, SourceText] = Field(
        default_factory=dict,
        description="Remarks of `hwgen check` that do not apply, by their ids, each with a reason.",
    )
    language: SourceText | None = Field(
        None,
        description="zh or en where the item exists in one language only; left out where it has both.",
        json_schema_extra={"enum": list(LANGUAGES)},
    )
    imported: Truth = Field(
        False, description="true for an item from elsewhere, which may leave out `why` and `explanation`."
    )
    charts: dict[str, Chart] = Field(
        default_factory=dict, description="Plots from data, by the names that texts call them by: `![](name)`."
    )

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


STEM = "The question, in Markdown with `$TeX$`; conventions that the answer depends on are stated."
EXPLANATION = "The worked solution, for the key."
OPTIONS = "How many options a paper shows."


class TrueFalseRecord(QuestionRecord):
    """True or false: a concept in several statements of both answers, of which a paper asks one."""

    kind: Literal["true-false"]
    statements: tuple[StatementRecord, ...] = Field(
        min_length=1, description="Statements of both answers; each stands alone and is no plain negation of another."
    )


class ChoiceRecord(QuestionRecord):
    """One right option among several."""

    kind: Literal["choice"]
    stem: Bilingual = Field(description=STEM)
    right: tuple[CandidateRecord, ...] = Field(min_length=1, description="Right options, of which a paper shows one.")
    wrong: tuple[CandidateRecord, ...] = Field(
        min_length=1, description="Wrong options, each from a mistake that students make; more than a paper shows."
    )
    options: int = Field(4, ge=2, le=MOST_OPTIONS, description=OPTIONS)
    explanation: Bilingual | None = Field(None, description=EXPLANATION)


class MultipleChoiceRecord(QuestionRecord):
    """Several right options: every one is offered, and every wrong one, or as many as make up `options`."""

    kind: Literal["multiple-choice"]
    stem: Bilingual = Field(description=STEM)
    right: tuple[CandidateRecord, ...] = Field(
        min_length=2, max_length=MOST_RIGHT, description="Right options; a paper shows all of them."
    )
    wrong: tuple[CandidateRecord, ...] = Field(
        min_length=1, max_length=MOST_RIGHT, description="Wrong options, each from a mistake that students make."
    )
    options: int | None = Field(
        None, ge=3, le=MOST_OPTIONS, description="How many options a paper shows; left out, all of them."
    )
    explanation: Bilingual | None = Field(None, description=EXPLANATION)


class NumericRecord(QuestionRecord):
    """A number to be written down."""

    kind: Literal["numeric"]
    stem: Bilingual = Field(description=STEM)
    answer: Number = Field(description="The right number: 3, -0.25 or 1/3.")
    tolerance: Number = Field(EXACT, description="How far an answer may lie from the right one.")
    wrong: tuple[WrongRecord, ...] = Field((), description="Wrong numbers that show a known mistake.")
    explanation: Bilingual | None = Field(None, description=EXPLANATION)


class TableRecord(QuestionRecord):
    """Several numbers: a row of labelled ones, or a grid of `columns`."""

    kind: Literal["table"]
    stem: Bilingual = Field(description=STEM)
    cells: tuple[CellRecord, ...] = Field(min_length=2, description="The numbers, row by row.")
    columns: int = Field(0, ge=0, description="How many stand in a row of the grid; 0 for a list of labelled numbers.")
    explanation: Bilingual | None = Field(None, description=EXPLANATION)


class ShortAnswerRecord(QuestionRecord):
    """A word or two to be written down."""

    kind: Literal["short-answer"]
    stem: Bilingual = Field(description=STEM)
    accepted: tuple[SourceText, ...] = Field(
        min_length=1, description="Every spelling that is right, in both languages; the first is printed in the key."
    )
    case: Truth = Field(False, description="true where capital letters matter.")
    explanation: Bilingual | None = Field(None, description=EXPLANATION)


class MatchingRecord(QuestionRecord):
    """Pairs to be put together."""

    kind: Literal["matching"]
    stem: Bilingual = Field(description=STEM)
    pairs: tuple[PairRecord, ...] = Field(min_length=2, description="What belongs together.")
    extra: tuple[EntryRecord, ...] = Field((), description="Right sides that belong to nothing.")
    explanation: Bilingual | None = Field(None, description=EXPLANATION)


class OrderingRecord(QuestionRecord):
    """Entries to be put in order."""

    kind: Literal["ordering"]
    stem: Bilingual = Field(description=STEM)
    entries: tuple[EntryRecord, ...] = Field(
        min_length=2,
        max_length=MOST_OPTIONS,
        description="The entries in their right order, of which there is only one.",
    )
    explanation: Bilingual | None = Field(None, description=EXPLANATION)


class EssayRecord(QuestionRecord):
    """A few sentences, marked by a person."""

    kind: Literal["essay"]
    lines: int = Field(10, ge=1, le=45, description="How many lines the paper leaves for the answer.")
    stem: Bilingual = Field(description=STEM)
    template: Bilingual | None = Field(None, description="What stands on the paper already, to be completed.")
    model: Bilingual = Field(description="An answer that gets all points.")
    rubric: tuple[RubricRecord, ...] = Field(min_length=1, description="What earns points, line by line.")


AnyQuestion = (
    TrueFalseRecord
    | ChoiceRecord
    | MultipleChoiceRecord
    | NumericRecord
    | TableRecord
    | ShortAnswerRecord
    | MatchingRecord
    | OrderingRecord
    | EssayRecord
)


class LinkedRecord(QuestionRecord):
    """Questions about one description."""

    kind: Literal["linked"]
    context: Bilingual = Field(description="What all parts are about, printed once before them.")
    parts: tuple[Annotated[AnyQuestion, Field(discriminator="kind")], ...] = Field(
        min_length=1, description="The questions; one refers to an earlier one by `[@its-id]`."
    )


class TrueFalseItem(TrueFalseRecord, About):
    pass


class ChoiceItem(ChoiceRecord, About):
    pass


class MultipleChoiceItem(MultipleChoiceRecord, About):
    pass


class NumericItem(NumericRecord, About):
    pass


class TableItem(TableRecord, About):
    pass


class ShortAnswerItem(ShortAnswerRecord, About):
    pass


class MatchingItem(MatchingRecord, About):
    pass


class OrderingItem(OrderingRecord, About):
    pass


class EssayItem(EssayRecord, About):
    pass


class LinkedItem(LinkedRecord, About):
    pass


AnyItem = Annotated[
    TrueFalseItem
    | ChoiceItem
    | MultipleChoiceItem
    | NumericItem
    | TableItem
    | ShortAnswerItem
    | MatchingItem
    | OrderingItem
    | EssayItem
    | LinkedItem,
    Field(discriminator="kind"),
]


Bloom = Literal["remember", "understand", "apply", "analyse", "evaluate", "create"]


class ObjectiveRecord(Record):
    """What a student is to learn."""

    bloom: Bloom = Field(description="The level of the revised taxonomy of Bloom.")
    text: Bilingual = Field(description="What a student can do who has learnt it, beginning with a verb.")


class ItemsFile(Record):
    """The conceptual items of one topic."""

    topic: SourceText = Field(description="The topic of every item here, in kebab-case: `cnn`.")
    name: Bilingual | None = Field(None, description="The topic’s name as it is printed.")
    objectives: dict[str, ObjectiveRecord] = Field(
        default_factory=dict, description="What the topic’s students are to learn, by ids that items name."
    )
    items: tuple[AnyItem, ...] = Field((), description="The items, in any order.")


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
            problem: Problem = unpacked(self.stored, self.span.file)
            return problem
        return self.stored

    def packed(self) -> BankItem:
        """The item with a problem that is unpacked when somebody asks for it."""
        return replace(self, stored=packed(self.problem, self.span.file))


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
            case TrueFalse(pool=pool):
                yield from (statement.misconception for statement in pool if statement.misconception)
            case Choice(wrong=wrong):
                yield from (candidate.misconception for candidate in wrong if candidate.misconception)
            case _:
                pass


def _text(text: Bilingual | None) -> Text:
    return text.text() if text else Text("", "")


def _candidate(record: CandidateRecord) -> Candidate:
    return Candidate(record.id, record.text.text(), _text(record.why), record.misconception or "")


def _entry(record: EntryRecord) -> Entry:
    return Entry(record.id, record.text.text())


def _wrong(records: Iterable[WrongRecord]) -> tuple[NumericWrong, ...]:
    return tuple(NumericWrong(wrong.answer, wrong.why.text(), wrong.share) for wrong in records)


def _part(record: AnyQuestion) -> Part:
    match record:
        case TrueFalseRecord():
            pool = tuple(
                Statement(s.id, s.text.text(), s.answer, _text(s.why), s.misconception or "") for s in record.statements
            )
            return TrueFalse(record.id, pool)
        case ChoiceRecord() | MultipleChoiceRecord():
            right = tuple(map(_candidate, record.right))
            wrong = tuple(map(_candidate, record.wrong))
            several = len(right) if isinstance(record, MultipleChoiceRecord) else 1
            count = record.options - several if record.options else len(wrong)
            return Choice(record.id, record.stem.text(), right, wrong, _text(record.explanation), count, several)
        case NumericRecord():
            cells: tuple[NumericCell, ...] = (NumericCell(record.answer, record.tolerance, None, _wrong(record.wrong)),)
            return Numeric(record.id, record.stem.text(), cells, _text(record.explanation))
        case TableRecord():
            cells = tuple(
                NumericCell(c.answer, c.tolerance, c.label.text() if c.label else None, _wrong(c.wrong))
                for c in record.cells
            )
            return Numeric(record.id, record.stem.text(), cells, _text(record.explanation), record.columns)
        case ShortAnswerRecord():
            accepted = tuple(map(str, record.accepted))
            return ShortAnswer(record.id, record.stem.text(), accepted, _text(record.explanation), record.case)
        case MatchingRecord():
            pairs = tuple((Entry(p.id, p.left.text()), Entry(f"{p.id}-right", p.right.text())) for p in record.pairs)
            extra = tuple(map(_entry, record.extra))
            return Matching(record.id, record.stem.text(), pairs, _text(record.explanation), extra)
        case OrderingRecord():
            return Ordering(
                record.id, record.stem.text(), tuple(map(_entry, record.entries)), _text(record.explanation)
            )
        case EssayRecord():
            rubric = tuple(Rubric(line.text.text(), line.points) for line in record.rubric)
            template = record.template.text() if record.template else None
            return Essay(record.id, record.stem.text(), record.model.text(), rubric, record.lines, template)
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
        case NumericRecord() | ShortAnswerRecord() | EssayRecord():
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
        case EssayRecord():
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
