"""Forward pass, backward pass and update of a small network."""

from hwgen import Computed, Draw, Formulas, Problem, R, generator, may_coincide, source, texts

from .._tex import cells, filled, matrix

Matrix = tuple[tuple[int, ...], ...]
CS231N = "Stanford CS231n, notes on backpropagation"

FORWARD = Formulas("v[0]*h[0] + v[1]*h[1]").with_wrong(r"""
    relu-forgotten-in-the-net: v[0]*z[0] + v[1]*z[1] || 漏了 ReLU。 || This leaves out the ReLU.
    hidden-units-added: h[0] + h[1] || 漏了输出层的权重。 || This leaves out the weights of the output layer.
    output-weights-exchanged: v[1]*h[0] + v[0]*h[1]
        输出层的两个权重弄反了。 || This exchanges the weights of the output layer.
    weights-of-a-column: v[0]*Max(0, W[0][0]*x[0] + W[1][0]*x[1]) + v[1]*Max(0, W[0][1]*x[0] + W[1][1]*x[1])
        把 $W$ 的行与列弄反了。 || This exchanges rows and columns of $W$.
    relu-on-the-output: Max(0, v[0]*z[0] + v[1]*z[1])
        把 ReLU 用在了输出上，应当用在隐藏单元上。 || This applies the ReLU to the output instead of the hidden units.
    first-unit-only: v[0]*h[0] || 只算了第一个隐藏单元。 || This counts the first hidden unit only.
    second-unit-only: v[1]*h[1] || 只算了第二个隐藏单元。 || This counts the second hidden unit only.
    error-for-output: v[0]*h[0] + v[1]*h[1] - t || 这是误差 $\hat y - t$。 || This is the error $\hat y - t$.
""")

HIDDEN = Formulas("tuple(tuple(r*v[i]*m[i]*x[j] for j in range(2)) for i in range(2))").with_wrong(r"""
    relu-slope-forgotten: tuple(tuple(r*v[i]*x[j] for j in range(2)) for i in range(2))
        没有用到 ReLU 的导数：未激活的单元梯度为 0。
        This forgets the derivative of the ReLU: an inactive unit has the gradient 0.
    output-weights-forgotten: tuple(tuple(r*m[i]*x[j] for j in range(2)) for i in range(2))
        漏了输出层的权重 $v_i$。 || This leaves out the weights $v_i$ of the output layer.
    error-forgotten: tuple(tuple(v[i]*m[i]*x[j] for j in range(2)) for i in range(2))
        漏了误差 $\hat y - t$。 || This leaves out the error $\hat y - t$.
    sign-of-the-error: tuple(tuple(-r*v[i]*m[i]*x[j] for j in range(2)) for i in range(2))
        误差的符号反了，用了 $t - \hat y$。 || This takes the error as $t - \hat y$, which reverses the sign.
    gradient-transposed: tuple(tuple(r*v[j]*m[j]*x[i] for j in range(2)) for i in range(2))
        这是梯度的转置。 || This is the transpose of the gradient.
    input-forgotten-in-the-net: tuple(tuple(r*v[i]*m[i] for j in range(2)) for i in range(2))
        漏乘了输入。 || This leaves out the input.
    hidden-values-for-slopes: tuple(tuple(r*v[i]*h[i]*x[j] for j in range(2)) for i in range(2))
        乘了隐藏单元的值，应乘 ReLU 的导数（0 或 1）。
        This multiplies by the values of the hidden units instead of the derivative of the ReLU, 0 or 1.
""")

