"""A class list is read as teachers have it, and every fault of it told at its line."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.chart import BarChart

from hwgen.classes.roster import Roster, Student, read_roster
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
    assert bool(roster.warnings) == (encoding == "gbk")


def test_mixed_encodings_are_refused_unless_one_is_named(tmp_path: Path) -> None:
    mixed = "id,name\n1,张三\n".encode() + "2,李四\n".encode("gbk")
    assert faults(tmp_path, mixed) == ["3: the class list mixes encodings: line 2 is UTF-8, line 3 is not"]
    assert read(tmp_path, mixed, "gb18030").students[1].holder.name == "李四"


def excel(*rows: Sequence[object], **formats: str) -> Workbook:
    """A workbook of one sheet; `formats` are number formats by cell, such as `A2="0000000"`."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for place, shape in formats.items():
        book.active[place].number_format = shape
    return book


def saved(book: Workbook, **values: str) -> bytes:
    """The file; `values` are those that a spreadsheet saved with formulas, by cell."""
    data = io.BytesIO()
    book.save(data)
    for place, value in values.items():
        formula = re.compile(rf'(<c r="{place}")[^>]*(><f>[^<]*</f>)<v ?/?>(?:</v>)?'.encode())
        with_value = b'\\1 t="str"\\2<v>%s</v>' % value.encode()
        data = _changed(data, partial(formula.sub, with_value))
    return data.getvalue()


def _changed(data: io.BytesIO, change: Callable[[bytes], bytes], part: str = "xl/worksheets/sheet1.xml") -> io.BytesIO:
    target = io.BytesIO()
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == part:
                changed = change(content)
                assert changed != content
                content = changed
            new.writestr(name, content)
    return target


def ids_and_names(roster: Roster) -> list[tuple[str, str]]:
    return [(s.holder.id, s.holder.name) for s in roster.students]


def test_an_excel_file_keeps_ids(tmp_path: Path) -> None:
    book = excel(["学号", "姓名"], ["007", "张三"], [20240001.0, "李四"])
    assert ids_and_names(read(tmp_path, saved(book), name="class.xlsx")) == [("007", "张三"), ("20240001", "李四")]


def test_formulas_count_with_their_saved_values(tmp_path: Path) -> None:
    book = excel(["id", "name"], ['=TEXT(1,"000")', "=Sheet2!B1"])
    roster = read(tmp_path, saved(book, A2="001", B2="张三"), name="class.xlsx")
    assert ids_and_names(roster) == [("001", "张三")]
    hint = "open the file in Excel and save it"
    assert faults(tmp_path, saved(book)) == [f"2: the formula has no saved value; {hint}"] * 2


@pytest.mark.parametrize(
    ("value", "shape", "shown"),
    [
        (12301, "0000000", "0012301"),
        (12301, "General", "12301"),
        (12301, '"S"0000000', "S0012301"),
        (12301, "000\\-0000", "001-2301"),
        (12345678, "0000", "12345678"),
        (12301, "#,##0", "12301"),
        (12301.0, "0.00", "12301"),
    ],
)
def test_a_number_is_read_as_excel_shows_it(tmp_path: Path, value: float, shape: str, shown: str) -> None:
    book = excel(["id", "name"], [value, "A"], A2=shape)
    assert ids_and_names(read(tmp_path, saved(book), name="class.xlsx")) == [(shown, "A")]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (datetime(2026, 3, 1), "Excel made a date of it, 2026-03-01 00:00:00"),
        (110101199001011234, "Excel keeps 15 digits of a number and has lost the rest"),
        ("#N/A", "the cell holds the error #N/A"),
    ],
)
def test_a_cell_that_a_spreadsheet_spoilt_is_a_fault_where_it_matters(
    tmp_path: Path, value: object, reason: str
) -> None:
    rows = (["学号", "姓名", "电话"], ["1", "张三", value])
    assert ids_and_names(read(tmp_path, saved(excel(*rows)), name="class.xlsx")) == [("1", "张三")]
    (fault,) = faults(tmp_path, saved(excel(rows[0], [value, "张三", "1"])))
    assert fault.startswith(f"2: {reason}")


