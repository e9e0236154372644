"""The grid in which students without a printed name mark their number."""

from __future__ import annotations

import pytest

from hwgen.sheets.number import number_grid


@pytest.mark.parametrize(
    ("ids", "columns", "signs"),
    [
        ([], 10, "0123456789"),
        (["2026001", "20260012"], 8, "0123456789"),
        (["S12", "s3"], 3, "0123456789S"),
        (["x" * 40], 0, ""),
        (["学1"], 0, ""),
    ],
)
def test_the_grid_for_the_number_fits_the_class_list(ids: list[str], columns: int, signs: str) -> None:
    grid = number_grid(ids)
    assert (grid.columns, grid.signs) == (columns, signs) if grid else columns == 0
