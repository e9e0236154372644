"""Compact fonts, as PDF files embed them: read into glyphs, and written again with some of them or with more.

The format is that of Adobe Technical Note 5176. Supported is what TeX embeds: charstrings without subroutines.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

Glyph = int | bytes
Dict = tuple[tuple[int, tuple[bytes, ...]], ...]

STANDARD_STRINGS = 391
CHARSET, ENCODING, CHARSTRINGS, PRIVATE, SUBRS = 15, 16, 17, 18, 19
ROS, CID_COUNT, FD_ARRAY, FD_SELECT = 0x0C1E, 0x0C22, 0x0C24, 0x0C25
PLACES = (CHARSET, ENCODING, CHARSTRINGS, PRIVATE, FD_ARRAY, FD_SELECT)
# How many of an operator's first operands are strings.
STRINGS = {0: 1, 1: 1, 2: 1, 3: 1, 4: 1, 0x0C00: 1, 0x0C15: 1, 0x0C16: 1, 0x0C26: 1, ROS: 2}


class NotCompact(ValueError):
    """The font is none that can be taken apart here."""


@dataclass(frozen=True)
class Part:
    """The dictionary of a part of the glyphs, and its private one."""

    top: Dict
    private: bytes


@dataclass(frozen=True)
class Compact:
    """A font program.

    `glyphs` are charstrings by CID or, in a simple font, by name (an int stands for a name that every font has). `codes`
    are the glyphs of a simple font's character codes; `part_of` tells the part of each glyph of a CID-keyed one.
    """

    top: Dict
    glyphs: Mapping[Glyph, bytes]
    codes: Mapping[int, Glyph]
    parts: tuple[Part, ...]
    part_of: Mapping[Glyph, int]

    @property
    def keyed(self) -> bool:
        return any(operator == ROS for operator, _ in self.top)

    def subset(self, codes: Iterable[int]) -> Compact:
        """The font with the glyphs of `codes` (CIDs in a CID-keyed one) and .notdef alone."""
        kept_codes = {} if self.keyed else {code: self.codes[code] for code in sorted(codes) if code in self.codes}
        wanted: set[Glyph] = {0, *(codes if self.keyed else kept_codes.values())}
        kept = sorted((glyph for glyph in wanted if glyph in self.glyphs), key=_rank)
        used = list(dict.fromkeys(self.part_of[glyph] for glyph in kept)) if self.keyed else [0]
        return replace(
            self,
            glyphs={glyph: self.glyphs[glyph] for glyph in kept},
            codes=kept_codes,
            parts=tuple(self.parts[i] for i in used),
            part_of={glyph: used.index(self.part_of[glyph]) for glyph in kept} if self.keyed else {},
        )

    def union(self, other: Compact) -> Compact:
        """The font with the glyphs of both, which come of the same font."""
        parts = list(dict.fromkeys((*self.parts, *other.parts)))
        part_of = {
            glyph: parts.index(font.parts[part]) for font in (self, other) for glyph, part in font.part_of.items()
        }
        return replace(
            self,
            glyphs={**self.glyphs, **other.glyphs},
            codes={**self.codes, **other.codes},
            parts=tuple(parts),
            part_of=part_of,
        )


def _rank(glyph: Glyph) -> tuple[bool, Glyph]:
    return isinstance(glyph, bytes), glyph


def read(data: bytes) -> Compact:
    """Raises NotCompact."""
    try:
        return _read(data)
    except (struct.error, IndexError, KeyError) as e:
        raise NotCompact(str(e)) from e


def _read(data: bytes) -> Compact:
    names, at = _index(data, data[2])
    tops, at = _index(data, at)
    strings, at = _index(data, at)
    subrs, _ = _index(data, at)
    if len(names) != 1 or subrs:
        raise NotCompact("several fonts, or subroutines")
    raw = dict(_operators(tops[0]))
    charstrings, _ = _index(data, _integer(raw[CHARSTRINGS][-1]))

    def named(sid: int) -> Glyph:
        return sid if sid < STANDARD_STRINGS else strings[sid - STANDARD_STRINGS]

    keyed = ROS in raw
    sids = _charset(data, _integer(raw[CHARSET][-1]), len(charstrings)) if CHARSET in raw else None
    if sids is None or sids[0] != 0:
        raise NotCompact("a predefined charset")
    ids: list[Glyph] = [sid if keyed else named(sid) for sid in sids]
    glyphs = dict(zip(ids, charstrings, strict=True))
    if CID_COUNT in raw:
        raw[CID_COUNT] = (_place(1 << 16),)
    top = _settled(raw, strings)
    if not keyed:
        codes = {code: ids[gid] for code, gid in _encoding(data, _integer(raw[ENCODING][-1]))}
        return Compact(top, glyphs, codes, (Part((), _private(data, raw)),), {})
    fonts, _ = _index(data, _integer(raw[FD_ARRAY][-1]))
    dicts = [dict(_operators(font)) for font in fonts]
    parts = tuple(Part(_settled(d, strings), _private(data, d)) for d in dicts)
    selected = _selected(data, _integer(raw[FD_SELECT][-1]), len(ids))
    return Compact(top, glyphs, {}, parts, dict(zip(ids, selected, strict=True)))


def _settled(raw: Mapping[int, tuple[bytes, ...]], strings: Sequence[bytes]) -> Dict:
    """A dictionary without places in the file; strings stand for their numbers, after a zero byte."""

    def operands(operator: int, values: tuple[bytes, ...]) -> tuple[bytes, ...]:
        count = STRINGS.get(operator, 0)
        sids = [_integer(value) for value in values[:count]]
        told = (b"\0" + strings[sid - STANDARD_STRINGS] if sid >= STANDARD_STRINGS else _number(sid) for sid in sids)
        return (*told, *values[count:])

    return tuple((operator, operands(operator, values)) for operator, values in raw.items() if operator not in PLACES)


def _private(data: bytes, raw: Mapping[int, tuple[bytes, ...]]) -> bytes:
    size, at = map(_integer, raw[PRIVATE])
    private = data[at : at + size]
    if any(operator == SUBRS for operator, _ in _operators(private)):
        raise NotCompact("subroutines")
    return private


def write(font: Compact, name: bytes) -> bytes:
    """The font program under the name `name`: the same bytes for the same glyphs."""
    order = sorted(font.glyphs, key=_rank)
    table: dict[bytes, int] = {}

    def sid(text: bytes) -> int:
        return STANDARD_STRINGS + table.setdefault(text, len(table))

    def told(entries: Dict) -> bytes:
        return b"".join(
            b"".join(_number(sid(v[1:])) if v[:1] == b"\0" else v for v in values) + _operator(operator)
            for operator, values in entries
        )

    top = told(font.top)
    parts = [(told(part.top), part.private) for part in font.parts]
    sids = [glyph if isinstance(glyph, int) else sid(glyph) for glyph in order]
    blocks = {
        CHARSET: b"\0" + struct.pack(f">{len(sids) - 1}H", *sids[1:]),
        CHARSTRINGS: _indexed([font.glyphs[glyph] for glyph in order]),
    }
    head = b"\1\0\4\4" + _indexed([name])
    strings = _indexed(list(table)) + _indexed([])
    # Of the top dictionary: what it says, and five bytes with an operator for each place.
    size = len(top) + (26 if font.keyed else 29)
    at = len(head) + len(_indexed([bytes(size)])) + len(strings) + sum(map(len, blocks.values()))
    if font.keyed:
        blocks[FD_SELECT] = b"\0" + bytes(font.part_of[glyph] for glyph in order)
        where = at + len(blocks[FD_SELECT])
        privates = b"".join(private for _, private in parts)
        fonts = []
        for part, private in parts:
            fonts.append(part + _place(len(private)) + _place(where) + _operator(PRIVATE))
            where += len(private)
        blocks[0] = privates
        blocks[FD_ARRAY] = _indexed(fonts)
    else:
        blocks[ENCODING] = _encoded(order, font.codes)
        blocks[PRIVATE] = parts[0][1]
    offset = at - len(blocks[CHARSET]) - len(blocks[CHARSTRINGS])
    for operator, block in blocks.items():
        if operator:
            length = _place(len(block)) if operator == PRIVATE else b""
            top += length + _place(offset) + _operator(operator)
        offset += len(block)
    return head + _indexed([top]) + strings + b"".join(blocks.values())


def _encoded(order: Sequence[Glyph], codes: Mapping[int, Glyph]) -> bytes:
    """An encoding of format 0: a code for each glyph but .notdef. Raises NotCompact where a glyph has another number of codes."""
    by_glyph = {glyph: code for code, glyph in codes.items()}
    if len(by_glyph) != len(codes) or len(codes) != len(order) - 1:
        raise NotCompact("several codes for a glyph")
    return bytes((0, len(codes), *(by_glyph[glyph] for glyph in order[1:])))


def _index(data: bytes, at: int) -> tuple[list[bytes], int]:
    """The entries of an INDEX, and where it ends."""
    (count,) = struct.unpack_from(">H", data, at)
    if not count:
        return [], at + 2
    width = data[at + 2]
    offsets = [int.from_bytes(data[i : i + width], "big") for i in range(at + 3, at + 3 + width * (count + 1), width)]
    base = at + 2 + width * (count + 1)
    return [data[base + i : base + j] for i, j in pairwise(offsets)], base + offsets[-1]


def _indexed(entries: Sequence[bytes]) -> bytes:
    if not entries:
        return b"\0\0"
    offsets = [1]
    for entry in entries:
        offsets.append(offsets[-1] + len(entry))
    return struct.pack(f">HB{len(offsets)}I", len(entries), 4, *offsets) + b"".join(entries)


def _operators(data: bytes) -> Iterator[tuple[int, tuple[bytes, ...]]]:
    """The entries of a dictionary, with their operands as they are written."""
    at = 0
    operands: list[bytes] = []
    while at < len(data):
        first = data[at]
        if first <= 21:
            long = first == 12
            yield (first << 8 | data[at + 1] if long else first), tuple(operands)
            operands = []
            at += 2 if long else 1
            continue
        end = at + {28: 3, 29: 5}.get(first, 1 if first < 247 else 2)
        if first == 30:
            while 0xF not in (data[end] >> 4, data[end] & 0xF):
                end += 1
            end += 1
        operands.append(data[at:end])
        at = end


def _integer(operand: bytes) -> int:
    first = operand[0]
    if first == 28:
        return int.from_bytes(operand[1:3], "big", signed=True)
    if first == 29:
        return int.from_bytes(operand[1:5], "big", signed=True)
    if first < 247:
        return first - 139
    return (first - 247) * 256 + operand[1] + 108 if first < 251 else -(first - 251) * 256 - operand[1] - 108


def _number(value: int) -> bytes:
    return b"\x1c" + struct.pack(">h", value)


def _place(value: int) -> bytes:
    return b"\x1d" + struct.pack(">i", value)


def _operator(operator: int) -> bytes:
    return bytes((operator,)) if operator < 256 else bytes((operator >> 8, operator & 255))


def _charset(data: bytes, at: int, count: int) -> list[int] | None:
    """The SID or CID of each glyph; None for one of the predefined sets."""
    if at < 3:
        return None
    form, at = data[at], at + 1
    if form == 0:
        return [0, *struct.unpack_from(f">{count - 1}H", data, at)]
    found = [0]
    while len(found) < count:
        first, left = struct.unpack_from(">HB" if form == 1 else ">HH", data, at)
        found += range(first, first + left + 1)
        at += 3 if form == 1 else 4
    return found


def _encoding(data: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Character codes with the places of their glyphs."""
    if at < 2:
        raise NotCompact("a predefined encoding")
    form, count = data[at], data[at + 1]
    if form & 0x80:
        raise NotCompact("several codes for a glyph")
    at += 2
    if form == 0:
        yield from ((data[at + i], i + 1) for i in range(count))
        return
    gid = 1
    for i in range(count):
        first, left = data[at + 2 * i], data[at + 2 * i + 1]
        for code in range(first, first + left + 1):
            yield code, gid
            gid += 1


def _selected(data: bytes, at: int, count: int) -> Sequence[int]:
    """The part of each glyph."""
    if data[at] == 0:
        return data[at + 1 : at + 1 + count]
    (ranges,) = struct.unpack_from(">H", data, at + 1)
    found: list[int] = []
    for i in range(ranges):
        first, part, after = struct.unpack_from(">HBH", data, at + 3 + 3 * i)
        found += [part] * (after - first)
    return found
