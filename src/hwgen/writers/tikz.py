"""Pictures as TikZ code that stands inside the TeX file."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from hwgen.picture import Dots, Label, Line, Mark, Picture, Point


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
            return [rf"\draw[{','.join(style)}] {_path(points)};"]
        case Dots(points, radius, grey):
            style = _colour(grey)
            options = f"[{','.join(style)}]" if style else ""
            return [rf"\fill{options} {_point(point)} circle[radius={radius:g}];" for point in points]
        case Label(at, text, anchor, italic):
            if not isinstance(text, str):
                raise TypeError(f"label `{text}` is in two languages; ask for the picture in one")
            shown = f"${_italic(text, escape)}$" if italic else escape(text)
            return [rf"\node[anchor={anchor},inner sep=0.6mm,font=\footnotesize] at {_point(at)} {{{shown}}};"]
        case _:
            assert_never(mark)


def _italic(text: str, escape: Callable[[str], str]) -> str:
    """A single letter is a variable; a longer name is set as one word, not as a product of letters."""
    return text if len(text) == 1 and text.isalpha() and text.isascii() else rf"\mathit{{{escape(text)}}}"


def _colour(grey: float) -> list[str]:
    return [f"black!{round(100 * (1 - grey))}"] if grey else []


def _path(points: tuple[Point, ...]) -> str:
    """The points joined, a few on each line."""
    pieces = [_point(point) for point in points]
    rows = [" -- ".join(pieces[i : i + 8]) for i in range(0, len(pieces), 8)]
    return "\n    -- ".join(rows)


def _point(point: Point) -> str:
    return f"({point[0]:g},{point[1]:g})"
