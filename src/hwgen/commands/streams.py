"""What is printed, where nobody reads on, nothing is open, or the disk is full: the command goes on to its own end."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO


class _Output:
    """A stream that goes nowhere from its first failure on. A reader that left is no failure of ours; `lost` is any other."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.lost: OSError | None = None

    def write(self, text: str) -> int:
        with self._failing():
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with self._failing():
            self._stream.flush()

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except OSError as e:
            if not isinstance(e, BrokenPipeError):
                self.lost = self.lost or e
            # What is left in the buffer is written when Python ends.
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def outputs() -> Iterator[None]:
    """Standard output and standard error as above. Raises OSError at the end where the former could not be written."""
    _open_closed()
    before = sys.stdout, sys.stderr
    out, error = _Output(sys.stdout), _Output(sys.stderr)
    sys.stdout, sys.stderr = out, error
    try:
        yield
        out.flush()
        if out.lost:
            raise OSError(out.lost.errno, out.lost.strerror, "standard output")
    finally:
        error.flush()
        sys.stdout, sys.stderr = before


def _open_closed() -> None:
    """The next file to be opened would get the number of a closed output, and what is printed would go into it."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    sys.stdout = sys.stdout or os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", encoding="utf-8", closefd=False)
