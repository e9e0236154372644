"""A bigram model’s probability of a sentence."""

import math

from hwgen import Computed, Draw, Formulas, Problem, Text, generator, source

Pair = tuple[int, int]

PROBABILITY = Formulas("R(a[0], a[1])*R(b[0], b[1])*R(c[0], c[1])").with_wrong("""
    probabilities-added: R(a[0], a[1]) + R(b[0], b[1]) + R(c[0], c[1])
        把条件概率相加了，应相乘。 || This adds the conditional probabilities instead of multiplying them.
    end-left-out: R(a[0], a[1])*R(b[0], b[1])
        漏了句末符号的概率。 || This leaves out the probability of the end of the sentence.
    start-left-out: R(b[0], b[1])*R(c[0], c[1])
        漏了第一个词的概率。 || This leaves out the probability of the first word.
    probabilities-averaged: (R(a[0], a[1]) + R(b[0], b[1]) + R(c[0], c[1]))/3
        取了条件概率的平均值。 || This averages the conditional probabilities.
    last-alone: R(c[0], c[1]) || 只取了最后一个条件概率。 || This is the last conditional probability alone.
    divided-by-the-length: R(a[0], a[1])*R(b[0], b[1])*R(c[0], c[1])/3
        又除以了因子的个数 3。 || This also divides by 3, the number of factors.
    end-counted-twice: R(a[0], a[1])*R(b[0], b[1])*R(c[0], c[1])**2
        句末符号的概率乘了两次。 || This multiplies by the probability of the end twice.
    one-added-to-each-count: R(a[0] + 1, a[1])*R(b[0] + 1, b[1])*R(c[0] + 1, c[1])
        每个 $c(u, v)$ 都加了 1，如同作了平滑。 || This adds 1 to each $c(u, v)$, as if the counts were smoothed.
""")

PERPLEXITY = Formulas("(1/P)**(1/3)", let={"P": "R(a[0], a[1])*R(b[0], b[1])*R(c[0], c[1])"}).with_wrong("""
    words-without-the-end: (1/P)**(1/2)
        开了平方；共有 3 个条件概率。 || This takes the square root, but there are 3 conditional probabilities.
    not-per-token: 1/P || 没有开立方：有 3 个词元。 || This does not take the cube root; there are 3 tokens.
    start-counted: (1/P)**(1/4)
        把句首符号也算作一个词元；它不被预测。 || This counts the start symbol as a token, too, but it is not predicted.
    inverse-probabilities-averaged: (R(a[1], a[0]) + R(b[1], b[0]) + R(c[1], c[0]))/3
        取了概率倒数的算术平均，应取几何平均。
        This takes the arithmetic instead of the geometric mean of the reciprocals of the probabilities.
    loss-for-perplexity: log(1/P)/3
        这是平均交叉熵（自然对数），没有取指数。 || This is the mean cross-entropy in nats, without the exponential.
    geometric-mean: P**(1/3)
        这是概率的几何平均，困惑度是它的倒数。
        This is the geometric mean of the probabilities; perplexity is its reciprocal.
    two-to-the-loss: 2**(log(1/P)/3) || 交叉熵以自然对数计，却取了 2 的幂。 || This raises 2 to a cross-entropy in nats.
""")

SENTENCES = {
    "weather": (("今天", "下雨"), ("it", "rains")),
    "pets": (("小猫", "睡觉"), ("cats", "sleep")),
    "news": (("股市", "上涨"), ("stocks", "rise")),
}

FIRST: tuple[Pair, ...] = ((10, 40), (5, 50), (12, 60), (20, 50))
SECOND: tuple[Pair, ...] = ((3, 15), (4, 10), (6, 30), (9, 12))
LAST: tuple[Pair, ...] = ((5, 8), (3, 10), (6, 15), (9, 10))


