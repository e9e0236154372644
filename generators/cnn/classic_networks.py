"""Two historic networks, layer by layer: the parameters of a LeNet, the sides of an AlexNet’s feature maps."""

from functools import cache
from math import prod

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, generator, number_tex


def table(head: Text, rows: list[Text]) -> Text:
    """A Markdown table; cells are separated by bars."""

    def one(language: str) -> str:
        first = head.zh if language == "zh" else head.en
        body = [row.zh if language == "zh" else row.en for row in rows]
        rule = "|".join("---" for _ in first.split("|"))
        return "\n".join(f"| {line} |" for line in (first, rule, *body))

    return Text(zh=one("zh"), en=one("en"))


def same(text: str) -> Text:
    return Text(zh=text, en=text)


def counts(conv1: str, conv2: str, dense: str, fc2: str, fc3: str, more: str = "") -> str:
    """The tuple of the counts of each layer and their total, as an expression."""
    five = (conv1, conv2, dense, fc2, fc3)
    return f"({', '.join(five)}, {' + '.join(five)}{more})"


CONV1, CONV2, FC1, FC2, FC3 = "26*c1", "c2*(25*c1 + 1)", "f1*(m**2*c2 + 1)", "f2*(f1 + 1)", "q*(f2 + 1)"
LENET = Formulas(
    counts(CONV1, CONV2, FC1, FC2, FC3),
    let={"m": "((n - 4)/2 - 4)/2"},
    wrong={
        "no-bias": counts("25*c1", "25*c1*c2", "f1*m**2*c2", "f2*f1", "q*f2"),
        "one-channel": counts(CONV1, "26*c2", FC1, FC2, FC3),
        "as-if-padded": counts(CONV1, CONV2, "f1*((n/4)**2*c2 + 1)", FC2, FC3),
        "flatten-without-channels": counts(CONV1, CONV2, "f1*(m**2 + 1)", FC2, FC3),
        "one-pooling-missed": counts(CONV1, CONV2, "f1*((2*m)**2*c2 + 1)", FC2, FC3),
        "flattened-one-axis": counts(CONV1, CONV2, "f1*(m*c2 + 1)", FC2, FC3),
        "no-dense-bias": counts(CONV1, CONV2, "f1*m**2*c2", "f2*f1", "q*f2"),
        "pooling-given-parameters": counts(CONV1, CONV2, FC1, FC2, FC3, " + 2*c1 + 2*c2"),
    },
)
LENET_LAYERS = ("conv1", "conv2", "fc1", "fc2", "fc3")


