"""The shapes of what PyTorch’s LSTM returns."""

from hwgen import Computed, Draw, Formulas, Problem, Text, generator, may_coincide, source, texts

OUTPUT = Formulas("(B, T, D*h) if first else (T, B, D*h)", let={"D": "2 if bi else 1"}).with_wrong("""
    other-axis-first: (T, B, D*h) if first else (B, T, D*h)
        批量与时间两个轴的次序反了。 || This exchanges the axes of batch and time.
    one-direction-in-the-output: ((B, T, h) if first else (T, B, h)) if bi else None
        漏了一个方向；两个方向的输出拼接在一起。 || This forgets a direction; the outputs of both are concatenated.
    width-of-the-input: (B, T, d) if first else (T, B, d)
        输出的维数取成了输入的特征维数。 || This gives the output the feature dimension of the input.
    layers-side-by-side: ((B, T, L*D*h) if first else (T, B, L*D*h)) if L > 1 else None
        把各层的状态拼接了起来，`output` 只含最后一层[2*bi + L: 2=；或按双向计算了，这个 LSTM 是单向的|]。
        This concatenates all layers, but `output` contains the last layer only[2*bi + L: 2=; or it counts two directions,
          but there is one|].
    gates-side-by-side: (B, T, 4*D*h) if first else (T, B, 4*D*h)
        把四个门拼接了起来。 || This concatenates the four gates.
    both-directions-in-the-output: None if bi else ((B, T, 2*h) if first else (T, B, 2*h))
        按双向计算；这个 LSTM 是单向的。 || This counts two directions, but there is one.
""")

STATE = Formulas("(D*L, B, h)", let={"D": "2 if bi else 1"}).with_wrong("""
    state-with-batch-first: (B, D*L, h)
        把批量放在了最前；`h_n` 的第一个轴是层与方向[first: 1=，`batch_first` 不影响它|]。
        This puts the batch first, but the first axis of `h_n` is that of layers and
          directions[first: 1=, whatever `batch_first` says|].
    directions-in-the-width: (L, B, D*h) if bi else None
        把两个方向拼接了起来；在 `h_n` 中它们沿第一个轴排列。
        This concatenates the directions, but in `h_n` they follow each other along the first axis.
    last-layer-state: (D, B, h) if L > 1 and not (bi and L == 2) else None || 只算了最后一层。 || This counts the last layer only.
    one-direction-in-the-state: (L, B, h) if bi else None
        漏了一个方向[L: 2=，或只算了最后一层|]。 || This forgets a direction[L: 2=, or counts the last layer only|].
    both-directions-in-the-state: None if bi else (2*L, B, h)
        按双向计算；这个 LSTM 是单向的。 || This counts two directions, but there is one.
    state-of-every-step: (T, B, h)
        这里含所有时刻；`h_n` 只含最后算出的状态。 || This has all steps, but `h_n` contains only the state computed last.
    cell-states-too: (2*D*L, B, h) if bi else None || 把 `c_n` 也算了进来。 || This includes `c_n`.
    state-as-wide-as-the-input: (D*L, B, d)
        状态的维数取成了输入的特征维数。 || This gives the state the feature dimension of the input.
""")

READ = texts("""
    text: 句子 || sentences
    speech: 语音片段 || utterances
    weather: 气象序列 || weather records
""")


@generator(topic="recurrent", objective="recurrent-programs", minutes=4, tags=("lstm", "shapes", "pytorch"))
@source("PyTorch documentation, torch.nn.LSTM")
@may_coincide("Its reason names both directions, too, where there are two layers.", "both-directions-in-the-output")
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
    # Else the state has the same shape with the batch first.
    draw.require(L * (1 + bi) != B)
    arguments = "[d], [h]" + ", num_layers=[L]" * (L > 1) + ", bidirectional=True" * bi + ", batch_first=True" * first
    for name in ("d", "h", "L"):
        arguments = arguments.replace(f"[{name}]", str(draw.params[name]))
    shape = f"{B}, {T}" if first else f"{T}, {B}"
    program = f"```python\nlstm = nn.LSTM({arguments})\nx = torch.randn({shape}, {draw.params['d']})\noutput, (h_n, c_n) = lstm(x)\n```"
    output_shape = Computed("output-shape", OUTPUT, difficulty="2 + bi", form="shape")
    state_shape = Computed("state-shape", STATE, difficulty=3, form="shape")
    return Problem(
        (output_shape, state_shape),
        Text(
            f"下面的 PyTorch 程序用 LSTM 处理一批[data]，特征维数为 [d]：\n\n{program}",
            f"This PyTorch program runs an LSTM on a batch of [data] with the feature dimension [d]:\n\n{program}",
        ),
    ).worded(r"""
        # output-shape
        ask: `output` 的形状是什么？ || What is the shape of `output`?
        claim: `output` 的形状是 $[value]$。 || The shape of `output` is $[value]$.
        solution: `output` 含最后一层在所有时刻的状态[bi: 1=，两个方向拼接在一起（$2 \times [h] = [2*h]$）|]；
                    [first: 1=`batch_first=True`，批量在前|默认时间在前]：
                    $[B if first else T] \times [T if first else B] \times [D*h]$。
                  `output` contains the states of the last layer at all
                    steps[bi: 1=, both directions concatenated ($2 \times [h] = [2*h]$)|];
                    [first: 1=with `batch_first=True` the batch comes first|by default time comes first]:
                    $[B if first else T] \times [T if first else B] \times [D*h]$.

        # state-shape
        ask: `h_n` 的形状是什么？ || What is the shape of `h_n`?
        claim: `h_n` 的形状是 $[value]$。 || The shape of `h_n` is $[value]$.
        solution: `h_n` 含每一层、每一方向最后算出的状态，共 [D*L: 1=1|$[L] \times [D] = [D*L]$] 个[first: 1=，`batch_first` 不影响它|]：
                    $[D*L] \times [B] \times [h]$。
                  `h_n` contains the state computed last in each layer and direction, [D*L: 1=1|$[L] \times [D] = [D*L]$] in
                    all[first: 1=; `batch_first` does not apply to it|]: $[D*L] \times [B] \times [h]$.
    """)


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
