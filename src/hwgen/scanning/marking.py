"""Marking scans: pages are read, sorted out, and joined with what was typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hwgen.errors import Diagnostic
from hwgen.marks.folder import FOLDER, READINGS, Marked
from hwgen.marks.response import Response
from hwgen.marks.roll import place_of
from hwgen.output import replace_file
from hwgen.scanning import decided, records
from hwgen.scanning.bookkeeping import Sheet, sort_out
from hwgen.scanning.decided import Decisions
from hwgen.scanning.printed import printed
from hwgen.scanning.records import Record
from hwgen.scanning.running import JOURNAL, Progress, scan
from hwgen.scanning.sources import sources

RETURNS = "returns"


@dataclass(frozen=True)
class Scanned:
    """What a class answered by all scans so far and by what was typed, and the file that says how it was read.

    `read` is what each of the `sheets` says, before what was typed; `files` are those of this run, by the digests of their bytes.
    """

    sheets: tuple[Sheet, ...]
    read: tuple[Response, ...]
    files: Mapping[str, Path]
    responses: tuple[Response, ...]
    readings: bytes
    diagnostics: tuple[Diagnostic, ...]


def scanned(marked: Marked, paths: Sequence[Path], jobs: int, progress: Progress) -> Scanned:
    """Reads the scans at `paths`. Raises UsageError for a class whose sheets cannot be read."""
    sheets = printed(marked.folder)
    earlier = list(records.read(marked.folder / FOLDER / READINGS))
    found = sources(paths)
    run = scan(marked.folder, earlier, found, jobs, progress)
    words = decided.read(marked.folder / FOLDER / decided.FILE)
    pile = sort_out(run.records, sheets, words)
    responses = _with_typed(marked, pile.responses, _reviewed(earlier))
    readings = records.written(_with_words(run.records, words))
    files = {file.digest: file.path for file in found.files}
    return Scanned(pile.sheets, pile.responses, files, responses, readings, (*run.diagnostics, *pile.diagnostics))


def finish(folder: Path) -> None:
    """The marks are written: the journal of the run is not needed any more."""
    (folder / JOURNAL).unlink(missing_ok=True)


def write_returns(marked: Marked, found: Scanned) -> list[Path]:
    """A PDF for each student whose scans are among those of this run."""
    from hwgen.scanning.returns import returned

    folder = marked.folder / FOLDER / RETURNS
    results = {(row.result.copy.serial, row.result.response.id): row for row in marked.rows if row.result}
    written = []
    for sheet, response in zip(found.sheets, found.read, strict=True):
        row = results.get((response.serial, response.id))
        if (
            row is None
            or row.result is None
            or not any(record.source in found.files for record in sheet.pages.values())
        ):
            continue
        id = re.sub(r"[^\w.-]+", "_", row.id)[:60].strip("._")
        path = folder / (f"{response.serial:04d}" + (f"-{id}" if id else "") + ".pdf")
        replace_file(path, returned(sheet, row.result, marked.keys, row.name, found.files))
        written.append(path)
    return written


def _reviewed(earlier: Iterable[Record]) -> set[tuple[int, str]]:
    """The groups, by sheet, whose decision is a person's word on a scan, which may be taken back."""
    return {
        (record.reading.stamp.serial, id)
        for record in earlier
        if record.reading.stamp
        for id, group in record.reading.groups.items()
        if group.person is not None
    }


def _with_typed(marked: Marked, fresh: Iterable[Response], reviewed: set[tuple[int, str]]) -> tuple[Response, ...]:
    """What a person typed goes before what is read of a scan; responses that only scans gave are made anew."""
    copies = {copy.serial: copy for copy in marked.printed.copies}
    typed: dict[str, tuple[Response, set[str]]] = {}
    for old in marked.responses:
        groups = {group for group in old.decided if (old.serial, group) not in reviewed}
        if groups or old.texts or old.points:
            typed[place_of(copies[old.serial], old)] = old, groups
    responses = []
    for response in fresh:
        known = typed.pop(place_of(copies[response.serial], response), None)
        responses.append(_joined(*known, response) if known else response)
    kept = (old for old, _ in typed.values())
    return tuple(sorted((*responses, *kept), key=lambda response: (response.serial, response.id)))


def _joined(typed: Response, groups: set[str], read: Response) -> Response:
    marks = {group: values for group, values in read.marked.items() if group not in groups}
    return replace(
        read,
        marked=marks | {group: values for group, values in typed.marked.items() if group in groups},
        texts=typed.texts,
        points=typed.points,
        doubts=tuple(group for group in read.doubts if group not in groups),
        decided=tuple(sorted({*read.decided, *groups})),
    )


def _with_words(read: Iterable[Record], words: Decisions) -> Iterator[Record]:
    """What the machine read stays beside what a person decided."""
    for record in read:
        groups = {
            id: replace(group, person=words.groups.get((record.reading.content, id)))
            for id, group in record.reading.groups.items()
        }
        yield replace(record, reading=replace(record.reading, groups=groups))
