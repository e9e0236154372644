"""Small fully connected networks: their parameters, a forward pass, and what is left of them without activations."""

from itertools import pairwise

import numpy as np

from hwgen import (
    Computed,
    Draw,
    Formulas,
    Label,
    Line,
    Picture,
    Problem,
    Text,
    Wording,
    generator,
    number_tex,
    shuffled,
)

Row = tuple[int, int]
Matrix = tuple[Row, Row]
WIDTHS = (
    (2, 3, 1),
    (4, 8, 3),
    (10, 5, 2),
    (13, 20, 1),
    (20, 10, 5),
    (784, 10),
    (784, 32, 10),
    (784, 100, 10),
    (784, 256, 10),
    (784, 128, 64, 10),
    (100, 50, 25, 10),
    (64, 32, 16, 4),
    (3072, 100, 10),
    (28, 16, 16, 5),
    (8, 8, 8, 8, 2),
    (30, 15, 15, 1),
    (400, 25, 10),
    (16, 12, 8, 4),
    (50, 20, 20, 3),
    (6, 4, 4, 2),
)


def matrices(id: str, values: range, count: int) -> tuple[Matrix, ...]:
    rows: list[Row] = [(a, b) for a in values for b in values]
    return shuffled(("feed-forward", id), tuple((r, s) for r in rows for s in rows))[:count]


HIDDEN = matrices("W", range(-2, 3), 40)
FIRST, SECOND = matrices("A", range(-2, 4), 60), matrices("B", range(-2, 4), 60)
PARAMETERS = Formulas(
    "sum((a + 1)*b for a, b in zip(w, w[1:]))",
    wrong={
        "no-bias": "sum(a*b for a, b in zip(w, w[1:]))",
        "biases-of-the-inputs": "sum(a*(b + 1) for a, b in zip(w, w[1:]))",
        "output-layer-without-bias": "sum((a + 1)*b for a, b in zip(w, w[1:])) - w[-1]",
        "one-bias-for-each-layer": "sum(a*b + 1 for a, b in zip(w, w[1:]))",
        "units-for-parameters": "sum(w)",
        "input-layer-with-biases": "sum((a + 1)*b for a, b in zip(w, w[1:])) + w[0]",
    },
)
FORWARD = Formulas(
    "v[0]*Max(0, z0) + v[1]*Max(0, z1) + c",
    let={"z0": "W[0][0]*x[0] + W[0][1]*x[1] + b[0]", "z1": "W[1][0]*x[0] + W[1][1]*x[1] + b[1]"},
    wrong={
        "relu-left-out": "v[0]*z0 + v[1]*z1 + c",
        "matrix-transposed": "v[0]*Max(0, W[0][0]*x[0] + W[1][0]*x[1] + b[0]) + v[1]*Max(0, W[0][1]*x[0] + W[1][1]*x[1] + b[1]) + c",
        "absolute-value-for-relu": "v[0]*Abs(z0) + v[1]*Abs(z1) + c",
        "hidden-biases-forgotten": "v[0]*Max(0, z0 - b[0]) + v[1]*Max(0, z1 - b[1]) + c",
        "output-bias-forgotten": "v[0]*Max(0, z0) + v[1]*Max(0, z1)",
        "relu-on-the-output": "Max(0, v[0]*Max(0, z0) + v[1]*Max(0, z1) + c)",
    },
)
COLLAPSED = Formulas(
    "tuple(tuple(sum(B[i][k]*A[k][j] for k in (0, 1)) for j in (0, 1)) for i in (0, 1))",
    wrong={
        "matrices-in-the-wrong-order": "matmul(A, B)",
        "entries-multiplied": "tuple(tuple(A[i][j]*B[i][j] for j in (0, 1)) for i in (0, 1))",
        "matrices-added": "tuple(tuple(A[i][j] + B[i][j] for j in (0, 1)) for i in (0, 1))",
        "product-transposed": "tuple(zip(*matmul(B, A)))",
        "relu-in-between": "matmul(B, tuple(tuple(Max(0, e) for e in r) for r in A))",
    },
)


