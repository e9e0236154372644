"""The command line; each command imports what it needs, so that --help is instant."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hwgen import __version__

if TYPE_CHECKING:
    from hwgen.bank.course import Course
    from hwgen.classes.copies import Copy, Wishes
    from hwgen.classes.roster import Student
    from hwgen.errors import Diagnostic
    from hwgen.exam.model import Looks
    from hwgen.papercode import Code
    from hwgen.pdf.press import Engine

INTERRUPTED = 130
_MANNERS = ["choice", "numeric", "short-answer", "true-false", "table", "multiple-choice"]


_KINDS = [
    "true-false",
    "choice",
    "multiple-choice",
    "numeric",
    "table",
    "short-answer",
    "matching",
    "ordering",
    "essay",
    "linked",
]
_LARGEST_FILE = 32 * 2**20


class _Size(click.ParamType):  # type: ignore[type-arg]
    """A number of bytes: 500k, 2M, 2 MB."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kKmM]?)[bB]?", str(value).strip())
        if not found:
            self.fail(f"`{value}` is no size; write 500k or 2M", param, ctx)
        size = int(float(found[1]) * {"": 1, "k": 2**10, "m": 2**20}[found[2].lower()])
        if size > _LARGEST_FILE:
            self.fail("at most 32M: Moodle would read a larger file for minutes", param, ctx)
        return size


_SIZE = _Size()


def _course_option(command: Any) -> Any:
    return click.option(
        "--course",
        "folder",
        type=click.Path(path_type=Path),
        help="The course folder. Default: the nearest one around here, else the starter course.",
    )(command)


def _complete_exam(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    from hwgen.bank.course import find_course

    exams = find_course(ctx.params.get("folder")) / "bank" / "exams"
    return [p.stem for p in sorted(exams.glob("*.yaml")) if p.stem.startswith(incomplete)]


@click.group(context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "HWGEN"})
@click.version_option(__version__, prog_name="hwgen")
def cli() -> None:
    """Questions once, a different proven paper for every seed: PDF, key and Moodle XML, in Chinese or English.

    \b
    Examples:
      hwgen build --seed 7              homework hw2 as PDF, key and Moodle XML
      hwgen build hw2 --seed 7 --lang en
      hwgen list                        what the course holds
      hwgen check                       every error of the course at once

    \b
    Exit codes: 0 fine, 1 the course has errors, 2 wrong usage, 3 a program is
    missing, 4 typesetting failed, 5 no paper fits the plan, 130 interrupted.
    """


_engine_option = click.option(
    "--engine",
    type=click.Choice(["auto", "xelatex", "lualatex", "typst"]),
    default="auto",
    show_default=True,
    help="What makes the PDFs. auto: XeLaTeX if it is installed, else Typst.",
)


