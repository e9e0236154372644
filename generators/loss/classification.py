"""Softmax, cross-entropy and its gradient."""

import math
from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, source, texts

from .._apart import apart

Three = tuple[int, int, int]
COUNTS = tuple(a for a in product(range(1, 11), repeat=3) if sum(a) in (5, 8, 10, 12, 15, 16, 20) and len(set(a)) >= 2)
TENTHS = tuple(
    (R(a, 10), R(b, 10), R(10 - a - b, 10)) for a in range(1, 8) for b in range(1, 8) if 1 <= 10 - a - b <= 7
)
PROBABILITIES = (R(1, 10), R(1, 5), R(1, 4), R(2, 5), R(1, 2), R(4, 5), R(9, 10))
CLASSES = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 16, 20, 25, 26, 30, 32, 40, 43, 50, 64, 80, 90, 100)
CLASSES += (128, 150, 200, 256, 300, 365, 400, 500, 512, 600, 1000, 2000, 5000, 8142)
# What a classifier looks at, and what three classes it tells apart.
THREE = texts("""
    plain: 三分类网络对某个样本 || For a sample, a classifier with three classes
    scans: 区分正常、良性与恶性的网络对一幅乳腺影像
           For one breast scan, a network that tells normal, benign and malignant apart
    signs: 识别红、黄、绿三种信号灯的网络对一幅图像
           For one image, a network that recognises red, amber and green lights
""")

SOFTMAX = Formulas("a[j]/sum(a)").with_wrong("""
    logits-divided-by-their-sum: log(a[j])/sum(log(v) for v in a)
    independent-sigmoids: a[j]/(1 + a[j])
    own-term-left-out-below: a[j]/(sum(a) - a[j])
    powers-of-two: 2**log(a[j])/sum(2**log(v) for v in a)
    next-class: a[(j + 1) % 3]/sum(a)
        这是第 [(j + 1) % 3 + 1] 类的概率。 || This is the probability of class [(j + 1) % 3 + 1].
    uniform-over-classes: R(1, 3)
    one-added-below: a[j]/(1 + sum(a))
    slope-of-the-softmax: a[j]/sum(a)*(1 - a[j]/sum(a))
""")


@generator(topic="loss", objective="loss-softmax", minutes=2, tags=("softmax",))
@source("Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.2.2.3")
def softmax_from_logs(draw: Draw) -> Problem:
    """The softmax of logits that are logarithms of whole numbers."""
    a = draw.pick("a", COUNTS)
    j = draw.pick("j", (0, 1, 2))
    # Else another class, or the uniform distribution, has the same probability.
    draw.require(a[j] != a[(j + 1) % 3] and 3 * a[j] != sum(a))
    draw.let("k", j + 1)
    draw.let("network", draw.setting(THREE))
    part = Computed("loss/softmax-from-logs", SOFTMAX, difficulty=1 + (max(a) > 5), places=3, most=1)
    draw.require(apart(draw, SOFTMAX, "logits-divided-by-their-sum", places=3))
    return Problem(part).worded(r"""
        [network]输出的 logit 为 || [network] outputs the logits
        $$(z_1,\ z_2,\ z_3) = (\ln [a[0]],\ \ln [a[1]],\ \ln [a[2]]).$$

        ask: softmax 给出的第 [k] 类的概率 $p_[k]$ 是多少？ || What is the softmax probability $p_[k]$ of class [k]?
        claim: softmax 给出的第 [k] 类的概率 $p_[k] = [value]$。
               The softmax probability of class [k] is $p_[k] = [value]$.
        solution: 由 $e^{\ln a} = a$ 得 || Since $e^{\ln a} = a$,
                  $$p_[k] = \frac{e^{z_[k]}}{\sum_i e^{z_i}} = \frac{e^{\ln [a[j]]}}{e^{\ln [a[0]]} + e^{\ln [a[1]]} +
                    e^{\ln [a[2]]}} = \frac{[a[j]]}{[a[0]] + [a[1]] + [a[2]]} [~key:.3].$$
    """)


@softmax_from_logs.check
def by_exponentials(a: Three, j: int) -> float:
    """Runs the usual stable softmax in floating point."""
    logits = [math.log(v) for v in a]
    powers = [math.exp(z - max(logits)) for z in logits]
    return powers[j] / math.fsum(powers)


