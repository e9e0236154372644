"""A scalar recurrent network, unrolled: its forward pass and its gradients through time."""

from itertools import permutations

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, may_coincide, source, texts

from .._apart import apart

# With inputs that repeat, some mistakes would go unseen.
INPUTS = tuple(permutations((-1, 0, 1, 2), 3))

UNROLLED = Formulas(
    "h3",
    let={
        "relu": "lambda v: Max(0, v)",
        "plain": "lambda v: v",
        "p": "relu if f == 'relu' else plain",
        "h1": "p(w*h + u*x[0] + b)",
        "h2": "p(w*h1 + u*x[1] + b)",
        "h3": "p(w*h2 + u*x[2] + b)",
    },
).with_wrong("""
    recurrence-forgotten: p(u*x[2] + b)
    relu-left-out: w*(w*(w*h + u*x[0] + b) + u*x[1] + b) + u*x[2] + b if f == 'relu' else None
    relu-that-is-not-there: None if f == 'relu' else relu(w*relu(w*relu(w*h + u*x[0] + b) + u*x[1] + b) + u*x[2] + b)
    one-step-too-few: h2
    bias-forgotten: p(w*p(w*p(w*h + u*x[0]) + u*x[1]) + u*x[2])
    weights-exchanged: p(u*p(u*p(u*h + w*x[0] + b) + w*x[1] + b) + w*x[2] + b)
    inputs-added-up: p(w*h + u*sum(x) + b)
    inputs-forgotten: p(w*p(w*p(w*h + b) + b) + b)
""")

NETWORKS = texts("""
    network: 一个标量循环网络的递推式为 || A scalar recurrent network is given by
    review: 一个标量循环网络逐词读影评，$x_t$ 是第 $t$ 个词的情感分：
            A scalar recurrent network reads a film review word by word, where $x_t$ is the sentiment score of word $t$:
    sensor: 一个标量循环网络处理传感器的读数，$x_t$ 是第 $t$ 个读数：
            A scalar recurrent network processes the readings $x_t$ of a sensor:
""")


@generator(topic="recurrent", objective="recurrent-unrolling", minutes=3, tags=("rnn", "forward-pass"))
@source("Goodfellow, Bengio and Courville, Deep Learning (2016), section 10.2")
@may_coincide("Where no sum is negative, ReLU changes nothing.", "relu-left-out", "relu-that-is-not-there")
def rnn_unroll(draw: Draw) -> Problem:
    """The state of a scalar recurrent network after three inputs."""
    w = draw.pick("w", (R(-2), R(-1), R(1, 2), R(1), R(2)))
    u = draw.pick("u", (-1, 1, 2))
    b = draw.pick("b", (-1, 1))
    x = draw.pick("x", INPUTS)
    h = draw.pick("h", (0, 1))
    relu = draw.pick("f", ("relu", "identity")) == "relu"
    states = [R(h)]
    for t, v in enumerate(x):
        new = w * states[-1] + u * v + b
        draw.let(f"s{t}", states[-1])
        states.append(max(R(0), new) if relu else new)
    draw.require(states[3] != 0 and w != u)
    # Whether ReLU has something to do is for the student to see; all else has to matter.
    draw.require(apart(draw, UNROLLED, *(name for name in UNROLLED.wrong if "relu" not in name)))
    draw.let("network", draw.setting(NETWORKS))
    steps = "\n\n".join(
        f"$$h_{t + 1} = "
        + ("[==Max(0, w*s{0} + u*x[{0}] + b)]" if relu else "[==w*s{0} + u*x[{0}] + b]").format(t)
        + (",$$" if t < 2 else ".$$")
        for t in range(3)
    )
    opening, closing = (r"\mathrm{ReLU}(", ")") if relu else ("", "")
    part = Computed("rnn/unroll", UNROLLED, difficulty=2 + relu, signed=True)
    return Problem(part).worded(f"""
        [network]
        $$h_t = {opening}w h_{{t-1}} + u x_t + b{closing},$$
        其中 $w = [w]$，$u = [u]$，$b = [b]$，$h_0 = [h]$，输入序列为 $x_1 = [x[0]]$，$x_2 = [x[1]]$，$x_3 = [x[2]]$。
        with $w = [w]$, $u = [u]$, $b = [b]$, $h_0 = [h]$ and the inputs $x_1 = [x[0]]$, $x_2 = [x[1]]$, $x_3 = [x[2]]$.

        ask: 求 $h_3$。 || Find $h_3$.
        claim: $h_3 = [value]$。 || The value of $h_3$ is $[value]$.
        solution: 从 $h_0 = [h]$ 起逐步计算： || Step by step from $h_0 = [h]$:
                  {steps}
    """)


@rnn_unroll.check
def by_paths(w: R, u: int, b: int, x: tuple[int, ...], h: int, f: str) -> R:
    """Scans the inputs backwards through nested functions, and for the linear network adds up what travels along each path."""
    if f == "identity":
        arriving = [(R(h), 3), *((R(u * v + b), 2 - t) for t, v in enumerate(x))]
        total = R(0)
        for value, steps in arriving:
            for _ in range(steps):
                value *= w
            total += value
        return total

    def state(t: int) -> R:
        if t == 0:
            return R(h)
        total = state(t - 1) * w + u * x[t - 1] + b
        return total if total > 0 else R(0)

    return state(3)


