"""How many parameters decoders have: a whole one, its attention with shared keys, its experts."""

from hwgen import Computed, Draw, Formulas, Problem, Text, generator, may_coincide, source, texts

GPT = Formulas(
    "embeddings + L*block + 2*d",
    let={
        "embeddings": "V*d + n*d",
        "attention": "4*(d**2 + d)",
        "feed": "4*d**2 + 4*d + 4*d**2 + d",
        "block": "attention + feed + 2*(2*d)",
    },
).with_wrong("""
    output-matrix-of-its-own: embeddings + L*block + 2*d + V*d
        给输出层另算了一个矩阵；它与词元嵌入共享。
        This counts a matrix of its own for the output layer, which shares that of the token embeddings.
    positions-left-out: V*d + L*block + 2*d
        漏了可学习的位置嵌入。 || This leaves out the learned position embeddings.
    last-norm-left-out: embeddings + L*block || 漏了最后的层归一化。 || This leaves out the last layer normalisation.
    biases-and-norms-left-out: embeddings + L*12*d**2
        漏了所有的偏置和层归一化。 || This leaves out all biases and layer normalisations.
    single-block: embeddings + block + 2*d if L > 1 else None || 只算了一层。 || This counts a single block.
    cross-attention-added: embeddings + L*(block + attention + 2*d) + 2*d
        每层多算了交叉注意力及其层归一化；只有解码器的模型没有它们。
        This adds cross-attention with its layer normalisation to each block; a decoder-only model has none.
    output-biases: embeddings + L*block + 2*d + V
        给输出层算了偏置；它没有偏置。 || This counts biases of the output layer, which has none.
""")
DECODERS = texts("""
    text: 一个语言模型 || A language model
    code: 一个代码补全模型 || A code-completion model
    music: 一个生成乐谱的模型 || A model that writes sheet music
""")


@generator(topic="attention", objective="attention-block", minutes=6, tags=("transformer", "parameters"))
@source("Radford et al., Language models are unsupervised multitask learners (2019), section 2.3")
def gpt_params(draw: Draw) -> Problem:
    """All parameters of a decoder-only Transformer with learned positions and a shared output matrix."""
    draw.pick("V", (1000, 5000, 32000, 50257))
    draw.pick("n", (128, 256, 512, 1024))
    draw.pick("d", (64, 128, 256, 512, 768))
    draw.pick("L", (2, 4, 6, 12))
    draw.let("model", draw.pick("setting", DECODERS))
    return Problem(Computed("attn/gpt-params", GPT, difficulty=4)).worded(r"""
        [model]采用只有解码器的 Transformer：词表大小 $V = [V]$，宽度 $d = [d]$，共 $L = [L]$ 层；
          可学习的位置嵌入有 $n = [n]$ 个位置。每层有 $W_Q$、$W_K$、$W_V$、$W_O$（都是 $d \times d$，含偏置）、
          前馈网络 $d \to 4d \to d$（含偏置）和 2 个层归一化；最后一层之后还有一个层归一化，
          每个层归一化都学习 $\gamma$ 与 $\beta$。输出层与词元嵌入共享权重矩阵，没有偏置。
        [model] is a decoder-only Transformer with a vocabulary of $V = [V]$ tokens, width $d = [d]$, $L = [L]$
          blocks and learned embeddings for $n = [n]$ positions. A block has $W_Q$, $W_K$, $W_V$ and $W_O$,
          each $d \times d$ with biases, a feed-forward network $d \to 4d \to d$ with biases, and 2 layer
          normalisations; another layer normalisation follows the last block. Each layer normalisation learns $\gamma$
          and $\beta$. The output layer shares its weight matrix with the token embeddings and has no biases.

        ask: 模型共有多少个可学习的参数？ || How many learnable parameters does the model have?
        claim: 模型共有 $[value]$ 个可学习的参数。 || The model has $[value]$ learnable parameters.
        solution: 词元嵌入与位置嵌入： || Token and position embeddings:
                  $$[=embeddings],$$
                  每层的注意力： || attention of a block:
                  $$[=attention],$$
                  每层的前馈网络： || feed-forward network of a block:
                  $$[=feed],$$
                  每层合计（包括两个层归一化）： || a block in all, with its two layer normalisations:
                  $$[==block],$$
                  模型合计（包括最后的层归一化）： || and together, with the last layer normalisation:
                  $$[==key].$$
    """)


@gpt_params.check
def by_listing_arrays(V: int, n: int, d: int, L: int) -> int:
    """Lists the shapes of all arrays and counts their entries."""
    norm = [(d,), (d,)]
    block = 2 * norm + [(d, d), (d,)] * 4 + [(d, 4 * d), (4 * d,), (4 * d, d), (d,)]
    shapes = [(V, d), (n, d), *block * L, *norm]
    total = 0
    for rows, *columns in shapes:
        total += rows * columns[0] if columns else rows
    return total


