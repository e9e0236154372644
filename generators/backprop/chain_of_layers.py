"""The gradient of one sigmoid neuron, and the bound on a chain of them."""

import math

from hwgen import Computed, Draw, Formulas, Problem, R, generator, number_tex, source, texts

from .._tex import same

FACTORS = {"z": "w*x + b", "a": "sigma(z)", "u": "a - t", "v": "a*(1 - a)"}
NEURON = Formulas("u*v*x", let=FACTORS).with_wrong("""
    slope-of-the-sigmoid-forgotten: (a - t)*x
    input-forgotten: (a - t)*a*(1 - a)
    gradient-with-wrong-sign: -(a - t)*a*(1 - a)*x
    half-not-cancelled: 2*(a - t)*a*(1 - a)*x
    weight-for-input: (a - t)*a*(1 - a)*w
    slope-of-tanh: (a - t)*(1 - a**2)*x
""")
UPDATE = Formulas(
    "w - e*g",
    let=FACTORS | {"g": "u*v*x"},
    tex={"e": r"\eta", "g": r"\frac{\partial L}{\partial w}"},
).with_wrong("""
    step-uphill: w + e*g
    learning-rate-forgotten: w - g if w != 2*g else None
    step-alone: -e*g
    half-not-cancelled: w - 2*e*g
    input-forgotten: w - e*(a - t)*a*(1 - a)
    slope-forgotten-in-the-step: w - e*(a - t)*x
        漏了 sigmoid 的导数 $a(1 - a)$。 || This leaves out the derivative $a(1 - a)$ of the sigmoid.
""")

TABLE = (
    "| $z$ | $0$ | $1$ | $2$ |\n|---|---|---|---|\n"
    f"| $\\sigma(z)$ | $0.5$ | ${1 / (1 + math.exp(-1)):.5f}$ | ${1 / (1 + math.exp(-2)):.5f}$ |"
)

NEURONS = texts("""
    rain: 一个预报有无降雨的神经元 || A neuron that forecasts rain
    spam: 一个识别垃圾邮件的神经元 || A neuron that recognises spam
    faults: 一个检测机器故障的神经元 || A neuron that detects faults in a machine
""")
CHAINS = texts("""
    deep: 一条标量链的递推式为 || A chain of scalars is given by
    narrow: 一个每层只有一个神经元的深层网络计算 || A deep network with one unit in each layer computes
""")
BOUND = Formulas("(W/4)**L").with_wrong("""
    slope-bounded-by-one: W**L
    added-along-the-chain: L*W/4
    weights-ignored: R(1, 4)**L
    one-slope-only: W**L/4
    slope-bounded-by-a-half: (W/2)**L
    one-layer-too-few: (W/4)**(L - 1)
    one-layer-too-many: (W/4)**(L + 1) || 多算了一层。 || This counts one layer too many.
    slope-bound-squared: (W/16)**L
        每一层把导数的上界 $1/4$ 乘了两次。 || This multiplies by the bound $1/4$ on the derivative twice in each layer.
    factor-for-the-chain: W/4 || 只算了一层的因子。 || This is the factor of a single layer.
""")


