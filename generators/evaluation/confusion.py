"""Measures of a binary classifier from its confusion matrix."""

from functools import cache

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, source, texts

from .._apart import apart

NAMES = {name: rf"\mathrm{{{name}}}" for name in ("TP", "FP", "FN", "TN")}
MEASURES = {
    "accuracy": "(TP + TN)/(TP + FP + FN + TN)",
    "precision": "TP/(TP + FP)",
    "recall": "TP/(TP + FN)",
    "specificity": "TN/(TN + FP)",
    "f1": "2*TP/(2*TP + FP + FN)",
    "fpr": "FP/(FP + TN)",
    "balanced": "1/2*(TP/(TP + FN) + TN/(TN + FP))",
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
    "accuracy": Text("准确率", "accuracy"),
    "precision": Text("精确率", "precision"),
    "recall": Text("召回率", "recall"),
    "specificity": Text("特异度", "specificity"),
    "f1": Text(" $F_1$ 分数", "$F_1$ score"),
    "fpr": Text("假正例率", "false positive rate"),
    "balanced": Text("平衡准确率", "balanced accuracy"),
}
# What the question adds to a name.
ALSO = {
    "accuracy": Text("（accuracy）", ""),
    "precision": Text("（precision，又称查准率）", ""),
    "recall": Text("（recall，又称查全率）", ""),
    "specificity": Text("（specificity，即真负例率）", " (true negative rate)"),
    "f1": Text("", ""),
    "fpr": Text("（FPR）", " (FPR)"),
    "balanced": Text("，即召回率与特异度的算术平均", ", the arithmetic mean of recall and specificity"),
}
WHY = texts("""
    accuracy: 准确率是判断正确的[things]所占的比例
              Accuracy is the share of all [things] that are classified correctly
    precision: 精确率是判为[positive]的[things]中真正的[positive]所占的比例
               Precision is the share of actual [positives] among the [things] predicted to be [positive]
    recall: 召回率是真正的[positive]中被判出的比例
            Recall is the share of the actual [positives] that are predicted to be [positive]
    specificity:
        特异度是[negative]中判断正确的比例 || Specificity is the share of the [negatives] that are classified correctly
    f1: $F_1$ 是精确率与召回率的调和平均，可化为只含三个计数的式子
        $F_1$ is the harmonic mean of precision and recall, which simplifies to an expression in three of the counts
    fpr: 假正例率是[negative]中被误判为[positive]的比例
         The false positive rate is the share of the [negatives] that are predicted to be [positive]
    balanced: 平衡准确率是两类各自判对比例的平均
              Balanced accuracy averages the shares of correct predictions in the classes
""")
# What is classified, its two classes, and how the predictions are called.
MAIL = texts("""
    model: 垃圾邮件过滤器 || spam filter
    count: [total] 封邮件 || [total] e-mails
    things: 邮件 || e-mails
    positive: 垃圾邮件 || spam
    positives: 垃圾邮件 || spam e-mails
    negative: 正常邮件 || normal
    negatives: 正常邮件 || normal e-mails
""")
SCREENING = texts("""
    model: 疾病筛查模型 || screening model
    count: [total] 名受检者 || [total] people
    things: 受检者 || people
    positive: 患者 || ill
    positives: 患者 || patients
    negative: 健康者 || healthy
    negatives: 健康者 || healthy people
""")
SETTINGS = {"mail": MAIL, "screening": SCREENING}
COUNTS = "$$" + r",\quad ".join(rf"{tex} = [{name}]" for name, tex in NAMES.items()) + ".$$"


@generator(
    topic="evaluation", objective="evaluation-metrics", minutes=3, tags=("confusion-matrix", "precision", "recall")
)
@source(
    "Powers, Evaluation: From Precision, Recall and F-Measure to ROC (2011); Goodfellow, Bengio and Courville, "
    "Deep Learning (2016), section 11.1"
)
def confusion_metrics(draw: Draw) -> Problem:
    """One measure of a spam filter from its confusion matrix."""
    measure = draw.pick("m", tuple(MEASURES))
    # No number is in two lists: where two counts are equal, some measures are one number.
    tp = draw.pick("TP", (12, 24, 45, 60, 90))
    fp = draw.pick("FP", (5, 10, 20, 40))
    fn = draw.pick("FN", (4, 8, 15, 25, 30))
    tn = draw.pick("TN", (14, 70, 470))
    for name, text in draw.setting(SETTINGS).items():
        draw.let(name, text)
    why = WHY[measure]
    draw.let("total", tp + fp + fn + tn)
    draw.let("measure", NAMED[measure])
    draw.let("also", ALSO[measure])
    question = Computed(
        "eval/confusion-metrics",
        FORMULAS[measure],
        difficulty=1 + (measure in ("f1", "balanced")) + (measure == "fpr"),
        places=3,
        most=1,
    )
    draw.require(apart(draw, FORMULAS[measure], places=3))
    return Problem(question).worded(f"""
        [model]在 [count]上的混淆矩阵如下，以[positive]为正类；行是实际类别，列是预测类别。
        A [model] is tested on [count], with “[positive]” as the positive class. Its confusion matrix has the actual
          classes as rows and the predicted classes as columns:
        | 实际 | 预测：[positive] | 预测：[negative] |
        | actual | predicted: [positive] | predicted: [negative] |
        |---|---|---|
        | [positive] | [TP] | [FN] |
        | [negative] | [FP] | [TN] |

        ask: 计算该模型的[measure][also]。 || Compute the model’s [measure][also].
        claim: 该模型的[measure]为 $[value]$。 || The model’s [measure] is $[value]$.
        solution: 由表得 || The table gives
                  {COUNTS}
                  {why.zh}： || {why.en}:
                  $$[=key:.3].$$
    """)


@cache
def pairs(actual_positive: int, actual_negative: int, tp: int, fp: int) -> tuple[list[bool], list[bool]]:
    """The labels and the predictions, e-mail by e-mail."""
    actual = [True] * actual_positive + [False] * actual_negative
    predicted = [i < tp for i in range(actual_positive)] + [i < fp for i in range(actual_negative)]
    return actual, predicted


@cache
def rates(tp: int, fp: int, fn: int, tn: int) -> dict[str, R]:
    """The measures by looking at the e-mails one by one."""
    actual, predicted = pairs(tp + fn, fp + tn, tp, fp)
    right = [a == p for a, p in zip(actual, predicted, strict=True)]

    def share(hits: list[bool], among: list[bool]) -> R:
        chosen = [hit for hit, member in zip(hits, among, strict=True) if member]
        return R(chosen.count(True), len(chosen))

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
def by_counting_emails(m: str, TP: int, FP: int, FN: int, TN: int) -> R:
    """Lists labels and predictions of all e-mails and counts shares; F1 as a harmonic mean."""
    return rates(TP, FP, FN, TN)[m]
