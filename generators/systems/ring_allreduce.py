"""The traffic of a ring all-reduce in data-parallel training."""

from fractions import Fraction
from functools import cache

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, generator, number_tex

RING = Formulas(
    "2*(gpus - 1)/gpus*size*senders",
    let={"senders": "1 if q == 'per-gpu' else gpus", "sent": "2*(gpus - 1)*size/gpus"},
    tex={"gpus": "G", "size": "S"},
    wrong={
        "one-phase-only": "(gpus - 1)/gpus*size*senders",
        "limit-of-many-gpus": "2*size*senders",
        "everything-to-everyone": "(gpus - 1)*size*senders",
        "upload-only": "size*senders",
        "other-scope": "2*(gpus - 1)/gpus*size*(gpus if q == 'per-gpu' else 1)",
        "one-block-per-phase": "2*size/gpus*senders",
        "one-ring-step-more": "(2*gpus - 1)/gpus*size*senders",
    },
)


@generator(
    topic="systems",
    minutes=3,
    objective="systems-parallelism",
    tags=("data-parallel", "communication"),
    source="Patarasuk and Yuan, Bandwidth optimal all-reduce algorithms for clusters of workstations (2009)",
)
def ring_allreduce(draw: Draw) -> Problem:
    """Megabytes that each GPU, or all of them, send in one ring all-reduce of the gradient."""
    gpus = draw.pick("gpus", (2, 3, 4, 5, 8, 10, 16))
    size = draw.pick("size", (40, 60, 100, 120, 240, 400, 500, 1000))
    q = draw.pick("q", ("per-gpu", "total"))
    draw.require(size % gpus == 0)
    at = draw.params

    def context() -> Text:
        return Text(
            zh=f"{gpus} 块 GPU 做数据并行训练，梯度的大小为 {size} MB。每次迭代用环形全规约（ring all-reduce）求各 GPU 梯度之和："
            f"梯度均分为 {gpus} 个块，先做规约-散播（reduce-scatter），再做全收集（all-gather）；每一步中，各 GPU 向下一块 GPU 发送一个块。",
            en=f"Training is data-parallel on {gpus} GPUs, with a gradient of {size} MB. In each iteration a ring all-reduce sums the "
            f"gradients of the GPUs: the gradient is split into {gpus} equal blocks, a reduce-scatter is followed by an all-gather, "
            "and in each step every GPU sends one block to the next GPU.",
        )

    def wording() -> Wording:
        worked = RING.worked(at, "sent")
        sent = Fraction(RING.values(at)["sent"])
        who = Text(
            zh="每块 GPU 共发送" if q == "per-gpu" else "所有 GPU 合计发送",
            en="does each GPU send" if q == "per-gpu" else "do all GPUs together send",
        )
        told = "each GPU sends" if q == "per-gpu" else "all GPUs together send"
        rest = rf"{gpus} \times {number_tex(sent)} = {number_tex(gpus * sent)}\ \mathrm{{MB}}"
        end = Text(
            zh="" if q == "per-gpu" else f"\n\n所有 GPU 合计 ${rest}$。",
            en="" if q == "per-gpu" else f"\n\nAll GPUs together send ${rest}$.",
        )
        return Wording(
            ask=Text(zh=f"一次迭代中，{who.zh}多少 MB 的数据？", en=f"How many MB {who.en} in one iteration?"),
            claim=Text(zh=f"一次迭代中，{who.zh} ${{}}$ 的数据。", en=f"In one iteration {told} ${{}}$."),
            solution=Text(
                zh=f"记 GPU 数为 $G$，梯度大小为 $S$。两个阶段各有 $G - 1 = {gpus - 1}$ 步，每步每块 GPU 发送大小为 $S/G$ 的一个块，"
                f"因此每块 GPU 发送\n\n"
                f"$${worked}\\ \\mathrm{{MB}}.$${end.zh}",
                en=f"With $G$ GPUs and a gradient of size $S$, the number of steps is $G - 1 = {gpus - 1}$ in each of the two phases, "
                f"and in each step a GPU sends a block of size $S/G$. Each GPU therefore sends\n\n$${worked}\\ \\mathrm{{MB}}.$${end.en}",
            ),
        )

    return Problem(
        (
            Computed(
                "sys/ring-allreduce",
                RING,
                at,
                wording,
                difficulty=2 + (q == "total"),
                conventions=("sent-data-only",),
                unit="MB",
                names={"gpus": "G_", "size": "S_"},
            ),
        ),
        context,
    )


@ring_allreduce.check
def by_passing_blocks(gpus: int, size: int, q: str) -> Fraction:
    """Passes the blocks round the ring until every GPU holds every sum, and counts what is sent."""
    sent = blocks_sent(gpus)
    return Fraction(size, gpus) * (sent[0] if q == "per-gpu" else sum(sent))


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
