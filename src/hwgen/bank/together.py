"""Files of a course that change together: all of them or none, though the run be killed between two of them."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from hwgen.bank.files import CHANGING
from hwgen.errors import Diagnostic, HwgenError, Span, UsageError
from hwgen.output import alone, change_file, replace_file
from hwgen.refusals import cannot_write

Bytes = bytes | None
# A file as it was read, and as it is to be; None where there is none.
Change = tuple[Bytes, Bytes]
LOCK = ".*.lock"


def change_together(root: Path, changes: Mapping[Path, Change]) -> None:
    """Changes files of the course at `root`. Raises UsageError where one is not as it was read, HwgenError where one cannot be written."""
    with _alone(root) as journal:
        for path, (known, _) in changes.items():
            if _bytes(path) != known:
                raise changed_since(path)
        if len(changes) > 1:
            replace_file(journal, _written(root, changes))
        done: list[Path] = []
        try:
            for path, (known, data) in changes.items():
                put(path, known, data)
                done.append(path)
        except HwgenError:
            for path in reversed(done):
                known, data = changes[path]
                put(path, data, known)
            journal.unlink(missing_ok=True)
            raise
        journal.unlink(missing_ok=True)


def put_right(root: Path) -> None:
    """Does the rest of what a killed run had begun to change. A file that somebody has changed since stays as it is."""
    with _alone(root):
        pass


@contextmanager
def _alone(root: Path) -> Iterator[Path]:
    """Nobody else changes files of the course together; gives the place of the journal, where there is none any more."""
    journal = root / CHANGING
    try:
        with alone(root / "bank" / "changing"):
            if journal.exists():
                for path, (known, data) in _read(root, journal.read_bytes()).items():
                    with suppress(UsageError):
                        put(path, known, data)
                journal.unlink()
            yield journal
    except OSError as e:
        raise HwgenError(cannot_write(e, journal.parent, rest="nothing was changed")) from e


def sweep(folder: Path) -> None:
    """Removes what killed runs left below a folder of half-written files, and puts back what they had moved away."""
    for lock in folder.rglob(LOCK):
        # An empty file of that name is ours, or says nothing; one that is held is in use.
        with suppress(OSError, HwgenError):
            if not lock.stat().st_size:
                with alone(lock.with_name(lock.name.removeprefix(".").removesuffix(".lock")), wait=False):
                    pass


def put(path: Path, known: Bytes, data: Bytes) -> None:
    """Gives a file other bytes, or none, if it is still as it was `known`. Raises UsageError where somebody else has changed it."""

    def change(old: Bytes) -> bytes:
        if old != known:
            raise changed_since(path)
        assert data is not None
        return data

    if data is not None:
        change_file(path, change)
    elif _bytes(path) != known:
        raise changed_since(path)
    else:
        path.unlink(missing_ok=True)


def changed_since(path: Path) -> UsageError:
    message = "the file was changed on disk meanwhile; nothing was written"
    return UsageError(Diagnostic("changed-on-disk", message, Span(path), "read the page again, and decide then"))


def _bytes(path: Path) -> Bytes:
    return path.read_bytes() if path.is_file() else None


def _written(root: Path, changes: Mapping[Path, Change]) -> bytes:
    files = {path.relative_to(root).as_posix(): [_text(one) for one in change] for path, change in changes.items()}
    return json.dumps(files).encode()


def _text(data: Bytes) -> str | None:
    return None if data is None else b64encode(data).decode()


def _read(root: Path, journal: bytes) -> dict[Path, Change]:
    def data(text: str | None) -> Bytes:
        return None if text is None else b64decode(text)

    files: dict[str, tuple[str | None, str | None]] = json.loads(journal)
    return {root / name: (data(known), data(new)) for name, (known, new) in files.items()}
