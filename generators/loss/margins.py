"""Losses beside cross-entropy: temperature, the multiclass hinge, squared, absolute and Huber losses."""

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations, product

from hwgen import Computed, Draw, Formulas, Problem, Text, generator, shuffled

from .._tex import listed, same

R = Fraction
Three = tuple[int, int, int]
TEMPERATURE = Formulas(
    "r[j]/sum(r)",
    let={"r": "tuple(v**(1/T) for v in a)"},
    wrong={
        "temperature-not-used": ("a[j]/sum(a)", Text(zh="没有用到温度。", en="This does not use the temperature.")),
        "multiplied-not-divided": (
            "a[j]**T/sum(v**T for v in a)",
            Text(zh="logit 乘了 $T$，应除以 $T$。", en="This multiplies the logits by $T$ instead of dividing."),
        ),
        "probability-divided": (
            "a[j]/sum(a)/T",
            Text(
                zh="把概率除以了 $T$，应把 logit 除以 $T$。",
                en="This divides the probability by $T$ instead of the logits.",
            ),
        ),
        "flattened-entirely": (
            "R(1, 3)",
            Text(zh="以为温度使各类等概率。", en="This takes the temperature to make all classes equal."),
        ),
        "own-term-left-out-of-the-sum": (
            "r[j]/(sum(r) - r[j])",
            Text(zh="分母漏了该类自己的一项。", en="This leaves the class’s own term out of the denominator."),
        ),
        "next-class-asked": (
            "r[(j + 1) % 3]/sum(r)",
            Text(zh="这是另一类的概率。", en="This is the probability of another class."),
        ),
    },
)
SQUARES = tuple(permutations((1, 4, 9, 16, 25), 3))
SOFTENED = {
    "teacher": Text(zh="知识蒸馏中，教师网络", en="In knowledge distillation, the teacher"),
    "model": Text(zh="语言模型从 3 个候选词元中抽样，", en="A language model samples from 3 candidate tokens. It"),
    "calibrated": Text(zh="为了校准，一个三分类网络", en="For calibration, a network with three classes"),
}


@generator(
    topic="loss",
    objective="loss-softmax",
    minutes=3,
    tags=("softmax", "temperature"),
    source="Hinton, Vinyals and Dean, Distilling the knowledge in a neural network (2015), section 2",
)
def softmax_temperature(draw: Draw) -> Problem:
    """The probability of a class at a temperature of 2 or 1/2."""
    draw.pick("a", SQUARES)
    j = draw.pick("j", (0, 1))
    T = draw.pick("T", (R(1, 2), 2))
    draw.let("k", j + 1)
    draw.let("network", draw.pick("setting", SOFTENED))
    return Problem(
        Computed(
            "loss/softmax-temperature",
            TEMPERATURE,
            ask=Text(zh="第 [k] 类的概率是多少？", en="What is the probability of class [k]?"),
            claim=Text(zh="第 [k] 类的概率是 $[value]$。", en="The probability of class [k] is $[value]$."),
            solution=Text(
                zh="由 $e^{\\ln(a)/T} = a^{1/T}$，三项为 $[r[0]],\\ [r[1]],\\ [r[2]]$：\n\n$$\\frac{[r[j]]}{[r[0]] + [r[1]] + [r[2]]} [~key:.3].$$",
                en="Since $e^{\\ln(a)/T} = a^{1/T}$, the terms are $[r[0]],\\ [r[1]],\\ [r[2]]$:\n\n$$\\frac{[r[j]]}{[r[0]] + [r[1]] + [r[2]]} [~key:.3].$$",
            ),
            difficulty=2 + (T == 2),
            places=3,
            most=1,
        ),
        Text(
            zh="[network]的 logit 依次为 $\\ln [a[0]],\\ \\ln [a[1]],\\ \\ln [a[2]]$（自然对数），以温度 $T = [T]$ 作 softmax，即 $p_i \\propto e^{z_i / T}$。",
            en="[network] has the logits $\\ln [a[0]],\\ \\ln [a[1]],\\ \\ln [a[2]]$ (natural logarithms) and takes a softmax with temperature $T = [T]$, $p_i \\propto e^{z_i / T}$.",
        ),
    )


