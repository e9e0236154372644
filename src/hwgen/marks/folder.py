"""The folder of a class in which marks lie: what was frozen at printing, the responses so far, and the files made of them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar
from urllib.parse import unquote_to_bytes, urlsplit

from pydantic import ValidationError

from hwgen import catalogue
from hwgen.adapters import adapter
from hwgen.edited import MANIFEST, digest
from hwgen.errors import Diagnostic, Span, UsageError
from hwgen.marks import tables
from hwgen.marks.analysis import analysed
from hwgen.marks.errata import Erratum, amended
from hwgen.marks.kept import ERRATA, READINGS, RESPONSES, SCANS, manifest, refuse_lost
from hwgen.marks.report import report
from hwgen.marks.response import Response
from hwgen.marks.roll import Row, place_of, results, roll
from hwgen.marks.workbook import text, workbook
from hwgen.output import Files, recovered, replace_folder
from hwgen.sheets import keys as frozen
from hwgen.sheets.keys import Keys
from hwgen.text import bytes_of
from hwgen.unexpected import left_undone

T = TypeVar("T")
FOLDER = frozen.MARKS
# The sheets to hand back.
RETURNS = "returns"
# Pictures of pages that do not count as they are.
PAGES = "pages"
MARKS = ("marks.xlsx", "marks.csv", "moodle-grades.csv", "jwxt.xlsx", "report.html")
OTHER_VERSION = "restore it as it was when the class was printed, or mark with the version of hwgen that printed it"
# Of the classes in a folder that is none, those that a hint names.
MOST_CLASSES = 3
# What pydantic calls a name that a file of hwgen does not have.
UNKNOWN = "unexpected_keyword_argument"
# Nobody else on this machine reads marks, and no repository takes them in.
MODE = 0o700


@dataclass(frozen=True)
class Marked:
    """A class and what is known of its answers. `printed` are the keys as they were, `keys` with all errata.

    `left_out` scanned pages count for nothing, and nobody has set them aside: they may be somebody's.
    """

    folder: Path
    printed: Keys
    responses: tuple[Response, ...] = ()
    errata: tuple[Erratum, ...] = ()
    left_out: int = 0

    @property
    def keys(self) -> Keys:
        return amended(self.printed, self.errata)

    @property
    def rows(self) -> tuple[Row, ...]:
        return roll(self.keys, results(self.keys, self.responses))

    @property
    def complete(self) -> bool:
        """Whether nothing is missing any more, and nothing is left to a person."""
        return not self.left_out and all(row.result and row.result.final for row in self.rows)


@dataclass(frozen=True)
class _Responses:
    responses: tuple[Response, ...]
    schema: Literal[1] = 1
    left_out: int = 0
    __pydantic_config__ = frozen.STRICT


@dataclass(frozen=True)
class _Manifest:
    """As far as marking knows the manifest of a class."""

    files: dict[str, str]
    schema: Literal[1] = 1


def opened(folder: Path, *, as_is: bool = False) -> Marked:
    """Raises UsageError for a folder without answer sheets, or one that was changed or is of another version; and where something is lost that was kept of its marks, which stand `as_is` otherwise."""
    printed = printed_keys(folder)
    recovered(folder / FOLDER)
    if not as_is:
        refuse_lost(folder / FOLDER)
    known = _data(folder / FOLDER / RESPONSES, _Responses, _Responses(()))
    errata = _data(folder / FOLDER / ERRATA, tuple[Erratum, ...], ())
    return Marked(folder, printed, known.responses, errata, known.left_out)


def printed_keys(folder: Path) -> Keys:
    """Raises UsageError as `opened` does."""
    data = printed_file("keys-changed", folder, frozen.FILE)
    try:
        return frozen.read(data)
    except ValueError as e:
        raise UsageError(unreadable(folder / frozen.FILE, e, OTHER_VERSION)) from e


def _nearby(folder: Path) -> str:
    """Which class is meant by a folder above it, within it, or beside it, such as that of another language."""
    below = sorted({*folder.glob(f"*/{frozen.FILE}"), *folder.glob(f"*/*/{frozen.FILE}")})
    above = [each for each in folder.parents if (each / frozen.FILE).is_file()]
    beside = sorted(folder.parent.glob(f"*/{frozen.FILE}"))
    classes = [file.parent for file in below] or above[:1] or [file.parent for file in beside]
    named = ", ".join(str(each) for each in classes[:MOST_CLASSES])
    more = f" and {len(classes) - MOST_CLASSES} more" if len(classes) > MOST_CLASSES else ""
    if len(classes) == 1:
        return f"did you mean {named}?"
    return f"name one of the classes: {named}{more}" if classes else ""


def printed_file(rule: str, folder: Path, name: str) -> bytes:
    """A file of a class as it was when the papers were printed. Raises UsageError: by `rule` where it is another one now."""
    path = folder / name
    known = _printed_files(folder).get(name)
    if known is None:
        message = f"`{folder.name or folder.resolve().name}` is not the folder of a class with answer sheets"
        hint = _nearby(folder) or "it is what `hwgen build EXAM --sheets` made, such as output/quiz/seed-7-en-class"
        raise UsageError(Diagnostic("no-answer-sheets", message, Span(folder), hint))
    try:
        data = bytes_of(path)
    except OSError as e:
        raise UsageError(_incomplete(path, e)) from e
    if digest(data) != known:
        message = f"`{name}` is not the file that was printed with the papers"
        raise UsageError(Diagnostic(rule, message, Span(path), catalogue.rule(rule).remedy))
    return data


def _printed_files(folder: Path) -> Mapping[str, str]:
    """The digests of the files in the manifest of a class; none where there is nothing of a class with answer sheets."""
    path = folder / MANIFEST
    try:
        return adapter(_Manifest).validate_json(bytes_of(path)).files
    except OSError as e:
        if (folder / frozen.FILE).exists():
            raise UsageError(_incomplete(path, e)) from e
        return {}
    except ValueError as e:
        raise UsageError(unreadable(path, e, catalogue.rule("class-incomplete").remedy)) from e


def _incomplete(path: Path, error: OSError) -> Diagnostic:
    message = f"`{path.name}` of the class cannot be read: {error.strerror or error}"
    return Diagnostic("class-incomplete", message, Span(path), catalogue.rule("class-incomplete").remedy)


def unreadable(path: Path, error: Exception, hint: str = "") -> Diagnostic:
    """Of a file that hwgen wrote. Without a `hint`, it is to be restored or removed."""
    message = f"`{path.name}` cannot be read: {fault_of(error)}"
    hint = hint or catalogue.rule("marks-unreadable").remedy
    return Diagnostic("marks-unreadable", message, Span(path), hint)


def fault_of(error: Exception) -> str:
    """What is wrong with data of a file that hwgen wrote, and where in it: the first fault of several."""
    if not isinstance(error, ValidationError):
        return str(error).splitlines()[0]
    fault = error.errors()[0]
    reason = "hwgen writes nothing of this name" if fault["type"] == UNKNOWN else fault["msg"]
    return ": ".join(filter(None, (".".join(map(str, fault["loc"])), reason)))


def _data(path: Path, kind: type[T], otherwise: T) -> T:
    try:
        return adapter(kind).validate_json(bytes_of(path))
    except FileNotFoundError:
        return otherwise
    except (OSError, ValueError) as e:
        raise UsageError(unreadable(path, e)) from e


def merged(marked: Marked, fresh: Iterable[Response]) -> tuple[Response, ...]:
    """The responses so far with those that are `fresh` in their place, by student."""
    copies = {copy.serial: copy for copy in marked.printed.copies}
    new = {place_of(copies[response.serial], response): response for response in fresh}
    kept = (old for old in marked.responses if place_of(copies[old.serial], old) not in new)
    return tuple(sorted((*kept, *new.values()), key=lambda response: (response.serial, response.id)))


def scans_of(folder: Path) -> dict[str, Path]:
    """Where the scans of earlier runs lay, by the digests of their bytes. Raises UsageError as `opened` does."""
    known = _data(folder / FOLDER / SCANS, dict[str, str], {})
    return {digest: _path(place) for digest, place in known.items()}


def placed(path: Path) -> str:
    """Where a scan lies, as it is kept: as an address if its name has bytes that are no character."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return path.as_uri()
    return str(path)


