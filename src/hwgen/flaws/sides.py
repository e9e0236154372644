"""Two of a kind that have changed places in one language, such as inner and outer: by the numbers and names beside them, and by what is compared with what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from hwgen.flaws.contrasts import opposites
from hwgen.text import Language

SENTENCE = re.compile(r"[。；;？?\n]|(?<!\d)\.(?!\d)|\.\s")
# What is written alike in all languages: a number, a name in Latin letters that no word of English is, a letter.
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?!\w|\.\d)", re.ASCII)
NAME = re.compile(r"(?<![\w\\])(?:[A-Z]|[A-Za-z]*[A-Z][A-Za-z]*[A-Z][A-Za-z]*)(?![\w'’])", re.ASCII)
# Chinese has what is compared right before and behind the word.
COMPARED = {"zh": re.compile("(?<=.)比(?![如例率较重值方])"), "en": re.compile(r"\bthan\b", re.IGNORECASE)}
NEAR = 8
Place = tuple[int, str]


def changed_places(one: str, at: Language, other: str, there: Language) -> Iterator[tuple[str, str]]:
    """The pairs of concepts or names that stand the other way round in the other text, which says the same."""
    for mine, theirs in product(SENTENCE.split(one), SENTENCE.split(other)):
        anchors, compared = _shared(mine, theirs), _compared(mine, at, theirs, there)
        if not anchors and not compared:
            continue
        names = [sorted((place, name) for name, place in _once(NAME, text).items()) for text in (mine, theirs)]
        groups = opposites(mine, at, one), opposites(theirs, there, other)
        pairs = [(groups[0][group], groups[1][group]) for group in groups[0].keys() & groups[1].keys()]
        for here, away in (*pairs, *([(names[0], names[1])] if len(names[0]) == len(names[1]) == 2 else ())):
            if {name for _, name in here} != {name for _, name in away} or {name for _, name in here} == set(anchors):
                beside = False
            else:
                beside = bool(anchors) and _paired(here, mine, anchors) == _turned(_paired(away, theirs, anchors)) != {}
            if beside or (compared and _turned_round(here, away, *compared)):
                yield here[0][1], here[1][1]


def _once(pattern: re.Pattern[str], text: str) -> Mapping[str, int]:
    """What a pattern finds once in a text, with its place."""
    places: dict[str, list[int]] = {}
    for match in pattern.finditer(text):
        places.setdefault(match[0], []).append(match.start())
    return {word: starts[0] for word, starts in places.items() if len(starts) == 1}


def _shared(mine: str, theirs: str) -> Sequence[str]:
    """The two numbers, or else the two names, that both sentences have once and no others."""
    for pattern in (NUMBER, NAME):
        here, there = _once(pattern, mine), _once(pattern, theirs)
        if (
            len(here) == 2
            and here.keys() == there.keys()
            and len(pattern.findall(mine)) == len(pattern.findall(theirs)) == 2
        ):
            return sorted(here)
    return ()


def _paired(concepts: Sequence[Place], text: str, anchors: Sequence[str]) -> Mapping[str, str]:
    """The concept beside each anchor; nothing where two concepts stand in a row."""
    places = [(text.index(anchor), anchor) for anchor in anchors]
    first, second, third, fourth = (name for _, name in sorted((*concepts, *places)))
    if (first in anchors) == (second in anchors):
        return {}
    return dict(pair if pair[0] in anchors else pair[::-1] for pair in ((first, second), (third, fourth)))


def _turned(pairs: Mapping[str, str]) -> Mapping[str, str]:
    return dict(zip(pairs, reversed([*pairs.values()]), strict=True))


def _compared(mine: str, at: Language, theirs: str, there: Language) -> tuple[int, int] | None:
    """Where two sentences compare, the places of the words that do it."""
    here, away = (COMPARED[a].search(text) if a in COMPARED else None for a, text in ((at, mine), (there, theirs)))
    return (here.start(), away.start()) if here and away else None


def _turned_round(here: Sequence[Place], away: Sequence[Place], at: int, there: int) -> bool:
    """Whether what stands on the one side of a comparison stands on the other side of the other."""
    (left, first), (right, second) = here
    near = max(at - left, right - at) <= NEAR or max(there - away[0][0], away[1][0] - there) <= NEAR
    return (
        near and left < at < right and away[0][0] < there < away[1][0] and (second, first) == (away[0][1], away[1][1])
    )
