"""How many parameters recurrent layers have."""

from collections.abc import Mapping
from functools import cache

from hwgen import Computed, Draw, Formulas, Problem, Text, generator, source, texts

VECTORS = Text(
    "[b: 1=一个偏置向量|两个偏置向量（与 PyTorch 相同）]", "[b: 1=one bias vector|two bias vectors (as in PyTorch)]"
)
ELMAN = Formulas("h*d + h*h + b*h + o*(h + 1)").with_wrong("""
    no-recurrence: h*d + b*h + o*(h + 1)
    no-bias: h*d + h**2 + o*h
    no-output-layer: h*d + h**2 + b*h
    one-bias-vector-for-two: h*d + h**2 + h + o*(h + 1) if b == 2 else None
    two-bias-vectors-for-one: h*d + h**2 + 2*h + o*(h + 1) if b == 1 else None
    input-squared: d**2 + h*d + b*h + o*(h + 1)
    gates-that-are-not-there: 4*(h*d + h**2 + b*h) + o*(h + 1)
    three-gates-that-are-not-there: 3*(h*d + h**2 + b*h) + o*(h + 1)
""")
NETWORKS = texts("""
    text: 一个简单循环神经网络逐字读取文本， || A simple recurrent network reads a text character by character. It has
    sensor: 一个简单循环神经网络处理传感器的读数序列，
            A simple recurrent network processes a series of sensor readings. It has
    network: 一个简单循环神经网络的 || A simple recurrent network has
""")


@generator(topic="recurrent", objective="recurrent-unrolling", minutes=3, tags=("rnn", "parameters"))
@source("Goodfellow, Bengio and Courville, Deep Learning (2016), section 10.2")
def rnn_params(draw: Draw) -> Problem:
    """A simple recurrent layer, with or without an output layer."""
    d = draw.pick("d", (4, 8, 10, 50, 100, 128, 300))
    h = draw.pick("h", (8, 16, 32, 64, 100, 128, 256))
    o = draw.pick("o", (0, 1, 2, 5, 10))
    b = draw.pick("b", (1, 2))
    draw.let("network", NETWORKS[draw.pick("setting", tuple(NETWORKS))])
    draw.let("vectors", VECTORS)
    # As many outputs as bias vectors: leaving out the biases and leaving out the output layer give the same number.
    draw.require(d != h and o != b)
    biases = r"\mathbf{b}" if b == 1 else r"\mathbf{b}_{ih} + \mathbf{b}_{hh}"
    part = Computed("rnn/rnn-params", ELMAN, difficulty=1 + (o > 0) + (b > 1))
    return Problem(part).worded(rf"""
        [network]输入维数为 [d]，隐藏状态维数为 [h]，循环层为
        [network] inputs of dimension [d] and a hidden state of dimension [h]. Its recurrent layer is
        $$\mathbf{{h}}_t = \tanh(W_{{ih}}\mathbf{{x}}_t + W_{{hh}}\mathbf{{h}}_{{t-1}} + {biases}),$$
        共有[vectors]。[o: 0=|其后是从隐藏状态到 # 个输出的全连接层，含偏置。]
        with [vectors].[o: 0=| A fully connected layer with bias maps the hidden state to [o: # output|# outputs].]

        ask: 该网络共有多少个可学习的参数？ || How many learnable parameters does the network have?
        claim: 该网络共有 $[value]$ 个可学习的参数。 || The network has $[value]$ learnable parameters.
        solution: $W_{{ih}}$ 是 $[h] \times [d]$ 矩阵，$W_{{hh}}$ 是 $[h] \times [h]$ 矩阵，
                    再加偏置[o: 0=|；输出层的每个输出有一行权重和一个偏置]。参数个数与序列长度无关：
                  The sizes of $W_{{ih}}$ and $W_{{hh}}$ are $[h] \times [d]$ and $[h] \times [h]$, and the biases are
                    added[o: 0=|; each output has a row of weights and a bias]. The length of the sequence does not
                    matter:
                  $$[==h*d + h*h + {"h" if b == 1 else "2*h"}{" + o*(h + 1)" if o else ""}].$$
    """)


@rnn_params.check
def by_counting_entries(d: int, h: int, o: int, b: int) -> int:
    """Counts the entries of each array, row by row."""
    rows = [d + h + b] * h + [h + 1] * o
    return sum(rows)


