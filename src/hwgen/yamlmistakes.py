"""What most likely went wrong where a file is not YAML: said for those who write questions, not for those who write parsers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml

# What YAML trips over may stand a line or two before the place where it stops.
LINES_BEFORE = 2
# Nobody has typed a longer line; looking through it would take long.
LONGEST = 1000
_KEY = r"[A-Za-z][\w-]*"
_BEGIN = rf"^\s*(?:- +)*{_KEY}:\s+"
_INSIDE = rf"[{{,]\s*{_KEY}:\s+"
IN_QUOTES = "put the text in quotation marks"


@dataclass(frozen=True)
class Likely:
    """A mistake at a line and column, both from 1."""

    line: int
    column: int
    message: str
    hint: str


@dataclass(frozen=True)
class _Pattern:
    """The group of `shape` is what is wrong, and can be said in the message."""

    shape: re.Pattern[str]
    message: str
    hint: str


def _pattern(shape: str, message: str, hint: str) -> _Pattern:
    return _Pattern(re.compile(shape), message, hint)


# The surer ones come first.
PATTERNS = (
    _pattern(r"^ *(\t)", "a tab stands before the text of this line", "indent with spaces"),
    _pattern(
        r"^ *([\u00a0\u2000-\u200b\u3000])",
        "a space of another width stands before the text of this line",
        "indent with ordinary spaces",
    ),
    _pattern(
        r"^\s*([‐-―−－])\s*\S", "`{}` is the dash of a word processor", "begin an entry of a list with `-` and a space"
    ),
    _pattern(rf"^\s*(-){_KEY}:", "no space stands after `-`", "begin an entry of a list with `-` and a space"),
    _pattern(
        rf"(?:^\s*(?:- *)?|[{{,，]\s*){_KEY}\s*(：)",
        "`{}` is a Chinese colon",
        "write `:` and a space after the name of a key",
    ),
    _pattern(rf"(?:{_BEGIN}|{_INSIDE})([｛［])", "`{}` is a Chinese bracket", "write `{{` or `[`"),
    _pattern(
        rf"\{{.*?(，)\s*{_KEY}\s*[:：]", "`{}` is a Chinese comma", "write `, ` between the entries inside `{{ }}`"
    ),
    _pattern(
        rf'(?:{_BEGIN}|{_INSIDE})"(?:[^"\\]|\\.)*(")\s*[^\s,}}\]#]',
        "the text ends at this quotation mark, and something follows",
        "write “ ” inside the text, or put the whole text between ' and '",
    ),
    _pattern(
        rf"(?:{_BEGIN}|{_INSIDE})'(?:[^']|'')*(')\s*[^\s,}}\]#]",
        "the text ends at this apostrophe, and something follows",
        'write ’ or two of them inside the text, or put the whole text between " and "',
    ),
    _pattern(rf"(?:{_BEGIN}|{_INSIDE})([`@%*&!])", "a text cannot begin with this sign", IN_QUOTES),
    _pattern(rf"{_BEGIN}([|>])[^\n]*\w", "a text cannot begin with this sign", IN_QUOTES),
    _pattern(rf"{_BEGIN}(\{{)[^}}]*\}}\s*[^\s#]", "a text cannot begin with this sign", IN_QUOTES),
    _pattern(rf"{_BEGIN}(\[)[^\]]*\]\s*[^\s#]", "a text cannot begin with this sign", IN_QUOTES),
    _pattern(rf"{_BEGIN}[^\s\"'\[{{|>].*?(:)(?:\s|$)", "there is a colon inside the text", IN_QUOTES),
    _pattern(rf"{_INSIDE}[^\"'{{}}\[\],]*?(:)\s", "there is a colon inside the text", IN_QUOTES),
    _pattern(rf"^\s*(?:- +)?{_KEY}(:)[^\s/]", "no space stands after the colon", "write a space after it"),
)
_NO_COLON = re.compile(r"^\s*(?:- +)?([A-Za-z][\w-]*) \S")
_OPEN_QUOTE = re.compile(rf"(?:{_BEGIN}|{_INSIDE})(\"(?:[^\"\\]|\\.)*|'(?:[^']|'')*)$")


def likely(lines: Sequence[str], error: yaml.MarkedYAMLError) -> Likely | None:
    """The mistake that explains what the parser found, if one does. `lines` are those of the file."""
    return next(_candidates([line[:LONGEST] for line in lines], error), None)


def _candidates(lines: Sequence[str], error: yaml.MarkedYAMLError) -> Iterator[Likely]:
    mark = error.problem_mark or error.context_mark
    stop = min(mark.line if mark else 0, len(lines) - 1)
    if "quoted scalar" in str(error.context) and error.context_mark:
        yield from _without_end(lines, error.context_mark.line, error.context_mark.column)
    before = [i for i in range(stop, -1, -1) if lines[i].strip()][: LINES_BEFORE + 1]
    for pattern in PATTERNS:
        for i in before:
            if match := pattern.shape.search(lines[i]):
                yield Likely(i + 1, match.start(1) + 1, pattern.message.format(match[1]), pattern.hint.format())
    for i in range(stop, -1, -1):
        if match := _OPEN_QUOTE.search(lines[i]):
            yield from _without_end(lines, i, match.start(1))
    if "flow" in str(error.context) and error.context_mark:
        yield from _without_end(lines, error.context_mark.line, error.context_mark.column)
    if str(error.problem).startswith("could not find expected ':'"):
        for i in before[1:]:
            if match := _NO_COLON.search(lines[i]):
                hint = f"write `{match[1]}: ` and its value"
                yield Likely(i + 1, match.end(1) + 1, f"no colon stands after `{match[1]}`", hint)
    if before and lines[stop].strip():
        column = len(lines[stop]) - len(lines[stop].lstrip()) + 1
        hint = "is it indented as its neighbours are? the keys of an entry stand exactly below one another"
        yield Likely(stop + 1, column, "this line does not fit those above it", hint)


def named_anchor(error: yaml.MarkedYAMLError) -> Likely | None:
    """What is wrong with the name of an anchor `&name` or of its alias `*name`, if that is it."""
    mark = error.problem_mark
    if mark and "undefined alias" in str(error.problem):
        message = "this is an alias, and no anchor `&name` of its name stands above it"
        return Likely(mark.line + 1, mark.column + 1, message, "put it in quotation marks if it is a text")
    if mark and "duplicate anchor" in str(error.context):
        hint = "give each anchor a name of its own, or put it in quotation marks if it is a text"
        return Likely(mark.line + 1, mark.column + 1, "an anchor of this name stands above already", hint)
    return None


ENDS = {'"': '"', "'": "'", "{": "}", "[": "]"}


def _without_end(lines: Sequence[str], line: int, column: int) -> Iterator[Likely]:
    """What begins here, with places counted from 0, and never ends."""
    sign = lines[line][column : column + 1] if line < len(lines) else ""
    if sign in ENDS:
        yield Likely(line + 1, column + 1, f"`{sign}` is never closed", f"end it with `{ENDS[sign]}`")


# What the parser reports where nothing likelier is known, for those who write questions.
REPORTED = (
    ("mapping values", "a second `:` stands in this line; put the text in quotation marks"),
    ("node content", "a value is missing here, or begins with a sign that means something else"),
    ("cannot start any token", "a value cannot begin with this sign; put the text in quotation marks"),
    ("expected ':'", "a key has no `:` and space behind it"),
    ("expected key", "the indentation does not fit the lines above"),
    ("'-' indicator", "the indentation does not fit the list above, or `-` is missing"),
    ("expected ','", "a comma or a closing bracket is missing"),
    ("end of stream", "a quotation mark is not closed"),
    ("escape character", "after a backslash stands a sign that means nothing there; use single quotation marks"),
    ("<block end>", "the indentation does not fit the lines above"),
    ("document start", "more stands behind the end of the document"),
)


def plainly(error: yaml.MarkedYAMLError) -> str:
    known = next((message for reported, message in REPORTED if reported in (error.problem or "")), "")
    return f"not YAML: {known or 'a sign is missing or too many near here'}"
