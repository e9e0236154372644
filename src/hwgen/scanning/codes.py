"""The QR codes of a page: what they say, and where they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp

from hwgen.scanning.arrays import Floats, Grey
from hwgen.sheets.stamp import Stamp, parse

# Codes are sought in a picture at least this long first: a module of the code has 3 pixels there.
QUICK_LENGTH = 1700
# What blur took away is added again: so many times what a page differs from one that is blurred over this part of its length, 2 pixels at 200 dpi.
SHARPER, SPREAD = 2.0, 1 / 1170


@dataclass(frozen=True)
class Sighting:
    """A code of a sheet; `corners` are those of its square in the picture, clockwise from its upper left one."""

    stamp: Stamp
    corners: Floats


def sightings(picture: Grey) -> list[Sighting]:
    """The codes of sheets in a picture, however it is turned."""
    times = max(1, max(picture.shape) // QUICK_LENGTH)
    small = (
        cv2.resize(picture, None, fx=1 / times, fy=1 / times, interpolation=cv2.INTER_AREA) if times > 1 else picture
    )
    seen = list(_read(small, times, thorough=False))
    return seen or list(_read(picture, 1, thorough=True)) or list(_read(_sharpened(small), times, thorough=True))


def _sharpened(picture: Grey) -> Grey:
    blurred = cv2.GaussianBlur(picture, (0, 0), SPREAD * max(picture.shape))
    return cv2.addWeighted(picture, 1 + SHARPER, blurred, -SHARPER, 0)


def _read(picture: Grey, times: int, *, thorough: bool) -> Iterator[Sighting]:
    codes = zxingcpp.read_barcodes(
        picture,
        formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
        try_invert=False,
        try_downscale=thorough,
        try_rotate=True,
    )
    for code in codes:
        try:
            stamp = parse(code.text)
        except ValueError:
            continue
        at = code.position
        points = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
        yield Sighting(stamp, np.array([(point.x, point.y) for point in points], np.float64) * times)
