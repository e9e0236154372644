"""What a question names is what its formula works with: weights without biases, the divisor of a variance, a cone, a class, a constant."""

from __future__ import annotations

from dataclasses import replace

import pytest
from readings import both, question

from hwgen import Text
from hwgen.flaws.answers import of_answers
from hwgen.flaws.biases import of_biases
from hwgen.flaws.constants import Constants
from hwgen.flaws.crosstables import of_outcomes
from hwgen.flaws.meaning import shown
from hwgen.flaws.quantities import of_quantities
from hwgen.flaws.reading import Reading
from hwgen.flaws.shifted import of_shifted
from hwgen.flaws.statistics import of_statistics
from hwgen.flaws.totals import total_differs
from hwgen.flaws.worked import of_worked

LAYER = "m*n + n"


def rules_of(find: object, reading: Reading) -> set[str]:
    return {rule for rule, _ in find(reading)}  # type: ignore[operator]


@pytest.mark.parametrize(
    ("zh", "en", "formula", "faulty"),
    [
        ("网络有多少个权重（不计偏置）？", "How many weights (not counting biases) are there?", "m*n + n", True),
        ("网络有多少个权重（不计偏置）？", "How many weights (not counting biases) are there?", "m*n", False),
        ("网络有多少个权重和偏置？", "How many weights and biases are there?", "m*n + n", False),
        ("网络有多少个参数？", "How many parameters are there?", "m*n + n", False),
    ],
)
def test_biases_are_no_weights(zh: str, en: str, formula: str, faulty: bool) -> None:
    reading = question(zh, en, formula, {"m": 30, "n": 20})
    assert rules_of(of_biases, reading) == ({"described-otherwise"} if faulty else set())


@pytest.mark.parametrize(
    ("zh", "en", "faulty"),
    [
        ("3、5 和 10 的样本方差（除以 $n - 1$）是多少？", "What is the sample variance of 3, 5 and 10 (dividing by $n - 1$)?", False),
        ("3、5 和 10 的样本方差（除以 $n$）是多少？", "What is the sample variance of 3, 5 and 10 (dividing by $n$)?", True),
    ],
)  # fmt: skip
def test_what_a_variance_is_divided_by_counts_more_than_its_name(zh: str, en: str, faulty: bool) -> None:
    reading = question(zh, en, "a + b + c", {"a": 3, "b": 5, "c": 10}, key=13, wrong={})
    assert rules_of(of_statistics, reading) == ({"asks-otherwise"} if faulty else set())


@pytest.mark.parametrize(
    ("formula", "faulty"), [("(a*x + b*y)/(a + b)", True), ("(a*x + b*y)/n", False), ("a*x + b*y", False)]
)
def test_a_weighted_mean_is_no_sum(formula: str, faulty: bool) -> None:
    reading = question("加权总和是多少？", "What is the weighted sum?", formula)
    assert rules_of(of_statistics, reading) == ({"asks-otherwise"} if faulty else set())


@pytest.mark.parametrize(
    ("reason", "formula", "faulty"),
    [
        ("This is the median.", "c - a", True),
        ("This is the range.", "c - a", False),
        ("This is the median.", "b", False),
    ],
)
def test_a_reason_names_the_statistic_of_single_numbers(reason: str, formula: str, faulty: bool) -> None:
    params = {"a": 2, "b": 5, "c": 9}
    text = "2、5 和 9", "2, 5 and 9"
    reading = question(
        *text, "a + b + c", params, reasons={"slip": both(reason)}, key=16, wrong={"slip": eval(formula, params.copy())}
    )
    part = reading.parts[0]
    object.__setattr__(part, "formulas", part.formulas.with_wrong({"slip": formula}))
    assert rules_of(of_quantities, reading) == ({"reason-direction"} if faulty else set())


@pytest.mark.parametrize(
    ("text", "faulty"),
    [
        ("A cone has a base of radius 6 and a height of 5. What is its volume?", False),
        ("A cone has a base of diameter 6 and a height of 5. What is its volume?", True),
        ("A cylinder has a base of radius 6 and a height of 5. What is its lateral area?", False),
        ("A circle has a radius of 6. What is its area?", False),
        ("A cone has a base of radius 6 and a slant height of 5. What is its lateral area?", True),
    ],
)
def test_a_cone_has_a_third_and_a_diameter_is_halved(text: str, faulty: bool) -> None:
    reading = question("", text, "pi*r**2*h/3", {"r": 6, "h": 5}, key=188.49555921538757, wrong={})
    assert bool(rules_of(of_quantities, replace(reading, languages=("en",)))) is faulty


