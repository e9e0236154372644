"""What a blueprint demands of a paper: each demand is linear in the uses of items, has a line, and can be said in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain
from typing import Literal

from hwgen.bank.blueprint import Blueprint, PlanRecord, Range
from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.calculators import Calculator, needs_more
from hwgen.errors import Span
from hwgen.plan.phrases import LEVELS, entry_words, one_of, part_name
from hwgen.plan.uses import Item, Use, bloom_of, calculator_of, minutes
from hwgen.problem.generator import Generator

Number = int | Fraction
Weight = Callable[[Use], Number]
OTHERS = "others"


@dataclass(frozen=True)
class Demand:
    """The sum of `weight` over a paper's uses, or its ratio to the sum of `base`, is at least `bound`, or at `most` that.

    Where there are `ids`, the weight of all other items is 0. `words` say it, `unit` comes after a value: %. `at` is the entry
    that asks for it. `about` is the key of the plan that asks for it, `key` that of its quota: for those who say it in other words.
    """

    sort: Literal["entry", "plan", "fresh", "exclude", "enemies"]
    span: Span
    words: str
    weight: Weight
    bound: Fraction
    most: bool = False
    base: Weight | None = None
    ids: frozenset[str] | None = None
    at: tuple[int, int] | None = None
    unit: str = ""
    about: str = ""
    key: str = ""

    @property
    def idle(self) -> bool:
        """Whether every paper meets it: at least 0, or at most the whole."""
        return self.bound >= 1 and self.unit == "%" if self.most else self.bound <= 0

    def measure(self, uses: Sequence[Use]) -> Fraction | None:
        """What a paper has of it; None for a part of nothing."""
        counted = sum(
            (Fraction(self.weight(use)) for use in uses if self.ids is None or use.item.id in self.ids), Fraction()
        )
        if self.base is None:
            return counted
        whole = sum(map(self.base, uses))
        return counted / whole if whole else None

    def meets(self, value: Fraction | None) -> bool:
        return value is None or (value <= self.bound if self.most else value >= self.bound)

    def coefficient(self, use: Use, bound: Fraction | None = None) -> Number:
        """Of a use, in the linear form of the demand: at least, or at most, `bound`, and 0 where there is a base."""
        weight = self.weight(use)
        return weight - (self.bound if bound is None else bound) * self.base(use) if self.base else weight

    def shown(self, value: Fraction) -> str:
        scaled = value * 100 if self.unit == "%" else value
        return f"{float(round(scaled, 2)):g}{self.unit}"


def demands(course: Course, blueprint: Blueprint, seed: int, used: Sequence[Use]) -> list[Demand]:
    """All that the blueprint, the ledger and the enemies among the items ask of a paper of these uses."""
    return [
        *_of_entries(blueprint),
        *_of_plan(course, blueprint),
        *_left_out(course, blueprint, seed),
        *_enemies({use.item.id: use.item for use in used}),
    ]


def _of_entries(blueprint: Blueprint) -> Iterator[Demand]:
    for i, j, entry in blueprint.plan.entries():
        part, span = part_name(i), blueprint.span("sections", i, "questions", j)

        def here(use: Use, at: tuple[int, int] = (i, j)) -> int:
            return int(use.at == at)

        count = Fraction(entry.count)
        if entry.item:
            yield Demand("entry", span, f"{part} asks for `{entry.item}`", here, count, at=(i, j))
            continue
        what = entry_words(entry, entry.count)
        yield Demand("entry", span, f"{part} asks for {entry.count} {what}", here, count, at=(i, j))
        yield Demand("entry", span, f"{part} takes no more than {entry.count} {what}", here, count, most=True)


_KEYS: Mapping[str, Callable[[Course, Use], Sequence[str]]] = {
    "topics": lambda course, use: (use.item.topic,),
    "objectives": lambda course, use: (use.item.objective,),
    "bloom": lambda course, use: (bloom_of(course, use.item),),
    "kinds": lambda course, use: (use.item.kind,),
    "tags": lambda course, use: use.item.tags,
    "levels": lambda course, use: (str(use.level),),
}
_PHRASES = {
    "topics": ("on `{}`", "on other topics"),
    "objectives": ("on the objective `{}`", "on other objectives"),
    "bloom": ("at the level `{}`", "at other levels"),
    "kinds": ("of the kind `{}`", "of other kinds"),
    "tags": ("tagged `{}`", "with other tags"),
    "levels": ("of difficulty {}", "of other difficulty"),
}
FAMILIES = tuple(_KEYS)
CALCULATOR_WORDS: Mapping[Calculator, str] = {
    "none": "paper and pencil",
    "basic": "a basic calculator",
    "scientific": "a scientific calculator",
}


def _of_plan(course: Course, blueprint: Blueprint) -> Iterator[Demand]:
    plan = blueprint.plan.plan
    if plan is not None:
        yield from _of_quotas(course, blueprint, plan)
        yield from _of_sums(course, blueprint, plan)
        if plan.calculator:
            words = f"no question that needs more than {CALCULATOR_WORDS[plan.calculator]}"
            span, beyond = blueprint.span("plan", "calculator"), _beyond(course, plan.calculator)
            key = plan.calculator
            yield Demand("plan", span, words, beyond, Fraction(0), most=True, about="calculator", key=key)


def _of_quotas(course: Course, blueprint: Blueprint, plan: PlanRecord) -> Iterator[Demand]:
    """How many questions, or which share of the points, may be of a topic, a kind and so on."""
    for name, keys in _KEYS.items():
        quotas: dict[str, tuple[Range, ...]] = getattr(plan, name)
        for key, ranges in quotas.items():

            def match(
                use: Use,
                key: str = key,
                keys: Callable[[Course, Use], Sequence[str]] = keys,
                quotas: Mapping[str, object] = quotas,
            ) -> bool:
                mine = keys(course, use)
                return not any(k in quotas for k in mine) if key == OTHERS else key in mine

            known = _level(key) if name == "levels" else key
            phrase = _PHRASES[name][1] if key == OTHERS else _PHRASES[name][0].format(known)
            yield from _quota(ranges, blueprint, ("plan", name, key), match, phrase)
    for name, wanted, phrase in (
        ("generated", Generator, "from generators"),
        ("conceptual", BankItem, "from the bank"),
    ):

        def of_kind(use: Use, wanted: type = wanted) -> bool:
            return isinstance(use.item, wanted)

        yield from _quota(getattr(plan, name), blueprint, ("plan", name), of_kind, phrase)


def _of_sums(course: Course, blueprint: Blueprint, plan: PlanRecord) -> Iterator[Demand]:
    """What all questions come to together: points, minutes, and the means of difficulty and facility."""
    outcomes = course.outcomes

    def points(use: Use) -> int:
        return use.points

    def steps(use: Use) -> int:
        return use.points * use.level

    def reached(use: Use) -> Fraction:
        return use.points * outcomes[use.item.id].facility if use.item.id in outcomes else Fraction(0)

    def asked_before(use: Use) -> int:
        return use.points if use.item.id in outcomes else 0

    def sides(name: str, words: str, weight: Weight, base: Weight | None = None, unit: str = "") -> Iterator[Demand]:
        if limits := getattr(plan, name):
            yield from _sides(limits, blueprint.span("plan", name), words, weight, base, unit, about=name)

    yield from sides("points", "{} points", points)
    yield from sides("minutes", "{} minutes", minutes)
    yield from sides("difficulty", "a mean difficulty of {}", steps, points)
    yield from sides("facility", "a mean facility of {} where it is known", reached, asked_before, "%")


def _beyond(course: Course, allowed: Calculator) -> Callable[[Use], int]:
    return lambda use: use.questions * needs_more(calculator_of(course, use.item), allowed)


def _level(key: str) -> str:
    return f"{key} ({LEVELS[int(key) - 1]})" if key in ("1", "2", "3", "4", "5") else key


def _quota(
    ranges: Sequence[Range], blueprint: Blueprint, place: tuple[str, ...], match: Callable[[Use], bool], phrase: str
) -> Iterator[Demand]:
    for k, limits in enumerate(ranges):
        span = blueprint.span(*place, k)
        if limits.share:
            words = f"{{}} of the points {phrase}"
            sides = _sides(limits, span, words, lambda use: use.points * match(use), lambda use: use.points, "%")
        else:
            sides = _sides(limits, span, f"{{}} questions {phrase}", lambda use: use.questions * match(use))
        yield from (replace(demand, about=place[1], key="".join(place[2:])) for demand in sides)


def _sides(
    limits: Range,
    span: Span,
    words: str,
    weight: Weight,
    base: Weight | None = None,
    unit: str = "",
    *,
    about: str = "",
) -> Iterator[Demand]:
    """A demand for each bound that a range has."""
    for bound, most in ((limits.low, False), (limits.high, True)):
        if bound is not None:
            scaled = bound / 100 if unit == "%" else bound
            bound_words = f"at {'most' if most else 'least'} {float(bound):g}{unit}"
            sentence = words.replace("{}", bound_words, 1).replace(" 1 questions", " 1 question", 1)
            yield Demand("plan", span, sentence, weight, scaled, most, base, unit=unit, about=about)


def _left_out(course: Course, blueprint: Blueprint, seed: int) -> Iterator[Demand]:
    """What `exclude` and `fresh` forbid. Items that the blueprint names stand whatever the ledger says."""
    plan = blueprint.plan.plan
    if plan is None:
        return
    if plan.exclude:
        span = blueprint.span("plan", "exclude")
        ids = frozenset(map(str, plan.exclude))
        words = "none of the items that `exclude` names"
        yield Demand("exclude", span, words, _one, Fraction(0), most=True, ids=ids, about="exclude")
    if plan.fresh:
        others = [given for given in course.ledger if (given.exam, given.seed) != (blueprint.name, seed)][-plan.fresh :]
        named = {entry.item for _, _, entry in blueprint.plan.entries() if entry.item}
        ids = frozenset(chain.from_iterable(given.items for given in others)) - named
        words = f"none of the items that {one_of([f'`{given.exam}`' for given in others])} asked"
        span, key = blueprint.span("plan", "fresh"), ", ".join(f"`{given.exam}`" for given in others)
        yield Demand("fresh", span, words, _one, Fraction(0), most=True, ids=ids, about="fresh", key=key)


def _one(use: Use) -> int:
    return 1


def _enemies(items: Mapping[str, Item]) -> Iterator[Demand]:
    for pair, span in enemies(items).items():
        a, b = sorted(pair)
        words, key = f"`{a}` and `{b}` are enemies", f"`{a}`, `{b}`"
        yield Demand("enemies", span, words, _one, Fraction(1), most=True, ids=pair, about="enemies", key=key)


def enemies(items: Mapping[str, Item]) -> dict[frozenset[str], Span]:
    """The pairs among `items` that stand on no paper together, where at least one of the two names the other."""
    return {
        frozenset((item.id, enemy)): getattr(enemy, "span", item.span)
        for item in items.values()
        if isinstance(item, BankItem)
        for enemy in item.enemies
        if enemy in items and enemy != item.id
    }
