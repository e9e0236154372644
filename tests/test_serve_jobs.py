"""Jobs that pages of the workbench start: builds and proofs, and what is shown of them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import samples
from test_serve import HERE, KEY, browser
from test_serve_papers import NAMED, Page, Terminal, tree

from hwgen.classes.paper import Built
from hwgen.pdf.engines import ENGINES
from hwgen.serve import paper
from hwgen.serve.desk import Desk
from hwgen.serve.guard import HEADER
from hwgen.workers import START_METHOD
from hwgen.writers.loss import Loss


@pytest.fixture
def page(small_course: Path) -> Page:
    (small_course / "bank" / "exams" / "mine.yaml").write_text(NAMED, encoding="utf-8")
    return Page(small_course)


def test_a_build_writes_what_the_command_line_does(
    page: Page, terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Path(shutil.copytree(page.desk.root, tmp_path / "other"))
    monkeypatch.setattr(paper, "choose", lambda wished: ENGINES["typst"])
    assert page.post("/paper/mine/7/build", language="en").headers["HX-Trigger"] == "job"
    job = page.app.app.state.jobs.finish()  # type: ignore[attr-defined]
    assert job.state == "done", job
    assert terminal("build", "mine", "--seed", "7", "--lang", "en", "--engine", "typst", folder=other).code == 0
    assert tree(page.desk.root / "output") == tree(other / "output")
    assert page.client.get("/result/exam.pdf").content.startswith(b"%PDF")
    for name in ("../exam.pdf", "%2e%2e%2fcourse.yaml", "nothing.pdf"):
        assert page.client.get(f"/result/{name}").status_code == 404
    text = page.client.get("/job").text
    assert text.index("exam.pdf") < text.index("answer key")
    # Each file says what it is for.
    assert text.count("</a> ") == len(job.files)


@pytest.mark.parametrize(
    ("language", "what", "which"),
    [
        ("en", "the formula x, which stands there as TeX", "Questions 1–2: "),
        ("zh", "公式 x：以 TeX 代码显示", "第 1–2 题："),
    ],
)
def test_what_a_build_loses_is_said_in_the_language_of_the_page(
    language: str, what: str, which: str, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    exam = samples.exam()
    first, second = exam.groups[:2]
    lost = [Loss(group, group.questions[0], "the formula `x`, which stands there as TeX") for group in (first, second)]
    built = Built(exam, page.desk.root / "output", (), (), {"Word": lost})
    monkeypatch.setattr(paper, "build", lambda *args, **options: built)
    monkeypatch.setattr(paper, "choose", lambda wished: ENGINES["typst"])
    page.client.headers["Accept-Language"] = language
    page.post("/paper/mine/7/build", language="en")
    page.app.app.state.jobs.finish()  # type: ignore[attr-defined]
    shown = re.sub(r"<[^>]*>", "", page.client.get("/job").text)
    assert f"Word: {what} {which}{first.item} {second.item}" in shown


def test_a_job_that_has_ended_is_shown_where_it_began(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    built = Built(samples.exam(), page.desk.root / "output", (), (), {})
    monkeypatch.setattr(paper, "build", lambda *args, **options: built)
    monkeypatch.setattr(paper, "choose", lambda wished: ENGINES["typst"])
    page.client.headers["HX-Current-URL"] = f"{HERE}/paper/mine?seed=7"
    page.post("/paper/mine/7/build", language="en")
    page.app.app.state.jobs.finish()  # type: ignore[attr-defined]
    assert "hwgen build mine" in page.client.get("/job").text
    page.client.headers["HX-Current-URL"] = f"{HERE}/class/mine/7"
    assert "hwgen build mine" not in page.client.get("/job").text
    del page.client.headers["HX-Current-URL"]
    assert "hwgen build mine" in page.client.get("/paper/mine?seed=7").text
    assert "hwgen build mine" not in page.client.get("/class/mine/7").text


def test_generators_that_are_not_proven_are_proven_first(
    small_course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HWGEN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv(START_METHOD, "fork")
    path = small_course / "generators" / "max_pool.py"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n# Another one.\n", encoding="utf-8")
    client = browser(Desk(small_course))
    assert "1 generator that this paper needs is not proven yet" in client.get("/paper/named?seed=7").text
    assert "not proven yet" in client.get("/card/max-pool").text
    # Its own page says so once, beside the button.
    page = client.get("/item/max-pool").text + client.get("/variants/max-pool").text
    assert page.count("not proven yet") == 1
    assert "on its page" not in page
    headers = {"Origin": HERE, HEADER: KEY.header}
    client.post("/paper/named/1/prove", headers=headers)
    assert client.app.app.state.jobs.finish().state == "done"  # type: ignore[attr-defined]
    assert "max-pool" in client.get("/paper/named?seed=7").text
