"""The parameters of a residual block."""

from hwgen import Computed, Draw, Formulas, Problem, generator, source, texts

BLOCK = Formulas(
    "convolutions + norms + shortcut",
    let={"convolutions": "9*c*f + 9*f*f", "norms": "2*(2*f)", "shortcut": "(c*f + 2*f) if f != c or s > 1 else 0"},
).with_wrong(r"""
    shortcut-left-out: convolutions + norms if shortcut else None
        漏了捷径上的卷积及其批归一化。
        This leaves out the convolution on the shortcut and its batch normalisation.
    identity-with-parameters: convolutions + norms + c*f + 2*f if not shortcut else None
        给捷径多算了 $1 \times 1$ 卷积和批归一化；这里的捷径是恒等映射，没有参数。
        This counts a $1 \times 1$ convolution with batch normalisation on the shortcut, but it is the identity and has
          no parameters.
    norms-without-parameters: convolutions + (c*f if shortcut else 0)
        漏了批归一化的参数。 || This leaves out the parameters of batch normalisation.
    running-statistics-counted: convolutions + 2*norms + (c*f + 4*f if shortcut else 0)
        把运行均值和运行方差也算成了可学习的参数。
        This counts running means and running variances as learnable parameters.
    convolutions-with-biases: convolutions + 2*f + norms + (c*f + 3*f if shortcut else 0)
        给卷积算了偏置；它们不含偏置。 || This gives the convolutions biases, which they do not have.
    second-layer-reads-the-input: 18*c*f + norms + shortcut if c != f else None
        第二个卷积的输入通道数取成了 [c]，应为 [f]。
        This takes [c] input channels for the second convolution instead of [f].
    single-convolution: 9*c*f + 2*f + shortcut
        漏了第二个 $3 \times 3$ 卷积及其批归一化。
        This leaves out the second $3 \times 3$ convolution and its batch normalisation.
""")

STAGES = texts("""
    photos: 图像分类的残差网络 || A ResNet that classifies images
    audio: 检测声音事件的残差网络 || A ResNet that detects sounds
    medical: 判读胸部 X 光片的残差网络 || A ResNet that reads chest X-rays
""")


@generator(topic="cnn", objective="cnn-architectures", minutes=5, tags=("resnet", "parameters"))
@source("He et al., Deep residual learning for image recognition, CVPR 2016, section 3.3")
def residual_block_params(draw: Draw) -> Problem:
    """A basic residual block with batch normalisation, with or without projection."""
    c = draw.pick("c", (16, 24, 32, 48, 64, 96, 128, 256))
    f = draw.let("f", c * draw.pick("ratio", (1, 2)))
    s = draw.pick("s", (1, 2))
    draw.let("net", draw.pick("setting", STAGES))
    changed = f > c or s > 1
    on_the_shortcut = (
        (
            r"捷径上的 $1 \times 1$ 卷积和批归一化： || The $1 \times 1$ convolution and batch normalisation on the shortcut:",
            "$$[==c*f + 2*f].$$",
            "合计： || In total:",
            "$$[==convolutions + norms + shortcut].$$",
        )
        if changed
        else (
            "捷径是恒等映射，没有参数。合计： || The shortcut is the identity and has no parameters. In total:",
            "$$[==convolutions + norms].$$",
        )
    )
    rest = "\n                  ".join(on_the_shortcut)
    question = Computed("cnn/resnet-block-params", BLOCK, difficulty=3 + changed, conventions=("affine-batchnorm",))
    return Problem(question).worded(rf"""
        在[net]中，一个基本残差块的输入有 [c] 个通道，输出有 [f] 个通道：两个 $3 \times 3$ 卷积层的输出都有 [f] 个通道，
          第一个的步幅为 [s]，每个之后都有批归一化。通道数或尺寸改变时，捷径为步幅相同的 $1 \times 1$ 卷积加批归一化，否则为恒等映射。
          卷积都不含偏置。
        [net] has a basic residual block with [c] channels at its input and [f] at its output: two $3 \times 3$
          convolutional layers with [f] output channels each, the first with stride [s], each followed by batch normalisation. If the number of channels or
          the size changes, the shortcut is a $1 \times 1$ convolution with the same stride, followed by batch normalisation;
          otherwise it is the identity. The convolutions have no biases.

        ask: 该残差块共有多少个可学习的参数？ || How many learnable parameters does the block have?
        claim: 该残差块共有 $[value]$ 个可学习的参数。 || The block has $[value]$ learnable parameters.
        solution: 两个卷积层： || The two convolutional layers:
                  $$[==9*c*f + 9*f*f].$$
                  两个批归一化层： || The two batch normalisation layers:
                  $$[==2*(2*f)].$$
                  {rest}
    """)


@residual_block_params.check
def by_listing_layers(c: int, ratio: int, s: int) -> int:
    """Lists the arrays of the block and counts their entries."""
    f = c * ratio
    arrays = [(f, c, 3, 3), (f, 1, 1, 1), (f, 1, 1, 1), (f, f, 3, 3), (f, 1, 1, 1), (f, 1, 1, 1)]
    if (c, 1) != (f, s):
        arrays += [(f, c, 1, 1), (f, 1, 1, 1), (f, 1, 1, 1)]
    total = 0
    for a, b, height, width in arrays:
        total += a * b * height * width
    return total
