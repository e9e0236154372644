"""Small fully connected networks: their parameters, a forward pass, and what is left of them without activations."""

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
    generator,
    may_coincide,
    shuffled,
    source,
    texts,
)

from .._apart import apart
from .._tex import column, matrix

Row = tuple[int, int]
Matrix = tuple[Row, Row]
GOODFELLOW = "Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.1"


def matrices(id: str, values: range, count: int) -> tuple[Matrix, ...]:
    rows: list[Row] = [(a, b) for a in values for b in values]
    return shuffled(("feed-forward", id), tuple((r, s) for r in rows for s in rows))[:count]


PARAMETERS = Formulas("sum((a + 1)*b for a, b in zip(w, w[1:]))").with_wrong("""
    no-bias: sum(a*b for a, b in zip(w, w[1:]))
    biases-of-the-inputs: sum(a*(b + 1) for a, b in zip(w, w[1:]))
    output-layer-without-bias: sum((a + 1)*b for a, b in zip(w, w[1:])) - w[-1]
    one-bias-for-each-layer: sum(a*b + 1 for a, b in zip(w, w[1:]))
    units-for-parameters: sum(w)
    input-layer-with-biases: sum((a + 1)*b for a, b in zip(w, w[1:])) + w[0]
    weights-into-the-bias: sum((a + 1)*(b + 1) for a, b in zip(w, w[1:])) - w[-2] - 1 if len(w) > 2 else None
        把偏置画成隐藏层多出的一个单元后，又给它算了输入的权重；它没有输入。
        This draws the bias as one more unit of a hidden layer and gives it incoming weights, too; it has none.
    two-biases-for-each-unit: sum((a + 2)*b for a, b in zip(w, w[1:]))
        每个单元算了两个偏置，应为一个。 || This gives each unit two biases instead of one.
""")
TASKS = {
    "digits": (
        784,
        10,
        Text("识别 $28 \\times 28$ 的手写数字", "recognises handwritten digits of $28 \\times 28$ pixels"),
    ),
    "houses": (13, 1, Text("由 13 个特征预测房价", "predicts house prices from 13 features")),
    "cells": (30, 2, Text("由 30 个指标诊断肿瘤", "diagnoses tumours from 30 measurements")),
    "flowers": (4, 3, Text("由花的 4 个尺寸区分鸢尾花的种类", "tells species of iris apart by 4 measurements")),
    "photographs": (
        3072,
        10,
        Text("给 $32 \\times 32$ 的 RGB 照片分类", "classifies RGB photographs of $32 \\times 32$ pixels"),
    ),
}
HIDDEN_LAYERS = (
    *((), (8,), (16,), (20,), (32,), (64,), (100,)),
    *((8, 8), (16, 16), (20, 10), (32, 16), (50, 25), (64, 32), (100, 50), (128, 64), (16, 8, 4)),
)


@generator(topic="mlp", objective="mlp-parameters", minutes=3, tags=("parameters",))
@source(f"{GOODFELLOW}; Nielsen, Neural Networks and Deep Learning (2015), chapter 1")
def mlp_params(draw: Draw) -> Problem:
    """The parameters of a fully connected network."""
    inputs, outputs, task = draw.pick("task", TASKS)
    hidden = draw.pick("hidden", HIDDEN_LAYERS)
    # A single unit has as many parameters as there are units.
    draw.require(bool(hidden) or outputs > 1)
    w = draw.let("w", (inputs, *hidden, outputs))
    draw.let("does", task)
    widths = [f"[w[{i}]]" for i in range(len(w))]
    question = Computed("mlp/param-count", PARAMETERS, difficulty=min(3, len(w) - 1 + (inputs >= 100)))
    return Problem(question).worded(f"""
        一个全连接网络[does]。各层的单元数依次为 {"、".join(widths)}（第一个数是输入维数），除输入层外每个单元都有一个偏置。
        A fully connected network [does]. The numbers of units in its layers are {", ".join(widths[:-1])} and
          {widths[-1]} (the first is the dimension of the input). Every unit but those of the input layer has a bias.

        ask: 该网络共有多少个可学习的参数？ || How many learnable parameters does the network have?
        claim: 该网络共有 $[value]$ 个可学习的参数。 || The network has $[value]$ learnable parameters.
        solution: 每个单元有一行权重和一个偏置；输入层没有参数：
                  Each unit has a row of weights and a bias; the input layer has no parameters:
                  $$[==key].$$
    """)


