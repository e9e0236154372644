"""Learning-rate schedules: step decay and cosine annealing."""

from functools import cache

from hwgen import Computed, Draw, Formulas, Problem, R, generator, may_coincide, source, texts

STEPS = Formulas(
    "e0*g**k",
    let={"k": "t//s"},
    tex={"e0": r"\eta_0", "g": r"\gamma"},
    # The stem counts full periods.
    under={"epochs-from-0": "e0*g**((t - 1)//s)", "floor": "e0*g**k"},
).with_wrong("""
    decay-continuous: e0*g**(t/s)
    epochs-miscounted: e0*g**((t + 1)//s)
    decay-rounded-up: e0*g**(-(-t//s))
    decay-every-epoch: e0*g**t
    decay-subtracted: e0*(1 - (1 - g)*k) if (1 - g)*k < 1 else None
    decay-linear-in-time: e0*(1 - (1 - g)*t/s) if (1 - g)*t < s else None
    decay-once: e0*g if k > 0 else None
    rate-kept: e0 if k > 0 else None
    share-removed: e0*(1 - g)**k
    decay-too-often: e0*g**(k + 1)
""")

COSINE = Formulas("m + (M - m)*(1 + cos(pi*f))/2").with_wrong("""
    annealed-linearly: M - (M - m)*f
    cosine-not-halved: m + (M - m)*(1 + cos(pi*f))
    cosine-full-period: m + (M - m)*(1 + cos(2*pi*f))/2
    minimum-ignored: M*(1 + cos(pi*f))/2 if m else None
    range-not-reduced: m + M*(1 + cos(pi*f))/2 if m else None
    sine-for-cosine: m + (M - m)*sin(pi*f)
    schedule-rising: m + (M - m)*(1 - cos(pi*f))/2
    cosine-quarter-period: m + (M - m)*cos(pi*f/2)
    pi-left-out: m + (M - m)*(1 + cos(f))/2
    annealed-quadratically: m + (M - m)*(1 - f)**2
""")
TRAINED = texts("""
    plain: 训练时，学习率 || A training run uses
    images: 训练图像分类器时，学习率 || An image classifier is trained with
    speech: 训练语音识别模型时，学习率 || A speech recogniser is trained with
""")
# Not halfway, where a straight line is at the same rate, nor at 2/3, where a full period is.
COSINES = {
    R(1, 6): r"\frac{\sqrt{3}}{2}",
    R(1, 4): r"\frac{\sqrt{2}}{2}",
    R(1, 3): r"\frac{1}{2}",
    R(3, 4): r"-\frac{\sqrt{2}}{2}",
    R(5, 6): r"-\frac{\sqrt{3}}{2}",
}
RATIONAL = {R(1, 3): R(1, 2)}


