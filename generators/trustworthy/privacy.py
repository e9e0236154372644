"""The noise of differential privacy."""

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, source, texts

from .._apart import apart

SCALE = Formulas("k*s/e", tex={"s": r"\Delta", "e": r"\varepsilon"}).with_wrong(r"""
    budget-not-shared: s/e if k > 1 else None
        每次查询都用了全部隐私预算。 || This spends the whole privacy budget on each query.
    budget-multiplied: k*s*e
        乘了 $\varepsilon$，应除以它；$\varepsilon$ 越小噪声越大。
        This multiplies by $\varepsilon$ instead of dividing: a smaller $\varepsilon$ takes more noise.
    sensitivity-of-one: k/e if s != 1 else None || 敏感度取成了 1。 || This takes the sensitivity to be 1.
    standard-deviation-for-scale: k*s/e*sqrt(2)
        这是标准差，不是尺度。 || This is the standard deviation, not the scale.
    shared-the-wrong-way: s/(k*e) if k > 1 else None
        预算分得反了：每次查询的预算越少，噪声越大。
        This shares the budget the wrong way round: less budget for a query takes more noise.
    sensitivity-doubled: 2*k*s/e || 敏感度多算了一倍。 || This doubles the sensitivity.
    budget-over-sensitivity: e/(k*s) || 分子与分母弄反了。 || This turns the fraction upside down.
""")

DEVIATION = Formulas("sqrt(2)*k*s/e").with_wrong(r"""
    scale-for-deviation: k*s/e
        这是尺度；拉普拉斯分布的标准差是它的 $\sqrt{2}$ 倍。
        This is the scale; the standard deviation of a Laplace distribution is $\sqrt{2}$ times as much.
    variance-for-deviation: 2*(k*s/e)**2 || 这是方差。 || This is the variance.
    budget-not-shared: sqrt(2)*s/e if k > 1 else None
        每次查询都用了全部隐私预算。 || This spends the whole privacy budget on each query.
    twice-the-scale: 2*k*s/e
        把尺度乘了 $2$，应乘 $\sqrt{2}$。 || This multiplies the scale by $2$ instead of $\sqrt{2}$.
    deviation-times-the-budget: sqrt(2)*k*s*e
        乘了 $\varepsilon$，应除以它。 || This multiplies by $\varepsilon$ instead of dividing.
    sensitivity-doubled: sqrt(2)*2*k*s/e || 敏感度多算了一倍。 || This doubles the sensitivity.
    divided-by-the-root: k*s/(e*sqrt(2))
        除以了 $\sqrt{2}$，应乘以它。 || This divides by $\sqrt{2}$ instead of multiplying.
""")

QUERIES = texts("""
    count: 满足某个条件的人数 || a count of the people who meet some condition
    sum: 各人取值在 $0$ 到 $[B]$ 之间的一项指标的总和 || the sum over all people of a quantity between $0$ and $[B]$
    mean: 取值在 $0$ 到 $[B]$ 之间的一项指标在 [n] 个人中的平均值（人数 [n] 公开，相邻的数据集只有一个人的值不同）
          the mean of a quantity between $0$ and $[B]$ over [n] people (the number [n] is public, and neighbouring data
            sets differ in the value of one person)
""")

HOLDERS = texts("""
    hospital: 一家医院 || A hospital
    app: 一款输入法应用 || A keyboard app
    census: 统计局 || A statistical office
""")


@generator(
    topic="trustworthy", objective="trustworthy-privacy", minutes=3, tags=("differential-privacy", "laplace-mechanism")
)
@source("Dwork and Roth, The algorithmic foundations of differential privacy (2014), sections 3.3 and 3.5")
def laplace_noise(draw: Draw) -> Problem:
    """The scale and the standard deviation of the noise that makes queries private."""
    query = draw.pick("query", tuple(QUERIES))
    B = draw.pick("B", (1,) if query == "count" else (10, 50))
    # With fewer people, the noise would be as large as the mean itself.
    n = draw.pick("n", (500, 1000) if query == "mean" else (1,))
    draw.pick("k", (3, 4, 5))
    draw.pick("e", (R(1, 20), R(1, 10), R(1, 2), 2))
    s = {"count": R(1), "sum": R(B), "mean": R(B, n)}[query]
    draw.let("s", s)
    draw.require(apart(draw, SCALE, *SCALE.wrong) and apart(draw, DEVIATION, *DEVIATION.wrong, places=3))
    draw.let("what", QUERIES[query])
    draw.let("holder", draw.pick("setting", HOLDERS))
    why = {
        "count": Text("一个人至多使计数改变 1", "one person changes the count by 1 at most"),
        "sum": Text("一个人至多使总和改变 $[B]$", "one person changes the sum by $[B]$ at most"),
        "mean": Text(
            "一个人的值至多使平均值改变 $[B]/[n]$", "the value of one person changes the mean by $[B]/[n]$ at most"
        ),
    }[query]
    draw.let("why", why)
    draw.let("worked_out", Text(*2 * ("$\\Delta = [B]/[n] = [s]$" if query == "mean" else "$\\Delta = [s]$",)))
    noise_scale = Computed("noise-scale", SCALE, difficulty=2 + (query == "mean"), places=4)
    noise_deviation = Computed("noise-deviation", DEVIATION, difficulty=2, places=3)
    return Problem((noise_scale, noise_deviation)).worded(r"""
        [holder]要公布 [k] 个数，每一个都是[what]。用拉普拉斯机制使公布的全部结果满足 $\varepsilon$ 差分隐私，
          $\varepsilon = [e]$；隐私预算平均分给各次查询，根据顺序组合定理，各份预算之和为 $\varepsilon$。
        [holder] publishes [k] numbers, each of them [what]. The Laplace mechanism makes all of them together
          $\varepsilon$-differentially private with $\varepsilon = [e]$; the privacy budget is divided equally among
          the queries, and by sequential composition the shares add up to $\varepsilon$.

        # noise-scale
        ask: 每次查询所加的拉普拉斯噪声的尺度 $b$ 取多少？ || What scale $b$ does the Laplace noise of each query have?
        claim: 每次查询所加的拉普拉斯噪声的尺度为 $b = [value]$。
               The Laplace noise of each query has the scale $b = [value]$.
        solution: [why]，故敏感度 [worked_out]；每次查询分到的预算为 $\varepsilon / [k]$：
                  The sensitivity is [worked_out], since [why]. Each query gets the budget $\varepsilon / [k]$:
                  $$b = \frac{\Delta}{\varepsilon / [k]} = [==k*s/e].$$

        # noise-deviation
        ask: 该噪声的标准差是多少？ || What is the standard deviation of this noise?
        claim: 该噪声的标准差是 $[value]$。 || The standard deviation of this noise is $[value]$.
        solution: 尺度为 $b$ 的拉普拉斯分布的方差为 $2b^2$：
                  A Laplace distribution of scale $b$ has the variance $2b^2$:
                  $$\sqrt{2} \times [k*s/e] [~key:.3].$$
    """)


@laplace_noise.check
def by_the_densities(query: str, B: int, n: int, k: int, e: R) -> dict[str, object]:
    """The scale at which the densities of neighbouring outputs differ by the budget; the deviation by adding two exponentials."""
    people = {"count": 1, "sum": 1, "mean": n}[query]
    change = R(B, people)
    share = e / k
    scale = R(1)
    scale *= change / share
    # A Laplace variable is the difference of two exponential ones, each with the variance of its squared scale.
    variance = float(scale) ** 2 + float(scale) ** 2
    return {"noise-scale": scale, "noise-deviation": variance**0.5}
