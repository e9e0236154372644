"""Top-k accuracy, from a table of scores."""

from hwgen import Computed, Draw, Formulas, Problem, R, generator, may_coincide, shuffled, source, texts

Table = tuple[tuple[int, ...], ...]
CLASSES = "ABCD"
TOP_K = Formulas(
    "R(sum(1 for r in ranks if r <= k), 5)",
    let={"ranks": "tuple(1 + sum(1 for v in S[i] if v > S[i][t[i]]) for i in range(5))"},
).with_wrong("""
    only-the-first: R(sum(1 for r in ranks if r == 1), 5) if k > 1 else None
        只看了得分最高的一类。 || This looks at the highest score alone.
    one-rank-too-many: R(sum(1 for r in ranks if r <= k + 1), 5)
        多看了一个名次。 || This looks at one rank too many.
    one-rank-too-few: R(sum(1 for r in ranks if r < k), 5) if k > 2 else None
        少看了一个名次。 || This looks at one rank too few.
    exactly-this-rank: R(sum(1 for r in ranks if r == k), 5) if k > 1 else None
        只计了名次恰为 $[k]$ 的样本。 || This counts the samples of rank $[k]$ exactly.
    errors-counted: R(sum(1 for r in ranks if r > k), 5)
        这是 top-[k] 错误率。 || This is the top-[k] error rate.
    ranked-from-below: R(sum(1 for r in ranks if 5 - r <= k), 5)
        从得分最低的一类数起了。 || This counts from the lowest score.
    reciprocal-ranks: sum(R(1, r) for r in ranks)/5
        这是名次倒数的平均值。 || This is the mean of the reciprocal ranks.
""")


def scores(number: int) -> Table:
    """Five rows of four different scores."""
    return tuple(shuffled(("top-k", number, row), range(1, 10))[:4] for row in range(5))


TABLES = tuple(scores(number) for number in range(40))
LABELS = tuple(shuffled(("top-k labels", number), (0, 1, 2, 3, number % 4)) for number in range(6))
CLASSIFIERS = texts("""
    birds: 鸟类识别网络 || a network for recognising birds
    words: 语音命令识别网络 || a network for recognising spoken commands
    plants: 药用植物识别网络 || a network for recognising medicinal plants
""")


@generator(topic="evaluation", objective="evaluation-metrics", minutes=3, tags=("accuracy", "top-k"))
@source("Russakovsky et al., ImageNet large scale visual recognition challenge (2015), section 4.1")
@may_coincide("Five samples have few shares.", "ranked-from-below", "exactly-this-rank", "errors-counted")
def top_k_accuracy(draw: Draw) -> Problem:
    """The share of samples whose class is among the k highest scores."""
    S = draw.pick("S", TABLES)
    t = draw.pick("t", LABELS)
    k = draw.pick("k", (1, 2, 3))
    # Else one rank more or less would not show.
    ranks = [1 + sum(score > row[label] for score in row) for row, label in zip(S, t, strict=True)]
    draw.require(k in ranks and k + 1 in ranks)
    draw.let("network", draw.setting(CLASSIFIERS))
    rows = "\n        ".join(
        f"| {i + 1} | " + " | ".join(f"[S[{i}][{j}]]" for j in range(4)) + f" | [name{i}] |" for i in range(5)
    )
    for i, label in enumerate(t):
        draw.let(f"name{i}", CLASSES[label])
    places = r",\quad ".join(f"1 + [ranks[{i}] - 1] = [ranks[{i}]]" for i in range(5))
    question = Computed("eval/topk-accuracy", TOP_K, difficulty=1 + (k > 1), places=2, most=1)
    return Problem(question).worded(rf"""
        下表是[network]对 5 个样本在 A、B、C、D 四个类别上的得分，以及各样本的真实类别：
        The table shows how [network] scores 5 samples for the classes A, B, C and D, and the true class of each sample:
        | 样本 | A | B | C | D | 真实类别 |
        | sample | A | B | C | D | true class |
        |---|---|---|---|---|---|
        {rows}

        ask: top-[k] 准确率是多少？ || What is the top-[k] accuracy?
        claim: top-[k] 准确率是 $[value]$。 || The top-[k] accuracy is $[value]$.
        solution: 真实类别在各行中的名次是得分比它高的类别数加 1，依次为
                  The rank of the true class in a row is 1 plus the number of classes with higher scores. Row by row, it is
                  $${places},$$
                  其中不大于 $[k]$ 的占 || so that the share of ranks not above $[k]$ is
                  $$\frac{{[sum(1 for r in ranks if r <= k)]}}{{5}} = [key].$$
    """)


@top_k_accuracy.check
def by_sorting_rows(S: Table, t: tuple[int, ...], k: int) -> R:
    """Sorts each row and looks for the true class among the first k."""
    hits = 0
    for row, label in zip(S, t, strict=True):
        best = sorted(range(len(row)), key=lambda j, row=row: -row[j])[:k]  # type: ignore[misc]
        hits += label in best
    return R(hits, len(S))
