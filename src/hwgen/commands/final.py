"""What --final does: the date of an exam, its papers and its items kept in the course."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from hwgen.bank.course import Course
    from hwgen.papercode import Code
    from hwgen.sheets.number import NumberGrid


def day_of_final(course: Course, on: str | None) -> str:
    """The date for the ledger. Raises UsageError where no ledger can be kept."""
    from hwgen.bank.files import starter
    from hwgen.errors import Diagnostic, UsageError

    if course.root == starter().resolve() and starter().name == "starter":
        hint = "`hwgen init DIR` makes a course of your own"
        raise UsageError(
            Diagnostic("starter-ledger", "the starter course that comes with hwgen keeps no ledger", None, hint)
        )
    return day(on)


def day(on: str | None) -> str:
    """A date for a log: as given, else SOURCE_DATE_EPOCH's, else today's. Raises UsageError."""
    from datetime import UTC, date, datetime

    from hwgen.errors import Diagnostic, UsageError

    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        if on is None and epoch:
            return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
        return (date.fromisoformat(on) if on else date.today()).isoformat()
    except (ValueError, OverflowError, OSError) as e:
        raise UsageError(Diagnostic("not-a-date", f"`{on or epoch}` is not a date", None, "write 2026-11-23")) from e


def enter(course: Course, codes: list[Code], day: str, *, sheets: bool, number: NumberGrid | None) -> None:
    from dataclasses import replace

    from hwgen.classes.paper import finalise
    from hwgen.errors import HwgenError, Span

    try:
        written = finalise(course, codes, day, sheets=sheets, number=number)
    except HwgenError as e:
        if any(d.rule != "cannot-write" for d in e.diagnostics):
            raise
        again = "then run the build again with --final"
        raise HwgenError(
            *(replace(d, hint=f"the papers are built, but not recorded: {d.remedy}; {again}") for d in e.diagnostics)
        ) from e
    click.echo(f"entered into {Span(written)}" if written else "it is already in the ledger", err=True)
