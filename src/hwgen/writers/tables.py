"""Tables on pages of their own, such as the lists of a class: as data, and as sheets of a spreadsheet."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

# Whatever is written today has the bytes of tomorrow.
CREATED = datetime(2000, 1, 1)
A4, LETTER = 9, 1
MOST_IN_A_NAME = 31
WIDEST = 40
# Characters on a line of a page in landscape, where its type is half as large as on the screen.
LEGIBLE = 250
# What no name of a sheet may have.
UNFIT = re.compile(r"[\[\]:*?/\\']")
# What stands to the right in its column, so that its figures stand below each other.
NUMBER = re.compile(r"[-−]?\d[\d.,]*%?")
# Lines that are written into by hand are as high as this, in points.
TALL = 24
LINE = 15


@dataclass(frozen=True)
class Table:
    """Rows below a head; an empty column is there to be written into. In an `even` table all columns are as wide."""

    title: str
    note: str
    head: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    landscape: bool = False
    even: bool = False

    @property
    def to_fill(self) -> tuple[bool, ...]:
        """For each column, whether it is empty."""
        return tuple(all(row[i] == "" for row in self.rows) for i in range(len(self.head)))

    @property
    def numeric(self) -> tuple[bool, ...]:
        """For each column, whether it holds numbers and nothing else."""
        return tuple(
            not self.even and not empty and all(NUMBER.fullmatch(str(row[i])) for row in self.rows if row[i] != "")
            for i, empty in enumerate(self.to_fill)
        )


def as_excel(tables: Sequence[Table], paper: str) -> bytes:
    """A sheet for each table, ready to be printed: its head is on each page, and no column is cut off."""
    from xlsxwriter import Workbook

    data = io.BytesIO()
    book = Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": CREATED})
    bold = book.add_format({"bold": True, "font_size": 14})
    plain = {"border": 1, "text_wrap": True, "valign": "vcenter"}
    sides = ({"align": "left"}, {"align": "right", "indent": 1})
    cells = [book.add_format({**plain, **side}) for side in sides]
    heads = [book.add_format({**plain, **side, "bold": True}) for side in sides]
    names: set[str] = set()
    for table in tables:
        sheet = book.add_worksheet(sheet_name(table.title, names))
        sheet.write_string(0, 0, table.title, bold)
        sheet.write_string(1, 0, table.note)
        numeric = table.numeric
        for j, text in enumerate(table.head):
            sheet.write_string(2, j, text, heads[numeric[j]])
        widths = _widths(table)
        for i, row in enumerate(table.rows, 3):
            for j, value in enumerate(row):
                write = sheet.write_number if isinstance(value, int) else sheet.write_string
                write(i, j, value, cells[numeric[j]])
            if any(table.to_fill):
                sheet.set_row(i, max(TALL, height_of(row, widths)))
        to_print(sheet, paper, widths, landscape=table.landscape, heads=3)
        for j, width in enumerate(widths):
            sheet.set_column(j, j, width)
    book.close()
    return data.getvalue()


def pages_across(widths: Sequence[int], columns: int, *, landscape: bool) -> int:
    """How many pages stand beside each other, so that nobody needs a lens: the first columns are on each of them."""
    room, repeated = LEGIBLE if landscape else round(LEGIBLE / 1.5), sum(widths[:columns])
    return max(1, -(-sum(widths[columns:]) // max(room - repeated, room // 3)))


def to_print(sheet: Any, paper: str, widths: Sequence[int], *, landscape: bool, heads: int, columns: int = 0) -> None:
    """Pages as wide as the sheet, or as a legible part of it, with its first rows and columns on each."""
    sheet.set_paper(A4 if paper == "a4" else LETTER)
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(pages_across(widths, columns, landscape=landscape), 0)
    sheet.repeat_rows(0, heads - 1)
    if columns:
        sheet.repeat_columns(0, columns - 1)
    sheet.freeze_panes(heads, columns)
    sheet.set_footer("&C&P / &N")


def sheet_name(title: str, taken: set[str]) -> str:
    """A name that Excel accepts, and that no other sheet has; upper and lower case are the same to it."""
    plain = " ".join(UNFIT.sub(" ", title).split()) or "-"
    name, number = _cut(plain, MOST_IN_A_NAME), 1
    while name.casefold() in taken:
        number += 1
        end = f" {number}"
        name = _cut(plain, MOST_IN_A_NAME - len(end)) + end
    taken.add(name.casefold())
    return name


def _cut(text: str, most: int) -> str:
    """The beginning of a text in UTF-16, in which Excel counts: characters such as 𠮷 are two."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", errors="ignore")


def width_of(text: str) -> int:
    """In characters of a spreadsheet, of which a Chinese one takes two."""
    return max(
        (sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in line) for line in text.split("\n")), default=0
    )


def height_of(row: Sequence[object], widths: Sequence[int]) -> int:
    """In points: not every program makes rows as high as what stands in them. What is broken between words may need a line more."""
    lines = max(-(-width_of(str(value)) // width) for value, width in zip(row, widths, strict=True))
    return LINE * (lines if lines < 2 else lines + 1)


def _widths(table: Table) -> list[int]:
    columns = zip(table.head, *table.rows, strict=True)
    widths = [min(WIDEST, 2 + max(width_of(str(value)) for value in column)) for column in columns]
    widths = [max(width, 20) if empty else width for width, empty in zip(widths, table.to_fill, strict=True)]
    return [max(widths)] * len(widths) if table.even else widths
