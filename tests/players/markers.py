"""A page for markers who have no hwgen, in Chromium and from a file: what was pressed there comes back. `make players` runs it."""

from __future__ import annotations

import json
import os
import subprocess
from fractions import Fraction
from pathlib import Path

from paper_class import everything, paper_class
from terminal import run

from hwgen.marks.folder import opened
from hwgen.scanning.rated import FILE, person, read
from hwgen.sheets.keys import Policy

HERE = Path(__file__).parent
STUDENTS = [("2026001", "Li Lei"), ("2026002", "Han Meimei"), ("2026003", "Wang Fang")]


def test_what_a_marker_pressed_comes_back(tmp_path: Path) -> None:
    printed = paper_class(tmp_path / "class", STUDENTS, essay=True, policy=Policy(second_marking=Fraction(20)))
    pile = printed.pile(tmp_path / "pile.pdf", *(printed.scan(i, everything(), seed=i) for i in range(3)))
    run("mark", pile, "--class", printed.folder, "--jobs", "1", "--written", tmp_path / "pages", folder=tmp_path)
    (page,) = (tmp_path / "pages").iterdir()
    result = tmp_path / "result.json"
    subprocess.run(["node", HERE / "markers.mjs", page, tmp_path, result], check=True, env=os.environ, timeout=300)
    seen = json.loads(result.read_text(encoding="utf-8"))
    assert (seen["errors"], seen["violations"], seen["broken"]) == ([], [], 0)
    assert set(seen["requests"]) - {seen["url"]} == {one for one in seen["requests"] if one.startswith("blob:")}
    assert seen["left"] == [
        ["1 / 3", False],
        ["2 / 3", False],
        ["1 / 3", False],
        ["1 / 3", True],
        ["2 / 3", False],
    ]
    assert (seen["again"], seen["unnamed"], seen["name"]) == ("2 / 3", "marker", f"{page.stem}-Li.json")
    ran = run("mark", "--class", printed.folder, "--points", tmp_path / seen["name"], folder=tmp_path)
    assert "new points for 2 answers" in ran.err
    (first, second) = (by_marker[person("Li")] for by_marker in read(printed.folder / "marks" / FILE).values())
    assert (first.points, first.lines, first.comment) == (Fraction(3), (0, 2), "ok")
    assert (second.points, second.lines, second.comment) == (Fraction(1, 2), (), "")
    assert [response.points for response in opened(printed.folder).responses] == [{}, {}, {}], (
        "another marker is needed"
    )