@generator(topic="language-models", objective="lm-perplexity", minutes=5, tags=("bigram", "perplexity", "chain-rule"))
@source("Jurafsky and Martin, Speech and Language Processing (3rd ed. draft), chapter on n-gram language models")
def bigram_perplexity(draw: Draw) -> Problem:
    """The probability of a sentence under a bigram model, and its perplexity."""
    chinese, english = draw.pick("setting", SENTENCES)
    a, b, c = (draw.pick(name, values) for name, values in (("a", FIRST), ("b", SECOND), ("c", LAST)))
    # No pair occurs more often than its second word, whose count is in the next row.
    draw.require(a[0] <= b[1] and b[0] <= c[1])
    draw.let("w1", Text(chinese[0], english[0]))
    draw.let("w2", Text(chinese[1], english[1]))
    rows = "\n".join(
        f"| {left} | {right} | [{n}[0]] | [{n}[1]] |"
        for left, right, n in (("`<s>`", "{w1}", "a"), ("{w1}", "{w2}", "b"), ("{w2}", "`</s>`", "c"))
    )
    zh, en = (rows.replace("{w1}", words[0]).replace("{w2}", words[1]) for words in (chinese, english))
    product = r"\frac{[a[0]]}{[a[1]]} \times \frac{[b[0]]}{[b[1]]} \times \frac{[c[0]]}{[c[1]]}"
    reciprocals = r" \times ".join(rf"\frac{{[{n}[1]]}}{{[{n}[0]]}}" for n in "abc")
    inverse = rf"\frac{{1}}{{P}} = {reciprocals} = [1/P]."
    sentence_probability = Computed(
        "sentence-probability",
        PROBABILITY,
        solution=Text(
            f"由链式法则，各条件概率相乘：\n\n$${product} [~key:.4].$$",
            f"By the chain rule the conditional probabilities are multiplied:\n\n$${product} [~key:.4].$$",
        ),
        difficulty=2,
        places=4,
        most=1,
    )
    perplexity = Computed(
        "perplexity",
        PERPLEXITY,
        solution=Text(
            f"被预测的有 3 个词元（两个词和句末符号）。记句子的概率为 $P$，则\n\n$${inverse}$$\n\n困惑度是各条件概率倒数的几何平均：\n\n"
            "$$P^{-1/3} = \\sqrt\\[3\\]{[1/P]} [~key:.2].$$",
            "There are 3 predicted tokens, including the end of the sentence. With $P$ for the probability of the sentence,\n\n"
            f"$${inverse}$$\n\nPerplexity is the geometric mean of the reciprocals of the conditional probabilities:\n\n"
            "$$P^{-1/3} = \\sqrt\\[3\\]{[1/P]} [~key:.2].$$",
        ),
        difficulty=3,
        places=2,
    )
    return Problem(
        (sentence_probability, perplexity),
        Text(
            f"一个二元语法（bigram）模型的概率由计数估计，即 $P(v \\mid u) = c(u, v) / c(u)$，不作平滑。句子“{''.join(chinese)}”要用到的计数如下（`<s>` 与 `</s>` 是句首与句末符号）：\n\n"
            f"| $u$ | $v$ | $c(u, v)$ | $c(u)$ |\n|---|---|---|---|\n{zh}",
            "A bigram model estimates its probabilities from counts, $P(v \\mid u) = c(u, v) / c(u)$, without smoothing. These are the counts for the sentence "
            f"“{' '.join(english)}”, where `<s>` and `</s>` are the start and the end symbol:\n\n| $u$ | $v$ | $c(u, v)$ | $c(u)$ |\n|---|---|---|---|\n{en}",
        ),
    ).worded("""
        # sentence-probability
        ask: 模型给出的这个句子（包括句末符号）的概率是多少？
             What probability does the model give to the sentence, including its end?
        claim: 模型给出的这个句子（包括句末符号）的概率是 $[value]$。
               The probability that the model gives to the sentence, including its end, is $[value]$.

        # perplexity
        ask: 句末符号算一个词元，句首符号不算，这个句子每个词元的困惑度是多少？
             What is the perplexity of the sentence per token, if the end symbol counts as a token and the start symbol does not?
        claim: 句末符号算一个词元，句首符号不算，这个句子每个词元的困惑度是 $[value]$。
               The perplexity of the sentence per token is $[value]$, if the end symbol counts as a token and the start
                 symbol does not.
    """)


@bigram_perplexity.check
def by_code_lengths(a: Pair, b: Pair, c: Pair) -> dict[str, float]:
    """Adds up the nats of the tokens."""
    nats = [math.log(below) - math.log(above) for above, below in (a, b, c)]
    return {"sentence-probability": math.exp(-math.fsum(nats)), "perplexity": math.exp(math.fsum(nats) / len(nats))}
