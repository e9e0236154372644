"""The keys of many papers as a table, for markers: CSV and Excel."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from hwgen.exam.marking import accepted, typed
from hwgen.exam.model import Exam, Question
from hwgen.kinds.kind import Brief, Letters
from hwgen.words.words import Words

Row = Sequence[str | int]
# A spreadsheet runs a cell that begins so, unless it is a number.
RUNS = re.compile(r"[=+\-@\t\r]")
NUMBER = re.compile(r"[+\-]?\d+(\.\d+)?")
CREATED = datetime(2000, 1, 1)


def keys(exam: Exam) -> tuple[str, ...]:
    """What is right for each question and what else gets points, on one line; a dash where it takes the key to say."""
    return tuple("; ".join((_key(q, exam.words), *accepted(q, exam.words))) for q in exam.questions)


def _key(question: Question, words: Words) -> str:
    brief: Brief = question.answer.brief
    match brief:
        case bool(true):
            return words["true_sign" if true else "false_sign"]
        case Letters(letters):
            return letters
        case str(text):
            return text
        case tuple(values):
            return "; ".join(typed(value, words) for value in values)
        case None:
            return "—"
        case _:
            assert_never(brief)


def harmless(cell: str | int) -> str | int:
    """A text that would be a formula, with an apostrophe before it."""
    if isinstance(cell, str) and RUNS.match(cell) and not NUMBER.fullmatch(cell):
        return "'" + cell
    return cell


def as_csv(rows: Sequence[Row]) -> bytes:
    """UTF-8 with a mark, by which Excel knows it."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([harmless(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_excel(rows: Sequence[Row], marks_from: int, titles: tuple[str, str]) -> bytes:
    """Two sheets: the keys, and the same table with empty cells for marks and their sums.

    The first row names the columns, the second holds the points; from column `marks_from` on stand questions, then the total.
    """
    from xlsxwriter import Workbook
    from xlsxwriter.utility import xl_rowcol_to_cell

    data = io.BytesIO()
    book = Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": CREATED})
    bold = book.add_format({"bold": True})
    for title in titles:
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(2, marks_from)
        marking = title == titles[1]
        for i, row in enumerate(rows):
            last = len(row) - 1
            for j, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(i, j, cell)
                elif not (marking and i > 1 and j >= marks_from):
                    sheet.write_string(i, j, cell, bold if i == 0 else None)
            if marking and i > 1:
                first, end = xl_rowcol_to_cell(i, marks_from), xl_rowcol_to_cell(i, last - 1)
                sheet.write_formula(i, last, f"=SUM({first}:{end})", None, 0)
    book.close()
    return data.getvalue()
