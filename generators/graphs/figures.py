"""Drawings of graphs."""

from __future__ import annotations

import math

from hwgen import Dots, Label, Line, Picture, Text, figure

Place = tuple[float, float]
RADIUS = 3.2


def circle(at: Place) -> Line:
    x, y = at
    turns = (2 * math.pi * i / 40 for i in range(41))
    return Line(
        tuple((round(x + RADIUS * math.cos(t), 2), round(y + RADIUS * math.sin(t), 2)) for t in turns), width=0.6
    )


def edge(start: Place, end: Place) -> Line:
    """The line between the rims of two nodes."""
    length = math.dist(start, end)
    dx, dy = ((b - a) / length * RADIUS for a, b in zip(start, end, strict=True))
    return Line(
        ((round(start[0] + dx, 2), round(start[1] + dy, 2)), (round(end[0] - dx, 2), round(end[1] - dy, 2))), width=0.6
    )


def drawn(places: dict[str, Place], edges: tuple[str, ...]) -> tuple[Line | Label, ...]:
    lines = tuple(edge(places[a], places[b]) for a, b in edges)
    return (*lines, *map(circle, places.values()), *(Label(at, name) for name, at in places.items()))


@figure
def four_node_graph() -> Picture:
    places = {"A": (10.0, 26.0), "B": (10.0, 8.0), "C": (30.0, 17.0), "D": (52.0, 17.0)}
    values = {"A": 3, "B": 0, "C": 6, "D": 9}
    beside = tuple(
        Label((x - 4.2, y) if name in "AB" else (x, y + 4), str(values[name]), "east" if name in "AB" else "south")
        for name, (x, y) in places.items()
    )
    return Picture(
        width=60,
        height=34,
        marks=(*drawn(places, ("AB", "AC", "BC", "CD")), *beside),
        alt=Text(
            "无向图，节点及特征：A 为 3，B 为 0，C 为 6，D 为 9；边：A–B、A–C、B–C、C–D。",
            "An undirected graph with nodes and features A: 3, B: 0, C: 6, D: 9 and edges A–B, A–C, B–C, C–D.",
        ),
    )


@figure
def seven_node_graph() -> Picture:
    places = {
        "A": (6.0, 16.0),
        "B": (20.0, 26.0),
        "C": (36.0, 26.0),
        "D": (52.0, 26.0),
        "E": (26.0, 6.0),
        "F": (46.0, 6.0),
        "G": (66.0, 16.0),
    }
    return Picture(
        width=72,
        height=32,
        marks=drawn(places, ("AB", "BC", "CD", "DG", "AE", "EF", "FG")),
        alt=Text(
            "无向图，节点为 A 至 G；边：A–B、B–C、C–D、D–G、A–E、E–F、F–G。",
            "An undirected graph with nodes A to G and edges A–B, B–C, C–D, D–G, A–E, E–F, F–G.",
        ),
    )


@figure
def triangles_hexagon() -> Picture:
    def ring(x: float, y: float, size: float, count: int, turn: float) -> list[Place]:
        angles = [turn + 2 * math.pi * i / count for i in range(count)]
        return [(round(x + size * math.cos(a), 2), round(y + size * math.sin(a), 2)) for a in angles]

    rings = [ring(12, 15, 10, 3, math.pi / 2), ring(34, 15, 10, 3, math.pi / 2), ring(68, 17, 12, 6, 0)]
    sides = [Line((*points, points[0]), width=0.6) for points in rings]
    dots = Dots(tuple(point for points in rings for point in points), radius=1.3)
    return Picture(
        width=84,
        height=32,
        marks=(*sides, dots),
        alt=Text(
            "左边的图：两个互不相连的三角形，共 6 个节点、6 条边；右边的图：一个六边形，6 个节点、6 条边。",
            "The graph on the left: two separate triangles, 6 nodes and 6 edges in all. The graph on the right: a hexagon with 6 nodes and 6 edges.",
        ),
    )
