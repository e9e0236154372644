"""Questions that tell their answers: as a number or a formula of the stem; extras of a matching that are no extras."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from planted_flaws import ABOUT, Data, both, changed, reading_of, text
from test_author_slips import NUMBER

from hwgen.flaws.rules import RULES
from hwgen.proof.giveaway import worked_out

WEIGHTS = [("answer", "216"), ("check", "8*27")]
MATCHING: Data = {
    "id": "powers",
    "kind": "matching",
    **ABOUT,
    "stem": text("把次幂与它的值配对。", "Match each power with its value."),
    "pairs": [
        {"id": "square", "left": text("平方", "the square"), "right": text("$9$", "$9$")},
        {"id": "cube", "left": text("立方", "the cube"), "right": text("$27$", "$27$")},
    ],
    "extra": [{"id": "fourth", "text": text("$81$", "$81$")}],
    "explanation": text("逐一计算。", "Work out each."),
}
LIKE = both("extra.0.text", "$27$", "$27$")
EQUAL = both("extra.0.text", "$3^3$", "$3^3$")


@pytest.mark.parametrize(
    ("item", "rule", "planted", "sound"),
    [
        (NUMBER, "answer-in-stem", (*WEIGHTS, *both("stem", "8 个核共有 216 个权重：有多少个？", "8 kernels have 216 weights. How many are there?")), (*WEIGHTS, *both("stem", "8 个核各有 27 个权重：有多少个？", "8 kernels have 27 weights each. How many are there?"))),
        (NUMBER, "answer-in-stem", (*WEIGHTS, *both("stem", r"该层有 $8 \cdot 27 = ?$ 个权重。", r"This layer has $8 \cdot 27 = ?$ weights.")), (*WEIGHTS, *both("stem", r"计算 $8 \cdot 27$。", r"Compute $8 \cdot 27$."))),
        (NUMBER, "answer-in-stem", (*WEIGHTS, *both("stem", r"共 $8 \cdot 27$ 个权重，有多少个？", r"How many are the $8 \cdot 27$ weights?")), (*WEIGHTS, *both("stem", r"$8 \times 27$ 的矩阵有多少个元素？", r"How many entries has a matrix of $8 \times 27$?"))),
        (MATCHING, "same-meaning", LIKE, ()),
        (MATCHING, "same-meaning", EQUAL, both("pairs.1.right", "$9$", "$9$")),
    ],
)  # fmt: skip
def test_what_tells_is_found_and_its_sound_twin_is_not(
    tmp_path: Path, item: Data, rule: str, planted: Sequence[tuple[str, Any]], sound: Sequence[tuple[str, Any]]
) -> None:
    assert list(RULES[rule](reading_of(tmp_path / "planted", changed(item, *planted))))
    assert not list(RULES[rule](reading_of(tmp_path / "sound", changed(item, *sound))))


@pytest.mark.parametrize(
    ("ask", "values"),
    [
        (r"A layer has $3 \cdot 4 = ?$ weights.", [12]),
        (r"What is the value of $\frac{3 + 4}{2}$?", []),
        (r"The layer of $2^{10} - 1$ units: how many units?", [1023]),
        (r"A matrix of $3 \times 4$ and $n = 5$: how many entries?", []),
    ],
)
def test_formulas_of_a_question_are_worked_out(ask: str, values: list[float]) -> None:
    assert [value for _, value in worked_out(ask, "en")] == values
