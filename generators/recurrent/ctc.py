"""Connectionist temporal classification on a few frames: which paths collapse to a label sequence, and its probability."""

from functools import cache
from itertools import groupby, product

from hwgen import Computed, Draw, Formulas, Problem, R, Text, generator, may_coincide, source

Symbols = tuple[int, ...]
Rows = tuple[tuple[int, int, int], ...]
BLANK = 0

# What takes in more paths, by the case to which it belongs.
WIDER = (
    (
        "blanks-removed-first",
        "single",
        Text(
            "先删去了空白符再合并；应先合并，所以中间有空白符的两个标签不会合并。",
            "This removes blanks before it merges. Merging comes first, so that labels with a blank between them stay apart.",
        ),
    ),
    (
        "either-order",
        "pair",
        Text("把次序相反的标签序列的路径也算了进来。", "This includes the paths of the labels in the other order."),
    ),
    (
        "blank-not-needed",
        "double",
        Text(
            "没有要求两个相同的标签之间有空白符；没有它，两者会合并成一个。",
            "This does not ask for a blank between the two equal labels, which are merged without it.",
        ),
    ),
)

COUNT = (
    Formulas(
        # T + U - r over T - U - r, for U labels of which r are equal to the one before.
        "prod(T + U - r - i for i in range(T - U - r))/prod(i + 1 for i in range(T - U - r))"
    )
    .with_wrong("""
    all-sequences: 3**T
        算了所有的符号序列，不论它们归并成什么。 || This counts all sequences of symbols, whatever they collapse to.
    sequences-of-label-and-blank: None if pair else 2**T
        算了标签与空白符的所有序列，不论它们归并成什么。
        This counts all sequences of the label and the blank, whatever they collapse to.
    paths-without-blanks: None if r else prod(T - i for i in range(1, U))
        漏了含空白符的路径。 || This leaves out the paths with blanks.
    every-label-in-one-frame: 3
        以为每个标签只占一帧；相邻的重复符号会合并。
        This gives each label a single frame, but equal neighbours are merged.
    no-blank-between: 4 if pair else None
        漏了两个标签之间有空白符的路径。 || This leaves out the path with a blank between the labels.
    one-blank-only: 2 if r else None || 漏了有两个空白符的路径。 || This leaves out the paths with two blanks.
""")
    .with_wrong({name: (f"len(more) if case == {case!r} else None", why) for name, case, why in WIDER})
)

PATH = "prod(p[t][s[t]] for t in range(T))"

PROBABILITY = (
    Formulas(f"sum({PATH} for s in paths)")
    .with_wrong("""
    best-path-alone: max(prod(p[t][s[t]] for t in range(T)) for s in paths)
        只取了最可能的一条路径，应对所有路径求和。
        This takes the most likely of these paths instead of adding up all of them.
    probability-without-blanks: None if r else sum(prod(p[t][s[t]] for t in range(T)) for s in paths if 0 not in s)
        漏了含空白符的路径。 || This leaves out the paths with blanks.
    no-repeated-symbols: sum(prod(p[t][s[t]] for t in range(T)) for s in paths if sum(min(k, 1) for k in s) == U)
        漏了同一个标签占几帧的路径。 || This leaves out the paths in which a label takes several frames.
    paths-averaged: sum(prod(p[t][s[t]] for t in range(T)) for s in paths)/len(paths)
        对各条路径的概率取了平均，应求和。 || This averages over the paths instead of adding them up.
    greedy-path: prod(max(p[t]) for t in range(T))
        这是各帧都取最可能符号的那条路径的概率，不论它归并成什么。
        This is the probability of the path with the most likely symbol in each frame, whatever it collapses to.
""")
    .with_wrong({name: (f"sum({PATH} for s in more) if case == {case!r} else None", why) for name, case, why in WIDER})
)

