"""One text in each language of a course."""

from __future__ import annotations

import re
import stat
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from errno import EINVAL
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, overload

from hwgen.encoded import foreign, legacy, utf_16
from hwgen.errors import CourseError, Diagnostic, Span
from hwgen.paired import lines_of, texts_of

T = TypeVar("T")
# A code of ISO 639-1 such as `de`, perhaps with a region: `pt-br`.
Language = str
CODE = re.compile(r"[a-z]{2}(?:-[a-z]{2})?")
# The languages of a course that does not say which it has.
USUAL: tuple[Language, ...] = ("zh", "en")


class Text(Mapping[Language, str]):
    """The same statement in each language of a course, in the authors' Markdown with `$TeX$`.

    Built by keyword, `Text(zh="...", en="...")`, or from a block, `Text("中文 || English")`, and asked by `text["en"]` or, in generators, by `text.en`. A text in no
    language at all, `Text()`, says nothing in each.
    """

    __slots__ = ("_texts",)
    _texts: Mapping[Language, str]

    def __init__(self, *texts: Mapping[Language, str] | str, **more: str) -> None:
        """Two texts without keywords are in the usual languages; one alone is a block (see `hwgen.paired`). Raises BlockError."""
        usual = [text for text in texts if isinstance(text, str)]
        given = texts_of(lines_of(usual[0]), USUAL) if len(usual) == 1 else dict(zip(USUAL, usual, strict=bool(usual)))
        for text in texts:
            if isinstance(text, Mapping):
                given |= text
        object.__setattr__(self, "_texts", given | more)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a text does not change")

    def __getitem__(self, language: Language) -> str:
        """Raises CourseError for a language that the text does not have."""
        if language in self._texts:
            return self._texts[language]
        if not self._texts:
            return ""
        first = next(iter(self._texts.values()))
        shown = first if len(first) <= 40 else f"{first[:40]}…"
        raise CourseError(
            Diagnostic("missing-text", f"a text is missing in the language `{language}`: “{shown}”", place(first))
        )

    @overload
    def get(self, language: Language, default: None = None, /) -> str | None: ...

    @overload
    def get(self, language: Language, default: T, /) -> str | T: ...

    def get(self, language: Language, default: object = None, /) -> object:
        # What a mapping inherits takes only a KeyError for an absent key.
        return default if self._texts and language not in self._texts else self[language]

    def text(self) -> Text:
        return self

    if not TYPE_CHECKING:

        def __getattr__(self, language: Language) -> str:
            if language in object.__getattribute__(self, "_texts"):
                return self._texts[language]
            raise AttributeError(f"the text has no `{language}`, only {', '.join(self._texts) or 'nothing'}")

    def __contains__(self, language: object) -> bool:
        return language in self._texts

    def __iter__(self) -> Iterator[Language]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self._texts == other._texts

    def __hash__(self) -> int:
        return hash(frozenset(self._texts.items()))

    def __reduce__(self) -> tuple[type[Text], tuple[Mapping[Language, str]]]:
        return Text, (self._texts,)

    def __repr__(self) -> str:
        return f"Text({', '.join(f'{language}={text!r}' for language, text in self._texts.items())})"


def everywhere(text: str, languages: Sequence[Language]) -> Text:
    """A text that is the same in each of `languages`."""
    return Text(dict.fromkeys(languages, text))


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
        below = (match.end() for match in re.finditer("\n", self)) if self.lines_below else ()
        starts = [0, *(self.folds or below)]
        line = bisect_right(starts, offset) - 1
        column = offset - starts[line]
        if line or self.lines_below:
            return Span(self.span.file, self.span.line + self.lines_below + line, self.indent + column + 1)
        return Span(self.span.file, self.span.line, self.span.column + column)


def place(text: str, offset: int = 0) -> Span | None:
    return text.at(offset) if isinstance(text, Source) else None


def not_a_file(path: Path) -> Diagnostic | None:
    """Why a path is not opened: a pipe or a device, be it by a link, may never end."""
    try:
        mode = path.stat().st_mode
    except OSError:
        # Whoever reads it says so.
        return None
    if stat.S_ISREG(mode):
        return None
    message = "cannot be read: it is a pipe or a device, not a file"
    if stat.S_ISDIR(mode):
        message = "cannot be read: it is a folder, not a file"
    return Diagnostic("missing-file", message, Span(path), "delete it or rename it, or put a file in its place")


def bytes_of(path: Path) -> bytes:
    """What is in a file. Raises OSError also for a pipe or a device, which may never end."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise OSError(EINVAL, "it is a pipe or a device, not a file", str(path))
    return path.read_bytes()


# As git writes them where two people changed the same lines; `=======` between them may be a heading.
_OURS, _THEIRS = re.compile(r"^<{7}(?: |$)", re.MULTILINE), re.compile(r"^>{7}(?: |$)", re.MULTILINE)


def unmerged(path: Path, text: str, rule: str) -> Diagnostic | None:
    """What is wrong with a file in which a merge left both versions of its lines."""
    begin = _OURS.search(text)
    if not (begin and _THEIRS.search(text, begin.end())):
        return None
    message = "two versions of these lines stand here: a merge was not finished"
    hint = "keep one of them, and delete the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`"
    return Diagnostic(rule, message, Span(path, text.count("\n", 0, begin.start()) + 1, 1), hint)


def not_utf_8(path: Path, data: bytes) -> Diagnostic:
    """What is wrong with the bytes of a file that is no text: the place of the first, and the encoding that they seem to have."""
    try:
        data.decode()
    except UnicodeDecodeError as e:
        before = data[: e.start].split(b"\n")
        span = Span(path, len(before), len(before[-1].decode("utf-8", "ignore").removeprefix("\ufeff")) + 1)
    else:
        span = Span(path)
    if what := foreign(data):
        hint = "save what it says as plain text (UTF-8)"
        return Diagnostic("yaml-encoding", f"the file is {what}, and no plain text", Span(path), hint)
    if utf_16(data):
        hint = "open it in an editor, and save it as UTF-8"
        return Diagnostic("yaml-encoding", "the file is UTF-16, not UTF-8", Span(path), hint)
    guess = legacy(data)
    if guess is None:
        return Diagnostic("yaml-encoding", "the file is not UTF-8", span, "save it as UTF-8")
    name, _ = guess
    return Diagnostic(
        "yaml-encoding", f"the file is not UTF-8; it may be {name}", span, f"open it as {name} and save it as UTF-8"
    )
