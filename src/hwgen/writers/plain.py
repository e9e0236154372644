"""Content as plain text, for terminals and for data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from hwgen.content.image import Image
from hwgen.content.picture import Picture, one_language
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
from hwgen.words.script import NO_BREAK
from hwgen.words.words import Words


def blocks(content: Blocks, refs: Mapping[str, int], words: Words) -> str:
    """`refs` gives the numbers of the questions that a text can refer to."""
    return "\n\n".join(_block(block, refs, words) for block in content)


def _block(block: Block, refs: Mapping[str, int], words: Words) -> str:
    match block:
        case Para(content):
            return inlines(content, refs, words)
        case DisplayMath(tex):
            return f"    $${words.script.formula(tex)}$$"
        case Bullets(items):
            return "\n".join(_item("- ", item, refs, words) for item in items)
        case Numbered(items):
            return "\n".join(_item(f"({i}) ", item, refs, words) for i, item in enumerate(items, 1))
        case CodeBlock():
            return "\n".join("    " + line for line in block.with_numbers().split("\n"))
        case Table(head, rows):
            return "\n".join(
                " | ".join(inlines(cell, refs, words) for cell in row) for row in ((head, *rows) if any(head) else rows)
            )
        case Figure(picture):
            return alternative(picture)
        case _:
            assert_never(block)


def _item(mark: str, content: Blocks, refs: Mapping[str, int], words: Words) -> str:
    return mark + blocks(content, refs, words).replace("\n", "\n" + " " * len(mark))


def option(body: Blocks | Picture, refs: Mapping[str, int], words: Words) -> str:
    """The body of an option."""
    return alternative(body) if isinstance(body, Picture) else blocks(body, refs, words)


@dataclass(frozen=True)
class Plain:
    """Says content as plain text; `refs` are the numbers of the questions that it can refer to."""

    refs: Mapping[str, int]
    words: Words

    def __call__(self, body: Blocks | Picture, /) -> str:
        return option(body, self.refs, self.words)


def alternative(picture: Picture | Image) -> str:
    """What stands for a picture, on one line."""
    return f"[{' '.join(one_language(picture.alt).split())}]"


def inlines(content: Inlines, refs: Mapping[str, int], words: Words) -> str:
    return "".join(_inline(inline, refs, words) for inline in content)


def _inline(inline: Inline, refs: Mapping[str, int], words: Words) -> str:
    match inline:
        case Str(text) | Code(text):
            return text
        case Emph(content) | Strong(content):
            return inlines(content, refs, words)
        case Math(tex):
            return f"${words.script.formula(tex)}$"
        case Ref(question):
            return words.say("question", number=refs[question]).replace(NO_BREAK, " ")
        case LineBreak():
            return "\n"
        case _:
            assert_never(inline)
