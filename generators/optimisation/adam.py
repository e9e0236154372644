"""Adam: the first step, and the bias-corrected moments after two or three gradients."""

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, equal_tex, generator, number_tex

R = Fraction
SOURCE = "Kingma and Ba, Adam: A Method for Stochastic Optimization (2015), algorithm 1"

FIRST_STEP = Formulas(
    "w - e*mh/sqrt(vh)",
    let={"m1": "(1 - b1)*g", "v1": "(1 - b2)*g**2", "mh": "m1/(1 - b1)", "vh": "v1/(1 - b2)"},
    wrong={
        "plain-gradient-step": "w - e*g",
        "no-bias-correction": "w - e*m1/sqrt(v1)",
        "ascent": "w + e*mh/sqrt(vh)",
        "first-moment-uncorrected": "w - e*m1/sqrt(vh)",
        "second-moment-uncorrected": "w - e*mh/sqrt(v1)",
        "root-left-out": "w - e*mh/vh",
    },
)

MOMENTS = Formulas(
    "(m/(1 - b1**len(gs)), v/(1 - b2**len(gs)))",
    let={
        "m": "sum((1 - b1)*b1**(len(gs) - 1 - i)*gs[i] for i in range(len(gs)))",
        "v": "sum((1 - b2)*b2**(len(gs) - 1 - i)*gs[i]**2 for i in range(len(gs)))",
    },
    wrong={
        "no-bias-correction": "(m, v)",
        "corrected-as-first-step": "(m/(1 - b1), v/(1 - b2))",
        "first-moment-uncorrected": "(m, v/(1 - b2**len(gs)))",
        "second-moment-uncorrected": "(m/(1 - b1**len(gs)), v)",
        "plain-averages": "(sum(gs)/len(gs), sum(g**2 for g in gs)/len(gs))",
        "gradients-not-squared": "(m/(1 - b1**len(gs)), "
        "sum((1 - b2)*b2**(len(gs) - 1 - i)*gs[i] for i in range(len(gs)))/(1 - b2**len(gs)))",
        "first-moment-squared": "(m/(1 - b1**len(gs)), (m/(1 - b1**len(gs)))**2)",
        "decay-weights-exchanged": "(sum(b1*(1 - b1)**(len(gs) - 1 - i)*gs[i] for i in range(len(gs)))/(1 - b1**len(gs)), "
        "sum(b2*(1 - b2)**(len(gs) - 1 - i)*gs[i]**2 for i in range(len(gs)))/(1 - b2**len(gs)))",
    },
)
GRADIENTS = tuple(
    gs for count in (2, 3) for gs in product((-2, -1, 1, 2, 3), repeat=count) if len(set(map(abs, gs))) > 1
)


