"""Two historic networks, layer by layer: the parameters of a LeNet, the sides of an AlexNet’s feature maps."""

from math import prod

from hwgen import Computed, Draw, Formulas, Problem, Text, generator, source, texts

from .._tex import same
from .._windows import places


def counts(conv1: str, conv2: str, dense: str, fc2: str, fc3: str, more: str = "") -> str:
    """The tuple of the counts of each layer and their total, as an expression."""
    five = (conv1, conv2, dense, fc2, fc3)
    return f"({', '.join(five)}, {' + '.join(five)}{more})"


LENET_LAYERS = ("conv1", "conv2", "fc1", "fc2", "fc3")
WITHOUT_BIAS = ("25*c1", "25*c1*c2", "f1*flat", "f2*f1", "q*f2")
CONVOLUTIONS, DENSE = LENET_LAYERS[:2], LENET_LAYERS[2:]
LENET = Formulas(
    counts(*LENET_LAYERS),
    let={
        "m": "((n - 4)/2 - 4)/2",
        "flat": "c2*m*m",
        "conv1": "c1*(5*5*1 + 1)",
        "conv2": "c2*(5*5*c1 + 1)",
        "fc1": "f1*(flat + 1)",
        "fc2": "f2*(f1 + 1)",
        "fc3": "q*(f2 + 1)",
    },
).with_wrong(f"""
    no-bias: {counts(*WITHOUT_BIAS)}
    one-channel: {counts("conv1", "26*c2", *DENSE)}
    as-if-padded: {counts(*CONVOLUTIONS, "f1*((n/4)**2*c2 + 1)", "fc2", "fc3")}
    flatten-without-channels: {counts(*CONVOLUTIONS, "f1*(m**2 + 1)", "fc2", "fc3")}
    one-pooling-missed: {counts(*CONVOLUTIONS, "f1*(4*flat + 1)", "fc2", "fc3")}
    flattened-one-axis: {counts(*CONVOLUTIONS, "f1*(m*c2 + 1)", "fc2", "fc3")}
    no-dense-bias: {counts(*CONVOLUTIONS, *WITHOUT_BIAS[2:])}
    pooling-given-parameters: {counts(*LENET_LAYERS, more=" + 2*c1 + 2*c2")}
        给池化层的每个通道算了 2 个参数；最大池化没有参数。
        This gives the pooling layers 2 parameters for each channel; max pooling has none.
    no-convolution-bias: {counts(*WITHOUT_BIAS[:2], *DENSE)}
        漏算了卷积层的偏置。 || This leaves out the biases of the convolutional layers.
    one-bias-for-each-layer: {counts(*(f"{weights} + 1" for weights in WITHOUT_BIAS))}
        每层只算了一个偏置，应为每个卷积核、全连接层的每个单元各一个。
        This gives each layer a single bias instead of one for each kernel and each fully connected unit.
    one-channel-and-no-bias: {counts("25*c1", "25*c2", *WITHOUT_BIAS[2:])}
        conv2 的卷积核只算了一个通道，而且漏算了所有偏置。
        This gives the kernels of conv2 a single channel, and it leaves all biases out.
    flattened-one-axis-and-no-bias: {counts(*WITHOUT_BIAS[:2], "f1*m*c2", "f2*f1", "q*f2")}
        展平时只乘了一条边，而且漏算了所有偏置。
        This multiplies by one side in flattening, and it leaves all biases out.
""")
TASKS = texts("""
    digits: 手写数字 || handwritten digits
    letters: 印刷字母 || printed letters
    symbols: 手绘符号 || hand-drawn symbols
""")


