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


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2×3", "`×` is no sign of formulas: write `*`"),
        ("2^3", "`^` is no power: write `**`"),
        ("ln(2)", "there is no function `ln`: write `log`"),
        ("sqr(2)", "there is no function `sqr`: write `sqrt`"),
        ("e**2", "`e` is not known here: write `exp(1)`"),
        ("2*x", "`x` is not known here: write numbers, without letters and units"),
        ("8*3 V", "`V` is not known here: write numbers, without letters and units"),
        ("8*3 2", "a product needs its `*`: write `8*3*2`"),
        ("2(12)", "a product needs its `*`: write `2*(12)`"),
        ("24%", "`%` is no percent sign in formulas: write `24/100`"),
        ("8*3 ≈ 24", "`≈` is no sign of formulas: write `8*3` alone"),
        ("", "nothing stands on one side of `=`"),
        ("log(16, 2)", "`log` does not take 2 values"),
        ("1/0", "it divides by zero"),
        ("log(-1)", "it takes a root or a logarithm of a number that has none"),
        ("1 + (1, 2)", "a list stands where a number belongs, or a number where a list does"),
        ("(1, 2)[5]", "a list in it has no entry at the place that is asked for"),
        ("(2 + 3", "not an expression: '(' was never closed, at `(2 + 3`"),
    ],
)
def test_what_cannot_be_calculated_is_explained_to_its_author(text: str, message: str) -> None:
    with pytest.raises(NotCalculated) as caught:
        calculated(text)
    assert str(caught.value) == message
