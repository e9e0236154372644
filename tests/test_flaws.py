"""The editor: each flaw is planted and found at its place, and a good neighbour is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from planted_flaws import (
    ABOUT,
    CHOICE,
    OPEN,
    TERM,
    TRUTHS,
    Data,
    Dumper,
    at,
    both,
    changed,
    course_of,
    found_in,
    options,
    text,
    told,
)
from test_author_slips import SLIPS
from test_typed_slips import PLANTED as TYPED
from test_written_results import PLANTED

from hwgen.catalogue import flaws
from hwgen.flaws.rules import RULES

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


def numbers(key: str, *wrong: str) -> Data:
    item = changed(CHOICE, *both("stem", "该层有多少个参数？", "How many parameters has the layer?"))
    item["right"][0]["text"] = text(key, key)
    for candidate, said in zip(item["wrong"], wrong, strict=True):
        candidate["text"] = text(said, said)
    return item


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
ROUNDED = changed(
    COUNTED, ("stem", text("是多少？（四舍五入到所需的小数位）", "What is it? (Round to the decimals that you need.)"))
)

LOGARITHM = (
    *both(
        "stem",
        "1808 的自然对数是多少？（保留一位小数）",
        "What is the natural logarithm of 1808? (Round to one decimal.)",
    ),
    ("check", "log(1808)"),
    ("answer", 7.5),
    ("wrong", []),
)
SHARE = both("stem", "共有 7 个，一次取 2 个，比是多少？", "There are 7 in all, 2 at a time. What is the ratio?")


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


WINDOW = changed(
    NUMBER,
    ("answer", "24"),
    ("check", "28 - 5 + 1"),
    *both("explanation", "$28-5+1=24$。", "$28-5+1=24$."),
    *both(
        "stem",
        "边长为 28 的图像经过边长为 5 的卷积核，不填充，步幅为 1，输出的边长是多少？",
        "An image of side 28 meets a kernel of side 5 with no padding and stride 1. What is the side of the output?",
    ),
)
UNPADDED = changed(
    WINDOW,
    *both(
        "stem",
        "边长为 28 的图像经过边长为 5 的卷积核，步幅为 1，输出的边长是多少？",
        "An image of side 28 meets a kernel of side 5 with stride 1. What is the side of the output?",
    ),
)
FULL = changed(
    WINDOW, ("answer", "25"), ("check", "28 - 5 + 2"), *both("explanation", "逐格相数。", "They are counted.")
)


CASES: list[tuple[str, Data, str, Data]] = [
    ("total-differs", changed(CHOICE, *both("stem", "四次测量得 3、5 和 9，最大池化取哪个？", "Four measurements give 3, 5 and 9. Which one does max pooling keep?")), "四次测量", changed(CHOICE, *both("stem", "三次测量得 3、5 和 9，最大池化取哪个？", "Three measurements give 3, 5 and 9. Which one does max pooling keep?"))),
    ("reason-against-key", changed(CHOICE, *both("right.0.why", "不对，池化不做这件事。", "This is wrong: pooling does not do this.")), "不对", changed(CHOICE, *both("right.0.why", "对，它取最大的值。", "Correct: it takes the largest one."))),
    ("reason-against-key", changed(TRUTHS, *both("statements.1.why", "正确，见第 7 章。", "True, see chapter 7.")), "正确", changed(TRUTHS, *both("statements.1.why", "这在训练时正确，但预测时不置零。", "That is right, but not in prediction."))),
    ("window-open", UNPADDED, "边长为 28", WINDOW),
    ("described-otherwise", FULL, "边长为 28", WINDOW),
    ("last-pair-given", {**PAIRS, "extra": []}, "把每一层", PAIRS),
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
    ("entries-alike", changed(ORDER, ("entries.0.text", text("36 g", "36 g")), ("entries.1.text", text("0.036 kg", "0.036 kg"))), "0.036", changed(ORDER, ("entries.0.text", text("36 g", "36 g")), ("entries.1.text", text("0.36 kg", "0.36 kg")))),
    ("direction-differs", changed(ORDER, *both("stem", "将各步按从慢到快排列。", "Order the steps from the fastest to the slowest.")), "Order the steps", changed(ORDER, *both("stem", "将各步按从慢到快排列。", "Order the steps from the slowest to the fastest."))),
    ("same-entries", changed(PAIRS, ("pairs.1.left", text("卷积层", "**convolution**"))), "卷积层", changed(PAIRS, ("pairs.1.right", text("提取局部模式", "finds local patterns")))),
    ("same-entries", changed(ORDER, *((f"entries.{i}.text", text("更新权重", "update the weights")) for i in range(3))), "更新权重", changed(ORDER, *((f"entries.{i}.text", text("更新权重", "update the weights")) for i in (0, 2)))),
    ("same-entries", changed(PAIRS, *((f"pairs.{i}.left", text(*["```python\nx = 1\n```"] * 2)) for i in (0, 1))), "```python", changed(PAIRS, *((f"pairs.{i}.left", text(*[f"```python\nx = {i}\n```"] * 2)) for i in (0, 1)))),
    ("same-in-one-language", changed(PAIRS, ("pairs.1.right.en", "finds *local* patterns")), "finds *local* patterns", changed(PAIRS, ("pairs.1.right", text("提取局部模式", "finds *local* patterns")))),
    ("answer-in-stem", changed(TERM, ("stem.en", "Which quantity, also called the gradient, tells how the loss changes?")), "Which quantity", changed(TERM, ("stem.en", "Which quantity, not the gradients’ norm, tells how the loss changes?"))),
    ("plain-negation", changed(TRUTHS, ("statements.1.text", text("暂退法在训练时不会随机置零一些单元。", "Dropout does not set random units to zero in training."))), "暂退法在训练时不会", TRUTHS),
    ("near-statements", changed(TRUTHS, ("statements.3.text", text("暂退法在训练时随机置零一些单元吗。", "Dropout sets some units to zero in a training step."))), "暂退法在训练时随机置零一些单元吗", TRUTHS),
    ("implied-option", changed(CHOICE, *both("wrong.1.text", "把每个窗口中的数值减半", "It halves all of the values of a window"), *both("wrong.2.text", "减小每个窗口中的数值", "It decreases the values of a window")), "减小每个窗口中的数值", changed(CHOICE, *both("wrong.1.text", "把每个窗口中的数值加倍", "It doubles all of the values of a window"), *both("wrong.2.text", "减小每个窗口中的数值", "It decreases the values of a window"))),
    ("convention-missing", changed(CHOICE, ("stem.zh", "不含偏置的最大池化对特征图做什么？")), "What does max", changed(CHOICE, *both("stem", "不含偏置的最大池化做什么？", "What does max pooling without biases do?"))),
    ("same-meaning", changed(CHOICE, *both("wrong.1.text", "取每个窗口中的均值", "It keeps the mean value of each window")), "取每个窗口中的均值", CHOICE),
    ("option-position", changed(CHOICE, ("explanation.zh", "窗口中最大的值被保留下来，所以选 A。")), "选 A", CHOICE),
    ("nothing-shown", changed(CHOICE, ("stem.en", "What does max pooling do to the feature map in the figure?")), "in the figure", CHOICE),
    ("duplicate-option", changed(CHOICE, ("wrong.1.text", text("取每个窗口中的平均值", "It keeps the top left value of each window"))), "取每个窗口中的平均值", CHOICE),
    ("tolerance", changed(NUMBER, ("tolerance", "0")), "三个样本", changed(NUMBER, ("tolerance", "0"), ("answer", "0.5"), ("check", "R(1, 2)"))),
    ("tolerance", changed(NUMBER, ("tolerance", "0.4")), "1/3", changed(NUMBER, ("tolerance", "0.3"))),
    ("rubric-points", changed(OPEN, ("rubric.0.points", 9)), "四种合理", OPEN),
    ("rubric-points", changed(OPEN, ("rubric.0.text", text("四种办法，每种写出名称得 1 分、说明原理得 2 分", "Four remedies, each 1 point for the name and 2 for the reason"))), "四种办法", changed(OPEN, ("rubric.0.text", text("四种办法，每种写出名称得 1 分、说明原理得 2 分", "Four remedies, each 1 point for the name and 2 for the reason")), ("rubric.0.points", 12))),
    ("no-source", changed(CHOICE, ("source", "TODO")), "id: pooling", CHOICE),
    ("program-language", changed(CHOICE, *both("stem", "程序做什么？\n\n```pyhton\nx = 1\n```", "What is done?\n\n```pyhton\nx = 1\n```")), "```pyhton", changed(CHOICE, *both("stem", "程序做什么？\n\n```Python\nx = 1\n```", "What is done?\n\n```Python\nx = 1\n```"))),
    ("program-language", changed(CHOICE, *both("stem", "程序做什么？\n\n```numbered\nx = 1\n```", "What is done?\n\n```numbered\nx = 1\n```")), "```numbered", changed(CHOICE, *both("stem", "程序做什么？\n\n```brainfuck numbered\nx = 1\n```", "What is done?\n\n```brainfuck numbered\nx = 1\n```"))),
    ("indented-text", changed(CHOICE, *both("explanation", "池化缩小特征图。\n\n    窗口取最大值。", "Pooling shrinks the map.\n\n    A window keeps its maximum.")), "窗口取最大值", changed(CHOICE, *both("explanation", "池化缩小特征图：\n\n1. 窗口取最大值。\n\n   其余舍去。", "Pooling shrinks the map:\n\n1. A window keeps its maximum.\n\n   The rest is dropped."))),
    ("no-source", changed(CHOICE, ("source", "TBD: the page")), "id: pooling", changed(CHOICE, ("source", "Todorov, Optimal Control Theory (2006)"))),
    ("no-source", changed(CHOICE, ("source", "any textbook")), "id: pooling", changed(CHOICE, ("source", "the textbook, page 12"))),
    ("no-source", changed(CHOICE, ("source", "<Author, Title (Year)>")), "id: pooling", changed(CHOICE, ("source", "Author, Title (2016), section 3"))),
    ("no-source", changed(CHOICE, ("source", "网络、教材")), "id: pooling", changed(CHOICE, ("source", "周志华《机器学习》第 3 章"))),
    ("numbers-differ", changed(CHOICE, *both("stem", "两台主机各发送一个分组，谁先到？", "A host sends a packet, and who is first?")), "A host", changed(CHOICE, *both("stem", "两台主机各发送一个分组，谁先到？", "Two hosts send a packet each, and who is first?"))),
    ("numbers-differ", changed(CHOICE, *both("stem", "两张表各有 9 条记录。记录不跨页。需要几页？", "A table has 9 records. None spans two pages. How many pages are needed?")), "A table", changed(CHOICE, *both("stem", "两张表各有 9 条记录。记录不跨页。需要几页？", "Two tables have 9 records each. None spans two pages. How many pages are needed?"))),
    ("duplicate-option", changed(CHOICE, *both("right.0.text", "16 Mbit", "16 Mbit"), *both("wrong.1.text", "2 MB", "2 MB")), "2 MB", changed(CHOICE, *both("right.0.text", "16 Mbit", "16 Mbit"), *both("wrong.1.text", "4 MB", "4 MB"))),
    ("numbers-differ", changed(CHOICE, *both("stem", "步幅为 12 时它做什么？", "What does it do with stride 2?")), "12 时", changed(CHOICE, *both("stem", "步幅为 2 时它做什么？", "What does it do with a stride of two?"))),
    ("numbers-differ", changed(CHOICE, *both("explanation", "共有 3 万个参数。", "There are 3,000 parameters.")), "共有 3 万", changed(CHOICE, *both("explanation", "共有 3 万个参数。", "There are $30\\,000$ parameters."))),
    ("numbers-differ", changed(CHOICE, *both("stem", "三张表各有 3 列和 2 行，共有几格？", "Two tables have 3 columns and 2 rows each. How many cells are there?")), "Two", changed(CHOICE, *both("stem", "三张表各有 3 列和 2 行，共有几格？", "Three tables have 3 columns and 2 rows each. How many cells are there?"))),
    ("numbers-differ", changed(CHOICE, *both("stem", "译文为 five red apples，它的二元语法有几个？", "The output is “five red apples”. How many of its three words are nouns?")), "The output", changed(CHOICE, *both("stem", "译文为 three red apples，它的二元语法有几个？", "The output is “three red apples”. How many bigrams does it have?"))),
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
    ("untranslated", changed(CHOICE, *both("stem", "它做什么？", "它做什么？")), "它", changed(CHOICE, *both("stem", "它做什么？", "它做什么？"), ("imported", True))),
    ("untranslated", changed(CHOICE, ("wrong.0.text.en", "It keeps the 平均值 of each window"), ("imported", True)), "平均值", CHOICE),
    ("chinese-typography", changed(CHOICE, ("wrong.0.why.zh", "不对,这是平均池化。")), ",这是", changed(CHOICE, ("wrong.0.why.zh", "不对，这是 `a,b` 与 $a,b$ 的平均。"), ("wrong.0.why.en", "This is the mean of `a,b` and $a,b$."))),
    ("chinese-typography", changed(CHOICE, ("wrong.0.why.zh", "这是平均Pooling。")), "Pooling", changed(CHOICE, ("wrong.0.why.zh", "这是平均 Pooling。"))),
    ("chinese-typography", changed(CHOICE, ("wrong.0.why.zh", "这是**平均**$x$。"), ("wrong.0.why.en", "This is $x$.")), "$x$", changed(CHOICE, ("wrong.0.why.zh", "这是**平均** $x$。"), ("wrong.0.why.en", "This is $x$."))),
    ("chinese-typography", changed(CHOICE, ("wrong.0.why.zh", "这是平均 池化。")), " 池化", CHOICE),
    ("chinese-typography", changed(CHOICE, ("wrong.0.why.zh", "平均为 ＄x＄。")), "＄x", CHOICE),
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
    ("check-fails", changed(COUNTED, ("check", "3*5")), "3*5", COUNTED),
    ("check-fails", changed(COUNTED, ("wrong.0.check", "4 + 3")), "4 + 3", COUNTED),
    ("calculator-too-weak", changed(ROUNDED, *LOGARITHM), "log(", changed(ROUNDED, *LOGARITHM, ("calculator", "scientific"))),
    ("calculator-too-weak", changed(ROUNDED, ("check", "100/3"), ("answer", 33.3), ("wrong", [])), "100/3", changed(COUNTED, ("check", "100/4"), ("answer", 25), ("wrong", []))),
    ("calculator-too-weak", changed(ROUNDED, ("check", "sqrt(2)"), ("answer", 1.41), ("wrong", []), ("calculator", "basic")), "sqrt", changed(COUNTED, ("check", "sqrt(4)"), ("answer", 2), ("wrong", []))),
    ("step-fails", changed(CHOICE, *both("explanation", "$12 \\times 5 = 70$。", "$12 \\times 5 = 70$.")), "70$", changed(CHOICE, *both("explanation", "$12 \\times 5 = 60$。", "$12 \\times 5 = 60$."))),
    ("step-fails", changed(OPEN, *both("rubric.0.text", "四种办法，每种 2 分，$4 \\times 2 = 9$", "Four remedies, $4 \\times 2 = 9$")), "9$", changed(OPEN, *both("rubric.0.text", "四种办法，每种 2 分，$4 \\times 2 = 8$", "Four remedies, $4 \\times 2 = 8$"))),
    ("step-fails", changed(CHOICE, *both("explanation", "权重有 $12 \\times 5 = 60$ 个，偏置有 5 个，一共 72 个。", "There are $12 \\times 5 = 60$ weights and 5 biases, 72 in all.")), "72", changed(CHOICE, *both("explanation", "权重有 $12 \\times 5 = 60$ 个，偏置有 5 个，一共 65 个。", "There are $12 \\times 5 = 60$ weights and 5 biases, 65 in all."))),
    ("step-fails", changed(CHOICE, *both("explanation", "$3000 \\times 4002 \\approx 1.3 \\times 10^7$。", "$3000 \\times 4002 \\approx 1.3 \\times 10^7$.")), "1.3", changed(CHOICE, *both("explanation", "$3000 \\times 4002 \\approx 1.2 \\times 10^7$；4 个头、8 个词元，共 32 个得分。", "$3000 \\times 4002 \\approx 1.2 \\times 10^7$; 4 heads and 8 tokens, in all 32 scores."))),
    ("rounding-unsaid", changed(COUNTED, *SHARE, ("check", "2/7"), ("answer", 0.29), ("wrong", []), ("calculator", "basic")), "共有", changed(COUNTED, *SHARE, ("check", "7/2"), ("answer", 3.5), ("wrong", []), ("calculator", "basic"))),
    ("nothing-shown", changed(CHOICE, ("stem.zh", "观察右侧的损失曲线，最大池化做什么？")), "右侧的损失", changed(CHOICE, ("stem.zh", "图像右侧的像素经最大池化会怎样？"))),
    ("nothing-shown", changed(CHOICE, ("stem.zh", "如左图所示，最大池化做什么？")), "如左图", changed(CHOICE, ("stem.zh", "词向量表中的数经最大池化会怎样？"))),
    ("nothing-shown", changed(CHOICE, ("stem.en", "What does max pooling do to the map shown on the right?")), "shown on", changed(CHOICE, ("stem.en", "What does max pooling do in the table of vectors?"))),
    ("option-position", changed(CHOICE, ("explanation.zh", "最大值被保留，故 B、C、D 三项可排除。")), "B、C", changed(CHOICE, ("explanation.zh", "最大值被保留，故矩阵 $B$、$C$ 可排除。"))),
    ("option-position", changed(CHOICE, ("explanation.en", "The largest value is kept, which rules out B and C.")), "rules out", changed(CHOICE, ("explanation.en", "The largest value is kept, which rules out BatchNorm."))),
    ("no-source", changed(CHOICE, ("source", "某教材第几章，回头再查")), "id: pooling", changed(CHOICE, ("source", "《某种视角下的深度学习》第 9 章"))),
    ("no-source", changed(CHOICE, ("source", "Goodfellow et al., chapter ?")), "id: pooling", changed(CHOICE, ("source", "Huff, Will You Be There? (2016), chapter 3"))),
    ("no-source", changed(CHOICE, ("source", "some textbook, page to be added")), "id: pooling", changed(CHOICE, ("source", "Some Thoughts on Learning (2016)"))),
    ("same-meaning", changed(CHOICE, ("wrong.0.text.zh", "结果与窗口大小无关"), ("wrong.1.text.zh", "结果不随窗口大小变化")), "结果不随", changed(CHOICE, ("wrong.0.text.zh", "结果与窗口大小无关"), ("wrong.1.text.zh", "结果不随输入大小变化"))),
    ("meaning-differs", changed(CHOICE, *both("stem", "准确率由 80% 升到 84%，提高了百分之四。最大池化做什么？", "An accuracy that goes from 80% to 84% rises by four percentage points. What does max pooling do?")), "准确率由", changed(CHOICE, *both("stem", "准确率由 80% 升到 84%，提高了四个百分点。最大池化做什么？", "An accuracy that goes from 80% to 84% rises by four percentage points. What does max pooling do?"))),
    ("meaning-differs", changed(CHOICE, *both("stem", "最大池化的错误率是多少？", "What is the accuracy of max pooling?")), "accuracy", changed(CHOICE, *both("stem", "最大池化的错误率是多少？", "What is the error rate of max pooling?"))),
    ("plain-negation", changed(TRUTHS, ("statements.0.text", text("残差连接使梯度可以绕过某些层。", "Residual connections let gradients pass around layers.")), ("statements.1.text", text("残差连接并不会让梯度绕过某些层。", "Residual connections do not allow gradients to pass around layers."))), "残差连接并不", changed(TRUTHS, ("statements.0.text", text("残差连接使梯度可以绕过某些层。", "Residual connections let gradients pass around layers.")))),
    ("percent-for-points", changed(CHOICE, *both("stem", "准确率提高了 5%。它做什么？", "The accuracy rises by 5%. What does it do?")), "The accuracy", changed(CHOICE, *both("stem", "准确率提高了 5 个百分点。它做什么？", "The accuracy rises by 5 percentage points. What does it do?"))),
    ("percent-for-points", changed(CHOICE, *both("stem", "错误率比它低 $3\\%$。它做什么？", "The error rate is lower, and it falls by $3\\%$. What does it do?")), "错误率", changed(CHOICE, *both("stem", "错误率从 6% 下降到 3%。它做什么？", "The error rate falls from 6% to 3%. What does it do?"))),
    ("symbol-unsaid", changed(CHOICE, *both("stem", r"层 $h=\sigma(Wx)$ 做什么？", r"What does the layer $h=\sigma(Wx)$ do?")), "h=", changed(CHOICE, *both("stem", r"层 $h=\sigma(Wx)$（$\sigma$ 为任意函数）做什么？", r"What does the layer $h=\sigma(Wx)$ do with any function $\sigma$?"))),
    ("symbol-unsaid", changed(CHOICE, *both("stem", r"层 $h=\mathrm{act}(\lambda x)$ 做什么？", r"What does the layer $h=\mathrm{act}(\lambda x)$ do?")), "h=", changed(CHOICE, *both("stem", r"层 $h=\mathrm{relu}(\lambda x)$ 做什么（$0<\lambda<1$）？", r"What does the layer $h=\mathrm{relu}(\lambda x)$ do with $0<\lambda<1$?"))),
    ("grammar-slip", changed(CHOICE, ("stem.en", "The sizes is small. What does max pooling do to a feature map?")), "The sizes is", changed(CHOICE, ("stem.en", "The number of sizes is small. What does max pooling do to a feature map?"))),
    ("grammar-slip", changed(CHOICE, ("stem.en", "The output are small. What does max pooling do to a feature map?")), "The output are", CHOICE),
    ("number-not-given", changed(COUNTED, ("check", "17*4 - 56")), "17*4", COUNTED),
    ("unit-differs", changed(COUNTED, *both("stem", "共耗时多少毫秒？", "How many ms does it take in all?"), *both("explanation", "三乘四，共 12 秒。", "It is three times four, which makes 12 s.")), "三乘四", changed(COUNTED, *both("stem", "共耗时多少毫秒？", "How many ms does it take in all?"), *both("explanation", "三乘四，共 12 毫秒。", "It is three times four, which makes 12 ms."))),
    ("no-check", {k: v for k, v in COUNTED.items() if k != "check"} | {"wrong": []}, "共有多少个参数", COUNTED),
    ("no-check", {k: v for k, v in COUNTED.items() if k != "check"} | {"wrong": []}, "共有多少个参数", {k: v for k, v in COUNTED.items() if k != "check"} | {"wrong": [], "stem": text("第几行有错？\n\n```python numbered\nx = 1\n```", "Which line is wrong?\n\n```python numbered\nx = 1\n```")}),
    ("check-fails", OPEN | {"check": "tuple(2*x for x in (1, 2)) = (2, 5)"}, "tuple(", OPEN | {"check": "tuple(2*x for x in (1, 2)) = (2, 4)"}),
    ("check-fails", OPEN | {"check": "2 + 2"}, "2 + 2", OPEN | {"check": "2 + 2 = 4"}),
    ("check-fails", changed(BARS, ("check", "max(errors[0])")), "max(errors", BARS),
    ("check-fails", changed(BARS, ("check", "errors_x[0][0]")), "errors_x", BARS),
    ("local-typography", changed(CHOICE, ("wrong.0.why.en", 'This is a "mean", `"m"`.')), 'mean", ', changed(CHOICE, ("wrong.0.why.en", 'This is a “mean”, the pool’s.'))),
    ("local-typography", changed(CHOICE, ("wrong.0.why.en", "This is the pool's mean.")), "s mean", changed(CHOICE, ("wrong.0.why.en", "This is the pool’s mean, `pool's`, $f'(x)$."), ("wrong.0.why.zh", "这是平均，`pool's`，$f'(x)$。"))),
    ("local-typography", changed(CHOICE, ("wrong.0.why.en", "This is the layers' mean of 5' 3.")), " mean of 5", changed(CHOICE, ("wrong.0.why.en", "This is the layers’ mean of 5' 3."))),
    ("digits-ungrouped", changed(CHOICE, *both("wrong.0.why", "约有 50000 个。", "There are about 50000.")), "50000", changed(CHOICE, *both("wrong.0.why", "约有 $50\\,000$ 个，端口 50000，比特 10110，`50000`，$0.50001$，5000 个。", "There are about $50\\,000$, port 50000, bits 10110, `50000`, $0.50001$ and 5000."))),
    ("digits-ungrouped", changed(CHOICE, *both("wrong.0.why", "约有 $2 \\times50000$ 个。", "There are about $2 \\times50000$.")), "$2 ", changed(CHOICE, *both("wrong.0.why", "约有 $2 \\times 50\\,000$ 个。", "There are about $2 \\times 50\\,000$."))),
    ("digits-ungrouped", changed(CHOICE, *both("wrong.0.why", "约有 50,000 个。", "There are about 50,000.")), "50,000", changed(CHOICE, *both("wrong.0.why", "约有 $50\\,000$ 个。", "There are about $50\\,000$."))),
    ("percent-apart", changed(CHOICE, *both("wrong.0.why", "约为 50 %。", "This is about 50%.")), " %", changed(CHOICE, *both("wrong.0.why", "约为 50%。", "This is about 50% of it."))),
    ("term-varies", changed(CHOICE, ("wrong.0.why.zh", "这是图象的平均。")), "图象", changed(CHOICE, ("wrong.0.why.zh", "这是图像的平均，见 `图象`。"))),
    ("term-varies", changed(CHOICE, ("wrong.0.why.en", "These are Feature  images.")), "Feature  images", changed(CHOICE, ("wrong.0.why.en", "These are new-feature images."))),
    ("english-spelling", changed(CHOICE, ("wrong.0.why.en", "This is a kind of Normalization.")), "Normalization", changed(CHOICE, ("wrong.0.why.en", "This is a kind of normalisation of the same size, `normalize(x)`."), ("wrong.0.why.zh", "这是归一化，`normalize(x)`。"))),
    ("english-spelling", changed(CHOICE, ("wrong.0.why.en", "This occured before.")), "occured", CHOICE),
    ("english-spelling", changed(CHOICE, ("wrong.0.why.en", "This is the the mean.")), "the the", changed(CHOICE, ("wrong.0.why.en", "It is said that that is so."))),
    ("chinese-typography", changed(CHOICE, ("wrong.0.why.zh", "这是平均\u200b池化。")), "\u200b池化", CHOICE),
    ("local-typography", changed(CHOICE, ("wrong.0.why.en", "This is `a\u200bb` the mean.")), "\u200bb", CHOICE),
    ("math-unshown", changed(CHOICE, *both("explanation", "即 $f(x，y)$。", "It is $f(x，y)$.")), "$f(x，y)$", changed(CHOICE, *both("explanation", "即 $f(x,y)\\text{，有}$。", "It is $f(x,y)\\text{，有}$."))),
    ("math-unshown", changed(CHOICE, *both("explanation", "即 $√2$。", "It is $√2$.")), "$√2$", changed(CHOICE, *both("explanation", "即 $\\sqrt{2}$。", "It is $\\sqrt{2}$."))),
    ("formula-typed", changed(CHOICE, *both("explanation", "即 $10^-3$。", "It is $10^-3$.")), "$10^-3$", changed(CHOICE, *both("explanation", "即 $10^{-3}$。", "It is $10^{-3}$."))),
    ("math-unshown", changed(CHOICE, *both("explanation", "即 $x_1_2$。", "It is $x_1_2$.")), "$x_1_2$", changed(CHOICE, *both("explanation", "即 $x_{1_2}$。", "It is $x_{1_2}$."))),
]  # fmt: skip


Dumper.add_representer(
    str, lambda d, said: d.represent_scalar("tag:yaml.org,2002:str", said, style="|" if "\n" in said else None)
)


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
    assert {*(flaw for flaw, *_ in (*CASES, *SLIPS)), *PLANTED, *TYPED} == set(RULES)


def test_good_items_of_every_kind_are_fine(tmp_path: Path) -> None:
    assert found_in(course_of(tmp_path, *GOOD)) == ()


def test_an_item_without_objective_is_reported_where_its_topic_has_some(tmp_path: Path) -> None:
    learn = {"layers": {"bloom": "apply", "text": text("会用层", "Use layers")}}
    assert told(course_of(tmp_path, CHOICE, objectives=learn)) == {"no-objective"}
    assert told(course_of(tmp_path, {**CHOICE, "objective": "layers"}, objectives=learn)) == set()


def test_an_item_without_misconception_is_reported_unless_it_was_imported(tmp_path: Path) -> None:
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
