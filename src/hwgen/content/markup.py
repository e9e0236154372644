"""Authors' Markdown with TeX mathematics, read strictly into content: what is not understood is an error, never text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_cjk_friendly import cjk_friendly, is_cjk
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.dollarmath.index import math_inline_dollar

from hwgen.content.picture import Image, Picture
from hwgen.content.texmath import math_faults
from hwgen.content.tree import (
    Block,
    Blocks,
    Bullets,
    Code,
    CodeBlock,
    DisplayMath,
    Emph,
    Figure,
    Inline,
    Inlines,
    LineBreak,
    Math,
    Numbered,
    Para,
    Ref,
    Str,
    Strong,
    Table,
)
from hwgen.errors import CourseError, Diagnostic
from hwgen.text import place


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True})
    parser.enable("table").disable(["entity", "autolink", "text_join"])
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


Figures = Callable[[str], Picture | Image | None]


def parse(text: str, figures: Figures = lambda name: None) -> Blocks:
    """Reads `text`; `figures` finds the picture that `![](name)` speaks of.

    Raises CourseError with every fault found, each with its place where `text` is a Source.
    """
    if PLAIN.fullmatch(text) and "_" not in text:
        return (Para((Str(str(text)),)),)
    return _parsed(text) if "![" not in text else _read(text, figures)


# One line in which no sign can mean anything to Markdown: most options, and many sentences.
PLAIN = re.compile(r"[^\W\d_][\w ,.;:'\"()%/=+?，。；：、？！“”‘’（）—…×–-]*(?<! )")


# What was meant as a figure and is text: the name has a space, or a bracket.
UNREAD_FIGURE = re.compile(r"!\[([^\]\n]*)\]\(([^)\n]*)\)?")


@lru_cache(maxsize=1 << 14)
def _parsed(text: str) -> Blocks:
    """A text without figures: many variants have it in common."""
    return _read(text, lambda name: None)


def _read(text: str, figures: Figures) -> Blocks:
    reader = _Reader(text, figures)
    blocks = reader.blocks(_parser().parse(text))
    if reader.faults:
        raise CourseError(*reader.faults)
    return blocks


def parse_inline(text: str) -> Inlines:
    """Reads a text of one paragraph."""
    blocks = parse(text)
    if len(blocks) == 1 and isinstance(blocks[0], Para):
        return blocks[0].inlines
    raise CourseError(Diagnostic("markup-one-paragraph", "expected a single paragraph", place(text)))


class _Reader:
    def __init__(self, text: str, figures: Figures) -> None:
        self.text = text
        self.figures = figures
        self.faults: list[Diagnostic] = []
        self.starts = [0, *(m.end() for m in re.finditer("\n", text))]

    def complain(self, rule: str, message: str, near: str, line: int, hint: str = "") -> None:
        start = self.starts[min(line, len(self.starts) - 1)]
        found = self.text.find(near, start)
        self.faults.append(Diagnostic(rule, message, place(self.text, found if found >= 0 else start), hint))

    def blocks(self, tokens: Sequence[Token]) -> Blocks:
        result: list[Block] = []
        i = 0
        while i < len(tokens):
            end = _closing(tokens, i)
            block = self._block(tokens, i, end)
            if block is not None:
                result.append(block)
            i = end + 1
        return tuple(result)

    def _block(self, tokens: Sequence[Token], i: int, end: int) -> Block | None:
        token = tokens[i]
        line = token.map[0] if token.map else 0
        match token.type:
            case "paragraph_open":
                return self._paragraph(tokens[i + 1], line)
            case "bullet_list_open":
                return Bullets(self._items(tokens[i + 1 : end]))
            case "ordered_list_open":
                return Numbered(self._items(tokens[i + 1 : end]))
            case "math_block":
                return DisplayMath(self._math(token.content.strip(), line))
            case "fence" | "code_block":
                language, _, rest = token.info.strip().partition(" ")
                if rest not in ("", "numbered"):
                    self.complain(
                        "markup-code-word",
                        f"`{rest}` says nothing of code",
                        token.info,
                        line,
                        "write the language, and `numbered`",
                    )
                return CodeBlock(token.content.rstrip("\n"), language, rest == "numbered")
            case "table_open":
                return self._table(tokens[i + 1 : end])
            case _:
                kind = token.type.removesuffix("_open").replace("_", " ")
                near = self.text.splitlines()[line].strip()
                self.complain(
                    "markup-block", f"a {kind} cannot stand in an item", near, line, f"put `\\` before `{near[:1]}`"
                )
                return None

    def _paragraph(self, inline: Token, line: int) -> Block | None:
        children = [t for t in inline.children or [] if not (t.type == "text" and not t.content.strip())]
        if len(children) == 1 and children[0].type == "image":
            return self._figure(children[0], line)
        if len(children) == 1 and children[0].type == "math_inline_double":
            return DisplayMath(self._math(children[0].content.strip(), line))
        return Para(self._inlines(inline.children or [], line))

    def _figure(self, image: Token, line: int) -> Figure | None:
        # The parser writes signs that a URL cannot have as %E7, and so does whoever knows URLs.
        source = str(image.attrs.get("src", ""))
        name = unquote(source)
        picture = self.figures(name) or self.figures(source)
        if picture is None:
            hint = "draw it with `@figure` in generators/, or put a PNG, JPEG or SVG file into bank/files/"
            self.complain("unknown-figure", f"no figure is called `{name}`", f"]({name})", line, hint)
            return None
        alt = "".join(token.content for token in image.children or [])
        return Figure(replace(picture, alt=alt) if isinstance(picture, Image) else picture)

    def _items(self, tokens: Sequence[Token]) -> tuple[Blocks, ...]:
        items, i = [], 0
        while i < len(tokens):
            end = _closing(tokens, i)
            items.append(self.blocks(tokens[i + 1 : end]))
            i = end + 1
        return tuple(items)

    def _table(self, tokens: Sequence[Token]) -> Table:
        rows: list[list[Inlines]] = []
        for token in tokens:
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(self._inlines(token.children or [], token.map[0] if token.map else 0))
        return Table(tuple(rows[0]), tuple(map(tuple, rows[1:])))

    def _inlines(self, tokens: Sequence[Token], line: int) -> Inlines:
        result: list[Inline] = []
        plain = "".join(token.content if token.type == "text" else "\n" for token in tokens)
        for figure in UNREAD_FIGURE.finditer(plain):
            hint = f"write `![{figure[1]}](<{figure[2].strip()}>)` where the name has a space"
            self.complain("markup-figure-name", f"`{figure[0]}` shows no figure", figure[0], line, hint)
        i = 0
        while i < len(tokens):
            token, end = tokens[i], _closing(tokens, i)
            inside = tokens[i + 1 : end]
            match token.type:
                case "text":
                    result += self._words(token.content, line)
                case "text_special":
                    result.append(Str(token.content))
                case "softbreak":
                    result.append(Str(_line_joint(tokens, i)))
                case "hardbreak":
                    result.append(LineBreak())
                case "em_open":
                    result.append(Emph(self._inlines(inside, line)))
                case "strong_open":
                    result.append(Strong(self._inlines(inside, line)))
                case "code_inline":
                    result.append(Code(token.content))
                case "math_inline":
                    result.append(Math(self._math(token.content, line)))
                case "math_inline_double":
                    self.complain(
                        "markup-display-math", "a displayed formula stands on lines of its own", token.content, line
                    )
                case "html_inline":
                    hint = "write `\\<` for the sign itself"
                    self.complain(
                        "markup-html", f"raw HTML `{token.content}` cannot stand in an item", token.content, line, hint
                    )
                case "image":
                    self.complain("markup-figure-inline", "a figure stands in a paragraph of its own", "![", line)
                case _:
                    kind = token.type.removesuffix("_open").replace("_", " ")
                    self.complain(
                        "markup-inline",
                        f"a {kind} cannot stand in an item",
                        "[",
                        line,
                        "write `\\[` for the sign itself",
                    )
            i = end + 1
        return tuple(result)

    def _words(self, text: str, line: int) -> list[Inline]:
        for mark, hint in (
            ("$", "close the formula with `$`, or write `\\$` for the sign itself"),
            ("**", "close the bold text with `**`, or write `\\*\\*`"),
            ("`", "close the code with a backtick, or write ``\\` ``"),
        ):
            if mark in text:
                self.complain("markup-unclosed", f"unclosed `{mark}`", mark, line, hint)
        pieces = re.split(r"\[@([\w-]+)\]", text)
        return [Ref(p) if i % 2 else Str(p) for i, p in enumerate(pieces) if p]

    def _math(self, tex: str, line: int) -> str:
        for message, near, hint in math_faults(tex):
            self.complain("markup-formula", message, near, line, hint)
        return tex


def _closing(tokens: Sequence[Token], i: int) -> int:
    """The index of the token that closes the one at `i`; `i` itself where it opens nothing."""
    depth = 0
    for j in range(i, len(tokens)):
        depth += tokens[j].nesting
        if depth == 0:
            return j
    return len(tokens) - 1


def _line_joint(tokens: Sequence[Token], i: int) -> str:
    """What a line end in the source stands for: nothing between Chinese characters, else a space."""
    before, after = tokens[i - 1].content[-1:], tokens[i + 1].content[:1] if i + 1 < len(tokens) else ""
    return "" if before and after and is_cjk(before) and is_cjk(after) else " "
