"""Figures as Moodle takes them: shares of the points, weights of fields, decimals and the intervals around them."""

from __future__ import annotations

from fractions import Fraction

from hwgen.exam import marking
from hwgen.kinds import Cell, ChoiceAnswer
from hwgen.numerals import DIGITS, machine, rounded

Interval = tuple[Fraction, Fraction]
# The square of the precision of its numbers.
LEAST = Fraction(1, 10 ** (2 * DIGITS))
TOO_SMALL = "that 0 is wrong: Moodle treats all numbers below 1e-28 as equal; ask in another unit"

# The fractions that Moodle knows, by the number of equal shares.
SHARES = {
    1: "100",
    2: "50",
    3: "33.33333",
    4: "25",
    5: "20",
    6: "16.66667",
    7: "14.28571",
    8: "12.5",
    9: "11.11111",
    10: "10",
}


def shares(choice: ChoiceAnswer) -> list[str]:
    """The fraction of each option. Of several right ones each has its share; a wrong one takes as much off as makes
    marking all of them worth nothing.
    """
    right = sum(option.right for option in choice.options)
    wrong = len(choice.options) - right
    if not choice.several:
        return ["100" if option.right else str(-choice.deduct) for option in choice.options]
    return [SHARES[right] if option.right else f"-{SHARES[wrong]}" for option in choice.options]


def interval(cell: Cell) -> Interval:
    """The key and its tolerance with the digits that Moodle keeps: what rounding takes away is let pass."""
    value = Fraction(cell.value.shown)
    kept = rounded(value)
    return kept, cell.tolerance + abs(kept - value)


def wrong_intervals(cell: Cell) -> list[Interval]:
    """Where each wrong number of a cell is met: as wide as the key's interval, unless it came to another one so."""
    key, tolerance = interval(cell)
    shown = [rounded(Fraction(wrong.value.shown)) for wrong in cell.wrong]
    return list(zip(shown, marking.reaches(shown, key, tolerance), strict=True))


def in_words(interval: Interval) -> tuple[str, str]:
    """A number and its tolerance as Moodle reads them: no thousands separators, a point before the decimals."""
    number, tolerance = interval
    return machine(number), machine(rounded(tolerance, up=True))


def too_small(cell: Cell) -> bool:
    """Whether Moodle takes 0 for the key: it tells no numbers apart whose difference is below a limit of its own."""
    return 0 < abs(Fraction(cell.value.shown)) <= LEAST
