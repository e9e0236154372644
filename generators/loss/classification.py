"""Softmax, cross-entropy and its gradient."""

import math
from fractions import Fraction
from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, equal_tex, generator, number_tex

R = Fraction
Three = tuple[int, int, int]
COUNTS = tuple(a for a in product(range(1, 11), repeat=3) if sum(a) in (5, 8, 10, 12, 15, 16, 20) and len(set(a)) >= 2)
TENTHS = tuple(
    (R(a, 10), R(b, 10), R(10 - a - b, 10)) for a in range(1, 8) for b in range(1, 8) if 1 <= 10 - a - b <= 7
)
PROBABILITIES = (R(1, 10), R(1, 5), R(1, 4), R(2, 5), R(1, 2), R(4, 5), R(9, 10))

CLASSES = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 16, 20, 25, 26, 30, 32, 40, 43, 50, 64, 80, 90, 100)
CLASSES += (128, 150, 200, 256, 300, 365, 400, 500, 512, 600, 1000, 2000, 5000, 8142, 10000, 21841, 30000, 50257)

SOFTMAX = Formulas(
    "a[j]/sum(a)",
    wrong={
        "logits-divided-by-their-sum": "log(a[j])/sum(log(v) for v in a)",
        "independent-sigmoids": "a[j]/(1 + a[j])",
        "own-term-left-out-below": "a[j]/(sum(a) - a[j])",
        "powers-of-two": "2**log(a[j])/sum(2**log(v) for v in a)",
        "next-class": "a[(j + 1) % 3]/sum(a)",
        "uniform-over-classes": "R(1, 3)",
    },
)
GRADIENT = Formulas(
    "tuple(p[i] - (1 if i == y else 0) for i in range(3))",
    wrong={
        "label-minus-probability": "tuple((1 if i == y else 0) - p[i] for i in range(3))",
        "label-not-subtracted": "p",
        "true-class-only": "tuple(p[i] - 1 if i == y else 0 for i in range(3))",
        "with-respect-to-probabilities": "tuple(-1/p[i] if i == y else 0 for i in range(3))",
        "softmax-slope-again": "tuple((p[i] - (1 if i == y else 0))*p[i]*(1 - p[i]) for i in range(3))",
    },
)
REDUCED = {
    "bits-for-nats": "s/log(2)/n",
    "logarithm-of-the-mean": "-log(sum(p)/3)*3/n",
    "one-minus-probability": "sum(1 - v for v in p)/n",
    "base-ten": "s/log(10)/n",
    "divided-by-classes-too": "s/9",
}
BATCH_LET = {"s": "-sum(log(v) for v in p)", "n": "3 if red == 'mean' else 1"}
MEAN = Formulas("s/3", let=BATCH_LET, wrong={"sum-for-average": "s", **REDUCED})
SUM = Formulas("s", let=BATCH_LET, wrong={"average-for-sum": "s/3", **REDUCED})
BINARY = Formulas(
    "-log(r)",
    let={"r": "p if t == 1 else 1 - p"},
    wrong={
        "other-label": "-log(1 - r)",
        "squared-error": "(t - p)**2",
        "absolute-error": "Abs(t - p)",
        "bits-for-nats": "-log(r)/log(2)",
        "weighted-by-the-probability": "-r*log(r)",
    },
)
UNIFORM = Formulas(
    "log(C)",
    wrong={
        "bits-for-nats": "log(C)/log(2)",
        "probability-for-loss": "1/C",
        "perplexity-for-loss": "C",
        "one-class-too-few": "log(C - 1) if C > 2 else None",
        "base-ten": "log(C)/log(10)",
        "loss-per-class": "log(C)/C",
    },
)


