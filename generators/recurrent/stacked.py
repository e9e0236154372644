"""The parameters of an LSTM with several layers or two directions."""

from hwgen import Computed, Draw, Formulas, Problem, generator, source, texts

STACKED = Formulas("D*(4*h*(d + h + 2) + (L - 1)*4*h*(D*h + h + 2))").with_wrong("""
    later-layers-read-one-direction: D*(4*h*(d + h + 2) + (L - 1)*4*h*(h + h + 2)) if D > 1 and L > 1 else None
        以为后面的层只读取一个方向；它们读取两个方向拼接的 [2*h] 维。
        This lets later layers read one direction; they read both, which have [2*h] dimensions.
    every-layer-reads-the-input: D*L*4*h*(d + h + 2) if L > 1 else None
        以为每一层都读取输入；只有第一层读取。 || This lets every layer read the input; only the first one does.
    second-direction-left-out: 4*h*(d + h + 2) + (L - 1)*4*h*(D*h + h + 2) if D > 1 else None
        漏了另一个方向。 || This leaves out the other direction.
    one-bias-vector: D*(4*h*(d + h + 1) + (L - 1)*4*h*(D*h + h + 1))
        每个门只计了一个偏置向量。 || This counts one bias vector for each gate.
    first-layer-alone: D*4*h*(d + h + 2) if L > 1 else None
        只计了第一层。 || This counts the first layer only.
    gates-left-out: D*(h*(d + h + 2) + (L - 1)*h*(D*h + h + 2))
        漏乘了 4：三个门和候选状态各有一组参数。
        This leaves out the factor four: three gates and the candidate have parameters of their own.
    three-gates: D*(3*h*(d + h + 2) + (L - 1)*3*h*(D*h + h + 2))
        漏了候选状态的一组。 || This leaves out the parameters of the candidate.
    two-directions-for-one: 2*(4*h*(d + h + 2) + (L - 1)*4*h*(h + h + 2)) if D == 1 else None
        按两个方向把参数个数加倍了；这个 LSTM 是单向的。
        This doubles the number, as if for two directions, but the LSTM has one.
    input-of-both-directions: D*(4*h*(D*d + h + 2) + (L - 1)*4*h*(D*h + h + 2)) if D > 1 else None
        第一层每个方向按 [2*d] 维输入计算，应为 [d] 维。
        This lets each direction of the first layer read [2*d] inputs instead of [d].
    state-of-both-directions: D*(4*h*(d + D*h + 2) + (L - 1)*4*h*(D*h + D*h + 2)) if D > 1 else None
        以为每个方向读取两个方向的隐藏状态；它只读取自己的。
        This lets each direction read the hidden states of both; it reads its own only.
    layer-too-many: D*(4*h*(d + h + 2) + L*4*h*(D*h + h + 2))
        多算了一层。 || This counts one layer too many.
    biases-left-out: D*(4*h*(d + h) + (L - 1)*4*h*(D*h + h))
        漏了偏置。 || This leaves out the biases.
""")
MODELS = texts("""
    tagger: 一个标注词性的网络 || A network that tags parts of speech
    handwriting: 一个识别手写文字的网络 || A network that recognises handwriting
    earthquakes: 一个分析地震波的网络 || A network that analyses seismic waves
""")


@generator(topic="recurrent", objective="recurrent-unrolling", minutes=4, tags=("lstm", "parameters", "bidirectional"))
@source(
    "PyTorch documentation, torch.nn.LSTM; Zhang, Lipton, Li and Smola, Dive into Deep Learning (2023), section 10.4"
)
def stacked_lstm_params(draw: Draw) -> Problem:
    """The parameters of a stack of LSTM layers in one or two directions."""
    draw.let("model", draw.pick("setting", MODELS))
    d = draw.pick("d", (10, 50, 64, 100, 300))
    h = draw.pick("h", (16, 32, 64, 100, 128))
    L = draw.pick("L", (1, 2, 3))
    D = draw.pick("D", (1, 2))
    draw.require((L > 1 or D > 1) and d not in (h, 2 * h))
    # It takes more than a few numbers to describe a word.
    draw.require(d >= 50 or draw.params["setting"] != "tagger")
    first, later = "[4*h*(d + h + 2)]", "[4*h*(D*h + h + 2)]"
    layers = first if L == 1 else f"{first} + {later}" if L == 2 else rf"{first} + [L - 1] \times {later}"
    total = layers if D == 1 else rf"[D] \times {layers}" if L == 1 else rf"[D] \times ({layers})"
    question = Computed("rnn/stacked-bilstm-params", STACKED, difficulty="2 + (L > 1 and D > 1)")
    return Problem(question).worded(rf"""
        [model]使用 PyTorch 的 [L] 层[D: 1=单向|双向] LSTM：输入为 [d] 维，[D: 1=|每个方向的]隐藏状态为 [h] 维，没有投影层。
          每个门和候选状态各有两个偏置向量[D: 1=|[L: 1=|；两个方向的输出拼接后送入下一层]]。
        [model] uses a [D: 1=unidirectional|bidirectional] PyTorch LSTM with [L: # layer|# layers]: its inputs have [d]
          dimensions, the hidden state[D: 1=| of each direction] has [h], and there is no projection. Each gate (and the
          candidate) has two bias
          vectors[D: 1=|[L: 1=|; the outputs of both directions are concatenated for the next layer]].

        ask: 这个 LSTM 有多少个可学习的参数？ || How many learnable parameters does the LSTM have?
        claim: 这个 LSTM 有 $[value]$ 个可学习的参数。 || The LSTM has $[value]$ learnable parameters.
        solution: [L: 1=|第一层][D: 1=|每个方向]有 $4 \times [h] \times ([d] + [h] + 2) = {first}$ 个参数[L: 1=|，
                    [L: 2=第二层|以后每层][D: 1=|每个方向]有 $4 \times [h] \times ([D*h] + [h] + 2) = {later}$ 个]：
                  [D: 1=The first layer|[L: 1=Each|In the first layer, each] direction] has
                    $4 \times [h] \times ([d] + [h] + 2) = {first}$ parameters[L: 1=|,
                    and in [L: 2=the second layer|each later layer] there are $4 \times [h] \times ([D*h] + [h] + 2) = {later}$[D: 1=| per direction]]:
                  $${total} = [key].$$
    """)


@stacked_lstm_params.check
def by_listing_tensors(d: int, h: int, L: int, D: int) -> int:
    """Lists the shapes of the tensors that PyTorch makes, and adds up their numbers of entries."""
    tensors = []
    entering = d
    for _ in range(L):
        for _ in range(D):
            tensors += [(4 * h, entering), (4 * h, h), (4 * h, 1), (4 * h, 1)]
        entering = D * h
    return sum(rows * columns for rows, columns in tensors)
