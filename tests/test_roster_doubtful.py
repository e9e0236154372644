"""A class list that cannot be meant as it is is refused at its row, and one that may be meant is warned of."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import Workbook

from hwgen.classes.roster import Roster, read_roster
from hwgen.errors import UsageError
from hwgen.lms.archives import packed


def read(tmp_path: Path, data: str | bytes, name: str = "class.csv") -> Roster:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_roster(path)


def remarks(tmp_path: Path, data: str | bytes, name: str = "class.csv") -> list[str]:
    """Errors or, without any, warnings: the line, the severity and the message of each."""
    try:
        diagnostics = read(tmp_path, data, name).warnings
    except UsageError as e:
        diagnostics = e.diagnostics
    return [f"{d.span.line if d.span else 0}: {d.severity}: {d.message}" for d in diagnostics]


def csv_of(*rows: str) -> str:
    return "\n".join(("id,name", *rows))


@pytest.mark.parametrize(
    ("rows", "remark"),
    [
        (
            ("张三,2026001", "李四,2026002"),
            "2: error: the columns of ids and names are swapped: here `张三` is the id, and `2026001` the name",
        ),
        (("Ada Lovelace,S001",), "2: error: the columns of ids and names are swapped"),
        (
            ("001,Ada", "1,Bo"),
            "3: warning: the ids `1` and `001` (line 2) differ only in zeros before them or in capitals",
        ),
        (("a7,Ada", "A7,Bo"), "3: warning: the ids `A7` and `a7` (line 2) differ only in"),
        (("2026001.5,Ada", "2026002,Bo"), "2: error: the id `2026001.5` of Ada is a number with decimals"),
        (("2026001.0,Ada", "2026002.0,Bo"), "3: error: the id `2026002.0` of Bo is a number with decimals"),
        (("2026001,Ada", "-,Bo"), "3: error: `-` is no id of `Bo`"),
        (("2026001,Ada", "——,Bo"), "3: error: `——` is no id of `Bo`"),
    ],
)
def test_ids_that_are_none_and_that_may_be_none(rows: tuple[str, ...], remark: str, tmp_path: Path) -> None:
    assert any(line.startswith(remark) for line in remarks(tmp_path, csv_of(*rows))), remarks(tmp_path, csv_of(*rows))


@pytest.mark.parametrize(
    "rows",
    [
        ("2026001,张三", "2026002,李四"),
        ("ada,Ada Lovelace", "bo,Bo"),
        ("001,007", "002,Bo"),
        tuple(f"26.{i:03},N{i}" for i in range(1, 9)),
        ("100,Ada", "10,Bo", "1,Cy"),
    ],
)
def test_lists_that_are_meant_have_no_remark(rows: tuple[str, ...], tmp_path: Path) -> None:
    assert remarks(tmp_path, csv_of(*rows)) == []
    assert len(read(tmp_path, csv_of(*rows)).students) == len(rows)


def workbook(hidden: tuple[int, ...]) -> bytes:
    book, data = Workbook(), io.BytesIO()
    for row in (("id", "name"), *((f"20260{i:02}", f"N{i}") for i in range(1, 9))):
        book.active.append(row)
    for line in hidden:
        book.active.row_dimensions[line].hidden = True
    book.save(data)
    return data.getvalue()


@pytest.mark.parametrize(
    ("hidden", "wanted"),
    [
        ((), []),
        ((3,), ["3: warning: row 3 is hidden or filtered out in Excel, and is read all the same"]),
        (
            (2, 3, 4, 5, 6, 8),
            [
                "2: warning: rows 2, 3, 4, 5, 6 and 1 more are hidden or filtered out in Excel, and are read all the same"
            ],
        ),
        ((40,), []),
    ],
)
def test_students_in_hidden_rows_are_named(hidden: tuple[int, ...], wanted: list[str], tmp_path: Path) -> None:
    data = workbook(hidden)
    assert remarks(tmp_path, data, "class.xlsx") == wanted
    assert len(read(tmp_path, data, "class.xlsx").students) == 8


def old_office(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024) + stream.encode("utf-16-le") + bytes(512)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (old_office("Workbook"), "this is an old Excel file (.xls)"),
        (old_office("WordDocument"), "this is an old Word file (.doc)"),
        (old_office("EncryptedPackage"), "this is a file with a password"),
        (b"\x09\x08\x10\x00" + bytes(range(256)), "this is an old Excel file (.xls), not a CSV"),
        (packed({"content.xml": b"<a/>"}), "this is an OpenDocument file, such as LibreOffice writes"),
        (b"%PDF-1.7\nid,name\n1,Ada\n", "this is a PDF, not a CSV or Excel file"),
        (b"{\\rtf1 id,name", "this is a Word file (.rtf)"),
        (b'[\n  {"id": 1, "name": "Li"}\n]', "this is JSON, not a CSV or Excel file"),
        (b'\xef\xbb\xbf[[1, "Li"]]', "this is JSON, not a CSV or Excel file"),
        (b'{"id": 1, "name": "Li"}\n{"id": 2, "name": "Wu"}\n', "this is JSON, not a CSV or Excel file"),
        (b"\xff\xd8\xff\xe0" + bytes(99), "this is a picture"),
    ],
)
def test_a_file_with_the_name_of_a_list_is_called_what_it_is(data: bytes, kind: str, tmp_path: Path) -> None:
    (remark,) = remarks(tmp_path, data)
    assert remark.startswith(f"0: error: {kind}")


@pytest.mark.parametrize(
    "last",
    [
        "合计,2",
        "合计,2人",
        "总计,2",
        "平均,83.5",
        "平均分：,83.5",
        "total,2",
        "Mean,83.5",
        "2,合计",
        "2,Total",
        ",mean",
        "SUM,",
    ],
)
def test_a_row_about_the_whole_class_is_no_student_of_a_small_class_either(tmp_path: Path, last: str) -> None:
    roster = read(tmp_path, f"id,name\n202601,王一\n202602,李二\n{last}\n")
    assert [student.holder.name for student in roster.students] == ["王一", "李二"]
    left_out = " ".join(filter(None, last.split(",")))
    assert [(w.rule, w.message) for w in roster.warnings] == [
        ("roster-footer", f"`{left_out}` is not a student and was left out")
    ]


@pytest.mark.parametrize("student", ["202603,Mean", "202603,Media", "total,Ann Total", "sum01,Sum"])
def test_students_with_names_like_those_of_totals_are_students(tmp_path: Path, student: str) -> None:
    assert len(read(tmp_path, f"id,name\n202601,王一\n202602,李二\n{student}\n").students) == 3
