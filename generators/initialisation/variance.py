"""How the variance of signals changes from layer to layer."""

from fractions import Fraction

from hwgen import Computed, Draw, Formulas, Problem, Text, generator

R = Fraction
RATIO = Formulas(
    "(n*v*c)**(L - 1)",
    wrong={
        "other-activation-function": (
            "(n*v*(R(3, 2) - c))**(L - 1)",
            Text(
                zh="[relu: 1=漏了 ReLU 的二分之一|多乘了二分之一；这里没有 ReLU]。",
                en="[relu: 1=This leaves out the one half of the ReLU|This takes one half as for a ReLU, but there is none].",
            ),
        ),
        "one-layer-too-many": ("(n*v*c)**L", Text(zh="多算了一层。", en="This counts one layer too many.")),
        "added-up-not-multiplied": (
            "(L - 1)*n*v*c",
            Text(
                zh="各层的因子相加了，应相乘。", en="This adds the factors of the layers instead of multiplying them."
            ),
        ),
        "half-once-only": (
            "(n*v)**(L - 1)/2 if relu and L > 2 else None",
            Text(
                zh="二分之一只乘了一次，应每层一次。",
                en="This multiplies by one half once only instead of in each layer.",
            ),
        ),
        "single-layer": ("n*v*c if L > 2 else None", Text(zh="只算了一层。", en="This counts a single layer.")),
        "inverse-ratio": ("1/(n*v*c)**(L - 1)", Text(zh="比值弄反了。", en="This turns the ratio upside down.")),
        "one-layer-too-short": (
            "(n*v*c)**(L - 2) if L > 2 else None",
            Text(zh="少算了一层。", en="This counts one layer too few."),
        ),
        "variance-squared": ("(n*v*c)**(2*(L - 1))", Text(zh="把因子平方了。", en="This squares the factor.")),
    },
)
NETS = {
    "plain": Text(zh="一个全连接网络", en="A fully connected network"),
    "deep": Text(zh="处理表格数据的深层全连接网络", en="A deep fully connected network for tabular data"),
    "encoder": Text(zh="自编码器的全连接编码器", en="The fully connected encoder of an autoencoder"),
}


@generator(
    topic="initialisation",
    objective="init-variance",
    minutes=3,
    tags=("variance", "he-initialisation"),
    source="He et al., Delving deep into rectifiers, ICCV 2015, section 2.2; Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks, AISTATS 2010",
)
def variance_propagation(draw: Draw) -> Problem:
    """By what factor the variance of the pre-activations grows or shrinks."""
    n = draw.pick("n", (64, 100, 128, 256, 500))
    gain = draw.pick("gain", (R(1, 2), 1, R(3, 2), 2, 4))
    draw.pick("L", (2, 3, 4, 5))
    relu = draw.pick("relu", (0, 1))
    v = draw.let("v", gain / R(n))
    c = draw.let("c", R(1, 2) if relu else R(1))
    draw.let("net", draw.pick("setting", NETS))
    draw.require(n * v * c != 1)
    return Problem(
        Computed(
            "init/variance-propagation",
            RATIO,
            ask=Text(
                zh="第 [L] 层与第 1 层预激活值的方差之比是多少？",
                en="What is the ratio of the variance of the pre-activations in layer [L] to that in layer 1?",
            ),
            claim=Text(
                zh="第 [L] 层与第 1 层预激活值的方差之比是 $[value]$。",
                en="The ratio of the variance of the pre-activations in layer [L] to that in layer 1 is $[value]$.",
            ),
            solution=Text(
                zh="每过一层，方差乘以 $n \\sigma_w^2[relu: 1= / 2|]$（[relu: 1=ReLU 使均方减半|没有激活函数]），从第 1 层到第 [L] 层共 [L - 1] 次：\n\n$$\\left([n*v*c]\\right)^{[L - 1]} = [key].$$",
                en="Each layer multiplies the variance by $n \\sigma_w^2[relu: 1= / 2|]$ ([relu: 1=the ReLU halves the mean square|there is no activation function]), which happens [L - 1: # time|# times] from layer 1 to layer [L]:\n\n$$\\left([n*v*c]\\right)^{[L - 1]} = [key].$$",
            ),
            difficulty=2 + relu,
            form="fraction",
        ),
        Text(
            zh="[net]每层有 [n] 个单元，[relu: 1=每层之后用 ReLU|各层都没有激活函数]，偏置为 0。权重独立同分布，关于 0 对称，均值为 0，方差为 $\\sigma_w^2 = [v]$；预激活值的分布也关于 0 对称。",
            en="[net] has layers of [n] units, [relu: 1=each followed by a ReLU|without activation functions], and biases of 0. The weights are independent and identically distributed, symmetric about 0, with mean 0 and variance $\\sigma_w^2 = [v]$; the pre-activations are symmetric about 0, too.",
        ),
    )


@variance_propagation.check
def by_layers(n: int, gain: Fraction, L: int, relu: int) -> Fraction:
    """Adds up the variances of the products of each unit, layer after layer."""
    variance = R(1)
    for _ in range(1, L):
        mean_square = variance / 2 if relu else variance
        per_input = gain / n * mean_square
        variance = sum((per_input for _ in range(n)), R(0))
    return variance
