"""The commands for learning platforms: export, import and check-export."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from hwgen.commands.shared import (
    MANNER,
    SIZE,
    complete_exam,
    course_option,
    load,
    reported,
    show_diagnostic,
)


@click.group()
def export() -> None:
    """Write questions for a learning platform."""


@export.command("moodle")
@click.argument("names", nargs=-1, metavar="[EXAM]", shell_complete=complete_exam)
@click.option("--item", "items", multiple=True, metavar="ID...", help="Pools of these items instead of an exam.")
@click.option("--exam", help="The same as EXAM.")
@click.option("--variants", type=click.IntRange(1), help="A pool of that many variants for each item.")
@click.option("--seed", type=click.IntRange(0, 10**12), required=True, help="Every draw comes from it.")
@click.option("--lang", "language", type=click.Choice(["zh", "en", "both"]), default="zh", show_default=True)
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file, *.xml.")
@click.option(
    "--linked",
    type=click.Choice(["separate", "cloze", "description"]),
    default="separate",
    show_default=True,
    help="Linked questions apart, as the parts of one, or after a description.",
)
@click.option(
    "--follow-through", is_flag=True, help="Half the points for a number that follows from an earlier mistake."
)
@click.option("--as", "manner", type=MANNER, help="How items of a pool are asked.")
@click.option("--points", type=click.IntRange(1), default=10, show_default=True, help="Of a question of --item.")
@click.option("--no-ordering", is_flag=True, help="Ordering as matching with numbers, for Moodle before 4.4.")
@click.option("--max-size", type=SIZE, default="2M", show_default=True, help="Of a file; more are written if need be.")
@click.option("--json", "as_json", is_flag=True, help="A machine-readable summary on stdout.")
@course_option
def export_moodle(
    names: tuple[str, ...],
    items: tuple[str, ...],
    exam: str | None,
    variants: int | None,
    seed: int,
    language: str,
    out: Path,
    linked: str,
    follow_through: bool,
    manner: str | None,
    points: int,
    no_ordering: bool,
    max_size: int,
    as_json: bool,
    folder: Path | None,
) -> None:
    """Write Moodle XML: an exam, or pools of variants.

    A pool is a category of variants of one item, from which a Moodle quiz draws one for each student. Every file is
    checked, and marked against the proven key, before it is left.

    \b
    Examples:
      hwgen export moodle hw2 --seed 7 -o hw2.xml
      hwgen export moodle hw2 --seed 7 --lang both --linked cloze -o hw2.xml
      hwgen export moodle --exam quiz --variants 30 --seed 7 -o pools.xml
      hwgen export moodle --item conv-layer lstm-params --variants 50 --seed 7 -o pools.xml
    """
    if out.suffix.lower() != ".xml":
        raise click.UsageError("Moodle takes files whose name ends in .xml: -o NAME.xml")
    exams = [exam] if exam else []
    exams += [] if items else list(names)
    if bool(items) == bool(exams) or len(exams) > 1:
        raise click.UsageError("give either one EXAM or --item ID...")
    if items and not variants:
        raise click.UsageError("--item makes pools: say how many --variants")
    if manner and not items:
        raise click.UsageError("--as goes with --item; in an exam the blueprint says it")
    with reported():
        from hwgen.lms.export import ExportOptions, exam_slots, export_exam, export_pools, slots_of, steps

        course = load(folder)
        languages = ("zh", "en") if language == "both" else (language,)
        options = ExportOptions(linked, follow_through, not no_ordering, max_size)  # type: ignore[arg-type]
        if variants:
            slots = slots_of(course, (*items, *names), manner, points) if items else exam_slots(course, exams[0], seed)
            path = () if items else (course.blueprint(exams[0]).plan.title.text()[languages[0]],)  # type: ignore[index]
            done = export_pools(course, slots, path, variants, seed, languages, out, options)  # type: ignore[arg-type]
        else:
            done = export_exam(course, exams[0], seed, languages, out, options)  # type: ignore[arg-type]
        for warning in done.warnings:
            show_diagnostic(warning)
        if as_json:
            summary = {
                "schema": 1,
                "files": [str(file) for file in done.files],
                "questions": done.questions,
                "categories": done.categories,
                "responses": done.responses,
                "warnings": len(done.warnings),
            }
            click.echo(json.dumps(summary, ensure_ascii=False))
            return
        for file in done.files:
            click.echo(file)
        click.echo(steps(done, pools=bool(variants)), err=True)


@click.group("import")
def import_() -> None:
    """Bring questions from a learning platform."""


@import_.command("moodle")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--into", type=click.Path(path_type=Path, file_okay=False), required=True, help="A course, or a new folder."
)
@click.option("--json", "as_json", is_flag=True, help="A machine-readable summary on stdout.")
def import_moodle(file: Path, into: Path, as_json: bool) -> None:
    """Read a Moodle XML file into the bank of a course.

    Writes items, pictures, an exam that asks all of them as they stood, and a list of doubts. Nothing that is there
    already is changed.

    \b
    Example:
      hwgen import moodle questions.xml --into mycourse
    """
    with reported():
        from hwgen.lms.intake import import_moodle as bring

        done = bring(file, into)
        if as_json:
            summary = {
                "schema": 1,
                "files": [str(path) for path in done.files],
                "items": done.items,
                "exam": done.exam,
                "doubts": [{"line": d.line, "question": d.question, "message": d.message} for d in done.doubts],
            }
            click.echo(json.dumps(summary, ensure_ascii=False))
            return
        for path in done.files:
            click.echo(path)
        click.echo(f"{done.items} items; {len(done.doubts)} doubts, see {done.doubts_file}", err=True)


@click.command("check-export")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--against", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="The exam.json of a build."
)
@click.option("--scores", is_flag=True, help="Print every response with what Moodle would give for it.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def check_export(file: Path, against: Path | None, scores: bool, as_json: bool) -> None:
    """Check a Moodle XML file before the upload.

    Any file, of hwgen or not: what Moodle would refuse, and what it would take and get wrong. Then every question is
    answered in every way.

    \b
    Examples:
      hwgen check-export hw2.xml
      hwgen check-export moodle.xml --against exam.json --scores
    """
    with reported():
        from hwgen.lms.export import checked_file

        report = checked_file(file, against, scores=scores)
        if as_json:
            click.echo(json.dumps(report.as_data(), ensure_ascii=False))
        else:
            for line in report.lines(file):
                click.echo(line)
        if not report.passes:
            sys.exit(1)
