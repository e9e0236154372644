"""What a blueprint demands of a paper: each demand is linear in the uses of items, has a line, and can be said in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import chain
from typing import Literal

from hwgen.bank.blueprint import Blueprint, Entry, Range
from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.draw import PinNotDrawn, Rejected, by_chance
from hwgen.errors import Span
from hwgen.problem.computed import Computed
from hwgen.problem.generator import Generator
from hwgen.proof.certificates import certificate, kept, variant, verified
from hwgen.proof.domain import draw_problem

Item = BankItem | Generator
Number = int | Fraction
LEVELS = ("very easy", "easy", "medium", "hard", "very hard")
OTHERS = "others"
# As templates/wording.yaml prints them.
ORDINALS = (
    ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"],
    ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"],
)


@dataclass(frozen=True)
class Use:
    """An item in an entry of a blueprint, at one of its difficulties (0: at any), with the points of all its questions."""

    item: Item
    level: int
    at: tuple[int, int]
    questions: int
    points: int


@dataclass(frozen=True)
class Demand:
    """The sum of `weight` over a paper's uses, or its ratio to the sum of `base`, is at least `bound`, or at `most` that.

    Where there are `ids`, the weight of all other items is 0. `words` say it, `unit` comes after a value: %. `at` is the entry
    that asks for it.
    """

    sort: Literal["entry", "plan", "fresh", "exclude", "enemies"]
    span: Span
    words: str
    weight: Callable[[Use], Number]
    bound: Fraction
    most: bool = False
    base: Callable[[Use], Number] | None = None
    ids: frozenset[str] | None = None
    at: tuple[int, int] | None = None
    unit: str = ""

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


def part_name(section: int) -> str:
    """A part as it is numbered on the paper, in both languages."""
    zh, en = (words[section] if section < len(words) else str(section + 1) for words in ORDINALS)
    return f"part {zh} ({en})"


def topic_name(course: Course, topic: str) -> str:
    name = course.topics.get(topic)
    return f"{name.en} ({name.zh})" if name and name.en != name.zh else f"`{topic}`"


def one_of(words: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def entry_words(course: Course, entry: Entry, count: int) -> str:
    """What an entry picks: `medium choice items on recurrent networks (循环神经网络)`."""
    words = [
        one_of([LEVELS[level - 1] for level in entry.difficulty]),
        {True: "generated", False: "conceptual", None: ""}[entry.generated],
        one_of(entry.kind),
        "item" if count == 1 else "items",
        f"on {one_of([topic_name(course, t) for t in entry.topic])}" if entry.topic else "",
        f"on the objective {one_of([f'`{o}`' for o in entry.objective])}" if entry.objective else "",
        f"at the level {one_of(entry.bloom)}" if entry.bloom else "",
        f"tagged {one_of([f'`{t}`' for t in entry.tag])}" if entry.tag else "",
        f"that can be asked as {entry.manner}" if entry.manner else "",
    ]
    return " ".join(filter(None, words))


def levels(course: Course, item: Item) -> tuple[int, ...]:
    """The difficulties at which an item can be asked."""
    return (item.difficulty,) if isinstance(item, BankItem) else certificate(course, item).difficulties


def bloom_of(course: Course, item: Item) -> str:
    """The Bloom level of what the item asks; empty where it names no objective."""
    return course.objectives[item.objective].bloom if item.objective in course.objectives else ""


def misfits(course: Course, entry: Entry, item: Item) -> Iterator[tuple[str, str]]:
    """Why an entry does not pick an item: the key of the entry, and what the item has instead."""
    generated = isinstance(item, Generator)
    if entry.topic and item.topic not in entry.topic:
        yield "topic", item.topic
    if entry.kind and item.kind not in entry.kind:
        yield "kind", item.kind
    if entry.objective and item.objective not in entry.objective:
        yield "objective", item.objective or "not given"
    if entry.bloom and bloom_of(course, item) not in entry.bloom:
        yield "bloom", bloom_of(course, item) or "not given"
    if entry.tag and not set(entry.tag) & set(item.tags):
        yield "tag", ", ".join(item.tags) or "not given"
    if entry.generated is not None and entry.generated != generated:
        yield "generated", "true" if generated else "false"
    if isinstance(item, BankItem):
        if len(item.languages) < 2:
            yield "language", item.languages[0]
        if entry.manner:
            yield "as", item.kind
        if entry.difficulty and item.difficulty not in entry.difficulty:
            yield "difficulty", str(item.difficulty)


def _fits(course: Course, entry: Entry, item: Item) -> bool:
    return next(misfits(course, entry, item), None) is None


def _asked_so(course: Course, entry: Entry, item: Item) -> bool:
    """Whether a picked generator can be asked as the entry wants. All its variants are alike in this."""
    if not entry.pick or not entry.manner or isinstance(item, BankItem):
        return True
    problem, _ = variant(item, certificate(course, item).choices(0))
    computed = [part for part in problem.parts if isinstance(part, Computed)]
    return bool(computed) and all(part.can_be(entry.manner) for part in computed)


def levels_in(course: Course, entry: Entry, item: Item) -> tuple[int, ...]:
    """The difficulties at which an entry takes an item that fits else."""
    if not _asked_so(course, entry, item):
        return ()
    known = levels(course, item)
    return tuple(level for level in known if level in entry.difficulty) if entry.difficulty else known


def questions(course: Course, item: Item) -> int:
    """How many questions an item has. All variants of a generator have as many."""
    if isinstance(item, BankItem):
        return len(item.problem.parts) if item.kind == "linked" else 1
    return _parts(item, certificate(course, item).choices(0))


@cache
def _parts(generator: Generator, choices: tuple[int, ...]) -> int:
    return len(variant(generator, choices)[0].parts)


def uses(course: Course, blueprint: Blueprint, seed: int, *, graded: bool) -> list[Use]:
    """Every item in each entry that takes it; if `graded`, once for each difficulty.

    Generators that are not proven yet are proven, by all processors.
    """
    named = {entry.item for _, _, entry in blueprint.plan.entries() if entry.item}
    found = [
        (i, j, entry, item)
        for i, j, entry in blueprint.plan.entries()
        for item in ([course.items[entry.item]] if entry.item else course.items.values())
        if entry.item or (item.id not in named and _fits(course, entry, item))
    ]
    open_ = {item.id: item for *_, item in found if isinstance(item, Generator)}
    if graded and len(open_) > 1 and not all(kept(course, item) for item in open_.values()):
        list(verified(course, open_.values()))
    return [
        Use(item, level, (i, j), count, count * (entry.points or blueprint.plan.sections[i].points))
        for i, j, entry, item in found
        for count in (questions(course, item),)
        for level in _graded(course, entry, item, seed, graded=graded or bool(entry.difficulty))
    ]


def _graded(course: Course, entry: Entry, item: Item, seed: int, *, graded: bool) -> tuple[int, ...]:
    if isinstance(item, BankItem):
        return (item.difficulty,)
    if entry.pin.params:
        return (pinned_level(course, entry, item, seed),)
    if graded:
        return levels_in(course, entry, item)
    return (0,) if _asked_so(course, entry, item) else ()


def pinned_level(course: Course, entry: Entry, generator: Generator, seed: int) -> int:
    """The difficulty that comes of an entry's pinned params."""
    try:
        pinned, _ = by_chance(lambda draw: draw_problem(generator, draw), (seed, generator.id), entry.pin.params)
    except (PinNotDrawn, Rejected):
        # Told with its line when the question is made.
        return levels(course, generator)[0]
    return pinned.difficulty


