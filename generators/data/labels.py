"""Labels: smoothed ones, and weights for rare classes."""

import math

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, source, texts

from .._tex import cells

SMOOTHED = Formulas("(1 - e + e/C, e/C)").with_wrong(r"""
    shared-among-the-others: (1 - e, e/(C - 1))
        把 $\varepsilon$ 只分给了其余的类；题中分给所有的类。
        This shares $\varepsilon$ among the other classes only, but it is shared among all.
    true-class-without-its-share: (1 - e, e/C)
        真实类漏了它自己的一份，各目标之和不是 1。
        This forgets the share of the true class, so that the targets do not add up to 1.
    whole-for-each: (1 - e, e)
        其余每一类都得到了整个 $\varepsilon$。 || This gives all of $\varepsilon$ to each other class.
    not-smoothed: (1, 0) || 这是没有平滑的独热标签。 || This is the one-hot label without smoothing.
    targets-exchanged: (e/C, 1 - e + e/C) || 两个目标弄反了。 || This exchanges the two targets.
    uniform-target: (R(1, C), R(1, C)) || 各类的目标取成了相等。 || This makes all targets equal.
    others-share-by-one-less: (1 - e + e/C, e/(C - 1))
        其余的类按 $[C - 1]$ 类平分，各目标之和不是 1。
        This divides by $[C - 1]$ for the other classes, so that the targets do not add up to 1.
""")

SOFT_LOSS = Formulas(
    "-(1 - e + e/C)*log(p) - (C - 1)*(e/C)*log((1 - p)/(C - 1))", tex={"e": r"\varepsilon"}
).with_wrong(r"""
    hard-label: -log(p) || 用了没有平滑的标签。 || This uses the label without smoothing.
    other-classes-once: -(1 - e + e/C)*log(p) - (e/C)*log((1 - p)/(C - 1))
        其余的类只算了一个。 || This counts one of the other classes only.
    true-class-alone: -(1 - e + e/C)*log(p) || 只算了真实类的一项。 || This counts the term of the true class only.
    rest-as-one-class: -(1 - e + e/C)*log(p) - (C - 1)*(e/C)*log(1 - p)
        其余每一类的概率都取成了 $1 - p$。 || This gives each other class the probability $1 - p$.
    others-share-the-loss: -(1 - e)*log(p) - e*log((1 - p)/(C - 1))
        把 $\varepsilon$ 只分给了其余的类。 || This shares $\varepsilon$ among the other classes only.
    weights-exchanged-in-the-loss: -((C - 1)*e/C)*log(p) - (1 - e + e/C)*log((1 - p)/(C - 1))
        两项的权重弄反了。 || This exchanges the weights of the terms.
    logarithms-to-base-two: (-(1 - e + e/C)*log(p) - (C - 1)*(e/C)*log((1 - p)/(C - 1)))/log(2)
        用了以 2 为底的对数。 || This uses logarithms to base 2.
""")

CLASSIFIERS = texts("""
    flowers: 花卉分类网络 || A flower classifier
    digits: 手写字符识别网络 || A recogniser of handwritten characters
    sounds: 环境声分类网络 || A classifier of environmental sounds
""")


@generator(topic="data", objective="data-labels", minutes=4, tags=("label-smoothing", "cross-entropy"))
@source("Szegedy et al., Rethinking the Inception architecture for computer vision, CVPR 2016, section 7")
def label_smoothing(draw: Draw) -> Problem:
    """The targets of a smoothed label, and the loss of a prediction."""
    draw.pick("C", (4, 5, 10, 20))
    draw.pick("e", (R(1, 20), R(1, 10), R(1, 5)))
    draw.pick("p", (R(1, 2), R(7, 10), R(4, 5), R(9, 10)))
    draw.let("network", draw.pick("setting", CLASSIFIERS))
    smoothed_targets = Computed(
        "smoothed-targets",
        SMOOTHED,
        difficulty=2,
        form="tuple",
        places=4,
        signed=True,
        cells=(Text("真实类", "true class"), Text("其余每一类", "each other class")),
    )
    smoothed_loss = Computed("smoothed-loss", SOFT_LOSS, difficulty=3, places=3, conventions=("natural-log",))
    return Problem((smoothed_targets, smoothed_loss)).worded(r"""
        [network]有 [C] 个类别，训练时作标签平滑，$\varepsilon = [e]$：目标是独热标签的 $1 - \varepsilon$ 倍，
          加上在全部 [C] 类（包括真实类）上的均匀分布的 $\varepsilon$ 倍。网络给某个样本的真实类的概率为 $p = [p]$，
          其余各类的概率相等。
        [network] has [C] classes and is trained with label smoothing, $\varepsilon = [e]$: the target is
          $1 - \varepsilon$ times the one-hot label plus $\varepsilon$ times the uniform distribution over all [C]
          classes, the true one included. For one sample, the network gives the true class the probability
          $p = [p]$ and all other classes equal probabilities.

        # smoothed-targets
        ask: 依次求真实类与其余每一类的目标值。
             Find the targets of the true class and of each other class, in this order.
        claim: 真实类与其余每一类的目标值依次为 $[value]$。
               The targets of the true class and of each other class are $[value]$, in this order.
        solution: 真实类：$[==1 - e + e/C]$；其余每一类：$[==e/C]$。检验：所有目标值之和为 1。
                  True class: $[==1 - e + e/C]$; each other class: $[==e/C]$. Check: all targets add up to 1.

        # smoothed-loss
        ask: 该样本的交叉熵损失是多少？ || What is the cross-entropy loss of the sample?
        claim: 该样本的交叉熵损失是 $[value]$。 || The cross-entropy loss of the sample is $[value]$.
        solution: 其余每一类的概率为 $[==(1 - p)/(C - 1)]$：
                  Each other class has the probability $[==(1 - p)/(C - 1)]$:
                  $$L = -[1 - e + e/C] \ln [p] - [C - 1] \times [e/C] \times \ln [(1 - p)/(C - 1)] [~key:.3].$$
    """)


