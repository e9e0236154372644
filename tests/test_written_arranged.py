"""Texts whose answers are an order or pairs, and what only looks like one."""

from __future__ import annotations

from typing import Any

import pytest
from test_written import items, read, summary

STEPS = "A. 前向\nB. 损失\nC. 反向\n"
ORDERS = {
    "arrows": (f"1. 顺序？\n{STEPS}答案：B→A→C", "损失 前向 反向"),
    "arrows of ASCII": (f"1. 顺序？\n{STEPS}答案：C->B->A", "反向 损失 前向"),
    "dashes": (f"1. 顺序？\n{STEPS}答案：C-A-B", "反向 前向 损失"),
    "the order as it stands": (f"1. 顺序？\n{STEPS}答案：A→B→C", "前向 损失 反向"),
    "letters below a heading": (f"一、排序题\n1. 顺序？\n{STEPS}答案：CAB", "反向 前向 损失"),
    "circled numbers": ("排序题\n1. 排列：①前向②损失③反向\n答案：②①③", "损失 前向 反向"),
    "numbered lines": ("1. 排列\n(1) 前向\n(2) 损失\n(3) 反向\n答案：(2)→(1)→(3)", "损失 前向 反向"),
    "written out": ("排序题\n1. 一步训练的顺序\n答案：前向→反向→更新", "前向 反向 更新"),
}
PAIRS = {
    "numbers beside letters": ("1. 连线：\nA. ReLU\nB. SGD\n1) 优化器\n2) 激活函数\n答案：A-2, B-1", "ReLU=激活函数 SGD=优化器", ""),
    "letters for numbers": ("1. 连线\n(1) ReLU\n(2) SGD\nA. 优化器\nB. 激活函数\nC. 正则化\n答案：1-B，2-A", "ReLU=激活函数 SGD=优化器", "正则化"),
    "columns": ("匹配题\n1. 配对\n1. ReLU    A. 优化器\n2. SGD     B. 激活函数\n           C. 正则化\n答案：1→B；2→A", "ReLU=激活函数 SGD=优化器", "正则化"),
    "columns of options": ("1. 配对\nA. ReLU    1. 优化器\nB. SGD     2. 激活函数\n答案：A:2, B:1", "ReLU=激活函数 SGD=优化器", ""),
    "written out": ("连线题\n1. 配对。\n答案：ReLU—激活函数；SGD—优化器", "ReLU=激活函数 SGD=优化器", ""),
}  # fmt: skip


def only(text: str) -> Any:
    imported = read(text)
    assert not [d for d in imported.doubts if d.rule not in ("import-one-language", "import-no-rubric")]
    (item,) = items(imported)
    return item


@pytest.mark.parametrize(("text", "expected"), ORDERS.values(), ids=list(ORDERS))
def test_an_order_is_read(text: str, expected: str) -> None:
    item = only(text)
    assert item["kind"] == "ordering"
    assert " ".join(entry["text"]["zh"] for entry in item["entries"]) == expected


@pytest.mark.parametrize(("text", "expected", "unused"), PAIRS.values(), ids=list(PAIRS))
def test_pairs_are_read(text: str, expected: str, unused: str) -> None:
    item = only(text)
    assert item["kind"] == "matching"
    assert " ".join(f"{pair['left']['zh']}={pair['right']['zh']}" for pair in item["pairs"]) == expected
    assert " ".join(entry["text"]["zh"] for entry in item.get("extra", ())) == unused
    assert "\n" not in item["stem"]["zh"]


def test_what_arranges_nothing_stays_what_it_is() -> None:
    imported = read(
        "1. 正确顺序是\nA. ①②③\nB. ②①③\n答案：B\n2. 哪些？\nA. 甲\nB. 乙\nC. 丙\n答案：A-B\n3. 顺序？\nA. 甲\nB. 乙\nC. 丙\n答案：A→B"
    )
    assert [summary(item) for item in items(imported)] == ["choice B"]
    assert [d.span.line for d in imported.doubts if d.rule == "import-question-lost" and d.span] == [5, 10]
    imported = read("排序题\n1. 排列三者\n答案：见教材")
    assert [summary(item) for item in items(imported)] == ["essay 见教材"]
    assert [d.message for d in imported.doubts if d.rule == "written-sort"] == [
        "its answer “见教材” arranges no entries of it; it became an essay"
    ]


def test_parts_of_a_paper_are_no_text_of_a_question() -> None:
    text = "Part I:\n1. Who wrote Hamlet?\nAnswer: Shakespeare\nSection B\n2. Sky is blue. (T)\nPart Two - Reading\n3. Which?\nA. 4\nB. 5\nAnswer: A\n第四部分\n4. 天是蓝的。\n答案：对"
    imported = read(text)
    assert [summary(item) for item in items(imported)] == [
        "essay Shakespeare",
        "true-false T",
        "choice A",
        "true-false T",
    ]
    assert [(d.span.line if d.span else 0, d.message) for d in imported.doubts if d.rule == "written-text"] == [
        (6, "the title “Reading” names no kind of questions and was dropped")
    ]
    (item,) = items(read("1. 论文分为两部分：\n第一部分\n第二部分\n哪个更长？\nA. 一\nB. 二\n答案：A"))
    assert "第一部分" in item["stem"]["zh"]
