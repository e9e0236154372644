"""A course as it travels to workers: the bytes of its files, read again where nobody has the course yet."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import lru_cache
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any

from hwgen.bank.course import Course
from hwgen.bank.files import PARTS
from hwgen.bank.loading import load
from hwgen.cache import digest
from hwgen.errors import Diagnostic, Span
from hwgen.scratch import scratch


@dataclass(frozen=True)
class Parcel:
    """A course on its way: known by its digest, `root` is where its sender has it.

    `course` stays with the sender and with processes that are forked from it.
    """

    digest: str
    root: Path = field(compare=False)
    files: Mapping[str, bytes] = field(compare=False, repr=False)
    course: Course | None = field(compare=False, repr=False)
    runs: bool = True

    def __reduce__(self) -> tuple[type[Parcel], tuple[Any, ...]]:
        return Parcel, (self.digest, self.root, self.files, None, self.runs)

    def at_home(self, diagnostic: Diagnostic) -> Diagnostic:
        """A worker's diagnostic with its places in the sender's folder."""
        here = opened(self).root

        def home(span: Span) -> Span:
            inside = span.file.is_relative_to(here)
            return replace(span, file=self.root / span.file.relative_to(here)) if inside else span

        span = home(diagnostic.span) if diagnostic.span else None
        return replace(diagnostic, span=span, related=tuple(map(home, diagnostic.related)))


def parcel(course: Course) -> Parcel:
    """The files of `course`, ready to be sent; processes that are forked from now on have it open already."""
    files = {
        path.relative_to(course.root).as_posix(): path.read_bytes()
        for part in PARTS
        for path in sorted((course.root / part).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    sent = Parcel(digest(*(part for file in files.items() for part in file)), course.root, files, course, course.runs)
    opened.cache_clear()
    opened(sent)
    return sent


# A process that is forked from a worker drops the worker's finalizers, and must not take the folder along.
_folders: list[ExitStack] = []


@lru_cache(maxsize=1)
def opened(parcel: Parcel) -> Course:
    """The course that was sent: read once in each worker, from a folder that goes when the worker ends."""
    if parcel.course is not None:
        return parcel.course
    until_the_end = ExitStack()
    _folders.append(until_the_end)
    root = until_the_end.enter_context(scratch())
    Finalize(None, until_the_end.close, exitpriority=0)
    for name, data in parcel.files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    # The sender has seen to it that what is wrong with it does not matter here.
    return load(root, run=parcel.runs).course
