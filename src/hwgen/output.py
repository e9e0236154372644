"""A folder of results is replaced as a whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

from hwgen.errors import Diagnostic, HwgenError, Span

Files = Mapping[str, bytes]


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def as_json(data: object) -> bytes:
    """Readable JSON with sorted keys; fractions as decimals."""
    return (json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True, default=_data) + "\n").encode()


def _data(value: object) -> float:
    if isinstance(value, Fraction):
        return float(value)
    raise TypeError(f"{value!r} cannot be told as data")


def replace_folder(folder: Path, files: Files) -> None:
    """Makes `folder` hold exactly `files`: old or new, never a mixture. Raises HwgenError if it cannot be written."""
    fresh: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        fresh.chmod(0o755)
        for name, data in files.items():
            with (fresh / name).open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        put_in_place(fresh, folder)
    except OSError as e:
        message = f"cannot write the results: {e.strerror or e}"
        raise HwgenError(
            Diagnostic(
                "cannot-write", message, Span(folder), "the old results are untouched; free space or name another --out"
            )
        ) from e
    finally:
        if fresh is not None:
            shutil.rmtree(fresh, ignore_errors=True)


def replace_file(path: Path, data: bytes, check: Callable[[Path], object] = lambda beside: None) -> None:
    """Makes `path` hold `data`, if `check` of a file beside it that does raises nothing. Raises HwgenError if it cannot be written."""
    beside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        check(beside)
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
    except OSError as e:
        raise HwgenError(
            Diagnostic("cannot-write", f"cannot write: {e.strerror or e}", Span(path), "it is as it was")
        ) from e
    finally:
        beside.unlink(missing_ok=True)


def put_in_place(fresh: Path, folder: Path) -> None:
    """Puts `fresh` in the place of `folder`; what stood there is back in its place if that fails."""
    if not folder.exists():
        fresh.rename(folder)
        return
    old = fresh.with_name(fresh.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    folder.rename(old)
    try:
        fresh.rename(folder)
    except BaseException:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
