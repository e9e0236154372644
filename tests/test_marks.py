"""Answers that are typed become marks, errata change them, and what was printed is never asked of the course again."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from conftest import ROOT
from openpyxl import Workbook, load_workbook
from terminal import Ran

from hwgen.bank.loading import load
from hwgen.classes.answered import Frozen, answered, basis, files_of
from hwgen.classes.copies import copies_of, forms_of
from hwgen.classes.paper import exam_of, plan_of
from hwgen.classes.roster import Student
from hwgen.edited import MANIFEST, digest
from hwgen.exam.model import Holder, Looks
from hwgen.marks import regrading, tables
from hwgen.marks.errata import Erratum, amended
from hwgen.marks.folder import Marked, opened
from hwgen.marks.folder import files_of as mark_files
from hwgen.marks.regrading import Regraded
from hwgen.marks.response import Response
from hwgen.marks.roll import results, roll
from hwgen.marks.tables import Table
from hwgen.marks.workbook import workbook
from hwgen.output import as_json
from hwgen.sheets import keys as frozen
from hwgen.sheets.keys import Boxes, Grade, Keys, Number, Policy
from hwgen.sheets.number import PLAIN

STUDENTS = [Student(Holder("01", "Ada"), None, Looks()), Student(Holder("02", "=1+1"), None, Looks())]
RULES = {"rounding": Fraction(1, 2), "pass_percent": Fraction(60)}

TO_COME = "not complete yet; sheets may still come: mark later scans in the same way, or type who was absent"


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folders that a class with personal papers and one with two forms leave, without their PDFs."""
    course = load(ROOT / "tests" / "course").course
    folders = {}
    for kind, copies in (
        ("class", copies_of("named", 7, "en", "a4", STUDENTS, 0, Looks(sheet=True))),
        ("forms", forms_of("named", 7, "en", "a4", 2, Looks(sheet=True))),
    ):
        sheets = []
        for copy in copies:
            exam = exam_of(course, plan_of(course, copy.code), copy.code)
            sheet = answered(replace(exam, holder=copy.holder, looks=copy.looks), "a4", basis(course, exam, PLAIN))
            sheets.append(Frozen(sheet.copy, sheet.layout))
        folders[kind] = tmp_path_factory.mktemp(kind)
        files = files_of(basis(course, exam, PLAIN), exam, sheets, STUDENTS)
        for name, data in files.items():
            (folders[kind] / name).write_bytes(data)
        manifest = {"files": {name: digest(data) for name, data in files.items()}}
        (folders[kind] / MANIFEST).write_bytes(as_json(manifest))
    return folders


