"""Steps of graph networks by hand: convolution and attention."""

import math

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source

from .._settings import NODES

Edges = tuple[tuple[int, int], ...]

# Small graphs with nodes 1 to 5, in which node 1 has two or three neighbours.
GRAPHS: tuple[Edges, ...] = (
    ((1, 2), (1, 3), (2, 3), (3, 4)),
    ((1, 2), (1, 3), (1, 4), (4, 5)),
    ((1, 2), (1, 3), (2, 4), (3, 4), (4, 5)),
    ((1, 2), (1, 3), (1, 4), (2, 3), (3, 4), (4, 5)),
)


def neighbours(edges: Edges, node: int) -> tuple[int, ...]:
    return tuple(sorted({a + b - node for a, b in edges if node in (a, b)}))


def degree(edges: Edges, node: int) -> int:
    return len(neighbours(edges, node))


GCN = {
    "symmetric": Formulas("w*s", let={"s": "sum(x[j - 1]/sqrt(d[0]*d[j - 1]) for j in near)"}).with_wrong(r"""
        own-feature-left-out: w*sum(x[j - 1]/sqrt(d[0]*d[j - 1]) for j in near if j > 1)
            漏了自环，没有加上节点自身的特征。 || This leaves out the self-loop and with it the node’s own feature.
        neighbours-averaged: w*sum(x[j - 1] for j in near)/d[0]
            取了平均，应除以 $\sqrt{d_i d_j}$。 || This averages instead of dividing by $\sqrt{d_i d_j}$.
        neighbours-summed: w*sum(x[j - 1] for j in near) || 没有归一化。 || This does not normalise.
        degrees-without-loops: w*(x[0] + sum(x[j - 1]/sqrt((d[0] - 1)*(d[j - 1] - 1)) for j in near if j > 1))
            度数没有计入自环，节点自身的特征也没有除以度数。
            This takes degrees without the self-loops and does not divide the node’s own feature by its degree.
        all-nodes-summed: w*sum(x[j]/sqrt(d[0]*d[j]) for j in range(5))
            对所有节点求了和，应只对邻居和自身求和。
            This sums over all nodes instead of the neighbours and the node itself.
        weight-left-out: s || 漏乘了权重。 || This leaves out the weight.
        root-left-out-of-the-norm: w*sum(x[j - 1]/(d[0]*d[j - 1]) for j in near)
            除以了 $d_i d_j$，漏了根号。 || This divides by $d_i d_j$ without the root.
    """),
    "mean": Formulas("w*s", let={"s": "sum(x[j - 1] for j in near)/d[0]"}).with_wrong("""
        own-feature-left-out: w*sum(x[j - 1] for j in near if j > 1)/(d[0] - 1)
            只对邻居取了平均，求和与 $d_1$ 都漏了节点自身。
            This averages over the neighbours alone: it leaves out the node itself, in the sum and in $d_1$.
        neighbours-summed: w*sum(x[j - 1] for j in near) || 只求了和，没有取平均。 || This sums instead of averaging.
        divided-by-the-neighbours: w*sum(x[j - 1] for j in near)/(d[0] - 1)
            自身也加了进来，却只除以邻居的个数。 || This adds the node itself, but divides by the number of neighbours.
        all-nodes-averaged: w*sum(x)/5 || 对所有节点取了平均。 || This averages over all nodes.
        largest-neighbour: w*max(x[j - 1] for j in near)
            取了最大值，应取平均。 || This takes the maximum instead of the mean.
        weight-left-out: s || 漏乘了权重。 || This leaves out the weight.
    """),
}

FEATURES = ((1, 2, -1, 4, 3), (2, -1, 3, 0, 2), (-2, 4, 1, 3, 1), (3, 1, 1, -2, 4), (1, -3, 4, 1, 5))


