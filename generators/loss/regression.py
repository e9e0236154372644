"""Squared, absolute and Huber losses."""

from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, source, texts

from .._tex import same

ERRORS = {"e": "tuple(p[i] - t[i] for i in range(4))"}

MSE, MAE = "sum(v**2 for v in e)/4", "sum(Abs(v) for v in e)/4"
HUBER = "sum(v**2/2 if Abs(v) <= 1 else Abs(v) - R(1, 2) for v in e)/4"
AS_SQUARED = f"{MSE} || 这是均方误差。 || This is the mean squared error."
AS_ABSOLUTE = f"{MAE} || 这是平均绝对误差。 || This is the mean absolute error."
AS_ROOT = f"sqrt({MSE}) || 这是均方根误差（RMSE）。 || This is the root mean squared error (RMSE)."
AS_HUBER = rf"{HUBER} || 这是 $\delta = 1$ 的 Huber 损失。 || This is the Huber loss with $\delta = 1$."


def regression(key: str, wrong: str) -> Formulas:
    shared = f"""
        sum-not-mean: 4*({key}) || 求了和，没有取平均。 || This adds up instead of averaging.
        signed-mean: Abs(sum(e))/4
            误差没有先取绝对值或平方，正负抵消了[sign(sum(e)): -1=（又丢了平均值的负号）|]。
            This averages the errors with their signs, so that they cancel[sign(sum(e)): -1=, and loses the sign of the mean|].
        largest-error: max(Abs(v) for v in e) || 只取了最大的误差。 || This takes the largest error only.
    """
    return Formulas(key, let=ERRORS).with_wrong(shared).with_wrong(wrong)


REGRESSION = {
    "mse": regression(
        MSE,
        f"""
        absolute-for-squared: {AS_ABSOLUTE}
        root-of-the-mean: {AS_ROOT}
        huber-for-squared: {AS_HUBER}
        half-of-the-square: {MSE}/2 || 多乘了二分之一。 || This has an extra factor of one half.
    """,
    ),
    "mae": regression(
        MAE,
        f"""
        squared-for-absolute: {AS_SQUARED}
        root-of-the-mean: {AS_ROOT}
        huber-for-absolute: {AS_HUBER}
    """,
    ),
    "huber": regression(
        HUBER,
        rf"""
        squared-everywhere: sum(v**2/2 for v in e)/4 || 大的误差也取了平方。 || This squares large errors, too.
        absolute-for-huber: {AS_ABSOLUTE}
        squared-for-huber: {AS_SQUARED}
        half-not-subtracted: sum(v**2/2 if Abs(v) <= 1 else Abs(v) for v in e)/4
            大的误差漏减了 $\frac{{1}}{{2}}$。 || This does not subtract $\frac{{1}}{{2}}$ for large errors.
        half-left-out: sum(v**2 if Abs(v) <= 1 else Abs(v) - R(1, 2) for v in e)/4
            小的误差漏乘了 $\frac{{1}}{{2}}$。 || This leaves out the $\frac{{1}}{{2}}$ for small errors.
    """,
    ),
}

NAMES = texts("""
    mse: 均方误差（MSE） || mean squared error (MSE)
    mae: 平均绝对误差（MAE） || mean absolute error (MAE)
    huber: 平均 Huber 损失 || mean Huber loss
""")

# So many decimals show the means exactly.
EXACT = {"mse": 4, "mae": 3, "huber": 5}
TERM = {"mse": "[e[{}]]^2", "mae": r"\left|[e[{}]]\right|"}

MAGNITUDES = (
    (R(1, 2), 1, 2, 3),
    (R(1, 2), R(3, 2), 3, 1),
    (2, R(1, 2), 4, 1),
    (R(3, 2), R(1, 2), 2, 4),
    (1, 3, R(1, 2), 4),
    (R(1, 2), 2, R(5, 2), 1),
    (R(1, 5), 2, R(4, 5), 3),
    (R(2, 5), R(3, 2), R(3, 5), 4),
    (3, R(4, 5), R(2, 5), 2),
    (R(3, 5), R(5, 2), R(1, 5), R(3, 2)),
    (4, R(1, 5), R(3, 2), R(1, 2)),
    (R(4, 5), R(1, 2), 2, R(5, 2)),
    (R(3, 5), 1, 4, R(5, 2)),
    (R(6, 5), R(2, 5), 3, 1),
    (2, R(6, 5), R(1, 5), R(3, 2)),
    (R(9, 5), 1, R(2, 5), 3),
)

