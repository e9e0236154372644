"""F1 averaged over classes, and mean average precision."""

from fractions import Fraction
from functools import cache
from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, Text, generator

R = Fraction
Matrix = tuple[tuple[int, ...], ...]
LET = {
    "N": "sum(sum(r) for r in A)",
    "c": "tuple(sum(A[i][j] for i in range(3)) for j in range(3))",
    "f": "tuple(2*A[i][i]/(c[i] + sum(A[i])) for i in range(3))",
    "ma": "sum(f)/3",
    "mi": "sum(A[i][i] for i in range(3))/N",
    "p": "sum(A[i][i]/c[i] for i in range(3))/3",
    "r": "sum(A[i][i]/sum(A[i]) for i in range(3))/3",
}
SHARED = {
    "precisions-averaged": ("p", Text(zh="这是精确率的平均值。", en="This is the mean of the precisions.")),
    "recalls-averaged": ("r", Text(zh="这是召回率的平均值。", en="This is the mean of the recalls.")),
    "weighted-by-support": (
        "sum(f[i]*sum(A[i]) for i in range(3))/N",
        Text(zh="按各类的样本数加权了。", en="This weights the classes by their numbers of samples."),
    ),
    "error-rate": ("1 - mi", Text(zh="这是错误率。", en="This is the error rate.")),
    "best-class": ("max(f)", Text(zh="这只是最好的一类的 F1。", en="This is the F1 of the best class only.")),
}
AVERAGES = {
    "macro": Formulas(
        "ma",
        let=LET,
        wrong={
            "micro-for-macro": ("mi", Text(zh="这是微平均。", en="This is the micro average.")),
            "harmonic-mean-of-means": (
                "2*p*r/(p + r)",
                Text(
                    zh="先平均了精确率和召回率；宏平均是各类 F1 的平均值。",
                    en="This averages precision and recall first, but the macro average is the mean of the F1 of the classes.",
                ),
            ),
            **SHARED,
        },
    ),
    "micro": Formulas(
        "mi",
        let=LET,
        wrong={"macro-for-micro": ("ma", Text(zh="这是宏平均。", en="This is the macro average.")), **SHARED},
    ),
}
TABLES: tuple[Matrix, ...] = (
    ((20, 3, 2), (4, 10, 1), (0, 2, 8)),
    ((8, 2, 0), (5, 20, 5), (1, 4, 15)),
    ((30, 5, 5), (2, 6, 2), (3, 0, 7)),
    ((12, 0, 3), (1, 9, 5), (2, 3, 25)),
    ((5, 5, 0), (2, 30, 8), (0, 5, 5)),
    ((16, 2, 2), (6, 12, 2), (1, 1, 18)),
    ((40, 0, 10), (5, 10, 5), (5, 5, 20)),
    ((9, 1, 5), (0, 20, 0), (3, 2, 10)),
    ((25, 5, 0), (10, 15, 5), (1, 2, 7)),
    ((7, 2, 1), (3, 14, 3), (6, 2, 22)),
)
SORTED = {
    "news": (
        Text(zh="新闻分类器", en="a classifier of news"),
        Text(zh="体育、财经、科技", en="sports, business and science"),
    ),
    "plants": (
        Text(zh="植物识别网络", en="a network that recognises plants"),
        Text(zh="橡树、枫树、松树", en="oak, maple and pine"),
    ),
    "calls": (
        Text(zh="客服来电分类器", en="a classifier of calls to a help line"),
        Text(zh="故障、账单、其他", en="fault, bill and other"),
    ),
}


