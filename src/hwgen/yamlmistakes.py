"""What most likely went wrong where a file is not YAML: said for those who write questions, not for those who write parsers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import yaml

from hwgen.numerals import pointed
from hwgen.yamlindents import Likely, misplaced, odd_spaces

# What YAML trips over may stand a line or two before the place where it stops.
LINES_BEFORE = 2
# Nobody has typed a longer line; looking through it would take long.
LONGEST = 1000
_KEY = r"[A-Za-z][\w-]*"
_BEGIN = rf"^\s*(?:- +)*{_KEY}:\s+"
# Keys whose value is a single word.
_NAMING = "(?:item|pick|kind|id|topic|points|minutes|difficulty|objective)"
_INSIDE = rf"[{{,]\s*{_KEY}:\s+"
IN_QUOTES = "put the text in quotation marks"
IN_SINGLE_QUOTES = "put the text between ' and ' instead"
_PROSE_KEY = re.compile(r"(?:^|[\s{,])(?:(?!id:|as:|to:)[a-z]{2}(?:-\w+)?|text|stem|claim|why|explanation)[ \t]*:\s+$")
_ENDED = re.compile(r"[.?!。？！…”’\"')）]$")


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
    _pattern(r"^ *(?:- *)*(\t)", "a tab stands before the text of this line", "indent with spaces"),
    _pattern(
        r"^(%)[A-Za-z]",
        "`{}` begins a directive of YAML here",
        "delete the line; a text that goes on has spaces before it",
    ),
    _pattern(
        "^(?:[^#]|(?<! )#)*?([\u0085\u2028\u2029])",
        "a character that cannot be seen ends the line for YAML",
        "delete it, or go on in a new line",
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
        rf"\{{(?:.*?(?=，\s*{_KEY})|[^{{}}]*:\s*[\d.]+%?)(，)\s*[\w-]+\s*[:：]",
        "`{}` is a Chinese comma",
        "write `, ` between the entries inside `{{ }}`",
    ),
    _pattern(
        rf"\{{[^{{}}]*?([;；])\s*{_KEY}:\s", "`{}` does not part the entries inside `{{ }}`", "write `, ` in its place"
    ),
    _pattern(
        r"\{(?:[^{}]*[^\s{,，]|[^{},，]*[\"'])\s+()[\"']?[a-z]{2}[\"']?:\s",
        "no comma stands before this key",
        "write `, ` between the entries inside `{{ }}`",
    ),
    _pattern(
        rf"{_BEGIN}([(（])\s*[a-z]{{2}}[:：]\s",
        "`{}` holds no keys together",
        "write `{{` and `}}` in place of these brackets",
    ),
    _pattern(
        rf"(?:{_BEGIN}(?=[a-z]{{2}}:)|^\s*(?:- +)?{_NAMING}:\s+[\w.-]+\s+)(){_KEY}:\s",
        "a second key stands on the line of a first one",
        "write it on a line of its own with more space before it, or all of them between `{{` and `}}`",
    ),
    _pattern(
        rf"^\s*(?:- +)?{_KEY}\s*([=;；])(?:\s|(?<=；))",
        "`{}` stands where a colon belongs",
        "write `:` and a space after the name of a key",
    ),
    _pattern(rf"{_BEGIN}\{{[^{{}}]*\}}(\}})\s*$", "one `{}` too many stands here", "delete it"),
    _pattern(rf"{_BEGIN}\[[^\[\]]*\](\])\s*$", "one `{}` too many stands here", "delete it"),
    _pattern(r"[{{\[][^{{}}\[\]]*\[[^{{}}\[\]]*(\}})", "`{}` closes no bracket that `[` opens", "write `]` before it"),
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
    _pattern(
        rf"(?:{_INSIDE}|\[)[^\"'{{}}\[\]]*\s(#)[^{{}}\[\]]*[}}\]]\s*$",
        "`{}` begins a comment, so that the bracket before it is not closed",
        IN_QUOTES,
    ),
    _pattern(
        rf"(?:{_INSIDE}[^\"'{{}}\[\]]*|{_BEGIN}\[[^\"'\[\]]*),\s*(,)",
        "two commas stand beside each other",
        f"delete one, or {IN_QUOTES}",
    ),
    _pattern(
        rf"{_BEGIN}(-)(?:\s|$)",
        "no entry of a list can stand behind a key",
        "write lists below their key, a negative number without a space, and a text in quotation marks",
    ),
    _pattern(rf"(?:{_BEGIN}|{_INSIDE})([`@%*&!])", "a text cannot begin with this sign", IN_QUOTES),
    _pattern(rf"{_BEGIN}([|>])[^\n]*\w", "a text cannot begin with this sign", IN_QUOTES),
    _pattern(
        rf"{_INSIDE}[^\s\"'{{}}\[\],][^\"'{{}}\[\],]*([{{\[])",
        "`{}` breaks off a text between curly brackets",
        "put the whole text between ' and '",
    ),
    _pattern(rf"{_BEGIN}(\{{)[^}}]*\}}\s*[^\s#]", "a text cannot begin with this sign", IN_QUOTES),
    _pattern(rf"{_BEGIN}(\[)[^\]]*\]\s*[^\s#]", "a text cannot begin with this sign", IN_QUOTES),
    _pattern(rf"{_BEGIN}[^\s\"'\[{{|>].*?(:)(?:\s|$)", "there is a colon inside the text", IN_QUOTES),
    _pattern(rf"{_INSIDE}[^\"'{{}}\[\],]*?(:)\s", "there is a colon inside the text", IN_QUOTES),
    _pattern(rf"^\s*(?:- +)?{_KEY}(:)[^\s/]", "no space stands after the colon", "write a space after it"),
)
_NO_COLON = re.compile(r"^\s*(?:- +)?([A-Za-z][\w-]*) \S")
# A name alone on its line, below which more stands.
_NAME_ALONE = re.compile(rf"^( *(?:- +)?)({_KEY})\s*$")
# What the parser says of a backslash between double quotation marks.
_ESCAPES = ("escape character", "hexdecimal number", "Unicode character escape")
_OPEN_QUOTE = re.compile(rf"(?:{_BEGIN}|{_INSIDE})(\"(?:[^\"\\]|\\.)*|'(?:[^']|'')*)$")

# A value in brackets or quotation marks, which a line may end with.
_ENCLOSED = re.compile(rf"^\s*(?:- +)*(?:{_KEY}:\s+)?(?=[\"'{{\[])(.*)$")

# A character that no YAML file may hold.
UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A backslash in a formula between double quotation marks, where YAML reads it and the letter as one sign: `"$\times$"`. A new line
# may be meant, so that `\n` has to begin a command of TeX.
FORMULA = re.compile(r"\$[^$\n]+\$")
ESCAPED = re.compile(
    r"(?<!\\)(?:\\\\)*(\\(?:[abefrtv0NLP_]|n(?=u(?![a-z])|i(?![a-z])|abla|e|ot|mid|sim|parallel|warrow|onumber|less|exists)))"
)


def escaped(text: str, start: int, end: int) -> re.Match[str] | None:
    """The first such sign in the formulas of `text[start:end]`."""
    escapes = (ESCAPED.search(text, *formula.span()) for formula in FORMULA.finditer(text, start, end))
    return next(filter(None, escapes), None)


def likely(lines: Sequence[str], error: yaml.MarkedYAMLError) -> Likely | None:
    """The mistake that explains what the parser found, if one does. `lines` are those of the file."""
    return next(_candidates([line[:LONGEST] for line in lines], error), None)


def _candidates(lines: Sequence[str], error: yaml.MarkedYAMLError) -> Iterator[Likely]:
    mark = error.problem_mark or error.context_mark
    stop = min(mark.line if mark else 0, len(lines) - 1)
    if "single document" in str(error.context):
        message = f"`{lines[stop].strip()[:3]}` begins a second document"
        yield Likely(stop + 1, 1, message, "delete the line: a file is one document")
    # In a later line, the backslash stands in another text, and the quotation mark before it is not closed.
    one_line = mark and error.context_mark and error.context_mark.line == mark.line
    if mark and one_line and any(part in str(error.problem) for part in _ESCAPES):
        yield from _escape(lines[stop], stop, mark.column)
    if "quoted scalar" in str(error.context) and error.context_mark:
        yield from _without_end(lines, error.context_mark.line, error.context_mark.column)
    before = [i for i in range(stop, -1, -1) if lines[i].strip()][: LINES_BEFORE + 1]
    yield from odd_spaces(lines, stop)
    yield from misplaced(lines, stop)
    for pattern in PATTERNS:
        for i in before:
            if (match := pattern.shape.search(lines[i])) and match.start(1) < _sound_from(lines[i]):
                yield Likely(i + 1, match.start(1) + 1, pattern.message.format(match[1]), pattern.hint.format())
    for i in range(stop, -1, -1):
        if match := _OPEN_QUOTE.search(lines[i]):
            yield from _without_end(lines, i, match.start(1))
    if "flow" in str(error.context) and error.context_mark:
        yield from _without_end(lines, error.context_mark.line, error.context_mark.column)
    if str(error.problem).startswith("could not find expected ':'"):
        for i in before[1:]:
            if match := _NO_COLON.search(lines[i]):
                yield Likely(i + 1, match.end(1) + 1, f"no colon stands after `{match[1]}`", _key_or_text(match[1]))
    indent = len(lines[stop]) - len(lines[stop].lstrip())
    if len(before) > 1 and (match := _NAME_ALONE.search(lines[before[1]])) and len(match[1]) <= indent:
        message = f"no colon stands after `{match[2]}`"
        yield Likely(before[1] + 1, match.end(2) + 1, message, f"write `{match[2]}:`")
    if len(before) > 1 and (match := _NO_COLON.search(lines[before[1]])) and not indent and ":" not in lines[before[1]]:
        message = f"no colon stands after `{match[1]}`"
        yield Likely(before[1] + 1, match.end(1) + 1, message, _key_or_text(match[1]))
    if before and lines[stop].strip():
        hint = "is it indented as its neighbours are? the keys of an entry stand exactly below one another"
        yield Likely(stop + 1, indent + 1, "this line does not fit those above it", hint)


def _sound_from(line: str) -> int:
    """Where the value in brackets or quotation marks begins that is YAML by itself, so that no mistake is in it; else the end of the line."""
    if enclosed := _ENCLOSED.match(line):
        try:
            yaml.compose(enclosed[1], yaml.CSafeLoader)
        except yaml.YAMLError:
            return len(line)
        return enclosed.start(1)
    return len(line)


def _key_or_text(word: str) -> str:
    return f"write `{word}: ` and its value; or put more space before the line, if it goes on with the text above it"


def _escape(line: str, number: int, column: int) -> Iterator[Likely]:
    """A backslash at or before a column, between double quotation marks."""
    at = line.rfind("\\", 0, column + 1)
    if at >= 0:
        message = f"`{line[at : at + 2]}` between double quotation marks is not an escape sequence"
        yield Likely(number + 1, at + 1, message, IN_SINGLE_QUOTES)


def unescaped(sign: str) -> tuple[str, str]:
    """What is wrong with a command of TeX that begins with an escape sequence between double quotation marks, and the way out."""
    return (
        f"between double quotation marks, `{sign}` is an escape sequence, not the beginning of a command",
        IN_SINGLE_QUOTES,
    )


def parted(entry: yaml.Node) -> Iterator[yaml.Node]:
    """An entry of a list, or the several that it is where its first key comes again on a line of its own."""
    if not isinstance(entry, yaml.MappingNode) or not entry.value or entry.flow_style:
        yield entry
        return
    first = entry.value[0][0].value
    begins = [i for i, (key, _) in enumerate(entry.value) if key.value == first]
    bounds = tuple(pairwise((*begins, len(entry.value))))
    if any(end - start < 2 for start, end in bounds):
        # A key that stands twice on neighbouring lines is no entry.
        yield entry
        return
    for start, end in bounds:
        inside = entry.value[start:end]
        yield yaml.MappingNode(entry.tag, inside, inside[0][0].start_mark, inside[-1][1].end_mark)


_RESOLVER: Any = yaml.resolver.Resolver()
_WORDS = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:null")
# A number with its digits in groups, as programs have it; and keys whose values are names that may look like one.
_UNDERSCORED = re.compile(r"[-+]?\d+(?:_\d+)+(?:\.\d+)?")
_NAMES = ("id", "item", "topic", "objective", "misconception")
_NULLS = ("null", "Null", "NULL", "~")


def other_meaning(node: yaml.Node, name: str, *, is_key: bool) -> tuple[str, str] | None:
    """What YAML 1.1 reads in place of a name without quotes, and in place of any value; `name` is that of the key."""
    if not isinstance(node, yaml.ScalarNode) or node.style:
        return None
    is_word = _RESOLVER.resolve(yaml.ScalarNode, node.value, (True, False)) in _WORDS
    if not is_key and name not in _NAMES and _UNDERSCORED.fullmatch(node.value):
        message = f"`{node.value}` is a number to some YAML readers and none to others"
        return message, f"write `{node.value.replace('_', '')}`; a name or a text in quotation marks"
    if is_word and (is_key or (name == "id" and node.value != name)):
        message = f"`{node.value}` is not a name to every YAML reader: some read it as a truth value or as null"
        return message, "put it in quotation marks, or choose another name"
    if node.value in _NULLS and name != node.value:
        return f"`{node.value}` stands for nothing in YAML", f"delete `{name}`, or put the text in quotation marks"
    return None


def cut_off(text: str, before: yaml.Node, key: yaml.Node, value: yaml.Node) -> tuple[str, str] | None:
    """What is wrong with a key without a colon, as can be inside `{ }`: of `{points: 2,5}` YAML makes the value 2, here `before`, and a key 5."""
    if value.value or value.start_mark.index != key.end_mark.index:
        return None
    if not isinstance(before, yaml.ScalarNode) or not before.value:
        return None
    whole = " ".join(text[before.start_mark.index : key.end_mark.index].split())
    number = pointed(whole)
    if re.fullmatch(r"[+-]?[\d.]+%?", number):
        hint = f"write `{number}`"
    elif re.fullmatch("[a-z_]+", key.value):
        hint = f"put the whole text in quotation marks; if `{key.value}` is a key, write `:` and its value after it"
    else:
        hint = "put the whole text in quotation marks"
    if before.style:
        return f"`{key.value}` stands outside the quotation marks", hint
    return f"the comma in `{whole}` ends the value inside `{{ }}`", hint


# A name, a number or a truth between the quotation marks of a word processor.
_CURLY = re.compile(r"[“‘「]([A-Za-z0-9_.,+-]+)[”’」]")


def in_curly_quotes(begun: str, value: str) -> str:
    """What stands between quotation marks that are none of YAML, behind its key at the end of `begun`; "" of a text that students read."""
    quoted = _CURLY.fullmatch(value)
    return quoted[1] if quoted and not _PROSE_KEY.search(begun) else ""


def half_said(begun: str, text: str) -> bool:
    """Whether a text that students read, behind its key at the end of `begun`, would go on in what follows a `#`."""
    return bool(_PROSE_KEY.search(begun)) and not _ENDED.search(text)


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
