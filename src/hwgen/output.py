"""Results are replaced as a whole or not at all, by one run at a time, and what a user wrote into them is kept."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from fractions import Fraction
from glob import escape
from pathlib import Path

from hwgen.edited import MANIFEST, keep_edited, may_make_way, refuse_other, remember, set_aside, was_ours
from hwgen.errors import Diagnostic, HwgenError, Span
from hwgen.interrupts import heed
from hwgen.locks import locked
from hwgen.refusals import cannot_write

Files = Mapping[str, bytes]


def as_json(data: object) -> bytes:
    """Readable JSON with sorted keys; fractions as decimals."""
    return (json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True, default=_data) + "\n").encode()


def _data(value: object) -> float:
    if isinstance(value, Fraction):
        return float(value)
    raise TypeError(f"{value!r} cannot be written as data")


def replace_folder(folder: Path, files: Files, last: Callable[[], Files] = dict) -> tuple[Diagnostic, ...]:
    """Makes `folder` hold `files` and what the user put there: old or new, never a mixture. Warns of files that the user changed.

    The `last` of them tell of what stands there, and are made when nobody else writes there any more.

    Raises HwgenError if it cannot be written.
    """
    folder = followed(folder)
    try:
        with alone(folder):
            fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".new", dir=folder.parent))
            try:
                fresh.chmod(0o755)
                complete = {**files, **last()}
                for name, data in complete.items():
                    (fresh / name).write_bytes(data)
                warnings = put_in_place(fresh, folder)
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
        for name, data in () if MANIFEST in complete else complete.items():
            remember(folder / name, data)
        return warnings
    except OSError as e:
        raise HwgenError(cannot_write(e, folder, "the results", "nothing was changed")) from e


def refuse_unwritable(folder: Path) -> None:
    """Raises HwgenError where no results can be written into `folder`, before the time is spent that they take."""
    folder = followed(folder)
    around = next(parent for parent in folder.parents if parent.exists())
    try:
        tempfile.TemporaryDirectory(prefix=f".{folder.name}.", suffix=".new", dir=around).cleanup()
    except OSError as e:
        raise HwgenError(cannot_write(e, folder, "the results", "nothing was changed")) from e


def replace_file(path: Path, data: bytes, check: Callable[[Path], object] = lambda beside: None) -> None:
    """Makes `path` hold `data`, if `check` of a file beside it that does raises nothing. Raises HwgenError if it cannot be written."""
    change_file(path, lambda old: data, check)


def replace_own(files: Mapping[Path, bytes], *, flag: str = "", replace: bool = False) -> tuple[Path, ...]:
    """As `replace_file`, under names that the user chose: only files that hwgen wrote, and that nobody edited, make way, or none does.

    All make way where the user says `replace`, by a `flag` that the refusal names.
    """

    def refuse(beside: Path) -> None:
        for path, data in () if replace else files.items():
            refuse_other(path, data, flag)

    for path, data in files.items():
        replace_file(path, data, refuse)
        remember(path, data)
    return tuple(files)


def replace_keeping(path: Path, data: bytes) -> tuple[Diagnostic, ...]:
    """As `replace_file`; what a user put there, or edited, is kept under another name, of which it warns."""
    path = followed(path)
    warnings: list[Diagnostic] = []
    replace_file(path, data, lambda beside: warnings.extend(make_way(path, data)))
    remember(path, data)
    return tuple(warnings)


def make_way(path: Path, data: bytes = b"") -> tuple[Diagnostic, ...]:
    """Gives what a user put at `path`, or edited, another name, of which it warns; what hwgen wrote stays. Raises OSError."""
    if not path.exists() or may_make_way(path, data):
        return ()
    free, warning = set_aside(path, edited=was_ours(path))
    path.rename(free)
    return (warning,)


def remove_own(paths: Iterable[Path]) -> tuple[Diagnostic, ...]:
    """Removes files that hwgen wrote; what was edited of them is kept under another name, of which it warns. Raises HwgenError."""
    warnings: list[Diagnostic] = []
    for path in sorted(paths):
        try:
            warnings += make_way(path)
            path.unlink(missing_ok=True)
        except OSError as e:
            raise HwgenError(cannot_write(e, path)) from e
    return tuple(warnings)


def change_file(
    path: Path, change: Callable[[bytes | None], bytes], check: Callable[[Path], object] = lambda beside: None
) -> None:
    """Makes `path` hold what `change` makes of its bytes, or of None; nobody else changes it meanwhile. As `replace_file`."""
    path = followed(path)
    try:
        with alone(path):
            data = change(path.read_bytes() if path.exists() else None)
            descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent)
            fresh = Path(name)
            try:
                with open(descriptor, "wb") as file:
                    file.write(data)
                check(fresh)
                fresh.chmod(path.stat().st_mode & 0o7777 if path.exists() else 0o666 & ~_umask())
                _write_out(fresh)
                fresh.replace(path)
                _write_out(path.parent)
            finally:
                fresh.unlink(missing_ok=True)
    except OSError as e:
        raise HwgenError(cannot_write(e, path, rest="this file was not changed")) from e


def _umask() -> int:
    now = os.umask(0)
    os.umask(now)
    return now


def followed(target: Path) -> Path:
    """Where a result is written: a link stays, and what it leads to is replaced."""
    return target.resolve() if target.is_symlink() else target


@contextmanager
def alone(target: Path, *, wait: bool = True) -> Iterator[None]:
    """Nobody else writes at `target` meanwhile; what a killed run left there is put right first.

    Raises OSError; HwgenError where somebody else is at work and we do not `wait`.
    """
    heed()
    try:
        with _folder(target.parent), locked(target.with_name(f".{target.name}.lock"), wait=wait):
            _recover(target)
            yield
    except BlockingIOError as e:
        message, hint = "another build is running here", "wait until it has finished, or choose another --out"
        raise HwgenError(Diagnostic("build-at-work", message, Span(target), hint)) from e


def recovered(target: Path) -> None:
    """Puts back what a run that was killed had moved away, before anybody reads there. Raises OSError."""
    if not target.exists() and any(target.parent.glob(f".{escape(target.name)}.*.old")):
        with alone(target):
            pass


@contextmanager
def _folder(folder: Path) -> Iterator[None]:
    """The folder, with those around it; what had to be made for a result that then fails, and is empty, is removed again."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for each in missing:
            with suppress(OSError):
                each.rmdir()
        raise