@generator(topic="cnn", objective="cnn-costs", minutes=8, tags=("lenet", "parameters"))
@source(
    "LeCun et al., Gradient-based learning applied to document recognition (1998), section II.B; "
    "Zhang et al., Dive into Deep Learning (2023), section 7.6"
)
def lenet_params(draw: Draw) -> Problem:
    """The parameters of each layer of a LeNet and their total."""
    draw.let("pictures", draw.pick("setting", TASKS))
    n = draw.pick("n", (28, 32))
    draw.pick("c1", (4, 6, 8))
    draw.pick("c2", (12, 16, 20))
    draw.pick("f1", (100, 120))
    draw.pick("f2", (60, 84))
    draw.pick("q", (2, 5, 10))
    draw.let("side", (n, n - 4, (n - 4) // 2, (n - 4) // 2 - 4))
    rows = "\n".join(f"| {layer} | $[=={layer}]$ |" for layer in LENET_LAYERS)

    def layers(conv: str, pool: str, dense: str) -> str:
        lines = (conv.format(1), pool.format(1), conv.format(2), pool.format(2))
        return "\n".join((*lines, *(dense.format(i, size) for i, size in ((1, "f1"), (2, "f2"), (3, "q")))))

    question = Computed(
        "cnn/lenet-params",
        LENET,
        difficulty=3 + (n == 28),
        conventions=("bias-everywhere", "kernels-cover-all-channels", "pooling-without-parameters"),
        form="tuple",
        cells=(*map(same, LENET_LAYERS), Text("合计", "total")),
    )
    return Problem(
        question,
        Text(
            r"一个区分 [q] 种[pictures]的 LeNet 式网络以 $[n] \times [n]$ 的灰度图像（1 个通道）为输入，自上而下由以下各层组成，"
            "pool2 的输出展平后送入 fc1：\n\n| 层 | 类型 | 设置 |\n|---|---|---|\n"
            + layers(
                r"| conv{0} | 卷积 | [c{0}] 个 $5 \times 5$ 卷积核，步幅 1，不填充 |",
                r"| pool{0} | 最大池化 | 窗口 $2 \times 2$，步幅 2 |",
                "| fc{0} | 全连接 | [{1}] 个单元 |",
            ),
            r"A LeNet-style network distinguishes [q] different [pictures]. Its input, a greyscale image (1 channel) of $[n] \times [n]$ pixels, passes through these "
            "layers from top to bottom; the output of pool2 is flattened and fed to fc1.\n\n| layer | type | settings |\n|---|---|---|\n"
            + layers(
                r"| conv{0} | convolution | [c{0}] kernels of size $5 \times 5$, stride 1, no padding |",
                r"| pool{0} | max pooling | window $2 \times 2$, stride 2 |",
                "| fc{0} | fully connected | [{1}] units |",
            ),
        ),
    ).worded(rf"""
        ask: 依次写出 conv1、conv2、fc1、fc2、fc3 的可学习参数个数以及合计。
             Give, in this order, the numbers of learnable parameters of conv1, conv2, fc1, fc2, fc3 and their total.
        claim: conv1、conv2、fc1、fc2、fc3 的可学习参数个数以及合计依次为 $[value]$。
               The numbers of learnable parameters of conv1, conv2, fc1, fc2, fc3 and their total are, in this order,
                 $[value]$.
        solution: 特征图的边长依次为 $[side[0]] \to [side[1]] \to [side[2]] \to [side[3]] \to [m]$，
                    展平后的特征数为
                  The sides of the feature maps are $[side[0]] \to [side[1]] \to [side[2]] \to [side[3]] \to [m]$, and
                    the number of features after flattening is
                  $$[==flat].$$
                  | 层 | 参数个数 |
                  | layer | parameters |
                  |---|---|
                  {rows}
                  | 合计 | $[key[5]]$ |
                  | total | $[key[5]]$ |
    """)


@lenet_params.check
def by_building_lenet(n: int, c1: int, c2: int, f1: int, f2: int, q: int) -> tuple[int, ...]:
    """Lists the shapes of all weights and biases, with the side of each map found by sliding windows, and counts them."""
    side = places(places(places(places(n, 5, 1, 0), 2, 2, 0), 5, 1, 0), 2, 2, 0)
    inputs = c2 * side * side
    shapes = (
        ((c1, 1, 5, 5), (c1,)),
        ((c2, c1, 5, 5), (c2,)),
        ((f1, inputs), (f1,)),
        ((f2, f1), (f2,)),
        ((q, f2), (q,)),
    )
    layers = [sum(map(prod, tensors)) for tensors in shapes]
    return (*layers, sum(layers))


def trunk(first: str, rounding: str = "floor", prefix: str = "") -> dict[str, str]:
    """The sides after conv1 and the three pooling layers, as expressions; conv1's is given."""
    a, b, c, e = (prefix + letter for letter in "abce")
    lets = {a: first}
    for before, after in ((a, b), (b, c), (c, e)):
        lets[after] = f"{rounding}(({before} - 3)/2) + 1"
    return lets


ALEXNET = Formulas(
    "(a, b, c, e, last*e*e)",
    let={
        **trunk("floor((n + 2*p - 11)/4) + 1"),
        **trunk("ceiling((n + 2*p - 11)/4) + 1", "ceiling", "up_"),
        **trunk("floor((n - 11)/4) + 1", prefix="bare_"),
        "b1": "floor((a - 1 - 3)/2)",
        "c1": "floor((b1 - 3)/2)",
        "e1": "floor((c1 - 3)/2)",
        "c2": "floor((b - 4 - 3)/2) + 1",
        "e2": "floor((c2 - 6 - 3)/2) + 1",
    },
).with_wrong("""
    rounds-up: (up_a, up_b, up_c, up_e, last*up_e**2)
    no-padding: (bare_a, bare_b, bare_c, bare_e, last*bare_e**2) if p > 0 else None
        漏算了 conv1 的填充。 || This leaves out the padding of conv1.
    as-if-unpadded: (a, b, c2, e2, last*e2**2) if e2 > 0 else None
        以为 conv2 至 conv5 也使边长变小；它们的填充使边长不变。
        This lets conv2 to conv5 reduce the side as well, but their padding keeps it.
    pooling-as-halving: (a, floor(a/2), floor(a/4), floor(a/8), last*floor(a/8)**2)
    flattened-one-axis: (a, b, c, e, last*e)
    flatten-without-channels: (a, b, c, e, e**2)
    no-plus-one: (a - 1, b1, c1, e1, last*e1**2)
        conv1 和各池化层都漏了公式末尾的加 1。 || This drops the final + 1 for conv1 and for the pooling layers.
    one-pooling-missed: (a, b, c, c, last*c**2)
""")
RECOGNISES = texts("""
    birds: 识别鸟类 || recognises birds
    scenes: 识别场景 || recognises scenes
    dishes: 识别菜肴 || recognises kinds of food
""")
ALEXNET_LAYERS = (
    ("conv1", 11, 4, "[p]", "96"),
    ("pool1", 3, 2, "0", "96"),
    ("conv2", 5, 1, "2", "256"),
    ("pool2", 3, 2, "0", "256"),
    ("conv3", 3, 1, "1", "384"),
    ("conv4", 3, 1, "1", "384"),
    ("conv5", 3, 1, "1", "[last]"),
    ("pool5", 3, 2, "0", "[last]"),
)


def alexnet_table(conv: str, pool: str) -> str:
    return "\n".join(
        rf"| {name} | {conv if name[0] == 'c' else pool} | ${k} \times {k}$ | {s} | {padding} | {channels} |"
        for name, k, s, padding, channels in ALEXNET_LAYERS
    )


ALEXNET_SIDES = (("conv1", "a"), ("pool1", "b"), ("pool2", "c"), ("pool5", "e"))


def alexnet_sides() -> str:
    return "\n".join(f"| {layer} | $[=={side}]$ |" for layer, side in ALEXNET_SIDES)


@generator(topic="cnn", objective="cnn-shapes", minutes=6, tags=("alexnet", "output-size", "pooling"))
@source(
    "Krizhevsky, Sutskever and Hinton, ImageNet classification with deep convolutional neural networks (2012), "
    "section 3.5; Zhang et al., Dive into Deep Learning (2023), section 8.1"
)
def alexnet_shapes(draw: Draw) -> Problem:
    """Sides of the feature maps through a trunk in the manner of AlexNet."""
    n = draw.pick("n", (125, 157, 189, 201, 221, 224, 227, 253))
    p = draw.pick("p", (0, 1, 2))
    draw.pick("last", (128, 192, 256))
    side = (n + 2 * p - 11) // 4 + 1
    # Three times in a row, windows of 3 halve such a side, as windows of 2 would.
    draw.require(side % 8 != 7)
    # The padding is not lost in rounding.
    draw.require(p == 0 or side != (n - 11) // 4 + 1)
    draw.let("does", draw.pick("setting", RECOGNISES))
    question = Computed(
        "cnn/alexnet-shapes",
        ALEXNET,
        solution=Text(
            r"设输入边长为 $n$，窗口边长为 $k$，步幅为 $s$，填充为 $p$，则输出边长为 $\lfloor (n + 2p - k)/s \rfloor + 1$；conv2 至 conv5 的填充使边长不变。"
            "\n\n| 层 | 输出的边长 |\n|---|---|\n" + alexnet_sides() + "\n\n展平后的特征数为\n\n$$[==last*e*e].$$",
            r"With an input of side $n$, a window of side $k$, stride $s$ and padding $p$, the side of the output is "
            r"$\lfloor (n + 2p - k)/s \rfloor + 1$; the padding of conv2 to conv5 keeps the side."
            "\n\n| layer | side of the output |\n|---|---|\n"
            + alexnet_sides()
            + "\n\nThe number of features after flattening is\n\n$$[==last*e*e].$$",
        ),
        difficulty=3 + ((n + 2 * p - 11) % 4 != 0),
        conventions=("floor", "padding-per-side"),
        form="tuple",
        cells=(*map(same, ("conv1", "pool1", "pool2", "pool5")), Text("特征数", "features")),
    )
    return Problem(
        question,
        Text(
            r"一个[does]的 AlexNet 式网络的主干由以下各层依次组成，输入是 $[n] \times [n]$ 的 RGB 图像，pool5 的输出被展平："
            "\n\n| 层 | 类型 | 核或窗口 | 步幅 | 填充 | 输出通道数 |\n|---|---|---|---|---|---|\n"
            + alexnet_table("卷积", "最大池化"),
            r"An AlexNet-style network [does]. Its trunk consists of these layers, from top to bottom; the input is an RGB "
            r"image of $[n] \times [n]$ pixels, and the output of pool5 is flattened."
            "\n\n| layer | type | kernel or window | stride | padding | output channels |\n|---|---|---|---|---|---|\n"
            + alexnet_table("convolution", "max pooling"),
        ),
    ).worded("""
        ask: 依次写出 conv1、pool1、pool2、pool5 输出的边长以及展平后的特征数。
             Give, in this order, the sides of the outputs of conv1, pool1, pool2 and pool5 and the number of features
               after flattening.
        claim: conv1、pool1、pool2、pool5 输出的边长和展平后的特征数依次为 $[value]$。
               The sides of the outputs of conv1, pool1, pool2 and pool5 and the number of features after flattening
                 are, in this order, $[value]$.
    """)


@alexnet_shapes.check
def by_sliding_through(n: int, p: int, last: int) -> tuple[int, ...]:
    """Slides the windows of all eight layers over a row, one layer after the other."""
    sides, side = {}, n
    for name, kernel, stride, padding, _ in ALEXNET_LAYERS:
        side = sides[name] = places(side, kernel, stride, p if padding == "[p]" else int(padding))
    return (*(sides[name] for name in ("conv1", "pool1", "pool2", "pool5")), last * side * side)
