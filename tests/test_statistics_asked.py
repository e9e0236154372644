"""A question asks for the statistic of its numbers that its answer is."""

from __future__ import annotations

import pytest
from readings import question

from hwgen import Text
from hwgen.flaws.statistics import of_statistics

DATA = ("总体 1、2、3、10 的{}是多少？", "What is the {} of the population 1, 2, 3 and 10?")
OPEN = ("四次测量得 1、2、3、10，{}是多少？", "Four measurements gave 1, 2, 3 and 10. What is the {}?")
SAMPLE = (
    "四次测量得 1、2、3、10，样本的{}是多少？",
    "Four measurements gave 1, 2, 3 and 10. What is the {} of this sample?",
)
SPLIT = (
    "四次测量得 1、2、3、10，除以 3 的{}是多少？",
    "Four measurements gave 1, 2, 3 and 10. What is the {}, divided by 3?",
)
COUNTS = (
    "真正例 30、假正例 10、假负例 20、真负例 40，{}是多少？",
    "30 true positives, 10 false positives, 20 false negatives, 40 true negatives: what is the {}?",
)
CIRCLE = ("半径 3 的圆的{}是多少？", "A circle has the radius 3. What is its {}?")


@pytest.mark.parametrize(
    ("texts", "zh", "en", "key", "languages"),
    [
        (DATA, "方差", "standard deviation", 12.5, 1),
        (DATA, "标准差", "variance", 12.5, 1),
        (DATA, "标准差", "standard deviation", 3.54, 0),
        (OPEN, "标准差", "standard deviation", 3.54, 2),
        (OPEN, "方差", "variance", 16.67, 2),
        (SAMPLE, "方差", "variance", 16.67, 0),
        (SPLIT, "方差", "variance", 16.67, 0),
        (DATA, "方差", "variance", 16.67, 2),
        (SAMPLE, "方差", "variance", 12.5, 2),
        (OPEN, "平均值", "mean", 4, 0),
        (DATA, "中位数", "mean", 4, 1),
        (DATA, "中位数", "median", 2.5, 0),
        (DATA, "平均值", "mean", 4, 0),
        (COUNTS, "精确率", "precision", 0.75, 0),
        (COUNTS, "召回率", "precision", 0.75, 1),
        (COUNTS, "精确率", "recall", 75, 1),
        (COUNTS, "准确率", "accuracy", 70, 0),
        (CIRCLE, "面积", "circumference", 28.27, 1),
        (CIRCLE, "周长", "circumference", 18.85, 0),
        (CIRCLE, "直径", "diameter", 6, 0),
    ],
)
def test_the_answer_is_the_statistic_that_is_asked_for(
    texts: tuple[str, str], zh: str, en: str, key: float, languages: int
) -> None:
    places = 2 if isinstance(key, float) else None
    reading = question(texts[0].format(zh), texts[1].format(en), key=key, places=places)
    assert [rule for rule, _ in of_statistics(reading)] == ["asks-otherwise"] * languages


@pytest.mark.parametrize(
    ("zh", "en", "formula", "languages"),
    [
        ("标准差是多少？", "What is the standard deviation?", "R((b - a)**2, 12)", 2),
        ("方差是多少？", "What is the variance?", "R((b - a)**2, 12)", 0),
        ("标准差是多少？", "What is the standard deviation?", "sqrt(R((b - a)**2, 12))", 0),
        ("方差是多少？", "What is the variance?", "sqrt(R((b - a)**2, 12))", 2),
        ("标准差是多少？", "What is the standard deviation?", "2*s", 0),
        ("它们之和是多少？", "What is their sum?", "R(a + b, 2)", 2),
        ("它们之和是多少？", "What is their sum?", "(a + b)/2", 2),
        ("它们之和是多少？", "What is their sum?", "(a + b)/3", 0),
        ("它们的平均值是多少？", "What is their mean?", "R(a + b, 2)", 0),
    ],
)
def test_the_formula_has_the_form_that_the_statistic_needs(zh: str, en: str, formula: str, languages: int) -> None:
    flaws = list(of_statistics(question(zh, en, formula)))
    assert [rule for rule, _ in flaws] == ["asks-otherwise"] * languages


@pytest.mark.parametrize(("first", "second", "languages"), [(4, 12.5, 0), (12.5, 4, 4)])
def test_each_number_of_a_tuple_is_the_statistic_of_its_name(first: float, second: float, languages: int) -> None:
    cells = (Text(zh="平均值", en="mean"), Text(zh="方差", en="variance"))
    texts = (DATA[0].format("平均值和方差"), DATA[1].format("mean and the variance"))
    reading = question(*texts, "(a, b)", key=(first, second), form="tuple", cells=cells, places=2, wrong={})
    assert [rule for rule, _ in of_statistics(reading)] == ["asks-otherwise"] * languages
