"""A step of a GRU, and the shapes of what PyTorch’s LSTM returns."""

import math
from fractions import Fraction

from hwgen import Computed, Draw, Formulas, Problem, Text, generator

R = Fraction
CONVENTIONS = {
    "update": ("(1 - z)*n + z*h", r"h_t = (1 - z_t)\,\tilde h_t + z_t\,h_{t-1}"),
    "write": ("z*n + (1 - z)*h", r"h_t = z_t\,\tilde h_t + (1 - z_t)\,h_{t-1}"),
}
LET = {"r": "sigma(a[0])", "z": "sigma(a[1])", "n": "tanh(u + r*v*h)"}


def gru(key: str, other: str) -> Formulas:
    return Formulas(
        key,
        let=LET,
        wrong={
            "gate-used-the-other-way": (
                other,
                Text(
                    zh="$z_t$ 与 $1 - z_t$ 弄反了；题中的公式写明了用法。",
                    en="This exchanges $z_t$ and $1 - z_t$, against the formula that is given.",
                ),
            ),
            "reset-gate-forgotten": (
                key.replace("n", "tanh(u + v*h)"),
                Text(zh="漏了重置门。", en="This leaves out the reset gate."),
            ),
            "candidate-alone": (
                "n",
                Text(zh="这是候选状态，没有用更新门。", en="This is the candidate, without the update gate."),
            ),
            "tanh-left-out": (
                key.replace("n", "(u + r*v*h)"),
                Text(zh="候选状态漏了 tanh。", en="This leaves out the tanh of the candidate."),
            ),
            "update-gate-for-reset": (
                key.replace("n", "tanh(u + z*v*h)"),
                Text(
                    zh="候选状态用了更新门，应用重置门。",
                    en="This uses the update gate in the candidate instead of the reset gate.",
                ),
            ),
            "reset-gate-for-update": (
                key.replace("z", "r"),
                Text(zh="更新时用了重置门。", en="This updates with the reset gate."),
            ),
            "logistic-candidate": (
                key.replace("n", "sigma(u + r*v*h)"),
                Text(
                    zh="候选状态用了 sigmoid，应为 tanh。", en="This takes a sigmoid of the candidate instead of tanh."
                ),
            ),
        },
    )


GRU = {
    name: gru(key, CONVENTIONS["write" if name == "update" else "update"][0]) for name, (key, _) in CONVENTIONS.items()
}
CELLS = {
    "text": Text(zh="逐词读文本的 GRU 中的一个单元", en="A unit of a GRU that reads a text word by word"),
    "sensor": Text(
        zh="处理传感器读数的 GRU 中的一个单元", en="A unit of a GRU that processes the readings of a sensor"
    ),
}


@generator(
    topic="recurrent",
    objective="recurrent-gates",
    minutes=6,
    tags=("gru", "forward-pass"),
    source="Cho et al., Learning phrase representations using RNN encoder–decoder, EMNLP 2014; Chung et al., Empirical evaluation of gated recurrent neural networks (2014)",
)
def gru_step(draw: Draw) -> Problem:
    """The new state of a scalar GRU, for both conventions of the update gate."""
    rule = draw.pick("rule", tuple(CONVENTIONS))
    draw.pick("a", ((0, 1), (1, -1), (2, 1), (-1, 2), (1, 0)))
    draw.pick("u", (R(-1), R(1, 2), R(1)))
    draw.pick("v", (R(-1), R(1), R(2)))
    draw.pick("h", (R(-1), R(1, 2), R(2)))
    draw.let("cell", draw.pick("setting", CELLS))
    blend = "(1 - z)*n + z*h" if rule == "update" else "z*n + (1 - z)*h"
    formula = CONVENTIONS[rule][1]
    steps = f"$$r_t = [==sigma(a[0]):.4],\\qquad z_t = [==sigma(a[1]):.4],$$\n\n$$\\tilde h_t = [==tanh(u + r*v*h):.4],$$\n\n$$h_t = [=={blend}:.3]$$"
    update = rf"$$\tilde h_t = \tanh(u_t + r_t\, v\, h_{{t-1}}),\qquad {formula},$$"
    return Problem(
        Computed(
            "rnn/gru-step",
            GRU[rule],
            ask=Text(zh="求 $h_t$。", en="Find $h_t$."),
            claim=Text(zh="$h_t = [value]$。", en="The value of $h_t$ is $[value]$."),
            solution=Text(
                zh=f"先求两个门，再求候选状态，最后更新：\n\n{steps}",
                en=f"First both gates, then the candidate, then the update:\n\n{steps}",
            ),
            difficulty=3,
            places=3,
            signed=True,
        ),
        Text(
            zh=f"[cell]按\n\n{update}\n\n更新，其中 $r_t = \\sigma(a_r)$ 是重置门，$z_t = \\sigma(a_z)$ 是更新门。某一时刻 $a_r = [a[0]]$，$a_z = [a[1]]$，$u_t = [u]$，$v = [v]$，$h_{{t-1}} = [h]$。",
            en=f"[cell] is updated by\n\n{update}\n\nwhere $r_t = \\sigma(a_r)$ is the reset gate and $z_t = \\sigma(a_z)$ the update gate. At some step $a_r = [a[0]]$, $a_z = [a[1]]$, $u_t = [u]$, $v = [v]$ and $h_{{t-1}} = [h]$.",
        ),
    )


