"""Answer sheets of the papers that are built, and what marking needs of them: layout.json, keys.json, sheets.pdf."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf

from hwgen.adapters import adapter
from hwgen.bank.course import Course
from hwgen.classes import markers_sheet
from hwgen.classes.roster import Student
from hwgen.exam.given import beside
from hwgen.exam.model import Exam
from hwgen.papercode import Code, Paper
from hwgen.pdf.split import Title, settled
from hwgen.sheets import keys, layout
from hwgen.sheets.grids import Columns, grids
from hwgen.sheets.keys import Copy, Keys, Policy, frozen_words
from hwgen.sheets.layout import Layout, Layouts
from hwgen.sheets.number import PLAIN, NumberGrid
from hwgen.sheets.sheet import Answered, policy_of, with_sheet
from hwgen.text import Language
from hwgen.words.words import Words

PILE = "sheets.pdf"
NO_WORDS: Mapping[Language, Words] = {}


@dataclass(frozen=True)
class Frozen:
    """What is kept of a copy's sheet."""

    copy: Copy
    layout: Layout
    figures: Mapping[str, bytes] = field(default_factory=dict)
    __pydantic_config__ = keys.PICTURES

    @classmethod
    def of(cls, sheet: Answered) -> Frozen:
        return cls(sheet.copy, sheet.layout, sheet.figures)

    def as_data(self) -> bytes:
        return adapter(Frozen).dump_json(self, exclude_defaults=True)


def frozen(data: bytes) -> Frozen:
    return adapter(Frozen).validate_json(data)


@dataclass(frozen=True)
class Basis:
    """What sheets take from the course and the class list: the columns for numbers by item and part, the rules of marking, the names of
    misconceptions, and the grid for the student number.

    It is kept with a paper that is given, since neither its items nor its blueprint may be there any more when it is made again.
    """

    columns: Mapping[str, Columns]
    policy: Policy
    misconceptions: Mapping[str, str]
    number: NumberGrid | None = PLAIN


def basis(course: Course, exam: Exam, number: NumberGrid | None) -> Basis:
    names = {id: known.name[exam.language] for id, known in course.misconceptions.items()}
    return Basis(grids(course, exam), rules(course, exam.name), names, number)


def rules(course: Course, exam: str) -> Policy:
    return policy_of(course.blueprint(exam).plan.marking)


def to_keep(course: Course, exam: Exam, number: NumberGrid | None) -> Any:
    """What is kept of it, as data: of the misconceptions those that the paper has."""
    whole = basis(course, exam, number)
    used = _misconceptions([answered(exam, "a4", whole).copy])
    names = {id: whole.misconceptions[id] for id in used if id in whole.misconceptions}
    return adapter(Basis).dump_python(replace(whole, misconceptions=names), mode="json")


def basis_given(course: Course, code: Code) -> Basis | None:
    """That of a paper that was given with sheets. Raises CourseError."""
    data = beside(course, code)
    return None if data is None else adapter(Basis).validate_python(data)


def answered(exam: Exam, paper: Paper, known: Basis) -> Answered:
    """The exam with its answer sheet."""
    return with_sheet(exam, markers_sheet.keys(exam), known.columns, paper, known.policy, known.number)


def files_of(
    known: Basis,
    sample: Exam,
    sheets: Sequence[Frozen],
    students: Sequence[Student] = (),
    wording: Mapping[Language, Words] = NO_WORDS,
) -> Mapping[str, bytes]:
    """The layouts and keys of all copies; of an exam for all, `students` are those who may have it. `wording` are the words of the course in its languages."""
    layouts = {sheet.layout.digest: sheet.layout for sheet in sheets}
    named = dict.fromkeys(_misconceptions(sheet.copy for sheet in sheets))
    language = sample.language
    others = {keys.OFFICE, *(sheet.copy.language for sheet in sheets)} - {language}
    nobodys = not all(sheet.copy.id for sheet in sheets)
    frozen_keys = Keys(
        sample.name,
        sample.title,
        sample.course,
        language,
        sample.seed,
        tuple(_beside(language, sheet.copy) for sheet in sheets),
        known.policy,
        {id: known.misconceptions[id] for id in named if id in known.misconceptions},
        tuple((s.holder.id, s.holder.name, s.holder.group) for s in students if nobodys),
        frozen_words(sample.words),
        {other: frozen_words(wording[other]) for other in sorted(others & wording.keys())},
        {name: data for sheet in sheets for name, data in sheet.figures.items()},
    )
    return {layout.FILE: layout.write(Layouts(layouts)), keys.FILE: keys.write(frozen_keys)}


def _beside(language: str, copy: Copy) -> Copy:
    """A copy among others in this language: what they have in common is said once, for all."""
    return replace(copy, language="", course="", title="") if copy.language == language else copy


def _misconceptions(copies: Iterable[Copy]) -> Iterable[str]:
    for copy in copies:
        for question in copy.questions:
            for each in question.fields:
                if isinstance(each, keys.Boxes):
                    yield from (option.misconception for option in each.options)
                elif isinstance(each, keys.Number):
                    yield from (interval.misconception for interval in each.accepted)


def last_pages(pdf: bytes, count: int, title: Title) -> bytes:
    """The sheet of a paper alone."""
    result = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        del paper.pages[:-count]
        paper.remove_unreferenced_resources()
        settled(paper, title, result)
    return result.getvalue()
