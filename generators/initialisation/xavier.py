"""Xavier initialisation: the bound of the uniform distribution, or its variance."""

from collections.abc import Callable

from hwgen import Computed, Draw, Formulas, Problem, Text, generator, source

from .._settings import NETWORKS

FANS = {"i": r"n_{\mathrm{in}}", "o": r"n_{\mathrm{out}}"}
BOUND = Formulas("sqrt(6/(i + o))", tex=FANS).with_wrong("""
    fan-in-only: sqrt(3/i)
    he-for-xavier: sqrt(6/i)
    deviation-for-bound: sqrt(2/(i + o))
    fans-not-averaged: sqrt(3/(i + o))
    fans-multiplied: sqrt(6/(i*o))
    variance-for-bound: 2/(i + o)
""")
VARIANCE = Formulas("2/(i + o)", tex=FANS).with_wrong("""
    fan-in-only: 1/i
    he-for-xavier: 2/i
    deviation-for-variance-of-weights: sqrt(2/(i + o))
    fans-not-averaged: 1/(i + o)
    bound-for-variance: sqrt(6/(i + o))
""")


@generator(topic="initialisation", objective="init-rules", minutes=3, tags=("xavier", "initialisation"))
@source(
    "Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks, AISTATS 2010, section 4.2"
)
def xavier_initialisation(draw: Draw) -> Problem:
    """The weights of one fully connected layer."""
    i = draw.pick("i", (50, 100, 128, 200, 256, 300, 400, 512, 784))
    o = draw.pick("o", (10, 50, 94, 100, 128, 256, 300, 500, 512))
    q = draw.pick("q", ("bound", "variance"))
    # Else one of the fans does for their mean.
    draw.require(i != o)
    draw.let("network", draw.pick("setting", NETWORKS))
    if q == "bound":
        texts = {
            "ask": Text("$a$ 是多少？", "What is $a$?"),
            "claim": Text("$a = [value]$。", "The bound is $a = [value]$."),
            "solution": Text(
                "方差取 $2/(n_{\\mathrm{in}} + n_{\\mathrm{out}})$，而均匀分布的方差为 $a^2/3$：\n\n$$a = [=key:.4].$$",
                "The variance is $2/(n_{\\mathrm{in}} + n_{\\mathrm{out}})$, and that of the uniform distribution is $a^2/3$:\n\n$$a = [=key:.4].$$",
            ),
        }
    else:
        line = r"$$\mathrm{Var}(w) = [=key:.5].$$"
        texts = {
            "ask": Text("权重的方差是多少？", "What is the variance of the weights?"),
            "claim": Text("权重的方差是 $[value]$。", "The variance of the weights is $[value]$."),
            "solution": Text(
                f"Xavier 初始化兼顾前向与反向传播：\n\n{line}",
                f"The Xavier rule balances the forward and the backward pass:\n\n{line}",
            ),
        }
    bound = q == "bound"
    part = Computed(
        "init/xavier", BOUND if bound else VARIANCE, **texts, difficulty=2 + bound, places=4 if bound else 5
    )
    context = Text(
        "[network]中的一个全连接层有 [i] 个输入、[o] 个输出，采用 Xavier（Glorot）初始化，[q: bound=权重从均匀分布 $U(-a, a)$ 中抽取，|]增益为 1。",
        "In [network], a fully connected layer with [i: # input|# inputs] and [o: # output|# outputs] is initialised by the Xavier "
        "(Glorot) rule with gain 1.[q: bound= The weights are drawn from the uniform distribution $U(-a, a)$.|]",
    )
    return Problem(part, context)


@xavier_initialisation.check
def by_keeping_variances(i: int, o: int, q: str) -> float:
    """Bisects for the variance whose products with both fans average to one, and for the bound whose U(-a, a) has that variance."""
    variance = halved(lambda v: (i * v + o * v) / 2 < 1)
    if q == "variance":
        return variance
    return halved(lambda a: (a**3 - (-a) ** 3) / 3 / (2 * a) < variance)


def halved(too_small: Callable[[float], bool]) -> float:
    low, high = 0.0, 10.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if too_small(middle) else (low, middle)
    return (low + high) / 2
