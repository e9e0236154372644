"""How each language says numbers: in words, in sizes such as 万 and million, with a point or a comma."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from hwgen.text import Language

# A number with its sign, which belongs to it where nothing stands before it that it could be taken from.
SIGNED = re.compile(r"[-\d](?:(?<=\d)|(?<![\w)\]}]-)\d)\d*(?:\.\d+)?", re.ASCII)
# Figures on their own, not those of a name such as VGG16, GPT-2, W_1 or float32.
NUMBER = re.compile(r"(?<![A-Za-z\d_.])\d+(?:[.,]\d+)*")
# Between the thousands of a number that hwgen writes.
GROUP = re.compile(r"(?<=\d)\\,(?=\d{3}(?!\d))")
# 千 stands in 千米, 百 in 百分, too.
LARGE = 4


@dataclass(frozen=True)
class Counting:
    """`words` finds the numbers that a text may say in words, `sizes` are powers of ten by their names."""

    words: Callable[[str], Iterable[str]]
    sizes: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def scaled(self) -> re.Pattern[str]:
        """A number before a size: 3 万 is 30,000, 2 billion is 20 亿."""
        longest_first = sorted(self.sizes, key=lambda size: -len(size))
        return re.compile(rf"(\d+(?:\.\d+)?) ?({'|'.join(longest_first) or '(?!)'})")


CHINESE = {"零": "0", "一": "1", "二": "2", "两": "2", "半": "2", "倍": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7", "八": "8", "九": "9", "十": "10", "百": "100", "千": "1000", "万": "10000", "亿": "100000000"}  # fmt: skip
# The words of each number; many inflect, so that a number stands before all of its words.
WORDS = {
    "en": {
        "0": "zero zeros", "1": "one once single first a an", "3": "three third thirds triple",
        "2": "half halves halved halving two twice double doubled doubles doubling second both pair",
        "4": "four fourth quarter quarters", "5": "five fifth fifths", "6": "six sixth", "7": "seven", "8": "eight eighth", "9": "nine",
        "10": "ten tenth tenths", "12": "twelve", "100": "hundred hundredth", "1000": "thousand", "1000000": "million",
    },
    "de": {
        "0": "null", "1": "ein eine einen einem einer eines eins einmal einzige einzigen einziger einziges erste ersten erster erstes erstem",
        "2": "zwei zweimal zweite zweiten zweiter zweites zweitem beide beiden beider beides doppelt doppelte doppelten doppelter doppeltes halb halbe halben halber halbes hälfte halbiert verdoppelt verdoppeln paar",
        "3": "drei dreimal dritte dritten dritter drittes drittel dreifache dreifachen dreifach", "4": "vier viermal vierte vierten viertel vierfache vierfach",
        "5": "fünf fünfte fünften fünftel", "6": "sechs sechste sechsten sechstel", "7": "sieben siebte siebten", "8": "acht achte achten achtel",
        "9": "neun neunte neunten", "10": "zehn zehnte zehnten zehntel", "12": "zwölf", "100": "hundert hundertstel", "1000": "tausend tausendstel", "1000000": "million",
    },
    "fr": {
        "0": "zéro nul nulle", "1": "un une seul seule premier première fois", "2": "deux deuxième second seconde double doublé doublée doubler demi demie moitié paire",
        "3": "trois troisième tiers triple", "4": "quatre quatrième quart quarts quadruple", "5": "cinq cinquième", "6": "six sixième", "7": "sept septième",
        "8": "huit huitième", "9": "neuf neuvième", "10": "dix dixième dixièmes", "12": "douze", "100": "cent cents centième", "1000": "mille millième", "1000000": "million",
    },
}  # fmt: skip


def _spelt(language: Language) -> Callable[[str], Iterable[str]]:
    numbers = {word: number for number, words in WORDS[language].items() for word in words.split()}
    return lambda text: [numbers[word] for word in re.findall(r"[^\W\d_]+", text.lower()) if word in numbers]


def _chinese(text: str) -> Iterator[str]:
    """The numbers that Chinese characters may stand for: 二十四, 六成, 倍."""
    yield from (CHINESE[c] for c in text if c in CHINESE)
    for tens, ones in re.findall("([一二三四五六七八九])?十([一二三四五六七八九])?", text):
        yield str(10 * int(CHINESE.get(tens, "1")) + int(CHINESE.get(ones, "0")))
    yield from (f"{CHINESE[c]}0" for c in re.findall("([一二三四五六七八九])成", text))


COUNTING: Mapping[Language, Counting] = {
    "zh": Counting(_chinese, {"百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "万亿": 12}),
    "en": Counting(_spelt("en"), {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}),
    "de": Counting(_spelt("de"), {"Tausend": 3, "Millionen": 6, "Million": 6, "Milliarden": 9, "Billionen": 12}),
    "fr": Counting(_spelt("fr"), {"mille": 3, "millions": 6, "million": 6, "milliards": 9, "milliard": 9}),
}
SILENT = Counting(lambda text: [str(number) for number in range(13)])


def in_words(text: str, language: Language) -> set[str]:
    """The numbers that a text may say in words; of a language that nobody wrote a row for, any small one."""
    return set(COUNTING.get(language, SILENT).words(text))


def numbers(text: str, language: Language) -> set[str]:
    """The numbers that a text shows in figures, each in one way of writing."""
    counting, text = COUNTING.get(language, SILENT), _ungrouped(text)
    numbers = {_number(n) for n in NUMBER.findall(counting.scaled.sub("", text))}
    for value, size in counting.scaled.findall(text):
        numbers.add(_number(f"{float(value) * 10 ** counting.sizes[size]:.6f}"))
    return numbers


def in_full(text: str, language: Language) -> str:
    """A text with large numbers in figures alone: 2 万 as 20000, and no spaces between thousands."""
    counting = COUNTING.get(language, SILENT)

    def written(match: re.Match[str]) -> str:
        number = float(match[1]) * 10 ** counting.sizes[match[2]]
        return f"{number:.0f}" if counting.sizes[match[2]] >= LARGE and number.is_integer() else match[0]

    text = _ungrouped(text)
    return counting.scaled.sub(written, text) if any(size in text for size in counting.sizes) else text


def alike(text: str) -> str:
    """A text with one number in the place of all: variants differ in little else."""
    return SIGNED.sub("7", _ungrouped(text))


def _ungrouped(text: str) -> str:
    return GROUP.sub("", text) if r"\," in text else text


def _number(written: str) -> str:
    """1,000 and 1000, 0.50 and 0.5 are the same number."""
    written = re.sub(r",(?=\d{3}(?!\d))", "", written)
    whole, dot, rest = written.partition(".")
    return (
        f"{whole.lstrip('0') or '0'}{dot}{rest}".rstrip("0").rstrip(".")
        if dot and "." not in rest
        else written.lstrip("0") or "0"
    )
