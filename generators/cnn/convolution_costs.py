"""Parameters and operations of convolutions: grouped, depthwise separable, and the multiply–accumulates of a layer."""

from functools import cache

import numpy as np

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source

from .._settings import NETWORKS

GROUPED = Formulas("f*m*k**2", let={"m": "c/g"}).with_wrong("""
    ignores-groups: f*c*k**2
    one-group-only: f/g*(c/g)*k**2
    one-channel-of-a-group: f*k**2
        每个卷积核只算了 1 个通道；它覆盖本组的 [c//g] 个通道。
        This counts 1 channel for each kernel, which covers the [c//g: # channel|# channels] of its group.
    one-map-per-group: c*k**2
    one-side-of-kernel: f*(c/g)*k
    extra-bias: f*(c/g*k**2 + 1)
    times-groups: f*c*g*k**2
        乘上了组数；分组使每个卷积核的通道数变为原来的 $1/[g]$。
        This multiplies by the groups; they leave each kernel $1/[g]$ of the channels.
""")
GROUPED_WITH_BIAS = Formulas("f*(m*k**2 + 1)", let={"m": "c/g"}).with_wrong("""
    ignores-groups: f*(c*k**2 + 1)
    one-group-only: f/g*(c/g*k**2 + 1)
    every-group-makes-all: f*g*(c/g*k**2 + 1)
    one-side-of-kernel: f*(c/g*k + 1)
    no-bias: f*c/g*k**2
    bias-divided-by-groups: f*c/g*k**2 + f/g
    one-bias-in-all: f*c/g*k**2 + 1
    times-groups: f*(c*g*k**2 + 1)
        乘上了组数；分组使每个卷积核的通道数变为原来的 $1/[g]$。
        This multiplies by the groups; they leave each kernel $1/[g]$ of the channels.
""")
SEPARABLE = Formulas("c*k**2 + c*f").with_wrong("""
    full-convolution: c*f*k**2
    depthwise-only: c*k**2
    pointwise-only: c*f
    depthwise-per-output: f*k**2 + c*f
    one-plane-for-all: k**2 + c*f
    one-side-of-kernel: c*k + c*f
    extra-bias: c*k**2 + c*f + c + f
""")
RATIO = Formulas("1/f + 1/k**2").with_wrong("""
    depthwise-only: 1/f
    pointwise-only: 1/k**2
    ratio-by-input-channels: 1/c + 1/k**2
    saving-not-ratio: 1 - 1/f - 1/k**2
    one-side-of-kernel: 1/f + 1/k
    ratio-upside-down: f*k**2/(f + k**2)
    shares-multiplied: 1/(f*k**2)
        把两步的比值相乘，应相加。 || This multiplies the shares of the two steps instead of adding them.
""")
MACS = Formulas(
    "f*o**2*c*k**2",
    let={"p": "(k - 1)/2", "o": "floor((n + 2*p - k)/s) + 1"},
    under={"mac-is-a-pair": "2*f*o**2*c*k**2"},
).with_wrong("""
    flops-for-macs: 2*f*o**2*c*k**2
    input-side-for-output: f*n**2*c*k**2 if s > 1 else None
    parameters-for-macs: f*c*k**2
    one-channel: f*o**2*k**2
        漏乘了输入通道数；每个卷积核覆盖全部输入通道[c - f: 0=（或者只算了一个卷积核）|]。
        This leaves out the input channels; each kernel covers all of them[c - f: 0= (or this counts one kernel only)|].
    one-filter: o**2*c*k**2
    one-side-of-map: f*o*c*k**2
    one-side-of-kernel: f*o**2*c*k if k > 1 else None
    mac-for-a-bias: f*o**2*(c*k**2 + 1)
        给每个输出值多算了一次偏置的加法；该层不含偏置。
        This counts one more operation for each output value, to add a bias; the layer has none.
    window-at-every-padded-pixel: f*(n + 2*p)**2*c*k**2 if p else None
        以为填充后的每个位置都有一个窗口。 || This puts a window at every position of the padded map.
""")


