"""What Moodle gives for a response, as its questions say."""

from __future__ import annotations

import pytest
from moodle_files import check
from moodle_questions import (
    RIGHT,
    SHOWN,
    answer,
    choice,
    field,
    number,
    ordering,
    pair,
    question,
    quiz,
    tolerance,
    truth,
    unit,
)

from hwgen.lms.moodle import cloze, reading


def test_numbers_are_read_as_moodle_reads_them() -> None:
    read = {
        text: reading.read_number(text) for text in ("1,792", "1792.0", "1.792e3", "1 792", "3x3", "x", "-.5", "2×10^3")
    }
    values = {text: number[0] if number else None for text, number in read.items()}
    assert values == {
        "1,792": 1792, "1792.0": 1792, "1.792e3": 1792, "1 792": 1792, "3x3": 3, "x": None, "-.5": -0.5, "2×10^3": 2000
    }  # fmt: skip


def scores(text: str) -> dict[str, float]:
    report = check(quiz(text).encode(), scores=True)
    return {response.text: round(response.fraction, 4) for response in report.scored[0].responses}


def test_scores_of_choices() -> None:
    assert scores(choice(RIGHT, answer("b", "-25"))) == {"nothing": 0, "A": 1, "B": -0.25}
    several = choice(answer("a", "50"), answer("b", "50"), answer("c", "-100"), single="false")
    assert scores(several) == {"nothing": 0, "A": 0.5, "B": 0.5, "C": 0, "AB": 1, "AC": 0, "BC": 0, "ABC": 0}


def test_scores_of_true_and_false() -> None:
    assert scores(truth("0", "100")) == {"true": 0, "false": 1}
    assert scores(truth("100", "100")) == {"true": 0, "false": 1}


def test_the_first_number_that_fits_decides_and_edges_belong_to_it() -> None:
    given = scores(number(answer("10", "100", tolerance("1")), answer("12", "50", tolerance("2"))))
    assert given["9"] == given["10"] == given["11"] == 1
    assert given["12"] == given["14"] == 0.5
    assert given["8.99"] == given["14.02"] == 0


def test_scores_of_short_answers() -> None:
    text = question("shortanswer", "<usecase>1</usecase>" + answer("ReLU", "100") + answer("r*", "50"))
    assert scores(text) == {"ReLU": 1, "r*": 0.5, "rElu": 0.5, "R*": 0, "∅": 0}


def test_scores_of_matching_and_ordering() -> None:
    matched = scores(question("matching", pair("a", "1") + pair("b", "2") + pair("", "3")))
    assert matched == {"1, 2": 1, "2, 2": 0.5, "1, 1": 0.5, "2, 3": 0}
    assert scores(
        ordering("a", "b", "c").replace(
            "ALL", "ALL</selecttype><gradingtype>ABSOLUTE_POSITION</gradingtype><selecttype>ALL"
        )
    )["3 2 1"] == pytest.approx(1 / 3, abs=1e-4)


@pytest.mark.parametrize(
    ("grading", "given"),
    [
        ("ALL_OR_NOTHING", (0, 0, 0, 0, 0)),
        ("ABSOLUTE_POSITION", (0, 0, 0.5, 0.5, 0.5)),
        ("RELATIVE_NEXT_EXCLUDE_LAST", (0, 2 / 3, 1 / 3, 0, 1 / 3)),
        ("RELATIVE_NEXT_INCLUDE_LAST", (0, 0.5, 0.5, 0.25, 0.25)),
        ("RELATIVE_ONE_PREVIOUS_AND_NEXT", (0, 0.5, 0.375, 0.25, 0.375)),
        ("RELATIVE_ALL_PREVIOUS_AND_NEXT", (0, 0.5, 5 / 6, 5 / 6, 5 / 6)),
        ("LONGEST_ORDERED_SUBSET", (0, 0.75, 0.75, 0.75, 0.75)),
        ("LONGEST_CONTIGUOUS_SUBSET", (0, 0.75, 0.75, 0.5, 0.75)),
        ("RELATIVE_TO_CORRECT", (1 / 3, 0.5, 5 / 6, 5 / 6, 5 / 6)),
        ("abs", (0, 0, 0.5, 0.5, 0.5)),
        ("nonsense", (0, 2 / 3, 1 / 3, 0, 1 / 3)),
    ],
)
def test_scores_of_orders_by_each_grading(grading: str, given: tuple[float, ...]) -> None:
    """Measured with Moodle 4.5 and 5.1."""
    text = ordering("a", "b", "c", "d").replace(SHOWN, f"{SHOWN}<gradingtype>{grading}</gradingtype>")
    orders = ("4 3 2 1", "2 3 4 1", "2 1 3 4", "1 3 2 4", "1 2 4 3")
    assert scores(text) == {"1 2 3 4": 1} | {order: round(mark, 4) for order, mark in zip(orders, given, strict=True)}


def test_orders_of_drawn_entries_are_not_marked() -> None:
    assert not scores(ordering("a", "b", "c").replace("ALL", "0</selecttype><selectcount>2</selectcount><selecttype>"))


@pytest.mark.parametrize(
    ("grading", "shown", "given"),
    [
        ("0", "0", {"5": 1, "6": 0.5, "5 m": 1, "500 cm": 1}),
        ("1", "0", {"5": 0.9, "6": 0.45, "5 m": 1, "500 cm": 1}),
        ("2", "0", {"5": 0.9, "6": 0.4, "5 m": 1, "500 cm": 1}),
        ("1", "1", {"5 m": 1, "6 m": 0.5, "500 cm": 1}),
    ],
)
def test_a_missing_unit_costs_what_the_question_says(grading: str, shown: str, given: dict[str, float]) -> None:
    """Measured with Moodle 4.5 and 5.1."""
    units = f"<units>{unit('1', 'm')}{unit('100', 'cm')}</units><unitgradingtype>{grading}</unitgradingtype>"
    text = number(
        answer("5", "100", tolerance("0")), answer("6", "50", tolerance("0")), units, f"<showunits>{shown}</showunits>"
    )
    marked = scores(text)
    assert {said: marked[said] for said in given} == given


def test_scores_of_fields() -> None:
    given = scores(field("{3:NUMERICAL:=5:0~%50%6:0} {1:MULTICHOICE_V:a~=b}"))
    assert given["(1) 5"] == 0.75
    assert given["(1) 6"] == 0.375
    assert given["(2) A"] == 0
    assert given["(2) B"] == 0.25


def test_every_kind_of_field_is_read() -> None:
    for kind, names in cloze.KINDS.items():
        for name in names:
            (read,) = cloze.fields(f"{{2:{name}:=1~%0%2}}")
            assert (read.kind, read.weight, read.alternatives[0].fraction) == (kind, 2, 1)
    assert not cloze.fields("{1:mc:=a~b}")
