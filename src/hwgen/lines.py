"""The lines of a file, as editors, TeX and tables count them: other signs at which Python splits a text end none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

END = re.compile(r"\r\n?|\n")


def lines(text: str) -> list[str]:
    """The lines without their ends; what follows the last end, if anything, is a line."""
    pieces = END.split(text)
    return pieces[:-1] if not pieces[-1] else pieces


def starts(text: str) -> list[int]:
    """Where each line begins."""
    return [0, *(end.end() for end in END.finditer(text))]


def line_of(file: Path, number: int) -> str:
    """A line of a file, counted from 1. Raises OSError, UnicodeError or IndexError where there is none."""
    status = file.stat()
    return _lines_of(file, status.st_mtime_ns, status.st_size)[number - 1]


@lru_cache(maxsize=8)
def _lines_of(file: Path, changed: int, size: int) -> list[str]:
    """As it was `changed` last: thousands of remarks may be made of one file."""
    return lines(file.read_bytes().decode("utf-8-sig"))


def folds(text: str, lines: Sequence[str]) -> Sequence[int]:
    """Where each of `lines` but the first begins in the text that they are folded to; nothing where they are not joined by spaces."""
    if " ".join(lines) != text:
        return ()
    return list(accumulate(len(line) + 1 for line in lines[:-1]))
