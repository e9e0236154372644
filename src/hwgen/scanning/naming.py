"""Names that say nothing of anybody, for addresses and files."""

from __future__ import annotations

import hashlib


def name_of(*parts: str) -> str:
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()
