"""Words that lead to a number: the solution has the number of the question behind them, as it does beside one of two opposites, such as inner and outer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from hwgen.flaws.contrasts import places
from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.reading import MATH
from hwgen.flaws.slots import CLAUSE, Slot, Texts, operands
from hwgen.text import Language
from hwgen.words.words import name_of

HAN = re.compile(r"[\u4e00-\u9fff]")
# Opposites of which each has a number of its own.
PAIRED = frozenset(
    [
        *("inner", "outer", "encoder", "decoder", "left", "right", "horizontal", "vertical", "parent", "child"),
        *("client", "server", "sender", "receiver", "supply", "demand", "imports", "exports", "debit", "credit"),
        *("width", "height", "source", "target", "upper", "lower", "numerator", "denominator"),
    ]
)


def of_roles(texts: Texts) -> Iterator[Flaw]:
    """Words that have another number in the solution than in the question: the outer for the inner, or a sum for its first term."""
    given, stated = _phrases(texts.given, texts.language), _roles(texts.given, texts.language)
    later = tuple(texts.slots(texts.part.claim[texts.language], texts.part.solution[texts.language]))
    for phrase, insides in _phrases(later, texts.language).items():
        known = given.get(phrase, set())
        if len(known) == len(insides) == 1 and min(known) in operands(min(insides), sums=True):
            message = f"“{phrase}” is `[{min(known)}]` in the question, `[{min(insides)}]` behind it, in the {name_of(texts.language)} text"
            yield flaw("described-otherwise", message, texts.part.solution[texts.language])
    for concept, (name, word) in _roles(later, texts.language).items():
        others = {other for other, (its, _) in stated.items() if its == name}
        if concept in stated and stated[concept][0] != name and others:
            message = f"“{word}” is `[{stated[concept][0]}]` in the question, `[{name}]` behind it, in the {name_of(texts.language)} text"
            yield flaw("described-otherwise", message, texts.part.solution[texts.language])


def _phrases(among: Sequence[Slot], language: Language) -> Mapping[str, set[str]]:
    """The expressions behind each phrase that leads to a number and says what it is."""
    phrases: dict[str, set[str]] = {}
    for slot in among:
        phrase = CLAUSE.split(slot.before)[-1].strip(" $")
        if (len(HAN.findall(phrase)) >= 3 if language == "zh" else len(phrase.split()) >= 3) and not slot.hole.forms:
            phrases.setdefault(phrase, set()).add(slot.hole.inside)
    return phrases


def _roles(among: Sequence[Slot], language: Language) -> Mapping[str, tuple[str, str]]:
    """The number that stands beside one of two opposites, such as inner and outer, where it is the only one of its clause."""
    roles: dict[str, set[tuple[str, str]]] = {}
    for slot in among:
        before, after = CLAUSE.split(slot.before)[-1], CLAUSE.split(slot.after)[0]
        beside = [
            (concept, word[0]) for concept, word in places(f"{before} {MATH} {after}", language) if concept in PAIRED
        ]
        if slot.name and len(beside) == 1:
            roles.setdefault(beside[0][0], set()).add((slot.name, beside[0][1]))
    return {concept: min(known) for concept, known in roles.items() if len({name for name, _ in known}) == 1}
