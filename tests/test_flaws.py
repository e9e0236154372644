"""The editor: each flaw is planted and found at its place, and a good neighbour is left alone."""

from __future__ import annotations

import copy
import json
import re
import subprocess
from collections.abc import Callable, Iterable
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from conftest import ROOT

from hwgen import cache
from hwgen.bank.loading import load_course
from hwgen.catalogue import flaws
from hwgen.errors import Diagnostic, Span
from hwgen.flaws import editor
from hwgen.flaws.checking import CheckOptions, check
from hwgen.flaws.likeness import Print, pairs, prints, resemblance, shingles
from hwgen.flaws.paper import balance, even_chance, run_chance
from hwgen.flaws.reading import HAN, Reading, contents, of_item, prose, spoken, width
from hwgen.flaws.rules import RULES
from hwgen.flaws.words import british, misspellings
from hwgen.reporting import Report, as_github, as_json, as_sarif

Data = dict[str, Any]
Run = Callable[..., subprocess.CompletedProcess[str]]


def text(zh: str, en: str) -> Data:
    return {"zh": zh, "en": en}


def option(id: str, zh: str, en: str, why: tuple[str, str] = ("见教材。", "See the textbook.")) -> Data:
    return {"id": id, "text": text(zh, en), "why": text(*why)}


ABOUT = {"difficulty": 2, "minutes": 2, "source": "Goodfellow et al., Deep Learning (2016)", "misconceptions": ["slip"]}
CHOICE: Data = {
    "id": "pooling",
    "kind": "choice",
    **ABOUT,
    "stem": text("最大池化对特征图做什么？", "What does max pooling do to a feature map?"),
    "right": [option("largest", "取每个窗口中的最大值", "It keeps the largest value of each window")],
    "wrong": [
        option("mean", "取每个窗口中的平均值", "It keeps the average value of each window"),
        option("first", "取每个窗口左上角的值", "It keeps the top left value of each window"),
        option("sum", "取每个窗口内各值之和", "It adds up all the values of each window"),
        option("random", "随机取窗口中的一个值", "It keeps a randomly chosen value instead"),
    ],
    "options": 4,
    "explanation": text("窗口中最大的值被保留下来。", "The largest value of the window is kept."),
}
TRUTHS: Data = {
    "id": "dropout",
    "kind": "true-false",
    **ABOUT,
    "statements": [
        {
            "id": "a",
            "answer": True,
            **option("a", "暂退法在训练时随机置零一些单元。", "Dropout sets random units to zero in training."),
        },
        {
            "id": "b",
            "answer": False,
            **option(
                "b", "预测时的置零概率比训练时更高。", "In prediction more units are set to zero than in training."
            ),
        },
        {
            "id": "c",
            "answer": True,
            **option("c", "较大的网络通常能承受较高的概率。", "Larger networks usually stand a higher rate."),
        },
        {
            "id": "d",
            "answer": False,
            **option("d", "它使训练误差下降得更快。", "It lets the training error fall faster."),
        },
    ],
}
OPEN: Data = {
    "id": "overfitting",
    "kind": "essay",
    **ABOUT,
    "stem": text("举出四种缓解过拟合的办法。", "Give four remedies for overfitting."),
    "model": text("权重衰减、暂退法、早停、数据增强。", "Weight decay, dropout, early stopping, augmentation."),
    "rubric": [{"text": text("四种合理的办法，每种 2 分", "Four sound remedies, 2 points each"), "points": 8}],
}
NUMBER: Data = {
    "id": "share",
    "kind": "numeric",
    **ABOUT,
    "stem": text("三个样本中有两个判对，准确率是多少？", "Two of three examples are right; what is the accuracy?"),
    "answer": "2/3",
    "check": "R(2, 3)",
    "tolerance": "0.01",
    "wrong": [{"answer": "1/3", "why": text("这是错误率。", "This is the error rate.")}],
    "explanation": text("二除以三。", "Two divided by three."),
}
TERM: Data = {
    "id": "term",
    "kind": "short-answer",
    **ABOUT,
    "stem": text("损失随权重变化的方向由什么量给出？", "Which quantity tells how the loss changes with the weights?"),
    "accepted": ["梯度", "gradient"],
    "explanation": text("它由反向传播求出。", "It is found by backpropagation."),
}
PAIRS: Data = {
    "id": "pairs",
    "kind": "matching",
    **ABOUT,
    "stem": text("把每一层与它的作用配对。", "Match each layer to what it does."),
    "pairs": [
        {"id": "conv", "left": text("卷积层", "convolution"), "right": text("提取局部模式", "finds local patterns")},
        {"id": "pool", "left": text("池化层", "pooling"), "right": text("缩小特征图", "shrinks feature maps")},
    ],
    "extra": [{"id": "more", "text": text("产生随机噪声", "makes random noise")}],
    "explanation": text("各层各有其用。", "Each of them has its use."),
}
ORDER: Data = {
    "id": "steps",
    "kind": "ordering",
    **ABOUT,
    "stem": text("把一次更新的各步排序。", "Put the steps of one update in order."),
    "entries": [
        {"id": "forward", "text": text("计算输出和损失", "compute output and loss")},
        {"id": "backward", "text": text("求损失的梯度", "find the gradient of the loss")},
        {"id": "step", "text": text("更新各层的权重", "update the weights of all layers")},
    ],
    "explanation": text("梯度要用到损失。", "The gradient needs the loss."),
}
EVERYTHING = CheckOptions()
GOOD = (CHOICE, TRUTHS, OPEN, NUMBER, TERM, PAIRS, ORDER)


def changed(item: Data, *changes: tuple[str, Any]) -> Data:
    """A copy with other values at paths such as "wrong.0.text.zh"."""
    item = copy.deepcopy(item)
    for path, value in changes:
        *steps, last = (int(step) if step.isdigit() else step for step in path.split("."))
        at: Any = item
        for step in steps:
            at = at[step]
        at[last] = value
    return item


def both(path: str, zh: str, en: str) -> tuple[tuple[str, Any], tuple[str, Any]]:
    return (f"{path}.zh", zh), (f"{path}.en", en)


def numbers(key: str, *wrong: str) -> Data:
    item = changed(CHOICE, *both("stem", "该层有多少个参数？", "How many parameters has the layer?"))
    item["right"][0]["text"] = text(key, key)
    for candidate, said in zip(item["wrong"], wrong, strict=True):
        candidate["text"] = text(said, said)
    return item


def options(zh: Iterable[str], en: Iterable[str]) -> list[tuple[str, Any]]:
    """The key, then the wrong options."""
    places = ("right.0.text", *(f"wrong.{i}.text" for i in range(4)))
    return [change for place, a, b in zip(places, zh, en, strict=True) for change in both(place, a, b)]


