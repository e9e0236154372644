"""Sinusoidal positional encodings."""

import cmath

from hwgen import Computed, Draw, Formulas, Problem, generator, source, texts


def wave(argument: str) -> str:
    return f"sin({argument}) if j % 2 == 0 else cos({argument})"


ENCODING = Formulas(
    wave("w"),
    let={"i": "j//2", "w": "pos/10000**(2*i/d)"},
    tex={"w": r"\theta", "pos": r"\mathit{pos}"},
    # The rule of the stem numbers pairs of dimensions.
    under={"floor": wave("w")},
    wrong={
        "sine-and-cosine-exchanged": "cos(w) if j % 2 == 0 else sin(w)",
        "odd-exponent": wave("pos/10000**(j/d)"),
        "index-not-doubled": wave("pos/10000**(i/d)"),
        "one-frequency-for-all": wave("pos*R(1, 1)"),
        "degrees-for-radians": f"({wave('w*pi/180')}) if j % 2 or w > R(1, 300) else None",
        "multiplied-by-the-power": wave("pos*10000**(2*i/d)"),
    },
)

OPENINGS = texts("""
    plain: 正弦位置编码定义为 || Sinusoidal positional encodings are defined by
    translation:
        一个翻译模型给词元嵌入加上正弦位置编码，其定义为
        A translation model adds sinusoidal positional encodings to its token embeddings. They are defined by
""")


@generator(topic="attention", objective="attention-positions", minutes=4, tags=("positional-encoding",))
@source("Vaswani et al., Attention is all you need, NeurIPS 2017, section 3.5")
def positional_encoding(draw: Draw) -> Problem:
    """One component of the encoding of a position."""
    pos = draw.pick("pos", (1, 2, 3, 5, 10, 50, 100))
    d = draw.pick("d", (4, 6, 8, 512))
    j = draw.integer("j", 1, 5)
    # Of a smaller angle the sine has two digits, and the cosine is 1.
    draw.require(j < d and pos / 10000 ** (2 * (j // 2) / d) > (0.04 if j % 2 else 0.009))
    draw.let("opening", OPENINGS[draw.pick("setting", tuple(OPENINGS))])
    part = Computed("attn/positional-encoding", ENCODING, difficulty=2 + (j > 1), places=4, signed=True)
    return Problem(part).worded(r"""
        [opening]
        $$\mathrm{PE}(\mathit{pos},\ 2i) = \sin\left(\frac{\mathit{pos}}{10\,000^{2i/d}}\right),\qquad \mathrm{PE}(\mathit{pos},\ 2i+1) =
          \cos\left(\frac{\mathit{pos}}{10\,000^{2i/d}}\right),$$
        编码有 $d = [d]$ 维，角以弧度计，位置与维度的编号都从 0 开始。
        with $d = [d]$ dimensions, angles in radians, and positions and dimensions counted from 0.

        ask: 求 $\mathrm{PE}([pos],\ [j])$。 || Find $\mathrm{PE}([pos],\ [j])$.
        claim: $\mathrm{PE}([pos],\ [j]) = [value]$。 || The value of $\mathrm{PE}([pos],\ [j])$ is $[value]$.
        solution: 此处 $i = [i]$，角度为 || Here $i = [i]$, so the angle is
                  $$\theta = [=w:.5],$$
                  [j % 2: 1=奇数维用余弦|偶数维用正弦]：
                  and [j % 2: 1=an odd dimension takes the cosine|an even dimension takes the sine]:
                  $$\mathrm{PE}([pos],\ [j]) = [=key:.4].$$
    """)


@positional_encoding.check
def by_rotation(pos: int, d: int, j: int) -> float:
    """Turns a unit vector of the complex plane by the frequency's angle, position after position."""
    pair = j - j % 2
    turn = cmath.exp(1j * cmath.exp(-cmath.log(10000) * pair / d))
    place = complex(1)
    for _ in range(pos):
        place *= turn
    return place.real if j % 2 else place.imag
