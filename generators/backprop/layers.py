"""Backward passes of single layers by hand: linear, max pooling."""

from fractions import Fraction

from hwgen import Computed, Draw, Formulas, Problem, Text, generator

from .._tex import cells, filled, matrix
from ._squares import INPUTS, Matrix, square

R = Fraction


CS231N = "Stanford CS231n, notes on backpropagation"


OUTER = Formulas(
    "tuple(tuple(d*v for v in x) for d in g)",
    wrong={
        "upstream-left-out": (
            "tuple(tuple(v for v in x) for d in g)",
            Text(zh="没有乘上游梯度。", en="This leaves out the upstream gradient."),
        ),
        "weights-multiplied-in": (
            "tuple(tuple(g[i]*x[j]*W[i][j] for j in range(3)) for i in range(2))",
            Text(zh="多乘了权重。", en="This multiplies by the weights as well."),
        ),
        "input-left-out": (
            "tuple(tuple(d for v in x) for d in g)",
            Text(zh="没有乘输入。", en="This leaves out the input."),
        ),
        "upstream-in-reverse": (
            "tuple(tuple(d*v for v in x) for d in reversed(g))",
            Text(zh="上游梯度的次序弄反了。", en="This takes the upstream gradient in reverse order."),
        ),
        "sums-for-products": (
            "tuple(tuple(d + v for v in x) for d in g)",
            Text(
                zh="把上游梯度与输入相加了，应相乘。",
                en="This adds the upstream gradient and the input instead of multiplying them.",
            ),
        ),
        "descent-direction": (
            "tuple(tuple(-d*v for v in x) for d in g)",
            Text(zh="这是梯度的相反数。", en="This is the negative of the gradient."),
        ),
    },
)


INPUT = Formulas(
    "tuple(W[0][j]*g[0] + W[1][j]*g[1] for j in range(3))",
    wrong={
        "upstream-taken-as-one": (
            "tuple(W[0][j] + W[1][j] for j in range(3))",
            Text(zh="把上游梯度当成了 1。", en="This takes the upstream gradient to be 1."),
        ),
        "first-output-alone": (
            "tuple(W[0][j]*g[0] for j in range(3))",
            Text(zh="只算了第一个输出的一项。", en="This counts the first output only."),
        ),
        "upstream-in-reverse": (
            "tuple(W[0][j]*g[1] + W[1][j]*g[0] for j in range(3))",
            Text(zh="上游梯度的次序弄反了。", en="This takes the upstream gradient in reverse order."),
        ),
        "input-multiplied-in": (
            "tuple((W[0][j]*g[0] + W[1][j]*g[1])*x[j] for j in range(3))",
            Text(zh="多乘了输入。", en="This multiplies by the input as well."),
        ),
        "second-output-alone": (
            "tuple(W[1][j]*g[1] for j in range(3))",
            Text(zh="只算了第二个输出的一项。", en="This counts the second output only."),
        ),
        "outputs-subtracted": (
            "tuple(W[0][j]*g[0] - W[1][j]*g[1] for j in range(3))",
            Text(zh="两项相减了，应相加。", en="This subtracts the two terms instead of adding them."),
        ),
    },
)


LAYERS = {
    "plain": Text(zh="一个线性层", en="A linear layer"),
    "projection": Text(zh="注意力中的一个投影层", en="A projection in an attention layer"),
    "head": Text(zh="图像分类网络的最后一层", en="The last layer of an image classifier"),
}


