"""Answers about a course, given again while nothing changed that they rest on: the course, hwgen, what is installed."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hwgen import cache, digests
from hwgen.bank.files import PARTS
from hwgen.pdf.engines import ENGINES

if TYPE_CHECKING:
    from hwgen.bank.loading import Loaded

KIND = "answers"


@dataclass(frozen=True)
class Question:
    """What is asked about the course at `root` while its `files` have these digests; the answer rests on `module`."""

    root: Path
    words: tuple[object, ...]
    module: str
    files: Mapping[Path, str]

    @cached_property
    def place(self) -> str:
        from hwgen.commands.courses import generators_run

        return cache.digest(str(self.root), str(Path.cwd()), repr(self.words), str(generators_run()))

    @property
    def state(self) -> str:
        files = (
            part for path in sorted(self.files) for part in (path.relative_to(self.root).as_posix(), self.files[path])
        )
        return cache.digest(digests.code(self.module), *files, *_installed())

    def keep(self, reply: object) -> None:
        cache.keep_facts(KIND, self.place, {"state": self.state, "answer": reply})

    def keep_after(self, path: Path, reply: object) -> None:
        """Keeps the answer for the course as it is when nothing but the file at `path` has changed."""
        replace(self, files={**self.files, path: cache.digest(path.read_bytes())}).keep(reply)


def question(folder: Path | None, words: tuple[object, ...], module: str) -> Question:
    from hwgen.commands.courses import course_folder

    root = course_folder(folder)
    return Question(root, words, module, digests.of_files(root, _files(root)))


def answer(folder: Path | None, words: tuple[object, ...], module: str, ask: Callable[[Loaded], Any]) -> Any:
    """What `ask`, which rests on `module`, says of what could be understood of the course, as plain data.

    What is wrong with the course is shown as a note. The same question is answered from the cache, if there was nothing to note.
    """
    from hwgen.commands.courses import look, note

    def seen() -> Loaded:
        loaded = look(folder)
        note(loaded)
        return loaded

    return reply(question(folder, words, module), seen, ask)


def reply(asked: Question, see: Callable[[], Loaded], ask: Callable[[Loaded], Any]) -> Any:
    """What `ask` says of the course that `see` gives: from the cache, if the course was sound."""
    known = cache.facts(KIND, asked.place)
    if known and known["state"] == asked.state:
        return known["answer"]
    loaded = see()
    data = ask(loaded)
    if not loaded.faults:
        asked.keep(data)
    return data


def of_program(module: str, ask: Callable[[], Any]) -> Any:
    """What `ask`, which rests on `module` alone, says, as plain data."""
    state = cache.digest(ask.__qualname__, digests.code(module))
    known = cache.facts(KIND, state)
    if known is None:
        known = ask()
        cache.keep_facts(KIND, state, known)
    return known


def _files(root: Path) -> list[Path]:
    return [
        Path(folder) / name
        for part in PARTS
        for folder, _, names in os.walk(root / part)
        if not folder.endswith("__pycache__")
        for name in names
    ]


def _installed() -> Iterator[str]:
    """What tells one set of libraries, engines and words of rules from another."""
    yield sys.version
    yield from digests.of_files(digests.HERE, sorted(digests.HERE.glob("**/rules.yaml"))).values()
    places = [str(Path(click.__file__).parents[1]), *(shutil.which(engine) or "" for engine in ENGINES)]
    for place in places:
        yield f"{place} {os.stat(place).st_mtime_ns}" if place else ""
