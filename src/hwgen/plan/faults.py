"""What is wrong with a blueprint: names that the course does not have, contradictions, and what a paper lacks of it."""

from __future__ import annotations

from collections.abc import Mapping

from hwgen.bank.blueprint import Blueprint, Entry, Quota
from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.errors import Diagnostic, Span, counted
from hwgen.kinds import refusal
from hwgen.plan.demands import FAMILIES, OTHERS, demands, enemies
from hwgen.plan.names import unknown_names
from hwgen.plan.phrases import LEVELS
from hwgen.plan.plan import Plan, used_in
from hwgen.plan.uses import levels, misfits, questions, variants_at
from hwgen.problem.generator import Generator
from hwgen.problem.parts import can_be


def blueprint_faults(course: Course, blueprint: Blueprint) -> list[Diagnostic]:
    """Everything that a blueprint names and the course does not have, and all in which it contradicts itself."""
    faults = unknown_names(course, blueprint.document)
    seen: dict[str, Span | None] = {}
    ids = [str(entry.item) for *_, entry in blueprint.plan.entries() if entry.item in course.items]
    named = {id: course.items[id] for id in ids}
    for i, j, entry in blueprint.plan.entries():
        where = ("sections", i, "questions", j)
        if entry.item in course.items and entry.item in seen:
            first = seen[entry.item]
            message, hint = f"`{entry.item}` is asked twice", "a paper asks an item once: name another item here"
            related = (first,) if first else ()
            faults.append(Diagnostic("asked-twice", message, blueprint.span(*where, "item"), hint, related=related))
        points = entry.points or blueprint.plan.sections[i].points
        if entry.together and entry.item and entry.item in course.items:
            count = questions(course, course.items[entry.item])
            if count > points:
                message = f"`{entry.item}` has {counted(count, 'question')}, and {counted(points, 'point')} for all of them together"
                hint = "raise `points`, or leave `together` out"
                faults.append(Diagnostic("wrong-value", message, blueprint.span(*where, "together"), hint))
        for pair in enemies(named):
            if entry.item in pair and pair <= {*seen, entry.item}:
                (other,) = pair - {entry.item}
                message = f"`{entry.item}` is an enemy of `{other}`: they never appear on the same paper"
                faults.append(
                    Diagnostic("enemies-together", message, blueprint.span(*where, "item"), "name another item")
                )
        if entry.item is not None:
            seen.setdefault(entry.item, blueprint.span(*where, "item"))
        if entry.item in course.items:
            faults += _fit_faults(course, blueprint, entry, where)
    faults += _plan_faults(blueprint)
    return sorted(faults, key=lambda fault: fault.span or blueprint.span())


def _plan_faults(blueprint: Blueprint) -> list[Diagnostic]:
    """Shares of the plan that cannot add up, and items that are asked though it excludes them."""
    plan = blueprint.plan.plan
    if plan is None:
        return []
    faults = []
    for family in FAMILIES:
        if family != "tags":
            faults += _shares(blueprint, ("plan", family), getattr(plan, family))
    faults += _shares(blueprint, ("plan",), {name: getattr(plan, name) for name in ("generated", "conceptual")})
    for word in plan.exclude:
        for i, j, entry in blueprint.plan.entries():
            if entry.item == word:
                line = blueprint.span("sections", i, "questions", j).line
                faults.append(
                    Diagnostic("excluded-and-asked", f"`{word}` is excluded here and asked in line {line}", word.span)
                )
    return faults


def _shares(blueprint: Blueprint, place: tuple[str, ...], quotas: Mapping[str, Quota]) -> list[Diagnostic]:
    """The shares of all are 100%: neither the least may be more nor, where all are named, the most less."""
    shares = [(key, range) for key, ranges in quotas.items() for range in ranges if range.share]
    low = sum(range.low or 0 for _, range in shares)
    span = blueprint.span(*place) if len(place) > 1 else blueprint.span(*place, shares[0][0]) if shares else None
    if low > 100:
        return [
            Diagnostic(
                "shares-impossible", f"the least shares add up to {float(low):g}%", span, "they are at most 100%"
            )
        ]
    named = {key for key, _ in shares}
    every = {OTHERS} if len(place) > 1 else {"generated", "conceptual"}
    whole = named >= every or (place[-1] == "levels" and len(named) == len(LEVELS))
    high = sum(100 if range.high is None else range.high for _, range in shares)
    if whole and high < 100 and len(named) == len(quotas):
        return [
            Diagnostic(
                "shares-impossible", f"the most shares add up to {float(high):g}%", span, "they are at least 100%"
            )
        ]
    return []


def _fit_faults(course: Course, blueprint: Blueprint, entry: Entry, where: tuple[str | int, ...]) -> list[Diagnostic]:
    """What an entry asks of its item that the item does not have."""
    item = course.items[str(entry.item)]
    faults = []
    if entry.manner and isinstance(item, BankItem) and not can_be(item.problem, entry.manner):
        message, hint = refusal(item.id, item.kind, entry.manner)
        faults.append(Diagnostic("manner-impossible", message, blueprint.span(*where, "as"), hint))
    for level in entry.difficulty:
        if level not in levels(course, item):
            known = "it has " + ", ".join(map(str, levels(course, item)))
            message = f"`{item.id}` has no variant of difficulty {level}"
            faults.append(Diagnostic("difficulty-impossible", message, blueprint.span(*where, "difficulty"), known))
    for at in entry.difficulty or (None,):
        if entry.variant and entry.variant > (most := variants_at(course, item, at)):
            message = f"`{item.id}` has {counted(most, 'variant')} to choose from, and no variant {entry.variant}"
            span, hint = blueprint.span(*where, "variant"), f"write a number from 1 to {most}"
            faults.append(Diagnostic("wrong-value", message, span, hint))
    return faults


def unmet(plan: Plan) -> list[Diagnostic]:
    """What a paper lacks of its blueprint's plan, each at its line."""
    course, blueprint = plan.course, plan.blueprint
    used = used_in(plan)
    faults = []
    seen: set[str] = set()
    for use in used:
        i, j = use.at
        entry, span = blueprint.plan.sections[i].questions[j], blueprint.span("sections", i, "questions", j)
        if use.item.id in seen:
            faults.append(Diagnostic("plan-unmet", f"`{use.item.id}` is asked twice", span))
        seen.add(use.item.id)
        for key, mine in misfits(course, entry, use.item) if entry.pick else ():
            faults.append(Diagnostic("plan-unmet", f"`{use.item.id}` does not fit: its {key} is {mine}", span))
        if isinstance(use.item, Generator) and use.level and use.level not in (entry.difficulty or (use.level,)):
            faults.append(
                Diagnostic("plan-unmet", f"`{use.item.id}` does not fit: its difficulty is {use.level}", span)
            )
    for demand in demands(course, blueprint, plan.seed, used):
        value = demand.measure(used)
        if not demand.meets(value):
            has = "" if demand.sort == "enemies" or value is None else f": it has {demand.shown(value)}"
            faults.append(
                Diagnostic("plan-unmet", f"the paper does not meet the plan: {demand.words}{has}", demand.span)
            )
    return faults
