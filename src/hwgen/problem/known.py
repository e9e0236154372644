"""Exact values that are kept from one command to the next: sympy takes a quarter of a second to import."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from hwgen import cache
from hwgen.problem.compiling import KNOWN

KIND = "values"


@contextmanager
def known_values(place: str, state: str) -> Iterator[None]:
    """What sympy worked out for `place` before, in this `state` of all that it rests on, is not worked out again."""
    known = cache.kept(KIND, place, state) or {}
    before = len(known)
    outside = KNOWN.set(known)
    try:
        yield
    finally:
        KNOWN.reset(outside)
    if len(known) > before:
        cache.keep(KIND, place, state, known)
