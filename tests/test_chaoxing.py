"""学习通: formulas that stay readable, losses that are told, rows that are checked, and the same file read as a teacher's."""

from __future__ import annotations

import io
from typing import Any

import pytest
import samples
from conftest import ROOT

from hwgen.bank.loading import load_course
from hwgen.exam.instantiate import instantiate
from hwgen.exam.model import Exam
from hwgen.lms.asked import Asked
from hwgen.lms.chaoxing.columns import COLUMNS
from hwgen.lms.chaoxing.formulas import readable
from hwgen.lms.export import exam_file
from hwgen.lms.platforms import PLATFORMS
from hwgen.lms.sources import SOURCES
from hwgen.plan.assembly import assemble

CHAOXING = PLATFORMS["chaoxing"]


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"x^2+\alpha_i", "x²+αᵢ"),
        (r"\frac{a+b}{c}", "(a+b)/c"),
        (r"\frac{x_1}{2}", "x₁/2"),
        (r"\sqrt{x^2+1}", "√(x²+1)"),
        (r"\hat{y}", "y\u0302"),
        (r"W \in \mathbb{R}^{m\times n}", "W ∈ ℝ^(m × n)"),
        (r"\left(1 - \frac{1}{2}\right)^{10}", "(1−1/2)¹⁰"),
        (r"10^{-5}", "10⁻⁵"),
        (r"\text{two words} = 1", "two words=1"),
        (r"\operatorname{softmax}(z)", "softmax(z)"),
        (r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}", None),
        (r"\sqrt[3]{x}", None),
        (r"\unknown{x}", None),
        (r"x^", None),
        (r"{x", None),
    ],
)
def test_a_formula_is_text_as_long_as_it_is_readable(tex: str, text: str | None) -> None:
    assert readable(tex) == text


def rows(data: bytes) -> list[list[Any]]:
    from openpyxl import load_workbook

    return [list(row) for row in load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(values_only=True)]


def workbook(table: list[list[Any]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for row in table:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def exam() -> Exam:
    course = load_course(ROOT / "tests" / "course")
    return instantiate(course, assemble(course, course.blueprint("named"), 7), "zh")


@pytest.mark.parametrize(
    ("rule", "column", "value"),
    [
        ("chaoxing-key", "正确答案", "H"),
        ("chaoxing-key", "正确答案", "AB"),
        ("chaoxing-count", "选项数", "9"),
        ("chaoxing-kind", "题目类型", "猜谜题"),
    ],
)
def test_a_spoilt_row_is_an_error_and_the_row_itself_is_not(rule: str, column: str, value: str, exam: Exam) -> None:
    table = rows(exam_file(CHAOXING, exam)[0])
    place = next(i for i, row in enumerate(table) if row[1] == "单选题")
    for spoilt in (False, True):
        if spoilt:
            table[place][COLUMNS.index(column)] = value
        read: list[Asked] = []
        assert not CHAOXING.adapter().read_back(workbook(table), read.append)
        found = [(d.rule, d.span.line) for one in read for d in one.diagnostics if d.span]
        assert found == ([(rule, place + 1)] if spoilt else [])


def test_a_missing_column_and_a_damaged_file_are_errors(exam: Exam) -> None:
    data = exam_file(CHAOXING, exam)[0]
    table = rows(data)
    table[0][5] = "答案?"
    assert [d.rule for d in CHAOXING.adapter().read_back(workbook(table), print)] == ["chaoxing-columns"]
    assert [d.rule for d in CHAOXING.adapter().read_back(data[:-200], print)] == ["archive-damaged"]


def test_what_a_cell_cannot_show_is_a_loss() -> None:
    data, pieces = exam_file(CHAOXING, samples.exam())
    lost = {loss.what for piece in pieces for loss in piece.losses}
    for part in ("a picture", "the lines of a table", "the typeface of a program", "the points"):
        assert any(what.startswith(part) for what in lost), part
    assert all(cell is None or isinstance(cell, str) for row in rows(data) for cell in row)


def test_the_spreadsheet_is_imported_as_a_teachers(exam: Exam) -> None:
    data, pieces = exam_file(CHAOXING, exam)
    imported = SOURCES["excel"].reads()(data, "quiz", set(), "quiz", ("zh", "en"), None)
    kinds = [item["kind"] for items in imported.items.values() for item in items]
    assert len(kinds) == len(pieces)
    assert {"true-false", "choice", "multiple-choice", "numeric", "short-answer", "essay", "linked"} == set(kinds)
    assert not [d for d in imported.doubts if d.rule not in ("import-one-language", "import-no-rubric")]
