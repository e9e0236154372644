"""Byte-pair encoding: the pairs of a small corpus, merged by hand."""

from collections import Counter
from functools import cache
from itertools import pairwise

from hwgen import Computed, Draw, Formulas, Problem, generator, may_coincide, source, texts

Words = tuple[str, ...]
Counts = tuple[int, ...]
CORPORA: tuple[Words, ...] = (
    ("low", "lower", "newest", "widest"),
    ("hug", "pug", "pun", "bun"),
    ("cat", "car", "cart", "art"),
    ("sun", "sung", "ring", "rung"),
    ("set", "reset", "tree", "test"),
    ("can", "cane", "lane", "plan"),
    ("nine", "line", "lion", "ion"),
    ("tata", "tan", "nana", "ant"),
    ("deep", "keep", "peel", "steep"),
    ("data", "date", "rate", "later"),
)
COUNTS: tuple[Counts, ...] = (
    (5, 2, 6, 3),
    (10, 5, 12, 4),
    (3, 8, 4, 7),
    (9, 1, 2, 5),
    (4, 6, 3, 2),
    (2, 7, 9, 3),
    (6, 4, 11, 8),
)


def pairs(words: tuple[tuple[str, ...], ...], counts: Counts) -> Counter[tuple[str, str]]:
    """How often each pair of neighbours occurs."""
    total: Counter[tuple[str, str]] = Counter()
    for word, count in zip(words, counts, strict=True):
        for pair in pairwise(word):
            total[pair] += count
    return total


def merged(word: tuple[str, ...], pair: tuple[str, str]) -> tuple[str, ...]:
    """The word with the pair as one token, from left to right."""
    out: list[str] = []
    for letter in word:
        if out and (out[-1], letter) == pair:
            out[-1] += letter
        else:
            out.append(letter)
    return tuple(out)


@cache
def encoded(
    words: Words, counts: Counts, steps: int
) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, str], ...], tuple[int, ...]]:
    """The words after so many merges, the pairs that were merged, and how often these occurred; without pairs where two are equally frequent."""
    split, chosen, times = tuple(tuple(word) for word in words), [], []
    for _ in range(steps):
        (pair, count), (_, next_count), *_ = [*pairs(split, counts).most_common(2), (("", ""), 0)]
        if count == next_count:
            return split, (), ()
        split = tuple(merged(word, pair) for word in split)
        chosen.append(pair)
        times.append(count)
    return split, tuple(chosen), tuple(times)


def occurring(words: tuple[tuple[str, ...], ...], pair: tuple[str, str]) -> str:
    """How often a pair occurs, as the sum over the words that have it, each with its frequency."""
    times = [[*pairwise(word)].count(pair) for word in words]
    return " + ".join(f"{n}*c[{i}]" if n > 1 else f"c[{i}]" for i, n in enumerate(times) if n)


def length(words: tuple[tuple[str, ...], ...], counts: Counts) -> int:
    return sum(len(word) * count for word, count in zip(words, counts, strict=True))


FREQUENCY = Formulas("f1").with_wrong("""
    second-pair: runner_up || 这是次数第二多的一对出现的次数。 || This is how often the second most frequent pair occurs.
    words-not-occurrences: in_words
        只数了含有这一对的不同的词，没有计各词出现的次数。
        This counts the different words that have the pair, however often each occurs.
    most-frequent-letter: letter
        这是出现最多的单个字母的次数。 || This is how often the most frequent single letter occurs.
    all-words: sum(c) || 这是语料中词的总数。 || This is the number of words in the corpus.
    most-frequent-word: max(c) || 这只是出现最多的词的次数。 || This is how often the most frequent word occurs.
    pair-counted-per-letter: 2*f1
        每出现一次算了两次，两个字母各一次。 || This counts each occurrence twice, once for each letter.
""")
TOKENS = Formulas("start - f1 - f2").with_wrong("""
    one-merge-only: start - f1 || 只合并了一次。 || This merges only once.
    not-merged: start || 这是合并之前的词元数。 || This is the number before any merge.
    three-merges: start - f1 - f2 - f3 || 多合并了一次。 || This merges once too often.
    both-letters-removed: start - 2*f1 - 2*f2
        每次合并少了两个词元；两个词元合成一个，只少一个。
        This removes both tokens of each occurrence, but a new token takes their place.
    one-token-per-merge: start - 2
        以为每次合并只少一个词元；语料中每一处都要合并。
        This removes one token per merge, but the pair is merged wherever it occurs.
    tokens-of-different-words: types || 每个不同的词只算了一次。 || This counts each different word once.
    first-ranking-kept: start - f1 - runner_up
        第二次合并用了最初的次数；合并之后要重新统计。
        This uses the first counts for the second merge, but pairs are counted anew after each merge.
""")
SOURCES = texts("""
    plain: 一个小语料 || A small corpus
    titles: 一个由网页标题组成的语料 || A corpus of page titles
    logs: 一个由搜索词组成的语料 || A corpus of search queries
""")


