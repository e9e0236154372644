"""How a language model’s probabilities become text: greedy search, beam search, nucleus sampling."""

from itertools import permutations

from hwgen import Computed, Draw, Formulas, Problem, R, generator, may_coincide, source, texts

Row = tuple[R, ...]


def tenths(*numbers: int) -> Row:
    return tuple(R(number, 10) for number in numbers)


FIRST = tuple(
    tuple(row[i] for i in order)
    for row in (tenths(5, 4, 1), tenths(4, 3, 2), tenths(6, 3, 1))
    for order in permutations(range(3))
)
# What follows the likeliest, the second and the third first token.
SECOND = (
    (tenths(4, 3, 3), tenths(1, 8, 1), tenths(2, 7, 1)),
    (tenths(3, 4, 2), tenths(2, 2, 6), tenths(9, 1, 0)),
    (tenths(2, 3, 4), tenths(7, 2, 1), tenths(0, 1, 9)),
    (tenths(5, 1, 3), tenths(1, 1, 8), tenths(3, 6, 1)),
)
GREEDY = Formulas("p[g]*best[g]").with_wrong("""
    beam-for-greedy: p[h]*best[h]
        这个序列从概率第二大的首个词元出发。 || This sequence begins with the second most likely token.
    third-token-first: p[k]*best[k]
        这个序列从表中概率最小的首个词元出发。 || This sequence begins with the least likely token in the table.
    last-step-alone: best[g]
        只取了最后一步的条件概率，没有乘第一步的概率。 || This is the conditional probability of the last step alone, not multiplied by that of the first.
    first-step-alone: p[g] || 只取了第一步的概率。 || This is the probability of the first step alone.
    steps-averaged: (p[g] + best[g])/2
        把两步的概率取了平均，应相乘。 || This averages the probabilities of the steps instead of multiplying them.
    second-best-continuation: p[g]*second[g]
        第二步没有取概率最大的词元。 || This does not take the most likely token in the second step.
""")
BEAM = Formulas("Max(p[g]*best[g], p[h]*best[h])").with_wrong("""
    greedy-for-beam: p[g]*best[g] || 这是贪心搜索得到的序列的概率。 || This is the probability of the sequence that greedy search finds.
    pruned-token-kept: p[k]*best[k]
        这个序列的首个词元在第一步就被剪掉了。 || This sequence begins with a token that is pruned in the first step.
    last-step-compared: Max(best[g], best[h])
        只比较了最后一步的条件概率。 || This compares the conditional probabilities of the last step alone.
    both-beams-added: p[g]*best[g] + p[h]*best[h]
        把两个序列的概率相加了。 || This adds the probabilities of two sequences.
    second-in-the-beam: second_best || 这是束中第二个序列的概率。 || This is the probability of the second sequence in the beam.
    second-token-first-step: p[h] if p[h] != p[g]*best[g] else None || 这只是第一步的概率。 || This is the probability of a first token alone.
""")
WRITERS = texts("""
    caption: 图像描述模型 || A model that captions images
    translation: 翻译模型 || A translation model
    speech: 语音识别模型的解码器 || The decoder of a speech recogniser
""")


