"""What people decided of pages and boxes: kept line by line, and never written over. The last word on a thing counts."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from hwgen.adapters import adapter
from hwgen.errors import Diagnostic, Span, UsageError
from hwgen.marks.folder import fault_of, unreadable
from hwgen.marks.kept import DECISIONS, noted
from hwgen.output import alone
from hwgen.sheets.keys import STRICT
from hwgen.text import bytes_of

T = TypeVar("T")
FILE = DECISIONS
# How the fault of a line begins that ends too early.
CUT_OFF = "EOF while parsing"


@dataclass(frozen=True)
class Word:
    """A decision on a page, which is known by the digest of its picture.

    On a group of its boxes it says which are `marked`; on the whole page whose it is, or that it does not count. None takes back what was decided.
    """

    content: str
    group: str = ""
    marked: tuple[str, ...] | None = None
    student: str | None = None
    ignored: bool = False
    at: str = ""
    __pydantic_config__ = STRICT


@dataclass
class Decisions:
    """The last word on each group and on each page."""

    groups: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    students: dict[str, str] = field(default_factory=dict)
    ignored: set[str] = field(default_factory=set)

    def take(self, words: Iterable[Word]) -> Decisions:
        for word in words:
            if word.group and word.marked is None:
                self.groups.pop((word.content, word.group), None)
            elif word.group and word.marked is not None:
                self.groups[word.content, word.group] = word.marked
            else:
                self.students.pop(word.content, None)
                self.ignored.discard(word.content)
                if word.student is not None:
                    self.students[word.content] = word.student
                if word.ignored:
                    self.ignored.add(word.content)
        return self


def read(path: Path) -> Decisions:
    return Decisions().take(entries(path, Word))


def append(path: Path, *words: Word) -> None:
    """Onto the disk before the next one is asked for."""
    added(path, words)


def entries(path: Path, kind: type[T]) -> Iterator[T]:
    """What stands in a file line by line, but for a line that a killed run did not finish; nothing where there is no file.

    Raises UsageError for a line that is something else.
    """
    known = adapter(kind)
    for number, line in enumerate(_lines(path), 1):
        try:
            yield known.validate_json(line)
        except ValueError as e:
            if CUT_OFF not in str(e):
                message = f"this line was not written by hwgen: {fault_of(e)}"
                hint = "restore the file; or take the line out, and let `hwgen mark --as-is` go on with what is left"
                raise UsageError(Diagnostic("marks-unreadable", message, Span(path, number), hint)) from e


def _lines(path: Path) -> list[bytes]:
    try:
        return bytes_of(path).splitlines()
    except FileNotFoundError:
        return []
    except OSError as e:
        raise UsageError(unreadable(path, e)) from e


def added(path: Path, new: Iterable[T]) -> None:
    """Adds lines to a file, on the disk when this returns, and not into a folder that is just being replaced."""
    rows = [adapter(type(one)).dump_python(one, mode="json", exclude_defaults=True) for one in new]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    with alone(path.parent):
        # A run that was killed may have left half a line.
        known = bytes_of(path) if path.exists() else b""
        if known and not known.endswith(b"\n"):
            text = "\n" + text
        with noted(path, text), path.open("a", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
