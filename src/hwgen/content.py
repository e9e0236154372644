"""The content tree: what a text says, free of any output format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hwgen.picture import Picture


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
    text: str
    language: str = ""


@dataclass(frozen=True)
class Table:
    head: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]


@dataclass(frozen=True)
class Figure:
    picture: Picture


Inline = Str | Emph | Strong | Code | Math | Ref | LineBreak
Inlines = tuple[Inline, ...]
Block = Para | DisplayMath | Bullets | Numbered | CodeBlock | Table | Figure
Blocks = tuple[Block, ...]


def pictures(blocks: Blocks) -> Iterator[Picture]:
    """Every picture in `blocks`, in reading order."""
    for block in blocks:
        match block:
            case Figure(picture):
                yield picture
            case Bullets(items) | Numbered(items):
                for item in items:
                    yield from pictures(item)
            case _:
                pass
