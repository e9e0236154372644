"""Names of numbers of atoms, and which number divides which, are the same in both languages; reasons stay with their subject."""

from __future__ import annotations

import pytest
from readings import question

from hwgen import Text
from hwgen.flaws.foreign import of_foreign_reasons
from hwgen.flaws.meaning import meaning_differs


@pytest.mark.parametrize(
    ("zh", "en", "findings"),
    [
        ("能被 4 和 6 整除的数有多少个？", "How many numbers are divisible by both 4 and 6?", 0),
        ("能整除 4 和 6 的数有多少个？", "How many numbers are divisible by both 4 and 6?", 1),
        ("能整除 12 和 18 的数有多少个？", "How many numbers are common divisors of 12 and 18?", 0),
        ("12 的约数有多少个？", "How many multiples of 12 are there?", 1),
        ("3 能整除 $n$ 时，$n$ 最小是多少？", "What is the smallest $n$ that is divisible by 3?", 0),
        ("多少克一氧化碳？", "How many grams of carbon monoxide?", 0),
        ("多少克一氧化碳？", "How many grams of carbon dioxide?", 1),
        ("多少克五氧化二磷？", "How many grams of phosphorus trioxide?", 1),
        ("多少克五氧化二磷？", "How many grams of phosphorus pentoxide?", 0),
        ("多少克四氯化碳？", "How many grams of carbon tetrachloride?", 0),
        ("多少克三氯化磷？", "How many grams of phosphorus pentachloride?", 1),
        ("多少克二硫化碳？", "How many grams of carbon disulfide?", 0),
        ("近端步之后的值是多少？", "What is the value after the proximal step?", 0),
        ("近端步之前的值是多少？", "What is the value after the proximal step?", 1),
        ("若节点没有重复，共有多少个？", "If no node occurs twice, how many are there?", 0),
        ("若节点可以重复，共有多少个？", "If no node occurs twice, how many are there?", 1),
        ("数字不能重复，有多少个？", "How many are there if digits may occur more than once?", 1),
        ("数字可以重复，有多少个？", "How many are there if digits may be repeated?", 0),
    ],
)
def test_both_languages_name_the_same(zh: str, en: str, findings: int) -> None:
    assert len(list(meaning_differs(question(zh, en)))) == findings


@pytest.mark.parametrize(
    ("zh", "en", "languages"),
    [("把电阻当作并联。", "This takes the resistors to be in parallel.", 2), ("这是利息。", "This is the interest.", 2), ("漏了质量。", "This leaves out the mass.", 0)],
)  # fmt: skip
def test_a_reason_of_another_field_is_found(zh: str, en: str, languages: int) -> None:
    heat = question(
        "把 3 kg 水加热需要多少热量？",
        "How much heat does it take to warm 3 kg of water?",
        reasons={"less": Text(zh=zh, en=en)},
    )
    assert [rule for rule, _ in of_foreign_reasons(heat)] == ["foreign-reason"] * languages


@pytest.mark.parametrize(
    ("zh", "en", "languages"),
    [
        ("漏了 ReLU 的二分之一。", "This leaves out the one half of the ReLU.", 2),
        ("多乘了 ReLU 的二分之一。", "This multiplies by one half as for a ReLU.", 0),
        ("漏了层数。", "This leaves out the number of layers.", 0),
    ],
)
@pytest.mark.parametrize(
    ("more", "also"), [(("", ""), False), (("最后一层用 ReLU。", "The last one has a ReLU."), True)]
)
def test_what_a_question_has_none_of_is_not_left_out(
    zh: str, en: str, languages: int, more: tuple[str, str], also: bool
) -> None:
    ask = (
        "各层都没有激活函数。{}方差变为多少倍？",
        "The layers have no activation functions. {} By what is the variance multiplied?",
    )
    layers = question(
        *(text.format(words) for text, words in zip(ask, more, strict=True)), reasons={"less": Text(zh=zh, en=en)}
    )
    assert [rule for rule, _ in of_foreign_reasons(layers)] == ["foreign-reason"] * (0 if also else languages)
