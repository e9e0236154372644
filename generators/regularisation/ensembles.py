"""The error of an ensemble whose members err together."""

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source, texts

from .._apart import apart

ERROR = Formulas("(v + (k - 1)*c)/k").with_wrong(r"""
    as-if-independent: v/k
        漏了协方差，误差互不相关时才是这样。 || This leaves out the covariances, as if the errors were uncorrelated.
    no-gain: v
        这是单个模型的误差；平均减小了误差，因为 $c < v$。
        This is the error of a single model; the mean has a smaller one, as $c < v$.
    covariance-counted-in-full: v/k + c
        加上了整个 $c$；[k*(k - 1)] 个协方差除以 $[k]^2$，得 $\frac{[k - 1]}{[k]} c$。
        This adds the whole of $c$, but [k*(k - 1)] covariances divided by $[k]^2$ make $\frac{[k - 1]}{[k]} c$.
    each-pair-once: v/k + (k - 1)*c/(2*k)
        每对模型只算了一次，平方展开后每对出现两次。
        This counts each pair of models once; in the square it occurs twice.
    covariance-alone: c || 这是模型数趋于无穷时的极限。 || This is the limit for infinitely many models.
    sum-for-the-mean: v + (k - 1)*c
        把各误差之和的方差除以了 $k$，应除以 $k^2$。
        This divides the variance of the sum by $k$ instead of $k^2$.
""")
GAIN = Formulas("(k - 1)*(v - c)/(k*v)").with_wrong("""
    gain-of-independent-errors: (k - 1)/k
        漏了协方差，误差互不相关时才减小这么多。
        This leaves out the covariances; only uncorrelated errors would give this reduction.
    share-that-is-left: (v + (k - 1)*c)/(k*v) || 这是剩下的比例，不是减小的比例。 || This is the fraction that is left, not the reduction.
    limit-of-the-gain: (v - c)/v || 这是模型数趋于无穷时的极限。 || This is the limit for infinitely many models.
    gain-not-a-share: (k - 1)*(v - c)/k
        这是减小的量，没有除以原来的误差。 || This is the decrease itself, not divided by the error of a single model.
    covariance-over-variance: c/v || 这是两个误差的相关系数。 || This is the correlation coefficient of two errors.
    share-of-the-new-error: (k - 1)*(v - c)/(v + (k - 1)*c)
        除以了平均之后的误差，应除以单个模型的误差。
        This divides by the error of the mean instead of that of a single model.
""")
PREDICTS = texts("""
    prices: 预测房价 || predict house prices
    energy: 预测用电量 || predict the demand for electricity
    ages: 根据照片估计年龄 || estimate ages from photographs
""")


@generator(topic="regularisation", objective="reg-generalisation", minutes=4, tags=("ensembles", "covariance"))
@source("Goodfellow, Bengio and Courville, Deep Learning (2016), section 7.11")
def ensemble_error(draw: Draw) -> Problem:
    """The expected squared error of the mean of several models, and what it gains over one of them."""
    draw.pick("k", (3, 4, 5, 10))
    v = draw.pick("v", (2, 4, 5, 10))
    c = draw.pick("c", (R(1, 2), 1, R(3, 2), 2, 3))
    draw.require(c < v)
    draw.require(apart(draw, ERROR, *ERROR.wrong, places=3) and apart(draw, GAIN, *GAIN.wrong, places=3))
    draw.let("task", draw.pick("setting", PREDICTS))
    error_of_the_mean = Computed("error-of-the-mean", ERROR, difficulty=2, places=3)
    gain_of_the_mean = Computed("gain-of-the-mean", GAIN, difficulty=2, places=3, most=1)
    return Problem((error_of_the_mean, gain_of_the_mean)).worded(r"""
        用 $k = [k]$ 个模型组成的集成[task]，以各模型预测的平均作为预测。各模型的误差 $\epsilon_i$ 的均值都是 0，
          方差都是 $v = [v]$，任意两个模型的误差的协方差都是 $c = [c]$。
        An ensemble of $k = [k]$ models is trained to [task], and its prediction is the mean of theirs. The errors
          $\epsilon_i$ of the models have mean 0 and variance $v = [v]$ each, and the errors of any two models
          have covariance $c = [c]$.

        # error-of-the-mean
        ask: 平均预测的平方误差的期望是多少？ || What is the expected squared error of the mean prediction?
        claim: 平均预测的平方误差的期望是 $[value]$。 || The expected squared error of the mean prediction is $[value]$.
        solution: $\frac{1}{k^2} E\bigl[\bigl(\sum_i \epsilon_i\bigr)^2\bigr]$ 中有 $k$ 个方差和 $k(k-1)$ 个协方差：
                  In $\frac{1}{k^2} E\bigl[\bigl(\sum_i \epsilon_i\bigr)^2\bigr]$ there are $k$ variances and $k(k-1)$
                    covariances:
                  $$\frac{v}{k} + \frac{k - 1}{k} c = \frac{[v]}{[k]} + \frac{[k - 1]}{[k]} \times [c] [~key:.3].$$

        # gain-of-the-mean
        ask: 与单个模型相比，平均预测的平方误差的期望减小的比例是多少？
             By what fraction is the expected squared error of the mean prediction smaller than that of a single model?
        claim: 与单个模型相比，平均预测的平方误差的期望减小的比例是 $[value]$。
               The expected squared error of the mean prediction is smaller than that of a single model by the fraction
                 $[value]$.
        solution: 平均预测与单个模型的平方误差的期望之差，除以单个模型的平方误差的期望 $v$：
                  The difference between the expected squared errors of a single model and of the mean prediction, divided
                    by that of a single model, $v$:
                  $$\frac{1}{v}\left(v - \frac{v + (k - 1) c}{k}\right) = \frac{(k - 1)(v - c)}{k v}
                    = \frac{[k - 1] \times ([v] - [c])}{[k] \times [v]} [~key:.3].$$
    """)


@ensemble_error.check
def by_the_matrix(k: int, v: int, c: R) -> dict[str, object]:
    """Adds up the covariance matrix of the errors, each entry weighted by 1/k twice."""
    matrix = [[R(v) if row == column else R(c) for column in range(k)] for row in range(k)]
    together = R(0)
    for row in matrix:
        for entry in row:
            together += entry * R(1, k) * R(1, k)
    return {"error-of-the-mean": together, "gain-of-the-mean": 1 - together / matrix[0][0]}
