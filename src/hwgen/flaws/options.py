"""Cues in the options of a choice: what tells the key to those who do not know it.

A choice has pools; what counts is what can come onto a paper.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, islice
from math import comb
from statistics import mean

from hwgen.errors import counted
from hwgen.flaws.finding import Finding
from hwgen.flaws.reading import HAN, Reading, prose, spoken, width
from hwgen.flaws.rules import rule
from hwgen.flaws.words import pattern, words
from hwgen.kinds import Candidate, Choice, Matching
from hwgen.text import Language, Text
from hwgen.words.words import script_of

# How often a cue must show on the papers that can be drawn.
MOSTLY = 0.5
MOST_PAPERS = 40


@dataclass(frozen=True)
class Pool:
    """The texts of a choice's candidates in one language; `drawn` wrong ones stand on a paper."""

    language: Language
    stem: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    drawn: int
    several: bool

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.right, *self.wrong)

    def papers(self) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        """What can be offered: the right options and the wrong ones of a paper."""
        keys = [self.right] if self.several else [(key,) for key in self.right]
        for key in keys:
            for wrong in islice(combinations(self.wrong, self.drawn), MOST_PAPERS):
                yield key, wrong

    def share(self, cue: Callable[[Sequence[str], Sequence[str]], bool]) -> float:
        """On what part of the papers the cue shows."""
        return mean(cue(key, wrong) for key, wrong in self.papers())


def pools(item: Reading) -> Iterator[Pool]:
    for part in item.parts:
        if isinstance(part, Choice):
            for language in item.languages:
                right, wrong = _texts(part.right, language), _texts(part.wrong, language)
                if right and wrong:
                    drawn = min(part.wrong_count, len(wrong))
                    yield Pool(language, part.stem[language], right, wrong, drawn, part.right_count > 1)


def _texts(candidates: Sequence[Candidate], language: Language) -> tuple[str, ...]:
    return tuple(c.body[language] for c in candidates if isinstance(c.body, Text))


@rule
def key_longest(item: Reading) -> Iterator[Finding]:
    for pool in pools(item):
        wide = {text: width(text) for text in pool.all}

        def longer(key: str, wrong: str, wide: dict[str, int] = wide) -> bool:
            return wide[key] >= 1.2 * wide[wrong] and wide[key] >= wide[wrong] + 4

        if pool.several:
            if all(longer(key, wrong) for key in pool.right for wrong in pool.wrong):
                yield Finding("every right option is longer than every wrong one", pool.right[0])
            continue
        ways = comb(len(pool.wrong), pool.drawn)
        for key in pool.right:
            shorter = sum(longer(key, wrong) for wrong in pool.wrong)
            share = comb(shorter, pool.drawn) / ways
            if share > MOSTLY:
                yield Finding(f"the key is clearly the longest option on {share:.0%} of the papers", key)


@rule
def options_uneven(item: Reading) -> Iterator[Finding]:
    for pool in pools(item):
        by_width = sorted(pool.all, key=width)
        long, next_long = by_width[-1], by_width[-2]
        if width(long) > 1.8 * width(next_long) and width(long) > width(next_long) + 12:
            yield Finding("the option is almost twice as long as any other", long)
        short, next_short = by_width[:2]
        if width(next_short) > 2.2 * width(short) and width(next_short) > width(short) + 12:
            yield Finding("the option is less than half as long as any other", short)


NUMBER = r"[-+−±]?(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?:\s*[×x]\s*10\s*-?\d+|/\d+|e-?\d+)?"
QUANTITY = re.compile(
    rf"(?:约为|约|大约|大概|about|roughly|approximately|around|≈|~)?\s*({NUMBER})\s*(\D{{0,14}})", re.IGNORECASE
)


def quantity(text: str) -> tuple[Fraction | None, str] | None:
    """The number that an option is, and its unit; None where it is something else."""
    match = QUANTITY.fullmatch(spoken(text).rstrip(".。"))
    if not match:
        return None
    try:
        return Fraction(match[1].replace(",", "").replace("−", "-").replace("±", "")), match[2].strip()
    except (ValueError, ZeroDivisionError):
        return None, match[2].strip()


