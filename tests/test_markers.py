"""Pages for markers who have no hwgen: what they hold, and what comes of the points that are sent back."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from paper_class import PaperClass, everything, paper_class
from reviewing import STUDENTS, Terminal, marked, serving

from hwgen.marks.folder import opened, save
from hwgen.review.server import Server
from hwgen.scanning.simulation.handwriting import Stroke
from hwgen.sheets.keys import Policy

# The frame of the essay, from its left and its top.
LEFT, TOP = 25.0, 160.0


def scribbled(lines: int) -> list[Stroke]:
    return [[(LEFT + x, TOP + 8 * line + x % 2) for x in range(60)] for line in range(lines)]


@pytest.fixture(scope="module")
def essays_once(terminal: Terminal, tmp_path_factory: pytest.TempPathFactory) -> PaperClass:
    """One answer of a line, one that is empty, one of four lines."""
    folder = tmp_path_factory.mktemp("essays")
    printed = paper_class(folder / "class", STUDENTS, essay=True)
    pile = [printed.scan(i, everything(), seed=i, written=scribbled(n)) for i, n in enumerate((1, 0, 4))]
    marked(terminal, printed, folder, *pile)
    return printed


@pytest.fixture
def essays(essays_once: PaperClass, tmp_path: Path) -> PaperClass:
    shutil.copytree(essays_once.folder, tmp_path / "class")
    return replace(essays_once, folder=tmp_path / "class")


def rows_of(folder: Path) -> dict[int, str]:
    """The answers by the serial numbers of their sheets."""
    with serving(folder) as browser:
        return {answer.sheet.copy.serial: answer.key for answer in browser.session.answers.values()}


def given(path: Path, answers: Mapping[str, Mapping[str, Any]], **changed: Any) -> Path:
    """A file of points as a page saves it."""
    rows = [{"row": row, "at": "2020-01-01T10:00:00.123Z", **answer} for row, answer in answers.items()]
    data = {"format": "hwgen-points", "page": "p", "marker": "", "answers": rows, **changed}
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def points(folder: Path) -> list[Fraction | None]:
    return [response.points.get("q99") for response in opened(folder).responses]


@pytest.mark.parametrize(
    ("essay", "second", "name"),
    [(True, 20, ""), (True, 20, " \u200b"), (True, 20, "Li"), (True, None, ""), (False, 20, "")],
)
def test_of_two_markers_each_has_a_name(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, essay: bool, second: int | None, name: str
) -> None:
    """A review for two markers by somebody without a name counted as one of both."""
    policy = Policy(second_marking=None if second is None else Fraction(second))
    printed = paper_class(tmp_path / "class", STUDENTS[:1], essay=essay, policy=policy)
    marked(terminal, printed, tmp_path, printed.scan(0, everything()))
    monkeypatch.setattr(Server, "serve_forever", lambda server: None)
    ran = terminal("mark", "--class", printed.folder, "--review", "--no-open", "--marker", name, folder=tmp_path)
    refused = essay and second is not None and name != "Li"
    assert ("[marker-unnamed]" in ran.err, "--review --marker NAME" in ran.err) == (refused, refused), ran.err
    assert (ran.code == 2) == refused


def test_a_page_is_whole_by_itself_and_names_nobody(essays: PaperClass, terminal: Terminal, tmp_path: Path) -> None:
    ran = terminal("mark", "--class", essays.folder, "--written", "pages", folder=tmp_path)
    assert (ran.code, ran.out.strip()) == (6, "pages/question-99-essay.html")
    page = (tmp_path / "pages" / "question-99-essay.html").read_text(encoding="utf-8")
    text = re.sub(r"base64,[^\"]+", "", page)
    for id, name in STUDENTS:
        assert id not in text
        assert name.strip("<>b/") not in text
    assert "<i>hostile" not in page
    markup = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert re.findall(r'(?:src|href|action)="(?!data:image/jpeg;base64,)', markup) == []
    assert len(re.findall('src="data:', page)) == 3
    assert "http:" not in page.replace("http://www.w3.org/1998/Math/MathML", "")
    assert "https:" not in page
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    for inside in re.findall(r"<(?:script|style)>(.*?)</(?:script|style)>", page, re.DOTALL):
        known = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"'sha256-{known}'" in policy[1].replace("&#39;", "'")
    before = page
    terminal("mark", "--class", essays.folder, "--written", "pages", folder=tmp_path)
    assert (tmp_path / "pages" / "question-99-essay.html").read_text(encoding="utf-8") == before


def test_empty_answers_stand_together_and_the_longest_may_come_first(essays: PaperClass) -> None:
    rows = rows_of(essays.folder)
    with serving(essays.folder) as browser:
        (pile,) = browser.session.piles
        inks = {answer.sheet.copy.serial: answer.ink for answer in pile.answers}
        assert inks[2] == 0
        assert 15 < inks[1] < inks[3] / 3
        _, _, random = browser.ask("GET", f"/written/{pile.key}")
        _, _, by_ink = browser.ask("GET", f"/written/{pile.key}/by-ink")
        order = {name: re.findall(r'id="(\w{16})"', page.decode()) for name, page in (("r", random), ("i", by_ink))}
        assert order["i"] == [rows[3], rows[1], rows[2]]
        assert order["r"] == [*sorted((rows[1], rows[3])), rows[2]]
        assert b"<h3>Nothing is written (1)</h3>" in random
        assert random.index(b"<h3>") > random.index(order["r"][1].encode())


def test_readings_from_before_say_nothing_of_ink(essays: PaperClass) -> None:
    readings = essays.folder / "marks" / "readings.jsonl"
    lines = [json.loads(line) for line in readings.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        del line["reading"]["frames"]
    readings.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    save(opened(essays.folder, as_is=True))
    with serving(essays.folder) as browser:
        (pile,) = browser.session.piles
        _, _, page = browser.ask("GET", f"/written/{pile.key}")
        assert b"by-ink" not in page
        assert b"Nothing is written" not in page


def test_points_come_back_once(essays: PaperClass, terminal: Terminal, tmp_path: Path) -> None:
    rows = rows_of(essays.folder)
    file = given(tmp_path / "p.json", {rows[1]: {"lines": [0, 2], "comment": "no unit"}, rows[3]: {"points": "5/2"}})
    ran = terminal("mark", "--class", essays.folder, "--points", file, folder=tmp_path)
    assert (ran.code, "new points for 2 answers" in ran.err) == (6, True)
    assert points(essays.folder) == [3, None, Fraction(5, 2)]
    assert opened(essays.folder).responses[0].comments == {"q99": "no unit"}
    written = essays.folder / "marks" / "written.jsonl"
    before = written.read_bytes()
    assert "no points that are new" in terminal("mark", "--class", essays.folder, "--points", file, folder=tmp_path).err
    assert written.read_bytes() == before


def test_the_last_word_of_a_marker_counts_whatever_file_is_read_last(
    essays: PaperClass, terminal: Terminal, tmp_path: Path
) -> None:
    rows = rows_of(essays.folder)
    old = given(tmp_path / "old.json", {rows[1]: {"points": "1"}, rows[2]: {"points": "1"}})
    new = given(tmp_path / "new.json", {rows[1]: {"points": "2", "at": "2020-01-01T11:00:00Z"}})
    for files in ((new, old), (old, new), (old,)):
        terminal(
            "mark", "--class", essays.folder, *(part for file in files for part in ("--points", file)), folder=tmp_path
        )
        assert points(essays.folder) == [2, 1, None]
    with serving(essays.folder) as browser:
        browser.post("/rate", row=rows[2])
        browser.post("/finish")
    terminal("mark", "--class", essays.folder, "--points", old, folder=tmp_path)
    assert points(essays.folder) == [2, None, None], "what was taken back since stays so"


def test_lines_are_worth_what_they_are_now(essays: PaperClass, terminal: Terminal, tmp_path: Path) -> None:
    rows = rows_of(essays.folder)
    with serving(essays.folder) as browser:
        (pile,) = browser.session.piles
        assert browser.post("/revise", pile=pile.key, line=2, points="1") == 200
    file = given(tmp_path / "p.json", {rows[1]: {"lines": [0, 2]}})
    terminal("mark", "--class", essays.folder, "--points", file, folder=tmp_path)
    assert points(essays.folder) == [2, None, None]


@pytest.mark.parametrize(
    ("answer", "changed", "rule"),
    [
        ({"points": "6"}, {}, "points-unfit"),
        ({"points": "many"}, {}, "points-unfit"),
        ({"lines": [9]}, {}, "points-unfit"),
        ({"at": "2020-01-01"}, {}, "points-unreadable"),
        ({"points": "1", "name": "x"}, {}, "points-unreadable"),
        ({"points": "1"}, {"format": "other"}, "points-unreadable"),
        ({"row": "0000000000000000", "points": "1"}, {}, "points-foreign"),
    ],
)
def test_a_file_that_is_something_else_changes_nothing(
    essays: PaperClass, terminal: Terminal, tmp_path: Path, answer: dict[str, Any], changed: dict[str, Any], rule: str
) -> None:
    rows = rows_of(essays.folder)
    good = given(tmp_path / "good.json", {rows[3]: {"points": "1"}})
    bad = given(tmp_path / "bad.json", {rows[1]: answer}, **changed)
    ran = terminal("mark", "--class", essays.folder, "--points", good, "--points", bad, folder=tmp_path)
    assert (ran.code, f"[{rule}]" in ran.err, "bad.json" in ran.err) == (2, True, True), ran.err
    assert "validation error" not in ran.err
    assert points(essays.folder) == [None, None, None]


def test_answers_that_do_not_count_any_more_are_left_out(
    essays: PaperClass, terminal: Terminal, tmp_path: Path
) -> None:
    rows = rows_of(essays.folder)
    file = given(tmp_path / "p.json", {rows[1]: {"points": "1"}, "0000000000000000": {"points": "2"}})
    ran = terminal("mark", "--class", essays.folder, "--points", file, folder=tmp_path)
    assert "left out 1 answer of which the scan does not count any more [points-unknown]" in ran.err
    assert points(essays.folder) == [1, None, None]


def test_two_markers_by_files(terminal: Terminal, tmp_path: Path) -> None:
    printed = paper_class(tmp_path / "class", STUDENTS[:1], essay=True, policy=Policy(second_marking=Fraction(20)))
    marked(terminal, printed, tmp_path, printed.scan(0, everything()))
    (row,) = rows_of(printed.folder).values()
    for marker, worth, at, expected in (("Li", "3", 1, None), ("Wang", "5", 2, None), ("Chen", "4", 3, Fraction(9, 2))):
        file = given(
            tmp_path / f"{marker}.json",
            {row: {"points": worth, "at": f"2020-01-01T0{at}:00:00Z"}},
            marker=marker,
        )
        ran = terminal("mark", "--class", printed.folder, "--points", file, folder=tmp_path)
        assert points(printed.folder) == [expected]
        assert ("another marker is needed for 1 answer" in ran.err) == (marker == "Wang"), "they are two points apart"


@pytest.mark.parametrize("marker", ["", " ", "\u3000", "\u200b"])
def test_nobody_is_no_marker_where_two_mark(terminal: Terminal, tmp_path: Path, marker: str) -> None:
    """A file without a name counted as one more marker; where one person marks, it needs none."""
    for second in (None, Fraction(20)):
        folder = tmp_path / str(second)
        printed = paper_class(folder / "class", STUDENTS[:1], essay=True, policy=Policy(second_marking=second))
        marked(terminal, printed, folder, printed.scan(0, everything()))
        (row,) = rows_of(printed.folder).values()
        named = given(folder / "named.json", {row: {"points": "3"}}, marker="Li")
        nameless = given(folder / "nameless.json", {row: {"points": "3"}}, marker=marker)
        ran = terminal("mark", "--class", printed.folder, "--points", named, "--points", nameless, folder=folder)
        assert (ran.code, "[points-unnamed]" in ran.err) == ((0, False) if second is None else (2, True)), ran.err
        assert points(printed.folder) == [3 if second is None else None]


def test_a_marker_is_one_however_the_name_is_typed(terminal: Terminal, tmp_path: Path) -> None:
    printed = paper_class(tmp_path / "class", STUDENTS[:1], essay=True, policy=Policy(second_marking=Fraction(20)))
    marked(terminal, printed, tmp_path, printed.scan(0, everything()))
    (row,) = rows_of(printed.folder).values()
    for i, name in enumerate(("Li Lei", "Ｌｉ　Ｌｅｉ", " li  LEI\u200b")):
        at = f"2020-01-01T1{i}:00:00Z"
        file = given(tmp_path / "p.json", {row: {"points": "３" if i else "2", "at": at}}, marker=name)
        assert (
            "new points for 1 answer"
            in terminal("mark", "--class", printed.folder, "--points", file, folder=tmp_path).err
        )
    with serving(printed.folder, "LI LEI") as browser:
        assert browser.rating(row) == ("3", False), "that is one marker, who has marked it"
    assert points(printed.folder) == [None]
    with serving(printed.folder, "Wang") as browser:
        browser.post("/rate", row=row, points="３.5")
        browser.post("/finish")
    assert points(printed.folder) == [Fraction(13, 4)]


def test_where_one_marks_the_last_word_counts_whoever_has_it(
    essays: PaperClass, terminal: Terminal, tmp_path: Path
) -> None:
    """It was that of whoever had begun last."""
    rows = rows_of(essays.folder)
    for i, (marker, worth) in enumerate((("Li", "1"), ("Wang", "2"), ("Li", "3"))):
        file = given(tmp_path / "p.json", {rows[1]: {"points": worth, "at": f"2020-01-01T1{i}:00:00Z"}}, marker=marker)
        terminal("mark", "--class", essays.folder, "--points", file, folder=tmp_path)
        assert points(essays.folder)[0] == int(worth)


def test_points_that_do_not_fit_are_named_with_their_answer(
    essays: PaperClass, terminal: Terminal, tmp_path: Path
) -> None:
    """For whoever takes the points by the student, for the marker by the place on the page."""
    rows = rows_of(essays.folder)
    with serving(essays.folder) as browser:
        (pile,) = browser.session.piles
        _, _, page = browser.ask("GET", f"/written/{pile.key}")
    order = re.findall(r'id="(\w{16})"', page.decode())
    file = given(tmp_path / "p.json", {rows[1]: {"points": "6"}, rows[3]: {"lines": [9]}})
    ran = terminal("mark", "--class", essays.folder, "--points", file, folder=tmp_path)
    for serial, problem in (
        (1, "`6` is no number of points from 0 to 5"),
        (3, "line 10 is not among the 3 lines of its rubric"),
    ):
        id, name = STUDENTS[serial - 1]
        place = order.index(rows[serial]) + 1
        assert f"question 99, answer {place} of 3 on the page, {name} ({id}): {problem}" in ran.err


def test_pages_need_the_scans_and_something_written(terminal: Terminal, tmp_path: Path) -> None:
    printed = paper_class(tmp_path / "boxes", STUDENTS[:1])
    marked(terminal, printed, tmp_path, printed.scan(0, everything()))
    ran = terminal("mark", "--class", printed.folder, "--written", "pages", folder=tmp_path)
    assert (ran.code, "[no-written-answers]" in ran.err) == (2, True)
    printed = paper_class(tmp_path / "essays", STUDENTS[:1], essay=True)
    scan = printed.scan(0, everything())
    marked(terminal, printed, tmp_path, scan)
    (tmp_path / "pile.pdf").rename(tmp_path / "moved.pdf")
    ran = terminal("mark", "--class", printed.folder, "--written", "pages", folder=tmp_path)
    assert (ran.code, "the scans are not where they were: pile.pdf [written-without-scan]" in ran.err) == (2, True)
    assert not (tmp_path / "pages").exists()
    ran = terminal("mark", "moved.pdf", "--class", printed.folder, "--written", "pages", folder=tmp_path)
    assert (ran.code, len(list((tmp_path / "pages").iterdir()))) == (6, 1)


def test_a_later_scan_takes_nobodys_points_away(essays: PaperClass, terminal: Terminal, tmp_path: Path) -> None:
    """Points were given on the screen, a page for markers was made; then the sheet was scanned again, more than once."""
    rows = rows_of(essays.folder)
    with serving(essays.folder) as browser:
        browser.post("/rate", row=rows[1], points="4")
        browser.post("/finish")
    for seed in range(10, 16):
        pile = essays.pile(tmp_path / f"{seed}.pdf", *(essays.scan(i, everything(), seed=seed) for i in range(2)))
        ran = terminal("mark", pile, "--class", essays.folder, "--jobs", "1", folder=tmp_path)
        assert (ran.code, "0 doubts, 2 written answers to mark" in ran.err) == (6, True), ran.err
        assert points(essays.folder) == [4, None, None]
    file = given(tmp_path / "p.json", {rows[2]: {"points": "1"}})
    terminal("mark", "--class", essays.folder, "--points", file, folder=tmp_path)
    assert points(essays.folder) == [4, 1, None]


@pytest.mark.parametrize(
    ("by_screen", "worth"),
    [
        ((), None),
        (("4",), Fraction(7, 2)),
        (("5",), None),
        (("5", "4"), Fraction(9, 2)),
        (("0", "5", "1"), Fraction(1)),
    ],
)
def test_whoever_marks_on_paper_is_one_of_two_markers(
    terminal: Terminal, tmp_path: Path, by_screen: tuple[str, ...], worth: Fraction | None
) -> None:
    """What stands beside the frame does not end the matter, neither alone nor where others differ."""
    policy = Policy(second_marking=Fraction(20))
    printed = paper_class(tmp_path / "class", STUDENTS[:1], essay=True, paper_points=True, policy=policy)
    ran = marked(terminal, printed, tmp_path, printed.scan(0, {**everything(), "q99.points": "3"}))
    assert "0 doubts, 1 written answer to mark" in ran.err
    for name, each in zip("ABC", by_screen, strict=False):
        with serving(printed.folder, name) as browser:
            (row,) = browser.session.answers
            assert browser.rating(row) == ("", True), "nobody sees the points of others"
            browser.post("/rate", row=row, points=each)
            browser.post("/finish")
    (student,) = opened(printed.folder).rows
    assert student.result
    essay = student.result.questions[-1]
    assert (essay.pending, essay.points) == ((True, 0) if worth is None else (False, worth))


def test_points_may_be_filled_in_after_the_first_scan(terminal: Terminal, tmp_path: Path) -> None:
    """Markers who mark on paper get the sheets when they were scanned, and what they fill in comes with a second scan."""
    printed = paper_class(tmp_path / "class", STUDENTS[:2], essay=True, paper_points=True)
    for seed, marks in ((1, everything()), (2, {**everything(), "q99.points": "3"}), (3, everything())):
        pile = printed.pile(tmp_path / f"{seed}.pdf", *(printed.scan(i, marks, seed=seed) for i in range(2)))
        ran = terminal("mark", pile, "--class", printed.folder, "--jobs", "1", folder=tmp_path)
        assert (ran.code, "0 doubts" in ran.err) == (6 if seed == 1 else 0, True), ran.err
        assert "different marks" not in ran.err
    assert [row.result.questions[-1].points for row in opened(printed.folder).rows if row.result] == [3, 3]
    again = {**everything(), "q99.points": "4"}
    pile = printed.pile(tmp_path / "4.pdf", printed.scan(0, again, seed=4))
    ran = terminal("mark", pile, "--class", printed.folder, "--jobs", "1", folder=tmp_path)
    assert (ran.code, "different marks" in ran.err) == (6, True), "other points are asked about"
