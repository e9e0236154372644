"""F measures that weigh precision and recall unequally."""

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source, texts

F_BETA = Formulas("(1 + b**2)*p*r/(b**2*p + r)").with_wrong(r"""
    weights-exchanged: (1 + b**2)*p*r/(b**2*r + p)
        精确率与召回率的位置弄反了。 || This exchanges precision and recall.
    beta-not-squared: (1 + b)*p*r/(b*p + r) || $\beta$ 没有平方。 || This does not square $\beta$.
    f-one-for-f-beta: 2*p*r/(p + r) if b != 1 else None
        这是 $F_1$，没有用到 $\beta$。 || This is $F_1$, which makes no use of $\beta$.
    arithmetic-mean: (p + r)/2
        这是算术平均；$F$ 值是（加权的）调和平均。
        This is the arithmetic mean, but an $F$ measure is a (weighted) harmonic mean.
    geometric-mean: sqrt(p*r)
        这是几何平均；$F$ 值是（加权的）调和平均。
        This is the geometric mean, but an $F$ measure is a (weighted) harmonic mean.
    factor-left-out: p*r/(b**2*p + r)
        漏了分子中的 $1 + \beta^2$。 || This leaves out $1 + \beta^2$ in the numerator.
    beta-for-the-factor: b**2*p*r/(b**2*p + r) if b != 1 else None
        分子中漏了 $1 + \beta^2$ 的 1。 || This leaves out the 1 of $1 + \beta^2$ in the numerator.
    product: p*r || 只把两者相乘了。 || This merely multiplies the two.
""")
CLASSIFIERS = texts("""
    papers: 一个检索系统查找与课题有关的论文 || A search system looks for papers on a subject
    lesions: 一个网络在 CT 图像中查找病灶 || A network looks for lesions in CT images
    comments: 一个分类器查找辱骂性的评论 || A classifier looks for abusive comments
""")


@generator(topic="evaluation", objective="evaluation-metrics", minutes=3, tags=("f1", "precision", "recall"))
@source("van Rijsbergen, Information Retrieval (1979), chapter 7; scikit-learn user guide, metrics and scoring")
def f_beta(draw: Draw) -> Problem:
    """F with beta 1/2, 1 or 2, from precision and recall."""
    p = draw.pick("p", (R(2, 10), R(1, 4), R(4, 10), R(1, 2), R(6, 10), R(3, 4), R(8, 10), R(9, 10)))
    r = draw.pick("r", (R(2, 10), R(3, 10), R(1, 2), R(6, 10), R(3, 4), R(8, 10), R(9, 10)))
    b = draw.pick("b", (R(1, 2), 1, 2))
    draw.require(p != r)
    # Else the arithmetic mean is the same.
    draw.require(b**2 * p != r)
    draw.let("opening", draw.pick("setting", CLASSIFIERS))
    # A lesion must not be missed.
    draw.require(b >= 1 or draw.params["setting"] != "lesions")
    question = Computed("eval/fbeta", F_BETA, difficulty="1 + (b != 1)", places=3, most=1)
    return Problem(question).worded(r"""
        [opening]，精确率为 $P = [p]$，召回率为 $R = [r]$。评价时用 $F_\beta$，其中 $\beta = [b]$
          （[b: 1=召回率与精确率同样重要|召回率的重要性是精确率的 $\beta$ 倍]）。
        [opening], with precision $P = [p]$ and recall $R = [r]$. It is judged by $F_\beta$ with $\beta = [b]$
          ([b: 1=recall is as important as precision|recall is $\beta$ times as important as precision]).

        ask: 求 $F_\beta$。 || Find $F_\beta$.
        claim: $F_\beta$ 的值为 $[value]$。 || The value of $F_\beta$ is $[value]$.
        solution: $F_\beta$ 是精确率与召回率的加权调和平均： || $F_\beta$ is a weighted harmonic mean of precision and recall:
                  $$F_\beta = \frac{(1 + \beta^2) P R}{\beta^2 P + R} = [==(1 + b**2)*p*r/(b**2*p + r):.3].$$
    """)


@f_beta.check
def by_counts(p: R, r: R, b: R) -> R:
    """Takes a test with this precision and recall, in which a missed positive counts β² times as much as a false alarm."""
    hits = R(1)
    false_alarms = hits / p - hits
    missed = hits / r - hits
    gained = (1 + R(b) ** 2) * hits
    return gained / (gained + R(b) ** 2 * missed + false_alarms)
