"""Sinusoidal positional encodings."""

import cmath

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, generator, number_tex


def wave(argument: str) -> str:
    return f"sin({argument}) if j % 2 == 0 else cos({argument})"


ENCODING = Formulas(
    wave("w"),
    let={"i": "j//2", "w": "pos/10000**(2*i/d)"},
    wrong={
        "sine-and-cosine-exchanged": "cos(w) if j % 2 == 0 else sin(w)",
        "odd-exponent": wave("pos/10000**(j/d)"),
        "index-not-doubled": wave("pos/10000**(i/d)"),
        "one-frequency-for-all": wave("pos*R(1, 1)"),
        "degrees-for-radians": wave("w*pi/180"),
        "multiplied-by-the-power": wave("pos*10000**(2*i/d)"),
        "positions-from-one": wave("(pos + 1)/10000**(2*i/d)"),
    },
)


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
    at = draw.params

    def context() -> Text:
        rule = r"PE(pos,\ 2i) = \sin\left(\frac{pos}{10000^{2i/d}}\right),\qquad PE(pos,\ 2i+1) = \cos\left(\frac{pos}{10000^{2i/d}}\right)"
        return Text(
            zh=f"正弦位置编码定义为\n\n$${rule},$$\n\n角以弧度计，位置与维度的编号都从 0 开始，$d = {d}$。",
            en=f"Sinusoidal positional encodings are defined by\n\n$${rule},$$\n\nwith angles in radians, positions and dimensions counted from 0, "
            f"and $d = {d}$.",
        )

    def wording() -> Wording:
        i = j // 2
        angle = float(ENCODING.values(at)["w"])
        value = number_tex(float(ENCODING(at).key), 4)
        name = r"\cos" if j % 2 else r"\sin"
        line = rf"$$PE({pos},\ {j}) = {name}\left(\frac{{{pos}}}{{10000^{{{2 * i}/{d}}}}}\right) \approx {name}({number_tex(angle, 5)}) \approx {value}$$"
        zh = "奇数维用余弦" if j % 2 else "偶数维用正弦"
        en = "an odd dimension takes the cosine" if j % 2 else "an even dimension takes the sine"
        return Wording(
            ask=Text(zh=f"求 $PE({pos},\\ {j})$。", en=f"Find $PE({pos},\\ {j})$."),
            claim=Text(zh=f"$PE({pos},\\ {j}) = {{}}$。", en=f"The value of $PE({pos},\\ {j})$ is ${{}}$."),
            solution=Text(zh=f"此处 $i = {i}$，{zh}：\n\n{line}", en=f"Here $i = {i}$, and {en}:\n\n{line}"),
        )

    part = Computed("attn/positional-encoding", ENCODING, at, wording, difficulty=2 + (j > 1), places=4, signed=True)
    return Problem((part,), context)


@positional_encoding.check
def by_rotation(pos: int, d: int, j: int) -> float:
    """Turns a unit vector of the complex plane by the frequency's angle, position after position."""
    pair = j - j % 2
    turn = cmath.exp(1j * cmath.exp(-cmath.log(10000) * pair / d))
    place = complex(1)
    for _ in range(pos):
        place *= turn
    return place.real if j % 2 else place.imag