@generator(topic="cnn", objective="cnn-costs", minutes=2, tags=("convolution", "grouped-convolution", "parameters"))
@source("Zhang, Lipton, Li and Smola, Dive into Deep Learning (2023), section 8.6 (ResNeXt blocks)")
def grouped_conv_params(draw: Draw) -> Problem:
    """The number of parameters of a grouped convolution."""
    draw.let("network", draw.pick("setting", NETWORKS))
    c = draw.pick("c", (8, 16, 32, 64, 128))
    f = draw.pick("f", (16, 32, 64, 128))
    draw.pick("k", (3, 5))
    g = draw.pick("g", (2, 4, 8, 16, 32))
    b = draw.pick("b", (0, 1))
    draw.require(c % g == 0 and f % g == 0)
    # Else a group has one input or one output, as some believe of every group.
    draw.require(b or g not in (c, f))
    question = Computed(
        "cnn/grouped-conv-params",
        GROUPED_WITH_BIAS if b else GROUPED,
        difficulty="2 + (g > 4 or b)",
        conventions=("with-bias",) if b else ("no-bias",),
    )
    return Problem(question).worded(r"""
        [network]中的一个分组卷积层有 [c] 个输入通道和 [f] 个输出通道，卷积核大小为 $[k] \times [k]$，分为 [g] 组。
        A grouped convolutional layer of [network] has [c] input channels, [f] output channels, kernels of size
          $[k] \times [k]$, and [g] groups.

        ask: 该层共有多少个可学习的参数？ || How many learnable parameters does the layer have?
        claim: 该层共有 $[value]$ 个可学习的参数。 || The layer has $[value]$ learnable parameters.
        solution: 共有 $f = [f]$ 个边长为 $k = [k]$ 的卷积核；$c = [c]$ 个输入通道分为 $g = [g]$ 组，每个核只覆盖本组的 $m = [=m]$ 个：
                  There are $f = [f]$ kernels of side $k = [k]$. The $c = [c]$ input channels form $g = [g]$ groups, and each kernel
                    covers the $m = [=m]$ of its own group only:
                  $$[=key].$$
    """)


