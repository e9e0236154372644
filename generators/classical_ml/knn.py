"""k-nearest-neighbour classification on a line."""

import math
from functools import cache
from itertools import product
from typing import Any

from hwgen import (
    Computed,
    Dots,
    Draw,
    Formulas,
    Label,
    Line,
    Picture,
    Problem,
    Text,
    generator,
    may_coincide,
    shuffled,
    source,
    texts,
)

from .._tex import cells

POINTS = tuple(tuple(sorted(shuffled(("knn", i), range(30))[:7])) for i in range(15))
CLASSES = tuple(y for y in product((0, 1), repeat=7) if 2 <= sum(y) <= 5)
KNN = Formulas(
    "tuple(1 if 2*sum(y[i] for i in nn[:k]) > k else 0 for k in (1, 3, 5))",
    let={"nn": "sorted(range(7), key=lambda i: Abs(x[i] - q))"},
).with_wrong("""
    classes-exchanged: tuple(0 if 2*sum(y[i] for i in nn[:k]) > k else 1 for k in (1, 3, 5))
    nearest-for-every-k: (y[nn[0]],)*3
    majority-of-all-points: (1 if 2*sum(y) > 7 else 0,)*3
    farthest-neighbours: tuple(1 if 2*sum(y[i] for i in nn[::-1][:k]) > k else 0 for k in (1, 3, 5))
    class-of-kth-neighbour: tuple(y[nn[k - 1]] for k in (1, 3, 5))
    first-k-listed: tuple(1 if 2*sum(y[:k]) > k else 0 for k in (1, 3, 5))
    skips-nearest: tuple(1 if 2*sum(y[i] for i in nn[1:k + 1]) > k else 0 for k in (1, 3, 5))
    votes-weighted-by-distance: tuple(1 if 2*sum(R(y[i], Abs(x[i] - q)) for i in nn[:k]) > sum(R(1, Abs(x[i] - q)) for i in nn[:k]) else 0 for k in (1, 3, 5))
""")

MARKED = texts("""
    points: 数轴上有 7 个训练点 || There are 7 training points on a line
    days: 7 天（训练样本）按最高气温（摄氏度）标在数轴上
          A number line shows 7 days, the training points, by their highest temperature in degrees Celsius
    students: 7 名学生（训练样本）按测验的得分标在数轴上
              A number line shows 7 students, the training points, by their scores in a test
""")


@generator(topic="classical-ml", objective="classical-fitting", minutes=4, tags=("knn",))
@source("Bishop, Pattern Recognition and Machine Learning (2006), section 2.5.2")
@may_coincide(
    "There are two classes, and votes of neighbours agree as a rule.",
    "farthest-neighbours",
    "class-of-kth-neighbour",
    "votes-weighted-by-distance",
    "first-k-listed",
)
@may_coincide(
    "There are two classes, and each wrong rule gives one of two answers at each k.",
    "skips-nearest",
    "majority-of-all-points",
)
def knn_line(draw: Draw) -> Problem:
    """The class of a query among seven points on a line, for k = 1, 3 and 5."""
    x = draw.pick("x", POINTS)
    q = draw.pick("q", (7, 12, 15, 20))
    draw.require(q not in x and len({abs(v - q) for v in x}) == 7)
    y = draw.pick("y", CLASSES)
    votes = tuple(majority(x, y, q, k) for k in (1, 3, 5))
    draw.require(len(set(votes)) > 1)
    draw.let("marked", draw.setting(MARKED))
    near = sorted(range(7), key=lambda i: abs(x[i] - q))[:5]
    draw.let("near", tuple((x[i], abs(x[i] - q), y[i]) for i in near))
    draw.let("ones", tuple(sum(y[i] for i in near[:k]) for k in range(6)))
    points, nearest = "---|" * 8, "---|" * 6
    order = "| 1 | 2 | 3 | 4 | 5 |"
    where, labels = (" | ".join(f"[{name}[{i}]]" for i in range(7)) for name in "xy")
    rows = [" | ".join(f"$[near[{i}][{row}]]$" for i in range(5)) for row in range(3)]
    zh = "\n".join(f"- $k = {k}$：类别 1 得 [ones[{k}]] 票，类别 0 得 [{k} - ones[{k}]] 票。" for k in (1, 3, 5))
    en = "\n".join(f"- $k = {k}$: [ones[{k}]] for class 1, [{k} - ones[{k}]] for class 0." for k in (1, 3, 5))
    question = Computed(
        "ml/knn",
        KNN,
        solution=Text(
            f"按到 $q$ 的距离从小到大，最近的 5 个点是\n\n| 近邻 {order}\n|{nearest}\n| $x$ | {rows[0]} |\n| 距离 | {rows[1]} |\n"
            f"| 类别 | {rows[2]} |\n\n取多数：\n\n{zh}\n\n预测类别依次为 $[key]$。",
            f"The 5 points nearest to $q$ are, by distance,\n\n| neighbour {order}\n|{nearest}\n| $x$ | {rows[0]} |\n| distance | {rows[1]} |\n"
            f"| class | {rows[2]} |\n\nThe votes:\n\n{en}\n\nThe predictions are $[key]$.",
        ),
        difficulty=1 + (votes[0] != votes[1]) + (votes[1] != votes[2]),
        form="tuple",
        signed=True,
        cells=cells("k = 1", "k = 3", "k = 5"),
    )
    return Problem(
        question,
        Text(
            f"[marked]，类别为 0（空心）或 1（实心），查询点为 $q = [q]$。\n\n| $x$ | {where} |\n|{points}\n| 类别 | {labels} |\n\n![](line)",
            f"[marked]. Each has class 0 (hollow) or 1 (filled). The query is $q = [q]$.\n\n| $x$ | {where} |\n|{points}\n"
            f"| class | {labels} |\n\n![](line)",
        ),
        figures=lambda: {"line": drawn(x, y, q)},
    ).worded("""
        ask: 用 $k$ 近邻法（各近邻等权投票）分类，依次求 $k = 1, 3, 5$ 时 $q$ 的预测类别。
             Classify $q$ by its $k$ nearest neighbours, with equal votes. Give the predicted classes for $k = 1, 3, 5$,
               in this order.
        claim: 用 $k$ 近邻法（各近邻等权投票）分类，$k = 1, 3, 5$ 时 $q$ 的预测类别依次为 $[value]$。
               By its $k$ nearest neighbours, with equal votes, the predicted classes of $q$ for $k = 1, 3, 5$ are
                 $[value]$, in this order.
    """)


