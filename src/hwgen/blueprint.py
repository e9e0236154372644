"""Blueprints: bank/exams/*.yaml, what a paper asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema, model_validator

from hwgen.errors import Span
from hwgen.yamlsrc import Bilingual, Document, Record, SourceText, Truth


class Pin(Record):
    """What is fixed instead of drawn: a statement, params of a generator, the options of a part in their order."""

    statement: SourceText | None = None
    params: dict[str, SourceText] = Field(default_factory=dict)
    options: dict[str, tuple[SourceText, ...]] = Field(default_factory=dict)


Manner = Literal["choice", "numeric", "short-text", "true-false", "table", "multiple-choice"]


NUMBER = r"\d+(?:\.\d+)?"
RANGE = re.compile(rf"(?:(at least|at most) +)?({NUMBER})(?: *[-–] *({NUMBER}))? *(%?)")


@dataclass(frozen=True)
class Range:
    """From `low` to `high`, both included, None where there is no bound; `share` says that they are percent."""

    low: Fraction | None
    high: Fraction | None
    share: bool = False


def _range(value: object) -> Range:
    """Reads `3`, `2-4`, `at least 2` or `at most 4`, each perhaps with `%`."""
    read = RANGE.fullmatch(str(value).strip())
    if not read or (read[1] and read[3]):
        raise ValueError("expected a range such as 3, 2-4, at least 2, at most 4 or 15-25%")
    side, first, second, percent = read.groups()
    low, high = Fraction(first), Fraction(second or first)
    if low > high:
        raise ValueError(f"the least, {first}, is more than the most, {second}")
    if percent and high > 100:
        raise ValueError("a share is at most 100%")
    return Range(None if side == "at most" else low, None if side == "at least" else high, bool(percent))


def _amount(value: object) -> Range:
    told = _range(value)
    if told.share:
        raise ValueError("expected a range such as 100, 80-90, at least 2 or at most 85")
    return told


def _quota(value: object) -> tuple[Range, ...]:
    told = tuple(map(_range, _several(value)))
    for bound in (bound for range in told if not range.share for bound in (range.low, range.high)):
        if bound is not None and bound.denominator > 1:
            raise ValueError("questions are counted in whole numbers; a share of the points ends in %")
    return told


def _several(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


_RANGE_SCHEMA = {"type": ["string", "number"], "examples": ["3", "2-4", "at least 2", "at most 4"]}
_QUOTA_SCHEMA = {"anyOf": [{**_RANGE_SCHEMA, "examples": ["2-4", "at least 2", "15-25%"]}, {"type": "array"}]}
_TEXTS_SCHEMA = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
_LEVEL = {"type": "integer", "minimum": 1, "maximum": 5}
Amount = Annotated[Range, PlainValidator(_amount), WithJsonSchema(_RANGE_SCHEMA)]
# How many questions, or with % which part of the paper's points; or both, as a list.
Quota = Annotated[tuple[Range, ...], PlainValidator(_quota), WithJsonSchema(_QUOTA_SCHEMA)]
Texts = Annotated[tuple[SourceText, ...], BeforeValidator(_several), WithJsonSchema(_TEXTS_SCHEMA)]
Level = Annotated[int, Field(ge=1, le=5)]
Levels = Annotated[
    tuple[Level, ...],
    BeforeValidator(_several),
    WithJsonSchema({"anyOf": [_LEVEL, {"type": "array", "items": _LEVEL}]}),
]
FILTERS = ("topic", "kind", "objective", "bloom", "tag", "generated")


class Entry(Record):
    """One line of a part: an item by its id, or some picked from the bank; `as` says how a computed one is asked.

    Each of the other keys says what is picked: one value, or a list of which any will do.
    """

    item: SourceText | None = None
    manner: Annotated[Manner | None, Field(alias="as")] = None
    difficulty: Levels = ()
    pin: Pin = Pin()
    pick: Annotated[int, Field(gt=0)] | None = None
    topic: Texts = ()
    kind: Texts = ()
    objective: Texts = ()
    bloom: Texts = ()
    tag: Texts = ()
    generated: Truth | None = None
    points: Annotated[int, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _either(self) -> Entry:
        if (self.item is None) == (self.pick is None):
            raise ValueError("an entry has either `item` or `pick`")
        given = [name for name in FILTERS if getattr(self, name) not in ((), None)]
        if self.item is not None and given:
            raise ValueError(" and ".join(f"`{name}`" for name in given) + " can only stand beside `pick`")
        return self

    @property
    def count(self) -> int:
        """How many items it puts on a paper."""
        return self.pick or 1


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


class PlanRecord(Record):
    """What the paper as a whole must be.

    A quota counts questions (`2-4`, `at least 2`) or is a share of the points (`15-25%`); its key `others` stands for all that
    are not named. `difficulty` is the mean, each question counting with its points. `minutes` are those of the items. `fresh: 2`
    leaves out what the last two exams of the ledger asked. `personal: 4` deals personal papers from four parallel forms.
    """

    points: Amount | None = None
    minutes: Amount | None = None
    difficulty: Amount | None = None
    levels: dict[str, Quota] = Field(default_factory=dict)
    topics: dict[str, Quota] = Field(default_factory=dict)
    objectives: dict[str, Quota] = Field(default_factory=dict)
    bloom: dict[str, Quota] = Field(default_factory=dict)
    kinds: dict[str, Quota] = Field(default_factory=dict)
    tags: dict[str, Quota] = Field(default_factory=dict)
    generated: Quota = ()
    conceptual: Quota = ()
    exclude: Texts = ()
    fresh: Annotated[int, Field(gt=0)] | None = None
    personal: Annotated[int, Field(ge=2, le=10)] | None = None


class ExamFile(Record):
    """`silence` holds the remarks of `hwgen check` that do not apply to its papers, each with a reason."""

    title: Bilingual
    term: Bilingual | None = None
    minutes: Annotated[int, Field(gt=0)]
    plan: PlanRecord | None = None
    sections: Annotated[tuple[SectionPlan, ...], Field(min_length=1)]
    silence: dict[str, SourceText] = Field(default_factory=dict)

    def entries(self) -> Iterator[tuple[int, int, Entry]]:
        """Every entry with its section and its place in it."""
        for i, section in enumerate(self.sections):
            for j, entry in enumerate(section.questions):
                yield i, j, entry

    @property
    def picks(self) -> bool:
        """Whether the bank has a say in what is asked."""
        return any(entry.pick for _, _, entry in self.entries())


class Blueprint:
    """An exam's plan, with the place of each of its entries."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.stem
        self._document = Document(path)
        self.plan = self._document.read(ExamFile)

    def span(self, *path: str | int) -> Span:
        return self._document.span(*path)
