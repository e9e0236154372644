"""The lists that invigilators need: who is present, who sits in which room, and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hwgen.classes.copies import Copy
from hwgen.classes.roster import Student
from hwgen.classes.seating import in_order_of_seats, rows_and_columns
from hwgen.words.words import Words
from hwgen.writers.tables import Table

Seated = tuple[Student, Copy]
# Rooms have no more rows or columns.
MOST_IN_A_LINE = 60


def lists(dealing: Sequence[Seated], title: str, words: Words) -> list[Table]:
    """An attendance list for each room, or for each group where there are no rooms; the rooms; a map of each room's seats."""
    students = [student for student, _ in dealing]
    rooms = by_place(dealing)
    tables = [_attendance(room, those, title, words) for room, those in rooms.items()]
    if any(student.holder.room for student in students):
        tables += [_rooms(rooms, title, words), _students(students, title, words)]
        tables += [seats for room, those in rooms.items() for seats in _seats(room, those, title, words)]
    return tables


def by_place(dealing: Sequence[Seated]) -> dict[str, list[Seated]]:
    """Who is in each room, in the order of seats, or in each group where there are no rooms."""
    students = [student for student, _ in dealing]
    by_room = any(student.holder.room for student in students)
    places: dict[str, list[Seated]] = {}
    for i in in_order_of_seats(students, strict=False):
        holder = students[i].holder
        places.setdefault(holder.room if by_room else holder.group, []).append(dealing[i])
    return places


def _attendance(room: str, seated: Sequence[Seated], title: str, words: Words) -> Table:
    names = ["number", "seat", "id", "name", "group", "form", "signature"]
    rows = [
        (i, s.holder.seat, s.holder.id, s.holder.name, s.holder.group, copy.code.form, "")
        for i, (s, copy) in enumerate(seated, 1)
    ]
    # What nobody has is no column to write into.
    shown = [j for j, name in enumerate(names) if name == "signature" or any(row[j] for row in rows)]
    head = tuple(words[f"sheet.{names[j]}"] for j in shown)
    note = f"{title} · {words.say('sheet.students', count=len(seated))}"
    return Table(_titled("attendance", room, words), note, head, tuple(tuple(row[j] for j in shown) for row in rows))


def _rooms(rooms: dict[str, list[Seated]], title: str, words: Words) -> Table:
    rows = tuple((room or "—", words.say("sheet.students", count=len(seated))) for room, seated in rooms.items())
    note = f"{title} · {words.say('sheet.students', count=sum(map(len, rooms.values())))}"
    return Table(words["sheet.rooms"], note, (words["sheet.room"], words["sheet.size"]), rows)


def _students(students: Sequence[Student], title: str, words: Words) -> Table:
    head = tuple(words[f"sheet.{name}"] for name in ("id", "name", "room", "seat"))
    holders = sorted((student.holder for student in students), key=lambda holder: holder.id)
    rows = tuple((h.id, h.name, h.room or "—", h.seat or "—") for h in holders)
    return Table(words["sheet.places"], title, head, rows)


def _seats(room: str, seated: Sequence[Seated], title: str, words: Words) -> Iterator[Table]:
    """None where a seat says no row and column."""
    places = {pair: rows_and_columns(pair[0].holder.seat) for pair in seated if pair[0].holder.seat}
    known = [place for place in places.values() if place and place[0]]
    if not places or len(known) < len(places):
        return
    columns = _between({column for _, column in known})
    grid: dict[tuple[int, int], list[str]] = {}
    for (student, copy), place in places.items():
        if place:
            h = student.holder
            grid.setdefault(place, []).append("\n".join(filter(None, (h.seat, h.name, h.id, copy.code.form))))
    rows = tuple(
        tuple("\n".join(grid.get((row, column), ())) for column in columns)
        for row in _between({row for row, _ in known})
    )
    note = f"{title} · ↑ {words['sheet.front']}"
    yield Table(_titled("seats", room, words), note, tuple(map(str, columns)), rows, landscape=True, even=True)


def _between(numbers: set[int]) -> Sequence[int]:
    """Of a room's rows or columns also the empty ones, unless its numbers are no places: 101 and 2001."""
    every = range(min(numbers), max(numbers) + 1)
    return every if len(every) <= MOST_IN_A_LINE else sorted(numbers)


def _titled(name: str, room: str, words: Words) -> str:
    return f"{words[f'sheet.{name}']} {room}".strip()
