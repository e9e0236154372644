"""A scan laid over the page that was printed: flat, on white paper, and shifted place by place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import cv2
import numpy as np

from hwgen.scanning.arrays import Floats, Grey
from hwgen.scanning.blank import HALF, SCALE, Blank, Tile, halved
from hwgen.sheets.layout import Layout

# The middle of a piece of print, how far off it is, and how well it was matched.
Match = tuple[tuple[float, float], tuple[float, float], float]
# How far print is sought from where the markers say that it is: 1.4 mm, more than feed and curl do.
REACH = round(1.4 * SCALE / HALF)
# The brightness of the paper is looked at in cells of this many pixels; what is darker than its
# surroundings over fewer cells than this is ink.
CELL = 8
INK_CELLS = 11
# What a smooth field leaves is shared by places this near, less where they are few; what is farther off is a wrong match.
NEAR = 10 * SCALE / HALF
FAR_OFF = 0.8 * SCALE / HALF
ALONE = 0.3
# How stiff the smooth field is, first in its slopes, then in its curves, beside the weight of a good match, 1: a parabola through places that lie
# together, as on a sheet with few boxes, says nothing of those beyond.
STIFF = np.array((0.0, 0.01, 0.01, 0.03, 0.03, 0.03))
# Of a page that was fed, rows are off as a whole, or columns. Labels may stand in one column, and say nothing of how that changes along a row.
FED = np.array((0.0, 3.0, 0.0, 3.0, 3.0, 0.0))
FED_SIDEWAYS = FED[[0, 2, 1, 3, 5, 4]]
# A match by less than this is none.
LEAST_MATCH = 0.25
# Where fewer of the pieces around the boxes are matched, a scanner without greys has lost their outlines: the black labels beside them are looked for.
ENOUGH = 0.5
# Where a scanner lost lines or fed them twice, print lies elsewhere within so much.
ELSEWHERE = round(11 * SCALE / HALF)
# How many lines may have been lost, or fed twice: fewer move nothing so far that it would be taken for something else.
LEAST_LOST = round(1.5 * SCALE / HALF)
LOST = tuple(lines for lines in range(-ELSEWHERE, ELSEWHERE + 1, 2) if abs(lines) >= LEAST_LOST)


def straightened(picture: Grey, matrix: Floats, blank: Blank) -> Grey:
    """The darkness of the page, as `blank.darkness`: 0 is the paper around each place, however it was lit."""
    height, width = blank.darkness.shape
    per_mm = float(np.sqrt(abs(np.linalg.det(matrix[:2, :2] / matrix[2, 2]))))
    times = int(per_mm / SCALE + 0.3)
    if times > 1:
        picture = cv2.resize(picture, None, fx=1 / times, fy=1 / times, interpolation=cv2.INTER_AREA)
        matrix = np.diag((1 / times, 1 / times, 1.0)) @ matrix
    to_mm = np.array([(1 / SCALE, 0, 0.5 / SCALE), (0, 1 / SCALE, 0.5 / SCALE), (0, 0, 1)])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    page = cv2.warpPerspective(picture, matrix @ to_mm, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return cv2.bitwise_not(cv2.divide(page, _paper(page), scale=255))


def _paper(page: Grey) -> Grey:
    """The brightness of the paper at each pixel."""
    height, width = page.shape
    small = cv2.resize(page, (width // CELL, height // CELL), interpolation=cv2.INTER_AREA)
    small = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((INK_CELLS, INK_CELLS), np.uint8))
    small = np.maximum(cv2.GaussianBlur(small, (0, 0), 2), 1)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)


@dataclass(frozen=True)
class Search:
    """A straightened page on which print is looked for: `page` is halved, turned so that it was fed from above, and has a margin of ELSEWHERE rows and REACH columns."""

    page: Grey
    sideways: bool

    def maps(self, tiles: Sequence[Tile], far: int = ELSEWHERE) -> list[Floats]:
        """How well each piece is matched up to `far` rows and REACH columns from where it should be, which is in the middle."""
        return [self._map(tile, far) for tile in tiles]

    def _map(self, tile: Tile, far: int) -> Floats:
        (left, top), part = fed_from_above(tile, sideways=self.sideways)
        first, last = top + ELSEWHERE - far, top + part.shape[0] + ELSEWHERE + far
        around = self.page[first:last, left : left + part.shape[1] + 2 * REACH]
        return np.asarray(cv2.matchTemplate(around, part, cv2.TM_CCOEFF_NORMED))


def search(page: Grey, *, sideways: bool) -> Search:
    """Of a page that was fed `sideways`, what is its columns here was its rows before the scanner."""
    page = halved(np.ascontiguousarray(page.T) if sideways else page)
    return Search(cv2.copyMakeBorder(page, ELSEWHERE, ELSEWHERE, REACH, REACH, cv2.BORDER_CONSTANT, value=0), sideways)


def fed_from_above(tile: Tile, *, sideways: bool) -> Tile:
    (left, top), part = tile
    return ((top, left), np.ascontiguousarray(part.T)) if sideways else tile


@dataclass(frozen=True)
class Shifts:
    """How many pixels off each box is, right and down; how well the print was matched, from 0 to 1."""

    boxes: Floats
    match: float = 0.0


def shifts(page: Search, maps: Sequence[Floats], blank: Blank, *, fed: bool = True) -> Shifts:
    """By the `maps` of the tiles of the page. Where it was `fed`, rows move together or, where that was sideways, columns; a page before a camera may curl."""

    def _near(tiles: Sequence[Tile]) -> list[Match]:
        return _matches(tiles, page.maps(tiles, REACH), sideways=page.sideways)

    boxes = _matches(blank.tiles, maps, sideways=page.sideways)
    labels = _near(blank.labels) if len(boxes) < ENOUGH * len(blank.tiles) else []
    if not (boxes or labels):
        return Shifts(np.zeros_like(blank.middles))
    places, off, scores = (np.array(v) for v in zip(*boxes, *labels, *_near(blank.markers), strict=True))
    stiff = STIFF + (FED_SIDEWAYS if page.sideways else FED) if labels and fed else STIFF
    height, width = blank.darkness.shape
    field = _field(places, off, scores, (height // HALF, width // HALF), blank.middles * SCALE / HALF, stiff)
    return Shifts(HALF * field, float(np.median([score for _, _, score in boxes])) if boxes else 0.0)


def _matches(tiles: Sequence[Tile], maps: Sequence[Floats], *, sideways: bool) -> list[Match]:
    pairs = zip(tiles, maps, strict=True)
    return [match for tile, map in pairs if (match := _match(tile, map.T if sideways else map))]


def _match(tile: Tile, map: Floats) -> Match | None:
    y, x = (size // 2 - REACH for size in map.shape)
    near = map[y : y + 2 * REACH + 1, x : x + 2 * REACH + 1]
    row, column = divmod(int(near.argmax()), near.shape[1])
    score = float(near[row, column])
    # What is matched best at the edge of what is looked at may be matched better beyond.
    if score < LEAST_MATCH or not (0 < column < 2 * REACH and 0 < row < 2 * REACH):
        return None
    off = column + _peak(near[row], column) - REACH, row + _peak(near[:, column], row) - REACH
    (left, top), part = tile
    return (left + part.shape[1] / 2, top + part.shape[0] / 2), off, score


@dataclass(frozen=True)
class InPlace:
    """Whether print lies where it should: how well it is matched there, from 0 to 1; `share` is that in parts of how well it is where it would be if lines had been lost or
    fed twice, and `weakest` how well it is in that row of it where it is worst, in parts of the mean: a row that was lost leaves one without print.
    """

    match: float
    share: float
    weakest: float


def in_place(page: Search, tiles: Sequence[Tile], maps: Sequence[Floats], layout: Layout, off: float) -> InPlace:
    """By the `maps` of pieces of the print of a page, which are where they should be as long as they are no farther `off`, in millimetres.

    By its markers a page with `lost` millimetres fewer is as long as before. Above the place where they are missing, print lies lower than it should, the
    more the farther it is from the upper markers, and below that place it lies higher, the more the farther it is from the lower ones.
    """
    turned = [fed_from_above(tile, sideways=page.sideways) for tile in tiles]
    pairs = [(top + part.shape[0] / 2, map.max(1)) for ((_, top), part), map in zip(turned, maps, strict=True)]
    middles, rows = zip(*sorted(pairs, key=lambda pair: pair[0]), strict=True)
    known = cv2.dilate(np.array(rows), np.ones((1, 2 * round(off * SCALE / HALF) + 1), np.uint8))
    first, last = (at * SCALE / HALF for at in _between_markers(layout, sideways=page.sideways))
    from_first = (np.array(middles) - first) / (last - first)
    lower, higher = (
        known[range(len(known)), np.clip(np.rint(ELSEWHERE + np.outer(LOST, part)).astype(int), 0, 2 * ELSEWHERE)]
        for part in (from_first, from_first - 1)
    )
    above = np.pad(lower.cumsum(1), ((0, 0), (1, 0)))
    below = np.pad(higher[:, ::-1].cumsum(1)[:, ::-1], ((0, 0), (0, 1)))
    here, lost = float(known[:, ELSEWHERE].sum()), max(0.0, float((above + below).max()))
    match = here / len(known)
    return InPlace(match, here / max(here, lost, 1e-9), min(_of_rows(middles, known[:, ELSEWHERE])) / max(match, 1e-9))


def _of_rows(middles: Sequence[float], matches: Floats) -> list[float]:
    """The mean match of each row of tiles, which come from above."""
    rows = groupby(zip(middles, matches, strict=True), key=lambda tile: tile[0])
    return [float(np.mean([match for _, match in row])) for _, row in rows]


def _between_markers(layout: Layout, *, sideways: bool) -> tuple[float, float]:
    """Where the middles of the markers lie that come first, and of those that come last."""
    middles = [(marker.x if sideways else marker.y) + marker.size / 2 for marker in layout.markers]
    return min(middles), max(middles)


def _peak(match: Floats, at: int) -> float:
    """By how much the top of a parabola through three values is beside the middle one."""
    before, here, after = match[at - 1 : at + 2].tolist()
    bend = before - 2 * here + after
    return float(0.5 * (before - after) / bend) if bend else 0.0


def _field(
    places: Floats,
    shifts: Floats,
    scores: Floats,
    shape: tuple[int, ...],
    wanted: Floats,
    stiff: Floats = STIFF,
) -> Floats:
    """The shifts at the `wanted` places: a smooth field, quadratic where there is enough to go by, and what is left nearby."""
    terms = 6 if len(scores) >= 12 else 3 if len(scores) >= 5 else 1
    known = _terms(places, shape, terms)
    weights = scores.copy()
    flat = np.diag(stiff[:terms])
    for _ in range(4):
        rows = np.concatenate([known * weights[:, None], flat])
        values = np.concatenate([shifts * weights[:, None], np.zeros((terms, 2))])
        field = np.linalg.lstsq(rows, values, rcond=None)[0]
        rest = shifts - known @ field
        off = np.linalg.norm(rest, axis=1)
        weights = scores / (1 + (off / (1.0 + np.median(off))) ** 2)
    near = np.exp(-((wanted[:, None] - places[None]) ** 2).sum(2) / (2 * NEAR**2)) * (scores * (off < FAR_OFF))
    return np.asarray(_terms(wanted, shape, terms) @ field + near @ rest / (near.sum(1, keepdims=True) + ALONE))


def _terms(places: Floats, shape: tuple[int, ...], count: int) -> Floats:
    x, y = places[:, 0] / shape[1] - 0.5, places[:, 1] / shape[0] - 0.5
    return np.stack([np.ones_like(x), x, y, x * y, x * x, y * y][:count], 1)
