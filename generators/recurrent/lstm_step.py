"""One step of an LSTM cell with scalar states."""

import math
from fractions import Fraction
from itertools import product

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, generator, number_tex

R = Fraction
GATES = tuple(a for a in product(range(-2, 3), repeat=4) if a[0] != a[1] and a[2] != 0)

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
    wrong={
        "input-and-forget-exchanged": "(cs, ot*tanh(cs))",
        "no-tanh-at-the-output": "(cn, ot*cn)",
        "sigmoid-for-the-candidate": "(c1, ot*tanh(c1))",
        "nothing-forgotten": "(c2, ot*tanh(c2))",
        "forget-gate-inverted": "(c3, ot*tanh(c3))",
        "gates-coupled": "(c4, ot*tanh(c4))",
    },
)


@generator(
    topic="recurrent",
    objective="recurrent-gates",
    minutes=6,
    tags=("lstm", "forward-pass"),
    source="Goodfellow, Bengio and Courville, Deep Learning (2016), section 10.10.1",
)
def lstm_step(draw: Draw) -> Problem:
    """The new cell state and hidden state from the pre-activations of the gates."""
    a = draw.pick("a", GATES)
    c = draw.pick("c", (R(-1), R(-1, 2), R(1, 2), R(1), R(2)))
    at = draw.params

    def context() -> Text:
        cell = r"c_t = f_t c_{t-1} + i_t g_t,\qquad h_t = o_t \tanh(c_t)"
        gates = r"i_t = \sigma(a_i),\quad f_t = \sigma(a_f),\quad g_t = \tanh(a_g),\quad o_t = \sigma(a_o)"
        numbers = f"$a_i = {a[0]}$, $a_f = {a[1]}$, $a_g = {a[2]}$, $a_o = {a[3]}$, $c_{{t-1}} = {number_tex(c)}$"
        table = (
            "| $x$ | $0$ | $1$ | $2$ |\n|---|---|---|---|\n"
            f"| $\\sigma(x)$ | $0.5$ | ${1 / (1 + math.exp(-1)):.4f}$ | ${1 / (1 + math.exp(-2)):.4f}$ |\n"
            f"| $\\tanh(x)$ | $0$ | ${math.tanh(1):.4f}$ | ${math.tanh(2):.4f}$ |"
        )
        return Text(
            zh=f"标量状态的 LSTM 单元按下式更新：\n\n$${gates},$$\n\n$${cell}.$$\n\n某一时刻各门的预激活值与上一时刻的细胞状态为 "
            f"{numbers.replace(', ', '，')}。可用 $\\sigma(-x) = 1 - \\sigma(x)$，$\\tanh(-x) = -\\tanh(x)$ 和下表：\n\n{table}",
            en=f"An LSTM cell with scalar states is updated by\n\n$${gates},$$\n\n$${cell}.$$\n\nAt some step the pre-activations of "
            f"the gates and the previous cell state are {numbers}. Use $\\sigma(-x) = 1 - \\sigma(x)$, "
            f"$\\tanh(-x) = -\\tanh(x)$ and the table:\n\n{table}",
        )

    def wording() -> Wording:
        v = {name: number_tex(float(value), 4) for name, value in STATES.values(at).items() if name != "key"}
        new, hidden = (number_tex(float(value), 3) for value in STATES(at).key)
        gates = rf"i_t \approx {v['it']},\quad f_t \approx {v['ft']},\quad g_t \approx {v['gt']},\quad o_t \approx {v['ot']}"
        state = rf"c_t \approx {v['ft']} \times ({number_tex(c)}) + {v['it']} \times ({v['gt']}) \approx {new}"
        out = rf"h_t \approx {v['ot']} \times \tanh({v['cn']}) \approx {hidden}"
        steps = f"$${gates}$$\n\n$${state}$$\n\n$${out}$$"
        return Wording(
            ask=Text(zh="求 $(c_t,\\ h_t)$。", en="Find $(c_t,\\ h_t)$."),
            claim=Text(zh="$(c_t,\\ h_t) = {}$。", en="The new states are $(c_t,\\ h_t) = {}$."),
            solution=Text(
                zh=f"先求各门的值，再更新状态：\n\n{steps}", en=f"First the gates, then the states:\n\n{steps}"
            ),
        )

    part = Computed(
        "rnn/lstm-step",
        STATES,
        at,
        wording,
        difficulty=3 + (a[0] != 0 and a[1] != 0 and a[3] != 0),
        form="tuple",
        places=3,
        signed=True,
        cells=(Text(zh="$c_t$", en="$c_t$"), Text(zh="$h_t$", en="$h_t$")),
    )
    return Problem((part,), context)


@lstm_step.check
def by_another_logistic(a: tuple[int, ...], c: Fraction) -> tuple[float, float]:
    """Runs the cell with every gate as a shifted hyperbolic tangent, as some hardware does."""

    def gate(x: int) -> float:
        return 0.5 + 0.5 * math.tanh(x / 2)

    kept, written = gate(a[1]) * float(c), gate(a[0]) * (2 * gate(2 * a[2]) - 1)
    state = math.fsum((kept, written))
    grown = math.exp(2 * state)
    return state, gate(a[3]) * (grown - 1) / (grown + 1)
