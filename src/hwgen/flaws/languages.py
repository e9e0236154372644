"""What differs between any two languages of a text, and what was left untranslated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from hwgen.flaws.contrasts import exchanged
from hwgen.flaws.finding import Finding
from hwgen.flaws.meaning import question_in
from hwgen.flaws.reading import HAN, SPACING, Reading, is_sample, prose
from hwgen.flaws.rules import rule
from hwgen.flaws.units import UNIT, units
from hwgen.flaws.words import words
from hwgen.kinds.kind import EXPLAINING, Passage, Role
from hwgen.lines import lines
from hwgen.proof.counting import in_words, numbers
from hwgen.text import Language
from hwgen.words.words import name_of, script_of

DIGITS = re.compile(r"\d+")
SMALL = {"0", "1"}
SMALL_IN_WORDS = frozenset(map(str, range(2, 13)))
# A number with its unit, in a formula.
MEASURED = re.compile(r"(\d)\s*(?:\\[,;:! ]|~|\s)*\\(?:mathrm|text)\s*\{\s*([^{}]*)\}")
# A text whose first subject is two things, and one whose first subject is a single one.
TWO = re.compile(r"\s*有?两[个台张条种块份件次层组位只家辆枚根名支][^，。；]*")
SINGLE = re.compile(r"\s*(?:An?|One|There is an?) [^.;]*")
# What says how many there are of something.
STATING = frozenset(["context", "stem"])
# Texts in which one language may repeat what the other leaves to a pronoun; only differences there are reported.
REPEATING = EXPLAINING | {"caption"}


@dataclass(frozen=True)
class Side:
    """A text in one of its languages."""

    language: Language
    text: str

    @property
    def name(self) -> str:
        return name_of(self.language)

    @property
    def plain(self) -> str:
        """The text with what its formulas hold, without what code and figures do."""
        inside = (_decimal(piece.inside, self.language) for piece in prose(self.text).of("math"))
        return f"{self.visible} {' '.join(inside)}"

    @property
    def measured(self) -> str:
        """The words of the text with the numbers and units of its formulas."""
        pieces = (
            f"{number} {unit}"
            for piece in prose(self.text).of("math")
            for number, unit in MEASURED.findall(piece.inside)
        )
        return " ".join((prose(self.text).visible, *pieces))

    @property
    def visible(self) -> str:
        return script_of(self.language).pointed(prose(self.text).visible)


def _decimal(formula: str, language: Language) -> str:
    """A formula without the braces that keep a comma from a space, and with a point before decimals."""
    return script_of(language).pointed(formula).replace("{,}", ",")


def _pairs(item: Reading) -> Iterator[tuple[Passage, Side, Side]]:
    """Every two languages of every text."""
    for passage in item.passages:
        for one, other in combinations(item.languages, 2):
            yield passage, Side(one, passage.text[one]), Side(other, passage.text[other])


@rule
def numbers_differ(item: Reading) -> Iterator[Finding]:
    for passage, one, other in _pairs(item):
        yield from _words_differ(one, other)
        yield from _units_differ(one, other)
        if passage.role in STATING:
            yield from _two_alone(one, other) or _two_alone(other, one)
        if _figures(one) == _figures(other):
            continue
        alone = _numbers_alone(one, other), _numbers_alone(other, one)
        # What one language calls “there”, the other may call “at 0”; a 0 against a 1 is a difference.
        easy = alone[0] | alone[1] if passage.role in REPEATING else SMALL
        if not alone[0] <= easy or alone[1]:
            yield from _only(one, alone[0])
        if not alone[1] <= easy or alone[0]:
            yield from _only(other, alone[1])


def _words_differ(one: Side, other: Side) -> Iterator[Finding]:
    """A number in words that is another one in the other language: 三层 and “four layers”. One language alone may say “on all four sides”.

    What one writes in words the other may write in figures, but not where both show the same figures. Words of an English example stand in both.
    """
    beside = _words_alone if _figures(one) == _figures(other) else _words_and_numbers
    mine = _in_words(one) - beside(other) - in_words(other.visible, one.language)
    theirs = _in_words(other) - beside(one) - in_words(one.visible, other.language)
    if mine and theirs:
        message = f"{', '.join(sorted(mine))} in words in the {one.name} text, {', '.join(sorted(theirs))} in the {other.name} text"
        yield Finding(message, other.text)


def _two_alone(mine: Side, theirs: Side) -> list[Finding]:
    """A text that begins with two of something in Chinese, and with one of it in English."""
    two = TWO.match(mine.visible) if mine.language == "zh" else None
    single = SINGLE.match(theirs.visible) if theirs.language == "en" else None
    # A “two” in a later sentence is that of something else.
    if not two or not single or "2" in _words_and_numbers(replace(theirs, text=single[0])):
        return []
    return [Finding(f"“{two[0]}” in the {mine.name} text, “{single[0]}” in the {theirs.name} text", theirs.text)]


def _units_differ(one: Side, other: Side) -> Iterator[Finding]:
    """One unit for another, such as MB for MiB, or kilowatts for W; a unit that one language alone repeats is none."""
    for here, there in exchanged(units(one.measured, one.language), units(other.measured, other.language)):
        yield Finding(f"{here} in the {one.name} text, {there} in the {other.name} text", other.text)
        return
    whole = (set(UNIT.findall(side.plain)) for side in (one, other))
    # What a question asks for may stand among what it is about.
    asked = (set(UNIT.findall(question_in(side.plain))) for side in (one, other))
    for mine, theirs in (whole, asked):
        if not (mine - theirs and theirs - mine):
            continue
        here, there = ", ".join(sorted(mine - theirs)), ", ".join(sorted(theirs - mine))
        yield Finding(f"{here} in the {one.name} text, {there} in the {other.name} text", other.text)


def _in_words(side: Side) -> set[str]:
    """Numbers from 2 to 12: articles come and go, and large numbers are made of others in some languages."""
    return {number for number in _words_alone(side) if number in SMALL_IN_WORDS}


def _figures(side: Side) -> list[str]:
    return sorted(DIGITS.findall(side.plain))


def _words_alone(side: Side) -> set[str]:
    return in_words(side.visible, side.language)


def _words_and_numbers(side: Side) -> set[str]:
    return _words_alone(side) | numbers(side.plain, side.language)


def _numbers_alone(mine: Side, theirs: Side) -> set[str]:
    return (
        numbers(mine.visible, mine.language)
        - numbers(theirs.plain, theirs.language)
        - in_words(theirs.text, theirs.language)
    )


def _only(side: Side, numbers: set[str]) -> Iterator[Finding]:
    shown = sorted(numbers, key=lambda n: (len(n), n))
    if shown:
        text = script_of(side.language).pointed(side.text)
        at = next((place.start() for n in shown if (place := re.search(rf"(?<!\d){re.escape(n)}", text))), 0)
        yield Finding(f"{', '.join(shown)} only in the {side.name} text", side.text, at)


TEXT = re.compile(r"\\(?:text|mathrm|operatorname)\s*\{[^{}]*\}")
RELATION = re.compile(r"[=<>+/]|\\(?:frac|sum|prod|int|leq?|geq?|neq?|approx|to|cdot|times)(?![A-Za-z])")


@rule
def math_differs(item: Reading) -> Iterator[Finding]:
    for passage, one, other in _pairs(item):
        if "$" not in one.text and "$" not in other.text:
            continue
        mine, theirs = _formulas(one), _formulas(other)
        alone = [_alone(mine, theirs, one, other), _alone(theirs, mine, one, other)]
        for side, formulas in zip((one, other), alone, strict=True):
            # What one language calls “it”, the other may call $c_t$; one symbol for another is a difference.
            if not all(alone):
                formulas = [f for f in formulas if RELATION.search(f[0]) and passage.role not in REPEATING]
            for formula, start in formulas[:1]:
                message = f"the formula ${_shortened(formula)}$ stands only in the {side.name} text"
                yield Finding(message, side.text, start)


def _alone(mine: dict[str, int], theirs: dict[str, int], one: Side, other: Side) -> list[tuple[str, int]]:
    everything = " ".join(theirs)
    return [
        (formula, start)
        for formula, start in mine.items()
        # One language may say “$x$ is $2$” where the other writes $x = 2$.
        if not all(side in everything for side in formula.split("=")) and not _in_prose(formula, one, other)
    ]


def _formulas(side: Side) -> dict[str, int]:
    """Each formula as it is compared, with its place: without words, spaces and the stop of a sentence."""
    comma = script_of(side.language).decimal == ","
    return {
        SPACING.sub("", TEXT.sub("", script_of(side.language).pointed(piece.inside) if comma else piece.inside))
        .rstrip(".,;。，")
        .replace(r"\approx", "="): piece.start
        for piece in reversed(tuple(prose(side.text).of("math")))
    }


def _in_prose(formula: str, one: Side, other: Side) -> bool:
    """Whether it is so short that the other language may say it outside a formula."""
    bare = formula.replace("\\", "").replace("{", "").replace("}", "")
    return bool(re.fullmatch(r"[\w.%]{1,6}", bare)) and all(
        bare in re.sub(r"[\\{}]", "", script_of(side.language).pointed(side.text)) for side in (one, other)
    )


def _shortened(formula: str) -> str:
    return formula if len(formula) <= 40 else formula[:39] + "…"


@rule
def code_differs(item: Reading) -> Iterator[Finding]:
    for passage, one, other in _pairs(item):
        if "`" in one.text or "`" in other.text:
            yield from _programs_differ(passage.role, one, other, "fence", "program")
            yield from _programs_differ(passage.role, one, other, "code", "code")


def _programs_differ(role: Role, one: Side, other: Side, kind: str, what: str) -> Iterator[Finding]:
    mine, theirs = (
        {piece.inside.rstrip(): piece.start for piece in prose(side.text).of(kind)} for side in (one, other)
    )
    only = [code for code in mine if code not in theirs], [code for code in theirs if code not in mine]
    if kind == "code" and role in REPEATING and not all(only):
        return
    if only[1]:
        side, here, there, codes = other, theirs, mine, only[1]
    elif only[0]:
        side, here, there, codes = one, mine, theirs, only[0]
    else:
        return
    message = f"the {what} `{_line(codes[0], there)}` stands only in the {side.name} text"
    yield Finding(message, side.text, here[codes[0]])


def _line(code: str, others: dict[str, int]) -> str:
    """The first line of a program that no other one has."""
    known = {line.strip() for other in others for line in lines(other)}
    mine = [line.strip() for line in lines(code) if line.strip()]
    return next((line for line in mine if line not in known), mine[0] if mine else "")


@rule
def figures_differ(item: Reading) -> Iterator[Finding]:
    for _, one, other in _pairs(item):
        if "![" in one.text or "![" in other.text:
            mine, theirs = ([piece.inside for piece in prose(side.text).of("figure")] for side in (one, other))
            if len(mine) != len(theirs) or not (
                item.imported or _for_languages(mine, item) == _for_languages(theirs, item)
            ):
                message = f"the {one.name} text shows {_shown(mine)}, the {other.name} one {_shown(theirs)}"
                yield Finding(message, other.text)


def _for_languages(names: list[str], item: Reading) -> list[str]:
    """The names of pictures without the language that the words in each are in: `net-zh.svg` and `net-en.svg` are a pair."""
    return [re.sub(rf"[-_. ]*(?<![a-z])(?:{'|'.join(item.languages)})(?![a-z])", "", name.lower()) for name in names]


def _shown(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "no figure"


CHINESE_SIGN = re.compile(rf"[{HAN}，。；：？！、（）《》【】「」]")
SENTENCE = re.compile(r"(?<![\w-])(?:[a-z]{2,}[ ]){3,}[a-z]{2,}(?![\w-])")
CHINESE_WORD = re.compile(f"[{HAN}]")
ENGLISH_WORDS = re.compile(r"(?<![\w.-])[a-z]{3,}(?![\w-])")
WORD = re.compile(r"[^\W\d_]+")
# So many words of another language's, and none of its own, and a text is in that language.
SURE = 3


@rule
def untranslated(item: Reading) -> Iterator[Finding]:
    for language, text in item.texts:
        if item.imported and text in item.same_everywhere:
            continue
        read = prose(text)
        name = name_of(language)
        if script_of(language).ideographic:
            if not CHINESE_WORD.search(read.visible):
                if len(ENGLISH_WORDS.findall(read.visible)) > 3:
                    yield Finding(f"the {name} text holds no {name}", text)
            elif (match := SENTENCE.search(read.visible)) and not is_sample(read.visible, match.start()):
                yield Finding(f"“{match[0]}” in the {name} text", text, read.offset(match.start()))
        elif match := CHINESE_SIGN.search(read.visible):
            yield Finding(f"“{match[0]}” in the {name} text", text, read.offset(match.start()))
        elif foreign := _spoken_instead(read.visible, language, item.languages):
            yield Finding(f"the {name} text is in {name_of(foreign)}", text)


def _spoken_instead(visible: str, language: Language, languages: tuple[Language, ...]) -> Language | None:
    """The other language of the course that a text seems to be in, by the words that are common there."""
    others = [at for at in languages if at != language and not script_of(at).ideographic]
    if not others or not words("common", language):
        return None
    spoken_words = [word.lower() for word in WORD.findall(visible)]
    own = sum(word in words("common", language) for word in spoken_words)
    for other in others:
        foreign = sum(word in words("common", other) - words("common", language) for word in spoken_words)
        if foreign >= SURE and not own:
            return other
    return None
