"""The shapes of the gradients of a linear layer."""

from hwgen import Computed, Draw, Formulas, Problem, generator, source, texts

INPUT = Formulas("(B, i)").with_wrong(r"""
    as-wide-as-the-output: (B, o)
        取成了输出的宽度；梯度与 $X$ 的形状相同。
        This has the width of the output, but the gradient has the shape of $X$.
    input-gradient-transposed: (i, B) || 这是梯度转置之后的形状。 || This is the shape of the transposed gradient.
    shape-of-the-weights: (i, o) || 这是 $[rows: 1=W|W^\top]$ 的形状。 || This is the shape of $[rows: 1=W|W^\top]$.
    weights-turned: (o, i) || 这是 $[rows: 1=W^\top|W]$ 的形状。 || This is the shape of $[rows: 1=W^\top|W]$.
    output-turned: (o, B) || 这是输出转置之后的形状。 || This is the shape of the transposed output.
""")
WEIGHTS = Formulas("(i, o) if rows else (o, i)").with_wrong("""
    weight-gradient-transposed: (o, i) if rows else (i, o)
        转置了；梯度与 $W$ 的形状相同。 || This is transposed; the gradient has the shape of $W$.
    shape-of-the-output: (B, o) || 这是输出的形状。 || This is the shape of the output.
    shape-of-the-input: (B, i) || 这是输入的形状。 || This is the shape of the input.
    inputs-by-inputs: (i, i) || 两个轴都取成了输入的宽度。 || This gives both axes the width of the input.
    outputs-by-outputs: (o, o) || 两个轴都取成了输出的宽度。 || This gives both axes the width of the output.
""")
LAYERS = texts("""
    hidden: 一个隐藏层 || A hidden layer
    encoder: 自编码器的编码器中的一层 || A layer in the encoder of an autoencoder
    head: 分类网络的最后一层 || The last layer of a classifier
""")


@generator(topic="backprop", objective="backprop-layers", minutes=2, tags=("linear-layer", "shapes"))
@source("Stanford CS231n, notes on backpropagation; PyTorch documentation, torch.nn.Linear")
def gradient_shapes(draw: Draw) -> Problem:
    """The shapes of the gradients with respect to input and weights, for both ways to store the weights."""
    draw.pick("B", (8, 16, 32, 64))
    draw.pick("i", (256, 512, 784, 1024))
    draw.pick("o", (10, 84, 100, 128))
    draw.pick("rows", (0, 1))
    draw.let("layer", draw.pick("setting", LAYERS))
    input_gradient_shape = Computed("input-gradient-shape", INPUT, difficulty=1, form="shape")
    weight_gradient_shape = Computed("weight-gradient-shape", WEIGHTS, difficulty=2, form="shape")
    return Problem((input_gradient_shape, weight_gradient_shape)).worded(r"""
        [layer]把一批 [B] 个样本的输入 $X$ 从 [i] 维映射到 [o] 维，每行一个样本：
          [rows: 1=$Y = XW + b$|与 PyTorch 的 `nn.Linear` 相同，$Y = XW^\top + b$]，其中 $W$ 是权重，$b$ 是偏置。$L$ 是标量损失，梯度的排列方式与 PyTorch 的 `.grad` 相同。
        [layer] maps the inputs $X$ of a batch of [B] samples from [i] to [o] dimensions, with one sample in each row:
          [rows: 1=$Y = XW + b$|$Y = XW^\top + b$, as in PyTorch’s `nn.Linear`], where $W$ holds the weights and $b$ the biases. $L$ is a scalar loss, and gradients are laid out as in PyTorch’s `.grad`.

        # input-gradient-shape
        ask: 梯度 $\partial L / \partial X$ 的形状是什么？ || What is the shape of the gradient $\partial L / \partial X$?
        claim: 梯度 $\partial L / \partial X$ 的形状是 $[value]$。 || The shape of the gradient $\partial L / \partial X$ is $[value]$.
        solution: 标量损失对一个张量的梯度与该张量的形状相同：$[B] \times [i]$。
                  The gradient of a scalar loss with respect to a tensor has the shape of the tensor: $[B] \times [i]$.

        # weight-gradient-shape
        ask: 梯度 $\partial L / \partial W$ 的形状是什么？ || What is the shape of the gradient $\partial L / \partial W$?
        claim: 梯度 $\partial L / \partial W$ 的形状是 $[value]$。 || The shape of the gradient $\partial L / \partial W$ is $[value]$.
        solution: 各样本的贡献相加，批量的轴消失；梯度与 $W$ 的形状相同：
                    $[i if rows else o] \times [o if rows else i]$。
                  The contributions of the samples add up, so the batch axis disappears, and the gradient has the
                    shape of $W$: $[i if rows else o] \times [o if rows else i]$.
    """)


@gradient_shapes.check
def by_multiplying_shapes(B: int, i: int, o: int, rows: int) -> dict[str, object]:
    """Multiplies matrices of these sizes, told by their rows and columns, as the chain rule does."""
    upstream, inputs = (B, o), (B, i)

    def times(left: tuple[int, int], right: tuple[int, int]) -> tuple[int, int]:
        assert left[1] == right[0]
        return left[0], right[1]

    def turned(shape: tuple[int, int]) -> tuple[int, int]:
        return shape[1], shape[0]

    stored = times(turned(inputs), upstream) if rows else times(turned(upstream), inputs)
    return {
        "input-gradient-shape": times(upstream, turned(stored) if rows else stored),
        "weight-gradient-shape": stored,
    }