REDUCED = {
    "bits-for-nats": "s/log(2)/n",
    "logarithm-of-the-mean": (
        "-log(sum(p)/3)*3/n",
        Text(
            "[red: mean=先对概率取了平均再取对数，次序反了。|把每个样本的概率都换成了平均概率。]",
            "[red: mean=This takes the logarithm of the mean probability instead of averaging the logarithms."
            "|This gives every sample the mean probability.]",
        ),
    ),
    "one-minus-probability": "sum(1 - v for v in p)/n",
    "base-ten": "s/log(10)/n",
    "divided-by-classes-too": (
        "s/9",
        Text("两次除以了样本数。", "This divides the sum of the losses by the number of samples twice."),
    ),
    "exponential-of-the-loss": "exp(s/n)",
}
BATCH_LET = {"s": "-sum(log(v) for v in p)", "n": "3 if red == 'mean' else 1"}
BATCH = {
    "mean": Formulas("s/3", let=BATCH_LET)
    .with_wrong("""
        sum-for-average: s
    """)
    .with_wrong(REDUCED),
    "sum": Formulas("s", let=BATCH_LET)
    .with_wrong("""
        average-for-sum: s/3
        times-the-batch: 3*s
    """)
    .with_wrong(REDUCED),
}
BATCHES = texts("""
    plain: 分类器给一批 3 个样本的真实类别的概率依次为 || A classifier assigns these probabilities to the true classes of a batch of three samples:
    words: 语言模型给一句话中 3 个位置上真实的下一个词元的概率依次为 || A language model assigns these probabilities to the true next tokens at three positions in a sentence:
    birds: 鸟类识别网络给 3 张照片的真实类别的概率依次为 || A network that recognises birds assigns these probabilities to the true classes of three photos:
""")


@generator(topic="loss", objective="loss-values", minutes=3, tags=("cross-entropy",))
@source("Goodfellow, Bengio and Courville, Deep Learning (2016), sections 5.5 and 6.2.2")
def cross_entropy_batch(draw: Draw) -> Problem:
    """The cross-entropy of a batch of three samples."""
    p = draw.pick("p", tuple(product(PROBABILITIES, repeat=3)))
    red = draw.pick("red", ("mean", "sum"))
    draw.let("batch", BATCHES[draw.pick("setting", tuple(BATCHES))])
    draw.require(len(set(p)) >= 2)
    front = r"-\frac{1}{3}" if red == "mean" else "-"
    part = Computed(
        "loss/cross-entropy-batch",
        BATCH[red],
        difficulty=1 + (red == "sum") + (len(set(p)) > 2),
        conventions=("natural-log",),
        places=3,
    )
    return Problem(part).worded(rf"""
        [batch]
        $$[p[0]],\ [p[1]],\ [p[2]].$$

        ask: 它们的交叉熵损失的[red: mean=平均值|总和]是多少？
             What is the [red: mean=mean|sum] of their cross-entropy losses?
        claim: 它们的交叉熵损失的[red: mean=平均值|总和]是 $[value]$。
               The [red: mean=mean|sum] of their cross-entropy losses is $[value]$.
        solution: 每个损失是[setting: words=真实词元|真实类别]的概率的负对数：
                  Each loss is minus the logarithm of the probability of the true [setting: words=token|class]:
                  $$L = {front}\left(\ln [p[0]] + \ln [p[1]] + \ln [p[2]]\right) [~key:.3].$$
    """)


@cross_entropy_batch.check
def by_one_product(p: tuple[R, ...], red: str) -> float:
    """Takes the logarithm of the product of the odds against, once."""
    against = 1 / (p[0] * p[1] * p[2])
    total = math.log(against.numerator) - math.log(against.denominator)
    return total / 3 if red == "mean" else total


