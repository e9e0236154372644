"""The regulariser of a variational autoencoder."""

import math
from fractions import Fraction
from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, generator, number_tex

R = Fraction
MEANS = (R(-2), R(-1), R(0), R(1, 2), R(1), R(2))
DEVIATIONS = (R(1, 2), R(1), R(2), R(3))

DIVERGENCE = Formulas(
    "sum((m[i]**2 + s[i]**2 - 1 - 2*log(s[i]))/2 for i in range(D))",
    wrong={
        "half-of-the-divergence-left-out": (
            "sum(m[i]**2 + s[i]**2 - 1 - 2*log(s[i]) for i in range(D))",
            Text(zh="漏了公式前面的二分之一。", en="This leaves out the factor one half before the bracket."),
        ),
        "deviation-for-variance": "sum((m[i]**2 + s[i] - 1 - log(s[i]))/2 for i in range(D))",
        "sign-of-the-logarithm": "sum((m[i]**2 + s[i]**2 - 1 + 2*log(s[i]))/2 for i in range(D))",
        "minus-one-forgotten": "sum((m[i]**2 + s[i]**2 - 2*log(s[i]))/2 for i in range(D))",
        "divergence-reversed": "sum((1/s[i]**2 + m[i]**2/s[i]**2 - 1 + 2*log(s[i]))/2 for i in range(D))",
        "averaged-over-dimensions": "sum((m[i]**2 + s[i]**2 - 1 - 2*log(s[i]))/2 for i in range(D))/D if D > 1 else None",
    },
)


@generator(
    topic="generative",
    objective="generative-vae",
    minutes=4,
    tags=("vae", "kl-divergence"),
    source="Kingma and Welling, Auto-encoding variational Bayes, ICLR 2014, appendix B",
)
def vae_kl(draw: Draw) -> Problem:
    """The divergence of a diagonal Gaussian from the standard normal distribution."""
    D = draw.pick("D", (1, 2))
    m = draw.pick("m", tuple(product(MEANS, repeat=2)))
    s = draw.pick("s", tuple(product(DEVIATIONS, repeat=2)))
    draw.require(D == 2 or (m[1] == 0 and s[1] == 1))
    draw.require(any(v != 1 for v in s[:D]))
    at = draw.params

    def context() -> Text:
        means, deviations = (f"({', '.join(map(number_tex, v[:D]))})" if D > 1 else number_tex(v[0]) for v in (m, s))
        kind_zh = "各分量独立的 2 维高斯分布" if D > 1 else "1 维高斯分布"
        kind_en = "a Gaussian with 2 independent components" if D > 1 else "a Gaussian in 1 dimension"
        return Text(
            zh=f"变分自编码器的编码器对某个样本输出{kind_zh} $q$，均值为 $\\mu = {means}$，标准差为 $\\sigma = {deviations}$；先验 $p$ 是标准正态分布。",
            en=f"For some sample the encoder of a variational autoencoder puts out {kind_en}, $q$, with mean $\\mu = {means}$ and standard deviation "
            f"$\\sigma = {deviations}$. The prior $p$ is the standard normal distribution.",
        )

    def wording() -> Wording:
        terms = " + ".join(
            rf"\tfrac{{1}}{{2}}\left({bracketed(m[i])}^2 + {number_tex(s[i])}^2 - 1 - \ln {number_tex(s[i])}^2\right)"
            for i in range(D)
        )
        value = number_tex(float(DIVERGENCE(at).key), 3)
        rule = r"\tfrac{1}{2}\sum_i \left(\mu_i^2 + \sigma_i^2 - 1 - \ln \sigma_i^2\right)"
        return Wording(
            ask=Text(zh="$D_{\\mathrm{KL}}(q \\,\\|\\, p)$ 是多少？", en="What is $D_{\\mathrm{KL}}(q \\,\\|\\, p)$?"),
            claim=Text(
                zh="$D_{\\mathrm{KL}}(q \\,\\|\\, p) = {}$。",
                en="The divergence is $D_{\\mathrm{KL}}(q \\,\\|\\, p) = {}$.",
            ),
            solution=Text(
                zh=f"由两个高斯分布的 KL 散度公式得\n\n$${rule}$$\n\n$$= {terms} \\approx {value}$$",
                en=f"For Gaussians the divergence is\n\n$${rule}$$\n\n$$= {terms} \\approx {value}$$",
            ),
        )

    part = Computed(
        "gen/vae-kl", DIVERGENCE, at, wording, difficulty=2 + (D > 1), conventions=("natural-log",), places=3
    )
    return Problem((part,), context)


def bracketed(value: Fraction) -> str:
    return f"({number_tex(value)})" if value < 0 else number_tex(value)


@vae_kl.check
def by_quadrature(D: int, m: tuple[Fraction, ...], s: tuple[Fraction, ...]) -> float:
    """Averages the difference of the log-densities at the nodes of Gauss-Hermite quadrature, which is exact for quadratics."""
    total = 0.0
    for mean, deviation in zip(m[:D], s[:D], strict=True):
        for node in (
            -math.sqrt(1),
            math.sqrt(1),
        ):  # two nodes of weight one half have the moments of N(0, 1) up to order 3
            x = float(mean) + float(deviation) * node
            log_q = -math.log(deviation) - node * node / 2
            total += (log_q + x * x / 2) / 2
    return total
