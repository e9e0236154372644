"""The backward pass of a convolution by hand."""

from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, generator, source

from .._apart import apart
from .._tex import filled, matrix
from ._squares import INPUTS, Matrix, square

PLACES = "for j in (0, 1)) for i in (0, 1))"

KERNEL = Formulas(f"tuple(tuple(sum(G[a][b]*X[i+a][j+b] for a in (0, 1) for b in (0, 1)) {PLACES}").with_wrong("""
    flipped-upstream: tuple(tuple(sum(G[1-a][1-b]*X[i+a][j+b] for a in (0, 1) for b in (0, 1)) for j in (0, 1)) for i in (0, 1))
        上游梯度旋转了 180 度。 || This rotates the upstream gradient by 180 degrees.
    kernel-for-upstream: tuple(tuple(sum(K[a][b]*X[i+a][j+b] for a in (0, 1) for b in (0, 1)) for j in (0, 1)) for i in (0, 1))
        这是前向的输出 $Y$。 || This is the output $Y$ of the forward pass.
    upstream-taken-as-one: tuple(tuple(sum(X[i+a][j+b] for a in (0, 1) for b in (0, 1)) for j in (0, 1)) for i in (0, 1))
        把上游梯度当成了 1。 || This takes the upstream gradient to be 1.
    first-place-only: tuple(tuple(G[0][0]*X[i][j] for j in (0, 1)) for i in (0, 1))
        只算了一个位置；权重在 4 个位置上共用。
        This counts a single position, but the weights are shared by 4 positions.
    gradient-of-kernel-transposed: tuple(tuple(sum(G[a][b]*X[i+a][j+b] for a in (0, 1) for b in (0, 1)) for i in (0, 1)) for j in (0, 1))
        这是梯度的转置。 || This is the transpose of the gradient.
    upstream-transposed: tuple(tuple(sum(G[b][a]*X[i+a][j+b] for a in (0, 1) for b in (0, 1)) for j in (0, 1)) for i in (0, 1))
        把上游梯度转置了。 || This transposes the upstream gradient.
""")

WHERE = "for a in (0, 1) for b in (0, 1) if 0 <= i-a <= 1 and 0 <= j-b <= 1) for j in range(3)) for i in range(3))"

IMAGE = Formulas(f"tuple(tuple(sum(G[i-a][j-b]*K[a][b] {WHERE}").with_wrong("""
    kernel-flipped-once-more: tuple(tuple(sum(G[i-a][j-b]*K[1-a][1-b] for a in (0, 1) for b in (0, 1) if 0 <= i-a <= 1 and 0 <= j-b <= 1) for j in range(3)) for i in range(3))
        放回的是旋转了 180 度的卷积核。 || This puts back the kernel rotated by 180 degrees.
    upstream-taken-as-one: tuple(tuple(sum(K[a][b] for a in (0, 1) for b in (0, 1) if 0 <= i-a <= 1 and 0 <= j-b <= 1) for j in range(3)) for i in range(3))
        把上游梯度当成了 1。 || This takes the upstream gradient to be 1.
    overlaps-not-added: tuple(tuple(next(G[i-a][j-b]*K[a][b] for a in (0, 1) for b in (0, 1) if 0 <= i-a <= 1 and 0 <= j-b <= 1) for j in range(3)) for i in range(3))
        窗口重叠处没有相加。 || This does not add the contributions where windows overlap.
    gradient-of-image-transposed: tuple(tuple(sum(G[i-a][j-b]*K[a][b] for a in (0, 1) for b in (0, 1) if 0 <= i-a <= 1 and 0 <= j-b <= 1) for i in range(3)) for j in range(3))
        这是梯度的转置。 || This is the transpose of the gradient.
    kernel-transposed-backwards: tuple(tuple(sum(G[i-a][j-b]*K[b][a] for a in (0, 1) for b in (0, 1) if 0 <= i-a <= 1 and 0 <= j-b <= 1) for j in range(3)) for i in range(3))
        卷积核转置了。 || This transposes the kernel.
    pixels-for-weights: tuple(tuple(sum(G[i-a][j-b]*X[i][j] for a in (0, 1) for b in (0, 1) if 0 <= i-a <= 1 and 0 <= j-b <= 1) for j in range(3)) for i in range(3))
        乘了像素，应乘卷积核的权重。 || This multiplies by the pixels instead of the weights of the kernel.
""")

# The four windows overlap there.
UPSTREAM = (((1, -1), (2, 0)), ((0, 1), (-1, 2)), ((2, 1), (-1, 1)))
KERNELS = (((1, 2), (0, -1)), ((-1, 1), (2, 0)), ((2, 0), (1, 3)))
IMAGES = tuple(square("convolution-backward", number, 3, 4) for number in range(12))


