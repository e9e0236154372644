"""A page as it was printed, to compare scans with: its boxes, and its ink around each of them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from hwgen.scanning.arrays import Floats, Grey
from hwgen.sheets.layout import Box, Frame, Layout
from hwgen.sheets.rectangle import Rectangle

# Pixels of a millimetre on the pages that are compared, about 200 dpi.
SCALE = 8
# Print is looked for on pages that are half as large: there the top of a parabola is still exact to 0.03 mm.
HALF = 2
# What is looked at around a box: a circle drawn about it, a tick that runs out of it.
RING_MM = 1.4
# A tail of a tick goes so far beyond its box.
NEAR_MM = 2.5
# The outline of a box and the least slip beside it are no part of its inside.
OUTLINE_MM = 0.35
# The print this far around boxes belongs to them.
AROUND_MM = 2.0
# The inside of a frame is this far from its outline; print in it, such as lines, may lie this far off.
INSET_MM, OFF_MM = 1.5, 0.7
# What is printed no darker than this is paper.
PALE = 12
# What is printed between these is grey, as boxes are.
GREY = 60, 170
# What is printed darker than this is black, and stays on a scan without greys. The black print beside boxes, no farther above or below them and no higher than this, is that of
# their labels; signs that stand closer belong to one.
BLACK = 160
BESIDE_MM, HIGHEST_MM = 2.0, 8.0
# A marker is black up to its edge, which shows only beside the paper around it.
MARKER_AROUND_MM = 0.5
LABEL_GAPS_MM, LABEL_AROUND_MM = (1.0, 2.5), 0.8
# So much around its corners says where the black outline of a frame lies.
CORNER_MM = 3.0
# The boxes of a cell of this size move together: a page that is fed unevenly is 0.3 mm off within a few centimetres.
CELL_MM = (30.0, 13.0)

# A piece of the halved page, with the column and row where it begins.
Tile = tuple[tuple[int, int], Grey]


def _shares(chosen: NDArray[np.bool_]) -> Floats:
    """Weights of the chosen pixels of each row; they sum up to 1."""
    return np.asarray(chosen / np.maximum(chosen.sum(1, keepdims=True), 1), np.float32)


def halved(page: Grey) -> Grey:
    return cv2.resize(page, None, fx=1 / HALF, fy=1 / HALF, interpolation=cv2.INTER_AREA)


@dataclass(frozen=True)
class Blank:
    """A page of a layout; `darkness` has SCALE pixels a mm, from 0 for the paper to 255 for black."""

    layout: Layout
    page: int
    darkness: Grey

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        return tuple(box for box in self.layout.boxes if box.page == self.page)

    @cached_property
    def groups(self) -> dict[str, tuple[int, ...]]:
        """The places in `boxes` of each group's boxes."""
        groups: dict[str, list[int]] = {}
        for place, box in enumerate(self.boxes):
            groups.setdefault(box.group, []).append(place)
        return {id: tuple(places) for id, places in groups.items()}

    @cached_property
    def middles(self) -> Floats:
        return np.array([(box.x + box.width / 2, box.y + box.height / 2) for box in self.boxes]).reshape(-1, 2)

    @cached_property
    def size(self) -> tuple[int, int]:
        """The rows and columns of each patch: the largest box, with what is around it."""
        room = 2 * RING_MM
        high = max((box.height for box in self.boxes), default=1) + room
        wide = max((box.width for box in self.boxes), default=1) + room
        return round(high * SCALE), round(wide * SCALE)

    @cached_property
    def parts(self) -> Floats:
        """For each box the weights of the pixels of nine parts, which sum up to 1: its inside; the paper to the left, to the right, above and below it; what lies beyond each corner.

        Paper that is nearer to another box is not its own.
        """
        x, y = self._offsets()
        around = (self._grown(RING_MM) & self._nearest).reshape(len(self.boxes), *self.size)
        sides = (x < -1, x > 1, y < -1, y > 1)
        corners = ((x * right > 1) & (y * below > 1) for right in (-1, 1) for below in (-1, 1))
        outside = (_shares((around & part).reshape(len(self.boxes), -1)) for part in (*sides, *corners))
        return np.stack([_shares(self._grown(-OUTLINE_MM)), *outside], axis=1)

    @cached_property
    def near(self) -> NDArray[np.bool_]:
        """Which boxes of other groups are so near to each box that a stroke in one may run into it."""
        low = np.array([(box.x, box.y) for box in self.boxes])
        high = low + np.array([(box.width, box.height) for box in self.boxes])
        gaps = np.maximum(low[:, None] - high[None], low[None] - high[:, None]).max(2)
        groups = np.array([box.group for box in self.boxes])
        return np.asarray((gaps < NEAR_MM) & (groups[:, None] != groups[None]))

    @cached_property
    def _nearest(self) -> NDArray[np.bool_]:
        """The pixels of each patch to which its own box is the nearest one."""
        page = np.full(self.darkness.shape, 255, np.uint8)
        for box in self.boxes:
            left, top, right, bottom = (
                round(at * SCALE) for at in (box.x, box.y, box.x + box.width, box.y + box.height)
            )
            page[top:bottom, left:right] = 0
        _, labels = cv2.distanceTransformWithLabels(page, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_CCOMP)
        patches = self.patches(labels.astype(np.float32), np.zeros_like(self.middles), cv2.INTER_NEAREST)
        middle = labels[tuple(np.round(self.middles * SCALE).astype(int).T[::-1])]
        return np.asarray(patches == middle[:, None])

    def _grown(self, by: float) -> NDArray[np.bool_]:
        """The pixels of each patch that lie in its box, grown by so many millimetres."""
        rows, columns = self.size
        y, x = np.mgrid[0:rows, 0:columns]
        y, x = (np.abs(at + 0.5 - size / 2) / SCALE for at, size in ((y, rows), (x, columns)))
        grown = np.stack([(x <= box.width / 2 + by) & (y <= box.height / 2 + by) for box in self.boxes])
        return grown.reshape(len(self.boxes), -1)

    def _offsets(self) -> tuple[Floats, Floats]:
        """How far each pixel of a patch is from the middle of its box, in halves of the box and its outline."""
        rows, columns = self.size
        y, x = np.mgrid[0:rows, 0:columns]
        wide, high = (
            np.array(sizes)[:, None, None] / 2 + 0.15
            for sizes in zip(*((b.width, b.height) for b in self.boxes), strict=True)
        )
        return (x + 0.5 - columns / 2) / SCALE / wide, (y + 0.5 - rows / 2) / SCALE / high

    @cached_property
    def printed(self) -> Floats:
        """The print in the patch of each box, spread a little: it never lies quite as it should."""
        spread = cv2.GaussianBlur(cv2.dilate(self.darkness, np.ones((3, 3), np.uint8)), (0, 0), 0.8)
        return self.patches(spread, np.zeros_like(self.middles)).astype(np.float32)

    @cached_property
    def grey(self) -> NDArray[np.bool_]:
        """The pixels of each patch that are printed grey."""
        patches = self.patches(self.darkness, np.zeros_like(self.middles))
        return np.asarray((patches > GREY[0]) & (patches < GREY[1]))

    @cached_property
    def greys(self) -> NDArray[np.intp]:
        """How many they are."""
        return np.asarray(self.grey.sum(1))

    @cached_property
    def black(self) -> NDArray[np.intp]:
        """The pixels well inside what is printed black, row after row: the borders of markers, the modules of codes."""
        return np.flatnonzero(cv2.erode(self.darkness, np.ones((5, 5), np.uint8)) > 200)

    @cached_property
    def frames(self) -> tuple[tuple[str, tuple[slice, slice], NDArray[np.bool_]], ...]:
        """Of each frame its id, the rows and columns of its inside, and which pixels of that are bare paper."""
        off = round(OFF_MM * SCALE)
        bare = cv2.dilate(self.darkness, np.ones((2 * off + 1, 2 * off + 1), np.uint8)) < PALE
        frames = (frame for frame in self.layout.frames if frame.page == self.page)
        return tuple((frame.id, inside, bare[inside]) for frame in frames for inside in [_inside(frame)])

    @cached_property
    def outlines(self) -> Floats:
        """For each box the weights by which its print is looked for: 1 comes out where it is as it should be, 0 on bare paper."""
        contrast = self.printed - self.printed.mean(1, keepdims=True)
        return np.asarray(contrast / np.maximum((contrast * self.printed).sum(1, keepdims=True), 1), np.float32)

    def patches(self, page: Grey, shifts: Floats, how: int = cv2.INTER_LINEAR) -> Grey:
        """What is around each box on a page of SCALE, where that is `shifts` pixels off; a row for each box."""
        rows, columns = self.size
        corner = self.middles * SCALE + shifts - 0.5 - np.array((columns - 1, rows - 1)) / 2
        x = (corner[:, None, None, 0] + np.arange(columns)[None, None, :]).astype(np.float32)
        y = (corner[:, None, None, 1] + np.arange(rows)[None, :, None]).astype(np.float32)
        shape = (len(self.boxes), rows, columns)
        # OpenCV takes no picture of 32,767 rows or more, which the patches of a full page are if one stands below the other.
        maps = [np.ascontiguousarray(np.broadcast_to(at, shape)).reshape(len(self.boxes), -1) for at in (x, y)]
        flat: Grey = cv2.remap(page, maps[0], maps[1], how, borderMode=cv2.BORDER_REPLICATE)
        return flat

    @cached_property
    def tiles(self) -> tuple[Tile, ...]:
        """Pieces by whose print a page is registered."""
        half = halved(self.darkness)
        cells: dict[tuple[float, float], list[Box]] = {}
        for box in self.boxes:
            cells.setdefault((box.x // CELL_MM[0], box.y // CELL_MM[1]), []).append(box)
        return tuple(_tile(half, boxes) for boxes in cells.values())

    @cached_property
    def markers(self) -> tuple[Tile, ...]:
        """As `tiles`: they lie outside the boxes, where a field that goes by these alone would be a guess."""
        half = halved(self.darkness)
        squares = (Rectangle(place.x, place.y, place.size, place.size) for place in self.layout.markers)
        return tuple(_tile(half, [square], MARKER_AROUND_MM) for square in squares)

    @cached_property
    def labels(self) -> tuple[Tile, ...]:
        """As `tiles`, the black print beside the boxes: it can be seen where a scan without greys has lost that of the boxes."""
        black = (self.darkness > BLACK).astype(np.uint8)
        rows = np.zeros(len(black), bool)
        for box in self.boxes:
            _clear(black, box, OUTLINE_MM)
            rows[round((box.y - BESIDE_MM) * SCALE) : round((box.y + box.height + BESIDE_MM) * SCALE)] = True
        squares = [(place.x, place.y, place.size) for place in self.layout.markers]
        squares += [(place.x, place.y, place.size) for place in self.layout.codes]
        for left, top, size in squares:
            _clear(black, Rectangle(left, top, size, size), LABEL_AROUND_MM)
        joined = cv2.morphologyEx(
            black, cv2.MORPH_CLOSE, np.ones([round(gap * SCALE) for gap in LABEL_GAPS_MM], np.uint8)
        )
        _, _, boxes, middles = cv2.connectedComponentsWithStats(joined)
        half = halved(self.darkness)
        labels = (
            Rectangle(*(float(value) / SCALE for value in (x, top, wide, high)))
            for (x, top, wide, high, _), (_, y) in zip(boxes[1:], middles[1:], strict=True)
            if rows[round(y)] and OUTLINE_MM < high / SCALE < HIGHEST_MM
        )
        return tuple(_tile(half, [label], LABEL_AROUND_MM) for label in labels)

    @cached_property
    def framed(self) -> tuple[Tile, ...]:
        """As `labels`, the corners of frames."""
        half = halved(self.darkness)
        corners = (
            Rectangle(x, y, 0, 0)
            for frame in self.layout.frames
            if frame.page == self.page
            for x, y in itertools.product((frame.x, frame.x + frame.width), (frame.y, frame.y + frame.height))
        )
        return tuple(_tile(half, [corner], CORNER_MM) for corner in corners)


def _inside(frame: Frame) -> tuple[slice, slice]:
    rows, columns = (
        slice(round((at + INSET_MM) * SCALE), round((at + size - INSET_MM) * SCALE))
        for at, size in ((frame.y, frame.height), (frame.x, frame.width))
    )
    return rows, columns


def _clear(black: Grey, place: Box | Rectangle, around: float) -> None:
    left, top = (max(0, round((at - around) * SCALE)) for at in (place.x, place.y))
    right, bottom = (round((at + around) * SCALE) for at in (place.x + place.width, place.y + place.height))
    black[top:bottom, left:right] = 0


def _tile(half: Grey, boxes: Sequence[Box | Rectangle], around: float = AROUND_MM) -> Tile:
    left, top = min(box.x for box in boxes) - around, min(box.y for box in boxes) - around
    right = max(box.x + box.width for box in boxes) + around
    bottom = max(box.y + box.height for box in boxes) + around
    x, y, far, low = (max(0, round(at * SCALE / HALF)) for at in (left, top, right, bottom))
    return (x, y), half[y:low, x:far]
