"""The spreadsheet read back: its questions with what their answers make right."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest

from hwgen.errors import Diagnostic, counted
from hwgen.kinds import LETTERS
from hwgen.lms.archives import opened
from hwgen.lms.asked import (
    Asked,
    Choice,
    Essay,
    Field,
    Kind,
    Matching,
    TrueFalse,
    Unknown,
    Written,
    responses,
)
from hwgen.lms.chaoxing.columns import (
    APART,
    BLANK,
    COLUMNS,
    ESSAY,
    KINDS,
    MATCH,
    MATCHING,
    SEVERAL,
    SINGLE,
    STEM,
    TRUTH,
    pairs,
)
from hwgen.lms.moodle.marking import subsets
from hwgen.lms.places import Unreadable, on_line

STRINGS = "xl/sharedStrings.xml"
Row = Mapping[str, str]


def recognises(head: bytes) -> bool:
    """Whether it is a workbook in which the column of stems is named."""
    try:
        archive = opened(head)
        return STRINGS in archive and STEM.encode() in archive.read(STRINGS)
    except Unreadable:
        return False


def read_back(data: bytes, take: Callable[[Asked], None]) -> Sequence[Diagnostic]:
    try:
        rows = list(_rows(data))
    except Unreadable as e:
        return list(e.diagnostics)
    head = rows[0] if rows else ()
    missing = [title for title in COLUMNS[:11] if title not in head]
    if missing:
        return [Diagnostic("chaoxing-columns", f"the first row lacks {', '.join(missing)}", on_line(1))]
    for line, cells in enumerate(rows[1:], 2):
        if any(cells):
            take(_asked(line, dict(zip_longest(head, cells, fillvalue=""))))
    return []


def _rows(data: bytes) -> Iterator[tuple[str, ...]]:
    from openpyxl import load_workbook

    opened(data)
    try:
        sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
        sheet.reset_dimensions()
        for cells in sheet.iter_rows(values_only=True):
            yield tuple("" if cell is None else str(cell) for cell in cells)
    # A damaged file fails anywhere in the reader: in XML, in a number, in a name.
    except Exception as e:
        message = f"the Excel file cannot be read: {e or type(e).__name__}"
        raise Unreadable(Diagnostic("chaoxing-unreadable", message, on_line(0))) from e


def _asked(line: int, row: Row) -> Asked:
    kind, answer = row["题目类型"], row["正确答案"]
    id, *tags = row["标签"].split(APART)
    options = [row[title] for title in COLUMNS[11:] if row.get(title)]
    shown = _kind(kind, answer, options, matching=MATCHING in tags)
    name = " ".join(row[STEM].split())[:60]
    faults = tuple(_faults(line, kind, row, options))
    return Asked(id, name, kind, line, (Field(shown),), tuple(responses(shown, APART)), faults)


def _kind(kind: str, answer: str, options: Sequence[str], *, matching: bool) -> Kind:
    right = tuple(sorted(LETTERS.index(letter) for letter in answer if letter in LETTERS))
    if kind == TRUTH and answer in ("A", "B"):
        return TrueFalse(answer == "A")
    if kind == SINGLE:
        return Choice(len(options), tuple(((i,), float((i,) == right)) for i in range(len(options))))
    if kind == SEVERAL:
        marks = (0.0,) * len(options)
        return Choice(len(options), tuple((ticked, float(ticked == right)) for ticked in subsets(marks) if ticked))
    if kind == MATCH:
        return Matching(_chosen(answer))
    if kind == BLANK:
        return Matching(tuple(answer.split(APART))) if matching else Written(answer)
    return Essay() if kind == ESSAY else Unknown()


def _chosen(answer: str) -> tuple[str, ...]:
    """The letters that a key of pairs leads to."""
    return tuple(pair.partition("-")[2] for pair in answer.split(APART))


def _faults(line: int, kind: str, row: Row, options: Sequence[str]) -> Iterator[Diagnostic]:
    answer, count = row["正确答案"], row["选项数"]
    if kind not in KINDS:
        yield Diagnostic("chaoxing-kind", f"the kind “{kind[:20]}” is not one of {', '.join(KINDS)}", on_line(line))
    if kind in (SINGLE, SEVERAL, TRUTH):
        offered = LETTERS[: len(options)]
        if not answer or not set(answer) <= set(offered) or (kind != SEVERAL and len(answer) > 1):
            yield Diagnostic("chaoxing-key", f"the answer “{answer[:20]}” is none of {offered}", on_line(line))
    elif kind == MATCH:
        chosen = _chosen(answer)
        if answer != pairs(chosen) or not set(chosen) <= set(LETTERS[: len(options)]):
            message = f"the answer “{answer[:20]}” does not lead from each number to one of the options, as in 1-B;2-A"
            yield Diagnostic("chaoxing-key", message, on_line(line))
    elif kind == BLANK and options and APART.join(options) != answer:
        message = f"the options are the answers of the blanks, and the answer is “{answer[:20]}”"
        yield Diagnostic("chaoxing-key", message, on_line(line))
    elif not answer and kind != ESSAY:
        yield Diagnostic("chaoxing-key", "there is no answer", on_line(line))
    if options and count != str(len(options)):
        message = f"选项数 is {count or 'empty'}, and the row has {counted(len(options), 'option')}"
        yield Diagnostic("chaoxing-count", message, on_line(line))