@generator(
    topic="mlp",
    objective="mlp-parameters",
    minutes=3,
    tags=("parameters",),
    source="Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.1; Nielsen, Neural Networks and Deep Learning (2015), chapter 1",
)
def mlp_params(draw: Draw) -> Problem:
    """The parameters of a fully connected network."""
    w = draw.pick("w", WIDTHS)
    at = draw.params

    def context() -> Text:
        shape = " – ".join(map(str, w))
        return Text(
            zh=f"一个全连接网络各层的单元数依次为 {shape}（第一个数是输入维数），除输入层外每个单元都有一个偏置。",
            en=f"A fully connected network has layers of {shape} units (the first number is the dimension of the input). Every unit but those of the "
            f"input layer has a bias.",
        )

    def wording() -> Wording:
        terms = " + ".join(rf"({a} + 1) \times {b}" for a, b in pairwise(w))
        line = rf"$${terms} = {number_tex(PARAMETERS(at).key)}$$"
        return Wording(
            ask=Text(zh="该网络共有多少个可学习的参数？", en="How many learnable parameters does the network have?"),
            claim=Text(zh="该网络共有 ${}$ 个可学习的参数。", en="The network has ${}$ learnable parameters."),
            solution=Text(
                zh=f"每个单元有一行权重和一个偏置；输入层没有参数：\n\n{line}",
                en=f"Each unit has a row of weights and a bias; the input layer has no parameters:\n\n{line}",
            ),
        )

    part = Computed("mlp/param-count", PARAMETERS, at, wording, difficulty=len(w) - 1 + (w[0] >= 100))
    return Problem((part,), context)


@mlp_params.check
def by_counting_connections(w: tuple[int, ...]) -> int:
    """Counts the lines of the drawing, unit by unit, with one more into each unit from a constant."""
    lines = 0
    for layer in range(1, len(w)):
        for _ in range(w[layer]):
            lines += w[layer - 1] + 1
    return lines


@generator(
    topic="mlp",
    objective="mlp-forward-pass",
    minutes=4,
    tags=("forward-pass", "relu"),
    source="Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.1",
)
def forward_relu(draw: Draw) -> Problem:
    """The output of a network of two hidden units, one of which is off."""
    W = draw.pick("W", HIDDEN)
    b = draw.pick("b", ((-2, 1), (-1, 2), (0, 1), (1, 0), (1, -1), (2, -2)))
    v = draw.pick("v", ((2, -1), (-1, 3), (1, 2), (-2, 1), (3, -3)))
    c = draw.pick("c", (-1, 0, 1, 2))
    x = draw.pick("x", ((1, 2), (2, -1), (-1, 3), (-2, 1), (3, 1)))
    z = [W[i][0] * x[0] + W[i][1] * x[1] + b[i] for i in (0, 1)]
    draw.require(z[0] != 0 and z[1] != 0 and (z[0] > 0) != (z[1] > 0))
    draw.require(W[0][1] != W[1][0] and sum(e != 0 for r in W for e in r) >= 3)
    at = draw.params

    def context() -> Text:
        numbers = (
            rf"W = \begin{{pmatrix}} {W[0][0]} & {W[0][1]} \\ {W[1][0]} & {W[1][1]} \end{{pmatrix}},\quad "
            rf"\mathbf{{b}} = \begin{{pmatrix}} {b[0]} \\ {b[1]} \end{{pmatrix}},\quad "
            rf"\mathbf{{v}} = \begin{{pmatrix}} {v[0]} \\ {v[1]} \end{{pmatrix}},\quad c = {c},\quad "
            rf"\mathbf{{x}} = \begin{{pmatrix}} {x[0]} \\ {x[1]} \end{{pmatrix}}"
        )
        rule = r"\mathbf{h} = \mathrm{ReLU}(W\mathbf{x} + \mathbf{b}),\qquad y = \mathbf{v}^\top \mathbf{h} + c"
        return Text(
            zh=f"一个有两个隐藏单元的网络为\n\n$${rule},$$\n\n其中\n\n$${numbers}.$$\n\n![](network)",
            en=f"A network with two hidden units is\n\n$${rule},$$\n\nwith\n\n$${numbers}.$$\n\n![](network)",
        )

    def wording() -> Wording:
        hidden = [max(0, u) for u in z]
        first = (
            rf"W\mathbf{{x}} + \mathbf{{b}} = \begin{{pmatrix}} {z[0]} \\ {z[1]} \end{{pmatrix}},\qquad "
            rf"\mathbf{{h}} = \begin{{pmatrix}} {hidden[0]} \\ {hidden[1]} \end{{pmatrix}}"
        )
        result = v[0] * hidden[0] + v[1] * hidden[1] + c
        last = rf"y = ({v[0]}) \times {hidden[0]} + ({v[1]}) \times {hidden[1]} + ({c}) = {result}"
        return Wording(
            ask=Text(zh="求 $y$。", en="Find $y$."),
            claim=Text(zh="该网络的输出 $y = {}$。", en="The output of the network is $y = {}$."),
            solution=Text(
                zh=f"先算隐藏层，再算输出：\n\n$${first}$$\n\n$${last}$$",
                en=f"First the hidden layer, then the output:\n\n$${first}$$\n\n$${last}$$",
            ),
        )

    part = Computed(
        "mlp/forward-relu",
        FORWARD,
        at,
        wording,
        difficulty=1 + (c != 0) + (b[0] != 0 and b[1] != 0),
        signed=True,
    )
    return Problem((part,), context, lambda: {"network": network(W, b, v, c, x)})


