"""Measures of a binary classifier from its confusion matrix."""

from fractions import Fraction
from functools import cache

from hwgen import Computed, Draw, Formulas, Problem, Text, generator

NAMES = {name: rf"\mathrm{{{name}}}" for name in ("TP", "FP", "FN", "TN")}
MEASURES = {
    "accuracy": "(TP + TN)/(TP + FP + FN + TN)",
    "precision": "TP/(TP + FP)",
    "recall": "TP/(TP + FN)",
    "specificity": "TN/(TN + FP)",
    "f1": "2*TP/(2*TP + FP + FN)",
    "fpr": "FP/(FP + TN)",
    "balanced": "(TP/(TP + FN) + TN/(TN + FP))/2",
}
TAKEN_FOR = {
    "took-precision": "precision",
    "took-recall": "recall",
    "took-accuracy": "accuracy",
    "took-specificity": "specificity",
}
OTHERS = {
    "mean-of-precision-and-recall": "(TP/(TP + FP) + TP/(TP + FN))/2",
    "jaccard-for-measure": "TP/(TP + FP + FN)",
    "positives-among-correct": "TP/(TP + TN)",
    "took-prevalence": "(TP + FN)/(TP + FP + FN + TN)",
}
OWN = {
    "specificity": {"took-npv": "TN/(TN + FN)"},
    "f1": {"product-without-two": "TP/(2*TP + FP + FN)"},
    "fpr": {"took-fdr": "FP/(FP + TP)", "took-fnr": "FN/(FN + TP)", "share-of-all-for-rate": "FP/(TP + FP + FN + TN)"},
}
FORMULAS = {
    measure: Formulas(
        key,
        wrong={id: MEASURES[other] for id, other in TAKEN_FOR.items() if other != measure}
        | OTHERS
        | OWN.get(measure, {}),
        tex=NAMES,
    )
    for measure, key in MEASURES.items()
}
NAMED = {
    "accuracy": Text(zh="准确率", en="accuracy"),
    "precision": Text(zh="精确率", en="precision"),
    "recall": Text(zh="召回率", en="recall"),
    "specificity": Text(zh="特异度", en="specificity"),
    "f1": Text(zh=" $F_1$ 分数", en="$F_1$ score"),
    "fpr": Text(zh="假正例率", en="false positive rate"),
    "balanced": Text(zh="平衡准确率", en="balanced accuracy"),
}
# What the question adds to a name.
ALSO = {
    "accuracy": Text(zh="（accuracy）", en=""),
    "precision": Text(zh="（precision，又称查准率）", en=""),
    "recall": Text(zh="（recall，又称查全率）", en=""),
    "specificity": Text(zh="（specificity，即真负例率）", en=" (true negative rate)"),
    "f1": Text(zh="", en=""),
    "fpr": Text(zh="（FPR）", en=" (FPR)"),
    "balanced": Text(zh="（召回率与特异度的算术平均）", en=" (the arithmetic mean of recall and specificity)"),
}
WHY = {
    "accuracy": Text(
        zh="准确率是判断正确的[things]所占的比例",
        en="Accuracy is the share of all [things] that are classified correctly",
    ),
    "precision": Text(
        zh="精确率是判为[positive]的[things]中真正的[positive]所占的比例",
        en="Precision is the share of actual [positives] among the [things] that are predicted to be [positive]",
    ),
    "recall": Text(
        zh="召回率是真正的[positive]中被判出的比例",
        en="Recall is the share of the actual [positives] that are predicted to be [positive]",
    ),
    "specificity": Text(
        zh="特异度是[negative]中判断正确的比例",
        en="Specificity is the share of the [negatives] that are classified correctly",
    ),
    "f1": Text(
        zh="$F_1$ 是精确率与召回率的调和平均，可化为只含三个计数的式子",
        en="$F_1$ is the harmonic mean of precision and recall, which simplifies to an expression in three of the counts",
    ),
    "fpr": Text(
        zh="假正例率是[negative]中被误判为[positive]的比例",
        en="The false positive rate is the share of the [negatives] that are predicted to be [positive]",
    ),
    "balanced": Text(
        zh="平衡准确率是两类各自判对比例的平均",
        en="Balanced accuracy averages the shares of correct predictions in the classes",
    ),
}
# What is classified, its two classes, and how the predictions are called.
MAIL = {
    "model": Text(zh="垃圾邮件过滤器", en="spam filter"),
    "count": Text(zh="[total] 封邮件", en="[total] e-mails"),
    "things": Text(zh="邮件", en="e-mails"),
    "positive": Text(zh="垃圾邮件", en="spam"),
    "positives": Text(zh="垃圾邮件", en="spam"),
    "negative": Text(zh="正常邮件", en="normal"),
    "negatives": Text(zh="正常邮件", en="normal e-mails"),
}
SCREENING = {
    "model": Text(zh="疾病筛查模型", en="screening model"),
    "count": Text(zh="[total] 名受检者", en="[total] people"),
    "things": Text(zh="受检者", en="people"),
    "positive": Text(zh="患者", en="ill"),
    "positives": Text(zh="患者", en="patients"),
    "negative": Text(zh="健康者", en="healthy"),
    "negatives": Text(zh="健康者", en="healthy people"),
}
SETTINGS = {"mail": MAIL, "screening": SCREENING}
COUNTS = "$$" + r",\quad ".join(rf"{tex} = [{name}]" for name, tex in NAMES.items()) + ".$$"


