"""Slips of authors in items that stand beside the key: each is found, and a sound twin of it is not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from planted_flaws import ABOUT, CHOICE, OPEN, TERM, TRUTHS, Data, both, changed, options, reading_of, text

from hwgen.flaws.rules import RULES

NUMBER: Data = {
    "id": "entropy",
    "kind": "numeric",
    **ABOUT,
    "stem": text("熵是多少比特？", "What is the entropy in bits?"),
    "answer": "1.5",
    "check": "0.5 + 0.25*2*2",
    "explanation": text("逐项相加。", "The terms are added."),
}
TABLE: Data = {
    "id": "sums",
    "kind": "table",
    **ABOUT,
    "stem": text("求 $a+b$ 的三个分量。", "Find the three entries of $a+b$."),
    "cells": [{"label": text(f"第 {n} 个", f"entry {n}"), "answer": str(n), "check": str(n)} for n in (1, 2, 3)],
    "explanation": text("逐项相加。", "The terms are added."),
}
ORDER: Data = {
    "id": "sizes",
    "kind": "ordering",
    **ABOUT,
    "stem": text("由少到多排列下列三层。", "Put these three layers in order, the smallest first."),
    "entries": [
        {"id": "a", "text": text("甲层", "layer A"), "check": "8*4"},
        {"id": "b", "text": text("乙层", "layer B"), "check": "16*4"},
        {"id": "c", "text": text("丙层", "layer C"), "check": "32*4"},
    ],
    "explanation": text("权重数为积。", "Weights are products."),
}
DEFINED: Data = {
    "id": "augmentation",
    "kind": "definition",
    **ABOUT,
    "term": text("数据增强", "data augmentation"),
    "model": text("对样本作不改变标签的变换。", "Transforming samples without changing their labels."),
    "rubric": [{"text": text("变换样本", "Transforms samples"), "points": 1}],
}
SELECTED: Data = {
    **changed(
        CHOICE,
        *both(
            "stem",
            "下列哪两个可导？（有多项正确）",
            "Which two of these have a derivative? (More than one is correct.)",
        ),
    ),
    "kind": "multiple-choice",
    "right": [CHOICE["right"][0], CHOICE["wrong"][3]],
    "wrong": CHOICE["wrong"][:3],
}
del SELECTED["options"]
LINKED: Data = {
    "id": "layer",
    "kind": "linked",
    **ABOUT,
    "context": text("一层有 8 个 3×3 的卷积核，输入有 3 个通道。", "A layer has 8 kernels of 3×3, the input 3 channels."),
    "parts": [
        {"id": "weights", "kind": "numeric", "stem": text("有多少个权重？", "How many weights are there?"), "answer": "216", "check": "8*27", "explanation": text("相乘。", "Multiply.")},
        {"id": "products", "kind": "numeric", "stem": text("每个权重用 10 次，共多少次乘法？", "Each weight is used 10 times. How many products?"), "answer": "2160", "check": "2160", "explanation": text("相乘。", "Multiply.")},
    ],
}  # fmt: skip
SIZES = options(("24", "28", "23", "32", "26"), ("24", "28", "23", "32", "26"))
PLACES = options(("0.51", "0.74", "0.22", "0.92", "0.33"), ("0.51", "0.74", "0.22", "0.92", "0.33"))
EXCHANGED = (
    *both(
        "statements.0.text", "动量法累积以往梯度的加权和。", "Momentum accumulates a weighted sum of past gradients."
    ),
    *both("statements.1.text", "自适应方法对各参数用同一步长。", "Adaptive methods give all parameters one step size."),
)
MAXIMAL = both("explanation", "窗口中的最大值被保留。", "The maximal entry is kept.")
MOST, MEAN = "It passes on the maximal entry", "It passes on the average value"
VELOCITY = ("速度累积以往的梯度。", "The velocity accumulates past gradients.")
STEP = ("各参数的步长分别缩放。", "The step size of each parameter is scaled by itself.")

IONS = both(
    "statements.0.why",
    "阳离子被阴极吸引，阴离子被阳极吸引。",
    "Cations are attracted by the cathode, anions by the anode.",
)
WEEK = both(
    "stem",
    "每小时挣 30 元，每天 8 小时，一周 5 天，一周挣多少元？",
    "A worker earns 30 yuan an hour, 8 hours a day and 5 days a week. How many yuan is this a week?",
)
SALT: Data = {
    **NUMBER,
    "stem": text("溶液中盐的质量分数是多少？", "What is the mass fraction of salt in the solution?"),
    "wrong": [{"answer": "0.9", "why": text("这是另一种物质。", "This is another substance.")}],
}


SLIPS: list[tuple[str, Data, Sequence[tuple[str, Any]], Sequence[tuple[str, Any]]]] = [
    ("absolutes", {**TRUTHS, "statements": TRUTHS["statements"][:2]}, both("statements.1.text", "它绝对不会过拟合。", "It can absolutely not overfit."), ()),
    ("negation-differs", TRUTHS, both("statements.0.text", "加上常数不改变输出。", "Adding a constant changes the output."), both("statements.0.text", "加上常数不改变输出。", "Adding a constant does not change the output.")),
    ("negation-differs", TRUTHS, both("statements.0.text", "输出依赖于批量。", "The output does not depend on the batch."), both("statements.0.text", "输出与批量无关。", "The output does not depend on the batch.")),
    ("negation-differs", TRUTHS, both("statements.0.text", "它是凸函数。", "It is not a convex function."), both("statements.0.text", "它不是凸函数。", "It is not a convex function.")),
    ("negation-differs", TRUTHS, both("statements.0.text", "它无法区分次序。", "It can tell the order."), both("statements.0.text", "它无法区分次序。", "It ignores the order, and can be trained.")),
    ("sign-differs", CHOICE, both("stem", "输入为 −3，输出是多少？", "The input is 3. What is the output?"), both("stem", "输入为负 3，输出是多少？", "The input is −3. What is the output?")),
    ("sign-differs", CHOICE, both("stem", "输入为 $-3$，是多少？", "The input is $3$. What is it?"), both("stem", "由 5 减 3，是多少？", "What is $5-3$?")),
    ("double-negative", TRUTHS, both("statements.0.text", "早停不可能不需要验证集。", "It is not possible without not using data."), both("statements.0.text", "不同的层不能共用不变的量。", "It is not the case, and no data are used.")),
    ("count-differs", SELECTED, both("stem", "下列哪三个可导？", "Which three of these have a derivative?"), ()),
    ("count-differs", TABLE, both("stem", "求 $a+b$ 的两个分量。", "Find the two entries of $a+b$."), ()),
    ("count-differs", ORDER, both("stem", "排列下列四层。", "Put these four layers in order."), ()),
    ("count-differs", OPEN, both("model", "一、早停。二、权重衰减。", "First, early stopping. Second, weight decay."), both("stem", "（1）举出四种办法。（2）为什么？", "(1) Give four remedies. (2) Why?")),
    ("count-differs", OPEN, both("model", "一、早停。二、权重衰减。", "First, early stopping. Second, weight decay."), (*both("model", "一、早停。二、权重衰减。", "First, early stopping. Second, weight decay."), *both("stem", "1. 举出四种办法。\n2. 为什么？", "1. Give four remedies.\n2. Why?"))),
    ("count-differs", TERM, both("stem", "____的____由什么给出？", "What gives the ____ of the ____?"), both("stem", "____由什么给出？", "What gives the ____?")),
    ("several-differs", SELECTED, [("stem.en", "Which two of these have a derivative?")], ()),
    ("reasons-exchanged", TRUTHS, (*EXCHANGED, *both("statements.0.why", *STEP), *both("statements.1.why", *VELOCITY)), (*EXCHANGED, *both("statements.0.why", *VELOCITY), *both("statements.1.why", *STEP))),
    ("options-exchanged", CHOICE, (*MAXIMAL, ("right.0.text.en", MEAN), ("wrong.0.text.en", MOST)), (*MAXIMAL, ("right.0.text.en", MOST), ("wrong.0.text.en", MEAN))),
    ("reason-of-another", CHOICE, (*SIZES, *both("right.0.why", "填充时边长仍为 28。", "With padding the side stays 28.")), (*SIZES, *both("right.0.why", "填充时为 28，这里为 24。", "With padding it is 28, here it is 24."))),
    ("reason-of-another", CHOICE, (*SIZES, *both("right.0.why", "由 28 加 3 得到。", "It is 28 plus 3.")), (*SIZES, *both("right.0.why", "由 28 减 4 得到。", "It is 28 minus 4."))),
    ("option-decimals", CHOICE, (*PLACES, *both("right.0.text", "0.5108", "0.5108")), PLACES),
    ("order-open", ORDER, both("entries.2.text", "同时记录损失", "Log the loss at the same time"), both("entries.2.text", "记录损失", "Log the loss")),
    ("check-fails", ORDER, [("entries.1.check", "16*2")], ()),
    ("check-fails", ORDER, [("entries.1.check", "64*4")], [("entries.0.check", "300"), ("entries.1.check", "200")]),
    ("part-gives-away", LINKED, both("parts.1.stem", "216 个权重各用 10 次，共多少次？", "The 216 weights are used 10 times each. How often?"), ()),
    ("number-as-text", TERM, [("accepted", ["24 V", "24V"])], [("accepted", ["24 V", "half"])]),
    ("number-as-text", TERM, [("accepted", ["50%"])], [("accepted", ["3 x 3"])]),
    ("number-as-text", TERM, [("accepted", ["1/2"])], [("accepted", ["RMSProp 2"])]),
    ("accepted-twice", TERM, [("accepted", ["梯度", "gradient", "Gradient "])], [("accepted", ["梯度", "gradient", "the gradient"])]),
    ("defined-by-itself", DEFINED, both("model", "用数据增强的方法扩充数据。", "Enlarging data by data augmentation."), both("model", "数据增强指变换样本。", "In data augmentation samples are transformed.")),
    ("unit-unsaid", NUMBER, both("stem", "熵是多少？", "What is the entropy?"), ()),
    ("unit-unsaid", NUMBER, both("stem", "存储参数需要多大内存？", "How much memory do they take?"), both("stem", "需要多少 MB？", "How many MB of memory do they take?")),
    ("unit-unsaid", NUMBER, both("stem", "每批耗时 0.2 秒，共需多长时间？", "A batch takes 0.2 s. How long do ten take?"), both("stem", "共需多长时间（单位为分钟）？", "How long do ten take, in minutes?")),
    ("amount-unsaid", NUMBER, both("stem", "数据适当填充后放入 4 个块，熵是多少比特？", "After some padding, 4 blocks hold the data. What is the entropy in bits?"), both("stem", "数据填充 2 个 0 后放入 4 个块，熵是多少比特？", "After padding by 2 zeros, 4 blocks hold the data. What is the entropy in bits?")),
    ("amount-unsaid", NUMBER, both("stem", "图像按需裁剪，熵是多少比特？", "Images are cropped as needed. What is the entropy in bits?"), both("stem", "图像裁剪到 8×8，熵是多少比特？", "Images are cropped to 8×8. What is the entropy in bits?")),
    ("percent-asked", NUMBER, [("answer", "0.15"), ("check", "30/200"), *both("stem", "错误率是百分之几？", "What is the error rate in percent?")], [("answer", "0.15"), ("check", "100*3/2000"), *both("stem", "错误率是百分之几？", "What is the error rate in percent?")]),
    ("percent-for-points", TRUTHS, both("statements.0.text", "准确率由 80% 升到 84%，提高了 4%。", "Accuracy rises from 80% to 84%, by 4%."), both("statements.0.text", "准确率由 80% 升到 84%，提高了 5%。", "Accuracy rises from 80% to 84%, by 4 percentage points.")),
    ("implied-option", CHOICE, options((r"$0<\eta<0.5$", r"$0<\eta<0.25$", "三", "四", "五"), (r"$0<\eta<0.5$", r"$0<\eta<0.25$", "c", "d", "e")), options((r"$0<\eta<0.5$", r"$0.5<\eta<1$", "三", "四", "五"), (r"$0<\eta<0.5$", r"$0.5<\eta<1$", "c", "d", "e"))),
    ("same-meaning", CHOICE, options(("窗口中的最大值", "窗口里的最大值", "三", "四", "五"), ("the maximum of the window", "the window's maximum", "c", "d", "e")), options(("窗口中的最大值", "窗口里的最小值", "三", "四", "五"), ("the maximum of the window", "the window's minimum", "c", "d", "e"))),
    ("grammar-slip", TRUTHS, [("statements.0.text.en", "It is a function whose outputs lies above 0.")], [("statements.0.text.en", "It is a function whose output lies above 0.")]),
    ("step-fails", TRUTHS, both("statements.0.why", "每个通道有 25 个权重，3 个通道共 85 个。", "See there."), both("statements.0.why", "每个通道有 25 个权重，3 个通道共 75 个。", "See there.")),
    ("rounding-unsaid", NUMBER, [("check", "log(4.5)"), *both("stem", "结果四舍五入，是多少？", "What is it? Round the result.")], [("check", "log(4.5)"), *both("stem", "四舍五入到一位小数，是多少？", "What is it? Round to one decimal place.")]),
    ("explained-otherwise", ORDER, both("explanation", "甲层最少，其次是丙层、乙层。", "layer A has fewest, then layer C and layer B."), both("explanation", "甲层最少，其次是乙层、丙层。", "layer A has fewest, then layer B and layer C.")),
    ("explained-otherwise", TRUTHS, (*both("statements.0.text", "阳离子移向阳极，阴离子移向阴极。", "Cations move to the anode and anions to the cathode."), *IONS), (*both("statements.0.text", "阳离子移向阴极，阴离子移向阳极。", "Cations move to the cathode and anions to the anode."), *IONS)),
    ("explained-otherwise", CHOICE, (*both("right.0.why", "共有五个窗口。", "There are five windows."), *both("explanation", "输入分成四个窗口。", "The input has four windows.")), (*both("right.0.why", "共有四个窗口。", "There are four windows."), *both("explanation", "输入分成四个窗口。", "The input has four windows."))),
    ("explained-otherwise", CHOICE, both("explanation", "边际成本等于边际收益时，企业的利润才会最高。", "A firm’s profit is highest where marginal cost equals marginal revenue."), ()),
    ("explained-otherwise", SALT, [*both("wrong.0.why", "这是盐的质量分数。", "This is the mass fraction of the salt.")], [*both("wrong.0.why", "这是水的质量分数。", "This is the mass fraction of the water.")]),
    ("asks-otherwise", NUMBER, [("answer", "60"), ("check", "12*5"), *both("stem", "长方形长 12，宽 5，周长是多少？", "What is the perimeter of a rectangle of 12 by 5?")], [("answer", "34"), ("check", "2*(12 + 5)"), *both("stem", "长方形长 12，宽 5，周长是多少？", "What is the perimeter of a rectangle of 12 by 5?")]),
    ("number-not-given", NUMBER, [("answer", "1680"), ("check", "30*8*7"), *WEEK], [("answer", "1200"), ("check", "30*8*5"), *WEEK]),
    ("display-unended", NUMBER, both("explanation", "各项为\n\n$$a=b$$", "The terms are\n\n$$a=b$$"), both("explanation", "各项为\n\n$$a=b。$$", "The terms are\n\n$$\\begin{aligned}a=b.\\end{aligned}$$")),
    ("meaning-differs", TRUTHS, [("statements.0.text.zh", "两种气体的分子数相等。"), ("statements.0.text.en", "The one gas has more molecules than the other.")], [("statements.0.text.zh", "两种气体的分子数相等。"), ("statements.0.text.en", "The two gases have equally many molecules.")]),
    ("meaning-differs", CHOICE, both("stem", "降价后的价格是多少？", "What is the price before the reduction?"), both("stem", "降价后的价格是多少？", "What is the price after the reduction?")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "item", "planted", "sound"), SLIPS)
def test_a_slip_is_found_and_its_sound_twin_is_not(
    tmp_path: Path, rule: str, item: Data, planted: Sequence[tuple[str, Any]], sound: Sequence[tuple[str, Any]]
) -> None:
    assert list(RULES[rule](reading_of(tmp_path / "planted", changed(item, *planted))))
    assert not list(RULES[rule](reading_of(tmp_path / "sound", changed(item, *sound))))


SMALLEST: list[Data] = [
    {**TRUTHS, "statements": TRUTHS["statements"][:1]},
    {**TRUTHS, "statements": TRUTHS["statements"][1:2]},
    {**TABLE, "cells": TABLE["cells"][:2]},
    {**ORDER, "entries": ORDER["entries"][:2]},
    {**CHOICE, "options": 2, "wrong": CHOICE["wrong"][:1]},
]


@pytest.mark.parametrize("item", SMALLEST)
def test_rules_read_an_item_with_next_to_nothing(tmp_path: Path, item: Data) -> None:
    reading = reading_of(tmp_path, item)
    found = {id for id, rule in RULES.items() if list(rule(reading))}
    assert "absolutes" not in found