@pytest.fixture
def folder(printed: dict[str, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(printed["class"], tmp_path / "class"))


@pytest.fixture
def forms(printed: dict[str, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(printed["forms"], tmp_path / "forms"))


@pytest.fixture
def run(terminal: Callable[..., Ran], tmp_path: Path) -> Callable[..., Ran]:
    return lambda *words: terminal(*words, folder=tmp_path)


def right(keys: Keys, serial: int) -> dict[str, str]:
    """What is typed into each column for a sheet without a mistake."""
    (copy,) = (copy for copy in keys.copies if copy.serial == serial)
    cells: dict[str, str] = {}
    for question in copy.questions:
        for each in question.fields:
            label = f"{question.number}"
            if isinstance(each, Boxes):
                part = each.group.partition(".")[2]
                cells[f"{label} ({part})" if part else label] = "".join(o.value for o in each.options if o.share > 0)
            elif isinstance(each, Number):
                part = each.groups[0].partition("#")[0].partition(".")[2]
                value = each.accepted[0].low
                cells[f"{label} ({part})" if part else label] = str(value)
            elif each.accepted:
                cells[label] = each.accepted[0]
            else:
                cells[f"{label} points"] = str(question.points)
    return cells


def fill(path: Path, rows: dict[int, dict[str, str]]) -> None:
    """Types cells, by row and title, into the sheet that hwgen made."""
    book = load_workbook(path)
    sheet = book.active
    titles = {cell.value: cell.column for cell in sheet[1]}
    for row, cells in rows.items():
        for title, text in cells.items():
            sheet.cell(row, titles[title], text)
    book.save(path)


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_columns_are_those_that_the_class_has_and_as_wide_as_they_need(folder: Path) -> None:
    """Grades and a mark to pass stand in the rules of marking, or there are no columns for them."""
    printed = opened(folder).printed
    graded = Policy(pass_percent=Fraction(60), grades=(Grade("A", Fraction(90)),))
    for policy, verdicts in ((graded, ["Grade", "Result"]), (Policy(), [])):
        with_it = replace(printed, policy=policy)
        head, first, *_ = tables.marks(with_it, roll(with_it, ())).rows
        assert [name for name in head if name in ("Grade", "Result")] == verdicts
        assert len(first) == len(head)
        changed = regrading.table(Regraded(Marked(folder, with_it), ())).rows[0]
        assert [name for name in ("Grade", "Result") if f"{name}: After" in changed] == verdicts
    book = load_workbook(io.BytesIO(workbook([Table("t", (("id", "name"), ("01", "欧阳小明同学")), frozen=2)])))
    sheet = book.active
    assert (sheet.freeze_panes, sheet.column_dimensions["B"].width >= 12) == ("C2", True)


def test_what_is_typed_becomes_marks(folder: Path, run: Callable[..., Ran], tmp_path: Path) -> None:
    keys = opened(folder).keys
    assert run("mark", "--class", "class", "--blank", "answers.xlsx").code == 0
    first = right(keys, 1)
    fill(tmp_path / "answers.xlsx", {2: {**first, "1": "T" if first["1"] == "F" else "F"}})
    ran = run("mark", "--class", "class", "--typed", "answers.xlsx")
    assert (ran.code, ran.err) == (6, f"1 sheet marked, 1 missing, 0 doubts\n{TO_COME}\n")
    ada, bo = table(folder / "marks" / "marks.csv")
    assert (ada["Student No."], ada["1 points"], ada["Total"], ada["Percent"]) == ("01", "0", "68", "94.44")
    assert (bo["Name"], bo["Total"], bo["Remark"]) == ("'=1+1", "", "no answer sheet")
    assert table(folder / "marks" / "moodle-grades.csv")[0]["grade"] == "68"
    offices = load_workbook(folder / "marks" / "jwxt.xlsx").active
    assert [cell.value for cell in offices[1]] == ["学号", "姓名", "成绩", "备注"], "though the class is English"
    assert [cell.value for cell in offices[2]] == ["01", "Ada", 68, ""]
    assert [cell.value for cell in offices[3]] == ["02", "=1+1", "", "未交答题卡"]
    assert (folder / "marks").stat().st_mode & 0o777 == 0o700
    before = {path.name: path.read_bytes() for path in (folder / "marks").iterdir()}
    assert run("mark", "--class", "class", "--typed", "answers.xlsx").code == 6
    assert before == {path.name: path.read_bytes() for path in (folder / "marks").iterdir()}, "twice is once"


def test_a_blank_sheet_never_replaces_what_was_typed(folder: Path, run: Callable[..., Ran], tmp_path: Path) -> None:
    blank = ("mark", "--class", "class", "--blank")
    assert [run(*blank, "answers.xlsx").code for _ in range(2)] == [0, 0]
    fill(tmp_path / "answers.xlsx", {2: right(opened(folder).keys, 1)})
    typed = (tmp_path / "answers.xlsx").read_bytes()
    again = run(*blank, "answers.xlsx")
    assert again.code == 1
    assert "answers.xlsx: error: edited since hwgen wrote it [edited-in-the-way]" in again.err
    assert (tmp_path / "answers.xlsx").read_bytes() == typed
    (tmp_path / "course.yaml").write_text("name: mine\n")
    other = run(*blank, "course.yaml")
    assert other.code == 2
    assert "--blank course.xlsx" in other.err
    assert (tmp_path / "course.yaml").read_text() == "name: mine\n"


def test_rows_of_another_day_are_added(folder: Path, run: Callable[..., Ran], tmp_path: Path) -> None:
    """Those of the second in the full-width letters, digits and signs of a Chinese keyboard; words stay as they are spelled."""
    keys, wide = opened(folder).keys, {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
    for row, name, typing in ((2, "first.xlsx", {}), (3, "second.xlsx", wide)):
        run("mark", "--class", "class", "--blank", name)
        answers = right(keys, row - 1)
        answers |= {title: text.translate(typing) for title, text in answers.items() if text == text.upper()}
        fill(tmp_path / name, {row: answers})
        assert run("mark", "--class", "class", "--typed", name).code in (0, 6)
    assert [row["Total"] for row in table(folder / "marks" / "marks.csv")] == ["72", "72"]


def test_a_double_mark_is_a_doubt_that_the_person_who_typed_it_has_settled(
    folder: Path, run: Callable[..., Ran], tmp_path: Path
) -> None:
    run("mark", "--class", "class", "--blank", "answers.xlsx")
    fill(tmp_path / "answers.xlsx", {2: {"3": "AB"}, 3: {"absent": "x"}})
    ran = run("mark", "--class", "class", "--typed", "answers.xlsx")
    assert (ran.code, "1 sheet marked, 0 missing, 1 absent, 0 doubts" in ran.err) == (6, True), ran.err
    ada, bo = table(folder / "marks" / "marks.csv")
    assert (ada["3"], ada["3 points"], bo["Remark"]) == ("AB", "0", "absent")


def test_forms_are_known_by_the_number_that_is_typed(forms: Path, run: Callable[..., Ran], tmp_path: Path) -> None:
    keys = opened(forms).keys
    run("mark", "--class", "forms", "--blank", "answers.xlsx")
    rows = {2: {"Sheet": "2", **right(keys, 2)}, 3: {"Sheet": "1", **right(keys, 1), "12 points": "2.5"}}
    fill(tmp_path / "answers.xlsx", rows)
    assert run("mark", "--class", "forms", "--typed", "answers.xlsx").code == 0
    rows_of_marks = table(forms / "marks" / "marks.csv")
    assert [row["Total"] for row in rows_of_marks] == ["72", "64.5"]
    assert (rows_of_marks[1]["12"], rows_of_marks[1]["12 points"]) == ("", "2.5"), "points are no answer"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            {2: {"3": "Z"}},
            "answers.xlsx:G2: error: `Z` is none of A, B, C, D (cell G2, question 3, student 01) [typed-value]",
        ),
        ({2: {"3": "AA"}}, "`AA` names a letter twice"),
        ({2: {"1": "maybe"}}, "`maybe` is neither true nor false"),
        ({2: {"5": "1e5"}}, "`1e5` is not a number such as 3, -0.25 or 1/3"),
        ({2: {"12 points": "11"}}, "`11` is not a number of points from 0 to 10"),
        ({2: {"absent": "perhaps"}}, "`perhaps` does not say whether somebody was absent"),
        ({2: {"Sheet": "9", "3": "A"}}, "no sheet of this class has the number `9`"),
        ({2: {"Student No.": "07", "3": "A"}}, "sheet 1 is that of `01`, not of `07`"),
        ({3: {"Sheet": "1", "Student No.": "", "Name": "", "3": "A"}, 2: {"3": "A"}}, "`01` is already in row 2"),
        ({1: {"3": "Question three"}}, "no question has the column `Question three`"),
    ],
)
def test_what_cannot_be_an_answer_is_refused_at_its_cell(
    folder: Path, run: Callable[..., Ran], tmp_path: Path, rows: dict[int, dict[str, str]], message: str
) -> None:
    run("mark", "--class", "class", "--blank", "answers.xlsx")
    fill(tmp_path / "answers.xlsx", rows)
    ran = run("mark", "--class", "class", "--typed", "answers.xlsx")
    assert ran.code == 2
    assert message in ran.err
    assert not (folder / "marks").exists()


