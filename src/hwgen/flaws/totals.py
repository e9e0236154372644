"""Numbers that say how many there are of what a text lists or counts: four measurements before three values, “both layers” of three."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from hwgen.errors import counted
from hwgen.flaws.compounds import miscounted_atoms
from hwgen.flaws.contrasts import COUNTABLE, places
from hwgen.flaws.counts import IN_WORDS, NUMBERS
from hwgen.flaws.finding import Finding
from hwgen.flaws.meaning import shown
from hwgen.flaws.reading import Reading, prose, table_rows
from hwgen.flaws.rules import rule
from hwgen.kinds import Matching
from hwgen.text import Language
from hwgen.words.words import name_of

VALUE = r"-?\d+(?:\.\d+)?"
UNIT = r"(?:%|[a-zA-ZΩµμ°]{1,4}(?:/[a-z]{1,2})?(?![a-zA-Z])|(?:毫|厘|千|公|微)?[元秒米克斤升瓦伏安欧人分天次吨])"
ENTRY = rf"\$?(?:{VALUE}|[A-Z](?:_\d)?)\$?(?:\s?{UNIT})?"
ROW = {
    "zh": rf"{ENTRY}(?:[、，,]\s?{ENTRY})*\s?[、，,和与及]\s?{ENTRY}",
    "en": rf"{ENTRY}(?:, {ENTRY})*,? and {ENTRY}",
}
# So many of a thing, and right behind it what they are, one by one.
LISTS = {
    "zh": re.compile(rf"(?<![第每各前后\d]){IN_WORDS['zh']}[个次项名位天场组种台件份笔轮](?:[^，。；：、\d$]{{1,10}}?)?(?:分别|依次)?(?:为|是|得到?|：)(?:分别|依次)?\s?(?P<row>{ROW['zh']})(?![\w、和与及]|，\s?\$?\d)"),
    "en": re.compile(rf"\b(?P<many>{IN_WORDS['en']}) (?:[a-z]+ ){{1,3}}?(?:gives?|gave|are|were|take|took|:|yield|yielded|have values|of values) ?(?P<row>{ROW['en']})(?![\w,]|\.\d)", re.IGNORECASE),
}  # fmt: skip
# The same without a verb between, for lists of two, too: three values 5 and 8; three values arrive: first 5, then 8.
NAMED_VALUES = {
    "zh": re.compile(rf"(?<![第每各前后\d])(?P<many>{IN_WORDS['zh']})个(?:数据?值?|值|整数|实数|测量值|观测值|得分|分数|样本|读数|温度)\s?(?P<row>{ROW['zh']})(?![\w、和与及×^\\]|，\s?\$?\d|\.\d)"),
    "en": re.compile(rf"\b(?P<many>{IN_WORDS['en']}) (?:[a-z]+ )?(?:numbers|values|integers|measurements|observations|readings|scores|samples|temperatures|results)(?: [a-z]+)?(?::|,)? (?:first )?(?P<row>{ENTRY}(?:, (?:then )?{ENTRY})*(?:,? and|, then|,? and then) {ENTRY})(?![\w,×^\\]|\.\d)", re.IGNORECASE),
}  # fmt: skip
# The same with what they are said of between, and with letters for names: three resistors in a row, their resistances are 5 Ω and 8 Ω; two jobs P, Q and R.
EACH_WITH = {
    "zh": re.compile(rf"(?<![第每各前后\d])(?P<many>{IN_WORDS['zh']})[个只条根支台辆名位][^，。；：\d$]{{1,10}}，[^，。；：\d$]{{0,8}}(?:分别|依次)(?:为|是|：)\s?(?P<row>{ROW['zh']})(?![\w、和与及]|，\s?\$?\d)"),
    "en": re.compile(rf"\b(?P<many>{IN_WORDS['en']}) (?!groups|sets|kinds|types|batches|pairs|rows|layers|blocks)[a-z]+ of (?P<row>{ROW['en']})(?![\w,]|\.\d)", re.IGNORECASE),
}  # fmt: skip
# After one of these, letters are those of another thing.
NO_ADJECTIVE = r"(?:of|from|in|into|on|onto|with|to|by|at|for|and|or|as|are|is|have|has|share|shares|use|uses|meet|joins?|per|than|between|via|through)\b"
LETTERED = {
    "zh": re.compile(rf"(?<![第每各前后\d])(?P<many>{IN_WORDS['zh']})[个只条根支台辆名位][\u4e00-\u9fff]{{1,4}}\s?(?P<row>\$?[A-Z]\$?(?:\s?[、，,和与]\s?\$?[A-Z]\$?)+)(?!\w|\s?[、和与及])"),
    "en": re.compile(rf"\b(?P<many>{IN_WORDS['en']}) (?!of\b)[a-z]+(?: (?!{NO_ADJECTIVE})[a-z]{{2,}}){{0,3}},? (?P<row>\$?[A-Z]\$?(?:, \$?[A-Z]\$?)*,? and \$?[A-Z]\$?)(?!\w|, \$?(?:[A-Z]\b|\d))", re.IGNORECASE),
}  # fmt: skip
# All of a thing by their letters: the green blocks A, B and C, where there are so many green blocks.
BY_LETTERS = {
    "zh": re.compile(r"(?:^|[，。；：、\n]|[把将对由从和与让使])(?:这|那)?(?P<what>[\u4e00-\u9fff]{2,6}?)\s?(?P<row>\$?[A-Z]\$?(?:\s?[、，,和与]\s?\$?[A-Z]\$?)+)(?!\w|\s?[、和与及])"),
    "en": re.compile(r"\b[Tt]he (?P<what>(?:[a-z-]+ ){1,3})(?P<row>\$?[A-Z]\$?(?:, \$?[A-Z]\$?)*,? and \$?[A-Z]\$?)(?!\w|, \$?(?:[A-Z]\b|\d))"),
}  # fmt: skip
MANY_OF = {
    "zh": rf"(?<![第每各前后\d])(\d+|{IN_WORDS['zh']})\s?[个块只条根支台辆名位张件]WHAT(?![\u4e00-\u9fff]*[数量])",
    "en": rf"(?<![\w.])(\d+|{IN_WORDS['en']}) WHAT(?![\w-])",
}
# Things that are counted without a measure word.
MEASURES = frozenset("层行列轮步天年")
OF_MEASURE = rf"(?<![第每各前后\d])(\d+|{IN_WORDS['zh']})\s?WHAT(?![\u4e00-\u9fff]*[数量])"
SIGN = re.compile(r"[\ue000-\ue00f]|\b[a-z]$")
LETTER = re.compile(r"(?<![A-Za-z\\])[A-Z](?![A-Za-z])")
SEPARATOR = re.compile(r"\s?(?:,? and then |, then |, and |[、，,和与及]|, | and )\s?")
# Of how many a text says that they are all: both layers, all three, the four together.
BEFORE = {
    "zh": re.compile(rf"(?<![第每各前后\d])({IN_WORDS['zh']})个?$"),
    "en": re.compile(rf"\b(?:(both)|all ({IN_WORDS['en']})) (?:of the )?$", re.IGNORECASE),
}
ALL = {"zh": re.compile(r"\s?(?:都|均|全部|合计|一共|总共|加起来|合起来)"), "en": re.compile("")}
NUMBER = {
    "zh": re.compile(rf"(?<![第每各前后\d.])(\d+|{IN_WORDS['zh']})\s?\$?\s?个?\s?$"),
    "en": re.compile(rf"(?<![\w.])(\d+|{IN_WORDS['en']})\$?[ -]$", re.IGNORECASE),
}


# So many of a thing of which all are said to be both, or which are drawn before both of them are something.
BOTH = {
    "zh": re.compile(rf"(?:取|抽|摸|拿|选|掷)出?了?({IN_WORDS['zh']})[个只张枚次件]?[^。；？]{{0,24}}[，。；\n][^。；\d]{{0,16}}?(?<!取)(?<!其中)两[个只张枚次件](?:都|均)"),
    "en": re.compile(rf"\b({IN_WORDS['en']}) [a-z]+(?: [a-z]+)?,? (?:who |which |that )?(?:are )?both\b|\b({IN_WORDS['en']}) [a-z]+ are (?:taken|drawn|picked|chosen|thrown|rolled)\b[^?]*\bboth (?:are|of them|show)\b", re.IGNORECASE),
}  # fmt: skip
# How many right sides of a matching question belong to nothing.
SPARE = {
    "zh": re.compile(
        rf"(?:有|剩|多)\s?(\d+|{IN_WORDS['zh']}|一)\s?[个项种条][^，。；：]{{0,8}}(?:用不上|多余|不用|不需要|没有对应|不配对)"
    ),
    "en": re.compile(
        rf"\b(\d+|one|{IN_WORDS['en']}) (?:of (?:the |these )?)?[a-z ]{{0,24}}?(?:is|are) (?:not (?:needed|used)|left over|superfluous|spare)\b",
        re.IGNORECASE,
    ),
}
# In words, and as the value of a symbol right behind.
SYMBOL = {
    "zh": re.compile(rf"(?<![第每各十])(?P<many>{IN_WORDS['zh']})\s?[^，。；：（）()]{{1,5}}[（(]\s?[A-Za-z](?:_\w)? ?= ?(?P<number>\d+)\s?[)）]"),
    "en": re.compile(rf"\b(?P<many>{IN_WORDS['en']}) [a-z]+(?: [a-z]+)? \([A-Za-z](?:_\w)? ?= ?(?P<number>\d+)\)", re.IGNORECASE),
}  # fmt: skip


@rule
def total_differs(item: Reading) -> Iterator[Finding]:
    for language in item.languages:
        if language not in LISTS:
            continue
        stems = [shown(p.text[language], language) for p in item.passages if p.role in ("context", "stem")]
        counted = _counted(stems, language)
        yield from _spare(item, language)
        whole = "\n".join(stems)
        tables = [p.text[language] for p in item.passages if p.role in ("context", "stem") and "|" in p.text[language]]
        for message in (
            *_both(whole, language),
            *_by_letters(whole, language),
            *(message for text in tables for message in _of_rows(text, whole, language)),
        ):
            yield Finding(message, next(p.text[language] for p in item.passages if p.role in ("context", "stem")))
        for passage in item.passages:
            text = shown(passage.text[language], language)
            for message in (
                *_lists(text, language),
                *_totals(text, counted, language),
                *_symbols(text, language),
                *miscounted_atoms(text, language),
            ):
                yield Finding(message, passage.text[language])


def _spare(item: Reading, language: Language) -> Iterator[Finding]:
    for part in item.parts:
        if isinstance(part, Matching) and (match := SPARE[language].search(shown(part.stem[language], language))):
            many = match[1].lower()
            number = 1 if many in ("one", "一") else NUMBERS.get(many) or int(many)
            if number != len(part.extra):
                message = f"“{match[0]}”, where {len(part.extra)} belong to nothing, in the {name_of(language)} text"
                yield Finding(message, part.stem[language])


def _symbols(text: str, language: Language) -> Iterator[str]:
    for match in SYMBOL[language].finditer(text):
        if NUMBERS[match["many"].lower()] != int(match["number"]):
            yield f"“{match[0]}” says two numbers, in the {name_of(language)} text"


def _lists(text: str, language: Language) -> Iterator[str]:
    messages: dict[str, None] = {}
    for pattern, least in ((LISTS, 3), (NAMED_VALUES, 2), (EACH_WITH, 2), (LETTERED, 2)):
        for match in pattern[language].finditer(text):
            many = match["many"] if "many" in match.groupdict() else match[0][0]
            listed = len(SEPARATOR.split(match["row"]))
            if NUMBERS[many.lower()] != listed >= least:
                messages[f"“{many}” stands before a list of {listed}, in the {name_of(language)} text"] = None
    yield from messages


def _totals(text: str, counted: Mapping[str, int], language: Language) -> Iterator[str]:
    for concept, word in places(text, language):
        before = BEFORE[language].search(text[: word.start()])
        if concept in counted and before and ALL[language].match(text[word.end() :]):
            many = next(filter(None, before.groups()))
            number = 2 if many.lower() == "both" else NUMBERS[many.lower()]
            if number != counted[concept]:
                yield f"“{before[0]}{word[0]}” are said to be all, where the question has {counted[concept]}, in the {name_of(language)} text"


def _both(text: str, language: Language) -> Iterator[str]:
    """Three that are drawn, or that are said to be both."""
    for match in BOTH[language].finditer(text):
        many = next(filter(None, match.groups()))
        if NUMBERS[many.lower()] != 2:
            words = " ".join(match[0].split())
            yield f"“{words}” speaks of two and of {NUMBERS[many.lower()]}, in the {name_of(language)} text"


def _by_letters(text: str, language: Language) -> Iterator[str]:
    """All letters of the text as those of a thing of which it says that there are more, or fewer."""
    for match in BY_LETTERS[language].finditer(text):
        listed, what = LETTER.findall(match["row"]), match["what"].strip()
        counts = re.findall(MANY_OF[language].replace("WHAT", re.escape(what)), text, re.IGNORECASE)
        many = {NUMBERS.get(number.lower()) or int(number) for number in counts}
        if len(many) == 1 and min(many) != len(listed) and {*LETTER.findall(text)} == {*listed}:
            yield f"“{match[0].strip()}” are {len(listed)}, where the question has {min(many)}, in the {name_of(language)} text"


def _of_rows(text: str, whole: str, language: Language) -> Iterator[str]:
    """So many samples before a table with a row or a column for each, numbered or with letters, of which there are more or fewer."""
    head, *rows = table_rows(prose(text).visible) or [[]]
    # A letter in the head is that of the number: layer i.
    what = SIGN.sub("", head[0]).strip().lower() if head else ""
    pattern = OF_MEASURE if what in MEASURES else MANY_OF[language]
    counts = re.findall(pattern.replace("WHAT", f"{re.escape(what)}s?"), whole, re.IGNORECASE) if what else []
    many = {NUMBERS.get(number.lower()) or int(number) for number in counts}
    for way, cells in (("row", [row[0] for row in rows if row]), ("column", head[1:])):
        names = [cell.strip() for cell in cells]
        is_list = names == [str(i + 1) for i in range(len(names))] or _are_letters(names)
        if is_list and len(names) > 1 and len(many) == 1 and min(many) != len(names):
            yield f"“{min(many)}” of “{what}” stand before a table with {counted(len(names), way)}, in the {name_of(language)} text"


def _are_letters(names: Sequence[str]) -> bool:
    return all(re.fullmatch("[A-Z]", name) for name in names) and [*names] == sorted(set(names))


def _counted(stems: Sequence[str], language: Language) -> Mapping[str, int]:
    """How many there are of each thing that the question counts once."""
    counted: dict[str, set[int]] = {}
    for text in stems:
        for concept, word in places(text, language):
            if concept in COUNTABLE and (match := NUMBER[language].search(text[: word.start()])):
                counted.setdefault(concept, set()).add(NUMBERS.get(match[1].lower()) or int(match[1]))
    return {concept: min(numbers) for concept, numbers in counted.items() if len(numbers) == 1}
