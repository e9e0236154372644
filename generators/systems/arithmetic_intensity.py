"""Floating-point operations for each byte that is moved."""

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source, texts

from .._apart import apart

INTENSITY = Formulas("2*m*k*n/(s*moved)", let={"moved": "m*k + k*n + m*n"}).with_wrong("""
    multiplications-alone: m*k*n/(s*moved)
        一次乘加只算了一次运算[s: 2=，或每个元素按 4 字节计算|]。
        This counts a multiply–accumulate as one operation[s: 2=, or takes 4 bytes for each element|].
    result-not-written: 2*m*k*n/(s*(m*k + k*n)) || 漏了写回的结果。 || This leaves out writing the result.
    elements-for-bytes: 2*m*k*n/moved || 除的是元素的个数，不是字节数。 || This divides by the number of elements instead of bytes.
    other-precision: 2*m*k*n/(2*moved) if s == 4 else None
        每个元素按 2 字节计算，应为 4 字节。 || This takes 2 bytes for each element instead of 4.
    weights-alone: 2*m*k*n/(s*k*n)
        只计了读取右边矩阵的字节。 || This counts only the bytes of the matrix on the right.
    bytes-for-each-operation: s*moved/(2*m*k*n) || 比值弄反了。 || This turns the ratio upside down.
    result-read-as-well: 2*m*k*n/(s*(m*k + k*n + 2*m*n))
        结果的字节计了两次。 || This counts the bytes of the result twice.
""")
PRODUCTS = texts("""
    product: GPU 计算 $[m] \\times [k]$ 与 $[k] \\times [n]$ 两个矩阵的乘积。
             A GPU multiplies a matrix of size $[m] \\times [k]$ by one of size $[k] \\times [n]$.
    layer: 一个没有偏置的全连接层有 [k] 个输入和 [n] 个输出，一次处理 [m] 个词元，
             即计算 $[m] \\times [k]$ 与 $[k] \\times [n]$ 两个矩阵的乘积。
           A fully connected layer without biases has [k] inputs and [n] outputs and processes [m: # token|# tokens at
             once]: it multiplies a matrix of size $[m] \\times [k]$ by one of size $[k] \\times [n]$.
""")


@generator(topic="systems", objective="systems-bottleneck", minutes=4, tags=("roofline", "memory-bandwidth"))
@source("Williams, Waterman and Patterson, Roofline: An insightful visual performance model (2009)")
def arithmetic_intensity(draw: Draw) -> Problem:
    """The arithmetic intensity of a matrix product, each matrix being moved once."""
    draw.pick("m", (1, 8, 16, 64, 256, 1024))
    draw.pick("k", (256, 512, 1024, 4096))
    draw.pick("n", (64, 256, 1024, 4096))
    draw.pick("s", (2, 4))
    draw.require(apart(draw, INTENSITY, *INTENSITY.wrong, places=2))
    draw.let("opening", draw.pick("setting", PRODUCTS))
    question = Computed("sys/arithmetic-intensity", INTENSITY, difficulty=2, places=2)
    return Problem(question).worded(r"""
        [opening]数的格式为 [s: 2=FP16|FP32]，每个数占 [s] 字节。两个矩阵各从显存读取一次，结果写回一次；
          一次乘加计为 2 次浮点运算。
        [opening] Numbers are stored in [s: 2=FP16|FP32], with [s] bytes each. Both matrices are read from memory once, and the
          result is written once; a multiply–accumulate counts as 2 floating-point operations.

        ask: 算术强度（浮点运算次数与传送的字节数之比）是多少？
             What is the arithmetic intensity, the ratio of floating-point operations to bytes moved?
        claim: 算术强度（浮点运算次数与传送的字节数之比）是 $[value]$。
               The arithmetic intensity, the ratio of floating-point operations to bytes moved, is $[value]$.
        solution: $m \times k$ 与 $k \times n$ 的矩阵相乘，运算 $2 m k n$ 次，传送 $[s] \times (m k + k n + m n)$ 字节：
                  The product of matrices of sizes $m \times k$ and $k \times n$ takes $2 m k n$ operations and moves
                    $[s] \times (m k + k n + m n)$ bytes:
                  $$[==2*m*k*n/(s*(m*k + k*n + m*n)):.2].$$
    """)


@arithmetic_intensity.check
def by_reuse(m: int, k: int, n: int, s: int) -> R:
    """Each element of a matrix serves as many multiply–accumulates as the side that it lacks; adds up the bytes for one operation."""
    bytes_for_one = sum((R(s, 2 * times) for times in (n, m, k)), R(0))
    return 1 / bytes_for_one
