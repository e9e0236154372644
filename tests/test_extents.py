"""A side for all values of a map, connections for units, a mean of other numbers than those listed, letters for more things than there are: faults beside sound twins."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from far_generators import in_templates, recipe
from readings import question
from test_planted_readings import findings, rules_of

from hwgen import Formulas, Text
from hwgen.bank.course import Course
from hwgen.flaws.extents import of_extents
from hwgen.flaws.mistakes import of_mistakes
from hwgen.flaws.totals import total_differs
from hwgen.flaws.worked import of_worked

MAP = (
    "边长为 17 的图像经过边长为 3 的卷积核，步幅为 2，不填充，输出有多少个数值？",
    "An image of side 17 meets a kernel of side 3 with stride 2 and no padding. How many values does the output have?",
)
ROW = MAP[0].replace("输出有", "输出的每一行有"), MAP[1].replace("the output have", "a row of the output have")
SIGNAL = (
    "长为 17 的信号经过宽为 3 的核，步幅为 2，不填充，输出有多少个数值？",
    "A signal of length 17 meets a kernel of width 3 with stride 2 and no padding. How many values does the output have?",
)
SIZES = {"n": 17, "k": 3, "s": 2}
WIDE = "输出的宽度是 $8$。", "The output has the width $8$."
AREA = "宽与高相乘，得 $8$。", "The width times the height gives $8$."


@pytest.mark.parametrize(
    ("ask", "formula", "solution", "key", "there"),
    [
        (MAP, "(floor((n - k)/s) + 1)**2", None, 64, 0),
        (MAP, "floor((n - k)/s) + 1", None, 8, 2),
        (MAP, "n - 9", None, 8, 2),
        (MAP, "n - k - 4 + 1", None, 9, 2),
        (MAP, "n", WIDE, 9, 2),
        (MAP, "n", AREA, 9, 0),
        # A row has as many as one side, and a signal has one alone.
        (ROW, "floor((n - k)/s) + 1", None, 8, 0),
        (SIGNAL, "floor((n - k)/s) + 1", None, 8, 0),
    ],
)
def test_all_values_are_not_one_side(
    ask: tuple[str, str], formula: str, solution: tuple[str, str] | None, key: int, there: int
) -> None:
    text = Text(zh=solution[0], en=solution[1]) if solution else None
    assert rules_of(of_extents, question(*ask, formula, SIZES, solution=text, key=key)) == ["asks-otherwise"] * there


LAYERS = (
    "全连接网络有 4 个输入、5 个隐藏单元、2 个输出，{}？",
    "A network has 4 inputs, 5 hidden units and 2 outputs. {}?",
)
UNITS = "共有多少个神经元", "How many neurons does it have"
WEIGHTS = "共有多少条连接", "How many connections does it have"
WIDTHS = {"a": 4, "b": 5, "c": 2}


@pytest.mark.parametrize(
    ("asked", "formula", "params", "key", "there"),
    [
        (UNITS, "a + b + c", WIDTHS, 11, 0),
        (UNITS, "a*b + b*c", WIDTHS, 30, 2),
        (UNITS, "(a + 1)*b + (b + 1)*c", WIDTHS, 37, 2),
        (UNITS, "a*b", WIDTHS, 20, 2),
        (UNITS, "sum(w)", {"w": (4, 5, 2)}, 11, 0),
        (UNITS, "sum(a*b for a, b in zip(w, w[1:]))", {"w": (4, 5, 2)}, 30, 2),
        (WEIGHTS, "a*b + b*c", WIDTHS, 30, 0),
        (WEIGHTS, "a + b + c", WIDTHS, 11, 2),
        (WEIGHTS, "w[0] + w[1]", {"w": (4, 5)}, 9, 2),
        # Layers of which each has as many units.
        (UNITS, "b*m", {"b": 5, "m": 3}, 15, 0),
    ],
)
def test_units_are_not_connections(
    asked: tuple[str, str], formula: str, params: dict[str, Any], key: int, there: int
) -> None:
    ask = [text.format(wanted) for text, wanted in zip(LAYERS, asked, strict=True)]
    assert rules_of(of_extents, question(*ask, formula, params, key=key)) == ["asks-otherwise"] * there


@pytest.mark.parametrize(
    ("zh", "en", "there"),
    [
        (r"误差的平方为 $1,\ 4,\ 9,\ 16$，平均值为 $7.5$。", r"The squares are $1,\ 4,\ 9,\ 16$; their mean is $7.5$.", 0),
        (r"误差的平方为 $1,\ 4,\ 8,\ 16$，平均值为 $7.5$。", r"The squares are $1,\ 4,\ 8,\ 16$; their mean is $7.5$.", 2),
        ("误差为 -1、3 和 4。它们的平均值为 $2$。", "The errors are -1, 3 and 4. Their mean is $2$.", 0),
        ("误差为 -1、3 和 5。它们的平均值为 $2$。", "The errors are -1, 3 and 5. Their mean is $2$.", 2),
        ("误差的平方为 1、4 和 10，均方误差为 $6$。", "The squares are 1, 4 and 10; their mean squared error is $6$.", 2),
        ("误差为 1、2 和 3，均方误差为 $4.67$。", "The errors are 1, 2 and 3; their mean squared error is $4.67$.", 0),
        (r"误差为 $1,\ -2,\ 3$：$$\frac{1}{3}(1^2 + (-2)^2 + 3^2) = 4.67.$$", r"The errors are $1,\ -2,\ 3$: $$\frac{1}{3}(1^2 + (-2)^2 + 3^2) = 4.67.$$", 0),
        (r"误差为 $1,\ -2,\ 4$：$$\frac{1}{3}(1^2 + (-2)^2 + 3^2) = 4.67.$$", r"The errors are $1,\ -2,\ 4$: $$\frac{1}{3}(1^2 + (-2)^2 + 3^2) = 4.67.$$", 2),
        (r"误差为 1、2、4，$(1 + 2 + 3)/3 = 2$。", r"The errors are 1, 2 and 4, and $(1 + 2 + 3)/3 = 2$.", 2),
        # Other numbers than those of the list altogether.
        (r"宽为 1、2、4，$(5 + 6 + 7)/3 = 6$。", r"The widths are 1, 2 and 4, and $(5 + 6 + 7)/3 = 6$.", 0),
        ("从小到大排序，第 2 个数为 9。", "When sorted, the second is 9.", 2),
    ],
)  # fmt: skip
def test_what_is_averaged_is_what_was_listed(zh: str, en: str, there: int) -> None:
    reading = question("？", "?", "n", {"n": (9, 2, 5)}, solution=Text(zh=zh, en=en), key=7.5, places=2)  # type: ignore[dict-item]
    assert rules_of(of_worked, reading) == ["claim-differs"] * there


@pytest.mark.parametrize(
    ("squares", "there"), [("1^2 + 2^2 + 3^2", 0), ("1^2 + 2^2 + 2^2", 2), ("(-1)^2 + 2^2 + 3^2", 0), ("1 + 2 + 2", 0)]
)
def test_squares_are_those_of_the_numbers_that_are_drawn(squares: str, there: int) -> None:
    solution = Text(f"${squares}$", f"${squares}$")
    reading = question("？", "?", "n", {"x": (1, 2, 3)}, solution=solution)  # type: ignore[dict-item]
    assert rules_of(of_worked, reading) == ["claim-differs"] * there


@pytest.mark.parametrize(
    ("zh", "en", "many"),
    [
        ("有三块绿色积木。绿色积木 A、B、C 叠在一起。", "There are three green blocks. The green blocks A, B and C are stacked.", 0),
        ("有四块绿色积木。绿色积木 A、B、C 叠在一起。", "There are four green blocks. The green blocks A, B and C are stacked.", 2),
        ("有 4 块积木。把积木 A、B、C 叠起来，D 在旁边。", "There are 4 blocks. The blocks A, B and C are stacked, D is not.", 0),
        ("三块木积木 A、B、C。", "Three green wooden blocks A, B and C are stacked.", 0),
        ("三块木积木 A、B、C。", "Four green wooden blocks A, B and C are stacked.", 1),
        ("三块木积木 A、B、C。", "Four blocks from the boxes A, B and C are stacked.", 0),
    ],
)  # fmt: skip
def test_letters_with_adjectives_are_as_many_as_the_things(zh: str, en: str, many: int) -> None:
    assert len(findings(total_differs, zh, en)) == many


@pytest.mark.parametrize(
    ("zh", "en", "wrong", "languages"),
    [
        ("应当减去更新量，这里却加上了。", "The update is added although it should be subtracted.", "x + e*g", 0),
        ("应当减去更新量，这里却加上了。", "The update is added although it should be subtracted.", "x - 2*e*g", 2),
        ("加上了更新量，虽然应减去。", "This adds the update although it should be subtracted.", "x - g", 2),
        ("应加上动量，这里却减去了。", "The momentum is subtracted where it should be added.", "x - e*g", 2),
    ],
)
def test_what_is_said_to_be_added_is_added(zh: str, en: str, wrong: str, languages: int) -> None:
    formulas = Formulas("x - e*g if T == 1 else x - 2*e*g", wrong={"slip": wrong})
    params = {"x": 50, "e": 2, "g": 3, "T": 1}
    reading = question("？", "?", reasons={"slip": Text(zh=zh, en=en)})
    values = formulas(params)
    part = replace(reading.parts[0], formulas=formulas, params=params, key=values.key, wrong=values.wrong)
    assert rules_of(of_mistakes, replace(reading, parts=(part,))) == ["reason-direction"] * languages


COSTS = recipe(
    '"f + p*n - r + s"',
    {"f": (100, 130, 170), "p": (7, 9, 12), "n": (15, 25, 35), "r": (20, 30, 40), "s": (3, 5, 8)},
    """
        固定成本为 [f] 元，单价为 [p] 元，有 [n] 个箱子，优惠（每单一次）为 [r] 元，运费 $s = [s]$ 元。
        There is a fixed cost of [f] yuan, a unit price of [p] yuan for [n] boxes, a discount (once for each order) of [r] yuan, and the freight $s = [s]$ yuan.

        ask: 一共多少元？ || How many yuan is it in all?
        claim: 一共 $[value]$ 元。 || It is $[value]$ yuan in all.
        solution: $[=key]$ 元。 || $[=key]$ yuan.
    """,
).replace('Formulas("f + p*n - r + s")', 'Formulas("f + p*n - r + s").with_wrong("slip: WRONG || ZH || EN")')


@pytest.mark.parametrize(
    ("zh", "en", "wrong", "is_right"),
    [
        ("没有减去优惠。", "This does not subtract the discount.", "f + p*n", True),
        ("没有减去优惠。", "This does not subtract the discount.", "p*n - r", False),
        ("忽略了固定成本。", "This ignores the fixed cost.", "p*n - r", True),
        ("忽略了固定成本。", "The fixed cost is left out.", "f + p*n", False),
        ("漏算了箱子。", "This leaves out the number of boxes.", "f + p - r", True),
        ("漏算了箱子。", "This leaves the boxes out.", "p*n - r", False),
        # A symbol may stand between the words and the number.
        ("漏了运费。", "This leaves out the freight.", "p*n - r + f - s", False),
        ("漏了运费。", "This leaves out the freight.", "f + p*n - r", True),
    ],
)
def test_what_is_said_to_be_left_out_is_left_out(
    tmp_path: Path, course: Course, zh: str, en: str, wrong: str, is_right: bool
) -> None:
    changes = ("WRONG", wrong), ("ZH", zh), ("EN", en)
    assert in_templates(COSTS, tmp_path, course, *changes) == (set() if is_right else {"reason-direction"})
