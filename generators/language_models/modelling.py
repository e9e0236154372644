"""A bigram model’s probability of a sentence, the cost of training a large model, and of adapting it."""

import math
from fractions import Fraction

from hwgen import Computed, Draw, Formulas, Problem, Text, generator

R = Fraction
Pair = tuple[int, int]
PROBABILITY = Formulas(
    "R(a[0], a[1])*R(b[0], b[1])*R(c[0], c[1])",
    wrong={
        "probabilities-added": (
            "R(a[0], a[1]) + R(b[0], b[1]) + R(c[0], c[1])",
            Text(
                zh="把条件概率相加了，应相乘。",
                en="This adds the conditional probabilities instead of multiplying them.",
            ),
        ),
        "end-left-out": (
            "R(a[0], a[1])*R(b[0], b[1])",
            Text(zh="漏了句末符号的概率。", en="This leaves out the probability of the end of the sentence."),
        ),
        "start-left-out": (
            "R(b[0], b[1])*R(c[0], c[1])",
            Text(zh="漏了第一个词的概率。", en="This leaves out the probability of the first word."),
        ),
        "probabilities-averaged": (
            "(R(a[0], a[1]) + R(b[0], b[1]) + R(c[0], c[1]))/3",
            Text(zh="取了条件概率的平均值。", en="This averages the conditional probabilities."),
        ),
        "last-alone": (
            "R(c[0], c[1])",
            Text(zh="只取了最后一个条件概率。", en="This is the last conditional probability alone."),
        ),
        "divided-by-the-length": (
            "R(a[0], a[1])*R(b[0], b[1])*R(c[0], c[1])/3",
            Text(zh="又除以了 3 个因子的个数。", en="This also divides by the number of the 3 factors."),
        ),
        "end-counted-twice": (
            "R(a[0], a[1])*R(b[0], b[1])*R(c[0], c[1])**2",
            Text(zh="句末符号的概率乘了两次。", en="This multiplies by the probability of the end twice."),
        ),
        "laplace-smoothed": (
            "R(a[0] + 1, a[1] + 20)*R(b[0] + 1, b[1] + 20)*R(c[0] + 1, c[1] + 20)",
            Text(zh="作了平滑；题中没有。", en="This smooths the counts, which was not asked for."),
        ),
    },
)
PERPLEXITY = Formulas(
    "(1/P)**(1/3)",
    let={"P": "R(a[0], a[1])*R(b[0], b[1])*R(c[0], c[1])"},
    wrong={
        "words-without-the-end": (
            "(1/P)**(1/2)",
            Text(
                zh="开了平方；共有 3 个条件概率。",
                en="This takes the square root, but there are 3 conditional probabilities.",
            ),
        ),
        "not-per-token": ("1/P", Text(zh="没有按词元数开方。", en="This takes no root for the number of tokens.")),
        "start-counted": (
            "(1/P)**(1/4)",
            Text(
                zh="把句首符号也算作一个词元；它不被预测。",
                en="This counts the start symbol as a token, too, which is not predicted.",
            ),
        ),
        "inverse-probabilities-averaged": (
            "(R(a[1], a[0]) + R(b[1], b[0]) + R(c[1], c[0]))/3",
            Text(
                zh="取了概率倒数的算术平均，应取几何平均。",
                en="This takes the arithmetic instead of the geometric mean of the inverse probabilities.",
            ),
        ),
        "loss-for-perplexity": (
            "log(1/P)/3",
            Text(zh="这是平均交叉熵，没有取指数。", en="This is the mean cross-entropy, without the exponential."),
        ),
        "geometric-mean": (
            "P**(1/3)",
            Text(
                zh="这是概率的几何平均，困惑度是它的倒数。",
                en="This is the geometric mean of the probabilities; perplexity is its inverse.",
            ),
        ),
        "two-to-the-loss": (
            "2**(log(1/P)/3)",
            Text(zh="交叉熵以自然对数计，却取了 2 的幂。", en="This raises 2 to a cross-entropy in nats."),
        ),
    },
)
SENTENCES = {
    "weather": (("今天", "下雨"), ("it", "rains")),
    "pets": (("小猫", "睡觉"), ("cats", "sleep")),
    "news": (("股市", "上涨"), ("stocks", "rise")),
}
FIRST: tuple[Pair, ...] = ((10, 40), (5, 50), (12, 60), (20, 50))
SECOND: tuple[Pair, ...] = ((3, 15), (4, 10), (6, 30), (9, 12))
LAST: tuple[Pair, ...] = ((5, 8), (3, 10), (6, 15), (9, 10))


