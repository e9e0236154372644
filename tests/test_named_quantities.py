"""A quantity that a question or a reason names is the one that its value is, of rows, tables, matrices, trials and bodies."""

from __future__ import annotations

import math
from typing import Any

import pytest
from readings import question

from hwgen import Text
from hwgen.flaws.crosstables import of_outcomes
from hwgen.flaws.meaning import shown
from hwgen.flaws.quantities import of_quantities
from hwgen.text import Language

ROW = ("七天各有若干名顾客，{}是多少？", "The customers of seven days were counted. What is the {}?")
ROW_DATA: dict[str, Any] = {"T": (12, 30, 7, 25, 19, 40, 21)}
BOX = ("一个长方体纸箱长、宽、高各为若干分米，它的{}是多少？", "What is the {} of a box with these sides?")
BOX_DATA = {"a": 5, "b": 4, "c": 3}
TRIALS = (
    "每件相互独立地以同一概率为次品，{}次品的概率是多少？",
    "Pieces are defective independently of each other. What is the probability of {} defective piece?",
)
MATRIX = (
    r"$\begin{{pmatrix}} 5 & 2 \\ 1 & 6 \end{{pmatrix}}$ 的{}是多少？",
    r"What is the {} of $\begin{{pmatrix}} 5 & 2 \\ 1 & 6 \end{{pmatrix}}$?",
)
ERRORS = ("预测的{}是多少？", "What is the {} of the predictions?")
ERRORS_DATA: dict[str, Any] = {"P": (3, 5, 2, 8), "Q": (1, 6, 2, 4)}


@pytest.mark.parametrize(
    ("texts", "zh", "en", "formula", "params", "key", "languages"),
    [
        (ROW, "中位数", "median", "sorted(T)[3]", ROW_DATA, 21, 0),
        (ROW, "众数", "mode of the numbers", "sorted(T)[3]", ROW_DATA, 21, 2),
        (ROW, "极差", "range", "sorted(T)[3]", ROW_DATA, 21, 2),
        (ROW, "极差", "range", "max(T) - min(T)", ROW_DATA, 33, 0),
        (ROW, "中位数", "mean", "sorted(T)[3]", ROW_DATA, 21, 1),
        # Of this row it is the median, of others not.
        (ROW, "总和", "sum of the numbers", "T[0]*T[2]", {"T": (1, 3, 2)}, 2, 0),
        # A mean of another kind, and a value that is no statistic of the row.
        (ROW, "移动平均值", "moving average", "sorted(T)[3]", ROW_DATA, 21, 0),
        (ROW, "平均数", "mean", "sum(T) - T[0]", ROW_DATA, 142, 0),
        (BOX, "容积", "capacity", "a*b*c", BOX_DATA, 60, 0),
        (BOX, "表面积", "surface area", "a*b*c", BOX_DATA, 60, 2),
        (BOX, "表面积", "surface area", "2*(a*b + b*c + a*c)", BOX_DATA, 94, 0),
        (BOX, "棱长之和", "total length of the edges", "2*(a*b + b*c + a*c)", BOX_DATA, 94, 2),
        (TRIALS, "至少有一件", "at least one", "1 - (1 - p)**n", {"p": 0.5, "n": 3}, 0.875, 0),
        (TRIALS, "恰有一件", "exactly one", "1 - (1 - p)**n", {"p": 0.5, "n": 3}, 0.875, 2),
        (TRIALS, "恰有一件", "exactly one", "n*p*(1 - p)**(n - 1)", {"p": 0.5, "n": 3}, 0.375, 0),
        (MATRIX, "行列式", "determinant", "a", {"a": 5}, 28, 0),
        (MATRIX, "迹", "trace", "a", {"a": 5}, 28, 2),
        (ERRORS, "均方误差", "mean squared error", "m(P, Q)", ERRORS_DATA, 5.25, 0),
        (ERRORS, "均方根误差", "root mean squared error", "m(P, Q)", ERRORS_DATA, 5.25, 2),
        (ERRORS, "平均绝对误差", "mean absolute error", "m(P, Q)", ERRORS_DATA, 5.25, 2),
    ],
)
def test_a_question_asks_for_the_quantity_that_its_answer_is(
    texts: tuple[str, str], zh: str, en: str, formula: str, params: dict[str, Any], key: Any, languages: int
) -> None:
    reading = question(texts[0].format(zh), texts[1].format(en), formula, params, key=key)
    assert [rule for rule, _ in of_quantities(reading)] == ["asks-otherwise"] * languages


