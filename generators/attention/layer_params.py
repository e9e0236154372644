"""How many parameters attention, a whole encoder layer and the embeddings have."""

from hwgen import Computed, Draw, Formulas, Problem, generator, source, texts

ATTENTION = Formulas("4*d**2 + 4*d*b").with_wrong("""
    output-projection-forgotten: 3*d**2 + 3*d*b
    multiplied-by-the-heads: h*(4*d**2 + 4*d*b) if h > 1 else None
    one-head-only: (4*d**2 + 4*d*b)/h if h > 1 else None
    no-bias: 4*d**2 if b else None
    bias-that-is-not-there: None if b else 4*d**2 + 4*d
    one-projection-only: d**2 + d*b if h != 4 else None
    feed-forward-count: 8*d**2 + 5*d
""")
LAYERS = texts("""
    encoder: Transformer 编码器中的[h: 1=单|多]头自注意力层
             The [h: 1=single|multi]-head self-attention layer of a Transformer encoder
    cross: Transformer 解码器中的[h: 1=单|多]头交叉注意力层（编码器的输出与解码器的状态维数相同）
           The [h: 1=single|multi]-head cross-attention layer of a Transformer decoder, whose states are as wide as the encoder’s
             output,
    image: 视觉 Transformer（ViT）中的[h: 1=单|多]头自注意力层
           The [h: 1=single|multi]-head self-attention layer of a vision Transformer
""")


@generator(topic="attention", objective="attention-block", minutes=3, tags=("attention", "parameters"))
@source("Vaswani et al., Attention is all you need, NeurIPS 2017, section 3.2.2")
def mha_params(draw: Draw) -> Problem:
    """The projections of multi-head attention."""
    d = draw.pick("d", (64, 96, 128, 256, 384, 512, 768, 1024))
    h = draw.pick("h", (1, 2, 4, 8, 12, 16))
    b = draw.pick("b", (0, 1))
    draw.let("layer", LAYERS[draw.pick("setting", tuple(LAYERS))])
    draw.require(d % h == 0 and d >= 4 * h)
    count = "[=4*d**2 + 4*d]" if b else "[=4*d**2]"
    part = Computed("attn/mha-params", ATTENTION, difficulty=2 + (h > 1))
    return Problem(part).worded(rf"""
        [layer]的模型维数为 $d = [d]$，[h: 1=查询、键、值的维数也都是 $d$|共有 # 个头，每个头的查询、键、值的维数都是 $d$ 除以头数]。四个投影 $W_Q$、
          $W_K$、$W_V$、$W_O$ [b: 1=各含一个偏置向量|都不含偏置]。
        [layer] has model dimension $d = [d]$[h: 1=; the queries, keys and values have this dimension, too| and # heads; the queries,
          keys and values of a head have the dimension $d$ divided by the number of heads]. The projections $W_Q$, $W_K$, $W_V$ and $W_O$
          [b: 1=have a bias vector each|have no bias].

        ask: 该层共有多少个可学习的参数？ || How many learnable parameters does the layer have?
        claim: 该层共有 $[value]$ 个可学习的参数。 || The layer has $[value]$ learnable parameters.
        solution: [h: 1=每个投影都是 $d \times d$ 的矩阵|各头拼接起来，每个投影都是 $d \times d$ 的矩阵，与头数无关][b: 1=，各有长为 $d$ 的偏置|]：
                  [h: 1=Each projection is a $d \times d$ matrix|With the heads concatenated, each projection is a
                    $d \times d$ matrix, whatever their number][b: 1=; each has a bias of length $d$|]:
                  $${count}.$$
    """)


@mha_params.check
def by_heads(d: int, h: int, b: int) -> int:
    """Adds up the slices of the projections that belong to each head."""
    width = d // h
    into_head = 3 * sum(d + b for _ in range(width))
    out_of_head = sum(d for _ in range(width))
    return sum(into_head + out_of_head for _ in range(h)) + (d if b else 0)


ENCODER = Formulas(
    "attention + feed + norms",
    let={"f": "r*d", "attention": "4*(d**2 + d)", "feed": "d*f + f + f*d + d", "norms": "2*2*d"},
    tex={"f": r"d_{\mathrm{ff}}"},
).with_wrong("""
    layer-norms-forgotten: attention + feed
    one-layer-norm-only: attention + feed + 2*d
    no-bias: 4*d**2 + 2*d*f + norms
    one-feed-forward-matrix: attention + d*f + f + norms
    output-projection-forgotten: 3*(d**2 + d) + feed + norms
    leading-terms-only: 4*d**2 + 2*d*f
    decoder-layer: 2*attention + feed + 6*d
    three-feed-forward-matrices: attention + 3*d*f + 2*f + d + norms
    third-layer-norm: attention + feed + 6*d
    two-bias-vectors-for-one: 4*(d**2 + 2*d) + d*f + 2*f + f*d + 2*d + norms
        给每个线性变换算了两个偏置向量，应为一个。
        This counts two bias vectors for each linear map instead of one.
""")
MODELS = texts("""
    text: 一个文本编码器的每一层 || Each layer of a text encoder
    image: 视觉 Transformer（ViT）的每个编码器层 || Each encoder layer of a vision Transformer
    speech: 语音识别模型的每个 Transformer 编码器层 || Each Transformer encoder layer of a speech recogniser
""")


