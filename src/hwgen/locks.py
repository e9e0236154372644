"""Locks on files: one process at a time, until it lets go or ends, however it ends."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

WITHOUT_LOCKS = (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS)
SECONDS_BETWEEN_TRIES = 0.05


@contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Holds the lock file at `path`, which is removed afterwards. Raises BlockingIOError where another process has it and we do not `wait`.

    On a file system without locks everybody goes on.
    """
    lock = _take(path, wait)
    try:
        yield
    finally:
        if sys.platform == "win32":
            os.close(lock)
        # Another process may have the file open on Windows; it removes it.
        with suppress(OSError):
            path.unlink()
        if sys.platform != "win32":
            os.close(lock)


def _take(path: Path, wait: bool) -> int:
    while True:
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _lock(lock, wait)
            if _is_at(lock, path):
                return lock
        except OSError as e:
            if e.errno in WITHOUT_LOCKS:
                return lock
            os.close(lock)
            raise
        except BaseException:
            os.close(lock)
            raise
        # Who had it before has removed the file.
        os.close(lock)


def _is_at(lock: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(lock), path.stat())
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _lock(lock: int, wait: bool) -> None:
        while True:
            try:
                msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
                return
            except OSError as e:
                if not wait:
                    raise BlockingIOError(e.errno, e.strerror) from e
            time.sleep(SECONDS_BETWEEN_TRIES)

else:
    import fcntl

    def _lock(lock: int, wait: bool) -> None:
        # A lock of this sort is no worker's that is forked from us, so that it ends with us.
        try:
            fcntl.lockf(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except PermissionError as e:
            raise BlockingIOError(e.errno, e.strerror) from e
