"""A question of a paper drawn again: the same item, in another of its variants."""

from __future__ import annotations

import shlex

from hwgen.bank.blueprint import Pin
from hwgen.content.tree import Blocks
from hwgen.errors import Diagnostic, UsageError
from hwgen.exam.instantiate import make_group
from hwgen.kinds import Answer
from hwgen.plan.plan import Plan, Slot
from hwgen.plan.swapping import Swapped, place_of, with_variant

# Variants that are tried, since two of them can ask the same: of a statement that is true or false, every other one may.
TRIED = 12


def redrawn(plan: Plan, number: int) -> Swapped:
    """Question `number` in the next variant of its item that asks something else. Raises UsageError where there is none."""
    old = plan.slots[place_of(plan, number)]
    before = _asked(plan, old)
    for step in range(1, TRIED + 1):
        swapped = with_variant(plan, number, old.variant + step)
        if _asked(plan, swapped.new) != before:
            return swapped
    pinned = "; its line in the blueprint pins what it asks" if old.pin != Pin() else ""
    message = f"`{old.item.id}` has no other variant for question {number}{pinned}"
    hint = f"`hwgen swap {shlex.quote(plan.blueprint.name)} --seed {plan.seed} {number}` asks another item"
    raise UsageError(Diagnostic("cannot-swap", message, old.span, hint))


def _asked(plan: Plan, slot: Slot) -> tuple[tuple[Blocks, Answer], ...]:
    group = make_group(plan.course, slot, plan.seed, plan.course.languages[0], 1)
    return tuple((question.stem, question.answer) for question in group.questions)
