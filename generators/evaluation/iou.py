"""The intersection over union of two boxes."""

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source, texts

from .._apart import apart
from ._boxes import Box, drawn, shared

IOU = Formulas(
    "I/(SP + SQ - I)",
    let={
        "iw": "Max(0, Min(p[2], q[2]) - Max(p[0], q[0]))",
        "ih": "Max(0, Min(p[3], q[3]) - Max(p[1], q[1]))",
        "I": "iw*ih",
        "SP": "w1*h1",
        "SQ": "w2*h2",
    },
    tex={"SP": "S_P", "SQ": "S_Q"},
).with_wrong("""
    union-without-subtraction: I/(SP + SQ)
    over-first-box: I/SP
    over-second-box: I/SQ
    dice-for-iou: 2*I/(SP + SQ)
    pixel-inclusive: ((iw + 1)*(ih + 1))/((w1 + 1)*(h1 + 1) + (w2 + 1)*(h2 + 1) - (iw + 1)*(ih + 1))
    over-enclosing-box: I/(Max(w1, dx + w2)*Max(h1, dy + h2))
    intersection-added: I/(SP + SQ + I)
    union-minus-twice: I/(SP + SQ - 2*I) if SP + SQ > 3*I else None
""")
SCENES = texts("""
    boxes: 如图，两个边界框 || The figure shows two bounding boxes,
    detection: 如图，检测器给出的框 $P$ 与人工标注的框 $Q$ 都
               The figure shows a detector’s box $P$ and the annotated box $Q$,
    tracking: 如图，同一辆车在视频的两帧中的边界框
              The figure shows the bounding boxes of one car in two frames of a video,
""")


@generator(topic="evaluation", objective="evaluation-detection", minutes=3, tags=("iou", "object-detection"))
@source(
    "Everingham et al., The PASCAL Visual Object Classes (VOC) Challenge (2010), section 4.2; Zhang et al., "
    "Dive into Deep Learning (2023), section 14.4"
)
def box_iou(draw: Draw) -> Problem:
    """The intersection over union of two boxes on a grid."""
    # Where the first box stands changes no answer: two places are enough.
    x1 = draw.pick("x1", (0, 1))
    y1 = 1 - x1
    w1 = draw.pick("w1", (2, 3, 5))
    h1 = draw.pick("h1", (2, 3, 6))
    dx = draw.pick("dx", (0, 1, 2, 3))
    dy = draw.pick("dy", (0, 1, 2, 3))
    w2 = draw.pick("w2", (2, 4, 5))
    h2 = draw.pick("h2", (3, 4, 6))
    draw.require(dx < w1 and dy < h1)
    draw.require(dx + dy > 0)
    # Where one box lies in the other or both make a rectangle, the union is the smallest box around them.
    common = (min(w1, dx + w2) - dx) * (min(h1, dy + h2) - dy)
    draw.require(max(w1, dx + w2) * max(h1, dy + h2) != w1 * h1 + w2 * h2 - common)
    draw.let("scene", draw.setting(SCENES))
    p: Box = draw.let("p", (x1, y1, x1 + w1, y1 + h1))
    q: Box = draw.let("q", (x1 + dx, y1 + dy, x1 + dx + w2, y1 + dy + h2))
    part = Computed(
        "eval/iou", IOU, difficulty=1 + (dx > 0) + (dy > 0), conventions=("continuous-coordinates",), places=3, most=1
    )
    draw.require(apart(draw, IOU, "union-minus-twice", "union-without-subtraction", places=3))
    return Problem(part, figures=lambda: {"boxes": drawn((p, q), cell=4.5)}).worded(r"""
        [scene]以左上角和右下角的坐标 $(x_1,\ y_1,\ x_2,\ y_2)$ 表示，$y$ 轴向下：
        [scene] given by the coordinates $(x_1,\ y_1,\ x_2,\ y_2)$ of the upper left and the lower right corner, with
          the $y$ axis pointing down:
        $$P = [p],\qquad Q = [q].$$
        ![](boxes)

        ask: 求两框的交并比 $\mathrm{IoU}$。 || Find their intersection over union, $\mathrm{IoU}$.
        claim: 两框的交并比 $\mathrm{IoU} = [value]$。 || Their intersection over union is $\mathrm{IoU} = [value]$.
        solution: 交集的宽和高为 || The width and the height of the intersection are
                  $$[==min(p[2], q[2]) - max(p[0], q[0])],\qquad [==min(p[3], q[3]) - max(p[1], q[1])].$$
                  交集的面积 $I$ 和两框的面积为 || The areas of the intersection, $I$, and of the boxes are
                  $$I = [==iw*ih],\qquad S_P = [==w1*h1],\qquad S_Q = [==w2*h2].$$
                  并集的面积是 $S_P + S_Q - I$，因此 || The area of the union is $S_P + S_Q - I$, so that
                  $$\mathrm{IoU} = [=key:.3].$$
    """)


@box_iou.check
def by_counting_squares(x1: int, w1: int, h1: int, dx: int, dy: int, w2: int, h2: int) -> R:
    """Counts the squares of the grid that lie in both boxes and in either of them."""
    y1 = 1 - x1
    x, y = x1 + dx, y1 + dy
    return shared((x1, y1, x1 + w1, y1 + h1), (x, y, x + w2, y + h2))
