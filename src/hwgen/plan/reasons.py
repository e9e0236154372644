"""Why no paper fits a plan: the fewest demands that cannot be met together, in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from math import lcm
from typing import TypeVar

from hwgen.bank.blueprint import Blueprint
from hwgen.bank.course import Course
from hwgen.errors import Diagnostic
from hwgen.plan.demands import Demand
from hwgen.plan.phrases import entry_words, part_name
from hwgen.plan.solver import Row, at_odds, least
from hwgen.plan.sums import contradictions
from hwgen.plan.uses import Use, misfits

T = TypeVar("T")
# The weights of a use in the rows where it has one.
Column = tuple[tuple[int, int], ...]
# What is left out of a reason rather than another: it says less.
WEIGHTY = ("enemies", "exclude", "fresh", "plan", "entry")
STEPS = 50
# So many demands of a sort are said in one.
TOGETHER = 3


def rows(uses: Sequence[Use], demands: Sequence[Demand]) -> list[Row]:
    """The demands as rows over the uses, in whole numbers."""
    of_item: dict[str, list[int]] = {}
    for i, use in enumerate(uses):
        of_item.setdefault(use.item.id, []).append(i)
    return [_row(demand, uses, of_item) for demand in demands]


def _row(demand: Demand, uses: Sequence[Use], of_item: dict[str, list[int]]) -> Row:
    places = range(len(uses)) if demand.ids is None else [i for id in sorted(demand.ids) for i in of_item.get(id, ())]
    weights = {i: weight for i in places if (weight := demand.coefficient(uses[i]))}
    bound = Fraction(0) if demand.base else demand.bound
    scale = lcm(bound.denominator, *(weight.denominator for weight in weights.values()))
    limit = int(bound * scale)
    whole = {i: int(weight * scale) for i, weight in weights.items()}
    return Row(whole, None if demand.most else limit, limit if demand.most else None)


def once(uses: Sequence[Use]) -> list[Row]:
    """That each item is used at most once."""
    of_item: dict[str, dict[int, int]] = {}
    for i, use in enumerate(uses):
        of_item.setdefault(use.item.id, {})[i] = 1
    return [Row(places, None, 1) for places in of_item.values() if len(places) > 1]


class _Sorts:
    """The uses with items that no demand tells apart counted together: few variables, and none alike."""

    def __init__(self, uses: Sequence[Use], demands: Sequence[Demand]) -> None:
        asked = rows(uses, demands)
        columns: list[list[tuple[int, int]]] = [[] for _ in uses]
        for r, row in enumerate(asked):
            for i, weight in row.weights.items():
                columns[i].append((r, weight))
        of_item: dict[str, list[tuple[Column, int]]] = {}
        for i, use in enumerate(uses):
            of_item.setdefault(use.item.id, []).append((tuple(columns[i]), i))
        alike: dict[tuple[Column, ...], list[list[int]]] = {}
        for mine in of_item.values():
            mine.sort()
            alike.setdefault(tuple(column for column, _ in mine), []).append([i for _, i in mine])
        kept: list[int] = []
        self.upper: list[int] = []
        self.fixed: list[Row] = []
        for first, *others in alike.values():
            if len(first) > 1:
                self.fixed.append(Row({len(kept) + k: 1 for k in range(len(first))}, None, 1 + len(others)))
            kept += first
            self.upper += [1 + len(others)] * len(first)
        self.demands = demands
        self.uses = [uses[i] for i in kept]
        place = {i: k for k, i in enumerate(kept)}
        self._rows = [
            replace(row, weights={place[i]: weight for i, weight in row.weights.items() if i in place}) for row in asked
        ]

    def rows(self, kept: Sequence[int]) -> list[Row]:
        return [self._rows[i] for i in kept]

    def least(self, kept: Sequence[int], cost: Sequence[float]) -> list[int] | None:
        """How many of each use, at the least cost under some of the demands."""
        return least(self.upper, [*self.rows(kept), *self.fixed], cost)

    def infeasible(self, kept: Sequence[int]) -> bool:
        return self.least(kept, [0.0] * len(self.uses)) is None

    def best(self, place: int, kept: Sequence[int]) -> Fraction | None:
        """The nearest to what a demand asks that the others leave; a ratio by Dinkelbach's method."""
        demand, side = self.demands[place], 1 if self.demands[place].most else -1
        value = demand.bound
        for _ in range(STEPS):
            cost = [float(side * demand.coefficient(use, value)) for use in self.uses]
            counts = self.least(kept, cost)
            assert counts is not None, "without this demand there is a paper"
            nearest = demand.measure([use for use, count in zip(self.uses, counts, strict=True) for _ in range(count)])
            if nearest is None or demand.base is None or nearest == value:
                return nearest
            value = nearest
        return None


def conflict(uses: Sequence[Use], demands: Sequence[Demand]) -> list[Demand]:
    """The demands of an irreducible conflict: no paper meets all of them, and any one less leaves one that does.

    Empty where there is a paper. An elastic linear program finds where to look, then demands are dropped while no paper meets the rest.
    """
    return [demands[i] for i in _conflict(_Sorts(uses, demands))]


