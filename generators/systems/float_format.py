"""What a floating-point format can represent."""

from functools import cache

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, source, texts

from .._apart import apart
from .._tex import same

LARGEST = Formulas("(2 - R(1, 2**m))*2**(2**(e - 1) - 1)").with_wrong("""
    fraction-left-out: 2**(2**(e - 1) - 1) || 漏了尾数。 || This leaves out the fraction.
    reserved-exponent-used: (2 - R(1, 2**m))*2**(2**(e - 1))
        用了留给无穷大和 NaN 的指数。 || This uses the exponent that is kept for infinity and NaN.
    rounded-up: 2**(2**(e - 1))
        把有效数取成了 2；它最大为 $2 - 2^{-[m]}$。
        This takes the significand to reach 2, but it goes up to $2 - 2^{-[m]}$ only.
    bit-of-the-fraction-lost: (2 - R(2, 2**m))*2**(2**(e - 1) - 1)
        尾数少算了一位。 || This counts one bit of the fraction too few.
    taken-for-an-integer: 2**(e + m) - 1
        把符号之外的 [e + m] 位当作一个整数了。
        This takes the [e + m] bits without the sign for an integer.
    bias-a-bit-too-large: (2 - R(1, 2**m))*2**(2**(e - 1) - 2)
        偏置多减了 1。 || This subtracts a bias that is too large by 1.
""")
SPACING = Formulas("R(1, 2**m)").with_wrong("""
    rounding-error: R(1, 2**(m + 1))
        这是舍入误差的上界，只有间距的一半。 || This is the bound on the rounding error, half of the spacing.
    bit-of-the-fraction-lost: R(1, 2**(m - 1))
        尾数少算了一位；开头的 1 不占位。
        This counts one bit of the fraction too few: the leading 1 takes none.
    bits-of-the-exponent: R(1, 2**e) if e != m else None
        用了指数的位数。 || This takes the number of bits of the exponent.
    smallest-normal-for-spacing: R(1, 2**(2**(e - 1) - 2))
        这是最小的正规数。 || This is the smallest normal number.
    all-bits: R(1, 2**(e + m)) || 把指数的位数也算进去了。 || This counts the bits of the exponent as well.
""")
SMALLEST = Formulas("R(1, 2**(2**(e - 1) - 2))").with_wrong("""
    exponent-field-zero: R(1, 2**(2**(e - 1) - 1))
        指数位取成了 0，那是次正规数；正规数的指数位从 1 开始。
        This takes exponent bits of 0, which stand for subnormal numbers; those of normal numbers start at 1.
    smallest-subnormal: R(1, 2**(2**(e - 1) - 2 + m))
        这是最小的次正规数。 || This is the smallest subnormal number.
    bias-a-bit-too-small: R(1, 2**(2**(e - 1) - 3))
        偏置少减了 1。 || This subtracts a bias that is too small by 1.
    spacing-at-one: R(1, 2**m)
        这是 1 与下一个数之差。 || This is the difference between 1 and the next number.
    all-bits: R(1, 2**(e + m))
        把指数与尾数的总位数当作 $1/2$ 的指数。
        This takes the bits of exponent and fraction together for the power of $1/2$.
    bias-not-subtracted: 2 || 没有减去偏置。 || This does not subtract the bias.
""")
# The formulas, what is asked for, and how it comes about.
QUANTITIES = {
    "largest": (
        LARGEST,
        Text("最大的有限数", "the largest finite number"),
        Text(
            "指数位最大为 $2^{[e]} - 2$（全为 1 的留作他用），减去偏置得 $[2**(e - 1) - 1]$；尾数的各位全为 1：",
            "The exponent bits go up to $2^{[e]} - 2$ (all 1 is reserved), which is $[2**(e - 1) - 1]$ after "
            "subtracting the bias; the bits of the fraction are all 1:",
        ),
        same(r"$$\left(2 - 2^{-[m]}\right) \times 2^{[2**(e - 1) - 1]} = [key].$$"),
    ),
    "spacing": (
        SPACING,
        Text("1 与下一个更大的可表示数之差", "the difference between 1 and the next larger representable number"),
        Text(
            "在 1 与 2 之间，相邻两数之差是尾数的最低位：",
            "Between 1 and 2, neighbouring numbers differ by the last bit of the fraction:",
        ),
        same(r"$$2^{-[m]} = \frac{1}{[2**m]}.$$"),
    ),
    "smallest": (
        SMALLEST,
        Text("最小的正的规格化数", "the smallest positive normal number"),
        Text(
            "规格化数的指数位最小为 1，减去偏置得 $[2 - 2**(e - 1)]$；尾数为 0：",
            "The exponent bits of a normal number are at least 1, which is $[2 - 2**(e - 1)]$ after subtracting the "
            "bias; the fraction is 0:",
        ),
        same(r"$$2^{[2 - 2**(e - 1)]} = \frac{1}{[2**(2**(e - 1) - 2)]}.$$"),
    ),
}
FORMATS = ((3, 2), (3, 3), (4, 2), (4, 3), (4, 5), (4, 7), (5, 2), (5, 3), (5, 6), (5, 10), (6, 3), (6, 5), (6, 9))
STORED = texts("""
    weights: 存放权重的一种浮点格式 || A floating-point format for weights
    gradients: 传送梯度的一种浮点格式 || A floating-point format in which gradients are sent
    activations: 存放激活值的一种浮点格式 || A floating-point format for activations
""")


