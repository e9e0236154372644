"""The best discriminator of a GAN, and the value of the game with it."""

import math
from fractions import Fraction

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, equal_tex, generator, number_tex

R = Fraction
Distribution = tuple[Fraction, ...]


def tenths(*counts: int) -> Distribution:
    return tuple(R(n, 20) for n in counts)


DATA = (tenths(10, 6, 4), tenths(4, 4, 12), tenths(2, 8, 10), tenths(5, 5, 10), tenths(14, 4, 2), tenths(8, 8, 4))
MADE = (tenths(4, 6, 10), tenths(6, 6, 8), tenths(12, 4, 4), tenths(5, 10, 5), tenths(2, 2, 16))
TWO_DATA = (tenths(10, 10), tenths(5, 15), tenths(4, 16), tenths(2, 18), tenths(20, 0))
TWO_MADE = (tenths(10, 10), tenths(15, 5), tenths(16, 4), tenths(8, 12), tenths(0, 20), tenths(2, 18))

BEST = Formulas(
    "p[j]/(p[j] + q[j])",
    wrong={
        "probability-of-generated": "q[j]/(p[j] + q[j])",
        "data-probability-itself": "p[j]",
        "value-at-equilibrium": "R(1, 2)",
        "mixture-for-share": "(p[j] + q[j])/2",
        "difference-for-share": "Abs(p[j] - q[j])",
        "ratio-for-share": "p[j]/q[j]",
    },
)
LET = {
    "real": "sum(a*log(a/(a + b)) for a, b in zip(p, q) if a > 0)",
    "fake": "sum(b*log(b/(a + b)) for a, b in zip(p, q) if b > 0)",
    "jsd": "(real + fake + 2*log(2))/2",
}
GAME = Formulas(
    "real + fake",
    let=LET,
    wrong={
        "divergence-alone": "jsd",
        "value-at-equilibrium": "-2*log(2)",
        "divergence-counted-once": "jsd - 2*log(2)",
        "bits-for-nats": "(real + fake)/log(2)",
        "sign-of-the-game": "-(real + fake)",
        "real-samples-only": "real",
    },
)


def listed(p: Distribution) -> str:
    return f"({', '.join(map(number_tex, p))})"


@generator(
    topic="generative",
    objective="generative-gan",
    minutes=3,
    tags=("gan",),
    source="Goodfellow et al., Generative adversarial nets, NeurIPS 2014, proposition 1",
)
def gan_optimal_discriminator(draw: Draw) -> Problem:
    """What the best discriminator says of one point."""
    p = draw.pick("p", DATA)
    q = draw.pick("q", MADE)
    j = draw.pick("j", (0, 1, 2))
    draw.require(p[j] != q[j])
    at = draw.params

    def context() -> Text:
        both = rf"p_{{\mathrm{{data}}}} = {listed(p)},\qquad p_g = {listed(q)}"
        return Text(
            zh=f"在 GAN 中，样本只取 $x_1$、$x_2$、$x_3$ 三个值，真实分布与生成器的分布为\n\n$${both}.$$\n\n判别器 $D(x)$ 输出 $x$ 为真实样本的概率。",
            en=f"In a GAN samples take the values $x_1$, $x_2$ and $x_3$ alone. The data and the generator have the distributions\n\n$${both}.$$\n\n"
            f"The discriminator $D(x)$ puts out the probability that $x$ is real.",
        )

    def wording() -> Wording:
        k = j + 1
        value = p[j] / (p[j] + q[j])
        line = (
            rf"$$D^*(x_{k}) = \frac{{p_{{\mathrm{{data}}}}(x_{k})}}{{p_{{\mathrm{{data}}}}(x_{k}) + p_g(x_{k})}} = "
            rf"\frac{{{number_tex(p[j])}}}{{{number_tex(p[j])} + {number_tex(q[j])}}} {equal_tex(value, 3)}$$"
        )
        return Wording(
            ask=Text(
                zh=f"生成器固定时，最优判别器的输出 $D^*(x_{k})$ 是多少？",
                en=f"For this generator, what is the output $D^*(x_{k})$ of the best discriminator?",
            ),
            claim=Text(
                zh=f"生成器固定时，最优判别器的输出 $D^*(x_{k}) = {{}}$。",
                en=f"For this generator, the output of the best discriminator is $D^*(x_{k}) = {{}}$.",
            ),
            solution=Text(zh=f"对每个 $x$ 分别最大化得\n\n{line}", en=f"Maximised for each $x$ by itself,\n\n{line}"),
        )

    part = Computed("gen/gan-optimal-d", BEST, at, wording, difficulty=2 + (p[j] + q[j] != R(1, 2)), places=3, most=1)
    return Problem((part,), context)


