"""A sheet of which a page was not scanned has no total, and nothing that is made of its marks takes what lacks for wrong."""

from __future__ import annotations

import csv
import re
from fractions import Fraction
from pathlib import Path

import pikepdf
import pytest
from openpyxl import load_workbook
from paper_class import ESSAY, PaperClass, everything, paper_class
from PIL import Image
from scanned import STUDENTS, Terminal, text_of
from terminal import Ran

from hwgen.marks import tables
from hwgen.marks.analysis import analysed
from hwgen.marks.folder import opened
from hwgen.marks.response import Response, Unscanned
from hwgen.marks.roll import results, roll
from hwgen.marks.tables import marks_words, unscanned
from hwgen.marks.workbook import DOUBTFUL
from hwgen.sheets.keys import Boxes, Copy, Keys, Option, Question
from hwgen.words.words import words

LACKS = "not scanned: page 2 of 2"


@pytest.fixture
def printed(tmp_path: Path) -> PaperClass:
    """Six of twelve questions of two points stand on each page."""
    return paper_class(tmp_path / "class", STUDENTS, pages=2)


def mark(terminal: Terminal, printed: PaperClass, tmp_path: Path, *scans: bytes, more: tuple[str, ...] = ()) -> Ran:
    pile = printed.pile(tmp_path / f"{len(scans)}.pdf", *scans)
    return terminal("mark", pile, "--class", printed.folder, "--jobs", "1", *more, folder=tmp_path)


def totals(printed: PaperClass) -> list[object]:
    return [(row.result.total, row.result.final) for row in opened(printed.folder).rows if row.result]


def test_there_is_no_total_until_the_page_is_scanned(terminal: Terminal, printed: PaperClass, tmp_path: Path) -> None:
    folder = printed.folder / "marks"
    pages = [printed.scan(i, everything(), page=page) for i in range(3) for page in (1, 2)]
    ran = mark(terminal, printed, tmp_path, pages[0], *pages[2:], more=("--returns",))
    assert "page 2 of the sheet of Li Lei (2026001) was not scanned" in ran.err
    assert "3 sheets marked, 0 missing, 0 doubts, 1 without a page" in ran.err
    assert ran.code == 6
    with (folder / "marks.csv").open(encoding="utf-8-sig", newline="") as file:
        first, second, _ = csv.DictReader(file)
    assert (first["1 points"], first["7 points"], first["12 points"], first["7"]) == ("2", "", "", "")
    assert [first[name] for name in ("Total", "Percent", "Remark")] == ["", "", LACKS]
    assert [second[name] for name in ("Total", "Percent", "Remark")] == ["24", "100", ""]
    book = load_workbook(folder / "marks.xlsx")
    place = [cell.value for cell in book["Marks"][1]].index("Total")
    colours = [row[place].fill.fgColor.rgb == f"FF{DOUBTFUL[1:]}" for row in book["Marks"].iter_rows(min_row=2)]
    assert colours == [True, False, False]
    assert [cell.value for cell in book["Absent or missing"][2]][::3] == [STUDENTS[0][0], LACKS]
    office = [[cell.value or "" for cell in row][2:] for row in load_workbook(folder / "jwxt.xlsx").active.iter_rows()]
    assert office[1:] == [["", "未交：第 2 页（共 2 页）"], [24, ""], [24, ""]]
    assert STUDENTS[0][0] not in (folder / "moodle-grades.csv").read_text(encoding="utf-8")
    known = analysed(opened(printed.folder).rows)
    assert known
    assert (known.count, known.missing, known.incomplete, {item.facility for item in known.items}) == (2, 0, 1, {1})
    page = (folder / "report.html").read_text(encoding="utf-8")
    counts = re.findall(r"<div><b>(\d+)</b>(marked|missing|incomplete|absent)</div>", page)
    assert counts == [("2", "marked"), ("1", "incomplete"), ("0", "missing"), ("0", "absent")]
    assert "1 sheet lacks a page or has one that cannot be read: its total is not known" in page
    with pikepdf.open(folder / "returns" / "0001-2026001.pdf") as pdf:
        assert (len(pdf.pages), b" / 24) Tj" in pdf.pages[0].Contents.read_bytes()) == (2, False)
    late = mark(terminal, printed, tmp_path, pages[1])
    assert (late.code, "without a page" in late.err) == (0, False), late.err
    assert "1 marked sheet to hand back written again" in late.err
    assert totals(printed) == [(24, True)] * 3
    whole = (folder / "report.html").read_text(encoding="utf-8")
    assert ("incomplete" in whole, "lacks a page" in whole) == (False, False)


def test_a_page_that_may_still_be_handed_in_has_no_key_on_the_return(terminal: Terminal, tmp_path: Path) -> None:
    """The key of the first page is there, and that of the second, and model answers, once its page is."""
    printed = paper_class(tmp_path / "class", STUDENTS[:1], pages=2, essay=True)
    wrong = dict.fromkeys(everything(), "A")
    pages = [printed.scan(0, wrong), printed.scan(0, wrong, page=2)]
    path = printed.folder / "marks" / "returns" / "0001-2026001.pdf"
    mark(terminal, printed, tmp_path, pages[1], more=("--returns",))
    text = text_of(path)
    assert "not scanned: page 1 of 2; no key until this page is marked" in text
    assert "Model answer" not in text
    rows = dict(re.findall(r"(?<!\S)(\d+) (?:A|) ?([A-D]?) ?(?:–|[02] / 2)", text))
    assert [rows[str(i)] for i in range(1, 7)] == [""] * 6
    assert all(rows[str(i)] for i in range(7, 13))
    mark(terminal, printed, tmp_path, *pages, more=("--returns",))
    assert "no key" not in text_of(path)
    assert "Model answer" in text_of(path)


