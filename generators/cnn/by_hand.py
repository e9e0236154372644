"""Small feature maps by hand: pooling, cross-correlation."""

from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, R, Text, chance, generator, may_coincide, shuffled, source, texts

from .._apart import apart
from .._tex import filled, matrix

Matrix = tuple[tuple[int, ...], ...]
CELLS = tuple(product((0, 1), repeat=2))


def square(key: str, number: int, side: int, values: int) -> Matrix:
    """A square of digits below `values` that depends on its key and number alone."""
    left, rows = chance((key, number), values ** (side * side)), []
    for _ in range(side):
        row = []
        for _ in range(side):
            left, digit = divmod(left, values)
            row.append(digit)
        rows.append(tuple(row))
    return tuple(rows)


def varied(key: str, side: int, values: int, at_least: int, count: int) -> tuple[Matrix, ...]:
    """`count` squares with at least so many different numbers each."""
    tried = (square(key, number, side, values) for number in range(2 * count))
    return tuple(dict.fromkeys(m for m in tried if len({x for row in m for x in row}) >= at_least))[:count]


MAPS = varied("pool-by-hand", 4, 10, 6, 1000)
WINDOWS = {
    "windows": "tuple(tuple((X[2*i][2*j], X[2*i][2*j+1], X[2*i+1][2*j], X[2*i+1][2*j+1]) "
    "for j in (0, 1)) for i in (0, 1))"
}
SHARED = {
    "window-sum": "tuple(tuple(sum(w) for w in row) for row in windows)",
    "window-minimum": "tuple(tuple(min(w) for w in row) for row in windows)",
    "window-corner": "tuple(tuple(w[0] for w in row) for row in windows)",
}
MAXIMA = (
    Formulas("tuple(tuple(max(w) for w in row) for row in windows)", let=WINDOWS)
    .with_wrong("""
    output-transposed: tuple(tuple(max(windows[i][j]) for i in (0, 1)) for j in (0, 1))
    rows-for-windows: ((max(X[0]), max(X[1])), (max(X[2]), max(X[3])))
    columns-for-windows: tuple(tuple(max(X[r][c] for r in (0, 1, 2, 3)) for c in pair) for pair in ((0, 1), (2, 3)))
""")
    .with_wrong(SHARED)
)
AVERAGES = (
    Formulas("tuple(tuple(sum(w)/4 for w in row) for row in windows)", let=WINDOWS)
    .with_wrong("""
    maximum-for-average: tuple(tuple(max(w) for w in row) for row in windows)
    output-transposed: tuple(tuple(sum(windows[i][j])/4 for i in (0, 1)) for j in (0, 1))
    divided-by-side-of-window: tuple(tuple(sum(w)/2 for w in row) for row in windows)
    rows-for-windows: ((sum(X[0])/4, sum(X[1])/4), (sum(X[2])/4, sum(X[3])/4))
    midrange-for-average: tuple(tuple((max(w) + min(w))/2 for w in row) for row in windows)
""")
    .with_wrong(SHARED)
)
# The formulas, the pooling, what it takes of a window.
KINDS = {
    "max": (MAXIMA, Text("最大", "max"), Text("最大", "maximum")),
    "avg": (AVERAGES, Text("平均", "average"), Text("平均", "mean")),
}
POOLED = texts("""
    map: 特征图 || feature map
    image: 灰度图像 || greyscale image
""")


