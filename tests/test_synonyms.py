"""Options that mean the same, and texts that point to what is not there."""

from __future__ import annotations

import pytest

from hwgen import Choice, Text
from hwgen.flaws.reading import Reading
from hwgen.flaws.references import nothing_shown, option_position
from hwgen.flaws.synonyms import same_meaning, says_the_same
from hwgen.kinds import Candidate
from hwgen.kinds.kind import Passage


@pytest.mark.parametrize(
    ("one", "other", "language", "same"),
    [
        ("They increase", "It grows.", "en", True),
        ("The weights and the biases change", "the biases and the weights change", "en", True),
        ("keys, queries and values", "values, keys and queries", "en", True),
        ("at least 2 layers", "no fewer than two layers", "en", True),
        ("half of it", "1/2 of it", "en", False),
        ("They stay the same", "They are unchanged", "en", True),
        ("Precision falls and recall rises", "Recall falls and precision rises", "en", False),
        ("the weights and the biases", "the weights or the biases", "en", False),
        ("They increase", "They decrease", "en", False),
        ("3 and 4", "4 and 3 and 3", "en", False),
        ("{a, b} and {a, a, b}", "{a} and {b, a}", "en", False),
        ("It doubles", "It triples", "en", False),
        ("增大。", "上升", "zh", True),
        ("权重和偏置都变", "偏置与权重都变", "zh", True),
        ("变为三倍", "变成 3 倍", "zh", True),
        ("不少于 2", "至少 2", "zh", True),
        ("保持不变", "不变", "zh", True),
        ("精确率下降，召回率上升", "召回率下降，精确率上升", "zh", False),
        ("增加", "减少", "zh", False),
        ("权重或偏置", "权重和偏置", "zh", False),
        ("50%", "0.5", "zh", True),
    ],
)
def test_what_means_the_same(one: str, other: str, language: str, same: bool) -> None:
    assert says_the_same(one, other, language) is same


def reading(stem: Text, *options: Text, why: Text | None = None, solution: Text | None = None) -> Reading:
    why, solution = why or Text(zh="不对。", en="No."), solution or Text(zh="见教材。", en="See the book.")
    pool = [Candidate(f"o{i}", option, why) for i, option in enumerate(options)]
    part = Choice("p", stem, tuple(pool[:1]), tuple(pool[1:]), solution)
    texts = [Passage("stem", stem), *(Passage("why", c.why) for c in pool if c.why), Passage("solution", solution)]
    return Reading("p", (part,), tuple(texts), ("zh", "en"))


STEM = Text(zh="通道数怎样变化？", en="How does the number of channels change?")
GROWS, FALLS = Text(zh="增加", en="It increases"), Text(zh="减少", en="It decreases")


def test_two_options_that_mean_the_same_are_reported() -> None:
    assert list(same_meaning(reading(STEM, GROWS, FALLS))) == []
    (finding,) = same_meaning(reading(STEM, GROWS, FALLS, Text(zh="变少", en="It becomes one")))
    assert finding.message == "`o2` means the same as `o1`: “减少”"


@pytest.mark.parametrize(
    ("zh", "en", "count"),
    [
        ("所以选 B。", "So B is the answer.", 2),
        ("选项 C 忽略了步幅。", "Option C ignores the stride.", 2),
        ("第一个选项正确。", "The first option is right.", 2),
        ("与上一个选项同错。", "It is as wrong as the option above.", 2),
        ("（B）正确。", "(B) is correct.", 2),
        ("参数个数为 B。", "A is a matrix.", 0),
        ("向量 B 的长度不变。", "B has two rows, and A is symmetric.", 0),
        ("选最大的一个。", "Choose the largest.", 0),
    ],
)
def test_an_option_is_not_named_by_its_letter_or_place(zh: str, en: str, count: int) -> None:
    text = Text(zh=zh, en=en)
    assert len(list(option_position(reading(STEM, GROWS, FALLS, solution=text)))) == count


def test_models_with_letters_may_be_chosen() -> None:
    stem = Text(zh="模型 A 与 B 之中哪个更好？", en="Which of the models A and B is better?")
    text = Text(zh="应选 B。", en="B is right.")
    assert list(option_position(reading(stem, GROWS, FALLS, solution=text))) == []


@pytest.mark.parametrize(
    ("zh", "en", "count"),
    [
        ("如下图，通道数是多少？", "As shown in the figure below, how many channels are there?", 2),
        ("按下表，通道数是多少？", "By the table, how many channels are there?", 2),
        ("下列程序输出什么？", "What does the program below print?", 2),
        ("接上一问，通道数是多少？", "As in the previous part, how many channels are there?", 2),
        ("下表示意的是什么？词表中有多少词元？", "How many words are in the vocabulary?", 0),
        ("按下表，是多少？\n\n| a |\n|---|\n| 1 |", "By the table, how many?\n\n| a |\n|---|\n| 1 |", 0),
        ("如图，是多少？\n\n![](x)", "How many are in the figure?\n\n![](x)", 0),
    ],
)
def test_a_text_points_to_what_is_there(zh: str, en: str, count: int) -> None:
    assert len(list(nothing_shown(reading(Text(zh=zh, en=en), GROWS, FALLS)))) == count


def test_a_quotient_by_zero_is_left_as_it_is_written() -> None:
    assert not says_the_same("It is 1/00", "It is 1/0", "en")
    assert says_the_same("It is 1/00", "The 1/00", "en")
