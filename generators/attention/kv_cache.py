"""How much memory the keys and values of a language model take while it generates."""

from fractions import Fraction

from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, generator, number_tex

MODELS = (
    (12, 12, 12, 64),
    (24, 16, 16, 64),
    (32, 32, 32, 128),
    (32, 32, 8, 128),
    (40, 40, 40, 128),
    (80, 64, 8, 128),
    (6, 8, 8, 64),
    (28, 28, 4, 128),
    (16, 16, 1, 64),
)
CACHE = Formulas(
    "2*c[0]*c[2]*c[3]*T*B*by/2**20",
    wrong={
        "keys-without-values": "c[0]*c[2]*c[3]*T*B*by/2**20",
        "query-heads-counted": "2*c[0]*c[1]*c[3]*T*B*by/2**20 if c[1] != c[2] else None",
        "one-layer-only": "2*c[2]*c[3]*T*B*by/2**20",
        "quadratic-in-tokens": "2*c[0]*c[2]*c[3]*T*T*B*by/2**20",
        "bits-for-bytes": "2*c[0]*c[2]*c[3]*T*B*by*8/2**20",
        "batch-forgotten": "2*c[0]*c[2]*c[3]*T*by/2**20 if B > 1 else None",
    },
)


@generator(
    topic="attention",
    objective="attention-cost",
    minutes=4,
    tags=("kv-cache", "memory"),
    source="Shazeer, Fast transformer decoding: one write-head is all you need (2019); Ainslie et al., GQA, EMNLP 2023",
)
def kv_cache(draw: Draw) -> Problem:
    """The size of a KV cache in MiB."""
    c = draw.pick("c", MODELS)
    T = draw.pick("T", (512, 1024, 2048, 4096, 8192))
    B = draw.pick("B", (1, 2, 4, 8))
    by = draw.pick("by", (1, 2, 4))
    layers, queries, heads, size = c

    def context() -> Text:
        return Text(
            zh=f"一个解码器语言模型有 {layers} 层，每层有 {queries} 个查询头和 {heads} 个键/值头，每个头的维数为 {size}。推理时缓存全部层中每个"
            f"词元的键与值，每个数占 {by} 个字节。批量大小为 {B}，每个序列有 {T} 个词元。",
            en=f"A decoder language model has {layers} layers, each with {queries} query heads and {heads} key/value head{'s' if heads > 1 else ''} of "
            f"dimension {size}. At inference the keys and values of every token are cached in all layers, with {by} byte"
            f"{'s' if by > 1 else ''} per number. The batch size is {B}, and each sequence has {T} tokens.",
        )

    def wording() -> Wording:
        value = Fraction(2 * layers * heads * size * T * B * by, 2**20)
        line = (
            rf"$$\frac{{2 \times {layers} \times {heads} \times {size} \times {T} \times {B} \times {by}}}{{2^{{20}}}}"
            rf" = {number_tex(value)}\ \mathrm{{MiB}}$$"
        )
        return Wording(
            ask=Text(zh="键值缓存共占多少 MiB？", en="How many MiB does the cache take?"),
            claim=Text(zh="键值缓存共占 ${}$。", en="The cache takes ${}$."),
            solution=Text(
                zh=f"因子依次为：键与值、层数、键/值头数、头的维数、词元数、批量大小、每个数的字节数。\n\n{line}",
                en="The factors are: keys and values, layers, key/value heads, dimension of a head, tokens, batch size, bytes per "
                f"number.\n\n{line}",
            ),
        )

    part = Computed(
        "attn/kv-cache",
        CACHE,
        draw.params,
        wording,
        difficulty=2 + (queries != heads) + (by == 1),
        conventions=("mebibyte",),
        places=2,
        unit="MiB",
    )
    return Problem((part,), context)


@kv_cache.check
def by_growing_the_cache(c: tuple[int, int, int, int], T: int, B: int, by: int) -> Fraction:
    """Adds the bytes that one token stores in each layer and head, token after token in steps of 512."""
    layers, _, heads, size = c
    token = sum(size * by + size * by for _ in range(heads)) * layers
    stored = 0
    for _ in range(B):
        for _ in range(T // 512):
            stored += 512 * token
    return Fraction(stored, 1024) / 1024
