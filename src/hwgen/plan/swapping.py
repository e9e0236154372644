"""One place of a paper taken by another item or variant, while every other place stays as it is."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from hwgen.bank.blueprint import Entry, Pin
from hwgen.bank.items import BankItem
from hwgen.bank.swaps import path_of, read_swaps, write_swaps
from hwgen.draw import chance
from hwgen.errors import Diagnostic, UsageError, counted
from hwgen.plan.assembly import drawn_plan
from hwgen.plan.faults import unmet
from hwgen.plan.forms import copies_of_each
from hwgen.plan.plan import Plan, Slot
from hwgen.plan.uses import Use, levels, minutes_at, questions, used_levels, uses, variants_at

Wish = Literal["any", "harder", "easier"]


@dataclass(frozen=True)
class Swapped:
    """The paper with one place changed, and what it lacks of its plan now."""

    plan: Plan
    old: Slot
    new: Slot
    faults: tuple[Diagnostic, ...]


def place_of(plan: Plan, number: int) -> int:
    """The place of the item that asks question `number`. Raises UsageError."""
    asked = 0
    for place, slot in enumerate(plan.slots):
        asked += questions(plan.course, slot.item)
        if 1 <= number <= asked:
            return place
    message = f"`{plan.blueprint.name}` has {counted(asked, 'question')}, and no question {number}"
    hint = f"its questions are 1 to {asked}" if asked > 1 else ""
    raise UsageError(Diagnostic("cannot-swap", message, plan.blueprint.span(), hint))


def was_given(plan: Plan) -> bool:
    return any((given.exam, given.seed) == (plan.blueprint.name, plan.seed) for given in plan.course.ledger)


def refuse_given(plan: Plan) -> None:
    """Raises UsageError for a paper that was given."""
    if was_given(plan):
        message = f"`{plan.blueprint.name}` with seed {plan.seed} has been given out and stays as it is"
        raise UsageError(Diagnostic("cannot-swap", message, None, "choose another seed"))


def refuse_fixed(plan: Plan, number: int) -> None:
    """Raises UsageError for a paper that was given, and for a question that is locked."""
    refuse_given(plan)
    course, name, seed = plan.course, plan.blueprint.name, plan.seed
    swaps = read_swaps(course.root, name, seed)
    if swaps and place_of(plan, number) in swaps.locked:
        hint = f"`hwgen unlock {shlex.quote(name)} --seed {seed} {number}`"
        raise UsageError(Diagnostic("cannot-swap", f"question {number} is locked", swaps.span, hint))


def locked_places(plan: Plan) -> frozenset[int]:
    swaps = read_swaps(plan.course.root, plan.blueprint.name, plan.seed)
    return swaps.locked if swaps else frozenset()


def places_of(plan: Plan, numbers: Sequence[int]) -> frozenset[int]:
    """The places of questions, or all places where no number is given. Raises UsageError."""
    return frozenset(place_of(plan, number) for number in numbers) or frozenset(range(len(plan.slots)))


def keep(plan: Plan, locked: frozenset[int]) -> Path:
    """Keeps a paper as it is, so that every build takes it. Raises HwgenError where it cannot be written."""
    return write_swaps(plan.course.root, plan.blueprint.name, plan.seed, plan.chosen, locked)


def release(plan: Plan, places: frozenset[int], copies: int = 0) -> Path | None:
    """Unlocks places; None where nothing is locked or swapped then, so that the seed decides again, for a class of so many `copies`."""
    locked = locked_places(plan) - places
    own = copies_of_each(plan.blueprint, copies)
    if locked or drawn_plan(plan.course, plan.blueprint, plan.seed, own).chosen != plan.chosen:
        return keep(plan, locked)
    path_of(plan.course.root, plan.blueprint.name, plan.seed).unlink(missing_ok=True)
    return None


def with_item(plan: Plan, number: int, id: str) -> Swapped:
    """Question `number` asked by the item that is named, whatever the plan wants. Raises UsageError."""
    item = plan.course.item(id)
    place = place_of(plan, number)
    if any(slot.item.id == id for i, slot in enumerate(plan.slots) if i != place):
        raise UsageError(Diagnostic("cannot-swap", f"`{id}` is already on the paper", item.span))
    level = plan.slots[place].difficulty
    known = levels(plan.course, item)
    asked = None if isinstance(item, BankItem) else level if level in known else known[0]
    return _another(plan, number, place, replace(plan.slots[place], item=item, difficulty=asked, variant=0))


def with_variant(plan: Plan, number: int, variant: int) -> Swapped:
    """Question `number` with another variant of its item. Raises UsageError for a number beyond those that there are."""
    place = place_of(plan, number)
    slot = plan.slots[place]
    if variant > (most := variants_at(plan.course, slot.item, slot.difficulty)):
        message = f"`{slot.item.id}` has {counted(most, 'variant')} to choose from, and no variant {variant}"
        raise UsageError(Diagnostic("cannot-swap", message, slot.span, f"write a number from 1 to {most}"))
    return _swapped(plan, place, replace(plan.slots[place], variant=variant))


def with_another(plan: Plan, number: int, wish: Wish) -> Swapped:
    """Question `number` asked by another item that its place takes, so that the plan is still met. Raises UsageError."""
    place = place_of(plan, number)
    refused: tuple[Diagnostic, ...] = ()
    for swapped in _others(plan, place, wish):
        if not swapped.faults:
            return swapped
        refused = refused or swapped.faults
    what = {"any": "else", "harder": "harder", "easier": "easier"}[wish]
    reason = f": {refused[0].message}" if refused else ""
    message = f"the bank has nothing {what} for question {number} (`{plan.slots[place].item.id}`){reason}"
    raise UsageError(
        Diagnostic("cannot-swap", message, plan.slots[place].span, "--with ITEM takes an item of your choice")
    )


def offers(plan: Plan, number: int) -> Iterator[Swapped]:
    """What `with_item` can ask in question `number` so that the plan is still met, the likest in topic and difficulty first."""
    place = place_of(plan, number)
    for id in dict.fromkeys(swapped.new.item.id for swapped in _others(plan, place, "any")):
        swapped = with_item(plan, number, id)
        if not swapped.faults:
            yield swapped


def _others(plan: Plan, place: int, wish: Wish) -> Iterator[Swapped]:
    for use in _candidates(plan, place, _level(plan, plan.slots[place]), wish):
        asked = use.level if not isinstance(use.item, BankItem) else None
        yield _swapped(plan, place, replace(plan.slots[place], item=use.item, difficulty=asked, variant=0))


def _level(plan: Plan, slot: Slot) -> int:
    return slot.difficulty or levels(plan.course, slot.item)[0]


def _candidates(plan: Plan, place: int, level: int, wish: Wish) -> Sequence[Use]:
    """What could stand there instead, the likest in topic and difficulty first, then in an order of the seed's own."""
    old = plan.slots[place]
    taken = {slot.item.id for i, slot in enumerate(plan.slots) if i != place}
    fitting = [
        use
        for use in _fitting(plan, place)
        if use.item.id not in taken
        and use.questions == questions(plan.course, old.item)
        and _wished(wish, use.level, level)
        and (use.item.id != old.item.id or (wish != "any" and use.level != level))
    ]
    key = (plan.seed, plan.blueprint.name, place, old.item.id, "swap")

    def changes(use: Use) -> tuple[int, bool, int]:
        """How much else would change: a topic counts as much as a level of difficulty."""
        other = use.item.topic != old.item.topic
        return abs(use.level - level) + other, other, chance((*key, use.item.id), 1 << 62)

    return sorted(fitting, key=changes)