@mlp_params.check
def by_counting_connections(task: str, hidden: tuple[int, ...]) -> int:
    """Counts the lines of the drawing, unit by unit, with one more into each unit from a constant."""
    inputs, outputs, _ = TASKS[task]
    lines, w = 0, (inputs, *hidden, outputs)
    for layer in range(1, len(w)):
        for _ in range(w[layer]):
            lines += w[layer - 1] + 1
    return lines


FORWARD = Formulas(
    "v[0]*h0 + v[1]*h1 + c",
    let={
        "z0": "W[0][0]*x[0] + W[0][1]*x[1] + b[0]",
        "z1": "W[1][0]*x[0] + W[1][1]*x[1] + b[1]",
        "h0": "Max(0, z0)",
        "h1": "Max(0, z1)",
    },
).with_wrong("""
    relu-left-out: v[0]*z0 + v[1]*z1 + c
    matrix-transposed: v[0]*Max(0, W[0][0]*x[0] + W[1][0]*x[1] + b[0]) + v[1]*Max(0, W[0][1]*x[0] + W[1][1]*x[1] + b[1]) + c
    absolute-value-for-relu: v[0]*Abs(z0) + v[1]*Abs(z1) + c
    hidden-biases-forgotten: v[0]*Max(0, z0 - b[0]) + v[1]*Max(0, z1 - b[1]) + c
    output-bias-forgotten: v[0]*h0 + v[1]*h1
    relu-on-the-output: Max(0, v[0]*h0 + v[1]*h1 + c)
    negative-part-passed: v[0]*Min(0, z0) + v[1]*Min(0, z1) + c
        保留了负的预激活值，舍去了正的；ReLU 正相反。
        This keeps the negative pre-activation and drops the positive one; the ReLU does the opposite.
    output-weights-exchanged: v[1]*h0 + v[0]*h1 + c || 把两个输出权重弄反了。 || This exchanges the two output weights.
""")
HIDDEN = matrices("W", range(-2, 3), 20)
REGRESSIONS = texts("""
    temperature: 预测气温 || predicts the temperature
    share: 预测股价变动 || predicts the change of a share price
    steering: 控制方向盘转角 || sets the angle of a steering wheel
""")


@generator(topic="mlp", objective="mlp-forward-pass", minutes=4, tags=("forward-pass", "relu"))
@source(GOODFELLOW)
@may_coincide(
    "Which units ReLU closes is what the question is about.",
    "relu-on-the-output",
    "negative-part-passed",
    "hidden-biases-forgotten",
)
def forward_relu(draw: Draw) -> Problem:
    """The output of a network of two hidden units, one of which is off."""
    W = draw.pick("W", HIDDEN)
    b = draw.pick("b", ((-2, 1), (-1, 2), (1, 0), (1, -1)))
    v = draw.pick("v", ((2, -1), (-1, 3), (1, 2), (-2, 1), (3, -3)))
    c = draw.pick("c", (-1, 0, 2))
    x = draw.pick("x", ((1, 2), (2, -1), (-1, 3), (-2, 1)))
    z = [W[i][0] * x[0] + W[i][1] * x[1] + b[i] for i in (0, 1)]
    draw.require(z[0] != 0 and z[1] != 0 and (z[0] > 0) != (z[1] > 0))
    draw.require(W[0][1] != W[1][0] and sum(e != 0 for r in W for e in r) >= 3)
    draw.let("does", draw.setting(REGRESSIONS))
    numbers = r",\quad ".join(
        (
            f"W = {matrix(W)}",
            rf"\mathbf{{b}} = {column(b)}",
            rf"\mathbf{{v}} = {column(v)}",
            f"c = {c}",
            rf"\mathbf{{x}} = {column(x)}",
        )
    )
    steps = "\n\n".join(rf"$$z_{i + 1} = [==z{i}],\qquad h_{i + 1} = \max(0, z_{i + 1}) = [h{i}],$$" for i in (0, 1))
    question = Computed("mlp/forward-relu", FORWARD, difficulty=1 + (c != 0) + (b[0] != 0 and b[1] != 0), signed=True)
    draw.require(apart(draw, FORWARD, "matrix-transposed"))
    return Problem(question, figures=lambda: {"network": network(W, b, v, c, x)}).worded(rf"""
        一个[does]的网络有两个隐藏单元： || A network that [does] has two hidden units:
        $$\mathbf{{h}} = \mathrm{{ReLU}}(W\mathbf{{x}} + \mathbf{{b}}),\qquad y = \mathbf{{v}}^\top \mathbf{{h}} + c,$$
        其中 || with
        $${numbers}.$$
        ![](network)

        ask: 求 $y$。 || Find $y$.
        claim: 该网络的输出 $y = [value]$。 || The output of the network is $y = [value]$.
        solution: 记 $\mathbf{{z}} = W\mathbf{{x}} + \mathbf{{b}}$。先算隐藏层，再算输出：
                  Let $\mathbf{{z}} = W\mathbf{{x}} + \mathbf{{b}}$. First the hidden layer, then the output:
                  {steps}
                  $$y = [==key].$$
    """)