@cli.command()
@click.argument("exam", default="hw2", shell_complete=_complete_exam)
@click.option("--seed", type=click.IntRange(0, 10**12), help="Every draw comes from it.")
@click.option("--code", help="Rebuild the paper with this code, as printed in its footer.")
@click.option("--lang", "language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.option("--paper", type=click.Choice(["a4", "letter"]), default="a4", show_default=True)
@click.option("--copies", "count", type=click.IntRange(1, 100_000), help="That many personal papers, without names.")
@click.option(
    "--roster",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A class list: a personal paper for each.",
)
@click.option("--encoding", default="auto", show_default=True, help="Of the class list, such as gbk.")
@click.option("--forms", type=click.IntRange(2, 10), help="Forms A, B, ... instead of personal papers.")
@click.option(
    "--order", type=click.Choice(["roster", "seat"]), default="roster", show_default=True, help="Of print.pdf."
)
@click.option("--booklet", is_flag=True, help="print.pdf as folded sheets, two pages side by side (A4 on A3).")
@click.option(
    "--large-print", is_flag=True, help="Larger type (17 points). For one student: the roster's column extra."
)
@click.option("--high-contrast", is_flag=True, help="No thin strokes, no pale greys.")
@click.option("--allow-repeats", is_flag=True, help="More copies than a generator has variants.")
@click.option("--resume", is_flag=True, help="Keep the copies that are made already and have not changed.")
@click.option("--final", is_flag=True, help="This exam is given: write its items into bank/ledger.yaml.")
@click.option("--on", metavar="DATE", help="Of --final, such as 2026-11-23.  [default: today]")
@_engine_option
@click.option("--jobs", "-j", type=click.IntRange(1), help="Processes.  [default: one for each processor]")
@click.option(
    "--executor", default="local", show_default=True, metavar="local|dask://HOST:PORT", help="Where the work is done."
)
@click.option("--out", type=click.Path(path_type=Path), default=Path("output"), show_default=True)
@click.option("--json", "as_json", is_flag=True, help="A machine-readable summary on stdout.")
@_course_option
def build(
    exam: str,
    seed: int | None,
    code: str | None,
    language: str,
    paper: str,
    count: int | None,
    roster: Path | None,
    encoding: str,
    forms: int | None,
    order: str,
    booklet: bool,
    large_print: bool,
    high_contrast: bool,
    allow_repeats: bool,
    resume: bool,
    final: bool,
    on: str | None,
    engine: str,
    jobs: int | None,
    executor: str,
    out: Path,
    as_json: bool,
    folder: Path | None,
) -> None:
    """Build an exam and its key, for one or for a whole class.

    Writes both as PDF and LaTeX, with Moodle XML, the exam as data and a manifest. For a class: a personal paper and key for
    each student, one file to print, one with all keys, and a sheet for the markers.

    \b
    Examples:
      hwgen build --seed 7
      hwgen build hw2 --seed 7 --lang en --paper letter
      hwgen build --code HW2-7-ZH-W
      hwgen build hw2 --seed 7 --roster students.csv
      hwgen build hw2 --seed 7 --forms 4 --roster students.csv --order seat
      hwgen build midterm --seed 7 --forms 4 --final
    """
    if (seed is None) == (code is None):
        raise click.UsageError("give either --seed N or --code CODE")
    if code is not None and (count or forms):
        raise click.UsageError("--code is one paper: leave --copies and --forms out")
    if count and (roster or forms):
        raise click.UsageError("--copies is for papers without names: leave --roster and --forms out")
    if not (count or roster or forms) and (order == "seat" or booklet or resume or allow_repeats):
        raise click.UsageError("--order, --booklet, --resume and --allow-repeats are for --roster, --copies or --forms")
    if order == "seat" and not roster:
        raise click.UsageError("--order seat needs the seats of a --roster")
    if on and not final:
        raise click.UsageError("--on is the date of --final")
    with _reported():
        from hwgen.classes.copies import Wishes, copies_of, forms_of
        from hwgen.classes.roster import read_roster
        from hwgen.exam.model import Looks
        from hwgen.papercode import Code, decode
        from hwgen.pdf.press import chosen_engine
        from hwgen.workers import processors

        chosen = chosen_engine(engine)  # type: ignore[arg-type]
        if engine == "auto" and chosen == "typst":
            click.echo("xelatex is not installed; the PDFs are made by Typst", err=True)
        students = []
        if roster:
            listed = read_roster(roster, encoding)
            students = list(listed.students)
            for remark in listed.told:
                _tell(remark)
        course = _load(folder)
        day = _day_of_final(course, on) if final else ""
        looks = Looks(large_print, high_contrast)
        if code is not None or not (count or forms or students):
            asked = decode(code) if code is not None else Code(exam, seed or 0, language, paper)  # type: ignore[arg-type]
            _build_one(course, asked, chosen, looks, students, out, as_json=as_json)
            if final:
                _finalise(course, [asked], day)
            return
        assert seed is not None
        if forms:
            copies = forms_of(exam, seed, language, paper, forms, looks)  # type: ignore[arg-type]
        else:
            copies = copies_of(exam, seed, language, paper, students, count or 0, looks)  # type: ignore[arg-type]
        wishes = Wishes(
            chosen,
            language,  # type: ignore[arg-type]
            paper,  # type: ignore[arg-type]
            "booklet" if booklet else "duplex",
            order,  # type: ignore[arg-type]
            executor,
            jobs or processors(),
            resume,
            allow_repeats,
        )
        _build_class(course, copies, wishes, students, out, as_json=as_json)
        if final:
            _finalise(course, [copy.code for copy in copies], day)


def _day_of_final(course: Course, on: str | None) -> str:
    """The date for the ledger: as told, else SOURCE_DATE_EPOCH's, else today's. Raises UsageError where no ledger can be kept."""
    from datetime import UTC, date, datetime

    from hwgen.bank.course import starter
    from hwgen.errors import Diagnostic, UsageError

    if course.root == starter().resolve() and starter().name == "starter":
        hint = "`hwgen init DIR` makes a course of your own"
        raise UsageError(Diagnostic("the starter course that comes with hwgen keeps no ledger", None, hint))
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        if on is None and epoch:
            return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
        return (date.fromisoformat(on) if on else date.today()).isoformat()
    except (ValueError, OverflowError, OSError) as e:
        raise UsageError(Diagnostic(f"`{on or epoch}` is no date", None, "write 2026-11-23")) from e


def _finalise(course: Course, codes: list[Code], day: str) -> None:
    from hwgen.classes.paper import finalise

    written = finalise(course, codes, day)
    click.echo(f"entered into {written}" if written else "it stands in the ledger already", err=True)


def _build_one(
    course: Course, code: Code, engine: Engine, looks: Looks, students: list[Student], out: Path, *, as_json: bool
) -> None:
    from hwgen.classes.copies import Copy, copies_of, earlier_copy
    from hwgen.classes.paper import build as make

    start = time.monotonic()
    copy = Copy(code, None, looks)
    if code.copy:
        known = copies_of(code.exam, code.seed, code.language, code.paper, students, 0, looks)
        copy = next((c for c in known if c.code == code), None) or earlier_copy(out, code) or copy
        if copy.holder is None and not code.form:
            click.echo("the paper has no name: its class is not in --out; give its --roster", err=True)
    built = make(course, code, engine=engine, holder=copy.holder, looks=copy.looks, out=out, progress=_progress)
    _progress("")
    for warning in built.warnings:
        _tell(warning)
    summary = {
        "schema": 1,
        "code": built.exam.code,
        "folder": str(built.folder),
        "files": [str(built.folder / name) for name in built.files],
        "questions": len(built.exam.questions),
        "points": built.exam.points,
        "verified": built.verified,
        "warnings": len(built.warnings),
    }
    if as_json:
        click.echo(json.dumps(summary, ensure_ascii=False))
        return
    for name in built.files:
        click.echo(built.folder / name)
    click.echo(
        f"{len(built.exam.questions)} questions, {built.exam.points} points, {built.verified} computed answers verified, "
        f"paper {built.exam.code}, {time.monotonic() - start:.1f} s",
        err=True,
    )


_MOST_WARNINGS = 10


def _build_class(
    course: Course, copies: list[Copy], wishes: Wishes, students: list[Student], out: Path, *, as_json: bool
) -> None:
    from hwgen.classes.copies import build_class
    from hwgen.errors import TypesettingFailed

    start = time.monotonic()
    try:
        done = build_class(course, copies, wishes, students, out=out, progress=_copied)
    except KeyboardInterrupt:
        click.echo("\nthe copies that are made are kept: go on with --resume", err=True)
        raise
    _progress("")
    for warning in done.warnings[:_MOST_WARNINGS]:
        _tell(warning)
    if len(done.warnings) > _MOST_WARNINGS:
        click.echo(f"and {len(done.warnings) - _MOST_WARNINGS} more warnings of this sort", err=True)
    for stem, errors in done.failed.items():
        for error in errors:
            click.echo(f"copy {stem} could not be made:", err=True)
            _tell(error)
    if as_json:
        summary = {
            "schema": 1,
            "folder": str(done.folder),
            "files": [str(done.folder / name) for name in done.files],
            "copies": done.copies,
            "reused": done.reused,
            "pages": done.pages,
            "failed": sorted(done.failed),
            "warnings": len(done.warnings),
        }
        click.echo(json.dumps(summary, ensure_ascii=False))
    else:
        for name in done.files:
            if "/" not in name:
                click.echo(done.folder / name)
    seconds = time.monotonic() - start
    kept = f", {done.reused} of them kept from before" if done.reused else ""
    click.echo(f"{done.copies} copies with keys{kept}, {done.pages} pages, {seconds:.1f} s", err=True)
    if done.failed:
        sys.exit(TypesettingFailed.exit_code)


def _copied(done: int, total: int, seconds: float) -> None:
    """How far the copies have come, how fast, and how long it will take."""
    rate = done / seconds if seconds else 0.0
    left = f"{(total - done) / rate:.0f} s left" if rate else ""
    _progress(f"copies [{'#' * (30 * done // total):<30}] {done} of {total}, {rate:.1f} a second, {left}")


@cli.command("list")
@click.argument("what", type=click.Choice(["items", "generators", "exams", "bank", "engines"]), required=False)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@_course_option
def list_(what: str | None, as_json: bool, folder: Path | None) -> None:
    """List what the course holds.

    That is items, generators with their number of variants, exams, what the bank covers by topic, and engines.

    \b
    Examples:
      hwgen list
      hwgen list generators --json
    """
    with _reported():
        from hwgen.looking.tables import listing

        tables = listing(_load(folder), (what,) if what else ("items", "generators", "exams", "bank", "engines"))
        if as_json:
            click.echo(json.dumps({"schema": 1, **tables}, ensure_ascii=False))
            return
        for title, rows in tables.items():
            click.echo(title)
            cells = [list(rows[0]), *([_cell(cell) for cell in row.values()] for row in rows)] if rows else []
            widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
            for row in cells:
                click.echo(
                    "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
                )


@cli.command()
@click.argument("exam", required=False, shell_complete=_complete_exam)
@click.option("--lang", "language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=Path("output"), show_default=True)
@_course_option
def report(exam: str | None, language: str, out: Path, folder: Path | None) -> None:
    """Write a page on what the bank covers, and on what an exam can take of it.

    \b
    Examples:
      hwgen report
      hwgen report midterm --lang en
    """
    with _reported():
        from hwgen.looking.report import report as make
        from hwgen.output import replace_folder

        page = make(_load(folder), language, exam)  # type: ignore[arg-type]
        place = out / "report" / f"{exam or 'bank'}-{language}"
        replace_folder(place, {"index.html": page})
        click.echo(place / "index.html")


@cli.command()
@click.argument("item")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--lang", "language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.option("--as", "manner", type=click.Choice(_MANNERS))
@_course_option
def show(item: str, seed: int, language: str, manner: str | None, folder: Path | None) -> None:
    """Show one item with its key.

    \b
    Example:
      hwgen show conv-layer --seed 3 --lang en
    """
    with _reported():
        from hwgen.looking.tables import shown

        click.echo(shown(_load(folder), item, seed, language, manner))  # type: ignore[arg-type]


@cli.command()
@click.argument("items", nargs=-1, required=True)
@click.option("--count", type=click.IntRange(1, 100), default=10, show_default=True, help="Variants of each.")
@_engine_option
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--lang", "language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=Path("output"), show_default=True)
@_course_option
def sheet(
    items: tuple[str, ...], count: int, engine: str, seed: int, language: str, out: Path, folder: Path | None
) -> None:
    """Typeset variants of items, with their keys, to look them over.

    \b
    Example:
      hwgen sheet conv-layer --count 10 --lang en
    """
    with _reported():
        from hwgen.classes.paper import sheet as make
        from hwgen.pdf.press import chosen_engine

        chosen = chosen_engine(engine)  # type: ignore[arg-type]
        built = make(_load(folder), items, count, seed, language, engine=chosen, out=out)  # type: ignore[arg-type]
        for warning in built.warnings:
            _tell(warning)
        for name in built.files:
            click.echo(built.folder / name)


def _complete_flaw(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    from hwgen.flaws.catalogue import FLAWS

    return [id for id in FLAWS if id.startswith(incomplete)]


@cli.command()
@click.option("--exam", default="", help="Only this exam and the items on its paper.", shell_complete=_complete_exam)
@click.option("--seed", type=click.IntRange(0, 10**12), default=1, show_default=True, help="Of the papers looked at.")
@click.option(
    "--only",
    multiple=True,
    metavar="FLAW",
    help="Tell this flaw alone; may be repeated.",
    shell_complete=_complete_flaw,
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="FLAW",
    help="Leave this flaw out; may be repeated.",
    shell_complete=_complete_flaw,
)
@click.option("--no-proofs", is_flag=True, help="Prove no generator.")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "sarif", "github"]), default="text", show_default=True
)
@_course_option
def check(
    exam: str,
    seed: int,
    only: tuple[str, ...],
    ignore: tuple[str, ...],
    no_proofs: bool,
    strict: bool,
    form: str,
    folder: Path | None,
) -> None:
    """Report every error of the course, and what an editor would say of its items and papers.

    Proves every generator over its whole domain. `hwgen explain FLAW` tells what is meant and what to do.

    \b
    Examples:
      hwgen check
      hwgen check --no-proofs --strict --format github
      hwgen check --exam hw2 --seed 7
    """
    with _reported():
        from hwgen.bank.course import find_course
        from hwgen.flaws.checking import Wishes
        from hwgen.flaws.checking import check as look
        from hwgen.flaws.report import as_github, as_json, as_sarif, summary

        wishes = Wishes(exam, seed, not no_proofs, only, ignore)
        report = look(find_course(folder), wishes, _counted)
        _progress("")
        match form:
            case "json":
                click.echo(as_json(report))
            case "sarif":
                click.echo(as_sarif(report))
            case "github":
                for line in as_github(report):
                    click.echo(line)
            case _:
                for finding in report.findings:
                    _tell(finding.diagnostic())
                for line in (*report.lines, summary(report)):
                    click.echo(line)
        if report.errors or (strict and report.warnings):
            sys.exit(1)


