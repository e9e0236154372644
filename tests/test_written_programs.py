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
} | {
    f"in {name}": (f"1. 输出什么？\n{source}A. 5\nB. 9\n答案：A", f"```\n{source}")
    for name, source in {
        "SQL": "SELECT name, score\nFROM students\nWHERE score > 60\nORDER BY score DESC;\n",
        "SQL in small letters": "select name\nfrom students\nwhere score > 60\n",
        "definitions of SQL": "CREATE TABLE t (\n  id INT PRIMARY KEY,\n  name VARCHAR(20)\n);\nINSERT INTO t VALUES (1, 'a');\n",
        "a shell script": "#!/bin/bash\nfor i in 1 2 3; do\n  echo $i\ndone\n",
        "commands": "$ cd /tmp\n$ ls -l | wc -l\n",
        "MATLAB": "x = 0;\nfor i = 1:3\n  x = x + i;\nend\ndisp(x)\n",
        "R": "x <- c(1, 2, 3)\nprint(sum(x))\n",
        "pseudocode": "INPUT n\nFOR i = 1 TO n\n  s = s + 1\nNEXT i\nPRINT s\n",
        "procedures": "procedure Sort(A)\n  for i from 1 to n do\n    swap A[i], A[n]\n  end for\nend procedure\n",
        "HTML": "<ul>\n  <li>one</li>\n</ul>\n",
        "assembly": "MOV AX, 5\nADD AX, 3\nINT 21h\n",
        "Haskell": "main :: IO ()\nmain = print (sum [1..3])\n",
        "Verilog": "module and2(input a, output y);\n  assign y = a;\nendmodule\n",
        "Pascal": "begin\n  x := 5;\n  writeln(x)\nend.\n",
    }.items()
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
    assert second["context"]["zh"].endswith("```\nfor i in  (1) ____ (3):\n    print( (2) ____)\n```")
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


@pytest.mark.parametrize(
    "prose",
    [
        "Two roads diverged in a yellow wood,\nAnd sorry I could not travel both",
        "Select the best answer from those below\nwhere each has one letter",
        "If the sample is large\nfor all x",
        "IF YOU AGREE\nset the tick.",
        "Next, the ship turned\nand set sail",
    ],
)
def test_prose_in_lines_is_no_program(prose: str) -> None:
    imported = read(f"1. Read this:\n{prose}\nA. one\nB. two\nAnswer: A")
    (item,) = items(imported)
    assert "```" not in item["stem"]["en"]
    assert all(line in item["stem"]["en"] for line in prose.split("\n"))


TABLES = [
    "\n  国家   人口\n  ------ ------\n  甲国   14\n  乙国   3\n",
    "\n  ---------------\n  国家   人口\n  ------ ------\n  甲国   14\n\n  乙国   3\n  ---------------\n",
    "\n+------+------+\n| 国家 | 人口 |\n+======+======+\n| 甲国 | 14   |\n+------+------+\n| 乙国 | 3    |\n+------+------+\n",
    "\n+------+------+\n| 国家 | 人口 |\n+------+------+\n| 甲国 | 14   |\n| 乙国 | 3    |\n+------+------+\n",
]


@pytest.mark.parametrize("table", TABLES)
def test_a_drawn_table_is_a_table(table: str) -> None:
    (item,) = items(read(f"1. 哪个大？\n{table}\nA. 甲国\nB. 乙国\n答案：A"))
    assert summary(item) == "choice A"
    assert item["stem"] == {"zh": "哪个大？\n\n| 国家 | 人口 |\n|---|---|\n| 甲国 | 14 |\n| 乙国 | 3 |"}


def test_a_drawn_table_with_cells_of_several_lines_keeps_its_lines() -> None:
    table = "+----+----+\n| a  | b  |\n+====+====+\n| 1  | 2  |\n| on | 3  |\n+----+----+\n"
    (item,) = items(read(f"1. Which?\n\n{table}\nA. x\nB. y\nAnswer: A"))
    assert "|---|" not in item["stem"]["en"]
    assert "on" in item["stem"]["en"]


def test_stars_around_words_are_emphasis_and_signs_between_numbers_are_not() -> None:
    text = "1. 下列说法*不*正确的是？\nA. *Homo sapiens* 是人\nB. 2*3*4 = 24\n答案：A\n解析：int *p, *q; 与 $a*b*c$ 和 a*b*c 不是。\n2. It is ____.\nAnswer: *E. coli*"
    choice, short = items(read(text))
    assert choice["stem"] == {"zh": "下列说法*不*正确的是？"}
    assert [option["text"]["zh"] for option in (*choice["right"], *choice["wrong"])] == [
        "*Homo sapiens* 是人",
        r"2\*3\*4 = 24",
    ]
    assert choice["explanation"] == {"zh": r"int \*p, \*q; 与 $a*b*c$ 和 a\*b\*c 不是。"}
    assert short["accepted"] == ["E. coli"]
