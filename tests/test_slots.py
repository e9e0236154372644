"""What stands around the numbers of a generator's texts: planted faults are found, in fields far from deep learning, and sound questions are left alone."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from far_generators import (
    AMOUNT,
    CLASS,
    COST,
    COUNTER,
    DOWNLOAD,
    ENERGY,
    FALL,
    FARM,
    GAS,
    JOIN,
    SOUND,
    SPEED,
    TRAIN,
    in_templates,
)
from readings import question

from hwgen import Formulas, Text
from hwgen.bank.course import Course
from hwgen.flaws.factors import of_named_factors
from hwgen.flaws.measures import behind
from hwgen.text import Language

SPEED_OF_LIGHT = {"m": 1, "s": -1}


@pytest.mark.parametrize(
    ("text", "language", "math", "bases", "factor"),
    [
        (" m/s 的速度", "zh", False, SPEED_OF_LIGHT, Fraction(1)),
        (" km/h for", "en", False, SPEED_OF_LIGHT, Fraction(5, 18)),
        (" 米每秒", "zh", False, SPEED_OF_LIGHT, Fraction(1)),
        (" metres a second", "en", False, SPEED_OF_LIGHT, Fraction(1)),
        (r"\,\mathrm{km/h}$ now", "en", True, SPEED_OF_LIGHT, Fraction(5, 18)),
        (r"\times 10^9$ 字节", "zh", True, {"bit": 1}, Fraction(8 * 10**9)),
        (" requests per second", "en", False, {"s": -1}, Fraction(1)),
        (" 个词元/秒", "zh", False, {"s": -1}, Fraction(1)),
        (" 平方厘米", "zh", False, {"m": 2}, Fraction(1, 10**4)),
        (" kW·h", "en", False, {"kg": 1, "m": 2, "s": -2}, Fraction(3_600_000)),
        (" 千克", "zh", False, {"kg": 1}, Fraction(1)),
        ("%", "en", False, {}, Fraction(1, 100)),
        ("m$ of them", "en", True, {}, Fraction(1)),
        (" samples", "en", False, {}, Fraction(1)),
    ],
)
def test_a_unit_is_read_behind_a_number(
    text: str, language: Language, math: bool, bases: dict[str, int], factor: Fraction
) -> None:
    unit = behind(text, language, math=math)
    assert (dict(unit.dimension), unit.factors) == (bases, {factor})


@pytest.mark.parametrize("code", SOUND.values(), ids=SOUND)
def test_nothing_is_found_in_sound_templates(tmp_path: Path, course: Course, code: str) -> None:
    assert in_templates(code, tmp_path, course) == set()


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        (SPEED, [("[v] m/s", "[v] km/h")]),
        (SPEED, [("[v] m/s 的速度", "[v] 公里每小时的速度")]),
        (SPEED, [("行驶 [t] s", "行驶 [t] 分钟"), ("for [t] s", "for [t] minutes")]),
        (SPEED, [("and the time [t] s", "and the time [t] ms")]),
        (SPEED, [("多少 m", "多少 km"), ("distance in m", "distance in km")]),
        (ENERGY, [("为 [P] W", "为 [P] kW"), ("of [P] W", "of [P] kW")]),
        (ENERGY, [("= [3600*h]$ s", "= [3600*h]$ ms")]),
        (ENERGY, [("kJ", "J")]),
        (DOWNLOAD, [("[S] MB", "[S] MiB")]),
        (DOWNLOAD, [("[B] Mbit/s", "[B] MB/s")]),
        (DOWNLOAD, [("秒", "毫秒"), ("seconds", "milliseconds")]),
        (FALL, [("[a] m/s²", "[a] km/s²")]),
        (TRAIN, [("每秒行驶 [v] 米", "每小时行驶 [v] 千米")]),
        (TRAIN, [("Per second, a train covers [v] metres", "Per hour, a train covers [v] kilometres")]),
        (COUNTER, [("服务员平均每小时", "服务员平均每分钟")]),
        (COUNTER, [("serves [b] customers an hour", "serves [b] customers a minute")]),
        (GAS, [("温度为 [a] K", "温度为 [a] °C"), ("加热到 [b] K", "加热到 [b] °C")]),
        (GAS, [("at [a] K", "at [a] °C"), ("to [b] K", "to [b] °C")]),
        (FARM, [("[A] 平方千米", "[A] 公顷")]),
        (FARM, [("county of [A] square kilometres", "county of [A] hectares")]),
        (AMOUNT, [("取 [m] g", "取 [m] kg")]),
    ],
)
def test_a_unit_that_was_not_converted_is_found(
    tmp_path: Path, course: Course, code: str, changes: list[tuple[str, str]]
) -> None:
    assert in_templates(code, tmp_path, course, *changes) == {"unit-differs"}


def test_a_factor_that_the_question_states_is_not_missing(tmp_path: Path, course: Course) -> None:
    """An author may define units of the question's own."""
    stated = ("一个 [S] MB", "一个 [S] MB（1 MB 为 1048576 字节，1 Mbit 为 1048576 比特）")
    assert in_templates(DOWNLOAD, tmp_path, course, stated) == set()


