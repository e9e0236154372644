"""A class in the workbench: what is understood of its list, and that its papers are those of the command that the page shows."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from terminal import Ran
from test_serve import HERE, HOSTILE, KEY, Seen
from test_serve_papers import Page, tree

from hwgen.classes import making
from hwgen.classes.making import Class
from hwgen.errors import Diagnostic
from hwgen.lms.platforms import PLATFORMS
from hwgen.lms.writing import Exported
from hwgen.pdf.engines import ENGINES
from hwgen.serve import classes
from hwgen.serve.exports import own_steps
from hwgen.serve.guard import HEADER
from hwgen.serve.pages import page_languages, page_words

Terminal = Callable[..., Ran]
ROSTER = "学号,姓名,考场,座位号,手机\n2026001,李明,A101,1-1,139\n2026002,王芳,A101,1-2,138\n2026003,赵强,A101,2-1,137\n"


@pytest.fixture
def page(small_course: Path) -> Page:
    return Page(small_course)


def drop(page: Page, name: str, data: bytes, **fields: str) -> Response:
    headers = {"Origin": HERE, HEADER: KEY.header, "HX-Request": "true"}
    return page.client.post("/class/named/7/list", files={"file": (name, data)}, data=fields, headers=headers)


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
def test_what_was_understood_of_a_list_is_shown_column_by_column(encoding: str, page: Page) -> None:
    text = drop(page, "名单 1.CSV", ROSTER.encode(encoding)).text
    assert "3 students" in text
    assert "<dt>学号</dt><dd>student number</dd>" in text
    assert "<dt>手机</dt><dd>not used</dd>" in text
    assert "王芳" in text
    kept = page.desk.root / "output" / "rosters" / "名单-1.csv"
    assert kept.read_bytes() == ROSTER.encode(encoding)
    assert kept.stat().st_mode & 0o077 == 0
    page.press("undo")
    assert not kept.exists()


def test_a_class_gets_its_papers_in_the_language_of_the_page(page: Page) -> None:
    for wished, language in (("en", "en"), ("zh", "zh")):
        text = page.client.get("/class/named/7", headers={"Accept-Language": wished}).text
        assert f'<option value="{language}" selected>' in text


def test_a_seat_in_two_rooms_is_two_seats_and_none_is_no_seat(page: Page) -> None:
    rooms = b"id,name,room,seat\n1,A,A,1-1\n2,B,B,1-1\n3,C,A,\n4,D,A,\n"
    assert "same seat" not in drop(page, "students.csv", rooms).text


def test_a_wish_that_no_form_meets_is_said(page: Page) -> None:
    drop(page, "students.csv", b"id,name,extra\n1,A,large-print\n2,B,\n")
    asked = {"list": "output/rosters/students.csv", "forms": "2"}
    assert (
        "other papers: <code>large-print</code> (<code>1</code>)"
        in page.client.get("/class/named/7/list", params=asked).text
    )
    enlarged = page.client.get("/class/named/7/list", params={**asked, "large": "on"}).text
    assert "large-print" not in enlarged


def test_forms_are_dealt_by_seats_before_anything_is_built(page: Page) -> None:
    drop(page, "students.csv", ROSTER.encode())
    asked = {"list": "output/rosters/students.csv", "forms": "2"}
    text = page.client.get("/class/named/7/list", params=asked).text
    rows = [row.split("<td>")[-1][0] for row in text.split("<tr>")[2:]]
    assert sorted(set(rows)) == ["A", "B"]
    # Neighbours in a row and in a column.
    assert rows[0] != rows[1]
    assert rows[0] != rows[2]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("students.csv", b"id,name\n1,A\n1,B\n", "in line 2"),
        ("students.csv", b"phone,name\n1,A\n", "no column"),
        ("students.csv", b"id,name,seat\n1,A,1-1\n2,B,01-01\n", "<code>2</code> and <code>1</code> have the same seat"),
        ("students.csv", b"id,name,seat\n1,A,x\n2,B,x\n3,C,x\n", "2 students have the seat of another one"),
        ("students.csv", b"", "the class list is empty"),
        ("students.xlsx", b"PK\x03\x04 is no Excel file", "students.xlsx"),
        ("students.csv", f"id,name\n1,{HOSTILE}\n".encode(), "&lt;script&gt;"),
    ],
)
def test_what_is_wrong_with_a_list_is_shown_with_its_line(name: str, data: bytes, message: str, page: Page) -> None:
    answer = drop(page, name, data)
    assert message in answer.text
    assert not {"script", "img"} & {tag for tag, _ in Seen(answer.text).elements}


def test_a_list_that_cannot_be_read_is_not_kept(page: Page) -> None:
    """It stayed among the lists to choose from, and in the place of one that could be read."""
    kept = page.desk.root / "output" / "rosters" / "students.csv"
    for before in (None, ROSTER.encode()):
        if before:
            drop(page, "students.csv", before)
        text = drop(page, "students.csv", b"id,name\n1,A\n1,B\n").text
        assert "line 2" in text or ":3" in text
        assert (kept.read_bytes() if kept.exists() else None) == before
        assert text.count("output/rosters/students.csv</option>") == (1 if before else 0)
        assert "selected>output" not in text
        assert (kept.stat().st_mode & 0o077 if before else 0) == 0


@pytest.mark.parametrize("name", ["../../evil.csv", "..\\evil.csv", "/etc/evil.csv", "evil.exe", ".csv", "a/b/c.sh"])
def test_a_list_lands_among_the_lists_or_nowhere(name: str, page: Page) -> None:
    before = tree(page.desk.root.parent)
    drop(page, name, ROSTER.encode())
    fresh = tree(page.desk.root.parent).keys() - before.keys()
    assert {path for path in fresh if not path.endswith(".lock")} <= {"course/output/rosters/evil.csv"}


@pytest.mark.parametrize("listed", ["../secret.csv", "bank/course.yaml", "/etc/passwd", "nothing.csv"])
def test_no_other_file_is_read_as_a_list(listed: str, page: Page) -> None:
    (page.desk.root.parent / "secret.csv").write_text(ROSTER, encoding="utf-8")
    assert "李明" not in page.client.get("/class/named/7", params={"list": listed}).text


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"count": "3"},
        {"forms": "4", "language": "en"},
        {"list": "students.csv"},
        {"list": "students.csv", "sheets": "on", "booklet": "on", "large": "on", "replaces": "on"},
        {"list": "students.csv", "forms": "3", "contrast": "on", "seat_order": "on"},
    ],
)
def test_a_class_is_that_of_the_command_that_the_page_shows(
    fields: dict[str, str], page: Page, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    (page.desk.root / "students.csv").write_text(ROSTER, encoding="utf-8")
    asked: list[Any] = []

    def built(course: object, copies: object, options: object, students: object, **more: Any) -> Class:
        asked.append((copies, options, students, more["out"].name))
        return Class(
            page.desk.root / "output", ("answers.csv", "keys.pdf", "print.pdf", "copies/1.pdf"), 3, 0, 3, 9, {}, ()
        )

    monkeypatch.setattr(making, "build_class", built)
    monkeypatch.setattr(classes, "build_class", built)
    monkeypatch.setattr(classes, "processors", lambda: 1)
    answer = page.post("/class/named/7/build", **fields)
    assert answer.headers["HX-Trigger"] == "job", answer.text
    job = page.app.app.state.jobs.finish()  # type: ignore[attr-defined]
    # What is printed comes first, and each file says what it is for.
    assert [path.name for path in job.files] == ["print.pdf", "keys.pdf", "answers.csv"]
    text = page.client.get("/job", headers={"HX-Current-URL": job.page}).text
    assert text.count("</a> ") == len(job.files)
    program, *arguments = shlex.split(job.command)
    assert program == "hwgen"
    assert terminal(*arguments, folder=page.desk.root).code == 0
    by_page, by_command = asked
    assert by_page == by_command


def test_each_file_of_a_class_says_what_it_is_for(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms that were picked, with a list, seats and answer sheets, have all files that there may be."""
    (page.desk.root / "students.csv").write_text(ROSTER, encoding="utf-8")
    monkeypatch.setattr(classes, "choose", lambda wished: ENGINES["typst"])
    page.post("/class/picked/7/build", list="students.csv", forms="2", sheets="on", seat_order="on")
    job = page.app.app.state.jobs.finish()  # type: ignore[attr-defined]
    assert job.state == "done", job
    assert {"certificate.txt", "envelopes.pdf", "keys.json", "lists.xlsx"} <= {path.name for path in job.files}
    for language in page_languages():
        text = page.client.get("/job", headers={"HX-Current-URL": job.page, "Accept-Language": language}).text
        assert text.count("</a> ") == len(job.files)


