"""A drawing of an LSTM cell."""

from __future__ import annotations

from hwgen import Label, Line, Picture, Text, figure

from .._blocks import arrow, box, operation

BUS, GATES, PRODUCT, STATE = 8.0, 18.0, 30.0, 43.0
GATE_AT = {"f": ("σ", 22.0), "i": ("σ", 37.0), "g": ("tanh", 52.0), "o": ("σ", 67.0)}
MIDDLE, OUT, SMALL, SIDE = 44.5, 80.0, 2.2, 5.5


@figure
def lstm_cell() -> Picture:
    """The cell state on top, the gates below it, both inputs on a line at the bottom."""
    marks: list[Line | Label] = [
        Label((1, STATE), "c(t−1)", "west"),
        Label((1, BUS), "h(t−1)", "west"),
        Label((98, STATE), "c(t)", "west"),
        Label((98, BUS), "h(t)", "west"),
        Label((17, 1), "x(t)", "west"),
        Line(((13, BUS), (GATE_AT["o"][1], BUS))),
        Line(((16, 1), (16, BUS))),
    ]
    for name, (function, x) in GATE_AT.items():
        marks += [arrow((x, BUS), (x, GATES - 2.6)), *box((x, GATES), function, SIDE)]
        marks.append(Label((x - 1, GATES + 5.5), name, "east", italic=True))
    forget, admit, candidate, output = (x for _, x in GATE_AT.values())
    marks += [
        *operation((forget, STATE), "×", SMALL),
        *operation((MIDDLE, STATE), "+", SMALL),
        *operation((MIDDLE, PRODUCT), "×", SMALL),
        *box((OUT, STATE - 8), "tanh", SIDE),
        *operation((OUT, GATES + 6), "×", SMALL),
        arrow((13, STATE), (forget - SMALL, STATE)),
        arrow((forget + SMALL, STATE), (MIDDLE - SMALL, STATE)),
        arrow((MIDDLE + SMALL, STATE), (96, STATE)),
        arrow((forget, GATES + 2.6), (forget, STATE - SMALL)),
        arrow((admit, GATES + 2.6), (admit, PRODUCT), (MIDDLE - SMALL, PRODUCT)),
        arrow((candidate, GATES + 2.6), (candidate, PRODUCT), (MIDDLE + SMALL, PRODUCT)),
        arrow((MIDDLE, PRODUCT + SMALL), (MIDDLE, STATE - SMALL)),
        arrow((OUT, STATE), (OUT, STATE - 5.4)),
        arrow((OUT, STATE - 10.6), (OUT, GATES + 6 + SMALL)),
        arrow((output, GATES + 2.6), (output, GATES + 6), (OUT - SMALL, GATES + 6)),
        arrow((OUT, GATES + 6 - SMALL), (OUT, BUS), (96, BUS)),
    ]
    return Picture(
        width=106,
        height=47,
        marks=tuple(marks),
        alt=Text(
            "上方的细胞状态线：c(t−1) 与遗忘门 f 相乘，加上输入门 i 与候选值 g 之积，得到 c(t)。下方：h(t−1) 与 x(t) 送入四个方框，f、i、o 用 σ，g 用 tanh。c(t) 经 tanh 后与输出门 o 相乘得到 h(t)。",
            "The line of the cell state on top: c(t−1) is multiplied by the forget gate f, and the product of the input gate i and the candidate g is added, which gives c(t). "
            "Below, h(t−1) and x(t) enter four boxes, σ for f, i and o, tanh for g. c(t) goes through tanh and is multiplied by the output gate o, which gives h(t).",
        ),
    )
