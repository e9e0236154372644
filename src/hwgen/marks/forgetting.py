"""What a class leaves of its students, taken away once it is not needed any more: pictures first, then everything but the statistics."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hwgen.edited import MANIFEST, may_make_way, untouched, was_ours
from hwgen.errors import HwgenError
from hwgen.marks.folder import FOLDER, PAGES, RETURNS
from hwgen.marks.kept import ERRATA, GROWING
from hwgen.marks.mailing import MAIL
from hwgen.output import alone
from hwgen.refusals import cannot_write

What = Literal["pictures", "students"]
# Folders of pictures of what students wrote, and of what is said of it to them.
OF_STUDENTS = (RETURNS, PAGES, MAIL)
# What says nothing of a single student.
KEPT = ("report.html", "items.csv", ERRATA)
# What is written beside the marks, and stands in no manifest.
BESIDE = re.compile(r"(regrade|marks-before)-\d+\.csv|\.gitignore|" + "|".join(map(re.escape, GROWING)))
SIMULATED = re.compile(r"simulated-\d+\.(pdf|json)")


@dataclass(frozen=True)
class Forgotten:
    """How many files were removed, and those that hwgen did not write, or that were edited since."""

    removed: int
    left: tuple[Path, ...]


def forget(folder: Path, what: What) -> Forgotten:
    """What somebody edited stays, and is named. Raises HwgenError."""
    marks = folder / FOLDER
    doomed = set(_pictures(marks))
    if what == "students":
        doomed |= {path for path in (*_written(marks, BESIDE), *_written(folder, SIMULATED)) if path.name not in KEPT}
    try:
        with alone(folder):
            for path in doomed:
                path.unlink()
            for place in sorted((place for place in folder.rglob("*") if place.is_dir()), reverse=True):
                if not any(place.iterdir()):
                    place.rmdir()
    except OSError as e:
        raise HwgenError(cannot_write(e, folder)) from e
    scope = [folder] if what == "students" else [marks / name for name in OF_STUDENTS]
    left = (path for place in scope for path in sorted(place.rglob("*")) if path.is_file())
    return Forgotten(len(doomed), tuple(path for path in left if path.parent != marks or path.name not in KEPT))


def _pictures(marks: Path) -> Iterator[Path]:
    """A file that is not known to be edited is ours: only hwgen writes here."""
    for name in OF_STUDENTS:
        for path in (marks / name).glob("*"):
            edited = "-edited-" in path.name or (was_ours(path) and not may_make_way(path, b""))
            if path.is_file() and not edited:
                yield path


def _written(folder: Path, beside: re.Pattern[str]) -> Iterator[Path]:
    """What the manifest of a folder has, the manifest, and what is known by its name."""
    yield from (folder / name for name in untouched(folder))
    if folder.is_dir():
        yield from (
            path
            for path in folder.iterdir()
            if path.is_file() and (path.name == MANIFEST or beside.fullmatch(path.name))
        )
