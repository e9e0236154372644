"""Inverted dropout: what becomes of an activation in training and at test time."""

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source, texts

SCALING = Formulas(
    "x/(1 - p) if ph == 'train' else x",
    under={
        "drop-probability": "x/p if ph == 'train' else x",
        "scaled-in-training": "x if ph == 'train' else x*(1 - p)",
    },
).with_wrong("""
    p-as-keep: x/p if ph == 'train' else None
    scaled-in-other-phase: x if ph == 'train' else x*(1 - p)
    scaled-the-wrong-way: x*(1 - p) if ph == 'train' else x/(1 - p)
        [ph == 'train': 1=乘了 $1 - p$，那是原始 dropout 在测试时的做法|除以了 $1 - p$，那是倒置 dropout 在训练时的做法]。
        [ph == 'train': 1=This multiplies by $1 - p$, as the original dropout does at test time|This divides by $1 - p$,
          as inverted dropout does in training].
    always-dropped: 0*x
    one-plus-p: x*(1 + p)
    times-p: x*p
""")
NETWORKS = texts("""
    news: 新闻分类网络的某个隐藏层 || A hidden layer of a news classifier
    faces: 人脸识别网络的某个隐藏层 || A hidden layer of a face recognition network
""")
ASKED = {
    "train": """
        ask: 训练时，若该神经元被保留，它经 dropout 层后的输出是多少？
             In training, what does the dropout layer output for this unit if it is kept?
        claim: 训练时，若该神经元被保留，它经 dropout 层后的输出是 $[value]$。
               In training, the dropout layer outputs $[value]$ for this unit if it is kept.
        solution: 神经元以概率 $1-p$ 被保留，保留时除以 $1-p$，输出的期望才等于 $x$：
                  A unit is kept with probability $1-p$; dividing by $1-p$ makes the expected output equal to $x$:
                  $$[=x/(1 - p):.4].$$
    """,
    "test": """
        ask: 测试时，该神经元经 dropout 层后的输出是多少？ || What does the dropout layer output for this unit at test time?
        claim: 测试时，该神经元经 dropout 层后的输出是 $[value]$。
               At test time the dropout layer outputs $[value]$ for this unit.
        solution: 缩放已在训练时完成，训练时输出的期望就是 $x$；测试时既不丢弃也不缩放，输出不变：$[x]$。
                  The scaling was done in training, where the expected output is $x$ already. At test time nothing is
                    dropped and nothing is scaled, and the activation is output as it is: $[x]$.
    """,
}


@generator(topic="regularisation", objective="reg-dropout", minutes=2, tags=("dropout",))
@source("Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks from Overfitting (2014), section 10")
def dropout_scaling(draw: Draw) -> Problem:
    """An activation under inverted dropout: kept in training, or at test time."""
    draw.let("layer", draw.pick("setting", NETWORKS))
    draw.pick("x", (1, 2, 3, 4, R(9, 2), 5, 6, 8, 9, 12))
    # Not 1/2, where keeping is as likely as dropping.
    p = draw.pick("p", (R(1, 10), R(1, 5), R(1, 4), R(2, 5), R(3, 5), R(3, 4), R(4, 5)))
    asked = draw.pick("ph", ASKED)
    question = Computed(
        "reg/dropout-scaling",
        SCALING,
        difficulty=1 + (draw.params["ph"] == "test") + (p.numerator != 1),
        conventions=("drop-probability", "scaled-in-training"),
        places=4,
        signed=True,
    )
    return Problem(question).worded(f"""
        [layer]使用倒置 dropout（inverted dropout），丢弃概率 $p = [p]$。
          该层的一个神经元在 dropout 之前的激活值为 $x = [x]$。
        [layer] uses inverted dropout with drop probability $p = [p]$. Before dropout is applied, the activation of one
          of its units is $x = [x]$.
        {asked}
    """)


@dropout_scaling.check
def by_counting_units(x: R, p: R, ph: str) -> R:
    """Drops units out of 20 equal ones and shares their total among the others; in testing takes the mean."""
    total = sum([R(x)] * 20)
    kept = [unit for unit in range(20) if unit >= p * 20]
    outputs = [total / len(kept) if unit in kept else R(0) for unit in range(20)]
    return outputs[-1] if ph == "train" else sum(outputs) / 20
