"""A class list as CSV or Excel file: whose papers are printed."""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hwgen.errors import Diagnostic, Span, UsageError, did_you_mean
from hwgen.exam.model import PLAIN, Holder, Looks
from hwgen.text import Language

COLUMNS = {
    "id": ("id", "student id", "student number", "student no.", "number", "学号", "编号"),
    "name": ("name", "student", "full name", "姓名", "学生姓名"),
    "group": ("group", "class", "section", "班级", "班", "组"),
    "room": ("room", "考场", "教室"),
    "seat": ("seat", "座位", "座位号", "座号"),
    "language": ("language", "lang", "语言"),
    "extra": ("extra", "accommodations", "备注", "特殊需要"),
}
LANGUAGE_WORDS: dict[str, Language] = {
    **dict.fromkeys(("zh", "zh-cn", "chinese", "中文", "汉语"), "zh"),
    **dict.fromkeys(("en", "english", "英文", "英语"), "en"),
}
EXTRAS = {
    "large-print": "large",
    "大字": "large",
    "high-contrast": "contrast",
    "高对比度": "contrast",
    "高对比": "contrast",
}
LONGEST_NAME = 300
LARGEST_FILE = 32 * 2**20
# Invisible characters that turn the direction of text, and control characters.
HIDDEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")


@dataclass(frozen=True)
class Student:
    """`language` is None where the roster does not say."""

    holder: Holder
    language: Language | None = None
    looks: Looks = PLAIN


@dataclass(frozen=True)
class Roster:
    """`told` are remarks on how the file was read."""

    students: tuple[Student, ...]
    told: tuple[Diagnostic, ...] = ()


def read_roster(path: Path, encoding: str = "auto") -> Roster:
    """Raises UsageError with every fault of the file at its line."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UsageError(
                Diagnostic("file-too-large", "a class list of more than 32 MB", Span(path), "is it the right file?")
            )
        data = path.read_bytes()
    except OSError as e:
        raise UsageError(Diagnostic("cannot-read", f"cannot read the class list: {e.strerror}", Span(path))) from e
    told: list[Diagnostic] = []
    if data.startswith(b"PK\x03\x04"):
        rows = _excel(path, data)
    else:
        text = _decoded(path, data, encoding, told)
        rows = _comma_separated(path, text)
    return Roster(_students(path, rows), tuple(told))


def _decoded(path: Path, data: bytes, encoding: str, told: list[Diagnostic]) -> str:
    """The text of a CSV file in UTF-8, UTF-16 with a mark, or GBK."""
    if encoding != "auto":
        try:
            return data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
        except UnicodeError as e:
            raise UsageError(
                Diagnostic(
                    "roster-encoding", f"the class list is not {encoding}: {e}", Span(path), "leave --encoding out"
                )
            ) from e
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    lines = data.splitlines()
    utf8 = [i for i, line in enumerate(lines, 1) if not line.isascii() and _decodes(line, "utf-8")]
    other = [i for i, line in enumerate(lines, 1) if not _decodes(line, "utf-8")]
    if not _decodes(data, "gb18030"):
        hint = "save it as UTF-8, or name its encoding with --encoding"
        raise UsageError(
            Diagnostic("roster-encoding", "the class list is neither UTF-8 nor GBK", Span(path, other[0]), hint)
        )
    if len(utf8) > len(lines) // 20:
        message = f"the class list mixes encodings: line {utf8[0]} is UTF-8, line {other[0]} is not"
        raise UsageError(
            Diagnostic(
                "roster-encoding", message, Span(path, other[0]), "save it as UTF-8, or name one with --encoding"
            )
        )
    told.append(
        Diagnostic(
            "roster-guessed-encoding",
            "read as GBK",
            Span(path),
            "if names look wrong, name the encoding with --encoding",
        )
    )
    return data.decode("gb18030")


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _comma_separated(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as e:
        hint = "is a quotation mark left open?"
        raise UsageError(
            Diagnostic("roster-syntax", f"the class list cannot be read: {e}", Span(path, reader.line_num), hint)
        ) from e


def _excel(path: Path, data: bytes) -> Iterator[tuple[int, list[str]]]:
    """The first sheet. Numbers that are whole are told without decimals; formulas are taken as they are written."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True)
        for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
            yield number, [_cell(value) for value in row]
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as e:
        raise UsageError(
            Diagnostic("roster-syntax", f"the Excel file cannot be read: {e}", Span(path), "save it as CSV in UTF-8")
        ) from e


