"""The course that lies on the desk: read anew when its files change, changed by one hand at a time, and each change can be taken back."""

from __future__ import annotations

import gc
import os
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from hwgen import cache
from hwgen.bank.files import OUTPUT, PARTS
from hwgen.bank.together import Bytes, change_together, sweep
from hwgen.errors import Diagnostic, Span, UsageError
from hwgen.serve.news import News

if TYPE_CHECKING:
    from hwgen.bank.course import Course
    from hwgen.bank.loading import Files, Loaded
    from hwgen.serve.index import Index

T = TypeVar("T")
# The path of a file, when it was written, how long it is and where it lies.
Stamp = tuple[str, int, int, int]
MOST_KEPT = 24
MOST_STEPS = 100
MOST_SECONDS_TO_GIVE_WAY = 2.0
# Folders of which the system brings no news are looked at again.
SECONDS_TO_RECALL = 5.0
# The program of somebody who would have written a file in a terminal.
EDITOR = "$EDITOR "
# Papers that were drawn or given are read when they are asked for; the course does not rest on them.
PAPERS = ("papers", "given")


@dataclass(frozen=True)
class Step:
    """A change of files, None where there was or is none; `command` is what would have done it in a terminal.

    `back` is the page to which it leads to take it back, where the one that it led to, `on`, is there no more.
    `number` tells it from any other that the workbench has written.
    """

    command: str
    files: tuple[tuple[Path, Bytes, Bytes], ...]
    back: str = ""
    on: str = ""
    number: int = 0

    @property
    def shown(self) -> str:
        """The file that was written, or the command that did more."""
        return self.command.removeprefix(EDITOR)


@dataclass
class Glance:
    """What one page saw of the course, and how much news there was before."""

    loaded: Loaded | None = None
    mark: str = ""


_GLANCE: ContextVar[Glance | None] = ContextVar("glance", default=None)


