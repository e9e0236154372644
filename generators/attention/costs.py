"""What attention costs: multiplications, the memory of its scores, and how blocks of it are put together."""

from hwgen import Computed, Draw, Formulas, Problem, R, generator, may_coincide, source, texts

from .._tex import cells

MACS = Formulas("projections + mixing", let={"projections": "4*n*d**2", "mixing": "2*n**2*d"}).with_wrong(r"""
    values-not-mixed: projections + n**2*d
        只算了 $QK^\top$，漏了注意力权重与 $V$ 相乘。
        This counts $QK^\top$ only and leaves out the product of the attention weights with $V$.
    operations-for-macs: 2*(projections + mixing)
        乘法和加法分别计了数。 || This counts multiplications and additions separately.
    scores-only: mixing || 漏了四个投影。 || This leaves out the four projections.
    projections-only: projections
        漏了与序列长度平方成正比的部分。 || This leaves out what grows with the square of the length.
    three-projections: 3*n*d**2 + mixing || 漏了输出投影 $W_O$。 || This leaves out the output projection $W_O$.
    feed-forward-added: projections + mixing + 8*n*d**2
        把前馈网络（隐藏宽度为 $4d$）也算了进来。
        This includes a feed-forward network with a hidden layer of $4d$ units.
""")
CROSSING = Formulas("2*d").with_wrong(r"""
    scores-alone-in-the-square: 4*d
        与长度平方成正比的部分只算了 $QK^\top$。
        This counts $QK^\top$ only for the part that grows with the square of the length.
    equal-to-the-width: d || 以为长度等于宽度时两者相等。 || This assumes that both are equal when the length equals the width.
    half-of-the-width: d/2
        把方程解反了：$n$ 与 $d$ 对调。 || This solves for the wrong letter: $n$ and $d$ are exchanged.
    three-projections: 3*d/2 || 漏了输出投影 $W_O$。 || This leaves out the output projection $W_O$.
    feed-forward-added: 6*d
        把前馈网络（隐藏宽度为 $4d$）也算了进来。
        This includes a feed-forward network with a hidden layer of $4d$ units.
""")
READERS = texts("""
    text: 文本编码器 || a text encoder
    image: 视觉 Transformer（ViT） || a vision Transformer
    speech: 语音识别模型 || a speech recogniser
    protein: 蛋白质序列模型 || a model of protein sequences
""")


@generator(topic="attention", objective="attention-cost", minutes=5, tags=("macs", "complexity"))
@source(
    "Vaswani et al., Attention is all you need, NeurIPS 2017, table 1; Kaplan et al., Scaling laws for neural language models (2020), table 1"
)
def attention_macs(draw: Draw) -> Problem:
    """The multiplications of a self-attention layer, and the length at which both of its parts are equal."""
    n = draw.pick("n", (64, 100, 128, 196, 256, 512, 1000, 1024, 2048))
    d = draw.pick("d", (64, 128, 192, 256, 384, 512, 768, 1024))
    # At these lengths two parts that may be left out are equal.
    draw.require(n not in (d, 2 * d))
    draw.let("model", draw.pick("setting", READERS))
    macs = Computed("attn/macs", MACS, difficulty=3, conventions=("mac-is-a-pair",))
    length_of_equal_parts = Computed("length-of-equal-parts", CROSSING, difficulty=4)
    return Problem((macs, length_of_equal_parts)).worded(r"""
        [model]中的一个自注意力层没有掩码，读入 $n = [n]$ 个词元，宽度 $d = [d]$。$W_Q$、$W_K$、$W_V$、
          $W_O$ 都是 $d \times d$ 的矩阵，各头的宽度之和为 $d$。不计 softmax、缩放和偏置，也不计前馈网络。
        A self-attention layer in [model] has no mask and reads $n = [n]$ tokens of width $d = [d]$. $W_Q$, $W_K$,
          $W_V$ and $W_O$ are $d \times d$ matrices, and the widths of the heads add up to $d$. Softmax, scaling and
          biases are not counted, nor is the feed-forward network.

        # macs
        ask: 该层总共需要多少次乘加？ || How many multiply–accumulates does the layer take in all?
        claim: 该层总共需要 $[value]$ 次乘加。 || The layer takes $[value]$ multiply–accumulates in all.
        solution: 四个投影： || The four projections:
                  $$[=projections],$$
                  $QK^\top$ 以及注意力权重与 $V$ 相乘： || $QK^\top$, and the product of the attention weights with $V$:
                  $$[=mixing].$$
                  合计 $[key]$。 || The total is $[key]$.

        # length-of-equal-parts
        ask: 宽度不变，序列有多长时，与长度平方成正比的部分恰与四个投影的乘加次数相等？
             The width stays the same. For how many tokens does the part that grows with the square of the length take
               exactly as many multiply–accumulates as the four projections?
        claim: 宽度不变，序列长度为 $[value]$ 时，与长度平方成正比的部分恰与四个投影的乘加次数相等。
               With the same width and $[value]$ tokens, the part that grows with the square of the length takes exactly
                 as many multiply–accumulates as the four projections.
        solution: 令两部分的次数相等， || Setting both parts equal,
                  $$4nd^2 = 2n^2 d,$$
                  得 || gives
                  $$n = [=key].$$
    """)