@pytest.mark.parametrize(
    ("language", "pages", "expected"),
    [
        ("zh", (2,), "未交：第 2 页（共 4 页）"),
        ("zh", (1, 3), "未交：第 1、3 页（共 4 页）"),
        ("en", (1, 3), "not scanned: pages 1, 3 of 4"),
        ("de", (2,), "nicht gescannt: Seite 2 von 4"),
    ],
)
def test_what_lacks_is_said_as_the_language_says_it(language: str, pages: tuple[int, ...], expected: str) -> None:
    lacking = [Unscanned(page, 4, ()) for page in pages]
    assert unscanned(lacking, marks_words(words(language))) == expected


def test_pages_that_lack_and_pages_that_cannot_be_read_are_named_apart() -> None:
    several = [Unscanned(1, 4, (), "unread"), Unscanned(2, 4, ()), Unscanned(3, 4, (), "unread")]
    assert unscanned(several, marks_words(words("en"))) == "cannot be read: pages 1, 3 of 4; not scanned: page 2 of 4"
    assert unscanned(several, marks_words(words("zh"))) == "无法识读：第 1、3 页（共 4 页）；未交：第 2 页（共 4 页）"


def test_remarks_are_joined_by_the_signs_of_the_language() -> None:
    """And what is true or false has the sign that the paper prints."""
    boxes = Boxes("q1", (Option("T", Fraction(1), "T"), Option("F", Fraction(0), "F")))
    asked = [Question(1, "item", "item", "1", "true-false", Fraction(2), (boxes,))]
    copy = Copy(1, "M", "", (*asked, Question(2, "e", "e", "1", "essay", Fraction(2), (ESSAY,))), id="1", name="王芳")
    for language, sign, remark, read, points in (
        ("zh", "×", "主观题尚未评完，待核对", "√×", "1：0/2；2：–/2"),
        ("en", "F", "written answers not marked yet, to be checked", "TF", "1: 0/2; 2: –/2"),
    ):
        keys = Keys("m", "M", "C", language, 7, (copy,))
        one = roll(keys, results(keys, [Response(1, {"q1": ("F",)}, doubts=("q99.points",))]))
        head, row = (dict(enumerate(cells)) for cells in tables.marks(keys, one).rows)
        assert (row[5], row[len(head) - 1]) == (sign, remark)
        two = roll(keys, results(keys, [Response(1, {"q1": ("T", "F")}, doubts=("q1",))]))
        assert tables.doubts(keys, two).rows[1][-1] == read
        assert one[0].result
        assert tables.points_by_question(one[0].result, tables.words_of(keys)) == points


def test_what_is_typed_stands_for_the_page(terminal: Terminal, printed: PaperClass, tmp_path: Path) -> None:
    assert mark(terminal, printed, tmp_path, printed.scan(0, everything())).code == 6
    assert totals(printed) == [(12, False)]
    rest = {str(i): everything()[f"q{i}"] for i in range(7, 13)}
    path = tmp_path / "typed.csv"
    path.write_text(f"Sheet,{','.join(rest)}\n1,{','.join(rest.values())}\n", encoding="utf-8")
    ran = terminal("mark", "--class", printed.folder, "--typed", path, folder=tmp_path)
    assert ran.code == 6, ran.err
    assert totals(printed) == [(24, True)]


def test_whoever_was_absent_lacks_nothing(terminal: Terminal, printed: PaperClass, tmp_path: Path) -> None:
    ran = mark(terminal, printed, tmp_path, printed.scan(0, {"absent": ["absent"]}))
    assert ran.code == 6, ran.err
    assert totals(printed) == [(0, True)]


def test_a_total_in_doubt_is_in_no_list_of_grades(terminal: Terminal, tmp_path: Path) -> None:
    printed = paper_class(tmp_path / "class", STUDENTS[:2])
    doubtful = printed.scan(0, {**everything(), "q3": ["A", "C"]})
    assert mark(terminal, printed, tmp_path, doubtful, printed.scan(1, everything())).code == 6
    folder = printed.folder / "marks"
    office = [[cell.value or "" for cell in row][2:] for row in load_workbook(folder / "jwxt.xlsx").active.iter_rows()]
    assert office[1:] == [["", "待核对"], [24, ""]]
    assert STUDENTS[0][0] not in (folder / "moodle-grades.csv").read_text(encoding="utf-8")


def test_marks_are_complete_when_every_sheet_came_and_no_page_is_left_out(terminal: Terminal, tmp_path: Path) -> None:
    printed = paper_class(tmp_path / "class", STUDENTS[:2])
    first = mark(terminal, printed, tmp_path, printed.scan(0, everything()))
    assert (first.code, "not complete yet; sheets may still come" in first.err) == (6, True), first.err
    rest = printed.pile(tmp_path / "rest.pdf", printed.scan(1, everything()))
    late = terminal("mark", rest, "--class", printed.folder, "--jobs", "1", folder=tmp_path)
    assert (late.code, "not complete" in late.err) == (0, False), late.err
    Image.effect_noise((900, 1200), 90).save(tmp_path / "coffee.png")
    spoilt = terminal("mark", tmp_path / "coffee.png", "--class", printed.folder, "--jobs", "1", folder=tmp_path)
    assert (spoilt.code, "0 doubts, 1 page left out\nnot complete yet" in spoilt.err) == (6, True), spoilt.err
    again = terminal("mark", rest, "--class", printed.folder, "--jobs", "1", folder=tmp_path)
    assert (again.code, "1 page of earlier scans left out as before" in again.err) == (6, True), again.err
    assert "page 1 has no code" not in again.err
