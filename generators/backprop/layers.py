"""Backward passes by hand: a linear layer, a whole small network, a convolution, max pooling."""

from fractions import Fraction
from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, Text, chance, generator

from .._tex import cells, filled, matrix

R = Fraction
Matrix = tuple[tuple[int, ...], ...]
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


FORWARD = Formulas(
    "v[0]*h[0] + v[1]*h[1]",
    wrong={
        "relu-forgotten-in-the-net": ("v[0]*z[0] + v[1]*z[1]", Text(zh="漏了 ReLU。", en="This leaves out the ReLU.")),
        "hidden-units-added": (
            "h[0] + h[1]",
            Text(zh="漏了输出层的权重。", en="This leaves out the weights of the output layer."),
        ),
        "output-weights-exchanged": (
            "v[1]*h[0] + v[0]*h[1]",
            Text(zh="输出层的两个权重弄反了。", en="This exchanges the weights of the output layer."),
        ),
        "weights-of-a-column": (
            "v[0]*Max(0, W[0][0]*x[0] + W[1][0]*x[1]) + v[1]*Max(0, W[0][1]*x[0] + W[1][1]*x[1])",
            Text(zh="把 $W$ 的行与列弄反了。", en="This exchanges rows and columns of $W$."),
        ),
        "relu-on-the-output": (
            "Max(0, v[0]*z[0] + v[1]*z[1])",
            Text(
                zh="把 ReLU 用在了输出上，应当用在隐藏单元上。",
                en="This applies the ReLU to the output instead of the hidden units.",
            ),
        ),
        "first-unit-only": (
            "v[0]*h[0]",
            Text(zh="只算了第一个隐藏单元。", en="This counts the first hidden unit only."),
        ),
        "second-unit-only": (
            "v[1]*h[1]",
            Text(zh="只算了第二个隐藏单元。", en="This counts the second hidden unit only."),
        ),
        "error-for-output": (
            "v[0]*h[0] + v[1]*h[1] - t",
            Text(zh="这是误差 $\\hat y - t$。", en="This is the error $\\hat y - t$."),
        ),
    },
)
HIDDEN = Formulas(
    "tuple(tuple(r*v[i]*m[i]*x[j] for j in range(2)) for i in range(2))",
    wrong={
        "relu-slope-forgotten": (
            "tuple(tuple(r*v[i]*x[j] for j in range(2)) for i in range(2))",
            Text(
                zh="没有用到 ReLU 的导数：不活动的单元梯度为 0。",
                en="This forgets the slope of the ReLU: an inactive unit has the gradient 0.",
            ),
        ),
        "output-weights-forgotten": (
            "tuple(tuple(r*m[i]*x[j] for j in range(2)) for i in range(2))",
            Text(zh="漏了输出层的权重 $v_i$。", en="This leaves out the weights $v_i$ of the output layer."),
        ),
        "error-forgotten": (
            "tuple(tuple(v[i]*m[i]*x[j] for j in range(2)) for i in range(2))",
            Text(zh="漏了误差 $\\hat y - t$。", en="This leaves out the error $\\hat y - t$."),
        ),
        "sign-of-the-error": (
            "tuple(tuple(-r*v[i]*m[i]*x[j] for j in range(2)) for i in range(2))",
            Text(
                zh="误差的符号反了，用了 $t - \\hat y$。",
                en="This takes the error as $t - \\hat y$, which reverses the sign.",
            ),
        ),
        "gradient-transposed": (
            "tuple(tuple(r*v[j]*m[j]*x[i] for j in range(2)) for i in range(2))",
            Text(zh="矩阵转置了。", en="This is transposed."),
        ),
        "input-forgotten-in-the-net": (
            "tuple(tuple(r*v[i]*m[i] for j in range(2)) for i in range(2))",
            Text(zh="漏乘了输入。", en="This leaves out the input."),
        ),
        "hidden-values-for-slopes": (
            "tuple(tuple(r*v[i]*h[i]*x[j] for j in range(2)) for i in range(2))",
            Text(
                zh="乘了隐藏单元的值，应乘 ReLU 的导数（0 或 1）。",
                en="This multiplies by the values of the hidden units instead of the slope of the ReLU, 0 or 1.",
            ),
        ),
    },
)
UPDATED = Formulas(
    "tuple(v[i] - e*r*h[i] for i in range(2))",
    wrong={
        "step-uphill-in-the-net": (
            "tuple(v[i] + e*r*h[i] for i in range(2))",
            Text(zh="沿梯度方向走了一步，应沿负梯度方向。", en="This steps along the gradient instead of against it."),
        ),
        "gradient-alone": (
            "tuple(r*h[i] for i in range(2))",
            Text(zh="这是梯度，不是更新之后的权重。", en="This is the gradient, not the new weights."),
        ),
        "pre-activations-for-units": (
            "tuple(v[i] - e*r*z[i] for i in range(2))",
            Text(zh="用了 ReLU 之前的值。", en="This uses the values before the ReLU."),
        ),
        "rate-forgotten": (
            "tuple(v[i] - r*h[i] for i in range(2))",
            Text(zh="漏了学习率。", en="This leaves out the learning rate."),
        ),
        "error-left-out-of-the-step": (
            "tuple(v[i] - e*h[i] for i in range(2))",
            Text(zh="漏了误差 $\\hat y - t$。", en="This leaves out the error $\\hat y - t$."),
        ),
        "hidden-values-left-out": (
            "tuple(v[i] - e*r for i in range(2))",
            Text(zh="漏乘了隐藏单元的值。", en="This does not multiply by the values of the hidden units."),
        ),
    },
)
NETS = {
    "plain": Text(zh="一个两层网络", en="A network with two layers"),
    "price": Text(zh="预测房价的两层网络", en="A network with two layers that predicts prices of houses"),
    "energy": Text(zh="预测用电量的两层网络", en="A network with two layers that predicts the use of electricity"),
}
WEIGHTS = (((1, -1), (2, 1)), ((1, 1), (-1, 2)), ((2, -1), (-1, 1)), ((1, 2), (1, -2)))


