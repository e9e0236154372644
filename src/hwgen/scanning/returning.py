"""The marked sheets of a class in its folder: written for new scans, and made again where marks have changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from hwgen.marks.folder import FOLDER, RETURNS, Marked
from hwgen.marks.response import Response
from hwgen.marks.roll import Row
from hwgen.output import replace_file
from hwgen.scanning.bookkeeping import Sheet
from hwgen.scanning.marking import Scanned, known_so_far, present

# A sheet that came back: its serial number and, where that is nobody's, the student.
Place = tuple[int, str]


@dataclass(frozen=True)
class Remade:
    """Sheets that were written again, and how many could not be since their scans are not where they were."""

    paths: tuple[Path, ...] = ()
    without_scan: int = 0


def write_returns(marked: Marked, scanned: Scanned) -> list[Path]:
    """A PDF for each student whose scans are among those of this run."""
    return list(
        _written(marked, scanned, lambda sheet, row: any(p.source in scanned.fresh for p in sheet.pages.values()))
    )


def remake(before: Marked, after: Marked) -> Remade:
    """Writes those that there are again where students have other marks now, and takes away what is nobody's any more."""
    old, new = _rows(before), _rows(after)
    for path in {_path(before, row) for row in old.values()} - {_path(after, row) for row in new.values()}:
        path.unlink(missing_ok=True)
    stale = {place for place, row in new.items() if place not in old or _marks(old[place]) != _marks(row)}
    scanned = known_so_far(after)
    there = present(scanned.files)

    def wanted(sheet: Sheet, row: Row) -> bool:
        assert row.result
        gone = any(record.source not in there for record in sheet.pages.values())
        place = _place(row.result.response)
        return place in stale and not gone and (place not in old or _path(before, old[place]).exists())

    paths = tuple(_written(after, scanned, wanted))
    unmade = [
        place for place in stale & old.keys() if (path := _path(after, new[place])).exists() and path not in paths
    ]
    return Remade(paths, len(unmade))


def _written(marked: Marked, scanned: Scanned, wanted: Callable[[Sheet, Row], bool]) -> Iterator[Path]:
    from hwgen.scanning.returns import returned

    rows, files = _rows(marked), present(scanned.files)
    for sheet, response in zip(scanned.sheets, scanned.read, strict=True):
        row = rows.get(_place(response))
        if row and row.result and wanted(sheet, row):
            path = _path(marked, row)
            replace_file(path, returned(sheet, row.result, marked.keys, row.name, files))
            yield path


def _place(response: Response) -> Place:
    return response.serial, response.id


def _rows(marked: Marked) -> dict[Place, Row]:
    return {_place(row.result.response): row for row in marked.rows if row.result}


def _marks(row: Row) -> object:
    assert row.result
    scores = row.result.questions
    return [(s.points, s.answer, [f.comment for f in s.fields]) for s in scores], row.result.most, row.result.grade


def _path(marked: Marked, row: Row) -> Path:
    assert row.result
    id = re.sub(r"[^\w.-]+", "_", row.id)[:60].strip("._")
    name = f"{row.result.copy.serial:04d}" + (f"-{id}" if id else "")
    return marked.folder / FOLDER / RETURNS / f"{name}.pdf"
