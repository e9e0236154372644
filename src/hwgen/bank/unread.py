"""Files that look like some of a course, and that nothing reads: with another ending, or in a folder where nobody looks."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePath

from hwgen.bank.paths import OF_SYSTEMS, printable
from hwgen.errors import Diagnostic, Span, did_you_mean

# Folders and files of bank/ that stand beside it by mistake.
_STRAYED = ("items", "exams", "misconceptions.yaml", "conventions.yaml", "course.yaml", "terms.yaml")
# Programs, perhaps with the ending that a program for mail puts behind theirs.
_LIKE_PYTHON = re.compile(r"(.+)\.(?:pyw?|py3)(?:\.txt)?", re.IGNORECASE)
# As editors and programs for mail name them.
_LIKE_YAML = re.compile(r"(.+)\.ya?ml(\.txt)?", re.IGNORECASE)
# Files of Word and Excel, and the commands that read them; files beside them that begin with `~$` are locks.
_OFFICE = re.compile(r"(?!~\$).+\.(?:(docx?)|(?:xlsx?|csv))", re.IGNORECASE)
# In bank/ itself.
_SINGLE = ("conventions", "course", "ledger", "results", "terms")


def not_read(root: Path) -> Iterator[Diagnostic]:
    """A warning for each file of the course at `root` that seems to be meant to be read, and is not."""
    yield from _strayed(root)
    yield from _programs(root)
    yield from _of_office(root)
    yield from _papers(root)
    for part in ("bank", "templates"):
        for place, name in _like(_LIKE_YAML, root, part, ".yaml"):
            hint = _way_out(root, place, name)
            if hint and not any(one.startswith(".") for one in place.parts):
                yield Diagnostic("file-not-read", "this file is not read", Span(root / place), hint)


def _like(pattern: re.Pattern[str], root: Path, part: str, ending: str) -> list[tuple[PurePath, str]]:
    """The files of a folder of the course that are named as `pattern` says and are not read where they lie, as seen from `root`.

    They are in the order of their paths, each with the name that it has to have.
    """
    above, matches = len(os.path.join(root, "")), []
    for folder, _, names in os.walk(root / part):
        at_home = _is_home(PurePath(folder[above:]).parts, ending)
        for name in names:
            # A large bank has thousands of files, and a path costs more than its name.
            if (named := pattern.fullmatch(name)) and not (at_home and name == f"{named[1]}{ending}"):
                matches.append((PurePath(folder[above:], name), f"{named[1]}{ending}"))
    held = sorted(match for match in matches if (root / match[0]).is_file())
    return [(PurePath(printable(str(place))), printable(name)) for place, name in held]


def _is_home(folder: tuple[str, ...], ending: str) -> bool:
    """Whether files of the right ending are read in a folder, or lie beside templates."""
    match folder, ending:
        case ("generators", *_), ".py":
            return True
        case ((("templates", *_) | ("bank", "items", *_) | ("bank", "exams" | "papers")), ".yaml"):
            return True
        case _:
            return False


def _strayed(root: Path) -> Iterator[Diagnostic]:
    for name in _STRAYED:
        path = root / name
        held = [path] if path.is_file() else sorted(path.rglob("*"))
        if any(_LIKE_YAML.fullmatch(one.name) and one.is_file() for one in held):
            what = "this file is not read" if path.is_file() else "the files of this folder are not read"
            yield Diagnostic("file-not-read", what, Span(path), f"move it: `bank/{name}`")


def _programs(root: Path) -> Iterator[Diagnostic]:
    for part in ("generators", "bank"):
        for place, name in _like(_LIKE_PYTHON, root, part, ".py"):
            target = Path("generators", *(place.parts[1:-1] if part == "generators" else ()), name)
            hidden = any(one.startswith((".", "__")) for one in place.parts) or place.parts[:2] == ("bank", "files")
            if not hidden:
                verb = "rename" if target.parent == place.parent else "move"
                hint = f"{verb} it: `{target.as_posix()}`"
                if (root / target).exists():
                    hint = _taken(target)
                yield Diagnostic("file-not-read", "this file is not read", Span(root / place), hint)


def _of_office(root: Path) -> Iterator[Diagnostic]:
    """Questions in files of Word or Excel, which stand among the items as if they were read."""
    for place, _ in _like(_OFFICE, root, "bank/items", ""):
        reads = "docx" if place.suffix.lower().startswith(".doc") else "excel"
        hint = f"read its questions into the bank: `hwgen import {reads} FILE --into COURSE`; then move it away"
        yield Diagnostic("file-not-read", "this file is not read", Span(root / place), hint)


def _papers(root: Path) -> Iterator[Diagnostic]:
    """What was swapped and locked in papers of an exam that is not there: it was renamed, or deleted. Without them, the seed decides again."""
    exams = {path.stem for path in (root / "bank" / "exams").glob("*.yaml")}
    for path in sorted((root / "bank" / "papers").glob("*.yaml")):
        exam, _, seed = path.stem.rpartition("-")
        if exam not in exams and not path.name.startswith(OF_SYSTEMS):
            message = f"this file is not read: there is no exam `{printable(exam or path.stem)}`"
            hint = f"rename it after its exam: `bank/papers/EXAM-{seed if seed.isdecimal() else 'SEED'}.yaml`; or delete it"
            yield Diagnostic("file-not-read", message, Span(path), hint)


def _taken(target: PurePath) -> str:
    return f"there is `{target.as_posix()}` as well, which is read: give this file another name, or delete it"


def _way_out(root: Path, place: PurePath, name: str) -> str:
    """What to do so that a file is read, which has to be called `name`; "" for one that is read, or need not be."""
    target: PurePath = place.with_name(name)
    match place.parts:
        case ("bank", "files", *_):
            return ""
        case ("bank", _):
            if not _is_single(name):
                singles = did_you_mean(name, [f"{one}.yaml" for one in (*_SINGLE, "misconceptions")])
                return f"items stand in bank/items, exams in bank/exams; {singles}"
        case ("bank", "exams" | "papers" as folder, *_):
            target = PurePath("bank", folder, name)
        case ("bank", folder, *_) if folder != "items":
            return f"there is no folder `bank/{folder}` that is read; {did_you_mean(folder, ('exams', 'items'))}"
    if target == place:
        return ""
    if (root / target).exists():
        return _taken(target)
    if target.parent != place.parent:
        return f"move it: `{target.as_posix()}`"
    return f"rename it: `{target.as_posix()}`"


def _is_single(name: str) -> bool:
    """Whether a file of this name is read in bank/ itself."""
    return name.startswith("misconceptions") or name.removesuffix(".yaml") in _SINGLE
