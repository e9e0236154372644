"""How a stem is laid out: where the place for the answer stands, and whether its drawing stands beside what follows."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import assert_never

from hwgen.content.picture import Label, Mark, Picture, one_language
from hwgen.content.tabular import PADDING, line_length
from hwgen.content.tree import (
    Block,
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
    joined,
)
from hwgen.exam.model import Question
from hwgen.kinds import ChoiceAnswer, NumericAnswer, ShortAnswerAnswer
from hwgen.writers.printed.measures import tex_width, width

# In millimetres, the widest drawing that stands beside text, and the widest that is made as small as that; in half em, the
# widest formula that stands beside a drawing, and in em the widest table.
BESIDE = 84
SHRUNK = 95
NARROW = 30
NARROW_TABLE = 18
# In millimetres: half an em of a label, and what is between a label and its place.
LETTER = 9 * 25.4 / 72 / 2
KERN = 0.6
BEFORE = {"west": 0.0, "east": 1.0}
# A blank in a text, and one that a word or two can be written into.
BLANK = re.compile(r"_{2,}")
ROOM = "_" * 16


def in_rows(content: Blocks) -> Iterator[Block | tuple[Picture, ...]]:
    """Blocks, and in place of drawings that follow one another these together: they stand side by side."""
    for _, run in groupby(content, lambda block: isinstance(block, Figure)):
        blocks = tuple(run)
        drawings = tuple(b.picture for b in blocks if isinstance(b, Figure) and isinstance(b.picture, Picture))
        if len(drawings) == len(blocks) > 1:
            yield drawings
        else:
            yield from blocks


@dataclass(frozen=True)
class Stem:
    """Blocks up to the `slot`, where the answer is written, and after it. A `drawing` stands beside all but `before`.

    If `inner` begins with `tables`, it stands beside them alone, and the rest has the whole line `below` it.
    """

    before: Blocks
    inner: Blocks
    rest: Blocks
    drawing: Picture | None = None
    slot_inside: bool = False
    tables: int = 0

    @property
    def aside(self) -> Blocks:
        """What of `inner` stands beside the drawing."""
        return self.inner[: self.tables] if self.tables else self.inner

    @property
    def below(self) -> Blocks:
        return self.inner[self.tables :] if self.tables else ()

    @property
    def width(self) -> int:
        """Millimetres that the drawing takes, beside which the rest stands."""
        return math.ceil(min(self.drawing.width, BESIDE)) if self.drawing else 0

    @property
    def opens_with_text(self) -> bool:
        """Whether its number can stand in the first line of a paragraph."""
        return opens_with_text((*self.before, *self.inner, *self.rest))

    @property
    def shows(self) -> bool:
        """Whether a reader looks from the text to something else."""
        return self.drawing is not None or shows((*self.before, *self.inner, *self.rest))

    @property
    def asks_below(self) -> bool:
        """Whether `before` ends with a paragraph that asks about what is shown above it, and has its options below it."""
        return not self.rest and shows(self.before[:-1]) and isinstance(self.before[-1], Para)

    @property
    def has_rows(self) -> bool:
        """Whether there is a formula of several rows, such as a matrix."""
        content = (*self.before, *self.inner, *self.rest)
        return any(isinstance(block, DisplayMath) and r"\\" in block.tex for block in content)


def opens_with_text(content: Blocks) -> bool:
    """Whether what stands before it, such as a keyword, has words behind it in its line."""
    return isinstance(next(iter(content), None), Para)


def shows(content: Blocks) -> bool:
    """Whether there is a drawing, a program or a table in a text."""
    return any(isinstance(block, CodeBlock | Figure | Table) for block in content)


def inline(question: Question) -> bool:
    """Whether the answer is one blank, which stands in the last line of the stem."""
    answer = question.answer
    if isinstance(answer, NumericAnswer):
        return len(answer.cells) == 1 and not answer.columns
    return isinstance(answer, ShortAnswerAnswer)


def asked_within(question: Question) -> bool:
    """Whether the stem has one blank, for the answer: a line for it behind the stem would ask for it a second time."""
    answer = question.answer
    unit = isinstance(answer, NumericAnswer) and answer.cells[0].value.unit
    paragraphs = (joined(block.inlines) for block in question.stem if isinstance(block, Para))
    strings = (one.text for inlines in paragraphs for one in inlines if isinstance(one, Str))
    return inline(question) and not unit and sum(len(BLANK.findall(text)) for text in strings) == 1


def widened(content: Blocks) -> Blocks:
    """A text whose blanks have room to write in."""
    return tuple(
        replace(block, inlines=_widened(block.inlines)) if isinstance(block, Para) else block for block in content
    )


def _widened(inlines: Inlines) -> Inlines:
    return tuple(Str(BLANK.sub(ROOM, one.text)) if isinstance(one, Str) else one for one in joined(inlines))


def stem(question: Question, context: Blocks, *, large: bool) -> Stem:
    """The stem of a question with the context that no other question shares."""
    content = (*context, *question.stem)
    ends = [i + 1 for i, block in enumerate(content) if isinstance(block, Para)]
    follows = question.answer.layout == "choice"
    slot = ends[-1] if ends and follows else len(content)
    if large or not (inline(question) or question.answer.layout in ("essay", "truefalse") or _narrow_options(question)):
        return Stem(content[:slot], (), content[slot:])
    return _beside(content, slot, follows=follows)


def shared(context: Blocks, *, large: bool) -> Stem:
    """A context that several questions share."""
    return Stem(context, (), ()) if large else _beside(context, len(context), follows=False)


def _beside(content: Blocks, slot: int, *, follows: bool) -> Stem:
    """`follows` says that options come after the content."""
    figures = [(i, block.picture) for i, block in enumerate(content) if isinstance(block, Figure)]
    whole = Stem(content[:slot], (), content[slot:])
    if len(figures) != 1:
        return whole
    at, drawing = figures[0]
    if not (isinstance(drawing, Picture) and drawing.width <= SHRUNK and all(map(_narrow, content[at + 1 :]))):
        return whole
    drawing = with_labels(drawing)
    if slot > at + 1:
        first = _before_tables(content, at)
        inner = content[first:at] + content[at + 1 : slot]
        return Stem(content[:first], inner, content[slot:], drawing, slot_inside=True, tables=at - first)
    if slot == at and follows:
        return Stem(content[:at], (), content[at + 1 :], drawing)
    if at and at + 1 == len(content) and _narrow(content[at - 1]):
        first = _before_tables(content, at - 1)
        return Stem(content[:first], content[first:at], (), drawing, slot_inside=True, tables=at - 1 - first)
    return whole


def _before_tables(content: Blocks, end: int) -> int:
    """Where narrow tables begin that end at a place: they stand beside the drawing, but below the beginning of the stem."""
    first = end
    while first > 1 and _narrow_table(content[first - 1]):
        first -= 1
    return first


def _narrow_table(block: object) -> bool:
    """Whether it is a table that can be set in half of the line with no cell broken."""
    if not isinstance(block, Table):
        return False
    columns = zip(block.head, *block.rows, strict=True)
    return sum(max(map(line_length, column)) + PADDING for column in columns) <= NARROW_TABLE


def with_labels(drawing: Picture) -> Picture:
    """A drawing that is wide enough for its labels at its left, too: a chart is planned for type that is smaller than that of a page."""
    over = max((-_left(mark) for mark in drawing.marks if isinstance(mark, Label)), default=0.0)
    if over <= 0:
        return drawing
    marks = tuple(_moved(mark, round(over, 2)) for mark in drawing.marks)
    return replace(drawing, width=round(drawing.width + over, 2), marks=marks)


def _left(label: Label) -> float:
    """Where a label begins on a page."""
    part = BEFORE.get(label.anchor, 0.5)
    return label.at[0] - part * width(one_language(label.text)) * LETTER - (2 * part - 1) * KERN


def _moved(mark: Mark, across: float) -> Mark:
    if isinstance(mark, Label):
        return replace(mark, at=(round(mark.at[0] + across, 2), mark.at[1]))
    return replace(mark, points=tuple((round(x + across, 2), y) for x, y in mark.points))


def _narrow_options(question: Question) -> bool:
    answer = question.answer
    return isinstance(answer, ChoiceAnswer) and all(
        not isinstance(option.body, Picture) and all(map(_narrow, option.body)) for option in answer.options
    )


def _narrow(block: object) -> bool:
    """Whether it can be set in half of the line."""
    if isinstance(block, Para):
        return all(tex_width(tex) <= NARROW for tex in _formulas(block.inlines))
    return isinstance(block, Bullets | Numbered) and all(_narrow(inner) for item in block.items for inner in item)


def _formulas(inlines: Inlines) -> Iterator[str]:
    for inline in inlines:
        match inline:
            case Math(tex):
                yield tex
            case Emph(inner) | Strong(inner):
                yield from _formulas(inner)
            case Str() | Code() | Ref() | LineBreak():
                pass
            case _:
                assert_never(inline)