TABLE = {
    "zh": "检验结果如下：\n\n| | {} | {} |\n|---|---|---|\n| {} | 40 | 20 |\n| {} | 10 | 130 |\n\n以患病为正类，精确率是多少？",
    "en": "Results of a test:\n\n| | {} | {} |\n|---|---|---|\n| {} | 40 | 20 |\n| {} | 10 | 130 |\n\nWith the ill as the positive class, what is the precision?",
}
LABELS = {"zh": ("阳性", "阴性", "患者", "健康者"), "en": ("positive", "negative", "ill", "healthy")}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("order", "precision", "recall"),
    [((0, 1, 2, 3), 40 / 50, 40 / 60), ((1, 0, 2, 3), 20 / 150, 20 / 60), ((0, 1, 3, 2), 10 / 50, 10 / 140), ((2, 3, 0, 1), 40 / 60, 40 / 50)],
)  # fmt: skip
def test_a_table_is_read_by_the_labels_of_its_rows_and_columns(
    language: Language, order: tuple[int, ...], precision: float, recall: float
) -> None:
    text = TABLE[language].format(*(LABELS[language][i] for i in order))
    outcomes = of_outcomes(shown(text, language), language)
    assert outcomes["precision"] == pytest.approx([precision])
    assert outcomes["recall"] == pytest.approx([recall])


@pytest.mark.parametrize("labels", [("甲", "乙", "丙", "丁"), ("阳性", "阴性", "预测为阳性", "预测为阴性")])
def test_a_table_of_something_else_has_no_outcomes(labels: tuple[str, ...]) -> None:
    assert of_outcomes(shown(TABLE["zh"].format(*labels), "zh"), "zh") == {}


@pytest.mark.parametrize(("key", "languages"), [(0.8, 0), (0.667, 2)])
def test_the_measure_that_is_asked_for_is_that_of_the_table(key: float, languages: int) -> None:
    texts = [TABLE[at].format(*LABELS[at]) for at in ("zh", "en")]
    reading = question(*texts, "a", {"a": 40}, key=key, places=3)
    assert [rule for rule, _ in of_quantities(reading)] == ["asks-otherwise"] * languages


@pytest.mark.parametrize(
    ("zh", "en", "languages"),
    [
        ("这是平均数。", "This is the mean.", 0),
        ("这是极差。", "This is the range.", 2),
        ("没有先求极差。", "The range is to be found first.", 0),
    ],
)
def test_a_reason_names_the_quantity_that_its_value_is(zh: str, en: str, languages: int) -> None:
    reasons = {"less": Text(zh=zh, en=en)}
    reading = question(
        ROW[0].format("中位数"), ROW[1].format("median"), "sorted(T)[3]", ROW_DATA, reasons=reasons, key=21, wrong={"less": 22}
    )  # fmt: skip
    assert [rule for rule, _ in of_quantities(reading)] == ["reason-direction"] * languages


COUNTED = ("从 1 到 200 的整数中，{}的有多少个？", "How many of the integers from 1 to 200 are {}?")
COUNT = {"n": 200, "a": 6, "b": 4, "m": 12}
DEPOSIT = (
    "存款 1000 元，年利率 $5\\%$，{}，存 2 年，到期时的{}是多少？",
    "1000 yuan earn $5\\%$ a year, {}, for 2 years. What {} at the end?",
)
DEPOSIT_DATA = {"P": 1000, "r": 5, "n": 2}
COMPOUND, SIMPLE = ("每年按复利计息", "compounded every year"), ("按单利计息", "at simple interest")
IN_ALL, INTEREST = ("本息和", "do principal and interest come to"), ("利息", "is the interest")
ALLELES = (
    "群体处于遗传平衡，预计有多少人是{}？",
    "A population is at Hardy–Weinberg equilibrium. How many people are expected to be {}?",
)
TRIP = (
    "跑步者向东跑一段，随即折返，全程的{}是多少？",
    "A runner goes east and turns at once. What is the {} over the whole run, in m/s?",
)
MASK = (
    "因果掩码下，有多少个注意力得分{}？",
    "With a causal mask, how many scores are {}?",
)
MASK_DATA = {"h": 4, "T": 10}
PROJECTION = (
    "向量 $u = (2, 1)$，$w = (3, 4)$，${}$ 在 ${}$ 方向上的投影的长度是多少？",
    "For $u = (2, 1)$ and $w = (3, 4)$, how long is the projection of ${}$ onto ${}$?",
)
SECTOR = (
    "圆心角为 60 度的扇形，{}是多少？",
    "An angle at the centre of a circle cuts out a sector of it. {} of the sector?",
)
TRIP_DATA = {"s": 300, "r": 100, "t": 50}


