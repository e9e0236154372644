"""Answers that the question itself gives: in its stem, as the number of an earlier part in a later one, as a term in its own definition."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hwgen.flaws.finding import Finding
from hwgen.flaws.meaning import shown
from hwgen.flaws.reading import Reading, prose, spoken
from hwgen.flaws.rules import rule
from hwgen.kinds import Essay, Numeric, ShortAnswer
from hwgen.kinds.definition import DEFINITION
from hwgen.numerals import machine
from hwgen.problem.computed import Computed
from hwgen.proof.arithmetic import NEAR
from hwgen.proof.counting import NUMBER, numbers
from hwgen.proof.giveaway import worked_out
from hwgen.text import Language, Text

# Smaller whole numbers stand in many texts for something else, as powers of two and ten and shares such as 0.5 do.
SMALL = 12
# How a sentence begins that names what it defines, and how it goes on behind the name.
NAMING = {
    "zh": re.compile("[对在设若当从]|所谓|给定"),
    "en": re.compile(r"(?:in|with|under|for|given|by|an?|the|if|when)\b(?! \w+ing\b)"),
}
DEFINING = {
    "zh": re.compile(r"(?:（[^）]*）)?[，,]?\s?(?:通常|一般|就)?(?:指|是|为|表示|即|中|由|先|把|将|用|定义|\$)"),
    "en": re.compile(r"(?:s|es)?(?: \([^)]*\))?,? (?:is|are|means?|denotes?|of|\$)"),
}
SENTENCE = re.compile(r"[。；\n]|[.;]\s")


@rule
def answer_in_stem(item: Reading) -> Iterator[Finding]:
    before = item.context
    for part in item.parts:
        for language in item.languages:
            if isinstance(part, ShortAnswer):
                yield from _term_shown(part, language)
            elif isinstance(part, Numeric):
                context = shown(before[language], language) if before else ""
                yield from _number_shown(part, context, language)


def _term_shown(part: ShortAnswer, language: Language) -> Iterator[Finding]:
    stem = spoken(part.stem[language]).lower()
    for answer in part.accepted:
        if len(answer) > 1 and re.search(rf"(?<![a-z\d]){re.escape(answer.lower())}(?![a-z\d])", stem):
            yield Finding(f"the answer “{answer}” is in the stem", part.stem[language])
            return


def _number_shown(part: Numeric, context: str, language: Language) -> Iterator[Finding]:
    """The answer as it is, though it is worked out of other numbers, or as an expression that comes to it."""
    stem = part.stem[language]
    shown_there = numbers(f"{context} {shown(stem, language)}", language)
    for cell in part.cells:
        number = machine(abs(cell.number))
        # A table of values may hold the answer, which is then picked, not worked out.
        is_worked_out = number not in NUMBER.findall(cell.check) and bool(NUMBER.search(cell.check))
        if number.isdigit() and _is_telling(number) and is_worked_out and number in shown_there:
            yield Finding(f"the answer {number} is in the stem", stem)
        elif any(abs(value - float(cell.number)) < NEAR for _, value in worked_out(stem, language)):
            yield Finding(f"a formula of the stem comes to the answer {number}", stem)


@rule
def part_gives_away(item: Reading) -> Iterator[Finding]:
    """In a question about one description: a later part that says what an earlier one asks for."""
    for language in item.languages:
        context = item.before(language)
        known = numbers(shown(context, language), language)
        asked: dict[str, str] = {}
        for part in item.parts:
            if isinstance(part, Computed) or not isinstance(stem := getattr(part, "stem", None), Text):
                return
            here = numbers(shown(stem[language], language), language)
            for number in sorted(asked.keys() & here):
                yield Finding(f"{number} is the answer of the part `{asked[number]}`", stem[language])
            known |= here
            if isinstance(part, Numeric):
                for cell in part.cells:
                    number = machine(abs(cell.number))
                    if number not in known and _is_telling(number):
                        asked.setdefault(number, part.id)


def _is_telling(number: str) -> bool:
    """Whether a number is unlikely to occur in a text by chance."""
    whole = number.isdigit() and int(number) > SMALL and int(number) & (int(number) - 1) != 0
    return (whole and len(number.rstrip("0")) > 1) or len(number.partition(".")[2]) > 1


@rule
def defined_by_itself(item: Reading) -> Iterator[Finding]:
    for part in item.parts:
        if isinstance(part, Essay) and part.kind == DEFINITION.name:
            for language in (at for at in item.languages if at in NAMING):
                term, first = _bare(part.stem[language]), SENTENCE.split(spoken(part.model[language]))[0].lower()
                at = first.find(term) if len(term) > 1 else -1
                # A definition may begin with its term, and say first what it is about: “In mode collapse, …”.
                if at > 0 and not NAMING[language].match(first) and not DEFINING[language].match(first, at + len(term)):
                    yield Finding(f"the definition of “{term}” uses the term itself", part.model[language])


def _bare(term: str) -> str:
    return re.split(r"[（(]", prose(term).visible)[0].strip().lower()
