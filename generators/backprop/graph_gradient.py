"""Gradients through a small computation graph."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import permutations

from hwgen import Computed, Draw, Formulas, Label, Line, Picture, Problem, Text, generator, may_coincide, source

Point = tuple[float, float]
VARIABLES = ("x", "y", "z")


@dataclass(frozen=True)
class Graph:
    """An expression as a graph: `nodes` are (name, operation, inputs), `paths` the products of slopes on each way to f.

    `[p > q]` in a path is the slope of a maximum: 1 where it holds, else 0.
    """

    tex: str
    nodes: tuple[tuple[str, str, tuple[str, ...]], ...]
    value: str
    paths: Mapping[str, tuple[str, ...]]
    lets: Mapping[str, str]


GRAPHS = {
    "(x+y)*z": Graph(
        "(x + y)\\,z",
        (("a", "+", ("x", "y")), ("f", "×", ("a", "z"))),
        "a*z",
        {"x": ("z",), "y": ("z",), "z": ("a",)},
        {"a": "x + y"},
    ),
    "x*y+Max(z,x)": Graph(
        "xy + \\max(z, x)",
        (("a", "×", ("x", "y")), ("m", "max", ("z", "x")), ("f", "+", ("a", "m"))),
        "x*y + m",
        {"x": ("y", "[x > z]"), "y": ("x",), "z": ("[z > x]",)},
        {"m": "Max(z, x)"},
    ),
    "(x+y)*Max(y,z)": Graph(
        "(x + y)\\max(y, z)",
        (("a", "+", ("x", "y")), ("m", "max", ("y", "z")), ("f", "×", ("a", "m"))),
        "a*m",
        {"x": ("m",), "y": ("m", "a*[y > z]"), "z": ("a*[z > y]",)},
        {"a": "x + y", "m": "Max(y, z)"},
    ),
    "(x*y+z)**2": Graph(
        "(xy + z)^2",
        (("a", "×", ("x", "y")), ("s", "+", ("a", "z")), ("f", "²", ("s",))),
        "s**2",
        {"x": ("2*s*y",), "y": ("2*s*x",), "z": ("2*s",)},
        {"s": "x*y + z"},
    ),
    "x**2*y-Max(0,z)*y": Graph(
        "x^2 y - \\max(0, z)\\,y",
        (
            ("a", "²", ("x",)),
            ("b", "×", ("a", "y")),
            ("m", "relu", ("z",)),
            ("c", "×", ("m", "y")),
            ("f", "−", ("b", "c")),
        ),
        "x**2*y - m*y",
        {"x": ("2*x*y",), "y": ("x**2", "-m"), "z": ("-y*[z > 0]",)},
        {"m": "Max(0, z)"},
    ),
    "Max(x,y)*z+x": Graph(
        "\\max(x, y)\\,z + x",
        (("m", "max", ("x", "y")), ("a", "×", ("m", "z")), ("f", "+", ("a", "x"))),
        "m*z + x",
        {"x": ("z*[x > y]", "1"), "y": ("z*[y > x]",), "z": ("m",)},
        {"m": "Max(x, y)"},
    ),
    "(x-z)*(x+y)": Graph(
        "(x - z)(x + y)",
        (("a", "−", ("x", "z")), ("b", "+", ("x", "y")), ("f", "×", ("a", "b"))),
        "a*b",
        {"x": ("b", "a"), "y": ("a",), "z": ("-b",)},
        {"a": "x - z", "b": "x + y"},
    ),
    "x*Max(x*y,z)": Graph(
        "x\\max(xy, z)",
        (("p", "×", ("x", "y")), ("m", "max", ("p", "z")), ("f", "×", ("x", "m"))),
        "x*m",
        {"x": ("m", "x*y*[p > z]"), "y": ("x*x*[p > z]",), "z": ("x*[z > p]",)},
        {"p": "x*y", "m": "Max(p, z)"},
    ),
    "(x+y*z)**2-x": Graph(
        "(x + yz)^2 - x",
        (("a", "×", ("y", "z")), ("s", "+", ("x", "a")), ("b", "²", ("s",)), ("f", "−", ("b", "x"))),
        "s**2 - x",
        {"x": ("2*s", "-1"), "y": ("2*s*z",), "z": ("2*s*y",)},
        {"s": "x + y*z"},
    ),
    "Max(0,x*y+z)*x": Graph(
        "\\max(0, xy + z)\\,x",
        (("a", "×", ("x", "y")), ("s", "+", ("a", "z")), ("m", "relu", ("s",)), ("f", "×", ("m", "x"))),
        "m*x",
        {"x": ("m", "x*y*[s > 0]"), "y": ("x*x*[s > 0]",), "z": ("x*[s > 0]",)},
        {"s": "x*y + z", "m": "Max(0, s)"},
    ),
}


# What a node computes of its inputs.
OPERATIONS = {
    "+": "{} + {}",
    "−": "{} - {}",
    "×": "{}*{}",
    "²": "{}**2",
    "max": "Max({}, {})",
    "relu": "Max(0, {})",
}


def total(paths: tuple[str, ...], gate: str = "(1 if {} else 0)") -> str:
    """The sum over all paths, with each gate written as `gate` says."""
    said = []
    for path in paths:
        front, bracket, rest = path.partition("[")
        said.append(front + gate.format(rest.rstrip("]")) if bracket else path)
    return " + ".join(f"({path})" for path in said)


def needed(graph: Graph, v: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """The nodes whose values the slopes along the paths from `v` depend on."""
    names = set(re.findall(r"\w+", " ".join(graph.paths[v])))
    found = []
    for node in reversed(graph.nodes):
        if node[0] in names:
            names.update(node[2])
            found.append(node)
    return found[::-1]


def of_another(v: str) -> Text:
    return Text(
        f"这是对 ${v}$ 的导数 $\\partial f / \\partial {v}$。",
        f"This is $\\partial f / \\partial {v}$, the derivative with respect to ${v}$.",
    )


def formulas(graph: Graph, v: str) -> Formulas:
    paths = graph.paths[v]
    after = VARIABLES[(VARIABLES.index(v) + 1) % 3]
    before = VARIABLES[(VARIABLES.index(v) + 2) % 3]
    gated = any("[" in path for path in paths)
    both = {"one-path-forgotten": total(paths[:1]), "other-path-forgotten": total(paths[1:])} if len(paths) > 1 else {}
    gates = (
        {"gate-passes-everything": total(paths, "1"), "gate-passes-the-smaller": total(paths, "(0 if {} else 1)")}
        if gated
        else {}
    )
    return Formulas(
        total(paths),
        let=graph.lets,
        wrong={
            **both,
            **gates,
            "value-for-gradient": graph.value,
            "gradient-with-wrong-sign": f"-({total(paths)})",
            "gradient-of-the-next-variable": (total(graph.paths[after]), of_another(after)),
            "gradient-of-the-variable-before": (total(graph.paths[before]), of_another(before)),
            "variable-for-gradient": v,
        },
    )


FORMULAS = {(e, v): formulas(graph, v) for e, graph in GRAPHS.items() for v in VARIABLES}
POINTS = tuple(permutations((-3, -2, -1, 1, 2, 4), 3))


@generator(topic="backprop", objective="backprop-chain-rule", minutes=4, tags=("backpropagation", "computation-graph"))
@source(
    "CS231n, notes on backpropagation, intuitions; Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.5"
)
@may_coincide(
    "Gates and factors of 1 are part of the graphs: one path may be closed, and two variables may have one gradient.",
    "gradient-of-the-next-variable",
    "gradient-of-the-variable-before",
    "one-path-forgotten",
    "gate-passes-everything",
    "other-path-forgotten",
)
def graph_gradient(draw: Draw) -> Problem:
    """One partial derivative of a function given as a graph."""
    e = draw.pick("e", tuple(GRAPHS))
    pt = draw.pick("pt", POINTS)
    v = draw.pick("v", VARIABLES)
    x, y, z = pt
    form = FORMULAS[e, v]
    at = {"x": x, "y": y, "z": z}
    draw.require(x * y != z and x * y + z != 0)
    duals = run(GRAPHS[e], {name: (value, int(name == v)) for name, value in at.items()})
    value, slope = duals["f"]
    draw.require(slope != 0 and abs(slope) <= 100 and value != 0)
    # Numbers that happen to be equal.
    draw.require(slope not in (value, at[v]))
    graph = GRAPHS[e]
    gated = "max" in graph.tex
    several = len(graph.paths[v]) > 1

    forward = r",\quad ".join(
        f"{name} = [=={OPERATIONS[operation].format(*sources)}]" for name, operation, sources in needed(graph, v)
    )
    passed = Text(f"前向传播得 ${forward}$。", f"The forward pass gives ${forward}$. ") if forward else Text("", "")
    known = {name: draw.let(name, value) for name, (value, _) in duals.items() if name != "f"}
    worked = " + ".join(worked_path(path, known) for path in graph.paths[v])
    asked = rf"$\partial f / \partial {v}$"
    gate = (
        Text("；max 门只把梯度传给较大的输入", "; a max gate passes the gradient to its larger input alone")
        if any("[" in path for path in graph.paths[v])
        else Text("", "")
    )
    question = Computed(
        "bp/graph-gradient", form, at, difficulty=1 + gated + several + ("^2" in graph.tex), signed=True
    )
    return Problem(question, figures=lambda: {"graph": picture(graph, at)}).worded(rf"""
        函数 $f(x, y, z) = {graph.tex}$ 的计算图如下，取 $x = [x]$，$y = [y]$，$z = [z]$。
        The function $f(x, y, z) = {graph.tex}$ has the computation graph below. It is evaluated at $x = [x]$,
          $y = [y]$, $z = [z]$.
        ![](graph)

        ask: 求 $\partial f / \partial {v}$。 || Find $\partial f / \partial {v}$.
        claim: {asked[:-1]} = [value]$。 || The derivative is {asked[:-1]} = [value]$.
        solution: {passed.zh}从 ${v}$ 到 $f$ {"有两条路径，各自的贡献相加" if several else "只有一条路径"}{gate.zh}：
                  {passed.en}{"Two paths lead" if several else "A single path leads"} from ${v}$ to $f${", and their contributions add up" if several else ""}{gate.en}:
                  $$\frac{{\partial f}}{{\partial {v}}} = [={worked}].$$
    """)


def worked_path(path: str, values: Mapping[str, int]) -> str:
    """A path's product of slopes as an expression, with each gate as 1 or 0."""
    front, bracket, rest = path.partition("[")
    if not bracket:
        return front
    left, right = (int(s) if s.strip().isdigit() else values[s.strip()] for s in rest.rstrip("]").split(">"))
    return f"{front}{int(left > right)}"


