"""Who sits where, and which form of an exam lies there: never the same one on neighbouring seats."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

from hwgen.classes.roster import Student
from hwgen.draw import chance
from hwgen.errors import Diagnostic, UsageError
from hwgen.exam.model import Holder

TWO_NUMBERS = re.compile(r"\D*(\d+)\D+(\d+)\D*")
LETTER_AND_NUMBER = re.compile(r"([A-Za-z])\W*(\d+)")
Place = tuple[str, int, int]


def in_order_of_seats(students: Sequence[Student], *, strict: bool = True) -> list[int]:
    """The places of the students in the roster, room by room and row by row; those without a seat at the end.

    A seat without row and column is an error where this order is asked for, and at the end of its room else.
    """

    def key(i: int) -> tuple[bool, Place, int]:
        holder = students[i].holder
        if strict:
            return not holder.seat, _place(holder) if holder.seat else (holder.room, 0, 0), i
        return False, (holder.room, *(rows_and_columns(holder.seat) or (sys.maxsize, 0))), i

    return sorted(range(len(students)), key=key)


def forms_for(students: Sequence[Student], count: int, seed: int) -> list[int]:
    """The form of each student, from 0; without seats in turn. Raises UsageError for a seat that is given twice."""
    taken: dict[Place, str] = {}
    forms = []
    turn = chance((seed, "forms"), count)
    for i, student in enumerate(students):
        if not student.holder.seat:
            forms.append((turn + i) % count)
            continue
        place = _place(student.holder)
        if place in taken:
            message = f"`{student.holder.id}` and `{taken[place]}` have the same seat, {student.holder.seat}"
            raise UsageError(
                Diagnostic("seating-unreadable", message, None, "name the rooms in a column `room`, or mend the seats")
            )
        taken[place] = student.holder.id
        room, row, column = place
        # Neighbours in a row differ by 1, in a column by 2 (by 1 where there are two forms): never by 0.
        step = 1 if count == 2 else 2
        forms.append((turn + chance((seed, "forms", room), count) + column + step * row) % count)
    return forms


def _place(holder: Holder) -> Place:
    """Room, row and column of a seat. Raises UsageError."""
    place = rows_and_columns(holder.seat)
    if place is None:
        message = f"`{holder.seat}`, the seat of `{holder.id}`, has no row and column"
        raise UsageError(Diagnostic("seating-unreadable", message, None, "write 3-5 or C7"))
    return holder.room, *place


def rows_and_columns(seat: str) -> tuple[int, int] | None:
    """Row and column of a seat such as 3-5 or C7; a number alone is a place in one row, 0."""
    lettered = LETTER_AND_NUMBER.fullmatch(seat)
    if lettered:
        return ord(lettered[1].upper()) - 64, int(lettered[2])
    numbered = TWO_NUMBERS.fullmatch(seat)
    if numbered:
        return int(numbered[1]), int(numbered[2])
    return (0, int(seat)) if seat.isdecimal() else None
