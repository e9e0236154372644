"""The texts of a computed question ask for what its answer is, in its form, and every language for the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hwgen import Computed, Formulas, Problem, Text
from hwgen.errors import Span
from hwgen.flaws.asking import of_questions
from hwgen.flaws.levels import Levels
from hwgen.flaws.meaning import meaning_differs, numbers_exchanged
from hwgen.flaws.reading import Reading
from hwgen.kinds.kind import Passage
from hwgen.problem.computed import Wording
from hwgen.problem.generator import Generator

ASK = Text(zh="长 3、宽 4 的矩形，面积是多少？", en="A rectangle has length 3 and width 4. What is its area?")
CLAIM = Text(zh="面积是 ${}$。", en="The area is ${}$.")
SOLUTION = Text(zh="$$12$$", en="$$12$$")
DOWN = Text(zh="商向下取整。", en="The quotient is rounded down.")


def findings(ask: Text, claim: Text, unit: str, places: int | None, clauses: tuple[Text, ...]) -> list[tuple[str, str]]:
    part = computed(ask, claim, unit=unit, places=places)
    texts = (Passage("stem", ask), Passage("statement", claim))
    reading = Reading("area", (part,), texts, ("zh", "en"), clauses=clauses)
    between = [("meaning-differs", finding) for finding in meaning_differs(reading)]
    between += [("numbers-exchanged", finding) for finding in numbers_exchanged(reading)]
    return [(rule, finding.message) for rule, finding in (*between, *of_questions(reading))]


def computed(ask: Text, claim: Text, solution: Text = SOLUTION, **more: Any) -> Computed:
    return Computed("t/area", Formulas("a*b"), say=lambda: Wording(ask, claim, solution), **more)


@pytest.mark.parametrize(
    ("rule", "changes", "message"),
    [
        ("meaning-differs", {"ask": Text(zh=ASK["zh"], en="A rectangle has length 3 and width 4. What is its perimeter?")}, "“面积” in the Chinese text, “perimeter” in the English text"),
        ("meaning-differs", {"ask": Text(zh="边长至少为 3，面积是多少？", en="The side is at most 3. What is the area?")}, "“至少” in the Chinese text, “at most” in the English text"),
        # A word of the situation hides no other one in the clause that asks.
        ("meaning-differs", {"ask": Text(zh="边长为 3，有多少个像素？", en="Of side 3: what is the side?")}, "“像素” in the Chinese text, “side” in the English text"),
        ("meaning-differs", {"ask": Text(zh="经最大池化，是多少？", en="What comes of average pooling?")}, "“最大池化” in the Chinese text, “average pooling” in the English text"),
        ("meaning-differs", {"ask": Text(zh="如表，求面积。\n\n| 长度 | 宽度 |\n|---|---|\n| 3 | 4 |", en="Find the area.\n\n| width | length |\n|---|---|\n| 3 | 4 |")}, "a cell of the table is “长度” in the Chinese text, “width” in the English text"),
        ("meaning-differs", {"ask": Text(zh="如表，求面积。\n\n| 时间（s） | b |\n|---|---|\n| 3 | 4 |", en="Find the area.\n\n| time (ms) | b |\n|---|---|\n| 3 | 4 |")}, "a cell of the table is “时间（s）” in the Chinese text, “time (ms)” in the English text"),
        ("meaning-differs", {"ask": Text(zh="如表，求面积。\n\n| 长 | 宽 |\n|---|---|\n| 3 | 4 |", en="Find the area.\n\n| a | b |\n|---|---|\n| 4 | 3 |")}, "a cell of the table is “3” in the Chinese text, “4” in the English text"),
        ("meaning-differs", {"ask": Text(zh="更新前为 3，更新前是多少？", en="It is 3 before the update. What is it after the update?")}, "“更新前” in the Chinese text, “after the update” in the English text"),
        ("claim-differs", {"unit": "MB", "claim": Text(zh="共 ${}$。", en="It takes ${}$ MB.")}, "the claim says the unit `MB` behind a value that has it"),
        ("answer-form-differs", {"ask": Text(zh="是多少？", en="What is it, as a fraction?"), "places": 2}, "“as a fraction” in the English text, where `places` is 2"),
        ("answer-form-differs", {"ask": Text(zh="取两位有效数字，是多少？", en="What is it?"), "places": 2}, "“有效数字” in the Chinese text, where `places` is 2"),
        ("numbers-exchanged", {"ask": Text(zh="边长 8，卷积核边长 3，步幅 2，输出的边长？", en="Side 8, kernel size 2 and stride 3: which side?")}, "the kernel is 3 in the Chinese text, 2 in the English text"),
        ("numbers-exchanged", {"ask": Text(zh="矩阵有 3 行 4 列，有几个元素？", en="The matrix has 3 columns and 4 rows. How many entries?")}, "the column is 4 in the Chinese text, 3 in the English text"),
        ("claim-differs", {"claim": Text(zh="面积是 ${}$。", en="The perimeter is ${}$.")}, "the question says “area”, its claim “perimeter” in the English text"),
        ("answer-form-differs", {"ask": Text(zh="面积是多少？（保留两位小数）", en="What is the area?"), "places": 3}, "“保留两位小数” in the Chinese text, where `places` is 3"),
        ("answer-form-differs", {"ask": Text(zh="是多少？", en="What percentage is this?")}, "“What percentage” in the English text, where the answer has no unit `%`"),
        ("answer-form-differs", {"ask": Text(zh="占多少 GB？", en="How many GB?"), "unit": "MB"}, "GB in the Chinese text, where the answer is in MB"),
        ("answer-form-differs", {"ask": Text(zh="向上取整，是多少？", en="What is it?"), "clauses": (DOWN,)}, "“向上取整” in the Chinese text, “向下取整” in a convention that is printed with it"),
        ("answer-form-differs", {"ask": Text(zh="精确到十分位，是多少？", en="What is it?"), "places": 2}, "“精确到十分位” in the Chinese text, where `places` is 2"),
        ("answer-form-differs", {"ask": Text(zh="是多少？", en="What is it, to the nearest 0.01?"), "places": 3}, "“to the nearest 0.01” in the English text, where `places` is 3"),
        ("answer-form-differs", {"ask": Text(zh="末尾不够一段的补零凑成一段，有几段？", en="How many segments?"), "clauses": (DOWN,)}, "“不够一段的补零凑成” in the Chinese text, “向下取整” in a convention that is printed with it"),
        ("asks-otherwise", {"ask": Text(zh="求它们的面积和周长。", en="Find the area.")}, "“求它们的面积和周长。” in the Chinese text asks for several things, where there is one number to answer"),
        ("asks-otherwise", {"ask": Text(zh="求面积。", en="Find their area and their perimeter.")}, "“Find their area and their perimeter” in the English text asks for several things, where there is one number to answer"),
        ("answer-form-differs", {"ask": Text(zh="是多少（写到小数点后一位）？", en="What is it?"), "places": 2}, "“写到小数点后一位” in the Chinese text, where `places` is 2"),
        ("answer-form-differs", {"ask": Text(zh="是多少？", en="What is it, with two digits behind the point?"), "places": 3}, "“two digits behind the point” in the English text, where `places` is 3"),
        ("asks-otherwise", {"ask": Text(zh="长和宽分别是多少？", en="What is it?")}, "“分别是多少” in the Chinese text asks for several things, where there is one number to answer"),
        ("numbers-exchanged", {"ask": Text(zh="训练集上的错误率是 0.3，验证集上的错误率是 0.1，相差多少？", en="The error rate on the training set is 0.1, that on the validation set is 0.3. By how much do they differ?")}, "the training is 0.3 in the Chinese text, 0.1 in the English text"),
        ("asks-nothing", {"ask": Text(zh=ASK["zh"], en="A rectangle has length 3 and width 4.")}, "the English text asks for nothing"),
    ],
)  # fmt: skip
def test_a_question_that_asks_for_something_else(rule: str, changes: dict[str, Any], message: str) -> None:
    question: dict[str, Any] = {"ask": ASK, "claim": CLAIM, "unit": "", "places": None, "clauses": ()}
    assert findings(**question) == []
    assert (rule, message) in findings(**question | changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"ask": Text(zh="面积是多少？（保留两位小数）", en="What is the area, to two decimals?"), "places": 2},
        {"ask": Text(zh="占百分之几？", en="What percentage is this?"), "unit": r"\%"},
        {"ask": Text(zh="求面积。", en="Find the area.")},
        {"ask": Text(zh="求 $q$ 与 $k$ 的距离。", en="Find the distance between the query and the key.")},
        {"ask": Text(zh="精确到百分位，是多少？", en="What is it, to the nearest hundredth?"), "places": 2},
        {
            "ask": Text(zh="末尾不够一段的舍去，有几段？", en="Points left over are discarded. How many segments?"),
            "clauses": (DOWN,),
        },
        {"ask": Text(zh="向下取整，是多少？", en="Rounded down, what is it?"), "clauses": (DOWN,)},
        {"ask": Text(zh="共占多少 MB？", en="How many MB of 4 GB are taken?"), "unit": "MB"},
        {"ask": Text(zh="卷积核边长 3，步幅 2，求面积。", en="With stride 2 and a kernel of size 3, find the area.")},
        {"ask": Text(zh="最大池化之后，最小的面积是多少？", en="What is the smallest area after max pooling?")},
    ],
)
def test_what_agrees_is_left_alone(changes: dict[str, Any]) -> None:
    question: dict[str, Any] = {"ask": ASK, "claim": CLAIM, "unit": "", "places": None, "clauses": ()} | changes
    assert findings(**question) == []


STEP = "$$1 + 1 = 2$$\n\n"


@pytest.mark.parametrize(
    ("steps", "levels", "told"),
    [((1, 2), (2, 2), True), ((2, 5), (2, 2), True), ((1, 2), (2, 3), False), ((2, 3), (2, 2), False)],
)
def test_one_level_for_twice_the_steps(steps: tuple[int, ...], levels: tuple[int, ...], told: bool) -> None:
    generator = Generator("area", "t", 1, "s", (), 0, "choice", "", Span(Path("area.py"), 1), lambda draw: Problem(()))
    watched = Levels(generator)
    for count, level in zip(steps, levels, strict=True):
        solution = Text(zh=STEP * count, en=STEP * count)
        watched.see(Problem(computed(ASK, CLAIM, solution, difficulty=level)))
    assert [flaw.rule for flaw in watched.flaws() if flaw.rule != "minutes-constant"] == ["level-constant"] * told


@pytest.mark.parametrize(
    ("steps", "minutes", "warned"),
    [((2, 4), (3, 3), True), ((2, 4), (3, 5), False), ((1, 2), (3, 3), False), ((4, 6), (3, 3), False)],
)
def test_one_time_for_twice_the_steps(steps: tuple[int, ...], minutes: tuple[int, ...], warned: bool) -> None:
    generator = Generator("area", "t", 1, "s", (), 0, "choice", "", Span(Path("area.py"), 1), lambda draw: Problem(()))
    watched = Levels(generator)
    for count, time in zip(steps, minutes, strict=True):
        solution = Text(zh=STEP * count, en=STEP * count)
        watched.see(Problem(computed(ASK, CLAIM, solution, difficulty=count), minutes=time))
    assert [flaw.rule for flaw in watched.flaws()] == ["minutes-constant"] * warned


@pytest.mark.parametrize(("levels", "warned"), [((3, 3), True), ((2, 3), False), ((2, 2), False)])
def test_one_formula_is_not_of_level_3_in_every_variant(levels: tuple[int, ...], warned: bool) -> None:
    generator = Generator("area", "t", 1, "s", (), 0, "choice", "", Span(Path("area.py"), 1), lambda draw: Problem(()))
    watched = Levels(generator)
    for level in levels:
        watched.see(Problem(computed(ASK, CLAIM, difficulty=level)))
    assert [flaw.rule for flaw in watched.flaws()] == ["level-constant"] * warned
