"""Pictures as TikZ code that stands inside the TeX file."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import assert_never

from hwgen.picture import Dots, Label, Line, Mark, Picture, Point, told

STRAIGHT = 0.011


def tikz(picture: Picture, escape: Callable[[str], str]) -> str:
    """The picture as a `tikzpicture` whose bounding box is the picture's size; `escape` makes TeX of a label."""
    lines = [
        r"\begin{tikzpicture}[x=1mm,y=1mm]",
        rf"  \useasboundingbox (0,0) rectangle {_point((picture.width, picture.height))};",
        *(f"  {line}" for mark in picture.marks for line in _mark(mark, escape)),
        r"\end{tikzpicture}",
    ]
    return "\n".join(lines)


def _mark(mark: Mark, escape: Callable[[str], str]) -> list[str]:
    match mark:
        case Line(points, stroke, width, grey, arrow):
            style = [f"line width={width:g}pt", *([] if stroke == "solid" else [stroke]), *_colour(grey)]
            style += ["-stealth"] if arrow else []
            return [rf"\draw[{','.join(style)}] {_path(_bends(points))};"]
        case Dots(points, radius, grey):
            style = _colour(grey)
            options = f"[{','.join(style)}]" if style else ""
            return [rf"\fill{options} {_point(point)} circle[radius={radius:g}];" for point in points]
        case Label(at, text, anchor, italic):
            shown = f"${_italic(told(text), escape)}$" if italic else escape(told(text))
            return [rf"\node[anchor={anchor},inner sep=0.6mm,font=\footnotesize] at {_point(at)} {{{shown}}};"]
        case _:
            assert_never(mark)


def _italic(text: str, escape: Callable[[str], str]) -> str:
    """A letter is a variable, perhaps with an index; a longer name is set as one word, not as a product of letters."""
    name, _, index = text.partition("_")
    shown = name if len(name) == 1 and name.isascii() and name.isalpha() else rf"\mathit{{{escape(name)}}}"
    return rf"{shown}_{{{escape(index)}}}" if index else shown


def _colour(grey: float) -> list[str]:
    return [f"black!{round(100 * (1 - grey))}"] if grey else []


def _bends(points: tuple[Point, ...]) -> tuple[Point, ...]:
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


def _path(points: tuple[Point, ...]) -> str:
    """The points joined, a few on each line."""
    pieces = [_point(point) for point in points]
    rows = [" -- ".join(pieces[i : i + 8]) for i in range(0, len(pieces), 8)]
    return "\n    -- ".join(rows)


def _point(point: Point) -> str:
    return f"({point[0]:g},{point[1]:g})"
