"""Pages that do not count as they are, as pictures in `marks/pages/`: to be looked at without the scanner's whole file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hwgen.errors import Diagnostic, Span
from hwgen.marks.folder import FOLDER, PAGES, Marked
from hwgen.output import remove_own, replace_keeping
from hwgen.scanning.bookkeeping import differ
from hwgen.scanning.marking import Scanned, present
from hwgen.scanning.pictures import Picture
from hwgen.scanning.pieces import page, piece, scan_of
from hwgen.scanning.printed import Printed
from hwgen.scanning.records import Record
from hwgen.scanning.strays import EMPTY, problem
from hwgen.sheets.rectangle import Rectangle
from hwgen.unexpected import left_undone

# Pixels of a millimetre.
SCALE = 6


def write_pages(marked: Marked, scanned: Scanned, printed: Printed) -> tuple[Diagnostic, ...]:
    """Those of before that are settled go. Returns warnings of pictures that somebody edited."""
    folder = marked.folder / FOLDER / PAGES
    there = present(scanned.files)
    wanted = {folder / _name(record, why): record for record, why in _problems(scanned, printed)}
    warnings = list(remove_own(set(folder.glob("*.jpg")) - wanted.keys()))
    for path, record in wanted.items():
        if (picture := scan_of(record, there)) is None:
            continue
        try:
            data = _drawn(record, picture, printed)
        except Exception as e:
            warnings += [
                left_undone("return-failed", "this picture was not written", e, Span(path)),
                *remove_own({path}),
            ]
            continue
        warnings += replace_keeping(path, data)
    return tuple(warnings)


def _drawn(record: Record, picture: Picture, printed: Printed) -> bytes:
    layout = printed.layout(record.reading.stamp) if record.reading.stamp else None
    if layout is None or not record.reading.matrix:
        return page(picture)
    return piece(picture, record, Rectangle(0, 0, layout.width, layout.height), SCALE)


def _problems(scanned: Scanned, printed: Printed) -> Iterator[tuple[Record, str]]:
    """Pages that cannot be read or are of another class, and scans of one page that differ; what a person set aside is settled."""
    for record in scanned.records:
        why = problem(printed, record)
        if why and why != EMPTY and record.reading.content not in scanned.decisions.ignored:
            yield record, why
    for sheet in scanned.sheets:
        for records in sheet.scans.values():
            if differ(records, sheet.layout):
                yield from ((record, "duplicate") for record in records)


def _name(record: Record, why: str) -> str:
    """Such as `scan-3-no-code.jpg`."""
    stem = re.sub(r"[^\w.-]+", "_", record.file.rpartition(".")[0] or record.file)
    return f"{stem}-{record.number}-{why}.jpg"