@generator(topic="systems", objective="systems-precision", minutes=3, tags=("floating-point", "fp8", "fp16"))
@source("Micikevicius et al., FP8 formats for deep learning (2022), section 3; IEEE 754-2019, section 3.3")
def float_format(draw: Draw) -> Problem:
    """The largest number, the spacing at 1, or the smallest normal number of a format."""
    e, m = draw.pick("format", FORMATS)
    draw.let("e", e)
    draw.let("m", m)
    formulas, what, why, result = QUANTITIES[draw.pick("q", tuple(QUANTITIES))]
    draw.require(e < 6 or formulas is SPACING)
    draw.require(apart(draw, formulas, *formulas.wrong, places=40))
    draw.let("opening", draw.pick("setting", STORED))
    draw.let("what", what)
    question = Computed(
        "sys/float-format",
        formulas,
        solution=Text(f"{why.zh}\n\n{result.zh}", f"{why.en}\n\n{result.en}"),
        difficulty="2 + (q != 'spacing')",
        form="number" if formulas is LARGEST else "fraction",
    )
    return Problem(question).worded(r"""
        [opening]有 1 位符号、[e] 位指数和 [m] 位尾数，编码规则与 IEEE 754 相同：指数的偏置为 $2^{[e] - 1} - 1$，
          指数位全为 1 表示无穷大和 NaN，全为 0 表示零和非规格化数，其余为规格化数，尾数之前有一个不存放的 1。
        [opening] has 1 bit for the sign, [e] bits for the exponent and [m] for the fraction, following the rules of IEEE 754:
          the bias of the exponent is $2^{[e] - 1} - 1$; exponent bits that are all 1 stand for infinity and NaN,
          all 0 for zero and subnormal numbers; all others stand for normal numbers, with a leading 1 that is not stored.

        ask: [what]是多少？ || What is [what]?
        claim: 这种格式中，[what]是 $[value]$。 || In this format, [what] is $[value]$.
    """)


@float_format.check
def by_decoding(format: tuple[int, int], q: str) -> R:
    """Decodes all patterns of bits without the sign."""
    normal = numbers(*format)
    if q == "largest":
        return max(normal)
    return min(normal) if q == "smallest" else min(number for number in normal if number > 1) - 1


@cache
def numbers(e: int, m: int) -> tuple[R, ...]:
    """The positive normal numbers."""
    scale = [R(1)]
    for _ in range(2 ** (e - 1) - 2):
        scale.insert(0, scale[0] / 2)
    while len(scale) < 2**e - 2:
        scale.append(scale[-1] * 2)
    return tuple(power * (1 + R(fraction, 2**m)) for power in scale for fraction in range(2**m))
