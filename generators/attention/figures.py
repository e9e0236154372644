"""Drawings of attention networks."""

from __future__ import annotations

from hwgen import Label, Line, Picture, Text, figure

from .._blocks import arrow, box, sum_of

NORMALISATION = Text("层归一化", "layer normalisation")
ATTENTION, NETWORK = Text("多头自注意力", "multi-head self-attention"), Text("前馈网络", "feed-forward network")
RESIDUAL = Text("残差连接", "residual connection")


@figure
def pre_norm_block() -> Picture:
    """A Transformer block with the normalisation before each sublayer, from the bottom to the top."""
    x, side = 26.0, 54.0
    boxes = ((NORMALISATION, 12.0), (ATTENTION, 21.0), (NORMALISATION, 42.0), (NETWORK, 51.0))
    marks: list[Line | Label] = [Label((x, 1.5), "x", italic=True), Label((x, 68.5), "y", italic=True)]
    for name, y in boxes:
        marks += box((x, y), name)
    for start, add in ((6.0, 30.0), (36.0, 60.0)):
        marks += [*sum_of((x, add)), arrow((x, start), (side, start), (side, add), (x + 2.2, add))]
        marks.append(Label((side + 1.5, (start + add) / 2), RESIDUAL, "west"))
    for low, high in ((3.4, 9.4), (14.6, 18.4), (23.6, 28.0), (32.0, 39.4), (44.6, 48.4), (53.6, 58.0), (62.0, 66.6)):
        marks.append(arrow((x, low), (x, high)))
    return Picture(
        width=90,
        height=71,
        marks=tuple(marks),
        alt=Text(
            "自下而上：输入 x，层归一化，多头自注意力，与 x 相加；再经层归一化和前馈网络，与其输入相加，得到输出 y。两条残差连接各绕过一个归一化及其后的子层。",
            "From the bottom: the input x, layer normalisation, multi-head self-attention, added to x; then layer normalisation and the feed-forward network, added to their input, which gives "
            "the output y. Two residual connections each go around a normalisation and the sublayer after it.",
        ),
    )
