"""Several numbers to be written down: a row of labelled ones, or a grid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from hwgen.errors import Diagnostic, counted
from hwgen.fields import CourseText, Record, SourceText
from hwgen.kinds import numeric
from hwgen.kinds.calculations import check
from hwgen.kinds.kind import AskedComputed, Asker, Computable, Find, Kind, Manner, Wording
from hwgen.kinds.numeric import ANSWER, EXACT, Numeric, NumericAnswer, NumericCell, WrongRecord
from hwgen.kinds.records import EXPLANATION, STEM, QuestionRecord, Tolerance, WrittenNumber, text


class CellRecord(Record):
    """One number of a table."""

    label: CourseText | None = Field(
        None, description="The label of the number; left out in a grid that the stem explains."
    )
    answer: WrittenNumber = Field(description=ANSWER)
    tolerance: Tolerance = Field(EXACT, description="How far an answer may be from the right one.")
    check: SourceText | None = check()
    wrong: tuple[WrongRecord, ...] = Field((), description="Wrong numbers that show a known mistake.")

    def cell(self) -> NumericCell:
        label = self.label if self.label else None
        wrong, answer = numeric.wrongs(self.wrong), self.answer
        return NumericCell(answer.number, self.tolerance, label, wrong, answer.notation, self.check or "")


class TableRecord(QuestionRecord):
    """Several numbers: a row of labelled ones, or a grid of `columns`."""

    kind: Literal["table"]
    stem: CourseText = Field(description=STEM)
    cells: tuple[CellRecord, ...] = Field(min_length=2, description="The numbers, row by row.")
    columns: int = Field(0, ge=0, description="The number of columns of the grid; 0 for a list of labelled numbers.")
    explanation: CourseText | None = Field(None, description=EXPLANATION)


def _read(record: TableRecord) -> Numeric:
    cells = tuple(cell.cell() for cell in record.cells)
    return Numeric(record.id, record.stem, cells, text(record.explanation), record.columns)


def _faults(record: TableRecord, find: Find) -> Iterator[Diagnostic]:
    cells, columns = len(record.cells), record.columns
    if columns and cells % columns:
        yield Diagnostic(
            "table-shape",
            f"{counted(cells, 'cell')} do not make rows of {columns}",
            find("columns"),
            "fill the last row",
        )


def _several(part: Computable) -> bool:
    return part.form in ("tuple", "matrix")


def _ask_computed(part: Computable, wording: Wording, asker: Asker) -> AskedComputed[NumericAnswer]:
    if not _several(part):
        asker.refuse("manner-impossible", f"`{part.id}` of `{asker.item}` is a single value", "ask it as `numeric`")
    return numeric.ask_computed(part, wording, asker)


TABLE = Kind(
    name="table",
    record=TableRecord,
    part=Numeric,
    answer=NumericAnswer,
    read=_read,
    faults=_faults,
    passages=numeric.passages,
    calculations=numeric.calculations,
    shows=numeric.shows,
    ask=numeric.ask,
    manner=Manner(_several, _ask_computed),
    data=numeric.data,
    shown=numeric.shown,
    section=(1, 6),
)
