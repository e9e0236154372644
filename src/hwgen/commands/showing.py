"""How commands show errors, reports and pages."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from hwgen.commands.progress import progress

if TYPE_CHECKING:
    from hwgen.errors import Diagnostic
    from hwgen.reporting import Format, Report


def show_in_browser(address: str) -> None:
    """Where there is a screen: without one, `xdg-open` only complains."""
    if sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        click.launch(address)


@contextmanager
def reported() -> Iterator[None]:
    """Prints the errors that are the user's to mend, and exits with their code; a bug keeps its traceback."""
    from hwgen.errors import HwgenError, counted

    try:
        yield
    except HwgenError as e:
        progress("")
        for diagnostic in e.diagnostics:
            show_diagnostic(diagnostic)
        if len(e.diagnostics) > 1:
            kinds = Counter(d.severity for d in e.diagnostics)
            click.echo(", ".join(counted(kinds[kind], kind) for kind in kinds), err=True)
        sys.exit(e.exit_code)


def show_report(report: Report, form: Format) -> None:
    """On stdout; as text, the diagnostics go to stderr."""
    from hwgen.reporting import abridged, written

    if form != "text":
        click.echo(written(report, form))
        return
    for line in abridged(report.diagnostics):
        if isinstance(line, str):
            click.echo(line, err=True)
        else:
            show_diagnostic(line)
    for line in report.lines:
        click.echo(line)


def show_all(diagnostics: Iterable[Diagnostic]) -> bool:
    """Shows them, and returns whether none is an error."""
    shown = tuple(diagnostics)
    for diagnostic in shown:
        show_diagnostic(diagnostic)
    return all(diagnostic.severity != "error" for diagnostic in shown)


def show_diagnostic(diagnostic: Diagnostic) -> None:
    text = str(diagnostic)
    if _colour():
        shade = "red" if diagnostic.severity == "error" else "yellow"
        text = text.replace(f"{diagnostic.severity}:", click.style(f"{diagnostic.severity}:", fg=shade, bold=True), 1)
    click.echo(text, err=True, color=_colour())


def _colour() -> bool:
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR")
