"""Measures of text models: BLEU-2 of a short translation, and perplexity."""

import math
from collections import Counter
from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, Text, generator, may_coincide, source, texts

PAIRS = (
    ("the cat sat on the mat", "the cat is on the mat"),
    ("a cat sat down", "a cat sat on the mat"),
    ("there is a cat on the mat", "the cat is on the mat"),
    ("the dog runs fast", "the dog runs very fast"),
    ("he reads a book", "he is reading a book"),
    ("i like deep learning", "i really like deep learning a lot"),
    ("the cat the cat on the mat", "the cat is on the mat"),
    ("we train the model", "we train a big model"),
    ("attention is all we need", "attention is all you need"),
    ("tick tock tick tock", "tick tock goes tick tock"),
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
    ("a loss goes down", "the loss goes down"),
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
    ("open this window", "please open this small window"),
    ("she bought three red apples", "she bought three green apples"),
    ("the train the train is late", "the train is late again"),
    ("he can swim fast", "he can swim very well"),
    ("my brother plays the piano", "my brother plays piano"),
    ("the sun rises in the east the sun", "the sun rises in the east"),
    ("the boy kicked the ball", "the boy kicked a ball hard"),
    ("music makes me happy happy", "music makes me very happy"),
    ("this is my book my book", "this is my new book"),
    ("snow fell on the town", "snow fell all night on the town"),
    ("the king and the king", "the king and the queen"),
)
BLEU = Formulas(
    "BP*sqrt(p1*p2)",
    let={
        "c": "cr[0].split()",
        "r": "cr[1].split()",
        "c2": "[c[i] + ' ' + c[i + 1] for i in range(len(c) - 1)]",
        "r2": "[r[i] + ' ' + r[i + 1] for i in range(len(r) - 1)]",
        "n1": "tuple(min(c.count(w), r.count(w)) for w in dict.fromkeys(c))",
        "n2": "tuple(min(c2.count(w), r2.count(w)) for w in dict.fromkeys(c2))",
        "p1": "R(sum(n1), len(c))",
        "p2": "R(sum(n2), len(c2))",
        "a": "len(c)",
        "b": "len(r)",
        "BP": "1 if a > b else exp(1 - R(b, a))",
        "score": "BP*sqrt(p1*p2)",
    },
    tex={"p1": "p_1", "p2": "p_2", "BP": r"\mathrm{BP}"},
    wrong={
        "no-brevity-penalty": "sqrt(p1*p2)",
        "no-clipping": "BP*sqrt(R(sum(1 for w in c if w in r), a)*R(sum(1 for w in c2 if w in r2), len(c2)))",
        "unigrams-only": "BP*p1",
        "bigrams-only": "BP*p2",
        # It can be the geometric mean but for the last digit.
        "arithmetic-mean-of-precisions": "BP*(p1 + p2)/2 if BP*(p1 + p2)/2 > score + R(1, 100) else None",
        "divides-by-reference-counts": "BP*sqrt(R(sum(n1), b)*R(sum(n2), len(r2)))",
        "no-root": "BP*p1*p2",
        "brevity-ratio-inverted": "exp(1 - R(a, b))*sqrt(p1*p2) if a != b else None",
        "brevity-as-ratio": "R(a, b)*sqrt(p1*p2) if a < b else None",
    },
)
# By the system: its name, its output, and what the output is compared with.
SYSTEMS = texts("""
    translation:
        机器翻译的输出（候选译文）与唯一的参考译文如下
        The output of a translation system (the candidate) and its only reference are as follows
    summary: 自动摘要系统的输出（候选摘要）与唯一的参考摘要如下
             The output of a summariser (the candidate) and its only reference are as follows
    caption: 图像描述系统的输出（候选描述）与唯一的参考描述如下
             The output of an image captioner (the candidate) and its only reference are as follows
""")


