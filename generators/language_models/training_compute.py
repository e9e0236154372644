"""The operations and the days of a training run."""

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source, texts

COMPUTE = Formulas("6*N*D").with_wrong("""
    forward-pass-only: 2*N*D || 只算了前向传播。 || This counts the forward pass only.
    backward-pass-only: 4*N*D || 只算了反向传播。 || This counts the backward pass only.
    one-operation-each: N*D
        每个参数对每个词元只算了一次运算。 || This counts one operation for each parameter and token.
    eight-for-six: 8*N*D
        多算了一次前向传播，如同重算激活值。 || This adds another forward pass, as if activations were recomputed.
    operations-for-macs: 12*N*D
        乘以了 12：把运算又按乘加翻了一倍。 || This multiplies by 12: it doubles the operations, as if they were multiply–accumulates.
    tokens-forgotten: 6*N || 漏乘了词元数中的 $[D]$。 || This leaves out the factor $[D]$ of the number of tokens.
""")

DAYS = Formulas("seconds/86400", let={"rate": "G*F*u/1000", "seconds": "6000*N*D/rate"}).with_wrong("""
    peak-rate: seconds*u/86400
        按峰值速度计算，漏了利用率。 || This takes the peak rate and leaves out the utilisation.
    multiplied-by-utilisation-twice: seconds/u/86400
        利用率算了两次。 || This takes the utilisation into account twice.
    forward-only-time: seconds/3/86400 || 只算了前向传播。 || This counts the forward pass only.
    hours-for-days: seconds/3600 || 换算成了小时。 || This converts to hours.
    operations-doubled: 2*seconds/86400 || 运算量多算了一倍。 || This doubles the number of operations.
    recomputed-activations: seconds*8/6/86400 || 多算了一次前向传播。 || This adds another forward pass.
""")

TRAINED = texts("""
    text: 语言模型 || language model
    code: 代码模型 || code model
    protein: 蛋白质语言模型 || protein language model
""")


@generator(
    topic="language-models", objective="lm-scaling", minutes=5, tags=("scaling-laws", "compute"), calculator="basic"
)
@source(
    "Kaplan et al., Scaling laws for neural language models (2020), section 2.1; Hoffmann et al., Training compute-optimal large language models (2022)"
)
def training_compute(draw: Draw) -> Problem:
    """The operations of a training run, and how many days it takes."""
    N = draw.pick("N", (R(2, 5), 1, 3, 7, 13, 70))
    r = draw.pick("r", (10, 20, 100))
    G = draw.pick("G", (8, 64, 512, 1024))
    draw.pick("F", (312, 400, 990))
    draw.pick("u", (R(3, 10), R(2, 5), R(9, 20)))
    D = draw.let("D", N * r)
    draw.let("model", draw.pick("setting", TRAINED))
    draw.require(1 <= N * D / G <= 40)
    compute = Computed("compute", COMPUTE, difficulty=2)
    days = Computed("days", DAYS, difficulty=3, places=2)
    return Problem((compute, days)).worded(r"""
        一个[model]有 $N = [N: 1=10^9|# \times 10^9]$ 个参数，用 $D = [D] \times 10^9$ 个词元训练一遍，
          运算量按 $6ND$ 次浮点运算估计。共用 [G] 块 GPU，每块的峰值速度为每秒 $[F] \times 10^{12}$ 次，
          利用率（实际速度与峰值之比）为 $[u]$。
        A [model] with $N = [N: 1=10^9|# \times 10^9]$ parameters is trained once on $D = [D] \times 10^9$ tokens, which takes an
          estimated $6ND$ floating-point operations. There are [G] GPUs, each with a peak rate of $[F] \times 10^{12}$
          operations per second and a utilisation (the actual rate divided by the peak rate) of $[u]$.

        # compute
        ask: 训练共需多少次浮点运算（以 $10^{18}$ 次为单位）？
             How many floating-point operations does the training take, in units of $10^{18}$?
        claim: 训练共需 $[value] \times 10^{18}$ 次浮点运算。
               The training takes $[value] \times 10^{18}$ floating-point operations.
        solution: $N$ 与 $D$ 都以 $10^9$ 为单位时，乘积以 $10^{18}$ 为单位：
                  With $N$ and $D$ in units of $10^9$, their product is in units of $10^{18}$:
                  $$\frac{6ND}{10^{18}} = [==6*N*D].$$

        # days
        ask: 训练要用多少天？ || How many days does the training take?
        claim: 训练要用 $[value]$ 天。 || The training takes $[value]$ days.
        solution: 全部 GPU 合起来的速度以每秒 $10^{15}$ 次为单位是 $[==G*F*u/1000]$，一天有 $[86400]$ 秒：
                  In units of $10^{15}$ operations per second, the rate of all GPUs together is $[==G*F*u/1000]$, and a
                    day has $[86400]$ seconds:
                  $$\frac{[6*N*D] \times 10^{18}}{[rate] \times 10^{15} \times [86400]} [~key:.2].$$
    """)


@training_compute.check
def by_the_second(N: R, r: int, G: int, F: int, u: R) -> dict[str, R]:
    """Works through the tokens one by one: two operations per parameter forwards, four backwards."""
    per_token = R(N) * 10**9 * 2 + R(N) * 10**9 * 4
    tokens = R(N) * 10**9 * r
    speed = sum(F * 10**12 for _ in range(G)) * u
    return {"compute": tokens * per_token / 10**18, "days": tokens / (speed / per_token) / (24 * 60 * 60)}
