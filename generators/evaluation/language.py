"""Measures of text models: BLEU-2 of a short translation, and perplexity."""

import math
from collections import Counter
from fractions import Fraction
from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, equal_tex, generator, number_tex

R = Fraction
PAIRS = (
    ("the cat sat on the mat", "the cat is on the mat"),
    ("a cat sat", "a cat sat on the mat"),
    ("there is a cat on the mat", "the cat is on the mat"),
    ("the dog runs fast", "the dog runs very fast"),
    ("he reads a book", "he is reading a book"),
    ("i like deep learning", "i really like deep learning a lot"),
    ("the cat the cat on the mat", "the cat is on the mat"),
    ("we train the model", "we train a big model"),
    ("attention is all we need", "attention is all you need"),
    ("a b a b", "a b c a b"),
    ("the cat the cat", "the cat sat"),
    ("is it is it good", "it is good"),
    ("we we train models", "we train models"),
    ("deep deep learning works", "deep learning works well"),
    ("he is is here", "he is here now"),
    ("the model the model wins", "the model wins"),
    ("on the mat the cat sat", "the cat sat on the mat"),
    ("to be or to be", "to be or not to be"),
    ("good morning good day", "good morning"),
    ("it was a cold cold day", "it was a very cold day"),
    ("neural nets learn features", "neural nets can learn useful features"),
    ("loss goes down", "the loss goes down"),
    ("the old man the boat", "the old man sails the boat"),
    ("she she sings a song", "she sings an old song"),
    ("the bird flew over the the house", "the bird flew over the red house"),
    ("he went to the school", "he went to school"),
    ("they are at home", "they are now at home"),
    ("the red car stopped", "a red car stopped here"),
    ("it is raining it is cold", "it is raining and it is cold"),
    ("the tree is is tall", "the tall tree is old"),
    ("i saw the the moon", "last night i saw the moon"),
    ("please close the door", "please close the front door now"),
    ("the food was very very good", "the food was very good"),
    ("we will meet at noon", "we shall meet here at noon"),
    ("the river is long and long", "the river is long and wide"),
    ("open the window", "please open the window"),
    ("she bought three red apples", "she bought three green apples"),
    ("the train the train is late", "the train is late again"),
    ("he can swim", "he can swim very well"),
    ("my brother plays the piano", "my brother plays piano"),
    ("the sun rises in the east the sun", "the sun rises in the east"),
    ("the boy kicked the ball", "the boy kicked a ball hard"),
    ("music makes me happy happy", "music makes me very happy"),
    ("this is my book my book", "this is my new book"),
    ("snow fell on the town", "snow fell all night on the town"),
    ("the king and the king", "the king and the queen"),
)
LETS = {
    "c": "cr[0].split()",
    "r": "cr[1].split()",
    "c2": "[c[i] + ' ' + c[i + 1] for i in range(len(c) - 1)]",
    "r2": "[r[i] + ' ' + r[i + 1] for i in range(len(r) - 1)]",
    "m1": "sum(min(c.count(w), r.count(w)) for w in dict.fromkeys(c))",
    "m2": "sum(min(c2.count(w), r2.count(w)) for w in dict.fromkeys(c2))",
    "p1": "R(m1, len(c))",
    "p2": "R(m2, len(c2))",
    "BP": "1 if len(c) > len(r) else exp(1 - R(len(r), len(c)))",
}
BLEU = Formulas(
    "BP*sqrt(p1*p2)",
    let=LETS,
    tex={"p1": "p_1", "p2": "p_2", "BP": r"\mathrm{BP}"},
    wrong={
        "no-brevity-penalty": "sqrt(p1*p2)",
        "no-clipping": "BP*sqrt(R(sum(1 for w in c if w in r), len(c))*R(sum(1 for w in c2 if w in r2), len(c2)))",
        "unigrams-only": "BP*p1",
        "bigrams-only": "BP*p2",
        "arithmetic-mean-of-precisions": "BP*(p1 + p2)/2",
        "divides-by-reference-counts": "BP*sqrt(R(m1, len(r))*R(m2, len(r2)))",
        "no-root": "BP*p1*p2",
        "brevity-ratio-inverted": "exp(1 - R(len(c), len(r)))*sqrt(p1*p2) if len(c) != len(r) else None",
        "brevity-as-ratio": "R(len(c), len(r))*sqrt(p1*p2) if len(c) < len(r) else None",
    },
)


