"""What was worked out before, kept by the digest of what it rests on; a cache that is lost or spoilt only costs time, and
makes hwgen keep exports that it would have replaced, since it cannot tell them from a user's file.

What is read from it are values, which can do nothing; and nobody else may write there.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
import re
import stat
from functools import lru_cache
from pathlib import Path
from typing import Any

from platformdirs import user_cache_dir

from hwgen.errors import Diagnostic, Span

# The classes of values beside the frozen ones of hwgen.
VALUES = {
    ("fractions", "Fraction"),
    ("pathlib", type(Path()).__name__),
    ("hwgen.text", "Text"),
    ("hwgen.text", "Source"),
}
# Those that each command asks for.
KINDS = ("answers", "bank", "certificates", "charts", "generators")
OWN = re.compile(r"hwgen(\.[a-z]\w*)+")


def folder(kind: str) -> Path:
    """Where things of this kind are kept: in HWGEN_CACHE, else in the user's cache."""
    return _base() / kind


def _base() -> Path:
    return Path(os.environ.get("HWGEN_CACHE") or user_cache_dir("hwgen"))


def faults() -> tuple[Diagnostic, ...]:
    """That the cache is not used, because it belongs to somebody else."""
    base = _base()
    foreign = [path for path in (base, *map(folder, KINDS)) if path.exists() and not _owned(path.stat().st_uid)]
    if not foreign or (foreign == [base] and os.access(base, os.W_OK)):
        return ()
    message, hint = "the cache belongs to another user and is not used", "set HWGEN_CACHE to a folder of your own"
    return (Diagnostic("foreign-cache", message, Span(base), hint),)


def _owned(user: int) -> bool:
    return not hasattr(os, "geteuid") or user == os.geteuid()


@lru_cache(maxsize=32)
def _is_ours(kind: Path) -> bool:
    """Makes the folder, if need be, and keeps others out of it; the one around it may be anything, such as /tmp."""
    try:
        kind.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        kind.mkdir(mode=0o700, exist_ok=True)
        now = kind.lstat()
        if _owned(now.st_uid) and now.st_mode & 0o077 and stat.S_ISDIR(now.st_mode):
            kind.chmod(0o700)
        return _owned(now.st_uid) and stat.S_ISDIR(now.st_mode)
    except OSError:
        return False


def read(path: Path) -> bytes:
    """The bytes of a file of the cache. Raises OSError, also for what somebody else put there, and for what is no file."""
    if not _is_ours(path.parent):
        raise PermissionError
    # A pipe that nobody writes to would be waited for.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(path, flags), "rb") as file:
        status = os.fstat(file.fileno())
        if not (stat.S_ISREG(status.st_mode) and _owned(status.st_uid)):
            raise PermissionError
        return file.read()


def digest(*parts: bytes | str) -> str:
    total = hashlib.blake2b(digest_size=20)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()


class _Packer(pickle.Pickler):
    """Leaves out the folder of a file, so that what is known of the file can be kept wherever the folder goes."""

    def __init__(self, to: io.BytesIO, file: Path | None) -> None:
        super().__init__(to, protocol=5)
        self.file = file

    def persistent_id(self, thing: object) -> str | None:
        return "file" if thing is self.file and thing is not None else None


class _Unpacker(pickle.Unpickler):
    def __init__(self, data: bytes, file: Path | None) -> None:
        super().__init__(io.BytesIO(data))
        self.file = file

    def persistent_load(self, name: object) -> Path | None:
        return self.file

    def find_class(self, module: str, name: str) -> Any:
        """A class of values. Raises UnpicklingError for anything else, which could be made to run."""
        if (module, name) in VALUES:
            return super().find_class(module, name)
        if OWN.fullmatch(module) and "." not in name:
            target = super().find_class(module, name)
            if isinstance(target, type) and target.__module__ == module and _is_frozen(target):
                return target
        raise pickle.UnpicklingError(f"{module}.{name} is no class of values")


def _is_frozen(cls: type) -> bool:
    """A frozen dataclass, or a frozen record of pydantic."""
    as_dataclass, as_record = getattr(cls, "__dataclass_params__", None), getattr(cls, "model_config", {})
    return bool(as_dataclass.frozen if as_dataclass else as_record.get("frozen"))


def packed(thing: object, file: Path | None = None) -> bytes:
    """`thing` as bytes, without the place of the `file` that it speaks of."""
    data = io.BytesIO()
    _Packer(data, file).dump(thing)
    return data.getvalue()


def unpacked(data: bytes, file: Path | None = None) -> Any:
    return _Unpacker(data, file).load()


def kept(kind: str, place: str, state: str, file: Path | None = None) -> Any:
    """What was kept for `place` when it was in this `state`; None for nothing, or nothing that can be read."""
    try:
        head, _, body = read(folder(kind) / digest(place)).partition(b"\n")
        return unpacked(body, file) if head == f"{state} {digest(body)}".encode() else None
    # What does not come from here can fail in any way.
    except Exception:
        return None


def keep(kind: str, place: str, state: str, thing: object, file: Path | None = None) -> None:
    """Replaces what is kept for `place`."""
    body = packed(thing, file)
    path = folder(kind) / digest(place)
    write(path, f"{state} {digest(body)}\n".encode() + body)


def facts(kind: str, state: str) -> Any:
    """The data kept for this `state`, as JSON gives it back; None for nothing, or nothing that can be read."""
    try:
        head, _, body = read(folder(kind) / state).partition(b"\n")
        return json.loads(body) if head == digest(body).encode() else None
    except (OSError, ValueError, RecursionError):
        return None


def keep_facts(kind: str, state: str, data: object) -> None:
    """Keeps plain data, which unlike `keep` can do nothing when it is read."""
    body = json.dumps(data, ensure_ascii=False).encode()
    write(folder(kind) / state, digest(body).encode() + b"\n" + body)


def write(path: Path, data: bytes) -> None:
    """Writes a file of the cache as a whole; one that cannot be written is left out."""
    if not _is_ours(path.parent):
        return
    try:
        part = path.with_name(f"{path.name}.{os.getpid()}")
        part.write_bytes(data)
        part.replace(path)
    except OSError:
        pass
