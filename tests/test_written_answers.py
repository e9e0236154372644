"""Written answers marked on the screen: without names, by rubrics that may change, by one marker or by several."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from paper_class import PaperClass, everything, paper_class
from reviewing import STUDENTS, Images, Terminal, marked, serving

from hwgen.bank.marking import MarkingRecord
from hwgen.marks.folder import opened, save
from hwgen.review.session import Session
from hwgen.review.written import answer_view
from hwgen.scanning.agreement import agreed, agreement
from hwgen.sheets import keys
from hwgen.sheets.keys import Keys, Policy
from hwgen.sheets.sheet import policy_of


@pytest.fixture(scope="module")
def essays_once(terminal: Terminal, tmp_path_factory: pytest.TempPathFactory) -> PaperClass:
    """Three students who wrote something into a frame, and one of them was absent."""
    folder = tmp_path_factory.mktemp("essays")
    printed = paper_class(folder / "class", STUDENTS, essay=True)
    scans = [printed.scan(i, everything(), seed=i) for i in range(2)]
    marked(terminal, printed, folder, *scans, printed.scan(2, {"absent": ["absent"]}))
    return printed


@pytest.fixture
def essays(essays_once: PaperClass, tmp_path: Path) -> PaperClass:
    shutil.copytree(essays_once.folder, tmp_path / "class")
    return replace(essays_once, folder=tmp_path / "class")


def points(folder: Path) -> list[Fraction | None]:
    shares = [row.result.questions[-1].fields[0].share for row in opened(folder).rows if row.result]
    return [None if share is None else share * 5 for share in shares]


def test_written_answers_are_shown_without_names(essays: PaperClass) -> None:
    with serving(essays.folder) as browser:
        (pile,) = browser.session.piles
        assert (len(pile.answers), browser.waiting) == (2, 2)
        status, _, page = browser.ask("GET", f"/written/{pile.key}")
        assert status == 200
        for id, name in STUDENTS:
            assert id.encode() not in page
            assert name.split()[-1].encode() not in page
        assert b"<math" in page
        assert b"<i>hostile" not in page
        assert "<summary>Model answer</summary><div>Because" in page.decode(), "once for all answers"
        assert page.count(b"<summary>Model answer") == 1
        images = Images()
        images.feed(page.decode())
        for address in images.addresses:
            status, headers, _ = browser.ask("GET", address)
            assert (status, headers["Content-Type"]) == (200, "image/jpeg")


def test_questions_of_one_number_differ_by_their_items(essays: PaperClass, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms ask different questions in the same place."""
    with serving(essays.folder) as browser:
        (pile,) = browser.session.piles
        alone = browser.ask("GET", "/")[2].decode()
        assert f"Question {pile.numbers} (<span>" in alone
        monkeypatch.setattr(Session, "piles", [pile, replace(pile, key="other", name="other-item")])
        page = browser.ask("GET", "/")[2].decode()
        assert f"Question {pile.numbers} {pile.name} (<span>" in page
        assert f"Question {pile.numbers} other-item (<span>" in page


def test_points_of_written_answers_count_and_can_be_taken_back(
    terminal: Terminal, essays_once: PaperClass, essays: PaperClass, tmp_path: Path
) -> None:
    with serving(essays.folder) as browser:
        order = {answer.sheet.copy.serial: answer.key for answer in browser.session.answers.values()}
        assert browser.post("/rate", row=order[1], lines=[0, 2], comment="no unit") == 200
        assert browser.post("/rate", row=order[2], points="1.5") == 200
        assert browser.waiting == 0
        browser.post("/undo")
        assert browser.waiting == 1
        browser.post("/finish")
    assert points(essays.folder) == [Fraction(3), None, None]
    assert opened(essays.folder).responses[0].comments == {"q99": "no unit"}
    # A later run over scans keeps them, and what is taken back waits again.
    pile = essays_once.folder.parent / "pile.pdf"
    terminal("mark", pile, "--class", essays.folder, "--jobs", "1", folder=tmp_path)
    assert points(essays.folder) == [Fraction(3), None, None]
    with serving(essays.folder) as browser:
        assert browser.post("/rate", row=order[1]) == 200
        browser.post("/finish")
    assert points(essays.folder) == [None, None, None]