@pytest.mark.parametrize(
    ("damage", "rule"),
    [
        (lambda folder: (folder / "keys.json").unlink(), "class-incomplete"),
        (lambda folder: (folder / "keys.json").write_text("{}"), "keys-changed"),
        (lambda folder: (folder / MANIFEST).write_text("[]"), "marks-unreadable"),
        (
            lambda folder: (folder / "marks").mkdir() or (folder / "marks" / "errata.json").write_text("{"),
            "marks-lost",
        ),
    ],
)
def test_a_folder_that_is_not_what_was_printed_is_refused(
    folder: Path, run: Callable[..., Ran], damage: Callable[[Path], object], rule: str
) -> None:
    damage(folder)
    ran = run("mark", "--class", "class", "--blank", "answers.xlsx")
    assert ran.code == 2
    assert f"[{rule}]" in ran.err


def marked(folder: Path) -> Marked:
    """A class in which everybody has everything right but for question 3, where they take the first wrong option."""
    known = opened(folder)
    responses = []
    for copy in known.printed.copies:
        answers: dict[str, tuple[str, ...]] = {}
        for question in copy.questions:
            for each in question.fields:
                if isinstance(each, Boxes):
                    good = question.number != 3
                    answers[each.group] = tuple(o.value for o in each.options if (o.share > 0) == good)[
                        : None if good else 1
                    ]
        responses.append(Response(copy.serial, answers))
    return replace(known, responses=tuple(responses))


