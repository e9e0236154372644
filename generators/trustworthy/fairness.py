"""Fairness from the confusion matrices of two groups."""

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, source, texts

from .._apart import apart

PARITY = Formulas("(a[0] + a[2])/sum(a) - (c[0] + c[2])/sum(c)").with_wrong("""
    true-positive-rates: a[0]/(a[0] + a[1]) - c[0]/(c[0] + c[1])
        这是真正例率之差。 || This is the difference in true positive rates.
    base-rates: (a[0] + a[1])/sum(a) - (c[0] + c[1])/sum(c)
        这是实际为正的比例之差，应看预测。 || This compares the shares of actual positives, but it is the predictions that count.
    accuracies: (a[0] + a[3])/sum(a) - (c[0] + c[3])/sum(c)
        这是准确率之差。 || This is the difference in accuracy.
    precisions: a[0]/(a[0] + a[2]) - c[0]/(c[0] + c[2]) || 这是精确率之差。 || This is the difference in precision.
    groups-exchanged: (c[0] + c[2])/sum(c) - (a[0] + a[2])/sum(a) || 两组的次序反了。 || This exchanges the groups.
    shares-of-everybody: (a[0] + a[2])/(sum(a) + sum(c)) - (c[0] + c[2])/(sum(a) + sum(c))
        除以了两组的总人数，应除以各组的人数。 || This divides by both groups together instead of each by its own size.
    false-positive-rates: a[2]/(a[2] + a[3]) - c[2]/(c[2] + c[3])
        这是假正例率之差。 || This is the difference in false positive rates.
""")

ODDS = Formulas("(a[0]/(a[0] + a[1]) - c[0]/(c[0] + c[1]), a[2]/(a[2] + a[3]) - c[2]/(c[2] + c[3]))").with_wrong("""
    rates-exchanged: (a[2]/(a[2] + a[3]) - c[2]/(c[2] + c[3]), a[0]/(a[0] + a[1]) - c[0]/(c[0] + c[1]))
        两个差的次序反了。 || This exchanges the two differences.
    groups-exchanged: (c[0]/(c[0] + c[1]) - a[0]/(a[0] + a[1]), c[2]/(c[2] + c[3]) - a[2]/(a[2] + a[3]))
        两组的次序反了。 || This exchanges the groups.
    precision-for-true-positive-rate: (a[0]/(a[0] + a[2]) - c[0]/(c[0] + c[2]), a[2]/(a[2] + a[3]) - c[2]/(c[2] + c[3]))
        把精确率当成了真正例率。 || This takes the precision for the true positive rate.
    shares-of-the-group: (a[0]/sum(a) - c[0]/sum(c), a[2]/sum(a) - c[2]/sum(c))
        除以了各组的总人数；真正例率除以实际为正的人数，假正例率除以实际为负的人数。
        This divides by the size of the group; the rates are shares of actual positives and of actual negatives.
    false-positives-among-predictions: (a[0]/(a[0] + a[1]) - c[0]/(c[0] + c[1]), a[2]/(a[0] + a[2]) - c[2]/(c[0] + c[2]))
        假正例率除以了预测为正的人数，应除以实际为负的人数。
        This divides the false positives by the predicted positives instead of the actual negatives.
    missed-positives: (a[1]/(a[0] + a[1]) - c[1]/(c[0] + c[1]), a[2]/(a[2] + a[3]) - c[2]/(c[2] + c[3]))
        用了假负例率，应当用真正例率。 || This takes the false negative rate instead of the true positive rate.
""")

# True positives, false negatives, false positives, true negatives.
FIRST = ((40, 10, 20, 30), (30, 20, 10, 40), (45, 15, 10, 30), (24, 6, 14, 56), (35, 15, 5, 45))
SECOND = ((15, 5, 8, 32), (10, 10, 6, 24), (18, 12, 5, 15), (12, 8, 9, 51), (9, 21, 3, 17))

DECIDED = texts("""
    loans: 贷款审批模型（正类为批准） || a model that approves loans (approval is the positive class)
    jobs: 简历筛选模型（正类为进入面试） || a model that screens applications (an interview is the positive class)
    health: 筛查疾病的模型（正类为患病） || a model that screens for a disease (illness is the positive class)
""")


