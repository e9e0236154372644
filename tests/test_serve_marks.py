"""The marks of a class in the workbench: shown to the one who opened it, with the files to hand on and no others."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from paper_class import everything, paper_class
from terminal import run
from test_serve import HOSTILE, Seen
from test_serve_papers import Page, tree

from hwgen.errors import Diagnostic
from hwgen.marks.folder import opened, save
from hwgen.marks.response import Response
from hwgen.serve.marks import PASSED_ON
from hwgen.serve.pages import page_languages, page_words
from hwgen.serve.reviews import Reviews

STUDENTS = [(f"{number:02d}", name) for number, name in enumerate(("Ada", HOSTILE, "Bo", "Cy", "Di", "Eve"), 1)]
HERE_ARE = "/marks/named/seed-7-en-class"


@pytest.fixture
def folder(small_course: Path) -> Path:
    """A class of six, of whom five came; two boxes are marked for one question of the first."""
    folder = small_course / "output" / "named" / "seed-7-en-class"
    paper_class(folder, STUDENTS)
    marked = opened(folder)
    responses = []
    for copy in marked.printed.copies[:5]:
        answers = {group: (value,) for group, value in everything(copy.serial % 2).items()}
        if copy.serial == 1:
            answers["q1"] = ("A", "B")
        responses.append(Response(copy.serial, marked=answers))
    save(replace(marked, responses=tuple(responses)))
    return folder


@pytest.fixture
def page(folder: Path) -> Page:
    return Page(folder.parents[2])


def test_marks_and_doubts_are_shown(page: Page) -> None:
    assert HERE_ARE in page.client.get("/papers").text
    text = page.client.get(HERE_ARE).text
    assert "5 of 6 sheets marked" in text
    assert "1 doubt<" in text
    assert "/ 24" in text
    assert "missing" in text
    heads = re.findall(r'<th scope="col"(?: class="amount")?>(.*?)</th>', text)
    # Nobody has a group or a grade.
    assert heads == ["student number", "name", "Total / 24", "To decide"]
    assert len(re.findall('<td class="amount">', text)) == 6
    assert "<script>" not in text.replace('<script src="/static', "")


def test_marks_lead_to_the_paper_of_their_class(page: Page) -> None:
    """With the seed and in the language in which it was printed."""
    links = {str(about["href"]) for tag, about in Seen(page.client.get(HERE_ARE).text).elements if tag == "a"}
    paper = next(link for link in links if link.startswith("/paper/"))
    assert paper == "/paper/named?seed=7&lang=en"
    assert page.client.get(paper).status_code == 200


def test_the_report_runs_nothing_and_keeps_its_style(page: Page) -> None:
    report = page.client.get(f"{HERE_ARE}/report.html")
    policy = report.headers["content-security-policy"]
    assert "sandbox" in policy
    assert "style-src 'unsafe-inline'" in policy
    assert "script" not in policy
    assert report.headers["x-content-type-options"] == "nosniff"
    assert "script" not in {tag for tag, _ in Seen(report.text).elements}


@pytest.mark.parametrize(
    "path",
    [
        f"{HERE_ARE}/responses.json",
        f"{HERE_ARE}/..%2Fkeys.json",
        f"{HERE_ARE}/nothing.pdf",
        "/marks/named/seed-8-en-class",
        "/marks/nothing/seed-7-en-class",
        "/marks/..%2Foutput/named",
        "/marks/named/..",
    ],
)
def test_no_other_file_can_be_asked_for(path: str, page: Page) -> None:
    assert page.client.get(path).status_code == 404


def test_what_is_handed_back_can_be_opened(page: Page, folder: Path) -> None:
    (folder / "marks" / "returns").mkdir()
    (folder / "marks" / "returns" / "01-Ada.pdf").write_bytes(b"%PDF-1.7")
    assert "1 marked sheet to hand back" in page.client.get(HERE_ARE).text
    assert page.client.get(f"{HERE_ARE}/01-Ada.pdf").content == b"%PDF-1.7"
    assert page.client.get(f"{HERE_ARE}/marks.xlsx").status_code == 200


def test_each_file_says_what_it_is_for(page: Page) -> None:
    text = page.client.get(HERE_ARE, headers={"Accept-Language": "zh"}).text
    assert "jwxt.xlsx</a> 可导入教务系统" in text
    for language in page_languages():
        assert {f"marks.file.{name}" for name in PASSED_ON} <= page_words(language).phrases.keys()


def test_results_are_entered_into_the_bank_and_taken_back(page: Page) -> None:
    path = page.desk.root / "bank" / "results.yaml"
    before = path.read_bytes() if path.exists() else None
    assert page.post(f"{HERE_ARE}/enter").headers["HX-Refresh"] == "true"
    assert path.read_bytes() != before
    assert page.desk.steps[-1].command == "hwgen mark --class output/named/seed-7-en-class --enter"
    page.press("undo")
    assert (path.read_bytes() if path.exists() else None) == before


def test_read_only_shows_no_marks(folder: Path) -> None:
    page, before = Page(folder.parents[2], read_only=True), tree(folder)
    assert HERE_ARE not in page.client.get("/papers").text
    for path in (HERE_ARE, f"{HERE_ARE}/marks.csv"):
        answer = page.client.get(path)
        assert answer.status_code == 409
        assert "Ada" not in answer.text
    assert page.post(f"{HERE_ARE}/enter").status_code == page.post(f"{HERE_ARE}/review").status_code == 409
    assert tree(folder) == before


SERVES = "import sys, time; print('1 doubt to look at: http://127.0.0.1:9/?key=k', file=sys.stderr, flush=True); time.sleep(60)"
NOTHING = Diagnostic(
    "marks-unreadable",
    "no scans of this class were read",
    None,
    "restore the file; or take the line out, and let `hwgen mark --as-is` go on with what is left",
)
FAILS = f"import sys; sys.exit({str(NOTHING)!r})"


@pytest.mark.parametrize("program", [SERVES, FAILS])
def test_a_review_runs_beside_the_workbench_once(
    program: str, page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`python -m hwgen` is a program that stands in for it."""
    (tmp_path / "hwgen.py").write_text(program, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    answers = [page.post(f"{HERE_ARE}/review") for _ in range(2)]
    reviews: Reviews = page.app.app.state.reviews  # type: ignore[attr-defined]
    if program == SERVES:
        back = quote(f"{page.client.base_url}{HERE_ARE}", safe="")
        assert [answer.headers["HX-Redirect"] for answer in answers] == [
            f"http://127.0.0.1:9/?key=k&lang=en&back={back}"
        ] * 2
        ((process, _),) = reviews._running.values()
        reviews.end()
        assert process.poll() is not None
    else:
        assert [answer.status_code for answer in answers] == [409, 409]
        assert "no scans of this class were read" in answers[0].text
        assert "[marks-unreadable]" not in answers[0].text
        page.client.headers["Accept-Language"] = "zh"
        answer = page.post(f"{HERE_ARE}/review")
        assert "评阅页面未能启动：还没有读过这个班级的扫描件" in answer.text
        assert "恢复该文件；或删去这一行" in answer.text


OPENS = """
import sys, time
from pathlib import Path
from hwgen.serve.reviews import Reviews
print(Reviews().open(Path(sys.argv[1]), "en", ""), flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="only where a process can be killed so")
def test_a_review_does_not_outlive_a_workbench_that_is_killed(tmp_path: Path) -> None:
    printed = paper_class(tmp_path / "class", STUDENTS[:1])
    pile = printed.pile(tmp_path / "pile.pdf", printed.scan(0, everything()))
    run("mark", pile, "--class", printed.folder, "--jobs", "1", folder=tmp_path)
    with subprocess.Popen([sys.executable, "-c", OPENS, printed.folder], stdout=subprocess.PIPE, text=True) as opener:
        assert opener.stdout
        port = urlsplit(opener.stdout.readline()).port
        with socket.create_connection(("127.0.0.1", port)):
            pass
        opener.kill()
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            return
        time.sleep(0.1)
    pytest.fail("the review still answers")