@pytest.mark.parametrize(
    ("code", "changes", "rule"),
    [
        (COST, [("售价 [p] 元", "售价 [p - c] 元"), ("sold for [p] yuan", "sold for [p - c] yuan")], "constant-unsaid"),
        (JOIN, [("内层关系有 [n] 个", "内层关系有 [n - m] 个"), ("relation has [n] blocks", "relation has [n - m] blocks")], "constant-unsaid"),
        (CLASS, [("共有 $[m] + [n - m] = [n]$ 人，$[=key]$", "$[n] \\times [k] = [key]$")], "constant-unsaid"),
        (SPEED, [("and the time [t] s", "and the time [t - v] s")], "unit-differs"),
        (COST, [("固定成本为 [C] 元", "每台毛利为 [p] 元，固定成本为 [C] 元"), ("毛利为 $[p] - [c] =", "每台毛利为 [p - c] 元，$[p] - [c] =")], "described-otherwise"),
        (JOIN, [("外层读 [m] 个块", "内层读 [m] 个块")], "described-otherwise"),
        (JOIN, [("The outer relation takes [m] reads", "The inner relation takes [m] reads")], "described-otherwise"),
        (JOIN, [("外层关系有 [m] 个块，内层关系有 [n] 个块", "内层关系有 [m] 个块，外层关系有 [n] 个块")], "described-otherwise"),
    ],
)  # fmt: skip
def test_numbers_are_those_of_the_question(
    tmp_path: Path, course: Course, code: str, changes: list[tuple[str, str]], rule: str
) -> None:
    assert in_templates(code, tmp_path, course, *changes) == {rule}


@pytest.mark.parametrize(
    ("zh", "en", "value", "findings"),
    [
        ("少乘了 2。", "This leaves out a factor of 2.", 24, 0),
        ("少乘了 2。", "This leaves out a factor of 2.", 96, 2),
        ("多乘了 2。", "This multiplies by 2 once too often.", 96, 0),
        ("多乘了 2。", "This multiplies by 2 once too often.", 24, 2),
        ("多除了 4。", "This divides by 4 once too often.", 12, 0),
        ("多除了 4。", "This divides by 4 once too often.", 192, 2),
    ],
)
def test_a_value_is_off_by_the_factor_that_its_reason_names(zh: str, en: str, value: int, findings: int) -> None:
    formulas = Formulas("v*t", wrong={"off": f"v*t*{value}/48"})
    reasons = {"off": Text(zh=zh, en=en)}
    asked = question("多少？", "How many?", params={"v": 6, "t": 8}, reasons=reasons, key=48, wrong={"off": value})
    part = replace(asked.parts[0], formulas=formulas)  # type: ignore[arg-type]
    assert len(list(of_named_factors(replace(asked, parts=(part,))))) == findings
