"""Percent signs, right behind their number in Chinese and English; percentages that rise by percentage points."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hwgen.flaws.finding import Finding
from hwgen.flaws.meaning import shown
from hwgen.flaws.reading import MATH, Reading, prose
from hwgen.flaws.rules import rule

# German and French put a space before it.
TIGHT = ("zh", "en")
APART = re.compile(rf"(?<=[\d{MATH}])[ \u00a0]+%")

# A rate of which it is said that it rises or is higher by so many percent: of itself, or by points?
CHANGED = {
    "en": re.compile(
        r"\b(?:accuracy|error rates?|(?:test|validation|training) error|precision|recall|specificity|sensitivity|hit rate|win rate|probability|percentage|share|proportion)\b"
        r"[^.;:?!]{0,60}?\b(?:(?:ris|fall|drop|gain|improv|increas|decreas|grow|differ|declin)\w*|rose|fell|grew|up|down) (?:by |of )?(?:about |only |some )?\d+(?:\.\d+)? ?(?:\\?%|per ?cent\b)(?! ?points)"
        r"|\b\d+(?:\.\d+)? ?(?:\\?%|per ?cent) (?:higher|lower|better|worse|more|less) (?:accuracy|error|precision|recall)",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"(?:准确率|错误率|误差率|精确率|查准率|召回率|查全率|特异度|灵敏度|命中率|胜率|概率|百分比|占比|比例)[^，。；：？！]{0,16}?"
        r"(?:提高|提升|上升|升高|下降|降低|增加|减少|高出?|低|相差|跌)了?(?:约|大约)? ?\d+(?:\.\d+)? ?\\?%"
    ),
}
RELATIVE = {"en": re.compile(r"relative|from|of its|\bto\b"), "zh": re.compile("相对|从|由|至|到|为")}


@rule
def percent_for_points(item: Reading) -> Iterator[Finding]:
    for language, text in item.texts:
        match = CHANGED[language].search(shown(text, language)) if language in CHANGED else None
        if match and not RELATIVE[language].search(match[0]):
            yield Finding(f"“{match[0]}” may mean percentage points, or a part of the rate itself", text)


@rule
def percent_apart(item: Reading) -> Iterator[Finding]:
    for language, text in item.texts:
        if language in TIGHT and "%" in text:
            read = prose(text)
            for match in APART.finditer(read.visible):
                yield Finding("a space before “%”", text, read.offset(match.start()))