LONG = "它把每个窗口中的最大值取出来，组成一张较小的图"
SAME = "The **same** layer"
# The flaw, an item with it, what stands at its place, and a neighbour that is fine.
GERMAN: Data = {
    "id": "kraft",
    "kind": "numeric",
    "difficulty": 1,
    "minutes": 1,
    "misconceptions": ["slip"],
    "source": "Demtröder, Experimentalphysik 1 (2018), Abschnitt 2.6",
    "stem": {"de": "Was zeigt der Kraftmesser in $\\mathrm{N}$?"},
    "answer": 2,
    "check": "4/2",
    "explanation": {"de": "Er zeigt $2\\ \\mathrm{N}$."},
}
CHECKED = changed(CHOICE, ("right.0.check", "2*3 = 6"), ("wrong.0.check", "30 / 4"), ("wrong.1.check", "sqrt(2)"))
CURVES: Data = {
    "id": "curves",
    "kind": "matching",
    **ABOUT,
    "stem": text("把曲线与网络对应起来。", "Match the curves to the networks."),
    "pairs": [
        {"id": "a", "left": text("曲线 A", "Curve A"), "right": text("三层", "Three layers"), "check": "(3, 5, 7)"},
        {"id": "b", "left": text("曲线 B", "Curve B"), "right": text("五层", "Five layers"), "check": "(5, 9, 13)"},
    ],
    "extra": [{"id": "c", "text": text("七层", "Seven layers"), "check": "(9, 17, 25)"}],
    "explanation": text("逐层相加。", "Add the layers up."),
}
COUNTED: Data = {
    "id": "counted",
    "kind": "numeric",
    **ABOUT,
    "stem": text("共有多少个参数？", "How many parameters are there in all?"),
    "answer": 12,
    "tolerance": 0.1,
    "check": "3*4 = 12",
    "wrong": [{"answer": 6, "why": text("漏了一半。", "Half of them are missing."), "check": "3*4/2"}],
    "explanation": text("三乘四。", "Three times four."),
}

BARS: Data = changed(
    COUNTED,
    ("answer", 0.1),
    ("tolerance", 0),
    ("check", "min(errors[0]) + 0*rates_in_turn_x[0][1]"),
    ("wrong", []),
    (
        "charts",
        {
            "errors": {
                "kind": "bars",
                "alt": text("三个误差。", "Three errors."),
                "categories": ["1", "2", "3"],
                "series": [{"y": [0.3, 0.1, 0.2]}],
            },
            "rates-in-turn": {
                "kind": "lines",
                "alt": text("升高。", "It rises."),
                "series": [{"x": [0, 0.1], "y": [1, 2]}],
            },
        },
    ),
    *both(
        "stem",
        "最小的误差是多少？\n\n![](errors)\n\n![](rates-in-turn)",
        "What is the smallest error?\n\n![](errors)\n\n![](rates-in-turn)",
    ),
)

