"""The texts of a computed question ask for what its answer is, in its form, and every language for the same."""

from __future__ import annotations

import pytest

from hwgen import Computed, Formulas, Text
from hwgen.flaws import asking, meaning  # noqa: F401  (their rules)
from hwgen.flaws.reading import Reading
from hwgen.flaws.rules import RULES
from hwgen.kinds.kind import Passage
from hwgen.problem.computed import Wording

ASK = Text(zh="长 3、宽 4 的矩形，面积是多少？", en="A rectangle has length 3 and width 4. What is its area?")
CLAIM = Text(zh="面积是 ${}$。", en="The area is ${}$.")
DOWN = Text(zh="商向下取整。", en="The quotient is rounded down.")


def findings(rule: str, ask: Text, claim: Text, unit: str, places: int | None, clauses: tuple[Text, ...]) -> list[str]:
    part = Computed(
        "t/area", Formulas("a*b"), say=lambda: Wording(ask, claim, Text(zh="=", en="=")), unit=unit, places=places
    )
    texts = (Passage("stem", ask), Passage("statement", claim))
    return [finding.message for finding in RULES[rule](Reading("area", (part,), texts, ("zh", "en"), clauses=clauses))]


@pytest.mark.parametrize(
    ("rule", "changes", "message"),
    [
        ("meaning-differs", {"ask": Text(zh=ASK["zh"], en="A rectangle has length 3 and width 4. What is its perimeter?")}, "“面积” in the Chinese text, “perimeter” in the English text"),
        ("meaning-differs", {"ask": Text(zh="边长至少为 3，面积是多少？", en="The side is at most 3. What is the area?")}, "“至少” in the Chinese text, “at most” in the English text"),
        # A word of the situation hides no other one in the clause that asks.
        ("meaning-differs", {"ask": Text(zh="边长为 3，有多少个像素？", en="Of side 3: what is the side?")}, "“像素” in the Chinese text, “side” in the English text"),
        ("numbers-exchanged", {"ask": Text(zh="边长 8，卷积核边长 3，步幅 2，输出的边长？", en="Side 8, kernel size 2 and stride 3: which side?")}, "the kernel is 3 in the Chinese text, 2 in the English text"),
        ("numbers-exchanged", {"ask": Text(zh="矩阵有 3 行 4 列，有几个元素？", en="The matrix has 3 columns and 4 rows. How many entries?")}, "the column is 4 in the Chinese text, 3 in the English text"),
        ("claim-differs", {"claim": Text(zh="面积是 ${}$。", en="The perimeter is ${}$.")}, "the question says “area”, its claim “perimeter” in the English text"),
        ("answer-form-differs", {"ask": Text(zh="面积是多少？（保留两位小数）", en="What is the area?"), "places": 3}, "“保留两位” in the Chinese text, where `places` is 3"),
        ("answer-form-differs", {"ask": Text(zh="是多少？", en="What percentage is this?")}, "“What percentage” in the English text, where the answer has no unit `%`"),
        ("answer-form-differs", {"ask": Text(zh="占多少 GB？", en="How many GB?"), "unit": "MB"}, "GB in the Chinese text, where the answer is in MB"),
        ("answer-form-differs", {"ask": Text(zh="向上取整，是多少？", en="What is it?"), "clauses": (DOWN,)}, "“向上取整” in the Chinese text, “向下取整” in a convention that is printed with it"),
        ("asks-nothing", {"ask": Text(zh=ASK["zh"], en="A rectangle has length 3 and width 4.")}, "the English text asks for nothing"),
    ],
)  # fmt: skip
def test_a_question_that_asks_for_something_else(rule: str, changes: dict[str, object], message: str) -> None:
    question = {"ask": ASK, "claim": CLAIM, "unit": "", "places": None, "clauses": ()}
    assert findings(rule, **question) == []  # type: ignore[arg-type]
    assert message in findings(rule, **question | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {"ask": Text(zh="面积是多少？（保留两位小数）", en="What is the area, to two decimals?"), "places": 2},
        {"ask": Text(zh="占百分之几？", en="What percentage is this?"), "unit": r"\%"},
        {"ask": Text(zh="求面积。", en="Find the area.")},
        {"ask": Text(zh="向下取整，是多少？", en="Rounded down, what is it?"), "clauses": (DOWN,)},
        {"ask": Text(zh="共占多少 MB？", en="How many MB of 4 GB are taken?"), "unit": "MB"},
        {"ask": Text(zh="卷积核边长 3，步幅 2，求面积。", en="With stride 2 and a kernel of size 3, find the area.")},
        {"ask": Text(zh="最大池化之后，最小的面积是多少？", en="What is the smallest area after max pooling?")},
    ],
)
def test_what_agrees_is_left_alone(changes: dict[str, object]) -> None:
    question = {"ask": ASK, "claim": CLAIM, "unit": "", "places": None, "clauses": ()} | changes
    rules = ("meaning-differs", "numbers-exchanged", "claim-differs", "answer-form-differs", "asks-nothing")
    assert [message for rule in rules for message in findings(rule, **question)] == []  # type: ignore[arg-type]
