"""Drawings as data: lines, dots and labels in millimetres, which each writer turns into its own vector format."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, Protocol

from hwgen.text import Language, Text

Point = tuple[float, float]
Stroke = Literal["solid", "dashed", "dotted", "dashdot"]


@dataclass(frozen=True)
class Line:
    """A polyline; `width` in points, `grey` from 0 (black) to 1 (white)."""

    points: tuple[Point, ...]
    stroke: Stroke = "solid"
    width: float = 0.6
    grey: float = 0.0
    arrow: bool = False


# How far, in millimetres, a point may lie from a straight line and be left out.
STRAIGHT = 0.011


def bends(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """The points without those that lie on the way from their predecessor to their successor."""
    kept: list[Point] = []
    for i, point in enumerate(points):
        inner = 0 < i < len(points) - 1
        if not (inner and _distance(point, kept[-1], points[i + 1]) < STRAIGHT):
            kept.append(point)
    return tuple(kept)


def _distance(point: Point, start: Point, end: Point) -> float:
    """How far `point` is from the segment between `start` and `end`."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    along = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length if length else 0.0
    along = min(1.0, max(0.0, along))
    return math.hypot(point[0] - start[0] - along * dx, point[1] - start[1] - along * dy)


# Of the head of an arrow: its length in millimetres, and half its angle in radians.
HEAD_LENGTH = 1.6
HEAD_ANGLE = 0.35


def arrow_head(points: Sequence[Point]) -> tuple[Point, Point, Point]:
    """The triangle at the end of a line."""
    (x0, y0), (x, y) = points[-2:]
    angle = math.atan2(y - y0, x - x0)
    corners = (
        (x - HEAD_LENGTH * math.cos(angle + s), y - HEAD_LENGTH * math.sin(angle + s))
        for s in (HEAD_ANGLE, -HEAD_ANGLE)
    )
    one, other = ((round(a, 2), round(b, 2)) for a, b in corners)
    return (x, y), one, other


@dataclass(frozen=True)
class Dots:
    """Filled discs; `radius` in millimetres."""

    points: tuple[Point, ...]
    radius: float = 0.7
    grey: float = 0.0


@dataclass(frozen=True)
class Label:
    """A short text whose `anchor` side touches the point `at`; italic for a variable.

    On a page that is drawn, `size` is that of its type in points, and `grey` as that of a line.
    """

    at: Point
    text: Text | str
    anchor: Literal["center", "north", "south", "east", "west"] = "center"
    italic: bool = False
    size: float = 0.0
    grey: float = 0.0


@dataclass(frozen=True)
class Area:
    """A filled polygon; what its grey tells is kept where others are made darker."""

    points: tuple[Point, ...]
    grey: float


Mark = Line | Dots | Label | Area


class Drawable(Protocol):
    """What can be drawn with its words in one language."""

    def in_language(self, language: Language) -> Picture: ...


@dataclass(frozen=True)
class Picture:
    """A drawing of `width` by `height` millimetres, origin at the lower left."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    alt: Text | str

    def __post_init__(self) -> None:
        # What a screen reader reads is seen on no page: two languages in one string would go unnoticed.
        if isinstance(self.alt, str) and " || " in self.alt:
            raise ValueError('the `alt` of a picture is one string: write `Text("中文 || English")`')

    def in_language(self, language: Language) -> Picture:
        def chosen(text: Text | str) -> str:
            return text if isinstance(text, str) else text[language]

        marks = tuple(replace(m, text=chosen(m.text)) if isinstance(m, Label) else m for m in self.marks)
        return replace(self, marks=marks, alt=chosen(self.alt))


def one_language(text: Text | str) -> str:
    """A label or alternative text of a picture in one language. Raises TypeError for one that is still in two."""
    if not isinstance(text, str):
        raise TypeError(f"`{text}` is in two languages; ask for the picture in one")
    return text


@dataclass(frozen=True)
class Axes:
    """A frame of reference: the values of `x` and `y`, each from and to, that are shown on `width` by `height` millimetres.

    Its lower left corner lies at `origin` of the picture. Its methods give marks and points for a `Picture`.
    """

    x: tuple[float, float]
    y: tuple[float, float]
    width: float
    height: float
    origin: Point = (0.0, 0.0)

    def place(self, x: float, y: float) -> Point:
        """The point of the picture, in millimetres, at which the values `x` and `y` lie."""
        across = (x - self.x[0]) / (self.x[1] - self.x[0]) * self.width
        up = (y - self.y[0]) / (self.y[1] - self.y[0]) * self.height
        return (round(self.origin[0] + across, 2), round(self.origin[1] + up, 2))

    def curve(self, f: Callable[[float], float], *, samples: int = 96, width: float = 1.1) -> tuple[Line, ...]:
        """The graph of `f` inside the window, cut where it leaves it."""
        runs: list[list[Point]] = [[]]
        step = (self.x[1] - self.x[0]) / samples
        for i in range(samples + 1):
            x = self.x[0] + i * step
            y = f(x)
            if math.isfinite(y) and self.y[0] <= y <= self.y[1]:
                runs[-1].append(self.place(x, y))
            elif runs[-1]:
                runs.append([])
        return tuple(Line(tuple(run), width=width) for run in runs if len(run) > 1)

    def cross(self, x_ticks: Sequence[float], y_ticks: Sequence[float]) -> tuple[Mark, ...]:
        """Coordinate axes through the origin with arrows, ticks and their numbers."""
        end = self.place(self.x[1], 0)
        marks: list[Mark] = [
            Line((self.place(self.x[0], 0), end), width=0.4, arrow=True),
            Line((self.place(0, self.y[0]), self.place(0, self.y[1])), width=0.4, arrow=True),
            Label((end[0], end[1] + 0.8), "x", "south", italic=True),
            Label(self.place(0, self.y[1]), "y", "west", italic=True),
        ]
        for x in x_ticks:
            at = self.place(x, 0)
            marks += [Line((at, (at[0], at[1] - 0.8)), width=0.4), Label((at[0], at[1] - 0.9), number(x), "north")]
        for y in y_ticks:
            at = self.place(0, y)
            marks += [Line((at, (at[0] - 0.8, at[1])), width=0.4), Label((at[0] - 0.9, at[1]), number(y), "east")]
        return tuple(marks)


def number(value: float) -> str:
    """As it is read beside an axis: with six digits that count, a minus sign, and no power of ten as machines write it."""
    short = f"{value:g}"
    return (f"{Decimal(short):f}" if "e" in short else short).replace("-", "−")
