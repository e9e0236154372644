"""The words by which questions, their parts and their kinds are called, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hwgen.lms.written.draft import Sort
from hwgen.lms.written.folding import folded

TRUE = frozenset(
    [
        "√",
        "✓",
        "✔",
        "☑",
        "对",
        "正确",
        "是",
        "真",
        "t",
        "true",
        "y",
        "yes",
        "right",
        "correct",
        "richtig",
        "wahr",
        "vrai",
        "1",
    ]
)
FALSE = frozenset(
    [
        "×",
        "✗",
        "✘",
        "✕",
        "☒",
        "x",
        "错",
        "错误",
        "不对",
        "不正确",
        "非",
        "否",
        "假",
        "f",
        "false",
        "n",
        "no",
        "wrong",
        "incorrect",
        "falsch",
        "faux",
        "0",
    ]
)
# The first that is found in a heading or a tag; “多选” has to come before “选”.
SORTS: tuple[tuple[str, Sort], ...] = (
    (r"排序|ordering|put in order", "order"),
    (r"连线|连连看|匹配|配对|配伍|matching|match the", "match"),
    (r"多选|多项|不定项|multiple[ -]?(?:answers?|responses?|select)|checkbox|mehrfachauswahl", "several"),
    (
        r"判断|是非|对错|正误|true\s*(?:/|or|-)?\s*false|\bt\s*/\s*f\b|judg|richtig\s*(?:/|oder)\s*falsch|vrai\s*(?:/|ou)\s*faux",
        "truth",
    ),
    (r"填空|完形|fill|blank|cloze|completion|lückentext|textes? à trous", "blank"),
    (r"单选|单项|选择|choice|single|quiz\b|einfachauswahl|\bqcm\b", "choice"),
    (
        r"名词解释|简答|问答|论述|计算|分析题|解答|案例|写作|应用题|证明|推导|编程|程序设计|画图|作图|综合题|essay|long[ -]answer|free[ -]response|open|discuss|explain",
        "essay",
    ),
    # A number is typed, too.
    (r"short[ -]?answer|short text|numeric|数值", "short"),
)
# As columns of spreadsheets and platforms shorten them.
SHORT: dict[str, Sort] = {
    "mc": "choice",
    "mcq": "choice",
    "sc": "choice",
    "ma": "several",
    "mr": "several",
    "msq": "several",
}
SHORT |= {"tf": "truth", "t/f": "truth", "fib": "blank", "fitb": "blank", "sa": "short", "es": "essay"}
DIFFICULTIES = {"易": 2, "容易": 2, "简单": 2, "easy": 2, "中": 3, "中等": 3, "一般": 3, "medium": 3, "难": 4}
DIFFICULTIES |= {"moderate": 3, "average": 3, "challenging": 4, "basic": 2}
DIFFICULTIES |= {"较易": 2, "较难": 4, "困难": 4, "hard": 4, "difficult": 4, **{str(n): n for n in range(1, 6)}}
UNIT = r"(?:分|points?\b|pts?\b|marks?\b|punkte?n?\b)"
POINTS = rf"(\d{{1,3}}(?:\.\d+)?)\s*{UNIT}"


# Figures in words before a unit of points: 两分, two points. In 二分法 and 第二分 they are none.
COUNTED = (
    *("一 二 三 四 五 六 七 八 九 十", "one two three four five six seven eight nine ten"),
    *("einen zwei drei vier fünf sechs sieben acht neun zehn", "un deux trois quatre cinq six sept huit neuf dix"),
)
FIGURES = {word: n for words in COUNTED for n, word in enumerate(words.split(), 1)} | {"两": 2}
WORDED = re.compile(
    rf"(?<![第十百几一二两三四五六七八九a-z\d])({'|'.join(FIGURES)})(?=\s*{UNIT}\s*(?:$|[)\],;:.]|each|par|per|pro|in |total))",
    re.I,
)


def figured(text: str) -> str:
    """A folded text with figures in place of words before points, as long as it was unless one is ten."""
    return WORDED.sub(lambda word: f"{FIGURES[word[1].lower()]}".ljust(len(word[1])), text)


def sort_of(text: str) -> Sort:
    """What kind of question a heading or a tag speaks of; "" for none."""
    plain = folded(text).lower()
    if short := SHORT.get(plain.strip(" .")):
        return short
    return next((sort for pattern, sort in SORTS if re.search(pattern, plain)), "")


def truth_of(text: str) -> bool | None:
    """Whether a text says that something is true or false; None where it says neither."""
    plain = folded(text).strip(" .()[]、").lower()
    return True if plain in TRUE else False if plain in FALSE else None


def are_truths(texts: Sequence[str]) -> bool:
    """Whether two options say true and false. Single letters and figures may be names and numbers: x and y, 0 and 1."""
    plain = {folded(text).strip(" .()[]、").lower() for text in texts}
    if len(texts) != 2 or {truth_of(text) for text in texts} != {True, False}:
        return False
    return plain in ({"t", "f"}, {"y", "n"}) or not all(len(text) == 1 and text.isascii() for text in plain)


def difficulty_of(text: str) -> int | None:
    stars = text.strip().rstrip("☆")
    if stars and not stars.strip("★"):
        return min(5, len(stars))
    return DIFFICULTIES.get(folded(text).strip(" .").lower().removesuffix("度"))
