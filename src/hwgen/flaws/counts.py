"""How many a question speaks of, and how many there are: right options, numbers, entries, blanks, points of a model answer and of a rubric."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import permutations

from hwgen.errors import counted
from hwgen.flaws.finding import Finding
from hwgen.flaws.reading import Reading, prose, spoken
from hwgen.flaws.rules import rule
from hwgen.flaws.words import search
from hwgen.kinds import Choice, Essay, Numeric, Ordering, ShortAnswer
from hwgen.problem.parts import Part
from hwgen.text import Language, Text
from hwgen.words.words import name_of

CHINESE = {"两": 2, **{sign: n for n, sign in enumerate("二三四五六七八九十", 2)}}
ENGLISH = {
    word: n for n, word in enumerate(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 2)
}
NUMBERS = {**CHINESE, **ENGLISH}
IN_WORDS = {"zh": f"[{''.join(CHINESE)}]", "en": "|".join(ENGLISH)}
# Of which options a question asks so many.
WHICH = {
    "zh": re.compile(
        rf"哪({IN_WORDS['zh']})[个项种条句]|(?:选出|找出|选择)[^，。；？]{{0,12}}?({IN_WORDS['zh']})[个项种条句]"
    ),
    "en": re.compile(
        rf"\b(?:which|what) ({IN_WORDS['en']})\b(?! or more)|\b(?:choose|select|mark|pick|tick) (?:the )?({IN_WORDS['en']})\b(?! or more)",
        re.IGNORECASE,
    ),
}
# So many numbers that a question asks for, at the end of what it says.
ASKED_FOR = {
    "zh": re.compile(
        rf"(?:求|写出|算出|计算|给出|填写)[^，。；？]{{0,24}}?(?:[的这]|下列|以下|下面)({IN_WORDS['zh']})个(?!元素|样本|数据)[^，。；？个]{{1,6}}[。？]?$"
    ),
    "en": re.compile(
        rf"\b(?:find|give|compute|calculate|write down|fill in|determine) (?:all |both |the |these |its |their )+({IN_WORDS['en']}) [^,.;?]{{3,40}}[.?]?$",
        re.IGNORECASE,
    ),
}
# So many entries that are to be put in order.
ENTRIES = {
    "zh": re.compile(rf"(?:下列|以下|下面)的?({IN_WORDS['zh']})[个项条步种类]"),
    "en": re.compile(rf"\b(?:these|the following) ({IN_WORDS['en']}) [a-z]", re.IGNORECASE),
}
# So many things that an answer in sentences is to name.
TO_NAME = {
    "zh": re.compile(rf"(?:列举|列出|写出|给出|说出|举出|指出|提出)[^，。；？：]{{0,12}}?({IN_WORDS['zh']})[种个条点项类]"),
    "en": re.compile(rf"\b(?:name|give|list|state|describe|suggest|propose) (?:any |the )?({IN_WORDS['en']})\b(?! or more)", re.IGNORECASE),
}  # fmt: skip
# The last of what a model answer numbers.
NUMBERED = {
    "zh": re.compile(r"(?:^|[。；：\n])\s*(?:第?([一二三四五六七八九十])(?:、|是|，|种|点|条)|[(（]([1-9])[)）]|([1-9])[.、．] ?(?!\d))"),
    "en": re.compile(r"(?:^|[.;:\n])\s*(?:(first(?:ly)?|second(?:ly)?|third(?:ly)?|fourth(?:ly)?|fifth(?:ly)?)\b|\(([1-9])\)|([1-9])[.)] )", re.IGNORECASE),
}  # fmt: skip
ORDINALS = {
    "一": 1,
    **CHINESE,
    **{word: n for n, word in enumerate(["first", "second", "third", "fourth", "fifth"], 1)},
}
BLANK = re.compile(r"_{3,}|(?:\\_){3,}|[（(][\s\u3000]{2,}[)）]")
# That more than one option is right.
SEVERAL = {
    "zh": re.compile("有[多几][项个](?:选项)?(?:[是为]?正确|单独)|多选|不止一[项个]|所有正确|全部正确|全部选出|全选"),
    "en": re.compile(
        r"more than one|\ball that apply|\bat least two|\bone or more|\bseveral (?:are|may)|\ball (?:the )?(?:right|correct|true)",
        re.IGNORECASE,
    ),
}
# So many of a sort, and what each of them earns: 四种合理的办法，每种写出名称得 2 分、说明原理得 2 分.
MANY = {
    "zh": re.compile(
        rf"({IN_WORDS['zh']}|\d+) ?[种点项个处条步类](?!百)(?:[^。；;]*?每|[^。；，,;]*[，,] ?各)[^。；;]*"
    ),
    "en": re.compile(
        rf"\b({IN_WORDS['en']}|\d+)\b(?! points?)[^.;,:]*, ?(?:each|\d+ points? (?:each|apiece))[^.;]*",
        re.IGNORECASE,
    ),
}
EACH = {
    "zh": re.compile(r"(\d+) ?分"),
    "en": re.compile(r"\b(\d+)(?: points?)?(?= for| each| apiece|,|$| and)", re.IGNORECASE),
}


@rule
def count_differs(item: Reading) -> Iterator[Finding]:
    for part in item.parts:
        for language in item.languages:
            if language in IN_WORDS:
                yield from _differs(part, language)
        if isinstance(part, ShortAnswer | Numeric):
            yield from _blanks(part, item.languages)


def _differs(part: Part, language: Language) -> Iterator[Finding]:
    if isinstance(part, Choice):
        verb = "is" if part.right_count == 1 else "are"
        yield from _compared(part.stem, WHICH, part.right_count, f"{verb} right", language)
    elif isinstance(part, Numeric) and len(part.cells) > 1:
        yield from _compared(part.stem, ASKED_FOR, len(part.cells), "are to be filled in", language)
    elif isinstance(part, Ordering):
        yield from _compared(part.stem, ENTRIES, len(part.entries), "are to be ordered", language)
    elif isinstance(part, Essay):
        # Of a question with parts, each has an answer of its own; as a list, they have their numbers in its markup only.
        in_parts = NUMBERED[language].search(str(part.stem[language]))
        there = 0 if in_parts else _last_number(part.model[language], language)
        if there:
            yield from _compared(part.stem, TO_NAME, there, "stand in the model answer", language)


def _compared(
    stem: Text, patterns: dict[Language, re.Pattern[str]], there: int, what: str, language: Language
) -> Iterator[Finding]:
    read = prose(stem[language])
    for match in patterns[language].finditer(read.visible):
        word = next(group for group in match.groups() if group)
        if NUMBERS[word.lower()] != there:
            message = f"the question speaks of “{word}”, but {there} {what}"
            yield Finding(message, stem[language], read.offset(match.start()))


def _last_number(model: str, language: Language) -> int:
    """How many points a model answer numbers, 0 where it numbers none."""
    marks = [next(group for group in match.groups() if group) for match in NUMBERED[language].finditer(spoken(model))]
    numbers = [ORDINALS.get(mark.lower().removesuffix("ly")) or int(mark) for mark in marks]
    return len(numbers) if numbers == list(range(1, len(numbers) + 1)) and len(numbers) > 1 else 0


def _blanks(part: ShortAnswer | Numeric, languages: Sequence[Language]) -> Iterator[Finding]:
    """Each blank is a number or a word that is asked for."""
    there = len(part.cells) if isinstance(part, Numeric) else 1
    for language in languages:
        blanks = len(BLANK.findall(spoken(part.stem[language])))
        if blanks > 1 and blanks != there:
            what = f"{counted(there, 'answer')} {'is' if there == 1 else 'are'} known"
            yield Finding(f"the question has {counted(blanks, 'blank')}, but {what}", part.stem[language])


# What says that several are right, and reads like the question how many.
HOW_MANY = {"zh": re.compile("有几[项个](?:选项)?(?:是)?正确(?![的？?]|的是)")}


@rule
def several_differs(item: Reading) -> Iterator[Finding]:
    for part in item.parts:
        if isinstance(part, Choice):
            for language in item.languages:
                if match := search(HOW_MANY, prose(part.stem[language]).visible, language):
                    message = f"“{match[0]}” reads like the question how many are right"
                    yield Finding(message, part.stem[language], part.stem[language].find(match[0]))
            stems = {at: prose(part.stem[at]).visible for at in item.languages if at in SEVERAL}
            for one, other in permutations(stems, 2):
                match = SEVERAL[one].search(stems[one])
                if match and not SEVERAL[other].search(stems[other]):
                    message = f"“{match[0]}” in the {name_of(one)} text, nothing of it in the {name_of(other)} text"
                    yield Finding(message, part.stem[other])


@rule
def rubric_points(item: Reading) -> Iterator[Finding]:
    for part in item.parts:
        if isinstance(part, Essay):
            for line in part.rubric:
                for language in item.languages:
                    text = line.text[language]
                    for match in MANY[language].finditer(spoken(text)) if language in MANY else ():
                        many = NUMBERS.get(match[1].lower()) or int(match[1])
                        points = [int(n) for n in EACH[language].findall(match[0][len(match[1]) :])]
                        if points and many * sum(points) != line.share:
                            message = f"{counted(many, 'time')} {counted(sum(points), 'point')} make {many * sum(points)}, not {line.share}"
                            yield Finding(message, text)
