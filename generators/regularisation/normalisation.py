"""Batch normalisation (parameters, training, inference) and layer normalisation."""

from fractions import Fraction
from functools import cache
from itertools import combinations, combinations_with_replacement

import numpy as np

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, equal_tex, generator, number_tex, shuffled

R = Fraction
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
    found = filter(has_neat_moments, combinations_with_replacement(range(low, high + 1), 4))
    ordered = (shuffled((i, *x), x) for x in found for i in range(orders if len(set(x)) > 2 else 1))
    return tuple(dict.fromkeys(ordered))


PARAMETERS = Formulas(
    "L*C*(4 if q == 'all' else 2)",
    under={"no-batch-counter": "L*(C*(4 if q == 'all' else 2) + (0 if q == 'trainable' else 1))"},
    wrong={
        "statistics-as-parameters": "L*C*(2 if q == 'all' else 4)",
        "one-per-channel": "L*C*(2 if q == 'all' else 1)",
        "not-per-channel": "L*(4 if q == 'all' else 2)",
        "like-fully-connected": "L*C**2",
        "three-per-channel": "3*L*C",
        "one-bias-for-all-channels": "L*(C + 1)",
        "one-layer-only": "C*(4 if q == 'all' else 2)",
    },
)
ASKED = {
    "trainable": Text(
        zh="{these}共有多少个可学习的参数？",
        en="How many learnable parameters are there in {these}?",
    ),
    "buffers": Text(
        zh="{these}共有多少个不参与训练的运行统计量？",
        en="How many running statistics, which are not trained, are there in {these}?",
    ),
    "all": Text(
        zh="{these}的可学习参数与运行统计量合计有多少个？",
        en="How many learnable parameters and running statistics, added together, are there in {these}?",
    ),
}
CLAIMED = {
    "trainable": Text(
        zh="{these}共有 ${{}}$ 个可学习的参数。",
        en="There are ${{}}$ learnable parameters in {these}.",
    ),
    "buffers": Text(
        zh="{these}共有 ${{}}$ 个不参与训练的运行统计量。",
        en="There are ${{}}$ running statistics, which are not trained, in {these}.",
    ),
    "all": Text(
        zh="{these}的可学习参数与运行统计量合计有 ${{}}$ 个。",
        en="There are ${{}}$ learnable parameters and running statistics, added together, in {these}.",
    ),
}
CLAUSES = {
    "trainable": ("affine-batchnorm",),
    "buffers": ("no-batch-counter",),
    "all": ("affine-batchnorm", "no-batch-counter"),
}
REASONS = {
    "trainable": Text(
        zh=r"每个通道有 2 个可学习的参数 $\gamma$、$\beta$",
        en=r"Each channel has 2 learnable parameters, $\gamma$ and $\beta$",
    ),
    "buffers": Text(
        zh=r"每个通道有 2 个运行统计量：运行均值和运行方差",
        en=r"Each channel has 2 running statistics, the running mean and the running variance",
    ),
    "all": Text(
        zh=r"每个通道有 $\gamma$、$\beta$、运行均值和运行方差，共 4 个数",
        en=r"Each channel has 4 numbers: $\gamma$, $\beta$, the running mean and the running variance",
    ),
}


@generator(
    topic="regularisation",
    minutes=2,
    tags=("batch-normalisation", "parameters"),
    source=f"{IOFFE}; Zhang et al., Dive into Deep Learning (2023), section 8.5",
    objective="reg-normalisation",
)
def batchnorm_params(draw: Draw) -> Problem:
    """How many learnable parameters, or running statistics, batch normalisation layers have."""
    C = draw.pick("C", (3, 16, 32, 64, 96, 128, 256, 512))
    L = draw.pick("L", (1, 2, 3, 4))
    q = draw.pick("q", ("trainable", "buffers", "all"))
    reason, each = REASONS[q], 4 if q == "all" else 2
    these = Text(
        zh="这些层" if L > 1 else "该层",
        en="these batch normalisation layers" if L > 1 else "this batch normalisation layer",
    )

    def context() -> Text:
        return Text(
            zh=f"一个卷积网络中有 {L} 个批归一化层，"
            + (f"每层都作用于 {C} 个通道。" if L > 1 else f"作用于 {C} 个通道。"),
            en=f"A convolutional network has {L} batch normalisation "
            + (f"layers, each over {C} channels." if L > 1 else f"layer, over {C} channels."),
        )

    def wording() -> Wording:
        product = rf"{L} \times {C} \times {each} = {number_tex(L * C * each)}"
        return Wording(
            ask=Text(zh=ASKED[q].zh.format(these=these.zh), en=ASKED[q].en.format(these=these.en)),
            claim=Text(zh=CLAIMED[q].zh.format(these=these.zh), en=CLAIMED[q].en.format(these=these.en)),
            solution=Text(
                zh=f"{reason.zh}，因此共有 ${product}$ 个。",
                en=f"{reason.en}, which makes ${product}$.",
            ),
        )

    return Problem(
        (
            Computed(
                "reg/batchnorm-params",
                PARAMETERS,
                draw.params,
                wording,
                difficulty=1 + (q == "all") + (L > 1),
                conventions=CLAUSES[q],
            ),
        ),
        context,
    )


