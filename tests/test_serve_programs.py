"""Generators in the workbench: their variants, their programs and what a proof says; and remarks on items, silenced or mended."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from terminal import Ran
from test_serve import HERE, HOSTILE, KEY, cards
from test_serve_papers import Page, tree

from hwgen.bank import trials
from hwgen.bank.course import Course
from hwgen.bank.loading import load
from hwgen.edited import digest
from hwgen.editing.renaming import Change, renamed
from hwgen.errors import Diagnostic, UsageError
from hwgen.serve import bank_review, forms
from hwgen.serve.bank_review import BankReview, Remarks, remarks_in
from hwgen.serve.guard import HEADER
from hwgen.serve.pages import page_words
from hwgen.workers import START_METHOD

Terminal = Callable[..., Ran]
FILE = "generators/max_pool.py"


@pytest.fixture
def page(small_course: Path, monkeypatch: pytest.MonkeyPatch) -> Page:
    """Its workers are forks: they prove, and typeset nothing."""
    monkeypatch.setenv(START_METHOD, "fork")
    return Page(small_course)


def program(page: Page) -> str:
    return (page.desk.root / FILE).read_text(encoding="utf-8")


def sent(page: Page, address: str, text: str, **more: Any) -> Response:
    draft = {"file": FILE, "text": text, "line": 30, "column": 1, **more}
    return page.client.post(address, json=draft, headers={"Origin": HERE, HEADER: KEY.header})


def saved(page: Page, text: str) -> Any:
    """Saves a program, and waits for its proof."""
    known = digest((page.desk.root / FILE).read_bytes())
    assert sent(page, "/save", text, digest=known).status_code == 200
    return page.app.app.state.jobs.finish()  # type: ignore[attr-defined]


def test_a_generator_shows_its_domain_and_all_variants_in_tens(page: Page) -> None:
    text = page.client.get("/item/max-pool").text
    assert '<th scope="col" class="amount">Variants</th>' in text
    first = page.client.get("/variants/max-pool").text
    assert "1 to 8 of 8" in first
    assert first.count('class="side"') == 8
    # Each has other numbers, and is shown as it is asked.
    sides = {part.split("</details>")[0] for part in first.split('class="side">')[1:]}
    assert len(sides) == 8
    assert page.client.get("/variants/max-pool?from=999&as=nonsense").status_code == 200
    assert page.client.get("/variants/kept-units").status_code == 409


@pytest.mark.parametrize("path", ["generators/../bank/course.py", "/etc/evil.py", "bank/evil.py", "generators/no.py"])
def test_no_other_program_is_opened(path: str, page: Page) -> None:
    (page.desk.root / "bank" / "evil.py").write_text("secret = 1\n", encoding="utf-8")
    assert page.client.get("/edit", params={"file": path}).status_code == 404


def test_a_draft_is_no_program_until_it_is_saved(page: Page) -> None:
    before = tree(page.desk.root)
    broken = sent(page, "/check", program(page).replace("    def wording(", "    def wording((")).json()
    assert [fault["rule"] for fault in broken["faults"]] == ["generator-syntax"]
    # It stands beside the program, too, with the variants of the last proof.
    assert 'class="faults"' in broken["preview"]
    assert "1 to 8 of 8" in broken["preview"]
    touched = page.desk.root / "touched"
    sent(page, "/check", f"open({str(touched)!r}, 'w')\n{program(page)}")
    assert not touched.exists()
    assert "1 to 8 of 8" in sent(page, "/check", program(page)).json()["preview"]
    assert tree(page.desk.root) == before


def test_a_saved_program_is_proven_and_what_fails_stands_at_its_line(page: Page) -> None:
    assert saved(page, program(page).replace("(14, 28, 29, 55)", "(14, 28, 29)")).state == "done"
    assert "1 to 6 of 6" in page.client.get("/variants/max-pool").text
    wrong = program(page).replace("n - k + 1, 2))", "n - k + 2, 2))")
    job = saved(page, wrong)
    assert job.state == "failed"
    faults = sent(page, "/check", wrong).json()["faults"]
    assert faults
    assert any("n=" in fault["message"] or "n = " in fault["message"] for fault in faults), faults
    assert all(fault["line"] > 1 for fault in faults)
    assert saved(page, wrong.replace("n - k + 2, 2))", "n - k + 1, 2))")).state == "done"
    assert not sent(page, "/check", program(page)).json()["faults"]


def test_nothing_is_said_of_a_proof_of_another_text(page: Page) -> None:
    assert saved(page, program(page)).state == "done"
    broken = program(page).replace("    def wording(", "    def wording((")
    assert saved(page, broken).state == "none"


def test_a_program_that_never_ends_is_stopped(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HWGEN_GENERATOR_SECONDS", "1")
    endless = program(page).replace("    return len(range(", "    while n: pass\n    return len(range(")
    job = saved(page, endless)
    assert job.state == "failed"
    # Of the processor, or of the clock where the machine is busy.
    assert "HWGEN_GENERATOR_SECONDS sets another limit" in job.faults[0].message


# Remarks


def review(page: Page) -> BankReview:
    found: BankReview = page.app.app.state.bank_review  # type: ignore[attr-defined]
    return found


def flawed_by(page: Page, rule: str) -> set[str]:
    """The items that a filter leaves when the bank was reviewed."""
    page.client.get("/bank", params={"flaw": rule})
    review(page).finish()
    return set(cards(page.client, flaw=rule))


def test_a_remark_is_explained_and_silenced_with_a_reason(page: Page) -> None:
    path = page.desk.root / "bank" / "items" / "basics.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    objective: basics-training\n", "", 1), encoding="utf-8")
    flawed = flawed_by(page, "no-objective")
    assert flawed
    id = sorted(flawed)[0]
    english, chinese = (page.client.get(f"/remarks/{id}", headers={"Accept-Language": at}).text for at in ("en", "zh"))
    assert "has no objective" in english
    assert "Every item should reflect" in english
    assert "写上主题的一个教学目标" in chinese
    assert "Every item should reflect" not in chinese
    for rule, reason in (("no-objective", " "), ("nonsense", "because")):
        answer = page.post(f"/silence/{id}", rule=rule, reason=reason)
        assert answer.status_code == 409
        # Whoever is refused something is not warned of it.
        assert "error: </strong>" in answer.text
        assert "warning: </strong>" not in answer.text
    assert page.post(f"/silence/{id}", rule="no-objective", reason=HOSTILE).status_code == 204
    item = load(page.desk.root).course.items[id]
    assert item.silence == {"no-objective": HOSTILE}  # type: ignore[union-attr]
    assert id not in flawed_by(page, "no-objective")
    shown = page.client.get(f"/remarks/{id}").text
    assert "Silenced, because:" in shown
    assert "<script>" not in shown
    page.press("undo")
    assert id in flawed_by(page, "no-objective")


def test_what_is_remarked_on_the_text_of_each_language_is_said_once(page: Page) -> None:
    path = page.desk.root / "bank" / "items" / "basics.yaml"
    text = path.read_text(encoding="utf-8")
    long = "{zh: 平均而言恰好有一百五十个单元会被保留下来, en: on average exactly 150 of these units are kept}"
    path.write_text(text.replace("{zh: 150 个, en: 150 units}", long), encoding="utf-8")
    remarked = [one.rule for one in remarks_in(load(page.desk.root).course)["kept-units"]]
    twice = next(rule for rule in remarked if remarked.count(rule) > 1)
    shown = page.client.get("/remarks/kept-units?alone=1").text
    assert shown.count(f'name="rule" value="{twice}"') == 1


def test_an_item_shows_its_own_remarks_while_the_bank_is_reviewed(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """One review at a time, of the newest state: what was changed meanwhile is reviewed once, not as often as it was."""
    path = page.desk.root / "bank" / "items" / "basics.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("200 units", "200 units units", 1), encoding="utf-8")
    begun, go_on, at_work, reviewed = threading.Semaphore(0), threading.Semaphore(0), [0], []

    def reviewing(course: Course) -> Remarks:
        at_work[0] += 1
        assert at_work[0] == 1
        begun.release()
        go_on.acquire()
        reviewed.append(course)
        at_work[0] -= 1
        return remarks_in(course)

    monkeypatch.setattr(bank_review, "remarks_in", reviewing)
    first = page.client.get("/remarks/kept-units").text
    begun.acquire()
    assert "being reviewed" in first
    assert "is repeated" in first
    assert "being reviewed" in page.client.get("/bank", params={"flaw": "no-objective"}).text
    for i in range(3):
        path.write_text(f"{path.read_text(encoding='utf-8')}# {i}\n", encoding="utf-8")
        assert "being reviewed" in page.client.get("/remarks/kept-units").text
    mark = page.desk.news.mark
    go_on.release()
    begun.acquire()
    go_on.release()
    review(page).finish()
    assert page.desk.news.since(mark) == ["remarks"]
    assert len(reviewed) == 2
    assert reviewed[1] is page.desk.course
    whole = page.client.get("/remarks/kept-units").text
    assert "being reviewed" not in whole
    assert "is repeated" in whole


def test_a_review_that_fails_says_so_and_the_next_begins_anew(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(course: Course) -> Remarks:
        raise UsageError(Diagnostic("cannot-write", "there are no words"))

    with monkeypatch.context() as broken:
        broken.setattr(bank_review, "remarks_in", failing)
        page.client.get("/remarks/kept-units")
        review(page).finish()
        assert "there are no words" in page.client.get("/remarks/kept-units").text
        assert page.client.get("/bank").status_code == 200
    path = page.desk.root / "bank" / "items" / "basics.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# Changed.\n", encoding="utf-8")
    page.client.get("/remarks/kept-units")
    review(page).finish()
    assert "there are no words" not in page.client.get("/remarks/kept-units").text


def test_an_item_is_renamed_as_the_command_does(page: Page, terminal: Terminal, tmp_path: Path) -> None:
    other = Path(shutil.copytree(page.desk.root, tmp_path / "other"))
    before = tree(page.desk.root)
    answer = page.post("/rename/kept-units", name="units-that-stay")
    assert answer.headers["HX-Redirect"] == "/item/units-that-stay"
    assert page.desk.steps[-1].command == "hwgen rename kept-units units-that-stay"
    assert terminal("rename", "kept-units", "units-that-stay", folder=other).code == 0
    assert tree(page.desk.root) == tree(other) != before
    assert page.client.get("/item/units-that-stay").status_code == 200
    # The page of the new id is there no more.
    assert page.press("undo").headers["HX-Redirect"] == "/item/kept-units"
    assert tree(page.desk.root) == before
    for name in ("../evil", "squared-error", ""):
        assert page.post("/rename/kept-units", name=name).status_code == 409
    assert tree(page.desk.root) == before


def test_what_somebody_else_writes_while_an_item_is_renamed_stays(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    path = page.desk.root / "bank" / "exams" / "named.yaml"

    def slow(course: Course, old: str, new: str) -> Mapping[Path, Change]:
        files = renamed(course, old, new)
        path.write_text(path.read_text(encoding="utf-8") + "# Somebody else.\n", encoding="utf-8")
        return files

    monkeypatch.setattr(forms, "renamed", slow)
    answer = page.post("/rename/kept-units", name="units-that-stay")
    assert answer.status_code == 409
    assert "changed on disk" in answer.text
    assert path.read_text(encoding="utf-8").endswith("# Somebody else.\n")


@pytest.mark.parametrize("path", ["/rename/kept-units", "/silence/kept-units", "/prove/max-pool"])
def test_read_only_renames_and_silences_nothing(path: str, small_course: Path) -> None:
    page, before = Page(small_course, read_only=True), tree(small_course)
    assert page.post(path, name="other", rule="no-objective", reason="because").status_code == 409
    assert tree(small_course) == before


@pytest.mark.parametrize(
    ("added", "message", "seconds"),
    [
        ("import threading; threading.Event().wait()", "did not end within 0.5 seconds", 0.5),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "ended its process", 10.0),
    ],
)
def test_a_program_that_never_ends_or_ends_its_process_is_an_error_of_its_file(
    added: str, message: str, seconds: float, small_course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "SECONDS", seconds)
    path = small_course / FILE
    path.write_text(path.read_text(encoding="utf-8") + added, encoding="utf-8")
    loaded = load(small_course, apart=True)
    (fault,) = loaded.errors
    assert message in fault.message
    assert fault.span
    assert fault.span.file == path
    assert "relu-values" in loaded.course.items


def test_a_program_that_is_sound_is_imported_apart_and_prints_nothing_to_the_output(
    small_course: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # What was imported before is known, and not imported again.
    monkeypatch.setenv("HWGEN_CACHE", str(tmp_path / "cache"))
    # The process that others are forked from has an output that is older than this test.
    monkeypatch.setenv(START_METHOD, "spawn")
    path = small_course / FILE
    path.write_text(path.read_text(encoding="utf-8") + "print(12345)", encoding="utf-8")
    loaded = load(small_course, apart=True)
    assert not loaded.errors
    assert "max-pool" in loaded.course.items
    assert capfd.readouterr() == ("", "12345\n")


def test_a_program_that_only_helps_others_says_so(page: Page) -> None:
    path = page.desk.root / "generators" / "_shared.py"
    path.write_text("TWO = 2\n", encoding="utf-8")
    shown = sent(page, "/check", "TWO = 2\n", file="generators/_shared.py").json()
    assert shown["faults"] == []
    assert page_words("en")["edit.helper"] in shown["preview"]
    assert page_words("en")["edit.nothing"] not in shown["preview"]
