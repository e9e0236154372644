"""Pictures as Typst: calls of the preamble's `drawing`, `stroked`, `area`, `disc` and `tag`, in millimetres, y downwards."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import assert_never

from hwgen.content.picture import Area, Dots, Label, Line, Mark, Picture, Point, arrow_head, bends, one_language
from hwgen.writers.typst.literals import NO_ALT, quoted

# How far before its tip the line of an arrow ends.
TIP = 0.8
DASHES = {"solid": "none", "dashed": '"dashed"', "dotted": '"dotted"', "dashdot": '"dash-dotted"'}
SIDES = {
    "center": "center + horizon",
    "north": "center + top",
    "south": "center + bottom",
    "east": "right + horizon",
    "west": "left + horizon",
}


def drawing(picture: Picture, escape: Callable[[str], str]) -> str:
    """The picture with its alternative text, as big as the picture says; `escape` makes markup of a label."""
    marks = [f"  {line}" for mark in picture.marks for line in _mark(mark, picture.height, escape)]
    alt = quoted(one_language(picture.alt).strip() or NO_ALT)
    head = f"#drawing({picture.width:g}, {picture.height:g}, {alt}, {{"
    return "\n".join([head, *marks, "});"])


def sheet(picture: Picture, escape: Callable[[str], str]) -> str:
    """The picture as a page of its own, whose labels say how large they are."""
    alt = quoted(one_language(picture.alt))
    head = f"#sheetpage({picture.width:g}, {picture.height:g}, {alt}, {{\n  let (stroked, tint, disc, sheetlabel) = sheetmarks"
    marks = [f"  {line}" for mark in picture.marks for line in _of_sheet(mark, picture.height, escape)]
    return "\n".join([head, *marks, "});"])


def _of_sheet(mark: Mark, height: float, escape: Callable[[str], str]) -> list[str]:
    if not isinstance(mark, Label):
        return _mark(mark, height, escape)
    at, text = _point((mark.at[0], height - mark.at[1])), escape(one_language(mark.text))
    return [f"sheetlabel({at}, {SIDES[mark.anchor]}, {mark.size:g}pt, {mark.grey:g})[{text}]"]


def _mark(mark: Mark, height: float, escape: Callable[[str], str]) -> list[str]:
    match mark:
        case Line(points, stroke, width, grey, arrow):
            kept = list(bends(points))
            head = [f"area(({_path(_turned(arrow_head(points), height))}), {grey:g})"] if arrow else []
            if arrow:
                kept[-1] = _before(kept[-1], kept[-2], TIP)
            dash = DASHES[stroke]
            return [f"stroked(({_path(_turned(kept, height))}), {width:g}, {grey:g}, {dash})", *head]
        case Dots(points, radius, grey):
            return [f"disc({_point((x, height - y))}, {radius:g}, {grey:g})" for x, y in points]
        case Area(points, grey):
            return [f"tint(({_path(_turned(points, height))}), {grey:g})"]
        case Label(at, text, anchor, italic):
            shown = _italic(one_language(text)) if italic else f"[{escape(one_language(text))}]"
            return [f"tag({_point((at[0], height - at[1]))}, {SIDES[anchor]}, {shown})"]
        case _:
            assert_never(mark)


def _italic(text: str) -> str:
    """A letter is a variable, perhaps with an index; a longer name is one word, not a product of letters."""
    name, _, index = text.partition("_")
    shown = name if len(name) == 1 and name.isascii() and name.isalpha() else f"italic({quoted(name)})"
    below = quoted(index) if index.isdigit() else f"italic({quoted(index)})"
    formula = f"attach({shown}, b: {below})" if index else shown
    return f"math({quoted(text)}, ${formula}$)"


def _turned(points: Sequence[Point], height: float) -> list[Point]:
    return [(x, height - y) for x, y in points]


def _before(end: Point, start: Point, distance: float) -> Point:
    """The point on the way from `start` to `end` that lies `distance` before it."""
    part = min(1.0, distance / (math.dist(start, end) or 1.0))
    return (end[0] + part * (start[0] - end[0]), end[1] + part * (start[1] - end[1]))


def _path(points: list[Point]) -> str:
    return ", ".join(map(_point, points)) + ","


def _point(point: Point) -> str:
    return f"({point[0]:.6g}, {point[1]:.6g})"
