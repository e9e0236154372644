"""The encoding of a text that is not UTF-8, as far as its bytes tell."""

from __future__ import annotations

import codecs
import re


def utf_16(data: bytes) -> str:
    """The kind of UTF-16, by its mark or by its zero bytes; "" for anything else."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = data[:400]
    if head.count(b"\0") * 4 > len(head) > 3:
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    return ""


# What other programs' files begin with.
SIGNATURES = {
    b"PK\x03\x04": "a Word or Excel file, or a ZIP archive",
    b"\xd0\xcf\x11\xe0": "a file of an old Word or Excel",
    b"%PDF": "a PDF",
    b"{\\rtf": "a text of a word processor (RTF)",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
}


def foreign(data: bytes) -> str:
    """What a file is that is no plain text, by its first bytes; "" for anything else."""
    return next((what for begin, what in SIGNATURES.items() if data.startswith(begin)), "")


def legacy(data: bytes) -> tuple[str, str] | None:
    """The likeliest encoding of a file that is not Unicode, and its text.

    Western letters read as Chinese stand within words of Latin letters; Big5 read as GBK gives rare characters.
    """
    western = _text(data, "cp1252")
    chinese = _text(data, "gb18030")
    if chinese is None:
        return ("Windows-1252", western) if western is not None else None
    inside = len(re.findall(r"[A-Za-z][\u3400-\u9fff]|[\u3400-\u9fff][A-Za-z]", chinese))
    outside = len(re.findall(r"(?<![A-Za-z])[\u3400-\u9fff]+(?![A-Za-z])", chinese))
    if western is not None and inside > outside:
        return "Windows-1252", western
    taiwanese = _text(data, "big5")
    if taiwanese is not None and _common(taiwanese, "big5", 0xA4, 0xC6) > _common(chinese, "gb2312", 0xB0, 0xD7):
        return "Big5", taiwanese
    return "GBK", chinese


def _text(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _common(text: str, encoding: str, first: int, last: int) -> float:
    """The share of a text's Chinese characters that are frequent: those in the first rows of an encoding."""
    characters = [c for c in text if "\u3400" <= c <= "\u9fff"]
    frequent = [c for c in characters if first <= (c.encode(encoding, "ignore") or b"\0")[0] <= last]
    return len(frequent) / len(characters) if characters else 0.0