CASES: list[tuple[str, Data, str, Data]] = [
    ("key-longest", changed(CHOICE, ("right.0.text.zh", LONG), ("wrong.0.text.zh", "取每个窗口中各个数值的平均值")), LONG, changed(CHOICE, ("right.0.text.zh", LONG), *((f"wrong.{i}.text.zh", f"它把每个窗口中的第{n}个值取出来，组成一张小图") for i, n in enumerate("一二三四")))),
    ("options-uneven", changed(CHOICE, ("wrong.1.text.en", "It keeps the value that stands in the top left corner of each window, whatever the others are, and moves on")), "It keeps the value that", changed(CHOICE, ("wrong.1.text.en", "It keeps the value in the top left corner of each window"))),
    ("option-units", numbers("320", "640 KB", "170 KB", "480 KB", "90 KB"), "320", numbers("320 KB", "640 KB", "170 KB", "480 KB", "90 KB")),
    ("options-parallel", changed(CHOICE, ("wrong.2.text.en", "It adds up all the values of each window.")), "It adds up", changed(CHOICE, ("wrong.2.text.en", "It adds up all the values of each window"))),
    ("options-parallel", changed(CHOICE, ("wrong.2.text.en", "it adds up all the values of each window")), "it adds up", CHOICE),
    ("options-parallel", changed(CHOICE, *options(("先求和", "先取整", "先排序", "先平均", "先去噪"), ("By sums alone", "To round them", "To sort them", "To average them", "To denoise them")), *both("stem", "池化前做什么？", "What comes before pooling, and how?")), "By sums", changed(CHOICE, *options(("先求和", "先取整", "先排序", "先平均", "先去噪"), ("To sum them", "To round them", "To sort them", "To average them", "To denoise them")), *both("stem", "池化前做什么？", "What comes before pooling, and how?"))),
    ("sorted-median", numbers("320", "310", "330", "250", "400"), "320", numbers("320", "330", "350", "360", "400")),
    ("convergence", changed(CHOICE, *options(("高，低", "高，中", "高，升", "平，低", "降，低"), ("high, low", "high, mid", "high, up", "flat, low", "down, low"))), "高，低", changed(CHOICE, *options(("高，低", "高，中", "平，中", "平，低", "平，升"), ("high, low", "high, mid", "flat, mid", "flat, low", "flat, up")))),
    ("grammar-cue", changed(CHOICE, ("stem.en", "A layer that keeps the largest value is an"), *options(("最大层", "平均层", "归一层", "卷积层", "线性层"), ("extreme layer", "mean layer", "norm layer", "conv layer", "linear layer"))), "A layer that keeps", changed(CHOICE, ("stem.en", "A layer that keeps the largest value is a(n)"), *options(("最大层", "平均层", "归一层", "卷积层", "线性层"), ("extreme layer", "mean layer", "norm layer", "conv layer", "linear layer")))),
    ("all-of-the-above", changed(CHOICE, ("wrong.3.text.zh", "以上各项都正确")), "以上各项都正确", changed(CHOICE, ("wrong.3.text.zh", "以上一层的值代替它"))),
    ("all-of-the-above", changed(CHOICE, ("wrong.3.text.en", "None of the above happens to the values")), "None of the above", changed(CHOICE, ("wrong.3.text.en", "None of the values is kept by the layer"))),
    ("negative-stem", changed(CHOICE, ("stem.zh", "下列关于最大池化的说法，哪一项不正确？"), ("stem.en", "Which claim about max pooling is **not** right?")), "不正确", changed(CHOICE, ("stem.zh", "下列关于最大池化的说法，哪一项**不正确**？"), ("stem.en", "Which claim about max pooling is **not** right?"))),
    ("negative-stem", changed(CHOICE, ("stem.en", "In which way does it not act?")), "not act", changed(CHOICE, ("stem.en", "In which way does it act if stride is not 1?".replace(" if stride is not 1", "")))),
    ("absolutes", changed(TRUTHS, ("statements.1.text.en", "In prediction units are always set to zero as in training."), ("statements.3.text.en", "It lets the training error fall faster in all cases and never rise.")), "always", changed(TRUTHS, ("statements.1.text.en", "In prediction units are always set to zero as in training."), ("statements.3.text.en", "It lets the training error fall faster and never rise."), ("statements.0.text", text("暂退法在预测时不把单元置零。", "Dropout never sets units to zero in prediction.")))),
    ("clang", changed(CHOICE, ("stem.en", "What does max pooling keep of a window?"), *options(("取窗口的最大值", "取各值的平均值", "取左上角的值", "取各值的总和", "随机取一个值"), ("one value of a window", "the average of values", "the top left value alone", "the sum of these values", "a value chosen randomly"))), "one value of a window", changed(CHOICE, ("stem.en", "What does max pooling keep?"))),
    ("clang", changed(PAIRS, ("pairs.0.right", text("用卷积层的核提取模式", "finds local patterns"))), "用卷积层的核", PAIRS),
    ("order-cue", changed(ORDER, ("entries.0.text", text("首先计算输出和损失", "compute output and loss"))), "首先", ORDER),
    ("same-entries", changed(PAIRS, ("pairs.1.left", text("卷积层", "**convolution**"))), "卷积层", changed(PAIRS, ("pairs.1.right", text("提取局部模式", "finds local patterns")))),
    ("same-entries", changed(ORDER, *((f"entries.{i}.text", text("更新权重", "update the weights")) for i in range(3))), "更新权重", changed(ORDER, *((f"entries.{i}.text", text("更新权重", "update the weights")) for i in (0, 2)))),
    ("same-in-one-language", changed(PAIRS, ("pairs.1.right.en", "finds *local* patterns")), "finds *local* patterns", changed(PAIRS, ("pairs.1.right", text("提取局部模式", "finds *local* patterns")))),
    ("answer-in-stem", changed(TERM, ("stem.en", "Which quantity, also called the gradient, tells how the loss changes?")), "Which quantity", changed(TERM, ("stem.en", "Which quantity, not the gradients' norm, tells how the loss changes?"))),
    ("plain-negation", changed(TRUTHS, ("statements.1.text", text("暂退法在训练时不会随机置零一些单元。", "Dropout does not set random units to zero in training."))), "暂退法在训练时不会", TRUTHS),
    ("near-statements", changed(TRUTHS, ("statements.3.text", text("暂退法在训练时随机置零一些单元吗。", "Dropout sets some units to zero in a training step."))), "暂退法在训练时随机置零一些单元吗", TRUTHS),
    ("duplicate-option", changed(CHOICE, ("wrong.1.text", text("取每个窗口中的平均值", "It keeps the top left value of each window"))), "取每个窗口中的平均值", CHOICE),
    ("tolerance", changed(NUMBER, ("tolerance", "0")), "三个样本", changed(NUMBER, ("tolerance", "0"), ("answer", "0.5"), ("check", "R(1, 2)"))),
    ("tolerance", changed(NUMBER, ("tolerance", "0.4")), "这是错误率", changed(NUMBER, ("tolerance", "0.3"))),
    ("rubric-points", changed(OPEN, ("rubric.0.points", 9)), "四种合理", OPEN),
    ("rubric-points", changed(OPEN, ("rubric.0.text", text("四种办法，每种写出名称得 1 分、说明原理得 2 分", "Four remedies, each 1 point for the name and 2 for the reason"))), "四种办法", changed(OPEN, ("rubric.0.text", text("四种办法，每种写出名称得 1 分、说明原理得 2 分", "Four remedies, each 1 point for the name and 2 for the reason")), ("rubric.0.points", 12))),
    ("no-source", changed(CHOICE, ("source", "TODO")), "id: pooling", CHOICE),
    ("numbers-differ", changed(CHOICE, *both("stem", "步幅为 12 时它做什么？", "What does it do with stride 2?")), "12 时", changed(CHOICE, *both("stem", "步幅为 2 时它做什么？", "What does it do with a stride of two?"))),
    ("numbers-differ", changed(CHOICE, *both("explanation", "共有 3 万个参数。", "There are 3,000 parameters.")), "共有 3 万", changed(CHOICE, *both("explanation", "共有 3 万个参数。", "There are 30,000 parameters."))),
    ("numbers-differ", changed(CHOICE, *both("explanation", "两层之后没有偏置。", "After three layers there is no bias.")), "After three", changed(CHOICE, *both("explanation", "两层之后没有偏置。", "After both layers there is no bias."))),
    ("meaning-differs", changed(CHOICE, *both("stem", "步幅至少为 2 时它做什么？", "What does it do with a stride of at most 2?")), "at most", changed(CHOICE, *both("stem", "步幅至少为 2 时它做什么？", "What does it do with a stride of at least 2?"))),
    ("numbers-exchanged", changed(CHOICE, *both("stem", "核 3、步幅 2 时它做什么？", "What does it do with stride 3 and kernel 2?")), "What does it", changed(CHOICE, *both("stem", "核 3、步幅 2 时它做什么？", "What does it do with stride 2 and kernel 3?"))),
    ("math-differs", changed(CHOICE, *both("stem", "它怎样由 $x^2$ 得到输出？", "How does it get its output from $x^3$?")), "$x^2$", changed(CHOICE, *both("stem", r"它怎样由 $x^2\text{（输入）}$ 得到输出？", r"How does it get its output from $x^2\text{ (input)}$?"))),
    ("code-differs", changed(CHOICE, *both("stem", "`F.max_pool2d(x, 2)` 做什么？", "What does `F.max_pool2d(x, k)` do?")), "`F.max_pool2d(x, k)`", changed(CHOICE, *both("stem", "`F.max_pool2d(x)` 做什么？", "What does `F.max_pool2d(x)` do?"))),
    ("code-differs", changed(CHOICE, *both("stem", "程序做什么？\n\n```python\nx = 1\n# 注释\n```", "What is done?\n\n```python\nx = 1\n# note\n```")), "```python", changed(CHOICE, *both("stem", "程序做什么？\n\n```python\nx = 1\n# note\n```", "What is done?\n\n```python\nx = 1\n# note\n```"))),
    ("figures-differ", changed(CHOICE, *both("stem", "![](drawn)\n\n图中是什么？", "What does the figure show?")), "What does the figure", changed(CHOICE, *both("stem", "![](drawn)\n\n图中是什么？", "![](drawn)\n\nWhat does the figure show?"))),
    ("untranslated", changed(CHOICE, ("wrong.0.text.en", "It keeps the 平均值 of each window")), "平均值", CHOICE),
    ("untranslated", changed(CHOICE, ("wrong.0.why.zh", "this is what average pooling does")), "this is what", changed(CHOICE, ("wrong.0.why.zh", "这是 average pooling 的做法。"))),
    ("untranslated", changed(CHOICE, ("wrong.0.why.zh", "平均池化 keeps the mean of each window。")), "keeps the mean", CHOICE),
    ("chinese-typography", changed(CHOICE, ("wrong.0.why.zh", "不对,这是平均池化。")), ",这是", changed(CHOICE, ("wrong.0.why.zh", "不对，这是 `a,b` 与 $a,b$ 的平均。"), ("wrong.0.why.en", "This is the mean of `a,b` and $a,b$."))),
    ("chinese-typography", changed(CHOICE, ("wrong.0.why.zh", "这是平均Pooling。")), "Pooling", changed(CHOICE, ("wrong.0.why.zh", "这是平均 Pooling。"))),
    ("chinese-typography", changed(CHOICE, ("wrong.0.why.zh", "这是**平均**$x$。"), ("wrong.0.why.en", "This is $x$.")), "$x$", changed(CHOICE, ("wrong.0.why.zh", "这是**平均** $x$。"), ("wrong.0.why.en", "This is $x$."))),
    ("chinese-typography", changed(CHOICE, ("wrong.0.why.zh", "这是平均 池化。")), " 池化", CHOICE),
    ("chinese-typography", changed(CHOICE, ("wrong.0.why.zh", "这是平均池化 。")), " 。", CHOICE),
    ("chinese-typography", changed(CHOICE, ("wrong.0.why.zh", "这是平均池化。。")), "。。", CHOICE),
    ("chinese-typography", changed(CHOICE, ("wrong.0.why.zh", '这是"平均"池化。')), '平均"池化', changed(CHOICE, ("wrong.0.why.zh", "这是“平均”池化。"))),
    ("chinese-typography", changed(CHOICE, ("wrong.0.why.zh", "这是“平均“池化。")), "“池化", CHOICE),
    ("chinese-typography", changed(CHOICE, ("wrong.0.why.zh", "这是平均(均值)池化。")), "(均值", changed(CHOICE, ("wrong.0.why.zh", "这是平均（均值）池化。"))),
    ("local-typography", GERMAN | {"stem": {"de": "Was misst das “Newtonmeter” in $\\mathrm{N}$?"}}, "“New", GERMAN | {"stem": {"de": "Was misst das „Newtonmeter“ in $\\mathrm{N}$?"}}),
    ("check-fails", changed(CHECKED, ("wrong.0.check", "2 + 4 = 3 * 2")), "2 + 4", CHECKED),
    ("check-fails", changed(CHECKED, ("wrong.0.check", "2 * 3 = 7")), "2 * 3", CHECKED),
    ("check-fails", changed(CHECKED, ("wrong.1.check", "x + 1")), "x + 1", CHECKED),
    ("check-fails", changed(CHECKED, ("wrong.1.check", "15/2")), "15/2", CHECKED),
    ("check-fails", changed(CHOICE, ("wrong.0.check", "30 / 4")), "30 / 4", CHECKED),
    ("check-fails", changed(CURVES, ("extra.0.check", "tuple(1 + 4*n for n in range(1, 4))")), "tuple(", CURVES),
    ("check-fails", changed(COUNTED, ("check", "2.5*3")), "2.5*3", COUNTED),
    ("check-fails", changed(COUNTED, ("wrong.0.check", "4 + 3")), "4 + 3", COUNTED),
    ("no-check", {k: v for k, v in COUNTED.items() if k != "check"} | {"wrong": []}, "共有多少个参数", COUNTED),
    ("no-check", {k: v for k, v in COUNTED.items() if k != "check"} | {"wrong": []}, "共有多少个参数", {k: v for k, v in COUNTED.items() if k != "check"} | {"wrong": [], "stem": text("第几行有错？\n\n```python numbered\nx = 1\n```", "Which line is wrong?\n\n```python numbered\nx = 1\n```")}),
    ("check-fails", OPEN | {"check": "tuple(2*x for x in (1, 2)) = (2, 5)"}, "tuple(", OPEN | {"check": "tuple(2*x for x in (1, 2)) = (2, 4)"}),
    ("check-fails", OPEN | {"check": "2 + 2"}, "2 + 2", OPEN | {"check": "2 + 2 = 4"}),
    ("check-fails", changed(BARS, ("check", "max(errors[0])")), "max(errors", BARS),
    ("check-fails", changed(BARS, ("check", "errors_x[0][0]")), "errors_x", BARS),
    ("local-typography", changed(CHOICE, ("wrong.0.why.en", 'This is a "mean", `"m"`.')), 'mean", ', changed(CHOICE, ("wrong.0.why.en", 'This is a “mean”, the pool’s.'))),
    ("percent-apart", changed(CHOICE, *both("wrong.0.why", "约为 50 %。", "This is about 50%.")), " %", changed(CHOICE, *both("wrong.0.why", "约为 50%。", "This is about 50% of it."))),
    ("term-varies", changed(CHOICE, ("wrong.0.why.zh", "这是图象的平均。")), "图象", changed(CHOICE, ("wrong.0.why.zh", "这是图像的平均，见 `图象`。"))),
    ("term-varies", changed(CHOICE, ("wrong.0.why.en", "These are Feature  images.")), "Feature  images", changed(CHOICE, ("wrong.0.why.en", "These are new-feature images."))),
    ("english-spelling", changed(CHOICE, ("wrong.0.why.en", "This is a kind of Normalization.")), "Normalization", changed(CHOICE, ("wrong.0.why.en", "This is a kind of normalisation of the same size, `normalize(x)`."), ("wrong.0.why.zh", "这是归一化，`normalize(x)`。"))),
    ("english-spelling", changed(CHOICE, ("wrong.0.why.en", "This occured before.")), "occured", CHOICE),
    ("english-spelling", changed(CHOICE, ("wrong.0.why.en", "This is the the mean.")), "the the", changed(CHOICE, ("wrong.0.why.en", "It is said that that is so."))),
    ("math-unshown", changed(CHOICE, *both("explanation", "即 $x_1_2$。", "It is $x_1_2$.")), "$x_1_2$", changed(CHOICE, *both("explanation", "即 $x_{1_2}$。", "It is $x_{1_2}$."))),
]  # fmt: skip


