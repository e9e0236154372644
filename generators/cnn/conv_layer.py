"""The output size of a convolutional layer, then the number of its parameters."""

from math import prod

from hwgen import Computed, Draw, Formulas, Problem, Text, generator, may_coincide, source, texts

from .._windows import places

NAMES = {"size": "H", "padding": "P", "kernel": "K", "stride": "S", "filters": "F", "channels": "C"}
CATALOGUE = {"size": "n", "filters": "f", "kernel": "k", "stride": "s", "padding": "p"}

SHAPE = Formulas(
    "(filters, side, side)", let={"side": "floor((size + 2*padding - kernel)/stride) + 1"}, tex=NAMES
).with_wrong("""
    ignores-stride: (filters, *(size + 2*padding - kernel + 1,)*2)
    same-size: (filters, size, size)
    filters-as-side: (size, filters, filters)
    keeps-channels: (channels, side, side)
    no-plus-one: (filters, side - 1, side - 1)
        漏了公式末尾的加 1（数的是步数，不是位置数）[(size - kernel)//stride + 2 - side: 0=，或者漏算了填充|[(size + padding - kernel)//stride + 2 - side: 0=，或者只算了一边的填充|]]。
        This drops the final + 1, which turns steps into positions[(size - kernel)//stride + 2 - side: 0=, or the padding|[(size + padding - kernel)//stride + 2 - side: 0=, or the padding on one side|]].
    one-sided-padding: (filters, *(floor((size + padding - kernel)/stride) + 1,)*2)
    no-padding: (filters, *(floor((size - kernel)/stride) + 1,)*2)
    side-as-filters: (size, size, size)
    nothing-changed: (channels, size, size)
        这是输入的大小，不是输出的大小。 || This is the size of the input, not that of the output.
    keeps-channels-and-drops-one: (channels, side - 1, side - 1)
        保留了输入的通道数，又漏了公式末尾的加 1。 || This keeps the channels of the input and drops the final + 1.
    channels-multiplied: (channels*filters, side, side)
        把输入通道数与卷积核个数相乘；每个卷积核把全部输入通道合成一个输出通道。
        This multiplies the channels by the kernels; each kernel turns all input channels into one output channel.
""")

WEIGHTS = Formulas(
    "(filters, channels, kernel, kernel)", let={"count": "filters*channels*kernel*kernel"}, tex=NAMES
).with_wrong(r"""
    one-channel: (filters, kernel, kernel)
    one-side-of-kernel: (filters, channels, kernel)
    one-filter: (channels, kernel, kernel)
    channels-plus-filters: (channels + filters, kernel, kernel)
    filters-for-channels: (filters, filters, kernel, kernel)
        把卷积核的个数当作它的通道数；它的通道数等于输入通道数。
        This gives each kernel as many channels as there are kernels; it has as many as the input.
    kernel-as-large-as-the-input: (filters, channels, size, size)
        以为卷积核与输入一样大；参数个数与输入的大小无关。
        This takes the kernel to be as large as the input; the count does not depend on the size of the input.
    a-third-side: (filters, channels, kernel, kernel, kernel)
        给卷积核多算了一个边长；它在每个输入通道上有 $[kernel] \times [kernel]$ 个权重。
        This gives the kernel a third side; on each input channel it has $[kernel] \times [kernel]$ weights.
    bias-as-a-channel: (filters, channels + 1, kernel, kernel)
        把偏置当作又一个输入通道；该层不含偏置。
        This counts a bias as one more input channel; the layer has none.
""")
WEIGHTS_OR_ONE_NUMBER = WEIGHTS.with_wrong("""
    one-per-filter: (filters,)
    side-for-parameters: (size,)
""")
WEIGHTS_AND_BIASES = Formulas("filters*(channels*kernel*kernel + 1)", tex=NAMES).with_wrong("""
    one-channel: filters*kernel*kernel + filters
    one-side-of-kernel: filters*channels*kernel + filters
    one-filter: channels*kernel*kernel + 1
    channels-plus-filters: (channels + filters)*kernel*kernel + filters
    one-per-filter: filters
    no-bias: filters*channels*kernel*kernel
    one-bias-in-all: filters*channels*kernel*kernel + 1
    bias-as-a-channel: filters*(channels + 1)*kernel*kernel
        把偏置当作又一个输入通道，给了它 $[kernel]^2$ 个权重；每个卷积核只有一个偏置。
        This gives the bias $[kernel]^2$ weights, as if it were one more channel; each kernel has a single bias.
    bias-of-each-channel: filters*channels*(kernel*kernel + 1) if channels > 1 else None
        给卷积核的每个通道各算了一个偏置；每个卷积核只有一个。
        This gives each channel of a kernel a bias of its own; there is one for the whole kernel.
    filters-for-channels: filters*(filters*kernel*kernel + 1)
        把卷积核的个数当作它的通道数；它的通道数等于输入通道数。
        This gives each kernel as many channels as there are kernels; it has as many as the input.
""")
IMAGES = {
    1: Text("灰度图像（1 个通道）", "a greyscale image (1 channel)"),
    3: Text(" RGB 图像（3 个通道）", "an RGB image (3 channels)"),
    16: Text("特征图（16 个通道）", "a feature map with 16 channels"),
}


