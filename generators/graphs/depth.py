"""How far graph networks see, and how many nodes they touch."""

from functools import cache

from hwgen import Computed, Draw, Formulas, Problem, generator, source, texts

from .._apart import apart

SEEN = Formulas(
    "{'ring': 1 + 2*k, 'grid': 1 + 2*k*(k + 1), 'triangles': 1 + 3*k*(k + 1), 'tree': 1 + 3*(2**k - 1)}[g]"
).with_wrong("""
    node-itself-left-out: {'ring': 2*k, 'grid': 2*k*(k + 1), 'triangles': 3*k*(k + 1), 'tree': 3*(2**k - 1)}[g]
        漏了节点自身。 || This leaves out the node itself.
    one-layer-too-few: {'ring': 2*k - 1, 'grid': 1 + 2*k*(k - 1), 'triangles': 1 + 3*k*(k - 1), 'tree': 1 + 3*(2**(k - 1) - 1)}[g]
        少算了一层。 || This counts one layer too few.
    one-layer-too-many: {'ring': 2*k + 3, 'grid': 1 + 2*(k + 1)*(k + 2), 'triangles': 1 + 3*(k + 1)*(k + 2), 'tree': 1 + 3*(2**(k + 1) - 1)}[g]
        多算了一层。 || This counts one layer too many.
    last-ring-alone: {'ring': 2, 'grid': 4*k, 'triangles': 6*k, 'tree': 3*2**(k - 1)}[g]
        只算了距离恰为 [k] 的节点。 || This counts only the nodes at a distance of exactly [k].
    neighbours-times-layers: {'ring': 1 + 2*k, 'grid': 1 + 4*k, 'triangles': 1 + 6*k, 'tree': 1 + 3*k}[g]
        以为每一层新增的节点一样多。 || This adds the same number of nodes for each layer.
    square-or-power: {'grid': (2*k + 1)**2, 'tree': 3**k}.get(g)
        [g: tree=每一层都乘了 3。|算成了边长为 [2*k + 1] 的整个正方形。]
        [g: tree=This multiplies by 3 for each layer.|This counts a whole square of side [2*k + 1].]
    walks-for-nodes: {'ring': 2**k, 'grid': 4**k, 'triangles': 6**k, 'tree': 3**k + 1}[g]
        [g: tree=数的是走 [k] 步的路径，再加上节点自身，不是不同的节点。|数的是走 [k] 步的路径，不是不同的节点。]
        [g: tree=This counts walks of [k] steps and the node itself instead of different nodes.|This counts walks of [k] steps instead of different nodes.]
""")

NETS = texts("""
    ring: 一个很长的环，每个节点有 2 个邻居 || a very long ring, in which each node has 2 neighbours
    grid: 无限的方格网，每个节点有 4 个邻居（上下左右）
          an infinite square grid, in which each node has 4 neighbours (above, below, left and right)
    triangles: 无限的三角形网格，每个节点有 6 个邻居 || an infinite triangular grid, in which each node has 6 neighbours
    tree: 一棵无限的树，每个节点有 3 个邻居 || an infinite tree, in which each node has 3 neighbours
""")

LAYERS = texts("""
    gcn: 图卷积网络（GCN） || graph convolutional network (GCN)
    gat: 图注意力网络（GAT） || graph attention network (GAT)
    mean: 对邻居取平均的图网络 || graph network that averages over neighbours
""")


@generator(topic="graphs", objective="graphs-depth", minutes=3, tags=("receptive-field", "depth"))
@source(
    "Hamilton, Graph Representation Learning (2020), section 5.1; Alon and Yahav, On the bottleneck of graph neural networks, ICLR 2021"
)
def graph_receptive_field(draw: Draw) -> Problem:
    """How many nodes the output of a node depends on."""
    g = draw.pick("g", tuple(NETS))
    k = draw.pick("k", (2, 3, 4, 5, 6, 7, 8, 10, 12))
    draw.let("net", NETS[g])
    draw.let("layers", draw.pick("setting", LAYERS))
    sums = {"ring": "2", "grid": "4*i", "triangles": "6*i", "tree": "3*2**(i - 1)"}[g]
    shown = {"ring": "2", "grid": "4i", "triangles": "6i", "tree": r"3 \times 2^{i - 1}"}[g]
    draw.require(g != "tree" or k <= 7)
    draw.require(apart(draw, SEEN, "walks-for-nodes"))
    return Problem(Computed("graphs/receptive-field", SEEN, difficulty=2 + (g != "ring"))).worded(f"""
        [layers]有 [k] 层，每一层都由节点自身和各邻居的特征更新该节点的特征。图是[net]。
        A [layers] has [k] layers, each of which updates the features of a node from its own and those of its neighbours. The graph is [net].

        ask: 一个节点的输出最多依赖于多少个节点（包括它自身）的输入特征？
             What is the largest number of nodes, including the node itself, on whose input features the output of a node
               can depend?
        claim: 一个节点的输出最多依赖于 $[value]$ 个节点（包括它自身）的输入特征。
               The largest number of nodes, including the node itself, on whose input features the output of a node can depend
                 is $[value]$.
        solution: 依赖的是距离不超过层数 [k] 的所有节点。距离为 $i \\ge 1$ 的节点有 ${shown}$ 个，按距离相加：
                  The output depends on all nodes at a distance of up to [k], the number of layers. At the distance
                    $i \\ge 1$ there are ${shown}$ of them. Adding them up by distance gives
                  $$[==1 + sum({sums} for i in range(1, k + 1))].$$
    """)


