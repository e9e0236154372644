"""Drawings that the texts of the course refer to."""

from __future__ import annotations

from dataclasses import replace
from math import prod

from hwgen import Axes, Dots, Label, Line, Picture, Text, figure

NOISY = ((0.4, 1.5), (1.3, 3.4), (2.8, 3.7), (4.4, 6.1), (6.0, 5.4), (7.5, 7.3), (8.9, 6.4), (9.7, 7.4))


@figure
def fit_and_overfit() -> Picture:
    left = Axes(x=(0, 10), y=(0, 9), width=48, height=36, origin=(2, 7))
    right = replace(left, origin=(59, 7))
    good = panel(left, Text("恰当的拟合", "Good fit"), left.curve(trend))
    bad = panel(right, Text("过拟合", "Overfitting"), right.curve(through_all, samples=300))
    return Picture(
        width=110,
        height=45,
        marks=(*good, *bad),
        alt=Text(
            "两幅小图画着同样的八个带噪声的数据点。左图（恰当的拟合）：一条平滑上升的曲线从各点之间穿过；"
            "右图（过拟合）：一条剧烈起伏的曲线恰好经过每一个点。",
            "Two panels with the same eight noisy data points. Left (good fit): a smooth rising curve passes between "
            "the points. Right (overfitting): a wildly swinging curve passes through every single point.",
        ),
    )


def panel(axes: Axes, title: Text, curve: tuple[Line, ...]) -> tuple[Line | Dots | Label, ...]:
    middle, bottom = axes.place(5, 0)
    return (
        Line((axes.place(0, 0), axes.place(10, 0)), width=0.4, arrow=True),
        Line((axes.place(0, 0), axes.place(0, 9)), width=0.4, arrow=True),
        Label(axes.place(10, 0), "x", "south", italic=True),
        Label(axes.place(0, 9), "y", "west", italic=True),
        *curve,
        Dots(tuple(axes.place(x, y) for x, y in NOISY), grey=0.35),
        Label((middle, bottom - 2), title, "north"),
    )


def trend(x: float) -> float:
    return 1.4 + 1.15 * x - 0.056 * x * x


def through_all(x: float) -> float:
    """The polynomial of degree 7 through all points (Lagrange), between the first and the last of them."""
    if not NOISY[0][0] <= x <= NOISY[-1][0]:
        return float("nan")
    return sum(y * prod((x - other) / (at - other) for other, _ in NOISY if other != at) for at, y in NOISY)
