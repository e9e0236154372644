"""Symbols and bounds of a question are those of the formula."""

from __future__ import annotations

from typing import Any

import pytest
from readings import both, question

from hwgen import Formulas
from hwgen.flaws.bounds import of_bounds
from hwgen.flaws.letters import of_letters
from hwgen.flaws.reading import Reading
from hwgen.flaws.unsaid import symbol_unsaid


def asked(text: str, formula: str, params: dict[str, Any], tex: dict[str, str] | None = None) -> Reading:
    reading = question(text, text, formula, params)
    object.__setattr__(reading.parts[0], "formulas", Formulas(formula, tex=tex))
    return reading


@pytest.mark.parametrize(
    ("text", "params", "tex", "flaws"),
    [
        (r"$c = 4200\ \mathrm{J}$", {"c": 4190}, None, 2),
        (r"$c = 4190\ \mathrm{J}$", {"c": 4190}, None, 0),
        (r"$c = 4\,190$", {"c": 4190}, None, 0),
        (r"$g = 10$", {"g": 9.8}, None, 2),
        (r"$g = 9.8$", {"g": 9.81}, None, 0),
        # Another symbol of the same name.
        (r"$c = 3$", {"c": 4190}, None, 0),
        (r"$c = 4200 \times 2$", {"c": 4190}, None, 0),
        (r"$\sigma^2 = 4$", {"s": 4}, {"s": r"\sigma"}, 2),
        (r"$\sigma^2 = 16$", {"s": 4}, {"s": r"\sigma"}, 0),
        (r"$\sigma^2 = 4$", {"s": 4}, {"s": r"\sigma^2"}, 0),
    ],
)
def test_a_symbol_has_the_number_that_it_has_in_the_formula(
    text: str, params: dict[str, Any], tex: dict[str, str] | None, flaws: int
) -> None:
    found = [rule for rule, _ in of_letters(asked(text, next(iter(params)), params, tex))]
    assert found == ["described-otherwise"] * flaws


COUNT = "sum(1 for q in T if q >= m)"


@pytest.mark.parametrize(
    ("text", "params", "formula", "flaws"),
    [
        ("`quantity > 20`", {"m": 20}, COUNT, 2),
        ("`quantity >= 20`", {"m": 20}, COUNT, 0),
        (r"$q > 20$", {"m": 20}, COUNT, 2),
        (r"$q \ge 20$", {"m": 20}, COUNT, 0),
        ("`quantity > 30`", {"m": 20}, COUNT, 0),
        ("`quantity > 20`", {"m": 20, "n": 20}, COUNT, 0),
        ("`quantity > 20`", {"m": 20}, "sum(1 for q in T if m < q)", 0),
        ("`quantity > 20`", {"m": 20}, "sum(1 for q in T if m <= q)", 2),
        ("`quantity > 20`", {"m": 20}, "sum(1 for q in T if q > m or q >= m)", 0),
    ],
)
def test_a_bound_is_that_of_the_formula(text: str, params: dict[str, Any], formula: str, flaws: int) -> None:
    reading = asked(text, formula, {"T": (5, 20, 30), **params})
    assert [rule for rule, _ in of_bounds(reading)] == ["described-otherwise"] * flaws
    assert both(text)["zh"] == text


@pytest.mark.parametrize(
    ("text", "flaws"), [(r"$R = 4\ \Omega$", 0), (r"$R = 5\,\mathrm{k\Omega}$", 0), (r"$x + \Omega$", 2)]
)
def test_behind_a_number_stands_an_ohm(text: str, flaws: int) -> None:
    assert len(list(symbol_unsaid(question(text, text)))) == flaws
