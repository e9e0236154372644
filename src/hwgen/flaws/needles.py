"""Words without which a pattern cannot match: whether they stand in a text is known much sooner than whether hundreds of patterns match."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

# A group by how it begins: what it only looks at, and all others.
GROUP = re.compile(r"\((?P<looking>\?<?[=!])?(?:\?(?:[a-z-]*:|P<\w+>))?")
CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
# A letter or a digit behind the sign stands for many letters, for a place, or begins a code.
ESCAPE = re.compile(r"\\(?:u\w{4}|x\w{2}|\w|(?P<letter>.))", re.DOTALL)
QUANTIFIER = re.compile(r"(?P<optional>[?*]|\{0?,\d*\}|\{0\})\??|(?:\+|\{\d+(?:,\d*)?\})\??")
ANY = frozenset([""])


@lru_cache(maxsize=4096)
def needles(pattern: str) -> frozenset[str]:
    """Strings one of which is in every text that a pattern matches, whatever the case of its letters; of a pattern that needs none, the empty one."""
    strings, end = _alternatives(pattern, 0)
    assert end == len(pattern), pattern
    return frozenset(needle.casefold() for needle in strings)


def those_in(text: str, needles: Iterable[str]) -> frozenset[str]:
    """Those of the needles that are in a text."""
    folded = text.casefold()
    return frozenset(needle for needle in needles if needle in folded)


def _alternatives(pattern: str, at: int) -> tuple[frozenset[str], int]:
    """What each alternative needs, up to the end of the group or the pattern, and where that is."""
    needed: set[str] = set()
    while True:
        pieces, at = _pieces(pattern, at)
        needed |= max(pieces, key=lambda each: min(map(len, each)))
        if pattern[at : at + 1] != "|":
            return frozenset(needed), at
        at += 1


def _pieces(pattern: str, at: int) -> tuple[Sequence[frozenset[str]], int]:
    """What is needed by the pieces of a sequence, each by itself: runs of letters, and groups."""
    pieces, run = [ANY], ""
    while at < len(pattern) and pattern[at] not in "|)":
        letter, group = "", None
        if match := GROUP.match(pattern, at):
            inner, end = _alternatives(pattern, match.end())
            group, at = ANY if match["looking"] else inner, end + 1
        elif match := CLASS.match(pattern, at):
            at = match.end()
        elif match := ESCAPE.match(pattern, at):
            letter, at = match["letter"] or "", match.end()
        else:
            letter, at = ("" if pattern[at] in ".^$" else pattern[at]), at + 1
        quantifier = QUANTIFIER.match(pattern, at)
        at = quantifier.end() if quantifier else at
        if not (quantifier and quantifier["optional"]):
            run += letter
            pieces.append(group or ANY)
        if quantifier or not letter:
            pieces.append(frozenset([run]))
            run = ""
    return [*pieces, frozenset([run])], at
