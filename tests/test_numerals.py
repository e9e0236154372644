"""Numbers are written with the digits that they have, wherever they stand."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError
from terminal import Ran

from hwgen.kinds import Cell, Wrong
from hwgen.kinds.records import Tolerance, WrittenNumber
from hwgen.lms.moodle.importing.numbers import exact
from hwgen.lms.moodle.reading import Accepted
from hwgen.lms.moodle.writing.marks import in_words, interval, too_small, wrong_intervals
from hwgen.numerals import machine, pointed
from hwgen.values import Value, number_tex
from hwgen.words.words import words

WRITTEN: TypeAdapter[Any] = TypeAdapter(WrittenNumber)

# What an author writes, how the key shows it, what Moodle reads, and how the markers' sheet has it.
NUMBERS = [
    ("0", "0", "0", "0"),
    ("-3", "-3", "-3", "-3"),
    ("0.25", "0.25", "0.25", "0.25"),
    ("0.000001", "0.000001", "0.000001", "0.000001"),
    ("0.0000123", "0.0000123", "0.0000123", "0.0000123"),
    ("-0.00000000005", "-0.00000000005", "-5E-11", "-0.00000000005"),
    ("1.23e-5", r"1.23 \times 10^{-5}", "0.0000123", "1.23 × 10^-5"),
    ("5E-11", r"5 \times 10^{-11}", "5E-11", "5 × 10^-11"),
    ("6.62607015e-34", r"6.62607015 \times 10^{-34}", "6.62607015E-34", "6.62607015 × 10^-34"),
    ("-1.6e-19", r"-1.6 \times 10^{-19}", "-1.6E-19", "-1.6 × 10^-19"),
    ("1e22", r"1 \times 10^{22}", "1E22", "1 × 10^22"),
    ("6.02e23", r"6.02 \times 10^{23}", "6.02E23", "6.02 × 10^23"),
    ("175000000000", r"175\,000\,000\,000", "175000000000", "175000000000"),
    ("0.000244140625", "0.000244140625", "0.000244140625", "0.000244140625"),
    ("1/4096", r"\frac{1}{4096}", "0.000244140625", "1/4096"),
    ("1/3", r"\frac{1}{3}", "0.33333333333333", "1/3"),
    ("123456.7890123456789", r"123\,456.7890123456789", "123456.78901235", "123456.7890123456789"),
]


def written(text: str) -> Value:
    answer = WRITTEN.validate_python(text)
    number = answer.number
    return Value(int(number) if number.denominator == 1 else number, notation=answer.notation)


@pytest.mark.parametrize(("text", "tex", "moodle", "sheet"), NUMBERS, ids=[row[0] for row in NUMBERS])
def test_a_number_is_shown_as_its_author_wrote_it(text: str, tex: str, moodle: str, sheet: str) -> None:
    value = written(text)
    assert value.tex() == tex
    assert value.typed()[0] == sheet
    assert in_words(interval(Cell(value, Fraction(0))))[0] == moodle
    # A machine gets the number that the author meant.
    assert float(value.plain) == float(Fraction(text))


@pytest.mark.parametrize("text", [row[0] for row in NUMBERS])
def test_what_is_typed_for_a_number_is_that_number(text: str) -> None:
    for spelling in written(text).typed():
        number = exact(spelling.replace(" × 10^", "e").replace("×10^", "e"))
        assert number == Fraction(text) or "/" in spelling


@pytest.mark.parametrize(
    ("number", "tex"),
    [
        (Fraction(1, 1_048_576), r"\frac{1}{1\,048\,576}"),
        (Fraction(1, 10_000_019), r"\frac{1}{10\,000\,019}"),
        (Fraction(123, 10**7), r"1.23 \times 10^{-5}"),
        (Fraction(12_345_678_901, 10**9), "12.345678901"),
        (10**22, r"1 \times 10^{22}"),
        (2**64, r"18\,446\,744\,073\,709\,551\,616"),
        (5e-11, r"5 \times 10^{-11}"),
        (1.5e22, r"1.5 \times 10^{22}"),
        (0.1, "0.1000"),
        (0.0, "0"),
    ],
)
def test_a_number_without_an_author_is_shown_as_suits_it(number: int | float | Fraction, tex: str) -> None:
    assert number_tex(number) == tex


@pytest.mark.parametrize("text", [row[0] for row in NUMBERS if row[0] != "0"])
def test_moodle_takes_the_right_number_and_those_within_the_tolerance(text: str) -> None:
    value = Fraction(text)
    for tolerance in (Fraction(0), abs(value) / 10**7, abs(value) / 3):
        cell = Cell(written(text), tolerance)
        number, slack = map(float, in_words(interval(cell)))
        accepted = Accepted(number, slack, 1.0)
        assert slack >= 0
        assert accepted.takes(float(value))
        assert accepted.takes(float(value + tolerance))
        assert accepted.takes(float(value - tolerance))
        assert accepted.takes(0.0) == too_small(cell)


def test_the_interval_of_a_wrong_number_is_never_less_than_nothing() -> None:
    near, far = (Wrong("", Value(Fraction(n)), ()) for n in ("1.05", "3"))
    cell = Cell(Value(1), Fraction(1, 10), (), (near, far))
    assert [tolerance for _, tolerance in wrong_intervals(cell)] == [0, Fraction(1, 10)]


@pytest.mark.parametrize("text", ["1e999999999", "1e-999999999", "1e400", "-1e-301", "1/0", "five", "1e", "1,5"])
def test_what_no_computer_holds_is_no_number(text: str) -> None:
    with pytest.raises(ValidationError, match="expected a number"):
        WRITTEN.validate_python(text)
    assert exact(text.replace("1,5", "five")) in (None, 0)


def test_a_tolerance_is_not_negative() -> None:
    with pytest.raises(ValidationError, match="0 or more"):
        TypeAdapter(Tolerance).validate_python("-0.1")


def test_the_decimal_sign_is_that_of_the_language() -> None:
    value = written("6.5e-34")
    assert words("de").script.formula(value.tex()) == r"6{,}5 \times 10^{-34}"
    assert words("de").script.typed(value.typed())[0] == "6,5 × 10^-34"


ITEM = """\
topic: activations
items:
  - id: planck
    kind: numeric
    difficulty: 2
    minutes: 1
    source: CODATA 2018
    imported: true
    stem: {{zh: 普朗克常数, en: Planck’s constant}}
    answer: {}
    tolerance: {}
