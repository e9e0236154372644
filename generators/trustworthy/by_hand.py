"""An adversarial step, fairness from two confusion matrices, and the noise of differential privacy."""

from fractions import Fraction
from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, Text, generator

from .._tex import cells

R = Fraction
Three = tuple[int, int, int]
PERTURBED = Formulas(
    "tuple(x[i] - e*y*sign(w[i]) for i in range(3))",
    wrong={
        "towards-the-true-class": (
            "tuple(x[i] + e*y*sign(w[i]) for i in range(3))",
            Text(zh="方向反了，损失会减小。", en="This is the wrong way: it lowers the loss."),
        ),
        "gradient-without-its-sign": (
            "tuple(x[i] - e*y*w[i] for i in range(3))",
            Text(zh="没有取符号。", en="This does not take the sign."),
        ),
        "signs-of-the-input": (
            "tuple(x[i] - e*y*sign(x[i]) for i in range(3))",
            Text(zh="取了输入的符号，应取权重的符号。", en="This takes the signs of the input instead of the weights."),
        ),
        "largest-weight-only": (
            "tuple(x[i] - e*y*sign(w[i]) if Abs(w[i]) == max(Abs(v) for v in w) else x[i] for i in range(3))",
            Text(zh="只改了权重最大的分量。", en="This changes the component with the largest weight only."),
        ),
        "same-shift-everywhere": (
            "tuple(x[i] - e*y for i in range(3))",
            Text(zh="每个分量都移了同一个方向。", en="This shifts every component in the same direction."),
        ),
    },
)
SCORE = Formulas(
    "dot(w, x) + b - y*e*sum(Abs(v) for v in w)",
    wrong={
        "score-before-the-attack": (
            "dot(w, x) + b",
            Text(zh="这是攻击之前的得分。", en="This is the score before the attack."),
        ),
        "score-moves-the-wrong-way": (
            "dot(w, x) + b + y*e*sum(Abs(v) for v in w)",
            Text(zh="方向反了。", en="This moves the wrong way."),
        ),
        "weights-summed-with-signs": (
            "dot(w, x) + b - y*e*sum(w)",
            Text(
                zh="权重没有取绝对值。",
                en="This adds up the weights with their signs instead of their absolute values.",
            ),
        ),
        "euclidean-norm": (
            "dot(w, x) + b - y*e*sqrt(dot(w, w))",
            Text(
                zh="用了欧氏范数；各分量都改 $\\varepsilon$ 时，变化量是绝对值之和。",
                en="This takes the Euclidean norm, but where each component changes by $\\varepsilon$, the absolute values add up.",
            ),
        ),
        "single-component": (
            "dot(w, x) + b - y*e*max(Abs(v) for v in w)",
            Text(zh="只改了一个分量。", en="This changes a single component."),
        ),
        "offset-left-out": (
            "dot(w, x) - y*e*sum(Abs(v) for v in w)",
            Text(zh="漏了偏置。", en="This leaves out the bias."),
        ),
    },
)
DETECTORS = {
    "spam": Text(zh="垃圾邮件分类器", en="A spam classifier"),
    "signs": Text(zh="交通标志检测器的最后一层", en="The last layer of a detector of traffic signs"),
    "loans": Text(zh="贷款审批模型", en="A model that approves loans"),
}