BINARY = Formulas(
    "-log(r)",
    let={"r": "p if t == 1 else 1 - p"},
    wrong={
        "other-label": "-log(1 - r)",
        "both-terms-added": "-log(r) - log(1 - r)",
        "squared-error": "(t - p)**2",
        # Near a sure prediction it is the loss but for the last digit.
        "absolute-error": "Abs(t - p) if r < 0.9 else None",
        "bits-for-nats": "-log(r)/log(2)",
        "weighted-by-the-probability": "-r*log(r) if r < 0.9 else None",
        "inverse-probability": "1/r",
    },
)
DETECTORS = texts("""
    plain: 二分类网络的 sigmoid 输出（属于正类的概率）
           The sigmoid output of a binary classifier (the probability of the positive class)
    mail: 垃圾邮件过滤器的 sigmoid 输出（属于正类“垃圾邮件”的概率）
          The sigmoid output of a spam filter (the probability of spam, the positive class)
    fraud: 信用卡欺诈检测网络的 sigmoid 输出（属于正类“欺诈”的概率）
           The sigmoid output of a fraud detector (the probability of fraud, the positive class)
""")


@generator(topic="loss", objective="loss-values", minutes=2, tags=("cross-entropy", "sigmoid"))
@source("Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.2.2.2")
def binary_cross_entropy(draw: Draw) -> Problem:
    """The loss of one sigmoid output."""
    draw.pick("p", tuple(R(n, 20) for n in range(1, 20) if n != 10))
    t = draw.pick("t", (0, 1))
    draw.let("output", DETECTORS[draw.pick("setting", tuple(DETECTORS))])
    inside = "[p]" if t else "(1 - [p])"
    part = Computed(
        "loss/binary-cross-entropy", BINARY, difficulty=1 + (t == 0), conventions=("natural-log",), places=3
    )
    return Problem(part).worded(rf"""
        [output]为 $p = [p]$，样本的标签为 $t = [t]$。
        [output] is $p = [p]$, and the label of the sample is $t = [t]$.

        ask: 该样本的二元交叉熵损失是多少？ || What is the binary cross-entropy loss of the sample?
        claim: 该样本的二元交叉熵损失是 $[value]$。 || The binary cross-entropy loss of the sample is $[value]$.
        solution: 标签为 [t]，只剩一项： || With the label [t], a single term is left:
                  $$L = -\left\[t \ln p + (1 - t) \ln (1 - p)\right\] = -\ln {inside} [~key:.3].$$
    """)


@binary_cross_entropy.check
def by_logits(p: R, t: int) -> float:
    """Goes back to the logit, and takes the softplus of it with the label's sign."""
    logit = math.log(p / (1 - p))
    return math.log1p(math.exp(-logit if t else logit))


GRADIENT = Formulas(
    "tuple(p[i] - (1 if i == y else 0) for i in range(3))", let={"one": "tuple(1 if i == y else 0 for i in range(3))"}
).with_wrong("""
    label-minus-probability: tuple(one[i] - p[i] for i in range(3))
    label-not-subtracted: p
    one-subtracted-elsewhere: tuple(p[i] - (1 if i == (y + 1) % 3 else 0) for i in range(3))
        把 1 减在了第 [(y + 1) % 3 + 1] 类上，应减在真实类别上。
        This subtracts the 1 from class [(y + 1) % 3 + 1] instead of the true class.
    true-class-only: tuple(p[i] - 1 if i == y else 0 for i in range(3))
    with-respect-to-probabilities: tuple(-1/p[i] if i == y else 0 for i in range(3))
    signs-lost: tuple(Abs(p[i] - one[i]) for i in range(3))
""")