def demands(course: Course, blueprint: Blueprint, seed: int, used: Sequence[Use]) -> list[Demand]:
    """All that the blueprint, the ledger and the enemies among the items ask of a paper of these uses."""
    return [
        *_of_entries(course, blueprint),
        *_of_plan(course, blueprint),
        *_left_out(course, blueprint, seed, used),
        *_enemies({use.item.id: use.item for use in used}),
    ]


def _of_entries(course: Course, blueprint: Blueprint) -> Iterator[Demand]:
    for i, j, entry in blueprint.plan.entries():
        part, span = part_name(i), blueprint.span("sections", i, "questions", j)

        def here(use: Use, at: tuple[int, int] = (i, j)) -> int:
            return int(use.at == at)

        count = Fraction(entry.count)
        if entry.item:
            yield Demand("entry", span, f"{part} asks for `{entry.item}`", here, count, at=(i, j))
            continue
        what = entry_words(course, entry, entry.count)
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
    "topics": ("on {}", "on other topics"),
    "objectives": ("on the objective `{}`", "on other objectives"),
    "bloom": ("at the level `{}`", "at other levels"),
    "kinds": ("of the kind `{}`", "of other kinds"),
    "tags": ("tagged `{}`", "with other tags"),
    "levels": ("of difficulty {}", "of other difficulty"),
}
FAMILIES = tuple(_KEYS)


