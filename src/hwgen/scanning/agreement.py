"""What several markers of a written answer give together, and how far they agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from hwgen.sheets.keys import Policy

# From this marker on one decides alone, where the nearest two of the others still differ too much.
ARBITER = 4


def counting(points: Sequence[Fraction], most: Fraction, policy: Policy) -> tuple[int, ...]:
    """The places of those markers of an answer whose points count, by what each gave in turn; none as long as another marker is needed.

    They are two who differ by no more than the policy allows; of three, the nearest two. A fourth one has the last word.
    """
    last = len(points) - 1
    if not points or policy.second_marking is None or len(points) >= ARBITER:
        return (last,) if points else ()
    # Where one lies in the middle of the others, the higher two count.
    pairs = combinations(range(len(points)), 2)
    nearest = min(pairs, key=lambda pair: (_apart(points, pair), -points[pair[0]] - points[pair[1]]), default=())
    return nearest if nearest and _apart(points, nearest) <= tolerance(most, policy) else ()


def _apart(points: Sequence[Fraction], pair: tuple[int, ...]) -> Fraction:
    return abs(points[pair[0]] - points[pair[1]])


def agreed(points: Sequence[Fraction], most: Fraction, policy: Policy) -> Fraction | None:
    """The points of an answer, which are the mean of those that count."""
    those = counting(points, most, policy)
    return sum((points[i] for i in those), Fraction(0)) / len(those) if those else None


def tolerance(most: Fraction, policy: Policy) -> Fraction:
    """In points, for an answer that can get `most`."""
    allowed = policy.second_marking or Fraction(0)
    return allowed if policy.second_marking_unit == "points" else most * allowed / 100


@dataclass(frozen=True)
class Agreement:
    """How two markers of the same answers agree: their mean difference in points, the share of answers within the tolerance, and quadratic weighted kappa.

    Kappa is 1 where they always agree and 0 where they agree as by chance (J. Cohen, Psychological Bulletin 70, 1968); None where there is no chance to differ.
    """

    answers: int
    difference: float
    within: float
    kappa: float | None


def agreement(pairs: Sequence[tuple[Fraction, Fraction]], allowed: Fraction) -> Agreement | None:
    """Of the first two ratings of each answer; None where nobody marked twice."""
    if not pairs:
        return None
    n = len(pairs)
    apart = [float(abs(one - other)) for one, other in pairs]
    first, second = ([float(pair[i]) for pair in pairs] for i in (0, 1))
    observed = sum(gap**2 for gap in apart) / n
    expected = sum((one - other) ** 2 for one in first for other in second) / n**2
    within = sum(abs(one - other) <= allowed for one, other in pairs) / n
    return Agreement(n, sum(apart) / n, within, 1 - observed / expected if expected else None)
