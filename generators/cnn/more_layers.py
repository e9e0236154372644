"""Transposed convolution by hand, the parameters of a residual block, dilated stacks."""

from fractions import Fraction
from functools import cache
from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, Text, chance, generator

from .._tex import filled, matrix

R = Fraction
Matrix = tuple[tuple[int, ...], ...]


def spread(weight: str, pixel: str = "X[i][j]") -> str:
    """The output of a transposed convolution of 2×2 by 2×2; `weight` has u - s i and v - s j for its place."""
    placed = weight.format(a="u - s*i", b="v - s*j")
    inside = "if 0 <= u - s*i < 2 and 0 <= v - s*j < 2"
    each = f"sum({pixel}*{placed} for i in (0, 1) for j in (0, 1) {inside})"
    return f"tuple(tuple({each} for v in range(s + 2)) for u in range(s + 2))"


SPREAD = Formulas(
    spread("K[{a}][{b}]"),
    wrong={
        "kernel-turned": (
            spread("K[1 - ({a})][1 - ({b})]"),
            Text(
                zh="卷积核旋转了 180 度；转置卷积直接把它放到输出上。",
                en="This turns the kernel by 180 degrees, but a transposed convolution lays it down as it is.",
            ),
        ),
        "kernel-transposed": (
            spread("K[{b}][{a}]"),
            Text(
                zh="把卷积核转置了；“转置”说的不是卷积核。",
                en="This transposes the kernel, which is not what is transposed.",
            ),
        ),
        "overlaps-overwritten": (
            "None if s > 1 else tuple(tuple([X[i][j]*K[u - i][v - j] for i in (0, 1) for j in (0, 1) if 0 <= u - i < 2 and 0 <= v - j < 2][-1] for v in range(3)) for u in range(3))",
            Text(
                zh="重叠处只留下了最后一个值，应相加。",
                en="This keeps the last value where copies overlap instead of adding them.",
            ),
        ),
        "kernel-alone": (
            spread("K[{a}][{b}]", pixel="1"),
            Text(zh="没有乘输入。", en="This does not multiply by the input."),
        ),
        "output-turned": (
            "tuple(tuple(sum(X[i][j]*K[u - s*i][v - s*j] for i in (0, 1) for j in (0, 1) if 0 <= u - s*i < 2 and 0 <= v - s*j < 2) for u in range(s + 2)) for v in range(s + 2))",
            Text(zh="输出的行与列弄反了。", en="This swaps rows and columns of the output."),
        ),
        "roles-exchanged": (
            f"None if s == 1 else {spread('X[{a}][{b}]', pixel='K[i][j]')}",
            Text(zh="输入与卷积核的角色弄反了。", en="This exchanges input and kernel."),
        ),
        "input-turned": (
            spread("K[{a}][{b}]", pixel="X[1 - i][1 - j]"),
            Text(zh="输入旋转了 180 度。", en="This turns the input by 180 degrees."),
        ),
    },
)


def square(key: str, number: int, low: int, values: int) -> Matrix:
    return tuple(tuple(low + chance((key, number, i, j), values) for j in (0, 1)) for i in (0, 1))


def uneven(M: Matrix) -> bool:
    (a, b), (c, d) = M
    return b != c and 0 not in (a, b) and len({a, b, c, d}) >= 3


INPUTS = tuple(dict.fromkeys(filter(uneven, (square("transposed-input", n, 0, 4) for n in range(60)))))[:12]
KERNELS = tuple(dict.fromkeys(filter(uneven, (square("transposed-kernel", n, -1, 4) for n in range(60)))))[:8]
UPSAMPLED = {
    "segmentation": Text(zh="分割网络", en="a segmentation network"),
    "generator": Text(zh="GAN 的生成器", en="the generator of a GAN"),
}