def course_of(root: Path, *items: Data, exam: Data | None = None, objectives: Data | None = None) -> Path:
    bank = root / "bank"
    for folder in (bank / "items", bank / "exams", root / "generators"):
        folder.mkdir(parents=True, exist_ok=True)
    german = any("de" in said for item in items for said in item.values() if isinstance(said, dict))
    languages = ("de",) if german else ("zh", "en")
    names = dict.fromkeys(languages, "Kurs")
    about = {"languages": [*languages], "name": names, "institution": names, "spelling": "british"}
    (bank / "course.yaml").write_text(dumped(about))
    (bank / "conventions.yaml").write_text("{}\n")
    image = {
        "term": dict.fromkeys(languages, "图像"),
        "avoid": {} if german else {"zh": ["图象"], "en": ["feature image"]},
    }
    (bank / "terms.yaml").write_text(dumped({"image": image}), encoding="utf-8")
    slip = {"name": dict.fromkeys(languages, "疏忽"), "why": dict.fromkeys(languages, "疏忽。"), "topics": ["cnn"]}
    (bank / "misconceptions.yaml").write_text(dumped({"slip": slip}), encoding="utf-8")
    (root / "generators" / "figures.py").write_text(
        "from hwgen import Picture, figure\n\n\n@figure\ndef drawn() -> Picture:\n    return Picture(9, 9, (), 'box')\n"
        "\n\n@figure\ndef other() -> Picture:\n    return Picture(8, 8, (), 'box')\n"
    )
    data = {"topic": "cnn", "objectives": objectives or {}, "items": list(items)}
    (bank / "items" / "cnn.yaml").write_text(dumped(data), encoding="utf-8")
    if exam:
        (bank / "exams" / "test.yaml").write_text(dumped(exam), encoding="utf-8")
    return root


class Dumper(yaml.SafeDumper):
    """Sets texts of several lines as people do."""


Dumper.add_representer(
    str, lambda d, said: d.represent_scalar("tag:yaml.org,2002:str", said, style="|" if "\n" in said else None)
)


