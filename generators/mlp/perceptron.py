"""One step of the perceptron."""

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, source, texts

from .._tex import cells

UPDATE = Formulas(
    "(w[0] + m*e*t*x[0], w[1] + m*e*t*x[1], b + m*e*t)",
    let={"s": "w[0]*x[0] + w[1]*x[1] + b", "m": "1 if t*s < 0 else 0"},
).with_wrong("""
    updated-although-right: None if m else (w[0] + e*t*x[0], w[1] + e*t*x[1], b + e*t)
        样本已分类正确，却作了更新。 || This updates although the sample is classified correctly.
    not-updated-although-wrong: (w[0], w[1], b) if m else None
        样本分类错误，却没有更新。 || This does not update although the sample is classified wrongly.
    moved-away: (w[0] - e*t*x[0], w[1] - e*t*x[1], b - e*t)
        [m: 1=更新的方向反了。|样本已分类正确，却朝反方向作了更新。]
        [m: 1=This updates in the wrong direction.|This updates although the sample is classified correctly, and in the wrong direction.]
    bias-left-alone: (w[0] + e*t*x[0], w[1] + e*t*x[1], b)
        [m: 1=更新了权重，没有更新偏置。|样本已分类正确，却更新了权重。]
        [m: 1=This updates the weights, but not the bias.|This updates the weights although the sample is classified correctly.]
    weights-left-alone: (w[0], w[1], b + e*t)
        [m: 1=更新了偏置，没有更新权重。|样本已分类正确，却更新了偏置。]
        [m: 1=This updates the bias, but not the weights.|This updates the bias although the sample is classified correctly.]
    rate-not-used: (w[0] + t*x[0], w[1] + t*x[1], b + t) if e != 1 else None
        [m: 1=没有用到学习率。|样本已分类正确，却作了更新，而且没有用到学习率。]
        [m: 1=This does not use the learning rate.|This updates although the sample is classified correctly, and without the learning rate.]
    score-multiplied-in: (w[0] - e*s*x[0], w[1] - e*s*x[1], b - e*s)
        [m: 1=用 $-s$ 代替了标签 $t$。|样本已分类正确，却用 $-s$ 代替标签作了更新。]
        [m: 1=This uses $-s$ in place of the label $t$.|This updates although the sample is classified correctly, with $-s$ in place of the label.]
    squared-error-step: (w[0] + e*(t - s)*x[0], w[1] + e*(t - s)*x[1], b + e*(t - s))
        按平方误差更新了，那是 Adaline 的规则。 || This is a step for the squared error, the rule of Adaline.
""")
SAMPLES = texts("""
    plain: 一个感知机 || A perceptron
    mail: 区分两类邮件的感知机 || A perceptron that tells two kinds of mail apart
    fruit: 按标准化后的大小和颜色区分两种水果的感知机
           A perceptron that tells two fruits apart by their standardised size and colour
""")


@generator(topic="mlp", objective="mlp-functions", minutes=3, tags=("perceptron",))
@source("Rosenblatt, The perceptron (1958); Bishop, Pattern Recognition and Machine Learning (2006), section 4.1.7")
def perceptron_update(draw: Draw) -> Problem:
    """Weights and bias of a perceptron after it has seen one sample."""
    w = draw.pick("w", ((1, -1), (-2, 1), (2, 1), (0, -1)))
    b = draw.pick("b", (-1, 0, 1))
    x = draw.pick("x", ((2, 1), (-1, 3), (1, -2), (3, 2)))
    t = draw.pick("t", (-1, 1))
    draw.pick("e", (R(1, 2), 1, 2))
    draw.let("unit", draw.pick("setting", SAMPLES))
    s = w[0] * x[0] + w[1] * x[1] + b
    draw.require(s != 0 and abs(s) != 1)
    wrong = t * s < 0
    moved = "\n\n$$w_1 = [==w[0] + e*t*x[0]],\\quad w_2 = [==w[1] + e*t*x[1]],\\quad b = [==b + e*t].$$"
    question = Computed(
        "mlp/perceptron-update",
        UPDATE,
        solution=Text(
            "得分为 $[==w[0]*x[0] + w[1]*x[1] + b]$，与标签 $[t]$ "
            + ("异号，分类错误，故更新：" + moved if wrong else "同号，分类正确，参数不变：$[key]$。"),
            "The score is $[==w[0]*x[0] + w[1]*x[1] + b]$"
            + (
                ", and the label $[t]$ has the opposite sign. The sample is classified wrongly, so the parameters are updated:"
                + moved
                if wrong
                else ", and the label $[t]$ has the same sign. The sample is classified correctly, and nothing changes: $[key]$."
            ),
        ),
        difficulty=1 + wrong,
        form="tuple",
        signed=True,
        cells=cells("w_1", "w_2", "b"),
    )
    return Problem(question).worded(r"""
        [unit]的参数为 $(w_1,\ w_2) = [w]$，$b = [b]$，学习率 $\eta = [e]$。现在处理样本 $x = [x]$，
          标签 $t = [t]$（取 $1$ 或 $-1$）。只有得分 $s = w^\top x + b$ 与标签异号时才更新：
          $w \leftarrow w + \eta t x$，$b \leftarrow b + \eta t$。
        [unit] has the parameters $(w_1,\ w_2) = [w]$ and $b = [b]$; its learning rate is $\eta = [e]$. It sees the
          sample $x = [x]$ with the label $t = [t]$ (labels are $1$ or $-1$). It updates only if the score
          $s = w^\top x + b$ and the label differ in sign: $w \leftarrow w + \eta t x$, $b \leftarrow b + \eta t$.

        ask: 处理该样本之后，$(w_1,\ w_2,\ b)$ 是多少？ || What is $(w_1,\ w_2,\ b)$ after this sample?
        claim: 处理该样本之后，$(w_1,\ w_2,\ b) = [value]$。 || After this sample, $(w_1,\ w_2,\ b) = [value]$.
    """)


@perceptron_update.check
def by_the_loss(w: tuple[int, int], b: int, x: tuple[int, int], t: int, e: R) -> tuple[R, ...]:
    """Gradient descent on max(0, -t s), whose slopes are read off differences, with the bias as the weight of a constant input."""
    weights, inputs = (*w, b), (*x, 1)

    def loss(vector: tuple[R | int, ...]) -> R:
        return max(R(0), -t * sum((R(a) * v for a, v in zip(vector, inputs, strict=True)), R(0)))

    h = R(1, 100)
    slopes = [(loss(tuple(a + h * (i == j) for j, a in enumerate(weights))) - loss(weights)) / h for i in range(3)]
    return tuple(a - e * slope for a, slope in zip(weights, slopes, strict=True))
