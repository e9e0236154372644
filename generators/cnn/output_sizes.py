"""Sides of feature maps: convolution, the padding that keeps the side, pooling, transposed convolution."""

from functools import cache

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, generator

CONVOLUTION = Formulas(
    "floor((n + 2*p - K)/s) + 1",
    let={"K": "d*(k - 1) + 1"},
    wrong={
        "no-padding": "floor((n - K)/s) + 1",
        "one-sided-padding": "floor((n + p - K)/s) + 1",
        "no-plus-one": "floor((n + 2*p - K)/s)",
        "rounds-up": "ceiling((n + 2*p - K)/s) + 1",
        "ignores-stride": "n + 2*p - K + 1",
        "dilated-extent-as-product": "floor((n + 2*p - d*k)/s) + 1 if d > 1 else None",
        "ignores-dilation": "floor((n + 2*p - k)/s) + 1 if d > 1 else None",
        "same-size": "n",
        "side-over-stride": "floor(n/s) if s > 1 else None",
        "padding-after-division": "floor((n - K)/s) + 2*p + 1 if s > 1 else None",
        "groups-split-the-map": "floor((floor((n + 2*p - K)/s) + 1)/g) if g > 1 else None",
        "kernel-added": "floor((n + 2*p + K)/s) + 1",
    },
)
SAME = Formulas(
    "d*(k - 1)/2",
    let={"K": "d*(k - 1) + 1"},
    wrong={
        "padding-of-both-sides": "d*(k - 1)",
        "ignores-dilation": "(k - 1)/2 if d > 1 else None",
        "half-kernel-rounded-up": "(d*(k - 1) + 2)/2",
        "dilated-extent-as-product": "floor(d*k/2) if d > 1 else None",
        "padding-is-kernel": "k",
        "stride-one-keeps-size": "0",
    },
)
OVER_STRIDE = {"side-over-stride": "floor(n/s) if s > 1 else None"}
POOLING_WRONG = {
    "ignores-stride": "n + 2*p - k + 1",
    "stride-is-window": "floor((n + 2*p - k)/k) + 1",
    "no-padding": "floor((n - k)/s) + 1",
    "side-over-window": "floor(n/k)",
    "subtracts-window": "n + 2*p - k",
}
POOLING_DOWN = Formulas(
    "floor((n + 2*p - k)/s) + 1",
    wrong={
        **OVER_STRIDE,
        "rounds-up": "ceiling((n + 2*p - k)/s) + 1",
        "no-plus-one": "floor((n + 2*p - k)/s)",
        **POOLING_WRONG,
    },
)
POOLING_UP = Formulas(
    "u - 1 if (u - 1)*s >= n + p else u",
    let={"u": "ceiling((n + 2*p - k)/s) + 1"},
    wrong={
        **OVER_STRIDE,
        "rounds-down": "floor((n + 2*p - k)/s) + 1",
        "no-plus-one": "ceiling((n + 2*p - k)/s)",
        "keeps-padding-window": "u",
        **POOLING_WRONG,
    },
    under={"ceil-drops-window": "u"},
)
TRANSPOSED = Formulas(
    "(n - 1)*s - 2*p + k + q",
    wrong={
        "forward-formula": "floor((n + 2*p - k)/s) + 1",
        "padding-adds": "(n - 1)*s + 2*p + k + q",
        "no-crop": "(n - 1)*s + k + q",
        "side-times-stride": "n*s",
        "no-output-padding": "(n - 1)*s - 2*p + k if q else None",
        "steps-not-reduced": "n*s - 2*p + k + q",
        "one-sided-crop": "(n - 1)*s - p + k + q",
        "ignores-stride": "n - 1 - 2*p + k + q",
    },
    under={"transposed-padding": "(n - 1)*s + 2*p + k + q"},
)


def rings(padding: int) -> Text:
    """The zeros around the input, in words."""
    if not padding:
        return Text(zh="不填充", en="no padding")
    return Text(zh=f"四周各填充 {padding} 圈零", en=f"zero padding of {padding} on every side")


def stride(step: int) -> Text:
    return Text(zh=f"步幅为 {step}", en=f"stride {step}")


def side_is(worked: str) -> Text:
    return Text(zh=f"输出的边长为\n\n$${worked}.$$", en=f"The side of the output is\n\n$${worked}.$$")


