"""What people decided of pages and boxes: kept line by line, and never written over. The last word on a thing counts."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter

from hwgen.lines import lines
from hwgen.output import alone

FILE = "decisions.jsonl"


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


_WORD = TypeAdapter(Word)


def read(path: Path) -> Decisions:
    if not path.exists():
        return Decisions()
    written = lines(path.read_text(encoding="utf-8"))
    return Decisions().take(_WORD.validate_json(line) for line in written if line.endswith("}"))


def append(path: Path, *words: Word) -> None:
    """Onto the disk before the next one is asked for, and not into a folder that is just being replaced."""
    rows = (
        json.dumps(_WORD.dump_python(word, mode="json", exclude_defaults=True), ensure_ascii=False) for word in words
    )
    with alone(path.parent), path.open("a", encoding="utf-8") as file:
        # A run that was killed may have left half a line.
        torn = path.stat().st_size and not path.read_bytes().endswith(b"\n")
        file.write(("\n" if torn else "") + "".join(f"{row}\n" for row in rows))
        file.flush()
        os.fsync(file.fileno())
