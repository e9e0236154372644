"""A neuron: its weighted sum, and what comes of it. The second answer follows from the first."""

from hwgen import Computed, Draw, Formulas, Problem, Text, generator

SUM = Formulas(
    "w*x + b",
    wrong={
        "bias-forgotten": ("w*x", Text(zh="漏了偏置 $b$。", en="This leaves out the bias $b$.")),
        "bias-multiplied": ("w*(x + b)", Text(zh="把偏置也乘了 $w$。", en="This multiplies the bias by $w$, too.")),
        "added-not-multiplied": ("w + x + b", Text(zh="把 $w$ 与 $x$ 相加。", en="This adds $w$ and $x$.")),
        "bias-subtracted": ("w*x - b", Text(zh="减去了偏置。", en="This subtracts the bias.")),
    },
)
LOSS = Formulas(
    "(z - t)**2",
    let={"z": "w*x + b"},
    wrong={
        "not-squared": ("Abs(z - t)", Text(zh="没有平方。", en="This is not squared.")),
        "sum-for-difference": (
            "(z + t)**2",
            Text(zh="把二者相加，应当相减。", en="This adds the two instead of subtracting."),
        ),
        "squares-subtracted": ("Abs(z**2 - t**2)", Text(zh="先平方再相减。", en="This squares before it subtracts.")),
        "doubled": ("2*Abs(z - t)", Text(zh="把平方当作加倍。", en="This doubles instead of squaring.")),
    },
)


@generator(
    topic="mlp", minutes="2 + (b < 0)", source="Goodfellow, Bengio and Courville, Deep Learning (2016), chapter 6"
)
def neuron_and_loss(draw: Draw) -> Problem:
    draw.pick("w", (2, 3, 5))
    draw.pick("x", (2, 4, 6))
    draw.pick("b", (-3, -1, 1, 4))
    draw.pick("t", (1, 7, 10))
    total = Computed(
        "weighted-sum",
        SUM,
        ask=Text(zh="$z$ 是多少？", en="What is $z$?"),
        claim=Text(zh="$z = [value]$。", en="The value is $z = [value]$."),
        solution=Text(zh="$z = [=key]$。", en="It is $z = [=key]$."),
        difficulty="1 + (b < 0)",
        signed=True,
    )
    loss = Computed(
        "loss",
        LOSS,
        ask=Text(zh="用[@weighted-sum]的结果求 $L$。", en="Find $L$ from the result of [@weighted-sum]."),
        claim=Text(zh="$L = [value]$。", en="The loss is $L = [value]$."),
        solution=Text(zh="$L = [=key]$。", en="It is $L = [=key]$."),
        difficulty=2,
        # A student with another z gets part of the points for what follows from it.
        follows={"weighted-sum": "(carried - t)**2"},
    )
    context = Text(
        zh="一个神经元算出 $z = wx + b$，损失为 $L = (z - t)^2$，其中 $w = [w]$，$x = [x]$，$b = [b]$，$t = [t]$。",
        en="A neuron computes $z = wx + b$ with the loss $L = (z - t)^2$, where $w = [w]$, $x = [x]$, $b = [b]$ and $t = [t]$.",
    )
    return Problem((total, loss), context)


@neuron_and_loss.check
def by_repeated_addition(w: int, x: int, b: int, t: int) -> dict[str, object]:
    """Adds x as often as w says; the square is counted as the tiles of a floor."""
    total = sum([x] * w, b)
    side = range(abs(total - t))
    return {"weighted-sum": total, "loss": sum(1 for _ in side for _ in side)}
