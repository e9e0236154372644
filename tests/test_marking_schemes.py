"""Marking schemes of the computed questions of the starter course: what one line pays, no other pays again."""

from __future__ import annotations

from collections.abc import Iterator

from hwgen.bank.blueprint import Pin
from hwgen.bank.course import Course
from hwgen.content.tree import Inlines, Math, Para
from hwgen.errors import CourseError
from hwgen.exam.instantiate import make_group
from hwgen.kinds import EssayAnswer
from hwgen.kinds.worked import states_alone, without_result
from hwgen.plan.plan import Slot
from hwgen.problem.generator import Generator


def schemes(course: Course, generator: Generator, language: str) -> Iterator[tuple[Inlines, ...]]:
    """The lines of the marking schemes of one variant; none where working cannot be asked for."""
    try:
        group = make_group(course, Slot(generator, Pin(), 10, generator.span, "worked"), 2, language, 1)
    except CourseError:
        return
    for question in group.questions:
        if isinstance(question.answer, EssayAnswer):
            paragraphs = [line.text[0] for line in question.answer.rubric]
            yield tuple(each.inlines for each in paragraphs if isinstance(each, Para))


def states(step: Inlines, result: str) -> bool:
    """Whether a step ends in the result, or a sentence has it anywhere."""
    if without_result(step, result) != step or states_alone(step, result):
        return True
    prose = any(not isinstance(each, Math) and str(getattr(each, "text", "")).strip(" .。") for each in step)
    return prose and len(step) > 1 and any(isinstance(each, Math) and each.tex == result for each in step)


def test_no_step_states_the_result_that_the_last_line_pays(proven: Course) -> None:
    generators = [item for item in proven.items.values() if isinstance(item, Generator)]
    read = [
        (generator.id, working[-1], result.tex)
        for generator in generators
        for language in proven.languages
        for *working, (*_, result) in schemes(proven, generator, language)
        if working and isinstance(result, Math)
    ]
    assert len(read) > 300
    assert [(id, tex) for id, step, tex in read if states(step, tex)] == []
