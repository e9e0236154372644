"""What goes on a paper: a blueprint and a seed to a plan of items, slot by slot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hwgen.bank.blueprint import Blueprint, Entry, Manner, Pin, Quota, SectionPlan
from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.bank.ledger import parted
from hwgen.draw import chance
from hwgen.errors import CourseError, Diagnostic, NoPaper, Span, did_you_mean
from hwgen.kinds.linked import ITEM_KINDS
from hwgen.plan.demands import (
    FAMILIES,
    LEVELS,
    OTHERS,
    Demand,
    Item,
    Use,
    demands,
    enemies,
    levels,
    levels_in,
    misfits,
    part_name,
    pinned_level,
    questions,
    uses,
)
from hwgen.problem.generator import Generator
from hwgen.proof.certificates import certificate

Chosen = tuple[str, ...]
GRAIN = 1 << 40


@dataclass(frozen=True)
class Slot:
    """An item's place on the paper; `points` are for each of its questions, `span` is the blueprint's line.

    `manner` and `difficulty` say how a computed item is asked and of which of its variants. `deduct` is the part of the
    points, in percent, that a wrong option takes off. With `follow_through`, numbers that follow from a mistake in an
    earlier part get part of the points.
    """

    item: Item
    pin: Pin
    points: int
    span: Span
    manner: Manner | None = None
    difficulty: int | None = None
    deduct: int = 0
    follow_through: bool = False

    @property
    def generator(self) -> Generator | None:
        """The generator of whose variants each copy takes another: none for a conceptual item, or where draws are pinned."""
        return None if isinstance(self.item, BankItem) or self.pin.params else self.item


@dataclass(frozen=True)
class Plan:
    course: Course
    blueprint: Blueprint
    seed: int
    sections: tuple[tuple[SectionPlan, tuple[Slot, ...]], ...]

    @property
    def slots(self) -> tuple[Slot, ...]:
        return tuple(slot for _, slots in self.sections for slot in slots)

    @property
    def chosen(self) -> Chosen:
        """Each slot's item, with its difficulty where that was chosen: from this and the blueprint, the plan is made again."""
        return tuple(
            f"{slot.item.id}@{slot.difficulty}" if slot.generator and slot.difficulty else str(slot.item.id)
            for slot in self.slots
        )


def assemble(course: Course, blueprint: Blueprint, seed: int) -> Plan:
    """Chooses the items; for a paper of the ledger, those that stand there.

    Raises CourseError with every fault of the blueprint, NoPaper with the reason where the bank has no such paper.
    """
    faults = blueprint_faults(course, blueprint)
    if faults:
        raise CourseError(*faults)
    given = next((given for given in course.ledger if (given.exam, given.seed) == (blueprint.name, seed)), None)
    if given:
        return again(course, blueprint, seed, given.forms["A"], given.span)
    if blueprint.plan.plan is None:
        drawn = _drawn(course, blueprint, seed)
        if drawn and not unmet(drawn):
            return drawn
    used = uses(course, blueprint, seed, graded=blueprint.plan.plan is not None)
    return arranged(
        course, blueprint, seed, cheapest(course, blueprint, seed, used, noise(used, (seed, blueprint.name, "plan")))
    )


def noise(used: Sequence[Use], key: tuple[str | int, ...]) -> list[float]:
    """What each use costs: by chance, an item's difficulties and places about the same, so that none is taken for its many."""
    return [
        (chance((*key, use.item.id), GRAIN) + chance((*key, use.item.id, use.level, *use.at), GRAIN) / 1000) / GRAIN
        for use in used
    ]


def cheapest(
    course: Course,
    blueprint: Blueprint,
    seed: int,
    used: Sequence[Use],
    cost: Sequence[float],
    more: Sequence[Demand] = (),
) -> list[Use]:
    """The uses of the paper that costs least. Raises NoPaper with the reason."""
    from hwgen.plan.reasons import once, reason, rows
    from hwgen.plan.solver import least

    asked = [*demands(course, blueprint, seed, used), *more]
    values = least([1] * len(used), [*rows(used, asked), *once(used)], cost)
    if values is None:
        raise NoPaper(reason(course, blueprint, used, asked))
    return [use for use, value in zip(used, values, strict=True) if value]


