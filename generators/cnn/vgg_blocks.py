"""Blocks in the manner of VGG: parameters of a block, features after some blocks, parameters of a small network."""

from functools import cache
from itertools import pairwise
from math import prod

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, generator, number_tex

BLOCK = Formulas(
    "f*(9*c + 1) + (m - 1)*f*(9*f + 1)",
    wrong={
        "every-layer-reads-input-width": "m*f*(9*c + 1)",
        "every-layer-reads-output-width": "m*f*(9*f + 1)",
        "no-bias": "9*c*f + 9*(m - 1)*f*f",
        "first-layer-only": "f*(9*c + 1)",
        "pooling-given-parameters": "f*(9*c + 1) + (m - 1)*f*(9*f + 1) + 4*f",
        "one-channel": "10*m*f",
        "one-side-of-kernel": "f*(3*c + 1) + (m - 1)*f*(3*f + 1)",
    },
)


@generator(
    topic="cnn",
    minutes=3,
    tags=("vgg", "parameters"),
    source="Simonyan and Zisserman, Very deep convolutional networks for large-scale image recognition (2015), "
    "section 2.1; Zhang et al., Dive into Deep Learning (2023), section 8.2",
    objective="cnn-costs",
)
def vgg_block_params(draw: Draw) -> Problem:
    """The parameters of a block of 3×3 convolutions and a pooling layer."""
    m = draw.pick("m", (1, 2, 3, 4))
    c = draw.pick("c", (3, 16, 32, 64, 128))
    f = draw.pick("f", (16, 32, 64, 128, 256))
    draw.require(c != f)
    at = draw.params
    others = Text(zh="第 2 层", en="layer 2 has") if m == 2 else Text(zh="其余各层", en="each of the other layers has")

    def context() -> Text:
        later = Text(
            zh=f"第 1 层有 {c} 个输入通道和 {f} 个输出通道，{others.zh}的输入和输出都是 {f} 个通道",
            en=f"layer 1 has {c} input channels and {f} output channels, {others.en} {f} of both",
        )
        only = Text(zh=f"有 {c} 个输入通道和 {f} 个输出通道", en=f"with {c} input channels and {f} output channels")
        if m == 1:
            return Text(
                zh=f"一个 VGG 块由 1 个卷积层和 1 个 $2 \\times 2$ 最大池化层组成。卷积层用 $3 \\times 3$ 的卷积核，填充为 1，{only.zh}。",
                en=f"A VGG block consists of 1 convolutional layer and 1 max-pooling layer of $2 \\times 2$. The convolution "
                f"layer has kernels of $3 \\times 3$ and padding 1, {only.en}.",
            )
        return Text(
            zh=f"一个 VGG 块由 {m} 个卷积层和 1 个 $2 \\times 2$ 最大池化层依次组成。各卷积层都用 $3 \\times 3$ 的卷积核，"
            f"填充为 1；{later.zh}。",
            en=f"A VGG block consists of {m} convolutional layers followed by 1 max-pooling layer of $2 \\times 2$. All the "
            f"convolutional layers have kernels of $3 \\times 3$ and padding 1; {later.en}.",
        )

    def wording() -> Wording:
        first, other = f * (9 * c + 1), f * (9 * f + 1)
        total = number_tex(BLOCK.values(at)["key"])
        of_first = f"{f} \\times (3 \\times 3 \\times {c} + 1) = {number_tex(first)}"
        of_others = f"{f} \\times (3 \\times 3 \\times {f} + 1) = {number_tex(other)}"
        times = f"{m - 1} \\times " if m > 2 else ""
        summed = f"{number_tex(first)} + {times}{number_tex(other)} = {total}"
        each = "都" if m > 2 else ""
        if m == 1:
            solution = Text(
                zh=f"池化层没有参数，卷积层的参数个数为\n\n$${of_first}.$$",
                en=f"The pooling layer has no parameters, and the convolutional layer has\n\n$${of_first}.$$",
            )
        else:
            solution = Text(
                zh=f"池化层没有参数。第 1 层的参数个数为\n\n$${of_first},$$\n\n{others.zh}的参数个数{each}为\n\n"
                f"$${of_others},$$\n\n合计\n\n$${summed}.$$",
                en=f"The pooling layer has no parameters. Layer 1 has\n\n$${of_first}$$\n\nparameters, "
                f"{others.en}\n\n$${of_others},$$\n\nand the total is\n\n$${summed}.$$",
            )
        return Wording(
            ask=Text(
                zh="这个块共有多少个可学习的参数？", en="How many learnable parameters does the block have in total?"
            ),
            claim=Text(zh="这个块共有 ${}$ 个可学习的参数。", en="The block has ${}$ learnable parameters in total."),
            solution=solution,
        )

    return Problem(
        (Computed("cnn/vgg-block-params", BLOCK, at, wording, difficulty=2 + (m > 2), conventions=("with-bias",)),),
        context,
    )


