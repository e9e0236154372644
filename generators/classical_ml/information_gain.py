"""What a split of a decision tree gains."""

import math

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, source, texts

from .._apart import apart

Counts = tuple[int, int]
LEFT: tuple[Counts, ...] = ((4, 0), (3, 1), (5, 1), (2, 2), (6, 2), (1, 3), (8, 2), (0, 4), (1, 5), (2, 6))
RIGHT: tuple[Counts, ...] = ((0, 4), (1, 3), (1, 5), (2, 2), (2, 6), (3, 1), (2, 8), (4, 4), (0, 2), (1, 1))
IMPURITY = {
    "ent": "sum(-(v/sum({0}))*log2(v/sum({0})) for v in {0} if v > 0)",
    "gin": "1 - sum((v/sum({0}))**2 for v in {0})",
}
LET = {
    "pa": "(l[0] + r[0], l[1] + r[1])",
    **{name: f"lambda c: {formula.format('c')}" for name, formula in IMPURITY.items()},
}


MIXED_UP = {
    "ent": Text("用了基尼不纯度，应为熵。", "This uses the Gini impurity instead of the entropy."),
    "gin": Text("用了熵，应为基尼不纯度。", "This uses the entropy instead of the Gini impurity."),
}


def gain(this: str, other: str, **more: str) -> Formulas:
    rest = f"sum((sum(c)/sum(pa))*{this}(c) for c in (l, r))"
    return Formulas(
        f"{this}(pa) - {rest}",
        let=LET | {f"h{i}": f"{this}({c})" for i, c in (("p", "pa"), ("l", "l"), ("r", "r"))},
        wrong={
            "children-not-weighted": f"{this}(pa) - ({this}(l) + {this}(r))/2",
            "impurity-that-remains": rest,
            "other-criterion": (f"{other}(pa) - sum((sum(c)/sum(pa))*{other}(c) for c in (l, r))", MIXED_UP[this]),
            "parent-forgotten": f"{this}(l) + {this}(r)",
            "gain-in-accuracy": "(max(l) + max(r) - max(pa))/sum(pa)",
            **more,
        },
    )


ENTROPY = gain("ent", "gin", **{"natural-logarithm": "(ent(pa) - sum((sum(c)/sum(pa))*ent(c) for c in (l, r)))*log(2)"})
GINI = gain("gin", "ent")
# The formulas, the symbol, what it is a measure of, what is asked for.
CRITERIA = {
    "entropy": (ENTROPY, "ent", "H", Text("熵", "entropy"), Text("信息增益", "information gain of")),
    "gini": (
        GINI,
        "gin",
        "G",
        Text("基尼不纯度", "Gini impurity"),
        Text("基尼不纯度的减少量", "decrease in Gini impurity from"),
    ),
}
SETTINGS = texts("""
    loans: 预测贷款是否违约的决策树的一个节点按某特征分成两个子节点，各节点的样本数如下：
           A node of a decision tree that predicts whether loans are repaid is split into two children. The nodes hold
             these numbers of samples:
           | 节点 | 违约 | 未违约 |
           | node | defaulted | repaid |
    patients: 诊断某种疾病的决策树的一个节点按某特征分成两个子节点，各节点的样本数如下：
              A node of a decision tree that diagnoses a disease is split into two children. The nodes hold these
                numbers of samples:
              | 节点 | 患病 | 健康 |
              | node | ill | healthy |
""")