def arranged(course: Course, blueprint: Blueprint, seed: int, chosen: Sequence[Use]) -> Plan:
    """The plan of the uses, those of an entry in an order of their own for each seed."""
    ordered = sorted(chosen, key=lambda use: (use.at, chance((seed, *use.at, use.item.id, "pick"), 1 << 62)))
    return filled(course, blueprint, seed, [(use.item, use.level or None) for use in ordered])


def again(course: Course, blueprint: Blueprint, seed: int, chosen: Chosen, span: Span) -> Plan:
    """The plan whose items are known. Raises CourseError where they do not fit the course or the blueprint any more."""
    wanted = sum(entry.count for _, _, entry in blueprint.plan.entries())
    faults, items = [], []
    if len(chosen) != wanted:
        message = f"`{blueprint.name}` with seed {seed} asked {len(chosen)} items, its blueprint asks for {wanted} now"
        faults.append(Diagnostic(message, span, "bring the old blueprint back, or take the exam out of the ledger"))
    for id, level in map(parted, chosen):
        if id not in course.items:
            faults.append(Diagnostic(f"no item is called `{id}` any more", span, did_you_mean(id, course.items)))
        elif level and level not in levels(course, course.items[id]):
            faults.append(Diagnostic(f"`{id}` has no variant of difficulty {level} any more", span))
        else:
            items.append((course.items[id], level))
    if faults:
        raise CourseError(*faults)
    return filled(course, blueprint, seed, items)


def filled(course: Course, blueprint: Blueprint, seed: int, items: Sequence[tuple[Item, int | None]]) -> Plan:
    """The plan that has these items in its slots, from the first to the last."""
    left = iter(items)
    sections = []
    for i, section in enumerate(blueprint.plan.sections):
        slots = []
        for j, entry in enumerate(section.questions):
            span = blueprint.span("sections", i, "questions", j)
            for _ in range(entry.count):
                item, level = next(left)
                points = entry.points or section.points
                asked = level if isinstance(item, Generator) else None
                slots.append(Slot(item, entry.pin, points, span, entry.manner, asked, section.deduct))
        sections.append((section, tuple(slots)))
    return Plan(course, blueprint, seed, tuple(sections))


def _drawn(course: Course, blueprint: Blueprint, seed: int) -> Plan | None:
    """For each entry, the fitting items that come first in an order of their own for this seed, so that a new item moves at most one other.

    None where they do not suffice: an earlier entry may have taken what a later one needs.
    """
    taken = {str(entry.item) for _, _, entry in blueprint.plan.entries() if entry.item}
    items: list[tuple[Item, int | None]] = []
    fitting: dict[tuple[int, int], list[Use]] = {}
    for use in uses(course, blueprint, seed, graded=False):
        fitting.setdefault(use.at, []).append(use)
    for i, j, entry in blueprint.plan.entries():
        mine = fitting.get((i, j), [])
        by_item = {use.item.id: use.item for use in mine if entry.item or use.item.id not in taken}
        first = sorted(by_item.values(), key=lambda item: chance((seed, i, j, item.id, "pick"), 1 << 62))[: entry.count]
        if len(first) < entry.count:
            return None
        taken |= {item.id for item in first}
        for item in first:
            known = [use.level for use in mine if use.item.id == item.id]
            items.append((item, known[chance((seed, i, j, item.id, "level"), len(known))] or None))
    return filled(course, blueprint, seed, items)


def for_copies(course: Course, plan: Plan) -> Plan:
    """The plan with a difficulty for each computed item, so that copies are equally hard: that of most variants."""

    def level(slot: Slot) -> Slot:
        if slot.generator is None or slot.difficulty:
            return slot
        counts = certificate(course, slot.generator).by_difficulty
        return replace(slot, difficulty=max(counts, key=lambda difficulty: (counts[difficulty], -difficulty)))

    return replace(plan, sections=tuple((section, tuple(map(level, slots))) for section, slots in plan.sections))


