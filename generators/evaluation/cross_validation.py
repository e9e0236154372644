"""How often, and on how many samples, cross-validation trains."""

from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, Text, generator, source, texts

RUNS = Formulas("(N - N/k, k*a*b + r)").with_wrong("""
    size-of-the-fold: (N/k, k*a*b + r)
        这是验证用的那一份的样本数。 || This is the number of validation samples.
    settings-added: (N - N/k, k*(a + b) + r)
        把取值的个数相加了，应相乘。 || This adds the numbers of values instead of multiplying them.
    one-run-for-each-setting: (N - N/k, a*b + r)
        每种组合只算了一次训练，应为 $[k]$ 次。 || This trains each combination once instead of $[k]$ times.
    last-training-miscounted: (N - N/k, k*a*b + 1 - r)
        [r: 0=多算了最后的一次训练；选定之后不再训练|漏了最后用全部样本的那次训练]。
        [r: 0=This adds a last training, but there is none after the choice|This leaves out the last training on all
          samples].
    one-training-more-for-each-setting: (N - N/k, (k + 1)*a*b + r)
        给每种组合多算了一次训练。 || This counts one training too many for each combination.
    trained-on-everything: (N, k*a*b + r)
        用了全部样本；交叉验证中每次都要留出一份。
        This trains on all samples, but in cross-validation one part is left out each time.
    no-cross-validation: (N, a*b + r)
        每种组合只用全部样本训练了一次，没有作交叉验证。
        This trains each combination once on all samples, without cross-validation.
    one-training-less-for-each-setting: (N - N/k, (k - 1)*a*b + r)
        每种组合少算了一次训练；每一份都要用来验证一次。
        This counts one training too few for each combination; each part is used once for validation.
""")
SEARCHES = texts("""
    forest: 为随机森林选取树的棵数（[a] 个值）和深度（[b] 个值）
            The number of trees ([a] values) and the depth ([b] values) of a random forest are to be chosen
    kernel: 为支持向量机选取惩罚系数（[a] 个值）和核的宽度（[b] 个值）
            The penalty coefficient ([a] values) and the width of the kernel ([b] values) of a support vector machine are to be chosen
    network: 为一个小网络选取学习率（[a] 个值）和权重衰减（[b] 个值）
             The learning rate ([a] values) and the weight decay ([b] values) of a small network are to be chosen
""")


@generator(topic="evaluation", objective="evaluation-protocol", minutes=2, tags=("cross-validation", "hyperparameters"))
@source("Hastie, Tibshirani and Friedman, The Elements of Statistical Learning (2009), section 7.10.1")
def cross_validation_runs(draw: Draw) -> Problem:
    """The samples of one training and the number of trainings in a search by cross-validation."""
    N = draw.pick("N", (100, 150, 200, 500, 1000, 60000))
    k = draw.pick("k", (4, 5, 10))
    a = draw.pick("a", (2, 3, 5))
    b = draw.pick("b", (2, 3, 4))
    draw.pick("r", (0, 1))
    draw.require(N % k == 0)
    draw.require(a + b != a * b)
    draw.let("search", draw.pick("setting", SEARCHES))
    question = Computed(
        "eval/kfold-arithmetic",
        RUNS,
        difficulty="1 + r",
        form="tuple",
        cells=(
            Text("交叉验证中每次训练的样本数", "samples per training run in cross-validation"),
            Text("训练的总次数", "training runs in all"),
        ),
    )
    return Problem(question).worded(r"""
        [search]：数据有 [N] 个样本，每一种组合都用 $[k]$ 折交叉验证评估[r: 0=，选定之后不再训练|，
          最后以选定的组合用全部样本再训练一次]。
        [search]. There are [N] samples, and each combination is evaluated by $[k]$-fold cross-validation[r: 0=; the
          chosen combination is not trained again|; at the end, the chosen combination is trained once more on all samples].

        ask: 交叉验证中每次训练用多少个样本？一共训练多少次？
             How many samples does each training run in cross-validation use, and how many training runs are there in
               all?
        claim: 交叉验证中每次训练的样本数与训练的总次数依次为 $[value]$。
               The number of samples that each training run in cross-validation uses and the number of training runs in
                 all are $[value]$, in this order.
        solution: 每次留出一份作验证，用其余 $[N] - [N]/[k] = [N - N/k]$ 个样本训练；
                    $[a] \times [b]$ 种组合各训练 $[k]$ 次[r: 0=|，最后再加 1 次]，
                    共训练 [r: 0=$[==a*b*k]$|$[==a*b*k + r]$] 次。
                  Each time, one part is held out for validation, and the other $[N] - [N]/[k] = [N - N/k]$ samples are
                    used for training; each of the $[a] \times [b]$ combinations is trained $[k]$ times[r: 0=|, and 1
                    more run is added], which makes [r: 0=$[==a*b*k]$|$[==a*b*k + r]$] runs in all.
    """)


@cross_validation_runs.check
def by_going_through(N: int, k: int, a: int, b: int, r: int) -> tuple[int, int]:
    """Deals the samples to the folds, and lists all trainings."""
    folds = [range(start, N, k) for start in range(k)]
    trainings = [held_out for _ in product(range(a), range(b)) for held_out in folds]
    used = {len(set(range(N)).difference(held_out)) for held_out in folds}
    return used.pop(), len(trainings) + r
