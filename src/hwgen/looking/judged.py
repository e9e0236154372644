"""What of an answer is judged otherwise than by its key alone: how far a number may be off, which wrong ones are met, and other spellings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from hwgen.exam.marking import accepted
from hwgen.exam.model import Question
from hwgen.kinds import NumericAnswer
from hwgen.kinds.kind import Say
from hwgen.kinds.numeric import Cell, typed
from hwgen.values import Value


class Judged(NamedTuple):
    """A line below a key: a sign, the label of the cell, what is judged so, which is text, and the reason for it."""

    sign: str
    label: str
    text: str
    why: str = ""


def judged(question: Question, say: Say) -> Iterator[Judged]:
    answer, words = question.answer, say.words
    if not isinstance(answer, NumericAnswer):
        yield from (Judged("", "", rule) for rule in accepted(question, words))
        return
    for cell in answer.cells:
        label = f"{say(cell.label)}{words['colon']}" if cell.label else ""
        yield from _of_cell(cell, label, say)


def _of_cell(cell: Cell, label: str, say: Say) -> Iterator[Judged]:
    words = say.words
    if cell.tolerance:
        yield Judged("±", label, typed(Value(cell.tolerance), words))
    for wrong in cell.wrong:
        share = f" ({wrong.share}%)" if wrong.share else ""
        yield Judged("×", label, f"{typed(wrong.value, words)}{share}", say(wrong.why))
