"""Splits that leak."""

from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source, texts

LEAKS = Formulas("P*k*q*(1 - q**(k - 1))").with_wrong("""
    all-test-images: P*k*q || 这是测试集中的全部图像。 || These are all images of the test set.
    clean-images-counted: P*k*q*q**(k - 1) || 这是没有泄漏的测试图像数。 || These are the test images without a leak.
    one-sibling-only: P*k*q*(1 - q) if k > 3 else None
        只考虑了同一病人的另外一张图像。 || This considers a single other image of the patient.
    patients-not-images: P*(1 - q**k - (1 - q)**k)
        这是两边都有图像的病人数。 || This is the number of patients with images on both sides.
    training-images: P*k*(1 - q) || 这是训练集中的图像数。 || This is the number of training images.
    all-siblings-in-training: P*k*q*(1 - q)**(k - 1)
        要求其余的图像全在训练集里；有一张就泄漏了。
        This requires all other images to be in the training set, but a single one is enough for a leak.
    exponent-not-reduced: P*k*q*(1 - q**k)
        指数没有减 1：该图像自身已在测试集里。
        This forgets to lower the exponent by 1: the image itself is in the test set already.
""")

SPLIT_GROUPS = Formulas("P*(1 - q**k - (1 - q)**k)").with_wrong("""
    any-test-image: P*(1 - (1 - q)**k)
        没有去掉图像全在测试集里的病人。 || This does not leave out the patients whose images are all in the test set.
    any-training-image: P*(1 - q**k)
        没有去掉图像全在训练集里的病人。
        This does not leave out the patients whose images are all in the training set.
    whole-patients: P*(q**k + (1 - q)**k)
        这是图像全在一边的病人数。 || This is the number of patients whose images are all on one side.
    one-pair-of-images: 2*P*q*(1 - q)
        只考虑了每名病人的两张图像。 || This considers two images of each patient only.
    share-of-the-test-set: P*q || 这是按比例 $q$ 折算的病人数。 || This is the fraction $q$ of the patients.
    images-not-patients: P*k*q*(1 - q**(k - 1)) || 这是泄漏的图像数。 || This is the number of images that leak.
""")

STUDIES = texts("""
    mri: 脑部 MRI 数据集 || A data set of brain MRI scans
    skin: 皮肤病照片数据集 || A data set of skin photographs
    eyes: 眼底照片数据集 || A data set of retinal photographs
""")


@generator(topic="data", objective="data-splits", minutes=5, tags=("leakage", "group-split"), calculator="basic")
@source(
    "Kaufman et al., Leakage in data mining, ACM TKDD 6(4), 2012; Roberts et al., Common pitfalls and recommendations for using machine learning to detect COVID-19, Nature Machine Intelligence 3, 2021"
)
def split_leakage(draw: Draw) -> Problem:
    """What leaks where the images of a patient are split at random."""
    draw.pick("P", (500, 800, 1000, 2000))
    # With 2 images each, as many images leak as patients are split.
    draw.pick("k", (3, 4, 5))
    draw.pick("q", (R(1, 10), R(1, 5), R(3, 10)))
    draw.let("study", draw.pick("setting", STUDIES))
    leaking_images = Computed("leaking-images", LEAKS, difficulty=3, places=2)
    split_patients = Computed("split-patients", SPLIT_GROUPS, difficulty=3, places=2)
    return Problem((leaking_images, split_patients)).worded(r"""
        [study]包含 [P] 名病人，每名病人有 [k] 张图像。划分时没有按病人分组：
          每张图像各自独立地以概率 $q = [q]$ 进入测试集，否则进入训练集。
        [study] has [P] patients with [k] images each. It is not split by patient: each image goes to the test set with
          probability $q = [q]$, independently of all others, and to the training set otherwise.

        # leaking-images
        ask: 测试集中平均有多少张图像，其所属病人至少还有一张图像在训练集里？
             For how many images of the test set, on average, is at least one other image of the same patient in the
               training set?
        claim: 测试集中平均有 $[value]$ 张图像，其所属病人至少还有一张图像在训练集里。
               On average, at least one other image of the same patient is in the training set for
                 $[value]$ images of the test set.
        solution: 测试集平均有 $[==P*k*q]$ 张图像；该病人其余的 [k - 1] 张图像以 $q^[k - 1] = [q]^[k - 1] = [q**(k - 1)]$ 的概率
                    也全在测试集里，否则泄漏：
                  The test set has $[==P*k*q]$ images on average. With probability $q^[k - 1] = [q]^[k - 1] = [q**(k - 1)]$, it has the
                    other [k - 1] images of the patient as well; otherwise there is a leak:
                  $$[P*k*q] \times (1 - [q**(k - 1)]) = [key].$$

        # split-patients
        ask: 平均有多少名病人在训练集和测试集里都有图像？
             How many patients have images both in the training set and in the test set, on average?
        claim: 平均有 $[value]$ 名病人在训练集和测试集里都有图像。
               On average, $[value]$ patients have images both in the training set and in the test set.
        solution: 图像全在测试集与全在训练集的概率分别为 $q^[k] = [q]^[k] = [q**k]$ 与 $(1 - q)^[k] = [1 - q]^[k] = [(1 - q)**k]$：
                  The images are all in the test set with probability $q^[k] = [q]^[k] = [q**k]$, and all in the training set with
                    $(1 - q)^[k] = [1 - q]^[k] = [(1 - q)**k]$:
                  $$[P] \times (1 - [q**k] - [(1 - q)**k]) = [key].$$
    """)


@split_leakage.check
def by_listing_splits(P: int, k: int, q: R) -> dict[str, R]:
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
