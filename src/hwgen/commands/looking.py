"""The commands that show what a course holds: list, show, report, catalogue, variants."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hwgen.commands.courses import (
    chosen_language,
    course_option,
    load,
    look,
    note,
    read_language,
    readers_languages,
)
from hwgen.commands.options import (
    EXAM,
    KIND,
    MANNER,
    complete_topic,
    language_option,
    one_of,
    out_option,
    reading_option,
)
from hwgen.commands.progress import progress
from hwgen.commands.showing import reported, show_diagnostic

if TYPE_CHECKING:
    from hwgen.bank.loading import Loaded


@click.command("list")
@click.argument("what", type=one_of("items", "generators", "exams", "bank", "engines"), required=False)
@click.option("--topic", "topics", multiple=True, shell_complete=complete_topic, help="Only items on this topic.")
@click.option("--kind", "kinds", type=KIND, multiple=True, help="Only items of this kind.")
@click.option(
    "--difficulty", "difficulties", type=click.IntRange(1, 5), multiple=True, help="Only items of this difficulty."
)
@click.option(
    "--search",
    "words",
    metavar="WORDS",
    default="",
    help="Only items that contain all of these words, in any language.",
)
@click.option("--texts", is_flag=True, help="Show the beginning of each text.")
@language_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with the beginning of each text.")
@course_option
def list_(
    what: str | None,
    topics: tuple[str, ...],
    kinds: tuple[str, ...],
    difficulties: tuple[int, ...],
    words: str,
    texts: bool,
    language: str | None,
    as_json: bool,
    folder: Path | None,
) -> None:
    """List what the course holds.

    Lists items, generators with their number of variants, exams, what the bank covers by topic, or engines. Files and
    items with errors are left out; the errors are reported, but are not a failure.

    \b
    Examples:
      hwgen list
      hwgen list generators --json
      hwgen list items --topic cnn --difficulty 2 --texts
      hwgen list items --search "batch norm" --kind choice
    """
    with reported():
        from hwgen.commands.kept import answer
        from hwgen.writers.tables import width_of

        narrowed = bool(topics or kinds or difficulties or words or texts)
        if narrowed and what not in (None, "items"):
            raise click.UsageError("--topic, --kind, --difficulty, --search and --texts go with `hwgen list items`")
        every = ("items",) if narrowed else ("items", "generators", "exams", "bank", "engines")
        wanted = (what,) if what else every
        asked = (topics, kinds, difficulties, words, texts or bool(words) or as_json, language)
        tables = answer(folder, ("list", *wanted, *asked), "hwgen.looking.tables", partial(_tables, wanted, asked))
        if as_json:
            click.echo(json.dumps({"schema": 1, **tables}, ensure_ascii=False))
            return
        for title, rows in tables.items():
            click.echo(title)
            cells = [list(rows[0]), *([_cell(cell) for cell in row.values()] for row in rows)] if rows else []
            widths = [max(map(width_of, column)) for column in zip(*cells, strict=True)]
            for row in cells:
                padded = (cell + " " * (width - width_of(cell)) for cell, width in zip(row, widths, strict=True))
                click.echo(("  " + "  ".join(padded)).rstrip())


def _tables(wanted: tuple[str, ...], asked: tuple[Any, ...], loaded: Loaded) -> dict[str, list[dict[str, Any]]]:
    from hwgen.errors import Diagnostic, UsageError, did_you_mean
    from hwgen.looking.searching import Search
    from hwgen.looking.tables import listing

    topics, kinds, difficulties, words, texts, language = asked
    course = loaded.course
    for topic in topics:
        if topic not in course.topics:
            hint = did_you_mean(topic, course.topics)
            raise UsageError(Diagnostic("unknown-name", f"the course has no topic `{topic}`", None, hint))
    return listing(course, wanted, Search(topics, kinds, difficulties, words, texts, chosen_language(course, language)))


def _cell(value: object) -> str:
    return ", ".join(f"{level}: {count}" for level, count in value.items()) if isinstance(value, dict) else str(value)


@click.command()
@click.argument("item")
@click.option(
    "--seed", type=click.IntRange(0), default=1, show_default=True, help="The number that decides every draw."
)
@reading_option
@click.option("--as", "manner", type=MANNER, help="How the question is asked, if there are several ways.")
@course_option
def show(item: str, seed: int, language: str | None, manner: str | None, folder: Path | None) -> None:
    """Show one item with its key.

    Errors elsewhere in the course are reported, but only errors in the item itself are a failure.

    \b
    Example:
      hwgen show ohm-series --seed 3 --lang en
    """
    with reported():
        from hwgen.commands.kept import answer

        readers = readers_languages()
        question = ("show", item, seed, language or readers, manner)
        ask = partial(_shown, item, seed, language, readers, manner)
        text, remarks = answer(folder, question, "hwgen.looking.showing", ask)
        for remark in remarks:
            click.echo(remark, err=True)
        click.echo(text)


def _shown(
    item: str, seed: int, language: str | None, readers: Sequence[str], manner: str | None, loaded: Loaded
) -> tuple[str, list[str]]:
    """The item, and what nobody could see in it."""
    from hwgen.errors import CourseError, Diagnostic
    from hwgen.looking.showing import overlooked, shown

    course = loaded.course
    try:
        course.item(item)
    except CourseError as e:
        # They are shown already, with all others.
        message = f"`{item}` cannot be shown: it has errors"
        raise CourseError(Diagnostic("broken-item", message, subject=item)) from e
    language = chosen_language(course, language or read_language(course.languages, readers))
    return shown(course, item, seed, language, manner), overlooked(course, item)


@click.command()
@click.argument("exam", required=False, type=EXAM)
@language_option
@out_option
@course_option
def report(exam: str | None, language: str | None, out: Path, folder: Path | None) -> None:
    """Write a page on what the bank covers.

    With EXAM, the page also shows what the bank holds for each demand of this exam.

    \b
    Examples:
      hwgen report
      hwgen report midterm --lang en
    """
    with reported():
        from hwgen.looking.report import report as make
        from hwgen.output import replace_folder

        course = load(folder)
        language = chosen_language(course, language)
        page = make(course, language, exam)
        place = out / "report" / f"{exam or 'bank'}-{language}"
        for warning in replace_folder(place, {"index.html": page}):
            show_diagnostic(warning)
        click.echo(place / "index.html")


@click.command()
@click.option(
    "--seed", type=click.IntRange(0), default=1, show_default=True, help="The number that decides every draw."
)
@language_option
@out_option
@course_option
def catalogue(seed: int, language: str | None, out: Path, folder: Path | None) -> None:
    """Write a page for browsing the bank.

    Shows each item with its pictures and its key, and has a search and filters.

    \b
    Example:
      hwgen catalogue --lang en
    """
    with reported():
        from hwgen.looking.browsing import page as make
        from hwgen.output import replace_folder

        loaded = look(folder)
        note(loaded)
        language = chosen_language(loaded.course, language)
        page, faults = make(loaded.course, language, seed)
        progress("")
        place = out / "catalogue" / language
        for warning in (*faults, *replace_folder(place, {"index.html": page})):
            show_diagnostic(warning)
        click.echo(place / "index.html")


@click.command()
@click.argument("generators", nargs=-1)
@click.option("--count", type=click.IntRange(1), help="The number of variants of each generator.  [default: 1]")
@click.option(
    "--seed", type=click.IntRange(0), default=1, show_default=True, help="The number that decides every draw."
)
@click.option("--all", "every", is_flag=True, help="Print every variant.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
@course_option
def variants(
    generators: tuple[str, ...], count: int | None, seed: int, every: bool, as_json: bool, folder: Path | None
) -> None:
    """Print variants of computed questions as data.

    \b
    Examples:
      hwgen variants ohm-series --count 3 --seed 7
      hwgen variants --all --json
    """
    if every and count:
        raise click.UsageError("give either --count K or --all")
    with reported():
        from hwgen.looking.tables import generators as chosen
        from hwgen.looking.variants import questions

        course = load(folder, items=generators)
        for question in questions(course, chosen(course, generators), count=None if every else count or 1, seed=seed):
            if as_json:
                click.echo(json.dumps(question, ensure_ascii=False))
                continue
            params = ", ".join(f"{name}={value}" for name, value in question["params"].items())
            click.echo(f"{question['id']}  {params}  ->  {question['answer']}")
