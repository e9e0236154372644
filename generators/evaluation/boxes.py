"""Bounding boxes: intersection over union of two, and non-maximum suppression among five."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations
from typing import Any

from hwgen import (
    Computed,
    Draw,
    Formulas,
    Label,
    Line,
    Picture,
    Problem,
    Text,
    Wording,
    chance,
    equal_tex,
    generator,
    number_tex,
    shuffled,
)

R = Fraction
Box = tuple[int, int, int, int]
LETTERS = "ABCDE"

IOU = Formulas(
    "inter/(a1 + a2 - inter)",
    let={
        "iw": "Max(0, Min(w1, dx + w2) - dx)",
        "ih": "Max(0, Min(h1, dy + h2) - dy)",
        "inter": "iw*ih",
        "a1": "w1*h1",
        "a2": "w2*h2",
    },
    tex={"inter": "I", "a1": "S_A", "a2": "S_B"},
    wrong={
        "union-without-subtraction": "inter/(a1 + a2)",
        "pixel-inclusive": "((iw + 1)*(ih + 1))/((w1 + 1)*(h1 + 1) + (w2 + 1)*(h2 + 1) - (iw + 1)*(ih + 1))",
        "over-first-box": "inter/a1",
        "over-second-box": "inter/a2",
        "dice-for-iou": "2*inter/(a1 + a2)",
        "over-enclosing-box": "inter/(Max(w1, dx + w2)*Max(h1, dy + h2))",
        "union-minus-twice": "inter/(a1 + a2 - 2*inter) if a1 + a2 > 3*inter else None",
    },
)


@generator(
    topic="evaluation",
    objective="evaluation-detection",
    minutes=3,
    tags=("iou", "object-detection"),
    source="Everingham et al., The PASCAL Visual Object Classes (VOC) Challenge (2010), section 4.2; Zhang et al., "
    "Dive into Deep Learning (2023), section 14.4",
)
def box_iou(draw: Draw) -> Problem:
    """The intersection over union of two boxes on a grid."""
    x1 = draw.pick("x1", (0, 1, 2))
    y1 = draw.pick("y1", (0, 1, 2))
    w1 = draw.pick("w1", (2, 3, 4, 5))
    h1 = draw.pick("h1", (2, 3, 4, 6))
    dx = draw.pick("dx", (0, 1, 2, 3))
    dy = draw.pick("dy", (0, 1, 2, 3))
    w2 = draw.pick("w2", (2, 3, 4, 5))
    h2 = draw.pick("h2", (2, 3, 4, 6))
    draw.require(dx < w1 and dy < h1)
    draw.require(dx + dy > 0)
    draw.require(x1 == y1 or x1 < 2)
    at = draw.params
    first: Box = (x1, y1, x1 + w1, y1 + h1)
    second: Box = (x1 + dx, y1 + dy, x1 + dx + w2, y1 + dy + h2)

    def context() -> Text:
        return Text(
            zh=f"如图，两个边界框以左上角和右下角的坐标 $(x_1, y_1, x_2, y_2)$ 表示，$y$ 轴向下：\n\n"
            f"$$A = {corners(first)},\\qquad B = {corners(second)}.$$\n\n![](boxes)",
            en="The figure shows two bounding boxes, written as the coordinates $(x_1, y_1, x_2, y_2)$ of the upper left and "
            f"the lower right corner, with the $y$ axis pointing down:\n\n"
            f"$$A = {corners(first)},\\qquad B = {corners(second)}.$$\n\n![](boxes)",
        )

    def wording() -> Wording:
        found = IOU.values(at)
        wide = overlap_tex(first[0::2], second[0::2], found["iw"])
        high = overlap_tex(first[1::2], second[1::2], found["ih"])
        areas = f"I = {product_tex(found['iw'], found['ih'])},\\qquad S_A = {product_tex(w1, h1)},\\qquad "
        areas += f"S_B = {product_tex(w2, h2)}."
        worked = IOU.worked(at, places=3)
        return Wording(
            ask=Text(zh="求两框的交并比 $\\mathrm{IoU}$。", en="Find their intersection over union, $\\mathrm{IoU}$."),
            claim=Text(
                zh="两框的交并比 $\\mathrm{IoU} = {}$。", en="Their intersection over union is $\\mathrm{IoU} = {}$."
            ),
            solution=Text(
                zh=f"交集的宽和高为\n\n$${wide},\\qquad {high}.$$\n\n交集的面积 $I$ 和两框的面积为\n\n$${areas}$$\n\n"
                f"并集的面积是 $S_A + S_B - I$，因此\n\n$$\\mathrm{{IoU}} = {worked}.$$",
                en=f"The width and the height of the intersection are\n\n$${wide},\\qquad {high}.$$\n\n"
                f"The areas of the intersection, $I$, and of the boxes are\n\n$${areas}$$\n\n"
                f"The area of the union is $S_A + S_B - I$, so that\n\n$$\\mathrm{{IoU}} = {worked}.$$",
            ),
        )

    return Problem(
        (
            Computed(
                "eval/iou",
                IOU,
                at,
                wording,
                difficulty=1 + (dx > 0) + (dy > 0),
                conventions=("continuous-coordinates",),
                places=3,
                most=1,
            ),
        ),
        context,
        figures=lambda: {"boxes": drawn((first, second), cell=4.5)},
    )


def corners(box: Sequence[int]) -> str:
    return f"({', '.join(map(str, box))})"


def overlap_tex(one: Sequence[int], other: Sequence[int], length: int) -> str:
    """TeX of the length of the overlap of two intervals."""
    return rf"\min({one[1]}, {other[1]}) - \max({one[0]}, {other[0]}) = {length}"


def product_tex(a: int, b: int) -> str:
    return rf"{a} \times {b} = {a * b}"


def drawn(boxes: Sequence[Box], cell: float) -> Picture:
    """Boxes named A, B, ... on a grid with the y axis pointing down."""
    columns, rows = max(b[2] for b in boxes) + 1, max(b[3] for b in boxes) + 1
    left, top = 6.0, rows * cell + 1.5

    def place(x: float, y: float) -> tuple[float, float]:
        return (round(left + x * cell, 2), round(top - y * cell, 2))

    marks: list[Any] = [Line((place(x, 0), place(x, rows)), width=0.3, grey=0.75) for x in range(columns + 1)]
    marks += [Line((place(0, y), place(columns, y)), width=0.3, grey=0.75) for y in range(rows + 1)]
    ticks = 1 if columns <= 12 else 2
    marks += [Label((place(x, 0)[0], top + 0.8), str(x), "south") for x in range(0, columns, ticks)]
    marks += [Label((left - 0.8, place(0, y)[1]), str(y), "east") for y in range(0, rows, ticks)]
    marks += [Label((place(columns, 0)[0], top + 0.8), "x", "south", italic=True)]
    marks += [Label((left - 0.8, place(0, rows)[1]), "y", "east", italic=True)]
    strokes = ("solid", "dashed", "dotted", "solid", "dashed")
    widths = (1.2, 1.2, 1.4, 0.7, 0.7)
    for i, ((x1, y1, x2, y2), (x, y)) in enumerate(zip(boxes, name_cells(tuple(boxes)), strict=True)):
        outline = (place(x1, y1), place(x2, y1), place(x2, y2), place(x1, y2), place(x1, y1))
        marks += [Line(outline, strokes[i], widths[i]), Label(place(x + 0.5, y + 0.5), LETTERS[i], "center")]
    listed = [f"{LETTERS[i]} {corners(box)}" for i, box in enumerate(boxes)]
    return Picture(
        round(left + columns * cell + 2, 1),
        round(top + 5, 1),
        tuple(marks),
        alt=Text(
            zh=f"网格上的边界框，y 轴向下，坐标为左上角和右下角：{'；'.join(listed)}。",
            en=f"Bounding boxes on a grid, y axis pointing down, given by upper left and lower right corner: {'; '.join(listed)}.",
        ),
    )


def name_cells(boxes: tuple[Box, ...]) -> list[tuple[int, int]]:
    """For each box a corner cell for its name: free, and inside as few other boxes as possible."""
    chosen: list[tuple[int, int]] = []
    for box in boxes:
        x1, y1, x2, y2 = box
        cells = [(x1, y1), (x2 - 1, y1), (x1, y2 - 1), (x2 - 1, y2 - 1)]
        free = [cell for cell in cells if cell not in chosen] or cells
        chosen.append(min(free, key=lambda cell: sum(cell in grid_cells(b) for b in boxes if b != box)))
    return chosen


@cache
def grid_cells(box: Box) -> frozenset[tuple[int, int]]:
    """The unit squares that a box covers, by their upper left corners."""
    x1, y1, x2, y2 = box
    return frozenset((x, y) for x in range(x1, x2) for y in range(y1, y2))


@cache
def shared(one: Box, other: Box) -> Fraction:
    """The share of unit squares in both boxes among those in either."""
    a, b = grid_cells(one), grid_cells(other)
    return R(len(a & b), len(a | b))


@box_iou.check
def by_counting_squares(x1: int, y1: int, w1: int, h1: int, dx: int, dy: int, w2: int, h2: int) -> Fraction:
    """Counts the squares of the grid that lie in both boxes and in either of them."""
    first = (x1, y1, x1 + w1, y1 + h1)
    x, y = x1 + dx, y1 + dy
    return shared(first, (x, y, x + w2, y + h2))


def cut(one: Any, other: Any) -> Any:
    """The area of the intersection of two boxes."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0 * wide


