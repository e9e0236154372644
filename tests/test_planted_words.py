"""Faults planted in other sentences and subjects than those of their neighbours, each beside a sound twin that differs in the fault alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from far_generators import in_templates, recipe
from readings import question
from test_planted_readings import findings, rules_of
from test_planted_templates import proven

from hwgen import Formulas, Text
from hwgen.bank.course import Course
from hwgen.errors import CourseError
from hwgen.flaws.answers import of_answers
from hwgen.flaws.jobs import of_jobs
from hwgen.flaws.mistakes import of_mistakes
from hwgen.flaws.quantities import of_quantities
from hwgen.flaws.totals import total_differs
from hwgen.proof.arithmetic import claims
from hwgen.proof.conventions import ROUNDED

SENSORS = (
    "机房有两个传感器，起火时各自独立地以 10% 的概率失灵。{}的概率是多少？",
    "A room has two sensors. In a fire, each of them fails independently with a probability of 10%. What is the probability that {}?",
)


@pytest.mark.parametrize(
    ("zh", "en", "key", "languages"),
    [
        ("至少有一个传感器工作", "at least one sensor works", 0.99, 0),
        ("两个传感器都工作", "both sensors work", 0.99, 2),
        # The outcome whose probability the question gives, and its contrary.
        ("至少有一个传感器失灵", "at least one sensor fails", 0.19, 0),
        ("至少有一个传感器失灵", "at least one sensor fails", 0.99, 2),
    ],
)
def test_trials_may_be_counted_in_words(zh: str, en: str, key: float, languages: int) -> None:
    reading = question(SENSORS[0].format(zh), SENSORS[1].format(en), "p", {"p": 10}, key=key)
    assert rules_of(of_quantities, reading) == ["asks-otherwise"] * languages


@pytest.mark.parametrize(("zh", "en", "key", "languages"), [("等待", "waiting", 17, 0), ("周转", "turnaround", 17, 2)])
def test_jobs_may_arrive_at_time_0(zh: str, en: str, key: int, languages: int) -> None:
    reading = question(
        f"进程 A、B、C 在 0 时刻依次到达，先来先服务，运行 9、8、3 ms。C 的{zh}时间是多少？",
        f"The processes A, B and C arrive at time 0; they run for 9, 8 and 3 ms, first come, first served. What is the {en} time of C?",
        "a + b",
        {"a": 9, "b": 8, "c": 3},
        key=key,
    )
    assert rules_of(of_jobs, reading) == ["asks-otherwise"] * languages


@pytest.mark.parametrize(
    ("zh", "en", "many"),
    [
        ("只训练两个小矩阵 $A$ 和 $B$，", "Two small matrices $A$ and $B$ are trained.", 0),
        ("只训练三个小矩阵 $A$ 和 $B$，", "Two small matrices $A$ and $B$ are trained.", 1),
    ],
)
def test_a_number_of_things_with_an_adjective_is_that_of_their_letters(zh: str, en: str, many: int) -> None:
    assert len(findings(total_differs, zh, en)) == many


@pytest.mark.parametrize(
    ("texts", "formula", "more", "rules"),
    [
        # The clause with the question mark has no more than a unit.
        (("平均收入是多少元？", "What is the mean revenue of the shops, in yuan?"), "(a + b)/2", {}, []),
        (
            ("平均收入是多少元？", "What is the mean revenue of the shops, in yuan?"),
            "a + b",
            {},
            ["asks-otherwise"] * 2,
        ),
        (("保留的占几分之几？", "What share of the units is kept?"), "a/b", {"key": 0.5}, []),
        (("保留的占几分之几？", "What share of the units is kept?"), "a/b", {"key": 5}, ["answer-form-differs"] * 2),
    ],
)
def test_a_mean_is_a_quotient_and_a_share_at_most_1(
    texts: tuple[str, str], formula: str, more: dict[str, Any], rules: list[str]
) -> None:
    assert rules_of(of_answers, question(*texts, formula, {"a": 4, "b": 6}, **more)) == rules


@pytest.mark.parametrize(("id", "languages"), [("plain", 0), ("unpadded", 2)])
def test_a_mistake_is_looked_for_in_a_quotient_rounded_down(id: str, languages: int) -> None:
    formulas = Formulas("(n + 2*p - k)//s + 1", wrong={"plain": "(n + 2*p - k)//s", "unpadded": "(n - k)//s + 1"})
    params = {"n": 28, "k": 5, "s": 2, "p": 2}
    why = Text(zh="漏了加 1。", en="This forgets to add the 1.")
    reading = question("多少？", "How much?", reasons={id: why})
    values = formulas(params)
    part = replace(reading.parts[0], formulas=formulas, params=params, key=values.key, wrong=values.wrong)
    assert rules_of(of_mistakes, replace(reading, parts=(part,))) == ["reason-direction"] * languages


@pytest.mark.parametrize(
    ("formula", "false"),
    [
        (r"\frac{3}{4} \times 80 = \frac{3 \times n}{4} = 60", 0),
        (r"\frac{1}{4} \times 80 = \frac{3 \times n}{4} = 60", 1),
        # Behind an arrow, a comma or a bound, another formula begins.
        (r"2 + 3 = 5 \Rightarrow x = 7", 0),
        (r"2 = a, b = 3", 0),
        (r"2 < x = 3", 0),
    ],
)
def test_a_step_holds_across_letters(formula: str, false: int) -> None:
    assert [claim.holds() for claim in claims(formula)].count(False) == false


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("Samples that are left over form a smaller batch.", "ceiling("),
        ("Samples that are left over are not used.", ""),
    ],
)
def test_what_is_left_over_may_count(text: str, way: str) -> None:
    assert "".join(name for name, words in ROUNDED.items() if words["en"].search(text)) == way


def test_a_ceiling_of_a_fraction_is_known_by_its_negative(tmp_path: Path) -> None:
    with pytest.raises(CourseError) as error:
        proven(tmp_path, key="n*ceiling(R(n, 3))", body="return -(-n // 3) * n")
    assert error.value.diagnostics[0].rule == "proof-not-independent"


FRUIT = recipe(
    '"a[0]*q[0] + a[1]*q[1]"',
    {"a": ((4, 7), (5, 8), (3, 6)), "q": ((20, 35), (31, 18), (16, 24))},  # type: ignore[dict-item]
    r"""
        苹果每千克 [a[0]] 元，卖出 [q[0]] kg；梨每千克 [a[1]] 元，卖出 [q[1]] kg。
        A shop sells [q[0]] kg of apples at [a[0]] yuan per kilogram and [q[1]] kg of pears at [a[1]] yuan per kilogram.

        ask: 两种水果一共收入多少元？ || What is the revenue from both kinds of fruit in yuan?
        claim: 一共收入 $[value]$ 元。 || The revenue is $[value]$ yuan.
        solution: 苹果收入 $[a[0]] \times [q[0]] = [a[0]*q[0]]$ 元，梨收入 $[a[1]] \times [q[1]] = [a[1]*q[1]]$ 元，合计 $[=key]$ 元。
                  The apples bring $[a[0]] \times [q[0]] = [a[0]*q[0]]$ yuan and the pears $[a[1]] \times [q[1]] = [a[1]*q[1]]$ yuan, together $[=key]$ yuan.
    """,
)
CRANE = recipe(
    '"10*m*h"',
    {"m": (40, 60, 75), "h": (15, 20, 35)},
    r"""
        起重机把 [m] kg 的货物提升 [h] m，取 $g = 10\,\mathrm{m/s^2}$。
        A crane lifts a load of [m] kg by [h] m. Take $g = 10\,\mathrm{m/s^2}$.

        ask: 起重机做了多少焦耳的功？ || How many joules of work does the crane do?
        claim: 起重机做功 $[value]$ J。 || The crane does $[value]$ J of work.
        solution: $[=key]$ J。 || $[=key]$ J.
    """,
)


@pytest.mark.parametrize(
    ("code", "changes", "rules"),
    [
        (FRUIT, [], set()),
        # The numbers of two things that are entries of the same lists.
        (FRUIT, [("苹果收入 $", "梨收入 $"), ("，梨收入 $[a[1]", "，苹果收入 $[a[1]")], {"described-otherwise"}),
        (FRUIT, [("The apples bring", "The pears bring"), ("and the pears $", "and the apples $")], {"described-otherwise"}),
        (CRANE, [], set()),
        (CRANE, [("[m] kg 的", "[m] t 的"), ("[m] kg by", "[m] t by")], {"unit-differs"}),
    ],
)  # fmt: skip
def test_numbers_of_lists_and_tonnes_are_read(
    tmp_path: Path, course: Course, code: str, changes: list[tuple[str, str]], rules: set[str]
) -> None:
    assert in_templates(code, tmp_path, course, *changes) == rules
