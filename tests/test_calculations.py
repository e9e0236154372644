"""Expressions that items carry: what they come to, and that nothing else can be written there."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from hwgen.problem.calculation import NotCalculated, calculated


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.96*100*sqrt(0.9*0.1/400)", Fraction(147, 50)),
        ("floor((32 + 2*1 - 3)/2) + 1", 16),
        ("tuple(1 + sum((3 - 1)*d for d in (1, 2, 4)[:1]) for n in [1])", None),
        ("tuple(1 + 4*n for n in range(1, 6))", (5, 9, 13, 17, 21)),
        ("[a*b for a, b in zip((1, 2), (3, 4)) if a > 1]", (8,)),
        ("sum(i*j for i in range(3) for j in range(i))", 2),
        ("(7, 8, 9)[-1] if 1 == 1.0 else 0", 9),
        ("softmax((0, 0))[0]", Fraction(1, 2)),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("R(1, 3) - 1/3", 0),
    ],
)
def test_an_expression_has_an_exact_value(text: str, value: Any) -> None:
    if value is None:
        with pytest.raises(NotCalculated):
            calculated(text)
    else:
        assert calculated(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 +",
        "x",
        "1/0",
        "__import__('os')",
        "(1).__class__",
        "[c for c in ().__class__.__base__]",
        "(lambda: 1)()",
        "'a'*3",
        "len(f'{1}')",
        "print(1)",
        "_div(1, 2)",
        "9**9**9",
        "(1,)*10**9",
        "sum(range(10**9))",
        "[i for i in range(1000) for j in range(1000)]",
        "sum(start=1)",
        "open('x')",
        "(y := 3)",
        "sqrt(-1)",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(NotCalculated):
        calculated(text)