@generator(topic="language-models", objective="lm-decoding", minutes=5, tags=("beam-search", "greedy-search"))
@source(
    "Zhang et al., Dive into Deep Learning (2023), section 10.8; Jurafsky and Martin, Speech and Language Processing (3rd ed. draft), chapter on large language models"
)
@may_coincide("A beam of two may find what the greedy search finds.", "greedy-for-beam")
@may_coincide("Three tokens with round probabilities have few products.", "first-step-alone", "steps-averaged")
def beam_search(draw: Draw) -> Problem:
    """The sequences that greedy and beam search find in a tree of two steps."""
    p = draw.pick("p", FIRST)
    after = draw.pick("after", SECOND)
    draw.let("model", draw.pick("setting", WRITERS))
    g, h, k = sorted(range(3), key=lambda i: -p[i])
    rows = {g: after[0], h: after[1], k: after[2]}
    q = draw.let("q", tuple(rows[i] for i in range(3)))
    for name, value in (("g", g), ("h", h), ("k", k)):
        draw.let(name, value)
    draw.let("best", tuple(max(row) for row in q))
    draw.let("second", tuple(sorted(row)[1] for row in q))
    kept = sorted((p[i] * x for i in (g, h) for x in q[i]), reverse=True)
    draw.require(kept[0] > kept[1])
    # Nor is the result the probability of a sequence that was pruned.
    draw.require(kept[0] != p[k] * max(q[k]))
    draw.let("second_best", kept[1])
    letters = "ABC"
    table = "\n".join(
        f"| {letters[i]} | $[p[{i}]]$ | " + " | ".join(f"$[q[{i}][{j}]]$" for j in range(3)) + " |" for i in range(3)
    )
    top = letters[g] + letters[q[g].index(max(q[g]))]
    other = letters[h] + letters[q[h].index(max(q[h]))]
    greedy = Computed("greedy", GREEDY, difficulty=2, places=2, most=1)
    beam = Computed("beam", BEAM, difficulty=3, places=2, most=1)
    return Problem((greedy, beam)).worded(rf"""
        [model]的词表中有 A、B、C 等词元，序列由 2 个词元组成。第一个词元的概率和给定它时第二个词元的条件概率如下（没有
          列出的词元概率太小，不必考虑）：
        [model] has A, B, C and some other tokens in its vocabulary, and its sequences have 2 tokens. The table shows the
          probability of the first token and, given it, of the second (tokens that are not listed are so unlikely that
          they play no part):
        | 首个词元 | 概率 | 然后 A | 然后 B | 然后 C |
        | first token | probability | then A | then B | then C |
        |---|---|---|---|---|
        {table}

        # greedy
        ask: 贪心搜索得到的序列的概率是多少？ || What is the probability of the sequence that greedy search finds?
        claim: 贪心搜索得到的序列的概率是 $[value]$。
               The sequence that greedy search finds has probability $[value]$.
        solution: 每一步都取概率最大的词元，得到 {top}： || Each step takes the most likely token, which gives {top}:
                  $$[p[g]] \times [best[g]] = [key].$$

        # beam
        ask: 束宽为 2 的束搜索返回的序列的概率是多少？
             What is the probability of the sequence that beam search with beam width 2 returns?
        claim: 束宽为 2 的束搜索返回的序列的概率是 $[value]$。
               The sequence that beam search with beam width 2 returns has probability $[value]$.
        solution: 第一步保留 {letters[g]} 和 {letters[h]}，剪掉 {letters[k]}。
                    从它们出发的最好的序列为 {top} 与 {other}，概率为
                  The first step keeps {letters[g]} and {letters[h]} and prunes {letters[k]}. The best sequences that
                    begin with these are {top} and {other}, with probabilities
                  $$[p[g]] \times [best[g]] = [p[g]*best[g]],\qquad [p[h]] \times [best[h]] = [p[h]*best[h]].$$
                  较大的是 $[key]$。 || The larger of the two is $[key]$.
    """)


@beam_search.check
def by_searching(p: Row, after: tuple[Row, ...]) -> dict[str, R]:
    """Runs beam search with width 1 and 2 over prefixes."""
    ranked = sorted(p, reverse=True)
    tree = {token: dict(enumerate(after[ranked.index(probability)])) for token, probability in enumerate(p)}

    def search(width: int) -> R:
        beam = [((), R(1))]
        for depth in range(2):
            grown = []
            for prefix, mass in beam:
                options = tree[prefix[0]] if depth else dict(enumerate(p))
                grown += [((*prefix, token), mass * share) for token, share in options.items()]
            beam = sorted(grown, key=lambda entry: entry[1], reverse=True)[:width]
        return beam[0][1]

    return {"greedy": search(1), "beam": search(2)}


SIZE = Formulas("size", under={"floor": "size", "ceil": "size"}).with_wrong("""
    crossing-token-dropped: size - 1 if size > 1 else None
        漏了使累积概率达到 $[t]$ 的那个词元。 || This drops the token with which the sum reaches $[t]$.
    one-token-more: size + 1 if size < 6 else None
        累积概率达到 $[t]$ 之后又多取了一个词元。 || This takes another token after the sum has reached $[t]$.
    probability-above-the-rest: sum(1 for v in p if v >= 1 - t)
        把 $1 - [t]$ 当成了单个词元概率的下限。 || This keeps the tokens whose own probability is at least $1 - [t]$.
    share-of-the-vocabulary: ceiling(6*t)
        按比例 $[t]$ 取词元的个数[6*t % 1: 0=|（向上取整）]，没有看概率。
        This keeps the fraction $[t]$ of the tokens[6*t % 1: 0=|, rounded up], whatever their probabilities.
    everything-kept: 6 || 以为所有词元都保留。 || This keeps all tokens.
    in-the-order-of-the-table: unsorted
        按表中的顺序累加，没有先按概率从大到小排序。
        This adds up in the order of the table instead of from the largest probability down.
    mode-alone: 1 if size > 1 else None || 只保留了概率最大的词元。 || This keeps the most likely token alone.
""")
RENORMALISED = Formulas("top/kept").with_wrong("""
    not-renormalised: top || 没有重新归一化。 || This does not renormalise.
    divided-by-the-threshold: top/t
        除以了阈值 $[t]$，应除以保留下来的概率之和。
        This divides by the threshold $[t]$ instead of the sum of what is kept.
    equal-among-the-kept: R(1, size) || 以为保留的词元概率相等。 || This takes the kept tokens to be equally likely.
    crossing-token-not-in-the-divisor: top/(kept - last) if kept > last else None
        除数漏了使累积概率达到 $[t]$ 的那个词元。
        This leaves the token with which the sum reaches $[t]$ out of the divisor.
    rest-added: top + 1 - kept || 把去掉的概率全给了最可能的词元。 || This gives the most likely token all the probability that was cut off.
    rest-shared-equally: top + (1 - kept)/size
        把去掉的概率平分给了保留的词元；应按比例放大。
        This shares what was cut off equally among the kept tokens; they are scaled up in proportion.
""")
HUNDREDTHS = (
    (35, 25, 15, 12, 8, 5),
    (50, 20, 12, 8, 6, 4),
    (42, 28, 12, 9, 6, 3),
    (28, 24, 20, 16, 8, 4),
    (60, 15, 10, 8, 4, 3),
)
SHUFFLES = ((2, 0, 4, 1, 5, 3), (5, 3, 1, 0, 4, 2), (1, 4, 0, 5, 2, 3))
TALKERS = texts("""
    chat: 聊天模型 || A chat model
    story: 写故事的语言模型 || A language model that writes stories
    code: 代码补全模型 || A code-completion model
""")


