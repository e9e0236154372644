"""A softmax with a temperature."""

import math
from itertools import permutations

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, source, texts

Three = tuple[int, int, int]

TEMPERATURE = Formulas("r[j]/sum(r)", let={"r": "tuple(v**(1/T) for v in a)"}).with_wrong("""
    temperature-not-used: a[j]/sum(a) || 没有用到温度。 || This does not use the temperature.
    multiplied-not-divided: a[j]**T/sum(v**T for v in a)
        logit 乘了 $T$，应除以 $T$。 || This multiplies the logits by $T$ instead of dividing.
    probability-divided: a[j]/sum(a)/T
        把概率除以了 $T$，应把 logit 除以 $T$。 || This divides the probability by $T$ instead of the logits.
    flattened-entirely: R(1, 3) || 以为温度使各个结果等概率。 || This takes the temperature to make all outcomes equally likely.
    own-term-left-out-of-the-sum: r[j]/(sum(r) - r[j])
        分母漏了分子中的那一项。 || This leaves the term of the numerator out of the denominator.
    next-class-asked: r[(j + 1) % 3]/sum(r) || 这是另一[outcome]的概率。 || This is the probability of another [outcome].
""")

SQUARES = tuple(permutations((1, 4, 9, 16, 25), 3))

SOFTENED = texts("""
    teacher: 知识蒸馏中，教师网络 || In knowledge distillation, the teacher network
    model: 语言模型从 3 个候选词元中抽样，它 || A language model samples from 3 candidate tokens. It
    calibrated: 一个三分类网络需要校准，它对某个样本 || A classifier with three classes is to be calibrated. For one sample, it
""")

OUTCOMES = (Text("类", "class"), Text("词元", "token"))


@generator(topic="loss", objective="loss-softmax", minutes=3, tags=("softmax", "temperature"))
@source("Hinton, Vinyals and Dean, Distilling the knowledge in a neural network (2015), section 2")
def softmax_temperature(draw: Draw) -> Problem:
    """The probability of a class at a temperature of 2 or 1/2."""
    a = draw.pick("a", SQUARES)
    j = draw.pick("j", (0, 1))
    T = draw.pick("T", (R(1, 2), 2))
    draw.let("k", j + 1)
    setting = draw.pick("setting", tuple(SOFTENED))
    draw.let("network", SOFTENED[setting])
    draw.let("outcome", OUTCOMES[setting == "model"])
    draw.let("power", Text("1/2", "1/2") if T == 2 else Text("2", "2"))
    # Distillation softens.
    draw.require(setting != "teacher" or T == 2)
    shares = [math.sqrt(v) if T == 2 else v * v for v in a]
    # Neither the uniform distribution nor a share that three places cannot tell from its odds.
    draw.require(3 * shares[j] != sum(shares) and 30 * shares[j] > sum(shares))
    question = Computed("loss/softmax-temperature", TEMPERATURE, difficulty=2 + (T == 2), places=3, most=1)
    return Problem(question).worded(r"""
        [network]输出的 logit 为 $(z_1,\ z_2,\ z_3) = (\ln [a[0]],\ \ln [a[1]],\ \ln [a[2]])$，
          经温度为 $T = [T]$ 的 softmax 得到概率，即 $p_i \propto e^{z_i / T}$。
        [network] outputs the logits $(z_1,\ z_2,\ z_3) = (\ln [a[0]],\ \ln [a[1]],\ \ln [a[2]])$, and a softmax with
          temperature $T = [T]$ turns them into probabilities, $p_i \propto e^{z_i / T}$.

        ask: 概率 $p_[k]$ 是多少？ || What is the probability $p_[k]$?
        claim: 概率 $p_[k]$ 是 $[value]$。 || The probability $p_[k]$ is $[value]$.
        solution: 由 $e^{\ln(a)/T} = a^{1/T}$ 得三项 || Since $e^{\ln(a)/T} = a^{1/T}$, the terms are
                  $$[a[0]]^{[power]} = [r[0]],\quad [a[1]]^{[power]} = [r[1]],\quad [a[2]]^{[power]} = [r[2]],$$
                  因此 || so that
                  $$p_[k] = \frac{[r[j]]}{[r[0]] + [r[1]] + [r[2]]} [~key:.3].$$
    """)


@softmax_temperature.check
def by_stable_exponentials(a: Three, j: int, T: R) -> float:
    logits = [math.log(v) / float(T) for v in a]
    powers = [math.exp(z - max(logits)) for z in logits]
    return powers[j] / math.fsum(powers)