@generator(topic="backprop", objective="backprop-chain-rule", minutes=4, tags=("backpropagation", "sigmoid"))
@source(
    "Nielsen, Neural Networks and Deep Learning (2015), chapter 3; Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.5"
)
def sigmoid_neuron_gradient(draw: Draw) -> Problem:
    """The gradient of a squared error by the weight of one sigmoid neuron."""
    w = draw.pick("w", (R(-2), R(-1), R(-1, 2), R(1, 2), R(2)))
    x = draw.pick("x", (-3, -2, 2, 3))
    b = draw.integer("b", -2, 2)
    draw.pick("t", (0, 1))
    # Neither 1 nor one half, at which the rate, or the 2 of the square, could be left out or not seen.
    draw.pick("e", (R(4, 5), R(3, 2), R(5, 2)))
    draw.let("neuron", draw.pick("setting", NEURONS))
    draw.require(abs(w * x + b) <= 2 and (w * x).denominator == 1 and abs(w) != abs(x))
    z = int(w * x + b)
    level = 2 + (z != 0)
    # The table has no negative numbers.
    a = rf"\sigma({z}) = 1 - \sigma({-z})" if z < 0 else rf"\sigma({z})"
    # Three decimals say it exactly there.
    rounded = "" if z == 0 else r" \approx [key:.3]"
    gradient = Computed(
        "bp/sigmoid-neuron-grad", NEURON, difficulty=level, places=3, signed=True, given={"a": 5, "v": 5}
    )
    step = Computed(
        "gradient-step",
        UPDATE,
        difficulty=level,
        places=3,
        signed=True,
        given={"a": 5, "v": 5},
        follows={"sigmoid-neuron-grad": "w - e*carried"},
    )
    return Problem((gradient, step)).worded(rf"""
        [neuron]的输出为 $a = \sigma(wx + b)$，其中 $\sigma$ 是 sigmoid 函数；
          损失为 $L = \frac{{1}}{{2}}(a - t)^2$，$x = [x]$，$w = [w]$，$b = [b]$，目标值 $t = [t]$。
          可用 $\sigma(-z) = 1 - \sigma(z)$ 和下表：
        [neuron] has the output $a = \sigma(wx + b)$, where $\sigma$ is the sigmoid. Its loss is
          $L = \frac{{1}}{{2}}(a - t)^2$, with $x = [x]$, $w = [w]$, $b = [b]$ and the target
          $t = [t]$. Use
          $\sigma(-z) = 1 - \sigma(z)$ and the table:
        {TABLE}

        # sigmoid-neuron-grad
        ask: 求 $\partial L / \partial w$。 || Find $\partial L / \partial w$.
        claim: $\partial L / \partial w = [value]$。 || The gradient is $\partial L / \partial w = [value]$.
        solution: 记 $z = wx + b = [==w*x + b]$，于是 || Let $z = wx + b = [==w*x + b]$. Then
                  $$a = {a} [z: 0==|\approx] [a:.5],$$
                  链式法则的各因子为 || and the factors of the chain rule are
                  $$\frac{{\partial L}}{{\partial a}} = [=u:.5],$$
                  $$\frac{{\partial a}}{{\partial z}} = \sigma'(z) = [=v:.5],$$
                  $$\frac{{\partial z}}{{\partial w}} = x = [x].$$
                  相乘得 || Their product is
                  $$\frac{{\partial L}}{{\partial w}} = [u:.5] \times [v:.5] \times [x] [~key:.5]{rounded}.$$

        # gradient-step
        ask: 用[@sigmoid-neuron-grad]的梯度和学习率 $\eta = [e]$ 作一步梯度下降，$w$ 变为多少？
             One step of gradient descent is taken with the gradient of [@sigmoid-neuron-grad] and the learning rate
               $\eta = [e]$. What does $w$ become?
        claim: 用[@sigmoid-neuron-grad]的梯度和学习率 $\eta = [e]$ 作一步梯度下降，$w$ 变为 $[value]$。
               After one step of gradient descent with the gradient of [@sigmoid-neuron-grad] and the learning rate
                 $\eta = [e]$, $w$ is $[value]$.
        solution: 沿负梯度方向走一步： || One step against the gradient:
                  $$w \leftarrow w - \eta \times \frac{{\partial L}}{{\partial w}} [w*x + b: 0==|\approx] [w] - [e] \times [g:.5] [~key:.3].$$
    """)


