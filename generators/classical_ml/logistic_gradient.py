"""The first gradient of logistic regression, or the first step along it."""

import math
from fractions import Fraction
from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, generator, number_tex, shuffled

Sample = tuple[int, int]
PAIRS: tuple[Sample, ...] = tuple((a, b) for a in range(-2, 4) for b in range(-2, 4))
SAMPLES: tuple[tuple[Sample, ...], ...] = tuple(shuffled(("logistic-gradient", i), PAIRS)[:3] for i in range(560))
LABELS = tuple(t for t in product((0, 1), repeat=3) if 0 < sum(t) < 3)

LET = {"g": "tuple(sum((R(1, 2) - t[i])*X[i][j] for i in range(3))/3 for j in (0, 1))"}
GRADIENT = Formulas(
    "g",
    let=LET,
    wrong={
        "sum-for-mean": "tuple(3*v for v in g)",
        "label-minus-prediction": "tuple(-v for v in g)",
        "prediction-forgotten": "tuple(-sum(t[i]*X[i][j] for i in range(3))/3 for j in (0, 1))",
        "extra-sigmoid-slope": "tuple(v/4 for v in g)",
        "gradient-of-the-bias": "(sum(R(1, 2) - t[i] for i in range(3))/3,)*2",
    },
)
STEP = Formulas(
    "tuple(-e*v for v in g)",
    let=LET,
    wrong={
        "sum-for-mean": "tuple(-3*e*v for v in g)",
        "ascends": "tuple(e*v for v in g)",
        "prediction-forgotten": "tuple(e*sum(t[i]*X[i][j] for i in range(3))/3 for j in (0, 1))",
        "extra-sigmoid-slope": "tuple(-e*v/4 for v in g)",
        "gradient-of-the-bias": "(-e*sum(R(1, 2) - t[i] for i in range(3))/3,)*2",
        "gradient-for-step": "g",
    },
)


