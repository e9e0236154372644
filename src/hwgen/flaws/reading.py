"""An item as an editor reads it: each text with what it is for, and its words apart from formulas and code."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, assert_never, get_args

from hwgen.bank.about import Spelling
from hwgen.bank.items import BankItem
from hwgen.bank.tables import Term
from hwgen.calculators import Calculator
from hwgen.content.chart import Chart, numbers
from hwgen.content.markup import parsed
from hwgen.content.picture import Picture
from hwgen.content.tokens import Places
from hwgen.content.tree import (
    Blocks,
    Bullets,
    Code,
    CodeBlock,
    DisplayMath,
    Emph,
    Figure,
    Inlines,
    LineBreak,
    Math,
    Numbered,
    Para,
    Ref,
    Str,
    Strong,
    Table,
)
from hwgen.errors import CourseError
from hwgen.fields import Record
from hwgen.kinds.kind import Passage
from hwgen.problem.computed import Computed
from hwgen.problem.parts import Part, Problem
from hwgen.problem.parts import passages as texts
from hwgen.proof.arithmetic import NEAR
from hwgen.proof.claims import SLOT
from hwgen.text import Language, Text

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# What stands in `Prose.visible` for a formula, a piece of code, a figure or a program, and a reference.
MATH, CODE, BLOCK, REFERENCE = "\ue000", "\ue001", "\ue002", "\ue003"
# Stands before each cell of a table: a space, as far as rules are concerned.
CELL = "\x1f"
SIGNS = {"math": MATH, "code": CODE, "fence": BLOCK, "figure": BLOCK, "reference": REFERENCE}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: words, or what it is instead; what is inside; its place in `visible` and in the source."""

    kind: str
    inside: str
    at: int
    places: Places

    @property
    def start(self) -> int:
        return self.places[0]


@dataclass(frozen=True, slots=True)
class Prose:
    """The words of a text as they are printed. In `visible` one sign stands for each formula and each piece of code."""

    visible: str
    parts: tuple[Piece, ...] = ()

    @property
    def pieces(self) -> Iterator[Piece]:
        """What is not words."""
        return (part for part in self.parts if part.kind != "words")

    def offset(self, at: int) -> int:
        """Where the character `at` of `visible` stands in the source."""
        i = bisect_right(self.parts, at, key=lambda part: part.at) - 1
        if i < 0:
            return at if not self.parts else self.parts[0].start
        part = self.parts[i]
        behind = at - part.at
        return part.places[behind] if behind < len(part.places) else part.places[-1] + 1

    def of(self, kind: str) -> Iterator[Piece]:
        return (part for part in self.parts if part.kind == kind)

    def filled(self, inside: Callable[[Piece], str]) -> str:
        """The text with what `inside` says of each piece in the place of its sign."""
        result: list[str] = []
        end = 0
        for piece in self.pieces:
            result += (self.visible[end : piece.at], inside(piece))
            end = piece.at + 1
        return "".join((*result, self.visible[end:])).strip()


@lru_cache(maxsize=4096)
def prose(text: str) -> Prose:
    """What cannot be parsed is words as it stands."""
    try:
        known = parsed(text, lambda name: Picture(0, 0, (), name))
    except CourseError:
        return Prose(str(text))
    reader = _Reader(known.places)
    reader.blocks(known.blocks)
    return Prose("".join(reader.visible), tuple(reader.parts))


def is_readable(passage: Passage) -> bool:
    """Whether a text says something in each language and could be parsed: what could not has no parts."""
    return all(prose(text).parts for text in passage.text.values())


class _Reader:
    """Goes through a text as it is printed."""

    def __init__(self, places: Iterable[Places]) -> None:
        self.places = iter(places)
        self.visible: list[str] = []
        self.parts: list[Piece] = []
        self.length = 0

    def blocks(self, blocks: Blocks) -> None:
        for block in blocks:
            match block:
                case Para(inlines):
                    self.line()
                    self.inlines(inlines)
                case DisplayMath(tex):
                    self.line()
                    self.piece("math", tex)
                case CodeBlock(text, language, numbered):
                    self.line()
                    self.piece("fence", f"{language}{' numbered' * numbered}\n{text}")
                case Figure(picture):
                    self.line()
                    self.piece("figure", str(picture.alt))
                case Bullets(items) | Numbered(items):
                    for item in items:
                        self.blocks(item)
                case Table(head, rows):
                    for row in (head, *rows):
                        self.line()
                        for cell in row:
                            self.write(CELL)
                            self.inlines(cell)
                case _:
                    assert_never(block)

    def inlines(self, inlines: Inlines) -> None:
        for inline in inlines:
            match inline:
                case Str(text):
                    self.words(text)
                case Emph(inside) | Strong(inside):
                    self.inlines(inside)
                case Code(text):
                    self.piece("code", text)
                case Math(tex):
                    self.piece("math", tex)
                case Ref(question):
                    self.piece("reference", question)
                case LineBreak():
                    self.words("\n")
                case _:
                    assert_never(inline)

    def write(self, text: str) -> None:
        self.visible.append(text)
        self.length += len(text)

    def line(self) -> None:
        if self.visible:
            self.write("\n")

    def words(self, text: str) -> None:
        places = next(self.places)
        if text:
            self.parts.append(Piece("words", text, self.length, places))
            self.write(text)

    def piece(self, kind: str, inside: str) -> None:
        self.parts.append(Piece(kind, inside, self.length, next(self.places)))
        self.write(SIGNS[kind])