def _cell(value: object) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _students(path: Path, rows: Iterable[tuple[int, list[str]]]) -> tuple[Student, ...]:
    rows = ((line, [" ".join(HIDDEN.sub("", cell).split()) for cell in row]) for line, row in rows)
    filled = ((line, row) for line, row in rows if any(row))
    line, head = next(filled, (0, []))
    columns = _columns(path, line, head)
    faults: list[Diagnostic] = []
    seen: dict[str, int] = {}
    students: list[Student] = []

    for line, row in filled:
        cells = {name: row[i] if i < len(row) else "" for name, i in columns.items()}
        span = Span(path, line)
        id, name = cells["id"], cells["name"]
        if len(row) > len(head) and any(row[len(head) :]):
            faults.append(
                Diagnostic(
                    "roster-cells",
                    f"{len(row)} cells below {len(head)} columns",
                    span,
                    "put a cell with a comma into quotation marks",
                )
            )
        elif not id:
            faults.append(
                Diagnostic(
                    "roster-no-id", f"`{name}` has no id", span, "every row needs one; delete rows that are no students"
                )
            )
        elif not name:
            faults.append(Diagnostic("roster-no-name", f"`{id}` has no name", span, "write a name"))
        elif id in seen:
            faults.append(
                Diagnostic(
                    "roster-duplicate-id", f"the id `{id}` stands in line {seen[id]} already", span, "each student once"
                )
            )
        if max(len(id), len(name)) > LONGEST_NAME:
            faults.append(Diagnostic("roster-long-name", f"a name or id of more than {LONGEST_NAME} characters", span))
        seen.setdefault(id, line)
        holder = Holder(id, name, cells.get("group", ""), cells.get("room", ""), cells.get("seat", ""))
        language = _language(cells.get("language", ""), span, faults)
        students.append(Student(holder, language, _looks(cells.get("extra", ""), span, faults)))
    if not students and not faults:
        faults.append(
            Diagnostic(
                "roster-empty",
                "the class list has no students",
                Span(path),
                "one row for each, below the names of the columns",
            )
        )
    if faults:
        raise UsageError(*faults)
    return tuple(students)


def _columns(path: Path, line: int, head: Sequence[str]) -> dict[str, int]:
    """The place of each column that is known."""
    known = {alias: name for name, aliases in COLUMNS.items() for alias in aliases}
    columns: dict[str, int] = {}
    for i, cell in enumerate(head):
        name = known.get(" ".join(cell.lower().split()))
        if name:
            columns.setdefault(name, i)
    missing = [name for name in ("id", "name") if name not in columns]
    if missing:
        hint = "the first row names the columns: id, name, and if you like group, room, seat, language, extra"
        raise UsageError(
            Diagnostic("roster-columns", f"the class list has no column `{missing[0]}`", Span(path, line), hint)
        )
    return columns


def _language(word: str, span: Span, faults: list[Diagnostic]) -> Language | None:
    if word and word.lower() not in LANGUAGE_WORDS:
        faults.append(
            Diagnostic("roster-language", f"`{word}` is no language that papers are printed in", span, "zh or en")
        )
    return LANGUAGE_WORDS.get(word.lower())


def _looks(words: str, span: Span, faults: list[Diagnostic]) -> Looks:
    """What the column `extra` asks for: an unknown wish is an error, so that none is lost."""
    wishes = [word for word in re.split(r"[\s,;|+、，；]+", words.lower()) if word]
    for word in wishes:
        if word not in EXTRAS:
            faults.append(
                Diagnostic("roster-extra", f"`extra` does not know `{word}`", span, did_you_mean(word, EXTRAS))
            )
    granted = {EXTRAS.get(word) for word in wishes}
    return Looks("large" in granted, "contrast" in granted)
