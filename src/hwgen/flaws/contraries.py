"""Negations: two in one clause, one that only one language has, and numbers whose signs differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import permutations

from hwgen.flaws.finding import Finding
from hwgen.flaws.meaning import shown
from hwgen.flaws.reading import Reading, prose
from hwgen.flaws.rules import rule
from hwgen.flaws.words import table
from hwgen.kinds.kind import ASKING
from hwgen.text import Language
from hwgen.words.words import name_of

# All that may deny, restrict or turn round what a sentence says, so that nothing is sure any more.
DENYING = {
    "zh": re.compile("[不没无未非否别勿免缺少除仅只才唯难罕拒防反]|相反|以外|之外|零|停止|避免|失去|例外"),
    "en": re.compile(
        r"\b(?:not|no|none|nor|never|neither|without|cannot|nothing|nobody|except|only|unless|but|rather|instead|hardly|few|little|lacks?|avoids?|prevents?|free|fails?|false|wrong|zero|less|fewer|ignores?|independent(?:ly)?|regardless|irrespective|unlike|stops?|loses?|outside|other than|too|far from|impossible|unable|beyond|despite)\b|n['’]t\b|\bun[a-z]{3,}|\bin(?=(?:variant|active|sensitive|correct|accurate|finite|exact|capable|sufficient))|\bnon-?[a-z]|\bir[a-z]{4,}|\bde(?=(?:tach|activat))",
        re.IGNORECASE,
    ),
}
DENIED_BEFORE = {
    "zh": r"(?:不会|不能|不再|并不|并没有|没有|无法|无需|不必|不需|从不|绝不|不|没|未|无)(?:直接|显著|明显|再|会|能|被|因此|必)?",
    "en": r"(?:not|never|cannot|n['’]t)(?: (?:be|necessarily|always|directly|in general))? ",
}
# The minus sign of a number: nothing that it could be subtracted from stands before it.
SIGNED = re.compile(r"(?<![\w.)\]}$])([-−–]\s?)?(?<![\d.])(\d+(?:\.\d+)?)(?![\w.]*\w)")
NEGATIVE = re.compile(
    r"负 ?(?=\d)|减|下降|降低|低于|[−–-]\s?(?=\d)|\bminus\b|\bnegative (?=\d)|\bbelow\b|decreas|reduc|\bf[ae]ll|drop|lower",
    re.IGNORECASE,
)
# A clause that is denied twice. Words such as “unchanged” and 无关 deny nothing by themselves.
TWICE = {
    "zh": re.compile(
        r"(?:不可能|不会|不能|没有|并非|不是|无法|并不|从不|绝不|不应)(?:(?!而是|也|又|就|则|或|只|仅|除|所有|全部|每|证明|说明|意味|表示|保证|认为|要求|知道|排除)[^，。；：？、（）()]){0,10}?"
        r"(?:不(?!同|变|足|等|确定|稳|平|对|相|均|良|断|仅|只|再|是|少|大|小|高|低|到|得不)|没有|无法|无需)(?![^，。；：？]{0,8}的)"
    ),
    "en": re.compile(
        r"\b(?:not|never|cannot|impossible|nothing|none)\b(?! only)(?:(?!\b(?:but|or|nor|and|because|if|when|while|that|which|so|than)\b)[^,.;:?()]){0,40}?"
        r"(?:\b(?:not|never|without not|cannot|fail to)\b|n['’]t\b)|\b(?:not|never|cannot|impossible)\b(?: \w+){0,3} without not\b",
        re.IGNORECASE,
    ),
}


@cache
def _verbs() -> Mapping[str, Mapping[Language, tuple[re.Pattern[str], re.Pattern[str]]]]:
    """Each verb of contraries.yaml in each language: as it is, and where it is denied."""
    verbs: Mapping[str, Mapping[Language, str]] = table("contraries.yaml")
    return {
        name: {
            at: (
                _word(words, at),
                re.compile(f"{DENIED_BEFORE[at]}(?:{words})|{_denied_behind(words, at)}", re.IGNORECASE),
            )
            for at, words in forms.items()
        }
        for name, forms in verbs.items()
    }


def _denied_behind(words: str, language: Language) -> str:
    """In English, a “not” behind the verb, such as in “cannot” and “is not”; in Chinese there is none."""
    return "(?!)" if language == "zh" else rf"\b(?:{words})(?: ?not\b|n['’]t\b)"


def _word(words: str, language: Language) -> re.Pattern[str]:
    whole = f"(?:{words})" if language == "zh" else rf"\b(?:{words})\b"
    return re.compile(whole, re.IGNORECASE)


@rule
def double_negative(item: Reading) -> Iterator[Finding]:
    for passage in item.passages:
        for language in (at for at in item.languages if at in TWICE and passage.role in ASKING):
            read = prose(passage.text[language])
            if match := TWICE[language].search(read.visible):
                yield Finding(f"“{match[0]}” denies twice", passage.text[language], read.offset(match.start()))


@rule
def negation_differs(item: Reading) -> Iterator[Finding]:
    for passage in item.passages:
        if passage.role not in ASKING:
            continue
        for one, other in permutations((at for at in item.languages if at in DENYING), 2):
            mine, theirs = (prose(passage.text[at]).visible for at in (one, other))
            for forms in _verbs().values():
                denied = list(forms[one][1].finditer(mine))
                if len(denied) != 1 or len(forms[one][0].findall(mine)) != 1 or DENYING[other].search(theirs):
                    continue
                if affirmed := forms[other][0].search(theirs):
                    message = (
                        f"“{denied[0][0]}” in the {name_of(one)} text, “{affirmed[0]}” in the {name_of(other)} text"
                    )
                    yield Finding(message, passage.text[other], prose(passage.text[other]).offset(affirmed.start()))
                    break


@rule
def sign_differs(item: Reading) -> Iterator[Finding]:
    for passage in item.passages:
        if passage.role not in ASKING:
            continue
        for one, other in permutations(item.languages, 2):
            theirs = shown(passage.text[other], other)
            if NEGATIVE.search(theirs):
                continue
            mine, plain = _signs(shown(passage.text[one], one)), _signs(theirs)
            for number, signs in mine.items():
                if signs == {True} and plain.get(number) == {False}:
                    message = f"−{number} in the {name_of(one)} text, {number} in the {name_of(other)} text"
                    yield Finding(message, passage.text[other])


def _signs(text: str) -> dict[str, set[bool]]:
    """Each number with whether it stands with a minus, without one, or both."""
    signs: dict[str, set[bool]] = {}
    for minus, number in SIGNED.findall(text):
        signs.setdefault(number, set()).add(bool(minus))
    return signs