def test_a_hidden_sheet_is_not_read(tmp_path: Path) -> None:
    book = excel(["id", "name"], ["1", "last year"])
    book.active.sheet_state = "hidden"
    sheet = book.create_sheet("2026")
    for row in (["id", "name"], ["2", "this year"]):
        sheet.append(row)
    assert ids_and_names(read(tmp_path, saved(book), name="class.xlsx")) == [("2", "this year")]


def test_the_sheet_that_is_left_out_is_named(tmp_path: Path) -> None:
    book = excel(["id", "name"], ["1", "A"])
    book.create_sheet("notes").append(["remember this"])
    roster = read(tmp_path, saved(book), name="class.xlsx")
    assert [w.message for w in roster.warnings] == ["only the sheet `Sheet` was read, not `notes`"]


def test_the_size_that_a_sheet_states_is_not_believed(tmp_path: Path) -> None:
    book = excel(["id", "name"], *([str(i), f"student {i}"] for i in range(1, 31)))
    data = _changed(io.BytesIO(saved(book)), lambda xml: xml.replace(b'ref="A1:B31"', b'ref="A1:B2"'))
    assert len(read(tmp_path, data.getvalue(), name="class.xlsx").students) == 30


def test_a_chart_sheet_may_come_first(tmp_path: Path) -> None:
    book = excel(["id", "name"], ["1", "A"])
    book.create_chartsheet("chart", 0).add_chart(BarChart())
    book.active = 0
    assert ids_and_names(read(tmp_path, saved(book), name="class.xlsx")) == [("1", "A")]


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 7)), min_size=1, max_size=4))
def test_a_damaged_excel_file_is_read_or_refused(flips: list[tuple[int, int]]) -> None:
    whole = bytearray(saved(excel(["id", "name"], ["1", "A"], ["2", "B"])))
    for place, bit in flips:
        whole[4 + place % (len(whole) - 4)] ^= 1 << bit
    with tempfile.TemporaryDirectory() as folder, suppress(UsageError):
        read(Path(folder), bytes(whole), name="class.xlsx")


def test_a_file_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/workbook.xml", "w") as part:
        for _ in range(257):
            part.write(bytes(2**20))
    assert faults(tmp_path, bomb.getvalue()) == ["0: the Excel file unpacks to more than 256 MB"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64),
            "this is a file of an old Office program, not a CSV or Excel file",
        ),
        (
            b"\n<html><table><tr><td>id</td></tr></table></html>",
            "this is a web page or an XML file, not a CSV or Excel file",
        ),
    ],
)
def test_what_is_called_xls_is_named(tmp_path: Path, data: bytes, message: str) -> None:
    assert faults(tmp_path, data) == [f"0: {message}"]


@pytest.mark.parametrize(
    "head",
    [
        "学 号,姓 名",
        "学生学号,学生姓名",
        "學號,姓名",
        "学号：,姓名（必填）",
        "\u3000学号\u3000,*姓名",
        "ID number,Full name",
        "Matr.,Name",
        "Roll no.,Student name",
        "Student No.,Student name",
        "MATRIKELNUMMER,Name",
    ],
)
def test_headers_in_the_manners_of_schools(tmp_path: Path, head: str) -> None:
    assert ids_and_names(read(tmp_path, f"{head}\n001,A\n")) == [("001", "A")]


def test_a_name_in_two_columns_is_put_together(tmp_path: Path) -> None:
    rows = "名,姓,ID号码\n三,张,1\nAnn,Lee,2\n"
    assert ids_and_names(read(tmp_path, rows)) == [("1", "张三"), ("2", "Ann Lee")]


def test_the_names_of_others_are_no_names_of_students(tmp_path: Path) -> None:
    rows = "学号,家长姓名,姓名,教师姓名\n1,father,child,teacher\n"
    assert ids_and_names(read(tmp_path, rows)) == [("1", "child")]