@gan_optimal_discriminator.check
def by_counting_samples(p: Distribution, q: Distribution, j: int) -> Fraction:
    """Draws 20 real and 20 generated samples as the distributions say, and counts the real ones among those at the point."""
    real = [i for i, v in enumerate(p) for _ in range(int(20 * v))]
    made = [i for i, v in enumerate(q) for _ in range(int(20 * v))]
    return R(real.count(j), real.count(j) + made.count(j))


@generator(
    topic="generative",
    objective="generative-gan",
    minutes=5,
    tags=("gan", "divergence"),
    source="Goodfellow et al., Generative adversarial nets, NeurIPS 2014, theorem 1",
)
def gan_value(draw: Draw) -> Problem:
    """The value of the game with the best discriminator."""
    p = draw.pick("p", TWO_DATA)
    q = draw.pick("q", TWO_MADE)
    draw.require(p != q)
    at = draw.params

    def context() -> Text:
        both = rf"p_{{\mathrm{{data}}}} = {listed(p)},\qquad p_g = {listed(q)}"
        game = r"V(D, G) = \mathbb{E}_{x \sim p_{\mathrm{data}}}[\ln D(x)] + \mathbb{E}_{x \sim p_g}[\ln (1 - D(x))]"
        return Text(
            zh=f"在 GAN 中，样本只取两个值，真实分布与生成器的分布为\n\n$${both},$$\n\n目标函数为\n\n$${game}.$$",
            en=f"In a GAN samples take two values alone. The data and the generator have the distributions\n\n$${both},$$\n\nand the game is\n\n$${game}.$$",
        )

    def wording() -> Wording:
        best = [a / (a + b) for a, b in zip(p, q, strict=True)]
        shown = ",\\ ".join(number_tex(v, 4) for v in best)
        terms = [rf"{number_tex(a)} \ln {number_tex(d, 4)}" for a, d in zip(p, best, strict=True) if a > 0]
        terms += [rf"{number_tex(b)} \ln {number_tex(1 - d, 4)}" for b, d in zip(q, best, strict=True) if b > 0]
        value = number_tex(float(GAME(at).key), 3)
        return Wording(
            ask=Text(
                zh="判别器取最优 $D^*$ 时，$V(D^*, G)$ 是多少？",
                en="What is $V(D^*, G)$ for the best discriminator $D^*$?",
            ),
            claim=Text(
                zh="判别器取最优 $D^*$ 时，$V(D^*, G) = {}$。", en="For the best discriminator, $V(D^*, G) = {}$."
            ),
            solution=Text(
                zh=f"最优判别器在两点的值约为 ${shown}$，代入得\n\n$${' + '.join(terms)} \\approx {value}$$",
                en=f"At the two points the best discriminator is about ${shown}$, so that\n\n$${' + '.join(terms)} \\approx {value}$$",
            ),
        )

    part = Computed(
        "gen/gan-value",
        GAME,
        at,
        wording,
        difficulty=3 + (min(p) > 0 and min(q) > 0),
        conventions=("natural-log",),
        places=3,
        signed=True,
    )
    return Problem((part,), context)


@gan_value.check
def by_jensen_and_shannon(p: Distribution, q: Distribution) -> float:
    """Twice the Jensen-Shannon divergence, by entropies, less ln 4."""

    def entropy(r: list[float]) -> float:
        return -math.fsum(v * math.log(v) for v in r if v > 0)

    a, b = [float(v) for v in p], [float(v) for v in q]
    middle = [(x + y) / 2 for x, y in zip(a, b, strict=True)]
    return 2 * (entropy(middle) - entropy(a) / 2 - entropy(b) / 2) - math.log(4)