@generator(topic="graphs", objective="graphs-message-passing", minutes=4, tags=("gcn", "message-passing"))
@source(
    "Kipf and Welling, Semi-supervised classification with graph convolutional networks, ICLR 2017, equation 2; Hamilton, Graph Representation Learning (2020), section 5.1"
)
def gcn_step(draw: Draw) -> Problem:
    """The new feature of a node by a graph convolution with symmetric normalisation, or by the mean."""
    edges = draw.pick("edges", GRAPHS)
    draw.pick("x", FEATURES)
    draw.pick("w", (R(1, 2), 2, -1, 3))
    norm = draw.pick("norm", tuple(GCN))
    draw.let("things", draw.pick("setting", NODES))
    near = draw.let("near", (1, *neighbours(edges, 1)))
    d = draw.let("d", tuple(degree(edges, node) + 1 for node in range(1, 6)))
    # With equal degrees, the symmetric rule is the mean.
    draw.require(norm == "mean" or any(d[j - 1] != d[0] for j in near))
    listed = ", ".join(f"{a}–{b}" for a, b in edges)
    listed_zh = "、".join(f"{a}–{b}" for a, b in edges)
    features = r",\ ".join(f"x_{i + 1} = [x[{i}]]" for i in range(5))
    names = ", ".join(map(str, near))
    degrees = (
        "$"
        + r",\ ".join(f"d_{j} = [d[{j - 1}] - 1] + 1 = [d[{j - 1}]]" for j in (near if norm == "symmetric" else (1,)))
        + "$"
    )
    rule = {
        "symmetric": r"$$h_i = w \sum_{j \in N(i) \cup \{i\}} \frac{x_j}{\sqrt{d_i d_j}}.$$",
        "mean": r"$$h_i = \frac{w}{d_i} \sum_{j \in N(i) \cup \{i\}} x_j.$$",
    }[norm]
    front = "-" if draw.params["w"] == -1 else "[w]"
    terms = {
        "symmetric": rf"$$h_1 = {front}\left("
        + " + ".join(rf"\frac{{[x[{j - 1}]]}}{{\sqrt{{[d[0]] \times [d[{j - 1}]]}}}}" for j in near)
        + r"\right) [~key:.3].$$",
        "mean": r"$$h_1 = \frac{[w]}{[d[0]]}\left("
        + " + ".join(f"[x[{j - 1}]]" for j in near)
        + r"\right) [~key:.3].$$",
    }[norm]
    question = Computed("graphs/gcn-step", GCN[norm], difficulty=2 + (norm == "symmetric"), places=3, signed=True)
    return Problem(question).worded(f"""
        节点 1 至 5 是[things]，无向边为 {listed_zh}，特征为标量：${features}$。一层图卷积按下式计算新的特征：
        Nodes 1 to 5 are [things]. The undirected edges are {listed}, and the features are scalars: ${features}$. A
          graph convolution computes the new features
        {rule}
        这里 $N(i)$ 是节点 $i$ 的邻居的集合，$d_i$ 是加上自环之后的度数（邻居数加 1），权重 $w = [w]$，没有激活函数。
        Here $N(i)$ is the set of neighbours of node $i$, $d_i$ is its degree with the self-loop (the number of
          neighbours plus 1), and the weight is $w = [w]$; there is no activation function.

        ask: 求 $h_1$。 || Find $h_1$.
        claim: $h_1 = [value]$。 || The value of $h_1$ is $[value]$.
        solution: 对节点 {"、".join(map(str, near))} 求和（节点 1 自身也在内），{degrees}：
                  The sum runs over the nodes {names}, which include node 1 itself; {degrees}:
                  {terms}
    """)


@gcn_step.check
def by_matrices(edges: Edges, x: tuple[int, ...], w: R, norm: str) -> float:
    """Builds the adjacency matrix with ones on its diagonal, scales its rows and columns and multiplies."""
    A = [[float(i == j or (i + 1, j + 1) in edges or (j + 1, i + 1) in edges) for j in range(5)] for i in range(5)]
    size = [math.fsum(row) for row in A]
    power = 0.5 if norm == "symmetric" else 1.0
    left = [A[0][j] / size[0] ** power for j in range(5)]
    right = [v if norm == "mean" else v / size[j] ** power for j, v in enumerate(left)]
    return math.fsum(float(w) * v * f for v, f in zip(right, x, strict=True))


