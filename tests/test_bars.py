"""Bars of a drawing are as long as their numbers, by their axis or in proportion, standing or lying."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from hwgen import Area, Axes, Label, Line, Picture
from hwgen.flaws.bars import of_bars

HEIGHTS = (12, 5, 20, 8)
ALT = "the bars: A 12, B 5, C 20, D 8"


def chart(
    heights: Sequence[float] = HEIGHTS,
    alt: str = ALT,
    *,
    ticks: Sequence[float] = (5, 10, 15),
    upright: bool = True,
    names: str = "ABCD",
    outlined: bool = False,
    more: tuple[Any, ...] = (),
) -> str:
    """What is found of four bars of these heights."""
    value, place = (0, 25), (0, 5)
    axes = Axes(place, value, 50, 50, (5, 5)) if upright else Axes(value, place, 50, 50, (5, 5))
    marks: list[Any] = [*(axes.cross((), ticks) if upright else axes.cross(ticks, ())), *more]

    def at(across: float, along: float) -> tuple[float, float]:
        return axes.place(across, along) if upright else axes.place(along, across)

    for i, height in enumerate(heights):
        x = i + 0.5 if upright else 4 - i
        corners = (at(x, 0), at(x, height), at(x + 0.5, height), at(x + 0.5, 0))
        marks.append(Line((*corners, corners[0])) if outlined else Area(corners, 0.7))
        marks.append(Label(at(x + 0.25, -1), names[i]))
    picture = Picture(60, 60, tuple(marks), alt)
    return of_bars(picture, [word.strip(",") for word in alt.split() if word.strip(",").isdigit()], alt)


@pytest.mark.parametrize("upright", [True, False])
@pytest.mark.parametrize("outlined", [True, False])
@pytest.mark.parametrize("ticks", [(5, 10, 15), ()])
def test_bars_are_as_long_as_their_numbers(upright: bool, outlined: bool, ticks: tuple[int, ...]) -> None:
    assert chart(upright=upright, outlined=outlined, ticks=ticks) == ""
    wrong = chart((8, 20, 5, 12), upright=upright, outlined=outlined, ticks=ticks)
    assert ("by its axis" if ticks else "not as long") in wrong


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"heights": [h + 1 for h in HEIGHTS]}, "ends at 13, where the alternative text has 12"),
        ({"heights": [25 - h for h in HEIGHTS], "ticks": ()}, "not as long"),
        ({"names": "ABDC"}, "ends at 20, where the alternative text has 8"),
        # Numbers without names are those of the bars from left to right.
        ({"alt": "from left to right 12, 5, 20, 8"}, ""),
        ({"alt": "from left to right 5, 12, 20, 8"}, "ends at 12, where the alternative text has 5"),
        # In proportion, an axis may begin anywhere; equal bars are equally long.
        ({"heights": [h - 3 for h in HEIGHTS], "ticks": ()}, ""),
        ({"heights": [4, 4, 4, 4], "alt": "A 8, B 8, C 8, D 8", "ticks": ()}, ""),
        ({"heights": [4, 4, 5, 4], "alt": "A 8, B 8, C 8, D 8", "ticks": ()}, "not as long"),
        # Nothing to compare with, and a rectangle that is no bar.
        ({"heights": [1, 2, 3, 4], "alt": "four bars"}, ""),
        ({"heights": [1, 2, 3, 4], "more": (Area(((0, 40), (9, 40), (9, 45), (0, 45)), 0.9),)}, ""),
    ],
)
def test_bars_are_compared_with_the_alternative_text(more: dict[str, Any], message: str) -> None:
    fault = chart(**more)
    assert message in fault if message else fault == ""
