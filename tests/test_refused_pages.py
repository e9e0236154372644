"""A page that was scanned and cannot be read is called so wherever marks are shown, and its answers are taken for neither wrong nor missing."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from paper_class import PaperClass, everything, paper_class
from scanned import STUDENTS, Terminal, cut_short, numbered, text_of
from terminal import Ran

from hwgen.marks.folder import opened
from hwgen.marks.tables import marks_words, remark
from hwgen.scanning import decided
from hwgen.scanning.marking import earlier_records, known_so_far
from hwgen.scanning.returning import remake
from hwgen.words.words import words


@pytest.fixture
def printed(tmp_path: Path) -> PaperClass:
    return paper_class(tmp_path / "class", STUDENTS, pages=2)


def mark(terminal: Terminal, printed: PaperClass, tmp_path: Path, *scans: bytes) -> Ran:
    pile = printed.pile(tmp_path / f"{len(scans)}.pdf", *scans)
    return terminal("mark", pile, "--class", printed.folder, "--jobs", "1", "--returns", folder=tmp_path)


def totals(printed: PaperClass) -> list[object]:
    return [(row.result.total, row.result.final) for row in opened(printed.folder).rows if row.result]


def test_all_that_is_made_of_marks_says_that_a_refused_page_was_scanned(
    terminal: Terminal, printed: PaperClass, tmp_path: Path
) -> None:
    """Of the first student a page cannot be read, of the second no page."""
    folder = printed.folder / "marks"
    pages = [[printed.scan(i, everything(), page=page) for page in (1, 2)] for i in range(3)]
    scans = cut_short(pages[0][0]), pages[0][1], cut_short(pages[1][0]), *pages[2]
    ran = mark(terminal, printed, tmp_path, *scans)
    assert "2 sheets marked, 0 missing, 0 doubts, 1 without a page, 1 that cannot be read" in ran.err
    remarks = ["cannot be read: page 1 of 2", "cannot be read: page 1 of 2; not scanned: page 2 of 2", ""]
    with (folder / "marks.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [(row["Total"], row["Remark"]) for row in csv.DictReader(file)] == [
            *(("", remark) for remark in remarks[:2]),
            ("24", ""),
        ]
    book = load_workbook(folder / "marks.xlsx")
    assert [cell.value for cell in book["Absent or missing"]["D"]][1:] == remarks[:2]
    office = [[cell.value or "" for cell in row][2:] for row in load_workbook(folder / "jwxt.xlsx").active.iter_rows()]
    assert office[1:] == [
        ["", "无法识读：第 1 页（共 2 页）"],
        ["", "无法识读：第 1 页（共 2 页）；未交：第 2 页（共 2 页）"],
        [24, ""],
    ]
    assert [line.partition(",")[0] for line in (folder / "moodle-grades.csv").read_text().splitlines()[1:]] == [
        STUDENTS[2][0]
    ]
    counts = re.findall(r"<div><b>(\d+)</b>(marked|missing|incomplete)</div>", (folder / "report.html").read_text())
    assert counts == [("1", "marked"), ("2", "incomplete"), ("0", "missing")]
    assert sorted(path.name[:4] for path in (folder / "returns").iterdir() if path.suffix == ".pdf") == ["0001", "0003"]
    assert f"{remarks[0]}; no key until this page is marked" in text_of(folder / "returns" / "0001-2026001.pdf")
    addresses = tmp_path / "addresses.csv"
    addresses.write_text(
        "id,name,email\n" + "".join(f"{id},{name},a{id}@example.org\n" for id, name in STUDENTS), encoding="utf-8"
    )
    mailed = terminal("mark", "--class", printed.folder, "--mail", addresses, folder=tmp_path)
    assert "2 students whose marks may still change: Li Lei, Han Meimei" in mailed.err
    # Typed answers stand for what cannot be read; the other scans settle the rest.
    typed = tmp_path / "typed.csv"
    answers = {group.removeprefix("q"): value for group, value in everything().items()}
    typed.write_text(f"Sheet,{','.join(answers)}\n2,{','.join(answers.values())}\n", encoding="utf-8")
    terminal("mark", "--class", printed.folder, "--typed", typed, folder=tmp_path)
    assert totals(printed) == [(12, False), (24, True), (24, True)]
    assert mark(terminal, printed, tmp_path, pages[0][0]).code == 6
    assert totals(printed) == [(24, True)] * 3


def test_what_is_written_of_a_sheet_goes_with_the_last_page_of_it_that_is_read(
    terminal: Terminal, tmp_path: Path
) -> None:
    """A person sets a page aside, of which another scan is refused."""
    printed = paper_class(tmp_path / "class", STUDENTS[:2])
    scan = printed.scan(0, everything())
    mark(terminal, printed, tmp_path, scan, cut_short(scan), printed.scan(1, everything()))
    returned = printed.folder / "marks" / "returns" / "0001-2026001.pdf"
    assert returned.exists()
    before = opened(printed.folder)
    (content,) = (page.reading.content for page in earlier_records(printed.folder) if page.number == 1)
    decided.append(printed.folder / "marks" / decided.FILE, decided.Word(content, ignored=True))
    known = known_so_far(before)
    after = replace(before, responses=known.responses)
    assert remark(after.rows[0], marks_words(words("en"))) == "cannot be read: page 1 of 1"
    remake(before, after)
    assert not returned.exists()


def test_of_sheets_that_are_nobodys_it_is_not_known_whose_page_was_refused(terminal: Terminal, tmp_path: Path) -> None:
    printed = paper_class(tmp_path / "class", STUDENTS, pages=2, number=7)
    first = printed.scan(0, {**everything(), **numbered(STUDENTS[0][0])})
    refused = cut_short(printed.scan(0, everything(), page=2))
    mark(terminal, printed, tmp_path, first, refused)
    (row,) = [row for row in opened(printed.folder).rows if row.result]
    assert remark(row, marks_words(words("en"))) == "missing or not readable: page 2 of 2"
