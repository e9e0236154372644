"""What Moodle gives for an order of entries, by each of its ways to grade (question/type/ordering/question.php).

An order is the right places of the entries as a student puts them, counted from 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

Order = Sequence[int]


def fraction_of(grading: str) -> Callable[[Order], float]:
    """The function for the name that a file has; Moodle takes any name that it does not know for relative."""
    return GRADINGS.get(grading.strip().upper(), _next_excluding_last)


def _all_or_nothing(order: Order) -> float:
    return float(list(order) == sorted(order))


def _absolute(order: Order) -> float:
    return sum(place == i for i, place in enumerate(order)) / len(order)


def _next_excluding_last(order: Order) -> float:
    return _followed(order) / (len(order) - 1)


def _next_including_last(order: Order) -> float:
    return (_followed(order) + (order[-1] == len(order) - 1)) / len(order)


def _followed(order: Order) -> int:
    return sum(b == a + 1 for a, b in pairwise(order))


def _neighbours(order: Order) -> float:
    """Each entry counts twice: for the one before it and for the one after it, where there is none as well."""
    ends = (order[0] == 0) + (order[-1] == len(order) - 1)
    return (2 * _followed(order) + ends) / (2 * len(order))


def _all_before_and_after(order: Order) -> float:
    pairs = [(a, b) for i, a in enumerate(order) for b in order[i + 1 :]]
    return sum(a < b for a, b in pairs) / len(pairs)


def _longest_rising(order: Order) -> float:
    lengths: list[int] = []
    for i, place in enumerate(order):
        lengths.append(1 + max((lengths[j] for j in range(i) if order[j] < place), default=0))
    return _longer_than_one(max(lengths), order)


def _longest_run(order: Order) -> float:
    """The longest row of places that follow each other, with whatever stands between them."""
    lengths: dict[int, int] = {}
    for place in order:
        lengths[place] = 1 + lengths.get(place - 1, 0)
    return _longer_than_one(max(lengths.values()), order)


def _longer_than_one(length: int, order: Order) -> float:
    return length / len(order) if length > 1 else 0.0


def _distance(order: Order) -> float:
    most = len(order) - 1
    return sum(most - abs(place - i) for i, place in enumerate(order)) / (most * len(order))


GRADINGS: dict[str, Callable[[Order], float]] = {
    "ALL_OR_NOTHING": _all_or_nothing,
    **dict.fromkeys(("ABS", "ABSOLUTE", "ABSOLUTE_POSITION"), _absolute),
    "RELATIVE_NEXT_INCLUDE_LAST": _next_including_last,
    "RELATIVE_ONE_PREVIOUS_AND_NEXT": _neighbours,
    "RELATIVE_ALL_PREVIOUS_AND_NEXT": _all_before_and_after,
    "LONGEST_ORDERED_SUBSET": _longest_rising,
    "LONGEST_CONTIGUOUS_SUBSET": _longest_run,
    "RELATIVE_TO_CORRECT": _distance,
}