@generator(
    topic="cnn",
    objective="cnn-shapes",
    minutes=4,
    tags=("transposed-convolution",),
    source="Zhang et al., Dive into Deep Learning (2023), section 14.10; Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), chapter 4",
)
def transposed_convolution_by_hand(draw: Draw) -> Problem:
    """A 2×2 input spread by a 2×2 kernel, with stride 1 or 2."""
    draw.let("Xs", matrix(draw.pick("X", INPUTS)))
    draw.let("Ks", matrix(draw.pick("K", KERNELS)))
    s = draw.pick("s", (1, 2))
    draw.let("network", draw.pick("setting", UPSAMPLED))
    return Problem(
        Computed(
            "cnn/transposed-conv-by-hand",
            SPREAD,
            ask=Text(zh="求 $Y$。", en="Find $Y$."),
            claim=Text(zh="输出为 $Y = [value]$。", en="The output is $Y = [value]$."),
            solution=Text(
                zh=f"每个输入元素乘以整个卷积核，放到输出上，相邻两份错开 [s] 格[s: 1=，重叠处相加|，互不重叠]：\n\n$$Y = {filled('key', s + 2, s + 2)}.$$",
                en=f"Every number of the input times the whole kernel is laid onto the output; neighbouring copies are [s: # place|# places] apart[s: 1=, and overlaps add up| and do not overlap]:\n\n$$Y = {filled('key', s + 2, s + 2)}.$$",
            ),
            difficulty=2 + (s == 1),
            form="matrix",
            signed=True,
        ),
        Text(
            zh="[network]中的一个转置卷积层作用于单通道的 $X$，卷积核为 $K$，步幅为 [s]，无填充，没有偏置，输出为 $Y$（与 PyTorch 相同，卷积核不翻转）：\n\n$$X = [Xs],\\qquad K = [Ks]$$",
            en="A transposed convolution in [network] acts on $X$, which has a single channel, with the kernel $K$, stride [s], no padding and no bias; the output is $Y$ (as in PyTorch, the kernel is not flipped):\n\n$$X = [Xs],\\qquad K = [Ks]$$",
        ),
    )


@transposed_convolution_by_hand.check
def by_the_matrix(X: Matrix, K: Matrix, s: int) -> Matrix:
    """Writes the ordinary convolution as a matrix and multiplies by its transpose."""
    side = s + 2
    table = [[0] * (side * side) for _ in range(4)]
    for (i, j), (a, b) in product(product((0, 1), repeat=2), repeat=2):
        table[2 * i + j][(s * i + a) * side + s * j + b] = K[a][b]
    flat = [x for row in X for x in row]
    out = [sum(x * row[place] for x, row in zip(flat, table, strict=True)) for place in range(side * side)]
    return tuple(tuple(out[u * side : (u + 1) * side]) for u in range(side))


BLOCK = Formulas(
    "convolutions + norms + shortcut",
    let={
        "convolutions": "9*c*f + 9*f*f",
        "norms": "2*(2*f)",
        "shortcut": "(c*f + 2*f) if f != c or s > 1 else 0",
    },
    wrong={
        "shortcut-left-out": (
            "convolutions + norms if shortcut else None",
            Text(zh="漏了捷径上的投影。", en="This leaves out the projection on the shortcut."),
        ),
        "identity-with-parameters": (
            "convolutions + norms + c*f + 2*f if not shortcut else None",
            Text(
                zh="恒等捷径没有参数。",
                en="This counts a projection, but the shortcut is the identity and has no parameters.",
            ),
        ),
        "norms-without-parameters": (
            "convolutions + (c*f if shortcut else 0)",
            Text(zh="漏了批归一化的参数。", en="This leaves out the parameters of batch normalisation."),
        ),
        "running-statistics-counted": (
            "convolutions + 2*norms + (c*f + 4*f if shortcut else 0)",
            Text(
                zh="把运行均值和运行方差也算成了可学习的参数。",
                en="This counts running means and running variances as learnable parameters.",
            ),
        ),
        "convolutions-with-biases": (
            "convolutions + 2*f + norms + (c*f + 3*f if shortcut else 0)",
            Text(zh="给卷积算了偏置。", en="This gives the convolutions biases."),
        ),
        "second-layer-reads-the-input": (
            "18*c*f + norms + shortcut if c != f else None",
            Text(
                zh="第二个卷积的输入通道数取成了 [c]，应为 [f]。",
                en="This takes [c] input channels for the second convolution instead of [f].",
            ),
        ),
        "single-convolution": (
            "9*c*f + 2*f + shortcut",
            Text(zh="只算了一个卷积层。", en="This counts one convolution only."),
        ),
        "bottleneck-counted": (
            "c*f + 9*f*f + 4*f*f + norms + shortcut",
            Text(zh="按瓶颈结构计算了。", en="This counts a bottleneck block."),
        ),
    },
)
STAGES = {
    "photos": Text(zh="图像分类的 ResNet ", en="A ResNet that classifies images"),
    "audio": Text(zh="声音事件检测的 ResNet ", en="A ResNet that detects sounds"),
    "medical": Text(zh="读 X 光片的 ResNet ", en="A ResNet that reads X-ray images"),
}


