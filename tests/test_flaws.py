"""The editor: each flaw is planted and found at its place, and a good neighbour is left alone."""

from __future__ import annotations

import copy
import json
import subprocess
from collections.abc import Callable, Iterable
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from conftest import ROOT

from hwgen import cache
from hwgen.course import load_course
from hwgen.errors import Span
from hwgen.flaws import editor
from hwgen.flaws.catalogue import FLAWS, as_markdown
from hwgen.flaws.checking import Report, Wishes, check
from hwgen.flaws.finding import Finding
from hwgen.flaws.likeness import Print, pairs, resemblance, shingles
from hwgen.flaws.paper import balance, even_chance, run_chance
from hwgen.flaws.reading import HAN, prose, spoken, width
from hwgen.flaws.report import as_github, as_json, as_sarif
from hwgen.flaws.rules import RULES
from hwgen.flaws.words import british, misspellings

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
        {"id": "a", "answer": True, **option("a", "暂退法在训练时随机置零一些单元。", "Dropout sets random units to zero in training.")},
        {"id": "b", "answer": False, **option("b", "预测时的置零概率比训练时更高。", "In prediction more units are set to zero than in training.")},
        {"id": "c", "answer": True, **option("c", "较大的网络通常能承受较高的概率。", "Larger networks usually stand a higher rate.")},
        {"id": "d", "answer": False, **option("d", "它使训练误差下降得更快。", "It lets the training error fall faster.")},
    ],
}
OPEN: Data = {
    "id": "overfitting",
    "kind": "short-answer",
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
    "tolerance": "0.01",
    "wrong": [{"answer": "1/3", "why": text("这是错误率。", "This is the error rate.")}],
    "explanation": text("二除以三。", "Two divided by three."),
}
TERM: Data = {
    "id": "term",
    "kind": "short-text",
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
    ("absolutes", changed(TRUTHS, ("statements.1.text.en", "In prediction units are always set to zero as in training."), ("statements.3.text.en", "It lets the training error fall faster in all cases and never rise.")), "always", changed(TRUTHS, ("statements.1.text.en", "In prediction units are always set to zero as in training."), ("statements.3.text.en", "It lets the training error fall faster and never rise."), ("statements.0.text.en", "Dropout never sets units to zero in prediction."))),
    ("clang", changed(CHOICE, ("stem.en", "What does max pooling keep of a window?"), *options(("取窗口的最大值", "取各值的平均值", "取左上角的值", "取各值的总和", "随机取一个值"), ("one value of a window", "the average of values", "the top left value alone", "the sum of these values", "a value chosen randomly"))), "one value of a window", changed(CHOICE, ("stem.en", "What does max pooling keep?"))),
    ("clang", changed(PAIRS, ("pairs.0.right", text("用卷积层的核提取模式", "finds local patterns"))), "用卷积层的核", PAIRS),
    ("order-cue", changed(ORDER, ("entries.0.text", text("首先计算输出和损失", "compute output and loss"))), "首先", ORDER),
    ("answer-in-stem", changed(TERM, ("stem.en", "Which quantity, also called the gradient, tells how the loss changes?")), "Which quantity", changed(TERM, ("stem.en", "Which quantity, not the gradients' norm, tells how the loss changes?"))),
    ("plain-negation", changed(TRUTHS, ("statements.1.text", text("暂退法在训练时不会随机置零一些单元。", "Dropout does not set random units to zero in training."))), "暂退法在训练时不会", TRUTHS),
    ("near-statements", changed(TRUTHS, ("statements.3.text", text("暂退法在训练时随机置零一些单元吗。", "Dropout sets some units to zero in a training step."))), "暂退法在训练时随机置零一些单元吗", TRUTHS),
    ("duplicate-option", changed(CHOICE, ("wrong.1.text", text("取每个窗口中的平均值", "It keeps the top left value of each window"))), "取每个窗口中的平均值", CHOICE),
    ("tolerance", changed(NUMBER, ("tolerance", "0")), "三个样本", changed(NUMBER, ("tolerance", "0"), ("answer", "0.5"))),
    ("tolerance", changed(NUMBER, ("tolerance", "0.4")), "这是错误率", changed(NUMBER, ("tolerance", "0.3"))),
    ("rubric-points", changed(OPEN, ("rubric.0.points", 9)), "四种合理", OPEN),
    ("rubric-points", changed(OPEN, ("rubric.0.text", text("四种办法，每种写出名称得 1 分、说明原理得 2 分", "Four remedies, each 1 point for the name and 2 for the reason"))), "四种办法", changed(OPEN, ("rubric.0.text", text("四种办法，每种写出名称得 1 分、说明原理得 2 分", "Four remedies, each 1 point for the name and 2 for the reason")), ("rubric.0.points", 12))),
    ("no-source", changed(CHOICE, ("source", "TODO")), "TODO", CHOICE),
    ("numbers-differ", changed(CHOICE, *both("stem", "步幅为 12 时它做什么？", "What does it do with stride 2?")), "12 时", changed(CHOICE, *both("stem", "步幅为 2 时它做什么？", "What does it do with a stride of two?"))),
    ("numbers-differ", changed(CHOICE, *both("explanation", "共有 3 万个参数。", "There are 3,000 parameters.")), "共有 3 万", changed(CHOICE, *both("explanation", "共有 3 万个参数。", "There are 30,000 parameters."))),
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
    ("english-spelling", changed(CHOICE, ("wrong.0.why.en", "This is a kind of Normalization.")), "Normalization", changed(CHOICE, ("wrong.0.why.en", "This is a kind of normalisation of the same size, `normalize(x)`."), ("wrong.0.why.zh", "这是归一化，`normalize(x)`。"))),
    ("english-spelling", changed(CHOICE, ("wrong.0.why.en", "This occured before.")), "occured", CHOICE),
    ("english-spelling", changed(CHOICE, ("wrong.0.why.en", "This is the the mean.")), "the the", changed(CHOICE, ("wrong.0.why.en", "It is said that that is so."))),
    ("math-unshown", changed(CHOICE, *both("explanation", "即 $x_1_2$。", "It is $x_1_2$.")), "$x_1_2$", changed(CHOICE, *both("explanation", "即 $x_{1_2}$。", "It is $x_{1_2}$."))),
]  # fmt: skip


