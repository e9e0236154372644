"""The backward pass through an activation of which only the output was kept."""

import math

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source, texts

BACK = Formulas(
    "g*slope",
    let={
        "slope": "y*(1 - y) if name == 'sigmoid' else 1 - y**2",
        "other": "1 - y**2 if name == 'sigmoid' else y*(1 - y)",
    },
).with_wrong("""
    slope-of-the-other-function: g*other
        用了另一个函数的导数：sigmoid 的是 $y(1 - y)$，tanh 的是 $1 - y^2$。
        This takes the derivative of the other function: it is $y(1 - y)$ for the sigmoid and $1 - y^2$ for tanh.
    upstream-gradient-left-out: slope
        这只是局部导数，没有乘上游梯度。 || This is the local derivative alone, not multiplied by the upstream gradient.
    gradient-passed-on: g || 把上游梯度原样传了下去。 || This passes the upstream gradient on as it is.
    multiplied-by-the-output: g*y || 乘的是输出，应乘以导数。 || This multiplies by the output instead of the derivative.
    output-taken-for-the-input: g*(exp(-y)/(1 + exp(-y))**2 if name == 'sigmoid' else 1 - ((exp(2*y) - 1)/(exp(2*y) + 1))**2)
        把输出又当作输入代入了导数。 || This puts the output into the derivative as if it were the input.
    one-minus-the-output: g*(1 - y) || 把导数当成了 $1 - y$。 || This takes $1 - y$ for the derivative.
    slope-with-the-sign-turned: -g*slope
        符号反了：函数是递增的，导数为正。 || The sign is wrong: the function increases, so its derivative is positive.
""")
LAYERS = texts("""
    hidden: 一个隐藏单元 || A hidden unit
    recurrent: 循环层中的一个单元 || A unit of a recurrent layer
    output: 一个输出单元 || An output unit
""")


@generator(
    topic="activations", objective="activation-gradients", minutes=2, tags=("sigmoid", "tanh", "backpropagation")
)
@source("Goodfellow, Bengio and Courville, Deep Learning (2016), sections 3.10 and 6.3.2")
def gradient_from_the_output(draw: Draw) -> Problem:
    """The gradient for the input of sigmoid or tanh, from its stored output and the upstream gradient."""
    name = draw.pick("name", ("sigmoid", "tanh"))
    y = draw.pick("y", (R(1, 10), R(1, 5), R(2, 5), R(3, 5), R(7, 10), R(4, 5), R(9, 10)))
    draw.pick("g", (-2, R(-1, 2), R(1, 2), 2, 3))
    draw.let("unit", draw.pick("setting", LAYERS))
    # So near to 0, tanh is as good as its input.
    draw.require(name == "sigmoid" or y > R(1, 10))
    sigmoid = name == "sigmoid"
    function = r"y = \sigma(z) = 1/(1 + e^{-z})" if sigmoid else r"y = \tanh(z)"
    slope, factor = (r"\sigma'(z)", "y*(1 - y)") if sigmoid else (r"\tanh'(z)", "1 - y**2")
    in_letters = "y(1 - y)" if sigmoid else "1 - y^2"
    return Problem(Computed("gradient-for-the-input", BACK, difficulty=2, places=4, signed=True)).worded(rf"""
        [unit]计算 ${function}$。前向计算后只保存了输出 $y = [y]$，没有保存 $z$。反向传播到这里时，
          上游梯度为 $\partial L / \partial y = [g]$。
        [unit] computes ${function}$. After the forward pass only the output $y = [y]$ was kept, not $z$. The backward
          pass arrives with the upstream gradient $\partial L / \partial y = [g]$.

        ask: $\partial L / \partial z$ 是多少？ || What is $\partial L / \partial z$?
        claim: $\partial L / \partial z = [value]$。
               The gradient with respect to $z$ is $\partial L / \partial z = [value]$.
        solution: 导数可由输出算出，${slope} = {in_letters} = [=={factor}]$，再乘以上游梯度：
                  The derivative follows from the output alone, ${slope} = {in_letters} = [=={factor}]$, and is multiplied by the
                    upstream gradient:
                  $$\frac{{\partial L}}{{\partial z}} = \frac{{\partial L}}{{\partial y}} \times {slope} = [g] \times [{factor}] [~key:.4].$$
    """)


@gradient_from_the_output.check
def by_the_inverse(name: str, y: R, g: R) -> float:
    """Finds the input by halving an interval, and takes a difference of the function there."""

    def f(z: float) -> float:
        return 1 / (1 + math.exp(-z)) if name == "sigmoid" else math.tanh(z)

    low, high = -10.0, 10.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle) < y else (low, middle)
    h = 1e-4
    return float(g) * (8 * (f(low + h) - f(low - h)) - (f(low + 2 * h) - f(low - 2 * h))) / (12 * h)