@vgg_block_params.check
def by_listing_kernels(m: int, c: int, f: int) -> int:
    """Walks through the layers with the channels that reach each, and counts every kernel’s weights and bias."""
    total, channels = 0, c
    for _ in range(m):
        for _ in range(f):
            total += kernel_weights(channels) + 1
        channels = f
    return total


@cache
def kernel_weights(channels: int) -> int:
    return sum(1 for _ in range(channels) for _ in range(3) for _ in range(3))


FEATURES = Formulas(
    "f*floor(n/2**B)**2",
    let={
        "u1": "floor((n - 2)/2)",
        "u2": "floor((u1 - 2)/2)",
        "u3": "floor((u2 - 2)/2)",
        "u4": "floor((u3 - 2)/2)",
        "u5": "floor((u4 - 2)/2)",
        "u": "(u1, u2, u3, u4, u5)[B - 1]",
    },
    wrong={
        "rounds-up": "f*ceiling(n/2**B)**2",
        "flattened-one-axis": "f*floor(n/2**B)",
        "flatten-without-channels": "floor(n/2**B)**2",
        "no-pooling": "f*n**2",
        "one-pooling-missed": "f*floor(n/2**(B - 1))**2",
        "pooling-halves-area": "f*floor(n**2/2**B)",
        "as-if-unpadded": "f*u**2 if u > 0 else None",
    },
)


