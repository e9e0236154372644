"""Faults planted in the words of questions from many subjects, each beside a sound twin that differs in the fault alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from readings import question

from hwgen import Formulas, Text
from hwgen.flaws.answers import of_answers
from hwgen.flaws.comparisons import of_comparisons
from hwgen.flaws.conversions import of_conversions
from hwgen.flaws.factors import of_named_factors
from hwgen.flaws.finding import Finding, Flaw
from hwgen.flaws.jobs import of_jobs
from hwgen.flaws.larger import of_named
from hwgen.flaws.listed import order_differs
from hwgen.flaws.mistakes import of_mistakes
from hwgen.flaws.movements import of_movements
from hwgen.flaws.operations import of_operations
from hwgen.flaws.quantities import of_quantities
from hwgen.flaws.reading import Reading
from hwgen.flaws.reasons import of_reasons
from hwgen.flaws.totals import total_differs
from hwgen.flaws.worked import of_worked

Find = Callable[[Reading], Iterator[Flaw]]


def rules_of(find: Find, reading: Reading) -> list[str]:
    return [rule for rule, _ in find(reading)]


def findings(rule: Callable[[Reading], Iterator[Finding]], zh: str, en: str) -> list[Finding]:
    return [*rule(question(zh, en))]


# What is asked for by its name, the formula, its numbers and the answer, and in how many languages it is another one.
SPEEDS = ("骑手以 10 km/h 上山，沿原路以 30 km/h 返回，全程的平均速率是多少？", "A cyclist rides up at 10 km/h and returns at 30 km/h. What is the average speed?")  # fmt: skip
PARENTS = ("两个亲本的基因型均为 Aa，后代共 80 个，预期有多少个{}？", "Two parents, both of genotype Aa, have 80 offspring. How many of them are {}?")  # fmt: skip
PARTS = ("每个元件独立工作，损坏的概率是 20%。{}损坏的概率是多少？", "The parts work independently. Each of them fails with probability 20%. What is the probability that {}?")  # fmt: skip
STATED = {"p": 20, "n": 2}
TANK = (
    "圆柱的底面半径为 3，高为 5，它的{}是多少？",
    "A cylinder has a base of radius 3 and the height 5. What is its {}?",
)
MULTIPLES = ("12 和 18 的{}是多少？", "What is the {} of 12 and 18?")
INTEGERS = (
    "从 1 到 100 的整数中，有多少个能被 3 {} 5 整除？",
    "How many of the integers from 1 to 100 are divisible by {} 5?",
)


@pytest.mark.parametrize(
    ("texts", "zh", "en", "params", "key", "languages"),
    [
        (SPEEDS, "", "", {"a": 10, "b": 30}, 15, 0),
        (SPEEDS, "", "", {"a": 10, "b": 30}, 20, 2),
        (PARENTS, "携带者", "carriers", {"n": 80}, 40, 0),
        (PARENTS, "患病", "affected", {"n": 80}, 40, 2),
        (PARENTS, "不患病", "unaffected", {"n": 80}, 60, 0),
        (PARTS, "至少有一个", "at least one of them fails", STATED, 0.36, 0),
        (PARTS, "恰有一个", "exactly one of them fails", STATED, 0.36, 2),
        # The contrary of what the question gives the probability of.
        (("每个元件独立工作，损坏的概率是 20%。全部完好的概率是多少？", "The parts work independently. Each of them fails with probability 20%. What is the probability that all of them survive?"), "", "", STATED, 0.64, 0),
        (TANK, "底面周长", "circumference of its base", {"r": 3, "h": 5}, 94.2477796, 2),
        (TANK, "侧面积", "lateral surface", {"r": 3, "h": 5}, 94.2477796, 0),
        (MULTIPLES, "最小公倍数", "least common multiple", {"a": 12, "b": 18}, 36, 0),
        (MULTIPLES, "最大公约数", "greatest common divisor", {"a": 12, "b": 18}, 36, 2),
        (INTEGERS, "或", "3 or", {"n": 100, "a": 3, "b": 5}, 47, 0),
        (INTEGERS, "和", "3 and", {"n": 100, "a": 3, "b": 5}, 47, 2),
    ],
)  # fmt: skip
def test_a_quantity_that_is_asked_for_by_name_is_the_answer(
    texts: tuple[str, str], zh: str, en: str, params: dict[str, Any], key: float, languages: int
) -> None:
    reading = question(texts[0].format(zh), texts[1].format(en), "*".join(params), params, key=key, places=6)
    assert rules_of(of_quantities, reading) == ["asks-otherwise"] * languages


ROW = ("五株幼苗的高度为 2、4、4、6、14。", "Five seedlings are 2, 4, 4, 6 and 14 cm tall. ")
LOAN = ("存入 2000 元，年利率 2%，每年复利一次，存 3 年，本息合计多少？", "A deposit of 2000 yuan earns 2% a year, compounded once a year, for 3 years. What is it with interest?")  # fmt: skip


@pytest.mark.parametrize(
    ("texts", "params", "key", "zh", "en", "languages"),
    [
        (ROW, {"x": (2, 4, 4, 6, 14)}, 17.6, "平均高度是 $6$，方差是 $17.6$。", "The mean height is $6$, and the variance is $17.6$.", 0),
        (ROW, {"x": (2, 4, 4, 6, 14)}, 17.6, "平均高度是 $7.5$，方差是 $17.6$。", "The mean height is $7.5$, and the variance is $17.6$.", 2),
        (ROW, {"x": (2, 4, 4, 6, 14)}, 17.6, "离差平方的平均值是 $17.6$。", "The mean squared deviation is $17.6$.", 0),
        (LOAN, {"c": 2000, "r": 2, "n": 3}, 2122.42, r"本息合计为 $2000 \times 1.02^3 \approx 2122.42$ 元。", r"The balance is $2000 \times 1.02^3 \approx 2122.42$ yuan.", 0),
        (LOAN, {"c": 2000, "r": 2, "n": 3}, 2122.42, r"利息为 $2000 \times 1.02^3 \approx 2122.42$ 元。", r"The interest is $2000 \times 1.02^3 \approx 2122.42$ yuan.", 2),
    ],
)  # fmt: skip
def test_a_solution_gives_a_name_its_own_value(
    texts: tuple[str, str], params: dict[str, Any], key: float, zh: str, en: str, languages: int
) -> None:
    formula = "*".join(name if name != "x" else "x[0]" for name in params)
    formula = "sum(x)" if "x" in params else formula
    reading = question(*texts, formula, params, key=key, places=2, solution=Text(zh=zh, en=en))
    assert rules_of(of_quantities, reading) == ["claim-differs"] * languages


@pytest.mark.parametrize(
    ("find", "formula", "wrong", "zh", "en", "languages"),
    [
        (of_operations, "R(8, a)", "a + b", "把两个速度相加。", "This adds the two speeds.", 0),
        (of_operations, "R(8, a)", "a - b", "把两个速度相加。", "This adds the two speeds.", 2),
        (of_operations, "R(8, a)", "a + b", "把两数相减。", "This subtracts the two numbers.", 2),
        (of_operations, "R(8, a)", "a - b", "把两数相乘。", "This multiplies the two numbers.", 2),
        (of_operations, "R(8, a)", "a*b", "把概率相加。", "This adds up the probabilities.", 0),
        (of_operations, "R(8, a)", "a*b", "把每次翻倍当成了逐次相加。", "This lets it grow by the same amount.", 0),
        (of_mistakes, "a*b**2", "a*b", "速度忘了平方。", "The speed has not been squared.", 0),
        (of_mistakes, "a*b**2/2", "a*b**2", "速度忘了平方。", "The speed has not been squared.", 2),
        (of_mistakes, "a - b", "a + b", "用加法代替了减法。", "A sum stands here in place of a difference.", 0),
        (of_mistakes, "a - b", "b - a", "用加法代替了减法。", "A sum stands here in place of a difference.", 2),
        (of_named_factors, "a*b**2/2", "a*b**2", "漏了因数二分之一。", "This leaves out the factor of one half.", 0),
        (of_named_factors, "a*b**2/2", "a*b**2", "漏了因数三分之一。", "This leaves out the factor of one third.", 2),
    ],
)
def test_a_reason_says_what_its_formula_does(
    find: Find, formula: str, wrong: str, zh: str, en: str, languages: int
) -> None:
    params = {"a": 7, "b": 3}
    formulas = Formulas(formula, wrong={"less": wrong})
    reading = question("多少？", "How much?", reasons={"less": Text(zh=zh, en=en)})
    values = formulas(params)
    part = reading.parts[0]
    part = replace(part, formulas=formulas, params=params, key=values.key, wrong=values.wrong)
    assert rules_of(find, replace(reading, parts=(part,))) == ["reason-direction"] * languages


def test_a_reason_with_its_words_in_another_order_is_the_same_reason() -> None:
    one = Text(zh="没有用学分加权。", en="This does not weight by the credits.")
    other = Text(zh="没有按学分来加权。", en="By the credits this does not weight.")
    turned = Text(zh="除以了总和。", en="This does not weight by the hours.")
    assert rules_of(of_reasons, question("多少？", "How much?", reasons={"less": one, "more": other})) == [
        "same-reason"
    ]
    assert rules_of(of_reasons, question("多少？", "How much?", reasons={"less": one, "more": turned})) == []


@pytest.mark.parametrize(
    ("zh", "en", "languages"),
    [
        ("1 KiB 是 $2^{10}$ 字节。", "1 KiB is $2^{10}$ bytes.", 0),
        ("1 KiB 是 $2^{11}$ 字节。", "1 KiB is $2^{11}$ bytes.", 2),
        # Both are said.
        ("1 MB 是 $2^{20}$ 字节。", "1 MB is $10^6$ bytes.", 0),
        ("1 km 是 100 m。", "One km is 100 m.", 2),
        ("一小时有 60 分钟。", "An hour has 40 minutes left.", 0),
    ],
)
def test_a_unit_comes_to_what_the_question_says(zh: str, en: str, languages: int) -> None:
    assert rules_of(of_conversions, question(zh, en)) == ["unit-differs"] * languages


@pytest.mark.parametrize(
    ("zh", "en", "many"),
    [
        ("两个电阻并联，阻值分别为 $5$ Ω 和 $8$ Ω。", "Two resistors of $5$ Ω and $8$ Ω are in parallel.", 0),
        ("三个电阻并联，阻值分别为 $5$ Ω 和 $8$ Ω。", "Three resistors of $5$ Ω and $8$ Ω are in parallel.", 2),
        ("三个作业 P、Q、R 同时到达。", "Three jobs P, Q and R arrive together.", 0),
        ("两个作业 P、Q、R 同时到达。", "Two jobs P, Q and R arrive together.", 2),
        ("从中依次取出两个球，取后不放回。\n\n两个都是红球的概率？", "Two balls are taken out. What is the probability that both are red?", 0),
        ("从中依次取出三个球，取后不放回。\n\n两个都是红球的概率？", "Three balls are taken out. What is the probability that both are red?", 2),
        ("两个亲本。", "Two parents, both of genotype Aa.", 0),
        ("三个亲本。", "Three parents, both of genotype Aa.", 1),
    ],
)  # fmt: skip
def test_as_many_are_said_as_there_are(zh: str, en: str, many: int) -> None:
    assert len(findings(total_differs, zh, en)) == many


@pytest.mark.parametrize(("zh", "there"), [("按 P、Q、R 的顺序", 0), ("按 R、Q、P 的顺序", 1)])
def test_letters_stand_in_one_order_in_all_languages(zh: str, there: int) -> None:
    assert len(findings(order_differs, zh, "The jobs P, Q and R are served in this order.")) == there


@pytest.mark.parametrize(
    ("ask", "key", "there"),
    [
        (("P、Q、R 按顺序先来先服务，运行 4、3、5 毫秒，R 的等待时间是多少？", "Jobs P, Q and R run for 4, 3 and 5 ms, first come, first served. What is the waiting time of R?"), 7, 0),
        (("P、Q、R 按顺序先来先服务，运行 4、3、5 毫秒，Q 的等待时间是多少？", "Jobs P, Q and R run for 4, 3 and 5 ms, first come, first served. What is the waiting time of Q?"), 7, 2),
    ],
)  # fmt: skip
def test_jobs_have_the_letters_of_the_question(ask: tuple[str, str], key: int, there: int) -> None:
    reading = question(*ask, "a + b", {"a": 4, "b": 3, "c": 5}, key=key)
    assert rules_of(of_jobs, reading) == ["asks-otherwise"] * there


@pytest.mark.parametrize(("formula", "there"), [("n*2**k", 0), ("n*2*k", 2), ("n*k", 0), ("n*2*k + 1", 0)])
def test_what_doubles_each_time_has_powers(formula: str, there: int) -> None:
    texts = ("每过 20 分钟数量翻一番。", "Their number doubles every 20 minutes.")
    assert rules_of(of_movements, question(*texts, formula, {"n": 5, "k": 3})) == ["described-otherwise"] * there


@pytest.mark.parametrize(
    ("solution", "there"),
    [
        (("占一半：$36 \\div 2 = 18$。", "Half of them are carriers: $36 \\div 2 = 18$."), 0),
        (("占三分之一：$36 \\div 2 = 18$。", "A third of them are carriers: $36 \\div 2 = 18$."), 2),
    ],
)
def test_a_share_in_words_is_the_one_of_the_division(solution: tuple[str, str], there: int) -> None:
    text = Text(zh=solution[0], en=solution[1])
    assert rules_of(of_movements, question(*solution, solution=text)) == ["described-otherwise"] * there


@pytest.mark.parametrize(
    ("zh", "en", "there"),
    [
        (r"是两个概率之和：$0.5 + 0.2 = 0.7$。", r"The answer is the sum of the two chances: $0.5 + 0.2 = 0.7$.", 0),
        (r"是两个概率之和：$0.5 \times 0.2 = 0.1$。", r"The answer is the sum of the two chances: $0.5 \times 0.2 = 0.1$.", 2),
        (r"是乘积之和：$2 \times 3 + 1 = 7$。", r"It is the sum of the two products: $2 \times 3 + 1 = 7$.", 0),
        (r"有 $7 \times 3 = 21$ 个和 $8 \times 3 = 24$ 个，共 $21 + 24 = 45$ 个。", r"They are $7 \times 3 = 21$ and $8 \times 3 = 24$, in all $21 + 24 = 45$.", 0),
        (r"有 $7 \times 3 = 21$ 个和 $8 \times 3 = 24$ 个，共 $21 + 27 = 48$ 个。", r"They are $7 \times 3 = 21$ and $8 \times 3 = 24$, in all $21 + 27 = 48$.", 2),
    ],
)  # fmt: skip
def test_sums_are_called_sums_and_add_what_was_worked_out(zh: str, en: str, there: int) -> None:
    assert rules_of(of_worked, question("？", "?", solution=Text(zh=zh, en=en))) == ["claim-differs"] * there


@pytest.mark.parametrize(
    ("texts", "there"),
    [
        (("K 地 50 毫米，L 地 18 毫米。K 地比 L 地多多少？", "K had 50 mm, L had 18 mm. By how much did K have more rain than L?"), 0),
        (("K 50 毫米，L 18 毫米。L 地比 K 地多多少？", "Rain in mm: K 50, L 18. By how much did L have more rain than K?"), 2),
    ],
)  # fmt: skip
def test_the_one_that_has_more_has_more(texts: tuple[str, str], there: int) -> None:
    assert rules_of(of_named, question(*texts, "a - b", {"a": 50, "b": 18}, key=32)) == ["asks-otherwise"] * there


@pytest.mark.parametrize(
    ("texts", "formula", "there"),
    [
        (("明年的月租是多少元？", "How many yuan is the rent next year?"), "p*(1 + r)", 0),
        (("明年的月租比今年高多少元？", "How many yuan higher is the rent next year?"), "p*(1 + r)", 2),
        (("明年的月租比今年高多少元？", "How many yuan higher is the rent next year?"), "p*r", 0),
    ],
)
def test_how_much_higher_is_not_what_has_become_of_it(texts: tuple[str, str], formula: str, there: int) -> None:
    assert rules_of(of_comparisons, question(*texts, formula, {"p": 10, "r": 2})) == ["asks-otherwise"] * there


@pytest.mark.parametrize(
    ("texts", "solution", "more", "rules"),
    [
        (("共有多少个页框？", "How many page frames are there?"), ("$8$ 个页框。", "$8$ page frames."), {}, []),
        (("共有多少个页框？", "How many page frames are there?"), ("$8$ 个字节。", "$8$ bytes."), {}, ["claim-differs"] * 2),
        (("月租是多少元？", "How many yuan is the rent?"), ("$8$ %。", "$8$ percent."), {}, ["claim-differs"] * 2),
        (("平均多少个？", "How many nanoseconds does it take?"), ("$8.5$。", "$8.5$."), {"key": Fraction(17, 2)}, []),
        (("有多少个？", "How many frames are there?"), ("$8.5$。", "$8.5$."), {"key": Fraction(17, 2)}, ["answer-form-differs"] * 2),
    ],
)  # fmt: skip
def test_the_answer_is_of_the_kind_that_is_asked_for(
    texts: tuple[str, str], solution: tuple[str, str], more: dict[str, Any], rules: list[str]
) -> None:
    reading = question(*texts, solution=Text(zh=solution[0], en=solution[1]), **more)
    assert rules_of(of_answers, reading) == rules
