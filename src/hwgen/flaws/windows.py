"""Windows that slide over an input, such as kernels, as a text describes them: whether they fit, and lead to the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from hwgen.flaws.contrasts import settled
from hwgen.flaws.finding import Finding, Flaw, flaw
from hwgen.flaws.meaning import SETTLES, question_or_all, shown
from hwgen.flaws.reading import Reading
from hwgen.flaws.rules import rule
from hwgen.flaws.words import table
from hwgen.kinds import Choice, Numeric
from hwgen.problem.computed import Computed
from hwgen.text import Language, Text
from hwgen.words.words import name_of

NUMBER = r"(?<![\d.])(\d+)(?![\d.]*\d)"
# What the patterns find numbers of.
UP = re.compile("ceil|round(?:s|ed|ing)? up|向上", re.IGNORECASE)
SIZES = ("input", "window", "stride", "padding")


@dataclass(frozen=True)
class Window:
    """One window over one input, as a text gives it; `padding` is that of two opposite sides together."""

    input: int
    window: int
    stride: int
    padding: int

    @property
    def room(self) -> int:
        return self.input + self.padding

    @property
    def output(self) -> int:
        return (self.room - self.window) // self.stride + 1

    def __str__(self) -> str:
        padding = f"a padding of {self.padding} on two sides together" if self.padding else "no padding"
        return f"input {self.input}, kernel {self.window}, stride {self.stride} and {padding}"


def of_windows(item: Reading) -> Iterator[Flaw]:
    """Windows larger than what they slide over, and answers that are not what the text describes."""
    # Libraries that round up leave out a window that begins in the padding: a case of its own.
    up = any("up" in settled(clause[at], at).get("rounding", {}) for clause in item.clauses for at in item.languages)
    for part in item.parts:
        if not isinstance(part, Computed):
            continue
        for language in item.languages:
            ask = part.say().ask[language]
            text = _text(item.context, part.say().ask, language)
            window = described(text, language)
            if window is None:
                continue
            name = name_of(language)
            if window.window > window.room:
                message = f"a window of side {window.window} over an input of side {window.input} in the {name} text"
                yield flaw("window-too-large", message, ask)
                continue
            side = _side(part)
            if (
                side is not None
                and side != window.output
                and not up
                and _finds("asked", question_or_all(text), language)
            ):
                message = (
                    f"the {name} text describes an output of side {window.output}, with {window}; the answer is {side}"
                )
                yield flaw("described-otherwise", message, ask)


def _side(part: Computed) -> int | None:
    """The side that the answer is, or that it ends with."""
    match part.key:
        case int(side):
            return side
        case (*_, int(side), int(other)) if part.form == "shape" and side == other:
            return side
    return None


def described(text: str, language: Language) -> Window | None:
    """The only window of a text; None where it has none, or more than that."""
    sizes = _sizes(text, language)
    stride = sizes.get("stride", 1)
    if not sizes or stride == 0:
        return None
    padding = _padding(text, language, sizes, stride)
    return None if padding is None else Window(sizes["input"], sizes["window"], stride, padding)


def _sizes(text: str, language: Language) -> Mapping[str, int]:
    """The sizes of the only window of a text and of its input, with what it says of stride and padding; nothing where there are several."""
    patterns = _patterns().get(language)
    if patterns is None or _finds("other", text, language):
        return {}
    sizes: dict[str, int] = {}
    for name in SIZES:
        numbers = {
            int(next(filter(None, match.groups()))) for pattern in patterns[name] for match in pattern.finditer(text)
        }
        if len(numbers) > 1:
            return {}
        if numbers:
            sizes[name] = numbers.pop()
    return sizes if {"input", "window"} <= sizes.keys() else {}


@rule
def described_otherwise(item: Reading) -> Iterator[Finding]:
    """A stated number that is not the output of the only window that the text describes."""
    for part in item.parts:
        if isinstance(part, Numeric) and len(part.cells) == 1:
            for language in item.languages:
                text = _text(item.context, part.stem, language)
                window, answer = described(text, language), part.cells[0].number
                asked = _finds("asked", question_or_all(text), language) and not UP.search(text)
                if window and asked and answer not in (window.output, window.output**2):
                    message = f"the {name_of(language)} text describes an output of side {window.output}, with {window}; the answer is {answer}"
                    yield Finding(message, part.stem[language])


@rule
def window_open(item: Reading) -> Iterator[Finding]:
    """Output sizes asked for of a window of which the text does not say how it is padded, how it moves, or what becomes of the rest."""
    for part in item.parts:
        if isinstance(part, Computed | Numeric | Choice):
            stem = part.say().ask if isinstance(part, Computed) else part.stem
            for language in item.languages:
                clauses = " ".join(clause.get(language, "") for clause in item.clauses)
                text = _text(item.context, stem, language)
                if message := _open(text, f"{text} {clauses}", language):
                    yield Finding(message, stem[language])


def _open(text: str, whole: str, language: Language) -> str:
    """What a text does not say; nothing where it says all, or asks for something else."""
    sizes = _sizes(text, language)
    if not sizes or not _finds("asked", question_or_all(text), language):
        return ""
    if not _finds("speaks", whole, language):
        return (
            f"the {name_of(language)} text asks for the size of an output and does not say whether the input is padded"
        )
    if "stride" not in sizes and not _finds("moves", whole, language):
        return f"the {name_of(language)} text asks for the size of an output and does not say with what stride the window moves"
    window = described(text, language)
    if (
        window is None
        or (window.room - window.window) % window.stride == 0
        or SETTLES["rounding"][language].search(whole)
    ):
        return ""
    return f"the {name_of(language)} text asks for the size of an output and does not say what becomes of the rest, which no full window covers"


def _text(context: Text | None, stem: Text, language: Language) -> str:
    text = f"{context[language]}\n\n{stem[language]}" if context else stem[language]
    return shown(text, language).replace(r"\times", "×")


def _padding(text: str, language: Language, sizes: Mapping[str, int], stride: int) -> int | None:
    """That of two opposite sides together; None where the text does not say how much it is."""
    if _finds("keeps", text, language):
        # What keeps the side.
        return sizes["window"] - 1 if stride == 1 else None
    if "padding" in sizes:
        return sizes["padding"] * (1 if _finds("both", text, language) else 2)
    if _finds("ring", text, language):
        return 2
    return 0 if _finds("none", text, language) or not re.search("填充|补零|padd", text) else None


def _finds(name: str, text: str, language: Language) -> bool:
    return any(pattern.search(text) for pattern in _patterns().get(language, {}).get(name, ()))


@cache
def _patterns() -> Mapping[Language, Mapping[str, Sequence[re.Pattern[str]]]]:
    file: Mapping[Language, Mapping[str, Sequence[str]]] = table("windows.yaml")
    return {at: {name: [_pattern(p) for p in patterns] for name, patterns in of.items()} for at, of in file.items()}


def _pattern(pattern: str) -> re.Pattern[str]:
    # Each pattern has one square at most, so its name is free.
    square = r"(?<![×\d.] )(?<![×\d.])(?P<square>\d+)\s*×\s*(?P=square)(?!\s*×|\d)"
    behind = square.replace(r"(?<![×\d.] )(?<![×\d.])", "")
    whole = pattern.replace("(?:\\d+ ?× ?)?SQUARE", rf"(?:(?:\d+ ?× ?){behind}|{square.replace('square', 'alone')})")
    return re.compile(whole.replace("SQUARE", square).replace("N", NUMBER), re.IGNORECASE)
