"""Before and after, first and last, the beginning and the end, there and back: neither language has the one for the other."""

from __future__ import annotations

import pytest
from readings import question

from hwgen import Text
from hwgen.flaws.meaning import meaning_differs
from hwgen.flaws.reasons import of_reasons

PAIRS = [
    (
        "计提折旧之前，账面价值是多少？",
        "计提折旧之后，账面价值是多少？",
        "What is the book value after the depreciation?",
    ),
    ("碰撞前的总动量是多少？", "碰撞后的总动量是多少？", "What is the total momentum after the collision?"),
    (
        "每年年初计息，余额是多少？",
        "每年年末计息，余额是多少？",
        "Interest is added at the end of each year. What is the balance?",
    ),
    ("第一期付多少？", "最后一期付多少？", "How much is the last payment?"),
    ("终点处的速度是多少？", "起点处的速度是多少？", "What is the speed at the start?"),
    ("去时用时多少？", "返回时用时多少？", "How long does the car take when it drives back?"),
    (
        "返回时的速度为 30 km/h，去时的速度为 20 km/h，平均速度是多少？",
        "去时的速度为 30 km/h，返回时的速度为 20 km/h，平均速度是多少？",
        "A car drives out at 30 km/h and returns at 20 km/h. What is its average speed?",
    ),
]


@pytest.mark.parametrize(("turned", "sound", "en"), PAIRS)
def test_words_that_are_turned_round_in_one_language(turned: str, sound: str, en: str) -> None:
    assert list(meaning_differs(question(sound, en))) == []
    assert len(list(meaning_differs(question(turned, en)))) == 1


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("每个位置只看自己和之前的位置，程序运行之后怎样？", "Each position sees itself and earlier ones. What is it after the run?"),
        ("等到回合结束之后才能更新吗？", "Does it wait for the end before it can update?"),
        ("首先付款，最后发货，几天？", "They pay first and deliver in the end. How many days?"),
    ],
)  # fmt: skip
def test_one_order_may_be_told_in_two_ways(zh: str, en: str) -> None:
    assert list(meaning_differs(question(zh, en))) == []


@pytest.mark.parametrize(
    ("zh", "en", "rules"),
    [
        ("漏了起点处的一根。", "This forgets the post at the start.", []),
        ("漏了终点处的一根。", "This forgets the post at the start.", ["meaning-differs"]),
        ("这是输入的个数。", "This is the number of inputs.", []),
        ("这是输出的个数。", "This is the number of inputs.", ["meaning-differs"]),
    ],
)
def test_reasons_name_the_same_end_in_both_languages(zh: str, en: str, rules: list[str]) -> None:
    reasons = {"less": Text(zh=zh, en=en)}
    assert [rule for rule, _ in of_reasons(question("几？", "What?", reasons=reasons))] == rules
