"""Rows in words: what is asked, what can be answered, and what was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from hwgen.marks.titles import title_of
from hwgen.review.rows import BoxRow, PageRow, Row, StudentRow
from hwgen.review.session import Session
from hwgen.scanning.decided import Decisions
from hwgen.scanning.records import Record
from hwgen.sheets.composing import ABSENT
from hwgen.sheets.fields import sign
from hwgen.words.words import Words


@dataclass(frozen=True)
class Choice:
    """A button: the key that presses it, its words, and the value that it stands for."""

    key: str
    text: str
    value: str


@dataclass(frozen=True)
class View:
    """A row as it is shown. `accepted` are the values that count as long as nobody decides, `marked` those that count now, `state` is what was decided."""

    key: str
    kind: str
    title: str
    reason: str
    choices: tuple[Choice, ...]
    accepted: tuple[str, ...]
    marked: tuple[str, ...]
    several: bool
    scans: tuple[str, ...]
    state: str
    open: bool


def view(session: Session, row: Row, words: Words) -> View:
    decisions = session.decisions
    is_open = row.key in session.open
    match row:
        case BoxRow():
            return _boxes(row, words, decisions, is_open)
        case StudentRow():
            return _student(row, words, decisions, is_open, {id: name for id, name, _ in session.printed.keys.students})
        case PageRow():
            return _page(row, words, decisions, is_open)
        case _:
            assert_never(row)


def _boxes(row: BoxRow, words: Words, decisions: Decisions, is_open: bool) -> View:
    absent = row.group == ABSENT
    shown = [words["review.absent"] if absent else sign(box.value, row.kind, words) for box in row.boxes]
    choices = tuple(
        Choice(key_of(text, box.value, str(i)), text, box.value)
        for i, (text, box) in enumerate(zip(shown, row.boxes, strict=True), 1)
    )
    signs = [choice.key for choice in choices]
    names = {choice.value: choice.text for choice in choices}
    blank = words["review.present" if absent else "review.blank"]
    decision = next((decisions.groups.get((r.reading.content, row.group)) for r in row.scans), None)
    state = "" if decision is None else (" ".join(names[value] for value in decision) or blank)
    title = words["review.absent_question"] if absent else title_of(row.group, words)
    return View(
        row.key,
        "boxes",
        title,
        words.get(f"review.reason_{row.reading.reason}", ""),
        (*choices, Choice("" if "0" in signs else "0", blank, "")),
        row.reading.marked,
        row.reading.marked if decision is None else decision,
        row.several,
        _scans(row, words)[:1],
        state,
        is_open,
    )


def key_of(printed: str, value: str, number: str) -> str:
    """What is printed in a box, as far as it can be typed."""
    return next((key.casefold() for key in (printed, value) if len(key) == 1 and key.isascii()), number)


def _student(row: StudentRow, words: Words, decisions: Decisions, is_open: bool, names: dict[str, str]) -> View:
    choices = [Choice(str(i), f"{names[id]} ({id})", id) for i, id in enumerate(row.offered, 1)]
    content = row.scans[0].reading.content
    student = decisions.students.get(content, "")
    state = f"{names.get(student, '')} ({student})".strip() if student else ""
    if content in decisions.ignored:
        state = words["review.set_aside"]
    read = "review.shared_number" if row.shared else "review.number"
    reason = words.say(read, number=row.number) if row.number else words["review.no_number"]
    return View(
        row.key,
        "student",
        words["review.student"],
        reason,
        tuple(choices),
        (),
        (),
        False,
        _scans(row, words)[:1],
        state,
        is_open,
    )


def _page(row: PageRow, words: Words, decisions: Decisions, is_open: bool) -> View:
    ignored = [record.reading.content in decisions.ignored for record in row.scans]
    state = words["review.set_aside"] if all(ignored) else ""
    if any(ignored) and not state:
        state = words.say("review.counts", number=ignored.index(False) + 1)
    several = len(row.scans) > 1
    choices = [
        Choice(str(i), words.say("review.counts", number=i) if several else words["review.set_aside"], str(i))
        for i in range(1, len(row.scans) + 1)
    ]
    title = words["review.duplicate" if several else "review.unreadable"]
    reason = "" if several else words.get(f"review.problem_{row.problem.replace('-', '_')}", row.problem)
    scans = _scans(row, words)
    return View(row.key, "page", title, reason, tuple(choices), (), (), False, scans, state, is_open)


def _scans(row: Row, words: Words) -> tuple[str, ...]:
    """Where its scans lie, for those who want to look at the paper."""
    return tuple(scan_name(record, words) for record in row.scans)


def scan_name(record: Record, words: Words) -> str:
    return words.say("review.scan", file=record.file, page=str(record.number))
