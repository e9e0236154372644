"""The report on a course as one HTML page: what the bank covers, and what an exam can take of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from hwgen.bank.course import Course
from hwgen.content.chart import Axis, Bars, Heatmap, Series
from hwgen.kinds.linked import ITEM_KINDS
from hwgen.looking import coverage
from hwgen.looking.pages import environment
from hwgen.plan.usable import usable
from hwgen.text import Language, Text
from hwgen.words.words import Words
from hwgen.writers.svg import svg


@dataclass(frozen=True)
class ExamUse:
    """What an exam can take of the bank: items with the parts that they fit, and those that fit none with the reason."""

    title: str
    usable: Sequence[tuple[str, str]]
    refused: Sequence[tuple[str, str]]


def report(course: Course, language: Language, exam: str | None = None) -> bytes:
    """The page in one language, without anything that it would have to load. Raises UsageError for an unknown exam."""
    rows = coverage.rows(course)
    items = [item for row in rows for item in row.items]
    page = environment(course).get_template("html/report.html.j2")
    words = course.wording[language]
    bloom = words.group("bloom")
    kinds = {kind: words.get(f"kinds.{kind}", kind) for kind in ITEM_KINDS}
    names = {topic: name[language] for topic, name in course.topics.items()}
    return page.render(
        say=lambda word, **values: words.say(f"report.{word}", **values),
        language=language,
        script=words.script,
        course=course,
        rows=rows,
        names=names,
        aims=coverage.aims(course),
        bloom=bloom,
        kinds=kinds,
        figures=coverage.illustrated(items),
        exam=_use(course, exam, language) if exam else None,
        level=lambda item: coverage.level(course, item),
        minutes=lambda item: coverage.minutes(course, item),
        facility=lambda item: _facility(course, item.id, words),
        by_kind=_drawn(_by(rows, ITEM_KINDS, kinds, "kinds", names, words), language),
        by_bloom=_drawn(_by(rows, coverage.BLOOM, bloom, "bloom", names, words), language),
        by_level=_drawn(_by_level(course, rows, words), language),
    ).encode()


def _facility(course: Course, id: str, words: Words) -> str:
    """What classes made of an item, and how many answers say so."""
    known = course.outcomes.get(id)
    return f"{words.script.number(f'{float(known.facility):.2f}')} ({known.count})" if known else ""


def _use(course: Course, exam: str, language: Language) -> ExamUse:
    blueprint = course.blueprint(exam)
    uses = usable(course, blueprint)
    return ExamUse(
        blueprint.plan.title[language],
        [(id, ", ".join(use.parts)) for id, use in uses.items() if use.parts],
        [(id, use.reason) for id, use in uses.items() if not use.parts],
    )


def _drawn(chart: Bars | Heatmap, language: Language) -> Markup:
    return Markup(svg(chart.in_language(language)).decode())


def _by(
    rows: Sequence[coverage.Row],
    columns: Sequence[str],
    titles: Mapping[str, str],
    counts: str,
    names: Mapping[str, str],
    words: Words,
) -> Heatmap:
    """Topics by something else, as a table of counts."""
    return Heatmap.model_construct(
        kind="heatmap",
        alt=Text({words.language: words["report.alt_topics"]}),
        rows=tuple(names[row.topic] for row in rows),
        columns=tuple(titles[column] for column in columns),
        values=tuple(tuple(getattr(row, counts)[column] for column in columns) for row in rows),
        width=16 * len(columns),
        height=6 * len(rows),
    )


def _by_level(course: Course, rows: Sequence[coverage.Row], words: Words) -> Bars:
    def count(part: str) -> tuple[int, ...]:
        levels = [coverage.level(course, item) for row in rows for item in getattr(row, part)]
        return tuple(levels.count(level) for level in coverage.LEVELS)

    series = (
        Series.model_construct(name=words["report.items"], y=count("items")),
        Series.model_construct(name=words["report.generators"], y=count("generators")),
    )
    return Bars.model_construct(
        kind="bars",
        alt=Text({words.language: words["report.alt_levels"]}),
        categories=tuple(map(str, coverage.LEVELS)),
        x=Axis.model_construct(label=words["report.difficulty"]),
        y=Axis.model_construct(label=words["report.count"]),
        series=series,
    )