@generator(
    topic="trustworthy",
    objective="trustworthy-adversarial",
    minutes=4,
    tags=("fgsm", "adversarial-example"),
    source="Goodfellow, Shlens and Szegedy, Explaining and harnessing adversarial examples, ICLR 2015, section 5",
)
def fgsm_step(draw: Draw) -> Problem:
    """The fast gradient sign method on a linear classifier."""
    w = draw.pick("w", ((2, -3, 1), (-1, 2, 4), (3, 1, -2), (-2, -1, 3)))
    x = draw.pick("x", ((1, 1, 2), (2, -1, 1), (-1, 3, 1), (1, -2, -1)))
    draw.pick("b", (-1, 1))
    y = draw.pick("y", (-1, 1))
    e = draw.pick("e", (R(1, 10), R(1, 4), R(1, 2)))
    draw.let("network", draw.pick("setting", DETECTORS))
    signs = tuple(y * (1 if v > 0 else -1) for v in w)
    moved = draw.let("moved", tuple(v - e * s for v, s in zip(x, signs, strict=True)))
    draw.let("signs", tuple(-s for s in signs))
    draw.require(len(set(moved)) > 1)
    terms = " + ".join(f"w[{i}]*moved[{i}]" for i in range(3))
    return Problem(
        (
            Computed(
                "fgsm-input",
                PERTURBED,
                ask=Text(zh="求对抗样本 $x'$。", en="Find the adversarial example $x'$."),
                claim=Text(zh="对抗样本为 $x' = [value]$。", en="The adversarial example is $x' = [value]$."),
                solution=Text(
                    zh="$\\nabla_x L$ 是 $-y w$ 的正数倍，符号为 $[signs]$。$x' = x + \\varepsilon\\,\\mathrm{sign}(\\nabla_x L)$：\n\n$$x' = [key].$$",
                    en="$\\nabla_x L$ is a positive multiple of $-y w$, with the signs $[signs]$. By $x' = x + \\varepsilon\\,\\mathrm{sign}(\\nabla_x L)$,\n\n$$x' = [key].$$",
                ),
                difficulty=3,
                form="tuple",
                places=2,
                signed=True,
                cells=cells("x'_1", "x'_2", "x'_3"),
            ),
            Computed(
                "fgsm-score",
                SCORE,
                ask=Text(
                    zh="对抗样本的得分 $w^\\top x' + b$ 是多少？",
                    en="What is the score $w^\\top x' + b$ of the adversarial example?",
                ),
                claim=Text(
                    zh="对抗样本的得分 $w^\\top x' + b = [value]$。",
                    en="The score of the adversarial example is $w^\\top x' + b = [value]$.",
                ),
                solution=Text(
                    zh=f"得分改变了 $\\varepsilon \\sum_i |w_i|$，方向与标签相反：\n\n$$[=={terms} + b].$$",
                    en=f"The score changes by $\\varepsilon \\sum_i |w_i|$ against the label:\n\n$$[=={terms} + b].$$",
                ),
                difficulty=3,
                places=2,
                signed=True,
            ),
        ),
        Text(
            zh="[network]是线性的，得分为 $w^\\top x + b$，其中 $w = [w]$，$b = [b]$，损失为 $L = \\ln(1 + e^{-y (w^\\top x + b)})$。输入 $x = [x]$ 的标签是 $y = [y]$（取 $1$ 或 $-1$）。用快速梯度符号法（FGSM）攻击，$\\varepsilon = [e]$，不裁剪到取值范围。",
            en="[network] is linear, with the score $w^\\top x + b$, where $w = [w]$ and $b = [b]$. The loss is $L = \\ln(1 + e^{-y (w^\\top x + b)})$. The input $x = [x]$ has the label $y = [y]$, which is $1$ or $-1$. It is attacked by the fast "
            "gradient sign method (FGSM) with $\\varepsilon = [e]$; the result is not clipped to any range.",
        ),
    )


@fgsm_step.check
def by_trying_corners(w: Three, x: Three, b: int, y: int, e: Fraction) -> dict[str, object]:
    """Tries all corners of the cube around the input: the loss is largest where the score agrees least with the label."""
    corners = [tuple(v + e * turn for v, turn in zip(x, turns, strict=True)) for turns in product((-1, 1), repeat=3)]
    worst = min(corners, key=lambda corner: y * sum(a * v for a, v in zip(w, corner, strict=True)))
    return {"fgsm-input": worst, "fgsm-score": b + sum(a * v for a, v in zip(w, worst, strict=True))}


