"""The command that makes papers: build."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hwgen.commands.courses import chosen_exam, chosen_language, course_option, load
from hwgen.commands.final import day_of_final, enter
from hwgen.commands.options import (
    SEED,
    Place,
    chosen_engine,
    complete_exam,
    engine_option,
    formats_option,
    language_option,
    out_option,
    paper_option,
)
from hwgen.commands.papers import PaperOptions, build_copies, build_one, show_students
from hwgen.commands.showing import reported, show_diagnostic

if TYPE_CHECKING:
    from hwgen.edited import Edited
    from hwgen.formats import Format


@click.command()
@click.argument("exam", required=False, shell_complete=complete_exam)
@click.option(
    "--seed",
    type=SEED,
    help="The number that decides every draw: the same seed gives the same paper.",
)
@click.option("--code", help="Build the paper with this code again; the code is in its footer.")
@language_option
@paper_option
@click.option(
    "--copies", "count", type=click.IntRange(1, 100_000), help="Build this many personal papers without names."
)
@click.option(
    "--roster",
    type=Place(exists=True, dir_okay=False),
    help="Build a personal paper for each student of this class list.",
)
@click.option("--encoding", default="auto", show_default=True, help="The encoding of the class list, such as gbk.")
@click.option("--dry-run", is_flag=True, help="Show how the class list was read, and build nothing.")
@click.option(
    "--forms", type=click.IntRange(2, 10), help="Build this many forms (A, B, ...) instead of personal papers."
)
@click.option(
    "--order",
    type=click.Choice(["roster", "seat"]),
    default="roster",
    show_default=True,
    help="The order of the papers in print.pdf.",
)
@click.option("--booklet", is_flag=True, help="Arrange print.pdf as folded sheets, two pages side by side (A4 on A3).")
@click.option(
    "--large-print",
    is_flag=True,
    help="Larger type (17 points). For individual students, use the column extra of the class list.",
)
@click.option("--high-contrast", is_flag=True, help="A sans-serif font, no thin strokes, no pale greys.")
@click.option("--sheets", is_flag=True, help="Add an answer sheet that a scanner can read to each paper.")
@click.option(
    "--replace",
    "replaces",
    is_flag=True,
    help="Build from the current bank, even if the paper differs from an earlier one with the same exam and seed.",
)
@click.option(
    "--edited",
    type=click.Choice(["stop", "keep", "replace"]),
    default="stop",
    show_default=True,
    help="What to do with edited results: stop, keep them beside the new ones, or replace them.",
)
@click.option(
    "--key",
    type=click.Choice(["full", "short"]),
    help="A key with questions and reasons, or with the answers only.  [default: full; short for a class after the first copy]",
)
@click.option(
    "--allow-repeats/--no-repeats",
    default=True,
    help="Share variants among copies if a question has too few, or refuse to.  [default: share]",
)
@click.option("--resume", is_flag=True, help="Keep finished copies that have not changed.")
@formats_option
@click.option("--final", is_flag=True, help="Record the items of this exam in bank/ledger.yaml.")
@click.option("--on", metavar="DATE", help="The date for --final, such as 2026-11-23.  [default: today]")
@engine_option
@click.option(
    "--jobs", "-j", type=click.IntRange(1), help="The number of processes.  [default: one for each processor]"
)
@click.option(
    "--executor", default="local", show_default=True, metavar="local|dask://HOST:PORT", help="Where copies are built."
)
@out_option
@click.option("--json", "as_json", is_flag=True, help="Print a summary as JSON.")
@course_option
def build(
    exam: str | None,
    seed: int | None,
    code: str | None,
    language: str | None,
    paper: str,
    count: int | None,
    roster: Path | None,
    encoding: str,
    dry_run: bool,
    forms: int | None,
    order: str,
    booklet: bool,
    large_print: bool,
    high_contrast: bool,
    sheets: bool,
    replaces: bool,
    edited: Edited,
    key: str | None,
    allow_repeats: bool,
    resume: bool,
    final: bool,
    on: str | None,
    formats: tuple[Format, ...] | None,
    engine: str,
    jobs: int | None,
    executor: str,
    out: Path,
    as_json: bool,
    folder: Path | None,
) -> None:
    """Build an exam and its key, for one or for a whole class.

    Writes both as PDF and LaTeX, with Moodle XML, the exam as data and a manifest; --formats names other formats.
    For a class, writes a paper and a key for each student, one file to print, one with all keys, and a sheet for the markers.

    \b
    Examples:
      hwgen build --seed 7
      hwgen build quiz --seed 7 --lang en --paper letter
      hwgen build --code QUIZ-7-EN-4KQ9-N
      hwgen build quiz --seed 7 --formats json
      hwgen build quiz --seed 7 --roster students.csv --dry-run
      hwgen build quiz --seed 7 --roster students.csv
      hwgen build quiz --seed 7 --forms 4 --roster students.csv --order seat
      hwgen build midterm --seed 7 --forms 4 --final
    """
    if seed is None and code is None:
        raise click.UsageError(
            "say which paper: --seed 1 for a new one, any number makes another, or --code CODE for one that there is"
        )
    if seed is not None and code is not None:
        raise click.UsageError("give either --seed N or --code CODE")
    if code is not None and (count or forms):
        raise click.UsageError("--code builds one paper: leave out --copies and --forms")
    if count and (roster or forms):
        raise click.UsageError("--copies is for papers without names: leave out --roster and --forms")
    if not (count or roster or forms) and (order == "seat" or booklet or resume or not allow_repeats):
        raise click.UsageError("--order, --booklet, --resume and --no-repeats need --roster, --copies or --forms")
    if order == "seat" and not roster:
        raise click.UsageError("--order seat needs a --roster with seats")
    if dry_run and not roster:
        raise click.UsageError("--dry-run shows how a --roster was read: give one")
    if on and not final:
        raise click.UsageError("--on is the date for --final: give both")
    with reported():
        from hwgen.classes.copies import ClassOptions, copies_of, forms_of, unlike_their_forms
        from hwgen.classes.roster import read_table, roster_of
        from hwgen.classes.seating import refuse_seats, shared_seats
        from hwgen.exam.model import Looks
        from hwgen.flaws.blueprints import of_blueprint_alone
        from hwgen.formats import refuse_for_classes
        from hwgen.papercode import Code, decode
        from hwgen.sheets.number import number_grid
        from hwgen.workers import processors

        if count or roster or (forms and code is None):
            refuse_for_classes(formats or ())
        chosen = chosen_engine(engine, formats)
        # A course takes longer to read: what is wrong with a file that is not the class list comes before it.
        table = read_table(roster, encoding) if roster else None
        course = load(folder, exam=decode(code).exam if code is not None else exam or "")
        language = chosen_language(course, language)
        students = []
        if roster and table:
            listed = roster_of(roster, table, course.languages)
            students = list(listed.students)
            unlike = unlike_their_forms(students, language, Looks(large_print, high_contrast)) if forms else ()
            # Where forms are dealt by the seats, that is an error.
            for warning in (*listed.warnings, *unlike, *(() if forms else shared_seats(students))):
                show_diagnostic(warning)
            click.echo(f"students: {len(students)}; {listed.columns}", err=True)
            if dry_run:
                show_students(students)
            # Also what is only looked through: the next command would stop at it.
            refuse_seats(students, ordered=order == "seat", dealt=bool(forms))
            if dry_run:
                return
        day = day_of_final(course, on) if final else ""
        name = decode(code).exam if code is not None else chosen_exam(course, exam)
        if code is None and name in course.blueprints:
            for remark in of_blueprint_alone(course, course.blueprint(name)):
                show_diagnostic(remark)
        sheets = sheets or (name in course.blueprints and course.blueprint(name).plan.answer_sheet)
        looks = Looks(large_print, high_contrast, key == "short", sheets)
        number = number_grid(student.holder.id for student in students)
        if code is not None or not (count or forms or students):
            if code is not None:
                asked = decode(code)
                chosen_language(course, asked.language)
            else:
                asked = Code(name, seed or 0, language, paper)  # type: ignore[arg-type]
            alone = PaperOptions(chosen, formats or (), looks, code is not None, replaces, edited)
            built = build_one(course, asked, alone, students, out, as_json=as_json)
            if final:
                enter(course, [built], day, sheets=sheets, number=number)
            return
        assert seed is not None
        if forms:
            copies = forms_of(name, seed, language, paper, forms, looks)  # type: ignore[arg-type]
        else:
            looks = replace(looks, short_key=key != "full")
            copies = copies_of(name, seed, language, paper, students, count or 0, looks)  # type: ignore[arg-type]
        options = ClassOptions(
            chosen,
            language,
            paper,  # type: ignore[arg-type]
            "booklet" if booklet else "duplex",
            order,  # type: ignore[arg-type]
            executor,
            jobs or processors(),
            resume,
            allow_repeats,
            replaces,
            edited,
            number,
            tuple(row.name for row in formats or () if row.name != "pdf"),
        )
        build_copies(course, copies, options, students, out, as_json=as_json)
        if final:
            enter(course, [copy.code for copy in copies], day, sheets=sheets, number=number)