def network(W: Matrix, b: Row, v: Row, c: int, x: Row) -> Picture:
    """Two inputs, two hidden units, one output, with the weights on the lines."""
    inputs, hidden, output = ((12, 28), (12, 6)), ((52, 28), (52, 6)), (88, 17)
    marks: list[Line | Label] = []

    def number(value: int) -> str:
        return str(value).replace("-", "−")

    for i, unit in enumerate(hidden):
        for j, source in enumerate(inputs):
            marks.append(Line(((source[0] + 7.2, source[1]), (unit[0] - 5.2, unit[1])), width=0.5, arrow=True))
            share = 0.3 if i != j else 0.55
            at = (source[0] + share * (unit[0] - source[0]), source[1] + share * (unit[1] - source[1]))
            marks.append(Label((at[0], at[1] + 0.8), number(W[i][j]), "south"))
        marks.append(Line(((unit[0] + 5.2, unit[1]), (output[0] - 4.6, output[1])), width=0.5, arrow=True))
        middle = ((unit[0] + output[0]) / 2, (unit[1] + output[1]) / 2)
        marks.append(Label((middle[0], middle[1] + 1.2), number(v[i]), "south"))
        marks += [box(unit, 5), Label(unit, "ReLU"), Label((unit[0], unit[1] - 4), f"+ ({number(b[i])})", "north")]
    for j, source in enumerate(inputs):
        marks += [box(source, 7), Label(source, f"x{'₁₂'[j]} = {number(x[j])}".replace(" ", ""), "center")]
    marks += [
        box(output, 4.3),
        Label(output, "y", italic=True),
        Label((output[0], output[1] - 4), f"+ ({number(c)})", "north"),
    ]
    return Picture(
        96,
        36,
        tuple(marks),
        Text(
            zh=f"网络图：输入 x₁ = {x[0]}、x₂ = {x[1]}；连线上标着 W 的各元 {W[0][0]}、{W[0][1]}、{W[1][0]}、{W[1][1]} 和 v 的各元 {v[0]}、{v[1]}；"
            f"隐藏单元的偏置 {b[0]}、{b[1]}，输出的偏置 {c}。",
            en=f"The network: inputs x₁ = {x[0]} and x₂ = {x[1]}; on the lines the entries {W[0][0]}, {W[0][1]}, {W[1][0]}, {W[1][1]} of W and {v[0]}, "
            f"{v[1]} of v; biases {b[0]} and {b[1]} of the hidden units and {c} of the output.",
        ),
    )