@grouped_conv_params.check
def by_connections(c: int, f: int, k: int, g: int, b: int) -> int:
    """Counts the pairs of channels in the same group, k × k weights for each, and one bias per output channel."""
    pairs = int(np.equal.outer(np.arange(f) * g // f, np.arange(c) * g // c).sum())
    return pairs * sum(1 for _ in range(k) for _ in range(k)) + sum(1 for _ in range(f) if b)


@generator(topic="cnn", objective="cnn-costs", minutes=4, tags=("convolution", "depthwise-separable", "parameters"))
@source("Howard et al., MobileNets (2017), section 3.1, equation 5")
def depthwise_separable(draw: Draw) -> Problem:
    """A depthwise separable convolution: its parameters, then what they are against those of a standard one."""
    draw.let("network", draw.pick("setting", NETWORKS))
    c = draw.pick("c", (8, 16, 32, 64, 128, 256))
    f = draw.pick("f", (16, 32, 64, 128, 256))
    k = draw.pick("k", (3, 5, 7))
    # It shows which channels are counted.
    draw.require(c != f)
    parameters = Computed(
        "cnn/depthwise-separable-params",
        SEPARABLE,
        difficulty=2 + (c * k * k + c * f >= 10_000),
        conventions=("no-bias",),
    )
    ratio = Computed(
        "cnn/depthwise-separable-ratio",
        RATIO,
        difficulty=3,
        conventions=("no-bias",),
        places=4,
        follows={"depthwise-separable-params": "R(carried, c*f*k**2)"},
    )
    return Problem((parameters, ratio)).worded(r"""
        [network]中的一个深度可分离卷积把 [c] 个输入通道变为 [f] 个输出通道：
          先作 $[k] \times [k]$ 的逐通道卷积（depthwise，每个输入通道各用一个单通道的卷积核），
          再作 $1 \times 1$ 的逐点卷积（pointwise）。
        A depthwise separable convolution in [network] turns [c] input channels into [f] output channels: a
          $[k] \times [k]$ depthwise convolution (one single-channel kernel for each input channel), then a $1 \times 1$
          pointwise convolution.

        # depthwise-separable-params
        ask: 这两步合计有多少个可学习的参数？ || How many learnable parameters do the two steps have together?
        claim: 这两步合计有 $[value]$ 个可学习的参数。 || The two steps together have $[value]$ learnable parameters.
        solution: 设输入、输出通道数为 $c$、$f$，卷积核边长为 $k$，则逐通道卷积有 $c k^2$ 个参数，逐点卷积有 $c f$ 个：
                  With $c$ input and $f$ output channels and kernels of side $k$, the depthwise step has $c k^2$ parameters and
                    the pointwise step $c f$:
                  $$[=key].$$

        # depthwise-separable-ratio
        ask: [@depthwise-separable-params]中的深度可分离卷积的参数个数，与输入、
               输出通道数相同的普通 $[k] \times [k]$ 卷积的参数个数之比是多少？
             What is the ratio of the number of parameters of the depthwise separable convolution in
               [@depthwise-separable-params] to that of a standard $[k] \times [k]$ convolution with the same numbers of
               input and output channels?
        claim: [@depthwise-separable-params]中的深度可分离卷积的参数个数，与输入、
                 输出通道数相同的普通 $[k] \times [k]$ 卷积的参数个数之比是 $[value]$。
               The ratio of the number of parameters of the depthwise separable convolution in
                 [@depthwise-separable-params] to that of a standard $[k] \times [k]$ convolution with the same numbers
                 of input and output channels is $[value]$.
        solution: 设输入、输出通道数为 $c$、$f$，卷积核边长为 $k$，则普通卷积有 $c f k^2$ 个参数；$c$ 可约去：
                  With $c$ input and $f$ output channels and kernels of side $k$, the standard convolution has $c f k^2$
                    parameters; $c$ cancels:
                  $$\frac{c k^2 + c f}{c f k^2} = [=key:.4].$$
    """)


@depthwise_separable.check
def by_arrays(c: int, f: int, k: int) -> dict[str, object]:
    """Counts the elements of the weight arrays."""
    separable = weights((c, 1, k, k)) + weights((f, c, 1, 1))
    return {"depthwise-separable-params": separable, "depthwise-separable-ratio": R(separable, weights((f, c, k, k)))}


@cache
def weights(shape: tuple[int, ...]) -> int:
    return int(np.ones(shape, dtype=np.int8).size)


@generator(topic="cnn", objective="cnn-costs", minutes=3, tags=("convolution", "operations"))
@source(
    "Molchanov et al., Pruning convolutional neural networks (2017), appendix A.1; Sze et al., Efficient processing of "
    "deep neural networks (2017), section II"
)
def conv_macs(draw: Draw) -> Problem:
    """The multiply–accumulates of a convolutional layer, for one image."""
    c = draw.pick("c", (3, 16, 32, 64))
    f = draw.pick("f", (16, 32, 64, 128))
    k = draw.pick("k", (1, 3, 5))
    n = draw.pick("n", (8, 14, 16, 28, 32, 56))
    s = draw.pick("s", (1, 2))
    draw.require(f * n**2 * c * k**2 <= 30_000_000 and c != f)
    draw.let("network", draw.setting(NETWORKS))
    padded = ("padding-macs-count",) if k > 1 else ()
    question = Computed(
        "cnn/conv-macs",
        MACS,
        difficulty=2 + (s > 1),
        conventions=("mac-is-a-pair", *padded, "no-bias", *(("floor",) if s > 1 else ())),
    )
    return Problem(question).worded(r"""
        [network]中一个卷积层的输入有 [c] 个通道，每个通道大小为 $[n] \times [n]$。
          该层有 [f] 个大小为 $[k] \times [k]$ 的卷积核，步幅为 [s]，[(k - 1)//2: 0=不填充|四周填充 # 圈零]。
        The input of a convolutional layer in [network] has [c] channels of $[n] \times [n]$. The layer has [f] kernels
          of $[k] \times [k]$, stride [s] and [(k - 1)//2: 0=no padding|zero padding of # on every side].

        ask: 对一个样本作一次前向计算，该层需要多少次乘加运算（MAC）？
             How many multiply–accumulates (MACs) does the layer need for the forward pass of a single sample?
        claim: 对一个样本作一次前向计算，该层需要 $[value]$ 次乘加运算（MAC）。
               The layer needs $[value]$ multiply–accumulates (MACs) for the forward pass of a single sample.
        solution: 设输入边长为 $n$，步幅为 $s$，填充为 $p$，有 $f$ 个边长为 $k$ 的核，各覆盖 $c$ 个通道。输出的边长为
                  With an input of side $n$, stride $s$, padding $p$ and $f$ kernels of side $k$ over $c$ channels, the side of
                    the output is
                  $$o = [=o].$$
                  输出共有 $f o^2$ 个值，每个值需要 $c k^2$ 次乘加：
                  The output has $f o^2$ values, each of which takes $c k^2$ multiply–accumulates:
                  $$[=key].$$
    """)


@conv_macs.check
def by_convolving_ones(c: int, f: int, k: int, n: int, s: int) -> int:
    """Convolves ones with kernels of ones, the border ones too: each output value counts its own products."""
    return f * sum([ones_convolved(k, n, s)] * c)


@cache
def ones_convolved(k: int, n: int, s: int) -> int:
    plane = np.ones((n + k // 2 * 2,) * 2, dtype=np.int64)
    return int(np.lib.stride_tricks.sliding_window_view(plane, (k, k))[::s, ::s].sum())