def _of_plan(course: Course, blueprint: Blueprint) -> Iterator[Demand]:
    plan = blueprint.plan.plan
    if plan is None:
        return
    for name, keys in _KEYS.items():
        told: dict[str, tuple[Range, ...]] = getattr(plan, name)
        for key, ranges in told.items():

            def match(
                use: Use,
                key: str = key,
                keys: Callable[[Course, Use], Sequence[str]] = keys,
                told: Mapping[str, object] = told,
            ) -> bool:
                mine = keys(course, use)
                return not any(k in told for k in mine) if key == OTHERS else key in mine

            known = {"topics": topic_name(course, key), "levels": _level(key)}.get(name, key)
            phrase = _PHRASES[name][1] if key == OTHERS else _PHRASES[name][0].format(known)
            yield from _quota(ranges, blueprint, ("plan", name, key), match, phrase)
    for name, wanted, phrase in (
        ("generated", Generator, "from generators"),
        ("conceptual", BankItem, "from the bank"),
    ):

        def of_kind(use: Use, wanted: type = wanted) -> bool:
            return isinstance(use.item, wanted)

        yield from _quota(getattr(plan, name), blueprint, ("plan", name), of_kind, phrase)
    if plan.points:
        yield from _sides(plan.points, blueprint.span("plan", "points"), "{} points", lambda use: use.points)
    if plan.minutes:
        yield from _sides(plan.minutes, blueprint.span("plan", "minutes"), "{} minutes", minutes)
    if plan.difficulty:
        span, words = blueprint.span("plan", "difficulty"), "a mean difficulty of {}"
        yield from _sides(plan.difficulty, span, words, lambda use: use.points * use.level, lambda use: use.points)


def minutes(use: Use) -> Fraction:
    return Fraction(str(use.item.minutes))


def _level(key: str) -> str:
    return f"{key} ({LEVELS[int(key) - 1]})" if key in ("1", "2", "3", "4", "5") else key


def _quota(
    ranges: Sequence[Range], blueprint: Blueprint, place: tuple[str, ...], match: Callable[[Use], bool], phrase: str
) -> Iterator[Demand]:
    for k, limits in enumerate(ranges):
        span = blueprint.span(*place, k)
        if limits.share:
            words = f"{{}} of the points {phrase}"
            yield from _sides(limits, span, words, lambda use: use.points * match(use), lambda use: use.points, "%")
        else:
            yield from _sides(limits, span, f"{{}} questions {phrase}", lambda use: use.questions * match(use))


def _sides(
    limits: Range,
    span: Span,
    words: str,
    weight: Callable[[Use], Number],
    base: Callable[[Use], Number] | None = None,
    unit: str = "",
) -> Iterator[Demand]:
    """A demand for each bound that a range has."""
    for bound, most in ((limits.low, False), (limits.high, True)):
        if bound is not None:
            scaled = bound / 100 if unit == "%" else bound
            said = f"at {'most' if most else 'least'} {float(bound):g}{unit}"
            told = words.replace("{}", said, 1).replace(" 1 questions", " 1 question", 1)
            yield Demand("plan", span, told, weight, scaled, most, base, unit=unit)


def _left_out(course: Course, blueprint: Blueprint, seed: int, used: Sequence[Use]) -> Iterator[Demand]:
    """What `exclude` and `fresh` forbid. Items that the blueprint names stand whatever the ledger says."""
    plan = blueprint.plan.plan
    if plan is None:
        return
    if plan.exclude:
        span = blueprint.span("plan", "exclude")
        ids = frozenset(map(str, plan.exclude))
        yield Demand("exclude", span, "none of the items that `exclude` names", _one, Fraction(0), most=True, ids=ids)
    if plan.fresh:
        others = [given for given in course.ledger if (given.exam, given.seed) != (blueprint.name, seed)][-plan.fresh :]
        named = {entry.item for _, _, entry in blueprint.plan.entries() if entry.item}
        ids = frozenset(chain.from_iterable(given.items for given in others)) - named
        words = f"none of the items that {one_of([f'`{given.exam}`' for given in others])} asked"
        yield Demand("fresh", blueprint.span("plan", "fresh"), words, _one, Fraction(0), most=True, ids=ids)


def _one(use: Use) -> int:
    return 1


def _enemies(items: Mapping[str, Item]) -> Iterator[Demand]:
    for pair, span in enemies(items).items():
        a, b = sorted(pair)
        yield Demand("enemies", span, f"`{a}` and `{b}` are enemies", _one, Fraction(1), most=True, ids=pair)


def enemies(items: Mapping[str, Item]) -> dict[frozenset[str], Span]:
    """The pairs among `items` that stand on no paper together, where at least one of the two names the other."""
    return {
        frozenset((item.id, enemy)): getattr(enemy, "span", item.span)
        for item in items.values()
        if isinstance(item, BankItem)
        for enemy in item.enemies
        if enemy in items and enemy != item.id
    }
