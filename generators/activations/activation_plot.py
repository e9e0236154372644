"""Which picture shows the graph of a named activation function, or which function a picture shows?"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Literal

from hwgen import Axes, Candidate, Draw, Label, Line, Picture, Problem, Selection, Text, generator, source

from ._functions import ACTIVATIONS, COMPANY

AXES = Axes(x=(-4.0, 4.0), y=(-1.5, 4.5), width=36.0, height=28.0, origin=(0.8, 0.5))
CURVE_WIDTH = 1.1
# What is drawn of a function f.
SHOWN = {"graph": "f(x)", "mirror-image": "f(-x)", "upside-down": "-f(x)"}
TURNED = {
    "graph": Text("", ""),
    "mirror-image": Text(
        "$y = f(-x)$ 的图像与它关于 $y$ 轴对称。", " The graph of $y = f(-x)$ is its mirror image in the $y$-axis."
    ),
    "upside-down": Text(
        "$y = -f(x)$ 的图像与它关于 $x$ 轴对称。", " The graph of $y = -f(x)$ is its mirror image in the $x$-axis."
    ),
}

NOT_MIRRORED = Text(
    "这是 $y = f(x)$ 的图像，没有关于 $y$ 轴作镜像。",
    "This is the graph of $y = f(x)$ itself, not mirrored in the $y$-axis.",
)


@generator(topic="activations", objective="activation-values", minutes=2, tags=("activation", "graph"))
@source("Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.3")
def activation_plot(draw: Draw) -> Problem:
    """The graph of a function f, of f(−x) or of −f(x): the picture for the name, or the name for the picture."""
    function = draw.pick("function", tuple(ACTIVATIONS))
    shown = draw.pick("shown", tuple(SHOWN))
    named = draw.pick("asked", ("picture", "name")) == "name"
    asked = ACTIVATIONS[function]
    zh_setting, en_setting = in_parentheses(asked.setting())
    # The features of its graph are the reason of the right option.
    solution = Text(
        f"{asked.name} 函数定义为 $f(x) = {asked.tex()}${zh_setting}。{TURNED[shown].zh}",
        f"The {asked.name} function is $f(x) = {asked.tex()}${en_setting}.{TURNED[shown].en}",
    )
    others = COMPANY[function]
    if named:
        right, *wrong = (called(other) for other in (function, *others))
    elif shown == "mirror-image":
        right, *wrong = (candidate(other, shown) for other in (function, *others[:4]))
        wrong.append(Candidate(function, drawn(function, "graph"), NOT_MIRRORED))
    else:
        right, *wrong = (candidate(other, shown) for other in (function, *others))
    part = Selection(
        "identify-plot",
        name_asked(shown) if named else picture_asked(shown, asked.name, zh_setting, en_setting),
        right=(right,),
        wrong=tuple(wrong),
        solution=solution,
        difficulty=2 + (shown != "graph"),
        about="act/identify-plot",
    )
    return Problem((part,), figures=lambda: {"graph": drawn(function, shown)} if named else {})


def picture_asked(shown: str, name: str, zh_setting: str, en_setting: str) -> Text:
    if shown == "graph":
        return Text(
            f"下列哪幅图是 {name} 函数{zh_setting}的图像？",
            f"Which picture shows the graph of the {name} function{en_setting}?",
        )
    return Text(
        f"设 $f$ 是 {name} 函数{zh_setting}。下列哪幅图是 $y = {SHOWN[shown]}$ 的图像？",
        f"Let $f$ be the {name} function{en_setting}. Which picture shows the graph of $y = {SHOWN[shown]}$?",
    )


def name_asked(shown: str) -> Text:
    if shown == "graph":
        return Text(
            "下图是哪个激活函数的图像？\n\n![](graph)", "Which activation function has this graph?\n\n![](graph)"
        )
    return Text(
        f"下图是 $y = {SHOWN[shown]}$ 的图像，其中 $f$ 是一个激活函数。$f$ 是哪个函数？\n\n![](graph)",
        f"The picture shows the graph of $y = {SHOWN[shown]}$ for an activation function $f$. Which function is $f$?\n\n"
        "![](graph)",
    )


def in_parentheses(setting: str) -> tuple[str, str]:
    return (f"（{setting}）", f" ({setting})") if setting else ("", "")


def called(function: str) -> Candidate:
    """The name of a function as an option."""
    named = ACTIVATIONS[function]
    zh_setting, en_setting = in_parentheses(named.setting())
    why = Text(
        f"{named.name} 的图像特征：{named.tell.zh}。",
        f"The graph of {named.noun()} has these features: {named.tell.en}.",
    )
    return Candidate(function, Text(f"{named.name}{zh_setting}", f"{named.name}{en_setting}"), why)


def candidate(function: str, shown: str) -> Candidate:
    """What is shown of a function as an option."""
    named = ACTIVATIONS[function]
    zh_setting, en_setting = in_parentheses(named.setting())
    if shown == "graph":
        why = Text(
            f"这是 {named.name}{zh_setting}：{named.tell.zh}。", f"This is {named.noun()}{en_setting}: {named.tell.en}."
        )
        return Candidate(function, drawn(function, shown), why)
    axis = "y" if shown == "mirror-image" else "x"
    why = Text(
        f"这是 {named.name} 函数{zh_setting}的图像关于 ${axis}$ 轴的镜像；{named.name} 的特征：{named.tell.zh}。",
        f"This is the mirror image of {named.noun()}{en_setting} in the ${axis}$-axis; the graph of {named.noun()} itself has these features: {named.tell.en}.",
    )
    suffix = "mirrored" if shown == "mirror-image" else shown
    return Candidate(f"{function}-{suffix}", drawn(function, shown), why)


def drawn(function: str, shown: str) -> Picture:
    picture = plot(function)
    return mirrored(picture) if shown == "mirror-image" else upturned(picture) if shown == "upside-down" else picture


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
        f"下述曲线关于 y 轴的镜像。{picture.alt.zh}",
        f"The mirror image in the y-axis of the following curve. {picture.alt.en}",
    )
    marks = tuple(turned(mark) for mark in picture.marks if isinstance(mark, Line | Label))
    return replace(picture, marks=marks, alt=alt)


OTHER_END: dict[str, Literal["north", "south"]] = {"north": "south", "south": "north"}
OPPOSITE = {"1": "−1", "2": "−2", "3": "−3", "−1": "1"}


@cache
def upturned(picture: Picture) -> Picture:
    """A plot turned over at the x-axis, with its numbers; the arrow of the y-axis stays, and its name makes room for a number."""
    above = 2 * AXES.origin[1] + AXES.height

    def over(at: tuple[float, float]) -> tuple[float, float]:
        return at[0], round(above - at[1], 2)

    def turned(mark: Line | Label) -> Line | Label:
        if isinstance(mark, Line):
            upright = mark.arrow and mark.points[0][0] == mark.points[1][0]
            return mark if upright else replace(mark, points=tuple(map(over, mark.points)))
        if mark.text == "y":
            return replace(mark, at=(mark.at[0] - 0.4, mark.at[1]), anchor="east")
        text = mark.text if mark.anchor in OTHER_END else OPPOSITE[str(mark.text)]
        return replace(mark, at=over(mark.at), text=text, anchor=OTHER_END.get(mark.anchor, mark.anchor))

    assert isinstance(picture.alt, Text)
    alt = Text(
        f"下述曲线关于 x 轴的镜像。{picture.alt.zh}",
        f"The mirror image in the x-axis of the following curve. {picture.alt.en}",
    )
    marks = tuple(turned(mark) for mark in picture.marks if isinstance(mark, Line | Label))
    return replace(picture, marks=marks, alt=alt)


@activation_plot.check
def by_reading_the_curves(problem: Problem, function: str, shown: str, asked: str) -> dict[str, object]:
    """Reads the curves off their pictures and takes the one that is nearest to the definition; or the definition that is nearest."""
    (part,) = problem.parts
    assert isinstance(part, Selection)
    options = (*part.right, *part.wrong)
    if asked == "name":
        picture = problem.figures()["graph"]
        pairs = [(picture, option.id, option.id) for option in options]
    else:
        pairs = [(option.body, function, option.id) for option in options if isinstance(option.body, Picture)]
    distances = sorted((distance(picture, DEFINITIONS[name], shown), option) for picture, name, option in pairs)
    (nearest, found), (second, other) = distances[:2]
    if nearest > 0.02:
        raise ValueError(f"no picture shows {function}: {found} is {nearest:.2f} away")
    if second < 0.15:
        raise ValueError(f"the picture of {other} looks like {function}: only {second:.2f} away")
    return {part.id: found}


def distance(picture: Picture, definition: Callable[[float], float], shown: str) -> float:
    """How far the drawn curve is from what is shown of a function at most; infinite where the curve leaves a gap."""
    points = [p for m in picture.marks if isinstance(m, Line) and m.width == CURVE_WIDTH for p in m.points]
    # Upside down, the y-axis goes from −4.5 to 1.5.
    lowest = -AXES.y[1] if shown == "upside-down" else AXES.y[0]
    read = [
        (
            AXES.x[0] + (across - AXES.origin[0]) / AXES.width * (AXES.x[1] - AXES.x[0]),
            lowest + (up - AXES.origin[1]) / AXES.height * (AXES.y[1] - AXES.y[0]),
        )
        for across, up in points
    ]
    wanted = {"graph": definition, "mirror-image": lambda t: definition(-t), "upside-down": lambda t: -definition(t)}
    stops = [AXES.x[0], *sorted(at for at, _ in read), AXES.x[1]]
    if any(after - before > 0.1 for before, after in pairwise(stops)):
        return math.inf
    return max(abs(height - wanted[shown](at)) for at, height in read)


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
    "leaky-relu-of-a-tenth": lambda t: 0.55 * t + 0.45 * abs(t),
    "leaky-relu-of-three-tenths": lambda t: 0.65 * t + 0.35 * abs(t),
    "elu": lambda t: t if t > 0 else math.expm1(t),
    "elu-of-a-half": lambda t: t if t > 0 else math.expm1(t) / 2,
    "gelu": lambda t: t * (0.5 + integral(normal_density, t)),
    "silu": lambda t: t * logistic(t),
    "softplus": lambda t: math.log(2) + integral(logistic, t),
    "sigmoid": logistic,
    "tanh": lambda t: 1 - 2 / (math.exp(2 * t) + 1),
}