@cli.command()
@click.argument("flaws", nargs=-1, metavar="[FLAW]...", shell_complete=_complete_flaw)
@click.option("--markdown", is_flag=True, help="All of them, as docs/flaws.md.")
def explain(flaws: tuple[str, ...], markdown: bool) -> None:
    """Explain the flaws that `hwgen check` finds.

    \b
    Examples:
      hwgen explain
      hwgen explain key-longest clang
    """
    with _reported():
        from hwgen.errors import Diagnostic, UsageError, did_you_mean
        from hwgen.flaws.catalogue import FLAWS, as_markdown, explained

        for id in flaws:
            if id not in FLAWS:
                raise UsageError(Diagnostic(f"no flaw is called `{id}`", None, did_you_mean(id, FLAWS)))
        if markdown:
            click.echo(as_markdown(), nl=False)
        elif flaws:
            click.echo("\n\n".join(explained(FLAWS[id]) for id in flaws))
        else:
            for flaw in FLAWS.values():
                click.echo(f"{flaw.id:20} {flaw.title}")


@cli.command()
@click.argument("generators", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="The certificates, one JSON object a line.")
@_course_option
def verify(generators: tuple[str, ...], as_json: bool, folder: Path | None) -> None:
    """Prove every variant of the generators' domains.

    Two roads to each answer, wrong options that differ and are plausible, conventions stated, the same numbers in
    both languages. What was proven before and has not changed is not proven again.

    \b
    Examples:
      hwgen verify
      hwgen verify conv-layer --json
    """
    with _reported():
        from hwgen.looking.tables import proven

        count = 0
        for certificate in proven(_load(folder), generators, _counted):
            _progress("")
            count += certificate.variants
            if as_json:
                click.echo(json.dumps(certificate.as_data()))
                continue
            levels = ", ".join(f"{n} of level {level}" for level, n in certificate.by_difficulty.items())
            domain = " (a sample)" if certificate.sampled else ""
            click.echo(f"{certificate.generator}: all {certificate.variants} variants proven{domain}: {levels}")
        click.echo(f"{count} variants proven", err=True)