@generator(
    topic="language-models",
    objective="lm-perplexity",
    minutes=5,
    tags=("bigram", "perplexity", "chain-rule"),
    source="Jurafsky and Martin, Speech and Language Processing (3rd ed. draft), chapter on n-gram language models",
)
def bigram_perplexity(draw: Draw) -> Problem:
    """The probability of a sentence under a bigram model, and its perplexity."""
    chinese, english = draw.pick("setting", SENTENCES)
    for name, values in (("a", FIRST), ("b", SECOND), ("c", LAST)):
        draw.pick(name, values)
    draw.let("w1", Text(zh=chinese[0], en=english[0]))
    draw.let("w2", Text(zh=chinese[1], en=english[1]))
    rows = "\n".join(
        f"| {left} | {right} | [{n}[0]] | [{n}[1]] |"
        for left, right, n in (("`<s>`", "{w1}", "a"), ("{w1}", "{w2}", "b"), ("{w2}", "`</s>`", "c"))
    )
    zh, en = (rows.replace("{w1}", words[0]).replace("{w2}", words[1]) for words in (chinese, english))
    product = r"\frac{[a[0]]}{[a[1]]} \times \frac{[b[0]]}{[b[1]]} \times \frac{[c[0]]}{[c[1]]}"
    return Problem(
        (
            Computed(
                "sentence-probability",
                PROBABILITY,
                ask=Text(
                    zh="模型给出的这个句子（包括句末符号）的概率是多少？",
                    en="What probability does the model give to the sentence, including its end?",
                ),
                claim=Text(
                    zh="模型给出的这个句子（包括句末符号）的概率是 $[value]$。",
                    en="The model gives the sentence, including its end, the probability $[value]$.",
                ),
                solution=Text(
                    zh=f"由链式法则，各条件概率相乘：\n\n$${product} [~key:.4].$$",
                    en=f"By the chain rule the conditional probabilities are multiplied:\n\n$${product} [~key:.4].$$",
                ),
                difficulty=2,
                places=4,
                most=1,
            ),
            Computed(
                "perplexity",
                PERPLEXITY,
                ask=Text(zh="这个句子的困惑度是多少？", en="What is the perplexity of the sentence?"),
                claim=Text(zh="这个句子的困惑度是 $[value]$。", en="The perplexity of the sentence is $[value]$."),
                solution=Text(
                    zh="被预测的有 3 个词元（两个词和句末符号），困惑度是概率倒数的几何平均：\n\n$$P^{-1/3} = \\left([1/P]\\right)^{1/3} [~key:.2].$$",
                    en="There are 3 predicted tokens, the end of the sentence included, and perplexity is the geometric mean of their inverse probabilities:\n\n"
                    "$$P^{-1/3} = \\left([1/P]\\right)^{1/3} [~key:.2].$$",
                ),
                difficulty=3,
                places=2,
            ),
        ),
        Text(
            zh=f"一个二元语法（bigram）模型的概率由计数估计，即 $P(v \\mid u) = c(u, v) / c(u)$，不作平滑。句子“{''.join(chinese)}”要用到的计数如下（`<s>` 与 `</s>` 是句首与句末符号）：\n\n"
            f"| $u$ | $v$ | $c(u, v)$ | $c(u)$ |\n|---|---|---|---|\n{zh}",
            en="A bigram model estimates its probabilities from counts, $P(v \\mid u) = c(u, v) / c(u)$, without smoothing. These are the counts for the sentence "
            f"“{' '.join(english)}”, where `<s>` and `</s>` are its start and its end:\n\n| $u$ | $v$ | $c(u, v)$ | $c(u)$ |\n|---|---|---|---|\n{en}",
        ),
    )


