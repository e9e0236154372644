"""Xavier initialisation: the bound of the uniform distribution, or its variance."""

import math
from fractions import Fraction

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, equal_tex, generator, number_tex

BOUND = Formulas(
    "sqrt(6/(i + o))",
    wrong={
        "fan-in-only": "sqrt(3/i)",
        "he-for-xavier": "sqrt(6/i)",
        "deviation-for-bound": "sqrt(2/(i + o))",
        "fans-not-averaged": "sqrt(3/(i + o))",
        "fans-multiplied": "sqrt(6/(i*o))",
        "variance-for-bound": "2/(i + o)",
    },
)
VARIANCE = Formulas(
    "2/(i + o)",
    wrong={
        "fan-in-only": "1/i",
        "he-for-xavier": "2/i",
        "deviation-for-variance-of-weights": "sqrt(2/(i + o))",
        "fans-not-averaged": "1/(i + o)",
        "fans-multiplied": "2/(i*o)",
        "bound-for-variance": "sqrt(6/(i + o))",
    },
)


@generator(
    topic="initialisation",
    objective="init-rules",
    minutes=3,
    tags=("xavier", "initialisation"),
    source="Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks, AISTATS 2010, section 4.2",
)
def xavier_initialisation(draw: Draw) -> Problem:
    """The weights of one fully connected layer."""
    i = draw.pick("i", (2, 10, 50, 100, 200, 256, 300, 512, 784))
    o = draw.pick("o", (1, 10, 50, 94, 100, 256, 300, 500, 512))
    q = draw.pick("q", ("bound", "variance"))
    at = draw.params
    bound = q == "bound"

    def context() -> Text:
        zh = "权重从均匀分布 $U(-a, a)$ 中抽取，" if bound else ""
        en = " The weights are drawn from the uniform distribution $U(-a, a)$." if bound else ""
        return Text(
            zh=f"一个有 {i} 个输入、{o} 个输出的全连接层采用 Xavier（Glorot）初始化，{zh}增益为 1。",
            en=f"A fully connected layer with {i} inputs and {o} output{'s' if o > 1 else ''} is initialised by Xavier’s (Glorot’s) rule with gain 1.{en}",
        )

    def wording() -> Wording:
        if bound:
            value = number_tex(math.sqrt(6 / (i + o)), 4)
            line = rf"$$a = \sqrt{{\frac{{6}}{{n_{{in}} + n_{{out}}}}}} = \sqrt{{\frac{{6}}{{{i} + {o}}}}} \approx {value}$$"
            return Wording(
                ask=Text(zh="$a$ 是多少？", en="What is $a$?"),
                claim=Text(zh="$a = {}$。", en="The bound is $a = {}$."),
                solution=Text(
                    zh=f"方差取 $2/(n_{{in}} + n_{{out}})$，而均匀分布的方差为 $a^2/3$：\n\n{line}",
                    en=f"The variance is $2/(n_{{in}} + n_{{out}})$, and that of the uniform distribution is $a^2/3$:\n\n{line}",
                ),
            )
        value = Fraction(2, i + o)
        line = rf"$$\mathrm{{Var}}(w) = \frac{{2}}{{n_{{in}} + n_{{out}}}} = \frac{{2}}{{{i} + {o}}} {equal_tex(value, 5)}$$"
        return Wording(
            ask=Text(zh="权重的方差是多少？", en="What is the variance of the weights?"),
            claim=Text(zh="权重的方差是 ${}$。", en="The variance of the weights is ${}$."),
            solution=Text(
                zh=f"Xavier 初始化兼顾前向与反向传播：\n\n{line}",
                en=f"Xavier’s rule balances the forward and the backward pass:\n\n{line}",
            ),
        )

    part = Computed(
        "init/xavier", BOUND if bound else VARIANCE, at, wording, difficulty=2 + bound, places=4 if bound else 5
    )
    return Problem((part,), context)


@xavier_initialisation.check
def by_keeping_variances(i: int, o: int, q: str) -> float:
    """The variance whose products with both fans average to one; the bound by bisection on the variance of U(-a, a)."""
    variance = 1 / ((i + o) / 2)
    if q == "variance":
        return variance
    low, high = 0.0, 10.0
    for _ in range(80):
        middle = (low + high) / 2
        second_moment = (middle**3 - (-middle) ** 3) / 3 / (2 * middle)
        low, high = (middle, high) if second_moment < variance else (low, middle)
    return (low + high) / 2
