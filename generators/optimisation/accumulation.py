"""Gradient accumulation on several GPUs."""

from hwgen import Computed, Draw, Formulas, Problem, Text, generator, source, texts

EFFECTIVE = Formulas("(b*a*G, E*(N//(b*a*G)))", under={"floor": "(b*a*G, E*(N//(b*a*G)))"}).with_wrong("""
    every-batch-an-update: (b*G, E*(N//(b*G))) if a > 1 else None
        没有计入累积：每累积 [a] 次才更新一次。
        This leaves out the accumulation, but there is only one update for every [a] passes.
    gpus-left-out: (b*a, E*(N//(b*a))) if G > 1 else None
        漏了 GPU 的块数。 || This leaves out the number of GPUs.
    small-batch-alone: (b, E*(N//b))
        只计了一块 GPU 上的一个小批量。 || This counts one mini-batch of one GPU only.
    numbers-added: (b*(a + G), E*(N//(b*(a + G))))
        把累积次数与 GPU 的块数相加了，应相乘。
        This adds the numbers of passes and of GPUs instead of multiplying them.
    last-batch-kept: (b*a*G, E*(-(-N//(b*a*G)))) if N % (b*a*G) else None
        每轮用末尾剩下的样本多更新了一次，这些样本应舍去。
        This makes one more update with the samples left over in each epoch; they are discarded.
    one-epoch: (b*a*G, N//(b*a*G)) if E > 1 else None
        只计了一轮。 || This counts one epoch only.
    rest-carried-over: (b*a*G, E*N//(b*a*G)) if E*N//(b*a*G) > E*(N//(b*a*G)) else None
        把每轮剩下的样本留到了下一轮，它们应舍去。
        This carries the samples left over in each epoch into the next; they are discarded.
""")
TRAINED = texts("""
    translation: 训练一个翻译模型 || A translation model
    captions: 训练一个图像描述模型 || An image captioning model
    proteins: 训练一个蛋白质模型 || A protein model
""")


@generator(topic="optimisation", objective="minibatches", minutes=3, tags=("gradient-accumulation", "batch-size"))
@source("Goyal et al., Accurate, Large Minibatch SGD, arXiv:1706.02677, 2017, section 3")
def effective_batch(draw: Draw) -> Problem:
    """The samples of an update and the number of updates."""
    draw.let("opening", draw.pick("setting", TRAINED))
    b = draw.pick("b", (2, 4, 8, 16))
    a = draw.pick("a", (2, 4, 8))
    G = draw.pick("G", (1, 2, 4, 8))
    N = draw.pick("N", (10000, 50000, 90000))
    draw.pick("E", (2, 3))
    draw.require(4 * b * a * G <= N)
    # Else leaving out the passes and leaving out the GPUs give the same numbers, and 2 and 2 may be added.
    draw.require(a != G)
    question = Computed(
        "opt/grad-accumulation",
        EFFECTIVE,
        difficulty=2,
        form="tuple",
        cells=(Text("一次更新的样本数", "samples per update"), Text("更新的总次数", "updates in all")),
    )
    return Problem(question).worded(r"""
        [opening]：数据有 [N] 个样本，[G: 1=在 1 块 GPU 上训练，|在 # 块 GPU 上作数据并行，每块]每次处理 [b] 个样本，
          累积 [a] 次梯度后更新一次参数，共训练 [E] 轮。每轮末尾不足一次更新的样本舍去。
        [opening] is trained for [E] epochs on [N] samples. [G: 1=On 1 GPU, [b] samples are processed|With data parallelism, each of # GPUs
          processes [b] samples] at a time, and the gradients of [a] such passes are accumulated before each update. At the end of each epoch, leftover samples that are too few for an update are discarded.

        ask: 一次更新用多少个样本？一共更新多少次？ || How many samples does an update use, and how many updates are there in all?
        claim: 一次更新的样本数与更新的总次数依次为 $[value]$。
               The number of samples per update and the number of updates in all are $[value]$, in this order.
        solution: 一次更新用 $[b] \times [a] \times [G] = [b*a*G]$ 个样本，每轮更新 $\lfloor [N] / [b*a*G] \rfloor = [N//(b*a*G)]$ 次，
                    共 $[E] \times [N//(b*a*G)] = [E*(N//(b*a*G))]$ 次。
                  An update uses $[b] \times [a] \times [G] = [b*a*G]$ samples. There are
                    $\lfloor [N] / [b*a*G] \rfloor = [N//(b*a*G)]$ updates in an epoch, $[E] \times [N//(b*a*G)] = [E*(N//(b*a*G))]$ in all.
    """)


@effective_batch.check
def by_training(b: int, a: int, G: int, N: int, E: int) -> tuple[int, int]:
    """Takes samples away in rounds of all GPUs, and updates after every `a` rounds."""
    updates = used = 0
    for _ in range(E):
        left, rounds, taken = N, 0, 0
        while left >= b * G:
            left, rounds, taken = left - b * G, rounds + 1, taken + b * G
            if rounds == a:
                updates, used, rounds, taken = updates + 1, taken, 0, 0
    return used, updates