# In tenths: the blank and the two labels, frame by frame.
OUTPUTS: tuple[Rows, ...] = (
    ((2, 5, 3), (4, 3, 3), (1, 2, 7), (6, 3, 1)),
    ((1, 6, 3), (5, 2, 3), (3, 2, 5), (2, 7, 1)),
    ((3, 4, 3), (2, 2, 6), (5, 1, 4), (1, 3, 6)),
    ((5, 4, 1), (1, 7, 2), (2, 4, 4), (4, 5, 1)),
    ((4, 1, 5), (6, 2, 2), (3, 6, 1), (1, 8, 1)),
    ((2, 2, 6), (7, 1, 2), (1, 5, 4), (5, 2, 3)),
    ((6, 3, 1), (2, 5, 3), (4, 1, 5), (3, 4, 3)),
    ((1, 2, 7), (3, 4, 3), (2, 7, 1), (7, 1, 2)),
)

# The labels by their columns, and the number of frames.
CASES: dict[str, tuple[Symbols, int]] = {"single": ((1,), 3), "pair": ((1, 2), 3), "double": ((1, 1), 4)}

READERS = {
    "speech": (Text("一个小型语音识别网络", "A small speech recogniser"), "ab"),
    "handwriting": (Text("一个手写文本行识别网络", "A handwriting recogniser"), "mn"),
    "morse": (Text("一个识别摩尔斯电码录音的网络", "A network that reads recordings of Morse code"), "et"),
}


def collapsed(path: Symbols) -> Symbols:
    """Equal neighbours merged, then blanks removed."""
    return tuple(symbol for symbol, _ in groupby(path) if symbol != BLANK)


@cache
def paths_to(labels: Symbols, frames: int) -> tuple[Symbols, ...]:
    return tuple(path for path in product(range(3), repeat=frames) if collapsed(path) == labels)


@cache
def wider(labels: Symbols, frames: int) -> tuple[Symbols, ...]:
    """The paths that a mistake takes in: of different labels in either order, of equal ones without regard to blanks."""
    if len(set(labels)) > 1:
        return paths_to(labels, frames) + paths_to(labels[::-1], frames)
    symbols = product((BLANK, labels[0]), repeat=frames)
    return tuple(path for path in symbols if path.count(labels[0]) >= len(labels))


