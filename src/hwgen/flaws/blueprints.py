"""What a blueprint may say and hardly means, whatever its papers ask."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise

from hwgen.bank.blueprint import Blueprint
from hwgen.bank.course import Course
from hwgen.errors import Diagnostic
from hwgen.flaws.words import table


def of_blueprints(course: Course, blueprints: Collection[Blueprint]) -> Iterator[Diagnostic]:
    for blueprint in blueprints:
        yield from pass_and_grade(blueprint)
    yield from fresh_of_nothing(course, blueprints)


def of_blueprint_alone(course: Course, blueprint: Blueprint) -> Iterator[Diagnostic]:
    """What is found in one blueprint, but for what it silences."""
    for diagnostic in of_blueprints(course, [blueprint]):
        if not blueprint.plan.silence.get(diagnostic.rule, "").strip():
            yield diagnostic


def fresh_of_nothing(course: Course, blueprints: Iterable[Blueprint]) -> Iterator[Diagnostic]:
    """Plans that leave out what earlier exams asked, where nobody recorded one: said once, since the way out is one."""
    plans = ((blueprint, blueprint.plan.plan) for blueprint in blueprints)
    wanted = [(blueprint, plan.fresh) for blueprint, plan in plans if plan and plan.fresh]
    if course.ledger or not wanted:
        return
    places = [blueprint.span("plan", "fresh") for blueprint, _ in wanted]
    message = f"`fresh: {wanted[0][1]}` leaves out nothing, since bank/ledger.yaml records no exam"
    hint = "`hwgen build EXAM --seed N --final` records one that is given; before the first, leave it as it is"
    yield Diagnostic("fresh-of-nothing", message, places[0], hint, related=tuple(places[1:]))


def pass_and_grade(blueprint: Blueprint) -> Iterator[Diagnostic]:
    """A mark needed to pass at which no grade begins, or which gives students another result than the name of their grade."""
    marking = blueprint.plan.marking
    if marking.pass_percent is None:
        return
    needed = float(marking.pass_percent)
    grades = sorted((float(low), name) for name, low in marking.grades.items())
    # Nobody has more than all points, so that the highest grade ends nowhere.
    for (low, name), (high, _) in pairwise([*grades, (float("inf"), "")]):
        passing, failing = (name.strip().casefold() in table("words.yaml")[words] for words in ("passing", "failing"))
        some_pass, some_fail = needed < high, low < needed
        if not ((some_pass and some_fail) or (passing and some_fail) or (failing and some_pass)):
            continue
        if not (passing or failing):
            result = "some pass and others fail"
        elif passing:
            result = "some fail" if some_pass else "all fail"
        else:
            result = "some pass" if some_fail else "all pass"
        ends = [end for end, unlike in ((low, failing), (high, passing)) if end <= 100 and not unlike]
        match ends:
            case [one, two]:
                hint = f"write `pass: {one:g}` or `pass: {two:g}`, or let a grade begin at {needed:g}"
            case [one]:
                hint = f"write `pass: {one:g}`, or let a grade begin at {needed:g}"
            case _:
                hint = f"let a grade begin at {needed:g}"
        yield Diagnostic(
            "pass-and-grade",
            f"`pass` is {needed:g}, and of those with the grade `{name}`, which begins at {low:g}, {result}",
            blueprint.span("marking", "pass"),
            hint,
            blueprint.name,
            (blueprint.span("marking", "grades", name, "#key"),),
        )
        return
