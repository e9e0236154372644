"""Activation functions: their formulas, and what their graphs look like."""

from collections.abc import Callable
from dataclasses import dataclass

import sympy

from hwgen import Text

x = sympy.Symbol("x", real=True)
alpha = sympy.Symbol("alpha", positive=True)


@dataclass(frozen=True)
class Activation:
    """`shape` describes the picture to those who cannot see it, without the name; `tell` is what it is recognised by."""

    name: str
    expression: sympy.Expr
    shape: Text
    tell: Text
    slope: sympy.Rational | None = None

    def value(self) -> Callable[[float], float]:
        expression = self.expression if self.slope is None else self.expression.subs(alpha, self.slope)
        curve: Callable[[float], float] = sympy.lambdify(x, expression, "math")
        return curve

    def noun(self) -> str:
        """What an English sentence calls it."""
        return "the sigmoid" if self.name == "sigmoid" else self.name

    def tex(self) -> str:
        return str(sympy.latex(self.expression, ln_notation=True))

    def setting(self) -> str:
        return "" if self.slope is None else rf"$\alpha = {float(self.slope):g}$"


def leaky(slope: sympy.Rational) -> Activation:
    at, end = f"{float(slope):g}", f"{float(4 * slope):g}"
    return Activation(
        "Leaky ReLU",
        sympy.Max(x, alpha * x),
        Text(
            f"折线：x < 0 时是一条平缓的直线，在 x = −4 处为 −{end}；在原点处转折，x > 0 时沿直线 y = x 上升。",
            f"A line with a corner at the origin: for x < 0 a gentle straight slope from −{end} at x = −4, "
            "for x > 0 rising along y = x.",
        ),
        Text(
            f"$x < 0$ 时是斜率为 ${at}$ 的直线，在原点处转折，函数值没有下界",
            f"for $x < 0$ it is a straight line of slope ${at}$, with a corner at the origin and no lower bound",
        ),
        slope,
    )


