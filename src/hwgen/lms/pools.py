"""The variants of an item that a pool holds: no two alike, and as many as there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.exam.instantiate import make_groups
from hwgen.exam.model import Group
from hwgen.kinds import ChoiceAnswer
from hwgen.plan.plan import Slot
from hwgen.problem.parts import variety
from hwgen.proof.certificates import certificate
from hwgen.text import Language

TRIES = 40


def variants(
    course: Course, slot: Slot, wanted: int, seed: int, languages: Sequence[Language]
) -> Iterator[tuple[Group, ...]]:
    """Up to `wanted` variants of a slot, no two alike."""
    if not isinstance(slot.item, BankItem):
        proven = certificate(course, slot.item)
        known = proven.by_difficulty.get(slot.difficulty, 0) if slot.difficulty else proven.variants
        for copy in range(min(wanted, known)):
            yield make_groups(course, slot, seed, languages, 1, copy)
        return
    seen: set[object] = set()
    known = variety(slot.item.problem)
    for copy in count():
        if len(seen) == min(wanted, known) or copy > TRIES * (len(seen) + 1):
            return
        groups = make_groups(course, slot, seed, languages, 1, copy)
        shown = _what_is_asked(groups[0])
        if shown not in seen:
            seen.add(shown)
            yield groups


def _what_is_asked(group: Group) -> object:
    """What two variants of a conceptual item differ in: the statement, or the set of options."""
    return tuple(
        frozenset(option.id for option in question.answer.options)
        if isinstance(question.answer, ChoiceAnswer)
        else question.variant
        for question in group.questions
    )
