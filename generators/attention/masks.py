"""Attention with a mask: which tokens see which, and the output of two heads by hand."""

from functools import cache

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source, texts

from .._tex import cells

PAIRS = Formulas("n*(n + 1)/2 if w == 0 else n*w - w*(w - 1)/2").with_wrong("""
    diagonal-masked-too: n*(n - 1)/2 if w == 0 else n*(w - 1) - w*(w - 1)/2
        漏了每个词元与它自己组成的一对。 || This leaves out the pairs of each token with itself.
    mask-ignored: n**2 || 没有考虑掩码，所有的对都算了。 || This ignores the mask and counts all pairs.
    first-tokens-like-the-others: n*w if w else None
        以为每个词元都能看到 [w] 个词元；序列开头的词元看不到这么多。
        This lets every token see [w] tokens, but at the start there are not so many.
    half-of-all-pairs: n**2/2 if n % 2 == 0 else None
        取了全部对数的一半[w: 0=；对角线上的 [n] 对都不被遮住|，也没有考虑窗口]。
        This takes half of all pairs[w: 0=, but none of the [n] pairs on the diagonal is masked| and ignores the window].
    window-ignored: n*(n + 1)/2 if w else None || 没有考虑窗口。 || This ignores the window.
    window-without-the-token: n*(w + 1) - w*(w + 1)/2 if w else None
        窗口之外又算了词元自身；窗口已包括它。
        This counts the token itself in addition to the window, which already includes it.
    window-to-both-sides: n*(2*w - 1) - w*(w - 1) if w else None
        窗口也延伸到了后面的词元。 || This lets the window extend to later tokens, too.
    diagonal-counted-twice: n*(n + 3)/2 if w == 0 else None
        对角线上的对数算了两次。 || This counts the pairs on the diagonal twice.
    whole-windows-only: (n - w + 1)*w if w else None
        只算了能看到 [w] 个词元的那些查询。 || This counts only the queries that see [w] tokens.
    masked-pairs-counted: n**2 - n*w + w*(w - 1)/2 if w else None
        这是被遮住的对数。 || These are the pairs that the mask hides.
""")
DECODERS = texts("""
    text: 自回归语言模型 || An autoregressive language model
    music: 逐个音符作曲的 Transformer 解码器 || A Transformer decoder that composes note by note
    code: 代码补全模型 || A code-completion model
""")