def _conflict(sorts: _Sorts) -> list[int]:
    ordered = sorted(range(len(sorts.demands)), key=lambda i: WEIGHTY.index(sorts.demands[i].sort))
    if not sorts.infeasible(ordered):
        return []
    priced = {ordered[i] for i in at_odds(sorts.upper, sorts.rows(ordered), sorts.fixed)}
    likely = [i for i in ordered if i in priced]
    return irreducible(likely if likely and sorts.infeasible(likely) else ordered, sorts.infeasible)


def irreducible(kept: Sequence[T], fails: Callable[[Sequence[T]], bool]) -> list[T]:
    """The part of `kept` that still fails and whose every smaller part does not: drops halves, quarters, ... then single ones."""
    left = list(kept)
    size = max(1, len(left) // 2)
    while True:
        i = 0
        while i < len(left):
            rest = left[:i] + left[i + size :]
            if fails(rest):
                left = rest
            else:
                i += size
        if size == 1:
            return left
        size //= 2


def reasons(course: Course, blueprint: Blueprint, uses: Sequence[Use], demands: Sequence[Demand]) -> list[Diagnostic]:
    """Says why there is no paper, each time at the line of the demand that is missed: sums that cannot be met, else the fewest demands."""
    return contradictions(blueprint, uses, demands) or [_reason(course, blueprint, uses, demands)]


def _reason(course: Course, blueprint: Blueprint, uses: Sequence[Use], demands: Sequence[Demand]) -> Diagnostic:
    sorts = _Sorts(uses, demands)
    missed = _conflict(sorts)
    first = min(missed, key=lambda i: (demands[i].sort != "plan", demands[i].sort != "entry", demands[i].most, i))
    # Of quotas alike, the one that asks for most.
    main = max((i for i in missed if _sort(demands[i]) == _sort(demands[first])), key=lambda i: (demands[i].bound, -i))
    others = [i for i in missed if i != main]
    best = sorts.best(main, others)
    given = list(_given([demands[i] for i in others], blueprint))
    message = _missed(blueprint, demands[main], best) + (f", given: {'; '.join(given)}" if given else "")
    if demands[main].sort == "entry" and not others:
        hint = _almost(course, blueprint, demands[main]) or "write more items, or lower `pick`"
    else:
        hint = (
            "ease one of these, or write items that meet them all"
            if others
            else "ease it, add an entry that takes such questions, or write items that meet it"
        )
    return Diagnostic("no-paper", message, demands[main].span, hint)


def _almost(course: Course, blueprint: Blueprint, demand: Demand) -> str:
    """What items lack that would do else: a language of the course, or results; "" where none would, or the demand is of no entry."""
    if not demand.at:
        return ""
    section, place = demand.at
    entry = blueprint.plan.sections[section].questions[place]
    if entry.facility and not course.outcomes:
        return "no item has results of a class yet: leave out `facility`, or enter some with `hwgen mark --enter`"
    for id, item in course.items.items():
        if [key for key, _ in misfits(course, entry, item)] == ["language"]:
            return f"`pick` takes items in all languages of the course: write the text that `{id}` lacks, or ask it by `- item: {id}`"
    return ""


def _sort(demand: Demand) -> tuple[str, str, bool, str]:
    """What demands have in common that are said together."""
    return demand.sort, demand.about, demand.most, demand.unit


def _given(given: Sequence[Demand], blueprint: Blueprint) -> Iterator[str]:
    """The other demands in words; three and more of a sort together."""
    groups: dict[object, list[Demand]] = {}
    for demand in given:
        groups.setdefault(_sort(demand) if demand.sort in ("entry", "plan") else demand.words, []).append(demand)
    for alike in groups.values():
        for several in [alike] if len(alike) >= TOGETHER else [[demand] for demand in alike]:
            yield _together(several) + _lines([d.span.line for d in several if d.span.file == blueprint.path])


def _together(alike: Sequence[Demand]) -> str:
    first, *others = sorted(alike, key=lambda demand: -demand.bound)
    if not others:
        return first.words
    if first.sort == "entry":
        return "no more items than these parts pick" if first.most else "all items that these parts pick"
    start = "at most " if first.most else "at least "
    short = (re.sub(" questions?(?= )| of the points", "", d.words.removeprefix(start), count=1) for d in others)
    return ", ".join((first.words, *short))


def _lines(numbers: Sequence[int]) -> str:
    if len(numbers) < 2:
        return f" (line {numbers[0]})" if numbers else ""
    return f" (lines {', '.join(map(str, sorted(numbers)))})"


def _missed(blueprint: Blueprint, demand: Demand, best: Fraction | None) -> str:
    """That a demand cannot be met, and what comes nearest to it."""
    if demand.at and best is not None:
        section, place = demand.at
        entry = blueprint.plan.sections[section].questions[place]
        if entry.item:
            return f"{part_name(section)} cannot ask for `{entry.item}`"
        short = int(demand.bound - best)
        what = entry_words(entry, short)
        return f"{part_name(section)} needs {'one' if short == 1 else short} more {what}: {best} of {entry.pick} found"
    nearest = "" if best is None else f": {demand.shown(best)} at {'least' if demand.most else 'most'}"
    return f"the plan wants {demand.words}{nearest}"
