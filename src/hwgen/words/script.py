"""How a language is set: its fonts, signs, spaces and numbers, for each format."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

# A number in a formula, and the sign between the entries of a tuple.
# A quotation between the straight quotes of a keyboard; after a number they are inches.
_STRAIGHT = re.compile(r'(?<!\w)"([^"]+)"(?!\w)')
_POINT = re.compile(r"(?<=\d)\.(?=\d)")
_LONG_NUMBER = re.compile(r"([-+−]?)([1-9]\d{3,})((?:\.\d+)?)")
_THOUSANDS = re.compile(r"(?<=\d)\.(?=\d{3}(?!\d))")
_COMMA = re.compile(r"(?<=\d)(?:,|\{,\})(?=\d)")
_BETWEEN = re.compile(r",(?=\\ )")
# Names that are listed, in a formula and as they are typed.
_NAMES = re.compile(r"\\mathrm\{\w+\}(?:,\\ \\mathrm\{\w+\})+")
_TYPED_NAMES = re.compile(r"[A-Za-z]\w*(?:, [A-Za-z]\w*)+")
# Quotes that are as narrow as Latin letters in ideographic text: characters that no text has, for the writers of paper.
NARROW = {"‘": "\U000ffffe", "’": "\U000fffff", "“": "\U0010fffe", "”": "\U0010ffff"}
CLOSED_BY = {"‘": "’", "“": "”"}
IDEOGRAPH = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_LATIN = re.compile(r"[A-Za-z\d\u00c0-\u024f]")
# Joiners that shape the letters beside them, as in Persian and Sinhala names; elsewhere they are invisible.
IDLE_JOINERS = r"(?<![\u0600-\u0dff\u1000-\u109f\u1780-\u17ff])[\u200c\u200d]"
NO_BREAK, THIN_NO_BREAK = "\u00a0", "\u202f"
_THIN = ";!?"


@dataclass(frozen=True)
class Latex:
    """For LaTeX: what babel calls the language (nothing for English and for what ctex sets), the font set of ctex and the
    distance of lines.
    """

    babel: str
    fontset: str
    linespread: str


@dataclass(frozen=True)
class Typst:
    """For Typst: language and region, the fonts of ideographs and the distance of lines in em."""

    lang: str
    region: str
    serif: str
    sans: str
    leading: str


@dataclass(frozen=True)
class Script:
    """`english_name` is what messages call the language, `names` what class lists may. `tag` is that of BCP 47, for HTML and
    PDF; `moodle` has the codes of Moodle's language packs.

    `ideographic` text has signs as wide as its characters, no spaces between words, and breaks anywhere. `space` stands
    between two sentences. `spaced_signs` have a space before them. `plural` says which counts have the form `one`.
    """

    english_name: str
    names: tuple[str, ...]
    tag: str
    moodle: tuple[str, ...]
    direction: Literal["ltr", "rtl"]
    ideographic: bool
    space: str
    decimal: Literal[".", ","]
    quotes: tuple[str, str]
    plural: Literal["none", "one", "french"]
    spaced_signs: str
    latex: Latex
    typst: Typst

    def form(self, count: float) -> Literal["one", "other"]:
        """Which form of a word goes with a count."""
        match self.plural:
            case "none":
                return "other"
            case "one":
                return "one" if count == 1 else "other"
            case "french":
                return "one" if abs(count) < 2 else "other"

    def pointed(self, text: str) -> str:
        """A text in which a point begins the decimals, and nothing parts thousands, whatever does so in the language."""
        if self.decimal == ".":
            return text
        return _COMMA.sub(".", _THOUSANDS.sub("", text))

    def number(self, written: str) -> str:
        """A decimal number as it stands in a text."""
        return _POINT.sub(self.decimal, written)

    def formula(self, tex: str) -> str:
        """A formula with the decimal sign of the language; entries of a tuple are then parted by semicolons.

        Names that are listed have the comma of the language between them.
        """
        if self.ideographic and _NAMES.fullmatch(tex):
            return tex.replace(r",\ ", r"\text{、}")
        if self.decimal == "." or not _POINT.search(tex):
            return tex
        return _BETWEEN.sub(";", _POINT.sub("{,}", tex))

    def typed(self, spellings: tuple[str, ...]) -> tuple[str, ...]:
        """Ways to type a value, with those in which the decimal sign is that of the language, and with parted thousands.

        Names that are listed may have the comma of the language between them.
        """
        if self.ideographic:
            own = (s.replace(", ", "、") for s in spellings if _TYPED_NAMES.fullmatch(s))
            spellings = tuple(dict.fromkeys((*own, *spellings)))
        if self.decimal == ".":
            return tuple(dict.fromkeys((*spellings, *(g for s in spellings for g in _grouped(s, ", ")))))
        spellings = tuple(dict.fromkeys((*spellings, *(g for s in spellings for g in _grouped(s, " ")))))
        local = (
            (_POINT.sub(",", spelling.replace(",", ";")) if _POINT.search(spelling) else spelling)
            for spelling in spellings
        )
        return tuple(dict.fromkeys((*local, *spellings)))

    def own_first(self, spellings: tuple[str, ...]) -> tuple[str, ...]:
        """Spellings in several languages, those that its readers cannot read behind the others."""
        return spellings if self.ideographic else tuple(sorted(spellings, key=lambda it: bool(IDEOGRAPH.search(it))))

    def printed(self, text: str) -> str:
        """Prose for paper: with spaces that do not break, and quotes by the script of their neighbours."""
        text = _STRAIGHT.sub(lambda quoted: f"{self.quotes[0]}{quoted[1]}{self.quotes[1]}", text)
        return narrowed(text) if self.ideographic and not NARROW.keys().isdisjoint(text) else self.spaced(text)

    def spaced(self, text: str) -> str:
        """Prose whose spaces before signs of their own do not break: thin ones before `;`, `!` and `?`."""
        if not self.spaced_signs:
            return text
        before, after = self.quotes[1].strip(), self.quotes[0].strip()
        text = re.sub(
            rf"[ {NO_BREAK}{THIN_NO_BREAK}]([{re.escape(self.spaced_signs)}])",
            lambda sign: (THIN_NO_BREAK if sign[1] in _THIN else NO_BREAK) + sign[1],
            text,
        )
        return text.replace(f"{after} ", f"{after}{NO_BREAK}").replace(f" {before}", f"{NO_BREAK}{before}")


def narrowed(text: str) -> str:
    """Prose of an ideographic language with its apostrophes, and the quotes of Latin prose in it, as the signs of `NARROW`."""
    signs = list(text)
    opened: dict[str, list[int]] = {"’": [], "”": []}
    for i, sign in enumerate(text):
        if sign in CLOSED_BY:
            opened[CLOSED_BY[sign]].append(i)
        elif sign == "’" and _LATIN.match(text[i - 1 : i]) and (not opened[sign] or _LATIN.match(text[i + 1 : i + 2])):
            signs[i] = NARROW[sign]
        elif opened.get(sign):
            start = opened[sign].pop()
            if _in_latin(text[:start], text[i + 1 :]):
                signs[start], signs[i] = NARROW[text[start]], NARROW[sign]
    return "".join(signs)


def _in_latin(before: str, after: str) -> bool:
    """Whether the words around a quotation are Latin ones."""
    around = (before.rstrip(" ,:;(")[-1:], after.lstrip(" ,.:;)?!")[:1])
    return any(map(_LATIN.match, around)) and all(char < "\u2e80" for char in around)


def _grouped(spelling: str, signs: str) -> Iterator[str]:
    """A number whose thousands are parted by each of the signs."""
    number = _LONG_NUMBER.fullmatch(spelling)
    if number:
        whole = f"{int(number[2]):,}"
        yield from (f"{number[1]}{whole.replace(',', sign)}{number[3]}" for sign in signs)


def script(data: Mapping[str, Any]) -> Script:
    """What a file of words says of its script. Raises ValueError for a key that is missing or unknown."""
    known = {field.name for field in fields(Script)}
    if data.keys() != known:
        raise ValueError(f"`script` has other keys: {', '.join(sorted(data.keys() ^ known))}")
    return Script(
        **{
            **data,
            "names": tuple(data["names"]),
            "moodle": tuple(data["moodle"]),
            "quotes": tuple(data["quotes"]),
            "ideographic": str(data["ideographic"]).lower() == "true",
            "latex": Latex(**data["latex"]),
            "typst": Typst(**data["typst"]),
        }
    )
