"""What New Quizzes take an item for: only conditions with a score count, and numbers are floats.

Source: the gem `qti` of Instructure, which parses packages for New Quizzes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from hwgen.lms.asked import Choice, Essay, Kind, Matching, Number, Ordering, Typed, Unknown
from hwgen.lms.canvas.items import Condition, Item, exact, typed
from hwgen.lms.canvas.kinds import kind_of

Takes = Callable[[float], bool]


def taken_as(item: Item) -> Kind:
    scoring = [condition for condition in item.conditions if condition.score is not None]
    match kind_of(item):
        case "true_false_question" | "multiple_choice_question" | "multiple_answers_question" if item.lists:
            return _choice(item, scoring)
        case "numerical_question":
            numbers = [number for condition in scoring if (number := _number(condition)) is not None]
            return Number(lambda given: float(any(takes(given) for takes in numbers)))
        case "short_answer_question":
            known = {v.value.strip().lower() for c in scoring for v in c.variables if v.test == "varequal"}
            return Typed(lambda text: float(text.strip().lower() in known))
        case "matching_question":
            return Matching(tuple(_matched(item, scoring)))
        case "essay_question":
            return Essay()
        case "ordering_question" if item.lists:
            order = [v.value for condition in item.conditions for v in condition.variables if v.test == "varequal"]
            texts = {label.ident: label.html for label in item.lists[0].labels}
            return Ordering(tuple(texts.get(ident, "") for ident in order))
        case _:
            return Unknown()


def _choice(item: Item, scoring: list[Condition]) -> Choice:
    """All right ones, and no other, give all points. The first `and` says which they are, else every score."""
    idents = [label.ident for label in item.lists[0].labels]
    every = next((condition for condition in item.conditions if "and" in condition.frames), None)
    if every is not None:
        named = [v.value for v in every.variables if not v.inverted]
        right = tuple(sorted(idents.index(ident) for ident in named if ident in idents))
        return Choice(len(idents), ((right, 1.0),))
    marks = {
        (idents.index(first.value),): min(1.0, max(0.0, (condition.score or 0.0) / 100))
        for condition in scoring
        if (first := condition.first("varequal")) and first.value in idents
    }
    return Choice(len(idents), tuple(((i,), marks.get((i,), 0.0)) for i in range(len(idents))))


def _number(condition: Condition) -> Takes | None:
    """Exactly one number, one with a margin, or all between two. A margin that is not given is a difference of floats."""
    equal, low, high = (condition.first(test) for test in ("varequal", "vargte", "varlte"))
    if low is None or high is None:
        return None
    least, most = exact(low.value), exact(high.value)
    if least is None or most is None:
        return None
    if equal is None:
        return lambda given: least <= typed(given) <= most
    value = exact(equal.value)
    if value is None:
        return None
    if "margin" in equal.attributes:
        margin = exact(equal.attributes["margin"]) or Fraction(0)
    else:
        margin = Fraction(float(value) - float(least)) if equal.value != low.value else Fraction(0)
    if equal.attributes.get("margintype") == "percent":
        margin = abs(value) * margin / 100
    return lambda given: abs(typed(given) - value) <= margin


def _matched(item: Item, scoring: list[Condition]) -> Iterator[str]:
    """An entry stands for all of its name: the first list has their texts."""
    texts = {label.ident: label.html for choices in reversed(item.lists) for label in reversed(choices.labels)}
    keys = {first.response: first.value for condition in scoring if (first := condition.first("varequal"))}
    for choices in item.lists:
        yield texts.get(keys.get(choices.ident, ""), "")
