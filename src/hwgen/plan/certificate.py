"""How far forms are parallel: bounds and what each form has, as data and in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from hwgen.papercode import FORMS
from hwgen.plan.forms import Form, minutes_allowed, topics_of
from hwgen.plan.plan import used_in
from hwgen.plan.uses import Use, minutes
from hwgen.text import Language

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


def bounds_reached(forms: Sequence[Form]) -> dict[str, Any]:
    """How far the forms are parallel, as data: the bounds and what each form has."""
    from hwgen.plan.solver import NAME

    used = [used_in(form.plan) for form in forms]
    low, high = minutes_allowed(used[0])
    plan = forms[0].plan
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
                "topics": dict(sorted(topics_of(paper).items())),
                "in_common": dict(zip(FORMS, common, strict=False)),
                "least_in_common": sum(common) if form.least else None,
            }
            for form, paper, common in zip(forms, used, earlier, strict=True)
        ],
    }


def _mean(used: Sequence[Use]) -> Fraction:
    return Fraction(sum(use.points * use.level for use in used), sum(use.points for use in used))


def in_words(forms: Sequence[Form], language: Language) -> str:
    """How far the forms are parallel, for a person."""
    return "\n".join(_lines(forms, language)) + "\n"


def _lines(forms: Sequence[Form], language: Language) -> Iterator[str]:
    words, reached = _WORDS[language], bounds_reached(forms)
    course, file = forms[0].plan.course, forms[0].plan.blueprint.plan
    low, high = reached["bounds"]["minutes"]
    yield words["title"].format(title=file.title.text()[language], **reached)
    yield ""
    yield words["alike"].format(low=low, high=high)
    for form in reached["forms"]:
        yield words["form"].format(**form)
    named = [(course.topics[topic][language], count) for topic, count in reached["forms"][0]["topics"].items()]
    yield words["topics"].format(
        topics=words["join"].join(words["topic"].format(name=name, count=count) for name, count in named)
    )
    yield ""
    if reached["named"]:
        yield words["named"].format(**reached)
    for form in reached["forms"][1:]:
        pairs = words["join"].join(words["pair"].format(form=f, count=n) for f, n in form["in_common"].items())
        sentence = "known" if form["least_in_common"] is None else "least"
        yield words[sentence].format(form=form["form"], pairs=pairs, total=form["least_in_common"])
