"""What is typed as in another program and printed as it stands: markup that hwgen does not have, and numbers, letters and points that it prints itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hwgen.flaws.finding import Finding
from hwgen.flaws.reading import HAN, Reading, prose
from hwgen.flaws.rules import rule
from hwgen.kinds import Choice, TrueFalse
from hwgen.text import Text

Shapes = tuple[tuple[re.Pattern[str], str], ...]


def _shapes(*shapes: tuple[str, str]) -> Shapes:
    return tuple((re.compile(shape), message) for shape, message in shapes)


# In the words of a text; `{0}` is all of it, `{1}` and so on are its groups.
IN_WORDS = _shapes(
    (r"＊＊([^＊\n]+)＊＊", "`{0}` is printed as it stands: write `**{1}**`"),
    (r"~~(?=\S)([^~\n]{1,60})~~", "`{0}` is printed as it stands: nothing is struck out on a paper: delete `~~`"),
    (
        r"(?<![=\w])==(?=[^\s=])([^=\n]{1,60})==(?![=\w])",
        "`{0}` is printed as it stands: write `**{1}**` for what stands out",
    ),
    (
        r"[￥¥]((?=[A-Za-z\\])[^￥¥\n]{1,60}|[^￥¥\n]{0,40}[\\^_=][^￥¥\n]{0,40})[￥¥](?!\d)",
        "`{0}` is printed as it stands: write `${1}$`",
    ),
    (
        r"\{\{\s*([A-Za-z]\w*)\s*\}\}",
        "`{0}` is printed as it stands: write the number itself: only a generator fills in values, at `[{1}]`",
    ),
    (
        r"(?<![\w$\\^.-])(\d+(?:\.\d+)?) ?[xX*] ?(\d+)(?![\w.])",
        r"`{0}` is printed as it stands: write `${1}\times {2}$`",
    ),
    (
        r"(?<![\w$\\])(\d+(?:\.\d+)?)[eE](-\d{1,2})(?![\w.])",
        r"`{0}` is printed as it stands: write `${1}\times 10^{{{2}}}$`",
    ),
    (
        r"(?<![\w$\\])([A-Za-z]|\d+(?:\.\d+)?)\^\{?([-+]?\w{1,3})\}?(?!\w)",
        "`{0}` is printed as it stands: write `${1}^{{{2}}}$`",
    ),
    (r"(?<=\d)(\s?)([kcm]?m)([23])(?![\w])", r"`{0}` is printed as it stands: write `$\mathrm{{{2}^{3}}}$`"),
    (r"(?<=\d)(\s?)o([CF])\b", "`{0}` is printed as it stands: write `°{2}`"),
    (r"－(?=\d)", "`{0}` is printed as it stands: write a formula: `$-…$`"),
    (r"(?<![\w—–％%)）-])[—–](?=\d)", "`{0}` is printed as it stands: write a formula: `$-…$`"),
    (r"[^\s\x1f]\t+(?=\S)", "`{0}` is printed as it stands: write the columns as a table, with `|` between the cells"),
)
# At the beginning of a line of the source, outside of programs.
IN_LINES = _shapes(
    (
        r"^[ \u3000]*(?:[·]{3}|'{3}|[‘’]{3}|｀{3})[ \t]*[A-Za-z]*[ \t]*$",
        "`{0}` is printed as it stands: begin and end a program with a line of three backticks",
    ),
    (r"^[ \u3000]*｜.*｜[ \u3000]*$", "`{0}` is printed as it stands: write `|` between the cells of a table"),
    (
        r"^[ \u3000]*([•●◦▪■◆○‣])(?=\s*\S)",
        "`{0}` is printed as it stands: begin each entry of a list with `-` and a space, below an empty line",
    ),
)
PROGRAM = re.compile(r"^ *(`{3,}|~{3,}).*?(?:^ *\1|\Z)", re.MULTILINE | re.DOTALL)


@rule
def markup_typed(item: Reading) -> Iterator[Finding]:
    # Captions are read aloud, without formulas.
    for text in (passage.text[at] for passage in item.passages if passage.role != "caption" for at in item.languages):
        read = prose(text)
        for shape, message in IN_WORDS:
            if match := shape.search(read.visible):
                at, end = read.offset(match.start()), read.offset(match.end() - 1)
                # A backslash says that the sign is meant.
                if "\\" not in text[max(0, at - 1) : end + 1] or "\\" in match[0]:
                    yield _printed(match, message, text, at)
        lines = PROGRAM.sub(lambda program: " " * len(program[0]), text)
        for shape, message in IN_LINES:
            if match := re.search(shape.pattern, lines, re.MULTILINE):
                yield _printed(match, message, text, match.start() + len(match[0]) - len(match[0].lstrip(" \u3000")))


def _printed(match: re.Match[str], message: str, text: str, at: int) -> Finding:
    return Finding(message.format(match[0].strip(), *match.groups()), text, at)


NUMBER = re.compile(
    rf"\s*(?:(?:Q|Question |第\s*)?\d{{1,3}}\s*(?:[、）．]|[.):：](?=\s)|[.)](?=[{HAN}])|题[.、:：]?)|[一二三四五六七八九十]{{1,3}}[、．])\s*(?=\S)"
)
NEXT = re.compile(rf"\n{NUMBER.pattern}")
POINTS = re.compile(
    r"[(（\[【]\s*(?:本题|共|each)?\s*\d{1,2}(?:\.5)?\s*(?:分|points?|marks?|pts?\.?)\s*[)）\]】]\s*$", re.IGNORECASE
)
BRACKETS = re.compile(r"[(（][\s\u3000_]*[)）][。.]?\s*$")
KEY = re.compile(r"(?:答案|参考答案|Answer|ANS)\s*[:：]\s*([^\s?？]{1,12})\s*$")
OFFERED = re.compile(r"(?<![A-Za-z])A\s?[.．、)）:：]\s?\S.*?(?<![A-Za-z])B\s?[.．、)）:：]\s?\S", re.DOTALL)
LETTER = re.compile(r"\s*[(（]?([A-Ha-h])\s?[.．、)）:：]\s*\S")


@rule
def printed_anyway(item: Reading) -> Iterator[Finding]:
    """The number, the points, the brackets and the letters of a question: a paper has them already."""
    closed = any(isinstance(part, Choice | TrueFalse) for part in item.parts)
    for passage in item.passages:
        if passage.role in ("stem", "statement", "context"):
            for text in map(passage.text.__getitem__, item.languages):
                yield from _of_a_stem(text, closed=closed and passage.role != "context")
    for part in item.parts:
        if isinstance(part, Choice):
            bodies = [candidate.body for candidate in (*part.right, *part.wrong)]
            yield from _lettered([body for body in bodies if isinstance(body, Text)], item)


def _of_a_stem(text: str, *, closed: bool) -> Iterator[Finding]:
    # A stem of several numbered questions has a first one, too.
    if (number := NUMBER.match(text)) and not NEXT.search(text):
        yield Finding(
            f"`{number[0].strip()}` looks like the number of the question, which is printed anyway: delete it", text
        )
    if points := POINTS.search(text):
        message = f"`{points[0].strip()}` looks like the points of the question, which are printed anyway: delete it"
        yield Finding(message, text, points.start())
    if key := KEY.search(text):
        yield Finding(f"`{key[0].strip()}` looks like the key: students read this text", text, key.start())
    if closed and (brackets := BRACKETS.search(text)):
        message = (
            f"`{brackets[0].strip()}` stands for the answer, for which papers have a place of their own: delete it"
        )
        yield Finding(message, text, brackets.start())
    read = prose(text)
    if offered := OFFERED.search(read.visible):
        message = "options seem to stand in the question: each is an entry of `right` or `wrong`"
        yield Finding(message, text, read.offset(offered.start()))


def _lettered(options: Sequence[Text], item: Reading) -> Iterator[Finding]:
    for language in item.languages:
        letters = [match and match[1].upper() for match in (LETTER.match(option[language]) for option in options)]
        if len(options) > 1 and all(letters) and len(set(letters)) == len(letters):
            text = options[0][language]
            yield Finding(
                f"`{letters[0]}` looks like the letter of the option, which is printed anyway: delete it", text
            )
