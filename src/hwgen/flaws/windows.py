"""Windows that slide over an input, such as kernels, as a text describes them: whether they fit, and lead to the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from hwgen.flaws.contrasts import settled
from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.meaning import question_or_all, shown
from hwgen.flaws.reading import Reading
from hwgen.flaws.words import table
from hwgen.problem.computed import Computed
from hwgen.text import Language
from hwgen.words.words import name_of

NUMBER = r"(?<![\d.])(\d+)(?![\d.]*\d)"
# What the patterns find numbers of.
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
    before = item.context
    # Libraries that round up leave out a window that begins in the padding: a case of its own.
    up = any("up" in settled(clause[at], at).get("rounding", {}) for clause in item.clauses for at in item.languages)
    for part in item.parts:
        if not isinstance(part, Computed):
            continue
        for language in item.languages:
            ask = part.say().ask[language]
            text = shown(f"{before[language]}\n\n{ask}" if before else ask, language).replace(r"\times", "×")
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
    patterns = _patterns().get(language)
    if patterns is None or _finds("other", text, language):
        return None
    sizes: dict[str, int] = {}
    for name in SIZES:
        numbers = {
            int(next(filter(None, match.groups()))) for pattern in patterns[name] for match in pattern.finditer(text)
        }
        if len(numbers) > 1:
            return None
        if numbers:
            sizes[name] = numbers.pop()
    stride = sizes.get("stride", 1)
    if "input" not in sizes or "window" not in sizes or stride == 0:
        return None
    padding = _padding(text, language, sizes, stride)
    return None if padding is None else Window(sizes["input"], sizes["window"], stride, padding)


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
