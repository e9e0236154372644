"""A class list is read as teachers have it, and every fault of it told at its line."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from hwgen.classes.roster import Roster, Student, read_roster
from hwgen.classes.seating import forms_for, in_order_of_seats
from hwgen.errors import UsageError
from hwgen.exam.model import Holder, Looks

HEAD = "id,name,group,room,seat,language,extra\n"


def read(tmp_path: Path, data: str | bytes, encoding: str = "auto", name: str = "class.csv") -> Roster:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_roster(path, encoding)


def faults(tmp_path: Path, data: str | bytes, encoding: str = "auto") -> list[str]:
    with pytest.raises(UsageError) as caught:
        read(tmp_path, data, encoding)
    return [f"{d.span.line if d.span else 0}: {d.message}" for d in caught.value.diagnostics]


def test_every_column_is_read(tmp_path: Path) -> None:
    roster = read(tmp_path, HEAD + '007,"王, 小明",1班,A101,3-5,en,large-print\n')
    holder = Holder("007", "王, 小明", "1班", "A101", "3-5")
    assert roster.students == (Student(holder, "en", Looks(large=True)),)


@pytest.mark.parametrize(
    "data",
    [
        "学号,姓名\n1,张三\n",
        "\ufeffid,name\n1,张三\n",
        "Student ID;Name\r\n1;张三\r\n\r\n;\r\n",
        "name\tid\n 张三 \t1\n",
    ],
)
def test_names_of_columns_separators_and_empty_rows(tmp_path: Path, data: str) -> None:
    assert read(tmp_path, data).students == (Student(Holder("1", "张三")),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_encodings_are_detected(tmp_path: Path, encoding: str) -> None:
    roster = read(tmp_path, "学号,姓名\n1,张三\n2,欧阳娜娜\n".encode(encoding))
    assert [s.holder.name for s in roster.students] == ["张三", "欧阳娜娜"]
    assert bool(roster.told) == (encoding == "gbk")


def test_mixed_encodings_are_refused_unless_one_is_named(tmp_path: Path) -> None:
    mixed = "id,name\n1,张三\n".encode() + "2,李四\n".encode("gbk")
    assert faults(tmp_path, mixed) == ["3: the class list mixes encodings: line 2 is UTF-8, line 3 is not"]
    assert read(tmp_path, mixed, "gb18030").students[1].holder.name == "李四"


def test_an_excel_file_keeps_ids_and_takes_formulas_as_text(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["学号", "姓名"], ["007", "张三"], [20240001.0, "=1+1"]):
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    students = read(tmp_path, data.getvalue(), name="class.xlsx").students
    assert [(s.holder.id, s.holder.name) for s in students] == [("007", "张三"), ("20240001", "=1+1")]


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    rows = "1,A,,,,,\n1,B,,,,,\n,C,,,,,\n4,,,,,,\n5,E,,,,fr,\n6,F,,,,,large-prin\n7,G,,,,,,,,x\n"
    assert faults(tmp_path, HEAD + rows) == [
        "3: the id `1` stands in line 2 already",
        "4: `C` has no id",
        "5: `4` has no name",
        "6: `fr` is no language that papers are printed in",
        "7: `extra` does not know `large-prin`",
        "8: 10 cells below 7 columns",
    ]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("", "0: the class list has no column `id`"),
        ("number,phone\n1,2\n", "1: the class list has no column `name`"),
        ("id,name\n", "0: the class list has no students"),
        ('id,name\n1,"open\n', "2: the class list cannot be read: unexpected end of data"),
        (b"id,name\n1,\xff\xff\xff\n", "2: the class list is neither UTF-8 nor GBK"),
        (b"PK\x03\x04 no zip", "0: the Excel file cannot be read: File is not a zip file"),
    ],
)
def test_files_that_are_no_class_lists(tmp_path: Path, data: str | bytes, told: str) -> None:
    assert faults(tmp_path, data) == [told]


def test_signs_that_turn_the_direction_of_text_are_dropped(tmp_path: Path) -> None:
    assert read(tmp_path, "id,name\n1,\u202eevil\u200b\n").students[0].holder.name == "evil"


def test_ten_thousand_rows(tmp_path: Path) -> None:
    rows = "".join(f"{i},学生{i},,A,{i // 100}-{i % 100},,\n" for i in range(10_000))
    assert len(read(tmp_path, HEAD + rows).students) == 10_000


@given(st.integers(2, 8), st.integers(1, 9), st.integers(1, 9), st.integers(0, 99))
def test_neighbours_never_hold_the_same_form(forms: int, rows: int, columns: int, seed: int) -> None:
    places = [(r, c) for r in range(1, rows + 1) for c in range(1, columns + 1)]
    students = [Student(Holder(f"{r}/{c}", "x", seat=f"{r}-{c}")) for r, c in places]
    dealt = dict(zip(places, forms_for(students, forms, seed), strict=True))
    for (r, c), form in dealt.items():
        assert 0 <= form < forms
        assert form != dealt.get((r, c + 1))
        assert form != dealt.get((r + 1, c))


def test_seats_are_read_and_ordered() -> None:
    seats = ["B10", "B2", "A1", "", "2排3座", "2-1"]
    students = [Student(Holder(str(i), "x", room="" if i < 4 else "0", seat=seat)) for i, seat in enumerate(seats)]
    assert in_order_of_seats(students) == [2, 1, 0, 5, 4, 3]


@pytest.mark.parametrize("seats", [("1-1", "1-1"), ("window", "1-1")])
def test_seats_that_are_taken_or_tell_nothing(seats: tuple[str, str]) -> None:
    with pytest.raises(UsageError):
        forms_for([Student(Holder(str(i), "x", seat=seat)) for i, seat in enumerate(seats)], 4, 1)
