"""A point of the ROC curve and the area under it, from a ranking of a few examples."""

from fractions import Fraction
from functools import cache
from itertools import pairwise, product

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, equal_tex, generator, number_tex

R = Fraction
LABELS = tuple(y for y in product((0, 1), repeat=6) if 2 <= sum(y) <= 4)
AUC_LABELS = tuple(y for n in (5, 6) for y in product((0, 1), repeat=n) if sum(y) >= 2 and n - sum(y) >= 2)
POINT = Formulas(
    "(FP/N, TP/P)",
    let={
        "TP": "sum(y[:m])",
        "FP": "sum(1 - v for v in y[:m])",
        "P": "sum(y)",
        "N": "sum(1 - v for v in y)",
    },
    wrong={
        "roc-axes-swapped": "(TP/P, FP/N)",
        "precision-for-tpr": "(FP/N, TP/m)",
        "share-of-all-for-rate": "(FP/6, TP/6)",
        "strict-threshold": "(sum(1 - v for v in y[:m - 1])/N, sum(y[:m - 1])/P)",
        "tnr-for-fpr": "(1 - FP/N, TP/P)",
        "fnr-for-tpr": "(FP/N, 1 - TP/P)",
        "class-sizes-swapped": "(FP/P, TP/N) if FP <= P and TP <= N else None",
        "shares-of-predicted": "(FP/m, TP/m)",
    },
)
AREA = Formulas(
    "wins/(P*N)",
    let={
        "n": "len(y)",
        "s": "[R(10 - i if ti > 0 and i == ti + 1 else 9 - i, 10) for i in range(n)]",
        "pos": "[i for i in range(n) if y[i] == 1]",
        "neg": "[i for i in range(n) if y[i] == 0]",
        "P": "len(pos)",
        "N": "len(neg)",
        "wins": "sum(1 if s[i] > s[j] else R(1, 2) if s[i] == s[j] else 0 for i in pos for j in neg)",
    },
    wrong={
        "ties-as-wins": "sum(1 for i in pos for j in neg if s[i] >= s[j])/(P*N)",
        "ties-as-losses": "sum(1 for i in pos for j in neg if s[i] > s[j])/(P*N)",
        "ranking-reversed": "1 - wins/(P*N)",
        "all-pairs": "2*wins/(n*(n - 1))",
        "accuracy-of-top-half": "R(sum(1 for i in range(n) if (2*i < n) == (y[i] == 1)), n)",
        "average-precision-for-auc": "sum(R(sum(y[:i + 1]), i + 1) for i in pos)/P",
        "averages-tpr": "sum(R(sum(y[:i + 1]), P) for i in range(n))/n",
        "adjacent-pairs-only": "R(sum(1 for i in range(n - 1) if y[i] >= y[i + 1]), n - 1)",
    },
    tex={"wins": "W"},
)


def ranking(scores: tuple[Fraction, ...], y: tuple[int, ...]) -> Text:
    """The table of scores and labels."""
    numbers = " | ".join(str(i) for i in range(1, len(y) + 1))
    rule = "---|" * (len(y) + 1)
    values = " | ".join(f"${number_tex(s)}$" for s in scores)
    labels = " | ".join(map(str, y))
    return Text(
        zh=f"| 样本 | {numbers} |\n|{rule}\n| 得分 | {values} |\n| 标签 | {labels} |",
        en=f"| example | {numbers} |\n|{rule}\n| score | {values} |\n| label | {labels} |",
    )