def dumped(data: Data) -> str:
    return yaml.dump(data, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=10**6)


def found_in(root: Path, options: CheckOptions = EVERYTHING) -> tuple[Diagnostic, ...]:
    return check(root, options).diagnostics


def at(span: Span) -> str:
    """What stands at a place, and after it on its line."""
    return span.file.read_text(encoding="utf-8").splitlines()[span.line - 1][span.column - 1 :]


@pytest.mark.parametrize(("flaw", "planted", "spot", "good"), CASES, ids=[f"{i}-{c[0]}" for i, c in enumerate(CASES)])
def test_a_planted_flaw_is_found_at_its_place_and_its_neighbour_is_fine(
    tmp_path: Path, flaw: str, planted: Data, spot: str, good: Data
) -> None:
    found = found_in(course_of(tmp_path, planted))
    assert {finding.rule for finding in found} == {flaw}, found
    assert any(at(finding.span).lstrip("'\"").startswith(spot) for finding in found), [at(f.span) for f in found]
    assert found_in(course_of(tmp_path, good)) == ()


def test_every_rule_has_a_planted_flaw_and_an_entry_of_its_own() -> None:
    assert set(RULES) == set(flaws("item"))
    assert {flaw for flaw, *_ in CASES} == set(RULES)


def test_good_items_of_every_kind_are_fine(tmp_path: Path) -> None:
    assert found_in(course_of(tmp_path, *GOOD)) == ()


EXAM: Data = {
    "title": text("测验", "Test"),
    "minutes": 60,
    "sections": [
        {"title": text("题", "Questions"), "points": 4, "questions": [{"item": "pooling"}, {"item": "dropout"}]},
    ],
}


def told(root: Path, options: CheckOptions = EVERYTHING) -> set[str]:
    return {finding.rule for finding in found_in(root, options)}


def test_an_item_without_objective_is_told_where_its_topic_has_some(tmp_path: Path) -> None:
    learn = {"layers": {"bloom": "apply", "text": text("会用层", "Use layers")}}
    assert told(course_of(tmp_path, CHOICE, objectives=learn)) == {"no-objective"}
    assert told(course_of(tmp_path, {**CHOICE, "objective": "layers"}, objectives=learn)) == set()


def test_an_item_without_misconception_is_told_unless_it_was_imported(tmp_path: Path) -> None:
    assert told(course_of(tmp_path, {**CHOICE, "misconceptions": []})) == {"no-misconception"}
    assert told(course_of(tmp_path, {**CHOICE, "misconceptions": [], "imported": True})) == set()


def test_an_essay_needs_no_misconception(tmp_path: Path) -> None:
    rubric = [{"text": text("说明共享参数", "Explains shared parameters"), "points": 2}]
    own = {"model": text("各处共享卷积核。", "Kernels are shared by all places."), "rubric": rubric}
    essay = {"id": "pooling", "kind": "essay", **ABOUT, "misconceptions": [], "stem": CHOICE["stem"], **own}
    assert told(course_of(tmp_path, essay)) == set()


def test_terms_hold_in_the_tables_of_the_bank_too(tmp_path: Path) -> None:
    root = course_of(tmp_path, CHOICE)
    path = root / "bank" / "misconceptions.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("疏忽。", "图象有误。", 1), encoding="utf-8")
    (finding,) = found_in(root)
    assert (finding.rule, at(finding.span)[:2]) == ("term-varies", "图象")
    assert "“图像”" in finding.message


def test_duplicates_are_found_with_both_places(tmp_path: Path) -> None:
    again = changed(CHOICE, ("id", "again"), ("stem.en", "What does MAX pooling do, to a feature map?"))
    (finding,) = found_in(course_of(tmp_path, CHOICE, again))
    assert finding.rule == "duplicate"
    assert at(finding.span).startswith("id: again")
    assert [at(span) for span in finding.related] == ["id: pooling"]


def test_one_statement_in_two_items_is_a_duplicate(tmp_path: Path) -> None:
    other = changed(
        TRUTHS,
        ("id", "other"),
        (
            "statements.0.text",
            text("早停根据验证误差决定何时停止训练。", "Early stopping watches the validation error."),
        ),
        (
            "statements.1.text",
            text("训练误差最小时的权重总是最好的。", "The weights of least training error are the best."),
        ),
        ("statements.3.text", text("早停时无须留出验证样本。", "Early stopping holds out none of the examples.")),
    )
    (finding,) = found_in(course_of(tmp_path, TRUTHS, other))
    assert finding.rule == "duplicate"
    assert "statement `c`" in finding.message


def test_an_item_in_one_language_is_compared_with_those_in_both(tmp_path: Path) -> None:
    english = json.loads(
        json.dumps(changed(CHOICE, ("id", "english"))), object_hook=lambda d: {k: v for k, v in d.items() if k != "zh"}
    )
    assert told(course_of(tmp_path, CHOICE, {**english, "language": "en"})) == {"duplicate"}


def one_language(item: Data, language: str) -> Data:
    def kept(data: Data) -> Data:
        return {k: v for k, v in data.items() if k not in ("zh", "en") or k == language}

    said: Data = json.loads(json.dumps(item), object_hook=kept)
    return {**said, "id": f"{item['id']}-{language}", "language": language}


def test_a_translation_is_known_by_its_formulas_and_numbers(tmp_path: Path) -> None:
    formula = text(
        "$x^2$ 在 3 处的导数 $2x$ 是 6 吗？$y=x^3$ 呢？$z=1/x$ 呢？",
        "Is the derivative $2x$ of $x^2$ at 3 equal to 6? What of $y=x^3$ and $z=1/x$?",
    )
    item = changed(CHOICE, ("stem", formula))
    assert told(course_of(tmp_path, one_language(item, "zh"), one_language(item, "en"))) == {"near-duplicate"}
    other = changed(item, *both("stem", formula["zh"].replace("3", "4"), formula["en"].replace("3", "4")))
    assert told(course_of(tmp_path, one_language(item, "zh"), one_language(other, "en"))) == set()


LIKE = changed(
    CHOICE,
    ("id", "like"),
    *both("stem", "二维的最大池化对特征图做什么？", "What does two-dimensional max pooling do to a feature map?"),
    *both("wrong.3.text", "随机取窗口里的一个值", "It keeps a randomly chosen value of each window"),
)


def test_near_duplicates_are_found_unless_they_are_enemies(tmp_path: Path) -> None:
    (finding,) = found_in(course_of(tmp_path, CHOICE, LIKE))
    assert finding.rule == "near-duplicate"
    assert "% alike" in finding.message
    assert [at(span) for span in finding.related] == ["id: pooling"]
    assert told(course_of(tmp_path, CHOICE, {**LIKE, "enemies": ["pooling"]})) == set()
    assert told(course_of(tmp_path, CHOICE, {**TRUTHS, "id": "like"})) == set()


