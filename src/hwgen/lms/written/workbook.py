"""The sheets of an Excel file row by row, with what each cell shows.

The format is read here itself: openpyxl reads row by row what is not hostile, but drops what is superscript in the strings
that platforms write into cells, and does not say which rows are hidden.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from posixpath import join, normpath
from typing import Any

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel
from openpyxl.utils.escape import unescape

from hwgen.errors import Diagnostic
from hwgen.limits import IMPORT_BYTES, MB, SHEET_TAGS
from hwgen.lms.archives import Archive, opened
from hwgen.lms.places import Unreadable, on_line
from hwgen.lms.written.cells import shown
from hwgen.lms.xmltree import local, tree

BOOK, STRINGS, STYLES = "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"
REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
SCRIPTS = {"superscript": "^", "subscript": "_"}
# No table of questions has more.
MOST_COLUMNS, MOST_ROWS, MOST_MERGED = 100, 200_000, 20_000
GENERAL = "General"


@dataclass(frozen=True)
class Row:
    """`above` are the texts of merged cells that reach into the row from above it, by their column; a `wide` row has a cell
    that covers several columns.
    """

    line: int
    cells: tuple[str, ...]
    hidden: bool = False
    above: Mapping[int, str] = field(default_factory=dict)
    wide: bool = False


@dataclass(frozen=True)
class Sheet:
    """`faults` are remarks on cells with their rows; `hidden` are the letters of columns that are not shown and hold something."""

    name: str
    visible: bool
    rows: Sequence[Row] = ()
    hidden: tuple[str, ...] = ()
    faults: Sequence[tuple[int, str]] = ()


def sheets(data: bytes) -> Iterator[Sheet]:
    """The sheets in their order; hidden ones without rows. Raises Unreadable."""
    archive = opened(data)
    if BOOK not in archive:
        message = "the file is a zip archive and no Excel file"
        hint = "save the table as .xlsx; questions in a Word file are read by `hwgen import docx`"
        raise Unreadable(Diagnostic("written-unreadable", message, on_line(0), hint))
    try:
        book = tree(_part(archive, BOOK), BOOK)
        targets = _targets(archive)
        properties = book.find("{*}workbookPr")
        mac = properties is not None and properties.get("date1904") in ("1", "true")
        reader = _Reader(_strings(archive), _shapes(archive), CALENDAR_MAC_1904 if mac else CALENDAR_WINDOWS_1900)
        for sheet in book.iterfind("{*}sheets/{*}sheet"):
            name, target = sheet.get("name", ""), targets.get(_relation(sheet), "")
            if sheet.get("state", "visible") != "visible":
                yield Sheet(name, False)
            elif target in archive and "chartsheets/" not in target:
                yield reader.sheet(name, _part(archive, target))
    except (etree.XMLSyntaxError, ValueError, IndexError, OverflowError) as e:
        message = "the Excel file is damaged and cannot be read"
        hint = "open it in Excel and save it again"
        raise Unreadable(Diagnostic("written-unreadable", message, on_line(0), hint)) from e


def _part(archive: Archive, name: str) -> bytes:
    data = archive.read(name) if archive.size(name) <= IMPORT_BYTES else b""
    if not data or data.count(b"<") > SHEET_TAGS:
        message = f"`{name}` in the Excel file has more than {IMPORT_BYTES // MB} MB or {SHEET_TAGS:,} tags"
        hint = "save the questions alone in a new workbook"
        raise Unreadable(Diagnostic("written-unreadable", message, on_line(0), hint))
    return data


def _relation(sheet: Any) -> str:
    return next((str(value) for name, value in sheet.attrib.items() if etree.QName(name).localname == "id"), "")


def _targets(archive: Archive) -> dict[str, str]:
    """The files of sheets by the names that the workbook has for them."""
    name = "xl/_rels/workbook.xml.rels"
    if name not in archive:
        return {}
    relations = tree(_part(archive, name), name).iterfind("{*}Relationship")
    return {
        each.get("Id", ""): normpath(join("/xl", each.get("Target", ""))).lstrip("/")
        for each in relations
        if each.get("TargetMode") != "External"
    }


def _elements(data: bytes, *names: str) -> Iterator[Any]:
    """The elements of these names one after another, each forgotten behind its turn."""
    tags = [f"{{*}}{name}" for name in names]
    for _, element in etree.iterparse(io.BytesIO(data), tag=tags, resolve_entities=False, no_network=True):
        yield element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _strings(archive: Archive) -> list[str]:
    return [_text(each) for each in _elements(_part(archive, STRINGS), "si")] if STRINGS in archive else []


def _text(string: Any) -> str:
    """A string; what stands above or below its line is a formula. Phonetic signs are left out."""
    return str(unescape("".join(_run(run) for run in string if local(run) in ("t", "r"))))


def _run(run: Any) -> str:
    if local(run) == "t":
        return str(run.text or "")
    text = "".join(str(piece.text or "") for piece in run.iterfind("{*}t"))
    raised = run.find("{*}rPr/{*}vertAlign")
    script = SCRIPTS.get(raised.get("val", "")) if raised is not None else None
    return rf"\({{}}{script}{{{text}}}\)" if script and text.strip() else text


def _shapes(archive: Archive) -> list[str]:
    """The number formats of the styles of cells."""
    if STYLES not in archive:
        return []
    root = tree(_part(archive, STYLES), STYLES)
    own = {int(each.get("numFmtId", 0)): each.get("formatCode", "") for each in root.iterfind("{*}numFmts/{*}numFmt")}
    numbers = (int(style.get("numFmtId", 0)) for style in root.iterfind("{*}cellXfs/{*}xf"))
    return [own.get(number) or BUILTIN_FORMATS.get(number, GENERAL) for number in numbers]


class _Reader:
    def __init__(self, strings: Sequence[str], shapes: Sequence[str], epoch: Any) -> None:
        self.strings, self.shapes, self.epoch = strings, shapes, epoch

    def sheet(self, name: str, data: bytes) -> Sheet:
        rows: list[Row] = []
        texts: list[str] = []
        unseen: set[int] = set()
        merged: list[tuple[int, int, int]] = []
        wide: set[int] = set()
        faults: list[tuple[int, str]] = []
        line = 0
        # Cells are taken one by one, since a row may have millions.
        for element in _elements(data, "c", "row", "col", "mergeCell"):
            match local(element):
                case "c":
                    self.place(element, texts, int(element.getparent().get("r") or line + 1), faults)
                case "row":
                    line = int(element.get("r") or line + 1)
                    if any(texts):
                        rows.append(Row(line, tuple(texts), _is(element, "hidden")))
                    texts.clear()
                    if len(rows) > MOST_ROWS:
                        message = f"the sheet “{name}” has more than {MOST_ROWS:,} rows"
                        raise Unreadable(Diagnostic("written-unreadable", message, on_line(line), "split it"))
                case "col" if _is(element, "hidden"):
                    unseen.update(range(int(element.get("min", 1)) - 1, min(int(element.get("max", 0)), MOST_COLUMNS)))
                case "mergeCell" if len(merged) < MOST_MERGED:
                    left, top, right, bottom = range_boundaries(element.get("ref", ""))
                    if left == right and left <= MOST_COLUMNS and top and bottom:
                        merged.append((top, bottom, left - 1))
                    elif left <= MOST_COLUMNS and top:
                        wide.add(top)
        filled = {place for row in rows for place in unseen if "".join(row.cells[place : place + 1])}
        letters = tuple(get_column_letter(place + 1) for place in sorted(filled))
        rows = [replace(row, wide=row.line in wide) for row in rows] if wide else rows
        return Sheet(name, True, list(_reaching(rows, sorted(merged))), letters, faults)

    def place(self, cell: Any, texts: list[str], line: int, faults: list[tuple[int, str]]) -> None:
        """Puts what a cell shows behind the texts of its row so far."""
        reference = REFERENCE.fullmatch(cell.get("r", ""))
        place = column_index_from_string(reference[1]) - 1 if reference else len(texts)
        if place >= MOST_COLUMNS:
            message = f"cells behind column {get_column_letter(MOST_COLUMNS)} are not read"
            if (line, message) != next(reversed(faults), None):
                faults.append((line, message))
            return
        text, fault = self.cell(cell)
        if fault:
            faults.append((line, fault))
        texts += [""] * (place - len(texts))
        texts[place:] = [text]

    def cell(self, cell: Any) -> tuple[str, str]:
        """What a cell shows, and why that may not be what was typed."""
        value = cell.findtext("{*}v")
        match cell.get("t", "n"):
            case "inlineStr":
                string = cell.find("{*}is")
                return shown(_text(string) if string is not None else "", "")
            case "str":
                return shown(unescape(value or ""), "")
            case _ if not value:
                lacks = cell.find("{*}f") is not None
                return (
                    "",
                    "a cell holds a formula without its value; open the file in Excel and save it" if lacks else "",
                )
            case "s":
                return shown(self.strings[int(value)], "")
            case "b":
                return shown(value.strip() == "1", "")
            case "n" if value.strip():
                number, style = float(value), int(cell.get("s") or 0)
                shape = self.shapes[style] if style < len(self.shapes) else GENERAL
                return shown(from_excel(number, self.epoch) if is_date_format(shape) else number, shape)
        return shown(unescape(value), "")


def _is(element: Any, name: str) -> bool:
    return element.get(name) in ("1", "true")


def _reaching(rows: Sequence[Row], merged: Sequence[tuple[int, int, int]]) -> Iterator[Row]:
    """The rows with the texts of merged cells that begin above them."""
    beginning: dict[int, list[tuple[int, int]]] = {}
    for top, bottom, place in merged:
        beginning.setdefault(top, []).append((bottom, place))
    reaching: Mapping[int, tuple[int, str]] = {}
    above: Mapping[int, str] = {}
    for row in rows:
        if any(bottom < row.line for bottom, _ in reaching.values()):
            reaching = {place: one for place, one in reaching.items() if one[0] >= row.line}
            above = {place: text for place, (_, text) in reaching.items()}
        yield replace(row, above=above) if above else row
        if row.line in beginning:
            texts = {place: (bottom, "".join(row.cells[place : place + 1])) for bottom, place in beginning[row.line]}
            reaching = {**reaching, **{place: one for place, one in texts.items() if one[1]}}
            above = {place: text for place, (_, text) in reaching.items()}