@generator(
    topic="cnn",
    objective="cnn-architectures",
    minutes=5,
    tags=("resnet", "parameters"),
    source="He et al., Deep residual learning for image recognition, CVPR 2016, section 3.3",
)
def residual_block_params(draw: Draw) -> Problem:
    """A basic residual block with batch normalisation, with or without projection."""
    c = draw.pick("c", (16, 24, 32, 48, 64, 96, 128, 256))
    draw.let("f", c * draw.pick("ratio", (1, 2)))
    draw.pick("s", (1, 2))
    draw.let("net", draw.pick("setting", STAGES))
    return Problem(
        Computed(
            "cnn/resnet-block-params",
            BLOCK,
            ask=Text(zh="该残差块共有多少个可学习的参数？", en="How many learnable parameters does the block have?"),
            claim=Text(
                zh="该残差块共有 $[value]$ 个可学习的参数。", en="The block has $[value]$ learnable parameters."
            ),
            solution=Text(
                zh="两个卷积层：\n\n$$[==9*c*f + 9*f*f]$$\n\n两个批归一化层：$[==2*(2*f)]$。捷径：[shortcut: 0=恒等映射，没有参数|$1 \\times 1$ 卷积和批归一化，$[==c*f + 2*f]$]。合计 $[key]$。",
                en="The two convolutions:\n\n$$[==9*c*f + 9*f*f]$$\n\nThe two batch normalisations: $[==2*(2*f)]$. The shortcut: [shortcut: 0=the identity, without parameters|a $1 \\times 1$ convolution and batch normalisation, $[==c*f + 2*f]$]. The total is $[key]$.",
            ),
            difficulty="3 + (f > c or s > 1)",
            conventions=("affine-batchnorm",),
        ),
        Text(
            zh="[net]中的一个基本残差块把 [c] 个通道变为 [f] 个通道：两个 $3 \\times 3$ 卷积层，第一个的步幅为 [s]，每个之后都有批归一化。通道数或尺寸改变时，捷径为步幅相同的 $1 \\times 1$ 卷积加批归一化，否则为恒等映射。卷积都不含偏置。",
            en="[net] has a basic residual block that maps [c] channels to [f]: two $3 \\times 3$ convolutions, the first with stride [s], each followed by batch normalisation. If the channels or the size change, the shortcut is a $1 \\times 1$ "
            "convolution of the same stride with batch normalisation; otherwise it is the identity. The convolutions have no biases.",
        ),
    )


@residual_block_params.check
def by_listing_layers(c: int, ratio: int, s: int) -> int:
    """Lists the arrays of the block and counts their entries."""
    f = c * ratio
    arrays = [(f, c, 3, 3), (f, 1, 1, 1), (f, 1, 1, 1), (f, f, 3, 3), (f, 1, 1, 1), (f, 1, 1, 1)]
    if (c, 1) != (f, s):
        arrays += [(f, c, 1, 1), (f, 1, 1, 1), (f, 1, 1, 1)]
    total = 0
    for a, b, height, width in arrays:
        total += a * b * height * width
    return total


