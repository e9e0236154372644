"""Content as the Markdown that `hwgen.content.markup` reads back as the same content."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import assert_never

from hwgen.content.image import Image
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

SPECIAL = re.compile(r"[\\`*_\[\]<>$|~&!#]")
# What would begin a list, a heading or a rule at the start of a line.
OPENING = re.compile(r"^[ \t]*(?:\d+(?=[.)](?:\s|$))|(?=[-+=]))", re.MULTILINE)


def blocks(content: Blocks) -> str:
    """Images stand as `![alt](files/name)`."""
    pieces: list[str] = []
    other = False
    for before, block in pairwise((None, *content)):
        # A list right after a list of its kind needs another sign, or the two are one.
        other = isinstance(block, Bullets | Numbered) and type(before) is type(block) and not other
        pieces.append(_block(block, other=other) if block else "")
    return "\n\n".join(pieces)


def _cell(content: Inlines) -> str:
    return inlines(tuple(map(_barred, content)))


def _barred(inline: Inline) -> Inline:
    """A table is parted before its cells are read: a bar in a formula or in code needs a backslash more."""
    match inline:
        case Math(tex):
            return Math(tex.replace("|", "\\|"))
        case Code(text):
            return Code(text.replace("|", "\\|"))
        case Emph(inner) | Strong(inner):
            return replace(inline, inlines=tuple(map(_barred, inner)))
        case Str() | Ref() | LineBreak():
            return inline
        case _:
            assert_never(inline)


def _block(block: Block, *, other: bool = False) -> str:
    match block:
        case Para(content):
            return _paragraph(content)
        case DisplayMath(tex):
            return f"$${tex}$$"
        case Bullets(items):
            return "\n".join(_item("* " if other else "- ", item) for item in items)
        case Numbered(items):
            sign = ")" if other else "."
            return "\n".join(_item(f"{i}{sign} ", item) for i, item in enumerate(items, 1))
        case CodeBlock(text, language, numbered):
            fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 3)
            return f"{fence}{language}{' numbered' if numbered else ''}\n{text}\n{fence}"
        case Table(head, rows):
            lines = [head, *rows]
            written = [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in lines]
            return "\n".join([written[0], f"|{'---|' * len(head)}", *written[1:]])
        case Figure(picture):
            if not isinstance(picture, Image):
                raise TypeError("a drawing has no file")
            name = f"files/{picture.name}"
            target = f"<{name}>" if re.search(r"[\s()]", name) else name
            return f"![{SPECIAL.sub(_escaped, ' '.join(picture.alt.split()))}]({target})"
        case _:
            assert_never(block)


def _paragraph(content: Inlines) -> str:
    return OPENING.sub(r"\g<0>\\", inlines(content))


def _item(mark: str, content: Blocks) -> str:
    return mark + blocks(content).replace("\n", "\n" + " " * len(mark))


def inlines(content: Inlines) -> str:
    return "".join(map(_inline, content))


def _inline(inline: Inline) -> str:
    match inline:
        case Str(text):
            return SPECIAL.sub(_escaped, text)
        case Emph(content):
            return f"*{inlines(content)}*"
        case Strong(content):
            return f"**{inlines(content)}**"
        case Code(text):
            fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
            space = " " if text.startswith("`") or text.endswith("`") else ""
            return f"{fence}{space}{text}{space}{fence}"
        case Math(tex):
            return f"${tex}$"
        case Ref(question):
            return f"[@{question}]"
        case LineBreak():
            return "\\\n"
        case _:
            assert_never(inline)


def _escaped(match: re.Match[str]) -> str:
    return "\\" + match[0]
