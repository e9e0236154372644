"""A scalar recurrent network, unrolled: its forward pass and its gradients through time."""

from fractions import Fraction
from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, generator, number_tex

R = Fraction
INPUTS = tuple(product((-1, 0, 1, 2), repeat=3))

UNROLLED = Formulas(
    "h3",
    let={
        "p": "(lambda v: Max(0, v)) if f == 'relu' else (lambda v: v)",
        "q": "(lambda v: Max(0, v)) if f != 'relu' else (lambda v: v)",
        "h1": "p(w*h + u*x[0] + b)",
        "h2": "p(w*h1 + u*x[1] + b)",
        "h3": "p(w*h2 + u*x[2] + b)",
    },
    wrong={
        "other-activation": "q(w*q(w*q(w*h + u*x[0] + b) + u*x[1] + b) + u*x[2] + b)",
        "recurrence-forgotten": "p(u*x[2] + b)",
        "one-step-too-few": "h2",
        "bias-forgotten": "p(w*p(w*p(w*h + u*x[0]) + u*x[1]) + u*x[2])",
        "weights-exchanged": "p(u*p(u*p(u*h + w*x[0] + b) + w*x[1] + b) + w*x[2] + b)",
        "inputs-added-up": "p(w*h + u*sum(x) + b)",
        "inputs-forgotten": "p(w*p(w*p(w*h + b) + b) + b)",
    },
)
STATE = Formulas(
    "w**T",
    wrong={
        "added-for-multiplied": "T*w",
        "one-factor-too-few": "w**(T - 1)",
        "last-step-only": "w",
        "slope-of-a-sigmoid": "(w/4)**T",
        "power-rule": "T*w**(T - 1)",
    },
)
WEIGHT = Formulas(
    "sum(k*w**(k - 1) for k in range(1, T))",
    wrong={
        "direct-effect-only": "sum(w**k for k in range(T - 1))",
        "one-factor-too-few": "w**(T - 1)",
        "power-rule": "T*w**(T - 1)",
        "state-for-gradient": "sum(w**k for k in range(T))",
        "slope-of-a-sigmoid": "(w/4)**T",
    },
)


@generator(
    topic="recurrent",
    objective="recurrent-unrolling",
    minutes=3,
    tags=("rnn", "forward-pass"),
    source="Goodfellow, Bengio and Courville, Deep Learning (2016), section 10.2",
)
def rnn_unroll(draw: Draw) -> Problem:
    """The state of a scalar recurrent network after three inputs."""
    w = draw.pick("w", (R(-2), R(-1), R(1, 2), R(1), R(2)))
    u = draw.pick("u", (-1, 1, 2))
    b = draw.pick("b", (-1, 0, 1))
    x = draw.pick("x", INPUTS)
    h = draw.pick("h", (0, 1))
    f = draw.pick("f", ("relu", "identity"))
    relu = f == "relu"
    states = [R(h)]
    for v in x:
        new = w * states[-1] + u * v + b
        states.append(max(R(0), new) if relu else new)
    draw.require(states[3] != 0 and w != u)

    def context() -> Text:
        opening, closing = (r"\mathrm{ReLU}(", ")") if relu else ("", "")
        cell = rf"h_t = {opening}w h_{{t-1}} + u x_t + b{closing}"
        numbers = f"$w = {number_tex(w)}$, $u = {u}$, $b = {b}$, $h_0 = {h}$"
        sequence = f"$x_1 = {x[0]}$, $x_2 = {x[1]}$, $x_3 = {x[2]}$"
        return Text(
            zh=f"标量循环网络为\n\n$${cell},$$\n\n其中 {numbers.replace(', ', '，')}，输入序列为 {sequence.replace(', ', '，')}。",
            en=f"A scalar recurrent network is\n\n$${cell},$$\n\nwith {numbers} and the inputs {sequence}.",
        )

    def wording() -> Wording:
        lines = []
        for t in (1, 2, 3):
            inside = (
                rf"{tight(w)} \times {tight(states[t - 1])} + {tight(R(u))} \times {tight(R(x[t - 1]))} + {tight(R(b))}"
            )
            shown = rf"\max(0,\ {inside})" if relu else inside
            lines.append(f"$$h_{t} = {shown} = {number_tex(states[t])}$$")
        steps = "\n\n".join(lines)
        return Wording(
            ask=Text(zh="求 $h_3$。", en="Find $h_3$."),
            claim=Text(zh="$h_3 = {}$。", en="The value of $h_3$ is ${}$."),
            solution=Text(
                zh=f"从 $h_0 = {h}$ 起逐步计算：\n\n{steps}", en=f"Step by step from $h_0 = {h}$:\n\n{steps}"
            ),
        )

    part = Computed("rnn/unroll", UNROLLED, draw.params, wording, difficulty=2 + relu, places=3, signed=True)
    return Problem((part,), context)


def tight(value: Fraction) -> str:
    return f"({number_tex(value)})" if value < 0 else number_tex(value)