def _recover(target: Path) -> None:
    """Puts back what a killed run had moved away, and removes what it had not finished."""
    for old in target.parent.glob(f".{escape(target.name)}.*.old"):
        if target.exists():
            _remove(old)
        else:
            old.rename(target)
    for part in target.parent.glob(f".{escape(target.name)}.*.new"):
        _remove(part)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def put_in_place(fresh: Path, folder: Path) -> tuple[Diagnostic, ...]:
    """Puts `fresh` in the place of `folder`, with what the user put there; what stood there is back in its place if that fails.

    The caller is `alone` there. Warns of files that the user changed. Raises OSError.
    """
    heed()
    for path in (*fresh.rglob("*"), fresh):
        _write_out(path)
    old: Path | None = None
    warnings: tuple[Diagnostic, ...] = ()
    if folder.is_dir():
        old, warnings = folder.with_name(f".{folder.name}.{os.getpid()}.old"), keep_edited(folder, fresh)
    elif folder.exists():
        old, warning = set_aside(folder)
        warnings = (warning,)
    if old:
        folder.rename(old)
    try:
        fresh.rename(folder)
    except BaseException:
        if old:
            old.rename(folder)
        raise
    _write_out(folder.parent)
    if old and old.is_dir():
        _remove(old)
    return warnings


def _write_out(path: Path) -> None:
    """Onto the disk, so that what is named afterwards is whole there even if the power fails."""
    if os.name == "nt" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