@generator(
    topic="evaluation",
    objective="evaluation-language",
    minutes=6,
    tags=("bleu", "machine-translation"),
    source="Papineni et al., BLEU: a method for automatic evaluation of machine translation (2002), section 2",
)
def bleu_2(draw: Draw) -> Problem:
    """BLEU-2 of a short candidate against one reference."""
    cr = draw.pick("cr", PAIRS)
    at = draw.params
    c, r = (sentence.split() for sentence in cr)
    draw.require(clipped_matches(c, r, 2) > 0)
    n, length = len(c), len(r)

    def context() -> Text:
        return Text(
            zh="机器翻译的输出（候选译文）与唯一的参考译文如下，每个单词是一个词元。\n\n"
            f"| 句子 | 词元 | 长度 |\n|---|---|---|\n| 候选译文 | {cr[0]} | $c = {n}$ |\n| 参考译文 | {cr[1]} | $r = {length}$ |\n\n"
            "采用如下定义：\n\n"
            "$$\\text{BLEU-2} = \\mathrm{BP} \\cdot \\sqrt{p_1 p_2},\\qquad "
            "\\mathrm{BP} = \\begin{cases} 1, & c > r, \\\\ e^{1 - r/c}, & c \\le r, \\end{cases}$$\n\n"
            "其中 $p_1$、$p_2$ 是截断（clipped）后的一元、二元词组精确率：候选译文中每种词组的匹配次数"
            "不超过它在参考译文中出现的次数。",
            en="The output of a translation system (the candidate) and its only reference are as follows; each word is a token.\n\n"
            f"| sentence | tokens | length |\n|---|---|---|\n| candidate | {cr[0]} | $c = {n}$ |\n"
            f"| reference | {cr[1]} | $r = {length}$ |\n\n"
            "By definition,\n\n"
            "$$\\text{BLEU-2} = \\mathrm{BP} \\cdot \\sqrt{p_1 p_2},\\qquad "
            "\\mathrm{BP} = \\begin{cases} 1, & c > r, \\\\ e^{1 - r/c}, & c \\le r, \\end{cases}$$\n\n"
            "where $p_1$ and $p_2$ are the clipped precisions of unigrams and bigrams: an $n$-gram of the candidate is "
            "matched at most as often as it occurs in the reference.",
        )

    def wording() -> Wording:
        found = BLEU.values(at)
        precisions = ",\\qquad ".join(
            f"p_{k} = {matches_tex(found['c' if k == 1 else 'c2'], found['r' if k == 1 else 'r2'])}" for k in (1, 2)
        )
        brevity = "1" if n > length else f"e^{{1 - {length}/{n}}} {approximately(found['BP'])}"
        sign = "c > r" if n > length else "c = r" if n == length else "c < r"
        worked = BLEU.worked(at, places=3)
        return Wording(
            ask=Text(zh="计算候选译文的 BLEU-2。", en="Calculate the candidate’s BLEU-2."),
            claim=Text(zh="候选译文的 BLEU-2 为 ${}$。", en="The candidate’s BLEU-2 is ${}$."),
            solution=Text(
                zh=f"分子逐个列出候选译文中各种词组的截断匹配次数（按首次出现的顺序），分母是词组总数：\n\n$${precisions}.$$\n\n"
                f"因为 ${sign}$，$\\mathrm{{BP}} = {brevity}$。因此\n\n$$\\text{{BLEU-2}} = {worked}.$$",
                en="The numerators add up the clipped matches of the candidate’s different $n$-grams, in the order of their first "
                f"occurrence; the denominators count all of its $n$-grams:\n\n$${precisions}.$$\n\n"
                f"As ${sign}$, $\\mathrm{{BP}} = {brevity}$. Hence\n\n$$\\text{{BLEU-2}} = {worked}.$$",
            ),
        )

    return Problem(
        (
            Computed(
                "eval/bleu2",
                BLEU,
                at,
                wording,
                difficulty=3 + (n < length),
                places=3,
                most=1,
            ),
        ),
        context,
    )


def approximately(value: int | float) -> str:
    return "= 1" if value == 1 else rf"\approx {number_tex(value, 4)}"


def matches_tex(grams: tuple[str, ...], reference: tuple[str, ...]) -> str:
    """TeX of a clipped precision, with the matches of each different n-gram."""
    counts = [min(grams.count(w), reference.count(w)) for w in dict.fromkeys(grams)]
    return rf"\frac{{{' + '.join(map(str, counts))}}}{{{len(grams)}}} = \frac{{{sum(counts)}}}{{{len(grams)}}}"


def clipped_matches(c: list[str], r: list[str], n: int) -> int:
    """How many n-grams of `c` can be struck out one against one of `r`."""
    left = [tuple(r[i : i + n]) for i in range(len(r) - n + 1)]
    matched = 0
    for i in range(len(c) - n + 1):
        gram = tuple(c[i : i + n])
        if gram in left:
            left.remove(gram)
            matched += 1
    return matched


