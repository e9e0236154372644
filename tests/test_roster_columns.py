"""Columns of a class list whose names are misspelt, and wishes in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from terminal import Ran

from hwgen.classes.roster import Roster, read_roster
from hwgen.errors import UsageError


def listed(tmp_path: Path, text: str) -> Roster:
    path = tmp_path / "class.csv"
    path.write_text(text, encoding="utf-8")
    return read_roster(path)


@pytest.mark.parametrize(
    ("head", "near"),
    [
        ("id,name,langauge", "the column `langauge` is not used: did you mean `language`?"),
        ("学号,姓名,坐位号", "the column `坐位号` is not used: did you mean `座位号`?"),
        ("id,name,phone", ""),
        ("学号,姓名,学院", ""),
        ("id,name,language,languages", ""),
    ],
)
def test_a_column_that_is_nearly_one_is_pointed_out(tmp_path: Path, head: str, near: str) -> None:
    row = ",".join(("1", "A", "", "")[: head.count(",") + 1])
    warnings = listed(tmp_path, f"{head}\n{row}\n").warnings
    assert [f"{w.message}: {w.hint}" for w in warnings if w.rule == "roster-near-column"] == ([near] if near else [])


@pytest.mark.parametrize(("head", "slip", "meant"), [("学好,姓名", "学好", "学号"), ("id,nmae", "nmae", "name")])
def test_a_column_that_is_missing_may_be_misspelt(tmp_path: Path, head: str, slip: str, meant: str) -> None:
    with pytest.raises(UsageError) as refused:
        listed(tmp_path, f"{head}\n1,A\n")
    (fault,) = refused.value.diagnostics
    assert fault.hint.startswith(f"is `{slip}` meant to be `{meant}`? ")


@pytest.mark.parametrize("head", ["行政班", "自然班", "所在班", "所在行政班", "教学班", "教学班,行政班"])
def test_the_class_of_a_student_by_the_names_of_universities(tmp_path: Path, head: str) -> None:
    """Of an administrative and a teaching class, the administrative one is the student's."""
    cells = ",".join("AI-01" if name == "教学班" and "," in head else "计科2301" for name in head.split(","))
    (student,) = listed(tmp_path, f"学号,姓名,{head}\n2026001,张三,{cells}\n").students
    assert student.holder.group == "计科2301"


@pytest.mark.parametrize("head", ["考室", "试室", "考试地点", "考场"])
def test_the_room_of_a_student_by_the_names_of_universities(tmp_path: Path, head: str) -> None:
    (student,) = listed(tmp_path, f"学号,姓名,{head}\n2026001,张三,教二301\n").students
    assert student.holder.room == "教二301"


@pytest.mark.parametrize(
    ("wish", "looks"),
    [
        ("Large Print", (True, False)),
        ("high contrast, 大字", (True, True)),
        ("large-print high-contrast", (True, True)),
        ("大字、高对比", (True, True)),
    ],
)
def test_a_wish_of_two_words_is_one(wish: str, looks: tuple[bool, bool], tmp_path: Path) -> None:
    (student,) = listed(tmp_path, f'id,name,extra\n1,A,"{wish}"\n').students
    assert (student.looks.large, student.looks.contrast) == looks


def test_a_wish_that_no_paper_grants_has_a_place_to_go(tmp_path: Path) -> None:
    path = tmp_path / "class.csv"
    path.write_text("id,name,extra\n1,A,25%\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_roster(path)
    assert [fault.hint.partition("; ")[2] for fault in caught.value.diagnostics] == [
        "write other wishes into a column `remarks`"
    ]


def test_a_list_without_its_columns_is_reported_before_the_course_is_read(terminal: object, tmp_path: Path) -> None:
    (tmp_path / "class.csv").write_text("nome,when\n1,2\n", encoding="utf-8")
    (tmp_path / "bank").mkdir()
    (tmp_path / "bank" / "course.yaml").write_text("title: [", encoding="utf-8")
    done: Ran = terminal("build", "quiz", "--seed", "7", "--roster", "class.csv", folder=tmp_path)  # type: ignore[operator]
    assert done.code == 2
    assert "class.csv:1:1: error: the class list has no column `id`" in done.err
    assert "course.yaml" not in done.err
