"""The schedule of pipeline parallelism."""

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source, texts

SLOTS = Formulas("m + p - 1").with_wrong("""
    one-after-the-other: m*p
        这是各微批次依次通过、没有流水时的时间。
        This is the time without a pipeline, one micro-batch after the other.
    one-slot-more: m + p
        多算了一个单位：第一个微批次离开时已用了 $[p]$ 个单位，其余 $[m - 1]$ 个各再用一个。
        This counts one unit too many: the first micro-batch takes $[p]$, and each of the other $[m - 1]$ adds one more.
    micro-batches-alone: m || 漏了填满流水线的时间。 || This leaves out the time to fill the pipeline.
    filled-and-emptied-apart: m + 2*(p - 1)
        把填满与排空的时间各加了一次；单看一个阶段，两者之和为 $[p - 1]$。
        This adds filling and emptying once each; for a single stage they add up to $[p - 1]$.
    all-but-one: m + p - 2
        把填满流水线的时间当作 $[p - 2]$ 个单位，应为 $[p - 1]$ 个。
        This allows [p - 2: # unit|# units] for filling the pipeline, which takes $[p - 1]$.
    stages-alone: p || 这是一个微批次所用的时间。 || This is the time of a single micro-batch.
""")
IDLE = Formulas("(p - 1)/(m + p - 1)").with_wrong("""
    share-of-the-working-time: (p - 1)/m
        除以了工作的时间，应除以总时间。 || This divides by the time at work instead of all the time.
    share-at-work: m/(m + p - 1) || 这是工作时间的比例。 || This is the fraction of the time at work.
    one-slot-too-many: p/(m + p)
        空闲的单位在分子和分母中都多算了一个。
        This counts one idle unit too many, in the numerator and in the denominator.
    no-pipeline: (p - 1)/p || 这是没有流水时的空闲比例。 || This is the idle fraction without a pipeline.
    idle-twice: 2*(p - 1)/(m + 2*(p - 1))
        分子和分母都把空闲时间算了两次。
        This counts the idle time twice, in the numerator and in the denominator.
    emptying-lengthens-the-time: (p - 1)/(m + 2*(p - 1))
        总时间里把填满与排空的时间各加了一次；单看一个阶段，两者之和为 $[p - 1]$。
        This adds filling and emptying to the whole time once each; for a single stage they add up to $[p - 1]$.
    out-of-all-the-work: (p - 1)/(m*p) || 除以了没有流水时的时间。 || This divides by the time without a pipeline.
    one-unit-idle: 1/(m + p - 1)
        只算了一个空闲单位；每个阶段空闲 $[p - 1]$ 个单位。
        This counts one idle unit; each stage is idle for $[p - 1]$.
""")
MODELS = texts("""
    text: 语言模型 || A language model
    speech: 语音识别模型 || A speech recogniser
    images: 图像生成模型 || A model that generates images
""")


@generator(topic="systems", objective="systems-parallelism", minutes=4, tags=("pipeline-parallel",))
@source(
    "Huang et al., GPipe: Efficient training of giant neural networks using pipeline parallelism, NeurIPS 2019, section 2.3"
)
def pipeline_schedule(draw: Draw) -> Problem:
    """How long a pipeline takes for the micro-batches of a batch, and how much of the time its stages are idle."""
    p = draw.pick("p", (3, 4, 6, 8))
    m = draw.pick("m", (3, 5, 8, 12, 16, 32))
    # Else each stage is idle for as long as it works.
    draw.require(m != p - 1)
    draw.let("model", draw.pick("setting", MODELS))
    schedule_length = Computed("schedule-length", SLOTS, difficulty=2)
    idle_share = Computed("idle-share", IDLE, difficulty=2, places=3, most=1)
    return Problem((schedule_length, idle_share)).worded(r"""
        [model]按层分为 [p] 个阶段，各阶段放在不同的 GPU 上。一个批次分为 [m] 个微批次，依次送入流水线；
          每个阶段处理一个微批次的前向计算恰好用一个时间单位，同一时刻只处理一个微批次，能开始时立即开始，
          传输时间不计。
        [model] is split by layers into [p] stages, each on a GPU of its own. A batch is split into [m] micro-batches,
          which enter the pipeline one after the other. Each stage takes exactly one unit of time for the forward pass
          of a micro-batch, handles one at a time and starts as soon as it can; the time for transfers is neglected.

        # schedule-length
        ask: 整个批次的前向计算需要多少个时间单位？
             How many units of time does the forward pass of the whole batch take?
        claim: 整个批次的前向计算需要 $[value]$ 个时间单位。
               The forward pass of the whole batch takes $[value]$ units of time.
        solution: 第一个微批次经过 [p] 个阶段用 [p] 个单位，其余 $[m - 1]$ 个依次各晚一个单位完成：
                  The first micro-batch takes [p] units for [p] stages, and each of the other $[m - 1]$ is done one unit
                    after the one before:
                  $$[==m + p - 1].$$

        # idle-share
        ask: 在这段时间里，每个阶段空闲的时间占多大比例？ || For what fraction of this time is each stage idle?
        claim: 在这段时间里，每个阶段空闲的时间所占的比例是 $[value]$。
               Each stage is idle for a fraction $[value]$ of this time.
        solution: 每个阶段工作 [m] 个单位，空闲其余的 $[p - 1]$ 个：
                  Each stage works for [m] units and is idle for the other $[p - 1]$:
                  $$\frac{[p - 1]}{[m + p - 1]} [~key:.3].$$
    """)


@pipeline_schedule.check
def by_running_it(p: int, m: int) -> dict[str, object]:
    """Lets each micro-batch enter a stage when both are free, and counts the units in which a stage does nothing."""
    free = [0] * p
    busy = [0] * p
    for _ in range(m):
        ready = 0
        for stage in range(p):
            ready = free[stage] = max(ready, free[stage]) + 1
            busy[stage] += 1
    length = max(free)
    return {"schedule-length": length, "idle-share": R(length - busy[0], length)}
