"""The gradient of one sigmoid neuron, and the bound on a chain of them."""

import math
from fractions import Fraction

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, generator, number_tex

R = Fraction

NEURON = Formulas(
    "(a - t)*a*(1 - a)*x",
    let={"z": "w*x + b", "a": "sigma(z)"},
    wrong={
        "slope-of-the-sigmoid-forgotten": "(a - t)*x",
        "input-forgotten": "(a - t)*a*(1 - a)",
        "gradient-with-wrong-sign": "-(a - t)*a*(1 - a)*x",
        "half-not-cancelled": "2*(a - t)*a*(1 - a)*x",
        "weight-for-input": "(a - t)*a*(1 - a)*w",
        "slope-of-tanh": "(a - t)*(1 - a**2)*x",
    },
)
UPDATE = Formulas(
    "w - e*g",
    let={"a": "sigma(w*x + b)", "g": "(a - t)*a*(1 - a)*x"},
    wrong={
        "step-uphill": "w + e*g",
        "learning-rate-forgotten": "w - g",
        "gradient-for-update": "g",
        "step-alone": "-e*g",
        "half-not-cancelled": "w - 2*e*g",
        "input-forgotten": "w - e*(a - t)*a*(1 - a)",
    },
)
BOUND = Formulas(
    "(W/4)**L",
    wrong={
        "slope-bounded-by-one": "W**L",
        "added-along-the-chain": "L*W/4",
        "weights-ignored": "R(1, 4)**L",
        "slope-bounded-by-a-half": "(W/2)**L",
        "one-layer-too-few": "(W/4)**(L - 1)",
        "one-slope-only": "W**L/4",
    },
)


@generator(
    topic="backprop",
    objective="backprop-chain-rule",
    minutes=4,
    tags=("backpropagation", "sigmoid"),
    source="Nielsen, Neural Networks and Deep Learning (2015), chapter 3; Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.5",
)
def sigmoid_neuron_gradient(draw: Draw) -> Problem:
    """The gradient of a squared error by the weight of one sigmoid neuron."""
    w = draw.pick("w", (R(-2), R(-1), R(-1, 2), R(1, 2), R(2)))
    x = draw.pick("x", (-2, -1, 2, 3))
    b = draw.integer("b", -2, 2)
    t = draw.pick("t", (0, 1))
    e = draw.pick("e", (R(1, 2), R(1), R(2)))
    draw.require(abs(w * x + b) <= 2 and (w * x).denominator == 1)
    at = draw.params

    def context() -> Text:
        table = f"| $z$ | $0$ | $1$ | $2$ |\n|---|---|---|---|\n| $\\sigma(z)$ | $0.5$ | ${1 / (1 + math.exp(-1)):.4f}$ | ${1 / (1 + math.exp(-2)):.4f}$ |"
        return Text(
            zh=f"一个神经元 $a = \\sigma(wx + b)$，损失 $L = \\frac{{1}}{{2}}(a - t)^2$，其中 $x = {x}$，$w = {number_tex(w)}$，$b = {b}$，$t = {t}$。"
            f"可用 $\\sigma(-z) = 1 - \\sigma(z)$ 和下表：\n\n{table}",
            en=f"A neuron $a = \\sigma(wx + b)$ has the loss $L = \\frac{{1}}{{2}}(a - t)^2$, with $x = {x}$, $w = {number_tex(w)}$, $b = {b}$ and "
            f"$t = {t}$. Use $\\sigma(-z) = 1 - \\sigma(z)$ and the table:\n\n{table}",
        )

    def wording() -> Wording:
        values = NEURON.values(at)
        z, a = number_tex(values["z"]), number_tex(float(values["a"]), 4)
        line = (
            rf"$$\frac{{\partial L}}{{\partial w}} = (a - t)\,a(1 - a)\,x \approx ({a} - {t}) \times {a} \times (1 - {a}) \times ({x}) \approx "
            rf"{number_tex(float(values['key']), 4)}$$"
        )
        return Wording(
            ask=Text(zh="求 $\\partial L / \\partial w$。", en="Find $\\partial L / \\partial w$."),
            claim=Text(zh="$\\partial L / \\partial w = {}$。", en="The gradient is $\\partial L / \\partial w = {}$."),
            solution=Text(
                zh=f"$z = wx + b = {z}$，$a = \\sigma(z) \\approx {a}$，由链式法则\n\n{line}",
                en=f"With $z = wx + b = {z}$ and $a = \\sigma(z) \\approx {a}$, the chain rule gives\n\n{line}",
            ),
        )

    def update() -> Wording:
        values = UPDATE.values(at)
        gradient, new = (number_tex(float(values[name]), 4) for name in ("g", "key"))
        rate, old = number_tex(e), number_tex(w)
        line = rf"$$w \leftarrow w - \eta \frac{{\partial L}}{{\partial w}} \approx {old} - {rate} \times ({gradient}) \approx {new}$$"
        return Wording(
            ask=Text(
                zh=f"用[@sigmoid-neuron-grad]的梯度和学习率 $\\eta = {rate}$ 作一步梯度下降，$w$ 变为多少？",
                en=f"One step of gradient descent is taken with the gradient of [@sigmoid-neuron-grad] and the learning rate "
                f"$\\eta = {rate}$. What does $w$ become?",
            ),
            claim=Text(
                zh=f"用[@sigmoid-neuron-grad]的梯度和学习率 $\\eta = {rate}$ 作一步梯度下降，$w$ 变为 ${{}}$。",
                en=f"After one step of gradient descent with the gradient of [@sigmoid-neuron-grad] and the learning rate "
                f"$\\eta = {rate}$, $w$ is ${{}}$.",
            ),
            solution=Text(zh=f"沿负梯度方向走一步：\n\n{line}", en=f"One step against the gradient:\n\n{line}"),
        )

    level = 2 + (w * x + b != 0)
    gradient = Computed("bp/sigmoid-neuron-grad", NEURON, at, wording, difficulty=level, places=4, signed=True)
    follows = {"sigmoid-neuron-grad": "w - e*carried"}
    step = Computed("gradient-step", UPDATE, at, update, difficulty=level, places=4, signed=True, follows=follows)
    return Problem((gradient, step), context)