@generator(topic="loss", objective="loss-gradients", minutes=3, tags=("cross-entropy", "gradient"))
@source(
    "Bishop, Pattern Recognition and Machine Learning (2006), section 4.3.4; CS231n, notes on a minimal neural network"
)
def softmax_ce_gradient(draw: Draw) -> Problem:
    """The gradient of the cross-entropy with respect to the logits."""
    p = draw.pick("p", TENTHS)
    draw.let("k", draw.pick("y", (0, 1, 2)) + 1)
    draw.let("network", THREE[draw.pick("setting", tuple(THREE))])
    part = Computed(
        "loss/softmax-ce-gradient",
        GRADIENT,
        difficulty=2 + (len(set(p)) == 3),
        form="tuple",
        places=2,
        signed=True,
        cells=tuple(Text(f"$\\partial L/\\partial z_{i}$", f"$\\partial L/\\partial z_{i}$") for i in (1, 2, 3)),
    )
    return Problem(part).worded(r"""
        [network]的 softmax 输出为 $\mathbf{p} = \mathrm{softmax}(\mathbf{z}) = [p]$，其中 $\mathbf{z}$ 是 logit，真实类别是第 [k] 类，
          损失 $L$ 是交叉熵（自然对数）。
        [network] outputs $\mathbf{p} = \mathrm{softmax}(\mathbf{z}) = [p]$, where $\mathbf{z}$ are the logits. The true class is class [k], and the loss
          $L$ is the cross-entropy (natural logarithm).

        ask: 求 $\partial L / \partial \mathbf{z}$ 的三个分量。
             Find the three components of $\partial L / \partial \mathbf{z}$.
        claim: $\partial L / \partial \mathbf{z} = [value]$。
               The gradient is $\partial L / \partial \mathbf{z} = [value]$.
        solution: softmax 与交叉熵合起来的梯度是概率减去独热标签 $\mathbf{y}$：
                  For softmax and cross-entropy together the gradient is the probabilities minus the one-hot label
                    $\mathbf{y}$:
                  $$\frac{\partial L}{\partial \mathbf{z}} = \mathbf{p} - \mathbf{y} = [p] - [one] = [key].$$
    """)


@softmax_ce_gradient.check
def by_the_jacobian(p: tuple[R, ...], y: int) -> tuple[R, ...]:
    """Multiplies the gradient by the probabilities with the Jacobian of the softmax, entry by entry."""
    upstream = [-1 / v if i == y else R(0) for i, v in enumerate(p)]
    return tuple(
        sum((upstream[i] * (p[i] * (1 - p[i]) if i == k else -p[i] * p[k]) for i in range(3)), R(0)) for k in range(3)
    )


UNIFORM = Formulas(
    "log(C)",
    wrong={
        "bits-for-nats": "log(C)/log(2)",
        "probability-for-loss": "1/C",
        "perplexity-for-loss": "C",
        # Beyond, it is the loss but for the last digit.
        "one-class-too-few": "log(C - 1) if 2 < C < 150 else None",
        "base-ten": "log(C)/log(10)",
        "loss-per-class": "log(C)/C",
        "binary-losses-added": "log(C) + (C - 1)*log(C/(C - 1))",
    },
)
UNTRAINED = texts("""
    plain: 一个 softmax 分类器有 [C] 个类别，初始化后 || A softmax classifier has [C] classes. After initialisation
    words: 一个语言模型的词表有 [C] 个词元，初始化后
           A language model has a vocabulary of [C] tokens. After initialisation
    zeros: 一个 [C] 类的 softmax 分类器，最后一层的权重与偏置都初始化为 0，因此
           The last layer of a softmax classifier with [C] classes is initialised with weights and biases of 0, so that
""")


@generator(topic="loss", objective="loss-values", minutes=2, tags=("cross-entropy", "initialisation"))
@source("CS231n, notes on neural networks, part 3 (sanity checks)")
def uniform_baseline(draw: Draw) -> Problem:
    """The loss of a classifier that has not learned anything yet."""
    C = draw.pick("C", CLASSES)
    setting = draw.pick("setting", tuple(UNTRAINED))
    draw.let("network", UNTRAINED[setting])
    draw.require(setting != "words" or C >= 1000)
    part = Computed("loss/uniform-baseline", UNIFORM, difficulty=1 + (C > 100), conventions=("natural-log",), places=3)
    return Problem(part).worded(r"""
        [network]对每个样本输出的各个 logit 都相等。 || [network] all its logits are equal for every sample.

        ask: 训练开始前的平均交叉熵损失是多少？ || What is the mean cross-entropy before training starts?
        claim: 训练开始前的平均交叉熵损失是 $[value]$。 || Before training starts, the mean cross-entropy is $[value]$.
        solution: 每个类别的概率都相等： || All classes have the same probability:
                  $$L = -\ln \frac{1}{[C]} = \ln [C] [~key:.3].$$
    """)


@uniform_baseline.check
def by_averaging(C: int) -> float:
    """The log-sum-exp of equal logits minus one of them."""
    return 2.5 + math.log(math.fsum([1.0] * C)) - 2.5
