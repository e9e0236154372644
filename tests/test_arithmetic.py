"""Arithmetic that is printed as TeX is read and worked out again."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwgen.problem.steps import worked
from hwgen.proof.arithmetic import claims, is_number, value
from hwgen.proof.symbolic import false_equations, stated_of
from hwgen.proof.symbolic import given as letters


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        (r"1\,281\,167", 1281167),
        (r"2 \times \left(-3\right) + 1", -5),
        (r"-2^2", -4),
        (r"\left(-2\right)^2", 4),
        (r"2^{-1} \cdot 3", 1.5),
        (r"\frac{1 + 2}{4}", 0.75),
        (r"\frac12", 0.5),
        (r"\left\lfloor \frac{28 + 2 \times 1 - 3}{2} \right\rfloor + 1", 14),
        (r"\lceil 7/2 \rceil", 4),
        (r"\sqrt{3^2 + 4^2}", 5),
        (r"e^{-1}", math.exp(-1)),
        (r"\frac{1}{2} \ln 2", math.log(2) / 2),
        (r"3\ln(2)", 3 * math.log(2)),
        (r"\log_2 8", 3),
        (r"\max(0, -3)", 0),
        (r"|{-4}|", 4),
        (r"\tanh(0.5)", math.tanh(0.5)),
        (r"4(2 + 1)", 12),
        (r"25\%", 0.25),
    ],
)
def test_an_expression_comes_to_its_value(tex: str, expected: float) -> None:
    assert value(tex) == pytest.approx(expected)


@pytest.mark.parametrize("tex", ["x + 1", r"\sum_i 2", "", r"1 \le 2", r"\frac{1}{0}", r"\ln 0", r"\mathrm{TP}", "2 3"])
def test_what_is_more_than_numbers_is_none(tex: str) -> None:
    assert not is_number(tex)


@pytest.mark.parametrize(
    ("formula", "false"),
    [
        (r"x = 2 \times 3 = 6", 0),
        (r"x = 2 \times 3 = 7", 1),
        (r"\frac{1}{3} \approx 0.333", 0),
        (r"\frac{1}{3} \approx 0.334", 1),
        (r"\frac{1}{3} = 0.333", 1),
        (r"0.5065 \times 4 + 0.3072 \times 8 \approx 4.483", 1),
        (r"a = 1 + 1 = 2,\qquad b = 2 + 2 = 5.", 1),
        (r"\left(\frac{1}{2},\ \frac{2}{3}\right) \approx (0.50,\ 0.67)", 0),
        (r"\left(\frac{1}{2},\ \frac{2}{3}\right) \approx (0.50,\ 0.66)", 1),
        (r"2 \times 3 \le 6", 0),
        (r"2 \times 3 < 6", 1),
        (r"0 < 2 \times 3 = 6", 0),
        (r"x > 5", 0),
        (r"5 \geq 2 \times 3", 1),
        (r"7 \ne 3 + 4", 1),
        (r"(1, 2) < 3", 0),
    ],
)
def test_a_step_holds_as_it_is_printed(formula: str, false: int) -> None:
    assert [claim.holds() for claim in claims(formula)].count(False) == false


@pytest.mark.parametrize(
    ("text", "false"),
    [
        ("$L = (y - t)^2$", ["L = (y - t)^2"]),
        (r"$L = \frac12 (y - t)^2$", []),
        ("$L = 2yt = 42$", ["L = 2yt = 42"]),
        ("$L = y + t - 2$", []),
        # A step, a new value of a letter, an unknown letter, one to solve for, and what looks like a letter.
        ("$y - t = 4$", []),
        ("$y = y + t$", []),
        ("$L = zy$", []),
        ("$2t = y$", []),
        (r"$L = y_1 - \exp(t)$", []),
        ("The loss is $y + t$, that is, $8$.", ["y + t = 8"]),
        ("损失为 $y - t$，即 $8$。", ["y - t = 8"]),
        (r"$y^2 \approx 48.9,\ t^2 = 9$", ["y^2 \\approx 48.9"]),
    ],
)
def test_formulas_are_worked_out_with_the_numbers_of_their_letters(text: str, false: list[str]) -> None:
    values = letters("The prediction is $y = 7$, the target $t = 3$; $b = 1$ or $b = 2$.")
    assert values == {"y": 7, "t": 3}
    assert list(false_equations(text, {**values, "L": 8}, "L", None)) == false


def test_a_claim_says_which_letter_is_asked_for() -> None:
    assert [stated_of(claim) for claim in ("$L = {}$.", "It is ${}$.", r"$\mathrm{TP} = {}$.")] == ["L", "", ""]


@given(
    expression=st.sampled_from(
        [
            "a*b + c", "a - b*c", "a/b + c", "(a - b)**2", "-a*(b - c)", "floor(a/b)*c", "Max(a, b) - c", "Abs(a - b)/3", "sum((a, b, c))/4", "a - (b - c)", "dot((a, b), (c, a))",
        ]
    ),
    a=st.integers(-20, 20), b=st.integers(1, 20), c=st.integers(-20, 20), places=st.integers(0, 4),
)  # fmt: skip
def test_what_hwgen_writes_holds(expression: str, a: int, b: int, c: int, places: int) -> None:
    for claim in claims(worked(expression, {"a": a, "b": b, "c": c}, {}, places)):
        assert claim.holds(), str(claim)