@generator(topic="optimisation", objective="optimiser-updates", minutes=3, tags=("adam",), source=SOURCE)
def adam_first_step(draw: Draw) -> Problem:
    """The weight after the first step of Adam."""
    w = draw.pick("w", (-1, 0, R(1, 2), 1, 2))
    g = draw.pick("g", (-20, -4, R(-1, 2), R(-1, 100), R(1, 100), R(1, 10), R(3, 10), 2, 5, 100))
    e = draw.pick("e", (R(1, 1000), R(1, 100), R(1, 10)))
    b1 = draw.pick("b1", (R(9, 10),))
    b2 = draw.pick("b2", (R(999, 1000),))
    at = draw.params
    slope, eta, start, beta1, beta2 = map(number_tex, (g, e, w, b1, b2))

    def context() -> Text:
        return Text(
            zh=f"用带偏差修正的 Adam 优化一个标量参数 $w$：学习率 $\\eta = {eta}$，$\\beta_1 = {beta1}$，$\\beta_2 = {beta2}$，"
            f"$m_0 = v_0 = 0$，$\\epsilon$ 小到可以忽略不计。参数的初始值为 $w = {start}$，第 1 步（$t = 1$）的梯度为 $g = {slope}$。",
            en=f"Adam with bias correction optimises a scalar parameter $w$: the learning rate is $\\eta = {eta}$, "
            f"$\\beta_1 = {beta1}$, $\\beta_2 = {beta2}$, $m_0 = v_0 = 0$, and $\\epsilon$ is negligible. The parameter starts at "
            f"$w = {start}$, and the gradient in step 1 ($t = 1$) is $g = {slope}$.",
        )

    def wording() -> Wording:
        first = f"\\hat{{m}}_1 = \\frac{{m_1}}{{1 - \\beta_1}} = g = {slope}"
        second = f"\\hat{{v}}_1 = \\frac{{v_1}}{{1 - \\beta_2}} = g^2 = {number_tex(g * g)}"
        moments = f"$${first},\\qquad {second}.$$"
        update = f"$$w - \\eta\\,\\frac{{\\hat{{m}}_1}}{{\\sqrt{{\\hat{{v}}_1}}}} = {updated(w, e, g)}.$$"
        averages = "$m_1 = (1 - \\beta_1) g$", "$v_1 = (1 - \\beta_2) g^2$"
        return Wording(
            ask=Text(zh="求第 1 步更新之后的 $w$。", en="Find $w$ after step 1."),
            claim=Text(zh="第 1 步更新之后，$w = {}$。", en="After step 1, $w = {}$."),
            solution=Text(
                zh=f"由 $m_0 = v_0 = 0$ 得 {averages[0]}，{averages[1]}，偏差修正后\n\n{moments}\n\n更新之后的值为\n\n{update}\n\n"
                "第 1 步的步长总等于学习率，与梯度的大小无关，只与它的符号有关。",
                en=f"From $m_0 = v_0 = 0$ follow {averages[0]} and {averages[1]}. Bias correction gives\n\n{moments}\n\n"
                f"The updated value is\n\n{update}\n\nStep 1 always has the length of the learning rate: only the gradient’s sign matters, not its size.",
            ),
        )

    return Problem(
        (
            Computed(
                "opt/adam-first-step",
                FIRST_STEP,
                at,
                wording,
                difficulty=1 + (abs(g) > 1) + (w < 0),
                places=5,
                signed=True,
            ),
        ),
        context,
    )


@adam_first_step.check
def by_the_sign(w: Fraction, g: Fraction, e: Fraction, b1: Fraction, b2: Fraction) -> Fraction:
    """Bias-corrected averages of one gradient are the gradient and its square: the step is the learning rate downhill."""
    return w + e if g < 0 else w - e


