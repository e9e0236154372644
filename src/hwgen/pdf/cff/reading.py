"""The program of a compact font, read into its glyphs."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

from hwgen.pdf.cff.font import ROS, Compact, Dict, Glyph, NotCompact, Part
from hwgen.pdf.cff.tables import (
    CHARSET,
    CHARSTRINGS,
    CID_COUNT,
    ENCODING,
    FD_ARRAY,
    FD_SELECT,
    PRIVATE,
    STANDARD_STRINGS,
    SUBRS,
    charset_at,
    encoding_at,
    index_at,
    integer,
    number,
    operators,
    parts_at,
    place,
)

PLACES = (CHARSET, ENCODING, CHARSTRINGS, PRIVATE, FD_ARRAY, FD_SELECT)
# How many of an operator's first operands are strings.
STRINGS = {0: 1, 1: 1, 2: 1, 3: 1, 4: 1, 0x0C00: 1, 0x0C15: 1, 0x0C16: 1, 0x0C26: 1, ROS: 2}


def read_font(data: bytes) -> Compact:
    """Raises NotCompact."""
    try:
        return _read(data)
    except (struct.error, IndexError, KeyError) as e:
        raise NotCompact(str(e)) from e


def _read(data: bytes) -> Compact:
    names, at = index_at(data, data[2])
    tops, at = index_at(data, at)
    strings, at = index_at(data, at)
    subrs, _ = index_at(data, at)
    if len(names) != 1 or subrs:
        raise NotCompact("several fonts, or subroutines")
    raw = dict(operators(tops[0]))
    charstrings, _ = index_at(data, integer(raw[CHARSTRINGS][-1]))

    def named(sid: int) -> Glyph:
        return sid if sid < STANDARD_STRINGS else strings[sid - STANDARD_STRINGS]

    keyed = ROS in raw
    sids = charset_at(data, integer(raw[CHARSET][-1]), len(charstrings)) if CHARSET in raw else None
    if sids is None or sids[0] != 0:
        raise NotCompact("a predefined charset")
    ids: list[Glyph] = [sid if keyed else named(sid) for sid in sids]
    glyphs = dict(zip(ids, charstrings, strict=True))
    if CID_COUNT in raw:
        raw[CID_COUNT] = (place(1 << 16),)
    top = _settled(raw, strings)
    if not keyed:
        codes = {code: ids[gid] for code, gid in encoding_at(data, integer(raw[ENCODING][-1]))}
        return Compact(top, glyphs, codes, (Part((), _private(data, raw)),), {})
    fonts, _ = index_at(data, integer(raw[FD_ARRAY][-1]))
    dicts = [dict(operators(font)) for font in fonts]
    parts = tuple(Part(_settled(d, strings), _private(data, d)) for d in dicts)
    selected = parts_at(data, integer(raw[FD_SELECT][-1]), len(ids))
    return Compact(top, glyphs, {}, parts, dict(zip(ids, selected, strict=True)))


def _settled(raw: Mapping[int, tuple[bytes, ...]], strings: Sequence[bytes]) -> Dict:
    """A dictionary without places in the file; strings stand for their numbers, after a zero byte."""

    def operands(operator: int, values: tuple[bytes, ...]) -> tuple[bytes, ...]:
        count = STRINGS.get(operator, 0)
        sids = [integer(value) for value in values[:count]]
        numbers = (b"\0" + strings[sid - STANDARD_STRINGS] if sid >= STANDARD_STRINGS else number(sid) for sid in sids)
        return (*numbers, *values[count:])

    return tuple((operator, operands(operator, values)) for operator, values in raw.items() if operator not in PLACES)


def _private(data: bytes, raw: Mapping[int, tuple[bytes, ...]]) -> bytes:
    size, at = map(integer, raw[PRIVATE])
    private = data[at : at + size]
    if any(operator == SUBRS for operator, _ in operators(private)):
        raise NotCompact("subroutines")
    return private
