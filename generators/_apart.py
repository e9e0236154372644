"""Draws in which a mistake would not show: it comes to the key."""

from collections.abc import Mapping
from typing import Any

from hwgen import Draw, Formulas


def apart(draw: Draw, formulas: Formulas, *mistakes: str, places: int = 4) -> bool:
    """Whether each of these mistakes, or of all, leads to another answer than the key, also when both are rounded."""
    known: Mapping[str, Any] = {**draw.lets, **draw.params}
    answers = formulas(known)
    return all(_differ(answers.key, answers.wrong[mistake], places) for mistake in mistakes or answers.wrong)


def _differ(key: Any, other: Any, places: int) -> bool:
    if other is None:
        return True
    if isinstance(key, tuple):
        return len(key) != len(other) or any(_differ(a, b, places) for a, b in zip(key, other, strict=True))
    return key != other if isinstance(key, str) else bool(abs(key - other) * 10**places >= 1)
