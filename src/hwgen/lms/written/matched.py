"""Matchings as publishers write them: entries with letters, entries with numbers, and a letter as the answer to each number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from hwgen.lms.written.arranged import LETTERED
from hwgen.lms.written.draft import Draft
from hwgen.lms.written.folding import folded
from hwgen.lms.written.labelled import take_field
from hwgen.lms.written.lines import BEFORE_NUMBER, Heading, behind, heading, label, parts, start, unmarked
from hwgen.numerals import machine

WORD = re.compile(r"match|匹配|配对|配伍|连线|连连看", re.I)
COLUMNS = re.compile(r"\t+|\s{2,}")
LETTER = re.compile(r"\s*[(\[]?([A-Za-z])[)\]]?\s*[.]?\s*")
POINTS = re.compile(r"\d{1,3}(?:\.\d{1,2})?")
# A longer one is none that fits on a page.
MOST_LINES = 400


@dataclass(frozen=True)
class Matching:
    """Lines of a file from `first` up to `last`, both counted, and what they ask."""

    first: int
    last: int
    draft: Draft


def matchings(lines: Sequence[str]) -> Iterator[Matching]:
    """Those that stand below a heading which calls them so, if each number has its letter; others are left to be read as lists."""
    at = 0
    while at < len(lines):
        above = heading(lines[at]) if WORD.search(lines[at]) else None
        at += 1
        while above and above.sort == "match" and (draft := _matching(lines, at, above)):
            yield draft
            at = draft.last


def _matching(lines: Sequence[str], at: int, above: Heading) -> Matching | None:
    read = _Reader()
    first = last = 0
    for number, line in enumerate(lines[at : at + MOST_LINES], at + 1):
        if not line.strip():
            continue
        if not read.take(unmarked(line)):
            break
        first, last = first or number, number
    return Matching(first, last, read.draft(first, above)) if read.complete else None


@dataclass
class _Reader:
    """`lettered` and `numbered` are the entries by their signs, `answers` the letters by numbers, `about` what else is said."""

    intro: list[str] = field(default_factory=list)
    lettered: dict[str, str] = field(default_factory=dict)
    numbered: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    about: Draft = field(default_factory=lambda: Draft(0))
    points: list[str] = field(default_factory=list)
    # The side and the sign of the latest entry.
    latest: tuple[dict[str, str], str] | None = None

    @property
    def complete(self) -> bool:
        answered = self.answers.keys() == self.numbered.keys() and set(self.answers.values()) <= self.lettered.keys()
        return answered and len(self.numbered) > 1 and len(self.lettered) > 1

    def take(self, line: str) -> bool:
        """Whether a line belongs to the matching."""
        if (above := heading(line)) and above.sort:
            return False
        if label(line):
            return bool(self.numbered) and self.says(next(reversed(self.numbered)), line)
        begun = start(asked := behind(line))
        if begun and label(rest := asked[begun.place :]):
            return begun.number in self.numbered and self.says(begun.number, rest)
        if begun is None and self.numbered and next(reversed(self.numbered)) in self.answers:
            # Nothing but another number follows an answer.
            return False
        before = BEFORE_NUMBER.match(folded(line))
        if before and (letter := before["line"] or before["answer"]) and begun:
            self.answers[begun.number] = letter
            asked = line[before.end() :]
        return all(self.entry(piece) for piece in COLUMNS.split(asked.strip()))

    def entry(self, piece: str) -> bool:
        """Takes an entry of either side, or more of what stands above or before it."""
        if begun := start(piece):
            if begun.number in self.numbered:
                return False
            self.latest = self.numbered, begun.number
            self.numbered[begun.number] = piece[begun.place :].strip()
        elif letter := LETTERED.match(folded(piece)):
            self.latest = self.lettered, letter[1].upper()
            self.lettered[letter[1].upper()] = piece[letter.end() :].strip()
        elif self.latest:
            side, sign = self.latest
            side[sign] = f"{side[sign]} {piece.strip()}".strip()
        else:
            self.intro.append(piece.strip())
        return True

    def says(self, number: str, line: str) -> bool:
        """Takes the answer to a number, and what else stands behind it; False for what is no letter, and for a second one."""
        for part in parts(line):
            name, text = label(part) or ("note", part)
            if name == "answer":
                letter = LETTER.fullmatch(folded(text))
                if not letter or number in self.answers:
                    return False
                self.answers[number] = letter[1].upper()
            elif name == "points":
                self.points.append(text)
            else:
                take_field(self.about, name, text)
        return True

    def draft(self, line: int, above: Heading) -> Draft:
        draft = self.about
        each = self.points or [above.points] * len(self.numbered)
        worth = [Fraction(points) for points in each if POINTS.fullmatch(points)]
        draft.line, draft.sort, draft.points = line, "match", machine(sum(worth)) if worth else ""
        draft.stem = "\n".join(self.intro) or above.title
        draft.answer = ", ".join(f"{number}-{letter}" for number, letter in self.answers.items())
        draft.tags = list(dict.fromkeys(draft.tags))
        draft.pairs = [(text, self.lettered[self.answers[number]]) for number, text in self.numbered.items()]
        draft.pairs += [("", text) for letter, text in self.lettered.items() if letter not in self.answers.values()]
        return draft
