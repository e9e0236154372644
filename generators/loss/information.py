"""Entropy and the Kullback-Leibler divergence of small distributions, in bits."""

import math
from typing import Any

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, may_coincide, source, texts

from .._apart import apart

Distribution = tuple[R, ...]
# Counts that are divided by their sum.
COUNTS = (
    (1, 1), (7, 1), (5, 3), (2, 1, 1), (1, 1, 1, 1), (4, 2, 1, 1), (8, 4, 2, 1, 1), (6, 1, 1), (5, 2, 1), (4, 3, 1),
    (5, 1, 1, 1), (3, 3, 1, 1), (3, 2, 1, 1, 1), (14, 1, 1), (10, 3, 3), (7, 7, 2), (11, 2, 2, 1), (9, 3, 2, 2),
    (7, 6, 2, 1), (6, 6, 3, 1), (10, 2, 2, 1, 1), (8, 3, 2, 2, 1), (7, 3, 2, 2, 2)
)  # fmt: skip
FIRST = ((1, 1), (1, 3), (3, 1), (1, 7), (3, 5), (2, 1, 1), (1, 1, 2), (1, 1, 1), (1, 1, 6), (4, 3, 1), (1, 1, 0))
SECOND = ((1, 1), (1, 3), (3, 1), (1, 7), (2, 1, 1), (1, 1, 2), (1, 1, 1), (1, 6, 1))


def shares(counts: tuple[int, ...]) -> Distribution:
    return tuple(R(count, sum(counts)) for count in counts)


def tex(p: Distribution) -> str:
    """As fractions: decimals would hide the powers of two."""
    return rf"\left({', '.join(map(share, p))}\right)"


def share(v: R) -> str:
    return str(v) if v.denominator == 1 else rf"\frac{{{v.numerator}}}{{{v.denominator}}}"


def huffman(p: Distribution) -> Any:
    """The mean length of the words of a Huffman code."""
    trees, length = sorted(p), R(0)
    while len(trees) > 1:
        joined = trees[0] + trees[1]
        length += joined
        trees = sorted([*trees[2:], joined])
    return length


ENTROPY = Formulas("sum(-v*log2(v) for v in p if v > 0)", functions=(huffman,)).with_wrong("""
    nats-for-bits: sum(-v*log(v) for v in p if v > 0)
    logarithm-of-the-size: log2(len(p))
    gini-for-entropy: 1 - sum(v**2 for v in p)
    huffman-length: huffman(p)
    surprise-of-the-likeliest: -log2(max(p))
    divided-by-the-size: sum(-v*log2(v) for v in p if v > 0)/len(p)
    base-ten: sum(-v*log(v) for v in p if v > 0)/log(10)
    rarest-term-left-out: sum(-v*log2(v) for v in p if v > 0) + min(p)*log2(min(p))
""")
VARIABLES = texts("""
    variable: 随机变量 $X$ || A random variable $X$
    symbol: 信源发出的符号 $X$ || The symbol $X$ that a source sends
    class: 数据集中样本的类别 $X$ || The class $X$ of a sample in a data set
""")


@generator(topic="loss", objective="loss-information", minutes=3, tags=("entropy",))
@source(
    "Goodfellow, Bengio and Courville, Deep Learning (2016), section 3.13; MacKay, Information Theory, Inference, and Learning Algorithms (2003), chapter 2"
)
@may_coincide(
    "Uniform and dyadic distributions, whose entropies are whole numbers or nearly so, are part of the question.",
    "logarithm-of-the-size",
    "huffman-length",
    "surprise-of-the-likeliest",
)
def entropy_bits(draw: Draw) -> Problem:
    """The entropy of a small distribution."""
    counts = draw.pick("counts", COUNTS)
    order = draw.pick("order", (1, -1))
    draw.require(order == 1 or len(set(counts)) > 1)
    p = draw.let("p", shares(counts[::order]))
    draw.let("variable", VARIABLES[draw.pick("setting", tuple(VARIABLES))])
    terms = " + ".join(rf"{share(v)} \log_2 {share(1 / v)}" for v in p)
    steps = r"$$H(X) = \sum_i p_i \log_2 \frac{1}{p_i}$$" + f"\n\n$$= {terms} [~key:.3].$$"
    part = Computed(
        "loss/entropy-bits",
        ENTROPY,
        ask=Text("$X$ 的熵是多少？", "What is the entropy of $X$?"),
        claim=Text("$X$ 的熵是 $[value]$。", "The entropy of $X$ is $[value]$."),
        solution=Text(f"按定义计算：\n\n{steps}", f"By definition,\n\n{steps}"),
        difficulty=1 + (len(set(p)) > 1) + (len(p) > 4),
        conventions=("log-base-2",),
        places=3,
        # A little more than the largest entropy, so that the largest can be offered.
        most=math.log2(len(p)) + 1e-9,
    )
    context = Text(f"[variable] 的分布为\n\n$$p = {tex(p)}.$$", f"[variable] has the distribution\n\n$$p = {tex(p)}.$$")
    return Problem(part, context)


