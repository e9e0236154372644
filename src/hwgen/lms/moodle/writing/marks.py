"""Figures as Moodle takes them: shares of the points, weights of fields, decimals and the intervals around them."""

from __future__ import annotations

from fractions import Fraction

from hwgen.kinds import Cell, ChoiceAnswer

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


def weights(points: int, count: int) -> list[int]:
    """`points` in whole parts, as equal as can be; one each where there are too few."""
    if points < count:
        return [1] * count
    return [points // count + (i < points % count) for i in range(count)]


def wrong_intervals(cell: Cell) -> list[tuple[Fraction, Fraction]]:
    """Where each wrong number of a cell is met: as wide as the key's interval, unless it came to another one so."""
    key = Fraction(cell.value.shown)
    shown = [Fraction(wrong.value.shown) for wrong in cell.wrong]
    intervals = []
    for i, value in enumerate(shown):
        apart = [
            abs(value - key) - cell.tolerance,
            *(abs(value - other) / 2 for j, other in enumerate(shown) if j != i),
        ]
        intervals.append((value, max(Fraction(0), min(cell.tolerance, Fraction(9, 10) * min(apart)))))
    return intervals


def decimal(value: int | Fraction) -> str:
    """A number as Moodle reads it: no thousands separators, a point before the decimals."""
    if isinstance(value, int) or value.denominator == 1:
        return str(int(value))
    scaled = round(abs(value) * 10**10)
    text = f"{scaled // 10**10}.{scaled % 10**10:010d}".rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 and scaled else text
