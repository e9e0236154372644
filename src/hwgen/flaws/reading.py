"""An item as an editor reads it: each text with what it is for, and its words apart from formulas and code."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from hwgen.bank.about import Spelling
from hwgen.bank.items import BankItem
from hwgen.kinds.kind import Passage
from hwgen.problem.parts import Part, Problem
from hwgen.problem.parts import passages as texts
from hwgen.text import Language, Text
from hwgen.fields import Record

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# What stands in `Prose.visible` for a formula, a piece of code, a figure or a program, and a reference.
MATH, CODE, BLOCK, REFERENCE = "\ue000", "\ue001", "\ue002", "\ue003"
SIGNS = {"math": MATH, "code": CODE, "fence": f"\n{BLOCK}\n", "figure": BLOCK, "reference": REFERENCE, "mark": ""}
MARKUP = re.compile(
    r"""(?=[`~$!\[\\*])(?:
        (?<![^ \n])(?P<tick>```+|~~~+)(?P<fence>[^`\n]*\n.*?)^[ ]*(?P=tick)
      | (?P<quote>`+)(?P<code>[^`](?:.*?[^`])??)(?P=quote)(?!`)
      | \$\$(?P<display>.+?)\$\$
      | \$(?P<math>(?:\\.|[^$\\])+)\$
      | !\[[^\]]*\]\((?P<figure>[^)]*)\)
      | \[@(?P<reference>[\w-]+)\]
      | (?P<mark>\\(?=[^\w\s])|(?<!\\)(?:\*\*|(?<![\w*])\*(?=\w)|(?<=\w)\*(?![\w*]))))""",
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Markup in a text: what it is, what is inside, its place in `visible` and in the source."""

    kind: str
    inside: str
    at: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Prose:
    """The words of a text. In `visible` one sign stands for each formula and each piece of code, and marks are left out."""

    visible: str
    pieces: tuple[Piece, ...] = ()

    def offset(self, at: int) -> int:
        """Where the character `at` of `visible` stands in the source."""
        i = bisect_right(self.pieces, at, key=lambda piece: piece.at) - 1
        if i < 0:
            return at
        piece = self.pieces[i]
        behind = at - piece.at - len(SIGNS[piece.kind])
        return piece.start if behind < 0 else piece.end + behind

    def of(self, kind: str) -> Iterator[Piece]:
        return (piece for piece in self.pieces if piece.kind == kind)


@lru_cache(maxsize=4096)
def prose(text: str) -> Prose:
    if not any(sign in text for sign in "$`*\\[~"):
        return Prose(str(text))
    visible: list[str] = []
    pieces = []
    length = end = 0
    for found in MARKUP.finditer(text):
        kind = str(found.lastgroup)
        inside = found[kind]
        kind = "math" if kind == "display" else kind
        before = text[end : found.start()]
        pieces.append(Piece(kind, inside, length + len(before), found.start(), found.end()))
        visible += (before, SIGNS[kind])
        length += len(before) + len(SIGNS[kind])
        end = found.end()
    return Prose("".join((*visible, text[end:])), tuple(pieces))


def is_sample(visible: str, at: int) -> bool:
    """Whether words are quoted or stand in a table: what a question speaks of, not what it says."""
    line = visible[visible.rfind("\n", 0, at) + 1 : at]
    return line.startswith("|") or line.count("“") > line.count("”")


COMMAND = re.compile(r"\\(?:text|mathrm|mathbf|operatorname)\b|\\[A-Za-z]+|[\\{}^_&\s]")


@lru_cache(maxsize=4096)
def spoken(text: str) -> str:
    """A text as it is seen, its formulas roughly so: for comparing lengths and values."""
    read = prose(text)
    result, end = [], 0
    for piece in read.pieces:
        result.append(read.visible[end : piece.at])
        end = piece.at + len(SIGNS[piece.kind])
        if piece.kind == "math":
            result.append(COMMAND.sub(_sign, piece.inside))
        elif piece.kind == "code":
            result.append(piece.inside)
    return "".join((*result, read.visible[end:])).strip()


def _sign(command: re.Match[str]) -> str:
    name = command[0]
    if name == "\\times":
        return "×"
    return (
        ""
        if name in ("\\text", "\\mathrm", "\\mathbf", "\\operatorname", "\\left", "\\right") or len(name) == 1
        else "¤"
    )


@lru_cache(maxsize=64)
def width(text: str) -> int:
    """How broad a text is printed, in half-width signs."""
    return sum(2 if (c >= "\u2e80" and c < "\ue000") or c > "\uff00" else 1 for c in spoken(text))


@dataclass(frozen=True)
class Reading:
    """What the rules see of an item."""

    id: str
    parts: tuple[Part, ...]
    passages: tuple[Passage, ...]
    languages: tuple[Language, ...]
    spelling: Spelling = "none"
    imported: bool = False
    source: str | None = None

    @cached_property
    def texts(self) -> tuple[tuple[Language, str], ...]:
        """Every text that is written, with its language."""
        return tuple((at, passage.text[at]) for passage in self.passages for at in self.languages)


def of_item(item: BankItem, spelling: Spelling = "none") -> Reading:
    problem = item.problem
    return Reading(
        item.id, problem.parts, tuple(passages(problem)), item.languages, spelling, item.imported, item.source
    )


def passages(problem: Problem) -> Iterator[Passage]:
    """The texts of a problem that say anything, and the captions of its charts."""
    yield from (passage for passage in texts(problem) if any(passage.text.values()))
    for chart in problem.figures().values():
        if isinstance(chart, Record):
            yield from _captions(chart)


def _captions(thing: object) -> Iterator[Passage]:
    match thing:
        case Text():
            yield Passage("caption", thing)
        case Record():
            for value in vars(thing).values():
                yield from _captions(value)
        case (Record(), *_):
            for value in thing:
                yield from _captions(value)
        case _:
            pass