@graph_receptive_field.check
def by_spreading(g: str, k: int) -> int:
    return reached(g, k)


@cache
def reached(g: str, k: int) -> int:
    """Spreads from one node, layer by layer, and counts the nodes that were reached."""
    steps = {
        "ring": ((1, 0), (-1, 0)),
        "grid": ((1, 0), (-1, 0), (0, 1), (0, -1)),
        "triangles": ((1, 0), (-1, 0), (0, 1), (0, -1), (1, -1), (-1, 1)),
    }
    if g == "tree":
        paths: set[tuple[int, ...]] = {()}
        for _ in range(k):
            paths |= {(*path, turn) for path in paths for turn in range(3 if not path else 2)}
        return len(paths)
    seen = {(0, 0)}
    for _ in range(k):
        seen |= {(a + c, b + d) for a, b in seen for c, d in steps[g]}
    return len(seen)


SAMPLED = Formulas("B*(1 + f1 + second)", let={"second": "f1*f2"}).with_wrong("""
    second-ring-alone: B*f1*f2 || 只算了第二跳的节点。 || This counts the nodes at the second hop only.
    fan-outs-added: B*(1 + f1 + f2)
        第二跳没有乘第一跳的节点数。 || This does not multiply the second fan-out by the nodes of the first hop.
    targets-left-out: B*(f1 + f1*f2) || 漏了目标节点自身。 || This leaves out the target nodes.
    single-target: 1 + f1 + f1*f2 || 只算了一个目标节点。 || This counts a single target.
    first-fan-out-twice: B*(1 + f1 + f1*f1) if f1 != f2 else None
        两跳都用了第一跳的采样数。 || This uses the first fan-out for both hops.
    average-degree: B*(1 + g + g*g) || 按平均度数计算，没有采样。 || This uses the mean degree, without sampling.
    third-hop-added: B*(1 + f1 + f1*f2 + f1*f2*f2) || 多算了一跳。 || This counts a third hop.
""")

# What has a hundred neighbours, unlike atoms.
CROWDED = texts("""
    users: 社交网络中的用户 || users of a social network
    papers: 引文网络中的论文 || papers in a citation network
    products: 共同购买网络中的商品 || products in a co-purchase network
""")


@generator(topic="graphs", objective="graphs-tasks", minutes=2, tags=("graphsage", "sampling"))
@source("Hamilton, Ying and Leskovec, Inductive representation learning on large graphs, NeurIPS 2017, section 3.1")
def neighbour_sampling(draw: Draw) -> Problem:
    """How many nodes a mini-batch of GraphSAGE touches at most."""
    draw.pick("B", (16, 32, 64, 256, 512))
    f1 = draw.pick("f1", (5, 10, 15, 25))
    f2 = draw.pick("f2", (5, 10, 15))
    draw.pick("g", (50, 100))
    draw.let("things", draw.pick("setting", CROWDED))
    draw.require(f1 >= f2)
    return Problem(Computed("graphs/neighbour-sampling", SAMPLED, difficulty=2)).worded("""
        在[things]组成的图（平均度数为 [g]）上训练两层的 GraphSAGE。每个小批量有 [B] 个目标节点；
          为每个目标节点抽 [f1] 个邻居，再为每个抽到的邻居抽 [f2] 个邻居。
        GraphSAGE with two layers is trained on a graph of mean degree [g] whose nodes are [things]. A mini-batch
          has [B] target nodes; for each of them [f1] neighbours are sampled, and for each of these in turn [f2]
          neighbours.

        ask: 若用到的节点没有重复，一个小批量共用到多少个节点？
             If no node occurs twice, how many nodes does a mini-batch use in all?
        claim: 若用到的节点没有重复，一个小批量共用到 $[value]$ 个节点。
               If no node occurs twice, a mini-batch uses $[value]$ nodes in all.
        solution: 每个目标节点用到它自身、第一跳的 [f1] 个节点和第二跳的 $[==second]$ 个节点：
                  Each target node uses itself, [f1] nodes at the first hop and $[==second]$ at the second:
                  $$[==key].$$
    """)


@neighbour_sampling.check
def by_queue(B: int, f1: int, f2: int) -> int:
    """Counts hop by hop how many nodes wait to be looked up."""
    frontier, total = B, B
    for fan_out in (f1, f2):
        frontier = sum(fan_out for _ in range(frontier))
        total += frontier
    return total
