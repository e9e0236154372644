"""How texts are set: Chinese punctuation and spacing, quotation marks of each language, English spelling, formulas that every format can show."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hwgen.bank.about import Spelling
from hwgen.flaws.finding import Finding
from hwgen.flaws.reading import BLOCK, CELL, CODE, HAN, MATH, Reading, is_sample, prose
from hwgen.flaws.rules import rule
from hwgen.flaws.unseen import invisible, looking_alike
from hwgen.flaws.words import misspelt
from hwgen.kinds.kind import EXPLAINING
from hwgen.values import grouped
from hwgen.words.script import Script
from hwgen.words.words import name_of, script_of
from hwgen.writers.mathml import fault

# A formula may end a sentence in a group of its own.
ENDED = re.compile(r"[.。!?？！](?:\s|\}|\\end\{\w+\*?\})*\$\$$")
STOPS = "，。；：？！、"
# What stands beside Chinese with a space between: words, numbers, formulas, code.
OTHER = rf"A-Za-z0-9{MATH}{CODE}"
CHINESE_FAULTS = {
    "a half-width “{}” beside Chinese": rf"(?<=[{HAN}])[,;:!?](?!/)|[,;:!?](?=[{HAN}])|(?<=[{HAN}])\.(?=\s|$|[{HAN}])|(?<=[{MATH}{CODE}])[,;](?=\s|[{HAN}{MATH}{CODE}])",
    "half-width brackets beside Chinese": rf"(?<=[{HAN}])\(|(?<=[{HAN}]) \((?=[A-Za-z])|\((?=[{HAN}])|(?<=[{HAN}])\)|\)(?=[{HAN}])",
    "no space between Chinese and “{}”": rf"(?<=[{HAN}])[{OTHER}]|[{OTHER}%°](?=[{HAN}])",
    "a space beside full-width punctuation": rf"[ ]+(?=[{STOPS}）》”])|(?<=[{STOPS}（《“])[ ]+(?=\S)",
    "a space between Chinese characters": rf"(?<=[{HAN}])[ ]+(?=[{HAN}])",
    "doubled punctuation": rf"[{STOPS}][{STOPS}]|。\.|\.。",
    "a straight quotation mark; write “ and ”": rf"(?<=[{HAN}{STOPS}])[\"']|[\"'](?=[{HAN}{STOPS}])",
    "a full-width “{}”": r"[０-９Ａ-Ｚａ-ｚ％]",
    "“{}” is a full-width sign, with which no formula begins; write `$`": r"＄",
    "two spaces": rf"(?<=[\w{MATH}{CODE}])  +(?=[\w{MATH}{CODE}])",
}
ANY_CHINESE_FAULT = re.compile("|".join(f"({fault})" for fault in CHINESE_FAULTS.values()))
MESSAGES = tuple(CHINESE_FAULTS)
NAMES = {MATH: "a formula", CODE: "code"}


@rule
def chinese_typography(item: Reading) -> Iterator[Finding]:
    for language, text in item.texts:
        if language == "zh":
            yield from _chinese_faults(text)


@rule
def display_unended(item: Reading) -> Iterator[Finding]:
    """A sentence ends in its formula: what explains ends in a formula of its own line that has no stop."""
    for passage in item.passages:
        if passage.role in EXPLAINING:
            for language in item.languages:
                text = passage.text[language].rstrip()
                if text.endswith("$$") and not ENDED.search(text):
                    yield Finding(
                        f"the formula at the end of the {name_of(language)} text has no full stop", text, len(text) - 2
                    )


def _chinese_faults(text: str) -> Iterator[Finding]:
    yield from invisible(text)
    yield from looking_alike(text)
    read = prose(text)
    for match in ANY_CHINESE_FAULT.finditer(read.visible):
        at = read.offset(match.start())
        # A space parts a heading in bold from its text, whatever the heading ends in.
        if BLOCK in match[0] or (match[0].isspace() and text[at - 1 : at] == "*"):
            continue
        sign = match[0].strip() or match[0]
        message = MESSAGES[(match.lastindex or 1) - 1].replace("“{}”", NAMES.get(sign, f"“{sign}”"))
        yield Finding(f"{message} in “{_around(read.visible, match.start(), match.end())}”", text, at)
    if (quote := _unmatched_quote(read.visible)) is not None:
        yield Finding("an unpaired quotation mark", text, read.offset(quote))


def _unmatched_quote(visible: str) -> int | None:
    open_at: int | None = None
    for match in re.finditer("[“”]", visible):
        if (match[0] == "“") is (open_at is not None):
            return match.start()
        open_at = match.start() if match[0] == "“" else None
    return open_at


def _around(visible: str, start: int, end: int) -> str:
    piece = visible[max(0, start - 4) : end + 4].replace("\n", " ")
    return piece.replace(MATH, "$…$").replace(CODE, "`…`").replace(BLOCK, "").replace(CELL, " ").strip()


QUOTES = '"“”„«»'
# Behind a number it may stand for minutes or feet, but not before a letter.
STRAIGHT_APOSTROPHE = re.compile(rf"(?<=[\w{MATH}{CODE}])'(?=[^\W\d])|(?<=s)'(?=\s\w)")


@rule
def local_typography(item: Reading) -> Iterator[Finding]:
    for language, text in item.texts:
        script = script_of(language)
        if not script.ideographic:
            yield from _local_faults(text, script)


def _local_faults(text: str, script: Script) -> Iterator[Finding]:
    """Quotation marks of another language, and signs that want a space before them and have none."""
    yield from invisible(text)
    yield from looking_alike(text)
    read = prose(text)
    opening, closing = (sign.strip() for sign in script.quotes)
    foreign = "".join(sign for sign in QUOTES if sign not in (opening, closing))
    for match in re.finditer(rf"[{foreign}]|(?<!\S){closing}(?=\w)|(?<=\w){opening}(?!\S)", read.visible):
        around = _around(read.visible, match.start(), match.end())
        yield Finding(
            f"“{match[0]}” where {opening} or {closing} belongs in “{around}”", text, read.offset(match.start())
        )
    for match in STRAIGHT_APOSTROPHE.finditer(read.visible):
        around = _around(read.visible, match.start(), match.end())
        yield Finding(f"a straight apostrophe in “{around}”; write ’", text, read.offset(match.start()))
    if script.spaced_signs:
        for match in re.finditer(rf"(?<=[\w){MATH}{CODE}])[{script.spaced_signs}](?=\s|$)", read.visible):
            around = _around(read.visible, match.start(), match.end())
            yield Finding(f"no space before “{match[0]}” in “{around}”", text, read.offset(match.start()))


# From five digits on, as hwgen itself writes them; not of a decimal, a name, a path, an address, a row of bits or what begins with a zero.
LONG = r"(?![01]*0[01]*1)[1-9]\d{4,}"
LONG_IN_WORDS = re.compile(
    rf"(?<![\w.,:/#@-]){LONG}(?![\w]|[-./:]\w)|(?<![\w.,])(?:[1-9]\d{{1,2}}(?:,\d{{3}})+|[1-9](?:,\d{{3}}){{2,}})(?![\w,])"
)
LONG_IN_FORMULA = re.compile(rf"(?:(?<![\w.,{{}}\\])|(?<=[({{,^])){LONG}(?!\.?\d|\\,\d)")
COMMAND = re.compile(r"\\[A-Za-z]+")
# Numbers that count nothing.
NAMED = re.compile(
    r"(?:\b(?:ports?|seeds?|codes?|numbers?|ids?|CVE|RFC|ISO)|端口|种子|编号|代码|学号|邮编)[:：]? ?$", re.IGNORECASE
)


@rule
def digits_ungrouped(item: Reading) -> Iterator[Finding]:
    """Large numbers that are not written as hwgen writes them; captions are read aloud, without formulas."""
    for text in (passage.text[at] for passage in item.passages if passage.role != "caption" for at in item.languages):
        read = prose(text)
        for match in LONG_IN_WORDS.finditer(read.visible):
            if not NAMED.search(read.visible[: match.start()]):
                grouping = grouped(int(match[0].replace(",", "")))
                yield Finding(
                    f"{match[0]} without spaces between thousands: write `${grouping}$`",
                    text,
                    read.offset(match.start()),
                )
        for piece in read.of("math"):
            for match in LONG_IN_FORMULA.finditer(COMMAND.sub(" ", piece.inside)):
                yield Finding(
                    f"{match[0]} without spaces between thousands: write `{grouped(int(match[0]))}`", text, piece.start
                )


WORD = re.compile(r"[A-Za-z]+")
TWICE = re.compile(r"(?<![\w-])([a-z]+) \1(?![\w-])")
# These two stand side by side in good English.
MAY_REPEAT = ("that", "had")


@rule
def english_spelling(item: Reading) -> Iterator[Finding]:
    for language, text in item.texts:
        if language == "en":
            yield from _english_faults(text, item.spelling)


def _english_faults(text: str, spelling: Spelling) -> Iterator[Finding]:
    read = prose(text)
    for word, right in sorted(misspelt(WORD.findall(read.visible), spelling).items()):
        # Not in a name, an address or a path.
        if match := re.search(rf"(?<![\w.@/-]){word}(?![\w/]|\.\w)", read.visible):
            yield Finding(f"“{word}” is spelt “{right}”", text, read.offset(match.start()))
    for match in TWICE.finditer(read.visible):
        if match[1] not in MAY_REPEAT and not is_sample(read.visible, match.start()):
            yield Finding(f"“{match[1]}” is repeated", text, read.offset(match.start()))


# Letters, digits and signs as wide as Chinese characters, which the fonts of formulas lack; and words within a formula, which have other fonts.
WIDE = re.compile("[\uff01-\uff5e、。]")
IN_WORDS = re.compile(r"\\(?:text|mbox|operatorname)\w*\*?\{[^{}]*\}")
NARROW = {"、": ",", "。": "."}


# What the converter says of a sign that it does not read.
UNICODE = re.compile("Direct Unicode input is not supported.*'(.+)'")


@rule
def math_unshown(item: Reading) -> Iterator[Finding]:
    for _, text in item.texts:
        if "$" in text:
            for piece in prose(text).of("math"):
                if wide := WIDE.search(IN_WORDS.sub("", piece.inside)):
                    narrow = NARROW.get(wide[0]) or chr(ord(wide[0]) - 0xFEE0)
                    yield Finding(f"“{wide[0]}” in a formula is a full-width sign: write `{narrow}`", text, piece.start)
                reason = fault(piece.inside)
                if "'√'" in reason:
                    yield Finding(r"“√” in a formula cannot be shown: write `\sqrt{…}`", text, piece.start)
                elif sign := UNICODE.search(reason):
                    yield Finding(f"“{sign[1]}” in a formula cannot be shown: write its TeX command", text, piece.start)
                elif reason:
                    yield Finding(f"MathML cannot show the formula: {reason}", text, piece.start)


# What programs and pocket calculators read otherwise than TeX, and what to write in its place. The names of functions and letters need
# their backslash; `*` alone is a convolution or an optimum.
_LETTERS = "alpha|beta|gamma|delta|epsilon|theta|lambda|sigma|omega|infty|sqrt|frac|times|cdot"
_FUNCTIONS = "sin|cos|tan|log|ln|exp|min|max|lim|argmax|argmin|det|arcsin|arccos|arctan|sinh|cosh|tanh"
TYPED = tuple(
    (re.compile(shape), meant)
    for shape, meant in (
        (r"(?<!\\)([\^_])(\d{2,}|[A-Za-z]{3,}(?![A-Za-z_^])|-\w+)", r"\1{\2}"),
        (r"(?<!\\)([\^_])\(([^()]*)\)", r"\1{\2}"),
        (rf"(?<![\\A-Za-z])({_LETTERS}|{_FUNCTIONS})(?![A-Za-z])", r"\\\1"),
        (r"<->|<=>", r"\\Leftrightarrow"),
        (r"->", r"\\to"),
        (r"=>", r"\\Rightarrow"),
        (r"<=|=<", r"\\le"),
        (r">=", r"\\ge"),
        (r"!=", r"\\ne"),
        (r"==", "="),
        (r"\+/?-", r"\\pm"),
        (r"\.\.\.+", r"\\dots"),
        (r"(?<=\d) ?\* ?(?=[\dA-Za-z])", r"\\times "),
    )
)


UPRIGHT = re.compile(r"\\(?:text|math|mbox|operatorname|begin|end)\w*\*?\s?\{[^{}]*\}")


@rule
def formula_typed(item: Reading) -> Iterator[Finding]:
    for _, text in item.texts:
        if "$" in text:
            for piece in prose(text).of("math"):
                yield from _typed(UPRIGHT.sub("", piece.inside), text, piece.start)


def _typed(tex: str, text: str, at: int) -> Iterator[Finding]:
    """The first of what is typed otherwise than TeX has it."""
    for shape, meant in TYPED:
        if match := shape.search(tex):
            yield Finding(f"`{match[0].strip()}` in a formula: write `{match.expand(meant).strip()}`", text, at)
            return
