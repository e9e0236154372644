"""Programs in texts of questions: kept with their lines and their indentation, and never read as questions."""

from __future__ import annotations

import pytest
from test_written import items, read, summary

PYTHON = """for i in range(3):
    print(i, "甲")

# 1. a remark
A = 2**3 + 4**2
"""
C = """#include <stdio.h>
int main() {
  printf("%d", 1);
}
"""
TEXTS = {
    "between fences": (f"1. 输出什么？\n```python\n{PYTHON}```\nA. 012\nB. 123\n答案：A", "```python\n" + PYTHON),
    "between tildes": (f"1. 输出什么？\n~~~\n{PYTHON}~~~\nA. 012\nB. 123\n答案：A", "```\n" + PYTHON),
    "without fences": (f"1. 输出什么？\n{PYTHON}A. 012\nB. 123\n答案：A", "```\n" + PYTHON),
    "indented": ("1. 输出什么？\n" + "".join(f"    {line}\n" for line in C.splitlines()) + "A. 012\nB. 123\n答案：A", "```\n" + C),
    "labels in a program": ("1. 输出什么？\nkey = 5\nscore = 0.9\nif key:\n    print(score)\nA. 5\nB. 9\n答案：A", "```\nkey = 5\nscore = 0.9\nif key:\n    print(score)\n"),
    "a shell": ("1. 输出什么？\n>>> x = [1]\n>>> x[0]\nA. 5\nB. 9\n答案：A", "```\n>>> x = [1]\n>>> x[0]\n"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "program"), TEXTS.values(), ids=list(TEXTS))
def test_a_program_keeps_its_lines(text: str, program: str) -> None:
    imported = read(text)
    (item,) = items(imported)
    assert summary(item) == "choice A"
    assert item["stem"] == {"zh": f"输出什么？\n\n{program}```"}
    guessed = [d.message for d in imported.doubts if d.rule == "written-program"]
    assert guessed == (
        [] if "```" in text or "~~~" in text else [f"{len(program.splitlines()) - 1} lines were taken for a program"]
    )


def test_a_program_may_be_an_answer_an_option_or_have_blanks() -> None:
    imported = read(
        "一、编程题\n1. 写出求和函数。\n答案：\ndef f(xs):\n    return sum(xs)\n2. 补全：\n```\nfor i in ____(3):\n    print(____)\n```\n答案：range；i\n"
    )
    first, second = items(imported)
    assert first["model"] == {"zh": "```\ndef f(xs):\n    return sum(xs)\n```"}
    assert summary(second) == "linked short-answer range,short-answer i"
    assert second["context"]["zh"].endswith("```\nfor i in  (1) ____ (3):\n    print( (2) ____ )\n```")
    (item,) = items(read("1. 哪个是列表？\nA. `x = [1]`\nB.\n```\nx = (1)\n```\n答案：A"))
    assert item["right"][0]["text"] == {"zh": "`x = [1]`"}
    assert item["wrong"][0]["text"] == {"zh": "```\nx = (1)\n```"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1. 设\ny = wx + b\nz = y^2\n求 dz/dw=____\n答案：2yx", "short-answer 2yx"),
        ("1. Consider:\n  the mean, and\n  the variance (both known);\nwhich is larger?\nA. mean\nB. variance\nAnswer: A", "choice A"),
        ("1. LaTeX quotes `this\' and `that\' word.\nAnswer: True", "true-false T"),
    ],
)  # fmt: skip
def test_formulas_and_prose_are_no_programs(text: str, kind: str) -> None:
    imported = read(text)
    (item,) = items(imported)
    assert summary(item) == kind
    assert "```" not in str(item)
    assert not [d for d in imported.doubts if d.rule == "written-program"]


def test_names_of_python_are_no_blanks_and_powers_no_bold_text() -> None:
    first, second, third = items(
        read(
            "1. __init__ 是构造方法。\n答案：对\n2. __name__ 是____。\n答案：名字\n3. 算式 2**3 + 4**2 的值是 24。\n答案：对"
        )
    )
    assert summary(first) == "true-false T"
    assert summary(second) == "short-answer 名字"
    assert third["statements"][0]["text"]["zh"].replace("\\", "") == "算式 2**3 + 4**2 的值是 24。"
