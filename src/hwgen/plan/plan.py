"""What goes on a paper: a plan of items, slot by slot, that can be made again from the names of its items."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from hwgen.bank.blueprint import Blueprint, Entry, Manner, Pin, SectionPlan
from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.bank.ledger import before_swap, parted, variant_of
from hwgen.errors import CourseError, Diagnostic, Span, counted, did_you_mean
from hwgen.plan.uses import Item, Use, levels, minutes_at, pinned_level, questions
from hwgen.problem.generator import Generator
from hwgen.proof.certificates import outline, verified

Chosen = tuple[str, ...]
# The way out where what a swap took off a paper is no longer in the bank.
WITHOUT = (
    "bring it back, or delete `instead-of`: in a class, the other questions of this part are then dealt in another way"
)


@dataclass(frozen=True)
class Slot:
    """An item's place on the paper; `points` are for each of its questions, `span` is the blueprint's line.

    `variant` is that of a question that was swapped for another of its variants, 0 for the one of the seed. `manner` and `difficulty` say how a computed item is asked and of which of its variants. `deduct` is the part of the
    points, in percent, that a wrong option takes off. With `follow_through`, numbers that follow from a mistake in an
    earlier part get part of the points. `instead_of` is what the seed has in this place, where something else was swapped in. With
    `together`, the points are those of all questions of the item.
    """

    item: Item
    pin: Pin
    points: int
    span: Span
    manner: Manner | None = None
    difficulty: int | None = None
    deduct: int = 0
    follow_through: bool = False
    variant: int = 0
    instead_of: Slot | None = None
    together: bool = False

    def worth(self, count: int) -> int:
        """The points of all of so many questions."""
        return self.points if self.together else count * self.points

    @property
    def chosen(self) -> str:
        level = f"@{self.difficulty}" if self.generator and self.difficulty else ""
        stood = f"<{self.instead_of.chosen}" if self.instead_of else ""
        return f"{self.item.id}{level}{f'#{self.variant}' if self.variant else ''}{stood}"

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
        """Each slot's item, with its difficulty and variant where they were chosen: from this and the blueprint, the plan is made again."""
        return tuple(slot.chosen for slot in self.slots)

    @property
    def before_swaps(self) -> Plan:
        """The paper as the seed has it; this one where nothing was swapped."""
        if not any(slot.instead_of for slot in self.slots):
            return self
        sections = ((section, tuple(slot.instead_of or slot for slot in slots)) for section, slots in self.sections)
        return replace(self, sections=tuple(sections))


def prove_asked(course: Course, plans: Iterable[Plan]) -> None:
    """Proves what papers ask and is not proven yet, by all processors; what fails is an error where it is asked."""
    asked = (slot.item for plan in plans for slot in plan.slots)
    list(verified(course, {item.id: item for item in asked if isinstance(item, Generator)}.values()))


class Held(NamedTuple):
    """What a slot holds: an item, its difficulty and its variant where they were chosen, and what it was swapped for."""

    item: Item
    level: int | None
    variant: int | None = None
    instead_of: Held | None = None

    def slot(self, entry: Entry, section: SectionPlan, span: Span) -> Slot:
        """The slot in a place of the blueprint. What is swapped in has nothing of what is pinned there for another item."""
        named = entry.item in (None, self.item.id)
        return Slot(
            self.item,
            entry.pin if named else Pin(),
            entry.points or section.points,
            span,
            entry.manner,
            self.level if isinstance(self.item, Generator) else None,
            section.deduct,
            variant=entry.variant if self.variant is None else self.variant,
            instead_of=self.instead_of.slot(entry, section, span) if self.instead_of else None,
            together=entry.together,
        )


def filled(course: Course, blueprint: Blueprint, seed: int, held: Sequence[Held]) -> Plan:
    """The plan that has these items in its slots, from the first to the last."""
    left = iter(held)
    sections = []
    for i, section in enumerate(blueprint.plan.sections):
        slots = []
        for j, entry in enumerate(section.questions):
            span = blueprint.span("sections", i, "questions", j)
            for _ in range(entry.count):
                slots.append(next(left).slot(entry, section, span))
        sections.append((section, tuple(slots)))
    return Plan(course, blueprint, seed, tuple(sections))


def again(
    course: Course, blueprint: Blueprint, seed: int, chosen: Chosen, span: Span, places: Sequence[Span] = ()
) -> Plan:
    """The plan whose items are known: from the ledger, or from a paper that was changed by hand, each then at its place.

    Raises CourseError where they do not fit the course or the blueprint any more.
    """

    def fault(message: str, place: Span, hint: str = "") -> Diagnostic:
        if places:
            return Diagnostic("kept-paper-changed", message, place, hint)
        return Diagnostic("ledger-changed", message, place, hint)

    wanted = sum(entry.count for _, _, entry in blueprint.plan.entries())
    faults: list[Diagnostic] = []
    if len(chosen) != wanted:
        message = f"`{blueprint.name}` with seed {seed} asked {counted(len(chosen), 'item')}, its blueprint asks for {wanted} now"
        way_out = "remove this file, so that the seed decides again" if places else "remove the exam from the ledger"
        faults.append(fault(message, span, f"restore the old blueprint, or {way_out}"))

    def held(chosen: str, place: Span, way_out: str = "") -> Held | None:
        id, level = parted(chosen)
        if id not in course.items:
            hint = way_out or did_you_mean(id, course.items)
            faults.append(fault(f"there is no item `{id}` any more", place, hint))
            return None
        if level and level not in levels(course, course.items[id]):
            faults.append(fault(f"`{id}` has no variant of difficulty {level} any more", place, way_out))
            return None
        stood = before_swap(chosen)
        return Held(course.items[id], level, variant_of(chosen), held(stood, place, WITHOUT) if stood else None)

    items = [held(each, places[i] if places else span) for i, each in enumerate(chosen)]
    if faults:
        raise CourseError(*faults)
    return filled(course, blueprint, seed, list(filter(None, items)))


def for_copies(course: Course, plan: Plan) -> Plan:
    """The plan with a difficulty for each computed item, so that copies are equally hard: that of most variants."""

    def level(slot: Slot) -> Slot:
        if slot.instead_of:
            slot = replace(slot, instead_of=level(slot.instead_of))
        if slot.generator is None or slot.difficulty:
            return slot
        counts = outline(course, slot.generator).by_difficulty
        return replace(slot, difficulty=max(counts, key=lambda difficulty: (counts[difficulty], -difficulty)))

    return replace(plan, sections=tuple((section, tuple(map(level, slots))) for section, slots in plan.sections))


def used_in(plan: Plan) -> list[Use]:
    """The uses of a paper, slot by slot."""
    used = []
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
            minutes = minutes_at(plan.course, slot.item, level, slot.manner)
            used.append(Use(slot.item, level, (i, j), count, slot.worth(count), minutes))
    return used
