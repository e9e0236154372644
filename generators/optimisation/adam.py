"""Adam: the first step, and the bias-corrected moments after two or three gradients."""

from collections.abc import Sequence
from functools import cache
from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, may_coincide, source, texts

from .._apart import apart

SOURCE = "Kingma and Ba, Adam: A Method for Stochastic Optimization (2015), algorithm 1"
TRAINED = texts("""
    plain: 用 Adam 优化一个标量参数 || Adam optimises a scalar parameter
    bias: 用 Adam 训练网络，考察其中一个偏置 || A network is trained with Adam. Consider one of its biases,
    tuning: 用 Adam 微调模型，考察其中一个权重 || A model is fine-tuned with Adam. Consider one of its weights,
""")

FIRST_STEP = Formulas(
    "w - e*mh/sqrt(vh)",
    let={"m1": "(1 - b1)*g", "v1": "(1 - b2)*g**2", "mh": "m1/(1 - b1)", "vh": "v1/(1 - b2)"},
    tex={
        "e": r"\eta",
        "mh": r"\hat{m}_1",
        "vh": r"\hat{v}_1",
        "b1": r"\beta_1",
        "b2": r"\beta_2",
        "m1": "m_1",
        "v1": "v_1",
    },
).with_wrong("""
    plain-gradient-step: w - e*g
    no-bias-correction: w - e*m1/sqrt(v1)
    ascent: w + e*mh/sqrt(vh)
    first-moment-uncorrected: w - e*m1/sqrt(vh)
    second-moment-uncorrected: w - e*mh/sqrt(v1)
    root-left-out: w - e*mh/vh
""")


@generator(topic="optimisation", objective="optimiser-updates", minutes=3, tags=("adam",))
@source(SOURCE)
def adam_first_step(draw: Draw) -> Problem:
    """The weight after the first step of Adam."""
    w = draw.pick("w", (-1, 0, R(1, 2), 1, 2))
    g = draw.pick("g", (-20, -4, R(-1, 2), R(-1, 100), R(1, 100), R(1, 10), R(3, 10), 2, 5, 100))
    draw.pick("e", (R(1, 1000), R(1, 100), R(1, 10)))
    draw.pick("b1", (R(9, 10),))
    draw.pick("b2", (R(999, 1000),))
    # Fine-tuning takes smaller learning rates.
    draw.let("trained", TRAINED[draw.pick("setting", ("plain", "bias"))])
    part = Computed("opt/adam-first-step", FIRST_STEP, difficulty=1 + (abs(g) > 1) + (w < 0), places=5, signed=True)
    return Problem(part).worded(r"""
        [trained] $w$。Adam 带偏差修正，学习率 $\eta = [e]$，$\beta_1 = [b1]$，$\beta_2 = [b2]$，$m_0 = v_0 = 0$，
          $\epsilon$ 小到可以忽略不计。初始值为 $w = [w]$，第 1 步（$t = 1$）中损失的梯度为 $g = [g]$。
        [trained] $w$. The optimiser uses bias correction and the learning rate $\eta = [e]$, with $\beta_1 = [b1]$,
          $\beta_2 = [b2]$ and $m_0 = v_0 = 0$; $\epsilon$ is negligible. The starting value is $w = [w]$, and the
          gradient of the loss in step 1 ($t = 1$) is $g = [g]$.

        ask: 求第 1 步更新之后的 $w$。 || Find $w$ after step 1.
        claim: 第 1 步更新之后，$w = [value]$。 || After step 1, $w = [value]$.
        solution: 一阶矩和二阶矩都从 0 开始，所以 $m_1 = [=m1]$，$v_1 = [=v1]$，偏差修正后
                  Both moments start at 0, so that $m_1 = [=m1]$ and $v_1 = [=v1]$. Bias correction gives
                  $$\hat{m}_1 = [=mh],\qquad \hat{v}_1 = [=vh].$$
                  第 1 步的步长总等于学习率，与梯度的大小无关，只与它的符号有关。更新之后的值为
                  Step 1 always has the length of the learning rate: only the gradient’s sign matters, not its size. The
                    updated value is
                  $$[=key].$$
    """)


@adam_first_step.check
def by_the_sign(w: R, g: R, e: R, b1: R, b2: R) -> R:
    """Bias-corrected averages of one gradient are the gradient and its square: the step is the learning rate downhill."""
    return w + e if g < 0 else w - e


