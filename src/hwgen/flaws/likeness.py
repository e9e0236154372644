"""How alike texts are: shingles of normalised text, and sketches of them for a whole bank (Broder 1997)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from hwgen.cache import digest
from hwgen.flaws.reading import CELL, Reading, contents, prose
from hwgen.kinds import TrueFalse
from hwgen.text import Language
from hwgen.words.words import script_of

Shingles = NDArray[np.uint32]
# Of a language without spaces, and of any other.
CHARACTERS, WORDS = 3, 2
WORD = re.compile(r"\w+")
# What may differ between two texts that say the same.
STOPS = re.compile(rf"[^\S{CELL}]|[.,;:](?!\d)|[!?，。；：？！、“”\"‘’']")
MULTIPLIER = np.uint32(0x9E3779B1)


@lru_cache(maxsize=64)
def shingles(text: str, language: Language) -> Shingles:
    """The hashes of all runs of characters or words, each once, in ascending order."""
    held = contents(text).lower()
    ideographic = script_of(language).ideographic
    if ideographic:
        units = np.frombuffer("".join(WORD.findall(held)).encode("utf-32-le"), dtype=np.uint32)
    else:
        units = np.array([crc32(word.encode()) for word in WORD.findall(held)], dtype=np.uint32)
    length = min(CHARACTERS if ideographic else WORDS, len(units))
    if not length:
        return units
    end = len(units) - length + 1
    mixed = np.zeros(end, dtype=np.uint32)
    for i in range(length):
        mixed = (mixed ^ units[i : i + end]) * MULTIPLIER
        mixed ^= mixed >> np.uint32(15)
    return np.unique(mixed)


def resemblance(a: Shingles, b: Shingles) -> float:
    """What part of all shingles both texts have (Jaccard)."""
    both = len(np.intersect1d(a, b, assume_unique=True))
    return both / ((len(a) + len(b) - both) or 1)


# So many of the smallest shingles stand for a text, and so many of these find texts to compare.
SKETCH = 48
KEYS = 12
ENOUGH = 3
ALIKE = 0.75
# A run of words that more texts than this have in common is a phrase of the field.
COMMON = 200
SHORTEST = 8
# Formulas, programs and numbers that two items in different languages have in common, at least.
TOKENS = 6


@dataclass(frozen=True)
class Print:
    """What is kept of a text to compare it: `what` is a statement's id, `exact` the digest of its words."""

    what: str
    language: Language | None
    exact: str
    sketch: bytes = b""


def prints(item: Reading) -> tuple[Print, ...]:
    """What an item asks, in each language; of a concept, each statement. Then what is the same in every language."""
    prints = []
    for language in item.languages:
        if len(item.parts) == 1 and isinstance(part := item.parts[0], TrueFalse):
            texts = [(statement.id, statement.text[language]) for statement in part.pool]
        else:
            texts = [("", "\n".join(_asked(item, language)))]
        for what, text in texts:
            sketch = shingles(text, language)[:SKETCH]
            prints.append(Print(what, language, digest(STOPS.sub("", contents(text).lower())), sketch.tobytes()))
    if len(item.languages) == 1:
        signs = _without_words(item)
        if len(signs) >= TOKENS:
            prints.append(Print("", None, digest(*sorted(signs))))
    return tuple(prints)


def _asked(item: Reading, language: Language) -> Iterator[str]:
    """Description, questions and statements, then what is to choose from, in an order that does not depend on the bank's."""
    texts = [(passage.role, passage.text[language]) for passage in item.passages]
    yield from (text for role, text in texts if role == "context")
    yield from (text for role, text in texts if role in ("stem", "statement"))
    yield from sorted(text for role, text in texts if role in ("right", "wrong", "entry"))


def _without_words(item: Reading) -> list[str]:
    """The formulas, programs and numbers of an item: they stay when it is translated."""
    signs = []
    for _, text in item.texts:
        read = prose(text)
        signs += ["".join(piece.inside.split()) for piece in read.pieces if piece.kind in ("math", "code", "fence")]
        signs += re.findall(r"\d+(?:\.\d+)?", read.visible)
    return signs


class Pair(NamedTuple):
    """Two places of one list of items that ask the same, or almost: `share` of their shingles are the same."""

    first: int
    second: int
    share: float
    statements: tuple[str, str] = ("", "")


def pairs(items: Sequence[tuple[Print, ...]]) -> Iterator[Pair]:
    """The items that ask the same, each with the first of its sort, and those that ask almost the same."""
    reported: set[tuple[int, int]] = set()
    for language in (*dict.fromkeys(p.language for of_item in items for p in of_item if p.language), None):
        known: dict[str, tuple[int, Print]] = {}
        for i, of_item in enumerate(items):
            for print_ in of_item:
                if print_.language == language:
                    first, other = known.setdefault(print_.exact, (i, print_))
                    if first != i and (first, i) not in reported:
                        reported.add((first, i))
                        share = 1.0 if language else ALIKE
                        yield Pair(first, i, share, (other.what, print_.what))
        if language:
            yield from _almost(list(known.values()), reported)


def _almost(texts: Sequence[tuple[int, Print]], reported: set[tuple[int, int]]) -> Iterator[Pair]:
    sketches = [np.frombuffer(print_.sketch, dtype=np.uint32) for _, print_ in texts]
    for a, b in sorted(_candidates(sketches)):
        (i, one), (j, other) = sorted((texts[a], texts[b]), key=lambda text: text[0])
        if i != j and (i, j) not in reported:
            share = _estimated(sketches[a], sketches[b])
            if share >= ALIKE:
                reported.add((i, j))
                yield Pair(i, j, share, (one.what, other.what))


def _candidates(sketches: Sequence[Shingles]) -> Iterator[tuple[int, int]]:
    """The places of texts that have some of their smallest shingles in common."""
    short = [sketch[:KEYS] if len(sketch) >= SHORTEST else sketch[:0] for sketch in sketches]
    keys = np.concatenate(short) if short else np.empty(0, dtype=np.uint32)
    if not len(keys):
        return iter(())
    places = np.repeat(np.arange(len(short)), [len(sketch) for sketch in short])
    order = np.argsort(keys, kind="stable")
    keys, places = keys[order], places[order]
    bounds = np.append(np.flatnonzero(keys[1:] != keys[:-1]) + 1, len(keys))
    shared: Counter[tuple[int, int]] = Counter()
    start = 0
    for end in bounds.tolist():
        if 1 < end - start <= COMMON:
            shared.update(combinations(places[start:end].tolist(), 2))
        start = end
    return (pair for pair, count in shared.items() if count >= ENOUGH)


def _estimated(a: Shingles, b: Shingles) -> float:
    """The resemblance of two texts, from their sketches: exact for texts of no more shingles than a sketch has."""
    both = np.union1d(a, b)[:SKETCH]
    return float(np.isin(both, np.intersect1d(a, b, assume_unique=True), assume_unique=True).mean())
