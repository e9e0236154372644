"""Texts that several questions share: above the questions of some numbers, and above the parts of one: (1), (2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hwgen.lms.written.draft import Draft, Sort
from hwgen.lms.written.folding import folded
from hwgen.lms.written.lines import NUMBER, SIGNED, Start, label, options, parts, start, unmarked
from hwgen.lms.written.stems import take_labels

# What says which questions share the text below it.
SHARED = re.compile(
    rf"(?:回答|完成|解答)[^\d\n]{{0,8}}?({NUMBER})\s*(?:[-~—–、]|至|到|和)+\s*第?({NUMBER})\s*(?:小?题|问题|题)|questions? ({NUMBER}) ?(?:[-–—~]|to|and) ?({NUMBER})\b",
    re.I,
)
# How parts are numbered, as the styles of lines.Start: (1), 1), ①.
STYLES = "efg"
# A part and its options have no more lines.
LONGEST = 40
# So many lines behind its first one, a question has its options or its answer.
NEAR = 12
LISTED = re.compile(r"^\s*(?:[(（]1[)）]|1[)）]|①)", re.M)


@dataclass
class Shared:
    """What the questions of some `numbers` share: it begins on a `line`; `lines` are being read, `given` are those that the first one has already."""

    line: int = 0
    numbers: range = range(0)
    lines: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)

    def above(self, number: str) -> str:
        """What stands above the question that begins now."""
        if not number.isdecimal() or int(number) not in self.numbers:
            return ""
        self.given, self.lines = [*self.given, *self.lines], []
        return "\n".join(self.given)


def shared_by(number: int, line: str) -> Shared | None:
    """The text that begins with a line which says what questions share it."""
    match = SHARED.search(folded(line))
    return (
        Shared(number, range(int(match[1] or match[3]), int(match[2] or match[4]) + 1), [line.strip()])
        if match
        else None
    )


@dataclass
class Parts:
    """The parts of a question that are being read: how they are numbered, what stands above them, and the number of the last."""

    number: str
    style: str
    context: str
    sort: Sort
    last: int = 1

    def follows(self, begun: Start, draft: Draft, lines: Sequence[str], line: int) -> bool:
        """Whether the next part begins in a line, and no entry of a list in the answer to the last one."""
        if begun.style != self.style or int(begun.number) != self.last + 1:
            return False
        listed = LISTED.search(f"{draft.answer or ''}\n{draft.explanation}")
        return _is_answered(lines, line) or (draft.answer is not None and not listed)


def parted(draft: Draft, style: str) -> tuple[Parts, str]:
    """A question as the text above its parts, and what has to be said of that."""
    take_labels(draft)
    context = "\n".join(filter(None, (draft.context, draft.stem)))
    worth = f"; its points ({draft.points}) were dropped, give each part its own" if draft.points else ""
    return Parts(draft.number, style, context, draft.sort), f"the text above its parts was put into each of them{worth}"


def has_parts(begun: Start, lines: Sequence[str], line: int) -> bool:
    """Whether the first part of a question begins in a line: it has an answer of its own, and a second part follows it."""
    if begun.style not in STYLES or begun.number != "1" or not _is_answered(lines, line):
        return False
    for other in _starts(lines[line : line + LONGEST]):
        if other.style == begun.style and other.number in ("1", "2"):
            return other.number == "2"
        if other.style not in STYLES:
            return False
    return False


def _starts(lines: Sequence[str]) -> Iterator[Start]:
    return (begun for line in lines if (begun := start(unmarked(line))))


def _is_answered(lines: Sequence[str], line: int) -> bool:
    """Whether what begins in a line has an answer or options before anything else begins."""
    first, *after = lines[line - 1 : line - 1 + LONGEST]
    if len(parts(first)) > 1 or SIGNED.search(folded(first)):
        return True
    for other in map(unmarked, after):
        if start(other):
            return False
        if options(other, "A") or ((named := label(other)) and named[0] == "answer"):
            return True
    return False


def looks_asked(lines: Sequence[str], line: int) -> bool:
    """Whether options or an answer follow behind a line before the next number."""
    for other in map(unmarked, lines[line : line + NEAR]):
        if start(other):
            return False
        if options(other, "A") or ((named := label(other)) and named[0] == "answer"):
            return True
    return False
