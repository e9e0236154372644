"""Augmentation: distinct pictures, and mixtures of samples."""

import math
from functools import cache

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source, texts

from .._tex import cells

CROPS = Formulas(
    "(H - c + 1)*(W - c + 1)*(2 if flip else 1)*(4 if turns else 1)",
    under={
        "floor": "(H - c + 1)*(W - c + 1)*(2 if flip else 1)*(4 if turns else 1)",
        "ceil": "(H - c + 1)*(W - c + 1)*(2 if flip else 1)*(4 if turns else 1)",
    },
).with_wrong("""
    no-plus-one-for-places: (H - c)*(W - c)*(2 if flip else 1)*(4 if turns else 1)
        位置数少加了 1：首尾两个位置都能取。 || This leaves out the + 1: both the first and the last position are possible.
    one-side-only: (H - c + 1)*(2 if flip else 1)*(4 if turns else 1)
        只算了一个方向上的位置。 || This counts the positions along one side only.
    mirror-images-left-out: (H - c + 1)*(W - c + 1)*(4 if turns else 1) if flip else None
        漏了左右翻转。 || This leaves out the horizontal flip.
    turns-left-out: (H - c + 1)*(W - c + 1)*(2 if flip else 1) if turns else None
        漏了旋转。 || This leaves out the rotations.
    added-not-multiplied: (H - c + 1)*(W - c + 1) + (2 if flip else 0) + (4 if turns else 0) if flip or turns else None
        各种变换的个数相加了，应相乘。 || This adds the numbers of transformations instead of multiplying them.
    places-of-pixels: H*W*(2 if flip else 1)*(4 if turns else 1)
        让裁剪框从每个像素开始，右边和下边会伸出图像。
        This starts a crop at every pixel, so that some extend beyond the edge.
    crops-side-by-side: (H//c)*(W//c)*(2 if flip else 1)*(4 if turns else 1)
        以为裁剪框互不重叠。 || This assumes that the crops do not overlap.
    flip-in-both-directions: (H - c + 1)*(W - c + 1)*4*(4 if turns else 1) if flip else None
        上下翻转也算了；题中只有左右翻转。 || This counts a vertical flip, too, but only the horizontal one is used.
""")

SCENES = texts("""
    photos: 照片 || photograph
    x-rays: 缩小后的胸部 X 光片 || scaled-down chest X-ray
    aerial: 航拍图像 || aerial image
""")


@generator(topic="data", objective="data-augmentation", minutes=2, tags=("augmentation", "random-crop"))
@source(
    "Krizhevsky, Sutskever and Hinton, ImageNet classification with deep convolutional neural networks, NeurIPS 2012, section 4.1"
)
def distinct_augmentations(draw: Draw) -> Problem:
    """How many different pictures random crops, flips and quarter turns make of one."""
    draw.pick("H", (32, 40, 64, 256))
    draw.pick("W", (32, 48, 64, 256))
    c = draw.pick("c", (24, 28, 32, 56, 224))
    flip = draw.pick("flip", (0, 1))
    turns = draw.pick("turns", (0, 1))
    H, W = draw.params["H"], draw.params["W"]
    draw.let("scene", draw.pick("setting", SCENES))
    draw.require(min(H, W) > c and c * 2 > min(H, W) and max(H, W) <= 2 * min(H, W))
    factors = "*2" * flip + "*4" * turns
    return Problem(Computed("data/distinct-augmentations", CROPS, difficulty="2 + flip*turns")).worded(rf"""
        数据增强从一幅[scene]（$H \times W = [H] \times [W]$ 像素）中随机裁剪出 $[c] \times [c]$（$c = [c]$）的一块，
          位置取整数像素，不超出图像[flip: 1=，再以概率 $1/2$ 左右翻转|][turns: 1=，再随机旋转 0、90、180 或 270 度|]。
          没有其他变换。
        Data augmentation cuts a random $[c] \times [c]$ crop ($c = [c]$) out of [an scene] of
          $H \times W = [H] \times [W]$ pixels, at a whole-pixel position inside the
          image[flip: 1=[turns: 1=, flips|, and flips] it horizontally with probability $1/2$|][turns: 1=, and rotates
          it by 0, 90, 180 or 270 degrees at random|]. There are no other transformations.

        ask: 由它最多能得到多少幅不同的图像？ || What is the maximum number of different images that can result?
        claim: 由它能得到的不同图像的最大数目是 $[value]$。
               The maximum number of different images that can result is $[value]$.
        solution: 裁剪框的左上角有 $(H - c + 1)(W - c + 1)$ 个位置
                    [flip: 1=，翻转使个数加倍|][turns: 1=，旋转使个数变为 4 倍|]：
                  The upper left corner of the crop has $(H - c + 1)(W - c + 1)$ possible
                    positions[flip: 1=; the flip doubles the number|][turns: 1=; the rotation multiplies the number by 4|]:
                  $$[==(H - c + 1)*(W - c + 1){factors}].$$
    """)


@distinct_augmentations.check
def by_listing_them(H: int, W: int, c: int, flip: int, turns: int) -> int:
    return (
        len(range(H - c + 1))
        * rows_that_fit(W, c)
        * len([(f, t) for f in range(1 + flip) for t in range(1 + 3 * turns)])
    )


@cache
def rows_that_fit(side: int, crop: int) -> int:
    return sum(1 for start in range(side) if start + crop <= side)