def gated(gates: int, other: int, **own: str) -> Formulas:
    return Formulas(
        f"{gates}*(h*d + h**2 + b*h)",
        wrong={
            "one-bias-vector-for-two": f"{gates}*(h*d + h**2 + h) if b == 2 else None",
            "two-bias-vectors-for-one": f"{gates}*(h*d + h**2 + 2*h) if b == 1 else None",
            "one-gate-only": "h*d + h**2 + b*h",
            "gru-counted" if gates == 4 else "lstm-counted": f"{other}*(h*d + h**2 + b*h)",
            "no-bias": f"{gates}*(h*d + h**2)",
            "no-recurrence": f"{gates}*(h*d + b*h)",
            "square-of-the-sum": f"{gates}*((d + h)**2 + b*h)",
            "both-directions-counted": f"{2 * gates}*(h*d + h**2 + b*h)",
            "input-as-wide-as-the-state": f"{gates}*(2*h**2 + b*h)",
            **own,
        },
    )


LSTM = gated(4, 3, **{"peepholes-counted": "4*(h*d + h**2 + b*h) + 3*h"})
GRU = gated(3, 4)
LSTM_BLOCKS = Text("输入门、遗忘门、输出门与候选状态", "The input, forget and output gates and the candidate state")
GRU_BLOCKS = Text("重置门、更新门与候选状态", "The reset gate, the update gate and the candidate state")
PLACES = texts("""
    layer: 一个单层、单向的 [cell]， || A single-layer, unidirectional [cell] has
    speech: 语音识别模型中有一个单层、单向的 [cell]，
            A speech recogniser contains a single-layer, unidirectional [cell] with
    prices: 用一个单层、单向的 [cell] 预测电力负荷，
            The load of a power grid is predicted by a single-layer, unidirectional [cell] with
""")


def layer_problem(
    draw: Draw, cell: str, formulas: Formulas, blocks: Text, places: Mapping[str, Text] = PLACES
) -> Problem:
    """How many parameters one layer of `cell` has."""
    d = draw.pick("d", (4, 8, 10, 32, 50, 100, 128, 300))
    h = draw.pick("h", (8, 16, 20, 32, 64, 100, 128, 256, 512))
    b = draw.pick("b", (1, 2))
    draw.require(d != h)
    draw.let("cell", cell)
    draw.let("peepholes", int(cell == "LSTM"))
    draw.let("blocks", blocks)
    draw.let("opening", draw.pick("setting", places))
    # It takes more than a few numbers to describe a word or a moment of speech.
    draw.require(d >= 32 or draw.params["setting"] in ("layer", "prices"))
    part = Computed(f"rnn/{cell.lower()}-params", formulas, difficulty=2 + (b > 1))
    return Problem(part).worded("""
        [opening]输入维数为 [d]，隐藏状态维数为 [h]，不含投影层[peepholes: 1=和窥孔连接|]。
          每个门和候选状态各含[b: 1=一个偏置向量|两个偏置向量（与 PyTorch 相同，分别属于输入与隐藏状态）]。
        [opening] inputs of dimension [d] and a hidden state of dimension [h], without
          projection[peepholes: 1= or peephole connections|]. Each gate (and the candidate state) has [b: 1=one bias vector|two bias vectors (as in PyTorch, for the input and for the hidden
          state)].

        ask: 该 [cell] 层共有多少个可学习的参数？ || How many learnable parameters does the [cell] layer have?
        claim: 该 [cell] 层共有 $[value]$ 个可学习的参数。 || The [cell] layer has $[value]$ learnable parameters.
        solution: 记 $d$ 为输入维数，$h$ 为隐藏状态维数，$b$ 为每个门（或候选状态）的偏置向量个数。[blocks]各有一组形状相同的参数：
                  Let $d$ be the dimension of the input, $h$ that of the hidden state and $b$ the number of bias
                    vectors of a gate (or of the candidate state). [blocks] have parameters of the same shapes:
                  $$[=key].$$
    """)


@generator(topic="recurrent", objective="recurrent-unrolling", minutes=3, tags=("lstm", "parameters"))
@source(
    "Hochreiter and Schmidhuber, Long short-term memory, Neural Computation 9 (1997); Gers, Schmidhuber and Cummins, Learning to forget (2000)"
)
def lstm_params(draw: Draw) -> Problem:
    """One LSTM layer."""
    return layer_problem(draw, "LSTM", LSTM, LSTM_BLOCKS)


