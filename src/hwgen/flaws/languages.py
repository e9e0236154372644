"""What differs between the two languages of a text, and what was left untranslated."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hwgen.flaws.finding import Found
from hwgen.flaws.reading import HAN, Reading, is_sample, prose
from hwgen.flaws.rules import rule
from hwgen.text import Text

# Figures on their own, not those of a name such as VGG16, GPT-2, W_1 or float32.
NUMBER = re.compile(r"(?<![A-Za-z\d_.])\d+(?:[.,]\d+)*")
DIGITS = re.compile(r"\d+")
ENGLISH = {
    "half": ("2",), "halves": ("2",), "halved": ("2",), "halving": ("2",), "zero": ("0",), "zeros": ("0",), "one": ("1",), "once": ("1",),
    "single": ("1",), "first": ("1",), "two": ("2",), "twice": ("2",), "double": ("2",), "doubled": ("2",), "doubles": ("2",),
    "doubling": ("2",), "second": ("2",), "both": ("2",), "pair": ("2",), "three": ("3",), "third": ("3",), "thirds": ("3",), "triple": ("3",),
    "four": ("4",), "fourth": ("4",), "quarter": ("4",), "quarters": ("4",), "five": ("5",), "fifth": ("5",), "fifths": ("5",), "six": ("6",), "sixth": ("6",),
    "seven": ("7",), "eight": ("8",), "eighth": ("8",), "nine": ("9",), "ten": ("10",), "tenth": ("10",), "tenths": ("10",), "twelve": ("12",),
    "hundred": ("100",), "hundredth": ("100",), "thousand": ("1000",), "million": ("1000000",), "a": ("1",), "an": ("1",),
}  # fmt: skip
CHINESE = {"零": "0", "一": "1", "二": "2", "两": "2", "半": "2", "倍": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7", "八": "8", "九": "9", "十": "10", "百": "100", "千": "1000", "万": "10000", "亿": "100000000"}  # fmt: skip
# The sizes that one language counts in words: 3 万 is 30,000, 2 billion is 20 亿.
SCALES = {
    "zh": re.compile(r"(\d+(?:\.\d+)?) ?(百万|千万|万亿|百|千|万|亿)"),
    "en": re.compile(r"(\d+(?:\.\d+)?) ?(hundred|thousand|million|billion|trillion)"),
}
SMALL = {"0", "1"}
SCALE = {"百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "万亿": 12, "hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}  # fmt: skip


# Texts in which one language may repeat what the other leaves to a pronoun; only what is different there is told.
EXPLAINING = ("why", "solution", "model", "caption")


@rule
def numbers_differ(item: Reading) -> Iterator[Found]:
    for passage in item.bilingual:
        text = passage.text
        zh, en = _plain(text.zh), _plain(text.en)
        if sorted(DIGITS.findall(zh)) == sorted(DIGITS.findall(en)):
            continue
        words = {n for word in re.findall(r"[a-z]+", text.en.lower()) for n in ENGLISH.get(word, ())}
        only_zh = _numbers(prose(text.zh).visible, "zh") - _numbers(en, "en") - words
        only_en = _numbers(prose(text.en).visible, "en") - _numbers(zh, "zh") - set(_in_words(text.zh))
        # What one language calls “there”, the other may call “at 0”; a 0 against a 1 is a difference.
        easy = only_zh | only_en if passage.role in EXPLAINING else SMALL
        if not only_zh <= easy or only_en:
            yield from _only(text.zh, only_zh, "Chinese")
        if not only_en <= easy or only_zh:
            yield from _only(text.en, only_en, "English")


def _only(text: str, numbers: set[str], language: str) -> Iterator[Found]:
    said = sorted(numbers, key=lambda n: (len(n), n))
    if said:
        at = next((found.start() for n in said if (found := re.search(rf"(?<!\d){re.escape(n)}", text))), 0)
        yield Found(f"{', '.join(said)} in the {language} text alone", text, at)


def _in_words(zh: str) -> Iterator[str]:
    """The numbers that Chinese characters may stand for: 二十四, 六成, 倍."""
    yield from (CHINESE[c] for c in zh if c in CHINESE)
    for tens, ones in re.findall("([一二三四五六七八九])?十([一二三四五六七八九])?", zh):
        yield str(10 * int(CHINESE.get(tens, "1")) + int(CHINESE.get(ones, "0")))
    yield from (f"{CHINESE[c]}0" for c in re.findall("([一二三四五六七八九])成", zh))


def _plain(text: str) -> str:
    """The text with what its formulas hold, without what code and figures do."""
    read = prose(text)
    if not read.pieces:
        return text
    inside = (piece.inside.replace("{,}", ",") for piece in read.of("math"))
    return f"{read.visible} {' '.join(inside)}"


def _numbers(text: str, language: str) -> set[str]:
    found = {_number(n) for n in NUMBER.findall(SCALES[language].sub("", text))}
    for value, scale in SCALES[language].findall(text):
        found.add(_number(f"{float(value) * 10 ** SCALE[scale]:.6f}"))
    return found


def _number(written: str) -> str:
    """1,000 and 1000, 0.50 and 0.5 are the same number."""
    written = re.sub(r",(?=\d{3}(?!\d))", "", written)
    whole, dot, rest = written.partition(".")
    return (
        f"{whole.lstrip('0') or '0'}{dot}{rest}".rstrip("0").rstrip(".")
        if dot and "." not in rest
        else written.lstrip("0") or "0"
    )


TEXT = re.compile(r"\\(?:text|mathrm|operatorname)\s*\{[^{}]*\}")
RELATION = re.compile(r"[=<>+/]|\\(?:frac|sum|prod|int|leq?|geq?|neq?|approx|to|cdot|times)(?![A-Za-z])")
SPACING = re.compile(r"\s|\\[,;:! ]|\\quad|\\qquad|\{,\}")


@rule
def math_differs(item: Reading) -> Iterator[Found]:
    for passage in item.bilingual:
        text = passage.text
        if "$" not in text.zh and "$" not in text.en:
            continue
        zh, en = (_formulas(text[at]) for at in ("zh", "en"))
        alone = {"Chinese": _alone(zh, en, text), "English": _alone(en, zh, text)}
        for (language, formulas), source in zip(alone.items(), (text.zh, text.en), strict=True):
            # What one language calls “it”, the other may call $c_t$; one symbol for another is a difference.
            if not all(alone.values()):
                formulas = [f for f in formulas if RELATION.search(f[0]) and passage.role not in EXPLAINING]
            for formula, start in formulas[:1]:
                yield Found(f"the formula ${_shortened(formula)}$ stands in the {language} text alone", source, start)


def _alone(mine: dict[str, int], theirs: dict[str, int], text: Text) -> list[tuple[str, int]]:
    everything = " ".join(theirs)
    return [
        (formula, start) for formula, start in mine.items() if formula not in everything and not _said(formula, text)
    ]


def _formulas(text: str) -> dict[str, int]:
    """Each formula as it is compared, with its place: without words, spaces and the stop of a sentence."""
    return {
        SPACING.sub("", TEXT.sub("", piece.inside)).rstrip(".,;。，").replace(r"\approx", "="): piece.start
        for piece in reversed(tuple(prose(text).of("math")))
    }


def _said(formula: str, text: Text) -> bool:
    """Whether it is so short that the other language may say it outside a formula."""
    bare = formula.replace("\\", "").replace("{", "").replace("}", "")
    return bool(re.fullmatch(r"[\w.%]{1,6}", bare)) and all(
        bare in re.sub(r"[\\{}]", "", said) for said in (text.zh, text.en)
    )


def _shortened(formula: str) -> str:
    return formula if len(formula) <= 40 else formula[:39] + "…"


@rule
def code_differs(item: Reading) -> Iterator[Found]:
    for passage in item.bilingual:
        text = passage.text
        if "`" not in text.zh and "`" not in text.en:
            continue
        for kind, what in (("fence", "program"), ("code", "code")):
            zh, en = (
                {piece.inside.rstrip(): piece.start for piece in prose(said).of(kind)} for said in (text.zh, text.en)
            )
            only_zh, only_en = [code for code in zh if code not in en], [code for code in en if code not in zh]
            if kind == "code" and passage.role in EXPLAINING and not (only_zh and only_en):
                continue
            if only_en:
                yield Found(
                    f"the {what} `{_line(only_en[0], zh)}` stands in the English text alone", text.en, en[only_en[0]]
                )
            elif only_zh:
                yield Found(
                    f"the {what} `{_line(only_zh[0], en)}` stands in the Chinese text alone", text.zh, zh[only_zh[0]]
                )


def _line(code: str, others: dict[str, int]) -> str:
    """The first line of a program that no other one has."""
    known = {line.strip() for other in others for line in other.splitlines()}
    lines = [line.strip() for line in code.splitlines() if line.strip()]
    return next((line for line in lines if line not in known), lines[0] if lines else "")


@rule
def figures_differ(item: Reading) -> Iterator[Found]:
    for passage in item.bilingual:
        text = passage.text
        if "![" in text.zh or "![" in text.en:
            zh, en = ([piece.inside for piece in prose(said).of("figure")] for said in (text.zh, text.en))
            if zh != en:
                yield Found(f"the Chinese text shows {_shown(zh)}, the English one {_shown(en)}", text.en)


def _shown(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "no figure"


CHINESE_SIGN = re.compile(rf"[{HAN}，。；：？！、（）《》【】「」]")
SENTENCE = re.compile(r"(?<![\w-])(?:[a-z]{2,}[ ]){3,}[a-z]{2,}(?![\w-])")
CHINESE_WORD = re.compile(f"[{HAN}]")
ENGLISH_WORDS = re.compile(r"(?<![\w.-])[a-z]{3,}(?![\w-])")


@rule
def untranslated(item: Reading) -> Iterator[Found]:
    for language, text in item.texts:
        read = prose(text)
        if language == "en":
            if found := CHINESE_SIGN.search(read.visible):
                yield Found(f"“{found[0]}” in the English text", text, read.offset(found.start()))
        elif not CHINESE_WORD.search(read.visible):
            if len(ENGLISH_WORDS.findall(read.visible)) > 3:
                yield Found("the Chinese text holds no Chinese", text)
        elif (found := SENTENCE.search(read.visible)) and not is_sample(read.visible, found.start()):
            yield Found(f"“{found[0]}” in the Chinese text", text, read.offset(found.start()))
