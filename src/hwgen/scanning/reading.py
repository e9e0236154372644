"""A page of a scan read: whose it is, where it lies, and what is marked on it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import cv2
import numpy as np

from hwgen.scanning import codes, corners, decisions, ink, registration
from hwgen.scanning.arrays import Floats, Grey
from hwgen.scanning.blank import SCALE, Blank, Tile
from hwgen.scanning.pictures import Picture
from hwgen.sheets.layout import Layout
from hwgen.sheets.stamp import Stamp

# Where fewer markers are found, the print has to be found as well: by this much, it is the page that its code says.
ENOUGH_MARKERS = 3
LEAST_LIKENESS = 0.3
# A scanner that loses lines makes the page shorter, one that feeds them twice longer. No feeder stretches a page by more than this part; less may be even, and then
# its print is where it should be, or it is better matched where lost lines would have put it.
# Where a whole row of boxes was lost, the next one may lie in its place, and there is none in that of the last.
STRETCHED, MOST_STRETCHED = 0.005, 0.04
LEAST_IN_PLACE = 0.93
WEAKEST = 0.4
# How far off its print may be, in millimetres, on a page that was fed, and on one that curls before a camera. A page that was fed, and lacks a marker, seems to lie in perspective
# as well where it also lacks lines: then much of its print is farther off.
FED_OFF, CURLED_OFF = 0.5, 1.2
# A curled page whose print is matched a little better elsewhere is matched as well in all of its rows; where lines are missing, it is not in one of them.
LEAST_CURLED = 0.82
LEAST_EVEN = 0.6
# Fewer labels than these say nothing of all rows. With the frames around them they do, where the page is as long as it was, and each row of them is seen.
FEWEST_LABELS = 4
# Of a page without a code that says nothing, the back of a sheet or an empty leaf: how little differs from the paper around it by how much, in parts
# of its brightness, and how little it does on the whole. What shines through from the front does less. Single pixels may differ more than these means
# of many, but no more than the noise of a camera does.
EMPTY = 0.002
MARK = 0.15
GRAIN = 0.06
NOISE = 0.1
SURROUNDINGS = 31
DARKEST_PAPER = 70


class Pages(Protocol):
    """The pages of a class, to compare scans with."""

    def layout(self, stamp: Stamp) -> Layout | None:
        """The layout of the sheet with this stamp; None where the class does not have it."""

    def blank(self, layout: Layout, page: int) -> Blank: ...


@dataclass(frozen=True)
class GroupReading:
    """What a group of boxes says.

    `likeness` is how much each of its boxes has of a usual mark; over the marks that are `crossed`, a cross was drawn. `person` is what a person decided.
    Its boxes lie `off` by so many millimetres, right and down, from where the page's matrix puts them: paper curls.
    """

    marked: tuple[str, ...]
    confidence: float
    reason: str = ""
    likeness: tuple[float, ...] = ()
    crossed: tuple[str, ...] = ()
    person: tuple[str, ...] | None = None
    off: tuple[float, float] = (0.0, 0.0)

    @property
    def decided(self) -> tuple[str, ...]:
        """What a person decided, else what was read."""
        return self.marked if self.person is None else self.person

    @property
    def doubtful(self) -> bool:
        return self.confidence < decisions.DOUBT


@dataclass(frozen=True)
class PageReading:
    """What was read on a page. `content` is the digest of its picture, `problem` why nothing was read on it.

    `matrix` leads from millimetres on the sheet to pixels of the scan, row by row; `markers` is how many of them were found,
    and `match` how well the print lies over that of the blank page, from 0 to 1. `frames` is how much is written in each, in square millimetres.
    """

    content: str
    problem: str = ""
    stamp: Stamp | None = None
    matrix: tuple[float, ...] = ()
    markers: int = 0
    match: float = 0.0
    groups: dict[str, GroupReading] = field(default_factory=dict)
    frames: dict[str, float] = field(default_factory=dict)


def read_page(picture: Picture, pages: Pages) -> PageReading:
    grey, content = picture.grey, picture.digest
    seen = codes.sightings(grey)
    stamps = {sighting.stamp for sighting in seen}
    if len(stamps) != 1:
        return PageReading(content, "two-sheets" if stamps else "empty" if _is_empty(grey) else "no-code")
    stamp = stamps.pop()
    layout = pages.layout(stamp)
    if layout is None or not 1 <= stamp.page <= layout.pages:
        return PageReading(content, "foreign", stamp)
    if stamp.layout != layout.short:
        return PageReading(content, "other-layout", stamp)
    place = corners.homography(grey, seen, layout)
    if place is None:
        return PageReading(content, "no-markers", stamp)
    return _read(content, picture, stamp, place, pages.blank(layout, stamp.page))


def _read(content: str, picture: Picture, stamp: Stamp, place: corners.Place, blank: Blank) -> PageReading:
    matrix, markers = place.matrix, place.markers
    page = registration.straightened(picture.grey, matrix, blank)
    stretch = corners.stretch(matrix, blank.layout)
    search = registration.search(page, sideways=corners.sideways(matrix))
    maps = search.maps(blank.tiles)
    shifts = registration.shifts(search, maps, blank, fed=stretch is not None)
    whole = np.diag((picture.times, picture.times, 1.0)) @ matrix
    rounded = tuple(float(f"{value:.7g}") for value in (whole / whole[2, 2]).ravel())
    match = round(shifts.match, 3)
    if blank.boxes and (
        not place.whole
        or (markers < ENOUGH_MARKERS and shifts.match < LEAST_LIKENESS)
        or _lost_lines(search, maps, blank, stretch)
    ):
        return PageReading(content, "unlike", stamp, rounded, markers, match)
    groups = judged(ink.added(page, blank, shifts.boxes), blank, shifts.boxes) if blank.boxes else {}
    return PageReading(content, "", stamp, rounded, markers, match, groups, ink.written(page, blank))


def _lost_lines(page: registration.Search, maps: Sequence[Floats], blank: Blank, stretch: float | None) -> bool:
    """Whether boxes might be taken for others. A scan without greys loses the outlines of boxes, and what is left looks like anything; the labels beside them stay."""
    off = CURLED_OFF if stretch is None else FED_OFF

    def _sound(
        tiles: Sequence[Tile], maps: Sequence[Floats], least_match: float = -1.0, *, every_row: bool = False
    ) -> bool:
        seen = registration.in_place(page, tiles, maps, blank.layout, off)
        if stretch is None:
            even = seen.share >= LEAST_IN_PLACE or seen.weakest > LEAST_EVEN
            return seen.match > LEAST_LIKENESS and seen.share >= LEAST_CURLED and even
        strict = every_row or stretch > STRETCHED
        whole = seen.share >= LEAST_IN_PLACE and not (strict and seen.weakest < WEAKEST)
        return whole and seen.match > least_match

    if stretch is not None and stretch > MOST_STRETCHED:
        return True
    many, framed = len(blank.labels) >= FEWEST_LABELS, bool(blank.labels and blank.framed)
    # Noise that is matched nowhere is matched as well where it should be.
    if _sound(blank.tiles, maps, LEAST_LIKENESS if many or framed else -1.0):
        return False
    if many:
        return not _sound(blank.labels, page.maps(blank.labels), LEAST_LIKENESS)
    as_long = stretch is not None and stretch <= STRETCHED
    if not (as_long and framed):
        return True
    tiles = blank.labels + blank.framed
    return not _sound(tiles, page.maps(tiles), LEAST_LIKENESS, every_row=True)


def judged(added: ink.Ink, blank: Blank, shifts: Floats) -> dict[str, GroupReading]:
    """Each group of a page by the ink that was added to it; its boxes are `shifts` pixels off."""
    usual = decisions.usual(added, list(blank.groups.values()))
    seen = decisions.signs(added, usual)
    several = {group.id for group in blank.layout.groups if group.several}
    values = [box.value for box in blank.boxes]
    likeness = [round(like, 3) for like in usual.likeness.tolist()]
    off = _means(shifts / SCALE, blank.groups.values())
    readings = {}
    for (id, places), (right, down) in zip(blank.groups.items(), off.tolist(), strict=True):
        decision = decisions.decided(added, places, usual, seen, several=id in several)
        readings[id] = GroupReading(
            tuple(values[places[i]] for i in decision.marked),
            decision.confidence,
            decision.reason,
            tuple(likeness[place] for place in places),
            tuple(values[places[i]] for i in decisions.crossed(places, seen) if i in decision.marked),
            off=(round(right, 2), round(down, 2)),
        )
    return readings


def _means(values: Floats, groups: Collection[Sequence[int]]) -> Floats:
    """The mean of the values at the places of each group."""
    if not groups:
        return np.zeros((0, values.shape[1]))
    sizes = np.array([len(places) for places in groups])
    sums = np.add.reduceat(values[np.concatenate(list(groups))], np.cumsum(sizes) - sizes)
    return np.asarray(sums / sizes[:, None])


def _is_empty(grey: Grey) -> bool:
    """Paper on which nearly nothing is darker or lighter than what is around it."""
    if cv2.absdiff(grey, cv2.blur(grey, (5, 5))).mean() > NOISE * grey.mean():
        return False
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    margin = max(small.shape) // 25
    inside = small[margin:-margin, margin:-margin]
    paper = np.maximum(cv2.medianBlur(inside, SURROUNDINGS), 1).astype(np.float32)
    marks = np.abs(inside / paper - 1)
    dark, light = np.percentile(paper, (2, 98))
    return bool(dark > max(DARKEST_PAPER, light / 2) and (marks > MARK).mean() < EMPTY and marks.mean() < GRAIN)
