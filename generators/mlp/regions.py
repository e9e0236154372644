"""Drawings of the regions in which small networks answer 1."""

from __future__ import annotations

from hwgen import Area, Axes, Dots, Label, Line, Mark, Picture, Text, figure

from .._blocks import arrow

SHADE = 0.8
PLANE = Axes(x=(-0.5, 2), y=(-0.5, 2), width=50, height=50, origin=(6, 4))


def border(start: tuple[float, float], end: tuple[float, float]) -> Line:
    return Line((PLANE.place(*start), PLANE.place(*end)), stroke="dashed", width=0.9)


def plane() -> tuple[Mark, ...]:
    """Coordinate axes for the inputs, with the unit marked on each."""
    end, top = PLANE.place(2, 0), PLANE.place(0, 2)
    marks: list[Mark] = [arrow(PLANE.place(-0.5, 0), end), arrow(PLANE.place(0, -0.5), top)]
    marks += [
        Label((end[0] + 1, end[1]), "x_1", "west", italic=True),
        Label((top[0] + 1.5, top[1]), "x_2", "west", italic=True),
    ]
    across, up = PLANE.place(1, 0), PLANE.place(0, 1)
    return (*marks, Label((across[0], across[1] - 1.2), "1", "north"), Label((up[0] - 1.2, up[1]), "1", "east"))


@figure
def triangle_of_three_units() -> Picture:
    """The triangle that three threshold units cut out, with the side on which each of them is 1."""
    corners = ((0, 0), (1, 0), (0, 1))
    third = PLANE.place(0.5, 0.5)
    marks: tuple[Mark, ...] = (
        Area(tuple(PLANE.place(*corner) for corner in corners), SHADE),
        *plane(),
        border((0, -0.5), (0, 1.9)),
        border((-0.5, 0), (1.9, 0)),
        border((-0.5, 1.5), (1.5, -0.5)),
        arrow(PLANE.place(0, 1.6), PLANE.place(0.25, 1.6)),
        Label(PLANE.place(0.3, 1.6), "h_1", "west", italic=True),
        arrow(PLANE.place(1.6, 0), PLANE.place(1.6, 0.25)),
        Label(PLANE.place(1.6, 0.3), "h_2", "south", italic=True),
        arrow(third, (third[0] - 3.6, third[1] - 3.6)),
        Label((third[0] + 1.5, third[1] + 1.5), "h_3", "west", italic=True),
    )
    return Picture(
        width=62,
        height=58,
        marks=marks,
        alt=Text(
            "顶点为 (0, 0)、(1, 0)、(0, 1) 的三角形涂有阴影。箭头表示各单元输出 1 的一侧：h₁ 在直线 x₁ = 0 的右侧，h₂ 在直线 x₂ = 0 的上侧，h₃ 在直线 x₁ + x₂ = 1 靠近原点的一侧。",
            "The triangle with the corners (0, 0), (1, 0) and (0, 1) is shaded. Arrows show on which side each unit is 1: h₁ to the right of x₁ = 0, h₂ above x₂ = 0, "
            "h₃ on the origin’s side of x₁ + x₂ = 1.",
        ),
    )


@figure
def strip_of_exclusive_or() -> Picture:
    """Where a ReLU network for XOR answers 1: the strip between two parallel lines."""
    corners = ((-0.5, 1), (-0.5, 2), (2, -0.5), (1, -0.5))
    ones, zeros = ((0, 1), (1, 0)), ((0, 0), (1, 1))
    marks: tuple[Mark, ...] = (
        Area(tuple(PLANE.place(*corner) for corner in corners), SHADE),
        *plane(),
        border((-0.5, 1), (1, -0.5)),
        border((-0.5, 2), (2, -0.5)),
        Dots(tuple(PLANE.place(*point) for point in ones), radius=1.1),
        Dots(tuple(PLANE.place(*point) for point in zeros), radius=1.1),
        Dots(tuple(PLANE.place(*point) for point in zeros), radius=0.7, grey=1.0),
        Label(PLANE.place(0.75, 1.3), "s = 1.5", "west"),
        Label(PLANE.place(0.05, -0.4), "s = 0.5", "west"),
    )
    return Picture(
        width=66,
        height=58,
        marks=marks,
        alt=Text(
            "直线 s = 0.5 与 s = 1.5（s = x₁ + x₂）之间的带形区域涂有阴影，(0, 1)、(1, 0) 在其中，(0, 0)、(1, 1) 在其外。",
            "The strip between the lines s = 0.5 and s = 1.5, where s = x₁ + x₂, is shaded; (0, 1) and (1, 0) lie inside, (0, 0) and (1, 1) outside.",
        ),
    )
