"""Authors' Markdown with TeX mathematics, read strictly into content: what is not understood is an error, never text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile
from urllib.parse import unquote

from markdown_it.token import Token
from mdit_py_cjk_friendly import is_cjk

from hwgen.content import tabular
from hwgen.content.image import Image, NoPicture, UnusablePicture
from hwgen.content.lookalikes import Lookalike, in_words, outside_formula, tag_hint, unclosed, uneven, without_end
from hwgen.content.picture import Picture
from hwgen.content.texmath import math_faults
from hwgen.content.tokens import Places, places, tokens
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
from hwgen.errors import CourseError, Diagnostic, Span
from hwgen.text import place

Figures = Callable[[str], Picture | Image | None]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a text says, and the place of each of its leaves, in reading order."""

    blocks: Blocks
    places: tuple[Places, ...]


def parse(text: str, figures: Figures = lambda name: None) -> Blocks:
    """Reads `text`; `figures` finds the picture that `![](name)` speaks of.

    Raises CourseError with every fault found, each with its place where `text` is a Source.
    """
    return parsed(text, figures).blocks


def parsed(text: str, figures: Figures = lambda name: None) -> Parsed:
    """As `parse`, with the place of each leaf."""
    if PLAIN.fullmatch(text) and "_" not in text:
        return Parsed((Para((Str(str(text)),)),), (range(len(text)),))
    return _parsed(text) if "![" not in text else _read(text, figures)


# One line in which no sign can mean anything to Markdown: most options, and many sentences.
PLAIN = re.compile(r"[^\W\d_][\w ,.;:'\"()%/=+?，。；：、？！“”‘’（）—…×–-]*(?<! )")


@lru_cache(maxsize=1 << 14)
def _parsed(text: str) -> Parsed:
    """A text without figures: many variants have it in common."""
    return _read(text, lambda name: None)


