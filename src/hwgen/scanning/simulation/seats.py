"""Who sits an exam, and with which sheet: by the seating plan of its forms, else in turn."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hwgen.classes.columns import understood
from hwgen.classes.roster import read_roster
from hwgen.classes.seating import in_order_of_seats
from hwgen.classes.spreadsheet import read_sheets
from hwgen.errors import Diagnostic, UsageError
from hwgen.sheets.keys import Keys
from hwgen.words.words import nearest

SEATING = "seating.csv"
# How many sit an exam whose papers are photocopied, where there is no class list.
INVENTED = 30


@dataclass(frozen=True)
class Seat:
    """Somebody who sits the exam: with which sheet, by its serial number, and the number that is to be marked on it; it is empty where a name is printed."""

    place: int
    serial: int
    number: str = ""

    @property
    def name(self) -> str:
        return f"{self.serial}-{self.number}" if self.number else str(self.serial)


def seating_plan(folder: Path) -> Path | None:
    """That of the forms of a class, which a teacher may have edited."""
    path = folder / SEATING
    return path if path.exists() else None


def seats(folder: Path, keys: Keys) -> list[Seat]:
    """Sheets in the order in which they are collected.

    Without a seating plan, papers without names are handed out in turn: to the class list, else to students that are invented as well. Raises UsageError for a
    plan that names no form of the class.
    """
    copies = keys.copies
    if any(copy.id for copy in copies):
        return [Seat(copy.serial, copy.serial) for copy in copies]
    if path := seating_plan(folder):
        return _planned(path, keys)
    photocopied = len(copies) == 1 or any(copy.form for copy in copies)
    invented = [f"2026{number:06}" for number in range(1, (INVENTED if photocopied else len(copies)) + 1)]
    ids = [id for id, _, _ in keys.students] or invented
    return [Seat(place, copies[(place - 1) % len(copies)].serial, id) for place, id in enumerate(ids, 1)]


def _planned(path: Path, keys: Keys) -> list[Seat]:
    """Room by room and row by row. Whoever is not in the plan did not come."""
    serials = {copy.form: copy.serial for copy in keys.copies}
    table = understood(path, read_sheets(path))
    headers = [text.casefold() for text in table.header.texts]
    word = nearest(keys.language)["sheet.form"].casefold()
    column = headers.index(word) if word in headers else len(headers) - 1
    rows = {row.line: row for row in table.rows}
    forms = {line: row.texts[column].strip().upper() for line, row in rows.items() if column < len(row.texts)}
    students = read_roster(path).students
    lines = [student.row.line for student in students if student.row]
    unknown = [line for line in lines if forms.get(line, "") not in serials]
    if unknown:
        known = ", ".join(serials)
        faults = (
            Diagnostic(
                "seating-form",
                f"`{forms.get(line, '')}` is no form of this exam",
                rows[line].span(path, column),
                f"its forms are {known}",
            )
            for line in unknown
        )
        raise UsageError(*faults)
    order = in_order_of_seats(students, strict=False)
    return [Seat(place, serials[forms[lines[i]]], students[i].holder.id) for place, i in enumerate(order, 1)]
