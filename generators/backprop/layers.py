"""Backward passes of single layers by hand: linear, max pooling."""

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source, texts

from .._tex import cells, column, filled, matrix
from ._squares import INPUTS, Matrix, square

CS231N = "Stanford CS231n, notes on backpropagation"

OUTER = Formulas("tuple(tuple(d*v for v in x) for d in g)").with_wrong("""
    upstream-left-out: tuple(tuple(v for v in x) for d in g)
        没有乘上游梯度。 || This leaves out the upstream gradient.
    weights-multiplied-in: tuple(tuple(g[i]*x[j]*W[i][j] for j in range(3)) for i in range(2))
        多乘了权重。 || This multiplies by the weights as well.
    input-left-out: tuple(tuple(d for v in x) for d in g) || 没有乘输入。 || This leaves out the input.
    upstream-in-reverse: tuple(tuple(d*v for v in x) for d in reversed(g))
        上游梯度的次序弄反了。 || This takes the upstream gradient in reverse order.
    sums-for-products: tuple(tuple(d + v for v in x) for d in g)
        把上游梯度与输入相加了，应相乘。 || This adds the upstream gradient and the input instead of multiplying them.
    descent-direction: tuple(tuple(-d*v for v in x) for d in g)
        这是梯度的相反数。 || This is the negative of the gradient.
""")

INPUT = Formulas("tuple(W[0][j]*g[0] + W[1][j]*g[1] for j in range(3))").with_wrong("""
    upstream-taken-as-one: tuple(W[0][j] + W[1][j] for j in range(3))
        把上游梯度的各分量都当成了 1。 || This takes all components of the upstream gradient to be 1.
    first-output-alone: tuple(W[0][j]*g[0] for j in range(3))
        只算了第一个输出的一项。 || This counts the first output only.
    upstream-in-reverse: tuple(W[0][j]*g[1] + W[1][j]*g[0] for j in range(3))
        上游梯度的次序弄反了。 || This takes the upstream gradient in reverse order.
    input-multiplied-in: tuple((W[0][j]*g[0] + W[1][j]*g[1])*x[j] for j in range(3))
        多乘了输入。 || This multiplies by the input as well.
    second-output-alone: tuple(W[1][j]*g[1] for j in range(3))
        只算了第二个输出的一项。 || This counts the second output only.
    outputs-subtracted: tuple(W[0][j]*g[0] - W[1][j]*g[1] for j in range(3))
        两项相减了，应相加。 || This subtracts the two terms instead of adding them.
""")

LAYERS = texts("""
    plain: 一个线性层 || A linear layer
    projection: 注意力中的一个投影层 || A projection in an attention layer
    head: 图像分类网络的最后一层 || The last layer of an image classifier
""")


