"""Wrong options that nobody can take for an answer: a cosine above 1."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.meaning import question_or_all
from hwgen.flaws.reading import Reading, prose
from hwgen.problem.computed import Computed
from hwgen.text import Language
from hwgen.values import numbers
from hwgen.words.words import name_of

# What is never above 1, however it is worked out.
BOUNDED = {
    "en": re.compile(
        r"\bcosine(?: similarity)?\b|\bcorrelation(?: coefficient)?\b|\bprobability\b|\bchance of\b|\baccuracy\b|\bprecision\b|\brecall\b|\b(?:share|fraction|proportion) of\b"
        r"|\butili[sz]ation\b|\b(?:hit|miss) rate\b|\bselectivity\b|\bintersection over union\b|\bF_?1[ -]score\b|\barea under the (?:ROC )?curve\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        "余弦(?:相似度)?|相关系数|概率|可能性|准确率|精确率|召回率|利用率|命中率|缺失率|选择率|占比|所占的?比例|交并比|曲线下的?面积"
    ),
}
# What is worked out of such a number, and may well be larger.
OF_IT = {
    "en": re.compile(r"\b(?:log\w*|ratio|odds|times|factor|how many|number of|distance|loss|per ?cent\w*)\b|%", re.IGNORECASE),
    "zh": re.compile("对数|比值|之比|几率|[多几]少?倍|多少个|几个|距离|损失|百分|%"),
}  # fmt: skip


def of_implausible(item: Reading) -> Iterator[Flaw]:
    for part in item.parts:
        if isinstance(part, Computed):
            for language in item.languages:
                yield from _beyond(part, language)


def _beyond(part: Computed, language: Language) -> Iterator[Flaw]:
    asked = question_or_all(prose(part.say().ask[language]).visible)
    if language not in BOUNDED or "%" in part.unit or OF_IT[language].search(asked):
        return
    match = BOUNDED[language].search(asked)
    if match and all(abs(n) <= 1 for n in numbers(part.key)):
        for id, value in part.wrong.items():
            if any(abs(n) > 1 for n in numbers(value)):
                shown = part.value(value).tex()
                message = f"`{id}` is offered as {shown}, no “{match[0]}” is above 1, in the {name_of(language)} text"
                yield flaw("implausible-option", message, part.say().ask[language])