@generator(
    topic="evaluation",
    objective="evaluation-metrics",
    minutes=3,
    tags=("confusion-matrix", "precision", "recall"),
    source="Powers, Evaluation: From Precision, Recall and F-Measure to ROC (2011); Goodfellow, Bengio and Courville, "
    "Deep Learning (2016), section 11.1",
)
def confusion_metrics(draw: Draw) -> Problem:
    """One measure of a spam filter from its confusion matrix."""
    measure = draw.pick("m", tuple(MEASURES))
    tp = draw.pick("TP", (10, 20, 40, 60, 90))
    fp = draw.pick("FP", (5, 10, 20, 40))
    fn = draw.pick("FN", (5, 10, 15, 20, 40))
    tn = draw.pick("TN", (10, 70, 900))
    for name, text in SETTINGS[draw.pick("setting", tuple(SETTINGS))].items():
        draw.let(name, text)
    why = WHY[measure]
    draw.let("total", tp + fp + fn + tn)
    draw.let("measure", NAMED[measure])
    draw.let("also", ALSO[measure])
    return Problem(
        Computed(
            "eval/confusion-metrics",
            FORMULAS[measure],
            ask=Text(zh="计算该模型的[measure][also]。", en="Calculate the model’s [measure][also]."),
            claim=Text(zh="该模型的[measure]为 $[value]$。", en="The model’s [measure] is $[value]$."),
            solution=Text(
                zh=f"由表得\n\n{COUNTS}\n\n{why.zh}：\n\n$$[=key:.3].$$",
                en=f"The table gives\n\n{COUNTS}\n\n{why.en}:\n\n$$[=key:.3].$$",
            ),
            difficulty=1 + (measure in ("f1", "balanced")) + (measure == "fpr"),
            places=3,
            most=1,
        ),
        Text(
            zh="[model]在 [count]上的混淆矩阵如下，以[positive]为正类；行是实际类别，列是预测类别。\n\n"
            "| 实际 | 预测：[positive] | 预测：[negative] |\n|---|---|---|\n| [positive] | [TP] | [FN] |\n| [negative] | [FP] | [TN] |",
            en="A [model] is tested on [count], with “[positive]” as the positive class. Its confusion matrix has the actual classes as rows and the "
            "predicted classes as columns:\n\n"
            "| actual | predicted: [positive] | predicted: [negative] |\n|---|---|---|\n| [positive] | [TP] | [FN] |\n| [negative] | [FP] | [TN] |",
        ),
    )


@cache
def pairs(actual_positive: int, actual_negative: int, tp: int, fp: int) -> tuple[list[bool], list[bool]]:
    """The labels and the predictions, e-mail by e-mail."""
    actual = [True] * actual_positive + [False] * actual_negative
    predicted = [i < tp for i in range(actual_positive)] + [i < fp for i in range(actual_negative)]
    return actual, predicted


@cache
def rates(tp: int, fp: int, fn: int, tn: int) -> dict[str, Fraction]:
    """The measures by looking at the e-mails one by one."""
    actual, predicted = pairs(tp + fn, fp + tn, tp, fp)
    right = [a == p for a, p in zip(actual, predicted, strict=True)]

    def share(hits: list[bool], among: list[bool]) -> Fraction:
        chosen = [hit for hit, member in zip(hits, among, strict=True) if member]
        return Fraction(chosen.count(True), len(chosen))

    normal = [not a for a in actual]
    precision, recall = share(right, predicted), share(right, actual)
    specificity = share(right, normal)
    return {
        "accuracy": share(right, [True] * len(right)),
        "precision": precision,
        "recall": recall,
        "specificity": specificity,
        "f1": 1 / ((1 / precision + 1 / recall) / 2),
        "fpr": share(predicted, normal),
        "balanced": (recall + specificity) / 2,
    }


@confusion_metrics.check
def by_counting_emails(m: str, TP: int, FP: int, FN: int, TN: int) -> Fraction:
    """Lists labels and predictions of all e-mails and counts shares; F1 as a harmonic mean."""
    return rates(TP, FP, FN, TN)[m]