@generator(
    topic="cnn",
    minutes=2,
    tags=("vgg", "flatten", "output-size"),
    source="Zhang et al., Dive into Deep Learning (2023), section 8.2; Stanford CS231n, notes on convolutional networks",
    objective="cnn-shapes",
)
def flatten_after_blocks(draw: Draw) -> Problem:
    """The number of features after some blocks of convolution and pooling."""
    n = draw.pick("n", (28, 32, 48, 50, 64, 96, 100, 224))
    B = draw.pick("B", (2, 3, 4, 5))
    f = draw.pick("f", (16, 32, 64, 128, 256, 512))
    draw.require(n // 2**B >= 2)
    at = draw.params

    def context() -> Text:
        return Text(
            zh=f"大小为 ${n} \\times {n}$ 的图像依次通过 {B} 个块，每个块由一个 $3 \\times 3$ 卷积层（填充为 1，步幅为 1）"
            f"和一个 $2 \\times 2$ 最大池化层（步幅为 2，不填充）组成。最后一块输出 {f} 个通道，随后展平。",
            en=f"An image of ${n} \\times {n}$ pixels passes through {B} blocks, each with a convolutional layer "
            f"($3 \\times 3$ kernels, padding 1, stride 1) and a max-pooling layer ($2 \\times 2$ windows, stride 2, no padding). "
            f"The last block gives {f} channels, which are then flattened.",
        )

    def wording() -> Wording:
        sides = [n]
        for _ in range(B):
            sides.append(sides[-1] // 2)
        last = sides[-1]
        chain = " \\to ".join(map(str, sides))
        worked = f"{f} \\times {last} \\times {last} = {number_tex(FEATURES.values(at)['key'])}"
        return Wording(
            ask=Text(zh="展平后有多少个特征？", en="How many features does flattening give?"),
            claim=Text(zh="展平后有 ${}$ 个特征。", en="Flattening gives ${}$ features."),
            solution=Text(
                zh=f"卷积不改变边长，每次池化使边长减半（向下取整）：\n\n$${chain}.$$\n\n展平后的特征数为\n\n$${worked}.$$",
                en=f"The convolutions keep the side, and each pooling halves it, rounded down:\n\n$${chain}.$$\n\n"
                f"Flattening gives\n\n$${worked}$$\n\nfeatures.",
            ),
        )

    return Problem(
        (
            Computed(
                "cnn/flatten-after-blocks",
                FEATURES,
                at,
                wording,
                difficulty=1 + (n % 2**B != 0) + (B > 3),
                conventions=("floor",),
            ),
        ),
        context,
    )


@flatten_after_blocks.check
def by_sliding_blocks(n: int, B: int, f: int) -> int:
    """Slides each block’s two windows over a row and counts the pixels that are left in all channels."""
    for _ in range(B):
        n = places(places(n, 3, 1, 1), 2, 2, 0)
    return sum(n for _ in range(n)) * f


@cache
def places(size: int, kernel: int, stride: int, padding: int) -> int:
    """The number of places where a window fits in a padded row."""
    padded = [0] * padding + [1] * size + [0] * padding
    return sum(1 for start in range(0, len(padded), stride) if len(padded[start : start + kernel]) == kernel)


MINI = Formulas(
    "28*w[0] + w[1]*(9*w[0] + 1) + w[2]*(9*w[1] + 1) + q*(w[2]*s**2 + 1)",
    let={
        "s": "n/8",
        "t": "28*w[0] + w[1]*(9*w[0] + 1) + w[2]*(9*w[1] + 1)",
        "d": "q*(w[2]*s**2 + 1)",
    },
    wrong={
        "no-pooling": "t + q*(w[2]*n**2 + 1)",
        "one-pooling-missed": "t + q*(w[2]*(2*s)**2 + 1)",
        "classifier-reads-channels-only": "t + q*(w[2] + 1)",
        "classifier-left-out": "t",
        "no-bias": "t - w[0] - w[1] - w[2] + q*w[2]*s**2",
        "one-channel": "10*(w[0] + w[1] + w[2]) + d",
        "grey-input": "t - 18*w[0] + d",
        "flattened-one-axis": "t + q*(w[2]*s + 1)",
        "flatten-without-channels": "t + q*(s**2 + 1)",
        "no-dense-bias": "t + q*w[2]*s**2",
    },
)
WIDTHS = ((8, 16, 32), (16, 32, 64), (4, 8, 16), (16, 32, 32), (32, 64, 128))


@generator(
    topic="cnn",
    minutes=5,
    tags=("vgg", "parameters", "flatten"),
    source="Simonyan and Zisserman, Very deep convolutional networks for large-scale image recognition (2015), "
    "section 2.1; Stanford CS231n, notes on convolutional networks",
    objective="cnn-costs",
)
def mini_vgg_total(draw: Draw) -> Problem:
    """All parameters of three blocks of convolution and pooling with a classifier."""
    n = draw.pick("n", (16, 24, 32, 64))
    w = draw.pick("w", WIDTHS)
    q = draw.pick("q", (2, 5, 10, 100))
    at = draw.params

    def context() -> Text:
        return Text(
            zh=f"一个小型卷积网络的输入是 ${n} \\times {n}$ 的 RGB 图像（3 个通道）。图像依次通过 3 个块，每个块由一个卷积层"
            f"（$3 \\times 3$ 卷积核，填充为 1，步幅为 1）和一个 $2 \\times 2$ 最大池化层（步幅为 2）组成；"
            f"3 个卷积层依次有 {w[0]}、{w[1]}、{w[2]} 个卷积核。最后的特征图展平后，由一个全连接层输出 {q} 个类别的得分。",
            en=f"The input of a small convolutional network is an RGB image (3 channels) of ${n} \\times {n}$ pixels. It passes "
            f"through 3 blocks, each with a convolutional layer ($3 \\times 3$ kernels, padding 1, stride 1) and a max-pooling layer "
            f"($2 \\times 2$ windows, stride 2); the 3 convolutional layers have {w[0]}, {w[1]} and {w[2]} kernels. The last "
            f"feature map is flattened, and a fully connected layer gives the scores of {q} classes.",
        )

    def wording() -> Wording:
        named = MINI.values(at)
        s, total = named["s"], number_tex(named["key"])
        flat = w[2] * s * s
        layers = [
            f"{wide} \\times (3 \\times 3 \\times {deep} + 1) = {number_tex(wide * (9 * deep + 1))}"
            for deep, wide in pairwise((3, *w))
        ]
        last = f"{q} \\times ({number_tex(flat)} + 1) = {number_tex(named['d'])}"
        zh = "\n".join(f"| conv{i} | ${way}$ |" for i, way in enumerate(layers, 1))
        return Wording(
            ask=Text(
                zh="这个网络共有多少个可学习的参数？",
                en="How many learnable parameters does the network have in total?",
            ),
            claim=Text(
                zh="这个网络共有 ${}$ 个可学习的参数。", en="The network has ${}$ learnable parameters in total."
            ),
            solution=Text(
                zh=f"每个块使边长减半：${n} \\to {n // 2} \\to {n // 4} \\to {s}$，展平后有 "
                f"${w[2]} \\times {s} \\times {s} = {number_tex(flat)}$ 个特征。\n\n| 层 | 参数个数 |\n|---|---|\n{zh}\n"
                f"| 全连接 | ${last}$ |\n| 合计 | ${total}$ |",
                en=f"Each block halves the side: ${n} \\to {n // 2} \\to {n // 4} \\to {s}$, so that flattening gives "
                f"${w[2]} \\times {s} \\times {s} = {number_tex(flat)}$ features.\n\n| layer | parameters |\n|---|---|\n{zh}\n"
                f"| fully connected | ${last}$ |\n| total | ${total}$ |",
            ),
        )

    return Problem(
        (
            Computed(
                "cnn/mini-vgg-total",
                MINI,
                at,
                wording,
                difficulty=3 + (q > 10),
                conventions=("bias-everywhere", "pooling-without-parameters"),
            ),
        ),
        context,
    )


@mini_vgg_total.check
def by_listing_tensors(n: int, w: tuple[int, int, int], q: int) -> int:
    """Follows the image’s shape through the layers and adds up the sizes of the tensors each of them keeps."""
    channels, side, tensors = 3, n, []
    for kernels in w:
        tensors += [(kernels, channels, 3, 3), (kernels,)]
        channels, side = kernels, places(places(side, 3, 1, 1), 2, 2, 0)
    inputs = sum(channels for _ in range(side) for _ in range(side))
    tensors += [(q, inputs), (q,)]
    return sum(map(prod, tensors))
