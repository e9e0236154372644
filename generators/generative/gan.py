"""The best discriminator of a GAN, and the value of the game with it."""

import math

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, may_coincide, source, texts

Counts = tuple[int, ...]
# The probabilities in twentieths.
DATA = ((10, 6, 4), (4, 4, 12), (2, 8, 10), (5, 5, 10), (14, 4, 2), (8, 8, 4))
MADE = ((4, 6, 10), (6, 6, 8), (12, 4, 4), (5, 10, 5), (2, 2, 16))
TWO_DATA = ((10, 10), (5, 15), (4, 16), (2, 18), (20, 0), (12, 8))
TWO_MADE = ((10, 10), (15, 5), (16, 4), (8, 12), (0, 20), (2, 18))

GANS = texts("""
    values: 在 GAN 中，样本只取 [points] 这[count]个值 || In a GAN, samples take the values [points] only
    symbols: 用 GAN 逐个生成符号，符号只有 [points] 这[count]种
             A GAN generates single symbols, of which there are only [points]
    toy: 在玩具数据上试验 GAN，样本只取 [points] 这[count]个值
         A GAN is tried on toy data, where samples take the values [points] only
""")


def described(draw: Draw, number: int) -> None:
    """Names what the samples are, as `gan`."""
    points = [f"$x_{i + 1}$" for i in range(number)]
    draw.let("points", Text("、".join(points), f"{', '.join(points[:-1])} and {points[-1]}"))
    draw.let("count", Text("零一两三"[number], ""))
    draw.let("gan", GANS[draw.pick("setting", tuple(GANS))])


BEST = Formulas("p[j]/(p[j] + q[j])").with_wrong("""
    probability-of-generated: q[j]/(p[j] + q[j])
    data-probability-itself: p[j]
    value-at-equilibrium: R(1, 2)
    mixture-for-share: (p[j] + q[j])/2
    difference-for-share: Abs(p[j] - q[j])
    ratio-for-share: p[j]/q[j]
    sum-for-share: p[j] + q[j]
    complement-of-the-generator: 1 - q[j]
    complement-of-the-data: 1 - p[j]
""")


def distributions(draw: Draw, data: tuple[Counts, ...], made: tuple[Counts, ...]) -> tuple[Counts, Counts]:
    one, other = draw.pick("data", data), draw.pick("made", made)
    draw.let("p", tuple(R(n, 20) for n in one))
    draw.let("q", tuple(R(n, 20) for n in other))
    return one, other


@generator(topic="generative", objective="generative-gan", minutes=3, tags=("gan",))
@source("Goodfellow et al., Generative adversarial nets, NeurIPS 2014, proposition 1")
@may_coincide("Twentieths have few sums and complements.", "complement-of-the-generator", "sum-for-share")
def gan_optimal_discriminator(draw: Draw) -> Problem:
    """What the best discriminator says of one point."""
    data, made = distributions(draw, DATA, MADE)
    j = draw.pick("j", (0, 1, 2))
    # With probabilities that sum to 1, the share is the probability in the data itself; one of 1/2 is its complement.
    draw.require(data[j] != made[j] and data[j] + made[j] != 20 and data[j] != 10)
    draw.let("k", j + 1)
    described(draw, 3)
    part = Computed("gen/gan-optimal-d", BEST, difficulty=2, places=3, most=1)
    return Problem(part).worded(r"""
        [gan]，真实分布与生成器的分布为 || [gan]. The data and the generator have the distributions
        $$p_{\mathrm{data}} = [p],\qquad p_g = [q].$$
        判别器 $D(x)$ 输出 $x$ 为真实样本的概率；训练判别器时，真实样本与生成的样本各占一半。
        The discriminator $D(x)$ outputs the probability that $x$ is real; it is trained on equal numbers of real and
          generated samples.

        ask: 生成器固定时，最优判别器的输出 $D^*(x_[k])$ 是多少？
             For this generator, what is the output $D^*(x_[k])$ of the optimal discriminator?
        claim: 生成器固定时，最优判别器的输出 $D^*(x_[k]) = [value]$。
               For this generator, the output of the optimal discriminator is $D^*(x_[k]) = [value]$.
        solution: 对每个 $x$ 分别使 $p_{\mathrm{data}}(x) \ln D(x) + p_g(x) \ln (1 - D(x))$ 最大，得
                  Maximising $p_{\mathrm{data}}(x) \ln D(x) + p_g(x) \ln (1 - D(x))$ for each $x$ separately gives
                  $$D^*(x_[k]) = \frac{p_{\mathrm{data}}(x_[k])}{p_{\mathrm{data}}(x_[k]) + p_g(x_[k])} = [==key:.3].$$
    """)