@batchnorm_params.check
def by_building_layers(C: int, L: int, q: str) -> int:
    """Builds the arrays of each layer and counts their elements."""
    trained = [np.ones(C), np.zeros(C)]
    kept = [np.zeros(C), np.ones(C)]
    chosen = {"trainable": trained, "buffers": kept, "all": trained + kept}[q]
    return sum(array.size for _ in range(L) for array in chosen)


TRAINING = Formulas(
    "g*(v - mu)/s + b",
    let={
        "mu": "sum(x)/4",
        "va": "sum((u - mu)**2 for u in x)/4",
        "s": "sqrt(va)",
        "v": "x[j]",
        "z": "(v - mu)/s",
    },
    tex={"g": r"\gamma", "b": r"\beta", "mu": r"\mu", "s": r"\sigma", "z": r"\hat{x}"},
    under={"variance-by-n": "g*(v - mu)/sqrt(va*R(4, 3)) + b"},
    wrong={
        "divides-by-n-minus-one": "g*(v - mu)/sqrt(va*R(4, 3)) + b",
        "variance-not-deviation": "g*(v - mu)/va + b",
        "no-scale-and-shift": "z if g != 1 or b != 0 else None",
        "not-centred": "g*v/s + b",
        "shift-before-scale": "g*(z + b) if b != 0 and g != 1 else None",
        "min-max-scaling": "g*(v - min(x))/(max(x) - min(x)) + b",
        "gamma-beta-swapped": "b*z + g",
        "mean-minus-value": "g*(mu - v)/s + b",
    },
)
BATCHES = neat_fours(0, 12, 3)


@generator(
    topic="regularisation",
    minutes=4,
    tags=("batch-normalisation",),
    source=f"{IOFFE}, algorithm 1",
    objective="reg-normalisation",
)
def batchnorm_train_values(draw: Draw) -> Problem:
    """The normalised output of one sample of a mini-batch of four, in training."""
    x = draw.pick("x", BATCHES)
    j = draw.pick("j", (0, 1, 2, 3))
    g = draw.pick("g", SCALES)
    b = draw.pick("b", (-1, 0, 1))
    draw.require(x[j] * 4 != sum(x))
    at = draw.params
    asked = f"y_{{{j + 1}}}"

    def context() -> Text:
        cells = " | ".join(f"${v}$" for v in x)
        names = " | ".join(f"$x_{i}$" for i in range(1, 5))
        table = f"| {names} |\n|---|---|---|---|\n| {cells} |"
        given = rf"$\gamma = {number_tex(g)}$"
        return Text(
            zh=f"训练时，一个小批量的 4 个样本在批归一化层某通道上的输入为\n\n{table}\n\n"
            rf"该通道的可学习参数为 {given}、$\beta = {b}$，并取 $\varepsilon = 0$。第 $i$ 个样本的输出记为 $y_i$。",
            en=f"In training, the 4 samples of a mini-batch enter one channel of a batch normalisation layer as\n\n{table}\n\n"
            rf"The channel’s learnable parameters are {given} and $\beta = {b}$; take $\varepsilon = 0$. "
            r"The output for sample $i$ is $y_i$.",
        )

    def wording() -> Wording:
        named = TRAINING.values(at)
        mu, va, s = named["mu"], named["va"], named["s"]
        mean = rf"\mu = \frac{{{' + '.join(map(str, x))}}}{{4}} = {mu}"
        squares = " + ".join(f"({v} - {mu})^2" for v in x)
        variance = rf"\sigma^2 = \frac{{{squares}}}{{4}} = {va}, \qquad \sigma = {s}"
        result = rf"{asked} = {_affine(TRAINING.worked(at, places=3), j)}"
        return Wording(
            ask=Text(zh=f"求 ${asked}$。", en=f"Find ${asked}$."),
            claim=Text(zh=f"该层的输出中 ${asked} = {{}}$。", en=f"The layer’s output has ${asked} = {{}}$."),
            solution=Text(
                zh=f"批均值和批方差为\n\n$${mean},$$\n\n$${variance}.$$\n\n因此\n\n$${result}.$$",
                en=f"The mean and the variance of the batch are\n\n$${mean},$$\n\n$${variance}.$$\n\nHence\n\n$${result}.$$",
            ),
        )

    return Problem(
        (
            Computed(
                "reg/batchnorm-train-values",
                TRAINING,
                at,
                wording,
                difficulty=2 + (g != 1) + (b != 0),
                conventions=("variance-by-n",),
                places=3,
                signed=True,
            ),
        ),
        context,
    )