UPDATED = Formulas("tuple(v[i] - e*r*h[i] for i in range(2))").with_wrong(r"""
    step-uphill-in-the-net: tuple(v[i] + e*r*h[i] for i in range(2))
        沿梯度方向走了一步，应沿负梯度方向。 || This steps along the gradient instead of against it.
    gradient-alone: tuple(r*h[i] for i in range(2))
        这是梯度，不是更新之后的权重。 || This is the gradient, not the new weights.
    pre-activations-for-units: tuple(v[i] - e*r*z[i] for i in range(2))
        用了 ReLU 之前的值。 || This uses the values before the ReLU.
    rate-forgotten: tuple(v[i] - r*h[i] for i in range(2)) || 漏了学习率。 || This leaves out the learning rate.
    error-left-out-of-the-step: tuple(v[i] - e*h[i] for i in range(2))
        漏了误差 $\hat y - t$。 || This leaves out the error $\hat y - t$.
    hidden-values-left-out: tuple(v[i] - e*r for i in range(2))
        漏乘了隐藏单元的值。 || This does not multiply by the values of the hidden units.
""")

NETS = texts("""
    plain: 一个两层网络 || A two-layer network
    price: 预测房价的两层网络 || A two-layer network that predicts house prices
    energy: 预测用电量的两层网络 || A two-layer network that predicts electricity consumption
""")

# No matrix is symmetric, so that it shows whether rows and columns are exchanged.
WEIGHTS = (((1, -1), (2, 1)), ((1, 1), (-1, 2)), ((2, -1), (-3, 1)), ((1, 2), (1, -2)))


@generator(
    topic="backprop", objective="backprop-chain-rule", minutes=10, tags=("backpropagation", "relu", "gradient-descent")
)
@source(f"{CS231N}; Nielsen, Neural Networks and Deep Learning (2015), chapter 2")
@may_coincide(
    "Whether ReLU closes a unit, or changes nothing, is what the question is about.",
    "second-unit-only",
    "relu-forgotten-in-the-net",
    "relu-on-the-output",
    "output-weights-exchanged",
    "first-unit-only",
    "relu-slope-forgotten",
    "pre-activations-for-units",
)
def small_net_backward(draw: Draw) -> Problem:
    """Forward pass, backward pass and update of a network with two inputs, two hidden units and one output."""
    W = draw.pick("W", WEIGHTS)
    x = draw.pick("x", ((1, 2), (2, 1), (3, -1), (-1, 2)))
    # No weight is 1 or −1, so that it shows whether it was used.
    v = draw.pick("v", ((2, -3), (3, 2), (-2, 3)))
    t = draw.pick("t", (-1, 1, 4))
    draw.pick("e", (R(1, 10), R(1, 2)))
    draw.let("net", draw.pick("setting", NETS))
    z = draw.let("z", tuple(row[0] * x[0] + row[1] * x[1] for row in W))
    h = draw.let("h", tuple(max(0, a) for a in z))
    m = draw.let("m", tuple(int(a > 0) for a in z))
    y = draw.let("y", v[0] * h[0] + v[1] * h[1])
    r = draw.let("r", y - t)
    draw.let("weights", matrix(W))
    draw.require(0 not in z and max(z) > 0 and r != 0 and abs(r) != 1)
    # The gradient is not its own transpose.
    draw.require(v[0] * m[0] * x[1] != v[1] * m[1] * x[0])
    hidden = r",\quad ".join(
        rf"z_{i + 1} = [==W[{i}][0]*x[0] + W[{i}][1]*x[1]],\ h_{i + 1} = [h[{i}]]" for i in range(2)
    )
    backward = r",\quad ".join(rf"\frac{{\partial L}}{{\partial z_{i + 1}}} = [==r*v[{i}]*m[{i}]]" for i in range(2))
    update = r",\quad ".join(rf"v_{i + 1} \leftarrow [==v[{i}] - e*r*h[{i}]]" for i in range(2))
    net_output = Computed("net-output", FORWARD, difficulty=2, signed=True)
    hidden_gradient = Computed("hidden-gradient", HIDDEN, difficulty=4, form="matrix", signed=True)
    updated_output_weights = Computed(
        "updated-output-weights", UPDATED, difficulty=3, form="tuple", places=2, signed=True, cells=cells("v_1", "v_2")
    )
    return Problem((net_output, hidden_gradient, updated_output_weights)).worded(rf"""
        [net]计算 $z = Wx$，$h = \mathrm{{ReLU}}(z)$，$\hat y = v_1 h_1 + v_2 h_2$，没有偏置，
          损失为 $L = \frac{{1}}{{2}}(\hat y - t)^2$，其中
        [net] computes $z = Wx$, $h = \mathrm{{ReLU}}(z)$ and $\hat y = v_1 h_1 + v_2 h_2$ without biases, and its loss is
          $L = \frac{{1}}{{2}}(\hat y - t)^2$, where
        $$W = [weights],\quad (v_1,\ v_2) = [v],\quad (x_1,\ x_2) = [x],\quad t = [t].$$

        # net-output
        ask: 求输出 $\hat y$。 || Find the output $\hat y$.
        claim: 输出为 $\hat y = [value]$。 || The output is $\hat y = [value]$.
        solution: $${hidden},$$
                  $$\hat y = [==v[0]*h[0] + v[1]*h[1]].$$

        # hidden-gradient
        ask: 求梯度 $\partial L / \partial W$。 || Find the gradient $\partial L / \partial W$.
        claim: $\partial L / \partial W = [value]$。 || The gradient is $\partial L / \partial W = [value]$.
        solution: 误差为 $\hat y - t = [==y - t]$。先求 $\partial L / \partial z_i = (\hat y - t)\,v_i\,\mathrm{{ReLU}}'(z_i)$（ReLU 的导数为 0 或 1），再与输入作外积：
                  The error is $\hat y - t = [==y - t]$. First comes
                    $\partial L / \partial z_i = (\hat y - t)\,v_i\,\mathrm{{ReLU}}'(z_i)$ (the derivative of the ReLU is 0
                    or 1), then the outer product with the input:
                  $${backward},$$
                  $$\frac{{\partial L}}{{\partial W}} = {filled("key", 2, 2)}.$$

        # updated-output-weights
        ask: 用学习率 $\eta = [e]$ 作一步梯度下降，求更新之后的 $(v_1,\ v_2)$。
             One step of gradient descent is taken with the learning rate $\eta = [e]$. Find $(v_1,\ v_2)$ after it.
        claim: 用学习率 $\eta = [e]$ 作一步梯度下降之后，$(v_1,\ v_2) = [value]$。
               After one step of gradient descent with the learning rate $\eta = [e]$, $(v_1,\ v_2) = [value]$.
        solution: 由 $\partial L / \partial v_i = (\hat y - t) h_i$ 得
                  Since $\partial L / \partial v_i = (\hat y - t) h_i$,
                  $${update}.$$
    """)


