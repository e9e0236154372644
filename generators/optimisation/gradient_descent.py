"""Steps of gradient descent on a quadratic, plain and with momentum."""

from fractions import Fraction
from itertools import pairwise

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, generator, number_tex

R = Fraction

PLAIN = Formulas(
    "xs + (x0 - xs)*(1 - 2*a*e)**T",
    let={"xs": "-b/(2*a)"},
    wrong={
        "ascent": "xs + (x0 - xs)*(1 + 2*a*e)**T",
        "halved-gradient": "2*xs + (x0 - 2*xs)*(1 - a*e)**T",
        "one-step-short": "xs + (x0 - xs)*(1 - 2*a*e)**(T - 1) if T > 1 else None",
        "stale-gradient": "x0 - T*e*(2*a*x0 + b) if T > 1 else None",
        "no-learning-rate": "x0 - (2*a*x0 + b)",
        "linear-term-dropped": "x0*(1 - 2*a*e)**T if b else None",
        "gradient-for-weight": "2*a*x0 + b",
    },
)


def heavy_ball(a: Fraction, x0: Fraction, e: Fraction, m: Fraction, T: int, share: Fraction) -> Fraction:
    """The weight after `T` steps where the gradient enters the velocity with the factor `share`."""
    x, v = x0, 0
    for _ in range(T):
        v = m * v + share * a * x
        x = x - e * v
    return x


def looking_ahead(a: Fraction, x0: Fraction, e: Fraction, m: Fraction, T: int) -> Fraction:
    """The weight after `T` steps of Nesterov's form."""
    x, v = x0, 0
    for _ in range(T):
        g = a * x
        v = m * v + g
        x = x - e * (g + m * v)
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
    wrong={
        "no-momentum": "x0*(1 - a*e)**T",
        "momentum-averaged": "heavy_ball(a, x0, e, m, T, 1 - m)",
        "momentum-on-gradient": "x0*(1 - a*e*m)**T",
        "nesterov-form": "looking_ahead(a, x0, e, m, T)",
        "ascent": "heavy_ball(a, x0, -e, m, T, 1)",
        "one-step-short": "x2 if T == 3 else x1",
    },
    functions=(heavy_ball, looking_ahead),
)


@generator(
    topic="optimisation",
    objective="optimiser-updates",
    minutes=3,
    tags=("gradient-descent",),
    source="Goodfellow, Bengio and Courville, Deep Learning (2016), section 4.3",
)
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
    at = draw.params
    eta = number_tex(e)

    def context() -> Text:
        return Text(
            zh=f"用梯度下降法最小化 $f(x) = {quadratic(a, b)}$，初始值 $x_0 = {x0}$，学习率 $\\eta = {eta}$。"
            f"记 $x_t$ 为第 $t$ 步更新之后的值。",
            en=f"Gradient descent minimises $f(x) = {quadratic(a, b)}$ from the starting value $x_0 = {x0}$ with learning rate "
            f"$\\eta = {eta}$. Let $x_t$ be the value after step $t$.",
        )

    def wording() -> Wording:
        slope = f"f'(x) = {linear(2 * a, b)}"
        values = descent(a, b, x0, e, T)
        steps = "\n\n".join(
            f"$${step_tex(t, x, new, a, b, e)}{'.' if t == T - 1 else ','}$$"
            for t, (x, new) in enumerate(pairwise(values))
        )
        return Wording(
            ask=Text(zh=f"求 $x_{T}$。", en=f"Find $x_{T}$."),
            claim=Text(zh=f"$x_{T} = {{}}$。", en=f"The value of $x_{T}$ is ${{}}$."),
            solution=Text(
                zh=f"导数为 ${slope}$，更新规则为 $x_{{t+1}} = x_t - \\eta f'(x_t)$：\n\n{steps}",
                en=f"The derivative is ${slope}$ and the update is $x_{{t+1}} = x_t - \\eta f'(x_t)$:\n\n{steps}",
            ),
        )

    return Problem((Computed("opt/gd-steps", PLAIN, at, wording, difficulty=T, places=4, signed=True),), context)


@gd_steps.check
def by_central_differences(a: Fraction, b: int, x0: int, e: Fraction, T: int) -> Fraction:
    """Takes the steps one by one, with a numerical slope of f in place of the derivative."""

    def f(x: Fraction) -> Fraction:
        return a * x * x + b * x

    x = Fraction(x0)
    for _ in range(T):
        x -= e * (f(x + 1) - f(x - 1)) / 2
    return x