@attention_macs.check
def by_matrix_products(n: int, d: int) -> dict[str, int]:
    """Adds up the matrix products of the layer, each as rows × inner × columns, and doubles a length until both parts meet."""
    wide = [(n, d, d)] * 4
    square = [(n, d, n), (n, n, d)]
    total = 0
    for rows, inner, columns in wide + square:
        total += rows * inner * columns
    length = d // 64
    while (length * d * length) + (length * length * d) < sum(length * d * d for _ in range(4)):
        length += d // 64
    return {"macs": total, "length-of-equal-parts": length}


SCORES = Formulas("B*h*n**2*by/2**20").with_wrong(r"""
    heads-left-out: B*n**2*by/2**20
        漏了头数[B - h: 0=（或批量大小，两者相等）|]。
        This leaves out the heads[B - h: 0= (or the batch size, which is the same)|].
    batch-left-out: h*n**2*by/2**20 if B > 1 else None || 漏了批量大小。 || This leaves out the batch size.
    bits-not-bytes: 8*B*h*n**2*by/2**20 || 算成了比特数。 || This counts bits.
    other-precision: B*h*n**2*(6 - by)/2**20 if d*by != n*(6 - by) else None
        按每个数 [6 - by] 个字节计算；题中每个数占 [by] 个字节。 || This takes [6 - by] bytes per number instead of [by].
    lower-triangle-only: B*h*n*(n + 1)/2*by/2**20
        只算了下三角；这里存的是整个矩阵。 || This counts the lower triangle only, but whole matrices are kept.
    linear-in-the-length: B*h*n*d*by/2**20 if n != d else None
        给每个头算了一个 $n \times d$ 的矩阵；注意力矩阵是 $n \times n$ 的。
        This takes an $n \times d$ matrix for each head, but attention matrices are $n \times n$.
""")
STATISTICS = Formulas("B*h*n*4/2**20").with_wrong("""
    heads-left-out: B*n*4/2**20
        漏了头数[B - h: 0=（或批量大小，两者相等）|]。
        This leaves out the heads[B - h: 0= (or the batch size, which is the same)|].
    batch-left-out: h*n*4/2**20 if B > 1 else None || 漏了批量大小。 || This leaves out the batch size.
    number-per-component: B*n*d*4/2**20 if d != h else None
        给输出的每个分量都存了一个数。 || This keeps a number for each component of the output.
    precision-of-the-scores: B*h*n*by/2**20 if by < 4 else None
        统计量按 [by] 个字节计算。 || This takes [by] bytes for each of these numbers.
    bits-not-bytes: 8*B*h*n*4/2**20 || 算成了比特数。 || This counts bits.
    two-numbers-per-row: 2*B*h*n*4/2**20 || 每行存了两个数。 || This keeps two numbers for each row.
""")


