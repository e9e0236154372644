"""Contrastive learning: its loss, and how many pairs it sees."""

import math
from functools import cache

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source, texts

from .._apart import apart

INFO_NCE = Formulas("log(sum(exp(v/y) for v in s)) - s[0]/y", tex={"y": r"\tau"}).with_wrong("""
    temperature-left-out: log(sum(exp(v) for v in s)) - s[0]
        漏了温度。 || This leaves out the temperature.
    multiplied-by-the-temperature: log(sum(exp(v*y) for v in s)) - s[0]*y
        乘了温度，应除以它。 || This multiplies by the temperature instead of dividing.
    positive-left-out-below: log(sum(exp(v/y) for v in s[1:])) - s[0]/y if sum(exp(v/y) for v in s[1:]) > exp(s[0]/y) else None
        分母漏了正样本对。 || This leaves the positive pair out of the denominator.
    sigmoid-for-each: log(1 + exp(-s[0]/y)) + sum(log(1 + exp(v/y)) for v in s[1:])
        把每一对的二分类交叉熵相加了；应在全部候选中认出正样本。
        This adds up a binary cross-entropy for each pair instead of picking the positive out of all candidates.
    one-minus-the-probability: 1 - exp(s[0]/y)/sum(exp(v/y) for v in s)
        用 1 减去了正样本对的概率，没有取对数。 || This is 1 minus the probability of the positive pair, without a logarithm.
    probability-not-loss: exp(s[0]/y)/sum(exp(v/y) for v in s)
        这是正样本对的概率，没有取负对数。
        This is the probability of the positive pair, without the negative logarithm.
    first-negative-as-positive: log(sum(exp(v/y) for v in s)) - s[1]/y
        把第一个负样本当成了正样本。 || This takes the first negative for the positive.
    bits-not-nats: (log(sum(exp(v/y) for v in s)) - s[0]/y)/log(2)
        用了以 2 为底的对数。 || This uses logarithms to base 2.
""")

SIMILARITIES = tuple(
    tuple(R(n, 10) for n in row)
    for row in (
        (9, 4, 1, 0),
        (6, 5, 2, -1),
        (8, 6, 3, 1),
        (5, 2, 0, -3),
        (3, 4, 1, 0),
        (7, 1, 1, -2),
        (4, 3, 3, 2),
        (9, 7, 5, -5),
    )
)

CONTRASTED = texts("""
    crops: SimCLR 的一个锚点是一幅图像的裁剪，正样本是同一幅图像的另一个裁剪
           In SimCLR, the anchor is a crop of an image and the positive another crop of the same image
    captions: CLIP 的一个锚点是一幅图像，正样本是它的文字说明
              In CLIP, the anchor is an image and the positive its caption
    speech: 自监督语音模型的一个锚点是一段语音，正样本是随后的一帧
            In a self-supervised model of speech, the anchor is a stretch of speech and the positive the frame that
              follows
""")


@generator(
    topic="representation", objective="representation-contrastive", minutes=4, tags=("infonce", "contrastive-learning")
)
@source(
    "van den Oord, Li and Vinyals, Representation learning with contrastive predictive coding (2018), equation 4; Chen et al., SimCLR, ICML 2020"
)
def info_nce(draw: Draw) -> Problem:
    """The InfoNCE loss of an anchor with one positive and three negatives."""
    draw.pick("s", SIMILARITIES)
    draw.pick("y", (R(1, 10), R(1, 5), R(1, 4), R(1, 2)))
    # A loss near 0 is 1 minus the probability, and three decimals show one digit of it.
    draw.require(apart(draw, INFO_NCE, "one-minus-the-probability", places=3))
    draw.let("pairs", draw.pick("setting", CONTRASTED))
    question = Computed("representation/info-nce", INFO_NCE, difficulty=2, places=3, conventions=("natural-log",))
    return Problem(question).worded(r"""
        [pairs]。锚点与正样本的余弦相似度为 $[s[0]]$，与 3 个负样本的余弦相似度为 $[s[1]]$、$[s[2]]$、$[s[3]]$，
          温度 $\tau = [y]$。InfoNCE 损失是从正样本与全部负样本中认出正样本的交叉熵，
          softmax 的输入是除以 $\tau$ 的相似度。
        [pairs]. The cosine similarity of the anchor is $[s[0]]$ with the positive and $[s[1]]$, $[s[2]]$ and $[s[3]]$
          with 3 negatives. The temperature is $\tau = [y]$. The InfoNCE loss is
          the cross-entropy of identifying the positive among the positive and all negatives, with a softmax over the
          similarities divided by $\tau$.

        ask: 该锚点的 InfoNCE 损失是多少？ || What is the InfoNCE loss of the anchor?
        claim: 该锚点的 InfoNCE 损失是 $[value]$。 || The InfoNCE loss of the anchor is $[value]$.
        solution: 相似度先除以温度，再对 4 个候选作 softmax（正样本也在分母中）：
                  The similarities are divided by the temperature; the softmax runs over all 4 candidates, so the
                    denominator includes the positive:
                  $$L = -\ln \frac{e^{[s[0]/y]}}{e^{[s[0]/y]} + e^{[s[1]/y]} + e^{[s[2]/y]} + e^{[s[3]/y]}} [~key:.3].$$
    """)


