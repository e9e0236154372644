"""The learning rate of the original Transformer."""

import math

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source, texts

RATE = Formulas("Min(1/sqrt(t), t/w**R(3, 2))/sqrt(d)").with_wrong(r"""
    larger-branch: Max(1/sqrt(t), t/w**R(3, 2))/sqrt(d) if t != w else None
        取了较大的一项。 || This takes the larger of the two terms.
    width-left-out: Min(1/sqrt(t), t/w**R(3, 2))
        漏了 $d^{-0.5}$。 || This leaves out $d^{-0.5}$.
    width-without-root: Min(1/sqrt(t), t/w**R(3, 2))/d
        宽度没有开方。 || This does not take the root of the width.
    peak-for-the-rate: 1/sqrt(d*w) if t != w else None
        这是整个过程中最大的学习率。 || This is the largest learning rate of the schedule.
    falling-as-one-over-t: Min(1/t, t/w**R(3, 2))/sqrt(d)
        第一项取成了 $t^{-1}$，应为 $t^{-0.5}$。 || This takes $t^{-1}$ for the first term instead of $t^{-0.5}$.
    squared-width: Min(1/sqrt(t), t/w**R(3, 2))*sqrt(d)/d**2 if Min(1/sqrt(t), t/w**R(3, 2))*10**6 > d**R(3, 2) else None
        宽度的指数取成了 $-1.5$，应为 $-0.5$。 || This takes the exponent $-1.5$ for the width instead of $-0.5$.
""")
TASKS = texts("""
    translation: 训练一个翻译用的 Transformer || A Transformer for translation is trained
    speech: 训练一个语音识别用的 Transformer || A Transformer for speech recognition is trained
    music: 训练一个生成乐谱的 Transformer || A Transformer that writes music is trained
""")

PHASES = texts("""
    during: 预热尚未结束，第二项较小 || Warm-up is still under way, and the second term is smaller
    end: 预热恰好结束，两项相等 || Warm-up ends here, and both terms are equal
    after: 预热已经结束，第一项较小 || Warm-up is over, and the first term is smaller
""")


@generator(topic="optimisation", objective="learning-rate-schedules", minutes=3, tags=("warm-up", "learning-rate"))
@source("Vaswani et al., Attention Is All You Need, NeurIPS 2017, section 5.3")
def warm_up_rate(draw: Draw) -> Problem:
    """The learning rate at a step of the schedule with linear warm-up and inverse square root decay."""
    draw.let("opening", draw.pick("setting", TASKS))
    d = draw.pick("d", (128, 300, 512, 768))
    w = draw.pick("w", (100, 400, 1600, 2500, 10000))
    r = draw.pick("r", (R(1, 4), R(1, 2), 1, 4))
    t = draw.let("t", int(r * w))
    # Else the second term is below 1/t as well, and a decay as 1/t gives the same rate.
    draw.require(t**4 > w**3)
    # Six decimals show three digits of a rate that is not smaller.
    draw.require(r >= 1 or d * w <= 10**8 * r**2)
    draw.let("phase", PHASES["during" if t < w else "after" if t > w else "end"])
    term = "[t] \\times [w]^{-1.5}" if t < w else "[t]^{-0.5}"
    question = Computed("opt/warmup-noam", RATE, difficulty=2, places=6)
    return Problem(question).worded(rf"""
        [opening]，第 $t$ 步（从 1 数起）的学习率为 $\eta_t = d^{{-0.5}}\,\min(t^{{-0.5}},\ t\,w^{{-1.5}})$，
          其中宽度 $d = [d]$，预热步数 $w = [w]$。
        [opening]. At step $t$ (counted from 1), the learning rate is
          $\eta_t = d^{{-0.5}}\,\min(t^{{-0.5}},\ t\,w^{{-1.5}})$, with width $d = [d]$ and $w = [w]$ warm-up steps.

        ask: 第 [t] 步的学习率是多少？ || What is the learning rate at step [t]?
        claim: 第 [t] 步的学习率是 $[value]$。 || The learning rate at step [t] is $[value]$.
        solution: [phase]： || [phase]:
                  $$\eta_{{[t]}} = [d]^{{-0.5}} \times {term} [~key:.6].$$
    """)


@warm_up_rate.check
def by_the_peak(d: int, w: int, r: R) -> float:
    """Goes up in equal steps to the peak, where both terms meet, and from there down with the root of the time."""
    peak = 1 / math.sqrt(d * w)
    return peak * float(r) if r < 1 else peak / math.sqrt(r)
