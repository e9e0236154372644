"""How often minibatch training updates the parameters."""

from functools import cache

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, generator, number_tex

UPDATES = Formulas(
    "E*(N//B if drop else -(-N//B))",
    under={"last-batch-kept": "E*(N//B)", "last-batch-dropped": "-E*(-N//B)"},
    wrong={
        "last-batch-confused": "-E*(-N//B) if drop else E*(N//B)",
        "one-epoch-only": "N//B if drop else -(-N//B)",
        "one-update-per-sample": "E*N",
        "batches-across-epochs": "E*N//B if drop else -(-E*N//B)",
        "remainder-once": "E*(N//B) + 1 if N % B else None",
        "always-one-batch-more": "E*(N//B + 1)",
        "epochs-times-batch": "E*B",
        "one-update-per-epoch": "E",
    },
)


@generator(
    topic="optimisation",
    objective="minibatches",
    minutes=2,
    tags=("minibatch", "gradient-descent"),
    source="Goodfellow, Bengio and Courville, Deep Learning (2016), section 8.1.3",
)
def iterations_count(draw: Draw) -> Problem:
    """The number of parameter updates in a training run."""
    N = draw.pick("N", (1000, 1200, 5000, 10_000, 50_000, 60_000, 1_281_167))
    B = draw.pick("B", (16, 32, 50, 64, 100, 128, 256))
    E = draw.pick("E", (1, 5, 10, 20, 90))
    drop = draw.pick("drop", (0, 1))
    draw.require(N >= 2 * B)
    at = draw.params
    samples = number_tex(N)

    def context() -> Text:
        epochs = "epoch" if E == 1 else "epochs"
        return Text(
            zh=f"训练集有 ${samples}$ 个样本。用小批量随机梯度下降法训练 {E} 轮（epoch），批量大小为 {B}；每一轮都重新打乱并遍历训练集，"
            "每个小批量更新一次参数。",
            en=f"A training set has ${samples}$ samples. Minibatch stochastic gradient descent runs for {E} {epochs} with batch size "
            f"{B}; every epoch reshuffles the training set and goes through it, and each minibatch updates the parameters once.",
        )

    def wording() -> Wording:
        batches = N // B if drop else -(-N // B)
        bracket = "\\lfloor", "\\rfloor"
        if not drop:
            bracket = "\\lceil", "\\rceil"
        rest = N % B
        per_epoch = (
            f"{bracket[0]} {samples} / {B} {bracket[1]} = {number_tex(batches)}"
            if rest
            else f"{samples} / {B} = {number_tex(batches)}"
        )
        ends = Text(
            zh=f"（末尾余下 {rest} 个样本，{'丢弃' if drop else '也组成一个小批量'}）" if rest else "（恰好整除）",
            en=(
                f" (the last {rest} samples are {'dropped' if drop else 'a minibatch, too'})"
                if rest
                else " (no remainder)"
            ),
        )
        worked = f"$${E} \\times {number_tex(batches)} = {number_tex(E * batches)}.$$"
        return Wording(
            ask=Text(zh="参数总共更新多少次？", en="How many times are the parameters updated in all?"),
            claim=Text(zh="参数总共更新 ${}$ 次。", en="The parameters are updated ${}$ times in all."),
            solution=Text(
                zh=f"每一轮的小批量个数为 ${per_epoch}${ends.zh}，总更新次数为\n\n{worked}",
                en=f"The number of minibatches in each epoch is ${per_epoch}${ends.en}, so the number of updates is\n\n{worked}",
            ),
        )

    return Problem(
        (
            Computed(
                "opt/iterations-count",
                UPDATES,
                at,
                wording,
                difficulty=1 + (N % B != 0) + drop,
                conventions=("last-batch-dropped",) if drop else ("last-batch-kept",),
            ),
        ),
        context,
    )


@iterations_count.check
def by_cutting(N: int, B: int, E: int, drop: int) -> int:
    """Cuts the row of samples into batches and counts them, epoch after epoch."""
    return sum(batches(N, B, bool(drop)) for _ in range(E))


@cache
def batches(samples: int, size: int, full_only: bool) -> int:
    pieces = [min(size, samples - start) for start in range(0, samples, size)]
    return sum(1 for piece in pieces if piece == size or not full_only)
