"""Blueprints: bank/exams/*.yaml, what a paper asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from hwgen.errors import Span
from hwgen.yamlsrc import Bilingual, Document, Record, SourceText


class Pin(Record):
    """What is fixed instead of drawn: a statement, params of a generator, the options of a part in their order."""

    statement: SourceText | None = None
    params: dict[str, SourceText] = Field(default_factory=dict)
    options: dict[str, tuple[SourceText, ...]] = Field(default_factory=dict)


Manner = Literal["choice", "numeric", "short-text", "true-false", "table", "multiple-choice"]


class Entry(Record):
    """One line of a part: an item by its id, or some picked from the bank; `as` says how a computed one is asked."""

    item: SourceText | None = None
    manner: Annotated[Manner | None, Field(alias="as")] = None
    difficulty: Annotated[int, Field(ge=1, le=5)] | None = None
    pin: Pin = Pin()
    pick: Annotated[int, Field(gt=0)] | None = None
    topic: SourceText | None = None
    kind: SourceText | None = None
    points: Annotated[int, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _either(self) -> Entry:
        if (self.item is None) == (self.pick is None):
            raise ValueError("an entry has either `item` or `pick`")
        if self.item is not None and (self.topic or self.kind):
            raise ValueError("`topic` and `kind` go with `pick`")
        return self


def _deduction(value: object) -> int:
    if str(value) in DEDUCTIONS:
        return int(str(value))
    raise ValueError("`deduct` is one of the parts that Moodle knows: " + ", ".join(DEDUCTIONS))


# In percent.
DEDUCTIONS = ("5", "10", "20", "25", "30", "40", "50", "100")
Deduction = Annotated[int, BeforeValidator(_deduction)]


class SectionPlan(Record):
    """A part of a paper. `deduct` is what a wrong option of a choice takes off, in percent of the question's points."""

    title: Bilingual
    instructions: Bilingual | None = None
    points: Annotated[int, Field(gt=0)]
    deduct: Deduction = 0
    questions: Annotated[tuple[Entry, ...], Field(min_length=1)]


class ExamFile(Record):
    """`silence` holds the remarks of `hwgen check` that do not apply to its papers, each with a reason."""

    title: Bilingual
    term: Bilingual | None = None
    minutes: Annotated[int, Field(gt=0)]
    sections: Annotated[tuple[SectionPlan, ...], Field(min_length=1)]
    silence: dict[str, SourceText] = Field(default_factory=dict)


class Blueprint:
    """An exam's plan, with the place of each of its entries."""

    def __init__(self, path: Path) -> None:
        self.name = path.stem
        self._document = Document(path)
        self.plan = self._document.read(ExamFile)

    def span(self, *path: str | int) -> Span:
        return self._document.span(*path)