@label_smoothing.check
def by_mixing_distributions(C: int, e: R, p: R) -> dict[str, object]:
    """Mixes two distributions entry by entry and takes the expected code length."""
    target = [(1 - e) * (i == 0) + e * R(1, C) for i in range(C)]
    output = [p] + [(1 - p) / (C - 1)] * (C - 1)
    loss = math.fsum(
        float(t) * (math.log(q.denominator) - math.log(q.numerator)) for t, q in zip(target, output, strict=True)
    )
    return {"smoothed-targets": (target[0], target[1]), "smoothed-loss": loss}


WEIGHTS = Formulas("tuple(sum(n)/(3*v) for v in n)").with_wrong("""
    classes-not-divided: tuple(sum(n)/v for v in n)
        没有除以类别数 3。 || This does not divide by the number of classes, 3.
    against-the-largest: tuple(max(n)/v for v in n)
        以最大的类为准，全部样本的平均权重就不是 1 了。
        This scales by the largest class, so that the mean weight of all samples is not 1.
    inverse-counts-normalised: tuple((1/v)/sum(1/u for u in n) for v in n)
        权重之和归一化成了 1。 || This makes the weights add up to 1.
    one-minus-the-share: tuple(1 - v/sum(n) for v in n)
        用 1 减去了各类的比例。 || This subtracts the shares of the classes from 1.
    first-classes-exchanged: tuple(sum(n)/(3*n[i]) for i in (1, 0, 2))
        前两类的权重弄反了。 || This exchanges the weights of the first two classes.
""")

COUNTS = (
    (97, 312, 641),
    (53, 148, 829),
    (412, 391, 207),
    (14, 86, 423),
    (523, 196, 311),
    (23, 77, 118),
    (706, 251, 49),
    (62, 239, 317),
    (37, 605, 158),
    (451, 92, 73),
    (181, 66, 953),
    (29, 44, 127),
)

IMBALANCED = texts("""
    tumours: 医学影像的训练集有恶性、可疑、良性三类
             A training set of scans has the classes malignant, suspicious and benign
    traffic: 交通摄像头的训练集有卡车、公交车、轿车三类
             A training set of traffic-camera images has the classes lorry, bus and car
    reviews: 商品评论的训练集有差评、中评、好评三类
             A training set of product reviews has the classes negative, neutral and positive
""")


@generator(topic="data", objective="data-imbalance", minutes=3, tags=("class-weights", "imbalance"))
@source(
    "King and Zeng, Logistic regression in rare events data, Political Analysis 9, 2001; scikit-learn user guide, class weights"
)
def class_weights(draw: Draw) -> Problem:
    """Weights in inverse proportion to the sizes of the classes."""
    counts = draw.pick("counts", COUNTS)
    draw.let("n", tuple(counts[i] for i in draw.pick("order", ((0, 1, 2), (1, 2, 0), (2, 0, 1)))))
    draw.let("data", draw.pick("setting", IMBALANCED))
    question = Computed(
        "data/class-weights", WEIGHTS, difficulty=2, form="tuple", places=3, cells=cells("w_1", "w_2", "w_3")
    )
    return Problem(question).worded(r"""
        [data]，依次有 [n[0]]、[n[1]]、[n[2]] 个样本。给损失加上类权重，使权重与各类的样本数成反比，
          且全部样本的平均权重为 1。
        [data], with [n[0]], [n[1]] and [n[2]] samples, respectively. In the loss, the classes are weighted in inverse
          proportion to their numbers of samples, such that the mean weight over all samples is 1.

        ask: 按上面的次序求三类的权重 $w_1$、$w_2$、$w_3$。
             Find the weights $w_1$, $w_2$ and $w_3$ of the three classes, in this order.
        claim: 三类的权重依次为 $[value]$。 || The weights of the three classes are $[value]$, in this order.
        solution: 共有 $N = [==sum(n)]$ 个样本，其中第 $c$ 类有 $n_c$ 个。三类的 $n_c w_c$ 都相等，其和为 $N$，故 $w_c = N / (3 n_c)$：
                  There are $N = [==sum(n)]$ samples, $n_c$ of them in class $c$. The three products $n_c w_c$
                    are equal and add up to $N$, so that $w_c = N / (3 n_c)$:
                  $$\frac{[sum(n)]}{3 \times [n[0]]} [~key[0]:.3],\quad \frac{[sum(n)]}{3 \times [n[1]]}
                    [~key[1]:.3],\quad \frac{[sum(n)]}{3 \times [n[2]]} [~key[2]:.3].$$
    """)


@class_weights.check
def by_equal_shares(counts: tuple[int, ...], order: tuple[int, ...]) -> tuple[R, ...]:
    """Every class gets a third of the total weight, which is the number of samples; its samples share it."""
    third = R(sum(counts)) / len(counts)
    return tuple(third / counts[place] for place in order)