@bigram_perplexity.check
def by_code_lengths(a: Pair, b: Pair, c: Pair) -> dict[str, float]:
    """Adds up the nats of the tokens."""
    nats = [math.log(below) - math.log(above) for above, below in (a, b, c)]
    return {"sentence-probability": math.exp(-math.fsum(nats)), "perplexity": math.exp(math.fsum(nats) / len(nats))}


COMPUTE = Formulas(
    "6*N*D",
    wrong={
        "forward-pass-only": ("2*N*D", Text(zh="只算了前向传播。", en="This counts the forward pass only.")),
        "backward-pass-only": ("4*N*D", Text(zh="只算了反向传播。", en="This counts the backward pass only.")),
        "one-operation-each": (
            "N*D",
            Text(zh="每个参数对每个词元只算了一次运算。", en="This counts one operation for each parameter and token."),
        ),
        "eight-for-six": (
            "8*N*D",
            Text(
                zh="多算了一次前向传播，如同重算激活值。",
                en="This adds another forward pass, as if activations were recomputed.",
            ),
        ),
        "operations-for-macs": (
            "12*N*D",
            Text(
                zh="乘以了 12：把运算又按乘加翻了一倍。",
                en="This multiplies by 12, as if the operations were multiply–accumulates.",
            ),
        ),
        "tokens-forgotten": ("6*N", Text(zh="漏了词元数。", en="This leaves out the tokens.")),
    },
)
DAYS = Formulas(
    "seconds/86400",
    let={"rate": "G*F*u/1000", "seconds": "6000*N*D/rate"},
    wrong={
        "peak-rate": (
            "seconds*u/86400",
            Text(zh="按峰值速度计算，漏了利用率。", en="This takes the peak rate and leaves out the utilisation."),
        ),
        "multiplied-by-utilisation-twice": (
            "seconds/u/86400",
            Text(zh="利用率算了两次。", en="This takes the utilisation into account twice."),
        ),
        "forward-only-time": ("seconds/3/86400", Text(zh="只算了前向传播。", en="This counts the forward pass only.")),
        "hours-for-days": ("seconds/3600", Text(zh="换算成了小时。", en="This converts to hours.")),
        "half-of-the-gpus": ("2*seconds/86400", Text(zh="运算量多算了一倍。", en="This doubles the operations.")),
        "recomputed-activations": (
            "seconds*8/6/86400",
            Text(zh="多算了一次前向传播。", en="This adds another forward pass."),
        ),
    },
)
TRAINED = {
    "text": Text(zh="语言模型", en="language model"),
    "code": Text(zh="代码模型", en="code model"),
    "protein": Text(zh="蛋白质语言模型", en="protein language model"),
}


