"""How many parameters attention, a whole encoder layer and the embeddings have."""

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, generator, number_tex

ATTENTION = Formulas(
    "4*d**2 + 4*d*b",
    wrong={
        "output-projection-forgotten": "3*d**2 + 3*d*b",
        "multiplied-by-the-heads": "h*(4*d**2 + 4*d*b) if h > 1 else None",
        "one-head-only": "(4*d**2 + 4*d*b)/h if h > 1 else None",
        "biases-the-other-way": "4*d**2 + 4*d*(1 - b)",
        "a-scale-per-head": "4*d**2 + 4*d*b + h",
        "feed-forward-count": "8*d**2 + 5*d",
    },
)
ENCODER = Formulas(
    "4*d**2 + 4*d + 2*d*f + f + d + 4*d",
    let={"f": "r*d"},
    wrong={
        "layer-norms-forgotten": "4*d**2 + 4*d + 2*d*f + f + d",
        "one-layer-norm-only": "4*d**2 + 4*d + 2*d*f + f + d + 2*d",
        "no-bias": "4*d**2 + 2*d*f + 4*d",
        "one-feed-forward-matrix": "4*d**2 + 4*d + d*f + f + 4*d",
        "output-projection-forgotten": "3*d**2 + 3*d + 2*d*f + f + d + 4*d",
        "leading-terms-only": "4*d**2 + 2*d*f",
        "decoder-layer": "8*d**2 + 8*d + 2*d*f + f + d + 6*d",
        "three-feed-forward-matrices": "4*d**2 + 4*d + 3*d*f + 2*f + d + 4*d",
    },
)
EMBEDDING = Formulas(
    "V*d + n*d + (0 if t else V*d)",
    wrong={
        "tying-the-other-way": "V*d + n*d + (V*d if t else 0)",
        "one-hot-by-one-hot": "V*V + n*d",
        "positions-forgotten": "V*d + (0 if t else V*d) if n > 0 else None",
        "positions-for-each-word": "V*n + V*d if n > 0 else None",
        "embedding-with-bias": "V*d + n*d + (0 if t else V*d) + d",
        "positions-as-wide-as-the-vocabulary": "V*d + n*V + (0 if t else V*d) if n > 0 else None",
        "output-bias": "V*d + n*d + (0 if t else V*d) + V",
    },
)


@generator(
    topic="attention",
    objective="attention-block",
    minutes=3,
    tags=("attention", "parameters"),
    source="Vaswani et al., Attention is all you need, NeurIPS 2017, section 3.2.2",
)
def mha_params(draw: Draw) -> Problem:
    """The projections of multi-head attention."""
    d = draw.pick("d", (8, 16, 64, 128, 256, 512, 768))
    h = draw.pick("h", (1, 2, 4, 8, 12))
    b = draw.pick("b", (0, 1))
    draw.require(d % h == 0)
    at = draw.params

    def context() -> Text:
        return Text(
            zh=f"一个多头自注意力层的模型维数为 $d = {d}$，共有 {h} 个头，每个头的查询、键、值的维数都是 $d$ 除以头数。"
            f"四个投影 $W_Q$、$W_K$、$W_V$、$W_O$ {'各含一个偏置向量' if b else '都不含偏置'}。",
            en=f"A multi-head self-attention layer has model dimension $d = {d}$ and {h} head{'s' if h > 1 else ''}. The queries, keys and "
            f"values of a head have the dimension $d$ divided by the number of heads. The projections $W_Q$, $W_K$, $W_V$ and $W_O$ "
            f"{'have a bias vector each' if b else 'have no bias'}.",
        )

    def wording() -> Wording:
        bias = rf" + 4 \times {d}" if b else ""
        line = rf"$$4 \times {d}^2{bias} = {number_tex(ATTENTION(at).key)}$$"
        return Wording(
            ask=Text(zh="该层共有多少个可学习的参数？", en="How many learnable parameters does the layer have?"),
            claim=Text(zh="该层共有 ${}$ 个可学习的参数。", en="The layer has ${}$ learnable parameters."),
            solution=Text(
                zh=f"各头拼接起来，每个投影都是 $d \\times d$ 的矩阵，与头数无关：\n\n{line}",
                en=f"With its heads side by side, each projection is a $d \\times d$ matrix, whatever the number of heads:\n\n{line}",
            ),
        )

    return Problem((Computed("attn/mha-params", ATTENTION, at, wording, difficulty=2 + (h > 1)),), context)


@mha_params.check
def by_heads(d: int, h: int, b: int) -> int:
    """Adds up the slices of the projections that belong to each head."""
    width = d // h
    into_head = 3 * sum(d + b for _ in range(width))
    out_of_head = sum(d for _ in range(width))
    return sum(into_head + out_of_head for _ in range(h)) + (d if b else 0)


