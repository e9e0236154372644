"""Sinusoidal positional encodings."""

import cmath

from hwgen import Computed, Draw, Formulas, Problem, Text, generator


def wave(argument: str) -> str:
    return f"sin({argument}) if j % 2 == 0 else cos({argument})"


ENCODING = Formulas(
    wave("w"),
    let={"i": "j//2", "w": "pos/10000**(2*i/d)"},
    tex={"w": r"\theta", "pos": "pos"},
    # The rule of the stem numbers pairs of dimensions.
    under={"floor": wave("w")},
    wrong={
        "sine-and-cosine-exchanged": "cos(w) if j % 2 == 0 else sin(w)",
        "odd-exponent": wave("pos/10000**(j/d)"),
        "index-not-doubled": wave("pos/10000**(i/d)"),
        "one-frequency-for-all": wave("pos*R(1, 1)"),
        "degrees-for-radians": wave("w*pi/180"),
        "multiplied-by-the-power": wave("pos*10000**(2*i/d)"),
    },
)
RULE = (
    r"PE(pos,\ 2i) = \sin\left(\frac{pos}{10000^{2i/d}}\right),\qquad "
    r"PE(pos,\ 2i+1) = \cos\left(\frac{pos}{10000^{2i/d}}\right)"
)
VALUE = r"$$PE([pos],\ [j]) = [=key:.4]$$"

OPENINGS = {
    "plain": Text(zh="正弦位置编码定义为", en="Sinusoidal positional encodings are defined by"),
    "translation": Text(
        zh="一个翻译模型给词嵌入加上正弦位置编码，其定义为",
        en="A translation model adds sinusoidal positional encodings to its word embeddings. They are defined by",
    ),
}


@generator(
    topic="attention",
    objective="attention-positions",
    minutes=4,
    tags=("positional-encoding",),
    source="Vaswani et al., Attention is all you need, NeurIPS 2017, section 3.5",
)
def positional_encoding(draw: Draw) -> Problem:
    """One component of the encoding of a position."""
    pos = draw.pick("pos", (0, 1, 2, 3, 5, 10, 50, 100))
    d = draw.pick("d", (4, 6, 8, 512))
    j = draw.integer("j", 0, 5)
    draw.require(j < d and (pos > 0 or j < 2))
    draw.let("opening", OPENINGS[draw.pick("setting", tuple(OPENINGS))])
    part = Computed(
        "attn/positional-encoding",
        ENCODING,
        ask=Text(zh=r"求 $PE([pos],\ [j])$。", en=r"Find $PE([pos],\ [j])$."),
        claim=Text(zh=r"$PE([pos],\ [j]) = [value]$。", en=r"The value of $PE([pos],\ [j])$ is $[value]$."),
        solution=Text(
            zh=r"此处 $i = [i]$，角为 $\theta = [=w:.5]$，[j % 2: 1=奇数维用余弦|偶数维用正弦]：" f"\n\n{VALUE}",
            en=r"Here $i = [i]$, the angle is $\theta = [=w:.5]$, and [j % 2: 1=an odd dimension takes the cosine|an even dimension takes the sine]:"
            f"\n\n{VALUE}",
        ),
        difficulty=2 + (j > 1),
        places=4,
        signed=True,
    )
    context = Text(
        zh=f"[opening]\n\n$${RULE},$$\n\n角以弧度计，位置与维度的编号都从 0 开始，$d = [d]$。",
        en=f"[opening]\n\n$${RULE},$$\n\nwith angles in radians, positions and dimensions "
        "counted from 0, and $d = [d]$.",
    )
    return Problem(part, context)


@positional_encoding.check
def by_rotation(pos: int, d: int, j: int) -> float:
    """Turns a unit vector of the complex plane by the frequency's angle, position after position."""
    pair = j - j % 2
    turn = cmath.exp(1j * cmath.exp(-cmath.log(10000) * pair / d))
    place = complex(1)
    for _ in range(pos):
        place *= turn
    return place.real if j % 2 else place.imag
