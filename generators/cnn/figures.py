"""Drawings of convolutional networks."""

from __future__ import annotations

from hwgen import Label, Line, Picture, Text, figure

from .._blocks import arrow, box

LEFT, MIDDLE, RIGHT, HALF = 28.0, 68.0, 108.0, 15.0
DOWN, UP = Text("下采样", "downsampling"), Text("上采样", "upsampling")
CONVOLUTIONS, SKIP = Text("卷积", "convolutions"), Text("跳跃连接", "skip connection")


@figure
def small_u_net() -> Picture:
    """Three levels: the encoder on the left, the decoder on the right; two boxes of a level are before and after its convolutions."""
    marks: list[Line | Label] = [Label((LEFT, 72), "64²×1"), Label((RIGHT, 84), "64²×3")]
    boxes = ((LEFT, 56, "64²×32"), (LEFT, 28, "32²×64"), (MIDDLE, 8, "16²×128"))
    decoder = ((RIGHT, 28, "32²×(64+64)"), (RIGHT, 40, "32²×64"), (RIGHT, 56, "64²×(32+32)"), (RIGHT, 68, "64²×32"))
    for x, y, name in (*boxes, *decoder):
        marks += box((x, y), name, HALF)
    marks += [
        arrow((LEFT, 53.4), (LEFT, 30.6)),
        arrow((LEFT, 25.4), (LEFT, 8), (MIDDLE - HALF, 8)),
        arrow((LEFT, 69.5), (LEFT, 58.6)),
    ]
    marks += [arrow((MIDDLE + HALF, 8), (RIGHT, 8), (RIGHT, 25.4)), arrow((RIGHT, 42.6), (RIGHT, 53.4))]
    marks += [arrow((RIGHT, low), (RIGHT, high)) for low, high in ((30.6, 37.4), (58.6, 65.4), (70.6, 81.5))]
    for y in (28.0, 56.0):
        marks += [arrow((LEFT + HALF, y), (RIGHT - HALF, y)), Label((MIDDLE, y + 1), SKIP, "south")]
    marks += [Label((LEFT - 1.5, y), DOWN, "east") for y in (42, 16)]
    marks += [Label((RIGHT + 1.5, y), UP, "west") for y in (48, 16)]
    marks += [Label((LEFT - 1.5, 64), CONVOLUTIONS, "east"), Label((RIGHT + 1.5, 76), "1×1", "west")]
    marks += [Label((RIGHT + 1.5, y), CONVOLUTIONS, "west") for y in (34, 62)]
    return Picture(
        width=136,
        height=87,
        marks=tuple(marks),
        alt=Text(
            "左侧编码器自上而下为 64²×32 和 32²×64，再到底部的 16²×128；右侧解码器自下而上：上采样后与编码器拼接为 32²×(64+64)，卷积为 32²×64，上采样后拼接为 64²×(32+32)，卷积为 64²×32，"
            "最后为 64²×3。两条跳跃连接连在同一级之间。",
            "On the left the encoder goes down from 64²×32 and 32²×64 to 16²×128 at the bottom. On the right the decoder goes up: the upsampled map is concatenated with the "
            "encoder’s to 32²×(64+64), convolutions give 32²×64, then 64²×(32+32) and 64²×32, and finally 64²×3. Two skip connections join equal levels.",
        ),
    )
