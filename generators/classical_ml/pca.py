"""Principal components of a 2×2 covariance matrix."""

from fractions import Fraction
from math import isqrt

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, equal_tex, generator

LET = {"s": "sqrt((a - d)**2 + 4*b**2)", "big": "(a + d + s)/2", "small": "(a + d - s)/2"}
SHARE = Formulas(
    "big/(a + d)",
    let=LET,
    tex={"big": r"\lambda_1"},
    wrong={
        "diagonal-as-eigenvalues": "Max(a, d)/(a + d)",
        "share-of-standard-deviations": "sqrt(big)/(sqrt(big) + sqrt(small))",
        "second-component": "small/(a + d)",
        "diagonal-plus-off-diagonal": "(Max(a, d) + Abs(b))/(a + d)",
        "share-of-squares": "big**2/(big**2 + small**2)",
    },
)
EIGENVALUES = Formulas(
    "(big, small)",
    let=LET,
    wrong={
        "diagonal-as-eigenvalues": "(Max(a, d), Min(a, d))",
        "standard-deviations": "(sqrt(big), sqrt(small))",
        "half-forgotten": "(a + d + s, a + d - s)",
        "diagonal-plus-off-diagonal": "(Max(a, d) + Abs(b), Min(a, d) - Abs(b))",
        "root-not-halved": "((a + d)/2 + s, Abs((a + d)/2 - s))",
    },
)
CELLS = (Text(zh="$\\lambda_1$", en="$\\lambda_1$"), Text(zh="$\\lambda_2$", en="$\\lambda_2$"))


@generator(
    topic="classical-ml",
    minutes=4,
    tags=("pca", "eigenvalues"),
    source="Bishop, Pattern Recognition and Machine Learning (2006), section 12.1",
    objective="classical-structure",
)
def pca_2x2(draw: Draw) -> Problem:
    """Eigenvalues of a covariance matrix, or the share of variance of the first component."""
    a = draw.integer("a", 1, 12)
    d = draw.integer("d", 1, 12)
    b = draw.pick("b", (-6, -4, -3, -2, -1, 1, 2, 3, 4, 6))
    q = draw.pick("q", ("share", "eigenvalues"))
    inside = (a - d) ** 2 + 4 * b**2
    root = isqrt(inside)
    draw.require(root * root == inside and a * d > b * b and (a + d + root) % 2 == 0)
    share = q == "share"

    def context() -> Text:
        matrix = rf"\begin{{pmatrix}} {a} & {b} \\ {b} & {d} \end{{pmatrix}}"
        return Text(
            zh=f"二维数据已中心化，其协方差矩阵为\n\n$$\\Sigma = {matrix}.$$",
            en=f"Centred two-dimensional data have the covariance matrix\n\n$$\\Sigma = {matrix}.$$",
        )

    def wording() -> Wording:
        big, small = (a + d + root) // 2, (a + d - root) // 2
        roots = (
            rf"$$\lambda_{{1,2}} = \frac{{{a} + {d} \pm \sqrt{{({a} - {d})^2 + 4 \times ({b})^2}}}}{{2}}"
            rf" = \frac{{{a + d} \pm {root}}}{{2}},\qquad \lambda_1 = {big},\ \lambda_2 = {small}.$$"
        )
        part = Fraction(big, a + d)
        last = rf"$$\frac{{{big}}}{{{big} + {small}}} {equal_tex(part, 3)}.$$"
        if not share:
            return Wording(
                ask=Text(
                    zh="求 $\\Sigma$ 的两个特征值，写成 $(\\lambda_1,\\ \\lambda_2)$，其中 $\\lambda_1 \\ge \\lambda_2$。",
                    en="Find the eigenvalues of $\\Sigma$, written $(\\lambda_1,\\ \\lambda_2)$ with $\\lambda_1 \\ge \\lambda_2$.",
                ),
                claim=Text(
                    zh="$\\Sigma$ 的特征值由大到小是 ${}$。",
                    en="From large to small, the eigenvalues of $\\Sigma$ are ${}$.",
                ),
                solution=Text(
                    zh=f"由特征方程 $\\det(\\Sigma - \\lambda I) = 0$ 得\n\n{roots}",
                    en=f"The characteristic equation $\\det(\\Sigma - \\lambda I) = 0$ gives\n\n{roots}",
                ),
            )
        return Wording(
            ask=Text(
                zh="第一主成分解释的方差占总方差的比例是多少？",
                en="What share of the total variance does the first principal component explain?",
            ),
            claim=Text(
                zh="第一主成分解释的方差占总方差的比例是 ${}$。",
                en="The first principal component explains a share of ${}$ of the total variance.",
            ),
            solution=Text(
                zh=f"各主成分的方差是 $\\Sigma$ 的特征值：\n\n{roots}\n\n所求比例为\n\n{last}",
                en=f"The variances of the components are the eigenvalues of $\\Sigma$:\n\n{roots}\n\nThe share is\n\n{last}",
            ),
        )

    part = Computed(
        "ml/pca-2x2",
        SHARE if share else EIGENVALUES,
        draw.params,
        wording,
        difficulty=2 + (a != d),
        form="number" if share else "tuple",
        places=3,
        most=1 if share else None,
        cells=() if share else CELLS,
    )
    return Problem((part,), context)


@pca_2x2.check
def by_trying_eigenvectors(a: int, d: int, b: int, q: str) -> Fraction | tuple[int, int]:
    """Looks for whole numbers that make the matrix singular when taken off its diagonal."""
    found = [value for value in range(a + d, -1, -1) if (a - value) * (d - value) == b * b]
    values = found * 2 if len(found) == 1 else found
    return Fraction(values[0], sum(values)) if q == "share" else (values[0], values[1])
