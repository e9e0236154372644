"""The answer sheet of an exam: its keys, its layout, and its pages as the exam carries them to every engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import sha256
from typing import Any

from hwgen.bank.marking import MarkingRecord
from hwgen.exam.answering import how_to_answer
from hwgen.exam.model import Exam, Group, Holder
from hwgen.exam.model import Question as Asked
from hwgen.kinds import EssayAnswer
from hwgen.papercode import Paper
from hwgen.sheets.composing import compose
from hwgen.sheets.drawing import Sheet, headed
from hwgen.sheets.fields import fields
from hwgen.sheets.figures import figures_of, named_apart
from hwgen.sheets.front import top
from hwgen.sheets.grids import Columns
from hwgen.sheets.keys import Copy, Grade, Policy, Question
from hwgen.sheets.layout import Layout
from hwgen.sheets.measures import SIZES, Measures
from hwgen.sheets.number import NumberGrid
from hwgen.writers.plain import blocks

# A longer variant is named by a digest.
LONGEST_VARIANT = 32


@dataclass(frozen=True)
class Answered:
    """What a copy leaves for marking, and its exam with the sheet."""

    exam: Exam
    copy: Copy
    layout: Layout
    figures: Mapping[str, bytes]


def with_sheet(
    exam: Exam,
    shown: Sequence[str],
    grids: Mapping[str, Columns],
    paper: Paper,
    policy: Policy,
    number: NumberGrid | None,
) -> Answered:
    """`shown` are the keys of the questions in words, `grids` the columns for numbers by item and part."""
    figures: dict[str, bytes] = {}
    questions = tuple(
        _question(question, group, exam, text, grids, figures)
        for (group, question), text in zip(_asked(exam), shown, strict=True)
    )
    measures = headed(questions, exam.words, Measures.of(large=exam.looks.large))
    beginning = top(questions, policy, None if exam.holder else number, exam.words, SIZES[paper][0], measures)
    lines = {
        f"q{question.number}": question.answer.lines
        for question in exam.questions
        if isinstance(question.answer, EssayAnswer)
    }
    layout = compose(questions, lines, beginning.front, paper, measures)
    holder = exam.holder or Holder("")
    copy = Copy(
        exam.copy or 1,
        exam.code,
        layout.digest,
        questions,
        exam.form,
        holder.id,
        holder.name,
        holder.group,
        exam.language,
        exam.course,
        exam.title,
    )
    sheet = Sheet(exam, copy, layout, beginning, measures)
    sections = (
        replace(section, answering=how_to_answer({q.answer.kind for q in section.questions}, exam.words, sheet=True))
        for section in exam.sections
    )
    return Answered(replace(exam, sections=tuple(sections), sheet=sheet.pages()), copy, layout, figures)


def policy_of(marking: MarkingRecord) -> Policy:
    """The highest grade first."""
    grades = sorted((Grade(name, percent) for name, percent in marking.grades.items()), key=lambda g: -g.percent)
    policy = Policy(
        marking.double,
        marking.cancelled,
        marking.rounding,
        marking.pass_percent,
        tuple(grades),
        best_of=marking.best_of,
    )
    if marking.second_marking is None:
        return policy
    return replace(
        policy, second_marking=marking.second_marking.amount, second_marking_unit=marking.second_marking.unit
    )


def _asked(exam: Exam) -> list[tuple[Group, Asked]]:
    return [(group, question) for group in exam.groups for question in group.questions]


def _question(
    question: Asked, group: Group, exam: Exam, shown: str, grids: Mapping[str, Columns], figures: dict[str, bytes]
) -> Question:
    """Its pictures are added to the `figures`."""
    columns = grids.get(group.item, {}).get(question.id, 0)
    question = named_apart(question)
    pictures = figures_of(question)
    figures.update({figure.name: data for figure, data in pictures.items()})
    return Question(
        question.number,
        group.item,
        question.id,
        question.variant or variant_of(group.params),
        question.answer.kind,
        Fraction(question.points),
        fields(question, group, columns, exam.words),
        shown,
        group.topic,
        group.difficulty,
        stem=blocks(question.stem[:1], {other.id: other.number for other in group.questions}, exam.words),
        figures=tuple(pictures),
    )


def variant_of(params: Mapping[str, Any]) -> str:
    """A name for what was drawn: the draws themselves where they are few and short."""
    text = " ".join(f"{name}={value}" for name, value in sorted(params.items()))
    return text if len(text) <= LONGEST_VARIANT else sha256(text.encode()).hexdigest()[:8]