@generator(topic="optimisation", objective="learning-rate-schedules", minutes=2, tags=("learning-rate",))
@source("Zhang, Lipton, Li and Smola, Dive into Deep Learning (2023), section 12.11")
@may_coincide(
    "Whether a step of the schedule has been reached is what the question is about.",
    "decay-subtracted",
    "share-removed",
    "decay-continuous",
    "epochs-miscounted",
    "decay-rounded-up",
    "decay-linear-in-time",
    "decay-once",
)
def step_decay(draw: Draw) -> Problem:
    """The learning rate in an epoch under step decay."""
    draw.pick("e0", (R(1, 10), R(1, 100), R(1, 20), R(2, 5)))
    draw.pick("g", (R(1, 10), R(1, 2), R(1, 5), R(9, 10)))
    s = draw.pick("s", (10, 20, 30))
    t = draw.pick("t", (9, 10, 15, 19, 20, 25, 30, 35, 45, 59, 60, 65))
    draw.let("opening", TRAINED[draw.pick("setting", tuple(TRAINED))])
    draw.require(t >= s - 1)
    draw.require(t // s <= 3)
    question = Computed(
        "opt/step-decay",
        STEPS,
        difficulty=1 + (t % s in (0, s - 1)) + (t // s > 1),
        conventions=("epochs-from-0",),
        places=5,
    )
    return Problem(question).worded(r"""
        [opening]采用阶梯式衰减：初始学习率 $\eta_0 = [e0]$，每训练满 [s] 轮（epoch），学习率乘以 $\gamma = [g]$。
        [opening] step decay: the learning rate starts at $\eta_0 = [e0]$ and is multiplied by $\gamma = [g]$ after
          every [s] epochs.

        ask: 第 [t] 轮的学习率是多少？ || What is the learning rate in epoch [t]?
        claim: 第 [t] 轮的学习率是 $[value]$。 || The learning rate in epoch [t] is $[value]$.
        solution: 到第 $t = [t]$ 轮开始时，已训练了 [t] 轮，学习率每满 $s = [s]$ 轮衰减一次，衰减次数为 $k = [=k]$。
                    因此学习率为
                  When epoch $t = [t]$ begins, [t] epochs are over. The rate decays after every $s = [s]$ epochs, so the
                    number of decays is $k = [=k]$, and the learning rate is
                  $$[=key].$$
    """)


@step_decay.check
def by_training(e0: R, g: R, s: int, t: int) -> R:
    """Runs through the epochs before epoch t and lowers the rate whenever a period is complete."""
    rate = R(e0)
    since = 0
    for _ in range(t):
        since += 1
        if since == s:
            rate, since = rate * g, 0
    return rate


@generator(topic="optimisation", objective="learning-rate-schedules", minutes=3, tags=("learning-rate",))
@source("Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts (2017), equation 5")
def cosine_schedule(draw: Draw) -> Problem:
    """The learning rate in an epoch under cosine annealing without restarts."""
    M = draw.pick("M", (R(1, 10), R(1, 5), R(2, 5), R(3, 10)))
    m = draw.pick("m", (0, R(1, 100), R(1, 50)))
    T = draw.pick("T", (12, 60, 90, 120, 300))
    f = draw.pick("f", tuple(COSINES))
    draw.let("opening", TRAINED[draw.pick("setting", tuple(TRAINED))])
    draw.require((f * T).denominator == 1)
    draw.let("t", int(f * T))
    draw.let("angle", rf"\pi/{f.denominator}" if f.numerator == 1 else rf"{f.numerator}\pi/{f.denominator}")
    draw.let("cosine", COSINES[f])
    draw.let("factor", COSINES[f] if f <= R(1, 2) else rf"\left({COSINES[f]}\right)")
    rate = r"\approx [key:.4]"
    if f in RATIONAL:
        draw.let("rate", m + (M - m) * (1 + RATIONAL[f]) / 2)
        rate = "= [rate]"
    question = Computed("opt/cosine-schedule", COSINE, difficulty=1 + (m > 0) + (f not in RATIONAL), places=4)
    return Problem(question).worded(
        r"""
        [opening]采用不带重启的余弦退火：在 $T = [T]$ 轮（epoch）内沿余弦曲线的半个周期从 $\eta_{\max} = [M]$（$t = 0$ 时）降
          到 $\eta_{\min} = [m]$（$t = T$ 时）。
        [opening] cosine annealing without restarts: within $T = [T]$ epochs the learning rate falls along half a period
          of the cosine from $\eta_{\max} = [M]$ (at $t = 0$) to $\eta_{\min} = [m]$ (at $t = T$).

        ask: 第 $t = [t]$ 轮的学习率是多少？ || What is the learning rate in epoch $t = [t]$?
        claim: 第 $t = [t]$ 轮的学习率是 $[value]$。 || The learning rate in epoch $t = [t]$ is $[value]$.
        solution: 余弦退火的学习率为 || Cosine annealing gives
                  $$\eta_{[t]} = \eta_{\min} + \frac{1}{2}(\eta_{\max} - \eta_{\min})\left(1 + \cos\frac{\pi \times
                    [t]}{[T]}\right).$$
                  由 $\cos([angle]) = [cosine]$，得 || Since $\cos([angle]) = [cosine]$,
                  $$\eta_{[t]} = [m] + \frac{1}{2} \times ([M] - [m]) \times \left(1 + [factor]\right) """
        + f"{rate}.$$"
    )


@cosine_schedule.check
def by_half_a_turn(M: R, m: R, T: int, f: R) -> float:
    """Turns a pointer by half a circle in T equal steps; its shadow on the diameter is the rate."""
    return float(m) + float(M - m) * shadow(int(f * T), T)


@cache
def shadow(steps: int, in_all: int) -> float:
    pointer, turn = 1 + 0j, complex(-1) ** (1 / in_all)
    for _ in range(steps):
        pointer *= turn
    return (pointer.real + 1) / 2
