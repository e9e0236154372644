"""How many alarms of a test are right, where few cases are positive."""

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source, texts

ALARMS = Formulas("N*(p*s + (1 - p)*(1 - c))").with_wrong("""
    true-alarms-alone: N*p*s || 漏了误报。 || This leaves out the false alarms.
    false-alarms-alone: N*(1 - p)*(1 - c) || 漏了正确的报警。 || This leaves out the true alarms.
    all-positives: N*p || 这是实际为正的个数。 || This is the number of actual positives.
    specificity-for-false-alarms: N*(p*s + (1 - p)*c)
        误报率用了特异度，应为 1 减去特异度。
        This takes the specificity for the false alarm rate, which is 1 minus the specificity.
    sensitivity-of-everybody: N*s
        把灵敏度用在了全部情形上；它只对实际为正的情形而言。
        This applies the sensitivity to all cases, but it is a share of the actual positives only.
    false-alarms-of-everybody: N*(p*s + 1 - c)
        把误报也算在了实际为正的情形上；误报只出自实际为负的情形。
        This counts false alarms for all cases, but only actual negatives can give false alarms.
""")
PRECISION = Formulas("p*s/(p*s + (1 - p)*(1 - c))").with_wrong(r"""
    base-rate-neglected: s
        这是灵敏度 $P(\text{报警} \mid \text{正})$，忽略了基础率。
        This is the sensitivity $P(\text{alarm} \mid \text{positive})$, which neglects the base rate.
    specificity-for-precision: c || 这是特异度。 || This is the specificity.
    as-many-positives-as-negatives: s/(s + 1 - c)
        把正负情形当作各占一半。 || This would be right only if half of the cases were positive.
    share-of-false-alarms: (1 - p)*(1 - c)/(p*s + (1 - p)*(1 - c))
        这是报警中误报的比例。 || This is the share of false alarms among the alarms.
    base-rate-alone: p || 这是报警之前的概率。 || This is the probability before the alarm.
    specificity-among-the-alarms: p*s/(p*s + (1 - p)*c)
        分母中的误报用了特异度，应为 1 减去它。
        In the denominator, this takes the specificity for the false alarm rate instead of 1 minus it.
    joint-probability: p*s
        这是联合概率，没有除以报警的概率。 || This is the joint probability, not divided by the probability of an alarm.
    accuracy-for-precision: p*s + (1 - p)*c || 这是准确率。 || This is the accuracy.
""")
CASES = texts("""
    disease: 一项检查在 [N] 人中筛查一种疾病，患病率为 $[p]$。
             A test screens [N] people for a disease with a prevalence of $[p]$.
    fraud: 一个模型在 [N] 笔交易中查找欺诈，其中欺诈的比例为 $[p]$。
           A model looks for fraud in [N] transactions, of which a fraction of $[p]$ is fraudulent.
    defects: 一个模型在 [N] 个零件中查找次品，次品率为 $[p]$。
             A model looks for defects in [N] parts, of which a fraction of $[p]$ is defective.
""")


@generator(topic="evaluation", objective="evaluation-metrics", minutes=4, tags=("base-rate", "precision"))
@source("Bishop, Pattern Recognition and Machine Learning (2006), section 1.2")
def alarms_and_precision(draw: Draw) -> Problem:
    """The expected number of alarms, and the share of them that are right."""
    draw.let("N", 100000)
    p = draw.pick("p", (R(1, 1000), R(1, 100), R(2, 100), R(5, 100)))
    s = draw.pick("s", (R(8, 10), R(9, 10), R(95, 100)))
    c = draw.pick("c", (R(9, 10), R(95, 100), R(98, 100)))
    # Else as many alarms are right as are wrong.
    draw.require(p * s != (1 - p) * (1 - c))
    # Else sensitivity, specificity and accuracy are one number.
    draw.require(s != c)
    draw.let("opening", draw.pick("setting", CASES))
    number_of_alarms = Computed("number-of-alarms", ALARMS, difficulty=2)
    precision_of_alarms = Computed("precision-of-alarms", PRECISION, difficulty=2, places=4, most=1)
    return Problem((number_of_alarms, precision_of_alarms)).worded(r"""
        [opening]灵敏度（实际为正时报警的概率）为 $[s]$，特异度（实际为负时不报警的概率）为 $[c]$。
        [opening] The sensitivity (the probability of an alarm for a positive case) is $[s]$, and the specificity (the
          probability of no alarm for a negative case) is $[c]$.

        # number-of-alarms
        ask: 预计报警（预测为正）多少次？ || How many alarms (positive predictions) are expected?
        claim: 预计报警（预测为正）$[value]$ 次。 || The expected number of alarms (positive predictions) is $[value]$.
        solution: 实际为正的有 $[==N*p]$ 例，实际为负的有 $[==N*(1 - p)]$ 例。正确的报警与误报相加：
                  There are $[==N*p]$ positive and $[==N*(1 - p)]$ negative cases. True and false alarms are added:
                  $$[N*p] \times [s] + [N*(1 - p)] \times (1 - [c]) = [key].$$

        # precision-of-alarms
        ask: 报警时实际为正的概率是多少？ || What is the probability that an alarm is right?
        claim: 报警时实际为正的概率是 $[value]$。 || The probability that an alarm is right is $[value]$.
        solution: 正确的报警预计有 $[==N*p*s]$ 次，误报有 $[==N*(1 - p)*(1 - c)]$ 次。正确的报警除以全部报警：
                  The expected numbers of true and false alarms are $[==N*p*s]$ and $[==N*(1 - p)*(1 - c)]$. True
                    alarms are divided by all alarms:
                  $$\frac{[N*p*s]}{[N*p*s] + [N*(1 - p)*(1 - c)]} [~key:.4].$$
    """)


@alarms_and_precision.check
def by_counting_heads(p: R, s: R, c: R) -> dict[str, object]:
    """Counts a population in which every share is a whole number."""
    people = 10**7
    ill = int(people * p)
    found = int(ill * s)
    healthy = people - ill
    cleared = int(healthy * c)
    alarms = found + (healthy - cleared)
    return {"number-of-alarms": R(alarms, 100), "precision-of-alarms": R(found, alarms)}
