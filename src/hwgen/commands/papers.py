"""A paper, or one for each of a class, built from the command line: progress, warnings, and what was made."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hwgen.commands.progress import progress, waited
from hwgen.commands.showing import show_diagnostic

if TYPE_CHECKING:
    from hwgen.bank.course import Course
    from hwgen.classes.copies import ClassOptions, Copy
    from hwgen.classes.making import Progress
    from hwgen.classes.paper import Built
    from hwgen.classes.roster import Student
    from hwgen.edited import Edited
    from hwgen.exam.model import Exam, Looks
    from hwgen.formats import Format
    from hwgen.papercode import Code
    from hwgen.sheets.number import NumberGrid


def show_students(students: list[Student]) -> None:
    """The class list as it was understood, a student a line."""
    from hwgen.classes.seating import rows_and_columns

    for student in students:
        holder = student.holder
        extras = [
            name
            for name, granted in (("large-print", student.looks.large), ("high-contrast", student.looks.contrast))
            if granted
        ]
        cells = (
            holder.id,
            holder.name,
            holder.group,
            holder.room,
            holder.seat,
            student.language or "",
            " ".join(extras),
        )
        click.echo("  ".join(filter(None, cells)))
    odd = [s.holder for s in students if s.holder.seat and rows_and_columns(s.holder.seat) is None]
    if odd:
        which = ", ".join(f"{holder.seat} ({holder.id})" for holder in odd)
        click.echo(f"seats without row and column: {which}; --order seat and --forms need 3-5 or C7", err=True)


@dataclass(frozen=True)
class PaperOptions:
    """How one paper is built; `again` says that it is asked for by its code."""

    engine: str
    formats: tuple[Format, ...]
    looks: Looks
    again: bool
    replaces: bool
    edited: Edited


def build_one(
    course: Course,
    code: Code,
    options: PaperOptions,
    students: list[Student],
    out: Path,
    *,
    as_json: bool,
) -> Code:
    """Builds a paper and says so. Returns its code, with its fingerprint."""
    from hwgen.classes.paper import build
    from hwgen.papercode import decode

    copy, size, number = _copy_of(code, options.looks, students, out)
    progress("choosing the questions")
    built = build(
        course,
        code,
        engine=options.engine,
        formats=options.formats,
        holder=copy.holder,
        looks=copy.looks,
        out=out,
        again=options.again,
        size=0 if code.form else size,
        number=number,
        replaces=options.replaces,
        edited=options.edited,
        progress=progress,
    )
    progress("")
    _say_built(course, built, {format.title for format in options.formats}, as_json=as_json)
    return decode(built.exam.code)


def _copy_of(code: Code, looks: Looks, students: list[Student], out: Path) -> tuple[Copy, int, NumberGrid | None]:
    """The paper of a code, by the class list or by what was built before; the size of its class, and the grid of sheets that are nobody's."""
    from hwgen.classes.copies import Copy, copies_of, in_rooms
    from hwgen.classes.journal import earlier_copy
    from hwgen.errors import counted
    from hwgen.sheets.number import number_grid

    (alone,), size = in_rooms([Copy(code, None, looks)], students), len(students)
    number = number_grid(student.holder.id for student in students)
    if not code.copy:
        return alone, size, number
    listed = in_rooms(copies_of(code.exam, code.seed, code.language, code.paper, students, 0, looks), students)
    if named := next((copy for copy in listed if copy.code == code.bare), None):
        return named, size, number
    if earlier := earlier_copy(out, code):
        return earlier
    if not code.form:
        unnamed = "its class is not in --out; give its --roster"
        if students:
            unnamed = f"nobody among the {counted(len(students), 'student')} of the class list has it; give the list of its class"
        click.echo(f"the paper has no name: {unnamed}", err=True)
    return alone, size, number


