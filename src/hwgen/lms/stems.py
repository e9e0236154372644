"""What a question shows around its answers, on every platform: all that it needs to be asked alone, and how it is marked."""

from __future__ import annotations

from collections.abc import Sequence

from hwgen.content.tree import Block, Blocks, Emph, Para, Str, references
from hwgen.exam.model import Group, Question
from hwgen.kinds import ChoiceAnswer, NumericAnswer
from hwgen.lms.texts import Texts
from hwgen.text import Language


def stem(texts: Texts, group: Group, language: Language, question: Question) -> Blocks:
    """The question with its description, and with the questions before it that it refers to."""
    wanted = set(references(question.stem)) | set(references(question.explanation))
    before = [other for other in group.questions if other.id in wanted and other.id != question.id]
    recalled: list[Block] = []
    for other in before:
        place = texts.refs[other.id]
        lead = f"第 ({place}) 问（此处不作答）：" if language == "zh" else f"Part ({place}), not to be answered here:"
        recalled += (Para((Emph((Str(lead),)),)), *other.stem)
    return (*group.context, *recalled, *question.stem)


def policy(texts: Texts, answer: object) -> str:
    """How a choice is marked, where that is not plain."""
    if isinstance(answer, ChoiceAnswer):
        if answer.several:
            return texts.small(
                "选出所有正确选项：选对每项得相应的一份分，选错每项扣相应的一份分，总分不低于 0。",
                "Mark every right option: each right one gives its share of the points, each wrong one takes a share off, "
                "and the total is never below 0.",
            )
        if answer.deduct:
            return texts.small(
                f"选错扣本题分值的 {answer.deduct}%，不选不扣分。",
                f"A wrong option takes {answer.deduct}% of the points off; no option takes nothing off.",
            )
    return ""


def places(texts: Texts) -> str:
    """What to do with an ordering that is asked as a matching."""
    return texts.note("为每一项选择它的次序，1 为最先。", "Choose the place of each entry; 1 comes first.")


def blank(texts: Texts, tables: Sequence[NumericAnswer], cell: int) -> str:
    """Which blank of a table, counted from 1, is asked alone; the table is given in each language."""
    first = tables[0]
    if first.columns:
        row, column = (n + 1 for n in divmod(cell - 1, first.columns))
        return texts.note(f"此处只填第 {row} 行第 {column} 列。", f"Fill in row {row}, column {column} alone.")
    if first.cells[cell - 1].label:
        leads = {"zh": "此处只填：", "en": "Fill in this alone:"}
        wheres = [Para((Emph((Str(leads[at]),)),)) for at in texts.languages]
        return texts.written([(where, *t.cells[cell - 1].label) for where, t in zip(wheres, tables, strict=True)])
    return texts.note(f"此处只填第 {cell} 个空。", f"Fill in blank {cell} alone.")
