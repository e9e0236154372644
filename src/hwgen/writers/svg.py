"""Pictures as SVG, for every format that a browser shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import assert_never
from xml.sax.saxutils import escape, quoteattr

from hwgen.content.lettering import text_length
from hwgen.content.picture import Area, Dots, Label, Line, Mark, Picture, Point, arrow_head, one_language

FONT = "'Noto Serif CJK SC', SimSun, 'Times New Roman', serif"
SIZE = 2.8
MM_PER_POINT = 0.3528
DASHES = {
    "solid": "",
    "dashed": ' stroke-dasharray="1.6 1"',
    "dotted": ' stroke-dasharray="0.4 0.8"',
    "dashdot": ' stroke-dasharray="1.6 0.7 0.4 0.7"',
}
ACROSS = {"center": "middle", "north": "middle", "south": "middle", "west": "start", "east": "end"}
# Which part of a label lies left of its anchor; how high and deep its letters reach, and how far they lean.
BEFORE = {"center": 0.5, "north": 0.5, "south": 0.5, "west": 0.0, "east": 1.0}
ASCENT, DESCENT, SLANT = 0.88, 0.29, 0.2
# Browsers set letters on whole pixels.
SPARE = 0.2
DOWN = {"center": 0.35, "north": 0.85, "south": -0.2, "west": 0.35, "east": 0.35}
OWN_SIZE = re.compile(rb'width="([\d.]+)mm" height="([\d.]+)mm"')
NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def svg(picture: Picture) -> bytes:
    """A standalone drawing in millimetres. The labels of `picture` are in one language already."""
    alt = one_language(picture.alt)
    left, top, right, bottom = _bounds(picture)
    width, height = f"{right - left:.5g}", f"{bottom - top:.5g}"
    size = f'width="{width}mm" height="{height}mm" viewBox="{left:.5g} {top:.5g} {width} {height}"'
    marks = "\n".join(_mark(mark, picture.height) for mark in picture.marks)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label={quoteattr(alt)}>'
    return NOT_XML.sub("", f"{head}\n<title>{escape(alt)}</title>\n{marks}\n</svg>\n").encode()


def size_of(drawing: bytes) -> tuple[float, float]:
    """The width and the height of what `svg` drew, in millimetres."""
    size = OWN_SIZE.search(drawing)
    assert size
    return float(size[1]), float(size[2])


def _bounds(picture: Picture) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the picture and of all its labels: a browser cuts off what lies outside."""
    boxes = [_box(mark, picture.height) for mark in picture.marks if isinstance(mark, Label)]
    lefts, tops, rights, bottoms = zip((0.0, 0.0, picture.width, picture.height), *boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _box(label: Label, height: float) -> tuple[float, float, float, float]:
    (x, y), length = label.at, text_length(one_language(label.text)) * SIZE
    left, base = x - length * BEFORE[label.anchor], height - y + DOWN[label.anchor] * SIZE
    right = left + length + (SLANT * SIZE if label.italic else 0.0)
    return left - SPARE, base - ASCENT * SIZE, right + SPARE, base + DESCENT * SIZE


def _mark(mark: Mark, height: float) -> str:
    match mark:
        case Line(points, stroke, width, grey, arrow):
            path = " ".join(f"{x:g},{height - y:g}" for x, y in points)
            style = f'fill="none" stroke="{_grey(grey)}" stroke-width="{width * MM_PER_POINT:.2f}"{DASHES[stroke]}'
            line = f'<polyline points="{path}" {style}/>'
            return line + (_polygon(arrow_head(points), height, grey) if arrow else "")
        case Dots(points, radius, grey):
            return "".join(
                f'<circle cx="{x:g}" cy="{height - y:g}" r="{radius:g}" fill="{_grey(grey)}"/>' for x, y in points
            )
        case Area(points, grey):
            return _polygon(points, height, grey)
        case Label((x, y), text, anchor, italic):
            slant = ' font-style="italic"' if italic else ""
            shown = _variable(one_language(text)) if italic else escape(one_language(text))
            where = f'x="{x:g}" y="{height - y + DOWN[anchor] * SIZE:.2f}" text-anchor="{ACROSS[anchor]}"'
            return f'<text {where} font-family="{FONT}" font-size="{SIZE}"{slant}>{shown}</text>'
        case _:
            assert_never(mark)


def _variable(text: str) -> str:
    """A name, perhaps with an index below the line, whose digits are upright."""
    name, _, index = text.partition("_")
    upright = ' font-style="normal"' if index.isdigit() else ""
    below = f'<tspan dy="{0.25 * SIZE:.2f}" font-size="{0.7 * SIZE:.2f}"{upright}>{escape(index)}</tspan>'
    return escape(name) + below if index else escape(name)


def _polygon(points: Sequence[Point], height: float, grey: float) -> str:
    corners = " ".join(f"{x:.2f},{height - y:.2f}" for x, y in points)
    return f'<polygon points="{corners}" fill="{_grey(grey)}"/>'


def _grey(level: float) -> str:
    return f"#{round(level * 255):02x}" + f"{round(level * 255):02x}" * 2
