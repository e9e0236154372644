"""One text in both languages of a course."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from hwgen.errors import Span

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True)
class Text:
    """The same statement in Chinese and in English, in the authors' Markdown with `$TeX$`."""

    zh: str
    en: str

    def __getitem__(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


class Source(str):
    """A string that knows where it was written, so that an error inside it has a line and a column."""

    span: Span
    lines_below: bool
    indent: int
    folds: Sequence[int]

    def __new__(
        cls, text: str, span: Span, *, lines_below: bool = False, indent: int = 0, folds: Sequence[int] = ()
    ) -> Source:
        """`folds` are the offsets at which the file begins a line and the text has a space before."""
        self = super().__new__(cls, text)
        self.span, self.lines_below, self.indent, self.folds = span, lines_below, indent, folds
        return self

    def __getnewargs__(self) -> tuple[str, Span]:  # type: ignore[override]
        return str(self), self.span

    def at(self, offset: int) -> Span:
        """Where the character at `offset` stands in the file."""
        below = (found.end() for found in re.finditer("\n", self)) if self.lines_below else ()
        starts = [0, *(self.folds or below)]
        line = bisect_right(starts, offset) - 1
        column = offset - starts[line]
        if line or self.lines_below:
            return Span(self.span.file, self.span.line + self.lines_below + line, self.indent + column + 1)
        return Span(self.span.file, self.span.line, self.span.column + column)


def place(text: str, offset: int = 0) -> Span | None:
    return text.at(offset) if isinstance(text, Source) else None