STATE = Formulas("w**T").with_wrong("""
    added-for-multiplied: T*w
    one-factor-too-few: w**(T - 1)
    one-factor-too-many: w**(T + 1)
    last-step-only: w
    slope-of-a-sigmoid: (w/4)**T
    power-rule-in-the-state: T*w**(T - 1)
    sign-lost: Abs(w)**T
""")
WEIGHT = Formulas("sum(k*c*w**(k - 1) for k in range(1, T))").with_wrong("""
    direct-effect-only: sum(c*w**k for k in range(T - 1))
    longest-path-only: (T - 1)*c*w**(T - 2)
    power-rule: T*w**(T - 1)
    state-for-gradient: sum(c*w**k for k in range(T))
    one-step-too-many: sum(k*c*w**(k - 1) for k in range(1, T + 1))
    one-step-too-few: sum(k*c*w**(k - 1) for k in range(1, T - 1))
""")
BY_STATE = texts(r"""
    ask: 求 $\partial h_{[T]} / \partial h_0$。 || Find $\partial h_{[T]} / \partial h_0$.
    claim: $\partial h_{[T]} / \partial h_0 = [value]$。
           The derivative $\partial h_{[T]} / \partial h_0$ is $[value]$.
    solution: 每一步的导数都是 $w$，由链式法则，$T = [T]$ 步的导数相乘：
              Each step has the derivative $w$, and by the chain rule those of all $T = [T]$ steps are multiplied:
              $$[=key:.5].$$
""")

OPENINGS = texts("""
    runs: 线性标量循环网络 $h_t = w h_{t-1} + x_t$ 运行
          The linear scalar recurrent network $h_t = w h_{t-1} + x_t$ runs
    gradients: 为了考察梯度怎样沿时间传播，把线性标量循环网络 $h_t = w h_{t-1} + x_t$ 展开
               To see how gradients travel through time, the linear scalar recurrent network $h_t = w h_{t-1} + x_t$ is
                 unrolled
""")


def by_weight(T: int, c: int) -> dict[str, Text]:
    powers = ["[c]", "[c]w", *(f"[c]w^{k}" for k in range(2, T))]
    slopes = ["[c]", *(f"[{k}*c]w" + f"^{k - 1}" * (k > 2) for k in range(2, T))]
    numbers = f"{c}" + "".join(f" + {k * c}*w" + f"**{k - 1}" * (k > 2) for k in range(2, T))
    state = f"$h_[T] = {' + '.join(powers)}$"
    worked = f"= {' + '.join(slopes)} = [=={numbers}:.5]"
    slope = rf"$$\frac{{\mathrm{{d}} h_[T]}}{{\mathrm{{d}} w}} {worked}.$$"
    return {
        "ask": Text(r"求 $\mathrm{d} h_[T] / \mathrm{d} w$。", r"Find $\mathrm{d} h_[T] / \mathrm{d} w$."),
        "claim": Text(
            r"$\mathrm{d} h_[T] / \mathrm{d} w = [value]$。",
            r"The derivative $\mathrm{d} h_[T] / \mathrm{d} w$ is $[value]$.",
        ),
        "solution": Text(
            f"展开得 {state}，对 $w$ 求导（第 1 步的 $w$ 乘的是 $h_0 = 0$，以后每一步的 $w$ 都有贡献）：\n\n{slope}",
            f"Unrolled, {state}. In step 1, $w$ multiplies $h_0 = 0$; every later step contributes to the derivative with respect to $w$:\n\n{slope}",
        ),
    }


@generator(topic="recurrent", objective="recurrent-gradients", minutes=4, tags=("bptt", "vanishing-gradient"))
@source(
    "Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks, ICML 2013; Goodfellow, Bengio and Courville, Deep Learning (2016), section 10.7"
)
@may_coincide("An even number of steps loses the sign of the weight.", "sign-lost")
def bptt_gradient(draw: Draw) -> Problem:
    """A gradient through T steps of a linear scalar recurrence: by the first state, or by the weight."""
    w = draw.pick("w", (R(1, 2), R(9, 10), R(11, 10), R(3, 2), R(2), R(3), R(-1, 2), R(-1), R(-2)))
    T = draw.pick("T", (2, 3, 4, 5, 6, 10))
    by_state = draw.pick("q", ("h0", "w")) == "h0"
    c = draw.pick("c", (1, 2, 3))
    draw.require(T <= 5 or (by_state and (T == 6 or w.denominator == 1)))
    draw.require(c == 1 or not by_state)
    # After two steps the last one is all there is; with −1, an odd number of steps is as good as one.
    draw.require(w != -1 if by_state else T > 2 and apart(draw, WEIGHT, *WEIGHT.wrong))
    part = Computed(
        "rnn/bptt-gradient",
        STATE if by_state else WEIGHT,
        **(BY_STATE if by_state else by_weight(T, c)),
        difficulty=2 + (not by_state),
        # Powers of whole numbers have no decimals, and a fraction is exact.
        places=None if w.denominator == 1 else 5,
        signed=True,
    )
    draw.let("opening", OPENINGS[draw.pick("setting", tuple(OPENINGS))])
    context = Text(
        "[opening] [T] 步，$w = [w]$"
        + ("" if by_state else "，$h_0 = 0$，各步输入 $x_t = [c]$")
        + "。各步共用同一个权重 $w$。",
        "[opening] for [T] steps with $w = [w]$"
        + ("" if by_state else ", $h_0 = 0$ and every input $x_t = [c]$")
        + ". All steps share the weight $w$.",
    )
    draw.require(not by_state or apart(draw, STATE, "power-rule-in-the-state"))
    return Problem(part, context)


@bptt_gradient.check
def by_dual_numbers(w: R, T: int, q: str, c: int) -> R:
    """Runs the network with numbers a + b ε, ε² = 0, so that the derivative comes along."""
    value, slope = (R(1), R(1)) if q == "h0" else (R(0), R(0))
    weight_slope = 0 if q == "h0" else 1
    for _ in range(T):
        value, slope = w * value + c, w * slope + weight_slope * value
    return slope
