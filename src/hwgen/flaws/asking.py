"""Whether the texts of a computed question fit its answer: the claim, the decimals, the unit, the conventions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hwgen.flaws.contrasts import exchanged, settled, wanted
from hwgen.flaws.counting import in_words
from hwgen.flaws.finding import Finding
from hwgen.flaws.languages import UNIT
from hwgen.flaws.reading import Reading, prose
from hwgen.flaws.rules import rule
from hwgen.problem.computed import Computed
from hwgen.text import Language
from hwgen.words.words import name_of

# What tells how far to round, with the number of decimals.
DECIMALS = {
    "en": re.compile(r"(?:to|give|round\w*) (?:\w+ )?(\d|one|two|three|four|five|six) decimals?\b", re.IGNORECASE),
    "zh": re.compile(r"(?:保留|精确到|四舍五入到?)(?:至|到)?(?:小数点后)?\s?(\d|[一二两三四五六])\s?位"),
}
# A question mark, or a word that asks for something.
REQUEST = {
    "en": re.compile(
        r"[?]|\b(?:find|calculate|compute|determine|give|write|state|name|list|order|match|choose|select|mark|show|fill|complete|work out|evaluate|estimate|sort|draw|derive|express|count|tick)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(r"[？?]|[求写给指找列选填画算]|计算|确定|判断|排列|排序|估计|说明|推导|几|多少|哪"),
}
PERCENT = {
    "en": re.compile(r"\b(?:what|which|how many) per ?cent(?:age)?\b", re.IGNORECASE),
    "zh": re.compile(r"百分之(?:几|多少)|百分比(?:是|为)多少"),
}


@rule
def claim_differs(item: Reading) -> Iterator[Finding]:
    """The claim says something else than the question asks."""
    for part, language, asked in _asked(item):
        claim = part.say().claim[language]
        for mine, theirs in exchanged(wanted(prose(asked).visible, language), wanted(prose(claim).visible, language)):
            yield Finding(f"the question says “{mine}”, its claim “{theirs}” in the {name_of(language)} text", claim)


@rule
def asks_nothing(item: Reading) -> Iterator[Finding]:
    for part in item.parts:
        if isinstance(part, Computed):
            for language in item.languages:
                ask = part.say().ask[language]
                if language in REQUEST and not REQUEST[language].search(prose(ask).visible):
                    yield Finding(f"the {name_of(language)} text asks for nothing", ask)


@rule
def answer_form_differs(item: Reading) -> Iterator[Finding]:
    for part, language, asked in _asked(item):
        visible, where = prose(asked).visible, f"in the {name_of(language)} text"
        if (match := _search(DECIMALS, visible, language)) and (
            str(part.places) not in in_words(match[1], language) | {match[1]}
        ):
            yield Finding(f"“{match[0]}” {where}, where `places` is {part.places}", asked)
        if (match := _search(PERCENT, visible, language)) and "%" not in part.unit:
            yield Finding(f"“{match[0]}” {where}, where the answer has no unit `%`", asked)
        units = set(UNIT.findall(prose(part.say().ask[language]).visible))
        if units and UNIT.fullmatch(part.unit) and part.unit not in units:
            yield Finding(f"{', '.join(sorted(units))} {where}, where the answer is in {part.unit}", asked)
        for clause in item.clauses:
            for mine, theirs in exchanged(settled(visible, language), settled(clause[language], language)):
                yield Finding(f"“{mine}” {where}, “{theirs}” in a convention that is printed with it", asked)


def _search(patterns: dict[str, re.Pattern[str]], text: str, language: Language) -> re.Match[str] | None:
    return patterns[language].search(text) if language in patterns else None


def _asked(item: Reading) -> Iterator[tuple[Computed, Language, str]]:
    """Each computed question with what stands before its answer, in each language."""
    context = next((passage.text for passage in item.passages if passage.role == "context"), None)
    for part in item.parts:
        if isinstance(part, Computed):
            for language in item.languages:
                before = f"{context[language]}\n\n" if context else ""
                yield part, language, before + part.say().ask[language]
