"""Blocks in the manner of VGG: parameters of a block, features after some blocks, parameters of a small network."""

from math import prod

from hwgen import Computed, Draw, Formulas, Problem, Text, generator, may_coincide, source, texts

from .._settings import NETWORKS
from .._windows import places

VGG = "Simonyan and Zisserman, Very deep convolutional networks for large-scale image recognition (2015), section 2.1"
BLOCK = Formulas("first + (m - 1)*other", let={"first": "f*(3*3*c + 1)", "other": "f*(3*3*f + 1)"}).with_wrong(r"""
    every-layer-reads-input-width: m*first
    every-layer-reads-output-width: m*other
    no-bias: 9*c*f + 9*(m - 1)*f*f
    first-layer-only: first
    pooling-given-parameters: first + (m - 1)*other + 4*f
        给池化层的每个通道算了 $2 \times 2$ 个权重；它没有可学习的参数。
        This gives the pooling layer $2 \times 2$ weights for each channel; it has no learnable parameters.
    one-channel: 10*m*f
    one-side-of-kernel: f*(3*c + 1) + (m - 1)*f*(3*f + 1)
    pooling-as-convolution: first + m*other
        把池化层也当作卷积层；它没有可学习的参数。
        This counts the pooling layer as one more convolution; it has no learnable parameters.
    bias-of-each-channel: 10*c*f + (m - 1)*10*f*f
        给卷积核的每个通道各算了一个偏置；每个卷积核只有一个。
        This gives each channel of a kernel a bias of its own; there is one for the whole kernel.
""")


@generator(topic="cnn", objective="cnn-costs", minutes=3, tags=("vgg", "parameters"))
@source(f"{VGG}; Zhang et al., Dive into Deep Learning (2023), section 8.2")
def vgg_block_params(draw: Draw) -> Problem:
    """The parameters of a block of 3×3 convolutions and a pooling layer."""
    draw.let("network", draw.pick("setting", NETWORKS))
    m = draw.pick("m", (2, 3, 4))
    c = draw.pick("c", (3, 16, 32, 64, 128, 256))
    f = draw.pick("f", (16, 32, 64, 128, 256, 512))
    # A block has more channels than the one before it, but not many times as many.
    draw.require(c < f <= (64 if c == 3 else 4 * c))
    total = "first + other" if m == 2 else "key"
    question = Computed(
        "cnn/vgg-block-params",
        BLOCK,
        solution=Text(
            "池化层没有参数。第 1 层的参数个数为\n\n$$[==first].$$\n\n[m: 2=第 2 层|其余每层]的参数个数为\n\n$$[==other].$$\n\n"
            f"合计\n\n$$[=={total}].$$",
            "The pooling layer has no parameters. The number of parameters of layer 1 is\n\n$$[==first].$$\n\n"
            f"That of [m: 2=layer 2|each of the other layers] is\n\n$$[==other].$$\n\nIn total:\n\n$$[=={total}].$$",
        ),
        difficulty=2 + (m > 2),
        conventions=("with-bias",),
    )
    return Problem(question).worded(r"""
        [network]中的一个 VGG 块由 [m] 个卷积层和一个 $2 \times 2$ 最大池化层依次组成。各卷积层都用 $3 \times 3$ 的卷积核，
          填充为 1；第 1 层有 [c] 个输入通道和 [f] 个输出通道，[m: 2=第 2 层|其余各层]的输入和输出都是 [f] 个通道。
        A VGG block of [network] consists of [m] convolutional layers followed by a $2 \times 2$ max-pooling layer. All
          the convolutional layers have $3 \times 3$ kernels and padding 1; layer 1 has [c] input channels and [f] output
          channels, and [m: 2=layer 2 has|each of the other layers has] [f] input channels and as
          many output channels.

        ask: 这个块共有多少个可学习的参数？ || How many learnable parameters does the block have in total?
        claim: 这个块共有 $[value]$ 个可学习的参数。 || The block has $[value]$ learnable parameters in total.
    """)


@vgg_block_params.check
def by_listing_kernels(m: int, c: int, f: int) -> int:
    """Walks through the layers with the channels that reach each, and counts every kernel’s weights and bias."""
    total, channels = 0, c
    for _ in range(m):
        weights = sum(1 for _ in range(channels) for _ in range(3) for _ in range(3))
        total += sum(weights + 1 for _ in range(f))
        channels = f
    return total


