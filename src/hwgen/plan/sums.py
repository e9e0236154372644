"""Sums in which a blueprint contradicts itself, whatever the bank holds: parts that have fewer questions than the topics ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from hwgen.bank.blueprint import Blueprint
from hwgen.errors import Diagnostic, counted
from hwgen.plan.demands import OTHERS, Demand
from hwgen.plan.phrases import part_name
from hwgen.plan.uses import Use

# The quotas that count each question once, by the keys of the plan, and how they are spoken of.
FAMILIES: Mapping[tuple[str, ...], str] = {
    ("topics",): "topics",
    ("objectives",): "objectives",
    ("bloom",): "Bloom levels",
    ("kinds",): "kinds",
    ("levels",): "difficulties",
    ("generated", "conceptual"): "numbers of generated and conceptual questions",
}
Measure = Callable[[Use], int]


def contradictions(blueprint: Blueprint, uses: Sequence[Use], demands: Sequence[Demand]) -> list[Diagnostic]:
    """Each sum that cannot be met, at the line of the demand that asks for most. None where a part has nothing to ask."""
    at: dict[tuple[int, int], list[Use]] = {}
    for use in uses:
        at.setdefault(use.at, []).append(use)
    for i, j, entry in blueprint.plan.entries():
        if len({use.item.id for use in at.get((i, j), ())}) < entry.count:
            return []
    return [*_of_points(blueprint, at, demands), *_of_questions(blueprint, at, demands)]


def _of_points(
    blueprint: Blueprint, at: Mapping[tuple[int, int], Sequence[Use]], demands: Sequence[Demand]
) -> Iterator[Diagnostic]:
    for demand in demands:
        if demand.about == "points":
            have, number = _in_parts(blueprint, at, lambda use: use.points, least=demand.most)
            if not demand.meets(Fraction(sum(have))):
                words = "; ".join(f"{part_name(i)} has {n}" for i, n in enumerate(have))
                message = f"the plan wants {demand.words}, and the parts have {number}: {words}"
                hint = "change `points` of the plan or of a part, or the number of questions"
                if any(use.questions > 1 and use.points > use.questions for held in at.values() for use in held):
                    hint += "; `together: true` gives all parts of an item the points of one question"
                yield Diagnostic("no-paper", message, demand.span, hint)


def _of_questions(
    blueprint: Blueprint, at: Mapping[tuple[int, int], Sequence[Use]], demands: Sequence[Demand]
) -> Iterator[Diagnostic]:
    for family, words in FAMILIES.items():
        for most in (False, True):
            parts, have = _in_parts(blueprint, at, lambda use: use.questions, least=most)
            named = {_name(d) for d in demands if d.about in family}
            asked = [d for d in demands if d.about in family and d.most == most and d.base is None]
            # A key may have several ranges.
            by_key = {_name(d): d for d in sorted(asked, key=lambda d: d.bound, reverse=most)}
            whole = named == by_key.keys() and (OTHERS in named or named == set(family))
            total = sum(d.bound for d in by_key.values())
            if not by_key or (total >= sum(parts) or not whole if most else total <= sum(parts)):
                continue
            ranked = sorted(by_key, key=lambda key: -by_key[key].bound)
            if len(by_key) == 1:
                message = f"the plan wants {by_key[ranked[0]].words}, and the parts have {have}"
            else:
                number = counted(int(total), "question")
                details = ", ".join(f"`{key}` {by_key[key].bound}" for key in ranked if by_key[key].bound)
                if most:
                    message = f"the {words} allow at most {number}, and the parts have {have}: {details}"
                else:
                    message = f"the {words} ask for at least {number}, and the parts have {have}: {details}"
            hint = (
                "raise some of these, or pick fewer questions"
                if most
                else "lower some of these, or pick more questions"
            )
            yield Diagnostic("no-paper", message, by_key[ranked[0]].span, hint)


def _name(demand: Demand) -> str:
    return demand.key or demand.about


def _in_parts(
    blueprint: Blueprint, at: Mapping[tuple[int, int], Sequence[Use]], measure: Measure, *, least: bool
) -> tuple[list[int], str]:
    """The least that the questions of each part come to, or the most; and the sum in words."""
    sums = {wanted: [0] * len(blueprint.plan.sections) for wanted in (False, True)}
    for i, j, entry in blueprint.plan.entries():
        of_item = {use.item.id: measure(use) for use in at[i, j]}
        for wanted, parts in sums.items():
            parts[i] += sum(sorted(of_item.values(), reverse=not wanted)[: entry.count])
    side = "" if sums[True] == sums[False] else "at least " if least else "at most "
    return sums[least], f"{side}{sum(sums[least])}"
