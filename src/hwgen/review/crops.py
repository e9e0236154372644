"""Pieces of scans, straightened, and the same piece of the sheet as it was printed."""

from __future__ import annotations

from collections.abc import Iterable

import cv2

from hwgen.scanning.batch import page_of
from hwgen.scanning.blank import SCALE
from hwgen.scanning.pieces import as_jpeg
from hwgen.scanning.printed import Printed
from hwgen.sheets.keys import Copy
from hwgen.sheets.layout import Box, Frame, Layout
from hwgen.sheets.rectangle import Rectangle

# Pixels of a millimetre of boxes, of what is written, of whole pages, and of boxes at a glance.
CLOSE, WRITTEN, FAR, SMALL = 8, 6, 4, 5
# In millimetres: what stands around boxes, their label at the left, above a grid the number as it was written.
LEFT, AROUND, ABOVE_GRID = 14.0, 3.0, 13.0
BELOW_NUMBER = 6.0


def around(layout: Layout, page: int, groups: Iterable[str]) -> Rectangle:
    """The region of a page with these groups, and what belongs to them."""
    wanted = set(groups)
    boxes = [box for box in layout.boxes if box.group in wanted and box.page == page]
    above = ABOVE_GRID if any("#" in box.group for box in boxes) else AROUND
    left, top = min(box.x for box in boxes) - LEFT, min(box.y for box in boxes) - above
    right = max(box.x + box.width for box in boxes) + AROUND
    bottom = max(box.y + box.height for box in boxes) + AROUND
    return _within(layout, left, top, right, bottom)


def top_of(layout: Layout) -> Rectangle:
    """Where a sheet says whose it is."""
    columns = [box.y + box.height for box in layout.boxes if box.group.startswith("number#")]
    return Rectangle(0, 0, layout.width, max(columns, default=60.0) + BELOW_NUMBER)


def of_frame(layout: Layout, frame: Frame) -> Rectangle:
    return _within(layout, frame.x - 1, frame.y - 1, frame.x + frame.width + 1, frame.y + frame.height + 1)


def whole(layout: Layout) -> Rectangle:
    return Rectangle(0, 0, layout.width, layout.height)


def _within(layout: Layout, left: float, top: float, right: float, bottom: float) -> Rectangle:
    left, top = max(0.0, left), max(0.0, top)
    return Rectangle(left, top, min(layout.width, right) - left, min(layout.height, bottom) - top)


def print_of(printed: Printed, copy: Copy, number: int, region: Rectangle, chosen: Iterable[Box] = ()) -> bytes:
    """A JPEG of what was printed on a page of a copy in a region, with a frame around the boxes that are asked about."""
    left, top = round(region.x * SCALE), round(region.y * SCALE)
    colour = cv2.cvtColor(page_of(printed.folder, copy.code, copy.serial, number), cv2.COLOR_GRAY2BGR)
    boxes = list(chosen)
    if boxes:
        corner = min(b.x for b in boxes) - 1, min(b.y for b in boxes) - 1
        far = max(b.x + b.width for b in boxes) + 1, max(b.y + b.height for b in boxes) + 1
        at, to = ((round(x * SCALE), round(y * SCALE)) for x, y in (corner, far))
        cv2.rectangle(colour, at, to, (200, 90, 20), 3)
    return as_jpeg(colour[top : top + round(region.height * SCALE), left : left + round(region.width * SCALE)])