@generator(
    topic="cnn",
    minutes=8,
    tags=("lenet", "parameters"),
    source="LeCun et al., Gradient-based learning applied to document recognition (1998), section II.B; "
    "Zhang et al., Dive into Deep Learning (2023), section 7.6",
    objective="cnn-costs",
)
def lenet_params(draw: Draw) -> Problem:
    """The parameters of each layer of a LeNet and their total."""
    n = draw.pick("n", (28, 32))
    c1 = draw.pick("c1", (4, 6, 8))
    c2 = draw.pick("c2", (12, 16, 20))
    f1 = draw.pick("f1", (100, 120))
    f2 = draw.pick("f2", (60, 84))
    q = draw.pick("q", (2, 5, 10))
    at = draw.params
    pool = Text(zh="最大池化 | 窗口 $2 \\times 2$，步幅 2", en="max pooling | window $2 \\times 2$, stride 2")

    def convolution(name: str, kernels: int) -> Text:
        return Text(
            zh=f"{name} | 卷积 | {kernels} 个 $5 \\times 5$ 卷积核，步幅 1，不填充",
            en=f"{name} | convolution | {kernels} kernels of $5 \\times 5$, stride 1, no padding",
        )

    def dense(name: str, units: int) -> Text:
        return Text(zh=f"{name} | 全连接 | {units} 个单元", en=f"{name} | fully connected | {units} units")

    def context() -> Text:
        shown = table(
            Text(zh="层 | 类型 | 设置", en="layer | type | settings"),
            [
                convolution("conv1", c1),
                Text(zh=f"pool1 | {pool.zh}", en=f"pool1 | {pool.en}"),
                convolution("conv2", c2),
                Text(zh=f"pool2 | {pool.zh}", en=f"pool2 | {pool.en}"),
                dense("fc1", f1),
                dense("fc2", f2),
                dense("fc3", q),
            ],
        )
        return Text(
            zh=f"一个 LeNet 式的网络以 ${n} \\times {n}$ 的灰度图像（1 个通道）为输入，自上而下由以下各层组成，"
            f"pool2 的输出展平后送入 fc1：\n\n{shown.zh}",
            en=f"A network in the manner of LeNet takes grey images (1 channel) of ${n} \\times {n}$ pixels through these "
            f"layers from top to bottom; the output of pool2 is flattened and fed to fc1.\n\n{shown.en}",
        )

    def wording() -> Wording:
        m = (n - 12) // 4
        flat = c2 * m * m
        named = LENET.values(at)["key"]
        sides = f"{n} \\to {n - 4} \\to {(n - 4) // 2} \\to {(n - 4) // 2 - 4} \\to {m}"
        products = (
            f"{c1} \\times (5 \\times 5 \\times 1 + 1)",
            f"{c2} \\times (5 \\times 5 \\times {c1} + 1)",
            f"{f1} \\times ({flat} + 1)",
            f"{f2} \\times ({f1} + 1)",
            f"{q} \\times ({f2} + 1)",
        )
        rows = [
            Text(zh=f"{name} | ${way} = {number_tex(value)}$", en=f"{name} | ${way} = {number_tex(value)}$")
            for name, way, value in zip(LENET_LAYERS, products, named, strict=False)
        ]
        rows.append(Text(zh=f"合计 | ${number_tex(named[-1])}$", en=f"total | ${number_tex(named[-1])}$"))
        shown = table(Text(zh="层 | 参数个数", en="layer | parameters"), rows)
        return Wording(
            ask=Text(
                zh="依次写出 conv1、conv2、fc1、fc2、fc3 的可学习参数个数以及合计。",
                en="Give, in this order, the numbers of learnable parameters of conv1, conv2, fc1, fc2, fc3 and their total.",
            ),
            claim=Text(
                zh="conv1、conv2、fc1、fc2、fc3 的可学习参数个数以及合计依次为 ${}$。",
                en="The numbers of learnable parameters of conv1, conv2, fc1, fc2, fc3 and their total are, in this order, ${}$.",
            ),
            solution=Text(
                zh=f"特征图的边长依次为 ${sides}$，展平后有 ${c2} \\times {m} \\times {m} = {number_tex(flat)}$ 个特征。\n\n{shown.zh}",
                en=f"The sides of the feature maps are ${sides}$, and flattening gives "
                f"${c2} \\times {m} \\times {m} = {number_tex(flat)}$ features.\n\n{shown.en}",
            ),
        )

    return Problem(
        (
            Computed(
                "cnn/lenet-params",
                LENET,
                at,
                wording,
                difficulty=3 + (n == 28),
                conventions=("bias-everywhere", "kernels-cover-all-channels", "pooling-without-parameters"),
                form="tuple",
                cells=(*map(same, LENET_LAYERS), Text(zh="合计", en="total")),
            ),
        ),
        context,
    )


@lenet_params.check
def by_building_lenet(n: int, c1: int, c2: int, f1: int, f2: int, q: int) -> tuple[int, ...]:
    """Lists the shapes of all weights and biases, with the side of each map found by sliding windows, and counts them."""
    side = windows(windows(windows(windows(n, 5, 1, 0), 2, 2, 0), 5, 1, 0), 2, 2, 0)
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


@cache
def windows(size: int, kernel: int, stride: int, padding: int) -> int:
    """The number of places where a window fits in a padded row."""
    padded = [0] * padding + [1] * size + [0] * padding
    return sum(1 for start in range(0, len(padded), stride) if len(padded[start : start + kernel]) == kernel)


def trunk(first: str, rounding: str = "floor", prefix: str = "") -> dict[str, str]:
    """The sides after conv1 and the three pooling layers, as expressions; conv1's is given."""
    a, b, c, e = (prefix + letter for letter in "abce")
    lets = {a: first}
    for before, after in ((a, b), (b, c), (c, e)):
        lets[after] = f"{rounding}(({before} - 3)/2) + 1"
    return lets


ALEXNET = Formulas(
    "(a, b, c, e, 256*e**2)",
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
    wrong={
        "rounds-up": "(up_a, up_b, up_c, up_e, 256*up_e**2)",
        "no-padding": "(bare_a, bare_b, bare_c, bare_e, 256*bare_e**2) if p > 0 else None",
        "as-if-unpadded": "(a, b, c2, e2, 256*e2**2) if e2 > 0 else None",
        "pooling-as-halving": "(a, floor(a/2), floor(a/4), floor(a/8), 256*floor(a/8)**2)",
        "flattened-one-axis": "(a, b, c, e, 256*e)",
        "flatten-without-channels": "(a, b, c, e, e**2)",
        "no-plus-one": "(a - 1, b1, c1, e1, 256*e1**2)",
        "one-pooling-missed": "(a, b, c, c, 256*c**2)",
    },
)
ALEXNET_LAYERS = (
    ("conv1", 11, 4, None, 96),
    ("pool1", 3, 2, 0, 96),
    ("conv2", 5, 1, 2, 256),
    ("pool2", 3, 2, 0, 256),
    ("conv3", 3, 1, 1, 384),
    ("conv4", 3, 1, 1, 384),
    ("conv5", 3, 1, 1, 256),
    ("pool5", 3, 2, 0, 256),
)


