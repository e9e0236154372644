"""The signs of GIFT: which characters have a meaning, how they are hidden, and how a text says its format."""

from __future__ import annotations

import re

from hwgen.lms.labels import clean

SPACE = " \t\n\r\0\x0b"
# What stands in brackets before a text, and what Moodle XML calls it.
FORMATS = {"html": "html", "moodle": "moodle_auto_format", "plain": "plain_text", "markdown": "markdown"}
FORMAT = re.compile(rf"\[({'|'.join(FORMATS)})\]")
SPECIAL = re.compile(r"[\\~=#{}:]")
ESCAPED = re.compile(r"\\([\\~=#{}:n])")
TOKEN = re.compile(r"\[(id|tag):((?:\\.|[^\]\\])*)\]")


def escaped(text: str) -> str:
    """The text in one line in which no character has a meaning."""
    return SPECIAL.sub(r"\\\g<0>", clean(text)).replace("\r", "").replace("\n", r"\n")


def unescaped(text: str) -> str:
    return ESCAPED.sub(lambda m: "\n" if m[1] == "n" else m[1], text)


def masked(text: str) -> str:
    """The text with its escaped characters blotted out, to look for those that have a meaning."""
    return ESCAPED.sub("\0\0", text)


def token(kind: str, text: str) -> str:
    """An id or a tag, as it stands in a comment."""
    line = " ".join(clean(text).split())
    hidden = re.sub(r"[\]\\]", r"\\\g<0>", line)
    return f"[{kind}:{hidden}]"


def tokens(comment: str) -> list[tuple[str, str]]:
    return [(kind, re.sub(r"\\(.)", r"\1", text).strip()) for kind, text in TOKEN.findall(comment)]


def marked(text: str, format: str) -> str:
    """A text that is not HTML or begins with a bracket, with its format; any other as it is."""
    return f"[{format}]{escaped(text)}" if text.startswith("[") else escaped(text)


def with_format(text: str, default: str) -> tuple[str, str]:
    """A text as it stands in a file without the name of its format, and that format in the words of Moodle XML."""
    text = text.strip(SPACE)
    named = FORMAT.match(text)
    if named:
        return unescaped(text[named.end() :]).strip(SPACE), FORMATS[named[1]]
    return unescaped(text).strip(SPACE), default
