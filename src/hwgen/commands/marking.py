"""The commands for what comes back: mark, regrade."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hwgen.commands.exporting import check_suffix
from hwgen.commands.options import Place, one_of
from hwgen.commands.scanning import (
    AT_ONCE,
    jobs_option,
    mark_as_is,
    mark_scans,
    remake_returns,
    review_scans,
    take_points,
    with_scans,
    write_written,
)
from hwgen.commands.showing import reported, show_all

if TYPE_CHECKING:
    from hwgen.marks.folder import Marked
    from hwgen.marks.forgetting import What

# The marks are written, but something is missing still, or left to a person.
INCOMPLETE = 6
# A scan that cannot be read, a file that could not be written, or no sheet of the class at all.
UNREAD = 1

class_option = click.option(
    "--class",
    "folder",
    required=True,
    type=Place(),
    metavar="DIR",
    help="The folder of the class, as `hwgen build --sheets` wrote it.",
)
day_option = click.option("--on", metavar="DATE", help="The date for the log, such as 2026-11-23.  [default: today]")


@click.command()
@click.argument("scans", nargs=-1, type=Place(exists=True), metavar="[SCANS]...")
@class_option
@click.option("--typed", type=Place(exists=True, dir_okay=False), help="Mark the answers typed into this spreadsheet.")
@click.option("--blank", type=Place(dir_okay=False), help="Write the spreadsheet to type answers into, for Excel.")
@click.option(
    "--enter", "enters", is_flag=True, help="Enter the facility and discrimination of each item into bank/results.yaml."
)
@day_option
@click.option("--course", type=Place(), help="The folder of the course, for --enter.  [default: the nearest]")
@click.option("--returns", is_flag=True, help="Write the marked sheet of each student in SCANS to DIR/marks/returns/.")
@click.option(
    "--review", "reviews", is_flag=True, help="Decide doubts in the browser, on a page that only this computer sees."
)
@click.option("--open/--no-open", "opens", default=True, help="Open the browser for --review.  [default: open]")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="The port for --review.  [default: any free port]"
)
@click.option("--attended", is_flag=True, hidden=True, help="End the review with the program that started it.")
@click.option(
    "--marker", default="", metavar="NAME", help="Who marks written answers with --review, if several people do."
)
@click.option(
    "--written",
    "handed",
    type=Place(file_okay=False),
    metavar="FOLDER",
    help="Write a page for each question with written answers, for markers who do not have hwgen.",
)
@click.option(
    "--points",
    "points",
    multiple=True,
    type=Place(exists=True, dir_okay=False),
    metavar="FILE",
    help="Take the points that a marker saved on such a page; may be repeated.",
)
@click.option(
    "--mail",
    "addresses",
    type=Place(exists=True, dir_okay=False),
    help="Write a mail to each student into DIR/marks/mail/; their addresses are in this class list. Nothing is sent.",
)
@click.option(
    "--pairs",
    "compares",
    is_flag=True,
    help="Show pairs of students who have more wrong answers in common than chance explains.",
)
@click.option(
    "--forget",
    "forgets",
    type=one_of("pictures", "students"),
    help="Remove the pictures of sheets, or everything but the statistics.",
)
@click.option("--as-is", "as_is", is_flag=True, help="Go on with what is left of the marks, where something was lost.")
@jobs_option(help=AT_ONCE.format("read"))
def mark(
    scans: tuple[Path, ...],
    folder: Path,
    typed: Path | None,
    blank: Path | None,
    enters: bool,
    on: str | None,
    course: Path | None,
    returns: bool,
    reviews: bool,
    opens: bool,
    port: int,
    attended: bool,
    marker: str,
    handed: Path | None,
    points: tuple[Path, ...],
    addresses: Path | None,
    compares: bool,
    forgets: What | None,
    as_is: bool,
    jobs: int | None,
) -> None:
    """Mark answer sheets.

    Results are written to DIR/marks/.

    SCANS are PDFs, pictures, or folders of them, in any order and any way up. Each page is compared with the printed sheet, and
    only the added ink is judged. When you run the command again with more scans, those of earlier runs still count.

    `--review` shows each doubt in the browser: the piece of the scan beside the printed sheet.

    `--written` makes pages for markers who do not have hwgen: they open them in any browser, and send back the files that `--points` reads.

    You can also type answers into a spreadsheet that `--blank` makes and `--typed` reads. What a person typed or decided is never overwritten.
    `--enter` adds the results of the class on each item to bank/results.yaml, without names; `hwgen report`, `hwgen check`
    and `facility` in blueprints use them. `--mail` writes mails with the marks and the marked sheets, which your mail program opens and sends.
    `--pairs` is never run by itself: what it shows is a reason to look, and no proof.
    Marks of which a file was lost or edited are refused; `--as-is` goes on with what is left.
    `--forget` is the last step: it removes what is personal, and cannot be undone. The exit code is 6 while marks are not complete:
    while sheets or pages are missing or cannot be read, and while doubts or written answers are left to a person. It is 1 if a file cannot be read
    or written, or if no sheet was marked.

    \b
    Examples:
      hwgen mark scans.pdf --class output/quiz/seed-7-en-class
      hwgen mark photos/ late.jpg --class output/quiz/seed-7-en-class --returns
      hwgen mark --class output/quiz/seed-7-en-class --review
      hwgen mark --class output/quiz/seed-7-en-class --written for-markers
      hwgen mark --class output/quiz/seed-7-en-class --points question-9-essay-Li.json
      hwgen mark --class output/quiz/seed-7-en-class --blank answers.xlsx
      hwgen mark --class output/quiz/seed-7-en-class --typed answers.xlsx
      hwgen mark --class output/quiz/seed-7-en-class --enter
      hwgen mark --class output/quiz/seed-7-en-class --mail students.csv
      hwgen mark --class output/quiz/seed-7-en-class --forget pictures
    """
    if returns and not scans:
        raise click.UsageError("--returns needs the scans: name those of the class again, none is marked twice")
    marks = bool(scans or typed or reviews or handed or points or enters or addresses or compares or as_is)
    if marks + bool(blank) + bool(forgets) != 1:
        raise click.UsageError(
            "name scans, or give --typed, --review, --written, --points, --enter, --mail, --pairs or --as-is, or several of them; or --blank or --forget alone"
        )
    if blank:
        check_suffix(blank, (".xlsx",), "Excel", "--blank")
    with reported():
        from hwgen.marks.folder import opened

        marked = opened(folder, as_is=as_is or bool(forgets))
        if blank:
            write_blank(marked, blank)
            return
        if forgets:
            forget_class(marked, forgets)
            return
        whole = True
        if as_is:
            marked, whole = mark_as_is(marked)
        if scans:
            marked, done = mark_scans(marked, scans, jobs, returns=returns)
            whole &= done
        if typed:
            marked, done = mark_typed(marked, typed)
            whole &= done
        if points:
            marked, done = take_points(marked, points)
            whole &= done
        if handed:
            write_written(marked, handed, marker)
        if reviews:
            marked, done = review_scans(marked, port, marker, opens=opens, attended=attended)
            whole &= done
        if enters:
            enter_results(marked, course, on)
        if addresses:
            whole &= mail_marks(marked, addresses)
        if compares:
            show_pairs(marked)
    if not whole:
        sys.exit(UNREAD)
    sys.exit(0 if marked.complete else INCOMPLETE)


def enter_results(marked: Marked, course: Path | None, on: str | None) -> None:
    """Enters the results of a class into the bank, and says so, and what of them is still open."""
    from hwgen.commands.courses import own_course
    from hwgen.commands.final import day
    from hwgen.errors import counted
    from hwgen.marks.entering import enter

    written = enter(marked, own_course(course), day(on))
    click.echo(f"entered into {written}" if written else "it is already in bank/results.yaml", err=True)
    missing, doubts, waiting = _open(marked)
    numbers = {
        "missing sheet": missing,
        "incomplete sheet": _lacking(marked),
        "doubt": doubts,
        "unmarked written answer": waiting,
    }
    if left := [counted(number, noun) for noun, number in numbers.items() if number]:
        click.echo(
            f"once nothing is open any more ({', '.join(left)}), enter the class again: its latest entry counts",
            err=True,
        )


def mail_marks(marked: Marked, addresses: Path) -> bool:
    """Writes a mail to each student. Returns whether none failed."""
    from hwgen.errors import counted
    from hwgen.marks.folder import FOLDER
    from hwgen.marks.mailing import MAIL, write_mails

    mails = write_mails(marked, addresses)
    whole = show_all(mails.warnings)
    click.echo(marked.folder / FOLDER / MAIL)
    click.echo(f"{counted(len(mails.paths), 'mail')} written; your mail program sends them", err=True)
    return whole


def show_pairs(marked: Marked) -> None:
    """The pairs that have more wrong answers in common than chance explains, and what follows from that."""
    from hwgen.errors import counted
    from hwgen.marks.analysis import FEW
    from hwgen.marks.pairs import pairs, table
    from hwgen.marks.workbook import text

    every = pairs(marked.rows)
    likely = sum(pair.likely for pair in every)
    if likely:
        click.echo(text(table(marked.keys, every)).decode("utf-8-sig").replace("\r\n", "\n"), nl=False)
    compared = sum(pair.wrong > 0 for pair in every)
    click.echo(
        f"{likely or 'none'} of {counted(compared, 'pair')} with the same question wrong has more answers in common than chance explains",
        err=True,
    )
    if likely:
        click.echo(
            "This does not show that anybody copied: students who learned together, or were taught the same mistake, agree as well. "
            "Look at the seats and at the sheets before you ask anybody.",
            err=True,
        )
    present = sum(row.result is not None and not row.absent for row in marked.rows)
    if present < FEW:
        click.echo(
            f"With fewer than {FEW} students, little is known of what chance does; here are {present}.", err=True
        )


def forget_class(marked: Marked, what: What) -> None:
    """Removes what is personal, and says what is left of it for the user to remove."""
    from hwgen.errors import counted, printable
    from hwgen.marks.folder import scans_of
    from hwgen.marks.forgetting import forget

    scans = scans_of(marked.folder).values()
    forgotten = forget(marked.folder, what)
    click.echo(f"{counted(forgotten.removed, 'file')} removed", err=True)
    # Simulated scans are removed, too.
    for path in dict.fromkeys((*forgotten.left, *(path for path in scans if path.exists()))):
        click.echo(f"left for you to remove: {printable(str(path))}", err=True)


def write_blank(marked: Marked, path: Path) -> None:
    from hwgen.marks.blank import blank
    from hwgen.output import replace_own

    for written in replace_own({path: blank(marked.printed)}):
        click.echo(written)


def mark_typed(marked: Marked, path: Path) -> tuple[Marked, bool]:
    """Marks the answers of a sheet with those from before, and says so. Also returns whether all files could be written."""
    from dataclasses import replace

    from hwgen.marks.folder import merged, save
    from hwgen.marks.typed import read_typed

    after = with_scans(replace(marked, responses=merged(marked, read_typed(path, marked.printed))))
    whole = show_all(save(after))
    show_marks(after)
    return after, whole & remake_returns(marked, after)


def show_marks(marked: Marked) -> None:
    """The files, and how many sheets were marked."""
    from hwgen.errors import counted
    from hwgen.marks.folder import FOLDER, MARKS

    rows = marked.rows
    for name in MARKS:
        if (path := marked.folder / FOLDER / name).exists():
            click.echo(path)
    missing, doubts, waiting = _open(marked)
    unknown = sum(row.result.response.unknown for row in rows if row.result)
    away = sum(row.absent for row in rows)
    lacking = _lacking(marked) - unknown
    pages = f", {lacking} without a page" if lacking else ""
    pages += f", {unknown} that cannot be read" if unknown else ""
    pages += f", {counted(marked.left_out, 'page')} left out" if marked.left_out else ""
    absent = f", {away} absent" if away else ""
    written = f", {counted(waiting, 'written answer')} to mark" if waiting else ""
    click.echo(
        f"{counted(len(rows) - missing - unknown - away, 'sheet')} marked, {missing} missing{absent}, {counted(doubts, 'doubt')}{pages}{written}",
        err=True,
    )
    if not marked.complete:
        to_come = "; sheets may still come: mark later scans in the same way, or type who was absent" if missing else ""
        click.echo(f"not complete yet{to_come}", err=True)


def _lacking(marked: Marked) -> int:
    """How many sheets lack a page, or have one that cannot be read."""
    return sum(bool(row.result.unscanned) for row in marked.rows if row.result)


def _open(marked: Marked) -> tuple[int, int, int]:
    """How many sheets are missing, answers in doubt, and written answers without points."""
    back = [row for row in marked.rows if row.result]
    doubts = sum(len(row.result.doubts) for row in back if row.result)
    waiting = sum(row.result.waiting for row in back if row.result and not row.absent)
    return len(marked.rows) - len(back), doubts, waiting


@click.command()
@class_option
@click.argument("errata", type=Place(exists=True, dir_okay=False))
@day_option
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
def regrade(folder: Path, errata: Path, on: str | None, dry_run: bool) -> None:
    """Mark a class again with a corrected key.

    An erratum gives a question another key, accepts more answers, makes it void, or changes its points.

    The file lists errata, each with `item`, `reason`, and `key`, `accept`, `void: give-all`, `void: leave-out` or `points`;
    `part` and `variant` limit it to some questions of the item. Name options by their ids. Errata must not contradict each other;
    `withdraw: true` takes back what was entered before for an item. The previous marks are kept, and a table shows both.

    \b
    Example:
      hwgen regrade --class output/quiz/seed-7-en-class erratum.yaml
    """
    with reported():
        from hwgen.commands.final import day
        from hwgen.errors import counted
        from hwgen.marks.erratum_file import read_errata
        from hwgen.marks.folder import opened, save
        from hwgen.marks.regrading import kept, regraded, table
        from hwgen.marks.workbook import text

        marked = opened(folder)
        fresh, warnings = read_errata(errata, marked, day(on))
        show_all(warnings)
        again = regraded(marked, fresh)
        click.echo(text(table(again)).decode("utf-8-sig").replace("\r\n", "\n"), nl=False)
        whole = True
        if not dry_run and again.marked.errata != marked.errata:
            whole = show_all(save(again.marked, kept(marked, again)))
            whole &= remake_returns(marked, again.marked)
        click.echo(
            f"{counted(len(again.changes), 'student')} with changed marks, {again.grades} with a changed grade",
            err=True,
        )
    sys.exit(0 if whole else UNREAD)
