"""Whether the texts of a computed question fit its answer: the claim, the decimals, the unit, the conventions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hwgen.flaws.contrasts import exchanged, settled, wanted
from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.meaning import question_in
from hwgen.flaws.reading import Reading, prose
from hwgen.flaws.units import UNIT
from hwgen.flaws.words import search
from hwgen.problem.computed import Computed
from hwgen.proof.claims import SLOT
from hwgen.proof.counting import in_words
from hwgen.text import Language
from hwgen.words.words import name_of

# What tells how far to round, with the number of decimals.
DECIMALS = {
    "en": re.compile(
        r"(?:to|give|round\w*) (?:\w+ )?(\d|one|two|three|four|five|six) decimals?\b"
        r"|\b(\d|one|two|three|four|five|six) (?:digits?|figures?|places?) (?:behind|after) the (?:decimal )?point\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"(?:保留|精确到|四舍五入到?|写|取|算|给出)(?:至|到)?(?:小数点后)?\s?(\d|[一二两三四五六])\s?位(?:小数)?(?!有效)"
    ),
}
# The same by the name of the last place.
NEAREST = {
    "en": re.compile(
        r"\bto (?:the nearest|within a) (tenth|hundredth|thousandth)\b|\bto the nearest (0\.0*1)\b", re.IGNORECASE
    ),
    "zh": re.compile(r"(?:精确|准确|四舍五入|保留)[到至] ?\$?(?:([十百千])分位|(0\.0*1))"),
}
PLACES = {"十": 1, "百": 2, "千": 3, "tenth": 1, "hundredth": 2, "thousandth": 3}
# Two things that are asked for in one breath.
SEVERAL = {
    "en": re.compile(
        r"\b(?:find|calculate|compute|determine|give|work out|state|what (?:is|are)) (?:both )?(?:the|their|its) [\w-]+(?: [\w-]+)?,? and (?:also )?(?:the|their|its) [\w-]+(?: [\w-]+)?(?=[.?])"
        r"|\b(?:what|how) [^.?;]*\band (?:what|how (?:many|much|large|long))\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"(?:求|计算|写出)(?:出)?(?:它们?的|其|该)?[^，。；？与和及的、]{1,8}[和与及][^，。；？的、]{1,8}[。？]|分别(?:是|为|有|等于)?(?:多少|几)|[是为]多少，[^，。？]{1,16}[又]?[是为]多少"
    ),
}
# Forms that an answer with decimals does not have, with those that do.
OTHER_FORMS = {
    "en": (
        (re.compile(r"\bas an?(?: \w+){0,2} fraction\b", re.IGNORECASE), "fraction"),
        (re.compile(r"\bsignificant (?:digit|figure)s?\b", re.IGNORECASE), ""),
        (re.compile(r"\bto the nearest (?:integer|whole number)\b", re.IGNORECASE), ""),
    ),
    "zh": (
        (re.compile(r"(?:写成|化为|表示为|用)最?简?分数"), "fraction"),
        (re.compile(r"有效数字"), ""),
        (re.compile(r"(?:取|四舍五入[到为至])整数?|精确到个位"), ""),
    ),
}
# A question mark, or a word that asks for something.
REQUEST = {
    "en": re.compile(
        r"[?]|\b(?:find|calculate|compute|determine|give|write|state|name|list|order|match|choose|select|mark|show|fill|complete|work out|evaluate|estimate|sort|draw|derive|express|count|tick)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(r"[？?]|[求写给指找列选填画算]|计算|确定|判断|排列|排序|估计|说明|推导|几|多少|哪"),
}
COUNTED = frozenset(["parameter", "multiplication", "addition", "pixel"])
PERCENT = {
    "en": re.compile(r"\b(?:what|which|how many) per ?cent(?:age)?\b(?! points?\b)", re.IGNORECASE),
    "zh": re.compile(r"百分之(?:几|多少)|百分比(?:是|为)多少"),
}


def of_questions(item: Reading) -> Iterator[Flaw]:
    """What is found in the computed questions of a variant, each with its rule."""
    yield from _claims(item)
    yield from _requests(item)
    yield from _forms(item)


def _claims(item: Reading) -> Iterator[Flaw]:
    for part, language, asked in _asked(item):
        claim = part.say().claim[language]
        behind = claim.partition(SLOT)[2].partition("$")[2].lstrip()
        if part.unit and behind.startswith(part.unit.replace("\\%", "%")):
            yield flaw("claim-differs", f"the claim says the unit `{part.unit}` behind a value that has it", claim)
        wants, claims = (wanted(prose(text).visible, language) for text in (asked, claim))
        # That what is counted has a side says nothing about what it is.
        if claims.get("quantity", {}).keys() <= COUNTED and "quantity" not in wanted(
            prose(part.say().ask[language]).visible, language
        ):
            wants = {group: of for group, of in wants.items() if group != "quantity"}
        for mine, theirs in exchanged(wants, claims):
            yield flaw(
                "claim-differs",
                f"the question says “{mine}”, its claim “{theirs}” in the {name_of(language)} text",
                claim,
            )


def _requests(item: Reading) -> Iterator[Flaw]:
    for part in item.parts:
        if isinstance(part, Computed):
            for language in item.languages:
                ask = part.say().ask[language]
                several = search(SEVERAL, prose(ask).visible, language)
                if several and part.form in ("number", "fraction") and not isinstance(part.key, tuple | list):
                    message = f"“{several[0]}” in the {name_of(language)} text asks for several things, where there is one number to answer"
                    yield flaw("asks-otherwise", message, ask)
                if language in REQUEST and not REQUEST[language].search(prose(ask).visible):
                    yield flaw("asks-nothing", f"the {name_of(language)} text asks for nothing", ask)


def _forms(item: Reading) -> Iterator[Flaw]:
    for part, language, asked in _asked(item):
        visible, where = prose(asked).visible, f"in the {name_of(language)} text"
        if (match := search(DECIMALS, visible, language)) and (
            str(part.places) not in in_words(digits := match[match.lastindex or 1], language) | {digits}
        ):
            yield flaw("answer-form-differs", f"“{match[0]}” {where}, where `places` is {part.places}", asked)
        if (match := search(NEAREST, visible, language)) and part.places != _last_place(match):
            yield flaw("answer-form-differs", f"“{match[0]}” {where}, where `places` is {part.places}", asked)
        for pattern, form in OTHER_FORMS.get(language, ()):
            if part.places and part.form != form and (match := pattern.search(visible)):
                yield flaw("answer-form-differs", f"“{match[0]}” {where}, where `places` is {part.places}", asked)
        if (match := search(PERCENT, visible, language)) and "%" not in part.unit:
            yield flaw("answer-form-differs", f"“{match[0]}” {where}, where the answer has no unit `%`", asked)
        ask = prose(part.say().ask[language]).visible
        units = set(UNIT.findall(question_in(ask))) or set(UNIT.findall(ask))
        if units and UNIT.fullmatch(part.unit) and part.unit not in units:
            yield flaw(
                "answer-form-differs", f"{', '.join(sorted(units))} {where}, where the answer is in {part.unit}", asked
            )
        for clause in item.clauses:
            for mine, theirs in exchanged(settled(visible, language), settled(clause[language], language)):
                yield flaw(
                    "answer-form-differs",
                    f"“{mine}” {where}, “{theirs}” in a convention that is printed with it",
                    asked,
                )


def _last_place(match: re.Match[str]) -> int:
    name = match[1] or match[2]
    return PLACES.get(name.lower(), len(name) - 2)


def _asked(item: Reading) -> Iterator[tuple[Computed, Language, str]]:
    """Each computed question with what stands before its answer, in each language."""
    for part in item.parts:
        if isinstance(part, Computed):
            for language in item.languages:
                before = f"{item.context[language]}\n\n" if item.context else ""
                yield part, language, before + part.say().ask[language]