@generator(
    topic="backprop",
    objective="backprop-chain-rule",
    minutes=10,
    tags=("backpropagation", "relu", "gradient-descent"),
    source=f"{CS231N}; Nielsen, Neural Networks and Deep Learning (2015), chapter 2",
)
def small_net_backward(draw: Draw) -> Problem:
    """Forward pass, backward pass and update of a network with two inputs, two hidden units and one output."""
    W = draw.pick("W", WEIGHTS)
    x = draw.pick("x", ((1, 2), (2, 1), (3, -1), (-1, 2)))
    v = draw.pick("v", ((1, -2), (2, 1), (-1, 3)))
    t = draw.pick("t", (-1, 1, 4))
    draw.pick("e", (R(1, 10), R(1, 2)))
    draw.let("net", draw.pick("setting", NETS))
    z = draw.let("z", tuple(row[0] * x[0] + row[1] * x[1] for row in W))
    h = draw.let("h", tuple(max(0, a) for a in z))
    draw.let("m", tuple(int(a > 0) for a in z))
    r = draw.let("r", v[0] * h[0] + v[1] * h[1] - t)
    draw.let("weights", matrix(W))
    draw.require(0 not in z and max(z) > 0 and r != 0 and abs(r) != 1)
    hidden = r",\quad ".join(
        rf"z_{i + 1} = [==W[{i}][0]*x[0] + W[{i}][1]*x[1]],\ h_{i + 1} = [h[{i}]]" for i in range(2)
    )
    backward = r",\quad ".join(rf"\frac{{\partial L}}{{\partial z_{i + 1}}} = [==r*v[{i}]*m[{i}]]" for i in range(2))
    update = r",\quad ".join(rf"v_{i + 1} \leftarrow [==v[{i}] - e*r*h[{i}]]" for i in range(2))
    return Problem(
        (
            Computed(
                "net-output",
                FORWARD,
                ask=Text(zh=r"求输出 $\hat y$。", en=r"Find the output $\hat y$."),
                claim=Text(zh=r"输出为 $\hat y = [value]$。", en=r"The output is $\hat y = [value]$."),
                solution=Text(
                    zh=f"$${hidden}$$\n\n$$\\hat y = [==v[0]*h[0] + v[1]*h[1]]$$",
                    en=f"$${hidden}$$\n\n$$\\hat y = [==v[0]*h[0] + v[1]*h[1]]$$",
                ),
                difficulty=2,
                signed=True,
            ),
            Computed(
                "hidden-gradient",
                HIDDEN,
                ask=Text(zh=r"求 $\partial L / \partial W$。", en=r"Find $\partial L / \partial W$."),
                claim=Text(
                    zh=r"$\partial L / \partial W = [value]$。",
                    en=r"The gradient is $\partial L / \partial W = [value]$.",
                ),
                solution=Text(
                    zh=f"误差为 $\\hat y - t = [r]$。先求隐藏单元的梯度（ReLU 的导数为 0 或 1），再与输入作外积：\n\n$${backward}$$\n\n$$\\frac{{\\partial L}}{{\\partial W}} = {filled('key', 2, 2)}$$",
                    en=f"The error is $\\hat y - t = [r]$. First the gradients at the hidden units (the slope of the ReLU is 0 or 1), then the outer product with the input:\n\n$${backward}$$\n\n$$\\frac{{\\partial L}}{{\\partial W}} = {filled('key', 2, 2)}$$",
                ),
                difficulty=4,
                form="matrix",
                signed=True,
            ),
            Computed(
                "updated-output-weights",
                UPDATED,
                ask=Text(
                    zh=r"用学习率 $\eta = [e]$ 作一步梯度下降，求更新之后的 $(v_1,\ v_2)$。",
                    en=r"One step of gradient descent is taken with the learning rate $\eta = [e]$. Find $(v_1,\ v_2)$ after it.",
                ),
                claim=Text(
                    zh=r"用学习率 $\eta = [e]$ 作一步梯度下降之后，$(v_1,\ v_2) = [value]$。",
                    en=r"After one step of gradient descent with the learning rate $\eta = [e]$, $(v_1,\ v_2) = [value]$.",
                ),
                solution=Text(
                    zh=f"由 $\\partial L / \\partial v_i = (\\hat y - t) h_i$ 得\n\n$${update}$$",
                    en=f"Since $\\partial L / \\partial v_i = (\\hat y - t) h_i$,\n\n$${update}$$",
                ),
                difficulty=3,
                form="tuple",
                places=2,
                signed=True,
                cells=cells("v_1", "v_2"),
            ),
        ),
        Text(
            zh=r"[net]计算 $z = Wx$，$h = \mathrm{ReLU}(z)$，$\hat y = v_1 h_1 + v_2 h_2$，没有偏置，损失为 $L = \frac{1}{2}(\hat y - t)^2$，其中"
            "\n\n"
            r"$$W = [weights],\quad (v_1,\ v_2) = [v],\quad (x_1,\ x_2) = [x],\quad t = [t].$$",
            en=r"[net] computes $z = Wx$, $h = \mathrm{ReLU}(z)$ and $\hat y = v_1 h_1 + v_2 h_2$ without biases, and its loss is $L = \frac{1}{2}(\hat y - t)^2$, where"
            "\n\n"
            r"$$W = [weights],\quad (v_1,\ v_2) = [v],\quad (x_1,\ x_2) = [x],\quad t = [t].$$",
        ),
    )


