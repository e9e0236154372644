"""A neuron: its weighted sum, and what comes of it. The second answer follows from the first."""

from hwgen import Computed, Draw, Formulas, Problem, generator, source

SUM = Formulas("w*x + b").with_wrong("""
    bias-forgotten: w*x || 漏了偏置 $b$。 || This leaves out the bias $b$.
    bias-multiplied: w*(x + b) || 把偏置也乘了 $w$。 || This multiplies the bias by $w$, too.
    added-not-multiplied: w + x + b || 把 $w$ 与 $x$ 相加。 || This adds $w$ and $x$.
    bias-subtracted: w*x - b || 减去了偏置。 || This subtracts the bias.
""")
LOSS = Formulas("(z - t)**2", let={"z": "w*x + b"}).with_wrong("""
    not-squared: Abs(z - t) || 没有平方。 || This is not squared.
    sum-for-difference: (z + t)**2
        把二者相加，应当相减。 || This adds the two instead of subtracting.
    squares-subtracted: Abs(z**2 - t**2) || 先平方再相减。 || This squares before it subtracts.
    doubled: 2*Abs(z - t) || 把平方当作加倍。 || This doubles instead of squaring.
""")


@generator(topic="mlp", minutes="2 + (b < 0)")
@source("Goodfellow, Bengio and Courville, Deep Learning (2016), chapter 6")
def neuron_and_loss(draw: Draw) -> Problem:
    w = draw.pick("w", (3, 4, 5))
    x = draw.pick("x", (2, 5, 6))
    b = draw.pick("b", (-3, -1, 1, 4))
    t = draw.pick("t", (1, 7, 10))
    # The squares of 0, 1 and 2 are these numbers themselves or twice as much.
    draw.require(abs(w * x + b - t) > 2)
    total = Computed("weighted-sum", SUM, difficulty="1 + (b < 0)", signed=True)
    # A student with another z gets part of the points for what follows from it.
    loss = Computed("loss", LOSS, difficulty=2, follows={"weighted-sum": "(carried - t)**2"})
    return Problem((total, loss)).worded("""
        一个神经元算出 $z = wx + b$，损失为 $L = (z - t)^2$，其中 $w = [w]$，$x = [x]$，$b = [b]$，$t = [t]$。
        A neuron computes $z = wx + b$ with the loss $L = (z - t)^2$, where $w = [w]$, $x = [x]$, $b = [b]$ and
          $t = [t]$.

        # weighted-sum
        ask: $z$ 是多少？ || What is $z$?
        claim: $z = [value]$。 || The value is $z = [value]$.
        solution: $z = [=key]$。 || It is $z = [=key]$.

        # loss
        ask: 用[@weighted-sum]的结果求 $L$。 || Find $L$ from the result of [@weighted-sum].
        claim: $L = [value]$。 || The loss is $L = [value]$.
        solution: $L = [=key]$。 || It is $L = [=key]$.
    """)


@neuron_and_loss.check
def by_repeated_addition(w: int, x: int, b: int, t: int) -> dict[str, object]:
    """Adds x as often as w says; the square is counted as the tiles of a floor."""
    total = sum([x] * w, b)
    side = range(abs(total - t))
    return {"weighted-sum": total, "loss": sum(1 for _ in side for _ in side)}
