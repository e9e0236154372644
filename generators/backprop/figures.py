"""Drawings of computation graphs."""

from __future__ import annotations

from hwgen import Label, Line, Picture, Text, figure

from .._blocks import arrow, operation

RADIUS, ROW, GAP = 4.2, 34.0, 24.0


@figure
def graph_of_a_unit() -> Picture:
    """The squared error of a sigmoid unit: above each edge its value, below it the partial derivative of the loss."""
    places = [28 + GAP * i for i in range(5)]
    marks: list[Line | Label] = []
    for x, name in zip(places, ("×", "+", "σ", "−", "( )²"), strict=True):
        marks += operation((x, ROW), name, RADIUS)
    for x, value, slope in zip(
        places, ("1", "0", "0.5", "−0.5", "0.25"), ("−0.25", "−0.25", "−1", "−1", "1"), strict=True
    ):
        middle = x + GAP / 2
        marks += [arrow((x + RADIUS, ROW), (x + GAP - RADIUS, ROW)), Label((middle, ROW + 1), value, "south")]
        marks.append(Label((middle, ROW - 1), slope, "north"))
    for y, name, high, value, low, slope in (
        (50.0, "w", 44.5, "0.5", 40.5, "−0.5"),
        (18.0, "x", 27.5, "2", 23.5, "−0.125"),
    ):
        marks += [Label((4, y), name, italic=True), arrow((6.5, y), (25, ROW + (3 if y > ROW else -3)))]
        marks += [
            Label((17, high), value, "south" if y < ROW else "west"),
            Label((13 if y > ROW else 17, low), slope, "north" if y > ROW else "west"),
        ]
    for x, name, value, slope in ((places[1], "b", "−1", "−0.25"), (places[3], "t", "1", "")):
        marks += [
            Label((x, 8), name, italic=True),
            arrow((x, 11), (x, ROW - RADIUS)),
            Label((x - 1, 20), value, "east"),
        ]
        if slope:
            marks.append(Label((x + 1, 20), slope, "west"))
    marks.append(Label((places[-1] + GAP - 1, ROW), "L", italic=True))
    return Picture(
        width=154,
        height=54,
        marks=tuple(marks),
        alt=Text(
            "计算图：w（值 0.5，偏导数 −0.5）和 x（2，−0.125）相乘得 1（−0.25），加上 b（−1，−0.25）得 0（−0.25），经 σ 得 0.5（−1），减去 t（1）得 −0.5（−1），平方得 L = 0.25。",
            "Computation graph: w (value 0.5, derivative −0.5) times x (2, −0.125) is 1 (−0.25); plus b (−1, −0.25) it is 0 (−0.25); σ gives 0.5 (−1); minus t (1) it is "
            "−0.5 (−1); its square is L = 0.25.",
        ),
    )
