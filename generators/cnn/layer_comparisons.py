"""Layers side by side: ordered by their parameters, matched with the shapes of their outputs."""

from functools import cache
from itertools import combinations, pairwise

import numpy as np

from hwgen import Draw, Entry, Matching, Ordering, Problem, Text, generator, number_tex, shuffled, source

from .._settings import NETWORKS

Layer = tuple[str, int, int, int]
Operation = tuple[str, int, int, int, int]
Shape = tuple[int, ...]

LAYERS: tuple[Layer, ...] = (
    ("conv", 3, 64, 3),
    ("conv", 64, 64, 3),
    ("conv", 64, 128, 3),
    ("conv", 128, 256, 1),
    ("conv", 16, 32, 5),
    ("dw", 128, 128, 3),
    ("dw", 256, 256, 5),
    ("fc", 512, 10, 1),
    ("fc", 256, 128, 1),
    ("fc", 1024, 1000, 1),
    ("conv", 3, 96, 11),
)


def parameters(layer: Layer) -> int:
    kind, inputs, outputs, k = layer
    return inputs * k * k if kind == "dw" else inputs * outputs * k * k


def apart(layers: tuple[Layer, ...]) -> bool:
    """Whether the counts differ by a tenth at least, and the layers are not all of one kind."""
    counts = sorted(map(parameters, layers))
    return all(10 * b >= 11 * a for a, b in pairwise(counts)) and len({kind for kind, *_ in layers}) > 1


QUARTETS = tuple(filter(apart, combinations(LAYERS, 4)))


def layer_text(layer: Layer) -> Text:
    kind, inputs, outputs, k = layer
    match kind:
        case "conv":
            return Text(
                f"卷积层：{inputs} 个输入通道，{outputs} 个输出通道，${k} \\times {k}$ 卷积核",
                f"convolution: {inputs} input channels, {outputs} output channels, ${k} \\times {k}$ kernels",
            )
        case "dw":
            return Text(
                f"逐通道卷积层：{inputs} 个通道，每个通道 1 个 ${k} \\times {k}$ 卷积核",
                f"depthwise convolution: {inputs} channels, one ${k} \\times {k}$ kernel for each",
            )
        case _:
            return Text(
                f"全连接层：{inputs} 个输入，{outputs} 个输出",
                f"fully connected layer: {inputs} inputs, {outputs} outputs",
            )


def count_tex(layer: Layer) -> str:
    kind, inputs, outputs, k = layer
    sides = f" \\times {k} \\times {k}" if kind != "fc" else ""
    channels = str(inputs) if kind == "dw" else f"{inputs} \\times {outputs}"
    return f"{channels}{sides} = {number_tex(parameters(layer))}"


def layer_id(layer: Layer) -> str:
    return "-".join(map(str, layer))


@generator(topic="cnn", objective="cnn-costs", minutes=4, tags=("parameters", "depthwise-convolution"), kind="ordering")
@source("Stanford CS231n, notes on convolutional networks, section on parameter sharing")
def order_layers_by_params(draw: Draw) -> Problem:
    """Four layers, from the fewest parameters to the most."""
    Ls = draw.pick("Ls", QUARTETS)
    draw.let("network", draw.pick("setting", NETWORKS))
    ordered = sorted(Ls, key=parameters)
    rows = [(layer_text(layer), count_tex(layer)) for layer in ordered]
    zh = "\n".join(f"- {text.zh}；参数个数为 ${count}$。" for text, count in rows)
    en = "\n".join(f"- {text.en}; parameters: ${count}$." for text, count in rows)
    return Problem(
        (
            Ordering(
                "order-layers-by-params",
                Text(
                    "设计[network]时考虑了下列各层。将它们按可学习参数的个数从少到多排列（各层都不含偏置）。",
                    "These layers are considered for [network]. Order them by their number of learnable parameters, from "
                    "the fewest to the most (none of them has biases).",
                ),
                tuple(Entry(layer_id(layer), layer_text(layer)) for layer in ordered),
                Text(f"各层按参数个数从少到多为：\n\n{zh}", f"From the fewest parameters to the most:\n\n{en}"),
                difficulty=2 + any(kind == "dw" for kind, *_ in Ls),
                about="cnn/order-layers-by-params",
            ),
        )
    )


@order_layers_by_params.check
def by_counting_weights(Ls: tuple[Layer, ...]) -> tuple[str, ...]:
    """Makes the weights of each layer as an array, counts its elements and picks the smallest count again and again."""
    left, found = list(Ls), []
    while left:
        smallest = min(left, key=elements)
        left.remove(smallest)
        found.append("-".join(map(str, smallest)))
    return tuple(found)


