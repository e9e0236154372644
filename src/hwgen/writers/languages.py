"""HTML that holds several languages: block by block where the blocks correspond, in the manner of its dialect."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from hwgen.content.tree import Block, Blocks, Bullets, Numbered, Table
from hwgen.words.words import Words
from hwgen.writers import html
from hwgen.writers.dialect import Dialect
from hwgen.writers.html import Html

Part = TypeVar("Part")
BLOCK = re.compile(r"<(?:p|ul|ol|pre|table|div)\b")


def in_languages(contents: Mapping[Words, Blocks], refs: Mapping[str, int], dialect: Dialect) -> Html:
    """The same content in each language."""
    if len({tuple(map(type, content)) for content in contents.values()}) > 1:
        return joined({at: html.blocks(content, at, refs, dialect) for at, content in contents.items()}, dialect)
    return Html("\n".join(_together(row, refs, dialect) for row in _rows(contents)))


def joined(pieces: Mapping[Words, str], dialect: Dialect) -> Html:
    """HTML of each language as one; it stands once where it is the same in all."""
    first = next(iter(pieces.values()), "")
    if len(set(pieces.values())) <= 1:
        return Html(first)
    return Html(dialect.languages(pieces, any(map(BLOCK.match, pieces.values()))))


def _rows(parts: Mapping[Words, Sequence[Part]]) -> Iterator[dict[Words, Part]]:
    """What stands at the same place in each language."""
    return (dict(zip(parts, row, strict=True)) for row in zip(*parts.values(), strict=True))


def _together(same: Mapping[Words, Block], refs: Mapping[str, int], dialect: Dialect) -> Html:
    """One block. A table or a list is one whose cells or items are in every language."""
    tables = {at: block for at, block in same.items() if isinstance(block, Table)}
    if len({(len(table.head), *map(len, table.rows)) for table in tables.values()}) == 1:
        rows = {at: (table.head, *table.rows) for at, table in tables.items()}
        head, *body = (
            [
                joined({at: html.inlines(cell, at, refs, dialect) for at, cell in cells.items()}, dialect)
                for cells in _rows(row)
            ]
            for row in _rows(rows)
        )
        return html.table(head, body, dialect=dialect)
    lists = {at: block for at, block in same.items() if isinstance(block, (Bullets, Numbered))}
    if len({len(block.items) for block in lists.values()}) == 1:
        tag = "ul" if isinstance(next(iter(lists.values())), Bullets) else "ol"
        items = _rows({at: block.items for at, block in lists.items()})
        inside = (
            joined({at: html.item(item, at, refs, dialect) for at, item in row.items()}, dialect) for row in items
        )
        return Html(f"<{tag}>{''.join(f'<li>{piece}</li>' for piece in inside)}</{tag}>")
    pieces = {at: html.blocks((block,), at, refs, dialect) for at, block in same.items()}
    if all(piece.startswith("<p>") for piece in pieces.values()):
        return Html(f"<p>{joined({at: piece[3:-4] for at, piece in pieces.items()}, dialect)}</p>")
    return joined(pieces, dialect)