class Desk:
    """What all pages share. There is nothing here that the files do not say, but the changes that can be taken back."""

    def __init__(self, root: Path, *, run: bool = True, read_only: bool = False) -> None:
        self.root = root.resolve()
        self.run = run
        self.read_only = read_only
        self.steps: list[Step] = []
        self.undone: list[Step] = []
        self.news = News()
        self._reading = threading.Lock()
        self._changing = threading.RLock()
        self._state: tuple[Stamp, ...] = ()
        self._loaded: Loaded | None = None
        self._index: Index | None = None
        self._known: Files = {}
        self._once: dict[Hashable, tuple[Any]] = {}
        self._numbers = count(1)
        self._looked, self._looked_at = Glance(), 0.0
        self._pages, self._paged_at = 0, 0.0
        self._paging = threading.Condition()

    def look(self) -> Loaded:
        """The course as its files are now, as far as it can be understood."""
        glance = _GLANCE.get()
        if glance is None or glance.loaded is None:
            mark, loaded = self.news.mark, self._look()
            if glance is None:
                return loaded
            glance.mark, glance.loaded = mark, loaded
            self._looked, self._looked_at = Glance(loaded, mark), time.monotonic()
        return glance.loaded

    def _look_again(self) -> None:
        self._looked = Glance()
        if glance := _GLANCE.get():
            glance.loaded = None

    def recall(self) -> None:
        """What is made now may rest on the course as it was looked at lately, if there was no news since: a search is asked for at every key."""
        glance, known = _GLANCE.get(), self._looked
        if (
            glance
            and known.loaded
            and known.mark == self.news.mark
            and time.monotonic() - self._looked_at < SECONDS_TO_RECALL
        ):
            glance.mark, glance.loaded = known.mark, known.loaded

    def _look(self) -> Loaded:
        # Loaded here, and not with this module: the first page may need nothing of it.
        from hwgen.bank import loading

        with self._reading:
            state = tuple(self._stamps())
            if self._loaded is None or state != self._state:
                # Reading keeps whatever there is from the collector: what pages have left behind goes before.
                if self._loaded:
                    gc.collect(1)
                self._loaded = loading.load(self.root, run=self.run, apart=True, before=self._known)
                self._state, self._once = state, {}
            return self._loaded

    @contextmanager
    def glance(self) -> Iterator[None]:
        """A page is made of one state of the course, for which its files are looked at once; again where it changes any of them."""
        before = _GLANCE.set(Glance())
        with self._paging:
            self._pages += 1
            self._paging.notify_all()
        try:
            yield
        finally:
            _GLANCE.reset(before)
            with self._paging:
                self._pages, self._paged_at = self._pages - 1, time.monotonic()
                self._paging.notify_all()

    def give_way(self, quiet: float = 0) -> None:
        """Waits until no page is being made, and the last one was so many seconds ago: whoever works in the background takes the time of those who wait."""
        end = time.monotonic() + MOST_SECONDS_TO_GIVE_WAY
        with self._paging:
            while (left := end - (now := time.monotonic())) > 0:
                busy = left if self._pages else min(self._paged_at + quiet - now, left)
                if busy <= 0:
                    return
                self._paging.wait(busy)

    @property
    def mark(self) -> str:
        """How much news there was when the course was looked at."""
        glance = _GLANCE.get()
        return glance.mark if glance and glance.loaded else self.news.mark

    @property
    def newest(self) -> str:
        """The number of the change that would be taken back now, and of the one that would be made again; 0 for none."""
        return "-".join(str(steps[-1].number if steps else 0) for steps in (self.steps, self.undone))

    @property
    def loaded(self) -> bool:
        """Whether the course was read already."""
        return self._loaded is not None

    @property
    def course(self) -> Course:
        return self.look().course

    def index(self) -> Index:
        """The items of the course, to be searched; what has not changed is taken from the last one."""
        from hwgen.serve.index import Index

        course = self.course
        with self._reading:
            if self._index is None or self._index.course is not course:
                self._index = Index(course, self._index)
            return self._index

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is made of the course as it is: some of it is kept until a file changes."""
        loaded, kept = self.look(), self._once
        # Read in one step: another thread may drop it between two.
        known: tuple[T] | None = kept.get(key)
        if known:
            return known[0]
        value = make()
        # What was made of an older state is no longer wanted.
        if loaded is self._loaded:
            while len(kept) >= MOST_KEPT:
                kept.pop(next(iter(tuple(kept)), None), None)
            kept[key] = (value,)
        return value

    def state(self) -> str:
        """Tells whether a file of the course was changed."""
        return cache.digest(*(os.fsencode(" ".join(map(str, stamp))) for stamp in self._stamps()))

    def _stamps(self) -> Iterator[Stamp]:
        for part in PARTS:
            yield from _stamps_in(str(self.root / part), PAPERS if part == PARTS[0] else ())

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else changes anything from the reading of a course to the writing of its files."""
        with self._changing:
            self._look_again()
            yield

    @contextmanager
    def change(self, command: str, *paths: Path, back: str = "", on: str = "") -> Iterator[None]:
        """Whatever is done meanwhile to the files at `paths` can be taken back. Raises UsageError where nothing may be changed."""
        self.refuse_read_only()
        for path in paths:
            self._refuse_elsewhere(path)
        with self._changing:
            before = [_bytes(path) for path in paths]
            try:
                yield
            finally:
                self._look_again()
            files = tuple((path, old, _bytes(path)) for path, old in zip(paths, before, strict=True))
            if any(old != new for _, old, new in files):
                self.steps = [*self.steps, Step(command, files, back, on, next(self._numbers))][-MOST_STEPS:]
                self.undone = []

    def tidy(self) -> None:
        """Removes what killed runs have left half-written in the course and among its results."""
        for part in () if self.read_only else (*PARTS, OUTPUT):
            sweep(self.root / part)

    def leave(self, seconds: float) -> None:
        """Waits until what is being written is whole; afterwards, nobody changes anything."""
        self._changing.acquire(timeout=seconds)

    def refuse_read_only(self) -> None:
        if self.read_only:
            message = "this workbench shows the course, and changes nothing"
            raise UsageError(Diagnostic("served-read-only", message))

    def _refuse_elsewhere(self, path: Path) -> None:
        """A folder of the course may be a link, but no link in it leads to files that are not of the course."""
        folder = self.root / path.relative_to(self.root).parts[0]
        if not path.resolve().is_relative_to(folder.resolve()):
            message = "cannot write: a link leads out of the course"
            raise UsageError(Diagnostic("cannot-write", message, Span(path), "put the file itself in its place"))

    def undo(self, seen: int) -> Step:
        """Takes the last change back, the one `seen` by whoever asks. Raises UsageError where there is none, or another, or where its files were changed since."""
        self.refuse_read_only()
        with self._changing:
            if not self.steps:
                raise UsageError(
                    Diagnostic("nothing-to-undo", "nothing was changed here since the workbench was started")
                )
            step = _same(self.steps[-1], seen)
            change_together(self.root, {path: (new, old) for path, old, new in step.files})
            self.steps, self.undone = self.steps[:-1], [*self.undone, step]
            self._look_again()
            return step

    def redo(self, seen: int) -> Step:
        """Makes the change again that was taken back last, the one `seen` by whoever asks. Raises UsageError where there is none, or another, or where its files were changed since."""
        self.refuse_read_only()
        with self._changing:
            if not self.undone:
                raise UsageError(Diagnostic("nothing-to-undo", "nothing was undone here since the last change"))
            step = _same(self.undone[-1], seen)
            change_together(self.root, {path: (old, new) for path, old, new in step.files})
            self.steps, self.undone = [*self.steps, step], self.undone[:-1]
            self._look_again()
            return step


def _same(step: Step, seen: int) -> Step:
    """The change that somebody saw at a button. Raises UsageError where another one was made since."""
    if seen == step.number:
        return step
    message = f"the last change is another one by now: `{step.shown}`; nothing was changed"
    hint = "it was made in another window; press the button again if you mean this one"
    raise UsageError(Diagnostic("changed-on-disk", message, None, hint))


def _stamps_in(folder: str, apart: tuple[str, ...] = ()) -> Iterator[Stamp]:
    # Any of them may have gone meanwhile.
    with suppress(OSError), os.scandir(folder) as entries:
        for one in sorted(entries, key=lambda one: one.name):
            with suppress(OSError):
                if one.is_dir(follow_symlinks=False):
                    if one.name not in ("__pycache__", *apart):
                        yield from _stamps_in(one.path)
                elif not one.name.startswith("."):
                    at = one.stat()
                    yield one.path, at.st_mtime_ns, at.st_size, at.st_ino


def _bytes(path: Path) -> Bytes:
    return path.read_bytes() if path.is_file() else None