Dual = tuple[int, int]


def run(graph: Graph, inputs: Mapping[str, Dual]) -> dict[str, Dual]:
    """Values and slopes of all nodes, forwards, as numbers a + b ε with ε² = 0."""
    known = dict(inputs)
    for name, operation, sources in graph.nodes:
        (a, da), *others = (known[s] for s in sources)
        b, db = others[0] if others else (0, 0)
        known[name] = {
            "+": (a + b, da + db),
            "−": (a - b, da - db),
            "×": (a * b, a * db + da * b),
            "²": (a * a, 2 * a * da),
            "max": (a, da) if a > b else (b, db),
            "relu": (a, da) if a > 0 else (0, 0),
        }[operation]
    return known


@graph_gradient.check
def by_dual_numbers(e: str, pt: tuple[int, int, int], v: str) -> int:
    """Runs the graph forwards on dual numbers, node by node."""
    inputs = {name: (value, int(name == v)) for name, value in zip(VARIABLES, pt, strict=True)}
    return run(GRAPHS[e], inputs)["f"][1]


RADIUS = 3.6
# What fits into a circle in each language: the dot of (·) is as wide as a Chinese character in Chinese.
SIGNS = {"relu": "max", "²": "( )²"}


def picture(graph: Graph, at: Mapping[str, int]) -> Picture:
    """Inputs on the left, each node to the right of its inputs."""
    places: dict[str, Point] = {"x": (14, 44), "y": (14, 27), "z": (14, 10)}
    levels = dict.fromkeys(VARIABLES, 0)
    marks: list[Line | Label] = []
    arrows: list[Line] = []
    for name, operation, sources in graph.nodes:
        levels[name] = 1 + max(levels[s] for s in sources)
        up = sum(places[s][1] for s in sources) / len(sources)
        places[name] = (14 + 22 * levels[name], up)
        arrows += [arrow(places[s], places[name]) for s in sources]
        marks += [circle(places[name]), Label(places[name], SIGNS.get(operation, operation))]
        if operation == "relu":
            x, y = places[name]
            arrows.append(Line(((x, y - RADIUS - 4), (x, y - RADIUS)), width=0.5, arrow=True))
            marks.append(Label((x, y - RADIUS - 4.4), "0", "north"))
    for name, (x, y) in places.items():
        if name not in (*VARIABLES, "f"):
            # Where no arrow passes.
            up = max((1, -1), key=lambda side: min(gap((x, y + side * (RADIUS + 2)), line) for line in arrows))
            marks.append(Label((x, y + up * (RADIUS + 0.6)), name, "south" if up > 0 else "north", italic=True))
    marks += arrows
    end = places["f"]
    marks.append(arrow(end, (end[0] + 15, end[1])))
    marks.append(Label((end[0] + 12.2, end[1]), "f", "west", italic=True))
    for name in VARIABLES:
        marks.append(circle(places[name]))
        marks.append(Label(places[name], name, italic=True))
        marks.append(Label((places[name][0] - RADIUS - 1, places[name][1]), str(at[name]).replace("-", "−"), "east"))
    words = {
        "+": ("的和", "sum of"),
        "−": ("的差", "difference of"),
        "×": ("的积", "product of"),
        "²": ("的平方", "square of"),
        "max": ("中的较大者", "maximum of"),
        "relu": ("与 0 中的较大者", "maximum of 0 and"),
    }
    zh = "；".join(f"{name} 是 {'、'.join(sources)} {words[o][0]}" for name, o, sources in graph.nodes)
    en = "; ".join(f"{name} is the {words[o][1]} {' and '.join(sources)}" for name, o, sources in graph.nodes)
    return Picture(
        end[0] + 20,
        50,
        tuple(marks),
        Text(
            f"计算图，输入 x = {at['x']}，y = {at['y']}，z = {at['z']}：{zh}。".replace("-", "−"),
            f"A computation graph with inputs x = {at['x']}, y = {at['y']}, z = {at['z']}: {en}.".replace("-", "−"),
        ),
    )


def gap(point: Point, line: Line) -> float:
    """The distance from a point to a straight line."""
    (x, y), (right, up) = line.points[0], line.points[-1]
    across, rise = right - x, up - y
    along = ((point[0] - x) * across + (point[1] - y) * rise) / (across**2 + rise**2)
    part = min(1.0, max(0.0, along))
    return math.dist(point, (x + part * across, y + part * rise))


def circle(centre: Point) -> Line:
    steps = [2 * math.pi * i / 28 for i in range(29)]
    return Line(
        tuple((round(centre[0] + RADIUS * math.cos(t), 2), round(centre[1] + RADIUS * math.sin(t), 2)) for t in steps)
    )


def arrow(start: Point, end: Point) -> Line:
    """From the edge of one circle to that of another."""
    length = math.dist(start, end)
    across, up = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    first = (round(start[0] + RADIUS * across, 2), round(start[1] + RADIUS * up, 2))
    last = (round(end[0] - RADIUS * across, 2), round(end[1] - RADIUS * up, 2))
    return Line((first, last), width=0.5, arrow=True)
