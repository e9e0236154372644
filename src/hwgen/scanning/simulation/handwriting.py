"""What students write into frames: nothing that can be read, but as much as they have to say."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np

from hwgen.scanning.simulation.chance import between
from hwgen.scanning.simulation.students import Answers
from hwgen.sheets.keys import Copy, Written
from hwgen.sheets.layout import Frame, Layout

Stroke = list[tuple[float, float]]
# In millimetres: from line to line, from the outline of a frame, from letter to letter.
LINE, MARGIN, LETTER = 9.0, 4.0, 2.4
# Of those who got no points, so many wrote nothing.
SPEECHLESS = 0.7


def handwriting(copy: Copy, layout: Layout, marked: Answers, chance: np.random.Generator) -> Mapping[int, list[Stroke]]:
    """The strokes on each page, in millimetres: the more points were marked beside an answer, the longer it is."""
    strokes: dict[int, list[Stroke]] = {}
    for field in (field for question in copy.questions for field in question.fields if isinstance(field, Written)):
        lines = [line for frame in layout.frames if frame.id == field.id for line in _lines(frame)]
        for page, x, y, width in lines[: _length(field, marked, len(lines), chance)]:
            strokes.setdefault(page, []).extend(_words(x, y, width * between(chance, (0.3, 1)), chance))
    return strokes


def _length(field: Written, marked: Answers, room: int, chance: np.random.Generator) -> int:
    """In lines."""
    points = "".join(value for group in field.digits for value in marked.get(group, ()))
    if not int(points or 0):
        return 0 if chance.random() < SPEECHLESS else 1
    return math.ceil(room * between(chance, (0.2, 1)))


def _lines(frame: Frame) -> Iterator[tuple[int, float, float, float]]:
    for i in range(int((frame.height - MARGIN) // LINE)):
        yield frame.page, frame.x + MARGIN, frame.y + MARGIN / 2 + LINE * (i + 0.7), frame.width - 2 * MARGIN


def _words(x: float, y: float, width: float, chance: np.random.Generator) -> Iterator[Stroke]:
    end = x + width
    while (letters := min(int(chance.integers(2, 9)), int((end - x) // LETTER))) > 1:
        turns = [
            (x + LETTER * i / 2 + between(chance, (-0.3, 0.3)), y - (i % 2) * between(chance, (1.4, 3.4)))
            for i in range(2 * letters)
        ]
        yield turns
        x += LETTER * (letters + 1.2)