def spread(dilation: int) -> list[Text]:
    """The dilation, where there is any, in words."""
    if dilation == 1:
        return []
    return [
        Text(
            zh=f"扩张率为 {dilation}（相邻采样点相距 {dilation} 个像素）",
            en=f"dilation {dilation} (neighbouring taps are {dilation} pixels apart)",
        )
    ]


def listed(items: list[Text]) -> Text:
    """A list in words: 甲，乙，丙; one, two and three."""
    *first, last = (item.en for item in items)
    return Text(zh="，".join(item.zh for item in items), en=", ".join(first) + (" and " if first else "") + last)


@generator(
    topic="cnn",
    minutes=2,
    tags=("convolution", "output-size", "dilation"),
    source="Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), relationships 6 and 15",
    objective="cnn-shapes",
)
def conv2d_output_size(draw: Draw) -> Problem:
    """The side of a convolution's output, with padding, stride, dilation and groups."""
    n = draw.pick("n", (7, 8, 12, 14, 16, 28, 32, 56, 64, 112, 224, 227))
    k = draw.pick("k", (1, 2, 3, 4, 5, 7, 11))
    s = draw.pick("s", (1, 2, 3, 4))
    p = draw.pick("p", (0, 1, 2, 3))
    d = draw.pick("d", (1, 2, 3))
    g = draw.pick("g", (1, 2, 4))
    extent = d * (k - 1) + 1
    draw.require(2 * p <= d * (k - 1))
    draw.require(s <= k or (k == 1 and s == 2))
    draw.require(d == 1 or k in (3, 5))
    draw.require(extent <= n + 2 * p)
    at = draw.params

    def context() -> Text:
        groups = [Text(zh=f"分组数为 {g}", en=f"{g} groups")] if g > 1 else []
        kernels = Text(zh=f"卷积核大小为 ${k} \\times {k}$", en=f"kernels of ${k} \\times {k}$")
        layer = listed([kernels, stride(s), rings(p), *spread(d), *groups])
        return Text(
            zh=f"对 ${n} \\times {n}$ 的输入作卷积：{layer.zh}。",
            en=f"A convolutional layer acts on an input of ${n} \\times {n}$ pixels. It has {layer.en}.",
        )

    def wording() -> Wording:
        worked = CONVOLUTION.worked(at)
        covered = f"$K = {CONVOLUTION.worked(at, 'K')}$" if d > 1 else f"$K = k = {k}$"
        groups = Text(zh="分组不影响边长。", en=" The groups do not change the side.") if g > 1 else Text(zh="", en="")
        return Wording(
            ask=Text(zh="求输出特征图的边长。", en="Find the side length of the output feature map."),
            claim=Text(zh="输出特征图的边长为 ${}$。", en="The side length of the output feature map is ${}$."),
            solution=Text(
                zh=f"卷积核覆盖的边长为 {covered}，输出的边长为\n\n$${worked}.$$\n\n{groups.zh}",
                en=f"The kernel extends over {covered} pixels, so the side of the output is\n\n$${worked}.$$\n\n"
                f"{groups.en.strip()}",
            ),
        )

    return Problem(
        (
            Computed(
                "cnn/conv2d-output-size",
                CONVOLUTION,
                at,
                wording,
                difficulty=min(3, 1 + (p > 0) + (s > 1) + (d > 1) + ((n + 2 * p - extent) % s != 0) + (g > 1)),
                conventions=("floor",) if s > 1 else (),
            ),
        ),
        context,
    )


@conv2d_output_size.check
def by_placing_taps(n: int, k: int, s: int, p: int, d: int, g: int) -> int:
    """Moves a comb of taps along the padded row and counts the places where all taps lie inside."""
    return places(n, k, s, p, d)


@cache
def places(n: int, k: int, s: int, p: int, d: int) -> int:
    inside = range(-p, n + p)
    return sum(1 for start in inside[::s] if all(start + d * tap in inside for tap in range(k)))


