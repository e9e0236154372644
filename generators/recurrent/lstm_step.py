"""One step of an LSTM cell with scalar states."""

import math
from collections.abc import Mapping
from itertools import product
from typing import Any

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, source, texts

from .._apart import apart

# The decimals with which gates and the candidate are shown.
GATE = 6
# Not where 1 − f is the forget gate itself or the input gate.
GATES = tuple(a for a in product(range(-2, 3), repeat=4) if a[0] not in (a[1], -a[1]) and a[1] != 0 and a[2] != 0)

STATES = Formulas(
    "(cn, ot*tanh(cn))",
    let={
        "it": "sigma(a[0])",
        "ft": "sigma(a[1])",
        "gt": "tanh(a[2])",
        "ot": "sigma(a[3])",
        "cn": "ft*c + it*gt",
        "cs": "it*c + ft*gt",
        "c1": "ft*c + it*sigma(a[2])",
        "c2": "c + it*gt",
        "c3": "(1 - ft)*c + it*gt",
        "c4": "ft*c + (1 - ft)*gt",
    },
).with_wrong("""
    input-and-forget-exchanged: (cs, ot*tanh(cs))
    no-tanh-at-the-output: (cn, ot*cn)
    sigmoid-for-the-candidate: (c1, ot*tanh(c1))
    nothing-forgotten: (c2, ot*tanh(c2))
    forget-gate-inverted: (c3, ot*tanh(c3))
    gates-coupled: (c4, ot*tanh(c4))
""")

UNITS = texts("""
    plain: 状态为标量的 LSTM 单元按下式更新： || An LSTM cell with scalar states is updated by
    text: 逐词读文本的 LSTM 中，有一个状态为标量的单元按下式更新：
          In an LSTM that reads a text word by word, a cell with scalar states is updated by
""")


@generator(topic="recurrent", objective="recurrent-gates", minutes=6, tags=("lstm", "forward-pass"))
@source("Goodfellow, Bengio and Courville, Deep Learning (2016), section 10.10.1")
def lstm_step(draw: Draw) -> Problem:
    """The new cell state and hidden state from the pre-activations of the gates and the candidate."""
    a = draw.pick("a", GATES)
    draw.pick("c", (R(-1), R(-1, 2), R(1, 2), R(1), R(2)))
    part = Computed(
        "rnn/lstm-step",
        STATES,
        difficulty=3 + (a[0] != 0 and a[1] != 0 and a[3] != 0),
        form="tuple",
        places=3,
        signed=True,
        cells=(Text("$c_t$", "$c_t$"), Text("$h_t$", "$h_t$")),
    )
    state = decimals_of_the_state(draw.params)
    draw.require(state is not None)
    draw.require(apart(draw, STATES, *STATES.wrong, places=3))
    draw.let("opening", draw.setting(UNITS))
    return Problem(part).worded(rf"""
        [opening]
        $$i_t = \sigma(a_i),\quad f_t = \sigma(a_f),\quad g_t = \tanh(a_g),\quad o_t = \sigma(a_o),$$
        $$c_t = f_t c_{{t-1}} + i_t g_t,\qquad h_t = o_t \tanh(c_t),$$
        其中 $\sigma(x) = 1/(1 + e^{{-x}})$。某一时刻各门和候选状态的预激活值为 $a_i = [a[0]]$，$a_f = [a[1]]$，$a_g = [a[2]]$，$a_o = [a[3]]$，
          上一时刻的细胞状态为 $c_{{t-1}} = [c]$。
        where $\sigma(x) = 1/(1 + e^{{-x}})$. At one time step the gates and the candidate have the pre-activations $a_i = [a[0]]$,
          $a_f = [a[1]]$, $a_g = [a[2]]$ and $a_o = [a[3]]$, and the previous cell state is $c_{{t-1}} = [c]$.

        ask: 求 $(c_t,\ h_t)$。 || Find $(c_t,\ h_t)$.
        claim: $(c_t,\ h_t) = [value]$。 || The new states are $(c_t,\ h_t) = [value]$.
        solution: 先求各门和候选状态的值，再更新状态： || First the gates and the candidate, then the states:
                  $$i_t = [==it:.{GATE}],\qquad f_t = [==ft:.{GATE}],$$
                  $$g_t = [==gt:.{GATE}],\qquad o_t = [==ot:.{GATE}],$$
                  $$c_t = f_t c_{{t-1}} + i_t g_t = [ft:.{GATE}] \times [c] + [it:.{GATE}] \times [gt:.{GATE}] [~cn:.{state}],$$
                  $$h_t = o_t \tanh(c_t) = [ot:.{GATE}] \times \tanh\left([cn:.{state}]\right) [~key[1]:.3],$$
                  $$(c_t,\ h_t) [~key:.3].$$
    """)


def decimals_of_the_state(params: Mapping[str, Any]) -> int | None:
    """The decimals with which the cell state follows from the gates as they are shown, and the hidden state from it."""
    v = STATES.values(params)
    i, f, g, o, state = (round(float(v[name]), GATE) for name in ("it", "ft", "gt", "ot", "cn"))
    for places in (4, 5):
        by_gates, shown = f * float(params["c"]) + i * g, f"{float(v['cn']):.{places}f}"
        hidden = f"{o * math.tanh(float(shown)):.3f}"
        if f"{by_gates:.{places}f}" == shown and hidden == f"{o * math.tanh(state):.3f}":
            return places
    return None


@lstm_step.check
def by_another_logistic(a: tuple[int, ...], c: R) -> tuple[float, float]:
    """Runs the cell with every gate as a shifted hyperbolic tangent, as some hardware does."""

    def gate(x: int) -> float:
        return 0.5 + 0.5 * math.tanh(x / 2)

    kept, written = gate(a[1]) * float(c), gate(a[0]) * (2 * gate(2 * a[2]) - 1)
    state = math.fsum((kept, written))
    grown = math.exp(2 * state)
    return state, gate(a[3]) * (grown - 1) / (grown + 1)