@rnn_unroll.check
def by_paths(w: Fraction, u: int, b: int, x: tuple[int, ...], h: int, f: str) -> Fraction:
    """Scans the inputs backwards through nested functions, and for the linear network adds up what travels along each path."""
    if f == "identity":
        arriving = [(R(h), 3), *((R(u * v + b), 2 - t) for t, v in enumerate(x))]
        total = R(0)
        for value, steps in arriving:
            for _ in range(steps):
                value *= w
            total += value
        return total

    def state(t: int) -> Fraction:
        if t == 0:
            return R(h)
        total = state(t - 1) * w + u * x[t - 1] + b
        return total if total > 0 else R(0)

    return state(3)


@generator(
    topic="recurrent",
    objective="recurrent-gradients",
    minutes=4,
    tags=("bptt", "vanishing-gradient"),
    source="Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks, ICML 2013; Goodfellow, Bengio and Courville, Deep Learning (2016), section 10.7",
)
def bptt_gradient(draw: Draw) -> Problem:
    """A gradient through T steps of a linear scalar recurrence: by the first state, or by the weight."""
    w = draw.pick("w", (R(1, 2), R(9, 10), R(11, 10), R(2), R(-1), R(-2)))
    T = draw.pick("T", (2, 3, 4, 5, 10))
    q = draw.pick("q", ("h0", "w"))
    by_state = q == "h0"
    draw.require(by_state or T <= 5)
    draw.require(not (T == 10 and w in (R(1, 2), R(9, 10), R(11, 10))))
    at = draw.params
    number = number_tex(w)

    def context() -> Text:
        if by_state:
            return Text(
                zh=f"线性标量循环网络 $h_t = w h_{{t-1}} + x_t$ 运行 {T} 步，$w = {number}$。",
                en=f"The linear scalar recurrent network $h_t = w h_{{t-1}} + x_t$ runs for {T} steps with $w = {number}$.",
            )
        return Text(
            zh=f"线性标量循环网络 $h_t = w h_{{t-1}} + x_t$ 运行 {T} 步，$w = {number}$，$h_0 = 0$，各步输入 $x_t = 1$。各步共用同一个权重 $w$。",
            en=f"The linear scalar recurrent network $h_t = w h_{{t-1}} + x_t$ runs for {T} steps with $w = {number}$, $h_0 = 0$ and "
            f"every input $x_t = 1$. All steps share the weight $w$.",
        )

    def wording() -> Wording:
        result = number_tex(STATE(at).key if by_state else WEIGHT(at).key, 5)
        if by_state:
            symbol = rf"\frac{{\partial h_{{{T}}}}}{{\partial h_0}}"
            line = rf"$${symbol} = \prod_{{t=1}}^{{{T}}} \frac{{\partial h_t}}{{\partial h_{{t-1}}}} = w^{{{T}}} = ({number})^{{{T}}} = {result}$$"
            return Wording(
                ask=Text(
                    zh=f"求 $\\partial h_{{{T}}} / \\partial h_0$。", en=f"Find $\\partial h_{{{T}}} / \\partial h_0$."
                ),
                claim=Text(
                    zh=f"$\\partial h_{{{T}}} / \\partial h_0 = {{}}$。",
                    en=f"The derivative $\\partial h_{{{T}}} / \\partial h_0$ is ${{}}$.",
                ),
                solution=Text(
                    zh=f"每一步的导数都是 $w$，由链式法则相乘：\n\n{line}",
                    en=f"Each step has the derivative $w$; the chain rule multiplies them:\n\n{line}",
                ),
            )
        symbol = rf"\frac{{\mathrm{{d}} h_{{{T}}}}}{{\mathrm{{d}} w}}"
        state = " + ".join(["1", "w", *(f"w^{k}" for k in range(2, T))])
        slope = " + ".join(["1", "2w", *(f"{k}w^{k - 1}" for k in range(3, T))][: T - 1])
        return Wording(
            ask=Text(
                zh=f"求 $\\mathrm{{d}} h_{T} / \\mathrm{{d}} w$。", en=f"Find $\\mathrm{{d}} h_{T} / \\mathrm{{d}} w$."
            ),
            claim=Text(
                zh=f"$\\mathrm{{d}} h_{T} / \\mathrm{{d}} w = {{}}$。",
                en=f"The derivative $\\mathrm{{d}} h_{T} / \\mathrm{{d}} w$ is ${{}}$.",
            ),
            solution=Text(
                zh=f"展开得 $h_{T} = {state}$，对 $w$ 求导（每一步的 $w$ 都有贡献）：\n\n$${symbol} = {slope} = {result}$$",
                en=f"Unrolled, $h_{T} = {state}$. Differentiated by $w$, to which every step contributes:\n\n$${symbol} = {slope} = {result}$$",
            ),
        )

    part = Computed(
        "rnn/bptt-gradient",
        STATE if by_state else WEIGHT,
        at,
        wording,
        difficulty=2 + 2 * (not by_state),
        places=5,
        signed=True,
    )
    return Problem((part,), context)


@bptt_gradient.check
def by_dual_numbers(w: Fraction, T: int, q: str) -> Fraction:
    """Runs the network with numbers a + b ε, ε² = 0, so that the derivative comes along."""
    value, slope = (R(1), R(1)) if q == "h0" else (R(0), R(0))
    weight_slope = 0 if q == "h0" else 1
    for _ in range(T):
        value, slope = w * value + 1, w * slope + weight_slope * value
    return slope
