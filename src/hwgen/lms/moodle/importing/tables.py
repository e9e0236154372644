"""Tables of HTML: merged cells laid out, layout tables and what fits into no cell taken apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from lxml.html import HtmlElement

from hwgen.content.tree import (
    Block,
    Blocks,
    Bullets,
    Code,
    CodeBlock,
    DisplayMath,
    Figure,
    Inline,
    Inlines,
    LineBreak,
    Math,
    Numbered,
    Para,
    Str,
    Table,
)
from hwgen.lms.moodle.importing.formulas import Doubt
from hwgen.lms.moodle.importing.lists import Reading

SECTIONS = ("thead", "tbody", "tfoot")
CELLS = ("td", "th")
WIDEST = 60


@dataclass(frozen=True)
class Cell:
    content: Blocks
    head: bool = False


def table(node: HtmlElement, reading: Reading, depth: int, doubt: Doubt) -> Iterator[Block]:
    """The blocks of a table; what stands in none of its cells comes first."""
    rows = [[cell for cell in row if cell.tag in CELLS] for row in _rows(node)]
    yield from _loose(node, reading, depth)

    def read(cell: HtmlElement) -> Blocks:
        return reading.content(cell, depth)

    grid = [row for row in _laid_out(rows, read, doubt) if any(cell.content for cell in row)]
    cells = [cell for row in grid for cell in row]
    if len(cells) == 1:
        yield from cells[0].content
    elif not all(map(_fits, cells)):
        doubt("import-table-cells", "a table whose cells hold pictures, tables or programs was taken apart")
        for cell in cells:
            yield from cell.content
    elif grid:
        lines = [tuple(tuple(_line(cell.content)) for cell in row) for row in grid]
        headed = any(cell.head for cell in grid[0])
        head: tuple[Inlines, ...] = lines[0] if headed else ((),) * len(lines[0])
        yield Table(head, tuple(lines[1:] if headed else lines))


def _loose(node: HtmlElement, reading: Reading, depth: int) -> Iterator[Block]:
    """The caption, and what a browser would put before the table."""
    yield from reading.text(node.text or "")
    for part in node:
        if part.tag in (*SECTIONS, "tr"):
            yield from _loose(part, reading, depth)
        elif isinstance(part.tag, str) and part.tag not in (*CELLS, "colgroup", "col"):
            yield from reading.element(part, depth)
        yield from reading.text(part.tail or "")


def _rows(node: HtmlElement) -> Iterator[HtmlElement]:
    """Its own rows, not those of tables in its cells."""
    for part in node:
        if part.tag == "tr":
            yield part
        elif part.tag in SECTIONS:
            yield from part.iterchildren("tr")


def _laid_out(
    rows: Sequence[Sequence[HtmlElement]], read: Callable[[HtmlElement], Blocks], doubt: Doubt
) -> list[list[Cell]]:
    """Each cell at its row and column; one that is merged stands at the first of its places."""
    places: dict[tuple[int, int], Cell] = {}
    merged = False
    for y, row in enumerate(rows):
        x = 0
        for node in row:
            while (y, x) in places:
                x += 1
            height, width = _span(node, "rowspan"), _span(node, "colspan")
            merged = merged or height > 1 or width > 1
            for down in range(min(height, len(rows) - y)):
                for right in range(width):
                    places.setdefault((y + down, x + right), Cell(()))
            places[y, x] = Cell(read(node), node.tag == "th")
            x += width
    if merged:
        doubt("import-table-cells", "merged cells of a table were split; their text is in the first of them")
    columns = max((x for _, x in places), default=-1) + 1
    return [[places.get((y, x), Cell(())) for x in range(columns)] for y in range(len(rows))]


def _span(node: HtmlElement, name: str) -> int:
    attribute = (node.get(name) or "1").strip()
    return (
        min(max(1, int(attribute)), WIDEST) if attribute.isascii() and attribute.isdigit() and len(attribute) < 6 else 1
    )


def _fits(cell: Cell) -> bool:
    """Whether a cell can stand on one line."""
    return all(map(_is_line, cell.content))


def _is_line(block: Block) -> bool:
    match block:
        case Para() | DisplayMath():
            return True
        case CodeBlock():
            return len(block.lines) < 2
        case Bullets(items) | Numbered(items):
            return all(_is_line(inner) for item in items for inner in item)
        case Table() | Figure():
            return False
        case _:
            assert_never(block)


def _line(content: Blocks) -> Iterator[Inline]:
    """The blocks of a cell on one line."""
    for i, block in enumerate(content):
        if i:
            yield Str(" ")
        match block:
            case Para(inlines):
                yield from (Str(" ") if isinstance(inline, LineBreak) else inline for inline in inlines)
            case DisplayMath(tex):
                yield Math(tex)
            case CodeBlock(text):
                yield Code(text.strip())
            case Bullets(items) | Numbered(items):
                for n, item in enumerate(items, 1):
                    yield Str(("; " if n > 1 else "") + (f"{n}. " if isinstance(block, Numbered) else ""))
                    yield from _line(item)
            case Table() | Figure():
                raise TypeError("a cell cannot contain a table or a picture")
            case _:
                assert_never(block)
