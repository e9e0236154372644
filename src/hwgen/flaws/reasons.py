"""Reasons of wrong options: one for each mistake, that says something, and not the wrong direction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.reading import Reading, prose
from hwgen.flaws.synonyms import says_the_same
from hwgen.kinds import Choice
from hwgen.problem.computed import Computed
from hwgen.text import Language, Text
from hwgen.words.words import name_of

# A verdict and nothing else.
VERDICT = {
    "en": re.compile(r"(?:(?:this|that|it|the option|the answer) )?(?:is )?(?:simply |just )?(?:not (?:true|right|correct)|wrong|incorrect|false)", re.IGNORECASE),
    "zh": re.compile("(?:这|此|该)?(?:一?选?项|说法)?(?:是|为)?(?:错误?的?|不对的?|不正确的?|不成立)"),
}  # fmt: skip
# What a reason says of the wrong value beside the key: of a part of the calculation it may say the contrary.
OF_VALUE = {
    "en": r"(?:result|answer|value|number|count|total|sum|output|estimate|side|loss|error|gradient|one)s?",
    "zh": "(?:结果|答案|数值|数目|个数|总数|计数|输出|估计值|所得值?)",
}
LARGER = {
    "en": [rf"\b{OF_VALUE['en']} (?:is|are|becomes?|comes out|turns out|gets|that is) (?:much |far )?too (?:large|high|big|great|many)\b", r"\b(?:comes? out|ends? up) too (?:large|high|big)\b", r"\boverestimates?\b", r"\b(?:is|are|gives?|counts?) (?:one|two|\d+) too (?:many|large)\b", rf"\b{OF_VALUE['en']} is (?:larger|greater|higher) than (?:it should|the (?:right|correct|true))", r"\bmore than the right\b"],
    "zh": [rf"{OF_VALUE['zh']}(?:因此|就|便|会)?(?:偏[大高多]|过[大高]|太[大高])", "高估了?", r"多[算计数]了?(?:一|两|\d+) ?个(?!层)", rf"{OF_VALUE['zh']}(?:大于|高于|多于)正确"],
}  # fmt: skip
SMALLER = {
    "en": [rf"\b{OF_VALUE['en']} (?:is|are|becomes?|comes out|turns out|gets|that is) (?:much |far )?too (?:small|low|little|few)\b", r"\b(?:comes? out|ends? up) too (?:small|low)\b", r"\bunderestimates?\b", r"\b(?:is|are|gives?|counts?) (?:one|two|\d+) too (?:few|small)\b", rf"\b{OF_VALUE['en']} is (?:smaller|less|lower) than (?:it should|the (?:right|correct|true))", r"\bless than the right\b"],
    "zh": [rf"{OF_VALUE['zh']}(?:因此|就|便|会)?(?:偏[小低少]|过[小低]|太[小低])", "低估了?", r"少[算计数]了?(?:一|两|\d+) ?个(?!层)", rf"{OF_VALUE['zh']}(?:小于|低于|少于)正确"],
}  # fmt: skip
TIMES: Mapping[Language, Sequence[tuple[str, float]]] = {
    "en": [(r"\b(?:double|twice) the (?:right|correct|true)\b", 2), (r"\bhalf (?:of )?the (?:right|correct|true)\b", 0.5)],
    "zh": [("正确(?:值|答案|结果)的(?:两|2 ?)倍", 2), ("正确(?:值|答案|结果)的(?:一半|二分之一)", 0.5)],
}  # fmt: skip


def of_reasons(item: Reading) -> Iterator[Flaw]:
    """What is wrong with the reasons of a variant's wrong options."""
    for part in item.parts:
        if isinstance(part, Computed):
            reasons = list(part.say().reasons.items())
            yield from _astray(part, reasons)
        else:
            reasons = [(candidate.id, candidate.why) for candidate in part.wrong] if isinstance(part, Choice) else []
        yield from _alike(reasons, item)
        for id, why in reasons:
            for language, text in why.items():
                if language in VERDICT and VERDICT[language].fullmatch(prose(text).visible.strip(" .。！!")):
                    yield flaw("empty-reason", f"the reason of `{id}` only says that it is wrong: “{text}”", text)


def _astray(part: Computed, reasons: Sequence[tuple[str, Text]]) -> Iterator[Flaw]:
    """Reasons that say that a value is too large where it is too small."""
    for id, why in reasons:
        wrong = part.wrong.get(id)
        for language, text in why.items() if _is_plain(wrong) and _is_plain(part.key) else ():
            if says := _untrue(prose(text).visible, language, wrong, part.key):
                values = part.value(wrong).tex(), part.value(part.key).tex()
                message = f"the reason of `{id}` says “{says}” of {values[0]}, where the answer is {values[1]}"
                yield flaw("reason-direction", message, text)


def _is_plain(value: object) -> bool:
    return isinstance(value, int | float | Fraction) and value >= 0


def _alike(reasons: Sequence[tuple[str, Text]], item: Reading) -> Iterator[Flaw]:
    for (a, one), (b, other) in combinations(reasons, 2):
        for language in item.languages:
            mine, theirs = one.get(language, ""), other.get(language, "")
            if mine and (mine == theirs or says_the_same(mine, theirs, language, item.terms)):
                message = f"`{b}` has the reason of `{a}` in the {name_of(language)} text: “{mine}”"
                yield flaw("same-reason", message, theirs)
                return


def _untrue(reason: str, language: Language, wrong: Any, key: Any) -> str:
    """What a reason says of a wrong value that does not hold of it."""
    for patterns, holds in ((LARGER, wrong > key), (SMALLER, wrong < key)):
        for pattern in patterns.get(language, ()):
            if not holds and (match := re.search(pattern, reason, re.IGNORECASE)):
                return match[0]
    for pattern, factor in TIMES.get(language, ()):
        if (match := re.search(pattern, reason, re.IGNORECASE)) and abs(wrong - factor * key) > 1e-9 * abs(key):
            return match[0]
    return ""
