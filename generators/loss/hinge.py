"""The multiclass hinge loss."""

from collections.abc import Sequence
from itertools import permutations

from hwgen import Computed, Draw, Formulas, Problem, generator, may_coincide, shuffled, source, texts

from .._tex import listed

HINGE = Formulas("sum(Max(0, s[i] - s[y] + d) for i in range(4) if i != y)").with_wrong("""
    true-class-summed-too: sum(Max(0, s[i] - s[y] + d) for i in range(4))
        把真实类自己的一项也加了进来，多出 $[d]$。 || This includes the term of the true class, which adds $[d]$.
    mean-over-classes: sum(Max(0, s[i] - s[y] + d) for i in range(4) if i != y)/4
        除以了类别数。 || This divides by the number of classes.
    without-the-maximum: sum(s[i] - s[y] + d for i in range(4) if i != y) if sum(s[i] - s[y] + d for i in range(4) if i != y) > 0 else None
        没有把负的项取为 0。 || This does not replace negative terms with 0.
    largest-violation-only: max(Max(0, s[i] - s[y] + d) for i in range(4) if i != y)
        只取了最大的一项。 || This takes the largest term only.
    margin-the-wrong-way: sum(Max(0, s[y] - s[i] + d) for i in range(4) if i != y)
        两个得分相减的次序反了。 || This subtracts the scores the wrong way round.
    margin-left-out: sum(Max(0, s[i] - s[y]) for i in range(4) if i != y)
        漏了间隔 $[d]$。 || This leaves out the margin $[d]$.
    squared-terms: sum(Max(0, s[i] - s[y] + d)**2 for i in range(4) if i != y)
        各项取了平方。 || This squares the terms.
""")

SCORES = tuple(s for s in shuffled(("hinge",), tuple(permutations((-2, 0, 1, 2, 3, 5), 4)))[:120])

JUDGES = texts("""
    animals: 动物分类器对一张照片 || For one photograph, an animal classifier
    digits: 区分手写数字 1 至 4 的线性分类器对一幅图像
            For one image, a linear classifier of the handwritten digits 1 to 4
    genres: 音乐流派分类器对一首歌 || For one song, a music-genre classifier
""")


@generator(topic="loss", objective="loss-values", minutes=2, tags=("hinge-loss", "svm"))
@source(
    "Weston and Watkins, Support vector machines for multi-class pattern recognition, ESANN 1999; Stanford CS231n, notes on linear classification"
)
@may_coincide("Four classes have few violations of the margin.", "margin-left-out", "largest-violation-only")
def multiclass_hinge(draw: Draw) -> Problem:
    """The multiclass hinge loss of one sample."""
    s = draw.pick("s", SCORES)
    y = draw.pick("y", (0, 3))
    d = draw.pick("d", (1, 2))
    draw.let("k", y + 1)
    draw.let("scores", listed(s))
    draw.let("network", draw.pick("setting", JUDGES))
    terms = [s[i] - s[y] + d for i in range(4) if i != y]
    # Some terms are added, some are clipped, and not all are their own squares.
    draw.require(sum(term > 0 for term in terms) == 2 and min(terms) < 0 and max(terms) > 1)
    shown = " + ".join(rf"\max(0,\ [s[{i}]] - [s[y]] + [d])" for i in range(4) if i != y)
    values = " + ".join(str(max(0, term)) for term in terms)
    return Problem(Computed("loss/multiclass-hinge", HINGE, difficulty=2, signed=True)).worded(rf"""
        [network]给四个类的得分为 $(s_1,\ s_2,\ s_3,\ s_4) = ([scores])$，真实类 $y$ 是第 [k] 类。
          损失是多类合页损失 $\sum_{{i \ne y}} \max(0,\ s_i - s_y + \Delta)$，间隔 $\Delta = [d]$。
        [network] gives the four classes the scores $(s_1,\ s_2,\ s_3,\ s_4) = ([scores])$, and the true class $y$ is
          class [k]. The loss is the multiclass hinge loss
          $\sum_{{i \ne y}} \max(0,\ s_i - s_y + \Delta)$ with the margin $\Delta = [d]$.

        ask: 该样本的损失是多少？ || What is the loss of the sample?
        claim: 该样本的损失是 $[value]$。 || The loss of the sample is $[value]$.
        solution: 把其余三类的项相加： || The terms of the other three classes are added:
                  $${shown}$$
                  $$= {values} = [key].$$
    """)


@multiclass_hinge.check
def by_violations(s: Sequence[int], y: int, d: int) -> int:
    """Counts up, for each other class, by how many points it comes too close."""
    wanted = s[y] - d
    return sum(len(range(wanted, score)) for place, score in enumerate(s) if place != y)