@generator(
    topic="evaluation",
    objective="evaluation-curves",
    minutes=3,
    tags=("roc",),
    source="Fawcett, An introduction to ROC analysis (2006), section 4",
)
def roc_point(draw: Draw) -> Problem:
    """(FPR, TPR) of six scored examples at one threshold."""
    y = draw.pick("y", LABELS)
    m = draw.pick("m", (1, 2, 3, 4, 5))
    at = draw.params
    scores = tuple(R(9 - i, 10) for i in range(6))
    threshold = number_tex(scores[m - 1])

    def context() -> Text:
        table = ranking(scores, y)
        return Text(
            zh=f"一个二分类器对 6 个样本的得分和真实标签（1 为正类，0 为负类）如下。\n\n{table.zh}",
            en=f"A binary classifier scores 6 examples; label 1 is the positive class, 0 the negative one.\n\n{table.en}",
        )

    def wording() -> Wording:
        found = POINT.values(at)
        tp, fp, p, n = (found[name] for name in ("TP", "FP", "P", "N"))
        fpr, tpr = quotient(fp, n), quotient(tp, p)
        return Wording(
            ask=Text(
                zh=f"取阈值为 ${threshold}$，求对应的 ROC 点 $(\\mathrm{{FPR}}, \\mathrm{{TPR}})$，即（假正例率，真正例率）。",
                en=f"Find the ROC point $(\\mathrm{{FPR}}, \\mathrm{{TPR}})$, that is, (false positive rate, true positive "
                f"rate), for the threshold ${threshold}$.",
            ),
            claim=Text(
                zh=f"阈值取 ${threshold}$ 时，$(\\mathrm{{FPR}}, \\mathrm{{TPR}}) = {{}}$。",
                en=f"For the threshold ${threshold}$, $(\\mathrm{{FPR}}, \\mathrm{{TPR}}) = {{}}$.",
            ),
            solution=Text(
                zh=f"得分不低于 ${threshold}$ 的样本中，正例有 {tp} 个，负例有 {fp} 个；"
                f"全部样本中，正例有 {p} 个，负例有 {n} 个。因此\n\n"
                f"$$\\mathrm{{FPR}} = {fpr},\\qquad \\mathrm{{TPR}} = {tpr}.$$",
                en=f"Of the examples that score at least ${threshold}$, {tp} are positive and {fp} negative; "
                f"in all, {p} are positive and {n} negative. Hence\n\n"
                f"$$\\mathrm{{FPR}} = {fpr},\\qquad \\mathrm{{TPR}} = {tpr}.$$",
            ),
        )

    return Problem(
        (
            Computed(
                "eval/roc-point",
                POINT,
                at,
                wording,
                difficulty=1 + (m > 2),
                conventions=("positive-from-threshold",),
                form="tuple",
                places=3,
                signed=True,
                most=1,
                cells=(Text(zh="FPR", en="FPR"), Text(zh="TPR", en="TPR")),
            ),
        ),
        context,
    )


def quotient(top: int, bottom: int) -> str:
    """TeX of top/bottom and its value."""
    value = R(top, bottom)
    return rf"\frac{{{top}}}{{{bottom}}} {equal_tex(value, 3)}"


@roc_point.check
def by_thresholding(y: tuple[int, ...], m: int) -> tuple[Fraction, Fraction]:
    """Classifies each example by comparing its score with the threshold and averages the predictions of each class."""
    threshold = 10 - m  # in tenths
    predicted = [9 - i >= threshold for i in range(6)]
    rates = []
    for label in (0, 1):
        of_class = [p for p, v in zip(predicted, y, strict=True) if v == label]
        rates.append(R(of_class.count(True), len(of_class)))
    return rates[0], rates[1]


