"""How often mini-batch training updates the parameters."""

from functools import cache

from hwgen import Computed, Draw, Formulas, Problem, generator, may_coincide, source, texts

UPDATES = Formulas(
    "E*batches",
    let={"batches": "N//B if drop else -(-N//B)"},
    # Which way is rounded is what the conventions on the last batch say.
    under={
        "last-batch-kept": "E*(N//B)",
        "last-batch-dropped": "-E*(-N//B)",
        "floor": "E*batches",
        "ceil": "E*batches",
    },
).with_wrong("""
    last-batch-confused: -E*(-N//B) if drop else E*(N//B)
        [drop: 1=每轮最后不足一批的样本也更新了一次，它们应丢弃。|漏了每轮最后不足一批的样本，它们也是一个小批量。]
        [drop: 1=This makes an update of the samples left over in each epoch, but they are dropped.|This leaves out the samples left over in each epoch, but they make a smaller mini-batch.]
    one-epoch-only: N//B if drop else -(-N//B)
    one-update-per-sample: E*N
    batches-across-epochs: E*N//B if drop else -(-E*N//B)
    remainder-once: E*(N//B) + 1 if N % B else None
    always-one-batch-more: E*(N//B + 1)
    epochs-times-batch: E*B
    one-update-per-epoch: E
    one-epoch-too-many: (E + 1)*batches
""")

DATA = texts("""
    plain: 训练集有 [N] 个样本 || A training set has [N] samples
    photos: 图像分类的训练集有 [N] 个样本 || A training set for image classification has [N] samples
    reviews: 影评分类的训练集有 [N] 个样本 || A training set of film reviews has [N] samples
""")


@generator(topic="optimisation", objective="minibatches", minutes=2, tags=("minibatch", "gradient-descent"))
@source("Goodfellow, Bengio and Courville, Deep Learning (2016), section 8.1.3")
@may_coincide(
    "Whether the last batch is full is what the question is about.",
    "always-one-batch-more",
    "batches-across-epochs",
    "last-batch-confused",
)
def iterations_count(draw: Draw) -> Problem:
    """The number of parameter updates in a training run."""
    N = draw.pick("N", (1000, 1200, 5000, 10_000, 50_000, 60_000, 1_281_167))
    B = draw.pick("B", (16, 32, 50, 64, 100, 128, 256))
    draw.pick("E", (3, 5, 10, 20, 90))
    drop = draw.pick("drop", (0, 1))
    draw.require(N >= 2 * B)
    # Else the epochs times the batch size give the number of updates.
    draw.require((N // B if drop else -(-N // B)) != B)
    draw.let("rest", N % B)
    draw.let("data", DATA[draw.pick("setting", tuple(DATA))])
    question = Computed(
        "opt/iterations-count",
        UPDATES,
        difficulty=1 + (N % B != 0) + drop,
        conventions=("last-batch-dropped",) if drop else ("last-batch-kept",),
    )
    return Problem(question).worded("""
        [data]。用小批量随机梯度下降法训练 [E] 轮（epoch），批量大小为 [B]；每一轮都重新打乱并遍历训练集，
          每个小批量更新一次参数。
        [data]. Mini-batch stochastic gradient descent runs for [E] epochs with batch size [B]; every epoch
          reshuffles the training set and goes through it, and each mini-batch updates the parameters once.

        ask: 参数总共更新多少次？ || How many times are the parameters updated in all?
        claim: 参数总共更新 $[value]$ 次。 || The total number of parameter updates is $[value]$.
        solution: 每一轮的小批量个数为 $[==batches]$
                    （[rest: 0=恰好整除|末尾余下 # 个样本，[drop: 1=丢弃|也组成一个小批量]]），总更新次数为
                  The number of mini-batches in each epoch is $[==batches]$
                    ([rest: 0=no remainder|the last [rest: sample|# samples] [drop: 1=[rest: is|are] dropped|[rest: makes|make] up
                    a mini-batch, too]]), so the number of updates is
                  $$[=key].$$
    """)


@iterations_count.check
def by_cutting(N: int, B: int, E: int, drop: int) -> int:
    """Cuts the row of samples into batches and counts them, epoch after epoch."""
    return sum(batches(N, B, bool(drop)) for _ in range(E))


@cache
def batches(samples: int, size: int, full_only: bool) -> int:
    pieces = [min(size, samples - start) for start in range(0, samples, size)]
    return sum(1 for piece in pieces if piece == size or not full_only)