@gan_optimal_discriminator.check
def by_counting_samples(data: Counts, made: Counts, j: int) -> R:
    """Draws 20 real and 20 generated samples as the distributions say, and counts the real ones among those at the point."""
    real = [i for i, count in enumerate(data) for _ in range(count)]
    fake = [i for i, count in enumerate(made) for _ in range(count)]
    return R(real.count(j), real.count(j) + fake.count(j))


GAME = Formulas(
    "real + fake",
    let={
        "real": "sum(a*log(a/(a + b)) for a, b in zip(p, q) if a > 0)",
        "fake": "sum(b*log(b/(a + b)) for a, b in zip(p, q) if b > 0)",
        "jsd": "(real + fake + 2*log(2))/2",
        "best": "tuple(a/(a + b) for a, b in zip(p, q))",
    },
).with_wrong("""
    divergence-alone: jsd
    value-at-equilibrium: -2*log(2)
    divergence-counted-once: jsd - 2*log(2)
    bits-for-nats: (real + fake)/log(2)
    sign-of-the-game: -(real + fake)
    real-samples-only: real
""")


@generator(topic="generative", objective="generative-gan", minutes=5, tags=("gan", "divergence"))
@source("Goodfellow et al., Generative adversarial nets, NeurIPS 2014, theorem 1")
def gan_value(draw: Draw) -> Problem:
    """The value of the game with the best discriminator."""
    data, made = distributions(draw, TWO_DATA, TWO_MADE)
    draw.require(data != made)
    # Where they share no value, the value is 0: so are its negative, each of its terms, and 0 in bits.
    draw.require(any(a and b for a, b in zip(data, made, strict=True)))
    described(draw, 2)
    real = [weighted(f"p[{i}]", n, f"[best[{i}]:.4]") for i, n in enumerate(data) if n]
    fake = [weighted(f"q[{i}]", n, rf"\left(1 - [best[{i}]:.4]\right)") for i, n in enumerate(made) if n]
    outputs = (rf"D^*(x_{i + 1}) = \frac{{[p[{i}]]}}{{[p[{i}]] + [q[{i}]]}} [~best[{i}]:.4]" for i in (0, 1))
    best = r",\qquad ".join(outputs)
    zh, en = (
        ("（概率为 0 的点不计入期望）", " (points of probability 0 do not enter an expectation)")
        if 0 in data + made
        else ("", "")
    )
    part = Computed(
        "gen/gan-value",
        GAME,
        difficulty=3 + (min(data) > 0 and min(made) > 0),
        conventions=("natural-log",),
        places=3,
        signed=True,
    )
    return Problem(part).worded(rf"""
        [gan]，真实分布与生成器的分布为 || [gan]. The data and the generator have the distributions
        $$p_{{\mathrm{{data}}}} = [p],\qquad p_g = [q],$$
        目标函数为 || and the objective is
        $$V(D, G) = \mathbb{{E}}_{{x \sim p_{{\mathrm{{data}}}}}}\[\ln D(x)\] + \mathbb{{E}}_{{x \sim p_g}}\[\ln (1 - D(x))\].$$

        ask: 判别器取最优 $D^*$ 时，$V(D^*, G)$ 是多少？ || What is $V(D^*, G)$ for the optimal discriminator $D^*$?
        claim: 判别器取最优 $D^*$ 时，$V(D^*, G) = [value]$。
               For the optimal discriminator $D^*$, $V(D^*, G) = [value]$.
        solution: 最优判别器为 || The optimal discriminator is
                  $$D^*(x) = \frac{{p_{{\mathrm{{data}}}}(x)}}{{p_{{\mathrm{{data}}}}(x) + p_g(x)}},\qquad {best}.$$
                  代入{zh}得 || Substituting{en} gives
                  $${" + ".join(real + fake)} [~key:.3].$$
    """)


def weighted(probability: str, twentieths: int, output: str) -> str:
    """A logarithm times its probability, unless that is 1."""
    return ("" if twentieths == 20 else f"[{probability}] ") + rf"\ln {output}"


@gan_value.check
def by_jensen_and_shannon(data: Counts, made: Counts) -> float:
    """Twice the Jensen-Shannon divergence, by entropies, less ln 4."""

    def entropy(r: list[float]) -> float:
        return -math.fsum(v * math.log(v) for v in r if v > 0)

    a, b = [n / 20 for n in data], [n / 20 for n in made]
    middle = [(x + y) / 2 for x, y in zip(a, b, strict=True)]
    return 2 * (entropy(middle) - entropy(a) / 2 - entropy(b) / 2) - math.log(4)
