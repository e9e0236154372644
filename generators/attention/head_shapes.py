"""Shapes traced through a program that splits heads and multiplies them."""

from hwgen import Computed, Draw, Formulas, Problem, Text, generator, source, texts

PRODUCT = Formulas("(B, h, n, n)").with_wrong("""
    other-axis-summed: (B, h, m, m)
        求和的轴弄错了：`@` 对左边的最后一轴与右边的倒数第二轴求和。
        This sums over the wrong axis: `@` sums over the last axis on the left and the last but one on the right.
    heads-not-moved: (B, T, k, k) || 漏了第 3 行的转置。 || This leaves out the transposition of line 3.
    transposed-from-one: (T, B, k, k)
        第 3 行的轴从 1 数起了；应从 0 数起。 || This counts the axes of line 3 from 1, but they are counted from 0.
    product-by-element: (B, h, T, c)
        以为形状不变，如同 `x` 与自身逐元素相乘；`@` 是矩阵乘法。
        This keeps the shape, as if `x` were multiplied by itself element by element, but `@` is a matrix product.
""")

# What line 5 says, the shape that it leaves, and what it does.
LAST = {
    "sum": (
        "x.sum(dim=1)",
        Formulas("(B, n, n)").with_wrong("""
            heads-not-moved: (B, k, k) || 漏了第 3 行的转置。 || This leaves out the transposition of line 3.
            transposed-from-one: (T, k, k)
                第 3 行的轴从 1 数起了；应从 0 数起。
                This counts the axes of line 3 from 1, but they are counted from 0.
            summed-from-one: (h, n, n)
                第 5 行的轴从 1 数起了；应从 0 数起。
                This counts the axes of line 5 from 1, but they are counted from 0.
            last-axis-summed: (B, h, n) || 对最后一轴求了和。 || This sums over the last axis.
            sum-of-the-other-matrix: (B, m, m) || 第 4 行求和的轴弄错了。 || This sums over the wrong axis in line 4.
        """),
        Text("对第 1 轴（头）求和，该轴消失", "the sum over axis 1, that of the heads, removes this axis"),
    ),
    "mean": (
        "x.mean(dim=-1, keepdim=True)",
        Formulas("(B, h, n, 1)").with_wrong("""
            heads-not-moved: (B, T, k, 1) || 漏了第 3 行的转置。 || This leaves out the transposition of line 3.
            transposed-from-one: (T, B, k, 1)
                第 3 行的轴从 1 数起了；应从 0 数起。
                This counts the axes of line 3 from 1, but they are counted from 0.
            mean-line-skipped: (B, h, n, n) || 没有执行第 5 行。 || This skips line 5.
            rows-averaged: (B, h, 1, n) || 对倒数第二轴求了平均。 || This averages over the last axis but one.
            heads-averaged: (B, 1, n, n) || 对头的轴求了平均。 || This averages over the heads.
            both-matrix-axes-averaged: (B, h, 1, 1) || 对最后两轴都求了平均。 || This averages over the last two axes.
        """),
        Text(
            "对最后一轴求平均，`keepdim=True` 把它保留为 1",
            "the mean over the last axis leaves it with size 1, as `keepdim=True` says",
        ),
    ),
    "flatten": (
        "x.flatten(0, 1)",
        Formulas("(B*h, n, n)").with_wrong("""
            heads-not-moved: (B*T, k, k) || 漏了第 3 行的转置。 || This leaves out the transposition of line 3.
            flattened-from-one: (B, h*n, n)
                合并了第 1 轴与第 2 轴；应合并第 0 轴与第 1 轴。 || This merges axes 1 and 2 instead of 0 and 1.
            matrices-flattened: (B, h, n*n) || 合并了最后两轴。 || This merges the last two axes.
            sizes-added: (B + h, n, n)
                两轴的长度相加了，应相乘。 || This adds the sizes of the axes instead of multiplying them.
        """),
        Text("第 0 轴与第 1 轴合并为一个", "axes 0 and 1 are merged"),
    ),
    "unsqueeze": (
        "x.unsqueeze(1)",
        Formulas("(B, 1, h, n, n)").with_wrong("""
            heads-not-moved: (B, 1, T, k, k) || 漏了第 3 行的转置。 || This leaves out the transposition of line 3.
            transposed-from-one: (T, 1, B, k, k)
                第 3 行的轴从 1 数起了；应从 0 数起。
                This counts the axes of line 3 from 1, but they are counted from 0.
            inserted-in-front: (1, B, h, n, n)
                第 5 行的轴从 1 数起了；应从 0 数起。
                This counts the axes of line 5 from 1, but they are counted from 0.
            inserted-behind: (B, h, 1, n, n)
                把新轴插在了第 1 轴之后；它自己成为第 1 轴。
                This inserts the axis after axis 1, but it becomes axis 1 itself.
            inserted-at-the-end: (B, h, n, n, 1) || 把新轴插在了最后。 || This inserts the axis at the end.
        """),
        Text("在第 1 轴处插入长度为 1 的新轴", "a new axis of size 1 becomes axis 1"),
    ),
    "select": (
        "x[..., -1]",
        Formulas("(B, h, n)").with_wrong("""
            heads-not-moved: (B, T, k) || 漏了第 3 行的转置。 || This leaves out the transposition of line 3.
            transposed-from-one: (T, B, k)
                第 3 行的轴从 1 数起了；应从 0 数起。
                This counts the axes of line 3 from 1, but they are counted from 0.
            first-axis-selected: (h, n, n)
                在最前的轴上取了一个元素；`...` 代表最后一轴之前的所有轴。
                This selects along the first axis, but `...` stands for all axes before the last.
            heads-selected: (B, n, n) || 在头的轴上取了一个元素。 || This selects along the axis of the heads.
            row-of-the-other-matrix: (B, h, m) || 第 4 行求和的轴弄错了。 || This sums over the wrong axis in line 4.
        """),
        Text("在最后一轴上取一个元素，该轴消失", "picking an entry along the last axis removes this axis"),
    ),
}