@generator(topic="backprop", objective="backprop-layers", minutes=5, tags=("linear-layer", "gradient"))
@source(f"{CS231N}, section on vectorised operations")
def linear_layer_backward(draw: Draw) -> Problem:
    """The gradients of a linear layer with respect to its weights and its input."""
    draw.let("upstream", column(draw.pick("g", ((2, -1), (1, 3), (-2, 1), (3, -2)))))
    draw.let("row", matrix([draw.pick("x", ((1, 2, -1), (3, 0, 1), (-1, 2, 2), (2, -1, 1)))]))
    W = draw.pick(
        "W", (((1, 0, 2), (-1, 1, 1)), ((2, 1, -1), (0, 1, 2)), ((1, -1, 1), (2, 2, 0)), ((0, 2, 1), (1, -1, 2)))
    )
    draw.let("weights", matrix(W))
    draw.let("layer", draw.pick("setting", LAYERS))
    sums = r",\quad ".join(f"[==W[0][{j}]*g[0] + W[1][{j}]*g[1]]" for j in range(3))
    weight_gradient = Computed("bp/weight-gradient", OUTER, difficulty=2, form="matrix", signed=True)
    input_gradient = Computed(
        "bp/input-gradient",
        INPUT,
        difficulty=3,
        form="tuple",
        signed=True,
        cells=cells(r"\partial L/\partial x_1", r"\partial L/\partial x_2", r"\partial L/\partial x_3"),
    )
    return Problem((weight_gradient, input_gradient)).worded(rf"""
        [layer]计算 $y = Wx + b$，其中 || [layer] computes $y = Wx + b$ with
        $$W = [weights],\qquad x = [x].$$
        反向传播时，传到该层的上游梯度为 $\delta = \partial L / \partial y = [g]$（$x$、$\delta$ 都是列向量）。
        The upstream gradient that reaches it in backpropagation is $\delta = \partial L / \partial y = [g]$; $x$ and
          $\delta$ are column vectors.

        # weight-gradient
        ask: 求梯度 $\partial L / \partial W$。 || Find the gradient $\partial L / \partial W$.
        claim: $\partial L / \partial W = [value]$。 || The gradient is $\partial L / \partial W = [value]$.
        solution: $\partial L / \partial W_{{ij}} = \delta_i x_j$，即外积 $\delta x^\top$：
                  $\partial L / \partial W_{{ij}} = \delta_i x_j$, which is the outer product $\delta x^\top$:
                  $$\frac{{\partial L}}{{\partial W}} = \delta x^\top = [upstream][row] = {filled("key", 2, 3)}.$$

        # input-gradient
        ask: 求梯度 $\partial L / \partial x$ 的三个分量。 || Find the three components of the gradient $\partial L / \partial x$.
        claim: $\partial L / \partial x = [value]$。 || The gradient is $\partial L / \partial x = [value]$.
        solution: 每个输入影响两个输出，因此 $\partial L / \partial x = W^\top \delta$：
                  Every input affects both outputs, so $\partial L / \partial x = W^\top \delta$:
                  $${sums}.$$
    """)


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
).with_wrong("""
    shared-by-the-window: tuple(tuple(G[i//2][j//2]/4 for j in range(4)) for i in range(4))
        把梯度平分给了窗口中的 4 个数，那是平均池化。
        This shares the gradient among the 4 numbers of a window, as average pooling does.
    everyone-in-the-window: tuple(tuple(G[i//2][j//2] for j in range(4)) for i in range(4))
        窗口中的 4 个数都得到了梯度；应当只有最大的数得到梯度。
        This gives the gradient to all 4 numbers of a window, but only the largest gets it.
    smallest-for-largest: tuple(tuple(G[i//2][j//2] if X[i][j] == min((X[i - i % 2][j - j % 2], X[i - i % 2][j - j % 2 + 1], X[i - i % 2 + 1][j - j % 2], X[i - i % 2 + 1][j - j % 2 + 1])) else 0 for j in range(4)) for i in range(4))
        把梯度给了窗口中最小的数。 || This gives the gradient to the smallest number of each window.
    indicator-alone: tuple(tuple(1 if X[i][j] == max((X[i - i % 2][j - j % 2], X[i - i % 2][j - j % 2 + 1], X[i - i % 2 + 1][j - j % 2], X[i - i % 2 + 1][j - j % 2 + 1])) else 0 for j in range(4)) for i in range(4))
        只标出了最大值的位置，没有乘上游梯度。 || This marks the places of the maxima without the upstream gradient.
    multiplied-by-the-maximum: tuple(tuple(G[i//2][j//2]*X[i][j] if X[i][j] == max((X[i - i % 2][j - j % 2], X[i - i % 2][j - j % 2 + 1], X[i - i % 2 + 1][j - j % 2], X[i - i % 2 + 1][j - j % 2 + 1])) else 0 for j in range(4)) for i in range(4))
        多乘了最大值。 || This multiplies by the maximum as well.
    upper-left-corner: tuple(tuple(G[i//2][j//2] if i % 2 == 0 and j % 2 == 0 else 0 for j in range(4)) for i in range(4))
        把梯度给了窗口的左上角。 || This gives the gradient to the upper left corner of each window.
    upstream-transposed: tuple(tuple(G[j//2][i//2] if X[i][j] == max((X[i - i % 2][j - j % 2], X[i - i % 2][j - j % 2 + 1], X[i - i % 2 + 1][j - j % 2], X[i - i % 2 + 1][j - j % 2 + 1])) else 0 for j in range(4)) for i in range(4))
        把上游梯度转置了。 || This transposes the upstream gradient.
""")


