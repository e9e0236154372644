"""What invigilators and markers print: attendance lists, rooms, seats, and a sheet that refuses points which cannot be."""

from __future__ import annotations

import io
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from conftest import ROOT
from openpyxl import load_workbook
from terminal import Ran

from hwgen.classes.copies import Copy
from hwgen.classes.lists import lists
from hwgen.classes.markers_sheet import Markers
from hwgen.classes.markers_sheet import as_excel as as_workbook
from hwgen.classes.roster import Student
from hwgen.exam.model import Holder
from hwgen.papercode import Code
from hwgen.pdf.tables import Printing, as_pdf
from hwgen.sheets.keys import Grade, Policy
from hwgen.words.words import shipped, words
from hwgen.writers.tables import LINE, Table, as_excel, sheet_name

PLAIN = Policy()
HOSTILE = '=1+1 #[x] $y$ "z" <b> \\'


def student(number: int, name: str, room: str = "", seat: str = "", group: str = "1班") -> Student:
    return Student(Holder(f"s{number}", name, group, room, seat))


def dealt(*students: Student, forms: str = "") -> list[tuple[Student, Copy]]:
    return [
        (one, Copy(Code("quiz", 7, "en", "a4", n, forms[n % len(forms)] if forms else "")))
        for n, one in enumerate(students)
    ]


CLASS = [
    student(3, "Zoë", "B", "2-1"),
    student(1, HOSTILE, "A/1", "1-2"),
    student(2, "李四", "A/1", "1-1"),
    student(4, "Ann", "A/1", "2-2"),
]


def by_title(tables: list[Table]) -> dict[str, Table]:
    return {table.title: table for table in tables}


def test_each_room_has_a_list_to_sign_and_a_map() -> None:
    tables = by_title(lists(dealt(*CLASS, forms="AB"), "Course · Quiz", words("en")))
    assert list(tables) == [
        "Attendance list A/1", "Attendance list B", "Rooms", "Rooms and seats of all students", "Seating plan A/1", "Seating plan B",
    ]  # fmt: skip
    attendance = tables["Attendance list A/1"]
    assert attendance.head == ("No.", "Seat", "ID", "Name", "Class", "Form", "Signature")
    assert [row[1:4] for row in attendance.rows] == [
        ("1-1", "s2", "李四"),
        ("1-2", "s1", HOSTILE),
        ("2-2", "s4", "Ann"),
    ]
    assert attendance.to_fill == (False,) * 6 + (True,)
    assert attendance.note == "Course · Quiz · 3 students"
    assert tables["Rooms"].rows == (("A/1", "3 students"), ("B", "1 student"))
    assert tables["Rooms"].note == "Course · Quiz · 4 students"
    assert [row[0] for row in tables["Rooms and seats of all students"].rows] == ["s1", "s2", "s3", "s4"]
    plan = tables["Seating plan A/1"]
    assert plan.head == ("1", "2")
    assert [[cell.split("\n")[:2] for cell in map(str, row)] for row in plan.rows] == [
        [["1-1", "李四"], ["1-2", HOSTILE]],
        [[""], ["2-2", "Ann"]],
    ]


def test_without_rooms_each_group_has_a_list_and_what_nobody_has_no_column() -> None:
    tables = lists(dealt(student(1, "Ann"), student(2, "Bob", group="2班")), "t", words("en"))
    assert [(table.title, table.head) for table in tables] == [
        (f"Attendance list {group}", ("No.", "ID", "Name", "Class", "Signature")) for group in ("1班", "2班")
    ]


@pytest.mark.parametrize("seat", ["17", "by the window", "17, 18 or 19"])
def test_a_seat_without_row_and_column_has_no_map(seat: str) -> None:
    """The list stands all the same, in the order of the roster."""
    tables = lists(dealt(student(1, "Ann", "A", seat), student(2, "Bob", "A", "")), "t", words("en"))
    assert [table.title for table in tables] == ["Attendance list A", "Rooms", "Rooms and seats of all students"]
    assert [row[-3] for row in tables[0].rows] == ["Ann", "Bob"]


@pytest.mark.parametrize("language", shipped())
def test_lists_are_printed_in_each_language(language: str) -> None:
    tables = lists(dealt(*CLASS), "Quiz", words(language))
    pdf = as_pdf(Printing(tables, "Quiz", words(language), (ROOT / "templates" / "typst",), "a4")).pdf
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    assert len(pages) == len(tables)
    for table, page in zip(tables, pages, strict=True):
        assert table.title in page
    assert HOSTILE in pages[0]


NOWHERE = "\U0003fff1"


def test_characters_that_no_font_has_are_named_with_the_file() -> None:
    tables = lists(dealt(student(1, f"李{NOWHERE}"), student(2, "Ann")), "Quiz", words("zh"))
    made = as_pdf(Printing(tables, "Quiz", words("zh"), (ROOT / "templates" / "typst",), "a4"))
    assert made.missing == {NOWHERE}
    (warning,) = made.warnings("lists.pdf")
    assert (warning.rule, warning.subject) == ("tex-missing-glyph", "lists.pdf")
    assert f"in `lists.pdf`: no font has the character {NOWHERE} (U+3FFF1)" in warning.message
    assert not as_pdf(
        Printing(lists(dealt(*CLASS), "Quiz", words("zh")), "Quiz", words("zh"), (ROOT / "templates" / "typst",), "a4")
    ).warnings("")


