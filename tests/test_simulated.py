"""Simulated classes: sheets without names come back once for each student, with their numbers; and what numbers say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from paper_class import everything, paper_class
from scanned import STUDENTS, Terminal

from hwgen.marks.folder import opened
from hwgen.scanning.marking import known_so_far


@pytest.mark.parametrize("pages", [1, 2])
def test_sheets_without_names_come_back_with_the_numbers_of_the_class_list(
    terminal: Terminal, tmp_path: Path, pages: int
) -> None:
    printed = paper_class(tmp_path / "class", STUDENTS, pages=pages, number=7, copies=2)
    assert terminal("simulate", "--class", printed.folder, "--jobs", "1", folder=tmp_path).code == 0
    pile = printed.folder / "simulated-1.pdf"
    ran = terminal("mark", pile, "--class", printed.folder, "--jobs", "1", folder=tmp_path)
    assert "3 sheets marked, 0 missing" in ran.err, ran.err
    assert "[sheet-" not in ran.err
    truth = json.loads(pile.with_suffix(".json").read_text(encoding="utf-8"))["marked"]
    assert list(truth) == ["1-2026001", "1-2026003", "2-2026002"]
    for response in opened(printed.folder).responses:
        marked = {id: tuple(values) for id, values in truth[f"{response.serial}-{response.id}"].items()}
        answered = {id: values for id, values in marked.items() if not id.startswith("number#")}
        assert {id: values for id, values in response.marked.items() if id not in response.doubts} == {
            id: values for id, values in answered.items() if id not in response.doubts
        }


@pytest.mark.parametrize(("copies", "sheets"), [(1, 30), (2, 2)])
def test_without_a_class_list_students_and_their_numbers_are_invented(
    terminal: Terminal, tmp_path: Path, copies: int, sheets: int
) -> None:
    printed = paper_class(tmp_path / "class", number=10, copies=copies)
    out = tmp_path / "pile.pdf"
    assert terminal("simulate", "--class", printed.folder, "-o", out, "--jobs", "2", folder=tmp_path).code == 0
    assert len(json.loads(out.with_suffix(".json").read_text(encoding="utf-8"))["marked"]) == sheets


def test_a_simulated_class_sits_as_its_seating_plan_says(terminal: Terminal, tmp_path: Path) -> None:
    """Each has the form of the plan, the pile goes by rows, and whoever was struck off is missing."""
    printed = paper_class(tmp_path / "class", STUDENTS, number=7, forms="AB")
    plan = printed.folder / "seating.csv"
    head = "Student No.,Name,Group,Room,Seat,Form\r\n"
    plan.write_text(f"{head}{STUDENTS[2][0]},x,,,1-2,b\r\n{STUDENTS[0][0]},y,,,1-1,B\r\n", encoding="utf-8")
    assert terminal("simulate", "--class", printed.folder, "--jobs", "1", folder=tmp_path).code == 0
    pile = printed.folder / "simulated-1.pdf"
    ran = terminal("mark", pile, "--class", printed.folder, "--jobs", "1", folder=tmp_path)
    assert "2 sheets marked, 1 missing" in ran.err, ran.err
    pages = sorted(known_so_far(opened(printed.folder)).records, key=lambda record: record.number)
    serials = [record.reading.stamp.serial for record in pages if record.reading.stamp]
    assert serials == [2, 2]
    assert [f"2-{STUDENTS[i][0]}" for i in (0, 2)] == list(
        json.loads(pile.with_suffix(".json").read_text(encoding="utf-8"))["marked"]
    )


def test_a_form_that_nobody_printed_is_named_with_its_line(terminal: Terminal, tmp_path: Path) -> None:
    printed = paper_class(tmp_path / "class", STUDENTS, number=7, forms="AB")
    row = f"{STUDENTS[0][0]},x,,,1-1,C\r\n"
    (printed.folder / "seating.csv").write_text(f"学号,姓名,班级,考场,座位,试卷\r\n{row}", encoding="utf-8")
    ran = terminal("simulate", "--class", printed.folder, folder=tmp_path)
    assert ran.code == 2
    assert "seating.csv:2:17: error: `C` is no form of this exam [seating-form]" in ran.err
    assert not (printed.folder / "simulated-1.pdf").exists()


def test_absent_students_are_marked_as_such(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hwgen.scanning.simulation.students.ABSENCE", 1.0)
    printed = paper_class(tmp_path / "class", STUDENTS)
    assert terminal("simulate", "--class", printed.folder, "--jobs", "1", folder=tmp_path).code == 0
    ran = terminal(
        "mark", printed.folder / "simulated-1.pdf", "--class", printed.folder, "--jobs", "1", folder=tmp_path
    )
    assert ran.code == 0, ran.err
    assert all(row.absent for row in opened(printed.folder).rows)


def test_a_number_with_a_gap_is_nobodys(terminal: Terminal, tmp_path: Path) -> None:
    """What is left of it may be the number of somebody else."""
    printed = paper_class(tmp_path / "class", [("12", "Li Lei"), ("102", "Han Meimei")], number=3)
    grid = {"number#1": "1", "number#3": "2"}
    pile = printed.pile(tmp_path / "pile.pdf", printed.scan(0, {**everything(), **grid}))
    ran = terminal("mark", pile, "--class", printed.folder, "--jobs", "1", folder=tmp_path)
    assert "nobody has the number 1?2" in ran.err
    assert ran.code == 6


@pytest.mark.parametrize(
    ("number", "code"), [("2026001", 0), ("026", 0), ("2026_01", 6), ("", 6)], ids=["whole", "short", "gap", "none"]
)
def test_without_a_class_list_a_number_without_gaps_is_clear(
    terminal: Terminal, tmp_path: Path, number: str, code: int
) -> None:
    printed = paper_class(tmp_path / "class", number=8)
    grid = {f"number#{i}": digit for i, digit in enumerate(number, 2) if digit != "_"}
    pile = printed.pile(tmp_path / "pile.pdf", printed.scan(0, {**everything(), **grid}))
    ran = terminal("mark", pile, "--class", printed.folder, "--jobs", "1", folder=tmp_path)
    assert ran.code == code, ran.err
    assert opened(printed.folder).responses[0].id == number.replace("_", "?")