@generator(topic="attention", objective="attention-masks", minutes="1 + (w > 0)", tags=("causal-mask",))
@source(
    "Vaswani et al., Attention is all you need, NeurIPS 2017, section 3.2.3; Beltagy, Peters and Cohan, Longformer (2020), section 3.1"
)
def causal_mask_pairs(draw: Draw) -> Problem:
    """The pairs of query and key that a causal mask lets through, with a window or without."""
    n = draw.pick("n", (5, 6, 8, 10, 12, 16, 20, 32, 50, 64, 100, 128))
    w = draw.pick("w", (0, 2, 3, 4, 5, 8, 16))
    draw.require(w <= n // 2)
    draw.let("model", draw.pick("setting", DECODERS))
    return Problem(Computed("attn/causal-mask-pairs", PAIRS, difficulty=2 + (w > 0))).worded("""
        [model]对 [n] 个词元的序列作因果自注意力：
          [w: 0=每个词元能看到它自己和它前面的所有词元|每个词元只能看到截止于它自己（包括它自己）的最近 [w] 个词元]。
        [model] applies causal self-attention to a sequence of [n] tokens: a token sees
          [w: 0=itself and all tokens before it|only the last [w] tokens up to and including itself].

        ask: 掩码允许的（查询，键）对共有多少个？ || How many (query, key) pairs does the mask let through?
        claim: 掩码允许的（查询，键）对共有 $[value]$ 个。 || The mask lets $[value]$ (query, key) pairs through.
        solution: [w: 0=第 $i$ 个词元能看到 $i$ 个词元|除开头的[w - 1: 一个词元| # 个词元]之外，每个词元能看到 [w] 个词元；
                    [w - 1: 开头的那个词元少看到 1 个|开头的词元一共少看到 $[w*(w - 1)/2]$ 个]]：
                  [w: 0=Token $i$ sees $i$ tokens|Each token sees [w] tokens, except that the first
                    [w - 1: one sees 1 fewer|# together see $[w*(w - 1)/2]$ fewer]]:
                  $$[==key].$$
    """)


@causal_mask_pairs.check
def by_filling_the_mask(n: int, w: int) -> int:
    return ones_of_the_mask(n, w)


@cache
def ones_of_the_mask(n: int, w: int) -> int:
    """Writes the mask down and counts its ones."""
    mask = [[key <= query and (not w or query - key < w) for key in range(n)] for query in range(n)]
    return sum(map(sum, mask))


WEIGHTED = "sum({a}[i]*{v}[i] for i in {r})/sum({a}[i] for i in {r})"
UNMASKED = "sum({a}[i]*{v}[i] if i < t else {v}[i] for i in range(4))/(sum({a}[i] for i in range(t)) + 4 - t)"


def heads(form: str, tokens: str = "range(t)", weights: str = "ab") -> str:
    """The outputs of both heads."""
    return f"({', '.join(form.format(a=a, v=v, r=tokens) for a, v in zip(weights, 'uv', strict=True))})"


TWO_HEADS = Formulas(heads(WEIGHTED)).with_wrong(rf"""
    mask-ignored: {heads(WEIGHTED, "range(4)")}
        没有用掩码，后面的词元也算了。 || This ignores the mask and lets later tokens in.
    zero-for-minus-infinity: {heads(UNMASKED)}
        把被遮住的得分置为 0；$e^0 = 1$，应置为 $-\infty$。
        This sets masked scores to 0, and $e^0 = 1$; they have to be $-\infty$.
    diagonal-masked-too: {heads(WEIGHTED, "range(t - 1)")} || 把词元自己也遮住了。 || This masks the token itself, too.
    masked-without-normalising: {heads("sum({a}[i]*{v}[i] for i in {r})/sum({a})")}
        先对全部词元作 softmax 再去掉被遮住的权重，权重之和不是 1。
        This applies the softmax to all tokens and drops masked weights afterwards, so that the others do not add up to 1.
    equal-weights: {heads("sum({v}[i] for i in {r})/t")}
        给各个能看到的词元取了相等的权重。 || This weights all visible tokens alike.
    weights-of-the-other-head: {heads(WEIGHTED, weights="ba")}
        把两个头的权重弄反了。 || This exchanges the weights of the two heads.
    last-visible-token: (u[t - 1], v[t - 1]) || 只取了词元自己的值。 || This takes the value of the token alone.
""")
WEIGHTS = (
    ((1, 3, 2, 4), (2, 2, 1, 5)),
    ((3, 1, 4, 2), (1, 4, 3, 2)),
    ((2, 6, 1, 3), (4, 1, 5, 2)),
    ((1, 1, 6, 2), (3, 2, 3, 4)),
)
VALUES = (
    ((2, 0, 4, 1), (1, 3, -1, 2)),
    ((-1, 3, 4, 2), (4, 0, 5, -2)),
    ((0, 4, -2, 3), (3, -3, 6, 1)),
    ((6, 2, 4, -1), (0, 5, 5, 2)),
)
ATTENDING = texts("""
    plain: 一个解码器层 || A decoder layer
    speech: 语音合成模型的一个解码器层 || A decoder layer of a speech synthesiser
    chat: 聊天模型的一个解码器层 || A decoder layer of a chat model
""")


def summed(t: int, term: str) -> str:
    """The sum of a term with holes, in which `#` is the token."""
    return " + ".join(term.replace("#", str(i)) for i in range(t)).replace("*", r"\times")


@generator(topic="attention", objective="attention-masks", minutes=6, tags=("causal-mask", "multi-head"))
@source("Vaswani et al., Attention is all you need, NeurIPS 2017, sections 3.2.2 and 3.2.3")
def masked_two_heads(draw: Draw) -> Problem:
    """What two masked heads give for one token."""
    a, b = draw.pick("scores", WEIGHTS)
    u, v = draw.pick("values", VALUES)
    t = draw.pick("t", (2, 3))
    swapped = draw.pick("order", (0, 1))
    draw.let("layer", draw.pick("setting", ATTENDING))
    for name, value in zip("abuv", (b, a, u, v) if swapped else (a, b, u, v), strict=True):
        draw.let(name, value)
    rows = "\n".join(
        f"| {mark} | " + " | ".join(f"${form.format(f'[{name}[{i}]]')}$" for i in range(4)) + " |"
        for mark, name, form in (
            ("$s^{(1)}_i$", "a", r"\ln {}"),
            ("$v^{(1)}_i$", "u", "{}"),
            ("$s^{(2)}_i$", "b", r"\ln {}"),
            ("$v^{(2)}_i$", "v", "{}"),
        )
    )
    steps = "\n\n".join(
        rf"$$o^{{({k})}} = \frac{{{summed(t, f'[{s}[#]] * [{x}[#]]')}}}{{{summed(t, f'[{s}[#]]')}}} [~key[{k - 1}]:.3]{stop}$$"
        for k, s, x, stop in ((1, "a", "u", ","), (2, "b", "v", "."))
    )
    question = Computed(
        "attn/masked-two-heads",
        TWO_HEADS,
        difficulty=3,
        form="tuple",
        places=3,
        signed=True,
        cells=cells("o^{(1)}", "o^{(2)}"),
    )
    return Problem(question).worded(rf"""
        [layer]有两个头，采用因果掩码（词元能看到自己和前面的词元）。序列有 4 个词元，
          第 [t] 个词元的查询对第 $i$ 个键的得分（已除以 $\sqrt{{d_k}}$，尚未加掩码）为 $s_i$，值为标量 $v_i$，
          上标为头的编号：
        [layer] has two heads and a causal mask: a token sees itself and those before it. The sequence has 4 tokens. The
          query of token [t] and the $i$-th key have the score $s_i$ (already divided by $\sqrt{{d_k}}$, not yet
          masked), and the values are scalars $v_i$; the superscript is the number of the head:
        | $i$ | $1$ | $2$ | $3$ | $4$ |
        |---|---|---|---|---|
        {rows}

        ask: 求第 [t] 个词元的两个头的输出 $(o^{{(1)}},\ o^{{(2)}})$。
             Find the outputs $(o^{{(1)}},\ o^{{(2)}})$ of the two heads for token [t].
        claim: 第 [t] 个词元的两个头的输出为 $(o^{{(1)}},\ o^{{(2)}}) = [value]$。
               The outputs of the two heads for token [t] are $(o^{{(1)}},\ o^{{(2)}}) = [value]$.
        solution: 第 [t] 个词元只能看到前 [t] 个词元，其余的得分置为 $-\infty$，权重为 0。由 $e^{{\ln a}} = a$ 得
                  Token [t] sees the first [t] tokens only; the other scores become $-\infty$ and their weights 0. Since
                    $e^{{\ln a}} = a$,
                  {steps}
    """)


@masked_two_heads.check
def by_adding_minus_infinity(
    scores: tuple[tuple[int, ...], ...], values: tuple[tuple[int, ...], ...], t: int, order: int
) -> tuple[R, ...]:
    """Multiplies each exponential by its entry of the mask and normalises, head by head."""
    visible = [1] * t + [0] * (4 - t)
    outputs = []
    for head in (0, 1):
        masked = [a * seen for a, seen in zip(scores[head ^ order], visible, strict=True)]
        share = [R(a, sum(masked)) for a in masked]
        outputs.append(sum((p * x for p, x in zip(share, values[head], strict=True)), R(0)))
    return tuple(outputs)
