"""A point of the ROC curve and the area under it, from a ranking of a few examples."""

from functools import cache
from itertools import pairwise, product

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, may_coincide, source, texts

from .._apart import apart

LABELS = tuple(y for y in product((0, 1), repeat=6) if 2 <= sum(y) <= 4)
AUC_LABELS = tuple(y for n in (5, 6) for y in product((0, 1), repeat=n) if sum(y) >= 2 and n - sum(y) >= 2)
CLASSIFIERS = texts("""
    plain: 一个二分类器对 [n] 个样本 || A binary classifier scores [n] examples
    patients: 一个筛查模型对 [n] 名受检者（患者为正类）
              A screening model scores [n] people (those who are ill are positive)
    mail: 一个过滤器对 [n] 封邮件（垃圾邮件为正类） || A filter scores [n] e-mails (spam is positive)
""")


def ranked(draw: Draw, scores: tuple[R, ...]) -> Text:
    """The situation: who is scored how, with the table of scores and labels."""
    n = draw.let("n", len(scores))
    draw.let("s", scores)
    draw.let("classifier", CLASSIFIERS[draw.pick("setting", tuple(CLASSIFIERS))])
    numbers = " | ".join(str(i + 1) for i in range(n))
    values, labels = (" | ".join(f"[{name}[{i}]]" for i in range(n)) for name in "sy")
    rule = "---|" * (n + 1)
    return Text(
        f"[classifier]打分，得分与真实标签（1 为正类，0 为负类）如下。\n\n| 编号 | {numbers} |\n|{rule}\n| 得分 | {values} |\n| 标签 | {labels} |",
        f"[classifier]; label 1 is the positive class, 0 the negative one.\n\n| number | {numbers} |\n|{rule}\n| score | {values} |\n| label | {labels} |",
    )


POINT = Formulas(
    "(FP/N, TP/P)",
    let={"TP": "sum(y[:m])", "FP": "m - TP", "P": "sum(y)", "N": "6 - P"},
    tex={name: rf"\mathrm{{{name}}}" for name in ("TP", "FP", "P", "N")},
).with_wrong("""
    roc-axes-swapped: (TP/P, FP/N)
    precision-for-tpr: (FP/N, TP/m)
    share-of-all-for-rate: (FP/6, TP/6)
    strict-threshold: (sum(1 - v for v in y[:m - 1])/N, sum(y[:m - 1])/P)
    tnr-for-fpr: (1 - FP/N, TP/P)
    fnr-for-tpr: (FP/N, 1 - TP/P)
    class-sizes-swapped: (FP/P, TP/N) if FP <= P and TP <= N else None
    shares-of-predicted: (FP/m, TP/m)
    threshold-reversed: (1 - FP/N, 1 - TP/P)
    negative-class-for-positive: (1 - TP/P, 1 - FP/N)
""")


@generator(topic="evaluation", objective="evaluation-curves", minutes=3, tags=("roc",))
@source("Fawcett, An introduction to ROC analysis (2006), section 4")
@may_coincide(
    "Six samples have few rates.",
    "precision-for-tpr",
    "tnr-for-fpr",
    "shares-of-predicted",
    "negative-class-for-positive",
    "fnr-for-tpr",
    "class-sizes-swapped",
    "roc-axes-swapped",
    "threshold-reversed",
)
def roc_point(draw: Draw) -> Problem:
    """(FPR, TPR) of six scored examples at one threshold."""
    draw.pick("y", LABELS)
    m = draw.pick("m", (1, 2, 3, 4, 5))
    scores = tuple(R(9 - i, 10) for i in range(6))
    draw.let("threshold", scores[m - 1])
    context = ranked(draw, scores)
    # What is counted, is a step before the rates.
    counts = r"$$\mathrm{TP} = [TP],\qquad \mathrm{FP} = [FP],$$"
    classes = r"$$\mathrm{P} = [P],\qquad \mathrm{N} = [N].$$"
    rates = "$$\\mathrm{FPR} = [=FP/N:.3],$$\n\n$$\\mathrm{TPR} = [=TP/P:.3].$$"
    part = Computed(
        "eval/roc-point",
        POINT,
        solution=Text(
            f"得分不低于 $[threshold]$ 的正例与负例的个数为\n\n{counts}\n\n全部样本中正例与负例的个数为\n\n{classes}\n\n因此\n\n{rates}",
            f"Among the examples that score at least $[threshold]$, the numbers of positives and negatives are\n\n{counts}\n\n"
            f"among all examples, they are\n\n{classes}\n\nHence\n\n{rates}",
        ),
        difficulty=1 + (m > 2),
        conventions=("positive-from-threshold",),
        form="tuple",
        places=3,
        signed=True,
        most=1,
        cells=(Text("FPR", "FPR"), Text("TPR", "TPR")),
    )
    return Problem(part, context).worded(r"""
        ask: 取阈值为 $[threshold]$，求对应的 ROC 点 $(\mathrm{FPR},\ \mathrm{TPR})$，即假正例率与真正例率。
             Find the ROC point $(\mathrm{FPR},\ \mathrm{TPR})$, the false positive rate and the true positive rate, for
               the threshold $[threshold]$.
        claim: 阈值取 $[threshold]$ 时，$(\mathrm{FPR},\ \mathrm{TPR}) = [value]$。
               For the threshold $[threshold]$, $(\mathrm{FPR},\ \mathrm{TPR}) = [value]$.
    """)


