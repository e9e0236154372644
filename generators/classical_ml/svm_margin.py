"""The margin of a support vector machine and the distance of a point from a hyperplane."""

import math
from fractions import Fraction
from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, equal_tex, generator, number_tex

R = Fraction
Vector = tuple[int | Fraction, ...]
NORMALS: tuple[Vector, ...] = (
    (3, 4),
    (4, -3),
    (6, 8),
    (5, 12),
    (-8, 6),
    (1, 2, 2),
    (2, -1, 2),
    (2, 3, 6),
    (4, 4, 7),
    (R(3, 5), R(4, 5)),
    (R(6, 5), R(8, 5)),
)
POINTS = tuple(product(range(-2, 4), repeat=3))

LET = {"n": "sqrt(sum(v**2 for v in w))", "f": "b + sum(u*v for u, v in zip(w, x))"}
MARGIN = Formulas(
    "2/n",
    let=LET,
    wrong={
        "half-of-the-margin": "1/n",
        "not-divided-by-the-norm": "2",
        "squared-norm": "2/n**2",
        "norm-itself": "n",
        "sum-of-absolute-values": "2/sum(Abs(v) for v in w)",
    },
)
DISTANCE = Formulas(
    "Abs(f)/n",
    let=LET,
    wrong={
        "half-of-the-distance": "Abs(f)/(2*n)",
        "not-divided-by-the-norm": "Abs(f)",
        "squared-norm": "Abs(f)/n**2",
        "multiplied-by-the-norm": "Abs(f)*n",
        "sum-of-absolute-values": "Abs(f)/sum(Abs(v) for v in w)",
        "offset-forgotten": "Abs(f - b)/n",
    },
)


