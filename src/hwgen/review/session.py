"""A review: what there is to decide, and what was decided, on the disk before the next thing is shown."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from pydantic import ConfigDict

from hwgen.marks.folder import FOLDER, Marked, save
from hwgen.review.rows import BoxRow, PageRow, Row, StudentRow, contents, rows
from hwgen.scanning import decided
from hwgen.scanning.decided import Decisions, Word
from hwgen.scanning.marking import Scanned, earlier_records, present, sorted_out
from hwgen.scanning.printed import Printed, printed
from hwgen.scanning.records import Record


class Unfit(ValueError):
    """This is no decision on that row."""


@dataclass(frozen=True)
class Decision:
    """What a person says of a row: the boxes that are marked, whose sheet it is, or which of its scans do not count."""

    row: str
    marked: tuple[str, ...] | None = None
    student: str | None = None
    ignore: tuple[int, ...] = ()
    __pydantic_config__ = ConfigDict(extra="forbid")


@dataclass
class Session:
    """A class whose scans are looked over. `known` are all rows so far by their keys, `open` those that are left to decide."""

    marked: Marked
    printed: Printed
    known: dict[str, Row] = field(default_factory=dict)
    open: frozenset[str] = frozenset()
    decisions: Decisions = field(default_factory=Decisions)
    undone: list[list[Word]] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)

    @classmethod
    def of(cls, marked: Marked) -> Session:
        session = cls(marked, printed(marked.folder))
        words = decided.read(session.words_file)
        # What was decided before is shown as well, so that it can be changed.
        for decisions in (Decisions({}, words.students, words.ignored), words):
            session._look(decisions)
        return session

    @property
    def words_file(self) -> Path:
        return self.marked.folder / FOLDER / decided.FILE

    @cached_property
    def files(self) -> dict[str, Path]:
        return present(self.scanned.files)

    @cached_property
    def pages(self) -> tuple[Record, ...]:
        return earlier_records(self.marked.folder)

    def _look(self, decisions: Decisions) -> None:
        self.scanned: Scanned = sorted_out(self.marked, self.printed, self.pages, self.pages, decisions)
        self.decisions = decisions
        left = rows(self.scanned, self.printed)
        self.known |= {row.key: row for row in left}
        self.open = frozenset(row.key for row in left)

    def decide(self, decision: Decision) -> None:
        """Keeps a decision. Raises KeyError for an unknown row, and Unfit for what cannot be said of it."""
        with self.lock:
            row = self.known[decision.row]
            match row:
                case BoxRow() if decision.marked is not None:
                    words = self._boxes(row, decision.marked)
                case StudentRow() if decision.student is not None:
                    words = self._student(row, decision.student)
                case StudentRow() if decision.ignore:
                    words = [Word(content, ignored=True) for content in contents(row.scans)]
                case PageRow() if decision.ignore:
                    words = self._page(row, decision.ignore)
                case _:
                    raise Unfit(decision.row)
            self._append(words)

    def _boxes(self, row: BoxRow, marked: Sequence[str]) -> list[Word]:
        values = tuple(box.value for box in row.boxes if box.value in marked)
        if len(values) != len(set(marked)):
            raise Unfit(row.key)
        return [Word(content, row.group, values) for content in contents(row.scans)]

    def _student(self, row: StudentRow, student: str) -> list[Word]:
        known = {id.upper(): id for id, _, _ in self.printed.keys.students}
        if not student or (known and student.upper() not in known):
            raise Unfit(row.key)
        return [Word(content, student=known.get(student.upper(), student)) for content in contents(row.scans)]

    def _page(self, row: PageRow, ignore: Sequence[int]) -> list[Word]:
        """Those that are not ignored count again."""
        places = range(len(row.scans))
        if not set(ignore) <= set(places):
            raise Unfit(row.key)
        return [Word(row.scans[place].reading.content, ignored=place in ignore) for place in places]

    def _append(self, words: Sequence[Word]) -> None:
        self.undone.append([_as_before(self.decisions, word) for word in words])
        self._write(words)

    def undo(self) -> bool:
        """Takes back the last decision of this review; whether there was one."""
        with self.lock:
            if not self.undone:
                return False
            self._write(self.undone.pop())
            return True

    def finished(self) -> Marked:
        """Writes the marks anew, with all that was decided."""
        with self.lock:
            marked = replace(self.marked, responses=self.scanned.responses)
            save(marked, scanned=self.scanned.kept)
            return marked

    def _write(self, words: Sequence[Word]) -> None:
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        decided.append(self.words_file, *(replace(word, at=now) for word in words))
        self._look(decided.read(self.words_file))


def _as_before(decisions: Decisions, word: Word) -> Word:
    content, group = word.content, word.group
    if group:
        return Word(content, group, decisions.groups.get((content, group)))
    return Word(content, student=decisions.students.get(content), ignored=content in decisions.ignored)
