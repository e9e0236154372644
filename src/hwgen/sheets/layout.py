"""What is where on an answer sheet: layout.json, by which sheets are drawn and scans are read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pydantic import ConfigDict

from hwgen.adapters import adapter
from hwgen.papercode import Paper

SCHEMA = 1
FILE = "layout.json"
# Characters of a layout's digest in the codes of its pages.
SHORT = 4

# What the marks of a group say: an answer, the student's number, that the student was absent, points by a marker's hand.
Role = Literal["answer", "number", "absent", "points"]


@dataclass(frozen=True)
class Marker:
    """An ArUco marker of DICT_4X4_50 in a corner of every page; `id` is 0 at the upper left, then clockwise."""

    id: int
    x: float
    y: float
    size: float


@dataclass(frozen=True)
class Code:
    """A QR code without its quiet zone, on every page; what it holds is a `Stamp`."""

    x: float
    y: float
    size: float


@dataclass(frozen=True)
class Group:
    """Boxes that are marked together: at most one of them or, where `several`, any number."""

    id: str
    role: Role = "answer"
    several: bool = False


@dataclass(frozen=True)
class Box:
    """A box to be marked, the outer edges of its outline; marking it says `value` for its group."""

    page: int
    group: str
    value: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Frame:
    """Where the answer to the field `id` is written by hand."""

    page: int
    id: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Layout:
    """The pages of a sheet, counted from 1. All is in millimetres from the upper left corner of a page, x to the right, y downwards."""

    paper: Paper
    width: float
    height: float
    pages: int
    markers: tuple[Marker, ...]
    codes: tuple[Code, ...]
    groups: tuple[Group, ...]
    boxes: tuple[Box, ...]
    frames: tuple[Frame, ...] = ()

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(adapter(Layout).dump_json(self)).hexdigest()

    @property
    def short(self) -> str:
        """What the codes on its pages say of it."""
        return self.digest[:SHORT].upper()


@dataclass(frozen=True)
class Layouts:
    """The layouts of a class, by their digests; most classes have one."""

    layouts: dict[str, Layout]
    schema: int = SCHEMA
    __pydantic_config__ = ConfigDict(extra="forbid")


def write(layouts: Layouts) -> bytes:
    return adapter(Layouts).dump_json(layouts) + b"\n"


def read(data: bytes) -> Layouts:
    """Raises ValueError for anything but layouts of this version."""
    layouts = adapter(Layouts).validate_json(data)
    if layouts.schema != SCHEMA:
        raise ValueError(f"a layout of version {layouts.schema}, where {SCHEMA} is known")
    return layouts
