"""What matplotlib draws, taken as paths and words instead of pixels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.path import Path
from matplotlib.transforms import Transform

from hwgen.content.lettering import text_length
from hwgen.content.picture import Area, Label, Line, Mark, Stroke

# A point in millimetres, and the sheet on which a chart is drawn.
POINT = 25.4 / 72
SHEET = 300.0


class Renderer(RendererBase):
    """Takes what matplotlib draws, in points from the lower left, and keeps it as marks in millimetres."""

    def __init__(self) -> None:
        super().__init__()
        self.marks: list[Mark] = []

    def flipy(self) -> bool:
        return False

    def get_canvas_width_height(self) -> tuple[float, float]:
        return SHEET / POINT, SHEET / POINT

    def get_text_width_height_descent(self, s: str, prop: Any, ismath: Any) -> tuple[float, float, float]:
        size = prop.get_size_in_points()
        return text_length(s) * size, size, 0.2 * size

    def draw_path(self, gc: GraphicsContextBase, path: Path, transform: Transform, rgbFace: Any = None) -> None:
        polygons: Any = path.to_polygons(transform, closed_only=False)
        for polygon in polygons:
            points = tuple((round(x * POINT, 2), round(y * POINT, 2)) for x, y in polygon)
            if rgbFace is not None:
                self.marks.append(Area(points, _grey(rgbFace)))
            if gc.get_linewidth() > 0 and len(points) > 1:
                self.marks.append(Line(points, _stroke(gc), round(float(gc.get_linewidth()), 2), _grey(gc.get_rgb())))

    def draw_text(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: Any,
        angle: float,
        ismath: Any = False,
        mtext: Any = None,
    ) -> None:
        width, middle = text_length(s) * prop.get_size_in_points(), y + 0.33 * prop.get_size_in_points()
        side = mtext.get_ha() if mtext else "left"
        across = {"left": x, "center": x + width / 2, "right": x + width}[side]
        anchor = {"left": "west", "center": "center", "right": "east"}[side]
        at = (round(across * POINT, 2), round(middle * POINT, 2))
        self.marks.append(Label(at, s, anchor, italic=prop.get_style() == "italic"))  # type: ignore[arg-type]


def _grey(colour: Sequence[float]) -> float:
    red, green, blue = colour[:3]
    return round(0.299 * red + 0.587 * green + 0.114 * blue, 2)


def _stroke(gc: GraphicsContextBase) -> Stroke:
    """By the number and the length of its dashes."""
    dashes: Any = gc.get_dashes()[1]
    if dashes is None or not len(dashes):
        return "solid"
    if len(dashes) > 2:
        return "dashdot"
    return "dashed" if dashes[0] > dashes[1] else "dotted"