@generator(
    topic="attention",
    objective="attention-block",
    minutes=5,
    tags=("transformer", "parameters"),
    source="Vaswani et al., Attention is all you need, NeurIPS 2017, section 3",
)
def encoder_layer_params(draw: Draw) -> Problem:
    """A whole Transformer encoder layer."""
    d = draw.pick("d", (8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024))
    r = draw.pick("r", (2, 3, 4))
    at = draw.params
    f = r * d

    def context() -> Text:
        return Text(
            zh=f"一个 Transformer 编码器层由多头自注意力（$W_Q$、$W_K$、$W_V$、$W_O$ 都是 $d \\times d$，各含偏置）、两层的前馈网络"
            f"（$d \\to d_{{ff}} \\to d$，含偏置）和 2 个 LayerNorm（各有可学习的 $\\gamma$ 与 $\\beta$）组成，$d = {d}$，$d_{{ff}} = {f}$。",
            en=f"A Transformer encoder layer consists of multi-head self-attention ($W_Q$, $W_K$, $W_V$ and $W_O$ are $d \\times d$ with "
            f"biases), a two-layer feed-forward network ($d \\to d_{{ff}} \\to d$ with biases) and 2 LayerNorms (each with learnable "
            f"$\\gamma$ and $\\beta$), where $d = {d}$ and $d_{{ff}} = {f}$.",
        )

    def wording() -> Wording:
        attention, feed, norms = 4 * (d * d + d), d * f + f + f * d + d, 4 * d
        lines = (
            rf"$$4 \times ({d}^2 + {d}) = {number_tex(attention)}$$",
            rf"$${d} \times {f} + {f} + {f} \times {d} + {d} = {number_tex(feed)}$$",
            rf"$$2 \times 2 \times {d} = {number_tex(norms)}$$",
            rf"$${number_tex(attention)} + {number_tex(feed)} + {number_tex(norms)} = {number_tex(attention + feed + norms)}$$",
        )
        zh = ("注意力：", "前馈网络：", "LayerNorm：", "合计：")
        en = ("Attention:", "Feed-forward network:", "LayerNorms:", "Together:")
        return Wording(
            ask=Text(zh="该层共有多少个可学习的参数？", en="How many learnable parameters does the layer have?"),
            claim=Text(zh="该层共有 ${}$ 个可学习的参数。", en="The layer has ${}$ learnable parameters."),
            solution=Text(
                zh="\n\n".join(f"{name}\n\n{line}" for name, line in zip(zh, lines, strict=True)),
                en="\n\n".join(f"{name}\n\n{line}" for name, line in zip(en, lines, strict=True)),
            ),
        )

    return Problem((Computed("attn/encoder-layer-params", ENCODER, at, wording, difficulty=3 + (d >= 256)),), context)


@encoder_layer_params.check
def by_listing_arrays(d: int, r: int) -> int:
    """Lists the shapes of all arrays of the layer and counts their entries."""
    f = r * d
    shapes = [(d, d), (1, d)] * 4 + [(d, f), (1, f), (f, d), (1, d)] + [(1, d), (1, d)] * 2
    return sum(rows * columns for rows, columns in shapes)


@generator(
    topic="attention",
    objective="attention-block",
    minutes=3,
    tags=("embedding", "parameters"),
    source="Vaswani et al., Attention is all you need, NeurIPS 2017, section 3.4; Press and Wolf, Using the output embedding to improve language models, EACL 2017",
)
def embedding_params(draw: Draw) -> Problem:
    """Word embeddings, positions and the output layer."""
    V = draw.pick("V", (1000, 5000, 10000, 30000, 32000, 50257))
    d = draw.pick("d", (64, 100, 128, 256, 300, 512))
    n = draw.pick("n", (0, 128, 512, 1024))
    t = draw.pick("t", (0, 1))
    at = draw.params

    def context() -> Text:
        zh_positions = f"可学习的位置嵌入共 {n} 个位置" if n else "位置编码为固定的正弦编码，不含参数"
        en_positions = f"learned embeddings for {n} positions" if n else "fixed sinusoidal positions without parameters"
        zh_tied = "与词嵌入共享权重矩阵" if t else "有自己的权重矩阵（不与词嵌入共享）"
        en_tied = (
            "shares its weights with the word embeddings"
            if t
            else "has a weight matrix of its own, not shared with the word embeddings"
        )
        return Text(
            zh=f"一个语言模型的词表大小为 $V = {V}$，嵌入维数为 $d = {d}$；{zh_positions}；从 $d$ 维到词表的输出层不含偏置，{zh_tied}。",
            en=f"A language model has a vocabulary of $V = {V}$ tokens and embeddings of dimension $d = {d}$, with {en_positions}. The output "
            f"layer from $d$ dimensions to the vocabulary has no bias and {en_tied}.",
        )

    def wording() -> Wording:
        terms = [rf"{V} \times {d}", *([rf"{n} \times {d}"] if n else []), *([] if t else [rf"{d} \times {V}"])]
        line = rf"$${' + '.join(terms)} = {number_tex(EMBEDDING(at).key)}$$"
        return Wording(
            ask=Text(
                zh="词嵌入、位置编码与输出层一共有多少个可学习的参数？",
                en="How many learnable parameters do the word embeddings, the positions and the output layer have together?",
            ),
            claim=Text(
                zh="词嵌入、位置编码与输出层一共有 ${}$ 个可学习的参数。",
                en="The word embeddings, the positions and the output layer have ${}$ learnable parameters together.",
            ),
            solution=Text(
                zh=f"{'共享的矩阵只计一次' if t else '输出层的矩阵另计'}：\n\n{line}",
                en=f"{'The shared matrix counts once' if t else 'The matrix of the output layer counts, too'}:\n\n{line}",
            ),
        )

    part = Computed("attn/embedding-params", EMBEDDING, at, wording, difficulty=1 + (n > 0) + (t == 0))
    return Problem((part,), context)


@embedding_params.check
def by_rows(V: int, d: int, n: int, t: int) -> int:
    """Counts rows of numbers: one per token, per position, and per output unit that is not shared."""
    owners = {("token", V), ("position", n)} | (set() if t else {("output", V)})
    return sum(count for _, count in owners) * d
