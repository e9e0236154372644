"""Early stopping with patience on a given curve of validation losses."""

from collections.abc import Iterator
from itertools import count

from hwgen import (
    Axes,
    Computed,
    Dots,
    Draw,
    Formulas,
    Label,
    Line,
    Mark,
    Picture,
    Problem,
    R,
    Text,
    chance,
    generator,
    may_coincide,
    source,
)

from .._settings import NETWORKS

EPOCHS = 10
STOPPING = Formulas(
    "(stop, best)",
    let={
        "stop": "next((t for t in range(P + 1, 11) if min(L[t - P:t]) >= min(L[:t - P])), 10)",
        "best": "next(i for i in range(stop) if L[i] == min(L[:stop])) + 1",
        "lowest": "next(i for i in range(10) if L[i] == min(L)) + 1",
        "rise": "next((i for i in range(1, 10) if L[i] > L[i - 1]), 9)",
        "total": "next((t for t in range(1, 11) if sum(1 for i in range(1, t) if L[i] >= min(L[:i])) == P), 10)",
        "falls": "next((t for t in range(P + 1, 11) if all(L[i] > L[i - 1] for i in range(t - P, t))), 10)",
    },
).with_wrong("""
    stops-at-best: (best, best)
    ignores-patience: (rise + 1, rise) if P > 1 else None
    patience-plus-one: (stop + 1, best) if stop < 10 and L[stop] > L[best - 1] else None
    counter-not-reset: (total, next(i for i in range(total) if L[i] == min(L[:total])) + 1) if total != stop else None
    whole-curve: (10, lowest)
    epochs-from-zero: (stop - 1, best - 1)
    compares-with-last-epoch: (falls, next(i for i in range(falls) if L[i] == min(L[:falls])) + 1)
    last-epoch-kept: (stop, stop)
    looks-ahead: (stop, lowest)
    never-stopped: (10, 10)
        一直训练到最后，并取了最后一轮的权重。 || This trains to the end and keeps the weights of the last epoch.
    one-epoch-early: (stop - 1, best) || 少等了一个轮次。 || This waits for one epoch too few.
    one-epoch-early-and-its-weights: (stop - 1, stop - 1)
        少等了一个轮次，并取了停止时的权重。
        This waits for one epoch too few and keeps the weights of the last epoch.
""")


def bumpy_curve(seed: int) -> tuple[R, ...]:
    """Ten losses that fall, jump about, and rise in the end."""
    turn = 2 + chance(("turn", seed), 5)
    level, losses = 84 + chance(("start", seed), 14), []
    for epoch in range(EPOCHS):
        losses.append(R(level, 100))
        step = 3 + chance(("step", seed, epoch), 9)
        against = chance(("against", seed, epoch), 10) < 3
        level += -step if (epoch < turn) != against else step
    return tuple(losses)


def usable(curve: tuple[R, ...]) -> bool:
    hundredths = [int(loss * 100) for loss in curve]
    return len(set(curve)) == EPOCHS and min(hundredths) >= 20 and max(hundredths) <= 120 and max(curve[4:]) < 1


def curves(number: int) -> Iterator[tuple[R, ...]]:
    found = (curve for curve in map(bumpy_curve, count()) if usable(curve))
    yield from (curve for _, curve in zip(range(number), found, strict=False))


CURVES = tuple(curves(120))


