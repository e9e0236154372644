"""Scaled dot-product attention with three keys, by hand."""

import math
from itertools import product

import numpy as np

from hwgen import Computed, Draw, Formulas, Problem, Text, generator, shuffled, source, texts

from .._apart import apart

Vector = tuple[int, ...]
QUERIES = tuple(product((0, 1, 2), repeat=4))
KEYS = shuffled(("scaled-dot-product", "K"), tuple(product(product((0, 1), repeat=4), repeat=3)))[:12]

LET = {
    "sc": "tuple(dot(q, k) for k in K)",
    "E": "tuple(exp(s/2) for s in sc)",
    "A": "tuple(e/sum(E) for e in E)",
    "A0": "softmax(sc)",
    "A4": "softmax([s/4 for s in sc])",
    "top": "sc.index(max(sc))",
}
OUTPUT = Formulas("dot(A, V)", let=LET).with_wrong("""
    scores-not-scaled: dot(A0, V)
    divided-by-d: dot(A4, V)
    softmax-forgotten: dot(sc, V)/2
    hard-attention: V[top]
    uniform-weights: sum(V)/3
    scores-divided-by-their-sum: dot(sc, V)/sum(sc)
""")
WEIGHTS = Formulas("A", let=LET).with_wrong("""
    scores-not-scaled: A0 if min(A0) > R(1, 200) else None
    divided-by-d: A4
    softmax-forgotten: tuple(s/2 for s in sc)
    hard-attention: tuple(1 if i == top else 0 for i in range(3))
    uniform-weights: (R(1, 3), R(1, 3), R(1, 3))
    scores-divided-by-their-sum: tuple(s/sum(sc) for s in sc)
""")

LAYERS = texts("""
    plain: 缩放点积注意力中， || In scaled dot-product attention,
    translation:
        翻译模型的一个注意力头使用缩放点积注意力，
        A translation model uses scaled dot-product attention. In one of its heads,
""")
KEYS_SHOWN = "$$" + r",\quad ".join(rf"\mathbf{{k}}_{i} = [K[{i - 1}]]" for i in (1, 2, 3)) + ",$$"
POWERS = (
    "| $x$ | $0.5$ | $1$ | $1.5$ | $2$ | $2.5$ | $3$ |\n|---|---|---|---|---|---|---|\n| $e^x$ | "
    + " | ".join(f"${math.exp(x / 2):.3f}$" for x in range(1, 7))
    + " |"
)
SCORES = (
    "$$"
    + r",\quad ".join(rf"\frac{{\mathbf{{q}} \cdot \mathbf{{k}}_{i}}}{{2}} = [==scores[{i - 1}]/2]" for i in (1, 2, 3))
    + ",$$"
)
WEIGHED = ",$$\n\n".join(rf"$$\alpha_{i} = [==E[{i - 1}]/sum(E):.4]" for i in (1, 2, 3))
ALL = r"$$(\alpha_1,\ \alpha_2,\ \alpha_3) [~key:.2].$$"
SUM = r"$$\sum_i \alpha_i v_i = [==dot(A, V):.2].$$"


@generator(topic="attention", objective="attention-mechanism", minutes=6, tags=("attention", "softmax"))
@source("Vaswani et al., Attention is all you need, NeurIPS 2017, section 3.2.1")
def scaled_dot_product(draw: Draw) -> Problem:
    """The attention weights of one query, or the output for scalar values."""
    q = draw.pick("q", QUERIES)
    K = draw.pick("K", KEYS)
    V = draw.pick("V", ((1, 2, 6), (10, 20, 60), (4, 0, 5), (-2, 0, 6)))
    m = draw.pick("m", ("output", "weights"))
    scores = [sum(a * b for a, b in zip(q, k, strict=True)) for k in K]
    draw.require(len(set(scores)) == 3 and max(scores) <= 6 and len(set(K)) == 3)
    output = m == "output"
    draw.require(output or V == (1, 2, 6))
    draw.let("layer", draw.setting(LAYERS))

    draw.let("scores", tuple(scores))
    steps = f"{SCORES}\n\n{WEIGHED}"
    zh = "先求除以 $\\sqrt{d_k} = 2$ 的得分，再作 softmax 得权重 $\\alpha_i$"
    en = "First the scores, divided by $\\sqrt{d_k} = 2$, then the softmax for the weights $\\alpha_i$"
    texts = {
        "ask": Text(
            r"求注意力权重 $(\alpha_1,\ \alpha_2,\ \alpha_3)$。",
            r"Find the attention weights $(\alpha_1,\ \alpha_2,\ \alpha_3)$.",
        ),
        "claim": Text(
            r"注意力权重 $(\alpha_1,\ \alpha_2,\ \alpha_3) = [value]$。",
            r"The attention weights are $(\alpha_1,\ \alpha_2,\ \alpha_3) = [value]$.",
        ),
        "solution": Text(f"{zh}：\n\n{steps},$$\n\n{ALL}", f"{en}:\n\n{steps},$$\n\n{ALL}"),
    }
    if output:
        texts = {
            "ask": Text("求该查询的注意力输出。", "Find the attention output for this query."),
            "claim": Text("该查询的注意力输出是 $[value]$。", "The attention output for this query is $[value]$."),
            "solution": Text(
                f"{zh}，最后对值加权求和：\n\n{steps},$$\n\n{SUM}",
                f"{en}, then the weighted sum of the values:\n\n{steps},$$\n\n{SUM}",
            ),
        }
    part = Computed(
        "attn/scaled-dot-product",
        OUTPUT if output else WEIGHTS,
        **texts,
        difficulty=3 + output,
        form="number" if output else "tuple",
        places=2,
        signed=output,
        most=None if output else 1,
        given={"E": 3},
        cells=() if output else tuple(Text(f"$\\alpha_{i}$", f"$\\alpha_{i}$") for i in (1, 2, 3)),
    )
    zh_values = "，对应的值为标量 $v_1 = [V[0]]$，$v_2 = [V[1]]$，$v_3 = [V[2]]$" if output else ""
    en_values = "; their values are the scalars $v_1 = [V[0]]$, $v_2 = [V[1]]$, $v_3 = [V[2]]$" if output else ""
    context = Text(
        rf"[layer]查询 $\mathbf{{q}} = [q]$，三个键为"
        f"\n\n{KEYS_SHOWN}\n\n维数 $d_k = 4${zh_values}。可用下表：\n\n{POWERS}",
        rf"[layer] the query is $\mathbf{{q}} = [q]$ and the keys are"
        f"\n\n{KEYS_SHOWN}\n\nof dimension "
        f"$d_k = 4${en_values}. Use the table:\n\n{POWERS}",
    )
    draw.require(apart(draw, OUTPUT if output else WEIGHTS, "scores-divided-by-their-sum", places=2))
    return Problem(part, context)


@scaled_dot_product.check
def by_a_forward_pass(q: Vector, K: tuple[Vector, ...], V: Vector, m: str) -> object:
    """Runs the layer on arrays, with the largest score taken off before the exponential."""
    scores = np.array(K) @ np.array(q) / np.sqrt(len(q))
    powers = np.exp(scores - scores.max())
    weights = powers / powers.sum()
    return float(weights @ np.array(V)) if m == "output" else weights