@generator(
    topic="language-models",
    objective="lm-scaling",
    minutes=5,
    tags=("scaling-laws", "compute"),
    calculator="basic",
    source="Kaplan et al., Scaling laws for neural language models (2020), section 2.1; Hoffmann et al., Training compute-optimal large language models (2022)",
)
def training_compute(draw: Draw) -> Problem:
    """The operations of a training run, and how many days it takes."""
    N = draw.pick("N", (R(2, 5), 1, 3, 7, 13, 70))
    r = draw.pick("r", (10, 20, 100))
    G = draw.pick("G", (8, 64, 512, 1024))
    draw.pick("F", (312, 400, 990))
    draw.pick("u", (R(3, 10), R(2, 5), R(1, 2)))
    D = draw.let("D", N * r)
    draw.let("model", draw.pick("setting", TRAINED))
    draw.require(1 <= N * D / G <= 40)
    return Problem(
        (
            Computed(
                "compute",
                COMPUTE,
                ask=Text(
                    zh="训练共需多少次浮点运算？以 $10^{18}$ 次为单位。",
                    en="How many floating-point operations does the training take, in units of $10^{18}$?",
                ),
                claim=Text(
                    zh="训练共需 $[value] \\times 10^{18}$ 次浮点运算。",
                    en="The training takes $[value] \\times 10^{18}$ floating-point operations.",
                ),
                solution=Text(
                    zh="$[N] \\times 10^9$ 与 $[D] \\times 10^9$ 相乘，单位为 $10^{18}$：\n\n$$6ND:\\quad [==6*N*D].$$",
                    en="$[N] \\times 10^9$ times $[D] \\times 10^9$ is in units of $10^{18}$:\n\n$$6ND:\\quad [==6*N*D].$$",
                ),
                difficulty=2,
                places=2,
            ),
            Computed(
                "days",
                DAYS,
                ask=Text(zh="训练要用多少天？", en="How many days does the training take?"),
                claim=Text(zh="训练要用 $[value]$ 天。", en="The training takes $[value]$ days."),
                solution=Text(
                    zh="全部 GPU 合起来的速度以每秒 $10^{15}$ 次为单位是 $[==G*F*u/1000]$，一天有 $86400$ 秒：\n\n$$\\frac{[6*N*D] \\times 10^{18}}{[rate] \\times 10^{15} \\times 86400} [~key:.1].$$",
                    en="In units of $10^{15}$ a second, the rate of all GPUs together is $[==G*F*u/1000]$, and a day has $86400$ seconds:\n\n"
                    "$$\\frac{[6*N*D] \\times 10^{18}}{[rate] \\times 10^{15} \\times 86400} [~key:.1].$$",
                ),
                difficulty=3,
                places=1,
            ),
        ),
        Text(
            zh="一个[model]有 $N = [N] \\times 10^9$ 个参数，用 $D = [D] \\times 10^9$ 个词元训练一遍，运算量按 $6ND$ 次浮点运算估计。共用 [G] 块 GPU，每块的峰值速度为每秒 $[F] \\times 10^{12}$ 次，利用率（实际速度与峰值之比）为 $[u]$。",
            en="A [model] with $N = [N] \\times 10^9$ parameters is trained once on $D = [D] \\times 10^9$ tokens, which takes an estimated $6ND$ floating-point operations. There are [G] GPUs, each with a peak rate of $[F] \\times 10^{12}$ "
            "a second and a utilisation (actual by peak rate) of $[u]$.",
        ),
    )


@training_compute.check
def by_the_second(N: Fraction, r: int, G: int, F: int, u: Fraction) -> dict[str, Fraction]:
    """Works through the tokens one by one: two operations per parameter forwards, four backwards."""
    per_token = R(N) * 10**9 * 2 + R(N) * 10**9 * 4
    tokens = R(N) * 10**9 * r
    speed = sum(F * 10**12 for _ in range(G)) * u
    return {"compute": tokens * per_token / 10**18, "days": tokens / (speed / per_token) / (24 * 60 * 60)}