def test_sketches_estimate_what_texts_have_in_common() -> None:
    words = [f"w{i}" for i in range(400)]
    a, b = " ".join(words[:300]), " ".join(words[:40] + words[100:])
    exact = resemblance(shingles(a, "en"), shingles(b, "en"))
    kept = [(Print("", "en", name, shingles(said, "en")[:48].tobytes()),) for name, said in (("a", a), ("b", b))]
    (pair,) = pairs([*kept, kept[0]])
    assert (pair.first, pair.second, pair.share) == (0, 2, 1)
    near = " ".join(words[:295])
    kept[1] = (Print("", "en", "near", shingles(near, "en")[:48].tobytes()),)
    (pair,) = pairs(kept)
    assert abs(pair.share - resemblance(shingles(a, "en"), shingles(near, "en"))) < 0.1
    assert exact < 0.7


def test_texts_without_words_are_no_duplicates_of_one_another_by_accident() -> None:
    assert list(pairs([])) == []
    assert list(pairs([(Print("", "zh", "x", b""),), (Print("", "zh", "y", b""),)])) == []


def test_a_silence_with_a_reason_silences_one_item(tmp_path: Path) -> None:
    planted = changed(CHOICE, ("wrong.0.why.en", "This is a normalization."))
    assert told(course_of(tmp_path, planted)) == {"english-spelling"}
    report = check(course_of(tmp_path, {**planted, "silence": {"english-spelling": "a name"}}), CheckOptions())
    assert report.diagnostics == ()
    assert [(f.rule, str(reason)) for f, reason in report.silenced] == [("english-spelling", "a name")]
    other = changed(planted, ("id", "other"), *both("stem", "全局池化做什么？", "What does it do?"))
    twin = course_of(tmp_path, {**planted, "silence": {"english-spelling": "a name"}}, other)
    assert [f.subject for f in found_in(twin) if f.rule == "english-spelling"] == ["other"]


@pytest.mark.parametrize(
    ("silence", "message"),
    [
        ({"key-longst": "so"}, "did you mean `key-longest`?"),
        ({"key-longest": " "}, "without a reason"),
        ({"key-longest": "so"}, "`key-longest` is silenced, but does not occur"),
        ({"key-run": "so"}, "`key-run` is not a flaw that can be silenced here"),
        ({"unknown-key": "so"}, "`unknown-key` is not a flaw that can be silenced here"),
    ],
)
def test_a_silence_that_does_not_work_is_told(tmp_path: Path, silence: Data, message: str) -> None:
    (finding,) = found_in(course_of(tmp_path, {**CHOICE, "silence": silence}))
    assert finding.rule == "silence"
    assert message in finding.message


def test_an_exam_can_silence_its_own_flaws(tmp_path: Path) -> None:
    short = {**EXAM, "minutes": 3}
    (finding,) = found_in(course_of(tmp_path, CHOICE, TRUTHS, exam=short))
    assert finding.rule == "over-time"
    assert at(finding.span) == "3"
    assert told(course_of(tmp_path, CHOICE, TRUTHS, exam={**short, "silence": {"over-time": "it is a race"}})) == set()
    assert told(course_of(tmp_path, CHOICE, TRUTHS, exam={**EXAM, "silence": {"over-time": "so"}})) == {"silence"}
    assert told(course_of(tmp_path, CHOICE, TRUTHS, exam={**EXAM, "silence": {"clang": "so"}})) == {"silence"}


def test_enemies_on_one_paper_are_told(tmp_path: Path) -> None:
    (finding,) = found_in(course_of(tmp_path, CHOICE, {**TRUTHS, "enemies": ["pooling"]}, exam=EXAM))
    assert finding.rule == "enemies-together"
    assert "is an enemy of" in finding.message


def test_a_question_that_gives_away_another_is_told(tmp_path: Path) -> None:
    giver = changed(
        TRUTHS,
        *(
            change
            for i in range(4)
            for change in both(
                f"statements.{i}.text",
                f"第 {i} 种层：取每个窗口中的最大值。",
                f"Layer {i}: it keeps the largest value of each window.",
            )
        ),
    )
    found = [f for f in found_in(course_of(tmp_path, CHOICE, giver, exam=EXAM)) if f.rule == "gives-away"]
    assert len(found) == 1
    assert "`dropout` says “取每个窗口中的最大值”, the answer of `pooling`" in found[0].message
    assert told(course_of(tmp_path, CHOICE, TRUTHS, exam=EXAM)) == set()


def test_a_term_to_be_typed_is_given_away_by_a_like_question_only(tmp_path: Path) -> None:
    asked = {**EXAM, "sections": [{**EXAM["sections"][0], "questions": [{"item": "term"}, {"item": "open"}]}]}
    like = text(
        "损失随权重变化的方向由梯度给出，为什么？", "Why does the gradient tell how the loss changes with the weights?"
    )
    assert told(course_of(tmp_path, TERM, changed(OPEN, ("id", "open"), ("stem", like)), exam=asked)) == {"gives-away"}
    other = text("为什么循环网络中梯度会消失？", "Why do gradients vanish in a recurrent network?")
    assert told(course_of(tmp_path, TERM, changed(OPEN, ("id", "open"), ("stem", other)), exam=asked)) == set()


def test_a_plan_that_no_paper_fits_is_told(tmp_path: Path) -> None:
    asked = {**EXAM, "sections": [{**EXAM["sections"][0], "questions": [{"pick": 3}]}]}
    (finding,) = found_in(course_of(tmp_path, CHOICE, exam=asked))
    assert finding.rule == "no-paper"
    assert at(finding.span) == "pick: 3"


def plain_choices(count: int, right: int) -> tuple[list[Data], Data]:
    """An exam of `count` choices and as many concepts, with every key pinned to one place and every statement to a true one."""
    items, questions = [], []
    for i in range(count):
        mark = chr(0x4E00 + 37 * i) * 3
        choice = changed(
            CHOICE, ("id", f"c{i}"), ("stem", text(f"“{mark}”层做什么？", f"What does layer {mark.encode().hex()} do?"))
        )
        for option in (*choice["right"], *choice["wrong"]):
            option["text"] = text(option["text"]["zh"] + mark, option["text"]["en"] + mark.encode().hex())
        truth = changed(TRUTHS, ("id", f"t{i}"))
        for s in truth["statements"]:
            s["text"] = text(
                s["text"]["zh"].replace("。", f"，{mark}。"), s["text"]["en"].replace(".", f", {mark.encode().hex()}.")
            )
        items += [choice, truth]
        order = ["mean", "first", "sum"]
        order.insert(right if right >= 0 else i % 4, "largest")
        questions.append({"item": f"c{i}", "pin": {"options": {f"c{i}": order}}})
        questions.append({"item": f"t{i}", "pin": {"statement": "a" if right >= 0 or i % 2 else "b"}})
    exam = {**EXAM, "minutes": 999, "sections": [{**EXAM["sections"][0], "questions": questions}]}
    return items, exam


