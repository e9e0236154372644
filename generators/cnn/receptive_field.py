"""The receptive field of one output unit of a stack of convolution and pooling layers."""

from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, generator

KERNELS = tuple(
    kernels
    for length in (2, 3, 4)
    for kernels in product((2, 3, 5, 7), repeat=length)
    if sum(1 for k in kernels if k > 3) <= 2
)
STRIDES = tuple(strides for length in (2, 3, 4) for strides in product((1, 2), repeat=length))
FIELD = Formulas(
    "1 + sum((ks[i] - 1)*prod(ss[:i]) for i in range(len(ks)))",
    wrong={
        "ignores-stride": "1 + sum(ks[i] - 1 for i in range(len(ks)))",
        "own-stride-too": "1 + sum((ks[i] - 1)*prod(ss[:i+1]) for i in range(len(ks)))",
        "sum-of-kernels": "sum(ks)",
        "product-of-kernels": "prod(ks)",
        "unit-itself-left-out": "sum((ks[i] - 1)*prod(ss[:i]) for i in range(len(ks)))",
        "strides-of-later-layers": "1 + sum((ks[i] - 1)*prod(ss[i+1:]) for i in range(len(ks)))",
        "whole-kernels-times-strides": "sum(ks[i]*prod(ss[:i]) for i in range(len(ks)))",
    },
)


@generator(
    topic="cnn",
    minutes=3,
    tags=("receptive-field",),
    source="Araujo, Norris and Sim, Computing receptive fields of convolutional neural networks, Distill (2019)",
    objective="cnn-receptive-field",
)
def receptive_field(draw: Draw) -> Problem:
    """The receptive field of a stack of two to four layers, along one axis."""
    ks = draw.pick("ks", KERNELS)
    ss = draw.pick("ss", STRIDES)
    draw.require(len(ks) == len(ss))
    at = draw.params
    depth = len(ks)

    def context() -> Text:
        pooling = [k == s == 2 for k, s in zip(ks, ss, strict=True)]
        return Text(
            zh=f"一个网络由下列 {depth} 层依次组成，第 1 层作用于输入图像，各层均无扩张（不是扩张卷积）。\n\n"
            + stack("层", "类型", ["池化" if pool else "卷积" for pool in pooling], "核（窗口）边长", "步幅"),
            en=f"A network is a stack of the following {depth} layers. Layer 1 acts on the input image; none of the layers is dilated.\n\n"
            + stack(
                "Layer",
                "Type",
                ["pooling" if pool else "convolution" for pool in pooling],
                "Kernel (window) side",
                "Stride",
            ),
        )

    def stack(layer: str, type_: str, types: list[str], kernel: str, stride: str) -> str:
        rows = (
            (layer, *map(str, range(1, depth + 1))),
            ("---",) * (depth + 1),
            (type_, *types),
            (kernel, *map(str, ks)),
            (stride, *map(str, ss)),
        )
        return "\n".join(f"| {' | '.join(row)} |" for row in rows)

    def wording() -> Wording:
        fields, jumps = [1], [1]
        for k, s in zip(ks, ss, strict=True):
            fields.append(fields[-1] + (k - 1) * jumps[-1])
            jumps.append(jumps[-1] * s)
        steps = "\n\n".join(
            f"$$r_{i} = {fields[i - 1]} + ({ks[i - 1]} - 1) \\times {jumps[i - 1]} = {fields[i]}"
            + (f",\\qquad j_{i} = {jumps[i - 1]} \\times {ss[i - 1]} = {jumps[i]},$$" if i < depth else ".$$")
            for i in range(1, depth + 1)
        )
        rule = "$$r_i = r_{i-1} + (k_i - 1)\\,j_{i-1},\\qquad j_i = j_{i-1} s_i,\\qquad r_0 = j_0 = 1.$$"
        return Wording(
            ask=Text(
                zh="最后一层的一个输出单元的感受野沿水平方向覆盖输入中的多少个像素？",
                en="How many input pixels does the receptive field of a unit of the last layer span horizontally?",
            ),
            claim=Text(
                zh="最后一层的一个输出单元的感受野沿水平方向覆盖输入中的 ${}$ 个像素。",
                en="Horizontally, the receptive field of a unit of the last layer spans ${}$ input pixels.",
            ),
            solution=Text(
                zh=f"记 $r_i$ 为第 $i$ 层一个单元的感受野，$j_i$ 为相邻两个单元在输入上的间隔：\n\n{rule}\n\n逐层计算：\n\n"
                f"{steps}",
                en="Let $r_i$ be the receptive field of a unit of layer $i$ and $j_i$ the distance between neighbouring units "
                f"on the input:\n\n{rule}\n\nLayer by layer:\n\n{steps}",
            ),
        )

    return Problem(
        (
            Computed(
                "cnn/receptive-field",
                FIELD,
                at,
                wording,
                difficulty=depth - 1 + (max(ss) > 1),
            ),
        ),
        context,
    )


@receptive_field.check
def by_tracing_back(ks: tuple[int, ...], ss: tuple[int, ...]) -> int:
    """Traces one output unit back to the set of input pixels that reach it."""
    pixels = {0}
    for k, s in zip(reversed(ks), reversed(ss), strict=True):
        pixels = {unit * s + tap for unit in pixels for tap in range(k)}
    return len(pixels)
