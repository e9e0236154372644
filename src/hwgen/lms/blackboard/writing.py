"""A group of questions as lines for the upload of questions; what a line cannot say is a loss."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import assert_never

from hwgen.content.picture import Picture
from hwgen.content.tree import Blocks, Figure
from hwgen.exam.model import Group, Question
from hwgen.kinds import (
    LETTERS,
    Answer,
    ChoiceAnswer,
    EssayAnswer,
    MatchingAnswer,
    NumericAnswer,
    OrderingAnswer,
    Placed,
    ShortAnswerAnswer,
    TrueFalseAnswer,
)
from hwgen.lms.adapter import Category, ExportOptions, Piece
from hwgen.lms.blackboard.fields import MATCHING, MOST_BLANKS, bare, field, note
from hwgen.lms.blackboard.texts import Text
from hwgen.lms.detours import BY_NUMBERS, WHOLE, as_asked, by_cells
from hwgen.lms.labels import clean, new_id, part_of
from hwgen.lms.moodle.writing.marks import in_words, interval
from hwgen.lms.stems import stem
from hwgen.lms.texts import texts_of
from hwgen.words.words import Words
from hwgen.writers.dialect import PAGE
from hwgen.writers.loss import Loss

RIGHT = {True: "correct", False: "incorrect"}


def pieces(
    groups: Sequence[Group], languages: Sequence[Words], taken: set[str], copy: int, options: ExportOptions
) -> Iterator[Piece]:
    scribe = _Scribe(groups[0], languages[0], copy, options.ordering)
    for question in groups[0].questions:
        for cell, asked in enumerate(by_cells(question), 1):
            yield scribe.piece(question, asked, taken, cell if asked is not question else 0)


def pack(placed: Sequence[tuple[Category, Piece]]) -> bytes:
    """A line for each question and no empty one; the format has no categories."""
    return b"".join(piece.data for _, piece in placed)


@dataclass(frozen=True)
class _Line:
    """What stands in a line: the kind, texts below the stem, and the fields behind it. `tags` join the note."""

    kind: str
    fields: tuple[str, ...]
    below: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Scribe:
    group: Group
    words: Words
    copy: int
    ordering: bool

    @cached_property
    def refs(self) -> dict[str, int]:
        return {question.id: place for place, question in enumerate(self.group.questions, 1)}

    def piece(self, kept: Question, asked: Question, taken: set[str], cell: int) -> Piece:
        """A question, or the blank of this number of a table."""
        shown = as_asked(asked, ordering=self.ordering and not _pictured(asked.answer))
        texts = Text(self.words, self.refs)
        text = texts.blocks(stem(texts_of(self.group, (self.words,), PAGE), self.group, self.words, shown))
        line = self.line(texts, shown, kept, cell)
        if line is None:
            return Piece("", b"", (), "", (Loss(self.group, kept, WHOLE),))
        id = new_id(self.group, kept, self.copy, taken, cell)
        above = field(clean(text))
        above = bare(above) if line.kind == "FIB_PLUS" else above
        asking = "<br>".join((above, *line.below)) + note(id, *line.tags)
        data = "\t".join((line.kind, asking, *line.fields)) + "\n"
        count = len(kept.answer.cells) if isinstance(kept.answer, NumericAnswer) else 1
        part = part_of(self.group, kept, cell)
        lost = [*(_losses(kept, line.kind) if cell < 2 else ()), *texts.lost]
        losses = tuple(Loss(self.group, kept, what) for what in dict.fromkeys(lost))
        return Piece(id, data.encode(), (asked,), line.kind, losses, part, share=1 / count)

    def line(self, texts: Text, asked: Question, kept: Question, cell: int) -> _Line | None:
        """None where Blackboard has no line for it."""
        answer: Answer = asked.answer
        match answer:
            case TrueFalseAnswer(true):
                return _Line("TF", (str(true).lower(),))
            case ChoiceAnswer(options, several):
                marked = tuple(part for o in options for part in (self.body(texts, o.body), RIGHT[o.right]))
                return _Line("MA" if several else "MC", marked)
            case NumericAnswer((only,)):
                value, tolerance = in_words(interval(only))
                which = (field(where) for where in texts.which(kept, cell))
                return _Line("NUM", (value, *([tolerance] if only.tolerance else [])), tuple(which))
            case ShortAnswerAnswer(accepted=accepted):
                return _Line("FIB", tuple(map(field, accepted)))
            case MatchingAnswer():
                return self.matching(texts, answer, by_numbers=isinstance(kept.answer, OrderingAnswer))
            case OrderingAnswer(entries, key):
                return _Line("ORD", tuple(self.body(texts, entries[i].body) for i in key))
            case EssayAnswer(model):
                return _Line("ESS", (field(clean(texts.blocks(model))),) if model else ())
            case NumericAnswer():
                raise TypeError("tables are asked blank by blank")
            case _:
                assert_never(answer)

    def matching(self, texts: Text, answer: MatchingAnswer, *, by_numbers: bool) -> _Line | None:
        """Pairs, where each entry has a partner of its own; else the letter of the right entry is filled into a blank."""
        lefts = [self.body(texts, entry.body) for entry in answer.left]
        rights = [self.body(texts, entry.body) for entry in answer.right]
        above = (field(self.words["platform.places"]),) if by_numbers and not answer.repeats else ()
        once = len(set(answer.key)) == len(set(rights)) == len(rights) == len(lefts)
        if once and not any(map(_is_picture, answer.right)):
            pairs = (part for left, i in zip(lefts, answer.key, strict=True) for part in (left, rights[i]))
            return _Line("MAT", tuple(pairs), above)
        if len(lefts) > MOST_BLANKS:
            return None
        listed = [f"{letter}. {bare(right)}" for letter, right in zip(LETTERS, rights, strict=False)]
        blanks = [f"({i}) {bare(left)} [b{i}]" for i, left in enumerate(lefts, 1)]
        filled = (part for i, place in enumerate(answer.key, 1) for part in ("", f"b{i}", LETTERS[place]))
        return _Line("FIB_PLUS", tuple(filled)[1:], (*above, *listed, *blanks), (MATCHING,))

    def body(self, texts: Text, body: Blocks | Picture) -> str:
        return field(clean(texts.body(body)))


def _is_picture(entry: Placed) -> bool:
    body = entry.body
    return isinstance(body, Picture) or any(isinstance(block, Figure) for block in body)


def _pictured(answer: Answer) -> bool:
    """Whether entries of an ordering are pictures: what stands for them need not tell them apart."""
    return isinstance(answer, OrderingAnswer) and any(map(_is_picture, answer.entries))


def _losses(question: Question, kind: str) -> Iterator[str]:
    answer = question.answer
    if question.points != 1:
        yield "the points: they are set on the platform"
    if question.explanation or (isinstance(answer, ChoiceAnswer) and any(option.why for option in answer.options)):
        yield "the solution and the reasons: the upload has no feedback"
    match answer:
        case NumericAnswer(cells):
            if len(cells) > 1:
                yield "the table: each blank becomes a question of its own"
            if any(cell.wrong for cell in cells):
                yield "numbers from known mistakes, and their feedback"
        case ChoiceAnswer(several=several, deduct=deduct):
            if several:
                yield "how several right options are marked"
            if deduct:
                yield "that a wrong option takes points off"
        case ShortAnswerAnswer(case=case):
            if case:
                yield "that capitals count"
        case MatchingAnswer():
            if kind == "FIB_PLUS":
                yield "the matching: letters are filled into blanks"
        case OrderingAnswer():
            if kind == "FIB_PLUS":
                yield "the order: the place of each entry is filled into a blank"
            elif kind == "MAT":
                yield BY_NUMBERS
        case EssayAnswer(template=template, rubric=rubric):
            if rubric:
                yield "the marking scheme"
            if template:
                yield "the text that the answer begins with"
        case TrueFalseAnswer():
            pass
        case _:
            assert_never(answer)