def test_a_class_whose_papers_name_nobody_hears_of_characters_in_its_lists(
    terminal: object, small_course: Path
) -> None:
    (small_course / "class.csv").write_text(f"id,name\n01,Ada {NOWHERE}\n02,Bo\n", encoding="utf-8")
    done: Ran = terminal(
        "build",
        "named",
        "--seed",
        "7",
        "--lang",
        "en",
        "--forms",
        "2",
        "--roster",
        "class.csv",
        "--engine",
        "typst",
        folder=small_course,
    )  # type: ignore[operator]
    assert done.code == 0, done.err
    assert done.err.count("[tex-missing-glyph]") == 1
    assert f"in `lists.pdf`: no font has the character {NOWHERE}" in done.err


LONG = "Maximiliana-Alexandrina Konstantinopolitanskaya von Hohenzollern"
MILLIMETRE = 72 / 25.4


def printed(*tables: Table) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(
        as_pdf(Printing(tables, "Quiz", words("zh"), (ROOT / "templates" / "typst",), "a4")).pdf
    )


def boxes(page: Any, text: str) -> list[tuple[float, float, float, float]]:
    """Where a text stands, from its first to its last character."""
    layer, found = page.get_textpage(), []
    search = layer.search(text)
    while hit := search.get_next():
        chars = [layer.get_charbox(i) for i in range(hit[0], sum(hit))]
        lefts, bottoms, rights, tops = zip(*chars, strict=True)
        found.append((min(lefts), min(bottoms), max(rights), max(tops)))
    return found


def test_long_names_and_classes_leave_room_to_sign() -> None:
    there = [student(n, LONG, "A", f"1-{n}", "School of " + LONG) for n in range(1, 40)]
    document = printed(lists(dealt(*there, forms="AB"), "Quiz", words("zh"))[0])
    assert len(document) > 1
    for page in document:
        [(left, *_)] = boxes(page, "签名")
        assert page.get_width() - left - 15 * MILLIMETRE > 30 * MILLIMETRE


def test_a_loose_leaf_says_its_list() -> None:
    document = printed(*lists(dealt(*(student(n, f"N{n}", "教二 301") for n in range(1, 50))), "Quiz", words("zh"))[:3])
    titles = [
        re.search(r"签到表 教二 301|考场一览|考生座位安排", page.get_textpage().get_text_range()) for page in document
    ]
    assert None not in titles
    assert [title[0] for title in titles if title] == ["签到表 教二 301"] * 2 + ["考场一览"] + ["考生座位安排"] * 2


def test_a_map_has_the_empty_rows_and_no_name_runs_into_the_next_seat() -> None:
    there = [student(10 * row + n, LONG, "A", f"{row}-{n}") for row in (1, 2, 4) for n in range(1, 11)]
    seats = lists(dealt(*there), "Quiz", words("zh"))[-1]
    assert [any(row) for row in seats.rows] == [True, True, False, True]
    [page] = printed(seats)
    names = boxes(page, "Konstantinopolitanskaya")
    assert len(names) == len(there)
    wide = (page.get_width() - 30 * MILLIMETRE) / 10
    assert all(right - left < wide for left, _, right, _ in names)


def test_a_seat_stands_on_one_page() -> None:
    """Wherever the page ends: longer notes move the rows down."""
    there = [student(10 * row + n, LONG, "A", f"{row}-{n}") for row in range(1, 11) for n in range(1, 4)]
    document = printed(*(lists(dealt(*there), "Quiz " * 40 * n, words("zh"))[-1] for n in range(1, 6)))
    assert len(document) > 5
    for page in document:
        text = page.get_textpage().get_text_range()
        assert text.count("Maximiliana") == len(re.findall(r"\bs\d+\b", text))


def test_numbers_that_are_no_places_make_no_map_of_a_million_seats() -> None:
    seats = lists(dealt(student(1, "Ann", "A", "1-1"), student(2, "Bob", "A", "1000000-900000")), "t", words("en"))[-1]
    assert (len(seats.rows), len(seats.head)) == (2, 2)


def test_sheets_print_with_their_head_on_each_page() -> None:
    book = load_workbook(io.BytesIO(as_excel(lists(dealt(*CLASS), "Quiz", words("en")), "a4")))
    sheet = book["Attendance list A 1"]
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert book["Seating plan B"].page_setup.orientation == "landscape"
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