@generator(topic="cnn", objective="cnn-costs", minutes=4, tags=("convolution", "output-size", "parameters"))
@source("Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), section 2, relationship 6")
@may_coincide(
    "Rounding down may hide padding that is missing on one side, and a layer may keep the size of its input.",
    "one-sided-padding",
    "same-size",
)
@may_coincide(
    "Layers that keep the size, and padding of one pixel, are the usual ones; the reason of `no-plus-one` names padding, too.",
    "nothing-changed",
    "no-padding",
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
    draw.require(channels != filters != size)
    draw.let("image", IMAGES[channels])
    remainder = (size + 2 * padding - kernel) % stride != 0
    shape = Computed(
        "cnn/conv2d-output-shape",
        SHAPE,
        difficulty=1 + (stride > 1) + (padding > 0) + remainder,
        conventions=("channels-first", *(("floor",) if stride > 1 else ())),
        form="shape",
        names=CATALOGUE | {"channels": "C", "bias": "b"},
    )
    parameters = Computed(
        "cnn/conv2d-param-count",
        WEIGHTS_AND_BIASES if bias else WEIGHTS_OR_ONE_NUMBER,
        difficulty=2 + (bias and channels > 1),
        conventions=("with-bias",) if bias else ("no-bias",),
        form="number" if bias else "product",
        names=CATALOGUE | {"channels": "c", "bias": "b"},
    )
    return Problem((shape, parameters)).worded(rf"""
        一个卷积层的输入是 $[size] \times [size]$ 的[image]。该层有 [filters] 个大小为 $[kernel] \times [kernel]$ 的卷积
          核，步幅为 [stride]，[padding: 0=不填充|四周填充 # 圈零]。
        The input of a convolutional layer is [image] of size $[size] \times [size]$. The layer has [filters] kernels
          of size $[kernel] \times [kernel]$, stride [stride] and
          [padding: 0=no padding|zero padding of # on every side].

        # conv2d-output-shape
        ask: 该层输出的大小是多少？ || What is the size of the layer’s output?
        claim: 该层输出的大小是 $[value]$。 || The size of the layer’s output is $[value]$.
        solution: 设输入边长为 $H$，核的边长为 $K$，步幅为 $S$，填充为 $P$，则输出的边长为
                  With an input of side $H$, kernels of side $K$, stride $S$ and padding $P$, the side of the output is
                  $$[=side],$$
                  通道数等于卷积核的个数 [filters]。 || and the number of channels is the number of kernels, [filters].

        # conv2d-param-count
        ask: [@conv2d-output-shape]中的卷积层共有多少个可学习的参数？
             How many learnable parameters does the convolutional layer in [@conv2d-output-shape] have?
        claim: [@conv2d-output-shape]中的卷积层共有 $[value]$ 个可学习的参数。
               The convolutional layer in [@conv2d-output-shape] has $[value]$ learnable parameters.
        solution: 记 $C$ 为输入通道数，$F$ 为卷积核个数，$K$ 为核的边长，参数个数为
                  With $C$ input channels and $F$ kernels of side $K$, the number of parameters is
                  $$[={"key" if bias else "count"}].$$
    """)


@conv_layer.check
def by_sliding(
    size: int, channels: int, filters: int, kernel: int, stride: int, padding: int, bias: int
) -> dict[str, object]:
    """Slides the window over the padded row and counts its places; counts the weights one by one."""
    side = places(size, kernel, stride, padding)
    factors = (filters, channels, kernel, kernel)
    assert weights(channels, kernel) * filters == prod(factors)
    return {
        "conv2d-output-shape": (filters, side, side),
        "conv2d-param-count": (weights(channels, kernel) + 1) * filters if bias else factors,
    }


SIDE = Formulas(
    "floor((size + 2*padding - kernel)/stride) + 1",
    let={"short": "floor((size + 2*padding - kernel)/stride)"},
    tex=NAMES,
).with_wrong("""
    ignores-stride: size + 2*padding - kernel + 1
    same-size: size
    no-plus-one: short
        漏了公式末尾的加 1（数的是步数，不是位置数）[(size - kernel)//stride + 1 - short: 0=，或者漏算了填充|[(size + padding - kernel)//stride + 1 - short: 0=，或者只算了一边的填充|]]。
        This drops the final + 1, which turns steps into positions[(size - kernel)//stride + 1 - short: 0=, or the padding|[(size + padding - kernel)//stride + 1 - short: 0=, or the padding on one side|]].
    one-sided-padding: floor((size + padding - kernel)/stride) + 1
    no-padding: floor((size - kernel)/stride) + 1
    rounds-up: ceiling((size + 2*padding - kernel)/stride) + 1
    kernel-added: floor((size + 2*padding + kernel)/stride) + 1
    kernel-lost-twice: floor((size + 2*padding - 2*kernel + 1)/stride) + 1
        在左右两边各减去了 $[kernel - 1]$；两边合计才减 $[kernel - 1]$。
        This takes $[kernel - 1]$ off on each side; both sides together lose $[kernel - 1]$.
    side-over-kernel: floor((size + 2*padding)/kernel)
        把卷积核一个挨一个地排开；相邻的位置只相距 [stride]。
        This lays the kernels side by side; neighbouring places are [stride] apart.
""")
# All are products, and some have more factors than the key.
PRODUCTS = WEIGHTS.with_wrong("""
    outputs-counted: (filters, *(floor((size + 2*padding - kernel)/stride) + 1,)*2)
        这是输出值的个数，不是参数个数。 || This is the number of output values, not that of parameters.
    weights-of-each-place: (filters, *(floor((size + 2*padding - kernel)/stride) + 1,)*2, channels, kernel, kernel)
        给每个输出位置都算了自己的权重；所有位置共用卷积核。
        This gives each place of the output its own weights, but all places share the kernels.
""")
MACS = Formulas(
    "filters*side**2*channels*kernel**2",
    let={"side": "floor((size + 2*padding - kernel)/stride) + 1"},
    tex=NAMES | {"side": "H'"},
).with_wrong("""
    macs-at-one-place: filters*channels*kernel**2
    side-counted-once: filters*side*channels*kernel**2
    input-side-for-output-side: filters*size**2*channels*kernel**2
    one-channel: filters*side**2*kernel**2
    one-filter: side**2*channels*kernel**2
    outputs-alone: filters*side**2
    flops-for-macs: 2*filters*side**2*channels*kernel**2
    mac-for-a-bias: filters*side**2*(channels*kernel**2 + 1)
        给每个输出值多算了一次偏置的加法；该层不含偏置。
        This counts one more operation for each output value, to add a bias; the layer has none.
    one-place-too-many: filters*(side + 1)**2*channels*kernel**2
        把输出的边长多算了 1。 || This takes the side of the output to be 1 more than it is.
""")
NETWORKS = texts("""
    digits: 在识别手写数字的网络中 || In a network for handwritten digits,
    signs: 在识别交通标志的网络中 || In a network for traffic signs,
""")


@generator(topic="cnn", objective="cnn-shapes", minutes=6, tags=("convolution", "output-size", "parameters", "macs"))
@source(
    "Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), section 2; Sze et al., Efficient processing of deep neural networks (2020), chapter 2"
)
@may_coincide(
    "Rounding down may hide padding that is missing on one side, and a layer may keep the size of its input.",
    "one-sided-padding",
    "same-size",
    "input-side-for-output-side",
)
@may_coincide(
    "Layers that keep the size, and padding of one pixel, are the usual ones.", "kernel-lost-twice", "no-padding"
)
def conv_chain(draw: Draw) -> Problem:
    """One convolutional layer from its output size to its parameters to its multiply–accumulate operations."""
    draw.let("network", draw.pick("setting", NETWORKS))
    size = draw.pick("size", (12, 14, 16, 28, 32))
    channels = draw.pick("channels", (1, 3, 8, 16))
    filters = draw.pick("filters", (4, 8, 16, 32))
    kernel = draw.pick("kernel", (3, 5))
    stride = draw.pick("stride", (1, 2))
    padding = draw.pick("padding", (0, 1, 2))
    draw.require(2 * padding <= kernel - 1 and channels != filters != size)
    level = 1 + (stride > 1) + (padding > 0)
    floor = ("floor",) if stride > 1 else ()
    side = Computed("cnn/conv2d-output-size", SIDE, difficulty=level, conventions=floor, names=CATALOGUE)
    parameters = Computed(
        "cnn/conv2d-param-count", PRODUCTS, difficulty=2, form="product", names=CATALOGUE | {"channels": "c"}
    )
    macs = Computed(
        "cnn/conv-macs",
        MACS,
        difficulty=level + 1,
        conventions=(*floor, "mac-is-a-pair", *(("padding-macs-count",) if padding else ())),
        follows={"conv2d-output-size": "filters*carried**2*channels*kernel**2"},
        names=CATALOGUE | {"channels": "c"},
    )
    # Else a layer has as many outputs as weights.
    draw.require(channels * kernel**2 != places(size, kernel, stride, padding) ** 2)
    return Problem((side, parameters, macs)).worded(r"""
        [network]，一个卷积层的输入有 [channels] 个通道，大小为 $[size] \times [size]$。
          该层有 [filters] 个 $[kernel] \times [kernel]$ 的卷积核，不含偏置，步幅为 [stride]，
          [padding: 0=不填充|四周填充 # 圈零]。
        [network] the input of a convolutional layer has [channels: # channel|# channels] of size $[size] \times [size]$.
          The layer has [filters] kernels of size $[kernel] \times [kernel]$ without biases, stride [stride] and
          [padding: 0=no padding|zero padding of # on every side].

        # conv2d-output-size
        ask: 输出特征图的边长是多少？ || What is the side of the output feature maps?
        claim: 输出特征图的边长是 $[value]$。 || The side of the output feature maps is $[value]$.
        solution: 设输入边长为 $H$，核的边长为 $K$，步幅为 $S$，填充为 $P$，则输出的边长为
                  With an input of side $H$, kernels of side $K$, stride $S$ and padding $P$, the side of the output is
                  $$[=key].$$

        # conv2d-param-count
        ask: 该层共有多少个可学习的参数？ || How many learnable parameters does the layer have?
        claim: 该层共有 $[value]$ 个可学习的参数。 || The layer has $[value]$ learnable parameters.
        solution: $F$ 个卷积核中的每一个都覆盖全部 $C$ 个输入通道，边长为 $K$：
                  Each of the $F$ kernels, of side $K$, covers all $C$ input channels:
                  $$[=count].$$

        # conv-macs
        ask: 对一个样本作一次前向计算，该层需要多少次乘加运算（MAC）？
             How many multiply–accumulate operations (MACs) does a forward pass of one sample take in the layer?
        claim: 对一个样本作一次前向计算，该层需要 $[value]$ 次乘加运算（MAC）。
               A forward pass of one sample takes $[value]$ multiply–accumulate operations (MACs) in the layer.
        solution: 由[@conv2d-output-size]，输出边长为 $H' = [side]$；每个输出值所需的乘加次数等于一个卷积核的权重个数：
                  By [@conv2d-output-size] the side of the output is $H' = [side]$; each of its values takes as many MACs as a
                    kernel has weights:
                  $$[=key].$$
    """)


@conv_chain.check
def by_sliding_and_counting(
    size: int, channels: int, filters: int, kernel: int, stride: int, padding: int
) -> dict[str, object]:
    """Slides the window, counts the weights, and visits every place of every output map."""
    side = places(size, kernel, stride, padding)
    in_a_filter = weights(channels, kernel)
    return {
        "conv2d-output-size": side,
        "conv2d-param-count": (filters, channels, kernel, kernel),
        "conv-macs": sum(sum(in_a_filter for _ in range(side)) for _ in range(side)) * filters,
    }


def weights(channels: int, kernel: int) -> int:
    return sum(1 for _ in range(channels) for _ in range(kernel) for _ in range(kernel))
