"""A review: what there is to decide, and what was decided, on the disk before the next thing is shown."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import assert_never

from pydantic import ConfigDict

from hwgen.errors import Diagnostic, counted
from hwgen.marks.folder import FOLDER, Marked, save
from hwgen.marks.scoring import number
from hwgen.marks.spellings import plain
from hwgen.marks.tables import shown
from hwgen.review.gallery import Piece, gallery
from hwgen.review.rows import BoxRow, PageRow, Row, StudentRow, contents, rows
from hwgen.review.written import Answer, Pile, piles
from hwgen.scanning import decided, rated, rubric
from hwgen.scanning.decided import Decisions, Word
from hwgen.scanning.marking import Scanned, earlier_records, present, sorted_out
from hwgen.scanning.printed import Printed, printed
from hwgen.scanning.problem_pages import write_pages
from hwgen.scanning.rated import Rating, Ratings
from hwgen.scanning.records import Record
from hwgen.scanning.rubric import Revision, Revisions


class Unfit(ValueError):
    """This is no decision on that row. It says why."""


@dataclass(frozen=True)
class Decision:
    """What a person says of a row: the boxes that are marked, whose sheet it is, or which of its scans do not count."""

    row: str
    marked: tuple[str, ...] | None = None
    student: str | None = None
    ignore: tuple[int, ...] = ()
    __pydantic_config__ = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class Points:
    """What a person gives for a written answer: the lines of its rubric that are met, and `points` where they are not the sum of these."""

    row: str
    points: str = ""
    lines: tuple[int, ...] = ()
    comment: str = ""
    __pydantic_config__ = ConfigDict(extra="forbid", str_max_length=2000)

    def worth(self, answer: Answer) -> Fraction | None:
        """None takes back what was given."""
        known = len(answer.field.rubric)
        if beyond := set(self.lines) - set(range(known)):
            raise Unfit(f"line {min(beyond) + 1} is not among the {counted(known, 'line')} of its rubric")
        if not self.points:
            return rubric.worth(answer.field, self.lines, answer.most) if self.lines else None
        points = number(plain(self.points).replace(",", "."))
        if points is None or not 0 <= points <= answer.most:
            raise Unfit(f"`{self.points}` is no number of points from 0 to {shown(answer.most)}")
        return points


@dataclass(frozen=True)
class Change:
    """Other points for a line of the rubric of a pile, and another text; an empty one leaves that which was printed."""

    pile: str
    line: int
    points: str
    text: str = ""
    __pydantic_config__ = ConfigDict(extra="forbid", str_max_length=2000)

    def revision(self, marker: str) -> Revision:
        points = number(plain(self.points).replace(",", "."))
        if points is None:
            raise Unfit(self.pile)
        return Revision(self.pile, self.line, points, self.text.strip() or None, marker)


@dataclass
class Session:
    """A class whose scans are looked over. `known` are all rows so far by their keys, `open` those that are left to decide, `seen` those of the galleries that were shown.

    Written answers are marked by the `marker`, who has a name where there are several. `warnings` are those on files that were edited, once the marks are written.
    """

    marked: Marked
    printed: Printed
    marker: str = ""
    known: dict[str, Row] = field(default_factory=dict)
    open: frozenset[str] = frozenset()
    decisions: Decisions = field(default_factory=Decisions)
    ratings: Ratings = field(default_factory=dict)
    revisions: Revisions = field(default_factory=dict)
    seen: dict[str, BoxRow] = field(default_factory=dict)
    before: list[Callable[[], None]] = field(default_factory=list)
    warnings: tuple[Diagnostic, ...] = ()
    lock: threading.RLock = field(default_factory=threading.RLock)

    @classmethod
    def of(cls, marked: Marked, marker: str = "") -> Session:
        session = cls(marked, printed(marked.folder), marker)
        words = decided.read(session.words_file)
        # What was decided before is shown as well, so that it can be changed.
        for decisions in (Decisions({}, words.students, words.ignored), words):
            session._look(decisions)
        return session

    @property
    def words_file(self) -> Path:
        return self.marked.folder / FOLDER / decided.FILE

    @property
    def ratings_file(self) -> Path:
        return self.marked.folder / FOLDER / rated.FILE

    @property
    def rubrics_file(self) -> Path:
        return self.marked.folder / FOLDER / rubric.FILE

    @property
    def person(self) -> str:
        return rated.person(self.marker)

    @property
    def blind(self) -> bool:
        return self.printed.keys.policy.second_marking is not None

    @cached_property
    def files(self) -> dict[str, Path]:
        return present(self.scanned.files)

    @cached_property
    def pages(self) -> tuple[Record, ...]:
        return earlier_records(self.marked.folder)

    def _look(self, decisions: Decisions) -> None:
        self.scanned: Scanned = sorted_out(self.marked, self.printed, self.pages, decisions)
        self.decisions = decisions
        self.ratings = rated.read(self.ratings_file)
        self.revisions = rubric.read(self.rubrics_file)
        left = rows(self.scanned, self.printed)
        self.known |= {row.key: row for row in left}
        self.open = frozenset(row.key for row in left)

    def decide(self, decision: Decision) -> None:
        """Keeps a decision. Raises KeyError for an unknown row, and Unfit for what cannot be said of it."""
        with self.lock:
            row = self.known.get(decision.row) or self.seen[decision.row]
            match row:
                case BoxRow() if decision.marked is not None:
                    words = self._boxes(row, decision.marked)
                case StudentRow() if decision.student is not None:
                    words = self._student(row, decision.student)
                case StudentRow() if decision.ignore:
                    words = [Word(content, ignored=True) for content in contents(row.scans)]
                case PageRow() if decision.ignore:
                    words = self._page(row, decision.ignore)
                case BoxRow() | StudentRow() | PageRow():
                    raise Unfit(decision.row)
                case _:
                    assert_never(row)
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
        old = [_as_before(self.decisions, word) for word in words]
        self._write(words)
        self.before.append(lambda: self._write(old))

    def undo(self) -> bool:
        """Takes back the last decision of this review; whether there was one."""
        with self.lock:
            if not self.before:
                return False
            self.before.pop()()
            return True

    def rate(self, points: Points) -> None:
        """Keeps the points of a written answer. Raises KeyError for an unknown answer, and Unfit for points that it cannot have."""
        with self.lock:
            answer = self.answers[points.row]
            worth = points.worth(answer)
            old = self.ratings.get(answer.place, {}).get(self.person, Rating(*answer.place, marker=self.marker))
            self._rate(Rating(*answer.place, worth, points.lines, points.comment, self.marker))
            self.before.append(lambda: self._rate(old))

    def revise(self, change: Change) -> int:
        """Changes a line of a rubric for all answers that bear it, by whomever; how many have other points.

        Points that a marker gave otherwise than by the lines stay. Raises LookupError for an unknown line, and Unfit for what are no points.
        """
        with self.lock:
            pile = {pile.key: pile for pile in self.piles}[change.pile]
            if not all(0 <= change.line < len(answer.field.rubric) for answer in pile.answers):
                raise Unfit(change.pile)
            revision = change.revision(self.marker)
            before = self.revisions.get(revision.place, Revision(*revision.place))
            old, new = self._revaluations(pile, revision)
            self._revise(revision, new)
            self.before.append(lambda: self._revise(before, old))
            return len(new)

    def _revaluations(self, pile: Pile, revision: Revision) -> tuple[list[Rating], list[Rating]]:
        """The ratings whose points change with a line, as they are and as they will be."""
        old, new = [], []
        for answer in pile.answers:
            after = rubric.revised(answer.field, pile.key, {revision.place: revision})
            for rating in self.ratings.get(answer.place, {}).values():
                worth = rubric.worth(after, rating.lines, answer.most)
                if rated.follows(rating, revision.line, answer.field, answer.most) and worth != rating.points:
                    old.append(rating)
                    new.append(replace(rating, points=worth))
        return old, new

    def _revise(self, revision: Revision, ratings: Sequence[Rating]) -> None:
        rubric.append(self.rubrics_file, replace(revision, at=_now()))
        self._rate(*ratings)

    def gallery(self, group: str) -> list[tuple[tuple[str, ...], list[Piece]]]:
        """All marks of a group of boxes, by what counts."""
        with self.lock:
            parts = gallery(self.scanned.sheets, group)
            self.seen |= {piece.key: piece.row for _, pieces in parts for piece in pieces}
            return parts

    @property
    def seen_marks(self) -> dict[str, tuple[str, ...]]:
        """What counts of each row of the galleries that were shown."""
        groups = {page.reading.content: sheet.groups for sheet in self.scanned.sheets for page in sheet.pages.values()}
        places = ((key, row.group, row.scans[0].reading.content) for key, row in self.seen.items())
        return {key: groups[content][group].marked for key, group, content in places if content in groups}

    @property
    def piles(self) -> list[Pile]:
        return piles(self.scanned, self.printed.keys, self.ratings, self.revisions)

    @property
    def apart(self) -> int:
        """How many written answers wait for another marker, since those so far differ too much."""
        policy = self.printed.keys.policy
        both = zip(self.scanned.sheets, self.scanned.known, strict=True)
        return sum(
            rated.apart(sheet, response, self.ratings, policy) for sheet, response in both if not response.absent
        )

    @property
    def answers(self) -> dict[str, Answer]:
        return {answer.key: answer for pile in self.piles for answer in pile.answers}

    @property
    def comments(self) -> list[str]:
        """Those that markers wrote, to be used again."""
        given = (rating for by_marker in self.ratings.values() for rating in by_marker.values())
        return sorted({rating.comment for rating in given} - {""})

    def _rate(self, *ratings: Rating) -> None:
        rated.append(self.ratings_file, *(replace(rating, at=_now()) for rating in ratings))
        self._look(self.decisions)

    def finished(self) -> Marked:
        """Writes the marks anew, with all that was decided."""
        with self.lock:
            marked = self.scanned.of(self.marked)
            warnings = save(marked, scanned=self.scanned.kept)
            self.warnings = (*warnings, *write_pages(marked, self.scanned, self.printed))
            return marked

    def _write(self, words: Sequence[Word]) -> None:
        decided.append(self.words_file, *(replace(word, at=_now()) for word in words))
        self._look(decided.read(self.words_file))


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


def _as_before(decisions: Decisions, word: Word) -> Word:
    content, group = word.content, word.group
    if group:
        return Word(content, group, decisions.groups.get((content, group)))
    return Word(content, student=decisions.students.get(content), ignored=content in decisions.ignored)