@gru_step.check
def by_hyperbolic_gates(rule: str, a: tuple[int, int], u: Fraction, v: Fraction, h: Fraction) -> float:
    """Gates as shifted hyperbolic tangents, and the step as a move from the old state to the candidate."""
    reset, gate = (0.5 + 0.5 * math.tanh(x / 2) for x in a)
    grown = math.exp(2 * (float(u) + reset * float(v * h)))
    candidate = 1 - 2 / (grown + 1)
    share = gate if rule == "write" else 1 - gate
    return float(h) + share * (candidate - float(h))


OUTPUT = Formulas(
    "(B, T, D*h) if first else (T, B, D*h)",
    let={"D": "2 if bi else 1"},
    wrong={
        "other-axis-first": (
            "(T, B, D*h) if first else (B, T, D*h)",
            Text(zh="批量与时间两个轴的次序反了。", en="This exchanges the axes of batch and time."),
        ),
        "one-direction-in-the-output": (
            "((B, T, h) if first else (T, B, h)) if bi else None",
            Text(
                zh="漏了一个方向；两个方向的输出拼接在一起。",
                en="This forgets a direction; the outputs of both stand side by side.",
            ),
        ),
        "width-of-the-input": (
            "(B, T, d) if first else (T, B, d)",
            Text(zh="输出的宽度取成了输入的宽度。", en="This gives the output the width of the input."),
        ),
        "layers-side-by-side": (
            "((B, T, L*D*h) if first else (T, B, L*D*h)) if L > 1 else None",
            Text(
                zh="把各层的状态拼接了起来；output 只含最后一层。",
                en="This puts all layers side by side, but the output is that of the last layer.",
            ),
        ),
        "gates-side-by-side": (
            "(B, T, 4*D*h) if first else (T, B, 4*D*h)",
            Text(zh="把四个门拼接了起来。", en="This puts the four gates side by side."),
        ),
        "both-directions-in-the-output": (
            "None if bi else ((B, T, 2*h) if first else (T, B, 2*h))",
            Text(zh="按双向计算；这一层是单向的。", en="This counts two directions, but there is one."),
        ),
    },
)
STATE = Formulas(
    "(D*L, B, h)",
    let={"D": "2 if bi else 1"},
    wrong={
        "state-with-batch-first": (
            "(B, D*L, h)",
            Text(
                zh="把批量放在了最前；`batch_first` 不影响 `h_n`。",
                en="This puts the batch first; `batch_first` does not apply to `h_n`.",
            ),
        ),
        "directions-in-the-width": (
            "(L, B, D*h) if bi else None",
            Text(
                zh="把两个方向拼接了起来；在 `h_n` 中它们各占一行。",
                en="This puts the directions side by side, but in `h_n` each has a row.",
            ),
        ),
        "last-layer-state": (
            "(D, B, h) if L > 1 else None",
            Text(zh="只算了最后一层。", en="This counts the last layer only."),
        ),
        "one-direction-in-the-state": (
            "(L, B, h) if bi else None",
            Text(zh="漏了一个方向。", en="This forgets a direction."),
        ),
        "state-of-every-step": (
            "(T, B, h)",
            Text(zh="这里含所有时刻；`h_n` 只含最后时刻。", en="This has all steps, but `h_n` has the last one only."),
        ),
        "cell-states-too": ("(2*D*L, B, h)", Text(zh="把 `c_n` 也算了进来。", en="This includes `c_n`.")),
        "state-as-wide-as-the-input": (
            "(D*L, B, d)",
            Text(zh="状态的宽度取成了输入的宽度。", en="This gives the state the width of the input."),
        ),
    },
)
READ = {
    "text": Text(zh="句子", en="sentences"),
    "speech": Text(zh="语音片段", en="utterances"),
    "weather": Text(zh="气象序列", en="weather records"),
}