PARITY = Formulas(
    "(a[0] + a[2])/sum(a) - (c[0] + c[2])/sum(c)",
    wrong={
        "true-positive-rates": (
            "a[0]/(a[0] + a[1]) - c[0]/(c[0] + c[1])",
            Text(zh="这是真正率之差。", en="This is the difference of the true positive rates."),
        ),
        "base-rates": (
            "(a[0] + a[1])/sum(a) - (c[0] + c[1])/sum(c)",
            Text(
                zh="这是实际为正的比例之差，应看预测。",
                en="This compares the shares of actual positives, but predictions count.",
            ),
        ),
        "accuracies": (
            "(a[0] + a[3])/sum(a) - (c[0] + c[3])/sum(c)",
            Text(zh="这是准确率之差。", en="This is the difference of the accuracies."),
        ),
        "precisions": (
            "a[0]/(a[0] + a[2]) - c[0]/(c[0] + c[2])",
            Text(zh="这是精确率之差。", en="This is the difference of the precisions."),
        ),
        "groups-exchanged": (
            "(c[0] + c[2])/sum(c) - (a[0] + a[2])/sum(a)",
            Text(zh="两组的次序反了。", en="This exchanges the groups."),
        ),
        "shares-of-everybody": (
            "(a[0] + a[2])/(sum(a) + sum(c)) - (c[0] + c[2])/(sum(a) + sum(c))",
            Text(
                zh="除以了两组的总人数，应除以各组的人数。",
                en="This divides by both groups together instead of each by its own size.",
            ),
        ),
        "false-positive-rates": (
            "a[2]/(a[2] + a[3]) - c[2]/(c[2] + c[3])",
            Text(zh="这是假正率之差。", en="This is the difference of the false positive rates."),
        ),
    },
)
ODDS = Formulas(
    "(a[0]/(a[0] + a[1]) - c[0]/(c[0] + c[1]), a[2]/(a[2] + a[3]) - c[2]/(c[2] + c[3]))",
    wrong={
        "rates-exchanged": (
            "(a[2]/(a[2] + a[3]) - c[2]/(c[2] + c[3]), a[0]/(a[0] + a[1]) - c[0]/(c[0] + c[1]))",
            Text(zh="两个差的次序反了。", en="This exchanges the two differences."),
        ),
        "groups-exchanged": (
            "(c[0]/(c[0] + c[1]) - a[0]/(a[0] + a[1]), c[2]/(c[2] + c[3]) - a[2]/(a[2] + a[3]))",
            Text(zh="两组的次序反了。", en="This exchanges the groups."),
        ),
        "precision-for-true-positive-rate": (
            "(a[0]/(a[0] + a[2]) - c[0]/(c[0] + c[2]), a[2]/(a[2] + a[3]) - c[2]/(c[2] + c[3]))",
            Text(zh="把精确率当成了真正率。", en="This takes the precision for the true positive rate."),
        ),
        "shares-of-the-group": (
            "(a[0]/sum(a) - c[0]/sum(c), a[2]/sum(a) - c[2]/sum(c))",
            Text(
                zh="除以了各组的总人数；真正率除以实际为正的人数，假正率除以实际为负的人数。",
                en="This divides by the size of the group; the rates are shares of actual positives and of actual negatives.",
            ),
        ),
        "false-positives-among-predictions": (
            "(a[0]/(a[0] + a[1]) - c[0]/(c[0] + c[1]), a[2]/(a[0] + a[2]) - c[2]/(c[0] + c[2]))",
            Text(
                zh="假正率除以了预测为正的人数，应除以实际为负的人数。",
                en="This divides the false positives by the predicted positives instead of the actual negatives.",
            ),
        ),
        "missed-positives": (
            "(a[1]/(a[0] + a[1]) - c[1]/(c[0] + c[1]), a[2]/(a[2] + a[3]) - c[2]/(c[2] + c[3]))",
            Text(zh="用了假负率。", en="This takes the false negative rate."),
        ),
    },
)
# True positives, false negatives, false positives, true negatives.
FIRST = ((40, 10, 20, 30), (30, 20, 10, 40), (45, 15, 10, 30), (24, 6, 14, 56))
SECOND = ((15, 5, 8, 32), (10, 10, 6, 24), (18, 12, 5, 15), (12, 8, 9, 51))
DECIDED = {
    "loans": Text(zh="贷款审批模型（正类为批准）", en="a model that approves loans (approval is the positive class)"),
    "jobs": Text(
        zh="简历筛选模型（正类为进入面试）", en="a model that screens applications (an interview is the positive class)"
    ),
    "health": Text(
        zh="筛查疾病的模型（正类为患病）", en="a model that screens for a disease (illness is the positive class)"
    ),
}