def wrong_option(known: Marked, serial: int) -> str:
    copy = next(copy for copy in known.printed.copies if copy.serial == serial)
    field = copy.questions[2].fields[0]
    assert isinstance(field, Boxes)
    return next(option.id for option in field.options if option.share <= 0)


@pytest.mark.parametrize(
    ("erratum", "gain"),
    [
        ({"accept": True}, 6),
        ({"key": True}, 6),
        ({"void": "give-all"}, 6),
        ({"void": "leave-out"}, 0),
        ({"points": "12"}, 0),
    ],
)
def test_errata_change_marks_as_marking_anew_would(
    folder: Path, run: Callable[..., Ran], tmp_path: Path, erratum: dict[str, object], gain: int
) -> None:
    from hwgen.marks.folder import save

    before = marked(folder)
    save(before)
    option = wrong_option(before, 1)
    lines = [f"{name}: {option if value is True else value}" for name, value in erratum.items()]
    item = before.printed.copies[0].questions[2].item
    (tmp_path / "erratum.yaml").write_text(f"- item: {item}\n  reason: two are right\n  " + "\n  ".join(lines) + "\n")
    old = table(folder / "marks" / "marks.csv")[0]
    ran = run("regrade", "--class", "class", "erratum.yaml", "--on", "2026-11-30")
    assert ran.code == 0, ran.err
    new = table(folder / "marks" / "marks.csv")[0]
    assert float(new["Total"]) - float(old["Total"]) == gain
    if "void" in erratum or "points" in erratum:
        assert new["Percent"] != old["Percent"]
    assert table(folder / "marks" / "marks-before-1.csv")[0] == old
    (shown, *_) = table(folder / "marks" / "regrade-1.csv")
    assert [shown[f"{title}: After"] for title in ("Total", "Percent")] == [new["Total"], new["Percent"]]
    log = json.loads((folder / "marks" / "errata.json").read_text())
    assert (log[0]["on"], log[0]["reason"]) == ("2026-11-30", "two are right")
    log_sheet = load_workbook(folder / "marks" / "marks.xlsx")["Changes"]
    assert [cell.value for cell in log_sheet[2]][0::3] == ["2026-11-30", "two are right"]
    again = run("regrade", "--class", "class", "erratum.yaml", "--on", "2026-12-24")
    assert again.err == "0 students with changed marks, 0 with a changed grade\n", "an erratum counts once"
    after = opened(folder)
    anew = replace(before, printed=amended(before.printed, after.errata))
    assert mark_files(anew)["marks.csv"] == (folder / "marks" / "marks.csv").read_bytes()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- {item: kept-unit, key: x, reason: r}", "no paper asks `kept-unit`"),
        ("- {item: kept-units, part: q, key: x, reason: r}", "`kept-units` has no question `q`"),
        ("- {item: kept-units, variant: v9, key: x, reason: r}", "no paper has the variant `v9` of `kept-units`"),
        ("- {item: kept-units, key: nowhere, reason: r}", "there is no option `nowhere`"),
        ("- {item: kept-units, accept: nowhere, reason: r}", "there is no option `nowhere`"),
        ("- {item: kept-units, reason: r}", "an erratum says what counts now: `key`, `accept`, `void` or `points`"),
        *(
            ("- {item: kept-units, key: nowhere}", message)
            for message in ("missing key `reason`", "there is no option `nowhere`")
        ),
        (
            "- {item: kept-units, void: all, reason: r}",
            "expected `give-all` (everybody gets the points) or `leave-out`",
        ),
        ("- {item: squared-error, key: two, reason: r}", "`two` is not a number such as 3, -0.25 or 1/3"),
        ("- {item: precision-and-recall, key: 0.5, reason: r}", "takes 2 answers, one for each field, not 1"),
        ("- {item: kept-units, accept: [A, B], reason: r}", "stands for different options on different papers"),
        ("", "the file is empty"),
    ],
)
def test_errata_that_fit_nothing_are_refused(
    folder: Path, run: Callable[..., Ran], tmp_path: Path, text: str, message: str
) -> None:
    (tmp_path / "erratum.yaml").write_text(text + "\n", encoding="utf-8")
    ran = run("regrade", "--class", "class", "erratum.yaml")
    assert ran.code == 1
    assert message in ran.err
    assert not (folder / "marks").exists()


