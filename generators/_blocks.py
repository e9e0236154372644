"""Boxes, circles and arrows: the parts of block diagrams."""

from __future__ import annotations

import math

from hwgen import Label, Line, Text

Place = tuple[float, float]
HALF, HEIGHT = 22.0, 2.6


def box(centre: Place, name: Text | str, half: float = HALF) -> tuple[Line | Label, ...]:
    x, y = centre
    left, right, low, high = x - half, x + half, y - HEIGHT, y + HEIGHT
    return (Line(((left, low), (right, low), (right, high), (left, high), (left, low))), Label(centre, name))


def arrow(*points: Place) -> Line:
    return Line(points, width=0.6, arrow=True)


def sum_of(centre: Place) -> tuple[Line | Label, ...]:
    return operation(centre, "+", 2)


def operation(centre: Place, name: str, radius: float) -> tuple[Line | Label, ...]:
    """A circle with what it does."""
    x, y = centre
    turns = (math.pi * i / 20 for i in range(41))
    rim = tuple((round(x + radius * math.cos(t), 2), round(y + radius * math.sin(t), 2)) for t in turns)
    return Line(rim), Label(centre, name)
