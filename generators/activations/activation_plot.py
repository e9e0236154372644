"""Which picture shows the graph of a named activation function?"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Literal

import sympy

from hwgen import Axes, Candidate, Draw, Label, Line, Picture, Problem, Selection, Text, generator, source

x = sympy.Symbol("x", real=True)
alpha = sympy.Symbol("alpha", positive=True)

AXES = Axes(x=(-4.0, 4.0), y=(-1.5, 4.5), width=36.0, height=28.0, origin=(0.8, 0.5))
CURVE_WIDTH = 1.1


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

    def tex(self) -> str:
        return str(sympy.latex(self.expression, ln_notation=True))

    def setting(self) -> str:
        return "" if self.slope is None else rf"$\alpha = {float(self.slope):g}$"


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
    "leaky-relu": Activation(
        "Leaky ReLU",
        sympy.Max(x, alpha * x),
        Text(
            "折线：x < 0 时是一条平缓的直线，在 x = −4 处为 −0.8；在原点处转折，x > 0 时沿直线 y = x 上升。",
            "A line with a corner at the origin: for x < 0 a gentle straight slope from −0.8 at x = −4, "
            "for x > 0 rising along y = x.",
        ),
        Text(
            "$x < 0$ 时是斜率为 $0.2$ 的直线，在原点处转折，函数值没有下界",
            "for $x < 0$ it is a straight line of slope $0.2$, with a corner at the origin and no lower bound",
        ),
        sympy.Rational(1, 5),
    ),
    "elu": Activation(
        "ELU",
        sympy.Max(0, x) + sympy.Min(0, alpha * (sympy.exp(x) - 1)),
        Text(
            "x < 0 时为弯曲的弧线，向左趋近 −1；经过原点时没有转折，x > 0 时沿直线 y = x 上升。",
            "For x < 0 a bend that levels off towards −1 on the left; through the origin without a corner, "
            "then rising along y = x.",
        ),
        Text(
            "$x < 0$ 时是趋近 $-1$ 的弧线，光滑地经过原点，$x > 0$ 时就是直线 $y = x$",
            "for $x < 0$ it bends towards $-1$, it passes the origin without a corner and is the line $y = x$ "
            "for $x > 0$",
        ),
        sympy.Integer(1),
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
            "曲线光滑但不单调：$x \\approx -0.75$ 处有约 $-0.17$ 的浅谷，左端趋近 $0$，右端贴近 $y = x$",
            "it is smooth but not monotonic: a shallow dip to about $-0.17$ near $x = -0.75$, close to $0$ on the "
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
            "曲线光滑但不单调：$x \\approx -1.28$ 处有约 $-0.28$ 的宽谷，左端缓缓趋近 $0$，右端靠近 $y = x$",
            "it is smooth but not monotonic: a wide dip to about $-0.28$ near $x = -1.28$, slowly nearing $0$ on the "
            "left and $y = x$ on the right",
        ),
    ),
    "softplus": Activation(
        "Softplus",
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
            "S 形曲线，值域为 $(0, 1)$，在 $x = 0$ 处为 $0.5$",
            "an S-shaped curve with values in $(0, 1)$ and $0.5$ at $x = 0$",
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
            "S 形曲线，关于原点对称，值域为 $(-1, 1)$",
            "an S-shaped curve, symmetric about the origin, with values in $(-1, 1)$",
        ),
    ),
}

# ReLU, GELU and SiLU look alike in a small print, so no question shows two of them.
COMPANY = {
    "relu": ("leaky-relu", "elu", "softplus", "sigmoid", "tanh"),
    "leaky-relu": ("relu", "elu", "softplus", "sigmoid", "tanh"),
    "elu": ("relu", "leaky-relu", "softplus", "sigmoid", "tanh"),
    "gelu": ("leaky-relu", "elu", "softplus", "sigmoid", "tanh"),
    "silu": ("leaky-relu", "elu", "softplus", "sigmoid", "tanh"),
    "softplus": ("silu", "leaky-relu", "elu", "sigmoid", "tanh"),
    "sigmoid": ("tanh", "softplus", "gelu", "leaky-relu", "elu"),
    "tanh": ("sigmoid", "softplus", "silu", "leaky-relu", "elu"),
}


@generator(topic="activations", objective="activation-values", minutes=2, tags=("activation", "graph"))
@source("Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.3")
def activation_plot(draw: Draw) -> Problem:
    """The graph of a function, or of its mirror image f(−x)."""
    function = draw.pick("function", tuple(ACTIVATIONS))
    mirror = draw.pick("shown", ("graph", "mirror-image")) == "mirror-image"
    asked = ACTIVATIONS[function]
    zh_setting, en_setting = in_parentheses(asked.setting())
    if mirror:
        stem = Text(
            f"设 $f$ 是 {asked.name} 函数{zh_setting}。下列哪幅图是 $y = f(-x)$ 的图像？",
            f"Let $f$ be the {asked.name} function{en_setting}. Which picture shows the graph of $y = f(-x)$?",
        )
    else:
        stem = Text(
            f"下列哪幅图是 {asked.name} 函数{zh_setting}的图像？",
            f"Which picture shows the graph of the {asked.name} function{en_setting}?",
        )
    turned = Text(
        "$y = f(-x)$ 的图像与它关于 $y$ 轴对称。", " The graph of $y = f(-x)$ is its mirror image in the $y$-axis."
    )
    solution = Text(
        f"{asked.name} 函数定义为 $f(x) = {asked.tex()}${zh_setting}。图像的特征：{asked.tell.zh}。{turned.zh if mirror else ''}",
        f"The {asked.name} function is $f(x) = {asked.tex()}${en_setting}. Its graph has these features: "
        f"{asked.tell.en}.{turned.en if mirror else ''}",
    )
    others = COMPANY[function][:4] if mirror else COMPANY[function]
    wrong = (*(candidate(other, mirror) for other in others), *((candidate(function, False),) if mirror else ()))
    part = Selection(
        "identify-plot",
        stem,
        right=(candidate(function, mirror),),
        wrong=wrong,
        solution=solution,
        difficulty=2 + mirror,
        about="act/identify-plot",
    )
    return Problem((part,))


def in_parentheses(setting: str) -> tuple[str, str]:
    return (f"（{setting}）", f" ({setting})") if setting else ("", "")


def candidate(function: str, mirror: bool) -> Candidate:
    shown = ACTIVATIONS[function]
    zh_setting, en_setting = in_parentheses(shown.setting())
    if mirror:
        why = Text(
            f"这是 {shown.name} 函数{zh_setting}的图像关于 $y$ 轴的镜像；{shown.name} 的特征：{shown.tell.zh}。",
            f"This is the mirror image of {shown.name}{en_setting} in the $y$-axis; of {shown.name} itself, {shown.tell.en}.",
        )
        return Candidate(f"{function}-mirrored", mirrored(plot(function)), why)
    why = Text(
        f"这是 {shown.name}{zh_setting}：{shown.tell.zh}。", f"This is {shown.name}{en_setting}: {shown.tell.en}."
    )
    return Candidate(function, plot(function), why)


@cache
def plot(function: str) -> Picture:
    shown = ACTIVATIONS[function]
    left, below = AXES.place(-2, 0), AXES.place(0, -1)
    # The numbers −2 and −1 stand on the side of their axis that no curve passes.
    negative = (
        Line((left, (left[0], left[1] - 0.8)), width=0.4),
        Label((left[0], left[1] + 1.1), "−2", "south"),
        Line((below, (below[0] - 0.8, below[1])), width=0.4),
        Label((below[0] + 0.4, below[1]), "−1", "west"),
    )
    marks = (*AXES.cross((2,), (1, 2, 3)), *negative, *AXES.curve(shown.value(), width=CURVE_WIDTH))
    return Picture(width=38.0, height=30.0, marks=marks, alt=shown.shape)


OTHER_SIDE: dict[str, Literal["east", "west"]] = {"east": "west", "west": "east"}
OTHER_SIGN = {"2": "−2", "−2": "2"}


@cache
def mirrored(picture: Picture) -> Picture:
    """A plot turned over at the y-axis, with its numbers, so that the curve still keeps clear of them; the arrows and names of the axes stay."""
    middle = AXES.place(0, 0)[0]

    def over(at: tuple[float, float]) -> tuple[float, float]:
        return round(2 * middle - at[0], 2), at[1]

    def turned(mark: Line | Label) -> Line | Label:
        if isinstance(mark, Line):
            return mark if mark.arrow else replace(mark, points=tuple(map(over, reversed(mark.points))))
        if mark.text in ("x", "y"):
            return mark
        text = mark.text if mark.anchor in OTHER_SIDE else OTHER_SIGN[str(mark.text)]
        return replace(mark, at=over(mark.at), text=text, anchor=OTHER_SIDE.get(mark.anchor, mark.anchor))

    assert isinstance(picture.alt, Text)
    alt = Text(
        f"下述曲线关于 y 轴的镜像。{picture.alt.zh}", f"The mirror image in the y-axis of this curve: {picture.alt.en}"
    )
    marks = tuple(turned(mark) for mark in picture.marks if isinstance(mark, Line | Label))
    return replace(picture, marks=marks, alt=alt)


@activation_plot.check
def by_reading_the_curves(problem: Problem, function: str, shown: str) -> dict[str, object]:
    """Reads the curves off their pictures and takes the one that is nearest to the definition."""
    definition = DEFINITIONS[function]
    wanted = (lambda t: definition(-t)) if shown == "mirror-image" else definition
    (part,) = problem.parts
    assert isinstance(part, Selection)
    distances = sorted(
        (distance(option.body, wanted), option.id)
        for option in (*part.right, *part.wrong)
        if isinstance(option.body, Picture)
    )
    (nearest, found), (second, other) = distances[:2]
    if nearest > 0.02:
        raise ValueError(f"no picture shows {function}: {found} is {nearest:.2f} away")
    if second < 0.15:
        raise ValueError(f"the picture of {other} looks like {function}: only {second:.2f} away")
    return {part.id: found}


def distance(picture: Picture, definition: Callable[[float], float]) -> float:
    """How far the drawn curve is from the definition at most; infinite where the curve leaves a gap."""
    points = [p for m in picture.marks if isinstance(m, Line) and m.width == CURVE_WIDTH for p in m.points]
    read = [
        (
            AXES.x[0] + (across - AXES.origin[0]) / AXES.width * (AXES.x[1] - AXES.x[0]),
            AXES.y[0] + (up - AXES.origin[1]) / AXES.height * (AXES.y[1] - AXES.y[0]),
        )
        for across, up in points
    ]
    stops = [AXES.x[0], *(at for at, _ in read), AXES.x[1]]
    if any(after - before > 0.1 for before, after in pairwise(stops)):
        return math.inf
    return max(abs(height - definition(at)) for at, height in read)


def integral(f: Callable[[float], float], end: float, steps: int = 64) -> float:
    """Simpson's rule from 0 to `end`."""
    h = end / steps
    inner = sum((4 if i % 2 else 2) * f(i * h) for i in range(1, steps))
    return (f(0.0) + inner + f(end)) * h / 3


def logistic(t: float) -> float:
    return (1 + math.tanh(t / 2)) / 2


def normal_density(t: float) -> float:
    return math.exp(-t * t / 2) / math.sqrt(2 * math.pi)


DEFINITIONS: dict[str, Callable[[float], float]] = {
    "relu": lambda t: (t + abs(t)) / 2,
    "leaky-relu": lambda t: 0.6 * t + 0.4 * abs(t),
    "elu": lambda t: t if t > 0 else math.expm1(t),
    "gelu": lambda t: t * (0.5 + integral(normal_density, t)),
    "silu": lambda t: t * logistic(t),
    "softplus": lambda t: math.log(2) + integral(logistic, t),
    "sigmoid": logistic,
    "tanh": lambda t: 1 - 2 / (math.exp(2 * t) + 1),
}