@generator(topic="attention", objective="attention-cost", minutes=4, tags=("flash-attention", "memory"))
@source("Dao et al., FlashAttention, NeurIPS 2022, sections 2.2 and 3.1")
@may_coincide("Its reason names the batch, too, where that is as large as the number of heads.", "batch-left-out")
def score_memory(draw: Draw) -> Problem:
    """The memory of attention scores, and of what FlashAttention keeps in their place."""
    draw.pick("B", (1, 4, 8, 16))
    h = draw.pick("h", (8, 16, 32))
    draw.pick("n", (1024, 2048, 4096, 8192))
    draw.let("d", 64 * h)
    draw.pick("by", (2, 4))
    draw.let("model", draw.pick("setting", READERS))
    question = Computed("attn/score-memory", SCORES, difficulty=2, conventions=("mebibyte",), places=3, unit="MiB")
    flash_statistics = Computed(
        "flash-statistics", STATISTICS, difficulty=2, conventions=("mebibyte",), places=3, unit="MiB"
    )
    return Problem((question, flash_statistics)).worded(r"""
        训练[model]时，一个自注意力层有 $h = [h]$ 个头，宽度 $d = [d]$，序列长度 $n = [n]$，批量大小 [B]，没有掩码。
          标准实现为反向传播保存 softmax 之后的注意力矩阵，每个数占 [by] 个字节。FlashAttention 不保存注意力矩阵，
          只为其每一行保存一个 log-sum-exp 统计量，每个占 4 个字节。
        During the training of [model], a self-attention layer with $h = [h]$ heads and width $d = [d]$ reads
          [B: one sequence|batches of # sequences] of $n = [n]$ tokens without a mask. For the backward pass, the standard
          implementation keeps the attention matrices (after the softmax), with [by] bytes per number. FlashAttention does
          not keep them; for each of their rows it keeps one statistic of 4 bytes, the log-sum-exp.

        # score-memory
        ask: 标准实现要用多少 MiB 存该层的注意力矩阵？
             How many MiB do the attention matrices of the layer take in the standard implementation?
        claim: 标准实现用 $[value]$ 存该层的注意力矩阵。
               The attention matrices of the layer take $[value]$ in the standard implementation.
        solution: 每个序列的每个头有一个 $n \times n$ 的矩阵：
                  Each head has an $n \times n$ matrix for each sequence:
                  $$[==key:.3]\ \mathrm{MiB}.$$

        # flash-statistics
        ask: FlashAttention 为该层存的统计量占多少 MiB？
             How many MiB of statistics does FlashAttention keep for the layer?
        claim: FlashAttention 为该层存的统计量占 $[value]$。
               The statistics that FlashAttention keeps for the layer take $[value]$.
        solution: 每个序列、每个头的每个查询各存一个数，不再与序列长度的平方成正比：
                  There is one number for each query, head and sequence; the memory no longer grows with the square of
                    the length:
                  $$[==key:.3]\ \mathrm{MiB}.$$
    """)


@score_memory.check
def by_adding_rows(B: int, h: int, n: int, by: int) -> dict[str, R]:
    """Adds up bytes head by head, in KiB first."""
    row = R(n * by, 1024)
    scores = statistics = R(0)
    for _ in range(B * h):
        scores += row * n
        statistics += R(n, 256)
    return {"score-memory": scores / 1024, "flash-statistics": statistics / 1024}


MERGED = Formulas(
    "(l, (o[0]*w1 + o[1]*w2)/(w1 + w2))",
    let={"c1": "a[0]/Max(a[0], a[1])", "c2": "a[1]/Max(a[0], a[1])", "w1": "c1*s[0]", "w2": "c2*s[1]", "l": "w1 + w2"},
).with_wrong("""
    sums-not-rescaled: (s[0] + s[1], (o[0]*s[0] + o[1]*s[1])/(s[0] + s[1]))
        两块的和没有换算到同一个最大值。 || This does not rescale the sums of the two blocks to the same maximum.
    outputs-not-rescaled: (l, (o[0]*s[0] + o[1]*s[1])/(s[0] + s[1]))
        $\\ell$ 换算了，输出却按没有换算的权重 $[s[0]]$ 与 $[s[1]]$ 平均。
        This rescales $\\ell$, but averages the outputs with the weights $[s[0]]$ and $[s[1]]$, not rescaled.
    scaled-by-the-smaller: ((a[0]*s[0] + a[1]*s[1])/Min(a[0], a[1]), (o[0]*w1 + o[1]*w2)/(w1 + w2))
        换算到了较小的最大值。 || This rescales the sums to the smaller maximum.
    factors-exchanged: (c2*s[0] + c1*s[1], (o[0]*c2*s[0] + o[1]*c1*s[1])/(c2*s[0] + c1*s[1]))
        每一块都乘了另一块的换算因子。 || This multiplies each block by the factor of the other.
    larger-block-only: (s[0], o[0]) if a[0] > a[1] else (s[1], o[1])
        只保留了最大值较大的一块。 || This keeps only the block with the larger maximum.
    weighted-by-the-maxima: (l, (o[0]*c1 + o[1]*c2)/(c1 + c2))
        输出只按最大值加权，漏了各块的和。 || This weights the outputs by the maxima alone and forgets the sums.
""")
BLOCKS = tuple((a, b) for a in (1, 2, 4, 8) for b in (1, 2, 4, 8) if a != b)


