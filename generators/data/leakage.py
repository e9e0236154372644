"""Splits that leak."""

from fractions import Fraction
from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, Text, generator

R = Fraction


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
        "both-sides-once": (
            "P*q*(1 - q) if k == 2 else None",
            Text(
                zh="只考虑了一种次序；哪一张进入测试集都算。",
                en="This considers one order only, but either of the images may be the one in the test set.",
            ),
        ),
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
    calculator="basic",
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