@bleu_2.check
def by_striking_out(cr: tuple[str, str]) -> float:
    """Strikes out matched n-grams one by one; the geometric mean and the penalty in logarithms, as in the paper."""
    c, r = (sentence.split() for sentence in cr)
    log_bleu = min(1 - len(r) / len(c), 0.0)
    for n in (1, 2):
        total = Counter(tuple(c[i : i + n]) for i in range(len(c) - n + 1)).total()
        log_bleu += math.log(clipped_matches(c, r, n) / total) / 2
    return math.exp(log_bleu)


INVERSES = tuple(a for n in (2, 3, 4) for a in product((1, 2, 4, 8, 16, 32), repeat=n) if len(set(a)) > 1)
PERPLEXITY = Formulas(
    "prod(a)**R(1, len(a))",
    wrong={
        "averages-inverse-probabilities": "sum(a)/len(a)",
        "inverse-of-mean-probability": "len(a)/sum(R(1, v) for v in a)",
        "no-root-of-length": "prod(a)",
        "loss-for-perplexity": "log(prod(a))/len(a)",
        "bits-for-perplexity": "log2(prod(a))/len(a)",
        "mixes-bases": "exp(log2(prod(a))/len(a))",
        "square-root-for-any-length": "sqrt(prod(a)) if len(a) != 2 else None",
        "worst-token-only": "max(a)",
    },
)


@generator(
    topic="evaluation",
    objective="evaluation-language",
    minutes=4,
    tags=("perplexity", "language-model"),
    source="Jurafsky and Martin, Speech and Language Processing (3rd edition draft), section 3.3; Zhang et al., Dive into Deep "
    "Learning (2023), section 9.3.2",
)
def perplexity_of_sequence(draw: Draw) -> Problem:
    """The perplexity of a sequence from the probabilities of its tokens."""
    a = draw.pick("a", INVERSES)
    draw.require(a.count(1) <= 1)
    at = draw.params
    count = len(a)

    def context() -> Text:
        numbers = " | ".join(map(str, range(1, count + 1)))
        chances = " | ".join("$1$" if v == 1 else f"$1/{v}$" for v in a)
        rule = "---|" * (count + 1)
        return Text(
            zh=f"语言模型对一个长为 {count} 的词元序列（已含结束符）依次给出的条件概率 $p_t = P(x_t \\mid x_1, \\dots, x_{{t-1}})$ "
            f"如下。\n\n| $t$ | {numbers} |\n|{rule}\n| $p_t$ | {chances} |",
            en=f"A language model gives the {count} tokens of a sequence, its end token included, the conditional probabilities "
            f"$p_t = P(x_t \\mid x_1, \\dots, x_{{t-1}})$ in this table.\n\n| $t$ | {numbers} |\n|{rule}\n| $p_t$ | {chances} |",
        )

    def wording() -> Wording:
        exponents = [v.bit_length() - 1 for v in a]
        powers = " \\times ".join(map(str, a))
        total = sum(exponents)
        value = PERPLEXITY.values(at)["key"]
        worked = (
            f"\\left(\\prod_{{t=1}}^{{{count}}} \\frac{{1}}{{p_t}}\\right)^{{1/{count}}} = ({powers})^{{1/{count}}} "
            f"= 2^{{{total}/{count}}} {equal_tex(value, 3)}"
        )
        return Wording(
            ask=Text(zh="求模型在该序列上的困惑度（perplexity）。", en="Find the model’s perplexity on this sequence."),
            claim=Text(zh="模型在该序列上的困惑度为 ${}$。", en="The model’s perplexity on this sequence is ${}$."),
            solution=Text(
                zh="困惑度是每个词元的平均负对数似然的指数，即各 $1/p_t$ 的几何平均（与对数的底无关）：\n\n"
                f"$$\\exp\\Bigl(-\\frac{{1}}{{{count}}} \\sum_{{t=1}}^{{{count}}} \\ln p_t\\Bigr) = {worked}.$$",
                en="Perplexity is the exponential of the mean negative log-likelihood per token, that is, the geometric mean of the "
                "$1/p_t$ (whatever the base of the logarithm):\n\n"
                f"$$\\exp\\Bigl(-\\frac{{1}}{{{count}}} \\sum_{{t=1}}^{{{count}}} \\ln p_t\\Bigr) = {worked}.$$",
            ),
        )

    return Problem(
        (
            Computed(
                "eval/perplexity",
                PERPLEXITY,
                at,
                wording,
                difficulty=2 + (count > 2),
                places=3,
            ),
        ),
        context,
    )


@perplexity_of_sequence.check
def by_mean_loss(a: tuple[int, ...]) -> float:
    """The exponential of the mean cross-entropy of the tokens."""
    return math.exp(sum(-math.log(1 / v) for v in a) / len(a))