@entropy_bits.check
def by_chain_rule(counts: tuple[int, ...]) -> float:
    """Splits one outcome off after the other and adds up the entropies of the splits."""
    total, size = 0.0, sum(counts)
    left = size
    for count in counts[:-1]:
        first = count / left
        for part in (first, 1 - first):
            if part > 0:
                total -= left / size * part * math.log(part, 2)
        left -= count
    return total


DIVERGENCE = Formulas(
    "ahead",
    let={
        "ahead": "sum(a*log2(a/b) for a, b in zip(p, q) if a > 0)",
        "back": "sum(b*log2(b/a) for a, b in zip(p, q)) if all(p) else ahead",
        "apart": "Abs(ahead - back) > R(1, 100)",
        "unweighted": "sum(log2(a/b) for a, b in zip(p, q) if a > 0)",
    },
).with_wrong("""
    divergence-reversed: back if apart else None
    cross-entropy-for-divergence: -sum(a*log2(b) for a, b in zip(p, q))
    nats-for-bits: sum(a*log(a/b) for a, b in zip(p, q) if a > 0)
    difference-of-entropies: Abs(sum(v*log2(v) for v in q) - sum(v*log2(v) for v in p if v > 0))
    both-directions-averaged: (ahead + back)/2 if apart else None
    weights-forgotten: unweighted if unweighted > 0 else None
    base-ten: sum(a*log(a/b) for a, b in zip(p, q) if a > 0)/log(10)
    total-variation: sum(Abs(a - b) for a, b in zip(p, q))/2
""")
PAIRS = texts("""
    plain: 两个离散分布为 || Two discrete distributions are
    model: 数据的分布 $P$ 与模型给出的分布 $Q$ 为
           The distribution $P$ of the data and the model’s distribution $Q$ are
    labels: 训练集中各类的比例 $P$ 与测试集中各类的比例 $Q$ 为
            The shares $P$ of the classes in the training set and $Q$ in the test set are
""")


@generator(topic="loss", objective="loss-information", minutes=4, tags=("kl-divergence",))
@source("Goodfellow, Bengio and Courville, Deep Learning (2016), section 3.13")
def kl_divergence(draw: Draw) -> Problem:
    """The divergence of two small distributions."""
    p = draw.let("p", shares(draw.pick("first", FIRST)))
    q = draw.let("q", shares(draw.pick("second", SECOND)))
    # Where two shares are exchanged, both directions have the same divergence.
    draw.require(len(p) == len(q) and sorted(p) != sorted(q))
    draw.let("zero", int(0 in p))
    draw.let("pair", PAIRS[draw.pick("setting", tuple(PAIRS))])
    terms = " + ".join(
        rf"{share(a) if a < 1 else ''} \log_2 {share(a / b)}".strip() for a, b in zip(p, q, strict=True) if a
    )
    part = Computed(
        "loss/kl-divergence", DIVERGENCE, difficulty=2 + (len(p) > 2), conventions=("log-base-2",), places=3
    )
    draw.require(apart(draw, DIVERGENCE, "difference-of-entropies", places=3))
    return Problem(part).worded(rf"""
        [pair]
        $$P = {tex(p)},\qquad Q = {tex(q)}.$$

        ask: KL 散度 $D_{{\mathrm{{KL}}}}(P \,\|\, Q)$ 是多少？ || What is the KL divergence $D_{{\mathrm{{KL}}}}(P \,\|\, Q)$?
        claim: $D_{{\mathrm{{KL}}}}(P \,\|\, Q) = [value]$。 || The KL divergence is $D_{{\mathrm{{KL}}}}(P \,\|\, Q) = [value]$.
        solution: 记 $P$、$Q$ 的各项为 $p_i$、$q_i$，按定义计算[zero: 1=（约定 $0 \log 0$ 取 0）|]：
                  Let $p_i$ and $q_i$ be the entries of $P$ and $Q$. By definition[zero: 1= (with $0 \log 0$ taken as 0)|],
                  $$D_{{\mathrm{{KL}}}}(P \,\|\, Q) = \sum_i p_i \log_2 \frac{{p_i}}{{q_i}} = {terms} [~key:.3].$$
    """)


@kl_divergence.check
def by_cross_entropy(first: tuple[int, ...], second: tuple[int, ...]) -> float:
    """The bits of a code made for Q, less those of a code made for P, sample by sample of a list that follows P."""
    samples = [i for i, count in enumerate(first) for _ in range(count)]
    return math.fsum(math.log(sum(second) / second[i]) - math.log(sum(first) / first[i]) for i in samples) / (
        sum(first) * math.log(2)
    )