@small_net_backward.check
def by_exact_differences(W: Matrix, x: tuple[int, int], v: tuple[int, int], t: int, e: Fraction) -> dict[str, object]:
    """Central differences of the loss, exact for a quadratic that no kink divides."""

    def output(weights: Matrix | tuple[tuple[Fraction, ...], ...], top: tuple[int | Fraction, ...]) -> Fraction:
        total = R(0)
        for row, factor in zip(weights, top, strict=True):
            total += factor * max(R(0), sum((w * a for w, a in zip(row, x, strict=True)), R(0)))
        return total

    def loss(weights: Matrix | tuple[tuple[Fraction, ...], ...], top: tuple[int | Fraction, ...]) -> Fraction:
        return (output(weights, top) - t) ** 2 / 2

    h = R(1, 1000)

    def nudged(i: int, j: int, by: Fraction) -> tuple[tuple[Fraction, ...], ...]:
        return tuple(tuple(w + by * ((a, b) == (i, j)) for b, w in enumerate(row)) for a, row in enumerate(W))

    slopes = tuple(
        tuple((loss(nudged(i, j, h), v) - loss(nudged(i, j, -h), v)) / (2 * h) for j in range(2)) for i in range(2)
    )
    new = []
    for i in range(2):
        up, down = (tuple(w + by * (a == i) for a, w in enumerate(v)) for by in (h, -h))
        new.append(v[i] - e * (loss(W, up) - loss(W, down)) / (2 * h))
    return {"net-output": output(W, v), "hidden-gradient": slopes, "updated-output-weights": tuple(new)}


