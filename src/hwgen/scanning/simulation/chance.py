"""Random numbers in bulk: a generator for each name, so that nothing else moves when another one is added."""

from __future__ import annotations

import hashlib

import numpy as np


def generator(*key: str | int) -> np.random.Generator:
    """A stream of numbers that is a pure function of `key`."""
    digest = hashlib.blake2b("\x1f".join(map(str, key)).encode(), digest_size=16).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest, "big")))


def between(chance: np.random.Generator, bounds: tuple[float, float]) -> float:
    return float(chance.uniform(*bounds))
