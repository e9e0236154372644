"""The margin of a support vector machine and the distance of a point from a hyperplane."""

import math
from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source, texts

Vector = tuple[int | R, ...]
NORMALS: tuple[Vector, ...] = (
    *((3, 4), (4, -3), (6, 8), (5, 12), (-8, 6)),
    *((1, 2, 2), (2, -1, 2), (2, 3, 6), (4, 4, 7)),
    *((R(3, 2), R(2)), (R(12, 5), R(16, 5))),
)
POINTS = tuple(product((-2, 0, 1, 3), repeat=3))
LET = {"n": "sqrt(sum(v**2 for v in w))", "f": "b + sum(u*v for u, v in zip(w, x))"}
TEX = {"n": r"\|\mathbf{w}\|", "f": r"\mathbf{w}^\top \mathbf{x} + b"}
MARGIN = Formulas("2/n", let=LET, tex=TEX).with_wrong("""
    half-of-the-margin: 1/n
    not-divided-by-the-norm: 2
    squared-norm: 2/n**2
    norm-itself: n
    sum-of-absolute-values: 2/sum(Abs(v) for v in w)
""")
DISTANCE = Formulas("Abs(f)/n", let=LET, tex=TEX).with_wrong("""
    half-of-the-distance: Abs(f)/(2*n)
    not-divided-by-the-norm: Abs(f)
    squared-norm: Abs(f)/n**2
    multiplied-by-the-norm: Abs(f)*n
    sum-of-absolute-values: Abs(f)/sum(Abs(v) for v in w)
    offset-forgotten: Abs(f - b)/n
""")
PLANE = r"$\mathbf{w}^\top \mathbf{x} + b = 0$"
MARGINS = r"$\mathbf{w}^\top \mathbf{x} + b = \pm 1$"
ASKED = {
    "margin": rf"""
        硬间隔支持向量机的分离超平面为 {PLANE}，其中 $\mathbf{{w}} = [w]$，$b = [b]$；
          支持向量满足 $|\mathbf{{w}}^\top \mathbf{{x}} + b| = 1$。
        The separating hyperplane of a hard-margin support vector machine is {PLANE} with $\mathbf{{w}} = [w]$ and
          $b = [b]$; its support vectors satisfy $|\mathbf{{w}}^\top \mathbf{{x}} + b| = 1$.

        ask: 两个间隔边界 {MARGINS} 之间的距离（间隔的总宽度）是多少？
             What is the distance between the margin boundaries {MARGINS} (the full width of the margin)?
        claim: 两个间隔边界 {MARGINS} 之间的距离是 $[value]$。
               The distance between the margin boundaries {MARGINS} is $[value]$.
        solution: 间隔的宽度由法向量的长度决定： || The length of the normal vector gives the width:
                  $$\|\mathbf{{w}}\| = [==n],$$
                  $$[=key:.3].$$
    """,
    "distance": rf"""
        一个[kind]的分离超平面为 {PLANE}，其中 $\mathbf{{w}} = [w]$，$b = [b]$。给定点 $\mathbf{{x}} = [point]$。
        [kind] has the separating hyperplane {PLANE} with $\mathbf{{w}} = [w]$ and $b = [b]$. A point
          $\mathbf{{x}} = [point]$ is given.

        ask: 点 $\mathbf{{x}}$ 到超平面的距离是多少？ || What is the distance of $\mathbf{{x}}$ from the hyperplane?
        claim: 点 $\mathbf{{x}}$ 到超平面的距离是 $[value]$。 || The distance of $\mathbf{{x}}$ from the hyperplane is $[value]$.
        solution: 点到超平面的距离为 $|\mathbf{{w}}^\top \mathbf{{x}} + b| / \|\mathbf{{w}}\|$：
                  The distance is $|\mathbf{{w}}^\top \mathbf{{x}} + b| / \|\mathbf{{w}}\|$:
                  $$\mathbf{{w}}^\top \mathbf{{x}} + b = [==dot(w, point) + b],$$
                  $$\|\mathbf{{w}}\| = [==n],$$
                  $$[=key:.3].$$
    """,
}
CLASSIFIERS = texts("""
    svm: 支持向量机 || A support vector machine
    linear: 线性分类器 || A linear classifier
""")


@generator(topic="classical-ml", objective="classical-fitting", minutes=3, tags=("svm", "margin"))
@source("Bishop, Pattern Recognition and Machine Learning (2006), section 7.1")
def svm_margin(draw: Draw) -> Problem:
    """The width of the margin, or the distance of a point from the separating hyperplane."""
    w = draw.pick("w", NORMALS)
    b = draw.pick("b", (-10, -5, -2, 1, 5))
    asked = draw.pick("q", ASKED)
    margin = draw.params["q"] == "margin"
    x = draw.pick("x", ((0, 0, 0),) if margin else POINTS)
    if not margin:
        draw.let("kind", draw.setting(CLASSIFIERS))
    draw.let("point", x[: len(w)])
    f = R(b) + sum((R(u) * v for u, v in zip(w, x, strict=False)), R(0))
    draw.require(f != 0 and (len(w) == 3 or x[2] == 0))
    # Else the offset could be left out.
    draw.require(margin or abs(f - b) != abs(f))
    question = Computed(
        "ml/svm-margin", MARGIN if margin else DISTANCE, difficulty=1 + (not margin) + (len(w) > 2), places=3
    )
    return Problem(question).worded(asked)


@svm_margin.check
def by_projection(w: Vector, b: int, x: tuple[int, ...], q: str) -> R:
    """Finds the foot of the perpendicular, and measures the squared distance to it."""
    square = sum((R(v) * v for v in w), R(0))
    if q == "margin":
        upper, lower = ((1 - b) / square, (-1 - b) / square)  # the nearest points to the origin are t w
        return root(sum(((upper - lower) * v * ((upper - lower) * v) for v in w), R(0)))
    point = x[: len(w)]
    t = (b + sum(R(u) * v for u, v in zip(w, point, strict=True))) / square
    foot = [v - t * u for u, v in zip(w, point, strict=True)]
    return root(sum(((R(u) - v) * (R(u) - v) for u, v in zip(point, foot, strict=True)), R(0)))


def root(value: R) -> R:
    """The root of a square of rationals."""
    result = R(math.isqrt(value.numerator), math.isqrt(value.denominator))
    assert result * result == value
    return result