PLACES = "for j in (0, 1)) for i in (0, 1))"
KERNEL = Formulas(
    f"tuple(tuple(sum(G[a][b]*X[i+a][j+b] for a in (0, 1) for b in (0, 1)) {PLACES}",
    wrong={
        "flipped-upstream": (
            f"tuple(tuple(sum(G[1-a][1-b]*X[i+a][j+b] for a in (0, 1) for b in (0, 1)) {PLACES}",
            Text(zh="上游梯度旋转了 180 度。", en="This turns the upstream gradient by 180 degrees."),
        ),
        "kernel-for-upstream": (
            f"tuple(tuple(sum(K[a][b]*X[i+a][j+b] for a in (0, 1) for b in (0, 1)) {PLACES}",
            Text(zh="这是前向的输出 $Y$。", en="This is the output $Y$ of the forward pass."),
        ),
        "upstream-taken-as-one": (
            f"tuple(tuple(sum(X[i+a][j+b] for a in (0, 1) for b in (0, 1)) {PLACES}",
            Text(zh="把上游梯度当成了 1。", en="This takes the upstream gradient to be 1."),
        ),
        "first-place-only": (
            f"tuple(tuple(G[0][0]*X[i][j] {PLACES}",
            Text(
                zh="只算了一个位置；权重在 4 个位置上共用。",
                en="This counts a single place, but the weights are shared by 4 places.",
            ),
        ),
        "gradient-of-kernel-transposed": (
            "tuple(tuple(sum(G[a][b]*X[i+a][j+b] for a in (0, 1) for b in (0, 1)) for i in (0, 1)) for j in (0, 1))",
            Text(zh="矩阵转置了。", en="This is transposed."),
        ),
        "upstream-transposed": (
            f"tuple(tuple(sum(G[b][a]*X[i+a][j+b] for a in (0, 1) for b in (0, 1)) {PLACES}",
            Text(zh="上游梯度转置了。", en="This transposes the upstream gradient."),
        ),
    },
)
WHERE = "for a in (0, 1) for b in (0, 1) if 0 <= i-a <= 1 and 0 <= j-b <= 1) for j in range(3)) for i in range(3))"
IMAGE = Formulas(
    f"tuple(tuple(sum(G[i-a][j-b]*K[a][b] {WHERE}",
    wrong={
        "kernel-flipped-once-more": (
            f"tuple(tuple(sum(G[i-a][j-b]*K[1-a][1-b] {WHERE}",
            Text(zh="卷积核在相反的方向上滑动了。", en="This spreads the kernel the wrong way round."),
        ),
        "upstream-taken-as-one": (
            f"tuple(tuple(sum(K[a][b] {WHERE}",
            Text(zh="把上游梯度当成了 1。", en="This takes the upstream gradient to be 1."),
        ),
        "overlaps-not-added": (
            "tuple(tuple(next(G[i-a][j-b]*K[a][b] for a in (0, 1) for b in (0, 1) if 0 <= i-a <= 1 and 0 <= j-b <= 1) for j in range(3)) for i in range(3))",
            Text(zh="窗口重叠处没有相加。", en="This does not add up where windows overlap."),
        ),
        "gradient-of-image-transposed": (
            "tuple(tuple(sum(G[i-a][j-b]*K[a][b] for a in (0, 1) for b in (0, 1) if 0 <= i-a <= 1 and 0 <= j-b <= 1) for i in range(3)) for j in range(3))",
            Text(zh="矩阵转置了。", en="This is transposed."),
        ),
        "kernel-transposed-backwards": (
            f"tuple(tuple(sum(G[i-a][j-b]*K[b][a] {WHERE}",
            Text(zh="卷积核转置了。", en="This transposes the kernel."),
        ),
        "pixels-for-weights": (
            f"tuple(tuple(sum(G[i-a][j-b]*X[i][j] {WHERE}",
            Text(
                zh="乘了像素，应乘卷积核的权重。",
                en="This multiplies by the pixels instead of the weights of the kernel.",
            ),
        ),
    },
)
UPSTREAM = (((1, -1), (2, 0)), ((0, 1), (-1, 2)), ((2, 1), (1, -1)))
KERNELS = (((1, 2), (0, -1)), ((-1, 1), (2, 0)), ((2, 0), (1, 3)))


def square(key: str, number: int, side: int, low: int, values: int) -> Matrix:
    """A square of whole numbers from `low` up that depends on its key and number alone."""
    return tuple(tuple(low + chance((key, number, i, j), values) for j in range(side)) for i in range(side))


