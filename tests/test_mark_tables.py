"""What the tables of marks call things."""

from __future__ import annotations

import io
from dataclasses import replace
from fractions import Fraction

from openpyxl import load_workbook

from hwgen.marks import tables
from hwgen.marks.response import Response
from hwgen.marks.roll import results, roll
from hwgen.marks.workbook import WIDEST, workbook
from hwgen.sheets.keys import Boxes, Copy, Keys, Option, Policy, Question, Written
from hwgen.writers.tables import LINE


def test_doubts_are_called_as_they_stand_on_the_sheet() -> None:
    group = Boxes("q9", (Option("T", Fraction(1)), Option("F", Fraction(0))))
    written = Written("q10", ("q10.points#1", "q10.points#2"), "q10.half")
    questions = (
        Question(9, "a", "a", "1", "true-false", Fraction(1), (group,)),
        Question(10, "b", "b", "1", "essay", Fraction(20), (written,)),
    )
    copy = Copy(3, "Q-1.3-ZH-X", "l", questions, id="01", name="李雷")
    doubts = ("q10.half", "q10.points#2", "q10.points#10", "q9", "absent")
    response = Response(3, {"q9": ("T", "F"), "q10.points#2": ("7",)}, doubts=doubts)
    for language, read, called in (
        ("zh", "√×", ["缺考", "9", "10：半分", "10：得分，第 2 位", "10：得分，第 10 位"]),
        ("en", "TF", ["absent", "9", "10: half a point", "10: points, column 2", "10: points, column 10"]),
    ):
        known = Keys("quiz", "Quiz", "Course", language, 1, (copy,), Policy())
        rows = tables.doubts(known, roll(known, results(known, (response,)))).rows[1:]
        assert [row[3] for row in rows] == called
        assert [row[4] for row in rows] == ["", read, "", "7", ""]


def test_no_name_is_cut_off() -> None:
    """Whatever is wider than its column stands in several lines, and its row is as high."""
    for name in ("Anna-Lena Freifrau von der Heydebrand und der Lasa", "阿" * 30):
        copy = Copy(1, "Q-1.1-EN-X", "l", (), id="01", name=name)
        known = Keys("quiz", "Quiz", "Course", "en", 1, (replace(copy, id="02", name="Bo"), copy), Policy())
        sheet = load_workbook(io.BytesIO(workbook([tables.registrar(known, roll(known, ()))]))).active
        assert sheet.column_dimensions["B"].width <= WIDEST + 1
        assert sheet["B3"].alignment.wrap_text
        assert sheet.row_dimensions[3].height > (sheet.row_dimensions[2].height or LINE)


def test_the_office_reads_chinese_and_no_endless_decimals() -> None:
    """Of a class in another language, too, and by the words of the course; a score had four decimals, 15.3333."""
    question = Question(1, "item", "item", "", "choice", Fraction(46, 3), (Boxes("q1", (Option("A", Fraction(1)),)),))
    copy = Copy(1, "Q-1.1-EN-X", "l", (question,), id="01", name="Ada")
    own = {"zh": {"score": "总评成绩"}}
    known = Keys("quiz", "Quiz", "Course", "en", 1, (copy,), Policy(), other_words=own)
    rows = roll(known, results(known, (Response(1, {"q1": ("A",)}),)))
    head, ada = tables.registrar(known, rows).rows
    assert head == ("学号", "姓名", "总评成绩", "备注")
    assert ada == ("01", "Ada", Fraction(1533, 100), "")
    assert tables.marks(known, rows).rows[0][:2] == ("Student No.", "Name")