@generator(topic="attention", objective="attention-cost", minutes=5, tags=("flash-attention", "softmax"))
@source(
    "Dao et al., FlashAttention, NeurIPS 2022, section 3.1; Milakov and Gimelshein, Online normalizer calculation for softmax (2018)"
)
def online_softmax(draw: Draw) -> Problem:
    """Two blocks of keys are put together without ever seeing all scores."""
    a = draw.pick("a", BLOCKS)
    s = draw.pick("s", ((2, 4), (3, 2), (R(3, 2), R(5, 2)), (1, 3)))
    # Else the sums and the factors are the same weights.
    draw.require(a[0] * s[1] != a[1] * s[0])
    draw.pick("o", ((1, 3), (-2, 2), (4, 0), (6, -3), (2, 5)))
    draw.let("model", draw.pick("setting", {name: READERS[name] for name in ("text", "protein")}))
    question = Computed(
        "attn/online-softmax", MERGED, difficulty=4, form="tuple", places=3, signed=True, cells=cells(r"\ell", "o")
    )
    return Problem(question).worded(r"""
        [model]的注意力分块计算：每一块键只留下得分 $s_i$ 的最大值 $m$、
          指数之和 $\ell = \sum_i e^{s_i - m}$ 与该块的输出 $o = \frac{1}{\ell}\sum_i e^{s_i - m} v_i$（这里 $v_i$ 是标量）。
          同一个查询在两块上得到
        Attention in [model] is computed in blocks: for each block of keys, only the maximum $m$ of the scores $s_i$,
          the sum $\ell = \sum_i e^{s_i - m}$ and the output $o = \frac{1}{\ell}\sum_i e^{s_i - m} v_i$ are kept. The
          values $v_i$ are scalars here. For one query, two blocks give
        $$m_1 = \ln [a[0]],\quad \ell_1 = [s[0]],\quad o_1 = [o[0]],\qquad m_2 = \ln [a[1]],\quad \ell_2 = [s[1]],\quad
          o_2 = [o[1]].$$

        ask: 求合并后的 $(\ell,\ o)$。 || Find $(\ell,\ o)$ for the two blocks together.
        claim: 合并后 $(\ell,\ o) = [value]$。 || For the two blocks together, $(\ell,\ o) = [value]$.
        solution: 新的最大值为 $m = \ln [Max(a[0], a[1])]$，两块的换算因子为
                  The new maximum is $m = \ln [Max(a[0], a[1])]$, so that the blocks are rescaled by
                  $$e^{m_1 - m} = \frac{[a[0]]}{[Max(a[0], a[1])]} = [c1],\qquad
                    e^{m_2 - m} = \frac{[a[1]]}{[Max(a[0], a[1])]} = [c2].$$
                  两块的和乘以各自的因子再相加，输出按换算后的和加权平均：
                  The rescaled sums are added up, and they weight the outputs:
                  $$\ell = [c1] \times [s[0]] + [c2] \times [s[1]] = [w1] + [w2] = [l],$$
                  $$o = \frac{[w1] \times [o[0]] + [w2] \times [o[1]]}{[l]} [~key[1]:.3].$$
    """)


@online_softmax.check
def by_the_unscaled_sums(a: tuple[int, int], s: tuple[R, R], o: tuple[int, int]) -> tuple[R, R]:
    """Undoes the scaling of each block, adds numerators and denominators, and scales once at the end."""
    below = [R(m) * total for m, total in zip(a, s, strict=True)]
    above = sum(weight * value for weight, value in zip(below, o, strict=True))
    everything = below[0] + below[1]
    return everything / sorted(a)[1], above / everything