@generator(
    topic="loss",
    objective="loss-softmax",
    minutes=2,
    tags=("softmax",),
    source="Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.2.2.3",
)
def softmax_from_logs(draw: Draw) -> Problem:
    """The softmax of logits that are logarithms of whole numbers."""
    a = draw.pick("a", COUNTS)
    j = draw.pick("j", (0, 1, 2))
    at = draw.params

    def context() -> Text:
        logits = rf"(z_1,\ z_2,\ z_3) = (\ln {a[0]},\ \ln {a[1]},\ \ln {a[2]})"
        return Text(
            zh=f"三分类网络对某个样本输出的 logit 为\n\n$${logits}.$$",
            en=f"For some sample a classifier with three classes puts out the logits\n\n$${logits}.$$",
        )

    def wording() -> Wording:
        k = j + 1
        powers = " + ".join(rf"e^{{\ln {v}}}" for v in a)
        line = rf"$$p_{k} = \frac{{e^{{z_{k}}}}}{{\sum_i e^{{z_i}}}} = \frac{{e^{{\ln {a[j]}}}}}{{{powers}}} = \frac{{{a[j]}}}{{{' + '.join(map(str, a))}}} {equal_tex(R(a[j], sum(a)), 3)}$$"
        return Wording(
            ask=Text(
                zh=f"softmax 给出的第 {k} 类的概率 $p_{k}$ 是多少？",
                en=f"What is the softmax probability $p_{k}$ of class {k}?",
            ),
            claim=Text(
                zh=f"softmax 给出的第 {k} 类的概率 $p_{k} = {{}}$。",
                en=f"The softmax probability of class {k} is $p_{k} = {{}}$.",
            ),
            solution=Text(zh=f"由 $e^{{\\ln a}} = a$ 得\n\n{line}", en=f"Since $e^{{\\ln a}} = a$,\n\n{line}"),
        )

    part = Computed("loss/softmax-from-logs", SOFTMAX, at, wording, difficulty=1 + (max(a) > 5), places=3, most=1)
    return Problem((part,), context)


@softmax_from_logs.check
def by_exponentials(a: Three, j: int) -> float:
    """Runs the usual stable softmax in floating point."""
    logits = [math.log(v) for v in a]
    powers = [math.exp(z - max(logits)) for z in logits]
    return powers[j] / math.fsum(powers)


@generator(
    topic="loss",
    objective="loss-values",
    minutes=3,
    tags=("cross-entropy",),
    source="Goodfellow, Bengio and Courville, Deep Learning (2016), sections 5.5 and 6.2.2",
)
def cross_entropy_batch(draw: Draw) -> Problem:
    """The cross-entropy of a batch of three samples."""
    p = draw.pick("p", tuple(product(PROBABILITIES, repeat=3)))
    red = draw.pick("red", ("mean", "sum"))
    draw.require(len(set(p)) >= 2)
    at = draw.params
    mean = red == "mean"

    def context() -> Text:
        listed = ",\\ ".join(map(number_tex, p))
        return Text(
            zh=f"分类器对一批 3 个样本的真实类别给出的概率依次为\n\n$${listed}.$$",
            en=f"To the true classes of a batch of 3 samples a classifier gives the probabilities\n\n$${listed}.$$",
        )

    def wording() -> Wording:
        total = -math.fsum(math.log(v) for v in p)
        terms = " + ".join(rf"\ln {number_tex(v)}" for v in p)
        front = r"-\frac{1}{3}" if mean else "-"
        line = rf"$$L = {front}\left({terms}\right) \approx {number_tex(total / 3 if mean else total, 3)}$$"
        zh, en = ("平均值", "mean") if mean else ("总和", "sum")
        return Wording(
            ask=Text(
                zh=f"这批样本的交叉熵损失的{zh}是多少？",
                en=f"What is the {en} of the cross-entropy losses of the batch?",
            ),
            claim=Text(
                zh=f"这批样本的交叉熵损失的{zh}是 ${{}}$。",
                en=f"The {en} of the cross-entropy losses of the batch is ${{}}$.",
            ),
            solution=Text(
                zh=f"每个样本的损失是真实类别概率的负对数：\n\n{line}",
                en=f"The loss of a sample is minus the logarithm of the probability of its true class:\n\n{line}",
            ),
        )

    part = Computed(
        "loss/cross-entropy-batch",
        MEAN if mean else SUM,
        at,
        wording,
        difficulty=1 + (not mean) + (len(set(p)) > 2),
        conventions=("natural-log",),
        places=3,
    )
    return Problem((part,), context)