@pytest.mark.parametrize(
    ("columns", "positive", "recall"),
    [
        (("predicted faulty", "predicted sound"), "faulty parts are positive", 18 / 25),
        (("predicted sound", "predicted faulty"), "faulty parts are positive", 7 / 25),
        (("predicted faulty", "predicted sound"), "sound parts are positive", 60 / 65),
    ],
)
def test_the_positive_class_is_the_one_that_the_text_names(
    columns: tuple[str, str], positive: str, recall: float
) -> None:
    table = f"({positive}):\n\n| | {columns[0]} | {columns[1]} |\n|---|---|---|\n| actually faulty | 18 | 7 |\n| actually sound | 5 | 60 |"
    assert of_outcomes(shown(table, "en"), "en")["recall"] == [pytest.approx(recall)]


@pytest.mark.parametrize(
    ("zh", "en", "faulty"),
    [
        ("依次来了两个值 6 和 8。", "Two values arrive: first 6, then 8.", False),
        ("依次来了三个值 6 和 8。", "Three values arrive: first 6, then 8.", True),
        ("依次来了三个值 6、7 和 8。", "Three values arrive: 6, 7 and 8.", False),
    ],
)
def test_as_many_values_are_listed_as_are_said(zh: str, en: str, faulty: bool) -> None:
    assert bool([*total_differs(question(zh, en))]) is faulty


@pytest.mark.parametrize(("speed", "faulty"), [(200, False), (300, True)])
def test_a_number_of_all_variants_is_said_in_all_of_them(speed: int, faulty: bool) -> None:
    watching = Constants(type("G", (), {"id": "g", "span": None})())
    for d in (400, 600, 700, 900, 1100):
        text = f"{d} km, {speed} km"
        watching.see(question(text, text, "d/v", {"d": d, "v": 200}))
    assert [fault.rule for fault in watching.flaws()] == ["constant-unsaid"] * faulty


@pytest.mark.parametrize(
    ("en", "faulty"),
    [
        ("How many µs pass?", True),
        ("How many ms pass?", False),
    ],
)
def test_a_microsecond_has_two_signs(en: str, faulty: bool) -> None:
    reading = question("要多少？", en, solution=Text("$9$ ms", "$9$ ms"))
    assert rules_of(of_answers, reading) == ({"unit-differs"} if faulty else set())


@pytest.mark.parametrize(
    ("wrong", "reason", "faulty"),
    [
        ("N*2**(t/g + 1)", "This counts one doubling too many.", False),
        ("N*2**(t/g + 1)", "This counts one doubling too few.", True),
        ("N*2**(t/g - 1)", "This counts one doubling too many.", True),
    ],
)
def test_an_exponent_is_shifted_the_way_that_a_reason_says(wrong: str, reason: str, faulty: bool) -> None:
    reading = question("有多少？", "How many?", "N*2**(t/g)", reasons={"slip": both(reason)}, wrong={"slip": 5})
    part = reading.parts[0]
    object.__setattr__(part, "formulas", part.formulas.with_wrong({"slip": wrong}))
    assert rules_of(of_shifted, reading) == ({"reason-direction"} if faulty else set())


@pytest.mark.parametrize(
    ("solution", "faulty"),
    [
        ("The product is $2 \\times 3 + 4 \\times 5 = 26$.", True),
        ("The product is $2 \\times (3 + 4) = 14$.", False),
        ("The inner product is $2 \\times 3 + 4 \\times 5 = 26$.", False),
        ("Of the vectors, the product is $2 \\times 3 + 4 \\times 5 = 26$.", False),
        ("The weighted sum is $2 \\times 3 + 4 \\times 5 = 26$.", False),
    ],
)
def test_a_sum_is_no_product(solution: str, faulty: bool) -> None:
    reading = question("多少？", "What?", "a + b", solution=Text("$9$", solution))
    assert rules_of(of_worked, reading) == ({"claim-differs"} if faulty else set())