@generator(
    topic="trustworthy",
    objective="trustworthy-fairness",
    minutes=5,
    tags=("demographic-parity", "equalised-odds"),
    source="Hardt, Price and Srebro, Equality of opportunity in supervised learning, NeurIPS 2016; Barocas, Hardt and Narayanan, Fairness and Machine Learning (2023), chapter 3",
)
def group_fairness(draw: Draw) -> Problem:
    """Demographic parity and equalised odds from the confusion matrices of two groups."""
    draw.pick("a", FIRST)
    draw.pick("c", SECOND)
    swapped = draw.pick("names", ("AB", "BA"))
    draw.let("model", draw.pick("setting", DECIDED))
    one, two = swapped
    rows = "\n".join(
        f"| {name} | " + " | ".join(f"[{key}[{i}]]" for i in range(4)) + " |" for name, key in ((one, "a"), (two, "c"))
    )

    def rate(key: str, top: str, bottom: str) -> str:
        return rf"\frac{{{top.format(key)}}}{{{bottom.format(key)}}}"

    def gap(top: str, bottom: str, value: str) -> str:
        return f"$${rate('a', top, bottom)} - {rate('c', top, bottom)} [~{value}:.3]$$"

    return Problem(
        (
            Computed(
                "demographic-parity",
                PARITY,
                ask=Text(
                    zh=f"预测为正的比例，{one} 组比 {two} 组高多少（低则为负）？",
                    en=f"By how much is the share of positive predictions larger in group {one} than in {two} (negative if smaller)?",
                ),
                claim=Text(
                    zh=f"{one} 组预测为正的比例减去 {two} 组的，差为 $[value]$。",
                    en=f"The share of positive predictions in group {one} minus that in {two} is $[value]$.",
                ),
                solution=Text(
                    zh="人口均等只看预测：\n\n" + gap("[{0}[0]] + [{0}[2]]", "[sum({0})]", "key"),
                    en="Demographic parity looks at predictions alone:\n\n"
                    + gap("[{0}[0]] + [{0}[2]]", "[sum({0})]", "key"),
                ),
                difficulty=2,
                places=3,
                signed=True,
                most=1,
            ),
            Computed(
                "equalised-odds",
                ODDS,
                ask=Text(
                    zh=f"依次求真正率之差与假正率之差（{one} 组减 {two} 组）。",
                    en=f"Find the difference of the true positive rates and that of the false positive rates ({one} minus {two}).",
                ),
                claim=Text(
                    zh=f"真正率之差与假正率之差（{one} 组减 {two} 组）依次为 $[value]$。",
                    en=f"The differences of the true and of the false positive rates ({one} minus {two}) are $[value]$, in this order.",
                ),
                solution=Text(
                    zh="真正率在实际为正的人中计算，假正率在实际为负的人中计算：\n\n"
                    + gap("[{0}[0]]", "[{0}[0]] + [{0}[1]]", "key[0]")
                    + "\n\n"
                    + gap("[{0}[2]]", "[{0}[2]] + [{0}[3]]", "key[1]"),
                    en="The true positive rate is a share of the actual positives, the false positive rate of the actual negatives:\n\n"
                    + gap("[{0}[0]]", "[{0}[0]] + [{0}[1]]", "key[0]")
                    + "\n\n"
                    + gap("[{0}[2]]", "[{0}[2]] + [{0}[3]]", "key[1]"),
                ),
                difficulty=3,
                places=3,
                form="tuple",
                signed=True,
                cells=(
                    Text(zh="真正率之差", en="difference of true positive rates"),
                    Text(zh="假正率之差", en="difference of false positive rates"),
                ),
            ),
        ),
        Text(
            zh=f"在两组人上评估[model]，人数如下：\n\n| 组 | 真正例 | 假负例 | 假正例 | 真负例 |\n|---|---|---|---|---|\n{rows}",
            en=f"The fairness of [model] is evaluated on two groups of people, with these numbers:\n\n| group | true positives | false negatives | false positives | true negatives |\n|---|---|---|---|---|\n{rows}",
        ),
    )


@group_fairness.check
def by_people(a: tuple[int, ...], c: tuple[int, ...]) -> dict[str, object]:
    """Lists people as (actual, predicted) and averages predictions over those who count."""
    groups = [
        [person for person, count in zip(((1, 1), (1, 0), (0, 1), (0, 0)), counts, strict=True) for _ in range(count)]
        for counts in (a, c)
    ]

    def mean(people: list[tuple[int, int]]) -> Fraction:
        return R(sum(predicted for _, predicted in people), len(people))

    shares = [mean(people) for people in groups]
    rates = [[mean([person for person in people if person[0] == actual]) for people in groups] for actual in (1, 0)]
    return {"demographic-parity": shares[0] - shares[1], "equalised-odds": tuple(high - low for high, low in rates)}