def course_of(root: Path, *items: Data, exam: Data | None = None, objectives: Data | None = None) -> Path:
    bank = root / "bank"
    for folder in (bank / "items", bank / "exams", root / "generators"):
        folder.mkdir(parents=True, exist_ok=True)
    (bank / "course.yaml").write_text("name: {zh: 课, en: Course}\ninstitution: {zh: 系, en: Department}\n")
    (bank / "conventions.yaml").write_text("{}\n")
    (bank / "misconceptions.yaml").write_text(
        "slip:\n  name: {zh: 疏忽, en: Slip}\n  why: {zh: 疏忽。, en: A slip.}\n  topics: [cnn]\n"
    )
    (root / "generators" / "figures.py").write_text(
        "from hwgen import Picture, figure\n\n\n@figure\ndef drawn() -> Picture:\n    return Picture(9, 9, (), 'box')\n"
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


def found_in(root: Path, wishes: Wishes = Wishes()) -> tuple[Finding, ...]:
    return check(root, wishes).findings


def at(span: Span) -> str:
    """What stands at a place, and after it on its line."""
    return span.file.read_text(encoding="utf-8").splitlines()[span.line - 1][span.column - 1 :]


@pytest.mark.parametrize(("flaw", "planted", "spot", "good"), CASES, ids=[f"{i}-{c[0]}" for i, c in enumerate(CASES)])
def test_a_planted_flaw_is_found_at_its_place_and_its_neighbour_is_fine(
    tmp_path: Path, flaw: str, planted: Data, spot: str, good: Data
) -> None:
    found = found_in(course_of(tmp_path, planted))
    assert {finding.flaw for finding in found} == {flaw}, found
    assert any(at(finding.span).lstrip("'\"").startswith(spot) for finding in found), [at(f.span) for f in found]
    assert found_in(course_of(tmp_path, good)) == ()


def test_every_rule_has_a_planted_flaw_and_an_entry_of_its_own() -> None:
    assert set(RULES) == {id for id, flaw in FLAWS.items() if flaw.scope == "item"}
    assert {flaw for flaw, *_ in CASES} == set(RULES)


def test_good_items_of_every_kind_are_fine(tmp_path: Path) -> None:
    assert found_in(course_of(tmp_path, *GOOD)) == ()


def test_docs_tell_every_flaw() -> None:
    assert (ROOT / "docs" / "flaws.md").read_text(encoding="utf-8") == as_markdown()
