"""Journals from which a run goes on that was killed: a line that was cut off or changed since is as if it had not been written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path


def sealed(text: str) -> str:
    """The text as a line of a journal, behind its digest. It begins anew, where half a line was left."""
    return f"\n{_seal(text)} {text}"


def unsealed(journal: Path) -> Iterator[str]:
    """The texts of the lines that are as they were written; none where there is no journal. Raises OSError."""
    if not journal.exists():
        return
    for line in journal.read_bytes().split(b"\n"):
        seal, _, text = line.decode(errors="replace").partition(" ")
        if seal == _seal(text):
            yield text


def _seal(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
