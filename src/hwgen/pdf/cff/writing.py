"""A compact font written again: the same bytes for the same glyphs."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

from hwgen.pdf.cff.font import Compact, Dict, Glyph, NotCompact, rank
from hwgen.pdf.cff.tables import (
    CHARSET,
    CHARSTRINGS,
    ENCODING,
    FD_ARRAY,
    FD_SELECT,
    PRIVATE,
    STANDARD_STRINGS,
    indexed,
    number,
    operator_bytes,
    place,
)


def write_font(font: Compact, name: bytes) -> bytes:
    """The font program under the name `name`: the same bytes for the same glyphs."""
    order = sorted(font.glyphs, key=rank)
    table: dict[bytes, int] = {}

    def sid(text: bytes) -> int:
        return STANDARD_STRINGS + table.setdefault(text, len(table))

    def written(entries: Dict) -> bytes:
        return b"".join(
            b"".join(number(sid(v[1:])) if v[:1] == b"\0" else v for v in values) + operator_bytes(operator)
            for operator, values in entries
        )

    top = written(font.top)
    parts = [(written(part.top), part.private) for part in font.parts]
    sids = [glyph if isinstance(glyph, int) else sid(glyph) for glyph in order]
    blocks = {
        CHARSET: b"\0" + struct.pack(f">{len(sids) - 1}H", *sids[1:]),
        CHARSTRINGS: indexed([font.glyphs[glyph] for glyph in order]),
    }
    head = b"\1\0\4\4" + indexed([name])
    strings = indexed(list(table)) + indexed([])
    # Of the top dictionary: what it says, and five bytes with an operator for each place.
    size = len(top) + (26 if font.keyed else 29)
    at = len(head) + len(indexed([bytes(size)])) + len(strings) + sum(map(len, blocks.values()))
    if font.keyed:
        blocks[FD_SELECT] = b"\0" + bytes(font.part_of[glyph] for glyph in order)
        where = at + len(blocks[FD_SELECT])
        privates = b"".join(private for _, private in parts)
        fonts = []
        for part, private in parts:
            fonts.append(part + place(len(private)) + place(where) + operator_bytes(PRIVATE))
            where += len(private)
        blocks[0] = privates
        blocks[FD_ARRAY] = indexed(fonts)
    else:
        blocks[ENCODING] = _encoded(order, font.codes)
        blocks[PRIVATE] = parts[0][1]
    offset = at - len(blocks[CHARSET]) - len(blocks[CHARSTRINGS])
    for operator, block in blocks.items():
        if operator:
            length = place(len(block)) if operator == PRIVATE else b""
            top += length + place(offset) + operator_bytes(operator)
        offset += len(block)
    return head + indexed([top]) + strings + b"".join(blocks.values())


def _encoded(order: Sequence[Glyph], codes: Mapping[int, Glyph]) -> bytes:
    """An encoding of format 0: a code for each glyph but .notdef. Raises NotCompact where a glyph has another number of codes."""
    by_glyph = {glyph: code for code, glyph in codes.items()}
    if len(by_glyph) != len(codes) or len(codes) != len(order) - 1:
        raise NotCompact("several codes for a glyph")
    return bytes((0, len(codes), *(by_glyph[glyph] for glyph in order[1:])))
