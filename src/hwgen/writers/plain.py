"""Content as plain text, for terminals and for data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from hwgen.content.picture import Image, Picture, told
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
from hwgen.text import Language


def blocks(content: Blocks, refs: Mapping[str, int], language: Language) -> str:
    """`refs` gives the numbers of the questions that a text can refer to."""
    return "\n\n".join(_block(block, refs, language) for block in content)


def _block(block: Block, refs: Mapping[str, int], language: Language) -> str:
    match block:
        case Para(content):
            return inlines(content, refs, language)
        case DisplayMath(tex):
            return f"    $${tex}$$"
        case Bullets(items):
            return "\n".join(_item("- ", item, refs, language) for item in items)
        case Numbered(items):
            return "\n".join(_item(f"({i}) ", item, refs, language) for i, item in enumerate(items, 1))
        case CodeBlock():
            return "\n".join("    " + line for line in block.with_numbers().split("\n"))
        case Table(head, rows):
            return "\n".join(
                " | ".join(inlines(cell, refs, language) for cell in row)
                for row in ((head, *rows) if any(head) else rows)
            )
        case Figure(picture):
            return _alternative(picture)
        case _:
            assert_never(block)


def _item(mark: str, content: Blocks, refs: Mapping[str, int], language: Language) -> str:
    return mark + blocks(content, refs, language).replace("\n", "\n" + " " * len(mark))


def option(body: Blocks | Picture, refs: Mapping[str, int], language: Language) -> str:
    """The body of an option."""
    return _alternative(body) if isinstance(body, Picture) else blocks(body, refs, language)


def _alternative(picture: Picture | Image) -> str:
    return f"[{told(picture.alt)}]"


def inlines(content: Inlines, refs: Mapping[str, int], language: Language) -> str:
    return "".join(_inline(inline, refs, language) for inline in content)


def _inline(inline: Inline, refs: Mapping[str, int], language: Language) -> str:
    match inline:
        case Str(text) | Code(text):
            return text
        case Emph(content) | Strong(content):
            return inlines(content, refs, language)
        case Math(tex):
            return f"${tex}$"
        case Ref(question):
            return f"第 {refs[question]} 题" if language == "zh" else f"question {refs[question]}"
        case LineBreak():
            return "\n"
        case _:
            assert_never(inline)
