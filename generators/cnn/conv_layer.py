"""The output size of a convolution layer, then the number of its parameters."""

from math import prod

from hwgen import Candidate, Draw, Formula, Problem, Product, Selection, Shape, Text, generator

SIDE = Formula("floor((H + 2*P - K)/S) + 1")
ONE_SIDED = Formula("floor((H + P - K)/S) + 1")
NO_PLUS_ONE = Formula("floor((H + 2*P - K)/S)")
NO_PADDING = Formula("floor((H - K)/S) + 1")
STRIDE_ONE = Formula("H + 2*P - K + 1")
WEIGHTS = Formula("F*C*K*K")
WEIGHTS_AND_BIASES = Formula("F*(C*K*K + 1)")


@generator(
    topic="cnn",
    difficulty=2,
    minutes=4,
    tags=("convolution", "output-size", "parameters"),
    source="Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), section 2, relationship 6",
)
def conv_layer(draw: Draw) -> Problem:
    """A square image meets one convolution layer: channels × height × width of the output, then the parameters."""
    size = draw.pick("size", (28, 32, 64, 128, 224))
    channels = draw.pick("channels", (1, 3, 16))
    filters = draw.pick("filters", (6, 16, 32, 64, 96))
    kernel = draw.pick("kernel", (3, 5, 7))
    stride = draw.pick("stride", (1, 2))
    padding = draw.pick("padding", (0, 1, 2, 3))
    bias = draw.pick("bias", (0, 1))
    draw.require(2 * padding <= kernel - 1)
    draw.require(channels != filters)

    at = {"H": size, "P": padding, "K": kernel, "S": stride}
    side = int(SIDE(**at))
    layer = {"F": filters, "C": channels, "K": kernel}
    image_zh = (
        "RGB 图像（3 个通道）"
        if channels == 3
        else "灰度图像（1 个通道）"
        if channels == 1
        else f"{channels} 个通道的特征图"
    )
    image_en = (
        "an RGB image (3 channels)"
        if channels == 3
        else "a grey image (1 channel)"
        if channels == 1
        else f"a feature map with {channels} channels"
    )
    padding_zh = f"四周各填充 {padding} 圈零" if padding else "不填充"
    padding_en = f"zero padding of {padding} on every side" if padding else "no padding"
    return Problem(
        context=Text(
            zh=f"一个卷积层的输入是 ${size} \\times {size}$ 的{image_zh}。该层有 {filters} 个大小为 ${kernel} \\times {kernel}$ 的卷积核，"
            f"步幅为 {stride}，{padding_zh}。",
            en=f"The input of a convolution layer is {image_en} of ${size} \\times {size}$ pixels. The layer has {filters} filters of size "
            f"${kernel} \\times {kernel}$, stride {stride} and {padding_en}.",
        ),
        parts=(
            Selection(
                "shape",
                Text(zh="该层输出的大小是多少？", en="What is the size of the layer’s output?"),
                right=(
                    Candidate(
                        "right",
                        Shape((filters, side, side)),
                        Text(
                            zh="每个卷积核产生一个输出通道，边长由公式得出。",
                            en="Each filter makes one output channel, and the formula gives the side.",
                        ),
                    ),
                ),
                wrong=_wrong_shapes(size, channels, filters, side, at),
                solution=Text(
                    zh=f"输出的边长为\n\n$${SIDE.worked(**at)},$$\n\n通道数等于卷积核的个数 {filters}。",
                    en=f"The side of the output is\n\n$${SIDE.worked(**at)},$$\n\nand the number of channels is the number of filters, {filters}.",
                ),
                conventions=("channels-first", "floor")
                if (size + 2 * padding - kernel) % stride
                else ("channels-first",),
            ),
            _parameters(size, channels, filters, kernel, bias, layer),
        ),
    )


