"""The parameters of a bottleneck block."""

from hwgen import Computed, Draw, Formulas, Problem, generator, source, texts

BLOCK = Formulas("2*c*m + 9*m**2").with_wrong(r"""
    one-convolution: 9*c**2
        这是一个输入、输出都是 [c] 个通道的 $3 \times 3$ 卷积层。
        This is one $3 \times 3$ convolution from [c] channels to [c].
    basic-block: 18*c**2
        这是由两个通道数为 [c] 的 $3 \times 3$ 卷积层组成的基本块。
        This is a basic block of two $3 \times 3$ convolutions on [c] channels.
    last-layer-left-out: c*m + 9*m**2
        漏了最后的 $1 \times 1$ 卷积层。 || This leaves out the last $1 \times 1$ convolution.
    small-kernels-for-free: 9*m**2
        漏了两个 $1 \times 1$ 卷积层。 || This leaves out both $1 \times 1$ convolutions.
    middle-layer-on-all-channels: 2*c*m + 9*c*m
        中间的卷积层的输入通道数取成了 $[c]$，应为 $[m]$。
        This takes $[c]$ input channels for the convolution in the middle instead of $[m]$.
    side-of-the-kernel: 2*c*m + 3*m**2
        $3 \times 3$ 的卷积核只算了 3 个权重，应为 9 个。
        This counts 3 weights for each $3 \times 3$ kernel instead of 9.
    input-channels-left-out: c + 10*m
        漏乘了输入通道数。 || This does not multiply by the input channels.
""")
NETWORKS = texts("""
    flowers: 一个花卉识别网络 || a network that recognises flowers
    scans: 一个分析 X 光片的网络 || a network that analyses X-ray images
    satellites: 一个解译卫星图像的网络 || a network that interprets satellite images
""")


@generator(topic="cnn", objective="cnn-costs", minutes=2, tags=("bottleneck", "parameters", "residual"))
@source("He, Zhang, Ren and Sun, Deep Residual Learning for Image Recognition, CVPR 2016, section 4.1")
def bottleneck_params(draw: Draw) -> Problem:
    """The weights of three convolutions, of which the one in the middle has few channels."""
    draw.let("network", draw.pick("setting", NETWORKS))
    c = draw.pick("c", (64, 96, 128, 256, 384, 512))
    m = draw.pick("m", (16, 24, 32, 64, 128))
    # It is 4 times as wide as its middle in the paper.
    draw.require(2 * m <= c <= 8 * m and c % m == 0)
    return Problem(Computed("cnn/bottleneck-params", BLOCK, difficulty=2)).worded(r"""
        [network]中的瓶颈块由三个卷积层依次组成：$1 \times 1$ 卷积，由 $[c]$ 个通道到 $[m]$ 个；
          $3 \times 3$ 卷积，由 $[m]$ 个通道到 $[m]$ 个；$1 \times 1$ 卷积，由 $[m]$ 个通道到 $[c]$ 个。
          捷径是恒等映射；各卷积层都不含偏置，块中也没有归一化层。
        A bottleneck block in [network] has three convolutional layers in turn: $1 \times 1$ from $[c]$ channels to
          $[m]$, $3 \times 3$ from $[m]$ channels to $[m]$, and $1 \times 1$ from $[m]$ channels to $[c]$. The shortcut is
          the identity; the convolutions have no biases, and there are no normalisation layers.

        ask: 这个块有多少个参数？ || How many parameters does the block have?
        claim: 这个块有 $[value]$ 个参数。 || The block has $[value]$ parameters.
        solution: 三层的权重相加： || The weights of the three layers add up to
                  $$[c] \times [m] + 3 \times 3 \times [m] \times [m] + [m] \times [c] = [key].$$
    """)


@bottleneck_params.check
def by_listing_weights(c: int, m: int) -> int:
    """Adds up the weights of one output channel after another."""
    layers = ((c, 1, m), (m, 3, m), (m, 1, c))
    return sum(len(range(side)) ** 2 * entering for entering, side, leaving in layers for _ in range(leaving))
