"""Draws in which a mistake would not show: it comes to the key."""

from collections.abc import Mapping
from typing import Any

from hwgen import Draw, Formulas


def apart(draw: Draw, formulas: Formulas, *mistakes: str, places: int = 4) -> bool:
    """Whether each of these mistakes leads to another answer than the key, also when both are rounded."""
    known: Mapping[str, Any] = {**draw.lets, **draw.params}
    answers = formulas(known)
    return all(_differ(answers.key, answers.wrong[mistake], places) for mistake in mistakes)


def _differ(key: Any, other: Any, places: int) -> bool:
    if other is None:
        return True
    pairs = zip(key, other, strict=True) if isinstance(key, tuple) else ((key, other),)
    return any(abs(a - b) * 10**places >= 1 for a, b in pairs)
