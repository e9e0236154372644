"""What was worked out before, kept by the digest of what it rests on; a cache that is lost or spoilt only costs time."""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
from pathlib import Path
from typing import Any

from platformdirs import user_cache_dir


def folder(kind: str) -> Path:
    """Where things of this kind are kept: in HWGEN_CACHE, else in the user's cache."""
    return Path(os.environ.get("HWGEN_CACHE") or user_cache_dir("hwgen")) / kind


def digest(*parts: bytes | str) -> str:
    total = hashlib.blake2b(digest_size=20)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()


class _Packer(pickle.Pickler):
    """Leaves out where a file stands, so that what is said of it can be kept wherever its folder goes."""

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
        data = (folder(kind) / digest(place)).read_bytes()
        head, _, body = data.partition(b"\n")
        return unpacked(body, file) if head == f"{state} {digest(body)}".encode() else None
    except (OSError, ValueError, pickle.UnpicklingError, AttributeError, ImportError, EOFError, TypeError):
        return None


def keep(kind: str, place: str, state: str, thing: object, file: Path | None = None) -> None:
    """Replaces what is kept for `place`."""
    body = packed(thing, file)
    path = folder(kind) / digest(place)
    write(path, f"{state} {digest(body)}\n".encode() + body)


def facts(kind: str, state: str) -> Any:
    """The data kept for this `state`, as JSON gives it back; None for nothing, or nothing that can be read."""
    try:
        head, _, body = (folder(kind) / state).read_bytes().partition(b"\n")
        return json.loads(body) if head == digest(body).encode() else None
    except (OSError, ValueError):
        return None


def keep_facts(kind: str, state: str, data: object) -> None:
    """Keeps plain data, which unlike `keep` can do nothing when it is read."""
    body = json.dumps(data, ensure_ascii=False).encode()
    write(folder(kind) / state, digest(body).encode() + b"\n" + body)


def write(path: Path, data: bytes) -> None:
    """Writes a file of the cache as a whole; one that cannot be written is left out."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.{os.getpid()}")
        part.write_bytes(data)
        part.replace(path)
    except OSError:
        pass
