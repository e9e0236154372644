"""Steps of gradient descent on a quadratic, plain and with momentum."""

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source, texts

from .._apart import apart

PLAIN = Formulas("xs + (x0 - xs)*(1 - 2*a*e)**T", let={"xs": "-b/(2*a)"}).with_wrong("""
    ascent: xs + (x0 - xs)*(1 + 2*a*e)**T
    halved-gradient: 2*xs + (x0 - 2*xs)*(1 - a*e)**T
    one-step-short: xs + (x0 - xs)*(1 - 2*a*e)**(T - 1) if T > 1 else None
    one-step-too-long: xs + (x0 - xs)*(1 - 2*a*e)**(T + 1)
    stale-gradient: x0 - T*e*(2*a*x0 + b) if T > 1 else None
    no-learning-rate: xs + (x0 - xs)*(1 - 2*a)**T
    linear-term-dropped: x0*(1 - 2*a*e)**T if b else None
    gradient-for-weight: 2*a*x0 + b
""")
MODELS = texts("""
    plain: 用梯度下降法最小化 || Gradient descent minimises
    loss: 模型只有一个参数 $x$，用梯度下降法最小化损失
          A model has a single parameter $x$; gradient descent minimises the loss
""")
DESCENTS = texts("""
    plain: 用带动量的梯度下降法最小化 || Gradient descent with momentum minimises
    faster: 为了加快收敛，给梯度下降法加上动量，最小化
            To speed up convergence, momentum is added to gradient descent, which minimises
""")


def heavy_ball(a: R, x0: R, e: R, m: R, T: int, share: R) -> R:
    """The weight after `T` steps where the gradient enters the velocity with the factor `share`."""
    x, v = x0, 0
    for _ in range(T):
        v = m * v + share * a * x
        x = x - e * v
    return x


def looking_ahead(a: R, x0: R, e: R, m: R, T: int) -> R:
    """The weight after `T` steps with the gradient at the look-ahead point (Sutskever et al. 2013, equations 3 and 4)."""
    x, v = x0, 0
    for _ in range(T):
        v = m * v + a * (x - e * m * v)
        x = x - e * v
    return x


MOMENTUM = Formulas(
    "x3 if T == 3 else x2",
    let={
        "v1": "a*x0",
        "x1": "x0 - e*v1",
        "v2": "m*v1 + a*x1",
        "x2": "x1 - e*v2",
        "v3": "m*v2 + a*x2",
        "x3": "x2 - e*v3",
    },
    tex={"e": r"\eta", "m": r"\mu"} | {f"{name}{t}": f"{name}_{t}" for name in "xv" for t in range(4)},
    functions=(heavy_ball, looking_ahead),
).with_wrong("""
    no-momentum: x0*(1 - a*e)**T
    momentum-averaged: heavy_ball(a, x0, e, m, T, 1 - m)
    momentum-on-gradient: x0*(1 - a*e*m)**T
    nesterov-form: looking_ahead(a, x0, e, m, T)
    ascent: heavy_ball(a, x0, -e, m, T, 1)
    one-step-short: x2 if T == 3 else x1
    one-step-too-long: heavy_ball(a, x0, e, m, T + 1, 1)
""")


@generator(topic="optimisation", objective="optimiser-updates", minutes="1 + T", tags=("gradient-descent",))
@source("Goodfellow, Bengio and Courville, Deep Learning (2016), section 4.3")
def gd_steps(draw: Draw) -> Problem:
    """x after one to three steps of gradient descent on f(x) = a x² + b x."""
    a = draw.pick("a", (R(1, 2), 1, 2, 3))
    b = draw.pick("b", (-4, -2, 0, 2, 4))
    x0 = draw.pick("x0", (-2, -1, 1, 2, 3, 5))
    e = draw.pick("e", (R(1, 20), R(1, 10), R(1, 5), R(1, 4), R(1, 2)))
    T = draw.pick("T", (1, 2, 3))
    draw.require(2 * a * x0 + b != 0)
    draw.require(2 * a * e < R(19, 10) and 2 * a * e != 1)
    draw.require(has_decimals(descent(a, b, x0, e, T)[-1], 4))
    draw.require(apart(draw, PLAIN, "halved-gradient"))
    draw.let("opening", draw.setting(MODELS))
    values = descent(a, b, x0, e, T)
    draw.let("c", 2 * a)
    draw.let("d", -b)
    for t, x in enumerate(values):
        draw.let(f"p{t}", x)
        draw.let(f"s{t}", 2 * a * x + b)
    linear = ("" if 2 * a == 1 else "c*") + "p{}" + (" + b" if b > 0 else " - d" if b < 0 else "")
    steps = "\n\n".join(
        f"$$f'(x_{t}) = [=={linear.format(t)}],\\qquad x_{t + 1} = [==p{t} - e*s{t}]{'.' if t == T - 1 else ','}$$"
        for t in range(T)
    )
    return Problem(Computed("opt/gd-steps", PLAIN, difficulty=T, places=4, signed=True)).worded(rf"""
        [opening] $f(x) = [a]x^2{" + [b]x" if b else ""}$，初始值 $x_0 = [x0]$，学习率 $\eta = [e]$。
          记 $x_t$ 为第 $t$ 步更新之后的值。
        [opening] $f(x) = [a]x^2{" + [b]x" if b else ""}$ from the starting value $x_0 = [x0]$ with learning rate
          $\eta = [e]$. Let $x_t$ be the value after step $t$.

        ask: 求 $x_[T]$。 || Find $x_[T]$.
        claim: $x_[T] = [value]$。 || The value of $x_[T]$ is $[value]$.
        solution: 导数为 $f'(x) = [c]x{" + [b]" if b else ""}$，更新规则为 $x_{{t+1}} = x_t - \eta f'(x_t)$：
                  The derivative is $f'(x) = [c]x{" + [b]" if b else ""}$ and the update is
                    $x_{{t+1}} = x_t - \eta f'(x_t)$:
                  {steps}
    """)