BATCHES = texts("""
    text: 一批句子 || a batch of sentences
    image: 一批切成图块的图像 || a batch of images cut into patches
    sound: 一批语音帧序列 || a batch of sequences of speech frames
""")


@generator(
    topic="attention", objective="attention-mechanism", minutes=4, tags=("shapes", "pytorch", "multi-head-attention")
)
@source("PyTorch documentation, torch.Tensor.view, torch.transpose, torch.matmul, torch.flatten and torch.unsqueeze")
def traced_head_shapes(draw: Draw) -> Problem:
    """The shape of a tensor after lines of a program that splits it into heads."""
    B = draw.pick("B", (2, 5, 8))
    T = draw.pick("T", (6, 10, 20))
    h, c = draw.pick("heads", ((4, 16), (3, 32), (12, 64)))
    rows = draw.pick("rows", (0, 1))
    last = draw.pick("last", tuple(LAST))
    # Else the sum over axis 1 has the same shape without the transposition.
    draw.require(rows or last != "sum")
    draw.let("batch", draw.pick("setting", BATCHES))
    draw.let("h", h)
    draw.let("c", c)
    draw.let("n", T if rows else c)
    draw.let("m", c if rows else T)
    # The side of the matrices where the heads have not moved.
    draw.let("k", h if rows else c)
    code, formulas, step = LAST[last]
    product = "x @ x.transpose(-2, -1)" if rows else "x.transpose(-2, -1) @ x"
    lines = (
        f"x = torch.randn({B}, {T}, {h * c})",
        f"x = x.view({B}, {T}, {h}, {c})",
        "x = x.transpose(1, 2)",
        f"x = {product}",
        f"x = {code}",
    )
    width = max(map(len, lines))
    program = "\n".join(f"{line:<{width}}  # {number}" for number, line in enumerate(lines, 1))
    draw.let("step", step)
    left = r" \times ".join(f"[key[{axis}]]" for axis in range(formulas.key.count(",") + 1))
    shape_of_product = Computed("shape-of-product", PRODUCT, difficulty=3, form="shape")
    shape_at_the_end = Computed("shape-at-the-end", formulas, difficulty=3, form="shape")
    return Problem(
        (shape_of_product, shape_at_the_end),
        Text(
            f"下面的 PyTorch 程序处理[batch]，轴从 0 数起：\n\n```python\n{program}\n```",
            f"This PyTorch program processes [batch]; axes are counted from 0:\n\n```python\n{program}\n```",
        ),
    ).worded(rf"""
        # shape-of-product
        ask: 第 4 行之后，`x` 的形状是什么？ || What shape does `x` have after line 4?
        claim: 第 4 行之后，`x` 的形状是 $[value]$。 || After line 4, the shape of `x` is $[value]$.
        solution: 第 3 行之后的形状为 $[B] \times [h] \times [T] \times [c]$。`@` 对最后两轴作矩阵乘法，
                    即 [rows: 1=$[T] \times [c]$ 乘以 $[c] \times [T]$|$[c] \times [T]$ 乘以 $[T] \times [c]$]，前面的轴不变：
                    $[B] \times [h] \times [n] \times [n]$。
                  After line 3 the shape is $[B] \times [h] \times [T] \times [c]$. `@` is a matrix product over the
                    last two axes, here [rows: 1=$[T] \times [c]$ times $[c] \times [T]$|$[c] \times [T]$ times $[T] \times [c]$],
                    and leaves those before them as they are: $[B] \times [h] \times [n] \times [n]$.

        # shape-at-the-end
        ask: 第 5 行之后，`x` 的形状是什么？ || What shape does `x` have after line 5?
        claim: 第 5 行之后，`x` 的形状是 $[value]$。 || After line 5, the shape of `x` is $[value]$.
        solution: 第 5 行[step]：${left}$。 || In line 5, [step]: ${left}$.
    """)


@traced_head_shapes.check
def by_named_axes(B: int, T: int, heads: tuple[int, int], rows: int, last: str) -> dict[str, object]:
    """Carries axes with names through the program."""
    axes = [("sample", B), ("token", T), ("head", heads[0]), ("channel", heads[1])]
    axes[1], axes[2] = axes[2], axes[1]
    *front, row, column = axes
    left, right = ([*front, row, column], [*front, column, row])
    if not rows:
        left, right = right, left
    assert left[-1] == right[-2], "the axes that are summed over fit"
    scores = [*left[:-1], right[-1]]
    end = [size for _, size in scores]
    if last == "sum":
        end = [size for name, size in scores if name != "head"]
    elif last == "mean":
        end[-1:] = [1]
    elif last == "flatten":
        end[:2] = [sum(end[1] for _ in range(B))]
    elif last == "unsqueeze":
        end.insert(1, 1)
    else:
        end.pop()
    return {"shape-of-product": tuple(size for _, size in scores), "shape-at-the-end": tuple(end)}
