"""Options that say the same in other words: synonyms, numbers in words, “A and B” beside “B and A”."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import combinations
from zlib import crc32

from hwgen.bank.tables import Term
from hwgen.flaws.finding import Finding
from hwgen.flaws.reading import SIGNS, Reading, contents, prose
from hwgen.flaws.rules import rule
from hwgen.flaws.words import table
from hwgen.kinds import Choice, Matching
from hwgen.problem.computed import Computed
from hwgen.proof.arithmetic import NEAR, NotArithmetic, value
from hwgen.proof.counting import CHINESE
from hwgen.text import Language, Text
from hwgen.words.words import script_of

# What changes no meaning, and what ends a sentence.
IDLE = {"en": r"\b(?:an?(?= [a-z]{2})|the|it|they|them|its|their|is|are|will|be)\b", "zh": r"[的了会将是其它们被都]"}
STOPS = re.compile(r"\.(?!\d)|,(?!\d| )|[!;:“”\"‘’。，；：！]")
ENGLISH = {
    word: str(n)
    for n, word in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1)
}
# Between two that may change places.
JOINTS = {"en": r" (?:and|or|nor) ", "zh": r"(?:[和或、])"}
# Numbers in words, as they are worked out.
AMOUNTS = {
    "en": [
        (re.compile(rf"(?:(?:an?|one) )?{word}", re.IGNORECASE), number)
        for word, number in {"half": "1/2", "third": "1/3", "quarter": "1/4", "fifth": "1/5", "tenth": "1/10"}.items()
    ],
    "zh": [(re.compile("一半|二分之一"), "1/2"), (re.compile("三分之一"), "1/3"), (re.compile("四分之一"), "1/4"), (re.compile("四分之三"), "3/4"), (re.compile("三分之二"), "2/3")],
}  # fmt: skip
FORMULA = re.compile(r"\$([^$]+)\$")
# A command, or a letter of a formula with its index.
SYMBOL = re.compile(r"\\[A-Za-z]+|[A-Za-z](?:_(?:\w|\{[^{}]*\}))?")
PLURAL = re.compile(r"(?<=[a-z]{3})(?<!s)s\b")
NUMBER = re.compile(r"(\d+(?:\.\d+)?)(?:/(\d+)|( ?%))?")


@rule
def same_meaning(item: Reading) -> Iterator[Finding]:
    for part in item.parts:
        for texts in side_by_side(part):
            for (a, one), (b, other) in combinations(texts, 2):
                for language in item.languages:
                    # What reads the same to the letter is found elsewhere.
                    if contents(one[language]) != contents(other[language]) and says_the_same(
                        one[language], other[language], language, item.terms
                    ):
                        yield Finding(f"`{b}` means the same as `{a}`: “{one[language]}”", other[language])
                        break
        yield from _idle(part, item.languages)


def _idle(part: object, languages: Sequence[Language]) -> Iterator[Finding]:
    """Extra right sides of a matching that read like another one: they are offered once, and mislead nobody."""
    if isinstance(part, Matching):
        bodies = {entry.id: entry.text for entry in part.rights if isinstance(entry.text, Text)}
        read = {id: tuple(contents(text[at]) for at in languages) for id, text in bodies.items()}
        for id in (entry.id for entry in part.extra if entry.id in read):
            if other := next((other for other in read if other != id and read[other] == read[id]), ""):
                yield Finding(f"the extra `{id}` reads like `{other}`, which is offered once", bodies[id][languages[0]])


def side_by_side(part: object) -> Iterator[Sequence[tuple[str, Text]]]:
    """The texts of which a student chooses, by their ids."""
    if isinstance(part, Choice):
        # Of several right ones a paper shows one.
        right = part.right if part.right_count > 1 else ()
        pool = [(c.id, c.body) for c in (*right, *part.wrong) if isinstance(c.body, Text)]
        yield pool
        yield from (((key.id, key.body), other) for key in part.right if isinstance(key.body, Text) for other in pool)
    elif isinstance(part, Matching):
        yield [(entry.id, entry.text) for entry in part.rights if isinstance(entry.text, Text)]
    elif isinstance(part, Computed):
        yield list(part.labels.items())


def says_the_same(one: str, other: str, language: Language, terms: tuple[Term, ...] = ()) -> bool:
    if (amount := amount_of(one, language)) is not None:
        return amount == amount_of(other, language)
    if _are_equal(one, other):
        return True
    mine, theirs = (meaning(text, language, terms) for text in (one, other))
    return bool(mine) and (
        mine == theirs or theirs in _turned(mine, language) or _list(mine, language) == _list(theirs, language) != ()
    )


@lru_cache(maxsize=4096)
def meaning(text: str, language: Language, terms: tuple[Term, ...]) -> str:
    """A text in small letters with one word for all that mean the same, without those that say nothing."""
    words = STOPS.sub("", contents(FORMULA.sub(_worked, text)).lower())
    for term in terms:
        for at, avoided in term.avoid:
            if at == language and language in term.term:
                words = words.replace(avoided.lower(), term.term[language].lower())
    words = " ".join(re.sub(IDLE.get(language, r"(?!)"), " ", words).split())
    words = _figures(words, language)
    for name, pattern in _table(language):
        words = pattern.sub(name, words)
    words = NUMBER.sub(_value, words)
    return "".join(words.split()) if script_of(language).ideographic else PLURAL.sub("", words)


@lru_cache(maxsize=4096)
def amount_of(text: str, language: Language) -> float | None:
    """The number that a text is and nothing else, however it is written: 0.5, 50%, $\\frac{1}{2}$, $2^{-1}$, one half."""
    words = prose(text).filled(lambda piece: piece.inside if piece.kind == "math" else SIGNS[piece.kind])
    # A shape such as 8 × 8 is no number.
    if "times" in words or "×" in words:
        return None
    words = re.sub(r"^(-?)\.(?=\d)", r"\g<1>0.", words.strip().rstrip(".。"))
    words = words.replace("％", "%").replace(r"\%", "%").replace("%", r"\%")
    for pattern, written in AMOUNTS.get(language, ()):
        words = pattern.sub(written, words)
    try:
        number = value(words)
    except NotArithmetic:
        return None
    return float(f"{number:.12g}") if isinstance(number, float) else None


def _worked(match: re.Match[str]) -> str:
    """A formula without letters as the number that it is."""
    # A shape such as 8 × 8 is no number.
    if "times" in match[1]:
        return match[0]
    try:
        number = value(match[1])
    except NotArithmetic:
        return match[0]
    return f"{number:.12g}" if isinstance(number, float) else match[0]


def _are_equal(one: str, other: str) -> bool:
    """Whether two formulas come to the same whatever their letters are, such as a(b + c) and ab + ac."""
    formulas = [match[1] for text in (one, other) if (match := FORMULA.fullmatch(text.strip()))]
    if len(formulas) < 2 or not all(re.sub(r"\\[A-Za-z]+|[^A-Za-z]", "", formula) for formula in formulas):
        return False
    try:
        return all(math.isclose(*(_with(formula, seed) for formula in formulas), rel_tol=NEAR) for seed in (1, 2, 3))
    except (NotArithmetic, OverflowError):
        return False


def _with(formula: str, seed: int) -> float:
    """What a formula comes to where each letter is a number of its own. Raises NotArithmetic."""

    def numbered(match: re.Match[str]) -> str:
        if match[0].startswith("\\"):
            return match[0]
        return rf"\left({1.1 + crc32(f'{seed}{match[0]}'.encode()) % 997 / 500:.3f}\right)"

    number = value(SYMBOL.sub(numbered, formula))
    if not isinstance(number, float):
        raise NotArithmetic
    return number


def _figures(words: str, language: Language) -> str:
    """The text with figures for number words."""
    if language == "zh":
        return re.sub("[一二三四五六七八九十]+(?=[倍个层次步种])", lambda match: CHINESE.get(match[0], match[0]), words)
    if language == "en":
        return re.sub(r"[a-z]+", lambda match: ENGLISH.get(match[0], match[0]), words)
    return words


def _value(match: re.Match[str]) -> str:
    number, below, percent = match.groups()
    if not below and not percent:
        return f"{float(number):.12g}"
    divisor = float(below) if below else 100
    return f"{float(number) / divisor:.12g}" if divisor else match[0]


def _turned(words: str, language: Language) -> Iterator[str]:
    """The text with what stands around each “and” exchanged: one to four words, or up to eight characters."""
    ideographic = script_of(language).ideographic
    for joint in re.finditer(JOINTS.get(language, r"(?!)"), words):
        before, behind = words[: joint.start()], words[joint.end() :]
        mine, theirs = (list(before), list(behind)) if ideographic else (before.split(), behind.split())
        space = "" if ideographic else " "
        most = 8 if ideographic else 4
        for i in range(1, min(most, len(mine)) + 1):
            for j in range(1, min(most, len(theirs)) + 1):
                left = space.join([*mine[:-i], *theirs[:j]])
                right = space.join([*mine[-i:], *theirs[j:]])
                yield f"{left}{joint[0]}{right}"


def _list(words: str, language: Language) -> tuple[str, ...]:
    """The parts of an enumeration of words in one order, with what joins them; nothing where there are fewer than three."""
    if re.search(r"[{(\[]", words):
        return ()
    joint = JOINTS.get(language, r"(?!)")
    joints = sorted(set(re.findall(joint, words)) - {"、"})
    parts = sorted(re.split(rf"{joint}|, ", words))
    return (*joints, *parts) if len(parts) > 2 and joints and not any(map(NUMBER.fullmatch, parts)) else ()


@cache
def _table(language: Language) -> Sequence[tuple[str, re.Pattern[str]]]:
    file: Mapping[str, Mapping[str, str]] = table("synonyms.yaml")
    whole = "{}" if script_of(language).ideographic else r"(?<![\w-])(?:{})(?![\w-])"
    return [(name, re.compile(whole.format(words))) for name, words in file.get(language, {}).items()]
