"""The tables that a compact font is made of, as they stand in a file: indexes, dictionaries, charsets and encodings."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from itertools import pairwise

from hwgen.pdf.cff.font import NotCompact

STANDARD_STRINGS = 391
CHARSET, ENCODING, CHARSTRINGS, PRIVATE, SUBRS = 15, 16, 17, 18, 19
CID_COUNT, FD_ARRAY, FD_SELECT = 0x0C22, 0x0C24, 0x0C25


def index_at(data: bytes, at: int) -> tuple[list[bytes], int]:
    """The entries of an INDEX, and where it ends."""
    (count,) = struct.unpack_from(">H", data, at)
    if not count:
        return [], at + 2
    width = data[at + 2]
    offsets = [int.from_bytes(data[i : i + width], "big") for i in range(at + 3, at + 3 + width * (count + 1), width)]
    base = at + 2 + width * (count + 1)
    return [data[base + i : base + j] for i, j in pairwise(offsets)], base + offsets[-1]


def indexed(entries: Sequence[bytes]) -> bytes:
    if not entries:
        return b"\0\0"
    offsets = [1]
    for entry in entries:
        offsets.append(offsets[-1] + len(entry))
    return struct.pack(f">HB{len(offsets)}I", len(entries), 4, *offsets) + b"".join(entries)


def operators(data: bytes) -> Iterator[tuple[int, tuple[bytes, ...]]]:
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


def integer(operand: bytes) -> int:
    first = operand[0]
    if first == 28:
        return int.from_bytes(operand[1:3], "big", signed=True)
    if first == 29:
        return int.from_bytes(operand[1:5], "big", signed=True)
    if first < 247:
        return first - 139
    return (first - 247) * 256 + operand[1] + 108 if first < 251 else -(first - 251) * 256 - operand[1] - 108


def number(value: int) -> bytes:
    return b"\x1c" + struct.pack(">h", value)


def place(value: int) -> bytes:
    return b"\x1d" + struct.pack(">i", value)


def operator_bytes(operator: int) -> bytes:
    return bytes((operator,)) if operator < 256 else bytes((operator >> 8, operator & 255))


def charset_at(data: bytes, at: int, count: int) -> list[int] | None:
    """The SID or CID of each glyph; None for one of the predefined sets."""
    if at < 3:
        return None
    form, at = data[at], at + 1
    if form == 0:
        return [0, *struct.unpack_from(f">{count - 1}H", data, at)]
    sids = [0]
    while len(sids) < count:
        first, left = struct.unpack_from(">HB" if form == 1 else ">HH", data, at)
        sids += range(first, first + left + 1)
        at += 3 if form == 1 else 4
    return sids


def encoding_at(data: bytes, at: int) -> Iterator[tuple[int, int]]:
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


def parts_at(data: bytes, at: int, count: int) -> Sequence[int]:
    """The part of each glyph."""
    if data[at] == 0:
        return data[at + 1 : at + 1 + count]
    (ranges,) = struct.unpack_from(">H", data, at + 1)
    parts: list[int] = []
    for i in range(ranges):
        first, part, after = struct.unpack_from(">HBH", data, at + 3 + 3 * i)
        parts += [part] * (after - first)
    return parts
