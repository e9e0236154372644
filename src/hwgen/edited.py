"""What a user wrote where results go: known by the digests of what hwgen wrote, in a manifest or in the cache, and kept."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from hwgen import cache
from hwgen.errors import Diagnostic, HwgenError, Span

MANIFEST = "manifest.json"
# What reading a manifest may raise that somebody edited.
MALFORMED = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
# What to do where files were edited: stop, keep them beside the new ones, or replace them.
Edited = Literal["stop", "keep", "replace"]
_MOST = 5
# The option by which a user says that a file under the name of an export may make way, whoever wrote it.
REPLACE = "--replace"
# In the cache, the digest of each file that hwgen wrote where no manifest tells: under a name of the user's, or on a page of its own.
KIND = "written"


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def keep_edited(old: Path, fresh: Path) -> tuple[Diagnostic, ...]:
    """Brings into `fresh` what hwgen did not write into `old`, or did not write so. Warns of what stands in the way of a new file."""
    return tuple(_kept(old, fresh))


def _kept(old: Path, fresh: Path) -> Iterator[Diagnostic]:
    written = _written(old)
    moved: dict[Path, Path] = {}
    for path in sorted(old.rglob("*")):
        name = path.relative_to(old).as_posix()
        target = moved.get(path.parent, fresh / path.parent.relative_to(old)) / path.name
        if path.is_dir() and not path.is_symlink():
            if target.is_file():
                target, warning = set_aside(path, target)
                yield warning
            if not any(known.startswith(f"{name}/") for known in written):
                target.mkdir(parents=True, exist_ok=True)
            moved[path] = target
        elif name != MANIFEST and not _is(path, written.get(name)):
            if target.exists():
                if may_make_way(path, target.read_bytes()):
                    continue
                target, warning = set_aside(path, target, edited=name in written or was_ours(path))
                yield warning
            target.parent.mkdir(parents=True, exist_ok=True)
            _link(path, target)


def refuse_edited(folder: Path) -> None:
    """Raises HwgenError where files that hwgen wrote were edited since, and would make way for new ones."""
    names = changed(folder)
    if names:
        message = f"edited since {'it was' if len(names) == 1 else 'they were'} written: {', '.join(names[:_MOST])}"
        more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
        hint = "`--edited keep` keeps what was edited beside the new files, `--edited replace` discards it; or name another --out"
        raise HwgenError(Diagnostic("edited-in-the-way", message + more, Span(folder), hint))


def refuse_other(path: Path, data: bytes, flag: str = "") -> None:
    """Raises HwgenError where `data` would replace a file that somebody else wrote, or edited. Raises OSError.

    `flag` is what the user adds to have it replaced all the same.
    """
    if path.exists() and not may_make_way(path, data):
        # What was forgotten with the cache may be an earlier result of the same command.
        unknown = "there is a file here that hwgen did not write, as far as its cache remembers"
        message = "edited since hwgen wrote it" if was_ours(path) else unknown
        hint = "nothing was changed; choose another name, or move the file away"
        if flag:
            hint = f"nothing was changed; choose another name, move the file away, or replace it with `{flag}`"
        raise HwgenError(Diagnostic("edited-in-the-way", message, Span(path), hint))


def may_make_way(path: Path, data: bytes) -> bool:
    """Whether nothing is lost where `data` replaces this file: it is empty, the same, or as hwgen wrote it."""
    if not path.is_file():
        return False
    old = path.read_bytes()
    return old in (b"", data) or cache.facts(KIND, digest(old)) is not None


def was_ours(path: Path) -> bool:
    """Whether hwgen wrote a file here, whatever became of it."""
    return cache.facts(KIND, digest(os.fsencode(path.resolve()))) is not None


def remember(path: Path, data: bytes) -> None:
    """That hwgen wrote these bytes, and where. What is forgotten is kept like what a user wrote."""
    for known in (data, os.fsencode(path.resolve())):
        cache.keep_facts(KIND, digest(known), True)


def changed(folder: Path) -> list[str]:
    """The files that hwgen wrote into a folder and that are not as it wrote them, those that are gone apart."""
    return sorted(name for name, known in _written(folder).items() if _differs(folder / name, known))


def untouched(folder: Path) -> list[str]:
    """The files of a folder that are as hwgen wrote them, by its manifest."""
    return sorted(name for name, known in _written(folder).items() if _is(folder / name, known))


def _differs(path: Path, known: str) -> bool:
    return path.exists() and not _is(path, known)


def give_up(folder: Path) -> None:
    """Removes what was edited of the files that hwgen wrote. Raises OSError."""
    for name in changed(folder):
        (folder / name).unlink()


def _written(folder: Path) -> dict[str, str]:
    """The digest of each file that hwgen wrote into a folder, as its manifest has them."""
    try:
        data = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return {name: known for part in (data, *data.get("copies", ())) for name, known in part["files"].items()}
    except MALFORMED:
        return {}


def _is(path: Path, known: str | None) -> bool:
    return known is not None and path.is_file() and digest(path.read_bytes()) == known


def set_aside(path: Path, place: Path | None = None, *, edited: bool = False) -> tuple[Path, Diagnostic]:
    """A free name for a file that the user wrote, or edited, beside it or beside `place`: `answers-edited-1.xlsx`; and a warning that says so."""
    beside, number = place or path, 1
    while (free := beside.with_name(f"{path.stem}-edited-{number}{path.suffix}")).exists():
        number += 1
    message = f"this file was {'edited' if edited else 'not made by hwgen'}; it is kept as {free.name}"
    hint = "copy what you need into the new file, then delete the old one"
    return free, Diagnostic("edited-result", message, Span(path), hint)


def _link(path: Path, target: Path) -> None:
    """The same file in both folders, so that the old one is whole until the new one is in its place."""
    try:
        os.link(path, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(path, target, follow_symlinks=False)
