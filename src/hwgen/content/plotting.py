"""Charts drawn by matplotlib as a Picture, so that every format sets their words in its own font."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, assert_never

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator
from matplotlib.transforms import Transform

from hwgen.content.chart import Axis, Bars, Curves, Heatmap, Series, said
from hwgen.content.picture import Area, Dots, Label, Line, Mark, Picture, Point, Stroke, number
from hwgen.text import Language

POINT = 25.4 / 72
SHEET = 300.0
TYPE = 8.0
STYLE: dict[Any, Any] = {
    "font.size": TYPE,
    "axes.linewidth": 0.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "lines.linewidth": 1.2,
    "lines.markersize": 3.2,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "xtick.major.width": 0.5,
    "ytick.major.width": 0.5,
    "path.simplify": False,
}
# Of lines, of points and of bars, by their place among the series.
INKS = ("0", "0.45", "0.15", "0.6")
SHAPES = ("o", "s", "^", "D")
SHADES = ("0.3", "0.75", "0.95", "0.55")
# The darkest cell of a heat map on which a number can be read, and where there is none.
DARKEST_WRITTEN, DARKEST = 0.6, 0.1
STEPS = 24


class _Renderer(RendererBase):
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
        return _length(s) * size, size, 0.2 * size

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
        width, middle = _length(s) * prop.get_size_in_points(), y + 0.33 * prop.get_size_in_points()
        side = mtext.get_ha() if mtext else "left"
        across = {"left": x, "center": x + width / 2, "right": x + width}[side]
        anchor = {"left": "west", "center": "center", "right": "east"}[side]
        at = (round(across * POINT, 2), round(middle * POINT, 2))
        self.marks.append(Label(at, s, anchor))  # type: ignore[arg-type]


def _length(text: str) -> float:
    """About how long it is, in units of its size."""
    return sum(1.0 if ord(c) > 0x2E80 else 0.5 for c in text)


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


@lru_cache(maxsize=256)
def drawn(chart: Curves | Bars | Heatmap, language: Language) -> Picture:
    """The chart with its captions in one language."""
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(SHEET / 25.4, SHEET / 25.4), dpi=72)
        axes = figure.add_axes((0.3, 0.3, chart.width / SHEET, chart.height / SHEET))
        match chart:
            case Curves():
                _curves(axes, chart, language)
            case Bars():
                _bars(axes, chart, language)
            case Heatmap():
                _heatmap(axes, chart, language)
            case _:
                assert_never(chart)
        figure.patch.set_visible(False)
        axes.patch.set_visible(False)
        renderer = _Renderer()
        figure.draw(renderer)
    return _cut(renderer.marks, chart.alt.text()[language])


def _curves(axes: Axes, chart: Curves, language: Language) -> None:
    for i, series in enumerate(chart.series):
        lines = chart.kind == "lines"
        marker = SHAPES[i] if series.markers or not lines else None
        axes.plot(
            series.x,
            series.y,
            linestyle=series.style if lines else "none",
            color=INKS[i],
            marker=marker,
            markerfacecolor="1" if i % 2 else INKS[i],
            label=_name(series, language),
            clip_on=False,
        )
    _scale(axes, chart.x, chart.y, language)
    _legend(axes, chart.series)


def _bars(axes: Axes, chart: Bars, language: Language) -> None:
    width = 0.8 / len(chart.series)
    for i, series in enumerate(chart.series):
        places = [at - 0.4 + (i + 0.5) * width for at in range(len(chart.categories))]
        axes.bar(places, series.y, width, color=SHADES[i], edgecolor="0", linewidth=0.5, label=_name(series, language))
    axes.set_xlim(-0.5, len(chart.categories) - 0.5)
    _scale(axes, chart.x, chart.y, language)
    axes.set_xticks(range(len(chart.categories)), [said(name)[language] for name in chart.categories])
    _legend(axes, chart.series)


def _heatmap(axes: Axes, chart: Heatmap, language: Language) -> None:
    values = [value for row in chart.values for value in row]
    low, high = min(0.0, *values), max(values)
    darkest = DARKEST_WRITTEN if chart.numbers else DARKEST

    def shade(value: float) -> str:
        return f"{1 - (1 - darkest) * (value - low) / ((high - low) or 1):.2f}"

    down, across = len(chart.rows), len(chart.columns)
    for i, row in enumerate(chart.values):
        for j, value in enumerate(row):
            axes.add_patch(Rectangle((j, down - 1 - i), 1, 1, facecolor=shade(value), edgecolor="0.5", linewidth=0.3))
            if chart.numbers:
                axes.text(j + 0.5, down - 0.5 - i, number(value), ha="center", va="center")
    axes.set(xlim=(0, across), ylim=(0, down))
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    axes.xaxis.tick_top()
    axes.set_xticks([j + 0.5 for j in range(across)], [said(name)[language] for name in chart.columns])
    axes.set_yticks([down - 0.5 - i for i in range(down)], [said(name)[language] for name in chart.rows])
    unit = TYPE * POINT / chart.height
    if chart.x.label:
        axes.text(0.5, 1 + 2.4 * unit, said(chart.x.label)[language], transform=axes.transAxes, ha="center")
    if chart.y.label:
        axes.text(-0.02, 1 + 0.8 * unit, said(chart.y.label)[language], transform=axes.transAxes, ha="right")
    if not chart.numbers:
        _colour_scale(axes, low, high, shade, chart)


def _colour_scale(axes: Axes, low: float, high: float, shade: Any, chart: Heatmap) -> None:
    beside = axes.inset_axes((1 + 5 / chart.width, 0, 3 / chart.width, 1))
    step = (high - low) / STEPS or 1.0
    for i in range(STEPS):
        colour = shade(low + (i + 0.5) * step)
        beside.add_patch(Rectangle((0, low + i * step), 1, step, facecolor=colour, edgecolor="none", linewidth=0))
    beside.set(xlim=(0, 1), ylim=(low, low + STEPS * step), xticks=[])
    beside.spines[:].set_visible(True)
    beside.yaxis.tick_right()
    beside.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    beside.patch.set_visible(False)


def _scale(axes: Axes, x: Axis, y: Axis, language: Language) -> None:
    for axis, given, limit in ((axes.xaxis, x, axes.set_xlim), (axes.yaxis, y, axes.set_ylim)):
        if given.log:
            axes.set(**{f"{axis.axis_name}scale": "log"})
            axis.set_minor_locator(NullLocator())
        if given.start is not None or given.end is not None:
            limit(given.start, given.end)
        if given.ticks is not None:
            axis.set_major_locator(FixedLocator(given.ticks))
        axis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    unit = TYPE * POINT
    if x.label:
        axes.set_xlabel(said(x.label)[language], labelpad=2)
    if y.label:
        # Upright, above the axis: no format needs turned letters.
        height = axes.bbox.height * POINT
        axes.text(0, 1 + 0.6 * unit / height, said(y.label)[language], transform=axes.transAxes, ha="left")


def _name(series: Series, language: Language) -> str:
    return said(series.name)[language] if series.name else "_"


def _legend(axes: Axes, series: Sequence[Series]) -> None:
    if any(one.name for one in series):
        axes.legend(
            loc="upper left", bbox_to_anchor=(1.05, 1), frameon=False, handlelength=2.6, borderaxespad=0, borderpad=0
        )


def _cut(marks: Sequence[Mark], alt: str) -> Picture:
    """A picture just as large as what is drawn."""
    corners = [corner for mark in marks for corner in _extent(mark)]
    left, bottom = (min(c[i] for c in corners) for i in (0, 1))
    right, top = (max(c[i] for c in corners) for i in (0, 1))

    def moved(point: Point) -> Point:
        return (round(point[0] - left, 2), round(point[1] - bottom, 2))

    def shifted(mark: Mark) -> Mark:
        match mark:
            case Line(points, stroke, width, grey):
                return Line(tuple(map(moved, points)), stroke, width, grey)
            case Area(points, grey):
                return Area(tuple(map(moved, points)), grey)
            case Label(at, text, anchor):
                return Label(moved(at), text, anchor)
            case Dots():
                raise AssertionError("a chart draws lines")
            case _:
                assert_never(mark)

    return Picture(round(right - left, 2), round(top - bottom, 2), tuple(map(shifted, marks)), alt)


def _extent(mark: Mark) -> Sequence[Point]:
    if not isinstance(mark, Label):
        return mark.points
    width, half = _length(str(mark.text)) * TYPE * POINT, 0.6 * TYPE * POINT
    before = {"west": 0.0, "center": width / 2, "east": width}[mark.anchor]
    x, y = mark.at
    return ((x - before, y - half), (x - before + width, y + half))
