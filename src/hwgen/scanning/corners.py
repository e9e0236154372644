"""Where the sheet lies in a picture: from its codes to its markers, and from these to a homography."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from hwgen.scanning.arrays import Floats, Grey
from hwgen.scanning.codes import Sighting
from hwgen.sheets.layout import Code, Layout, Marker

# Around where a marker should be, in sizes of markers: a curled page moves it by a few millimetres, most pages by less than one.
NEAR, FAR = 0.9, 1.6
# Black is what is darker than what is around it, over so many pixels: most markers are seen in the middle one of those that are tried.
AROUND = 13
# A marker that is cut off at the edge of the picture is none.
LEAST_PIXELS = 20
# Points that lie off by more than these millimetres are those of something else, or of a piece of the page that was moved; curled pages bend less.
OUTLIER_MM = 2.0
# A page that lies flat in a scanner is as large at one edge as at the other, but for this part.
PERSPECTIVE = 0.01


@dataclass(frozen=True)
class Place:
    """The `matrix` leads from millimetres on the sheet to pixels; so many `markers` were found, and a marker or a code lies `off` by so many millimetres."""

    matrix: Floats
    markers: int
    off: float

    @property
    def whole(self) -> bool:
        """A page from which a scanner lost a strip lies in two pieces: what is on the smaller one is off by as much."""
        return self.off <= OUTLIER_MM


def homography(picture: Grey, seen: Sequence[Sighting], layout: Layout) -> Place | None:
    """None where there is too little to go by."""
    markers = dict(_near_codes(picture, seen, layout))
    if len(markers) < 3:
        markers |= _markers(picture)
    pairs = [(_square(marker), markers[marker.id]) for marker in layout.markers if marker.id in markers]
    if len(pairs) < 4:
        pairs += _code_pairs(seen, layout, _solved(pairs))
    matrix = _solved(pairs)
    return None if matrix is None else Place(matrix, len(markers), max(_off(matrix, *pair) for pair in pairs))


def _off(matrix: Floats, sheet: Floats, pixels: Floats) -> float:
    return float(np.linalg.norm(project(np.linalg.inv(matrix), pixels).mean(0) - sheet.mean(0)))


def _square(at: Marker | Code) -> Floats:
    return np.array([(at.x, at.y), (at.x + at.size, at.y), (at.x + at.size, at.y + at.size), (at.x, at.y + at.size)])


def _solved(pairs: Sequence[tuple[Floats, Floats]]) -> Floats | None:
    if not pairs:
        return None
    sheet, pixels = (np.concatenate(points) for points in zip(*pairs, strict=True))
    if len(pairs) == 1:
        return np.asarray(cv2.getPerspectiveTransform(sheet.astype(np.float32), pixels.astype(np.float32)))
    per_mm = np.sqrt(cv2.contourArea(pixels[:4].astype(np.float32)) / cv2.contourArea(sheet[:4].astype(np.float32)))
    matrix, _ = cv2.findHomography(sheet, pixels, cv2.RANSAC, OUTLIER_MM * float(per_mm))
    return None if matrix is None else np.asarray(matrix)


def project(matrix: Floats, points: Floats) -> Floats:
    """Where points (n, 2) come to lie."""
    return np.asarray(cv2.perspectiveTransform(points.reshape(-1, 1, 2).astype(np.float64), matrix)).reshape(-1, 2)


def stretch(matrix: Floats, layout: Layout) -> float | None:
    """By what part a page is too long or too short for its width; None where it is seen in perspective, which hides that."""
    width, height = layout.width, layout.height
    if abs(matrix[2, 0] * width) + abs(matrix[2, 1] * height) > PERSPECTIVE * abs(matrix[2, 2]):
        return None
    along, down = (float(np.linalg.norm(matrix[:2, axis])) for axis in (0, 1))
    return abs(down / along - 1)


def sideways(matrix: Floats) -> bool:
    """Whether the rows of the sheet run down the picture."""
    return bool(abs(matrix[1, 0]) > abs(matrix[1, 1]))


def _code_pairs(seen: Sequence[Sighting], layout: Layout, known: Floats | None) -> list[tuple[Floats, Floats]]:
    """Which code of the layout each is: two are told apart by the way that they stand to each other, one by the markers."""
    if len(seen) == 2 and len(layout.codes) == 2:
        first, second = sorted(layout.codes, key=lambda code: code.y)
        down = seen[0].corners[3] - seen[0].corners[0]
        upper, lower = sorted(seen, key=lambda sighting: float(sighting.corners.mean(0) @ down))
        return [(_square(first), upper.corners), (_square(second), lower.corners)]
    if known is None:
        return []
    pairs = []
    for sighting in seen:
        code = min(layout.codes, key=lambda code: _distance(known, code, sighting))
        pairs.append((_square(code), sighting.corners))
    return pairs


def _distance(matrix: Floats, code: Code, sighting: Sighting) -> float:
    return float(np.linalg.norm(project(matrix, _square(code)).mean(0) - sighting.corners.mean(0)))


def _near_codes(picture: Grey, seen: Sequence[Sighting], layout: Layout) -> Iterator[tuple[int, Floats]]:
    """The markers in small windows where the two codes say that they are."""
    matrix = _solved(_code_pairs(seen, layout, None))
    if matrix is None:
        return
    for marker in layout.markers:
        corners = _in_window(picture, marker, matrix, NEAR, AROUND)
        if corners is None:
            corners = _in_window(picture, marker, matrix, FAR)
        if corners is not None:
            yield marker.id, corners


def _in_window(picture: Grey, marker: Marker, matrix: Floats, reach: float, around: int = 0) -> Floats | None:
    middle = np.array([(marker.x + marker.size / 2, marker.y + marker.size / 2)])
    window = project(matrix, (_square(marker) - middle) * 2 * reach + middle)
    (left, top), (right, bottom) = window.min(0), window.max(0)
    x, y = max(0, int(left)), max(0, int(top))
    crop = picture[y : max(0, int(bottom)), x : max(0, int(right))]
    corners = _markers(crop, around).get(marker.id) if min(crop.shape) >= LEAST_PIXELS else None
    return None if corners is None else np.add(corners, (x, y))


def _markers(picture: Grey, around: int = 0) -> dict[int, Floats]:
    """The corners of each marker of a sheet, by its id."""
    squares, ids, _ = _detector(around).detectMarkers(picture)
    if ids is None:
        return {}
    return {int(id): square.reshape(4, 2).astype(np.float64) for id, square in zip(ids.ravel(), squares, strict=True)}


@cache
def _detector(around: int) -> cv2.aruco.ArucoDetector:
    """Which looks at so many pixels around each, or at as many as there may have to be where that is 0."""
    settings = cv2.aruco.DetectorParameters()
    settings.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    if around:
        settings.adaptiveThreshWinSizeMin = settings.adaptiveThreshWinSizeMax = around
    return cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50), settings)
