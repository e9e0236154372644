"""A page that was fed unevenly is laid over its sheet by all that can be seen of it, and print that a scanner made black is no ink."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from paper_class import LETTERS, MARKERS, paper_class
from scanned import STUDENTS

from hwgen.scanning import ink, registration
from hwgen.scanning.batch import class_pages
from hwgen.scanning.blank import BLACK, SCALE, Blank
from hwgen.scanning.printed import printed
from hwgen.sheets.layout import Box

# Rows lie so many pixels too low, and too high where the sine is below 0; at the markers they are in place.
WAVE = 3.0
FIRST, LAST = (marker.y + marker.size / 2 for marker in (MARKERS[0], MARKERS[-1]))


def blank_page(folder: Path, *, pale: bool = False, more: tuple[Box, ...] = ()) -> Blank:
    paper = paper_class(folder, STUDENTS[:1], pale=pale)
    (layout,) = printed(paper.folder).layouts.layouts.values()
    blank = class_pages(paper.folder).blank(layout, 1)
    return replace(blank, layout=replace(layout, boxes=layout.boxes + more))


def off(y: np.ndarray) -> np.ndarray:
    """How far off, in pixels, what lies so many millimetres from the upper edge is."""
    return WAVE * np.sin(4 * np.pi * (y - FIRST) / (LAST - FIRST))


def unevenly_fed(page: np.ndarray) -> np.ndarray:
    height, width = page.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return cv2.remap(page, x, (y - off(y / SCALE)).astype(np.float32), cv2.INTER_LINEAR)


def shifts(page: np.ndarray, blank: Blank) -> np.ndarray:
    search = registration.search(page, sideways=False)
    return registration.shifts(search, search.maps(blank.tiles), blank).boxes


def test_a_box_beyond_the_others_lies_between_them_and_the_markers(tmp_path: Path) -> None:
    """A field that goes by the other boxes alone leads anywhere beyond them."""
    blank = blank_page(tmp_path, more=(Box(1, "alone", "x", 60.0, 18.0, 4.2, 3.0),))
    (place,) = blank.groups["alone"]
    off_by = shifts(unevenly_fed(blank.darkness), blank)
    assert off_by[place, 1] == pytest.approx(off(blank.middles[place, 1]), abs=1)


def test_where_boxes_are_lost_their_labels_say_where_they_were(tmp_path: Path) -> None:
    blank = blank_page(tmp_path, pale=True)
    black = np.where(blank.darkness > BLACK, blank.darkness, 0).astype(np.uint8)
    down = off(blank.middles[:, 1])
    off_by = shifts(unevenly_fed(black), blank)
    labelled = [place for place, box in enumerate(blank.boxes) if box.value in LETTERS]
    # They stand in one column: of boxes farther along a row less is known, but never less than nothing.
    assert np.abs(off_by[:, 1] - down)[labelled].max() < 0.7 * WAVE


@pytest.mark.parametrize("bare", [12, 200])
def test_grey_print_that_came_out_black_is_no_ink(tmp_path: Path, bare: int) -> None:
    """Where it is lost instead, it is none either; what was added is ink on both."""
    blank = blank_page(tmp_path)
    page = np.where(blank.darkness > bare, 255, 0).astype(np.uint8)
    shifts = np.zeros_like(blank.middles)
    assert ink.added(page, blank, shifts).inside.max() < 0.001
    box = blank.boxes[5]
    left, top, right, low = (round(at * SCALE) for at in (box.x, box.y, box.x + box.width, box.y + box.height))
    page[top:low, left:right] = 255
    marked = ink.added(page, blank, shifts).inside
    assert marked[5] > 0.5
    assert np.delete(marked, 5).max() < 0.01