@generator(
    topic="classical-ml",
    objective="classical-trees-and-neighbours",
    minutes=5,
    tags=("decision-tree", "entropy", "gini"),
)
@source(
    "Quinlan, Induction of decision trees, Machine Learning 1 (1986); Bishop, Pattern Recognition and Machine Learning (2006), section 14.4"
)
def information_gain(draw: Draw) -> Problem:
    """The information gain of a split, or its decrease in Gini impurity."""
    head = draw.pick("setting", SETTINGS)
    l = draw.pick("l", LEFT)  # noqa: E741
    r = draw.pick("r", RIGHT)
    formulas, measure, symbol, name, asked = draw.pick("k", CRITERIA)
    draw.require(l[0] * r[1] != l[1] * r[0])
    # Children of one size have equal weights.
    draw.require(sum(l) != sum(r))
    draw.require(apart(draw, formulas, "impurity-that-remains", "children-not-weighted"))
    by_entropy = symbol == "H"
    pure = by_entropy and 0 in (*l, *r)
    draw.let("p", (l[0] + r[0], l[1] + r[1]))
    draw.let("gained", asked)
    draw.let("impurity", name)

    def table(parent: str, left: str, right: str) -> str:
        rows = ((parent, "p"), (left, "l"), (right, "r"))
        return "|---|---|---|\n" + "\n".join(f"| {name} | [{c}[0]] | [{c}[1]] |" for name, c in rows)

    places = ":.4" if by_entropy else ""
    last = "hp - R(sum(l), sum(p))*hl - R(sum(r), sum(p))*hr"
    # Where there is nothing to work out, there is no step: what is 0 stands beside the parent.
    zeros = [c for c, counts in (("l", l), ("r", r)) if by_entropy and 0 in counts]
    lines = [(c, f"{symbol}_{c} = [=={IMPURITY[measure].format(c)}{places}]") for c in "plr" if c not in zeros]
    beside = "".join(f",\\qquad {symbol}_{c} = 0" for c in zeros)
    steps = "\n\n".join(f"$${line}{beside if c == 'p' else ''},$$" for c, line in lines)
    steps += f"\n\n$${symbol}_p - \\frac{{n_l}}{{n_p}} {symbol}_l - \\frac{{n_r}}{{n_p}} {symbol}_r = [=={last}:.3].$$"
    question = Computed(
        "ml/information-gain",
        formulas,
        solution=Text(
            f"先算各节点的[impurity]{'（只有一类样本的节点，熵为 0）' if pure else ''}，再减去子节点按样本数加权的平均值（下标 $p$、$l$、$r$ 表示父节点和左、右子节点，$n$ 是样本数）："
            f"\n\n{steps}",
            f"First compute the [impurity] of each node{', which is 0 where all samples have the same class' if pure else ''}; then subtract the average over the children, weighted by their sizes "
            f"($p$, $l$ and $r$ stand for the parent and its left and right child, $n$ for the number of samples):\n\n{steps}",
        ),
        difficulty=2 + by_entropy,
        conventions=(*(("log-base-2",) if by_entropy else ("gini-impurity",)), "children-weighted-by-size"),
        places=3,
        most=1,
    )
    return Problem(
        question,
        Text(
            f"{head.zh}\n" + table("父节点", "左子节点", "右子节点"),
            f"{head.en}\n" + table("parent", "left child", "right child"),
        ),
    ).worded("""
        ask: 这次划分的[gained]是多少？ || What is the [gained] this split?
        claim: 这次划分的[gained]是 $[value]$。 || The [gained] this split is $[value]$.
    """)


@information_gain.check
def by_counting_samples(l: Counts, r: Counts, k: str) -> float | R:  # noqa: E741
    """Lists the samples: the mutual information of label and side, or the odds that two samples drawn alike differ."""
    samples = [(side, label) for side, counts in enumerate((l, r)) for label in (0, 1) for _ in range(counts[label])]
    if k == "gini":
        unlike = sum(a[1] != b[1] for a in samples for b in samples)
        sides = [[s for s in samples if s[0] == side] for side in (0, 1)]
        within = sum(R(sum(a[1] != b[1] for a in part for b in part), len(part)) for part in sides)
        return R(unlike, len(samples) ** 2) - within / len(samples)
    n = len(samples)
    information = 0.0
    for pair in set(samples):
        joint = samples.count(pair) / n
        side = sum(s[0] == pair[0] for s in samples) / n
        label = sum(s[1] == pair[1] for s in samples) / n
        information += joint * math.log(joint / (side * label))
    return information / math.log(2)
