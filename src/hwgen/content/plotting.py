"""Charts drawn by matplotlib as a Picture, so that every format sets their words in its own font."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, assert_never

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from hwgen.content.chart import Axis, Bars, Curves, Heatmap, Series, caption_in
from hwgen.content.lettering import text_length
from hwgen.content.picture import Area, Dots, Label, Line, Mark, Picture, Point, number
from hwgen.content.renderer import POINT, SHEET, Renderer
from hwgen.text import Language
from hwgen.values import grouped

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
THIN_SPACE = "\u202f"
# Between names along an axis, in units of the type.
APART = 0.2
# What an axis shows, such as x or x_1: it is printed as in a formula.
VARIABLE = re.compile(r"[A-Za-z](?:_\w)?")
# How long the line of a legend is and how far from the axes the legend stands, in units of the type, and where it may stand,
# as parts of the axes.
HANDLE, BORDER = 2.4, 0.6
PLACES = {
    "upper right": (1, 1),
    "upper left": (0, 1),
    "lower right": (1, 0),
    "lower left": (0, 0),
    "upper center": (0.5, 1),
    "lower center": (0.5, 0),
    "center right": (1, 0.5),
    "center left": (0, 0.5),
}
SAMPLES = 12


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
        renderer = Renderer()
        figure.draw(renderer)
    return _cut(renderer.marks, chart.alt[language])


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
    points = [point for one in chart.series for point in _along(list(zip(one.x, one.y, strict=True)))]
    _legend(axes, chart, points, language)


def _bars(axes: Axes, chart: Bars, language: Language) -> None:
    width = 0.8 / len(chart.series)
    for i, series in enumerate(chart.series):
        places = [at - 0.4 + (i + 0.5) * width for at in range(len(chart.categories))]
        axes.bar(places, series.y, width, color=SHADES[i], edgecolor="0", linewidth=0.5, label=_name(series, language))
    axes.set_xlim(-0.5, len(chart.categories) - 0.5)
    _scale(axes, chart.x, chart.y, language)
    _named(axes, range(len(chart.categories)), [caption_in(name, language) for name in chart.categories], chart.width)
    bars = [bar.get_bbox() for bar in axes.patches if isinstance(bar, Rectangle)]
    points = [
        (x, y)
        for bar in bars
        for x in np.linspace(bar.x0, bar.x1, SAMPLES)
        for y in np.linspace(bar.y0, bar.y1, SAMPLES)
    ]
    _legend(axes, chart, points, language)


def _heatmap(axes: Axes, chart: Heatmap, language: Language) -> None:
    values = [value for row in chart.values for value in row]
    low, high = min(0.0, *values), max(values)
    darkest = DARKEST_WRITTEN if chart.numbers else DARKEST

    def shade(value: float) -> str:
        return f"{1 - (1 - darkest) * (value - low) / ((high - low) or 1):.2f}"

    places = max(len(number(value).partition(".")[2]) for value in values)

    def alike(value: float) -> str:
        """With as many decimals as every other cell."""
        return f"{value:.{places}f}".replace("-", "−")

    down, across = len(chart.rows), len(chart.columns)
    for i, row in enumerate(chart.values):
        for j, value in enumerate(row):
            axes.add_patch(Rectangle((j, down - 1 - i), 1, 1, facecolor=shade(value), edgecolor="0.5", linewidth=0.3))
            if chart.numbers:
                axes.text(j + 0.5, down - 0.5 - i, alike(value), ha="center", va="center")
    axes.set(xlim=(0, across), ylim=(0, down))
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    axes.xaxis.tick_top()
    columns = [caption_in(name, language) for name in chart.columns]
    rows = _named(axes, [j + 0.5 for j in range(across)], columns, chart.width)
    axes.set_yticks([down - 0.5 - i for i in range(down)], [caption_in(name, language) for name in chart.rows])
    unit = TYPE * POINT / chart.height
    if chart.x.label:
        axes.text(
            0.5,
            1 + (1.2 * rows + 1.2) * unit,
            caption_in(chart.x.label, language),
            transform=axes.transAxes,
            ha="center",
        )
    if chart.y.label:
        axes.text(-0.02, 1 + 0.8 * unit, caption_in(chart.y.label, language), transform=axes.transAxes, ha="right")
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
        axis.set_major_formatter(FuncFormatter(lambda value, _: _tick(value)))
    _thin(axes)
    unit = TYPE * POINT
    if x.label:
        label = caption_in(x.label, language)
        axes.set_xlabel(label, labelpad=2, fontstyle=_style(label))
    if y.label:
        # Upright, above the axis: no format needs turned letters.
        height = axes.bbox.height * POINT
        label = caption_in(y.label, language)
        above = 1 + 0.6 * unit / height
        axes.text(0, above, label, transform=axes.transAxes, ha="left", fontstyle=_style(label))


def _tick(value: float) -> str:
    """A number beside an axis; from five digits on it has thin spaces, as in a text."""
    if not float(value).is_integer():
        return number(value)
    return grouped(int(value)).replace(r"\,", THIN_SPACE).replace("-", "−")


def _style(label: str) -> str:
    return "italic" if VARIABLE.fullmatch(label) else "normal"


def _thin(axes: Axes) -> None:
    """Leaves out numbers below the x axis, at even steps, where they would touch each other; their ticks stay."""
    ticks = axes.xaxis.get_majorticklocs()
    start, end = sorted(axes.get_xlim())
    places = axes.transData.transform([(x, axes.get_ylim()[0]) for x in ticks])[:, 0] * POINT if len(ticks) else ()
    shown = [
        (at, text_length(_tick(x)) * TYPE * POINT) for x, at in zip(ticks, places, strict=True) if start <= x <= end
    ]
    before = sum(x < start for x in ticks)

    def apart(step: int) -> bool:
        return all(right - left >= (long + other) / 2 for (left, long), (right, other) in pairwise(shown[::step]))

    step = next(step for step in range(1, len(shown) + 2) if apart(step))
    if step > 1:
        axes.xaxis.set_major_formatter(
            FuncFormatter(lambda value, place: "" if ((place or 0) - before) % step else _tick(value))
        )


def _named(axes: Axes, places: Sequence[float], names: Sequence[str], width: float) -> int:
    """Names along the x axis, which stands for `width` millimetres, in as many rows as keep them apart."""
    axes.set_xticks(places, names)
    lengths = [text_length(name) * TYPE * POINT for name in names]
    step, space = width / len(names), APART * TYPE * POINT

    def apart(rows: int) -> bool:
        return all((a + b) / 2 + space <= rows * step for a, b in zip(lengths, lengths[rows:], strict=False))

    rows = next(rows for rows in range(1, len(names) + 1) if apart(rows))
    for i, tick in enumerate(axes.xaxis.get_major_ticks()):
        tick.set_pad(matplotlib.rcParams["xtick.major.pad"] + 1.2 * TYPE * (i % rows))
    return rows


def _name(series: Series, language: Language) -> str:
    return caption_in(series.name, language) if series.name else "_"


def _along(points: Sequence[Point]) -> Iterator[Point]:
    """Points on the way from each to the next, near enough that a legend cannot stand between them."""
    for (x0, y0), (x1, y1) in pairwise(points):
        for part in np.linspace(0, 1, SAMPLES):
            yield x0 + part * (x1 - x0), y0 + part * (y1 - y0)
    yield from points


def _legend(axes: Axes, chart: Curves | Bars, points: Sequence[Point], language: Language) -> None:
    """In the first corner, or middle of an edge, where nothing is drawn; else in a row above the axes.

    Beside points alone, those of a legend would be taken for data.
    """
    names = [_name(series, language) for series in chart.series if series.name]
    if not names:
        return
    unit = TYPE * POINT
    wide = (HANDLE + 1 + max(map(text_length, names)) + BORDER) * unit
    high = (1.5 * len(names) - 0.2 + BORDER) * unit
    axes.autoscale_view()
    taken = axes.transAxes.inverted().transform(axes.transData.transform(points))
    across, up = wide / chart.width, high / chart.height
    for place, (x, y) in PLACES.items():
        left, bottom = x * (1 - across), y * (1 - up)
        inside = (taken > (left, bottom)).all(axis=1) & (taken < (left + across, bottom + up)).all(axis=1)
        if max(across, up) < 1 and not inside.any() and chart.kind != "points":
            axes.legend(loc=place, frameon=False, handlelength=HANDLE, borderaxespad=BORDER, borderpad=0)
            return
    row = len(names) * (HANDLE + 2) + sum(map(text_length, names))
    above = 1.9 if chart.y.label else 0.6
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1 + above * unit / chart.height),
        ncols=len(names) if row * unit < 1.25 * chart.width else 1,
        frameon=False,
        handlelength=HANDLE,
        borderaxespad=0,
        borderpad=0,
    )


def _cut(marks: Sequence[Mark], alt: str) -> Picture:
    """A picture just as large as what is drawn."""
    corners = [corner for mark in marks for corner in _extent(mark)]
    # Numbers of Python, not of NumPy: a picture is kept as plain data.
    left, bottom = (float(min(c[i] for c in corners)) for i in (0, 1))
    right, top = (float(max(c[i] for c in corners)) for i in (0, 1))

    def moved(point: Point) -> Point:
        return (round(float(point[0]) - left, 2), round(float(point[1]) - bottom, 2))

    def shifted(mark: Mark) -> Mark:
        match mark:
            case Line(points, stroke, width, grey):
                return Line(tuple(map(moved, points)), stroke, width, grey)
            case Area(points, grey):
                return Area(tuple(map(moved, points)), grey)
            case Label():
                return replace(mark, at=moved(mark.at))
            case Dots():
                raise AssertionError("a chart draws lines")
            case _:
                assert_never(mark)

    return Picture(round(right - left, 2), round(top - bottom, 2), tuple(map(shifted, marks)), alt)


def _extent(mark: Mark) -> Sequence[Point]:
    if not isinstance(mark, Label):
        return mark.points
    width, half = text_length(str(mark.text)) * TYPE * POINT, 0.6 * TYPE * POINT
    before = {"west": 0.0, "center": width / 2, "east": width}[mark.anchor]
    x, y = mark.at
    return ((x - before, y - half), (x - before + width, y + half))
