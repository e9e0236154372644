"""Sides of feature maps: convolution, the padding that keeps the side, pooling, transposed convolution."""

from hwgen import Computed, Draw, Formulas, Problem, Text, generator, may_coincide, source, texts

from .._apart import apart
from .._settings import NETWORKS, PLANES
from .._windows import places

CONVOLUTION = Formulas("floor((n + 2*p - K)/s) + 1", let={"K": "d*(k - 1) + 1"}).with_wrong("""
    no-padding: floor((n - K)/s) + 1
        漏算了填充[(n - K)//s + 1 - (n + 2*p - K)//s: 0=，或者漏了末尾的加 1|]。
        This leaves out the padding[(n - K)//s + 1 - (n + 2*p - K)//s: 0= or the final + 1|].
    one-sided-padding: floor((n + p - K)/s) + 1
        只算了一边的填充[(n + p - K)//s + 1 - (n + 2*p - K)//s: 0=，或者漏了末尾的加 1|]。
        This counts the padding on one side only[(n + p - K)//s + 1 - (n + 2*p - K)//s: 0=, or drops the final + 1|].
    no-plus-one: floor((n + 2*p - K)/s)
    ignores-stride: n + 2*p - K + 1
    rounds-up: ceiling((n + 2*p - K)/s) + 1
    dilated-extent-as-product: floor((n + 2*p - d*k)/s) + 1 if d > 1 else None
    ignores-dilation: floor((n + 2*p - k)/s) + 1 if d > 1 else None
    same-size: n
    side-over-stride: floor(n/s) if s > 1 else None
    padding-after-division: floor((n - K)/s) + 2*p + 1 if s > 1 else None
    groups-split-the-map: floor((floor((n + 2*p - K)/s) + 1)/g) if g > 1 else None
    kernel-added: floor((n + 2*p + K)/s) + 1
    kernel-lost-twice: floor((n + 2*p - 2*K + 1)/s) + 1
        在左右两边各减去了 $[K - 1]$；两边合计才减 $[K - 1]$。
        This takes $[K - 1]$ off on each side; both sides together lose $[K - 1]$.
""")
SAME = Formulas("d*(k - 1)/2", let={"K": "d*(k - 1) + 1"}).with_wrong(r"""
    padding-of-both-sides: d*(k - 1)
    ignores-dilation: (k - 1)/2 if d > 1 else None
    dilated-extent-as-product: floor(d*k/2) if d > 1 else None
        取了 $[d] \times [k]$ 的一半[d*k % 2: 1=（向下取整）|]；扩张后的卷积核边长是 $[d] \times [k - 1] + 1$，应减 1 之后折半。
        This halves $[d] \times [k]$[d*k % 2: 1=, rounded down|]; the dilated kernel extends over
          $[d] \times [k - 1] + 1$ positions, of which 1 is taken off before halving.
    half-kernel-rounded-up: (d*(k - 1) + 2)/2
    padding-is-kernel: k
    stride-one-keeps-size: 0
    dilation-for-padding: d if d > 1 and k != 3 else None
        把扩张率当作填充数，这只对 $3 \times 3$ 的卷积核成立。
        This pads by the dilation, which is right only for $3 \times 3$ kernels.
    edge-cell-left-out: (d*(k - 1) - 2)/2
        只数了核的中心与边缘之间的格子，没有数边缘上的一格。
        This counts the cells between the centre of the kernel and its edge, without the one on the edge.
""")
POOLING_WRONG = """
    side-over-stride: floor(n/s) if s > 1 else None
        只用输入边长除以步幅，没有考虑窗口的大小。
        This merely divides the input side by the stride and forgets the size of the window.
    ignores-stride: n + 2*p - k + 1
    stride-is-window: floor((n + 2*p - k)/k) + 1
    no-padding: floor((n - k)/s) + 1
    side-over-window: floor(n/k)
    subtracts-window: n + 2*p - k
    window-added: floor((n + 2*p + k)/s) + 1
        加上了窗口的边长，应减去。 || This adds the side of the window instead of subtracting it.
    side-over-area-of-window: floor(n/k**2)
        把边长除以了窗口中数的个数 [k**2]。 || This divides the side by the [k**2] numbers of a window.
    stride-as-gap: floor((n + 2*p - k)/(k + s)) + 1
        把步幅当作相邻窗口之间的空隙；步幅是相邻窗口起点的距离。
        This leaves a gap of the stride between windows; the stride is the distance between their starts.
"""
POOLING_DOWN = (
    Formulas("floor((n + 2*p - k)/s) + 1")
    .with_wrong("""
    rounds-up: ceiling((n + 2*p - k)/s) + 1
    no-plus-one: floor((n + 2*p - k)/s)
        漏了公式末尾的加 1（数的是步数，不是位置数）[(n - k)//s + 1 - (n + 2*p - k)//s: 0=，或者漏算了填充|]。
        This drops the final + 1, which turns steps into positions[(n - k)//s + 1 - (n + 2*p - k)//s: 0=, or the padding|].
""")
    .with_wrong(POOLING_WRONG)
)
# The same mistakes where the quotient is rounded up, as the question says.
POOLING_UP = (
    Formulas(
        "u - 1 if (u - 1)*s >= n + p else u",
        let={"u": "ceiling((n + 2*p - k)/s) + 1"},
        under={"ceil-drops-window": "u"},
    )
    .with_wrong("""
    rounds-down: floor((n + 2*p - k)/s) + 1
    no-plus-one: ceiling((n + 2*p - k)/s)
        漏了公式末尾的加 1（数的是步数，不是位置数）[(k - n - 2*p)//s + 1 - (k - n)//s: 0=，或者漏算了填充|]。
        This drops the final + 1, which turns steps into positions[(k - n - 2*p)//s + 1 - (k - n)//s: 0=, or the padding|].
    keeps-padding-window: u
""")
    .with_wrong(POOLING_WRONG.replace("floor", "ceiling"))
)
TRANSPOSED = Formulas("(n - 1)*s - 2*p + k + q", under={"transposed-padding": "(n - 1)*s + 2*p + k + q"}).with_wrong("""
    forward-formula: floor((n + 2*p - k)/s) + 1
    padding-adds: (n - 1)*s + 2*p + k + q
    no-crop: (n - 1)*s + k + q
    side-times-stride: n*s
    no-output-padding: (n - 1)*s - 2*p + k if q else None
    steps-not-reduced: n*s - 2*p + k + q
    one-sided-crop: (n - 1)*s - p + k + q
    ignores-stride: n - 1 - 2*p + k + q
    kernel-forgotten: (n - 1)*s - 2*p + 1 + q
        最后一个位置只算了 1 个单元；卷积核在那里覆盖 [k] 个。
        This counts 1 cell at the last place, where the kernel covers [k].
    stamps-side-by-side: n*k - 2*p + q
        让每个输入单元各占 [k] 个输出单元；相邻的核只相距 [s]，会重叠。
        This gives each input cell [k] output cells of its own; neighbouring kernels are [s] apart and overlap.
    stretched-and-padded-only: (n - 1)*s - 2*p + 2*k - 1 + q
        只算了插零并填充之后的边长，随后的卷积还要减去 $[k - 1]$。
        This is the side of the input after zeros are put in between and around; the convolution then takes off $[k - 1]$.
""")


