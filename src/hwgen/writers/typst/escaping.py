"""Text as Typst markup that prints just that text, whatever characters it has."""

from __future__ import annotations

import re

from hwgen.words.script import IDLE_JOINERS, NARROW
from hwgen.writers.printed.measures import LONGEST_RUN, PIECE, WORDS
from hwgen.writers.typst.literals import quoted

# Beside letters, digits, spaces and everything beyond ASCII, these mean nothing to Typst wherever they stand.
_SPECIAL = re.compile(r"[!-/:-@\[-`{-~]")
_LONG_RUN = re.compile(rf"[^\s\u2e80-\uffff]{{{LONGEST_RUN + 1},}}")
# Joiners and selectors of emoji, control signs, and signs that turn the direction of what follows.
_UNSEEN = re.compile(
    rf"[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff\x00-\x08\x0e-\x1b\x7f]|{IDLE_JOINERS}"
)
_SPACES = re.compile(r"[ \t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]+")
_APOSTROPHE = re.compile(r"(?<=\w)'")
# A unit, in which no line ends; in TeX none does.
_PER = re.compile(r"(?<=[A-Za-z])/(?=[a-zµ]{1,2}(?![A-Za-z]))")
_LIGATURE = re.compile(r"([-',])(?=\1)")
_NARROW = {ord(sign): f"#latin-sign[{quote}];" for quote, sign in NARROW.items()}
BREAK = "\u200b"


class Typ(str):
    """Text that is Typst markup already."""

    __slots__ = ()


def escape(text: str) -> Typ:
    """`text` as markup that prints just that text, on one line of source; markup stays as it is."""
    if isinstance(text, Typ):
        return text
    whole = _PER.sub("/\u2060", apostrophes(breakable(text)))
    apart = _LIGATURE.sub("\\1\u200c", whole)
    return Typ(_SPECIAL.sub(r"\\\g<0>", apart).translate(_NARROW))


def apostrophes(text: str) -> str:
    return _APOSTROPHE.sub("’", text)


def breakable(text: str) -> str:
    """`text` without what cannot be seen, on one line, with places where very long words may part."""
    flat = _SPACES.sub(" ", _UNSEEN.sub("", text))
    return _LONG_RUN.sub(lambda run: BREAK.join(map(_parted, WORDS.findall(run[0]))), flat)


def _parted(word: str) -> str:
    return word if len(word) <= LONGEST_RUN else BREAK.join(re.findall(f".{{1,{PIECE}}}", word))


def literal(text: str) -> Typ:
    """`text` as a string of Typst's code."""
    return Typ(quoted(text))