@lstm_params.check
def by_building_an_lstm(d: int, h: int, b: int) -> int:
    """Lists the arrays of each gate by their shapes, and adds up their sizes."""
    return sum(array_sizes(("input", "forget", "output", "candidate"), d, h, b))


@generator(topic="recurrent", objective="recurrent-unrolling", minutes=3, tags=("gru", "parameters"))
@source("Cho et al., Learning phrase representations using RNN encoder–decoder, EMNLP 2014, section 2.3")
def gru_params(draw: Draw) -> Problem:
    """One GRU layer."""
    return layer_problem(draw, "GRU", GRU, GRU_BLOCKS)


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


MODEL = Formulas("v*d + layer + o*(h + 1)", let={"layer": "4*(h*d + h**2 + b*h)"}).with_wrong("""
    embedding-left-out: layer + o*(h + 1)
    no-output-layer: v*d + layer
    embedding-as-wide-as-the-state: v*h + layer + o*(h + 1)
    output-bias-left-out: v*d + layer + o*h
    output-from-the-input: v*d + layer + o*(d + 1)
    one-gate-only: v*d + layer/4 + o*(h + 1)
    embedding-with-bias: (v + 1)*d + layer + o*(h + 1)
    both-directions-counted: v*d + 2*layer + o*(2*h + 1)
    gru-counted: v*d + layer*3/4 + o*(h + 1)
""")
CLASSIFIERS = texts("""
    reviews: 一个给影评分类的模型中有一个单层、单向的 [cell]，
             A film-review classifier contains a single-layer, unidirectional [cell] with
    news: 一个给新闻分类的模型中有一个单层、单向的 [cell]，
          A news classifier contains a single-layer, unidirectional [cell] with
    letters: 一个给客户来信分类的模型中有一个单层、单向的 [cell]，
             A classifier of customer letters contains a single-layer, unidirectional [cell] with
""")


@generator(topic="recurrent", objective="recurrent-unrolling", minutes=5, tags=("lstm", "embedding", "parameters"))
@source("Goodfellow, Bengio and Courville, Deep Learning (2016), sections 10.10.1 and 12.4")
def lstm_model(draw: Draw) -> Problem:
    """One LSTM layer, then a classifier that is built around it."""
    layer = layer_problem(draw, "LSTM", LSTM, LSTM_BLOCKS, CLASSIFIERS)
    draw.pick("v", (1000, 5000, 20000))
    draw.pick("o", (2, 5))
    model = Text(
        "在[@lstm-params]的 LSTM 之前接一个词表大小为 [v] 的可学习的词元嵌入层（维数等于 LSTM 的输入维数，无偏置），"
        "最后时刻的隐藏状态之后接一个有 [o] 个输出、含偏置的全连接层。整个模型共有",
        "A learned token embedding layer with a vocabulary of [v] tokens (dimension equal to the LSTM’s input, no bias) is placed before the LSTM of "
        "[@lstm-params], and a fully connected layer with [o] outputs and biases after its last hidden state.",
    )
    part = Computed(
        "whole-model",
        MODEL,
        ask=Text(
            f"{model.zh}多少个可学习的参数？", f"{model.en} How many learnable parameters does the whole model have?"
        ),
        claim=Text(
            f"{model.zh} $[value]$ 个可学习的参数。", f"{model.en} The whole model has $[value]$ learnable parameters."
        ),
        solution=Text(
            "词元嵌入、LSTM 与输出层相加：\n\n$$[==key].$$",
            "Embedding, LSTM and output layer together:\n\n$$[==key].$$",
        ),
        difficulty=3 + (draw.params["b"] > 1),
        follows={"lstm-params": "carried + v*d + o*(h + 1)"},
    )
    return Problem((*layer.parts, part), layer.context)


@lstm_model.check
def by_building_the_model(d: int, h: int, b: int, v: int, o: int) -> dict[str, object]:
    """Lists the arrays of each gate by their shapes, and adds up their sizes; then those around the layer."""
    layer = sum(array_sizes(("input", "forget", "output", "candidate"), d, h, b))
    rows = sum(d for _ in range(v // 1000)) * 1000
    units = sum(h + 1 for _ in range(o))
    return {"lstm-params": layer, "whole-model": rows + layer + units}
