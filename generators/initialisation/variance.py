"""How the variance of signals changes from layer to layer."""

from hwgen import Computed, Draw, Formulas, Problem, R, generator, may_coincide, source, texts

RATIO = Formulas("(n*v*c)**(L - 1)").with_wrong("""
    other-activation-function: (n*v*(R(3, 2) - c))**(L - 1)
        [relu: 1=漏了 ReLU 的二分之一|多乘了二分之一；这里没有 ReLU]。
        [relu: 1=This leaves out the factor one half of the ReLU|This multiplies by one half as for a ReLU, but there is none].
    one-layer-too-many: (n*v*c)**L || 多算了一层。 || This counts one layer too many.
    added-up-not-multiplied: (L - 1)*n*v*c
        各层的因子相加了，应相乘。 || This adds the factors of the layers instead of multiplying them.
    half-once-only: (n*v)**(L - 1)/2 if relu else None
        二分之一只乘了一次，应每层一次。 || This multiplies by one half only once instead of in each layer.
    single-layer: n*v*c || 只算了一层。 || This counts a single layer.
    inverse-ratio: 1/(n*v*c)**(L - 1) || 比值弄反了。 || This inverts the ratio.
    one-layer-too-short: (n*v*c)**(L - 2) || 少算了一层。 || This counts one layer too few.
    variance-squared: (n*v*c)**(2*(L - 1)) || 把因子平方了。 || This squares the factor.
""")
NETS = texts("""
    plain: 一个全连接网络 || A fully connected network
    deep: 处理表格数据的深层全连接网络 || A deep fully connected network for tabular data
    encoder: 自编码器的全连接编码器 || The fully connected encoder of an autoencoder
""")


@generator(topic="initialisation", objective="init-variance", minutes=3, tags=("variance", "he-initialisation"))
@source(
    "He et al., Delving deep into rectifiers, ICCV 2015, section 2.2; Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks, AISTATS 2010"
)
@may_coincide("Halving twice is squaring a half.", "variance-squared")
def variance_propagation(draw: Draw) -> Problem:
    """By what factor the variance of the pre-activations grows or shrinks."""
    n = draw.pick("n", (64, 100, 128, 256, 500))
    gain = draw.pick("gain", (R(1, 2), 1, R(3, 2), 2, 4))
    L = draw.pick("L", (3, 4, 5))
    relu = draw.pick("relu", (0, 1))
    draw.let("v", gain / R(n))
    c = draw.let("c", R(1, 2) if relu else R(1))
    draw.let("net", draw.pick("setting", NETS))
    factor = gain * c
    ratio = factor ** (L - 1)
    # Else adding the factors of the layers makes the same as multiplying them.
    draw.require(factor != 1 and ratio != (L - 1) * factor)
    draw.let("top", ratio.numerator)
    draw.let("bottom", ratio.denominator)
    return Problem(Computed("init/variance-propagation", RATIO, difficulty=2 + relu, form="fraction")).worded(r"""
        [net]每层有 [n] 个单元，[relu: 1=每层之后用 ReLU|各层都没有激活函数]，偏置为 0。权重独立同分布，关于 0 对称，
          均值为 0，方差为 $\sigma_w^2 = [v]$；预激活值的分布也关于 0 对称。
        [net] has layers of [n] units with biases of 0, [relu: 1=each followed by a ReLU|without activation functions]. The
          weights are independent and identically distributed, symmetrically about 0, with mean 0 and variance
          $\sigma_w^2 = [v]$; the pre-activations are distributed symmetrically about 0, too.

        ask: 第 [L] 层与第 1 层预激活值的方差之比是多少？
             What is the ratio of the variance of the pre-activations in layer [L] to that in layer 1?
        claim: 第 [L] 层与第 1 层预激活值的方差之比是 $[value]$。
               The ratio of the variance of the pre-activations in layer [L] to that in layer 1 is $[value]$.
        solution: 每过一层，方差乘以 $n \sigma_w^2[relu: 1= / 2|]$（$n$ 是每层的单元数，[relu: 1=ReLU 使均方减半|没有激活函数]），
                    从第 1 层到第 [L] 层共 [L - 1] 次：
                  A layer with $n$ inputs multiplies the variance by $n \sigma_w^2[relu: 1= / 2|]$
                    ([relu: 1=the ReLU halves the mean square|there is no activation function]), and from layer 1 to
                    layer [L] this happens [L - 1] times:
                  $$\left([n] \times [v][relu: 1= / 2|]\right)^{[L - 1]} = [n*v*c]^{[L - 1]} = [bottom: 1=[top]|\frac{[top]}{[bottom]}].$$
    """)


@variance_propagation.check
def by_layers(n: int, gain: R, L: int, relu: int) -> R:
    """Adds up the variances of the products of each unit, layer after layer."""
    variance = R(1)
    for _ in range(1, L):
        mean_square = variance / 2 if relu else variance
        per_input = gain / n * mean_square
        variance = sum((per_input for _ in range(n)), R(0))
    return variance