def test_points_that_were_typed_go_before_those_of_the_screen(essays: PaperClass) -> None:
    first, *others = opened(essays.folder).responses
    save(replace(opened(essays.folder), responses=(replace(first, points={"q99": Fraction(2)}), *others)))
    with serving(essays.folder) as browser:
        order = {answer.sheet.copy.serial: answer.key for answer in browser.session.answers.values()}
        browser.post("/rate", row=order[1], points="5")
        browser.post("/finish")
    assert points(essays.folder)[0] == 2


def test_markers_see_the_pictures_of_a_model_answer(essays: PaperClass) -> None:
    """Nothing of their alternative text is markup, and older classes have that alone."""
    figure = keys.Figure('["><b>A square]', "a.svg", 30)
    with serving(essays.folder) as browser:
        (pile,) = browser.session.piles
        question = replace(pile.answers[0].question, figures=(figure,))
        field = replace(pile.answers[0].field, model=f"So:\n\n{figure.text}\n\nIt is.")
        answer = replace(pile.answers[0], question=question, field=field)
        for figures in ({}, {"a.svg": b"<svg/>"}):
            known = replace(browser.session.printed.keys, figures=figures)
            shown = answer_view(answer, known, {}, "", blind=False).model
            assert shown.count("<img") == len(figures)
            assert shown.count("data:image/svg+xml;base64,PHN2Zy8+") == len(figures)
            assert "<b>" not in shown
            assert "A square" in shown


@pytest.mark.parametrize(
    "data",
    [
        {"points": "5.5"},
        {"points": "-1"},
        {"points": "many"},
        {"lines": [7]},
        {"lines": ["a"]},
        {"comment": "x" * 2001},
        {"marked": []},
    ],
)
def test_points_that_no_answer_can_have_are_refused(essays: PaperClass, data: dict[str, Any]) -> None:
    with serving(essays.folder) as browser:
        row = next(iter(browser.session.answers))
        assert browser.post("/rate", **{"row": row, **data}) == 422
        assert browser.post("/rate", row="unknown", points="1") == 422
    assert not (essays.folder / "marks" / "written.jsonl").exists()


@pytest.fixture(scope="module")
def twice_once(terminal: Terminal, tmp_path_factory: pytest.TempPathFactory) -> PaperClass:
    """Two students whose blueprint asks for two markers, who may differ by a fifth of the points."""
    folder = tmp_path_factory.mktemp("twice")
    printed = paper_class(folder / "class", STUDENTS[:2], essay=True, policy=Policy(second_marking=Fraction(20)))
    marked(terminal, printed, folder, *(printed.scan(i, everything(), seed=i) for i in range(2)))
    return printed


@pytest.fixture
def twice(twice_once: PaperClass, tmp_path: Path) -> PaperClass:
    shutil.copytree(twice_once.folder, tmp_path / "class")
    return replace(twice_once, folder=tmp_path / "class")


@pytest.mark.parametrize(
    ("given", "worth"),
    [
        (["3"], None),
        (["3", "4"], Fraction(7, 2)),
        (["1", "4"], None),
        (["1", "4", "3.5"], Fraction(15, 4)),
        (["0", "5", "2.5"], None),
        (["1", "3", "2"], Fraction(5, 2)),
        (["0", "5", "2.5", "2"], Fraction(2)),
    ],
)
def test_two_markers_agree_or_another_one_decides(twice: PaperClass, given: list[str], worth: Fraction | None) -> None:
    """Nobody sees what the others gave, and nobody is asked twice."""
    folder = twice.folder
    for name, each in zip("ABCD", given, strict=False):
        with serving(folder, name) as browser:
            row = next(a.key for a in browser.session.answers.values() if a.sheet.copy.serial == 1)
            assert browser.rating(row) == ("", True)
            assert browser.post("/rate", row=row, points=each) == 200
            assert browser.rating(row) == (each, False)
            browser.post("/finish")
    assert points(folder)[0] == worth