def test_a_key_out_of_balance_is_told_with_its_odds(tmp_path: Path) -> None:
    items, exam = plain_choices(9, 2)
    report = check(
        course_of(tmp_path, *items, exam=exam),
        CheckOptions(exam="test", only=("key-balance", "key-run", "true-false-balance")),
    )
    assert sorted(f.rule for f in report.diagnostics) == ["key-balance", "key-run", "key-run", "true-false-balance"]
    messages = " ".join(f.message for f in report.diagnostics)
    assert "A 0, B 0, C 9, D 0 (p = 0.0000)" in messages
    assert "9 of 9 statements are true (p = 0.0039)" in messages
    items, exam = plain_choices(9, -1)
    report = check(
        course_of(tmp_path, *items, exam=exam),
        CheckOptions(exam="test", only=("key-balance", "key-run", "true-false-balance")),
    )
    assert report.diagnostics == ()
    assert "key: A 3, B 2, C 2, D 2 (p = 1.00), longest run 1" in report.lines[0]


def test_odds_agree_with_counting_every_paper() -> None:
    papers = list(product(range(4), repeat=6))

    def statistic(keys: tuple[int, ...]) -> float:
        return sum((keys.count(i) - 1.5) ** 2 for i in range(4))

    def run(keys: tuple[int, ...]) -> int:
        longest = here = 1
        for a, b in pairwise(keys):
            here = here + 1 if a == b else 1
            longest = max(longest, here)
        return longest

    for keys in ((0, 0, 0, 0, 1, 2), (0, 1, 2, 3, 0, 1), (3,) * 6):
        as_odd = sum(statistic(p) >= statistic(keys) - 1e-9 for p in papers) / len(papers)
        assert balance([(key, 4) for key in keys]) == pytest.approx(as_odd)
        assert run_chance([4] * 6, run(keys)) == pytest.approx(sum(run(p) >= run(keys) for p in papers) / len(papers))
    assert even_chance(0, 6) == pytest.approx(2 / 64)
    assert even_chance(3, 6) == 1
    assert balance([(0, 4)] * 10 + [(i % 4, 4) for i in range(70)]) == pytest.approx(0.2307, abs=0.002)


