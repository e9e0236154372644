"""How many parameters recurrent layers have."""

from functools import cache

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, generator, number_tex

ELMAN = Formulas(
    "h*d + h**2 + b*h + o*(h + 1)",
    wrong={
        "no-recurrence": "h*d + b*h + o*(h + 1)",
        "no-bias": "h*d + h**2 + o*h",
        "no-output-layer": "h*d + h**2 + b*h",
        "other-number-of-bias-vectors": "h*d + h**2 + (3 - b)*h + o*(h + 1)",
        "input-squared": "d**2 + h*d + b*h + o*(h + 1)",
        "gates-that-are-not-there": "4*(h*d + h**2 + b*h) + o*(h + 1)",
    },
)


def gated(gates: int, other: int) -> Formulas:
    return Formulas(
        f"{gates}*(h*d + h**2 + b*h)",
        wrong={
            "other-number-of-bias-vectors": f"{gates}*(h*d + h**2 + (3 - b)*h)",
            "one-gate-only": "h*d + h**2 + b*h",
            "other-cell": f"{other}*(h*d + h**2 + b*h)",
            "no-bias": f"{gates}*(h*d + h**2)",
            "no-recurrence": f"{gates}*(h*d + b*h)",
            "square-of-the-sum": f"{gates}*((d + h)**2 + b*h)",
        },
    )


LSTM = gated(4, 3)
GRU = gated(3, 4)
LSTM_BLOCKS = Text(
    zh="输入门、遗忘门、输出门与候选状态", en="The input, forget and output gates and the candidate state"
)
MODEL = Formulas(
    "v*d + 4*(h*d + h**2 + b*h) + o*(h + 1)",
    wrong={
        "embedding-left-out": "4*(h*d + h**2 + b*h) + o*(h + 1)",
        "no-output-layer": "v*d + 4*(h*d + h**2 + b*h)",
        "embedding-as-wide-as-the-state": "v*h + 4*(h*d + h**2 + b*h) + o*(h + 1)",
        "output-bias-left-out": "v*d + 4*(h*d + h**2 + b*h) + o*h",
        "output-from-the-input": "v*d + 4*(h*d + h**2 + b*h) + o*(d + 1)",
        "one-gate-only": "v*d + h*d + h**2 + b*h + o*(h + 1)",
        "embedding-with-bias": "(v + 1)*d + 4*(h*d + h**2 + b*h) + o*(h + 1)",
    },
)
INPUTS = (4, 8, 10, 32, 50, 100, 128, 300)
STATES = (8, 16, 20, 32, 64, 100, 128, 256, 512)


