"""What a text says of two numbers is so, and a question takes no sign for granted that its answer has not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from readings import both, question

from hwgen import Text
from hwgen.flaws.movements import of_movements
from hwgen.kinds.kind import Passage


def rules(zh: str, en: str, key: int = 9, solution: tuple[str, str] = ("$9$", "$9$")) -> list[str]:
    asked = question(zh, en, key=key, wrong={})
    worked = Passage("solution", Text(zh=solution[0], en=solution[1]))
    return [rule for rule, _ in of_movements(replace(asked, passages=(*asked.passages, worked)))]


@pytest.mark.parametrize(
    ("zh", "en", "flaws"),
    [
        ("销量从 $100$ 件降到 $60$ 件。", "Sales fall from $100$ to $60$ pieces.", 0),
        ("销量从 60 件降到 100 件。", "Sales fall from 60 to 100 pieces.", 2),
        ("价格从 12 元涨到 10 元。", "The price rises from 12 to 10 yuan.", 2),
        ("价格从 10 元涨到 12 元。", "The price rises from 10 to 12 yuan.", 0),
        ("长度从 80 cm 增加到 1 m。", "The length grows from 80 cm to 1 m.", 0),
        ("温度从 −5 升到 3。", "The temperature rises from −5 to 3.", 0),
    ],
)
def test_what_falls_falls(zh: str, en: str, flaws: int) -> None:
    assert rules(zh, en) == ["described-otherwise"] * flaws


@pytest.mark.parametrize(("zh", "en", "flaws"), [("即 $10$", "$10$", 0), ("即 $5$", "$5$", 2)])
def test_a_half_is_half_of_a_number_of_the_question(zh: str, en: str, flaws: int) -> None:
    solution = (f"平均速度是初速度的一半，{zh} m/s。", f"The mean speed is half of the initial one, {en} m/s.")
    assert rules("初速度为 20 m/s。", "It starts at 20 m/s.", solution=solution) == ["described-otherwise"] * flaws


@pytest.mark.parametrize(
    ("zh", "en", "key", "flaws"),
    [
        ("小李比均值高出多少个标准差？", "How many standard deviations is Li above the mean?", -2, 2),
        ("小李比均值高出多少个标准差？", "How many standard deviations is Li above the mean?", 2, 0),
        ("小李比均值高出多少（低则为负）？", "How many points is Li above the mean (negative if below)?", -2, 0),
        ("弹性的绝对值是多少？", "What is the absolute value of the elasticity?", -2, 2),
        ("弹性是多少？", "What is the elasticity?", -2, 0),
        ("价格下降了多少？", "By how much does the price fall?", -2, 2),
    ],
)
def test_a_question_for_how_much_more_has_no_negative_answer(zh: str, en: str, key: int, flaws: int) -> None:
    assert rules(zh, en, key) == ["asks-otherwise"] * flaws


def test_texts_without_such_words_say_nothing() -> None:
    assert list(of_movements(question("求 $n$。", "Find $n$.", reasons={"less": both("$1$")}))) == []