ELU = sympy.Max(0, x) + sympy.Min(0, alpha * (sympy.exp(x) - 1))
ACTIVATIONS = {
    "relu": Activation(
        "ReLU",
        sympy.Max(0, x),
        Text(
            "折线：x < 0 时恒为 0，x > 0 时沿直线 y = x 上升。",
            "A line with a corner: 0 for all x < 0, then rising along y = x for x > 0.",
        ),
        Text(
            "$x < 0$ 时恒为 $0$，在原点处转折，$x > 0$ 时就是直线 $y = x$",
            "it is exactly $0$ for $x < 0$, has a corner at the origin and is the line $y = x$ for $x > 0$",
        ),
    ),
    "leaky-relu": leaky(sympy.Rational(1, 5)),
    "leaky-relu-of-a-tenth": leaky(sympy.Rational(1, 10)),
    "leaky-relu-of-three-tenths": leaky(sympy.Rational(3, 10)),
    "elu": Activation(
        "ELU",
        ELU,
        Text(
            "x < 0 时为弯曲的弧线，向左趋近 −1；经过原点时没有转折，x > 0 时沿直线 y = x 上升。",
            "For x < 0 a bend that levels off towards −1 on the left; through the origin without a corner, "
            "then rising along y = x for x > 0.",
        ),
        Text(
            "$x < 0$ 时是趋近 $-1$ 的弧线，光滑地经过原点，$x > 0$ 时就是直线 $y = x$",
            "for $x < 0$ it bends towards $-1$, it passes through the origin without a corner and is the line $y = x$ "
            "for $x > 0$",
        ),
        sympy.Integer(1),
    ),
    "elu-of-a-half": Activation(
        "ELU",
        ELU,
        Text(
            "x < 0 时为弯曲的弧线，向左趋近 −0.5；在原点处转折，x > 0 时沿直线 y = x 上升。",
            "For x < 0 a bend that levels off towards −0.5 on the left; a corner at the origin, then rising along y = x for x > 0.",
        ),
        Text(
            "$x < 0$ 时是趋近 $-0.5$ 的弧线，在原点处斜率由 $0.5$ 变为 $1$，$x > 0$ 时就是直线 $y = x$",
            "for $x < 0$ it bends towards $-0.5$, its slope changes from $0.5$ to $1$ at the origin and it is the line "
            "$y = x$ for $x > 0$",
        ),
        sympy.Rational(1, 2),
    ),
    "gelu": Activation(
        "GELU",
        x * (1 + sympy.erf(x / sympy.sqrt(2))) / 2,
        Text(
            "光滑曲线：x < −3 时贴近 0，在 x ≈ −0.75 处降到最低点，约 −0.17，经过原点后上升并很快贴近直线 y = x。",
            "A smooth curve: close to 0 for x < −3, a shallow dip to about −0.17 near x = −0.75, then rising through "
            "the origin and soon close to y = x.",
        ),
        Text(
            "曲线光滑但不单调，在 $x \\approx -0.75$ 处有约 $-0.17$ 的浅谷，左端趋近 $0$，右端贴近 $y = x$",
            "it is smooth but not monotonic, with a shallow dip to about $-0.17$ near $x = -0.75$, close to $0$ on the "
            "left and to $y = x$ on the right",
        ),
    ),
    "silu": Activation(
        "SiLU",
        x / (1 + sympy.exp(-x)),
        Text(
            "光滑曲线：从 x = −4 处的约 −0.07 缓缓降到 x ≈ −1.28 处的最低点，约 −0.28，经过原点后上升并逐渐靠近直线 y = x。",
            "A smooth curve: from about −0.07 at x = −4 down a wide dip to about −0.28 near x = −1.28, then rising "
            "through the origin and slowly nearing y = x.",
        ),
        Text(
            "曲线光滑但不单调，在 $x \\approx -1.28$ 处有约 $-0.28$ 的宽谷，左端缓缓趋近 $0$，右端靠近 $y = x$",
            "it is smooth but not monotonic, with a wide dip to about $-0.28$ near $x = -1.28$, slowly nearing $0$ on the "
            "left and $y = x$ on the right",
        ),
    ),
    "softplus": Activation(
        "softplus",
        sympy.log(1 + sympy.exp(x)),
        Text(
            "始终在 x 轴上方的光滑上升曲线：向左趋近 0，在 x = 0 处约为 0.69，向右逐渐靠近直线 y = x。",
            "A smooth rising curve that stays above the x-axis: nearing 0 on the left, about 0.69 at x = 0, "
            "nearing y = x on the right.",
        ),
        Text(
            "处处为正且光滑上升，不经过原点，在 $x = 0$ 处约为 $0.69$，右端靠近 $y = x$",
            "it is positive everywhere and rises smoothly; it misses the origin, with about $0.69$ at $x = 0$, "
            "and nears $y = x$ on the right",
        ),
    ),
    "sigmoid": Activation(
        "sigmoid",
        1 / (1 + sympy.exp(-x)),
        Text(
            "S 形曲线：从左侧接近 0 处上升到右侧接近 1 处，在 x = 0 处为 0.5。",
            "An S-shaped curve from near 0 on the left to near 1 on the right, with 0.5 at x = 0.",
        ),
        Text(
            "曲线呈 S 形，值域为 $(0, 1)$，在 $x = 0$ 处为 $0.5$",
            "it is an S-shaped curve with values in $(0, 1)$ and $0.5$ at $x = 0$",
        ),
    ),
    "tanh": Activation(
        "tanh",
        (sympy.exp(x) - sympy.exp(-x)) / (sympy.exp(x) + sympy.exp(-x)),
        Text(
            "关于原点对称的 S 形曲线：从左侧接近 −1 处上升，经过原点，到右侧接近 1 处。",
            "An S-shaped curve, symmetric about the origin, from near −1 on the left to near 1 on the right.",
        ),
        Text(
            "曲线呈 S 形，关于原点对称，值域为 $(-1, 1)$",
            "it is an S-shaped curve, symmetric about the origin, with values in $(-1, 1)$",
        ),
    ),
}

# Some look alike in a small print, such as ReLU, GELU and SiLU, so that no question shows two of them.
COMPANY = {
    "relu": ("leaky-relu", "elu", "softplus", "sigmoid", "tanh"),
    "leaky-relu": ("relu", "elu", "softplus", "sigmoid", "tanh"),
    "leaky-relu-of-a-tenth": ("elu", "softplus", "sigmoid", "tanh"),
    "leaky-relu-of-three-tenths": ("relu", "softplus", "sigmoid", "tanh"),
    "elu-of-a-half": ("relu", "softplus", "sigmoid", "tanh"),
    "elu": ("relu", "leaky-relu", "softplus", "sigmoid", "tanh"),
    "gelu": ("leaky-relu", "elu", "softplus", "sigmoid", "tanh"),
    "silu": ("leaky-relu", "elu", "softplus", "sigmoid", "tanh"),
    "softplus": ("silu", "leaky-relu", "elu", "sigmoid", "tanh"),
    "sigmoid": ("tanh", "softplus", "gelu", "leaky-relu", "elu"),
    "tanh": ("sigmoid", "softplus", "silu", "leaky-relu", "elu"),
}