def box(centre: tuple[float, float], half: float) -> Line:
    x, y = centre
    return Line(
        ((x - half, y - 3.4), (x + half, y - 3.4), (x + half, y + 3.4), (x - half, y + 3.4), (x - half, y - 3.4))
    )


@forward_relu.check
def by_arrays(W: Matrix, b: Row, v: Row, c: int, x: Row) -> int:
    """A forward pass on arrays, with a mask for the ReLU."""
    z = np.array(W) @ np.array(x) + np.array(b)
    return int((z * (z > 0)) @ np.array(v) + c)


@generator(
    topic="mlp",
    objective="mlp-linear-layers",
    minutes=3,
    tags=("linear", "activation"),
    source="Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.1",
)
def linear_collapse(draw: Draw) -> Problem:
    """The single matrix that two linear layers amount to."""
    A = draw.pick("A", FIRST)
    B = draw.pick("B", SECOND)
    draw.require(times(A, B) != times(B, A))
    draw.require(sum(e != 0 for r in (*A, *B) for e in r) >= 6)
    at = draw.params

    def context() -> Text:
        both = rf"W_1 = {pmatrix(A)},\qquad W_2 = {pmatrix(B)}"
        return Text(
            zh=f"两个不含偏置、也没有激活函数的线性层依次作用于列向量：$\\mathbf{{y}} = W_2 (W_1 \\mathbf{{x}})$，其中\n\n$${both}.$$",
            en=f"Two linear layers without biases and without an activation act on column vectors: $\\mathbf{{y}} = W_2 (W_1 \\mathbf{{x}})$, with\n\n$${both}.$$",
        )

    def wording() -> Wording:
        line = rf"$$W = W_2 W_1 = {pmatrix(B)}{pmatrix(A)} = {pmatrix(times(B, A))}$$"
        return Wording(
            ask=Text(
                zh="把它们合并成一层 $\\mathbf{y} = W\\mathbf{x}$，求 $W$。",
                en="They are replaced by a single layer $\\mathbf{y} = W\\mathbf{x}$. Find $W$.",
            ),
            claim=Text(
                zh="这两层等价于一层 $\\mathbf{y} = W\\mathbf{x}$，其中 $W = {}$。",
                en="Both layers together are the single layer $\\mathbf{y} = W\\mathbf{x}$ with $W = {}$.",
            ),
            solution=Text(
                zh=f"由结合律，先作用的矩阵在右边：\n\n{line}",
                en=f"By associativity, with the matrix that acts first on the right,\n\n{line}",
            ),
        )

    part = Computed(
        "mlp/linear-collapse",
        COLLAPSED,
        at,
        wording,
        difficulty=1 + (min(e for r in A for e in r) < 0),
        form="matrix",
        signed=True,
    )
    return Problem((part,), context)


def times(A: Matrix, B: Matrix) -> Matrix:
    return (
        (A[0][0] * B[0][0] + A[0][1] * B[1][0], A[0][0] * B[0][1] + A[0][1] * B[1][1]),
        (A[1][0] * B[0][0] + A[1][1] * B[1][0], A[1][0] * B[0][1] + A[1][1] * B[1][1]),
    )


def pmatrix(M: Matrix) -> str:
    return rf"\begin{{pmatrix}} {M[0][0]} & {M[0][1]} \\ {M[1][0]} & {M[1][1]} \end{{pmatrix}}"


@linear_collapse.check
def by_unit_vectors(A: Matrix, B: Matrix) -> tuple[Row, ...]:
    """Sends both unit vectors through the layers; their images are the columns."""

    def layer(M: Matrix, x: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(sum(m * e for m, e in zip(row, x, strict=True)) for row in M)

    columns = [layer(B, layer(A, unit)) for unit in ((1, 0), (0, 1))]
    return ((columns[0][0], columns[1][0]), (columns[0][1], columns[1][1]))