GAT = Formulas("sum(a[j - 1]*x[j - 1] for j in near)/z", let={"z": "sum(a[j - 1] for j in near)"}).with_wrong("""
    softmax-over-all-nodes: sum(a[j - 1]*x[j - 1] for j in near)/sum(a)
        分母对所有节点求了和，应只对节点 1 的邻居和它自身求和。
        This divides by the sum over all nodes instead of that over node 1 and its neighbours.
    own-feature-left-out: sum(a[j - 1]*x[j - 1] for j in near if j > 1)/sum(a[j - 1] for j in near if j > 1)
        漏了节点自身。 || This leaves out the node itself.
    equal-attention: sum(x[j - 1] for j in near)/len(near)
        给了邻居和自身相等的权重。 || This weights all neighbours and the node itself alike.
    weights-not-normalised: sum(a[j - 1]*x[j - 1] for j in near)
        权重没有归一化。 || This does not normalise the weights.
    all-nodes-attended: sum(a[j]*x[j] for j in range(5))/sum(a)
        softmax 和加权和都取遍了所有节点，没有用到图的边。 || This attends to all nodes, whatever the edges.
    largest-score-alone: max((a[j - 1], x[j - 1]) for j in near)[1]
        只取了节点自身及其邻居中得分最高的节点。
        This takes only the node with the highest score among the node itself and its neighbours.
""")

SCORES = ((3, 4, 3, 7, 2), (1, 5, 2, 2, 3), (6, 1, 7, 6, 4), (5, 3, 2, 2, 6))


@generator(topic="graphs", objective="graphs-message-passing", minutes=4, tags=("gat", "attention", "message-passing"))
@source("Veličković et al., Graph attention networks, ICLR 2018, section 2.1")
def gat_step(draw: Draw) -> Problem:
    """The new feature of a node by graph attention, from the scores of its edges."""
    edges = draw.pick("edges", GRAPHS)
    draw.pick("x", FEATURES)
    draw.pick("a", SCORES)
    draw.let("things", draw.pick("setting", NODES))
    near = draw.let("near", (1, *neighbours(edges, 1)))
    listed = ", ".join(f"{a}–{b}" for a, b in edges)
    listed_zh = "、".join(f"{a}–{b}" for a, b in edges)
    table = "| $j$ | " + " | ".join(f"${j}$" for j in range(1, 6)) + " |\n|" + "---|" * 6 + "\n| $e_{1j}$ | "
    table += (
        " | ".join(rf"$\ln [a[{j}]]$" for j in range(5))
        + " |\n| $x_j$ | "
        + " | ".join(f"$[x[{j}]]$" for j in range(5))
        + " |"
    )
    top = " + ".join(rf"[a[{j - 1}]] \times [x[{j - 1}]]" for j in near)
    bottom = " + ".join(f"[a[{j - 1}]]" for j in near)
    return Problem(Computed("graphs/gat-step", GAT, difficulty=3, places=3, signed=True)).worded(rf"""
        节点 1 至 5 是[things]，无向边为 {listed_zh}。一个单头图注意力层没有激活函数：
          $h_1 = \sum_j \alpha_{{1j}} x_j$，$\alpha_{{1j}}$ 是得分 $e_{{1j}}$ 在节点 1 的邻居和它自身上的 softmax。
          得分（与节点 1 没有边相连的节点也算了得分）和标量特征如下：
        Nodes 1 to 5 are [things]. The undirected edges are {listed}. A graph attention layer with a single head and no
          activation function computes $h_1 = \sum_j \alpha_{{1j}} x_j$, where $\alpha_{{1j}}$ is the softmax of the scores
          $e_{{1j}}$ over the neighbours of node 1 and this node itself. The scores, which were also computed for
          nodes without an edge to node 1, and the scalar features are:
        {table}

        ask: 求 $h_1$。 || Find $h_1$.
        claim: $h_1 = [value]$。 || The value of $h_1$ is $[value]$.
        solution: softmax 只对节点 {"、".join(map(str, near))} 归一化；由 $e^{{\ln a}} = a$ 得
                  The softmax runs over the nodes {", ".join(map(str, near))} only. Since $e^{{\ln a}} = a$,
                  $$h_1 = \frac{{{top}}}{{{bottom}}} [~key:.3].$$
    """)


@gat_step.check
def by_masked_softmax(edges: Edges, x: tuple[int, ...], a: tuple[int, ...]) -> R:
    """Gives nodes without an edge the weight zero and normalises."""
    linked = [j == 1 or (1, j) in edges or (j, 1) in edges for j in range(1, 6)]
    weight = [R(score) if there else R(0) for score, there in zip(a, linked, strict=True)]
    share = [v / sum(weight) for v in weight]
    return sum((p * f for p, f in zip(share, x, strict=True)), R(0))
