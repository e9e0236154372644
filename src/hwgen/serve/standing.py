"""How a paper stands: whether it was given or marked and stays as it is, and whether the course still asks what was given."""

from __future__ import annotations

from pathlib import Path

from hwgen.bank.course import Course
from hwgen.classes.handed_out import marked_of
from hwgen.classes.identity import refuse_unlike_given
from hwgen.errors import Diagnostic, HwgenError
from hwgen.exam.model import Exam
from hwgen.plan.plan import Plan


def fixed(plan: Plan, output: Path) -> str:
    """Why the places of an exam stay as they are; empty where they can be rearranged."""
    if any(given.exam == plan.blueprint.name for given in plan.course.ledger):
        return "given"
    if marked_of(plan, output):
        return "marked"
    return "picks" if plan.blueprint.plan.picks else ""


def unlike_given(course: Course, exam: Exam) -> tuple[Diagnostic, ...]:
    """What the course asks otherwise than the paper that was given, which no build replaces unasked."""
    try:
        refuse_unlike_given(course, exam)
    except HwgenError as e:
        return e.diagnostics
    return ()
