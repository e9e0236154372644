"""Boxes on a grid: how they are written, drawn and compared."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from hwgen import Label, Line, Picture, R, Text

Box = tuple[int, int, int, int]
# No letters of options.
LETTERS = "PQRST"


def corners(box: Sequence[int]) -> str:
    return f"({', '.join(map(str, box))})"


def drawn(boxes: Sequence[Box], cell: float) -> Picture:
    """Boxes named P, Q, ... on a grid with the y axis pointing down."""
    columns, rows = max(b[2] for b in boxes) + 1, max(b[3] for b in boxes) + 1
    left, top = 6.0, rows * cell + 1.5

    def place(x: float, y: float) -> tuple[float, float]:
        return (round(left + x * cell, 2), round(top - y * cell, 2))

    marks: list[Any] = [Line((place(x, 0), place(x, rows)), width=0.3, grey=0.75) for x in range(columns + 1)]
    marks += [Line((place(0, y), place(columns, y)), width=0.3, grey=0.75) for y in range(rows + 1)]
    ticks = 1 if columns <= 12 else 2
    marks += [Label((place(x, 0)[0], top + 0.8), str(x), "south") for x in range(0, columns, ticks)]
    marks += [Label((left - 0.8, place(0, y)[1]), str(y), "east") for y in range(0, rows, ticks)]
    marks += [Label((place(columns, 0)[0], top + 0.8), "x", "south", italic=True)]
    marks += [Label((left - 0.8, place(0, rows)[1]), "y", "east", italic=True)]
    strokes = ("solid", "dashed", "dotted", "solid", "dashed")
    widths = (1.2, 1.2, 1.4, 0.7, 0.7)
    for i, ((x1, y1, x2, y2), (x, y)) in enumerate(zip(boxes, name_cells(tuple(boxes)), strict=True)):
        outline = (place(x1, y1), place(x2, y1), place(x2, y2), place(x1, y2), place(x1, y1))
        marks += [Line(outline, strokes[i], widths[i]), Label(place(x + 0.5, y + 0.5), LETTERS[i], "center")]
    listed = [f"{LETTERS[i]} {corners(box)}" for i, box in enumerate(boxes)]
    return Picture(
        round(left + columns * cell + 2, 1),
        round(top + 5, 1),
        tuple(marks),
        alt=Text(
            f"网格上的边界框，y 轴向下，坐标为左上角和右下角：{'；'.join(listed)}。",
            f"Bounding boxes on a grid, y axis pointing down, given by their upper left and lower right corners: {'; '.join(listed)}.",
        ),
    )


def name_cells(boxes: tuple[Box, ...]) -> list[tuple[int, int]]:
    """For each box a corner cell for its name: free, and inside as few other boxes as possible."""
    chosen: list[tuple[int, int]] = []
    for box in boxes:
        x1, y1, x2, y2 = box
        cells = [(x1, y1), (x2 - 1, y1), (x1, y2 - 1), (x2 - 1, y2 - 1)]
        free = [cell for cell in cells if cell not in chosen] or cells
        chosen.append(min(free, key=lambda cell: sum(cell in grid_cells(b) for b in boxes if b != box)))
    return chosen


@cache
def grid_cells(box: Box) -> frozenset[tuple[int, int]]:
    """The unit squares that a box covers, by their upper left corners."""
    x1, y1, x2, y2 = box
    return frozenset((x, y) for x in range(x1, x2) for y in range(y1, y2))


@cache
def shared(one: Box, other: Box) -> R:
    """The share of unit squares in both boxes among those in either."""
    a, b = grid_cells(one), grid_cells(other)
    return R(len(a & b), len(a | b))