@generator(topic="attention", objective="attention-block", minutes=5, tags=("transformer", "parameters"))
@source("Vaswani et al., Attention is all you need, NeurIPS 2017, section 3")
def encoder_layer_params(draw: Draw) -> Problem:
    """A whole Transformer encoder layer."""
    d = draw.pick("d", (64, 80, 96, 128, 160, 192, 256, 320, 384, 448, 512, 640, 768, 1024))
    draw.let("ff", draw.pick("r", (2, 3, 4)) * d)
    draw.let("layer", MODELS[draw.pick("setting", tuple(MODELS))])
    part = Computed("attn/encoder-layer-params", ENCODER, difficulty=3 + (d >= 256))
    return Problem(part).worded(r"""
        [layer]由多头自注意力（$W_Q$、$W_K$、$W_V$、$W_O$ 都是 $d \times d$，各含偏置）、
          两层的前馈网络（$d \to d_{\mathrm{ff}} \to d$，含偏置）和 2 个层归一化（各有可学习的 $\gamma$ 与 $\beta$）组成，
          $d = [d]$，$d_{\mathrm{ff}} = [ff]$。
        [layer] consists of multi-head self-attention ($W_Q$, $W_K$, $W_V$ and $W_O$ are $d \times d$ with biases), a
          two-layer feed-forward network ($d \to d_{\mathrm{ff}} \to d$ with biases) and 2 layer normalisations (each with learnable
          $\gamma$ and $\beta$), where $d = [d]$ and $d_{\mathrm{ff}} = [ff]$.

        ask: 每层共有多少个可学习的参数？ || How many learnable parameters does each layer have?
        claim: 每层共有 $[value]$ 个可学习的参数。 || Each layer has $[value]$ learnable parameters.
        solution: 注意力： || Attention:
                  $$[=attention],$$
                  前馈网络： || feed-forward network:
                  $$[=feed],$$
                  层归一化： || layer normalisations:
                  $$[=norms],$$
                  合计： || together:
                  $$[==key].$$
    """)


@encoder_layer_params.check
def by_listing_arrays(d: int, r: int) -> int:
    """Lists the shapes of all arrays of the layer and counts their entries."""
    f = r * d
    shapes = [(d, d), (1, d)] * 4 + [(d, f), (1, f), (f, d), (1, d)] + [(1, d), (1, d)] * 2
    return sum(rows * columns for rows, columns in shapes)


EMBEDDING = Formulas("V*d + n*d + (0 if t else V*d)").with_wrong("""
    shared-matrix-counted-twice: 2*V*d + n*d if t else None
    output-matrix-left-out: None if t else V*d + n*d
    one-hot-by-one-hot: V*V + n*d + (0 if t else V*d)
    positions-forgotten: V*d + (0 if t else V*d) if n else None
    embedding-with-bias: V*d + n*d + (0 if t else V*d) + d
    positions-as-wide-as-the-vocabulary: V*d + n*V + (0 if t else V*d) if n else None
    output-bias: V*d + n*d + (0 if t else V*d) + V
    single-position: V*d + d + (0 if t else V*d) if n else None
    shared-matrix-not-counted: n*d if t and n else None
    positions-counted-twice: V*d + 2*n*d + (0 if t else V*d) if n else None
""")
LANGUAGE_MODELS = texts("""
    model: 一个语言模型的 || A language model has
    chat: 一个聊天机器人所用的语言模型， || The language model behind a chatbot has
    code: 一个代码补全模型的 || A code-completion model has
""")


@generator(topic="attention", objective="attention-block", minutes=3, tags=("embedding", "parameters"))
@source(
    "Vaswani et al., Attention is all you need, NeurIPS 2017, section 3.4; Press and Wolf, Using the output embedding to improve language models, EACL 2017"
)
def embedding_params(draw: Draw) -> Problem:
    """Token embeddings, positions and the output layer."""
    draw.pick("V", (1000, 5000, 10000, 30000, 32000, 50257))
    draw.pick("d", (64, 100, 128, 256, 300, 512))
    n = draw.pick("n", (0, 128, 512, 1024))
    t = draw.pick("t", (0, 1))
    draw.let("model", LANGUAGE_MODELS[draw.pick("setting", tuple(LANGUAGE_MODELS))])
    terms = "V*d" + " + n*d" * (n > 0) + " + d*V" * (not t)
    part = Computed("attn/embedding-params", EMBEDDING, difficulty=1 + (n > 0) + (t == 0))
    return Problem(part).worded(f"""
        [model]词表大小为 $V = [V]$，嵌入维数为 $d = [d]$；
          [n: 0=位置编码为固定的正弦编码，不含参数|位置编码为可学习的嵌入，共 $n = [n]$ 个位置]；
          从 $d$ 维到词表的输出层不含偏置，[t: 1=与词元嵌入共享权重矩阵|有自己的权重矩阵（不与词元嵌入共享）]。
        [model] a vocabulary of $V = [V]$ tokens and embeddings of dimension $d = [d]$, with
          [n: 0=a fixed sinusoidal positional encoding without parameters|a learned positional encoding of $n = [n]$ positions].
          The output layer from $d$ dimensions to the vocabulary has no bias
          and [t: 1=shares its weights with the token embeddings|a weight matrix of its own, not shared with the token
          embeddings].

        ask: 词元嵌入、位置编码与输出层一共有多少个可学习的参数？
             How many learnable parameters do the token embeddings, the positional encoding and the output layer have
               together?
        claim: 词元嵌入、位置编码与输出层一共有 $[value]$ 个可学习的参数。
               The token embeddings, the positional encoding and the output layer have $[value]$ learnable parameters
                 together.
        solution: [t: 1=共享的矩阵只计一次|输出层的矩阵另计]：
                  [t: 1=The shared matrix counts once|The matrix of the output layer counts, too]:
                  $$[={terms}].$$
    """)


@embedding_params.check
def by_rows(V: int, d: int, n: int, t: int) -> int:
    """Counts rows of numbers: one per token, per position, and per output unit that is not shared."""
    owners = {("token", V), ("position", n)} | (set() if t else {("output", V)})
    return sum(count for _, count in owners) * d