def test_nothing_is_read_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = changed(CHOICE, ("wrong.0.why.en", "This is a normalization."))
    root = course_of(tmp_path, planted, TRUTHS)
    first = found_in(root)
    path = root / "bank" / "items" / "cnn.yaml"
    path.write_text("# a line more\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    read = []
    examined = editor.examine
    monkeypatch.setattr(editor, "examine", lambda course, item: read.append(item.id) or examined(course, item))
    again = found_in(root)
    assert read == []
    assert [f.span.line for f in again] == [f.span.line + 1 for f in first]
    assert at(again[0].span) == "normalization."
    course_of(tmp_path, planted, changed(TRUTHS, ("minutes", 3)))
    assert len(found_in(root)) == 1
    assert read == ["dropout"]


def test_problems_that_were_read_before_are_not_unpacked(tmp_path: Path) -> None:
    root = course_of(tmp_path, CHOICE, TRUTHS)
    found_in(root)
    course = load_course(root)
    editor.of_bank(course)
    assert all("problem" not in vars(item) for item in editor.bank_items(course))


def test_a_spoilt_cache_costs_only_time(tmp_path: Path) -> None:
    root = course_of(tmp_path, changed(CHOICE, ("wrong.0.why.en", "This is a normalization.")))
    first = found_in(root)
    for kind in ("flaws", "items"):
        for path in cache.folder(kind).iterdir():
            path.write_bytes(path.read_bytes()[:-9] + b"123456789")
    assert found_in(root) == first


def test_only_and_ignore_choose_what_is_told(tmp_path: Path) -> None:
    planted = changed(CHOICE, ("wrong.0.why.en", "This is a normalization."), ("source", "TODO"))
    root = course_of(tmp_path, planted)
    assert told(root) == {"english-spelling", "no-source"}
    assert told(root, CheckOptions(only=("no-source",))) == {"no-source"}
    assert told(root, CheckOptions(ignored=("no-source",))) == {"english-spelling"}


PLANTED = changed(
    CHOICE, ("id", "again"), ("wrong.0.why.en", "This is a % normalization, 100\\%: `:`."), ("source", "TODO")
)


def report_of(root: Path) -> Report:
    silenced = {**CHOICE, "silence": {"no-source": "lecture notes"}, "source": "TODO"}
    return check(course_of(root, silenced, PLANTED), CheckOptions())


def test_json_tells_places_from_the_course(tmp_path: Path) -> None:
    data = json.loads(as_json(report_of(tmp_path)))
    assert data["schema"] == 2
    assert (data["errors"], data["warnings"]) == (1, 2)
    first = next(d for d in data["diagnostics"] if d["rule"] == "duplicate")
    assert first["file"] == "bank/items/cnn.yaml"
    assert first["related"] == [{"file": "bank/items/cnn.yaml", "line": 4, "column": 3}]
    assert [(f["rule"], f["reason"]) for f in data["silenced"]] == [("no-source", "lecture notes")]
    assert str(tmp_path) not in as_json(report_of(tmp_path))


def test_sarif_has_what_its_schema_demands(tmp_path: Path) -> None:
    told = as_sarif(report_of(tmp_path))
    assert str(tmp_path) not in told
    log = json.loads(told)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert len(run["results"]) == 4
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("none", "note", "warning", "error")
        assert result["message"]["text"]
        for location in (*result["locations"], *result.get("relatedLocations", ())):
            place = location["physicalLocation"]
            assert not place["artifactLocation"]["uri"].startswith(("/", "file:"))
            assert place["region"]["startLine"] >= 1
            assert place["region"]["startColumn"] >= 1
    (suppressed,) = [result for result in run["results"] if "suppressions" in result]
    assert suppressed["suppressions"] == [{"kind": "inSource", "justification": "lecture notes"}]


def test_github_commands_are_escaped(tmp_path: Path) -> None:
    lines = list(as_github(report_of(tmp_path)))
    assert len(lines) == 3
    error = next(line for line in lines if line.startswith("::error "))
    assert error.startswith("::error file=bank/items/cnn.yaml,line=")
    assert ",title=duplicate::`again` asks the same as `pooling`;" in error
    planted = Diagnostic("clang", "50 %\nof: a, b", Span(tmp_path / "a,b:c.yaml", 1, 2))
    (line,) = as_github(Report(tmp_path, (planted,)))
    assert "file=a%2Cb%3Ac.yaml" in line
    assert "50 %25%0Aof: a, b" in line


def test_the_command_line_fails_on_errors_and_on_warnings_if_it_is_strict(tmp_path: Path, hwgen: Run) -> None:
    root = course_of(tmp_path / "course", {**CHOICE, "source": "TODO"})
    done = hwgen("check", "--course", root)
    assert done.returncode == 0, done.stderr
    assert "cnn.yaml:4:3: warning: the item names no source for its key [no-source]" in done.stderr
    assert done.stdout == "items: 1; no errors, 1 warning\n"
    assert hwgen("check", "--strict", "--course", root).returncode == 1
    assert hwgen("check", "--strict", "--ignore", "no-source", "--course", root).returncode == 0
    course_of(tmp_path / "course", CHOICE, {**CHOICE, "id": "again"})
    done = hwgen("check", "--format", "json", "--course", root)
    assert done.returncode == 1
    assert [d["rule"] for d in json.loads(done.stdout)["diagnostics"]] == ["duplicate"]
    wrong = hwgen("check", "--only", "key-longst", "--course", root)
    assert wrong.returncode == 2
    assert "did you mean `key-longest`?" in wrong.stderr
    assert hwgen("check", "--exam", "none", "--course", root).returncode == 2


def test_a_course_that_cannot_be_read_is_told_in_every_format(tmp_path: Path, hwgen: Run) -> None:
    root = course_of(tmp_path / "course", {**CHOICE, "minuets": 3})
    for form in ("text", "json", "sarif", "github"):
        done = hwgen("check", "--format", form, "--course", root)
        assert done.returncode == 1
        assert "unknown key `minuets`" in done.stdout + done.stderr
        assert "did you mean `minutes`" in done.stdout + done.stderr
    assert json.loads(hwgen("check", "--format", "sarif", "--course", root).stdout)["runs"][0]["results"]


def test_nothing_is_left_to_say_of_the_starter_course(proven: object) -> None:
    report = check(ROOT, CheckOptions())
    assert [str(d) for d in report.diagnostics] == []


HOSTILE = "% & # _ { } ~ ^ < > ]]> \" ' \U0001f600 עברית " + "Z" * 300


def test_hostile_texts_harm_no_rule(tmp_path: Path) -> None:
    said = text(HOSTILE, HOSTILE)
    item = changed(
        CHOICE,
        ("stem", said),
        ("right.0.text", said),
        ("wrong.0.text", said),
        ("explanation", text("。" * 3000, "a " * 3000)),
    )
    assert "duplicate-option" in told(course_of(tmp_path, item, TRUTHS))


# What two texts can differ in, their words being the same.
DIFFERENT = [
    ("```\nx = 1\n```", "```\nx = 2\n```"),
    ("```python\nx\n```", "```c\nx\n```"),
    ("    x = 1", "    x = 2"),
    ("`x=1`", "`x=2`"),
    (r"$\alpha$", r"$\beta$"),
    ("$a < b$", "$a > b$"),
    ("$$\na + b\n$$", "$$\na - b\n$$"),
    ("a|b\n-|-\nc|d", "a|bc\n-|-\n|d"),
    ("![](drawn)", "![](other)"),
    (r"\+1", "-1"),
    ("1.5", "15"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
@pytest.mark.parametrize("around", ["{}", "结果为\n\n{}\n\n"])
def test_two_texts_are_the_same_if_all_that_they_hold_is(one: str, other: str, around: str, tmp_path: Path) -> None:
    one, other = around.format(one), around.format(other)
    assert contents(one) != contents(other)
    assert contents(one) == contents(one + "\n")
    item = changed(CHOICE, ("wrong.0.text", text(one, one)), ("wrong.1.text", text(other, other)))
    rules = {rule for rule, _ in editor.read(reading_of(tmp_path, item))}
    assert "duplicate-option" not in rules
    same = changed(item, ("wrong.1.text", text(one, one)))
    assert "duplicate-option" in {rule for rule, _ in editor.read(reading_of(tmp_path, same))}


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_statements_and_items_are_compared_by_all_that_they_hold(one: str, other: str, tmp_path: Path) -> None:
    said, also = f"程序输出如下：\n\n{one}\n\n", f"程序输出如下：\n\n{other}\n\n"
    item = changed(TRUTHS, ("statements.0.text", text(said, said)), ("statements.1.text", text(also, also)))
    assert "plain-negation" not in {rule for rule, _ in editor.read(reading_of(tmp_path, item))}
    items = changed(CHOICE, ("stem", text(said, said))), changed(CHOICE, ("stem", text(also, also)))
    mine, theirs = (prints(reading_of(tmp_path, item)) for item in items)
    assert mine[0].exact != theirs[0].exact


def reading_of(root: Path, item: Data) -> Reading:
    course = load_course(course_of(root, item))
    (bank_item,) = editor.bank_items(course)
    return of_item(bank_item)


@pytest.mark.parametrize(
    ("zh", "en", "imported", "found"),
    [
        ("net-zh.svg", "net-en.svg", False, False),
        ("net.zh.svg", "net.svg", False, False),
        ("zh_net.svg", "en_net.svg", False, False),
        ("0a1b.svg", "c3d4.svg", True, False),
        ("relu.svg", "tanh.svg", False, True),
        ("buzzhen.svg", "buzenen.svg", False, True),
    ],
)
def test_a_picture_may_have_a_file_for_each_language(
    zh: str, en: str, imported: bool, found: bool, tmp_path: Path
) -> None:
    stem = text(f"图中是什么？\n\n![](files/{zh})", f"What is shown?\n\n![](files/{en})")
    files = tmp_path / "bank" / "files"
    files.mkdir(parents=True)
    for name in (zh, en):
        (files / name).write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    reading = reading_of(tmp_path, {**CHOICE, "stem": stem, "imported": imported})
    assert ("figures-differ" in {rule for rule, _ in editor.read(reading)}) is found


def test_prose_knows_where_it_was_written() -> None:
    source = "用**粗体**和 `a*b`、$x_1$ 与\\*星号：\n\n```python\ny = `x`\n```\n\n![](fig)\n\n见[@part]。"
    read = prose(source)
    assert read.visible == "用粗体和 \ue001、\ue000 与*星号：\n\ue002\n\ue002\n见\ue003。"
    for sign in "用粗和、与*星见。":
        assert source[read.offset(read.visible.index(sign))] == sign
    assert [(p.kind, p.inside) for p in read.pieces] == [
        ("code", "a*b"), ("math", "x_1"), ("fence", "python\ny = `x`"), ("figure", "fig"), ("reference", "part"),
    ]  # fmt: skip
    assert spoken(r"约 $3\times 10^{4}$ 个") == "约 3×104 个"
    assert width("批 a") == 4


def test_spelling_is_british_and_leaves_technical_words_alone() -> None:
    assert british("optimizers") == "optimisers"
    assert british("tokenization") == "tokenisation"
    assert british("analyzed") == "analysed"
    assert british("neighborhood") == "neighbourhood"
    for word in ("size", "resized", "prize", "fuzzy", "quiz", "softmax", "logits", "maize"):
        assert british(word) == ""
    assert misspellings()["recieve"] == "receive"
    assert not {"logit", "softmax", "dropout", "embedding", "backpropagation", "autoencoder"} & misspellings().keys()


def test_chinese_signs_are_chinese() -> None:
    assert re.fullmatch(f"[{HAN}]+", "汉字\U00020000")
    assert not re.search(f"[{HAN}]", "A1，。“”α")
    assert len(np.unique(shingles("卷积神经网络", "zh"))) == 4


def test_the_hook_runs_what_there_is(tmp_path: Path, hwgen: Run) -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    hook = next(hook for hook in hooks if hook["id"] == "hwgen-check")
    assert re.search(hook["files"], "bank/items/cnn.yaml")
    assert re.search(hook["files"], "courses/dl/generators/cnn/pool.py")
    assert not re.search(hook["files"], "README.md")
    program, *words = hook["entry"].split()
    assert program == "hwgen"
    root = course_of(tmp_path / "course", CHOICE, {**CHOICE, "id": "again"})
    assert hwgen(*words, "--course", root).returncode == 1
