"""He initialisation of a convolution."""

from hwgen import Computed, Draw, Formulas, Problem, generator, source

from .._settings import NETWORKS

DEVIATION = Formulas(
    "sqrt(2/(fan*k**2))", let={"fan": "i if mode == 'in' else o", "other": "o if mode == 'in' else i"}
).with_wrong(r"""
    kernel-side-not-squared: sqrt(2/(fan*k))
        只乘了核的边长；一个核在每个通道上有 $[k] \times [k]$ 个权重。
        This multiplies by the side of the kernel only; a kernel has $[k] \times [k]$ weights in each channel.
    channels-alone: sqrt(2/fan) || 只计了通道数，漏了核的大小。 || This counts the channels only and leaves out the size of the kernel.
    other-fan: sqrt(2/(other*k**2))
        用了[mode: in=输出|输入]通道数，应为[mode: in=输入|输出]通道数。
        This takes the number of [mode: in=output|input] channels instead of that of the [mode: in=input|output] channels.
    xavier-for-he: sqrt(2/((i + o)*k**2))
        这是 Xavier 初始化，没有考虑 ReLU 把二阶矩减半。
        This is Xavier’s rule, which does not allow for ReLU halving the second moment.
    relu-not-allowed-for: sqrt(1/(fan*k**2))
        分子为 1；ReLU 把二阶矩减半，分子应为 2。
        This has 1 in the numerator; since ReLU halves the second moment, it has to be 2.
    variance-of-the-weights: 2/(fan*k**2) || 这是方差，没有开方。 || This is the variance; its root was not taken.
    bound-of-the-uniform-distribution: sqrt(6/(fan*k**2))
        这是均匀分布的界，不是标准差。 || This is the bound of a uniform distribution, not the standard deviation.
""")


@generator(topic="initialisation", objective="init-rules", minutes=3, tags=("he", "convolution"))
@source("He, Zhang, Ren and Sun, Delving deep into rectifiers, ICCV 2015, section 2.2")
def he_convolution(draw: Draw) -> Problem:
    """The standard deviation of the weights of a convolution before ReLU."""
    draw.pick("i", (8, 16, 32, 64, 128))
    # Neither as many as there are inputs, nor twice as many: fans and factors would be confused.
    draw.pick("o", (24, 48, 96, 192, 384))
    draw.pick("k", (3, 5, 7))
    forward = draw.pick("mode", ("in", "out")) == "in"
    draw.let("network", draw.pick("setting", NETWORKS))
    side = "i" if forward else "o"
    return Problem(Computed("weight-deviation", DEVIATION, difficulty=2, places=4)).worded(rf"""
        [network]中的一个卷积层有 [i] 个输入通道、[o] 个输出通道，卷积核大小为 $[k] \times [k]$，步幅为 1，
          它的输入是 ReLU 的输出。权重按 He 初始化从均值为 0 的正态分布抽取，
          使[mode: in=前向传播|反向传播]中信号的大小保持不变（[mode: in=fan-in|fan-out] 方式，不考虑边缘）。
        A convolutional layer in [network] has [i] input channels, [o] output channels, kernels of size $[k] \times [k]$ and
          stride 1, and its input is the output of a ReLU. By He’s rule, its weights are drawn from a normal distribution
          of mean 0 whose variance preserves the scale of the signal in the
          [mode: in=forward pass (fan-in mode)|backward pass (fan-out mode)]; border effects are neglected.

        ask: 权重的标准差应取多少？ || What is the standard deviation of the weights?
        claim: 权重的标准差应取 $[value]$。 || The standard deviation of the weights is $[value]$.
        solution: {"一个输出由" if forward else "一个输入与"} $n = [{side}] \times [k]^2 = [{side}*k**2]$ {"个输入加权求和得到" if forward else "个权重相乘"}，
                    ReLU 又把二阶矩减半，因此方差取 $2/n$：
                  {"An output is a weighted sum of" if forward else "An input is multiplied by"}
                    $n = [{side}] \times [k]^2 = [{side}*k**2]$ {"inputs" if forward else "weights"},
                    and the ReLU halves the second moment, so that the variance is $2/n$:
                  $$\sqrt{{\frac{{2}}{{n}}}} = \sqrt{{\frac{{2}}{{[{side}*k**2]}}}} [~key:.4].$$
    """)


@he_convolution.check
def by_search(i: int, o: int, k: int, mode: str) -> float:
    """Halves an interval until a sum over all weights that meet one number keeps its second moment."""
    met = [
        (channel, row, column) for channel in range(i if mode == "in" else o) for row in range(k) for column in range(k)
    ]
    low, high = 0.0, 1.0
    for _ in range(80):
        middle = (low + high) / 2
        # Of a symmetric input, ReLU keeps one of each pair of opposite values.
        if len(met) * middle * middle * (1.0**2 + 0.0) / 2 < 1:
            low = middle
        else:
            high = middle
    return low