def _affine(worked: str, j: int) -> str:
    return worked.replace("v", f"x_{{{j + 1}}}", 1)


@batchnorm_train_values.check
def by_comparing_pairs(x: tuple[int, ...], j: int, g: Fraction, b: int) -> Fraction:
    """Centre by summed differences to the others; spread by the squared differences of all pairs."""
    above, root = sum(x[j] - other for other in x), spread(x)
    return b + Fraction(above * g) / root


@cache
def spread(x: tuple[int, ...]) -> int:
    """n times the standard deviation: the root of the sum of all squared differences of pairs."""
    total = sum((one - other) ** 2 for one, other in combinations(x, 2))
    return next(root for root in range(total + 1) if root * root == total)


INFERENCE = Formulas(
    "g*(x - m)/s + b",
    let={"s": "sqrt(v)", "z": "(x - m)/s"},
    tex={"g": r"\gamma", "b": r"\beta", "m": r"\mu", "s": r"\sigma", "v": r"\sigma^2", "z": r"\hat{x}"},
    wrong={
        "variance-not-deviation": "g*(x - m)/v + b",
        "not-centred": "g*x/s + b",
        "own-statistics": "b",
        "no-scale-and-shift": "z",
        "gamma-beta-swapped": "b*z + g",
        "times-deviation": "g*(x - m)*s + b",
        "shift-before-scale": "g*(z + b)",
    },
)


@generator(
    topic="regularisation",
    minutes=3,
    tags=("batch-normalisation", "inference"),
    source=f"{IOFFE}, algorithm 2",
    objective="reg-normalisation",
)
def batchnorm_inference_value(draw: Draw) -> Problem:
    """The output of a batch normalisation layer at inference, from its running statistics."""
    x = draw.pick("x", (-3, -1, 0, 2, 4, 5, 7, 10))
    m = draw.pick("m", (-1, 0, 1, 2, 3))
    v = draw.pick("v", (R(1, 4), 4, 9, 16))
    g = draw.pick("g", SCALES)
    b = draw.pick("b", (-1, 0, 1, 2))
    draw.require(x != m)
    draw.require(g != 1 or b != 0)
    at = draw.params

    def context() -> Text:
        statistics = rf"$\mu = {m}$"
        variance = rf"$\sigma^2 = {number_tex(v)}$"
        gamma = rf"$\gamma = {number_tex(g)}$"
        return Text(
            zh=f"一个训练好的批归一化层用于推理。它的某个通道的运行均值为 {statistics}，运行方差为 {variance}，"
            rf"可学习参数为 {gamma}、$\beta = {b}$，并取 $\varepsilon = 0$。该通道的一个输入值为 $x = {x}$。",
            en=f"A trained batch normalisation layer is used for inference. One of its channels has running mean {statistics}, "
            rf"running variance {variance} and learnable parameters {gamma} and $\beta = {b}$; take $\varepsilon = 0$. "
            rf"An input value of this channel is $x = {x}$.",
        )

    def wording() -> Wording:
        deviation = rf"\sigma = \sqrt{{{number_tex(v)}}} = {number_tex(INFERENCE.values(at)['s'])}"
        worked = INFERENCE.worked(at, places=3)
        return Wording(
            ask=Text(zh="求对应的输出 $y$。", en="Find the corresponding output $y$."),
            claim=Text(zh="对应的输出是 $y = {}$。", en="The corresponding output is $y = {}$."),
            solution=Text(
                zh=f"推理时使用运行统计量，与当前批无关。由 ${deviation}$ 得\n\n$$y = {worked}.$$",
                en=f"Inference uses the running statistics, whatever the current batch. With ${deviation}$,\n\n$$y = {worked}.$$",
            ),
        )

    return Problem(
        (
            Computed(
                "reg/batchnorm-inference",
                INFERENCE,
                at,
                wording,
                difficulty=1 + (g != 1) + (b != 0) + (v != 1),
                places=3,
                signed=True,
            ),
        ),
        context,
    )