@generator(topic="cnn", objective="cnn-shapes", minutes=2, tags=("convolution", "output-size", "dilation"))
@source("Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), relationships 6 and 15")
@may_coincide(
    "Rounding down hides what is left over, which is what the question is about.",
    "no-padding",
    "one-sided-padding",
    "rounds-up",
    "same-size",
    "side-over-stride",
    "padding-after-division",
    "dilated-extent-as-product",
)
def conv2d_output_size(draw: Draw) -> Problem:
    """The side of a convolution's output, with padding, stride, dilation and groups."""
    n = draw.pick("n", (7, 8, 14, 16, 28, 32, 56, 227))
    k = draw.pick("k", (1, 2, 3, 4, 5, 7, 11))
    s = draw.pick("s", (1, 2, 3, 4))
    p = draw.pick("p", (0, 1, 2, 3))
    d = draw.pick("d", (1, 2, 3))
    g = draw.pick("g", (1, 2, 4))
    extent = d * (k - 1) + 1
    # Only feature maps are small, or in groups.
    draw.let("input", draw.setting(PLANES if g == 1 and n >= 28 else {"map": PLANES["map"]}))
    draw.require(2 * p <= d * (k - 1) and (s <= k or (k == 1 and s == 2)) and (k > 1 or s > 1))
    draw.require((d == 1 or k in (3, 5)) and extent <= n + 2 * p)
    question = Computed(
        "cnn/conv2d-output-size",
        CONVOLUTION,
        difficulty=min(3, 1 + (p > 0) + (s > 1) + (d > 1) + ((n + 2 * p - extent) % s != 0) + (g > 1)),
        conventions=("floor",) if s > 1 else (),
    )
    draw.require(s == 1 or apart(draw, CONVOLUTION, "ignores-stride"))
    draw.require(d == 1 or apart(draw, CONVOLUTION, "ignores-dilation"))
    draw.require(apart(draw, CONVOLUTION, "kernel-lost-twice"))
    return Problem(question).worded(r"""
        一个卷积层的输入是 $[n] \times [n]$ 的[input]。该层的设置为：卷积核大小 $[k] \times [k]$，步幅 [s]，
          [p: 0=不填充|四周填充 # 圈零][d: 1=|，扩张率 #（相邻采样点相距 # 个位置）][g: 1=|，分组数 #]。
        A convolutional layer acts on [input] of size $[n] \times [n]$. Its settings are: $[k] \times [k]$ kernels,
          stride [s], [p: 0=no padding|zero padding of # on every side][d: 1=|, dilation # (neighbouring taps are #
          positions apart)][g: 1=|, # groups].

        ask: 求输出特征图的边长。 || Find the side length of the output feature map.
        claim: 输出特征图的边长为 $[value]$。 || The side length of the output feature map is $[value]$.
        solution: 设输入边长为 $n$，卷积核的边长为 $k$，[d: 1=|扩张率为 $d$，]步幅为 $s$，填充数为 $p$。
                    卷积核覆盖的边长为 $K = [d: 1=[k]|[=K]]$，输出的边长为
                  Let $n$ be the side of the input, $k$ that of the kernel, [d: 1=|$d$ the dilation, ]$s$ the stride and $p$ the padding.
                    The kernel has the extent $K = [d: 1=[k]|[=K]]$, so the side of the output is
                  $$[=key].$$
                  [g: 1=|分组不影响边长。] || [g: 1=|The groups do not change the side.]
    """)