@generator(
    topic="cnn",
    minutes=1,
    tags=("convolution", "padding", "dilation"),
    source="Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), section 2.3 (half padding)",
    objective="cnn-shapes",
)
def same_padding(draw: Draw) -> Problem:
    """The padding that keeps the size at stride 1."""
    k = draw.pick("k", (3, 5, 7, 9, 11, 13, 15))
    d = draw.pick("d", (1, 2, 3, 4, 5, 6))
    draw.require(d * (k - 1) <= 60)
    at = draw.params

    def context() -> Text:
        kernels = Text(zh=f"卷积核大小为 ${k} \\times {k}$", en=f"kernels of ${k} \\times {k}$")
        layer = listed([kernels, stride(1), *spread(d)])
        return Text(zh=f"一个卷积层的{layer.zh}。", en=f"A convolutional layer has {layer.en}.")

    def wording() -> Wording:
        return Wording(
            ask=Text(
                zh="为使输出与输入的高、宽相同，填充数应取多少？",
                en="What padding gives the output the same height and width as the input?",
            ),
            claim=Text(
                zh="当填充数为 ${}$ 时，输出与输入的高、宽相同。",
                en="With a padding of ${}$, the output has the same height and width as the input.",
            ),
            solution=Text(
                zh=f"卷积核覆盖的边长为 $K = {SAME.worked(at, 'K')}$。由 $n + 2p - K + 1 = n$ 得 $p = (K - 1)/2$，即\n\n"
                f"$$p = {SAME.worked(at)}.$$",
                en=f"The kernel extends over $K = {SAME.worked(at, 'K')}$ pixels. From $n + 2p - K + 1 = n$ follows "
                f"$p = (K - 1)/2$, that is\n\n$$p = {SAME.worked(at)}.$$",
            ),
        )

    return Problem(
        (
            Computed(
                "cnn/same-padding",
                SAME,
                at,
                wording,
                difficulty=1 + (d > 1) + (d > 2),
                conventions=("padding-per-side",),
                signed=True,
            ),
        ),
        context,
    )


@same_padding.check
def by_trying_paddings(k: int, d: int) -> int:
    """Tries one padding after the other until an image of 64 pixels keeps its side."""
    return next(p for p in range(64) if places(64, k, 1, p, d) == 64)


@generator(
    topic="cnn",
    minutes=2,
    tags=("pooling", "output-size"),
    source="Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), section 3; "
    "PyTorch documentation of MaxPool2d (ceil_mode)",
    objective="cnn-shapes",
)
def pool_output_size(draw: Draw) -> Problem:
    """The side after max pooling, rounded down or up."""
    n = draw.pick("n", (6, 7, 8, 13, 14, 27, 28, 32, 55, 112))
    k = draw.pick("k", (2, 3))
    s = draw.pick("s", (1, 2, 3))
    p = draw.pick("p", (0, 1))
    m = draw.pick("m", (0, 1))
    draw.require(s <= k)
    draw.require(p == 0 or k == 3)
    draw.require(s > 1 or m == 0)
    at = draw.params
    formulas = POOLING_UP if m else POOLING_DOWN
    rounding = ("ceil", "ceil-drops-window") if p else ("ceil",)
    conventions = rounding if m else ("floor",) if s > 1 else ()

    def context() -> Text:
        padding = (
            Text(zh=f"四周各填充 {p} 圈", en=f"padding of {p} on every side")
            if p
            else Text(zh="不填充", en="no padding")
        )
        return Text(
            zh=f"对 ${n} \\times {n}$ 的特征图作最大池化：窗口大小为 ${k} \\times {k}$，步幅为 {s}，{padding.zh}。",
            en=f"A max-pooling layer with a window of ${k} \\times {k}$, stride {s} and {padding.en} is applied to a feature "
            f"map of ${n} \\times {n}$.",
        )

    def wording() -> Wording:
        return Wording(
            ask=Text(zh="求输出特征图的边长。", en="Find the side length of the output feature map."),
            claim=Text(zh="输出特征图的边长为 ${}$。", en="The side length of the output feature map is ${}$."),
            solution=rounded_up() if m else side_is(POOLING_DOWN.worked(at)),
        )

    def rounded_up() -> Text:
        found = POOLING_UP.values(at)
        u, key = found["u"], found["key"]
        worked = POOLING_UP.worked(at, "u")
        start = f"({u} - 1) \\times {s} = {(u - 1) * s}"
        end = f"n + p = {n + p}"
        if not p:
            return side_is(worked)
        if key == u:
            return Text(
                zh=f"向上取整得\n\n$${worked}.$$\n\n最后一个窗口起于填充后的第 ${start}$ 列（从 0 数起），小于 ${end}$，"
                f"不在右侧填充区内，故保留：边长为 {key}。",
                en=f"Rounded up,\n\n$${worked}.$$\n\nThe last window starts in column ${start}$ of the padded map (counted "
                f"from 0), below ${end}$: not in the right padding. It stays, and the side is {key}.",
            )
        return Text(
            zh=f"向上取整得\n\n$${worked}.$$\n\n但最后一个窗口起于填充后的第 ${start}$ 列（从 0 数起），不小于 ${end}$，"
            f"落在右侧填充区内，应舍去：边长为 {key}。",
            en=f"Rounded up,\n\n$${worked}.$$\n\nBut the last window starts in column ${start}$ of the padded map (counted from "
            f"0), not below ${end}$: in the right padding. It is dropped, and the side is {key}.",
        )

    return Problem(
        (
            Computed(
                "cnn/pool-output-size",
                formulas,
                at,
                wording,
                difficulty=1 + (p > 0) + (k != s) + 2 * m,
                conventions=conventions,
            ),
        ),
        context,
    )


