"""Room to write an answer in: blank lines, ruled ones, squares or a box."""

from __future__ import annotations

from hwgen.layouts import Space
from hwgen.writers.docx.package import Package
from hwgen.writers.docx.wml import INDENT, Cell, Wml, paragraph, table

# Of a line, in units of the type's size.
LINE = 1.7


def space(lines: int, form: Space, package: Package) -> list[Wml]:
    """A row of a table for each line that is drawn, so that a page can end between them."""
    height, width = round(LINE * package.em), package.line - INDENT
    match form:
        case "blank":
            exact = f'<w:spacing w:line="{height}" w:lineRule="exact"/>'
            return [paragraph("AnswerSpace", "", exact)] * lines
        case "grid":
            columns = width // height
            squares = [[Cell(paragraph("Gap"))] * columns] * lines
            return [table(squares, [height] * columns, height=height, indent=INDENT)]
        case "ruled" | "box":
            rows = [[Cell(paragraph("Gap"), _borders(form, i, lines))] for i in range(lines)]
            return [table(rows, [width], ruled=False, height=height, indent=INDENT)]


def _borders(form: Space, row: int, lines: int) -> tuple[str, ...]:
    if form == "ruled":
        return ("bottom",)
    top, bottom = (("top",) if row == 0 else ()), (("bottom",) if row + 1 == lines else ())
    return (*top, "left", *bottom, "right")
