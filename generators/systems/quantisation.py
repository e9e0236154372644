"""Affine quantisation of one number to eight bits."""

import math
from fractions import Fraction

from hwgen import Computed, Draw, Formulas, Problem, Text, generator

R = Fraction
CODE = Formulas(
    "Max(-128, Min(127, nearest + z))",
    wrong={
        "zero-point-left-out": (
            "Max(-128, Min(127, nearest))",
            Text(zh="漏了零点。", en="This leaves out the zero point."),
        ),
        "not-clamped": (
            "nearest + z",
            Text(zh="没有截断到 $[-128, 127]$。", en="This is not clamped to $[-128, 127]$."),
        ),
        "zero-point-subtracted": (
            "Max(-128, Min(127, nearest - z))",
            Text(
                zh="量化时应加零点，反量化时才减。",
                en="The zero point is added in quantising; only dequantising subtracts it.",
            ),
        ),
        "cut-off-instead-of-rounded": (
            "Max(-128, Min(127, floor(x/s) + z))",
            Text(zh="向下取整了，应四舍五入。", en="This rounds down instead of to the nearest integer."),
        ),
        "clamped-to-unsigned": (
            "Max(0, Min(255, nearest + z))",
            Text(zh="截断到了无符号的范围 $[0, 255]$。", en="This clamps to the unsigned range $[0, 255]$."),
        ),
        "multiplied-by-the-scale": (
            "Max(-128, Min(127, floor(x*s + 1/2) + z))",
            Text(zh="乘了缩放因子，应除以它。", en="This multiplies by the scale instead of dividing."),
        ),
        "zero-point-divided-as-well": (
            "Max(-128, Min(127, floor((x + z)/s + 1/2)))",
            Text(
                zh="零点先加后除了；零点已是量化后的单位。",
                en="This adds the zero point before the division, but it is in quantised units already.",
            ),
        ),
    },
)
VALUE = Formulas(
    "s*(q - z)",
    wrong={
        "zero-point-not-subtracted": (
            "s*q",
            Text(zh="反量化时没有减去零点。", en="This does not subtract the zero point."),
        ),
        "zero-point-added": ("s*(q + z)", Text(zh="加了零点，应减去它。", en="This adds the zero point.")),
        "nothing-lost": (
            "x",
            Text(
                zh="这是原来的数；舍入与截断丢失了一部分。",
                en="This is the number before; rounding and clamping lost a part of it.",
            ),
        ),
        "zero-point-not-scaled": (
            "s*q - z",
            Text(
                zh="零点没有乘缩放因子。",
                en="This does not multiply the zero point by the scale.",
            ),
        ),
        "divided-by-the-scale": (
            "(q - z)/s",
            Text(zh="除以了缩放因子，应乘以它。", en="This divides by the scale instead of multiplying."),
        ),
        "integer-for-the-value": ("q - z", Text(zh="没有乘缩放因子。", en="This does not multiply by the scale.")),
    },
)
WHERE = {
    "weight": Text(zh="一个权重", en="A weight"),
    "activation": Text(zh="一个激活值", en="An activation"),
    "cache": Text(zh="键值缓存中的一个元素", en="An entry of a key–value cache"),
}


@generator(
    topic="systems",
    objective="systems-compression",
    minutes=4,
    tags=("quantisation", "int8"),
    source="Jacob et al., Quantization and training of neural networks for efficient integer-arithmetic-only inference, CVPR 2018, section 2.1",
)
def affine_quantisation(draw: Draw) -> Problem:
    """The eight-bit integer that stands for a number, and the number that it stands for."""
    x = draw.pick("x", (-3, R(-13, 10), R(-62, 100), R(41, 100), R(93, 100), R(127, 100), R(254, 100), 6))
    s = draw.pick("s", (R(2, 100), R(5, 100), R(1, 10)))
    z = draw.pick("z", (-10, -4, 6, 10))
    nearest = math.floor(R(x) / s + R(1, 2))
    draw.require(R(x) / s + R(1, 2) != nearest)
    q = max(-128, min(127, nearest + z))
    draw.let("q", q)
    draw.let("nearest", nearest)
    clamped = q != nearest + z
    draw.let("what", draw.pick("setting", WHERE))
    return Problem(
        (
            Computed(
                "quantised-integer",
                CODE,
                ask=Text(zh="$q$ 是多少？", en="What is $q$?"),
                claim=Text(zh="$q = [value]$。", en="The integer is $q = [value]$."),
                solution=Text(
                    zh="$x / s = [x/s]$，四舍五入得 $[nearest]$，加上零点得 $[nearest + z]$"
                    + ("，超出范围，截断为 $[q]$。" if clamped else "，在范围之内。"),
                    en="$x / s = [x/s]$ is rounded to $[nearest]$, and the zero point makes it $[nearest + z]$"
                    + (", which is out of range and clamped to $[q]$." if clamped else ", which is in range."),
                ),
                difficulty=2,
                signed=True,
            ),
            Computed(
                "dequantised-value",
                VALUE,
                ask=Text(zh="$\\hat{x}$ 是多少？", en="What is $\\hat{x}$?"),
                claim=Text(zh="$\\hat{x} = [value]$。", en="The number that it stands for is $\\hat{x} = [value]$."),
                solution=Text(zh="$$\\hat{x} = [=key].$$", en="$$\\hat{x} = [=key].$$"),
                difficulty=2,
                places=3,
                signed=True,
            ),
        ),
        Text(
            zh="[what] $x = [x]$ 用缩放因子 $s = [s]$ 和零点 $z = [z]$ 量化为八位整数，$q = \\mathrm{clamp}(\\mathrm{round}(x/s) + z,\\ -128,\\ 127)$，再反量化为 $\\hat{x} = s\\,(q - z)$。",
            en="[what] $x = [x]$ is quantised to an eight-bit integer with the scale $s = [s]$ and the zero point $z = [z]$, $q = \\mathrm{clamp}(\\mathrm{round}(x/s) + z,\\ -128,\\ 127)$, and dequantised to $\\hat{x} = s\\,(q - z)$.",
        ),
    )


@affine_quantisation.check
def by_the_nearest(x: Fraction, s: Fraction, z: int) -> dict[str, object]:
    """Of all 256 integers, the one that stands for the number nearest to x."""
    stands_for = {code: (code - z) * s for code in range(-128, 128)}
    nearest = min(stands_for, key=lambda code: abs(stands_for[code] - x))
    return {"quantised-integer": nearest, "dequantised-value": stands_for[nearest]}
