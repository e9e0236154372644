"""Entropy and the Kullback-Leibler divergence of small distributions, in bits."""

import math
from fractions import Fraction

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, equal_tex, generator, number_tex

R = Fraction
Distribution = tuple[Fraction, ...]


def over(size: int, *counts: int) -> Distribution:
    return tuple(R(n, size) for n in counts)


DISTRIBUTIONS = (
    over(2, 1, 1),
    over(4, 1, 3),
    over(4, 2, 1, 1),
    over(8, 4, 2, 1, 1),
    over(4, 1, 1, 1, 1),
    over(8, 1, 1, 2, 4),
    over(16, 1, 1, 2, 4, 8),
    over(3, 1, 1, 1),
    over(8, *[1] * 8),
    over(8, 4, 1, 1, 1, 1),
    over(8, 2, 2, 1, 1, 1, 1),
    over(8, 6, 1, 1),
    over(8, 5, 3),
    over(4, 1, 2, 1),
    over(8, 3, 3, 2),
    over(8, 7, 1),
    over(16, 8, 4, 2, 1, 1),
    over(8, 4, 3, 1),
)
FIRST = (
    over(2, 1, 1),
    over(4, 1, 3),
    over(4, 3, 1),
    over(8, 1, 7),
    over(1, 1, 0),
    over(4, 2, 1, 1),
    over(4, 1, 1, 2),
    over(3, 1, 1, 1),
    over(8, 1, 1, 6),
    over(1, 1, 0, 0),
)
SECOND = (
    over(2, 1, 1),
    over(4, 1, 3),
    over(4, 3, 1),
    over(8, 1, 7),
    over(4, 2, 1, 1),
    over(4, 1, 1, 2),
    over(3, 1, 1, 1),
    over(8, 1, 6, 1),
)

ENTROPY = Formulas(
    "sum(-v*log2(v) for v in p if v > 0)",
    wrong={
        "nats-for-bits": "sum(-v*log(v) for v in p if v > 0)",
        "logarithm-of-the-size": "log2(len(p))",
        "weights-forgotten": "sum(-log2(v) for v in p if v > 0)",
        "gini-for-entropy": "1 - sum(v**2 for v in p)",
        "largest-surprise": "-log2(min(v for v in p if v > 0))",
        "surprise-of-the-likeliest": "-log2(max(p))",
        "divided-by-the-size": "sum(-v*log2(v) for v in p if v > 0)/len(p)",
    },
)
DIVERGENCE = Formulas(
    "sum(a*log2(a/b) for a, b in zip(p, q) if a > 0)",
    let={"whole": "all(a > 0 for a in p)"},
    wrong={
        "divergence-reversed": "sum(b*log2(b/a) for a, b in zip(p, q)) if whole else None",
        "cross-entropy-for-divergence": "-sum(a*log2(b) for a, b in zip(p, q))",
        "nats-for-bits": "sum(a*log(a/b) for a, b in zip(p, q) if a > 0)",
        "difference-of-entropies": "Abs(sum(v*log2(v) for v in q) - sum(v*log2(v) for v in p if v > 0))",
        "both-directions-averaged": "(sum(a*log2(a/b) for a, b in zip(p, q)) + sum(b*log2(b/a) for a, b in zip(p, q)))/2 if whole else None",
        "weights-forgotten": "Abs(sum(log2(a/b) for a, b in zip(p, q) if a > 0))",
        "total-variation": "sum(Abs(a - b) for a, b in zip(p, q))/2",
    },
)


def listed(p: Distribution) -> str:
    return rf"\left({', '.join(share(v) for v in p)}\right)"


def share(v: Fraction) -> str:
    return str(v.numerator) if v.denominator == 1 else rf"\frac{{{v.numerator}}}{{{v.denominator}}}"


