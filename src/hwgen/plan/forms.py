"""Parallel forms of an exam, one after another, each as unlike those before as the bank allows; and what was reached, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hwgen.bank.blueprint import Blueprint
from hwgen.bank.course import Course
from hwgen.draw import chance
from hwgen.papercode import FORMS, Code
from hwgen.plan.demands import Demand, Use, minutes, uses
from hwgen.plan.plan import Plan, again, assemble, cheapest, filled, for_copies, noise, used_in
from hwgen.text import Language

# How far the minutes of a form may be from those of the first.
MINUTES = Fraction(5, 100)


@dataclass(frozen=True)
class Form:
    """`least` says that no parallel form has fewer items in common with those before it."""

    letter: str
    plan: Plan
    least: bool = True


def turn(blueprint: Blueprint, code: Code) -> int:
    """The form, counted from 0, whose items a copy has: its own, or for a personal paper the next in turn."""
    plan = blueprint.plan.plan
    if code.form or not code.copy:
        return max(0, code.copy - 1)
    return (code.copy - 1) % plan.personal if plan and plan.personal else 0


def forms(course: Course, blueprint: Blueprint, seed: int, count: int) -> list[Form]:
    """The first `count` forms: in each place of a part that picks items the difficulty, number of questions and points of the first
    form; on the whole its questions on each topic, and its minutes within 5%. A form does not depend on later ones.

    A blueprint that names all its items has them in each form. Forms of the ledger are as they stand there. Raises CourseError, NoPaper.
    """
    first = for_copies(course, assemble(course, blueprint, seed))
    found = [Form(FORMS[0], first)]
    if count == 1 or not blueprint.plan.picks:
        return [Form(letter, first) for letter in FORMS[:count]]
    known = next((s for s in course.ledger if (s.exam, s.seed) == (blueprint.name, seed)), None)
    used, demands = _parallel(course, blueprint, seed, used_in(first))
    before = Counter(slot.item.id for slot in first.slots)
    for letter in FORMS[1:count]:
        if known and letter in known.forms:
            plan = again(course, blueprint, seed, known.forms[letter], known.span)
        else:
            # All that chance costs is less than one item in common.
            cost = [
                before[use.item.id] + price / (2 * len(first.slots))
                for use, price in zip(used, noise(used, (seed, blueprint.name, letter)), strict=True)
            ]
            plan = _aligned(first, cheapest(course, blueprint, seed, used, cost, demands), (seed, letter))
        found.append(Form(letter, plan, least=not (known and letter in known.forms)))
        before.update(slot.item.id for slot in plan.slots)
    return found


def _parallel(course: Course, blueprint: Blueprint, seed: int, first: Sequence[Use]) -> tuple[list[Use], list[Demand]]:
    """The uses that a parallel form may have, and what makes it parallel."""
    picked = [use for use in first if _picked(blueprint, use)]
    alike = Counter((use.at, use.level, use.questions) for use in picked)
    used = [use for use in first if not _picked(blueprint, use)]
    used += [
        use
        for use in uses(course, blueprint, seed, graded=True)
        if _picked(blueprint, use) and (use.at, use.level, use.questions) in alike
    ]
    span = blueprint.span("sections")
    demands = []
    for sort, count in alike.items():

        def same(use: Use, sort: tuple[tuple[int, int], int, int] = sort) -> int:
            return int((use.at, use.level, use.questions) == sort)

        demands.append(Demand("plan", span, "as difficult in each place", same, Fraction(count)))
    for topic, count in _topics(first).items():

        def on(use: Use, topic: str = topic) -> int:
            return use.questions * (use.item.topic == topic)

        demands.append(Demand("plan", span, "as many questions on each topic", on, Fraction(count)))
    for most in (False, True):
        demands.append(Demand("plan", span, "about as long", minutes, _bounds(first)[most], most))
    return used, demands


def _picked(blueprint: Blueprint, use: Use) -> bool:
    i, j = use.at
    return blueprint.plan.sections[i].questions[j].pick is not None


def _topics(used: Sequence[Use]) -> Counter[str]:
    found: Counter[str] = Counter()
    for use in used:
        found[use.item.topic] += use.questions
    return found


def _bounds(first: Sequence[Use]) -> tuple[Fraction, Fraction]:
    whole = sum(map(minutes, first), Fraction())
    return whole * (1 - MINUTES), whole * (1 + MINUTES)


def _aligned(first: Plan, chosen: Sequence[Use], key: tuple[str | int, ...]) -> Plan:
    """The plan with the uses in such an order that each place is as difficult and as long as in the first form, and of its topic where that can be."""
    left = sorted(chosen, key=lambda use: chance((*key, use.item.id, "place"), 1 << 62))
    places: dict[int, Use] = {}
    for strict in (True, False):
        for i, mine in enumerate(used_in(first)):
            alike = (
                use
                for use in left
                if (use.at, use.level, use.questions) == (mine.at, mine.level, mine.questions)
                and (use.item.topic == mine.item.topic or not strict)
            )
            if i not in places and (use := next(alike, None)):
                places[i] = use
                left.remove(use)
    items = [(places[i].item, places[i].level or None) for i in range(len(places))]
    return filled(first.course, first.blueprint, first.seed, items)


def bounds_reached(found: Sequence[Form]) -> dict[str, Any]:
    """How far the forms are parallel, as data: the bounds and what each form has."""
    from hwgen.plan.solver import NAME

    used = [used_in(form.plan) for form in found]
    low, high = _bounds(used[0])
    plan = found[0].plan
    items = [{str(use.item.id) for use in paper} for paper in used]
    earlier = [[len(mine & other) for other in items[:n]] for n, mine in enumerate(items)]
    return {
        "schema": 1,
        "exam": plan.blueprint.name,
        "seed": plan.seed,
        "solver": NAME,
        "bounds": {"minutes": [float(low), float(high)]},
        "named": sum(1 for _, _, entry in plan.blueprint.plan.entries() if entry.item),
        "forms": [
            {
                "form": form.letter,
                "items": list(form.plan.chosen),
                "questions": sum(use.questions for use in paper),
                "points": sum(use.points for use in paper),
                "minutes": float(sum(map(minutes, paper), Fraction())),
                "difficulty": float(_mean(paper)),
                "difficulties": [use.level for use in paper],
                "topics": dict(sorted(_topics(paper).items())),
                "in_common": dict(zip(FORMS, common, strict=False)),
                "least_in_common": sum(common) if form.least else None,
            }
            for form, paper, common in zip(found, used, earlier, strict=True)
        ],
    }


def _mean(used: Sequence[Use]) -> Fraction:
    return Fraction(sum(use.points * use.level for use in used), sum(use.points for use in used))


_WORDS: dict[Language, dict[str, str]] = {
    "zh": {
        "title": "{title}：平行卷说明（{exam}，种子 {seed}，求解器 {solver}）",
        "alike": "同一题号的题目在各卷中题数、分值和难度相同，各卷各主题的题数相同，用时与 A 卷相差不超过 5%（{low:g}～{high:g} 分钟）。",
        "form": "{form} 卷：{questions} 题，{points} 分，{minutes:g} 分钟，按分值加权的平均难度 {difficulty:.2f}",
        "topics": "各主题题数：{topics}",
        "topic": "{name} {count}",
        "join": "，",
        "named": "蓝图指定的 {named} 道题各卷都有。",
        "pair": "与 {form} 卷相同 {count} 道",
        "least": "{form} 卷：{pairs}；共 {total} 道，已证明在前面各卷既定时不可能更少。",
        "known": "{form} 卷：{pairs}；此卷取自台账，未重新求证。",
    },
    "en": {
        "title": "{title}: parallel forms ({exam}, seed {seed}, solver {solver})",
        "alike": "In each place, all forms have as many questions, the same points and the same difficulty. All have as many questions on each topic. "
        "The minutes are within 5% of those of form A ({low:g} to {high:g}).",
        "form": "Form {form}: {questions} questions, {points} points, {minutes:g} minutes, mean difficulty by points {difficulty:.2f}",
        "topics": "Questions on each topic: {topics}",
        "topic": "{name} {count}",
        "join": ", ",
        "named": "The {named} items that the blueprint names stand in each form.",
        "pair": "{count} in common with form {form}",
        "least": "Form {form}: {pairs}; {total} in all, and no parallel form has fewer, given the forms before it.",
        "known": "Form {form}: {pairs}; taken from the ledger, not proven again.",
    },
}


def in_words(found: Sequence[Form], language: Language) -> str:
    """How far the forms are parallel, for a person."""
    return "\n".join(_lines(found, language)) + "\n"


def _lines(found: Sequence[Form], language: Language) -> Iterator[str]:
    words, told = _WORDS[language], bounds_reached(found)
    course, file = found[0].plan.course, found[0].plan.blueprint.plan
    low, high = told["bounds"]["minutes"]
    yield words["title"].format(title=file.title.text()[language], **told)
    yield ""
    yield words["alike"].format(low=low, high=high)
    for form in told["forms"]:
        yield words["form"].format(**form)
    named = [(course.topics[topic][language], count) for topic, count in told["forms"][0]["topics"].items()]
    yield words["topics"].format(
        topics=words["join"].join(words["topic"].format(name=name, count=count) for name, count in named)
    )
    yield ""
    if told["named"]:
        yield words["named"].format(**told)
    for form in told["forms"][1:]:
        pairs = words["join"].join(words["pair"].format(form=f, count=n) for f, n in form["in_common"].items())
        sentence = "known" if form["least_in_common"] is None else "least"
        yield words[sentence].format(form=form["form"], pairs=pairs, total=form["least_in_common"])
