"""Digests of files, which are read again only where they changed; among them the code of hwgen, on which everything kept rests."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from hwgen.cache import digest, facts, keep_facts

KIND = "digests"
# A file may be written twice within one tick of a file system's clock: FAT counts seconds in twos.
SETTLED = 3.0
HERE = Path(__file__).parent
DATA = (".yaml", ".txt")
# What rules are called and why they matter changes no result.
WORDS = "rules.yaml"
_IMPORT = re.compile(rb"^ *(?:from (hwgen[\w.]*) import ((?:\([^)]*\))|[^\n]*)|import (hwgen[\w.]*))", re.M)


def mark(path: Path) -> list[int] | None:
    """What changes whenever a file does: size, times, inode. None for one that may change within the tick of the clock, or is not there."""
    try:
        stat = path.stat()
    except OSError:
        return None
    settled = time.time() - max(stat.st_mtime, stat.st_ctime) > SETTLED
    return [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino] if settled else None


def of_files(root: Path, paths: Iterable[Path]) -> dict[Path, str]:
    """The digest of the bytes of each file below `root` that can be read, by its path; one with the mark of the last run is not read."""
    place = digest("files", str(root))
    known = facts(KIND, place) or {}
    kept, result = dict(known), {}
    for path in paths:
        name, now = str(path), mark(path)
        before, total = known.get(name, (None, ""))
        if now is None or now != before:
            # A pipe waits for somebody to write, and a device may never end.
            if not path.is_file():
                continue
            try:
                total = digest(path.read_bytes())
            except OSError:
                continue
        result[path] = total
        if now:
            kept[name] = [now, total]
    if kept != known:
        keep_facts(KIND, place, kept)
    return result


@cache
def code(*modules: str) -> str:
    """The digest of modules of hwgen, of all that they import and of Python itself: what they find is kept while it stays the same."""
    return digest(sys.version, source(*modules))


@cache
def source(*modules: str) -> str:
    """The digest of modules of hwgen and of all that they import.

    A module is named by its dotted name, such as `hwgen.proof.prove`; data files beside a module belong to it.
    """
    place = digest("code", *modules)
    known = facts(KIND, place)
    if known and known["marks"] == {name: mark(HERE / name) for name in known["marks"]}:
        return str(known["digest"])
    closure = _closure(modules)
    total = digest(*(part for name in sorted(closure) for part in (name, _source(name))))
    # A folder is marked too: a file that comes into it may be what an import means.
    files = {file for name in closure for path in _files(name) for file in (path, path.parent)}
    marks = {path.relative_to(HERE).as_posix(): mark(path) for path in sorted(files)}
    if all(marks.values()):
        keep_facts(KIND, place, {"marks": marks, "digest": total})
    return total


def _closure(modules: Iterable[str]) -> set[str]:
    reached: set[str] = set()
    waiting = list(modules)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += _imported(name)
    return reached


@cache
def release(library: str) -> str:
    """What distinguishes one release of an installed library from another, without importing it."""
    spec = find_spec(library)
    if spec is None or spec.origin is None:
        return ""
    installed = Path(spec.origin).parents[1]
    return " ".join(sorted(path.name for path in installed.glob(f"{library}-*.dist-info"))) or spec.origin


@cache
def _source(module: str) -> bytes:
    return b"\0".join(path.read_bytes() for path in _files(module))


def _files(module: str) -> list[Path]:
    """The source of a module; that of a package is its `__init__` and the data that lie beside it."""
    path = HERE.joinpath(*module.split(".")[1:])
    if path.is_dir():
        data = sorted(file for file in path.iterdir() if file.suffix in DATA and file.name != WORDS)
        return [path / "__init__.py", *data]
    return [path.with_suffix(".py")]


@cache
def _imported(importing: str) -> tuple[str, ...]:
    """The modules of hwgen that a module imports, with the packages that they stand in."""
    return tuple(dict.fromkeys(_imports(_source(importing))))


def _imports(source: bytes) -> Iterator[str]:
    for package, names, module in _IMPORT.findall(source):
        base = (package or module).decode()
        inside = (f"{base}.{name}" for name in re.findall(r"(\w+)(?: as \w+)?", names.decode()))
        for name in (base, *inside):
            if HERE.joinpath(*name.split(".")[1:]).with_suffix(".py").is_file() or name == base:
                yield from (".".join(name.split(".")[:n]) for n in range(2, name.count(".") + 2))
