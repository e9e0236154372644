"""The head of a paper in one language: what stands before its first question."""

from __future__ import annotations

from collections.abc import Iterator

from hwgen.bank.blueprint import ExamFile
from hwgen.bank.course import Course
from hwgen.bank.head import HeadRecord, joined
from hwgen.bank.pictures import image_of
from hwgen.exam.model import Fact, Head
from hwgen.layouts import Layout, Scores
from hwgen.text import Language
from hwgen.words.words import Words


def head_of(course: Course, exam: ExamFile, language: Language) -> Head:
    """Raises CourseError for a logo that is no picture."""
    record = joined(course.head, exam.head)
    layout: Layout = record.layout or "plain"
    usual: Scores = "questions" if layout == "western" else "parts"
    words = course.wording[language]
    honour = record.honour[language] if record.honour else words["head.honour"] if layout == "western" else ""
    return Head(
        layout=layout,
        logo=image_of(course.root / "bank", record.logo) if record.logo else None,
        department=record.department[language] if record.department else "",
        facts=(*_facts(record, course, language), *_calculator(exam, words)),
        letter=record.letter or "",
        rules=tuple(course.content(rule[language], language) for rule in record.rules or ()),
        honour=honour,
        signatures=tuple(signature[language] for signature in record.signatures or ()),
        scores=record.scores or usual,
    )


def institution_of(course: Course, exam: ExamFile, language: Language) -> str:
    return (joined(course.head, exam.head).institution or course.institution)[language]


def _facts(record: HeadRecord, course: Course, language: Language) -> Iterator[Fact]:
    """What is known of the exam, in the order in which it is printed."""
    if record.code:
        yield Fact("code", record.code)
    for name in ("teacher", "date", "room"):
        text = getattr(record, name)
        if text:
            yield Fact(name, text[language])
    if record.book:
        yield Fact("manner", course.wording[language][f"head.{record.book}"])
    if record.aids:
        yield Fact("aids", record.aids[language])


def _calculator(exam: ExamFile, words: Words) -> Iterator[Fact]:
    """The calculator that the plan allows."""
    if exam.plan and exam.plan.calculator:
        yield Fact("calculator", words[f"calculators.{exam.plan.calculator}"])
