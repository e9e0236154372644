"""The squared Fréchet distance between two Gaussians, which is the FID."""

from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source, texts

MEANS = "(m[0] - u[0])**2 + (m[1] - u[1])**2"
DISTANCE = Formulas(f"{MEANS} + (sqrt(v[0]) - sqrt(w[0]))**2 + (sqrt(v[1]) - sqrt(w[1]))**2").with_wrong(rf"""
    means-alone: {MEANS} || 漏了协方差的部分。 || This leaves out the part that comes from the covariances.
    covariances-alone: (sqrt(v[0]) - sqrt(w[0]))**2 + (sqrt(v[1]) - sqrt(w[1]))**2
        漏了均值的部分。 || This leaves out the part that comes from the means.
    variances-subtracted: (m[0] - u[0])**2 + (m[1] - u[1])**2 + Abs(v[0] - w[0]) + Abs(v[1] - w[1])
        用了方差之差的绝对值，应为标准差之差的平方。
        This takes absolute differences of variances instead of squared differences of standard deviations.
    product-left-out: (m[0] - u[0])**2 + (m[1] - u[1])**2 + v[0] + w[0] + v[1] + w[1]
        漏了减去 $2(\Sigma_1 \Sigma_2)^{{1/2}}$ 的一项。 || This does not subtract the term $2(\Sigma_1 \Sigma_2)^{{1/2}}$.
    product-once: (m[0] - u[0])**2 + (m[1] - u[1])**2 + v[0] + w[0] + v[1] + w[1] - sqrt(v[0]*w[0]) - sqrt(v[1]*w[1])
        $(\Sigma_1 \Sigma_2)^{{1/2}}$ 一项漏了因子 2。 || This leaves out the factor 2 of $(\Sigma_1 \Sigma_2)^{{1/2}}$.
    root-not-taken: (m[0] - u[0])**2 + (m[1] - u[1])**2 + (v[0] - w[0])**2 + (v[1] - w[1])**2
        把方差当成了标准差。 || This takes the variances for standard deviations.
    distance-of-the-means: Abs(m[0] - u[0]) + Abs(m[1] - u[1]) + (sqrt(v[0]) - sqrt(w[0]))**2 + (sqrt(v[1]) - sqrt(w[1]))**2
        均值之差取了绝对值，没有平方。
        This takes the absolute differences of the means instead of their squares.
""")
MADE = texts("""
    faces: 人脸图像 || images of faces
    rooms: 室内场景图像 || images of rooms
    digits: 手写数字图像 || images of handwritten digits
""")


@generator(topic="generative", objective="generative-comparison", minutes=4, tags=("fid",))
@source(
    "Heusel et al., GANs trained by a two time-scale update rule converge to a local Nash equilibrium, NeurIPS 2017, section 2"
)
def frechet_distance(draw: Draw) -> Problem:
    """The Fréchet distance of features of two coordinates that are not correlated."""
    # In some coordinate the means differ by 2 or more: 1 and 0 are their own squares.
    draw.pick("m", ((0, 3), (2, -2), (5, 1), (-3, 1)))
    draw.pick("u", ((0, 0), (1, 1), (3, 1), (-1, 1)))
    draw.pick("v", ((1, 4), (9, 1), (4, 16)))
    draw.pick("w", ((4, 4), (1, 9), (16, 1)))
    draw.let("what", draw.pick("setting", MADE))
    return Problem(Computed("frechet", DISTANCE, difficulty=2)).worded(r"""
        从真实的和生成的[what]中提取二维特征，各用一个高斯分布拟合：真实的均值为 $\mu_1 = ([m[0]],\ [m[1]])$，
          协方差矩阵为 $\Sigma_1 = \mathrm{diag}([v[0]],\ [v[1]])$；生成的均值为 $\mu_2 = ([u[0]],\ [u[1]])$，
          协方差矩阵为 $\Sigma_2 = \mathrm{diag}([w[0]],\ [w[1]])$。
          两者的 Fréchet 距离 $d$ 满足 $d^2 = \|\mu_1 - \mu_2\|^2 + \mathrm{tr}\bigl(\Sigma_1 + \Sigma_2 - 2(\Sigma_1
          \Sigma_2)^{1/2}\bigr)$，FID 即 $d^2$。
        Two-dimensional features are extracted from real and from generated [what], and a Gaussian is fitted to each
          set: the real ones have the mean $\mu_1 = ([m[0]],\ [m[1]])$ and the covariance matrix
          $\Sigma_1 = \mathrm{diag}([v[0]],\ [v[1]])$, the generated ones the mean $\mu_2 = ([u[0]],\ [u[1]])$ and the
          covariance matrix $\Sigma_2 = \mathrm{diag}([w[0]],\ [w[1]])$. The Fréchet distance $d$ between them is
          given by $d^2 = \|\mu_1 - \mu_2\|^2 + \mathrm{tr}\bigl(\Sigma_1 + \Sigma_2 - 2(\Sigma_1 \Sigma_2)^{1/2}\bigr)$, and the FID is $d^2$.

        ask: 求 $d^2$。 || Find $d^2$.
        claim: Fréchet 距离的平方为 $d^2 = [value]$。 || The squared Fréchet distance is $d^2 = [value]$.
        solution: 协方差矩阵为对角矩阵，所以迹的一项是各坐标标准差之差的平方和：
                  The covariance matrices are diagonal, so the trace term is the sum of the squared differences of the
                    standard deviations of the coordinates:
                  $$d^2 = [m[0] - u[0]]^2 + [m[1] - u[1]]^2 + ([sqrt(v[0])] - [sqrt(w[0])])^2 + ([sqrt(v[1])] -
                    [sqrt(w[1])])^2 = [key].$$
    """)


@frechet_distance.check
def by_moving_points(m: tuple[int, int], u: tuple[int, int], v: tuple[int, int], w: tuple[int, int]) -> R:
    """The mean squared way from one cloud of four points to the other, moved so that none crosses; both have these moments."""
    side = {square * square: square for square in range(6)}
    ways = []
    for signs in product((-1, 1), repeat=2):
        start = [m[i] + sign * side[v[i]] for i, sign in enumerate(signs)]
        end = [u[i] + sign * side[w[i]] for i, sign in enumerate(signs)]
        ways.append(sum((a - b) ** 2 for a, b in zip(start, end, strict=True)))
    return R(sum(ways), len(ways))
