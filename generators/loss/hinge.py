"""The multiclass hinge loss."""

from collections.abc import Sequence
from itertools import permutations

from hwgen import Computed, Draw, Formulas, Problem, Text, generator, shuffled

from .._tex import listed

HINGE = Formulas(
    "sum(Max(0, s[i] - s[y] + d) for i in range(4) if i != y)",
    wrong={
        "true-class-summed-too": (
            "sum(Max(0, s[i] - s[y] + d) for i in range(4))",
            Text(
                zh="把真实类自己的一项也加了进来，多出 $[d]$。",
                en="This includes the term of the true class, which adds $[d]$.",
            ),
        ),
        "mean-over-classes": (
            "sum(Max(0, s[i] - s[y] + d) for i in range(4) if i != y)/4",
            Text(zh="除以了类别数。", en="This divides by the number of classes."),
        ),
        "without-the-maximum": (
            "sum(s[i] - s[y] + d for i in range(4) if i != y)",
            Text(zh="负的项没有取 0。", en="This does not cut negative terms off at 0."),
        ),
        "largest-violation-only": (
            "max(Max(0, s[i] - s[y] + d) for i in range(4) if i != y)",
            Text(zh="只取了最大的一项。", en="This takes the largest term only."),
        ),
        "margin-the-wrong-way": (
            "sum(Max(0, s[y] - s[i] + d) for i in range(4) if i != y)",
            Text(zh="两个得分相减的次序反了。", en="This subtracts the scores the wrong way round."),
        ),
        "margin-left-out": (
            "sum(Max(0, s[i] - s[y]) for i in range(4) if i != y)",
            Text(zh="漏了间隔 $[d]$。", en="This leaves out the margin $[d]$."),
        ),
        "squared-terms": (
            "sum(Max(0, s[i] - s[y] + d)**2 for i in range(4) if i != y)",
            Text(zh="各项取了平方。", en="This squares the terms."),
        ),
    },
)


SCORES = tuple(s for s in shuffled(("hinge",), tuple(permutations((-2, 0, 1, 2, 3, 5), 4)))[:40])


JUDGES = {
    "animals": Text(zh="动物分类器对一张照片", en="For one photograph, a classifier of animals"),
    "digits": Text(zh="手写数字的线性分类器对一幅图像", en="For one image, a linear classifier of handwritten digits"),
    "genres": Text(zh="音乐流派分类器对一首歌", en="For one song, a classifier of genres"),
}


@generator(
    topic="loss",
    objective="loss-values",
    minutes=2,
    tags=("hinge-loss", "svm"),
    source="Weston and Watkins, Support vector machines for multi-class pattern recognition, ESANN 1999; Stanford CS231n, notes on linear classification",
)
def multiclass_hinge(draw: Draw) -> Problem:
    """The multiclass hinge loss of one sample."""
    s = draw.pick("s", SCORES)
    y = draw.pick("y", (0, 3))
    d = draw.pick("d", (1, 2))
    draw.let("k", y + 1)
    draw.let("scores", listed(s))
    draw.let("network", draw.pick("setting", JUDGES))
    terms = [s[i] - s[y] + d for i in range(4) if i != y]
    draw.require(max(terms) > 0)
    shown = " + ".join(rf"\max(0,\ [s[{i}]] - [s[y]] + [d])" for i in range(4) if i != y)
    values = " + ".join(str(max(0, term)) for term in terms)
    return Problem(
        Computed(
            "loss/multiclass-hinge",
            HINGE,
            ask=Text(zh="该样本的损失是多少？", en="What is the loss of the sample?"),
            claim=Text(zh="该样本的损失是 $[value]$。", en="The loss of the sample is $[value]$."),
            solution=Text(zh=f"$${shown}$$\n\n$$= {values} = [key].$$", en=f"$${shown}$$\n\n$$= {values} = [key].$$"),
            difficulty=2,
            places=2,
            signed=True,
        ),
        Text(
            zh="[network]给四个类的得分依次为 $[scores]$，真实类是第 [k] 类。损失是多类合页损失 $\\sum_{i \\ne y} \\max(0,\\ s_i - s_y + \\Delta)$，间隔 $\\Delta = [d]$。",
            en="[network] gives the four classes the scores $[scores]$, and the true class is class [k]. The loss is the multiclass hinge loss $\\sum_{i \\ne y} \\max(0,\\ s_i - s_y + \\Delta)$ with the margin $\\Delta = [d]$.",
        ),
    )


@multiclass_hinge.check
def by_violations(s: Sequence[int], y: int, d: int) -> int:
    """Counts up, for each other class, by how many points it comes too close."""
    wanted = s[y] - d
    return sum(len(range(wanted, score)) for place, score in enumerate(s) if place != y)