def area(box: Any) -> Any:
    return (box[2] - box[0]) * (box[3] - box[1])


def above(one: Any, other: Any, t: Any) -> bool:
    """Whether the intersection over union of two boxes is above `t`."""
    common = cut(one, other)
    return bool(common > t * (area(one) + area(other) - common))


def inside(one: Any, other: Any, t: Any) -> bool:
    """As `above`, with the smaller box in place of the union."""
    return bool(cut(one, other) > t * min(area(one), area(other)))


def greedy(boxes: Any, order: Any, t: Any, test: Callable[[Any, Any, Any], bool]) -> tuple[int, ...]:
    """The boxes that are kept when they are taken in `order`."""
    kept: tuple[int, ...] = ()
    for i in order:
        if not any(test(boxes[i], boxes[j], t) for j in kept):
            kept += (i,)
    return kept


def over(boxes: Any, order: Any, t: Any) -> tuple[int, ...]:
    return greedy(boxes, order, t, above)


def over_smaller(boxes: Any, order: Any, t: Any) -> tuple[int, ...]:
    return greedy(boxes, order, t, inside)


def letters(places: Any) -> tuple[str, ...]:
    return tuple(LETTERS[i] for i in sorted(places))


SURVIVORS = Formulas(
    "letters(k5)",
    let={
        "od": "tuple(sorted(range(5), key=lambda i: -s[i]))",
        "k1": "od[:1]",
        "k2": "k1 if any(above(B[od[1]], B[j], t) for j in k1) else k1 + od[1:2]",
        "k3": "k2 if any(above(B[od[2]], B[j], t) for j in k2) else k2 + od[2:3]",
        "k4": "k3 if any(above(B[od[3]], B[j], t) for j in k3) else k3 + od[3:4]",
        "k5": "k4 if any(above(B[od[4]], B[j], t) for j in k4) else k4 + od[4:5]",
    },
    wrong={
        "suppressed-still-suppress": "letters([i for i in od if not any(above(B[i], B[j], t) for j in od[:od.index(i)])])",
        "nms-from-lowest": "letters(over(B, od[::-1], t))",
        "nms-in-listed-order": "letters(over(B, range(5), t))",
        "overlap-over-smaller": "letters(over_smaller(B, od, t))",
        "nms-score-threshold": "letters([i for i in od if s[i] > t])",
        "nms-keeps-overlapping": "letters([i for i in od if i == od[0] or above(B[i], B[od[0]], t)])",
        "nms-best-neighbours-only": "letters([i for i in od if i == od[0] or not above(B[i], B[od[0]], t)])",
        "nms-suppressed-listed": "letters([i for i in od if i not in k5])",
        "nms-no-overlap-at-all": "letters(over(B, od, 0))",
    },
    functions=(above, over, over_smaller, letters),
)