FIELD = Formulas(
    "1 + (k - 1)*(r**L - 1)//(r - 1)",
    # The geometric sum is whole.
    under={"floor": "1 + (k - 1)*sum(r**i for i in range(L))", "ceil": "1 + (k - 1)*sum(r**i for i in range(L))"},
    wrong={
        "dilation-not-used": ("1 + L*(k - 1)", Text(zh="没有用到扩张率。", en="This does not use the dilations.")),
        "kernels-multiplied": ("k**L", Text(zh="把各层的卷积核大小相乘了。", en="This multiplies the kernel sizes.")),
        "unit-itself-left-out": (
            "(k - 1)*sum(r**i for i in range(L))",
            Text(zh="漏加了 1。", en="This leaves out the + 1."),
        ),
        "last-layer-alone": (
            "1 + (k - 1)*r**(L - 1)",
            Text(zh="只算了最后一层。", en="This counts the last layer only."),
        ),
        "layer-too-many": (
            "1 + (k - 1)*sum(r**i for i in range(L + 1))",
            Text(zh="多算了一层。", en="This counts one layer too many."),
        ),
        "whole-kernels-added": (
            "sum(k*r**i for i in range(L))",
            Text(zh="每层加了 $k d$，应加 $(k - 1) d$。", en="This adds $k d$ for each layer instead of $(k - 1) d$."),
        ),
        "first-layer-not-counted": (
            "1 + (k - 1)*sum(r**i for i in range(1, L))",
            Text(zh="漏了第一层。", en="This leaves out the first layer."),
        ),
    },
)
SIGNALS = {
    "audio": Text(zh="WaveNet 式的音频模型", en="A model of audio in the manner of WaveNet"),
    "ecg": Text(zh="分析心电图的时间卷积网络", en="A temporal convolutional network that analyses electrocardiograms"),
    "traffic": Text(zh="预测车流量的时间卷积网络", en="A temporal convolutional network that predicts traffic"),
}


@generator(
    topic="cnn",
    objective="cnn-receptive-field",
    minutes=2,
    tags=("dilated-convolution", "receptive-field"),
    source="van den Oord et al., WaveNet: A generative model for raw audio (2016), section 2.1; Bai, Kolter and Koltun, An empirical evaluation of generic convolutional and recurrent networks (2018)",
)
def dilated_receptive_field(draw: Draw) -> Problem:
    """The receptive field of a stack of dilated convolutions."""
    L = draw.pick("L", (3, 4, 5, 6, 8, 10))
    draw.pick("k", (2, 3, 5))
    r = draw.pick("r", (2, 3))
    draw.let("model", draw.pick("setting", SIGNALS))
    draw.require(r == 2 or L <= 6)
    dilations = ", ".join(str(r**i) for i in range(L))
    zh = "、".join(str(r**i) for i in range(L))
    return Problem(
        Computed(
            "cnn/dilated-receptive-field",
            FIELD,
            ask=Text(zh="一个输出依赖于多少个输入？", en="On how many inputs does an output depend?"),
            claim=Text(zh="一个输出依赖于 $[value]$ 个输入。", en="An output depends on $[value]$ inputs."),
            solution=Text(
                zh="每一层使感受野增加 $(k - 1) d$：\n\n$$[==1 + (k - 1)*sum(r**i for i in range(L))].$$",
                en="Each layer widens the receptive field by $(k - 1) d$:\n\n$$[==1 + (k - 1)*sum(r**i for i in range(L))].$$",
            ),
            difficulty=2 + (r > 2),
        ),
        Text(
            zh=f"[model]由 [L] 个一维卷积层叠成，卷积核大小都是 $k = [k]$，步幅为 1，扩张率 $d$ 依次为 {zh}。",
            en=f"[model] is a stack of [L] one-dimensional convolutional layers with kernels of size $k = [k]$ and stride 1; their dilations $d$ are {dilations}.",
        ),
    )


@dilated_receptive_field.check
def by_tracing_back(L: int, k: int, r: int) -> int:
    return inputs_seen(L, k, r)


@cache
def inputs_seen(L: int, k: int, r: int) -> int:
    """Follows the taps from one output back to the input."""
    seen = {0}
    for depth in reversed(range(L)):
        seen = {place - tap * r**depth for place in seen for tap in range(k)}
    return max(seen) - min(seen) + 1
