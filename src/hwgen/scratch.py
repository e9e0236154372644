"""Folders for what is needed for a moment; those that a killed run left are removed by the next."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path

from hwgen.locks import locked

PREFIX = "hwgen-tmp-"
# Held as long as the folder is in use; a folder without it is not ours to remove.
LOCK = ".in-use"


@contextmanager
def scratch() -> Iterator[Path]:
    """A new folder that goes when it is left."""
    place = Path(tempfile.gettempdir())
    _sweep(place)
    try:
        with ExitStack() as held:
            yield _new(place, held)
    except OSError as e:
        # A write does not say which disk is full.
        if e.errno == errno.ENOSPC and e.filename is None:
            raise OSError(e.errno, e.strerror, str(place)) from e
        raise


def _new(place: Path, held: ExitStack) -> Path:
    """A folder and its lock, which are `held`. In the moment before it is locked, another process may take it for one that was left."""
    while True:
        with ExitStack() as trying:
            folder = tempfile.TemporaryDirectory(prefix=PREFIX, dir=place, ignore_cleanup_errors=True)
            path = Path(trying.enter_context(folder))
            try:
                trying.enter_context(locked(path / LOCK))
            except FileNotFoundError:
                continue
            held.enter_context(trying.pop_all())
            return path


@cache
def _sweep(place: Path) -> None:
    """Removes the folders here that nobody holds any more; once in each process."""
    for lock in place.glob(f"{PREFIX}*/{LOCK}"):
        with suppress(OSError), locked(lock, wait=False):
            shutil.rmtree(lock.parent, ignore_errors=True)