@conv2d_output_size.check
def by_placing_taps(n: int, k: int, s: int, p: int, d: int) -> int:
    """Moves a comb of taps along the padded row and counts the places where all taps lie inside."""
    return places(n, k, s, p, d)


@generator(topic="cnn", objective="cnn-shapes", minutes="1 + (d > 1)", tags=("convolution", "padding", "dilation"))
@source("Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), section 2.3 (half padding)")
def same_padding(draw: Draw) -> Problem:
    """The padding that keeps the size at stride 1."""
    draw.let("network", draw.pick("setting", NETWORKS))
    k = draw.pick("k", (3, 5, 7, 9, 11, 13, 15))
    d = draw.pick("d", (1, 2, 3, 4, 5, 6, 8, 12))
    # Large kernels are not dilated as well.
    draw.require(d == 1 or (d * (k - 1) <= 24 and k <= 7))
    # There the padding is the side of the kernel.
    draw.require((k, d) != (3, 3))
    question = Computed(
        "cnn/same-padding", SAME, difficulty="1 + (d > 1)", conventions=("padding-per-side",), signed=True
    )
    return Problem(question).worded(r"""
        [network]中有一个卷积层：卷积核大小为 $[k] \times [k]$，
          步幅为 1[d: 1=|，扩张率为 #（相邻采样点相距 # 个位置）]。
        In [network], a convolutional layer has $[k] \times [k]$ kernels and stride
          1[d: 1=|; its dilation is # (neighbouring taps are # positions apart)].

        ask: 为使输出与输入的高、宽相同，填充数应取多少？
             What padding gives the output the same height and width as the input?
        claim: 当填充数为 $[value]$ 时，输出与输入的高、宽相同。
               With a padding of $[value]$, the output has the same height and width as the input.
        solution: 设输入边长为 $n$，卷积核的边长为 $k$，[d: 1=|扩张率为 $d$，]填充数为 $p$。卷积核覆盖的边长为 $K = [d: 1=[k]|[=K]]$。由 $n + 2p - K + 1 = n$ 得
                  Let $n$ be the side of the input, $k$ that of the kernel[d: 1=|, $d$ the dilation] and $p$ the padding. The
                    kernel extends over $K = [d: 1=[k]|[=K]]$ positions. Solving $n + 2p - K + 1 = n$ gives
                  $$p = [=(K - 1)/2].$$
    """)