def drawn(x: tuple[int, ...], y: tuple[int, ...], q: int) -> Picture:
    """The points on a number line, hollow for class 0, and a cross at the query."""
    step, left, height = 3.2, 4.0, 4.8

    def place(value: float, up: float = 0.0) -> tuple[float, float]:
        return (round(left + value * step, 2), round(height + up, 2))

    marks: list[Any] = [Line((place(-0.8), place(30.6)), width=0.5, arrow=True)]
    for tick in range(30):
        long = tick % 5 == 0
        marks.append(Line((place(tick), place(tick, -1.3 if long else -0.7)), width=0.4))
        if long:
            marks.append(Label(place(tick, -1.6), str(tick), "north"))
    for value, label in zip(x, y, strict=True):
        at = place(value, 1.8)
        ring = tuple(
            (round(at[0] + 1.1 * math.cos(math.tau * i / 24), 2), round(at[1] + 1.1 * math.sin(math.tau * i / 24), 2))
            for i in range(25)
        )
        marks.append(Dots((at,), radius=1.1) if label else Line(ring, width=0.7))
    for sign in (1, -1):
        marks.append(Line((place(q - 0.3, 1.8 - sign), place(q + 0.3, 1.8 + sign)), width=1.0))
    marks.append(Label(place(q, 3.2), "q", "south", italic=True))
    groups = [", ".join(str(v) for v, label in zip(x, y, strict=True) if label == wanted) for wanted in (0, 1)]
    return Picture(
        round(left + 31 * step + 2, 1),
        12.8,
        tuple(marks),
        alt=Text(
            f"从 0 到 30 的数轴。空心圆（类别 0）位于 {groups[0].replace(', ', '、')}；"
            f"实心圆（类别 1）位于 {groups[1].replace(', ', '、')}；叉号 q 位于 {q}。",
            f"A number line from 0 to 30. Hollow circles (class 0) at {groups[0]}; filled circles (class 1) at {groups[1]}; "
            f"a cross, q, at {q}.",
        ),
    )


@cache
def ball(x: tuple[int, ...], q: int, k: int) -> tuple[int, ...]:
    """The points inside the smallest interval around `q` that holds `k` of them."""
    radius = 0
    while sum(abs(v - q) <= radius for v in x) < k:
        radius += 1
    return tuple(i for i, v in enumerate(x) if abs(v - q) <= radius)


def majority(x: tuple[int, ...], y: tuple[int, ...], q: int, k: int) -> int:
    inside = [y[i] for i in ball(x, q, k)]
    return 1 if inside.count(1) > inside.count(0) else 0


@knn_line.check
def by_growing_interval(x: tuple[int, ...], y: tuple[int, ...], q: int) -> tuple[int, ...]:
    """Grows an interval around the query until it holds k points, and counts both classes in it."""
    return tuple(majority(x, y, q, k) for k in (1, 3, 5))