def one_maximum_each(X: Matrix) -> bool:
    windows = ([X[i][j], X[i][j + 1], X[i + 1][j], X[i + 1][j + 1]] for i in (0, 2) for j in (0, 2))
    return all(len(set(window)) == 4 for window in windows)


MAPS = tuple(filter(one_maximum_each, (square("max-pool-backward", number, 4, 10) for number in range(500))))[:20]

# Multiples of 4, so that a gradient that is shared by a window stays whole.
GRADIENTS = (((4, -8), (12, 16)), ((8, 20), (-4, 12)), ((-12, 4), (8, 24)), ((16, 8), (-4, -20)))


@generator(topic="backprop", objective="backprop-layers", minutes=3, tags=("pooling", "gradient"))
@source("Stanford CS231n, notes on convolutional networks, section on pooling layers")
def max_pool_backward(draw: Draw) -> Problem:
    """Where the gradient goes in max pooling."""
    for name, values in (("X", MAPS), ("G", GRADIENTS)):
        draw.let(f"{name}s", matrix(draw.pick(name, values)))
    draw.let("input", draw.pick("setting", INPUTS))
    X = draw.params["X"]
    windows = tuple((*X[i][j : j + 2], *X[i + 1][j : j + 2]) for i in (0, 2) for j in (0, 2))
    draw.let("windows", windows)
    draw.let("largest", tuple(map(max, windows)))
    rows = "\n                  ".join(
        rf"- $Y_{{{i + 1}{j + 1}}}$：$[windows[{2 * i + j}]]$ 中最大的数 $[largest[{2 * i + j}]]$ 得到 $[G[{i}][{j}]]$。 || "
        rf"- $Y_{{{i + 1}{j + 1}}}$: of $[windows[{2 * i + j}]]$, the largest, $[largest[{2 * i + j}]]$, gets $[G[{i}][{j}]]$."
        for i in (0, 1)
        for j in (0, 1)
    )
    return Problem(Computed("bp/max-pool", ROUTED, difficulty=2, form="matrix", signed=True)).worded(rf"""
        $4 \times 4$ 的[input] $X$ 经过最大池化，窗口为 $2 \times 2$，步幅为 2，输出为 $Y$。
          上游梯度为 $G = \partial L / \partial Y$：
        The $4 \times 4$ [input] $X$ passes through max pooling with $2 \times 2$ windows and stride 2; the output is
          $Y$. The upstream gradient is $G = \partial L / \partial Y$:
        $$X = [Xs],\qquad G = [Gs].$$

        ask: 求梯度 $\partial L / \partial X$。 || Find the gradient $\partial L / \partial X$.
        claim: $\partial L / \partial X = [value]$。 || The gradient is $\partial L / \partial X = [value]$.
        solution: 每个窗口中只有最大的数影响输出，它得到全部上游梯度，其余为 0：
                  Only the largest number of each window affects the output. It gets all of the upstream gradient; the
                    others get 0:

                  {rows}

                  因此 || Hence
                  $$\frac{{\partial L}}{{\partial X}} = {filled("key", 4, 4)}.$$
    """)


@max_pool_backward.check
def by_raising_pixels(X: Matrix, G: Matrix) -> Matrix:
    """Raises one pixel by a little and watches the outputs."""

    def loss(at: tuple[int, int], by: R) -> R:
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