def test_sheets_that_claim_the_same_student_are_both_kept(forms: Path) -> None:
    keys = opened(forms).keys
    responses = (Response(1, id="01"), Response(2, id="01"), Response(1), Response(1, id="77"))
    rows = roll(keys, results(keys, responses))
    assert [(row.id, row.result is not None) for row in rows] == [
        ("01", True),
        ("02", False),
        ("", True),
        ("01", True),
        ("77", True),
    ]


def test_an_erratum_for_a_variant_leaves_the_others(folder: Path) -> None:
    known = marked(folder)
    question = known.printed.copies[0].questions[0]
    erratum = Erratum(question.item, "r", variants=(question.variant,), points=Fraction(1))
    points = {copy.questions[0].variant: copy.questions[0].points for copy in amended(known.printed, [erratum]).copies}
    assert points[question.variant] == 1
    assert all(value == 4 for variant, value in points.items() if variant != question.variant)


def test_marking_does_not_ask_the_course(folder: Path, run: Callable[..., Ran], tmp_path: Path) -> None:
    """There is none here: the folder alone is enough."""
    assert not (tmp_path / "bank").exists()
    assert run("mark", "--class", "class", "--blank", "answers.xlsx").code == 0
    words = frozen.read((folder / "keys.json").read_bytes()).words
    assert (words["id"], words["sheet.key"]) == ("Student No.", "Key")


def test_a_sheet_in_csv_is_read_as_well(folder: Path, run: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "answers.csv").write_text("Sheet,Student No.,3\n1,01,A\n", encoding="utf-8")
    assert run("mark", "--class", "class", "--typed", "answers.csv").code == 6
    Workbook().save(tmp_path / "empty.xlsx")
    assert "the sheet is empty" in run("mark", "--class", "class", "--typed", "empty.xlsx").err