@generator(
    topic="recurrent",
    objective="recurrent-programs",
    minutes=4,
    tags=("lstm", "shapes", "pytorch"),
    source="PyTorch documentation, torch.nn.LSTM",
)
def lstm_shapes(draw: Draw) -> Problem:
    """The shapes of the output and of the last states of an LSTM in PyTorch."""
    draw.pick("B", (4, 16, 32))
    draw.pick("T", (10, 25, 50))
    draw.pick("d", (40, 100))
    draw.pick("h", (64, 128))
    L = draw.pick("L", (1, 2, 3))
    bi = draw.pick("bi", (0, 1))
    first = draw.pick("first", (0, 1))
    draw.let("data", draw.pick("setting", READ))
    B, T = draw.params["B"], draw.params["T"]
    draw.require((B, T) in ((4, 10), (16, 25), (32, 50), (16, 50)))
    arguments = "[d], [h]" + ", num_layers=[L]" * (L > 1) + ", bidirectional=True" * bi + ", batch_first=True" * first
    for name in ("d", "h", "L"):
        arguments = arguments.replace(f"[{name}]", str(draw.params[name]))
    shape = f"{B}, {T}" if first else f"{T}, {B}"
    program = f"```python\nlstm = nn.LSTM({arguments})\nx = torch.randn({shape}, {draw.params['d']})\noutput, (h_n, c_n) = lstm(x)\n```"
    return Problem(
        (
            Computed(
                "output-shape",
                OUTPUT,
                ask=Text(zh="`output` 的形状是什么？", en="What is the shape of `output`?"),
                claim=Text(zh="`output` 的形状是 $[value]$。", en="The shape of `output` is $[value]$."),
                solution=Text(
                    zh="`output` 含最后一层在所有时刻的状态[bi: 1=，两个方向拼接在一起（$2 \\times [h] = [2*h]$）|]；[first: 1=`batch_first=True`，批量在前|默认时间在前]：$[B if first else T] \\times [T if first else B] \\times [D*h]$。",
                    en="`output` has the states of the last layer at all steps[bi: 1=, both directions side by side ($2 \\times [h] = [2*h]$)|]; [first: 1=with `batch_first=True` the batch comes first|by default time comes first]: "
                    "$[B if first else T] \\times [T if first else B] \\times [D*h]$.",
                ),
                difficulty="2 + bi",
                form="shape",
            ),
            Computed(
                "state-shape",
                STATE,
                ask=Text(zh="`h_n` 的形状是什么？", en="What is the shape of `h_n`?"),
                claim=Text(zh="`h_n` 的形状是 $[value]$。", en="The shape of `h_n` is $[value]$."),
                solution=Text(
                    zh="`h_n` 含每一层、每一方向在最后时刻的状态，`batch_first` 不影响它：$[D*L] \\times [B] \\times [h]$。",
                    en="`h_n` has the last state of each layer and direction, and `batch_first` does not apply to it: $[D*L] \\times [B] \\times [h]$.",
                ),
                difficulty=3,
                form="shape",
            ),
        ),
        Text(
            zh=f"下面的 PyTorch 程序用 LSTM 处理一批[data]，输入宽度为 [d]：\n\n{program}",
            en=f"This program in PyTorch processes a batch of [data] with inputs of width [d] by an LSTM:\n\n{program}",
        ),
    )


@lstm_shapes.check
def by_filling_arrays(B: int, T: int, d: int, h: int, L: int, bi: int, first: int) -> dict[str, object]:
    """Goes through layers, directions and steps and notes what is kept where."""
    kept, width = [], d
    for layer in range(L):
        directions = ["forward", "backward"][: 1 + bi]
        kept += [(layer, direction) for direction in directions]
        width = sum(h for _ in directions)
    axes = [("time", T), ("batch", B)]
    if first:
        axes.reverse()
    return {"output-shape": (*(size for _, size in axes), width), "state-shape": (len(kept), B, h)}
