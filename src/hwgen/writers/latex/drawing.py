"""Pictures as the drawing commands of the preamble, which TeX reads many times faster than TikZ."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import assert_never

from hwgen.content.picture import Area, Dots, Label, Line, Mark, Picture, Point, arrow_head, bends, one_language

# In millimetres; and how far, in radii, the handles of a quarter of a circle reach.
DASHES = {"solid": "", "dashed": "1.06 1.06", "dotted": "0.2 0.7", "dashdot": "1.4 0.6 0.25 0.6"}
ARC = 0.5523
_LETTERS = re.compile("[A-Za-z0-9]+")
SIDES = {"center": "", "north": "t", "south": "b", "east": "r", "west": "l"}


def texdraw(picture: Picture, escape: Callable[[str], str]) -> str:
    """The picture as a `drawing` of its own size; `escape` makes TeX of a label."""
    strokes = [f"    {line}%" for mark in picture.marks for line in _strokes(mark)]
    labels = [f"  {_label(mark, escape)}" for mark in picture.marks if isinstance(mark, Label)]
    lines = [
        rf"\begin{{drawing}}{{{picture.width:g}}}{{{picture.height:g}}}",
        *([r"  \strokes{%", *strokes, "  }"] if strokes else []),
        *labels,
        r"\end{drawing}",
    ]
    return "\n".join(lines)


def texsheet(picture: Picture, escape: Callable[[str], str]) -> str:
    """The picture as a page of its own, whose labels say how large they are."""
    strokes = [f"    {line}%" for mark in picture.marks for line in _strokes(mark)]
    labels = [
        rf"  \sheetlabel{{{mark.at[0]:g}}}{{{mark.at[1]:g}}}{{{SIDES[mark.anchor]}}}{{{mark.size:g}}}{{{mark.grey:g}}}"
        rf"{{{escape(one_language(mark.text))}}}"
        for mark in picture.marks
        if isinstance(mark, Label)
    ]
    head = rf"\begin{{sheetpage}}{{{picture.width:g}}}{{{picture.height:g}}}"
    return "\n".join([head, r"  \strokes{%", *strokes, "  }", *labels, r"\end{sheetpage}"])


def _strokes(mark: Mark) -> Iterator[str]:
    match mark:
        case Line(points, stroke, width, grey, arrow):
            yield rf"\stroke{{{DASHES[stroke]}}}{{{width:g}}}{{{_ink(grey)}}}{{{_path(bends(points))}}}"
            if arrow:
                yield rf"\area{{{_ink(grey)}}}{{{_path(arrow_head(points))}}}"
        case Dots(points, radius, grey):
            for point in points:
                yield rf"\area{{{_ink(grey)}}}{{{_disc(point, radius)}}}"
        case Area(points, grey):
            yield rf"\tint{{{_ink(grey)}}}{{{_path(points)}}}"
        case Label():
            pass
        case _:
            assert_never(mark)


def _label(label: Label, escape: Callable[[str], str]) -> str:
    text = one_language(label.text)
    shown = f"${_italic(text, escape)}$" if label.italic else escape(text)
    return rf"\lettering{{{label.at[0]:g}}}{{{label.at[1]:g}}}{{{SIDES[label.anchor]}}}{{{shown}}}"


def _italic(text: str, escape: Callable[[str], str]) -> str:
    """A letter is a variable, perhaps with an index; a longer name is set as one word, not as a product of letters."""
    name, _, index = text.partition("_")
    shown = name if len(name) == 1 and name.isascii() and name.isalpha() else _word(name, escape)
    return rf"{shown}_{{{index if _LETTERS.fullmatch(index) else _word(index, escape)}}}" if index else shown


def _word(text: str, escape: Callable[[str], str]) -> str:
    """Signs that stand for something else in a formula, or end one, are set as text."""
    return rf"\{'mathit' if _LETTERS.fullmatch(text) else 'textit'}{{{escape(text)}}}"


def _ink(grey: float) -> int:
    """How black it is, in percent."""
    return round(100 * (1 - grey))


def _path(points: tuple[Point, ...]) -> str:
    """The points joined, as the operators of a PDF, a few on each line."""
    pieces = [f"{x:g} {y:g} {'l' if i else 'm'}" for i, (x, y) in enumerate(points)]
    return "\n      ".join(" ".join(pieces[i : i + 8]) for i in range(0, len(pieces), 8))


def _disc(center: Point, radius: float) -> str:
    """A circle of four curves."""
    x, y = center
    bow = radius * ARC
    corners = ((1, 0, 0, 1), (0, 1, -1, 0), (-1, 0, 0, -1), (0, -1, 1, 0))
    curves = (
        f"{x + radius * a - bow * b:.3f} {y + radius * b + bow * a:.3f} "
        f"{x + radius * c - bow * -d:.3f} {y + radius * d + bow * -c:.3f} {x + radius * c:.3f} {y + radius * d:.3f} c"
        for a, b, c, d in corners
    )
    return "\n      ".join((f"{x + radius:.3f} {y:.3f} m", *curves))