@generator(
    topic="trustworthy", objective="trustworthy-fairness", minutes=5, tags=("demographic-parity", "equalised-odds")
)
@source(
    "Hardt, Price and Srebro, Equality of opportunity in supervised learning, NeurIPS 2016; Barocas, Hardt and Narayanan, Fairness and Machine Learning (2023), chapter 3"
)
def group_fairness(draw: Draw) -> Problem:
    """Demographic parity and equalised odds from the confusion matrices of two groups."""
    a = draw.pick("a", FIRST)
    c = draw.pick("c", SECOND)
    # Else the difference of the false positive rates has no sign that could be wrong.
    draw.require(a[2] * c[3] != c[2] * a[3])
    draw.require(apart(draw, PARITY, *PARITY.wrong, places=3) and apart(draw, ODDS, *ODDS.wrong, places=3))
    swapped = draw.pick("names", ("AB", "BA"))
    draw.let("model", draw.pick("setting", DECIDED))
    one, two = swapped
    rows = "\n".join(
        f"| {name} | " + " | ".join(f"[{key}[{i}]]" for i in range(4)) + " |"
        for name, key in sorted(((one, "a"), (two, "c")))
    )

    def rate(key: str, top: str, bottom: str) -> str:
        return rf"\frac{{{top.format(key)}}}{{{bottom.format(key)}}}"

    def gap(top: str, bottom: str, value: str, end: str = ".") -> str:
        return f"$${rate('a', top, bottom)} - {rate('c', top, bottom)} [~{value}:.3]{end}$$"

    demographic_parity = Computed("demographic-parity", PARITY, difficulty=2, places=3, signed=True, most=1)
    equalised_odds = Computed(
        "equalised-odds",
        ODDS,
        difficulty=3,
        places=3,
        form="tuple",
        signed=True,
        cells=(
            Text("真正例率之差", "difference in true positive rates"),
            Text("假正例率之差", "difference in false positive rates"),
        ),
    )
    return Problem((demographic_parity, equalised_odds)).worded(f"""
        在两组人上评估[model]的公平性，人数如下：
        The fairness of [model] is evaluated on two groups of people, with these numbers:
        | 组 | 真正例 | 假负例 | 假正例 | 真负例 |
        | group | true positives | false negatives | false positives | true negatives |
        |---|---|---|---|---|
        {rows}

        # demographic-parity
        ask: 预测为正的比例，{one} 组比 {two} 组高多少（低则为负）？
             How much larger is the share of positive predictions in group {one} than in group {two} (negative if smaller)?
        claim: {one} 组预测为正的比例减去 {two} 组的，差为 $[value]$。
               The share of positive predictions in group {one} minus that in group {two} is $[value]$.
        solution: 预测为正的是真正例与假正例，除以各组的人数：
                  The positive predictions are the true and the false positives; they are divided by the size of the
                    group:
                  {gap("[{0}[0]] + [{0}[2]]", "[{0}[0]] + [{0}[1]] + [{0}[2]] + [{0}[3]]", "key")}

        # equalised-odds
        ask: 依次求真正例率之差与假正例率之差（{one} 组减 {two} 组）。
             Find the difference in true positive rates and that in false positive rates ({one} minus {two}), in this
               order.
        claim: 真正例率之差与假正例率之差（{one} 组减 {two} 组）依次为 $[value]$。
               The differences in true and in false positive rates ({one} minus {two}) are $[value]$, in this
                 order.
        solution: 真正例率在实际为正的人中计算，假正例率在实际为负的人中计算：
                  The true positive rate is a share of the actual positives, the false positive rate of the actual
                    negatives:
                  {gap("[{0}[0]]", "[{0}[0]] + [{0}[1]]", "key[0]", ",")}
                  {gap("[{0}[2]]", "[{0}[2]] + [{0}[3]]", "key[1]")}
    """)


@group_fairness.check
def by_people(a: tuple[int, ...], c: tuple[int, ...]) -> dict[str, object]:
    """Lists people as (actual, predicted) and averages predictions over those who count."""
    groups = [
        [person for person, count in zip(((1, 1), (1, 0), (0, 1), (0, 0)), counts, strict=True) for _ in range(count)]
        for counts in (a, c)
    ]

    def mean(people: list[tuple[int, int]]) -> R:
        return R(sum(predicted for _, predicted in people), len(people))

    shares = [mean(people) for people in groups]
    rates = [[mean([person for person in people if person[0] == actual]) for people in groups] for actual in (1, 0)]
    return {"demographic-parity": shares[0] - shares[1], "equalised-odds": tuple(high - low for high, low in rates)}