@generator(
    topic="classical-ml",
    minutes=4,
    tags=("logistic-regression", "gradient"),
    source="Bishop, Pattern Recognition and Machine Learning (2006), section 4.3.2",
    objective="classical-fitting",
)
def logistic_gradient(draw: Draw) -> Problem:
    """The gradient of the mean cross-entropy at w = 0, or w after one step."""
    X = draw.pick("X", SAMPLES)
    t = draw.pick("t", LABELS)
    e = draw.pick("e", (Fraction(1, 10), Fraction(1, 2), Fraction(1), Fraction(3, 10)))
    q = draw.pick("q", ("gradient", "step"))
    sums = [sum((1 - 2 * target) * sample[j] for sample, target in zip(X, t, strict=True)) for j in (0, 1)]
    draw.require(sums[0] != 0 and sums[1] != 0)
    step = q == "step"
    draw.require(step or e == 1)

    def context() -> Text:
        rows = "\n".join(
            f"| {i} | {a} | {b} | {target} |" for i, ((a, b), target) in enumerate(zip(X, t, strict=True), 1)
        )
        zh_step = f"用学习率 $\\eta = {number_tex(e)}$ 作一步梯度下降。" if step else ""
        en_step = (
            f" One step of gradient descent is taken with learning rate $\\eta = {number_tex(e)}$." if step else ""
        )
        table = f"| $i$ | $x_1$ | $x_2$ | $t$ |\n|---|---|---|---|\n{rows}"
        return Text(
            zh="用 logistic 回归 $p = \\sigma(\\mathbf{w}^\\top \\mathbf{x} + b)$ 对下面的样本分类，损失 $L$ 是交叉熵（自然对数）对全部样本的"
            f"平均值。参数初始化为 $\\mathbf{{w}} = \\mathbf{{0}}$，$b = 0$。{zh_step}\n\n{table}",
            en="Logistic regression $p = \\sigma(\\mathbf{w}^\\top \\mathbf{x} + b)$ classifies the samples below. The loss $L$ is the "
            "cross-entropy (natural logarithm), averaged over all samples, and the parameters start at "
            f"$\\mathbf{{w}} = \\mathbf{{0}}$ and $b = 0$.{en_step}\n\n{table}",
        )

    def wording() -> Wording:
        gradient = [Fraction(s, 6) for s in sums]

        def line(j: int) -> str:
            terms = " + ".join(
                rf"({number_tex(Fraction(1, 2) - target)}) \times ({sample[j]})"
                for sample, target in zip(X, t, strict=True)
            )
            return rf"\frac{{\partial L}}{{\partial w_{j + 1}}} = \frac{{1}}{{3}}\left[{terms}\right] = {number_tex(gradient[j])}"

        steps = f"$${line(0)}$$\n\n$${line(1)}$$"
        shown = number_tex(e)
        last = (
            "\n\n$$"
            + rf"\mathbf{{w}} = -{shown} \times \left({number_tex(gradient[0])},\ {number_tex(gradient[1])}\right)"
            + rf" = \left({number_tex(-e * gradient[0])},\ {number_tex(-e * gradient[1])}\right)."
            + "$$"
            if step
            else ""
        )
        ask = (
            Text(
                zh="更新后的 $\\mathbf{w} = (w_1,\\ w_2)$ 是多少？",
                en="What is $\\mathbf{w} = (w_1,\\ w_2)$ after the update?",
            )
            if step
            else Text(
                zh="求初始参数处的梯度 $\\left(\\partial L/\\partial w_1,\\ \\partial L/\\partial w_2\\right)$。",
                en="Find the gradient $\\left(\\partial L/\\partial w_1,\\ \\partial L/\\partial w_2\\right)$ at the initial parameters.",
            )
        )
        claim = (
            Text(zh="更新后 $\\mathbf{w} = {}$。", en="After the update, $\\mathbf{w} = {}$.")
            if step
            else Text(
                zh="在初始参数处，$\\left(\\partial L/\\partial w_1,\\ \\partial L/\\partial w_2\\right) = {}$。",
                en="At the initial parameters, $\\left(\\partial L/\\partial w_1,\\ \\partial L/\\partial w_2\\right) = {}$.",
            )
        )
        return Wording(
            ask,
            claim,
            solution=Text(
                zh="$\\mathbf{w} = \\mathbf{0}$ 且 $b = 0$ 时，每个样本的预测都是 $p = \\sigma(0) = 0.5$，梯度为 "
                f"$\\frac{{1}}{{3}}\\sum_i (p_i - t_i)\\mathbf{{x}}_i$：\n\n{steps}{last}",
                en="At $\\mathbf{w} = \\mathbf{0}$ and $b = 0$ every prediction is $p = \\sigma(0) = 0.5$, and the gradient is "
                f"$\\frac{{1}}{{3}}\\sum_i (p_i - t_i)\\mathbf{{x}}_i$:\n\n{steps}{last}",
            ),
        )

    cells = ("$w_1$", "$w_2$") if step else ("$\\partial L/\\partial w_1$", "$\\partial L/\\partial w_2$")
    part = Computed(
        "ml/logistic-gradient",
        STEP if step else GRADIENT,
        draw.params,
        wording,
        difficulty=2 + step,
        form="tuple",
        places=4,
        signed=True,
        cells=tuple(Text(zh=cell, en=cell) for cell in cells),
    )
    return Problem((part,), context)


@logistic_gradient.check
def by_complex_step(X: tuple[Sample, ...], t: tuple[int, ...], e: Fraction, q: str) -> tuple[float, float]:
    """Differentiates the loss itself along each weight by an imaginary step."""
    slopes = tuple(sum(map(slope, (x[j] for x in X), t)) / 3 for j in (0, 1))
    return (slopes[0], slopes[1]) if q == "gradient" else (-float(e) * slopes[0], -float(e) * slopes[1])


def slope(x: int, target: int) -> float:
    """d/dw of the cross-entropy of σ(w x) at w = 0, as Im L(ih)/h."""
    h = 1e-20
    score = complex(0, h * x)
    # L = log(1 + e^s) - t s, and log(1 + e^s) at s = i h x is log 2 + i h x / 2 up to h².
    softplus = complex(math.log(2), math.atan2(math.sin(h * x), 1 + math.cos(h * x)))
    return (softplus - target * score).imag / h