@generator(
    topic="evaluation",
    objective="evaluation-metrics",
    minutes="3 + 3*(kind == 'macro')",
    tags=("f1", "macro-average", "micro-average"),
    source="scikit-learn user guide, metrics and scoring; Opitz and Burst, Macro F1 and macro F1 (2019)",
)
def macro_micro_f1(draw: Draw) -> Problem:
    """The macro or the micro average of F1 over three classes."""
    A = draw.pick("A", TABLES)
    kind = draw.pick("kind", tuple(AVERAGES))
    what, classes = draw.pick("setting", SORTED)
    draw.let("what", what)
    draw.let("classes", classes)
    rows = "\n".join(
        f"| {name} | " + " | ".join(str(v) for v in row) + " |" for name, row in zip("ABC", A, strict=True)
    )
    each = r",\quad ".join(
        rf"F_{name} = \frac{{2 \times [A[{i}][{i}]]}}{{[c[{i}]] + [sum(A[{i}])]}} [~f[{i}]:.4]"
        for i, name in enumerate("ABC")
    )
    macro = f"$${each},$$\n\n$$\\frac{{F_A + F_B + F_C}}{{3}} [~key:.3].$$"
    micro = "$$\\frac{[A[0][0]] + [A[1][1]] + [A[2][2]]}{[N]} [~key:.3].$$"
    return Problem(
        Computed(
            "eval/macro-micro-f1",
            AVERAGES[kind],
            ask=Text(
                zh="F1 的[kind: macro=宏|微]平均是多少？", en="What is the [kind: macro=macro|micro]-averaged F1?"
            ),
            claim=Text(
                zh="F1 的[kind: macro=宏|微]平均是 $[value]$。",
                en="The [kind: macro=macro|micro]-averaged F1 is $[value]$.",
            ),
            solution=Text(
                zh=f"各类的 F1 是对角元的两倍除以列和与行和之和，宏平均是它们的平均值：\n\n{macro}"
                if kind == "macro"
                else f"每个样本只有一个类别，微平均的 F1 等于准确率：\n\n{micro}",
                en=f"The F1 of a class is twice its diagonal entry by the sum of its column and its row; the macro average is their mean:\n\n{macro}"
                if kind == "macro"
                else f"Each sample has a single class, so the micro-averaged F1 is the accuracy:\n\n{micro}",
            ),
            difficulty=2 + (kind == "macro"),
            places=3,
            most=1,
        ),
        Text(
            zh=f"[what]区分[classes]三类（A、B、C），混淆矩阵如下（行为真实类别，列为预测类别）：\n\n| | A | B | C |\n|---|---|---|---|\n{rows}",
            en=f"For [what] with the classes [classes] (A, B, C), this is the confusion matrix, with true classes as rows and predicted ones as columns:\n\n| | A | B | C |\n|---|---|---|---|\n{rows}",
        ),
    )


@macro_micro_f1.check
def by_samples(A: Matrix, kind: str) -> Fraction:
    return averaged(A, kind)


@cache
def averaged(A: Matrix, kind: str) -> Fraction:
    """Lists the samples as (true, predicted) and takes F1 as the harmonic mean of precision and recall."""
    samples = [pair for pair in product(range(3), repeat=2) for _ in range(A[pair[0]][pair[1]])]
    if kind == "micro":
        return R(sum(true == predicted for true, predicted in samples), len(samples))
    scores = []
    for name in range(3):
        hits = sum(true == predicted == name for true, predicted in samples)
        precision = R(hits, sum(predicted == name for _, predicted in samples))
        recall = R(hits, sum(true == name for true, _ in samples))
        scores.append(2 / (1 / precision + 1 / recall))
    return sum(scores, R(0)) / len(scores)


AP = {
    "a": "sum(h[i]*sum(h[:i + 1])/(i + 1) for i in range(6))/n",
    "b": "sum(k[i]*sum(k[:i + 1])/(i + 1) for i in range(6))/m",
}
MEAN_AP = Formulas(
    "(a + b)/2",
    let=AP,
    wrong={
        "missed-objects-ignored": (
            "(sum(h[i]*sum(h[:i + 1])/(i + 1) for i in range(6))/sum(h) + sum(k[i]*sum(k[:i + 1])/(i + 1) for i in range(6))/sum(k))/2",
            Text(
                zh="除以了找到的目标数，应除以全部真实目标数。",
                en="This divides by the objects that were detected instead of all objects.",
            ),
        ),
        "first-class-only": (
            "a",
            Text(zh="这只是第一类的平均精度。", en="This is the average precision of the first class only."),
        ),
        "second-class-only": (
            "b",
            Text(zh="这只是第二类的平均精度。", en="This is the average precision of the second class only."),
        ),
        "final-precisions": (
            "(sum(h)/6 + sum(k)/6)/2",
            Text(zh="取了全部检测的精确率。", en="This takes the precision of all detections."),
        ),
        "recalls-for-precisions": ("(sum(h)/n + sum(k)/m)/2", Text(zh="取了召回率。", en="This takes the recall.")),
        "false-positives-averaged-in": (
            "(sum(sum(h[:i + 1])/(i + 1) for i in range(6))/6 + sum(sum(k[:i + 1])/(i + 1) for i in range(6))/6)/2",
            Text(
                zh="对每个检测都取了精确率，应只在正确的检测处取。",
                en="This takes the precision at every detection instead of the correct ones only.",
            ),
        ),
        "classes-pooled": (
            "(a*n + b*m)/(n + m) if n != m else None",
            Text(
                zh="按目标数加权了；mAP 对各类直接平均。",
                en="This weights by the numbers of objects, but mAP averages over classes.",
            ),
        ),
    },
)
HITS = ((1, 1, 0, 1, 0, 0), (1, 0, 1, 1, 0, 1), (0, 1, 1, 0, 0, 1), (1, 1, 1, 0, 0, 0), (0, 0, 1, 0, 1, 0))
DETECTED = {
    "street": (
        Text(zh="街景检测器", en="a detector of street scenes"),
        Text(zh="汽车", en="cars"),
        Text(zh="行人", en="pedestrians"),
    ),
    "farm": (Text(zh="农场监控检测器", en="a detector for farms"), Text(zh="牛", en="cows"), Text(zh="羊", en="sheep")),
    "shelf": (
        Text(zh="货架检测器", en="a detector for shelves"),
        Text(zh="瓶子", en="bottles"),
        Text(zh="罐头", en="tins"),
    ),
}


