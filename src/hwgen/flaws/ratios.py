"""Ratios that are asked for one way round and worked out the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.meaning import question_or_all
from hwgen.flaws.reading import Reading, prose
from hwgen.problem.computed import Computed
from hwgen.text import Language
from hwgen.words.words import name_of

# What is divided, and by what.
ASKED: Mapping[Language, tuple[re.Pattern[str], ...]] = {
    "en": (
        re.compile(r"\bratio of (?P<over>[^?.,;]+?) to (?P<under>[^?.,;]+)", re.IGNORECASE),
        re.compile(
            r"\bhow many times as \w+ (?:[^?.,;]+? )?as (?P<under>[^?.,;]+?) (?:does|do|has|have|is|are|was|were) (?P<over>[^?.,;]+)",
            re.IGNORECASE,
        ),
        re.compile(
            r"\bhow many times as \w+ (?:is|are|was|were) (?P<over>[^?.,;]+?) as (?P<under>[^?.,;]+)", re.IGNORECASE
        ),
    ),
    "zh": (
        re.compile(r"(?P<over>[^，。；？]+?)[是为](?P<under>[^，。；？]+?)的(?:多少|几)倍"),
        re.compile(r"(?P<over>[^，。；？]+?)[与和同](?P<under>[^，。；？]+?)(?:之比|的比值?)"),
    ),
}
NUMBER = r"\d+(?:\.\d+)?"
QUOTIENT = re.compile(
    rf"\\[td]?frac\s*\{{\s*({NUMBER})\s*\}}\s*\{{\s*({NUMBER})\s*\}}|(?<![\w.^+*-])({NUMBER})\s*/\s*({NUMBER})(?![\w.])"
)
CLAUSE = re.compile(r"[，。；：、;:\n]|,(?!\d)|\.(?!\d)|\band\b")
WORD = {"en": re.compile(r"[a-z]{3,}"), "zh": re.compile(r"(?=([\u4e00-\u9fff]{2}))")}


def of_ratios(item: Reading) -> Iterator[Flaw]:
    for part in item.parts:
        if isinstance(part, Computed):
            for language in (at for at in item.languages if at in ASKED):
                wording = part.say()
                asked = question_or_all(prose(wording.ask[language]).visible)
                match = next(filter(None, (pattern.search(asked) for pattern in ASKED[language])), None)
                solution = wording.solution[language].replace(r"\,", "").replace("{,}", "")
                if match and _is_upside_down(match["over"], match["under"], solution, language):
                    message = f"the question asks for “{match[0]}”, the solution divides the other way round, in the {name_of(language)} text"
                    yield flaw("asks-otherwise", message, wording.solution[language])


def _is_upside_down(over: str, under: str, solution: str, language: Language) -> bool:
    """Whether what is divided is named in the solution rather by words of the divisor, and the divisor by those of what is divided."""
    quotients = QUOTIENT.findall(solution)
    if not quotients:
        return False
    top, bottom = filter(None, quotients[-1])
    one, other = _words(over, language), _words(under, language)
    own, others = one - other, other - one
    if top == bottom or not own or not others:
        return False
    named = [_named(number, solution, language) for number in (top, bottom)]
    return len(named[0] & others) > len(named[0] & own) and len(named[1] & own) > len(named[1] & others)


def _named(number: str, solution: str, language: Language) -> set[str]:
    """The words of the first clause that comes to a number."""
    value = rf"(?<![\d.]){re.escape(number)}(?!\d|\.\d)"
    # Where it is worked out rather than where it is a factor.
    for pattern in (rf"=\s*{value}", value):
        for clause in CLAUSE.split(solution):
            if re.search(pattern, clause):
                return _words(clause, language)
    return set()


def _words(text: str, language: Language) -> set[str]:
    return {word[:6] for word in WORD[language].findall(text.lower())}
