"""Simulated classes: sheets without names come back once for each student, with their numbers; and what numbers say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from paper_class import everything, paper_class
from scanned import STUDENTS, Terminal

from hwgen.marks.folder import opened


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