@cross_entropy_batch.check
def by_one_product(p: tuple[Fraction, ...], red: str) -> float:
    """Takes the logarithm of the product of the odds against, once."""
    against = 1 / (p[0] * p[1] * p[2])
    total = math.log(against.numerator) - math.log(against.denominator)
    return total / 3 if red == "mean" else total


@generator(
    topic="loss",
    objective="loss-values",
    minutes=2,
    tags=("cross-entropy", "sigmoid"),
    source="Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.2.2.2",
)
def binary_cross_entropy(draw: Draw) -> Problem:
    """The loss of one sigmoid output."""
    p = draw.pick("p", tuple(R(n, 20) for n in range(1, 20) if n != 10))
    t = draw.pick("t", (0, 1))
    at = draw.params

    def context() -> Text:
        return Text(
            zh=f"二分类网络的 sigmoid 输出（属于正类的概率）为 $p = {number_tex(p)}$，样本的标签为 $t = {t}$。",
            en=f"The sigmoid output of a binary classifier (the probability of the positive class) is $p = {number_tex(p)}$, and the label of "
            f"the sample is $t = {t}$.",
        )

    def wording() -> Wording:
        inside = number_tex(p) if t else f"(1 - {number_tex(p)})"
        value = number_tex(float(BINARY(at).key), 3)
        line = rf"$$L = -\left[t \ln p + (1 - t) \ln (1 - p)\right] = -\ln {inside} \approx {value}$$"
        return Wording(
            ask=Text(zh="该样本的二元交叉熵损失是多少？", en="What is the binary cross-entropy loss of the sample?"),
            claim=Text(zh="该样本的二元交叉熵损失是 ${}$。", en="The binary cross-entropy loss of the sample is ${}$."),
            solution=Text(
                zh=f"标签为 {t}，只剩一项：\n\n{line}", en=f"With the label {t}, a single term is left:\n\n{line}"
            ),
        )

    part = Computed(
        "loss/binary-cross-entropy",
        BINARY,
        at,
        wording,
        difficulty=1 + (t == 0),
        conventions=("natural-log",),
        places=3,
    )
    return Problem((part,), context)


@binary_cross_entropy.check
def by_logits(p: Fraction, t: int) -> float:
    """Goes back to the logit, and takes the softplus of it with the label's sign."""
    logit = math.log(p / (1 - p))
    return math.log1p(math.exp(-logit if t else logit))


