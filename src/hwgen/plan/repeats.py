"""What the copies of a class ask twice, because a computed question has fewer variants than there are copies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hwgen.bank.course import Course
from hwgen.errors import Diagnostic, counted
from hwgen.papercode import Code
from hwgen.plan.plan import Plan, Slot
from hwgen.plan.uses import Item, Use
from hwgen.problem.generator import Generator
from hwgen.proof.certificates import outline


def room(course: Course, item: Item, level: int) -> int:
    """How many copies an item has a variant of its own for: of a difficulty, or (0) of the one that has most."""
    assert isinstance(item, Generator)
    variants = outline(course, item).by_difficulty
    return variants[level] if level else max(variants.values())


def shortage(course: Course, use: Use, copies: int) -> float:
    """The part of so many copies that would repeat a variant; written items repeat in any class."""
    if copies < 2 or not isinstance(use.item, Generator):
        return 0.0
    return max(0.0, 1 - room(course, use.item, use.level) / copies)


def repeated(course: Course, plans: Mapping[Code, Plan], *, refused: bool) -> Iterator[Diagnostic]:
    """The computed questions of a class of which some copies have the same variant: errors where that is `refused`."""
    asked: dict[tuple[str, int], tuple[Slot, int]] = {}
    for plan in plans.values():
        for slot in plan.slots:
            if slot.generator and slot.difficulty:
                key = slot.item.id, slot.difficulty
                asked[key] = slot, asked.get(key, (slot, 0))[1] + 1
    for (id, level), (slot, copies) in asked.items():
        variants = room(course, slot.item, level)
        if copies > variants:
            most = -(-copies // variants)
            share = f"{most}" if copies % variants == 0 else f"{most - 1} or {most}"
            message = (
                f"`{id}` has {counted(variants, 'variant')} of difficulty {level} for {counted(copies, 'copy')}: "
                f"each is on {share} of them, {counted(variants, 'paper')} apart"
            )
            if refused:
                hint = "leave --no-repeats out, or ask another difficulty or item"
                yield Diagnostic("copies-repeat", message, slot.span, hint, subject=id)
            else:
                hint = "another difficulty or item may have more; --no-repeats refuses to share them"
                yield Diagnostic("variants-shared", message, slot.span, hint, subject=id)
