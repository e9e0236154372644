"""A review in Chromium, by the keyboard alone: what was pressed is what the marks say. `make players` runs it."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from paper_class import everything, paper_class
from scanned import cut_short
from terminal import run

from hwgen.marks.folder import opened
from hwgen.review.server import served
from hwgen.review.session import Session

HERE = Path(__file__).parent
STUDENTS = [("2026001", "Li Lei"), ("2026002", "Han Meimei"), ("2026003", "Wang Fang")]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    """What Chromium saw, and the class as it was left."""
    folder = tmp_path_factory.mktemp("review")
    printed = paper_class(folder / "class", STUDENTS, number=7, essay=True)
    numbers = ("2026001", "2026008", "2026001")
    answers: list[dict[str, Any]] = [everything() for _ in numbers]
    answers[0] |= {"q3": ["A", "C"], "q4": ["A", "B"]}
    answers[1] |= {"q5": ["B", "D"], "q6": ["A", "D"]}
    scans = [
        printed.scan(0, {**marks, **{f"number#{i}": digit for i, digit in enumerate(number, 1)}}, seed=seed)
        for seed, (marks, number) in enumerate(zip(answers, numbers, strict=True))
    ]
    spoiled = cut_short(printed.scan(0, everything()))
    run(
        "mark",
        printed.pile(folder / "pile.pdf", *scans, spoiled),
        "--class",
        printed.folder,
        "--jobs",
        "1",
        folder=folder,
    )
    with served(Session.of(opened(printed.folder)), 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        result = folder / "result.json"
        try:
            subprocess.run(["node", HERE / "review.mjs", server.url, result], check=True, env=os.environ, timeout=300)
        finally:
            server.shutdown()
            thread.join()
    return json.loads(result.read_text(encoding="utf-8")), printed.folder


def test_the_page_is_sound(done: tuple[dict[str, Any], Path]) -> None:
    seen, _ = done
    assert seen["errors"] == []
    assert all(address.startswith("http://127.0.0.1:") for address in seen["requests"])
    assert seen["violations"] == []
    assert "key=" not in seen["shown"]["address"]
    assert (seen["shown"]["doubts"], seen["shown"]["written"]) == ({"wide": 0, "broken": 0}, {"wide": 0, "broken": 0})


def test_what_was_pressed_is_kept(done: tuple[dict[str, Any], Path]) -> None:
    seen, folder = done
    assert seen["passed"] == ["row page", "row student", 8, "row page", 8, "row student", 7]
    assert seen["steps"] == [7, 7, 6, 5, 4, 3, 2, 1, 2, 1, 0]
    assert seen["third"] == [*["BD"] * 7, "", "BD", "", ""]
    waiting = [text.rpartition(" to decide")[2] for text in seen["answers"]]
    assert [text.count("1 written") for text in waiting] == [1, 0, 1, 0]
    first, second = opened(folder).responses
    assert (first.id, second.id, first.doubts, second.doubts) == ("2026001", "2026002", (), ())
    assert [first.marked[group] for group in ("q3", "q4")] == [("C",), ("A", "B")]
    assert ("q5" in second.marked, second.marked["q6"]) == (False, ("D",))
    assert sorted((first.points["q99"], second.points["q99"])) == [Fraction(5, 2), Fraction(3)]
    assert (seen["marks"], seen["shown"]["marks"]) == (["C", "A", "B", "BC"], {"wide": 0, "broken": 0})
    assert seen["turned"] == ["/marks/1", "/marks/2", "/marks/1"]
    assert sorted(response.marked["q12"] for response in (first, second)) == [("B",), ("C",)]
    assert "ok" in (first.comments | second.comments).values()
    assert "0 left to decide" in seen["shown"]["finished"]