@generator(
    topic="loss",
    objective="loss-gradients",
    minutes=3,
    tags=("cross-entropy", "gradient"),
    source="Bishop, Pattern Recognition and Machine Learning (2006), section 4.3.4; CS231n, notes on a minimal neural network",
)
def softmax_ce_gradient(draw: Draw) -> Problem:
    """The gradient of the cross-entropy with respect to the logits."""
    p = draw.pick("p", TENTHS)
    y = draw.pick("y", (0, 1, 2))
    at = draw.params

    def context() -> Text:
        shown = f"({', '.join(map(number_tex, p))})"
        return Text(
            zh=f"三分类网络对一个样本的 softmax 输出为 $\\mathbf{{p}} = \\mathrm{{softmax}}(\\mathbf{{z}}) = {shown}$，真实类别是第 {y + 1} 类，损失是交叉熵 $L$（自然对数）。",
            en=f"For one sample the softmax output of a classifier is $\\mathbf{{p}} = \\mathrm{{softmax}}(\\mathbf{{z}}) = {shown}$. The true class is "
            f"class {y + 1}, and the loss $L$ is the cross-entropy (natural logarithm).",
        )

    def wording() -> Wording:
        one_hot = [int(i == y) for i in range(3)]
        result = [v - o for v, o in zip(p, one_hot, strict=True)]
        line = (
            rf"$$\frac{{\partial L}}{{\partial \mathbf{{z}}}} = \mathbf{{p}} - \mathbf{{y}} = ({', '.join(map(number_tex, p))}) - "
            rf"({', '.join(map(str, one_hot))}) = ({', '.join(map(number_tex, result))})$$"
        )
        return Wording(
            ask=Text(
                zh="求 $\\partial L / \\partial \\mathbf{z}$ 的三个分量。",
                en="Find the three components of $\\partial L / \\partial \\mathbf{z}$.",
            ),
            claim=Text(
                zh="$\\partial L / \\partial \\mathbf{z} = {}$。",
                en="The gradient is $\\partial L / \\partial \\mathbf{z} = {}$.",
            ),
            solution=Text(
                zh=f"softmax 与交叉熵合起来的梯度是概率减去独热标签 $\\mathbf{{y}}$：\n\n{line}",
                en=f"For softmax and cross-entropy together the gradient is the probabilities minus the one-hot label $\\mathbf{{y}}$:\n\n{line}",
            ),
        )

    part = Computed(
        "loss/softmax-ce-gradient",
        GRADIENT,
        at,
        wording,
        difficulty=2 + (len(set(p)) == 3),
        form="tuple",
        places=4,
        signed=True,
        cells=tuple(Text(zh=f"$\\partial L/\\partial z_{i}$", en=f"$\\partial L/\\partial z_{i}$") for i in (1, 2, 3)),
    )
    return Problem((part,), context)


@softmax_ce_gradient.check
def by_the_jacobian(p: tuple[Fraction, ...], y: int) -> tuple[Fraction, ...]:
    """Multiplies the gradient by the probabilities with the Jacobian of the softmax, entry by entry."""
    upstream = [-1 / v if i == y else R(0) for i, v in enumerate(p)]
    return tuple(
        sum((upstream[i] * (p[i] * (1 - p[i]) if i == k else -p[i] * p[k]) for i in range(3)), R(0)) for k in range(3)
    )


@generator(
    topic="loss",
    objective="loss-values",
    minutes=2,
    tags=("cross-entropy", "initialisation"),
    source="CS231n, notes on neural networks, part 3 (sanity checks)",
)
def uniform_baseline(draw: Draw) -> Problem:
    """The loss of a classifier that has not learnt anything yet."""
    C = draw.pick("C", CLASSES)
    at = draw.params

    def context() -> Text:
        return Text(
            zh=f"一个 softmax 分类器有 {C} 个类别，初始化后对每个样本的所有 logit 都相等。",
            en=f"A softmax classifier has {C} classes. After initialisation all its logits are equal for every sample.",
        )

    def wording() -> Wording:
        line = rf"$$L = -\ln \frac{{1}}{{{C}}} = \ln {C} \approx {number_tex(math.log(C), 3)}$$"
        return Wording(
            ask=Text(
                zh="训练开始前的平均交叉熵损失是多少？", en="What is the mean cross-entropy before training starts?"
            ),
            claim=Text(
                zh="训练开始前的平均交叉熵损失是 ${}$。", en="Before training starts, the mean cross-entropy is ${}$."
            ),
            solution=Text(
                zh=f"每个类别的概率都相等：\n\n{line}", en=f"All classes have the same probability:\n\n{line}"
            ),
        )

    part = Computed(
        "loss/uniform-baseline", UNIFORM, at, wording, difficulty=1 + (C > 100), conventions=("natural-log",), places=3
    )
    return Problem((part,), context)


@uniform_baseline.check
def by_averaging(C: int) -> float:
    """The log-sum-exp of equal logits minus one of them."""
    return 2.5 + math.log(math.fsum([1.0] * C)) - 2.5