@generator(
    topic="classical-ml",
    minutes=3,
    tags=("svm", "margin"),
    source="Bishop, Pattern Recognition and Machine Learning (2006), section 7.1",
    objective="classical-fitting",
)
def svm_margin(draw: Draw) -> Problem:
    """The width of the margin, or the distance of a point from the separating hyperplane."""
    w = draw.pick("w", NORMALS)
    b = draw.pick("b", (-10, -5, -2, -1, 1, 2, 5, 10))
    q = draw.pick("q", ("margin", "distance"))
    x = draw.pick("x", POINTS if q == "distance" else ((0, 0, 0),))
    f = R(b) + sum((R(u) * v for u, v in zip(w, x, strict=False)), R(0))
    draw.require(f != 0 and (len(w) == 3 or x[2] == 0))
    margin = q == "margin"
    norm = number_tex(R(math.isqrt(int(sum((5 * v) ** 2 for v in w))), 5))

    def context() -> Text:
        normal = f"({', '.join(map(number_tex, w))})"
        point = f"({', '.join(map(str, x[: len(w)]))})"
        if margin:
            return Text(
                zh=f"硬间隔支持向量机的分离超平面为 $\\mathbf{{w}}^\\top \\mathbf{{x}} + b = 0$，其中 $\\mathbf{{w}} = {normal}$，$b = {b}$；"
                "支持向量满足 $|\\mathbf{w}^\\top \\mathbf{x} + b| = 1$。",
                en=f"The separating hyperplane of a hard-margin support vector machine is $\\mathbf{{w}}^\\top \\mathbf{{x}} + b = 0$ with "
                f"$\\mathbf{{w}} = {normal}$ and $b = {b}$; its support vectors satisfy $|\\mathbf{{w}}^\\top \\mathbf{{x}} + b| = 1$.",
            )
        return Text(
            zh=f"分离超平面为 $\\mathbf{{w}}^\\top \\mathbf{{x}} + b = 0$，其中 $\\mathbf{{w}} = {normal}$，$b = {b}$。给定点 $\\mathbf{{x}} = {point}$。",
            en=f"A separating hyperplane is $\\mathbf{{w}}^\\top \\mathbf{{x}} + b = 0$ with $\\mathbf{{w}} = {normal}$ and $b = {b}$. "
            f"A point $\\mathbf{{x}} = {point}$ is given.",
        )

    def wording() -> Wording:
        squares = " + ".join(f"{number_tex(v)}^2" if v >= 0 else f"({number_tex(v)})^2" for v in w)
        length = rf"\|\mathbf{{w}}\| = \sqrt{{{squares}}} = {norm}"
        if margin:
            value = 2 / R(norm)
            last = rf"\frac{{2}}{{\|\mathbf{{w}}\|}} = \frac{{2}}{{{norm}}} {equal_tex(value, 3)}"
            return Wording(
                ask=Text(
                    zh="两条间隔边界 $\\mathbf{w}^\\top \\mathbf{x} + b = \\pm 1$ 之间的距离（间隔的总宽度）是多少？",
                    en="What is the distance between the margin boundaries $\\mathbf{w}^\\top \\mathbf{x} + b = \\pm 1$ (the full width of the margin)?",
                ),
                claim=Text(
                    zh="两条间隔边界 $\\mathbf{w}^\\top \\mathbf{x} + b = \\pm 1$ 之间的距离是 ${}$。",
                    en="The distance between the margin boundaries $\\mathbf{w}^\\top \\mathbf{x} + b = \\pm 1$ is ${}$.",
                ),
                solution=Text(
                    zh=f"间隔的宽度由法向量的长度决定：\n\n$${length},$$\n\n$${last}.$$",
                    en=f"The length of the normal vector gives the width:\n\n$${length},$$\n\n$${last}.$$",
                ),
            )
        products = " + ".join(rf"({number_tex(u)}) \times ({v})" for u, v in zip(w, x, strict=False))
        score = rf"\mathbf{{w}}^\top \mathbf{{x}} + b = {products} + ({b}) = {number_tex(f)}"
        last = rf"\frac{{|\mathbf{{w}}^\top \mathbf{{x}} + b|}}{{\|\mathbf{{w}}\|}} = \frac{{{number_tex(abs(f))}}}{{{norm}}} {equal_tex(abs(f) / R(norm), 3)}"
        return Wording(
            ask=Text(
                zh="点 $\\mathbf{x}$ 到超平面的距离是多少？",
                en="What is the distance of $\\mathbf{x}$ from the hyperplane?",
            ),
            claim=Text(
                zh="点 $\\mathbf{x}$ 到超平面的距离是 ${}$。",
                en="The distance of $\\mathbf{x}$ from the hyperplane is ${}$.",
            ),
            solution=Text(
                zh=f"点到超平面的距离为 $|\\mathbf{{w}}^\\top \\mathbf{{x}} + b| / \\|\\mathbf{{w}}\\|$：\n\n$${score},$$\n\n$${length},$$\n\n$${last}.$$",
                en=f"The distance is $|\\mathbf{{w}}^\\top \\mathbf{{x}} + b| / \\|\\mathbf{{w}}\\|$:\n\n$${score},$$\n\n$${length},$$\n\n$${last}.$$",
            ),
        )

    part = Computed(
        "ml/svm-margin",
        MARGIN if margin else DISTANCE,
        draw.params,
        wording,
        difficulty=1 + (not margin) + (len(w) > 2),
        places=3,
    )
    return Problem((part,), context)


@svm_margin.check
def by_projection(w: Vector, b: int, x: tuple[int, ...], q: str) -> Fraction:
    """Finds the foot of the perpendicular, and measures the squared distance to it."""
    square = sum((R(v) * v for v in w), R(0))
    if q == "margin":
        upper, lower = ((1 - b) / square, (-1 - b) / square)  # the nearest points to the origin are t w
        return root(sum(((upper - lower) * v * ((upper - lower) * v) for v in w), R(0)))
    point = x[: len(w)]
    t = (b + sum(R(u) * v for u, v in zip(w, point, strict=True))) / square
    foot = [v - t * u for u, v in zip(w, point, strict=True)]
    return root(sum(((R(u) - v) * (R(u) - v) for u, v in zip(point, foot, strict=True)), R(0)))


def root(value: Fraction) -> Fraction:
    """The root of a square of rationals."""
    found = R(math.isqrt(value.numerator), math.isqrt(value.denominator))
    assert found * found == value
    return found
