"""What a split of a decision tree gains."""

import math
from fractions import Fraction

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, equal_tex, generator, number_tex

Counts = tuple[int, int]
LEFT: tuple[Counts, ...] = ((4, 0), (3, 1), (5, 1), (2, 2), (6, 2), (1, 3), (8, 2), (0, 4), (1, 5), (2, 6))
RIGHT: tuple[Counts, ...] = ((0, 4), (1, 3), (1, 5), (2, 2), (2, 6), (3, 1), (2, 8), (4, 4), (0, 2), (1, 1))

LET = {
    "pa": "(l[0] + r[0], l[1] + r[1])",
    "ent": "lambda c: sum(-(v/sum(c))*log2(v/sum(c)) for v in c if v > 0)",
    "gin": "lambda c: 1 - sum((v/sum(c))**2 for v in c)",
}


def gain(this: str, other: str, **more: str) -> Formulas:
    rest = f"sum((sum(c)/sum(pa))*{this}(c) for c in (l, r))"
    return Formulas(
        f"{this}(pa) - {rest}",
        let=LET,
        wrong={
            "children-not-weighted": f"{this}(pa) - ({this}(l) + {this}(r))/2",
            "impurity-that-remains": rest,
            "other-criterion": f"{other}(pa) - sum((sum(c)/sum(pa))*{other}(c) for c in (l, r))",
            "parent-forgotten": f"{this}(l) + {this}(r)",
            "gain-in-accuracy": "(max(l) + max(r) - max(pa))/sum(pa)",
            **more,
        },
    )


ENTROPY = gain("ent", "gin", **{"natural-logarithm": "(ent(pa) - sum((sum(c)/sum(pa))*ent(c) for c in (l, r)))*log(2)"})
GINI = gain("gin", "ent")


@generator(
    topic="classical-ml",
    minutes=5,
    tags=("decision-tree", "entropy", "gini"),
    source="Quinlan, Induction of decision trees, Machine Learning 1 (1986); Bishop, Pattern Recognition and Machine Learning (2006), section 14.4",
    objective="classical-trees-and-neighbours",
)
def information_gain(draw: Draw) -> Problem:
    """The information gain of a split, or its decrease in Gini impurity."""
    l = draw.pick("l", LEFT)  # noqa: E741
    r = draw.pick("r", RIGHT)
    k = draw.pick("k", ("entropy", "gini"))
    draw.require(l[0] * r[1] != l[1] * r[0])
    by_entropy = k == "entropy"
    parent = (l[0] + r[0], l[1] + r[1])
    formulas = ENTROPY if by_entropy else GINI

    def context() -> Text:
        head = Text(zh="| | 正例 | 反例 |", en="| | positive | negative |")
        names = (
            Text(zh="父节点", en="parent"),
            Text(zh="左子节点", en="left child"),
            Text(zh="右子节点", en="right child"),
        )

        def table(language: str) -> str:
            rows = (
                f"| {name.zh if language == 'zh' else name.en} | {c[0]} | {c[1]} |"
                for name, c in zip(names, (parent, l, r), strict=True)
            )
            return "\n".join([head.zh if language == "zh" else head.en, "|---|---|---|", *rows])

        return Text(
            zh=f"决策树的一个节点按某特征分成两个子节点，各节点的样本数如下：\n\n{table('zh')}",
            en=f"A node of a decision tree is split into two children. The nodes hold these numbers of samples:\n\n{table('en')}",
        )

    def wording() -> Wording:
        total = sum(parent)

        def impurity(counts: Counts) -> str:
            size = sum(counts)
            if by_entropy:
                terms = [rf"\frac{{{v}}}{{{size}}} \log_2 \frac{{{v}}}{{{size}}}" for v in counts if v]
                return f"-{' - '.join(terms)} {equal_tex(entropy(counts), 4)}" if len(terms) > 1 else "0"
            terms = [rf"\left(\frac{{{v}}}{{{size}}}\right)^2" for v in counts]
            return f"1 - {' - '.join(terms)} {equal_tex(gini(counts), 4)}"

        measure = entropy if by_entropy else gini
        symbol = "H" if by_entropy else "G"
        lines = "\n\n".join(
            f"$${symbol}_{{{index}}} = {impurity(c)}$$" for index, c in (("p", parent), ("l", l), ("r", r))
        )
        value = measure(parent) - sum(Fraction(sum(c), total) * measure(c) for c in (l, r))
        shown = [number_tex(measure(c), 4) for c in (parent, l, r)]
        last = rf"$${shown[0]} - \frac{{{sum(l)}}}{{{total}}} \times {shown[1]} - \frac{{{sum(r)}}}{{{total}}} \times {shown[2]} {equal_tex(value, 3)}$$"
        zh = "信息增益" if by_entropy else "基尼不纯度的减少量"
        en = "information gain" if by_entropy else "decrease in Gini impurity"
        return Wording(
            ask=Text(zh=f"这次划分的{zh}是多少？", en=f"What is the {en} of this split?"),
            claim=Text(zh=f"这次划分的{zh}是 ${{}}$。", en=f"The {en} of this split is ${{}}$."),
            solution=Text(
                zh=f"先算各节点的{'熵' if by_entropy else '基尼不纯度'}，再减去子节点按样本数加权的平均值：\n\n{lines}\n\n{last}",
                en=f"First the {'entropy' if by_entropy else 'Gini impurity'} of each node, then the average of the children, "
                f"weighted by their sizes, is taken off:\n\n{lines}\n\n{last}",
            ),
        )

    part = Computed(
        "ml/information-gain",
        formulas,
        draw.params,
        wording,
        difficulty=2 + by_entropy,
        conventions=("log-base-2", "children-weighted-by-size")
        if by_entropy
        else ("gini-impurity", "children-weighted-by-size"),
        places=3,
        most=1,
    )
    return Problem((part,), context)


def entropy(counts: Counts) -> float | Fraction:
    shares = [Fraction(v, sum(counts)) for v in counts if v]
    if len(shares) == 1:
        return Fraction(0)
    return Fraction(1) if shares[0] == shares[1] else -sum(float(p) * math.log2(p) for p in shares)


def gini(counts: Counts) -> Fraction:
    return 1 - sum((Fraction(v, sum(counts)) ** 2 for v in counts), Fraction(0))


@information_gain.check
def by_counting_samples(l: Counts, r: Counts, k: str) -> float | Fraction:  # noqa: E741
    """Lists the samples: the mutual information of label and side, or the odds that two samples drawn alike differ."""
    samples = [(side, label) for side, counts in enumerate((l, r)) for label in (0, 1) for _ in range(counts[label])]
    if k == "gini":
        apart = sum(a[1] != b[1] for a in samples for b in samples)
        sides = [[s for s in samples if s[0] == side] for side in (0, 1)]
        within = sum(Fraction(sum(a[1] != b[1] for a in part for b in part), len(part)) for part in sides)
        return Fraction(apart, len(samples) ** 2) - within / len(samples)
    n = len(samples)
    information = 0.0
    for pair in set(samples):
        joint = samples.count(pair) / n
        side = sum(s[0] == pair[0] for s in samples) / n
        label = sum(s[1] == pair[1] for s in samples) / n
        information += joint * math.log(joint / (side * label))
    return information / math.log(2)
