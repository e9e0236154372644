"""Marks that were crossed out, where the rules of marking say that this takes them back."""

from __future__ import annotations

from pathlib import Path

import pytest
from paper_class import PLAIN, everything, paper_class
from reviewing import STUDENTS, Terminal, marked, responses

from hwgen.scanning.simulation.scanners import KINDS
from hwgen.sheets.keys import Policy

CROSSED = Policy(cancelled="crossed")


@pytest.mark.parametrize("kind", ["clean-150", "faint", "fax", "skew"])
def test_a_mark_beside_one_that_was_crossed_out_is_the_answer(terminal: Terminal, tmp_path: Path, kind: str) -> None:
    printed = paper_class(tmp_path / "class", STUDENTS[:1], policy=CROSSED)
    crossed = {"q5": "D", "q6": "A", "q9": "A"}
    marks = {**everything(), "q5": "A", "q6": "D", "q9": "B"}
    scan = printed.scan(0, marks, kind=KINDS[kind], crossed=crossed, seed=4)
    assert marked(terminal, printed, tmp_path, scan).code == 0
    (response,) = responses(printed.folder)
    assert {id: values for id, values in response.marked.items() if id != "q2"} == {
        id: (value,) for id, value in marks.items() if id != "q2"
    }


@pytest.mark.parametrize(
    ("policy", "marks", "crossed", "kept"),
    [
        (CROSSED, {"q5": "A"}, {}, ("A",)),
        (CROSSED, {"q5": ""}, {"q5": "D"}, None),
        (CROSSED, {"q5": "AB"}, {"q5": "D"}, None),
        (CROSSED, {"q2": "A"}, {"q2": "BD"}, None),
        (PLAIN, {"q5": "A"}, {"q5": "D"}, None),
    ],
)
def test_what_a_cross_means_is_asked_where_it_is_not_plain(
    terminal: Terminal, tmp_path: Path, policy: Policy, marks: dict[str, str], crossed: dict[str, str], kept: object
) -> None:
    """No other mark, two others, several that may be right, or rules by which marks are erased."""
    printed = paper_class(tmp_path / "class", STUDENTS[:1], policy=policy)
    marked(terminal, printed, tmp_path, printed.scan(0, {**everything(), **marks}, crossed=crossed))
    (response,) = responses(printed.folder)
    group = next(iter(marks))
    assert response.doubts == (() if kept else (group,))
    assert kept is None or response.marked[group] == kept
