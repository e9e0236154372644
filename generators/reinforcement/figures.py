"""Drawings of decision processes."""

from __future__ import annotations

import math

from hwgen import Label, Line, Picture, Text, figure

RADIUS = 4.0
STATES = {"A": (8.0, 28.0), "B": (34.0, 28.0), "C": (60.0, 28.0), "T": (34.0, 6.0)}
# From, to, reward, and where its number stands beside the middle of the arrow.
ACTIONS = (
    ("A", "B", 0, (0.0, 2.6)),
    ("B", "C", 2, (0.0, 2.6)),
    ("A", "T", 2, (-3.2, -2.0)),
    ("B", "T", 1, (2.6, 0.0)),
    ("C", "T", 8, (3.2, -2.0)),
)


@figure
def chain_of_states() -> Picture:
    marks: list[Line | Label] = []
    for start, end, reward, (right, up) in ACTIONS:
        (x0, y0), (x1, y1) = STATES[start], STATES[end]
        length = math.hypot(x1 - x0, y1 - y0)
        dx, dy = (x1 - x0) / length * RADIUS, (y1 - y0) / length * RADIUS
        points = ((round(x0 + dx, 2), round(y0 + dy, 2)), (round(x1 - dx, 2), round(y1 - dy, 2)))
        marks.append(Line(points, width=0.6, arrow=True))
        marks.append(Label(((x0 + x1) / 2 + right, (y0 + y1) / 2 + up), str(reward)))
    for name, (x, y) in STATES.items():
        turns = [2 * math.pi * i / 40 for i in range(41)]
        marks.append(
            Line(
                tuple((round(x + RADIUS * math.cos(t), 2), round(y + RADIUS * math.sin(t), 2)) for t in turns),
                width=0.6,
            )
        )
        marks.append(Label((x, y), name))
    return Picture(
        width=68,
        height=36,
        marks=tuple(marks),
        alt=Text(
            "状态 A、B、C 和终止状态 T。动作及奖励：A 到 B 为 0，A 到 T 为 2，B 到 C 为 2，B 到 T 为 1，C 到 T 为 8。",
            "States A, B, C and the terminal state T. Actions with rewards: A to B 0, A to T 2, B to C 2, B to T 1, C to T 8.",
        ),
    )
