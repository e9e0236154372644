"""The side of a feature map after max pooling."""

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, generator, may_coincide

SIDE = Formulas(
    "floor((n - k)/2) + 1",
    wrong={
        "no-plus-one": "floor((n - k)/2)",
        "rounds-up": "ceiling((n - k)/2) + 1",
        "same-size": "n",
        "ignores-stride": "n - k + 1",
        "strides-twice": ("floor((n - k)/4) + 1", Text(zh="除了两次步幅。", en="This divides by the stride twice.")),
        "windows-apart": (
            "floor(n/(k + 2))",
            Text(zh="窗口之间又隔了步幅。", en="This leaves a stride between windows."),
        ),
    },
)


@generator(topic="basics", minutes=1, source="Dumoulin and Visin (2016), section 3")
@may_coincide("Whether something is left over is what the question is about.", "rounds-up", "windows-apart")
def max_pool(draw: Draw) -> Problem:
    n = draw.pick("n", (14, 28, 29, 55))
    k = draw.pick("k", (2, 3))

    def wording() -> Wording:
        worked = SIDE.worked(draw.params)
        return Wording(
            ask=Text(zh="输出的边长是多少？", en="What is the side of the output?"),
            claim=Text(zh="输出的边长是 ${}$。", en="The side of the output is ${}$."),
            solution=Text(zh=f"$${worked}.$$", en=f"$${worked}.$$"),
        )

    def context() -> Text:
        return Text(
            zh=f"边长为 {n} 的特征图经过 ${k} \\times {k}$、步幅为 2、无填充的最大池化。",
            en=f"A feature map of side {n} meets ${k} \\times {k}$ max pooling with stride 2 and no padding.",
        )

    side = Computed("side", SIDE, draw.params, wording, difficulty=1 + (n % 2), conventions=("floor",))
    return Problem((side,), context)


@max_pool.check
def by_counting(n: int, k: int) -> int:
    return len(range(0, n - k + 1, 2))
