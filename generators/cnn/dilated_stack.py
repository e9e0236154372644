"""The receptive field of dilated convolutions."""

from functools import cache

from hwgen import Computed, Draw, Formulas, Problem, generator, source, texts

from .._apart import apart

FIELD = Formulas(
    "1 + (k - 1)*(r**L - 1)//(r - 1)",
    # The geometric sum is whole.
    under={"floor": "1 + (k - 1)*sum(r**i for i in range(L))", "ceil": "1 + (k - 1)*sum(r**i for i in range(L))"},
).with_wrong("""
    dilation-not-used: 1 + L*(k - 1) || 没有用到扩张率。 || This does not use the dilations.
    kernels-multiplied: k**L || 把各层的卷积核大小相乘了。 || This multiplies the kernel sizes.
    unit-itself-left-out: (k - 1)*sum(r**i for i in range(L)) || 漏加了 1。 || This leaves out the + 1.
    last-layer-alone: 1 + (k - 1)*r**(L - 1) || 只算了最后一层。 || This counts the last layer only.
    layer-too-many: 1 + (k - 1)*sum(r**i for i in range(L + 1)) || 多算了一层。 || This counts one layer too many.
    whole-kernels-added: 1 + sum(k*r**i for i in range(L))
        每层加了 $k d$，应加 $(k - 1) d$。 || This adds $k d$ for each layer instead of $(k - 1) d$.
    first-layer-not-counted: 1 + (k - 1)*sum(r**i for i in range(1, L))
        漏了第一层。 || This leaves out the first layer.
""")

SIGNALS = texts("""
    audio: WaveNet 式的音频模型 || A WaveNet-style audio model
    ecg: 分析心电图的时间卷积网络 || A temporal convolutional network that analyses electrocardiograms
    traffic: 预测车流量的时间卷积网络 || A temporal convolutional network that predicts traffic
""")


@generator(topic="cnn", objective="cnn-receptive-field", minutes=2, tags=("dilated-convolution", "receptive-field"))
@source(
    "van den Oord et al., WaveNet: A generative model for raw audio (2016), section 2.1; Bai, Kolter and Koltun, An empirical evaluation of generic convolutional and recurrent networks (2018)"
)
def dilated_receptive_field(draw: Draw) -> Problem:
    """The receptive field of a stack of dilated convolutions."""
    L = draw.pick("L", (3, 4, 5, 6, 7, 8, 10))
    k = draw.pick("k", (2, 3, 4, 5))
    r = draw.pick("r", (2, 3))
    draw.let("model", draw.pick("setting", SIGNALS))
    draw.require(r == 2 or L <= 6)
    # With a smaller kernel there are gaps between the inputs that an output depends on.
    draw.require(k >= r and (k == 2 or apart(draw, FIELD, "kernels-multiplied")))
    dilations = ", ".join(str(r**i) for i in range(L))
    zh = "、".join(str(r**i) for i in range(L))
    return Problem(Computed("cnn/dilated-receptive-field", FIELD, difficulty=2 + (r > 2))).worded(f"""
        [model]由 [L] 个一维卷积层叠成，卷积核大小都是 $k = [k]$，步幅为 1，扩张率 $d$ 依次为 {zh}。
        [model] is a stack of [L] one-dimensional convolutional layers with kernels of size $k = [k]$ and stride 1;
          their dilations $d$ are, in order, {dilations}.

        ask: 远离序列两端的一个输出依赖于多少个时刻的输入？
             How many time steps of the input does an output far from the ends of the sequence depend on?
        claim: 远离序列两端的一个输出依赖于 $[value]$ 个时刻的输入。
               An output far from the ends of the sequence depends on $[value]$ time steps of the input.
        solution: 每一层使感受野增加 $(k - 1) d$： || Each layer widens the receptive field by $(k - 1) d$:
                  $$[==1 + (k - 1)*sum(r**i for i in range(L))].$$
    """)


@dilated_receptive_field.check
def by_tracing_back(L: int, k: int, r: int) -> int:
    return inputs_seen(L, k, r)


@cache
def inputs_seen(L: int, k: int, r: int) -> int:
    """Follows the taps from one output back to the inputs, and counts these."""
    seen = {0}
    for depth in reversed(range(L)):
        seen = {place - tap * r**depth for place in seen for tap in range(k)}
    return len(seen)
