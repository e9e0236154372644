"""What was worked out before, kept by the digest of what it rests on; a cache that is lost or spoilt only costs time."""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from collections.abc import Sequence
from functools import cache
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


@cache
def code(modules: Sequence[str]) -> str:
    """The digest of modules of hwgen and of Python itself: what they find is kept while they stay the same."""
    here = Path(__file__).parent
    return digest(sys.version, *(here.joinpath(f"{module}.py").read_bytes() for module in modules))


def kept(kind: str, place: str, state: str) -> Any:
    """What was kept for `place` when it was in this `state`; None for nothing, or nothing that can be read."""
    try:
        data = (folder(kind) / digest(place)).read_bytes()
        head, _, body = data.partition(b"\n")
        return pickle.loads(body) if head == f"{state} {digest(body)}".encode() else None
    except (OSError, ValueError, pickle.UnpicklingError, AttributeError, ImportError, EOFError, TypeError):
        return None


def keep(kind: str, place: str, state: str, thing: object) -> None:
    """Replaces what is kept for `place`."""
    body = pickle.dumps(thing, protocol=5)
    path = folder(kind) / digest(place)
    write(path, f"{state} {digest(body)}\n".encode() + body)


def write(path: Path, data: bytes) -> None:
    """Writes a file of the cache as a whole; one that cannot be written is left out."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.{os.getpid()}")
        part.write_bytes(data)
        part.replace(path)
    except OSError:
        pass
