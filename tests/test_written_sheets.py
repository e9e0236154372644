"""Spreadsheets of questions as teachers have them: every table with what it has to become, what Excel shows, what is a doubt."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as Picture
from PIL import Image as pillow
from test_written import items, read, summary

from hwgen.lms.intake import exams_of
from hwgen.lms.places import Unreadable

TABLES = {
    "chaoxing": (
        ["目录", "题目类型", "大题题干", "小题题型", "小题题干", "正确答案", "答案解析", "难易度", "知识点", "标签", "选项数", "选项A", "选项B", "选项C"],
        [
            ["激活", "单选题", "", "", "哪个是激活函数？", "B", "ReLU 是。", "易", "激活函数", "期中", 2, "SGD", "ReLU", ""],
            ["激活", "判断题", "", "", "天是蓝的。", "A", "", "中", "", "", 2, "正确", "错误", ""],
            ["激活", "多选题", "", "", "哪些？", "AC", "", "难", "", "", 3, "甲", "乙", "丙"],
            ["激活", "填空题", "", "", "首都是____。", "北京", "", "", "", "", "", "", "", ""],
        ],
        ["choice B", "true-false T", "multiple-choice AC", "short-answer 北京"],
    ),
    "a teacher's": (
        ["序号", "题目", "选项", "答案", "解析", "分值"],
        [[1, "哪个？", "A. 甲\nB. 乙\nC. 丙", "C", "因为", 2], [2, "天是蓝的。", "", "√", "", 1], [3, "3+4=____", "", 7, "", 1]],
        ["choice C", "true-false T", "numeric 7"],
    ),
    "English": (
        ["No.", "Question text", "Option 1", "Option 2", "Option 3", "Correct answer", "Explanation"],
        [[1, "Which is even?", "one", "two", "three", "two", "2 = 2*1"], [2, "The sky is blue.", "True", "False", "", "TRUE", ""]],
        ["choice B", "true-false T"],
    ),
    "names in two rows": (["题干", "选项", "", "", "答案"], [["", "A", "B", "C", ""], ["哪个？", "甲", "乙", "丙", "B"]], ["choice B"]),
    "places as answers": (["Question", "Option 1", "Option 2", "Answer"], [["Which?", "one", "two", 2], ["3+4?", 7, 9, 7]], ["choice B", "choice A"]),
    "options together": (["题目", "选项", "答案"], [["哪个？", "A.甲B.乙C.丙", "B"], ["哪些？", "甲|乙|丙", "A|C"]], ["choice B", "multiple-choice AC"]),
    "options in the question": (["题干", "答案"], [["哪个？ A. 甲 B. 乙", "B"], ["天是蓝的（  ）", "×"]], ["choice B", "true-false F"]),
    "long names": (["Question - max 120 characters", "Answer 1 - max 75 characters", "Answer 2 - max 75 characters", "Correct answer(s) - choose one"], [["Which?", "one", "two", "2"]], ["choice B"]),
    "letters as heads": (["题干", "A", "B", "C", "D", "答案"], [["哪个？", "甲", "乙", "丙", "", "A"]], ["choice A"]),
}  # fmt: skip


@pytest.mark.parametrize("inline", [False, True], ids=["shared strings", "strings in cells"])
def test_what_excel_shows_is_read(inline: bool) -> None:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": inline}) as book:
        sheet = book.add_worksheet("判断题")
        sheet.write_row(0, 0, ["题干", "A", "B", "C", "答案"])
        sheet.write_rich_string(1, 0, "10", book.add_format({"font_script": 1}), "3", " 是？")
        for place, (value, shape) in enumerate([(0.9, "0%"), (1.5, "0.00"), (46024, "m/d")], 1):
            sheet.write(1, place, value, book.add_format({"num_format": shape}))
        sheet.write(1, 4, "A")
        sheet.write_row(2, 0, ["天是蓝的。", "", "", "", 1])
    imported = read(out.getvalue(), "excel")
    first, second = items(imported)
    assert first["stem"] == {"zh": "10${}^{3}$ 是？"}
    assert [option["text"]["zh"] for option in (*first["right"], *first["wrong"])] == ["90%", "1.50", "2026-01-02"]
    assert summary(second) == "true-false T"
    assert [d.message for d in imported.doubts if d.rule == "written-cell"] == [
        "a cell holds the date 2026-01-02; Excel may have made it of a number such as 1/2"
    ]


def workbook(*tables: tuple[list[Any], list[list[Any]]]) -> bytes:

    book = Workbook()
    book.remove(book.active)
    for i, (head, rows) in enumerate(tables):
        sheet = book.create_sheet(f"题{i}")
        for row in (head, *rows):
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("head", "rows", "expected"), TABLES.values(), ids=list(TABLES))
def test_every_table_is_understood(head: list[Any], rows: list[list[Any]], expected: list[str]) -> None:
    imported = read(workbook((head, rows)), "excel")
    assert [summary(item) for item in items(imported)] == expected
    assert not [d for d in imported.doubts if d.rule not in ("import-one-language", "import-no-rubric")]
    if any("\n" in str(cell) for row in rows for cell in row):
        return
    text = "\n".join("\t".join(map(str, row)) for row in (head, *rows))
    assert [summary(item) for item in items(read(text.encode("gb18030"), "excel"))] == expected


@pytest.mark.parametrize(
    ("name", "above", "first"),
    [("单选题（每题2分）", [], 2), ("题目", ["一、单选题（每题3分）"], 3), ("题目", [], 1)],
)
def test_headings_say_what_the_questions_of_a_sheet_are_worth(name: str, above: list[str], first: int) -> None:
    book = Workbook()
    book.remove(book.active)
    sheet = book.create_sheet(name)
    for row in (above, ["序号", "题干", "A", "B", "答案"], [1, "哪个？", "甲", "乙", "B"]):
        if row:
            sheet.append(row)
    for row in (["二、判断题（每题5分）"], [1, "天是蓝的。", "", "", "√"]):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    imported = read(out.getvalue(), "excel")
    (exam,) = exams_of("t", imported, ("zh",)).values()
    assert [entry.get("points", 1) for entry in exam] == [first, 5]
    assert list(map(summary, items(imported))) == ["choice B", "true-false T"]
    assert {doubt.rule for doubt in imported.doubts} == {"import-one-language"}


def test_what_a_table_does_not_say_is_a_doubt() -> None:
    head = ["说明文字", "题干", "答案", "题型", "审核人"]
    data = workbook(
        (["期中题库"], [head, ["", "天是蓝的。", "对", "神秘题", "张三"], ["", "哪个？", "", "", ""]]),
        (["甲", "乙"], [["一", "二"]]),
    )
    doubts = {(d.rule, d.span.line if d.span else 0) for d in read(data, "excel").doubts}
    assert {("written-text", 1), ("written-columns", 2), ("written-sort", 3), ("import-question-lost", 4), ("written-columns", 1)} <= doubts  # fmt: skip


BELOW = {
    "letters in the rows below": (["序号", "题目", "答案"], [[1, "哪个是偶数？", "B"], ["", "A. 1", ""], ["", "B. 2", ""], [2, "天是蓝的。", "√"]], ["choice B", "true-false T"]),
    "options in the rows below": (["题干", "选项", "答案"], [["哪个是偶数？", "A. 1", "B"], ["", "B. 2", ""], ["", "C. 3", ""], ["哪个是奇数？", "A. 1", "A"], ["", "B. 2", ""]], ["choice B", "choice A"]),
    "a sign at each option": (["题干", "选项", "是否正确"], [["哪些是偶数？", "1", ""], ["", "2", "√"], ["", "4", "√"]], ["multiple-choice BC"]),
    "true or false at each option": (["题目", "选项", "答案"], [["哪个是偶数？", "1", "×"], ["", "2", "√"]], ["choice B"]),
}  # fmt: skip


@pytest.mark.parametrize(("head", "rows", "expected"), BELOW.values(), ids=list(BELOW))
def test_options_may_have_rows_of_their_own(head: list[Any], rows: list[list[Any]], expected: list[str]) -> None:
    imported = read(workbook((head, rows)), "excel")
    assert [summary(item) for item in items(imported)] == expected
    assert not [d for d in imported.doubts if d.rule != "import-one-language"]


def test_a_row_without_a_question_gives_its_options_to_no_other() -> None:
    rows = [["哪个是偶数？", 1, 2, "B"], ["", 3, 4, "A"], ["", 5, "", "A"]]
    imported = read(workbook((["题干", "选项A", "选项B", "答案"], rows)), "excel")
    (item,) = items(imported)
    assert [len(item[key]) for key in ("right", "wrong")] == [1, 1]
    assert [d.span.line for d in imported.doubts if d.rule == "import-question-lost" and d.span] == [3, 4]


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_hidden_rows_and_columns_are_read_and_named() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet
    for row in (
        ["题干", "备用", "选项A", "选项B", "答案"],
        ["哪个是偶数？", "", 1, 2, "B"],
        ["哪个是奇数？", "", 1, 2, "A"],
    ):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    # An empty column that is hidden hides nothing.
    for letter in "BE":
        sheet.column_dimensions[letter].hidden = True
    book.create_sheet("字典").sheet_state = "hidden"
    imported = read(saved(book), "excel")
    assert [summary(item) for item in items(imported)] == ["choice B", "choice A"]
    assert [(d.span.line if d.span else None, d.message) for d in imported.doubts if "hidden" in d.message] == [
        (0, "hidden, and read all the same: columns B, E"),
        (3, "a hidden row was read as if it were shown"),
        (0, "the hidden sheet “字典” was left out; show it in the workbook to have it read"),
    ]


def test_a_merged_cell_holds_for_all_its_rows() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet
    for row in (
        ["章节", "题型", "题干", "答案"],
        ["激活", "判断题", "天是蓝的。", "对"],
        ["", "", "草是红的。", 0],
        ["", "", "雪是白的。", 1],
    ):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("B2:B4")
    imported = read(saved(book), "excel")
    assert [summary(item) for item in items(imported)] == ["true-false T", "true-false F", "true-false T"]
    assert [len(those) for those in imported.items.values()] == [2, 1]


def test_what_a_cell_shows_in_another_way_is_a_doubt() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet
    sheet.append(["题干", "答案"])
    for value, shape in ((1234.5, "#,##0.00"), (2.5, "0.00_);[Red]\\(0.00\\)"), (0.5, "# ?/?"), ("=1+1", "General")):
        sheet.append(["x=____", value])
        sheet.cell(sheet.max_row, 2).number_format = shape
    imported = read(saved(book), "excel")
    assert [summary(item) for item in items(imported)] == ["numeric 1234.5", "numeric 2.5", "numeric 0.5"]
    assert [(d.span.line if d.span else 0, d.message) for d in imported.doubts if d.rule == "written-cell"] == [
        (4, "a cell shows a number in the format `# ?/?`; it was read as 0.5"),
        (5, "a cell holds a formula without its value; open the file in Excel and save it"),
    ]


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'
HOSTILE = {
    "a cell far away": '<sheetData><row r="1"><c r="XFD1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>',
    "cells merged over everything": '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><mergeCells>'
    + '<mergeCell ref="A1:A1048576"/>' * 999
    + "</mergeCells>",
    "a string that is not there": '<sheetData><row r="1"><c r="A1" t="s"><v>99</v></c></row></sheetData>',
    "a row that is no number": '<sheetData><row r="x"><c/></row></sheetData>',
    "no XML": "<sheetData><row>",
}


@pytest.mark.parametrize("inside", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_sheets_are_refused(inside: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook((["题干", "答案"], [])))) as sound, zipfile.ZipFile(out, "w") as archive:
        for name in sound.namelist():
            archive.writestr(name, SHEET.format(inside) if "worksheets/sheet" in name else sound.read(name))
    with pytest.raises(Unreadable):
        read(out.getvalue(), "excel")


def test_cells_far_to_the_right_are_a_doubt() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet
    for row in (["题干", "答案"], ["天是蓝的。", "对"]):
        sheet.append(row)
    sheet["CW2"], sheet["XFD2"] = "备注", "备注"
    imported = read(saved(book), "excel")
    assert [summary(item) for item in items(imported)] == ["true-false T"]
    assert [(d.span.line if d.span else 0, d.message) for d in imported.doubts if d.rule == "written-cell"] == [
        (2, "cells behind column CV are not read")
    ]


def test_pictures_and_comments_of_a_spreadsheet_are_doubts() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet
    for row in (["题干", "选项A", "选项B", "答案"], ["哪个是偶数？", 1, 2, "B"]):
        sheet.append(row)
    sheet["A2"].comment = Comment("有争议", "T")
    drawn = io.BytesIO()
    pillow.new("RGB", (9, 9)).save(drawn, "PNG")
    sheet.add_image(Picture(drawn), "F2")
    file = io.BytesIO()
    book.save(file)
    imported = read(file.getvalue(), "excel")
    assert [summary(item) for item in items(imported)] == ["choice B"]
    doubts = {d.rule: d.message for d in imported.doubts}
    assert doubts["written-picture"] == "the file holds 1 picture; none is read"
    assert doubts["written-text"] == "comments on cells are not read"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("单选,哪个？,甲,乙,丙,选项2,2分", "choice B"),
        ("Multiple Choice,Which?,a,b,c,Option 3,2 points", "choice C"),
        ("Checkbox,Which?,a,b,c,Options 1，3,2", "multiple-choice AC"),
        ("填空,首都是___,北京,,,,2", "short-answer 北京"),
        ("填空,____和____,红,绿,,,2", "linked short-answer 红,short-answer 绿"),
        ("Fill-in-the-Blank,Capital of France,Paris,paris,,,2", "short-answer Paris|paris"),
    ],
)
def test_options_by_their_places_and_answers_in_the_columns_of_options(row: str, expected: str) -> None:
    imported = read(f"类型,题目,选项1,选项2,选项3,答案,分值\n{row}".encode(), "excel")
    assert [summary(item) for item in items(imported)] == [expected]
    assert [entry["points"] for entry in imported.entries] == [1 if "linked" in expected else 2]
    doubtful = [d for d in imported.doubts if d.rule == "import-key-doubtful"]
    assert len(doubtful) == (not expected.startswith(("choice", "multiple")))
    assert not [d for d in imported.doubts if d.rule in ("import-question-lost", "import-mark-unread")]