"""


def test_an_export_says_where_moodle_takes_nought_for_the_key(small_course: Path, terminal: Callable[..., Ran]) -> None:
    path = small_course / "bank" / "items" / "planck.yaml"
    path.write_text(ITEM.format("6.62607015e-34", "1e-38"))
    said = terminal(
        "export", "moodle", "--item", "planck", "--seed", "1", "--variants", "1", "-o", "p.xml", folder=small_course
    )
    assert said.code == 0
    assert "below 1e-28" in said.err
    path.write_text(ITEM.format("1.6e-19", "1e-21"))
    said = terminal(
        "export", "moodle", "--item", "planck", "--seed", "1", "--variants", "1", "-o", "p.xml", folder=small_course
    )
    assert said.code == 0
    assert "below" not in said.err


def test_machines_read_exact_numbers() -> None:
    for text in ("0.1", "-0.0000123", "1234567.875", "1E-11", "3E20"):
        assert machine(Fraction(text)) == text or Fraction(machine(Fraction(text))) == Fraction(text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1,5", "1.5"),
        ("0,500", "0.500"),
        ("3,000", "3000"),
        ("1,234,567.8", "1234567.8"),
        ("1.234,5", "1234.5"),
        ("at least 2,5", "at least 2.5"),
        ("2,5-3,5", "2.5-3.5"),
        ("12", "12"),
        ("1,2,3", "1,2,3"),
    ],
)
def test_a_number_with_a_comma_is_what_its_writer_means(typed: str, meant: str) -> None:
    assert pointed(typed) == meant


@pytest.mark.parametrize(
    ("raw", "beside", "alone"),
    [
        ((Fraction(9, 2), 0), r"(4.5,\ 0.0)", r"(4.5,\ 0)"),
        ((Fraction(7, 2), Fraction(2, 7)), r"(3.500,\ 0.286)", r"(3.500,\ 0.286)"),
        ((Fraction(2), Fraction(3)), r"(2,\ 3)", r"(2,\ 3)"),
    ],
)
def test_zeros_stand_at_the_end_of_a_number_beside_rounded_ones_only(raw: Any, beside: str, alone: str) -> None:
    value = Value(raw, "tuple", 3)
    assert value.shown_with(value.digits).tex() == beside
    assert value.alone.tex() == alone
