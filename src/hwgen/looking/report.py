"""The report on a course as one HTML page: what the bank covers, and what an exam can take of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from hwgen.bank.course import Course
from hwgen.bank.files import starter
from hwgen.content.chart import Axis, Bars, Heatmap, Series
from hwgen.kinds.linked import ITEM_KINDS, LABELS
from hwgen.looking import coverage
from hwgen.plan.usable import usable
from hwgen.text import Language, Text
from hwgen.writers.svg import svg
from hwgen.yamlsrc import Bilingual

BLOOM_NAMES = {
    "remember": Text("记忆", "remember"),
    "understand": Text("理解", "understand"),
    "apply": Text("应用", "apply"),
    "analyse": Text("分析", "analyse"),
    "evaluate": Text("评价", "evaluate"),
    "create": Text("创造", "create"),
}


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
    page = _environment(course).get_template("html/report.html.j2")
    names = {topic: name[language] for topic, name in course.topics.items()}
    return page.render(
        say=lambda zh, en: Text(zh, en)[language],
        language=language,
        course=course,
        rows=rows,
        names=names,
        aims=coverage.aims(course),
        bloom={level: name[language] for level, name in BLOOM_NAMES.items()},
        kinds={kind: name[language] for kind, name in LABELS.items()},
        figures=coverage.illustrated(items),
        exam=_use(course, exam, language) if exam else None,
        level=lambda item: coverage.level(course, item),
        by_kind=_drawn(_by(rows, ITEM_KINDS, LABELS, "kinds", names, language), language),
        by_bloom=_drawn(_by(rows, coverage.BLOOM, BLOOM_NAMES, "bloom", names, language), language),
        by_level=_drawn(_by_level(course, rows, language), language),
    ).encode()


def _use(course: Course, exam: str, language: Language) -> ExamUse:
    blueprint = course.blueprint(exam)
    found = usable(course, blueprint)
    return ExamUse(
        blueprint.plan.title.text()[language],
        [(id, ", ".join(use.parts)) for id, use in found.items() if use.parts],
        [(id, use.reason) for id, use in found.items() if not use.parts],
    )


def _environment(course: Course) -> Environment:
    """The course's own templates before those of the starter."""
    folders = [folder / "templates" for folder in (course.root, starter())]
    return Environment(loader=FileSystemLoader(folders), autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def _drawn(chart: Bars | Heatmap, language: Language) -> Markup:
    return Markup(svg(chart.in_language(language)).decode())


def _alt(zh: str, en: str) -> Bilingual:
    return Bilingual.model_construct(zh=zh, en=en)


def _by(
    rows: Sequence[coverage.Row],
    columns: Sequence[str],
    titles: Mapping[str, Text],
    counts: str,
    names: Mapping[str, str],
    language: Language,
) -> Heatmap:
    """Topics by something else, as a table of counts."""
    return Heatmap.model_construct(
        kind="heatmap",
        alt=_alt("各主题的题目数，下表列出相同的数字", "items by topic; the table below has the same numbers"),
        rows=tuple(names[row.topic] for row in rows),
        columns=tuple(titles[column][language] for column in columns),
        values=tuple(tuple(getattr(row, counts)[column] for column in columns) for row in rows),
        width=16 * len(columns),
        height=6 * len(rows),
    )


def _by_level(course: Course, rows: Sequence[coverage.Row], language: Language) -> Bars:
    def count(part: str) -> tuple[int, ...]:
        found = [coverage.level(course, item) for row in rows for item in getattr(row, part)]
        return tuple(found.count(level) for level in coverage.LEVELS)

    series = (
        Series.model_construct(name=Text("概念题", "conceptual items")[language], y=count("items")),
        Series.model_construct(name=Text("生成器", "generators")[language], y=count("generators")),
    )
    return Bars.model_construct(
        kind="bars",
        alt=_alt("各难度的概念题与生成器数目", "conceptual items and generators by difficulty"),
        categories=tuple(map(str, coverage.LEVELS)),
        x=Axis.model_construct(label=Text("难度", "difficulty")[language]),
        y=Axis.model_construct(label=Text("题数", "count")[language]),
        series=series,
    )