@generator(
    topic="recurrent",
    objective="recurrent-unrolling",
    minutes=3,
    tags=("rnn", "parameters"),
    source="Goodfellow, Bengio and Courville, Deep Learning (2016), section 10.2",
)
def rnn_params(draw: Draw) -> Problem:
    """A simple recurrent layer, with or without an output layer."""
    d = draw.pick("d", (4, 8, 10, 50, 100, 128, 300))
    h = draw.pick("h", (8, 16, 32, 64, 100, 128, 256))
    o = draw.pick("o", (0, 1, 2, 5, 10))
    b = draw.pick("b", (1, 2))
    draw.require(d != h)
    at = draw.params

    def context() -> Text:
        biases = r"\mathbf{b}" if b == 1 else r"\mathbf{b}_{ih} + \mathbf{b}_{hh}"
        cell = rf"\mathbf{{h}}_t = \tanh(W_{{ih}}\mathbf{{x}}_t + W_{{hh}}\mathbf{{h}}_{{t-1}} + {biases})"
        zh_out = f"其后是从隐藏状态到 {o} 个输出的全连接层，含偏置。" if o else ""
        en_out = (
            f" A fully connected layer with bias maps the hidden state to {o} output{'s' if o > 1 else ''}."
            if o
            else ""
        )
        return Text(
            zh=f"一个简单循环神经网络的输入维数为 {d}，隐藏状态维数为 {h}，循环层为\n\n$${cell},$$\n\n"
            f"共有{'一个偏置向量' if b == 1 else '两个偏置向量（与 PyTorch 相同）'}。{zh_out}",
            en=f"A simple recurrent network has inputs of dimension {d} and a hidden state of dimension {h}. Its recurrent layer is"
            f"\n\n$${cell},$$\n\nwith {'one bias vector' if b == 1 else 'two bias vectors (as in PyTorch)'}.{en_out}",
        )

    def wording() -> Wording:
        biases = f"{h}" if b == 1 else rf"2 \times {h}"
        output = rf" + {o} \times ({h} + 1)" if o else ""
        line = rf"$${h} \times {d} + {h} \times {h} + {biases}{output} = {number_tex(ELMAN(at).key)}$$"
        zh_out = "，输出层每个输出有一行权重和一个偏置" if o else ""
        en_out = "; each output has a row of weights and a bias" if o else ""
        return Wording(
            ask=Text(zh="该网络共有多少个可学习的参数？", en="How many learnable parameters does the network have?"),
            claim=Text(zh="该网络共有 ${}$ 个可学习的参数。", en="The network has ${}$ learnable parameters."),
            solution=Text(
                zh=f"$W_{{ih}}$ 与 $W_{{hh}}$ 各为一个矩阵，再加偏置{zh_out}。参数个数与序列长度无关：\n\n{line}",
                en=f"$W_{{ih}}$ and $W_{{hh}}$ are matrices, and the biases are added{en_out}. The length of the sequence does not "
                f"matter:\n\n{line}",
            ),
        )

    return Problem((Computed("rnn/rnn-params", ELMAN, at, wording, difficulty=1 + (o > 0) + (b > 1)),), context)


@rnn_params.check
def by_counting_entries(d: int, h: int, o: int, b: int) -> int:
    """Counts the entries of each array, row by row."""
    rows = [d + h + b] * h + [h + 1] * o
    return sum(rows)


def layer_problem(draw: Draw, about: str, name: str, formulas: Formulas, blocks: Text) -> Problem:
    d = draw.pick("d", INPUTS)
    h = draw.pick("h", STATES)
    b = draw.pick("b", (1, 2))
    draw.require(d != h)
    at = draw.params

    def context() -> Text:
        return Text(
            zh=f"一个单层、单向的 {name}，输入维数为 {d}，隐藏状态维数为 {h}，不含投影层。"
            f"每个门（包括候选状态）含{'一个偏置向量' if b == 1 else '两个偏置向量（与 PyTorch 相同，分别属于输入与隐藏状态）'}。",
            en=f"A {name} has a single layer and a single direction, inputs of dimension {d} and a hidden state of dimension {h}, "
            f"without projection. Each gate (and the candidate state) has "
            f"{'one bias vector' if b == 1 else 'two bias vectors (as in PyTorch, for the input and for the hidden state)'}.",
        )

    def wording() -> Wording:
        worked = formulas.worked(at)
        return Wording(
            ask=Text(
                zh=f"该 {name} 层共有多少个可学习的参数？",
                en=f"How many learnable parameters does the {name} layer have?",
            ),
            claim=Text(
                zh=f"该 {name} 层共有 ${{}}$ 个可学习的参数。", en=f"The {name} layer has ${{}}$ learnable parameters."
            ),
            solution=Text(
                zh=f"记 $d$ 为输入维数，$h$ 为隐藏状态维数，$b$ 为偏置向量的个数。{blocks.zh}各有一组形状相同的参数：\n\n$${worked}.$$",
                en=f"Let $d$ be the dimension of the input, $h$ that of the hidden state and $b$ the number of bias vectors. "
                f"{blocks.en} have parameters of the same shapes:\n\n$${worked}.$$",
            ),
        )

    return Problem((Computed(about, formulas, at, wording, difficulty=2 + (b > 1)),), context)


@generator(
    topic="recurrent",
    objective="recurrent-unrolling",
    minutes=3,
    tags=("lstm", "parameters"),
    source="Hochreiter and Schmidhuber, Long short-term memory, Neural Computation 9 (1997); Gers, Schmidhuber and Cummins, Learning to forget (2000)",
)
def lstm_params(draw: Draw) -> Problem:
    """One LSTM layer."""
    return layer_problem(draw, "rnn/lstm-params", "LSTM", LSTM, LSTM_BLOCKS)