FEATURES = Formulas(
    "f*floor(n/2**B)**2",
    let={
        "last": "floor(n/2**B)",
        "u1": "floor((n - 2)/2)",
        "u2": "floor((u1 - 2)/2)",
        "u3": "floor((u2 - 2)/2)",
        "u4": "floor((u3 - 2)/2)",
        "u5": "floor((u4 - 2)/2)",
        "u": "(u1, u2, u3, u4, u5)[B - 1]",
    },
).with_wrong("""
    rounds-up: f*ceiling(n/2**B)**2
    flattened-one-axis: f*last
    flatten-without-channels: last**2
    no-pooling: f*n**2
    one-pooling-missed: f*floor(n/2**(B - 1))**2
    pooling-halves-area: f*floor(n**2/2**B)
    as-if-unpadded: f*u**2 if u > 0 else None
""")
PICTURES = {
    "photograph": Text("照片", "A photograph"),
    "scan": Text(" X 光片", "An X-ray image"),
    "tile": Text("卫星影像", "A satellite image"),
}


@generator(topic="cnn", objective="cnn-shapes", minutes=2, tags=("vgg", "flatten", "output-size"))
@source("Zhang et al., Dive into Deep Learning (2023), section 8.2; Stanford CS231n, notes on convolutional networks")
@may_coincide("Sides that are even at each pooling are not rounded.", "rounds-up")
def flatten_after_blocks(draw: Draw) -> Problem:
    """The number of features after some blocks of convolution and pooling."""
    draw.let("picture", draw.pick("setting", PICTURES))
    n = draw.pick("n", (28, 32, 48, 50, 64, 96, 100, 224))
    B = draw.pick("B", (2, 3, 4, 5))
    draw.pick("f", (16, 32, 64, 128, 256, 512))
    draw.require(n // 2**B >= 2)
    chain = r" \to ".join(f"[n//{2**i}]" for i in range(B + 1))
    question = Computed(
        "cnn/flatten-after-blocks",
        FEATURES,
        solution=Text(
            f"卷积不改变边长，每次池化使边长减半（向下取整）：\n\n$${chain}.$$\n\n展平后的特征数为\n\n$$[==f*last*last].$$",
            f"The convolutions keep the side, and each pooling halves it, rounded down:\n\n$${chain}.$$\n\n"
            "The number of features after flattening is\n\n$$[==f*last*last].$$",
        ),
        difficulty=1 + (n % 2**B != 0) + (B > 3),
        conventions=("floor",),
    )
    return Problem(question).worded(r"""
        一幅缩放为 $[n] \times [n]$ 的[picture]依次通过 [B] 个块，每个块由一个 $3 \times 3$ 卷积层（填充为 1，
          步幅为 1）和一个 $2 \times 2$ 最大池化层（步幅为 2，不填充）组成。最后一块输出 [f] 个通道，随后展平。
        [picture] scaled to $[n] \times [n]$ pixels passes through [B] blocks, each with a convolutional layer ($3 \times 3$
          kernels, padding 1, stride 1) and a max-pooling layer ($2 \times 2$ windows, stride 2, no padding). The last
          block gives [f] channels, which are then flattened.

        ask: 展平后有多少个特征？ || How many features does flattening give?
        claim: 展平后有 $[value]$ 个特征。 || Flattening gives $[value]$ features.
    """)


@flatten_after_blocks.check
def by_sliding_blocks(n: int, B: int, f: int) -> int:
    """Slides each block’s two windows over a row and counts the pixels that are left in all channels."""
    for _ in range(B):
        n = places(places(n, 3, 1, 1), 2, 2, 0)
    return sum(n for _ in range(n)) * f


MINI = Formulas(
    "t + d",
    let={
        "s": "n/8",
        "flat": "w[2]*s*s",
        "l1": "w[0]*(3*3*3 + 1)",
        "l2": "w[1]*(3*3*w[0] + 1)",
        "l3": "w[2]*(3*3*w[1] + 1)",
        "t": "l1 + l2 + l3",
        "d": "q*(flat + 1)",
    },
).with_wrong(r"""
    no-pooling: t + q*(w[2]*n**2 + 1)
    one-pooling-missed: t + q*(4*flat + 1)
    classifier-reads-channels-only: t + q*(w[2] + 1)
    classifier-left-out: t
    no-bias: t - sum(w) + q*flat
    one-channel: 10*sum(w) + d
    grey-input: t - 18*w[0] + d
    flattened-one-axis: t + q*(w[2]*s + 1)
    flatten-without-channels: t + q*(s**2 + 1)
    no-dense-bias: t + q*flat
        漏算了全连接层的偏置。 || This leaves out the biases of the fully connected layer.
    pooling-given-parameters: t + d + 4*sum(w)
        给池化层的每个通道算了 $2 \times 2$ 个权重；池化层没有可学习的参数。
        This gives the pooling layers $2 \times 2$ weights for each channel; they have no learnable parameters.
    channels-of-all-blocks: t + q*(sum(w)*s*s + 1)
        把三个块的通道数相加后展平；展平的只是最后一块的输出。
        This flattens the channels of all blocks; only the output of the last one is flattened.
""")
WIDTHS = ((8, 16, 32), (16, 32, 64), (4, 8, 16), (16, 32, 32), (32, 64, 128))
TASKS = texts("""
    animals: 动物照片 || photographs of animals
    leaves: 植物叶片照片 || photographs of leaves
    dishes: 菜肴照片 || photographs of dishes
""")


@generator(topic="cnn", objective="cnn-costs", minutes=5, tags=("vgg", "parameters", "flatten"))
@source(f"{VGG}; Stanford CS231n, notes on convolutional networks")
def mini_vgg_total(draw: Draw) -> Problem:
    """All parameters of three blocks of convolution and pooling with a classifier."""
    draw.let("pictures", draw.pick("setting", TASKS))
    draw.pick("n", (16, 24, 32, 64))
    draw.pick("w", WIDTHS)
    q = draw.pick("q", (2, 5, 10, 100))
    rows = "\n".join(f"| conv{i} | $[==l{i}]$ |" for i in (1, 2, 3))
    question = Computed(
        "cnn/mini-vgg-total",
        MINI,
        difficulty=3 + (q > 10),
        conventions=("bias-everywhere", "pooling-without-parameters"),
    )
    return Problem(question).worded(rf"""
        一个给[pictures]分类的小型卷积网络的输入是缩小为 $[n] \times [n]$ 的 RGB 图像（3 个通道）。图像依次通过 3 个块，
          每个块由一个卷积层（$3 \times 3$ 卷积核，填充为 1，步幅为 1）和一个 $2 \times 2$ 最大池化层（步幅为 2）组成；
          3 个卷积层依次有 [w[0]]、[w[1]]、[w[2]] 个卷积核。最后的特征图展平后，由一个全连接层输出 [q] 个类别的得分。
        A small convolutional network classifies [pictures], scaled down to RGB images (3 channels) of $[n] \times [n]$ pixels. An
          image passes through 3 blocks, each with a convolutional layer ($3 \times 3$ kernels, padding 1, stride 1) and
          a max-pooling layer ($2 \times 2$ windows, stride 2); the 3 convolutional layers have [w[0]], [w[1]] and
          [w[2]] kernels. The last feature map is flattened, and a fully connected layer gives the scores of [q]
          classes.

        ask: 这个网络共有多少个可学习的参数？ || How many learnable parameters does the network have in total?
        claim: 这个网络共有 $[value]$ 个可学习的参数。 || The network has $[value]$ learnable parameters in total.
        solution: 每个块使边长减半：$[n] \to [n//2] \to [n//4] \to [s]$，展平后的特征数为
                  Each block halves the side: $[n] \to [n//2] \to [n//4] \to [s]$. The number of features after
                    flattening is
                  $$[==flat].$$
                  | 层 | 参数个数 |
                  | layer | parameters |
                  |---|---|
                  {rows}
                  | 全连接 | $[==d]$ |
                  | fully connected | $[==d]$ |
                  | 合计 | $[key]$ |
                  | total | $[key]$ |
    """)


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
