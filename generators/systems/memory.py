"""Memory of training and of quantised weights."""

from functools import cache

import numpy as np

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, number_tex, source, texts

# Bytes per parameter: weights, gradients, and what the optimiser keeps.
PARTS = {"sgd": (4, 4), "momentum": (4, 4, 4), "adam": (4, 4, 4, 4), "adam-mixed": (2, 2, 4, 4, 4)}
TRAINING = Formulas("N*k/10**9", let={"k": "sum(parts)", "w": "parts[0]"}).with_wrong("""
    weights-only: N*w/10**9
    no-optimiser-state: N*2*w/10**9 if o != 'sgd' else None
    no-gradients: N*(k - w)/10**9
    one-state-too-many: N*(k + 4)/10**9 if o != 'adam-mixed' else None
    two-states-too-many: N*(k + 8)/10**9 if o in ('sgd', 'momentum') else None
    half-precision-for-single: N*k/2/10**9 if o != 'adam-mixed' else None
    single-precision-throughout: N*20/10**9 if o == 'adam-mixed' else None
    master-weights-forgotten: N*(k - 4)/10**9 if o == 'adam-mixed' else None
    bits-for-bytes: N*k*8/10**9
    binary-gigabytes: N*k/2**30
""")
SIZES = (60, 124, 350, 760, 1000, 1300, 1500, 2700, 7000, 13000, 30000, 65000, 70000)
OPTIMISERS = texts("""
    sgd: 用无动量的随机梯度下降训练，权重和梯度都是 FP32
         stochastic gradient descent without momentum; weights and gradients are FP32
    momentum: 用带动量的随机梯度下降训练，权重、梯度和动量都是 FP32
              stochastic gradient descent with momentum; weights, gradients and momentum are FP32
    adam: 用 Adam 训练，权重、梯度和优化器状态都是 FP32 || Adam; weights, gradients and optimiser state are FP32
    adam-mixed: 用 Adam 做混合精度训练：权重和梯度是 FP16，优化器状态包括一份 FP32 的权重副本和 FP32 的矩估计
                Adam in mixed precision: weights and gradients are FP16, and the optimiser state consists of an FP32
                  copy of the weights and FP32 moment estimates
""")
BYTES = texts("""
    sgd: 权重 4，梯度 4 || weights 4, gradients 4
    momentum: 权重 4，梯度 4，动量 4 || weights 4, gradients 4, momentum 4
    adam: 权重 4，梯度 4，一阶矩 4，二阶矩 4 || weights 4, gradients 4, first moment 4, second moment 4
    adam-mixed: FP16 权重 2，FP16 梯度 2，FP32 权重副本 4，一阶矩 4，二阶矩 4
                FP16 weights 2, FP16 gradients 2, FP32 copy of the weights 4, first moment 4, second moment 4
""")
MODELS = texts("""
    model: 一个有 $[count]$ 个参数的模型 || A model with $[count]$ parameters is trained
    images: 一个有 $[count]$ 个参数的图像模型从头 || An image model with $[count]$ parameters is trained from scratch
    tuned: 微调一个预训练模型的全部 $[count]$ 个参数， || All $[count]$ parameters of a pretrained model are fine-tuned
""")


def scientific(number: int) -> str:
    """A large number as TeX, with a power of ten."""
    power = len(str(number)) - 1
    digits = R(number, 10**power)
    return f"10^{{{power}}}" if digits == 1 else rf"{number_tex(digits)} \times 10^{{{power}}}"


@generator(topic="systems", objective="systems-memory", minutes=3, tags=("memory", "optimiser"))
@source("Rajbhandari et al., ZeRO: Memory Optimizations Toward Training Trillion Parameter Models (2020), section 3.1")
def training_memory(draw: Draw) -> Problem:
    """Gigabytes for weights, gradients and optimiser state."""
    N = draw.let("N", draw.pick("millions", SIZES) * 10**6)
    o = draw.pick("o", tuple(PARTS))
    draw.let("parts", PARTS[o])
    draw.let("count", scientific(N))
    setting = draw.pick("setting", tuple(MODELS))
    # No image model is as large as the largest language models.
    draw.require(setting != "images" or N <= 13 * 10**9)
    draw.let("model", MODELS[setting])
    draw.let(
        "stored",
        Text(
            "[o: sgd=权重和梯度|权重、梯度和优化器状态]",
            "the [o: sgd=weights and gradients|weights, gradients and optimiser state]",
        ),
    )
    part = Computed(
        "sys/training-memory",
        TRAINING,
        difficulty=1 + (o == "adam") + 2 * (o == "adam-mixed"),
        conventions=("gigabyte", "no-activations"),
        places=3,
        unit="GB",
    )
    return Problem(part).worded(rf"""
        [model]{OPTIMISERS[o].zh}。 || [model] using {OPTIMISERS[o].en}.

        ask: 在单个设备上存放[stored]共需多少 GB？ || How many GB does it take to keep [stored] on a single device?
        claim: 在单个设备上存放[stored]共需 $[value]$。 || It takes $[value]$ to keep [stored] on a single device.
        solution: 每个参数所需的字节数为：{BYTES[o].zh}，合计 $[==sum(parts)]$ 字节。总计
                  Bytes per parameter: {BYTES[o].en}, together $[==sum(parts)]$. In total
                  $$\frac{{[count] \times [k]}}{{10^9}} [~key]\ \mathrm{{GB}}.$$
    """)