LORA = Formulas(
    "L*m*(r*d + r*k)",
    wrong={
        "full-matrices": (
            "L*m*d*k",
            Text(zh="这是全量微调时的参数个数。", en="These are the parameters of full fine-tuning."),
        ),
        "rank-times-matrix": (
            "L*m*r*d*k if r > 1 else None",
            Text(zh="把秩乘到了整个矩阵上。", en="This multiplies the whole matrix by the rank."),
        ),
        "one-factor": (
            "L*m*r*d",
            Text(zh="只算了两个低秩矩阵中的一个。", en="This counts only one of the two low-rank matrices."),
        ),
        "core-added": (
            "L*m*(r*d + r*k + r**2)",
            Text(
                zh="在两个低秩矩阵之间多算了一个 $r \\times r$ 的矩阵。",
                en="This adds an $r \\times r$ matrix between the two low-rank ones.",
            ),
        ),
        "single-layer": ("m*(r*d + r*k)", Text(zh="只算了一层。", en="This counts a single layer.")),
        "single-matrix": (
            "L*(r*d + r*k) if m > 1 else None",
            Text(zh="每层只算了一个矩阵。", en="This counts one matrix in each layer."),
        ),
        "biases-counted": (
            "L*m*(r*d + r*k + d)",
            Text(zh="多算了偏置。", en="This counts biases, which are not there."),
        ),
        "frozen-too": (
            "L*m*(r*d + r*k + d*k)",
            Text(zh="把冻结的原矩阵也算了进来。", en="This includes the original matrices, which are frozen."),
        ),
    },
)
TUNED = {
    "support": Text(zh="为客服任务微调一个语言模型", en="A language model is fine-tuned for customer support"),
    "law": Text(zh="为法律文书微调一个语言模型", en="A language model is fine-tuned on legal documents"),
    "images": Text(
        zh="为一种新画风微调一个图像生成模型", en="A model that generates images is fine-tuned for a new style"
    ),
}


@generator(
    topic="language-models",
    objective="lm-adaptation",
    minutes=3,
    tags=("lora", "parameters"),
    source="Hu et al., LoRA: Low-rank adaptation of large language models, ICLR 2022, section 4.1",
)
def lora_params(draw: Draw) -> Problem:
    """The trainable parameters of low-rank adapters."""
    d, k = draw.pick("shape", ((512, 512), (768, 768), (1024, 1024), (4096, 4096), (4096, 1024)))
    draw.let("d", d)
    draw.let("k", k)
    draw.pick("r", (1, 2, 4, 8, 16))
    draw.pick("m", (1, 2, 4))
    draw.pick("L", (12, 24, 32))
    draw.let("tuned", draw.pick("setting", TUNED))
    return Problem(
        Computed(
            "attn/lora-params",
            LORA,
            ask=Text(zh="共训练多少个参数？", en="How many parameters are trained?"),
            claim=Text(zh="共训练 $[value]$ 个参数。", en="The number of parameters that are trained is $[value]$."),
            solution=Text(
                zh="每个矩阵旁边有 $B$（$[d] \\times [r]$）和 $A$（$[r] \\times [k]$），共 $[==r*d + r*k]$ 个参数：\n\n$$[==key].$$",
                en="Beside each matrix stand $B$ ($[d] \\times [r]$) and $A$ ($[r] \\times [k]$), which have $[==r*d + r*k]$ parameters:\n\n$$[==key].$$",
            ),
            difficulty="2 + (m > 1)",
        ),
        Text(
            zh="用 LoRA [tuned]。模型有 [L] 层，每层有 [m] 个 $[d] \\times [k]$ 的权重矩阵 $W$ 改为 $W + BA$：$W$ 冻结，只训练 $B$ 与 $A$，秩为 $r = [r]$。没有偏置，其他参数都冻结。",
            en="[tuned] by LoRA. In each of its [L] layers, [m: # weight matrix|# weight matrices] $W$ of $[d] \\times [k]$ [m: becomes|become] $W + BA$: $W$ is frozen, and only $B$ and $A$ are trained, with rank $r = [r]$. "
            "There are no biases, and all other parameters are frozen.",
        ),
    )


@lora_params.check
def by_ranks(shape: tuple[int, int], r: int, m: int, L: int) -> int:
    """A rank adds a column and a row to each matrix."""
    column, row = shape
    per_matrix = 0
    for _ in range(r):
        per_matrix += column + row
    return sum(per_matrix for _ in range(L * m))
