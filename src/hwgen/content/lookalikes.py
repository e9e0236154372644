"""What looks like markup to whoever wrote it, and is none here: it would be printed as it stands, or take the rest of a text with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5

from markdown_it.token import Token

from hwgen.content.texmath import DISPLAYS, LINES, environment_hint
from hwgen.errors import Diagnostic, counted
from hwgen.lines import lines

# What a text has for what HTML has tags for.
HTML = {
    **dict.fromkeys(("b", "strong"), "bold words stand between `**` and `**`"),
    **dict.fromkeys(("i", "em"), "slanted words stand between `*` and `*`"),
    **dict.fromkeys(("code", "tt", "kbd"), "code stands between two backticks"),
    **dict.fromkeys(("sub", "sup"), "write an index or a power as a formula: `$x_1$`, `$x^2$`"),
    "img": "write `![what it shows](files/NAME)` in a paragraph of its own, with the picture in bank/files/",
    **dict.fromkeys(("br", "p", "div"), "leave an empty line between two paragraphs"),
}
# What was meant as a figure and is text: the name has a space, or a bracket.
UNREAD_FIGURE = re.compile(r"!\[([^\]\n]*)\]\(([^)\n]*)\)?")
# The same with brackets of a Chinese keyboard, which stand in no sentence around the name of a picture; and as other programs have it.
TYPED_FIGURE = re.compile(
    r"[!！]\s?(?:[\[【]([^\]】\n]*)[\]】]\s?[（(]([^）)\n]+\.(?:png|jpe?g|svg|gif|webp|bmp|pdf))[）)]|\[\[()([^\]\n]+)\]\])",
    re.IGNORECASE,
)
# References to a question that are not read: with a full-width sign, with spaces, or between Chinese brackets.
TYPED_REFERENCE = re.compile(r"(?:\[|【)\s*[@＠]\s*([a-z][a-z0-9-]*)\s*(?:\]|】)")
# A command of TeX with its braces, as it stands in no ordinary sentence.
COMMAND = re.compile(r"\\[A-Za-z]{2,}(?=\s?\{)")
# A character by its name in HTML.
ENTITY = re.compile(r"&(#\d{1,6}|#[xX][0-9a-fA-F]{1,5}|[A-Za-z][A-Za-z0-9]{1,20});")
# Rows of a table, below the first of which stands no line of dashes.
ROWS = re.compile(r"^ *(\|[^\n]*\|) *\n *\|[^\n]*\| *$", re.MULTILINE)


# A fault of a text without its place, and what it stands at.
Lookalike = tuple[Diagnostic, str]


def tag_hint(tag: str) -> str:
    """What to write in place of a tag of HTML."""
    name = re.match(r"</?\s*(\w+)", tag)
    return HTML.get(name[1].lower() if name else "", "write `\\<` for the sign itself")


def in_words(plain: str) -> Iterator[Lookalike]:
    """What stands in the words of a paragraph; all that is no word is a line end in `plain`."""
    for figure in UNREAD_FIGURE.finditer(plain):
        hint = f"write `![{figure[1]}](<{figure[2].strip()}>)` where the name has a space"
        yield Diagnostic("markup-figure-name", f"`{figure[0]}` shows no figure", hint=hint), figure[0]
    for figure in TYPED_FIGURE.finditer(plain):
        if not UNREAD_FIGURE.match(figure[0]):
            alt, name = figure[1] or figure[3] or "", figure[2] or figure[4]
            hint = f"write `![{alt or '…'}]({name})` in a paragraph of its own, with ordinary signs"
            yield Diagnostic("markup-figure-name", f"`{figure[0]}` shows no figure", hint=hint), figure[0]
    for reference in TYPED_REFERENCE.finditer(plain):
        if reference[0] != f"[@{reference[1]}]":
            hint = f"write `[@{reference[1]}]`"
            yield Diagnostic("markup-reference", f"`{reference[0]}` refers to no question", hint=hint), reference[0]
    for entity in ENTITY.finditer(plain):
        if entity[1][0] == "#" or f"{entity[1]};" in html5:
            hint = "write the character itself, a Greek letter as a formula such as `$\\alpha$`; for the text itself, write `\\&`"
            yield Diagnostic("markup-html", f"`{entity[0]}` is a character of HTML", hint=hint), entity[0]
    if rows := ROWS.search(plain):
        cells = rows[1].count("|") - 1
        hint = f"write `{'|'.join(['', *['---'] * cells, ''])}` below its first row, and as many cells in each row"
        yield Diagnostic("markup-table", "this table has no line of dashes below its first row", hint=hint), rows[1]


def unclosed(words: str) -> Iterator[Lookalike]:
    """Signs that begin something, and that nothing ends."""
    for mark, hint in (
        ("$", "close the formula with `$`, without a space inside it, or write `\\$` for the sign itself"),
        ("**", "close the bold text with `**`, or write `\\*\\*`"),
        ("`", "close the code with a backtick, or write ``\\` ``"),
    ):
        if mark in words:
            yield Diagnostic("markup-unclosed", f"unclosed `{mark}`", hint=hint), mark


def outside_formula(token: Token, rest: str) -> Lookalike | None:
    """TeX at a backslash outside of formulas; `rest` stands behind the token."""
    sign, text = token.content, token.content + rest
    # A backslash that is meant as one is a token by itself.
    if len(sign) > 1 and (command := COMMAND.match(text)):
        name = re.match(r"\\(?:begin|end)\s?\{([^}]*)\}", text)
        hint = f"put the formula between `$` and `$`; for the text itself, write `\\{command[0]}`"
        if name and name[1] in (*DISPLAYS, *LINES):
            hint = environment_hint(name[1])
        return Diagnostic("markup-formula", f"`{command[0]}` stands outside a formula", hint=hint), sign
    # Nobody needs `\(` for a bracket, while `\[` keeps words between brackets from being a link: a command, a power or an index shows a formula.
    if token.markup == r"\(" or (
        token.markup == r"\[" and re.match(r"\[[^\]]*(?:\\[A-Za-z]{2}|[a-z](?:\^[{\w]|_[{\d])[^\]]*=[^\]]*\])", text)
    ):
        hint = f"write `{'$' * (1 + (sign == '['))}` in place of `\\{sign}` and of the bracket that ends it"
        return Diagnostic("markup-formula", f"`\\{sign}` begins no formula here", hint=hint), token.markup
    return None


def without_end(token: Token, text: str) -> Lookalike | None:
    """A program that ends only with the text: what was to follow it stands in it."""
    if token.type != "fence" or not token.map:
        return None
    written = lines(text)
    last = written[token.map[1] - 1].strip(" >") if token.map[1] - 1 < len(written) else ""
    if token.map[1] - token.map[0] > 1 and re.fullmatch(rf"{re.escape(token.markup[0])}{{{len(token.markup)},}}", last):
        return None
    hint = "end it with a line of the signs that begin it"
    return Diagnostic("markup-unclosed", "the program that begins here is never ended", hint=hint), token.markup


def uneven(table: Token, text: str) -> Lookalike | None:
    """A row of a table with more or fewer cells than its first one: what is too much would be left out."""
    first, end = table.map or (0, 0)
    rows = [line.strip().lstrip("> ") for line in lines(text)[first:end]]
    cells = [len(re.split(r"(?<!\\)\|", row.removeprefix("|").removesuffix("|"))) for row in rows]
    for row, count in zip(rows[2:], cells[2:], strict=True):
        if count != cells[0]:
            message = f"this row of a table has {counted(count, 'cell')}, and its first row {cells[0]}"
            hint = "give each row as many cells, with nothing between two bars for an empty one, and write `\\|` for a bar in a cell"
            return Diagnostic("markup-table", message, hint=hint), row
    return None
