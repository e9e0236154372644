"""The content tree: what a text says, free of any output format."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, is_dataclass
from itertools import groupby
from typing import assert_never

from hwgen.content.image import Image
from hwgen.content.picture import Picture
from hwgen.lines import lines

# A formula that is but words, and signs without a shape.
UPRIGHT = re.compile(r"\\(?:text|mathrm|operatorname)\{([^{}\\]*)\}")
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


@dataclass(frozen=True)
class Str:
    text: str


@dataclass(frozen=True)
class Emph:
    inlines: Inlines


@dataclass(frozen=True)
class Strong:
    inlines: Inlines


@dataclass(frozen=True)
class Code:
    text: str


@dataclass(frozen=True)
class Math:
    """Inline TeX mathematics, without delimiters."""

    tex: str


@dataclass(frozen=True)
class Ref:
    """Refers back to another question of the same group by that question's id."""

    question: str


@dataclass(frozen=True)
class LineBreak:
    pass


@dataclass(frozen=True)
class Para:
    inlines: Inlines


@dataclass(frozen=True)
class DisplayMath:
    """A displayed formula in TeX, without delimiters."""

    tex: str


@dataclass(frozen=True)
class Bullets:
    items: tuple[Blocks, ...]


@dataclass(frozen=True)
class Numbered:
    items: tuple[Blocks, ...]


@dataclass(frozen=True)
class CodeBlock:
    """A program; `numbered` where a question speaks of its lines."""

    text: str
    language: str = ""
    numbered: bool = False

    @property
    def lines(self) -> list[str]:
        return [line.expandtabs(4) for line in lines(self.text)]

    def with_numbers(self) -> str:
        """The program as plain text, its lines numbered where a question speaks of them."""
        return "\n".join(f"{i:2}  {line}" for i, line in enumerate(self.lines, 1)) if self.numbered else self.text


@dataclass(frozen=True)
class Table:
    head: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]


@dataclass(frozen=True)
class Figure:
    picture: Picture | Image


Inline = Str | Emph | Strong | Code | Math | Ref | LineBreak
Inlines = tuple[Inline, ...]
Block = Para | DisplayMath | Bullets | Numbered | CodeBlock | Table | Figure
Blocks = tuple[Block, ...]


def references(blocks: Blocks) -> Iterator[str]:
    """The ids of the questions that `blocks` refer to."""
    for block in blocks:
        match block:
            case Para(inlines):
                yield from _references(inlines)
            case Bullets(items) | Numbered(items):
                for item in items:
                    yield from references(item)
            case Table(head, rows):
                for cell in (*head, *(cell for row in rows for cell in row)):
                    yield from _references(cell)
            case DisplayMath() | CodeBlock() | Figure():
                pass
            case _:
                assert_never(block)


def _references(inlines: Inlines) -> Iterator[str]:
    for inline in inlines:
        match inline:
            case Ref(question):
                yield question
            case Emph(inside) | Strong(inside):
                yield from _references(inside)
            case Str() | Code() | Math() | LineBreak():
                pass
            case _:
                assert_never(inline)


def pictures(blocks: Blocks) -> Iterator[Picture | Image]:
    """Every picture in `blocks`, in reading order."""
    for block in blocks:
        match block:
            case Figure(picture):
                yield picture
            case Bullets(items) | Numbered(items):
                for item in items:
                    yield from pictures(item)
            case Para() | DisplayMath() | CodeBlock() | Table():
                pass
            case _:
                assert_never(block)


def seen(content: Blocks | Picture) -> str:
    """What a reader sees, without its markup: nobody tells two texts apart for which this is the same."""
    if isinstance(content, Picture):
        return repr(content)
    return "\n".join(filter(None, map(_seen, content)))


def _seen(block: Block) -> str:
    match block:
        case Para(inlines):
            return _words(inlines)
        case DisplayMath(tex):
            return _words((Math(tex),))
        case Bullets(items) | Numbered(items):
            return "\n".join(map(seen, items))
        case CodeBlock():
            return "\n".join(block.lines)
        case Table(head, rows):
            return "\n".join(map(_words, (cell for row in (head, *rows) for cell in row)))
        case Figure(picture):
            return repr(picture)
        case _:
            assert_never(block)


def _words(inlines: Inlines) -> str:
    text = unicodedata.normalize("NFC", "".join(map(_word, inlines)))
    return " ".join(UNSEEN.sub("", text).split())


def _word(inline: Inline) -> str:
    match inline:
        case Str(text) | Code(text):
            return text
        case Emph(inside) | Strong(inside):
            return "".join(map(_word, inside))
        case Math(tex):
            upright = UPRIGHT.fullmatch(tex.strip())
            return upright[1] if upright else re.sub(r"\s+(?![A-Za-z])|(?<![A-Za-z])\s+", "", tex)
        case Ref(question):
            return question
        case LineBreak():
            return " "
        case _:
            assert_never(inline)


def joined(content: Inlines) -> Iterator[Inline]:
    """The content with strings that stand side by side as one: each escaped sign is one of its own."""
    for strings, run in groupby(content, lambda inline: isinstance(inline, Str)):
        if strings:
            yield Str("".join(inline.text for inline in run if isinstance(inline, Str)))
        else:
            yield from run


def formulas(thing: object) -> Iterator[str]:
    """The TeX of every formula in an exam or in a part of it."""
    if isinstance(thing, Math | DisplayMath):
        yield thing.tex
    elif isinstance(thing, tuple):
        for part in thing:
            yield from formulas(part)
    elif is_dataclass(thing) and not isinstance(thing, Picture | Image | Str):
        for name in thing.__dataclass_fields__:
            yield from formulas(getattr(thing, name))


def images(thing: object) -> Iterator[Image]:
    """Every image in an exam or in a part of it."""
    if isinstance(thing, Image):
        yield thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from images(part)
    elif is_dataclass(thing) and not isinstance(thing, Picture | Str | Math):
        for name in thing.__dataclass_fields__:
            yield from images(getattr(thing, name))
