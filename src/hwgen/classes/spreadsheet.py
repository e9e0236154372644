"""A class list file as rows of cells, each with the text that the office which saved it sees."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from hwgen.encoded import legacy, utf_16
from hwgen.errors import Diagnostic, Span, UsageError
from hwgen.foreign import foreign
from hwgen.limits import ROSTER_BYTES, ROSTER_UNPACKED_BYTES, bounded

WORKBOOKS = (".xlsx", ".xlsm")
# Above this, a spreadsheet keeps no more digits of a number.
MOST_DIGITS = 15
# Control characters and those that turn the direction of text; U+200C and U+200D belong to names in Persian and Sinhala.
HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
# It begins with an object, or a list of objects or lists; a cell may begin with a bracket.
JSON = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\[\s*[\[{]|\{\s*")')
SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
MERGED = rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"'
AS_TEXT = "format the column as text in the spreadsheet, enter the value again, and save"


@dataclass(frozen=True, order=True)
class InSheet(Span):
    """A place that is written as spreadsheets write it: `class.xlsx:B7`."""

    def __str__(self) -> str:
        cell = cell_name(self.line, self.column) if self.line and self.column else str(self.line)
        return f"{Span(self.file)}:{cell}"


def cell_name(row: int, column: int) -> str:
    """What a spreadsheet calls a cell, both counted from 1."""
    letters = ""
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"{letters}{row}"


@dataclass(frozen=True)
class Cell:
    """What a cell shows; `fault` says why this is not what was meant.

    `column` counts from 1: where the cell begins in the line of a text file, 0 in a row of several lines; or the column of a sheet.
    """

    text: str
    fault: str = ""
    column: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Row:
    """`line` counts from 1: the line of a text file, or the row of a sheet."""

    line: int
    cells: tuple[Cell, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(cell.text for cell in self.cells)

    def span(self, path: Path, place: int) -> Span:
        """Where the cell at this place stands, counted from 0; the row alone where it has none."""
        column = self.cells[place].column if 0 <= place < len(self.cells) else 0
        return (InSheet if path.suffix.lower() in WORKBOOKS else Span)(path, self.line, column)

    def first(self, path: Path) -> Span:
        """Where its first cell that is not empty stands."""
        return self.span(path, next(i for i, cell in enumerate(self.cells) if cell.text))


@dataclass(frozen=True)
class Sheet:
    """The rows that hold anything, and warnings on how the file was read."""

    rows: tuple[Row, ...]
    warnings: tuple[Diagnostic, ...] = ()
    name: str = ""


def read_sheets(path: Path, encoding: str = "auto") -> tuple[Sheet, ...]:
    """The visible sheets of a file, the active one first; a text file is one sheet. Raises UsageError."""
    try:
        data = bounded(path, ROSTER_BYTES)
        if len(data) > ROSTER_BYTES:
            raise UsageError(
                Diagnostic("file-too-large", "a class list of more than 32 MB", Span(path), "is it the right file?")
            )
    except OSError as e:
        raise UsageError(Diagnostic("cannot-read", f"cannot read the class list: {e.strerror}", Span(path))) from e
    if data.startswith(b"PK\x03\x04"):
        return _excel(path, data)
    if kind := foreign(data) or ("JSON" if JSON.match(data[:200]) else ""):
        hint = "open it and save it as .xlsx or as CSV in UTF-8; another name makes no list of a file"
        raise UsageError(Diagnostic("roster-format", f"this is {kind}, not a CSV or Excel file", Span(path), hint))
    text, warnings = _decoded(path, data, encoding)
    return (Sheet(tuple(_comma_separated(path, text)), warnings),)


def _decoded(path: Path, data: bytes, encoding: str) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text of a file in UTF-8, UTF-16, GBK, Big5 or Windows-1252, and a warning where the encoding was guessed."""
    if encoding != "auto":
        try:
            return data.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding), ()
        except (UnicodeError, LookupError) as e:
            message = f"the class list cannot be read as {encoding}: {e}"
            raise UsageError(Diagnostic("roster-encoding", message, Span(path), "leave --encoding out")) from e
    wide = utf_16(data)
    if wide:
        try:
            return data.decode(wide).removeprefix("\ufeff"), ()
        except UnicodeError as e:
            message = f"the class list is damaged UTF-16: {e}"
            raise UsageError(Diagnostic("roster-encoding", message, Span(path), "save it again as UTF-8")) from e
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    lines = data.splitlines()
    utf8 = [i for i, line in enumerate(lines, 1) if not line.isascii() and _decodes(line, "utf-8")]
    other = [i for i, line in enumerate(lines, 1) if not _decodes(line, "utf-8")]
    hint = "save it as UTF-8, or name its encoding with --encoding"
    if len(utf8) > len(lines) // 20:
        message = f"the class list mixes encodings: line {utf8[0]} is UTF-8, line {other[0]} is not"
        raise UsageError(Diagnostic("roster-encoding", message, Span(path, other[0]), hint))
    guess = legacy(data)
    if guess is None:
        message = "the class list is neither UTF-8 nor in another encoding that hwgen knows"
        raise UsageError(Diagnostic("roster-encoding", message, Span(path, other[0]), hint))
    name, text = guess
    hint = "if names look wrong, name the encoding with --encoding"
    return text, (Diagnostic("roster-guessed-encoding", f"read as {name}", Span(path), hint),)


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _comma_separated(path: Path, text: str) -> Iterator[Row]:
    # Excel for Mac ends lines with a carriage return alone.
    text = re.sub("\r\n?", "\n", text)
    first, _, rest = text.partition("\n")
    declared = re.fullmatch(r"\s*sep=(.)\s*", first)
    skipped = 1 if declared else 0
    if declared:
        text = rest
    delimiter = declared[1] if declared else _delimiter(text)
    lines = text.split("\n")
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    done = 0
    try:
        for cells in reader:
            starts = _starts(lines[done], delimiter) if reader.line_num == done + 1 else [0] * len(cells)
            done = reader.line_num
            typed = (replace(_typed(cell), column=start) for cell, start in zip(cells, starts, strict=False))
            row = Row(done + skipped, tuple(typed))
            if any(row.texts):
                yield row
    except csv.Error as e:
        # A quotation mark that is left open takes all the lines below into its cell.
        span = Span(path, done + 1 + skipped, _starts(lines[done], delimiter)[-1])
        hint = "is a quotation mark left open, or does one stand inside a cell? write it twice there"
        message = "the class list cannot be read as CSV"
        raise UsageError(Diagnostic("roster-syntax", message, span, hint)) from e