@pytest.mark.parametrize("title", ["a/b:c*?[d]'", "x" * 40, "", "é" * 31, "x" + "\U0001d4d0" * 20])
def test_names_of_sheets_are_such_as_excel_takes(title: str) -> None:
    taken: set[str] = set()
    names = [sheet_name(title, taken), sheet_name(title.upper(), taken), sheet_name(title, taken)]
    assert len({name.casefold() for name in names}) == 3
    assert all(0 < len(name.encode("utf-16-le")) // 2 <= 31 and not set(name) & set("[]:*?/\\'") for name in names)


def workbook(policy: Policy = PLAIN, language: str = "en") -> bytes:
    head = ("No.", "Code", "ID", "Name", "1", "2", "Total")
    rows = [
        head,
        ("", "", "", "Points", 3, 5, 8),
        (1, "C-1", "s1", HOSTILE, "A", "= 4", 8),
        (2, "C-2", "s2", "Ann", "B", "4", 8),
    ]
    return as_workbook(Markers(rows, rows[2:], 4, [-0.75, 0]), words(language), "letter", policy)


def marking(policy: Policy = PLAIN, language: str = "en") -> Any:
    return load_workbook(io.BytesIO(workbook(policy, language)))


def test_the_markers_sheet_refuses_points_that_a_question_cannot_have() -> None:
    _, sheet, _ = marking()
    rules = {
        str(rule.sqref): (rule.type, float(rule.formula1), float(rule.formula2))
        for rule in sheet.data_validations.dataValidation
    }
    assert rules == {"E3:E4": ("decimal", -0.75, 3.0), "F3:F4": ("decimal", 0.0, 5.0)}
    assert [cell.value for cell in sheet[3]][4:] == [
        None, None, "=SUM(E3:F3)", "=IF(COUNT(E3:F3)=0,\"\",VLOOKUP(MAX(0,ROUND(100*G3/G$2,9)),'Grades'!$A$2:$B$6,2))",
    ]  # fmt: skip


def test_what_stands_below_a_question_is_in_line_with_it() -> None:
    """Of each column, number, points and keys; the titles are bold, and every cell is in the grid."""
    keys, marks, grades = marking()
    for sheet in (keys, marks, grades):
        for column in sheet.iter_cols():
            assert len({cell.alignment.horizontal for cell in column if cell.border.left.style}) == 1
            assert [cell.font.bold for cell in column] == [True] + [False] * (len(column) - 1)
    assert all(cell.border.left.style for sheet in (keys, marks) for row in sheet.iter_rows() for cell in row)


def test_the_markers_sheets_print_on_wide_pages_with_names_on_each() -> None:
    keys, marks, _ = marking()
    for sheet in (keys, marks):
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$2", "$A:$D")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert keys.column_dimensions["D"].width > 20
    assert keys["F3"].value == "= 4"


def test_rows_of_the_markers_sheets_are_as_high_as_their_lines() -> None:
    head = ("No.", "Code", "ID", "Name", "1", "Total")
    rows = [
        head,
        ("", "", "", "Points", 3, 3),
        (1, "C-1", "s1", LONG, "word " * 30, 3),
        (2, "C-2", "s2", "Ann", "B", 3),
    ]
    made = as_workbook(Markers(rows, rows[2:], 4, [0]), words("en"), "a4", PLAIN)
    keys, marks, grades = load_workbook(io.BytesIO(made))
    assert keys.row_dimensions[3].height > marks.row_dimensions[3].height > 2 * LINE
    assert grades.column_dimensions["A"].width > len("From percent")


def test_the_markers_sheet_gives_grades_by_the_rules_of_the_blueprint() -> None:
    own = (Grade("good", Fraction("66.5")), Grade("bad", Fraction(0)))
    policy = Policy(grades=own, rounding=Fraction(1, 2), best_of=1, pass_percent=Fraction(60))
    _, sheet, grades = marking(policy)
    assert [cell.value for cell in sheet[1]][6:] == ["Total", "Grade", "Result"]
    rounded = "=INT(ROUND(SUMPRODUCT(LARGE(E3:F3+0,{1}))*2/1,9)+0.5)*1/2"
    given = "=IF(COUNT(E3:F3)=0,\"\",VLOOKUP(MAX(0,ROUND(100*G3/G$2,9)),'Grades'!{limits},2))"
    assert [cell.value for cell in sheet[3]][6:] == [
        rounded, given.format(limits="$A$2:$B$3"), given.format(limits="$D$2:$E$3"),
    ]  # fmt: skip
    assert [[cell.value for cell in row] for row in grades] == [
        ["From percent", "Grade", None, "From percent", "Result"],
        [0, "bad", None, 0, "failed"],
        [66.5, "good", None, 60, "passed"],
    ]


def test_a_pass_mark_alone_gives_no_grades_of_the_language() -> None:
    _, sheet, grades = marking(Policy(pass_percent=Fraction(70)), "zh")
    assert [cell.value for cell in sheet[1]][7:] == ["结果"]
    assert [[cell.value for cell in row] for row in grades][1:] == [[0, "不及格"], [70, "及格"]]


@pytest.mark.parametrize("language", shipped())
def test_grades_go_up_from_nothing(language: str) -> None:
    grades = marking(language=language).worksheets[2]
    limits = [row[0].value for row in grades.iter_rows(min_row=2)]
    assert limits[0] == 0
    assert limits == sorted(set(limits))
    assert all(row[1].value for row in grades.iter_rows(min_row=2))
