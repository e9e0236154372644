"""Room to write an answer in: blank lines, ruled ones, squares or a box."""

from __future__ import annotations

from hwgen.layouts import Space
from hwgen.writers.docx.package import Package
from hwgen.writers.docx.wml import INDENT, STAYS, Cell, Wml, paragraph, table

# Of a line, in units of the type's size.
LINE = 1.7
# The most that Word puts below a paragraph, in twips.
MOST = 31680


def space(lines: int, form: Space, package: Package, *, last: bool) -> list[Wml]:
    """As in the PDFs: a page may end after the first half of its lines. A row of a table is a line that is drawn; those to draw in stay
    together, and so do those that end a paper. Blank lines of the last half are space below a paragraph, which a page need not have.
    """
    height, width = round(LINE * package.em), package.line - INDENT
    half = (lines + 1) // 2
    match form:
        case "blank":
            exact = f'w:line="{height}" w:lineRule="exact"'
            below = min((lines - half) * height, MOST)
            line = paragraph("AnswerSpace", "", f"{STAYS}<w:spacing {exact}/>")
            return [line] * (half - 1) + [paragraph("AnswerSpace", "", f'<w:spacing w:after="{below}" {exact}/>')]
        case "grid":
            columns = width // height
            squares = [[Cell(paragraph("Gap", "", _stays(i, lines)))] * columns for i in range(lines)]
            return [table(squares, [height] * columns, height=height, indent=INDENT)]
        case "ruled" | "box":
            together = lines if last or form == "box" else half
            rows = [[Cell(paragraph("Gap", "", _stays(i, together)), _borders(form, i, lines))] for i in range(lines)]
            return [table(rows, [width], ruled=False, height=height, indent=INDENT)]


def _stays(row: int, together: int) -> str:
    return STAYS if row + 1 < together else ""


def _borders(form: Space, row: int, lines: int) -> tuple[str, ...]:
    if form == "ruled":
        return ("bottom",)
    top, bottom = (("top",) if row == 0 else ()), (("bottom",) if row + 1 == lines else ())
    return (*top, "left", *bottom, "right")