def used_in(plan: Plan) -> list[Use]:
    """The uses of a paper, slot by slot."""
    found = []
    slots = iter(plan.slots)
    for i, j, entry in plan.blueprint.plan.entries():
        for _ in range(entry.count):
            slot = next(slots)
            count = questions(plan.course, slot.item)
            if isinstance(slot.item, BankItem):
                level = slot.item.difficulty
            elif entry.pin.params:
                level = pinned_level(plan.course, entry, slot.item, plan.seed)
            else:
                level = slot.difficulty or 0
            found.append(Use(slot.item, level, (i, j), count, count * slot.points))
    return found


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
            faults.append(Diagnostic(f"`{use.item.id}` is asked twice", span))
        seen.add(use.item.id)
        for key, mine in misfits(course, entry, use.item) if entry.pick else ():
            faults.append(Diagnostic(f"`{use.item.id}` does not fit: its {key} is {mine}", span))
        if isinstance(use.item, Generator) and use.level and use.level not in (entry.difficulty or (use.level,)):
            faults.append(Diagnostic(f"`{use.item.id}` does not fit: its difficulty is {use.level}", span))
    for demand in demands(course, blueprint, plan.seed, used):
        value = demand.measure(used)
        if not demand.meets(value):
            has = "" if demand.sort == "enemies" or value is None else f": it has {demand.shown(value)}"
            faults.append(Diagnostic(f"the paper does not keep to the plan: {demand.words}{has}", demand.span))
    return faults


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
            "both languages" if key == "language" else f"another {key} ({mine})"
            for key, mine in misfits(course, entry, item)
        ]
        taken = () if lacking else levels_in(course, entry, item)
        told = [[d.words for d in forbidden if _forbids(d, Use(item, level, (i, 0), 1, 1))] for level in taken]
        if not all(told):
            parts.append(part_name(i))
        elif told:
            reasons.append((0, f"the plan wants {told[0][0]}"))
        else:
            manner = f"what can be asked as {entry.manner}" if entry.manner else "another difficulty"
            reasons.append((len(lacking), f"{part_name(i)} wants {' and '.join(lacking) or manner}"))
    return Usable(tuple(dict.fromkeys(parts))) if parts else Usable((), min(reasons, key=lambda told: told[0])[1])


def _forbids(demand: Demand, use: Use) -> bool:
    return (demand.ids is None or use.item.id in demand.ids) and bool(demand.weight(use))


def blueprint_faults(course: Course, blueprint: Blueprint) -> list[Diagnostic]:
    """Everything that a blueprint names and the course does not have, and all in which it contradicts itself."""
    faults = []
    seen: set[str] = set()
    known = _known(course)
    ids = [str(entry.item) for *_, entry in blueprint.plan.entries() if entry.item in course.items]
    named = {id: course.items[id] for id in ids}
    for i, j, entry in blueprint.plan.entries():
        where = ("sections", i, "questions", j)
        if entry.item is not None and entry.item not in course.items:
            hint = did_you_mean(entry.item, course.items)
            faults.append(Diagnostic(f"no item is called `{entry.item}`", blueprint.span(*where, "item"), hint))
        elif entry.item in seen:
            faults.append(Diagnostic(f"`{entry.item}` is asked twice", blueprint.span(*where, "item")))
        for family, name in (
            ("topics", "topic"),
            ("kinds", "kind"),
            ("objectives", "objective"),
            ("bloom", "bloom"),
            ("tags", "tag"),
        ):
            for word in getattr(entry, name):
                if word not in known[family]:
                    faults.append(Diagnostic(_strange(family, word), word.span, did_you_mean(word, known[family])))
        for pair in enemies(named):
            if entry.item in pair and pair <= seen | {entry.item}:
                (other,) = pair - {entry.item}
                message = f"`{entry.item}` is an enemy of `{other}`: they stand on no paper together"
                faults.append(Diagnostic(message, blueprint.span(*where, "item"), "name another item"))
        if entry.item is not None:
            seen.add(entry.item)
        if entry.item in course.items:
            faults += _fit_faults(course, blueprint, entry, where)
    return faults + _plan_faults(course, blueprint, known)


