"""Runs of text within a line: joined, trimmed, and parted into paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import assert_never

from hwgen.content.tree import (
    Block,
    Bullets,
    CodeBlock,
    DisplayMath,
    Emph,
    Figure,
    Inline,
    LineBreak,
    Math,
    Numbered,
    Para,
    Str,
    Strong,
    Table,
)


class Display(Math):
    """A displayed formula within a line, until its paragraph is known."""


class Drawn(Str):
    """A picture within a line, until its paragraph is known."""

    figure: Figure


def paragraphs(run: list[Inline]) -> Iterator[Block]:
    """A run of inline content as paragraphs, which displayed formulas and pictures part."""
    part: list[Inline] = []
    for inline in (*run, None):
        if inline is None or isinstance(inline, Display | Drawn):
            inlines = _tidy(part)
            if inlines:
                yield Para(inlines)
            part = []
            if isinstance(inline, Display):
                yield DisplayMath(inline.tex)
            elif isinstance(inline, Drawn):
                yield inline.figure
        else:
            part.append(inline)


def flat(block: Block) -> Iterator[Inline]:
    match block:
        case Para(inlines):
            yield from inlines
        case DisplayMath(tex):
            yield Display(tex)
        case Figure():
            drawn = Drawn("")
            object.__setattr__(drawn, "figure", block)
            yield drawn
        case Bullets() | Numbered() | CodeBlock() | Table():
            pass
        case _:
            assert_never(block)


def words(text: str) -> Iterator[Str]:
    text = re.sub(r"[ \t\r\n\f]+", " ", text)
    if text:
        yield Str(text)


def emphasised(kind: type[Emph] | type[Strong], inside: tuple[Inline, ...]) -> Iterator[Inline]:
    """Emphasis without the spaces at its ends, which Markdown would not take."""
    inlines = _tidy(list(inside))
    first, last = inside[0], inside[-1]
    if isinstance(first, Str) and first.text[:1] == " ":
        yield Str(" ")
    if inlines:
        yield kind(inlines)
    if isinstance(last, Str) and last.text[-1:] == " ":
        yield Str(" ")


def _tidy(run: list[Inline]) -> tuple[Inline, ...]:
    """Neighbouring strings as one, no spaces or line breaks at the ends."""
    joined: list[Inline] = []
    for inline in run:
        last = joined[-1] if joined else None
        if isinstance(inline, Str) and isinstance(last, Str):
            joined[-1] = Str(re.sub(" +", " ", last.text + inline.text))
        elif isinstance(inline, LineBreak) and isinstance(last, Str):
            joined[-1] = Str(last.text.rstrip(" "))
            joined.append(inline)
        elif isinstance(inline, Str) and isinstance(last, LineBreak):
            joined.append(Str(inline.text.lstrip(" ")))
        else:
            joined.append(inline)
    while joined and (isinstance(joined[0], LineBreak) or joined[0] in (Str(""), Str(" "))):
        joined.pop(0)
    while joined and (isinstance(joined[-1], LineBreak) or joined[-1] in (Str(""), Str(" "))):
        joined.pop()
    if joined and isinstance(joined[0], Str):
        joined[0] = Str(joined[0].text.lstrip(" "))
    if joined and isinstance(joined[-1], Str):
        joined[-1] = Str(joined[-1].text.rstrip(" "))
    return tuple(inline for inline in joined if inline != Str(""))
