"""Pages to be looked at on a screen: the ones that are printed, from a source of which Typst keeps most when something is changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hwgen.bank.course import Course
from hwgen.exam.instantiate import instantiate
from hwgen.exam.model import Exam
from hwgen.pdf.engines import ENGINES
from hwgen.pdf.kit import Kit
from hwgen.pdf.typst import drawn
from hwgen.pdf.typst_engine import alike, pages, sources
from hwgen.plan.assembly import assemble
from hwgen.text import Language
from hwgen.writers.printed.images import image_files


def exam_of(course: Course, language: Language) -> Exam:
    return instantiate(course, assemble(course, course.blueprint("hw2"), 7), language)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("key", [False, True])
def test_the_pages_are_those_of_the_source_that_is_printed(language: Language, key: bool, course: Course) -> None:
    exam, kit = exam_of(course, language), Kit(course, ENGINES["typst"])
    printed = sources(exam, kit)["key.typ" if key else "exam.typ"]
    shown = pages(exam, kit, key=key)
    assert shown.pages == drawn(printed, image_files(exam)).pages
    assert {place.number for place in shown.places} >= {question.number for question in exam.questions}
    groups = [group for section in exam.sections for group in section.groups]
    shared = [group for group in groups if group.context and len(group.questions) > 1]
    # Where a heading or a shared text begins, the question before it ends.
    assert [place.number for place in shown.places].count(0) == len(exam.sections) + len(shared)


def test_another_state_of_an_exam_begins_with_the_same_source(course: Course) -> None:
    """What stands before the first question decides how all of them are set: a change there has everything set anew."""
    kit = Kit(course, ENGINES["typst"])
    exam = exam_of(course, "en")
    other = replace(exam, code="HW2-7-EN-OTHER", title=f"{exam.title}, second state")
    ends = []
    for one in (exam, other):
        source = alike(sources(one, kit)["exam.typ"], one.code)
        begin, title, rest = source.partition("#papertitle")
        assert title
        assert one.code.replace("-", "\\-") not in begin
        ends.append(rest.splitlines()[-1])
        assert begin == alike(sources(exam, kit)["exam.typ"], exam.code).partition("#papertitle")[0]
    assert all(end.endswith("<paper-code>") for end in ends)
    assert ends[0] != ends[1]


def test_a_source_without_the_code_of_its_paper_stays_as_it_is() -> None:
    source = "#set text(size: 10pt)\nA question of our own."
    assert alike(source, "HW2-7-EN-F37A-F") == source