@cli.command()
@click.argument("generators", nargs=-1)
@click.option("--count", type=click.IntRange(1), help="That many variants of each generator.  [default: 1]")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--all", "every", is_flag=True, help="Every variant of each domain.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@_course_option
def variants(
    generators: tuple[str, ...], count: int | None, seed: int, every: bool, as_json: bool, folder: Path | None
) -> None:
    """Print computed questions with params, answer and options.

    \b
    Examples:
      hwgen variants conv-layer --count 3 --seed 7
      hwgen variants --all --json
    """
    if every and count:
        raise click.UsageError("give either --count K or --all")
    with _reported():
        from hwgen.looking.tables import generators as chosen
        from hwgen.looking.variants import questions

        course = _load(folder)
        for question in questions(course, chosen(course, generators), count=None if every else count or 1, seed=seed):
            if as_json:
                click.echo(json.dumps(question, ensure_ascii=False))
                continue
            params = ", ".join(f"{name}={value}" for name, value in question["params"].items())
            click.echo(f"{question['id']}  {params}  ->  {question['answer']}")


@cli.group()
def export() -> None:
    """Write questions for a learning platform."""


@export.command("moodle")
@click.argument("names", nargs=-1, metavar="[EXAM]", shell_complete=_complete_exam)
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
@click.option("--as", "manner", type=click.Choice(_MANNERS), help="How items of a pool are asked.")
@click.option("--points", type=click.IntRange(1), default=10, show_default=True, help="Of a question of --item.")
@click.option("--no-ordering", is_flag=True, help="Ordering as matching with numbers, for Moodle before 4.4.")
@click.option("--max-size", type=_SIZE, default="2M", show_default=True, help="Of a file; more are written if need be.")
@click.option("--json", "as_json", is_flag=True, help="A machine-readable summary on stdout.")
@_course_option
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
    with _reported():
        from hwgen.lms.export import Wishes, exam_slots, export_exam, export_pools, slots_of, steps

        course = _load(folder)
        languages = ("zh", "en") if language == "both" else (language,)
        wishes = Wishes(linked, follow_through, not no_ordering, max_size)  # type: ignore[arg-type]
        if variants:
            slots = slots_of(course, (*items, *names), manner, points) if items else exam_slots(course, exams[0], seed)  # type: ignore[arg-type]
            path = () if items else (course.blueprint(exams[0]).plan.title.text()[languages[0]],)  # type: ignore[index]
            done = export_pools(course, slots, path, variants, seed, languages, out, wishes)  # type: ignore[arg-type]
        else:
            done = export_exam(course, exams[0], seed, languages, out, wishes)  # type: ignore[arg-type]
        for warning in done.warnings:
            _tell(warning)
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


