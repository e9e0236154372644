"""What a person typed beside what was scanned."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from paper_class import PaperClass, everything, paper_class
from scanned import STUDENTS, Terminal

from hwgen.marks.folder import opened, save
from hwgen.marks.response import Response
from hwgen.scanning import decided


@pytest.fixture
def fresh(tmp_path: Path) -> PaperClass:
    return paper_class(tmp_path / "class", STUDENTS)


def test_what_a_person_typed_goes_before_a_scan(terminal: Terminal, fresh: PaperClass, tmp_path: Path) -> None:
    typed = Response(1, {"q1": ("D",)}, decided=("q1", "q4"), typed=("q1", "q4"))
    alone = Response(3, {"q1": ("A",)}, decided=("q1",), typed=("q1",))
    save(replace(opened(fresh.folder), responses=(typed, alone)))
    pile = fresh.pile(tmp_path / "pile.pdf", fresh.scan(0, everything()))
    for _ in range(2):
        assert terminal("mark", pile, "--class", fresh.folder, "--jobs", "1", folder=tmp_path).code == 6
        first, third = opened(fresh.folder).responses
        assert first.marked == {**{id: (value,) for id, value in everything().items() if id != "q4"}, "q1": ("D",)}
        assert third == alone


def type_in(path: Path, **cells: str) -> Path:
    """A sheet of typed answers with one row, in the titles of the class."""
    path.write_text(f"{','.join(cells)}\n{','.join(cells.values())}\n", encoding="utf-8")
    return path


def test_typing_one_answer_leaves_the_others_as_they_were_scanned(
    terminal: Terminal, fresh: PaperClass, tmp_path: Path
) -> None:
    pile = fresh.pile(tmp_path / "pile.pdf", fresh.scan(0, {**everything(), "q3": ["A", "C"]}))
    mark = partial(terminal, "mark", "--class", fresh.folder, "--jobs", "1", folder=tmp_path)
    assert mark(pile).code == 6
    record = json.loads((fresh.folder / "marks" / "readings.jsonl").read_text(encoding="utf-8"))
    content = record["reading"]["content"]
    decided.append(fresh.folder / "marks" / "decisions.jsonl", decided.Word(content, "q3", ("C",)))
    wanted = {id: (value,) for id, value in everything().items()} | {"q3": ("B",)}
    rows = {"Sheet": "1", "3": "B"}, {"Sheet": "2", "absent": "x"}
    for i, row in enumerate(rows):
        assert mark("--typed", type_in(tmp_path / f"{i}.csv", **row)).code == 6
    for again in ((), (pile,), ("--typed", tmp_path / "0.csv")):
        if again:
            assert mark(*again).code == 6
        first, second = opened(fresh.folder).responses
        assert first.marked == wanted
        assert second.absent


def test_a_word_on_a_scan_counts_until_it_is_taken_back(terminal: Terminal, fresh: PaperClass, tmp_path: Path) -> None:
    pile = fresh.pile(tmp_path / "pile.pdf", fresh.scan(0, {**everything(), "q3": ["A", "C"]}))
    words = fresh.folder / "marks" / "decisions.jsonl"

    def marked_again() -> Response:
        terminal("mark", pile, "--class", fresh.folder, "--jobs", "1", folder=tmp_path)
        (response,) = opened(fresh.folder).responses
        return response

    assert marked_again().doubts == ("q3",)
    record = json.loads((fresh.folder / "marks" / "readings.jsonl").read_text(encoding="utf-8"))
    content = record["reading"]["content"]
    decided.append(words, decided.Word(content, "q3", ("C",)))
    after = marked_again()
    assert (after.marked["q3"], after.doubts, after.decided) == (("C",), (), ("q3",))
    again = json.loads((fresh.folder / "marks" / "readings.jsonl").read_text(encoding="utf-8"))["reading"]["groups"][
        "q3"
    ]
    assert (again["marked"], again["person"]) == (["A", "C"], ["C"])
    decided.append(words, decided.Word(content, "q3"))
    back = marked_again()
    assert (back.marked["q3"], back.doubts, back.decided) == (("A", "C"), ("q3",), ())
    assert len(words.read_text(encoding="utf-8").splitlines()) == 2