@cache
def elements(layer: Layer) -> int:
    kind, inputs, outputs, k = layer
    shape = {"conv": (outputs, inputs, k, k), "dw": (outputs, 1, k, k), "fc": (outputs, inputs)}[kind]
    return int(np.count_nonzero(np.ones(shape, dtype=np.int8)))


OPERATIONS: tuple[Operation, ...] = (
    ("conv", 64, 3, 1, 1),
    ("conv", 64, 3, 2, 1),
    ("conv", 32, 1, 1, 0),
    ("conv", 16, 5, 1, 0),
    ("maxpool", 0, 2, 2, 0),
    ("maxpool", 0, 3, 2, 1),
    ("gap", 0, 0, 0, 0),
    ("up", 8, 2, 2, 0),
    ("flatten", 0, 0, 0, 0),
)
FOURS = tuple(combinations(OPERATIONS, 4))
CHANNELS = {
    "conv": Text("卷积的输出通道数等于卷积核的个数", "a convolution has an output channel for each kernel"),
    "maxpool": Text("最大池化不改变通道数", "max pooling keeps the channels"),
    "gap": Text("全局平均池化对每个通道求一个平均值", "global average pooling takes one average of each channel"),
}


def side_after(n: int, k: int, s: int, p: int) -> int:
    return (n + 2 * p - k) // s + 1


def shape_of(operation: Operation, C: int, n: int) -> Shape:
    kind, filters, k, s, p = operation
    match kind:
        case "conv" | "maxpool":
            side = side_after(n, k, s, p)
            return (filters if kind == "conv" else C, side, side)
        case "gap":
            return (C, 1, 1)
        case "up":
            side = (n - 1) * s + k
            return (filters, side, side)
        case _:
            return (C * n * n,)


