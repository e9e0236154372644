"""Principal components of a 2×2 covariance matrix."""

from math import isqrt

from hwgen import Computed, Draw, Formulas, Problem, R, generator, may_coincide, source, texts

from .._tex import cells, matrix

LET = {"s": "sqrt((a - d)**2 + 4*b**2)", "big": "(a + d + s)/2", "small": "(a + d - s)/2"}
SHARE = Formulas("big/(big + small)", let=LET, tex={"big": r"\lambda_1", "small": r"\lambda_2"}).with_wrong("""
    diagonal-as-eigenvalues: Max(a, d)/(a + d)
    share-of-standard-deviations: sqrt(big)/(sqrt(big) + sqrt(small))
    second-component: small/(a + d)
    diagonal-plus-off-diagonal: (Max(a, d) + Abs(b))/(a + d)
    share-of-squares: big**2/(big**2 + small**2)
    root-not-halved: ((a + d)/2 + s)/(a + d)
""")
EIGENVALUES = Formulas("(big, small)", let=LET).with_wrong("""
    diagonal-as-eigenvalues: (Max(a, d), Min(a, d))
    standard-deviations: (sqrt(big), sqrt(small))
    half-forgotten: (a + d + s, a + d - s)
    diagonal-plus-off-diagonal: (Max(a, d) + Abs(b), Min(a, d) - Abs(b)) if Min(a, d) >= Abs(b) else None
    root-not-halved: ((a + d)/2 + s, (a + d)/2 - s) if a + d >= 2*s else None
""")
DATA = texts("""
    quizzes: 两次小测的得分 || the scores of two quizzes
    temperature: 两个传感器的温度读数 || the readings of two thermometers
    returns: 两只股票的日收益率（%） || the daily returns of two shares (in per cent)
""")
ROOTS = (
    r"$$\lambda_{1,2} = \frac{[a] + [d] \pm \sqrt{([a] - [d])^2 + 4 \times [b]^2}}{2} = \frac{[a + d] \pm [s]}{2},"
    r"\qquad \lambda_1 = \frac{[a + d] + [s]}{2} = [big],\ \lambda_2 = \frac{[a + d] - [s]}{2} = [small].$$"
)
ASKED = {
    "share": rf"""
        ask: 第一主成分解释的方差占总方差的比例是多少？
             What share of the total variance does the first principal component explain?
        claim: 第一主成分解释的方差占总方差的比例是 $[value]$。
               The first principal component explains a share of $[value]$ of the total variance.
        solution: 各主成分的方差是 $\Sigma$ 的特征值： || The variances of the components are the eigenvalues of $\Sigma$:
                  {ROOTS}
                  所求比例为 || The share is
                  $$[=key:.3].$$
    """,
    "eigenvalues": rf"""
        ask: 求 $\Sigma$ 的两个特征值，写成 $(\lambda_1,\ \lambda_2)$，其中 $\lambda_1 \ge \lambda_2$。
             Find the eigenvalues of $\Sigma$, written $(\lambda_1,\ \lambda_2)$ with $\lambda_1 \ge \lambda_2$.
        claim: $\Sigma$ 的特征值由大到小依次是 $[value]$。 || In descending order, the eigenvalues of $\Sigma$ are $[value]$.
        solution: 由特征方程 $\det(\Sigma - \lambda I) = 0$ 得 || The characteristic equation $\det(\Sigma - \lambda I) = 0$ gives
                  {ROOTS}
    """,
}


@generator(topic="classical-ml", objective="classical-structure", minutes=4, tags=("pca", "eigenvalues"))
@source("Bishop, Pattern Recognition and Machine Learning (2006), section 12.1")
@may_coincide(
    "With equal variances, the eigenvalues are the variance plus and minus the covariance.",
    "diagonal-plus-off-diagonal",
)
def pca_2x2(draw: Draw) -> Problem:
    """Eigenvalues of a covariance matrix, or the share of variance of the first component."""
    draw.let("data", draw.pick("setting", DATA))
    a = draw.integer("a", 1, 12)
    d = draw.integer("d", 1, 12)
    b = draw.pick("b", (-6, -4, -3, -2, -1, 1, 2, 3, 4, 6))
    asked = draw.pick("q", ASKED)
    inside = (a - d) ** 2 + 4 * b**2
    root = isqrt(inside)
    draw.require(root * root == inside and a * d > b * b and (a + d + root) % 2 == 0)
    draw.let("covariance", matrix(((a, b), (b, d))))
    share = draw.params["q"] == "share"
    question = Computed(
        "ml/pca-2x2",
        SHARE if share else EIGENVALUES,
        difficulty=2 + (a != d),
        form="number" if share else "tuple",
        places=3,
        most=1 if share else None,
        cells=() if share else cells(r"\lambda_1", r"\lambda_2"),
    )
    return Problem(question).worded(rf"""
        二维数据是[data]，已中心化，其协方差矩阵为
        The two-dimensional data are [data]. They are centred and have the covariance matrix
        $$\Sigma = [covariance].$$
        {asked}
    """)


@pca_2x2.check
def by_trying_eigenvectors(a: int, d: int, b: int, q: str) -> R | tuple[int, int]:
    """Looks for whole numbers that make the matrix singular when taken off its diagonal."""
    roots = [value for value in range(a + d, -1, -1) if (a - value) * (d - value) == b * b]
    values = roots * 2 if len(roots) == 1 else roots
    return R(values[0], sum(values)) if q == "share" else (values[0], values[1])
