"""Lines of a YAML file that stand too far left or right, or after the end of what they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hwgen.errors import counted

_KEY = r"[A-Za-z][\w-]*"
# A key, with what stands before it and after it; `|` or `>` after it says that a text follows below.
_LINE = re.compile(rf"^(?P<indent> *)(?P<dash>- +)?(?P<key>{_KEY}): *(?P<value>.*?) *$")
_BLOCK = re.compile(r"[|>][-+]?\d?(?: +#.*)?")
# How far back the line is looked for to which another belongs.
FAR = 60


@dataclass(frozen=True)
class Likely:
    """A mistake at a line and column, both from 1."""

    line: int
    column: int
    message: str
    hint: str


# Spaces of other widths, and characters that nobody sees.
_ODD = re.compile(rf"^[ -]*(?:{_KEY}:)?(?P<odd>[\u00a0\u00ad\u1680\u180e\u2000-\u200f\u202f\u205f-\u2064\u3000\ufeff])")


# By whether it has a width, and whether it stands after a key.
_ODD_SPACES = {
    (True, False): "a space of another width stands before the text of this line: U+",
    (True, True): "a space of another width stands after the colon: U+",
    (False, False): "a character that cannot be seen stands before the text of this line: U+",
    (False, True): "a character that cannot be seen stands after the colon: U+",
}


def odd_spaces(lines: Sequence[str], stop: int) -> Iterator[Likely]:
    """Spaces that are none for YAML, before the text of a line or after its colon, at or right above the line at which the parser stopped."""
    for i in range(stop, max(stop - 4, -1), -1):
        if odd := _ODD.match(lines[i]):
            sign, key = odd["odd"], ":" in odd[0]
            message = f"{_ODD_SPACES[sign.isspace(), key]}{ord(sign):04X}"
            hint = "write an ordinary space" if key else "delete it, and indent with ordinary spaces"
            yield Likely(i + 1, odd.start("odd") + 1, message, hint)


def misplaced(lines: Sequence[str], stop: int) -> Iterator[Likely]:
    """What is wrong with the place of the line at which the parser stopped, or of one right before it."""
    before = [i for i in range(stop, max(stop - FAR, -1), -1) if lines[i].strip()]
    yield from _after_end(lines, before[:3])
    yield from _text_not_below(lines, before)
    yield from _in_open_bracket(lines, before)
    yield from _below_value(lines, before)
    yield from _without_dash(lines, before)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _after_end(lines: Sequence[str], before: Sequence[int]) -> Iterator[Likely]:
    for i in before:
        if lines[i].strip() == "...":
            yield Likely(i + 1, _indent(lines[i]) + 1, "`...` ends the file for YAML", "delete the line")


def _text_not_below(lines: Sequence[str], before: Sequence[int]) -> Iterator[Likely]:
    """A line of a text below `key: |` that stands no further right than its key, or less far than the first one."""
    for i in before[1:]:
        head = _LINE.match(lines[i])
        if not head or not _BLOCK.fullmatch(head["value"]):
            continue
        below = [j for j in reversed(before) if j > i]
        column = head.start("key")
        first = _indent(lines[below[0]])
        if first <= column and not _LINE.match(lines[below[0]]):
            hint = f"put {counted(column + 2, 'space')} before each line of the text"
            message = f"the text of `{head['key']}` does not stand further right than its key"
            yield Likely(below[0] + 1, first + 1, message, hint)
        for j in below[1:]:
            if column < _indent(lines[j]) < first:
                hint = f"put the same space before each line of the text: {first} or more"
                message = f"this line of the text of `{head['key']}` stands further left than its first one"
                yield Likely(j + 1, _indent(lines[j]) + 1, message, hint)
                return
        return


def _in_open_bracket(lines: Sequence[str], before: Sequence[int]) -> Iterator[Likely]:
    """Entries with dashes below a key after which a bracket stands open."""
    for i in before[1:3]:
        head = _LINE.match(lines[i])
        if head and head["value"] in ("{", "["):
            hint = "delete it: entries that begin with `-` on lines of their own need no brackets"
            yield Likely(i + 1, head.start("value") + 1, f"`{head['value']}` is never closed", hint)


def _below_value(lines: Sequence[str], before: Sequence[int]) -> Iterator[Likely]:
    """Entries with dashes below a key that has its value on its own line already, such as `[]`."""
    if len(before) < 2 or not lines[before[0]].lstrip().startswith("- "):
        return
    head = _LINE.match(lines[before[1]])
    if not head or head["dash"] or _indent(lines[before[0]]) < head.start("key"):
        return
    if _indent(lines[before[0]]) == head.start("key") and head["value"] and head["value"] not in ("[]", "{}"):
        yield _no_dash(head, before[1])
    elif head["value"] and not head["value"].startswith(("#", "|", ">")):
        message = f"`{head['key']}` has a value on its line, and entries of a list stand below it"
        yield Likely(before[1] + 1, head.start("value") + 1, message, "delete one of the two")


def _no_dash(head: re.Match[str], line: int) -> Likely:
    message = f"`{head['key']}` stands in the column of the dashes of a list, without a `-`"
    hint = "write `- ` before it if an entry begins here; else put as much space before it as before the keys above"
    return Likely(line + 1, head.start("key") + 1, message, hint)


def _without_dash(lines: Sequence[str], before: Sequence[int]) -> Iterator[Likely]:
    """A key in the column of the dashes of the list that it stands in."""
    head = _LINE.match(lines[before[0]]) if before else None
    if not head or head["dash"]:
        return
    column = head.start("key")
    for i in before[1:]:
        if _indent(lines[i]) == column and lines[i].lstrip().startswith("- "):
            yield _no_dash(head, before[0])
            return
        if _indent(lines[i]) < column:
            return