@cache
def scene(number: int) -> tuple[Box, ...]:
    """Three boxes in a chain and two others apart from them, in a shuffled order."""

    def roll(what: str, low: int, high: int) -> int:
        return low + chance(("nms", number, what), high - low + 1)

    boxes = []
    for name, count, x in (("chain", 3, roll("x", 0, 2)), ("pair", 2, roll("far", 13, 14))):
        y, w, h = roll(f"{name} y", 0, 2), roll(f"{name} w", 5, 7), roll(f"{name} h", 4, 7)
        for i in range(count):
            boxes.append((x, y, x + w, y + h))
            x += roll(f"{name} {i} dx", 1, 2)
            y = max(0, y + roll(f"{name} {i} dy", 0, 2) - 1)
            w, h = w + roll(f"{name} {i} dw", -1, 1), h + roll(f"{name} {i} dh", -1, 1)
    return shuffled(("nms order", number), boxes)


def clear(boxes: tuple[Box, ...]) -> bool:
    """Whether the drawing is easy to read: few sides on one another, a cell of its own for every name."""
    if max(b[3] for b in boxes) > 10 or len(set(name_cells(boxes))) < 5:
        return False
    for one, other in combinations(boxes, 2):
        if cut(one, other) and sum(a == b for a, b in zip(one, other, strict=True)) > 1:
            return False
    return all(sum(cell in grid_cells(b) for b in boxes) <= 2 for cell in name_cells(boxes))