@info_nce.check
def by_odds(s: tuple[R, ...], y: R) -> float:
    """From the odds of each negative against the positive."""
    return math.log1p(math.fsum(math.exp(float((negative - s[0]) / y)) for negative in s[1:]))


NEGATIVES = Formulas("2*N - 2").with_wrong("""
    other-images-once: N - 1 || 其他图像只算了一个视图。 || This counts one view of each other image.
    positive-counted: 2*N - 1 || 把正样本也算成了负样本。 || This counts the positive as a negative, too.
    anchor-counted: 2*N || 把锚点自身和正样本也算了进来。 || This counts the anchor itself and the positive, too.
    batch-size: N || 这是图像数。 || This is the number of images.
    all-pairs-of-images: N*(N - 1) || 这是图像的有序对数。 || This is the number of ordered pairs of images.
    views-of-two-images-left-out: 2*N - 4
        多去掉了一幅图像的两个视图。 || This leaves out both views of another image, too.
""")

TERMS = Formulas("2*N*(2*N - 2)").with_wrong("""
    anchors-of-one-view: N*(2*N - 2)
        每幅图像只有一个视图作了锚点；两个都应作锚点。 || This takes one view of each image as an anchor, but both are.
    unordered-pairs: N*(2*N - 1) || 这是所有视图的无序对数。 || This is the number of unordered pairs of all views.
    all-entries: 4*N**2 || 这是相似度矩阵的全部元素。 || These are all entries of the matrix of similarities.
    positives-included: 2*N*(2*N - 1) || 把正样本对也算了进来。 || This includes the positive pairs.
    pairs-of-images: N*(N - 1) || 每幅图像只算了一个视图。 || This counts one view of each image.
    single-anchor: 2*N - 2 || 只算了一个锚点。 || This counts a single anchor.
    both-orders-twice: 4*N*(2*N - 2) || 多乘了一个 2。 || This multiplies by 2 once too often.
""")

PICTURES = texts("""
    birds: 鸟类照片 || photographs of birds
    cells: 细胞显微图像 || microscope images of cells
    maps: 卫星图像 || satellite images
    paintings: 油画 || oil paintings
    leaves: 树叶照片 || photographs of leaves
""")


@generator(
    topic="representation", objective="representation-contrastive", minutes=3, tags=("simclr", "contrastive-learning")
)
@source("Chen et al., A simple framework for contrastive learning of visual representations, ICML 2020, section 2.1")
def simclr_pairs(draw: Draw) -> Problem:
    """The negatives of an anchor in SimCLR, and those of a whole batch."""
    draw.pick("N", (8, 16, 20, 32, 50, 64, 100, 128, 200, 256, 300, 400, 500, 512, 600, 800, 1000, 1024, 2048, 4096))
    draw.let("pictures", draw.pick("setting", PICTURES))
    negatives = Computed("negatives", NEGATIVES, difficulty=2)
    negative_pairs = Computed("negative-pairs", TERMS, difficulty=2)
    return Problem((negatives, negative_pairs)).worded("""
        用 SimCLR 在[pictures]上作自监督训练，每个批量有 [N] 幅图像。每幅图像随机增强成两个视图，互为正样本；
          批量中所有其他视图都是负样本，每个视图都作锚点。
        SimCLR is trained on [pictures] in batches of [N] images. Each image is augmented into two views, which are
          positives of each other; all other views in the batch are negatives, and every view serves as an anchor.

        # negatives
        ask: 一个锚点有多少个负样本？ || How many negatives does an anchor have?
        claim: 一个锚点有 $[value]$ 个负样本。 || An anchor has $[value]$ negatives.
        solution: $[2*N]$ 个视图中，除去锚点自身和它的正样本：
                  Of $[2*N]$ views, the anchor itself and its positive are left out:
                  $$[==key].$$

        # negative-pairs
        ask: 整个批量的损失中共用到多少个有序的负样本对（锚点，负样本）？
             How many ordered negative pairs (anchor, negative) does the loss of the whole batch use?
        claim: 整个批量的损失中共用到 $[value]$ 个有序的负样本对（锚点，负样本）。
               The loss of the whole batch uses $[value]$ ordered negative pairs (anchor, negative).
        solution: 每个视图都作一次锚点： || Every view is an anchor once:
                  $$[==key].$$
    """)


@simclr_pairs.check
def by_the_matrix(N: int) -> dict[str, int]:
    return counted(N)


@cache
def counted(N: int) -> dict[str, int]:
    """Goes through the views of the batch and keeps those of other images."""
    views = [image for image in range(N) for _ in range(2)]
    negatives = sum(1 for image in views if image != views[0])
    return {"negatives": negatives, "negative-pairs": sum(negatives for _ in views)}