@pytest.mark.parametrize("head", ["编号,学号,姓名", "Number,Student ID,Name", "序号,id,name", "ID,学号,姓名"])
def test_a_count_of_rows_is_no_id(tmp_path: Path, head: str) -> None:
    roster = read(tmp_path, f"{head}\n1,2026001,A\n2,2026002,B\n")
    assert ids_and_names(roster) == [("2026001", "A"), ("2026002", "B")]
    assert "2026001" not in roster.columns
    assert f"not used: {head.split(',')[0]}" in roster.columns


@pytest.mark.parametrize(
    ("head", "ids", "asked"),
    [("Name;Number", "12", True), ("Name,No.", "12", True), ("Name;Number", "78", False), ("Name;id", "12", False)],
)
def test_a_number_that_may_be_a_count_is_asked_about(tmp_path: Path, head: str, ids: str, asked: bool) -> None:
    separator = ";" if ";" in head else ","
    roster = read(tmp_path, f"{head}\nAda{separator}{ids[0]}\nBo{separator}{ids[1]}\n")
    assert ids_and_names(roster) == [(ids[0], "Ada"), (ids[1], "Bo")]
    assert [warning.rule for warning in roster.warnings] == ["roster-id-counts"] * asked


def test_of_two_columns_of_ids_the_one_that_identifies_is_taken(tmp_path: Path) -> None:
    assert ids_and_names(read(tmp_path, "id,准考证号,姓名\n1,901,A\n2,902,B\n")) == [("901", "A"), ("902", "B")]
    assert faults(tmp_path, "id,准考证号,姓名\n11,901,A\n22,902,B\n") == [
        "1: both `id` and `准考证号` may be the student’s id"
    ]


def test_titles_above_and_footers_below_are_left_out(tmp_path: Path) -> None:
    students = "".join(f"{i},202600{i},学生{i}\n" for i in range(1, 8))
    rows = f"2026 学年名单,,\n课程：深度学习,,\n序号,学号,姓名\n{students}合计,7人,\n,,制表人：王老师\n"
    roster = read(tmp_path, rows)
    assert len(roster.students) == 7
    assert [w.message for w in roster.warnings] == [
        "`合计 7人` is not a student and was left out",
        "`制表人：王老师` is not a student and was left out",
    ]


def test_a_header_that_stands_again_is_no_student(tmp_path: Path) -> None:
    assert len(read(tmp_path, "id,name\n1,A\nid,name\n2,B\n").students) == 2


def test_the_odd_id_is_pointed_out(tmp_path: Path) -> None:
    rows = "".join(f"202600{i},学生{i}\n" for i in range(1, 8))
    roster = read(tmp_path, f"id,name\n{rows}20260,赵六\n")
    assert [w.message for w in roster.warnings] == ["the id `20260` of 赵六 does not look like the others"]


@pytest.mark.parametrize(
    ("cell", "id"), [('"=""007"""', "007"), ("'007", "007"), ("００７", "007"), ("\u00a0007\t", "007")]
)
def test_tricks_that_keep_an_id_as_text(tmp_path: Path, cell: str, id: str) -> None:
    assert ids_and_names(read(tmp_path, f"id,name\n{cell},A\n")) == [(id, "A")]


@pytest.mark.parametrize("name", ["=1+1", "'t Hooft", "@home", "-"])
def test_a_name_keeps_the_signs_that_a_spreadsheet_would_run(tmp_path: Path, name: str) -> None:
    assert ids_and_names(read(tmp_path, f"id,name\n1,{name}\n")) == [("1", name)]


def test_a_shortened_number_is_no_id(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, "id,name\n2.02301E+11,A\n")
    assert fault.startswith("2: `2.02301E+11` is a number that a spreadsheet shortened")


def test_remarks_are_for_other_readers(tmp_path: Path) -> None:
    roster = read(tmp_path, "学号,姓名,备注\n1,甲,重修\n2,乙,大字\n")
    assert [s.looks for s in roster.students] == [Looks(), Looks(large=True)]


