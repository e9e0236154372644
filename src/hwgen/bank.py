"""Conceptual items: bank/items/*.yaml read into problems."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, assert_never

from pydantic import Field

from hwgen.errors import CourseError, Diagnostic, Span
from hwgen.problem import Candidate, Open, Part, Problem, Rubric, Selection, Statement, Statements
from hwgen.yamlsrc import Bilingual, Document, Record, SourceText, Truth


class StatementRecord(Record):
    id: SourceText
    text: Bilingual
    answer: Truth
    why: Bilingual


class CandidateRecord(Record):
    id: SourceText
    text: Bilingual
    why: Bilingual
    misconception: SourceText | None = None

    def candidate(self) -> Candidate:
        return Candidate(self.id, self.text.text(), self.why.text(), self.misconception or "")


class RubricRecord(Record):
    text: Bilingual
    points: Annotated[int, Field(gt=0)]


class ItemRecord(Record):
    id: SourceText
    difficulty: Annotated[int, Field(ge=1, le=5)]
    minutes: Annotated[float, Field(gt=0)]
    source: SourceText
    tags: tuple[SourceText, ...] = ()


class TrueFalseRecord(ItemRecord):
    kind: Literal["true-false"]
    statements: Annotated[tuple[StatementRecord, ...], Field(min_length=2)]


class ChoiceRecord(ItemRecord):
    kind: Literal["choice"]
    stem: Bilingual
    right: Annotated[tuple[CandidateRecord, ...], Field(min_length=1)]
    wrong: Annotated[tuple[CandidateRecord, ...], Field(min_length=1)]
    options: Annotated[int, Field(ge=2, le=8)] = 4
    explanation: Bilingual


class ShortAnswerRecord(ItemRecord):
    kind: Literal["short-answer"]
    stem: Bilingual
    model: Bilingual
    rubric: Annotated[tuple[RubricRecord, ...], Field(min_length=1)]
    lines: Annotated[int, Field(ge=1, le=45)] = 10


AnyRecord = Annotated[TrueFalseRecord | ChoiceRecord | ShortAnswerRecord, Field(discriminator="kind")]


class ItemsFile(Record):
    topic: SourceText
    items: tuple[AnyRecord, ...]


@dataclass(frozen=True)
class BankItem:
    """A conceptual item: its problem never changes, only what is drawn from its pools."""

    id: str
    kind: str
    span: Span
    topic: str
    difficulty: int
    minutes: float
    tags: tuple[str, ...]
    source: str
    problem: Problem


def load_items(path: Path) -> tuple[BankItem, ...]:
    """The items of one file. Raises CourseError with every fault."""
    document = Document(path)
    file = document.read(ItemsFile)
    faults: list[Diagnostic] = []
    items = []
    for i, record in enumerate(file.items):
        faults += _faults(record, document, i)
        problem = Problem(parts=(_part(record),))
        items.append(
            BankItem(
                record.id,
                record.kind,
                document.span("items", i),
                file.topic,
                record.difficulty,
                record.minutes,
                record.tags,
                record.source,
                problem,
            )
        )
    if faults:
        raise CourseError(*faults)
    return tuple(items)


def _part(record: TrueFalseRecord | ChoiceRecord | ShortAnswerRecord) -> Part:
    match record:
        case TrueFalseRecord():
            pool = tuple(Statement(s.id, s.text.text(), s.answer, s.why.text()) for s in record.statements)
            return Statements(record.id, pool)
        case ChoiceRecord():
            return Selection(
                record.id,
                record.stem.text(),
                tuple(c.candidate() for c in record.right),
                tuple(c.candidate() for c in record.wrong),
                record.explanation.text(),
                wrong_count=record.options - 1,
            )
        case ShortAnswerRecord():
            rubric = tuple(Rubric(line.text.text(), line.points) for line in record.rubric)
            return Open(record.id, record.stem.text(), record.model.text(), rubric, record.lines)
        case _:
            assert_never(record)


def _faults(record: TrueFalseRecord | ChoiceRecord | ShortAnswerRecord, document: Document, i: int) -> list[Diagnostic]:
    here = ("items", i)
    faults = []
    match record:
        case TrueFalseRecord(statements=statements):
            if len({s.answer for s in statements}) < 2:
                hint = "a concept needs statements of both kinds, so that a seed can ask either side"
                word = "true" if statements[0].answer else "false"
                faults.append(Diagnostic(f"every statement is {word}", document.span(*here, "statements"), hint))
            faults += _twice([s.id for s in statements])
        case ChoiceRecord(wrong=wrong, options=options):
            if len(wrong) < options - 1:
                message = f"{options} options need {options - 1} wrong ones, found {len(wrong)}"
                faults.append(Diagnostic(message, document.span(*here, "wrong"), "write more, or lower `options`"))
            faults += _twice([c.id for c in (*record.right, *wrong)])
        case ShortAnswerRecord():
            pass
    return faults


def _twice(ids: list[SourceText]) -> list[Diagnostic]:
    return [
        Diagnostic(f"duplicate id `{id}`", id.span, "give each an id of its own")
        for i, id in enumerate(ids)
        if id in ids[:i]
    ]
