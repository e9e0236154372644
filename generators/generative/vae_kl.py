"""The regulariser of a variational autoencoder."""

import math
from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source, texts

MEANS = (R(-2), R(-1), R(0), R(1, 2), R(1), R(2))
DEVIATIONS = (R(1, 2), R(1), R(2), R(3))

DIVERGENCE = Formulas("sum((m[i]**2 + s[i]**2 - 1 - 2*log(s[i]))/2 for i in range(D))").with_wrong("""
    half-of-the-divergence-left-out: sum(m[i]**2 + s[i]**2 - 1 - 2*log(s[i]) for i in range(D))
        漏了公式前面的二分之一。 || This leaves out the factor of one half in front.
    deviation-for-variance: sum((m[i]**2 + s[i] - 1 - log(s[i]))/2 for i in range(D))
    sign-of-the-logarithm: sum((m[i]**2 + s[i]**2 - 1 + 2*log(s[i]))/2 for i in range(D))
    minus-one-forgotten: sum((m[i]**2 + s[i]**2 - 2*log(s[i]))/2 for i in range(D))
    divergence-reversed: sum((1/s[i]**2 + m[i]**2/s[i]**2 - 1 + 2*log(s[i]))/2 for i in range(D))
    averaged-over-dimensions: sum((m[i]**2 + s[i]**2 - 1 - 2*log(s[i]))/2 for i in range(D))/D if D > 1 else None
""")

ENCODED = texts("""
    sample: 变分自编码器的编码器对某个样本 || For one sample, the encoder of a variational autoencoder
    digit: 用变分自编码器给手写数字建模，编码器对一幅图像
           A variational autoencoder models handwritten digits. For one image, its encoder
    molecule: 用变分自编码器生成分子，编码器对一个分子
              A variational autoencoder generates molecules. For one molecule, its encoder
""")


@generator(topic="generative", objective="generative-vae", minutes=4, tags=("vae", "kl-divergence"))
@source("Kingma and Welling, Auto-encoding variational Bayes, ICLR 2014, appendix B")
def vae_kl(draw: Draw) -> Problem:
    """The divergence of a diagonal Gaussian from the standard normal distribution."""
    D = draw.pick("D", (1, 2))
    m = draw.pick("m", tuple(product(MEANS, repeat=2)))
    s = draw.pick("s", tuple(product(DEVIATIONS, repeat=2)))
    draw.require(D == 2 or (m[1] == 0 and s[1] == 1))
    # Else the logarithms cancel, and their sign does not matter.
    draw.require(math.prod(s[:D]) != 1)
    draw.let("encoder", draw.setting(ENCODED))
    draw.let("mean", m if D > 1 else m[0])
    draw.let("deviation", s if D > 1 else s[0])
    terms = " + ".join(rf"\tfrac{{1}}{{2}}\left([m[{i}]]^2 + [s[{i}]]^2 - 1 - \ln [s[{i}]]^2\right)" for i in range(D))
    part = Computed("gen/vae-kl", DIVERGENCE, difficulty=2 + (D > 1), conventions=("natural-log",), places=3)
    return Problem(part).worded(rf"""
        [encoder]输出[D: 1=一维高斯分布|各分量独立的二维高斯分布] $q$，均值为 $\mu = [mean]$，
          标准差为 $\sigma = [deviation]$；先验 $p$ 是标准正态分布。
        [encoder] outputs a [D: 1=one-dimensional Gaussian $q$ with|two-dimensional Gaussian $q$ with independent components,] mean
          $\mu = [mean]$ and standard deviation[D: 1=|s] $\sigma = [deviation]$. The prior $p$ is the standard normal distribution.

        ask: $D_{{\mathrm{{KL}}}}(q \,\|\, p)$ 是多少？ || What is $D_{{\mathrm{{KL}}}}(q \,\|\, p)$?
        claim: $D_{{\mathrm{{KL}}}}(q \,\|\, p) = [value]$。 || The divergence is $D_{{\mathrm{{KL}}}}(q \,\|\, p) = [value]$.
        solution: 由高斯分布与标准正态分布的 KL 散度公式得
                  The divergence of such a Gaussian from the standard normal distribution is
                  $$\tfrac{{1}}{{2}}\sum_i \left(\mu_i^2 + \sigma_i^2 - 1 - \ln \sigma_i^2\right)$$
                  $$= {terms} [~key:.3].$$
    """)


@vae_kl.check
def by_quadrature(D: int, m: tuple[R, ...], s: tuple[R, ...]) -> float:
    """Averages the difference of the log-densities at the nodes of Gauss-Hermite quadrature, which is exact for quadratics."""
    total = 0.0
    for mean, deviation in zip(m[:D], s[:D], strict=True):
        for node in (-1.0, 1.0):  # two nodes of weight one half have the moments of N(0, 1) up to order 3
            x = float(mean) + float(deviation) * node
            log_q = -math.log(deviation) - node * node / 2
            total += (log_q + x * x / 2) / 2
    return total