THRESHOLDS = (R(3, 10), R(2, 5), R(1, 2), R(3, 5))
SCORES = tuple(
    tuple(R(v, 100) for v in row)
    for row in (
        (90, 80, 70, 60, 50),
        (60, 95, 70, 85, 50),
        (50, 60, 70, 80, 90),
        (75, 40, 90, 60, 80),
        (65, 85, 55, 95, 75),
        (80, 55, 65, 70, 95),
    )
)


def telling(boxes: tuple[Box, ...]) -> bool:
    """Whether, for some scores and threshold, a suppressed box matters."""
    return any(
        over(boxes, od, t) != tuple(i for i in od if not any(above(boxes[i], boxes[j], t) for j in od[: od.index(i)]))
        for od in orders()
        for t in THRESHOLDS
    )


@cache
def orders() -> tuple[tuple[int, ...], ...]:
    return tuple(by_score(s) for s in SCORES)


def by_score(s: Sequence[Fraction]) -> tuple[int, ...]:
    return tuple(sorted(range(5), key=lambda i: -s[i]))


@cache
def scenes() -> tuple[tuple[Box, ...], ...]:
    return tuple(dict.fromkeys(b for b in map(scene, range(400)) if clear(b) and telling(b)))[:60]


@generator(
    topic="evaluation",
    objective="evaluation-detection",
    minutes=8,
    tags=("nms", "iou", "object-detection"),
    source="Girshick et al., Rich feature hierarchies for accurate object detection and semantic segmentation (2014), "
    "section 2.2; Zhang et al., Dive into Deep Learning (2023), section 14.4",
)
def nms_survivors(draw: Draw) -> Problem:
    """The boxes that survive greedy non-maximum suppression."""
    boxes = draw.pick("B", scenes())
    s = draw.pick("s", SCORES)
    t = draw.pick("t", THRESHOLDS)
    draw.require(all(abs(shared(a, b) - t) > R(1, 100) for a, b in combinations(boxes, 2)))
    od = by_score(s)
    kept = over(boxes, od, t)
    draw.require(1 < len(kept) < 5)
    at = draw.params
    chained = kept != tuple(i for i in od if not any(above(boxes[i], boxes[j], t) for j in od[: od.index(i)]))

    def context() -> Text:
        rows = "\n".join(f"| {LETTERS[i]} | ${corners(boxes[i])}$ | ${number_tex(s[i])}$ |" for i in range(5))
        limit = number_tex(t)
        return Text(
            zh=f"目标检测器对同一类别给出 5 个边界框，以左上角和右下角的坐标 $(x_1, y_1, x_2, y_2)$ 表示，$y$ 轴向下。"
            f"用贪心的非极大值抑制（NMS）筛选：每次保留剩余框中得分最高的一个，"
            f"并去掉与它的交并比大于 ${limit}$ 的其余框，直到没有剩余的框。\n\n"
            f"| 框 | 坐标 | 得分 |\n|---|---|---|\n{rows}\n\n![](boxes)",
            en="A detector returns 5 bounding boxes for one class, written as the coordinates $(x_1, y_1, x_2, y_2)$ of the "
            "upper left and the lower right corner, with the $y$ axis pointing down. Greedy non-maximum suppression "
            "(NMS) repeats: keep the remaining box with the highest score, then remove the remaining boxes whose "
            f"intersection over union (IoU) with it is above ${limit}$; it stops when no box remains.\n\n"
            f"| box | coordinates | score |\n|---|---|---|\n{rows}\n\n![](boxes)",
        )

    def wording() -> Wording:
        steps = told_steps(boxes, od, t)
        left = COMMA.join(rf"\mathrm{{{name}}}" for name in letters(kept))
        return Wording(
            ask=Text(zh="最后保留下来的是哪些框？", en="Which boxes are kept in the end?"),
            claim=Text(zh="最后保留下来的框是 ${}$。", en="The boxes that are kept in the end are ${}$."),
            solution=Text(
                zh=f"按得分从高到低处理，每轮只与剩余的框比较（IoU 表示交并比）：\n\n{steps.zh}\n\n因此保留 ${left}$。",
                en=f"From the highest score down, comparing with the remaining boxes only:\n\n{steps.en}\n\n"
                f"Hence ${left}$ are kept.",
            ),
        )

    return Problem(
        (
            Computed(
                "eval/nms",
                SURVIVORS,
                at,
                wording,
                difficulty=3 + chained + (od != (0, 1, 2, 3, 4)),
                conventions=("continuous-coordinates",),
                form="set",
                labels={name: Text(zh=f"框 {name}", en=f"box {name}") for name in "ABCDE"},
            ),
        ),
        context,
        figures=lambda: {"boxes": drawn(boxes, cell=3.6)},
    )


