"""Clipping a gradient by its norm."""

from collections.abc import Sequence
from functools import cache
from math import isqrt

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, may_coincide, source, texts

from .._apart import apart
from .._tex import same

CLIPPED = Formulas("tuple(x*Min(1, c/n) for x in g)", let={"n": "sqrt(sum(x**2 for x in g))"}).with_wrong("""
    clipped-by-value: tuple(Min(c, Max(-c, x)) for x in g)
    scaled-below-threshold: tuple(x*c/n for x in g)
    scaled-to-unit: tuple(x/n for x in g)
    divided-by-threshold: tuple(x/c for x in g)
    not-clipped: g
    clipped-by-one-norm: tuple(x*Min(1, c/sum(Abs(y) for y in g)) for x in g)
    clipped-by-largest: tuple(x*Min(1, c/max(Abs(y) for y in g)) for x in g)
    norm-without-root: tuple(x*Min(1, c/n**2) for x in g)
    signs-times-threshold: tuple(c*x/Abs(x) if x else 0 for x in g)
""")
GRADIENTS = (
    (3, 4),
    (-3, 4),
    (6, 8),
    (5, 12),
    (-8, 6),
    (8, -15),
    (9, 12),
    (12, -16),
    (R(9, 10), R(6, 5)),
    (R(3, 10), R(2, 5)),
    (R(-6, 5), R(8, 5)),
    (1, 2, 2),
    (-2, 1, 2),
    (2, -3, 6),
    (4, 4, 7),
    (-1, 4, 8),
    (2, 4, 4),
    (0, 3, 4),
    (6, 2, -3),
    (4, 8, -8),
)
TRAINED = texts("""
    plain: 为避免梯度爆炸， || To avoid exploding gradients,
    recurrent: 训练循环网络时，为避免梯度爆炸， || To keep the gradients of a recurrent network from exploding,
    transformer: 训练 Transformer 时，为了稳定， || To keep the training of a Transformer stable,
""")
NORM = r"$$\lVert g \rVert_2 = [==n].$$"
SCALED = r"$$g' = \frac{c}{\lVert g \rVert_2}\,g = \frac{[c]}{[n]} \times [g] [~key:.4].$$"
SHORTENED = Text(
    f"它超过了阈值 [c]，因此把梯度缩短到长度 $c$，方向不变：\n\n{SCALED}",
    f"It exceeds the threshold [c], so the gradient is shortened to the length $c$ and keeps its direction:\n\n{SCALED}",
)
WHOLE = r"$$g' = \min\left(1,\ \frac{c}{\lVert g \rVert_2}\right) g = 1 \times [g] = [g].$$"
KEPT = Text(
    f"它不超过阈值 [c]，因此梯度保持不变：\n\n{WHOLE}",
    f"It does not exceed the threshold [c], so the gradient stays as it is:\n\n{WHOLE}",
)


@generator(topic="optimisation", objective="gradient-problems", minutes=3, tags=("gradient-clipping",))
@source("Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks (2013), algorithm 1")
@may_coincide(
    "Below the threshold nothing is clipped, which is what the question is about.",
    "scaled-below-threshold",
    "clipped-by-value",
    "not-clipped",
    "clipped-by-largest",
    "clipped-by-one-norm",
    "norm-without-root",
)
def clip_by_norm(draw: Draw) -> Problem:
    """A gradient after clipping by its L2 norm."""
    g = draw.pick("g", GRADIENTS)
    # No threshold and no norm is 1: with them, a unit vector or a norm without its root would be right.
    c = draw.pick("c", (R(1, 2), R(3, 2), 2, 3, 5, 10))
    norm = CLIPPED.values(draw.params)["n"]
    draw.let("opening", TRAINED[draw.pick("setting", tuple(TRAINED))])
    verdict = SHORTENED if norm > c else KEPT
    question = Computed(
        "opt/clip-by-norm",
        CLIPPED,
        solution=Text(
            f"梯度的范数为\n\n{NORM}\n\n{verdict['zh']}", f"The norm of the gradient is\n\n{NORM}\n\n{verdict['en']}"
        ),
        difficulty=1 + (norm <= c) + (len(g) > 2),
        form="tuple",
        places=4,
        signed=True,
        cells=tuple(same(f"$g'_{i}$") for i in range(1, len(g) + 1)),
    )
    draw.require(apart(draw, CLIPPED, "divided-by-threshold"))
    return Problem(question).worded("""
        [opening]按 $L_2$ 范数裁剪梯度，阈值为 $c = [c]$。某一步的梯度为 $g = [g]$。
        [opening] the gradient is clipped by its $L_2$ norm at the threshold $c = [c]$. In one step, the gradient is
          $g = [g]$.

        ask: 求裁剪后的梯度 $g'$。 || Find the gradient $g'$ after clipping.
        claim: 裁剪后的梯度为 $g' = [value]$。 || The gradient after clipping is $g' = [value]$.
    """)


@clip_by_norm.check
def by_similar_triangles(g: Sequence[R], c: R) -> tuple[R, ...]:
    """The point of the ball of radius c that is nearest to g: g itself, or where the ray to g leaves the ball."""
    squared = sum(x * x for x in g)
    if squared <= c * c:
        return tuple(g)
    share = rational_root(R(c * c) / squared)
    return tuple(share * x for x in g)


@cache
def rational_root(x: R) -> R:
    root = R(isqrt(x.numerator), isqrt(x.denominator))
    assert root * root == x
    return root