SIGNS = ((1, -1, 1, 1), (-1, 1, 1, -1), (-1, -1, 1, 1), (1, 1, -1, 1))
SMALL = tuple(tuple(a * b for a, b in zip(sizes, signs, strict=True)) for sizes, signs in product(MAGNITUDES, SIGNS))
# Nothing that is predicted can be negative.
TARGETS = ((6, 5, 8, 4), (4, 7, 5, 9))

RULE = Text(
    r"Huber 损失的 $\delta = 1$：误差 $e$ 的绝对值不超过 1 时为 $\frac{1}{2}e^2$，否则为 $|e| - \frac{1}{2}$。",
    r" The Huber loss with $\delta = 1$ is $\frac{1}{2}e^2$ for an error $e$ of absolute value up to 1 and $|e| - \frac{1}{2}$ beyond.",
)

FORECASTS = texts("""
    rain: 降雨量（毫米） || rainfall in millimetres
    price: 房价（百万元） || house prices in millions of yuan
    load: 用电量（兆瓦时） || electricity use in megawatt-hours
""")


@generator(topic="loss", objective="loss-values", minutes=3, tags=("regression", "huber-loss"))
@source(
    "Huber, Robust estimation of a location parameter (1964); Goodfellow, Bengio and Courville, Deep Learning (2016), section 5.1.4"
)
def regression_losses(draw: Draw) -> Problem:
    """Squared, absolute or Huber loss of four predictions."""
    kind = draw.pick("kind", tuple(REGRESSION))
    errors = draw.pick("errors", SMALL)
    t = draw.pick("t", TARGETS)
    draw.require(sum(errors) != 0)
    p = draw.let("p", tuple(a + b for a, b in zip(t, errors, strict=True)))
    draw.let("loss", NAMES[kind])
    draw.let("what", draw.pick("setting", FORECASTS))
    if kind == "huber":
        terms = [
            rf"\frac{{1}}{{2}} \times {TERM['mse'].format(i)}"
            if abs(p[i] - t[i]) <= 1
            else rf"\left({TERM['mae'].format(i)} - 0.5\right)"
            for i in range(4)
        ]
    else:
        terms = [TERM[kind].format(i) for i in range(4)]
    rule = RULE if kind == "huber" else same("")
    question = Computed(
        "loss/regression-losses", REGRESSION[kind], difficulty=2 + (kind == "huber"), places=EXACT[kind]
    )
    return Problem(question).worded(rf"""
        回归网络预测[what]，4 个样本的预测值为 $[p[0]],\ [p[1]],\ [p[2]],\ [p[3]]$，
          真实值为 $[t[0]],\ [t[1]],\ [t[2]],\ [t[3]]$。{rule.zh}
        A network predicts [what]. For four samples the predictions are $[p[0]],\ [p[1]],\ [p[2]],\ [p[3]]$ and the true
          values $[t[0]],\ [t[1]],\ [t[2]],\ [t[3]]$.{rule.en}

        ask: 它们的[loss]是多少？ || What is their [loss]?
        claim: 它们的[loss]是 $[value]$。 || Their [loss] is $[value]$.
        solution: 误差依次为 $[e[0]],\ [e[1]],\ [e[2]],\ [e[3]]$：
                  The errors are $[e[0]],\ [e[1]],\ [e[2]],\ [e[3]]$:
                  $$\frac{{1}}{{4}}\left({" + ".join(terms)}\right) [~key:.5].$$
    """)


@regression_losses.check
def by_integrating_slopes(kind: str, errors: tuple[R, ...], t: tuple[int, ...]) -> R:
    """Adds up the slope of the loss from 0 to each error, in steps on which it is linear."""
    del t
    total = R(0)
    for error in map(abs, errors):
        at = R(0)
        while at < error:
            to = min(error, at + R(1, 2))
            middle = (at + to) / 2
            slope = {"mse": 2 * middle, "mae": R(1), "huber": min(middle, R(1))}[kind]
            total += slope * (to - at)
            at = to
    return total / len(errors)