def _read(text: str, figures: Figures) -> Parsed:
    reader = _Reader(text, figures)
    blocks = reader.blocks(tokens(text))
    if reader.faults:
        raise CourseError(*reader.faults)
    return Parsed(blocks, tuple(reader.places))


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
        self.places: list[Places] = []

    def complain(self, rule: str, message: str, near: str, token: Token, hint: str = "") -> None:
        """Something is wrong with the token, at the first `near` in it."""
        self.faults.append(Diagnostic(rule, message, self._place(near, token), hint))

    def _report(self, lookalike: Lookalike, token: Token) -> None:
        fault, near = lookalike
        self.faults.append(replace(fault, span=self._place(near, token)))

    def _place(self, near: str, token: Token) -> Span | None:
        start = places(token)[0]
        offset = self.text.find(near, start)
        return place(self.text, offset if offset >= 0 else start)

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
        match token.type:
            case "paragraph_open":
                return self._paragraph(tokens[i + 1].children or [])
            case "bullet_list_open":
                return Bullets(self._items(tokens[i + 1 : end]))
            case "ordered_list_open":
                return Numbered(self._items(tokens[i + 1 : end]))
            case "math_block":
                return self._display(token)
            case "fence" | "code_block":
                return self._program(token)
            case "table_open":
                if fault := uneven(token, self.text):
                    self._report(fault, token)
                return self._table(tokens[i + 1 : end])
            case _:
                name = token.type.removesuffix("_open").replace("_", " ")
                kind = "an HTML block" if name == "html block" else f"a {name}"
                sign = self.text[places(token)[0]]
                self.complain(
                    "markup-block", f"{kind} is not allowed in an item", sign, token, f"put `\\` before `{sign}`"
                )
                return None

    def _program(self, token: Token) -> CodeBlock:
        language, _, rest = token.info.strip().partition(" ")
        if rest not in ("", "numbered"):
            hint = "write the language, and `numbered`"
            self.complain("markup-code-word", f"`{rest}` says nothing of code", token.info, token, hint)
        if fault := without_end(token, self.text):
            self._report(fault, token)
        self.places.append(places(token))
        return CodeBlock(token.content.rstrip("\n"), language, rest == "numbered")

    def _display(self, token: Token) -> DisplayMath:
        self.places.append(places(token))
        return DisplayMath(self._math(token, token.content.strip()))

    def _paragraph(self, inlines: Sequence[Token]) -> Block | None:
        alone = [t for t in inlines if not (t.type == "text" and not t.content.strip())]
        if len(alone) == 1 and alone[0].type == "image":
            return self._figure(alone[0])
        if len(alone) == 1 and alone[0].type == "math_inline_double":
            return self._display(alone[0])
        return Para(self._inlines(inlines))

    def _figure(self, image: Token) -> Figure | None:
        # The parser writes signs that a URL cannot have as %E7, and so does whoever knows URLs.
        source = str(image.attrs.get("src", ""))
        name = unquote(source)
        hint = _to_save(name)
        try:
            picture = self.figures(name) or self.figures(source)
        except NoPicture as e:
            picture, hint = None, e.hint
        except UnusablePicture as e:
            self.complain("picture-unusable", f"the picture `{name}` cannot be used: {e}", "](", image, e.hint)
            return None
        if picture is None:
            shown = name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"
            self.complain("unknown-figure", f"there is no figure `{shown}`", f"]({name})", image, hint)
            return None
        alt = "".join(token.content for token in image.children or [])
        self.places.append(places(image))
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
                rows[-1].append(self._inlines(token.children or []))
        if tabular.too_wide(rows):
            first = next(token for token in tokens if token.type == "inline")
            hint = "split the table, transpose it, or use shorter words"
            self.complain(
                "table-too-wide", "the columns of this table do not fit on a page", first.content, first, hint
            )
        return Table(tuple(rows[0]), tuple(map(tuple, rows[1:])))

    def _inlines(self, tokens: Sequence[Token]) -> Inlines:
        result: list[Inline] = []
        plain = "".join(token.content if token.type == "text" else "\n" for token in tokens)
        for fault in in_words(plain):
            self._report(fault, tokens[0])
        i = 0
        while i < len(tokens):
            token, end = tokens[i], _closing(tokens, i)
            inside = tokens[i + 1 : end]
            match token.type:
                case "text":
                    result += self._words(token)
                case "em_open":
                    result.append(Emph(self._inlines(inside)))
                case "strong_open":
                    result.append(Strong(self._inlines(inside)))
                case _:
                    leaf = self._leaf(tokens, i)
                    if leaf is not None:
                        self.places.append(places(token))
                        result.append(leaf)
            i = end + 1
        return tuple(result)

    def _leaf(self, tokens: Sequence[Token], i: int) -> Inline | None:
        token = tokens[i]
        match token.type:
            case "text_special":
                following = takewhile(lambda token: token.type in ("text", "text_special"), tokens[i + 1 :])
                # A backslash that is meant as one begins no command.
                rest = "".join(token.content for token in takewhile(lambda token: token.content != "\\", following))
                if fault := outside_formula(token, rest):
                    self._report(fault, token)
                return Str(token.content)
            case "softbreak":
                return Str(_line_joint(tokens, i))
            case "hardbreak":
                return LineBreak()
            case "code_inline":
                return Code(token.content)
            case "math_inline":
                return Math(self._math(token, token.content))
            case "math_inline_double":
                message = "a displayed formula must stand on lines of its own"
                self.complain("markup-display-math", message, token.content, token)
            case "html_inline":
                message = f"raw HTML `{token.content}` is not allowed in an item"
                self.complain("markup-html", message, token.content, token, tag_hint(token.content))
            case "image":
                message, hint = "a figure must be in a paragraph of its own", "leave an empty line before and after it"
                self.complain("markup-figure-inline", message, "![", token, hint)
            case _:
                kind, hint = token.type.removesuffix("_open").replace("_", " "), "write `\\[` for the sign itself"
                if i and tokens[i - 1].content.endswith("！"):
                    hint = "write `![` with an ordinary `!` for a picture"
                self.complain("markup-inline", f"a {kind} is not allowed in an item", "[", token, hint)
        return None

    def _words(self, token: Token) -> Iterator[Inline]:
        for fault in unclosed(token.content):
            self._report(fault, token)
        for part in WORDS.finditer(token.content):
            self.places.append(places(token)[part.start() : part.end()])
            yield Ref(part["question"]) if part["question"] else Str(part[0])

    def _math(self, token: Token, tex: str) -> str:
        for message, near, hint in math_faults(tex):
            self.complain("markup-formula", message, near, token, hint)
        return tex


# Of what was to be a name, such as a picture itself.
LONGEST_NAME = 80
# A reference to a question, or the words up to the next one.
WORDS = re.compile(r"\[@(?P<question>[\w-]+)\]|.+?(?=\[@[\w-]+\]|\Z)", re.DOTALL)


def _to_save(name: str) -> str:
    """What to do about a figure that is not there."""
    if "://" in name:
        return "papers show nothing from the web: save the picture into bank/files/, and write `files/` and its name"
    if name.startswith("data:"):
        return "save the picture as a file in bank/files/, and write `files/` and its name"
    if re.match(r"[A-Za-z]:|[/~]", name):
        return "copy the picture into bank/files/, and write `files/` and its name"
    if re.fullmatch(r"[^/\\]+\.(?:png|jpe?g|svg)", name, re.IGNORECASE):
        return f"put the picture into bank/files/, and write `files/{name}`"
    return "draw it with `@figure` in generators/, or put a PNG, JPEG or SVG file into bank/files/"


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
