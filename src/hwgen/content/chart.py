"""Charts: plots that stand as data in an item, and are drawn when they are printed."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field, model_validator

from hwgen import cache, digests
from hwgen.content.picture import Picture
from hwgen.errors import counted
from hwgen.fields import CourseText, Record, Truth
from hwgen.text import Language, Text

# Pictures of charts are kept in the cache; what draws them is imported where one is missing.
KIND = "charts"
PLOTTING = "hwgen.content.plotting"
Number = Annotated[float, Field(allow_inf_nan=False)]
Numbers = tuple[Number, ...]
Caption = CourseText | str
Width = Annotated[float, Field(ge=20, le=150, description="The width of the axes, in millimetres.")]
Height = Annotated[float, Field(ge=20, le=150, description="The height of the axes, in millimetres.")]


def caption_in(caption: Caption, language: Language) -> str:
    """A caption in one language; a plain one is the same in each."""
    return caption[language] if isinstance(caption, Text) else caption


class Axis(Record):
    """`start` and `end` (in files: `from` and `to`) bound what is shown; left out, the data do."""

    label: Caption | None = Field(
        default=None,
        description="What the axis shows, with its unit; a variable, such as `x` or `x_1`, is printed as in a formula.",
    )
    start: Number | None = Field(
        default=None, alias="from", description="The start of the axis; left out, it follows from the data."
    )
    end: Number | None = Field(
        default=None, alias="to", description="The end of the axis; left out, it follows from the data."
    )
    ticks: Numbers | None = Field(
        default=None, description="The values at the ticks; left out, they are chosen automatically."
    )
    log: Truth = Field(default=False, description="true for a logarithmic axis.")

    def check(self, name: str, values: Numbers) -> None:
        """Raises ValueError for values that the axis does not show."""
        for value in values:
            if (self.start is not None and value < self.start) or (self.end is not None and value > self.end):
                raise ValueError(f"{value:g} lies outside the {name} axis")
            if self.log and value <= 0:
                raise ValueError(f"{value:g} cannot be shown on a logarithmic {name} axis")


class Series(Record):
    """One line, set of points or row of bars."""

    name: Caption | None = Field(None, description="Its name in the legend.")
    x: Numbers = Field((), description="The x values of its points, as many as values of y. Bars have none.")
    y: Numbers = Field(min_length=1, description="Its values.")
    style: Literal["solid", "dashed", "dotted", "dashdot"] = Field("solid", description="How the line is drawn.")
    markers: Truth = Field(False, description="true to mark the points of a line.")


class _Chart(Record):
    """What every plot has."""

    kind: str = Field(description="The kind of plot; it decides the other keys.")
    alt: CourseText = Field(
        description="A description of the plot for those who cannot see it, with the values that matter."
    )

    def in_language(self, language: Language) -> Picture:
        return _drawn(self, language)


AllSeries = Annotated[
    tuple[Series, ...],
    Field(min_length=1, max_length=4, description="Up to four lines, sets of points or rows of bars."),
]
X, Y = "The horizontal axis.", "The vertical axis."


class Curves(_Chart):
    """Lines through points, or the points alone."""

    kind: Literal["lines", "points"]
    x: Axis = Field(Axis(), description=X)
    y: Axis = Field(Axis(), description=Y)
    series: AllSeries
    width: Width = 60
    height: Height = 38

    @model_validator(mode="after")
    def _fits(self) -> Curves:
        for series in self.series:
            if len(series.x) != len(series.y):
                raise ValueError(f"a series has {counted(len(series.x), 'value')} of x and {len(series.y)} of y")
            self.x.check("x", series.x)
            self.y.check("y", series.y)
        return self


class Bars(_Chart):
    """Bars, beside each other where there are several series."""

    kind: Literal["bars"]
    x: Axis = Field(Axis(), description=X)
    y: Axis = Field(Axis(), description=Y)
    categories: tuple[Caption, ...] = Field(min_length=1, max_length=24, description="The labels below the bars.")
    series: AllSeries
    width: Width = 60
    height: Height = 38

    @model_validator(mode="after")
    def _fits(self) -> Bars:
        for series in self.series:
            if len(series.y) != len(self.categories):
                raise ValueError(f"{counted(len(self.categories), 'category')}, but a series of {len(series.y)}")
            self.y.check("y", series.y)
        return self


class Heatmap(_Chart):
    """A matrix as a table of cells, the darker the larger; `numbers` writes the values into them."""

    kind: Literal["heatmap"]
    x: Axis = Field(Axis(), description=X)
    y: Axis = Field(Axis(), description=Y)
    rows: tuple[Caption, ...] = Field(
        min_length=1, max_length=24, description="The names of the rows, from top to bottom."
    )
    columns: tuple[Caption, ...] = Field(min_length=1, max_length=24, description="The names of the columns.")
    values: tuple[Numbers, ...] = Field(description="The values, row by row.")
    numbers: Truth = Field(True, description="false to leave the numbers out of the cells.")
    width: Width = 60
    height: Height = 38

    @model_validator(mode="after")
    def _fits(self) -> Heatmap:
        if [len(row) for row in self.values] != [len(self.columns)] * len(self.rows):
            raise ValueError(f"expected {counted(len(self.rows), 'row')} of {counted(len(self.columns), 'value')}")
        return self


Chart = Annotated[Curves | Bars | Heatmap, Field(discriminator="kind")]


def numbers(name: str, chart: Curves | Bars | Heatmap) -> dict[str, tuple[tuple[Fraction, ...], ...]]:
    """What a chart shows, by the names that a `check` has for it: the rows of a heat map, or the values of each series; behind `_x` the x values."""
    known = name.replace("-", "_")
    if isinstance(chart, Heatmap):
        return {known: tuple(map(_exact, chart.values))}
    values = {known: tuple(_exact(series.y) for series in chart.series)}
    return {**values, f"{known}_x": tuple(_exact(series.x) for series in chart.series)}


def _exact(values: Numbers) -> tuple[Fraction, ...]:
    """As they are written."""
    return tuple(Fraction(repr(value)) for value in values)


@lru_cache(maxsize=256)
def _drawn(chart: Curves | Bars | Heatmap, language: Language) -> Picture:
    """The chart with its captions in one language; what was drawn before is not drawn again, since matplotlib takes seconds to begin."""
    drawing = cache.digest(digests.release("matplotlib"), digests.code(PLOTTING), repr(chart), language)
    picture: Picture | None = cache.kept(KIND, drawing, drawing)
    if picture is None:
        from hwgen.content.plotting import drawn

        picture = drawn(chart, language)
        cache.keep(KIND, drawing, drawing, picture)
    return picture
