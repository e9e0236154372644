"""What the ink in the boxes of a page says: kinds of marks, strokes and dirt, each beside a twin that is read another way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hwgen.scanning.decisions import Decision, decided, signs, usual
from hwgen.scanning.ink import Ink

GROUPS, BOXES = 12, 4
PLACES = [range(BOXES * i, BOXES * i + BOXES) for i in range(GROUPS)]
# The box of the first group that the cases are about; in all other groups the first box has the usual mark.
AT = 2


def page(amount: float, darkness: float, **at: float) -> Ink:
    """A page with usual marks of this amount and darkness, and what is said of one box of the first group."""
    blank = np.zeros(GROUPS * BOXES)
    ink = Ink(blank, blank, blank, blank, blank, blank, blank, blank, np.ones(GROUPS * BOXES))
    inside, dark = blank.copy(), blank.copy()
    inside[BOXES::BOXES], dark[BOXES::BOXES] = amount, darkness
    ink = replace(ink, inside=inside, dark=dark)
    for name, value in at.items():
        values = getattr(ink, name).copy()
        values[AT] = value
        ink = replace(ink, **{name: values})
    return ink


def of_group(ink: Ink, group: int, *, several: bool = False) -> Decision:
    page = usual(ink, PLACES)
    return decided(ink, PLACES[group], page, signs(ink, page), several=several)


def first(ink: Ink, *, several: bool = False) -> Decision:
    return of_group(ink, 0, several=several)


@pytest.mark.parametrize(
    ("at", "marked", "reason"),
    [
        ({"inside": 0.5, "dark": 0.7}, (AT,), ""),
        ({"inside": 0.2, "dark": 0.35}, (AT,), "faint"),
        # Dirt is small, a hair line is small and dark; a stain all around may be a circle.
        ({"inside": 0.01, "dark": 0.1}, (), ""),
        ({"inside": 0.01, "dark": 0.6}, (AT,), "faint"),
        ({"inside": 0.012, "dark": 0.3}, (AT,), "faint"),
        ({"inside": 0.3, "dark": 0.3, "ground": 0.3, "around": 0.3}, (AT,), "circled"),
        # A circle around a box is asked about, whatever it is.
        ({"around": 0.2, "ground": 0.2}, (AT,), "circled"),
        # A mark that spilled over all of its sides, beside a stain that is paler; a circle that runs along its box.
        ({"inside": 0.49, "dark": 0.52, "ground": 0.43, "around": 0.5}, (AT,), "circled"),
        ({"inside": 0.2, "dark": 0.22, "ground": 0.19, "around": 0.19}, (), ""),
        ({"inside": 0.07, "dark": 0.5, "ground": 0.075, "around": 0.09}, (AT,), "circled"),
        ({"inside": 0.02, "dark": 0.5, "ground": 0.02, "around": 0.02}, (AT,), "circled"),
        ({"inside": 0.02, "dark": 0.2, "ground": 0.02, "around": 0.02}, (), ""),
        # A fold runs through a box, a large cross goes beyond all of its corners.
        ({"inside": 0.3, "dark": 0.7, "through": 0.3}, (AT,), "line"),
        ({"inside": 0.3, "dark": 0.7, "through": 0.3, "corners": 0.2}, (AT,), ""),
        # A weak mark that goes on beyond its box, beside a neighbour with more ink or without one.
        ({"inside": 0.2, "dark": 0.7, "beyond": 0.2, "beside": 0.5}, (AT,), "line"),
        ({"inside": 0.2, "dark": 0.7, "beyond": 0.2}, (AT,), ""),
        # The arc of a large circle around the next box, which is empty, and the end of a dash.
        ({"inside": 0.21, "dark": 0.83, "beyond": 0.3}, (AT,), "line"),
        ({"inside": 0.21, "dark": 0.83, "beyond": 0.2}, (AT,), ""),
        ({"inside": 0.5, "dark": 0.7, "beyond": 0.3, "beside": 0.6}, (AT,), ""),
        ({"inside": 0.5, "dark": 0.7, "beyond": 0.4, "beside": 0.6}, (AT,), "line"),
    ],
)
def test_ink_in_a_box(at: dict[str, float], marked: tuple[int, ...], reason: str) -> None:
    decision = first(page(0.55, 0.7, **at))
    assert (decision.marked, decision.reason, decision.doubtful) == (marked, reason, bool(reason))


@pytest.mark.parametrize(("amount", "darkness", "reason"), [(0.17, 0.25, ""), (0.2, 0.3, "faint")])
def test_beside_a_dark_mark_a_paler_one_was_erased_or_meant(amount: float, darkness: float, reason: str) -> None:
    ink = page(0.55, 0.7, inside=amount, dark=darkness)
    ink.inside[0], ink.dark[0] = 0.9, 1.0
    decision = first(ink)
    assert (decision.marked, decision.reason, decision.doubtful) == ((0,), reason, bool(reason))


@pytest.mark.parametrize(("darkness", "doubtful"), [(0.45, False), (0.7, True)])
def test_ink_much_darker_than_all_marks_is_a_note(darkness: float, doubtful: bool) -> None:
    assert first(page(0.2, 0.3, inside=0.25, dark=darkness)).doubtful == doubtful


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        ({"through": 0.05}, ""),
        # The line of a note beside the rows, which as the only mark would be one.
        ({"through": 0.2}, "line"),
        # A cross over one of two marks takes it back, whatever the rules say; over both it is how somebody marks.
        ({"corners": 0.2}, "line"),
    ],
)
def test_one_more_mark_where_several_are_allowed(at: dict[str, float], reason: str) -> None:
    ink = page(0.55, 0.7, inside=0.5, dark=0.7, **at)
    assert first(ink, several=True) == Decision((AT,), first(ink, several=True).confidence)
    for name, value in (("inside", 0.5), ("dark", 0.7)):
        getattr(ink, name)[0] = value
    decision = first(ink, several=True)
    assert (decision.marked, decision.reason, decision.doubtful) == ((0, AT), reason, bool(reason))
    both = replace(ink, through=ink.beside, corners=np.full(GROUPS * BOXES, 0.2))
    assert not first(both, several=True).doubtful


@pytest.mark.parametrize("amount", [0.03, 0.045, 0.067, 0.09])
def test_thin_marks_all_over_a_page_are_no_blanks(amount: float) -> None:
    """Where the usual mark is paler than is known of any pencil, marks are read or asked about; they are never left out."""
    ink = page(amount, 0.37)
    decision = of_group(ink, 1)
    assert decision.marked == (0,) or decision.doubtful
    assert of_group(ink, 0) == Decision((), 1.0)


@pytest.mark.parametrize(("darkness", "doubtful"), [(0.05, False), (0.11, True)])
def test_on_a_pale_photo_a_thin_stroke_is_asked_about(darkness: float, doubtful: bool) -> None:
    assert first(page(0.06, 0.19, inside=0.011, dark=darkness)).doubtful == doubtful


@pytest.mark.parametrize(("others", "doubtful"), [((1.0, 1.0), True), ((1.0, 0.5), False)])
def test_half_a_mark_is_asked_about_where_all_others_are_whole(others: tuple[float, float], doubtful: bool) -> None:
    """It was read without a word just above the limit; where marks differ, it is one of them."""
    ink = page(0.55, 0.7, inside=0.3, dark=0.35)
    part = np.tile(np.repeat(others, BOXES), GROUPS // 2)
    part[AT] = 1
    decision = first(replace(ink, inside=ink.inside * part, dark=ink.dark * part))
    assert (decision.marked, decision.doubtful) == ((AT,), doubtful)
