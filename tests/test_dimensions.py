"""The unit of an answer is what the units of its numbers come to, those of heat capacities and resistances, too."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from far_generators import in_templates, recipe

from hwgen.bank.course import Course
from hwgen.flaws.measures import behind
from hwgen.text import Language

CAPACITY = {"m": 2, "s": -2, "K": -1}
RESISTANCE = {"kg": 1, "m": 2, "s": -3, "A": -2}
HEAT = recipe(
    '"m*c*(b - a)"',
    {"m": (2, 3), "c": (900, 460), "a": (15, 20), "b": (60, 75)},
    r"""
        把质量为 $[m]\ \mathrm{kg}$、比热容为 $[c]\ \mathrm{J/(kg \cdot K)}$ 的金属块从 $[a]\ \mathrm{^\circ C}$ 加热到 $[b]\ \mathrm{^\circ C}$。
        A block of $[m]\ \mathrm{kg}$ and $[c]\ \mathrm{J/(kg \cdot K)}$ is heated from $[a]\ \mathrm{^\circ C}$ to $[b]\ \mathrm{^\circ C}$.

        ask: 吸收的热量是多少焦？ || How much heat does it take up, in joules?
        claim: 吸收的热量为 $[value]\ \mathrm{J}$。 || It takes up $[value]\ \mathrm{J}$.
        solution: $$[=key]\ \mathrm{J}.$$
    """,
)
POWER = recipe(
    '"U**2/r"',
    {"U": (12, 24), "r": (6, 8)},
    r"""
        阻值为 $[r]\ \Omega$ 的电阻接在 $[U]\ \mathrm{V}$ 的电源上。
        A resistor of $[r]\ \Omega$ is connected to a source of $[U]\ \mathrm{V}$.

        ask: 它的功率是多少瓦？ || What is its power, in watts?
        claim: 它的功率为 $[value]\ \mathrm{W}$。 || Its power is $[value]\ \mathrm{W}$.
        solution: $$[=key]\ \mathrm{W}.$$
    """,
)
# Gravity has a unit that a number in a formula does not show.
LIFT = recipe(
    '"10*m*h"',
    {"m": (3, 5), "h": (2, 7)},
    r"""
        把质量为 [m] kg 的物体举高 [h] m，重力加速度取 10 m/s²。
        A body of [m] kg is lifted by [h] m; take 10 m/s² for the acceleration of free fall.

        ask: 做功多少焦？ || How much work is done, in joules?
        claim: 做功 $[value]$ J。 || The work is $[value]$ J.
        solution: $$[=key]\ \mathrm{J}.$$
    """,
)


@pytest.mark.parametrize(
    ("text", "bases", "factor"),
    [
        (r"\ \mathrm{J/(kg \cdot K)}$", CAPACITY, 1),
        (r"\ \mathrm{kJ/(kg \cdot {}^\circ C)}$", CAPACITY, 1000),
        (r"\,\mathrm{J\,g^{-1}\,K^{-1}}$", CAPACITY, 1000),
        (r"\ \mathrm{J/kg/K}$", CAPACITY, 1),
        # Many mean J/(kg·K) by it.
        (r"\ \mathrm{J/kg \cdot K}$", {"?": 1}, 1),
        (r"\ \mathrm{J/(kg \cdot pixel)}$", {"?": 1}, 1),
        (r"\ \mathrm{W/(m^2 \cdot K)}$", {"kg": 1, "s": -3, "K": -1}, 1),
        (r"\ \Omega$", RESISTANCE, 1),
        (r"\ \mathrm{k\Omega}$", RESISTANCE, 1000),
        (r"\ \mu\mathrm{m}$", {"m": 1}, Fraction(1, 10**6)),
        (r"^\circ\mathrm{C}$", {"K": 1}, 1),
        (r"x^2 + 1$", {}, 1),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_compound_unit_of_a_formula_is_read(
    text: str, language: Language, bases: dict[str, int], factor: Fraction
) -> None:
    unit = behind(text, language, math=True)
    assert (dict(unit.dimension), unit.factors) == (bases, {factor})


@pytest.mark.parametrize("code", [HEAT, POWER, LIFT])
def test_sound_units_are_left_alone(tmp_path: Path, course: Course, code: str) -> None:
    assert in_templates(code, tmp_path, course) == set()


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        (HEAT, [(r"{kg}", r"{g}")]),
        (HEAT, [(r"{J/(kg \cdot K)}", r"{kJ/(kg \cdot K)}")]),
        (HEAT, [(r"{J/(kg \cdot K)}", r"{J \cdot g^{-1} \cdot K^{-1}}")]),
        (HEAT, [("多少焦", "多少千焦"), ("in joules", "in kilojoules")]),
        (HEAT, [("多少焦", "多少瓦"), ("in joules", "in watts")]),
        (POWER, [(r"$[r]\ \Omega$", r"$[r]\ \mathrm{k\Omega}$")]),
        (POWER, [("功率是多少瓦", "电流是多少安"), ("power, in watts", "current, in amperes")]),
        (POWER, [("U**2/r", "U/r")]),
    ],
)
def test_another_unit_than_that_of_the_answer_is_found(
    tmp_path: Path, course: Course, code: str, changes: list[tuple[str, str]]
) -> None:
    assert in_templates(code, tmp_path, course, *changes) == {"unit-differs"}


# A number that the text states itself has the unit behind it.
DELAY = recipe(
    '"8*F/r + d/200"',
    {"F": (500, 800), "r": (100, 400), "d": (300, 700)},
    """
        一个 [F] kB 的文件经长 [d] km、速率为 [r] kbit/ms 的链路传送，信号每毫秒传播 200 km。
        A file of [F] kB is sent over a link of [d] km at [r] kbit/ms; signals cover 200 km per ms.

        ask: 共需多少毫秒？ || How many ms does this take?
        claim: 共需 $[value]$ ms。 || This takes $[value]$ ms.
        solution: $[=key]$ ms。 || $[=key]$ ms.
    """,
)


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ([], set()),
        ([("[F] kB", "[F] kbit")], {"unit-differs"}),
        ([("[r] kbit/ms", "[r] kbit/s")], {"unit-differs"}),
        ([("[d] km", "[d] m")], {"unit-differs"}),
        ([("200 km", "200 m")], {"unit-differs"}),
        ([("[F] kB", "[F] kbit"), ("8*F/r", "F/r")], set()),
    ],
)
def test_a_stated_number_has_its_unit(
    tmp_path: Path, course: Course, changes: list[tuple[str, str]], rules: set[str]
) -> None:
    assert in_templates(DELAY, tmp_path, course, *changes) == rules


MOLES = recipe(
    '"R(m, 12 + 2*16)"',
    {"m": (11, 50), "k": (2, 3)},
    """
        相对原子质量：碳 12，氧 16。 || Relative atomic masses: carbon 12, oxygen 16.

        ask: [k] 个瓶中各有 [m] g 二氧化碳，每瓶是多少摩尔？ || [k] bottles hold [m] g of carbon dioxide each. How many moles does a bottle hold?
        claim: 每瓶是 $[value]$ mol。 || A bottle holds $[value]$ mol.
        solution: $[=key]$ mol。 || $[=key]$ mol.
    """,
)
IMAGES = recipe(
    '"n*w*3/10**6"',
    {"n": (20, 50), "w": (64000, 80000)},
    """
        [n] 幅图像各有 [w] 个像素，每个像素有三个颜色值，每个颜色值占 1 字节。
        [n] images have [w] pixels each, and a pixel three colour values; each colour value takes 1 byte.

        ask: 共占多少 MB（1 MB 为 1000000 字节）？ || How many MB do they take (1 MB is 1000000 bytes)?
        claim: 共占 $[value]$ MB。 || They take $[value]$ MB.
        solution: $[=key]$ MB。 || $[=key]$ MB.
    """,
)


@pytest.mark.parametrize(
    ("code", "changes", "rules"),
    [
        (MOLES, [], set()),
        (MOLES, [("[m] g", "[m] mg")], {"unit-differs"}),
        (MOLES, [("[m] g", "[m] mg"), ("R(m, ", "R(m, 1000)/R(1, ")], set()),
        (MOLES, [("多少摩尔", "多少份"), ("moles", "parts"), (" mol", ""), ("[m] g", "[m] mg")], set()),
        (IMAGES, [], set()),
        (IMAGES, [("1 字节。", "1 比特。"), ("1 byte.", "1 bit.")], {"unit-differs"}),
        (IMAGES, [("1 字节。", "1 比特。"), ("1 byte.", "1 bit."), ("w*3/", "w*3/8/")], set()),
    ],
)
def test_scales_that_are_taken_for_granted(
    tmp_path: Path, course: Course, code: str, changes: list[tuple[str, str]], rules: set[str]
) -> None:
    assert in_templates(code, tmp_path, course, *changes) == rules
