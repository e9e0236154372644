"""Which options mean the same, and which one implies another, in whatever words and forms of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest

from hwgen import Choice, Text
from hwgen.flaws.implied import implied_option
from hwgen.flaws.reading import Reading
from hwgen.flaws.synonyms import amount_of, same_meaning
from hwgen.kinds import Candidate


def both(text: str) -> Text:
    return Text(zh=text, en=text)


def choice(*options: tuple[str, str]) -> Reading:
    candidates = [Candidate(f"o{i}", Text(zh=zh, en=en), both("=")) for i, (zh, en) in enumerate(options)]
    part = Choice("p", both("?"), tuple(candidates[:1]), tuple(candidates[1:]), both("="))
    return Reading("q", (part,), (), ("zh", "en"))


@pytest.mark.parametrize(
    ("one", "other", "implied"),
    [
        (("小于 0.6", "less than 0.6"), ("0.5", "0.5"), True),
        (("都小于 0", "they are less than 0"), ("都小于 -1", "they are less than -1"), True),
        (("都是负数", "they are negative"), ("都小于 -1", "they are less than -1"), True),
        (("小于 1", "less than 1"), ("大于 1", "more than 1"), False),
        (("小于 1", "less than 1"), ("1", "1"), False),
        (("至多 1", "at most 1"), ("1", "1"), True),
        (("减小学习率", "a smaller learning rate"), ("把学习率减半", "half the learning rate"), True),
        (("损失加倍", "the loss doubles"), ("损失减小", "the loss decreases"), False),
        (("损失增大", "the loss increases"), ("损失加倍", "the loss doubles"), True),
        (("约一半大于 0.8", "about half are more than 0.8"), ("约一半大于 0.6", "about half are more than 0.6"), False),
    ],
)
def test_no_option_implies_another(one: tuple[str, str], other: tuple[str, str], implied: bool) -> None:
    assert bool(list(implied_option(choice(one, other)))) == implied


@pytest.mark.parametrize(
    ("texts", "number"),
    [
        (("0.5", "50%", "50％", r"$50\%$", "1/2", r"$\frac{1}{2}$", "$2^{-1}$", "$0.50$", "a half"), Fraction(1, 2)),
        (("0.75", "75%", r"$\frac{3}{4}$", "3/4"), Fraction(3, 4)),
    ],
)
def test_a_number_is_known_however_it_is_written(texts: Sequence[str], number: Fraction) -> None:
    assert {amount_of(text, "en") for text in texts} == {float(number)}


@pytest.mark.parametrize("text", ["8 × 8", r"$8 \times 8$", "0.5 MB", "x", "", "half of them"])
def test_what_is_more_than_a_number_is_none(text: str) -> None:
    assert amount_of(text, "en") is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("0.5", "0.5"), ("50%", "50%"), True),
        (("0.5", "0.5"), (r"$5\%$", r"$5\%$"), False),
        (("一半", "one half"), ("0.5", "0.5"), True),
        # In one language is enough.
        (("网络变成非线性的", "the network becomes non-linear"), ("网络不再是线性的", "the gradient is zero"), True),
        (("训练加快", "training accelerates"), ("训练变快", "training is slower"), True),
        (("训练加快", "training accelerates"), ("训练减慢", "training slows down"), False),
        (("梯度恒为零", "the gradient is zero"), ("网络变成非线性的", "the network becomes non-linear"), False),
    ],
)
def test_options_of_one_meaning(one: tuple[str, str], other: tuple[str, str], same: bool) -> None:
    assert bool(list(same_meaning(choice(one, other)))) == same


@pytest.mark.parametrize(
    ("one", "other", "implied"),
    [
        (("0.5", "0.5"), ("0.4 到 0.6 之间", "between 0.4 and 0.6"), True),
        (("0.7", "0.7"), ("0.4 到 0.6 之间", "between 0.4 and 0.6"), False),
        ((".5", ".5"), (r"$\le 0.6$", r"$\le 0.6$"), True),
        (("所有参数都有梯度", "all parameters have gradients"), ("至少有一个参数有梯度", "one has"), True),
    ],
)
def test_a_range_is_implied_by_what_lies_in_it(one: tuple[str, str], other: tuple[str, str], implied: bool) -> None:
    assert bool(list(implied_option(choice(one, other)))) == implied
