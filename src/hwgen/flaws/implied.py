"""Options of which one implies another: “less than 0” beside “less than 1”, “halves” beside “decreases”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from math import inf

from hwgen.bank.tables import Term
from hwgen.flaws.finding import Finding
from hwgen.flaws.reading import Reading
from hwgen.flaws.rules import rule
from hwgen.flaws.synonyms import amount_of, meaning, side_by_side
from hwgen.kinds import Choice
from hwgen.text import Language
from hwgen.words.words import script_of

# The names that the table of synonyms has for bounds: the side of the number, and whether the number belongs to it.
BOUNDS = {
    "en": {"less-than": (-1, False), "at-most": (-1, True), "more-than": (1, False), "at-least": (1, True)},
    "zh": {"小于": (-1, False), "至多": (-1, True), "大于": (1, False), "至少": (1, True)},
}
SIGNS = {
    "<": "less-than",
    r"\le": "at-most",
    r"\leq": "at-most",
    ">": "more-than",
    r"\ge": "at-least",
    r"\geq": "at-least",
}
SIGNED = {
    "en": {"less-than 0": r"(?<!non-)\bnegative\b", "more-than 0": r"\bpositive\b"},
    "zh": {"小于0": "负[数的值]?", "大于0": "正[数值](?!据)"},
}
BETWEEN = re.compile(
    r"(?:\b(?:between|from) |介于|[在从])?\$?(-?\d+(?:\.\d+)?)\$? ?(?:and|to|到|与|和|至) ?\$?(-?\d+(?:\.\d+)?)\$?(?: ?之间)?",
    re.IGNORECASE,
)
# A quantity between two bounds: $0<\\eta<0.5$.
CHAIN = re.compile(
    r"\$\s*(-?\d+(?:\.\d+)?)\s*(<|\\leq?(?![a-z]))\s*([^<>$=\d]+?)\s*(<|\\leq?(?![a-z]))\s*(-?\d+(?:\.\d+)?)\s*\$"
)
NUMBER = r"(-?\d+(?:\.\d+)?)"
# “About half are above 0.8” does not imply that about half are above 0.6.
SHARE = re.compile(r"约|分之|一半|%|\b(?:about|half|third|quarter|most)\b")
# What each word says at least.
SAYS = {
    "en": {"halves": "decreases", "doubles": "increases", "all": "some", "always": "sometimes"},
    "zh": {"减半": "减少", "加倍": "增加", "所有": "有些", "总是": "有时"},
}
# What marks the object in Chinese.
MARKS = re.compile("[把使让令]")


@dataclass(frozen=True)
class Range:
    """The numbers that an option allows, and what else it says."""

    low: float
    high: float
    with_low: bool
    with_high: bool
    rest: str

    def holds(self, other: Range) -> bool:
        """Whether whatever `other` allows is allowed here, too, and more."""
        above = self.low < other.low or (self.low == other.low and (self.with_low or not other.with_low))
        below = self.high > other.high or (self.high == other.high and (self.with_high or not other.with_high))
        return self.rest == other.rest and above and below and self != other


@rule
def implied_option(item: Reading) -> Iterator[Finding]:
    for part in item.parts:
        if not isinstance(part, Choice) or part.right_count > 1:
            continue
        for texts in side_by_side(part):
            for (a, one), (b, other) in permutations(texts, 2):
                for language in item.languages:
                    if implies(one[language], other[language], language, item.terms):
                        yield Finding(f"if `{a}` is right, so is `{b}`: “{one[language]}”", other[language])
                        break


def implies(one: str, other: str, language: Language, terms: tuple[Term, ...] = ()) -> bool:
    """Whether a text says what another one says, and more."""
    mine, theirs = _range(one, language, terms), _range(other, language, terms)
    if mine and theirs:
        return theirs.holds(mine)
    words, others = (_bag(text, language, terms) for text in (one, other))
    for word, less in SAYS.get(language, {}).items():
        if (
            word in meaning(one, language, terms)
            and less in meaning(other, language, terms)
            and _without(words, word, language) == _without(others, less, language)
        ):
            return True
    return False


def _range(text: str, language: Language, terms: tuple[Term, ...]) -> Range | None:
    if (amount := amount_of(text, language)) is not None:
        return Range(amount, amount, True, True, "")
    if match := CHAIN.search(text):
        rest = f"{match[3]} {text[: match.start()]}{text[match.end() :]}".strip(" .。")
        return Range(float(match[1]), float(match[5]), match[2] != "<", match[4] != "<", rest)
    if (match := BETWEEN.search(text)) and match.start() < 4:
        low, high, rest = float(match[1]), float(match[2]), (text[: match.start()] + text[match.end() :]).strip(" .。")
        return Range(low, high, True, True, rest)
    bounds = BOUNDS.get(language, {})
    words = meaning(text, language, terms).replace("−", "-")
    for name, pattern in SIGNED.get(language, {}).items():
        words = re.sub(pattern, name, words)
    if language == "en":
        words = re.sub(r"<|>|\\[lg]eq?(?![a-z])", lambda sign: f" {SIGNS[sign[0]]} ", words)
    match = re.search(rf"({'|'.join(bounds) or '(?!)'})\s*{NUMBER}(?!\d)", words)
    if match is None or len(re.findall(r"\d+(?:\.\d+)?", words)) > 1:
        return None
    side, with_number = bounds[match[1]]
    number, rest = float(match[2]), " ".join((words[: match.start()] + words[match.end() :]).split())
    if SHARE.search(rest):
        return None
    return Range(-inf, number, False, with_number, rest) if side < 0 else Range(number, inf, with_number, False, rest)


def _bag(text: str, language: Language, terms: tuple[Term, ...]) -> str:
    words = meaning(text, language, terms)
    return MARKS.sub("", words) if language == "zh" else words


def _without(words: str, word: str, language: Language) -> list[str]:
    """The words beside one of them, in no order."""
    if script_of(language).ideographic:
        return sorted(words.replace(word, "", 1))
    parts = words.split()
    if word in parts:
        parts.remove(word)
    return sorted(parts)
