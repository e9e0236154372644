"""Who sits where, and which form of an exam lies there: never the same one on neighbouring seats."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

from hwgen.classes.roster import Student
from hwgen.draw import chance
from hwgen.errors import Diagnostic, Span, UsageError, counted

TWO_NUMBERS = re.compile(r"\D*(\d+)\D+(\d+)\D*")
LETTER_AND_NUMBER = re.compile(r"([A-Za-z])\W*(\d+)")
Place = tuple[str, int, int]


def _ways_apart(room: str) -> str:
    """How two students come to seats of their own, where a room is named and where none is."""
    return "correct the seats" if room else "name the rooms in a column `room`, or correct the seats"


def refuse_seats(students: Sequence[Student], *, ordered: bool = False, dealt: bool = False) -> None:
    """Raises UsageError with every seat by which papers cannot be `ordered` or forms `dealt`, at its line."""
    seated = [student for student in students if student.holder.seat]
    faults: list[Diagnostic] = []
    if ordered and not seated and students:
        message = "the class list has no seats, by which the papers were to be ordered"
        hint = "add a column `seat`, or leave out --order seat"
        whole = Span(students[0].row.file) if students[0].row else None
        faults.append(Diagnostic("seating-unreadable", message, whole, hint))
    taken: dict[Place, str] = {}
    for student in seated if ordered or dealt else ():
        holder = student.holder
        position = rows_and_columns(holder.seat)
        if position is None:
            message = f"`{holder.seat}`, the seat of `{holder.id}`, has no row and column"
            faults.append(Diagnostic("seating-unreadable", message, student.seat_at, "write 3-5 or C7"))
            continue
        place = holder.room, *position
        if dealt and place in taken:
            message = f"`{holder.id}` and `{taken[place]}` have the same seat, {holder.seat}"
            faults.append(Diagnostic("seating-unreadable", message, student.seat_at, _ways_apart(holder.room)))
        taken.setdefault(place, holder.id)
    if faults:
        raise UsageError(*faults)


def shared_seats(students: Sequence[Student]) -> tuple[Diagnostic, ...]:
    """A warning where students have the seat of another one: nothing rests on it but where papers are put."""
    taken: dict[tuple[str, object], Student] = {}
    shared: list[tuple[Student, Student]] = []
    for student in students:
        holder = student.holder
        if holder.seat:
            first = taken.setdefault((holder.room, rows_and_columns(holder.seat) or holder.seat), student)
            if first is not student:
                shared.append((student, first))
    if not shared:
        return ()
    student, first = shared[0]
    message = f"`{student.holder.id}` and `{first.holder.id}` have the same seat, {student.holder.seat}"
    if len(shared) > 1:
        message = f"{counted(len(shared), 'student')} have the seat of another one: {message}"
    return (Diagnostic("seats-shared", message, student.seat_at, _ways_apart(student.holder.room)),)


def in_order_of_seats(students: Sequence[Student], *, strict: bool = True) -> list[int]:
    """The places of the students in the roster, room by room and row by row; those without a seat at the end.

    A seat without row and column is an error where this order is asked for, and at the end of its room else.
    """
    if strict:
        refuse_seats(students, ordered=True)

    def key(i: int) -> tuple[bool, Place, int]:
        holder = students[i].holder
        if strict:
            return not holder.seat, (holder.room, *(rows_and_columns(holder.seat) or (0, 0))), i
        return False, (holder.room, *(rows_and_columns(holder.seat) or (sys.maxsize, 0))), i

    return sorted(range(len(students)), key=key)


def forms_for(students: Sequence[Student], count: int, seed: int) -> list[int]:
    """The form of each student, from 0; without seats in turn. Raises UsageError for a seat that is given twice."""
    refuse_seats(students, dealt=True)
    forms = []
    turn = chance((seed, "forms"), count)
    for i, student in enumerate(students):
        position = rows_and_columns(student.holder.seat)
        if position is None:
            forms.append((turn + i) % count)
            continue
        room, (row, column) = student.holder.room, position
        # Neighbours in a row differ by 1, in a column by 2 (by 1 where there are two forms): never by 0.
        step = 1 if count == 2 else 2
        forms.append((turn + chance((seed, "forms", room), count) + column + step * row) % count)
    return forms


def rows_and_columns(seat: str) -> tuple[int, int] | None:
    """Row and column of a seat such as 3-5 or C7; a number alone is a place in one row, 0."""
    lettered = LETTER_AND_NUMBER.fullmatch(seat)
    if lettered:
        return ord(lettered[1].upper()) - 64, int(lettered[2])
    numbered = TWO_NUMBERS.fullmatch(seat)
    if numbered:
        return int(numbered[1]), int(numbered[2])
    return (0, int(seat)) if seat.isdecimal() else None
