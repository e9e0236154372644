"""Percent signs, right behind their number in Chinese and English; percentages that rise by percentage points."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from hwgen.flaws.finding import Finding
from hwgen.flaws.meaning import shown
from hwgen.flaws.reading import MATH, Reading, prose
from hwgen.flaws.rules import rule
from hwgen.flaws.words import search
from hwgen.kinds import Numeric

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
# From one percentage to another, and by how much.
PERCENTAGE = r"(\d+(?:\.\d+)?) ?\\?%"
STEP = {
    "en": re.compile(
        rf"\bfrom {PERCENTAGE} to {PERCENTAGE}[^.;?!]{{0,40}}?\b(?:by|of) {PERCENTAGE}(?! ?points)"
        rf"|\bby {PERCENTAGE}(?! ?points),? from {PERCENTAGE} to {PERCENTAGE}",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        rf"[由从]? ?{PERCENTAGE} ?[^，、。；？！\d]{{1,6}}?[到至为] ?{PERCENTAGE}[^。；？！\d]{{0,12}}?(?:了|约)? ?{PERCENTAGE}"
    ),
}
# What a percentage is said to be of.
RELATION = re.compile("相对|原来|of its|of the (?:former|old|original)|relativ|former value")
IN_PERCENT = {
    "zh": re.compile("百分之[几多]|百分率是|百分比是|占百分"),
    "en": re.compile(
        r"\bin per ?cent\b|\bwhat per ?cent|\bhow many per ?cent(?! ?age)|\bas a percentage", re.IGNORECASE
    ),
}


@rule
def percent_asked(item: Reading) -> Iterator[Finding]:
    """A part of one as the answer where a percentage is asked for."""
    for part in item.parts:
        if isinstance(part, Numeric) and len(part.cells) == 1 and 0 < abs(part.cells[0].number) < 1:
            for language in item.languages:
                match = search(IN_PERCENT, prose(part.stem[language]).visible, language)
                # A percentage below 1 is worked out with a factor of a hundred.
                if match and "100" not in part.cells[0].check:
                    message = (
                        f"“{match[0]}” asks for a percentage, and {float(part.cells[0].number):g} is the part of one"
                    )
                    yield Finding(message, part.stem[language])


def _by_points(text: str, language: str) -> str:
    """Where a rate goes from one percentage to another by their difference, which is no percentage of it."""
    for match in STEP[language].finditer(text) if language in STEP else ():
        start, end, by = map(Fraction, (n for n in match.groups() if n))
        if RELATION.search(text[match.start() : match.end() + 24]):
            continue
        if match[0].startswith("by"):
            by, start, end = start, end, by
        if by == abs(end - start) != 0 and start and by != 100 * by / start:
            return match[0]
    return ""


@rule
def percent_for_points(item: Reading) -> Iterator[Finding]:
    for language, text in item.texts:
        if step := _by_points(shown(text, language), language):
            yield Finding(f"“{step}” is a number of percentage points", text)
            continue
        match = search(CHANGED, shown(text, language), language)
        if match and not RELATIVE[language].search(match[0]):
            yield Finding(f"“{match[0]}” may mean percentage points, or a part of the rate itself", text)


@rule
def percent_apart(item: Reading) -> Iterator[Finding]:
    for language, text in item.texts:
        if language in TIGHT and "%" in text:
            read = prose(text)
            for match in APART.finditer(read.visible):
                yield Finding("a space before “%”", text, read.offset(match.start()))
