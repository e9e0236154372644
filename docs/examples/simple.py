"""The parameters of a fully connected layer."""

from hwgen import Computed, Draw, Formulas, Problem, generator, source

COUNT = Formulas("m*n + n").with_wrong("""
    biases-forgotten: m*n || 漏了偏置。 || This leaves out the biases.
    a-bias-for-each-input: m*n + m
        给每个输入算了一个偏置；每个输出单元才有一个。
        This has a bias for each input, not for each output unit.
    one-bias: m*n + 1 || 只算了一个偏置。 || This has a single bias.
    added-not-multiplied: m + n
        把单元个数相加；每一对单元之间有一个权重。 || This adds the units; each pair of them has a weight.
    biases-of-both: m*n + m + n || 给两边的单元都算了偏置。 || This has biases on both sides.
""")


@generator(topic="mlp", minutes=1)
@source("Goodfellow, Bengio and Courville, Deep Learning (2016), chapter 6")
def layer_parameters(draw: Draw) -> Problem:
    draw.pick("m", (3, 4, 5, 8, 10))
    draw.pick("n", (2, 6, 7, 12))
    return Problem(Computed("layer-parameters", COUNT, difficulty=1)).worded("""
        ask: 一个全连接层有 [m] 个输入和 [n] 个输出单元，含偏置。它有多少个参数？
             A fully connected layer has [m] inputs and [n] output units with biases. How many parameters does it have?
        claim: 有 [m] 个输入和 [n] 个输出单元、含偏置的全连接层有 $[value]$ 个参数。
               A fully connected layer with [m] inputs and [n] output units with biases has $[value]$ parameters.
        solution: 每个输出单元有 [m] 个权重和 1 个偏置：$[=key]$。
                  Each output unit has [m] weights and 1 bias: $[=key]$.
    """)


@layer_parameters.check
def by_naming_them(m: int, n: int) -> int:
    """Gives every parameter a name of its own and counts the names."""
    names = {("weight", i, j) for i in range(m) for j in range(n)} | {("bias", j) for j in range(n)}
    return len(names)