@gd_steps.check
def by_central_differences(a: R, b: int, x0: int, e: R, T: int) -> R:
    """Takes the steps one by one, with a numerical slope of f in place of the derivative."""

    def f(x: R) -> R:
        return a * x * x + b * x

    x = R(x0)
    for _ in range(T):
        x -= e * (f(x + 1) - f(x - 1)) / 2
    return x


@generator(
    topic="optimisation", objective="optimiser-updates", minutes="1 + 2*T", tags=("momentum", "gradient-descent")
)
@source(
    "Sutskever, Martens, Dahl and Hinton, On the importance of initialization and momentum in deep learning (2013), "
    "section 2; Goodfellow, Bengio and Courville, Deep Learning (2016), section 8.3.2"
)
def momentum_steps(draw: Draw) -> Problem:
    """x after two or three steps of gradient descent with momentum on f(x) = a x²/2."""
    a = draw.pick("a", (1, 2, 4))
    x0 = draw.pick("x0", (1, 2, 4, -2, 10))
    e = draw.pick("e", (R(1, 10), R(1, 5), R(1, 4), R(1, 2)))
    m = draw.pick("m", (R(1, 2), R(4, 5), R(9, 10)))
    T = draw.pick("T", (2, 3))
    draw.require(a * e <= 1)
    draw.require(has_decimals(heavy_ball(a, x0, e, m, T, 1), 4))
    draw.require(apart(draw, MOMENTUM, *MOMENTUM.wrong))
    setting = draw.pick("setting", tuple(DESCENTS))
    # Momentum is there for speed only where it ends nearer to the minimum than plain descent.
    draw.require(setting != "faster" or abs(heavy_ball(a, x0, e, m, T, 1)) < abs(x0 * (1 - a * e) ** T))
    draw.let("opening", DESCENTS[setting])
    steps = "\n\n".join(f"$$v_{t} = [=v{t}],$$\n\n$$x_{t} = [=x{t}]{'.' if t == T else ','}$$" for t in range(1, T + 1))
    return Problem(Computed("opt/momentum-steps", MOMENTUM, difficulty=T + 1, places=4, signed=True)).worded(rf"""
        [opening] $f(x) = \frac{{1}}{{2}}ax^2$，其中 $a = [a]$。更新规则为
        [opening] $f(x) = \frac{{1}}{{2}}ax^2$, where $a = [a]$, by the updates
        $$v_t = \mu v_{{t-1}} + f'(x_{{t-1}}),\qquad x_t = x_{{t-1}} - \eta v_t,$$
        其中 $\eta = [e]$，$\mu = [m]$，$x_0 = [x0]$，$v_0 = 0$。
        with $\eta = [e]$, $\mu = [m]$, $x_0 = [x0]$ and $v_0 = 0$.

        ask: 求 $x_[T]$。 || Find $x_[T]$.
        claim: $x_[T] = [value]$。 || The value of $x_[T]$ is $[value]$.
        solution: 导数为 $f'(x) = ax$，且 $v_0 = 0$。逐步计算：
                  The derivative is $f'(x) = ax$, and $v_0 = 0$. Step by step:
                  {steps}
    """)


@momentum_steps.check
def by_heavy_ball(a: int, x0: int, e: R, m: R, T: int) -> R:
    """Polyak's form without a velocity: each step repeats a share of the last move; the slope is numerical."""

    def f(x: R) -> R:
        return a * x * x / 2

    before = now = R(x0)
    for _ in range(T):
        slope = (f(now + 1) - f(now - 1)) / 2
        before, now = now, now - e * slope + m * (now - before)
    return now


def has_decimals(x: R, places: int) -> bool:
    """Whether `x` ends after at most `places` decimals."""
    return (R(x) * 10**places).denominator == 1


def descent(a: R, b: int, x: R, e: R, steps: int) -> list[R]:
    """The values from the start to the last step."""
    values = [R(x)]
    for _ in range(steps):
        values.append(values[-1] - e * (2 * a * values[-1] + b))
    return values
