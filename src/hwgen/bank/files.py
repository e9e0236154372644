"""The files of a course: where a course lies, and the digests of its files, which are read again only when they changed."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

from hwgen import cache
from hwgen.errors import Diagnostic, Span, UsageError

KIND = "files"
PARTS = ("bank", "generators", "templates")
# A file may be written twice within one tick of a file system's clock: FAT counts seconds in twos.
SETTLED = 3.0


def starter() -> Path:
    """The course that hwgen brings along: in the wheel, or at the root of a checkout."""
    bundled = Path(__file__).parents[1] / "starter"
    return bundled if bundled.is_dir() else Path(__file__).parents[3]


def find_course(given: Path | None = None) -> Path:
    """The folder `given`, else the nearest one around here with bank/ and generators/, else the starter course."""
    if given is not None:
        if not _is_course(given):
            hint = "a course has the folders bank/ and generators/; `hwgen init DIR` makes one"
            raise UsageError(Diagnostic("no-course", "not a course", Span(given), hint))
        return given.resolve()
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if _is_course(folder)), starter())


def _is_course(folder: Path) -> bool:
    return (folder / "bank").is_dir() and (folder / "generators").is_dir()


def digests(root: Path, paths: Iterable[Path]) -> dict[Path, str]:
    """The digest of the bytes of each file that can be read, by its path.

    A file whose size, times and inode are those of the last run is not read.
    """
    place = cache.digest(str(root))
    known = cache.facts(KIND, place) or {}
    now = time.time()
    result: dict[Path, str] = {}
    marks = dict(known)
    for path in paths:
        try:
            stat = path.stat()
            mark = [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino]
            name = path.relative_to(root).as_posix()
            *before, digest = known.get(name, [""])
            if before != mark:
                digest = cache.digest(path.read_bytes())
        except OSError:
            continue
        result[path] = digest
        if now - max(stat.st_mtime, stat.st_ctime) > SETTLED:
            marks[name] = [*mark, digest]
    if marks != known:
        cache.keep_facts(KIND, place, marks)
    return result