def mistaken(operation: Operation, C: int, n: int) -> Shape:
    """The shape that a typical mistake gives: channels kept or halved, the wrong axes averaged, the side kept."""
    kind, filters, _, s, _ = operation
    match kind:
        case "conv":
            return (C, n, n) if s == 1 else (filters, n, n)
        case "maxpool":
            return (C // 2, n // 2, n // 2)
        case "gap":
            return (1, n, n)
        case "up":
            return (filters, n // s, n // s)
        case _:
            return (C * n,)


def shape_id(shape: Shape) -> str:
    return "x".join(map(str, shape))


def shape_tex(shape: Shape) -> str:
    return " \\times ".join(map(number_tex, shape))


def shape_entry(shape: Shape) -> Entry:
    tex = f"${shape_tex(shape)}$"
    return Entry(shape_id(shape), Text(tex, tex))


def operation_text(operation: Operation) -> Text:
    kind, filters, k, s, p = operation
    window = f"${k} \\times {k}$"
    match kind:
        case "conv":
            return Text(
                f"卷积：{filters} 个 {window} 卷积核，步幅 {s}，填充 {p}",
                f"convolution: {filters} kernels of size {window}, stride {s}, padding {p}",
            )
        case "maxpool":
            return Text(
                f"最大池化：窗口 {window}，步幅 {s}，填充 {p}", f"max pooling: window {window}, stride {s}, padding {p}"
            )
        case "gap":
            return Text("全局平均池化", "global average pooling")
        case "up":
            return Text(
                f"转置卷积：{filters} 个输出通道，{window} 卷积核，步幅 {s}，不裁边",
                f"transposed convolution: {filters} output channels, {window} kernels, stride {s}, no cropping",
            )
        case _:
            return Text("展平", "flattening")


def reason(operation: Operation, C: int, n: int) -> Text:
    """How the side or the number of features comes about."""
    kind, _, k, s, p = operation
    match kind:
        case "conv" if s == 1:
            worked = f"{n} + 2 \\times {p} - {k} + 1 = {side_after(n, k, s, p)}"
        case "conv" | "maxpool":
            worked = f"\\lfloor ({n} + 2 \\times {p} - {k})/{s} \\rfloor + 1 = {side_after(n, k, s, p)}"
        case "gap":
            worked = "1"
        case "up":
            worked = f"({n} - 1) \\times {s} + {k} = {(n - 1) * s + k}"
        case _:
            worked = f"{C} \\times {n} \\times {n} = {number_tex(C * n * n)}"
    if kind == "flatten":
        return Text(f"特征数为 ${worked}$", f"number of features: ${worked}$")
    return Text(f"边长为 ${worked}$", f"side: ${worked}$")


@generator(
    topic="cnn",
    objective="cnn-shapes",
    minutes=4,
    tags=("output-size", "pooling", "transposed-convolution"),
    kind="matching",
)
@source("Zhang et al., Dive into Deep Learning (2023), chapter 7 and section 14.10")
def match_op_to_shape(draw: Draw) -> Problem:
    """Four operations on the same input, and the shapes of their outputs."""
    C = draw.pick("C", (8, 16, 32))
    n = draw.pick("n", (8, 14, 16, 28))
    ops = draw.pick("ops", FOURS)
    shapes = [shape_of(operation, C, n) for operation in ops]
    draw.require(len(set(shapes)) == 4)
    draw.let("network", draw.setting(NETWORKS))
    tempting = [mistaken(operation, C, n) for operation in shuffled(("tempting", C, n, str(ops)), ops)]
    spare = dict.fromkeys((*tempting, (C // 2, n // 2, n // 2), (C, n // 2, n // 2), (1, n, n)))
    extra = [shape for shape in spare if shape not in shapes][:2]
    texts = [operation_text(operation) for operation in ops]
    kept = [text for kind, text in CHANNELS.items() if kind in {operation[0] for operation in ops}]
    rows = [
        (text, reason(operation, C, n), shape_tex(shape))
        for text, operation, shape in zip(texts, ops, shapes, strict=True)
    ]
    whys = (
        Text(f"{text.zh}；{why.zh}，输出为 ${shape}$。", f"{text.en}; {why.en}; output: ${shape}$.")
        for text, why, shape in rows
    )
    return Problem(
        (
            Matching(
                "match-op-to-shape",
                Text(
                    f"[network]中有一个大小为 ${C} \\times {n} \\times {n}$ 的特征图，下列各操作分别作用于它。将每个操作与其输出的"
                    "大小配对，有 2 个大小用不上。（张量尺寸按“通道数×高×宽”书写；填充数指上、下、左、右每边填充的行数或列数；不能整除时向下取整。）",
                    f"Each of these operations is applied to a feature map of size ${C} \\times {n} \\times {n}$ in "
                    "[network]. Match each operation with the size of its output; 2 of the sizes are not needed. (Tensor sizes are "
                    "written channels × height × width; the padding is the number of rows or columns added on each of the "
                    "four sides; where a division leaves a remainder, the quotient is rounded down.)",
                ),
                tuple(
                    (Entry("-".join(map(str, operation)), text), shape_entry(shape))
                    for operation, text, shape in zip(ops, texts, shapes, strict=True)
                ),
                Text(
                    f"{'；'.join(text.zh for text in kept)}。",
                    f"{'; '.join(text.en for text in kept).capitalize()}.",
                ),
                extra=tuple(map(shape_entry, extra)),
                whys=tuple(whys),
                difficulty=2 + (n % 4 != 0),
                about="cnn/match-op-to-shape",
            ),
        )
    )


@match_op_to_shape.check
def by_forward_pass(C: int, n: int, ops: tuple[Operation, ...]) -> tuple[str, ...]:
    """Runs each operation on an array and reads off the shape of what comes out."""
    return tuple("x".join(map(str, run(operation, C, n).shape)) for operation in ops)


@cache
def run(operation: Operation, C: int, n: int) -> np.ndarray:
    kind, filters, k, s, p = operation
    x = np.ones((C, n, n), dtype=np.float32)
    match kind:
        case "gap":
            return x.mean(axis=(1, 2), keepdims=True)
        case "flatten":
            return x.ravel()
        case "up":
            return stamped(x, filters, k, s)
    padded = np.pad(x, ((0, 0), (p, p), (p, p)))
    views = np.lib.stride_tricks.sliding_window_view(padded, (k, k), axis=(1, 2))[:, ::s, ::s]
    if kind == "maxpool":
        return views.max(axis=(3, 4))
    return np.einsum("chwij,fcij->fhw", views, np.ones((filters, C, k, k), dtype=np.float32), optimize=True)


def stamped(x: np.ndarray, filters: int, k: int, s: int) -> np.ndarray:
    """A transposed convolution: every pixel stamps the kernel into the output, which ends where the last stamp ends."""
    _, height, width = x.shape
    stamps = [(s * i, s * j) for i in range(height) for j in range(width)]
    y = np.zeros((filters, max(i for i, _ in stamps) + k, max(j for _, j in stamps) + k), dtype=np.float32)
    for i, j in stamps:
        y[:, i : i + k, j : j + k] += x[:, i // s, j // s].sum()
    return y
