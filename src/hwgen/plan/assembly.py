"""The choice of a paper's items: drawn entry by entry where that gives a paper, else the paper that costs least."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter

from hwgen.bank.blueprint import Blueprint
from hwgen.bank.course import Course
from hwgen.bank.swaps import read_swaps
from hwgen.draw import chance
from hwgen.errors import CourseError, NoPaper
from hwgen.plan.demands import Demand, demands
from hwgen.plan.faults import blueprint_faults, unmet
from hwgen.plan.plan import Held, Plan, again, filled
from hwgen.plan.repeats import shortage
from hwgen.plan.uses import Use, uses

GRAIN = 1 << 40


def assemble(course: Course, blueprint: Blueprint, seed: int, copies: int = 0) -> Plan:
    """Chooses the items; for a paper of the ledger or one with swaps, those that stand there.

    A class of so many `copies` is asked what has a variant for each of them, as far as the blueprint leaves a choice.

    Raises CourseError with every fault of the blueprint, NoPaper with the reason where the bank has no such paper.
    """
    faults = blueprint_faults(course, blueprint)
    if faults:
        raise CourseError(*faults)
    given = next((given for given in course.ledger if (given.exam, given.seed) == (blueprint.name, seed)), None)
    if given:
        return again(course, blueprint, seed, given.forms["A"], given.span)
    swapped = read_swaps(course.root, blueprint.name, seed)
    if swapped:
        return again(course, blueprint, seed, swapped.chosen, swapped.span, swapped.places)
    return drawn_plan(course, blueprint, seed, copies)


def drawn_plan(course: Course, blueprint: Blueprint, seed: int, copies: int = 0) -> Plan:
    """The paper as the seed alone has it, for one or for a class. Raises NoPaper."""
    if blueprint.plan.plan is None:
        drawn = _drawn(course, blueprint, seed, copies)
        if drawn and not unmet(drawn):
            return drawn
    used = uses(course, blueprint, seed, graded=blueprint.plan.plan is not None)
    cost = with_repeats(course, used, copies, noise(used, (seed, blueprint.name, "plan")))
    return arranged(course, blueprint, seed, cheapest(course, blueprint, seed, used, cost))


def noise(used: Sequence[Use], key: tuple[str | int, ...]) -> list[float]:
    """What each use costs, by chance: an item's difficulties and places cost about the same, so that having many of them makes no item more likely."""
    return [
        (chance((*key, use.item.id), GRAIN) + chance((*key, use.item.id, use.level, *use.at), GRAIN) / 1000) / GRAIN
        for use in used
    ]


def with_repeats(course: Course, used: Sequence[Use], copies: int, cost: Sequence[float]) -> list[float]:
    """The costs, and above all of them what each use would repeat in a class."""
    above = copies * sum(cost)
    return [price + above * shortage(course, use, copies) for use, price in zip(used, cost, strict=True)]


def cheapest(
    course: Course,
    blueprint: Blueprint,
    seed: int,
    used: Sequence[Use],
    cost: Sequence[float],
    more: Sequence[Demand] = (),
) -> list[Use]:
    """The uses of the paper that costs least. Raises NoPaper with the reason."""
    from hwgen.plan.reasons import once, reasons, rows
    from hwgen.plan.solver import least

    asked = [*demands(course, blueprint, seed, used), *more]
    values = least([1] * len(used), [*rows(used, asked), *once(used)], cost)
    if values is None:
        raise NoPaper(*reasons(course, blueprint, used, asked))
    return [use for use, value in zip(used, values, strict=True) if value]


def arranged(course: Course, blueprint: Blueprint, seed: int, chosen: Sequence[Use]) -> Plan:
    """The plan of the uses, those of an entry in an order of their own for each seed."""
    ordered = sorted(chosen, key=lambda use: (use.at, chance((seed, *use.at, use.item.id, "pick"), 1 << 62)))
    return filled(course, blueprint, seed, [Held(use.item, use.level or None) for use in ordered])


def _drawn(course: Course, blueprint: Blueprint, seed: int, copies: int) -> Plan | None:
    """For each entry, the fitting items that come first in an order of their own for this seed, so that a new item moves at most one other.

    None where they do not suffice: an earlier entry may have taken what a later one needs.
    """
    taken = {str(entry.item) for _, _, entry in blueprint.plan.entries() if entry.item}
    items: list[Held] = []
    fitting: dict[tuple[int, int], list[Use]] = {}
    for use in uses(course, blueprint, seed, graded=False):
        fitting.setdefault(use.at, []).append(use)
    for i, j, entry in blueprint.plan.entries():
        by_item: dict[str, list[Use]] = {}
        for use in fitting.get((i, j), ()):
            if entry.item or use.item.id not in taken:
                by_item.setdefault(use.item.id, []).append(use)
        in_turn = sorted(by_item, key=lambda id: chance((seed, i, j, id, "pick"), 1 << 62))
        levelled = (by_item[id][chance((seed, i, j, id, "level"), len(by_item[id]))] for id in in_turn)
        first = _with_room(course, levelled, entry.count, copies)
        if len(first) < entry.count:
            return None
        taken |= {use.item.id for use in first}
        items += [Held(use.item, use.level or None) for use in first]
    return filled(course, blueprint, seed, items)


def _with_room(course: Course, candidates: Iterable[Use], count: int, copies: int) -> list[Use]:
    """The first that have a variant for each copy; where these do not suffice, also those that repeat least."""
    roomy: list[Use] = []
    short: list[tuple[float, Use]] = []
    for use in candidates:
        if len(roomy) == count:
            break
        lacking = shortage(course, use, copies)
        short += [(lacking, use)] if lacking else []
        roomy += [] if lacking else [use]
    return [*roomy, *(use for _, use in sorted(short, key=itemgetter(0)))][:count]
