"""Parallel forms of an exam, one after another, each as unlike those before it as the bank allows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from hwgen.bank.blueprint import Blueprint
from hwgen.bank.course import Course
from hwgen.bank.swaps import read_swaps
from hwgen.draw import chance
from hwgen.papercode import FORMS, Code
from hwgen.plan.assembly import assemble, cheapest, noise, with_repeats
from hwgen.plan.demands import Demand
from hwgen.plan.plan import Held, Plan, again, filled, for_copies, used_in
from hwgen.plan.uses import Use, minutes, uses

# How far the minutes of a form may be from those of the first.
MINUTES = Fraction(5, 100)


@dataclass(frozen=True)
class Form:
    """`least` says that no parallel form has fewer items in common with those before it."""

    letter: str
    plan: Plan
    least: bool = True


def turn(blueprint: Blueprint, code: Code) -> int:
    """The form, counted from 0, whose items a copy has: its own, or for a personal paper the next in turn."""
    if code.form or not code.copy:
        return max(0, code.copy - 1)
    return (code.copy - 1) % dealt_from(blueprint)


def dealt_from(blueprint: Blueprint) -> int:
    """From how many forms the personal papers of a class are dealt."""
    plan = blueprint.plan.plan
    return (plan.personal if plan else 0) or 1


def copies_of_each(blueprint: Blueprint, copies: int) -> int:
    """How many of so many copies are dealt from one form, at most."""
    return -(-copies // dealt_from(blueprint))


def forms(course: Course, blueprint: Blueprint, seed: int, count: int, copies: int = 0) -> list[Form]:
    """The first `count` forms: in each place of a part that picks items the difficulty, number of questions and points of the first
    form; on the whole its questions on each topic, and its minutes within 5%. A form does not depend on later ones. A class has so many `copies`, dealt in turn.

    A blueprint that names all its items has them in each form, and what is locked in the first form stands in all. Forms of the
    ledger are as they stand there. Raises CourseError, NoPaper.
    """
    copies = copies_of_each(blueprint, copies)
    first = for_copies(course, assemble(course, blueprint, seed, copies))
    parallel = [Form(FORMS[0], first)]
    if count == 1 or not blueprint.plan.picks:
        return [Form(letter, first) for letter in FORMS[:count]]
    known = next((s for s in course.ledger if (s.exam, s.seed) == (blueprint.name, seed)), None)
    swaps = read_swaps(course.root, blueprint.name, seed)
    locked = sorted(swaps.locked) if swaps else []
    used, demands = _parallel(course, blueprint, seed, used_in(first))
    demands += [_of_locked(blueprint, used_in(first)[i]) for i in locked]
    before = Counter(slot.item.id for slot in first.slots)
    for letter in FORMS[1:count]:
        if known and letter in known.forms:
            plan = again(course, blueprint, seed, known.forms[letter], known.span)
        else:
            # All that chance costs is less than one item in common.
            cost = [
                before[use.item.id] + price / (2 * len(first.slots))
                for use, price in zip(used, noise(used, (seed, blueprint.name, letter)), strict=True)
            ]
            cost = with_repeats(course, used, copies, cost)
            plan = _aligned(first, cheapest(course, blueprint, seed, used, cost, demands), (seed, letter), locked)
        parallel.append(Form(letter, plan, least=not (known and letter in known.forms)))
        before.update(slot.item.id for slot in plan.slots)
    return parallel


def _of_locked(blueprint: Blueprint, fixed: Use) -> Demand:
    def is_it(use: Use) -> int:
        return int((use.item.id, use.at, use.level) == (fixed.item.id, fixed.at, fixed.level))

    return Demand("plan", blueprint.span("sections"), f"`{fixed.item.id}` is locked", is_it, Fraction(1))


def _parallel(course: Course, blueprint: Blueprint, seed: int, first: Sequence[Use]) -> tuple[list[Use], list[Demand]]:
    """The uses that a parallel form may have, and what makes it parallel."""
    picked = [use for use in first if _picked(blueprint, use)]
    alike = Counter((use.at, use.level, use.questions) for use in picked)
    used = [use for use in first if not _picked(blueprint, use)]
    used += [
        use
        for use in uses(course, blueprint, seed, graded=True)
        if _picked(blueprint, use) and (use.at, use.level, use.questions) in alike
    ]
    span = blueprint.span("sections")
    demands = []
    for sort, count in alike.items():

        def same(use: Use, sort: tuple[tuple[int, int], int, int] = sort) -> int:
            return int((use.at, use.level, use.questions) == sort)

        demands.append(Demand("plan", span, "as difficult in each place", same, Fraction(count)))
    for topic, count in topics_of(first).items():

        def on(use: Use, topic: str = topic) -> int:
            return use.questions * (use.item.topic == topic)

        demands.append(Demand("plan", span, "as many questions on each topic", on, Fraction(count)))
    for most in (False, True):
        demands.append(Demand("plan", span, "about as long", minutes, minutes_allowed(first)[most], most))
    return used, demands


def _picked(blueprint: Blueprint, use: Use) -> bool:
    i, j = use.at
    return blueprint.plan.sections[i].questions[j].pick is not None


def topics_of(used: Sequence[Use]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for use in used:
        counts[use.item.topic] += use.questions
    return counts


def minutes_allowed(first: Sequence[Use]) -> tuple[Fraction, Fraction]:
    whole = sum(map(minutes, first), Fraction())
    return whole * (1 - MINUTES), whole * (1 + MINUTES)


def _aligned(first: Plan, chosen: Sequence[Use], key: tuple[str | int, ...], locked: Sequence[int]) -> Plan:
    """The plan with the uses in such an order that each place is as difficult and as long as in the first form, and of its topic where that can be.

    What is `locked` stands in its own place.
    """
    left = sorted(chosen, key=lambda use: chance((*key, use.item.id, "place"), 1 << 62))
    places = {i: use for i in locked for use in left if use.item.id == first.slots[i].item.id}
    left = [use for use in left if use not in places.values()]
    for strict in (True, False):
        for i, mine in enumerate(used_in(first)):
            alike = (
                use
                for use in left
                if (use.at, use.level, use.questions) == (mine.at, mine.level, mine.questions)
                and (use.item.topic == mine.item.topic or not strict)
            )
            if i not in places and (use := next(alike, None)):
                places[i] = use
                left.remove(use)
    items = [Held(places[i].item, places[i].level or None) for i in range(len(places))]
    return filled(first.course, first.blueprint, first.seed, items)
