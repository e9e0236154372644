"""Independent trials: how probable it is that all of them, none, exactly one or at least one has an outcome, or the contrary of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hwgen.flaws.counts import IN_WORDS, NUMBERS
from hwgen.flaws.familiar import Family
from hwgen.text import Language

INDEPENDENT: Mapping[Language, re.Pattern[str]] = {
    "zh": re.compile("独立"),
    "en": re.compile(r"\bindependent", re.IGNORECASE),
}
# The outcome of which a text speaks, and where a question says how probable it is.
OUTCOME = re.compile(r"([\u4e00-\u9fff]{2})的概率|概率为?([\u4e00-\u9fff]{2})")
SENTENCE = re.compile(r"(?<=[.?!;:。？；，])\s?(?!\d)|\n")
ASKS = re.compile(r"[?？]|^\s*(?:find|compute|calculate|give|求|计算)|多少", re.IGNORECASE)
STATES = re.compile(r"\b(?:probability|independently|chance)\b|概率", re.IGNORECASE)
WORD = re.compile(
    r"(?<![a-z])(?P<before>(?:each|every|the|an?|all|one|of|these|its|their|none|no|within|this) )?(?P<word>[a-z]{4,})"
)
IDLE = frozenset(["probability", "with", "that", "what", "least", "exactly", "independently", "independent", "which", "have", "they", "them", "each", "every", "within"])  # fmt: skip
STEM = 4
THINGS = {
    "zh": re.compile(rf"(?<![第每各前后\d])({IN_WORDS['zh']})[个只条根支台辆名位次枚件]"),
    "en": re.compile(rf"\b({IN_WORDS['en']}) [a-z]{{3,}}", re.IGNORECASE),
}


def trials(numbers: Sequence[float], text: str, language: Language) -> Family:
    """What each quantity comes to of a probability and a number of trials, and behind it the same of the contrary outcome."""
    if language not in INDEPENDENT or not INDEPENDENT[language].search(text):
        return {}
    if len(numbers) == 1:
        numbers = [*numbers, *_in_words(text, language)]
    if len(numbers) != 2:
        return {}
    p, n = sorted(_as_share(number, text) for number in numbers)
    if not 0 < p < 1 < n == int(n):
        return {}
    ways = (p, 1 - p)
    return {
        "all": [share**n for share in ways],
        "none": [(1 - share) ** n for share in ways],
        "one": [n * share * (1 - share) ** (n - 1) for share in ways],
        "some": [1 - (1 - share) ** n for share in ways],
    }


def narrowed(family: Family, text: str, question: str, language: Language) -> Family:
    """The same with those of the contrary outcome apart, where a text names the one whose probability the question gives."""
    if not _names_given(text, question, language):
        return family
    contrary = {f"{name} of the contrary": values[1:] for name, values in family.items()}
    return {name: values[:1] for name, values in family.items()} | contrary


def _in_words(text: str, language: Language) -> list[float]:
    """How many things the text has, where it says one number in words alone: two sensors."""
    many = {NUMBERS[match[1].lower()] for match in THINGS[language].finditer(text)}
    return [float(number) for number in many] if len(many) == 1 else []


def _as_share(number: float, text: str) -> float:
    """A number that the text gives in percent, as a part of one."""
    return number / 100 if re.search(rf"(?<![\d.]){number:g}\s?\\?%", text) else number


def _names_given(text: str, question: str, language: Language) -> bool:
    stated = " ".join(s for s in SENTENCE.split(question) if STATES.search(s) and not ASKS.search(s))
    return bool(_outcomes(text, language) & _outcomes(stated, language))


def _outcomes(text: str, language: Language) -> set[str]:
    """The words of a text that may name an outcome, by their stems: those behind an article name things."""
    if language == "zh":
        return {word for words in OUTCOME.findall(text) for word in words if word}
    words = WORD.finditer(text.lower())
    return {match["word"][:STEM] for match in words if not match["before"] and match["word"] not in IDLE}