@softmax_temperature.check
def by_stable_exponentials(a: Three, j: int, T: Fraction) -> float:
    logits = [math.log(v) / float(T) for v in a]
    powers = [math.exp(z - max(logits)) for z in logits]
    return powers[j] / math.fsum(powers)


HINGE = Formulas(
    "sum(Max(0, s[i] - s[y] + d) for i in range(4) if i != y)",
    wrong={
        "true-class-summed-too": (
            "sum(Max(0, s[i] - s[y] + d) for i in range(4))",
            Text(
                zh="把真实类自己的一项也加了进来，多出 $[d]$。",
                en="This includes the term of the true class, which adds $[d]$.",
            ),
        ),
        "mean-over-classes": (
            "sum(Max(0, s[i] - s[y] + d) for i in range(4) if i != y)/4",
            Text(zh="除以了类别数。", en="This divides by the number of classes."),
        ),
        "without-the-maximum": (
            "sum(s[i] - s[y] + d for i in range(4) if i != y)",
            Text(zh="负的项没有取 0。", en="This does not cut negative terms off at 0."),
        ),
        "largest-violation-only": (
            "max(Max(0, s[i] - s[y] + d) for i in range(4) if i != y)",
            Text(zh="只取了最大的一项。", en="This takes the largest term only."),
        ),
        "margin-the-wrong-way": (
            "sum(Max(0, s[y] - s[i] + d) for i in range(4) if i != y)",
            Text(zh="两个得分相减的次序反了。", en="This subtracts the scores the wrong way round."),
        ),
        "margin-left-out": (
            "sum(Max(0, s[i] - s[y]) for i in range(4) if i != y)",
            Text(zh="漏了间隔 $[d]$。", en="This leaves out the margin $[d]$."),
        ),
        "squared-terms": (
            "sum(Max(0, s[i] - s[y] + d)**2 for i in range(4) if i != y)",
            Text(zh="各项取了平方。", en="This squares the terms."),
        ),
    },
)
SCORES = tuple(s for s in shuffled(("hinge",), tuple(permutations((-2, 0, 1, 2, 3, 5), 4)))[:40])
JUDGES = {
    "animals": Text(zh="动物分类器对一张照片", en="For one photograph, a classifier of animals"),
    "digits": Text(zh="手写数字的线性分类器对一幅图像", en="For one image, a linear classifier of handwritten digits"),
    "genres": Text(zh="音乐流派分类器对一首歌", en="For one song, a classifier of genres"),
}


@generator(
    topic="loss",
    objective="loss-values",
    minutes=2,
    tags=("hinge-loss", "svm"),
    source="Weston and Watkins, Support vector machines for multi-class pattern recognition, ESANN 1999; Stanford CS231n, notes on linear classification",
)
def multiclass_hinge(draw: Draw) -> Problem:
    """The multiclass hinge loss of one sample."""
    s = draw.pick("s", SCORES)
    y = draw.pick("y", (0, 3))
    d = draw.pick("d", (1, 2))
    draw.let("k", y + 1)
    draw.let("scores", listed(s))
    draw.let("network", draw.pick("setting", JUDGES))
    terms = [s[i] - s[y] + d for i in range(4) if i != y]
    draw.require(max(terms) > 0)
    shown = " + ".join(rf"\max(0,\ [s[{i}]] - [s[y]] + [d])" for i in range(4) if i != y)
    values = " + ".join(str(max(0, term)) for term in terms)
    return Problem(
        Computed(
            "loss/multiclass-hinge",
            HINGE,
            ask=Text(zh="该样本的损失是多少？", en="What is the loss of the sample?"),
            claim=Text(zh="该样本的损失是 $[value]$。", en="The loss of the sample is $[value]$."),
            solution=Text(zh=f"$${shown}$$\n\n$$= {values} = [key].$$", en=f"$${shown}$$\n\n$$= {values} = [key].$$"),
            difficulty=2,
            places=2,
            signed=True,
        ),
        Text(
            zh="[network]给四个类的得分依次为 $[scores]$，真实类是第 [k] 类。损失是多类合页损失 $\\sum_{i \\ne y} \\max(0,\\ s_i - s_y + \\Delta)$，间隔 $\\Delta = [d]$。",
            en="[network] gives the four classes the scores $[scores]$, and the true class is class [k]. The loss is the multiclass hinge loss $\\sum_{i \\ne y} \\max(0,\\ s_i - s_y + \\Delta)$ with the margin $\\Delta = [d]$.",
        ),
    )