@cli.group("import")
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
    with _reported():
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


@cli.command("check-export")
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
    with _reported():
        from hwgen.lms.export import checked_file

        report = checked_file(file, against, scores=scores)
        if as_json:
            click.echo(json.dumps(report.as_data(), ensure_ascii=False))
        else:
            for line in report.lines(file):
                click.echo(line)
        if not report.passes:
            sys.exit(1)


@cli.command()
@click.argument("name", type=click.Choice(["items", "exam", "conventions", "misconceptions", "course"]), required=False)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it to this file.")
@click.option("--write", is_flag=True, help="Write all of them into the course, as .hwgen/*.schema.json.")
@_course_option
def schema(name: str | None, out: Path | None, write: bool, folder: Path | None) -> None:
    """Print the JSON Schema of a file of the bank, for editors.

    It suggests the topics, objectives, misconceptions and items that the course has, and allows others.

    \b
    Examples:
      hwgen schema --write
      hwgen schema items --out items.schema.json
    """
    if write == bool(name):
        raise click.UsageError("give either the NAME of a schema or --write")
    if out and write:
        raise click.UsageError("--out is for one schema: leave --write out")
    with _reported():
        from hwgen.bank.course import find_course, load_course
        from hwgen.editing.schema import place, schemas
        from hwgen.errors import CourseError
        from hwgen.output import replace_file

        root = find_course(folder)
        try:
            course = load_course(root)
        except CourseError as e:
            course = None
            click.echo(f"the course has {len(e.diagnostics)} errors; its names are not suggested", err=True)
        made = schemas(course)
        if name and not out:
            click.echo(made[name], nl=False)
            return
        for path, data in [(out, made[name])] if out and name else [(root / place(at), made[at]) for at in made]:
            replace_file(path, data)
            click.echo(path)


