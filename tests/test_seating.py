"""Seats of a class list: read, ordered, and dealt forms so that neighbours never hold the same one."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwgen.classes.roster import Student
from hwgen.classes.seating import forms_for, in_order_of_seats
from hwgen.errors import UsageError
from hwgen.exam.model import Holder


@given(st.integers(2, 8), st.integers(1, 9), st.integers(1, 9), st.integers(0, 99))
def test_neighbours_never_hold_the_same_form(forms: int, rows: int, columns: int, seed: int) -> None:
    places = [(r, c) for r in range(1, rows + 1) for c in range(1, columns + 1)]
    students = [Student(Holder(f"{r}/{c}", "x", seat=f"{r}-{c}")) for r, c in places]
    dealt = dict(zip(places, forms_for(students, forms, seed), strict=True))
    for (r, c), form in dealt.items():
        assert 0 <= form < forms
        assert form != dealt.get((r, c + 1))
        assert form != dealt.get((r + 1, c))


def test_seats_are_read_and_ordered() -> None:
    seats = ["B10", "B2", "A1", "", "2排3座", "2-1"]
    students = [Student(Holder(str(i), "x", room="" if i < 4 else "0", seat=seat)) for i, seat in enumerate(seats)]
    assert in_order_of_seats(students) == [2, 1, 0, 5, 4, 3]


@pytest.mark.parametrize("more", [("--dry-run",), ("--formats", "pdf")])
@pytest.mark.parametrize("dealt", [("--order", "seat"), ("--forms", "2")])
def test_every_seat_that_cannot_be_read_is_named_at_its_line(
    small_course: Path,
    hwgen: Callable[..., subprocess.CompletedProcess[str]],
    more: tuple[str, ...],
    dealt: tuple[str, ...],
) -> None:
    listed = small_course / "class.csv"
    listed.write_text("id,name,seat\n1,Ann,1-1\n2,Bob,x\n3,Cid,3-\n", encoding="utf-8")
    done = hwgen("build", "named", "--seed", "1", "--roster", listed, *dealt, *more, "--course", small_course)
    assert done.returncode == 2
    assert f"{listed.name}:3:7: error: `x`, the seat of `2`, has no row and column" in done.stderr
    assert f"{listed.name}:4:7: error: `3-`, the seat of `3`, has no row and column" in done.stderr


def test_an_order_of_seats_needs_seats(
    small_course: Path, hwgen: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    listed = small_course / "class.csv"
    listed.write_text("id,name\n1,Ann\n2,Bob\n", encoding="utf-8")
    command = ("build", "named", "--seed", "1", "--roster", listed, "--dry-run", "--course", small_course)
    done = hwgen(*command, "--order", "seat")
    assert done.returncode == 2
    assert "the class list has no seats" in done.stderr
    assert hwgen(*command).returncode == 0
    listed.write_text("id,name,seat\n1,Ann,front\n", encoding="utf-8")
    done = hwgen(*command)
    assert done.returncode == 0
    assert "seats without row and column: front (1)" in done.stderr


@pytest.mark.parametrize("seats", [("1-1", "1-1"), ("window", "1-1")])
def test_seats_that_are_taken_or_tell_nothing(seats: tuple[str, str]) -> None:
    with pytest.raises(UsageError):
        forms_for([Student(Holder(str(i), "x", seat=seat)) for i, seat in enumerate(seats)], 4, 1)