def put_back(i: int, j: int) -> str:
    """The products that reach a pixel, as an expression."""
    inside = [(a, b) for a, b in product((0, 1), repeat=2) if 0 <= i - a <= 1 and 0 <= j - b <= 1]
    return " + ".join(f"G[{i - a}][{j - b}]*K[{a}][{b}]" for a, b in inside)


@generator(topic="backprop", objective="backprop-layers", minutes=8, tags=("convolution", "gradient"))
@source(
    "Goodfellow, Bengio and Courville, Deep Learning (2016), section 9.5; Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), chapter 4"
)
def convolution_gradients(draw: Draw) -> Problem:
    """The gradients of a convolution with respect to its kernel and its input."""
    for name, values in (("X", IMAGES), ("K", KERNELS), ("G", UPSTREAM)):
        draw.let(f"{name}s", matrix(draw.pick(name, values)))
    X, G = draw.params["X"], draw.params["G"]
    # A gradient that equals its transpose would not show a confusion of rows and columns.
    upper, lower = (sum(G[a][b] * X[i + a][1 - i + b] for a, b in product((0, 1), repeat=2)) for i in (0, 1))
    draw.require(upper != lower)
    draw.let("input", draw.pick("setting", INPUTS))
    steps = ",$$\n\n".join(
        rf"$$\frac{{\partial L}}{{\partial K_{{{i + 1}{j + 1}}}}} = [=="
        + " + ".join(f"G[{a}][{b}]*X[{i + a}][{j + b}]" for a, b in product((0, 1), repeat=2))
        + "]"
        for i, j in product((0, 1), repeat=2)
    )
    rows = ",$$\n\n".join("$$" + r",\quad ".join(f"[=={put_back(i, j)}]" for j in range(3)) for i in range(3))
    kernel_gradient = Computed(
        "bp/kernel-gradient", KERNEL, difficulty=3, form="matrix", signed=True, conventions=("kernel-not-flipped",)
    )
    image_gradient = Computed(
        "bp/image-gradient", IMAGE, difficulty=3, conventions=("kernel-not-flipped",), form="matrix", signed=True
    )
    draw.require(apart(draw, KERNEL, "kernel-for-upstream"))
    return Problem((kernel_gradient, image_gradient)).worded(rf"""
        单通道的[input] $X$ 与卷积核 $K$ 作卷积，步幅为 1，不填充，没有偏置，输出为 $Y$。
          损失对 $Y$ 的梯度为 $G = \partial L / \partial Y$：
        The single-channel [input] $X$ is convolved with the kernel $K$, with stride 1, no padding and no bias; the
          output is $Y$. The gradient of the loss with respect to $Y$ is $G = \partial L / \partial Y$:
        $$X = [Xs],\qquad K = [Ks],\qquad G = [Gs].$$

        # kernel-gradient
        ask: 求梯度 $\partial L / \partial K$。 || Find the gradient $\partial L / \partial K$.
        claim: $\partial L / \partial K = [value]$。 || The gradient is $\partial L / \partial K = [value]$.
        solution: 权重在所有位置上共用，各位置的贡献相加，即用 $G$ 在 $X$ 上作互相关：
                  A weight is shared by all positions, so their contributions add up, which is the cross-correlation of
                    $X$ with $G$:
                  {steps},$$
                  $$\frac{{\partial L}}{{\partial K}} = {filled("key", 2, 2)}.$$

        # image-gradient
        ask: 求梯度 $\partial L / \partial X$。 || Find the gradient $\partial L / \partial X$.
        claim: $\partial L / \partial X = [value]$。 || The gradient is $\partial L / \partial X = [value]$.
        solution: 把 $G$ 的每个元素乘以整个卷积核，放回它的窗口，重叠处相加（步幅为 1 的转置卷积）。逐行得
                  Each entry of $G$ is multiplied by the whole kernel and put back into its window, and overlaps add up
                    (a transposed convolution with stride 1). Row by row, this gives
                  {rows},$$
                  $$\frac{{\partial L}}{{\partial X}} = {filled("key", 3, 3)}.$$
    """)


@convolution_gradients.check
def by_listing_products(X: Matrix, K: Matrix, G: Matrix) -> dict[str, object]:
    """Lists every product of a pixel and a weight in the forward pass, with the output that it goes to."""
    by_weight = [[0, 0], [0, 0]]
    by_pixel = [[0] * 3 for _ in range(3)]
    for row, column, down, right in product((0, 1), repeat=4):
        upstream = G[row][column]
        by_weight[down][right] += upstream * X[row + down][column + right]
        by_pixel[row + down][column + right] += upstream * K[down][right]
    return {"kernel-gradient": tuple(map(tuple, by_weight)), "image-gradient": tuple(map(tuple, by_pixel))}
