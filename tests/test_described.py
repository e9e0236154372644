"""What a question says and what its formula computes: windows, biases, endings of solutions, reasons."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from readings import SIDE, question

from hwgen import Computed, R, Text
from hwgen.flaws.answers import of_answers
from hwgen.flaws.asking import of_questions
from hwgen.flaws.biases import of_biases
from hwgen.flaws.languages import numbers_differ
from hwgen.flaws.meaning import convention_missing, meaning_differs, numbers_exchanged
from hwgen.flaws.plausible import of_implausible
from hwgen.flaws.sampling import spread_over
from hwgen.flaws.windows import of_windows


@pytest.mark.parametrize(
    ("zh", "en", "side"),
    [
        ("不填充", "no padding", 8),
        ("四周各填充 1 圈零", "zero padding of 1 on each side", 9),
        ("填充为 2", "padding 2", 10),
        ("四周各填充一圈", "one ring of zero padding", 9),
        ("左右两侧合计填充 2", "a total padding of 2", 9),
    ],
)
def test_an_output_is_what_the_text_describes(zh: str, en: str, side: int) -> None:
    asked = SIDE[0].format(zh=zh), SIDE[1].format(en=en)
    assert list(of_windows(question(*asked, key=side))) == []
    for other in (side - 1, side + 1):
        rules = [rule for rule, _ in of_windows(question(*asked, key=other))]
        assert rules == ["described-otherwise"] * 2


@pytest.mark.parametrize("side", [3, 4, 7])
def test_a_window_fits_into_what_it_slides_over(side: int) -> None:
    zh = f"$5 \\times 5$ 的图像经过 ${side} \\times {side}$ 的卷积核，不填充，共有多少个权重？"
    en = f"A $5 \\times 5$ image meets a ${side} \\times {side}$ kernel without padding. How many weights are there?"
    assert [rule for rule, _ in of_windows(question(zh, en))] == ["window-too-large"] * 2 * (side > 5)


def test_what_is_no_single_window_is_left_alone() -> None:
    zh, en = (
        "边长为 3 的输入经过边长为 5 的转置卷积核，输出的边长？",
        "An input of side 3 meets a transposed kernel of side 5. What is the side of the output?",
    )
    assert list(of_windows(question(zh, en))) == []


@pytest.mark.parametrize(
    ("with_biases", "formula", "faults"),
    [
        (True, "a*b + b", 0),
        (True, "a*b", 2),
        (True, "4*(h*h + x*h + h)", 0),
        (False, "a*b", 0),
        (False, "a*b + b", 2),
        (False, "k*k*a*b + b", 2),
        (False, "a*b + b*c", 0),
        (True, "a*max(b, 2)", 0),
    ],
)
def test_biases_of_the_text_are_in_the_formula(with_biases: bool, formula: str, faults: int) -> None:
    params = dict.fromkeys("abckhx", 8)
    zh, en = ("含偏置", "with biases") if with_biases else ("不含偏置", "without biases")
    reading = question(
        f"该层{zh}，共有多少个参数？", f"The layer is {en}. How many parameters does it have?", formula, params
    )
    assert [rule for rule, _ in of_biases(reading)] == ["described-otherwise"] * faults


@pytest.mark.parametrize(("other", "there"), [("有多少个词元？", 1), ("另一层有多少个参数？", 0)])
def test_of_several_questions_one_about_parameters_has_the_biases_of_the_text(other: str, there: int) -> None:
    first = question("该层不含偏置，共有多少个参数？", "How many?", "a*b + b", {"a": 8, "b": 9})
    second = question(other, "How many?", "a", {"a": 8})
    reading = replace(first, parts=(*first.parts, *second.parts))
    assert [rule for rule, _ in of_biases(reading)] == ["described-otherwise"] * there


def test_a_switch_for_biases_is_no_size() -> None:
    reading = question(
        "含偏置，共有多少个参数？", "With biases, how many parameters?", "a*c + b*c", {"a": 8, "b": 1, "c": 6}
    )
    assert list(of_biases(reading)) == []


@pytest.mark.parametrize(
    ("zh", "en", "missing"),
    [
        ("含偏置，几个参数？", "With biases, how many parameters?", 0),
        ("含偏置，几个参数？", "How many parameters?", 1),
        ("几个参数？", "Without biases, how many parameters?", 1),
        ("边长向下取整，是多少？", "Rounded down, what is the side?", 0),
        ("边长向下取整，是多少？", "What is the side?", 1),
        ("每边填充 1，边长？", "What is the side with padding 1?", 0),
    ],
)
def test_a_convention_is_stated_in_each_language(zh: str, en: str, missing: int) -> None:
    assert len(list(convention_missing(question(zh, en)))) == missing


@pytest.mark.parametrize(
    ("zh", "en", "rules"),
    [
        ("边长是 $9$。", "The side is $9$.", []),
        ("面积是 $9$。", "The side is $9$.", ["claim-differs"]),
        ("边长是 $9$。", "It has a volume of $9$.", ["claim-differs"]),
        ("由面积 $81$ 知，边长是 $9$。", "The area is $81$, so the side is $9$.", []),
        ("输入的边长是 $9$。", "The side of the input is $9$.", ["claim-differs"] * 2),
    ],
)
def test_a_solution_ends_with_what_is_asked_for(zh: str, en: str, rules: list[str]) -> None:
    reading = question("输出的边长是多少？", "What is the side of the output?", solution=Text(zh=zh, en=en))
    assert [rule for rule, _ in of_answers(reading)] == rules


@pytest.mark.parametrize(
    ("zh", "en", "rules"),
    [
        ("共 $9$ 个参数。", "That makes $9$ parameters.", []),
        ("共 $9$ 个。", "That makes $9$.", []),
        ("共 $9$ 个神经元。", "That makes $9$ neurons.", ["claim-differs"] * 2),
    ],
)
def test_a_solution_counts_what_is_asked_for(zh: str, en: str, rules: list[str]) -> None:
    asked = "它有多少个参数？", "How many parameters does it have?"
    assert [rule for rule, _ in of_answers(question(*asked, solution=Text(zh=zh, en=en)))] == rules


def test_the_unit_asked_for_is_the_same() -> None:
    asked = "每个 3 MB，共多少 MB？", "Each has 3 MB. How many {} are that?"
    assert list(numbers_differ(question(asked[0], asked[1].format("MB")))) == []
    assert len(list(numbers_differ(question(asked[0], asked[1].format("GiB"))))) == 1


@pytest.mark.parametrize(
    ("zh", "en", "rules"),
    [
        ("该层有多少个可学习参数？", "How many learnable parameters has it?", []),
        ("该层有多少个输出单元？", "How many learnable parameters has it?", ["meaning-differs"]),
        ("该层有多少个参数？", "How many activations has it?", ["meaning-differs"]),
        ("用多少个样本，更新多少次？", "How many updates are made, and how many samples are used?", []),
    ],
)
def test_languages_ask_for_the_number_of_the_same_thing(zh: str, en: str, rules: list[str]) -> None:
    assert [rule for rule, _ in of_answers(question(zh, en)) if rule == "meaning-differs"] == rules


@pytest.mark.parametrize(("zh", "found"), [("共 ${}$ 个参数。", 0), ("共 ${}$ 个权重。", 1)])
def test_a_claim_counts_what_is_asked_for(zh: str, found: int) -> None:
    reading = question("有多少个参数？", "How many parameters has it?")
    part = reading.parts[0]
    assert isinstance(part, Computed)
    wording = replace(part.say(), claim=Text(zh=zh, en="It has ${}$ parameters."))
    flaws = of_answers(replace(reading, parts=(replace(part, say=lambda: wording),)))
    assert [rule for rule, _ in flaws].count("claim-differs") == found


def test_input_and_output_do_not_change_places() -> None:
    asked = "{} 维的输入映射为 {} 维的输出？", "It maps inputs of dimension 7 to outputs of dimension 3?"
    assert list(numbers_exchanged(question(asked[0].format(7, 3), asked[1]))) == []
    assert len(list(numbers_exchanged(question(asked[0].format(3, 7), asked[1])))) == 1


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("神经元的权重为 {}，输入为 4，偏置为 {}，输出？", "A neuron has the weight 2, the input 4 and the bias 8. What is its output?"),
        ("学习率为 {}，动量系数为 {}，权重？", "The learning rate is 2 and the momentum coefficient is 8. What is the weight?"),
        ("目标值为 {}，预测值为 {}，损失？", "The target is 2 and the prediction is 8. What is the loss?"),
        ("奖励为 {}，折扣因子为 {}，回报？", "The reward is 2 and the discount factor is 8. What is the return?"),
    ],
)  # fmt: skip
def test_numbers_of_named_things_do_not_change_places(zh: str, en: str) -> None:
    assert list(numbers_exchanged(question(zh.format(2, 8), en))) == []
    assert len(list(numbers_exchanged(question(zh.format(8, 2), en)))) == 1


def test_a_second_bias_is_told_in_each_language() -> None:
    asked = "含两个偏置，参数有多少个？", "It has {}biases. How many parameters are there?"
    assert len(list(convention_missing(question(asked[0], asked[1].format(""))))) == 1
    assert list(convention_missing(question(asked[0], asked[1].format("two ")))) == []


@pytest.mark.parametrize(
    ("zh", "en", "differs"),
    [
        ("每 20 步减半，学习率是多少？", "It is halved every 20 epochs. What is the learning rate?", True),
        ("每 20 轮减半，学习率是多少？", "It is halved every 20 epochs. What is the learning rate?", False),
        ("一共更新多少次？", "How many epochs is that in total?", True),
        ("每个门有两个偏置，参数有多少个？", "A gate has one bias vector. How many parameters are there?", True),
        ("每个门有一个偏置，参数有多少个？", "A gate has two bias vectors. How many parameters are there?", True),
        ("每个门有两组偏置，参数有多少个？", "A gate has two bias vectors. How many parameters are there?", False),
        ("每个门有一个偏置，参数有多少个？", "A gate has a bias vector. How many parameters are there?", False),
        ("各个头一共算出多少个得分？", "How many scores does each head compute?", True),
        ("每个设备上的参数共占多少字节？", "How many bytes do the parameters take on a single device?", False),
    ],
)
def test_languages_count_the_same(zh: str, en: str, differs: bool) -> None:
    reading = question(zh, en)
    assert bool([*meaning_differs(reading), *numbers_exchanged(reading)]) == differs


def test_a_sequence_has_a_length() -> None:
    zh, en = (
        "长度为 20 的序列经过宽度为 5 的卷积核，步幅为 1，不填充，输出的长度是多少？",
        "A sequence of length 20 meets a kernel of width 5 with stride 1 and no padding. What is the length of the output?",
    )
    assert list(of_windows(question(zh, en, key=16))) == []
    assert [rule for rule, _ in of_windows(question(zh, en, key=20))] == ["described-otherwise"] * 2


SHAPE = (
    r"一张 $3 \times 30 \times 30$ 的图像经过 8 个 $5 \times 5$ 的卷积核，步幅为 1，{zh}。输出的尺寸是多少？",
    r"An image of $3 \times 30 \times 30$ meets 8 kernels of $5 \times 5$ with stride 1 and {en}. What is the shape of the output?",
)


@pytest.mark.parametrize(
    ("zh", "en", "side"),
    [
        ("不填充", "no padding", 26),
        ("四周各填充 1 圈", "a padding of 1 on each side", 28),
        ("填充（左右相加）为 2", "a padding of 2 for both sides together", 28),
        ("采用保持大小的填充", "half padding, which keeps the size", 30),
    ],
)
def test_the_sides_of_a_shape_are_what_the_text_describes(zh: str, en: str, side: int) -> None:
    asked = SHAPE[0].format(zh=zh), SHAPE[1].format(en=en)
    assert list(of_windows(question(*asked, key=(8, side, side), form="shape"))) == []
    found = list(of_windows(question(*asked, key=(8, side + 2, side + 2), form="shape")))
    assert [rule for rule, _ in found] == ["described-otherwise"] * 2


@pytest.mark.parametrize(
    ("zh", "en", "more", "count"),
    [
        ("余弦相似度是多少？", "What is the cosine similarity?", {}, 2),
        ("准确率是多少？", "What fraction of the cars are found?", {}, 2),
        ("抽到的可能性是多少？", "What is the chance of a red ball?", {}, 2),
        ("概率是百分之几？", "What is the probability, in per cent?", {"unit": "%"}, 0),
        ("两个概率之比是多少？", "What is the ratio of the probabilities?", {}, 0),
        ("概率是多少？", "What is the probability?", {"wrong": {"half": R(1, 2), "signed": R(-3, 4)}}, 0),
        ("概率是多少？", "What is the probability?", {"key": R(3, 2)}, 0),
    ],
)
def test_no_option_is_above_what_is_possible(zh: str, en: str, more: dict[str, Any], count: int) -> None:
    values: dict[str, Any] = {"key": R(2, 3), "wrong": {"half": R(1, 2), "product": R(-7)}, **more}
    found = list(of_implausible(question(zh, en, **values)))
    assert [rule for rule, _ in found] == ["implausible-option"] * count


@pytest.mark.parametrize("last", [2, 3, 4, 6])
@pytest.mark.parametrize("others", [9, 12, 48, 50])
def test_the_variants_that_are_read_have_other_last_draws(last: int, others: int) -> None:
    numbers = spread_over(last * others)
    assert len({number % last for number in numbers}) > last // 2
    assert len({number // last for number in numbers}) > 4
    assert max(numbers) < last * others


def test_the_unit_of_the_question_counts() -> None:
    asked = "3 个各占 4 MB 的张量共占多少 {}？", "There are 3 tensors of 4 MB. How many {} do they take?"
    assert list(of_questions(question(*(text.format("MB") for text in asked), unit="MB"))) == []
    assert {rule for rule, _ in of_questions(question(*(text.format("GB") for text in asked), unit="MB"))} == {
        "answer-form-differs"
    }