IMAGES = tuple(square("convolution-backward", number, 3, 0, 4) for number in range(12))
INPUTS = {
    "image": Text(zh="图像", en="image"),
    "map": Text(zh="特征图", en="feature map"),
}


@generator(
    topic="backprop",
    objective="backprop-layers",
    minutes=8,
    tags=("convolution", "gradient"),
    source="Goodfellow, Bengio and Courville, Deep Learning (2016), section 9.5; Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), chapter 4",
)
def convolution_backward(draw: Draw) -> Problem:
    """The gradients of a convolution with respect to its kernel and its input."""
    for name, values in (("X", IMAGES), ("K", KERNELS), ("G", UPSTREAM)):
        draw.let(f"{name}s", matrix(draw.pick(name, values)))
    draw.let("input", draw.pick("setting", INPUTS))
    steps = "\n\n".join(
        rf"$$\frac{{\partial L}}{{\partial K_{{{i + 1}{j + 1}}}}} = [=="
        + " + ".join(f"G[{a}][{b}]*X[{i + a}][{j + b}]" for a, b in product((0, 1), repeat=2))
        + "]$$"
        for i, j in product((0, 1), repeat=2)
    )
    return Problem(
        (
            Computed(
                "bp/kernel-gradient",
                KERNEL,
                ask=Text(zh=r"求 $\partial L / \partial K$。", en=r"Find $\partial L / \partial K$."),
                claim=Text(
                    zh=r"$\partial L / \partial K = [value]$。",
                    en=r"The gradient is $\partial L / \partial K = [value]$.",
                ),
                solution=Text(
                    zh=f"权重在所有位置上共用，各位置的贡献相加，即用 $G$ 在 $X$ 上作互相关：\n\n{steps}",
                    en=f"A weight is shared by all places, so their contributions add up, which is the cross-correlation of $X$ with $G$:\n\n{steps}",
                ),
                difficulty=3,
                form="matrix",
                signed=True,
                conventions=("kernel-not-flipped",),
            ),
            Computed(
                "bp/image-gradient",
                IMAGE,
                ask=Text(zh=r"求 $\partial L / \partial X$。", en=r"Find $\partial L / \partial X$."),
                claim=Text(
                    zh=r"$\partial L / \partial X = [value]$。",
                    en=r"The gradient is $\partial L / \partial X = [value]$.",
                ),
                solution=Text(
                    zh="把 $G$ 的每个元素乘以整个卷积核，放回它的窗口，重叠处相加（步幅为 1 的转置卷积）：\n\n$$"
                    + f"{filled('key', 3, 3)}.$$",
                    en="Each entry of $G$ times the whole kernel is put back into its window, and overlaps add up (a transposed convolution with stride 1):\n\n$$"
                    + f"{filled('key', 3, 3)}.$$",
                ),
                difficulty=3,
                conventions=("kernel-not-flipped",),
                form="matrix",
                signed=True,
            ),
        ),
        Text(
            zh="单通道的[input] $X$ 与卷积核 $K$ 作卷积，步幅为 1，不填充，没有偏置，输出为 $Y$。损失对 $Y$ 的梯度为 $G = \\partial L / \\partial Y$：\n\n$$X = [Xs],\\qquad K = [Ks],\\qquad G = [Gs]$$",
            en="The [input] $X$ with a single channel is convolved with the kernel $K$, with stride 1, no padding and no bias; the output is $Y$. The gradient of the loss with respect to $Y$ is "
            "$G = \\partial L / \\partial Y$:\n\n$$X = [Xs],\\qquad K = [Ks],\\qquad G = [Gs]$$",
        ),
    )


@convolution_backward.check
def by_listing_products(X: Matrix, K: Matrix, G: Matrix) -> dict[str, object]:
    """Lists every product of a pixel and a weight in the forward pass, with the output that it goes to."""
    by_weight = [[0, 0], [0, 0]]
    by_pixel = [[0] * 3 for _ in range(3)]
    for row, column, down, right in product((0, 1), repeat=4):
        upstream = G[row][column]
        by_weight[down][right] += upstream * X[row + down][column + right]
        by_pixel[row + down][column + right] += upstream * K[down][right]
    return {"kernel-gradient": tuple(map(tuple, by_weight)), "image-gradient": tuple(map(tuple, by_pixel))}


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


MAPS = tuple(filter(one_maximum_each, (square("max-pool-backward", number, 4, 0, 10) for number in range(500))))[:20]
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