@generator(
    topic="loss",
    objective="loss-information",
    minutes=3,
    tags=("entropy",),
    source="Goodfellow, Bengio and Courville, Deep Learning (2016), section 3.13; MacKay, Information Theory, Inference, and Learning Algorithms (2003), chapter 2",
)
def entropy_bits(draw: Draw) -> Problem:
    """The entropy of a small distribution."""
    p = draw.pick("p", DISTRIBUTIONS)
    at = draw.params

    def context() -> Text:
        return Text(
            zh=f"随机变量 $X$ 的分布为\n\n$$p = {listed(p)}.$$",
            en=f"A random variable $X$ has the distribution\n\n$$p = {listed(p)}.$$",
        )

    def wording() -> Wording:
        terms = " + ".join(rf"{share(v)} \log_2 {number_tex(1 / v)}" for v in p if v > 0)
        value = ENTROPY(at).key
        line = (
            r"$$H(X) = \sum_i p_i \log_2 \frac{1}{p_i}$$"
            "\n\n"
            rf"$$= {terms} {equal_tex(value, 3)}$$"
        )
        return Wording(
            ask=Text(zh="$X$ 的熵是多少？", en="What is the entropy of $X$?"),
            claim=Text(zh="$X$ 的熵是 ${}$。", en="The entropy of $X$ is ${}$."),
            solution=Text(zh=f"按定义计算：\n\n{line}", en=f"By definition,\n\n{line}"),
        )

    part = Computed(
        "loss/entropy-bits",
        ENTROPY,
        at,
        wording,
        difficulty=1 + (len(set(p)) > 1) + (len(p) > 4),
        conventions=("log-base-2",),
        places=3,
    )
    return Problem((part,), context)


@entropy_bits.check
def by_chain_rule(p: Distribution) -> float:
    """Splits one outcome off after the other and adds up the entropies of the splits."""
    total, left = 0.0, 1.0
    for v in p[:-1]:
        first = float(v) / left
        for part in (first, 1 - first):
            if part > 0:
                total -= left * part * math.log(part, 2)
        left -= float(v)
    return total


@generator(
    topic="loss",
    objective="loss-information",
    minutes=4,
    tags=("kl-divergence",),
    source="Goodfellow, Bengio and Courville, Deep Learning (2016), section 3.13",
)
def kl_divergence(draw: Draw) -> Problem:
    """The divergence of two small distributions."""
    p = draw.pick("p", FIRST)
    q = draw.pick("q", SECOND)
    draw.require(len(p) == len(q) and p != q)
    at = draw.params

    def context() -> Text:
        both = rf"P = {listed(p)},\qquad Q = {listed(q)}"
        return Text(zh=f"两个离散分布为\n\n$${both}.$$", en=f"Two discrete distributions are\n\n$${both}.$$")

    def wording() -> Wording:
        terms = " + ".join(rf"{share(a)} \log_2 {number_tex(a / b)}" for a, b in zip(p, q, strict=True) if a > 0)
        value = DIVERGENCE(at).key
        line = rf"$$D_{{\mathrm{{KL}}}}(P \,\|\, Q) = \sum_i p_i \log_2 \frac{{p_i}}{{q_i}} = {terms} {equal_tex(value, 3)}$$"
        return Wording(
            ask=Text(
                zh="KL 散度 $D_{\\mathrm{KL}}(P \\,\\|\\, Q)$ 是多少？",
                en="What is the divergence $D_{\\mathrm{KL}}(P \\,\\|\\, Q)$?",
            ),
            claim=Text(
                zh="$D_{\\mathrm{KL}}(P \\,\\|\\, Q) = {}$。",
                en="The divergence is $D_{\\mathrm{KL}}(P \\,\\|\\, Q) = {}$.",
            ),
            solution=Text(
                zh=f"按定义计算（约定 $0 \\log 0 = 0$）：\n\n{line}",
                en=f"By definition (with $0 \\log 0 = 0$),\n\n{line}",
            ),
        )

    part = Computed(
        "loss/kl-divergence",
        DIVERGENCE,
        at,
        wording,
        difficulty=2 + (len(p) > 2),
        conventions=("log-base-2",),
        places=3,
    )
    return Problem((part,), context)


@kl_divergence.check
def by_cross_entropy(p: Distribution, q: Distribution) -> float:
    """The bits of a code made for Q, less those of a code made for P, sample by sample of a list that follows P."""
    size = math.lcm(*(v.denominator for v in p))
    samples = [i for i, v in enumerate(p) for _ in range(int(v * size))]
    return math.fsum(
        math.log(q[i].denominator / q[i].numerator) - math.log(p[i].denominator / p[i].numerator) for i in samples
    ) / (size * math.log(2))
