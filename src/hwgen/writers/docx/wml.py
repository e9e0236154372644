"""WordprocessingML: runs, paragraphs and tables as text that is markup already."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from string import Formatter
from xml.sax.saxutils import escape as escaped

from hwgen.words.script import NARROW
from hwgen.words.words import Words
from hwgen.writers.svg import NOT_XML

# A twentieth of a point, in which Word measures: so many are a millimetre.
TWIPS = 1440 / 25.4
# How far questions are indented.
INDENT = 425
TAB, BREAK = "<w:r><w:tab/></w:r>", "<w:r><w:br/></w:r>"
_APOSTROPHE = re.compile(r"(?<=\w)'")
_APART = re.compile(f"([{''.join(NARROW.values())}]+)")
_QUOTES = {ord(sign): quote for quote, sign in NARROW.items()}
# Characters that are none, and those that turn the direction of what follows.
_UNSEEN = re.compile("[\ufdd0-\ufdef\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile("[\t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]+")
# What both scripts have: Word takes it from the Latin font, unless it is told otherwise.
_SHARED = re.compile("[‘’“”…—–·×÷±°§√]")
# The first setting of a paragraph that stays with the next one.
STAYS = "<w:keepNext/>"
_STYLED = re.compile(r"(<w:pStyle [^>]*/>)")


class Wml(str):
    """WordprocessingML, made only here and by the writers beside it."""

    __slots__ = ()


@dataclass(frozen=True)
class Look:
    """How letters look: a character style, and what is put on top of it. Ideographs that are stressed stand `upright`; spaces that are
    `narrow` are those of a Latin font, whatever stands beside them.
    """

    style: str = ""
    bold: bool = False
    underlined: bool = False
    upright: bool = False
    narrow: bool = False


PLAIN = Look()


def plain(text: str) -> str:
    """Text on one line, without what XML forbids and without what cannot be seen."""
    return _UNSEEN.sub("", _SPACES.sub(" ", NOT_XML.sub("", text)))


def apostrophes(text: str) -> str:
    return _APOSTROPHE.sub("’", text)


def run(text: str, look: Look = PLAIN, *, wide: bool = False) -> Wml:
    """Text as runs; `wide` where the signs that both scripts have are those of ideographs."""
    if isinstance(text, Wml):
        return text
    # The signs of narrow quotes stand at odd places.
    parts = enumerate(_APART.split(plain(text)))
    return Wml("".join(_run(part.translate(_QUOTES), look, wide=wide and i % 2 == 0) for i, part in parts if part))


def _run(text: str, look: Look, *, wide: bool) -> str:
    settings = "".join(
        (
            f'<w:rStyle w:val="{look.style}"/>' if look.style else "",
            '<w:rFonts w:eastAsia="Times New Roman"/>' if look.narrow else "",
            '<w:rFonts w:hint="eastAsia"/>' if wide and _SHARED.search(text) else "",
            "<w:b/><w:bCs/>" if look.bold else "",
            '<w:i w:val="0"/><w:iCs w:val="0"/>' if look.upright else "",
            '<w:u w:val="single"/>' if look.underlined else "",
        )
    )
    return (
        f'<w:r>{f"<w:rPr>{settings}</w:rPr>" if settings else ""}<w:t xml:space="preserve">{escaped(text)}</w:t></w:r>'
    )


def paragraph(style: str, runs: str = "", settings: str = "") -> Wml:
    """`settings` stand in the order of the schema, behind the style."""
    return Wml(f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{settings}</w:pPr>{runs}</w:p>')


def at_the_edge(line: int) -> str:
    """Where a tab leads to the right edge of the text."""
    return f'<w:tabs><w:tab w:val="right" w:pos="{line}"/></w:tabs>'


def kept(blocks: Sequence[str]) -> Wml:
    """The blocks on one page, as far as a page can hold them: each stays with the next, and a row with the row below it.

    LibreOffice first puts some 25 blocks (paragraphs, or rows) on a page. Where a page holds more, what flows back to it may be parted
    from what is already there. Hence a question should have few blocks.
    """
    whole = joined(blocks)
    end = whole.rfind("<w:tr>") if whole.endswith("</w:tbl>") else whole.rfind("<w:p>")
    return Wml(leading([whole[:end]]) + whole[end:] if end > 0 else whole)


def leading(blocks: Sequence[str]) -> Wml:
    """The blocks on one page with what follows them, as far as a page can hold that."""
    return Wml(_STYLED.sub(rf"\1{STAYS}", joined(blocks)))


def indented(left: int, hanging: int = 0) -> str:
    return f'<w:ind w:left="{left}" w:hanging="{hanging}"/>'


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its paragraphs, and which of its borders are drawn where the table has none."""

    content: Wml
    borders: Sequence[str] = ()
    merged: str = ""


