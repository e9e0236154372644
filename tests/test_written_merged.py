"""Merged cells in tables of questions: they move no other cell, and are named where a column lost its own."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from docx import Document
from openpyxl import Workbook
from test_written import items, read, summary
from test_written_documents import saved

COLUMNS = ("题干", "A", "B", "C", "D", "答案", "分值")
ABOVE_MERGED = ("哪个大？", "1", "2", "3", "4", "D", "2")


def merged_table() -> bytes:
    """A table of Word in which the last two options of the second question are one cell."""
    document = Document()
    table = document.add_table(rows=3, cols=len(COLUMNS))
    for row, texts in zip(
        table.rows, (COLUMNS, ABOVE_MERGED, ("哪个小？", "甲", "乙", "丙", "丁", "B", "3")), strict=True
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(2, 3).merge(table.cell(2, 4))
    return saved(document)


def merged_sheet() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (COLUMNS, ABOVE_MERGED, ("哪个小？", "甲", "乙", "丙", "丁", "B", "3")):
        sheet.append(row)
    sheet.merge_cells("D3:E3")
    book.save(data := BytesIO())
    return data.getvalue()


@pytest.mark.parametrize(("source", "make"), [("docx", merged_table), ("excel", merged_sheet)])
def test_a_cell_that_covers_several_columns_moves_no_other_and_is_a_doubt(
    source: str, make: Callable[[], bytes]
) -> None:
    imported = read(make(), source)
    assert list(map(summary, items(imported))) == ["choice D", "choice B"]
    assert [len(item["wrong"]) for item in items(imported)] == [3, 2]
    assert [entry["points"] for entry in imported.entries] == [2, 3]
    doubts = [(d.rule, d.span.line if d.span else 0, d.message) for d in imported.doubts if "written" in d.rule]
    assert doubts == [("written-cell", 3, "a merged cell covers several columns and was read in the first of them")]


def test_a_cell_of_word_that_covers_several_rows_holds_for_each() -> None:
    document = Document()
    table = document.add_table(rows=3, cols=4)
    for row, texts in zip(
        table.rows,
        (("题型", "题干", "答案", "分值"), ("判断题", "甲成立。", "√", "2"), ("", "乙成立。", "×", "3")),
        strict=True,
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    imported = read(saved(document), "docx")
    assert list(map(summary, items(imported))) == ["true-false T", "true-false F"]
    assert [entry["points"] for entry in imported.entries] == [2, 3]
