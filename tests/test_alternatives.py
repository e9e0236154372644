"""What a key would be under the alternative of a convention."""

from __future__ import annotations

import pytest

from hwgen.problem.formula import Formulas
from hwgen.proof.alternatives import under


@pytest.mark.parametrize(
    ("key", "other"),
    [
        ("n//2", "ceiling(n / 2)"),
        ("len(xs)//2", "ceiling(len(xs) / 2)"),
        ("rates[t//s]", "rates[ceiling(t / s)]"),
        ("sorted(xs)[n//2]//k", "ceiling(sorted(xs)[ceiling(n / 2)] / k)"),
        # The middle of a row is a place in it.
        ("sorted(xs)[len(xs)//2]", None),
        ("sum(xs[:len(xs)//2])", None),
        ("sorted(xs)[len(xs)//2]//k", "ceiling(sorted(xs)[len(xs) // 2] / k)"),
    ],
)
def test_what_is_rounded_down_is_rounded_up(key: str, other: str | None) -> None:
    formulas = under(Formulas(key), "floor(", "ceiling(")
    assert (formulas and formulas.key) == other