def test_copies_that_could_not_be_built_are_named(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = {"0002-x": (Diagnostic("workers-die", "no room"),)}
    done = Class(page.desk.root / "output", ("print.pdf",), 1, 0, 1, 9, failed, ())
    monkeypatch.setattr(classes, "build_class", lambda *about, **more: done)
    page.post("/class/named/7/build", count="2")
    page.app.app.state.jobs.finish()  # type: ignore[attr-defined]
    assert "copy 0002-x could not be built: no room" in page.client.get("/job").text


def test_read_only_shows_no_students_and_builds_nothing(small_course: Path) -> None:
    (small_course / "students.csv").write_text(ROSTER, encoding="utf-8")
    page, before = Page(small_course, read_only=True), tree(small_course)
    # Where nothing can be built, no form asks how.
    for path in ("/class/named/7", "/class/named/7/list", "/export/named/7"):
        shown = page.client.get(path, params={"list": "students.csv"})
        assert shown.status_code == 409
        assert "changes nothing" in shown.text
        assert "李明" not in shown.text
    assert drop(page, "students.csv", ROSTER.encode()).status_code == 409
    assert page.post("/class/named/7/build", count="2").status_code == 409
    assert page.post("/export/named/7", platform="moodle").status_code == 409
    assert tree(small_course) == before


# Exports


@pytest.mark.parametrize(
    ("fields", "file", "lost"),
    [
        ({"platform": "moodle", "language": "all"}, "output/named/moodle-7-zh-en.xml", False),
        ({"platform": "moodle", "language": "en", "matched": "on"}, "output/named/moodle-7-en.xml", False),
        ({"platform": "gift", "language": "en"}, "output/named/gift-7-en.txt", True),
        ({"platform": "html", "language": "en", "keyless": "on"}, "output/named/html-7-en.html", False),
        ({"platform": "gift", "language": "en", "variants": "2"}, "output/named/gift-pools-7-en.txt", True),
        ({"platform": "docx", "language": "en"}, "output/named/docx-7-en.docx", False),
        ({"platform": "docx", "language": "all", "variants": "2"}, "output/named/docx-7-zh-en.docx", False),
    ],
)
def test_an_export_is_that_of_its_command_with_its_losses(
    fields: dict[str, str], file: str, lost: bool, page: Page, terminal: Terminal
) -> None:
    assert page.post("/export/named/7", **fields).headers["HX-Trigger"] == "job"
    job = page.app.app.state.jobs.finish()  # type: ignore[attr-defined]
    assert job.state == "done", job
    path = page.desk.root / file
    data = path.read_bytes()
    text = page.client.get("/job").text
    assert bool(job.losses) == lost
    assert ("lost" in text) == lost or "Nothing is lost" in text
    assert page.client.get(f"/result/{path.name}").content == data
    path.unlink()
    done = terminal(*shlex.split(job.command)[1:], folder=page.desk.root)
    assert done.code == 0, done.err
    assert path.read_bytes() == data
    # Each thing once, with its questions, on the page as by the command.
    assert len({loss.what for loss in job.losses}) == len(job.losses)
    for loss in job.losses:
        assert f"{loss.numbers} ({', '.join(f'`{item}`' for item in loss.items)})" in done.err
        assert f": {loss.what} [format-loss]\n" in done.err


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_to_do_with_an_export_is_said_in_chinese(platform: str) -> None:
    # Some platforms mark nothing.
    for pools, responses, made_from in ((True, 25, 10), (False, 25, 7), (False, 0, 7), (False, 0, 10)):
        done = Exported(
            (Path("a"), Path("b")),
            10,
            made_from,
            2,
            responses,
            3 if PLATFORMS[platform].ordering else 0,
            (),
            (),
            {"x / y": 5.0},
        )
        lines = own_steps(PLATFORMS[platform], done, "zh", pools=pools, several=True).splitlines()
        assert not [
            line for line in lines if line.strip() and not re.search("[一-龥]", line) and line.strip() != "5: y"
        ]
        assert ("由 7 道题" in lines[0]) == (made_from == 7)
        assert "files one after" not in "\n".join(lines)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("platform", [name for name, one in PLATFORMS.items() if one.ordering])
def test_what_to_do_without_ordering_questions_is_a_tick_on_the_page(platform: str, language: str, page: Page) -> None:
    done = Exported((Path("a"),), 10, 10, 2, 25, 3, (), (), {})
    lines = own_steps(PLATFORMS[platform], done, language, pools=False, several=False)
    label = page_words(language)["export.matched"]
    assert label in lines
    assert "--no-ordering" not in lines
    assert label in page.client.get("/export/named/7", headers={"Accept-Language": language}).text
