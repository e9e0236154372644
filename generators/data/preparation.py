"""Preparing data: distinct augmentations, softened labels, mixtures, splits that leak, and class weights."""

import math
from fractions import Fraction
from functools import cache
from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, Text, generator

from .._tex import cells

R = Fraction
CROPS = Formulas(
    "(H - c + 1)*(W - c + 1)*(2 if flip else 1)*(4 if turns else 1)",
    wrong={
        "no-plus-one-for-places": (
            "(H - c)*(W - c)*(2 if flip else 1)*(4 if turns else 1)",
            Text(
                zh="位置数少加了 1：首尾两个位置都能取。",
                en="This leaves out the + 1: both the first and the last place can be taken.",
            ),
        ),
        "one-side-only": (
            "(H - c + 1)*(2 if flip else 1)*(4 if turns else 1)",
            Text(zh="只算了一个方向上的位置。", en="This counts the places along one side only."),
        ),
        "mirror-images-left-out": (
            "(H - c + 1)*(W - c + 1)*(4 if turns else 1) if flip else None",
            Text(zh="漏了左右翻转。", en="This leaves out the horizontal flip."),
        ),
        "turns-left-out": (
            "(H - c + 1)*(W - c + 1)*(2 if flip else 1) if turns else None",
            Text(zh="漏了旋转。", en="This leaves out the rotations."),
        ),
        "added-not-multiplied": (
            "(H - c + 1)*(W - c + 1) + (2 if flip else 0) + (4 if turns else 0) if flip or turns else None",
            Text(
                zh="各种变换的个数相加了，应相乘。",
                en="This adds the numbers of transformations instead of multiplying them.",
            ),
        ),
        "places-of-pixels": (
            "H*W*(2 if flip else 1)*(4 if turns else 1)",
            Text(
                zh="让裁剪框从每个像素开始，右边和下边会伸出图像。",
                en="This starts a crop at every pixel, so that some reach over the edge.",
            ),
        ),
        "crops-side-by-side": (
            "(H//c)*(W//c)*(2 if flip else 1)*(4 if turns else 1)",
            Text(zh="以为裁剪框互不重叠。", en="This takes the crops not to overlap."),
        ),
        "flip-in-both-directions": (
            "(H - c + 1)*(W - c + 1)*4*(4 if turns else 1) if flip else None",
            Text(
                zh="上下翻转也算了；题中只有左右翻转。",
                en="This counts a vertical flip, too, but only the horizontal one is used.",
            ),
        ),
    },
    under={
        "floor": "(H - c + 1)*(W - c + 1)*(2 if flip else 1)*(4 if turns else 1)",
        "ceil": "(H - c + 1)*(W - c + 1)*(2 if flip else 1)*(4 if turns else 1)",
    },
)
SCENES = {
    "photos": Text(zh="照片", en="photograph"),
    "x-rays": Text(zh="胸部 X 光片", en="X-ray image"),
    "aerial": Text(zh="航拍图像", en="aerial image"),
}


