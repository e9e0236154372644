"""Batch normalisation (parameters, training, inference) and layer normalisation."""

from functools import cache
from itertools import combinations, combinations_with_replacement

import numpy as np

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, shuffled, source, texts

from .._apart import apart
from .._settings import NETWORKS
from .._tex import cells

IOFFE = "Ioffe and Szegedy, Batch Normalization (2015)"
SCALES = (R(1, 2), 1, 2, 3)


def is_square(number: int) -> bool:
    return any(root * root == number for root in range(1, 13))


def has_neat_moments(values: tuple[int, ...]) -> bool:
    """Whether mean and standard deviation are integers, the second not zero."""
    n, total = len(values), sum(values)
    spread = n * sum(v * v for v in values) - total * total
    return total % n == 0 and spread % (n * n) == 0 and is_square(spread // (n * n))


def neat_fours(low: int, high: int, orders: int) -> tuple[tuple[int, ...], ...]:
    """All sets of 4 such values from low to high: in so many orders, in one only where they are but 2 numbers."""
    neat = filter(has_neat_moments, combinations_with_replacement(range(low, high + 1), 4))
    ordered = (shuffled((i, *x), x) for x in neat for i in range(orders if len(set(x)) > 2 else 1))
    return tuple(dict.fromkeys(ordered))


PARAMETERS = Formulas(
    "L*C*each",
    let={"each": "4 if q == 'all' else 2"},
    under={"no-batch-counter": "L*(C*each + (0 if q == 'trainable' else 1))"},
).with_wrong(r"""
    statistics-left-out: 2*L*C if q == 'all' else None
        只数了 $\gamma$ 和 $\beta$，漏了运行均值和运行方差。
        This counts $\gamma$ and $\beta$ and leaves out the running mean and variance.
    all-four-counted: None if q == 'all' else 4*L*C
        把每个通道的四个数都数了：$\gamma$、$\beta$ 是可学习的参数，运行均值和运行方差是统计量。
        This counts all four numbers of a channel: $\gamma$ and $\beta$ are learnable, the running mean and variance are
          statistics.
    one-per-channel: L*C*each/2 if q != 'all' else L*C
    not-per-channel: L*each
    like-fully-connected: None if q == 'buffers' else L*C**2
    three-per-channel: 3*L*C
        [q == 'trainable': 1=给每个通道还算了一个偏置；$\beta$ 就是偏置。|][q == 'buffers': 1=把计数器也算了，而且每个通道各算一个。|][q == 'all': 1=漏了平移 $\beta$。|]
        [q == 'trainable': 1=This gives each channel a bias besides $\gamma$ and $\beta$, but $\beta$ is the bias.|][q == 'buffers': 1=This
          includes a counter of batches, and one for each channel.|][q == 'all': 1=This leaves out the shifts $\beta$.|]
    one-bias-for-all-channels: L*(C + 1)*each/2
        以为[q != 'buffers': 1=每个通道一个 $\gamma$、全部通道共用一个 $\beta$|][q == 'all': 1=，|][q != 'trainable': 1=每个通道一个运行均值、全部通道共用一个运行方差|]。
        This takes [q != 'buffers': 1=one $\gamma$ per channel and one $\beta$ for them all|][q == 'all': 1=, and |][q !=
          'trainable': 1=one running mean per channel and one running variance for them all|].
    one-layer-only: C*each
    counted-for-both-sides: 2*L*C*each
        输入和输出的通道各数了一遍；它们是同样的 $[C]$ 个通道。
        This counts the channels of the input and of the output; they are the same $[C]$.
""")
# What is counted, the conventions, and what a channel has.
COUNTED = {
    "trainable": (
        Text("可学习的参数", "learnable parameters"),
        ("affine-batchnorm",),
        Text(
            r"每个通道有 2 个可学习的参数 $\gamma$、$\beta$",
            r"Each channel has 2 learnable parameters, $\gamma$ and $\beta$",
        ),
    ),
    "buffers": (
        Text("不参与训练的运行统计量", "running statistics, which are not trained,"),
        ("no-batch-counter",),
        Text(
            "每个通道有 2 个运行统计量：运行均值和运行方差",
            "Each channel has 2 running statistics, the running mean and the running variance",
        ),
    ),
    "all": (
        Text("可学习的参数与运行统计量", "learnable parameters and running statistics, added together,"),
        ("affine-batchnorm", "no-batch-counter"),
        Text(
            r"每个通道有 $\gamma$、$\beta$、运行均值和运行方差，共 4 个数",
            r"Each channel has 4 numbers: $\gamma$, $\beta$, the running mean and the running variance",
        ),
    ),
}


@generator(topic="regularisation", objective="reg-normalisation", minutes=2, tags=("batch-normalisation", "parameters"))
@source(f"{IOFFE}; Zhang et al., Dive into Deep Learning (2023), section 8.5")
def batchnorm_params(draw: Draw) -> Problem:
    """How many learnable parameters, or running statistics, batch normalisation layers have."""
    draw.let("network", draw.pick("setting", NETWORKS))
    draw.pick("C", (16, 24, 32, 64, 96, 128, 256, 512))
    # Of two layers, one has as many numbers as both have channels.
    L = draw.pick("L", (1, 3, 4, 5))
    things, clauses, reason = draw.pick("q", COUNTED)
    draw.let("things", things)
    question = Computed(
        "reg/batchnorm-params", PARAMETERS, difficulty=1 + (draw.params["q"] == "all") + (L > 1), conventions=clauses
    )
    return Problem(question).worded(f"""
        [network]中有[L: 1=一个批归一化层，| # 个批归一化层，每层都]作用于 [C] 个通道。
        In [network], [L: 1=one batch normalisation layer normalises|# batch normalisation layers each normalise] [C]
          channels.

        ask: [L: 1=该层|这些层]共有多少个[things]？
             How many [things] are there in [L: 1=this batch normalisation layer|these batch normalisation layers]?
        claim: [L: 1=该层|这些层]共有 $[value]$ 个[things]。
               There are $[value]$ [things] in [L: 1=this batch normalisation layer|these batch normalisation layers].
        solution: {reason.zh}，因此共有 [L: 1=$[==C*each]$|$[==key]$] 个。
                  {reason.en}, which makes [L: 1=$[==C*each]$|$[==key]$].
    """)


@batchnorm_params.check
def by_building_layers(C: int, L: int, q: str) -> int:
    """Builds the arrays of each layer and counts their elements."""
    trained = [np.ones(C), np.zeros(C)]
    kept = [np.zeros(C), np.ones(C)]
    chosen = {"trainable": trained, "buffers": kept, "all": trained + kept}[q]
    return sum(array.size for _ in range(L) for array in chosen)


TRAINING = Formulas(
    "g*(v - mu)/s + b",
    let={"mu": "sum(x)/4", "va": "sum((u - mu)**2 for u in x)/4", "s": "sqrt(va)", "v": "x[j]", "z": "(v - mu)/s"},
    tex={"g": r"\gamma", "b": r"\beta", "mu": r"\mu", "s": r"\sigma", "v": "x"},
    under={"variance-by-n": "g*(v - mu)/sqrt(va*R(4, 3)) + b"},
).with_wrong("""
    divides-by-n-minus-one: g*(v - mu)/sqrt(va*R(4, 3)) + b
    variance-not-deviation: g*(v - mu)/va + b
    no-scale-and-shift: z if g != 1 or b != 0 else None
    not-centred: g*v/s + b
    shift-before-scale: g*(z + b) if b != 0 and g != 1 else None
    min-max-scaling: g*(v - min(x))/(max(x) - min(x)) + b
    gamma-beta-swapped: b*z + g
    mean-minus-value: g*(mu - v)/s + b
""")
# Of only 2 numbers, each is one deviation from the mean, whichever way it is scaled.
BATCHES = tuple(x for x in neat_fours(0, 15, 3) if len(set(x)) > 2)
TRAINED = texts("""
    houses: 预测房价的全连接网络 || a fully connected network that predicts house prices
    diseases: 由化验指标诊断疾病的全连接网络 || a fully connected network that diagnoses diseases from laboratory values
""")
MOMENTS = (
    "$$\\mu = [==sum(x)/{n}],$$\n\n$$\\sigma^2 = [==sum((u - mu)**2 for u in x)/{n}],\\qquad \\sigma = [==sqrt(va)].$$"
)


@generator(topic="regularisation", objective="reg-normalisation", minutes=4, tags=("batch-normalisation",))
@source(f"{IOFFE}, algorithm 1")
def batchnorm_train_values(draw: Draw) -> Problem:
    """The normalised output of one sample of a mini-batch of four, in training."""
    x = draw.pick("x", BATCHES)
    j = draw.pick("j", (0, 1, 2, 3))
    g = draw.pick("g", SCALES)
    b = draw.pick("b", (-1, 0, 1))
    draw.require(x[j] * 4 != sum(x))
    draw.require(apart(draw, TRAINING, *TRAINING.wrong, places=3))
    draw.let("network", draw.setting(TRAINED))
    moments = MOMENTS.format(n=4)
    question = Computed(
        "reg/batchnorm-train-values",
        TRAINING,
        difficulty=2 + (g != 1) + (b != 0),
        conventions=("variance-by-n",),
        places=3,
        signed=True,
    )
    return Problem(question).worded(rf"""
        训练一个[network]时，一个小批量的 4 个样本在批归一化层某特征上的输入为
        In the training of [network], the 4 samples of a mini-batch enter a batch normalisation layer with these values of one feature:
        | $x_1$ | $x_2$ | $x_3$ | $x_4$ |
        |---|---|---|---|
        | $[x[0]]$ | $[x[1]]$ | $[x[2]]$ | $[x[3]]$ |
        该特征的可学习参数为 $\gamma = [g]$、$\beta = [b]$，并取 $\varepsilon = 0$。第 $i$ 个样本的输出记为 $y_i$。
        The feature’s learnable parameters are $\gamma = [g]$ and $\beta = [b]$; take $\varepsilon = 0$. The output for
          sample $i$ is $y_i$.

        ask: 求 $y_[j + 1]$。 || Find $y_[j + 1]$.
        claim: 第 [j + 1] 个样本的输出为 $y_[j + 1] = [value]$。 || The output for sample [j + 1] is $y_[j + 1] = [value]$.
        solution: 批均值和批方差为 || The mean and the variance of the batch are
                  {moments}
                  因此 || Hence
                  $$y_[j + 1] = \frac{{\gamma (x_[j + 1] - \mu)}}{{\sigma}} + \beta = [==key:.3].$$
    """)


@batchnorm_train_values.check
def by_comparing_pairs(x: tuple[int, ...], j: int, g: R, b: int) -> R:
    """Centre by summed differences to the others; spread by the squared differences of all pairs."""
    above, root = sum(x[j] - other for other in x), spread(x)
    return b + R(above * g) / root


@cache
def spread(x: tuple[int, ...]) -> int:
    """n times the standard deviation: the root of the sum of all squared differences of pairs."""
    total = sum((one - other) ** 2 for one, other in combinations(x, 2))
    return next(root for root in range(total + 1) if root * root == total)


INFERENCE = Formulas(
    "g*(x - m)/s + b",
    let={"s": "sqrt(v)", "z": "(x - m)/s"},
    tex={"g": r"\gamma", "b": r"\beta", "m": r"\mu", "s": r"\sigma", "v": r"\sigma^2"},
).with_wrong("""
    variance-not-deviation: g*(x - m)/v + b
    not-centred: g*x/s + b
    own-statistics: b
    no-scale-and-shift: z
    gamma-beta-swapped: b*z + g
    times-deviation: g*(x - m)*s + b
    shift-before-scale: g*(z + b)
""")


@generator(topic="regularisation", objective="reg-normalisation", minutes=3, tags=("batch-normalisation", "inference"))
@source(f"{IOFFE}, algorithm 2")
def batchnorm_inference_value(draw: Draw) -> Problem:
    """The output of a batch normalisation layer at inference, from its running statistics."""
    x = draw.pick("x", (-3, 2, 5, 6, 10))
    m = draw.pick("m", (-2, -1, 1, 2, 3))
    draw.pick("v", (R(1, 4), 4, 9, 16))
    g = draw.pick("g", SCALES)
    b = draw.pick("b", (-1, 0, 1, 2))
    draw.require(x != m and (g != 1 or b != 0))
    draw.require(apart(draw, INFERENCE, "not-centred", "no-scale-and-shift", "gamma-beta-swapped", places=3))
    draw.let("network", draw.setting(NETWORKS))
    question = Computed("reg/batchnorm-inference", INFERENCE, difficulty=2 + (g != 1) + (b != 0), places=3, signed=True)
    return Problem(question).worded(r"""
        训练好的[network]用于推理。其中一个批归一化层的某个通道的运行均值为 $\mu = [m]$，运行方差为 $\sigma^2 = [v]$，
          可学习参数为 $\gamma = [g]$、$\beta = [b]$，并取 $\varepsilon = 0$。该通道的一个输入值为 $x = [x]$。
        After training, [network] is used for inference. One channel of a batch normalisation layer in it has running mean
          $\mu = [m]$, running variance $\sigma^2 = [v]$ and learnable parameters $\gamma = [g]$ and $\beta = [b]$; take $\varepsilon = 0$. An input value of this channel is $x = [x]$.

        ask: 求对应的输出 $y$。 || Find the corresponding output $y$.
        claim: 对应的输出是 $y = [value]$。 || The corresponding output is $y = [value]$.
        solution: 推理时使用运行统计量，与当前批无关。由 $\sigma = [==s]$ 得
                  Inference uses the running statistics, regardless of the current batch. With $\sigma = [==s]$,
                  $$y = [=key:.3].$$
    """)


@batchnorm_inference_value.check
def by_two_points(x: int, m: int, v: R, g: R, b: int) -> R:
    """The straight line that takes the mean to beta, and one deviation above it to beta + gamma."""
    deviation = next(R(half, 2) for half in range(1, 20) if R(half * half, 4) == v)
    left, right = R(m), m + deviation
    weight = (x - left) / (right - left)
    return (1 - weight) * b + weight * (b + g)


LAYER = Formulas(
    "tuple((v - mu)/s for v in x)",
    let={
        "n": "len(x)",
        "mu": "sum(x)/n",
        "va": "sum((v - mu)**2 for v in x)/n",
        "s": "sqrt(va)",
        "rms": "sqrt(sum(v**2 for v in x)/n)",
    },
    under={"variance-by-n": "tuple((v - mu)/sqrt(va*n/(n - 1)) for v in x)"},
).with_wrong("""
    divides-by-n-minus-one: tuple((v - mu)/sqrt(va*n/(n - 1)) for v in x)
    variance-not-deviation: tuple((v - mu)/va for v in x)
    centres-only: tuple(v - mu for v in x)
    unit-length: tuple(v/sqrt(sum(u**2 for u in x)) for v in x)
    root-mean-square: tuple(v/rms for v in x)
    softmax-instead: softmax(x) if max(x) - min(x) < 7 else None
    min-max-scaling: tuple((v - min(x))/(max(x) - min(x)) for v in x)
""")
VECTORS = texts("""
    word: 一个词的特征向量 || the feature vector of one word
    patch: 一个图像块的特征向量 || the feature vector of one image patch
""")


@generator(topic="regularisation", objective="reg-normalisation", minutes=4, tags=("layer-normalisation",))
@source("Ba, Kiros and Hinton, Layer Normalization (2016); Zhang et al., Dive into Deep Learning (2023), section 11.7")
def layernorm_values(draw: Draw) -> Problem:
    """The output vector of layer normalisation over two or four features."""
    draw.let("vector", draw.pick("setting", VECTORS))
    x = draw.pick("x", ((1, 3), (0, 4), (2, 8), (-1, 5), (10, 4), *neat_fours(-4, 10, 3)))
    draw.require(spread(x) != len(x) and sum(x) != 0)
    steps = MOMENTS.format(n=len(x))
    question = Computed(
        "reg/layernorm-values",
        LAYER,
        difficulty=2 + (len(x) > 2),
        conventions=("variance-by-n",),
        form="tuple",
        places=3,
        signed=True,
        cells=cells(*(f"y_{i + 1}" for i in range(len(x)))),
    )
    return Problem(question).worded(rf"""
        对[vector] $\mathbf{{x}} = [x]$ 做层归一化，其中 $\gamma = 1$，$\beta = 0$，$\varepsilon = 0$。
        Layer normalisation is applied to [vector], $\mathbf{{x}} = [x]$, with $\gamma = 1$, $\beta = 0$ and
          $\varepsilon = 0$.

        ask: 求输出向量 $\mathbf{{y}}$。 || Find the output vector $\mathbf{{y}}$.
        claim: 输出向量为 $\mathbf{{y}} = [value]$。 || The output vector is $\mathbf{{y}} = [value]$.
        solution: 均值和方差取自该向量自己的 [n] 个分量：
                  Mean and variance are those of the vector’s own [n] features:
                  {steps}
                  因此 || Hence
                  $$\mathbf{{y}} = \frac{{\mathbf{{x}} - \mu}}{{\sigma}} = \frac{{1}}{{[s]}} \times [tuple(v - mu for v in x)]
                    [~key:.3].$$
    """)


@layernorm_values.check
def by_pairs_of_features(x: tuple[int, ...]) -> tuple[R, ...]:
    """Each feature against all the others: summed differences over the root of all squared differences."""
    return tuple(R(sum(one - other for other in x), spread(x)) for one in x)
