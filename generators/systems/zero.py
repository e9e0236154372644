"""How ZeRO shares out what training keeps in memory."""

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, source, texts

# Bytes per parameter: weights, gradients, and what mixed-precision Adam keeps.
BYTES = {"w": "2", "g": "2", "o": "12"}


def share(*divided: str) -> str:
    """Bytes per parameter on each GPU where the parts `divided` are shared out."""
    return " + ".join(f"{BYTES[part]}/G" if part in divided else BYTES[part] for part in "wgo")


STAGES = (share(), share("o"), share("g", "o"), share("w", "g", "o"))
MEMORY = Formulas(f"N*({', '.join(STAGES)})[s]").with_wrong(f"""
    stage-before: N*({", ".join((share(), *STAGES))})[s] if s > 1 else None
        这是前一阶段的量，少分了一部分。 || This is the stage before, which partitions one part fewer.
    stage-after: N*({", ".join((*STAGES[1:], share("w", "g", "o")))})[s] if s < 3 else None
        这是后一阶段的量，多分了一部分。 || This is the stage after, which partitions one part more.
    all-gpus-together: 16*N || 没有把任何部分分到各块 GPU 上。 || This partitions nothing across the GPUs.
    everything-shared-out: 16*N/G if s < 2 else None
        把全部都分到了各块 GPU 上，那是第 3 阶段。 || This partitions everything, as stage 3 does.
    master-weights-left-out: N*(({", ".join(STAGES)})[s] - (4 if s == 0 else 4/G))
        漏了 FP32 的权重副本。 || This leaves out the FP32 copy of the weights.
    gradients-in-full-precision: N*(({", ".join(STAGES)})[s] + (2 if s < 2 else 2/G))
        梯度按 4 个字节计算。 || This takes 4 bytes for each gradient.
    gradients-left-out: N*(({", ".join(STAGES)})[s] - (2 if s < 2 else 2/G))
        漏了梯度。 || This leaves out the gradients.
""")
# In GB, of the largest GPUs.
MOST = 192
WHAT = (
    Text("优化器状态", "the optimiser states are"),
    Text("优化器状态和梯度", "the optimiser states and the gradients are"),
    Text("优化器状态、梯度和权重", "the optimiser states, the gradients and the weights are"),
)
TRAINED = texts("""
    text: 一个语言模型 || A language model
    video: 一个视频生成模型 || A video-generation model
    protein: 一个蛋白质结构模型 || A protein-structure model
""")


@generator(topic="systems", objective="systems-parallelism", minutes=3, tags=("zero", "memory"))
@source("Rajbhandari et al., ZeRO: Memory optimizations toward training trillion parameter models, SC 2020, figure 1")
def zero_memory(draw: Draw) -> Problem:
    """Memory on each GPU under a stage of ZeRO."""
    n = draw.pick("N", (R(3, 2), 3, 8, 16, 32, 64))
    gpus = draw.pick("G", (4, 8, 16, 64))
    s = draw.pick("s", (1, 2, 3))
    # What is left on a GPU has to fit into one.
    draw.require(n * (2 * (s < 3) + 2 * (s < 2) + R(2 * (s > 2) + 2 * (s > 1) + 12, gpus)) <= MOST)
    draw.let("shared", WHAT[s - 1])
    draw.let("model", draw.pick("setting", TRAINED))
    question = Computed(
        "sys/zero-memory",
        MEMORY,
        difficulty=2 + (s < 3),
        conventions=("gigabyte", "no-activations"),
        places=2,
        unit="GB",
    )
    return Problem(question).worded(rf"""
        [model]有 $[N] \times 10^9$ 个参数，在 [G] 块 GPU 上用 Adam 作数据并行的混合精度训练。
          每个参数有 FP16 的权重与梯度（各 2 字节），以及 FP32 的权重副本和两个矩（共 12 字节，合称优化器状态）。
          采用 ZeRO 第 [s] 阶段：[shared]分到各块 GPU 上。
        [model] with $[N] \times 10^9$ parameters is trained on [G] GPUs with data parallelism, using Adam in mixed
          precision. Each parameter has an FP16 weight and gradient (2 bytes each), and an FP32 copy of the weight with
          two moments (12 bytes together, called the optimiser states). With ZeRO stage [s], [shared] partitioned
          across the GPUs.

        ask: 权重、梯度和优化器状态在每块 GPU 上共占多少 GB？
             How many GB do weights, gradients and optimiser states take up on each GPU?
        claim: 权重、梯度和优化器状态在每块 GPU 上共占 $[value]$。
               Weights, gradients and optimiser states take up $[value]$ on each GPU.
        solution: [shared]分到 [G] 块 GPU 上[s: 3=|，其余部分每块 GPU 各存一份]；$10^9$ 个参数各占 1 字节时共 $1$ GB：
                  In this stage, [shared] partitioned across [G] GPUs[s: 3=|; each GPU has its own copy of all else].
                    $10^9$ parameters of 1 byte each take up $1$ GB:
                  $$[==N*({STAGES[s]}):.2]\ \mathrm{{GB}}.$$
    """)


@zero_memory.check
def by_dealing_out(N: R, G: int, s: int) -> R:
    """Deals out the parts of the state to the GPUs and looks at what one of them holds."""
    parts = [("optimiser", R(12)), ("gradients", R(2)), ("weights", R(2))]
    held = R(0)
    for place, (_, size) in enumerate(parts):
        held += size * R(N) / G if place < s else size * R(N)
    return held