@same_padding.check
def by_trying_paddings(k: int, d: int) -> int:
    """Tries one padding after the other until an image of 64 pixels keeps its side."""
    return next(p for p in range(64) if places(64, k, 1, p, d) == 64)


WINDOW = Text(
    "设输入边长为 $n$，窗口边长为 $k$，步幅为 $s$，填充数为 $p$。",
    "Let $n$ be the side of the input, $k$ that of the window, $s$ the stride and $p$ the padding. ",
)
LAST_WINDOW = Text(
    "最后一个窗口起于填充后的第 $[==(u - 1)*s]$ 列（从 0 数起），[key == u: 1=小于 $[=n + p]$，不在右侧填充区内，故保留"
    "|不小于 $[=n + p]$，落在右侧填充区内，应舍去]：边长为 [key]。",
    "The last window starts in column $[==(u - 1)*s]$ of the padded map (counted from 0), [key == u: 1=which is less than "
    "$[=n + p]$ and so not in the right padding: it stays|which is not less than $[=n + p]$ and so in the right padding: "
    "it is dropped], and the side is [key].",
)


@generator(topic="cnn", objective="cnn-shapes", minutes="2 + m*p", tags=("pooling", "output-size"))
@source(
    "Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), section 3; "
    "PyTorch documentation of MaxPool2d (ceil_mode)"
)
@may_coincide(
    "Rounding hides what is left over, which is what the question is about.",
    "rounds-up",
    "no-padding",
    "side-over-stride",
    "stride-is-window",
    "side-over-window",
    "rounds-down",
    "keeps-padding-window",
    "stride-as-gap",
    "no-plus-one",
)
def pool_output_size(draw: Draw) -> Problem:
    """The side after max pooling, rounded down or up."""
    draw.let("input", draw.pick("setting", PLANES))
    n = draw.pick("n", (6, 7, 8, 13, 14, 27, 28, 32, 55, 112))
    k = draw.pick("k", (2, 3))
    s = draw.pick("s", (1, 2, 3))
    p = draw.pick("p", (0, 1))
    m = draw.pick("m", (0, 1))
    draw.require(s <= k and (p == 0 or k == 3) and (s > 1 or m == 0))
    # Only feature maps are as small as that.
    draw.require(draw.params["setting"] == "map" or n >= 28)
    checked = m and p
    rounding = ("ceil", "ceil-drops-window") if checked else ("ceil",) if m else ("floor",) if s > 1 else ()
    worked = f"$$[={'u' if m else 'key'}].$$"
    question = Computed(
        "cnn/pool-output-size",
        POOLING_UP if m else POOLING_DOWN,
        solution=Text(
            f"{WINDOW.zh}输出的边长为\n\n{worked}"
            if not checked
            else f"{WINDOW.zh}向上取整得\n\n{worked}\n\n{LAST_WINDOW.zh}",
            f"{WINDOW.en}The side of the output is\n\n{worked}"
            if not checked
            else f"{WINDOW.en}Rounded up,\n\n{worked}\n\n{LAST_WINDOW.en}",
        ),
        difficulty=3 + checked if m else 1 + (p > 0) + (k != s),
        conventions=rounding,
    )
    draw.require(apart(draw, POOLING_UP if m else POOLING_DOWN, "subtracts-window"))
    return Problem(question).worded(r"""
        对 $[n] \times [n]$ 的[input]作最大池化：窗口大小为 $[k] \times [k]$，步幅为 [s]，
          [p: 0=不填充|四周填充 # 圈]。
        Max pooling with a $[k] \times [k]$ window, stride [s] and [p: 0=no padding|padding of # on every side] is
          applied to [input] of size $[n] \times [n]$.

        ask: 求输出特征图的边长。 || Find the side length of the output feature map.
        claim: 输出特征图的边长为 $[value]$。 || The side length of the output feature map is $[value]$.
    """)


