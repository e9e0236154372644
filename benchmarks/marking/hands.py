"""Marks as odd hands make them: strokes of pens and pencils, what an eraser leaves of them, correction fluid."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from hwgen.sheets.layout import Box

# Pixels a mm of a sheet before it is scanned.
SCALE = 220 / 25.4
Chance = np.random.Generator
Picture = np.ndarray
Point = tuple[float, float]
# The light that each ink lets through, in blue, green and red; strokes of it are this wide, in mm.
INKS = {
    "pencil": ((0.35, 0.35, 0.35), (0.4, 0.7)),
    "pencil at 30 %": ((0.70, 0.70, 0.70), (0.4, 0.6)),
    "ballpoint": ((0.55, 0.25, 0.2), (0.25, 0.4)),
    "gel pen": ((0.1, 0.1, 0.1), (0.4, 0.7)),
    "red pen": ((0.35, 0.3, 0.85), (0.3, 0.5)),
    "felt pen": ((0.15, 0.12, 0.12), (0.9, 1.5)),
}
HABITS = ("hatch", "spiral", "dash", "upright", "slash", "cross", "large cross", "large circle", "large tick", "half")


def between(chance: Chance, low: float, high: float) -> float:
    return float(chance.uniform(low, high))


def strokes(habit: str, w: float, h: float, thin: float, chance: Chance) -> list[list[Point]]:
    """The lines of a mark in a box of this size, from its upper left corner."""

    def near(u: float, v: float) -> Point:
        return (u + between(chance, -0.1, 0.1)) * w, (v + between(chance, -0.1, 0.1)) * h

    match habit:
        case "hatch":
            rows = max(3, round(h * between(chance, 0.9, 1.2) / thin))
            return [[near(0.05, (i + 0.5) / rows), near(0.95, (i + 0.5) / rows)] for i in range(rows)]
        case "spiral":
            turns = between(chance, 3, 5)
            return [
                [
                    (w / 2 + w * 0.48 * t / turns * np.cos(6.28 * t), h / 2 + h * 0.48 * t / turns * np.sin(6.28 * t))
                    for t in np.linspace(0, turns, 120)
                ]
            ]
        case "dash":
            return [[near(-0.05, 0.5), near(1.05, 0.5)]]
        case "upright":
            return [[near(0.5, -0.1), near(0.5, 1.1)]]
        case "slash":
            return [[near(0.1, 1.1), near(0.9, -0.1)]]
        case "cross":
            return [[near(0.05, 0.05), near(0.95, 0.95)], [near(0.05, 0.95), near(0.95, 0.05)]]
        case "large cross":
            far = between(chance, 0.3, 0.7)
            return [[near(-far, -far), near(1 + far, 1 + far)], [near(-far, 1 + far), near(1 + far, -far)]]
        case "large circle":
            grow = between(chance, 1.3, 1.9)
            around = np.linspace(0, 6.28 * between(chance, 0.9, 1.15), 50)
            return [[(w / 2 * (1 + grow * np.cos(a)), h / 2 * (1 + grow * np.sin(a))) for a in around]]
        case "large tick":
            return [[near(0.0, 0.4), near(0.4, 1.05), near(1.7, -0.9)]]
        case "half":
            rows = max(2, round(h * 0.5 / thin))
            return [[near(0.05, (i + 0.5) / rows / 2), near(0.95, (i + 0.5) / rows / 2)] for i in range(rows)]
        case "spill":
            rows = max(4, round(1.5 * h * between(chance, 0.9, 1.2) / thin))
            return [
                [near(-0.25, -0.25 + 1.5 * (i + 0.5) / rows), near(1.25, -0.25 + 1.5 * (i + 0.5) / rows)]
                for i in range(rows)
            ]
        case "circle":
            grow = between(chance, 1.05, 1.3)
            around = np.linspace(0, 6.28 * between(chance, 0.95, 1.1), 50)
            return [[(w / 2 * (1 + grow * np.cos(a)), h / 2 * (1 + grow * np.sin(a))) for a in around]]
        case "dot":
            return [[(w / 2 + 0.3 * np.cos(a), h / 2 + 0.3 * np.sin(a)) for a in np.linspace(0, 6.28, 12)]]
    raise ValueError(habit)


def draw(page: Picture, lines: Sequence[Sequence[Point]], at: Point, ink: str, chance: Chance, left: float = 1) -> None:
    """Draws lines, in mm from `at`, onto a page with three colours; `left` is what an eraser leaves of them."""
    colours, widths = INKS[ink]
    light = np.array(colours, np.float32) if page.ndim == 3 else np.float32(np.mean(colours))
    thick = max(1, round(between(chance, *widths) * SCALE))
    points = [np.add(line, at) * SCALE for line in lines]
    every = np.concatenate(points)
    low = np.maximum(np.floor(every.min(0)).astype(int) - 3 * thick - 12, 0)
    far = np.ceil(every.max(0)).astype(int) + 3 * thick + 12
    patch = page[low[1] : far[1], low[0] : far[0]]
    layer = np.zeros(patch.shape[:2], np.uint8)
    for line in points:
        cv2.polylines(layer, [np.round((line - low) * 16).astype(np.int32)], False, 255, thick, cv2.LINE_AA, 4)
    amount = layer.astype(np.float32) / 255
    if "pencil" in ink:
        amount *= chance.uniform(0.7, 1.05, amount.shape).astype(np.float32)
    if left < 1:
        amount = cv2.GaussianBlur(amount, (0, 0), between(chance, 0.2, 0.7) * SCALE) * left
    patch *= np.clip(1 - wide(amount, page) * (1 - light), 0, 1)


def wide(layer: Picture, page: Picture) -> Picture:
    """A grey layer in the shape of a page, which is grey or has three colours."""
    return layer[..., None] if page.ndim == 3 else layer


def cover(page: Picture, box: Box, chance: Chance) -> None:
    """Correction fluid: whiter than paper, with a rim."""
    middle = np.round(np.array((box.x + box.width / 2, box.y + box.height / 2)) * SCALE).astype(int)
    axes = np.round(np.array((box.width, box.height)) * SCALE * between(chance, 0.6, 0.85)).astype(int)
    turn = between(chance, -20, 20)
    cv2.ellipse(page, middle.tolist(), axes.tolist(), turn, 0, 360, (1.0, 1.0, 1.0), -1, cv2.LINE_AA)
    cv2.ellipse(page, middle.tolist(), axes.tolist(), turn, 20, 160, (0.85, 0.85, 0.85), 2, cv2.LINE_AA)
