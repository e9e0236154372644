"""Where a course lies, and of which parts it is made."""

from __future__ import annotations

import os
from pathlib import Path

from hwgen.errors import Diagnostic, Span, UsageError

PARTS = ("bank", "generators", "templates")
# Papers that were given: what came of a course, as the ledger is.
GIVEN = Path("bank", "given")
OUTPUT = Path("output")
# What several files are to be, while they are changed together.
CHANGING = Path("bank", ".changing.json")


def starter() -> Path:
    """The course that hwgen brings along: in the wheel, or at the root of a checkout."""
    bundled = Path(__file__).parents[1] / "starter"
    return bundled if bundled.is_dir() else Path(__file__).parents[3]


def find_course(given: Path | None = None) -> Path:
    """The folder `given`, else the nearest one around here with bank/course.yaml, or bank/ and generators/, else the starter course.

    A course is a program. Raises UsageError for one that is only found, and belongs to another user. What a killed run had begun
    to change in it is done first.
    """
    if given is not None:
        if not is_course(given):
            below = courses_below(given)
            hint = (
                f"`{below[0]}` is one"
                if below
                else "a course has a folder bank/ with the file course.yaml; `hwgen init DIR` makes one"
            )
            raise UsageError(Diagnostic("no-course", "not a course", Span(given), hint))
        return _whole(given.resolve())
    if folder := _around():
        _refuse_foreign(folder)
        return _whole(folder)
    return starter()


def _whole(root: Path) -> Path:
    # Whoever may only read the course reads it as it is.
    if (root / CHANGING).exists() and os.access(root / "bank", os.W_OK):
        from hwgen.bank.together import put_right

        put_right(root)
    return root


def _around() -> Path | None:
    """The nearest course around here."""
    here = Path.cwd()
    return next(filter(is_course, (here, *here.parents)), None)


def courses_below(folder: Path) -> list[Path]:
    """The courses in folders of this one, in the order of their names."""
    below = (inner for inner in sorted(folder.glob("*/")) if os.access(inner, os.R_OK | os.X_OK))
    return [*filter(is_course, below)]


def output_here() -> Path:
    """Where results are written unless somebody says where: beside the bank of the course around here, seen from here."""
    course = _around()
    return Path(os.path.relpath(course / OUTPUT)) if course else OUTPUT


def starter_by_default(root: Path, named: Path | None) -> bool:
    """Whether a course is the one that comes with hwgen, taken because nobody has `named` another and none is around here."""
    return named is None and root == starter() and not Path.cwd().is_relative_to(root)


def _refuse_foreign(root: Path) -> None:
    if not hasattr(os, "geteuid"):
        return
    # Whoever is root can do anything anyway; with sudo, one's own course is one's own.
    trusted = {
        0,
        os.geteuid(),
        *(int(id) for id in [os.environ.get("SUDO_UID", "")] if id.isdigit() and not os.geteuid()),
    }
    for path in (root, *(root / part for part in PARTS)):
        if path.exists() and (owner := _owner(path)) not in trusted:
            message = f"this course belongs to another user ({_name(owner)}), and hwgen would run its generators"
            hint = f"if you trust them, name the course: --course {root}"
            raise UsageError(Diagnostic("foreign-course", message, Span(path), hint))


def _owner(path: Path) -> int:
    return path.stat().st_uid


def _name(user: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)


def is_course(folder: Path) -> bool:
    """Whether a folder holds a course: bank/ with course.yaml, or bank/ and generators/."""
    bank = folder / "bank"
    return bank.is_dir() and ((folder / "generators").is_dir() or (bank / "course.yaml").is_file())
