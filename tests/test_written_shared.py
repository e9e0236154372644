"""Texts that several questions share, tables in questions, programs in cells."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook
from test_written import items, read, summary

SHARED = {
    "阅读下面的材料，回答1-2题。\n有三层。\n\n(1) 都是全连接层。\n1. 层数是？\nA. 3\nB. 4\n答案：A\n2. 它是深的。\n答案：对\n3. 天是蓝的。\n答案：对": (1, "阅读下面的材料，回答1-2题。\\\n有三层。\\\n(1) 都是全连接层。"),
    "1. 天是蓝的。\n答案：对\n根据材料完成第2至3题。\n有三层。\n2. 层数是？\nA. 3\nB. 4\n答案：A\n3. 它是深的。\n答案：对": (3, "根据材料完成第2至3题。\\\n有三层。"),
    "Questions 1-2 refer to this passage.\nThere are three layers.\n1. How many?\nA. 3\nB. 4\nAnswer: A\n2. It is deep.\nAnswer: T": (1, "Questions 1-2 refer to this passage.\\\nThere are three layers."),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SHARED.items())
def test_a_shared_text_stands_in_each_of_its_questions(text: str, expected: tuple[int, str]) -> None:
    line, shared = expected
    imported = read(text)
    texts = [next(iter((item.get("stem") or item["statements"][0]["text"]).values())) for item in items(imported)]
    assert [shown.startswith(f"{shared}\\\n") for shown in texts].count(True) == 2
    assert all(shared.split()[0] not in shown for shown in texts if not shown.startswith(shared))
    assert [(d.rule, d.span.line) for d in imported.doubts if d.span and d.rule != "import-one-language"] == [
        ("written-shared", line)
    ]


@pytest.mark.parametrize("behind", ["1. 天是蓝的。\n答案：对", ""])
def test_a_shared_text_of_no_question_is_a_doubt(behind: str) -> None:
    imported = read(f"1. 雪是白的。\n答案：对\n阅读材料，回答5-8题。\n有三层。\n{behind}")
    assert [summary(item) for item in items(imported)] == ["true-false T"] * (2 if behind else 1)
    assert "“阅读材料，回答5-8题。 有三层。” stands above none" in "".join(
        d.message for d in imported.doubts if d.rule == "written-text"
    )


PARTS = {
    "answers in their lines": (
        "1. Take [3, 1, 2].\n(1) How many are there? Answer: 3\n(2) Which is the largest? Answer: 3\n2. Is snow white?\nAnswer: T",
        ["numeric 3", "numeric 3", "true-false T"],
    ),
    "a choice, a number and an essay": (
        "1. 设 X 服从 N(0,1)。\n（1）均值是？\n答案：0\n解析：(1) 对称。\n(2) 故为零。\n\n（2）哪个是方差？\nA. 0\nB. 1\n答案：B\n（3）谈谈正态分布。\n答：很常见。",
        ["numeric 0", "choice B", "essay 很常见。"],
    ),
    "signs behind statements": ("1. 判断：\n① 天是蓝的。（√）\n② 草是红的。（×）", ["true-false T", "true-false F"]),
    "one answer with a list": ("1. 说两点。\n答：\n(1) 甲\n(2) 乙\n2. 天是蓝的。（√）", ["essay (1) 甲\\\n(2) 乙", "true-false T"]),
    "answers below all parts": ("1. 设甲。\n(1) 求乙。\n(2) 求丙。\n答案：(1) 4 (2) 2", ["essay (1) 4 (2) 2"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PARTS.values(), ids=list(PARTS))
def test_parts_with_answers_of_their_own_are_questions_below_the_same_text(text: str, expected: list[str]) -> None:
    imported = read(text)
    assert [summary(item) for item in items(imported)] == expected
    assert not [d for d in imported.doubts if d.rule in ("written-stray", "written-twice", "written-text")]


def test_the_text_above_parts_stands_in_each() -> None:
    imported = read(PARTS["a choice, a number and an essay"][0].replace("。\n（1）", "。（10分）\n（1）", 1))
    assert [item["stem"]["zh"].partition("\\\n")[0] for item in items(imported)] == ["设 X 服从 N(0,1)。"] * 3
    (said,) = [d.message for d in imported.doubts if d.rule == "written-shared"]
    assert (
        said
        == "the text above its parts was put into each of them; its points (10) were dropped, give each part its own"
    )


def test_a_list_below_the_word_for_answers_is_no_key_where_every_question_has_its_answer() -> None:
    imported = read("1. 单位是（B）。\nA. 伏特\nB. 安培\n2. 简述甲。\n答案：\n(1) 乙\n(2) 丙")
    assert [summary(item) for item in items(imported)] == ["choice B", "essay (1) 乙\\\n(2) 丙"]


def test_a_table_is_a_table() -> None:
    (item,) = items(read("1. 哪个高？\n| 模型 | 值 |\n|---|---|\n| A | $0.9$ |\n| B | 0.8 |\nA. 甲\nB. 乙\n答案：A"))
    assert item["stem"] == {"zh": "哪个高？\n\n| 模型 | 值 |\n|---|---|\n| A | $0.9$ |\n| B | 0.8 |"}


def test_a_program_in_a_cell_is_a_program() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet
    for row in (["题干", "选项A", "选项B", "答案"], ["输出？\nfor i in range(2):\n    print(i)\nA = 2", "1", "2", "B"]):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    imported = read(file.getvalue(), "excel")
    (item,) = items(imported)
    assert item["stem"] == {"zh": "输出？\n\n```\nfor i in range(2):\n    print(i)\nA = 2\n```"}
    assert [d.message for d in imported.doubts if d.rule == "written-program"] == ["3 lines were taken for a program"]
