"""For each item, the parts of an exam that can ask it, or why none does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hwgen.bank.blueprint import Blueprint
from hwgen.bank.course import Course
from hwgen.errors import CourseError, Span
from hwgen.plan.demands import Demand, demands, enemies
from hwgen.plan.faults import blueprint_faults
from hwgen.plan.phrases import all_languages, part_name
from hwgen.plan.uses import Item, Use, levels_in, minutes_at, misfits


@dataclass(frozen=True)
class Usable:
    """The parts of a blueprint that an item fits, or the reason why it fits none."""

    parts: tuple[str, ...]
    reason: str = ""


def usable(course: Course, blueprint: Blueprint) -> dict[str, Usable]:
    """For each item of the course, whether an exam can ask it.

    Each item is looked at alone: what fits may still never be picked, where quotas leave no room. Raises CourseError.
    """
    faults = blueprint_faults(course, blueprint)
    if faults:
        raise CourseError(*faults)
    named = {str(entry.item): i for i, _, entry in blueprint.plan.entries() if entry.item}
    forbidden = [
        demand
        for demand in demands(course, blueprint, -1, ())
        if demand.most and not demand.bound and (demand.sort != "entry")
    ]
    bound = enemies(course.items)
    return {
        id: Usable((part_name(named[id]),))
        if id in named
        else _usable(course, blueprint, item, forbidden, named, bound)
        for id, item in course.items.items()
    }


def _usable(
    course: Course,
    blueprint: Blueprint,
    item: Item,
    forbidden: Sequence[Demand],
    named: Mapping[str, int],
    bound: Mapping[frozenset[str], Span],
) -> Usable:
    for other in named:
        if frozenset((item.id, other)) in bound:
            return Usable((), f"it is an enemy of `{other}`, which the blueprint names")
    parts, reasons = [], [(99, "the blueprint names all its items")]
    for i, _, entry in blueprint.plan.entries():
        if not entry.pick:
            continue
        lacking = [
            all_languages(course) if key == "language" else f"another {key} ({mine})"
            for key, mine in misfits(course, entry, item)
        ]
        taken = () if lacking else levels_in(course, entry, item)
        obstacles = [
            [
                d.words
                for d in forbidden
                if _forbids(d, Use(item, level, (i, 0), 1, 1, minutes_at(course, item, level, entry.manner)))
            ]
            for level in taken
        ]
        if not all(obstacles):
            parts.append(part_name(i))
        elif obstacles:
            reasons.append((0, f"the plan wants {obstacles[0][0]}"))
        else:
            manner = f"what can be asked as {entry.manner}" if entry.manner else "another difficulty"
            reasons.append((len(lacking), f"{part_name(i)} wants {' and '.join(lacking) or manner}"))
    return Usable(tuple(dict.fromkeys(parts))) if parts else Usable((), min(reasons, key=lambda reason: reason[0])[1])


def _forbids(demand: Demand, use: Use) -> bool:
    return (demand.ids is None or use.item.id in demand.ids) and bool(demand.weight(use))