def _wrong_shapes(size: int, channels: int, filters: int, side: int, at: dict[str, int]) -> tuple[Candidate, ...]:
    def square(id: str, depth: int, edge: int, zh: str, en: str) -> Candidate:
        return Candidate(id, Shape((depth, edge, edge)), Text(zh=zh, en=en))

    return (
        square(
            "same-size",
            filters,
            size,
            "以为卷积不改变边长。",
            "This takes the side to be unchanged by the convolution.",
        ),
        square(
            "filters-as-side",
            size,
            filters,
            "把卷积核的个数与边长弄反了。",
            "This swaps the number of filters and the side.",
        ),
        square(
            "keeps-channels",
            channels,
            side,
            "以为通道数不变；输出的通道数是卷积核的个数。",
            "This keeps the input’s channels; the output has one channel per filter.",
        ),
        square(
            "no-plus-one",
            filters,
            int(NO_PLUS_ONE(**at)),
            "漏了公式末尾的加 1：数的是步数，不是位置数。",
            "This drops the final + 1: it counts steps, not positions.",
        ),
        square(
            "one-sided-padding",
            filters,
            int(ONE_SIDED(**at)),
            "只算了一边的填充。",
            "This counts the padding on one side only.",
        ),
        square("no-padding", filters, int(NO_PADDING(**at)), "漏算了填充。", "This leaves the padding out."),
        square("stride-one", filters, int(STRIDE_ONE(**at)), "把步幅当作 1。", "This takes the stride to be 1."),
        square(
            "side-as-filters",
            size,
            size,
            "以为边长不变，又把边长当作通道数。",
            "This keeps the side and takes it for the number of channels, too.",
        ),
    )


def _parameters(size: int, channels: int, filters: int, kernel: int, bias: int, layer: dict[str, int]) -> Selection:
    formula = WEIGHTS_AND_BIASES if bias else WEIGHTS
    plain = (filters, channels, kernel, kernel)
    total = int(formula(**layer))
    biases_zh, biases_en = ("，偏置也要计入", "; the biases count, too") if bias else ("", "")
    return Selection(
        "parameters",
        Text(
            zh="[@shape]中的卷积层共有多少个可学习的参数？",
            en="How many learnable parameters does the convolution layer in [@shape] have?",
        ),
        right=(
            Candidate(
                "right",
                total if bias else Product(plain),
                Text(
                    zh=f"每个卷积核与输入的所有通道相连，共 $C \\times K \\times K$ 个权重{biases_zh}。",
                    en=f"Each filter reaches through all input channels and has $C \\times K \\times K$ weights{biases_en}.",
                ),
            ),
        ),
        wrong=tuple(
            Candidate(id, _number(factors, biases, bias), Text(zh=zh, en=en))
            for id, factors, biases, zh, en in (
                (
                    "one-channel",
                    (filters, kernel, kernel),
                    filters,
                    "漏乘了输入通道数：卷积核要穿过输入的所有通道。",
                    "This leaves out the input channels: a filter reaches through all of them.",
                ),
                ("one-filter", (channels, kernel, kernel), 1, "只算了一个卷积核。", "This counts a single filter."),
                (
                    "linear-kernel",
                    (filters, channels, kernel),
                    filters,
                    "核的边长只乘了一次，卷积核是二维的。",
                    "This multiplies by the kernel’s side once; the kernel has two dimensions.",
                ),
                (
                    "one-per-filter",
                    (filters,),
                    0,
                    "以为每个卷积核只有一个参数。",
                    "This takes each filter to have a single parameter.",
                ),
                (
                    "side",
                    (size,),
                    0,
                    "把输入的边长当作参数个数；参数个数与图像大小无关。",
                    "This takes the image’s side for the number of parameters, which does not depend on the image’s size.",
                ),
                ("bias-flipped", plain, 0, "漏算了偏置。", "This leaves the biases out.")
                if bias
                else (
                    "bias-flipped",
                    (filters, channels * kernel * kernel + 1),
                    0,
                    "多算了偏置。",
                    "This counts biases that the layer does not have.",
                ),
            )
        ),
        solution=Text(
            zh=f"记 $C$ 为输入通道数，$F$ 为卷积核个数，$K$ 为核的边长，参数个数为\n\n$${formula.worked(**layer)}.$$",
            en=f"With $C$ input channels, $F$ filters and kernels of side $K$, the number of parameters is\n\n$${formula.worked(**layer)}.$$",
        ),
        conventions=("with-bias",) if bias else ("no-bias",),
    )


def _number(factors: tuple[int, ...], biases: int, bias: int) -> Product | int:
    """With biases options are totals; without, products that show where they come from."""
    return prod(factors) + biases if bias else Product(factors)


@conv_layer.check
def by_sliding(
    size: int, channels: int, filters: int, kernel: int, stride: int, padding: int, bias: int
) -> dict[str, object]:
    """Slides the window over the padded row and counts its places; counts the weights one by one."""
    padded = [0] * padding + [1] * size + [0] * padding
    places = sum(1 for start in range(0, len(padded), stride) if len(padded[start : start + kernel]) == kernel)
    one_filter = sum(1 for _ in range(channels) for _ in range(kernel) for _ in range(kernel)) + bias
    return {"shape": [filters, places, places], "parameters": sum(one_filter for _ in range(filters))}