COMMA = r",\ "


def told_steps(boxes: tuple[Box, ...], od: tuple[int, ...], t: Fraction) -> Text:
    """The rounds of the suppression, as a list."""
    zh, en = [], []
    left = list(od)
    while left:
        best, *others = left
        touching = [i for i in others if cut(boxes[best], boxes[i])]
        gone = [i for i in touching if above(boxes[best], boxes[i], t)]
        ratios = COMMA.join(ratio_tex(boxes, best, i) for i in touching)
        names = COMMA.join(rf"\mathrm{{{LETTERS[i]}}}" for i in gone)
        seen = (
            Text(zh=f"：${ratios}$", en=f": ${ratios}$")
            if touching
            else Text(zh="：与剩余的框都不相交", en=": it meets no remaining box")
        )
        if not others:
            seen = Text(zh="：没有剩余的框", en=": no box remains")
        effect = Text(zh=f"，去掉 ${names}$", en=f"; remove ${names}$") if gone else Text(zh="", en="")
        zh.append(f"- 保留 {LETTERS[best]}{seen.zh}{effect.zh}。")
        en.append(f"- Keep {LETTERS[best]}{seen.en}{effect.en}.")
        left = [i for i in others if i not in gone]
    return Text(zh="\n".join(zh), en="\n".join(en))


def ratio_tex(boxes: tuple[Box, ...], i: int, j: int) -> str:
    """TeX of one intersection over union."""
    common = cut(boxes[i], boxes[j])
    union = area(boxes[i]) + area(boxes[j]) - common
    value = R(common, union)
    return rf"\mathrm{{IoU}}(\mathrm{{{LETTERS[i]}}}, \mathrm{{{LETTERS[j]}}}) = \frac{{{common}}}{{{union}}} {equal_tex(value, 3)}"


@nms_survivors.check
def by_fixed_point(B: tuple[Box, ...], s: tuple[Fraction, ...], t: Fraction) -> tuple[str, ...]:
    """Tries all sets: the one whose members are exactly the boxes that no better-scored member overlaps too much."""
    rivals = [{j for j in range(5) if s[j] > s[i] and shared(B[i], B[j]) > t} for i in range(5)]
    stable = [
        chosen
        for size in range(6)
        for chosen in combinations(range(5), size)
        if all((i in chosen) == rivals[i].isdisjoint(chosen) for i in range(5))
    ]
    (only,) = stable
    return tuple("ABCDE"[i] for i in only)