@roc_point.check
def by_thresholding(y: tuple[int, ...], m: int) -> tuple[R, R]:
    """Classifies each example by comparing its score with the threshold and averages the predictions of each class."""
    threshold = 10 - m  # in tenths
    predicted = [9 - i >= threshold for i in range(6)]
    rates = []
    for label in (0, 1):
        of_class = [p for p, v in zip(predicted, y, strict=True) if v == label]
        rates.append(R(of_class.count(True), len(of_class)))
    return rates[0], rates[1]


AREA = Formulas(
    "W/M",
    let={
        "pos": "[i for i in range(n) if y[i] == 1]",
        "neg": "[i for i in range(n) if y[i] == 0]",
        "P": "len(pos)",
        "N": "len(neg)",
        "M": "P*N",
        "won": "tuple(sum(1 if s[i] > s[j] else R(1, 2) if s[i] == s[j] else 0 for j in neg) for i in pos)",
        "W": "sum(won)",
    },
).with_wrong("""
    ties-as-wins: sum(1 for i in pos for j in neg if s[i] >= s[j])/(P*N)
    ties-as-losses: sum(1 for i in pos for j in neg if s[i] > s[j])/(P*N)
    ranking-reversed: 1 - W/(P*N)
    all-pairs: 2*W/(n*(n - 1))
    accuracy-of-top-half: R(sum(1 for i in range(n) if (2*i < n) == (y[i] == 1)), n)
    average-precision-for-auc: sum(R(sum(1 for k in pos if s[k] >= s[i]), sum(1 for v in s if v >= s[i])) for i in pos)/P
    averages-tpr: sum(R(sum(y[:i + 1]), P) for i in range(n))/n
    adjacent-pairs-only: R(sum(1 for i in range(n - 1) if y[i] >= y[i + 1]), n - 1)
""")


@generator(topic="evaluation", objective="evaluation-curves", minutes=4, tags=("roc", "auc"))
@source(
    "Hanley and McNeil, The meaning and use of the area under a ROC curve (1982); Fawcett, An introduction to ROC "
    "analysis (2006), section 7"
)
@may_coincide(
    "Ties need not lie between the classes, and few samples have few areas.",
    "ties-as-wins",
    "ties-as-losses",
    "averages-tpr",
    "accuracy-of-top-half",
)
def auc_by_hand(draw: Draw) -> Problem:
    """The area under the ROC curve of five or six scored examples, possibly with two scores tied."""
    y = draw.pick("y", AUC_LABELS)
    ti = draw.pick("ti", (0, 1, 2))
    # A classifier that ranks almost all the wrong way round would be turned round; of 1/2 or 1, wrong ideas make the same.
    area = trapezoids(y, ti)
    draw.require(area >= R(1, 4) and area not in (R(1, 2), 1))
    context = ranked(draw, scored(len(y), ti))
    duels = "sum(1 if s[{0}] > s[j] else R(1, 2) if s[{0}] == s[j] else 0 for j in neg)"
    rows = r",\quad ".join(rf"{i + 1}:\ [=={duels.format(i)}]" for i, v in enumerate(y) if v)
    part = Computed(
        "eval/auc-by-hand",
        AREA,
        solution=Text(
            "AUC 等于正例得分高于负例得分的“正负样本对”所占的比例[ti: 0=|（得分相等的计半对）]。正例有 $P = [P]$ 个，负例有 $N = [N]$ 个，共 $M = [=M]$ 对。"
            f"各正例（编号）计入的对数为\n\n$${rows}.$$\n\n"
            r"合计 $W = [==sum(won)]$，因此" + "\n\n$$\\mathrm{AUC} = [=key:.3].$$",
            "The AUC is the share of the pairs of a positive and a negative in which the positive has the higher score[ti: 0=| (equal scores count as half a pair)]. There are "
            f"$P = [P]$ positives and $N = [N]$ negatives, $M = [=M]$ pairs in all. The pairs that count for each positive (by its number) are\n\n$${rows}.$$\n\n"
            r"In all, $W = [==sum(won)]$, so that" + "\n\n$$\\mathrm{AUC} = [=key:.3].$$",
        ),
        difficulty=2 + (ti > 0),
        conventions=("tie-counts-half",) if ti else (),
        places=3,
        signed=True,
        most=1,
    )
    draw.require(apart(draw, AREA, "average-precision-for-auc", "adjacent-pairs-only"))
    return Problem(part, context).worded("""
        ask: 求该分类器的 AUC，即 ROC 曲线下的面积。 || Find the AUC, the area under the classifier’s ROC curve.
        claim: 该分类器的 AUC 为 $[value]$。 || The classifier’s AUC is $[value]$.
    """)


@cache
def scored(n: int, ti: int) -> tuple[R, ...]:
    """0.9, 0.8, ...; with `ti` the example after place `ti` (from 0) has the same score as that one."""
    tenths = list(range(9, 9 - n, -1))
    if ti:
        tenths[ti + 1] = tenths[ti]
    return tuple(R(t, 10) for t in tenths)


@cache
def trapezoids(y: tuple[int, ...], ti: int) -> R:
    """The area under the ROC curve, drawn point by point with falling threshold, by trapezoids."""
    scores = scored(len(y), ti)
    points = [(R(0), R(0))]
    for threshold in sorted(set(scores), reverse=True):
        seen = [v for v, s in zip(y, scores, strict=True) if s >= threshold]
        points.append((R(seen.count(0), y.count(0)), R(seen.count(1), y.count(1))))
    steps = pairwise(points)
    return sum(((x1 - x0) * (y0 + y1) / 2 for (x0, y0), (x1, y1) in steps), R(0))


@auc_by_hand.check
def by_trapezoids(y: tuple[int, ...], ti: int) -> R:
    """Draws the ROC curve and adds up the areas of its trapezoids."""
    return trapezoids(y, ti)
