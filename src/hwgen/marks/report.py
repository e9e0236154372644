"""The report on the answers of a class as one HTML page, which loads nothing."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from hwgen.bank.files import starter
from hwgen.content.chart import Axis, Bars, Series
from hwgen.marks.analysis import BINS, Analysis, ItemUse, OptionUse
from hwgen.marks.statistics import quantile
from hwgen.marks.wording import html
from hwgen.sheets.fields import sign
from hwgen.sheets.keys import Keys
from hwgen.text import Text
from hwgen.words.words import Words, nearest
from hwgen.writers.svg import svg

NONE, MINUS = "—", "−"
# A chart has room for so many bars.
MOST_BARS = 24


@cache
def _page() -> Template:
    return Environment(
        loader=FileSystemLoader(starter() / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    ).get_template("html/results.html.j2")


def report(keys: Keys, analysis: Analysis) -> bytes:
    words = nearest(keys.language)
    return (
        _page()
        .render(
            say=lambda word, **values: words.say(f"statistics.{word}", **values),
            script=words.script,
            keys=keys,
            analysis=analysis,
            several=len(keys.copies) > 1,
            figures=_figures(analysis, words),
            totals=_drawn(_totals(analysis, words), words),
            facilities=_drawn(_facilities(analysis.items, words), words) if len(analysis.items) <= MOST_BARS else "",
            numbers=lambda item: _numbers([item], words),
            question=lambda number: words.say("question", number=number),
            html=html,
            mistake=lambda use: html(keys.misconceptions.get(use.id) or use.why or use.id),
            sign=lambda value, kind: sign(value, kind, words),
            option_text=lambda item, option: _option(item, option, words),
            sense=lambda option: html(
                keys.misconceptions.get(option.misconception) or ("" if option.right else option.why)
            ),
            quoted=lambda name: next(item for item in analysis.items if item.name == name),
            asked_in=lambda use: _numbers([item for item in analysis.items if item.item in use.items], words),
            decimal=lambda value, places=2: _decimal(value, words, places),
            percent=lambda value: f"{_decimal(100 * value, words, 0)}%",
        )
        .encode()
    )


def _numbers(items: Sequence[ItemUse], words: Words) -> str:
    return ("、" if words.script.ideographic else ", ").join(
        map(str, sorted({number for item in items for number in item.numbers}))
    )


def _option(item: ItemUse, option: OptionUse, words: Words) -> Markup:
    """What an option says: of true and false, what stands in the box."""
    return html(option.text or sign(option.id, item.kind, words))


def _decimal(value: Fraction | float | None, words: Words, places: int = 2) -> str:
    return NONE if value is None else words.script.number(f"{float(value):z.{places}f}".replace("-", MINUS))


def _figures(analysis: Analysis, words: Words) -> list[tuple[str, str]]:
    """What stands at the top, by its word."""
    quarters = [quantile(analysis.totals, Fraction(part, 4)) for part in (1, 2, 3)]
    low, middle, high = (_decimal(quarter, words, 1) for quarter in quarters)
    counts = [("students", analysis.count), ("missing", analysis.missing), ("absent", analysis.absent)]
    counts[1:1] = [("incomplete", analysis.incomplete)] * bool(analysis.incomplete)
    figures = [(name, str(count)) for name, count in counts]
    figures += [
        ("mean", f"{_decimal(analysis.mean, words, 1)}%"),
        ("deviation", _decimal(analysis.deviation, words, 1)),
        ("median", middle),
        ("quartiles", f"{low}–{high}"),
        ("alpha", _decimal(analysis.alpha, words)),
        ("error", _decimal(analysis.error, words, 1)),
    ]
    passed = f"{_decimal(100 * analysis.passed, words, 0)}%" if analysis.passed is not None else ""
    return [*figures, ("passed", passed)] if passed else figures


def _drawn(chart: Bars, words: Words) -> Markup:
    return Markup(svg(chart.in_language(words.language)).decode())


def _totals(analysis: Analysis, words: Words) -> Bars:
    names = tuple(f"{100 * i // BINS}–" for i in range(BINS))
    bins = words["comma"].join(f"{name} {count}" for name, count in zip(names, analysis.bins, strict=True))
    return Bars.model_construct(
        kind="bars",
        alt=Text({words.language: words.say("statistics.alt_totals", bins=bins)}),
        categories=names,
        x=Axis.model_construct(label=words["statistics.points"]),
        y=Axis.model_construct(label=words["statistics.number"], ticks=_whole(max(analysis.bins))),
        series=(Series.model_construct(y=tuple(map(float, analysis.bins))),),
        width=110,
    )


def _whole(most: int) -> tuple[float, ...]:
    """Some five whole numbers up to `most`."""
    return tuple(map(float, range(0, most + 1, max(1, most // 5))))


def _facilities(items: Sequence[ItemUse], words: Words) -> Bars:
    return Bars.model_construct(
        kind="bars",
        alt=Text({words.language: words["statistics.alt_items"]}),
        categories=tuple(str(item.numbers[0]) for item in items),
        x=Axis.model_construct(label=words["statistics.question"]),
        y=Axis.model_construct(label=words["statistics.facility"], start=0.0, end=1.0),
        series=(Series.model_construct(y=tuple(min(1.0, max(0.0, float(item.facility))) for item in items)),),
        width=max(40, 6 * len(items)),
    )
