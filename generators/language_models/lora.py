"""The parameters of low-rank adapters."""

from hwgen import Computed, Draw, Formulas, Problem, generator, source, texts

LORA = Formulas("L*m*pair", let={"pair": "r*d + r*k"}).with_wrong(r"""
    full-matrices: L*m*d*k || 这是矩阵 $W$ 的参数个数，它们都冻结。 || These are the parameters of the matrices $W$, which are frozen.
    rank-times-matrix: L*m*r*d*k if r > 1 else None
        把秩乘到了整个矩阵上。 || This multiplies the whole matrix by the rank.
    one-factor: L*m*r*d || 只算了两个低秩矩阵中的一个。 || This counts only one of the two low-rank matrices.
    core-added: L*m*(r*d + r*k + r**2)
        在两个低秩矩阵之间多算了一个 $r \times r$ 的矩阵。
        This adds an $r \times r$ matrix between the two low-rank ones.
    single-layer: m*(r*d + r*k) || 只算了一层。 || This counts a single layer.
    single-matrix: L*(r*d + r*k) if m > 1 and m*d != d + k else None || 每层只算了一个矩阵。 || This counts one matrix in each layer.
    biases-counted: L*m*(r*d + r*k + d) || 多算了偏置。 || This counts biases, but there are none.
    frozen-too: L*m*(r*d + r*k + d*k)
        把冻结的原矩阵也算了进来。 || This includes the original matrices, which are frozen.
""")

TUNED = texts("""
    support: 为客服任务微调一个语言模型 || A language model is fine-tuned for customer support
    law: 为法律文书微调一个语言模型 || A language model is fine-tuned on legal documents
    images: 为一种新画风微调一个图像生成模型 || A model that generates images is fine-tuned for a new style
""")


@generator(topic="language-models", objective="lm-adaptation", minutes=3, tags=("lora", "parameters"))
@source("Hu et al., LoRA: Low-rank adaptation of large language models, ICLR 2022, section 4.1")
def lora_params(draw: Draw) -> Problem:
    """The trainable parameters of low-rank adapters."""
    d, k = draw.pick("shape", ((512, 512), (768, 768), (1024, 1024), (4096, 4096), (4096, 1024)))
    draw.let("d", d)
    draw.let("k", k)
    draw.pick("r", (1, 2, 4, 8, 16))
    draw.pick("m", (1, 2, 4))
    draw.pick("L", (12, 24, 32))
    draw.let("tuned", draw.pick("setting", TUNED))
    return Problem(Computed("attn/lora-params", LORA, difficulty="2 + (m > 1)")).worded(r"""
        用 LoRA [tuned]。模型有 [L] 层，每层有 [m] 个 $[d] \times [k]$ 的权重矩阵 $W$ 改为 $W + BA$：$W$ 冻结，
          只训练 $B$ 与 $A$，秩为 $r = [r]$。没有偏置，其他参数都冻结。
        [tuned] with LoRA. In each of its [L] layers, [m: one weight matrix|# weight matrices] $W$ of size $[d] \times [k]$
          [m: becomes|become] $W + BA$: $W$ is frozen, and only $B$ and $A$ are trained, with rank $r = [r]$. There are
          no biases, and all other parameters are frozen.

        ask: 共训练多少个参数？ || How many parameters are trained?
        claim: 共训练 $[value]$ 个参数。 || The number of parameters that are trained is $[value]$.
        solution: 每个矩阵配有 $B$（$[d] \times [r]$）和 $A$（$[r] \times [k]$），共 $[==pair]$ 个参数：
                  Each matrix is given $B$ ($[d] \times [r]$) and $A$ ($[r] \times [k]$), with $[==pair]$ parameters
                    in all:
                  $$[==key].$$
    """)


@lora_params.check
def by_ranks(shape: tuple[int, int], r: int, m: int, L: int) -> int:
    """A rank adds a column and a row to each matrix."""
    column, row = shape
    per_matrix = 0
    for _ in range(r):
        per_matrix += column + row
    return sum(per_matrix for _ in range(L * m))