@generator(
    topic="evaluation",
    objective="evaluation-detection",
    minutes=6,
    tags=("average-precision", "map", "detection"),
    source="Everingham et al., The PASCAL visual object classes challenge, IJCV 88, 2010, section 4.2; Manning, Raghavan and Schütze, Introduction to Information Retrieval (2008), section 8.4",
)
def mean_average_precision(draw: Draw) -> Problem:
    """The mAP of a detector of two classes."""
    h = draw.pick("h", HITS)
    k = draw.pick("k", HITS)
    draw.pick("n", (4, 5))
    draw.pick("m", (4, 6))
    what, one, two = draw.pick("setting", DETECTED)
    for name, value in (("what", what), ("one", one), ("two", two)):
        draw.let(name, value)
    draw.require(h != k)
    table = "\n".join(
        f"| [{name}] | " + " | ".join("1" if v else "0" for v in row) + f" | [{count}] |"
        for name, row, count in (("one", h, "n"), ("two", k, "m"))
    )

    def precisions(row: tuple[int, ...], count: str, value: str) -> str:
        terms = " + ".join(rf"\frac{{{sum(row[: i + 1])}}}{{{i + 1}}}" for i in range(6) if row[i])
        return rf"\frac{{1}}{{[{count}]}}\left({terms}\right) [~{value}:.4]"

    steps = f"$${precisions(h, 'n', 'a')}$$\n\n$${precisions(k, 'm', 'b')}$$"
    return Problem(
        Computed(
            "eval/mean-average-precision",
            MEAN_AP,
            ask=Text(zh="两类的 mAP 是多少？", en="What is the mAP over both classes?"),
            claim=Text(zh="两类的 mAP 是 $[value]$。", en="The mAP over both classes is $[value]$."),
            solution=Text(
                zh=f"平均精度是各个正确检测处的精确率之和除以真实目标数（没有找到的目标计 0）：\n\n{steps}\n\n两者的平均值为 $[key:.3]$。",
                en=f"Average precision is the sum of the precisions at the correct detections, divided by the number of objects (objects that were missed count 0):\n\n{steps}\n\nTheir mean is $[key:.3]$.",
            ),
            difficulty=3,
            places=3,
            most=1,
        ),
        Text(
            zh=f"[what]对测试图像给出每类 6 个检测，按置信度从高到低排列；1 表示正确（与一个尚未匹配的真实目标的 IoU 足够大），0 表示错误：\n\n| 类别 | 第 1 个 | 第 2 个 | 第 3 个 | 第 4 个 | 第 5 个 | 第 6 个 | 真实目标数 |\n|---|---|---|---|---|---|---|---|\n{table}\n\n"
            "平均精度不作插值：对每个正确检测取到它为止的精确率，求和之后除以真实目标数。",
            en=f"On test images, [what] makes 6 detections of each class, ordered by confidence from the highest down; 1 is a correct one (its IoU with an object not matched yet is large enough), 0 a wrong one:\n\n"
            f"| class | no. 1 | no. 2 | no. 3 | no. 4 | no. 5 | no. 6 | objects |\n|---|---|---|---|---|---|---|---|\n{table}\n\n"
            "Average precision is not interpolated: the precisions up to and including each correct detection are added up and divided by the number of objects.",
        ),
    )


@mean_average_precision.check
def by_the_curve(h: tuple[int, ...], k: tuple[int, ...], n: int, m: int) -> Fraction:
    """The area under the steps of precision over recall."""
    total = R(0)
    for row, objects in ((h, n), (k, m)):
        correct = wrong = 0
        for hit in row:
            correct, wrong = correct + hit, wrong + 1 - hit
            width = R(hit, objects)
            total += width * R(correct, correct + wrong)
    return total / 2
