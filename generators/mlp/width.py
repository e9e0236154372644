"""How wide a hidden layer may be if the number of parameters is limited."""

from itertools import count, pairwise

from hwgen import Computed, Draw, Formulas, Problem, generator, may_coincide, source, texts

AT_MOST = "floor((B - o)/(i + 1 + o))"
# The limit itself decides how to round.
WIDTH = Formulas(AT_MOST, under={"floor": AT_MOST, "ceil": AT_MOST}).with_wrong("""
    biases-left-out: floor(B/(i + o)) || 漏了偏置。 || This leaves out the biases.
    rounds-up: ceiling((B - o)/(i + 1 + o))
        向上取整，超出了限制。 || This rounds up, which exceeds the limit.
    hidden-biases-left-out: floor((B - o)/(i + o))
        漏了隐藏层的偏置。 || This leaves out the biases of the hidden layer.
    output-layer-left-out: floor(B/(i + 1)) || 漏了输出层。 || This leaves out the output layer.
    widths-multiplied: floor(B/(i*o)) if o > 1 else None
        除以了输入与输出的维数之积。 || This divides by the product of the dimensions of input and output.
    two-hidden-biases: floor((B - o)/(i + 2 + o))
        给每个隐藏单元计了两个偏置。 || This gives two biases to each hidden unit.
    input-weights-left-out: floor((B - o)/(o + 1)) || 漏了输入权重。 || This leaves out the input weights.
""")
DEVICES = texts("""
    watch: 智能手表上识别动作的网络 || A network on a smartwatch that recognises movements
    sensor: 农田传感器上预报霜冻的网络 || A frost-forecasting network on a sensor in a field
    camera: 门铃摄像头上识别访客的网络 || A network on a doorbell camera that recognises visitors
""")


@generator(topic="mlp", objective="mlp-parameters", minutes=3, tags=("parameters",))
@source("Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.4")
@may_coincide(
    "Rounding down to a whole width hides a few parameters, which is what the question is about.",
    "hidden-biases-left-out",
    "two-hidden-biases",
    "biases-left-out",
    "output-layer-left-out",
)
def hidden_width_for_budget(draw: Draw) -> Problem:
    """The largest hidden layer with at most so many parameters."""
    draw.let("network", draw.pick("setting", DEVICES))
    i = draw.pick("i", (4, 8, 10, 16, 20, 32, 64, 100))
    o = draw.pick("o", (1, 2, 3, 5, 10))
    B = draw.pick("B", (500, 1000, 2000, 5000, 10000, 50000))
    draw.require((B - o) // (i + 1 + o) >= 4 and (B - o) % (i + 1 + o) != 0)
    question = Computed("mlp/hidden-width-for-budget", WIDTH, difficulty=2)
    return Problem(question).worded(r"""
        [network]有一个隐藏层，各层都是全连接的。输入为 [i] 维，输出为 [o] 维，每个隐藏单元和输出单元各有一个偏置。
          存储只容得下 [B] 个参数。
        [network] has one hidden layer, and all layers are fully connected. It has [i] inputs and
          [o: # output|# outputs]; each hidden unit and each output unit has one bias. Memory holds at most [B]
          parameters.

        ask: 隐藏层最多可以有多少个单元？ || What is the largest number of units that the hidden layer can have?
        claim: 隐藏层单元数的最大值是 $[value]$。 || The largest possible number of hidden units is $[value]$.
        solution: 每个隐藏单元带来 $[i] + 1 + [o] = [i + 1 + o]$ 个参数（输入权重、偏置、输出权重），
                    另有 [o] 个输出偏置：
                  Each hidden unit adds $[i] + 1 + [o] = [i + 1 + o]$ parameters (input weights, a bias and output
                    weights), and there [o: is # output bias|are # output biases] in addition:
                  $$\left\lfloor \frac{[B] - [o]}{[i + 1 + o]} \right\rfloor = [key].$$
    """)


@hidden_width_for_budget.check
def by_widening(i: int, o: int, B: int) -> int:
    """Makes the layer wider until its weights and biases, counted by layer, are too many."""
    return next(h for h in count(1) if sum(n * m + m for n, m in pairwise((i, h + 1, o))) > B)