GQA = Formulas(
    "2*d**2 + 2*d*k*s",
    let={"s": "d//h"},
    # The heads divide the width.
    under={"floor": "2*d**2 + 2*d*k*(d//h)", "ceil": "2*d**2 + 2*d*k*(d//h)"},
).with_wrong(r"""
    keys-for-every-head: 4*d**2
        给每个查询头都算了键和值；它们由同组的查询头共享。
        This gives every query head keys and values of its own, but the heads of a group share them.
    single-key-head: 2*d**2 + 2*d*s if k > 1 else None
        只算了一个键值头（多查询注意力）[k: 2=，或者键与值只算了一个矩阵|]。
        This counts a single key-value head, as in multi-query attention[k: 2=, or one matrix for keys and values
          together|].
    one-matrix-for-keys-and-values: 2*d**2 + d*k*s
        键与值只算了一个矩阵。 || This counts one matrix for keys and values together.
    output-left-out: d**2 + 2*d*k*s || 漏了输出投影 $W_O$。 || This leaves out the output projection $W_O$.
    queries-shared-too: d**2 + 3*d*k*s if d != 2*k*s else None
        把 $W_Q$ 算得与 $W_K$ 一样窄；每个查询头都有自己的投影。
        This makes $W_Q$ as narrow as $W_K$, but every query head has its own projection.
    times-the-groups: 2*d**2 + 2*d**2*k if k > 1 else None
        每个键值头都算成了 $d \times d$ 的矩阵。 || This takes the matrix of each key-value head to be $d \times d$.
    heads-of-a-group-for-groups: 2*d**2 + 2*d*(h//k)*s if h != k*k else None
        把每组的查询头数当成了键值头数。
        This takes the number of query heads in a group for the number of key-value heads.
    keys-counted-with-outputs: 2*d**2 + 4*d*k*s if d != 2*k*s else None
        键与值的投影算了两次。 || This counts the projections of keys and values twice.
""")


@generator(topic="attention", objective="attention-block", minutes=3, tags=("grouped-query-attention", "parameters"))
@source(
    "Ainslie et al., GQA: Training generalized multi-query Transformer models, EMNLP 2023; Shazeer, Fast transformer decoding (2019)"
)
def gqa_params(draw: Draw) -> Problem:
    """The projections of grouped-query attention."""
    d = draw.pick("d", (64, 128, 256, 512, 1024, 2048, 4096))
    h = draw.pick("h", (4, 8, 16, 32))
    k = draw.pick("k", (1, 2, 4, 8))
    draw.let("model", draw.pick("setting", DECODERS))
    draw.require(k < h and d >= 16 * h)
    return Problem(Computed("attn/gqa-params", GQA, difficulty=3)).worded(r"""
        [model]的每个注意力层采用分组查询注意力：宽度 $d = [d]$，查询头 $h = [h]$ 个，键值头 [k] 个，
          每个头的维数都是 $d/h$。$W_Q$、$W_K$、$W_V$、$W_O$ 都不含偏置，输出的宽度为 $d$。
        [model] uses grouped-query attention: in each attention layer the width is $d = [d]$, there are $h = [h]$ query
          heads and [k: # key-value head|# key-value heads], and every head has the dimension $d/h$. $W_Q$, $W_K$, $W_V$
          and $W_O$ have no biases, and the output has width $d$.

        ask: 每个注意力层有多少个可学习的参数？ || How many learnable parameters does each attention layer have?
        claim: 每个注意力层有 $[value]$ 个可学习的参数。 || Each attention layer has $[value]$ learnable parameters.
        solution: 头的维数为 $d/h = [==d/h]$。$W_Q$ 与 $W_O$ 各为 $d \times d$，$W_K$ 与 $W_V$ 各为 $d \times [k*s]$：
                  A head has the dimension $d/h = [==d/h]$. $W_Q$ and $W_O$ are $d \times d$, $W_K$ and $W_V$ are
                    $d \times [k*s]$:
                  $$[==key].$$
    """)


@gqa_params.check
def by_heads(d: int, h: int, k: int) -> int:
    """Adds up the columns of the projections head by head."""
    width, rest = divmod(d, h)
    assert not rest
    query_side = sum(d * width for _ in range(h))
    key_side = sum(d * width for _ in range(k))
    return query_side + key_side + key_side + query_side


