"""A transposed convolution by hand."""

from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, Text, chance, generator, source, texts

from .._tex import filled, matrix

Matrix = tuple[tuple[int, ...], ...]


def at_each_place(entry: str, rows: str = "u", columns: str = "v", side: str = "s + 2") -> str:
    return f"tuple(tuple({entry} for {columns} in range({side})) for {rows} in range({side}))"


def placed(weight: str, pixel: str = "X[i][j]") -> str:
    """The entry (u, v) of a transposed convolution of 2×2 by 2×2; `weight` has u - s i and v - s j for its place."""
    inside = "if 0 <= u - s*i < 2 and 0 <= v - s*j < 2"
    return f"sum({pixel}*{weight.format(a='u - s*i', b='v - s*j')} for i in (0, 1) for j in (0, 1) {inside})"


def spread(weight: str, pixel: str = "X[i][j]") -> str:
    return at_each_place(placed(weight, pixel))


OVERLAPPING = "X[i][j]*K[u - i][v - j] for i in (0, 1) for j in (0, 1) if 0 <= u - i < 2 and 0 <= v - j < 2"
SPREAD = Formulas(spread("K[{a}][{b}]")).with_wrong(f"""
    kernel-turned: {spread("K[1 - ({a})][1 - ({b})]")}
        卷积核旋转了 180 度；转置卷积直接把它放到输出上。
        This rotates the kernel by 180 degrees, but a transposed convolution lays it down as it is.
    kernel-transposed: {spread("K[{b}][{a}]")}
        把卷积核转置了；“转置”说的不是卷积核。
        This transposes the kernel, but “transposed” does not refer to the kernel.
    overlaps-overwritten: None if s > 1 else {at_each_place(f"[{OVERLAPPING}][-1]", side="3")}
        重叠处只留下了最后一个值，应相加。 || This keeps the last value where copies overlap instead of adding them.
    kernel-alone: {spread("K[{a}][{b}]", pixel="1")} || 没有乘输入。 || This does not multiply by the input.
    output-turned: {at_each_place(placed("K[{a}][{b}]"), "v", "u")}
        输出的行与列弄反了。 || This swaps rows and columns of the output.
    roles-exchanged: None if s == 1 else {spread("X[{a}][{b}]", pixel="K[i][j]")}
        输入与卷积核的角色弄反了。 || This exchanges input and kernel.
    input-turned: {spread("K[{a}][{b}]", pixel="X[1 - i][1 - j]")}
        输入旋转了 180 度。 || This rotates the input by 180 degrees.
""")


def square(key: str, number: int, low: int, values: int) -> Matrix:
    return tuple(tuple(low + chance((key, number, i, j), values) for j in (0, 1)) for i in (0, 1))


def uneven(M: Matrix) -> bool:
    (a, b), (c, d) = M
    return b != c and 0 not in (a, b) and len({a, b, c, d}) >= 3


INPUTS = tuple(dict.fromkeys(filter(uneven, (square("transposed-input", n, 0, 4) for n in range(60)))))[:12]
KERNELS = tuple(dict.fromkeys(filter(uneven, (square("transposed-kernel", n, -1, 4) for n in range(60)))))[:8]


def overlapping(u: int, v: int) -> str:
    """The products that add up at a place of the output with stride 1, as an expression."""
    inside = [(i, j) for i, j in product((0, 1), repeat=2) if 0 <= u - i <= 1 and 0 <= v - j <= 1]
    return " + ".join(f"X[{i}][{j}]*K[{u - i}][{v - j}]" for i, j in inside)


UPSAMPLED = texts("""
    segmentation: 分割网络 || a segmentation network
    generator: GAN 的生成器 || the generator of a GAN
""")


@generator(topic="cnn", objective="cnn-shapes", minutes=4, tags=("transposed-convolution",))
@source(
    "Zhang et al., Dive into Deep Learning (2023), section 14.10; Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), chapter 4"
)
def transposed_convolution_by_hand(draw: Draw) -> Problem:
    """A 2×2 input spread by a 2×2 kernel, with stride 1 or 2."""
    draw.let("Xs", matrix(draw.pick("X", INPUTS)))
    draw.let("Ks", matrix(draw.pick("K", KERNELS)))
    s = draw.pick("s", (1, 2))
    draw.let("network", draw.pick("setting", UPSAMPLED))
    draw.let(
        "copies",
        tuple(tuple(tuple(x * w for w in row) for row in draw.params["K"]) for row in draw.params["X"] for x in row),
    )
    output = f"$$Y = {filled('key', s + 2, s + 2)}.$$"
    copies = ",$$\n\n$$".join(
        rf"X_{{{i + 1}{j + 1}}} K = [X[{i}][{j}]] \times [Ks] = {filled(f'copies[{2 * i + j}]', 2, 2)}"
        for i in (0, 1)
        for j in (0, 1)
    )
    rows = ",$$\n\n".join("$$" + r",\quad ".join(f"[=={overlapping(u, v)}]" for v in range(3)) for u in range(3))
    zh, en = (
        f"{words}\n\n{rows},$$\n\n" if s == 1 else f"$${copies}.$$\n\n{together}\n\n"
        for words, together in (("逐行得", "合起来得"), ("Row by row, this gives", "Together:"))
    )
    question = Computed(
        "cnn/transposed-conv-by-hand",
        SPREAD,
        solution=Text(
            f"每个输入元素乘以整个卷积核，放到输出上，相邻两份错开 [s] 格[s: 1=，重叠处相加。|，互不重叠：\n\n]{zh}{output}",
            "Each number of the input is multiplied by the whole kernel and laid onto the output; neighbouring copies are "
            f"[s: # place|# places] apart[s: 1=, and overlaps add up. | and do not overlap:\n\n]{en}{output}",
        ),
        difficulty=2 + (s == 1),
        form="matrix",
        signed=True,
    )
    return Problem(question).worded(r"""
        [network]中的一个转置卷积层作用于单通道的 $X$，卷积核为 $K$，步幅为 [s]，不填充，没有偏置，
          输出为 $Y$（与 PyTorch 相同，卷积核不翻转）：
        A transposed convolution in [network] acts on $X$, which has a single channel, with the kernel $K$, stride [s],
          no padding and no bias; the output is $Y$ (as in PyTorch, the kernel is not flipped):
        $$X = [Xs],\qquad K = [Ks].$$

        ask: 求 $Y$。 || Find $Y$.
        claim: 输出为 $Y = [value]$。 || The output is $Y = [value]$.
    """)


@transposed_convolution_by_hand.check
def by_the_matrix(X: Matrix, K: Matrix, s: int) -> Matrix:
    """Writes the ordinary convolution as a matrix and multiplies by its transpose."""
    side = s + 2
    table = [[0] * (side * side) for _ in range(4)]
    for (i, j), (a, b) in product(product((0, 1), repeat=2), repeat=2):
        table[2 * i + j][(s * i + a) * side + s * j + b] = K[a][b]
    flat = [x for row in X for x in row]
    out = [sum(x * row[place] for x, row in zip(flat, table, strict=True)) for place in range(side * side)]
    return tuple(tuple(out[u * side : (u + 1) * side]) for u in range(side))
