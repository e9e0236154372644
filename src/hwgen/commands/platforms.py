"""The commands for learning platforms: export, import and check-export. What each platform can do is in its row of the table."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hwgen.commands.courses import chosen_languages, course_option, load
from hwgen.commands.exporting import (
    LOSSES_SETTINGS,
    REPLACE_SETTINGS,
    SEED_SETTINGS,
    STRICT_SETTINGS,
    check_suffix,
    one_exam,
)
from hwgen.commands.options import EXAM, MANNER, SIZE, Place, complete_language, format_option, one_of
from hwgen.commands.showing import reported, show_diagnostic, show_report
from hwgen.commands.titled import Titled
from hwgen.commands.word import SUFFIX, docx
from hwgen.lms.platforms import PLATFORMS, Platform
from hwgen.lms.sources import OWN, Source

if TYPE_CHECKING:
    from hwgen.lms.writing import Exported
    from hwgen.reporting import Format


@click.group(cls=Titled)
def export() -> None:
    """Write questions for a learning platform, or for Word."""


@click.group("import", cls=Titled)
def import_() -> None:
    """Import questions from a platform, text or spreadsheet."""


def _parameters(platform: Platform) -> Iterator[click.Parameter]:
    """The options of an export to a platform."""
    suffixes = " or ".join(f"*{suffix}" for suffix in platform.suffixes)
    out = Place(dir_okay=False)
    yield click.Argument(["names"], nargs=-1, metavar="[EXAM]", type=EXAM)
    yield _option(
        "--item", "items", multiple=True, metavar="ID...", help="Export pools of these items instead of an exam."
    )
    yield _option("--exam", type=EXAM, help="The same as EXAM.")
    yield _option("--variants", type=click.IntRange(1), help="Export a pool of this many variants for each item.")
    yield _option("--seed", **SEED_SETTINGS)
    together = ", or all of them together" if platform.languages else ""
    help = f"One of the course's languages{together}.  [default: the first]"
    yield _option("--lang", "language", metavar="LANGUAGE", shell_complete=complete_language, help=help)
    yield _option("-o", "--out", type=out, required=True, help=f"The file, {suffixes}.")
    if len(platform.linked) > 1:
        ways = ", ".join(f"{way}: {means}" for way, means in platform.linked.items())
        usual = next(iter(platform.linked))
        choice = one_of(*platform.linked)
        yield _option("--linked", type=choice, default=usual, show_default=True, help=f"Linked questions; {ways}.")
    if platform.follow_through:
        yield _option(
            "--follow-through", is_flag=True, help="Half the points for a number that follows from an earlier mistake."
        )
    yield _option("--as", "manner", type=MANNER, help="How the items of a pool are asked.")
    yield _option(
        "--points", type=click.IntRange(1), default=10, show_default=True, help="The points of a question, with --item."
    )
    if platform.ordering:
        yield _option("--no-ordering", is_flag=True, help="Ask ordering questions as matching questions with numbers.")
    if platform.versions:
        usual = platform.versions[0]
        help = f"The version of {platform.title}."
        yield _option("--version", type=one_of(*platform.versions), default=usual, show_default=True, help=help)
    if platform.keyless:
        yield _option("--no-keys", is_flag=True, help="Leave out keys, feedback and solutions, for an exam.")
    if platform.max_size:
        size = "The largest size of a file. Larger exports are split."
        yield _option("--max-size", type=SIZE, default="2M", show_default=True, help=size)
    yield _option("--replace", "may_replace", **REPLACE_SETTINGS)
    yield _option("--losses", **LOSSES_SETTINGS)
    yield _option("--strict", **STRICT_SETTINGS)
    yield _option("--json", "as_json", is_flag=True, help="Print a summary as JSON.")


def _option(*names: str, **settings: Any) -> click.Option:
    return click.Option(list(names), **settings)


def _export_help(platform: Platform) -> str:
    name, suffix = platform.name, platform.suffixes[0]
    ways = [way for way in platform.linked if way != next(iter(platform.linked))]
    more = "".join((" --lang all" if platform.languages else "", f" --linked {ways[0]}" if ways else ""))
    return f"""Write an exam, or pools of variants ({platform.title}).

    A pool holds variants of one item, from which a quiz draws one for each student. Every file is checked, and its marks
    compared with the proven key, before it is written. What the format cannot express is reported.

    \b
    Examples:
      hwgen export {name} quiz --seed 7 -o quiz{suffix}
      hwgen export {name} quiz --seed 7{more or " --lang en"} -o quiz{suffix}
      hwgen export {name} --exam quiz --variants 30 --seed 7 -o pools{suffix}
      hwgen export {name} --item ohm-series free-fall --variants 50 --seed 7 -o pools{suffix}
    """


def _export(
    platform: Platform,
    *,
    names: tuple[str, ...],
    items: tuple[str, ...],
    exam: str | None,
    variants: int | None,
    seed: int,
    language: str | None,
    out: Path,
    manner: str | None,
    points: int,
    may_replace: bool,
    losses: bool,
    strict: bool,
    as_json: bool,
    folder: Path | None,
    linked: str = "separate",
    follow_through: bool = False,
    no_ordering: bool = False,
    no_keys: bool = False,
    version: str = "",
    max_size: int = 0,
) -> None:
    check_suffix(out, platform.suffixes, platform.steps.where)
    asked = one_exam(names, items, exam)
    if items and not variants:
        raise click.UsageError("--item makes pools: say how many --variants")
    if manner and not items:
        raise click.UsageError("--as goes with --item; in an exam, the blueprint decides")
    with reported():
        from hwgen.lms.adapter import ExportOptions
        from hwgen.lms.export import Target, exam_slots, export_exam, export_pools, slots_of

        course = load(folder, exam=asked, items=items)
        languages = chosen_languages(course, language, together=platform.languages)
        options = ExportOptions(
            linked, follow_through, not no_ordering, not no_keys, version, max_size, strict, may_replace
        )
        target = Target(platform, languages, out, options)
        if variants:
            slots = slots_of(course, (*items, *names), manner, points) if items else exam_slots(course, asked, seed)
            path = () if items else (course.blueprint(asked).plan.title[languages[0]],)
            done = export_pools(course, slots, path, variants, seed, target)
        else:
            done = export_exam(course, asked, seed, target)
        _show(
            platform,
            done,
            pools=bool(variants),
            several=len(languages) > 1,
            keys=not no_keys,
            losses=losses,
            as_json=as_json,
        )


def _show(
    platform: Platform, done: Exported, *, pools: bool, several: bool, keys: bool, losses: bool, as_json: bool
) -> None:
    from hwgen.lms.steps import steps
    from hwgen.writers.loss import diagnostics, listed

    for warning in (*done.warnings, *(() if losses else diagnostics(done.losses, platform.title))):
        show_diagnostic(warning)
    if as_json:
        summary = {
            "schema": 1,
            "files": [str(file) for file in done.files],
            "questions": done.questions,
            "categories": done.categories,
            "responses": done.responses,
            "warnings": len(done.warnings),
            "losses": len(done.losses),
            "points": dict(done.points),
            **({"lost": [{"item": loss.group.item, "what": loss.what} for loss in done.losses]} if losses else {}),
        }
        click.echo(json.dumps(summary, ensure_ascii=False))
        return
    for file in done.files:
        click.echo(file)
    for line in listed(done.losses if losses else (), numbered=not pools):
        click.echo(line)
    click.echo(steps(platform, done, pools=pools, several=several, keys=keys), err=True)


def _import(source: Platform | Source, file: Path, into: Path, language: str | None, as_json: bool) -> None:
    with reported():
        from hwgen.errors import counted
        from hwgen.lms.intake import import_file
        from hwgen.reporting import data_of

        done = import_file(source, file, into, language)
        if as_json:
            summary = {
                "schema": 2,
                "files": [str(path) for path in done.files],
                "items": done.items,
                "exam": done.exams[0],
                "exams": list(done.exams),
                "doubts": [data_of(doubt, file.resolve().parent) for doubt in done.doubts],
            }
            click.echo(json.dumps(summary, ensure_ascii=False))
            return
        for path in done.files:
            click.echo(path)
        left = f"{counted(done.items, 'item')}; {counted(len(done.doubts), 'doubt')}, see {done.doubts_file}"
        click.echo(f"{left}\nNext:\n  {done.next}", err=True)


def _import_help(source: Platform | Source) -> str:
    return f"""Read a file into the bank of a course ({source.title}).

    Writes items, pictures, an exam that asks all items in their original order, and a list of doubts: what was lost or changed,
    or looks wrong. If the questions are in two languages, there is an exam for each. No existing file is changed.

    \b
    Example:
      hwgen import {source.name} questions{source.suffixes[0]} --into .
    """


def add(platform: Platform) -> None:
    """Adds the commands of a platform to `export` and `import`."""
    export.add_titled(
        course_option(
            click.Command(
                platform.name,
                params=list(_parameters(platform)),
                callback=lambda **given: _export(platform, **given),
                help=_export_help(platform),
                short_help=platform.title,
            )
        ),
        platform.suffixes,
    )
    if platform.imports:
        _add_source(platform)


def _add_source(source: Platform | Source) -> None:
    """Adds the command of what can be imported to `import`."""
    file = Place(exists=True, dir_okay=False)
    folder = Place(file_okay=False)
    import_.add_titled(
        click.Command(
            source.name,
            params=[
                click.Argument(["file"], type=file),
                _option(
                    "--into",
                    type=folder,
                    required=True,
                    help="The folder of a course (`.` for this one), or a new folder.",
                ),
                _option(
                    "--lang",
                    "language",
                    metavar="LANGUAGE",
                    help="The language of the questions.  [default: recognised from their words]",
                ),
                _option("--json", "as_json", is_flag=True, help="Print a summary as JSON."),
            ],
            callback=lambda **given: _import(source, **given),
            help=_import_help(source),
            short_help=source.title,
        ),
        source.suffixes,
    )


for _row in PLATFORMS.values():
    add(_row)
for _source in OWN:
    _add_source(_source)
export.add_titled(docx, (SUFFIX,))
export.add_called("chaoxing", "学习通", "超星", "xuexitong", "excel")
export.add_called("blackboard", "text", "bb")
export.add_called("qti", "tao", "olat", "openolat", "inspera", "onyx")
for _format, *_words in (("pdf", "pdf"), ("tex", "tex", "latex"), ("typst", "typst", "typ"), ("json", "json")):
    export.add_elsewhere(f"`hwgen build EXAM --formats {_format}` writes it", *_words)
import_.add_called("excel", "chaoxing", "学习通", "超星", "xuexitong")
import_.add_called("text", "blackboard")
import_.add_elsewhere("save the file as .docx, for `hwgen import docx`", "doc", "wps", "pdf")


@click.command("check-export")
@click.argument("file", type=Place(exists=True, dir_okay=False))
@click.option(
    "--as",
    "named",
    type=one_of(*PLATFORMS),
    help="The platform of the file.  [default: recognised by its contents]",
)
@click.option(
    "--against",
    type=Place(exists=True, dir_okay=False),
    help="Compare with this exam.json.",
)
@click.option("--scores", is_flag=True, help="Print every response with its marks.")
@format_option
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def check_export(
    file: Path, named: str | None, against: Path | None, scores: bool, form: Format, as_json: bool
) -> None:
    """Check a file for a learning platform before you upload it.

    Reports what the platform would refuse, and what it would accept but get wrong, in any file, whoever wrote it. Then
    works out the marks for every possible response.

    \b
    Examples:
      hwgen check-export quiz.xml
      hwgen check-export moodle.xml --against exam.json --scores
    """
    with reported():
        from hwgen.lms.checking import check_file
        from hwgen.lms.platforms import recognised

        checked = check_file(recognised(file, named), file, against, scores=scores)
        show_report(checked.report(file), "json" if as_json else form)
        if not checked.passes:
            sys.exit(1)
