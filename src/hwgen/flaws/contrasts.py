"""Words of which one never translates another, such as “area” and 周长, from contrasts.yaml, and units."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache, lru_cache

from hwgen.flaws.needles import needles, those_in
from hwgen.flaws.units import DIMENSIONS, units
from hwgen.flaws.words import table
from hwgen.text import Language
from hwgen.words.words import script_of

# Things of which a text may well name another: they only tell what a number belongs to. What is for one or for all matters where it is asked.
APART = frozenset(["thing", "scope", "occasion", "excess", "fate"])
# What a question asks for, beside what it is about: a comparison or a change may stand in another clause.
WANTED = frozenset(
    [
        *(
            "quantity",
            "extreme",
            "metric",
            "outcome",
            "split",
            "statistic",
            "shape",
            "update",
            "occasion",
            "occupation",
            "fate",
        ),
        *DIMENSIONS,
    ]
)
# What a number may count.
COUNTABLE = frozenset(
    [
        *("an-epoch", "a-step", "an-update", "an-iteration", "layer", "unit", "sample", "head"),
        *("weight", "activation"),
        *("row", "column"),
        *("token", "image", "document", "channel", "kernel", "node", "edge", "pixel"),
    ]
)
# What a reason may say of a mistake, and never its contrary in another language.
SAID_OF_MISTAKES = frozenset(
    [
        *("excess", "comparison", "extreme", "bound", "limit", "change", "factor"),
        *("hold", "memory-access", "fraction", "circuit", "redox", "heat", "energy", "wave", "drawing", "sides"),
        *("place-in-row", "succession", "period", "extremity", "flow"),
    ]
)
# Of which one language may name another number of times what the other calls otherwise, such as a layer or a total.
LOOSE = frozenset(
    [
        "thing",
        "statistic",
        "change",
        "quantity",
        "scope",
        "occasion",
        "excess",
        "factor",
        "bound",
        "comparison",
        "amounts",
        "sequel",
        "verdict",
        "mode",
    ]
)
# What a number has to be, from below and from above.
SIDES = {"at-least": "at least", "more": "more than", "at-most": "at most", "less": "less than"}
# What a convention settles: that it speaks of bytes or of a side, too, where the text says what is asked for, contradicts nothing.
SETTLED = frozenset(["rounding", "bias", "second-bias", "logarithm", "padding"])


def _groups() -> Mapping[str, Mapping[str, Mapping[Language, str]]]:
    groups: Mapping[str, Mapping[str, Mapping[Language, str]]] = table("contrasts.yaml")
    return groups


@cache
def _patterns(language: Language) -> tuple[tuple[str, str, frozenset[str], re.Pattern[str]], ...]:
    """Each concept that has words in a language, with its group and what its words cannot do without."""
    whole = "{}" if script_of(language).ideographic else r"(?<![\w-])(?:{})(?:s|es)?(?![\w-])"
    return tuple(
        (group, concept, needles(words[language]), re.compile(whole.format(words[language]), re.IGNORECASE))
        for group, concepts in _groups().items()
        for concept, words in concepts.items()
        if language in words
    )


@lru_cache(maxsize=4096)
def named(text: str, language: Language) -> Mapping[str, Mapping[str, str]]:
    """The concepts that a text names, by their groups, each with the word for it."""
    groups: dict[str, dict[str, str]] = {dimension: {**words} for dimension, words in units(text, language).items()}
    for group, concept, matches in _matches(text, language):
        groups.setdefault(group, {})[concept] = matches[0][0]
    return groups


@lru_cache(maxsize=4096)
def _matches(text: str, language: Language) -> Sequence[tuple[str, str, Sequence[re.Match[str]]]]:
    """Each concept that a text names, with its group and its places."""
    there = those_in(text, _needles(language))
    return [
        (group, concept, matches)
        for group, concept, needed, pattern in _patterns(language)
        if not there.isdisjoint(needed) and (matches := [*pattern.finditer(text)])
    ]


@cache
def _needles(language: Language) -> frozenset[str]:
    return frozenset().union(*(needed for _, _, needed, _ in _patterns(language)))


def stated(text: str, language: Language) -> Mapping[str, Mapping[str, str]]:
    """Those of the concepts of which another language names the same."""
    return {group: concepts for group, concepts in named(text, language).items() if group not in APART}


def wanted(text: str, language: Language) -> Mapping[str, Mapping[str, str]]:
    """Those of the concepts that a question may ask for."""
    return _among(WANTED, text, language)


def answered(text: str, language: Language) -> Mapping[str, Mapping[str, str]]:
    """Those of the concepts that an answer may be of, beside its unit."""
    return _among((WANTED - DIMENSIONS) | {"flow"}, text, language)


def in_reasons(text: str, language: Language) -> Mapping[str, Mapping[str, str]]:
    """What a reason says of a mistake: that something was added or left out, that a value is above or below another."""
    return _among(SAID_OF_MISTAKES, text, language)


def for_whom(text: str, language: Language) -> Mapping[str, Mapping[str, str]]:
    """Whether a text speaks of one of several, or of all of them."""
    return _among({"scope"}, text, language)


def settled(text: str, language: Language) -> Mapping[str, Mapping[str, str]]:
    """Those of the concepts that a convention may settle."""
    return _among(SETTLED, text, language)


def _among(groups: Set[str], text: str, language: Language) -> Mapping[str, Mapping[str, str]]:
    return {group: concepts for group, concepts in named(text, language).items() if group in groups}


def exchanged(
    one: Mapping[str, Mapping[str, str]], other: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, str]]:
    """Where each of two texts names what the other does not: the words of both."""
    for group in one.keys() & other.keys():
        mine, theirs = (
            [word for concept, word in a[group].items() if concept not in b[group]]
            for a, b in ((one, other), (other, one))
        )
        if mine and theirs:
            yield mine[0], theirs[0]


def recounted(
    one: str, at: Language, other: str, there: Language, *, bounds: bool
) -> Iterator[tuple[Mapping[str, int], Mapping[str, int]]]:
    """How often each of two texts names the concepts of a group, where both name as many and not the same ones; of `bounds`, too."""
    mine, theirs = _counted(one, at), _counted(other, there)
    for group in mine.keys() & theirs.keys():
        here, away = mine[group], theirs[group]
        if (bounds or group != "bounds") and here.total() == away.total() and here != away:
            yield here - away, away - here


@lru_cache(maxsize=4096)
def _counted(text: str, language: Language) -> Mapping[str, Counter[str]]:
    groups: dict[str, Counter[str]] = {}
    for group, concept, matches in _matches(text, language):
        count = len(matches)
        if group in ("bound", "comparison"):
            groups.setdefault("bounds", Counter())[SIDES[concept]] += count
        elif group not in LOOSE:
            groups.setdefault(group, Counter())[concept] += count
    return groups


def places(text: str, language: Language) -> Sequence[tuple[str, re.Match[str]]]:
    """Each place where a concept is named."""
    return [(concept, match) for _, concept, matches in _matches(text, language) for match in matches]


def opposites(text: str, language: Language, whole: str) -> Mapping[str, Sequence[tuple[int, str]]]:
    """The groups of which a sentence of a whole text names two concepts, each once, with their places."""
    groups = {group for group, concepts in stated(whole, language).items() if len(concepts) > 1}
    places: dict[str, list[tuple[int, str]]] = {}
    for group, concept, matches in _matches(text, language) if groups else ():
        if group in groups:
            places.setdefault(group, []).extend((match.start(), concept) for match in matches)
    return {group: sorted(of) for group, of in places.items() if len(of) == 2 and of[0][1] != of[1][1]}