@generator(
    topic="backprop",
    objective="backprop-layers",
    minutes=5,
    tags=("linear-layer", "gradient"),
    source=f"{CS231N}, section on vectorised operations",
)
def linear_layer_backward(draw: Draw) -> Problem:
    """The gradients of a linear layer with respect to its weights and its input."""
    draw.pick("g", ((2, -1), (1, 3), (-2, 1), (3, -2)))
    draw.pick("x", ((1, 2, -1), (3, 0, 1), (-1, 2, 2), (2, -1, 1)))
    W = draw.pick(
        "W", (((1, 0, 2), (-1, 1, 1)), ((2, 1, -1), (0, 1, 2)), ((1, -1, 1), (2, 2, 0)), ((0, 2, 1), (1, -1, 2)))
    )
    draw.let("weights", matrix(W))
    draw.let("layer", draw.pick("setting", LAYERS))
    sums = r",\quad ".join(f"[==W[0][{j}]*g[0] + W[1][{j}]*g[1]]" for j in range(3))
    return Problem(
        (
            Computed(
                "bp/weight-gradient",
                OUTER,
                ask=Text(zh=r"求 $\partial L / \partial W$。", en=r"Find $\partial L / \partial W$."),
                claim=Text(
                    zh=r"$\partial L / \partial W = [value]$。",
                    en=r"The gradient is $\partial L / \partial W = [value]$.",
                ),
                solution=Text(
                    zh=r"$\partial L / \partial W_{ij} = \delta_i x_j$，即外积 $\delta x^\top$："
                    f"\n\n$${filled('key', 2, 3)}.$$",
                    en=r"$\partial L / \partial W_{ij} = \delta_i x_j$, which is the outer product $\delta x^\top$:"
                    "\n\n$$" + f"{filled('key', 2, 3)}.$$",
                ),
                difficulty=2,
                form="matrix",
                signed=True,
            ),
            Computed(
                "bp/input-gradient",
                INPUT,
                ask=Text(
                    zh=r"求 $\partial L / \partial x$ 的三个分量。",
                    en=r"Find the three components of $\partial L / \partial x$.",
                ),
                claim=Text(
                    zh=r"$\partial L / \partial x = [value]$。",
                    en=r"The gradient is $\partial L / \partial x = [value]$.",
                ),
                solution=Text(
                    zh=r"每个输入影响两个输出，$\partial L / \partial x = W^\top \delta$：" f"\n\n$${sums}.$$",
                    en=r"Every input acts on both outputs, so $\partial L / \partial x = W^\top \delta$:"
                    f"\n\n$${sums}.$$",
                ),
                difficulty=3,
                form="tuple",
                signed=True,
                cells=cells(r"\partial L/\partial x_1", r"\partial L/\partial x_2", r"\partial L/\partial x_3"),
            ),
        ),
        Text(
            zh=r"[layer]计算 $y = Wx + b$，其中"
            "\n\n"
            r"$$W = [weights],\qquad x = [x].$$"
            "\n\n"
            r"反向传播到它的上游梯度为 $\delta = \partial L / \partial y = [g]$（$x$、$\delta$ 都是列向量）。",
            en=r"[layer] computes $y = Wx + b$ with"
            "\n\n"
            r"$$W = [weights],\qquad x = [x].$$"
            "\n\n"
            r"Backpropagation arrives with the upstream gradient $\delta = \partial L / \partial y = [g]$; $x$ and $\delta$ are column vectors.",
        ),
    )


@linear_layer_backward.check
def by_differences(g: tuple[int, ...], x: tuple[int, ...], W: Matrix) -> dict[str, object]:
    """The loss is linear in each entry: a step of one changes it by the slope."""

    def loss(weights: list[list[int]], inputs: list[int]) -> int:
        outputs = [sum(w * v for w, v in zip(row, inputs, strict=True)) for row in weights]
        return sum(d * y for d, y in zip(g, outputs, strict=True))

    base = loss([list(row) for row in W], list(x))
    by_weight = []
    for i in range(2):
        by_weight.append(
            tuple(
                loss([[w + (a == i and b == j) for b, w in enumerate(row)] for a, row in enumerate(W)], list(x)) - base
                for j in range(3)
            )
        )
    by_input = tuple(loss([list(row) for row in W], [v + (b == j) for b, v in enumerate(x)]) - base for j in range(3))
    return {"weight-gradient": tuple(by_weight), "input-gradient": by_input}


WINDOW = "(X[i - i % 2][j - j % 2], X[i - i % 2][j - j % 2 + 1], X[i - i % 2 + 1][j - j % 2], X[i - i % 2 + 1][j - j % 2 + 1])"


EACH = "for j in range(4)) for i in range(4))"