@pytest.mark.parametrize(
    ("zh", "en", "formula", "params", "key", "languages"),
    [
        (COUNTED[0].format("能被 6 或 4 整除"), COUNTED[1].format("divisible by 6 or by 4"), "n", COUNT, 67, 0),
        (COUNTED[0].format("能同时被 6 和 4 整除"), COUNTED[1].format("divisible by both 6 and 4"), "n", COUNT, 67, 2),
        (COUNTED[0].format("能同时被 6 和 4 整除"), COUNTED[1].format("divisible by 6 as well as 4"), "n", COUNT, 16, 0),
        (COUNTED[0].format("能被 6 或 4 整除"), COUNTED[1].format("multiples of 6 or 4"), "n", COUNT, 16, 2),
        (COUNTED[0].format("能整除 6 和 4 "), COUNTED[1].format("divisors of both 6 and 4"), "n", COUNT, 16, 2),
        (COUNTED[0].format("能整除 6 和 4 "), COUNTED[1].format("divisors of both 6 and 4"), "n", COUNT, 2, 0),
        (DEPOSIT[0].format(COMPOUND[0], IN_ALL[0]), DEPOSIT[1].format(COMPOUND[1], IN_ALL[1]), "P*r*n", DEPOSIT_DATA, 1102.5, 0),
        (DEPOSIT[0].format(COMPOUND[0], INTEREST[0]), DEPOSIT[1].format(COMPOUND[1], INTEREST[1]), "P*r*n", DEPOSIT_DATA, 1102.5, 2),
        (DEPOSIT[0].format(COMPOUND[0], INTEREST[0]), DEPOSIT[1].format(COMPOUND[1], INTEREST[1]), "P*r*n", DEPOSIT_DATA, 102.5, 0),
        (DEPOSIT[0].format(SIMPLE[0], IN_ALL[0]), DEPOSIT[1].format(SIMPLE[1], IN_ALL[1]), "P*r*n", DEPOSIT_DATA, 1102.5, 2),
        (DEPOSIT[0].format(SIMPLE[0], IN_ALL[0]), DEPOSIT[1].format(SIMPLE[1], IN_ALL[1]), "P*r*n", DEPOSIT_DATA, 1100, 0),
        (ALLELES[0].format("携带者"), ALLELES[1].format("carriers"), "N*q", {"N": 10000, "q": 0.1}, 1800, 0),
        (ALLELES[0].format("患者"), ALLELES[1].format("affected"), "N*q", {"N": 10000, "q": 0.1}, 1800, 2),
        (TRIP[0].format("平均速率"), TRIP[1].format("average speed"), "s*r*t", TRIP_DATA, 8, 0),
        (TRIP[0].format("平均速率"), TRIP[1].format("average velocity"), "s*r*t", TRIP_DATA, 8, 1),
        (TRIP[0].format("平均速度（向东为正）"), TRIP[1].format("average velocity"), "s*r*t", TRIP_DATA, 4, 0),
        (TRIP[0].format("平均速率"), TRIP[1].format("average velocity"), "u*v", {"u": 60, "v": 40}, 48, 1),
        (MASK[0].format("未被屏蔽"), MASK[1].format("not masked"), "h*T", MASK_DATA, 220, 0),
        (MASK[0].format("被屏蔽"), MASK[1].format("masked"), "h*T", MASK_DATA, 220, 2),
        (MASK[0].format("被屏蔽"), MASK[1].format("masked"), "h*T", MASK_DATA, 180, 0),
        (MASK[0].format("未被屏蔽") + "词元不能关注自己。", MASK[1].format("not masked") + " A token attends to those before it, not to itself.", "h*T", MASK_DATA, 220, 2),
        (PROJECTION[0].format("u", "w"), PROJECTION[1].format("u", "w"), "a*b", {"a": 2, "b": 1}, 2, 0),
        (PROJECTION[0].format("w", "u"), PROJECTION[1].format("w", "u"), "a*b", {"a": 2, "b": 1}, 2, 2),
        (SECTOR[0].format("弧长"), SECTOR[1].format("How long is the arc"), "r*a", {"r": 3, "a": 60}, math.pi, 0),
        (SECTOR[0].format("周长"), SECTOR[1].format("What is the perimeter"), "r*a", {"r": 3, "a": 60}, math.pi, 2),
        (SECTOR[0].format("面积"), SECTOR[1].format("What is the area"), "r*a", {"r": 3, "a": 60}, math.pi, 2),
    ],
)  # fmt: skip
def test_quantities_of_a_field_are_told_apart(
    zh: str, en: str, formula: str, params: dict[str, Any], key: Any, languages: int
) -> None:
    reading = question(zh, en, formula, params, key=key)
    assert [rule for rule, _ in of_quantities(reading)] == ["asks-otherwise"] * languages


@pytest.mark.parametrize(
    ("zh", "en", "languages"),
    [
        ("没有次品的概率为 $0.343$。", "The probability that none is defective is $0.343$.", 0),
        ("没有次品的概率为 $0.027$。", "The probability that none is defective is $0.027$.", 2),
        ("全部为次品的概率为 $0.027$。", "The probability that all are defective is $0.027$.", 0),
        ("没有次品的概率为 $0.7^3 = 0.343$。", "The probability that none is defective is $0.7^3 = 0.343$.", 0),
    ],
)
def test_a_solution_gives_each_quantity_its_value(zh: str, en: str, languages: int) -> None:
    texts = (TRIALS[0].format("至少有一件"), TRIALS[1].format("at least one"))
    data = {"p": 0.3, "n": 3}
    reading = question(*texts, "1 - (1 - p)**n", data, key=0.657, places=3, solution=Text(zh=zh, en=en))
    assert [rule for rule, _ in of_quantities(reading)] == ["claim-differs"] * languages
