"""Files of generators imported, and their figures drawn, in a process of their own first: one that never ends, or ends its process, takes nothing with it."""

from __future__ import annotations

import math
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import NoReturn

from hwgen.bank.recipes import is_known, recipe_file
from hwgen.errors import CourseError, Diagnostic, Span, counted
from hwgen.problem.guard import TookTooLong, end_of_time
from hwgen.problem.lastwords import kept_in, leave_to_parent, read
from hwgen.scratch import scratch
from hwgen.waiting import AT_EACH_LOOK, AT_EACH_STEP
from hwgen.workers import SECONDS_BETWEEN_LOOKS, context_of, method_apart, start_method

# On the clock, for a file for which a page waits; the process around it is waited for somewhat longer, since it has to load hwgen first.
SECONDS, SECONDS_AROUND = 10.0, 30.0
Faults = tuple[Diagnostic, ...]


class NeverEnded(TookTooLong):
    """What was imported does not end, at work or waiting."""


@lru_cache(maxsize=8)
def faults_of(
    files: tuple[tuple[Path, str], ...], root: Path, helpers: str, *, patient: bool = False
) -> dict[Path, Faults]:
    """What is wrong with files, each given with its digest, of which nothing is known yet; what is right with them is known then.

    The `patient` give them the time that they have wherever they are run.
    """
    new = [(path, digest) for path, digest in files if digest and not is_known(digest, helpers)]
    left = new
    faults: dict[Path, Faults] = {}
    # A fork has one thread, and the locks that the others hold.
    method = start_method()
    context = context_of(method_apart() if method == "fork" and threading.active_count() > 1 else method)
    with scratch() as folder:
        words = folder / "words"
        while left:
            here, there = context.Pipe(duplex=False)
            seconds = None if patient else SECONDS
            task = there, left, root, helpers, seconds, words, dict(os.environ)
            process = context.Process(target=_try, args=task, daemon=True)
            process.start()
            there.close()
            try:
                for path, _ in left:
                    faults[path] = _received(here, None if patient else SECONDS_AROUND)
                    AT_EACH_STEP.get()("reading the generators", len(faults), len(new))
                left = []
            except (EOFError, TimeoutError) as e:
                process.kill()
                process.join()
                faults[path] = (_ended(path, words, _never(SECONDS_AROUND) if isinstance(e, TimeoutError) else ""),)
                left = [file for file in left if file[0] not in faults]
            finally:
                process.kill()
                process.join()
    return faults


def _received(here: Connection, seconds: float | None) -> Faults:
    """What the process reports of a file. Raises EOFError where it has ended, TimeoutError where it does not."""
    end = math.inf if seconds is None else time.monotonic() + seconds
    while not here.poll(max(min(SECONDS_BETWEEN_LOOKS, end - time.monotonic()), 0)):
        if time.monotonic() >= end:
            raise TimeoutError
        AT_EACH_LOOK.get()()
    faults: Faults = here.recv()
    return faults


def _ended(path: Path, left: Path, late: str) -> Diagnostic:
    """What is said of a file whose process has ended by itself, or was ended as it was too `late`, by what it has `left`."""
    words = read(left)
    frames = words.frames if words else ()
    line = next((line for file, line in frames if Path(file) == path), 0)
    what = late or end_of_time() if late or frames else "ended its process, which may have run out of memory"
    fault = _fault(Span(path, line), what)
    return replace(fault, message=f"{words.draws} {what}") if words and words.draws else fault


def _never(seconds: float) -> str:
    return f"did not end within {counted(seconds, 'second')}"


def _fault(span: Span | None, what: str) -> Diagnostic:
    return Diagnostic("generator-import", f"cannot be imported: {what}", span)


def _try(
    there: Connection,
    files: Sequence[tuple[Path, str]],
    root: Path,
    helpers: str,
    seconds: float | None,
    words: Path,
    environment: Mapping[str, str],
) -> None:
    os.environ.update(environment)
    # The standard output of the command has its results alone; a fork writes by a file of its own to it.
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    timed = seconds is not None and hasattr(signal, "setitimer")
    if seconds is not None:
        leave_to_parent()
    if timed:
        signal.signal(signal.SIGALRM, _end)
    with kept_in(words):
        for path, digest in files:
            try:
                if timed:
                    signal.setitimer(signal.ITIMER_REAL, seconds or 0)
                recipe_file(path, root, digest, helpers, drawn=True)
                sys.stdout.flush()
                there.send(())
            except CourseError as e:
                endless = isinstance(e.__cause__, NeverEnded)
                there.send(tuple(_fault(one.span, _never(seconds or 0)) if endless else one for one in e.diagnostics))


def _end(number: int, frame: FrameType | None) -> NoReturn:
    raise NeverEnded
