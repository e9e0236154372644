"""Real sheets that people filled in: FormScanner's samples, which have none of our markers, read against their blank PDF.

`python benchmarks/marking/formscanner.py FOLDER`, with the files of formscanner-commons/src/main/resources/samples (GPL-3, so not here). Their corners
have rings or angles, from which the place of the page follows; everything after that is what `hwgen mark` does. A picture with what was read is
written for each sheet, to be looked at.
"""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree

import cv2
import numpy as np

from hwgen.scanning import ink, registration
from hwgen.scanning.blank import SCALE, Blank
from hwgen.scanning.corners import project
from hwgen.scanning.pictures import decoded, rendered
from hwgen.scanning.reading import judged
from hwgen.sheets.layout import Box, Group, Layout

WIDTH, HEIGHT = 210.0, 297.0
BUBBLE_MM = 3.2
POSITIONS = ("TOP_LEFT", "TOP_RIGHT", "BOTTOM_RIGHT", "BOTTOM_LEFT")
SHEETS = {"Test": "T", "Questionnaire": "Q"}


def corner_marks(grey: np.ndarray) -> np.ndarray:
    """Clockwise from the upper left: the middles of rings or the tips of angles, of marks of their size those nearest to the corners."""
    height, width = grey.shape
    _, black = cv2.threshold(cv2.GaussianBlur(grey, (0, 0), 1.5), 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    contours, _ = cv2.findContours(black, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    boxes = np.array([cv2.boundingRect(contour) for contour in contours], np.float64)
    sizes = boxes[:, 2:]
    boxes = boxes[((sizes > width / 40) & (sizes < width / 14)).all(1)]
    marks = []
    for corner in np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64):
        middles = boxes[:, :2] + boxes[:, 2:] / 2
        x, y, w, h = boxes[np.linalg.norm(middles - corner, axis=1).argmin()]
        part = black[int(y) : int(y + h), int(x) : int(x + w)]
        ring = part.mean() > 0.35 * 255
        tip = (x + w * (corner[0] > 0), y + h * (corner[1] > 0))
        marks.append((x + w / 2, y + h / 2) if ring else tip)
    return np.array(marks)


def template(path: Path, blank: np.ndarray) -> tuple[list[Group], list[Box]]:
    """The bubbles in millimetres on the blank page; each comes to lie on the nearest small circle that is printed."""
    root = ElementTree.parse(path).getroot()
    corners = {c.get("position"): point(c[0]) for c in root.find("corners") or ()}
    source = np.array([corners[name] for name in POSITIONS], np.float64)
    matrix, _ = cv2.findHomography(source, corner_marks(blank))
    printed = circles(blank)
    groups, boxes = [], []
    for question in root.iter("question"):
        id = str(question.get("question"))
        groups.append(Group(id, several=question.get("multiple") == "true"))
        for value in question.iter("value"):
            (place,) = project(matrix, np.array([point(value[0])]))
            distances = np.linalg.norm(printed - place, axis=1)
            x, y = printed[distances.argmin()] * WIDTH / blank.shape[1]
            corner = x - BUBBLE_MM / 2, y - BUBBLE_MM / 2
            boxes.append(Box(1, id, str(value.get("response")), *corner, BUBBLE_MM, BUBBLE_MM))
    return groups, boxes


def circles(grey: np.ndarray) -> np.ndarray:
    black = (grey < 160).astype(np.uint8)
    contours, _ = cv2.findContours(black, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    middles = []
    for contour in contours:
        (x, y), radius = cv2.minEnclosingCircle(contour)
        if 10 < radius < 24 and cv2.contourArea(contour) > 0.8 * np.pi * radius**2:
            middles.append((x, y))
    return np.array(middles)


def point(node: ElementTree.Element) -> tuple[float, float]:
    return float(node.get("x", 0)), float(node.get("y", 0))


def main(folder: Path, out: Path) -> None:
    for name, letter in SHEETS.items():
        large = rendered(folder / f"{name}.pdf", 1, 3508)
        groups, boxes = template(folder / f"{name}.xtmpl", large)
        size = round(WIDTH * SCALE), round(HEIGHT * SCALE)
        layout = Layout("a4", WIDTH, HEIGHT, 1, (), (), tuple(groups), tuple(boxes))
        blank = Blank(layout, 1, 255 - cv2.resize(large, size, interpolation=cv2.INTER_AREA))
        corners = corner_marks(large) * WIDTH / large.shape[1]
        for path in sorted(folder.glob(f"{letter}?.jpg")):
            grey = decoded(path.read_bytes(), path, 1).grey
            matrix, _ = cv2.findHomography(corners, corner_marks(grey))
            page = registration.straightened(grey, matrix, blank)
            search = registration.search(page, sideways=False)
            shifts = registration.shifts(search, search.maps(blank.tiles), blank)
            added = ink.added(page, blank, shifts.boxes)
            readings = judged(added, blank, shifts.boxes)
            doubts = [id for id, reading in readings.items() if reading.doubtful]
            marks = [i for i, b in enumerate(blank.boxes) if b.value in readings[b.group].marked]
            rest = [i for i in range(len(blank.boxes)) if i not in marks]
            least = added.inside[marks].min() if marks else float("nan")
            print(
                f"{path.name}: match {shifts.match:.2f}, {len(marks)} marks in {len(readings)} groups, least mark {least:.3f}, "
                f"most of the rest {added.inside[rest].max():.3f}, doubts {doubts}"
            )
            picture = cv2.cvtColor(255 - page, cv2.COLOR_GRAY2BGR)
            for i, box in enumerate(blank.boxes):
                middle = (blank.middles[i] * SCALE + shifts.boxes[i]).round().astype(int)
                if i in marks:
                    colour = (0, 140, 255) if box.group in doubts else (0, 160, 0)
                    cv2.circle(picture, middle.tolist(), round(2.2 * SCALE), colour, 3)
            cv2.imwrite(str(out / f"{path.stem}-read.png"), picture)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else "."))