def _known(course: Course) -> dict[str, set[str]]:
    """The words that a blueprint may use of each family."""
    from typing import get_args

    from hwgen.bank.items import Bloom

    return {
        **course.words,
        "bloom": set(get_args(Bloom)),
        "kinds": set(ITEM_KINDS),
        "levels": {str(level) for level in range(1, len(LEVELS) + 1)},
    }


def _strange(family: str, word: str) -> str:
    match family:
        case "topics" | "tags":
            return f"no item has the {family[:-1]} `{word}`"
        case "levels":
            return f"`{word}` is no difficulty"
        case "bloom":
            return f"no Bloom level is called `{word}`"
        case _:
            return f"no {family[:-1]} is called `{word}`"


def _plan_faults(course: Course, blueprint: Blueprint, known: Mapping[str, set[str]]) -> list[Diagnostic]:
    """Unknown words of the plan, and shares that cannot add up."""
    plan = blueprint.plan.plan
    if plan is None:
        return []
    faults = []
    for family in FAMILIES:
        told: Mapping[str, Quota] = getattr(plan, family)
        for word in told:
            if word not in known[family] and word != OTHERS:
                span = blueprint.span("plan", family, word, "#key")
                faults.append(Diagnostic(_strange(family, word), span, did_you_mean(word, {*known[family], OTHERS})))
        if family != "tags":
            faults += _shares(blueprint, ("plan", family), told)
    faults += _shares(blueprint, ("plan",), {name: getattr(plan, name) for name in ("generated", "conceptual")})
    for word in plan.exclude:
        if word not in course.items:
            faults.append(Diagnostic(f"no item is called `{word}`", word.span, did_you_mean(word, course.items)))
        for i, j, entry in blueprint.plan.entries():
            if entry.item == word:
                line = blueprint.span("sections", i, "questions", j).line
                faults.append(Diagnostic(f"`{word}` is left out here and asked in line {line}", word.span))
    return faults


def _shares(blueprint: Blueprint, place: tuple[str, ...], told: Mapping[str, Quota]) -> list[Diagnostic]:
    """The shares of all are 100%: neither the least may be more nor, where all are named, the most less."""
    shares = [(key, range) for key, ranges in told.items() for range in ranges if range.share]
    low = sum(range.low or 0 for _, range in shares)
    span = blueprint.span(*place) if len(place) > 1 else blueprint.span(*place, shares[0][0]) if shares else None
    if low > 100:
        return [Diagnostic(f"the least shares add up to {float(low):g}%", span, "they are at most 100%")]
    whole = {key for key, _ in shares} >= ({OTHERS} if len(place) > 1 else {"generated", "conceptual"})
    high = sum(100 if range.high is None else range.high for _, range in shares)
    if whole and high < 100 and len({key for key, _ in shares}) == len(told):
        return [Diagnostic(f"the most shares add up to {float(high):g}%", span, "they are at least 100%")]
    return []


def _fit_faults(course: Course, blueprint: Blueprint, entry: Entry, where: tuple[str | int, ...]) -> list[Diagnostic]:
    """What an entry asks of its item that the item does not have."""
    item = course.items[str(entry.item)]
    faults = []
    if entry.manner and isinstance(item, BankItem):
        hint = "only what a generator computes can be asked in another way"
        faults.append(Diagnostic(f"`{item.id}` is always asked as {item.kind}", blueprint.span(*where, "as"), hint))
    for level in entry.difficulty:
        if level not in levels(course, item):
            known = "it has " + ", ".join(map(str, levels(course, item)))
            message = f"`{item.id}` has no variant of difficulty {level}"
            faults.append(Diagnostic(message, blueprint.span(*where, "difficulty"), known))
    return faults