def _say_built(course: Course, built: Built, asked: set[str], *, as_json: bool) -> None:
    """What was made, and what of it is lost in formats that were `asked` for by their titles; of others, the last lines say it."""
    from hwgen.errors import counted
    from hwgen.writers.loss import diagnostics

    lost = (
        warning for title, losses in built.losses.items() if title in asked for warning in diagnostics(losses, title)
    )
    for warning in (*built.warnings, *lost):
        show_diagnostic(warning)
    if as_json:
        summary = {
            "schema": 1,
            "code": built.exam.code,
            "folder": str(built.folder),
            "files": [str(built.folder / name) for name in built.files],
            "questions": len(built.exam.questions),
            "points": built.exam.points,
            "verified": built.verified,
            "warnings": len(built.warnings),
            "losses": sum(map(len, built.losses.values())),
        }
        click.echo(json.dumps(summary, ensure_ascii=False))
        return
    for name in built.files:
        click.echo(built.folder / name)
    click.echo(
        f"{counted(len(built.exam.questions), 'question')}, {counted(built.exam.points, 'point')}, {counted(built.verified, 'computed answer')} verified, "
        f"paper {built.exam.code}, {waited():.1f} s",
        err=True,
    )
    _say_more(course, built.exam)
    for title, losses in built.losses.items():
        if title not in asked:
            count = counted(len({number for loss in losses for number in loss.numbers}), "question")
            click.echo(f"{title} cannot hold everything in {count}: manifest.json lists what it leaves out", err=True)
    _show_folder(built.folder, [name for name in ("exam.pdf", "key.pdf") if name in built.files])


def _say_more(course: Course, exam: Exam) -> None:
    """Which of the picked items have several questions, so that there are more than the blueprint's numbers say."""
    if exam.name not in course.blueprints:
        return  # It was given once, and its blueprint is gone.
    entries = (entry for _, _, entry in course.blueprint(exam.name).plan.entries() for _ in range(entry.count))
    pairs = zip(entries, exam.groups, strict=False)
    several = [group for entry, group in pairs if entry.pick and len(group.questions) > 1]
    if several:
        which = ", ".join(f"`{group.item}` has {len(group.questions)}" for group in several)
        click.echo(
            f"`pick` counts items, and some have several questions: {which}; `kind` can leave them out", err=True
        )


_MOST_WARNINGS = 10
# What is opened of a class: to print, to mark by, to put up and to paste on envelopes.
_OPENED = ("print.pdf", "keys.pdf", "answers.xlsx", "lists.pdf", "envelopes.pdf")


def build_copies(
    course: Course, copies: list[Copy], options: ClassOptions, students: list[Student], out: Path, *, as_json: bool
) -> None:
    from hwgen.classes.making import build_class
    from hwgen.errors import TypesettingFailed, counted

    finished = 0

    def copied(now: Progress) -> None:
        nonlocal finished
        finished = now.kept
        _show_progress(now)

    progress("choosing the questions")
    try:
        done = build_class(course, copies, options, students, out=out, progress=copied)
    except KeyboardInterrupt:
        none = f"no copy of {len(copies)} is finished yet"
        some = f"{finished} of {counted(len(copies), 'copy')} are kept: continue with --resume"
        click.echo(f"\n{some if finished else none}", err=True)
        raise
    progress("")
    for warning in done.warnings[:_MOST_WARNINGS]:
        show_diagnostic(warning)
    if len(done.warnings) > _MOST_WARNINGS:
        click.echo(f"and {counted(len(done.warnings) - _MOST_WARNINGS, 'more warning')} of this sort", err=True)
    for stem, errors in done.failed.items():
        for error in errors:
            click.echo(f"copy {stem} could not be built:", err=True)
            show_diagnostic(error)
    if as_json:
        summary = {
            "schema": 1,
            "folder": str(done.folder),
            "files": [str(done.folder / name) for name in done.files],
            "copies": done.copies,
            "reused": done.reused,
            "papers": done.papers,
            "pages": done.pages,
            "failed": sorted(done.failed),
            "warnings": len(done.warnings),
        }
        click.echo(json.dumps(summary, ensure_ascii=False))
    else:
        for name in done.files:
            if "/" not in name:
                click.echo(done.folder / name)
    kept = f", {done.reused} of them kept from before" if done.reused else ""
    papers = f"{counted(done.papers, 'paper')}, " if done.papers != done.copies else ""
    click.echo(
        f"{counted(done.copies, 'copy')} with keys{kept}; {papers}{counted(done.pages, 'page')} to print, {waited():.1f} s",
        err=True,
    )
    _show_folder(done.folder, [name for name in _OPENED if name in done.files])
    if done.failed:
        sys.exit(TypesettingFailed.exit_code)


def _show_folder(folder: Path, names: list[str]) -> None:
    """Says last where to look."""
    click.echo(f"open {folder}" + (f": {', '.join(names)}" if names else ""), err=True)


def _show_progress(now: Progress) -> None:
    """How far the copies have come, how fast, and how long it will take."""
    done = now.kept + now.failed
    more = f"; typesetting {now.at_work} at a time" if now.at_work else ""
    if now.rate:
        more = f", {now.rate:.1f} a second, {(now.total - done) / now.rate:.0f} s left"
    progress(f"copies [{'#' * (30 * done // now.total):<30}] {done} of {now.total}{more}")
