"""The output size of a convolution layer, then the number of its parameters."""

from functools import cache
from math import prod

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, generator

SHAPE = Formulas(
    "(filters, side, side)",
    let={"side": "floor((size + 2*padding - kernel)/stride) + 1"},
    tex={"size": "H", "padding": "P", "kernel": "K", "stride": "S"},
    wrong={
        "same-size": "(filters, size, size)",
        "filters-as-side": "(size, filters, filters)",
        "keeps-channels": "(channels, side, side)",
        "no-plus-one": "(filters, side - 1, side - 1)",
        "one-sided-padding": "(filters, *(floor((size + padding - kernel)/stride) + 1,)*2)",
        "no-padding": "(filters, *(floor((size - kernel)/stride) + 1,)*2)",
        "ignores-stride": "(filters, *(size + 2*padding - kernel + 1,)*2)",
        "side-as-filters": "(size, size, size)",
    },
)
CATALOGUE = {"size": "n", "filters": "f", "kernel": "k", "stride": "s", "padding": "p", "bias": "b"}
NAMES = {"filters": "F", "channels": "C", "kernel": "K"}
WEIGHTS = Formulas(
    "(filters, channels, kernel, kernel)",
    let={"count": "filters*channels*kernel*kernel"},
    tex=NAMES,
    wrong={
        "one-channel": "(filters, kernel, kernel)",
        "one-side-of-kernel": "(filters, channels, kernel)",
        "one-filter": "(channels, kernel, kernel)",
        "channels-plus-filters": "(channels + filters, kernel, kernel)",
        "one-per-filter": "(filters,)",
        "side-for-parameters": "(size,)",
        "extra-bias": "(filters, channels*kernel*kernel + 1)",
    },
)
WEIGHTS_AND_BIASES = Formulas(
    "filters*(channels*kernel*kernel + 1)",
    tex=NAMES,
    wrong={
        "one-channel": "filters*kernel*kernel + filters",
        "one-side-of-kernel": "filters*channels*kernel + filters",
        "one-filter": "channels*kernel*kernel + 1",
        "channels-plus-filters": "(channels + filters)*kernel*kernel + filters",
        "one-per-filter": "filters",
        "side-for-parameters": "size",
        "no-bias": "filters*channels*kernel*kernel",
        "one-bias-in-all": "filters*channels*kernel*kernel + 1",
    },
)


@generator(
    topic="cnn",
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
    at = draw.params
    counted = WEIGHTS_AND_BIASES if bias else WEIGHTS
    remainder = (size + 2 * padding - kernel) % stride != 0

    def context() -> Text:
        seen = {
            1: Text(zh="灰度图像（1 个通道）", en="a grey image (1 channel)"),
            3: Text(zh="RGB 图像（3 个通道）", en="an RGB image (3 channels)"),
            16: Text(zh="16 个通道的特征图", en="a feature map with 16 channels"),
        }[channels]
        zeros = Text(
            zh=f"四周各填充 {padding} 圈零" if padding else "不填充",
            en=f"zero padding of {padding} on every side" if padding else "no padding",
        )
        return Text(
            zh=f"一个卷积层的输入是 ${size} \\times {size}$ 的{seen.zh}。该层有 {filters} 个大小为 ${kernel} \\times {kernel}$ "
            f"的卷积核，步幅为 {stride}，{zeros.zh}。",
            en=f"The input of a convolution layer is {seen.en} of ${size} \\times {size}$ pixels. The layer has {filters} "
            f"filters of size ${kernel} \\times {kernel}$, stride {stride} and {zeros.en}.",
        )

    def about_shape() -> Wording:
        worked = SHAPE.worked(at, "side")
        return Wording(
            ask=Text(zh="该层输出的大小是多少？", en="What is the size of the layer’s output?"),
            claim=Text(zh="该层输出的大小是 ${}$。", en="The size of the layer’s output is ${}$."),
            solution=Text(
                zh=f"输出的边长为\n\n$${worked},$$\n\n通道数等于卷积核的个数 {filters}。",
                en=f"The side of the output is\n\n$${worked},$$\n\nand the number of channels is the number of filters, {filters}.",
            ),
        )

    def about_parameters() -> Wording:
        worked = counted.worked(at, "key" if bias else "count")
        return Wording(
            ask=Text(
                zh="[@conv2d-output-shape]中的卷积层共有多少个可学习的参数？",
                en="How many learnable parameters does the convolution layer in [@conv2d-output-shape] have?",
            ),
            claim=Text(
                zh="[@conv2d-output-shape]中的卷积层共有 ${}$ 个可学习的参数。",
                en="The convolution layer in [@conv2d-output-shape] has ${}$ learnable parameters.",
            ),
            solution=Text(
                zh=f"记 $C$ 为输入通道数，$F$ 为卷积核个数，$K$ 为核的边长，参数个数为\n\n$${worked}.$$",
                en=f"With $C$ input channels, $F$ filters and kernels of side $K$, the number of parameters is\n\n$${worked}.$$",
            ),
        )

    return Problem(
        (
            Computed(
                "cnn/conv2d-output-shape",
                SHAPE,
                at,
                about_shape,
                difficulty=1 + (stride > 1) + (padding > 0) + remainder,
                conventions=("channels-first", "floor"),
                form="shape",
                names=CATALOGUE | {"channels": "C"},
            ),
            Computed(
                "cnn/conv2d-param-count",
                counted,
                at,
                about_parameters,
                difficulty=2 + (bias and channels > 1),
                conventions=("with-bias",) if bias else ("no-bias",),
                form="number" if bias else "product",
                names=CATALOGUE | {"channels": "c"},
            ),
        ),
        context,
    )


@conv_layer.check
def by_sliding(
    size: int, channels: int, filters: int, kernel: int, stride: int, padding: int, bias: int
) -> dict[str, object]:
    """Slides the window over the padded row and counts its places; counts the weights one by one."""
    places = windows(size, kernel, stride, padding)
    factors = (filters, channels, kernel, kernel)
    assert weights(channels, kernel) * filters == prod(factors)
    return {
        "conv2d-output-shape": (filters, places, places),
        "conv2d-param-count": (weights(channels, kernel) + 1) * filters if bias else factors,
    }


@cache
def windows(size: int, kernel: int, stride: int, padding: int) -> int:
    padded = [0] * padding + [1] * size + [0] * padding
    return sum(1 for start in range(0, len(padded), stride) if len(padded[start : start + kernel]) == kernel)


@cache
def weights(channels: int, kernel: int) -> int:
    return sum(1 for _ in range(channels) for _ in range(kernel) for _ in range(kernel))
