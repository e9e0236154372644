"""A naive Bayes classifier of documents, with and without Laplace smoothing."""

from itertools import product
from math import prod
from re import sub

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, number_tex, shuffled, source

from .._apart import apart

Triple = tuple[int, int, int]
# By what the documents are: their name, and the words of the vocabulary.
DOCUMENTS = {
    "news": (
        Text("新闻", "news items"),
        (Text("选举", "election"), Text("球队", "team"), Text("股票", "stock")),
    ),
    "mails": (Text("邮件", "e-mails"), (Text("免费", "free"), Text("会议", "meeting"), Text("中奖", "prize"))),
}


def some_counts(id: str, values: tuple[int, ...]) -> tuple[Triple, ...]:
    """Some with a word that never occurs, some without."""
    counts = shuffled(("naive-bayes", id), tuple((a, b, c) for a, b, c in product(values, repeat=3) if a + b + c >= 3))
    return (*[c for c in counts if 0 in c][:9], *[c for c in counts if 0 not in c][:9])


FIRST = some_counts("c1", (0, 1, 2, 4, 5))
SECOND = some_counts("c2", (0, 1, 2, 3, 6))
POSTERIOR = Formulas(
    "j1/(j1 + j2)",
    let={
        "p1": "prod((c1[w] + a)/(sum(c1) + 3*a) for w in d)",
        "p2": "prod((c2[w] + a)/(sum(c2) + 3*a) for w in d)",
        "j1": "n[0]/sum(n)*p1",
        "j2": "n[1]/sum(n)*p2",
        "u1": "prod(c1[w]/sum(c1) for w in d)",
        "u2": "prod(c2[w]/sum(c2) for w in d)",
        "v1": "prod((c1[w] + a)/(sum(c1) + a) for w in d)",
        "v2": "prod((c2[w] + a)/(sum(c2) + a) for w in d)",
    },
).with_wrong("""
    smoothing-forgotten: n[0]*u1/(n[0]*u1 + n[1]*u2)
    prior-forgotten: p1/(p1 + p2)
    vocabulary-not-counted: n[0]*v1/(n[0]*v1 + n[1]*v2)
    not-normalised: j1
    prior-only: n[0]/sum(n)
    other-class: j2/(j1 + j2)
""")


