"""The receptive field of one output unit of a stack of convolution and pooling layers."""

from itertools import accumulate, product
from math import prod

from hwgen import Computed, Draw, Formulas, Problem, Text, generator, may_coincide, source, texts

from .._apart import apart

KERNELS = tuple(
    kernels
    for length in (2, 3, 4)
    for kernels in product((2, 3, 5, 7), repeat=length)
    if sum(1 for k in kernels if k > 3) <= (1 if length == 4 else 2)
)
STRIDES = tuple(strides for length in (2, 3, 4) for strides in product((1, 2), repeat=length))
FIELD = Formulas("1 + sum((ks[i] - 1)*prod(ss[:i]) for i in range(len(ks)))").with_wrong("""
    ignores-stride: 1 + sum(ks[i] - 1 for i in range(len(ks)))
        把各层的步幅都当作 1。 || This takes the strides of all layers to be 1.
    own-stride-too: 1 + sum((ks[i] - 1)*prod(ss[:i+1]) for i in range(len(ks)))
    sum-of-kernels: sum(ks)
    product-of-kernels: prod(ks)
    unit-itself-left-out: sum((ks[i] - 1)*prod(ss[:i]) for i in range(len(ks)))
    strides-of-later-layers: 1 + sum((ks[i] - 1)*prod(ss[i+1:]) for i in range(len(ks)))
    whole-kernels-times-strides: sum(ks[i]*prod(ss[:i]) for i in range(len(ks)))
""")
SETTINGS = texts("""
    image: 图像 || an image
    sound: 频谱图 || a spectrogram
""")


@generator(topic="cnn", objective="cnn-receptive-field", minutes="1 + len(ks)", tags=("receptive-field",))
@source("Araujo, Norris and Sim, Computing receptive fields of convolutional neural networks, Distill (2019)")
@may_coincide("The stride of the last layer alone does not matter.", "ignores-stride")
def receptive_field(draw: Draw) -> Problem:
    """The receptive field of a stack of two to four layers, along one axis."""
    ks = draw.pick("ks", KERNELS)
    ss = draw.pick("ss", STRIDES)
    draw.require(len(ks) == len(ss))
    draw.let("input", draw.setting(SETTINGS))
    depth = draw.let("depth", len(ks))
    # Not what the kernels add up to, nor what the strides of later layers give.
    field = 1 + sum((k - 1) * prod(ss[:i]) for i, k in enumerate(ks))
    draw.require(field not in (sum(ks), 1 + sum((k - 1) * prod(ss[i + 1 :]) for i, k in enumerate(ks))))
    draw.let("j", tuple(accumulate(ss, lambda a, b: a * b, initial=1)))
    draw.let("r", tuple(1 + sum((ks[e] - 1) * draw.lets["j"][e] for e in range(i)) for i in range(depth + 1)))
    layers = range(depth)
    pooling = [ks[i] == ss[i] == 2 for i in layers]

    def table(layer: str, kind: str, kernel: str, stride: str, kinds: tuple[str, str]) -> str:
        rows = (
            (layer, *(str(i + 1) for i in layers)),
            ("---",) * (depth + 1),
            (kind, *(kinds[pool] for pool in pooling)),
            (kernel, *(f"[ks[{i}]]" for i in layers)),
            (stride, *(f"[ss[{i}]]" for i in layers)),
        )
        return "\n".join(f"| {' | '.join(row)} |" for row in rows)

    rule = r"$$r_i = r_{i-1} + (k_i - 1)\,j_{i-1},\qquad j_i = j_{i-1} s_i,\qquad r_0 = j_0 = 1.$$"
    steps = "\n\n".join(
        rf"$$r_{i + 1} = [==r[{i}] + (ks[{i}] - 1)*j[{i}]]"
        + (rf",\qquad j_{i + 1} = [==j[{i}]*ss[{i}]],$$" if i + 1 < depth else ".$$")
        for i in layers
    )
    question = Computed(
        "cnn/receptive-field",
        FIELD,
        solution=Text(
            f"记 $r_i$ 为第 $i$ 层一个单元的感受野，$j_i$ 为相邻两个单元在输入上的间隔：\n\n{rule}\n\n逐层计算：\n\n{steps}",
            "Let $r_i$ be the receptive field of a unit of layer $i$ and $j_i$ the distance between neighbouring units in the "
            f"input:\n\n{rule}\n\nLayer by layer:\n\n{steps}",
        ),
        difficulty=min(3, depth - 1 + (max(ss) > 1)),
    )
    draw.require(apart(draw, FIELD, "product-of-kernels"))
    return Problem(
        question,
        Text(
            "一个网络由下列 [depth] 层依次组成，第 1 层作用于一幅[input]，各层均无扩张（不是扩张卷积）。\n\n"
            + table("层 $i$", "类型", "核（窗口）边长 $k_i$", "步幅 $s_i$", ("卷积", "池化")),
            "A network is a stack of the following [depth] layers. Layer 1 acts on [input]; none of the layers is dilated.\n\n"
            + table("layer $i$", "type", "kernel (window) side $k_i$", "stride $s_i$", ("convolution", "pooling")),
        ),
    ).worded("""
        ask: 最后一层的一个输出单元的感受野沿水平方向覆盖输入中的多少个像素？
             How many input pixels does the receptive field of a unit of the last layer span horizontally?
        claim: 最后一层的一个输出单元的感受野沿水平方向覆盖输入中的 $[value]$ 个像素。
               Horizontally, the receptive field of a unit of the last layer spans $[value]$ input pixels.
    """)


@receptive_field.check
def by_tracing_back(ks: tuple[int, ...], ss: tuple[int, ...]) -> int:
    """Traces one output unit back to the set of input pixels that reach it."""
    pixels = {0}
    for k, s in zip(reversed(ks), reversed(ss), strict=True):
        pixels = {unit * s + tap for unit in pixels for tap in range(k)}
    return len(pixels)