@generator(topic="language-models", objective="lm-decoding", minutes=3, tags=("nucleus-sampling", "sampling"))
@source("Holtzman et al., The curious case of neural text degeneration, ICLR 2020, section 3.1")
@may_coincide(
    "Six tokens leave few sizes of a nucleus.",
    "in-the-order-of-the-table",
    "probability-above-the-rest",
    "share-of-the-vocabulary",
)
def nucleus_sampling(draw: Draw) -> Problem:
    """How many tokens top-p keeps, and the probability of the likeliest afterwards."""
    shares = draw.pick("shares", HUNDREDTHS)
    order = draw.pick("order", SHUFFLES)
    t = draw.pick("t", (R(1, 2), R(3, 5), R(7, 10), R(3, 4), R(4, 5), R(17, 20), R(9, 10), R(19, 20)))
    draw.let("model", draw.pick("setting", TALKERS))
    p = draw.let("p", tuple(R(shares[i], 100) for i in order))
    down = sorted(p, reverse=True)
    size = draw.let("size", next(n for n in range(1, 7) if sum(down[:n]) >= t))
    draw.let("unsorted", next(n for n in range(1, 7) if sum(p[:n]) >= t))
    kept = draw.let("kept", sum(down[:size]))
    # Else dividing by the threshold renormalises.
    draw.require(kept != t)
    draw.let("top", down[0])
    draw.let("last", down[size - 1])
    for n, v in enumerate(down):
        draw.let(f"d{n}", v)
    sums = " + ".join(f"[d{n}]" for n in range(size)) + " = [kept]" * (size > 1)
    table = (
        "| " + " | ".join("ABCDEF") + " |\n|" + "---|" * 6 + "\n| " + " | ".join(f"$[p[{i}]]$" for i in range(6)) + " |"
    )
    nucleus_size = Computed("nucleus-size", SIZE, difficulty=2)
    renormalised = Computed("renormalised", RENORMALISED, difficulty=2, places=3, most=1)
    return Problem((nucleus_size, renormalised)).worded(rf"""
        [model]给出下一个词元的概率： || [model] gives these probabilities for the next token:
        {table}
        用核采样（top-p，$p = [t]$）抽取词元：保留概率最大的若干个词元，个数取使概率之和不小于 $[t]$ 的最小值，
          再把它们的概率重新归一化。
        The token is drawn by nucleus sampling (top-p with $p = [t]$): the most likely tokens are kept, as few as it takes for
          their probabilities to add up to at least $[t]$, and these are renormalised.

        # nucleus-size
        ask: 保留多少个词元？ || How many tokens are kept?
        claim: 保留 $[value]$ 个词元。 || The number of tokens that are kept is $[value]$.
        solution: 从大到小累加，到第 [size] 个词元时累积概率第一次不小于 $[t]$：
                  Add up from the largest down; with [size: # token|# tokens], the sum is at least $[t]$ for the first
                    time:
                  $${sums} \ge [t].$$

        # renormalised
        ask: 重新归一化之后，原来概率最大的词元被抽到的概率是多少？
             With what probability is the most likely token drawn after renormalising?
        claim: 重新归一化之后，原来概率最大的词元被抽到的概率是 $[value]$。
               After renormalising, the most likely token is drawn with probability $[value]$.
        solution: 保留的概率之和为 $[kept]$，重新归一化： || The probabilities that are kept add up to $[kept]$. Renormalising gives
                  $$\frac{{[top]}}{{[kept]}} [~key:.3].$$
    """)


@nucleus_sampling.check
def by_striking_out(shares: tuple[int, ...], order: tuple[int, ...], t: R) -> dict[str, R]:
    """Strikes out the least likely tokens as long as enough is left."""
    left = list(shares)
    while len(left) > 1 and sum(left) - min(left) >= 100 * t:
        left.remove(min(left))
    return {"nucleus-size": R(len(left)), "renormalised": R(max(left), sum(left))}
