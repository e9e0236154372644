"""How far a command has come, and how long it has been waited for."""

from __future__ import annotations

import sys
import time

import click


def proving_progress(done: int, total: int) -> None:
    """How far proving has come: each generator is proven once, until it changes."""
    from hwgen.errors import counted

    bar = f"proving [{'#' * (30 * done // total):<30}] {done} of {counted(total, 'generator')}"
    progress(bar if done < total else "")


def waited() -> float:
    """Seconds since the command began: what somebody waited for it, with the reading of the course."""
    began: float = click.get_current_context().find_root().obj
    return time.monotonic() - began


def progress(message: str) -> None:
    """A line that is overwritten, on a terminal only."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{message}", err=True, nl=False)
