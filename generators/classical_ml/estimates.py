"""A probability estimated from few trials and a prior."""

from math import comb

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source, texts

MODE = Formulas("(k + a - 1)/(n + a + b - 2)").with_wrong("""
    prior-ignored: k/n || 这是最大似然估计，没有用先验。 || This is the maximum likelihood estimate, which ignores the prior.
    mean-for-the-mode: (k + a)/(n + a + b)
        这是后验均值，不是后验众数。 || This is the mean of the posterior, not its mode.
    data-ignored: (a - 1)/(a + b - 2)
        这是先验的众数，没有用数据。 || This is the mode of the prior, which ignores the data.
    ones-subtracted-above-alone: (k + a - 1)/(n + a + b)
        除以了后验的两个参数之和，应除以两个指数之和。
        This divides by the sum of the posterior’s parameters instead of the sum of its exponents.
    prior-of-failures-forgotten: (k + a - 1)/(n + a - 1)
        漏了先验的因子 $(1 - \\theta)^{[b - 1]}$。 || This leaves the factor $(1 - \\theta)^{[b - 1]}$ of the prior out.
    failures-estimated: (n - k + b - 1)/(n + a + b - 2)
        这是 $1 - \\theta$ 的估计。 || This estimates $1 - \\theta$ instead of $\\theta$.
""")
MEAN = Formulas("(k + a)/(n + a + b)").with_wrong("""
    mode-for-the-mean: (k + a - 1)/(n + a + b - 2)
        这是后验众数，不是后验均值。 || This is the mode of the posterior, not its mean.
    prior-ignored: k/n || 这是最大似然估计，没有用先验。 || This is the maximum likelihood estimate, which ignores the prior.
    mean-of-the-prior: a/(a + b)
        这是先验的均值，没有用数据。 || This is the mean of the prior, which ignores the data.
    estimates-averaged: (k/n + a/(a + b))/2
        把频率与先验均值简单平均了；应按试验次数 $[n]$ 与先验的 $[a] + [b]$ 加权。
        This takes the plain mean of the relative frequency and the prior mean, but their weights are $[n]$, the number
          of trials, and $[a] + [b]$, from the prior.
    failures-averaged: (n - k + b)/(n + a + b)
        这是 $1 - \\theta$ 的后验均值。 || This is the posterior mean of $1 - \\theta$.
    prior-of-failures-left-out: (k + a)/(n + a) || 分母漏了先验的第二个参数。
        This leaves the second parameter of the prior out of the denominator.
""")
TRIALS = texts("""
    patients: 一种新疗法用于 [n] 名患者（是否好转相互独立），其中 [k] 名好转；待估计的是好转的概率
              A new treatment was given to [n] patients, whose outcomes are independent, and [k] of them improved; the
                probability of improvement
    grasps: 一只机械手试抓 [n] 次（各次相互独立），成功 [k] 次；待估计的是成功的概率
            A robot arm made [n] independent attempts to grasp an object, and [k: # was|# were] successful; the
              probability of success
    answers: 一个模型独立地回答了 [n] 道题，答对 [k] 道；待估计的是答对的概率
             A model answered [n] independent questions and got [k] right; its accuracy
""")


@generator(topic="classical-ml", objective="classical-principles", minutes=4, tags=("map", "beta-prior"))
@source("Bishop, Pattern Recognition and Machine Learning (2006), section 2.1")
def beta_posterior(draw: Draw) -> Problem:
    """The most probable value and the mean of a probability after a few trials."""
    n = draw.pick("n", (4, 5, 8, 10, 20))
    k = draw.pick("k", (1, 3, 4, 7))
    a = draw.pick("a", (3, 5, 6))
    b = draw.pick("b", (3, 4, 7))
    draw.require(k < n)
    # Else mode and mean are both one half, the estimates are equally heavy, or the data say what the prior says.
    draw.require(2 * (k + a) != n + a + b and n != a + b)
    draw.require(R(k, n) not in (R(a, a + b), R(a - 1, a + b - 2)))
    draw.let("trials", draw.pick("setting", TRIALS))
    map_estimate = Computed("map-estimate", MODE, difficulty=2, places=3, most=1)
    posterior_mean = Computed("posterior-mean", MEAN, difficulty=2, places=3, most=1)
    return Problem((map_estimate, posterior_mean)).worded(r"""
        [trials] $\theta$，先验为 $\mathrm{Beta}([a],\ [b])$，密度与 $\theta^{[a - 1]} (1 - \theta)^{[b - 1]}$ 成正比。
        [trials] $\theta$ is to be estimated. Its prior is $\mathrm{Beta}([a],\ [b])$, whose density is proportional to
          $\theta^{[a - 1]} (1 - \theta)^{[b - 1]}$.

        # map-estimate
        ask: $\theta$ 的最大后验估计是多少？ || What is the maximum a posteriori estimate of $\theta$?
        claim: $\theta$ 的最大后验估计是 $[value]$。 || The maximum a posteriori estimate of $\theta$ is $[value]$.
        solution: 先验密度乘以似然 $\theta[k: 1=|^{#}] (1 - \theta)[n - k: 1=|^{#}]$，$\theta$ 与 $1 - \theta$ 的指数
                    分别为 $[==k + a - 1]$ 与 $[==n - k + b - 1]$，即后验为 $\mathrm{Beta}([k + a],\ [n - k + b])$。
                    最大值点等于第一个指数除以两个指数之和：
                  In the density of the prior times the likelihood $\theta[k: 1=|^{#}] (1 - \theta)[n - k: 1=|^{#}]$, the
                    exponents of $\theta$ and $1 - \theta$ are $[==k + a - 1]$ and $[==n - k + b - 1]$, so that the
                    posterior is $\mathrm{Beta}([k + a],\ [n - k + b])$. Its maximum lies at the first exponent divided by
                    the sum of both:
                  $$\frac{[k + a - 1]}{[k + a - 1] + [n - k + b - 1]} [~key:.3].$$

        # posterior-mean
        ask: $\theta$ 的后验均值是多少？ || What is the posterior mean of $\theta$?
        claim: $\theta$ 的后验均值是 $[value]$。 || The posterior mean of $\theta$ is $[value]$.
        solution: 后验的两个参数为 $[==k + a]$ 与 $[==n - k + b]$。Beta 分布的均值是第一个参数除以两个参数之和：
                  The parameters of the posterior are $[==k + a]$ and $[==n - k + b]$. The mean of a beta distribution is
                    its first parameter divided by the sum of both:
                  $$\frac{[k + a]}{[k + a] + [n - k + b]} [~key:.3].$$
    """)


@beta_posterior.check
def by_the_polynomial(n: int, k: int, a: int, b: int) -> dict[str, object]:
    """Where the slope of the density, a polynomial, changes its sign; and its mean, term by term."""
    rises, falls = k + a - 1, n - k + b - 1

    def slope(t: R) -> R:
        return t ** (rises - 1) * (1 - t) ** (falls - 1) * (rises * (1 - t) - falls * t)

    low, high = R(0), R(1)
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)

    def moment(power: int) -> R:
        return sum((R((-1) ** j * comb(falls, j), rises + power + j + 1) for j in range(falls + 1)), R(0))

    return {"map-estimate": float((low + high) / 2), "posterior-mean": moment(1) / moment(0)}