def _path(place: str) -> Path:
    return Path(os.fsdecode(unquote_to_bytes(urlsplit(place).path))) if place.startswith("file:") else Path(place)


def name_of(row: Row) -> str:
    """How files about a sheet that came back are called: by its serial number, and the student's."""
    assert row.result
    id = re.sub(r"[^\w.-]+", "_", row.id)[:60].strip("._")
    return f"{row.result.copy.serial:04d}" + (f"-{id}" if id else "")


def return_of(marked: Marked, row: Row) -> Path:
    """The sheet to hand back."""
    return marked.folder / FOLDER / RETURNS / f"{name_of(row)}.pdf"


def save(
    marked: Marked, beside: Mapping[str, bytes] | None = None, scanned: Files | None = None
) -> tuple[Diagnostic, ...]:
    """Writes all files of marks, all or nothing; those `beside` them stay for good. Returns warnings: on files that were edited, and on a report that failed.

    What was read of scans is as it was before, but for what was `scanned` since.
    """
    statistics, failed = _statistics(marked)
    files = {**files_of(marked), **statistics, ".gitignore": b"*\n"}
    files |= scanned or {}
    for name in {READINGS, SCANS} - files.keys():
        path = marked.folder / FOLDER / name
        try:
            files[name] = bytes_of(path)
        except FileNotFoundError:
            continue
        except OSError as e:
            raise UsageError(unreadable(path, e)) from e
    marks = marked.folder / FOLDER
    warnings = replace_folder(marks, {**files, **(beside or {})}, lambda: {MANIFEST: manifest(marks, files)})
    marks.chmod(MODE)
    return (*warnings, *failed)


def _statistics(marked: Marked) -> tuple[Files, tuple[Diagnostic, ...]]:
    """The report, which nobody's marks wait for."""
    try:
        analysis = analysed(marked.rows)
        if analysis is None:
            return {}, ()
        return {"report.html": report(marked.keys, analysis), "items.csv": text(tables.items(analysis))}, ()
    except Exception as e:
        return {}, (left_undone("report-failed", "there is no report", e, Span(marked.folder)),)


def files_of(marked: Marked) -> Files:
    keys, rows = marked.keys, marked.rows
    whole = tables.marks(keys, rows)
    sheets = [whole, tables.doubts(keys, rows), tables.missing(keys, rows), tables.changes(keys, marked.errata)]
    return {
        "marks.csv": text(whole),
        "marks.xlsx": workbook(sheets),
        "moodle-grades.csv": text(tables.gradebook(keys, rows)),
        "jwxt.xlsx": workbook([tables.registrar(keys, rows)]),
        RESPONSES: adapter(_Responses).dump_json(
            _Responses(marked.responses, left_out=marked.left_out), exclude_defaults=True
        )
        + b"\n",
        ERRATA: adapter(tuple[Erratum, ...]).dump_json(marked.errata, exclude_defaults=True) + b"\n",
    }
