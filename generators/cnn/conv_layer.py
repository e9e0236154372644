"""The output size of a convolutional layer, then the number of its parameters."""

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
    objective="cnn-costs",
)
def conv_layer(draw: Draw) -> Problem:
    """A square image meets one convolutional layer: channels × height × width of the output, then the parameters."""
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
            3: Text(zh=" RGB 图像（3 个通道）", en="an RGB image (3 channels)"),
            16: Text(zh=" 16 个通道的特征图", en="a feature map with 16 channels"),
        }[channels]
        zeros = Text(
            zh=f"四周各填充 {padding} 圈零" if padding else "不填充",
            en=f"zero padding of {padding} on every side" if padding else "no padding",
        )
        return Text(
            zh=f"一个卷积层的输入是 ${size} \\times {size}$ 的{seen.zh}。该层有 {filters} 个大小为 ${kernel} \\times {kernel}$ "
            f"的卷积核，步幅为 {stride}，{zeros.zh}。",
            en=f"The input of a convolutional layer is {seen.en} of ${size} \\times {size}$ pixels. The layer has {filters} "
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
                en="How many learnable parameters does the convolutional layer in [@conv2d-output-shape] have?",
            ),
            claim=Text(
                zh="[@conv2d-output-shape]中的卷积层共有 ${}$ 个可学习的参数。",
                en="The convolutional layer in [@conv2d-output-shape] has ${}$ learnable parameters.",
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
                conventions=("channels-first", *(("floor",) if stride > 1 else ())),
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


SIDE = Formulas(
    "floor((size + 2*padding - kernel)/stride) + 1",
    tex={"size": "H", "padding": "P", "kernel": "K", "stride": "S"},
    wrong={
        "same-size": "size",
        "no-plus-one": "floor((size + 2*padding - kernel)/stride)",
        "one-sided-padding": "floor((size + padding - kernel)/stride) + 1",
        "no-padding": "floor((size - kernel)/stride) + 1",
        "ignores-stride": "size + 2*padding - kernel + 1",
        "rounds-up": "ceiling((size + 2*padding - kernel)/stride) + 1",
    },
)
MACS = Formulas(
    "filters*side**2*channels*kernel**2",
    let={"side": "floor((size + 2*padding - kernel)/stride) + 1"},
    tex=NAMES | {"side": "H'"},
    wrong={
        "macs-at-one-place": "filters*channels*kernel**2",
        "side-counted-once": "filters*side*channels*kernel**2",
        "input-side-for-output-side": "filters*size**2*channels*kernel**2",
        "one-channel": "filters*side**2*kernel**2",
        "one-filter": "side**2*channels*kernel**2",
        "outputs-alone": "filters*side**2",
    },
)


@generator(
    topic="cnn",
    minutes=6,
    tags=("convolution", "output-size", "parameters", "macs"),
    source="Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), section 2; Sze et al., Efficient processing of deep neural networks (2020), chapter 2",
    objective="cnn-shapes",
)
def conv_chain(draw: Draw) -> Problem:
    """One convolutional layer from its output size to its parameters to its multiply–accumulate operations."""
    size = draw.pick("size", (12, 14, 16, 28, 32))
    channels = draw.pick("channels", (1, 3, 8, 16))
    filters = draw.pick("filters", (4, 8, 16, 32))
    kernel = draw.pick("kernel", (3, 5))
    stride = draw.pick("stride", (1, 2))
    padding = draw.pick("padding", (0, 1, 2))
    draw.require(2 * padding <= kernel - 1 and channels != filters)
    at = draw.params

    def context() -> Text:
        return Text(
            zh=f"一个卷积层的输入有 {channels} 个通道，大小为 ${size} \\times {size}$。该层有 {filters} 个 ${kernel} \\times {kernel}$ 的卷积核，"
            f"不含偏置，步幅为 {stride}，四周各填充 {padding} 圈零。",
            en=f"The input of a convolutional layer has {channels} channel{'s' if channels > 1 else ''} of ${size} \\times {size}$ pixels. The layer has "
            f"{filters} filters of size ${kernel} \\times {kernel}$ without biases, stride {stride} and zero padding of {padding} on every side.",
        )

    def about_side() -> Wording:
        worked = SIDE.worked(at)
        return Wording(
            ask=Text(zh="输出特征图的边长是多少？", en="What is the side of the output feature maps?"),
            claim=Text(zh="输出特征图的边长是 ${}$。", en="The side of the output feature maps is ${}$."),
            solution=Text(zh=f"$${worked}$$", en=f"$${worked}$$"),
        )

    def about_weights() -> Wording:
        worked = WEIGHTS.worked(at, "count")
        return Wording(
            ask=Text(zh="该层共有多少个可学习的参数？", en="How many learnable parameters does the layer have?"),
            claim=Text(zh="该层共有 ${}$ 个可学习的参数。", en="The layer has ${}$ learnable parameters."),
            solution=Text(
                zh=f"每个卷积核覆盖全部输入通道：\n\n$${worked}$$",
                en=f"Each filter covers all input channels:\n\n$${worked}$$",
            ),
        )

    def about_macs() -> Wording:
        side, worked = SIDE(at).key, MACS.worked(at)
        return Wording(
            ask=Text(
                zh="对一个样本作一次前向计算，该层需要多少次乘加运算（MAC）？",
                en="How many multiply–accumulate operations (MACs) does a forward pass of one sample take in the layer?",
            ),
            claim=Text(
                zh="对一个样本作一次前向计算，该层需要 ${}$ 次乘加运算（MAC）。",
                en="A forward pass of one sample takes ${}$ multiply–accumulate operations (MACs) in the layer.",
            ),
            solution=Text(
                zh=f"由[@conv2d-output-size]，输出边长为 {side}；每个输出值需要一个卷积核那么多次乘加：\n\n$${worked}$$",
                en=f"By [@conv2d-output-size] the side of the output is {side}; each of its values takes as many MACs as a filter has weights:"
                f"\n\n$${worked}$$",
            ),
        )

    level = 1 + (stride > 1) + (padding > 0)
    return Problem(
        (
            Computed(
                "cnn/conv2d-output-size",
                SIDE,
                at,
                about_side,
                difficulty=level,
                conventions=("floor",) if stride > 1 else (),
                names=CATALOGUE,
            ),
            Computed(
                "cnn/conv2d-param-count",
                WEIGHTS,
                at,
                about_weights,
                difficulty=2,
                form="product",
                names=CATALOGUE | {"channels": "c"},
            ),
            Computed(
                "cnn/conv-macs",
                MACS,
                at,
                about_macs,
                difficulty=level + 1,
                conventions=(*(("floor",) if stride > 1 else ()), "mac-is-a-pair", "padding-macs-count"),
                follows={"conv2d-output-size": "filters*carried**2*channels*kernel**2"},
                names=CATALOGUE | {"channels": "c"},
            ),
        ),
        context,
    )


@conv_chain.check
def by_sliding_and_counting(
    size: int, channels: int, filters: int, kernel: int, stride: int, padding: int
) -> dict[str, object]:
    """Slides the window, counts the weights, and visits every place of every output map."""
    places = windows(size, kernel, stride, padding)
    in_a_filter = weights(channels, kernel)
    return {
        "conv2d-output-size": places,
        "conv2d-param-count": (filters, channels, kernel, kernel),
        "conv-macs": sum(sum(in_a_filter for _ in range(places)) for _ in range(places)) * filters,
    }


@cache
def windows(size: int, kernel: int, stride: int, padding: int) -> int:
    padded = [0] * padding + [1] * size + [0] * padding
    return sum(1 for start in range(0, len(padded), stride) if len(padded[start : start + kernel]) == kernel)


@cache
def weights(channels: int, kernel: int) -> int:
    return sum(1 for _ in range(channels) for _ in range(kernel) for _ in range(kernel))
