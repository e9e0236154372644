"""What is typed for true and false is read as the sheet says, and what is not in its lists is named by its cell."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import load_workbook

from hwgen.errors import UsageError
from hwgen.marks.blank import blank
from hwgen.marks.roll import results
from hwgen.marks.spellings import SPELLINGS, spellings
from hwgen.marks.typed import read_typed
from hwgen.sheets.fields import FALSE, TRUE
from hwgen.sheets.keys import Boxes, Copy, Interval, Keys, Number, Option, Question
from hwgen.words.words import nearest

ONE = Fraction(1)
TRUTH = Boxes("q1", (Option(TRUE, ONE), Option(FALSE)))
CHOICE = Boxes("q2", (Option("A", ONE), Option("B")), several=True)
NUMBER = Number(("q3#1", "q3#2", "q3#3"), (Interval(Fraction(3, 2), Fraction(3, 2), ONE),))
QUESTIONS = tuple(
    Question(i, f"item-{i}", "", "", kind, ONE, (field,))
    for i, (kind, field) in enumerate([("true-false", TRUTH), ("multiple-choice", CHOICE), ("numeric", NUMBER)], 1)
)
KEYS = Keys("quiz", "Quiz", "Course", "en", 1, (Copy(1, "X", "l", QUESTIONS, id="01", name="Ada"),))


def typed(path: Path, keys: Keys = KEYS, **cells: str) -> dict[str, object]:
    """What is read of a row in which these answers stand."""
    book = load_workbook(io.BytesIO(blank(keys)))
    for question, text in cells.items():
        book.worksheets[0].cell(2, 4 + int(question[1:]), text)
    book.save(path / "typed.xlsx")
    (response,) = read_typed(path / "typed.xlsx", keys)
    return {**response.marked, **response.texts}


@pytest.mark.parametrize("value", [TRUE, FALSE])
@pytest.mark.parametrize("language", ["en", "zh", "de", "fr"])
def test_what_the_sheet_lists_is_read_and_it_lists_all(value: str, language: str, tmp_path: Path) -> None:
    keys = replace(KEYS, language=language)
    listed = {
        str(row[0].value): str(row[1].value).split() for row in load_workbook(io.BytesIO(blank(keys))).worksheets[1]
    }
    assert listed[value] == list(spellings(nearest(language))[value])
    for form in (*listed[value], listed[value][0].lower(), chr(ord(value) + 0xFEE0)):
        assert typed(tmp_path, keys, q1=form) == {"q1": (value,)}, form


def test_nothing_says_both() -> None:
    for language in ("en", "zh", "de", "fr"):
        forms = [{form.casefold() for form in known} for known in spellings(nearest(language)).values()]
        assert len(forms) == len(SPELLINGS)
        assert not forms[0] & forms[1]
        assert not (forms[0] | forms[1]) & {"x"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("X", "`X` may tick or deny: write T or F (cell E2, question 1, student 01)"),
        ("x", "`x` may tick or deny"),
        ("Ｘ", "`Ｘ` may tick or deny"),
        ("W", "`W` is neither true nor false (cell E2, question 1, student 01)"),
        ("2", "`2` is neither true nor false"),
    ],
)
def test_what_may_mean_both_is_refused_at_its_cell(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as raised:
        typed(tmp_path, q1=text)
    assert message in str(raised.value)


def test_letters_and_digits_may_be_of_full_width(tmp_path: Path) -> None:
    assert typed(tmp_path, q2="ＡＢ", q3="１．５") == {"q2": ("A", "B"), "q3": "1.5"}


@pytest.mark.parametrize("students", [(), (("s07", "Ada", ""),)])
@pytest.mark.parametrize(("sheet", "id"), [("１", "Ｓ０７"), (" 1　", "　s07 "), ("1", "S07")])
def test_numbers_of_sheets_and_students_may_be_of_full_width(
    sheet: str, id: str, students: tuple[tuple[str, str, str], ...], tmp_path: Path
) -> None:
    """Whether the sheet is the student's own, or anybody's."""
    copy = replace(KEYS.copies[0], id="" if students else "s07")
    rows(tmp_path, (sheet, id, "T"))
    (response,) = read_typed(tmp_path / "typed.csv", replace(KEYS, copies=(copy,), students=students))
    assert (response.serial, response.id, response.marked) == (1, "S07" if students else "", {"q1": (TRUE,)})


def rows(folder: Path, *cells: tuple[str, ...]) -> None:
    text = "".join(f"{','.join(row)}\n" for row in (("Sheet", "Student No.", "1", "absent"), *cells))
    (folder / "typed.csv").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("", "　", "T"), "the row has no number of a sheet (cell A2)"),
        (("２", "01", "T"), "no sheet of this class has the number `2` (cell A2)"),
        (("1", "", "T", "maybe"), "`maybe` does not say whether somebody was absent (cell D2, student 01)"),
        (("1", "０２", "T"), "sheet 1 is that of `01`, not of `02` (cell B2)"),
    ],
)
def test_what_is_wrong_in_a_row_is_named_with_its_cell_and_student(
    row: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    rows(tmp_path, row)
    with pytest.raises(UsageError) as raised:
        read_typed(tmp_path / "typed.csv", KEYS)
    assert message in str(raised.value)


def test_an_answer_that_a_spreadsheet_made_a_date_of_is_named_as_that(tmp_path: Path) -> None:
    book = load_workbook(io.BytesIO(blank(KEYS)))
    book.worksheets[0].cell(2, 7, date(2026, 1, 3))
    book.save(tmp_path / "typed.xlsx")
    with pytest.raises(UsageError, match=r"Excel made a date of it.*cell G2, question 3, student 01"):
        read_typed(tmp_path / "typed.xlsx", KEYS)


@pytest.mark.parametrize("text", ["1½", "3²", "①"])
def test_no_digit_is_made_of_what_is_none(text: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a number"):
        typed(tmp_path, q3=text)


def test_a_dash_says_that_nothing_was_marked(tmp_path: Path) -> None:
    book = load_workbook(io.BytesIO(blank(KEYS)))
    for column, dash in zip((5, 6, 7), "-－–", strict=True):
        book.worksheets[0].cell(2, column, dash)
    book.save(tmp_path / "typed.xlsx")
    (response,) = read_typed(tmp_path / "typed.xlsx", KEYS)
    (result,) = results(KEYS, (response,))
    assert (result.total, result.final, [score.blank for score in result.questions]) == (0, True, [True] * 3)
    assert response.typed == ("q1", "q2", "q3")


@pytest.mark.parametrize(("name", "refused"), [("Bob", True), ("Ada", False), ("Ada L.", False)])
def test_a_name_of_another_sheet_is_refused(name: str, refused: bool, tmp_path: Path) -> None:
    """Columns that were sorted without the others; a name that is nobody else's was only spelled otherwise."""
    keys = replace(KEYS, copies=(*KEYS.copies, replace(KEYS.copies[0], serial=2, id="02", name="Bob")))
    (tmp_path / "typed.csv").write_text(f"Sheet,Student No.,Name,1\n1,01,{name},T\n", encoding="utf-8")
    if refused:
        with pytest.raises(UsageError, match=r"sheet 1 is that of Ada, not of Bob \(cell C2\)"):
            read_typed(tmp_path / "typed.csv", keys)
    else:
        assert len(read_typed(tmp_path / "typed.csv", keys)) == 1


@pytest.mark.parametrize("head", ["x,y", "Sheet,Student No.,Name,Group,1,1 points,Total,Percent", "hello"])
def test_a_table_of_marks_or_of_something_else_is_told_once(head: str, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text(f"{head}\n1,2\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_typed(tmp_path / "other.csv", KEYS)
    (fault,) = caught.value.diagnostics
    assert fault.message.startswith("this is not the sheet to type answers into")


def test_another_file_than_the_one_to_type_into_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "class.csv"
    path.write_text("id,name,group,room\n01,Ada,1,A\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_typed(path, KEYS)
    (fault,) = caught.value.diagnostics
    assert fault.message.startswith("this is not the sheet to type answers into: it has the columns `id`, `name`")
    assert "--blank" in fault.hint
