"""Pictures as the drawing commands of the preamble, which TeX reads many times faster than TikZ."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hwgen.picture import Dots, Label, Line, Picture, Point, arrow_head, bends, told

SIDES = {"center": "", "north": "t", "south": "b", "east": "r", "west": "l"}


def texdraw(picture: Picture, escape: Callable[[str], str]) -> str:
    """The picture as a `drawing` of its own size; `escape` makes TeX of a label."""
    strokes = [f"    {line}" for mark in picture.marks for line in _strokes(mark)]
    labels = [f"  {_label(mark, escape)}" for mark in picture.marks if isinstance(mark, Label)]
    lines = [
        rf"\begin{{drawing}}{{{picture.width:g}}}{{{picture.height:g}}}",
        *([r"  \begin{strokes}", *strokes, r"  \end{strokes}"] if strokes else []),
        *labels,
        r"\end{drawing}",
    ]
    return "\n".join(lines)


def _strokes(mark: Line | Dots | Label) -> Iterator[str]:
    match mark:
        case Line(points, stroke, width, grey, arrow):
            yield rf"\stroke[{stroke}]{{{width:g}}}{{{_ink(grey)}}}{{{_path(bends(points))}}}"
            if arrow:
                yield rf"\area{{{_ink(grey)}}}{{{_path(arrow_head(points))}}}"
        case Dots(points, radius, grey):
            for x, y in points:
                yield rf"\disc{{{x:g}}}{{{y:g}}}{{{radius:g}}}{{{_ink(grey)}}}"
        case Label():
            pass


def _label(label: Label, escape: Callable[[str], str]) -> str:
    text = told(label.text)
    shown = f"${_italic(text, escape)}$" if label.italic else escape(text)
    return rf"\lettering{{{label.at[0]:g}}}{{{label.at[1]:g}}}{{{SIDES[label.anchor]}}}{{{shown}}}"


def _italic(text: str, escape: Callable[[str], str]) -> str:
    """A letter is a variable, perhaps with an index; a longer name is set as one word, not as a product of letters."""
    name, _, index = text.partition("_")
    shown = name if len(name) == 1 and name.isascii() and name.isalpha() else rf"\mathit{{{escape(name)}}}"
    return rf"{shown}_{{{escape(index)}}}" if index else shown


def _ink(grey: float) -> int:
    """How black it is, in percent."""
    return round(100 * (1 - grey))


def _path(points: tuple[Point, ...]) -> str:
    """The points joined, a few on each line."""
    first, *rest = (f"{{{x:g}}}{{{y:g}}}" for x, y in points)
    pieces = [rf"\movepen{first}", *(rf"\drawto{point}" for point in rest)]
    return "%\n      ".join("".join(pieces[i : i + 8]) for i in range(0, len(pieces), 8))
