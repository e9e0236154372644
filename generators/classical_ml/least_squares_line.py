"""A straight line fitted to a few points."""

from itertools import product

from hwgen import Axes, Computed, Dots, Draw, Formulas, Label, Line, Picture, Problem, R, Text, generator, source, texts

from .._apart import apart

Numbers = tuple[int, ...]
PLACES = ((0, 1, 2), (1, 2, 3), (-1, 0, 1), (0, 1, 2, 3), (1, 2, 3, 4), (-1, 0, 1, 2), (0, 2, 4), (0, 1, 3, 4))
HEIGHTS = tuple(product(range(5), repeat=4))

LINE = Formulas(
    "(b, my - b*mx)",
    let={
        "n": "len(x)",
        "yy": "y[:n]",
        "mx": "sum(x)/n",
        "my": "sum(yy)/n",
        "dx": "tuple(u - mx for u in x)",
        "dy": "tuple(v - my for v in yy)",
        "Sxy": "sum(u*v for u, v in zip(dx, dy))",
        "Sxx": "sum(u**2 for u in dx)",
        "b": "Sxy/Sxx",
        "steep": "Sxy/sum(v**2 for v in dy)",
        "raw": "sum(u*v for u, v in zip(x, yy))/sum(u*u for u in x)",
        "ends": "(yy[-1] - yy[0])/(x[-1] - x[0])",
    },
).with_wrong(r"""
    line-through-origin: (raw, 0)
    line-through-end-points: (ends, yy[0] - ends*x[0])
    slope-and-intercept-exchanged: (my - b*mx, b)
    not-centred: (raw, my - raw*mx)
        斜率取成了 $\sum_i x_i y_i / \sum_i x_i^2$，没有减去均值。
        This takes the slope to be $\sum_i x_i y_i / \sum_i x_i^2$, without subtracting the means.
    regression-of-x-on-y: (steep, my - steep*mx)
    mean-as-intercept: (b, my)
""")

DATA = texts("""
    points: 下列各点 || the points
    sensor: 一个传感器的数据点 $(x,\\ y)$（$x$ 是以摄氏度计的与室温之差，$y$ 是以伏计的输出电压）
            the readings of a sensor, given as points $(x,\\ y)$, where $x$ is the difference from room temperature in
              degrees Celsius and $y$ is the voltage in volts:
    profit: 一家公司的年利润数据点 $(x,\\ y)$（$x$ 是相对于基准年的年份，$y$ 是以百万元计的利润）
            the yearly profits of a company, given as points $(x,\\ y)$, where $x$ is the year relative to a base year
              and $y$ is the profit in millions of yuan:
""")


@generator(topic="classical-ml", objective="classical-fitting", minutes=5, tags=("linear-regression", "least-squares"))
@source("Bishop, Pattern Recognition and Machine Learning (2006), section 3.1")
def least_squares_line(draw: Draw) -> Problem:
    """Slope and intercept of the least-squares line through 3 or 4 points."""
    x = draw.pick("x", PLACES)
    y = draw.pick("y", HEIGHTS)
    n = len(x)
    yy = y[:n]
    draw.require((n == 4 or y[3] == 0) and len(set(yy)) >= 2)
    mx, my = R(sum(x), n), R(sum(yy), n)
    sxy = sum(((u - mx) * (v - my) for u, v in zip(x, yy, strict=True)), R(0))
    sxx = sum(((u - mx) ** 2 for u in x), R(0))
    slope = sxy / sxx
    # Else lines of another kind, or slope and intercept exchanged, are this line.
    draw.require(mx != 0 and slope not in (my - slope * mx, my / mx))
    draw.require(sxx != sum(((v - my) ** 2 for v in yy), R(0)))
    draw.require(slope != 0 and (20 * slope).denominator == 1 and (1000 * (my - slope * mx)).denominator == 1)
    draw.let("data", draw.setting(DATA))
    products = " + ".join(f"dx[{i}]*dy[{i}]" for i in range(n))
    squares = " + ".join(f"dx[{i}]**2" for i in range(n))
    points = r",\ ".join(f"([x[{i}]], [y[{i}]])" for i in range(n))
    question = Computed(
        "ml/least-squares-line",
        LINE,
        difficulty=2 + (n > 3),
        form="tuple",
        places=3,
        signed=True,
        cells=(Text("斜率 $w$", "slope $w$"), Text("截距 $b$", "intercept $b$")),
    )
    draw.require(apart(draw, LINE, "line-through-end-points"))
    return Problem(
        question,
        Text(
            f"用最小二乘法对[data]拟合直线 $\\hat y = w x + b$：\n\n$${points}.$$\n\n![](points)",
            f"The line $\\hat y = w x + b$ is fitted by least squares to [data]\n\n$${points}.$$\n\n![](points)",
        ),
        figures=lambda: {"points": scatter(x, yy)},
    ).worded(rf"""
        ask: 求 $(w,\ b)$。 || Find $(w,\ b)$.
        claim: 拟合结果是 $(w,\ b) = [value]$。 || The fit gives $(w,\ b) = [value]$.
        solution: 先求均值与离差，再求斜率与截距： || First the means and deviations, then slope and intercept:
                  $$\bar x = [==sum(x)/n],\qquad \bar y = [==sum(yy)/n],$$
                  $$\sum_i (x_i - \bar x)(y_i - \bar y) = [=={products}],$$
                  $$\sum_i (x_i - \bar x)^2 = [=={squares}],$$
                  $$w = \frac{{\sum_i (x_i - \bar x)(y_i - \bar y)}}{{\sum_i (x_i - \bar x)^2}} = [==Sxy/Sxx],$$
                  $$b = \bar y - w \bar x = [==my - b*mx].$$
    """)


def scatter(x: Numbers, y: Numbers) -> Picture:
    """The points on a grid; its numbers stand at the edge, where no point lies."""
    axes = Axes((-1.6, 5.0), (-1.6, 7.0), 46, 40, (5, 5))
    listed = [f"({u}, {v})".replace("-", "−") for u, v in zip(x, y, strict=True)]
    across, up = range(-1, 5), range(-1, 7)
    grid = [Line((axes.place(u, -1.4), axes.place(u, 6.6)), "dotted", 0.3, 0.6) for u in across if u]
    grid += [Line((axes.place(-1.4, v), axes.place(4.6, v)), "dotted", 0.3, 0.6) for v in up if v]
    numbers = [Label(axes.place(u, -1.7), str(u).replace("-", "−"), "north") for u in across]
    numbers += [Label(axes.place(-1.7, v), str(v).replace("-", "−"), "east") for v in up]
    marks = (*grid, *numbers, *axes.cross((), ()), Dots(tuple(map(axes.place, x, y)), radius=0.9))
    return Picture(
        52,
        47,
        marks,
        Text(f"坐标系中的散点：{'、'.join(listed)}。", f"A scatter plot of the points {', '.join(listed)}."),
    )


@least_squares_line.check
def by_normal_equations(x: Numbers, y: Numbers) -> tuple[R, R]:
    """Solves the normal equations of the design matrix [x, 1] by Cramer's rule."""
    n = len(x)
    sx = sxx = sy = sxy = 0
    for u, v in zip(x, y, strict=False):
        sx, sxx, sy, sxy = sx + u, sxx + u * u, sy + v, sxy + u * v
    determinant = sxx * n - sx * sx
    return R(sxy * n - sx * sy, determinant), R(sxx * sy - sx * sxy, determinant)
