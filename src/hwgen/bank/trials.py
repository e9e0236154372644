"""Files of generators imported in a process of their own first: one that never ends, or ends its process, takes nothing with it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Sequence
from functools import lru_cache
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import NoReturn

from hwgen.bank.recipes import is_known, recipe_file
from hwgen.errors import CourseError, Diagnostic, Span, counted
from hwgen.problem.guard import TookTooLong
from hwgen.problem.lastwords import leave_to_parent

# On the clock, for importing a file; the process around it is waited for somewhat longer, since it has to load hwgen first.
SECONDS, SECONDS_AROUND = 10.0, 30.0
Faults = tuple[Diagnostic, ...]


class NeverEnded(TookTooLong):
    """What was imported does not end, at work or waiting."""


@lru_cache(maxsize=8)
def faults_of(files: tuple[tuple[Path, str], ...], root: Path, helpers: str) -> dict[Path, Faults]:
    """What is wrong with files, each given with its digest, of which nothing is known yet; what is right with them is known then."""
    left = [(path, digest) for path, digest in files if digest and not is_known(digest, helpers)]
    faults: dict[Path, Faults] = {}
    context = multiprocessing.get_context("spawn")
    while left:
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_import, args=(there, left, root, helpers, SECONDS), daemon=True)
        process.start()
        there.close()
        try:
            for path, _ in left:
                faults[path] = _received(here, path)
            left = []
        except CourseError as e:
            faults[path] = e.diagnostics
            left = [file for file in left if file[0] not in faults]
        finally:
            process.kill()
            process.join()
    return faults


def _received(here: Connection, path: Path) -> Faults:
    """What the process reports of a file. Raises CourseError where it reports nothing."""
    try:
        if here.poll(SECONDS_AROUND):
            faults: Faults = here.recv()
            return faults
    except EOFError as e:
        raise CourseError(_fault(Span(path), "ended its process")) from e
    raise CourseError(_fault(Span(path), _never(SECONDS_AROUND)))


def _never(seconds: float) -> str:
    return f"did not end within {counted(seconds, 'second')}"


def _fault(span: Span | None, what: str) -> Diagnostic:
    return Diagnostic("generator-import", f"cannot be imported: {what}", span)


def _import(there: Connection, files: Sequence[tuple[Path, str]], root: Path, helpers: str, seconds: float) -> None:
    # The standard output of the command has its address alone.
    os.dup2(2, 1)
    leave_to_parent()
    timed = hasattr(signal, "setitimer")
    if timed:
        signal.signal(signal.SIGALRM, _end)
    for path, digest in files:
        try:
            if timed:
                signal.setitimer(signal.ITIMER_REAL, seconds)
            recipe_file(path, root, digest, helpers)
            sys.stdout.flush()
            there.send(())
        except CourseError as e:
            endless = isinstance(e.__cause__, NeverEnded)
            there.send(tuple(_fault(one.span, _never(seconds)) if endless else one for one in e.diagnostics))


def _end(number: int, frame: FrameType | None) -> NoReturn:
    raise NeverEnded