def table_rows(text: str) -> list[list[str]]:
    """The cells of each row of the tables in what is seen of a text."""
    return [line.split(CELL)[1:] for line in text.splitlines() if line.startswith(CELL)]


def beside_tables(text: str) -> list[str]:
    """The other lines."""
    return [line for line in text.splitlines() if not line.startswith(CELL)]


def off_at_most(part: Computed) -> float:
    """How far a value may be from one that a question shows: half of a last digit, or what floats lose."""
    return NEAR if part.places is None else 0.51 * 10.0**-part.places


def is_sample(visible: str, at: int) -> bool:
    """Whether words are quoted or stand in a table: what a question speaks of, not what it says."""
    line = visible[visible.rfind("\n", 0, at) + 1 : at]
    return line.startswith(CELL) or line.count("“") > line.count("”")


# What stands in a formula for nothing but its looks.
SPACING = re.compile(r"\s|\\[,;:! ]|\\quad|\\qquad|\{,\}")
COMMAND = re.compile(r"\\(?:text|mathrm|mathbf|operatorname)\b|\\[A-Za-z]+|[\\{}^_&\s]")


@lru_cache(maxsize=4096)
def spoken(text: str) -> str:
    """A text as it is seen in a line, its formulas roughly so: for comparing lengths, words and values."""
    return prose(text).filled(_roughly)


def _roughly(piece: Piece) -> str:
    match piece.kind:
        case "math":
            return COMMAND.sub(_sign, piece.inside)
        case "code":
            return piece.inside
        case _:
            return ""


@lru_cache(maxsize=4096)
def contents(text: str) -> str:
    """All that a text holds, programs, tables, pictures and formulas, too: two texts are the same if these are."""
    return prose(text).filled(_whole)


def _whole(piece: Piece) -> str:
    match piece.kind:
        case "math":
            return SPACING.sub("", piece.inside)
        case "code":
            return piece.inside
        case _:
            return f"{SIGNS[piece.kind]}{piece.inside}{SIGNS[piece.kind]}"


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
    """What the rules see of an item; `numbers` are those of its charts, by the names that a `check` has for them; `clauses` are the conventions that are printed with it, `misconceptions` the reasons that several generators share."""

    id: str
    parts: tuple[Part, ...]
    passages: tuple[Passage, ...]
    languages: tuple[Language, ...]
    spelling: Spelling = "none"
    imported: bool = False
    source: str | None = None
    terms: tuple[Term, ...] = ()
    numbers: Mapping[str, Any] = field(default_factory=dict)
    clauses: tuple[Text, ...] = ()
    misconceptions: Mapping[str, Text] = field(default_factory=dict)
    calculator: Calculator = "none"

    @cached_property
    def texts(self) -> tuple[tuple[Language, str], ...]:
        """Every text that is written, with its language."""
        return tuple((at, passage.text[at]) for passage in self.passages for at in self.languages)

    @cached_property
    def context(self) -> Text | None:
        """The description that the questions share."""
        return next((passage.text for passage in self.passages if passage.role == "context"), None)

    def before(self, language: Language) -> str:
        """That description in a language; "" where there is none."""
        return self.context[language] if self.context else ""

    def asked(self, part: Computed, language: Language) -> str:
        """That description, and below it what a computed question asks."""
        return "\n\n".join(filter(None, (self.before(language), part.say().ask[language])))

    @cached_property
    def same_everywhere(self) -> frozenset[str]:
        """The texts that are the same in every language."""
        written = ({passage.text[at] for at in self.languages} for passage in self.passages)
        return frozenset(text for texts in written if len(texts) == 1 for text in texts)


def of_item(item: BankItem, spelling: Spelling = "none", terms: tuple[Term, ...] = ()) -> Reading:
    problem = item.problem
    charts = {
        name: chart for name, chart in problem.figures().items() if isinstance(chart, get_args(get_args(Chart)[0]))
    }
    shown = {known: values for name, chart in charts.items() for known, values in numbers(name, chart).items()}
    return Reading(
        item.id,
        problem.parts,
        tuple(filter(is_readable, passages(problem))),
        item.languages,
        spelling,
        item.imported,
        item.source,
        terms,
        shown,
        calculator=item.calculator,
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


def answers(problem: Problem) -> Iterator[Passage]:
    """The texts of computed questions beside the question itself: claims, the names of numbers and entries, reasons."""
    for part in problem.parts:
        if isinstance(part, Computed):
            wording, key = part.say(), part.value(part.key).tex()
            yield Passage("statement", Text({at: claim.replace(SLOT, key) for at, claim in wording.claim.items()}))
            yield from (Passage("label", text) for text in (*part.cells, *part.labels.values()))
            yield from (Passage("why", why) for why in wording.reasons.values())
