"""How points are shared out: among the lines of a marking scheme, among the parts of a linked item."""

from __future__ import annotations

from collections.abc import Sequence


def shares(weights: Sequence[int], points: int) -> tuple[int, ...]:
    """Whole numbers in proportion to the weights that add up to `points`; none is 0 where there are enough."""
    total = sum(weights)
    counts = [int(points >= len(weights))] * len(weights)
    for _ in range(points - sum(counts)):
        most_wanting = max(range(len(weights)), key=lambda i: weights[i] * points - counts[i] * total)
        counts[most_wanting] += 1
    return tuple(counts)
