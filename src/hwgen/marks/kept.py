"""What a class keeps of its marking: known by the manifest beside it, so that nothing of it is lost in silence.

Readings and responses are written with the marks, each whole. What people decide is added line by line: of that the
manifest knows how it stood last, and what was just being added, of which a run that was killed may have left a part.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Literal

from hwgen.adapters import adapter
from hwgen.edited import MANIFEST, digest
from hwgen.errors import Diagnostic, Span, UsageError, counted
from hwgen.output import as_json, followed
from hwgen.text import bytes_of, not_a_file

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
    """A file that grows: its first `size` bytes, which are so many `lines`, and what is just being added to them."""

    lines: int = 0
    size: int = 0
    digest: str = digest(b"")
    adding: str = ""

    def fits(self, data: bytes) -> bool:
        return self._begins(data) and self.adding.encode().startswith(data[self.size :])

    def fault(self, name: str, data: bytes) -> str:
        """Of data that do not fit."""
        now = data.count(b"\n")
        if self._begins(data):
            return f"`{name}` is not as hwgen left it: something was added at its end"
        if now == self.lines:
            return f"`{name}` is not as hwgen left it: something in it was changed"
        return f"`{name}` is not as hwgen left it: it had {counted(self.lines, 'line')}, and has {now} now"

    def _begins(self, data: bytes) -> bool:
        return digest(data[: self.size]) == self.digest


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


@contextmanager
def noted(path: Path, adding: str) -> Iterator[None]:
    """Meanwhile this is added to a file that grows. It stands in the manifest, where there is one, and nothing else may come behind what stood there. The caller is alone in the folder.

    Raises UsageError where the file is not as it was left.
    """
    known = _read(path.parent)
    if known is None:
        yield
        return
    if faults := list(_lost(path.parent, known, [path.name])):
        raise UsageError(*faults)
    _note(path, known, replace(_beginning(_bytes(path)), adding=adding))
    yield
    _note(path, known, _beginning(bytes_of(path)))


def _note(path: Path, known: _Manifest, begin: Beginning) -> None:
    marks = followed(path.parent)
    # Whoever is alone there next removes it if this run is killed.
    fresh = marks.with_name(f".{marks.name}.{MANIFEST}.new")
    with fresh.open("wb") as file:
        file.write(_written(known.files, {**known.begins, path.name: begin}))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(marks / MANIFEST)


def refuse_lost(marks: Path) -> None:
    """Raises UsageError where a folder of marks lacks what hwgen kept there, or has something else in its place or behind it."""
    while faults := list(_faults(marks, before := _bytes(marks / MANIFEST))):
        # Another run may just have written new marks.
        if _bytes(marks / MANIFEST) == before:
            raise UsageError(*faults)


def _faults(marks: Path, written: bytes) -> Iterator[Diagnostic]:
    names = [name for name in (*WHOLE, *GROWING) if (marks / name).exists()]
    known = _read(marks)
    if known:
        yield from _lost(marks, known, {*names, *known.files, *known.begins})
    elif names:
        unreadable = f"`{MANIFEST}` cannot be read: it says what belongs to these marks"
        missing = f"`{MANIFEST}` is missing: it says what belongs to these marks"
        yield _diagnostic(marks / MANIFEST, unreadable if written else missing)


def _lost(marks: Path, known: _Manifest, names: Container[str]) -> Iterator[Diagnostic]:
    """Which of the files with these `names` are not as the manifest has them."""
    for name in WHOLE:
        data = _bytes(marks / name)
        if name in names and known.files.get(name) != digest(data):
            changed = (
                f"`{name}` is not as hwgen left it" if name in known.files else f"`{name}` was not written by hwgen"
            )
            yield _diagnostic(marks / name, changed if data else f"`{name}` is empty or missing")
    for name in GROWING:
        data, begin = _bytes(marks / name), known.begins.get(name, Beginning())
        if name in names and (other := not_a_file(marks / name)):
            yield _diagnostic(marks / name, f"`{name}` {other.message}")
        elif name in names and not begin.fits(data):
            yield _diagnostic(marks / name, begin.fault(name, data))


def _diagnostic(path: Path, message: str) -> Diagnostic:
    command = f"hwgen mark --class {shlex.quote(str(path.parent.parent))} --as-is"
    hint = f"restore it from a copy; `{command}` goes on with what is left, and the rest has to be scanned, typed or decided again"
    return Diagnostic("marks-lost", message, Span(path), hint)


def _read(marks: Path) -> _Manifest | None:
    try:
        return adapter(_Manifest).validate_json(bytes_of(marks / MANIFEST))
    except (OSError, ValueError):
        return None


def _written(files: Mapping[str, str], begins: Mapping[str, Beginning]) -> bytes:
    known = {name: {key: value for key, value in asdict(begin).items() if value} for name, begin in begins.items()}
    return as_json({"schema": 1, "files": files, **({"begins": known} if known else {})})


def _beginning(data: bytes) -> Beginning:
    return Beginning(data.count(b"\n"), len(data), digest(data))


def _bytes(path: Path) -> bytes:
    """Empty where there is no file, or where it cannot be read: a pipe may never end."""
    try:
        return bytes_of(path)
    except OSError:
        return b""
