"""What fits into the table of answers of a key."""

from __future__ import annotations

import pytest

from hwgen.values import Value
from hwgen.writers.printed.measures import glanced, key_tex


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Value(3200), ("3200", False)),
        (Value((8, 4, 10, 10), "product"), ("3200", False)),
        (Value((8, 4), "product"), (r"8 \times 4", False)),
        (Value(1_179_648), (r"1\,179\,648", True)),
        (Value((64, 128, 5, 5, 8), "product"), (r"1\,638\,400", True)),
        (Value(123_456_789), None),
        (Value((32, 62, 62), "shape"), None),
    ],
)
def test_the_table_of_answers_shows_numbers_that_fit_and_products_by_theirs(
    value: Value, shown: tuple[str, bool] | None
) -> None:
    assert glanced(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Value((8, 4, 10, 10), "product"), r"8 \times 4 \times 10 \times 10 = 3200"),
        (Value(32, unit="ms"), "32"),
        (Value((8, 4), "shape"), r"8 \times 4"),
    ],
)
def test_the_blank_of_a_key_shows_the_number_that_a_product_is(value: Value, shown: str) -> None:
    assert key_tex(value) == shown
