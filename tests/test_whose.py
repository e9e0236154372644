"""Whose a number is: the steps and the reasons of a solution speak of the thing whose numbers they work with."""

from __future__ import annotations

from pathlib import Path

import pytest
from far_generators import in_templates, recipe

from hwgen.bank.course import Course

LAMPS = recipe(
    '"P*a + Q*b").with_wrong("""\n    first-alone: P*a || 只算了灯。 || This counts the lamp alone.\n    no-lamp: Q*b || 漏了灯。 || This leaves out the lamp.\n"""',
    {"P": (60, 100), "a": (3, 5), "Q": (800, 1500), "b": (2, 4)},
    """
        一盏 [P] W 的灯亮了 [a] h，一台 [Q] W 的电炉用了 [b] h。
        A lamp of [P] W is on for [a] h, and a stove of [Q] W for [b] h.

        ask: 两者一共消耗多少 Wh？ || How many Wh do the two consume together?
        claim: 两者一共消耗 $[value]$ Wh。 || The two consume $[value]$ Wh together.
        solution: 灯消耗 $[==P*a]$ Wh，电炉消耗 $[==Q*b]$ Wh，合计 $[key]$ Wh。
                  The lamp consumes $[==P*a]$ Wh, the stove $[==Q*b]$ Wh, together $[key]$ Wh.
    """,
)
SALES = recipe(
    '"a*x + b*y"',
    {"a": (12, 15), "x": (25, 30), "b": (40, 55), "y": (6, 9)},
    """
        | 商品 | 件数 | 单价 |
        | article | pieces | price |
        |---|---|---|
        | 茶壶 | [a] | [x] |
        | teapots | [a] | [x] |
        | 茶杯 | [b] | [y] |
        | cups | [b] | [y] |

        ask: 销售额是多少？ || What are the takings?
        claim: 销售额是 $[value]$。 || The takings are $[value]$.
        solution: 茶壶卖了 $[==a*x]$ 元，茶杯卖了 $[==b*y]$ 元，共 $[key]$ 元。
                  The teapots bring in $[==a*x]$ yuan, the cups $[==b*y]$ yuan, together $[key]$ yuan.
    """,
)
URN = recipe(
    '"r/(r + b)"',
    {"r": (4, 5), "b": (3, 7)},
    """
        袋中有 [r] 个红球和 [b] 个蓝球。 || An urn holds [r] red and [b] blue balls.

        ask: 取出红球的概率是多少？ || What is the probability of a red ball?
        claim: 取出红球的概率是 $[value]$。 || The probability of a red ball is $[value]$.
        solution: $$[key]$$
    """,
)
COST = recipe(
    '"f/(p - v)").with_wrong("""\n    no-variable-cost: f/p || 漏了可变成本。 || This leaves out the variable cost.\n"""',
    {"f": (500, 700), "p": (32, 37), "v": (13, 18)},
    """
        固定成本为 [f] 元，可变成本为 [v] 元，售价为 [p] 元。
        There are fixed costs of [f] yuan, a variable cost of [v] yuan and a price of [p] yuan.

        ask: 要卖多少件？ || How many pieces have to be sold?
        claim: 要卖 $[value]$ 件。 || $[value]$ pieces have to be sold.
        solution: $$[key]$$
    """,
)
DESCRIBED, ASKED, REASON = "described-otherwise", "asks-otherwise", "reason-direction"
EXCHANGED = (
    ("灯消耗 $[==P*a]$ Wh，电炉", "电炉消耗 $[==P*a]$ Wh，灯"),
    (
        "The lamp consumes $[==P*a]$ Wh, the stove",
        "The stove consumes $[==P*a]$ Wh, the lamp",
    ),
)


@pytest.mark.parametrize(
    ("code", "changes", "rules"),
    [
        (LAMPS, (), set()),
        (LAMPS, EXCHANGED, {DESCRIBED}),
        # One of them, in its own words.
        (LAMPS, (("灯消耗", "它消耗"), ("The lamp consumes", "It consumes")), set()),
        (LAMPS, (("只算了灯。 || This counts the lamp alone.", "只算了电炉。 || This counts the stove alone."),), {REASON}),
        (LAMPS, (("漏了灯。 || This leaves out the lamp.", "漏了电炉。 || This leaves out the stove."),), {REASON}),
        (SALES, (), set()),
        (SALES, (("茶壶 | [a]", "茶杯 | [a]"), ("茶杯 | [b]", "茶壶 | [b]"), ("teapots | [a]", "cups | [a]"), ("cups | [b]", "teapots | [b]")), {DESCRIBED}),
        (URN, (), set()),
        (URN, (("[r] 个红球和 [b] 个蓝球", "[b] 个红球和 [r] 个蓝球"), ("[r] red and [b] blue", "[b] red and [r] blue"), ("r/(r + b)", "r/n"), ('draw.pick("b", (3, 7))', 'draw.pick("b", (3, 7))\n    draw.let("n", draw.params["r"] + draw.params["b"])')), {ASKED}),
        # What is left of all is found without their number.
        (URN, (("r/(r + b)", "1 - b/n"), ('draw.pick("b", (3, 7))', 'draw.pick("b", (3, 7))\n    draw.let("n", draw.params["r"] + draw.params["b"])')), set()),
        (COST, (), set()),
        (COST, (("可变成本为 [v] 元，售价为 [p]", "可变成本为 [p] 元，售价为 [v]"), ("variable cost of [v] yuan and a price of [p]", "variable cost of [p] yuan and a price of [v]")), {REASON}),
    ],
)  # fmt: skip
def test_numbers_belong_to_what_is_said_of_them(
    code: str, changes: tuple[tuple[str, str], ...], rules: set[str], tmp_path: Path, course: Course
) -> None:
    assert in_templates(code, tmp_path, course, *changes) & {DESCRIBED, ASKED, REASON} == rules
