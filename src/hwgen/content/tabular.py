"""How wide the columns of a table have to be, in units of the type's size, so that nothing is printed over its neighbour."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import assert_never

from hwgen.content.lettering import text_length
from hwgen.content.tree import Code, Emph, Inlines, LineBreak, Math, Ref, Str, Strong

# A line of print, what a column has beside its text, and how small the type of a table may become.
LINE = 39.0
PADDING = 1.3
SMALLEST = 0.5
# A table that is tight gets more room, in smaller type, as long as this is easy to read.
ROOMY, READABLE = 1.3, 1.25
# A sign of a program, and a sign of TeX that is no command.
CODE_SIGN = 0.53
FORMULA_SIGN = 0.55
REFERENCE = 3.0
# Text without a space that is longer may break after every PIECE characters.
LONGEST_RUN = 30
PIECE = 10
# Between Chinese characters a line may end after every second one of a word, but not at their signs.
BREAKS = re.compile(r"(\s+|[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]{1,2}(?![\u3000-\u303f\uff00-\uff65]))")
NOT_SEEN = re.compile(r"\\[A-Za-z]+|[{}$\\^_]")

Rows = Sequence[Sequence[Inlines]]


def widths(rows: Rows) -> tuple[float, ...]:
    """Of each column's text: its longest word at least; what is then left of the line goes to the longer texts."""
    words = longest_words(rows)
    more = [
        max(0.0, max(map(line_length, column)) - word)
        for column, word in zip(zip(*rows, strict=True), words, strict=True)
    ]
    needed = sum(words) + PADDING * len(words)
    left = max(LINE, min(READABLE * LINE, ROOMY * needed)) - needed
    part = max(0.0, min(1.0, left / (sum(more) or 1.0)))
    return tuple(round(word + part * rest, 2) for word, rest in zip(words, more, strict=True))


def hold(shares: Sequence[float], rows: Rows) -> bool:
    """Whether columns of these shares of the line are as wide as their longest words."""
    return all(share * LINE - PADDING >= word for share, word in zip(shares, longest_words(rows), strict=True))


def too_wide(rows: Rows) -> bool:
    """Whether even the smallest type would not make it fit."""
    words = longest_words(rows)
    return sum(words) + PADDING * len(words) > LINE / SMALLEST


def longest_words(rows: Rows) -> list[float]:
    """In each column, what cannot be divided."""
    return [max((word for cell in column for word in _words(cell)), default=0.0) for column in zip(*rows, strict=True)]


def line_length(cell: Inlines) -> float:
    """Its length on one line, with the spaces."""
    return 1.1 * sum(_words(cell))


def _words(cell: Inlines) -> Iterator[float]:
    """The lengths of what cannot be divided, in the order of the cell."""
    word = 0.0
    for length, joined in _pieces(cell):
        if joined:
            word += length
        else:
            yield from (word, length)
            word = 0.0
    yield word


def _pieces(cell: Inlines) -> Iterator[tuple[float, bool]]:
    """Pieces of text with their lengths, and whether they cling to what stands beside them."""
    for inline in cell:
        match inline:
            case Str(text):
                for i, piece in enumerate(BREAKS.split(text)):
                    length = text_length(piece[:PIECE] if len(piece) > LONGEST_RUN else piece.strip())
                    yield length, i % 2 == 0
            case Code(text):
                for i, piece in enumerate(text.split(" ")):
                    if i:
                        yield 0.0, False
                    yield CODE_SIGN * (PIECE if len(piece) > LONGEST_RUN else len(piece)), True
            case Math(tex):
                yield FORMULA_SIGN * len(NOT_SEEN.sub("", tex)), True
            case Ref():
                yield REFERENCE, True
            case LineBreak():
                yield 0.0, False
            case Emph(inner) | Strong(inner):
                yield from _pieces(inner)
            case _:
                assert_never(inline)
