"""A step of a GRU."""

import math

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source, texts

from .._apart import apart

CONVENTIONS = {
    "update": ("(1 - z)*n + z*h", r"h_t = (1 - z_t)\,\tilde h_t + z_t\,h_{t-1}"),
    "write": ("z*n + (1 - z)*h", r"h_t = z_t\,\tilde h_t + (1 - z_t)\,h_{t-1}"),
}

LET = {"r": "sigma(a[0])", "z": "sigma(a[1])", "n": "tanh(u + r*v*h)"}


def gru(key: str, other: str) -> Formulas:
    return Formulas(key, let=LET).with_wrong(f"""
        gate-used-the-other-way: {other}
            $z_t$ 与 $1 - z_t$ 弄反了；题中的公式写明了用法。 || This exchanges $z_t$ and $1 - z_t$, contrary to the formula given.
        reset-gate-forgotten: {key.replace("n", "tanh(u + v*h)")} || 漏了重置门。 || This leaves out the reset gate.
        candidate-alone: n || 这是候选状态，没有用更新门。 || This is the candidate, without the update gate.
        tanh-left-out: {key.replace("n", "(u + r*v*h)")}
            候选状态漏了 tanh。 || This leaves out the tanh of the candidate.
        update-gate-for-reset: {key.replace("n", "tanh(u + z*v*h)")}
            候选状态用了更新门，应当用重置门。 || This uses the update gate in the candidate instead of the reset gate.
        reset-gate-for-update: {key.replace("z", "r")}
            更新时用了重置门，应当用更新门。 || This updates with the reset gate instead of the update gate.
        logistic-candidate: {key.replace("n", "sigma(u + r*v*h)")}
            候选状态用了 sigmoid，应为 tanh。 || This uses a sigmoid for the candidate instead of tanh.
    """)


GRU = {
    name: gru(key, CONVENTIONS["write" if name == "update" else "update"][0]) for name, (key, _) in CONVENTIONS.items()
}

CELLS = texts("""
    text: 逐词读文本的 GRU（隐藏状态为一维） || A GRU with a one-dimensional hidden state that reads a text word by word
    sensor: 处理传感器读数的 GRU（隐藏状态为一维） || A GRU with a one-dimensional hidden state that processes the readings of a sensor
""")


@generator(topic="recurrent", objective="recurrent-gates", minutes=6, tags=("gru", "forward-pass"))
@source(
    "Cho et al., Learning phrase representations using RNN encoder–decoder, EMNLP 2014; Chung et al., Empirical evaluation of gated recurrent neural networks (2014)"
)
def gru_step(draw: Draw) -> Problem:
    """The new state of a scalar GRU, for both conventions of the update gate."""
    rule = draw.pick("rule", tuple(CONVENTIONS))
    draw.pick("a", ((0, 1), (1, -2), (2, 1), (-1, 2), (0, -1)))
    draw.pick("u", (R(-1), R(1, 2), R(1)))
    draw.pick("v", (R(-1), R(1), R(2)))
    # A state is a mean of values of tanh.
    draw.pick("h", (R(-1, 2), R(1, 2), R(4, 5)))
    draw.let("cell", draw.pick("setting", CELLS))
    draw.require(apart(draw, GRU[rule], *GRU[rule].wrong, places=3))
    # Each number goes on with the decimals with which it is shown.
    shares = r"\left(1 - [z:.6]\right)", "[z:.6]"
    new, old = shares if rule == "update" else reversed(shares)
    blend = rf"{new} \times [n:.5] + {old} \times [h]"
    formula = CONVENTIONS[rule][1]
    return Problem(Computed("rnn/gru-step", GRU[rule], difficulty=3, places=3, signed=True)).worded(rf"""
        [cell]按下式更新： || [cell] is updated by
        $$\tilde h_t = \tanh(u_t + r_t\, v\, h_{{t-1}}),\qquad {formula},$$
        其中 $r_t = \sigma(a_r)$ 是重置门，$z_t = \sigma(a_z)$ 是更新门，$\sigma$ 是 sigmoid 函数，$u_t$ 来自输入，
          $v$ 是循环权重。某一时刻，$a_r = [a[0]]$，$a_z = [a[1]]$，$u_t = [u]$，$v = [v]$，$h_{{t-1}} = [h]$。
        where $r_t = \sigma(a_r)$ is the reset gate, $z_t = \sigma(a_z)$ is the update gate, $\sigma$ is the sigmoid,
          $u_t$ comes from the input, and $v$ is the recurrent weight. At one step $a_r = [a[0]]$, $a_z = [a[1]]$, $u_t = [u]$, $v = [v]$ and $h_{{t-1}} = [h]$.

        ask: 求 $h_t$。 || Find $h_t$.
        claim: $h_t = [value]$。 || The value of $h_t$ is $[value]$.
        solution: 先求两个门，再求候选状态，最后更新： || First both gates, then the candidate, then the update:
                  $$r_t = [==sigma(a[0]):.6],\qquad z_t = [==sigma(a[1]):.6],$$
                  $$\tilde h_t = \tanh\left([u] + [r:.6] \times [v] \times [h]\right) [~n:.5],$$
                  $$h_t = {blend} [~key:.3].$$
    """)


@gru_step.check
def by_hyperbolic_gates(rule: str, a: tuple[int, int], u: R, v: R, h: R) -> float:
    """Gates as shifted hyperbolic tangents, and the step as a move from the old state to the candidate."""
    reset, gate = (0.5 + 0.5 * math.tanh(x / 2) for x in a)
    grown = math.exp(2 * (float(u) + reset * float(v * h)))
    candidate = 1 - 2 / (grown + 1)
    share = gate if rule == "write" else 1 - gate
    return float(h) + share * (candidate - float(h))