SCALE = Formulas(
    "k*s/e",
    tex={"s": r"\Delta", "e": r"\varepsilon"},
    wrong={
        "budget-not-shared": (
            "s/e if k > 1 else None",
            Text(zh="每次查询都用了全部隐私预算。", en="This spends the whole privacy budget on each query."),
        ),
        "budget-multiplied": (
            "k*s*e",
            Text(
                zh="乘了 $\\varepsilon$，应除以它；$\\varepsilon$ 越小噪声越大。",
                en="This multiplies by $\\varepsilon$ instead of dividing: a smaller $\\varepsilon$ takes more noise.",
            ),
        ),
        "sensitivity-of-one": (
            "k/e if s != 1 else None",
            Text(zh="敏感度取成了 1。", en="This takes the sensitivity to be 1."),
        ),
        "standard-deviation-for-scale": (
            "k*s/e*sqrt(2)",
            Text(zh="这是标准差，不是尺度。", en="This is the standard deviation, not the scale."),
        ),
        "shared-the-wrong-way": (
            "s/(k*e) if k > 1 else None",
            Text(
                zh="预算分得反了：每次查询的预算越少，噪声越大。",
                en="This shares the budget the wrong way round: less budget for a query takes more noise.",
            ),
        ),
        "sensitivity-doubled": ("2*k*s/e", Text(zh="敏感度多算了一倍。", en="This doubles the sensitivity.")),
        "budget-over-sensitivity": (
            "e/(k*s)",
            Text(zh="分子与分母弄反了。", en="This turns the fraction upside down."),
        ),
    },
)
DEVIATION = Formulas(
    "sqrt(2)*k*s/e",
    wrong={
        "scale-for-deviation": (
            "k*s/e",
            Text(
                zh="这是尺度；拉普拉斯分布的标准差是它的 $\\sqrt{2}$ 倍。",
                en="This is the scale; the standard deviation of a Laplace distribution is $\\sqrt{2}$ times as much.",
            ),
        ),
        "variance-for-deviation": ("2*(k*s/e)**2", Text(zh="这是方差。", en="This is the variance.")),
        "budget-not-shared": (
            "sqrt(2)*s/e if k > 1 else None",
            Text(zh="每次查询都用了全部隐私预算。", en="This spends the whole privacy budget on each query."),
        ),
        "twice-the-scale": (
            "2*k*s/e",
            Text(
                zh="漏了根号：方差才是尺度平方的 2 倍。",
                en="This forgets the root: it is the variance that is 2 times the squared scale.",
            ),
        ),
        "budget-multiplied": (
            "sqrt(2)*k*s*e",
            Text(zh="乘了 $\\varepsilon$，应除以它。", en="This multiplies by $\\varepsilon$ instead of dividing."),
        ),
        "sensitivity-doubled": ("sqrt(2)*2*k*s/e", Text(zh="敏感度多算了一倍。", en="This doubles the sensitivity.")),
        "divided-by-the-root": (
            "k*s/(e*sqrt(2))",
            Text(zh="除以了 $\\sqrt{2}$，应乘以它。", en="This divides by $\\sqrt{2}$ instead of multiplying."),
        ),
    },
)
QUERIES = {
    "count": Text(zh="满足某个条件的人数", en="a count of the people who meet some condition"),
    "sum": Text(
        zh="取值在 $0$ 到 $[B]$ 之间的一项指标的总和", en="the sum of a quantity that lies between $0$ and $[B]$"
    ),
    "mean": Text(
        zh="取值在 $0$ 到 $[B]$ 之间的一项指标在 [n] 个人中的平均值（人数 [n] 公开，相邻的数据集只有一个人的值不同）",
        en="the mean of a quantity between $0$ and $[B]$ over [n] people (the number [n] is public, and neighbouring data sets differ in the value of one person)",
    ),
}
HOLDERS = {
    "hospital": Text(zh="一家医院", en="A hospital"),
    "app": Text(zh="一款输入法应用", en="A keyboard app"),
    "census": Text(zh="统计局", en="A statistical office"),
}


