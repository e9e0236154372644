"""What fits into the table of answers of a key."""

from __future__ import annotations

import pytest

from hwgen.values import Value
from hwgen.writers.printed.measures import glanced


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Value(3200), "3200"),
        (Value((8, 4, 10, 10), "product"), "3200"),
        (Value((8, 4), "product"), r"8 \times 4"),
        (Value((32, 62, 62), "shape"), None),
    ],
)
def test_a_product_that_is_too_long_is_still_a_number(value: Value, shown: str | None) -> None:
    assert glanced(value) == shown