@rule
def option_units(item: Reading) -> Iterator[Finding]:
    for pool in pools(item):
        read = [(text, quantity(text)) for text in pool.all]
        measured = [(text, amount[1]) for text, amount in read if amount]
        bare = [text for text, unit in measured if not unit]
        if len(measured) == len(read) and bare and len(bare) < len(measured):
            fewer = min(bare, [text for text, unit in measured if unit], key=len)
            yield Finding("some options have a unit, others have none", fewer[0])


# A decimal, and a unit behind it.
DECIMALS = re.compile(r"[-−]?\d+\.(\d+)\D{0,14}")


@rule
def option_decimals(item: Reading) -> Iterator[Finding]:
    """Decimals alone: whole numbers and powers of ten have no last digit to round to."""
    for pool in pools(item):
        read = {text: DECIMALS.fullmatch(spoken(text).strip()) for text in pool.all}
        places = {text: len(match[1]) for text, match in read.items() if match}
        wrong = {places.get(text) for text in pool.wrong}
        if pool.several or len(places) < len(pool.all) or len(pool.wrong) < 3 or len(wrong) > 1:
            continue
        for key in pool.right:
            if places[key] not in wrong:
                n = places[pool.wrong[0]]
                yield Finding(f"the key has {counted(places[key], 'decimal')}, every wrong option {n}", key)


@rule
def options_parallel(item: Reading) -> Iterator[Finding]:
    for pool in pools(item):
        yield from _different_ends(pool)
        if pool.language == "en":
            yield from _different_capitals(pool)
            yield from _different_openings(pool)


def _different_ends(pool: Pool) -> Iterator[Finding]:
    ended = [text for text in pool.all if text.rstrip()[-1:] in tuple(".。;；")]
    if ended and len(ended) < len(pool.all):
        fewer = min(ended, [text for text in pool.all if text not in ended], key=len)
        yield Finding("some options end in a full stop, others do not", fewer[0])


def _different_capitals(pool: Pool) -> Iterator[Finding]:
    """Only of words that need no capital for themselves."""
    first = {text: prose(text).visible[:1] for text in pool.all}
    small = [text for text in pool.all if first[text].islower()]
    large = [text for text in pool.all if re.match(r"[A-Z][a-z]+ [a-z]", prose(text).visible)]
    if small and large and len(small) + len(large) == len(pool.all):
        yield Finding("some options begin with a capital letter, others do not", min(small, large, key=len)[0])


def _different_openings(pool: Pool) -> Iterator[Finding]:
    opening = {text: m[0] if (m := re.match(r"[a-z']+", spoken(text).lower())) else "" for text in pool.all}
    if len(pool.wrong) < 3 or pool.several:
        return
    shared = {opening[text] for text in pool.wrong}
    for key in pool.right:
        if len(shared) == 1 and not shared & {"", *words("openings")} and opening[key] not in shared:
            yield Finding(f"every wrong option begins with “{shared.pop()}”, and the key does not", key)
            return


@rule
def sorted_median(item: Reading) -> Iterator[Finding]:
    for pool in pools(item):
        values = {text: (quantity(text) or (None,))[0] for text in pool.all}
        if pool.several or len(pool.all) < 4 or None in values.values():
            continue
        for key in pool.right:
            here = values[key]
            assert here is not None
            wrong = [value for text in pool.wrong if (value := values[text]) is not None]
            around = [(a, b) for a, b in combinations(wrong, 2) if a + b == 2 * here or (a * b == here * here and here)]
            most = max(sum(value < here for value in wrong), sum(value > here for value in wrong))
            if most < pool.drawn and around:
                a, b = sorted(around[0])
                yield Finding(f"the key is in the middle on every paper, between {float(a):g} and {float(b):g}", key)


FACETS = re.compile(r"[,，;；、]\s*|\s+(?:and|but)\s+|\s*[×]\s*|(?<=\d)\s+(?=\d)")


@rule
def convergence(item: Reading) -> Iterator[Finding]:
    for pool in pools(item):
        facets = {text: tuple(f.strip(" ()（）[].。") for f in FACETS.split(spoken(text))) for text in pool.all}
        count = len(facets[pool.all[0]])
        if pool.several or count < 2 or any(len(f) != count or "" in f for f in facets.values()):
            continue

        def meets(key: Sequence[str], wrong: Sequence[str], facets: dict[str, tuple[str, ...]] = facets) -> bool:
            """In each of its facets that differ, the key has what most options have."""
            columns = [Counter(column) for column in zip(*(facets[text] for text in (*key, *wrong)), strict=True)]
            telling = [(column, mine) for column, mine in zip(columns, facets[key[0]], strict=True) if len(column) > 1]
            return len(telling) > 1 and all(
                column[mine] > 1 and all(column[mine] > n for other, n in column.items() if other != mine)
                for column, mine in telling
            )

        if (share := pool.share(meets)) > MOSTLY:
            yield Finding(f"on {share:.0%} of the papers the key is what the options have in common", pool.right[0])


