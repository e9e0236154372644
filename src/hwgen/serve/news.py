"""News for the pages that are open: the course was changed, a job has come further, or the bank was reviewed. It is counted, so that nobody misses any."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Literal, get_args

Kind = Literal["course", "job", "remarks"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class News:
    """How much there was of each kind, and who waits for more; any thread may bring some."""

    def __init__(self) -> None:
        self._counts = dict.fromkeys(KINDS, 0)
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._lock = threading.Lock()

    @property
    def mark(self) -> str:
        """Says how much there was up to now."""
        return "-".join(str(self._counts[kind]) for kind in KINDS)

    @property
    def awaited(self) -> bool:
        """Whether any page listens."""
        return bool(self._waiting)

    def since(self, mark: str) -> list[Kind]:
        """The kinds of news since a mark; all kinds where the mark cannot be read."""
        counts = mark.split("-")
        known = dict(zip(KINDS, counts, strict=True)) if len(counts) == len(KINDS) else {}
        return [kind for kind in KINDS if known.get(kind) != str(self._counts[kind])]

    def bring(self, kind: Kind) -> None:
        with self._lock:
            self._counts[kind] += 1
            waiting = tuple(self._waiting)
        for loop, event in waiting:
            # A loop may end between two lines.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(event.set)

    @contextmanager
    def waiting(self) -> Iterator[asyncio.Event]:
        """An event of the running loop that is set whenever there is news."""
        one = asyncio.get_running_loop(), asyncio.Event()
        with self._lock:
            self._waiting.add(one)
        try:
            yield one[1]
        finally:
            with self._lock:
                self._waiting.discard(one)