@generator(topic="cnn", objective="cnn-shapes", minutes=2, tags=("pooling",))
@source("Zhang et al., Dive into Deep Learning (2023), section 7.5; Stanford CS231n, notes on convolutional networks")
def pool_by_hand(draw: Draw) -> Problem:
    """Maximum or average pooling of a 4×4 map with windows of 2×2."""
    X = draw.pick("X", MAPS)
    draw.let("shown", matrix(X))
    formulas, pooling, taken = draw.pick("mode", KINDS)
    draw.let("input", draw.setting(POOLED))
    draw.let("pooling", pooling)
    draw.let("taken", taken)
    # The largest of the windows are not those of the rows or columns, nor all in the upper left corners.
    largest = tuple(max(max(X[2 * i + a][2 * j : 2 * j + 2]) for a in (0, 1)) for i, j in CELLS)
    confused = (tuple(map(max, X)), tuple(map(max, zip(*X, strict=True))), tuple(X[2 * i][2 * j] for i, j in CELLS))
    draw.require(largest not in confused)
    rows = "\n".join(rf"| $y_{{{i + 1}{j + 1}}}$ | $[windows[{i}][{j}]]$ | $[key[{i}][{j}]]$ |" for i, j in CELLS)
    question = Computed("cnn/pool-by-hand", formulas, difficulty=1 + (formulas is AVERAGES), form="matrix", places=2)
    draw.require(apart(draw, formulas, "output-transposed", "rows-for-windows", places=2))
    return Problem(question).worded(rf"""
        对下面的 $4 \times 4$ [input] $X$ 作[pooling]池化，窗口大小为 $2 \times 2$，步幅为 2，不填充，输出为 $Y$。
        The following $4 \times 4$ [input] $X$ passes through [pooling] pooling with $2 \times 2$ windows, stride 2 and
          no padding; the output is $Y$.
        $$X = [shown].$$

        ask: 求 $Y$。 || Find $Y$.
        claim: 池化的输出为 $Y = [value]$。 || The output of the pooling is $Y = [value]$.
        solution: 各窗口互不重叠，分别取[taken]值： || The windows do not overlap; take the [taken] of each.
                  | 输出 | 窗口中的数 | [taken]值 |
                  | output | numbers in the window | [taken] |
                  |---|---|---|
                  {rows}
    """)


@pool_by_hand.check
def by_sorting_pixels(X: Matrix, mode: str) -> tuple[tuple[int | R, ...], ...]:
    """Visits the pixels one by one and keeps a running maximum or a running share in the output pixel above it."""
    Y: list[list[int | R]] = [[0, 0], [0, 0]]
    for at, x in enumerate(x for row in X for x in row):
        i, j = at // 8, at % 4 // 2
        if mode == "avg":
            Y[i][j] += R(x, 4)
        elif x > Y[i][j]:
            Y[i][j] = x
    return tuple(map(tuple, Y))


def skewed(K: Matrix) -> bool:
    """Whether turning, transposing or mirroring the kernel makes a difference, and it needs both its rows."""
    (a, b), (c, d) = K
    return b != c and (a, c) != (b, d) and (c, d) != (0, 0) and sum(x != 0 for x in (a, b, c, d)) >= 2


def slid(weight: str, pixel: str = "X[i+a][j+b]", rows: str = "i", columns: str = "j", each: str = "{}") -> str:
    """The output of a window that slides: the sum of pixels times weights at each place."""
    total = each.format(f"sum({pixel}*{weight} for a in (0, 1) for b in (0, 1))")
    return f"tuple(tuple({total} for {columns} in (0, 1)) for {rows} in (0, 1))"


