"""Signals that end a run: one that an exception cannot carry out of a callback is found out by the next look."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
# What ends a process, or puts another in its place, without a word to anybody.
ENDS = {name: getattr(os, name) for name in ("_exit", "execv", "execve")}


class Interrupted(KeyboardInterrupt):
    """The user, or the system, ends this run."""


class Ended(SystemExit):
    """The main process ends this worker."""


class _Hearing:
    """Python drops an exception that is raised in a callback, such as a weak reference's: the signal is remembered, too."""

    number = 0

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self.number = number
        raise Interrupted


@contextmanager
def heard() -> Iterator[None]:
    """The signals that end a run raise Interrupted meanwhile; one that is ignored, as by nohup, stays ignored."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    hearing = _Hearing()
    before = {number: signal.getsignal(number) for number in SIGNALS}
    heeded = {number: old for number, old in before.items() if old not in (signal.SIG_IGN, None)}
    for number in heeded:
        signal.signal(number, hearing)
    try:
        yield
    finally:
        for number, old in heeded.items():
            signal.signal(number, old)


def asked() -> int:
    """The signal by which this run was ended, or 0."""
    hearings = (signal.getsignal(number) for number in SIGNALS)
    return next((hearing.number for hearing in hearings if isinstance(hearing, _Hearing)), 0)


def heed() -> None:
    """Raises Interrupted where a signal has come, even if that was lost on its way."""
    if asked():
        raise Interrupted


def let_end() -> None:
    """A process that a signal took out of code which may not end it can end again, wherever the signal came."""
    for name, own in ENDS.items():
        setattr(os, name, own)