def _starts(line: str, delimiter: str) -> list[int]:
    """Where each cell of a line begins behind its spaces, counted from 1, as far as the first that does not end as a cell does."""
    cell = re.compile(rf'(?:"(?:[^"]|"")*"|(?!")[^{re.escape(delimiter)}]*)(?:({re.escape(delimiter)})|$)')
    starts, at = [], 0
    while True:
        rest = line[at:]
        starts.append(at + len(rest) - len(rest.lstrip(" \u3000")) + 1)
        ends = cell.match(line, at)
        if not (ends and ends[1]):
            return starts
        at = ends.end()


def _delimiter(text: str) -> str:
    """The sign at which most rows fall into the same number of cells: signs inside names fall here and there."""
    head = [line[:1000] for line in text.split("\n", 50)[:50]]

    def regularity(sign: str) -> tuple[int, int]:
        widths = Counter(len(cells) for cells in csv.reader(head, delimiter=sign) if len(cells) > 1)
        return max(((rows, width) for width, rows in widths.items()), default=(0, 0))

    return max(",;\t|", key=regularity)


def _typed(cell: str) -> Cell:
    """A cell of a text file, without the tricks that keep a spreadsheet from changing it."""
    text = _clean(cell)
    # ="007" and '007 are how an id is kept as text; =name is a name.
    trick = re.fullmatch(r'="([^"]*)"', text) or re.fullmatch(r"'(\d.*)", text)
    if trick:
        text = trick[1]
    if SCIENTIFIC.fullmatch(text):
        return Cell(text, f"`{text}` is a number that a spreadsheet shortened; {AS_TEXT}")
    return _checked(text)


def _clean(text: str) -> str:
    return " ".join(HIDDEN.sub("", unicodedata.normalize("NFC", text)).split())


def _checked(text: str) -> Cell:
    if re.fullmatch(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)", text):
        return Cell(text, f"the cell holds the error {text}; correct it in the spreadsheet")
    if re.fullmatch("#{3,}", text):
        return Cell(
            text, "the column was too narrow for its values, which are lost; widen it in the spreadsheet, and save"
        )
    return Cell(text)


def _excel(path: Path, data: bytes) -> tuple[Sheet, ...]:
    """The visible sheets. Formulas count with their saved values, numbers as their format shows them."""
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > ROSTER_UNPACKED_BYTES:
                message = f"the Excel file unpacks to more than {ROSTER_UNPACKED_BYTES // 2**20} MB"
                raise UsageError(Diagnostic("file-too-large", message, Span(path), "is it the right file?"))
            if "word/document.xml" in archive.namelist():
                message, hint = "this is a Word file (.docx)", "copy its table into a spreadsheet"
                raise UsageError(Diagnostic("roster-format", message, Span(path), hint))
            if "content.xml" in archive.namelist():
                message = "this is an OpenDocument file, such as LibreOffice writes, not a CSV or Excel file"
                raise UsageError(Diagnostic("roster-format", message, Span(path), "open it and save it as .xlsx"))
        values = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        formulas = load_workbook(io.BytesIO(data), read_only=True)
        visible = [sheet for sheet in values.worksheets if sheet.sheet_state == "visible"]
        active = values.active
        visible.sort(key=lambda sheet: sheet is not active)
        return tuple(_sheet(path, data, sheet, formulas[sheet.title]) for sheet in visible)
    except UsageError:
        raise
    # A damaged file fails anywhere in the reader: in the archive, in XML, in a number.
    except Exception as e:
        hint = "open it in Excel and save it again, or save it as CSV in UTF-8"
        message = "the file is empty" if not path.stat().st_size else "the Excel file is damaged and cannot be read"
        raise UsageError(Diagnostic("roster-syntax", message, Span(path), hint)) from e


