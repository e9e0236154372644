"""The learning rates at which gradient descent on a quadratic converges."""

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, source

from .._tex import same

BOUND = Formulas("2/(h*Max(l, m))").with_wrong("""
    fastest-rate-for-the-steep-direction: 1/(h*Max(l, m))
        此时陡峭方向一步到位；再大一些（不到两倍）仍收敛。
        This rate reaches the minimum of the steep direction in one step; larger ones still converge as long as they are less than twice as large.
    flat-direction-decides: 2/(h*Min(l, m))
        用了平坦方向的曲率；陡峭方向先发散。
        This takes the curvature of the flat direction; the steep one diverges first.
    coefficient-for-the-curvature: 2/Max(l, m) if h == 2 else None
        用了系数；二阶导数是系数的两倍。 || This takes the coefficient; the second derivative is twice as much.
    best-rate: 2/(h*(l + m))
        这是收敛最快的学习率，不是界。 || This is the rate of the fastest convergence, not the bound.
    curvature-itself: h*Max(l, m)
        这是最大的曲率；界是 2 除以它。 || This is the largest curvature; the bound is 2 divided by it.
    curvatures-averaged: 4/(h*(l + m)) || 用了曲率的平均值。 || This takes the mean of the curvatures.
""")
SHRINKS = Formulas("1 - Min(l, m)/Max(l, m)").with_wrong("""
    curvature-ratio: Min(l, m)/Max(l, m) if h*Min(l, m) != 2 else None
        这是一步减小的比例，不是剩下的比例。 || This is the share that a step takes away, not what is left.
    ratio-squared: 1 - (Min(l, m)/Max(l, m))**2
        曲率之比多乘了一次。 || This multiplies by the ratio of the curvatures once too often.
    step-of-twice-the-size: 1 - 2*Min(l, m)/Max(l, m) if 2*Min(l, m) < Max(l, m) else None
        学习率取了界本身，不是它的一半。 || This takes the bound itself for the learning rate, not half of it.
    squared-distance: (1 - Min(l, m)/Max(l, m))**2
        这是坐标的平方每步所乘的因子。 || This is the factor by which a step multiplies the square of the coordinate.
    best-factor: (Max(l, m) - Min(l, m))/(Max(l, m) + Min(l, m))
        这是收敛最快的学习率下的因子。 || This is the factor at the learning rate of the fastest convergence.
    half-the-step: 1 - Min(l, m)/(2*Max(l, m)) || 学习率又取了一半。 || This halves the learning rate once more.
""")


@generator(topic="optimisation", objective="loss-landscape", minutes=4, tags=("curvature", "learning-rate"))
@source("Goodfellow, Bengio and Courville, Deep Learning (2016), sections 4.3.1 and 8.2.1")
def stable_learning_rates(draw: Draw) -> Problem:
    """The bound of the learning rates that converge, and how slowly the flat direction then goes."""
    l = draw.pick("l", (1, 2, 3, 4, 5, 8, 10))  # noqa: E741 - the letter of the function
    m = draw.pick("m", (1, 2, 4, 5, 8, 10, 20, 25))
    h = draw.pick("h", (1, 2))
    draw.require(l != m)
    # Else what a step takes away is as much as what is left.
    draw.require(l != 2 * m and m != 2 * l)
    name, first, second = draw.pick("setting", (("f", "x", "y"), ("L", "w_1", "w_2")))
    squares = f"[l]{first}^2 + [m]{second}^2"
    function = rf"\frac{{1}}{{2}}\left({squares}\right)" if h == 1 else squares
    draw.let("steep", same(f"${first if l > m else second}$"))
    what = Text("训练损失" if name == "L" else "函数", "the training loss" if name == "L" else "the function")
    draw.let("what", what)
    largest_stable_rate = Computed("largest-stable-rate", BOUND, difficulty=2, places=4)
    slow_direction = Computed("slow-direction", SHRINKS, difficulty=3, places=4, most=1)
    return Problem((largest_stable_rate, slow_direction)).worded(rf"""
        用学习率固定为 $\eta$ 的梯度下降最小化[what] ${name}({first}, {second}) = {function}$。
        Gradient descent with a fixed learning rate $\eta$ minimises [what] ${name}({first}, {second}) = {function}$.

        # largest-stable-rate
        ask: 从任意起点出发都收敛到最小值点的学习率 $\eta$ 的上确界是多少？
             What is the least upper bound of the learning rates $\eta$ for which the iterates converge to the minimum
               from any starting point?
        claim: 使任意起点都收敛到最小值点的学习率的上确界是 $[value]$。
               The least upper bound of the learning rates for which the iterates converge to the minimum from any starting
                 point is $[value]$.
        solution: 曲率较大的方向是 [steep]，二阶导数为 $[h*Max(l, m)]$，该方向的坐标每步
                    乘以 $1 - [h*Max(l, m)]\eta$，绝对值须小于 1：
                  The steeper direction is [steep], with the second derivative $[h*Max(l, m)]$. Each step multiplies
                    this coordinate by $1 - [h*Max(l, m)]\eta$, which has to be below 1 in absolute value:
                  $$\eta < \frac{{2}}{{[h*Max(l, m)]}} [~key:.4].$$

        # slow-direction
        ask: 学习率取上述上确界的一半时，较平坦方向的坐标每步乘以多少？
             If the learning rate is half of the bound for convergence, by what factor does each step multiply the
               coordinate of the flatter direction?
        claim: 学习率取保证收敛的上确界的一半时，较平坦方向的坐标每步乘以 $[value]$。
               If the learning rate is half of the bound for convergence, each step multiplies the coordinate of the flatter
                 direction by $[value]$.
        solution: 这时 $\eta = \frac{{1}}{{[h*Max(l, m)]}}$，较平坦方向的二阶导数为 $[h*Min(l, m)]$：
                  Then $\eta = \frac{{1}}{{[h*Max(l, m)]}}$, and the second derivative in the flatter direction is
                    $[h*Min(l, m)]$:
                  $$1 - \frac{{[h*Min(l, m)]}}{{[h*Max(l, m)]}} [~key:.4].$$
    """)


@stable_learning_rates.check
def by_trying_steps(l: int, m: int, h: int) -> dict[str, object]:  # noqa: E741
    """Halves an interval of learning rates, watching whether a step from (1, 1) comes nearer in both directions; slopes are differences."""

    def f(x: R, y: R) -> R:
        return R(h, 2) * (l * x * x + m * y * y)

    slopes = (f(R(3, 2), R(1)) - f(R(1, 2), R(1)), f(R(1), R(3, 2)) - f(R(1), R(1, 2)))

    def after(rate: R) -> tuple[R, ...]:
        return tuple(1 - rate * slope for slope in slopes)

    low, high = R(0), R(4)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if all(abs(place) < 1 for place in after(middle)) else (low, middle)
    return {"largest-stable-rate": float(low), "slow-direction": float(max(after(low / 2)))}