@cli.command("format")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if a file would change.")
@click.option("--diff", is_flag=True, help="Write nothing; print what would change.")
@_course_option
def format_(files: tuple[Path, ...], check: bool, diff: bool, folder: Path | None) -> None:
    """Put the files of the bank into one style.

    Keys in one order, long texts folded, a blank line between items; no comment is lost, and what a file says stays the
    same. A file with errors is left alone, and its errors are told. Without FILES: every file of the course's bank.

    \b
    Examples:
      hwgen format
      hwgen format --check bank/items/cnn.yaml
    """
    with _reported():
        from hwgen.bank.course import find_course
        from hwgen.editing.formatting import bank_files, changes, restyled
        from hwgen.errors import CourseError
        from hwgen.output import replace_file

        paths = files or bank_files(find_course(folder))
        changed, faults = restyled(paths)
        for path, text in changed.items():
            if diff:
                click.echo(changes(path, text), nl=False)
            elif check:
                click.echo(f"{path} would change")
            else:
                replace_file(path, text.encode())
                click.echo(path)
        click.echo(f"{len(changed)} of {len(paths)} files {'would change' if check or diff else 'changed'}", err=True)
        if faults:
            raise CourseError(*faults)
        if changed and (check or diff):
            sys.exit(1)


@cli.group()
def new() -> None:
    """Write a question or an exam to begin with: complete, commented, and yours to replace."""