@generator(topic="recurrent", objective="recurrent-architectures", minutes=7, tags=("ctc", "sequence-labelling"))
@source("Graves et al., Connectionist temporal classification, ICML 2006, sections 3 and 4.1")
@may_coincide("The likeliest path is the greedy one.", "greedy-path")
def ctc_paths(draw: Draw) -> Problem:
    """The number of paths that collapse to a label sequence, and its probability."""
    case = draw.pick("case", tuple(CASES))
    swap = draw.pick("swap", (0, 1))
    rows = draw.pick("rows", OUTPUTS)
    reader, letters = draw.pick("setting", READERS)
    labels, T = CASES[case]
    labels = tuple(3 - label for label in labels) if swap else labels
    p = draw.let("p", tuple(tuple(R(tenths, 10) for tenths in row) for row in rows[:T]))
    paths = draw.let("paths", paths_to(labels, T))
    draw.let("more", wider(labels, T))
    for name, value in (("T", T), ("U", len(labels)), ("r", case == "double"), ("pair", case == "pair")):
        draw.let(name, int(value))
    draw.let("reader", reader)

    def spelt(path: Symbols) -> str:
        return f"`{''.join(f'-{letters}'[symbol] for symbol in path)}`"

    target = spelt(labels)
    first, second = (f"`{letter}`" for letter in letters)
    table = "\n".join(f"| {t + 1} | $[p[{t}][0]]$ | $[p[{t}][1]]$ | $[p[{t}][2]]$ |" for t in range(len(p)))
    table = f"|---|---|---|---|\n{table}"
    terms = [" * ".join(f"p[{t}][{symbol}]" for t, symbol in enumerate(path)) for path in paths]
    # One step, with two products in a line.
    worked = [f"[=={term}]" for term in terms]
    products = r",\\ ".join(r",\qquad ".join(worked[i : i + 2]) for i in range(0, len(worked), 2))
    gathered = rf"\begin{{gathered}} {products}. \end{{gathered}}"
    sum_of_paths = " + ".join(f"[{term}]" for term in terms)
    spellings = [spelt(path) for path in paths]
    ctc_path_count = Computed("ctc-path-count", COUNT, difficulty=3)
    ctc_probability = Computed("ctc-probability", PROBABILITY, difficulty=4, places=4, most=1)
    return Problem((ctc_path_count, ctc_probability)).worded(f"""
        [reader]用 CTC 训练，输出符号有标签 {first}、{second} 和空白符 `-`。每帧取一个符号，成为一条路径；
          先合并相邻的相同符号，再删去空白符，路径就归并为一个标签序列。对长度为 [T] 帧的输入，
          网络给出各帧的概率（各帧独立）：
        [reader] is trained with CTC. Its symbols are the labels {first} and {second} and the blank `-`. A path has one
          symbol per frame, and it collapses to a label sequence: equal neighbours are merged first, then blanks are
          removed. For an input of [T] frames, the network gives these probabilities; the frames are treated
          as independent:
        | 帧 | `-` | {first} | {second} |
        | frame | `-` | {first} | {second} |
        {table}

        # ctc-path-count
        ask: 长度为 [T] 的路径中，有多少条归并为 {target}？ || How many paths of [T] frames collapse to {target}?
        claim: 长度为 [T] 的路径中，有 $[value]$ 条归并为 {target}。
               The number of paths of [T] frames that collapse to {target} is $[value]$.
        solution: [r: 1=两个相同的标签之间必须有空白符。|]逐一数出路径 {"、".join(spellings)}：$[key]$。
                  [r: 1=There has to be a blank between the two equal labels. |]Count the paths
                    {", ".join(spellings)}: $[key]$.

        # ctc-probability
        ask: 网络给出的标签序列 {target} 的概率是多少？
             What probability does the network give to the label sequence {target}?
        claim: 网络给出的标签序列 {target} 的概率是 $[value]$。
               The probability that the network gives to the label sequence {target} is $[value]$.
        solution: 各帧的概率相乘，依次得到路径 {"、".join(spellings)} 的概率：
                  The probability of a path is the product over its frames; for {", ".join(spellings)}, this gives in turn
                  $${gathered}$$
                  各路径相加，得
                  Added up, they give
                  $${sum_of_paths} = [key].$$
    """)


@ctc_paths.check
def by_forward_variables(case: str, swap: int, rows: Rows) -> dict[str, object]:
    """The forward algorithm on the labels with blanks around them, once with all probabilities 1."""
    labels, frames = CASES[case]
    labels = tuple(3 - label for label in labels) if swap else labels
    return {
        "ctc-path-count": forward(labels, tuple((R(1),) * 3 for _ in range(frames))),
        "ctc-probability": forward(labels, tuple(tuple(R(n, 10) for n in row) for row in rows[:frames])),
    }


def forward(labels: Symbols, outputs: tuple[tuple[R, ...], ...]) -> R:
    extended = [BLANK]
    for label in labels:
        extended += [label, BLANK]
    masses = [R(0)] * len(extended)
    masses[0], masses[1] = outputs[0][BLANK], outputs[0][labels[0]]
    for frame in outputs[1:]:
        before = masses
        masses = []
        for place, symbol in enumerate(extended):
            mass = before[place]
            if place >= 1:
                mass += before[place - 1]
            # A blank is skipped only between different labels.
            if place >= 2 and symbol != BLANK and symbol != extended[place - 2]:
                mass += before[place - 2]
            masses.append(mass * frame[symbol])
    return masses[-1] + masses[-2]