@batchnorm_inference_value.check
def by_two_points(x: int, m: int, v: Fraction, g: Fraction, b: int) -> Fraction:
    """The straight line that takes the mean to beta, and one deviation above it to beta + gamma."""
    deviation = next(Fraction(half, 2) for half in range(1, 20) if Fraction(half * half, 4) == v)
    left, right = Fraction(m), m + deviation
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
    wrong={
        "divides-by-n-minus-one": "tuple((v - mu)/sqrt(va*n/(n - 1)) for v in x)",
        "variance-not-deviation": "tuple((v - mu)/va for v in x)",
        "centres-only": "tuple(v - mu for v in x)",
        "unit-length": "tuple(v/sqrt(sum(u**2 for u in x)) for v in x)",
        "root-mean-square": "tuple(v/rms for v in x)",
        "softmax-instead": "softmax(x)",
        "min-max-scaling": "tuple((v - min(x))/(max(x) - min(x)) for v in x)",
    },
)
PAIRS = ((1, 3), (0, 4), (2, 8), (-1, 5), (10, 4))
QUADS = neat_fours(-4, 10, 3)


@generator(
    topic="regularisation",
    minutes=4,
    tags=("layer-normalisation",),
    source="Ba, Kiros and Hinton, Layer Normalization (2016); Zhang et al., Dive into Deep Learning (2023), section 11.7",
    objective="reg-normalisation",
)
def layernorm_values(draw: Draw) -> Problem:
    """The output vector of layer normalisation over two or four features."""
    x = draw.pick("x", PAIRS + QUADS)
    at, n = draw.params, len(x)

    def context() -> Text:
        return Text(
            zh=f"对一个样本的特征向量 $\\mathbf{{x}} = {number_tex(x)}$ 做层归一化，"
            r"其中 $\gamma = 1$，$\beta = 0$，$\varepsilon = 0$。",
            en=f"Layer normalisation is applied to the feature vector $\\mathbf{{x}} = {number_tex(x)}$ of one sample, "
            r"with $\gamma = 1$, $\beta = 0$ and $\varepsilon = 0$.",
        )

    def wording() -> Wording:
        named = LAYER.values(at)
        mu, va, s = named["mu"], named["va"], named["s"]
        total = " + ".join(f"({v})" if v < 0 else str(v) for v in x)
        squares = " + ".join(f"({v - mu})^2" if v < mu else f"{v - mu}^2" for v in x)
        mean = rf"\mu = \frac{{{total}}}{{{n}}} = {mu}"
        variance = rf"\sigma^2 = \frac{{{squares}}}{{{n}}} = {va}, \qquad \sigma = {s}"
        quotient = r"\mathbf{y} = \frac{\mathbf{x} - \mu}{\sigma}"
        centred = rf"\frac{{1}}{{{s}}}\,{number_tex(tuple(v - mu for v in x))}"
        result = rf"{quotient} = {centred} {equal_tex(named['key'], 3)}"
        return Wording(
            ask=Text(zh=r"求输出向量 $\mathbf{y}$。", en=r"Find the output vector $\mathbf{y}$."),
            claim=Text(zh=r"输出向量为 $\mathbf{y} = {}$。", en=r"The output vector is $\mathbf{y} = {}$."),
            solution=Text(
                zh=f"均值和方差取自该样本自己的 {n} 个特征：\n\n$${mean},$$\n\n$${variance}.$$\n\n因此\n\n$${result}.$$",
                en=f"Mean and variance are those of the sample’s own {n} features:\n\n$${mean},$$\n\n$${variance}.$$\n\n"
                f"Hence\n\n$${result}.$$",
            ),
        )

    return Problem(
        (
            Computed(
                "reg/layernorm-values",
                LAYER,
                at,
                wording,
                difficulty=2 + (n > 2),
                conventions=("variance-by-n",),
                form="tuple",
                places=3,
                signed=True,
                cells=tuple(Text(zh=f"$y_{i}$", en=f"$y_{i}$") for i in range(1, n + 1)),
            ),
        ),
        context,
    )


@layernorm_values.check
def by_pairs_of_features(x: tuple[int, ...]) -> tuple[Fraction, ...]:
    """Each feature against all the others: summed differences over the root of all squared differences."""
    return tuple(Fraction(sum(one - other for other in x), spread(x)) for one in x)
