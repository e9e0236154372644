"""From pages to sheets and from sheets to students: what belongs together, and what is wrong with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path

from hwgen.errors import Diagnostic, Span, counted
from hwgen.marks.response import Response, State, Unscanned
from hwgen.scanning.decided import Decisions
from hwgen.scanning.lacking import Scans, lacking, unread
from hwgen.scanning.numbers import UNKNOWN, nearest, number_of
from hwgen.scanning.printed import Printed
from hwgen.scanning.reading import GroupReading
from hwgen.scanning.records import Record
from hwgen.scanning.strays import sieve
from hwgen.scanning.whose import places, whose
from hwgen.sheets.fields import field_of
from hwgen.sheets.keys import Copy
from hwgen.sheets.layout import Layout, Role

# Of two marks where one is allowed, the paler has to be this much of the darker one to be a mark as well.
BOTH = 0.7
# In square millimetres: less ink in a frame than one small digit takes is none, and so much is an answer, not dirt.
NO_INK, SOME_INK = 0.5, 3.0


@dataclass(frozen=True)
class Sheet:
    """The pages of a sheet that were read, by their numbers, and what is marked on it; `scans` are all scans of each page, `unread` those that cannot be read."""

    copy: Copy
    layout: Layout
    scans: Mapping[int, tuple[Record, ...]]
    groups: Mapping[str, GroupReading]
    doubts: frozenset[str]
    unread: Scans

    @property
    def pages(self) -> dict[int, Record]:
        return {number: records[0] for number, records in self.scans.items()}

    def marked(self, role: Role) -> dict[str, tuple[str, ...]]:
        ids = [group.id for group in self.layout.groups if group.role == role]
        return {id: self.groups[id].marked for id in ids if id in self.groups and self.groups[id].marked}

    @property
    def written(self) -> bool:
        """Whether something is written in a frame."""
        return any(area > SOME_INK for record in self.pages.values() for area in record.reading.frames.values())

    @property
    def unscanned(self) -> tuple[Unscanned, ...]:
        return tuple(self._lacking(number) for number in range(1, self.layout.pages + 1) if number not in self.scans)

    def _lacking(self, number: int) -> Unscanned:
        groups = (box.group for box in self.layout.boxes if box.page == number)
        frames = (frame.id for frame in self.layout.frames if frame.page == number)
        state: State = "unscanned" if number not in self.unread else "unread" if self.copy.id else "unclear"
        return Unscanned(number, self.layout.pages, tuple(dict.fromkeys((*groups, *frames))), state)

    @property
    def span(self) -> Span:
        return Span(Path(next(iter(self.pages.values())).file))

    @property
    def where(self) -> str:
        return ", ".join(f"page {record.number} of {record.file}" for _, record in sorted(self.pages.items()))


@dataclass(frozen=True)
class Pile:
    """What a class answered, and what its teacher has to know of it; `left_out` pages of it count for nothing."""

    sheets: tuple[Sheet, ...]
    responses: tuple[Response, ...]
    left_out: int
    diagnostics: tuple[Diagnostic, ...]


@dataclass
class _Books:
    printed: Printed
    decisions: Decisions
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def add_problem(self, rule: str, message: str, span: Span | None = None, hint: str = "") -> None:
        self.diagnostics.append(Diagnostic(rule, message, span, hint))


def sort_out(records: Iterable[Record], printed: Printed, decisions: Decisions, fresh: Set[str] | None = None) -> Pile:
    """Sheets and responses in the order of the copies. The order of the records does not matter.

    Pages that do not count are named where they come from `fresh` files, by default from any.
    """
    kept = _kept(records, decisions)
    strays = sieve(printed, kept, fresh)
    books = _Books(printed, decisions, list(strays.diagnostics))
    pages = _by_picture(strays.sound)
    lost = unread(printed, kept)
    sheets = [sheet for alike in _sheets(books, [same[0] for same in pages.values()], lost) for sheet in alike]
    responses = [_response(books, sheet) for sheet in sheets]
    _same_pictures(books, sheets, responses, pages)
    _same_numbers(books, sheets, responses)
    books.diagnostics += lacking(printed, [(sheet.copy, sheet.scans) for sheet in sheets], lost)
    return Pile(tuple(sheets), tuple(responses), strays.open, tuple(books.diagnostics))


def _kept(records: Iterable[Record], decisions: Decisions) -> list[Record]:
    """In their order, without those that a person set aside."""
    kept = (record for record in records if record.reading.content not in decisions.ignored)
    return sorted(kept, key=lambda record: record.order)


def _by_picture(records: Iterable[Record]) -> dict[str, list[Record]]:
    """A picture that came several times, in one file or in several, counts once."""
    same: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        same[record.reading.content].append(record)
    return same


def _sheets(books: _Books, records: Iterable[Record], lost: Mapping[int, Scans]) -> Iterator[list[Sheet]]:
    by_copy: dict[tuple[str, int], list[Record]] = defaultdict(list)
    for record in records:
        stamp = record.reading.stamp
        assert stamp
        by_copy[stamp.code, stamp.serial].append(record)
    for copy in books.printed.keys.copies:
        pages, unread = by_copy.get((copy.code, copy.serial), []), lost.get(copy.serial, {})
        if copy.id and (pages or unread):
            yield [_sheet(books, copy, _one(pages), unread)]
        elif pages:
            yield [_sheet(books, copy, part, unread) for part in _several(books, pages)]


def _one(records: Sequence[Record]) -> dict[int, list[Record]]:
    """All pages of a personal copy are of one sheet."""
    pages: dict[int, list[Record]] = defaultdict(list)
    for record in records:
        pages[_page(record)].append(record)
    return pages


def _several(books: _Books, records: Sequence[Record]) -> list[dict[int, list[Record]]]:
    """Of sheets that are nobody's each first page begins one, and the pages that follow it in the file are its others.

    Where no page was scanned twice, there is one sheet, in whatever order its pages lie.
    """
    if len(set(map(_page, records))) == len(records):
        return [_one(records)]
    sheets: list[dict[int, list[Record]]] = []
    for record in sorted(records, key=lambda record: (record.file, record.source, record.number)):
        number = _page(record)
        if number == 1:
            sheets.append({1: [record]})
        elif sheets and _follows(sheets[-1], record):
            sheets[-1][number] = [record]
        else:
            message = f"page {record.number} is page {number} of a sheet whose first page does not stand before it"
            books.add_problem("sheet-without-first", message, Span(Path(record.file)))
    return sheets


def _follows(sheet: Mapping[int, Sequence[Record]], record: Record) -> bool:
    last = sheet[max(sheet)][0]
    return _page(record) == max(sheet) + 1 and last.source == record.source and 0 < record.number - last.number <= 2


def _page(record: Record) -> int:
    assert record.reading.stamp
    return record.reading.stamp.page


def _sheet(books: _Books, copy: Copy, pages: Scans, unread: Scans) -> Sheet:
    layout = books.printed.layouts.layouts[copy.layout]
    groups: dict[str, GroupReading] = {}
    doubts: set[str] = set()
    points = _points(layout)
    for _, records in sorted(pages.items()):
        for record in records:
            for id, reading in record.reading.groups.items():
                known = groups.get(id)
                read, doubtful = _decided(books, record, id, reading)
                if known is None:
                    groups[id] = read
                elif known.marked != read.marked and id in points and not (known.marked and read.marked):
                    # The marker filled them in after one of the scans.
                    doubts -= {id} if read.marked else set()
                    doubtful &= bool(read.marked)
                    groups[id] = read if read.marked else known
                elif known.marked != read.marked:
                    doubtful = True
                    groups[id] = max(known, read, key=lambda one: one.confidence)
                doubts |= {id} if doubtful else set()
        if len(records) > 1:
            _duplicates(books, copy, records)
    scans = {number: tuple(records) for number, records in sorted(pages.items())}
    return Sheet(copy, layout, scans, groups, frozenset(doubts), unread)


def _decided(books: _Books, record: Record, id: str, reading: GroupReading) -> tuple[GroupReading, bool]:
    """The reading of a group with what a person said of it, and whether one still has to."""
    marked = books.decisions.groups.get((record.reading.content, id))
    if marked is not None:
        return replace(reading, marked=marked, confidence=1.0, person=marked), False
    # What was decided once, and taken back, is in readings.jsonl as it was.
    reading = replace(reading, person=None)
    policy = books.printed.keys.policy
    if policy.cancelled == "crossed" and reading.crossed:
        return _without_crossed(reading)
    # Where marks may be crossed out, a person sees which of two was.
    if reading.reason == "double" and (policy.double, policy.cancelled) == ("wrong", "erased"):
        likeness = sorted(reading.likeness)[-2:]
        return reading, likeness[0] < BOTH * likeness[1]
    return reading, reading.doubtful


def _without_crossed(reading: GroupReading) -> tuple[GroupReading, bool]:
    """One mark beside others that were crossed out is the answer; a cross over the only mark may be the mark itself."""
    left = tuple(value for value in reading.marked if value not in reading.crossed)
    return replace(reading, marked=left), reading.reason != "double" or len(left) != 1


def differ(records: Sequence[Record], layout: Layout) -> bool:
    """Whether scans of a page have different marks, as far as a person did not decide that they are the same; points that were filled in after one of them are none.

    They also differ where something is written in a frame on one of them alone, but for what its marker may have written.
    """
    points = _points(layout)
    marks: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    ink: dict[str, list[float]] = defaultdict(list)
    for record in records:
        for id, group in record.reading.groups.items():
            marks[id].add(group.decided)
        for id, area in record.reading.frames.items():
            ink[id].append(area)
    filled_in = {id for id in points if len(marks[id]) > 1 and () in marks[id]}
    marked = {field_of(id) for id in filled_in}
    return any(len(different) - (id in filled_in) > 1 for id, different in marks.items()) or any(
        min(areas) < NO_INK and max(areas) > SOME_INK for id, areas in ink.items() if id not in marked
    )


def _points(layout: Layout) -> set[str]:
    """The groups that a marker fills in."""
    return {group.id for group in layout.groups if group.role == "points"}


def _duplicates(books: _Books, copy: Copy, records: Sequence[Record]) -> None:
    where, span = places(records), Span(Path(records[-1].file))
    if not differ(records, books.printed.layouts.layouts[copy.layout]):
        message = f"the sheet of {whose(copy)} was scanned {_times(records)}, with the same marks: {where}"
        books.add_problem("sheet-scanned-again", message, span)
    else:
        message = f"{counted(len(records), 'scan')} of the sheet of {whose(copy)} have different marks: {where}"
        books.add_problem("sheet-duplicate", message, span)


def _same_pictures(
    books: _Books, sheets: Sequence[Sheet], responses: Sequence[Response], pages: Mapping[str, Sequence[Record]]
) -> None:
    """Names what counts once, and whose it is: a page that was copied in a file, or saved in two."""
    holders = {
        record.reading.content: f"{whose(sheet.copy)}, number {response.id}" if response.id else whose(sheet.copy)
        for sheet, response in zip(sheets, responses, strict=True)
        for scans in sheet.scans.values()
        for record in scans
    }
    for content, same in pages.items():
        if len(same) > 1:
            # Of a page that begins no sheet, only the paper is known.
            stamp = same[0].reading.stamp
            page = f"page {_page(same[0])} of the sheet of {holders.get(content) or f'paper {stamp and stamp.code}'}"
            message = f"{page} is there {_times(same)}, as the same picture, which counts once: {places(same)}"
            books.add_problem("sheet-scanned-again", message, Span(Path(same[-1].file)))


def _times(records: Sequence[Record]) -> str:
    return "twice" if len(records) == 2 else counted(len(records), "time")


def _response(books: _Books, sheet: Sheet) -> Response:
    asked = {group.id for group in sheet.layout.groups if group.role in ("answer", "points")}
    absent, of_absence = _absent(books, sheet)
    id, of_number = ("", frozenset[str]()) if sheet.copy.id else _student(books, sheet)
    return Response(
        sheet.copy.serial,
        sheet.marked("answer") | sheet.marked("points"),
        doubts=tuple(sorted((asked & sheet.doubts) | of_absence | of_number)),
        decided=tuple(sorted(group for group, reading in sheet.groups.items() if reading.person is not None)),
        id=id,
        absent=absent,
        unscanned=sheet.unscanned,
    )


def _absent(books: _Books, sheet: Sheet) -> tuple[bool, frozenset[str]]:
    """Whether the box for absence counts, not against answers, until a person has decided; and what of it is in doubt."""
    box, answers = sheet.marked("absent"), sheet.marked("answer")
    plain = sheet.written or bool(answers.keys() - sheet.doubts)
    if trace := box.keys() & sheet.doubts:
        # What may be no mark says nothing against answers that are plain, and nothing alone.
        return False, frozenset(() if plain else trace)
    if box and (answers or sheet.written):
        message = f"{whose(sheet.copy)} is marked as absent, and has answers: {sheet.where}"
        books.add_problem("sheet-absent-with-marks", message, sheet.span)
        decided = any(sheet.groups[id].person is not None for id in box)
        return not plain or decided, frozenset(box)
    if not (box or answers or sheet.written) and len(sheet.pages) == sheet.layout.pages:
        books.add_problem("sheet-blank", f"the sheet of {whose(sheet.copy)} has no marks: {sheet.where}", sheet.span)
    return bool(box), frozenset()


def _student(books: _Books, sheet: Sheet) -> tuple[str, frozenset[str]]:
    """Whose sheet it is, by the number that is marked on it or by a person's word; and the columns of the number that are in doubt."""
    for record in sheet.pages.values():
        if record.reading.content in books.decisions.students:
            return books.decisions.students[record.reading.content], frozenset()
    number, columns = number_of(sheet.layout, sheet.groups)
    known = {id.upper(): id for id, _, _ in books.printed.keys.students}
    unsure = frozenset(columns) & sheet.doubts
    # Where there is no class list, a number says whose a sheet is as soon as it has no gap.
    clear = number in known if known else bool(number) and UNKNOWN not in number
    if clear and not unsure:
        return known.get(number, number), frozenset()
    if not number:
        books.add_problem("sheet-no-number", f"no student's number is marked: {sheet.where}", sheet.span)
    elif number not in known and known:
        offered = nearest(number, books.printed.keys.students)
        books.add_problem("sheet-unknown-number", f"nobody has the number {number}: {sheet.where}", sheet.span, offered)
    return known.get(number, number), unsure or frozenset(columns[:1])


def _same_numbers(books: _Books, sheets: Sequence[Sheet], responses: Sequence[Response]) -> None:
    by_id: dict[str, list[Sheet]] = defaultdict(list)
    for sheet, response in zip(sheets, responses, strict=True):
        if response.id:
            by_id[response.id].append(sheet)
    for id, same in by_id.items():
        if len(same) > 1:
            where = "; ".join(sheet.where for sheet in same)
            books.add_problem(
                "sheet-same-number", f"{counted(len(same), 'sheet')} with the number {id}: {where}", same[0].span
            )
