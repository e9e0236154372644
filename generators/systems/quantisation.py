"""Affine quantisation of one number to eight bits."""

import math

from hwgen import Computed, Draw, Formulas, Problem, R, generator, may_coincide, source, texts

from .._apart import apart

CODE = Formulas("Max(-128, Min(127, nearest + z))").with_wrong("""
    zero-point-left-out: Max(-128, Min(127, nearest)) || 漏了零点。 || This leaves out the zero point.
    not-clamped: nearest + z || 没有截断到 $[-128, 127]$。 || This is not clamped to $[-128, 127]$.
    zero-point-subtracted: Max(-128, Min(127, nearest - z))
        减去了零点；量化时应加上，反量化时才减。
        This subtracts the zero point; quantising adds it, and only dequantising subtracts it.
    cut-off-instead-of-rounded: Max(-128, Min(127, floor(x/s) + z))
        向下取整了，应四舍五入。 || This rounds down instead of to the nearest integer.
    clamped-to-unsigned: Max(0, Min(255, nearest + z))
        截断到了无符号的范围 $[0, 255]$。 || This clamps to the unsigned range $[0, 255]$.
    multiplied-by-the-scale: Max(-128, Min(127, floor(x*s + 1/2) + z))
        乘了缩放因子，应除以它。 || This multiplies by the scale instead of dividing.
    zero-point-divided-as-well: Max(-128, Min(127, floor((x + z)/s + 1/2)))
        先加零点再除以 $s$；零点是量化后的整数，应在除之后加。
        This adds the zero point before dividing by $s$, but it is in quantised units and comes after the division.
""")
VALUE = Formulas("s*(q - z)").with_wrong("""
    zero-point-not-subtracted: s*q || 反量化时没有减去零点。 || This does not subtract the zero point.
    zero-point-added: s*(q + z) || 加了零点，应减去它。 || This adds the zero point instead of subtracting it.
    nothing-lost: x
        这是原来的数；[q == nearest + z: 1=舍入|截断]使它改变了。
        This is the original number; [q == nearest + z: 1=rounding|clamping] changed it.
    zero-point-not-scaled: s*q - z || 零点没有乘缩放因子。 || This does not multiply the zero point by the scale.
    divided-by-the-scale: (q - z)/s || 除以了缩放因子，应乘以它。 || This divides by the scale instead of multiplying.
    integer-for-the-value: q - z || 没有乘缩放因子。 || This does not multiply by the scale.
""")
WHERE = texts("""
    weight: 一个权重 || a weight
    activation: 一个激活值 || an activation
    cache: KV 缓存中的一个元素 || an entry of a KV cache
""")


@generator(topic="systems", objective="systems-compression", minutes=4, tags=("quantisation", "int8"))
@source(
    "Jacob et al., Quantization and training of neural networks for efficient integer-arithmetic-only inference, CVPR 2018, section 2.1"
)
@may_coincide(
    "Rounding and clamping are what the question is about.",
    "cut-off-instead-of-rounded",
    "zero-point-divided-as-well",
    "not-clamped",
    "clamped-to-unsigned",
)
def affine_quantisation(draw: Draw) -> Problem:
    """The eight-bit integer that stands for a number, and the number that it stands for."""
    # No whole multiple of a scale, which would come back as it was; some only the zero point takes out of range.
    x = draw.pick("x", tuple(R(n, 1000) for n in (-6193, -2486, -1313, -627, 418, 933, 1274, 2467, 6267)))
    s = draw.pick("s", (R(2, 100), R(5, 100), R(1, 10)))
    z = draw.pick("z", (-10, -4, 6, 10))
    nearest = math.floor(R(x) / s + R(1, 2))
    draw.require(R(x) / s + R(1, 2) != nearest)
    q = max(-128, min(127, nearest + z))
    draw.let("q", q)
    draw.let("nearest", nearest)
    draw.require(apart(draw, CODE, "zero-point-left-out", "zero-point-subtracted"))
    clamped = q != nearest + z
    draw.let("what", draw.pick("setting", WHERE))
    quantised_integer = Computed("quantised-integer", CODE, difficulty=2, signed=True)
    dequantised_value = Computed("dequantised-value", VALUE, difficulty=2, places=3, signed=True)
    return Problem((quantised_integer, dequantised_value)).worded(rf"""
        [what] $x = [x]$ 用缩放因子 $s = [s]$ 和零点 $z = [z]$ 量化为有符号的 8 位整数，
          $q = \mathrm{{clamp}}(\mathrm{{round}}(x/s) + z,\ -128,\ 127)$，再反量化为 $\hat{{x}} = s\,(q - z)$。
        With the scale $s = [s]$ and the zero point $z = [z]$, [what] $x = [x]$ is quantised to the signed 8-bit integer
          $q = \mathrm{{clamp}}(\mathrm{{round}}(x/s) + z,\ -128,\ 127)$ and then dequantised to $\hat{{x}} = s\,(q - z)$.

        # quantised-integer
        ask: $q$ 是多少？ || What is $q$?
        claim: $q = [value]$。 || The integer is $q = [value]$.
        solution: $x / s = [==x/s]$，四舍五入得 $[nearest]$，加上零点得 $[==nearest + z]${"，超出范围，截断为 $[q]$。" if clamped else "，在范围之内。"}
                  $x / s = [==x/s]$ is rounded to $[nearest]$, and the zero point makes it
                    $[==nearest + z]${", which is out of range and clamped to $[q]$." if clamped else ", which is in range."}

        # dequantised-value
        ask: $\hat{{x}}$ 是多少？ || What is $\hat{{x}}$?
        claim: $\hat{{x}} = [value]$。 || The dequantised value is $\hat{{x}} = [value]$.
        solution: $$\hat{{x}} = [=key].$$
    """)


@affine_quantisation.check
def by_the_nearest(x: R, s: R, z: int) -> dict[str, object]:
    """Of all 256 integers, the one that stands for the number nearest to x."""
    stands_for = {code: (code - z) * s for code in range(-128, 128)}
    nearest = min(stands_for, key=lambda code: abs(stands_for[code] - x))
    return {"quantised-integer": nearest, "dequantised-value": stands_for[nearest]}
