"""A check works with the numbers of its question: one that stands only in the check and the explanation is found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from planted_flaws import both, changed, reading_of
from readings import question
from test_author_slips import NUMBER

from hwgen.flaws.given import of_constants
from hwgen.flaws.rules import RULES

IMAGES = both("stem", "64 幅 50×50 的图像共有多少像素？", "How many pixels have 64 images of 50×50?")
MEMORY = both("stem", r"$7\times10^9$ 个参数占多少字节？", r"How many bytes take $7\times10^9$ parameters?")
DONE = both("explanation", "相乘。", "They are multiplied.")
STEPS = both(
    "explanation", r"$50 + 50 - 7 = 93$，故 $93 \times 64 = 5952$。", r"$50 + 50 - 7 = 93$, so $93 \times 64 = 5952$."
)


@pytest.mark.parametrize(
    ("texts", "answer", "check", "found"),
    [
        ((*IMAGES, *DONE), "160000", "64*50*50", 0),
        ((*IMAGES, *DONE), "182250", "64*50*50 + 89*250", 1),
        ((*IMAGES, *both("explanation", r"$75 \cdot 50 \cdot 50$。", r"It is $75 \cdot 50 \cdot 50$.")), "187500", "75*50*50", 1),
        # What one step leads to, and what the explanation works out.
        ((*IMAGES, *DONE), "160000", "64*2500", 0),
        ((*IMAGES, *STEPS), "5952", "64*93", 0),
        # Bytes of a number are known, and numbers may be written in full.
        ((*MEMORY, *DONE), "28000000000", "7000000000*4", 0),
        ((*MEMORY, *DONE), "203000000000", "7000000000*29", 1),
    ],
)  # fmt: skip
def test_a_number_of_a_check_stands_in_the_question(
    tmp_path: Path, texts: Sequence[tuple[str, Any]], answer: str, check: str, found: int
) -> None:
    item = changed(NUMBER, *texts, ("answer", answer), ("check", check))
    assert len(list(RULES["number-not-given"](reading_of(tmp_path, item)))) == found


@pytest.mark.parametrize(
    ("zh", "en", "formula", "found"),
    [
        ("下落多少米？", "How many metres does it fall?", "R(49, 10)*t**2", 1),
        ("取 $g = 9.8$，下落多少米？", "With $g = 9.8$, how many metres does it fall?", "R(98, 10)*t**2/2", 0),
        ("取 $g = 9.8$，下落多少米？", "With $g = 9.8$, how many metres does it fall?", "9.8*t**2/2", 0),
        ("共多少？", "How many are there?", "1024*t", 1),
        ("共多少字节？", "How many bytes are there?", "1024*t", 0),
        ("共 48 层，多少？", "How many are there in 48 layers?", "96*t", 0),
        ("方差是多少？", "What is the variance?", "R(t**2, 12)", 0),
    ],
)
def test_a_constant_of_the_formula_is_said(zh: str, en: str, formula: str, found: int) -> None:
    assert [rule for rule, _ in of_constants(question(zh, en, formula))] == ["constant-unsaid"] * found
