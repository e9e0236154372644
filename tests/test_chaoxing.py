"""学习通: formulas that stay readable, losses that are told, rows that are checked, and the same file read as a teacher's."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
import samples
from conftest import ROOT

from hwgen.bank.loading import load_course
from hwgen.exam.instantiate import instantiate
from hwgen.exam.model import Exam, Section
from hwgen.kinds import MatchingAnswer, OrderingAnswer, Placed
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
        (r"\frac{1}{2R}", "1/(2R)"),
        (r"\frac{1}{2}R", "(1/2)R"),
        (r"\frac{1}{2}\,R", "(1/2) R"),
        (r"\frac{a}{bc}x", "(a/(bc))x"),
        (r"x\frac12 y", "x(1/2)y"),
        (r"\frac{V^2}{2RC}", "V²/(2RC)"),
        (r"\frac{1}{\sqrt{d_k}}", "1/(√dₖ)"),
        (r"\sqrt{2R}", "√(2R)"),
        (r"\sqrt{2}R", "(√2)R"),
        (r"\left(\frac{1}{2}\right)", "(1/2)"),
        (r"\frac{1}{2}^2", "(1/2)²"),
        (r"\min_\theta\frac{1}{2m}", "min_θ(1/(2m))"),
        (r"2\frac{3}{4}", None),
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
    ("rule", "kind", "column", "value"),
    [
        ("chaoxing-key", "单选题", "正确答案", "H"),
        ("chaoxing-key", "单选题", "正确答案", "AB"),
        ("chaoxing-count", "单选题", "选项数", "9"),
        ("chaoxing-kind", "单选题", "题目类型", "猜谜题"),
        ("chaoxing-key", "填空题", "选项A", "another"),
        ("chaoxing-count", "填空题", "选项数", None),
        ("chaoxing-key", "连线题", "正确答案", "1-A;2-H;3-B"),
        ("chaoxing-key", "连线题", "正确答案", "1-A;3-D;2-B"),
        ("chaoxing-key", "连线题", "正确答案", "A;D;B"),
    ],
)
def test_a_spoilt_row_is_an_error_and_the_row_itself_is_not(
    rule: str, kind: str, column: str, value: str | None, exam: Exam
) -> None:
    table = rows(exam_file(CHAOXING, exam)[0])
    place = next(i for i, row in enumerate(table) if row[1] == kind)
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
    asked = {"true-false", "choice", "multiple-choice", "numeric", "short-answer", "matching", "essay", "linked"}
    assert asked == set(kinds)
    assert not [d for d in imported.doubts if d.rule not in ("import-one-language", "import-no-rubric")]


def table_of(asked: MatchingAnswer | OrderingAnswer) -> tuple[dict[str, str], set[str]]:
    """The row of a question with this answer, and what it loses."""
    group = samples.group("one", samples.question("one", 1, asked, samples.para("匹配")))
    exam = replace(samples.exam(), sections=(Section("I", (), (group,)),))
    data, pieces = exam_file(CHAOXING, exam)
    head, row = rows(data)
    lost = {loss.what for piece in pieces for loss in piece.losses if not loss.what.startswith("the points")}
    return {title: cell for title, cell in zip(head, row, strict=True) if cell}, lost


def entries(*texts: str) -> tuple[Placed, ...]:
    return tuple(Placed(text, samples.para(text)) for text in texts)


def test_the_stem_and_the_folder_stand_where_public_programs_write_them(exam: Exam) -> None:
    head, *asked = rows(exam_file(CHAOXING, exam)[0])
    stems, parts, folders = ([row[head.index(title)] for row in asked] for title in ("大题题干", "小题题干", "目录"))
    assert all(stems)
    assert set(parts) == {None}
    assert set(folders) == {f"/{exam.course}/{exam.title}"}


def test_a_matching_has_its_right_entries_as_options() -> None:
    row, lost = table_of(MatchingAnswer(entries("tanh", "ReLU"), entries("甲", "乙", "丙"), (2, 0)))
    assert row["题目类型"] == "连线题"
    assert row["大题题干"] == "匹配\n(1) tanh\n(2) ReLU"
    assert (row["正确答案"], row["选项数"]) == ("1-C;2-A", "3")
    assert [row[f"选项{letter}"] for letter in "ABC"] == ["甲", "乙", "丙"]
    assert lost == set()


def test_a_matching_with_more_entries_than_columns_becomes_blanks() -> None:
    row, lost = table_of(MatchingAnswer(entries("a", "b"), entries(*"123456789"), (8, 0)))
    assert (row["题目类型"], row["正确答案"], row["选项A"], row["选项B"]) == ("填空题", "I;A", "I", "A")
    assert "I. 9" in row["大题题干"]
    assert lost == {"the matching: letters are filled into blanks"}


def test_an_ordering_becomes_blanks() -> None:
    row, lost = table_of(OrderingAnswer(entries("甲", "乙", "丙"), (1, 2, 0)))
    assert (row["题目类型"], row["正确答案"], row["选项数"]) == ("填空题", "3;1;2", "3")
    assert lost == {"the order: the place of each entry is filled into a blank"}