def _sheet(path: Path, data: bytes, values: Any, formulas: Any) -> Sheet:
    # Reading row by row, openpyxl does not say which rows are hidden and which cells are merged.
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        source = archive.read(values._worksheet_path)
    rows = tuple(_filled_down(_rows(values, formulas), source))
    starts = re.findall(rb"<(?:\w+:)?row\b[^>]*>", source)
    places = (re.search(rb'\br="(\d+)"', start) for start in starts if re.search(rb'\bhidden="(?:1|true)"', start))
    lines = {int(place[1]) for place in places if place}
    hidden = [row.line for row in rows if row.line in lines]
    if not hidden:
        return Sheet(rows, (), values.title)
    which = ", ".join(map(str, hidden[:5])) + (f" and {len(hidden) - 5} more" if len(hidden) > 5 else "")
    message = f"rows {which} are hidden or filtered out in Excel, and are read all the same"
    if len(hidden) == 1:
        message = f"row {which} is hidden or filtered out in Excel, and is read all the same"
    hint = "if these are no students of the class, delete the rows"
    return Sheet(rows, (Diagnostic("roster-hidden-rows", message, Span(path, hidden[0]), hint),), values.title)


def _rows(values: Any, formulas: Any) -> Iterator[Row]:
    # The size that a file states of its sheet is often wrong, and would cut it off.
    for sheet in (values, formulas):
        sheet.reset_dimensions()
    for line, (row, written) in enumerate(zip(values.iter_rows(), formulas.iter_rows(), strict=True), 1):
        pairs = enumerate(zip(row, written, strict=True), 1)
        cells = tuple(replace(_shown(cell, source.value), column=place) for place, (cell, source) in pairs)
        if any(cell.text for cell in cells):
            yield Row(line, cells)


def _filled_down(rows: Iterable[Row], source: bytes) -> Iterator[Row]:
    """The rows of a sheet with a merged cell in each row that it covers, where it is one column wide: a class beside its students."""
    from openpyxl.utils import column_index_from_string

    merged: dict[int, list[tuple[int, int]]] = {}
    for left, top, right, bottom in re.findall(MERGED, source):
        if left == right:
            merged.setdefault(column_index_from_string(left.decode()) - 1, []).append((int(top), int(bottom)))
    shown: dict[tuple[int, int], Cell] = {}
    for row in rows:
        cells = list(row.cells)
        for place, ranges in merged.items():
            top = next((top for top, bottom in ranges if top <= row.line <= bottom), 0)
            if top:
                cells += [Cell("")] * (place + 1 - len(cells))
                cells[place] = shown.setdefault((top, place), cells[place])
        yield Row(row.line, tuple(cells))


def _shown(cell: Any, written: object) -> Cell:
    """A cell as Excel shows it."""
    value, shape = cell.value, str(getattr(cell, "number_format", None) or "General")
    if value is None:
        if isinstance(written, str) and written.startswith("="):
            return Cell(written, "the formula has no saved value; open the file in Excel and save it")
        return Cell("")
    if isinstance(value, bool):
        return Cell(str(value).upper())
    if isinstance(value, datetime | date | time):
        return Cell(str(value), f"Excel made a date of it, {value}; {AS_TEXT}")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int):
        if len(str(abs(value))) > MOST_DIGITS:
            return Cell(str(value), f"Excel keeps {MOST_DIGITS} digits of a number and has lost the rest; {AS_TEXT}")
        return Cell(_formatted(value, shape))
    return _checked(_clean(str(value)))


def _formatted(number: int, shape: str) -> str:
    """A whole number under a number format such as `0000000` or `"S"000-000`."""
    positive = re.sub(r'"([^"]*)"|\\(.)', lambda m: "".join(f"\0{c}" for c in m[1] or m[2]), shape.split(";")[0])
    places = len(re.findall(r"(?<!\0)0", positive))
    if number < 0 or places < 2 or not re.fullmatch(r"(?:\0.|[0 -])*", positive, re.S):
        return str(number)
    digits = iter(str(number).zfill(places)[len(str(number).zfill(places)) - places :])
    over = str(number).zfill(places)[:-places]
    filled = re.sub(r"\0(.)|(0)|(.)", lambda m: m[1] or (next(digits) if m[2] else m[3]), positive, flags=re.S)
    return over + filled
