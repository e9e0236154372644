"""Non-maximum suppression among five boxes."""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import combinations
from typing import Any

from hwgen import (
    Computed,
    Draw,
    Formulas,
    Problem,
    R,
    Text,
    chance,
    equal_tex,
    generator,
    may_coincide,
    shuffled,
    source,
    texts,
)

from ._boxes import LETTERS, Box, drawn, grid_cells, name_cells, shared


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
    functions=(above, over, over_smaller, letters),
).with_wrong("""
    suppressed-still-suppress: letters([i for i in od if not any(above(B[i], B[j], t) for j in od[:od.index(i)])])
    nms-from-lowest: letters(over(B, od[::-1], t))
    nms-in-listed-order: letters(over(B, range(5), t))
    overlap-over-smaller: letters(over_smaller(B, od, t))
    nms-score-threshold: letters([i for i in od if s[i] > t])
    nms-keeps-overlapping: letters([i for i in od if i == od[0] or above(B[i], B[od[0]], t)])
    nms-best-neighbours-only: letters([i for i in od if i == od[0] or not above(B[i], B[od[0]], t)])
    nms-suppressed-listed: letters([i for i in od if i not in k5])
    nms-no-overlap-at-all: letters(over(B, od, 0))
""")


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


def by_score(s: Sequence[R]) -> tuple[int, ...]:
    return tuple(sorted(range(5), key=lambda i: -s[i]))


@cache
def scenes() -> tuple[tuple[Box, ...], ...]:
    return tuple(dict.fromkeys(b for b in map(scene, range(400)) if clear(b) and telling(b)))[:60]


DETECTORS = texts("""
    detector: 目标检测器对同一类别给出 5 个边界框， || A detector returns 5 bounding boxes for one class,
    faces: 人脸检测器给出 5 个边界框， || A face detector returns 5 bounding boxes,
    vehicles: 车辆检测器给出 5 个边界框， || A vehicle detector returns 5 bounding boxes,
""")


@generator(
    topic="evaluation", objective="evaluation-detection", minutes="2 + 2*left", tags=("nms", "iou", "object-detection")
)
@source(
    "Girshick et al., Rich feature hierarchies for accurate object detection and semantic segmentation (2014), "
    "section 2.2; Zhang et al., Dive into Deep Learning (2023), section 14.4"
)
@may_coincide(
    "Which boxes fall together is what the question is about: rules differ on some of five boxes only.",
    "suppressed-still-suppress",
    "nms-in-listed-order",
    "overlap-over-smaller",
    "nms-no-overlap-at-all",
    "nms-best-neighbours-only",
    "nms-score-threshold",
    "nms-from-lowest",
)
def nms_survivors(draw: Draw) -> Problem:
    """The boxes that survive greedy non-maximum suppression."""
    boxes = draw.pick("B", scenes())
    s = draw.pick("s", SCORES)
    t = draw.pick("t", THRESHOLDS)
    draw.require(all(abs(shared(a, b) - t) > R(1, 100) for a, b in combinations(boxes, 2)))
    od = by_score(s)
    kept = over(boxes, od, t)
    draw.require(1 < draw.let("left", len(kept)) < 5)
    draw.let("detector", draw.setting(DETECTORS))
    chained = kept != tuple(i for i in od if not any(above(boxes[i], boxes[j], t) for j in od[: od.index(i)]))
    steps = rounds(boxes, od, t)
    part = Computed(
        "eval/nms",
        SURVIVORS,
        solution=Text(
            f"按得分从高到低处理，每轮只与剩余的框比较（IoU 表示交并比）：\n\n{steps.zh}\n\n因此保留 ${tex(sorted(kept))}$。",
            f"From the highest score down, comparing with the remaining boxes only:\n\n{steps.en}\n\nHence ${tex(sorted(kept))}$ are kept.",
        ),
        difficulty=min(4, 3 + chained + (od != (0, 1, 2, 3, 4))),
        conventions=("continuous-coordinates",),
        form="set",
        labels={name: Text(f"框 {name}", f"box {name}") for name in LETTERS},
    )
    rows = "\n".join(f"| {name} | $[B[{i}]]$ | $[s[{i}]]$ |" for i, name in enumerate(LETTERS))
    return Problem(part, figures=lambda: {"boxes": drawn(boxes, cell=3.6)}).worded(rf"""
        [detector]以左上角和右下角的坐标 $(x_1,\ y_1,\ x_2,\ y_2)$ 表示，$y$ 轴向下。用贪心的非极大值抑制（NMS）筛选：
          每次保留剩余框中得分最高的一个，并去掉与它的交并比大于 $[t]$ 的其余框，直到没有剩余的框。
        [detector] given by the coordinates $(x_1,\ y_1,\ x_2,\ y_2)$ of the upper left and the lower right corner,
          with the $y$ axis pointing down. Greedy non-maximum suppression (NMS) repeats two steps until no box remains:
          keep the remaining box with the highest score, then remove the remaining boxes whose intersection over union
          (IoU) with it is above $[t]$.
        | 框 | 坐标 | 得分 |
        | box | coordinates | score |
        |---|---|---|
        {rows}
        ![](boxes)

        ask: 最后保留下来的是哪些框？ || Which boxes are kept in the end?
        claim: 最后保留下来的框是 $[value]$。 || The boxes that are kept in the end are $[value]$.
    """)


def tex(places: Sequence[int]) -> str:
    return r",\ ".join(rf"\mathrm{{{LETTERS[i]}}}" for i in places)


def rounds(boxes: tuple[Box, ...], od: tuple[int, ...], t: R) -> Text:
    """The rounds of the suppression, as a list."""
    zh, en = [], []
    left = od
    while left:
        best, *others = left
        touching = [i for i in others if cut(boxes[best], boxes[i])]
        gone = [i for i in touching if above(boxes[best], boxes[i], t)]
        ratios = r",\ ".join(ratio(boxes, best, i) for i in touching)
        nothing = (
            ("与剩余的框都不相交", "it overlaps no remaining box")
            if others
            else ("没有其他剩余的框", "no other box remains")
        )
        seen = (f"${ratios}$",) * 2 if touching else nothing
        zh.append(f"- 保留 {LETTERS[best]}：{seen[0]}" + (f"，去掉 ${tex(gone)}$。" if gone else "。"))
        en.append(f"- Keep {LETTERS[best]}: {seen[1]}" + (f"; remove ${tex(gone)}$." if gone else "."))
        left = tuple(i for i in others if i not in gone)
    return Text("\n".join(zh), "\n".join(en))


def ratio(boxes: tuple[Box, ...], i: int, j: int) -> str:
    """The intersection over union of two boxes, as a worked step."""
    common = cut(boxes[i], boxes[j])
    one, other = area(boxes[i]), area(boxes[j])
    ratio = equal_tex(R(common, one + other - common), 3)
    return rf"\mathrm{{IoU}}({tex([i])},\ {tex([j])}) = \frac{{{common}}}{{{one} + {other} - {common}}} {ratio}"


@nms_survivors.check
def by_fixed_point(B: tuple[Box, ...], s: tuple[R, ...], t: R) -> tuple[str, ...]:
    """Tries all sets: the one whose members are exactly the boxes that no better-scored member overlaps too much."""
    rivals = [{j for j in range(5) if s[j] > s[i] and shared(B[i], B[j]) > t} for i in range(5)]
    stable = [
        chosen
        for size in range(6)
        for chosen in combinations(range(5), size)
        if all((i in chosen) == rivals[i].isdisjoint(chosen) for i in range(5))
    ]
    (only,) = stable
    return tuple(LETTERS[i] for i in only)