MOMENTS = Formulas(
    "(m/(1 - b1**T), v/(1 - b2**T))",
    let={
        "T": "len(gs)",
        "m": "sum((1 - b1)*b1**(T - 1 - i)*gs[i] for i in range(T))",
        "v": "sum((1 - b2)*b2**(T - 1 - i)*gs[i]**2 for i in range(T))",
    },
).with_wrong("""
    no-bias-correction: (m, v)
    corrected-as-first-step: (m/(1 - b1), v/(1 - b2))
    first-moment-uncorrected: (m, v/(1 - b2**T))
    second-moment-uncorrected: (m/(1 - b1**T), v)
    plain-averages: (sum(gs)/T, sum(g**2 for g in gs)/T)
        对各步的梯度及其平方取了算术平均，应取指数加权平均。
        This averages the gradients and their squares with equal weights instead of exponentially decaying ones.
    gradients-not-squared: (m/(1 - b1**T), sum((1 - b2)*b2**(T - 1 - i)*gs[i] for i in range(T))/(1 - b2**T)) if sum((1 - b2)*b2**(T - 1 - i)*gs[i] for i in range(T))/(1 - b2**T) > R(1, 10000) else None
    first-moment-squared: (m/(1 - b1**T), (m/(1 - b1**T))**2) if (m/(1 - b1**T))**2 > R(1, 10000) else None
    decay-weights-exchanged: (sum(b1*(1 - b1)**(T - 1 - i)*gs[i] for i in range(T))/(1 - b1**T), sum(b2*(1 - b2)**(T - 1 - i)*gs[i]**2 for i in range(T))/(1 - b2**T))
    last-gradient-alone: (gs[-1], gs[-1]**2)
    corrected-by-the-exponent-less-one: (m/(1 - b1**(T - 1)), v/(1 - b2**(T - 1))) if T > 2 else None
    signs-of-the-gradients-lost: (sum((1 - b1)*b1**(T - 1 - i)*Abs(gs[i]) for i in range(T))/(1 - b1**T), v/(1 - b2**T))
""")
GRADIENTS = tuple(
    gs for count in (2, 3) for gs in product((-2, -1, 1, 2, 3), repeat=count) if len(set(map(abs, gs))) > 1
)


def average(name: str, index: int, power: str, T: int) -> str:
    """The steps of a moving average, as lines with holes, and its correction."""
    beta = f"b{index}"
    lines = [rf"$${name}_{t} = [=={beta}*{name}{t - 1} + (1 - {beta})*gs[{t - 1}]{power}],$$" for t in range(1, T + 1)]
    corrected = (
        rf"$$\hat{{{name}}}_{T} = \frac{{{name}_{T}}}{{1 - \beta_{index}^{T}}} = [=={name}{T}/(1 - {beta}**{T}):.4].$$"
    )
    return "\n\n".join([*lines, corrected])


@generator(topic="optimisation", objective="optimiser-updates", minutes=5, tags=("adam",))
@source(SOURCE)
@may_coincide("Gradients may all be positive.", "signs-of-the-gradients-lost")
def adam_moments(draw: Draw) -> Problem:
    """Both bias-corrected moments of Adam after two or three gradients."""
    gs = draw.pick("gs", GRADIENTS)
    b1 = draw.pick("b1", (R(1, 2), R(4, 5), R(9, 10)))
    b2 = draw.pick("b2", (R(9, 10), R(99, 100), R(999, 1000)))
    steps = len(gs)
    draw.require(steps == 2 or b2 != R(999, 1000))
    draw.let("trained", TRAINED[draw.setting(("plain", "tuning"))])
    m = v = R(0)
    for t, g in enumerate((0, *gs)):
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
        draw.let(f"m{t}", m)
        draw.let(f"v{t}", v)
    names = rf"\hat{{m}}_{steps}", rf"\hat{{v}}_{steps}"
    first, second = average("m", 1, "", steps), average("v", 2, "**2", steps)
    part = Computed(
        "opt/adam-moments",
        MOMENTS,
        difficulty=3 + (steps > 2),
        form="tuple",
        places=4,
        signed=True,
        cells=tuple(Text(f"${name}$", f"${name}$") for name in names),
    )
    gradients = r",\ ".join(f"g_{t} = [gs[{t - 1}]]" for t in range(1, steps + 1))
    draw.require(apart(draw, MOMENTS, "first-moment-uncorrected"))
    return Problem(part).worded(rf"""
        [trained] $w$，$\beta_1 = [b1]$，$\beta_2 = [b2]$，$m_0 = v_0 = 0$。前 {steps} 步中损失的梯度依次为 ${gradients}$。
          记 $m_t$ 和 $v_t$ 为第 $t$ 步的一阶矩和二阶矩估计，$\hat{{m}}_t$ 和 $\hat{{v}}_t$ 为偏差修正后的估计。
        [trained] $w$. The decay rates are $\beta_1 = [b1]$ and $\beta_2 = [b2]$, and $m_0 = v_0 = 0$. The gradients of the loss in the first {steps} steps
          are ${gradients}$. Let $m_t$ and $v_t$ be the estimates of the first and second moments at step $t$, and
          $\hat{{m}}_t$ and $\hat{{v}}_t$ the estimates after bias correction.

        ask: 求 $({names[0]},\ {names[1]})$。 || Find $({names[0]},\ {names[1]})$.
        claim: $({names[0]},\ {names[1]}) = [value]$。
               The corrected estimates are $({names[0]},\ {names[1]}) = [value]$.
        solution: 由 $m_t = \beta_1 m_{{t-1}} + (1 - \beta_1) g_t$ 和偏差修正，
                  By $m_t = \beta_1 m_{{t-1}} + (1 - \beta_1) g_t$ and bias correction,
                  {first}
                  由 $v_t = \beta_2 v_{{t-1}} + (1 - \beta_2) g_t^2$ 和偏差修正，
                  By $v_t = \beta_2 v_{{t-1}} + (1 - \beta_2) g_t^2$ and bias correction,
                  {second}
    """)


@adam_moments.check
def by_running_adam(gs: Sequence[int], b1: R, b2: R) -> tuple[R, R]:
    """Runs both moving averages beside a third one, of ones, which tells how much weight has come together."""
    return unbiased(tuple(gs), b1), unbiased(tuple(g * g for g in gs), b2)


@cache
def unbiased(values: tuple[int, ...], beta: R) -> R:
    average = weight = R(0)
    for value in values:
        average += (value - average) * (1 - beta)
        weight += (1 - weight) * (1 - beta)
    return average / weight
