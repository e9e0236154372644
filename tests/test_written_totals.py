"""Headings that say what all questions below them are worth together."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import Workbook
from test_written import read

from hwgen.lms.imported import Imported

FIVE = "".join(f"{i}. 第 {i} 句话成立。（√）\n" for i in range(1, 6))


def points(imported: Imported) -> list[int]:
    return [entry["points"] for entry in imported.entries]


def remarks(imported: Imported) -> list[tuple[int, str]]:
    return [
        (doubt.span.line if doubt.span else 0, doubt.message)
        for doubt in imported.doubts
        if doubt.rule == "written-total"
    ]


@pytest.mark.parametrize(
    ("heading", "each"),
    [
        ("三、判断题（共10分）", 2),
        ("三、判断题（共5题，共10分）", 2),
        ("三、判断题（本大题满分 15 分）", 3),
        ("三、判断题（总分：10分，用时10分钟）", 2),
        ("## True or false (10 points in total)", 2),
        ("## True or false (total 10 points)", 2),
        ("三、判断题（每题2分，共10分）", 2),
        ("三、判断题（每小题各2分）", 2),
        ("三、判断题（10分钟）", 1),
    ],
)
def test_a_total_is_shared(heading: str, each: int) -> None:
    imported = read(f"{heading}\n{FIVE}")
    assert points(imported) == [each] * 5
    assert remarks(imported) == []


@pytest.mark.parametrize(
    ("heading", "each", "message"),
    [
        ("三、判断题(共12分)", 1, "gives a total of 12: 5 questions below it cannot share them and have 1 each"),
        ("三、判断题(每题2分,共20分)", 2, "gives a total of 20: the questions below it have 10"),
        ("三、判断题(10分)", 2, "gives a total of 10: they were taken for those of all questions below it, 2 each"),
    ],
)
def test_a_total_that_does_not_fit_is_a_doubt(heading: str, each: int, message: str) -> None:
    imported = read(f"{heading}\n{FIVE}")
    assert points(imported) == [each] * 5
    assert remarks(imported) == [(2, f"“{heading}” {message}")]


def test_questions_keep_points_of_their_own() -> None:
    imported = read("一、判断题（共10分）\n1. 甲成立。（√）（4分）\n2. 乙成立。（√）\n3. 丙成立。（×）\n")
    assert points(imported) == [4, 3, 3]
    assert remarks(imported) == []


def test_a_total_belongs_to_its_section_alone() -> None:
    imported = read(f"一、判断题（共10分）\n{FIVE}\n二、判断题\n{FIVE}")
    assert points(imported) == [2] * 5 + [1] * 5


def test_a_sheet_may_give_a_total() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "判断题（共10分）"
    for row in (("题干", "答案"), ("甲成立。", "√"), ("乙成立。", "×")):
        sheet.append(row)
    book.save(data := BytesIO())
    assert points(read(data.getvalue(), "excel")) == [5, 5]
