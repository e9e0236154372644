"""A group of questions as rows of the spreadsheet, and rows as the file."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import assert_never

from hwgen.exam.model import Group, Question
from hwgen.kinds import (
    LETTERS,
    Answer,
    ChoiceAnswer,
    EssayAnswer,
    MatchingAnswer,
    NumericAnswer,
    OrderingAnswer,
    ShortAnswerAnswer,
    TrueFalseAnswer,
)
from hwgen.lms.adapter import Category, ExportOptions, Piece
from hwgen.lms.chaoxing.columns import (
    APART,
    BLANK,
    COLUMNS,
    ESSAY,
    LONGEST_CELL,
    MATCH,
    MATCHING,
    MOST_OPTIONS,
    SEVERAL,
    SINGLE,
    TRUTH,
    TRUTHS,
    difficulty,
    folder,
    pairs,
)
from hwgen.lms.chaoxing.texts import Cell
from hwgen.lms.detours import WHOLE, as_asked, by_cells
from hwgen.lms.labels import clean, new_id, part_of
from hwgen.lms.stems import stem
from hwgen.lms.texts import texts_of
from hwgen.numerals import machine
from hwgen.words.words import Words
from hwgen.writers.dialect import PAGE
from hwgen.writers.loss import Loss
from hwgen.writers.tables import CREATED


def pieces(
    groups: Sequence[Group], languages: Sequence[Words], taken: set[str], copy: int, options: ExportOptions
) -> Iterator[Piece]:
    scribe = _Scribe(groups[0], languages[0], copy)
    for question in groups[0].questions:
        for cell, asked in enumerate(by_cells(question), 1):
            yield scribe.piece(question, asked, taken, cell if asked is not question else 0)


def pack(placed: Sequence[tuple[Category, Piece]]) -> bytes:
    """One sheet; the folder of a question is that of its exam or, in a pool, of its item."""
    from xlsxwriter import Workbook

    data = io.BytesIO()
    book = Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": CREATED})
    sheet = book.add_worksheet()
    for j, title in enumerate(COLUMNS):
        sheet.write_string(0, j, title)
    for i, (category, piece) in enumerate(placed, 1):
        for j, text in enumerate([folder(category.names), *json.loads(piece.data)]):
            if text:
                sheet.write_string(i, j, clean(text))
    book.close()
    return data.getvalue()


@dataclass(frozen=True)
class _Row:
    """What stands in a row: the kind, the texts below the stem, the answer, reasons, and the options."""

    kind: str
    answer: str
    below: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    tag: str = ""


@dataclass(frozen=True)
class _Scribe:
    group: Group
    words: Words
    copy: int

    @cached_property
    def refs(self) -> dict[str, int]:
        return {question.id: place for place, question in enumerate(self.group.questions, 1)}

    def piece(self, kept: Question, asked: Question, taken: set[str], cell: int) -> Piece:
        """A question, or the blank of this number of a table."""
        shown = as_asked(asked, ordering=False)
        cells = Cell(self.words, self.refs)
        text = cells.blocks(stem(texts_of(self.group, (self.words,), PAGE), self.group, self.words, shown))
        row = self.row(cells, shown, kept, cell)
        lost = [*(_losses(kept, row.kind) if cell < 2 else ()), *cells.lost]
        explained = "\n".join(filter(None, (cells.blocks(asked.explanation), *row.reasons)))
        count = len(kept.answer.cells) if isinstance(kept.answer, NumericAnswer) else 1
        id = new_id(self.group, kept, self.copy, taken, cell)
        data = (
            *(row.kind, "\n".join((text, *row.below)), "", "", row.answer, explained),
            *(difficulty(self.group.difficulty), self.group.topic, APART.join(filter(None, (id, row.tag)))),
            *(str(len(row.options)) if row.options else "", *row.options),
        )
        if len(row.options) > MOST_OPTIONS or max(map(len, data)) > LONGEST_CELL:
            return Piece("", b"", (), "", (Loss(self.group, kept, WHOLE),))
        part = part_of(self.group, kept, cell)
        losses = tuple(Loss(self.group, kept, what) for what in dict.fromkeys(lost))
        return Piece(id, json.dumps(data).encode(), (asked,), row.kind, losses, part, share=1 / count)

    def row(self, cells: Cell, asked: Question, kept: Question, cell: int) -> _Row:
        answer: Answer = asked.answer
        match answer:
            case TrueFalseAnswer(true):
                return _Row(TRUTH, "A" if true else "B", options=TRUTHS)
            case ChoiceAnswer(options, several):
                whys = ((letter, cells.blocks(option.why)) for letter, option in answer.lettered())
                reasons = tuple(f"{letter}. {why}" for letter, why in whys if why)
                shown = tuple(cells.body(option.body) for option in options)
                return _Row(SEVERAL if several else SINGLE, answer.letters, (), reasons, shown)
            case NumericAnswer((only,)):
                return _blanks([machine(Fraction(only.value.shown))], cells.which(kept, cell))
            case ShortAnswerAnswer(accepted=accepted):
                return _blanks(accepted[:1])
            case MatchingAnswer():
                return self.matching(cells, answer, by_numbers=isinstance(kept.answer, OrderingAnswer))
            case EssayAnswer(model, rubric):
                lines = tuple(f"{line.points}: {cells.blocks(line.text)}" for line in rubric)
                return _Row(ESSAY, cells.blocks(model), reasons=lines)
            case NumericAnswer() | OrderingAnswer():
                raise TypeError("tables are asked blank by blank, orderings as matchings")
            case _:
                assert_never(answer)

    def matching(self, cells: Cell, answer: MatchingAnswer, *, by_numbers: bool) -> _Row:
        """The right entries are options, to which the numbers of the left ones lead.

        Where there are columns for fewer, and in an ordering, the letter of an entry or the number of its place is written into a blank.
        """
        lefts = [f"({i}) {cells.body(entry.body)}" for i, entry in enumerate(answer.left, 1)]
        rights = tuple(cells.body(entry.body) for entry in answer.right)
        if by_numbers and not answer.repeats:
            signs: Sequence[str] = rights
            above = [self.words["platform.places"]]
        elif by_numbers or len(rights) > MOST_OPTIONS:
            signs, above = LETTERS, [f"{letter}. {right}" for letter, right in zip(LETTERS, rights, strict=False)]
        else:
            return _Row(MATCH, pairs([LETTERS[i] for i in answer.key]), tuple(lefts), (), rights)
        return _blanks([signs[i] for i in answer.key], (*above, *(f"{left} ____" for left in lefts)), MATCHING)


def _blanks(answers: Sequence[str], below: tuple[str, ...] = (), tag: str = "") -> _Row:
    """Blanks whose answers stand, one in each column, where other kinds have their options."""
    return _Row(BLANK, APART.join(answers), below, (), tuple(answers) if len(answers) <= MOST_OPTIONS else (), tag)


def _losses(question: Question, kind: str) -> Iterator[str]:
    answer = question.answer
    if question.points != 1:
        yield "the points: they are set on the platform"
    match answer:
        case NumericAnswer(cells):
            if len(cells) > 1:
                yield "the table: each blank becomes a question of its own"
            if any(cell.tolerance for cell in cells):
                yield "the tolerance: only the number as it is written is right"
            if any(cell.wrong for cell in cells):
                yield "numbers from known mistakes, and their feedback"
        case ChoiceAnswer(several=several, deduct=deduct):
            if several:
                yield "how several right options are marked"
            if deduct:
                yield "that a wrong option takes points off"
        case ShortAnswerAnswer(accepted=accepted, case=case):
            if len(accepted) > 1:
                yield "other spellings than the first"
            if case:
                yield "that capitals count"
        case MatchingAnswer():
            if kind == BLANK:
                yield "the matching: letters are filled into blanks"
        case OrderingAnswer():
            yield "the order: the place of each entry is filled into a blank"
        case EssayAnswer(template=template):
            if template:
                yield "the text that the answer begins with"
        case TrueFalseAnswer():
            pass
        case _:
            assert_never(answer)
