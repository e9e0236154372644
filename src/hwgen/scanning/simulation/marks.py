"""Marks as people make them: strokes of a pencil or a pen in a box, and what an eraser leaves of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from hwgen.scanning.arrays import Floats
from hwgen.scanning.simulation.chance import between

Habit = Literal["fill", "cross", "tick", "circle", "dash", "cancelled"]
Point = tuple[float, float]
# How dark a stroke is, from 0 to 1, and how wide, in mm.
INKS = {
    "2B": ((0.55, 0.82), (0.45, 0.75)),
    "HB": ((0.40, 0.65), (0.35, 0.60)),
    "pen": ((0.75, 0.95), (0.30, 0.55)),
    "faint": ((0.18, 0.38), (0.40, 0.65)),
}
MARGIN_MM = 4.0
# A cross that takes a mark back goes this far beyond the corners of its box, as it is printed on the sheet.
BEYOND_MM = 0.9


@dataclass(frozen=True)
class Mark:
    """A mark in a box; `left` is the part of its ink that an eraser left, 1 where nobody erased it."""

    habit: Habit = "fill"
    ink: str = "2B"
    left: float = 1.0


def draw_mark(
    page: Floats, scale: float, box: tuple[float, float, float, float], mark: Mark, chance: np.random.Generator
) -> None:
    """Adds a mark to `page`, the darkness of each pixel from 0 to 1, of `scale` pixels a mm; `box` is x, y, width, height in mm."""
    x, y, w, h = box
    left, top = (max(0, round((at - MARGIN_MM) * scale)) for at in (x, y))
    patch = page[top : round((y + h + MARGIN_MM) * scale), left : round((x + w + MARGIN_MM) * scale)]
    darkness, width = (between(chance, bounds) for bounds in INKS[mark.ink])
    layer = np.zeros(patch.shape, np.uint8)
    for stroke in _strokes(mark.habit, w, h, width, chance):
        points = np.add(stroke, (x, y)) * scale - (left, top)
        cv2.polylines(
            layer, [np.round(points * 16).astype(np.int32)], False, 255, max(1, round(width * scale)), cv2.LINE_AA, 4
        )
    ink: Floats = layer.astype(np.float32) / 255 * darkness
    if mark.ink != "pen":
        ink *= chance.uniform(0.75, 1.1, ink.shape).astype(np.float32)
    if mark.left < 1:
        ink = cv2.GaussianBlur(ink, (0, 0), between(chance, (0.15, 0.5)) * scale) * mark.left
    np.clip(1 - (1 - patch) * (1 - ink), 0, 1, out=patch)


def draw_writing(page: Floats, scale: float, strokes: Iterable[Sequence[Point]], ink: str) -> None:
    """Adds what was written, in millimetres, with the middle of what an ink is like."""
    darkness, width = (sum(bounds) / 2 for bounds in INKS[ink])
    layer = np.zeros(page.shape, np.uint8)
    lines = [np.round(np.array(stroke) * scale * 16).astype(np.int32) for stroke in strokes]
    cv2.polylines(layer, lines, False, round(255 * darkness), max(1, round(width * scale)), cv2.LINE_AA, 4)
    np.maximum(page, layer / np.float32(255), out=page)


def _strokes(habit: Habit, w: float, h: float, width: float, chance: np.random.Generator) -> list[list[Point]]:
    match habit:
        case "fill":
            return [_zigzag(w, h, width, chance)]
        case "cross":
            return [
                [_near(0, 0, w, h, chance), _near(1, 1, w, h, chance)],
                [_near(0, 1, w, h, chance), _near(1, 0, w, h, chance)],
            ]
        case "tick":
            return [[_near(0.1, 0.5, w, h, chance), _near(0.4, 0.95, w, h, chance), _near(1.1, -0.1, w, h, chance)]]
        case "circle":
            grow = between(chance, (1.15, 1.6))
            angles = np.linspace(0.3, 0.3 + 2 * np.pi * between(chance, (0.95, 1.1)), 40)
            return [[(w / 2 + w / 2 * grow * np.cos(a), h / 2 + h / 2 * grow * 1.1 * np.sin(a)) for a in angles]]
        case "dash":
            return [[_near(0, 0.5, w, h, chance), _near(1, 0.5, w, h, chance)]]
        case "cancelled":
            far = BEYOND_MM / w, BEYOND_MM / h
            ends = [(u * (1 + 2 * far[0]) - far[0], v * (1 + 2 * far[1]) - far[1]) for u in (0, 1) for v in (0, 1)]
            corners = [_near(*end, w, h, chance) for end in ends]
            return [_zigzag(w, h, width, chance), [corners[0], corners[3]], [corners[1], corners[2]]]


def _zigzag(w: float, h: float, width: float, chance: np.random.Generator) -> list[Point]:
    """To and fro, until 72 to 110 % of the box are covered."""
    cover = between(chance, (0.72, 1.10))
    inset = width / 2
    high = h * min(1.0, cover + 0.1) / 2
    wide = w * cover / 2
    turns = max(3, round(2 * wide / (width * between(chance, (0.75, 1.05)))))
    lean, dx, dy = (between(chance, (-0.12, 0.12)) for _ in range(3))
    points = []
    for i in range(turns + 1):
        across = w / 2 - wide + inset + (2 * wide - 2 * inset) * i / turns
        up = h / 2 + (high - inset) * (1 if i % 2 else -1) * between(chance, (0.8, 1.1))
        points.append((across + lean * (up - h / 2) + dx * w, up + dy * h))
    return points


def _near(u: float, v: float, w: float, h: float, chance: np.random.Generator) -> Point:
    """A point of the box in parts of its sides, missed by a little."""
    return (u + between(chance, (-0.12, 0.12))) * w, (v + between(chance, (-0.15, 0.15))) * h