@generator(
    topic="evaluation",
    objective="evaluation-curves",
    minutes=4,
    tags=("roc", "auc"),
    source="Hanley and McNeil, The meaning and use of the area under a ROC curve (1982); Fawcett, An introduction to ROC "
    "analysis (2006), section 7",
)
def auc_by_hand(draw: Draw) -> Problem:
    """The area under the ROC curve of five or six scored examples, possibly with two scores tied."""
    y = draw.pick("y", AUC_LABELS)
    ti = draw.pick("ti", (0, 1, 2))
    at = draw.params
    scores = scored(len(y), ti)
    draw.require(trapezoids(y, ti) > 0)

    def context() -> Text:
        table = ranking(scores, y)
        n = len(y)
        return Text(
            zh=f"一个二分类器对 {n} 个样本的得分和真实标签（1 为正类，0 为负类）如下。\n\n{table.zh}",
            en=f"A binary classifier scores {n} examples; label 1 is the positive class, 0 the negative one.\n\n{table.en}",
        )

    def wording() -> Wording:
        found = AREA.values(at)
        p, n, wins = found["P"], found["N"], found["wins"]
        rows = [(i, [half(scores[i], scores[j]) for j in found["neg"]]) for i in found["pos"]]
        sums = ",\\quad ".join(
            f"{i + 1}:\\ {' + '.join(map(number_tex, row))} = {number_tex(sum(row))}" for i, row in rows
        )
        total = " + ".join(number_tex(R(sum(row))) for _, row in rows)
        worked = AREA.worked(at, places=3)
        return Wording(
            ask=Text(
                zh="求该分类器的 AUC（ROC 曲线下的面积）。",
                en="Find the AUC, the area under the classifier’s ROC curve.",
            ),
            claim=Text(zh="该分类器的 AUC 为 ${}$。", en="The classifier’s AUC is ${}$."),
            solution=Text(
                zh=f"AUC 等于正例得分高于负例得分的“正负样本对”所占的比例。正例 {p} 个，负例 {n} 个，共 {p * n} 对。"
                f"各正例（样本编号）与各负例相比所得的分数为\n\n$${sums}.$$\n\n"
                f"总分 $W = {total} = {number_tex(wins)}$。记正、负例个数为 $P$、$N$，则\n\n$$\\mathrm{{AUC}} = {worked}.$$",
                en=f"The AUC is the share of the pairs of a positive and a negative in which the positive has the higher score. "
                f"There are {p} positives and {n} negatives, {p * n} pairs in all. Each positive (by its number) against "
                f"the negatives earns\n\n$${sums}.$$\n\n"
                f"In all, $W = {total} = {number_tex(wins)}$. With $P$ positives and $N$ negatives,\n\n"
                f"$$\\mathrm{{AUC}} = {worked}.$$",
            ),
        )

    return Problem(
        (
            Computed(
                "eval/auc-by-hand",
                AREA,
                at,
                wording,
                difficulty=2 + (ti > 0),
                conventions=("tie-counts-half",) if ti else (),
                places=3,
                signed=True,
                most=1,
            ),
        ),
        context,
    )


def half(positive: Fraction, negative: Fraction) -> Fraction:
    return R(1) if positive > negative else R(1, 2) if positive == negative else R(0)


@cache
def scored(n: int, ti: int) -> tuple[Fraction, ...]:
    """0.9, 0.8, ...; with `ti` the example after place `ti` (from 0) has the same score as that one."""
    tenths = list(range(9, 9 - n, -1))
    if ti:
        tenths[ti + 1] = tenths[ti]
    return tuple(R(t, 10) for t in tenths)


@cache
def trapezoids(y: tuple[int, ...], ti: int) -> Fraction:
    """The area under the ROC curve, drawn point by point with falling threshold, by trapezoids."""
    scores = scored(len(y), ti)
    points = [(R(0), R(0))]
    for threshold in sorted(set(scores), reverse=True):
        seen = [v for v, s in zip(y, scores, strict=True) if s >= threshold]
        points.append((R(seen.count(0), y.count(0)), R(seen.count(1), y.count(1))))
    steps = pairwise(points)
    return sum(((x1 - x0) * (y0 + y1) / 2 for (x0, y0), (x1, y1) in steps), R(0))


@auc_by_hand.check
def by_trapezoids(y: tuple[int, ...], ti: int) -> Fraction:
    """Draws the ROC curve and adds up the areas of its trapezoids."""
    return trapezoids(y, ti)