@generator(
    topic="trustworthy",
    objective="trustworthy-privacy",
    minutes=3,
    tags=("differential-privacy", "laplace-mechanism"),
    source="Dwork and Roth, The algorithmic foundations of differential privacy (2014), sections 3.3 and 3.5",
)
def laplace_noise(draw: Draw) -> Problem:
    """The scale and the standard deviation of the noise that makes queries private."""
    query = draw.pick("query", tuple(QUERIES))
    B = draw.pick("B", (1,) if query == "count" else (10, 50))
    n = draw.pick("n", (100, 400) if query == "mean" else (1,))
    draw.pick("k", (1, 2, 4))
    draw.pick("e", (R(1, 10), R(1, 2), 1, 2))
    s = {"count": R(1), "sum": R(B), "mean": R(B, n)}[query]
    draw.let("s", s)
    draw.let("what", QUERIES[query])
    draw.let("holder", draw.pick("setting", HOLDERS))
    why = {
        "count": Text(zh="一个人至多使计数改变 1", en="one person changes the count by 1 at most"),
        "sum": Text(zh="一个人至多使总和改变 $[B]$", en="one person changes the sum by $[B]$ at most"),
        "mean": Text(
            zh="一个人的值至多使平均值改变 $[B]/[n]$",
            en="the value of one person changes the mean by $[B]/[n]$ at most",
        ),
    }[query]
    draw.let("why", why)
    return Problem(
        (
            Computed(
                "noise-scale",
                SCALE,
                ask=Text(
                    zh="每次查询所加的拉普拉斯噪声的尺度 $b$ 取多少？",
                    en="What scale $b$ does the Laplace noise of each query have?",
                ),
                claim=Text(
                    zh="每次查询所加的拉普拉斯噪声的尺度为 $b = [value]$。",
                    en="The Laplace noise of each query has the scale $b = [value]$.",
                ),
                solution=Text(
                    zh="[why]，故敏感度 $\\Delta = [s]$；每次查询分到的预算为 $\\varepsilon / [k]$：\n\n$$b = \\frac{\\Delta}{\\varepsilon / [k]} = [==k*s/e].$$",
                    en="The sensitivity is $\\Delta = [s]$, since [why]. Each query gets the budget $\\varepsilon / [k]$:\n\n$$b = \\frac{\\Delta}{\\varepsilon / [k]} = [==k*s/e].$$",
                ),
                difficulty=2,
                places=4,
            ),
            Computed(
                "noise-deviation",
                DEVIATION,
                ask=Text(zh="该噪声的标准差是多少？", en="What is the standard deviation of this noise?"),
                claim=Text(zh="该噪声的标准差是 $[value]$。", en="The standard deviation of this noise is $[value]$."),
                solution=Text(
                    zh="尺度为 $b$ 的拉普拉斯分布的方差为 $2b^2$：\n\n$$\\sqrt{2} \\times [k*s/e] [~key:.3].$$",
                    en="A Laplace distribution of scale $b$ has the variance $2b^2$:\n\n$$\\sqrt{2} \\times [k*s/e] [~key:.3].$$",
                ),
                difficulty=2,
                places=3,
            ),
        ),
        Text(
            zh="[holder]要公布 [k] 个数，每一个都是[what]。用拉普拉斯机制使全部公布满足 $\\varepsilon$ 差分隐私，$\\varepsilon = [e]$；按顺序组合定理，隐私预算平均分给各次查询。",
            en="[holder] publishes [k: # number|# numbers], each of them [what]. The Laplace mechanism makes everything together $\\varepsilon$-differentially private with $\\varepsilon = [e]$; by sequential composition, the privacy budget is shared equally among the queries.",
        ),
    )


@laplace_noise.check
def by_the_densities(query: str, B: int, n: int, k: int, e: Fraction) -> dict[str, object]:
    """The scale at which the densities of neighbouring outputs differ by the budget; the deviation by adding two exponentials."""
    people = {"count": 1, "sum": 1, "mean": n}[query]
    change = R(B, people)
    share = e / k
    scale = R(1)
    scale *= change / share
    # A Laplace variable is the difference of two exponential ones, each with the variance of its squared scale.
    variance = float(scale) ** 2 + float(scale) ** 2
    return {"noise-scale": scale, "noise-deviation": variance**0.5}
