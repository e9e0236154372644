"""Opposites and bounds: as many of each in both languages, and the way in which the formula of the answer rounds."""

from __future__ import annotations

import pytest
from readings import question

from hwgen import Formulas, Text
from hwgen.flaws.answers import of_answers
from hwgen.flaws.meaning import meaning_differs
from hwgen.flaws.reading import Reading
from hwgen.kinds.kind import Passage

PROFIT = (
    "至少卖出多少件，收入才不低于成本？",
    "How many units have to be sold at least so that the revenue is no less than the cost?",
)


def reading(zh: str, en: str, role: str = "stem") -> Reading:
    return Reading("q", (), (Passage(role, Text(zh=zh, en=en)),), ("zh", "en"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("不低于", "不超过"),
        ("不低于", "低于"),
        ("no less than", "no more than"),
        ("no less than", "less than"),
        ("no less than the cost", "not to exceed the cost"),
    ],
)
def test_each_language_has_as_many_bounds_from_below(old: str, new: str) -> None:
    assert not list(meaning_differs(reading(*PROFIT)))
    zh, en = (text.replace(old, new) for text in PROFIT)
    assert list(meaning_differs(reading(zh, en)))


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("梯度的范数不超过阈值。", "The norm does not exceed the threshold."),
        ("宽度大于或等于 3，至少有两层。", "A width of 3 or more, and at least two layers."),
        ("序列最多可以有 8 项。", "The sequence has up to 8 entries."),
        ("延迟不会低于 5。", "The delay is not less than 5."),
    ],
)
def test_bounds_are_said_in_several_ways(zh: str, en: str) -> None:
    assert not list(meaning_differs(reading(zh, en)))


@pytest.mark.parametrize("role", ["stem", "solution", "why"])
@pytest.mark.parametrize(
    ("zh", "en", "planted"),
    [
        ("外层读一遍，对外层的每块读一遍内层。", "The outer one is read once, and for each outer block the inner one.", "The inner one is read once, and for each outer block the inner one."),
        ("客户端发给服务器，服务器再答复。", "The client asks the server, and the server answers.", "The client asks the server, and the client answers."),
        ("编码器读一次，解码器读两次；解码器较慢。", "The encoder reads once, the decoder twice; the decoder is slower.", "The encoder reads once, the decoder twice; the encoder is slower."),
    ],
)  # fmt: skip
def test_opposites_stand_as_often_in_each_language(role: str, zh: str, en: str, planted: str) -> None:
    assert not list(meaning_differs(reading(zh, en, role)))
    assert list(meaning_differs(reading(zh, planted, role)))


@pytest.mark.parametrize(
    ("zh", "en", "formulas", "found"),
    [
        ("至少要多少辆车？", "How many cars are needed at least?", "ceiling(n/4)", 0),
        ("至少要多少辆车？", "How many cars are needed at least?", "floor(n/4)", 2),
        ("至多能坐满多少辆车？", "How many cars can be filled at most?", "n//4", 0),
        ("至多能坐满多少辆车？", "How many cars can be filled at most?", "ceiling(R(n, 4))", 2),
        ("每组至少 4 人，能分多少组？", "How many groups of at least 4 can be formed?", "floor(n/4)", 0),
        ("必有一组至少有几人？", "How many are sure to be in one group at least?", "floor(n/4)", 0),
    ],
)
def test_the_least_is_rounded_up_and_the_most_down(zh: str, en: str, formulas: str, found: int) -> None:
    asked = question(zh, en, formulas, {"n": 36})
    assert [rule for rule, _ in of_answers(asked)].count("asks-otherwise") == found


def full(n: int) -> int:
    whole, _ = divmod(n, 4)
    return whole


@pytest.mark.parametrize(
    ("zh", "en", "found"),
    [("至少要多少辆车？", "How many cars are needed at least?", 2), ("能坐满多少辆车？", "How many cars are full?", 0)],
)
def test_a_function_that_rounds_down_is_read(zh: str, en: str, found: int) -> None:
    asked = question(zh, en, "n", {"n": 36})
    object.__setattr__(asked.parts[0], "formulas", Formulas("full(n)", functions=(full,)))
    assert [rule for rule, _ in of_answers(asked)].count("asks-otherwise") == found