@multiclass_hinge.check
def by_violations(s: Sequence[int], y: int, d: int) -> int:
    """Counts up, for each other class, by how many points it comes too close."""
    wanted = s[y] - d
    return sum(len(range(wanted, score)) for place, score in enumerate(s) if place != y)


ERRORS = {"e": "tuple(p[i] - t[i] for i in range(4))"}
SHARED = {
    "sum-not-mean": ("4*({0})", Text(zh="求了和，没有取平均。", en="This adds up instead of averaging.")),
    "signed-mean": (
        "Abs(sum(e))/4",
        Text(zh="误差没有先取绝对值或平方，正负抵消了。", en="This lets errors of opposite sign cancel."),
    ),
    "largest-error": ("max(Abs(v) for v in e)", Text(zh="只取了最大的误差。", en="This takes the largest error only.")),
}
MSE, MAE = "sum(v**2 for v in e)/4", "sum(Abs(v) for v in e)/4"
HUBER = "sum(v**2/2 if Abs(v) <= 1 else Abs(v) - R(1, 2) for v in e)/4"
AS_SQUARED = (MSE, Text(zh="这是均方误差。", en="This is the mean squared error."))
AS_ABSOLUTE = (MAE, Text(zh="这是平均绝对误差。", en="This is the mean absolute error."))
AS_ROOT = (f"sqrt({MSE})", Text(zh="多开了平方，那是 RMSE。", en="This takes the root: the RMSE."))
AS_HUBER = (HUBER, Text(zh="这是 Huber 损失。", en="This is the Huber loss."))


def regression(key: str, **wrong: tuple[str, Text]) -> Formulas:
    shared = {id: (text.format(key), reason) for id, (text, reason) in SHARED.items()}
    return Formulas(key, let=ERRORS, wrong={**shared, **{id.replace("_", "-"): entry for id, entry in wrong.items()}})