def _wished(wish: Wish, level: int, old: int) -> bool:
    return {"any": True, "harder": level > old, "easier": level < old}[wish]


def _fitting(plan: Plan, place: int) -> Iterator[Use]:
    """What the entry of a place takes; where it names its item, what is of the same kind and topic."""
    at, entry = entry_of(plan, place)
    if entry.pick:
        yield from (use for use in uses(plan.course, plan.blueprint, plan.seed, graded=True) if use.at == at)
        return
    old = plan.slots[place].item
    like = entry.model_copy(update={"item": None, "pick": 1, "kind": (old.kind,), "topic": (old.topic,)})
    for item in plan.course.items.values():
        yield from (
            Use(item, level, at, questions(plan.course, item), 0, minutes_at(plan.course, item, level))
            for level in used_levels(plan.course, like, item)
        )


def entry_of(plan: Plan, place: int) -> tuple[tuple[int, int], Entry]:
    """The line of the blueprint that a place comes of, and where it stands."""
    places = [((i, j), entry) for i, j, entry in plan.blueprint.plan.entries() for _ in range(entry.count)]
    return places[place]


def _another(plan: Plan, number: int, place: int, new: Slot) -> Swapped:
    """Raises UsageError where the question is asked so already."""
    old = plan.slots[place]
    if new.chosen == old.chosen:
        message = f"question {number} asks `{old.item.id}` already"
        if new.variant:
            message = f"question {number} asks variant {new.variant} of `{old.item.id}` already"
        hint = "name another item; `hwgen redraw` asks this one with other numbers or options"
        raise UsageError(Diagnostic("cannot-swap", message, old.span, hint))
    return _swapped(plan, place, new)


def _swapped(plan: Plan, place: int, new: Slot) -> Swapped:
    old = plan.slots[place]
    stood = old.instead_of or old
    if new.item is not old.item:
        new = replace(new, pin=Pin())
    new = replace(new, instead_of=None)
    new = stood if new.chosen == stood.chosen else replace(new, instead_of=stood)
    slots = iter(enumerate(plan.slots))
    sections = tuple(
        (section, tuple(new if i == place else slot for i, slot in (next(slots) for _ in held)))
        for section, held in plan.sections
    )
    changed = replace(plan, sections=sections)
    before = {fault.message for fault in unmet(plan)}
    faults = tuple(fault for fault in unmet(changed) if fault.message not in before)
    return Swapped(changed, old, new, faults)
