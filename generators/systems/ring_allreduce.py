"""The traffic of a ring all-reduce in data-parallel training."""

from functools import cache

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, source, texts

RING = Formulas(
    "2*(gpus - 1)/gpus*size*senders",
    let={"senders": "1 if q == 'per-gpu' else gpus", "sent": "2*(gpus - 1)*size/gpus"},
    tex={"gpus": "G", "size": "S"},
).with_wrong("""
    one-phase-only: (gpus - 1)/gpus*size*senders
    limit-of-many-gpus: 2*size*senders
    everything-to-everyone: (gpus - 1)*size*senders
    received-data-too: 4*(gpus - 1)/gpus*size*senders
    upload-only: size*senders
    total-for-one-gpu: 2*(gpus - 1)*size if q == 'per-gpu' else None
    one-gpu-for-the-total: 2*(gpus - 1)/gpus*size if q == 'total' else None
    one-block-per-phase: 2*size/gpus*senders
    one-ring-step-more: (2*gpus - 1)/gpus*size*senders
""")
STEP = "\n\n$$[=sent]\\ \\mathrm{MB}.$$"
TRAINING = texts("""
    plain: 用 [gpus] 块 GPU 做数据并行训练 || Training uses data parallelism on [gpus] GPUs;
    images: 用 [gpus] 块 GPU 数据并行地训练一个图像分类器
            An image classifier is trained with data parallelism on [gpus] GPUs;
    speech: 用 [gpus] 块 GPU 数据并行地训练一个语音模型
            A speech model is trained with data parallelism on [gpus] GPUs;
""")


@generator(topic="systems", objective="systems-parallelism", minutes=3, tags=("data-parallel", "communication"))
@source("Patarasuk and Yuan, Bandwidth optimal all-reduce algorithms for clusters of workstations (2009)")
def ring_allreduce(draw: Draw) -> Problem:
    """Megabytes that each GPU, or all of them, send in one ring all-reduce of the gradient."""
    # Between fewer GPUs, other ways to send the gradient come to the same: everything, once, or in one phase only.
    gpus = draw.pick("gpus", (5, 6, 8, 10, 12, 16))
    size = draw.pick("size", (40, 60, 100, 120, 240, 400, 500, 1000))
    q = draw.pick("q", ("per-gpu", "total"))
    draw.require(size % gpus == 0)
    draw.let(
        "who", Text("[q: per-gpu=每块 GPU 共|所有 GPU 合计]发送", "[q: per-gpu=each GPU sends|all GPUs together send]")
    )
    draw.let("asked", Text("", "[q: per-gpu=does each GPU|do all GPUs together] send"))
    draw.let("training", TRAINING[draw.pick("setting", tuple(TRAINING))])
    total = "" if q == "per-gpu" else r"$[==gpus*sent]\ \mathrm{MB}$"
    part = Computed(
        "sys/ring-allreduce",
        RING,
        solution=Text(
            "记 GPU 数为 $G$，梯度大小为 $S$。两个阶段各有 $G - 1 = [gpus - 1]$ 步，每步每块 GPU 发送大小为 $S/G$ 的一个块，"
            r"因此每块 GPU 发送" + STEP + (total and f"\n\n所有 GPU 合计 {total}。"),
            "With $G$ GPUs and a gradient of size $S$, the number of steps is $G - 1 = [gpus - 1]$ in each of the two phases, and "
            "in each step a GPU sends a block of size $S/G$. Each GPU therefore sends"
            + STEP
            + (total and f"\n\nAll GPUs together send {total}."),
        ),
        difficulty=2 + (q == "total"),
        conventions=("sent-data-only",),
        unit="MB",
        names={"gpus": "G_", "size": "S_"},
    )
    return Problem(part).worded("""
        [training]，梯度的大小为 [size] MB。每次迭代用环形全规约（ring all-reduce）求各 GPU 梯度之和：
          梯度均分为 [gpus] 个块，先做规约-散播（reduce-scatter），再做全收集（all-gather）；每一步中，
          各 GPU 向下一块 GPU 发送一个块。
        [training] the gradient takes up [size] MB. In each iteration a ring all-reduce sums the gradients of the GPUs: the
          gradient is split into [gpus] equal blocks, a reduce-scatter is followed by an all-gather, and in each step
          every GPU sends one block to the next GPU.

        ask: 一次迭代中，[who]多少 MB 的数据？ || How many MB [asked] in one iteration?
        claim: 一次迭代中，[who] $[value]$ 的数据。 || In one iteration [who] $[value]$.
    """)


@ring_allreduce.check
def by_passing_blocks(gpus: int, size: int, q: str) -> R:
    """Passes the blocks round the ring until every GPU holds every sum, and counts what is sent."""
    sent = blocks_sent(gpus)
    return R(size, gpus) * (sent[0] if q == "per-gpu" else sum(sent))


@cache
def blocks_sent(gpus: int) -> tuple[int, ...]:
    held = [[10**gpu + block for block in range(gpus)] for gpu in range(gpus)]
    sums = [sum(row[block] for row in held) for block in range(gpus)]
    sent, shift, adding = [0] * gpus, 0, True
    while any(row != sums for row in held):
        moves = [(gpu, (gpu - shift) % gpus, held[gpu][(gpu - shift) % gpus]) for gpu in range(gpus)]
        for gpu, block, content in moves:
            sent[gpu] += 1
            receiver = held[(gpu + 1) % gpus]
            receiver[block] = receiver[block] + content if adding else content
        shift += 1
        if adding and all(sums[b] in {row[b] for row in held} for b in range(gpus)):
            shift, adding = -1, False
    return tuple(sent)