@pool_output_size.check
def by_covering(n: int, k: int, s: int, p: int, m: int) -> int:
    """Lays windows from the left: whole ones only, or until the padded row is covered, none starting past the input."""
    last = n + 2 * p - 1
    starts, start = 0, 0
    while start + k - 1 <= last:
        starts, start = starts + 1, start + s
    covered = start - s + k - 1
    return starts + 1 if m and covered < last and start < p + n else starts


@generator(
    topic="cnn",
    minutes=2,
    tags=("transposed-convolution", "output-size"),
    source="Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), section 4, relationship 14",
    objective="cnn-shapes",
)
def transposed_conv_output_size(draw: Draw) -> Problem:
    """The side of a transposed convolution's output."""
    n = draw.pick("n", (1, 4, 5, 7, 8, 14, 16, 28, 32))
    k = draw.pick("k", (2, 3, 4, 5))
    s = draw.pick("s", (1, 2, 3))
    p = draw.pick("p", (0, 1, 2))
    q = draw.pick("q", (0, 1))
    draw.require(q < s <= k)
    draw.require(2 * p <= k - 1)
    draw.require((n - 1) * s - 2 * p + k + q > 0)
    at = draw.params

    def context() -> Text:
        extra = (
            Text(
                zh=f"，输出填充（output padding）$q = {q}$（只在下侧和右侧补足）",
                en=f" and output padding $q = {q}$ (added at the bottom and on the right only)",
            )
            if q
            else Text(zh="", en="")
        )
        last = ", " if q else " and "
        return Text(
            zh=f"对 ${n} \\times {n}$ 的输入作转置卷积：卷积核大小为 ${k} \\times {k}$，步幅 $s = {s}$，填充数 $p = {p}${extra.zh}。",
            en=f"A transposed convolution with kernels of ${k} \\times {k}$, stride $s = {s}${last}padding $p = {p}${extra.en} "
            f"is applied to an input of ${n} \\times {n}$.",
        )

    def wording() -> Wording:
        worked = TRANSPOSED.worked(at)
        return Wording(
            ask=Text(zh="求输出的边长。", en="Find the side length of the output."),
            claim=Text(zh="输出的边长为 ${}$。", en="The side length of the output is ${}$."),
            solution=Text(
                zh=f"记输入边长为 $n$，核的边长为 $k$，输出填充 $q = {q}$。输入的 $n$ 个单元对应输出中相距 $s$ 的 $n$ 个位置，"
                f"末尾再由核覆盖 $k$ 个单元，每边裁去 $p$，最后加上 $q$：\n\n$${worked}.$$",
                en=f"Let $n$ be the side of the input, $k$ that of the kernel, and $q = {q}$ the output padding. The $n$ input "
                f"cells put the kernel at $n$ places of the output, $s$ apart; the last one covers $k$ cells. Then $p$ are cut "
                f"off on each side and $q$ are added:\n\n$${worked}.$$",
            ),
        )

    return Problem(
        (
            Computed(
                "cnn/transposed-conv-output-size",
                TRANSPOSED,
                at,
                wording,
                difficulty=2 + (s > 1) + (p > 0) + (q > 0),
                conventions=("transposed-padding",),
            ),
        ),
        context,
    )


@transposed_conv_output_size.check
def by_stamping(n: int, k: int, s: int, p: int, q: int) -> int:
    """Stamps the kernel once per input cell, crops both ends and appends the output padding."""
    covered = {cell * s + tap for cell in range(n) for tap in range(k)}
    row = [cell in covered for cell in range(max(covered) + 1)]
    cropped = row[p : len(row) - p]
    return len(cropped + [False] * q)
