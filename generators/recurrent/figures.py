"""Drawings of the conceptual items about recurrent networks."""

from __future__ import annotations

from hwgen import Label, Line, Picture, Text, figure

SIDE = 5.0
STEP = 9.5
STEM = 4.5
DESIGNS = (
    ("I", 4, (0, 1, 2, 3), (3,)),
    ("II", 4, (0,), (0, 1, 2, 3)),
    ("III", 4, (0, 1, 2, 3), (0, 1, 2, 3)),
    ("IV", 6, (0, 1, 2), (3, 4, 5)),
)
PLACES = ((10.0, 33.0), (70.0, 33.0), (10.0, 9.0), (70.0, 9.0))


@figure
def sequence_patterns() -> Picture:
    marks: list[Line | Label] = []
    for (name, steps, inputs, outputs), (left, bottom) in zip(DESIGNS, PLACES, strict=True):
        marks.append(Label((left - 4, bottom + SIDE / 2), name, "east"))
        middle = bottom + SIDE / 2
        for i in range(steps):
            x = left + i * STEP
            corners = ((x, bottom), (x + SIDE, bottom), (x + SIDE, bottom + SIDE), (x, bottom + SIDE), (x, bottom))
            marks.append(Line(corners, width=0.6))
            centre = x + SIDE / 2
            if i + 1 < steps:
                marks.append(Line(((x + SIDE, middle), (x + STEP, middle)), width=0.5, arrow=True))
            if i in inputs:
                marks.append(Line(((centre, bottom - STEM), (centre, bottom)), width=0.5, arrow=True))
            if i in outputs:
                top = bottom + SIDE
                marks.append(Line(((centre, top), (centre, top + STEM)), width=0.5, arrow=True))
    return Picture(
        width=126,
        height=46,
        marks=tuple(marks),
        alt=Text(
            "四个展开的循环网络。I：四个状态，每个都有输入，只有最后一个有输出。II：四个状态，只有第一个有输入，每个都有输出。"
            "III：四个状态，每个都有输入和输出。IV：六个状态，前三个有输入，后三个有输出。",
            "Four unrolled recurrent networks. I: four states, each with an input, only the last with an output. "
            "II: four states, only the first with an input, each with an output. III: four states, each with an input and an output. "
            "IV: six states, the first three with inputs, the last three with outputs.",
        ),
    )