def test_a_line_that_declares_the_separator_is_no_header(tmp_path: Path) -> None:
    assert ids_and_names(read(tmp_path, "sep=;\nid;name\n1;Lee, Ann\n")) == [("1", "Lee, Ann")]
    signs = "id,name\n1,Ann; Lee; Li\n2,Bo; Kim; Ro\n"
    assert ids_and_names(read(tmp_path, signs)) == [("1", "Ann; Lee; Li"), ("2", "Bo; Kim; Ro")]
    assert faults(tmp_path, "sep=;\nid;name\n1;\n") == ["3: `1` has no name"]


@pytest.mark.parametrize(
    ("name", "encoding", "label"),
    [
        ("Müller, Jörg", "cp1252", "Windows-1252"),
        ("François Lefèvre", "cp1252", "Windows-1252"),
        ("張國華", "big5", "Big5"),
    ],
)
def test_encodings_of_europe_and_taiwan(tmp_path: Path, name: str, encoding: str, label: str) -> None:
    head = "學號;姓名" if encoding == "big5" else "id;name"
    roster = read(tmp_path, f"{head}\n1;{name}\n".encode(encoding))
    assert ids_and_names(roster) == [("1", name)]
    assert [w.message for w in roster.warnings] == [f"read as {label}"]


def test_utf16_without_a_mark_and_damaged(tmp_path: Path) -> None:
    data = "id,name\n1,张三\n"
    assert ids_and_names(read(tmp_path, data.encode("utf-16-le"))) == [("1", "张三")]
    (fault,) = faults(tmp_path, data.encode("utf-16")[:-1])
    assert fault.startswith("0: the class list is damaged UTF-16")


def test_every_fault_is_reported_at_once(tmp_path: Path) -> None:
    rows = "1,A,,,,,\n1,B,,,,,\n,C,,,,,\n4,,,,,,\n5,E,,,,fr,\n6,F,,,,,large-prin\n7,G,,,,,,,,x\n"
    assert faults(tmp_path, HEAD + rows) == [
        "3: the id `1` of B is that of A in line 2",
        "4: `C` has no id",
        "5: `4` has no name",
        "6: `fr` is not a language of papers",
        "7: `extra` does not know `large-prin`",
        "8: 10 cells below 7 columns",
    ]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("", "0: the class list is empty"),
        ("number,phone\n1,2\n", "1: the class list has no column `name`; its columns are `number`, `phone`"),
        ("name,phone\n1,2\n", "1: the class list has no column `id`; its columns are `name`, `phone`"),
        ("id,name\n", "0: the class list has no students"),
        ('id,name\n1,"open\n', "2: the class list cannot be read as CSV"),
        (b"id,name\n1,\x81\xff\n", "2: the class list is neither UTF-8 nor in another encoding that hwgen knows"),
        (b"PK\x03\x04 no zip", "0: the Excel file is damaged and cannot be read"),
    ],
)
def test_files_that_are_no_class_lists(tmp_path: Path, data: str | bytes, told: str) -> None:
    assert faults(tmp_path, data) == [told]


def test_signs_that_turn_the_direction_of_text_are_dropped(tmp_path: Path) -> None:
    assert read(tmp_path, "id,name\n1,\u202eevil\u200b\n").students[0].holder.name == "evil"


@pytest.mark.parametrize("name", ["می\u200cخواهم", "ශ්\u200dරී"])
def test_signs_that_join_letters_belong_to_a_name(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, f"id,name\n1,{name}\n").students[0].holder.name == name


def test_ten_thousand_rows(tmp_path: Path) -> None:
    rows = "".join(f"{i},学生{i},,A,{i // 100}-{i % 100},,\n" for i in range(10_000))
    assert len(read(tmp_path, HEAD + rows).students) == 10_000


def test_ids_and_seats_in_full_width_signs_are_plain(tmp_path: Path) -> None:
    one, two = read(tmp_path, "学号,姓名,座位号\n２０２６,张三,Ａ２\n2027,李四,３－５\n").students
    assert (one.holder.id, one.holder.seat, two.holder.seat) == ("2026", "A2", "3-5")