CONVOLVED = texts("""
    image: 灰度图像 || greyscale image
    map: 特征图 || feature map
    depths: 深度图 || depth map
""")
IMAGES = varied("cross-correlation-by-hand", 3, 5, 3, 48)
KERNELS = tuple(
    K for a, b, c, d in shuffled(("kernels",), tuple(product((-1, 0, 1, 2), repeat=4))) if skewed(K := ((a, b), (c, d)))
)[:30]
CORRELATION = Formulas(
    slid("K[a][b]"),
    wrong={
        "kernel-flipped": slid("K[1-a][1-b]"),
        "kernel-transposed": slid("K[b][a]"),
        "output-transposed": slid("K[a][b]", rows="j", columns="i"),
        "relu-applied": slid("K[a][b]", each="Max(0, {})"),
        "kernel-mirrored": slid("K[a][1-b]"),
        "signs-of-kernel-ignored": slid("Abs(K[a][b])"),
        "one-row-of-window": "tuple(tuple(sum(X[i][j+b]*K[0][b] for b in (0, 1)) for j in (0, 1)) for i in (0, 1))",
        "kernel-flipped-and-transposed": (
            slid("K[1-a][1-b]", rows="j", columns="i"),
            Text(
                "把卷积核旋转了 180 度，又把输出的行与列弄反了。",
                "This rotates the kernel by 180 degrees and swaps the rows and columns of the output.",
            ),
        ),
        "kernel-and-output-transposed": (
            slid("K[b][a]", rows="j", columns="i"),
            Text(
                "把卷积核和输出的行与列都弄反了。", "This swaps rows and columns both of the kernel and of the output."
            ),
        ),
    },
)


@generator(topic="cnn", objective="cnn-shapes", minutes=3, tags=("convolution", "cross-correlation"))
@source(
    "Goodfellow, Bengio and Courville, Deep Learning (2016), section 9.1; Zhang et al., Dive into Deep Learning "
    "(2023), section 7.2"
)
@may_coincide(
    "Whether a kernel has negative weights and outputs is part of the question.",
    "relu-applied",
    "signs-of-kernel-ignored",
)
@may_coincide(
    "Turning a kernel with equal corners is transposing it.", "kernel-transposed", "kernel-and-output-transposed"
)
def cross_correlation_by_hand(draw: Draw) -> Problem:
    """A 2×2 kernel slides over a 3×3 image."""
    draw.let("image", matrix(draw.pick("X", IMAGES)))
    K = draw.pick("K", KERNELS)
    draw.let("input", draw.setting(CONVOLVED))
    draw.let("kernel", matrix(K))
    steps = ",$$\n\n".join(
        f"$$y_{{{i + 1}{j + 1}}} = [==" + " + ".join(f"X[{i + a}][{j + b}]*K[{a}][{b}]" for a, b in CELLS) + "]"
        for i, j in CELLS
    )
    question = Computed(
        "cnn/cross-correlation-by-hand",
        CORRELATION,
        difficulty=1 + (min(map(min, K)) < 0),
        conventions=("kernel-not-flipped",),
        form="matrix",
        signed=True,
    )
    draw.require(apart(draw, CORRELATION, "output-transposed"))
    return Problem(question).worded(rf"""
        用卷积核 $K$ 对[input] $X$ 作卷积，步幅为 1，不填充，没有偏置，也没有激活函数，输出为 $Y$，其中
        The [input] $X$ is convolved with the kernel $K$, with stride 1, no padding, no bias and no activation function;
          the output is $Y$. Here
        $$X = [image],\qquad K = [kernel].$$

        ask: 求 $Y$。 || Find $Y$.
        claim: 卷积的输出为 $Y = [value]$。 || The output of the convolution is $Y = [value]$.
        solution: 把卷积核依次放在各个窗口上，对应元素相乘再求和，得 $Y$ 的元素 $y_{{ij}}$：
                  Lay the kernel on each window, multiply element by element and add up to get the entries $y_{{ij}}$ of $Y$:
                  {steps},$$
                  $$Y = {filled("key", 2, 2)}.$$
    """)


@cross_correlation_by_hand.check
def by_scattering(X: Matrix, K: Matrix) -> Matrix:
    """Every weight sends a shifted copy of the image to the output: flattened images, added up as one polynomial."""
    image = [x for row in X for x in row]
    total = [0] * 9
    for shift, weight in zip((0, 1, 3, 4), (K[0][0], K[0][1], K[1][0], K[1][1]), strict=True):
        for to, x in enumerate(image[shift:]):
            total[to] += weight * x
    return ((total[0], total[1]), (total[3], total[4]))