@pytest.mark.parametrize(
    ("written", "most", "apart"),
    [
        (10, 20, 2),
        ("10%", 20, 2),
        ("12.5 %", 8, 1),
        ("2 points", 20, 2),
        ("1 point", 5, 1),
        ("0.5points", 5, 0.5),
        (0, 5, 0),
    ],
)
def test_markers_may_differ_by_percent_or_by_points(written: object, most: int, apart: float) -> None:
    policy = policy_of(MarkingRecord.model_validate({"second-marking": written}))
    kept = keys.read(keys.write(Keys("e", "E", "C", "en", 1, (), policy))).policy
    within, beyond = Fraction(apart), Fraction(apart) + Fraction(1, 10)
    assert agreed([Fraction(1), 1 + within], Fraction(most), kept) == 1 + within / 2
    assert agreed([Fraction(1), 1 + beyond], Fraction(most), kept) is None


@pytest.mark.parametrize("written", [-1, 101, "101%", "two points", "2 marks", "1-2%", "points", ""])
def test_what_is_no_tolerance_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match=r"expected a percentage"):
        MarkingRecord.model_validate({"second-marking": written})


def test_the_page_says_how_far_markers_agree(twice: PaperClass) -> None:
    folder = twice.folder
    for name, each in (("A", ["3", "1"]), ("B", ["4", "4"])):
        with serving(folder, name) as browser:
            for row, points in zip(browser.session.answers, each, strict=True):
                browser.post("/rate", row=row, points=points)
            (pile,) = browser.session.piles
            _, _, page = browser.ask("GET", f"/written/{pile.key}")
    assert "2 answers were marked by two: mean difference 2.00, within the tolerance 50%" in page.decode()


def test_agreement_is_that_of_the_literature() -> None:
    """Ratings 0, 1, 2, 2, 3 and 0, 1, 1, 2, 1: squares of 5 in all, and of 45 over all 25 pairs."""
    pairs = [(Fraction(a), Fraction(b)) for a, b in ((0, 0), (1, 1), (2, 1), (2, 2), (3, 1))]
    done = agreement(pairs, Fraction(1))
    assert done is not None
    assert done.kappa == pytest.approx(1 - (5 / 5) / (45 / 25))
    assert (done.answers, done.difference, done.within) == (5, pytest.approx(0.6), pytest.approx(0.8))
    assert agreement([], Fraction(1)) is None
    assert agreement([(Fraction(1), Fraction(1))], Fraction(1)) is not None


def test_a_changed_line_of_a_rubric_changes_all_that_bear_it(essays: PaperClass) -> None:
    """But for points that a marker gave otherwise than by the lines; and it can be taken back."""
    with serving(essays.folder, "A") as browser:
        first, second = browser.session.answers
        (pile,) = browser.session.piles
        browser.post("/rate", row=first, points="3", lines=[0, 1])
        browser.post("/rate", row=second, points="5", lines=[1])
        assert browser.post("/revise", pile=pile.key, line=1, points="1", text="half <b>") == 200
        assert (browser.rating(first)[0], browser.rating(second)[0]) == ("2", "5")
        page = browser.ask("GET", f"/written/{pile.key}")[2].decode()
        assert "half &lt;b&gt;" in page
        assert "half <b>" not in page
        log = (essays.folder / "marks" / "rubrics.jsonl").read_text(encoding="utf-8").splitlines()
        assert [json.loads(line)["marker"] for line in log] == ["A"]
        browser.post("/undo")
        assert browser.rating(first)[0] == "3"
        browser.post("/revise", pile=pile.key, line=1, points="0.5")
    with serving(essays.folder) as browser:
        assert browser.session.answers[first].points == Fraction(3, 2)


@pytest.mark.parametrize("data", [{"line": 9}, {"line": -1}, {"points": "x"}, {"points": ""}, {"pile": "unknown"}])
def test_what_is_no_change_of_a_rubric_is_refused(essays: PaperClass, data: dict[str, Any]) -> None:
    with serving(essays.folder) as browser:
        (pile,) = browser.session.piles
        assert browser.post("/revise", **{"pile": pile.key, "line": 0, "points": "1", **data}) == 422
    assert not (essays.folder / "marks" / "rubrics.jsonl").exists()
