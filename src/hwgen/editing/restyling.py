"""The files of a bank that are to be put into the style: those that were found in it before are not read again."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import unified_diff
from pathlib import Path

from hwgen import cache, digests
from hwgen.editing.files import kind_of
from hwgen.errors import CourseError, Diagnostic

KIND = "style"


def bank_files(root: Path) -> list[Path]:
    """Every file of the course at `root` that has a style."""
    return [path for path in sorted((root / "bank").rglob("*.yaml")) if kind_of(path)]


def restyled(paths: Iterable[Path]) -> tuple[dict[Path, str], list[Diagnostic]]:
    """What those of `paths` are to look like that look otherwise, and the errors of those that have any."""
    changed: dict[Path, str] = {}
    faults: list[Diagnostic] = []
    for path in paths:
        known = _known(path)
        if known and cache.facts(KIND, known):
            continue
        try:
            text = _formatted(path)
        except CourseError as e:
            faults += e.diagnostics
            continue
        if text.encode() != path.read_bytes():
            changed[path] = text
        elif known:
            cache.keep_facts(KIND, known, True)
    return changed, faults


def _formatted(path: Path) -> str:
    from hwgen.editing.formatting import formatted

    return formatted(path)


def _known(path: Path) -> str:
    """By which a file is known to be in the style; nothing for an exam, whose style depends on what the items call their kinds."""
    name = kind_of(path)
    if name in (None, "exam"):
        return ""
    # Which languages a text has, the course says.
    about = (folder / "bank" / "course.yaml" for folder in path.absolute().parents)
    languages = next((file.read_bytes() for file in about if file.is_file()), b"")
    return cache.digest(str(name), languages, path.read_bytes(), digests.code("hwgen.editing.formatting"))


def changes(path: Path, text: str) -> str:
    """What would change in the file, as a diff."""
    old = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    return "".join(unified_diff(old, text.splitlines(keepends=True), str(path), str(path)))
