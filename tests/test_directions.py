"""Texts go in one direction, and a solution speaks of the circuit that the question is about."""

from __future__ import annotations

import pytest

from hwgen import Text
from hwgen.flaws.directions import direction_differs
from hwgen.flaws.reading import Reading
from hwgen.kinds.kind import Passage

SLOW = ("按从慢到快排列。", "Order them from the slowest growing to the fastest growing.")


def differences(stem: tuple[str, str], solution: tuple[str, str]) -> int:
    passages = (
        Passage("stem", Text(zh=stem[0], en=stem[1])),
        Passage("solution", Text(zh=solution[0], en=solution[1])),
    )
    return len(list(direction_differs(Reading("q", (), passages, ("zh", "en")))))


@pytest.mark.parametrize(
    ("stem", "solution", "flaws"),
    [
        (SLOW, ("从慢到快为 A、B。", "From the slowest to the fastest: A, B."), 0),
        (SLOW, ("从快到慢为 B、A。", "From the fastest to the slowest: B, A."), 2),
        ((SLOW[0], "Order them from the fastest to the slowest."), ("$A$", "$A$"), 1),
        (("按升序排列。", "Put them in descending order."), ("$A$", "$A$"), 1),
        (("从小到大排列。", "Put them in increasing order."), ("$A$", "$A$"), 0),
        (("两个电阻串联。", "Two resistors in series."), ("串联电阻相加。", "In series, they add up."), 0),
        (("两个电阻并联。", "Two resistors in parallel."), ("串联电阻相加。", "In series, they add up."), 2),
        (
            ("两个电阻并联，再与第三个串联。", "Two in parallel, in series with a third."),
            ("先算并联。", "In parallel first."),
            0,
        ),
    ],
)
def test_every_text_goes_the_same_way(stem: tuple[str, str], solution: tuple[str, str], flaws: int) -> None:
    assert differences(stem, solution) == flaws