@generator(
    topic="classical-ml",
    objective="classical-trees-and-neighbours",
    minutes=6,
    tags=("naive-bayes", "laplace-smoothing"),
)
@source("Jurafsky and Martin, Speech and Language Processing (3rd ed. draft), chapter on naive Bayes")
def naive_bayes_laplace(draw: Draw) -> Problem:
    """The posterior probability of a class, given a document of 2 words."""
    # Not the same number in both classes, or the priors could be left out.
    n = draw.pick("n", ((3, 2), (1, 4)))
    c1 = draw.pick("c1", FIRST)
    c2 = draw.pick("c2", SECOND)
    d = draw.pick("d", ((0, 0), (0, 1), (1, 2), (2, 2)))
    a = draw.pick("a", (0, 1))
    documents, words = draw.setting(DOCUMENTS)
    draw.let("documents", documents)
    # No document is empty.
    draw.require(sum(c1) >= n[0] and sum(c2) >= n[1])
    # Each word of the vocabulary occurs somewhere.
    draw.require(all(map(max, c1, c2)))
    draw.require(a > 0 or (min(c1) > 0 and min(c2) > 0))
    draw.require(a == 0 or 0 in (*c1, *c2))
    # Else what is added to both denominators hardly shows.
    draw.require(a == 0 or sum(c1) != sum(c2))
    draw.require(likelihood(c1, a, d) != likelihood(c2, a, d))
    for i in range(3):
        draw.let(f"word{i}", words[i])
    table = "[word0] | [word1] | [word2] |\n|---|---|---|---|---|\n" + "\n".join(
        f"| $C_{i}$ | [n[{i - 1}]] | {' | '.join(f'[c{i}[{w}]]' for w in range(3))} |" for i in (1, 2)
    )

    joints = alike(*(R(n[i], sum(n)) * likelihood(c, a, d) for i, c in enumerate((c1, c2))))
    # Within the last fraction, fractions stand in a line.
    first, second = (sub(r"\\frac\{(\d+)\}\{(\d+)\}", r"\1/\2", joint) for joint in joints)

    def joint(i: int) -> str:
        prior = rf"\frac{{[n[{i - 1}]]}}{{[n[0]] + [n[1]]}}"
        total = " + ".join([f"[c{i}[{w}]]" for w in range(3)] + ["3"] * a)
        factors = (rf"\frac{{[c{i}[{w}]]{' + 1' * a}}}{{{total}}}" for w in d)
        product = r" \times ".join((prior, *factors))
        return rf"$$P(C_{i})\,P(d \mid C_{i}) = {product} = {joints[i - 1]},$$"

    steps = f"{joint(1)}\n\n{joint(2)}\n\n" + rf"$$P(C_1 \mid d) = \frac{{{first}}}{{{first} + {second}}} [~key:.3].$$"
    question = Computed(
        "ml/naive-bayes-laplace",
        POSTERIOR,
        solution=Text(
            f"先算各类的联合概率，再归一化（$d$ 表示新文档）：\n\n{steps}",
            f"First the joint probability with each class, then the normalisation ($d$ is the new document):\n\n{steps}",
        ),
        difficulty=3 + a,
        places=3,
        most=1,
    )
    draw.require(apart(draw, POSTERIOR, "other-class"))
    draw.require(not a or apart(draw, POSTERIOR, "vocabulary-not-counted", "smoothing-forgotten", places=3))
    return Problem(
        question,
        Text(
            f"用多项式朴素贝叶斯给[documents]分类，词表只有 3 个词。训练集中各类的文档数与各词出现的次数如下：\n\n| 类别 | 文档数 | {table}\n\n"
            "类先验按文档数估计，词的条件概率按词频估计，[a: 1=每个词的计数都加 1（拉普拉斯平滑）|不作平滑]。"
            f"一篇新文档只有两个词：{'、'.join(f'[word{w}]' for w in d)}。",
            "A multinomial naive Bayes classifier of [documents] has a vocabulary of 3 words. The training set has these numbers of documents and of "
            f"occurrences of each word:\n\n| class | documents | {table}\n\nThe priors are estimated from the documents, the conditional "
            "probabilities of words from their counts. [a: 1=One is added to the count of every word (Laplace smoothing)|No smoothing is used]. "
            f"A new document reads “{' '.join(f'[word{w}]' for w in d)}”.",
        ),
    ).worded("""
        ask: 新文档属于 $C_1$ 类的后验概率是多少？
             What is the posterior probability that the new document belongs to $C_1$?
        claim: 新文档属于 $C_1$ 类的后验概率是 $[value]$。
               The posterior probability that the new document belongs to $C_1$ is $[value]$.
    """)


def alike(*numbers: R) -> list[str]:
    """Numbers as TeX, all of them as decimals or all as fractions."""
    if all((10**4 * number).denominator == 1 for number in numbers):
        return [number_tex(number) for number in numbers]
    return [rf"\frac{{{number.numerator}}}{{{number.denominator}}}" for number in numbers]


def likelihood(counts: Triple, a: int, d: tuple[int, ...]) -> R:
    return prod((R(counts[w] + a, sum(counts) + 3 * a) for w in d), start=R(1))


@naive_bayes_laplace.check
def by_counting_balls(n: tuple[int, int], c1: Triple, c2: Triple, d: tuple[int, int], a: int) -> R:
    """Lists the smoothed words of each class as balls in an urn and counts the pairs of balls that spell the document."""
    ways = []
    for documents, counts in zip(n, (c1, c2), strict=True):
        urn = [w for w in range(3) for _ in range(counts[w] + a)]
        hits = sum(1 for first in urn if first == d[0]) * sum(1 for second in urn if second == d[1])
        ways.append(R(documents * hits, len(urn) ** 2))
    return ways[0] / sum(ways)
