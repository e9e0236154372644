"""Numbers to be written down: one, and what a table of several shares with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor, log10
from typing import Any, ClassVar, Literal

from pydantic import Field

from hwgen.content.tree import Blocks, Math, Para
from hwgen.fields import CourseText, Record, SourceText
from hwgen.kinds.calculations import RIGHT, Calculation, check
from hwgen.kinds.kind import (
    Asked,
    AskedComputed,
    Asker,
    Compared,
    Computable,
    Kind,
    Layout,
    Manner,
    Passage,
    Say,
    Seen,
    Wording,
    written,
)
from hwgen.kinds.records import EXPLANATION, STEM, QuestionRecord, Tolerance, WrittenNumber, text
from hwgen.numerals import Notation
from hwgen.text import Text
from hwgen.values import NotShowable, Raw, Value
from hwgen.words.words import Words

EXACT = Fraction(0)
ANSWER = "The right number: 3, -0.25, 1/3 or 6.02e23; the key shows it as it is written here."


class WrongRecord(Record):
    """A wrong number that gets an answer of its own, and `share` percent of the points."""

    answer: WrittenNumber = Field(description="The wrong number: 3, -0.25 or 1/3.")
    why: CourseText = Field(description="The mistake that leads to it, explained to the student.")
    share: int = Field(0, ge=0, lt=100, description="The percentage of the points that it still earns.")
    check: SourceText | None = check()

    def wrong(self) -> NumericWrong:
        return NumericWrong(self.answer.number, self.why, self.share, self.check or "", self.answer.written)


class NumericRecord(QuestionRecord):
    """A number to be written down."""

    kind: Literal["numeric"]
    stem: CourseText = Field(description=STEM)
    answer: WrittenNumber = Field(description=ANSWER)
    tolerance: Tolerance = Field(EXACT, description="How far an answer may be from the right one.")
    check: SourceText | None = check()
    wrong: tuple[WrongRecord, ...] = Field((), description="Wrong numbers that show a known mistake.")
    explanation: CourseText | None = Field(None, description=EXPLANATION)


@dataclass(frozen=True)
class NumericWrong:
    """A wrong number that is met with an answer of its own, as it is `written`; `share` is its part of the points in percent."""

    number: Fraction
    why: Text
    share: int = 0
    check: str = ""
    written: str = ""


@dataclass(frozen=True)
class NumericCell:
    """A number to be filled in; `tolerance` is absolute, `notation` how the author wrote it."""

    number: Fraction
    tolerance: Fraction = EXACT
    label: Text | None = None
    wrong: tuple[NumericWrong, ...] = ()
    notation: Notation | None = None
    check: str = ""


@dataclass(frozen=True)
class Numeric:
    """Numbers to be filled in that are stated, not computed: one, a row of labelled ones, or a grid of `columns`."""

    id: str
    stem: Text
    cells: tuple[NumericCell, ...]
    solution: Text
    columns: int = 0

    @property
    def kind(self) -> str:
        return "numeric" if len(self.cells) == 1 else "table"


@dataclass(frozen=True)
class Wrong:
    """A number that comes of a misconception: `share` is its part of the points in percent, `why` what to tell of it."""

    id: str
    value: Value
    why: Blocks
    share: int = 0


@dataclass(frozen=True)
class Cell:
    """A number to be filled in. `tolerance` is absolute; `label` stands before or above the blank.

    `wrong` are numbers to be met with an answer of their own, the first of those that fit.
    """

    value: Value
    tolerance: Fraction
    label: Blocks = ()
    wrong: tuple[Wrong, ...] = ()

    @property
    def rounds(self) -> bool:
        """Whether the tolerance admits no more than another rounding of the number as it is shown."""
        shown = self.value.typed()[0]
        if "/" in shown:
            return self.tolerance <= _of_a_fraction(Fraction(shown))
        decimals = len(shown.partition(".")[2])
        return (decimals > 0 or self.value.rounded) and self.tolerance <= _of_decimals(decimals)

    @property
    def bounds(self) -> tuple[Fraction, Fraction]:
        """The least and the greatest number that is right."""
        value = Fraction(self.value.shown)
        return value - self.tolerance, value + self.tolerance

    def rules(self, words: Words) -> Iterator[str]:
        if self.tolerance and not self.rounds:
            low, high = (_printed(Value(bound), words) for bound in self.bounds)
            yield words.say("marking.range", low=low, high=high)
        for wrong in self.wrong:
            if wrong.share:
                value = _printed(Value(Fraction(wrong.value.shown)), words)
                yield words.say("marking.share", value=value, percent=wrong.share)


def _printed(value: Value, words: Words) -> str:
    """As it is typed, but for the sign."""
    return typed(value, words).replace("-", "−")


def typed(value: Value, words: Words) -> str:
    """A value as a student of the language types it."""
    return words.script.typed(value.typed())[0]


@dataclass(frozen=True)
class NumericAnswer:
    """One number, several in a row, or a grid of `columns` without labels (0: a row of labelled cells)."""

    cells: tuple[Cell, ...]
    columns: int = 0
    layout: ClassVar[Layout] = "fields"

    @property
    def kind(self) -> str:
        return "numeric" if len(self.cells) == 1 else "table"

    @property
    def brief(self) -> tuple[Value, ...]:
        return tuple(cell.value for cell in self.cells)

    def rules(self, words: Words) -> Iterator[str]:
        if len(self.cells) > 1:
            yield words["marking.cells"]
        for cell in self.cells:
            yield from cell.rules(words)

    def compared(self, seen: Seen) -> Compared:
        return Compared([cell.label for cell in self.cells], [seen(replace(cell, label=())) for cell in self.cells])


def passages(part: Numeric) -> Iterator[Passage]:
    yield Passage("stem", part.stem)
    yield Passage("solution", part.solution)
    for cell in part.cells:
        yield from (Passage("why", wrong.why) for wrong in cell.wrong)
        if cell.label:
            yield Passage("label", cell.label)


def calculations(part: Numeric) -> Iterator[tuple[Calculation, ...]]:
    for cell in part.cells:
        right = [Calculation(cell.check, RIGHT, cell.number, cell.tolerance)] if cell.check else []
        wrong = ((f"{float(w.number):.12g}", w) for w in cell.wrong if w.check)
        yield (*right, *(Calculation(w.check, name, w.number, cell.tolerance) for name, w in wrong))


def shows(answer: NumericAnswer) -> Iterator[str]:
    yield from (wrong.id for cell in answer.cells for wrong in cell.wrong if wrong.id)


def ask(part: Numeric, asker: Asker) -> Asked[NumericAnswer]:
    cells = tuple(_cell(cell, asker) for cell in part.cells)
    return Asked(asker.content(part.stem), NumericAnswer(cells, part.columns), asker.content(part.solution))


def _cell(cell: NumericCell, asker: Asker) -> Cell:
    wrong = tuple(Wrong("", _value(w.number), asker.content(w.why), w.share) for w in cell.wrong)
    label = asker.content(cell.label) if cell.label else ()
    return Cell(_value(cell.number, cell.notation), cell.tolerance, label, wrong)


def _value(number: Fraction, notation: Notation | None = None) -> Value:
    return Value(int(number) if number.denominator == 1 else number, notation=notation)


def is_number(part: Computable) -> bool:
    """Whether a computed answer is a number, or several."""
    return part.form != "set" and not isinstance(part.key, str)


def ask_computed(part: Computable, wording: Wording, asker: Asker) -> AskedComputed[NumericAnswer]:
    if not is_number(part):
        asker.refuse("manner-impossible", f"`{part.id}` of `{asker.item}` is not a number", "ask it as `short-answer`")
    return AskedComputed(wording.ask, _blanks(part, asker), written=True)


def _blanks(part: Computable, asker: Asker) -> NumericAnswer:
    """A single number, the named numbers of a tuple, or the numbers of a matrix."""

    def cell(raw: Raw, label: Text | None = None) -> Cell:
        value = written(part, Value(raw, "number", part.places, part.unit))
        return Cell(value, _tolerance(value, part.form), asker.content(label) if label else ())

    if part.form == "matrix":
        return NumericAnswer(tuple(cell(raw) for row in part.key for raw in row), columns=len(part.key[0]))
    if part.form in ("tuple", "shape"):
        if part.cells:
            return NumericAnswer(tuple(map(cell, part.key, part.cells)))
        return NumericAnswer(tuple(map(cell, part.key)), columns=len(part.key))
    alone = cell(part.value(part.key).number)
    return NumericAnswer((replace(alone, wrong=tuple(_wrong_numbers(part, asker))),))


def _tolerance(value: Value, form: str) -> Fraction:
    """A little more than half of the last digit that is asked for: the last of `places`, of a fraction the third that counts."""
    if value.rounded:
        assert value.places is not None
        return _of_decimals(value.places)
    if form == "fraction" and Fraction(value.raw).denominator > 1:
        return _of_a_fraction(Fraction(value.raw))
    return EXACT


def _of_decimals(decimals: int) -> Fraction:
    return Fraction(6, 10 ** (decimals + 1))


def _of_a_fraction(value: Fraction) -> Fraction:
    return Fraction(6, 1000) * Fraction(10) ** floor(log10(abs(value)))


def _wrong_numbers(part: Computable, asker: Asker) -> Iterator[Wrong]:
    """The numbers that mistakes lead to, each as it is shown once, none that looks like the key."""
    seen = {part.value(part.key).shown}
    for mistake in asker.mistakes(part):
        value = Value(part.value(mistake.raw).number, "number", part.places, part.unit)
        try:
            shown = value.shown
        except NotShowable:
            continue
        if shown not in seen:
            seen.add(shown)
            yield Wrong(mistake.id, value, asker.content(mistake.why), mistake.share)


def shown(answer: NumericAnswer, say: Say) -> str:
    return say.words["marking.joint"].join(_cell_shown(cell, say) for cell in answer.cells)


def _cell_shown(cell: Cell, say: Say) -> str:
    value = cell.value
    sign = r"\approx " if value.rounded else ""
    label = f"{say(cell.label)}{say.words['colon']}" if cell.label else ""
    return label + say((Para((Math(f"{sign}{value.tex()}"),)),))


def data(answer: NumericAnswer, say: Say) -> dict[str, Any]:
    cells = [_cell_data(cell, say) for cell in answer.cells]
    values = [cell["value"] for cell in cells]
    return {"answer": {"value": values[0] if len(values) == 1 else values, "cells": cells}}


def _cell_data(cell: Cell, say: Say) -> dict[str, Any]:
    return {
        "label": say(cell.label),
        "value": cell.value.plain,
        "exact": cell.value.exact,
        "tolerance": float(cell.tolerance),
        "unit": cell.value.unit,
        "wrong": [
            {"misconception": w.id or None, "value": w.value.plain, "share": w.share, "why": say(w.why)}
            for w in cell.wrong
        ],
    }


def wrongs(records: Sequence[WrongRecord]) -> tuple[NumericWrong, ...]:
    return tuple(record.wrong() for record in records)


def _read(record: NumericRecord) -> Numeric:
    answer = record.answer
    wrong, expression = wrongs(record.wrong), record.check or ""
    cell = NumericCell(answer.number, record.tolerance, None, wrong, answer.notation, expression)
    return Numeric(record.id, record.stem, (cell,), text(record.explanation))


NUMERIC = Kind(
    name="numeric",
    record=NumericRecord,
    part=Numeric,
    answer=NumericAnswer,
    read=_read,
    passages=passages,
    calculations=calculations,
    shows=shows,
    ask=ask,
    manner=Manner(is_number, ask_computed),
    data=data,
    shown=shown,
    section=(3, 5),
)
