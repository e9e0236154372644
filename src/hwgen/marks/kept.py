"""What a class keeps of its marking: known by the manifest beside it, so that nothing of it is lost in silence.

Readings and responses are written with the marks, each whole. What people decide is added line by line, so of that the
manifest knows how it begins.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

from hwgen.adapters import adapter
from hwgen.edited import MANIFEST, digest
from hwgen.errors import Diagnostic, Span, UsageError, counted
from hwgen.output import as_json, followed

RESPONSES = "responses.json"
ERRATA = "errata.json"
# What was read of scans, page by page, and where each scan lay then.
READINGS = "readings.jsonl"
SCANS = "scans.json"
WHOLE = (RESPONSES, ERRATA, READINGS, SCANS)
# What people decided of boxes and pages, the points that they gave, and how they changed the rubrics.
DECISIONS = "decisions.jsonl"
WRITTEN = "written.jsonl"
RUBRICS = "rubrics.jsonl"
GROWING = (DECISIONS, WRITTEN, RUBRICS)


@dataclass(frozen=True)
class Beginning:
    """How a file begins that grows: its first `size` bytes, which are so many `lines`."""

    lines: int
    size: int
    digest: str


@dataclass(frozen=True)
class _Manifest:
    """As far as it knows what is kept."""

    files: dict[str, str]
    begins: dict[str, Beginning] = field(default_factory=dict)
    schema: Literal[1] = 1


def manifest(marks: Path, files: Mapping[str, bytes]) -> bytes:
    """That of a folder of marks which will hold `files`, and what people decided so far."""
    begins = {name: _beginning(data) for name in GROWING if (data := _bytes(marks / name))}
    return _written({name: digest(data) for name, data in sorted(files.items())}, begins)


def note(path: Path) -> None:
    """What was added to a file that grows stands in the manifest from now on, where there is one. The caller is alone in the folder."""
    known = _read(path.parent)
    if known:
        marks = followed(path.parent)
        # Whoever is alone there next removes it if this run is killed.
        fresh = marks.with_name(f".{marks.name}.{MANIFEST}.new")
        with fresh.open("wb") as file:
            file.write(_written(known.files, {**known.begins, path.name: _beginning(path.read_bytes())}))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(marks / MANIFEST)


def refuse_lost(marks: Path) -> None:
    """Raises UsageError where a folder of marks lacks what hwgen kept there, or has something else in its place."""
    while faults := list(_lost(marks, before := _bytes(marks / MANIFEST))):
        # Another run may just have written new marks.
        if _bytes(marks / MANIFEST) == before:
            raise UsageError(*faults)


def _lost(marks: Path, written: bytes) -> Iterator[Diagnostic]:
    names = [name for name in (*WHOLE, *GROWING) if (marks / name).exists()]
    known = _read(marks)
    if known is None:
        if names:
            unreadable = f"`{MANIFEST}` cannot be read: it says what belongs to these marks"
            missing = f"`{MANIFEST}` is missing: it says what belongs to these marks"
            yield _diagnostic(marks / MANIFEST, unreadable if written else missing)
        return
    for name in WHOLE:
        if name in known.files and digest(data := _bytes(marks / name)) != known.files[name]:
            message = f"`{name}` is not as hwgen left it" if data else f"`{name}` is empty or missing"
            yield _diagnostic(marks / name, message)
    for name, begin in known.begins.items():
        data = _bytes(marks / name)
        if digest(data[: begin.size]) != begin.digest:
            then, now = counted(begin.lines, "line"), data.count(b"\n")
            yield _diagnostic(marks / name, f"`{name}` is not as hwgen left it: it had {then}, and has {now} now")


def _diagnostic(path: Path, message: str) -> Diagnostic:
    command = f"hwgen mark --class {shlex.quote(str(path.parent.parent))} --as-is"
    hint = f"restore it from a copy; `{command}` goes on with what is left, and the rest has to be scanned, typed or decided again"
    return Diagnostic("marks-lost", message, Span(path), hint)


def _read(marks: Path) -> _Manifest | None:
    try:
        return adapter(_Manifest).validate_json((marks / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return None


def _written(files: Mapping[str, str], begins: Mapping[str, Beginning]) -> bytes:
    known = {"begins": {name: asdict(begin) for name, begin in begins.items()}} if begins else {}
    return as_json({"schema": 1, "files": files, **known})


def _beginning(data: bytes) -> Beginning:
    return Beginning(data.count(b"\n"), len(data), digest(data))


def _bytes(path: Path) -> bytes:
    """Empty where there is no file, or where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return b""
