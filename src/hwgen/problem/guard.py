"""The code of a course is run so that it can end, or hold up, nothing but itself."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from functools import partial
from types import FrameType
from typing import Any, NoReturn

from hwgen.draw import Endless, PinNotDrawn, Rejected
from hwgen.errors import CourseError, Diagnostic, HwgenError, UsageError, counted
from hwgen.interrupts import ENDS, Ended, Interrupted, let_end
from hwgen.problem import lastwords
from hwgen.problem.generator import NoPicture

# Of the processor, for importing a file or drawing a variant: a busy machine changes nothing.
SECONDS, LIMIT = "HWGEN_GENERATOR_SECONDS", 60.0
# So many times the limit, and some seconds more, on the clock: nothing but the end of the process stops a loop inside C.
TIMES, MORE = 2, 5.0


class TookTooLong(BaseException):
    """Nobody catches it by mistake."""


class Stuck(CourseError):
    """What took too long is not tried again with other draws."""


class guarded:
    """Code of a course runs inside. Raises the `fault` that is made of whatever it raises, or does.

    It is entered for every text of every variant, and therefore is no generator. Within another one it changes nothing.
    """

    def __init__(self, fault: Callable[[BaseException], CourseError]) -> None:
        self.fault = fault
        self.undo: list[Callable[[], object]] = []

    def __enter__(self) -> None:
        if os._exit is not _refuse:
            # Before anything is changed: the wish may be no number.
            seconds = _seconds()
            self.undo = [*_last(), *_limit(seconds)]

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        for undo in reversed(self.undo):
            undo()
        if error is None or isinstance(error, HwgenError | Rejected | PinNotDrawn | Endless | Interrupted | Ended):
            return
        wrong = self.fault(error)
        raise (Stuck(*wrong.diagnostics) if isinstance(error, TookTooLong) else wrong) from error


def restart_time() -> None:
    """Gives what is guarded now the whole time of the processor again: for walks that are guarded as a whole."""
    seconds = _seconds()
    if seconds and os._exit is _refuse and threading.current_thread() is threading.main_thread():
        lastwords.restart(_on_the_clock(seconds))
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_PROF, seconds)


def described(error: BaseException) -> str:
    """What code of a course did, in words."""
    match error:
        case TookTooLong():
            return f"took more than {counted(_seconds(), 'second')} of the processor; {SECONDS} sets another limit"
        case MemoryError():
            return "needs more memory than there is"
        case SystemExit() | KeyboardInterrupt():
            return f"tried to end hwgen: {type(error).__name__}: {error}"
        case NoPicture():
            return str(error)
        case _:
            return f"{type(error).__name__}: {error}"


def end_of_time() -> str:
    """What is said of code that ran until its process was ended for it."""
    return f"did not end within {counted(_on_the_clock(_seconds()), 'second')}; {SECONDS} sets another limit"


def _on_the_clock(seconds: float) -> float:
    """A busy machine needs longer for them."""
    return TIMES * seconds + MORE


def _seconds() -> float:
    """Raises UsageError."""
    wanted = os.environ.get(SECONDS) or LIMIT
    try:
        return float(wanted)
    except ValueError as e:
        hint = f"write {SECONDS}=120, or 0 for no limit"
        raise UsageError(Diagnostic("not-a-number", f"{SECONDS}: `{wanted}` is not a number", None, hint)) from e


def _last() -> Iterator[Callable[[], object]]:
    """Nothing ends this process, or puts another in its place, until what is yielded is called."""
    yield let_end
    for name in ENDS:
        setattr(os, name, _refuse)


def _refuse(*given: Any) -> NoReturn:
    raise SystemExit(*given[:1])


def _limit(seconds: float) -> Iterator[Callable[[], object]]:
    """Raises TookTooLong after this time of the processor, where there are timers; what does not hear of it is ended with its process."""
    if not seconds or threading.current_thread() is not threading.main_thread():
        return
    lastwords.end_after(_on_the_clock(seconds))
    yield lastwords.go_on
    if hasattr(signal, "setitimer"):
        yield partial(signal.signal, signal.SIGPROF, signal.signal(signal.SIGPROF, _stop))
        signal.setitimer(signal.ITIMER_PROF, seconds)
        yield partial(signal.setitimer, signal.ITIMER_PROF, 0)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise TookTooLong
