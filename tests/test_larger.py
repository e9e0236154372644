"""What a question says is more than another thing, is more by its answer."""

from __future__ import annotations

import pytest
from readings import question

from hwgen import Text
from hwgen.flaws.larger import of_larger

CELLS = (Text(zh="苹果树", en="apple trees"), Text(zh="梨树", en="pear trees"))


@pytest.mark.parametrize(
    ("zh", "en", "flaws"),
    [
        ("苹果树比梨树多 8 棵，各有多少棵？", "There are 8 more apple trees than pear trees. How many of each?", 0),
        ("梨树比苹果树多 8 棵，各有多少棵？", "There are 8 more apple trees than pear trees. How many of each?", 1),
        ("梨树比苹果树多 8 棵，各有多少棵？", "There are 8 more pear trees than apple trees. How many of each?", 2),
        ("梨树比苹果树少 8 棵，各有多少棵？", "There are 8 fewer pear trees than apple trees. How many of each?", 0),
        ("苹果树比梨树少 8 棵，各有多少棵？", "There are 8 fewer apple trees than pear trees. How many of each?", 2),
    ],
)
def test_the_larger_one_is_larger(zh: str, en: str, flaws: int) -> None:
    reading = question(zh, en, key=(24, 16), wrong={}, form="tuple", cells=CELLS)
    assert [rule for rule, _ in of_larger(reading)] == ["described-otherwise"] * flaws
