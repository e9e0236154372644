"""What commands do with scans: mark them, and simulate a class to try it out."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hwgen import interrupts
from hwgen.commands.exporting import check_suffix
from hwgen.commands.options import SEED, Place
from hwgen.commands.pasting import pasted
from hwgen.commands.progress import progress
from hwgen.commands.showing import reported, show_all, show_diagnostic, show_in_browser

if TYPE_CHECKING:
    from hwgen.errors import Diagnostic
    from hwgen.marks.folder import Marked

AT_ONCE = "How many pages are {} at a time.  [default: one for each processor]"
jobs_option = partial(click.option, "--jobs", type=click.IntRange(1))


def mark_scans(marked: Marked, scans: Sequence[Path], jobs: int | None, *, returns: bool) -> tuple[Marked, bool]:
    """Marks scans with those from before, says what is wrong with them, and writes the sheets to hand back.

    Also returns whether all scans could be read and all files written, and any sheet was marked.
    """
    from hwgen import workers
    from hwgen.commands.marking import show_marks
    from hwgen.errors import counted
    from hwgen.extras import require_mark
    from hwgen.marks.folder import save

    require_mark()
    from hwgen.scanning.marking import finish, scanned
    from hwgen.scanning.printed import printed
    from hwgen.scanning.problem_pages import write_pages
    from hwgen.scanning.returning import write_returns

    before = marked
    result = scanned(marked, scans, jobs or workers.processors(), _Pace())
    marked = result.of(marked)
    warnings = save(marked, scanned=result.kept)
    whole = show_all((*warnings, *write_pages(marked, result, printed(marked.folder))))
    finish(marked.folder)
    show_problems(result.diagnostics)
    show_marks(marked)
    open_rows = any(row.result and not row.result.unscanned and not row.result.final for row in marked.rows)
    if open_rows or marked.left_out:
        click.echo(f"to decide what is open: {pasted('mark', '--class', marked.folder, '--review')}", err=True)
    whole &= remake_returns(before, marked)
    if returns:
        written = write_returns(marked, result)
        whole &= show_all(written.warnings)
        click.echo(
            f"{counted(len(written.paths), 'marked sheet')} to hand back in {written.paths[0].parent}"
            if written.paths
            else "no sheet to hand back",
            err=True,
        )
    whole &= not any(diagnostic.severity == "error" for diagnostic in result.diagnostics)
    return marked, whole and any(row.result and not row.result.response.unknown for row in marked.rows)


def show_problems(diagnostics: Sequence[Diagnostic]) -> None:
    """What is wrong with scans, and what to do, which is not said twice."""
    from hwgen.reporting import abridged

    known = {""}
    for line in abridged(diagnostics):
        if isinstance(line, str):
            click.echo(line, err=True)
            continue
        hint = line.hint if line.severity == "note" else line.remedy
        show_diagnostic(replace(line, hint="" if hint in known else hint))
        known.add(hint)


def review_scans(marked: Marked, port: int, marker: str, *, opens: bool, attended: bool = False) -> tuple[Marked, bool]:
    """Serves the page of a review until somebody finishes it, and says what came of it. Also returns whether all files could be written.

    One that is `attended` ends with the program that started it, which holds the other end of its standard input.
    """
    from hwgen.commands.marking import show_marks
    from hwgen.errors import Diagnostic, Span, UsageError, counted
    from hwgen.extras import require_mark

    require_mark()
    from hwgen.review.server import served
    from hwgen.review.session import Session

    session = Session.of(marked, marker)
    if session.blind and not session.person and session.piles:
        message = "nobody says who marks here, and two people mark each written answer"
        hint = f"name yourself: {pasted('mark', '--class', marked.folder, '--review', '--marker', 'NAME')}"
        raise UsageError(Diagnostic("marker-unnamed", message, Span(marked.folder), hint))
    with served(session, port) as server:
        click.echo(f"{counted(len(session.open), 'doubt')} to look at: {server.url}", err=True)
        click.echo("“Finish” on that page writes the marks; Ctrl-C ends the review and keeps your decisions.", err=True)
        if opens:
            show_in_browser(server.url)
        if attended:
            threading.Thread(target=_end_with_input, daemon=True).start()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo(
                "review ended; your decisions are kept, and the next review or run of `hwgen mark` uses them", err=True
            )
            sys.exit(128 + (interrupts.asked() or signal.SIGINT))
    whole = show_all(session.warnings)
    after = session.scanned.of(marked)
    show_marks(after)
    _show_apart(session.apart)
    return after, whole & remake_returns(marked, after)


def _end_with_input() -> None:
    """A program that is killed can end nothing itself; its end of a pipe is closed for it."""
    sys.stdin.buffer.read()
    signal.raise_signal(signal.SIGTERM)


def _show_apart(count: int) -> None:
    """Of the written answers that are left, those that a marker who has finished does not see any more."""
    from hwgen.errors import counted

    if count:
        message = f"another marker is needed for {counted(count, 'answer')}: the points so far differ by more than `second-marking` allows"
        click.echo(message, err=True)


def write_written(marked: Marked, folder: Path, marker: str) -> None:
    """Writes the pages for markers who do not have hwgen."""
    from hwgen.errors import counted
    from hwgen.extras import require_mark
    from hwgen.output import replace_own

    require_mark()
    from hwgen.review.offline import written_pages
    from hwgen.review.session import Session

    pages = written_pages(Session.of(marked, marker))
    folder.mkdir(parents=True, exist_ok=True)
    for path in replace_own({folder / name: data for name, data in pages.items()}):
        click.echo(path)
    click.echo(
        f"{counted(len(pages), 'page')} for markers; `hwgen mark --points FILE` reads the points that they save",
        err=True,
    )


def take_points(marked: Marked, paths: Sequence[Path]) -> tuple[Marked, bool]:
    """Takes the points that markers saved, and says what came of it. Also returns whether all files could be written."""
    from hwgen.commands.marking import show_marks
    from hwgen.errors import counted
    from hwgen.extras import require_mark

    require_mark()
    from hwgen.review.offline import take

    taken = take(marked, paths)
    whole = show_all(taken.warnings)
    show_marks(taken.marked)
    click.echo(
        f"new points for {counted(taken.count, 'answer')}" if taken.count else "no points that are new", err=True
    )
    _show_apart(taken.apart)
    return taken.marked, whole & remake_returns(marked, taken.marked)


def with_scans(marked: Marked) -> Marked:
    """With what scans of earlier runs say, wherever nobody typed anything else."""
    from hwgen.extras import require_mark
    from hwgen.marks.folder import FOLDER
    from hwgen.marks.kept import READINGS

    if not (marked.folder / FOLDER / READINGS).exists():
        return marked
    require_mark()
    from hwgen.scanning.marking import known_so_far

    return known_so_far(marked).of(marked)


def mark_as_is(marked: Marked) -> tuple[Marked, bool]:
    """Marks a class again by what is left of its marks. Also returns whether all files could be written."""
    from hwgen.commands.marking import show_marks
    from hwgen.marks.folder import save

    after = with_scans(marked)
    whole = show_all(save(after))
    show_marks(after)
    return after, whole & remake_returns(marked, after)


def remake_returns(before: Marked, after: Marked) -> bool:
    """Sheets to hand back that were written before get the marks as they are now. Returns whether all could be written."""
    from hwgen.errors import counted
    from hwgen.extras import require_mark
    from hwgen.marks.folder import FOLDER, RETURNS

    if not (before.folder / FOLDER / RETURNS).is_dir():
        return True
    require_mark()
    from hwgen.scanning.returning import remake

    remade = remake(before, after)
    whole = show_all(remade.warnings)
    if remade.paths:
        click.echo(f"{counted(len(remade.paths), 'marked sheet')} to hand back written again", err=True)
    if remade.without_scan:
        sheets = counted(remade.without_scan, "marked sheet")
        click.echo(
            f"{sheets} not written again: the scans have moved; `hwgen mark SCANS... --returns` writes them", err=True
        )
    return whole


class _Pace:
    """How far reading has come, how fast, and how long it will take."""

    def __init__(self) -> None:
        self.start = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        pace = done / max(time.monotonic() - self.start, 1e-3)
        left = (total - done) / pace if pace else 0
        progress(f"reading {done} of {total} pages, {pace:.1f} a second, {left:.0f} s left" if done < total else "")


@click.command()
@click.option(
    "--class",
    "folder",
    required=True,
    type=Place(),
    metavar="DIR",
    help="The folder of the class, as `hwgen build --sheets` wrote it.",
)
@click.option(
    "--seed",
    type=SEED,
    default=1,
    show_default=True,
    help="The number that decides what the students know and do.",
)
@click.option(
    "--kind",
    default="clean-200",
    show_default=True,
    help="How the sheets are scanned, such as phone; `mixed` uses all kinds in turn.",
)
@click.option("-o", "--out", type=Place(dir_okay=False), help="The PDF to write.  [default: DIR/simulated-SEED.pdf]")
@jobs_option(help=AT_ONCE.format("filled in"))
def simulate(folder: Path, seed: int, kind: str, out: Path | None, jobs: int | None) -> None:
    """Simulate scans of a class, to try out marking.

    Fills in the answer sheets of the class and scans them.

    The students are invented: they differ in ability, have misconceptions, mark with a pencil or a pen, erase, leave questions blank, and some are absent.
    Forms are handed out as the seating plan, DIR/seating.csv, says.
    A JSON file beside the PDF records what they marked.

    \b
    Example:
      hwgen simulate --class output/hw2/seed-7-en-class --seed 1
      hwgen mark output/hw2/seed-7-en-class/simulated-1.pdf --class output/hw2/seed-7-en-class
    """
    if out:
        check_suffix(out, (".pdf",), "a scanner's program")
    with reported():
        from hwgen import workers
        from hwgen.extras import require_mark

        require_mark()
        from hwgen.scanning.simulation.classes import simulate_class

        path = out or folder / f"simulated-{seed}.pdf"
        simulate_class(folder, seed, kind.lower(), path, jobs or workers.processors())
        click.echo(path)
