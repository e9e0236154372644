"""What lecturers and offices do to a class list: it is read as it was meant, or the row and the way out are told."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from hwgen.classes.doubtful import misread
from hwgen.classes.roster import Roster, read_roster
from hwgen.errors import Diagnostic, UsageError
from hwgen.exam.model import Looks
from hwgen.serve.pages import own_message

TWO = "学号,姓名\n2026001,甲\n2026002,乙\n"


def read(tmp_path: Path, data: str | bytes, name: str = "class.csv") -> Roster:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_roster(path)


def complaints(tmp_path: Path, data: str | bytes, name: str = "class.csv") -> Sequence[Diagnostic]:
    try:
        return read(tmp_path, data, name).warnings
    except UsageError as e:
        return e.diagnostics


def table(*rows: Sequence[object], merged: Sequence[str] = (), second: Sequence[Sequence[object]] = ()) -> bytes:
    book, data = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    if second:
        sheet = book.create_sheet("2班")
        for row in second:
            sheet.append(row)
    book.save(data)
    return data.getvalue()


SIDE_BY_SIDE = table(["学号", "姓名", None, "学号", "姓名"], ["2026001", "甲", None, "2026003", "丙"])
SLIPS = [
    ("学号,姓名,姓名\n1,甲,丙\n2,乙,丁\n", "1: warning: `姓名` is read as `name`, and `姓名` could be it, too"),
    ("学号,姓名,考场,教室\n1,甲,A1,B2\n", "1: warning: `考场` is read as `room`, and `教室` could be it, too"),
    (SIDE_BY_SIDE, "1: error: 2 columns are called `学号`"),
    ("学号、姓名\n1、甲\n", "no column ends at `、`"),
    ("id^name\n1^A\n", "no column ends at `^`"),
    ("学号 姓名\n2026001 甲\n", "no column ends at a space"),
    ("学号,姓名\n2026001，甲\n2026002，乙\n", "2: error: `2026001，甲` is one cell: no column ends at `，`"),
    (TWO + "2026003;丙\n", "4: error: `2026003;丙` is one cell: no column ends at `;`"),
    (TWO + "2026003\t丙\n", "4: error: `2026003 丙` is one cell: no column ends at ` `"),
    (
        "2026001,甲\n2026002,乙\n",
        "1: error: the columns of the class list have no names: it begins with `2026001`, `甲`",
    ),
    ("学号,2026001,2026002\n姓名,甲,乙\n", "1: error: the class list lies on its side"),
    ("id,name\n########,甲\n", "2: error: the column was too narrow"),
    ("id,name\n2026001,甲\n=A2+1,乙\n", "3: error: the id of 乙 is a formula, `=A2+1`, and not its value"),
    ("id,name\n2026/3/1,甲\n2026/3/2,乙\n", "2: warning: the id `2026/3/1` of 甲 is a date"),
    ("id,name\n01-Mar,Ada\n", "2: warning: the id `01-Mar` of Ada is a date"),
    ("id,name\n1,甲\n1,丙\n", "3: error: the id `1` of 丙 is that of 甲 in line 2"),
    (TWO + "待定,丙\n", "4: error: `待定` is no id of `丙`"),
    (TWO + "2026003,2\n", "4: warning: the name of `2026003` is a number, `2`"),
    (TWO + "2026003,待定\n", "4: warning: the name of `2026003` is `待定`, which will be printed on the paper"),
    (TWO + "2026003,寮犱笁\n", "4: warning: the name `寮犱笁` of `2026003` is `张三` read in a wrong encoding"),
    ("id,name\n1,MÃ¼ller\n", "2: warning: the name `MÃ¼ller` of `1` is `Müller` read in a wrong encoding"),
    ("id,name\n1,M\ufffdller\n", "2: warning: the name `M\ufffdller` of `1` has lost characters"),
    ("id,name\n0026001,甲\n26002,乙\n26003,丙\n", "3: warning: the id `26002` of 乙 is shorter than `0026001`"),
    ("id,name\n1,“Lee, Ann”\n", 'write straight quotation marks, `"`, around a cell with a comma'),
    ('id,name\n1,"Ada "Bo" Lee"\n', "does one stand inside a cell? write it twice there"),
    ("id,name,extra\n1,Ada,是\n", "write what it is: hwgen knows large-print"),
    ("id,name,extra\n1,Ada,extra time\n", "2: error: `extra` does not know `extra time`"),
    ("学籍番号,氏名\n1,山田太郎\n2,佐藤花子\n".encode("shift_jis"), "0: warning: read as GBK"),
]


@pytest.mark.parametrize(("data", "remark"), SLIPS, ids=[remark for _, remark in SLIPS])
def test_a_slip_is_told_at_its_row_in_both_languages(data: str | bytes, remark: str, tmp_path: Path) -> None:
    those = complaints(tmp_path, data, "class.xlsx" if data is SIDE_BY_SIDE else "class.csv")
    lines = [f"{d.span.line if d.span else 0}: {d.severity}: {d.message}: {d.hint}" for d in those]
    (told, *_) = [d for d, line in zip(those, lines, strict=True) if remark in line] or [None]
    assert told, lines
    assert told.remedy
    assert all(own_message(text, "zh") for text in (told.message, told.hint) if text)


@pytest.mark.parametrize(
    "data",
    [
        TWO.replace(",", "|"),
        TWO.replace("\n", "\r"),
        TWO.replace("\n", "\r\n"),
        "学号,姓名,学号\n2026001,甲,2026001\n2026002,乙,2026002\n",
        TWO + "Total number of students,2\n",
    ],
)
def test_what_can_only_mean_one_thing_is_read(data: str, tmp_path: Path) -> None:
    assert [(s.holder.id, s.holder.name) for s in read(tmp_path, data).students] == [
        ("2026001", "甲"),
        ("2026002", "乙"),
    ]


@pytest.mark.parametrize("wish", ["无", "否", "no", "none", "-", "n/a", "没有"])
def test_who_wishes_nothing_gets_the_paper_of_all(wish: str, tmp_path: Path) -> None:
    roster = read(tmp_path, f"id,name,extra,remarks\n1,Ada,{wish},{wish}\n")
    assert (roster.students[0].looks, roster.warnings) == (Looks(), ())


@pytest.mark.parametrize("wish", ["large_print", "LargePrint", "large print", "large-print more time"])
def test_a_wish_is_granted_however_its_words_are_joined(wish: str, tmp_path: Path) -> None:
    assert read(tmp_path, f"id,name,remarks\n1,Ada,{wish}\n").students[0].looks == Looks(large=True)


def test_a_merged_cell_belongs_to_all_its_rows(tmp_path: Path) -> None:
    data = table(
        ["2026 级名单"],
        ["学号", "姓名", "班级"],
        ["1", "甲", "1班"],
        ["2", "乙"],
        ["3", "丙", "2班"],
        merged=["A1:C1", "C3:C4"],
    )
    assert [s.holder.group for s in read(tmp_path, data, "class.xlsx").students] == ["1班", "1班", "2班"]


def test_a_header_of_two_rows_is_read_by_the_lower_one(tmp_path: Path) -> None:
    data = table(["学号", "姓名", None], [None, "姓", "名"], ["1", "张", "三"], merged=["A1:A2", "B1:C1"])
    assert [s.holder.name for s in read(tmp_path, data, "class.xlsx").students] == ["张三"]


def test_lists_below_one_another_are_one_class(tmp_path: Path) -> None:
    data = table(["学号", "姓名"], ["1", "甲"], ["二班"], ["学号", "姓名"], ["2", "乙"])
    roster = read(tmp_path, data, "class.xlsx")
    assert [s.holder.name for s in roster.students] == ["甲", "乙"]
    assert [w.message for w in roster.warnings] == ["`二班` is not a student and was left out"]


@pytest.mark.parametrize(("second", "asked"), [([["学号", "姓名"], ["2", "乙"]], True), ([["notes"]], False)])
def test_a_second_sheet_with_students_is_asked_about(second: list[list[str]], asked: bool, tmp_path: Path) -> None:
    roster = read(tmp_path, table(["学号", "姓名"], ["1", "甲"], second=second), "class.xlsx")
    assert [bool(w.hint) for w in roster.warnings] == [asked]


@pytest.mark.parametrize("name", ["Müller", "Zoë", "张三", "欧阳娜娜", "联通", "José Peña", "Ærø", "Ñandú", "Nguyễn"])
def test_names_as_they_are_were_not_misread(name: str) -> None:
    assert misread(name) == ""


@pytest.mark.parametrize(
    ("wrong", "right"), [("ZoÃ« MÃ¼ller", "Zoë Müller"), ("å¼ ä¸‰", "张三"), ("寮犱笁", "张三"), ("鏉庡洓", "李四")]
)
def test_a_name_that_was_misread_is_known_again(wrong: str, right: str) -> None:
    assert misread(wrong) == right


def test_a_list_that_hides_its_names_has_no_remark(tmp_path: Path) -> None:
    assert read(tmp_path, "id,name\n2026001,11\n2026002,12\n2026003,13\n").warnings == ()


def test_columns_that_programs_name_without_spaces_are_known(tmp_path: Path) -> None:
    (student,) = read(tmp_path, "StudentID,LastName,FirstName\n2026001,Li,Na\n").students
    assert (student.holder.id, student.holder.name) == ("2026001", "Na Li")


def test_a_column_called_like_a_need_is_remarked_on(tmp_path: Path) -> None:
    (warning,) = complaints(tmp_path, "学号,姓名,大字\n2026001,甲,要\n2026002,乙,\n")
    assert (warning.rule, warning.span and warning.span.column) == ("roster-near-column", 7)
    assert "into a column `extra`" in warning.hint


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        ("甲\n乙\n", "begin with a line `id,name`"),
        ("1 甲\n2 乙\n", "with `,` between them"),
        ("姓名\n甲\n乙\n", "add a column `id`"),
    ],
)
def test_a_list_without_ids_has_a_way_out(tmp_path: Path, data: str, hint: str) -> None:
    (fault,) = complaints(tmp_path, data)
    assert hint in fault.hint
