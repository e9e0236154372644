"""All marks of a question at a glance: pieces of the scans that were read alike stand together, so that one which differs catches the eye."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from hwgen.review.crops import SMALL
from hwgen.review.rows import BoxRow, box_row
from hwgen.scanning.bookkeeping import Sheet
from hwgen.scanning.pieces import pixels
from hwgen.scanning.records import Record
from hwgen.sheets.layout import Box
from hwgen.sheets.rectangle import Rectangle

# In millimetres: what stands around the boxes of a piece.
AROUND = 1.5


@dataclass(frozen=True)
class Place:
    """A box in its piece, in percent of the sides of that, and the value that it stands for."""

    value: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Piece:
    """The boxes of a question on one sheet; `marked` is what counts, read or decided."""

    row: BoxRow
    places: tuple[Place, ...]

    @property
    def key(self) -> str:
        return self.row.key

    @property
    def scan(self) -> Record:
        return self.row.scans[0]

    @property
    def size(self) -> tuple[int, int]:
        """In pixels, so that nothing moves while pictures are loaded."""
        return pixels(region(self.row.boxes), SMALL)

    @property
    def marked(self) -> tuple[str, ...]:
        return self.row.reading.marked

    @property
    def order(self) -> tuple[tuple[str, ...], float, str]:
        """By what was read; of each value the palest marks first, of nothing the darkest boxes, for these may be wrong."""
        likeness = self.row.reading.likeness
        marks = [like for box, like in zip(self.row.boxes, likeness, strict=True) if box.value in self.marked]
        return self.marked, min(marks) if marks else -max(likeness), self.key


def questions(sheets: Iterable[Sheet]) -> list[str]:
    """The groups of boxes that students marked, in the order of the sheets."""
    return list(dict.fromkeys(group.id for sheet in sheets for group in sheet.layout.groups if group.role != "number"))


def gallery(sheets: Iterable[Sheet], group: str) -> list[tuple[tuple[str, ...], list[Piece]]]:
    """The pieces of all sheets for a group of boxes, by what was read."""
    rows = (box_row(sheet, group) for sheet in sheets)
    pieces = sorted((Piece(row, tuple(_places(row))) for row in rows if row), key=lambda piece: piece.order)
    return [(marked, list(same)) for marked, same in groupby(pieces, key=lambda piece: piece.marked)]


def region(boxes: Iterable[Box]) -> Rectangle:
    """What of a sheet a piece shows."""
    every = list(boxes)
    left, top = min(box.x for box in every) - AROUND, min(box.y for box in every) - AROUND
    right, bottom = max(box.x + box.width for box in every), max(box.y + box.height for box in every)
    return Rectangle(left, top, right + AROUND - left, bottom + AROUND - top)


def _places(row: BoxRow) -> Iterator[Place]:
    whole = region(row.boxes)
    for box in row.boxes:
        parts = (box.x - whole.x) / whole.width, (box.y - whole.y) / whole.height
        sides = box.width / whole.width, box.height / whole.height
        yield Place(box.value, *(round(100 * part, 2) for part in (*parts, *sides)))
