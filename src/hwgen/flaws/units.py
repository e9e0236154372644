"""The units that a text names: their words in Chinese and English, and their signs, from units.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from hwgen.flaws.reading import MATH
from hwgen.flaws.words import table
from hwgen.text import Language
from hwgen.words.words import script_of

# A unit without a prefix, and any sign, stands behind a number, or behind what asks for one: a 瓦 or an A alone is something else.
COUNTED = re.compile(
    rf"(?:[\d{MATH}一二两三四五六七八九十半几每]|多少|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|an|each|every|per|many)|(?<=[A-Za-z])/)\s?个?\s?$"
)
# What is said in a unit, beside what is counted in it: a single letter stands there for something else.
SAID_IN = re.compile(r"(?:\bin|以|单位[为是：]?|[（(]) ?$")
SIGN = r"(?<![A-Za-z\\])[A-Za-zμµΩ°]+(?![A-Za-z(_^])"


@dataclass(frozen=True)
class Unit:
    """A unit by what it measures; `bare` is a word or a sign that means it beside a number only."""

    dimension: str
    name: str
    bare: bool


@cache
def _known(language: Language) -> Mapping[str, Unit]:
    """Every word and every sign of units that a language has."""
    file: Mapping[str, Any] = table("units.yaml")
    known: dict[str, Unit] = {}
    for dimension, of in file["units"].items():
        for name, forms in of.items():
            words, sign = forms.get(language, ()), forms.get("sign", "")
            known |= {form: Unit(dimension, name, bare=True) for form in (*words, sign) if form}
            for prefix in forms.get("with", "").split():
                before, whole = file["prefixes"][prefix], f"{file['prefixes'][prefix]['en']}{name}"
                known |= {
                    f"{before[language]}{word}": Unit(dimension, whole, bare=False)
                    for word in words
                    if language in before
                }
                known |= {
                    f"{prefix}{form}": Unit(dimension, whole, bare=True) for form in (sign, forms.get("short")) if form
                }
    # The sign for a millionth is printed as a Greek letter or as one of its own.
    return known | {form.replace("μ", "µ"): unit for form, unit in known.items() if "μ" in form}


DIMENSIONS: frozenset[str] = frozenset(table("units.yaml")["units"])
# Signs of more than a letter, which mean nothing else, and those of counts of operations.
UNIT = re.compile(
    r"(?<![A-Za-z])(?:[KMGTP]i?B|"
    + "|".join(
        f"{prefix}{forms['sign']}"
        for of in table("units.yaml")["units"].values()
        for forms in of.values()
        for prefix in forms.get("with", "").split()
    )
    + r"|FLOPs?)(?![A-Za-z])"
)


@cache
def _words(language: Language) -> re.Pattern[str]:
    if not script_of(language).ideographic:
        return re.compile(rf"[A-Za-z]+(?:-hours?)?|{SIGN}")
    words = sorted((word for word in _known(language) if not word.isascii()), key=lambda word: -len(word))
    return re.compile(rf"{'|'.join(map(re.escape, words)) or '(?!)'}|{SIGN}")


@lru_cache(maxsize=4096)
def units(text: str, language: Language, *, first: bool = False) -> Mapping[str, Mapping[str, str]]:
    """The units that a text names, by what they measure, each with its word; those right behind its first number alone."""
    by_dimension: dict[str, dict[str, str]] = {}
    for at, word, unit in _in(text, language):
        if first and at > 2:
            break
        by_dimension.setdefault(unit.dimension, {}).setdefault(unit.name, word)
    return by_dimension


def _in(text: str, language: Language) -> Iterator[tuple[int, str, Unit]]:
    known = _known(language)
    for match in _words(language).finditer(text):
        word = match[0]
        unit = known.get(word) or known.get(word.lower().removesuffix("s") if len(word) > 3 else "")
        if unit and (not unit.bare or _is_counted(text, match.start(), word)):
            yield match.start(), word, unit


def _is_counted(text: str, at: int, word: str) -> bool:
    before = text[max(0, at - 12) : at]
    return bool(COUNTED.search(before) or (len(word) > 1 and SAID_IN.search(before)))