@small_net_backward.check
def by_exact_differences(W: Matrix, x: tuple[int, int], v: tuple[int, int], t: int, e: R) -> dict[str, object]:
    """Central differences of the loss, exact for a quadratic that no kink divides."""

    def output(weights: Matrix | tuple[tuple[R, ...], ...], top: tuple[int | R, ...]) -> R:
        total = R(0)
        for row, factor in zip(weights, top, strict=True):
            total += factor * max(R(0), sum((w * a for w, a in zip(row, x, strict=True)), R(0)))
        return total

    def loss(weights: Matrix | tuple[tuple[R, ...], ...], top: tuple[int | R, ...]) -> R:
        return (output(weights, top) - t) ** 2 / 2

    h = R(1, 1000)

    def nudged(i: int, j: int, by: R) -> tuple[tuple[R, ...], ...]:
        return tuple(tuple(w + by * ((a, b) == (i, j)) for b, w in enumerate(row)) for a, row in enumerate(W))

    slopes = tuple(
        tuple((loss(nudged(i, j, h), v) - loss(nudged(i, j, -h), v)) / (2 * h) for j in range(2)) for i in range(2)
    )
    new = []
    for i in range(2):
        up, down = (tuple(w + by * (a == i) for a, w in enumerate(v)) for by in (h, -h))
        new.append(v[i] - e * (loss(W, up) - loss(W, down)) / (2 * h))
    return {"net-output": output(W, v), "hidden-gradient": slopes, "updated-output-weights": tuple(new)}