MIXED = Formulas("tuple(m*x[i] + (1 - m)*z[i] for i in range(2))").with_wrong(r"""
    weights-exchanged-in-the-mix: tuple((1 - m)*x[i] + m*z[i] for i in range(2))
        两个样本的权重弄反了。 || This exchanges the weights of the two samples.
    plain-mean: tuple((x[i] + z[i])/2 for i in range(2))
        取了平均，没有用 $\lambda$。 || This takes the mean and does not use $\lambda$.
    first-not-scaled: tuple(x[i] + (1 - m)*z[i] for i in range(2))
        第一个样本没有乘 $\lambda$。 || This does not multiply the first sample by $\lambda$.
    scaled-and-added: tuple(m*(x[i] + z[i]) for i in range(2))
        两个样本都乘了 $\lambda$。 || This multiplies both samples by $\lambda$.
    difference-of-samples: tuple(m*x[i] - (1 - m)*z[i] for i in range(2))
        第二项的符号错了。 || This has the wrong sign for the second sample.
""")

MIXED_LOSS = Formulas("-m*log(p) - (1 - m)*log(q)").with_wrong(r"""
    labels-exchanged-in-the-mix: -(1 - m)*log(p) - m*log(q)
        两个标签的权重弄反了。 || This exchanges the weights of the two labels.
    main-label-alone: -log(p) || 只用了第一个样本的标签。 || This uses the label of the first sample alone.
    logarithm-of-the-mixture: -log(m*p + (1 - m)*q)
        先混合概率再取对数；应混合两个损失。
        This takes the logarithm of mixed probabilities, but it is the losses that are mixed.
    losses-added: -log(p) - log(q) || 两个损失没有加权。 || This does not weight the losses.
    losses-averaged: -(log(p) + log(q))/2 || 取了平均，没有用 $\lambda$。 || This averages and does not use $\lambda$.
    second-label-alone: -log(q) || 只用了第二个样本的标签。 || This uses the label of the second sample alone.
""")

MIXTURES = texts("""
    images: 传感器数据的分类网络 || A classifier of sensor readings
    tabular: 表格数据的分类网络 || A classifier of tabular data
    audio: 音频分类网络 || An audio classifier
""")

POINTS = (((2, -1), (4, 3)), ((0, 5), (10, -5)), ((-2, 6), (3, 1)), ((8, 4), (-2, 9)))


@generator(topic="data", objective="data-augmentation", minutes=4, tags=("mixup", "cross-entropy"))
@source("Zhang et al., mixup: Beyond empirical risk minimization, ICLR 2018, section 2")
def mixup_by_hand(draw: Draw) -> Problem:
    """The mixture of two samples, and the loss of a prediction for it."""
    x, z = draw.pick("points", POINTS)
    draw.let("x", x)
    draw.let("z", z)
    draw.pick("m", (R(1, 10), R(1, 5), R(3, 10), R(7, 10), R(4, 5), R(9, 10)))
    p, q = draw.pick("outputs", ((R(3, 5), R(3, 10)), (R(1, 2), R(1, 5)), (R(7, 10), R(1, 10)), (R(1, 4), R(1, 2))))
    draw.let("p", p)
    draw.let("q", q)
    draw.let("network", draw.pick("setting", MIXTURES))
    mixture = Computed(
        "mixture", MIXED, difficulty=2, form="tuple", places=3, signed=True, cells=cells(r"\tilde x_1", r"\tilde x_2")
    )
    mixup_loss = Computed("mixup-loss", MIXED_LOSS, difficulty=2, places=3, conventions=("natural-log",))
    return Problem((mixture, mixup_loss)).worded(r"""
        [network]用 mixup 训练。样本 $x = [x]$ 属于 $A$ 类，样本 $z = [z]$ 属于 $B$ 类，
          输入和独热标签都按 $x$ 占 $\lambda = [m]$、$z$ 占 $1 - \lambda$ 的比例混合。
          网络对混合样本输出 $A$ 类的概率 $[p]$ 和 $B$ 类的概率 $[q]$，其余属于别的类。
        [network] is trained with mixup. The sample $x = [x]$ belongs to class $A$ and $z = [z]$ to class $B$; both the
          inputs and the one-hot labels are mixed, with the weight $\lambda = [m]$ for $x$ and $1 - \lambda$ for $z$.
          For the mixed sample, the network outputs the probability $[p]$ for $A$ and $[q]$ for $B$; the rest belongs to
          other classes.

        # mixture
        ask: 求混合后的输入 $\tilde x$。 || Find the mixed input $\tilde x$.
        claim: 混合后的输入为 $\tilde x = [value]$。 || The mixed input is $\tilde x = [value]$.
        solution: 按 $\tilde x = \lambda x + (1 - \lambda) z$ 逐个分量计算：
                  By $\tilde x = \lambda x + (1 - \lambda) z$, component by component:
                  $$\tilde x_1 = [==m*x[0] + (1 - m)*z[0]],\qquad \tilde x_2 = [==m*x[1] + (1 - m)*z[1]].$$

        # mixup-loss
        ask: 混合样本的交叉熵损失是多少？ || What is the cross-entropy loss of the mixed sample?
        claim: 混合样本的交叉熵损失是 $[value]$。 || The cross-entropy loss of the mixed sample is $[value]$.
        solution: 标签按同样的比例混合： || The labels are mixed in the same proportion:
                  $$L = -[m] \ln [p] - [1 - m] \ln [q] [~key:.3].$$
    """)


@mixup_by_hand.check
def by_soft_labels(points: tuple[tuple[int, int], tuple[int, int]], m: R, outputs: tuple[R, R]) -> dict[str, object]:
    """Walks from the second sample towards the first, and takes the cross-entropy with the soft label."""
    first, second = points
    mixture = tuple(b + m * (a - b) for a, b in zip(first, second, strict=True))
    loss = 0.0
    for share, output in zip((m, 1 - m), outputs, strict=True):
        loss += float(share) * math.log(output.denominator / output.numerator)
    return {"mixture": mixture, "mixup-loss": loss}
