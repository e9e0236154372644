"""A paper that was given or marked stays as it is in the workbench, too, and its page says so before anything is pressed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from terminal import Ran
from test_serve_papers import NAMED, Page, tree

from hwgen.pdf.engines import ENGINES
from hwgen.serve import paper
from hwgen.serve.jobs import Job
from hwgen.serve.pages import page_words

Terminal = Callable[..., Ran]
EXAM = Path("bank", "exams", "mine.yaml")
FINAL = ("--seed", "7", "--lang", "en", "--engine", "typst", "--final", "--on", "2026-11-23")


def given(course: Path, terminal: Terminal, exam: str = "mine") -> Page:
    (course / EXAM).write_text(NAMED, encoding="utf-8")
    done = terminal("build", exam, *FINAL, folder=course)
    assert done.code == 0, done.err
    return Page(course)


def built(page: Page, exam: str = "mine", **fields: str) -> Job:
    page.post(f"/paper/{exam}/7/build", language="en", **fields)
    job: Job = page.app.app.state.jobs.finish()  # type: ignore[attr-defined]
    return job


@pytest.fixture(autouse=True)
def typst(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "choose", lambda wished: ENGINES["typst"])


def test_a_paper_that_was_given_is_replaced_only_where_that_is_asked_for(
    small_course: Path, terminal: Terminal
) -> None:
    page = given(small_course, terminal)
    assert built(page).state == "done"
    (small_course / EXAM).write_text(NAMED.replace("points: 3", "points: 4"), encoding="utf-8")
    before = tree(small_course / "output")
    shown = page.client.get("/paper/mine?seed=7&lang=en").text
    assert "was given, and the course now asks something else" in shown
    assert "was given, and the course" not in page.client.get("/paper/mine?seed=8&lang=en").text
    job = built(page)
    assert job.state == "failed"
    assert "was given, and the course now asks something else: question 2" in job.faults[0].message
    assert "--replace" not in job.command
    assert tree(small_course / "output") == before
    job = built(page, replaces="on")
    assert job.state == "done"
    assert job.command.endswith("--replace")
    assert tree(small_course / "output") != before


def test_a_damaged_store_of_given_papers_is_named_on_the_page(small_course: Path, terminal: Terminal) -> None:
    page = given(small_course, terminal)
    (small_course / "bank" / "given" / "mine-7.json.xz").write_bytes(b"nothing")
    assert "the papers that were given cannot be read" in page.client.get("/paper/mine?seed=7&lang=en").text


@pytest.mark.parametrize("exam", ["mine", "picked"])
def test_no_button_changes_a_paper_that_was_given(exam: str, small_course: Path, terminal: Terminal) -> None:
    page = given(small_course, terminal, exam)
    shown = page.client.get(f"/paper/{exam}?seed=7").text
    assert page_words("en").say("papers.given") in shown
    assert page_words("en").say("papers.picks") not in shown
    assert 'name="replaces"' in shown
    for change in ("/offers/", "/7/lock", "/7/unlock", "/7/move", "/blueprint/"):
        assert change not in shown
    # Another paper of the exam can still be changed question by question; its blueprint cannot.
    other = page.client.get(f"/paper/{exam}?seed=8").text
    assert "/offers/" in other
    assert "/blueprint/" not in other
    assert 'name="replaces"' not in other
    words = page_words("en").say("class.given")
    assert words in page.client.get(f"/class/{exam}/7").text
    assert words not in page.client.get(f"/class/{exam}/8").text


def test_no_button_changes_a_paper_that_was_marked(small_course: Path) -> None:
    (small_course / EXAM).write_text(NAMED, encoding="utf-8")
    (small_course / "output/mine/seed-7-zh-class/marks").mkdir(parents=True)
    page = Page(small_course)
    shown = page.client.get("/paper/mine?seed=7").text
    assert page_words("en").say("papers.marked") in shown
    for change in ("/offers/", "/7/lock", "/7/move"):
        assert change not in shown
    assert "/offers/" in page.client.get("/paper/mine?seed=8").text


def test_a_build_has_the_answer_sheet_that_its_exam_asks_for(small_course: Path, terminal: Terminal) -> None:
    (small_course / EXAM).write_text(NAMED.replace("minutes:", "answer-sheet: true\nminutes:"), encoding="utf-8")
    page = Page(small_course)
    assert built(page).state == "done"
    assert (small_course / "output/mine/seed-7-en/sheets.pdf").exists()
    before = tree(small_course / "output")
    done = terminal("build", "mine", "--seed", "7", "--lang", "en", "--engine", "typst", folder=small_course)
    assert done.code == 0, done.err
    assert tree(small_course / "output") == before


@pytest.mark.parametrize("seed", ["abc", "-1", "7.5", str(10**12 + 1), "٣"])
@pytest.mark.parametrize("address", ["/paper/named", "/item/relu-values", "/card/relu-values"])
def test_what_is_no_seed_shows_no_other_paper(address: str, seed: str, small_course: Path) -> None:
    page = Page(small_course)
    answer = page.client.get(address, params={"seed": seed})
    assert answer.status_code == 409
    assert "is no seed" in answer.text
    assert "from 0 to 1000000000000" in answer.text
    assert page.client.get(address).status_code == page.client.get(address, params={"seed": "0"}).status_code == 200
