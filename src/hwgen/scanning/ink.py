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
    patches = blank.patches(page, shifts)
    ink = patches.astype(np.float32)
    printed = _weighed(ink, blank.outlines[:, None])[0] / black
    if _is_harsh(patches, blank, black):
        ink[blank.printed > TRACED] = 0
    ink -= blank.printed * black
    ink -= GRAIN
    cv2.threshold(ink, 0, 0, cv2.THRESH_TOZERO, dst=ink)
    parts = _weighed(ink, blank.parts) / (255 * black)
    inside, left, right, above, below = parts[:5]
    squares = _weighed(np.square(ink, out=ink), blank.parts[:, :1])[0] / (255 * black) ** 2
    # What blur takes out of the outline of each box is nobody's ink.
    through = np.maximum(np.minimum(left, right), np.minimum(above, below))
    corners = parts[5:].min(0)
    beside = (blank.near * inside).max(1)
    sides = np.sort(parts[1:5], axis=0)
    around, ground = (np.maximum(side - np.median(side), 0) for side in (sides[1], sides[0]))
    return Ink(inside, squares / np.maximum(inside, 1e-6), around, ground, through, corners, sides[3], beside, printed)


def _weighed(ink: Floats, weights: Floats) -> Floats:
    """The sums of the `ink` of each box (boxes, pixels) by each of its `weights` (boxes, parts, pixels), as (parts, boxes)."""
    return np.asarray(np.matmul(weights, ink[:, :, None])[:, :, 0].T)


def _is_harsh(patches: Grey, blank: Blank, black: float) -> bool:
    """Whether print that is grey on the sheet is black on this scan, as far as it is there at all, in most boxes: those that are marked say nothing."""
    grey = blank.grey
    dark = (patches > int(BLACK * 255 * black)) & grey
    share = cv2.reduce(dark.view(np.uint8), 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S)[:, 0] / np.maximum(blank.greys, 1)
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
