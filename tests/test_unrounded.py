"""A rounded answer stands in its solution as it is asked for."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from readings import both, question

from hwgen import Text
from hwgen.flaws.steps import of_sides
from hwgen.flaws.unrounded import of_unrounded


@pytest.mark.parametrize(
    ("key", "solution", "more", "flaws"),
    [
        (Fraction(2, 3), r"$$\frac{2}{3} \approx 0.667.$$", {}, 0),
        (Fraction(2, 3), r"$$\frac{2}{3}.$$", {}, 2),
        (Fraction(5, 8), r"$$\frac{5}{8} = 0.625.$$", {}, 0),
        (Fraction(25, 32), r"$$\frac{25}{32} = 0.78125 \approx 0.781.$$", {}, 0),
        (Fraction(25, 32), r"$$\frac{25}{32} = 0.78125.$$", {}, 2),
        # Zeros are left off, digits grouped, and the number may stand in the sentence.
        (Fraction(37499, 12500), r"$$2.99992 \approx 3.$$", {}, 0),
        (Fraction(40001, 3), r"$$\frac{40\,001}{3} \approx 13\,333.667.$$", {}, 0),
        (Fraction(2, 3), "0.667", {}, 0),
        # All numbers of a tuple are asked for.
        ((Fraction(1, 3), Fraction(1, 2)), r"$$\frac{1}{3} \approx 0.333,\quad \frac{1}{2}.$$", {"form": "tuple"}, 2),
        ((Fraction(1, 3), Fraction(1, 2)), r"$$\frac{1}{3} \approx 0.333,\quad 0.5.$$", {"form": "tuple"}, 0),
        # Nothing is rounded where no decimals are asked for.
        (Fraction(2, 3), r"$$\frac{2}{3}.$$", {"places": None}, 0),
    ],
)
def test_a_solution_ends_with_the_answer_as_it_is_asked(
    key: Any, solution: str, more: dict[str, Any], flaws: int
) -> None:
    reading = question("是多少？", "What is it?", solution=both(solution), **{"places": 3, "key": key, **more})
    assert [rule for rule, _ in of_unrounded(reading)] == ["answer-unrounded"] * flaws


def test_each_language_comes_to_the_answer() -> None:
    solution = Text(zh=r"得 $\frac{2}{3} \approx 0.667$。", en=r"This makes $\frac{2}{3}$.")
    (found,) = of_unrounded(question("是多少？", "What is it?", solution=solution, places=3, key=Fraction(2, 3)))
    assert found[1].message == "the answer is 0.667, but the English solution never comes to 0.667"


@pytest.mark.parametrize(
    ("solution", "flaws"),
    [
        (r"$$0.5 \times 0.5 = 0.25 \approx 0.250.$$", 2),
        (r"$$0.5 \times 0.5 = 0.25,\quad 0.25 \approx 0.3.$$", 0),
        (r"$$2 \times 3 \times 1 = 6.$$", 0),
        (r"$$x = 3 = 3.$$", 2),
    ],
)
def test_no_number_is_rounded_to_itself(solution: str, flaws: int) -> None:
    reading = question("是多少？", "What is it?", solution=both(solution))
    assert [rule for rule, _ in of_sides(reading)] == ["step-repeated"] * flaws
