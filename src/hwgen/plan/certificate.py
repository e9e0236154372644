"""How far forms are parallel: bounds and what each form has, as data and in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from hwgen.papercode import FORMS
from hwgen.plan.forms import Form, minutes_allowed, topics_of
from hwgen.plan.plan import used_in
from hwgen.plan.uses import Use, minutes
from hwgen.words.words import Words


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


def in_words(forms: Sequence[Form], words: Words) -> str:
    """How far the forms are parallel, for a person."""
    return "\n".join(_lines(forms, words)) + "\n"


def _lines(forms: Sequence[Form], words: Words) -> Iterator[str]:
    reached, joint = bounds_reached(forms), words["forms.joint"]
    course, file = forms[0].plan.course, forms[0].plan.blueprint.plan
    low, high = reached["bounds"]["minutes"]
    about = {name: str(reached[name]) for name in ("exam", "seed", "solver")}
    yield words.say("forms.title", title=file.title[words.language], **about)
    yield ""
    yield words.say("forms.alike", low=low, high=high)
    for form in reached["forms"]:
        mean = words.script.number(f"{form['difficulty']:.2f}")
        numbers = {name: form[name] for name in ("questions", "points", "minutes")}
        yield words.say("forms.form", form=form["form"], difficulty=mean, **numbers)
    named = [(course.topics[topic][words.language], count) for topic, count in reached["forms"][0]["topics"].items()]
    topics = joint.join(words.say("forms.topic", name=name, number=count) for name, count in named)
    yield words.say("forms.topics", topics=topics)
    yield ""
    if reached["named"]:
        yield words.say("forms.named", named=reached["named"])
    for form in reached["forms"][1:]:
        pairs = joint.join(words.say("forms.pair", form=f, common=n) for f, n in form["in_common"].items())
        if form["least_in_common"] is None:
            yield words.say("forms.known", form=form["form"], pairs=pairs)
        else:
            yield words.say("forms.least", form=form["form"], pairs=pairs, total=form["least_in_common"])
