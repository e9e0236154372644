"""Where a course lies, and of which parts it is made."""

from __future__ import annotations

from pathlib import Path

from hwgen.errors import Diagnostic, Span, UsageError

PARTS = ("bank", "generators", "templates")


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
