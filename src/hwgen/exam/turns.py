"""What the copies of a class take in turn: statements and places of the key, drawn for all questions of a section together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product
from math import prod
from operator import eq
from typing import NamedTuple

from hwgen.bank.items import BankItem
from hwgen.draw import Key, chance, shuffled
from hwgen.kinds import kind_of
from hwgen.plan.plan import Plan, Slot
from hwgen.problem.computed import Computed

# The item and the part of a question, and what a copy takes of it.
Turns = Mapping[tuple[str, str], int]
Row = tuple[int, ...]
# Of a question that stands alone: nothing is drawn together.
ALONE: Turns = {}
# So many rows are compared before one is taken; a section with fewer in all has every one of them compared.
COMPARED = 32
# So many copies before it are to differ from a copy: who sits beside and behind.
NEAR = 8


class Wheel(NamedTuple):
    """What copies can take of a question: `answers` has the key for each of the possibilities."""

    item: str
    part: str
    answers: tuple[str, ...]


def turns(plan: Plan, copy: int, *, form: bool = False) -> Turns:
    """What copy number `copy` (from 1) takes; nothing for the paper without a class.

    What was swapped in takes turns by itself, so that all other questions take what they took before.
    """
    personal = plan.blueprint.plan.plan.personal if plan.blueprint.plan.plan and not form else None
    # Copies that are dealt from several forms take turns with those of their own form.
    turn = (copy - 1) // (personal or 1)
    taken: dict[tuple[str, str], int] = {}
    for _, slots in plan.before_swaps.sections if copy else ():
        taken |= _together(plan.seed, slots, turn)
    swapped = {}
    for slot in plan.slots if copy else ():
        if slot.instead_of:
            alone = taken if slot.item is slot.instead_of.item else _together(plan.seed, (slot,), turn)
            for item, part, answers in _wheels(slot):
                swapped[item, part] = (alone[item, part] + slot.variant) % len(answers)
    return taken | swapped


def _together(seed: int, slots: Sequence[Slot], turn: int) -> dict[tuple[str, str], int]:
    wheels = tuple(wheel for slot in slots for wheel in _wheels(slot))
    row = _dealer(seed, wheels).row(turn) if wheels else ()
    return {(wheel.item, wheel.part): place for wheel, place in zip(wheels, row, strict=True)}


def _wheels(slot: Slot) -> Iterator[Wheel]:
    """Those of a written item; what a generator's variant offers is known only when it is drawn."""
    if isinstance(slot.item, BankItem) and slot.pin.statement is None:
        for part in slot.item.problem.parts:
            if isinstance(part, Computed) or part.id in slot.pin.options:
                continue
            if answers := tuple(kind_of(part).turns(part)):
                yield Wheel(slot.item.id, part.id, answers)


@lru_cache(maxsize=64)
def _dealer(seed: int, wheels: tuple[Wheel, ...]) -> Dealer:
    return Dealer((seed, "turns", *(f"{wheel.item} {wheel.part}" for wheel in wheels)), [w.answers for w in wheels])


class Dealer:
    """Deals rows, one possibility of each question: a row depends on those before it and on none after it.

    No row comes twice until all have come; of these, the possibilities of each question are used equally often; then the
    keys are as different as they can be: seldom used ones first, unlike those just before.
    """

    def __init__(self, key: Key, answers: Sequence[Sequence[str]]) -> None:
        self.key, self.answers = key, answers
        self.sizes = tuple(map(len, answers))
        self.all = prod(self.sizes)
        self.dealt: list[Row] = []
        self.rows: Counter[Row] = Counter()
        self.keys: Counter[str] = Counter()
        self.used = tuple(Counter[int]() for _ in answers)

    def row(self, i: int) -> Row:
        while len(self.dealt) <= i:
            self._deal()
        return self.dealt[i]

    def _deal(self) -> None:
        row = min(self._candidates(len(self.dealt)), key=self._cost)
        self.dealt.append(row)
        self.rows[row] += 1
        self.keys[self._key_of(row)] += 1
        for used, place in zip(self.used, row, strict=True):
            used[place] += 1

    def _key_of(self, row: Row) -> str:
        return "".join(answers[place] for answers, place in zip(self.answers, row, strict=True))

    def _candidates(self, i: int) -> Sequence[Row]:
        """Rows in an order of chance: all there are, or some of the possibilities that are used least, not dealt yet if that can be."""
        if self.all <= COMPARED:
            return shuffled((*self.key, i), tuple(product(*map(range, self.sizes))))
        round_ = i // self.all
        for slack in (0, 1):
            places = [self._little_used(used, size, slack) for used, size in zip(self.used, self.sizes, strict=True)]
            rows = [
                tuple(few[chance((*self.key, i, j, n), len(few))] for n, few in enumerate(places))
                for j in range(COMPARED)
            ]
            if fresh := [row for row in rows if self.rows[row] <= round_]:
                return fresh
        return [self._next_fresh(rows[0], round_)]

    @staticmethod
    def _little_used(used: Counter[int], size: int, slack: int) -> list[int]:
        fewest = min(used[place] for place in range(size))
        return [place for place in range(size) if used[place] <= fewest + slack]

    def _next_fresh(self, row: Row, round_: int) -> Row:
        """The first row from `row` on, all of them taken as numbers, that has not been dealt in this round."""
        while self.rows[row] > round_:
            digits = list(row)
            for n, size in enumerate(self.sizes):
                digits[n] = (digits[n] + 1) % size
                if digits[n]:
                    break
            row = tuple(digits)
        return row

    def _cost(self, row: Row) -> tuple[float, ...]:
        """What is to be small, the most important first."""
        key = self._key_of(row)
        uneven = sum(used[place] for used, place in zip(self.used, row, strict=True))
        shared = alike = 0.0
        for distance, other in enumerate(reversed(self.dealt[-NEAR:]), 1):
            shared += _common(row, other) / distance
            alike += _common(key, self._key_of(other)) / distance
        again = bool(self.dealt) and row == self.dealt[-1]
        return (again, self.rows[row], self._leaves_no_fresh(row), uneven, self.keys[key], shared, alike)

    def _leaves_no_fresh(self, row: Row) -> bool:
        """Whether one row alone would even the counts out after this one, and that has been dealt."""
        left = [
            [other for other in self._little_used(used, size, 0) if other != place]
            for used, size, place in zip(self.used, self.sizes, row, strict=True)
        ]
        only = tuple(few[0] for few in left if len(few) == 1)
        return len(only) == len(row) and self.rows[only] > len(self.dealt) // self.all


def _common(one: Sequence[object], other: Sequence[object]) -> int:
    return sum(map(eq, one, other))
