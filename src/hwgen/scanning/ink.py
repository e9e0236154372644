"""The ink that was added to a page: in each box, and around it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from hwgen.scanning.arrays import Floats, Grey
from hwgen.scanning.blank import SCALE, Blank

# Darkness below this is the grain of the paper and of the scanner.
GRAIN = 5
# Print is never taken for fainter than this; a scan that pale shows nothing else, either.
FAINTEST = 0.15
# Grey print that is so dark is black. Where a scanner without greys, or a copier, makes this part of it black, its rest is not to be told from strokes
# of a pen: nothing is looked for where the sheet is printed no paler than this.
BLACK, HARSH = 0.85, 0.03
TRACED = 12
# What is written is darker than this part of black, once the grain is smoothed by so many pixels: the faintest pencil is.
WRITTEN = 0.12
SMOOTH = 1.0


@dataclass(frozen=True)
class Ink:
    """What was added at each box, in parts of what is printed black.

    `inside` is the mean in the box, `dark` how dark it is where it is. Of the four sides of the box, `around` is the one with the
    least ink but one: a circle has all of them, marks in the next boxes and the tail of a tick only two. `ground` is the lightest
    side: a stain is there, too.
    `through` is what two opposite sides have both: a line that runs through the box. `corners` is the least that is beyond a corner of the box:
    a cross that was drawn over it has all of them. `beyond` is the side with the most ink, and `beside` the most that is in a box of
    another group nearby: a stroke may come from there. `print` is how much of what was printed there can be seen.
    """

    inside: Floats
    dark: Floats
    around: Floats
    ground: Floats
    through: Floats
    corners: Floats
    beyond: Floats
    beside: Floats
    print: Floats


def added(page: Grey, blank: Blank, shifts: Floats) -> Ink:
    black = _black(page, blank)
    ink = blank.patches(page, shifts).astype(np.float32)
    printed = np.einsum("ij,ij->i", ink, blank.outlines) / black
    if _is_harsh(ink, blank, black):
        ink[blank.printed > TRACED] = 0
    ink -= blank.printed * black
    ink -= GRAIN
    np.clip(ink, 0, None, out=ink)
    ink /= 255 * black
    inside = np.einsum("ij,ij->i", ink, blank.inside)
    squares = np.einsum("ij,ij,ij->i", ink, ink, blank.inside)
    # What blur takes out of the outline of each box is nobody's ink.
    left, right, above, below = (np.einsum("ij,ij->i", ink, side) for side in blank.sides)
    through = np.maximum(np.minimum(left, right), np.minimum(above, below))
    corners = np.stack([np.einsum("ij,ij->i", ink, corner) for corner in blank.corners]).min(0)
    beside = (blank.near * inside).max(1)
    sides = np.sort(np.stack([left, right, above, below]), axis=0)
    around, ground = (np.maximum(side - np.median(side), 0) for side in (sides[1], sides[0]))
    return Ink(inside, squares / np.maximum(inside, 1e-6), around, ground, through, corners, sides[3], beside, printed)


def _is_harsh(ink: Floats, blank: Blank, black: float) -> bool:
    """Whether print that is grey on the sheet is black on this scan, as far as it is there at all, in most boxes: those that are marked say nothing."""
    grey = blank.grey
    share = ((ink > BLACK * 255 * black) & grey).sum(1) / np.maximum(grey.sum(1), 1)
    return bool(np.median(share) > HARSH)


def written(page: Grey, blank: Blank) -> dict[str, float]:
    """How much is written in each frame, in square millimetres of black."""
    black = _black(page, blank)
    areas: dict[str, float] = {}
    for id, (rows, columns), free in blank.frames:
        ink = cv2.GaussianBlur(page[rows, columns], (0, 0), SMOOTH)[free].astype(np.float32) / (255 * black)
        areas[id] = areas.get(id, 0.0) + float(ink[ink > WRITTEN].sum()) / SCALE**2
    return {id: round(area, 1) for id, area in areas.items()}


def _black(page: Grey, blank: Blank) -> float:
    """How dark print is on this scan, from 0 to 1: the middle of what was printed all black."""
    return float(np.clip(np.median(page.take(blank.black)) / 255, FAINTEST, 1)) if blank.black.size else 1.0