@generator(topic="language-models", objective="lm-tokenisation", minutes=6, tags=("byte-pair-encoding", "tokenisation"))
@source(
    "Sennrich, Haddow and Birch, Neural machine translation of rare words with subword units, ACL 2016, algorithm 1"
)
@may_coincide(
    "One merge may leave the ranking as it was, and a pair may be in every word.", "all-words", "first-ranking-kept"
)
def bpe_merges(draw: Draw) -> Problem:
    """How often the first pair occurs, and the length of the corpus after two merges."""
    words = draw.pick("words", CORPORA)
    c = draw.pick("c", COUNTS)
    draw.let("corpus", draw.pick("setting", SOURCES))
    _, chosen, times = encoded(words, c, 3)
    draw.require(bool(chosen))
    letters = tuple(tuple(word) for word in words)
    ranked = pairs(letters, c).most_common(2)
    first, second = chosen[:2]
    after_two = encoded(words, c, 2)[0]
    for name, value in (
        ("f1", times[0]),
        ("f2", times[1]),
        ("f3", times[2]),
        ("runner_up", ranked[1][1]),
        ("next_runner_up", pairs(encoded(words, c, 1)[0], c).most_common(2)[1][1]),
        ("in_words", sum(1 for word in words if "".join(first) in word)),
        (
            "letter",
            max(
                Counter(
                    {x: sum(n * w.count(x) for w, n in zip(words, c, strict=True)) for x in "".join(words)}
                ).values()
            ),
        ),
        ("start", length(letters, c)),
        ("types", sum(map(len, after_two))),
    ):
        draw.let(name, value)
    table = "\n".join(f"| {word} | [c[{i}]] |" for i, word in enumerate(words))
    steps = [f"{len(word)}*c[{i}]" for i, word in enumerate(words)]
    counted, counted_next = occurring(letters, first), occurring(encoded(words, c, 1)[0], second)
    pair = "".join(first)
    last = "".join(second)
    spelled = (
        "、".join(f"`{' '.join(word)}`" for word in after_two),
        ", ".join(f"`{' '.join(word)}`" for word in after_two),
    )
    pair_frequency = Computed("pair-frequency", FREQUENCY, difficulty=2)
    corpus_length = Computed("corpus-length", TOKENS, difficulty=4)
    return Problem((pair_frequency, corpus_length)).worded(f"""
        [corpus]中各词出现的次数如下： || [corpus] has these words, with their frequencies:
        | 词 | 次数 |
        | word | frequency |
        |---|---|
        {table}
        用字节对编码（BPE）训练分词器：开始时每个字母是一个词元，不加词尾符号；
          每次合并把出现次数最多的相邻词元对合成一个新词元，合并不跨越词的边界。
        A tokeniser is trained on it by byte-pair encoding (BPE). At first every letter is a token, and there is no
          end-of-word symbol. Each merge joins the most frequent pair of neighbouring tokens into a new token, never
          across words.

        # pair-frequency
        ask: 最先合并的一对字母在语料中出现多少次？ || How many times does the first pair of letters to be merged occur in the corpus?
        claim: 最先合并的一对字母在语料中出现 $[value]$ 次。
               The first pair of letters to be merged occurs $[value]$ times in the corpus.
        solution: 按各词的次数统计相邻的字母对，次数最多的是 `{pair}`（其他各对都不超过 [runner_up] 次）：$[=={counted}]$。
                  Count the pairs of neighbouring letters with the frequencies of the words. The most frequent is
                    `{pair}` (no other pair occurs more than [runner_up] times): $[=={counted}]$.

        # corpus-length
        ask: 合并两次之后，整个语料共有多少个词元？ || How many tokens does the whole corpus have after two merges?
        claim: 合并两次之后，整个语料共有 $[value]$ 个词元。
               After two merges the whole corpus has $[value]$ tokens.
        solution: 开始时有 $[=={" + ".join(steps)}]$ 个词元。合并 `{pair}` 之后重新统计，再合并得到 `{last}`，
                    出现 $[=={counted_next}]$ 次（其他各对都不超过 [next_runner_up] 次）；各词成为 {spelled[0]}。每合并一处，少一个词元：
                  At first there are $[=={" + ".join(steps)}]$ tokens. After `{pair}` is merged, the pairs are counted
                    anew, and the next merge makes `{last}`, which occurs $[=={counted_next}]$ times (no other pair
                    occurs more than [next_runner_up: 1=once|# times]); the words are now
                    {spelled[1]}. Each occurrence that is merged removes one token:
                  $$[==start - f1 - f2].$$
    """)


@bpe_merges.check
def by_rewriting_the_text(words: Words, c: Counts) -> dict[str, int]:
    """Writes the whole corpus out, letter by letter, and replaces the most frequent pair in the text."""
    text = [symbol for word, count in zip(words, c, strict=True) for _ in range(count) for symbol in ("/", *word)]
    first = 0
    for _ in range(2):
        seen: dict[str, int] = {}
        for left, right in pairwise(text):
            if "/" not in (left, right):
                seen[f"{left} {right}"] = seen.get(f"{left} {right}", 0) + 1
        pair = max(seen, key=lambda key: seen[key])
        first = first or seen[pair]
        left, right = pair.split()
        at = 0
        while at < len(text) - 1:
            if text[at] == left and text[at + 1] == right:
                text[at : at + 2] = [left + right]
            at += 1
    return {"pair-frequency": first, "corpus-length": sum(1 for symbol in text if symbol != "/")}
