"""The slope of a line through the origin, fitted with an L2 penalty."""

from hwgen import Computed, Draw, Formulas, Problem, R, generator, shuffled, source, texts

from .._apart import apart

Numbers = tuple[int, ...]
# Where the squares sum to 6, a shrunk solution and a doubled penalty are one.
PLACES: tuple[Numbers, ...] = ((1, 2, 3), (-1, 1, 3), (-2, 1, 3), (1, 2, 4), (-2, -1, 2), (-1, 2, 3))
HEIGHTS: tuple[Numbers, ...] = tuple(tuple(shuffled(("ridge", i), range(-2, 5))[:3]) for i in range(24))

RIDGE = Formulas(
    "Sxy/(Sxx + P)",
    let={
        "Sxx": "sum(u*u for u in x)",
        "Sxy": "sum(u*v for u, v in zip(x, y))",
        "P": "l if c == 'sum' else 3*l",
    },
).with_wrong(r"""
    no-penalty: Sxy/Sxx || 这是不加惩罚的最小二乘解。 || This is the least-squares solution without the penalty.
    sum-and-mean-exchanged: Sxy/(Sxx + (3*l if c == 'sum' else l))
        把平方误差之和与平均值弄混了。 || This confuses the sum of the squared errors with their mean.
    half-the-penalty: Sxy/(Sxx + P/2)
        惩罚多了一个因子 $\frac{1}{2}$。 || This puts a factor $\frac{1}{2}$ into the penalty, which has none.
    penalty-in-the-numerator: (Sxy - P)/Sxx
        从分子中减去了惩罚。 || This subtracts the penalty in the numerator.
    shrunk-afterwards: Sxy/(Sxx*(1 + l))
        先求最小二乘解、再除以 $1 + \lambda$，这只对 $[c: sum=\sum_i x_i^2|\frac{1}{3}\sum_i x_i^2] = 1$ 成立。
        This divides the least-squares solution by $1 + \lambda$, which is right only for
          $[c: sum=\sum_i x_i^2|\frac{1}{3}\sum_i x_i^2] = 1$.
    penalty-doubled: Sxy/(Sxx + 2*P)
        惩罚多了一个因子 2。 || This puts a factor 2 into the penalty, which has none.
""")
DATA = texts("""
    samples: 有 3 个样本： || There are 3 samples:
    current: 标定一个传感器，$x$ 是输入电流，$y$ 是读数，测得 3 组数：
             A sensor is calibrated by 3 measurements of the input current $x$ and the reading $y$:
    angle: 研究一个机械臂，$x$ 是指令转角，$y$ 是末端的位移，测得 3 组数：
           For a robot arm, 3 measurements are made of the commanded angle $x$ and the displacement $y$ of the gripper:
""")
# How squared errors count: in all, or on average.
LOSSES = {
    "sum": (r"\sum_i (y_i - w x_i)^2 + \lambda w^2", ""),
    "mean": (r"\frac{1}{3} \sum_i (y_i - w x_i)^2 + \lambda w^2", "3"),
}


@generator(topic="classical-ml", objective="classical-fitting", minutes=4, tags=("ridge", "least-squares"))
@source("Bishop, Pattern Recognition and Machine Learning (2006), section 3.1.4")
def ridge_slope(draw: Draw) -> Problem:
    """The ridge estimate of one slope, for the sum or the mean of the squared errors."""
    x = draw.pick("x", PLACES)
    y = draw.pick("y", HEIGHTS)
    draw.pick("l", (1, 2, 4, 10))
    loss, factor = LOSSES[draw.pick("c", tuple(LOSSES))]
    draw.require(sum(u * v for u, v in zip(x, y, strict=True)) != 0)
    draw.let("data", draw.setting(DATA))
    rows = ("| $" + name + "$ | " + " | ".join(f"$[{name}[{i}]]$" for i in range(3)) + " |" for name in "xy")
    draw.require(apart(draw, RIDGE, "penalty-in-the-numerator"))
    return Problem(Computed("ml/ridge-1d", RIDGE, difficulty="2 + (c == 'mean')", places=4, signed=True)).worded(rf"""
        [data]
        {next(rows)}
        |---|---|---|---|
        {next(rows)}
        用过原点的直线 $\hat y = w x$ 拟合，取使下式最小的 $w$，其中 $\lambda = [l]$：
        A line $\hat y = w x$ through the origin is fitted; its slope $w$ minimises the following, where
          $\lambda = [l]$:
        $${loss}.$$

        ask: 求 $w$。 || Find $w$.
        claim: 使上式最小的 $w$ 是 $[value]$。 || The minimising $w$ is $[value]$.
        solution: 令导数为 0，得到分母加上 ${factor}\lambda = [P]$ 的最小二乘解。先求两个和，再求 $w$： || Setting the derivative to 0 gives the least-squares solution with ${factor}\lambda = [P]$ added to the denominator. First the two sums, then $w$:
                  $$\sum_i x_i y_i = [==x[0]*y[0] + x[1]*y[1] + x[2]*y[2]],\qquad \sum_i x_i^2 = [==x[0]**2 + x[1]**2 + x[2]**2],$$
                  $$w = \frac{{\sum_i x_i y_i}}{{\sum_i x_i^2 + {factor}\lambda}} = [==Sxy/(Sxx + P):.4].$$
    """)


@ridge_slope.check
def by_a_parabola(x: Numbers, y: Numbers, l: int, c: str) -> R:  # noqa: E741 - stands for λ
    """The vertex of the parabola through the values of what is minimised at -1, 0 and 1."""

    def minimised(w: int) -> R:
        errors = sum((v - w * u) ** 2 for u, v in zip(x, y, strict=True))
        return (R(errors) if c == "sum" else R(errors, 3)) + l * w * w

    left, middle, right = (minimised(w) for w in (-1, 0, 1))
    return (left - right) / (2 * (left - 2 * middle + right))
