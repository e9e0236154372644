"""Bars of drawings: each is as long as the number that the alternative text gives it, by the ticks of the axis if there are any."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hwgen.content.picture import Area, Label, Line, Picture

FEWEST = 3
# Two rectangles with a name each are bars, too.
FEWEST_NAMED = 2
# Of the longest bar: what cannot be seen.
NEAR = 0.02
NUMBER = re.compile(r"[-−]?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class _Bar:
    """A rectangle: where it begins and ends across and along, in millimetres."""

    across: tuple[float, float]
    along: tuple[float, float]


def of_bars(picture: Picture, shown: Sequence[str], alt: str) -> str:
    """What is wrong with the bars of a drawing in one language, `shown` being the numbers of its alternative text; "" where nothing is."""
    for upright in (True, False):
        bars = _bars(picture, upright=upright)
        if len(bars) >= FEWEST or (len(bars) == FEWEST_NAMED and _are_named(picture, bars, alt, upright=upright)):
            return next(_faults(picture, bars, shown, alt, upright=upright), "")
    return ""


def _faults(picture: Picture, bars: Sequence[_Bar], shown: Sequence[str], alt: str, *, upright: bool) -> Iterator[str]:
    ends = [bar.along[1] for bar in bars]
    names = [_name(picture, bar, upright=upright) for bar in bars]
    named = _by_name(names, alt)
    numbers = named or [float(text.replace("−", "-")) for text in shown]
    if len(numbers) != len(bars):
        return
    listed = ", ".join(
        f"{name} {number:g}" if named else f"{number:g}" for name, number in zip(names, numbers, strict=True)
    )
    ticks = _ticks(picture, upright=upright)
    if len(ticks) > 1:
        (low, at), (high, there) = min(ticks), max(ticks)
        read = [low + (end - at) * (high - low) / (there - at) for end in ends]
        for number, value in zip(numbers, read, strict=True):
            if abs(number - value) > NEAR * max(map(abs, read)):
                yield f"by its axis, a bar ends at {value:.3g}, where the alternative text has {number:g} ({listed})"
    elif not (_are_in_proportion(numbers, bars) if len(bars) < FEWEST else _grow_alike(numbers, ends)):
        yield f"the bars are not as long as the numbers of the alternative text ({listed})"


def _are_named(picture: Picture, bars: Sequence[_Bar], alt: str, *, upright: bool) -> bool:
    return bool(_by_name([_name(picture, bar, upright=upright) for bar in bars], alt))


def _are_in_proportion(numbers: Sequence[float], bars: Sequence[_Bar]) -> bool:
    """Whether each bar is as long as its number, beside the longest one."""
    lengths = [bar.along[1] - bar.along[0] for bar in bars]
    unit = max(lengths) / max(numbers) if max(numbers) > 0 else 0.0
    return all(
        abs(length - unit * number) <= NEAR * max(lengths) for length, number in zip(lengths, numbers, strict=True)
    )


def _bars(picture: Picture, *, upright: bool) -> list[_Bar]:
    """The rectangles that stand on one line, or lie against one, from left to right or from the top down."""
    bars = []
    for mark in picture.marks:
        if isinstance(mark, Area | Line) and (box := _box(mark.points)):
            (left, right), (low, high) = box
            bars.append(_Bar((left, right), (low, high)) if upright else _Bar((-high, -low), (left, right)))
    if not bars:
        return []
    bases = {round(bar.along[0], 1) for bar in bars}
    widths = {round(bar.across[1] - bar.across[0], 1) for bar in bars}
    # Bars that are stacked, and boxes in boxes, are read otherwise.
    apart = sorted(bars, key=lambda bar: bar.across)
    is_row = all(one.across[1] <= other.across[0] + 0.01 for one, other in pairwise(apart))
    return apart if len(bases) == len(widths) == 1 and is_row else []


def _box(points: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """The sides of a rectangle with upright edges."""
    corners = {(round(x, 2), round(y, 2)) for x, y in points}
    xs, ys = ({corner[i] for corner in corners} for i in (0, 1))
    return ((min(xs), max(xs)), (min(ys), max(ys))) if len(corners) == 4 and len(xs) == len(ys) == 2 else None


def _labels(picture: Picture) -> Iterator[tuple[float, float, str]]:
    for mark in picture.marks:
        if isinstance(mark, Label) and isinstance(mark.text, str):
            yield (*mark.at, mark.text)


def _name(picture: Picture, bar: _Bar, *, upright: bool) -> str:
    """The label that stands at the middle of a bar and is no number."""
    middle, within = sum(bar.across) / 2, (bar.across[1] - bar.across[0]) / 2
    names = [
        text
        for x, y, text in _labels(picture)
        if not NUMBER.fullmatch(text) and abs((x if upright else -y) - middle) < within
    ]
    return names[0] if len(names) == 1 else ""


def _by_name(names: Sequence[str], alt: str) -> list[float]:
    """The number that the alternative text has right behind the name of each bar; none, where one is missing."""
    numbers = []
    for name in names:
        matches = (
            re.findall(rf"(?<!\w){re.escape(name)}(?:\s|[:：=（(为是])*({NUMBER.pattern})(?![\w.])", alt)
            if name
            else []
        )
        if len(matches) != 1:
            return []
        numbers.append(float(matches[0].replace("−", "-")))
    return numbers if len(set(names)) == len(names) else []


def _ticks(picture: Picture, *, upright: bool) -> list[tuple[float, float]]:
    """The numbers beside an axis along the bars, with their places: those that stand in a line, equally far apart."""
    columns: dict[float, list[tuple[float, float]]] = {}
    for x, y, text in _labels(picture):
        if NUMBER.fullmatch(text):
            across, along = (x, y) if upright else (y, x)
            columns.setdefault(round(across, 1), []).append((float(text.replace("−", "-")), along))
    longest: list[tuple[float, float]] = max(map(sorted, columns.values()), key=len, default=[])
    steps = [(there - at) / (high - low) for (low, at), (high, there) in pairwise(longest) if high > low]
    is_even = len(longest) >= FEWEST and len(steps) == len(longest) - 1 and steps[0] > 0
    return longest if is_even and all(math.isclose(step, steps[0], rel_tol=NEAR) for step in steps) else []


def _grow_alike(numbers: Sequence[float], ends: Sequence[float]) -> bool:
    """Whether the ends of bars grow with their numbers, each unit by as much."""
    low, high = min(numbers), max(numbers)
    if low == high:
        return max(ends) - min(ends) < NEAR * max(ends)
    at, there = (ends[list(numbers).index(number)] for number in (low, high))
    return there > at and all(
        abs(at + (number - low) * (there - at) / (high - low) - end) <= NEAR * (there - at)
        for number, end in zip(numbers, ends, strict=True)
    )
