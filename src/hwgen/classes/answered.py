"""Answer sheets of the papers that are built, and what marking needs of them: layout.json, keys.json, sheets.pdf."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pikepdf
from pydantic import TypeAdapter

from hwgen.bank.course import Course
from hwgen.classes import markers_sheet
from hwgen.classes.roster import Student
from hwgen.exam.model import Exam
from hwgen.papercode import Paper
from hwgen.pdf.split import Title, settled
from hwgen.sheets import keys, layout
from hwgen.sheets.grids import grids
from hwgen.sheets.keys import Copy, Keys
from hwgen.sheets.layout import Layout, Layouts
from hwgen.sheets.number import NumberGrid
from hwgen.sheets.sheet import Answered, policy_of, with_sheet

PILE = "sheets.pdf"


@dataclass(frozen=True)
class Frozen:
    """What is kept of a copy's sheet."""

    copy: Copy
    layout: Layout

    def as_data(self) -> bytes:
        return TypeAdapter(Frozen).dump_json(self, exclude_defaults=True)


def frozen(data: bytes) -> Frozen:
    return TypeAdapter(Frozen).validate_json(data)


def answered(course: Course, exam: Exam, paper: Paper, number: NumberGrid | None) -> Answered:
    """The exam with its answer sheet."""
    policy = policy_of(course.blueprint(exam.name).plan.marking)
    return with_sheet(exam, markers_sheet.keys(exam), grids(course, exam), paper, policy, number)


def files_of(
    course: Course, sample: Exam, sheets: Sequence[Frozen], students: Sequence[Student] = ()
) -> Mapping[str, bytes]:
    """The layouts and keys of all copies; of an exam for all, `students` are those who may have it."""
    layouts = {sheet.layout.digest: sheet.layout for sheet in sheets}
    named = dict.fromkeys(_misconceptions(sheet.copy for sheet in sheets))
    language = sample.language
    nobodys = not all(sheet.copy.id for sheet in sheets)
    known = Keys(
        sample.name,
        sample.title,
        sample.course,
        language,
        sample.seed,
        tuple(sheet.copy for sheet in sheets),
        policy_of(course.blueprint(sample.name).plan.marking),
        {id: course.misconceptions[id].name[language] for id in named if id in course.misconceptions},
        tuple((s.holder.id, s.holder.name, s.holder.group) for s in students if nobodys),
        sample.words.group("marks"),
    )
    return {layout.FILE: layout.write(Layouts(layouts)), keys.FILE: keys.write(known)}


def _misconceptions(copies: Iterable[Copy]) -> Iterable[str]:
    for copy in copies:
        for question in copy.questions:
            for field in question.fields:
                if isinstance(field, keys.Boxes):
                    yield from (option.misconception for option in field.options)
                elif isinstance(field, keys.Number):
                    yield from (interval.misconception for interval in field.accepted)


def last_pages(pdf: bytes, count: int, title: Title) -> bytes:
    """The sheet of a paper alone."""
    result = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        del paper.pages[:-count]
        paper.remove_unreferenced_resources()
        settled(paper, title, result)
    return result.getvalue()
