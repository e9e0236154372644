"""Units: the same in both languages, in the question and in its answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from planted_flaws import CHOICE, Data, both, changed, options, reading_of
from readings import question
from test_author_slips import NUMBER

from hwgen import Text
from hwgen.flaws.answers import of_answers
from hwgen.flaws.rules import RULES
from hwgen.flaws.units import units

WATTS = options(("3 瓦", "6 瓦", "9 瓦", "4 瓦", "5 瓦"), ("3 W", "6 W", "9 W", "4 W", "5 W"))
KILOWATTS = options(("3 kW", "6 kW", "9 kW", "4 kW", "5 kW"), ("3 kW", "6 kW", "9 kW", "4 kW", "5 kW"))
POWER = both("stem", "灯的功率是多少千瓦？", "How many kilowatts does the lamp take?")
TIME = both("stem", "耗时多少毫秒？", "How many ms does it take?")
SIZE = both("stem", "占用多少 KiB？", "How many KiB does it take?")


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("功率为 3 千瓦，每小时 60 公里", "zh", {"kilowatt", "hour", "kilometre"}),
        ("3 kW at 220 V for a second, 60 km/h, in MiB", "en", {"kilowatt", "volt", "kilometre", "hour", "mebibyte"}),
        ("the weights W of a second layer, node A, a mean degree and a bar chart", "en", set()),
        ("克服过拟合，安排牛顿法，提升三层", "zh", set()),
    ],
)
def test_a_unit_is_a_word_or_a_sign_beside_a_number(text: str, language: str, names: set[str]) -> None:
    assert {name for words in units(text, language).values() for name in words} == names


@pytest.mark.parametrize(
    ("item", "rule", "planted", "sound"),
    [
        (CHOICE, "numbers-differ", both("stem", "功率为 3 千瓦，耗电多少？", "What does a lamp of 3 W take?"), both("stem", "功率为 3 千瓦，耗电多少？", "What does a lamp of 3 kW take?")),
        (CHOICE, "numbers-differ", both("stem", "每次 5 ms，共多久？", "Each takes 5 seconds. How long in all?"), both("stem", "每次 5 ms，共多久？", "Each takes 5 milliseconds. How long in all?")),
        (CHOICE, "numbers-differ", both("stem", "带宽为 5 Gb/s，要多久？", "How long at 5 GB/s?"), both("stem", "带宽为 5 Gb/s，要多久？", "How long at 5 Gbit/s?")),
        (CHOICE, "numbers-differ", both("explanation", "共 5 kB。", "It has 5 KiB."), both("explanation", "共 5 kB。", "It has 5 kilobytes.")),
        (CHOICE, "numbers-differ", both("explanation", r"$5\,\mathrm{W}$。", r"It is $5\,\mathrm{kW}$."), both("explanation", r"$5\,\mathrm{W}$。", "It is 5 watts.")),
        (CHOICE, "unit-differs", (*POWER, *WATTS), (*POWER, *KILOWATTS)),
        (NUMBER, "unit-differs", (*TIME, *both("explanation", "共 3 秒。", "This takes 3 s.")), (*TIME, *both("explanation", "共 0.003 秒，即 3 毫秒。", "This takes 3 ms, or 0.003 s."))),
        (NUMBER, "unit-differs", (*SIZE, *both("explanation", "共 3 kB。", "It takes 3 kB.")), (*SIZE, *both("explanation", "共 3 KiB。", "It takes 3 KiB."))),
    ],
)  # fmt: skip
def test_units_are_those_of_the_question(
    tmp_path: Path, item: Data, rule: str, planted: Sequence[tuple[str, Any]], sound: Sequence[tuple[str, Any]]
) -> None:
    assert list(RULES[rule](reading_of(tmp_path / "planted", changed(item, *planted))))
    assert not list(RULES[rule](reading_of(tmp_path / "sound", changed(item, *sound))))


@pytest.mark.parametrize(("unit", "found"), [("W", 1), ("kW", 0)])
def test_a_solution_ends_with_the_unit_that_is_asked_for(unit: str, found: int) -> None:
    solution = Text(zh=f"得 $9$ {unit}。", en=f"It takes $9$ {unit}.")
    reading = question("功率是多少瓩？", "How many kilowatts does it take?", solution=solution)
    assert [rule for rule, _ in of_answers(reading)] == ["unit-differs"] * found
