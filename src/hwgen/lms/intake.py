"""Questions from elsewhere, brought into a course: new files only, and only such as load."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from hwgen.bank.loading import load_course
from hwgen.errors import CourseError, Diagnostic, HwgenError, Span, UsageError
from hwgen.lms.adapter import LARGEST
from hwgen.lms.imported import Imported
from hwgen.lms.places import Unreadable, in_file
from hwgen.lms.platforms import Platform
from hwgen.text import USUAL, Language
from hwgen.words.words import nearest


@dataclass(frozen=True)
class Taken:
    """What an import left: its files, how many items they hold, an exam that asks them all, and the doubts."""

    files: tuple[Path, ...]
    items: int
    exam: str
    doubts: tuple[Diagnostic, ...]
    doubts_file: Path


class _Dumper(yaml.SafeDumper):
    """YAML as a person writes it: long texts on lines of their own."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _string(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _string)


def import_file(platform: Platform, file: Path, into: Path) -> Taken:
    """Reads a file of a platform into the course `into`, which is made if there is none.

    Raises UsageError for a file that cannot be read and where files of that name are there already, CourseError where
    the course has errors.
    """
    if file.stat().st_size > LARGEST:
        raise UsageError(
            Diagnostic("file-too-large", f"more than {LARGEST // 2**20} MB", Span(file), "export it in smaller parts")
        )
    name = re.sub(r"[^\w-]+", "-", file.stem).strip("-") or "imported"
    fresh = not (into / "bank").is_dir()
    course = None if fresh else load_course(into)
    languages = course.languages if course else USUAL
    taken = set(course.items) if course else set()
    try:
        imported = platform.adapter().read_items(file.read_bytes(), name, taken, name, languages)
    except Unreadable as e:
        raise UsageError(*(in_file(d, file) for d in e.diagnostics)) from e
    doubts = tuple(in_file(doubt, file) for doubt in imported.doubts)
    if not imported.entries:
        message = "there is no question in it that could be carried over"
        raise UsageError(Diagnostic("import-nothing", message, Span(file)), *doubts)
    files = _files(name, imported, doubts, languages)
    if fresh:
        files = {path: _yaml(data) for path, data in _new_course(languages).items()} | files
    standing = [into / path for path in files if (into / path).exists()]
    if standing:
        hint = "rename the file to be imported, or remove what an earlier import left"
        raise UsageError(*(Diagnostic("file-exists", "there already", Span(path), hint) for path in standing))
    _write(into, files)
    return Taken(
        tuple(into / path for path in files),
        len(imported.entries),
        name,
        doubts,
        into / f"bank/{name}-doubts.txt",
    )


def _new_course(languages: Sequence[Language]) -> dict[str, Any]:
    """What stands in a course that an import begins, by its path."""
    words = [nearest(at) for at in languages]
    about = {key: {w.language: w[f"new_{key}"] for w in words} for key in ("course", "institution")}
    return {
        "bank/course.yaml": {"name": about["course"], "institution": about["institution"]},
        "bank/conventions.yaml": {},
        "bank/misconceptions.yaml": {},
    }


def _files(
    name: str, imported: Imported, doubts: Sequence[Diagnostic], languages: Sequence[Language]
) -> dict[str, bytes]:
    """Every file of the import, by its path in the course."""
    files: dict[str, bytes] = {}
    for topic, items in imported.items.items():
        end = "" if len(imported.items) == 1 else f"-{topic}"
        files[f"bank/items/{name}{end}.yaml"] = _yaml({"topic": topic, "items": items})
    sections = [
        {"title": {at: nearest(at)["titles.questions"] for at in languages}, "points": 1, "questions": imported.entries}
    ]
    files[f"bank/exams/{name}.yaml"] = _yaml(
        {"title": dict.fromkeys(languages, name), "minutes": max(1, 2 * len(imported.entries)), "sections": sections}
    )
    files |= {f"bank/files/{path}": data for path, data in imported.files.items()}
    files[f"bank/{name}-doubts.txt"] = _doubts(doubts)
    return files


def _doubts(doubts: Sequence[Diagnostic]) -> bytes:
    lines = [_line(doubt, doubt.span) for doubt in doubts if doubt.span] or ["Nothing was lost."]
    return ("\n".join(" ".join(line.split()) for line in lines) + "\n").encode()


def _line(doubt: Diagnostic, span: Span) -> str:
    place = ":".join((span.file.name, *(str(n) for n in (span.line, span.column) if n)))
    return ": ".join(filter(None, (place, doubt.subject, f"{doubt.message} [{doubt.rule}]")))


def _yaml(data: Mapping[str, Any]) -> bytes:
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120).encode()


def _write(into: Path, files: Mapping[str, bytes]) -> None:
    """Writes the files and loads the course; takes them away again where either fails."""
    made: list[Path] = []
    new = not into.exists()
    try:
        (into / "generators").mkdir(parents=True, exist_ok=True)
        for path, data in files.items():
            target = into / path
            target.parent.mkdir(parents=True, exist_ok=True)
            made.append(target)
            target.write_bytes(data)
        load_course(into)
    except (OSError, CourseError) as e:
        for target in made:
            target.unlink(missing_ok=True)
        if new:
            shutil.rmtree(into, ignore_errors=True)
        if isinstance(e, OSError):
            raise HwgenError(
                Diagnostic("cannot-write", f"cannot write: {e.strerror or e}", Span(into), "free space")
            ) from e
        raise