def _complete_topic(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    from hwgen.bank.course import find_course

    items = find_course(ctx.params.get("folder")) / "bank" / "items"
    return [p.stem for p in sorted(items.glob("*.yaml")) if p.stem.startswith(incomplete)]


_topic_option = click.option("--topic", required=True, shell_complete=_complete_topic, help="Such as cnn.")


@new.command("item")
@click.argument("name")
@click.option("--kind", type=click.Choice(_KINDS), default="choice", show_default=True)
@_topic_option
@_course_option
def new_item(name: str, kind: str, topic: str, folder: Path | None) -> None:
    """Add a conceptual item to bank/items, at the end of its topic's file.

    \b
    Example:
      hwgen new item softmax-shift --kind true-false --topic activations
    """
    with _reported():
        from hwgen.editing.skeleton import new_item as make

        click.echo(make(_load(_own(folder)), name, kind, topic))
        click.echo(f"replace what stands there, and look at it with `hwgen show {name}`", err=True)


@new.command("generator")
@click.argument("name")
@_topic_option
@_course_option
def new_generator(name: str, topic: str, folder: Path | None) -> None:
    """Add a generator with a check to generators/, and its misconceptions to bank/.

    \b
    Example:
      hwgen new generator pool-size --topic cnn && hwgen verify pool-size
    """
    with _reported():
        from hwgen.editing.skeleton import new_generator as make

        for path in make(_load(_own(folder)), name, topic):
            click.echo(path)
        click.echo(f"replace what stands there, and prove it with `hwgen verify {name}`", err=True)


@new.command("exam")
@click.argument("name")
@_course_option
def new_exam(name: str, folder: Path | None) -> None:
    """Add an exam to bank/exams that picks from what the bank has.

    \b
    Example:
      hwgen new exam test-1 && hwgen build test-1 --seed 1
    """
    with _reported():
        from hwgen.editing.skeleton import new_exam as make

        click.echo(make(_load(_own(folder)), name))
        click.echo(f"replace what stands there, and build it with `hwgen build {name} --seed 1`", err=True)


def _own(folder: Path | None) -> Path:
    """The course to write into. Raises UsageError where there is none but the one that hwgen brings along."""
    from hwgen.bank.course import find_course, starter
    from hwgen.errors import Diagnostic, UsageError

    root = find_course(folder)
    if folder is None and root == starter() and not Path.cwd().is_relative_to(root):
        raise UsageError(
            Diagnostic("there is no course around here", None, "`hwgen init DIR` makes one, or give --course")
        )
    return root


@cli.command()
@click.argument("directory", type=click.Path(path_type=Path))
def init(directory: Path) -> None:
    """Copy the starter course into DIRECTORY.

    \b
    Example:
      hwgen init mycourse && cd mycourse && hwgen build --seed 7
    """
    with _reported():
        import shutil

        from hwgen.bank.course import PARTS, starter
        from hwgen.editing.schema import for_editors
        from hwgen.errors import Diagnostic, Span, UsageError

        if directory.exists() and any(directory.iterdir()):
            raise UsageError(Diagnostic("the folder is not empty", Span(directory), "name a new folder"))
        for part in PARTS:
            shutil.copytree(starter() / part, directory / part, ignore=shutil.ignore_patterns("__pycache__"))
        for_editors(directory)
        click.echo(f"{directory}: a course of your own; try `cd {directory} && hwgen build --seed 7`")


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of a shell.

    \b
    Example:
      eval "$(hwgen completion bash)"
    """
    from click.shell_completion import get_completion_class

    complete = get_completion_class(shell)
    assert complete is not None
    click.echo(complete(cli, {}, "hwgen", "_HWGEN_COMPLETE").source())


def _cell(value: object) -> str:
    return ", ".join(f"{level}: {count}" for level, count in value.items()) if isinstance(value, dict) else str(value)


def _load(folder: Path | None) -> Course:
    from hwgen.bank.course import find_course, load_course

    return load_course(find_course(folder))


@contextmanager
def _reported() -> Iterator[None]:
    """Prints the errors that are the user's to mend, and exits with their code; a bug keeps its traceback."""
    from hwgen.errors import HwgenError

    try:
        yield
    except HwgenError as e:
        _progress("")
        for diagnostic in e.diagnostics:
            _tell(diagnostic)
        if len(e.diagnostics) > 1:
            click.echo(f"{len(e.diagnostics)} errors", err=True)
        sys.exit(e.exit_code)


def _tell(diagnostic: Diagnostic) -> None:
    text = str(diagnostic)
    if _colour():
        shade = "red" if diagnostic.severity == "error" else "yellow"
        text = text.replace(f"{diagnostic.severity}:", click.style(f"{diagnostic.severity}:", fg=shade, bold=True), 1)
    click.echo(text, err=True, color=_colour())


def _colour() -> bool:
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR")


def _counted(done: int, total: int) -> None:
    """How far proving has come."""
    _progress(f"proving [{'#' * (30 * done // total):<30}] {done} of {total} generators")


def _progress(message: str) -> None:
    """A line that is overwritten, on a terminal only."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{message}", err=True, nl=False)


def main() -> None:
    try:
        cli(standalone_mode=False)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted; the old results stand", err=True)
        sys.exit(INTERRUPTED)
    except click.ClickException as e:
        e.show()
        sys.exit(e.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