@generator(
    topic="cnn",
    minutes=6,
    tags=("alexnet", "output-size", "pooling"),
    source="Krizhevsky, Sutskever and Hinton, ImageNet classification with deep convolutional neural networks (2012), "
    "section 3.5; Zhang et al., Dive into Deep Learning (2023), section 8.1",
    objective="cnn-shapes",
)
def alexnet_shapes(draw: Draw) -> Problem:
    """Sides of the feature maps through the trunk of AlexNet."""
    n = draw.pick("n", (127, 159, 191, 195, 223, 224, 227, 255))
    p = draw.pick("p", (0, 1, 2))
    at = draw.params

    def context() -> Text:
        rows = [
            Text(
                zh=f"{name} | {'卷积' if name[0] == 'c' else '最大池化'} | ${k} \\times {k}$ | {s} | "
                f"{p if pad is None else pad} | {channels}",
                en=f"{name} | {'convolution' if name[0] == 'c' else 'max pooling'} | ${k} \\times {k}$ | {s} | "
                f"{p if pad is None else pad} | {channels}",
            )
            for name, k, s, pad, channels in ALEXNET_LAYERS
        ]
        shown = table(
            Text(
                zh="层 | 类型 | 核或窗口 | 步幅 | 填充 | 输出通道数",
                en="layer | type | kernel or window | stride | padding | output channels",
            ),
            rows,
        )
        return Text(
            zh=f"AlexNet 的主干由以下各层依次组成，输入是 ${n} \\times {n}$ 的 RGB 图像，pool5 的输出被展平：\n\n{shown.zh}",
            en=f"The trunk of AlexNet consists of these layers, from top to bottom; the input is an RGB image of "
            f"${n} \\times {n}$ pixels, and the output of pool5 is flattened.\n\n{shown.en}",
        )

    def wording() -> Wording:
        a, b, c, e, flat = ALEXNET.values(at)["key"]
        first = f"\\lfloor ({n} + 2 \\times {p} - 11)/4 \\rfloor + 1 = {a}"

        def pooled(before: int, after: int) -> str:
            return f"\\lfloor ({before} - 3)/2 \\rfloor + 1 = {after}"

        rows = [
            same(f"conv1 | ${first}$"),
            same(f"pool1 | ${pooled(a, b)}$"),
            same(f"conv2 | ${b}$"),
            same(f"pool2 | ${pooled(b, c)}$"),
            Text(zh=f"conv3、conv4、conv5 | ${c}$", en=f"conv3, conv4, conv5 | ${c}$"),
            same(f"pool5 | ${pooled(c, e)}$"),
        ]
        shown = table(Text(zh="层 | 输出的边长", en="layer | side of the output"), rows)
        return Wording(
            ask=Text(
                zh="依次写出 conv1、pool1、pool2、pool5 输出的边长以及展平后的特征数。",
                en="Give, in this order, the sides of the outputs of conv1, pool1, pool2 and pool5 and the number of "
                "features after flattening.",
            ),
            claim=Text(
                zh="conv1、pool1、pool2、pool5 输出的边长和展平后的特征数依次为 ${}$。",
                en="The sides of the outputs of conv1, pool1, pool2 and pool5 and the number of features after "
                "flattening are, in this order, ${}$.",
            ),
            solution=Text(
                zh=f"边长按 $\\lfloor (n + 2p - k)/s \\rfloor + 1$ 逐层计算；conv2 至 conv5 的填充使边长不变。\n\n{shown.zh}\n\n"
                f"展平后有 $256 \\times {e} \\times {e} = {number_tex(flat)}$ 个特征。",
                en=f"Each side is $\\lfloor (n + 2p - k)/s \\rfloor + 1$; the padding of conv2 to conv5 keeps the side.\n\n"
                f"{shown.en}\n\nFlattening gives $256 \\times {e} \\times {e} = {number_tex(flat)}$ features.",
            ),
        )

    return Problem(
        (
            Computed(
                "cnn/alexnet-shapes",
                ALEXNET,
                at,
                wording,
                difficulty=3 + ((n + 2 * p - 11) % 4 != 0),
                conventions=("floor", "padding-per-side"),
                form="tuple",
                cells=(*map(same, ("conv1", "pool1", "pool2", "pool5")), Text(zh="特征数", en="features")),
            ),
        ),
        context,
    )


@alexnet_shapes.check
def by_sliding_through(n: int, p: int) -> tuple[int, ...]:
    """Slides the windows of all eight layers over a row, one layer after the other."""
    sides, side = {}, n
    for name, kernel, stride, padding, _ in ALEXNET_LAYERS:
        side = sides[name] = windows(side, kernel, stride, p if padding is None else padding)
    channels = ALEXNET_LAYERS[-1][-1]
    return (*(sides[name] for name in ("conv1", "pool1", "pool2", "pool5")), channels * side * side)
