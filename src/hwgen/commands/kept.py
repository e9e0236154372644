"""Answers about a course, given again while nothing changed that they rest on: the course, hwgen, what is installed."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hwgen import cache, digests
from hwgen.bank.files import PARTS, find_course
from hwgen.pdf.engines import ENGINES

if TYPE_CHECKING:
    from hwgen.bank.loading import Loaded

KIND = "answers"


def answer(folder: Path | None, question: tuple[object, ...], module: str, ask: Callable[[Loaded], Any]) -> Any:
    """What `ask`, which rests on `module`, says of what could be understood of the course, as plain data.

    What is wrong with the course is shown as a note. The same question is answered from the cache, if there was nothing to note.
    """
    from hwgen.commands.shared import generators_run, look, note

    root = find_course(folder)
    place = cache.digest(str(root), str(Path.cwd()), repr(question), str(generators_run()))
    state = cache.digest(digests.code(module), *_course(root), *_installed())
    known = cache.facts(KIND, place)
    if known and known["state"] == state:
        return known["answer"]
    loaded = look(folder)
    note(loaded)
    reply = ask(loaded)
    if not loaded.faults:
        cache.keep_facts(KIND, place, {"state": state, "answer": reply})
    return reply


def _course(root: Path) -> Iterator[str]:
    paths = sorted(
        Path(folder) / name
        for part in PARTS
        for folder, _, names in os.walk(root / part)
        if not folder.endswith("__pycache__")
        for name in names
    )
    for path, digest in digests.of_files(root, paths).items():
        yield from (path.relative_to(root).as_posix(), digest)


def _installed() -> Iterator[str]:
    """What tells one set of libraries, engines and words of rules from another."""
    yield sys.version
    yield from digests.of_files(digests.HERE, sorted(digests.HERE.glob("**/rules.yaml"))).values()
    places = [str(Path(click.__file__).parents[1]), *(shutil.which(engine) or "" for engine in ENGINES)]
    for place in places:
        yield f"{place} {os.stat(place).st_mtime_ns}" if place else ""