REGRESSION = {
    "mse": regression(
        MSE,
        absolute_for_squared=AS_ABSOLUTE,
        root_of_the_mean=AS_ROOT,
        huber_for_squared=AS_HUBER,
        half_of_the_square=(f"{MSE}/2", Text(zh="多乘了二分之一。", en="This has another factor of one half.")),
    ),
    "mae": regression(MAE, squared_for_absolute=AS_SQUARED, root_of_the_mean=AS_ROOT, huber_for_absolute=AS_HUBER),
    "huber": regression(
        HUBER,
        squared_everywhere=(
            "sum(v**2/2 for v in e)/4",
            Text(zh="大的误差也取了平方。", en="This squares large errors, too."),
        ),
        absolute_for_huber=AS_ABSOLUTE,
        squared_for_huber=AS_SQUARED,
        half_not_subtracted=(
            "sum(v**2/2 if Abs(v) <= 1 else Abs(v) for v in e)/4",
            Text(zh="大的误差漏减了 $\\frac{1}{2}$。", en="This does not subtract $\\frac{1}{2}$ for large errors."),
        ),
        half_left_out=(
            "sum(v**2 if Abs(v) <= 1 else Abs(v) - R(1, 2) for v in e)/4",
            Text(zh="小的误差漏乘了 $\\frac{1}{2}$。", en="This leaves out the $\\frac{1}{2}$ for small errors."),
        ),
    ),
}
NAMES = {
    "mse": Text(zh="均方误差（MSE）", en="mean squared error (MSE)"),
    "mae": Text(zh="平均绝对误差（MAE）", en="mean absolute error (MAE)"),
    "huber": Text(zh="平均 Huber 损失", en="mean Huber loss"),
}
TERM = {"mse": r"\left([e[{}]]\right)^2", "mae": r"\left|[e[{}]]\right|"}
MAGNITUDES = (
    (R(1, 2), 1, 2, 3),
    (R(1, 2), R(3, 2), 3, 1),
    (2, R(1, 2), 4, 1),
    (R(3, 2), R(1, 2), 2, 4),
    (1, 3, R(1, 2), 4),
    (R(1, 2), 2, R(5, 2), 1),
)
SIGNS = ((1, -1, 1, 1), (-1, 1, 1, -1), (-1, -1, 1, 1), (1, 1, -1, 1))
SMALL = tuple(tuple(a * b for a, b in zip(sizes, signs, strict=True)) for sizes, signs in product(MAGNITUDES, SIGNS))
TARGETS = ((2, 5, 1, 4), (3, 0, 6, 2))
RULE = Text(
    zh=r"Huber 损失的 $\delta = 1$：误差的绝对值不超过 1 时为 $\frac{1}{2}e^2$，否则为 $|e| - \frac{1}{2}$。",
    en=r" The Huber loss with $\delta = 1$ is $\frac{1}{2}e^2$ for an error of absolute value up to 1 and $|e| - \frac{1}{2}$ beyond.",
)
FORECASTS = {
    "rain": Text(zh="降雨量（毫米）", en="rainfall in millimetres"),
    "price": Text(zh="房价（百万元）", en="prices of houses in millions"),
    "load": Text(zh="用电量（兆瓦时）", en="electricity use in megawatt-hours"),
}


@generator(
    topic="loss",
    objective="loss-values",
    minutes=3,
    tags=("regression", "huber-loss"),
    source="Huber, Robust estimation of a location parameter (1964); Goodfellow, Bengio and Courville, Deep Learning (2016), section 5.1.4",
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
            rf"\frac{{1}}{{2}} \times \left({TERM['mae'].format(i)}\right)^2"
            if abs(p[i] - t[i]) <= 1
            else f"{TERM['mae'].format(i)} - 0.5"
            for i in range(4)
        ]
        terms = [rf"\left({term}\right)" for term in terms]
    else:
        terms = [TERM[kind].format(i) for i in range(4)]
    rule = RULE if kind == "huber" else same("")
    step = rf"$$\frac{{1}}{{4}}\left({' + '.join(terms)}\right) [~key:.5]$$"
    return Problem(
        Computed(
            "loss/regression-losses",
            REGRESSION[kind],
            ask=Text(zh="它们的[loss]是多少？", en="What is their [loss]?"),
            claim=Text(zh="它们的[loss]是 $[value]$。", en="Their [loss] is $[value]$."),
            solution=Text(
                zh=f"误差依次为 $[e[0]],\\ [e[1]],\\ [e[2]],\\ [e[3]]$：\n\n{step}",
                en=f"The errors are $[e[0]],\\ [e[1]],\\ [e[2]],\\ [e[3]]$:\n\n{step}",
            ),
            difficulty=1 + 2 * (kind == "huber"),
            places=5,
        ),
        Text(
            zh="回归网络预测[what]，4 个样本的预测值为 $[p[0]],\\ [p[1]],\\ [p[2]],\\ [p[3]]$，真实值为 $[t[0]],\\ [t[1]],\\ [t[2]],\\ [t[3]]$。"
            + rule.zh,
            en="A network predicts [what]. For 4 samples the predictions are $[p[0]],\\ [p[1]],\\ [p[2]],\\ [p[3]]$ and the true values $[t[0]],\\ [t[1]],\\ [t[2]],\\ [t[3]]$."
            + rule.en,
        ),
    )


@regression_losses.check
def by_integrating_slopes(kind: str, errors: tuple[Fraction, ...], t: tuple[int, ...]) -> Fraction:
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
