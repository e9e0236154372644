"""The grid in which students mark their number: as wide as the longest one of the class list, with the letters that stand in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

DIGITS = "0123456789"
# Columns where nobody knows the numbers, and the most signs beside digits and columns that a page has room for.
USUAL, MOST_LETTERS, MOST_COLUMNS = 10, 6, 14


@dataclass(frozen=True)
class NumberGrid:
    columns: int = USUAL
    letters: str = ""

    @property
    def signs(self) -> str:
        return DIGITS + self.letters


PLAIN = NumberGrid()


def number_grid(ids: Iterable[str]) -> NumberGrid | None:
    """None where the numbers of a class cannot be marked in a grid, but only be written."""
    known = [id.upper() for id in ids]
    if not known:
        return PLAIN
    letters = "".join(sorted(set("".join(known)) - set(DIGITS)))
    columns = max(map(len, known))
    if len(letters) > MOST_LETTERS or columns > MOST_COLUMNS or not letters.isascii():
        return None
    return NumberGrid(columns, letters)
