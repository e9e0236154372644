"""What goes on a paper: a blueprint and a seed to a plan of items, slot by slot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hwgen.bank import BankItem
from hwgen.blueprint import Blueprint, Entry, Manner, Pin, SectionPlan
from hwgen.certificates import certificate
from hwgen.course import Course
from hwgen.draw import chance
from hwgen.errors import CourseError, Diagnostic, NoPaper, Span, did_you_mean
from hwgen.recipe import Generator

Item = BankItem | Generator


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
    blueprint: Blueprint
    seed: int
    sections: tuple[tuple[SectionPlan, tuple[Slot, ...]], ...]


def assemble(course: Course, blueprint: Blueprint, seed: int) -> Plan:
    """Chooses the items. Raises CourseError with every unknown item or topic, NoPaper where the bank is too small."""
    faults = blueprint_faults(course, blueprint)
    if faults:
        raise CourseError(*faults)
    named = {entry.item for section in blueprint.plan.sections for entry in section.questions if entry.item}
    used: set[str] = set(named)
    sections = []
    for i, section in enumerate(blueprint.plan.sections):
        slots: list[Slot] = []
        for j, entry in enumerate(section.questions):
            span = blueprint.span("sections", i, "questions", j)
            items = [course.items[entry.item]] if entry.item else _pick(course, entry, used, (seed, i, j), span)
            used |= {item.id for item in items}
            points = entry.points or section.points
            slots += [
                Slot(item, entry.pin, points, span, entry.manner, entry.difficulty, section.deduct) for item in items
            ]
        sections.append((section, tuple(slots)))
    return Plan(blueprint, seed, tuple(sections))


def for_copies(course: Course, plan: Plan) -> Plan:
    """The plan with a difficulty for each computed item, so that copies are equally hard: that of most variants."""

    def level(slot: Slot) -> Slot:
        if slot.generator is None or slot.difficulty:
            return slot
        counts = certificate(course, slot.generator).by_difficulty
        return replace(slot, difficulty=max(counts, key=lambda difficulty: (counts[difficulty], -difficulty)))

    return replace(plan, sections=tuple((section, tuple(map(level, slots))) for section, slots in plan.sections))


def blueprint_faults(course: Course, blueprint: Blueprint) -> list[Diagnostic]:
    """Every item, topic and kind that the course does not have, and every item that is asked for twice."""
    faults = []
    topics = {item.topic for item in course.items.values()}
    seen: set[str] = set()
    for i, section in enumerate(blueprint.plan.sections):
        for j, entry in enumerate(section.questions):
            where = ("sections", i, "questions", j)
            if entry.item is not None and entry.item not in course.items:
                hint = did_you_mean(entry.item, course.items)
                faults.append(Diagnostic(f"no item is called `{entry.item}`", blueprint.span(*where, "item"), hint))
            elif entry.item in seen:
                faults.append(Diagnostic(f"`{entry.item}` is asked twice", blueprint.span(*where, "item")))
            if entry.topic is not None and entry.topic not in topics:
                hint = did_you_mean(entry.topic, topics)
                faults.append(
                    Diagnostic(f"no item has the topic `{entry.topic}`", blueprint.span(*where, "topic"), hint)
                )
            if entry.kind is not None and entry.kind not in KINDS:
                hint = did_you_mean(entry.kind, KINDS)
                faults.append(Diagnostic(f"no kind is called `{entry.kind}`", blueprint.span(*where, "kind"), hint))
            if entry.item is not None:
                seen.add(entry.item)
            if entry.item in course.items:
                faults += _fit_faults(course, blueprint, entry, where)
    return faults


def _fit_faults(course: Course, blueprint: Blueprint, entry: Entry, where: tuple[str | int, ...]) -> list[Diagnostic]:
    """What an entry asks of its item that the item does not have."""
    item = course.items[str(entry.item)]
    faults = []
    if entry.manner and isinstance(item, BankItem):
        hint = "only what a generator computes can be asked in another way"
        faults.append(Diagnostic(f"`{item.id}` is always asked as {item.kind}", blueprint.span(*where, "as"), hint))
    if entry.difficulty and entry.difficulty not in levels(course, item):
        known = "it has " + ", ".join(map(str, levels(course, item)))
        message = f"`{item.id}` has no variant of difficulty {entry.difficulty}"
        faults.append(Diagnostic(message, blueprint.span(*where, "difficulty"), known))
    return faults


KINDS = (
    *("true-false", "choice", "multiple-choice", "numeric", "table", "short-text", "matching", "ordering"),
    *("short-answer", "linked"),
)


def levels(course: Course, item: Item) -> tuple[int, ...]:
    """The difficulties at which an item can be asked."""
    return (item.difficulty,) if isinstance(item, BankItem) else certificate(course, item).difficulties


def _pick(course: Course, entry: Entry, used: set[str], where: tuple[int, ...], span: Span) -> Sequence[Item]:
    """The fitting items that come first in an order of their own for this seed: a new item moves at most one other."""
    fitting = [
        item
        for item in course.items.values()
        if item.id not in used
        and entry.topic in (None, item.topic)
        and entry.kind in (None, item.kind)
        and (len(item.languages) > 1 if isinstance(item, BankItem) else True)
        and entry.difficulty in (None, *levels(course, item))
    ]
    wanted = entry.pick or 0
    if len(fitting) < wanted:
        topic = f"on `{entry.topic}`" if entry.topic else ""
        level = f"of difficulty {entry.difficulty}" if entry.difficulty else ""
        what = " ".join(word for word in (entry.kind, "items", topic, level) if word)
        message = f"{wanted} {what} are asked for, {len(fitting)} are left"
        raise NoPaper(Diagnostic(message, span, "write more items, or lower `pick`"))
    return sorted(fitting, key=lambda item: chance((*where, item.id, "pick"), 1 << 62))[:wanted]
