"""Markdown that is read back as the content it was written from, whatever that holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import assert_never

from hwgen.content.image import Image
from hwgen.content.markup import parse
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
from hwgen.errors import CourseError
from hwgen.lms.moodle.importing.formulas import Doubt
from hwgen.lms.moodle.importing.lines import tidy
from hwgen.writers import markdown

Atom = tuple[str, frozenset[str]]


def written(content: Blocks, images: Mapping[str, Image], doubt: Doubt) -> str:
    """The content as Markdown. Emphasis that Markdown cannot express there gives way."""
    if _reads_back(content, images):
        return markdown.blocks(content)
    return markdown.blocks(tuple(_block(block, images, doubt) for block in content))


def _block(block: Block, images: Mapping[str, Image], doubt: Doubt) -> Block:
    for change in (lambda i: i, _eased):
        changed = _changed(block, change)
        if _reads_back((changed,), images):
            return changed
    changed = _changed(block, _bare)
    if _reads_back((changed,), images):
        doubt("import-emphasis-lost", "emphasis that Markdown cannot express was dropped")
        return changed
    doubt("import-text-plain", "its text could only be kept as plain text")
    return Para((Str(" ".join("".join(word for word, _ in _all_atoms(block)).split())),))


def _reads_back(content: Blocks, images: Mapping[str, Image]) -> bool:
    try:
        return _shape(parse(markdown.blocks(content), images.get)) == _shape(content)
    except CourseError:
        return False


def _shape(content: Blocks) -> tuple[object, ...]:
    """What two contents have in common that say the same."""
    return tuple(_shape_of(block) for block in content)


def _shape_of(block: Block) -> tuple[object, ...]:
    match block:
        case Para(inlines):
            return ("text", *_joined(inlines))
        case DisplayMath(tex):
            return ("formula", tex)
        case Bullets(items) | Numbered(items):
            return (type(block).__name__, *map(_shape, items))
        case CodeBlock(text, language):
            return ("code", text, language)
        case Table(head, rows):
            return ("table", *(tuple(map(_joined, row)) for row in (head, *rows)))
        case Figure(picture):
            return ("picture", picture.name if isinstance(picture, Image) else "")
        case _:
            assert_never(block)


def _joined(inlines: Inlines) -> tuple[Atom, ...]:
    """The words between spaces, the formulas and the code of a line, each with its emphasis."""
    return tuple(_atoms(inlines, frozenset()))


def _atoms(inlines: Inlines, kinds: frozenset[str]) -> Iterator[Atom]:
    for inline in inlines:
        match inline:
            case Str(text):
                yield from ((char, kinds) for char in re.sub(r"\s+", " ", text))
            case Math(tex):
                yield f"${tex}", kinds
            case Code(text):
                yield f"`{text}", kinds
            case Emph(inside) | Strong(inside):
                yield from _atoms(inside, kinds | {type(inline).__name__})
            case LineBreak():
                yield "\n", frozenset()
            case Ref(question):
                yield f"@{question}", kinds
            case _:
                assert_never(inline)


def _changed(block: Block, change: Callable[[Inlines], Inlines]) -> Block:
    """The block with every line in it changed."""
    match block:
        case Para(inlines):
            return Para(change(inlines))
        case Bullets(items) | Numbered(items):
            return replace(block, items=tuple(tuple(_changed(inner, change) for inner in item) for item in items))
        case Table(head, rows):
            return Table(tuple(map(change, head)), tuple(tuple(map(change, row)) for row in rows))
        case DisplayMath() | CodeBlock() | Figure():
            return block
        case _:
            assert_never(block)


def _eased(inlines: Inlines) -> Inlines:
    """Punctuation and formulas at the edges of emphasis stand outside of it."""
    return tidy(piece for inline in inlines for piece in _outside(inline))


def _outside(inline: Inline) -> Iterator[Inline]:
    if not isinstance(inline, Emph | Strong):
        yield inline
        return
    inside = list(_eased(inline.inlines))
    before: list[Inline] = []
    after: list[Inline] = []
    while inside and (moved := _edge(inside, 0, r"^[\W_]+")):
        before.append(moved)
    while inside and (moved := _edge(inside, -1, r"[\W_]+$")):
        after.insert(0, moved)
    yield from before
    if inside:
        yield replace(inline, inlines=tuple(inside))
    yield from after


def _edge(inside: list[Inline], place: int, signs: str) -> Inline | None:
    """What is taken from an end of emphasis: a formula or code, or the signs there."""
    inline = inside[place]
    if not isinstance(inline, Str):
        return inside.pop(place)
    match = re.search(signs, inline.text)
    if not match:
        return None
    inside[place] = Str(inline.text[: match.start()] + inline.text[match.end() :])
    if not inside[place].text:  # type: ignore[union-attr]
        inside.pop(place)
    return Str(match[0])


def _bare(inlines: Inlines) -> Inlines:
    return tidy(piece for inline in inlines for piece in _without_emphasis(inline))


def _without_emphasis(inline: Inline) -> Iterator[Inline]:
    if isinstance(inline, Emph | Strong):
        for inner in inline.inlines:
            yield from _without_emphasis(inner)
    else:
        yield inline


def _all_atoms(block: Block) -> Iterator[Atom]:
    """Everything that a block says, in reading order."""
    match block:
        case Para(inlines):
            yield from _atoms(inlines, frozenset())
        case Bullets(items) | Numbered(items):
            for item in items:
                for inner in item:
                    yield from _all_atoms(inner)
        case Table(head, rows):
            for row in (head, *rows):
                for cell in row:
                    yield from _atoms(cell, frozenset())
        case DisplayMath(text) | CodeBlock(text):
            yield text, frozenset()
        case Figure():
            pass
        case _:
            assert_never(block)