def network(W: Matrix, b: Row, v: Row, c: int, x: Row) -> Picture:
    """Two inputs, two hidden units, one output, with the weights on the lines."""
    inputs, hidden, output = ((10, 28), (10, 6)), ((52, 28), (52, 6)), (88, 17)
    marks: list[Line | Label] = []

    def number(value: int, sign: str = "") -> str:
        return f"− {-value}" if value < 0 and sign else f"{sign} {value}".strip().replace("-", "−")

    for i, unit in enumerate(hidden):
        for j, start in enumerate(inputs):
            marks.append(Line(((start[0] + 9.2, start[1]), (unit[0] - 5.2, unit[1])), width=0.5, arrow=True))
            # Of two lines that cross, each has its weight near its beginning, on the left, where no line passes.
            share = 0.25 if i != j else 0.55
            line = (start[0] + 2, start[1])
            x_of, y_of = (line[k] + share * (unit[k] - line[k]) for k in (0, 1))
            off, anchor = ((0.0, 1.2), "south") if i == j else ((-0.6, -1.2), "north") if i else ((-0.6, 1.2), "south")
            marks.append(Label((x_of + off[0], y_of + off[1]), number(W[i][j]), anchor))
        marks.append(Line(((unit[0] + 5.2, unit[1]), (output[0] - 4.6, output[1])), width=0.5, arrow=True))
        middle, side = (unit[1] + output[1]) / 2, 2.0 if i == 0 else -2.0
        marks.append(Label(((unit[0] + output[0]) / 2, middle + side), number(v[i]), "south" if i == 0 else "north"))
        marks += [box(unit, 5), Label(unit, "ReLU"), Label((unit[0], unit[1] - 4), number(b[i], "+"), "north")]
    for j, start in enumerate(inputs):
        left, right = (start[0] - 2.8, start[1]), (start[0] - 2.2, start[1])
        marks += [
            box(start, 9),
            Label(left, f"x_{j + 1}", "east", italic=True),
            Label(right, f"= {number(x[j])}", "west"),
        ]
    marks += [
        box(output, 4.3),
        Label(output, "y", italic=True),
        Label((output[0], output[1] - 4), number(c, "+"), "north"),
    ]
    return Picture(
        96,
        36,
        tuple(marks),
        Text(
            f"网络图：输入 x₁ = {x[0]}、x₂ = {x[1]}；连线上标着 W 的各元 {W[0][0]}、{W[0][1]}、{W[1][0]}、{W[1][1]} 和 v 的各元 {v[0]}、{v[1]}；"
            f"隐藏单元的偏置 {b[0]}、{b[1]}，输出的偏置 {c}。".replace("-", "−"),
            f"The network: inputs x₁ = {x[0]} and x₂ = {x[1]}; on the lines the entries {W[0][0]}, {W[0][1]}, {W[1][0]}, {W[1][1]} of W and {v[0]}, "
            f"{v[1]} of v; biases {b[0]} and {b[1]} of the hidden units and {c} of the output.".replace("-", "−"),
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


FIRST, SECOND = matrices("A", range(-2, 4), 40), matrices("B", range(-2, 4), 40)
LINEAR = texts("""
    last: 一个回归网络的最后两层 || The last two layers of a regression network
    first: 一个推荐模型的前两层 || The first two layers of a recommender
    autoencoder: 一个自编码器的编码器和解码器 || The encoder and the decoder of an autoencoder
""")
COLLAPSED = Formulas("matmul(B, A)").with_wrong("""
    matrices-in-the-wrong-order: matmul(A, B)
    entries-multiplied: tuple(tuple(A[i][j]*B[i][j] for j in (0, 1)) for i in (0, 1))
    matrices-added: tuple(tuple(A[i][j] + B[i][j] for j in (0, 1)) for i in (0, 1))
    product-transposed: tuple(zip(*matmul(B, A)))
    relu-in-between: matmul(B, tuple(tuple(Max(0, e) for e in r) for r in A))
    rows-times-rows: tuple(tuple(dot(r, s) for s in A) for r in B)
        用行乘行，应当用行乘列。 || This multiplies rows by rows instead of rows by columns.
    other-order-transposed: tuple(zip(*matmul(A, B)))
        次序弄反了，结果又转置了。 || This multiplies in the wrong order and transposes the product.
""")


@generator(topic="mlp", objective="mlp-linear-layers", minutes=3, tags=("linear", "activation"))
@source(GOODFELLOW)
@may_coincide("With positive values, ReLU in between changes nothing.", "relu-in-between")
@may_coincide("Transposing both factors and their product comes to the same.", "other-order-transposed")
def linear_collapse(draw: Draw) -> Problem:
    """The single matrix that two linear layers amount to."""
    A = draw.pick("A", FIRST)
    B = draw.pick("B", SECOND)
    product = after(A, B)
    draw.require(product != after(B, A))
    # Of a symmetric matrix, rows are columns.
    draw.require(A[0][1] != A[1][0] and product[0][1] != product[1][0])
    draw.require(sum(e != 0 for r in (*A, *B) for e in r) >= 6)
    draw.let("layers", draw.setting(LINEAR))
    question = Computed(
        "mlp/linear-collapse", COLLAPSED, difficulty=1 + (min(e for r in A for e in r) < 0), form="matrix", signed=True
    )
    return Problem(question).worded(rf"""
        [layers]各是一个不含偏置、也没有激活函数的线性层，依次作用于列向量：
          $\mathbf{{y}} = W_2 (W_1 \mathbf{{x}})$，其中
        [layers] are linear layers without biases or activation functions. They act on column vectors:
          $\mathbf{{y}} = W_2 (W_1 \mathbf{{x}})$, with
        $$W_1 = {matrix(A)},\qquad W_2 = {matrix(B)}.$$

        ask: 把它们合并成一层 $\mathbf{{y}} = W\mathbf{{x}}$，求 $W$。
             They are merged into a single layer $\mathbf{{y}} = W\mathbf{{x}}$. Find $W$.
        claim: 这两层等价于一层 $\mathbf{{y}} = W\mathbf{{x}}$，其中 $W = [value]$。
               The two layers are equivalent to the single layer $\mathbf{{y}} = W\mathbf{{x}}$ with $W = [value]$.
        solution: 由结合律，先作用的矩阵在右边： || By associativity, with the matrix that acts first on the right,
                  $$W = W_2 W_1 = {matrix(B)}{matrix(A)} = {matrix(product)}.$$
    """)


def after(A: Matrix, B: Matrix) -> Matrix:
    """The matrix of A, then B."""
    (a, b), (c, d) = (
        tuple(sum(m * e for m, e in zip(row, col, strict=True)) for col in zip(*A, strict=True)) for row in B
    )
    return (a, b), (c, d)


@linear_collapse.check
def by_unit_vectors(A: Matrix, B: Matrix) -> tuple[Row, ...]:
    """Sends both unit vectors through the layers; their images are the columns."""

    def layer(M: Matrix, x: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(sum(m * e for m, e in zip(row, x, strict=True)) for row in M)

    columns = [layer(B, layer(A, unit)) for unit in ((1, 0), (0, 1))]
    return ((columns[0][0], columns[1][0]), (columns[0][1], columns[1][1]))
