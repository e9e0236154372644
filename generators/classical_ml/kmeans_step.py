"""One iteration of k-means on a line."""

from hwgen import (
    Computed,
    Dots,
    Draw,
    Formulas,
    Label,
    Line,
    Picture,
    Problem,
    R,
    Text,
    generator,
    may_coincide,
    shuffled,
    source,
    texts,
)

from .._apart import apart

Points = tuple[int, ...]
POINTS: tuple[Points, ...] = tuple(tuple(sorted(shuffled(("kmeans-step", i), range(21))[:6])) for i in range(150))
CENTRES = ((0, 10), (2, 12), (5, 15), (1, 20), (3, 4), (8, 9))
MEASURED = texts("""
    service: 六位员工的工龄（年） || The lengths of service of six employees (in years)
    delays: 六趟列车的晚点时间（分钟） || The delays of six trains (in minutes)
    temperatures: 六座城市的气温（°C） || The temperatures of six cities (in °C)
""")

MEANS = Formulas(
    "(sum(A)/len(A), sum(B)/len(B))",
    let={
        "A": "[v for v in x if Abs(v - c[0]) < Abs(v - c[1])]",
        "B": "[v for v in x if Abs(v - c[0]) > Abs(v - c[1])]",
        "med": "lambda v: (v[(len(v) - 1)//2] + v[len(v)//2])/2",
    },
).with_wrong("""
    centres-not-updated: c
    median-for-mean: (med(A), med(B))
    split-in-halves: (sum(x[:3])/3, sum(x[3:])/3)
    mid-range-for-mean: ((min(A) + max(A))/2, (min(B) + max(B))/2)
    old-centre-averaged-in: ((sum(A) + c[0])/(len(A) + 1), (sum(B) + c[1])/(len(B) + 1))
    clusters-exchanged: (sum(B)/len(B), sum(A)/len(A))
""")


@generator(topic="classical-ml", objective="classical-structure", minutes=3, tags=("clustering", "k-means"))
@source("Bishop, Pattern Recognition and Machine Learning (2006), section 9.1")
@may_coincide("Two clusters may well be halves of the data.", "split-in-halves")
def kmeans_step(draw: Draw) -> Problem:
    """Six points on a line and two centres: the centres after one iteration."""
    x = draw.pick("x", POINTS)
    c = draw.pick("c", CENTRES)
    first = [v for v in x if abs(v - c[0]) < abs(v - c[1])]
    second = [v for v in x if abs(v - c[0]) > abs(v - c[1])]
    draw.require(bool(first) and bool(second) and len(first) + len(second) == 6)
    # The mean is not the median or the middle in both clusters.
    means = (R(sum(first), len(first)), R(sum(second), len(second)))
    draw.require(means != (median(first), median(second)))
    draw.require(means != (R(first[0] + first[-1], 2), R(second[0] + second[-1], 2)))
    draw.let("values", draw.setting(MEASURED))
    draw.let("first", tuple(first))
    draw.let("second", tuple(second))
    listed = r",\ ".join(f"[x[{i}]]" for i in range(6))
    one, other = (r",\ ".join(map(str, cluster)) for cluster in (first, second))
    part = Computed(
        "ml/kmeans-step",
        MEANS,
        difficulty=1 + (len(first) != 3) + (abs(c[0] - c[1]) < 5),
        form="tuple",
        places=3,
        cells=(Text("$c_1$", "$c_1$"), Text("$c_2$", "$c_2$")),
    )
    draw.require(apart(draw, MEANS, "centres-not-updated", "old-centre-averaged-in"))
    return Problem(part, figures=lambda: {"points": number_line(x, c)}).worded(rf"""
        [values]为 || [values] are
        $${listed}.$$
        把它们看作数轴上的点，用 $k = 2$ 的 k 均值算法聚类，两个初始中心为 $c_1 = [c[0]]$，$c_2 = [c[1]]$。
        As points on a line, they are clustered by k-means with $k = 2$ and the initial centres $c_1 = [c[0]]$ and
          $c_2 = [c[1]]$.
        ![](points)

        ask: 一次迭代（先分配各点，再更新中心）之后，两个中心 $(c_1,\ c_2)$ 是多少？
             What are the centres $(c_1,\ c_2)$ after one iteration (assign the points, then update the centres)?
        claim: 一次迭代（先分配各点，再更新中心）之后，$(c_1,\ c_2) = [value]$。
               After one iteration (assign the points, then update the centres), $(c_1,\ c_2) = [value]$.
        solution: 每个点归入较近的中心：$c_1$ 得到 ${one}$，$c_2$ 得到 ${other}$。新中心是各簇的均值：
                  Each point goes to the nearer centre: $c_1$ gets ${one}$, and $c_2$ gets ${other}$. The new centres
                    are the means of the clusters:
                  $$c_1 = [==sum(first)/len(first):.3],$$
                  $$c_2 = [==sum(second)/len(second):.3].$$
    """)


def number_line(x: Points, c: tuple[int, int]) -> Picture:
    """The points as dots on an axis from 0 to 20, the centres as crosses below it."""
    step, left, level = 4.5, 5.0, 4.8
    ticks = [Line(((left + step * v, level - 0.7), (left + step * v, level + 0.7)), width=0.3) for v in range(21)]
    numbers = [Label((left + step * v, level - 1.2), str(v), "north") for v in range(0, 21, 5)]
    centres = [
        Line(((left + step * v - 1, 8.3), (left + step * v, 6.3), (left + step * v + 1, 8.3)), width=0.8) for v in c
    ]
    names = [Label((left + step * v, 8.6), f"c_{i + 1}", "south", italic=True) for i, v in enumerate(c)]
    return Picture(
        100,
        13.8,
        (
            Line(((left - 3, level), (left + 20 * step + 4, level)), width=0.4, arrow=True),
            *ticks,
            *numbers,
            Dots(tuple((left + step * v, level) for v in x), radius=1.1),
            *centres,
            *names,
        ),
        Text(
            f"数轴上的六个点 {'、'.join(map(str, x))}，两个初始中心标在 {c[0]} 和 {c[1]}。",
            f"A number line with the six points {', '.join(map(str, x))} and the initial centres marked at {c[0]} and {c[1]}.",
        ),
    )


def median(cluster: list[int]) -> R:
    return R(cluster[(len(cluster) - 1) // 2] + cluster[len(cluster) // 2], 2)


@kmeans_step.check
def by_least_distance(x: Points, c: tuple[int, int]) -> tuple[R, R]:
    """Labels each point by sorting the centres, and finds the value that minimises the squared distances of each cluster."""
    clusters: tuple[list[int], list[int]] = ([], [])
    for v in x:
        clusters[sorted((0, 1), key=lambda i: (v - c[i]) ** 2)[0]].append(v)
    return minimiser(clusters[0]), minimiser(clusters[1])


def minimiser(cluster: list[int]) -> R:
    """Where the parabola of summed squares has its vertex, from three of its values."""

    def cost(at: int) -> int:
        return sum((v - at) ** 2 for v in cluster)

    left, middle, right = cost(-1), cost(0), cost(1)
    return R(left - right, 2 * (left - 2 * middle + right))
