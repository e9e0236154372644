"""Pieces of a text within and between lines: joined, trimmed, and parted into paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import assert_never

from hwgen.content.tree import (
    Block,
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
    Str,
    Strong,
    Table,
)


class Alone(Math):
    """A formula that is displayed where nothing stands beside it in its line."""


@dataclass(frozen=True)
class Part:
    """Where one paragraph ends and another begins."""


Piece = Inline | Block | Part
PART = Part()


def paragraphs(pieces: Iterable[Piece]) -> Iterator[Block]:
    """Pieces as blocks: what stands within lines makes paragraphs, which blocks part."""
    run: list[Inline] = []
    for piece in (*pieces, PART):
        if isinstance(piece, Inline):
            run.append(piece)
            continue
        yield from _lines(run)
        run = []
        if not isinstance(piece, Part):
            yield piece


def _lines(run: list[Inline]) -> Iterator[Block]:
    """Paragraphs, which empty lines part, and formulas that have a line of their own."""
    lines: list[list[Inline]] = [[]]
    for inline in run:
        if isinstance(inline, LineBreak):
            lines.append([])
        else:
            lines[-1].append(inline)
    kept: list[Inline] = []
    for line in lines:
        match tidy(line):
            case ():
                yield from _paragraph(kept)
                kept = []
            case (Alone(tex),):
                yield from _paragraph(kept)
                yield DisplayMath(tex)
                kept = []
            case _:
                kept += [*([LineBreak()] if kept else []), *line]
    yield from _paragraph(kept)


def _paragraph(run: list[Inline]) -> Iterator[Para]:
    if inlines := tidy(Math(i.tex) if isinstance(i, Alone) else i for i in run):
        yield Para(inlines)


def within(kind: type[Emph] | type[Strong], pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces in emphasis, blocks too, without the spaces at its ends."""
    run: list[Inline] = []
    for piece in pieces:
        if isinstance(piece, Inline) and not isinstance(piece, LineBreak | Alone):
            run.append(piece)
            continue
        yield from _emphasised(kind, run)
        run = []
        yield _block_within(kind, piece) if isinstance(piece, Block) else piece
    yield from _emphasised(kind, run)


def _block_within(kind: type[Emph] | type[Strong], block: Block) -> Block:
    def cell(inlines: Inlines) -> Inlines:
        return tuple(piece for piece in within(kind, inlines) if isinstance(piece, Inline))

    match block:
        case Para(inlines):
            return Para(cell(inlines))
        case Bullets(items) | Numbered(items):
            return type(block)(tuple(tuple(_block_within(kind, inside) for inside in item) for item in items))
        case Table(head, rows):
            return Table(tuple(map(cell, head)), tuple(tuple(map(cell, row)) for row in rows))
        case DisplayMath() | CodeBlock() | Figure():
            return block
        case _:
            assert_never(block)


def _emphasised(kind: type[Emph] | type[Strong], run: list[Inline]) -> Iterator[Inline]:
    inlines = tidy(run)
    if run and _begins_with_space(run[0]):
        yield Str(" ")
    if len(inlines) == 1 and isinstance(inlines[0], kind):
        yield inlines[0]
    elif inlines:
        yield kind(inlines)
    if inlines and _ends_with_space(run[-1]):
        yield Str(" ")


def _begins_with_space(inline: Inline) -> bool:
    return isinstance(inline, Str) and inline.text[:1].isspace()


def _ends_with_space(inline: Inline) -> bool:
    return isinstance(inline, Str) and inline.text[-1:].isspace()


def tidy(run: Iterable[Inline]) -> tuple[Inline, ...]:
    """Neighbours of one kind as one, which Markdown could not tell apart; no spaces or line breaks at the ends."""
    joined: list[Inline] = []
    for inline in run:
        match (joined[-1] if joined else None, inline):
            case (Str(before), Str(text)):
                joined[-1] = Str(before + text)
            case (Emph(before), Emph(inside)):
                joined[-1] = Emph(tidy((*before, *inside)))
            case (Strong(before), Strong(inside)):
                joined[-1] = Strong(tidy((*before, *inside)))
            case (Code(before), Code(text)):
                joined[-1] = Code(before + text)
            case _:
                joined.append(inline)
    joined = [Str(re.sub(r"[ \t\r\n\f\x85\u2028\u2029]+", " ", i.text)) if isinstance(i, Str) else i for i in joined]
    for i, inline in enumerate(joined):
        if isinstance(inline, LineBreak):
            _trim(joined, i - 1, right=True)
            _trim(joined, i + 1, right=False)
    while joined and _is_blank(joined[0]):
        joined.pop(0)
    while joined and _is_blank(joined[-1]):
        joined.pop()
    _trim(joined, 0, right=False, spaces=None)
    _trim(joined, len(joined) - 1, right=True, spaces=None)
    return tuple(inline for inline in joined if inline != Str(""))


def _trim(run: list[Inline], place: int, *, right: bool, spaces: str | None = " ") -> None:
    inline = run[place] if 0 <= place < len(run) else None
    if isinstance(inline, Str):
        run[place] = Str(inline.text.rstrip(spaces) if right else inline.text.lstrip(spaces))


def _is_blank(inline: Inline) -> bool:
    return isinstance(inline, LineBreak) or (isinstance(inline, Str) and not inline.text.strip())
