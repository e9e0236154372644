"""Reasons say whether one more or one fewer was counted, and constants of the question are those of the formula."""

from __future__ import annotations

import pytest
from readings import question

from hwgen import Formulas, Text
from hwgen.flaws.given import of_powers
from hwgen.flaws.shifted import of_shifted

MORE = Text(zh="多算了一年的利息。", en="This counts the interest of one year too many.")
FEWER = Text(zh="少算了一年的利息。", en="This counts the interest of one year too few.")
THERE_ARE = Text(
    zh="年数取成了付款的笔数；少计一年才对。", en="This takes as many years as payments; there is one year fewer."
)


@pytest.mark.parametrize(
    ("wrong", "reason", "flaws"),
    [
        ("P*(1 + r)**(n + 1)", MORE, 0),
        ("P*(1 + r)**(n + 1)", FEWER, 2),
        ("P*(1 + r)**(n - 1)", MORE, 2),
        ("P*(1 + r)**(n - 1)", FEWER, 0),
        ("P*(1 + r)**(n + 1)", THERE_ARE, 0),
        # Another formula, of which nothing is known.
        ("P*(1 + n*r)", MORE, 0),
    ],
)
def test_a_reason_says_which_way_its_formula_is_shifted(wrong: str, reason: Text, flaws: int) -> None:
    reading = question("有多少？", "How much?", "P*(1 + r)**n", reasons={"slip": reason}, wrong={"slip": 5})
    object.__setattr__(reading.parts[0], "formulas", Formulas("P*(1 + r)**n", wrong={"slip": wrong}))
    assert [rule for rule, _ in of_shifted(reading)] == ["reason-direction"] * flaws


@pytest.mark.parametrize(
    ("text", "formula", "flaws"),
    [
        (r"$2 \times 10^5$ km/s", "d/(2*10**5)", 0),
        (r"$2 \times 10^5$ km/s", "d/(3*10**5)", 2),
        (r"$1\ \mathrm{Mbit} = 2^{20}$", "L/10**6", 2),
        (r"$1\ \mathrm{Mbit} = 10^6$", "L/10**6", 0),
        (r"$1\ \mathrm{Mbit} = 10^6$", "L/2**20", 2),
        # Two constants, of which each stands for itself.
        (r"$10^6$ and $2^{20}$", "L/2**20", 0),
        (r"$x^2$ and $10^3$", "x/10**6", 0),
    ],
)
def test_a_constant_with_a_power_is_that_of_the_question(text: str, formula: str, flaws: int) -> None:
    assert [rule for rule, _ in of_powers(question(text, text, formula))] == ["constant-unsaid"] * flaws
