"""Who sits where, and which form of an exam lies there: never the same one on neighbouring seats."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hwgen.classes.roster import Student
from hwgen.draw import chance
from hwgen.errors import Diagnostic, UsageError
from hwgen.exam.model import Holder

TWO_NUMBERS = re.compile(r"\D*(\d+)\D+(\d+)\D*")
LETTER_AND_NUMBER = re.compile(r"([A-Za-z])\W*(\d+)")
Place = tuple[str, int, int]


def in_order_of_seats(students: Sequence[Student]) -> list[int]:
    """The places of the students in the roster, room by room and row by row; those without a seat at the end."""

    def key(i: int) -> tuple[bool, Place, int]:
        holder = students[i].holder
        return not holder.seat, _place(holder) if holder.seat else (holder.room, 0, 0), i

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
    """Room, row and column of a seat."""
    lettered = LETTER_AND_NUMBER.fullmatch(holder.seat)
    if lettered:
        return holder.room, ord(lettered[1].upper()) - 64, int(lettered[2])
    numbered = TWO_NUMBERS.fullmatch(holder.seat)
    if numbered:
        return holder.room, int(numbered[1]), int(numbered[2])
    if holder.seat.isdecimal():
        return holder.room, 0, int(holder.seat)
    raise UsageError(
        Diagnostic(
            "seating-unreadable",
            f"`{holder.seat}`, the seat of `{holder.id}`, tells no row and column",
            None,
            "write 3-5 or C7",
        )
    )