@sigmoid_neuron_gradient.check
def by_complex_step(w: Fraction, x: int, b: int, t: int, e: Fraction) -> dict[str, object]:
    """Adds an imaginary step to the weight and reads the slope off the loss; then walks down it."""
    h = 1e-20
    z = complex(float(w * x + b), h * x)
    # σ(z) = (1 + tanh(z/2))/2, and tanh of a + i h is tanh a + i h (1 - tanh² a) up to h².
    t_half = math.tanh(z.real / 2)
    a = complex((1 + t_half) / 2, z.imag / 2 * (1 - t_half * t_half) / 2)
    slope = (0.5 * (a - t) * (a - t)).imag / h
    return {"sigmoid-neuron-grad": slope, "gradient-step": math.fsum((float(w), -float(e) * slope))}


@generator(
    topic="backprop",
    objective="backprop-depth",
    minutes=3,
    tags=("vanishing-gradient", "sigmoid"),
    source="Goodfellow, Bengio and Courville, Deep Learning (2016), section 8.2.5; Nielsen, Neural Networks and Deep Learning (2015), chapter 5",
)
def vanishing_bound(draw: Draw) -> Problem:
    """How large the gradient through a chain of sigmoid layers can be."""
    L = draw.pick("L", (2, 3, 4, 5, 6, 8))
    W = draw.pick("W", (R(1, 2), R(1), R(2), R(3), R(4), R(8)))
    draw.require(L <= 5 or W in (2, 4, 8))
    at = draw.params

    def context() -> Text:
        return Text(
            zh=f"一个由标量组成的链 $h_l = \\sigma(w_l h_{{l-1}} + b_l)$（$l = 1, \\dots, {L}$），其中 $\\sigma$ 是 sigmoid 函数，各权重满足 "
            f"$|w_l| \\le {number_tex(W)}$。",
            en=f"In a chain of scalars $h_l = \\sigma(w_l h_{{l-1}} + b_l)$, $l = 1, \\dots, {L}$, where $\\sigma$ is the sigmoid, all weights have "
            f"$|w_l| \\le {number_tex(W)}$.",
        )

    def wording() -> Wording:
        value = BOUND(at).key
        line = (
            rf"$$\left|\frac{{\partial h_{{{L}}}}}{{\partial h_0}}\right| = \prod_{{l=1}}^{{{L}}} |w_l|\,\sigma'(z_l) \le "
            rf"\left(\frac{{{number_tex(W)}}}{{4}}\right)^{{{L}}} = {number_tex(value)}$$"
        )
        return Wording(
            ask=Text(
                zh=f"用 $\\sigma'(z) \\le \\frac{{1}}{{4}}$ 估计，$|\\partial h_{{{L}}} / \\partial h_0|$ 的上界是多少？",
                en=f"What upper bound on $|\\partial h_{{{L}}} / \\partial h_0|$ follows from $\\sigma'(z) \\le \\frac{{1}}{{4}}$?",
            ),
            claim=Text(
                zh=f"用 $\\sigma'(z) \\le \\frac{{1}}{{4}}$ 估计，$|\\partial h_{{{L}}} / \\partial h_0|$ 的上界是 ${{}}$。",
                en=f"The upper bound on $|\\partial h_{{{L}}} / \\partial h_0|$ that follows from $\\sigma'(z) \\le \\frac{{1}}{{4}}$ is ${{}}$.",
            ),
            solution=Text(
                zh=f"每一层贡献一个因子 $|w_l|\\,\\sigma'(z_l)$，由链式法则相乘：\n\n{line}",
                en=f"Each layer contributes a factor $|w_l|\\,\\sigma'(z_l)$, and the chain rule multiplies them:\n\n{line}",
            ),
        )

    return Problem((Computed("bp/vanishing-bound", BOUND, at, wording, difficulty=2 + (W != 1)),), context)


@vanishing_bound.check
def by_the_steepest_chain(L: int, W: Fraction) -> Fraction:
    """Builds the chain that reaches the bound: each weight at its limit, each pre-activation at 0, where σ(1 - σ) is largest."""
    slope = R(1)
    for _ in range(L):
        output = R(1, 2)
        slope *= W * output * (1 - output)
    return slope
