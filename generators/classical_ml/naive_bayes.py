"""A naive Bayes classifier of documents, with and without Laplace smoothing."""

from fractions import Fraction
from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, equal_tex, generator, shuffled

Triple = tuple[int, int, int]
WORDS = (Text(zh="卷积", en="convolution"), Text(zh="梯度", en="gradient"), Text(zh="股票", en="stock"))


def some_counts(id: str, values: tuple[int, ...]) -> tuple[Triple, ...]:
    """Some with a word that never occurs, some without."""
    counts = shuffled(("naive-bayes", id), tuple((a, b, c) for a, b, c in product(values, repeat=3) if a + b + c >= 3))
    return (*[c for c in counts if 0 in c][:9], *[c for c in counts if 0 not in c][:9])


FIRST = some_counts("c1", (0, 1, 2, 4, 5))
SECOND = some_counts("c2", (0, 1, 2, 3, 6))

POSTERIOR = Formulas(
    "n[0]*p1/(n[0]*p1 + n[1]*p2)",
    let={
        "p1": "prod((c1[w] + a)/(sum(c1) + 3*a) for w in d)",
        "p2": "prod((c2[w] + a)/(sum(c2) + 3*a) for w in d)",
        "u1": "prod(c1[w]/sum(c1) for w in d)",
        "u2": "prod(c2[w]/sum(c2) for w in d)",
        "v1": "prod((c1[w] + a)/(sum(c1) + a) for w in d)",
        "v2": "prod((c2[w] + a)/(sum(c2) + a) for w in d)",
    },
    wrong={
        "smoothing-forgotten": "n[0]*u1/(n[0]*u1 + n[1]*u2)",
        "prior-forgotten": "p1/(p1 + p2)",
        "vocabulary-not-counted": "n[0]*v1/(n[0]*v1 + n[1]*v2)",
        "not-normalised": "n[0]/sum(n)*p1",
        "prior-only": "n[0]/sum(n)",
        "other-class": "n[1]*p2/(n[0]*p1 + n[1]*p2)",
    },
)


@generator(
    topic="classical-ml",
    minutes=6,
    tags=("naive-bayes", "laplace-smoothing"),
    source="Jurafsky and Martin, Speech and Language Processing (3rd ed. draft), chapter on naive Bayes",
    objective="classical-trees-and-neighbours",
)
def naive_bayes_laplace(draw: Draw) -> Problem:
    """The posterior probability of a class, given a document of 2 words."""
    n = draw.pick("n", ((3, 2), (4, 4), (2, 6), (5, 5)))
    c1 = draw.pick("c1", FIRST)
    c2 = draw.pick("c2", SECOND)
    d = draw.pick("d", ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)))
    a = draw.pick("a", (0, 1))
    draw.require(a > 0 or (min(c1) > 0 and min(c2) > 0))
    draw.require(a == 0 or 0 in (*c1, *c2))
    likelihoods = [likelihood(c, a, d) for c in (c1, c2)]
    draw.require(likelihoods[0] != likelihoods[1])

    def context() -> Text:
        def table(language: str) -> str:
            words = " | ".join(w.zh if language == "zh" else w.en for w in WORDS)
            head = "| 类别 | 文档数 | " if language == "zh" else "| class | documents | "
            rows = (f"| $C_{i}$ | {n[i - 1]} | {' | '.join(map(str, c))} |" for i, c in ((1, c1), (2, c2)))
            return "\n".join([f"{head}{words} |", "|---|---|---|---|---|", *rows])

        zh_words = "、".join(f"“{WORDS[w].zh}”" for w in d)
        en_words = " ".join(WORDS[w].en for w in d)
        zh_smooth = "每个词的计数都加 1（拉普拉斯平滑）。" if a else "不作平滑。"
        en_smooth = "1 is added to the count of every word (Laplace smoothing)." if a else "No smoothing is used."
        return Text(
            zh=f"用多项式朴素贝叶斯给文档分类，词表只有 3 个词。训练集中各类的文档数与各词出现的次数如下：\n\n{table('zh')}\n\n"
            f"类先验按文档数估计，词的条件概率按词频估计，{zh_smooth}一篇新文档依次含有词{zh_words}。",
            en=f"A multinomial naive Bayes classifier has a vocabulary of 3 words. The training set has these numbers of documents "
            f"and of occurrences of each word:\n\n{table('en')}\n\nThe priors are estimated from the documents, the conditional "
            f"probabilities of words from their counts. {en_smooth} A new document reads “{en_words}”.",
        )

    def wording() -> Wording:
        def line(i: int, c: Triple) -> str:
            factors = r" \times ".join(
                rf"\frac{{{c[w]}{' + 1' if a else ''}}}{{{sum(c)}{' + 3' if a else ''}}}" for w in d
            )
            prior = rf"\frac{{{n[i - 1]}}}{{{sum(n)}}}"
            value = Fraction(n[i - 1], sum(n)) * likelihood(c, a, d)
            return rf"P(C_{i})\,P(d \mid C_{i}) = {prior} \times {factors} = {fraction(value)}"

        joint = [Fraction(n[i], sum(n)) * likelihoods[i] for i in (0, 1)]
        value = joint[0] / sum(joint)
        last = rf"P(C_1 \mid d) = \frac{{{fraction(joint[0])}}}{{{fraction(joint[0])} + {fraction(joint[1])}}} {equal_tex(value, 3)}"
        steps = f"$${line(1, c1)}$$\n\n$${line(2, c2)}$$\n\n$${last}$$"
        return Wording(
            ask=Text(
                zh="新文档属于 $C_1$ 类的后验概率是多少？",
                en="What is the posterior probability that the new document belongs to $C_1$?",
            ),
            claim=Text(
                zh="新文档属于 $C_1$ 类的后验概率是 ${}$。",
                en="The posterior probability that the new document belongs to $C_1$ is ${}$.",
            ),
            solution=Text(
                zh=f"先算各类的联合概率，再归一化（$d$ 表示新文档）：\n\n{steps}",
                en=f"First the joint probability with each class, then the normalisation ($d$ is the new document):\n\n{steps}",
            ),
        )

    part = Computed("ml/naive-bayes-laplace", POSTERIOR, draw.params, wording, difficulty=3 + a, places=3, most=1)
    return Problem((part,), context)


def likelihood(counts: Triple, a: int, d: tuple[int, ...]) -> Fraction:
    result = Fraction(1)
    for w in d:
        result *= Fraction(counts[w] + a, sum(counts) + 3 * a)
    return result


def fraction(value: Fraction) -> str:
    return rf"\frac{{{value.numerator}}}{{{value.denominator}}}" if value.denominator > 1 else str(value)


@naive_bayes_laplace.check
def by_counting_balls(n: tuple[int, int], c1: Triple, c2: Triple, d: tuple[int, int], a: int) -> Fraction:
    """Lists the smoothed words of each class as balls in an urn and counts the pairs of balls that spell the document."""
    ways = []
    for documents, counts in zip(n, (c1, c2), strict=True):
        urn = [w for w in range(3) for _ in range(counts[w] + a)]
        hits = sum(1 for first in urn if first == d[0]) * sum(1 for second in urn if second == d[1])
        ways.append(Fraction(documents * hits, len(urn) ** 2))
    return ways[0] / sum(ways)
