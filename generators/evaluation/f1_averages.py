"""F1, averaged over classes."""

from functools import cache
from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, source

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
    "precisions-averaged": ("p", Text("这是精确率的平均值。", "This is the mean of the precisions.")),
    "recalls-averaged": ("r", Text("这是召回率的平均值。", "This is the mean of the recalls.")),
    "weighted-by-support": (
        "sum(f[i]*sum(A[i]) for i in range(3))/N",
        Text(
            "这是各类 $F_1$ 按样本数加权的平均值。",
            "This is the mean of the $F_1$ scores of the classes, weighted by their numbers of samples.",
        ),
    ),
    "error-rate": ("1 - mi", Text("这是错误率。", "This is the error rate.")),
    "best-class": ("max(f)", Text("这只是最好的一类的 $F_1$。", "This is the $F_1$ of the best class only.")),
}

AVERAGES = {
    "macro": Formulas("ma", let=LET)
    .with_wrong("""
        micro-for-macro: mi || 这是微平均的 $F_1$，等于准确率。 || This is the micro-averaged $F_1$, which equals the accuracy.
        harmonic-mean-of-means: 2*p*r/(p + r)
            先平均了精确率和召回率；宏平均是各类 $F_1$ 的平均值。
            This averages precision and recall first, but the macro average is the mean of the $F_1$ scores of the classes.
    """)
    .with_wrong(SHARED),
    "micro": Formulas("mi", let=LET)
    .with_wrong("""
        macro-for-micro: ma
            这是宏平均的 $F_1$，即各类 $F_1$ 的平均值。
            This is the macro-averaged $F_1$, the mean of the $F_1$ scores of the classes.
    """)
    .with_wrong(SHARED),
}

TABLES: tuple[Matrix, ...] = (
    ((20, 3, 2), (4, 10, 1), (0, 2, 8)),
    ((8, 2, 0), (5, 21, 4), (2, 4, 14)),
    ((30, 5, 5), (2, 6, 2), (3, 0, 7)),
    ((12, 0, 3), (1, 9, 5), (2, 3, 25)),
    ((5, 5, 0), (2, 30, 8), (0, 5, 5)),
    ((27, 1, 2), (6, 12, 2), (1, 2, 17)),
    ((40, 0, 10), (5, 10, 5), (5, 5, 20)),
    ((9, 1, 5), (0, 20, 0), (3, 2, 10)),
    ((25, 5, 0), (10, 15, 5), (1, 2, 7)),
    ((7, 3, 1), (3, 14, 3), (6, 2, 22)),
    ((11, 4, 0), (2, 24, 4), (1, 6, 8)),
    ((28, 1, 1), (0, 13, 7), (4, 2, 14)),
    ((6, 0, 4), (5, 35, 0), (2, 1, 17)),
    ((22, 6, 2), (1, 8, 1), (3, 4, 33)),
    ((14, 3, 3), (8, 9, 3), (0, 6, 34)),
)

SORTED = {
    "news": (Text("新闻分类器", "A news classifier"), Text("体育、财经、科技", "sports, business and science")),
    "plants": (
        Text("植物识别网络", "A network that recognises plants"),
        Text("橡树、枫树、松树", "oak, maple and pine"),
    ),
    "calls": (
        Text("客服来电分类器", "A model that sorts calls to a help line"),
        Text("故障、账单、其他", "faults, billing and other"),
    ),
}


@generator(
    topic="evaluation",
    objective="evaluation-metrics",
    minutes="3 + 3*(kind == 'macro')",
    tags=("f1", "macro-average", "micro-average"),
)
@source("scikit-learn user guide, metrics and scoring; Opitz and Burst, Macro F1 and macro F1 (2019)")
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
    totals = "$[sum(A[0])] + [sum(A[1])] + [sum(A[2])] = [N]$"
    micro = "$$\\frac{[A[0][0]] + [A[1][1]] + [A[2][2]]}{[N]} [~key:.3].$$"
    question = Computed(
        "eval/macro-micro-f1",
        AVERAGES[kind],
        solution=Text(
            f"各类的 $F_1$ 是对角元的两倍除以列和与行和之和，宏平均是它们的平均值：\n\n{macro}"
            if kind == "macro"
            else f"每个样本只有一个类别，微平均的 $F_1$ 等于准确率。各行之和相加，样本数为 {totals}：\n\n{micro}",
            f"The $F_1$ of a class is twice its diagonal entry divided by the sum of its column total and its row total; the macro average is the mean over the classes:\n\n{macro}"
            if kind == "macro"
            else f"Each sample has a single class, so the micro-averaged $F_1$ is the accuracy. By the row totals, there are {totals} samples:\n\n{micro}",
        ),
        difficulty=2 + (kind == "macro"),
        places=3,
        most=1,
    )
    return Problem(question).worded(f"""
        [what]区分[classes]三类（A、B、C），混淆矩阵如下（行为真实类别，列为预测类别）：
        [what] distinguishes the classes [classes] (A, B, C). In its confusion matrix, rows are true classes and columns
          predicted classes:
        | 真实类别 | 预测为 A | 预测为 B | 预测为 C |
        | true class | predicted A | predicted B | predicted C |
        |---|---|---|---|
        {rows}

        ask: $F_1$ 的[kind: macro=宏平均（各类 $F_1$ 的平均值）|微平均]是多少？
             What is the [kind: macro=macro-averaged $F_1$, the mean of the $F_1$ scores of the classes|micro-averaged $F_1$]?
        claim: $F_1$ 的[kind: macro=宏平均（各类 $F_1$ 的平均值）|微平均]是 $[value]$。
               The [kind: macro=macro-averaged $F_1$, the mean of the $F_1$ scores of the classes,|micro-averaged $F_1$] is
                 $[value]$.
    """)


@macro_micro_f1.check
def by_samples(A: Matrix, kind: str) -> R:
    return averaged(A, kind)


@cache
def averaged(A: Matrix, kind: str) -> R:
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