def table(
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[int],
    *,
    ruled: bool = True,
    heads: int = 0,
    height: int = 0,
    indent: int | None = None,
) -> Wml:
    """`widths` in twips; the first `heads` rows come again on each page; `height` is the least of each row after them.

    Without an `indent` it stands in the middle of the line.
    """
    place = '<w:jc w:val="center"/>' if indent is None else f'<w:tblInd w:w="{indent}" w:type="dxa"/>'
    margins = (
        "" if ruled else '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar>'
    )
    style = "TableGrid" if ruled else "TableNormal"
    settings = f'<w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>{place}<w:tblLayout w:type="fixed"/>{margins}'
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    body = "".join(_row(row, widths, head=i < heads, height=height if i >= heads else 0) for i, row in enumerate(rows))
    return Wml(f"<w:tbl><w:tblPr>{settings}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>")


def sealing_line(runs: str, *, left: int, width: int, height: int) -> Wml:
    """A dotted line with a text along it, in twips from the left edge of the page on which it stands: a table at a place of its own."""
    place = f'<w:tblpPr w:horzAnchor="page" w:vertAnchor="margin" w:tblpX="{left}" w:tblpY="1"/><w:tblOverlap w:val="overlap"/>'
    settings = (
        f'<w:tblStyle w:val="TableNormal"/>{place}<w:tblW w:w="{width}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
    )
    border = '<w:tcBorders><w:right w:val="dotted" w:sz="8" w:space="0" w:color="auto"/></w:tcBorders>'
    cell = f'<w:tcW w:w="{width}" w:type="dxa"/>{border}<w:textDirection w:val="btLr"/><w:vAlign w:val="center"/>'
    row = f'<w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="exact"/></w:trPr>'
    text = paragraph("Cell", runs, '<w:jc w:val="center"/>')
    return Wml(
        f'<w:tbl><w:tblPr>{settings}</w:tblPr><w:tblGrid><w:gridCol w:w="{width}"/></w:tblGrid>'
        f"<w:tr>{row}<w:tc><w:tcPr>{cell}</w:tcPr>{text}</w:tc></w:tr></w:tbl>"
    )


def _row(cells: Sequence[Cell], widths: Sequence[int], *, head: bool, height: int) -> str:
    settings = "<w:cantSplit/>" + (f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else "")
    settings += "<w:tblHeader/>" if head else ""
    inner = "".join(_cell(cell, width) for cell, width in zip(cells, widths, strict=True))
    return f"<w:tr><w:trPr>{settings}</w:trPr>{inner}</w:tr>"


def _cell(cell: Cell, width: int) -> str:
    merged = f'<w:vMerge w:val="{cell.merged}"/>' if cell.merged else ""
    drawn = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in cell.borders)
    borders = f"<w:tcBorders>{drawn}</w:tcBorders>" if drawn else ""
    content = cell.content or paragraph("Cell")
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merged}{borders}<w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'


def text_cell(runs: str, *, centred: bool = True, borders: Sequence[str] = ()) -> Cell:
    return Cell(paragraph("Cell", runs, '<w:jc w:val="center"/>' if centred else ""), borders)


def joined(blocks: Iterable[str]) -> Wml:
    """Blocks below each other. Word makes one of two tables that touch, and wants a paragraph at the end of a cell."""
    gap = paragraph("Gap")
    body = "".join(blocks).replace("</w:tbl><w:tbl>", f"</w:tbl>{gap}<w:tbl>")
    return Wml(body.replace("</w:tbl></w:tc>", f"</w:tbl>{gap}</w:tc>"))


def field(code: str) -> Wml:
    """What Word counts itself, such as the number of a page."""
    return Wml(f'<w:fldSimple w:instr="{code}"><w:r><w:t>1</w:t></w:r></w:fldSimple>')


def phrase(words: Words, name: str, **values: Wml) -> Wml:
    """A label in which markup is put."""
    parts = []
    for text, value, _, _ in Formatter().parse(words[name]):
        parts.append(run(text, wide=words.script.ideographic))
        parts.append(values[value] if value else Wml())
    return Wml("".join(parts))
