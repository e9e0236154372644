"""What code of a course is at, in a file that outlives its process: a loop inside C hears no signal, and who runs out of memory is killed."""

from __future__ import annotations

import faulthandler
import mmap
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from hwgen.limits import GENERATOR_MEMORY

# Of the file: the draws stand before, the lines of the program behind.
SIZE = 4096
STDERR = 2
# Python starts a thread for each: not for each of a thousand variants in a second.
SECONDS_BETWEEN = 1.0
FRAME = re.compile(r'File "(.*)", line (\d+) in ')


@dataclass(frozen=True)
class LastWords:
    """The draws of what a process was at, and the files and lines of its program, the innermost first: none if it was not too slow."""

    draws: str
    frames: tuple[tuple[str, int], ...]


class _Process:
    """What this process keeps."""

    memory: mmap.mmap | None = None
    file = STDERR
    ends_itself = True
    since = 0.0


@contextmanager
def kept_in(path: Path) -> Iterator[None]:
    """Keeps the last words of this process in a file meanwhile, which goes where it lives; and its memory has a bound from now on."""
    _bound_memory()
    with path.open("w+b", buffering=0) as file:
        file.truncate(SIZE)
        file.seek(SIZE)
        with mmap.mmap(file.fileno(), SIZE) as memory:
            _Process.memory, _Process.file = memory, file.fileno()
            try:
                yield
            finally:
                _Process.memory, _Process.file = None, STDERR
    path.unlink()


def read(path: Path) -> LastWords | None:
    """What a process left that ended on the way."""
    if not path.exists():
        return None
    data = path.read_bytes()
    path.unlink()
    draws = data[:SIZE].rstrip(b"\0").decode("utf-8", "ignore")
    return LastWords(draws, tuple((file, int(line)) for file, line in FRAME.findall(data[SIZE:].decode())))


def at(draws: Callable[[], str]) -> None:
    """What comes now is done with these draws."""
    if _Process.memory is not None:
        _Process.memory[:] = draws().encode()[:SIZE].ljust(SIZE, b"\0")


def end_after(seconds: float) -> None:
    """Ends this process then, whatever it is at, unless this is called again, or `go_on`."""
    if not _Process.ends_itself:
        return
    _Process.since = monotonic()
    faulthandler.dump_traceback_later(seconds, exit=True, file=_Process.file)


def restart(seconds: float) -> None:
    if monotonic() - _Process.since > SECONDS_BETWEEN:
        end_after(seconds)


def leave_to_parent() -> None:
    """Another process ends this one in time."""
    _Process.ends_itself = False


def go_on() -> None:
    faulthandler.cancel_dump_traceback_later()


def _bound_memory() -> None:
    """A list that is too long raises MemoryError where it is made, before this machine is out of memory. Windows has no such bound."""
    if sys.platform != "win32":
        import resource

        # A process that was forked has what its parent had.
        had = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = had + GENERATOR_MEMORY
        wanted = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, most))
