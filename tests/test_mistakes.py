"""Reasons that name an operation: what is wrong with the formula is what they say."""

from __future__ import annotations

from typing import Any

import pytest
from readings import both, question

from hwgen import Computed, Formulas, Text
from hwgen.flaws.factors import of_factors
from hwgen.flaws.finding import Flaw
from hwgen.flaws.mistakes import of_mistakes
from hwgen.flaws.reading import Reading
from hwgen.flaws.reasons import of_reasons
from hwgen.problem.computed import Wording

LENGTHS = {"L": 60, "d": 5}
MONEY = {"Q": 50, "p": 20, "K": 200}


def flaws(key: str, wrong: str, params: dict[str, Any], zh: str, en: str, let: dict[str, str] | None = None) -> int:
    formulas = Formulas(key, let=let).with_wrong({"it": (wrong, Text(zh=zh, en=en))})
    values = formulas(params)
    wording = Wording(both("?"), both("$[]$".replace("[]", "{}")), both("$1$"), formulas.reasons)
    part = Computed("t/q", formulas, params, lambda: wording, key=values.key, wrong=values.wrong)
    found: list[Flaw] = list(of_mistakes(Reading("q", (part,), (), ("zh", "en"))))
    assert {rule for rule, _ in found} <= {"reason-direction"}
    return len(found)


@pytest.mark.parametrize(
    ("key", "params", "zh", "en", "right", "other"),
    [
        ("L/d + 1", LENGTHS, "漏加了 1。", "This leaves out the final $+ 1$.", "L/d", "L/d - 1"),
        ("m*v**2/2", {"m": 4, "v": 3}, "漏乘了二分之一。", "This leaves out the factor of one half.", "m*v**2", "m*v**2/4"),
        ("m*v**2/2", {"m": 4, "v": 3}, "多乘了二分之一。", "This multiplies by one half too often.", "m*v**2/4", "m*v**2"),
        ("m*v**2/2", {"m": 4, "v": 3}, "速度没有平方。", "The speed is not squared.", "m*v/2", "m*v**2"),
        ("(z*s/E)**2", {"z": 2, "s": 9, "E": 4}, "分位数没有平方。", "The quantile is not squared.", "z*(s/E)**2", "z**2*(s/E)**4"),
        ("sqrt(a**2 + b**2)", {"a": 3, "b": 4}, "没有开平方。", "This does not take the root.", "a**2 + b**2", "2*sqrt(a**2 + b**2)"),
        ("Q*p - K", MONEY, "没有减去固定成本。", "This does not subtract the fixed cost.", "Q*p", "Q*p + K"),
        ("Q*p - K", MONEY, "把固定成本减了两次。", "This subtracts the fixed cost twice.", "Q*p - 2*K", "Q*p"),
        ("Q*p - K", MONEY, "加上了固定成本，应减去。", "This adds the fixed cost instead of subtracting it.", "Q*p + K", "Q*p"),
        ("Q*p + K", MONEY, "减去了固定成本，应加上。", "This subtracts the fixed cost instead of adding it.", "Q*p - K", "Q*p + 2*K"),
        ("L/d", LENGTHS, "乘以了间距，应除以它。", "This multiplies by the gap instead of dividing.", "L*d", "d/L"),
        ("L*d", LENGTHS, "除以了间距，应相乘。", "This divides by the gap instead of multiplying.", "L/d", "L*d*d"),
        ("L*d", LENGTHS, "把两者相加了，应相乘。", "This adds the two instead of multiplying them.", "L + d", "2*L*d"),
        ("L + d", LENGTHS, "把两者相乘了，应相加。", "This multiplies the two instead of adding them.", "L*d", "L + d + d"),
        ("floor(L/(d + 2))", LENGTHS, "向上取整了。", "This rounds up.", "ceiling(L/(d + 2))", "floor(L/(d + 3))"),
        ("ceiling(L/(d + 2))", LENGTHS, "向下取整了。", "This rounds down.", "floor(L/(d + 2))", "ceiling(L/(d + 4))"),
    ],
)  # fmt: skip
def test_a_reason_names_the_operation_that_is_wrong(
    key: str, params: dict[str, Any], zh: str, en: str, right: str, other: str
) -> None:
    assert flaws(key, right, params, zh, en) == 0
    assert flaws(key, other, params, zh, en) == 2


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        # More is wrong with it than that, or it is written in other words.
        ("w - e*g", "w + e*g*g"),
        ("w - e*g", "e*g + w"),
        ("dot((w, e), (g, 1))", "w"),
        ("w", "e"),
    ],
)
def test_nothing_is_said_where_the_operation_has_changed_or_is_not_to_be_seen(key: str, wrong: str) -> None:
    params = {"w": 7, "e": 2, "g": 3}
    assert flaws(key, wrong, params, "加上了梯度，应减去。", "This adds the gradient instead of subtracting it.") == 0


def test_what_is_named_is_read_within_intermediate_values() -> None:
    reason = "漏加了 1。", "This leaves out the + 1."
    assert flaws("K*L", "d*L", LENGTHS, *reason, let={"K": "d + 1"}) == 0
    assert flaws("K*L", "K*L + 2", LENGTHS, *reason, let={"K": "d + 1"}) == 2


@pytest.mark.parametrize(
    ("id", "zh", "en", "found"),
    [
        ("less", "多减了一个。", "This takes away one address too many.", 0),
        ("more", "多减了一个。", "This takes away one address too many.", 2),
        ("more", "少折旧了一年。", "This writes off one year too few.", 0),
        ("less", "少折旧了一年。", "This writes off one year too few.", 2),
        ("more", "多数了一根。", "This counts the post at the end twice.", 0),
        ("less", "多数了一根。", "This counts the post at the end twice.", 2),
        ("more", "漏了二分之一。", "This forgets one half and gives twice the distance.", 0),
        ("more", "只有正确路程的一半。", "This forgets one half and gives half the distance.", 2),
        ("less", "加倍了。", "This doubles the number of bytes.", 1),
    ],
)
def test_too_many_taken_away_leaves_too_few(id: str, zh: str, en: str, found: int) -> None:
    assert len(list(of_reasons(question("几？", "What?", reasons={id: Text(zh=zh, en=en)})))) == found


@pytest.mark.parametrize(
    ("zh", "en", "found"),
    [
        ("除以了 8。", "This divides by 8.", 0),
        ("除以了 4。", "This divides by 4.", 2),
        ("漏了因子 8。", "This leaves the factor 8 out.", 0),
        ("漏了因子 7。", "This leaves the factor 7 out.", 2),
        ("乘了 8。", "This multiplies by 8.", 0),
        ("把每个数当作八个字节。", "This takes each number to fill eight bytes.", 0),
        ("把每个数当作十六个字节。", "This takes each number to fill sixteen bytes.", 2),
        ("除以了 2，得一半。", "This divides by 2 and gives half.", 0),
    ],
)
def test_a_number_in_a_reason_is_one_of_the_question(zh: str, en: str, found: int) -> None:
    reasons = {"less": Text(zh=zh, en=en)}
    flaws = list(of_factors(question("几？", "What?", "8*n", {"n": 3}, reasons=reasons, key=24, wrong={"less": 12})))
    assert [rule for rule, _ in flaws] == ["reason-direction"] * found
