"""The measures of test theory, worked out in exact fractions until the last root."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import comb, sqrt, tanh

# The quantile of the normal distribution for an interval of 95%.
Z = 1.959963984540054
# Of Kelley: the best and the worst 27% of a class.
GROUP = Fraction(27, 100)


def mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def variance(values: Sequence[Fraction]) -> Fraction:
    """Of a sample; 0 for a single value."""
    if len(values) < 2:
        return Fraction(0)
    middle = mean(values)
    return sum(((value - middle) ** 2 for value in values), Fraction(0)) / (len(values) - 1)


def wilson(share: Fraction, count: int) -> tuple[float, float]:
    """The interval of Wilson (1927) for a share of so many, at 95%."""
    p, n, z = float(share), count, Z
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def correlation(left: Sequence[Fraction], right: Sequence[Fraction]) -> float | None:
    """Pearson's; None where one of the two does not vary."""
    spread = _together(left, left) * _together(right, right)
    return float(_together(left, right)) / sqrt(spread) if spread else None


def surely_below(value: float, count: int) -> bool:
    """Whether a correlation of so many pairs is below 0 with all of its interval at 95% (Fisher 1921)."""
    return count > 3 and value < -tanh(Z / sqrt(count - 3))


def efficiency(shares: Sequence[Fraction], rests: Sequence[Fraction]) -> float | None:
    """Moodle's discriminative efficiency: the covariance beside the largest that these values can have, which is that of both in order; None where that is 0."""
    most = _together(sorted(shares), sorted(rests))
    return float(_together(shares, rests) / most) if most else None


def _together(left: Sequence[Fraction], right: Sequence[Fraction]) -> Fraction:
    """The sum of the products of what values are beside their means."""
    a, b = mean(left), mean(right)
    return sum(((x - a) * (y - b) for x, y in zip(left, right, strict=True)), Fraction(0))


def alpha(items: Sequence[Sequence[Fraction]]) -> float | None:
    """Cronbach's alpha of points by item and person; for points of 0 and 1 it is KR-20. None where totals do not vary."""
    count = len(items)
    totals = [sum(row, Fraction(0)) for row in zip(*items, strict=True)]
    whole = variance(totals)
    if count < 2 or not whole:
        return None
    return float(Fraction(count, count - 1) * (1 - sum(map(variance, items)) / whole))


def error_of_measurement(deviation: float, reliability: float | None) -> float | None:
    return None if reliability is None else deviation * sqrt(max(0.0, 1 - reliability))


def quantile(ordered: Sequence[Fraction], part: Fraction) -> Fraction:
    """Between the two nearest values, in proportion (type 7 of Hyndman and Fan)."""
    place = part * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def upper_lower(shares: Sequence[Fraction], totals: Sequence[Fraction]) -> Fraction | None:
    """The mean share of the best 27% less that of the worst; None where a class is too small to have both."""
    size = round(len(shares) * GROUP)
    if not size or 2 * size > len(shares):
        return None
    order = sorted(range(len(shares)), key=lambda i: totals[i])
    return mean([shares[i] for i in order[-size:]]) - mean([shares[i] for i in order[:size]])


def fisher(a: int, b: int, c: int, d: int) -> Fraction:
    """Fisher's exact test of the table ((a, b), (c, d)), with two sides: the chance of a table that is as unlikely or more."""
    row, column, whole = a + b, a + c, a + b + c + d
    ways = [
        comb(row, k) * comb(whole - row, column - k) for k in range(max(0, row + column - whole), min(row, column) + 1)
    ]
    here = comb(row, a) * comb(whole - row, c)
    return Fraction(sum(way for way in ways if way <= here), comb(whole, column))


def holm(chances: Sequence[Fraction]) -> list[Fraction]:
    """The chances corrected for being many (Holm 1979)."""
    order = sorted(range(len(chances)), key=lambda i: chances[i])
    corrected = [Fraction(0)] * len(chances)
    reached = Fraction(0)
    for rank, i in enumerate(order):
        reached = max(reached, min(Fraction(1), (len(chances) - rank) * chances[i]))
        corrected[i] = reached
    return corrected