@generator(topic="evaluation", objective="evaluation-language", minutes=6, tags=("bleu", "machine-translation"))
@source("Papineni et al., BLEU: a method for automatic evaluation of machine translation (2002), section 2")
@may_coincide(
    "A candidate may be long enough, and repeat no word.",
    "no-brevity-penalty",
    "no-clipping",
    "divides-by-reference-counts",
)
@may_coincide("Short sentences have few pairs of words.", "no-root")
def bleu_2(draw: Draw) -> Problem:
    """BLEU-2 of a short candidate against one reference."""
    cr = draw.pick("cr", PAIRS)
    c, r = (sentence.split() for sentence in cr)
    draw.require(clipped_matches(c, r, 2) > 0)
    draw.let("system", SYSTEMS[draw.pick("setting", tuple(SYSTEMS))])
    draw.let("lengths", (len(c), len(r)))
    sign = "<" if len(c) < len(r) else "=" if len(c) == len(r) else ">"
    brevity = "1" if sign == ">" else "[==exp(1 - b/a):.4]"
    part = Computed("eval/bleu2", BLEU, difficulty=3 + (len(c) < len(r)), places=3, most=1)
    return Problem(part).worded(rf"""
        [system]，每个单词是一个词元。 || [system]; each word is a token.
        | 句子 | 词元 | 长度 |
        | sentence | tokens | length |
        |---|---|---|
        | 候选 | [cr[0]] | $c = [lengths[0]]$ |
        | candidate | [cr[0]] | $c = [lengths[0]]$ |
        | 参考 | [cr[1]] | $r = [lengths[1]]$ |
        | reference | [cr[1]] | $r = [lengths[1]]$ |
        BLEU-2 的定义如下： || BLEU-2 is defined by
        $$\text{{BLEU-2}} = \mathrm{{BP}} \cdot \sqrt{{p_1 p_2}},\qquad \mathrm{{BP}} = \begin{{cases}} 1, & c > r, \\ e^{{1 -
          r/c}}, & c \le r, \end{{cases}}$$
        其中 $p_1$、$p_2$ 是截断（clipped）后的一元、二元语法（$n$-gram）精确率：候选中每种 $n$ 元语法的匹配次数不超过它在
          参考中出现的次数。
        where $p_1$ and $p_2$ are the clipped precisions of unigrams and bigrams: an $n$-gram of the candidate is
          matched at most as often as it occurs in the reference.

        ask: 计算候选的 BLEU-2。 || Compute the candidate’s BLEU-2.
        claim: 候选的 BLEU-2 为 $[value]$。 || The candidate’s BLEU-2 is $[value]$.
        solution: 分子逐个列出候选中各种 $n$ 元语法的截断匹配次数（按首次出现的顺序），分母是它们的总数：
                  The numerators add up the clipped matches of the candidate’s different $n$-grams, in the order of
                    their first occurrence; the denominators count all of its $n$-grams:
                  $$p_1 = [==sum(n1)/len(c):.4],\qquad p_2 = [==sum(n2)/len(c2):.4].$$
                  因为 $c {sign} r$，$\mathrm{{BP}} = {brevity}$。因此
                  As $c {sign} r$, $\mathrm{{BP}} = {brevity}$. Hence
                  $$\text{{BLEU-2}} = [=key:.3].$$
    """)


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


INVERSES = tuple(a for n in (2, 3, 4) for a in product((2, 4, 8, 16, 32), repeat=n) if len(set(a)) > 1)
PERPLEXITY = Formulas("prod(a)**R(1, len(a))").with_wrong("""
    averages-inverse-probabilities: sum(a)/len(a)
    inverse-of-mean-probability: len(a)/sum(R(1, v) for v in a)
    no-root-of-length: prod(a)
    loss-for-perplexity: log(prod(a))/len(a)
    bits-for-perplexity: log2(prod(a))/len(a)
    mixes-bases: exp(log2(prod(a))/len(a))
    square-root-for-any-length: sqrt(prod(a)) if len(a) != 2 else None
    worst-token-only: max(a)
""")

MODELS = texts("""
    words: 语言模型对一个长为 [n] 的词元序列（已含结束符）
           A language model gives the [n] tokens of a sequence, its end token included,
    code: 代码补全模型对一行代码的 [n] 个词元（已含换行符）
          A code-completion model gives the [n] tokens of a line of code, its line break included,
""")


@generator(
    topic="evaluation",
    objective="evaluation-language",
    minutes=4,
    tags=("perplexity", "language-model"),
    calculator="scientific",
)
@source(
    "Jurafsky and Martin, Speech and Language Processing (3rd edition draft), section 3.3; Zhang et al., Dive into Deep "
    "Learning (2023), section 9.3.2"
)
def perplexity_of_sequence(draw: Draw) -> Problem:
    """The perplexity of a sequence from the probabilities of its tokens."""
    a = draw.pick("a", INVERSES)
    draw.let("model", draw.setting(MODELS))
    n = draw.let("n", len(a))
    draw.let("power", sum(v.bit_length() - 1 for v in a))
    mean = (
        r"$$\exp\Bigl(-\frac{1}{[n]} \sum_{t=1}^{[n]} \ln p_t\Bigr) = \left(\prod_{t=1}^{[n]} \frac{1}{p_t}\right)^{1/[n]}$$"
        "\n\n$$= (" + r" \times ".join(f"[a[{i}]]" for i in range(n)) + ")^{1/[n]} = 2^{[power]/[n]} [~key:.3].$$"
    )
    part = Computed(
        "eval/perplexity",
        PERPLEXITY,
        solution=Text(
            f"困惑度是每个词元的平均负对数似然的指数，即各 $1/p_t$ 的几何平均（与对数的底无关）：\n\n{mean}",
            "Perplexity is the exponential of the mean negative log-likelihood per token, that is, the geometric mean of the "
            f"$1/p_t$ (whatever the base of the logarithm):\n\n{mean}",
        ),
        difficulty=2 + (n > 2),
        places=3,
    )
    numbers = " | ".join(str(t + 1) for t in range(n))
    chances = " | ".join(f"$1/[a[{t}]]$" for t in range(n))
    table = f"| $t$ | {numbers} |\n|{'---|' * (n + 1)}\n| $p_t$ | {chances} |"
    given = r"$p_t = P(x_t \mid x_1, \dots, x_{t-1})$"
    context = Text(
        f"[model]依次给出的条件概率 {given} 如下。\n\n{table}",
        f"[model] the conditional probabilities {given} in this table.\n\n{table}",
    )
    return Problem(part, context).worded("""
        ask: 求模型在该序列上的困惑度（perplexity）。 || Find the model’s perplexity on this sequence.
        claim: 模型在该序列上的困惑度为 $[value]$。 || The model’s perplexity on this sequence is $[value]$.
    """)


@perplexity_of_sequence.check
def by_mean_loss(a: tuple[int, ...]) -> float:
    """The exponential of the mean cross-entropy of the tokens."""
    return math.exp(sum(-math.log(1 / v) for v in a) / len(a))
