"""How data of a type is checked, read and written: pydantic works it out once for each type, which takes some milliseconds."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")

_known: dict[Any, TypeAdapter[Any]] = {}


def adapter(kind: type[T]) -> TypeAdapter[T]:
    if kind not in _known:
        _known[kind] = TypeAdapter(kind)
    return _known[kind]