@generator(topic="optimisation", objective="optimiser-updates", minutes=5, tags=("adam",), source=SOURCE)
def adam_moments(draw: Draw) -> Problem:
    """Both bias-corrected moments of Adam after two or three gradients."""
    gs = draw.pick("gs", GRADIENTS)
    b1 = draw.pick("b1", (R(1, 2), R(4, 5), R(9, 10)))
    b2 = draw.pick("b2", (R(9, 10), R(99, 100), R(999, 1000)))
    T = len(gs)
    draw.require(T == 2 or b2 != R(999, 1000))
    at = draw.params
    given = ",\\ ".join(f"g_{t} = {g}" for t, g in enumerate(gs, 1))
    beta1, beta2 = number_tex(b1), number_tex(b2)

    def context() -> Text:
        return Text(
            zh=f"用 Adam 优化一个标量参数，$\\beta_1 = {beta1}$，$\\beta_2 = {beta2}$，$m_0 = v_0 = 0$。前 {T} 步的梯度依次为 "
            f"${given}$。记 $m_t$ 和 $v_t$ 为第 $t$ 步的一阶矩和二阶矩估计，$\\hat{{m}}_t$ 和 $\\hat{{v}}_t$ 为偏差修正后的估计。",
            en=f"Adam optimises a scalar parameter with $\\beta_1 = {beta1}$, $\\beta_2 = {beta2}$ and $m_0 = v_0 = 0$. The "
            f"gradients in the first {T} steps are ${given}$. Let $m_t$ and $v_t$ be the estimates of the first and second "
            f"moment in step $t$, and $\\hat{{m}}_t$ and $\\hat{{v}}_t$ the estimates after bias correction.",
        )

    def wording() -> Wording:
        pair = f"(\\hat{{m}}_{T}, \\hat{{v}}_{T})"
        m, v = history(gs, b1), history([g * g for g in gs], b2)
        first = "\n\n".join(f"$${average('m', t, b1, m, gs[t - 1])},$$" for t in range(1, T + 1))
        second = "\n\n".join(f"$${average('v', t, b2, v, gs[t - 1], '^2')},$$" for t in range(1, T + 1))
        last = "\n\n".join(
            f"$${correction(name, T, beta, values[-1])}{end}$$"
            for name, beta, values, end in (("m", b1, m, ","), ("v", b2, v, "."))
        )
        rules = "$m_t = \\beta_1 m_{t-1} + (1 - \\beta_1) g_t$", "$v_t = \\beta_2 v_{t-1} + (1 - \\beta_2) g_t^2$"
        return Wording(
            ask=Text(zh=f"求 ${pair}$。", en=f"Find ${pair}$."),
            claim=Text(zh=f"${pair} = {{}}$。", en=f"The corrected estimates are ${pair} = {{}}$."),
            solution=Text(
                zh=f"由 {rules[0]}，\n\n{first}\n\n由 {rules[1]}，\n\n{second}\n\n偏差修正：\n\n{last}",
                en=f"By {rules[0]},\n\n{first}\n\nand by {rules[1]},\n\n{second}\n\nCorrected for bias:\n\n{last}",
            ),
        )

    return Problem(
        (
            Computed(
                "opt/adam-moments",
                MOMENTS,
                at,
                wording,
                difficulty=3 + (T > 2),
                form="tuple",
                places=4,
                signed=True,
                cells=(same(f"$\\hat{{m}}_{T}$"), same(f"$\\hat{{v}}_{T}$")),
            ),
        ),
        context,
    )


@adam_moments.check
def by_running_adam(gs: Sequence[int], b1: Fraction, b2: Fraction) -> tuple[Fraction, Fraction]:
    """Runs both moving averages beside a third one, of ones, which tells how much weight has come together."""
    return unbiased(tuple(gs), b1), unbiased(tuple(g * g for g in gs), b2)


@cache
def unbiased(values: tuple[int, ...], beta: Fraction) -> Fraction:
    average = weight = Fraction(0)
    for value in values:
        average += (value - average) * (1 - beta)
        weight += (1 - weight) * (1 - beta)
    return average / weight


def same(text: str) -> Text:
    return Text(zh=text, en=text)


def operand(x: Fraction) -> str:
    return f"({number_tex(x)})" if x < 0 else number_tex(x)


def updated(w: Fraction, e: Fraction, g: Fraction) -> str:
    quotient = f"\\frac{{{number_tex(g)}}}{{\\sqrt{{{number_tex(g * g)}}}}}"
    return f"{number_tex(w)} - {number_tex(e)} \\times {quotient} = {number_tex(w + e if g < 0 else w - e)}"


def history(values: Sequence[int], beta: Fraction) -> list[Fraction]:
    """The moving average after each step, from zero on."""
    averages = [Fraction(0)]
    for value in values:
        averages.append(beta * averages[-1] + (1 - beta) * value)
    return averages


def average(name: str, t: int, beta: Fraction, averages: Sequence[Fraction], g: int, power: str = "") -> str:
    base = f"({g})" if g < 0 else str(g)
    before = f"{number_tex(beta)} \\times {operand(averages[t - 1])}"
    return f"{name}_{t} = {before} + {number_tex(1 - beta)} \\times {base}{power} = {number_tex(averages[t])}"


def correction(name: str, t: int, beta: Fraction, average: Fraction) -> str:
    value = average / (1 - beta**t)
    index = 1 if name == "m" else 2
    return (
        f"\\hat{{{name}}}_{t} = \\frac{{{name}_{t}}}{{1 - \\beta_{index}^{t}}} = "
        f"\\frac{{{number_tex(average)}}}{{1 - {number_tex(beta)}^{t}}} {equal_tex(value, 4)}"
    )
