"""What more devices gain where a part of the work stays serial."""

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source, texts

from .._apart import apart

SPEEDUP = Formulas("1/(1 - f + f/G)").with_wrong("""
    all-parallel: G || 假设全部工作都能并行。 || This takes all of the work to be parallel.
    serial-part-forgotten: f*G
        用 GPU 数乘以了并行部分的比例，没有从时间算起。
        This multiplies the number of GPUs by the parallel share instead of working with times.
    work-grown-with-the-devices: 1 - f + f*G
        让工作的总量随 GPU 数增加了；这里总量不变。
        This lets the work grow with the number of GPUs; here it stays the same.
    time-for-speed: 1 - f + f/G || 这是所用时间的比例，没有取倒数。 || This is the fraction of the time that is left, not its reciprocal.
    limit-for-speed-up: 1/(1 - f)
        这是 GPU 数趋于无穷时的极限。 || This is the limit as the number of GPUs grows without bound.
    share-added: 1 + f || 只把并行部分的比例加上了。 || This merely adds the parallel share.
    serial-part-divided: 1/(f + (1 - f)/G)
        把两部分弄反了。 || This exchanges the two parts.
""")
LIMIT = Formulas("1/(1 - f)").with_wrong("""
    share-turned-over: 1/f
        取了并行部分的倒数，应取不能并行的部分的倒数。
        This takes the reciprocal of the parallel part instead of the serial one.
    multiplied-by-the-devices: G/(1 - f)
        又乘了现有的 GPU 数；极限与它无关。
        This also multiplies by the number of GPUs at hand, on which the limit does not depend.
    finite-number-of-devices: 1/(1 - f + f/G)
        这是现有 GPU 数下的加速比。 || This is the speed-up on the GPUs at hand.
    number-of-devices: G || 这是现有的 GPU 数。 || This is the number of GPUs at hand.
    serial-part-itself: 1 - f || 这是不能并行的部分，没有取倒数。 || This is the serial part, not its reciprocal.
""")
WORK = texts("""
    training: 训练的一步 || A training step
    preparation: 数据预处理 || Data preprocessing
    evaluation: 模型的一次评估 || The evaluation of a model
""")


@generator(topic="systems", objective="systems-parallelism", minutes=4, tags=("amdahl", "speed-up"))
@source("Amdahl, Validity of the single processor approach to achieving large scale computing capabilities (1967)")
def parallel_speedup(draw: Draw) -> Problem:
    """The speed-up on several devices, and its limit."""
    draw.let("work", draw.pick("setting", WORK))
    draw.pick("f", (R(55, 100), R(72, 100), R(85, 100), R(93, 100), R(96, 100), R(98, 100)))
    draw.pick("G", (2, 4, 8, 16, 32, 64))
    draw.require(apart(draw, SPEEDUP, *SPEEDUP.wrong, places=2))
    speed_up = Computed("speed-up", SPEEDUP, difficulty=2, places=2)
    limit_of_speed_up = Computed("limit-of-speed-up", LIMIT, difficulty=1, places=2)
    return Problem((speed_up, limit_of_speed_up)).worded(r"""
        [work]在一块 GPU 上运行。其中耗时占 $[f]$ 的部分可以平均分给多块 GPU，其余部分只能在一块上依次完成。
          工作总量不变，通信时间不计。
        [work] is run on one GPU. The part of the work that takes a fraction $[f]$ of the time there can be divided
          evenly among several GPUs; the rest has to be done on a single one. The work stays the same, and communication takes no time.

        # speed-up
        ask: 用 [G] 块 GPU 时，速度是用一块时的多少倍？
             How many times as fast as on one GPU is the work done on [G] GPUs?
        claim: 用 [G] 块 GPU 时，速度是用一块时的 $[value]$ 倍。
               On [G] GPUs, the work is done $[value]$ times as fast as on one.
        solution: 时间变为原来的 $1 - [f] + [f] / [G]$ 倍，速度之比是它的倒数：
                  The time is multiplied by $1 - [f] + [f] / [G]$, and the speed by its reciprocal:
                  $$[==1/(1 - f + f/G):.2].$$

        # limit-of-speed-up
        ask: GPU 的块数不限时，速度与用一块时之比的上确界是多少？
             If any number of GPUs may be used, what is the least upper bound of the speed-up over one GPU?
        claim: GPU 的块数不限时，速度与用一块时之比的上确界是 $[value]$。
               If any number of GPUs may be used, the least upper bound of the speed-up over one GPU is $[value]$.
        solution: 并行部分的时间趋于 0，只剩下不能并行的部分：
                  The time of the parallel part tends to 0, and only the serial part remains:
                  $$[==1/(1 - f):.2].$$
    """)


@parallel_speedup.check
def by_dealing_out_work(f: R, G: int) -> dict[str, object]:
    """Deals out 6400 units of work, and takes the time of the GPU that also does the serial units."""
    units = 6400
    parallel = int(f * units)
    serial = units - parallel
    busy = serial + R(parallel, G)
    return {"speed-up": units / busy, "limit-of-speed-up": R(units, serial)}