@pool_output_size.check
def by_covering(n: int, k: int, s: int, p: int, m: int) -> int:
    """Lays windows from the left: whole ones only, or until the padded row is covered, none starting past the input."""
    last = n + 2 * p - 1
    starts, start = 0, 0
    while start + k - 1 <= last:
        starts, start = starts + 1, start + s
    covered = start - s + k - 1
    return starts + 1 if m and covered < last and start < p + n else starts


USES = texts("""
    decoder: 在一个分割网络的解码器中 || In the decoder of a segmentation network,
    generator: 在一个图像生成网络中 || In a network that generates images,
    super-resolution: 在一个图像超分辨率网络中 || In a super-resolution network,
""")


@generator(topic="cnn", objective="cnn-shapes", minutes=2, tags=("transposed-convolution", "output-size"))
@source("Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), section 4, relationship 14")
@may_coincide(
    "Strides as large as the kernel, which are the usual ones, make the stamps lie side by side.",
    "ignores-stride",
    "side-times-stride",
    "stamps-side-by-side",
    "forward-formula",
)
@may_coincide("Small kernels, strides and crops are the usual ones.", "stretched-and-padded-only", "steps-not-reduced")
def transposed_conv_output_size(draw: Draw) -> Problem:
    """The side of a transposed convolution's output."""
    draw.let("use", draw.pick("setting", USES))
    n = draw.pick("n", (1, 4, 5, 7, 8, 14, 16, 28, 32))
    k = draw.pick("k", (2, 3, 4, 5))
    s = draw.pick("s", (1, 2, 3))
    p = draw.pick("p", (0, 1, 2))
    q = draw.pick("q", (0, 1))
    draw.require(q < s <= k and 2 * p <= k - 1)
    # A single cell is what a generator starts from.
    draw.require(n > 1 or draw.params["setting"] == "generator")
    draw.require((n - 1) * s - 2 * p + k + q > 0)
    question = Computed(
        "cnn/transposed-conv-output-size",
        TRANSPOSED,
        difficulty="2 + (p > 0 or q > 0)",
        conventions=("transposed-padding",),
    )
    return Problem(question).worded(r"""
        [use]，对 $[n] \times [n]$ 的输入作转置卷积：卷积核大小为 $[k] \times [k]$，步幅 $s = [s]$，
          填充数 $p = [p]$[q: 0=|，输出填充（output padding）$q = 1$（只在下侧和右侧补足）]。
        [use] a transposed convolution is applied to an input of $[n] \times [n]$. It has $[k] \times [k]$ kernels,
          stride $s = [s]$[q: 0= and padding $p = [p]$|, padding $p = [p]$ and output padding $q = 1$ (added at the
          bottom and on the right only)].

        ask: 求输出的边长。 || Find the side length of the output.
        claim: 输出的边长为 $[value]$。 || The side length of the output is $[value]$.
        solution: 记输入边长为 $n$，卷积核的边长为 $k$，输出填充 $q = [q]$。
                    输入的 $n$ 个单元对应输出中相距 $s$ 的 $n$ 个位置，末尾再由核覆盖 $k$ 个单元，每边裁去 $p$，
                    最后加上 $q$：
                  Let $n$ be the side of the input, $k$ that of the kernel, and $q = [q]$ the output padding. The $n$
                    input cells put the kernel at $n$ places of the output, $s$ apart; the last one covers $k$ cells.
                    Then $p$ cells are cut off on each side and $q$ are added:
                  $$[=key].$$
    """)


@transposed_conv_output_size.check
def by_stamping(n: int, k: int, s: int, p: int, q: int) -> int:
    """Stamps the kernel once per input cell, crops both ends and appends the output padding."""
    covered = {cell * s + tap for cell in range(n) for tap in range(k)}
    row = [cell in covered for cell in range(max(covered) + 1)]
    return len(row[p : len(row) - p]) + q