@generator(topic="regularisation", objective="reg-early-stopping", minutes=3, tags=("early-stopping",))
@source("Goodfellow, Bengio and Courville, Deep Learning (2016), section 7.8, algorithm 7.1")
@may_coincide("Curves may fall without a pause until they rise.", "compares-with-last-epoch", "looks-ahead")
@may_coincide("Rules of stopping differ by an epoch or two.", "one-epoch-early", "whole-curve")
def early_stopping(draw: Draw) -> Problem:
    """When training stops by patience, and which epoch's weights are kept."""
    L = draw.pick("L", CURVES)
    P = draw.pick("P", (1, 2, 3, 4))
    draw.let("network", draw.pick("setting", NETWORKS))
    draw.require(stops_early(L, P))
    question = Computed(
        "reg/early-stopping",
        STOPPING,
        difficulty=3 + (P > 2),
        conventions=("epochs-from-one",),
        form="tuple",
        cells=(Text("停止的轮次", "epoch of the stop"), Text("恢复的轮次", "epoch restored")),
    )
    return Problem(question, figures=lambda: {"curve": curve_picture(L)}).worded("""
        训练[network]时采用早停法，耐心值（patience）为 $P = [P]$：一旦连续 $P$ 个轮次（epoch）的验证损失都没有严格低于
          此前的最小值，训练就在其中最后一个轮次结束后停止，并恢复已训练的轮次中验证损失最小的一轮的权重。若不停止，
          各轮次结束时的验证损失如下图，图下为其数值：
        The training of [network] uses early stopping with patience $P = [P]$: as soon as $P$ epochs in a row have brought
          no validation loss strictly below the lowest one so far, training stops at the end of the last of them, and the
          weights of the epoch with the lowest loss reached are restored. If training never stopped, the validation losses
          at the ends of the epochs would be as drawn, with their values below:
        ![](curve)

        ask: 依次写出训练停止的轮次和权重被恢复的轮次。
             Find the epoch after which training stops and the epoch whose weights are restored, in this order.
        claim: 训练停止的轮次和权重被恢复的轮次依次为 $[value]$。
               The epoch after which training stops and the epoch whose weights are restored are $[value]$, in this
                 order.
        solution: 第 [best] 轮的损失 $[L[best - 1]]$ 是停止之前的最小值，
                    此前计数器（连续没有降到新低的轮数）从未达到 $P = [P]$。
                    第 [P: 1=[best + 1]|2=[best + 1]、[stop]|[best + 1] 至第 [stop]] 轮的损失[P: 1=|都]不低于 $[L[best - 1]]$，计数器达到 [P]。
                    训练到此停止，恢复损失最小的一轮的权重：$[key]$。
                  The loss of epoch [best], $[L[best - 1]]$, is the lowest before the stop, and up to there the counter of
                    epochs without a new minimum never reaches $P = [P]$.
                    [P: 1=Epoch [best + 1] brings|2=Epochs [best + 1] and [stop] bring|Epochs [best + 1] to [stop] bring] no loss below $[L[best - 1]]$, and the counter reaches [P].
                    Training stops there, and the weights with the lowest loss are restored: $[key]$.
    """)


def stops_early(losses: tuple[R, ...], patience: int) -> bool:
    """Whether training ends before the last epoch that is given."""
    return waits(losses, patience)[0] < EPOCHS


def waits(losses: tuple[R, ...], patience: int) -> tuple[int, int]:
    """Follows the counter epoch by epoch; the last epoch trained and the best one."""
    lowest, best, waited = losses[0], 1, 0
    for epoch, loss in enumerate(losses, 1):
        if epoch == 1 or loss < lowest:
            lowest, best, waited = loss, epoch, 0
        else:
            waited += 1
        if waited == patience:
            return epoch, best
    return EPOCHS + 1, best


def curve_picture(losses: tuple[R, ...]) -> Picture:
    """The curve over a row of epochs and a row of values."""
    low, high = (min(losses) * 10) // 1, -((-max(losses) * 10) // 1)
    axes = Axes((0.5, 10.5), (low / 10, high / 10), 94.0, 26.0, (24.0, 14.0))
    dots = tuple(axes.place(epoch, float(loss)) for epoch, loss in enumerate(losses, 1))
    corners = tuple(axes.place(x, y) for x, y in ((0.5, high / 10), (0.5, low / 10), (10.5, low / 10)))
    marks: list[Mark] = [Line(corners, width=0.4), Line(dots, width=0.9), Dots(dots)]
    for tenth in range(low, high + 1):
        left = axes.place(0.5, tenth / 10)
        marks.append(Line((left, axes.place(10.5, tenth / 10)), "dotted", 0.3, 0.6))
        marks.append(Label((left[0] - 1.0, left[1]), f"{tenth / 10:.1f}", "east"))
    for epoch, loss in enumerate(losses, 1):
        across = axes.place(epoch, float(losses[0]))[0]
        marks.append(Label((across, 9.0), str(epoch)))
        marks.append(Label((across, 3.0), f"{float(loss):.2f}"))
    marks.append(Label((21.0, 9.0), Text("轮次", "epoch"), "east"))
    marks.append(Label((21.0, 3.0), Text("验证损失", "loss"), "east"))
    values = [f"{float(loss):.2f}" for loss in losses]
    alt = Text(
        f"验证损失随轮次变化的折线图，第 1 至 10 轮的损失依次为 {'、'.join(values)}。",
        f"Line chart of the validation loss by epoch; the losses of epochs 1 to 10 are {', '.join(values)}.",
    )
    return Picture(120.0, 43.0, tuple(marks), alt)


@early_stopping.check
def by_following_the_counter(L: tuple[R, ...], P: int) -> tuple[int, int]:
    """A counter that is reset by each new minimum, epoch by epoch."""
    return waits(L, P)
