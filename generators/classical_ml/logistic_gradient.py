"""The first gradient of logistic regression, or the first step along it."""

import math
from fractions import Fraction
from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, Text, generator, shuffled, source, texts

from .._apart import apart
from .._tex import cells

Sample = tuple[int, int]
PAIRS: tuple[Sample, ...] = tuple((a, b) for a in range(-2, 4) for b in range(-2, 4))
SAMPLES: tuple[tuple[Sample, ...], ...] = tuple(
    dict.fromkeys(shuffled(("logistic-gradient", i), PAIRS)[:3] for i in range(60))
)
LABELS = tuple(t for t in product((0, 1), repeat=3) if 0 < sum(t) < 3)

LET = {"g": "tuple(sum((R(1, 2) - t[i])*X[i][j] for i in range(3))/3 for j in (0, 1))"}
GRADIENT = Formulas("g", let=LET).with_wrong("""
    sum-for-mean: tuple(3*v for v in g)
    label-minus-prediction: tuple(-v for v in g)
    prediction-forgotten: tuple(-sum(t[i]*X[i][j] for i in range(3))/3 for j in (0, 1))
    extra-sigmoid-slope: tuple(v/4 for v in g)
    gradient-of-the-bias: (sum(R(1, 2) - t[i] for i in range(3))/3,)*2
""")
STEP = Formulas("tuple(-e*v for v in g)", let=LET).with_wrong("""
    sum-for-mean: tuple(-3*e*v for v in g)
    ascends: tuple(e*v for v in g)
    prediction-forgotten: tuple(e*sum(t[i]*X[i][j] for i in range(3))/3 for j in (0, 1))
    extra-sigmoid-slope: tuple(-e*v/4 for v in g)
    gradient-of-the-bias: (-e*sum(R(1, 2) - t[i] for i in range(3))/3,)*2
    gradient-for-step: g
""")

SLOPES = (r"\partial L/\partial w_1", r"\partial L/\partial w_2")
PAIR = rf"\left({SLOPES[0]},\ {SLOPES[1]}\right)"
# The formulas, the question, the claim, the names of the cells.
ASKED = {
    "gradient": (
        GRADIENT,
        Text(f"求初始参数处的梯度 ${PAIR}$。", f"Find the gradient ${PAIR}$ at the initial parameters."),
        Text(f"在初始参数处，${PAIR} = [value]$。", f"At the initial parameters, ${PAIR} = [value]$."),
        SLOPES,
    ),
    "step": (
        STEP,
        Text(r"更新后的 $\mathbf{w} = (w_1,\ w_2)$ 是多少？", r"What is $\mathbf{w} = (w_1,\ w_2)$ after the update?"),
        Text(r"更新后 $\mathbf{w} = [value]$。", r"After the update, $\mathbf{w} = [value]$."),
        ("w_1", "w_2"),
    ),
}
TABLE = "| $i$ | $x_1$ | $x_2$ | $t$ |\n|---|---|---|---|\n" + "\n".join(
    f"| {i + 1} | $[X[{i}][0]]$ | $[X[{i}][1]]$ | [t[{i}]] |" for i in range(3)
)


def mean_gradient(form: str) -> str:
    """Both components, with a step that is shown in a form such as `:.4`."""
    sums = (" + ".join(f"r[{i}]*X[{i}][{j}]" for i in range(3)) for j in (0, 1))
    return ",$$\n\n".join(
        rf"$$\frac{{\partial L}}{{\partial w_{j}}} = [==({total})/3{form}]" for j, total in enumerate(sums, 1)
    )


SAMPLED = texts("""
    samples: 下面的样本（特征 $x_1$、$x_2$，标签 $t$） || the samples below (with features $x_1$ and $x_2$ and label $t$)
    mails: 下面的邮件（$x_1$、$x_2$ 是两个词的出现次数与各自平均值之差，$t = 1$ 表示垃圾邮件）
           the e-mails below ($x_1$ and $x_2$ are the counts of two words minus their means, and $t = 1$ stands for spam)
    machines: 下面的机器（$x_1$、$x_2$ 是温度和振动与各自正常值之差，$t = 1$ 表示有故障）
              the machines below ($x_1$ and $x_2$ are temperature and vibration minus their normal values, and $t = 1$
                stands for a fault)
""")
WEIGHTS = (
    r"$$\mathbf{w} = \mathbf{0} - \eta \nabla_{\mathbf{w}} L = -[e] \times \left([g[0]],\ [g[1]]\right) [~key:.4].$$"
)


@generator(topic="classical-ml", objective="classical-fitting", minutes=4, tags=("logistic-regression", "gradient"))
@source("Bishop, Pattern Recognition and Machine Learning (2006), section 4.3.2")
def logistic_gradient(draw: Draw) -> Problem:
    """The gradient of the mean cross-entropy at w = 0, or w after one step."""
    X = draw.pick("X", SAMPLES)
    t = draw.pick("t", LABELS)
    e = draw.pick("e", (Fraction(1, 10), Fraction(1, 2), Fraction(1), Fraction(3, 10)))
    formulas, ask, claim, names = draw.pick("q", ASKED)
    sums = [sum((1 - 2 * target) * sample[j] for sample, target in zip(X, t, strict=True)) for j in (0, 1)]
    draw.require(sums[0] != 0 and sums[1] != 0)
    step = formulas is STEP
    # With the rate 1, the gradient and the step uphill are one.
    draw.require(step != (e == 1))
    draw.let("sampled", draw.setting(SAMPLED))
    draw.let("r", tuple(Fraction(1, 2) - target for target in t))
    steps = f"{mean_gradient('')},$$\n\n{WEIGHTS}" if step else f"{mean_gradient(':.4')}.$$"
    question = Computed(
        "ml/logistic-gradient",
        formulas,
        ask=ask,
        claim=claim,
        difficulty=2 + step,
        form="tuple",
        places=4,
        signed=True,
        cells=cells(*names),
    )
    draw.require(apart(draw, formulas, "gradient-of-the-bias", "prediction-forgotten"))
    return Problem(question).worded(rf"""
        用 logistic 回归 $p = \sigma(\mathbf{{w}}^\top \mathbf{{x}} + b)$（$\sigma$ 是 sigmoid 函数）对[sampled]分类，
          损失 $L$ 是交叉熵（自然对数）对全部样本的平均值。参数初始化为 $\mathbf{{w}} = \mathbf{{0}}$，$b = 0$。
          [q: step=用学习率 $\eta = [e]$ 作一步梯度下降。|]
        Logistic regression $p = \sigma(\mathbf{{w}}^\top \mathbf{{x}} + b)$, where $\sigma$ is the sigmoid, classifies
          [sampled]. The loss $L$ is the cross-entropy (natural logarithm), averaged over all samples, and the parameters start at
          $\mathbf{{w}} = \mathbf{{0}}$ and $b = 0$.[q: step= One step of gradient descent is taken with the learning rate
          $\eta = [e]$.|]
        {TABLE}

        solution: $\mathbf{{w}} = \mathbf{{0}}$ 且 $b = 0$ 时，每个样本的预测都是 $p = \sigma(0) = 0.5$，
                    对 $\mathbf{{w}}$ 的梯度为 $\frac{{1}}{{3}}\sum_i (p_i - t_i)\mathbf{{x}}_i$：
                  At $\mathbf{{w}} = \mathbf{{0}}$ and $b = 0$ every prediction is $p = \sigma(0) = 0.5$, and the gradient
                    with respect to $\mathbf{{w}}$ is $\frac{{1}}{{3}}\sum_i (p_i - t_i)\mathbf{{x}}_i$:
                  {steps}
    """)


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