@training_memory.check
def by_allocating(millions: int, o: str) -> R:
    """Allocates the arrays of a model of 1000 parameters, adds their bytes and scales up."""
    return R(bytes_of_thousand(o) * millions, 10**6)


@cache
def bytes_of_thousand(o: str) -> int:
    low = np.float16 if o == "adam-mixed" else np.float32
    arrays = {"weight": np.zeros(1000, low), "gradient": np.zeros(1000, low)}
    if o == "adam-mixed":
        arrays["master"] = np.zeros(1000, np.float32)
    if o != "sgd":
        arrays["first"] = np.zeros(1000, np.float32)
    if o.startswith("adam"):
        arrays["second"] = np.zeros(1000, np.float32)
    return sum(array.nbytes for array in arrays.values())


QUANTISED = Formulas(
    "N*bits/8/10**6", let={"extra": "16 + 16*z if g > 0 else 0", "bits": "b + extra/g if g > 0 else b"}
).with_wrong("""
    no-group-scales: N*b/8/10**6 if g > 0 else None
    bits-for-bytes: N*bits/10**6
    single-precision: N*4/10**6
    scale-per-weight: N*(b + 16)/8/10**6 if not z else None
    scale-and-zero-point-per-weight: N*(b + 16 + 16)/8/10**6 if z else None
        给每个权重都算了一个 FP16 缩放因子和一个 FP16 零点。
        This gives each single weight an FP16 scale and an FP16 zero point.
    binary-megabytes: N*bits/8/2**20
    half-precision: N*2/10**6
    no-zero-point: N*(b + 16/g)/8/10**6 if z else None
    scale-in-bytes: N*(b/8 + extra/g)/10**6 if g > 0 else None
""")
WEIGHTS = texts("""
    model: 一个模型有 $[count]$ 个权重，每个权重 || A model has $[count]$ weights, each
    phone: 为了在手机上运行，把一个模型的 $[count]$ 个权重都 || To run on a phone, a model has each of its $[count]$ weights
    card: 为了装进一块显卡，把一个模型的 $[count]$ 个权重都
          To fit on one graphics card, a model has each of its $[count]$ weights
""")


@generator(topic="systems", objective="systems-compression", minutes=3, tags=("quantisation", "memory"))
@source("Frantar et al., GPTQ (2023); Dettmers et al., QLoRA (2023), section 2")
def quantised_size(draw: Draw) -> Problem:
    """Megabytes of quantised weights with their scales and zero points by groups."""
    N = draw.pick("N", (10**6, 10**7, 25 * 10**6, 60 * 10**6, 110 * 10**6, 7 * 10**9))
    b = draw.pick("b", (2, 3, 4, 8))
    g = draw.pick("g", (0, 32, 64, 128))
    z = draw.pick("z", (0, 1))
    draw.require(g > 0 or (z == 0 and b != 3))
    draw.require(g == 0 or N % g == 0)
    draw.let("count", scientific(N))
    setting = draw.pick("setting", tuple(WEIGHTS))
    draw.require(setting != "card" or N >= 10**9)
    draw.let("weights", WEIGHTS[setting])
    each = Text("每个权重占 [b] 比特", "Each weight takes [b] bits")
    if g:
        over = "$[==b + (16 + 16)/g]$" if z else "$[==b + 16/g]$"
        each = Text(
            f"把每组另存的数分摊到各权重，平均每个权重占 {over} 比特",
            f"With what is stored for a group shared out among its weights, each weight takes {over} bits",
        )
    part = Computed(
        "sys/quantised-size", QUANTISED, difficulty=1 + 2 * (g > 0) + z, conventions=("megabyte",), places=3, unit="MB"
    )
    return Problem(part).worded(rf"""
        [weights]量化为 [b] 比特，紧密存放。
          [g: 0=全部权重共用一个缩放因子，它占的空间忽略不计|权重按每 # 个一组量化，
          每组另存一个 FP16 缩放因子[z: 1=和一个 FP16 零点|，不存零点]]。
        [weights] quantised to [b] bits and packed tightly.
          [g: 0=All weights share a single scale, whose storage is neglected|The weights are quantised in groups of #; each
          group also stores an FP16 scale [z: 1=and an FP16 zero point|but no zero point]].

        ask: 量化后的权重[g: 0=|连同每组另存的数]共占多少 MB？
             How many MB do the quantised weights take up in all[g: 0=|, including what is stored for the groups]?
        claim: 量化后的权重[g: 0=|连同每组另存的数]共占 $[value]$。
               The quantised weights[g: 0=|, including what is stored for the groups,] take up $[value]$ in all.
        solution: {each.zh}，8 比特为 1 字节，总大小为 || {each.en}; 8 bits are 1 byte. The total is
                  $$\frac{{[count] \times [bits]}}{{8 \times 10^6}} [~key:.3]\ \mathrm{{MB}}.$$
    """)


@quantised_size.check
def by_packing_a_group(N: int, b: int, g: int, z: int) -> R:
    """Packs the bits of one group, adds the bytes of its scale and zero point, and multiplies by the groups."""
    size = g or 8
    return R(N // size * bytes_of_group(b, size, (1 + z) if g else 0), 10**6)


@cache
def bytes_of_group(b: int, size: int, halves: int) -> int:
    return int(np.packbits(np.ones(size * b, np.uint8)).nbytes + np.zeros(halves, np.float16).nbytes)
