"""Charts: plots that stand as data in an item, and are drawn when they are printed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from hwgen.picture import Picture
from hwgen.text import Language, Text
from hwgen.yamlsrc import Bilingual, Record, Truth

Number = Annotated[float, Field(allow_inf_nan=False)]
Numbers = tuple[Number, ...]
Caption = Bilingual | str
Size = Annotated[float, Field(ge=20, le=150)]


def said(caption: Caption) -> Text:
    """A caption in both languages; a plain one is the same in both."""
    return caption.text() if isinstance(caption, Bilingual) else Text(caption, caption)


class Axis(Record):
    """`start` and `end` (in files: `from` and `to`) bound what is shown; left out, the data do."""

    label: Caption | None = None
    start: Annotated[Number | None, Field(alias="from")] = None
    end: Annotated[Number | None, Field(alias="to")] = None
    ticks: Numbers | None = None
    log: Truth = False

    def check(self, name: str, values: Numbers) -> None:
        """Raises ValueError for values that the axis does not show."""
        for value in values:
            if (self.start is not None and value < self.start) or (self.end is not None and value > self.end):
                raise ValueError(f"{value:g} lies outside the {name} axis")
            if self.log and value <= 0:
                raise ValueError(f"{value:g} cannot stand on a logarithmic {name} axis")


class Series(Record):
    y: Annotated[Numbers, Field(min_length=1)]
    x: Numbers = ()
    name: Caption | None = None
    style: Literal["solid", "dashed", "dotted", "dashdot"] = "solid"
    markers: Truth = False


class _Chart(Record):
    """`width` and `height` are those of the axes, in millimetres."""

    alt: Bilingual
    width: Size = 75
    height: Size = 48

    def in_language(self, language: Language) -> Picture:
        from hwgen.plotting import drawn

        return drawn(self, language)


AllSeries = Annotated[tuple[Series, ...], Field(min_length=1, max_length=4)]


class Curves(_Chart):
    """Lines through points, or the points alone."""

    kind: Literal["lines", "points"]
    x: Axis = Axis()
    y: Axis = Axis()
    series: AllSeries

    @model_validator(mode="after")
    def _fits(self) -> Curves:
        for series in self.series:
            if len(series.x) != len(series.y):
                raise ValueError(f"a series has {len(series.x)} values of x and {len(series.y)} of y")
            self.x.check("x", series.x)
            self.y.check("y", series.y)
        return self


class Bars(_Chart):
    kind: Literal["bars"]
    categories: Annotated[tuple[Caption, ...], Field(min_length=1, max_length=24)]
    x: Axis = Axis()
    y: Axis = Axis()
    series: AllSeries

    @model_validator(mode="after")
    def _fits(self) -> Bars:
        for series in self.series:
            if len(series.y) != len(self.categories):
                raise ValueError(f"{len(self.categories)} categories, but a series of {len(series.y)}")
            self.y.check("y", series.y)
        return self


class Heatmap(_Chart):
    """A matrix as a table of cells, the darker the larger; `numbers` writes the values into them."""

    kind: Literal["heatmap"]
    rows: Annotated[tuple[Caption, ...], Field(min_length=1, max_length=24)]
    columns: Annotated[tuple[Caption, ...], Field(min_length=1, max_length=24)]
    values: tuple[Numbers, ...]
    x: Axis = Axis()
    y: Axis = Axis()
    numbers: Truth = True

    @model_validator(mode="after")
    def _fits(self) -> Heatmap:
        if [len(row) for row in self.values] != [len(self.columns)] * len(self.rows):
            raise ValueError(f"expected {len(self.rows)} rows of {len(self.columns)} values")
        return self


Chart = Annotated[Curves | Bars | Heatmap, Field(discriminator="kind")]
