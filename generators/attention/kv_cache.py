"""How much memory the keys and values of a language model take while it generates."""

from hwgen import Computed, Draw, Formulas, Problem, R, generator, source, texts

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
CACHE = Formulas("2*L*H*D*T*B*by/2**20", let={"L": "c[0]", "Q": "c[1]", "H": "c[2]", "D": "c[3]"}).with_wrong("""
    keys-without-values: L*H*D*T*B*by/2**20
    query-heads-counted: 2*L*Q*D*T*B*by/2**20 if Q != H else None
    one-layer-only: 2*H*D*T*B*by/2**20
    quadratic-in-tokens: 2*L*H*D*T*T*B*by/2**20
    bits-for-bytes: 2*L*H*D*T*B*by*8/2**20
    batch-forgotten: 2*L*H*D*T*by/2**20 if B > 1 else None
    queries-cached-too: (2*H + Q)*L*D*T*B*by/2**20
    single-precision-cache: 2*L*H*D*T*B*4/2**20 if by < 4 else None
        按每个数 4 个字节计算；题中每个数占 [by] 个字节。 || This takes 4 bytes per number instead of [by].
    outputs-cached-too: (2*H + 2*Q)*L*D*T*B*by/2**20 if Q > H or by != 2 else None
""")
SERVERS = texts("""
    model: 一个解码器语言模型 || A decoder language model
    chat: 聊天服务所用的解码器语言模型 || The decoder language model of a chat service
    summary: 为新闻写摘要的解码器语言模型 || A decoder language model that summarises news articles
""")


@generator(topic="attention", objective="attention-cost", minutes=4, tags=("kv-cache", "memory"))
@source("Shazeer, Fast transformer decoding: one write-head is all you need (2019); Ainslie et al., GQA, EMNLP 2023")
def kv_cache(draw: Draw) -> Problem:
    """The size of a KV cache in MiB."""
    draw.pick("c", MODELS)
    draw.pick("T", (512, 1024, 2048, 4096, 8192))
    # With 2 sequences, the batch size could not be told from keys and values.
    draw.pick("B", (1, 4, 8))
    draw.pick("by", (1, 2, 4))
    draw.let("model", draw.setting(SERVERS))
    part = Computed(
        "attn/kv-cache",
        CACHE,
        difficulty="2 + (c[1] != c[2])",
        conventions=("mebibyte",),
        unit="MiB",
    )
    return Problem(part).worded(r"""
        [model]有 [c[0]] 层，每层有 [c[1]] 个查询头和 [c[2]] 个键值头，每个头的维数为 [c[3]]。
          推理时缓存全部层中每个词元的键与值，每个数占 [by] 个字节。批量大小为 [B]，每个序列有 [T] 个词元。
        [model] has [c[0]] layers, each with [c[1]] query heads and [c[2]: # key-value head|# key-value heads] of
          dimension [c[3]]. At inference the keys and values of every token are cached in all layers, with
          [by: # byte|# bytes] per number. The batch size is [B], and each sequence has [T] tokens.

        ask: KV 缓存共占多少 MiB？ || How many MiB does the KV cache take?
        claim: KV 缓存共占 $[value]$。 || The KV cache takes $[value]$.
        solution: 因子依次是键与值、层数、键值头数、头的维数、词元数、批量大小、每个数的字节数：
                  The factors are keys and values, layers, key-value heads, dimension of a head, tokens, batch size and
                    bytes per number:
                  $$[==key]\ \mathrm{MiB}.$$
    """)


@kv_cache.check
def by_growing_the_cache(c: tuple[int, int, int, int], T: int, B: int, by: int) -> R:
    """Adds the bytes that one token stores in each layer and head, token after token in steps of 512."""
    layers, _, heads, size = c
    token = sum(size * by + size * by for _ in range(heads)) * layers
    stored = 0
    for _ in range(B):
        for _ in range(T // 512):
            stored += 512 * token
    return R(stored, 1024) / 1024
