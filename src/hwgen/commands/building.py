"""The command that makes papers: build."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click
from click.core import ParameterSource

from hwgen.commands.courses import chosen_exam, chosen_language, course_option, load
from hwgen.commands.final import day_of_final, enter
from hwgen.commands.options import (
    EXAM,
    SEED,
    Place,
    chosen_engine,
    engine_option,
    formats_option,
    language_option,
    one_of,
    out_option,
    paper_option,
)
from hwgen.commands.papers import PaperOptions, build_copies, build_one, show_students
from hwgen.commands.showing import reported, show_diagnostic

if TYPE_CHECKING:
    from hwgen.bank.course import Course
    from hwgen.classes.columns import Table
    from hwgen.classes.roster import Student
    from hwgen.edited import Edited
    from hwgen.exam.model import Looks
    from hwgen.formats import Format
    from hwgen.papercode import Code, Paper
    from hwgen.text import Language


@dataclass(frozen=True)
class BuildOptions:
    """What the command line asks for, by the names of its options."""

    exam: str | None
    seed: int | None
    code: str | None
    language: str | None
    paper: Paper
    count: int | None
    roster: Path | None
    encoding: str
    dry_run: bool
    forms: int | None
    order: Literal["roster", "seat"]
    booklet: bool
    large_print: bool
    high_contrast: bool
    sheets: bool
    replaces: bool
    edited: Edited
    key: str | None
    allow_repeats: bool
    resume: bool
    final: bool
    on: str | None
    formats: tuple[Format, ...] | None
    engine: str
    jobs: int | None
    executor: str
    out: Path
    as_json: bool

    @property
    def several(self) -> bool:
        """Whether copies or forms are built, where no code names one of them."""
        return self.code is None and bool(self.count or self.roster or self.forms)

    def refuse_contradictions(self) -> None:
        """Raises UsageError if options leave open which paper is meant, or if one of them has no effect beside the others."""
        if self.seed is None and self.code is None:
            raise click.UsageError(
                "say which paper: --seed 1 for a new one, any number makes another, or --code CODE for one that exists"
            )
        if self.seed is not None and self.code is not None:
            raise click.UsageError("give either --seed N or --code CODE")
        if self.code is not None and (self.count or self.forms):
            raise click.UsageError("--code builds one paper: leave out --copies and --forms")
        if self.count and (self.roster or self.forms):
            raise click.UsageError("--copies is for papers without names: leave out --roster and --forms")
        of_classes = self.order == "seat" or self.booklet or self.resume or not self.allow_repeats
        if of_classes and not (self.count or self.roster or self.forms):
            raise click.UsageError("--order, --booklet, --resume and --no-repeats need --roster, --copies or --forms")
        if self.order == "seat" and not self.roster:
            raise click.UsageError("--order seat needs a --roster with seats")
        if self.dry_run and not self.roster:
            raise click.UsageError("--dry-run shows how a --roster was read: give one")
        if self.on and not self.final:
            raise click.UsageError("--on is the date for --final: give both")

    def refuse_another_paper(self, asked: Code) -> None:
        """Raises UsageError if an option names another exam, language or size than the code does."""
        sized = click.get_current_context().get_parameter_source("paper") is ParameterSource.COMMANDLINE
        named = (
            ("", self.exam, asked.exam),
            ("--lang ", self.language, asked.language),
            ("--paper ", self.paper if sized else None, asked.paper),
        )
        for option, given, coded in named:
            if given and given.lower() != coded:
                raise click.UsageError(f"--code {self.code} is of `{coded}`: leave out `{option}{given}`")

    def looks(self, course: Course, exam: str) -> Looks:
        """How papers of this exam are printed for those whom the class list grants nothing else."""
        from hwgen.exam.model import Looks

        sheet = self.sheets or (exam in course.blueprints and course.blueprint(exam).plan.answer_sheet)
        return Looks(self.large_print, self.high_contrast, self.key == "short", sheet)


@click.command()
@click.argument("exam", required=False, type=EXAM)
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
    type=one_of("roster", "seat"),
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
    type=one_of("stop", "keep", "replace"),
    default="stop",
    show_default=True,
    help="What to do with edited results: stop, keep them beside the new ones, or replace them.",
)
@click.option(
    "--key",
    type=one_of("full", "short"),
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
def build(folder: Path | None, **given: Any) -> None:
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
    options = BuildOptions(**given)
    options.refuse_contradictions()
    with reported():
        from hwgen.classes.roster import read_table
        from hwgen.formats import refuse_for_classes
        from hwgen.papercode import Code, decode
        from hwgen.sheets.number import number_grid

        if options.several:
            refuse_for_classes(options.formats or ())
        engine = chosen_engine(options.engine, options.formats)
        # A course takes longer to read: what is wrong with a file that is not the class list comes before it.
        table = read_table(options.roster, options.encoding) if options.roster else None
        asked = decode(options.code) if options.code is not None else None
        if asked:
            options.refuse_another_paper(asked)
        course = load(folder, exam=asked.exam if asked else options.exam or "")
        language = chosen_language(course, options.language)
        students = _students(course, options, table, language) if table else []
        if options.dry_run:
            return
        day = day_of_final(course, options.on) if options.final else ""
        name = asked.exam if asked else chosen_exam(course, options.exam)
        if asked:
            chosen_language(course, asked.language)
        else:
            _show_remarks(course, name, options.seed or 0)
        if options.several:
            codes = _build_several(course, name, options, language, students, engine)
        else:
            code = asked or Code(name, options.seed or 0, language, options.paper)
            codes = [_build_alone(course, code, options, students, engine)]
        if options.final:
            number = number_grid(student.holder.id for student in students)
            enter(course, codes, day, sheets=options.looks(course, name).sheet, number=number)


def _students(course: Course, options: BuildOptions, table: Table, language: Language) -> list[Student]:
    """Those of the class list, with what is remarkable of it; shown one by one where they are only to be looked through."""
    from hwgen.classes.copies import unlike_their_forms
    from hwgen.classes.roster import roster_of
    from hwgen.classes.seating import refuse_seats, shared_seats
    from hwgen.exam.model import Looks

    assert options.roster
    listed = roster_of(options.roster, table, course.languages)
    students = list(listed.students)
    if options.forms:
        # Where forms are dealt by the seats, a shared seat is an error.
        remarks = unlike_their_forms(students, language, Looks(options.large_print, options.high_contrast))
    else:
        remarks = shared_seats(students)
    for warning in (*listed.warnings, *remarks):
        show_diagnostic(warning)
    click.echo(f"students: {len(students)}; {listed.columns}", err=True)
    if options.dry_run:
        show_students(students)
    # Also what is only looked through: the next command would stop at it.
    refuse_seats(students, ordered=options.order == "seat", dealt=bool(options.forms))
    return students


def _show_remarks(course: Course, name: str, seed: int) -> None:
    """What is remarkable of the blueprint, which a given exam may have no more, and of a paper that is kept as it once was drawn from it."""
    from hwgen.bank.swaps import path_of
    from hwgen.errors import Diagnostic
    from hwgen.flaws.blueprints import of_blueprint_alone
    from hwgen.plan.assembly import assemble
    from hwgen.plan.faults import unmet

    if name not in course.blueprints:
        return
    for remark in of_blueprint_alone(course, course.blueprint(name)):
        # There is nothing to be done about a note.
        if remark.severity != "note":
            show_diagnostic(remark)
    if path_of(course.root, name, seed).exists():
        for fault in unmet(assemble(course, course.blueprint(name), seed)):
            show_diagnostic(Diagnostic("swap-breaks-plan", fault.message, fault.span))


def _build_alone(course: Course, code: Code, options: BuildOptions, students: list[Student], engine: str) -> Code:
    paper = PaperOptions(
        engine,
        options.formats or (),
        options.looks(course, code.exam),
        again=options.code is not None,
        replaces=options.replaces,
        edited=options.edited,
    )
    return build_one(course, code, paper, students, options.out, as_json=options.as_json)


def _build_several(
    course: Course, name: str, options: BuildOptions, language: Language, students: list[Student], engine: str
) -> list[Code]:
    """Builds a copy for each student, as many as are asked for, or forms. Returns their codes."""
    from hwgen.classes.copies import ClassOptions, copies_of, forms_of
    from hwgen.sheets.number import number_grid
    from hwgen.workers import processors

    assert options.seed is not None
    looks = options.looks(course, name)
    if options.forms:
        copies = forms_of(name, options.seed, language, options.paper, options.forms, looks)
    else:
        looks = replace(looks, short_key=options.key != "full")
        copies = copies_of(name, options.seed, language, options.paper, students, options.count or 0, looks)
    printed = ClassOptions(
        engine,
        language,
        options.paper,
        layout="booklet" if options.booklet else "duplex",
        order=options.order,
        executor=options.executor,
        jobs=options.jobs or processors(),
        resume=options.resume,
        allow_repeats=options.allow_repeats,
        replaces=options.replaces,
        edited=options.edited,
        number=number_grid(student.holder.id for student in students),
        formats=tuple(row.name for row in options.formats or () if row.name != "pdf"),
    )
    build_copies(course, copies, printed, students, options.out, as_json=options.as_json)
    return [copy.code for copy in copies]
