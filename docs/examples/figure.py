"""The connections of a small network, which is drawn."""

from hwgen import Computed, Dots, Draw, Formulas, Line, Picture, Problem, Text, generator, source

EDGES = Formulas("a*b + b*c").with_wrong("""
    ends-connected: a*b + b*c + a*c
        把不相邻的两层也连起来了。 || This connects layers that are not next to each other.
    first-alone: a*b || 漏了后两层之间的连接。 || This leaves out the connections behind the middle.
    units-counted: a + b + c || 数的是单元，不是连接。 || This counts the units, not the connections.
    all-multiplied: a*b*c || 把三层的单元个数相乘。 || This multiplies the units of all layers.
    last-alone: b*c || 漏了前两层之间的连接。 || This leaves out the connections before the middle.
""")


@generator(topic="mlp", minutes=1)
@source("Goodfellow, Bengio and Courville, Deep Learning (2016), chapter 6")
def network_connections(draw: Draw) -> Problem:
    sizes = [draw.integer(name, low, high) for name, low, high in (("a", 2, 4), ("b", 2, 5), ("c", 1, 3))]
    # With layers of one size, it does not show which connections are left out.
    draw.require(sizes[0] != sizes[2])
    part = Computed("connections", EDGES, difficulty=1)
    return Problem(part, figures=lambda: {"network": picture(sizes)}).worded("""
        图中的网络，相邻两层的单元两两相连，图中只画出了单元。
        In this network, all units of neighbouring layers are connected. The picture shows the units alone.
        ![](network)

        ask: 这个网络有多少个连接？ || How many connections does the network have?
        claim: 这个网络有 $[value]$ 个连接。 || The network has $[value]$ connections.
        solution: 相邻两层的单元两两相连：$[=key]$。
                  All pairs of units in neighbouring layers are connected: $[=key]$.
    """)


def picture(sizes: list[int]) -> Picture:
    """A column of dots for each layer, on a line that joins the columns."""
    columns = [tuple((12.0 + 18 * i, 6.0 + 6 * j) for j in range(size)) for i, size in enumerate(sizes)]
    axis = Line(((6.0, 2.0), (54.0, 2.0)), width=0.4, arrow=True)
    a, b, c = sizes
    alt = Text(
        zh=f"三列单元，从左到右有 {a}、{b}、{c} 个", en=f"three columns of units, {a}, {b} and {c} from left to right"
    )
    return Picture(60.0, 40.0, (axis, *(Dots(column, radius=1.4) for column in columns)), alt)


@network_connections.check
def by_visiting(a: int, b: int, c: int) -> int:
    """Visits every pair of units and keeps those in neighbouring layers."""
    units = [(layer, unit) for layer, size in enumerate((a, b, c)) for unit in range(size)]
    return sum(1 for one in units for other in units if other[0] == one[0] + 1)
