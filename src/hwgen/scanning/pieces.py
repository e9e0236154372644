"""Pieces of scans as pictures, straightened where it is known how a page lay."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from hwgen.errors import Diagnostic
from hwgen.scanning.arrays import Grey
from hwgen.scanning.pictures import Picture, pictures
from hwgen.scanning.records import Record
from hwgen.sheets.fields import field_of
from hwgen.sheets.rectangle import Rectangle

QUALITY = 85
# What a page that could not be laid over its sheet is shown as, in pixels.
LENGTH = 1200


def scan_of(record: Record, files: Mapping[str, Path]) -> Picture | None:
    """The page of a scan; None where its file is not there any more."""
    path = files.get(record.source)
    return _picture(path, record.number) if path else None


@lru_cache(maxsize=8)
def _picture(path: Path, number: int) -> Picture | None:
    try:
        (picture,) = pictures(path, [number])
    except OSError:
        return None
    return None if isinstance(picture, Diagnostic) else picture


def pixels(region: Rectangle, scale: int) -> tuple[int, int]:
    return round(region.width * scale), round(region.height * scale)


def piece(picture: Picture, record: Record, region: Rectangle, scale: int, field: str = "") -> bytes:
    """A JPEG of what a scan shows in a region of its sheet, which lies as far off as the boxes of its `field` do."""
    right, down = _off(record, field)
    matrix = np.diag((1 / picture.times, 1 / picture.times, 1.0)) @ np.array(record.reading.matrix).reshape(3, 3)
    to_mm = np.array([(1 / scale, 0, region.x + right), (0, 1 / scale, region.y + down), (0, 0, 1)])
    size = pixels(region, scale)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return as_jpeg(cv2.warpPerspective(picture.grey, matrix @ to_mm, size, flags=flags, borderValue=255))


def _off(record: Record, field: str) -> tuple[float, float]:
    boxes = [group.off for id, group in record.reading.groups.items() if field_of(id) == field]
    right, down = np.mean(boxes, 0) if boxes else (0.0, 0.0)
    return float(right), float(down)


def page(picture: Picture) -> bytes:
    """A JPEG of a whole page as it lay in the scanner."""
    times = LENGTH / max(picture.grey.shape)
    return as_jpeg(cv2.resize(picture.grey, None, fx=times, fy=times, interpolation=cv2.INTER_AREA))


def as_jpeg(picture: Grey) -> bytes:
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes()