@lstm_params.check
def by_building_an_lstm(d: int, h: int, b: int) -> int:
    """Lists the arrays of each gate by their shapes, and adds up their sizes."""
    return sum(array_sizes(("input", "forget", "output", "candidate"), d, h, b))


@generator(
    topic="recurrent",
    objective="recurrent-unrolling",
    minutes=5,
    tags=("lstm", "embedding", "parameters"),
    source="Goodfellow, Bengio and Courville, Deep Learning (2016), sections 10.10.1 and 12.4",
)
def lstm_model(draw: Draw) -> Problem:
    """One LSTM layer, then a classifier that is built around it."""
    layer = layer_problem(draw, "rnn/lstm-params", "LSTM", LSTM, LSTM_BLOCKS)
    v = draw.pick("v", (1000, 5000, 20000))
    o = draw.pick("o", (2, 5))
    at = draw.params

    def wording() -> Wording:
        terms = rf"{v} \times {at['d']} + {number_tex(LSTM(at).key)} + {o} \times ({at['h']} + 1)"
        model = Text(
            zh=f"在[@lstm-params]的 LSTM 之前接一个词表大小为 {v} 的词嵌入层（维数等于 LSTM 的输入维数，无偏置），最后时刻的隐藏状态之后接一个"
            f"有 {o} 个输出、含偏置的全连接层。",
            en=f"A word embedding for {v} tokens (of the input’s dimension, without bias) is put before the LSTM of [@lstm-params], and a fully "
            f"connected layer with {o} outputs and biases after its last hidden state. ",
        )
        return Wording(
            ask=Text(
                zh=f"{model.zh}整个模型共有多少个可学习的参数？",
                en=f"{model.en}How many learnable parameters does the whole model have?",
            ),
            claim=Text(
                zh=f"{model.zh}整个模型共有 ${{}}$ 个可学习的参数。",
                en=f"{model.en}The whole model has ${{}}$ learnable parameters.",
            ),
            solution=Text(
                zh=f"词嵌入、LSTM 与输出层相加：\n\n$${terms} = {number_tex(MODEL(at).key)}$$",
                en=f"Embedding, LSTM and output layer together:\n\n$${terms} = {number_tex(MODEL(at).key)}$$",
            ),
        )

    follows = {"lstm-params": "carried + v*d + o*(h + 1)"}
    model = Computed("whole-model", MODEL, at, wording, difficulty=3 + (at["b"] > 1), follows=follows)
    return Problem((*layer.parts, model), layer.context)


@lstm_model.check
def by_building_the_model(d: int, h: int, b: int, v: int, o: int) -> dict[str, object]:
    """Lists the arrays of each gate by their shapes, and adds up their sizes; then those around the layer."""
    layer = sum(array_sizes(("input", "forget", "output", "candidate"), d, h, b))
    rows = sum(d for _ in range(v // 1000)) * 1000
    units = sum(h + 1 for _ in range(o))
    return {"lstm-params": layer, "whole-model": rows + layer + units}


@generator(
    topic="recurrent",
    objective="recurrent-unrolling",
    minutes=3,
    tags=("gru", "parameters"),
    source="Cho et al., Learning phrase representations using RNN encoder–decoder, EMNLP 2014, section 2.3",
)
def gru_params(draw: Draw) -> Problem:
    """One GRU layer."""
    blocks = Text(zh="重置门、更新门与候选状态", en="The reset gate, the update gate and the candidate state")
    return layer_problem(draw, "rnn/gru-params", "GRU", GRU, blocks)


@gru_params.check
def by_building_a_gru(d: int, h: int, b: int) -> int:
    """Lists the arrays of each gate by their shapes, and adds up their sizes."""
    return sum(array_sizes(("reset", "update", "candidate"), d, h, b))


@cache
def array_sizes(gates: tuple[str, ...], d: int, h: int, b: int) -> list[int]:
    sizes = []
    for _ in gates:
        for columns in (d, h, *(1,) * b):
            sizes.append(sum(columns for _row in range(h)))
    return sizes
