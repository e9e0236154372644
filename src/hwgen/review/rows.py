"""What a person has to look at: groups of boxes, sheets without a student, pages that cannot count as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hwgen.marks.response import Response
from hwgen.marks.roll import results
from hwgen.scanning.bookkeeping import Sheet, differ
from hwgen.scanning.marking import Scanned
from hwgen.scanning.naming import name_of
from hwgen.scanning.numbers import close, number_of
from hwgen.scanning.printed import Printed
from hwgen.scanning.reading import GroupReading
from hwgen.scanning.records import Record
from hwgen.scanning.strays import EMPTY, problem
from hwgen.sheets.drawing import number_of as number_of_question
from hwgen.sheets.layout import Box


@dataclass(frozen=True)
class BoxRow:
    """A group of boxes of one page, in all scans of it: which of them are marked?"""

    sheet: Sheet
    group: str
    scans: tuple[Record, ...]
    boxes: tuple[Box, ...]
    reading: GroupReading
    several: bool

    @property
    def key(self) -> str:
        return name_of("boxes", self.group, *(record.reading.content for record in self.scans))

    @property
    def kind(self) -> str:
        """That of its question; empty for absence."""
        number = number_of_question(self.group)
        return next((question.kind for question in self.sheet.copy.questions if question.number == number), "")

    @property
    def order(self) -> tuple[int, str, float]:
        return (number_of_question(self.group), self.group, max(self.reading.likeness, default=0.0))


@dataclass(frozen=True)
class StudentRow:
    """A sheet of which it is not clear whose it is, or whose number is `shared` with another one; `offered` are the students that may be meant, by their numbers."""

    sheet: Sheet
    number: str
    shared: bool
    offered: tuple[str, ...]

    @property
    def scans(self) -> tuple[Record, ...]:
        return tuple(record for records in self.sheet.scans.values() for record in records)

    @property
    def key(self) -> str:
        return name_of("student", *(record.reading.content for record in self.scans))


@dataclass(frozen=True)
class PageRow:
    """Scans of one page that differ, of which one counts; or a single page that cannot be read, for the reason `problem`."""

    scans: tuple[Record, ...]
    problem: str = ""
    sheet: Sheet | None = None

    @property
    def key(self) -> str:
        return name_of("page", *(record.reading.content for record in self.scans))


Row = BoxRow | StudentRow | PageRow


def rows(scanned: Scanned, printed: Printed) -> list[Row]:
    """Pages first, then whose sheets they are, then boxes by question and ink."""
    return [*_pages(scanned, printed), *_students(scanned, printed), *_boxes(scanned, printed)]


def _pages(scanned: Scanned, printed: Printed) -> Iterator[PageRow]:
    counted = {record.reading.content for sheet in scanned.sheets for page in sheet.scans.values() for record in page}
    seen = set(scanned.decisions.ignored)
    for record in sorted(scanned.records, key=lambda record: (record.file, record.number)):
        content = record.reading.content
        why = problem(printed, record)
        if content not in seen and content not in counted and why != EMPTY:
            yield PageRow((record,), why or "without-first")
        seen.add(content)
    for sheet in scanned.sheets:
        for page in sheet.scans.values():
            if differ(page, sheet.layout):
                yield PageRow(page, "", sheet)


def _students(scanned: Scanned, printed: Printed) -> Iterator[StudentRow]:
    students = printed.keys.students
    students_of = scanned.decisions.students
    by_person = [student for sheet in scanned.sheets if (student := _by_person(sheet, students_of))]
    ids = [response.id for response in scanned.read if response.id]
    for sheet, response in zip(scanned.sheets, scanned.read, strict=True):
        if sheet.copy.id:
            continue
        number, columns = number_of(sheet.layout, sheet.groups)
        unsure = bool(set(columns) & set(response.doubts)) or not response.id
        unknown = bool(students) and response.id not in {id for id, _, _ in students}
        # Of two sheets with one number, the one that a person has looked at is right until both are.
        decided = _by_person(sheet, students_of)
        shared = (by_person if decided else ids).count(response.id) > 1
        if unsure or unknown or shared:
            yield StudentRow(sheet, number, shared, tuple(id for id, _, _ in close(number, students)))


def _by_person(sheet: Sheet, students: Mapping[str, str]) -> str | None:
    contents = (record.reading.content for record in sheet.pages.values())
    return next((students[content] for content in contents if content in students), None)


def _boxes(scanned: Scanned, printed: Printed) -> list[BoxRow]:
    rows = (
        box_row(sheet, group)
        for sheet, response in zip(scanned.sheets, scanned.known, strict=True)
        for group in _doubts(printed, response)
    )
    return sorted((row for row in rows if row), key=lambda row: row.order)


def _doubts(printed: Printed, response: Response) -> Sequence[str]:
    """Groups of answers, of points and of absence; the number is a matter of the whole sheet."""
    (result,) = results(printed.keys, (response,))
    return [group for group in result.doubts if not group.startswith("number#")]


def box_row(sheet: Sheet, group: str) -> BoxRow | None:
    """The row of a group of a sheet; None where its page was not scanned."""
    several = {each.id for each in sheet.layout.groups if each.several}
    for page, scans in sheet.scans.items():
        boxes = tuple(box for box in sheet.layout.boxes if box.group == group and box.page == page)
        if boxes and group in sheet.groups:
            return BoxRow(sheet, group, scans, boxes, sheet.groups[group], group in several)
    return None


def contents(records: Iterable[Record]) -> list[str]:
    return list(dict.fromkeys(record.reading.content for record in records))