EXPERTS = Formulas("E*expert + d*E", let={"expert": "m*d*f"}).with_wrong(r"""
    router-left-out: E*expert || 漏了路由器的权重。 || This leaves out the weights of the router.
    chosen-experts-only: k*expert + d*E
        只算了每个词元用到的[k: 1=那个| # 个]专家；没有用到的专家也有参数。
        This counts only the [k: 1=expert|# experts] that a token uses; the others have parameters, too.
    single-expert: expert + d*E || 只算了一个专家。 || This counts a single expert.
    matrix-too-many: E*(m + 1)*d*f + d*E || 每个专家多算了一个矩阵。 || This gives each expert one matrix too many.
    router-per-expert: E*expert + d*E*E
        给每个专家都算了一个路由器；全层只有一个。 || This gives each expert a router; the layer has one.
    router-for-hidden-units: E*expert + f*E
        路由器的输入算成了 $d_{\mathrm{ff}}$ 维；它读的是 $d$ 维的词元。
        This makes the router read $d_{\mathrm{ff}}$ numbers, but it reads the $d$ numbers of a token.
""")
ACTIVE = Formulas("k*expert + d*E", let={"expert": "m*d*f"}).with_wrong("""
    all-experts: E*expert + d*E || 算了所有的专家。 || This counts all experts.
    router-left-out-of-use: k*expert
        漏了路由器；每个词元都要用到它。 || This leaves out the router, which every token uses.
    router-of-chosen-experts: k*expert + d*k
        路由器只算了被选中的专家；要选出它们，须给所有专家打分。
        This counts the router for the chosen experts only, but all experts have to be scored before any is chosen.
    one-expert-more: (k + 1)*expert + d*E || 多算了一个专家。 || This counts one expert too many.
    matrix-too-many: k*(m + 1)*d*f + d*E || 每个专家多算了一个矩阵。 || This gives each expert one matrix too many.
""")
DENSE = {
    "plain": (
        2,
        Text(
            "两个矩阵（$d \\times d_{\\mathrm{ff}}$ 与 $d_{\\mathrm{ff}} \\times d$）",
            "two matrices, $d \\times d_{\\mathrm{ff}}$ and $d_{\\mathrm{ff}} \\times d$",
        ),
    ),
    "gated": (
        3,
        Text(
            "门控（SwiGLU）的三个矩阵（两个 $d \\times d_{\\mathrm{ff}}$，一个 $d_{\\mathrm{ff}} \\times d$）",
            "the three matrices of SwiGLU, two of $d \\times d_{\\mathrm{ff}}$ and one of $d_{\\mathrm{ff}} \\times d$",
        ),
    ),
}


@generator(topic="attention", objective="attention-block", minutes=5, tags=("mixture-of-experts", "parameters"))
@source(
    "Shazeer et al., Outrageously large neural networks: The sparsely-gated mixture-of-experts layer, ICLR 2017; Jiang et al., Mixtral of Experts (2024)"
)
@may_coincide(
    "A plain expert has two matrices: with two experts chosen, a third matrix each is a third expert.",
    "matrix-too-many",
)
def moe_params(draw: Draw) -> Problem:
    """All parameters of a mixture of experts, and those that a token uses."""
    draw.pick("E", (4, 8, 16, 64))
    draw.pick("k", (1, 2))
    d = draw.pick("d", (64, 512, 1024, 4096))
    draw.let("f", draw.pick("r", (2, 4)) * d)
    matrices, what = draw.pick("expert", DENSE)
    draw.let("m", matrices)
    draw.let("matrices", what)
    draw.let("model", draw.pick("setting", DECODERS))
    question = Computed("attn/moe-params", EXPERTS, difficulty=2)
    active_params = Computed("active-params", ACTIVE, difficulty=3)
    return Problem((question, active_params)).worded(r"""
        [model]用混合专家层代替前馈网络：宽度 $d = [d]$，共有 [E] 个专家，每个专家是一个前馈网络，由[matrices]组成，
          $d_{\mathrm{ff}} = [f]$，不含偏置。路由器是一个不含偏置的线性层，给每个词元选出得分最高的[k: 一个专家| # 个专家]。
        [model] has a mixture-of-experts layer in place of its feed-forward network. The width is $d = [d]$, and there
          are [E] experts. Each is a feed-forward network without biases that consists of [matrices], with $d_{\mathrm{ff}} = [f]$. The
          router is a linear layer without biases that picks, for each token, the
          [k: expert with the highest score|# experts with the highest scores].

        # moe-params
        ask: 该层共有多少个可学习的参数？ || How many learnable parameters does the layer have in all?
        claim: 该层共有 $[value]$ 个可学习的参数。 || The layer has $[value]$ learnable parameters in all.
        solution: 一个专家有 $[==m*d*f]$ 个参数，路由器是 $d \times [E]$ 的矩阵：
                  An expert has $[==m*d*f]$ parameters, and the router is a $d \times [E]$ matrix:
                  $$[==key].$$

        # active-params
        ask: 处理一个词元要用到该层的多少个参数？ || How many parameters of the layer are used to process one token?
        claim: 处理一个词元要用到该层的 $[value]$ 个参数。
               To process one token, $[value]$ parameters of the layer are used.
        solution: 路由器给所有专家打分，词元只经过选中的[k: 一个| # 个]：
                  The router scores all experts, and the token passes through [k: 1=one|#] of them:
                  $$[k: 1=[==expert + d*E]|[==key]].$$
    """)


@moe_params.check
def by_going_through_the_layer(E: int, k: int, d: int, r: int, expert: str) -> dict[str, int]:
    """Walks through router and experts and counts every weight where it is met."""
    wide = d * r
    network = [(d, wide), (wide, d)] + ([(d, wide)] if expert == "gated" else [])
    scores = sum(d for _ in range(E))
    weights = [sum(rows * columns for rows, columns in network) for _ in range(E)]
    return {"moe-params": scores + sum(weights), "active-params": scores + sum(weights[:k])}