@generator(
    topic="optimisation",
    objective="optimiser-updates",
    minutes=5,
    tags=("momentum", "gradient-descent"),
    source="Sutskever, Martens, Dahl and Hinton, On the importance of initialization and momentum in deep learning (2013), "
    "section 2; Goodfellow, Bengio and Courville, Deep Learning (2016), section 8.3.2",
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
    at = draw.params
    eta, mu = number_tex(e), number_tex(m)

    def context() -> Text:
        rule = "$$v_t = \\mu v_{t-1} + f'(x_{t-1}),\\qquad x_t = x_{t-1} - \\eta v_t,$$"
        return Text(
            zh=f"用带动量的梯度下降法最小化 $f(x) = \\frac{{1}}{{2}}ax^2$，其中 $a = {a}$。更新规则为\n\n{rule}\n\n"
            f"其中 $\\eta = {eta}$，$\\mu = {mu}$，$x_0 = {x0}$，$v_0 = 0$。",
            en=f"Gradient descent with momentum minimises $f(x) = \\frac{{1}}{{2}}ax^2$, where $a = {a}$, by the updates\n\n{rule}"
            f"\n\nwith $\\eta = {eta}$, $\\mu = {mu}$, $x_0 = {x0}$ and $v_0 = 0$.",
        )

    def wording() -> Wording:
        steps = "\n\n".join(
            f"$$v_{t} = {MOMENTUM.worked(at, f'v{t}')},$$\n\n$$x_{t} = {MOMENTUM.worked(at, f'x{t}')}{'.' if t == T else ','}$$"
            for t in range(1, T + 1)
        )
        return Wording(
            ask=Text(zh=f"求 $x_{T}$。", en=f"Find $x_{T}$."),
            claim=Text(zh=f"$x_{T} = {{}}$。", en=f"The value of $x_{T}$ is ${{}}$."),
            solution=Text(
                zh=f"导数为 $f'(x) = ax$，且 $v_0 = 0$。逐步计算：\n\n{steps}",
                en=f"The derivative is $f'(x) = ax$, and $v_0 = 0$. Step by step:\n\n{steps}",
            ),
        )

    return Problem(
        (Computed("opt/momentum-steps", MOMENTUM, at, wording, difficulty=T + 1, places=4, signed=True),), context
    )


@momentum_steps.check
def by_heavy_ball(a: int, x0: int, e: Fraction, m: Fraction, T: int) -> Fraction:
    """Polyak's form without a velocity: each step repeats a share of the last move; the slope is numerical."""

    def f(x: Fraction) -> Fraction:
        return a * x * x / 2

    before = now = Fraction(x0)
    for _ in range(T):
        slope = (f(now + 1) - f(now - 1)) / 2
        before, now = now, now - e * slope + m * (now - before)
    return now


def has_decimals(x: Fraction, places: int) -> bool:
    """Whether `x` ends after at most `places` decimals."""
    return (Fraction(x) * 10**places).denominator == 1


def linear(slope: Fraction, b: int) -> str:
    lead = "x" if slope == 1 else f"{number_tex(slope)}x"
    return lead + signed(b)


def quadratic(a: Fraction, b: int) -> str:
    lead = "x^2" if a == 1 else f"{number_tex(a)}x^2"
    return lead + (f"{signed(b)}x" if b else "")


def signed(b: int) -> str:
    return f" {'+' if b > 0 else '-'} {abs(b)}" if b else ""


def operand(x: Fraction) -> str:
    return f"({number_tex(x)})" if x < 0 else number_tex(x)


def descent(a: Fraction, b: int, x: Fraction, e: Fraction, steps: int) -> list[Fraction]:
    """The values from the start to the last step."""
    values = [Fraction(x)]
    for _ in range(steps):
        values.append(values[-1] - e * (2 * a * values[-1] + b))
    return values


def step_tex(t: int, x: Fraction, new: Fraction, a: Fraction, b: int, e: Fraction) -> str:
    """The slope at `x`, then the new value."""
    g = 2 * a * x + b
    product = number_tex(x) if 2 * a == 1 else f"{number_tex(2 * a)} \\times {operand(x)}"
    shown = f"{product}{signed(b)}"
    slope = shown if shown == number_tex(g) else f"{shown} = {number_tex(g)}"
    update = f"{number_tex(x)} - {number_tex(e)} \\times {operand(g)} = {number_tex(new)}"
    return f"f'(x_{t}) = {slope},\\qquad x_{t + 1} = {update}"
