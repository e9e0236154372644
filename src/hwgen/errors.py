"""What went wrong, where it stands in a file, and one thing to try."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from hwgen import catalogue, othernames
from hwgen.catalogue import Severity
from hwgen.lines import line_of

# In the name of a file: what breaks a line, steers a terminal or turns the text around it, and bytes that are no character.
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(name: str) -> str:
    """The name of a file in a message or a table; a newline as `\\n`."""
    return UNPRINTABLE.sub(lambda sign: sign[0].encode("unicode_escape").decode(), name)


@dataclass(frozen=True, order=True)
class Span:
    """A place in a file; `line` and `column` count from 1, 0 stands for the whole file."""

    file: Path
    line: int = 0
    column: int = 0

    def inside(self, root: Path) -> str:
        """The file as seen from `root`; its name alone where it lies elsewhere, so that no path of a machine gets out."""
        return self.file.relative_to(root).as_posix() if self.file.is_relative_to(root) else self.file.name

    def __str__(self) -> str:
        parts = [printable(_short(self.file)), *(str(n) for n in (self.line, self.column) if n)]
        return ":".join(parts)


def code_at(file: Path, line: int) -> Span:
    """Where a line of code begins behind its indent; the line alone if it cannot be read."""
    try:
        text = line_of(file, line)
    except (OSError, UnicodeError, IndexError):
        return Span(file, line)
    return Span(file, line, len(text) - len(text.lstrip()) + 1)


def _short(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


@dataclass(frozen=True)
class Diagnostic:
    """Something that is wrong, at a place. What its rule is, how severe, and what to do in general, the catalogue says.

    `hint` is what to do here. `subject` is the item, exam or question that has it, `related` the other places that it speaks of.
    """

    rule: str
    message: str
    span: Span | None = None
    hint: str = ""
    subject: str = ""
    related: tuple[Span, ...] = ()

    @property
    def severity(self) -> Severity:
        return catalogue.rule(self.rule).severity

    @property
    def remedy(self) -> str:
        """What to do: here, or with whatever breaks this rule."""
        return self.hint or catalogue.rule(self.rule).remedy

    def __str__(self) -> str:
        place = f"{self.span}: " if self.span else ""
        others = "".join(f"; see {span}" for span in self.related)
        lines = [f"{place}{self.severity}: {self.message}{others} [{self.rule}]", *self._source()]
        # What an author may leave as it is needs a reason to change it; a mistake is plain from its message.
        hint = self.hint or (self.remedy if catalogue.rule(self.rule).scope else "")
        if hint:
            lines.append(f"  hint: {hint}")
        return "\n".join(lines)

    def _source(self) -> list[str]:
        if self.span is None or not self.span.line:
            return []
        try:
            line = line_of(self.span.file, self.span.line)
        except (OSError, UnicodeError, IndexError):
            return []
        if len(line) > 160:
            return []
        caret = "".join("　" if ord(c) > 0x2E80 else " " for c in line[: self.span.column - 1])
        return [f"  | {line}", f"  | {caret}^"] if self.span.column else [f"  | {line}"]


class HwgenError(Exception):
    """An error that the user can fix: it carries every diagnostic, and the exit code."""

    exit_code = 1

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("\n".join(map(str, diagnostics)))
        self.diagnostics = diagnostics

    def __reduce__(self) -> tuple[type[HwgenError], tuple[Diagnostic, ...]]:
        return type(self), self.diagnostics


class CourseError(HwgenError):
    """The course holds errors."""


class UsageError(HwgenError):
    exit_code = 2


class Unsound(CourseError):
    """A platform would refuse a file, or spoil it: that is a bug of ours or of an item."""


class MissingProgram(HwgenError):
    exit_code = 3


class TypesettingFailed(HwgenError):
    exit_code = 4


class NoPaper(HwgenError):
    """No paper fits the plan."""

    exit_code = 5


def known_rule(id: str) -> catalogue.Rule:
    """Raises UsageError for a rule that the catalogue does not have."""
    if id not in catalogue.rules():
        raise UsageError(
            Diagnostic("unknown-rule", f"there is no rule `{id}`", None, did_you_mean(id, catalogue.rules()))
        )
    return catalogue.rule(id)


# So many known words are listed.
LISTED = 12


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the closest known word, or known words where none is close: all, or how many more there are."""
    words = sorted(known)
    if meant := perhaps(word, words):
        return meant
    more = f" and {len(words) - LISTED} more" if len(words) > LISTED else ""
    return "known: " + ", ".join(f"`{w}`" for w in words[:LISTED]) + more if words else ""


def perhaps(word: str, known: Collection[str]) -> str:
    """A hint that names what is called so or spelled almost so; an empty string where nothing is."""
    match othernames.meant(word, known):
        case (first, second):
            return f"did you mean `{first}` or `{second}`?"
        case (name,):
            return f"did you mean `{name}`?"
    alike = [name for name in known if name.lower() == word.lower()]
    near = alike[0] if alike else closest(word, known)
    return f"did you mean `{near}`?" if near else ""


def closest(word: str, known: Iterable[str], *, alike: float = 0.6) -> str:
    """The known word that is spelled most like `word`; an empty string where none is close."""
    import difflib

    return next(iter(difflib.get_close_matches(word, sorted(known), n=1, cutoff=alike)), "")


def counted(count: float, noun: str) -> str:
    """The noun with its number: `1 error`, `2 entries`."""
    number = f"{count:g}" if isinstance(count, float) else str(count)
    if number == "1":
        return f"1 {noun}"
    return f"{number} {noun[:-1]}ies" if noun.endswith("y") and noun[-2] not in "aeiou" else f"{number} {noun}s"
