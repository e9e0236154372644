"""From ink to answers: each kind of mark beside what looks like it and is none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from hwgen.scanning.decisions import Decision, Usual, decided, usual
from hwgen.scanning.ink import Ink

GROUPS = [tuple(range(4 * i, 4 * i + 4)) for i in range(6)]


@dataclass(frozen=True)
class Box:
    """What was added in a box and around it, in parts of black; `printed` is how much of its print is seen."""

    inside: float = 0.0
    dark: float = 0.0
    around: float = 0.0
    ground: float = 0.0
    through: float = 0.0
    printed: float = 1.0


MARK = Box(0.4, 0.5)


def page(*first: Box, others: Box = MARK) -> tuple[Ink, Usual]:
    """A page on which the boxes of the first group are these, and the first box of each other group is marked."""
    boxes = [*first, *[Box()] * (4 - len(first))] + [others, Box(), Box(), Box()] * (len(GROUPS) - 1)
    columns = zip(*((b.inside, b.dark, b.around, b.ground, b.through, b.printed) for b in boxes), strict=True)
    ink = Ink(*(np.array(column) for column in columns))
    return ink, usual(ink, GROUPS)


def decision(*first: Box, others: Box = MARK, several: bool = False) -> Decision:
    ink, usually = page(*first, others=others)
    return decided(ink, GROUPS[0], usually, several=several)


@pytest.mark.parametrize(
    ("boxes", "marked"),
    [
        ((), ()),
        ((Box(), MARK), (1,)),
        ((Box(), Box(0.2, 0.45)), (1,)),
        # A cross or a dash has less ink than a filled box, and is as dark.
        ((Box(0.13, 0.5),), (0,)),
        # A dash may be longer than its box.
        ((Box(0.2, 0.5, through=0.05),), (0,)),
        # What an eraser left of another mark.
        ((Box(0.05, 0.1), MARK), (1,)),
        ((Box(0.12, 0.16), MARK), (1,)),
        # A stain covers the box and all that is around it.
        ((Box(0.2, 0.2, 0.2, 0.2),), ()),
        # The tail of a tick beside a box is on one side of it only.
        ((Box(0, 0, 0, 0), MARK), (1,)),
        # All four sides of one box are ringed, and nothing else is there.
        ((Box(0.0, 0.0, 0.15, 0.1),), (0,)),
    ],
)
def test_what_is_clear_is_decided(boxes: tuple[Box, ...], marked: tuple[int, ...]) -> None:
    made = decision(*boxes)
    assert not made.doubtful
    assert made.marked == marked


@pytest.mark.parametrize(
    ("boxes", "reason"),
    [
        ((MARK, MARK), "double"),
        ((Box(0.15, 0.2),), "faint"),
        ((MARK, Box(0.18, 0.22)), "faint"),
        # A fold is as dark as a mark, and thin.
        ((Box(0.09, 0.45),), "faint"),
        # Specks that a scanner without greys left of a mark.
        ((Box(0.03, 0.5),), "faint"),
        # One letter circled, another filled in.
        ((MARK, Box(0.0, 0.0, 0.15, 0.1)), "circled"),
        ((Box(0.0, 0.0, 0.06, 0.0),), "circled"),
        ((Box(printed=0.1),), "hidden"),
        ((Box(0.2, 0.5, through=0.18),), "line"),
    ],
)
def test_what_is_not_clear_is_a_doubt(boxes: tuple[Box, ...], reason: str) -> None:
    made = decision(*boxes)
    assert made.doubtful
    assert made.reason == reason


def test_a_faint_pencil_is_as_good_as_a_pen() -> None:
    faint = Box(0.12, 0.2)
    assert decision(Box(), faint, others=faint).marked == (1,)
    assert not decision(Box(), faint, others=faint).doubtful
    assert decision(Box(), faint).doubtful, "beside dark marks it may be what an eraser left"


def test_dirt_on_an_empty_sheet_is_no_mark() -> None:
    """Nothing says what is usual there, since everything on it is paler than any pencil."""
    dirt = Box(0.05, 0.09)
    made = decision(dirt, others=dirt)
    assert made.doubtful or not made.marked


def test_several_marks_are_no_doubt_where_several_are_asked_for() -> None:
    made = decision(MARK, Box(), MARK, several=True)
    assert made.marked == (0, 2)
    assert not made.doubtful
    assert decision(MARK, Box(0.15, 0.2), several=True).doubtful
