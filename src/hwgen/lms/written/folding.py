"""Texts of files in any encoding, and their characters without full width."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

from hwgen.errors import Diagnostic
from hwgen.foreign import foreign
from hwgen.limits import MB, TEXT_BYTES
from hwgen.lms.places import Unreadable, on_line

# So many lines hold far more questions than an import takes.
TEXT_LINES = 500_000
# One character stands for one, so that places in a folded text are those in the text itself.
FULL_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)} | {ord(c): " " for c in "\u3000\xa0\t\u2002\u2003\u2009"}
FULL_WIDTH |= {ord("．"): ".", ord("。"): ".", ord("【"): "[", ord("】"): "]", ord("〔"): "(", ord("〕"): ")"}
FULL_WIDTH |= {ord("﹒"): ".", ord("﹙"): "(", ord("﹚"): ")"}
# Those of the words that say what a line is.
FULL_WIDTH |= dict(
    zip(
        map(ord, "確參標準試題釋詳說難識點單選項斷簡問論數對錯誤類編號應證計開討"),
        "确参标准试题释详说难识点单选项断简问论数对错误类编号应证计开讨",
        strict=True,
    )
)
# Control characters that mean nothing in a text, and marks of byte order and width in it.
HIDDEN = dict.fromkeys([*range(9), 11, *range(14, 32), 127, 0x200B, 0xFEFF, 0xFFFE, 0x2060])
BREAKS = str.maketrans({"\r": "\n", "\f": "\n", "\x0b": "\n", "\u2028": "\n", "\u2029": "\n", "\x85": "\n"})
# Longer runs mean no more, and every pattern would have to go through them.
MOST_SPACES = 200
SPACES = re.compile(rf"[^\S\n]{{{MOST_SPACES + 1},}}")
# A picture that stands in the text itself; its name is left.
PICTURE = re.compile(r"(data:image/[\w.+-]{1,40};base64,)[A-Za-z0-9+/=]+")
USUAL = re.compile(r"[\t\n\r -~\u00a0-\u00ff\u2000-\u9fff\uff00-\uffef]")
MOST = 0.9
CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")


def folded(text: str) -> str:
    """The text with letters, figures and signs of normal width and simplified characters, as long as it was."""
    return text.translate(FULL_WIDTH)


def decoded(data: bytes) -> tuple[str, str]:
    """A text in UTF-8, UTF-16 or GBK, and the name of an encoding that was guessed. Raises Unreadable."""
    if len(data) > TEXT_BYTES:
        message = f"the file has {len(data) / MB:.0f} MB; a text of more than {TEXT_BYTES // MB} MB is not read"
        raise Unreadable(Diagnostic("written-unreadable", message, on_line(0), "split it into smaller files"))
    if (lines := data.count(b"\n")) > TEXT_LINES:
        message = f"the file has {lines:,} lines; a text of more than {TEXT_LINES:,} is not read"
        raise Unreadable(Diagnostic("written-unreadable", message, on_line(0), "split it into smaller files"))
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        message = "this is an Office file or a zip archive, not a text"
        hint = "import an Excel file with `hwgen import excel`; a Word file with `hwgen import docx`"
        raise Unreadable(Diagnostic("written-unreadable", message, on_line(0), hint))
    if kind := foreign(data):
        hint = "open it and save it as plain text in UTF-8; a Word file as .docx, for `hwgen import docx`"
        raise Unreadable(Diagnostic("written-unreadable", f"this is {kind}, not a text of questions", on_line(0), hint))
    if mixed := _mixed(data):
        return _cleaned(mixed), "a mixture of UTF-8 and GBK"
    for encoding, guessed in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _cleaned(text), guessed
    message = "not a text file in UTF-8, UTF-16 or GBK"
    hint = "open it in an editor and save it as UTF-8; a Word file with `hwgen import docx`"
    raise Unreadable(Diagnostic("written-unreadable", message, on_line(0), hint))


def _cleaned(text: str) -> str:
    text = text.replace("\r\n", "\n").translate(BREAKS).translate(HIDDEN)
    return PICTURE.sub(r"\1", SPACES.sub(lambda run: run[0][:MOST_SPACES], text))


def _mixed(data: bytes) -> str:
    """The text of a file put together of several, whose lines are in UTF-8 and in GBK; "" for any other."""
    if 0 in data[:20_000]:
        return ""
    # To read each line by itself takes many times the memory of the file.
    with suppress(UnicodeDecodeError):
        data.decode("utf-8")
        return ""
    lines: list[str] = []
    seen = set[str]()
    for line in data.removeprefix(codecs.BOM_UTF8).split(b"\n"):
        for encoding in ("utf-8", "gb18030"):
            with suppress(UnicodeDecodeError):
                lines.append(line.decode(encoding))
                break
        else:
            return ""
        # Letters with accents may be something else in GBK; Chinese in UTF-8 hardly ever is.
        if encoding != "utf-8" or CHINESE.search(lines[-1]):
            seen.add(encoding)
    return "\n".join(lines) if len(seen) > 1 else ""


def _encodings(data: bytes) -> list[tuple[str, str]]:
    """Those to try, with the name to tell of each that is a guess."""
    head = data[:20_000]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return [("utf-16", "")]
    if 0 in head:
        best = max(("utf-16-le", "utf-16-be"), key=lambda encoding: _readable(head, encoding))
        return [(best, "UTF-16")] if _readable(head, best) > MOST else []
    return [("utf-8-sig", ""), ("gb18030", "GBK")]


def _readable(head: bytes, encoding: str) -> float:
    """The share of characters that people write in Chinese and English."""
    text = head.decode(encoding, "replace")
    return len(USUAL.findall(text)) / max(1, len(text))
