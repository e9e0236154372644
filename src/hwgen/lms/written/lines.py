"""What a line of a text of questions is: a heading, the beginning of a question, an option, an answer, or just more text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from hwgen.lms.written.draft import Sort
from hwgen.lms.written.folding import folded
from hwgen.lms.written.words import POINTS, figured, sort_of

Field = (
    Literal["stem", "options", "number", "answer", "tolerance", "explanation"]
    | Literal["difficulty", "topic", "points", "sort", "response", "note"]
)
LABELS: tuple[tuple[Field, str], ...] = (
    (
        "explanation",
        r"答案解析|试题解析|题目解析|解析|解答|解释|详解|分析|说明|解|explanation|rationale|feedback|solution|lösung|erklärung|explication",
    ),
    (
        "answer",
        r"正确答案|参考答案|标准答案|试题答案|答案要点|答案|正确选项|正解|(?:correct|right)(?: (?:answers?|options?|choices?))?|(?:(?:sample|model|suggested|expected) )?answers?|ans|key|(?:richtige )?antwort|(?:la )?(?:bonne )?réponse(?: (?:correcte|exacte|juste))?|corrigé",
    ),
    ("stem", r"(?:题干|题目|试题)(?:内容|描述)?|stem|question(?: text)?"),
    ("options", r"(?:备选|候选)?(?:选项|答案选项)|(?:answer )?(?:options|choices)"),
    ("number", r"题号|序号|(?:题目|试题)?编号"),
    ("tolerance", r"(?:允许|容许)?误差(?:范围)?|容差|tolerance|margin"),
    ("difficulty", r"难易度|难易程度|难度|difficulty|level|diff?"),
    ("topic", r"知识点|考点|所属章节|章节|topic|chapter|top"),
    ("points", r"分值|分数|points?|score|marks?|pts"),
    ("sort", r"题型|(?:题目|试题)?类型|题目类别|(?:question )?type"),
    (
        "note",
        r"来源|出处|能力层次|认知层次|能力要求|(?-i:REF|OBJ|NAT|STA|LOC|MSC|NOT|BLM|Var)|(?:learning )?(?:objectives?|outcomes?)|(?:page|section) ref|skill|bloom[’']s(?: taxonomy)?(?: level)?|aacsb|keywords?",
    ),
    ("response", r"我的答案|你的答案|学生答案|您的回答|得分|my answer|your answer"),
)
# Those that may be a heading of Markdown.
UNMARKED: tuple[Field, ...] = ("answer", "explanation", "options")
# With a colon, or in brackets: 答案：B, [答案]B, 【解析】…
LABELLED = [
    (
        name,
        re.compile(
            rf"\s*(?:\[\s*(?:{words})\s*\]\s*:?|\(\s*(?:{words})\s*\)\s*:|(?:{words})(?:是|为)?\s*[:=])\s*", re.I
        ),
    )
    for name, words in LABELS
]
# Without a colon what follows has to be an answer at first sight.
BARE = re.compile(
    r"\s*(?:正确答案|参考答案|答案|answer)(?:是|为| is)?(?:\s+(?:[-–—]|->|=>|→))?\s+(?=\S)|\s*ans\.\s*(?=\S)|\s*答\s*:\s*",
    re.I,
)
# What explains an answer, without a colon.
BARE_EXPLANATION = re.compile(r"\s*(?:答案解析|试题解析|题目解析|解析|@)\s+(?=\S)")
# The number of a question; those of item banks are long.
NUMBER = r"\d{1,8}"
DIGITS = ("", *"一二三四五六七八九")
NUMERAL = r"(?:[一二三四五六七八九]?十)?[一二三四五六七八九]|[一二三四五六七八九]?十"
SECTION = re.compile(
    rf"\s*(?:\(?(?:{NUMERAL})\)?\s*[、.:,]|第(?:{NUMERAL}|\d{{1,2}})(?:部分|大题|节)\s*[、.:]?"
    rf"|\((?:{NUMERAL})\)(?=\s*(?:(?:单项|多项|不定项)?选择|[单多]项?选|判断|填空|简答|论述|问答|计算|名词解释|分析|综合|应用|编程|匹配|连线|排序)题?\s*(?:[(:].*)?$)"
    r"|(?:part|section|partie|teil)\s+(?:[ivx\d]{1,4}|[a-h]|one|two|three|four|five|six)\b\s*[-–—.:]?"
    r"|[IVX]{1,4}\s*[.、])\s*(?P<title>.*)",
    re.I,
)
# A section that names no kind: its name is followed by nothing, or by a title.
PART = re.compile(
    rf"(?:第(?:{NUMERAL}|\d{{1,2}})(?:部分|大题|节)|(?i:part|section)\s+(?i:[ivx\d]{{1,4}}|[a-h]|one|two|three|four|five|six)\b)"
    r"(?:\s*[-–—、.:]\s*|\s+|$)(?P<title>(?:[A-Z0-9\u4e00-\u9fff][^.?!;:]{0,60})?)"
)
TITLE = re.compile(r"\s*(?:[#*]+\s*)?[^.?!,;:]{0,24}(?:题|questions?|choice|false|blanks?)\s*(?:[(:].*)?", re.I)
# Names of kinds that are a heading without any of these words.
KIND = re.compile(
    r"(?:(?:short|long)[ -]?answers?|essays?|numeric(?:al)?(?: answers?)?|free[ -]responses?|fill[ -]in[ -]the[ -]blanks?|multiple[ -](?:answers?|responses?|select)"
    r"|(?:(?:short|long)[ -]?answer|numeric(?:al)?|free[ -]response|essay|open|matching|ordering|cloze|completion|(?:single|multiple)[ -]choice|true\s*(?:/|or|-)?\s*false)"
    r"[ -](?:questions?|problems?|exercises?|items?|section)"
    r"|richtig\s*(?:/|oder)\s*falsch|lückentexte?|(?:einfach|mehrfach)auswahl|vrai\s*(?:/|ou)\s*faux|textes? à trous|qcm)\s*(?:[(:].*)?",
    re.I,
)
# The same, if Markdown marks it as a heading.
MARKED_KIND = re.compile(r"(?:matching|ordering|cloze|completion|true\s+false)\s*(?:[(:].*)?", re.I)
# The kind in capitals, and what is to be done below it: TRUE/FALSE. Write T if the statement is true.
CAPITALS = re.compile(r"(?P<title>[A-Z][A-Z /&-]{3,40})(?:[.:](?:\s.*)?)?")
# What each question of a section is worth, and what all of them are together: said to be so, or without a word.
EACH = re.compile(
    rf"(?:每[小大道个]{{0,2}}[题空问]?|各|\bje)\s*(?:各|计|满分|:)?\s*{POINTS}|{POINTS}\s*(?:each|(?:per|par|pro) (?:question|frage|aufgabe)|chacune?|/\s*题)",
    re.I,
)
WHOLE = re.compile(
    rf"(?:[共合总]计?|总分|满分|\btotal(?: of)?)\s*:?\s*{POINTS}(?!钟)|{POINTS}\s*(?:in (?:total|all)|total|altogether)\b",
    re.I,
)
ALL = re.compile(rf"{POINTS}(?!钟)", re.I)
SINGLY = re.compile(r"每|各|\b(?:each|per|je|pro|par|chacune?)\b", re.I)
LONGEST = 160
NUMBERED = re.compile(
    rf"\s*(?:(?:第\s*(?:(?P<a>{NUMBER})|(?P<i>{NUMERAL}))\s*题|题目?\s*(?P<b>{NUMBER})|(?:q|question)\s*\.?\s*(?P<c>{NUMBER})(?:\s+of\s+{NUMBER}(?=\s*(?:$|[.:(])))?)\s*[.、:)]?"
    rf"|(?P<d>{NUMBER})\s*(?:[、:]|\.(?!\d))|[(\[](?P<e>{NUMBER})[)\]]|(?P<f>{NUMBER})\s*\)|(?P<g>[①-⑳])"
    rf"|\(?(?P<h>{NUMERAL})(?:、|\)、?))\s*",
    re.I,
)
# What stands before the number: brackets or a line for the answer, （√）1. …, the kind in brackets, stars.
TRUTHS = "√×✓✗✔✘"
BEFORE_NUMBER = re.compile(
    rf"\s*(?:[(\[]\s*(?P<answer>[{TRUTHS}]|对|错|正确|错误|[A-Z](?:[\s,，、]*[A-Z]){{0,9}})?\s*[)\]]|_{{2,}}\s*(?P<line>[A-Z{TRUTHS}])?\s*_*"
    rf"|(?P<sign>[TF{TRUTHS}])(?=\s)|(?P<kind>[(\[][^()\[\]]{{0,8}}(?:题|选|判断|填空)[^()\[\]]{{0,6}}[)\]])|[★☆◆◇▲■]+)"
    rf"\s*(?={NUMBER}\s*(?:[、:)]|\.(?!\d)))"
)
OPTION = re.compile(
    r"\s*(?P<star>[*√✓✔])?\s*(?:(?:选项|[Oo]ption\s)\s*)?(?:[(\[](?P<a>[A-Za-z])[)\]]\s*[.、:]?|(?P<b>[A-Za-z])\s*[.、:)])\s*"
)
SPACED = re.compile(r"\s*(?P<b>[A-Z])\s+(?=\S)")
# An answer at the end of a line of something else.
INLINE = re.compile(
    r"(?:(?<=[\s?.;,)\]*])\[?|[\[(])(?:正确答案|参考答案|答案|(?:(?:correct|right) )?answer|(?:richtige )?antwort|(?:bonne )?réponse(?: correcte)?|corrigé)\s?[:\]]",
    re.I,
)
# A statement with its answer at its end.
SIGNED = re.compile(r"[(\[]\s*(?:[√×✓✗✔✘TF]|对|错|正确|错误)\s*[)\]]\s*[.]?\s*$")
# What else is said of a question behind its answer, in the same line.
BEHIND = re.compile(
    r"(?:(?<=[\s?.;,)\]])\[?|\[)(?:答案解析|试题解析|题目解析|解析|难易度|难易程度|难度|知识点|考点|所属章节|章节|题型|分值|来源|出处|能力层次|认知层次"
    r"|explanation|rationale|difficulty|(?-i:PTS|DIFF?|REF|OBJ|NAT|STA|LOC|TOP|MSC|NOT|BLM|Diff|Var|Topic|Skill|Objective))"
    r"\s?[:\]]",
    re.I,
)
# The marks of Markdown that people leave in: bold text, and the signs of lists.
# Powers in a program, `a**2`, are no bold text.
BOLD = re.compile(r"(?<![A-Za-z0-9_)\]])\*\*(?=[^\s*])(.{1,300}?)(?<=[^\s*])\*\*(?![A-Za-z0-9_(\[])")
# What is underlined in a document of Word, as converters write it: an answer, or the line for one.
UNDERLINED = re.compile(
    r"(?:<u>|\[)(?P<text>[\s\u3000\xa0_]*(?:[A-H]{0,8}|[√×✓✗])[\s\u3000\xa0_]*)(?:</u>|\]\{\.underline\})"
)
HEADING = re.compile(r"^\s*#{1,6}\s+(?=\S)")
BULLET = re.compile(r"^\s*[-+•●○*>]\s+(?=\S)")
# Where another option begins in the same line: behind a space, or right behind the text of the one before it.
INNER = r"(?:(?<=\s)|(?<=[;,{also}]))(?:[(\[]{letter}[)\]]|{letter}\s*[.、:)])\s*"
TIGHT = r"\u4e00-\u9fff\d%)\]}$"
EMPTY = "　"
# Nothing but the end of a question, a line that was drawn, or the number of a page.
RULE = re.compile(
    r"\s*(?:[-=_*#~—]{3,}|第\s*\d+\s*页\s*[,，/（(]?\s*(?:共\s*\d+\s*页)?[）)]?|page \d+(?: (?:of|/) \d+)?|[-—–] \d+ [-—–])\s*",
    re.I,
)


@dataclass(frozen=True)
class Start:
    """The beginning of a question, and where its text begins in the line. Numbers of a `style` are written alike."""

    number: str
    place: int
    style: str


@dataclass(frozen=True)
class Heading:
    """What a heading says of the questions below it: their kind, and what each is worth, or each blank of it, or all of them
    in `total`; `unread` is what says neither.
    """

    title: str
    sort: Sort
    points: str
    unread: str = ""
    each_blank: bool = False
    total: str = ""


@lru_cache(maxsize=256)
def heading(line: str, after: str = "") -> Heading | None:
    """A heading of a section: numbered and about questions, or nothing but their kind. In English words alone may be a
    question, too, unless one begins in the line `after` it, or Markdown marks them as a heading.
    """
    mark = HEADING.match(line)
    plain = folded(line[mark.end() :].rstrip("# ") if mark else line).strip()
    numbered = SECTION.fullmatch(plain)
    capitals = None if numbered else CAPITALS.fullmatch(plain)
    title = numbered["title"] if numbered else capitals["title"] if capitals else plain
    sort = sort_of(title.partition("(")[0])
    kind = KIND.fullmatch(title) or (mark and MARKED_KIND.fullmatch(title))
    alone = (kind or TITLE.fullmatch(plain)) and (mark or "题" in plain or start(behind(after)))
    if not sort and (part := PART.fullmatch(plain)):
        return Heading(line.strip(), "", "", part["title"])
    if sort and len(plain) <= LONGEST and not title.endswith("?") and (numbered or capitals or alone):
        return titled(plain, sort)
    if not mark or start(plain) or label(plain) or options(plain, "A"):
        return None
    return Heading(line.strip(), "", "", plain)


def titled(line: str, sort: Sort = "") -> Heading:
    """What a line says that is known to be a heading, of a `sort` if it is known, too."""
    plain = figured(folded(line)).strip()
    sort = sort or sort_of(plain.partition("(")[0]) or sort_of(plain)
    each, whole = EACH.search(plain), WHOLE.search(plain)
    if not whole and not SINGLY.search(plain):
        whole = ALL.search(plain)
    points, total = (next(filter(None, match.groups()), "") if match else "" for match in (each, whole))
    return Heading(line.strip(), sort, points, each_blank=bool(each and "空" in each[0]), total=total)


@lru_cache(maxsize=256)
def start(line: str) -> Start | None:
    match = NUMBERED.match(folded(line))
    if not match:
        return None
    style, number = next((style, number) for style, number in match.groupdict().items() if number)
    return Start(_figures(number, style), match.end(), style)


def _figures(number: str, style: str) -> str:
    """The number of a question as it would be written in figures."""
    if style == "g":
        return str(int(unicodedata.numeric(number)))
    if style not in "hi":
        return number
    tens, ten, ones = number.rpartition("十")
    return str((DIGITS.index(tens) if tens else 1) * 10 * bool(ten) + DIGITS.index(ones))


def behind(line: str) -> str:
    """The line with what stood before its number at its end: an answer, or the kind."""
    before = BEFORE_NUMBER.match(folded(line))
    if not before:
        return line
    asked = line[before.end() :].rstrip()
    if before["kind"] and (begun := start(asked)):
        return f"{asked[: begun.place]}{before['kind']}{asked[begun.place :]}"
    answer = before["answer"] or before["line"] or before["sign"]
    return f"{asked} （{answer or EMPTY}）" if answer or "(" in before[0] else asked


@lru_cache(maxsize=256)
def label(line: str) -> tuple[Field, str] | None:
    """What a line says of its question, by the word that it begins with."""
    plain = folded(line)
    for name, pattern in LABELLED:
        if match := pattern.match(plain):
            return name, (line if name == "note" else line[match.end() :]).strip()
    if match := BARE.match(plain):
        return "answer", line[match.end() :].strip()
    if match := BARE_EXPLANATION.match(plain):
        return "explanation", line[match.end() :].strip()
    return None


def options(line: str, expected: str, *, spaced: bool = False, tight: bool = False) -> list[tuple[str, str, bool]]:
    """Letters and texts of the options in a line that begins with the `expected` one; whether each is marked as right.

    With `spaced`, nothing but a space needs to stand behind the letter; with `tight`, no space before the next one.
    """
    plain = folded(line)
    first = OPTION.match(plain) or (SPACED.match(plain) if spaced else None)
    if not first:
        return []
    letter = str(first.groupdict().get("a") or first["b"])
    if letter.upper() != expected:
        return []
    bounds = [(letter.upper(), bool(first.groupdict().get("star")), first.start(), first.end())]
    place = first.end()
    while inner := inner_sign(_next(letter), plain, place, TIGHT if tight else ""):
        letter = _next(letter)
        bounds.append((letter.upper(), False, inner.start(), inner.end()))
        place = inner.end()
    ends = [begin for _, _, begin, _ in bounds[1:]] + [len(line)]
    return [
        (name, line[begin:end].strip(" \t\u3000;；"), star)
        for (name, star, _, begin), end in zip(bounds, ends, strict=True)
    ]


def inner_sign(letter: str, plain: str, place: int, also: str) -> re.Match[str] | None:
    """The sign of an option behind a place in a line; `also` are characters that may stand right before it."""
    return _inner_sign(letter, also).search(plain, place)


@cache
def _inner_sign(letter: str, also: str) -> re.Pattern[str]:
    return re.compile(INNER.format(letter=letter, also=also))


@lru_cache(maxsize=256)
def unmarked(line: str) -> str:
    """A line without marks of Markdown; a heading that is a label alone has the colon of one."""
    if (mark := HEADING.match(line)) and (named := label(f"{line[mark.end() :].rstrip()}:")) and named[0] in UNMARKED:
        return f"{line[mark.end() :].rstrip()}:"
    return UNDERLINED.sub(_line, BULLET.sub("", HEADING.sub("", BOLD.sub(_plain, line))))


def parts(line: str, after: str = "") -> list[str]:
    """A line without marks of Markdown; options and an answer at its end are lines of their own.

    No options begin within a line if the first one begins the line `after` it.
    """
    line = unmarked(line)
    plain = folded(line)
    if named := label(line):
        # A page copied from a platform has the right answer behind that of the student.
        given = INLINE.search(plain) if named[0] == "response" else None
        if given and given.start():
            return [line[: given.start()], *parts(line[given.start() :])]
        also = BEHIND.search(plain, len(line) - len(named[1]))
        return [line[: also.start()], *parts(line[also.start() :])] if also and also.start() else [line]
    first = inner_sign("A", plain, 0, rf"?.:{TIGHT}")
    if first and first.start() and inner_sign("B", plain, first.end(), TIGHT) and not options(after, "A"):
        return [line[: first.start()], *parts(line[first.start() :])]
    inline = next((match for match in INLINE.finditer(plain) if plain[: match.start()].strip()), None)
    if not inline:
        return [line]
    begin, end = inline.start(), len(plain.rstrip())
    if plain[begin] == "(":
        begin, end = begin + 1, end - plain[:end].endswith(")")
    return [line[: inline.start()], *parts(line[begin:end])]


def _plain(bold: re.Match[str]) -> str:
    """A bold text without its signs; an option in bold from its letter to its end is marked as right."""
    option = not bold.string[: bold.start()].strip(" -+•") and not bold.string[bold.end() :].strip()
    return f"*{bold[1]}" if option and OPTION.match(folded(bold[1])) else bold[1]


def _line(underlined: re.Match[str]) -> str:
    text = underlined["text"].strip(" _\u3000\xa0")
    return f"__{text}__"


def _next(letter: str) -> str:
    return chr(ord(letter) + 1)