@generator(
    topic="data",
    objective="data-augmentation",
    minutes=2,
    tags=("augmentation", "random-crop"),
    source="Krizhevsky, Sutskever and Hinton, ImageNet classification with deep convolutional neural networks, NeurIPS 2012, section 4.1",
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
    return Problem(
        Computed(
            "data/distinct-augmentations",
            CROPS,
            ask=Text(zh="由它最多能得到多少幅不同的图像？", en="How many different pictures can come of it at most?"),
            claim=Text(
                zh="由它最多能得到的不同图像的幅数恰为 $[value]$。",
                en="The greatest possible number of different pictures that come of it is $[value]$.",
            ),
            solution=Text(
                zh=f"裁剪框的左上角有 $(H - c + 1)(W - c + 1)$ 个位置[flip: 1=，翻转与否有 2 种|][turns: 1=，旋转有 4 种|]：\n\n$$[==(H - c + 1)*(W - c + 1){factors}].$$",
                en=f"The upper left corner of the crop has $(H - c + 1)(W - c + 1)$ places[flip: 1=, the flip gives 2 forms|][turns: 1=, the rotation 4|]:\n\n$$[==(H - c + 1)*(W - c + 1){factors}].$$",
            ),
            difficulty="1 + flip + turns",
        ),
        Text(
            zh="数据增强对一幅 $H \\times W = [H] \\times [W]$ 的[scene]随机裁剪出 $[c] \\times [c]$（$c = [c]$）的一块，位置取整数像素，不超出图像[flip: 1=，再以概率 $1/2$ 左右翻转|][turns: 1=，再随机旋转 0、90、180 或 270 度|]。没有其他变换。",
            en="Data augmentation cuts a random crop of $[c] \\times [c]$ ($c = [c]$) out of [an scene] of $H \\times W = [H] \\times [W]$, at whole pixels and inside the picture[flip: 1=[turns: 1=, flips|, and flips] it horizontally with probability $1/2$|]"
            "[turns: 1=, and turns it by 0, 90, 180 or 270 degrees at random|]. There are no other transformations.",
        ),
    )


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


SMOOTHED = Formulas(
    "(1 - e + e/C, e/C)",
    wrong={
        "shared-among-the-others": (
            "(1 - e, e/(C - 1))",
            Text(
                zh="把 $\\varepsilon$ 只分给了其余的类；题中分给所有的类。",
                en="This shares $\\varepsilon$ among the other classes only, but it is shared among all.",
            ),
        ),
        "true-class-without-its-share": (
            "(1 - e, e/C)",
            Text(
                zh="真实类漏了它自己的一份，各目标之和不是 1。",
                en="This forgets the share of the true class, so that the targets do not add up to 1.",
            ),
        ),
        "whole-for-each": (
            "(1 - e, e)",
            Text(
                zh="其余每一类都得到了整个 $\\varepsilon$。", en="This gives all of $\\varepsilon$ to each other class."
            ),
        ),
        "not-smoothed": (
            "(1, 0)",
            Text(zh="这是没有平滑的独热标签。", en="This is the one-hot label without smoothing."),
        ),
        "targets-exchanged": ("(e/C, 1 - e + e/C)", Text(zh="两者弄反了。", en="This exchanges the two.")),
        "uniform-target": ("(R(1, C), R(1, C))", Text(zh="各类的目标取成了相等。", en="This makes all targets equal.")),
        "others-share-by-one-less": (
            "(1 - e + e/C, e/(C - 1))",
            Text(
                zh="其余的类按 $[C - 1]$ 类平分，各目标之和不是 1。",
                en="This divides by $[C - 1]$ for the other classes, so that the targets do not add up to 1.",
            ),
        ),
    },
)
SOFT_LOSS = Formulas(
    "-(1 - e + e/C)*log(p) - (C - 1)*(e/C)*log((1 - p)/(C - 1))",
    tex={"e": r"\varepsilon"},
    wrong={
        "hard-label": ("-log(p)", Text(zh="用了没有平滑的标签。", en="This uses the label without smoothing.")),
        "other-classes-once": (
            "-(1 - e + e/C)*log(p) - (e/C)*log((1 - p)/(C - 1))",
            Text(zh="其余的类只算了一个。", en="This counts one of the other classes only."),
        ),
        "true-class-alone": (
            "-(1 - e + e/C)*log(p)",
            Text(zh="只算了真实类的一项。", en="This counts the term of the true class only."),
        ),
        "rest-as-one-class": (
            "-(1 - e + e/C)*log(p) - (C - 1)*(e/C)*log(1 - p)",
            Text(zh="其余每一类的概率都取成了 $1 - p$。", en="This gives each other class the probability $1 - p$."),
        ),
        "shared-among-the-others": (
            "-(1 - e)*log(p) - e*log((1 - p)/(C - 1))",
            Text(
                zh="把 $\\varepsilon$ 只分给了其余的类。", en="This shares $\\varepsilon$ among the other classes only."
            ),
        ),
        "weights-exchanged-in-the-loss": (
            "-e*log(p) - (1 - e)*log((1 - p)/(C - 1))",
            Text(zh="两项的权重弄反了。", en="This exchanges the weights of the terms."),
        ),
        "logarithms-to-base-two": (
            "(-(1 - e + e/C)*log(p) - (C - 1)*(e/C)*log((1 - p)/(C - 1)))/log(2)",
            Text(zh="用了以 2 为底的对数。", en="This uses logarithms to base 2."),
        ),
    },
)
CLASSIFIERS = {
    "flowers": Text(zh="花卉分类网络", en="A classifier of flowers"),
    "digits": Text(zh="手写字符识别网络", en="A recogniser of handwritten characters"),
    "sounds": Text(zh="环境声分类网络", en="A classifier of environmental sounds"),
}


@generator(
    topic="data",
    objective="data-labels",
    minutes=4,
    tags=("label-smoothing", "cross-entropy"),
    source="Szegedy et al., Rethinking the Inception architecture for computer vision, CVPR 2016, section 7",
)
def label_smoothing(draw: Draw) -> Problem:
    """The targets of a smoothed label, and the loss of a prediction."""
    draw.pick("C", (4, 5, 10, 20))
    draw.pick("e", (R(1, 20), R(1, 10), R(1, 5)))
    draw.pick("p", (R(1, 2), R(7, 10), R(4, 5), R(9, 10)))
    draw.let("network", draw.pick("setting", CLASSIFIERS))
    return Problem(
        (
            Computed(
                "smoothed-targets",
                SMOOTHED,
                ask=Text(
                    zh="求真实类的目标值与其余每一类的目标值。",
                    en="Find the target of the true class and that of each other class.",
                ),
                claim=Text(
                    zh="真实类与其余每一类的目标值依次为 $[value]$。",
                    en="The targets of the true class and of each other class are $[value]$, in this order.",
                ),
                solution=Text(
                    zh="真实类：$[==1 - e + e/C]$；其余每一类：$[==e/C]$。检验：所有目标值之和为 1。",
                    en="True class: $[==1 - e + e/C]$; each other class: $[==e/C]$. As a test, all targets add up to 1.",
                ),
                difficulty=2,
                form="tuple",
                places=4,
                signed=True,
                cells=(Text(zh="真实类", en="true class"), Text(zh="其余每一类", en="each other class")),
            ),
            Computed(
                "smoothed-loss",
                SOFT_LOSS,
                ask=Text(zh="该样本的交叉熵损失是多少？", en="What is the cross-entropy loss of the sample?"),
                claim=Text(
                    zh="该样本的交叉熵损失是 $[value]$。", en="The cross-entropy loss of the sample is $[value]$."
                ),
                solution=Text(
                    zh="其余每一类的概率为 $[==(1 - p)/(C - 1):.4]$：\n\n$$L = -[1 - e + e/C] \\ln [p] - [C - 1] \\times [e/C] \\times \\ln [(1 - p)/(C - 1)] [~key:.3].$$",
                    en="Each other class has the probability $[==(1 - p)/(C - 1):.4]$:\n\n$$L = -[1 - e + e/C] \\ln [p] - [C - 1] \\times [e/C] \\times \\ln [(1 - p)/(C - 1)] [~key:.3].$$",
                ),
                difficulty=3,
                places=3,
                conventions=("natural-log",),
            ),
        ),
        Text(
            zh="[network]有 [C] 个类别，训练时作标签平滑，$\\varepsilon = [e]$：目标是独热标签的 $1 - \\varepsilon$ 倍，加上在全部 [C] 类（包括真实类）上的均匀分布的 $\\varepsilon$ 倍。网络给某个样本的真实类的概率为 $p = [p]$，其余各类的概率相等。",
            en="[network] has [C] classes and is trained with label smoothing, $\\varepsilon = [e]$: the target is $1 - \\varepsilon$ times the one-hot label plus $\\varepsilon$ times the uniform distribution over all [C] classes, the true one included. "
            "For some sample, it gives the true class the probability $p = [p]$ and the other classes equal ones.",
        ),
    )


@label_smoothing.check
def by_mixing_distributions(C: int, e: Fraction, p: Fraction) -> dict[str, object]:
    """Mixes two distributions entry by entry and takes the expected code length."""
    target = [(1 - e) * (i == 0) + e * R(1, C) for i in range(C)]
    output = [p] + [(1 - p) / (C - 1)] * (C - 1)
    loss = math.fsum(
        float(t) * (math.log(q.denominator) - math.log(q.numerator)) for t, q in zip(target, output, strict=True)
    )
    return {"smoothed-targets": (target[0], target[1]), "smoothed-loss": loss}


MIXED = Formulas(
    "tuple(m*x[i] + (1 - m)*z[i] for i in range(2))",
    wrong={
        "weights-exchanged-in-the-mix": (
            "tuple((1 - m)*x[i] + m*z[i] for i in range(2))",
            Text(zh="两个样本的权重弄反了。", en="This exchanges the weights of the two samples."),
        ),
        "plain-mean": (
            "tuple((x[i] + z[i])/2 for i in range(2))",
            Text(zh="取了平均，没有用 $\\lambda$。", en="This takes the mean and does not use $\\lambda$."),
        ),
        "first-not-scaled": (
            "tuple(x[i] + (1 - m)*z[i] for i in range(2))",
            Text(zh="第一个样本没有乘 $\\lambda$。", en="This does not multiply the first sample by $\\lambda$."),
        ),
        "scaled-and-added": (
            "tuple(m*(x[i] + z[i]) for i in range(2))",
            Text(zh="两个样本都乘了 $\\lambda$。", en="This multiplies both samples by $\\lambda$."),
        ),
        "difference-of-samples": (
            "tuple(m*x[i] - (1 - m)*z[i] for i in range(2))",
            Text(zh="第二项的符号错了。", en="This has the wrong sign for the second sample."),
        ),
    },
)
MIXED_LOSS = Formulas(
    "-m*log(p) - (1 - m)*log(q)",
    wrong={
        "weights-exchanged-in-the-mix": (
            "-(1 - m)*log(p) - m*log(q)",
            Text(zh="两个标签的权重弄反了。", en="This exchanges the weights of the two labels."),
        ),
        "main-label-alone": (
            "-log(p)",
            Text(zh="只用了第一个样本的标签。", en="This uses the label of the first sample alone."),
        ),
        "logarithm-of-the-mixture": (
            "-log(m*p + (1 - m)*q)",
            Text(
                zh="先混合概率再取对数；应混合两个损失。",
                en="This takes the logarithm of mixed probabilities, but the losses are mixed.",
            ),
        ),
        "losses-added": ("-log(p) - log(q)", Text(zh="两个损失没有加权。", en="This does not weight the losses.")),
        "losses-averaged": (
            "-(log(p) + log(q))/2",
            Text(zh="取了平均，没有用 $\\lambda$。", en="This averages and does not use $\\lambda$."),
        ),
        "second-label-alone": (
            "-log(q)",
            Text(zh="只用了第二个样本的标签。", en="This uses the label of the second sample alone."),
        ),
    },
)
MIXTURES = {
    "images": Text(zh="图像分类网络", en="An image classifier"),
    "tabular": Text(zh="表格数据的分类网络", en="A classifier of tabular data"),
    "audio": Text(zh="音频分类网络", en="An audio classifier"),
}
POINTS = (((2, -1), (4, 3)), ((0, 5), (10, -5)), ((-2, 6), (3, 1)), ((8, 4), (-2, 9)))


@generator(
    topic="data",
    objective="data-augmentation",
    minutes=4,
    tags=("mixup", "cross-entropy"),
    source="Zhang et al., mixup: Beyond empirical risk minimization, ICLR 2018, section 2",
)
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
    mix = r"$$\tilde x = ([==m*x[0] + (1 - m)*z[0]],\ [==m*x[1] + (1 - m)*z[1]])$$"
    return Problem(
        (
            Computed(
                "mixture",
                MIXED,
                ask=Text(zh="求混合后的输入 $\\tilde x$。", en="Find the mixed input $\\tilde x$."),
                claim=Text(zh="混合后的输入为 $\\tilde x = [value]$。", en="The mixed input is $\\tilde x = [value]$."),
                solution=Text(
                    zh=f"$\\tilde x = \\lambda x + (1 - \\lambda) z$：\n\n{mix}",
                    en=f"By $\\tilde x = \\lambda x + (1 - \\lambda) z$:\n\n{mix}",
                ),
                difficulty=2,
                form="tuple",
                places=3,
                signed=True,
                cells=cells(r"\tilde x_1", r"\tilde x_2"),
            ),
            Computed(
                "mixup-loss",
                MIXED_LOSS,
                ask=Text(zh="混合样本的交叉熵损失是多少？", en="What is the cross-entropy loss of the mixed sample?"),
                claim=Text(
                    zh="混合样本的交叉熵损失是 $[value]$。",
                    en="The cross-entropy loss of the mixed sample is $[value]$.",
                ),
                solution=Text(
                    zh="标签按同样的比例混合：\n\n$$L = -[m] \\ln [p] - [1 - m] \\ln [q] [~key:.3].$$",
                    en="The labels are mixed in the same proportion:\n\n$$L = -[m] \\ln [p] - [1 - m] \\ln [q] [~key:.3].$$",
                ),
                difficulty=2,
                places=3,
                conventions=("natural-log",),
            ),
        ),
        Text(
            zh="[network]用 mixup 训练。样本 $x = [x]$ 属于 $A$ 类，样本 $z = [z]$ 属于 $B$ 类，输入和独热标签都以 $\\lambda = [m]$ 的权重取 $x$ 的一份、以 $1 - \\lambda$ 的权重取 $z$ 的一份。网络对混合样本输出 $A$ 类的概率 $[p]$ 和 $B$ 类的概率 $[q]$，其余属于别的类。",
            en="[network] is trained with mixup. The sample $x = [x]$ belongs to class $A$ and $z = [z]$ to class $B$; both the inputs and the one-hot labels are mixed, with the weight $\\lambda = [m]$ for $x$ and $1 - \\lambda$ for $z$. "
            "For the mixed sample, the network outputs the probability $[p]$ for $A$ and $[q]$ for $B$; the rest belongs to other classes.",
        ),
    )


@mixup_by_hand.check
def by_soft_labels(
    points: tuple[tuple[int, int], tuple[int, int]], m: Fraction, outputs: tuple[Fraction, Fraction]
) -> dict[str, object]:
    """Walks from the second sample towards the first, and takes the cross-entropy with the soft label."""
    first, second = points
    mixture = tuple(b + m * (a - b) for a, b in zip(first, second, strict=True))
    loss = 0.0
    for share, output in zip((m, 1 - m), outputs, strict=True):
        loss += float(share) * math.log(output.denominator / output.numerator)
    return {"mixture": mixture, "mixup-loss": loss}


LEAKS = Formulas(
    "P*k*q*(1 - q**(k - 1))",
    wrong={
        "all-test-images": ("P*k*q", Text(zh="这是测试集中的全部图像。", en="These are all images of the test set.")),
        "clean-images-counted": (
            "P*k*q*q**(k - 1)",
            Text(zh="这是没有泄漏的测试图像数。", en="These are the test images without a leak."),
        ),
        "one-sibling-only": (
            "P*k*q*(1 - q) if k > 2 else None",
            Text(zh="只考虑了同一病人的另外一张图像。", en="This considers a single other image of the patient."),
        ),
        "patients-not-images": (
            "P*(1 - q**k - (1 - q)**k)",
            Text(zh="这是两边都有图像的病人数。", en="This is the number of patients with images on both sides."),
        ),
        "training-images": (
            "P*k*(1 - q)",
            Text(zh="这是训练集中的图像数。", en="This is the number of training images."),
        ),
        "all-siblings-in-training": (
            "P*k*q*(1 - q)**(k - 1) if k > 2 else None",
            Text(
                zh="要求其余的图像全在训练集里；有一张就泄漏了。",
                en="This requires all other images to be in the training set, but a single one leaks.",
            ),
        ),
        "exponent-not-reduced": (
            "P*k*q*(1 - q**k)",
            Text(
                zh="指数没有减 1：该图像自身已在测试集里。",
                en="This forgets to lower the exponent by 1: the image itself is in the test set already.",
            ),
        ),
    },
)
SPLIT_GROUPS = Formulas(
    "P*(1 - q**k - (1 - q)**k)",
    wrong={
        "any-test-image": (
            "P*(1 - (1 - q)**k)",
            Text(
                zh="没有去掉图像全在测试集里的病人。",
                en="This does not leave out the patients whose images are all in the test set.",
            ),
        ),
        "any-training-image": (
            "P*(1 - q**k)",
            Text(
                zh="没有去掉图像全在训练集里的病人。",
                en="This does not leave out the patients whose images are all in the training set.",
            ),
        ),
        "whole-patients": (
            "P*(q**k + (1 - q)**k)",
            Text(
                zh="这是图像全在一边的病人数。", en="This is the number of patients whose images are all on one side."
            ),
        ),
        "one-pair-of-images": (
            "2*P*q*(1 - q) if k > 2 else None",
            Text(zh="只考虑了每个病人的两张图像。", en="This considers two images of each patient only."),
        ),
        "share-of-the-test-set": (
            "P*q",
            Text(zh="这是按比例 $q$ 折算的病人数。", en="This is the fraction $q$ of the patients."),
        ),
        "images-not-patients": (
            "P*k*q*(1 - q**(k - 1))",
            Text(zh="这是泄漏的图像数。", en="This is the number of images that leak."),
        ),
        "both-sides-once": ("P*q*(1 - q)", Text(zh="只考虑了一种次序。", en="This considers a single order.")),
    },
)
STUDIES = {
    "mri": Text(zh="脑部 MRI 数据集", en="A data set of brain scans"),
    "skin": Text(zh="皮肤病照片数据集", en="A data set of skin photographs"),
    "eyes": Text(zh="眼底照片数据集", en="A data set of eye photographs"),
}


@generator(
    topic="data",
    objective="data-splits",
    minutes=5,
    tags=("leakage", "group-split"),
    source="Kaufman et al., Leakage in data mining, ACM TKDD 6(4), 2012; Roberts et al., Common pitfalls and recommendations for using machine learning to detect COVID-19, Nature Machine Intelligence 3, 2021",
)
def split_leakage(draw: Draw) -> Problem:
    """What leaks where the images of a patient are split at random."""
    draw.pick("P", (100, 200, 500, 1000))
    draw.pick("k", (2, 3, 4))
    draw.pick("q", (R(1, 10), R(1, 5), R(3, 10)))
    draw.let("study", draw.pick("setting", STUDIES))
    return Problem(
        (
            Computed(
                "leaking-images",
                LEAKS,
                ask=Text(
                    zh="测试集中平均有多少张图像，其病人另有图像在训练集里？",
                    en="For how many images of the test set, on average, is another image of the same patient in the training set?",
                ),
                claim=Text(
                    zh="测试集中平均有 $[value]$ 张图像，其病人另有图像在训练集里。",
                    en="On average, another image of the same patient is in the training set for $[value]$ images of the test set.",
                ),
                solution=Text(
                    zh="测试集平均有 $[==P*k*q]$ 张图像；该病人其余的 [k - 1] 张图像以 $q^[k - 1] = [q**(k - 1)]$ 的概率也全在测试集里，否则泄漏：\n\n$$[P*k*q] \\times (1 - [q**(k - 1)]) = [key].$$",
                    en="The test set has $[==P*k*q]$ images on average. The [k - 1: # other image of the patient is|# other images of the patient are all] in the test set, too, with probability $q^[k - 1] = [q**(k - 1)]$; otherwise there is a leak:\n\n"
                    "$$[P*k*q] \\times (1 - [q**(k - 1)]) = [key].$$",
                ),
                difficulty=3,
                places=2,
            ),
            Computed(
                "split-patients",
                SPLIT_GROUPS,
                ask=Text(
                    zh="平均有多少个病人在训练集和测试集里都有图像？",
                    en="How many patients have images both in the training set and in the test set, on average?",
                ),
                claim=Text(
                    zh="平均有 $[value]$ 个病人在训练集和测试集里都有图像。",
                    en="On average, $[value]$ patients have images both in the training set and in the test set.",
                ),
                solution=Text(
                    zh="图像全在测试集或全在训练集的概率为 $q^[k] = [q**k]$ 与 $(1 - q)^[k] = [(1 - q)**k]$：\n\n$$[P] \\times (1 - [q**k] - [(1 - q)**k]) = [key].$$",
                    en="The images are all in the test set with probability $q^[k] = [q**k]$, all in the training set with $(1 - q)^[k] = [(1 - q)**k]$:\n\n$$[P] \\times (1 - [q**k] - [(1 - q)**k]) = [key].$$",
                ),
                difficulty=3,
                places=2,
            ),
        ),
        Text(
            zh="[study]包含 [P] 个病人，每个病人有 [k] 张图像。划分时没有按病人分组：每张图像各自独立地以概率 $q = [q]$ 进入测试集，否则进入训练集。",
            en="[study] has [P] patients with [k] images each. It is not split by patients: each image goes to the test set with probability $q = [q]$, independently of all others, and to the training set otherwise.",
        ),
    )


@split_leakage.check
def by_listing_splits(P: int, k: int, q: Fraction) -> dict[str, Fraction]:
    """Lists how the images of one patient can fall, with its probability."""
    leaking = both = R(0)
    for sides in product((0, 1), repeat=k):
        chance = R(1)
        for in_test in sides:
            chance *= q if in_test else 1 - q
        mixed = 0 < sum(sides) < k
        leaking += chance * sum(sides) * mixed
        both += chance * mixed
    return {"leaking-images": P * leaking, "split-patients": P * both}


WEIGHTS = Formulas(
    "tuple(sum(n)/(3*v) for v in n)",
    wrong={
        "classes-not-divided": (
            "tuple(sum(n)/v for v in n)",
            Text(zh="没有除以类别数 3。", en="This does not divide by the number of classes, 3."),
        ),
        "against-the-largest": (
            "tuple(max(n)/v for v in n)",
            Text(
                zh="以最大的类为准，每个样本的平均权重不是 1。",
                en="This scales by the largest class, so that the mean weight of a sample is not 1.",
            ),
        ),
        "inverse-counts-normalised": (
            "tuple((1/v)/sum(1/u for u in n) for v in n)",
            Text(zh="权重之和归一化成了 1。", en="This makes the weights add up to 1."),
        ),
        "one-minus-the-share": (
            "tuple(1 - v/sum(n) for v in n)",
            Text(zh="用 1 减去了各类的比例。", en="This subtracts the shares of the classes from 1."),
        ),
        "first-classes-exchanged": (
            "tuple(sum(n)/(3*n[i]) for i in (1, 0, 2))",
            Text(zh="前两类的权重弄反了。", en="This exchanges the weights of the first two classes."),
        ),
    },
)
COUNTS = (
    (97, 312, 641),
    (53, 148, 829),
    (412, 391, 207),
    (14, 86, 423),
    (523, 196, 311),
    (23, 77, 118),
    (706, 251, 49),
    (62, 239, 317),
)
IMBALANCED = {
    "tumours": Text(
        zh="医学影像的训练集有恶性、可疑、良性三类",
        en="A training set of scans has the classes malignant, suspicious and benign",
    ),
    "traffic": Text(
        zh="交通摄像头的训练集有卡车、公交车、轿车三类",
        en="A training set of traffic cameras has the classes lorry, bus and car",
    ),
    "reviews": Text(
        zh="商品评论的训练集有差评、中评、好评三类",
        en="A training set of product reviews has the classes negative, neutral and positive",
    ),
}


@generator(
    topic="data",
    objective="data-imbalance",
    minutes=3,
    tags=("class-weights", "imbalance"),
    source="King and Zeng, Logistic regression in rare events data, Political Analysis 9, 2001; scikit-learn user guide, class weights",
)
def class_weights(draw: Draw) -> Problem:
    """Weights in inverse proportion to the sizes of the classes."""
    counts = draw.pick("counts", COUNTS)
    draw.let("n", tuple(counts[i] for i in draw.pick("order", ((0, 1, 2), (1, 2, 0), (2, 0, 1)))))
    draw.let("data", draw.pick("setting", IMBALANCED))
    return Problem(
        Computed(
            "data/class-weights",
            WEIGHTS,
            ask=Text(zh="求三类的权重（按上面的次序）。", en="Find the weights of the three classes, in this order."),
            claim=Text(
                zh="三类的权重依次为 $[value]$。", en="The weights of the three classes are $[value]$, in this order."
            ),
            solution=Text(
                zh="共有 $N = [==sum(n)]$ 个样本，$w_c = N / (3 n_c)$：\n\n$$\\frac{[sum(n)]}{3 \\times [n[0]]} [~key[0]:.3],\\quad \\frac{[sum(n)]}{3 \\times [n[1]]} [~key[1]:.3],\\quad \\frac{[sum(n)]}{3 \\times [n[2]]} [~key[2]:.3].$$",
                en="There are $N = [==sum(n)]$ samples, and $w_c = N / (3 n_c)$:\n\n$$\\frac{[sum(n)]}{3 \\times [n[0]]} [~key[0]:.3],\\quad \\frac{[sum(n)]}{3 \\times [n[1]]} [~key[1]:.3],\\quad \\frac{[sum(n)]}{3 \\times [n[2]]} [~key[2]:.3].$$",
            ),
            difficulty=2,
            form="tuple",
            places=3,
            cells=cells("w_1", "w_2", "w_3"),
        ),
        Text(
            zh="[data]，依次有 [n[0]]、[n[1]]、[n[2]] 个样本。给损失加上类权重，使权重与类的大小成反比，且全部样本的平均权重为 1。",
            en="[data], with [n[0]], [n[1]] and [n[2]] samples. The loss gets class weights in inverse proportion to the sizes of the classes, such that the mean weight of all samples is 1.",
        ),
    )


@class_weights.check
def by_equal_shares(counts: tuple[int, ...], order: tuple[int, ...]) -> tuple[Fraction, ...]:
    """Every class gets a third of the total weight, which is the number of samples; its samples share it."""
    third = R(sum(counts)) / len(counts)
    return tuple(third / counts[place] for place in order)
