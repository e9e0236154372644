"""What Classic Quizzes take an item for, and what they give for a response.

Sources: `gems/plugins/qti_exporter` and `app/models/quizzes/quiz_question` of Canvas.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hwgen.lms.asked import Choice, Essay, Kind, Matching, Number, Ordering, Typed, Unknown
from hwgen.lms.canvas.items import Condition, Item, exact, typed
from hwgen.lms.canvas.kinds import kind_of
from hwgen.lms.moodle.marking import subsets

FULL = 1.0


@dataclass(frozen=True)
class Interval:
    """Numbers that are right, both ends included."""

    low: Fraction
    high: Fraction

    def takes(self, number: float) -> bool:
        return self.low <= typed(number) <= self.high


def taken_as(item: Item) -> Kind:
    match kind_of(item):
        case "true_false_question" | "multiple_choice_question" if len(item.lists) == 1:
            right = weighted(item)
            count = len(item.lists[0].labels)
            return Choice(count, tuple(((i,), FULL if i in right else 0.0) for i in range(count)))
        case "multiple_answers_question" if len(item.lists) == 1:
            return several(len(item.lists[0].labels), weighted(item))
        case "numerical_question":
            accepted = intervals(item)
            return Number(lambda number: float(any(interval.takes(number) for interval in accepted)))
        case "short_answer_question":
            known = {spelling.strip().lower() for spelling in spellings(item)}
            return Typed(lambda text: float(text.strip().lower() in known))
        case "matching_question":
            return Matching(matched(item))
        case "essay_question":
            return Essay()
        case "ordering_question" if len(item.lists) == 1:
            return Ordering(ordered(item))
        case _:
            return Unknown()


def several(count: int, right: Sequence[int]) -> Choice:
    """Each right tick gives a share, each wrong one takes off as much."""
    shares = [(1.0 if i in right else -1.0) / max(1, len(right)) for i in range(count)]
    marks = ((ticked, min(1.0, max(0.0, sum(shares[i] for i in ticked)))) for ticked in subsets(shares))
    return Choice(count, tuple(marks))


def weighted(item: Item) -> list[int]:
    """The places of right options. The last condition of an option decides, also one that has nothing but a comment."""
    weights: dict[str, float] = {}
    for condition in item.conditions:
        score = condition.score or 0.0
        if "and" in condition.frames:
            weights |= {v.value: 100.0 for v in condition.variables if not v.inverted}
        elif first := condition.first("varequal"):
            weights[first.value] = score
    return [i for i, label in enumerate(item.lists[0].labels) if weights.get(label.ident, 0.0) > 0]


def intervals(item: Item) -> list[Interval]:
    """Every condition with a number is right, whatever its score."""
    return [interval for condition in item.conditions if (interval := _interval(condition)) is not None]


def _interval(condition: Condition) -> Interval | None:
    values = {v.test: number for v in condition.variables if (number := exact(v.value)) is not None}
    low, high = values.get("vargte", values.get("vargt")), values.get("varlte")
    if "varequal" in values and ("or" in condition.frames or low is None):
        margin = high - values["varequal"] if high is not None else Fraction(0)
        return Interval(values["varequal"] - margin, values["varequal"] + margin)
    if low is not None and high is not None:
        return Interval(min(low, high), max(low, high))
    return None


def spellings(item: Item) -> list[str]:
    every = [v.value for condition in item.conditions for v in condition.variables if v.test == "varequal"]
    return [spelling for spelling in dict.fromkeys(every) if spelling]


def matched(item: Item) -> tuple[str, ...]:
    """The text of the right entry of each left one; empty where none is right."""
    keys: Mapping[str, str] = {
        first.response: first.value
        for condition in item.conditions
        if (condition.score or 0) > 0 and (first := condition.first("varequal"))
    }
    texts = [{label.ident: label.html for label in choices.labels} for choices in item.lists]
    return tuple(own.get(keys.get(choices.ident, ""), "") for choices, own in zip(item.lists, texts, strict=True))


def ordered(item: Item) -> tuple[str, ...]:
    """The entries in their right order."""
    order = [v.value for condition in item.conditions for v in condition.variables if v.test == "varequal"]
    texts = {label.ident: label.html for label in item.lists[0].labels}
    return tuple(texts[ident] for ident in dict.fromkeys(order) if ident in texts)