ARTICLE = re.compile(r"\b(an?)\s*(?:[:…—]|_+|\.\.\.)?\s*$", re.IGNORECASE)
VOWEL = re.compile(r"(?!(?:uni|use|usu|one|eu|uti)[a-z])[aeiou]|(?:hour|hon|heir)|[FHLMNRSX](?=[A-Z\d])", re.IGNORECASE)


@rule
def grammar_cue(item: Reading) -> Iterator[Finding]:
    for pool in pools(item):
        if pool.language == "en" and (article := ARTICLE.search(prose(pool.stem).visible)):
            fits = {text: bool(VOWEL.match(spoken(text))) == (article[1].lower() == "an") for text in pool.all}
            if all(fits[key] for key in pool.right) and not all(fits.values()):
                yield Finding(f"the stem ends in “{article[1]}”, which does not fit every option", pool.stem)


@rule
def all_of_the_above(item: Reading) -> Iterator[Finding]:
    for pool in pools(item):
        for text in pool.all:
            if pattern("above", pool.language).search(text):
                yield Finding("the option refers to other options, whose order is random", text)


@rule
def clang(item: Reading) -> Iterator[Finding]:
    for pool in pools(item):
        if pool.several:
            continue
        for key in pool.right:
            if shared := echo(pool.stem, key, pool.wrong, pool.language):
                yield Finding(f"“{shared}” is in the stem and in the key, but in no wrong option", key)
    for part in item.parts:
        if isinstance(part, Matching):
            yield from _clang_of_pairs(part, item.languages)


def _clang_of_pairs(part: Matching, languages: Sequence[Language]) -> Iterator[Finding]:
    for language in languages:
        right = [entry.text[language] for _, entry in part.pairs if isinstance(entry.text, Text)]
        right += [entry.text[language] for entry in part.extra if isinstance(entry.text, Text)]
        for left, mine in part.pairs:
            if isinstance(left.text, Text) and isinstance(mine.text, Text):
                text = mine.text[language]
                others = [other for other in right if other is not text]
                others += [
                    other.text[language]
                    for other, _ in part.pairs
                    if other is not left and isinstance(other.text, Text)
                ]
                if shared := echo(left.text[language], text, others, language):
                    yield Finding(f"“{shared}” is on both sides of one pair, and nowhere else", text)


def echo(stem: str, key: str, wrong: Sequence[str], language: Language) -> str:
    """What the key repeats of the stem, where no wrong option repeats anything of it; else nothing."""
    stem_words = _content_words(spoken(stem).lower(), language)
    mine = stem_words & _content_words(spoken(key).lower(), language)
    if not mine or any(stem_words & _content_words(spoken(text).lower(), language) for text in wrong):
        return ""
    return max(mine, key=lambda piece: (len(piece), piece))


WORD = re.compile(r"[a-z][a-z-]{3,}")
ANY_WORD = re.compile(r"[^\W\d_]{5,}")
ENDING = re.compile(r"(?:(?<=ss)es|(?<=[sc]h)es|(?<=x)es|(?<!s)s|ing|ed)$")
# Runs of characters without those that join words and count things.
CHINESE = re.compile(rf"(?:(?![的了是在和与或都也就不有为对从到被把使由它其种个些这那两三每])[{HAN}]){{3,}}")


def _content_words(text: str, language: Language) -> set[str]:
    """The words of a text that tell something, without their endings; of Chinese, runs of three characters."""
    common = words("common", language)
    if language == "en":
        return {ENDING.sub("", word) for word in WORD.findall(text) if word not in common}
    if not script_of(language).ideographic:
        return {word for word in ANY_WORD.findall(text) if word not in common}
    runs = (text[i : i + 3] for run in CHINESE.finditer(text) for i in range(run.start(), run.end() - 2))
    return {run for run in runs if not any(word in run for word in common)}