ROUTED = Formulas(
    f"tuple(tuple(G[i//2][j//2] if X[i][j] == max({WINDOW}) else 0 {EACH}",
    under={
        "floor": f"tuple(tuple(G[i//2][j//2] if X[i][j] == max({WINDOW}) else 0 {EACH}",
        "ceil": f"tuple(tuple(G[i//2][j//2] if X[i][j] == max({WINDOW}) else 0 {EACH}",
    },
    wrong={
        "shared-by-the-window": (
            f"tuple(tuple(G[i//2][j//2]/4 {EACH}",
            Text(
                zh="把梯度平分给了窗口中的 4 个数，那是平均池化。",
                en="This shares the gradient among the 4 numbers of a window, as average pooling does.",
            ),
        ),
        "everyone-in-the-window": (
            f"tuple(tuple(G[i//2][j//2] {EACH}",
            Text(
                zh="窗口中的 4 个数都得到了梯度，只有最大值得到。",
                en="This gives the gradient to all 4 numbers of a window, but only the largest gets it.",
            ),
        ),
        "smallest-for-largest": (
            f"tuple(tuple(G[i//2][j//2] if X[i][j] == min({WINDOW}) else 0 {EACH}",
            Text(zh="梯度给了窗口中最小的数。", en="This gives the gradient to the smallest number of a window."),
        ),
        "indicator-alone": (
            f"tuple(tuple(1 if X[i][j] == max({WINDOW}) else 0 {EACH}",
            Text(
                zh="只标出了最大值的位置，没有乘上游梯度。",
                en="This marks the places of the maxima without the upstream gradient.",
            ),
        ),
        "multiplied-by-the-maximum": (
            f"tuple(tuple(G[i//2][j//2]*X[i][j] if X[i][j] == max({WINDOW}) else 0 {EACH}",
            Text(zh="多乘了最大值。", en="This multiplies by the maximum as well."),
        ),
        "upper-left-corner": (
            f"tuple(tuple(G[i//2][j//2] if i % 2 == 0 and j % 2 == 0 else 0 {EACH}",
            Text(zh="梯度给了窗口的左上角。", en="This gives the gradient to the upper left corner of each window."),
        ),
        "upstream-transposed": (
            f"tuple(tuple(G[j//2][i//2] if X[i][j] == max({WINDOW}) else 0 {EACH}",
            Text(zh="上游梯度转置了。", en="This transposes the upstream gradient."),
        ),
    },
)


def one_maximum_each(X: Matrix) -> bool:
    windows = ([X[i][j], X[i][j + 1], X[i + 1][j], X[i + 1][j + 1]] for i in (0, 2) for j in (0, 2))
    return all(len(set(window)) == 4 for window in windows)


MAPS = tuple(filter(one_maximum_each, (square("max-pool-backward", number, 4, 10) for number in range(500))))[:20]


# Multiples of 4, so that a gradient that is shared by a window stays whole.
GRADIENTS = (((4, -8), (12, 16)), ((8, 20), (-4, 12)), ((-12, 4), (8, 24)), ((16, 8), (-4, -20)))


@generator(
    topic="backprop",
    objective="backprop-layers",
    minutes=3,
    tags=("pooling", "gradient"),
    source="Stanford CS231n, notes on convolutional networks, section on pooling layers",
)
def max_pool_backward(draw: Draw) -> Problem:
    """Where the gradient goes in max pooling."""
    for name, values in (("X", MAPS), ("G", GRADIENTS)):
        draw.let(f"{name}s", matrix(draw.pick(name, values)))
    draw.let("input", draw.pick("setting", INPUTS))
    return Problem(
        Computed(
            "bp/max-pool",
            ROUTED,
            ask=Text(zh=r"求 $\partial L / \partial X$。", en=r"Find $\partial L / \partial X$."),
            claim=Text(
                zh=r"$\partial L / \partial X = [value]$。", en=r"The gradient is $\partial L / \partial X = [value]$."
            ),
            solution=Text(
                zh="每个窗口中只有最大的数影响输出，它得到全部上游梯度，其余为 0：\n\n$$" + f"{filled('key', 4, 4)}.$$",
                en="Only the largest number of a window acts on the output. It gets all of the upstream gradient, the others get 0:\n\n$$"
                + f"{filled('key', 4, 4)}.$$",
            ),
            difficulty=2,
            form="matrix",
            signed=True,
        ),
        Text(
            zh="$4 \\times 4$ 的[input] $X$ 经过最大池化，窗口为 $2 \\times 2$，步幅为 2，输出为 $Y$。上游梯度为 $G = \\partial L / \\partial Y$：\n\n$$X = [Xs],\\qquad G = [Gs]$$",
            en="The [input] $X$ of $4 \\times 4$ passes through max pooling with windows of $2 \\times 2$ and stride 2; the output is $Y$. The upstream gradient is $G = \\partial L / \\partial Y$:\n\n$$X = [Xs],\\qquad G = [Gs]$$",
        ),
    )


@max_pool_backward.check
def by_raising_pixels(X: Matrix, G: Matrix) -> Matrix:
    """Raises one pixel by a little and watches the outputs."""

    def loss(at: tuple[int, int], by: Fraction) -> Fraction:
        raised = [[v + by * ((i, j) == at) for j, v in enumerate(row)] for i, row in enumerate(X)]
        return sum(
            (
                G[i][j] * max(raised[2 * i + a][2 * j + b] for a in (0, 1) for b in (0, 1))
                for i in (0, 1)
                for j in (0, 1)
            ),
            R(0),
        )

    little = R(1, 10)
    return tuple(tuple(int((loss((i, j), little) - loss((i, j), R(0))) / little) for j in range(4)) for i in range(4))
