"""Tables as files that a spreadsheet opens."""

from __future__ import annotations

import io
from collections.abc import Sequence
from fractions import Fraction

from hwgen.classes.markers_sheet import as_csv
from hwgen.marks.tables import Cell, Table, shown
from hwgen.writers.tables import CREATED, height_of, pages_across, sheet_name, width_of

# Of cells to be looked at.
DOUBTFUL = "#FFE699"
# Of a column, in characters.
WIDEST = 40


def text(table: Table) -> bytes:
    """Comma-separated, in UTF-8 with a mark."""
    return as_csv([[shown(cell) if isinstance(cell, Fraction) else cell for cell in row] for row in table.rows])


def _written(cell: Cell) -> str:
    return shown(cell) if isinstance(cell, Fraction) else str(cell)


def workbook(tables: Sequence[Table]) -> bytes:
    """A sheet for each table; its head stays in sight and on each page, columns are as wide as what they hold, and all of them are printed side by side.

    What is wider than a column may be is broken into lines.
    """
    from xlsxwriter import Workbook

    data = io.BytesIO()
    book = Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": CREATED})
    # Text stands a little off the numbers before it.
    plain, bold, doubtful = (
        book.add_format({"indent": 1, "text_wrap": True, "valign": "top", **more})
        for more in ({}, {"bold": True}, {"bg_color": DOUBTFUL})
    )
    number = book.add_format({"valign": "top"})
    names: set[str] = set()
    for table in tables:
        sheet = book.add_worksheet(sheet_name(table.title, names))
        sheet.freeze_panes(1, table.frozen)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        widths = [
            min(WIDEST, 3 + max(width_of(_written(cell)) for cell in column))
            for column in zip(*table.rows, strict=True)
        ]
        sheet.fit_to_pages(pages_across(widths, table.frozen, landscape=True), 0)
        if table.frozen:
            sheet.repeat_columns(0, table.frozen - 1)
        for j, width in enumerate(widths):
            sheet.set_column(j, j, width)
        for i, row in enumerate(table.rows):
            sheet.set_row(i, height_of([_written(cell) for cell in row], [max(1, width - 3) for width in widths]))
            for j, cell in enumerate(row):
                style = bold if i == 0 else doubtful if (i, j) in table.marked else plain
                if isinstance(cell, str):
                    sheet.write_string(i, j, cell, style)
                else:
                    sheet.write_number(i, j, float(shown(Fraction(cell))), number if style is plain else style)
    book.close()
    return data.getvalue()
