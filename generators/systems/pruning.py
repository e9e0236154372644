"""Which weights magnitude pruning keeps."""

from collections.abc import Iterable

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, may_coincide, shuffled, source, texts

from .._apart import apart

LETTERS = "ABCDEFGH"


def letters(places: Iterable[int]) -> tuple[str, ...]:
    return tuple(LETTERS[int(i)] for i in sorted(places))


KEPT = Formulas(
    "letters([i for i in range(8) if Abs(w[i]) >= sizes[gone]])",
    let={"gone": "int(8*p)", "sizes": "sorted([Abs(v) for v in w])"},
    functions=(letters,),
).with_wrong("""
    smallest-values-removed: letters([i for i in range(8) if w[i] >= sorted(w)[gone]])
        按数值而不是按绝对值剪枝：绝对值大的负权重也被剪去了。
        This prunes by value and not by magnitude, so that large negative weights go as well.
    largest-removed: letters([i for i in range(8) if Abs(w[i]) <= sizes[7 - gone]])
        剪去的是绝对值最大的权重[2*p: 1=，或列出的是被剪去的权重|]。
        This removes the weights of the largest magnitude[2*p: 1=, or lists those that are pruned|].
    pruned-for-kept: letters([i for i in range(8) if Abs(w[i]) < sizes[gone]]) if 2*p != 1 else None
        列出的是被剪去的权重。 || These are the weights that are pruned.
    share-kept: letters([i for i in range(8) if Abs(w[i]) >= sizes[8 - gone]]) if 2*p != 1 else None
        把要剪去的比例当作保留的比例。 || This keeps the share that is to be pruned.
    share-taken-for-a-threshold: letters([i for i in range(8) if Abs(w[i]) > p])
        把比例当作阈值，保留了绝对值大于 $[p]$ 的权重。
        This takes the share for a threshold and keeps the weights of magnitude above $[p]$.
    last-ones-removed: letters(range(8 - gone))
        按排列的次序剪枝，与大小无关。 || This prunes by position, whatever the magnitudes.
    one-too-many-kept: letters([i for i in range(8) if Abs(w[i]) >= sizes[gone - 1]])
        少剪了一个。 || This prunes one too few.
    one-too-few-kept: letters([i for i in range(8) if Abs(w[i]) >= sizes[gone + 1]])
        多剪了一个。 || This prunes one too many.
""")
SIZES = tuple(range(3, 96, 4))


def weights(number: int) -> tuple[R, ...]:
    """Eight weights of different sizes, half of them negative."""
    signs = shuffled(("pruning signs", number), (1, -1) * 4)
    return tuple(
        sign * R(size, 100) for sign, size in zip(signs, shuffled(("pruning", number), SIZES)[:8], strict=True)
    )


WEIGHTS = tuple(weights(number) for number in range(40))
PRUNED = texts("""
    layer: 一个全连接层的一个单元有 8 个权重 || A unit of a fully connected layer has 8 weights
    filter: 一个图像分类网络的某个卷积核有 8 个权重 || A kernel in an image classifier has 8 weights
    attention: 注意力层的某个投影矩阵的一行有 8 个权重 || A row of a projection matrix in an attention layer has 8 weights
""")


@generator(topic="systems", objective="systems-compression", minutes=2, tags=("pruning", "sparsity"))
@source(
    "Han, Pool, Tran and Dally, Learning both weights and connections for efficient neural networks (2015), section 3"
)
@may_coincide(
    "A threshold keeps any number of weights, which may be one too many or too few.",
    "one-too-many-kept",
    "one-too-few-kept",
)
def magnitude_pruning(draw: Draw) -> Problem:
    """The weights that are left when a share of those of the smallest magnitude is set to 0."""
    w = draw.pick("w", WEIGHTS)
    p = draw.pick("p", (R(1, 4), R(1, 2), R(3, 4)))
    draw.require(apart(draw, KEPT, *KEPT.wrong))
    draw.let("opening", draw.pick("setting", PRUNED))
    draw.let("percent", int(100 * p))
    order = sorted(w, key=abs)[: int(8 * p)]
    draw.let("bound", max(map(abs, order)))
    kept = r",\ ".join(rf"\mathrm{{{name}}}" for name, value in zip(LETTERS, w, strict=True) if value not in order)
    question = Computed(
        "sys/magnitude-pruning",
        KEPT,
        difficulty=1,
        form="set",
        labels={name: Text(f"权重 {name}", f"weight {name}") for name in LETTERS},
    )
    values = " | ".join(f"$[w[{i}]]$" for i in range(8))
    return Problem(question).worded(f"""
        [opening]，把其中绝对值最小的 [percent]% 置为 0（剪枝）：
        [opening]. The [percent]% of them with the smallest magnitudes are set to 0 (pruned):
        | 权重 | {" | ".join(LETTERS)} |
        | weight | {" | ".join(LETTERS)} |
        |{"---|" * 9}
        | 值 | {values} |
        | value | {values} |

        ask: 保留下来的是哪些权重？ || Which weights are kept?
        claim: 保留下来的权重是 $[value]$。 || The weights that are kept are $[value]$.
        solution: 8 个权重的 [percent]% 是 $[8*p]$ 个，绝对值不超过 $[bound]$ 的都被剪去，其余的保留：${kept}$。
                  [percent]% of 8 weights is $[8*p]$ weights: those of magnitude up to $[bound]$ are pruned, and the
                    others are kept: ${kept}$.
    """)


@magnitude_pruning.check
def by_removing_one_by_one(w: tuple[R, ...], p: R) -> tuple[str, ...]:
    """Takes out the weight nearest to 0 again and again."""
    left = dict(zip(LETTERS, w, strict=True))
    while 8 - len(left) < 8 * p:
        del left[min(left, key=lambda name: left[name] ** 2)]
    return tuple(left)