@sigmoid_neuron_gradient.check
def by_complex_step(w: R, x: int, b: int, t: int, e: R) -> dict[str, object]:
    """Adds an imaginary step to the weight and reads the slope off the loss; then walks down it."""
    h = 1e-20
    z = complex(float(w * x + b), h * x)
    # σ(z) = (1 + tanh(z/2))/2, and tanh of a + i h is tanh a + i h (1 - tanh² a) up to h².
    t_half = math.tanh(z.real / 2)
    a = complex((1 + t_half) / 2, z.imag / 2 * (1 - t_half * t_half) / 2)
    slope = (0.5 * (a - t) * (a - t)).imag / h
    return {"sigmoid-neuron-grad": slope, "gradient-step": math.fsum((float(w), -float(e) * slope))}


@generator(topic="backprop", objective="backprop-depth", minutes=3, tags=("vanishing-gradient", "sigmoid"))
@source(
    "Goodfellow, Bengio and Courville, Deep Learning (2016), section 8.2.5; Nielsen, Neural Networks and Deep Learning (2015), chapter 5"
)
def vanishing_bound(draw: Draw) -> Problem:
    """How large the gradient through a chain of sigmoid layers can be."""
    L = draw.pick("L", (2, 3, 4, 5, 6, 8, 10))
    # Not 1, at which the weights do not show, nor 4, at which the depth does not.
    W = draw.pick("W", (R(1, 2), R(3, 2), R(2), R(5, 2), R(3), R(5), R(6), R(8)))
    draw.require(L <= 4 or W in (2, 8) or (L == 5 and W.denominator == 1))
    # Else the sum of the factors is their product.
    draw.require((W / 4) ** L != L * W / 4)
    draw.let("chain", CHAINS[draw.pick("setting", tuple(CHAINS))])
    # As a fraction, like the options.
    bound = (W / 4) ** L
    whole = bound.denominator == 1
    draw.let("bound", same(number_tex(bound) if whole else rf"\frac{{{bound.numerator}}}{{{bound.denominator}}}"))
    return Problem(Computed("bp/vanishing-bound", BOUND, difficulty=2, form="fraction")).worded(r"""
        [chain] $h_l = \sigma(w_l h_{l-1} + b_l)$（$l = 1,[L: 2=|3= 2,| \dots,] [L]$），其中 $\sigma$ 是 sigmoid 函数，
          各权重满足 $|w_l| \le [W]$。
        [chain] $h_l = \sigma(w_l h_{l-1} + b_l)$ for $l = 1,[L: 2=|3= 2,| \dots,] [L]$, where $\sigma$ is the sigmoid. All weights
          satisfy $|w_l| \le [W]$.

        ask: 由权重的界和 $\sigma'(z) \le \frac{1}{4}$ 推出的 $|\partial h_{[L]} / \partial h_0|$ 的最小上界是多少？
             What is the smallest upper bound on $|\partial h_{[L]} / \partial h_0|$ that follows from the
               bound on the weights and $\sigma'(z) \le \frac{1}{4}$?
        claim: 由权重的界和 $\sigma'(z) \le \frac{1}{4}$ 推出的 $|\partial h_{[L]} / \partial h_0|$ 的最小上界是 $[value]$。
               The smallest upper bound on $|\partial h_{[L]} / \partial h_0|$ that follows from the
                 bound on the weights and $\sigma'(z) \le \frac{1}{4}$ is $[value]$.
        solution: 每一层贡献一个因子 $|w_l|\,\sigma'(z_l)$，由链式法则相乘：
                  Each layer contributes a factor $|w_l|\,\sigma'(z_l)$, and the chain rule multiplies them:
                  $$\left|\frac{\partial h_{[L]}}{\partial h_0}\right| = \prod_{l=1}^{[L]} |w_l|\,\sigma'(z_l) \le
                    \left(\frac{[W]}{4}\right)^{[L]} = [bound].$$
    """)


@vanishing_bound.check
def by_the_steepest_chain(L: int, W: R) -> R:
    """Builds the chain that reaches the bound: each weight at its limit, each pre-activation at 0, where σ(1 - σ) is largest."""
    slope = R(1)
    for _ in range(L):
        output = R(1, 2)
        slope *= W * output * (1 - output)
    return slope
