"""Sheets of a spreadsheet are printed at a size that can be read: wide ones on pages beside each other, with the first columns on each."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from hwgen.words.words import words
from hwgen.writers.tables import LEGIBLE, Table, as_excel, pages_across
from hwgen.writers.typst import document, tables

ROOT = Path(__file__).parents[1]

NAME = "Wolfeschlegelsteinhausenbergerdorff-Maria-Magdalena-Theresia"


@pytest.mark.parametrize(
    ("widths", "columns", "landscape", "pages"),
    [
        ([20] * 12, 2, True, 1),
        ([20] * 13, 2, True, 2),
        ([20] * 23, 2, True, 2),
        ([20] * 24, 2, True, 3),
        ([20] * 12, 2, False, 2),
        ([40] * 4 + [8] * 23, 4, True, 3),
        ([LEGIBLE, LEGIBLE, 10], 2, True, 1),
        ([], 0, True, 1),
    ],
)
def test_what_is_wider_than_a_page_of_legible_type_goes_on_beside_it(
    widths: list[int], columns: int, landscape: bool, pages: int
) -> None:
    assert pages_across(widths, columns, landscape=landscape) == pages


@pytest.mark.parametrize(("columns", "pages"), [(3, ""), (8, "2")])
def test_long_names_make_no_tiny_type(columns: int, pages: str) -> None:
    rows = tuple((NAME,) * columns for _ in range(3))
    book = as_excel([Table("Class", "", ("Name",) * columns, rows, landscape=True)], "a4")
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    (setup,) = re.findall("<pageSetup [^>]*>", sheet)
    assert re.findall('fitToWidth="([0-9]+)"', setup) == [pages] * bool(pages)
    assert 'fitToHeight="0"' in setup


def test_numbers_stand_to_the_right_in_their_columns_in_a_spreadsheet_and_on_paper() -> None:
    """Beside numbers that are numbers of a spreadsheet, those that are texts stood to the left."""
    rows = ((1, "7%", "1.5", "3-1", "x", ""), (12, "10%", "−2", "3-2", "4", ""))
    table = Table("T", "", ("No.", "share", "minutes", "seat", "mixed", "signature"), rows)
    assert table.numeric == (True, True, True, False, False, False)
    sheet = load_workbook(io.BytesIO(as_excel([table], "a4"))).active
    sides = [sheet.cell(4, column).alignment.horizontal for column in range(1, 7)]
    assert sides == ["right"] * 3 + ["left"] * 3
    environment = document.environment(ROOT / "templates" / "typst")
    assert "numeric: (true, true, true, false, false, false, )" in tables.write(
        [table], [], "T", words("en"), environment, "a4"
    )
