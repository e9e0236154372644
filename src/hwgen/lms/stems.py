"""What a question shows around its answers, on every platform: all that it needs to be asked alone, and how it is marked."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from hwgen.content.tree import Block, Blocks, Emph, Para, Str, references
from hwgen.exam.model import Group, Question
from hwgen.kinds import Cell, ChoiceAnswer, MatchingAnswer, NumericAnswer, OrderingAnswer
from hwgen.lms.texts import Texts
from hwgen.words.words import Words


def stem(texts: Texts, group: Group, words: Words, question: Question) -> Blocks:
    """The question with its description, and with the questions before it that it refers to."""
    wanted = set(references(question.stem)) | set(references(question.explanation))
    before = [other for other in group.questions if other.id in wanted and other.id != question.id]
    recalled: list[Block] = []
    for other in before:
        place = texts.refs[other.id]
        lead = words.say("platform.recalled", number=place)
        recalled += (Para((Emph((Str(lead),)),)), *other.stem)
    return (*group.context, *recalled, *question.stem)


def policy(texts: Texts, answer: object) -> str:
    """How a choice is marked, and that an entry may be chosen again, where that is not plain."""
    if isinstance(answer, ChoiceAnswer):
        if answer.several:
            return texts.small("several")
        if answer.deduct:
            return texts.small("deduction", percent=answer.deduct)
    if isinstance(answer, MatchingAnswer) and answer.repeats:
        return texts.small("repeats")
    if isinstance(answer, NumericAnswer) and any(map(_exact_decimal, answer.cells)):
        return texts.small("exact")
    return ""


def _exact_decimal(cell: Cell) -> bool:
    """A number with decimals, all of which have to be there."""
    return not cell.tolerance and Fraction(cell.value.shown).denominator > 1


def places(texts: Texts, answer: object) -> str:
    """What to do with an ordering that is asked as a matching."""
    return texts.note("place_entries" if isinstance(answer, OrderingAnswer) and answer.repeats else "places")


def blank(texts: Texts, tables: Sequence[NumericAnswer], cell: int) -> str:
    """Which blank of a table, counted from 1, is asked alone; the table is given in each language."""
    first = tables[0]
    if first.columns:
        row, column = (n + 1 for n in divmod(cell - 1, first.columns))
        return texts.note("blank_cell", row=row, column=column)
    if first.cells[cell - 1].label:
        wheres = [Para((Emph((Str(words["platform.blank_label"]),)),)) for words in texts.languages]
        return texts.written([(where, *t.cells[cell - 1].label) for where, t in zip(wheres, tables, strict=True)])
    return texts.note("blank", number=cell)
