"""How far a command has come, and how long it has been waited for."""

from __future__ import annotations

import shutil
import sys
import time
from typing import Any

import click

# Between two lines where there is no terminal.
SECONDS = 10
LONGEST_BAR = 30
_LATEST, _SAID = "hwgen.progress", "hwgen.progress_said"


def step(what: str, done: int, total: int) -> None:
    """How far something is that is done piece by piece."""
    count = f"{done} of {total}"
    bar = max(0, min(LONGEST_BAR, _columns() - len(f"{what} [] {count}")))
    progress(f"{what} [{'#' * (bar * done // total):<{bar}}] {count}" if done < total else "")


def _columns() -> int:
    """The room for a line that is overwritten: one that is broken over two would stay."""
    return shutil.get_terminal_size().columns - 1


def waited() -> float:
    """Seconds since the command began: what somebody waited for it, with the reading of the course."""
    began: float = click.get_current_context().find_root().obj
    return time.monotonic() - began


def progress(message: str) -> None:
    """How far a command is: on a terminal a line that is overwritten, elsewhere one from time to time, so that nobody takes it for dead."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{message[: _columns()]}", err=True, nl=False)
        return
    _meta()[_LATEST] = message
    beat()


def beat() -> None:
    """Says again how far a command is, where nothing has been said for long and there is no terminal."""
    meta = _meta()
    message = meta.get(_LATEST)
    if message and waited() - meta.get(_SAID, 0.0) >= SECONDS:
        meta[_SAID] = waited()
        click.echo(f"{message}, {waited():.0f} s", err=True)


def _meta() -> dict[str, Any]:
    """What is known of the command that runs; nothing where none does."""
    context = click.get_current_context(silent=True)
    return context.find_root().meta if context else {}
