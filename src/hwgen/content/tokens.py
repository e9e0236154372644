"""Authors' Markdown as tokens, each of which knows where it stands in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_cjk_friendly import cjk_friendly
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.dollarmath.index import math_inline_dollar

from hwgen.lines import END
from hwgen.lines import starts as starts_of

# The offsets in a text of what a token holds, character by character: a range, except around an escaped sign.
Places = Sequence[int]
# What stands for a line end inside a paragraph.
BREAK = re.compile(r" *\\?\n[ \t]*")


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True})
    # A definition of a link would be left out of what is printed.
    parser.enable("table").disable(["entity", "autolink", "text_join", "reference"])
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=True, double_inline=True)
    parser.inline.ruler.at("math_inline", _formula)
    parser.use(cjk_friendly)
    return parser


_dollars = math_inline_dollar(allow_space=False, allow_digits=True, allow_double=True)


def _formula(state: StateInline, silent: bool) -> bool:
    """The plugin's rule, which takes a backslash at the end of a text for one before its first dollar."""
    text = state.src
    try:
        state.src += " "
        return _dollars(state, silent)
    finally:
        state.src = text


def tokens(text: str) -> list[Token]:
    """The tokens of `text`; `places` says where each of them stands."""
    result = _parser().parse(text)
    lines, starts = END.split(text), starts_of(text)
    in_row, at = False, 0
    for token in result:
        first = token.map[0] if token.map else 0
        if token.type in ("tr_open", "tr_close"):
            in_row, at = token.nesting > 0, starts[first]
        elif token.type == "inline":
            if in_row:
                inside = _in_cell(token.content, text, at)
                at = inside[-1] + 1 if inside else at
            else:
                inside = _in_lines(token.content, lines[first:], starts[first:])
            for child, start, end in _parts(token):
                child.meta["places"] = _run(inside[start : max(end, start + 1)])
        elif token.map:
            token.meta["places"] = (starts[first] + _beginning(token, lines[first]),)
    return result


def places(token: Token) -> Places:
    """Where it stands: a block by its first character."""
    recorded: Places = token.meta.get("places", ())
    return recorded or (0,)


def _beginning(block: Token, line: str) -> int:
    """Where a block begins in its first line, in which the mark of a list may stand before it."""
    sign = block.markup or block.content.strip().partition("\n")[0]
    return max(line.find(sign), 0) if sign and block.nesting == 0 else len(line) - len(line.lstrip())


def _in_lines(content: str, lines: Sequence[str], starts: Sequence[int]) -> list[int]:
    """Where the characters of a paragraph stand: each of its lines is the end of a line of the text.

    It does not begin in its first line where that holds only spaces that mean nothing to Markdown, such as a full-width one.
    """
    result: list[int] = []
    parts = content.split("\n")
    skipped = next((i for i, line in enumerate(lines) if line.rstrip().endswith(parts[0].rstrip())), 0)
    for part, line, start in zip(parts, lines[skipped:], starts[skipped:], strict=False):
        first = start + len(line.rstrip()) - len(part.rstrip())
        result.extend(range(first, first + len(part) + 1))
    return result


def _in_cell(content: str, text: str, after: int) -> list[int]:
    """Where the characters of a table's cell stand, the first of which follows `after`; `\\|` is one character, a bar."""
    start = text.index(content.replace("|", "\\|"), after)
    result: list[int] = []
    for character in content:
        start += character == "|"
        result.append(start)
        start += 1
    return result


def _parts(inline: Token) -> Iterator[tuple[Token, int, int]]:
    """The tokens of a paragraph, and the part of its content that each of them holds: they follow one another without a gap."""
    content, at = inline.content, 0
    for token in inline.children or []:
        markup = len(token.markup)
        match token.type:
            case "text" | "html_inline":
                # What follows a link, which is refused, is not where it would be.
                at = max(at, content.find(token.content, at))
                start, end = at, at + len(token.content)
                at = end
            case "text_special":
                start, end, at = at + markup - len(token.content), at + markup, at + markup
            case "code_inline":
                end = at + markup + _closing(content[at + markup :], markup)
                start, at = at, end
            case "math_inline" | "math_inline_double":
                start, at = at, at + len(token.content) + 2 * markup
                end = at
            case "softbreak" | "hardbreak":
                gap = BREAK.match(content, at)
                start, at = at, gap.end() if gap else at
                end = at
            case _:
                start, at = at, at + markup
                end = at
        yield token, start, end


def _closing(content: str, ticks: int) -> int:
    """The end of the first run of so many backticks."""
    return next(run.end() for run in re.finditer("`+", content) if len(run[0]) == ticks)


def _run(offsets: list[int]) -> Places:
    if offsets and offsets[-1] - offsets[0] == len(offsets) - 1:
        return range(offsets[0], offsets[-1] + 1)
    return offsets
